//! The operation log: what was done, with the state before and after it.
//!
//! The log is one line of operations. Those that stand come first, those that were undone last;
//! a new operation takes the place of the undone ones. Undo restores the state *before*, redo the
//! state *after*: nobody writes the inverse of an operation by hand. What a state is (the settings,
//! the ids of the batches that are in) is the business of whoever records it.

use crate::{Ledger, LedgerError, text};
use kontor_api::Command;
use kontor_domain::DateTime;
use rusqlite::Row;
use serde_json::Value;

// AUTOINCREMENT: the number of an operation that was dropped is not given to another one, so that
// an old "undo" button can never hit it.
pub(crate) const CREATE: &str = "
    CREATE TABLE operations (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        command TEXT NOT NULL,
        title_key TEXT NOT NULL,
        title_params TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
    ) STRICT;
";

/// Something that was just done, to be noted.
#[derive(Debug, Clone, PartialEq)]
pub struct NewOperation {
    /// The command that did it.
    pub command: Command,
    /// Which sentence says what it was, by its key among the translations.
    pub title_key: String,
    /// What fills the sentence's gaps.
    pub title_params: Value,
    /// What undo restores.
    pub before: Value,
    /// What redo restores.
    pub after: Value,
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Its number; later operations have higher ones, and none is given twice.
    pub id: i64,
    /// When, UTC.
    pub at: DateTime,
    /// The command's name on the wire, such as `import_run`.
    pub command: String,
    /// Which sentence says what it was, by its key among the translations.
    pub title_key: String,
    /// What fills the sentence's gaps.
    pub title_params: Value,
    /// What undo restores.
    pub before: Value,
    /// What redo restores.
    pub after: Value,
    /// Whether it was undone.
    pub undone: bool,
}

impl Ledger {
    /// Notes an operation and returns its number. What was undone before can no longer be redone.
    ///
    /// # Errors
    /// Those of writing: [`LedgerError::DiskFull`], [`LedgerError::Io`], [`LedgerError::Busy`].
    pub fn record(&self, operation: &NewOperation, at: DateTime) -> Result<i64, LedgerError> {
        self.atomically(|| {
            self.conn.execute("DELETE FROM operations WHERE undone", [])?;
            self.conn.execute(
                "INSERT INTO operations (at, command, title_key, title_params, before, after)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (
                    at.to_string(),
                    operation.command.info().name,
                    &operation.title_key,
                    operation.title_params.to_string(),
                    operation.before.to_string(),
                    operation.after.to_string(),
                ),
            )?;
            Ok(self.conn.last_insert_rowid())
        })
    }

    /// Keeps other states for an operation: where what they name goes by another name from now on.
    ///
    /// # Errors
    /// Those of writing: [`LedgerError::DiskFull`], [`LedgerError::Io`], [`LedgerError::Busy`].
    pub fn put_states(&self, id: i64, before: &Value, after: &Value) -> Result<(), LedgerError> {
        self.conn.execute(
            "UPDATE operations SET before = ?2, after = ?3 WHERE id = ?1",
            (id, before.to_string(), after.to_string()),
        )?;
        Ok(())
    }

    /// The operation that undo would take back: the last one that stands.
    ///
    /// # Errors
    /// Those of reading: [`LedgerError::Io`], [`LedgerError::Damaged`].
    pub fn undo_candidate(&self) -> Result<Option<Operation>, LedgerError> {
        self.one("SELECT * FROM operations WHERE NOT undone ORDER BY id DESC LIMIT 1")
    }

    /// The operation that redo would do again: the first one that was undone.
    ///
    /// # Errors
    /// Those of reading: [`LedgerError::Io`], [`LedgerError::Damaged`].
    pub fn redo_candidate(&self) -> Result<Option<Operation>, LedgerError> {
        self.one("SELECT * FROM operations WHERE undone ORDER BY id LIMIT 1")
    }

    /// Notes that the state before the operation was restored.
    ///
    /// # Errors
    /// [`LedgerError::NotNext`] unless it is the [`Ledger::undo_candidate`].
    pub fn mark_undone(&self, id: i64) -> Result<(), LedgerError> {
        self.mark(
            id,
            "UPDATE operations SET undone = 1
             WHERE id = ?1 AND id = (SELECT max(id) FROM operations WHERE NOT undone)",
        )
    }

    /// Notes that the state after the operation was restored.
    ///
    /// # Errors
    /// [`LedgerError::NotNext`] unless it is the [`Ledger::redo_candidate`].
    pub fn mark_redone(&self, id: i64) -> Result<(), LedgerError> {
        self.mark(
            id,
            "UPDATE operations SET undone = 0
             WHERE id = ?1 AND id = (SELECT min(id) FROM operations WHERE undone)",
        )
    }

    /// Operations, the newest first, at most `limit`.
    ///
    /// # Errors
    /// Those of reading: [`LedgerError::Io`], [`LedgerError::Damaged`].
    pub fn operations(&self, limit: u32) -> Result<Vec<Operation>, LedgerError> {
        self.rows("SELECT * FROM operations ORDER BY id DESC LIMIT ?1", [limit], read)
    }

    fn mark(&self, id: i64, update: &str) -> Result<(), LedgerError> {
        match self.conn.execute(update, [id])? {
            0 => Err(LedgerError::NotNext { id }),
            _ => Ok(()),
        }
    }

    fn one(&self, select: &str) -> Result<Option<Operation>, LedgerError> {
        Ok(self.rows(select, [], read)?.pop())
    }
}

