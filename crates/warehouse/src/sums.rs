//! What is kept summed up beside the lines.

use crate::{
    error::Result,
    import::enum_sql,
    measures::{self, Basis},
    money::minor_units_of,
    schema,
    sql::one,
};
use duckdb::Connection;
use kontor_api::import::LineKind;

/// What measures look at in a line besides its amounts, as one number: kind, role, whether it comes back,
/// whether it is below nothing, and whether its cost is not known. DuckDB tells groups of one small number
/// apart much faster than groups of five columns.
const CLASS: &str = "enum_code(kind)::INTEGER * 64 + enum_code(role)::INTEGER * 8
    + (quantity < 0)::INTEGER * 4 + (amount_minor < tax_minor)::INTEGER * 2 + (cost_minor IS NULL)::INTEGER";

/// Lines that every measure treats alike, added up: of the same `keys`, kind and role, on the same
/// side of nothing in quantity and amount, and with a known cost or without. Measures are sums over
/// such lines, so that they come out the same over these few as over all, in less time. `more` are
/// further aggregates.
fn alike(keys: &str, more: &str, which: &str) -> String {
    let kinds: Vec<&str> = LineKind::ALL.iter().map(|kind| kind.name()).collect();
    format!(
        "SELECT * EXCLUDE class, {} AS kind, {} AS role
         FROM (SELECT {keys}, CAST({CLASS} AS SMALLINT) AS class,
                      sum(quantity) AS quantity, CAST(sum(amount_minor) AS BIGINT) AS amount_minor, CAST(sum(discount_minor) AS BIGINT) AS discount_minor,
                      CAST(sum(tax_minor) AS BIGINT) AS tax_minor, CAST(sum(cost_minor) AS BIGINT) AS cost_minor{more}
               FROM lines {which} GROUP BY ALL)",
        enum_sql("class // 64", "line_kind", &kinds),
        enum_sql("class // 8 % 8", "line_role", &schema::ROLES),
    )
}

/// Adds up lines for each order and hour. An order counts in the first hour that sold goods, and so
/// does the fee that a file states for it; it is NULL where none does.
pub fn add_hours(connection: &Connection, which: &str) -> Result<()> {
    let first = |column: &str| {
        format!("{column} = min({column}) FILTER (sells) OVER (PARTITION BY order_key)")
    };
    // In the order of the table's columns.
    let counted: Vec<String> = measures::COLUMNS
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
    let names = "batch_id, order_key, local_date, local_hour, country_id, currency_id";
    let (fee, fees) = match one::<bool>(connection, "SELECT count(*) > 0 FROM stated_fees")? {
        false => ("NULL".to_owned(), ""),
        true => (
            format!(
                "CASE WHEN fee IS NULL THEN NULL
                      WHEN row_number() OVER (PARTITION BY order_key ORDER BY fee IS NULL, NOT sells, local_hour, currency_id) = 1
                      THEN {} ELSE 0 END",
                minor_units_of("fee", "currency_id")
            ),
            "LEFT JOIN (SELECT order_key AS fee_key, currency_id AS fee_currency, fee FROM stated_fees)
                 ON fee_key = order_key AND coalesce(fee_currency, currency_id) = currency_id",
        ),
    };
    connection.execute_batch(&format!(
        // Kept as they are: DuckDB would add all up a second time, to join the windows' sums to.
        "INSERT INTO order_hours
         WITH hours AS MATERIALIZED (
             SELECT {names}, bool_or(kind = 'sale') AS sells, {} FROM ({}) GROUP BY {names})
         SELECT {names}, {}, {fee} FROM hours {fees} ORDER BY local_date",
        summed(measures::COLUMNS.into_iter().filter(|basis| *basis != measures::ORDERS)),
        alike(
            "order_key, local_date, CAST(hour(local_time) AS UTINYINT) AS local_hour, currency_id",
            // An order has one of each.
            ", any_value(batch_id) AS batch_id, any_value(country_id) AS country_id",
            which
        ),
        counted.join(", "),
    ))?;
    Ok(())
}

