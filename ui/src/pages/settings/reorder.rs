//! How goods are reordered: what plans aim for, and what stands on orders.

use super::fields::{Edit, edit_at, editing};
use crate::{
    kit::{Field, Select},
    locales::{Texts, locale, texts},
    pages::numbers::{read, typed},
};
use kontor_api::{
    Words as _,
    settings::{Aim, ReorderSettings},
    workspace::Workspace,
};
use kontor_domain::{Decimal, Locale};
use leptos::prelude::*;

/// What is wrong with what was typed, or what it changes.
type Read = fn(Locale, &str, &mut ReorderSettings) -> Result<(), fn(Texts) -> &'static str>;

/// A line of text that holds a number.
struct Number {
    label: fn(Texts) -> String,
    hint: fn(Texts) -> &'static str,
    shown: fn(Locale, &ReorderSettings) -> String,
    read: Read,
}

const NUMBERS: [Number; 7] = [
    Number {
        label: |t| t.service_of_all().to_owned(),
        hint: Texts::service_of_all_says,
        shown: |locale, of| typed(locale, of.service_percent),
        read: |locale, text, of| {
            of.service_percent = service(locale, text)?;
            Ok(())
        },
    },
    Number {
        label: |t| t.service_of_class("A"),
        hint: Texts::class_a_says,
        shown: |locale, of| class(locale, of, "A"),
        read: |locale, text, of| set_class(locale, text, of, "A"),
    },
    Number {
        label: |t| t.service_of_class("B"),
        hint: Texts::class_b_says,
        shown: |locale, of| class(locale, of, "B"),
        read: |locale, text, of| set_class(locale, text, of, "B"),
    },
    Number {
        label: |t| t.service_of_class("C"),
        hint: Texts::class_c_says,
        shown: |locale, of| class(locale, of, "C"),
        read: |locale, text, of| set_class(locale, text, of, "C"),
    },
    Number {
        label: |t| t.review_days().to_owned(),
        hint: Texts::review_days_say,
        shown: |_, of| of.review_days.to_string(),
        read: |_, text, of| {
            of.review_days = days(text)?;
            Ok(())
        },
    },
    Number {
        label: |t| t.usual_lead_days().to_owned(),
        hint: Texts::usual_lead_days_say,
        shown: |_, of| of.usual_lead_days.to_string(),
        read: |_, text, of| {
            of.usual_lead_days = days(text)?;
            Ok(())
        },
    },
    Number {
        label: |t| t.capital_percent().to_owned(),
        hint: Texts::capital_percent_says,
        shown: |locale, of| typed(locale, of.capital_percent),
        read: |locale, text, of| {
            let percent = read(locale, text).filter(|percent| percent.ten_thousandths <= 1_000_000);
            of.capital_percent = percent.ok_or(Texts::percent_bad as fn(Texts) -> &'static str)?;
            Ok(())
        },
    },
];

/// A text of several lines on every order.
struct Lines {
    label: fn(Texts) -> &'static str,
    hint: fn(Texts) -> &'static str,
    of: fn(&mut ReorderSettings) -> &mut String,
}

const LINES: [Lines; 3] = [
    Lines { label: Texts::letterhead, hint: Texts::letterhead_says, of: |of| &mut of.letterhead },
    Lines { label: Texts::ship_to, hint: Texts::ship_to_says, of: |of| &mut of.ship_to },
    Lines { label: Texts::order_terms, hint: Texts::order_terms_say, of: |of| &mut of.order_terms },
];

/// A yes or no.
struct Check {
    label: fn(Texts) -> &'static str,
    hint: fn(Texts) -> &'static str,
    of: fn(&mut ReorderSettings) -> &mut bool,
}

const CHECKS: [Check; 2] = [
    Check {
        label: Texts::customers_wait,
        hint: Texts::customers_wait_says,
        of: |of| &mut of.customers_wait,
    },
    Check {
        label: Texts::returns_are_resold,
        hint: Texts::returns_are_resold_says,
        of: |of| &mut of.returns_are_resold,
    },
];

/// The fields.
#[component]
pub fn Reordering(
    /// The open shop.
    shop: Memo<Option<Workspace>>,
) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let (settings, edit) = editing(shop);
    let reorder = move || settings.get().map(|settings| settings.reorder);
    let aims = Aim::ALL.map(|aim| (key(aim).to_owned(), aim.title(t.0).to_owned())).to_vec();
    let aim =
        Signal::derive(move || reorder().map(|of| key(of.aim).to_owned()).unwrap_or_default());
    let choose_aim = move |chosen: String| {
        let aim = Aim::ALL.into_iter().find(|aim| key(*aim) == chosen).unwrap_or_default();
        edit(&|settings| settings.reorder.aim = aim);
    };
    let number = move |number: &'static Number| {
        let error = RwSignal::new(None::<String>);
        let edit = edit_at(settings, error);
        let value = Signal::derive(move || {
            reorder().map(|of| (number.shown)(locale, &of)).unwrap_or_default()
        });
        let on_change = move |event: web_sys::Event| {
            let Some(mut after) = untrack(reorder) else { return };
            match (number.read)(locale, &event_target_value(&event), &mut after) {
                Ok(()) => {
                    error.set(None);
                    let change: Edit = &|settings| settings.reorder = after.clone();
                    edit(change);
                }
                Err(why) => error.set(Some(why(t).to_owned())),
            }
        };
        let control = move |id: String| {
            view! {
                <input type="text" inputmode="decimal" id=id.clone() aria-describedby=format!("{id}-note") autocomplete="off"
                    aria-invalid=move || error.with(Option::is_some).to_string()
                    prop:value=value on:change=on_change/>
            }
        };
        view! { <Field label=(number.label)(t) hint=(number.hint)(t) error control/> }
    };
    let lines = move |lines: &'static Lines| {
        let value = Signal::derive(move || {
            reorder().map(|mut of| (lines.of)(&mut of).clone()).unwrap_or_default()
        });
        let control = move |id: String| {
            view! {
                <textarea rows="3" id=id.clone() aria-describedby=format!("{id}-note") prop:value=value
                    on:change=move |event| {
                        let text = event_target_value(&event).trim_end().to_owned();
                        edit(&|settings| (lines.of)(&mut settings.reorder).clone_from(&text));
                    }></textarea>
            }
        };
        view! { <Field label=(lines.label)(t) hint=(lines.hint)(t) control/> }
    };
    let check = move |check: &'static Check| {
        let is_on = move || reorder().is_some_and(|mut of| *(check.of)(&mut of));
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=is_on
                    on:change=move |event| {
                        let is_on = event_target_checked(&event);
                        edit(&|settings| *(check.of)(&mut settings.reorder) = is_on);
                    }/>
                {(check.label)(t)}
            </label>
            <p class="note under">{(check.hint)(t)}</p>
        }
    };
    view! {
        <p class="note">{t.reordering_says()}</p>
        <Select label=t.aim() options=Signal::stored(aims) value=aim choose=choose_aim/>
        <p class="note under">{t.aim_says()}</p>
        {NUMBERS.iter().map(number).collect_view()}
        {CHECKS.iter().map(check).collect_view()}
        {LINES.iter().map(lines).collect_view()}
    }
}

