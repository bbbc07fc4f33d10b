//! What an order says as a whole, brought to its lines: a discount is spread over them by largest
//! remainder, tax within prices is told apart, and shipping, a tip, tax on top and what was paid
//! back become lines of their own, so that an order's lines add up to its total.

use super::{RowSql, keep};
use crate::{costs, error::Result, money::minor_units_of, open::Cancel, schema, sql::one};
use duckdb::Connection;
use kontor_api::import::Field;
use std::sync::LazyLock;

/// Makes the products that stand for amounts of an order.
pub static PRODUCTS: LazyLock<String> = LazyLock::new(|| {
    schema::OF_ORDER
        .iter()
        .map(|(sku, title, role)| {
            format!(
                "INSERT INTO products SELECT CAST(coalesce(max(product_id), 0) + 1 AS INTEGER), '{sku}', '{title}', '{role}', NULL, NULL
                 FROM products HAVING count(*) FILTER (sku = '{sku}') = 0;
                 INSERT INTO items SELECT CAST((SELECT coalesce(max(item_id), 0) FROM items) + 1 AS INTEGER), product_id, sku, title
                 FROM products p WHERE sku = '{sku}' AND NOT EXISTS (SELECT 1 FROM items i WHERE i.product_id = p.product_id);\n"
            )
        })
        .collect()
});

/// Writes the lines that `new_lines` selects, and those that stand for amounts of orders.
pub fn write(
    connection: &Connection,
    rows: &RowSql,
    batch: u32,
    new_lines: &str,
    cancel: &Cancel,
) -> Result<()> {
    let run = |statement: &str| -> Result<()> {
        cancel.check()?;
        Ok(connection.execute_batch(statement)?)
    };
    run(&format!("CREATE OR REPLACE TEMP TABLE new_lines AS {new_lines}"))?;
    run(&amounts(rows))?;
    run(&refunds(connection, rows)?)?;
    for statement in lines_of_orders() {
        run(&statement)?;
    }
    run(SHARES)?;
    let (cost, costs) = costs::of_new_lines(connection)?;
    run(&format!(
        "INSERT INTO lines
         SELECT {batch}, n.order_key, n.kind, n.role, n.item_id, n.product_id, n.country_id, n.currency_id, n.quantity, n.unit_price,
                n.amount_minor - coalesce(s.taken_off, 0), n.discount_minor + coalesce(s.taken_off, 0),
                CASE WHEN s.tax IS NOT NULL THEN s.tax WHEN a.tax_on_top AND n.source_row > 0 THEN 0 ELSE n.tax_minor END,
                n.local_time, n.utc_offset, n.local_date, n.source_row, {cost}
         FROM new_lines n JOIN new_amounts a USING (order_key) LEFT JOIN shares s ON s.line = n.rowid {costs}
         ORDER BY n.local_date, n.order_key, n.source_row;
         INSERT INTO order_amounts
         SELECT {batch}, order_key, currency_id, subtotal, discount, shipping, tax, tax_on_top, tip, total, coalesce(r.refunded, a.refunded),
                r.undated, a.fee, agrees
         FROM new_amounts a
         LEFT JOIN (SELECT order_key, CAST(sum(refunded) AS BIGINT) AS refunded, CAST(sum(refunded) FILTER (local_time IS NULL) AS BIGINT) AS undated
                    FROM new_refunds GROUP BY order_key) r USING (order_key)
         WHERE coalesce(subtotal, discount, shipping, tax, tip, total, a.refunded, a.fee) IS NOT NULL ORDER BY order_key;"
    ))
}

