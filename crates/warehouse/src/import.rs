//! From a file's text to order lines, by DuckDB itself: text columns, casts that may fail, and
//! joins on keys; no row passes through Rust.
//!
//! ```text
//! staging file -> staged (typed rows, each with its refusal if it has one)
//!              -> orders, products, items, countries, customers (what is new among them)
//!              -> lines -> order_hours, refused, batches
//! ```
//! Everything after `staged` is one transaction: a batch is there with all its lines or not at all.

use crate::{
    error::{Result, WarehouseError},
    measures,
    open::{Cancel, Warehouse},
    schema, sql,
    zone::{self, Basis},
};
use duckdb::{Connection, OptionalExt as _};
use jiff::civil::DateTime;
use kontor_api::import::{KindCount, LineKind, Refusal, RefusedCount, RefusedRow};
use kontor_domain::{Currency, Money, Period};
use std::path::PathBuf;

/// A UTF-8 file in the staging folder, and how it is cut into cells.
#[derive(Debug, Clone)]
pub struct Source {
    /// The file.
    pub file: PathBuf,
    /// What separates cells.
    pub delimiter: char,
    /// What encloses cells that hold a delimiter; `None` if quotes are ordinary characters.
    pub quote: Option<char>,
    /// Whether the first line names the columns.
    pub has_header: bool,
    /// The columns' names; a row with more or fewer cells is refused.
    pub header: Vec<String>,
}

impl Source {
    /// The SQL name of a column by its place, as the expressions of [`RowSql`] use it.
    pub fn column(index: usize) -> String {
        format!("c{index}")
    }
}

/// How rows become order lines: the columns that hold texts, and SQL expressions over
/// [`Source::column`]s for everything else. An expression whose text cannot be understood yields
/// NULL, which refuses the row where the value is needed.
///
/// Texts are cleaned once for each distinct one, not once for each row.
pub struct RowSql {
    /// The column of the order's number.
    pub order_id: String,
    /// TIMESTAMP on the shop's clocks, where no offset is written.
    pub local: String,
    /// TIMESTAMP in UTC, where an offset is written.
    pub utc: String,
    /// The column of the product's code.
    pub sku: Option<String>,
    /// The column of the product's name.
    pub title: Option<String>,
    /// DECIMAL(18,6); without one each line is one piece.
    pub quantity: Option<String>,
    /// DECIMAL(18,6).
    pub unit_price: Option<String>,
    /// DECIMAL(18,6); wins over the unit price.
    pub line_total: Option<String>,
    /// DECIMAL(18,6); taken off the line's amount.
    pub discount: Option<String>,
    /// VARCHAR; an ISO code.
    pub currency: Option<String>,
    /// The column of who bought.
    pub customer: Option<String>,
    /// The column of where it went.
    pub country: Option<String>,
    /// The column of the order's status.
    pub status: Option<String>,
    /// Cleans a code or a number that is a name: the SQL for the SQL of a text; NULL if nothing is
    /// left.
    pub clean_id: fn(&str) -> String,
    /// Cleans any other text.
    pub clean_text: fn(&str) -> String,
    /// UTINYINT: the index in [`schema::ROLES`], from columns `sku` and `title`.
    pub role: String,
    /// UTINYINT: the index in [`LineKind::ALL`], from `o.order_id`, `s.status`, `role_index`,
    /// `s.quantity` and `s.amount_minor`.
    pub kind: String,
    /// The currency of lines that name none.
    pub home: Currency,
    /// The shop's time zone.
    pub time_zone: String,
    /// Whether the file held bytes that are no text; a number or code with one is refused.
    pub has_replacements: bool,
    /// The columns that were needed, to show a refused value: reason, heading, column.
    pub shown: Vec<(Refusal, String, String)>,
}

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading text into typed rows.
    Reading,
    /// Telling orders and products apart.
    Sorting,
    /// Writing order lines.
    Writing,
    /// Adding up.
    Summing,
}

/// What an import did.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The new batch.
    pub batch_id: u32,
    /// Rows that became order lines.
    pub rows_kept: u64,
    /// Refused rows by reason, the most frequent first.
    pub refused: Vec<RefusedCount>,
    /// Kept lines by kind.
    pub kinds: Vec<KindCount>,
    /// Orders among the kept lines.
    pub orders: u64,
    /// Products among the kept lines.
    pub products: u64,
    /// Orders whose number and day an earlier import has too.
    pub orders_seen_before: u64,
    /// First and last day.
    pub period: Option<Period>,
    /// Whether times were written with an offset from UTC.
    pub has_offsets: bool,
}

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

