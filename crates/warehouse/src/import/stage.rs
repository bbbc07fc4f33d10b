//! Reading the file: every row with its values, or with its refusal and its text.
//!
//! `staged` is what an import holds in memory, so its rows are kept small:
//! - `time_in` is on the shop's clocks, or in UTC where `is_utc`;
//! - `head` is what the row tells of its order (its number, the customer, …) and `item` the item's
//!   code and name, both as written;
//! - `head_hash` and `item_hash` stand for them where rows are grouped and joined, and most
//!   rows that share a hash with an earlier one leave out the texts: ten million would be copied and
//!   compared each time. `head` stands on the first row of each order's day, too. Hashes have 64
//!   bits, and orders are told apart within a day: that two of a hundred thousand articles share one
//!   is as likely as one in four thousand million;
//! - `refused_text` is what [`refused_sql`] made of a refused row.

use super::{PART, RowSql, Source, reason_index};
use crate::{
    error::Result,
    money::{currency_id_sql, minor_units, minor_units_of},
    sql,
};
use duckdb::Connection;
use kontor_api::import::Refusal;

/// Bytes of the longest line that is read.
const LONGEST_LINE: usize = 16 << 20;
/// Bytes that DuckDB reads at a time: by itself sixteen of the longest lines, whose memory it takes
/// from the system, and gives back, each time.
const BUFFER: usize = 24 << 20;

/// A hash that is the same for rows of an order within half a minute, and so on one day of any zone: they
/// have all moved by whole half minutes since 1970.
const HEAD_THEN: &str =
    "hash(head_hash, epoch_us(coalesce(local_in, utc_in)) // 30000000, local_in IS NULL)";

/// Reads the file into `temp.staged`.
pub fn stage(connection: &Connection, source: &Source, rows: &RowSql) -> Result<()> {
    let width = source.header.len();
    let columns: Vec<String> =
        (0..width).map(|index| format!("'{}': 'VARCHAR'", Source::column(index))).collect();
    let quote = source.quote.map(String::from).unwrap_or_default();
    let read = format!(
        "read_csv({}, columns = {{{}}}, auto_detect = false, header = {}, delim = {}, quote = {}, escape = {}, \
         strict_mode = true, max_line_size = {LONGEST_LINE}, buffer_size = {BUFFER}, store_rejects = true)",
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
    let home = rows.home_id();
    // Where orders say something for all their lines, a row without a currency has its order's.
    let by_order = rows.has_order_amounts();
    let (currency, bad_currency) = match &rows.currency {
        Some(code) if by_order => {
            (currency_id_sql(code), format!("currency_id IS NULL AND {code} IS NOT NULL"))
        }
        Some(code) => (
            format!("CASE WHEN {code} IS NULL THEN {home} ELSE {} END", currency_id_sql(code)),
            "currency_id IS NULL".to_owned(),
        ),
        None => (format!("{home}::UTINYINT"), "false".to_owned()),
    };
    let minor = match &rows.currency {
        Some(_) => minor_units_of("amount", "currency_id"),
        None => minor_units("amount", rows.home.minor_digits()),
    };
    // A discount lowers the amount's size whichever sign the line has.
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
        let cases: String = rows
            .shown
            .iter()
            .map(|(reason, heading, expression)| {
                let value = if kind == "value" { expression.clone() } else { sql::text(heading) };
                format!(" WHEN {} THEN {value}", reason_index(*reason))
            })
            .collect();
        match cases.is_empty() {
            true => "''".to_owned(),
            false => format!("replace(coalesce(CASE refusal{cases} END, ''), {PART}, ' ')"),
        }
    };
    let cells: Vec<String> =
        (0..width).map(|index| format!("coalesce({}, '')", Source::column(index))).collect();
    let cells = cells.join(", ");
    // Only what the file has: a column of nothing costs a little for each of ten million rows.
    let of_rows = of_rows(source, rows);
    let row_names: String = of_rows.iter().map(|(name, _)| format!(", {name}")).collect();
    let of_order = of_order(rows);
    let head_names: String = of_order.iter().map(|(name, _)| format!(", {name}")).collect();
    let head_fields: String =
        of_order.iter().map(|(name, _)| format!(", '{name}': {name}")).collect();
    let mut extras: Vec<&(String, String)> = of_rows.iter().chain(&of_order).collect();
    extras.sort();
    extras.dedup();
    let extra_values: String = extras
        .iter()
        // Computed already, as amounts need it.
        .filter(|(name, _)| name != "currency_id")
        .map(|(name, value)| format!(", {value} AS {name}"))
        .collect();
    let amount_kept = if by_order { ", TRY_CAST(amount AS DECIMAL(18,6)) AS amount" } else { "" };
    // What only a refused row needs is evaluated for refused rows only: CASE skips what is not
    // chosen.
    connection.execute_batch(&format!(
        "CREATE OR REPLACE TEMP TABLE staged AS
         SELECT CASE WHEN refusal IS NOT NULL THEN {refused} END AS refused_text,
                CASE WHEN refusal IS NULL THEN CASE WHEN first_seen({head_then}) THEN {{'order_raw': order_raw{head_fields}}} END END AS head, head_hash,
                CASE WHEN refusal IS NULL THEN CASE WHEN first_seen(item_hash) THEN {{'sku': sku_raw, 'title': title_raw}} END END AS item, item_hash,
                quantity_3 AS quantity, price AS unit_price, amount_minor, coalesce(local_in, utc_in) AS time_in,
                local_in IS NULL AND utc_in IS NOT NULL AS is_utc, refusal{amount_kept}{row_names}
         FROM (SELECT *,
                CASE WHEN {no_order} THEN {no_order_index}
                     WHEN coalesce(local_in, utc_in) IS NULL THEN {bad_date_index}
                     WHEN quantity IS NULL THEN {bad_quantity_index}
                     WHEN amount IS NULL THEN {bad_amount_index}
                     WHEN {bad_currency} THEN {bad_currency_index}
                     WHEN {no_product} THEN {no_product_index}
                     WHEN quantity_3 IS NULL OR price IS NULL OR amount_minor IS NULL
                          OR NOT coalesce(local_in, utc_in) BETWEEN TIMESTAMP '1970-01-01' AND TIMESTAMP '2200-01-01' THEN {out_of_range_index}
                     WHEN {unreadable} THEN {encoding_index}
                END::UTINYINT AS refusal, hash('head', order_raw{head_names}) AS head_hash, hash(sku_raw, title_raw) AS item_hash
         FROM (SELECT *, TRY_CAST(quantity AS DECIMAL(18,3)) AS quantity_3, {unit_price} AS price, {minor} AS amount_minor
         FROM (SELECT *, {amount} AS amount
         FROM (SELECT {order_raw} AS order_raw, {local} AS local_in, {utc} AS utc_in, {sku} AS sku_raw, {title} AS title_raw,
                {quantity} AS quantity, {in_price} AS unit_price, {line_total} AS line_total, {discount} AS discount,
                {currency} AS currency_id{extra_values},
                {raw}
         FROM {read}))))",
        head_then = HEAD_THEN,
        order_raw = rows.order_id,
        local = rows.local,
        utc = rows.utc,
        sku = or_null(&rows.sku, "VARCHAR"),
        title = or_null(&rows.title, "VARCHAR"),
        in_price = or_null(&rows.unit_price, decimal),
        line_total = or_null(&rows.line_total, decimal),
        discount = or_null(&rows.discount, decimal),
        refused = refused_sql(
            &shown("heading"),
            &shown("value"),
            &format!("concat_ws({}, {cells})", sql::text(&source.delimiter.to_string())),
        ),
        no_order_index = reason_index(Refusal::NoOrder),
        bad_date_index = reason_index(Refusal::BadDate),
        bad_quantity_index = reason_index(Refusal::BadQuantity),
        bad_amount_index = reason_index(Refusal::BadAmount),
        bad_currency_index = reason_index(Refusal::BadCurrency),
        no_product_index = reason_index(Refusal::NoProduct),
        out_of_range_index = reason_index(Refusal::OutOfRange),
        encoding_index = reason_index(Refusal::Encoding),
        raw = (0..width).map(Source::column).collect::<Vec<_>>().join(", "),
    ))?;
    Ok(())
}

