//! Versions of one order from several files: the one of the newest batch counts, the others wait
//! in tables of their own, readable and ready to come back.

use crate::{error::Result, open::Cancel, schema::VERSIONED, sql::one, sums};
use duckdb::Connection;
use kontor_api::import::Changes;

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
            "SELECT order_key, count(*) AS lines,
                    sum(CAST(hash(kind, product_id, quantity, unit_price, amount_minor, discount_minor, tax_minor, currency_id) AS HUGEINT)) AS sum
             FROM lines WHERE order_key IN (SELECT {keys} FROM older UNION ALL SELECT {other} FROM later) GROUP BY order_key",
            other = if keys == "order_key" { "kept_key" } else { "order_key" },
        )
    };
    let (unchanged, partial): (i64, i64) = connection.query_row(
        &format!(
            "SELECT count(*) FILTER (a.sum = b.sum AND a.lines = b.lines), count(*) FILTER (b.lines < a.lines)
             FROM (SELECT order_key AS old_key, new_key FROM older UNION ALL SELECT kept_key, order_key FROM later) pairs
             JOIN ({}) a ON a.order_key = old_key JOIN ({}) b ON b.order_key = new_key",
            lines("order_key"),
            lines("new_key")
        ),
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    changes.unchanged = unchanged.max(0) as u64;
    changes.updated = (known - unchanged).max(0) as u64;
    changes.partial = partial.max(0) as u64;
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
