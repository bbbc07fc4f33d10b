//! Writing SQL: statements are shown to people as they are run, so values stand in them as
//! literals, quoted here and nowhere else.

/// A text literal.
pub fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// A name as it stands, whatever it holds.
pub fn name(value: &str) -> String {
    format!("\"{}\"", value.replace('"', "\"\""))
}

/// A pattern literal for `ILIKE … ESCAPE '\'` that finds `value` anywhere.
pub fn contains(value: &str) -> String {
    let escaped = value.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("{} ESCAPE '\\'", text(&format!("%{escaped}%")))
}

/// A date literal.
pub fn date(value: kontor_domain::Date) -> String {
    format!("DATE '{value}'")
}

/// The one value of a statement.
///
/// # Errors
/// What DuckDB fails with.
pub fn one<T: duckdb::types::FromSql>(
    connection: &duckdb::Connection,
    statement: &str,
) -> crate::error::Result<T> {
    Ok(connection.query_row(statement, [], |row| row.get(0))?)
}
