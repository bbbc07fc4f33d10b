//! The workspace's settings: one row for each, its value as JSON. An older program keeps the
//! settings it does not know, a newer one finds those it knows.

use crate::{Ledger, LedgerError, text};
use kontor_api::settings::Settings;
use rusqlite::OptionalExtension as _;
use serde_json::{Map, Value};

pub(crate) const CREATE: &str = "
    CREATE TABLE settings (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
";

const WHAT: &str = "the settings";

impl Ledger {
    /// The settings; `None` before they were first put.
    ///
    /// # Errors
    /// [`LedgerError::Unreadable`] where a value is none that this program knows.
    pub fn settings(&self) -> Result<Option<Settings>, LedgerError> {
        let mut found = Map::new();
        let mut statement = self
            .conn
            .prepare_cached("SELECT name, value FROM settings WHERE name <> 'unfinished'")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let value: String = row.get(1)?;
            found.insert(row.get(0)?, text::from_json(&value, WHAT)?);
        }
        if found.is_empty() {
            return Ok(None);
        }
        serde_json::from_value(Value::Object(found))
            .map(Some)
            .map_err(|error| LedgerError::Unreadable { what: WHAT, source: Box::new(error) })
    }

    /// Notes the settings to come back to if the process ends before a change is complete that is made
    /// in several places; `None` once it is.
    ///
    /// # Errors
    /// Those of writing: [`LedgerError::DiskFull`], [`LedgerError::Io`], [`LedgerError::Busy`].
    pub fn put_unfinished(&self, settings: Option<&Settings>) -> Result<(), LedgerError> {
        self.conn.execute("DELETE FROM settings WHERE name = 'unfinished'", ())?;
        if let Some(settings) = settings {
            self.conn.execute(
                "INSERT INTO settings (name, value) VALUES ('unfinished', ?1)",
                [text::to_json(settings)?],
            )?;
        }
        Ok(())
    }

    /// The settings before a change that was not completed.
    ///
    /// # Errors
    /// [`LedgerError::Unreadable`] where they are none that this program knows.
    pub fn unfinished(&self) -> Result<Option<Settings>, LedgerError> {
        let value: Option<String> = self
            .conn
            .query_row("SELECT value FROM settings WHERE name = 'unfinished'", (), |row| row.get(0))
            .optional()?;
        value.map(|value| text::from_json(&value, WHAT)).transpose()
    }

    /// Replaces the settings, all or none; those of a newer program stay.
    ///
    /// # Errors
    /// Those of writing: [`LedgerError::DiskFull`], [`LedgerError::Io`], [`LedgerError::Busy`].
    pub fn put_settings(&self, settings: &Settings) -> Result<(), LedgerError> {
        let fields: Map<String, Value> = text::from_json(&text::to_json(settings)?, WHAT)?;
        self.atomically(|| {
            let mut statement = self.conn.prepare_cached(
                "INSERT INTO settings (name, value) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            )?;
            for (name, value) in &fields {
                statement.execute((name, value.to_string()))?;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
pub(crate) fn example() -> Settings {
    use kontor_domain::Weekday;
    Settings {
        name: "Corner shop".into(),
        currency: "GBP".parse().unwrap(),
        time_zone: "Europe/London".into(),
        week_start: Weekday::Monday,
        fiscal_year_start: 4,
        prices_include_tax: false,
        watched_folder: None,
        payment_fee_percent: kontor_domain::Decimal::default(),
        payment_fee_fixed: kontor_domain::Decimal::default(),
        fulfilment_cost: kontor_domain::Decimal::default(),
        shipping_cost: kontor_domain::Decimal::default(),
        train_nightly: true,
        reorder: kontor_api::settings::ReorderSettings::default(),
        price: kontor_api::settings::PriceSettings::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_and_replace_the_ones_before() {
        let ledger = Ledger::scratch();
        assert_eq!(ledger.settings().unwrap(), None);
        ledger.put_settings(&example()).unwrap();
        let moved = Settings { time_zone: "Europe/Berlin".into(), ..example() };
        ledger.put_settings(&moved).unwrap();
        assert_eq!(ledger.settings().unwrap(), Some(moved));
    }

    #[test]
    fn a_newer_programs_settings_survive_an_older_one() {
        let ledger = Ledger::scratch();
        ledger.put_settings(&example()).unwrap();
        let insert = "INSERT INTO settings VALUES ('density', '\"compact\"')";
        ledger.conn.execute(insert, []).unwrap();
        assert_eq!(ledger.settings().unwrap(), Some(example()));
        ledger.put_settings(&example()).unwrap();
        let select = "SELECT value FROM settings WHERE name = 'density'";
        let kept: String = ledger.conn.query_one(select, [], |row| row.get(0)).unwrap();
        assert_eq!(kept, "\"compact\"");
    }

    #[test]
    fn a_value_that_is_none_is_an_error_and_not_a_default() {
        let ledger = Ledger::scratch();
        ledger.put_settings(&example()).unwrap();
        let update = "UPDATE settings SET value = '\"noday\"' WHERE name = 'week_start'";
        ledger.conn.execute(update, []).unwrap();
        assert!(matches!(ledger.settings(), Err(LedgerError::Unreadable { .. })));
    }
}
