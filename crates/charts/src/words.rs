//! Headings, marks and tables of charts, in each language.

use crate::Unit;
use kontor_api::chart::{TextColumn, TextTable};
use kontor_domain::{Grain, Language, Locale};

pub fn period_before(language: Language) -> &'static str {
    match language {
        Language::En => "Period before",
        Language::De => "Zeitraum davor",
    }
}

pub fn step(language: Language, grain: Grain) -> &'static str {
    match (language, grain) {
        (Language::En, Grain::Day) => "Day",
        (Language::En, Grain::Week) => "Week",
        (Language::En, Grain::Month) => "Month",
        (Language::De, Grain::Day) => "Tag",
        (Language::De, Grain::Week) => "Woche",
        (Language::De, Grain::Month) => "Monat",
    }
}

pub fn weekday(language: Language) -> &'static str {
    match language {
        Language::En => "Weekday",
        Language::De => "Wochentag",
    }
}

/// The parts that have no row of their own.
pub fn others(locale: Locale, parts: u64) -> String {
    let count = locale.count(i64::try_from(parts).unwrap_or(i64::MAX));
    match (locale.language, parts) {
        (Language::En, 1) => format!("{count} other"),
        (Language::En, _) => format!("{count} others"),
        (Language::De, 1) => format!("{count} weiterer"),
        (Language::De, _) => format!("{count} weitere"),
    }
}

fn change(language: Language) -> &'static str {
    match language {
        Language::En => "Change",
        Language::De => "Änderung",
    }
}

/// An hour of the day: `13:00`.
pub fn hour(hour: u8) -> String {
    format!("{hour:02}:00")
}

/// An hour of the week: `Thu 13:00 – 14:00`.
pub fn hour_of_week(locale: Locale, day: u8, start: u8) -> String {
    format!("{} {} – {}", locale.weekday(day), hour(start), hour(start + 1))
}

/// A mark's values, written out.
pub fn values(
    title: &str,
    value: f64,
    previous: Option<f64>,
    unit: Unit,
    locale: Locale,
) -> Vec<(String, String)> {
    let before = period_before(locale.language).to_owned();
    [Some((title.to_owned(), value)), previous.map(|value| (before, value))]
        .into_iter()
        .flatten()
        .map(|(name, value)| (name, unit.exact(locale, value)))
        .collect()
}

/// Rows of a name, a value and the value before as a table; with the period before and the change
/// where it is known of any row.
pub fn table(
    heading: &str,
    title: &str,
    rows: impl Iterator<Item = (String, f64, Option<f64>)> + Clone,
    unit: Unit,
    locale: Locale,
) -> TextTable {
    let compares = rows.clone().any(|row| row.2.is_some());
    let column = |title: &str, numeric| TextColumn { title: title.to_owned(), numeric };
    let mut columns = vec![column(heading, false), column(title, true)];
    if compares {
        columns.push(column(period_before(locale.language), true));
        columns.push(column(change(locale.language), true));
    }
    let none = || "–".to_owned();
    let rows = rows
        .map(|(name, value, previous)| {
            let mut cells = vec![name, unit.exact(locale, value)];
            if compares {
                cells.push(previous.map_or_else(none, |value| unit.exact(locale, value)));
                cells.push(unit.change(locale, previous, value).unwrap_or_else(none));
            }
            cells
        })
        .collect();
    TextTable { columns, rows }
}
