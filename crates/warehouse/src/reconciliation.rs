//! From the sum over all lines to net sales, step by step, and from the totals that files state to
//! what their lines add up to.

use crate::{
    error::Result,
    measures::From,
    open::{Cancel, Warehouse},
    sales::Scope,
    sql,
};
use kontor_api::sales::Filter;
use kontor_domain::{Currency, Period};

/// The steps, in their order: key and condition. Every line is in exactly one, but for the tax in
/// its amount, which is the step `tax`.
const STEPS: [(&str, &str); 9] = [
    ("test", "kind = 'test'"),
    ("cancelled", "kind = 'cancelled' AND quantity >= 0"),
    ("shipping", "role = 'shipping'"),
    ("tax", "role = 'tax'"),
    ("tips", "role = 'tip'"),
    ("vouchers", "role = 'voucher'"),
    ("fees", "role = 'fee'"),
    ("adjustments", "role = 'adjustment' OR kind = 'adjustment'"),
    ("net_sales", "true"),
];

/// Sums in minor units.
pub struct Reconciled {
    /// The sum over all lines.
    pub all_lines: i64,
    /// Each step's key and sum; the last is net sales. They add up to `all_lines`.
    pub steps: Vec<(&'static str, i64)>,
    /// Orders whose file states a total.
    pub orders_with_total: u64,
    /// The sum of those totals.
    pub stated: i64,
    /// What our lines of those orders add up to, without what was paid back later.
    pub counted: i64,
    /// Orders among them that do not agree.
    pub orders_off: u64,
    /// What came back in these days.
    pub refunded: i64,
    /// What of it came back without the file saying when.
    pub refunded_undated: i64,
    /// The statement behind the steps.
    pub sql: String,
}

/// Adds up.
///
/// # Errors
/// What DuckDB fails with, and [`crate::WarehouseError::Cancelled`].
pub fn reconciliation(
    warehouse: &Warehouse,
    home: Currency,
    filter: &Filter,
    period: Period,
    cancel: &Cancel,
) -> Result<Reconciled> {
    warehouse.with_cancel(cancel, None, |connection| {
        // Totals that files state are in one currency.
        let filter = &Filter { converted: false, ..filter.clone() };
        let mut scope = Scope::of(connection, home, filter)?;
        scope.from = From::Lines;
        let steps: String =
            STEPS.iter().map(|(key, condition)| format!(" WHEN {condition} THEN '{key}'")).collect();
        let keeps_tax = "step IN ('test', 'cancelled', 'tax')";
        let statement = format!(
            "SELECT step, CAST(coalesce(sum(amount), 0) AS BIGINT) AS amount
FROM (SELECT step, CASE WHEN {keeps_tax} THEN amount_minor ELSE amount_minor - tax_minor END AS amount
      FROM (SELECT CASE{steps} END AS step, amount_minor, tax_minor FROM lines {lines})
      UNION ALL
      SELECT 'tax', tax_minor FROM (SELECT CASE{steps} END AS step, tax_minor FROM lines {lines}) WHERE NOT ({keeps_tax}))
GROUP BY step",
            lines = scope.wherein(period),
        );
        let mut prepared = connection.prepare(&statement)?;
        let found: Vec<(String, i64)> = prepared
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<std::result::Result<_, _>>()?;
        let sum_of = |key: &str| {
            found.iter().find(|(step, _)| step == key).map_or(0, |(_, amount)| *amount)
        };
        let days = format!("local_date BETWEEN {} AND {}", sql::date(period.from), sql::date(period.to));
        // An order's total is not told apart by its lines: it counts whole if one of them does.
        let only = match *filter == Filter::default() {
            true => String::new(),
            false => format!("AND a.order_key IN (SELECT order_key FROM lines {})", scope.wherein(period)),
        };
        let (with_total, stated, counted, off): (i64, i64, i64, i64) = connection.query_row(
            &format!(
                "SELECT count(*), CAST(coalesce(sum(a.total), 0) AS BIGINT), CAST(coalesce(sum(l.counted), 0) AS BIGINT), count(*) FILTER (NOT a.agrees)
                 FROM order_amounts a
                 JOIN (SELECT order_key, sum(amount_minor) AS counted FROM lines
                       WHERE {days} AND NOT (source_row = 0 AND role = 'goods') GROUP BY order_key) l USING (order_key)
                 WHERE a.total IS NOT NULL AND a.currency_id = {} {only}",
                crate::money::currency_index(home)
            ),
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )?;
        let (refunded, undated): (i64, i64) = connection.query_row(
            &format!(
                "SELECT CAST(coalesce(-sum(amount_minor), 0) AS BIGINT), CAST(coalesce(-sum(amount_minor) FILTER (is_undated), 0) AS BIGINT)
                 FROM (SELECT amount_minor, product_id IN (SELECT product_id FROM products WHERE sku = ' refund')
                              AND order_key IN (SELECT order_key FROM order_amounts WHERE undated > 0) AS is_undated
                       FROM lines {} AND kind = 'returned')",
                scope.wherein(period)
            ),
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok(Reconciled {
            all_lines: found.iter().map(|(_, amount)| amount).sum(),
            steps: STEPS.iter().map(|(key, _)| (*key, sum_of(key))).collect(),
            orders_with_total: with_total.max(0) as u64,
            stated,
            counted,
            orders_off: off.max(0) as u64,
            refunded,
            refunded_undated: undated,
            sql: statement,
        })
    })
}
