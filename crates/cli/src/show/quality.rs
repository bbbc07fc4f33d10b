//! What is doubtful, and how sums agree with the files.

use super::{NOTHING, count, period, sales};
use crate::{
    names::name_of,
    session::pick,
    table::{self, number, text},
};
use kontor_api::{
    Words as _,
    chart::{TextColumn, TextTable},
    domain::{Locale, Money},
    quality::{FindingRows, Quality, Reconciliation, Thing},
};

/// Letters of the longest bar of a waterfall.
const WIDTH: f64 = 40.0;

/// What is doubtful, and what to do about it.
pub fn quality(quality: &Quality, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    if quality.findings.is_empty() {
        return say("Nothing is doubtful.", "Nichts ist zweifelhaft.");
    }
    let rows = quality.findings.iter().map(|finding| {
        vec![
            name_of(&finding.check),
            finding.title.clone(),
            count(finding.count, locale),
            money(&finding.money, locale),
        ]
    });
    let mut out = table::render(&TextTable {
        columns: vec![
            text(say("Check", "Prüfung")),
            text(say("What", "Was")),
            number(say("Count", "Anzahl")),
            number(say("Money", "Betrag")),
        ],
        rows: rows.collect(),
    });
    for finding in &quality.findings {
        out.push_str(&format!("\n{}\n  {}\n", finding.title, finding.advice));
    }
    out
}

/// The things behind a finding.
pub fn finding(found: &FindingRows, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    let facts = found.facts.iter().map(|fact| TextColumn {
        title: fact.title(locale.language).to_owned(),
        numeric: fact.is_number(),
    });
    let columns = std::iter::once(text(say("What", "Was")))
        .chain(facts)
        .chain([number(say("Money", "Betrag"))])
        .collect();
    let rows = found.rows.iter().map(|row| {
        let facts = row
            .facts
            .iter()
            .map(|fact| fact.as_ref().map_or_else(|| NOTHING.to_owned(), |fact| fact.text(locale)));
        std::iter::once(named(&row.thing, locale))
            .chain(facts)
            .chain([money(&row.money, locale)])
            .collect()
    });
    let rows = rows.collect();
    let total = count(found.total, locale);
    let all = say(&format!("\n{total} in all\n"), &format!("\n{total} insgesamt\n"));
    table::render(&TextTable { columns, rows }) + &all
}

/// What a thing is; a row of a file with its import, which `kontor refused` wants.
fn named(thing: &Thing, locale: Locale) -> String {
    let text = thing.text(locale);
    match thing {
        Thing::Row { batch_id, .. } => format!("Import {batch_id}, {text}"),
        _ => text,
    }
}

/// From the sum of all lines to net sales.
pub fn reconciliation(reconciliation: &Reconciliation, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    let Some(days) = reconciliation.period else {
        return say("There are no sales yet.", "Es gibt noch keine Verkäufe.");
    };
    let amounts: Vec<f64> =
        reconciliation.steps.iter().map(|step| step.amount.minor as f64).collect();
    let rows = reconciliation
        .steps
        .iter()
        .zip(bars(&amounts))
        .map(|(step, bar)| vec![step.title.clone(), locale.money(step.amount), bar]);
    let mut out = table::render(&TextTable {
        columns: vec![text(period(Some(days), locale)), number(say("Amount", "Betrag")), text("")],
        rows: rows.collect(),
    });
    out.push_str(&sales::other_currencies(&reconciliation.other_currencies, locale));
    let (refunded, undated) = (reconciliation.refunded, reconciliation.refunded_undated);
    let dated = Money::new(refunded.minor.saturating_sub(undated.minor), refunded.currency);
    if refunded.minor != 0 {
        out.push('\n');
        out.push_str(&table::pairs(&[
            (say("Paid back, on its day", "Erstattet, am Tag selbst"), locale.money(dated)),
            (
                say(
                    "Refunds without a date, on the day of the order",
                    "Erstattungen ohne Datum, am Tag der Bestellung",
                ),
                locale.money(undated),
            ),
        ]));
    }
    let (stated, counted) = (reconciliation.stated, reconciliation.counted);
    let difference = Money::new(counted.minor.saturating_sub(stated.minor), stated.currency);
    out.push('\n');
    if reconciliation.orders_with_total == 0 {
        out.push_str(&say(
            "No file states totals of its orders, so there is nothing to compare with.\n",
            "Keine Datei nennt Summen ihrer Bestellungen, also gibt es nichts zu vergleichen.\n",
        ));
        return out;
    }
    out.push_str(&table::pairs(&[
        (
            say(
                "Orders whose files state a total",
                "Bestellungen, deren Dateien eine Summe nennen",
            ),
            count(reconciliation.orders_with_total, locale),
        ),
        (say("Stated by the files", "Von den Dateien genannt"), locale.money(stated)),
        (say("Counted from their lines", "Aus ihren Zeilen errechnet"), locale.money(counted)),
        (say("Difference", "Unterschied"), locale.money(difference)),
        (
            say("Orders that do not add up", "Bestellungen, die nicht aufgehen"),
            count(reconciliation.orders_off, locale),
        ),
    ]));
    out
}

/// A bar for each step: the first and the last from zero, the others from where the one before
/// ended.
fn bars(amounts: &[f64]) -> Vec<String> {
    let last = amounts.len().saturating_sub(1);
    let mut at = 0.0;
    let spans: Vec<(f64, f64)> = amounts
        .iter()
        .enumerate()
        .map(|(index, amount)| {
            let from = if index == 0 || index == last { 0.0 } else { at };
            at = from + amount;
            (f64::min(from, at), f64::max(from, at))
        })
        .collect();
    let low = spans.iter().fold(0.0, |low, span| f64::min(low, span.0));
    let high = spans.iter().fold(0.0, |high, span| f64::max(high, span.1));
    let scale = if high > low { WIDTH / (high - low) } else { 0.0 };
    let bar = |(from, to): (f64, f64)| {
        let before = ((from - low) * scale).round() as usize;
        let end = ((to - low) * scale).round() as usize;
        // What is there is seen, however little.
        let length = end.saturating_sub(before).max(usize::from(to > from));
        format!("{}{}", " ".repeat(before), "█".repeat(length))
    };
    spans.into_iter().map(bar).collect()
}

fn money(amounts: &[Money], locale: Locale) -> String {
    if amounts.is_empty() { NOTHING.to_owned() } else { super::amounts(amounts, locale) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waterfall_falls_from_the_sum_to_what_is_left() {
        let bars = bars(&[100.0, -25.0, -0.01, 74.99]);
        assert_eq!(bars[0], "█".repeat(40));
        assert_eq!(bars[1], format!("{}{}", " ".repeat(30), "█".repeat(10)));
        assert_eq!(bars[2], format!("{}█", " ".repeat(30)));
        assert_eq!(bars[3], "█".repeat(30));
    }

    #[test]
    fn nothing_has_no_bars() {
        assert_eq!(bars(&[0.0, 0.0]), ["", ""]);
    }
}
