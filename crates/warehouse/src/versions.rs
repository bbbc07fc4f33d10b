//! Versions of one order from several files: the one of the newest batch counts, the others wait
//! in tables of their own, readable and ready to come back.

use crate::{
    error::{Result, WarehouseError},
    open::Cancel,
    schema::VERSIONED,
    sql::one,
    sums,
};
use duckdb::Connection;
use kontor_api::import::{Changes, Difference};
use kontor_domain::{Currency, Money};

/// Finds out which of `new_orders` other batches have too: `older` are versions that count until
/// now, `later` those of the new ones that a newer batch has already.
pub fn find(connection: &Connection, batch: u32) -> Result<()> {
    connection.execute_batch(&format!(
        "CREATE OR REPLACE TEMP TABLE older AS
         SELECT o.order_key, n.order_key AS new_key
         FROM orders o JOIN new_orders n USING (order_id, local_date) WHERE o.batch_id < {batch};
         CREATE OR REPLACE TEMP TABLE later AS
         SELECT n.order_key, o.order_key AS kept_key
         FROM orders o JOIN new_orders n USING (order_id, local_date) WHERE o.batch_id > {batch};"
    ))?;
    Ok(())
}

/// Once the new lines are written: sets aside what no longer counts, and tells what changed.
pub fn settle(connection: &Connection, cancel: &Cancel) -> Result<Changes> {
    let orders: i64 = one(connection, "SELECT count(*) FROM new_orders")?;
    let (older, later): (i64, i64) = connection.query_row(
        "SELECT (SELECT count(*) FROM older), (SELECT count(*) FROM later)",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let known = older + later;
    let mut changes = Changes { new: (orders - known).max(0) as u64, ..Changes::default() };
    if known == 0 {
        return Ok(changes);
    }
    // Two versions are the same if their lines are, in any order.
    let lines = |keys: &str| {
        format!(
            "SELECT order_key, count(*) AS lines, count(*) FILTER (source_row > 0) AS rows, count(*) FILTER (kind = 'cancelled') AS cancelled,
                    coalesce(sum(amount_minor) FILTER (kind = 'returned'), 0) AS returned,
                    sum(CAST(hash(kind, product_id, local_date, quantity, unit_price, amount_minor, discount_minor, tax_minor, currency_id) AS HUGEINT)) AS sum
             FROM lines WHERE order_key IN (SELECT {keys} FROM older UNION ALL SELECT {other} FROM later) GROUP BY order_key",
            other = if keys == "order_key" { "kept_key" } else { "order_key" },
        )
    };
    connection.execute_batch(&format!(
        "CREATE OR REPLACE TEMP TABLE pairs AS
         SELECT old_key, new_key, a.sum = b.sum AND a.lines = b.lines AS is_same, b.rows < a.rows AS is_partial,
                b.cancelled > 0 AND a.cancelled = 0 AS is_cancelled, b.returned < a.returned AS is_returned
         FROM (SELECT order_key AS old_key, new_key FROM older UNION ALL SELECT kept_key, order_key FROM later) pairs
         JOIN ({}) a ON a.order_key = old_key JOIN ({}) b ON b.order_key = new_key",
        lines("order_key"),
        lines("new_key")
    ))?;
    let counts: [i64; 4] = connection.query_row(
        "SELECT count(*) FILTER (is_same), count(*) FILTER (is_partial), count(*) FILTER (is_cancelled), count(*) FILTER (is_returned) FROM pairs",
        [],
        |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]),
    )?;
    let [unchanged, partial, cancelled, returned] = counts.map(|count| count.max(0) as u64);
    changes.unchanged = unchanged;
    changes.updated = (known.max(0) as u64).saturating_sub(unchanged);
    changes.partial = partial;
    changes.cancelled = cancelled;
    changes.returned = returned;
    if changes.updated > 0 {
        changes.amounts = differences(connection)?;
    }
    connection.execute_batch("DROP TABLE pairs")?;
    cancel.check()?;
    move_orders(
        connection,
        "",
        "replaced_",
        "SELECT order_key FROM older UNION ALL SELECT order_key FROM later",
    )?;
    connection.execute_batch(
        "DELETE FROM order_hours WHERE order_key IN (SELECT order_key FROM older)",
    )?;
    Ok(changes)
}

/// What the orders of `pairs` that are not the same added up to, and add up to now; what was
/// cancelled, or only tried out, is nothing.
fn differences(connection: &Connection) -> Result<Vec<Difference>> {
    let mut statement = connection.prepare(
        "SELECT currency_id, CAST(coalesce(sum(amount_minor) FILTER (is_old), 0) AS BIGINT) AS before,
                CAST(coalesce(sum(amount_minor) FILTER (NOT is_old), 0) AS BIGINT) AS after
         FROM lines JOIN (SELECT old_key AS order_key, true AS is_old FROM pairs WHERE NOT is_same
                          UNION ALL SELECT new_key, false FROM pairs WHERE NOT is_same) USING (order_key)
         WHERE kind <> 'test' AND (kind <> 'cancelled' OR quantity < 0)
         GROUP BY currency_id HAVING before <> after ORDER BY currency_id",
    )?;
    let sums: Vec<(u8, i64, i64)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<std::result::Result<_, _>>()?;
    let difference = |(id, before, after): (u8, i64, i64)| {
        let currency = Currency::all().nth(usize::from(id));
        let currency =
            currency.ok_or_else(|| WarehouseError::Defect(format!("the currency {id}")))?;
        Ok(Difference { before: Money::new(before, currency), after: Money::new(after, currency) })
    };
    sums.into_iter().map(difference).collect()
}

/// Removes a batch's orders, and lets those that they replaced count again.
pub fn remove(connection: &Connection, batch: u32, cancel: &Cancel) -> Result<()> {
    connection.execute_batch(&format!(
        "CREATE OR REPLACE TEMP TABLE gone AS SELECT order_id, local_date FROM orders WHERE batch_id = {batch};
         DELETE FROM order_hours WHERE batch_id = {batch};"
    ))?;
    for table in VERSIONED {
        cancel.check()?;
        connection.execute_batch(&format!(
            "DELETE FROM {table} WHERE batch_id = {batch}; DELETE FROM replaced_{table} WHERE batch_id = {batch};"
        ))?;
    }
    connection.execute_batch(
        "CREATE OR REPLACE TEMP TABLE back AS
         SELECT arg_max(order_key, batch_id) AS order_key FROM replaced_orders SEMI JOIN gone USING (order_id, local_date)
         GROUP BY order_id, local_date;",
    )?;
    let is_any: bool = one(connection, "SELECT count(*) > 0 FROM back")?;
    if is_any {
        cancel.check()?;
        move_orders(connection, "replaced_", "", "SELECT order_key FROM back")?;
        sums::add_hours(connection, "WHERE order_key IN (SELECT order_key FROM back)")?;
    }
    connection.execute_batch("DROP TABLE gone; DROP TABLE back;")?;
    Ok(())
}

fn move_orders(connection: &Connection, from: &str, to: &str, keys: &str) -> Result<()> {
    for table in VERSIONED {
        connection.execute_batch(&format!(
            "INSERT INTO {to}{table} SELECT * FROM {from}{table} WHERE order_key IN ({keys});
             DELETE FROM {from}{table} WHERE order_key IN ({keys});"
        ))?;
    }
    Ok(())
}
