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
