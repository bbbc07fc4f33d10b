//! What an import is measured against.

use crate::{error::Result, sql};
use duckdb::{Config, Connection};
use std::path::Path;

/// Reads a CSV file into a new database file as DuckDB does it by itself: columns and types
/// guessed, nothing checked, every row as it stands. The peer that `cargo xtask bench` measures
/// [`crate::import`] against; no screen uses it. Returns the number of rows.
///
/// # Errors
/// When DuckDB cannot read the file, or the database file is there already.
pub fn bare_import(file: &Path, into: &Path, threads: usize) -> Result<u64> {
    let connection =
        Connection::open_with_flags(into, Config::default().threads(threads.max(1) as i64)?)?;
    connection.execute_batch(&format!(
        "CREATE TABLE bare AS SELECT * FROM read_csv({}); CHECKPOINT;",
        sql::text(&file.to_string_lossy())
    ))?;
    Ok(connection.query_row("SELECT count(*) FROM bare", [], |row| row.get(0))?)
}
