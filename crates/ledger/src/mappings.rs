//! How files with a certain header are read: settled once, remembered for the next file.

use crate::{Ledger, LedgerError, text};
use kontor_api::import::Plan;
use kontor_domain::DateTime;
use rusqlite::OptionalExtension;

pub(crate) const CREATE: &str = "
    CREATE TABLE mappings (
        header TEXT PRIMARY KEY,
        plan TEXT NOT NULL,
        used_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
";

impl Ledger {
    /// The plan by which files with this header were read last; `header` is the header's
    /// fingerprint. A plan that this program cannot read counts as not remembered: it is settled
    /// anew with the next file.
    ///
    /// # Errors
    /// Those of reading: [`LedgerError::Io`], [`LedgerError::Damaged`].
    pub fn mapping(&self, header: &str) -> Result<Option<Plan>, LedgerError> {
        let plan: Option<String> = self
            .conn
            .query_one("SELECT plan FROM mappings WHERE header = ?1", [header], |row| row.get(0))
            .optional()?;
        Ok(plan.and_then(|json| serde_json::from_str(&json).ok()))
    }

    /// Remembers how files with this header are read, in place of what was remembered before.
    ///
    /// # Errors
    /// Those of writing: [`LedgerError::DiskFull`], [`LedgerError::Io`], [`LedgerError::Busy`].
    pub fn remember_mapping(
        &self,
        header: &str,
        plan: &Plan,
        at: DateTime,
    ) -> Result<(), LedgerError> {
        self.conn.execute(
            "INSERT INTO mappings (header, plan, used_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (header) DO UPDATE SET plan = excluded.plan, used_at = excluded.used_at",
            (header, text::to_json(plan)?, at.to_string()),
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_api::import::{DateOrder, DecimalMark, Field};

    #[test]
    fn a_mapping_is_remembered_by_its_header() {
        let ledger = Ledger::scratch();
        let plan = Plan {
            content: kontor_api::import::Content::Orders,
            dialect: None,
            has_header: true,
            encoding: "windows-1252".into(),
            delimiter: ';',
            skip_lines: 1,
            columns: vec![Some(Field::OrderId), None, Some(Field::Sku)],
            decimal: DecimalMark::Comma,
            dates: DateOrder::DayMonthYear,
            currency: "EUR".parse().unwrap(),
            time_zone: "Europe/Berlin".into(),
            is_abroad: false,
            prices_include_tax: true,
        };
        let at = "2026-03-01T09:30:00".parse().unwrap();
        assert_eq!(ledger.mapping("a").unwrap(), None);
        ledger.remember_mapping("a", &plan, at).unwrap();
        let corrected = Plan { dates: DateOrder::MonthDayYear, ..plan };
        ledger.remember_mapping("a", &corrected, at).unwrap();
        assert_eq!(ledger.mapping("a").unwrap(), Some(corrected));
        assert_eq!(ledger.mapping("b").unwrap(), None);

        ledger.conn.execute("UPDATE mappings SET plan = '{}'", []).unwrap();
        assert_eq!(ledger.mapping("a").unwrap(), None);
    }
}
