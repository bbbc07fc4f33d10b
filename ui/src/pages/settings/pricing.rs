//! What new prices must keep to.

use super::{
    fields::{edit_at, editing},
    number::{Number, days, number_fields, percent},
};
use crate::{
    kit::{Field, Select},
    locales::{Texts, locale, texts},
    pages::numbers::{read, typed},
};
use kontor_api::{Words as _, settings::PriceEnding, workspace::Workspace};
use kontor_domain::{Decimal, Locale};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The ends that the engine accepts, in percent and days.
const FLOOR: (i64, i64) = (-90, 1000);
const LARGEST_MOVE: (i64, i64) = (1, 50);
const LEAST_DAYS: (u16, u16) = (0, 366);
const ABOVE_COMPETITOR: (i64, i64) = (-50, 500);

const NUMBERS: [Number; 4] = [
    Number {
        label: |t| t.floor_percent().to_owned(),
        hint: Texts::floor_percent_says,
        shown: |locale, of| typed(locale, of.price.floor_percent),
        read: |locale, text, of| {
            of.price.floor_percent = percent(locale, text, FLOOR)?;
            Ok(())
        },
    },
    Number {
        label: |t| t.largest_move().to_owned(),
        hint: Texts::largest_move_says,
        shown: |locale, of| typed(locale, of.price.largest_move_percent),
        read: |locale, text, of| {
            of.price.largest_move_percent = percent(locale, text, LARGEST_MOVE)?;
            Ok(())
        },
    },
    Number {
        label: |t| t.least_days().to_owned(),
        hint: Texts::least_days_say,
        shown: |_, of| of.price.least_days.to_string(),
        read: |locale, text, of| {
            of.price.least_days = days(locale, text, LEAST_DAYS)?;
            Ok(())
        },
    },
    Number {
        label: |t| t.above_competitor().to_owned(),
        hint: Texts::above_competitor_says,
        shown: |locale, of| {
            let percent = of.price.above_competitor_percent;
            percent.map(|percent| typed(locale, percent)).unwrap_or_default()
        },
        read: |locale, text, of| {
            of.price.above_competitor_percent = match text.trim() {
                "" => None,
                text => Some(percent(locale, text, ABOVE_COMPETITOR)?),
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
    let minimum_error = RwSignal::new(None::<String>);
    let edit_minimum = edit_at(settings, minimum_error);
    let minimum =
        Signal::derive(move || price().map(|of| lines(locale, &of.minimum)).unwrap_or_default());
    let set_minimum =
        move |event: web_sys::Event| match read_lines(locale, &event_target_value(&event)) {
            Some(read) => {
                minimum_error.set(None);
                edit_minimum(&|settings| settings.price.minimum.clone_from(&read));
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
        {number_fields(settings, &NUMBERS)}
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
}
