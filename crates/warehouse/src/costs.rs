//! What units cost on which day, and what lines and stored sums hold of it.
//!
//! `unit_costs` has for each product and currency the days from which a cost holds: what a person or
//! a file said last before a day counts for it, and the first thing said for all days before. Lines
//! hold what their units cost on their day (`cost_minor`): in minor units, rounded for each line, so
//! that a return takes back what the sale booked; NULL where nobody knows; 0 where no article is named,
//! as for a discount. Costs may come before sales or long after them: [`refresh`] finds out which
//! products and which orders they change, and works out only those anew.

use crate::{
    error::Result,
    money::{currency_id_sql, currency_index, minor_per_major, minor_units_of},
    sql::one,
    sums,
};
use duckdb::Connection;
use kontor_api::import::Content;
use kontor_domain::Currency;

/// The table.
pub const TABLE: &str = "
CREATE TABLE unit_costs (
    product_id INTEGER NOT NULL,
    currency_id UTINYINT NOT NULL,
    valid_from DATE NOT NULL,
    valid_until DATE NOT NULL,
    cost_minor DECIMAL(18,6) NOT NULL
);
";

/// Whether a row of lines is of no article, so that it costs nothing.
const OF_NO_ARTICLE: &str = "role <> 'goods' OR source_row = 0";

/// What a line costs by the row `c` of `unit_costs`. Without the cast a product of decimals would
/// have no room for large numbers.
const COST: &str = "TRY_CAST(round(CAST(quantity AS DECIMAL(19,3)) * c.cost_minor) AS BIGINT)";

/// That the row `c` of `unit_costs` is that of a row of `lines`, whose name is given.
fn is_of(lines: &str) -> String {
    format!(
        "c.product_id = {lines}.product_id AND c.currency_id = {lines}.currency_id AND {lines}.local_date >= c.valid_from AND {lines}.local_date < c.valid_until"
    )
}

/// The expression for `cost_minor` of new lines, which are `n`, and the join that it needs. Where no
/// cost is known none is looked up.
pub fn of_new_lines(connection: &Connection) -> Result<(String, String)> {
    Ok(match is_any(connection)? {
        true => (
            format!("CASE WHEN {OF_NO_ARTICLE} THEN 0 ELSE {COST} END"),
            format!("LEFT JOIN unit_costs c ON {}", is_of("n")),
        ),
        false => (format!("CASE WHEN {OF_NO_ARTICLE} THEN 0 END"), String::new()),
    })
}

/// Writes what lines cost, those of `changed_products` or all.
pub fn put_costs(connection: &Connection, only_changed: bool) -> Result<()> {
    for lines in ["lines", "replaced_lines"] {
        let which = match only_changed {
            true => {
                format!("{lines}.product_id IN (FROM changed_products) AND NOT ({OF_NO_ARTICLE})")
            }
            false => format!("NOT ({OF_NO_ARTICLE})"),
        };
        connection.execute_batch(&format!(
            "UPDATE {lines} SET cost_minor = NULL WHERE {which} AND {lines}.cost_minor IS NOT NULL
                 AND (product_id, currency_id) NOT IN (SELECT (product_id, currency_id) FROM unit_costs);
             UPDATE {lines} SET cost_minor = {COST} FROM unit_costs c WHERE {which} AND {is_of};",
            is_of = is_of(lines),
        ))?;
    }
    Ok(())
}

/// Fees that files state for orders, with the order or in a file of payments; the currency is NULL
/// where it is the order's.
pub fn fees_view() -> String {
    format!(
        "CREATE VIEW stated_fees AS
         SELECT order_key, currency_id, fee FROM order_amounts WHERE fee IS NOT NULL
         UNION ALL
         SELECT o.order_key, min(t.currency_id), abs(CAST(sum(t.fee) AS DECIMAL(18,6)))
         FROM (SELECT order_id, CAST(ordered_at AS DATE) AS day, {} AS currency_id, order_fee AS fee FROM order_totals WHERE order_fee IS NOT NULL) t
         JOIN (SELECT order_id, order_key, local_date, count(*) OVER (PARTITION BY order_id) AS days
               FROM orders WHERE order_id IN (SELECT order_id FROM order_totals WHERE order_fee IS NOT NULL)) o USING (order_id)
         -- Payments may be of a later day, unless the number is given anew.
         WHERE (o.days = 1 OR o.local_date = t.day) AND o.order_key NOT IN (SELECT order_key FROM order_amounts WHERE fee IS NOT NULL)
         GROUP BY o.order_key;\n",
        currency_id_sql("currency")
    )
}

/// Whether a cost of anything is known.
pub fn is_any(connection: &Connection) -> Result<bool> {
    one(connection, "SELECT count(*) > 0 FROM unit_costs")
}

/// Whether any fee is stated, or was by what is stored.
fn has_fees(connection: &Connection) -> Result<bool> {
    one(
        connection,
        "SELECT EXISTS (FROM order_totals WHERE order_fee IS NOT NULL) OR EXISTS (FROM order_hours WHERE fee IS NOT NULL)",
    )
}

