//! Results of the SQL console.

use crate::{
    args::SqlFormat,
    session::pick,
    table::{self, text},
};
use kontor_api::{
    chart::{TextColumn, TextTable},
    domain::Language,
    sql::{Schema, SqlResult},
};
use std::fmt::Write as _;

/// Rows as the person wants them.
pub fn result(result: &SqlResult, format: SqlFormat) -> String {
    match format {
        SqlFormat::Table => table(result),
        SqlFormat::Csv => csv(result),
        SqlFormat::Json => json(result),
    }
}

fn table(result: &SqlResult) -> String {
    let columns = result.columns.iter();
    let columns = columns.map(|c| TextColumn { title: c.name.clone(), numeric: c.numeric });
    let cell = |cell: &Option<String>| cell.clone().unwrap_or_else(|| "NULL".to_owned());
    let rows = result.rows.iter().map(|row| row.iter().map(cell).collect());
    table::render(&TextTable { columns: columns.collect(), rows: rows.collect() })
}

/// Comma-separated values as in RFC 4180; NULL is an empty cell.
fn csv(result: &SqlResult) -> String {
    let quoted = |cell: &str| {
        if cell.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.to_owned()
        }
    };
    let names: Vec<_> = result.columns.iter().map(|column| quoted(&column.name)).collect();
    let mut out = names.join(",") + "\n";
    for row in &result.rows {
        let cells: Vec<_> =
            row.iter().map(|cell| quoted(cell.as_deref().unwrap_or_default())).collect();
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

/// An array of objects, one a line. Numbers stand as DuckDB wrote them: through a floating
/// number, a long amount would lose its pennies.
fn json(result: &SqlResult) -> String {
    let string = |text: &str| serde_json::Value::from(text).to_string();
    let value = |cell: &Option<String>, numeric: bool| match cell {
        None => "null".to_owned(),
        Some(text) if numeric && serde_json::from_str::<serde_json::Number>(text).is_ok() => {
            text.clone()
        }
        Some(text) => string(text),
    };
    let rows: Vec<_> = result
        .rows
        .iter()
        .map(|row| {
            let fields = result.columns.iter().zip(row);
            let fields: Vec<_> = fields
                .map(|(column, cell)| {
                    format!("{}:{}", string(&column.name), value(cell, column.numeric))
                })
                .collect();
            format!("{{{}}}", fields.join(","))
        })
        .collect();
    format!("[{}]\n", rows.join(",\n"))
}

/// Tables and their columns.
pub fn schema(schema: &Schema, language: Language) -> String {
    let mut out = String::new();
    for sql_table in &schema.tables {
        let rows = sql_table.columns.iter().map(|c| vec![c.name.clone(), c.type_name.clone()]);
        let columns = TextTable {
            columns: vec![
                text(pick(language, "Column", "Spalte")),
                text(pick(language, "Type", "Typ")),
            ],
            rows: rows.collect(),
        };
        writeln!(out, "{}: {}\n", sql_table.name, sql_table.about).ok();
        writeln!(out, "{}", table::render(&columns)).ok();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_api::sql::SqlColumn;

    fn sample() -> SqlResult {
        let column = |name: &str, numeric| SqlColumn {
            name: name.into(),
            type_name: if numeric { "DECIMAL(38,2)" } else { "VARCHAR" }.into(),
            numeric,
        };
        SqlResult {
            columns: vec![column("title", false), column("sum", true)],
            rows: vec![
                vec![Some("a \"b\", c".into()), Some("90071992547409931.25".into())],
                vec![None, Some("NaN".into())],
            ],
            truncated: false,
            millis: 1.0,
        }
    }

    #[test]
    fn every_cell_survives_every_format() {
        assert_eq!(csv(&sample()), "title,sum\n\"a \"\"b\"\", c\",90071992547409931.25\n,NaN\n");
        assert_eq!(
            json(&sample()),
            "[{\"title\":\"a \\\"b\\\", c\",\"sum\":90071992547409931.25},\n\
             {\"title\":null,\"sum\":\"NaN\"}]\n"
        );
        assert!(table(&sample()).contains("NULL"));
    }
}
