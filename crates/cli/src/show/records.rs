//! What is known besides orders: rows, people, and what was changed by hand.

use super::{NOTHING, count};
use crate::{
    session::pick,
    table::{self, number, text},
};
use kontor_api::{
    Words as _,
    chart::{TextColumn, TextTable},
    domain::Locale,
    import::Holds,
    privacy::{Forgotten, People},
    records::{Records, RecordsChanged},
};

/// Rows of a content, and where each came from. Columns without a value are left out.
pub fn records(records: &Records, locale: Locale) -> String {
    let language = locale.language;
    let shown: Vec<usize> = (0..records.fields.len())
        .filter(|index| {
            records.rows.iter().any(|row| row.cells.get(*index).is_some_and(Option::is_some))
        })
        .collect();
    let fields = shown.iter().filter_map(|index| records.fields.get(*index));
    let mut columns: Vec<TextColumn> = fields
        .map(|field| TextColumn {
            title: field.title(language).to_owned(),
            numeric: field.holds() == Holds::Number,
        })
        .collect();
    columns.push(text(pick(language, "From", "Aus")));
    let rows = records.rows.iter().map(|row| {
        let cell = |index: &usize| row.cells.get(*index).cloned().flatten().unwrap_or_default();
        let from = match row.batch_id {
            Some(batch) => pick(language, format!("import {batch}"), format!("Import {batch}")),
            None => pick(language, "by hand", "von Hand").to_owned(),
        };
        shown.iter().map(cell).chain([from]).collect()
    });
    let rows = rows.collect();
    let total = count(records.total, locale);
    let all = pick(language, format!("\n{total} in all\n"), format!("\n{total} insgesamt\n"));
    table::render(&TextTable { columns, rows }) + &all
}

/// How many rows were changed.
pub fn changed(changed: RecordsChanged, locale: Locale) -> String {
    let rows = count(changed.rows, locale);
    match changed.rows {
        0 => pick(
            locale.language,
            "No such row was entered by hand.".to_owned(),
            "Keine solche Zeile wurde von Hand eingetragen.".to_owned(),
        ),
        1 => pick(locale.language, "1 row changed".to_owned(), "1 Zeile geändert".to_owned()),
        _ => {
            pick(locale.language, format!("{rows} rows changed"), format!("{rows} Zeilen geändert"))
        }
    }
}

/// People.
pub fn people(people: &People, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    let or_nothing = |text: &Option<String>| text.clone().unwrap_or_else(|| NOTHING.to_owned());
    let rows = people.people.iter().map(|person| {
        vec![
            person.customer.clone(),
            or_nothing(&person.name),
            or_nothing(&person.email),
            or_nothing(&person.city),
            count(person.orders, locale),
        ]
    });
    let total = count(people.total, locale);
    let all = say(&format!("\n{total} in all\n"), &format!("\n{total} insgesamt\n"));
    table::render(&TextTable {
        columns: vec![
            text(say("Customer", "Kunde")),
            text(say("Name", "Name")),
            text(say("E-mail", "E-Mail")),
            text(say("Town", "Ort")),
            number(say("Orders", "Bestellungen")),
        ],
        rows: rows.collect(),
    }) + &all
}

/// What forgetting removed.
pub fn forgotten(forgotten: Forgotten, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    table::pairs(&[
        (say("Rows removed", "Entfernte Zeilen"), count(forgotten.rows, locale)),
        (
            say("Orders that name nobody now", "Bestellungen, die nun niemanden nennen"),
            count(forgotten.orders, locale),
        ),
        (
            say("Original files rewritten", "Neu geschriebene Originaldateien"),
            count(forgotten.originals, locale),
        ),
    ])
}