const REASONS: [(Refusal, &str); 9] = [
    (Refusal::Ragged, "ragged"),
    (Refusal::Encoding, "encoding"),
    (Refusal::NoOrder, "no_order"),
    (Refusal::BadDate, "bad_date"),
    (Refusal::BadQuantity, "bad_quantity"),
    (Refusal::BadAmount, "bad_amount"),
    (Refusal::BadCurrency, "bad_currency"),
    (Refusal::NoProduct, "no_product"),
    (Refusal::OutOfRange, "out_of_range"),
];

fn reason_name(reason: Refusal) -> &'static str {
    REASONS.iter().find(|(each, _)| *each == reason).map_or("", |(_, name)| name)
}

fn reason_of(name: &str) -> Refusal {
    REASONS.iter().find(|(_, each)| *each == name).map_or(Refusal::Ragged, |(reason, _)| *reason)
}

/// Imports a staged file. `identify` tells what the file is once its rows were read; if its bytes
/// are in already, `known` is told, and nothing changes. `report` makes the text to store with the
/// batch from what was done; it is written in the same transaction.
///
/// # Errors
/// [`WarehouseError::Cancelled`] when asked to stop, and whatever DuckDB fails with; in each case
/// the warehouse is as before.
#[expect(clippy::too_many_arguments, reason = "what happens on the way is told by a function each")]
pub fn import(
    warehouse: &Warehouse,
    source: &Source,
    rows: &RowSql,
    identify: impl FnOnce() -> Result<Identity>,
    cancel: &Cancel,
    mut progress: impl FnMut(Stage),
    known: impl FnOnce(&KnownBatch),
    report: impl FnOnce(&Imported, &Identity) -> Result<String>,
) -> Result<Option<Imported>> {
    warehouse.with_cancel(cancel, None, |connection| {
        progress(Stage::Reading);
        let result = (|| {
            stage(connection, source, rows)?;
            let identity = identify()?;
            cancel.check()?;
            progress(Stage::Sorting);
            connection.execute_batch("BEGIN TRANSACTION")?;
            if let Some(batch) = known_batches(connection, &format!("WHERE hash = {}", sql::text(&identity.hash)))?.pop() {
                connection.execute_batch("ROLLBACK")?;
                known(&batch);
                return Ok(None);
            }
            let imported = keep(connection, source, rows, cancel, &mut progress)?;
            connection.execute(
                "INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?)",
                duckdb::params![
                    imported.batch_id,
                    &identity.hash,
                    &identity.name,
                    identity.imported_at.to_string(),
                    imported.has_offsets,
                    report(&imported, &identity)?
                ],
            )?;
            cancel.check()?;
            connection.execute_batch("COMMIT")?;
            Ok(Some(imported))
        })();
        if result.is_err() {
            connection.execute_batch("ROLLBACK").ok();
        }
        connection.execute_batch(
            "DROP TABLE IF EXISTS temp.staged; DROP TABLE IF EXISTS temp.raw_orders; DROP TABLE IF EXISTS temp.raw_items;
             DROP TABLE IF EXISTS temp.new_orders; DROP TABLE IF EXISTS temp.order_keys; DROP TABLE IF EXISTS temp.item_keys;
             DROP TABLE IF EXISTS temp.reject_errors; DROP TABLE IF EXISTS temp.reject_scans;",
        ).ok();
        if result.is_ok() {
            // The log is merged into the file now, not at the next start. Where a reader holds an
            // older state DuckDB refuses; then it happens later by itself.
            connection.execute_batch("CHECKPOINT").ok();
        }
        result
    })
}

/// What an import is of.
pub struct Identity {
    /// BLAKE3 hash of the file's bytes, in hexadecimal.
    pub hash: String,
    /// The file's name.
    pub name: String,
    /// Now, UTC.
    pub imported_at: DateTime,
}

