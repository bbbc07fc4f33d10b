//! The SQL console: one SELECT over the workspace's facts, read-only.

use serde::{Deserialize, Serialize};

/// Runs one SELECT.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunSql {
    /// The statement.
    pub sql: String,
    /// At most so many rows.
    pub limit: u32,
}

/// What a statement returned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SqlResult {
    /// Its columns.
    pub columns: Vec<SqlColumn>,
    /// Its rows; a cell is finished text, `None` is NULL.
    pub rows: Vec<Vec<Option<String>>>,
    /// Whether there were more rows than asked for.
    pub truncated: bool,
    /// Milliseconds it took.
    pub millis: f64,
}

/// A column of a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SqlColumn {
    /// Its name.
    pub name: String,
    /// Its type, as DuckDB calls it.
    pub type_name: String,
    /// Whether its cells are numbers.
    pub numeric: bool,
}

/// Asks what can be selected from.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct GetSchema {}

/// What can be selected from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// Tables and views.
    pub tables: Vec<SqlTable>,
}

/// A table or view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SqlTable {
    /// Its name.
    pub name: String,
    /// What a row of it is.
    pub about: String,
    /// Its columns.
    pub columns: Vec<SqlColumn>,
}
