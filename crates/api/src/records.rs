//! What is known of the shop besides its orders - products, stock, suppliers, costs - as tables to
//! look at and to correct by hand.

use crate::content::{Content, Field};
use serde::{Deserialize, Serialize};

/// One thing of a content, as a text for each field that is known: numbers with a decimal point,
/// days as `2026-03-01`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Record {
    /// What it is.
    pub content: Content,
    /// What is known of it.
    pub values: Vec<(Field, String)>,
}

/// Asks for what holds now of a content.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetRecords {
    /// Of what.
    pub content: Content,
    /// Only what holds this text in any field.
    #[serde(default)]
    pub search: Option<String>,
    /// Skip so many.
    #[serde(default)]
    pub offset: u64,
    /// At most so many.
    pub limit: u32,
}

/// What holds now of a content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Records {
    /// The fields, in the order of the cells of each row.
    pub fields: Vec<Field>,
    /// How many there are in all.
    pub total: u64,
    /// Those asked for.
    pub rows: Vec<RecordRow>,
}

/// A row of [`Records`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRow {
    /// A text for each field.
    pub cells: Vec<Option<String>>,
    /// The import it came with; `None` for what was entered by hand.
    pub batch_id: Option<u32>,
}

/// Enters rows by hand. A row replaces what holds now of the same thing (the same product, the same
/// supplier) whole, and no import replaces it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PutRecords {
    /// The rows.
    pub records: Vec<Record>,
}

/// Takes rows that were entered by hand back, so that what was imported holds again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DropRecords {
    /// The rows, as they were entered; only the fields that tell which thing is meant are read.
    pub records: Vec<Record>,
}

/// What was changed by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordsChanged {
    /// Rows that were entered, replaced or taken back.
    pub rows: u64,
}
