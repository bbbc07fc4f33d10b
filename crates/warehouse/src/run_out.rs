//! What has run out although it sold, and what runs out before more can come.

use crate::{
    error::{Result, WarehouseError},
    measures::{From, NET_SALES, UNITS},
    open::{Cancel, Warehouse},
    sql,
    stock::{COMMITTED, LEVEL},
};
use duckdb::Connection;
use jiff::civil::Date;
use kontor_api::run_out::{RunOutRow, Shortage, StockKnown, USUAL_LEAD_TIME_DAYS};
use kontor_domain::{Currency, Money, Period, Quantity};
use std::{cmp::Reverse, sync::LazyLock};

/// A week: no pace is taken from fewer days, as one good day is not seven.
const WEEK: i64 = 7;

/// What was found.
pub struct Short {
    /// What is known of stock; `None` if nothing is.
    pub stock: Option<StockKnown>,
    /// Products that sold in the period and of whose stock nothing is known.
    pub unknown: u64,
    /// Every product that is short: what has run out first, then by what it is worth a week.
    pub rows: Vec<RunOutRow>,
    /// The statement behind the rows.
    pub sql: String,
}

/// Every product that sold goods in `period`, whose stock is known, and that has run out or runs
/// out within its supplier's lead time. `period` ends with the last day that has data.
///
/// # Errors
/// What DuckDB fails with, and [`WarehouseError::Cancelled`].
pub fn run_out(
    warehouse: &Warehouse,
    home: Currency,
    period: Period,
    cancel: &Cancel,
) -> Result<Short> {
    warehouse.with_cancel(cancel, None, |connection| {
        let Some(stock) = known(connection)? else {
            return Ok(Short { stock: None, unknown: 0, rows: Vec::new(), sql: String::new() });
        };
        let unknown: i64 = sql::one(
            connection,
            &format!(
                "WITH {} SELECT count(*) FROM products
                 WHERE role = 'goods' AND last_sold >= {} AND sku NOT IN (SELECT product FROM held)",
                *HELD,
                sql::date(period.from)
            ),
        )?;
        let statement = statement(period);
        let mut rows = read(connection, &statement, period)?;
        for row in &mut rows {
            for amounts in [&mut row.net_sales, &mut row.per_week] {
                amounts.sort_by_key(|money| (money.currency != home, money.currency.code()));
            }
        }
        rows.sort_by_cached_key(|row| {
            let worth = |is_home: bool| {
                let of = |money: &&Money| (money.currency == home) == is_home;
                row.per_week.iter().filter(of).map(|money| money.minor).max().unwrap_or_default()
            };
            (row.shortage, Reverse(worth(true)), Reverse(worth(false)), row.sku.clone())
        });
        Ok(Short { stock: Some(stock), unknown: unknown.max(0) as u64, rows, sql: statement })
    })
}

/// What can be sold of each product over all its locations: as counted, with what was sold and received
/// since, less what is promised. A location that does not stock it, or does not say, counts for
/// nothing; where none says, the product is not here.
static HELD: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{LEVEL},
held AS (
    SELECT product, level - coalesce(committed, 0) AS stock, incoming, counted_at, batch_id
    FROM level LEFT JOIN (
        SELECT product, {COMMITTED} AS committed, sum(incoming) AS incoming, max(counted_at) AS counted_at, max(batch_id) AS batch_id
        FROM stock WHERE product IS NOT NULL GROUP BY product) USING (product)
    WHERE level IS NOT NULL)"
    )
});

