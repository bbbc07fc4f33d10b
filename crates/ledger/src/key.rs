//! The workspace's key. It lives in the ledger, so that it moves with the workspace.

use crate::{Ledger, LedgerError};
use std::fmt;

pub(crate) const CREATE: &str = "
    CREATE TABLE workspace (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        key BLOB NOT NULL CHECK (length(key) = 32)
    ) STRICT;
";

/// The secret of a workspace: 32 random bytes from which the keys for its original files and for
/// pseudonyms are derived. It is never printed: its `Debug` shows no byte of it.
#[derive(Clone, PartialEq, Eq)]
pub struct WorkspaceKey([u8; 32]);

impl WorkspaceKey {
    /// A key of bytes that the caller drew from the operating system's random source.
    pub fn new(bytes: [u8; 32]) -> Self {
        WorkspaceKey(bytes)
    }

    /// The bytes, to derive a key from for one purpose; not to be used as they are.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for WorkspaceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WorkspaceKey(secret)")
    }
}

impl Ledger {
    /// The workspace's key.
    ///
    /// # Errors
    /// [`LedgerError::Damaged`] where there is none.
    pub fn key(&self) -> Result<WorkspaceKey, LedgerError> {
        match self.conn.query_one("SELECT key FROM workspace", [], |row| row.get(0)) {
            Ok(bytes) => Ok(WorkspaceKey(bytes)),
            Err(rusqlite::Error::QueryReturnedNoRows) => {
                Err(LedgerError::damaged("the workspace's key is missing"))
            }
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) fn put_key(&self, key: &WorkspaceKey) -> Result<(), LedgerError> {
        self.conn.execute("INSERT INTO workspace (only, key) VALUES (1, ?1)", [key.0])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_comes_back_and_never_shows() {
        let key = WorkspaceKey::new([171; 32]);
        let ledger = Ledger::scratch();
        assert!(matches!(ledger.key(), Err(LedgerError::Damaged { .. })));
        ledger.put_key(&key).unwrap();
        assert_eq!(ledger.key().unwrap(), key);
        let shown = format!("{key:?} {key:#?}");
        assert!(!shown.contains("171") && !shown.to_lowercase().contains("ab"), "{shown}");
    }
}
