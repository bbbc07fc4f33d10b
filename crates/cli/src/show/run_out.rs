//! What has run out although it sold.

use super::{NOTHING, amounts, count, period};
use crate::{
    session::pick,
    table::{self, number, text},
};
use kontor_api::{
    Words as _,
    chart::TextTable,
    domain::{Locale, Money},
    run_out::{RunOut, StockKnown},
};

/// The list, how many there are, how old the stock is, and what the numbers mean.
pub fn run_out(found: &RunOut, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    if found.period.is_none() {
        return say("There are no sales yet.", "Es gibt noch keine Verkäufe.");
    }
    let Some(stock) = found.stock else {
        return say(
            "No stock is known. Import your platform's stock or product export, or any table with a product code and a column of units on hand.",
            "Es ist kein Bestand bekannt. Importieren Sie den Bestands- oder Artikelexport Ihrer Plattform oder irgendeine Tabelle mit Artikelnummer und Bestand.",
        );
    };
    let or_nothing = |text: Option<String>| text.unwrap_or_else(|| NOTHING.to_owned());
    let money = |money: &[Money]| match money {
        [] => NOTHING.to_owned(),
        money => amounts(money, locale),
    };
    let rows = found.rows.iter().map(|row| {
        vec![
            row.sku.clone(),
            row.title.clone(),
            row.shortage.title(locale.language).to_owned(),
            locale.quantity(row.stock),
            locale.count(i64::from(row.cover_days)),
            locale.quantity(row.units),
            money(&row.net_sales),
            money(&row.per_week),
            locale.date(row.last_sold),
            or_nothing(row.supplier.clone()),
            or_nothing(row.lead_time_days.map(|days| locale.count(i64::from(days)))),
            or_nothing(row.incoming.map(|units| locale.quantity(units))),
            or_nothing(row.expected.map(|day| locale.date(day))),
        ]
    });
    let mut out = table::render(&TextTable {
        columns: vec![
            text(say("Code", "Nummer")),
            text(say("Product", "Artikel")),
            text(say("State", "Stand")),
            number(say("Stock", "Bestand")),
            number(say("Days left", "Resttage")),
            number(say("Units", "Stück")),
            number(say("Net sales", "Nettoumsatz")),
            number(say("A week", "Je Woche")),
            text(say("Last sold", "Zuletzt verkauft")),
            text(say("Supplier", "Lieferant")),
            number(say("Lead time", "Lieferzeit")),
            number(say("Incoming", "Zulauf")),
            text(say("Expected", "Erwartet")),
        ],
        rows: rows.collect(),
    });
    let days = period(found.period, locale);
    let (gone, soon) = (count(found.run_out, locale), count(found.soon, locale));
    let worth = money(&found.per_week);
    out.push_str(&say(
        &format!("\n{gone} run out, {worth} a week; {soon} run out soon · {days}\n"),
        &format!("\n{gone} ausverkauft, {worth} je Woche; {soon} bald ausverkauft · {days}\n"),
    ));
    out.push_str(&format!("{}\n", age(&stock, locale)));
    if found.unknown > 0 {
        let unknown = count(found.unknown, locale);
        out.push_str(&say(
            &format!("Left out, as their stock is not known: {unknown} products that sold\n"),
            &format!(
                "Nicht dabei, da ihr Bestand nicht bekannt ist: {unknown} verkaufte Artikel\n"
            ),
        ));
    }
    out.push_str(&format!("\n{}\n", found.definition));
    out
}

/// Of when the stock is.
fn age(stock: &StockKnown, locale: Locale) -> String {
    let say = |en: String, de: String| pick(locale.language, en, de);
    match (stock.counted, stock.imported) {
        (Some(day), _) => {
            let day = locale.date(day);
            say(format!("Stock counted on {day}"), format!("Bestand gezählt am {day}"))
        }
        (None, Some(time)) => {
            let day = locale.date(time.date());
            say(
                format!("Stock as imported on {day}; the file does not say when it was counted"),
                format!(
                    "Bestand wie am {day} importiert; die Datei sagt nicht, wann gezählt wurde"
                ),
            )
        }
        (None, None) => {
            say("Stock as entered by hand".to_owned(), "Bestand von Hand eingetragen".to_owned())
        }
    }
}
