//! What an import would refuse, told before it: the first rows are read as it would read them.

use super::readable;
use kontor_api::import::{Content, Field, Foreseen, Plan, Refusal, RefusedCount, RefusedRow};
use kontor_ingest::{Reading, Sniffed};
use std::{cmp::Reverse, io, path::Path};

/// Rows that are looked at; it takes no longer than a person notices.
const LOOKED_AT: u64 = 5_000;
/// What they may become, with what is no data among them.
const READINGS: usize = 20_000;

/// What becomes of the first rows of a table; `None` where they cannot be read, which the import
/// itself says better.
pub fn foresee(table: &Path, sniffed: &Sniffed) -> Option<Foreseen> {
    if sniffed.obstacle.is_some() {
        return None;
    }
    let file = readable(table).ok()?;
    read(kontor_ingest::to_utf8(file, &sniffed.plan).ok()?, sniffed).ok()
}

fn read(text: impl io::Read, sniffed: &Sniffed) -> io::Result<Foreseen> {
    let mut foreseen = Foreseen { rows: 0, refused: Vec::new() };
    let mut last_row = 0;
    for reading in kontor_ingest::rows(text, sniffed).take(READINGS) {
        let (row, refused) = match reading? {
            Reading::Row(row) => (row.source_row, None),
            Reading::Refused(row) => (row.row, Some(row)),
            Reading::Skipped(_) => continue,
        };
        // One row of the file may become several.
        if row != last_row {
            if foreseen.rows == LOOKED_AT {
                break;
            }
            foreseen.rows += 1;
            last_row = row;
        }
        if let Some(refused) = refused.filter(|refused| is_certain(refused, sniffed)) {
            count(&mut foreseen.refused, refused.reason);
        }
    }
    foreseen.refused.sort_by_key(|count| Reverse(count.rows));
    Ok(foreseen)
}

/// Whether the import refuses the row as well. Order lines that stand one a row are read by the
/// warehouse, which minds nothing but what a line needs.
fn is_certain(row: &RefusedRow, sniffed: &Sniffed) -> bool {
    let is_straight = sniffed.plan.content == Content::Orders && !sniffed.needs_reshape;
    if !is_straight {
        return true;
    }
    match row.reason {
        Refusal::Ragged | Refusal::NoOrder | Refusal::NoProduct => true,
        Refusal::BadDate
        | Refusal::BadQuantity
        | Refusal::BadAmount
        | Refusal::BadCurrency
        | Refusal::OutOfRange => {
            let at = |column: &String| sniffed.header.iter().position(|heading| heading == column);
            let index = row.column.as_ref().and_then(at);
            let field = index.and_then(|index| sniffed.plan.columns.get(index).copied().flatten());
            // Without a value it is missing, and was needed.
            row.value.is_none() || field.is_some_and(|field| is_needed(field, &sniffed.plan))
        }
        _ => false,
    }
}

/// Whether a line cannot do without a field's value. Of two that tell the amount one is enough.
fn is_needed(field: Field, plan: &Plan) -> bool {
    let has = |field: Field| plan.columns.contains(&Some(field));
    match field {
        Field::UnitPrice => !has(Field::LineTotal),
        Field::LineTotal => !has(Field::UnitPrice),
        Field::OrderedAt | Field::Quantity | Field::Currency => true,
        _ => false,
    }
}

fn count(counts: &mut Vec<RefusedCount>, reason: Refusal) {
    match counts.iter_mut().find(|count| count.reason == reason) {
        Some(count) => count.rows += 1,
        None => counts.push(RefusedCount { reason, rows: 1 }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_api::domain::{Decimal, Language, Weekday};
    use kontor_api::settings::{PriceSettings, ReorderSettings, Settings};
    use kontor_ingest::Sample;

    fn shop() -> Settings {
        Settings {
            name: "Shop".to_owned(),
            currency: "GBP".parse().unwrap(),
            time_zone: "Europe/London".to_owned(),
            week_start: Weekday::Monday,
            fiscal_year_start: 1,
            prices_include_tax: true,
            watched_folder: None,
            payment_fee_percent: Decimal::default(),
            payment_fee_fixed: Decimal::default(),
            fulfilment_cost: Decimal::default(),
            shipping_cost: Decimal::default(),
            train_nightly: true,
            reorder: ReorderSettings::default(),
            price: PriceSettings::default(),
        }
    }

    fn foreseen(text: &str) -> Foreseen {
        let sample = Sample { head: text.as_bytes().to_vec(), later: Vec::new(), is_whole: true };
        let sniffed =
            kontor_ingest::sniff("file.csv", &sample, None, &shop(), Language::En).unwrap();
        assert_eq!(sniffed.obstacle, None);
        let text = kontor_ingest::to_utf8(text.as_bytes(), &sniffed.plan).unwrap();
        read(text, &sniffed).unwrap()
    }

    #[test]
    fn refusals_are_counted_by_reason_the_most_frequent_first() {
        let mut text = "Order,Date,SKU,Product,Quantity,Unit price\n".to_owned();
        for day in 10..28 {
            text.push_str(&format!("A-{day},2025-03-{day} 10:00:00,MUG,Mug,1,2.50\n"));
        }
        text.push_str("A-1,2025-03-28 10:00:00,MUG,Mug,many,2.50\n");
        text.push_str(",2025-03-28 10:00:00,MUG,Mug,1,2.50\n");
        text.push_str("A-2,2025-03-28 10:00:00,MUG,Mug,few,2.50\n");
        let foreseen = foreseen(&text);
        let refused = |reason, rows| RefusedCount { reason, rows };
        assert_eq!(foreseen.rows, 21);
        assert_eq!(
            foreseen.refused,
            [refused(Refusal::BadQuantity, 2), refused(Refusal::NoOrder, 1)]
        );
    }
}
