//! A new row, field by field.

use super::{put, values};
use crate::{
    kit::{Busy, Dialog, ErrorState, Field as Labelled},
    locales::{locale, texts},
};
use kontor_api::{
    ApiError, Words as _,
    import::{Content, Field},
    records::Record,
};
use leptos::{html, prelude::*};
use std::collections::BTreeMap;

/// The dialog.
#[component]
pub fn AddRow(
    /// To what.
    content: Content,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// A field that is filled in already.
    filled: Option<(Option<Field>, String)>,
) -> impl IntoView {
    let t = texts();
    let filled = StoredValue::new(filled);
    view! {
        <Dialog open title=t.add_record(content).trim_end_matches(['…', ' ']) class="wide">
            <Form content open filled=filled.get_value()/>
        </Dialog>
    }
}

#[component]
fn Form(
    content: Content,
    open: RwSignal<bool>,
    filled: Option<(Option<Field>, String)>,
) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let first = match filled {
        Some((Some(field), value)) => BTreeMap::from([(field, value)]),
        _ => BTreeMap::new(),
    };
    let typed = RwSignal::new(first);
    let at_work = RwSignal::new(false);
    let failed = RwSignal::new(None::<ApiError>);
    let complete = Memo::new(move |_| {
        let has = |field: &Field| {
            typed.with(|typed| typed.get(field).is_some_and(|text| !text.is_empty()))
        };
        content.fields().iter().filter(|field| is_needed(content, **field)).all(has)
    });
    let blocked = Signal::derive(move || at_work.get() || !complete.get());
    let add = move || {
        if blocked.get_untracked() {
            return;
        }
        let values = typed.with_untracked(|typed| {
            let filled = typed.iter().filter(|(_, text)| !text.is_empty());
            filled.map(|(field, text)| (*field, text.clone())).collect()
        });
        at_work.set(true);
        put(vec![Record { content, values }], move |outcome| {
            at_work.try_set(false);
            match outcome {
                Ok(()) => drop(open.try_set(false)),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    let first = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(first) = first.get() {
            // After the dialog is shown, which takes the focus first.
            request_animation_frame(move || {
                let _ = first.focus();
            });
        }
    });
    let field = move |field: Field| {
        let needed = is_needed(content, field);
        let hint = if needed { t.must_be_there() } else { "" };
        let value = typed.with_untracked(|typed| typed.get(&field).cloned().unwrap_or_default());
        let is_first = content.fields().first() == Some(&field);
        let node = if is_first { first } else { NodeRef::new() };
        let control = move |id: String| {
            view! {
                <input node_ref=node type=values::control(field, "") inputmode=values::keyboard(field) id=id.clone()
                    aria-describedby=format!("{id}-note") aria-required=needed.to_string() autocomplete="off"
                    prop:value=value
                    on:input=move |event| {
                        let text = values::typed(locale, field, &event_target_value(&event));
                        typed.update(|typed| drop(typed.insert(field, text)));
                    }/>
            }
        };
        view! { <Labelled label=field.title(t.0) hint control/> }
    };
    view! {
        <form on:submit=move |event| { event.prevent_default(); add(); }>
            {move || failed.get().map(|error| view! { <ErrorState error/> })}
            <div class="form-grid">{content.fields().iter().map(|each| field(*each)).collect_view()}</div>
            <div class="acts end">
                <button type="button" on:click=move |_| open.set(false)>{t.cancel()}</button>
                <Busy busy=blocked class="primary" press=move |()| add()>{t.add_this()}</Busy>
            </div>
            // So that Enter adds it: a form without a button of its own kind does not hear it.
            <button type="submit" hidden></button>
        </form>
    }
}

/// Whether a row says nothing without the field.
fn is_needed(content: Content, field: Field) -> bool {
    content.key().first() == Some(&field) || content.needed().contains(&&[field][..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_be_there_is_the_key_and_what_nothing_else_can_stand_for() {
        let needed = |content: Content| -> Vec<Field> {
            let fields = content.fields().iter().copied();
            fields.filter(|field| is_needed(content, *field)).collect()
        };
        assert_eq!(needed(Content::Rates), [Field::ValidFrom, Field::Currency, Field::Rate]);
        assert_eq!(needed(Content::Products), [Field::Sku]);
    }
}