/// Reads the file into `temp.staged`: every row with its values, or with its refusal and its text.
fn stage(connection: &Connection, source: &Source, rows: &RowSql) -> Result<()> {
    let width = source.header.len();
    let columns: Vec<String> =
        (0..width).map(|index| format!("'{}': 'VARCHAR'", Source::column(index))).collect();
    let quote = source.quote.map(String::from).unwrap_or_default();
    let read = format!(
        "read_csv({}, columns = {{{}}}, auto_detect = false, header = {}, delim = {}, quote = {}, escape = {}, \
         strict_mode = true, max_line_size = 16777216, store_rejects = true)",
        sql::text(&source.file.to_string_lossy()),
        columns.join(", "),
        source.has_header,
        sql::text(&source.delimiter.to_string()),
        sql::text(&quote),
        sql::text(&quote),
    );
    let or_null = |expression: &Option<String>, kind: &str| match expression {
        Some(expression) => expression.clone(),
        None => format!("CAST(NULL AS {kind})"),
    };
    let decimal = "DECIMAL(18,6)";
    let quantity = rows.quantity.clone().unwrap_or_else(|| format!("CAST(1 AS {decimal})"));
    let currency = match &rows.currency {
        Some(code) => format!(
            "CASE WHEN {code} IS NULL THEN {home} ELSE (CASE upper({code}) {known} END)::UTINYINT END",
            home = currency_index(rows.home),
            known = Currency::all()
                .map(|currency| format!(
                    "WHEN {} THEN {}",
                    sql::text(currency.code()),
                    currency_index(currency)
                ))
                .collect::<Vec<_>>()
                .join(" ")
        ),
        None => format!("{}::UTINYINT", currency_index(rows.home)),
    };
    let minor = match &rows.currency {
        Some(_) => format!(
            "CASE WHEN currency_id IN ({}) THEN {} WHEN currency_id IN ({}) THEN {} ELSE {} END",
            with_minor_digits(0),
            minor_units(0),
            with_minor_digits(3),
            minor_units(3),
            minor_units(2),
        ),
        None => minor_units(rows.home.minor_digits()),
    };
    // Half away from zero, so that a cancellation takes back exactly what the sale booked. A
    // discount lowers the amount's size whichever sign the line has.
    let gross = match (&rows.line_total, &rows.unit_price) {
        (Some(_), Some(_)) => "coalesce(line_total, quantity * unit_price)".to_owned(),
        (Some(_), None) => "line_total".to_owned(),
        _ => "quantity * unit_price".to_owned(),
    };
    let amount = match &rows.discount {
        Some(_) => format!("({gross} - sign({gross}) * abs(coalesce(discount, 0)))"),
        None => gross,
    };
    // A unit price that stands nowhere follows from the amount.
    let unit_price = match (&rows.unit_price, &rows.line_total) {
        (Some(_), Some(_)) => {
            "coalesce(unit_price, TRY_CAST(line_total / nullif(quantity, 0) AS DECIMAL(18,6)), 0)"
        }
        (Some(_), None) => "unit_price",
        _ => "coalesce(TRY_CAST(line_total / nullif(quantity, 0) AS DECIMAL(18,6)), 0)",
    };
    // What begins below a figure may be blank or quoted; everything else has text for sure.
    let blank = |column: &str, clean: fn(&str) -> String| {
        format!(
            "CASE WHEN {column} IS NULL THEN true WHEN {column} < '0' THEN {} IS NULL ELSE false END",
            clean(column)
        )
    };
    let no_order = blank(&rows.order_id, rows.clean_id);
    let no_sku = rows.sku.as_ref().map_or("true".to_owned(), |column| blank(column, rows.clean_id));
    let no_title =
        rows.title.as_ref().map_or("true".to_owned(), |column| blank(column, rows.clean_text));
    let no_product = format!("CASE WHEN {no_sku} THEN {no_title} ELSE false END");
    let unreadable = match rows.has_replacements {
        true => [Some(&rows.order_id), rows.sku.as_ref()]
            .into_iter()
            .flatten()
            .map(|column| format!("contains({column}, chr(65533))"))
            .collect::<Vec<_>>()
            .join(" OR "),
        false => "false".to_owned(),
    };
    let shown = |kind: &str| {
        rows.shown
            .iter()
            .map(|(reason, heading, expression)| {
                let value = if kind == "value" { expression.clone() } else { sql::text(heading) };
                format!("WHEN {} THEN {value}", sql::text(reason_name(*reason)))
            })
            .collect::<Vec<_>>()
            .join(" ")
    };
    let (column_name, value) = match rows.shown.is_empty() {
        true => ("CAST(NULL AS VARCHAR)".to_owned(), "CAST(NULL AS VARCHAR)".to_owned()),
        false => (
            format!("CASE refusal {} END", shown("heading")),
            format!("CASE refusal {} END", shown("value")),
        ),
    };
    let cells: Vec<String> =
        (0..width).map(|index| format!("coalesce({}, '')", Source::column(index))).collect();
    let delimiter = sql::text(&source.delimiter.to_string());
    // What only a refused row needs is evaluated for refused rows only: CASE skips what is not
    // chosen.
    connection.execute_batch(&format!(
        "CREATE OR REPLACE TEMP TABLE staged AS
         SELECT order_raw, sku_raw, title_raw, quantity_3 AS quantity, price AS unit_price, amount_minor, currency_id,
                local_in, utc_in, customer, country, status, refusal,
                CASE WHEN refusal IS NULL THEN NULL ELSE {column_name} END AS column_name,
                CASE WHEN refusal IS NULL THEN NULL ELSE {value} END AS value,
                CASE WHEN refusal IS NULL THEN NULL ELSE concat_ws({delimiter}, {cells}) END AS row_text
         FROM (SELECT *,
                CASE WHEN {no_order} THEN 'no_order'
                     WHEN coalesce(local_in, utc_in) IS NULL THEN 'bad_date'
                     WHEN quantity IS NULL THEN 'bad_quantity'
                     WHEN amount IS NULL THEN 'bad_amount'
                     WHEN currency_id IS NULL THEN 'bad_currency'
                     WHEN {no_product} THEN 'no_product'
                     WHEN quantity_3 IS NULL OR price IS NULL OR amount_minor IS NULL
                          OR NOT coalesce(local_in, utc_in) BETWEEN TIMESTAMP '1970-01-01' AND TIMESTAMP '2200-01-01' THEN 'out_of_range'
                     WHEN {unreadable} THEN 'encoding'
                END AS refusal
         FROM (SELECT *, TRY_CAST(quantity AS DECIMAL(18,3)) AS quantity_3, {unit_price} AS price, {minor} AS amount_minor
         FROM (SELECT *, {amount} AS amount
         FROM (SELECT {order_raw} AS order_raw, {local} AS local_in, {utc} AS utc_in, {sku} AS sku_raw, {title} AS title_raw,
                {quantity} AS quantity, {in_price} AS unit_price, {line_total} AS line_total, {discount} AS discount,
                {currency} AS currency_id, {customer} AS customer, {country} AS country, {status} AS status,
                {raw}
         FROM {read}))))",
        cells = cells.join(", "),
        order_raw = rows.order_id,
        local = rows.local,
        utc = rows.utc,
        sku = or_null(&rows.sku, "VARCHAR"),
        title = or_null(&rows.title, "VARCHAR"),
        in_price = or_null(&rows.unit_price, decimal),
        line_total = or_null(&rows.line_total, decimal),
        discount = or_null(&rows.discount, decimal),
        customer = or_null(&rows.customer, "VARCHAR"),
        country = or_null(&rows.country, "VARCHAR"),
        status = or_null(&rows.status, "VARCHAR"),
        raw = (0..width).map(Source::column).collect::<Vec<_>>().join(", "),
    ))?;
    Ok(())
}

