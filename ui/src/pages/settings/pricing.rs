//! What new prices must keep to.

use super::fields::{Edit, edit_at, editing};
use crate::{
    kit::{Field, Select},
    locales::{Texts, locale, texts},
    pages::numbers::{read, typed},
};
use kontor_api::{
    Words as _,
    settings::{PriceEnding, PriceSettings},
    workspace::Workspace,
};
use kontor_domain::{Decimal, Locale};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What is wrong with what was typed, or what it changes.
type Read = fn(Locale, &str, &mut PriceSettings) -> Result<(), fn(Texts) -> &'static str>;

/// A line of text that holds a number.
struct Number {
    label: fn(Texts) -> &'static str,
    hint: fn(Texts) -> &'static str,
    shown: fn(Locale, &PriceSettings) -> String,
    read: Read,
}

const NUMBERS: [Number; 4] = [
    Number {
        label: Texts::floor_percent,
        hint: Texts::floor_percent_says,
        shown: |locale, of| typed(locale, of.floor_percent),
        read: |locale, text, of| {
            of.floor_percent = percent(locale, text)?;
            Ok(())
        },
    },
    Number {
        label: Texts::largest_move,
        hint: Texts::largest_move_says,
        shown: |locale, of| typed(locale, of.largest_move_percent),
        read: |locale, text, of| {
            of.largest_move_percent = percent(locale, text)?;
            Ok(())
        },
    },
    Number {
        label: Texts::least_days,
        hint: Texts::least_days_say,
        shown: |_, of| of.least_days.to_string(),
        read: |_, text, of| {
            let days = text.trim().parse().ok().filter(|days| (1..=365).contains(days));
            of.least_days = days.ok_or(Texts::days_bad as fn(Texts) -> &'static str)?;
            Ok(())
        },
    },
    Number {
        label: Texts::above_competitor,
        hint: Texts::above_competitor_says,
        shown: |locale, of| {
            of.above_competitor_percent.map(|percent| typed(locale, percent)).unwrap_or_default()
        },
        read: |locale, text, of| {
            of.above_competitor_percent = match text.trim() {
                "" => None,
                text => Some(percent(locale, text)?),
            };
            Ok(())
        },
    },
];

/// The fields.
#[component]
pub fn Pricing(
    /// The open shop.
    shop: Memo<Option<Workspace>>,
) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let (settings, edit) = editing(shop);
    let price = move || settings.get().map(|settings| settings.price);
    let endings =
        PriceEnding::ALL.map(|ending| (key(ending).to_owned(), ending.title(t.0).to_owned()));
    let ending =
        Signal::derive(move || price().map(|of| key(of.ending).to_owned()).unwrap_or_default());
    let choose = move |chosen: String| {
        let ending =
            PriceEnding::ALL.into_iter().find(|ending| key(*ending) == chosen).unwrap_or_default();
        edit(&|settings| settings.price.ending = ending);
    };
    let number = move |number: &'static Number| {
        let error = RwSignal::new(None::<String>);
        let edit = edit_at(settings, error);
        let value = Signal::derive(move || {
            price().map(|of| (number.shown)(locale, &of)).unwrap_or_default()
        });
        let on_change = move |event: web_sys::Event| {
            let Some(mut after) = untrack(price) else { return };
            match (number.read)(locale, &event_target_value(&event), &mut after) {
                Ok(()) => {
                    error.set(None);
                    let change: Edit = &|settings| settings.price = after.clone();
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
    let minimum_error = RwSignal::new(None::<String>);
    let edit_minimum = edit_at(settings, minimum_error);
    let minimum =
        Signal::derive(move || price().map(|of| lines(locale, &of.minimum)).unwrap_or_default());
    let set_minimum =
        move |event: web_sys::Event| match read_lines(locale, &event_target_value(&event)) {
            Some(read) => {
                minimum_error.set(None);
                let change: Edit = &|settings| settings.price.minimum.clone_from(&read);
                edit_minimum(change);
            }
            None => minimum_error.set(Some(t.minimum_prices_bad().to_owned())),
        };
    let minimum_control = move |id: String| {
        view! {
            <textarea rows="3" id=id.clone() aria-describedby=format!("{id}-note") spellcheck="false"
                aria-invalid=move || minimum_error.with(Option::is_some).to_string()
                prop:value=minimum on:change=set_minimum></textarea>
        }
    };
    view! {
        <p class="note">{t.pricing_says()}</p>
        {NUMBERS.iter().map(number).collect_view()}
        <Select label=t.price_ending() options=Signal::stored(endings.to_vec()) value=ending choose/>
        <Field label=t.minimum_prices() hint=t.minimum_prices_say() error=minimum_error control=minimum_control/>
    }
}

fn key(ending: PriceEnding) -> &'static str {
    match ending {
        PriceEnding::Any => "any",
        PriceEnding::Nines => "nines",
        PriceEnding::NinetyFive => "ninety_five",
        PriceEnding::Halves => "halves",
        PriceEnding::Whole => "whole",
    }
}

fn percent(locale: Locale, text: &str) -> Result<Decimal, fn(Texts) -> &'static str> {
    let percent = read(locale, text).filter(|percent| percent.ten_thousandths <= 10_000_000);
    percent.ok_or(Texts::price_percent_bad)
}

/// A line for each product: its code, then its lowest price.
fn lines(locale: Locale, minimum: &BTreeMap<String, Decimal>) -> String {
    let line = |(sku, price): (&String, &Decimal)| format!("{sku} {}", typed(locale, *price));
    minimum.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What such lines say; `None` where one of them says nothing.
fn read_lines(locale: Locale, text: &str) -> Option<BTreeMap<String, Decimal>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (sku, price) = line.rsplit_once(char::is_whitespace)?;
            let price = read(locale, price).filter(|price| *price > Decimal::default())?;
            Some((sku.trim().to_owned(), price))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_domain::Language;

    #[test]
    fn lowest_prices_are_lines_of_code_and_price() {
        let german = Locale::of(Language::De);
        let read = read_lines(german, "LN-45 12,50\n\n  CD 20 cm  9\n").unwrap();
        assert_eq!(lines(german, &read), "CD 20 cm 9\nLN-45 12,5");
        assert_eq!(read_lines(german, ""), Some(BTreeMap::new()));
        for bad in ["LN-45", "LN-45 cheap", "LN-45 0"] {
            assert_eq!(read_lines(german, bad), None, "{bad}");
        }
    }

    #[test]
    fn a_percentage_lies_between_nothing_and_ten_times() {
        let english = Locale::of(Language::En);
        assert!(percent(english, "10").is_ok() && percent(english, "1000").is_ok());
        assert!(percent(english, "-1").is_err() && percent(english, "1001").is_err());
    }
}
