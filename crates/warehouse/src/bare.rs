//! What an import is measured against.

use crate::{error::Result, sql};
use duckdb::{Config, Connection};
use std::path::Path;

/// How DuckDB types the columns of a file that it reads by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BareTypes {
    /// Guessed from the file's first rows. It fails where a later row does not fit.
    Guessed,
    /// All are texts.
    Texts,
}

/// Reads a CSV file into a new database file as DuckDB does it by itself: columns guessed, nothing
/// checked, every row as it stands. The peer that `cargo xtask bench` measures
/// [`crate::import`] against; no screen uses it. Returns the number of rows.
///
/// # Errors
/// When DuckDB cannot read the file, or the database file is there already.
pub fn bare_import(file: &Path, into: &Path, types: BareTypes, threads: usize) -> Result<u64> {
    let connection =
        Connection::open_with_flags(into, Config::default().threads(threads.max(1) as i64)?)?;
    connection.execute_batch(&format!(
        "CREATE TABLE bare AS SELECT * FROM read_csv({}, all_varchar = {}); CHECKPOINT;",
        sql::text(&file.to_string_lossy()),
        types == BareTypes::Texts,
    ))?;
    Ok(connection.query_row("SELECT count(*) FROM bare", [], |row| row.get(0))?)
}