/// Currencies have a fixed number in the warehouse: their place in the list of codes.
fn currency_index(currency: Currency) -> usize {
    Currency::all().position(|each| each == currency).unwrap_or_default()
}

/// The amount in minor units of a currency with so many digits; NULL beyond what an amount holds.
/// Rounding comes before scaling: a product of two numbers has no digits to spare.
fn minor_units(digits: u8) -> String {
    format!(
        "TRY_CAST(TRY_CAST(round(amount, {digits}) AS DECIMAL(18,{digits})) * {} AS BIGINT)",
        10_u32.pow(u32::from(digits))
    )
}

/// Currency numbers with so many minor digits, for an IN.
fn with_minor_digits(digits: u8) -> String {
    let numbers: Vec<String> = Currency::all()
        .filter(|currency| currency.minor_digits() == digits)
        .map(|currency| currency_index(currency).to_string())
        .collect();
    numbers.join(", ")
}

fn enum_sql(index: &str, type_name: &str, names: &[&str]) -> String {
    let cases: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(number, name)| format!("WHEN {number} THEN '{name}'::{type_name}"))
        .collect();
    format!("CASE {index} {} END", cases.join(" "))
}

fn one<T: duckdb::types::FromSql>(connection: &Connection, statement: &str) -> Result<T> {
    Ok(connection.query_row(statement, [], |row| row.get(0))?)
}

