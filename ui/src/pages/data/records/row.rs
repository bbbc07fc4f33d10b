//! A row of a table of records: to read, or to edit in place.

use super::{Key, Table, put, take_back, values};
use crate::{
    kit::toast,
    locales::{locale, texts},
};
use kontor_api::{
    Words as _,
    import::{Field, Holds},
    records::RecordRow,
};
use leptos::{html, prelude::*};
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The cells of a row.
pub fn cells(row: &RecordRow, table: Table) -> AnyView {
    let t = texts();
    let key = table.key_of(row);
    let row = StoredValue::new(row.clone());
    let (mine, named) = (key.clone(), key.join(" "));
    let is_edited =
        Memo::new(move |_| table.editing.with(|editing| editing.as_ref() == Some(&mine)));
    let (asked, changed) = (key.clone(), key.clone());
    let is_selected =
        Signal::derive(move || table.selected.with(|selected| selected.contains_key(&asked)));
    let select = move |event| {
        let key = changed.clone();
        table.selected.update(|selected| {
            if event_target_checked(&event) {
                selected.insert(key, row.get_value());
            } else {
                selected.remove(&key);
            }
        });
    };
    let label = t.select_row(&named);
    view! {
        <td class="pick">
            <input type="checkbox" aria-label=label prop:checked=is_selected on:change=select/>
        </td>
        {move || if is_edited.get() {
            view! { <Editor row=row.get_value() table/> }.into_any()
        } else {
            reading(&row.get_value(), table, key.clone())
        }}
    }
    .into_any()
}

/// The cells to read.
fn reading(row: &RecordRow, table: Table, key: Key) -> AnyView {
    let (t, locale) = (texts(), locale());
    let fields = table.fields.get_value();
    let by_hand = row.batch_id.is_none();
    // The mark stands where the row begins, as its end may be out of sight.
    let mut is_first = true;
    let cell = |place: usize| {
        let field = *fields.get(place)?;
        let marked = std::mem::take(&mut is_first) && by_hand;
        let text = row.cells.get(place)?.as_deref();
        let text = text.map(|text| values::shown(locale, field, text));
        let numeric = field.holds() != Holds::Text;
        Some(
            view! { <td class:num=numeric class:hand=marked title=text.clone()>{text.clone()}</td> },
        )
    };
    let shown = table.columns.get_value().into_iter().filter_map(cell).collect_view();
    let from = match row.batch_id {
        Some(batch) => view! {
            <a href=format!("/data?batch={batch}")>{t.import_number(batch)}</a>
        }
        .into_any(),
        None => view! { <span class="by-hand">{t.by_hand()}</span> }.into_any(),
    };
    let of = format!(": {}", key.join(" "));
    let record = table.record(row, &BTreeMap::new());
    view! {
        {shown}
        <td class="from">{from}</td>
        <td class="row-acts num">
            <button type="button" class="quiet" on:click=move |_| table.editing.set(Some(key.clone()))>
                {t.edit()}<span class="sr-only">{of.clone()}</span>
            </button>
            {by_hand.then(|| view! {
                <button type="button" class="quiet" on:click=move |_| take_back(vec![record.clone()])>
                    {t.take_back()}<span class="sr-only">{of}</span>
                </button>
            })}
        </td>
    }
    .into_any()
}

/// The cells to edit. Enter keeps what was typed, Esc does not.
#[component]
fn Editor(row: RecordRow, table: Table) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let changes = RwSignal::new(BTreeMap::<Field, String>::new());
    let at_work = RwSignal::new(false);
    let fields = table.fields.get_value();
    let save = {
        let row = row.clone();
        move || {
            if at_work.get_untracked() {
                return;
            }
            if changes.with_untracked(BTreeMap::is_empty) {
                return leave(table);
            }
            at_work.set(true);
            let record = table.record(&row, &changes.get_untracked());
            put(vec![record], move |outcome| {
                at_work.try_set(false);
                match outcome {
                    Ok(()) => leave(table),
                    Err(error) => toast::fail(error),
                }
            });
        }
    };
    let save = StoredValue::new(save);
    let save = move || save.with_value(|save| save());
    let on_key = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "Enter" => save(),
        "Escape" => leave(table),
        _ => {}
    };
    let first = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(first) = first.get() {
            let _ = first.focus();
            first.select();
        }
    });
    let mut is_first = true;
    let cell = |place: usize| {
        let field = *fields.get(place)?;
        let text = row.cells.get(place)?.clone().unwrap_or_default();
        let numeric = field.holds() != Holds::Text;
        // What tells the things apart is not changed: it would be another thing.
        if table.content.key().contains(&field) {
            let text = values::shown(locale, field, &text);
            return Some(view! { <td class:num=numeric>{text}</td> }.into_any());
        }
        let note = move |event| {
            let typed = values::typed(locale, field, &event_target_value(&event));
            changes.update(|changes| drop(changes.insert(field, typed)));
        };
        let (kind, keyboard) = (values::control(field, &text), values::keyboard(field));
        let value = values::editable(locale, field, &text);
        let node = if std::mem::take(&mut is_first) { first } else { NodeRef::new() };
        let input = view! {
            <input type=kind inputmode=keyboard autocomplete="off" aria-label=field.title(t.0) node_ref=node
                prop:value=value on:input=note on:keydown=on_key/>
        };
        Some(view! { <td class:num=numeric>{input}</td> }.into_any())
    };
    let inputs = table.columns.get_value().into_iter().filter_map(cell).collect_view();
    view! {
        {inputs}
        <td class="from"></td>
        <td class="row-acts num">
            <button type="button" class="primary" aria-disabled=move || at_work.get().to_string()
                on:click=move |_| save()>{t.keep()}</button>
            <button type="button" class="quiet" on:click=move |_| leave(table)>{t.cancel()}</button>
        </td>
    }
}

/// Ends editing; the focus goes to the table, as the field that had it goes away.
fn leave(table: Table) {
    if table.editing.try_set(None).is_some() {
        return;
    }
    let place = document().query_selector(".records .virtual").ok().flatten();
    if let Some(place) = place.and_then(|place| place.dyn_into::<HtmlElement>().ok()) {
        let _ = place.focus();
    }
}
