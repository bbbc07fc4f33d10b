//! Rows of everything but order lines: catalogues, stock, suppliers. There are few of them, so they
//! come in one by one, read in Rust, and wait in a table of texts until all are there.

use crate::{
    batches::{self, KnownBatch},
    catalogue, costs,
    error::Result,
    import::{Identity, Imported, reason_name},
    open::{Cancel, Warehouse},
    people, schema, sql,
    sql::one,
    successors,
};
use duckdb::{Appender, Connection, appender_params_from_iter};
use kontor_api::{
    import::{Changes, Content, Field, Holds, Refusal, RefusedRow},
    records::Record,
};
use kontor_domain::Currency;

/// Takes rows in.
pub struct Incoming<'a> {
    rows: Appender<'a>,
    refused: Vec<RefusedRow>,
    cancel: &'a Cancel,
    count: u64,
}

impl Incoming<'_> {
    /// A row: its number in the file, and a text for each of the content's fields: numbers with a
    /// decimal point, times as `2026-03-01 12:00:00`.
    ///
    /// # Errors
    /// When cancelled, and what DuckDB fails with.
    pub fn keep(&mut self, source_row: u64, values: &[Option<String>]) -> Result<()> {
        self.count += 1;
        if self.count.is_multiple_of(1024) {
            self.cancel.check()?;
        }
        let row = std::iter::once(Some(source_row.to_string())).chain(values.iter().cloned());
        Ok(self.rows.append_row(appender_params_from_iter(row))?)
    }

    /// A row that says nothing that can be kept.
    pub fn refuse(&mut self, row: RefusedRow) {
        self.refused.push(row);
    }
}

/// What happens on the way of an import of rows.
pub struct RowsImport<'a> {
    /// What the rows are.
    pub content: Content,
    /// What the file is.
    pub identity: Identity,
    /// The shop's currency, which amounts are in that name none.
    pub home: Currency,
    /// What the workspace makes pseudonyms with.
    pub person_key: &'a str,
    /// Customers, by pseudonym, who are not to be known again.
    pub forgotten: &'a [String],
    /// Asks to stop.
    pub cancel: &'a Cancel,
}

