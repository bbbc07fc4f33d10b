//! The one error a command can end with.

use serde::{Deserialize, Serialize};

/// What kind of thing went wrong: a closed set. Hosts match on codes, never on messages. A code is
/// added when a host needs to tell it apart, and removed when none does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The request makes no sense as it stands; `field` says which part.
    BadRequest,
    /// What was asked for does not exist.
    NotFound,
    /// No workspace is open.
    NoWorkspace,
    /// Another process has the workspace open.
    WorkspaceBusy,
    /// The workspace was written by a newer Kontor.
    WorkspaceNewer,
    /// The workspace's files are damaged or incomplete.
    WorkspaceDamaged,
    /// The file to import cannot be understood.
    Unreadable,
    /// The file is an archive of several tables, which are imported together.
    SeveralTables,
    /// The operating system refused: permission, a read-only folder, a vanished file.
    Io,
    /// The disk is full.
    DiskFull,
    /// The person cancelled; data is as before.
    Cancelled,
    /// The time limit passed; nothing was changed.
    Timeout,
    /// The SQL console was given something other than one SELECT, or one that DuckDB refuses.
    Sql,
    /// The state changed meanwhile, or something else runs that must end first.
    Conflict,
    /// The caller may not do this (server's token, host or origin check).
    Forbidden,
    /// A defect in Kontor.
    Internal,
}

impl Code {
    /// The command line's exit status for this kind of error, 1 to 99.
    pub fn exit_status(self) -> u8 {
        match self {
            Code::Internal => 1,
            Code::BadRequest => 2,
            Code::NotFound => 3,
            Code::NoWorkspace => 4,
            Code::WorkspaceBusy => 5,
            Code::WorkspaceNewer => 6,
            Code::WorkspaceDamaged => 7,
            Code::Unreadable => 10,
            Code::SeveralTables => 13,
            Code::Io => 11,
            Code::DiskFull => 12,
            Code::Cancelled => 20,
            Code::Timeout => 21,
            Code::Sql => 30,
            Code::Conflict => 40,
            Code::Forbidden => 50,
        }
    }
}

/// Why a command failed, in words for the person who asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiError {
    /// The kind of error.
    pub code: Code,
    /// What happened, and what it means for the person's data.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
    /// The part of the request at fault, by its name in the contract.
    pub field: Option<String>,
    /// Whether the same request may succeed later.
    pub retry: bool,
    /// Finds the matching entry in the log.
    pub trace_id: String,
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, " {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ApiError {}