fn summed(bases: impl Iterator<Item = Basis>) -> String {
    let columns: Vec<String> =
        bases.map(|basis| format!("{} AS {}", basis.stored(), basis.name)).collect();
    columns.join(", ")
}

/// Adds up lines for each product and month.
pub fn add_months(connection: &Connection, which: &str) -> Result<()> {
    let names = "local_month, product_id, country_id, currency_id";
    connection.execute_batch(&format!(
        "INSERT INTO product_months
         SELECT {names}, kind, {}, min(first_day), max(last_day)
         FROM ({}) GROUP BY {names}, kind ORDER BY local_month",
        summed(measures::of_products()),
        alike(
            "date_trunc('month', local_date) AS local_month, product_id, country_id, currency_id",
            ", min(local_date) AS first_day, max(local_date) AS last_day",
            which
        )
    ))?;
    Ok(())
}

/// [`refresh_products`] after the lines of a batch came and those that they replace went, which `older`
/// has: only the months that they lie in are added up anew, so that a new day costs the same whether a
/// shop has sold for a month or for ten years.
pub fn add_to_products(connection: &Connection, batch: u32) -> Result<()> {
    let (first, last): (Option<String>, Option<String>) = connection.query_row(
        &format!(
            "SELECT CAST(date_trunc('month', min(local_date)) AS VARCHAR), CAST(last_day(max(local_date)) AS VARCHAR)
             FROM (SELECT local_date FROM lines WHERE batch_id = {batch}
                   UNION ALL SELECT local_date FROM replaced_lines WHERE order_key IN (SELECT order_key FROM older))"
        ),
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    if let Some((first, last)) = first.zip(last) {
        let days = format!("BETWEEN DATE '{first}' AND DATE '{last}'");
        connection
            .execute_batch(&format!("DELETE FROM product_months WHERE local_month {days}"))?;
        add_months(connection, &format!("WHERE local_date {days}"))?;
    }
    name_products(connection)
}

/// First and last day of each product, its name, and its sums of each month; what no line mentions any
/// more goes. Of several names a product goes by the one that most lines of its newest file have: a
/// renamed product has its new name, and a remark in place of a name on a few lines is none.
pub fn refresh_products(connection: &Connection) -> Result<()> {
    connection.execute_batch("DELETE FROM product_months")?;
    add_months(connection, "")?;
    name_products(connection)
}

/// First and last day and the name of each product, by sums that are there.
fn name_products(connection: &Connection) -> Result<()> {
    connection.execute_batch(
        "CREATE OR REPLACE TEMP TABLE sold AS
         SELECT product_id, min(first_day) FILTER (kind = 'sale') AS first_sold, max(last_day) FILTER (kind = 'sale') AS last_sold
         FROM product_months GROUP BY product_id;
         CREATE OR REPLACE TEMP TABLE own_items AS
         SELECT product_id, item_id, coalesce(i.title, p.sku) AS name, i.title IS NULL AS is_code
         FROM items i JOIN products p USING (product_id, sku) QUALIFY count(*) OVER (PARTITION BY product_id) > 1;
         CREATE OR REPLACE TEMP TABLE named AS
         SELECT product_id, name
         FROM (SELECT item_id, batch_id, count(*) AS lines FROM lines SEMI JOIN own_items USING (item_id) GROUP BY ALL)
         JOIN own_items USING (item_id)
         QUALIFY row_number() OVER (PARTITION BY product_id ORDER BY is_code, batch_id DESC, lines DESC, name) = 1;
         CREATE OR REPLACE TEMP TABLE kept_products AS
         SELECT p.product_id, p.sku, coalesce(n.name, p.title), p.role, s.first_sold, s.last_sold
         FROM products p LEFT JOIN sold s USING (product_id) LEFT JOIN named n USING (product_id)
         WHERE s.product_id IS NOT NULL OR product_id IN (SELECT product_id FROM replaced_lines);
         DELETE FROM products;
         INSERT INTO products SELECT * FROM kept_products ORDER BY product_id;
         DELETE FROM items WHERE product_id NOT IN (SELECT product_id FROM products);
         DROP TABLE sold; DROP TABLE own_items; DROP TABLE named; DROP TABLE kept_products;",
    )?;
    Ok(())
}
