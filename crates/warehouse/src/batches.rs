//! Batches: what a file brought in, as one thing that is there or not.

use crate::{
    costs,
    error::{Result, WarehouseError},
    import::{Identity, reason_of},
    open::{Cancel, Warehouse},
    schema, sql,
    sql::one,
    successors, sums, versions,
    zone::{self, Basis},
};
use duckdb::{Connection, OptionalExt as _};
use kontor_api::import::{Content, KindCount, LineKind, RefusedCount, RefusedRow};
use kontor_domain::{Currency, Money, Period};

/// A batch that is in the warehouse.
#[derive(Debug, Clone)]
pub struct KnownBatch {
    /// Its number.
    pub batch_id: u32,
    /// BLAKE3 hash of the file, in hexadecimal.
    pub hash: String,
    /// The report, as it was stored.
    pub report: String,
}

/// Runs `work`, which fills a new batch of this number, as one transaction. Where the file is in
/// already, `known` is told instead, and nothing changes. `work` gives whether times had offsets
/// and the report to store. `home` is the shop's currency.
pub(crate) fn enter<T>(
    connection: &Connection,
    identity: &Identity,
    content: Content,
    home: Currency,
    cancel: &Cancel,
    known: impl FnOnce(&KnownBatch),
    work: impl FnOnce(u32) -> Result<(bool, String, T)>,
) -> Result<Option<T>> {
    connection.execute_batch("BEGIN TRANSACTION")?;
    let same = known_batches(connection, &format!("WHERE hash = {}", sql::text(&identity.hash)))?;
    if let Some(batch) = same.first() {
        connection.execute_batch("ROLLBACK")?;
        known(batch);
        return Ok(None);
    }
    // Numbers are not used again for another file, so that an operation always means the same
    // batch.
    let batch: u32 = match identity.batch_id {
        Some(batch) => batch,
        None => one(
            connection,
            "SELECT greatest((SELECT coalesce(max(batch_id), 0) FROM batches), (SELECT last_batch FROM meta)) + 1",
        )?,
    };
    connection
        .execute_batch(&format!("UPDATE meta SET last_batch = greatest(last_batch, {batch})"))?;
    let (has_offsets, report, result) = work(batch)?;
    connection.execute(
        "INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?)",
        duckdb::params![
            batch,
            &identity.hash,
            &identity.name,
            content.name(),
            identity.imported_at.to_string(),
            has_offsets,
            report
        ],
    )?;
    costs::refresh_after(connection, content, home)?;
    cancel.check()?;
    connection.execute_batch("COMMIT")?;
    Ok(Some(result))
}

pub(crate) fn refused_counts(connection: &Connection, batch: u32) -> Result<Vec<RefusedCount>> {
    let mut statement = connection.prepare(
        "SELECT reason, count(*) FROM refused WHERE batch_id = ? GROUP BY reason ORDER BY count(*) DESC, reason",
    )?;
    let counts = statement
        .query_map([batch], |row| {
            let reason: String = row.get(0)?;
            Ok(RefusedCount { reason: reason_of(&reason), rows: row.get::<_, i64>(1)? as u64 })
        })?
        .collect::<std::result::Result<_, _>>()?;
    Ok(counts)
}

pub(crate) fn kind_counts(connection: &Connection, batch: u32) -> Result<Vec<KindCount>> {
    let mut statement = connection.prepare(&format!(
        "SELECT CAST(kind AS VARCHAR), currency, count(*), CAST(sum(amount_minor) AS BIGINT)
         FROM (SELECT kind, currency_id, amount_minor FROM lines WHERE batch_id = {batch}
               UNION ALL SELECT kind, currency_id, amount_minor FROM replaced_lines WHERE batch_id = {batch})
         JOIN currencies USING (currency_id) GROUP BY kind, currency ORDER BY kind, currency"
    ))?;
    let rows: Vec<(String, String, i64, i64)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<std::result::Result<_, _>>()?;
    let mut kinds: Vec<KindCount> = Vec::new();
    for (name, code, lines, minor) in rows {
        let Some(kind) = LineKind::ALL.into_iter().find(|kind| kind.name() == name) else {
            continue;
        };
        let Ok(currency) = code.parse::<Currency>() else { continue };
        let total = Money::new(minor, currency);
        match kinds.last_mut() {
            Some(last) if last.kind == kind => {
                last.lines += lines as u64;
                last.totals.push(total);
            }
            _ => kinds.push(KindCount { kind, lines: lines as u64, totals: vec![total] }),
        }
    }
    Ok(kinds)
}

