//! Exports: exactly what is on the screen, as a file.

use crate::{
    forecast::GetForecasts,
    import::Field,
    price::GetPrices,
    products::GetProducts,
    quality::GetFinding,
    records::GetRecords,
    reorder::GetReorder,
    run_out::GetRunOut,
    sales::{GetBreakdown, GetLines, GetSeries},
};
use serde::{Deserialize, Serialize};

/// Writes what a query shows to a file: same filters, order and columns, every row.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Export {
    /// What.
    pub what: Exportable,
    /// As what.
    pub format: Format,
}

/// What can be exported: a query of a screen. Its offset and limit do not count.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "table", rename_all = "snake_case")]
pub enum Exportable {
    /// The table of products.
    Products(GetProducts),
    /// What has run out although it sold.
    RunOut(GetRunOut),
    /// Forecasts, a row for each product and week.
    Forecasts(GetForecasts),
    /// The reorder plan, a row for each product.
    Reorder(GetReorder),
    /// The list of prices, a row for each product.
    Prices(GetPrices),
    /// A measure over time.
    Series(GetSeries),
    /// A breakdown.
    Breakdown(GetBreakdown),
    /// Order lines.
    Lines(GetLines),
    /// A statement's result.
    Sql {
        /// The statement.
        sql: String,
    },
    /// Refused rows of an import.
    Refused {
        /// The batch.
        batch_id: u32,
    },
    /// What is known besides orders.
    Records {
        /// Which rows.
        query: GetRecords,
        /// The columns, in their order; none takes every field that has a value in some row.
        #[serde(default)]
        fields: Vec<Field>,
    },
    /// The things behind a finding.
    Finding(GetFinding),
}

/// A file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Comma-separated values, UTF-8 with a byte order mark, numbers with a decimal point.
    Csv,
    /// A spreadsheet.
    Xlsx,
}

/// A file made for the person. It lies in the workspace's `exports/` until the host has handed it
/// over; those older than a day are removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedFile {
    /// By which a browser fetches it: `GET /api/file/{token}`.
    pub token: String,
    /// The name to save it under.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its size.
    pub bytes: u64,
    /// Where it lies on this computer.
    pub path: String,
}
