//! Imports: previews, reports, lists, refused rows.

use super::{NOTHING, amounts, count, period};
use crate::{
    names::name_of,
    session::pick,
    table::{self, number, text},
};
use kontor_api::{
    Words as _,
    chart::TextTable,
    domain::Locale,
    import::{Batches, Preview, RefusedRows, Report},
};

/// How a file would be read.
pub fn preview(preview: &Preview, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    let plan = &preview.plan;
    let mut out = format!("{}, {}\n\n", preview.name, locale.bytes(preview.bytes));
    let delimiter = match plan.delimiter {
        '\t' => say("tab", "Tabulator"),
        other => other.to_string(),
    };
    let tax = if plan.prices_include_tax { say("yes", "ja") } else { say("no", "nein") };
    out.push_str(&table::pairs(&[
        (say("Encoding", "Zeichensatz"), plan.encoding.clone()),
        (say("Delimiter", "Trennzeichen"), delimiter),
        (say("Decimal mark", "Dezimalzeichen"), name_of(&plan.decimal)),
        (say("Dates", "Datumsangaben"), name_of(&plan.dates)),
        (say("Currency", "Währung"), plan.currency.to_string()),
        (say("Time zone", "Zeitzone"), plan.time_zone.clone()),
        (say("Prices include tax", "Preise mit Steuer"), tax),
    ]));
    out.push('\n');
    let columns = preview.header.iter().enumerate().map(|(index, heading)| {
        let field = plan.columns.get(index).copied().flatten();
        let first = preview.sample.first().and_then(|row| row.get(index)).cloned();
        vec![
            (index + 1).to_string(),
            heading.clone(),
            field.map_or_else(
                || NOTHING.to_owned(),
                |field| field.title(locale.language).to_owned(),
            ),
            first.unwrap_or_default(),
        ]
    });
    out.push_str(&table::render(&TextTable {
        columns: vec![
            number("#"),
            text(say("Column", "Spalte")),
            text(say("Meaning", "Bedeutung")),
            text(say("First row", "Erste Zeile")),
        ],
        rows: columns.collect(),
    }));
    let remarks = preview.obstacle.iter().chain(preview.questions.iter().map(|q| &q.text));
    for remark in remarks {
        out.push_str(&format!("\n{remark}\n"));
    }
    out
}

/// What an import did.
pub fn report(report: &Report, locale: Locale) -> String {
    let language = locale.language;
    let say = |en: &str, de: &str| pick(language, en, de).to_owned();
    let mut out = format!("{}\n\n", report.name);
    out.push_str(&table::pairs(&[
        (say("Import", "Import"), report.batch_id.to_string()),
        (say("Rows read", "Gelesene Zeilen"), count(report.rows_read, locale)),
        (say("Rows kept", "Übernommene Zeilen"), count(report.rows_kept, locale)),
        (say("Rows refused", "Abgewiesene Zeilen"), count(report.rows_refused, locale)),
        (say("Orders", "Bestellungen"), count(report.orders, locale)),
        (say("Products", "Artikel"), count(report.products, locale)),
        (say("Period", "Zeitraum"), period(report.period, locale)),
        (say("Sum of all lines", "Summe aller Zeilen"), amounts(&report.totals, locale)),
        (say("Seconds", "Sekunden"), locale.number(report.seconds, 1)),
    ]));
    if !report.kinds.is_empty() {
        let kinds = report.kinds.iter().map(|kind| {
            vec![
                kind.kind.title(language).to_owned(),
                count(kind.lines, locale),
                amounts(&kind.totals, locale),
            ]
        });
        out.push('\n');
        out.push_str(&table::render(&TextTable {
            columns: vec![
                text(say("Kind of line", "Art der Zeile")),
                number(say("Lines", "Zeilen")),
                number(say("Sum", "Summe")),
            ],
            rows: kinds.collect(),
        }));
    }
    if !report.refused.is_empty() {
        let reasons = report.refused.iter().map(|refused| {
            vec![refused.reason.title(language).to_owned(), count(refused.rows, locale)]
        });
        out.push('\n');
        out.push_str(&table::render(&TextTable {
            columns: vec![
                text(say("Refused because", "Abgewiesen, weil")),
                number(say("Rows", "Zeilen")),
            ],
            rows: reasons.collect(),
        }));
    }
    for note in &report.notes {
        out.push_str(&format!("\n{note}\n"));
    }
    out
}

/// The list of imports.
pub fn batches(list: &Batches, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    let rows = list.batches.iter().map(|batch| {
        vec![
            batch.batch_id.to_string(),
            batch.name.clone(),
            locale.date_time(batch.imported_at),
            period(batch.period, locale),
            count(batch.rows_kept, locale),
            count(batch.rows_refused, locale),
            amounts(&batch.totals, locale),
        ]
    });
    table::render(&TextTable {
        columns: vec![
            number(say("Import", "Import")),
            text(say("File", "Datei")),
            text(say("Imported (UTC)", "Importiert (UTC)")),
            text(say("Period", "Zeitraum")),
            number(say("Kept", "Übernommen")),
            number(say("Refused", "Abgewiesen")),
            number(say("Sum", "Summe")),
        ],
        rows: rows.collect(),
    })
}

/// Refused rows, and how many there are beyond them.
pub fn refused(refused: &RefusedRows, locale: Locale) -> String {
    let language = locale.language;
    let say = |en: &str, de: &str| pick(language, en, de).to_owned();
    let rows = refused.rows.iter().map(|row| {
        vec![
            count(row.row, locale),
            row.reason.title(language).to_owned(),
            row.column.clone().unwrap_or_default(),
            row.value.clone().unwrap_or_default(),
            row.text.clone(),
        ]
    });
    let mut out = table::render(&TextTable {
        columns: vec![
            number(say("Row", "Zeile")),
            text(say("Reason", "Grund")),
            text(say("Column", "Spalte")),
            text(say("Value", "Wert")),
            text(say("As it stands in the file", "Wie in der Datei")),
        ],
        rows: rows.collect(),
    });
    let total = count(refused.total, locale);
    out.push_str(&say(&format!("\n{total} in all\n"), &format!("\n{total} insgesamt\n")));
    out
}
