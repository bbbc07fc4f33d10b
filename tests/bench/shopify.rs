//! Shopify's order export in its 79 columns, as the simulator writes it for a shop with sizes and
//! colours, returns and two locations: a row for each line, what belongs to the order on the first of
//! its rows only.

use crate::numbers::say;
use anyhow::Result;
use fs_err::File;
use kontor_simulator::stores::{Clicks, Extent, Store, write_store};
use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// What stands on the first row of an order only, even in the strictest of the forms.
const FIRST_ROW_ONLY: &str = "Created at";
/// What tells a first row: only those have it.
const OF_FIRST_ROW: &str = "Financial Status";

/// Which rows say when an order was made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Dated {
    /// Every row, as Shopify itself writes it.
    EveryRow,
    /// The first row of each order: such a file has to be written anew before it is read.
    FirstRow,
}

/// The file with about so many lines, made on the first time.
pub fn file(folder: &Path, lines: usize, dated: Dated) -> Result<PathBuf> {
    let name = match dated {
        Dated::EveryRow => format!("shopify-{lines}.csv"),
        Dated::FirstRow => format!("shopify-{lines}-dated-once.csv"),
    };
    let file = folder.join(name);
    if file.is_file() {
        return Ok(file);
    }
    say(&format!("Making {lines} lines of a Shopify export"));
    let draft = folder.join("shopify.draft");
    match dated {
        Dated::EveryRow => {
            // How many lines there are is the simulator's to say; they grow with the scale.
            let sample = folder.join("shopify.sample");
            orders(1.0, &sample)?;
            let in_sample = csv::Reader::from_reader(File::open(&sample)?).records().count();
            fs_err::remove_file(&sample)?;
            orders(lines as f64 / in_sample.max(1) as f64, &draft)?;
        }
        Dated::FirstRow => undate(&self::file(folder, lines, Dated::EveryRow)?, &draft)?,
    }
    fs_err::rename(draft, &file)?;
    Ok(file)
}

/// Writes the order export of a store that is so many times as large as the sample.
fn orders(scale: f64, file: &Path) -> Result<()> {
    let settings = Store::OutdoorClothing.settings("2026-10-31".parse()?, scale, 1);
    let extent = Extent { clicks: Clicks::LastDays(0), full_truth: false, days: None };
    let mut open = |name: &str| -> io::Result<Box<dyn Write>> {
        Ok(match name {
            "orders.csv" => Box::new(BufWriter::with_capacity(1 << 20, File::create(file)?)),
            _ => Box::new(io::sink()),
        })
    };
    write_store(&settings, extent, &mut open, &mut |_| Ok(()))?;
    Ok(())
}

/// Leaves the time out on every row but the first of its order.
fn undate(from: &Path, to: &Path) -> Result<()> {
    let mut reader = csv::Reader::from_reader(File::open(from)?);
    let mut writer = csv::Writer::from_writer(File::create(to)?);
    let header = reader.byte_headers()?.clone();
    let column = |name: &str| header.iter().position(|heading| heading == name.as_bytes());
    let (dated, first) = (column(FIRST_ROW_ONLY), column(OF_FIRST_ROW));
    writer.write_byte_record(&header)?;
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        let is_first = first.and_then(|at| record.get(at)).is_some_and(|cell| !cell.is_empty());
        let cells =
            record.iter().enumerate().map(|(at, cell)| match Some(at) == dated && !is_first {
                true => b"".as_slice(),
                false => cell,
            });
        writer.write_record(cells)?;
    }
    writer.flush()?;
    Ok(())
}
