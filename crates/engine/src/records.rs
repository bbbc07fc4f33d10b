//! Tables of what is known besides orders, and what a person enters in them by hand.

use crate::{
    Engine, Handle,
    error::{Failure, Result},
    history,
    jobs::Context,
};
use kontor_api::{
    Code, Command, Words as _,
    import::{Content, Field, Holds},
    records::{DropRecords, GetRecords, PutRecords, Record, Records, RecordsChanged},
};
use serde_json::json;

/// Rows that one request may ask for or change.
const MOST: u32 = 10_000;

impl Handle<GetRecords> for Engine {
    fn handle(&self, request: GetRecords, _: &Context) -> Result<Records> {
        let request = GetRecords { limit: request.limit.min(MOST), ..request };
        Ok(kontor_warehouse::records(&self.workspace()?.warehouse, &request)?)
    }
}

impl Handle<PutRecords> for Engine {
    fn handle(&self, request: PutRecords, context: &Context) -> Result<RecordsChanged> {
        for record in &request.records {
            check(record, context)?;
        }
        self.check_successors(&request.records)?;
        self.change_records(Command::RecordsPut, "records_put", |by_hand| {
            for record in &request.records {
                by_hand.retain(|known| !is_same_thing(known, record));
            }
            by_hand.extend(request.records.iter().cloned());
            request.records.len()
        })
    }
}

impl Handle<DropRecords> for Engine {
    fn handle(&self, request: DropRecords, _: &Context) -> Result<RecordsChanged> {
        self.change_records(Command::RecordsDrop, "records_drop", |by_hand| {
            let before = by_hand.len();
            by_hand.retain(|known| !request.records.iter().any(|each| is_same_thing(known, each)));
            before - by_hand.len()
        })
    }
}

impl Engine {
    /// Whether renamed codes lead to an end, and not back to where they start.
    fn check_successors(&self, records: &[Record]) -> Result<()> {
        let links: Vec<(&str, &str)> = records
            .iter()
            .filter(|record| record.content == Content::Successors)
            .map(|record| (value(record, Field::Sku), value(record, Field::Successor)))
            .collect();
        if links.is_empty() {
            return Ok(());
        }
        let refused = |en: String, de: String, [hint_en, hint_de]: [&str; 2]| {
            let failure = Failure::new(Code::BadRequest, en, de).hint(hint_en, hint_de);
            Err(failure.field("records"))
        };
        if let Some((code, _)) = links.iter().find(|(_, successor)| successor.is_empty()) {
            return refused(
                format!("The new code of “{code}” is missing."),
                format!("Die neue Nummer von „{code}“ fehlt."),
                [
                    "Enter the code that the product goes by now.",
                    "Tragen Sie die Nummer ein, unter der der Artikel jetzt läuft.",
                ],
            );
        }
        let Some(circle) = kontor_warehouse::circle(&self.workspace()?.warehouse, &links)? else {
            return Ok(());
        };
        let circle = circle.join(" → ");
        refused(
            format!("The code would become itself again: {circle}. Nothing was entered."),
            format!("Die Nummer würde wieder zu sich selbst: {circle}. Nichts wurde eingetragen."),
            [
                "A product goes by its newest code, so a chain of codes must end. Take back the other renaming first, or choose another new code.",
                "Ein Artikel läuft unter seiner neuesten Nummer, also muss eine Kette von Nummern enden. Nehmen Sie erst die andere Umbenennung zurück, oder wählen Sie eine andere neue Nummer.",
            ],
        )
    }

    /// Changes what was entered by hand, as an operation that can be undone.
    fn change_records(
        &self,
        command: Command,
        title_key: &str,
        change: impl FnOnce(&mut Vec<Record>) -> usize,
    ) -> Result<RecordsChanged> {
        let workspace = self.workspace()?;
        let _alone = workspace.alone()?;
        let before = history::state(&workspace)?;
        let mut by_hand = workspace.ledger().hand_rows()?;
        let rows = change(&mut by_hand) as u64;
        if rows > 0 {
            workspace.put_by_hand(&by_hand)?;
            history::record(&workspace, command, title_key, json!({ "rows": rows }), &before)?;
        }
        Ok(RecordsChanged { rows })
    }
}

/// The text of a field, empty where there is none.
fn value(record: &Record, field: Field) -> &str {
    let found = record.values.iter().find(|(each, _)| *each == field);
    found.map(|(_, text)| text.trim()).unwrap_or_default()
}

/// Whether two rows are about the same product, the same supplier.
fn is_same_thing(a: &Record, b: &Record) -> bool {
    a.content == b.content
        && a.content.key().iter().all(|field| value(a, *field) == value(b, *field))
}

/// Whether a row can be kept: it says which thing it is about, and its numbers and days are such.
fn check(record: &Record, context: &Context) -> Result<()> {
    let bad = |en: String, de: String| Err(Failure::new(Code::BadRequest, en, de).field("records"));
    if record.content == Content::Orders {
        return Err(Failure::new(
            Code::BadRequest,
            "Orders come from the shop's files and are not entered by hand.",
            "Bestellungen kommen aus den Dateien des Ladens und werden nicht von Hand eingetragen.",
        ));
    }
    let title = |field: Field| field.title(context.language);
    let (first, has_key) = match record.content.key().first() {
        Some(first) => (
            *first,
            record.values.iter().any(|(field, text)| field == first && !text.trim().is_empty()),
        ),
        None => return Ok(()),
    };
    if !has_key {
        return bad(
            format!("“{}” is missing, so nobody knows what the row is about.", title(first)),
            format!("„{}“ fehlt; so weiß niemand, worum es in der Zeile geht.", title(first)),
        );
    }
    for (field, text) in &record.values {
        let text = text.trim();
        let is_fine = text.is_empty()
            || match field.holds() {
                Holds::Text => true,
                Holds::Number => text
                    .parse::<f64>()
                    .is_ok_and(|number| number.is_finite() && number.abs() < 1e12),
                Holds::Moment => {
                    text.parse::<kontor_api::domain::DateTime>().is_ok()
                        || text.parse::<kontor_api::domain::Date>().is_ok()
                }
            };
        if !is_fine {
            let what = match field.holds() {
                Holds::Moment => ("a day such as 2026-03-01", "ein Tag wie 2026-03-01"),
                _ => ("a number such as 12.50", "eine Zahl wie 12.50"),
            };
            return bad(
                format!("“{text}” in “{}” is not {}.", title(*field), what.0),
                format!("„{text}“ in „{}“ ist nicht {}.", title(*field), what.1),
            );
        }
    }
    Ok(())
}
