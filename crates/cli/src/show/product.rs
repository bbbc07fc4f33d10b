//! One product.

use super::NOTHING;
use crate::{
    session::pick,
    table::{self, number, text},
};
use kontor_api::{
    Words as _,
    chart::TextTable,
    domain::{Date, Locale},
    product::{EarlierCode, Product},
};

/// Days of stock that are shown; `--json` has all of them.
const DAYS: usize = 14;

/// What is known of it, a line each, and how much was there lately.
pub fn product(product: &Product, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    let day = |day: Option<Date>| day.map_or_else(|| NOTHING.to_owned(), |day| locale.date(day));
    let mut out = format!("{} · {}\n", product.sku, product.title);
    for EarlierCode { sku, until } in &product.earlier {
        out.push_str(&match until {
            Some(until) => {
                let until = locale.date(*until);
                say(&format!("Until {until} as {sku}\n"), &format!("Bis {until} als {sku}\n"))
            }
            None => say(&format!("Also as {sku}\n"), &format!("Auch als {sku}\n")),
        });
    }
    out.push_str(&format!(
        "{} {} – {}\n",
        say("Sold", "Verkauft"),
        day(product.first_sold),
        day(product.last_sold)
    ));
    if product.stock.is_empty() {
        return out;
    }
    let first = product.stock.len().saturating_sub(DAYS);
    let rows = product.stock.iter().skip(first).map(|point| {
        vec![
            locale.date(point.day),
            point.level.map_or_else(|| NOTHING.to_owned(), |level| locale.quantity(level)),
            point.source.title(locale.language).to_owned(),
        ]
    });
    out.push('\n');
    out.push_str(&table::render(&TextTable {
        columns: vec![
            text(say("Day", "Tag")),
            number(say("In stock", "Bestand")),
            text(say("How it is known", "Woher bekannt")),
        ],
        rows: rows.collect(),
    }));
    out
}
