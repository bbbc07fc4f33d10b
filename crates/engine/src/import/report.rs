//! The report of an import, and the notes that a person should read.

use crate::jobs::Context;
use kontor_api::{
    Words as _,
    domain::{Currency, DateTime, Language, Locale, Money},
    import::{Changes, Content, Difference, RefusedCount, Report, SkippedCount},
};
use kontor_ingest::{Damage, Sniffed};
use kontor_warehouse::Imported;

/// What a report is made from besides what the warehouse did.
pub struct Reading<'a> {
    /// The file's name.
    pub name: &'a str,
    /// How it was read.
    pub sniffed: &'a Sniffed,
    /// How many times bytes were no text.
    pub replaced: u64,
    /// What a spreadsheet did to cells.
    pub damage: Seen,
    /// Rows that are no data.
    pub skipped: Vec<SkippedCount>,
    /// Rows of the original that were read, where order lines were made from them.
    pub rows_read: Option<u64>,
}

/// Damage that was counted.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// How much.
    pub damage: Damage,
    /// Whether in all of the file; else there may be more.
    pub is_all: bool,
}

impl Default for Seen {
    fn default() -> Seen {
        Seen { damage: Damage::default(), is_all: true }
    }
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
        changes: imported.changes.clone(),
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
    // What nobody was asked: which day, which number.
    let doubts = reading.sniffed.questions.iter();
    let doubts = doubts.filter(|question| ["dates", "decimal"].contains(&question.field.as_str()));
    let mut notes: Vec<String> = doubts.map(|question| question.text.clone()).collect();
    let mut note = |en: String, de: String| notes.push(context.say(&en, &de).to_owned());
    let changes = &imported.changes;
    let (known, same, other) =
        (changes.updated + changes.unchanged, changes.unchanged, changes.updated);
    if known > 0 && reading.sniffed.plan.content == Content::Orders {
        let [en, de] = match known {
            1 => ["1 order was", "1 Bestellung stand"].map(str::to_owned),
            _ => [format!("{known} orders were"), format!("{known} Bestellungen standen")],
        };
        note(
            format!(
                "{en} in an earlier import too: {same} as they are here, {other} otherwise. This file's version counts from now on."
            ),
            format!(
                "{de} schon in einem früheren Import: {same} ebenso wie hier, {other} anders. Ab jetzt zählt die Fassung dieser Datei."
            ),
        );
    }
    if let Some([en, de]) = what_changed(changes, reading.sniffed.plan.currency) {
        note(en, de);
    }
    if changes.partial > 0 {
        let partial = changes.partial;
        let [en, de] = match partial {
            1 => ["1 order has", "1 Bestellung hat"].map(str::to_owned),
            _ => [format!("{partial} orders have"), format!("{partial} Bestellungen haben")],
        };
        note(
            format!(
                "{en} fewer lines than before. If the file holds only part of what was ordered, take it back and export whole orders."
            ),
            format!(
                "{de} weniger Zeilen als zuvor. Enthält die Datei nur einen Teil davon, nehmen Sie den Import zurück und exportieren Sie ganze Bestellungen."
            ),
        );
    }
    if imported.orders_off > 0 {
        let off = imported.orders_off;
        let [en, de] = match off {
            1 => ["In 1 order", "In 1 Bestellung"].map(str::to_owned),
            _ => [format!("In {off} orders"), format!("In {off} Bestellungen")],
        };
        note(
            format!(
                "{en} the total is not what lines, shipping, tax and tip add up to. See “Reconciliation”."
            ),
            format!(
                "{de} weicht die Summe von Zeilen, Versand, Steuer und Trinkgeld ab. Siehe „Abgleich“."
            ),
        );
    }
    for amount in &imported.undated_refunds {
        let of = |language| Locale { language, home: Some(reading.sniffed.plan.currency) };
        let (en, de) = (of(Language::En).money(*amount), of(Language::De).money(*amount));
        note(
            format!(
                "{en} was paid back without a date: it is taken off on the day of its order. “Reconciliation” names the sum."
            ),
            format!(
                "{de} wurden ohne Datum erstattet: Abgezogen wird am Tag der Bestellung. „Abgleich“ nennt die Summe."
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
    for [en, de] in damage_notes(reading.damage) {
        note(en, de);
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

/// What is otherwise in orders that an earlier import had too, in a sentence.
fn what_changed(changes: &Changes, home: Currency) -> Option<[String; 2]> {
    let sentence = |language: Language| {
        let locale = Locale { language, home: Some(home) };
        let say = |en: String, de: String| if language == Language::En { en } else { de };
        let mut parts = Vec::new();
        match changes.cancelled {
            0 => {}
            1 => parts.push(say("1 is cancelled now".into(), "1 ist jetzt storniert".into())),
            n => parts
                .push(say(format!("{n} are cancelled now"), format!("{n} sind jetzt storniert"))),
        }
        if changes.returned > 0 {
            let n = changes.returned;
            parts.push(say(
                format!("of {n} more came back or was paid back"),
                format!("bei {n} kam mehr zurück oder wurde mehr erstattet"),
            ));
        }
        parts.extend(changes.amounts.iter().map(|Difference { before, after }| {
            let (before, after) = (locale.money(*before), locale.money(*after));
            say(
                format!("together they went from {before} to {after}"),
                format!("zusammen gingen sie von {before} auf {after}"),
            )
        }));
        let parts = parts.join("; ");
        (!parts.is_empty()).then(|| {
            let n = changes.updated;
            say(
                format!("What changed since last time: of {n} updated orders, {parts}."),
                format!("Was sich seit dem letzten Mal geändert hat: von {n} geänderten Bestellungen {parts}."),
            )
        })
    };
    sentence(Language::En).zip(sentence(Language::De)).map(|(en, de)| [en, de])
}

/// What a spreadsheet did to the file, and what to do about it.
fn damage_notes(Seen { damage, is_all }: Seen) -> Vec<[String; 2]> {
    let least = if is_all { ["", ""] } else { ["At least ", "Mindestens "] };
    let about = |cells: u64, one: [&str; 2], many: [&str; 2]| -> Option<[String; 2]> {
        let [en, de] = if cells == 1 { one } else { many };
        let [at_least, mindestens] = least;
        (cells > 0)
            .then(|| [format!("{at_least}{cells} {en}"), format!("{mindestens}{cells} {de}")])
    };
    let notes = [
        about(
            damage.codes,
            [
                "code was worn down by a spreadsheet to something like 4.00638E+12: its figures are lost. Export the file anew, and import it without opening and saving it in a spreadsheet.",
                "Nummer wurde von einer Tabellenkalkulation zu etwas wie 4.00638E+12 verkürzt: ihre Ziffern sind verloren. Exportieren Sie die Datei neu und importieren Sie sie, ohne sie dort zu öffnen und zu speichern.",
            ],
            [
                "codes were worn down by a spreadsheet to something like 4.00638E+12: their figures are lost. Export the file anew, and import it without opening and saving it in a spreadsheet.",
                "Nummern wurden von einer Tabellenkalkulation zu etwas wie 4.00638E+12 verkürzt: ihre Ziffern sind verloren. Exportieren Sie die Datei neu und importieren Sie sie, ohne sie dort zu öffnen und zu speichern.",
            ],
        ),
        about(
            damage.zeros,
            [
                "barcode has lost the zero that it begins with, as its check digit tells. Other files may know the product by the whole one: export the file anew, and import it without saving it in a spreadsheet.",
                "Barcode hat die führende Null verloren, wie seine Prüfziffer zeigt. Andere Dateien kennen den Artikel vielleicht mit ihr: exportieren Sie die Datei neu und importieren Sie sie, ohne sie in einer Tabellenkalkulation zu speichern.",
            ],
            [
                "barcodes have lost the zero that they begin with, as their check digits tell. Other files may know the products by the whole ones: export the file anew, and import it without saving it in a spreadsheet.",
                "Barcodes haben die führende Null verloren, wie ihre Prüfziffern zeigen. Andere Dateien kennen die Artikel vielleicht mit ihr: exportieren Sie die Datei neu und importieren Sie sie, ohne sie in einer Tabellenkalkulation zu speichern.",
            ],
        ),
        about(
            damage.protected,
            [
                "code stood behind an apostrophe or in a formula, which protects it from spreadsheets ('75008). It was read without; there is nothing to do.",
                "Nummer stand hinter einem Apostroph oder in einer Formel, die sie vor Tabellenkalkulationen schützt ('75008). Gelesen wurde sie ohne; es ist nichts zu tun.",
            ],
            [
                "codes stood behind an apostrophe or in a formula, which protects them from spreadsheets ('75008). They were read without; there is nothing to do.",
                "Nummern standen hinter einem Apostroph oder in einer Formel, die sie vor Tabellenkalkulationen schützt ('75008). Gelesen wurden sie ohne; es ist nichts zu tun.",
            ],
        ),
        about(
            damage.day_numbers,
            [
                "date stood as a spreadsheet's day number, such as 45999, and was read as such. Compare it with the shop; if it is wrong, export the file anew.",
                "Datum stand als Tagesnummer einer Tabellenkalkulation da, etwa 45999, und wurde so gelesen. Vergleichen Sie es mit dem Shop; stimmt es nicht, exportieren Sie die Datei neu.",
            ],
            [
                "dates stood as a spreadsheet's day numbers, such as 45999, and were read as such. Compare one with the shop; if it is wrong, export the file anew.",
                "Datumsangaben standen als Tagesnummern einer Tabellenkalkulation da, etwa 45999, und wurden so gelesen. Vergleichen Sie eine mit dem Shop; stimmt sie nicht, exportieren Sie die Datei neu.",
            ],
        ),
    ];
    notes.into_iter().flatten().collect()
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}
