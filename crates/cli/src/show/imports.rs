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
    domain::{Language, Locale},
    import::{Batches, Content, Outcomes, Preview, RefusedRows, Report, Watched},
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
    let yes_no = |yes| if yes { say("yes", "ja") } else { say("no", "nein") };
    let recognised = [
        preview.platform.clone(),
        Some(preview.kind.title(locale.language).to_owned()),
        preview.variant.clone(),
        Some(columns_in_words(preview.header.len(), locale)),
    ];
    let recognised: Vec<_> = recognised.into_iter().flatten().collect();
    out.push_str(&table::pairs(&[
        (say("Recognised as", "Erkannt als"), recognised.join(" · ")),
        (
            say("Lines before the headings", "Zeilen vor den Überschriften"),
            plan.skip_lines.to_string(),
        ),
        (say("Headings", "Überschriften"), yes_no(plan.has_header)),
        (say("Encoding", "Zeichensatz"), plan.encoding.clone()),
        (say("Delimiter", "Trennzeichen"), delimiter),
        (say("Decimal mark", "Dezimalzeichen"), name_of(&plan.decimal)),
        (say("Dates", "Datumsangaben"), name_of(&plan.dates)),
        (say("Currency", "Währung"), plan.currency.to_string()),
        (say("Time zone", "Zeitzone"), plan.time_zone.clone()),
        (say("Prices include tax", "Preise mit Steuer"), yes_no(plan.prices_include_tax)),
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
    if let Some(batch) = preview.imported_before {
        out.push_str(&say(
            &format!("\nExactly this file is in already, as import {batch}.\n"),
            &format!("\nGenau diese Datei ist schon da, als Import {batch}.\n"),
        ));
    }
    let remarks = preview.obstacle.iter().chain(preview.questions.iter().map(|q| &q.text));
    for remark in remarks {
        out.push_str(&format!("\n{remark}\n"));
    }
    let foreseen = preview.foreseen.as_ref().filter(|foreseen| !foreseen.refused.is_empty());
    if let Some(foreseen) = foreseen {
        let of = count(foreseen.rows, locale);
        out.push_str(&say(
            &format!("\nOf the {of} rows looked at these would be refused:\n"),
            &format!("\nVon den {of} angesehenen Zeilen würden abgelehnt:\n"),
        ));
        for refused in &foreseen.refused {
            let (rows, why) = (count(refused.rows, locale), refused.reason.title(locale.language));
            out.push_str(&format!("{rows}  {why}\n"));
        }
    }
    out
}

/// What an import did.
pub fn report(report: &Report, locale: Locale) -> String {
    let language = locale.language;
    let say = |en: &str, de: &str| pick(language, en, de).to_owned();
    let mut out = format!("{}\n\n", report.name);
    let changes = &report.changes;
    let mut facts = vec![
        (say("Import", "Import"), report.batch_id.to_string()),
        (say("Content", "Inhalt"), report.plan.content.title(language).to_owned()),
        (say("Rows read", "Gelesene Zeilen"), count(report.rows_read, locale)),
        (say("Rows kept", "Übernommene Zeilen"), count(report.rows_kept, locale)),
        (say("Rows refused", "Abgewiesene Zeilen"), count(report.rows_refused, locale)),
    ];
    facts.extend(report.skipped.iter().map(|skipped| {
        let why = skipped.skip.title(language).to_lowercase();
        let name = say(&format!("Skipped: {why}"), &format!("Übersprungen: {why}"));
        (name, count(skipped.rows, locale))
    }));
    facts.extend([
        (say("New", "Neu"), count(changes.new, locale)),
        (say("Updated", "Geändert"), count(changes.updated, locale)),
        (say("Unchanged", "Unverändert"), count(changes.unchanged, locale)),
    ]);
    if changes.partial > 0 {
        facts.push((say("With fewer lines", "Mit weniger Zeilen"), count(changes.partial, locale)));
    }
    if report.plan.content == Content::Orders {
        facts.extend([
            (say("Orders", "Bestellungen"), count(report.orders, locale)),
            (say("Products", "Artikel"), count(report.products, locale)),
            (say("Period", "Zeitraum"), period(report.period, locale)),
            (say("Sum of all lines", "Summe aller Zeilen"), amounts(&report.totals, locale)),
        ]);
    }
    facts.push((say("Seconds", "Sekunden"), locale.number(report.seconds, 1)));
    out.push_str(&table::pairs(&facts));
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

/// How many columns.
fn columns_in_words(columns: usize, locale: Locale) -> String {
    let number = count(columns as u64, locale);
    match (columns, locale.language) {
        (1, Language::En) => "1 column".to_owned(),
        (_, Language::En) => format!("{number} columns"),
        (1, Language::De) => "1 Spalte".to_owned(),
        (_, Language::De) => format!("{number} Spalten"),
    }
}

/// What became of several files.
pub fn outcomes(outcomes: &Outcomes, locale: Locale) -> String {
    let language = locale.language;
    let say = |en: &str, de: &str| pick(language, en, de).to_owned();
    let or_nothing = |text: Option<String>| text.unwrap_or_else(|| NOTHING.to_owned());
    let rows = outcomes.files.iter().map(|file| {
        let report = file.report.as_ref();
        let number = |part: fn(&Report) -> u64| or_nothing(report.map(|r| count(part(r), locale)));
        let outcome = match (&file.error, report) {
            (Some(error), _) => error.to_string(),
            (None, Some(report)) if report.already_imported => {
                say("was in already", "war schon da")
            }
            (None, Some(report)) => {
                let batch = report.batch_id;
                say(&format!("import {batch}"), &format!("Import {batch}"))
            }
            (None, None) => String::new(),
        };
        vec![
            file.name.clone(),
            or_nothing(file.content.map(|content| content.title(language).to_owned())),
            number(|report| report.rows_kept),
            number(|report| report.rows_refused),
            number(|report| report.changes.new),
            number(|report| report.changes.updated),
            number(|report| report.changes.unchanged),
            outcome,
        ]
    });
    let mut out = table::render(&TextTable {
        columns: vec![
            text(say("File", "Datei")),
            text(say("Content", "Inhalt")),
            number(say("Kept", "Übernommen")),
            number(say("Refused", "Abgewiesen")),
            number(say("New", "Neu")),
            number(say("Updated", "Geändert")),
            number(say("Unchanged", "Unverändert")),
            text(say("Outcome", "Ausgang")),
        ],
        rows: rows.collect(),
    });
    // What was in already was told when it came in.
    let reports = outcomes.files.iter().filter_map(|file| file.report.as_ref());
    for report in reports.filter(|report| !report.already_imported) {
        for note in &report.notes {
            out.push_str(&format!("\n{}: {note}\n", report.name));
        }
    }
    out
}

/// The new files of the watched folder.
pub fn watched(watched: &Watched, language: Language) -> String {
    let say = |en: &str, de: &str| pick(language, en, de).to_owned();
    let Some(folder) = &watched.folder else { return String::new() };
    if watched.files.is_empty() {
        return say(&format!("Nothing new in {folder}"), &format!("Nichts Neues in {folder}"));
    }
    let rows = watched.files.iter().map(|file| {
        let content = file.content.map_or_else(
            || say("cannot be imported", "lässt sich nicht importieren"),
            |content| content.title(language).to_owned(),
        );
        vec![file.name.clone(), content, file.platform.clone().unwrap_or_default()]
    });
    table::render(&TextTable {
        columns: vec![
            text(say("File", "Datei")),
            text(say("Content", "Inhalt")),
            text(say("Platform", "Plattform")),
        ],
        rows: rows.collect(),
    })
}

/// The list of imports.
pub fn batches(list: &Batches, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    let rows = list.batches.iter().map(|batch| {
        vec![
            batch.batch_id.to_string(),
            batch.name.clone(),
            batch.content.title(locale.language).to_owned(),
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
            text(say("Content", "Inhalt")),
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
