//! What a person entered by hand: costs, suppliers, stock counts, rates. It wins over every import
//! and survives all of them.

use crate::{Ledger, LedgerError, text};
use kontor_api::records::Record;

pub(crate) const CREATE: &str = "
    CREATE TABLE hand_rows (
        number INTEGER PRIMARY KEY,
        record TEXT NOT NULL
    ) STRICT;
";

impl Ledger {
    /// Everything that was entered by hand, in the order it was.
    ///
    /// # Errors
    /// Those of reading: [`LedgerError::Io`], [`LedgerError::Damaged`].
    pub fn hand_rows(&self) -> Result<Vec<Record>, LedgerError> {
        self.rows("SELECT record FROM hand_rows ORDER BY number", [], |row| {
            let record: String = row.get(0)?;
            text::from_json(&record, "a row entered by hand")
        })
    }

    /// Keeps these rows in place of all others.
    ///
    /// # Errors
    /// Those of writing: [`LedgerError::DiskFull`], [`LedgerError::Io`], [`LedgerError::Busy`].
    pub fn put_hand_rows(&self, records: &[Record]) -> Result<(), LedgerError> {
        self.atomically(|| {
            self.conn.execute("DELETE FROM hand_rows", [])?;
            for (number, record) in records.iter().enumerate() {
                self.conn.execute(
                    "INSERT INTO hand_rows (number, record) VALUES (?1, ?2)",
                    (number as i64 + 1, text::to_json(record)?),
                )?;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_api::import::{Content, Field};

    #[test]
    fn rows_entered_by_hand_come_back_in_order() {
        let ledger = Ledger::scratch();
        let cost = |sku: &str, cost: &str| Record {
            content: Content::Costs,
            values: vec![(Field::Sku, sku.to_owned()), (Field::Cost, cost.to_owned())],
        };
        let records = [cost("B", "2.50"), cost("A", "1")];
        ledger.put_hand_rows(&records).unwrap();
        assert_eq!(ledger.hand_rows().unwrap(), records);
        ledger.put_hand_rows(&records[..1]).unwrap();
        assert_eq!(ledger.hand_rows().unwrap(), &records[..1]);
    }
}
