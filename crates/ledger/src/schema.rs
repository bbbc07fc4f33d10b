//! The list of migrations. Each table's own stand beside the table.

use crate::{
    forecasts, forgotten, hand_rows, history, jobs, key, mappings, originals, proposals, settings,
};
use rusqlite_migration::{M, Migrations};

/// Every migration, in order; `PRAGMA user_version` counts those a file has had. Add at the end;
/// what was released is never changed, moved or removed.
const ALL: &[M<'static>] = &[
    M::up(key::CREATE),
    M::up(settings::CREATE),
    M::up(mappings::CREATE),
    M::up(history::CREATE),
    M::up(jobs::CREATE),
    M::up(originals::CREATE),
    M::up(originals::ADD_PLAN),
    M::up(hand_rows::CREATE),
    M::up(forgotten::CREATE),
    M::up(forecasts::CREATE),
    M::up(proposals::CREATE),
];

/// The migrations, applied in one transaction: all or none.
pub(crate) const MIGRATIONS: Migrations<'static> = Migrations::from_slice(ALL);

/// The version of a file that has had them all.
pub(crate) const VERSION: i64 = ALL.len() as i64;

/// `PRAGMA application_id` of every ledger, "Kntr": an empty file, or another program's database,
/// is not taken for one.
pub(crate) const APPLICATION_ID: i64 = 0x4b6e_7472;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ledger;

    #[test]
    fn the_migrations_are_valid() {
        MIGRATIONS.validate().unwrap();
    }

    /// A file that is out there was made by exactly these statements.
    #[test]
    fn the_schema_is_as_released() {
        let ledger = Ledger::scratch();
        let select = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid";
        let schema = ledger.rows(select, [], |row| Ok(row.get::<_, String>(0)?)).unwrap();
        insta::assert_snapshot!(format!("version {VERSION}\n\n{}", schema.join(";\n\n")));
    }
}
