//! What can go wrong with a ledger, and what to do then.

use rusqlite::ErrorCode;
use std::{io, path::PathBuf};

/// Why the ledger could not do what was asked. Whatever the error, the ledger is as before.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The file was written by a newer program.
    #[error(
        "this workspace was last used by a newer Kontor (its ledger has version {found}, this program knows {known}); nothing was changed. Update Kontor and open it again"
    )]
    Newer {
        /// The file's version.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// The file is no ledger, or its content is broken.
    #[error(
        "the ledger of this workspace is damaged: {detail}. Restore the workspace from a backup; the damaged folder is left as it is"
    )]
    Damaged {
        /// What was found.
        detail: String,
    },
    /// There is no file to open.
    #[error(
        "there is no ledger at {}; the folder is no workspace, or a part of it was moved. Choose another folder, or restore it from a backup", .0.display()
    )]
    Missing(PathBuf),
    /// There is a file where one was to be made.
    #[error("there is a ledger at {} already; open it, or choose another folder", .0.display())]
    Exists(PathBuf),
    /// The operation is not the one whose turn it is to be undone or redone.
    #[error(
        "operation {id} is no longer the next one to undo or redo; look at the history and try again"
    )]
    NotNext {
        /// The operation.
        id: i64,
    },
    /// Another connection holds the file longer than the ledger waits.
    #[error("the ledger is in use by another program; close that program and try again")]
    Busy,
    /// There is no room to write.
    #[error("the disk is full, so nothing was written; make room and try again")]
    DiskFull,
    /// The operating system refused to read or write.
    #[error(
        "the ledger cannot be read or written ({0}); check that the folder is there and may be written to"
    )]
    Io(#[source] io::Error),
    /// A value was kept that this program cannot read.
    #[error("{what} in the ledger cannot be read ({source}); update Kontor and try again")]
    Unreadable {
        /// Which value.
        what: &'static str,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A statement failed: a defect in Kontor.
    #[error("the ledger refused a statement ({0}); this is a defect in Kontor, please report it")]
    Statement(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl LedgerError {
    pub(crate) fn damaged(detail: impl Into<String>) -> Self {
        LedgerError::Damaged { detail: detail.into() }
    }
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                LedgerError::damaged(error.to_string())
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => LedgerError::Busy,
            Some(ErrorCode::DiskFull) => LedgerError::DiskFull,
            Some(
                ErrorCode::ReadOnly
                | ErrorCode::CannotOpen
                | ErrorCode::SystemIoFailure
                | ErrorCode::PermissionDenied,
            ) => LedgerError::Io(io::Error::other(error)),
            _ => LedgerError::Statement(Box::new(error)),
        }
    }
}

impl From<rusqlite_migration::Error> for LedgerError {
    fn from(error: rusqlite_migration::Error) -> Self {
        match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
            other => LedgerError::Statement(Box::new(other)),
        }
    }
}

impl From<io::Error> for LedgerError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull => LedgerError::DiskFull,
            _ => LedgerError::Io(error),
        }
    }
}
