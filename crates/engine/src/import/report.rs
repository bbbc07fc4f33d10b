//! The report of an import, and the notes that a person should read.

use crate::jobs::Context;
use kontor_api::{
    Words as _,
    domain::{DateTime, Money},
    import::{Content, RefusedCount, Report, SkippedCount},
};
use kontor_ingest::Sniffed;
use kontor_warehouse::Imported;

/// What a report is made from besides what the warehouse did.
pub struct Reading<'a> {
    /// The file's name.
    pub name: &'a str,
    /// How it was read.
    pub sniffed: &'a Sniffed,
    /// How many times bytes were no text.
    pub replaced: u64,
    /// Rows that are no data.
    pub skipped: Vec<SkippedCount>,
    /// Rows of the original that were read, where order lines were made from them.
    pub rows_read: Option<u64>,
}

/// Makes the report.
pub fn make(
    imported: &Imported,
    reading: &Reading<'_>,
    imported_at: DateTime,
    context: &Context,
) -> Report {
    let refused: u64 = imported.refused.iter().map(|count| count.rows).sum();
    let mut totals: Vec<Money> = Vec::new();
    for amount in imported.kinds.iter().flat_map(|kind| &kind.totals) {
        match totals.iter_mut().find(|total| total.currency == amount.currency) {
            Some(total) => total.minor = total.minor.saturating_add(amount.minor),
            None => totals.push(*amount),
        }
    }
    let rows_read = reading.rows_read.unwrap_or(imported.rows_kept + refused);
    Report {
        batch_id: imported.batch_id,
        name: reading.name.to_owned(),
        already_imported: false,
        rows_read,
        rows_kept: rows_read.saturating_sub(refused),
        rows_refused: refused,
        refused: imported.refused.clone(),
        skipped: reading.skipped.clone(),
        changes: imported.changes,
        kinds: imported.kinds.clone(),
        orders: imported.orders,
        products: imported.products,
        totals,
        period: imported.period,
        notes: notes(imported, reading, context),
        plan: reading.sniffed.plan.clone(),
        imported_at,
        seconds: context.seconds(),
    }
}

fn notes(imported: &Imported, reading: &Reading<'_>, context: &Context) -> Vec<String> {
    let mut notes = Vec::new();
    let mut note = |en: String, de: String| notes.push(context.say(&en, &de).to_owned());
    let changes = imported.changes;
    let (known, same, other) =
        (changes.updated + changes.unchanged, changes.unchanged, changes.updated);
    if known > 0 && reading.sniffed.plan.content == Content::Orders {
        note(
            format!(
                "{known} orders were in an earlier import too: {same} as they are here, {other} otherwise. This file's version counts from now on."
            ),
            format!(
                "{known} Bestellungen standen schon in einem früheren Import: {same} ebenso wie hier, {other} anders. Ab jetzt zählt die Fassung dieser Datei."
            ),
        );
    }
    if changes.partial > 0 {
        let partial = changes.partial;
        note(
            format!(
                "{partial} orders have fewer lines than before. If the file holds only part of them, take it back and export whole orders."
            ),
            format!(
                "{partial} Bestellungen haben weniger Zeilen als zuvor. Enthält die Datei nur einen Teil davon, nehmen Sie den Import zurück und exportieren Sie ganze Bestellungen."
            ),
        );
    }
    if imported.orders_off > 0 {
        let off = imported.orders_off;
        note(
            format!(
                "In {off} orders the total is not what lines, shipping, tax and tip add up to. “Reconciliation” lists them."
            ),
            format!(
                "In {off} Bestellungen weicht die Summe von Zeilen, Versand, Steuer und Trinkgeld ab. „Abgleich“ führt sie auf."
            ),
        );
    }
    if reading.replaced > 0 {
        let (replaced, encoding) = (reading.replaced, &reading.sniffed.plan.encoding);
        note(
            format!(
                "{replaced} characters could not be read and show as �. The encoding may be another than {encoding}."
            ),
            format!(
                "{replaced} Zeichen waren nicht lesbar und erscheinen als �. Die Kodierung ist vielleicht nicht {encoding}."
            ),
        );
    }
    for RefusedCount { reason, rows } in &imported.refused {
        let title = reason.title(context.language);
        note(
            match rows {
                1 => format!("1 row was refused: {}.", lower_first(title)),
                _ => format!("{rows} rows were refused: {}.", lower_first(title)),
            },
            match rows {
                1 => format!("1 Zeile abgelehnt: {title}."),
                _ => format!("{rows} Zeilen abgelehnt: {title}."),
            },
        );
    }
    notes
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}
