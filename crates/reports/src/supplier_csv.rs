//! A purchase order as CSV, with the columns that a supplier's own system asks for.

use crate::{
    Cell, Column, Kind, OrderError, OrderLine, PurchaseOrder, ReportError, Table, csv, decimal,
    purchase_order::shortest,
};
use std::io::Write;

/// What a column of [`supplier_csv`] holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SupplierColumn {
    /// The supplier's code of the article; nothing where it is not known.
    SupplierSku,
    /// The shop's code of the article.
    Sku,
    /// What the article is.
    Title,
    /// How many units are ordered.
    Quantity,
    /// How many packs are ordered; where no pack size is known, a unit is a pack.
    Packs,
    /// What a unit costs.
    UnitCost,
    /// What the line costs.
    Amount,
    /// The code of the currency.
    Currency,
    /// The order's number.
    Number,
    /// The day on which the goods are expected.
    Expected,
}

/// Writes the lines of an order with these columns, each with its heading, as [`csv`] writes
/// tables: UTF-8 with a byte order mark, commas, a decimal point, days as 2026-12-03, and no text
/// that a spreadsheet would take for a formula.
///
/// # Errors
/// [`OrderError`], when the lines do not add up to the total, a column of packs is asked for that
/// would not be whole, or `out` fails.
pub fn supplier_csv(
    order: &PurchaseOrder,
    columns: &[(String, SupplierColumn)],
    out: impl Write,
) -> Result<(), OrderError> {
    order.check()?;
    let rows = (1..).zip(&order.lines).map(|(number, line)| {
        let cells = columns.iter().map(|(_, column)| cell(order, number, line, *column));
        cells.collect::<Result<Vec<_>, _>>()
    });
    let heading = |(title, _): &(String, SupplierColumn)| Column {
        title: title.clone(),
        // No file of commas shows what a column holds.
        kind: Kind::Text,
    };
    let table = Table {
        title: String::new(),
        notes: Vec::new(),
        columns: columns.iter().map(heading).collect(),
        totals: None,
        rows,
    };
    match csv(table, out) {
        Ok(_) => Ok(()),
        Err(ReportError::Rows(error)) => Err(error),
        Err(ReportError::Io(error)) => Err(OrderError::Io(error)),
        // Rows are made to fit the columns, and CSV holds everything.
        Err(error) => Err(OrderError::Io(std::io::Error::other(error.to_string()))),
    }
}

fn cell(
    order: &PurchaseOrder,
    number: usize,
    line: &OrderLine,
    column: SupplierColumn,
) -> Result<Cell, OrderError> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let exact = |(scaled, decimals)| Cell::Decimal { scaled, decimals };
    Ok(match column {
        SupplierColumn::SupplierSku => line.supplier_sku.as_deref().map_or(Cell::Empty, text),
        SupplierColumn::Sku => text(&line.sku),
        SupplierColumn::Title => text(&line.title),
        SupplierColumn::Quantity => exact(shortest(line.quantity)),
        SupplierColumn::Packs => exact((packs(number, line)?, 0)),
        SupplierColumn::UnitCost => exact((line.unit_cost.scaled, line.unit_cost.decimals)),
        SupplierColumn::Amount => exact((line.amount, order.currency.minor_digits())),
        SupplierColumn::Currency => text(order.currency.code()),
        SupplierColumn::Number => text(&order.number),
        SupplierColumn::Expected => order.expected.map_or(Cell::Empty, Cell::Date),
    })
}

fn packs(number: usize, line: &OrderLine) -> Result<i64, OrderError> {
    let pack = line.pack.map_or(1000, |pack| pack.milli);
    // A pack of nothing holds no number of units.
    match line.quantity.milli.checked_rem(pack) {
        Some(0) => Ok(line.quantity.milli / pack),
        _ => {
            let shown = |milli| {
                let (scaled, decimals) = shortest(kontor_domain::Quantity { milli });
                decimal(scaled, decimals)
            };
            Err(OrderError::Packs {
                line: number,
                quantity: shown(line.quantity.milli),
                pack: shown(pack),
            })
        }
    }
}
