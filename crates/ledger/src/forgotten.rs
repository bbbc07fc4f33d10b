//! People who are forgotten: their pseudonyms, so that no file brings them back.

use crate::{Ledger, LedgerError};
use kontor_domain::DateTime;

pub(crate) const CREATE: &str = "
    CREATE TABLE forgotten (
        customer TEXT PRIMARY KEY,
        at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
";

impl Ledger {
    /// Everybody who is forgotten, by pseudonym.
    ///
    /// # Errors
    /// Those of reading: [`LedgerError::Io`], [`LedgerError::Damaged`].
    pub fn forgotten(&self) -> Result<Vec<String>, LedgerError> {
        self.rows("SELECT customer FROM forgotten ORDER BY customer", [], |row| Ok(row.get(0)?))
    }

    /// Notes that somebody is forgotten from now on.
    ///
    /// # Errors
    /// Those of writing: [`LedgerError::DiskFull`], [`LedgerError::Io`], [`LedgerError::Busy`].
    pub fn forget(&self, customer: &str, at: DateTime) -> Result<(), LedgerError> {
        self.conn.execute(
            "INSERT OR IGNORE INTO forgotten (customer, at) VALUES (?1, ?2)",
            (customer, at.to_string()),
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_forgotten_stays_so() {
        let ledger = Ledger::scratch();
        let at = "2026-03-01T09:30:00".parse().unwrap();
        for customer in ["p-2", "p-1", "p-2"] {
            ledger.forget(customer, at).unwrap();
        }
        assert_eq!(ledger.forgotten().unwrap(), ["p-1", "p-2"]);
    }
}
