//! What a person decided about forecasts: which training is shown, and corrections of weeks.

use crate::{Ledger, LedgerError, text};
use kontor_api::forecast::Correction;
use rusqlite::OptionalExtension as _;

pub(crate) const CREATE: &str = "
    CREATE TABLE forecast_in_use (
        number INTEGER PRIMARY KEY CHECK (number = 1),
        model TEXT NOT NULL
    ) STRICT;
    CREATE TABLE forecast_corrections (
        number INTEGER PRIMARY KEY,
        correction TEXT NOT NULL
    ) STRICT;
";

impl Ledger {
    /// The training whose forecasts are shown.
    ///
    /// # Errors
    /// Those of reading: [`LedgerError::Io`], [`LedgerError::Damaged`].
    pub fn forecast_in_use(&self) -> Result<Option<String>, LedgerError> {
        let model = self.conn.query_one("SELECT model FROM forecast_in_use", [], |row| row.get(0));
        Ok(model.optional()?)
    }

    /// Shows another training's forecasts, or none.
    ///
    /// # Errors
    /// Those of writing: [`LedgerError::DiskFull`], [`LedgerError::Io`], [`LedgerError::Busy`].
    pub fn use_forecast(&self, model: Option<&str>) -> Result<(), LedgerError> {
        self.atomically(|| {
            self.conn.execute("DELETE FROM forecast_in_use", [])?;
            if let Some(model) = model {
                self.conn.execute(
                    "INSERT INTO forecast_in_use (number, model) VALUES (1, ?1)",
                    [model],
                )?;
            }
            Ok(())
        })
    }

    /// Every correction, in the order in which they were made.
    ///
    /// # Errors
    /// Those of reading: [`LedgerError::Io`], [`LedgerError::Damaged`].
    pub fn corrections(&self) -> Result<Vec<Correction>, LedgerError> {
        let select = "SELECT correction FROM forecast_corrections ORDER BY number";
        self.rows(select, [], |row| {
            let correction: String = row.get(0)?;
            text::from_json(&correction, "a correction of a forecast")
        })
    }

    /// Keeps these corrections in place of all others.
    ///
    /// # Errors
    /// Those of writing: [`LedgerError::DiskFull`], [`LedgerError::Io`], [`LedgerError::Busy`].
    pub fn put_corrections(&self, corrections: &[Correction]) -> Result<(), LedgerError> {
        self.atomically(|| {
            self.conn.execute("DELETE FROM forecast_corrections", [])?;
            for (number, correction) in corrections.iter().enumerate() {
                self.conn.execute(
                    "INSERT INTO forecast_corrections (number, correction) VALUES (?1, ?2)",
                    (number as i64 + 1, text::to_json(correction)?),
                )?;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_api::forecast::Change;
    use kontor_domain::Quantity;

    #[test]
    fn the_training_in_use_and_corrections_are_kept() {
        let ledger = Ledger::scratch();
        assert_eq!(ledger.forecast_in_use().unwrap(), None);
        ledger.use_forecast(Some("one")).unwrap();
        ledger.use_forecast(Some("two")).unwrap();
        assert_eq!(ledger.forecast_in_use().unwrap().as_deref(), Some("two"));
        ledger.use_forecast(None).unwrap();
        assert_eq!(ledger.forecast_in_use().unwrap(), None);
        let correction = |sku: &str| Correction {
            sku: sku.to_owned(),
            week: "2026-03-02".parse().unwrap(),
            change: Change::Percent(20),
            note: "fair".to_owned(),
            made_at: "2026-02-28T10:00".parse().unwrap(),
            model: Quantity::whole(7),
        };
        let corrections = [correction("B"), correction("A")];
        ledger.put_corrections(&corrections).unwrap();
        assert_eq!(ledger.corrections().unwrap(), corrections);
        ledger.put_corrections(&[]).unwrap();
        assert_eq!(ledger.corrections().unwrap(), []);
    }
}
