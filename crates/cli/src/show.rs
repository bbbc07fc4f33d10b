//! Replies as text for a person, one file for each part of the contract.

pub mod forecast;
pub mod history;
pub mod imports;
pub mod price;
pub mod product;
pub mod quality;
pub mod records;
pub mod reorder;
pub mod run_out;
pub mod sales;
pub mod sql;
pub mod workspace;

use kontor_api::{
    domain::{Locale, Money, Period},
    sales::Value,
};

/// What stands where there is nothing.
pub const NOTHING: &str = "–";

/// A value in its own unit.
pub fn value(value: Value, locale: Locale) -> String {
    match value {
        Value::Money(money) => locale.money(money),
        Value::Count(count) => locale.count(count),
        Value::Quantity(quantity) => locale.quantity(quantity),
        Value::Share(share) => locale.percent(share),
    }
}

/// A number of things.
fn count(count: u64, locale: Locale) -> String {
    locale.count(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Amounts of several currencies, which never add up.
fn amounts(amounts: &[Money], locale: Locale) -> String {
    let amounts: Vec<_> = amounts.iter().map(|money| locale.money(*money)).collect();
    amounts.join(" + ")
}

fn period(period: Option<Period>, locale: Locale) -> String {
    period.map_or_else(|| NOTHING.to_owned(), |period| locale.period(period))
}

/// A value against an earlier one, in percent of it.
fn change(now: Value, before: Option<Value>, locale: Locale) -> String {
    if let (Value::Share(now), Some(Value::Share(before))) = (now, before) {
        return locale.points(now - before);
    }
    match before.map(Value::as_f64) {
        Some(before) if before > 0.0 => locale.change(now.as_f64() / before - 1.0),
        _ => NOTHING.to_owned(),
    }
}
