//! The SQL console and what can be selected from.

use crate::{Engine, Handle, error::Result, jobs::Context};
use kontor_api::sql::{GetSchema, RunSql, Schema, SqlResult};
use std::time::Duration;

/// A statement that runs longer is stopped.
pub const TIME_LIMIT: Duration = Duration::from_secs(60);
/// Rows that a screen is given at most.
const MAX_ROWS: u32 = 10_000;

impl Handle<RunSql> for Engine {
    fn handle(&self, request: RunSql, context: &Context) -> Result<SqlResult> {
        let workspace = self.workspace()?;
        let rows = request.limit.clamp(1, MAX_ROWS) as usize;
        let selected = kontor_warehouse::select(
            &workspace.warehouse,
            &request.sql,
            rows,
            TIME_LIMIT,
            &context.cancel,
        )?;
        Ok(SqlResult {
            columns: selected.columns,
            rows: selected.rows,
            truncated: selected.truncated,
            millis: context.seconds() * 1000.0,
        })
    }
}

impl Handle<GetSchema> for Engine {
    fn handle(&self, _: GetSchema, context: &Context) -> Result<Schema> {
        let about = |table: &str| {
            let (en, de) = match table {
                "order_lines" => (
                    "Every order line, as it is known to people",
                    "Jede Bestellzeile, wie man sie kennt",
                ),
                "batches" => ("Every import, with its report", "Jeder Import mit seinem Bericht"),
                "refused" => {
                    ("Rows that were refused, with the reason", "Abgelehnte Zeilen mit dem Grund")
                }
                "products" => {
                    ("Products by their newest code", "Artikel nach ihrer neuesten Nummer")
                }
                "orders" => ("Orders: a number on a day", "Bestellungen: eine Nummer an einem Tag"),
                "customers" => ("Customers", "Kunden"),
                "countries" => ("Countries", "Länder"),
                "currencies" => ("Currencies in the data", "Währungen in den Daten"),
                "lines" => (
                    "Order lines with keys: what sums are made of",
                    "Bestellzeilen mit Schlüsseln: woraus Summen werden",
                ),
                "order_hours" => {
                    ("Measures of each order and hour", "Kennzahlen je Bestellung und Stunde")
                }
                "product_months" => {
                    ("Measures of each product and month", "Kennzahlen je Artikel und Monat")
                }
                "items" => (
                    "Codes and names of products as they stand on lines",
                    "Artikelnummern und -namen, wie sie auf Zeilen stehen",
                ),
                "renamed" => (
                    "Older codes, each with the newest that it leads to",
                    "Ältere Nummern, jede mit der neuesten, zu der sie führt",
                ),
                "stock_history" => (
                    "Units of each product by day: counted, and reckoned from sales and receipts; over all places where location is empty",
                    "Stück je Artikel und Tag: gezählt, und errechnet aus Verkauf und Wareneingang; über alle Standorte, wo location leer ist",
                ),
                _ => return None,
            };
            Some(context.say(en, de).to_owned())
        };
        Ok(Schema { tables: kontor_warehouse::schema_of(&self.workspace()?.warehouse, about)? })
    }
}
