//! # kontor-reports: tables and purchase orders as files
//!
//! Writes a [`Table`] as [`csv`] or [`xlsx`]. Rows are taken one by one, so that a table of any
//! length needs no more memory than one of its rows. Writes a [`PurchaseOrder`] as [`pdf`], as a
//! spreadsheet ([`workbook`]) or as the CSV that its supplier asks for ([`supplier_csv`]).
//!
//! It must not ask for data, choose a file's name or place, or round a number: each cell arrives
//! finished and leaves exact. It reads no file but fonts, and those only in [`system_fonts`].
//! Start reading at [`Table`] or [`PurchaseOrder`].

mod csv;
mod pdf;
mod purchase_order;
mod supplier_csv;
mod system_fonts;
mod workbook;
mod xlsx;

pub use crate::csv::csv;
pub use crate::pdf::{Fonts, missing_glyphs, pdf};
pub use crate::purchase_order::{OrderError, OrderLine, PurchaseOrder, Shop, Supplier, UnitCost};
pub use crate::supplier_csv::{SupplierColumn, supplier_csv};
pub use crate::system_fonts::{FontFile, system_fonts};
pub use crate::workbook::workbook;
pub use crate::xlsx::xlsx;

use kontor_domain::{Date, DateTime};
use std::{convert::Infallible, io};

/// A table to write.
#[derive(Debug, Clone)]
pub struct Table<R> {
    /// What it shows; names the sheet.
    pub title: String,
    /// Which part of it: shop, period, filters, a line each.
    pub notes: Vec<String>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The sums of the columns, with as many cells as there are columns.
    pub totals: Option<Vec<Cell>>,
    /// Its rows, with as many cells each; a row that cannot be had ends the writing.
    pub rows: R,
}

/// A column of a [`Table`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// What its cells hold.
    pub kind: Kind,
}

/// What the cells of a column hold, and how a spreadsheet shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Numbers with a fixed number of decimals: 2 for pounds and euros, 0 for counts.
    Number {
        /// How many decimals are shown; the cell holds all of them.
        decimals: u8,
    },
    /// Ratios, shown as percentages: 0.418 as 41.8 %.
    Percent,
    /// Days.
    Date,
    /// Local times.
    DateTime,
}

/// A cell of a [`Table`].
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// A floating number; one that is not finite is written as nothing.
    Number(f64),
    /// An exact number: `scaled` divided by ten to the power of `decimals`. Pence are two decimals.
    Decimal {
        /// The number without its decimal point.
        scaled: i64,
        /// How many of its figures are decimals.
        decimals: u8,
    },
    /// A day.
    Date(Date),
    /// A local time.
    DateTime(DateTime),
}

/// Why a table could not be written. `E` is what the rows may fail with.
#[derive(Debug, thiserror::Error)]
pub enum ReportError<E = Infallible> {
    /// The rows ended with an error.
    #[error("the file is incomplete, as its rows could not all be read: {0}")]
    Rows(E),
    /// The file could not be written: the disk is full, the folder is gone.
    #[error("the file could not be written: {0}. What was written of it is of no use")]
    Io(#[from] io::Error),
    /// A row has more or fewer cells than the table has columns.
    #[error("row {row} has {cells} cells for {columns} columns, so the file would be wrong")]
    Ragged {
        /// Which row, from 1; 0 for the totals.
        row: u64,
        /// Its cells.
        cells: usize,
        /// The columns.
        columns: usize,
    },
    /// The spreadsheet cannot hold the table.
    #[error("the spreadsheet cannot hold this table: {0}. Choose CSV instead")]
    Spreadsheet(String),
}

/// Lets a row through that fits the columns.
fn check<E>(row: u64, cells: &[Cell], columns: &[Column]) -> Result<(), ReportError<E>> {
    if cells.len() == columns.len() {
        return Ok(());
    }
    Err(ReportError::Ragged { row, cells: cells.len(), columns: columns.len() })
}

/// An exact number as text with a decimal point.
fn decimal(scaled: impl Into<i128>, decimals: u8) -> String {
    let scaled = scaled.into();
    let sign = if scaled < 0 { "-" } else { "" };
    let width = usize::from(decimals) + 1;
    let mut figures = format!("{:0width$}", scaled.unsigned_abs());
    if decimals > 0 {
        figures.insert(figures.len() - usize::from(decimals), '.');
    }
    format!("{sign}{figures}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        let cases = [
            (123_456, 2, "1234.56"),
            (-5, 2, "-0.05"),
            (0, 2, "0.00"),
            (7, 0, "7"),
            (-1, 6, "-0.000001"),
            (i64::MIN, 3, "-9223372036854775.808"),
        ];
        for (scaled, decimals, expected) in cases {
            assert_eq!(decimal(scaled, decimals), expected);
        }
    }
}