/// Imports rows that `fill` gives, as one transaction. If the file is in already, `known` is told,
/// and nothing changes.
///
/// # Errors
/// [`crate::WarehouseError::Cancelled`] when asked to stop, and whatever DuckDB fails with; in each
/// case the warehouse is as before.
pub fn import_rows(
    warehouse: &Warehouse,
    import: &RowsImport<'_>,
    fill: impl FnOnce(&mut Incoming<'_>) -> Result<()>,
    known: impl FnOnce(&KnownBatch),
    report: impl FnOnce(&Imported) -> Result<String>,
) -> Result<Option<Imported>> {
    let RowsImport { content, identity, home, cancel, .. } = import;
    warehouse.with_cancel(cancel, None, |connection| {
        let result = (|| {
            let refused = take_in(connection, *content, cancel, fill)?;
            batches::enter(connection, identity, *content, *home, cancel, known, |batch| {
                let imported = keep(connection, import, batch, &refused)?;
                let text = report(&imported)?;
                Ok((false, text, imported))
            })
        })();
        if result.is_err() {
            connection.execute_batch("ROLLBACK").ok();
        }
        connection.execute_batch("DROP TABLE IF EXISTS temp.incoming").ok();
        result
    })
}

fn take_in(
    connection: &Connection,
    content: Content,
    cancel: &Cancel,
    fill: impl FnOnce(&mut Incoming<'_>) -> Result<()>,
) -> Result<Vec<RefusedRow>> {
    let columns: String =
        content.fields().iter().map(|field| format!(", {} VARCHAR", field.name())).collect();
    connection.execute_batch(&format!(
        "CREATE OR REPLACE TEMP TABLE incoming (source_row VARCHAR{columns})"
    ))?;
    let rows = connection.appender_to_catalog_and_db("incoming", "temp", "main")?;
    let mut incoming = Incoming { rows, refused: Vec::new(), cancel, count: 0 };
    fill(&mut incoming)?;
    incoming.rows.flush()?;
    Ok(incoming.refused)
}

fn keep(
    connection: &Connection,
    import: &RowsImport<'_>,
    batch: u32,
    refused: &[RefusedRow],
) -> Result<Imported> {
    let RowsImport { content, person_key, forgotten, cancel, .. } = *import;
    let value = |field: Field| {
        let name = field.name();
        match field.holds() {
            Holds::Text => name,
            Holds::Number => format!("TRY_CAST({name} AS DECIMAL(18,6))"),
            Holds::Moment => format!("TRY_CAST({name} AS TIMESTAMP)"),
        }
    };
    // Customers are known by their pseudonym; who they are goes elsewhere.
    let who = people::pseudonym_sql(person_key, "coalesce(email, customer)");
    let who = people::unless_forgotten(&who, forgotten);
    let stored: Vec<(String, String)> = schema::stored_fields(content)
        .map(|field| match (content, field) {
            (Content::Customers, Field::Customer) => (field.name(), who.clone()),
            _ => (field.name(), value(field)),
        })
        .collect();
    let typed: Vec<String> =
        stored.iter().map(|(name, value)| format!("{value} AS {name}")).collect();
    let names: Vec<&str> = stored.iter().map(|(name, _)| name.as_str()).collect();
    connection.execute_batch(&format!(
        "CREATE OR REPLACE TEMP TABLE incoming AS
         SELECT CAST(source_row AS INTEGER) AS source_row, {}{} FROM incoming",
        typed.join(", "),
        match content {
            Content::Customers => people::COLUMNS
                .iter()
                .filter(|field| field.is_personal())
                .map(|field| format!(", {}", field.name()))
                .collect::<String>(),
            _ => String::new(),
        }
    ))?;
    if content == Content::Customers {
        // Somebody whom nobody is to know again.
        connection.execute_batch("DELETE FROM incoming WHERE customer IS NULL")?;
    }
    if content == Content::Successors {
        refuse_circles(connection, batch)?;
    }
    cancel.check()?;
    let changes = changes(connection, content, &names)?;
    connection.execute_batch(&format!(
        "INSERT INTO {} SELECT {batch}, source_row, {} FROM incoming ORDER BY source_row",
        schema::rows_table(content),
        names.join(", ")
    ))?;
    if content == Content::Customers {
        let columns: Vec<String> = people::COLUMNS.iter().map(|field| field.name()).collect();
        connection.execute_batch(&format!(
            "INSERT INTO people SELECT {batch}, customer, {} FROM incoming WHERE customer IS NOT NULL ORDER BY source_row",
            columns.join(", ")
        ))?;
    }
    write_refused(connection, batch, refused)?;
    if content == Content::Successors {
        successors::settle_with_sums(connection)?;
    }
    // A row of the file may have become several.
    let kept: i64 = one(connection, "SELECT count(DISTINCT source_row) FROM incoming")?;
    Ok(Imported {
        batch_id: batch,
        rows_kept: kept.max(0) as u64,
        refused: batches::refused_counts(connection, batch)?,
        changes,
        kinds: Vec::new(),
        orders: 0,
        products: 0,
        orders_off: 0,
        undated_refunds: Vec::new(),
        period: None,
        has_offsets: false,
    })
}

/// Refuses renamed codes that lead back to themselves.
fn refuse_circles(connection: &Connection, batch: u32) -> Result<()> {
    let rows: Vec<String> = successors::circles(connection)?.iter().map(i32::to_string).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.join(", ");
    Ok(connection.execute_batch(&format!(
        "INSERT INTO refused
         SELECT {batch}, source_row, '{}', NULL, successor, concat_ws(' | ', sku, successor, valid_from)
         FROM incoming WHERE source_row IN ({rows});
         DELETE FROM incoming WHERE source_row IN ({rows});",
        reason_name(Refusal::Circle)
    ))?)
}

/// What the rows change of what holds now.
fn changes(connection: &Connection, content: Content, names: &[&str]) -> Result<Changes> {
    let (view, key) = (catalogue::view(content), catalogue::key(content));
    let print = format!("hash({})", names.join(", "));
    let (new, unchanged, all): (i64, i64, i64) = connection.query_row(
        &format!(
            "SELECT count(*) FILTER (k.thing IS NULL), count(*) FILTER (k.thing IS NOT NULL AND list_contains(k.prints, n.print)), count(*)
             FROM (SELECT hash({key}) AS thing, {print} AS print FROM incoming) n
             LEFT JOIN (SELECT hash({key}) AS thing, list({print}) AS prints FROM {view} GROUP BY ALL) k USING (thing)"
        ),
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    Ok(Changes {
        new: new.max(0) as u64,
        unchanged: unchanged.max(0) as u64,
        updated: (all - new - unchanged).max(0) as u64,
        ..Changes::default()
    })
}

/// Keeps refused rows with the batch.
pub(crate) fn write_refused(
    connection: &Connection,
    batch: u32,
    refused: &[RefusedRow],
) -> Result<()> {
    let mut appender = connection.appender("refused")?;
    for row in refused {
        appender.append_row(duckdb::params![
            batch,
            row.row as i64,
            reason_name(row.reason),
            row.column,
            row.value,
            row.text
        ])?;
    }
    appender.flush()?;
    Ok(())
}

/// Replaces everything that was entered by hand: rows of each content, a text for each field.
/// `home` is the shop's currency.
///
/// # Errors
/// What DuckDB fails with; the warehouse is then as before.
pub fn put_by_hand(warehouse: &Warehouse, records: &[Record], home: Currency) -> Result<()> {
    warehouse.with(|connection| {
        let work = || -> Result<()> {
            connection.execute_batch("BEGIN TRANSACTION")?;
            for content in schema::contents_with_rows() {
                connection.execute_batch(&format!(
                    "DELETE FROM {} WHERE batch_id = {}",
                    schema::rows_table(content),
                    catalogue::BY_HAND
                ))?;
            }
            for (number, Record { content, values }) in records.iter().enumerate() {
                let named: Vec<&(Field, String)> = values
                    .iter()
                    .filter(|(field, _)| schema::stored_fields(*content).any(|each| each == *field))
                    .collect();
                let names: String =
                    named.iter().map(|(field, _)| format!(", {}", field.name())).collect();
                let texts: String =
                    named.iter().map(|(_, text)| format!(", {}", sql::text(text.trim()))).collect();
                connection.execute_batch(&format!(
                    "INSERT INTO {} (batch_id, source_row{names}) VALUES ({}, {}{texts})",
                    schema::rows_table(*content),
                    catalogue::BY_HAND,
                    number + 1
                ))?;
            }
            successors::settle_with_sums(connection)?;
            costs::refresh(connection, home)?;
            Ok(connection.execute_batch("COMMIT")?)
        };
        let result = work();
        if result.is_err() {
            connection.execute_batch("ROLLBACK").ok();
        }
        result
    })
}