fn known(connection: &Connection) -> Result<Option<StockKnown>> {
    let (products, counted, imported): (i64, Option<String>, Option<String>) = connection
        .query_row(
            &format!(
                "WITH {}
                 SELECT count(*), CAST(CAST(max(h.counted_at) AS DATE) AS VARCHAR), CAST(max(b.imported_at) AS VARCHAR)
                 FROM held h LEFT JOIN batches b USING (batch_id)",
                *HELD
            ),
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
    Ok((products > 0).then(|| StockKnown {
        products: products.max(0) as u64,
        counted: counted.and_then(|day| day.parse().ok()),
        imported: imported.and_then(|time| time.parse().ok()),
    }))
}

/// A row for each product that is short and each currency that it sold in.
fn statement(period: Period) -> String {
    let days = period.days().max(WEEK);
    let (from, to) = (sql::date(period.from), sql::date(period.to));
    let sums = format!("{}, {}", NET_SALES.sql(From::Lines), UNITS.sql(From::Lines));
    format!(
        "WITH {held},
-- Sold in the period; the pace of what has run out is that of the days up to its last sale.
watched AS (
    SELECT p.product_id, p.sku, p.title, p.last_sold, h.stock, h.incoming,
           CASE WHEN h.stock > 0 THEN {to} ELSE p.last_sold END AS until,
           least(greatest(until - {before}, p.first_sold), until - {week}) AS since
    FROM held h JOIN products p ON p.sku = h.product
    WHERE p.role = 'goods' AND p.last_sold >= {from}
      AND p.sku NOT IN (SELECT product FROM catalogue WHERE product IS NOT NULL AND lower(status) = 'archived')),
-- Days of both, of the period only, of the pace only.
parts AS (
    SELECT product_id, currency_id, in_period, is_selling, {sums}
    FROM (SELECT l.*, l.local_date >= {from} AS in_period, l.local_date BETWEEN w.since AND w.until AS is_selling
          FROM lines l JOIN watched w USING (product_id) WHERE l.local_date BETWEEN {from} - {before} AND {to})
    WHERE in_period OR is_selling GROUP BY product_id, currency_id, in_period, is_selling),
sold AS (
    SELECT product_id, currency_id,
           CAST(coalesce(sum(net_sales) FILTER (in_period), 0) AS BIGINT) AS net_sales,
           CAST(coalesce(sum(units) FILTER (in_period), 0) AS BIGINT) AS units,
           CAST(coalesce(sum(net_sales) FILTER (is_selling), 0) AS BIGINT) AS selling_net_sales,
           CAST(coalesce(sum(units) FILTER (is_selling), 0) AS BIGINT) AS selling_units
    FROM parts GROUP BY product_id, currency_id),
-- Of several suppliers the one that needs the fewest days.
terms AS (
    SELECT o.product AS sku, o.supplier, coalesce(o.lead_time_days, s.lead_time_days) AS lead_time
    FROM (SELECT product, supplier, lead_time_days FROM supplier_products
          UNION ALL SELECT DISTINCT product, supplier, NULL FROM purchase_orders) o
    LEFT JOIN suppliers s USING (supplier)
    WHERE o.supplier IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY o.product ORDER BY lead_time NULLS LAST, o.supplier) = 1),
on_order AS (
    SELECT product AS sku, sum(quantity - coalesce(quantity_received, 0)) AS incoming, CAST(min(expected_at) AS DATE) AS expected
    FROM purchase_orders
    -- Received without a number is received whole.
    WHERE (received_at IS NULL OR quantity_received IS NOT NULL) AND quantity > coalesce(quantity_received, 0)
      AND coalesce(lower(status), '') NOT IN ('cancelled', 'canceled', 'closed', 'draft', 'storniert')
    GROUP BY product)
SELECT w.sku, w.title, CAST(w.stock * 1000 AS BIGINT) AS stock, CAST(w.since AS VARCHAR) AS since, CAST(w.until AS VARCHAR) AS until,
       CAST(w.last_sold AS VARCHAR) AS last_sold, t.supplier, CAST(ceil(t.lead_time) AS INTEGER) AS lead_time,
       CAST(coalesce(w.incoming, o.incoming) * 1000 AS BIGINT) AS incoming, CAST(o.expected AS VARCHAR) AS expected,
       c.currency, s.net_sales, s.units, s.selling_net_sales, s.selling_units
FROM watched w JOIN sold s USING (product_id) JOIN currencies c USING (currency_id)
LEFT JOIN terms t USING (sku) LEFT JOIN on_order o USING (sku)
QUALIFY sum(s.selling_units) OVER (PARTITION BY w.product_id) > 0
    AND (w.stock <= 0 OR w.stock * 1000 * (w.until - w.since + 1)
         < sum(s.selling_units) OVER (PARTITION BY w.product_id) * coalesce(t.lead_time, {USUAL_LEAD_TIME_DAYS}))
ORDER BY w.sku, c.currency",
        held = *HELD,
        before = days - 1,
        week = WEEK - 1,
    )
}

