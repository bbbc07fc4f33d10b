//! Prices: what another price would do, which to ask and why; what was asked when; tests.

mod agent;
mod asked;
mod bulk;
mod calendar;
mod compare;
mod facts;
mod figures;
mod filters;
mod kept;
mod list;
mod plan_test;
mod planned;
mod product;
mod propose;
mod replay;
mod setter;
mod stepper;
mod table;
mod terms;
mod tests_page;
mod together;
mod together_view;
mod tray;
mod trial;
mod view;

pub use agent::PriceAgentSection;
pub use calendar::CalendarPage;
pub use list::ListPage;
pub use product::PriceProductPage;
pub use tests_page::TestsPage;
pub use together::TogetherPage;

use crate::{
    kit::Tabs,
    locales::{locale, texts},
    pages::{data::records::written, selection::address},
};
use kontor_api::price::{Elasticity, Knowledge, MoneyRange, NumberRange, PriceRow};
use kontor_domain::{Decimal, Locale, Money, Quantity};
use leptos::prelude::*;
use serde::Serialize;

/// The views of Prices.
#[component]
pub fn PriceTabs() -> impl IntoView {
    let t = texts();
    let tabs = vec![
        ("/prices", t.prices().to_owned()),
        ("/prices/calendar", t.price_calendar().to_owned()),
        ("/prices/tests", t.price_tests().to_owned()),
    ];
    view! { <Tabs label=t.prices() tabs/> }
}

/// The address of a product's page.
pub fn product_address(sku: &str) -> String {
    address("/prices/product", vec![("code", sku.to_owned())])
}

/// The name of a value of the contract in JSON, which is its name in addresses, too.
fn key<T: Serialize>(value: &T) -> String {
    let json = serde_json::to_value(value).ok();
    json.and_then(|json| Some(json.as_str()?.to_owned())).unwrap_or_default()
}

/// Several texts as one parameter, and back.
fn joined(texts: &[String]) -> String {
    let part = |text: &String| text.replace('%', "%25").replace(',', "%2C");
    texts.iter().map(part).collect::<Vec<_>>().join(",")
}

/// The texts of a parameter.
fn parted(param: &str) -> Vec<String> {
    let part = |text: &str| text.replace("%2C", ",").replace("%25", "%");
    param.split(',').map(str::trim).filter(|text| !text.is_empty()).map(part).collect()
}

/// A product's name, or its code where it has none.
fn name_of(row: &PriceRow) -> String {
    if row.title.is_empty() { row.sku.clone() } else { row.title.clone() }
}

/// How many variants a row stands for, where it is not one product alone.
fn variants(row: &PriceRow) -> Option<String> {
    (row.skus.len() > 1).then(|| texts().variants_of(row.skus.len() as i64))
}

/// A price as a command takes it.
fn decimal(price: Money) -> Decimal {
    let ten_thousandths =
        i128::from(price.minor) * 10_000 / i128::from(price.currency.minor_per_major());
    Decimal { ten_thousandths: i64::try_from(ten_thousandths).unwrap_or(i64::MAX) }
}

/// A price that somebody typed, or that is written out, in the currency of `like`.
fn read_price(locale: Locale, text: &str, like: Money) -> Option<Money> {
    if text.contains(['-', '\u{2212}']) {
        return None;
    }
    let is_part = |one: &char| one.is_ascii_digit() || matches!(one, '.' | ',');
    let text: String = text.chars().filter(is_part).collect();
    let number: Decimal = written(locale, &text).parse().ok()?;
    let minor = number.minor(like.currency.minor_digits());
    (minor > 0).then(|| Money::new(minor, like.currency))
}

/// An amount as it is told: to the penny below a hundred, whole from there on.
fn told(amount: Money) -> String {
    let locale = locale();
    if amount.major().abs() < 100.0 { locale.money(amount) } else { locale.money_whole(amount) }
}

/// A difference with its sign; to the penny where `beside` is.
fn signed(amount: Money, beside: Money) -> String {
    let locale = locale();
    let is_small = amount.major().abs() < 100.0 && beside.major().abs() < 100.0;
    let text = if is_small { locale.money(amount) } else { locale.money_whole(amount) };
    if amount.minor > 0 { format!("+{text}") } else { text }
}

/// What is expected, in as many figures as it can claim.
fn expected(units: f64) -> String {
    locale().expected(Quantity { milli: (units * 1000.0).round() as i64 })
}

/// A probability in whole percent, never certain.
fn chance(probability: f64) -> String {
    let percent = (probability * 100.0).round().clamp(1.0, 99.0);
    format!("{}\u{a0}%", locale().number(percent, 0))
}

/// A change in percent with its sign: `+5.4 %`.
fn percent(change: f64) -> String {
    locale().change(change / 100.0)
}

/// The ends of a range: 80 %, or 95 % where the wide one is wanted.
fn money_ends(range: &MoneyRange, is_wide: bool) -> (Money, Money) {
    if is_wide { (range.low95, range.high95) } else { (range.low, range.high) }
}

/// The same of a number.
fn number_ends(range: &NumberRange, is_wide: bool) -> (f64, f64) {
    if is_wide { (range.low95, range.high95) } else { (range.low, range.high) }
}

/// A range in words: `£1,690 – £2,010`.
fn between((low, high): (Money, Money)) -> String {
    let is_small = low.major().abs().max(high.major().abs()) < 100.0;
    let write =
        |amount| if is_small { locale().money(amount) } else { locale().money_whole(amount) };
    match low.minor < 0 {
        true => texts().from_to(write(low), write(high)),
        false => format!("{} – {}", write(low), write(high)),
    }
}

/// `−1.3 (−2.1 to −0.7)`; a dash where nobody can tell.
fn elasticity_words(of: Option<&Elasticity>) -> String {
    let Some(of) = of.filter(|of| of.verdict != Knowledge::NotIdentifiable) else {
        return "–".to_owned();
    };
    let [mean, low, high] = [of.mean, of.low, of.high].map(|value| locale().number(value, 1));
    format!("{mean} ({})", texts().from_to(low, high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_domain::Language;

    fn gbp(minor: i64) -> Money {
        Money::new(minor, "GBP".parse().unwrap())
    }

    #[test]
    fn prices_are_read_as_they_are_typed_or_written() {
        let (english, german) = (Locale::of(Language::En), Locale::of(Language::De));
        let like = gbp(0);
        assert_eq!(read_price(english, "£29.50", like), Some(gbp(2950)));
        assert_eq!(read_price(english, "1,250", like), Some(gbp(125_000)));
        assert_eq!(read_price(german, "29,5 £", like), Some(gbp(2950)));
        assert_eq!(read_price(german, "1.250,00\u{a0}£", like), Some(gbp(125_000)));
        for nothing in ["", "cheap", "0", "-5"] {
            assert_eq!(read_price(english, nothing, like), None, "{nothing}");
        }
        assert_eq!(decimal(gbp(2950)).to_string(), "29.5");
        let yen = Money::new(1250, "JPY".parse().unwrap());
        assert_eq!(decimal(yen).to_string(), "1250");
    }

    #[test]
    fn codes_survive_being_one_parameter() {
        let codes = ["A-1", "B,2", "100%2C"].map(str::to_owned).to_vec();
        assert_eq!(parted(&joined(&codes)), codes);
        assert!(parted("").is_empty());
    }
}
