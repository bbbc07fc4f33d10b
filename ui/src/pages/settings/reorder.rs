//! How goods are reordered: what plans aim for, and what stands on orders.

use super::{
    fields::editing,
    number::{Number, days, number_fields, percent},
};
use crate::{
    kit::{Field, Select},
    locales::{Texts, texts},
    pages::{
        numbers::{read, typed},
        reorder::is_service,
    },
};
use kontor_api::{
    Words as _,
    settings::{Aim, ReorderSettings},
    workspace::Workspace,
};
use kontor_domain::{Decimal, Locale};
use leptos::prelude::*;

/// Days from one order to the next, and of a lead time.
const DAYS: (u16, u16) = (1, 365);
/// What a year of holding stock may cost, in percent.
const CAPITAL: (i64, i64) = (0, 100);

const NUMBERS: [Number; 7] = [
    Number {
        label: |t| t.service_of_all().to_owned(),
        hint: Texts::service_of_all_says,
        shown: |locale, of| typed(locale, of.reorder.service_percent),
        read: |locale, text, of| {
            of.reorder.service_percent = service(locale, text)?;
            Ok(())
        },
    },
    Number {
        label: |t| t.service_of_class("A"),
        hint: Texts::class_a_says,
        shown: |locale, of| class(locale, &of.reorder, "A"),
        read: |locale, text, of| set_class(locale, text, &mut of.reorder, "A"),
    },
    Number {
        label: |t| t.service_of_class("B"),
        hint: Texts::class_b_says,
        shown: |locale, of| class(locale, &of.reorder, "B"),
        read: |locale, text, of| set_class(locale, text, &mut of.reorder, "B"),
    },
    Number {
        label: |t| t.service_of_class("C"),
        hint: Texts::class_c_says,
        shown: |locale, of| class(locale, &of.reorder, "C"),
        read: |locale, text, of| set_class(locale, text, &mut of.reorder, "C"),
    },
    Number {
        label: |t| t.review_days().to_owned(),
        hint: Texts::review_days_say,
        shown: |_, of| of.reorder.review_days.to_string(),
        read: |locale, text, of| {
            of.reorder.review_days = days(locale, text, DAYS)?;
            Ok(())
        },
    },
    Number {
        label: |t| t.usual_lead_days().to_owned(),
        hint: Texts::usual_lead_days_say,
        shown: |_, of| of.reorder.usual_lead_days.to_string(),
        read: |locale, text, of| {
            of.reorder.usual_lead_days = days(locale, text, DAYS)?;
            Ok(())
        },
    },
    Number {
        label: |t| t.capital_percent().to_owned(),
        hint: Texts::capital_percent_says,
        shown: |locale, of| typed(locale, of.reorder.capital_percent),
        read: |locale, text, of| {
            of.reorder.capital_percent = percent(locale, text, CAPITAL)?;
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
    let t = texts();
    let (settings, edit) = editing(shop);
    let reorder = move || settings.get().map(|settings| settings.reorder);
    let aims = Aim::ALL.map(|aim| (key(aim).to_owned(), aim.title(t.0).to_owned())).to_vec();
    let aim =
        Signal::derive(move || reorder().map(|of| key(of.aim).to_owned()).unwrap_or_default());
    let choose_aim = move |chosen: String| {
        let aim = Aim::ALL.into_iter().find(|aim| key(*aim) == chosen).unwrap_or_default();
        edit(&|settings| settings.reorder.aim = aim);
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
        {number_fields(settings, &NUMBERS)}
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

fn service(locale: Locale, text: &str) -> Result<Decimal, String> {
    let percent = read(locale, text).filter(|percent| is_service(*percent));
    percent.ok_or_else(|| Texts(locale.language).service_bad().to_owned())
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
) -> Result<(), String> {
    if text.trim().is_empty() {
        of.class_percent.remove(class);
    } else {
        of.class_percent.insert(class.to_owned(), service(locale, text)?);
    }
    Ok(())
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
    }
}
