//! Which original file each import batch came from. The bytes lie in the workspace's `imports/`,
//! under their hash; two batches may share them.

use crate::{Ledger, LedgerError, text};
use kontor_api::import::Plan;
use kontor_domain::DateTime;
use rusqlite::{OptionalExtension, Row};

pub(crate) const CREATE: &str = "
    CREATE TABLE originals (
        batch_id INTEGER PRIMARY KEY,
        hash TEXT NOT NULL CHECK (length(hash) = 64),
        name TEXT NOT NULL,
        bytes INTEGER NOT NULL CHECK (bytes >= 0),
        added_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX originals_by_hash ON originals (hash);
";

/// How the file was read, so that the warehouse can be rebuilt from the original alone. Missing
/// for files of a version that did not note it.
pub(crate) const ADD_PLAN: &str = "ALTER TABLE originals ADD COLUMN plan TEXT;";

/// The original file of an import batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// The batch.
    pub batch_id: u32,
    /// BLAKE3 of the file's bytes, in 64 hexadecimal digits: its address in `imports/`.
    pub hash: String,
    /// The file's name, without its folder.
    pub name: String,
    /// The file's size in bytes.
    pub bytes: u64,
    /// When it was imported, UTC.
    pub added_at: DateTime,
    /// How it was read; `None` where an older version did not note it.
    pub plan: Option<Plan>,
}

impl Ledger {
    /// Notes which file a batch came from; what was noted of that batch before is replaced.
    ///
    /// # Errors
    /// Those of writing: [`LedgerError::DiskFull`], [`LedgerError::Io`], [`LedgerError::Busy`].
    pub fn put_original(&self, original: &Original) -> Result<(), LedgerError> {
        self.conn.execute(
            "INSERT OR REPLACE INTO originals (batch_id, hash, name, bytes, added_at, plan)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (
                original.batch_id,
                &original.hash,
                &original.name,
                i64::try_from(original.bytes).unwrap_or(i64::MAX),
                original.added_at.to_string(),
                original.plan.as_ref().map(text::to_json).transpose()?,
            ),
        )?;
        Ok(())
    }

    /// The file a batch came from; `None` for a batch that the ledger does not know.
    ///
    /// # Errors
    /// Those of reading: [`LedgerError::Io`], [`LedgerError::Damaged`].
    pub fn original(&self, batch_id: u32) -> Result<Option<Original>, LedgerError> {
        let select = "SELECT * FROM originals WHERE batch_id = ?1";
        self.conn.query_one(select, [batch_id], |row| Ok(read(row))).optional()?.transpose()
    }

    /// Every batch's file, in the order of the batches.
    ///
    /// # Errors
    /// Those of reading: [`LedgerError::Io`], [`LedgerError::Damaged`].
    pub fn originals(&self) -> Result<Vec<Original>, LedgerError> {
        self.rows("SELECT * FROM originals ORDER BY batch_id", [], read)
    }

    /// Forgets which file a batch came from. The bytes may go once no other batch names their hash.
    ///
    /// # Errors
    /// Those of writing: [`LedgerError::DiskFull`], [`LedgerError::Io`], [`LedgerError::Busy`].
    pub fn remove_original(&self, batch_id: u32) -> Result<(), LedgerError> {
        self.conn.execute("DELETE FROM originals WHERE batch_id = ?1", [batch_id])?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> Result<Original, LedgerError> {
    let added_at: String = row.get("added_at")?;
    let bytes: i64 = row.get("bytes")?;
    let plan: Option<String> = row.get("plan")?;
    Ok(Original {
        batch_id: row.get("batch_id")?,
        hash: row.get("hash")?,
        name: row.get("name")?,
        bytes: bytes.unsigned_abs(),
        added_at: text::to_moment(&added_at, "the date of an import")?,
        plan: plan.map(|plan| text::from_json(&plan, "the plan of an import")).transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_batches_may_share_a_file() {
        let ledger = Ledger::scratch();
        let first = Original {
            batch_id: 1,
            hash: "0f".repeat(32),
            name: "orders.csv".into(),
            bytes: 48_039_726,
            added_at: "2026-03-01T09:30:00".parse().unwrap(),
            plan: None,
        };
        let again = Original { batch_id: 2, ..first.clone() };
        ledger.put_original(&again).unwrap();
        ledger.put_original(&first).unwrap();
        ledger.put_original(&first).unwrap();
        assert_eq!(ledger.originals().unwrap(), [first.clone(), again.clone()]);

        ledger.remove_original(1).unwrap();
        assert_eq!(ledger.original(1).unwrap(), None);
        assert_eq!(ledger.original(2).unwrap(), Some(again));

        let no_hash = Original { hash: "0f".into(), ..first };
        assert!(ledger.put_original(&no_hash).is_err());
    }
}