/// The transaction: from `staged` to a batch.
fn keep(
    connection: &Connection,
    source: &Source,
    rows: &RowSql,
    cancel: &Cancel,
    progress: &mut impl FnMut(Stage),
) -> Result<Imported> {
    let run = |statement: &str| -> Result<()> {
        cancel.check()?;
        Ok(connection.execute_batch(statement)?)
    };
    // Numbers are not used again after an undo, so that an operation always means the same batch.
    let batch: u32 = one(
        connection,
        "SELECT greatest((SELECT coalesce(max(batch_id), 0) FROM batches), (SELECT last_batch FROM meta)) + 1",
    )?;
    run(&format!("UPDATE meta SET last_batch = {batch}"))?;
    let has_refusals: bool = one(connection, "SELECT count(refusal) > 0 FROM staged")?;
    let kept = if has_refusals { "WHERE refusal IS NULL" } else { "" };

    let (first, last): (Option<String>, Option<String>) = connection.query_row(
        &format!("SELECT CAST(min(coalesce(local_in, utc_in)) AS VARCHAR), CAST(max(coalesce(local_in, utc_in)) AS VARCHAR) FROM staged {kept}"),
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let parse = |text: Option<String>| text.and_then(|text| text.parse::<DateTime>().ok());
    let range = parse(first).zip(parse(last));
    let has_offsets: bool = one(connection, "SELECT count(utc_in) > 0 FROM staged")?;
    let (local_time, utc_offset) = match range {
        None => ("local_in".to_owned(), "0".to_owned()),
        Some((from, to)) => {
            let at_local = zone::offset_sql(&rows.time_zone, Basis::Local, "local_in", from, to)?;
            let at_utc = zone::offset_sql(&rows.time_zone, Basis::Utc, "utc_in", from, to)?;
            if has_offsets {
                (
                    format!("coalesce(utc_in + to_seconds({at_utc}), local_in)"),
                    format!("CASE WHEN utc_in IS NOT NULL THEN {at_utc} ELSE {at_local} END"),
                )
            } else {
                ("local_in".to_owned(), at_local)
            }
        }
    };

    let new: Vec<u8> = connection
        .prepare(&format!(
            "SELECT DISTINCT currency_id FROM staged ANTI JOIN currencies USING (currency_id) {kept} ORDER BY 1"
        ))?
        .query_map([], |row| row.get(0))?
        .collect::<std::result::Result<_, _>>()?;
    for currency in Currency::all() {
        let index = currency_index(currency);
        if new.iter().any(|new| usize::from(*new) == index) {
            run(&format!(
                "INSERT INTO currencies VALUES ({index}, '{}', {})",
                currency.code(),
                currency.minor_digits()
            ))?;
        }
    }
    let digits: Option<u8> = one(connection, "SELECT max(minor_digits) FROM currencies")?;
    run(&schema::order_lines_view(digits.unwrap_or(2)))?;

    // Distinct texts first, then their cleaning, then keys: `17850` and `17850.0` are one order.
    run(&format!(
        "CREATE OR REPLACE TEMP TABLE raw_orders AS
         SELECT order_raw, local_date, first_row, customer, country, {order_id} AS order_id
         FROM (SELECT order_raw, CAST({local_time} AS DATE) AS local_date, min(rowid) AS first_row,
                      arg_min(customer, rowid) AS customer, arg_min(country, rowid) AS country
               FROM staged {kept} GROUP BY ALL);
         CREATE OR REPLACE TEMP TABLE raw_items AS
         SELECT sku_raw, title_raw, lines, coalesce({sku}, {title}) AS product, {title} AS title
         FROM (SELECT sku_raw, title_raw, count(*) AS lines FROM staged {kept} GROUP BY ALL);",
        order_id = (rows.clean_id)("order_raw"),
        sku = (rows.clean_id)("sku_raw"),
        title = (rows.clean_text)("title_raw"),
    ))?;
    refuse_blank(connection)?;
    run(&format!(
        "CREATE OR REPLACE TEMP TABLE new_orders AS
         SELECT CAST((SELECT coalesce(max(order_key), 0) FROM orders) + row_number() OVER (ORDER BY min(first_row)) AS INTEGER) AS order_key,
                order_id, local_date, min(first_row) AS first_row,
                {customer} AS customer, {country} AS country
         FROM (SELECT order_id, local_date, min(first_row) AS first_row, arg_min(customer, first_row) AS customer,
                      arg_min(country, first_row) AS country
               FROM raw_orders WHERE order_id IS NOT NULL GROUP BY order_id, local_date)
         GROUP BY order_id, local_date, customer, country;
         INSERT INTO countries
         SELECT CAST((SELECT coalesce(max(country_id), 0) FROM countries) + row_number() OVER (ORDER BY country) AS SMALLINT), country
         FROM (SELECT DISTINCT country FROM new_orders ANTI JOIN countries USING (country) WHERE country IS NOT NULL);
         INSERT INTO customers
         SELECT CAST((SELECT coalesce(max(customer_id), 0) FROM customers) + row_number() OVER (ORDER BY customer) AS INTEGER), customer
         FROM (SELECT DISTINCT customer FROM new_orders ANTI JOIN customers USING (customer) WHERE customer IS NOT NULL);
         INSERT INTO orders
         SELECT {batch}, order_key, order_id, local_date, CAST({first_row} AS INTEGER), customer_id, country_id
         FROM new_orders n LEFT JOIN customers USING (customer) LEFT JOIN countries USING (country);
         CREATE OR REPLACE TEMP TABLE order_keys AS
         SELECT r.order_raw, r.local_date, n.order_id, n.order_key, country_id
         FROM raw_orders r JOIN new_orders n USING (order_id, local_date) LEFT JOIN countries ON countries.country = n.country;",
        customer = (rows.clean_id)("customer"),
        country = (rows.clean_text)("country"),
        first_row = source_row(connection, source, "first_row")?,
    ))?;

    let role = enum_sql(&rows.role, "line_role", &schema::ROLES);
    run(&format!(
        "INSERT INTO products
         SELECT CAST((SELECT coalesce(max(product_id), 0) FROM products) + row_number() OVER (ORDER BY sku) AS INTEGER),
                sku, title, {role}, NULL, NULL
         FROM (SELECT product AS sku, coalesce(arg_max(title, lines), product) AS title
               FROM raw_items WHERE product IS NOT NULL GROUP BY product)
         ANTI JOIN products USING (sku);
         INSERT INTO items
         SELECT CAST((SELECT coalesce(max(item_id), 0) FROM items) + row_number() OVER (ORDER BY product_id, title) AS INTEGER), product_id, title
         FROM (SELECT DISTINCT p.product_id, r.title FROM raw_items r JOIN products p ON p.sku = r.product) n
         WHERE NOT EXISTS (SELECT 1 FROM items i WHERE i.product_id = n.product_id AND i.title IS NOT DISTINCT FROM n.title);
         CREATE OR REPLACE TEMP TABLE item_keys AS
         SELECT coalesce(r.sku_raw, '') AS sku_raw, coalesce(r.title_raw, '') AS title_raw, i.item_id, i.product_id, p.role
         FROM raw_items r JOIN products p ON p.sku = r.product
         JOIN items i ON i.product_id = p.product_id AND i.title IS NOT DISTINCT FROM r.title;"
    ))?;

    progress(Stage::Writing);
    let kinds: Vec<&str> = LineKind::ALL.iter().map(|kind| kind.name()).collect();
    let roles = enum_index("i.role", &schema::ROLES);
    let kind = rows.kind.replace("role_index", &roles);
    let has_refusals: bool = one(connection, "SELECT count(refusal) > 0 FROM staged")?;
    let kept = if has_refusals { "WHERE refusal IS NULL" } else { "" };
    let order = if in_time_order(connection)? { "" } else { "ORDER BY local_date" };
    run(&format!(
        "INSERT INTO lines
         SELECT {batch}, o.order_key, {kind}, i.role, i.item_id, i.product_id, o.country_id, s.currency_id, s.quantity,
                s.unit_price, s.amount_minor, {local_time}, {utc_offset}, o.local_date, CAST({row} AS INTEGER)
         FROM staged s
         JOIN order_keys o ON o.order_raw = s.order_raw AND o.local_date = CAST({local_time} AS DATE)
         JOIN item_keys i ON i.sku_raw = coalesce(s.sku_raw, '') AND i.title_raw = coalesce(s.title_raw, '')
         {kept} {order}",
        kind = enum_sql(&kind, "line_kind", &kinds),
        row = source_row(connection, source, "s.rowid")?,
    ))?;
    run(&format!(
        "INSERT INTO refused SELECT {batch}, {row}, refusal, column_name, value, row_text FROM staged WHERE refusal IS NOT NULL;
         INSERT INTO refused
         SELECT {batch}, line - {header}, 'ragged', column_name, NULL, trim(csv_line, chr(10) || chr(13))
         FROM (SELECT line, any_value(column_name) AS column_name, any_value(csv_line) AS csv_line FROM reject_errors GROUP BY line);",
        row = source_row(connection, source, "rowid")?,
        header = i32::from(source.has_header),
    ))?;

    progress(Stage::Summing);
    sum_hours(connection, &format!("WHERE batch_id = {batch}"))?;
    refresh_products(connection)?;

    let count = |statement: &str| -> Result<u64> {
        one::<i64>(connection, statement).map(|count| count as u64)
    };
    Ok(Imported {
        batch_id: batch,
        rows_kept: count(&format!("SELECT count(*) FROM lines WHERE batch_id = {batch}"))?,
        refused: refused_counts(connection, batch)?,
        kinds: kind_counts(connection, batch)?,
        orders: count("SELECT count(*) FROM new_orders")?,
        products: count("SELECT count(DISTINCT product_id) FROM item_keys")?,
        orders_seen_before: count(&format!(
            "SELECT count(*) FROM new_orders SEMI JOIN (SELECT order_id, local_date FROM orders WHERE batch_id <> {batch}) USING (order_id, local_date)"
        ))?,
        period: days_of(connection, &format!("WHERE batch_id = {batch}"))?,
        has_offsets,
    })
}

/// Refuses rows whose order number or product turned out to be blank only when it was cleaned: a
/// no-break space, a lone apostrophe.
fn refuse_blank(connection: &Connection) -> Result<()> {
    for (table, key, reason) in [
        ("raw_orders WHERE order_id IS NULL", "order_raw", "no_order"),
        (
            "raw_items WHERE product IS NULL",
            "coalesce(sku_raw, '') || chr(0) || coalesce(title_raw, '')",
            "no_product",
        ),
    ] {
        let is_any: bool = one(connection, &format!("SELECT count(*) > 0 FROM {table}"))?;
        if is_any {
            connection.execute_batch(&format!(
                "UPDATE staged SET refusal = '{reason}',
                        row_text = concat_ws(' | ', order_raw, sku_raw, title_raw, quantity, unit_price, customer, country)
                 WHERE refusal IS NULL AND {key} IN (SELECT {key} FROM {table})"
            ))?;
        }
    }
    Ok(())
}

fn enum_index(column: &str, names: &[&str]) -> String {
    let cases: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(index, name)| format!("WHEN '{name}' THEN {index}"))
        .collect();
    format!("CASE {column} {} END", cases.join(" "))
}