/// [`refresh`] after rows of a content came in, where they can change anything. Order lines were given
/// their costs as they came; but a newer version of an order may change whose a fee is.
pub fn refresh_after(connection: &Connection, content: Content, home: Currency) -> Result<()> {
    let is_due = match content {
        Content::Orders => has_fees(connection)?,
        Content::OrderTotals
        | Content::Products
        | Content::Successors
        | Content::Costs
        | Content::PurchaseOrders => true,
        _ => false,
    };
    if is_due { refresh(connection, home) } else { Ok(()) }
}

/// Brings `unit_costs`, lines and sums up to what is known now. A cost that names no currency is in
/// the shop's.
pub fn refresh(connection: &Connection, home: Currency) -> Result<()> {
    let has_costs: bool =
        one(connection, "SELECT EXISTS (FROM unit_costs) OR EXISTS (FROM cost_history)")?;
    let has_fees = has_fees(connection)?;
    if !has_costs && !has_fees {
        return Ok(());
    }
    let by_fee = match has_fees {
        true => format!(
            "UNION
             SELECT h.order_key
             FROM (SELECT order_key, min(currency_id) AS currency_id, sum(fee) AS fee FROM order_hours GROUP BY order_key) h
             LEFT JOIN stated_fees f USING (order_key)
             WHERE h.fee IS DISTINCT FROM {}",
            minor_units_of("f.fee", "coalesce(f.currency_id, h.currency_id)")
        ),
        false => String::new(),
    };
    connection.execute_batch(&format!(
        "CREATE OR REPLACE TEMP TABLE new_costs AS {};
         CREATE OR REPLACE TEMP TABLE changed_products AS
         SELECT DISTINCT product_id FROM ((FROM new_costs EXCEPT FROM unit_costs) UNION ALL (FROM unit_costs EXCEPT FROM new_costs));
         -- Renamed just now: `successors` took their lines to another product.
         CREATE TEMP TABLE IF NOT EXISTS moved_products (product_id INTEGER);
         INSERT INTO changed_products FROM moved_products EXCEPT FROM changed_products;
         CREATE OR REPLACE TEMP TABLE changed_orders AS
         SELECT DISTINCT order_key FROM lines WHERE product_id IN (FROM changed_products) {by_fee};",
        unit_costs(home),
    ))?;
    let (products, orders): (i64, i64) = connection.query_row(
        "SELECT (SELECT count(*) FROM changed_products), (SELECT count(*) FROM changed_orders)",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    if products > 0 {
        connection.execute_batch(
            "DELETE FROM unit_costs;
             INSERT INTO unit_costs FROM new_costs ORDER BY product_id, valid_from;
             DELETE FROM product_months WHERE product_id IN (FROM changed_products);",
        )?;
        put_costs(connection, true)?;
        sums::add_months(connection, "WHERE product_id IN (FROM changed_products)")?;
    }
    if orders > 0 {
        connection
            .execute_batch("DELETE FROM order_hours WHERE order_key IN (FROM changed_orders)")?;
        sums::add_hours(connection, "WHERE order_key IN (FROM changed_orders)")?;
    }
    connection.execute_batch(
        "DROP TABLE new_costs; DROP TABLE changed_products; DROP TABLE changed_orders; DROP TABLE moved_products;",
    )?;
    Ok(())
}

/// The rows of `unit_costs`. Of several things said for one day a stated cost goes before a purchase,
/// and the newest before older ones.
fn unit_costs(home: Currency) -> String {
    format!(
        "SELECT product_id, currency_id,
                CASE WHEN lag(valid_from) OVER days IS NULL THEN DATE '0001-01-01' ELSE valid_from END AS valid_from,
                coalesce(lead(valid_from) OVER days, DATE '9999-12-31') AS valid_until, cost_minor
         FROM (SELECT * FROM (
                   SELECT product_id, currency_id, valid_from, TRY_CAST(CAST(cost AS DECIMAL(20,6)) * {scale} AS DECIMAL(18,6)) AS cost_minor
                   FROM (SELECT p.product_id, CASE WHEN h.currency IS NULL THEN {home} ELSE {code} END::UTINYINT AS currency_id,
                                h.valid_from, h.cost, h.source <> 'dated' AS is_bought, h.batch_id
                         FROM cost_history h JOIN products p ON p.sku = h.product WHERE p.role = 'goods' AND h.cost >= 0)
                   WHERE currency_id IS NOT NULL AND cost_minor IS NOT NULL
                   QUALIFY row_number() OVER (PARTITION BY product_id, currency_id, valid_from ORDER BY is_bought, batch_id <> 0, batch_id DESC, cost DESC) = 1)
               -- What is said again changes nothing.
               QUALIFY cost_minor IS DISTINCT FROM lag(cost_minor) OVER (PARTITION BY product_id, currency_id ORDER BY valid_from))
         WINDOW days AS (PARTITION BY product_id, currency_id ORDER BY valid_from)",
        scale = minor_per_major("currency_id"),
        home = currency_index(home),
        code = currency_id_sql("h.currency"),
    )
}
