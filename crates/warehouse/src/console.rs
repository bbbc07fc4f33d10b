//! The closed SQL console: one SELECT, recognised by DuckDB's own parser, with a time limit.

use crate::{
    error::{Result, WarehouseError},
    open::{Cancel, Warehouse},
    sql,
};
use duckdb::Connection;
use kontor_api::sql::{SqlColumn, SqlTable};
use std::time::Duration;

/// What a SELECT returned: cells as DuckDB writes them, exact; NULL is `None`.
pub struct Selected {
    /// The columns.
    pub columns: Vec<SqlColumn>,
    /// The rows.
    pub rows: Vec<Vec<Option<String>>>,
    /// Whether there were more rows than wanted.
    pub truncated: bool,
}

/// Runs one SELECT and returns at most `max_rows` rows.
///
/// # Errors
/// [`WarehouseError::NotOneSelect`], [`WarehouseError::Statement`] in DuckDB's words,
/// [`WarehouseError::TimeLimit`], [`WarehouseError::Cancelled`].
pub fn select(
    warehouse: &Warehouse,
    statement: &str,
    max_rows: usize,
    limit: Duration,
    cancel: &Cancel,
) -> Result<Selected> {
    let spoken = |error: duckdb::Error| match WarehouseError::from(error) {
        WarehouseError::Defect(text) | WarehouseError::Io(text) | WarehouseError::Damaged(text) => {
            // What follows quotes the statement that the merchant's is wrapped in.
            let said = text.split("\nLINE ").next().unwrap_or_default().trim().to_owned();
            WarehouseError::Statement(said)
        }
        other => other,
    };
    warehouse.with_cancel(cancel, Some(limit), |connection| {
        check(connection, statement)?;
        let statement = statement.trim().trim_end_matches(';');
        // Statements are run inside another, which turns every cell into text and ends the result;
        // the line break keeps a comment at the end from swallowing the bracket.
        connection.execute_batch("BEGIN TRANSACTION READ ONLY")?;
        let mut described =
            connection.prepare(&format!("DESCRIBE ({statement}\n)")).map_err(spoken)?;
        let columns: Vec<SqlColumn> = described
            .query_map([], |row| {
                let type_name: String = row.get(1)?;
                Ok(SqlColumn { name: row.get(0)?, numeric: is_numeric(&type_name), type_name })
            })
            .map_err(spoken)?
            .collect::<std::result::Result<_, _>>()
            .map_err(spoken)?;
        let mut prepared = connection
            .prepare(&format!(
                "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({statement}\n) AS result LIMIT {}",
                max_rows.saturating_add(1)
            ))
            .map_err(spoken)?;
        let mut rows = prepared
            .query_map([], |row| (0..columns.len()).map(|index| row.get(index)).collect())
            .map_err(spoken)?
            .collect::<std::result::Result<Vec<Vec<Option<String>>>, _>>()
            .map_err(spoken)?;
        connection.execute_batch("COMMIT")?;
        let truncated = rows.len() > max_rows;
        rows.truncate(max_rows);
        Ok(Selected { columns, rows, truncated })
    })
}

/// DuckDB writes a statement as JSON only if it selects, which is how its type is told: by the
/// parser that will run it, not by its first word.
fn check(connection: &Connection, statement: &str) -> Result<()> {
    let tree: String = connection.query_row(
        "SELECT CAST(json_serialize_sql(?) AS VARCHAR)",
        [statement],
        |row| row.get(0),
    )?;
    let tree: serde_json::Value =
        serde_json::from_str(&tree).map_err(|error| WarehouseError::Defect(error.to_string()))?;
    let text = |key: &str| tree.get(key).and_then(|value| value.as_str()).unwrap_or_default();
    if tree.get("error").and_then(serde_json::Value::as_bool) == Some(true) {
        return Err(match text("error_type") {
            "not implemented" => WarehouseError::NotOneSelect,
            _ => WarehouseError::Statement(text("error_message").to_owned()),
        });
    }
    match tree.get("statements").and_then(serde_json::Value::as_array).map(Vec::len) {
        Some(1) => Ok(()),
        _ => Err(WarehouseError::NotOneSelect),
    }
}

fn is_numeric(type_name: &str) -> bool {
    ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL"]
        .iter()
        .any(|numeric| type_name.trim_start_matches('U').starts_with(numeric))
}

/// The tables that can be selected from, with their columns; `about` gives a table's description,
/// and one without is left out.
///
/// # Errors
/// What DuckDB fails with.
pub fn schema_of(
    warehouse: &Warehouse,
    about: impl Fn(&str) -> Option<String>,
) -> Result<Vec<SqlTable>> {
    warehouse.with(|connection| {
        let mut names = connection.prepare(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY table_type DESC, table_name",
        )?;
        let names: Vec<String> = names.query_map([], |row| row.get(0))?.collect::<std::result::Result<_, _>>()?;
        let mut tables = Vec::new();
        for name in names {
            let Some(about) = about(&name) else { continue };
            let mut columns = connection.prepare(&format!(
                "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'main' AND table_name = {} ORDER BY ordinal_position",
                sql::text(&name)
            ))?;
            let columns = columns
                .query_map([], |row| {
                    let type_name: String = row.get(1)?;
                    Ok(SqlColumn { name: row.get(0)?, numeric: is_numeric(&type_name), type_name })
                })?
                .collect::<std::result::Result<_, _>>()?;
            tables.push(SqlTable { name, about, columns });
        }
        Ok(tables)
    })
}