/// `new_amounts`: for each new order what it says, and what follows from it.
///
/// - `taken_off` is the discount to spread. Platforms count discounts of lines in the order's, or not, or
///   took it off the prices already: the subtotal tells which, where there is one.
/// - `tax_on_top` follows from the total, where there is one.
fn amounts(rows: &RowSql) -> String {
    let home = rows.home_id();
    let of = |field: Field| match rows.states(field) {
        true => minor_units_of(&format!("n.{}", field.name()), "n.currency_id"),
        false => "CAST(NULL AS BIGINT)".to_owned(),
    };
    format!(
        "CREATE OR REPLACE TEMP TABLE new_amounts AS
         SELECT *, CASE WHEN total IS NULL THEN NULL ELSE total = base + CASE WHEN tax_on_top THEN tax_all ELSE 0 END END AS agrees
         FROM (SELECT *, CASE WHEN tax_all = 0 OR total = base THEN false WHEN total = base + tax_all THEN true
                              ELSE {on_top} END AS tax_on_top
         FROM (SELECT *, net - taken_off + freight + coalesce(tip, 0) AS base
         FROM (SELECT *, CASE WHEN taken_off = 0 AND discount > 0 AND shipping >= discount
                                   AND total IN (net + shipping - discount + coalesce(tip, 0), net + shipping - discount + coalesce(tip, 0) + tax_all)
                              THEN shipping - discount ELSE coalesce(shipping, 0) END AS freight
         FROM (SELECT *, least(greatest(CASE
                    WHEN discount IS NULL OR discount = 0 THEN 0
                    WHEN subtotal = net - discount THEN discount
                    WHEN subtotal = net - (discount - line_discounts) THEN discount - line_discounts
                    WHEN subtotal = net THEN 0
                    ELSE discount END, 0), spreadable) AS taken_off, coalesce(tax, line_tax) AS tax_all
         FROM (SELECT n.order_key, n.currency_id, {subtotal} AS subtotal, abs({discount}) AS discount, {shipping} AS shipping,
                      {tax} AS tax, {tip} AS tip, {total} AS total, abs({refunded}) AS refunded, {fee} AS fee,
                      l.* EXCLUDE (order_key, currency_id)
         FROM (SELECT * EXCLUDE (currency_id), coalesce(currency_id, {home}::UTINYINT) AS currency_id FROM new_orders) n
         JOIN (SELECT order_key, any_value(currency_id) AS currency_id, any_value(country_id) AS country_id, CAST(sum(amount_minor) AS BIGINT) AS net,
                      CAST(sum(discount_minor) AS BIGINT) AS line_discounts, CAST(sum(tax_minor) AS BIGINT) AS line_tax,
                      CAST(coalesce(sum(amount_minor) FILTER (role = 'goods' AND amount_minor > 0), 0) AS BIGINT) AS spreadable,
                      bool_and(kind = 'cancelled') AS is_cancelled_now, bool_and(kind = 'test') AS is_test_now,
                      min(local_time) AS local_time, arg_min(utc_offset, local_time) AS utc_offset, any_value(local_date) AS local_date
               FROM new_lines GROUP BY order_key) l USING (order_key))))))",
        on_top = if rows.prices_include_tax { "false" } else { "true" },
        subtotal = of(Field::OrderSubtotal),
        discount = of(Field::OrderDiscount),
        shipping = of(Field::OrderShipping),
        tax = of(Field::OrderTax),
        tip = of(Field::OrderTip),
        total = of(Field::OrderTotal),
        refunded = of(Field::OrderRefunded),
        fee = match rows.states(Field::OrderFee) {
            true => "abs(n.order_fee)",
            false => "CAST(NULL AS DECIMAL(18,6))",
        },
    )
}

/// `new_refunds`: what was paid back of each new order that stands, and when where that is said. A time
/// and amount that stand on every row of an order are one refund; an amount without a time beside them
/// says the same once more.
fn refunds(connection: &Connection, rows: &RowSql) -> Result<String> {
    let undated = "SELECT order_key, refunded, CAST(NULL AS TIMESTAMP) AS local_time, 0 AS utc_offset FROM new_amounts";
    let counts = "refunded > 0 AND NOT is_cancelled_now";
    if rows.refunded_at.is_none() || !rows.states(Field::OrderRefunded) {
        return Ok(format!(
            "CREATE OR REPLACE TEMP TABLE new_refunds AS {undated} WHERE {counts};"
        ));
    }
    let stated = "raw_orders WHERE order_refunded <> 0
        AND refunded_in BETWEEN TIMESTAMP '1970-01-01' AND TIMESTAMP '2200-01-01'";
    let has_offsets: bool =
        one(connection, &format!("SELECT count(*) FILTER (refunded_is_utc) > 0 FROM {stated}"))?;
    let paid =
        keep::clock(connection, rows, ("refunded_in", "refunded_is_utc"), stated, has_offsets)?;
    Ok(format!(
        "CREATE OR REPLACE TEMP TABLE new_refunds AS
         WITH dated AS (
             SELECT DISTINCT order_key, {amount} AS refunded, {local_time} AS local_time, {utc_offset} AS utc_offset
             FROM (SELECT order_id, local_date, order_refunded, refunded_in, refunded_is_utc FROM {stated})
             JOIN (SELECT order_id, local_date, order_key FROM new_orders) USING (order_id, local_date)
             JOIN (SELECT order_key, currency_id AS order_currency FROM new_amounts WHERE NOT is_cancelled_now) USING (order_key))
         SELECT * FROM dated WHERE refunded > 0
         UNION ALL {undated} ANTI JOIN dated USING (order_key) WHERE {counts};",
        amount = minor_units_of("abs(order_refunded)", "order_currency"),
        local_time = paid.local_time,
        utc_offset = paid.utc_offset,
    ))
}