/// What a refused row leaves: the column's heading, its value, and the row's text.
pub fn refused_sql(heading: &str, value: &str, text: &str) -> String {
    format!("concat({heading}, {PART}, {value}, {PART}, {text})")
}

/// What a row tells of its order besides the number, where the file has it: name and expression.
pub fn of_order(rows: &RowSql) -> Vec<(String, String)> {
    let by_order = rows.has_order_amounts();
    let named = [
        ("customer", rows.customer.as_ref()),
        ("country", rows.country.as_ref()),
        ("status", rows.status.as_ref().filter(|_| by_order)),
        ("cancelled_at", rows.cancelled_at.as_ref()),
        ("payment_method", rows.payment_method.as_ref()),
        ("channel", rows.channel.as_ref()),
        ("location", rows.location.as_ref()),
        ("currency_id", rows.currency.as_ref().filter(|_| by_order)),
    ];
    let named =
        named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.clone())));
    let fields = rows.of_order.iter().chain(&rows.personal);
    let fields = fields.map(|(field, value)| (field.name(), value.clone()));
    let refunded = rows.refunded_at.iter().flat_map(|(local, utc)| {
        let is_utc = format!("({local} IS NULL AND {utc} IS NOT NULL)");
        [("refunded_in", format!("coalesce({local}, {utc})")), ("refunded_is_utc", is_utc)]
    });
    let refunded = refunded.map(|(name, value)| (name.to_owned(), value));
    named.chain(fields).chain(refunded).collect()
}

/// Columns of `staged` for what each line has by itself, where the file has it: name and expression.
fn of_rows(source: &Source, rows: &RowSql) -> Vec<(String, String)> {
    let row_number = source.has_row_numbers.then(|| "TRY_CAST(c0 AS BIGINT)".to_owned());
    [
        ("currency_id", rows.currency.as_ref()),
        ("status", rows.status.as_ref()),
        ("line_tax", rows.line_tax.as_ref()),
        // Under another name, as the amount needs the column of that name.
        ("line_discount", rows.discount.as_ref()),
        ("source_row", row_number.as_ref()),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name.to_owned(), value?.clone())))
    .collect()
}
