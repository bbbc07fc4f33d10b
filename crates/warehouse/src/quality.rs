//! What is doubtful in the data: a statement for each check, of the things that it finds, the most
//! money first.

use crate::{
    error::Result,
    money::currency_index,
    open::{Cancel, Warehouse},
};
use kontor_api::quality::{Check, FindingRow, FindingRows};
use kontor_domain::{Currency, Money};

/// How many things a check finds, and the money that depends on them.
pub struct Found {
    /// Things.
    pub count: u64,
    /// Money, where it can be said.
    pub money: Option<Money>,
}

/// Runs a check.
///
/// # Errors
/// What DuckDB fails with, and [`crate::WarehouseError::Cancelled`].
pub fn check(
    warehouse: &Warehouse,
    home: Currency,
    check: Check,
    cancel: &Cancel,
) -> Result<Found> {
    warehouse.with_cancel(cancel, None, |connection| {
        let (count, minor): (i64, Option<i64>) = connection.query_row(
            &format!(
                "SELECT count(*), CAST(sum(money) AS BIGINT) FROM ({})",
                statement(check, home)
            ),
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok(Found { count: count.max(0) as u64, money: minor.map(|minor| Money::new(minor, home)) })
    })
}

/// The things that a check finds.
///
/// # Errors
/// What DuckDB fails with, and [`crate::WarehouseError::Cancelled`].
pub fn found(
    warehouse: &Warehouse,
    home: Currency,
    check: Check,
    offset: u64,
    limit: u32,
    cancel: &Cancel,
) -> Result<FindingRows> {
    let statement = format!(
        "SELECT thing, about, CAST(day AS VARCHAR) AS day, CAST(money AS BIGINT) AS money, count(*) OVER () AS things
FROM ({})
ORDER BY money DESC NULLS LAST, day, thing LIMIT {limit} OFFSET {offset}",
        statement(check, home)
    );
    warehouse.with_cancel(cancel, None, |connection| {
        let mut prepared = connection.prepare(&statement)?;
        let mut rows = prepared.query([])?;
        let mut found = FindingRows { total: 0, rows: Vec::new(), sql: statement.clone() };
        while let Some(row) = rows.next()? {
            found.total = row.get::<_, i64>(4)?.max(0) as u64;
            let day: Option<String> = row.get(2)?;
            let money: Option<i64> = row.get(3)?;
            found.rows.push(FindingRow {
                key: row.get::<_, Option<String>>(0)?.unwrap_or_default(),
                about: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
                day: day.and_then(|day| day.parse().ok()),
                money: money.map(|minor| Money::new(minor, home)),
            });
        }
        Ok(found)
    })
}

/// A SELECT of `thing`, `about`, `day` and `money` in the shop's minor units.
fn statement(check: Check, home: Currency) -> String {
    let home_id = currency_index(home);
    // Net sales of a product, of all its days.
    let sold = format!(
        "SELECT product_id, CAST(sum(amount_minor - tax_minor) AS BIGINT) AS money, max(local_date) AS day
             FROM lines WHERE role = 'goods' AND kind = 'sale' AND currency_id = {home_id} GROUP BY product_id"
    );
    match check {
        Check::Refused => "SELECT b.name || ': ' || r.source_row AS thing, concat_ws(': ', r.reason, r.column_name, r.value) AS about,
       CAST(NULL AS DATE) AS day, CAST(NULL AS BIGINT) AS money
FROM refused r JOIN batches b USING (batch_id)"
            .to_owned(),
        Check::OrdersOff => format!(
            "SELECT o.order_id AS thing, 'stated ' || a.total || ', counted ' || l.counted AS about, o.local_date AS day, abs(a.total - l.counted) AS money
FROM order_amounts a JOIN orders o USING (order_key)
JOIN (SELECT order_key, sum(amount_minor) AS counted FROM lines WHERE NOT (source_row = 0 AND role = 'goods') GROUP BY order_key) l USING (order_key)
WHERE NOT a.agrees AND a.currency_id = {home_id}"
        ),
        Check::NoCost => format!(
            "SELECT p.sku AS thing, p.title AS about, s.day, s.money
FROM ({sold}) s JOIN products p USING (product_id)
WHERE p.sku NOT LIKE ' %' AND p.sku NOT IN (SELECT product FROM cost_history WHERE product IS NOT NULL)"
        ),
        Check::NoSku => format!(
            "SELECT c.product AS thing, c.title AS about, CAST(NULL AS DATE) AS day, s.money
FROM catalogue c LEFT JOIN products p ON p.sku = c.product LEFT JOIN ({sold}) s USING (product_id)
WHERE c.sku IS NULL"
        ),
        Check::DuplicateSku => format!(
            "SELECT r.sku AS thing, string_agg(DISTINCT concat_ws(' - ', r.title, r.variant), ' | ') AS about, CAST(NULL AS DATE) AS day, any_value(s.money) AS money
FROM products_rows r LEFT JOIN products p ON p.sku = r.sku LEFT JOIN ({sold}) s USING (product_id)
WHERE r.batch_id = (SELECT max(batch_id) FROM products_rows) AND r.sku IS NOT NULL
GROUP BY r.sku HAVING count(*) > 1"
        ),
        Check::AmbiguousTitle => "SELECT concat_ws(' - ', title, variant) AS thing, string_agg(DISTINCT sku, ', ') AS about, CAST(NULL AS DATE) AS day, CAST(NULL AS BIGINT) AS money
FROM catalogue WHERE title IS NOT NULL
GROUP BY concat_ws(' - ', title, variant) HAVING count(DISTINCT sku) > 1"
            .to_owned(),
        // A weekday on which the shop usually sells, without an order.
        Check::Gap => format!(
            "WITH sold AS (SELECT local_date AS day, sum(net_sales) AS money FROM order_hours WHERE currency_id = {home_id} GROUP BY local_date),
     days AS (SELECT CAST(unnest(generate_series((SELECT min(day) FROM sold), (SELECT max(day) FROM sold), INTERVAL 1 DAY)) AS DATE) AS day),
     usual AS (SELECT isodow(d.day) AS weekday, count(s.day) / count(*) AS share, avg(s.money) AS money
               FROM days d LEFT JOIN sold s USING (day) GROUP BY isodow(d.day))
SELECT CAST(d.day AS VARCHAR) AS thing, 'no order' AS about, d.day, u.money
FROM days d ANTI JOIN sold USING (day) JOIN usual u ON u.weekday = isodow(d.day)
WHERE u.share >= 0.6"
        ),
        // Far beyond what the product's lines usually are.
        Check::Outlier => format!(
            "WITH usual AS (SELECT product_id, quantile_cont(CAST(quantity AS DOUBLE), 0.95) AS high FROM lines
               WHERE kind = 'sale' AND role = 'goods' GROUP BY product_id HAVING count(*) >= 20)
SELECT o.order_id AS thing, p.sku || ': ' || CAST(l.quantity AS DOUBLE) || ' x ' || p.title AS about, l.local_date AS day, abs(l.amount_minor) AS money
FROM lines l JOIN usual u USING (product_id) JOIN products p USING (product_id) JOIN orders o USING (order_key)
WHERE l.kind = 'sale' AND l.currency_id = {home_id} AND l.quantity > 10 * u.high"
        ),
        // A run of days without a sale that chance makes rarer than one in a thousand, given on how
        // many of the ninety days before it the product sold.
        Check::ProbableStockOut => format!(
            "WITH days AS (SELECT product_id, local_date AS day, sum(amount_minor - tax_minor) AS money FROM lines
               WHERE kind = 'sale' AND role = 'goods' AND currency_id = {home_id} GROUP BY product_id, local_date),
     runs AS (SELECT product_id, day, money,
                     coalesce(lead(day) OVER product, (SELECT max(day) FROM days) + 1) - day - 1 AS quiet,
                     count(*) OVER (product RANGE BETWEEN INTERVAL 89 DAY PRECEDING AND CURRENT ROW) AS sold_days,
                     sum(money) OVER (product RANGE BETWEEN INTERVAL 89 DAY PRECEDING AND CURRENT ROW) AS sold_money,
                     day - min(day) OVER product + 1 AS known_days
              FROM days WINDOW product AS (PARTITION BY product_id ORDER BY day))
SELECT p.sku AS thing, r.quiet || ' days without a sale after ' || r.sold_days || ' of ' || least(r.known_days, 90) || ' days with one' AS about,
       r.day + 1 AS day, CAST(r.sold_money * r.quiet / least(r.known_days, 90) AS BIGINT) AS money
FROM runs r JOIN products p USING (product_id)
WHERE r.known_days >= 28 AND r.quiet >= 3 AND r.sold_days < least(r.known_days, 90)
  AND r.quiet * ln(1 - r.sold_days / least(r.known_days, 90)) < ln(0.001)"
        ),
        Check::NegativeStock => "SELECT product AS thing, concat_ws(': ', location, CAST(coalesce(on_hand, available) AS DOUBLE)) AS about,
       CAST(counted_at AS DATE) AS day, CAST(NULL AS BIGINT) AS money
FROM stock WHERE coalesce(on_hand, available) < 0"
            .to_owned(),
        Check::MixedCurrencies => format!(
            "SELECT c.currency AS thing, count(*) || ' lines' AS about, max(l.local_date) AS day, CAST(NULL AS BIGINT) AS money
FROM lines l JOIN currencies c USING (currency_id)
WHERE l.currency_id <> {home_id} AND c.currency NOT IN (SELECT currency FROM rates WHERE currency IS NOT NULL)
GROUP BY c.currency"
        ),
        Check::UndatedRefunds => format!(
            "SELECT o.order_id AS thing, p.title AS about, l.local_date AS day, -l.amount_minor AS money
FROM lines l JOIN products p USING (product_id) JOIN orders o USING (order_key)
WHERE p.sku = ' refund' AND l.currency_id = {home_id}"
        ),
    }
}
