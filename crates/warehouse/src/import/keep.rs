//! The transaction: from `staged` to a batch.

use super::{
    Imported, PART, REASONS, RowSql, Source, Stage, enum_sql, order_amounts, reason_index,
    stage::{of_order, refused_sql},
};
use crate::{
    batches, costs,
    error::Result,
    money::{currency_index, minor_units_of},
    open::Cancel,
    people, schema,
    sql::{self, one},
    sums, versions,
    zone::{self, Basis},
};
use duckdb::Connection;
use jiff::civil::DateTime;
use kontor_api::import::{Field, LineKind, Refusal, RefusedRow};
use kontor_domain::Currency;

/// SQL for the place of an order line on clocks.
pub struct Clock {
    /// TIMESTAMP, store-local.
    pub local_time: String,
    /// Seconds from UTC.
    pub utc_offset: String,
    /// Whether the file tells the instants, so that another zone of the shop moves them.
    pub tells_instants: bool,
}

/// Writes what `staged` holds as a batch.
pub fn keep(
    connection: &Connection,
    source: &Source,
    rows: &RowSql,
    refused: &[RefusedRow],
    batch: u32,
    cancel: &Cancel,
    progress: &mut impl FnMut(Stage),
) -> Result<Imported> {
    let run = |statement: &str| -> Result<()> {
        cancel.check()?;
        Ok(connection.execute_batch(statement)?)
    };
    let kept = kept(connection)?;
    let has_offsets: bool = one(connection, "SELECT count(*) FILTER (is_utc) > 0 FROM staged")?;
    let clock =
        clock(connection, rows, ("time_in", "is_utc"), &format!("staged {kept}"), has_offsets)?;
    run(&raw_texts(rows, &clock, kept))?;
    refuse_blank(connection)?;
    run(&orders(connection, source, rows, batch)?)?;
    let currencies = currencies(connection, rows)?;
    run(&currencies)?;
    let digits: Option<u8> = one(connection, "SELECT max(minor_digits) FROM currencies")?;
    run(&schema::order_lines_views(digits.unwrap_or(2)))?;
    people::keep(connection, rows, batch, cancel)?;
    run(&products(rows))?;
    // Before lines are added up: of a product that is new here a cost may be known.
    costs::refresh(connection, rows.home)?;
    versions::find(connection, batch)?;

    progress(Stage::Writing);
    let new_lines = new_lines(connection, source, rows, &clock)?;
    if rows.has_order_amounts() {
        order_amounts::write(connection, rows, batch, &new_lines, cancel)?;
    } else {
        let order = if in_time_order(connection)? { "" } else { "ORDER BY local_date" };
        let (cost, costs) = costs::of_new_lines(connection)?;
        run(&format!(
            "INSERT INTO lines SELECT {batch}, n.*, {cost} FROM ({new_lines}) n {costs} {order}"
        ))?;
    }
    run(&format!(
        "INSERT INTO refused
         SELECT {batch}, {row}, {reason}, nullif(split_part(refused_text, {PART}, 1), ''), nullif(split_part(refused_text, {PART}, 2), ''),
                substr(refused_text, length(split_part(refused_text, {PART}, 1)) + length(split_part(refused_text, {PART}, 2)) + 3)
         FROM staged WHERE refusal IS NOT NULL;
         INSERT INTO refused
         SELECT {batch}, line - {header}, 'ragged', {heading}, NULL, trim(csv_line, chr(10) || chr(13))
         FROM (SELECT line, any_value(column_name) AS column_name, any_value(csv_line) AS csv_line FROM reject_errors GROUP BY line);",
        row = source_row(connection, source, "staged")?,
        reason = enum_sql("refusal", "VARCHAR", &REASONS.map(|(_, name)| name)),
        heading = heading_sql(source),
        header = i32::from(source.has_header),
    ))?;
    crate::rows::write_refused(connection, batch, refused)?;

    progress(Stage::Summing);
    let changes = versions::settle(connection, cancel)?;
    cancel.check()?;
    sums::add_hours(connection, &format!("WHERE batch_id = {batch}"))?;
    sums::add_to_products(connection, batch)?;

    let count = |statement: &str| -> Result<u64> {
        one::<i64>(connection, statement).map(|count| count.max(0) as u64)
    };
    Ok(Imported {
        batch_id: batch,
        rows_kept: count("SELECT count(*) FROM staged WHERE refusal IS NULL")?,
        refused: batches::refused_counts(connection, batch)?,
        changes,
        kinds: batches::kind_counts(connection, batch)?,
        orders: count("SELECT count(*) FROM new_orders")?,
        products: count("SELECT count(DISTINCT product_id) FROM item_keys")?,
        orders_off: count(&format!(
            "SELECT count(*) FROM (SELECT batch_id, agrees FROM order_amounts UNION ALL SELECT batch_id, agrees FROM replaced_order_amounts)
             WHERE batch_id = {batch} AND NOT agrees"
        ))?,
        undated_refunds: batches::undated_refunds(connection, batch)?,
        period: batches::days_of(connection, batch)?,
        has_offsets: clock.tells_instants,
    })
}

