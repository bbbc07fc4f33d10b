//! Everything that is done with a file, for any bytes: tests and the fuzz target call it.

use kontor_api::{
    import::{Content, Field, Holds},
    settings::{PriceSettings, ReorderSettings, Settings},
};
use kontor_domain::{Language, Weekday};
use kontor_ingest::{
    Archive, Container, Reading, Sniffed, Value, container, read_sample, reshape, rows, sniff,
    to_utf8, workbook_text,
};
use std::{
    collections::BTreeSet,
    io::{Cursor, Read},
};

/// The most that is read of what a few bytes unpack to: more of the same tells nothing more.
const MOST: usize = 1 << 20;

/// What became of the rows of a table.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Rows that became rows of values.
    pub kept: u64,
    /// Rows that could not be read.
    pub refused: u64,
    /// Rows that are no data.
    pub skipped: u64,
}

/// Looks at a file, and reads it if it is a table. Panics where a promise is broken.
pub fn everything(bytes: &[u8]) {
    match container(bytes) {
        Some(Container::Workbook) => {
            let mut text = vec![0; MOST];
            let mut left = text.as_mut_slice();
            if workbook_text(Cursor::new(bytes), &mut left).is_ok() {
                let written = MOST - left.len();
                table(&text[..written]);
            }
        }
        Some(Container::Zip) => {
            let Ok(mut archive) = Archive::open(Cursor::new(bytes)) else { return };
            for entry in archive.entries().to_vec() {
                let mut file = Vec::new();
                let read = archive
                    .read(&entry)
                    .and_then(|open| open.take(MOST as u64).read_to_end(&mut file));
                if read.is_ok() && container(&file).is_none() {
                    table(&file);
                }
            }
        }
        None => {
            table(bytes);
        }
    }
}

/// Looks at a table and reads it; `None` if it is none.
pub fn table(bytes: &[u8]) -> Option<(Sniffed, Count)> {
    let sample = read_sample(Cursor::new(bytes)).ok()?;
    if !sample.is_whole && bytes.len() < MOST {
        return None;
    }
    let shop = Settings {
        name: String::new(),
        currency: "EUR".parse().ok()?,
        time_zone: "Europe/Berlin".to_owned(),
        week_start: Weekday::Monday,
        fiscal_year_start: 1,
        prices_include_tax: true,
        watched_folder: None,
        payment_fee_percent: Default::default(),
        payment_fee_fixed: Default::default(),
        fulfilment_cost: Default::default(),
        shipping_cost: Default::default(),
        train_nightly: true,
        reorder: ReorderSettings::default(),
        price: PriceSettings::default(),
    };
    let sniffed = sniff("any.csv", &sample, None, &shop, Language::De).ok()?;
    assert_eq!(sniffed.plan.columns.len(), sniffed.header.len());
    let count = read(bytes, &sniffed)?;
    Some((sniffed, count))
}

/// Reads a table as it was looked at; `None` if it breaks off.
pub fn read(bytes: &[u8], sniffed: &Sniffed) -> Option<Count> {
    let fields = sniffed.plan.content.fields();
    let mut count = Count::default();
    let mut kept = BTreeSet::new();
    for reading in rows(to_utf8(bytes, &sniffed.plan).ok()?, sniffed) {
        match reading.ok()? {
            Reading::Skipped(_) => count.skipped += 1,
            Reading::Refused(row) => {
                count.refused += 1;
                assert!(row.row > 0);
            }
            Reading::Row(row) => {
                assert_eq!(row.values.len(), fields.len());
                for (field, value) in fields.iter().zip(&row.values) {
                    let fits = match value {
                        None => true,
                        Some(Value::Text(text)) => field.holds() == Holds::Text && !text.is_empty(),
                        Some(Value::Number(_)) => field.holds() == Holds::Number,
                        Some(Value::Moment(_)) => field.holds() == Holds::Moment,
                    };
                    assert!(fits, "{field:?} {value:?}");
                }
                kept.insert(row.source_row);
            }
        }
    }
    count.kept = kept.len() as u64;
    if sniffed.plan.content == Content::Orders {
        let mut out = Vec::new();
        let done = reshape(to_utf8(bytes, &sniffed.plan).ok()?, sniffed, &mut out).ok()?;
        assert_eq!(done.rows_read, count.kept + count.refused);
        assert_eq!(done.refused.len() as u64, count.refused);
        assert_eq!(done.skipped.iter().map(|skip| skip.rows).sum::<u64>(), count.skipped);
        // Every line that was written has what an order line needs.
        let position = |field| done.plan.columns.iter().position(|column| *column == Some(field));
        if count.kept > 0 {
            assert!(position(Field::OrderId).is_some());
        }
        let lines = out.iter().filter(|byte| **byte == b'\n').count() as u64;
        assert!(lines > count.kept);
    }
    Some(count)
}
