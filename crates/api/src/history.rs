//! The operation log: what was done, and taking it back.

use kontor_domain::DateTime;
use serde::{Deserialize, Serialize};

/// Asks for the operations.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct GetHistory {}

/// Operations, the newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// The operations.
    pub operations: Vec<Operation>,
    /// What [`UndoLast`] would take back.
    pub can_undo: Option<i64>,
    /// What [`RedoLast`] would do again.
    pub can_redo: Option<i64>,
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// Its number.
    pub id: i64,
    /// When, UTC.
    pub at: DateTime,
    /// The command's name on the wire, such as `import_run`.
    pub command: String,
    /// What it was, in the caller's language.
    pub title: String,
    /// Whether it was taken back.
    pub undone: bool,
}

/// Takes back the last operation that stands.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct UndoLast {}

/// Does again what was taken back last.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RedoLast {}