/// SQL for the heading of the column that `column_name` names.
fn heading_sql(source: &Source) -> String {
    let headings = source.header.iter().enumerate().filter(|(_, heading)| !heading.is_empty());
    let cases: Vec<String> = headings
        .map(|(index, heading)| {
            format!("WHEN '{}' THEN {}", Source::column(index), sql::text(heading))
        })
        .collect();
    match cases.is_empty() {
        true => "column_name".to_owned(),
        false => format!("CASE column_name {} ELSE column_name END", cases.join(" ")),
    }
}

/// The condition for rows that are kept, where there are others.
fn kept(connection: &Connection) -> Result<&'static str> {
    let has_refusals: bool = one(connection, "SELECT count(refusal) > 0 FROM staged")?;
    Ok(if has_refusals { "WHERE refusal IS NULL" } else { "" })
}

/// The place on clocks of the times in a column of a table, of which another says whether they are UTC.
pub fn clock(
    connection: &Connection,
    rows: &RowSql,
    (time_in, is_utc): (&str, &str),
    from: &str,
    has_offsets: bool,
) -> Result<Clock> {
    let (first, last): (Option<String>, Option<String>) = connection.query_row(
        &format!(
            "SELECT CAST(min({time_in}) AS VARCHAR), CAST(max({time_in}) AS VARCHAR) FROM {from}"
        ),
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let parse = |text: Option<String>| text.and_then(|text| text.parse::<DateTime>().ok());
    let Some((first, last)) = parse(first).zip(parse(last)) else {
        return Ok(Clock {
            local_time: time_in.to_owned(),
            utc_offset: "0".to_owned(),
            tells_instants: has_offsets,
        });
    };
    if let Some(file_zone) = &rows.file_zone
        && one::<bool>(
            connection,
            &format!(
                "SELECT count(*) FILTER (NOT {is_utc} AND {time_in} <> date_trunc('day', {time_in})) > 0 FROM {from}"
            ),
        )?
    {
        let there = zone::offset_sql(file_zone, Basis::Local, time_in, first, last)?;
        let utc =
            format!("CASE WHEN {is_utc} THEN {time_in} ELSE {time_in} - to_seconds({there}) END");
        let here = zone::offset_sql(&rows.time_zone, Basis::Utc, &format!("({utc})"), first, last)?;
        return Ok(Clock {
            local_time: format!("({utc}) + to_seconds({here})"),
            utc_offset: here,
            tells_instants: true,
        });
    }
    let at_local = zone::offset_sql(&rows.time_zone, Basis::Local, time_in, first, last)?;
    if !has_offsets {
        return Ok(Clock {
            local_time: time_in.to_owned(),
            utc_offset: at_local,
            tells_instants: false,
        });
    }
    let at_utc = zone::offset_sql(&rows.time_zone, Basis::Utc, time_in, first, last)?;
    Ok(Clock {
        local_time: format!(
            "CASE WHEN {is_utc} THEN {time_in} + to_seconds({at_utc}) ELSE {time_in} END"
        ),
        utc_offset: format!("CASE WHEN {is_utc} THEN {at_utc} ELSE {at_local} END"),
        tells_instants: true,
    })
}

/// Distinct texts first, then their cleaning, then keys: `17850` and `17850.0` are one order.
fn raw_texts(rows: &RowSql, clock: &Clock, kept: &str) -> String {
    // What the file does not say nobody has to keep for each of its rows.
    let missing: String = [
        ("customer", "VARCHAR", rows.customer.is_some()),
        ("country", "VARCHAR", rows.country.is_some()),
        ("currency_id", "UTINYINT", rows.currency.is_some() && rows.has_order_amounts()),
    ]
    .iter()
    .filter(|(.., is_there)| !is_there)
    .map(|(name, kind, _)| format!(", CAST(NULL AS {kind}) AS {name}"))
    .collect();
    format!(
        "CREATE OR REPLACE TEMP TABLE raw_orders AS
         SELECT *, {order_id} AS order_id
         FROM (SELECT head_hash, local_date, first_row, unnest(head){missing}
               FROM (SELECT head_hash, CAST({local_time} AS DATE) AS local_date, min(rowid) AS first_row, any_value(head) AS head
                     FROM staged WHERE head IS NOT NULL GROUP BY head_hash, local_date));
         CREATE OR REPLACE TEMP TABLE raw_items AS
         SELECT *, coalesce({sku}, {title}) AS product, {title} AS title
         FROM (SELECT item_hash, item.sku AS sku_raw, item.title AS title_raw, lines
               FROM (SELECT item_hash, count(*) AS lines FROM staged {kept} GROUP BY item_hash)
               JOIN (SELECT item_hash, any_value(item) AS item FROM staged WHERE item IS NOT NULL GROUP BY item_hash) USING (item_hash));",
        order_id = (rows.clean_id)("order_raw"),
        local_time = clock.local_time,
        sku = (rows.clean_id)("sku_raw"),
        title = (rows.clean_text)("title_raw"),
    )
}

/// Keys of new orders, customers and countries. What an order says once for all its lines is what its
/// first row says that says it.
fn orders(connection: &Connection, source: &Source, rows: &RowSql, batch: u32) -> Result<String> {
    let mut columns: Vec<String> = of_order(rows).into_iter().map(|(name, _)| name).collect();
    columns.extend(["customer", "country", "currency_id"].map(str::to_owned));
    columns.sort();
    columns.dedup();
    let firsts: Vec<String> =
        columns.iter().map(|column| format!("arg_min({column}, first_row) AS {column}")).collect();
    let text = |column: &str, has: bool| match has {
        true => (rows.clean_text)(column),
        false => "CAST(NULL AS VARCHAR)".to_owned(),
    };
    let is_test = match &rows.payment_method {
        Some(_) => {
            "coalesce(contains(lower(payment_method), 'bogus') OR contains(lower(payment_method), 'for testing'), false)"
        }
        None => "false",
    };
    let is_cancelled = match &rows.cancelled_at {
        Some(_) => format!("{} IS NOT NULL", (rows.clean_text)("cancelled_at")),
        None => "false".to_owned(),
    };
    let has_status = rows.status.is_some() && rows.has_order_amounts();
    let states_refund = match rows.states(Field::OrderRefunded) {
        true => "coalesce(bool_or(order_refunded <> 0), false)",
        false => "false",
    };
    Ok(format!(
        "CREATE OR REPLACE TEMP TABLE new_orders AS
         SELECT * REPLACE ({person} AS customer, {country} AS country),
                CAST((SELECT greatest((SELECT coalesce(max(order_key), 0) FROM orders), (SELECT coalesce(max(order_key), 0) FROM replaced_orders)))
                     + row_number() OVER (ORDER BY first_row) AS INTEGER) AS order_key,
                {status} AS order_status, {is_test} AS is_test, {is_cancelled} AS is_cancelled
         FROM (SELECT order_id, local_date, {firsts}, min(first_row) AS first_row, {states_refund} AS states_refund
               FROM raw_orders WHERE order_id IS NOT NULL GROUP BY order_id, local_date);
         INSERT INTO countries
         SELECT CAST((SELECT coalesce(max(country_id), 0) FROM countries) + row_number() OVER (ORDER BY country) AS SMALLINT), country
         FROM (SELECT DISTINCT country FROM new_orders ANTI JOIN countries USING (country) WHERE country IS NOT NULL);
         INSERT INTO customers
         SELECT CAST((SELECT coalesce(max(customer_id), 0) FROM customers) + row_number() OVER (ORDER BY customer) AS INTEGER), customer
         FROM (SELECT DISTINCT customer FROM new_orders ANTI JOIN customers USING (customer) WHERE customer IS NOT NULL);
         INSERT INTO orders
         SELECT {batch}, order_key, order_id, local_date, CAST({first_row} AS INTEGER), customer_id, country_id,
                order_status, {channel}, {location}
         FROM new_orders n LEFT JOIN customers USING (customer) LEFT JOIN countries USING (country);
         CREATE OR REPLACE TEMP TABLE order_keys AS
         SELECT r.head_hash, r.local_date, n.order_id, n.order_key, n.is_test, n.is_cancelled, n.states_refund, n.order_status, {currency} AS currency_id, country_id
         FROM raw_orders r JOIN new_orders n USING (order_id, local_date) LEFT JOIN countries ON countries.country = n.country;",
        firsts = firsts.join(", "),
        person = people::person_sql(rows),
        country = (rows.clean_text)("country"),
        status = text("status", has_status),
        channel = text("channel", rows.channel.is_some()),
        location = text("location", rows.location.is_some()),
        currency = if rows.has_order_amounts() { "n.currency_id" } else { "NULL" },
        first_row = source_row(connection, source, "n")?,
    ))
}

/// Currencies that come up for the first time.
fn currencies(connection: &Connection, rows: &RowSql) -> Result<String> {
    let of_orders = match rows.has_order_amounts() {
        true => format!(
            "UNION SELECT DISTINCT coalesce(currency_id, {}) FROM new_orders",
            rows.home_id()
        ),
        false => String::new(),
    };
    let of_lines = match &rows.currency {
        Some(_) => "SELECT DISTINCT currency_id FROM staged WHERE refusal IS NULL AND currency_id IS NOT NULL".to_owned(),
        None => format!("SELECT {}::UTINYINT AS currency_id WHERE EXISTS (SELECT 1 FROM staged WHERE refusal IS NULL)", rows.home_id()),
    };
    let mut statement = connection.prepare(&format!(
        "SELECT currency_id FROM ({of_lines} {of_orders})
         WHERE currency_id NOT IN (SELECT currency_id FROM currencies) ORDER BY currency_id"
    ))?;
    let used: Vec<u8> =
        statement.query_map([], |row| row.get(0))?.collect::<std::result::Result<_, _>>()?;
    Ok(Currency::all()
        .filter(|currency| used.iter().any(|id| usize::from(*id) == currency_index(*currency)))
        .map(|currency| {
            format!(
                "INSERT INTO currencies VALUES ({}, '{}', {});",
                currency_index(currency),
                currency.code(),
                currency.minor_digits()
            )
        })
        .collect())
}

/// Keys of new products, and of the names they go by.
fn products(rows: &RowSql) -> String {
    let role = enum_sql(&rows.role, "line_role", &schema::ROLES);
    let of_order = match rows.has_order_amounts() {
        true => order_amounts::PRODUCTS.as_str(),
        false => "",
    };
    format!(
        "INSERT INTO products
         SELECT CAST((SELECT coalesce(max(product_id), 0) FROM products) + row_number() OVER (ORDER BY sku) AS INTEGER),
                sku, title, {role}, NULL, NULL
         FROM (SELECT coalesce(n.product, r.product) AS sku, coalesce(arg_max(title, lines), any_value(r.product)) AS title
               FROM raw_items r LEFT JOIN renamed n ON n.code = r.product WHERE r.product IS NOT NULL GROUP BY ALL)
         ANTI JOIN products USING (sku);
         INSERT INTO items
         SELECT CAST((SELECT coalesce(max(item_id), 0) FROM items) + row_number() OVER (ORDER BY p.product_id, n.sku, n.title) AS INTEGER),
                p.product_id, n.sku, n.title
         FROM (SELECT DISTINCT product AS sku, title FROM raw_items WHERE product IS NOT NULL) n
         LEFT JOIN renamed ON renamed.code = n.sku JOIN products p ON p.sku = coalesce(renamed.product, n.sku)
         WHERE NOT EXISTS (SELECT 1 FROM items i WHERE i.sku = n.sku AND i.title IS NOT DISTINCT FROM n.title);
         CREATE OR REPLACE TEMP TABLE item_keys AS
         SELECT r.item_hash, i.item_id, i.product_id, p.role
         FROM raw_items r JOIN items i ON i.sku = r.product AND i.title IS NOT DISTINCT FROM r.title
         JOIN products p USING (product_id);
         {of_order}"
    )
}

/// The rows of `lines` but for the batch, as a SELECT over `staged` and the keys.
fn new_lines(
    connection: &Connection,
    source: &Source,
    rows: &RowSql,
    clock: &Clock,
) -> Result<String> {
    let kinds: Vec<&str> = LineKind::ALL.iter().map(|kind| kind.name()).collect();
    let roles = enum_index("i.role", &schema::ROLES);
    let by_order = rows.has_order_amounts();
    let states_refund = if rows.states(Field::OrderRefunded) { "o.states_refund" } else { "false" };
    let mut kind = rows.kind.replace("role_index", &roles).replace("states_refund", states_refund);
    if by_order {
        kind = format!(
            "CASE WHEN o.is_test THEN {} WHEN o.is_cancelled THEN {} ELSE {} END",
            LineKind::Test as u8,
            LineKind::Cancelled as u8,
            match &rows.status {
                Some(_) => kind.replace("s.status", "coalesce(s.status, o.order_status)"),
                None => kind,
            },
        );
    }
    let home = rows.home_id();
    let currency = match (&rows.currency, by_order) {
        (None, _) => format!("{home}::UTINYINT"),
        (Some(_), true) => format!("coalesce(s.currency_id, o.currency_id, {home}::UTINYINT)"),
        (Some(_), false) => "s.currency_id".to_owned(),
    };
    let minor = |amount: &str| format!("coalesce({}, 0)", minor_units_of(amount, &currency));
    let discount = match &rows.discount {
        // With the sign of what it was taken off.
        Some(_) => minor(
            "CASE WHEN s.amount_minor < 0 OR s.quantity < 0 THEN -abs(s.line_discount) ELSE abs(s.line_discount) END",
        ),
        None => "0".to_owned(),
    };
    let tax = match &rows.line_tax {
        Some(_) => minor("s.line_tax"),
        None => "0".to_owned(),
    };
    let Clock { local_time, utc_offset, .. } = clock;
    Ok(format!(
        "SELECT o.order_key, {kind} AS kind, i.role, i.item_id, i.product_id, o.country_id, {currency} AS currency_id, s.quantity,
                s.unit_price, {amount} AS amount_minor, {discount} AS discount_minor, {tax} AS tax_minor,
                {local_time} AS local_time, {utc_offset} AS utc_offset, o.local_date, CAST({row} AS INTEGER) AS source_row
         FROM staged s
         JOIN order_keys o ON o.head_hash = s.head_hash AND o.local_date = CAST({local_time} AS DATE)
         JOIN item_keys i ON i.item_hash = s.item_hash
         {kept}",
        kind = enum_sql(&kind, "line_kind", &kinds),
        amount = if by_order { minor("s.amount") } else { "s.amount_minor".to_owned() },
        row = source_row(connection, source, "s")?,
        kept = kept(connection)?,
    ))
}

/// Refuses rows whose order number or product turned out to be blank only when it was cleaned: a
/// no-break space, a lone apostrophe.
fn refuse_blank(connection: &Connection) -> Result<()> {
    for (table, key, reason) in [
        ("raw_orders WHERE order_id IS NULL", "head_hash", Refusal::NoOrder),
        ("raw_items WHERE product IS NULL", "item_hash", Refusal::NoProduct),
    ] {
        let is_any: bool = one(connection, &format!("SELECT count(*) > 0 FROM {table}"))?;
        if is_any {
            connection.execute_batch(&format!(
                "UPDATE staged SET refusal = {reason}, refused_text = {text}
                 FROM raw_items i, (SELECT head_hash, any_value(order_raw) AS order_raw FROM raw_orders GROUP BY head_hash) o
                 WHERE i.item_hash = staged.item_hash AND o.head_hash = staged.head_hash AND refusal IS NULL AND staged.{key} IN (SELECT {key} FROM {table})",
                reason = reason_index(reason),
                text = refused_sql(
                    "''",
                    "''",
                    "concat_ws(' | ', order_raw, sku_raw, title_raw, quantity, unit_price)"
                ),
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

/// The file's row, from 1, of a row of `table`, which is `staged` or has its `rowid` as
/// `first_row`: rows that could not be cut into cells never got one, so those before it are
/// counted in.
fn source_row(connection: &Connection, source: &Source, table: &str) -> Result<String> {
    let rowid = match table {
        "n" => "n.first_row".to_owned(),
        staged => format!("{staged}.rowid"),
    };
    if source.has_row_numbers {
        return Ok(match table {
            "n" => "(SELECT source_row FROM staged WHERE staged.rowid = n.first_row)".to_owned(),
            staged => format!("{staged}.source_row"),
        });
    }
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
    let skipped = if steps.len() > 4096 { "0".to_owned() } else { search(&rowid, &steps, 0) };
    Ok(format!("({rowid} + 1 + {skipped})"))
}

/// Whether rows stand so that a span of days lies in few row groups, oldest or newest first: what
/// DuckDB's zone maps need to skip the rest. If not, lines are sorted while they are written.
fn in_time_order(connection: &Connection) -> Result<bool> {
    one(
        connection,
        "SELECT coalesce(avg(span) <= 10 + 3 * any_value(whole) / count(*), true)
         FROM (SELECT max(day) - min(day) AS span, max(max(day)) OVER () - min(min(day)) OVER () AS whole
               FROM (SELECT CAST(time_in AS DATE) AS day, rowid // 122880 AS part FROM staged WHERE refusal IS NULL)
               GROUP BY part)",
    )
}
