//! What is kept summed up beside the lines.

use crate::{error::Result, measures};
use duckdb::Connection;

/// Lines that every measure treats alike, added up: of the same `keys`, kind and role, and on the
/// same side of nothing in quantity and amount. Measures are sums over such lines, so that they come
/// out the same over these few as over all, in less time. `more` are further aggregates.
fn alike(keys: &str, more: &str, which: &str) -> String {
    format!(
        "SELECT {keys}, kind, role, quantity < 0 AS comes_back, amount_minor < tax_minor AS is_below, sum(quantity) AS quantity,
                CAST(sum(amount_minor) AS BIGINT) AS amount_minor, CAST(sum(discount_minor) AS BIGINT) AS discount_minor,
                CAST(sum(tax_minor) AS BIGINT) AS tax_minor{more}
         FROM lines {which} GROUP BY ALL"
    )
}

/// Adds up lines for each order and hour. An order counts in the first hour that sold goods.
pub fn add_hours(connection: &Connection, which: &str) -> Result<()> {
    let first = |column: &str| {
        format!("{column} = min({column}) FILTER (sells) OVER (PARTITION BY order_key)")
    };
    // In the order of the table's columns.
    let counted: Vec<String> = measures::ALL
        .iter()
        .map(|basis| match *basis {
            measures::ORDERS => format!(
                "CAST(sells AND {} AND {} AS INTEGER)",
                first("local_hour"),
                first("currency_id")
            ),
            other => other.name.to_owned(),
        })
        .collect();
    let summed: Vec<String> = measures::ALL
        .iter()
        .filter(|basis| **basis != measures::ORDERS)
        .map(|basis| format!("{} AS {}", basis.stored(), basis.name))
        .collect();
    let names = "batch_id, order_key, local_date, local_hour, country_id, currency_id";
    connection.execute_batch(&format!(
        "INSERT INTO order_hours
         SELECT {names}, {}
         FROM (SELECT {names}, bool_or(kind = 'sale') AS sells, {}
               FROM ({}) GROUP BY {names})
         ORDER BY local_date",
        counted.join(", "),
        summed.join(", "),
        alike(
            "batch_id, order_key, local_date, CAST(hour(local_time) AS UTINYINT) AS local_hour, country_id, currency_id",
            "",
            which
        )
    ))?;
    Ok(())
}

/// First and last day of each product, and its sums of each month; what no line mentions any more
/// goes.
pub fn refresh_products(connection: &Connection) -> Result<()> {
    let summed: Vec<String> = measures::ALL
        .iter()
        .filter(|basis| **basis != measures::ORDERS)
        .map(|basis| basis.stored())
        .collect();
    let names = "local_month, product_id, country_id, currency_id";
    connection.execute_batch(&format!(
        "DELETE FROM product_months;
         INSERT INTO product_months
         SELECT {names}, kind, {}, min(first_day), max(last_day)
         FROM ({}) GROUP BY {names}, kind ORDER BY local_month;
         CREATE OR REPLACE TEMP TABLE sold AS
         SELECT product_id, min(first_day) FILTER (kind = 'sale') AS first_sold, max(last_day) FILTER (kind = 'sale') AS last_sold
         FROM product_months GROUP BY product_id;
         CREATE OR REPLACE TEMP TABLE kept_products AS
         SELECT p.product_id, p.sku, p.title, p.role, s.first_sold, s.last_sold
         FROM products p LEFT JOIN sold s USING (product_id)
         WHERE s.product_id IS NOT NULL OR product_id IN (SELECT product_id FROM replaced_lines);
         DELETE FROM products;
         INSERT INTO products SELECT * FROM kept_products ORDER BY product_id;
         DELETE FROM items WHERE product_id NOT IN (SELECT product_id FROM products);
         DROP TABLE sold; DROP TABLE kept_products;",
        summed.join(", "),
        alike(
            "date_trunc('month', local_date) AS local_month, product_id, country_id, currency_id",
            ", min(local_date) AS first_day, max(local_date) AS last_day",
            ""
        )
    ))?;
    Ok(())
}