/// The file's row, from 1, of the staged row `rowid`: rows that could not be cut into cells never
/// got one, so those before it are counted in.
fn source_row(connection: &Connection, source: &Source, rowid: &str) -> Result<String> {
    let header = i64::from(source.has_header);
    let mut statement =
        connection.prepare("SELECT DISTINCT line FROM reject_errors ORDER BY line")?;
    let lines: Vec<i64> =
        statement.query_map([], |row| row.get(0))?.collect::<std::result::Result<_, _>>()?;
    // The i-th refused row (from 0) stands after `row - 1 - i` rows that were cut.
    let steps: Vec<i64> =
        lines.iter().zip(0..).map(|(line, index)| line - header - 1 - index).collect();
    fn search(rowid: &str, steps: &[i64], before: usize) -> String {
        match (steps.get(steps.len() / 2), steps.split_at(steps.len() / 2)) {
            (Some(step), (left, right)) => format!(
                "CASE WHEN {rowid} < {step} THEN {} ELSE {} END",
                search(rowid, left, before),
                search(rowid, right.get(1..).unwrap_or_default(), before + left.len() + 1)
            ),
            (None, _) => before.to_string(),
        }
    }
    // Beyond a few thousand the statement itself would grow without use: the row is then counted
    // among the rows that could be cut.
    let skipped = if steps.len() > 4096 { "0".to_owned() } else { search(rowid, &steps, 0) };
    Ok(format!("({rowid} + 1 + {skipped})"))
}

