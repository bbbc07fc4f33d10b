//! What is bought along with what, and what that leaves.

use crate::{error::Result, money::currency_index, prices::PriceFacts, sql};
use duckdb::Connection;
use jiff::civil::Date;
use kontor_domain::Currency;

/// Days whose orders are looked at, and how many of the newest orders at most.
const DAYS: i64 = 365;
const ORDERS: u64 = 100_000;
/// An order of more products is a stock for somebody, and tells no pairs.
const LARGEST: u32 = 30;
/// Fewer orders with both tell no pair.
const FEWEST: u32 = 10;
/// A pair stands in so many standard deviations more orders than chance would put it: of the many pairs
/// that a shop has, few do so by luck.
const CLEAR: f64 = 4.0;

/// For each product the margin of others that goes along with one of its units, in minor units of the
/// shop's currency.
///
/// Two products are bought together where more orders have both than chance puts into orders of these sizes
/// (as if every line were dealt out: the configuration model, Newman 2010, section 13.2). Which of the two
/// brings the other no order says: what is more than chance is shared by how many orders each has, since
/// what sells with something else only sells less. Variants are one product.
pub fn along(
    connection: &Connection,
    home: Currency,
    as_of: Date,
    facts: &mut PriceFacts,
) -> Result<()> {
    let mut prepared = connection.prepare(&format!(
        "WITH families AS (
             SELECT p.product_id, p.sku, coalesce(c.family, p.sku) AS family
             FROM products p
             LEFT JOIN (SELECT product, min(coalesce(parent, handle)) AS family FROM catalogue GROUP BY product) c ON c.product = p.sku
             WHERE p.role = 'goods' AND p.sku NOT LIKE ' %'),
         newest AS (
             SELECT order_key FROM orders WHERE local_date <= {day} AND local_date > {day} - {DAYS}
             ORDER BY local_date DESC, order_key DESC LIMIT {ORDERS}),
         baskets AS MATERIALIZED (
             SELECT order_key, family, count(*) OVER (PARTITION BY order_key) AS size,
                    sum(CAST(quantity AS DOUBLE)) AS units, coalesce(sum(CAST(amount_minor - tax_minor - cost_minor AS DOUBLE)), 0) AS margin
             FROM lines JOIN families USING (product_id)
             WHERE kind = 'sale' AND quantity > 0 AND currency_id = {home} AND order_key IN (SELECT order_key FROM newest)
             GROUP BY order_key, family),
         small AS MATERIALIZED (SELECT * FROM baskets WHERE size <= {LARGEST}),
         chance AS (
             SELECT sum(size - 1) / nullif(CAST(count(*) AS DOUBLE) * count(*), 0) AS of_two FROM small),
         known AS MATERIALIZED (
             SELECT family, CAST(count(*) AS DOUBLE) AS orders, sum(units) AS units, sum(margin) AS margin FROM small GROUP BY family),
         pairs AS (
             SELECT a.family AS one, b.family AS other, CAST(count(*) AS DOUBLE) AS orders
             FROM small a JOIN small b USING (order_key) WHERE a.family <> b.family AND a.size > 1
             GROUP BY ALL HAVING count(*) >= {FEWEST}),
         along AS (
             SELECT one AS family, sum((p.orders - of_two * a.orders * b.orders) * a.orders / (a.orders + b.orders) * b.margin / b.orders) / any_value(a.units) AS margin
             FROM pairs p JOIN known a ON a.family = one JOIN known b ON b.family = other, chance
             WHERE p.orders - of_two * a.orders * b.orders > {CLEAR} * sqrt(of_two * a.orders * b.orders)
             GROUP BY one)
         SELECT sku, margin FROM along JOIN families USING (family) WHERE margin > 0",
        day = sql::date(as_of),
        home = currency_index(home),
    ))?;
    let mut rows = prepared.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(fact) = facts.products.get_mut(&row.get::<_, String>(0)?) {
            fact.along = row.get(1)?;
        }
    }
    Ok(())
}