/// Lines for shipping, a tip, tax on top, and what was paid back without naming an article. What
/// was paid back holds tax as the order does.
fn lines_of_orders() -> Vec<String> {
    let no_tax = "0";
    let tax_back = "CASE WHEN tax_all <> 0 AND total > 0 THEN -CAST(round(CAST(tax_all AS DOUBLE) * refunded / total) AS BIGINT) ELSE 0 END";
    let of_order = "new_amounts";
    let refunds = "(SELECT a.* REPLACE (r.refunded AS refunded, coalesce(r.local_time, a.local_time) AS local_time,
            CASE WHEN r.local_time IS NULL THEN a.utc_offset ELSE r.utc_offset END AS utc_offset,
            coalesce(CAST(r.local_time AS DATE), a.local_date) AS local_date)
        FROM new_refunds r JOIN new_amounts a USING (order_key))";
    [
        (" shipping", "shipping", "freight", "1", no_tax, of_order, "freight <> 0"),
        (" tip", "tip", "tip", "1", no_tax, of_order, "tip <> 0"),
        (" tax", "tax", "tax_all", "1", no_tax, of_order, "tax_on_top AND tax_all <> 0"),
        (" refund", "returned", "-refunded", "0", tax_back, refunds, "true"),
    ]
    .into_iter()
    .map(|(sku, kind, amount, quantity, tax, from, condition)| {
        format!(
            "INSERT INTO new_lines
             SELECT order_key, CASE WHEN is_test_now THEN 'test' WHEN is_cancelled_now THEN 'cancelled' ELSE '{kind}' END::line_kind,
                    p.role, i.item_id, p.product_id, country_id, currency_id, {quantity},
                    TRY_CAST({amount} / CASE c.minor_digits WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END AS DECIMAL(18,6)),
                    {amount}, 0, {tax}, local_time, utc_offset, local_date, 0
             FROM {from} JOIN currencies c USING (currency_id) JOIN products p ON p.sku = '{sku}' JOIN items i ON i.product_id = p.product_id
             WHERE {condition};"
        )
    })
    .collect()
}

/// `shares`: what each line has of its order's discount and of the tax within its order's prices,
/// by largest remainder, so that shares add up to the whole. Only lines of orders that have either.
const SHARES: &str = "
    CREATE OR REPLACE TEMP TABLE shares AS
    SELECT line, taken_off,
           CASE WHEN whole_tax IS NULL THEN NULL ELSE tax_floor + CASE WHEN row_number() OVER (PARTITION BY order_key ORDER BY tax_left DESC, line)
                <= whole_tax - sum(tax_floor) OVER (PARTITION BY order_key) THEN 1 ELSE 0 END END AS tax
    FROM (SELECT *, CASE WHEN taxed > 0 THEN CAST(whole_tax::HUGEINT * taxable // taxed AS BIGINT) ELSE 0 END AS tax_floor,
                 CASE WHEN taxed > 0 THEN CAST(whole_tax::HUGEINT * taxable % taxed AS BIGINT) ELSE 0 END AS tax_left
    FROM (SELECT *, sum(taxable) OVER (PARTITION BY order_key) AS taxed
    FROM (SELECT line, order_key, whole_tax, taken_off,
                 CASE WHEN role IN ('goods', 'shipping') AND amount_minor > taken_off THEN amount_minor - taken_off ELSE 0 END AS taxable
    FROM (SELECT line, order_key, role, amount_minor, whole_tax,
                 off_floor + CASE WHEN row_number() OVER (PARTITION BY order_key ORDER BY off_left DESC, line)
                     <= whole_off - sum(off_floor) OVER (PARTITION BY order_key) THEN 1 ELSE 0 END AS taken_off
    FROM (SELECT *, CASE WHEN spreadable > 0 THEN CAST(whole_off::HUGEINT * spread_over // spreadable AS BIGINT) ELSE 0 END AS off_floor,
                 CASE WHEN spreadable > 0 THEN CAST(whole_off::HUGEINT * spread_over % spreadable AS BIGINT) ELSE 0 END AS off_left
    FROM (SELECT n.rowid AS line, n.order_key, n.role, n.amount_minor, a.taken_off AS whole_off, a.spreadable,
                 CASE WHEN n.role = 'goods' AND n.amount_minor > 0 AND n.source_row > 0 THEN n.amount_minor ELSE 0 END AS spread_over,
                 CASE WHEN NOT a.tax_on_top AND a.tax > 0 THEN a.tax END AS whole_tax
          FROM new_lines n JOIN new_amounts a USING (order_key)
          WHERE (a.taken_off > 0 OR (NOT a.tax_on_top AND a.tax > 0)) AND NOT (n.source_row = 0 AND n.role = 'goods')))))))";