/// Reads the statement's rows, those of one product into one.
fn read(connection: &Connection, statement: &str, period: Period) -> Result<Vec<RunOutRow>> {
    let day = |text: String| {
        text.parse::<Date>().map_err(|_| WarehouseError::Defect(format!("a day {text}")))
    };
    let mut prepared = connection.prepare(statement)?;
    let mut found = prepared.query([])?;
    let mut rows: Vec<(RunOutRow, i64)> = Vec::new();
    while let Some(row) = found.next()? {
        let sku: String = row.get(0)?;
        let code: String = row.get(10)?;
        let currency: Currency =
            code.parse().map_err(|_| WarehouseError::Defect(format!("a currency {code}")))?;
        let selling = Period { from: day(row.get(3)?)?, to: day(row.get(4)?)? };
        let (net_sales, units): (i64, i64) = (row.get(11)?, row.get(12)?);
        let (selling_net, selling_units): (i64, i64) = (row.get(13)?, row.get(14)?);
        if rows.last().is_none_or(|(last, _)| last.sku != sku) {
            let stock = Quantity { milli: row.get(2)? };
            let last_sold = day(row.get(5)?)?;
            let lead_time: Option<i32> = row.get(7)?;
            rows.push((
                RunOutRow {
                    title: row.get(1)?,
                    shortage: if stock.milli > 0 { Shortage::Soon } else { Shortage::RunOut },
                    stock,
                    cover_days: 0,
                    units: Quantity::default(),
                    net_sales: Vec::new(),
                    selling,
                    per_week: Vec::new(),
                    last_sold,
                    days_since: (period.to - last_sold).get_days().max(0) as u32,
                    supplier: row.get(6)?,
                    lead_time_days: lead_time.map(|days| days.max(0) as u32),
                    incoming: row.get::<_, Option<i64>>(8)?.map(|milli| Quantity { milli }),
                    expected: row.get::<_, Option<String>>(9)?.map(day).transpose()?,
                    sku,
                },
                0,
            ));
        }
        let Some((product, pace)) = rows.last_mut() else { continue };
        *pace += selling_units;
        product.units.milli += units;
        if net_sales != 0 {
            product.net_sales.push(Money::new(net_sales, currency));
        }
        let week = per_week(selling_net, selling.days());
        if week > 0 {
            product.per_week.push(Money::new(week, currency));
        }
    }
    let covered = |(mut product, pace): (RunOutRow, i64)| {
        let days = i128::from(product.stock.milli) * i128::from(product.selling.days());
        product.cover_days =
            u32::try_from(days.max(0) / i128::from(pace.max(1))).unwrap_or(u32::MAX);
        product
    };
    Ok(rows.into_iter().map(covered).collect())
}

/// Minor units a week of an amount over so many days, rounded half away from zero.
fn per_week(minor: i64, days: i64) -> i64 {
    let (over, under) = (i128::from(minor) * i128::from(WEEK), i128::from(days.max(1)));
    i64::try_from((over + under / 2 * over.signum()) / under).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::per_week;

    #[test]
    fn a_week_is_a_seventh_of_the_days_rounded_half_away_from_zero() {
        assert_eq!(per_week(28_00, 28), 7_00);
        assert_eq!(per_week(2, 28), 1);
        assert_eq!(per_week(1, 28), 0);
        assert_eq!(per_week(-2, 28), -1);
        assert_eq!(per_week(9_99, 7), 9_99);
    }
}