fn key(aim: Aim) -> &'static str {
    match aim {
        Aim::CycleService => "cycle_service",
        Aim::FillRate => "fill_rate",
        Aim::Cost => "cost",
    }
}

fn service(locale: Locale, text: &str) -> Result<Decimal, fn(Texts) -> &'static str> {
    let percent = read(locale, text).filter(|percent| crate::pages::reorder::is_service(*percent));
    percent.ok_or(Texts::service_bad)
}

fn class(locale: Locale, of: &ReorderSettings, class: &str) -> String {
    of.class_percent.get(class).map(|percent| typed(locale, *percent)).unwrap_or_default()
}

/// Nothing is the same service as for all.
fn set_class(
    locale: Locale,
    text: &str,
    of: &mut ReorderSettings,
    class: &str,
) -> Result<(), fn(Texts) -> &'static str> {
    if text.trim().is_empty() {
        of.class_percent.remove(class);
    } else {
        of.class_percent.insert(class.to_owned(), service(locale, text)?);
    }
    Ok(())
}

fn days(text: &str) -> Result<u16, fn(Texts) -> &'static str> {
    let days = text.trim().parse().ok().filter(|days| (1..=365).contains(days));
    days.ok_or(Texts::days_bad)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_domain::Language;

    #[test]
    fn what_cannot_be_is_not_taken() {
        let locale = Locale::of(Language::De);
        let mut of = ReorderSettings::default();
        assert!(set_class(locale, "98,5", &mut of, "A").is_ok());
        assert_eq!(class(locale, &of, "A"), "98,5");
        assert!(set_class(locale, "", &mut of, "A").is_ok() && of.class_percent.is_empty());
        for bad in ["100", "49", "much", "-97"] {
            assert!(service(locale, bad).is_err(), "{bad}");
        }
        assert!(
            matches!(days("7"), Ok(7))
                && days("0").is_err()
                && days("366").is_err()
                && days("1.5").is_err()
        );
    }
}
