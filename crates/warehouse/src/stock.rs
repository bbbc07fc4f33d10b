//! How much was there on which day: what was counted, and what follows from it with what was sold and
//! received since.

use crate::{error::Result, open::Warehouse, sql};
use kontor_api::product::{StockPoint, StockSource};
use kontor_domain::Quantity;

/// Makes the views. `product` is the expression of the code that rows of stock and of the catalogue
/// go by.
///
/// - `stock_counts`: what each place had on each day that it was counted: as a file says, on the day
///   that it names, or on that of the import. Where a place does not stock the product any more, the
///   level is nothing, which is not 0.
/// - `stock_history`: the same by place, and over all places (where `location` is NULL): counted,
///   with the last count of each place; and reckoned on each later day on which the product was sold
///   or received. What comes back from customers is not known to be sold again, and does not count.
///   Of a product that was received some time it is reckoned before its first count, too, from the
///   shop's first receipt on: there may have been less then, by what came back and was sold again.
pub(crate) fn views(product: &str) -> String {
    format!(
        "CREATE VIEW stock_counts AS
         WITH counted AS (
             SELECT {product} AS code, coalesce(location, '') AS location, CAST(coalesce(counted_at, imported_at) AS DATE) AS day,
                    coalesce(on_hand, available) AS level, batch_id, source_row
             FROM stock_rows LEFT JOIN batches USING (batch_id)
             UNION ALL
             SELECT {product}, '', CAST(imported_at AS DATE), on_hand, batch_id, source_row
             FROM products_rows JOIN batches USING (batch_id)
             WHERE on_hand IS NOT NULL AND {product} NOT IN (SELECT {product} FROM stock_rows)),
         newest AS (
             SELECT * FROM counted WHERE day IS NOT NULL
             QUALIFY row_number() OVER (PARTITION BY code, location, day ORDER BY batch_id = 0 DESC, batch_id DESC, source_row DESC) = 1)
         SELECT coalesce(renamed.product, n.code) AS product, location, day, sum(level) AS level
         FROM newest n LEFT JOIN renamed ON renamed.code = n.code GROUP BY ALL;
         CREATE VIEW stock_history AS
         WITH places AS (
             SELECT d.product, d.day, p.location
             FROM (SELECT DISTINCT product, day FROM stock_counts) d JOIN (SELECT DISTINCT product, location FROM stock_counts) p USING (product)),
         totals AS (
             SELECT p.product, p.day, sum(c.level) AS level
             FROM places p ASOF JOIN stock_counts c ON c.product = p.product AND c.location = p.location AND c.day <= p.day GROUP BY ALL),
         moves AS (
             SELECT p.sku AS product, l.local_date AS day, -l.quantity AS units
             FROM lines l JOIN products p USING (product_id)
             WHERE l.kind = 'sale' AND l.role = 'goods' AND p.sku IN (SELECT product FROM totals)
             UNION ALL
             SELECT product, CAST(received_at AS DATE), coalesce(quantity_received, quantity) FROM purchase_orders WHERE received_at IS NOT NULL),
         moved AS (
             SELECT product, day, sum(sum(units)) OVER (PARTITION BY product ORDER BY day) AS units FROM moves GROUP BY product, day),
         books AS (
             SELECT t.product, t.day, t.level - coalesce(m.units, 0) AS units
             FROM totals t ASOF LEFT JOIN moved m ON m.product = t.product AND m.day <= t.day),
         firsts AS (
             SELECT * FROM books WHERE product IN (SELECT product FROM purchase_orders WHERE received_at IS NOT NULL)
             QUALIFY row_number() OVER (PARTITION BY product ORDER BY day) = 1)
         SELECT product, location, day, level, CASE WHEN level IS NULL THEN 'not_stocked' ELSE 'counted' END AS source FROM stock_counts
         UNION ALL
         SELECT product, NULL, day, level, CASE WHEN level IS NULL THEN 'not_stocked' ELSE 'counted' END FROM totals
         UNION ALL
         SELECT m.product, NULL, m.day, b.units + m.units, 'reckoned'
         FROM moved m ASOF JOIN books b ON b.product = m.product AND b.day <= m.day
         WHERE b.day < m.day AND b.units IS NOT NULL
         UNION ALL
         SELECT m.product, NULL, m.day, b.units + m.units, 'reckoned_back'
         FROM moved m JOIN firsts b USING (product)
         WHERE m.day < b.day AND b.units IS NOT NULL AND m.day >= (SELECT CAST(min(received_at) AS DATE) FROM purchase_orders);\n"
    )
}

/// `level`: how much there is of each product over all places now; NULL where it is not stocked.
pub(crate) const LEVEL: &str = "level AS (
    SELECT product, level FROM stock_history WHERE location IS NULL
    QUALIFY row_number() OVER (PARTITION BY product ORDER BY day DESC, source = 'counted' DESC) = 1)";

/// What of it is promised to customers, over rows of `stock`.
pub(crate) const COMMITTED: &str = "sum(CASE WHEN on_hand IS NULL THEN 0 WHEN available IS NOT NULL THEN on_hand - available ELSE coalesce(committed, 0) END)";

/// How much there was of a product over all places, day by day, and the statement behind it.
///
/// # Errors
/// What DuckDB fails with.
pub fn stock_history(warehouse: &Warehouse, sku: &str) -> Result<(Vec<StockPoint>, String)> {
    let statement = format!(
        "SELECT CAST(day AS VARCHAR) AS day, CAST(round(level * 1000) AS BIGINT) AS thousandths, source
FROM stock_history WHERE product = {} AND location IS NULL ORDER BY day",
        sql::text(sku)
    );
    warehouse.with(|connection| {
        let mut prepared = connection.prepare(&statement)?;
        let rows = prepared.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?, row.get::<_, String>(2)?))
        })?;
        let mut points = Vec::new();
        for row in rows {
            let (day, milli, source) = row?;
            let source = StockSource::ALL.into_iter().find(|each| each.name() == source);
            points.extend(day.parse().ok().zip(source).map(|(day, source)| StockPoint {
                day,
                level: milli.map(|milli| Quantity { milli }),
                source,
            }));
        }
        Ok((points, statement.clone()))
    })
}