/// What a batch's orders paid back without a date, a sum for each currency.
pub(crate) fn undated_refunds(connection: &Connection, batch: u32) -> Result<Vec<Money>> {
    let mut statement = connection.prepare(&format!(
        "SELECT currency, CAST(sum(undated) AS BIGINT)
         FROM (SELECT batch_id, currency_id, undated FROM order_amounts UNION ALL SELECT batch_id, currency_id, undated FROM replaced_order_amounts)
         JOIN currencies USING (currency_id) WHERE batch_id = {batch} AND undated > 0 GROUP BY currency ORDER BY currency"
    ))?;
    let sums: Vec<(String, i64)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<std::result::Result<_, _>>()?;
    let of = |(code, minor): (String, i64)| Some(Money::new(minor, code.parse().ok()?));
    Ok(sums.into_iter().filter_map(of).collect())
}

/// First and last day of a batch's orders.
pub(crate) fn days_of(connection: &Connection, batch: u32) -> Result<Option<Period>> {
    let days: (Option<String>, Option<String>) = connection.query_row(
        &format!(
            "SELECT CAST(min(local_date) AS VARCHAR), CAST(max(local_date) AS VARCHAR)
             FROM (SELECT local_date FROM orders WHERE batch_id = {batch} UNION ALL SELECT local_date FROM replaced_orders WHERE batch_id = {batch})"
        ),
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(match days {
        (Some(from), Some(to)) => {
            from.parse().ok().zip(to.parse().ok()).and_then(|(from, to)| Period::new(from, to).ok())
        }
        _ => None,
    })
}

/// Removes a batch with everything that came with it. `home` is the shop's currency.
///
/// # Errors
/// [`WarehouseError::NotFound`] if there is no such batch; otherwise what DuckDB fails with, the
/// warehouse then being as before.
pub fn undo_batch(
    warehouse: &Warehouse,
    batch_id: u32,
    home: Currency,
    cancel: &Cancel,
) -> Result<()> {
    warehouse.with_cancel(cancel, None, |connection| {
        connection.execute_batch("BEGIN TRANSACTION")?;
        let removed = connection.execute("DELETE FROM batches WHERE batch_id = ?", [batch_id])?;
        if removed == 0 {
            return Err(WarehouseError::NotFound(format!("there is no import {batch_id}")));
        }
        let rows: Vec<String> = schema::contents_with_rows().map(schema::rows_table).collect();
        for table in ["refused", "people"].into_iter().chain(rows.iter().map(String::as_str)) {
            cancel.check()?;
            connection.execute(&format!("DELETE FROM {table} WHERE batch_id = ?"), [batch_id])?;
        }
        versions::remove(connection, batch_id, cancel)?;
        successors::settle(connection)?;
        sums::refresh_products(connection)?;
        costs::refresh(connection, home)?;
        connection.execute_batch(
            "DELETE FROM countries WHERE country_id NOT IN
                (SELECT country_id FROM orders WHERE country_id IS NOT NULL UNION SELECT country_id FROM replaced_orders WHERE country_id IS NOT NULL);
             DELETE FROM customers WHERE customer_id NOT IN
                (SELECT customer_id FROM orders WHERE customer_id IS NOT NULL UNION SELECT customer_id FROM replaced_orders WHERE customer_id IS NOT NULL);
             DELETE FROM currencies WHERE currency_id NOT IN (SELECT currency_id FROM lines UNION SELECT currency_id FROM replaced_lines);",
        )?;
        cancel.check()?;
        connection.execute_batch("COMMIT")?;
        connection.execute_batch("CHECKPOINT").ok();
        Ok(())
    })
}

/// Moves every line to another zone: where a file wrote its times with an offset, lines keep their
/// instant and get another local time; otherwise they keep the clock they were written on.
///
/// # Errors
/// [`WarehouseError::NotFound`] for an unknown zone; the warehouse is then as before.
pub fn change_zone(warehouse: &Warehouse, zone: &str, cancel: &Cancel) -> Result<()> {
    warehouse.with_cancel(cancel, None, |connection| {
        let (from, to): (Option<String>, Option<String>) = connection.query_row(
            "SELECT CAST(min(day) AS VARCHAR), CAST(max(day) AS VARCHAR)
             FROM (SELECT local_date AS day FROM lines UNION ALL SELECT local_date FROM replaced_lines)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let epoch = kontor_domain::Date::constant(2000, 1, 1);
        let day = |text: Option<String>| text.and_then(|text| text.parse().ok()).unwrap_or(epoch);
        let (from, to) = (day(from).at(0, 0, 0, 0), day(to).at(23, 59, 59, 0));
        let utc = "(local_time - to_seconds(utc_offset))";
        let at_utc = zone::offset_sql(zone, Basis::Utc, utc, from, to)?;
        let at_local = zone::offset_sql(zone, Basis::Local, "local_time", from, to)?;
        let refunds = "SELECT product_id FROM products WHERE sku = ' refund'";
        let with_offsets = "(SELECT batch_id FROM batches WHERE has_offsets)";
        connection.execute_batch("BEGIN TRANSACTION")?;
        for prefix in ["", "replaced_"] {
            for statement in [
                format!("UPDATE {prefix}lines SET local_time = {utc} + to_seconds({at_utc}), utc_offset = {at_utc} WHERE batch_id IN {with_offsets}"),
                format!("UPDATE {prefix}lines SET utc_offset = {at_local} WHERE batch_id NOT IN {with_offsets}"),
                format!(
                    "UPDATE {prefix}orders SET local_date = day
                     FROM (SELECT order_key, CAST(min(local_time) AS DATE) AS day FROM {prefix}lines WHERE product_id NOT IN ({refunds}) GROUP BY order_key) AS placed
                     WHERE placed.order_key = {prefix}orders.order_key"
                ),
                format!("UPDATE {prefix}lines SET local_date = o.local_date FROM {prefix}orders o WHERE o.order_key = {prefix}lines.order_key"),
                // What has no time of its own has that of its order.
                format!("UPDATE {prefix}lines SET local_date = CAST(local_time AS DATE) WHERE product_id IN ({refunds})"),
            ] {
                cancel.check()?;
                connection.execute_batch(&statement)?;
            }
        }
        costs::put_costs(connection, false)?;
        connection.execute_batch("DELETE FROM order_hours")?;
        sums::add_hours(connection, "")?;
        sums::refresh_products(connection)?;
        cancel.check()?;
        connection.execute_batch("COMMIT")?;
        Ok(())
    })
}

/// Every batch, the newest first.
///
/// # Errors
/// What DuckDB fails with.
pub fn batches(warehouse: &Warehouse) -> Result<Vec<KnownBatch>> {
    warehouse.with(|connection| known_batches(connection, "ORDER BY batch_id DESC"))
}

/// The batch made from a file's bytes, if there is one.
///
/// # Errors
/// What DuckDB fails with.
pub fn batch_by_hash(warehouse: &Warehouse, hash: &str) -> Result<Option<KnownBatch>> {
    warehouse.with(|connection| {
        Ok(known_batches(connection, &format!("WHERE hash = {}", sql::text(hash)))?.pop())
    })
}

/// The stored report of a batch.
///
/// # Errors
/// [`WarehouseError::NotFound`] if there is no such batch.
pub fn report(warehouse: &Warehouse, batch_id: u32) -> Result<String> {
    warehouse.with(|connection| {
        connection
            .query_row("SELECT report FROM batches WHERE batch_id = ?", [batch_id], |row| {
                row.get(0)
            })
            .optional()?
            .ok_or_else(|| WarehouseError::NotFound(format!("there is no import {batch_id}")))
    })
}

fn known_batches(connection: &Connection, which: &str) -> Result<Vec<KnownBatch>> {
    let mut statement =
        connection.prepare(&format!("SELECT batch_id, hash, report FROM batches {which}"))?;
    let batches = statement
        .query_map([], |row| {
            Ok(KnownBatch { batch_id: row.get(0)?, hash: row.get(1)?, report: row.get(2)? })
        })?
        .collect::<std::result::Result<_, _>>()?;
    Ok(batches)
}

/// Refused rows of a batch in the order of the file: how many there are, and those asked for.
///
/// # Errors
/// What DuckDB fails with.
pub fn refused(
    warehouse: &Warehouse,
    batch_id: u32,
    offset: u64,
    limit: u64,
) -> Result<(u64, Vec<RefusedRow>)> {
    warehouse.with(|connection| {
        let total: i64 =
            connection.query_row("SELECT count(*) FROM refused WHERE batch_id = ?", [batch_id], |row| row.get(0))?;
        let mut statement = connection.prepare(&format!(
            "SELECT source_row, reason, column_name, value, row_text FROM refused WHERE batch_id = ? ORDER BY source_row LIMIT {limit} OFFSET {offset}"
        ))?;
        let rows = statement
            .query_map([batch_id], |row| {
                let reason: String = row.get(1)?;
                Ok(RefusedRow {
                    row: row.get::<_, i64>(0)?.max(0) as u64,
                    reason: reason_of(&reason),
                    column: row.get(2)?,
                    value: row.get(3)?,
                    text: row.get(4)?,
                })
            })?
            .collect::<std::result::Result<_, _>>()?;
        Ok((total as u64, rows))
    })
}

/// Notes that a batch's original is another file now: one from which a person was taken out.
///
/// # Errors
/// What DuckDB fails with.
pub fn put_original(warehouse: &Warehouse, batch_id: u32, hash: &str, report: &str) -> Result<()> {
    warehouse.with(|connection| {
        connection.execute(
            "UPDATE batches SET hash = ?, report = ? WHERE batch_id = ?",
            duckdb::params![hash, report, batch_id],
        )?;
        Ok(())
    })
}