/// Whether rows stand so that a span of days lies in few row groups, oldest or newest first: what
/// DuckDB's zone maps need to skip the rest. If not, lines are sorted while they are written.
fn in_time_order(connection: &Connection) -> Result<bool> {
    one(
        connection,
        "SELECT coalesce(avg(span) <= 10 + 3 * any_value(whole) / count(*), true)
         FROM (SELECT max(day) - min(day) AS span, max(max(day)) OVER () - min(min(day)) OVER () AS whole
               FROM (SELECT CAST(coalesce(local_in, utc_in) AS DATE) AS day, rowid // 122880 AS part FROM staged WHERE refusal IS NULL)
               GROUP BY part)",
    )
}

/// Adds up lines for each order and hour. An order counts in the first hour that sold goods.
fn sum_hours(connection: &Connection, which: &str) -> Result<()> {
    let columns: Vec<String> = measures::ALL
        .iter()
        .filter(|basis| **basis != measures::ORDERS)
        .map(|basis| basis.stored())
        .collect();
    let [net_sales, units, taken_back, shipping, all_lines] = columns.as_slice() else {
        return Err(WarehouseError::Defect("a measure without a column".to_owned()));
    };
    connection.execute_batch(&format!(
        "INSERT INTO order_hours
         SELECT batch_id, order_key, local_date, local_hour, country_id, currency_id, net_sales,
                CAST(sells AND local_hour = min(local_hour) FILTER (sells) OVER (PARTITION BY order_key) AND currency_id = min(currency_id) FILTER (sells) OVER (PARTITION BY order_key) AS INTEGER),
                units, taken_back, shipping, all_lines
         FROM (SELECT batch_id, order_key, local_date, CAST(hour(local_time) AS UTINYINT) AS local_hour, country_id, currency_id,
                      {net_sales} AS net_sales, bool_or(kind = 'sale') AS sells, {units} AS units, {taken_back} AS taken_back,
                      {shipping} AS shipping, {all_lines} AS all_lines
               FROM lines {which} GROUP BY ALL)
         ORDER BY local_date"
    ))?;
    Ok(())
}

/// First and last day of each product; what no line mentions any more goes.
fn refresh_products(connection: &Connection) -> Result<()> {
    connection.execute_batch(
        "CREATE OR REPLACE TEMP TABLE sold AS
         SELECT product_id, min(local_date) FILTER (kind = 'sale') AS first_sold, max(local_date) FILTER (kind = 'sale') AS last_sold
         FROM lines GROUP BY product_id;
         CREATE OR REPLACE TEMP TABLE kept_products AS
         SELECT p.product_id, p.sku, p.title, p.role, s.first_sold, s.last_sold FROM products p JOIN sold s USING (product_id);
         DELETE FROM products;
         INSERT INTO products SELECT * FROM kept_products ORDER BY product_id;
         DROP TABLE sold; DROP TABLE kept_products;",
    )?;
    Ok(())
}

fn days_of(connection: &Connection, which: &str) -> Result<Option<Period>> {
    let days: (Option<String>, Option<String>) = connection.query_row(
        &format!("SELECT CAST(min(local_date) AS VARCHAR), CAST(max(local_date) AS VARCHAR) FROM order_hours {which}"),
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

fn refused_counts(connection: &Connection, batch: u32) -> Result<Vec<RefusedCount>> {
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

fn kind_counts(connection: &Connection, batch: u32) -> Result<Vec<KindCount>> {
    let mut statement = connection.prepare(
        "SELECT CAST(kind AS VARCHAR), currency, count(*), CAST(sum(amount_minor) AS BIGINT)
         FROM lines JOIN currencies USING (currency_id) WHERE batch_id = ? GROUP BY kind, currency ORDER BY kind, currency",
    )?;
    let rows: Vec<(String, String, i64, i64)> = statement
        .query_map([batch], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
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

/// Removes a batch with everything that came with it.
///
/// # Errors
/// [`WarehouseError::NotFound`] if there is no such batch; otherwise what DuckDB fails with, the
/// warehouse then being as before.
pub fn undo_batch(warehouse: &Warehouse, batch_id: u32, cancel: &Cancel) -> Result<()> {
    warehouse.with_cancel(cancel, None, |connection| {
        connection.execute_batch("BEGIN TRANSACTION")?;
        let removed = connection.execute("DELETE FROM batches WHERE batch_id = ?", [batch_id])?;
        if removed == 0 {
            return Err(WarehouseError::NotFound(format!("there is no import {batch_id}")));
        }
        for table in ["lines", "order_hours", "orders", "refused"] {
            cancel.check()?;
            connection.execute(&format!("DELETE FROM {table} WHERE batch_id = ?"), [batch_id])?;
        }
        refresh_products(connection)?;
        connection.execute_batch(
            "DELETE FROM items WHERE product_id NOT IN (SELECT product_id FROM products);
             DELETE FROM countries WHERE country_id NOT IN (SELECT country_id FROM orders WHERE country_id IS NOT NULL);
             DELETE FROM customers WHERE customer_id NOT IN (SELECT customer_id FROM orders WHERE customer_id IS NOT NULL);
             DELETE FROM currencies WHERE currency_id NOT IN (SELECT currency_id FROM order_hours);",
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
        let epoch = Period { from: kontor_domain::Date::constant(2000, 1, 1), to: kontor_domain::Date::constant(2000, 1, 1) };
        let days = days_of(connection, "")?.unwrap_or(epoch);
        let (from, to) = (days.from.at(0, 0, 0, 0), days.to.at(23, 59, 59, 0));
        let utc = "(local_time - to_seconds(utc_offset))";
        let at_utc = zone::offset_sql(zone, Basis::Utc, utc, from, to)?;
        let at_local = zone::offset_sql(zone, Basis::Local, "local_time", from, to)?;
        let with_offsets = "(SELECT batch_id FROM batches WHERE has_offsets)";
        for statement in [
            "BEGIN TRANSACTION".to_owned(),
            format!(
                "UPDATE lines SET local_time = {utc} + to_seconds({at_utc}), utc_offset = {at_utc} WHERE batch_id IN {with_offsets}"
            ),
            format!("UPDATE lines SET utc_offset = {at_local} WHERE batch_id NOT IN {with_offsets}"),
            "UPDATE orders SET local_date = day
             FROM (SELECT order_key, CAST(min(local_time) AS DATE) AS day FROM lines GROUP BY order_key) AS placed
             WHERE placed.order_key = orders.order_key"
                .to_owned(),
            "UPDATE lines SET local_date = orders.local_date FROM orders WHERE orders.order_key = lines.order_key".to_owned(),
            "DELETE FROM order_hours".to_owned(),
        ] {
            cancel.check()?;
            connection.execute_batch(&statement)?;
        }
        sum_hours(connection, "")?;
        refresh_products(connection)?;
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