fn read(row: &Row<'_>) -> Result<Operation, LedgerError> {
    const WHAT: &str = "an operation";
    let at: String = row.get("at")?;
    let json = |column: &str| -> Result<Value, LedgerError> {
        let value: String = row.get(column)?;
        text::from_json(&value, WHAT)
    };
    Ok(Operation {
        id: row.get("id")?,
        at: text::to_moment(&at, WHAT)?,
        command: row.get("command")?,
        title_key: row.get("title_key")?,
        title_params: json("title_params")?,
        before: json("before")?,
        after: json("after")?,
        undone: row.get("undone")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn at() -> DateTime {
        "2026-03-01T09:30:00".parse().unwrap()
    }

    fn change(before: i64, after: i64) -> NewOperation {
        NewOperation {
            command: Command::SettingsChange,
            title_key: "history-settings".into(),
            title_params: json!({ "to": after }),
            before: json!(before),
            after: json!(after),
        }
    }

    #[test]
    fn an_operation_comes_back_as_it_was_recorded() {
        let ledger = Ledger::scratch();
        let id = ledger.record(&change(1, 2), at()).unwrap();
        let expected = Operation {
            id,
            at: at(),
            command: "settings_change".into(),
            title_key: "history-settings".into(),
            title_params: json!({ "to": 2 }),
            before: json!(1),
            after: json!(2),
            undone: false,
        };
        assert_eq!(ledger.operations(9).unwrap(), std::slice::from_ref(&expected));
        assert_eq!(ledger.undo_candidate().unwrap(), Some(expected));
        assert_eq!(ledger.redo_candidate().unwrap(), None);
    }

    #[test]
    fn only_the_next_one_can_be_undone_or_redone() {
        let ledger = Ledger::scratch();
        let first = ledger.record(&change(0, 1), at()).unwrap();
        let second = ledger.record(&change(1, 2), at()).unwrap();
        let not_next = |result| matches!(result, Err(LedgerError::NotNext { .. }));
        assert!(not_next(ledger.mark_undone(first)));
        assert!(not_next(ledger.mark_redone(second)));
        ledger.mark_undone(second).unwrap();
        assert!(not_next(ledger.mark_undone(second)));
        ledger.mark_undone(first).unwrap();
        assert!(not_next(ledger.mark_redone(second)));
        ledger.mark_redone(first).unwrap();
        ledger.mark_redone(second).unwrap();
    }

    #[test]
    fn the_number_of_a_dropped_operation_is_not_given_again() {
        let ledger = Ledger::scratch();
        let dropped = ledger.record(&change(0, 1), at()).unwrap();
        ledger.mark_undone(dropped).unwrap();
        assert!(ledger.record(&change(0, 2), at()).unwrap() > dropped);
    }

    #[derive(Debug, Clone)]
    enum Act {
        Set(i64),
        Undo,
        Redo,
    }

    fn act() -> impl Strategy<Value = Act> {
        prop_oneof![(1_i64..1000).prop_map(Act::Set), Just(Act::Undo), Just(Act::Redo)]
    }

    proptest! {
        /// A shop with one number for a state, changed, undone and redone at will: beside it the
        /// plainest history there is, a list of states and a place in it.
        #[test]
        fn any_sequence_leaves_one_line_whose_replay_is_the_state(
            acts in proptest::collection::vec(act(), 0..60)
        ) {
            let ledger = Ledger::scratch();
            let mut state = 0;
            let mut states = vec![0];
            let mut place = 0;
            for act in acts {
                match act {
                    Act::Set(value) => {
                        ledger.record(&change(state, value), at()).unwrap();
                        state = value;
                        states.truncate(place + 1);
                        states.push(value);
                        place += 1;
                    }
                    Act::Undo => {
                        let candidate = ledger.undo_candidate().unwrap();
                        prop_assert_eq!(candidate.is_some(), place > 0);
                        if let Some(operation) = candidate {
                            state = operation.before.as_i64().unwrap();
                            ledger.mark_undone(operation.id).unwrap();
                            place -= 1;
                        }
                    }
                    Act::Redo => {
                        let candidate = ledger.redo_candidate().unwrap();
                        prop_assert_eq!(candidate.is_some(), place + 1 < states.len());
                        if let Some(operation) = candidate {
                            state = operation.after.as_i64().unwrap();
                            ledger.mark_redone(operation.id).unwrap();
                            place += 1;
                        }
                    }
                }
                prop_assert_eq!(state, states[place]);

                let mut log = ledger.operations(u32::MAX).unwrap();
                log.reverse();
                prop_assert_eq!(log.len(), states.len() - 1);
                for (index, operation) in log.iter().enumerate() {
                    prop_assert_eq!(&operation.before, &json!(states[index]));
                    prop_assert_eq!(&operation.after, &json!(states[index + 1]));
                    prop_assert_eq!(operation.undone, index >= place);
                }
                let standing = log.iter().filter(|operation| !operation.undone);
                let replayed = standing.fold(json!(0), |_, operation| operation.after.clone());
                prop_assert_eq!(replayed, json!(state));
            }
        }
    }
}
