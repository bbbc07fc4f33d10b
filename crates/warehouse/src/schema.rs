//! The tables.
//!
//! A file made by an older version is not changed but made anew from the originals: everything
//! here can be rebuilt, and nothing that a person decided lives here.

use crate::{
    costs,
    error::{Result, WarehouseError},
};
use duckdb::Connection;
use kontor_api::import::{Content, Field, Holds, LineKind};

/// What a product is for the shop's sums; stored beside each line, so that a cancelled postage
/// line does not count as goods.
pub const ROLES: [&str; 8] =
    ["goods", "shipping", "fee", "discount", "adjustment", "voucher", "tax", "tip"];

/// The version of these tables. A file with a higher one is not opened, one with a lower one is
/// rebuilt.
const VERSION: i32 = 7;

/// Code, name and role of the products that stand for amounts of a whole order. No file can have
/// such a code: codes are trimmed.
pub const OF_ORDER: [(&str, &str, &str); 4] = [
    (" shipping", "Shipping of the order", "shipping"),
    (" tax", "Tax on top", "tax"),
    (" tip", "Tip", "tip"),
    (" refund", "Refunded without naming an article", "goods"),
];

/// Tables of order lines, for the versions of orders that count and for those that a newer file
/// replaced.
pub const VERSIONED: [&str; 3] = ["orders", "order_amounts", "lines"];

/// `lines` holds keys instead of texts, so that sums over ten million lines read little; the view
/// `order_lines` shows them as people know them.
///
/// A newer file's version of an order replaces the whole order: the older one moves to the tables
/// `replaced_…`, and comes back when the newer file is taken back.
///
/// A line with the row 0 stands for an amount of the whole order: shipping, tax on top, a tip, a
/// refund. A refund stands on the day on which it was paid where the file says so, and on the
/// order's otherwise, which `order_amounts.undated` adds up. `tax_minor` is the tax within an amount,
/// `discount_minor` what was taken off before it, `cost_minor` what the units cost, see `costs`.
///
/// An order is its number on one store-local day: tills start their numbers anew each morning.
/// `products` are what is sold today, each by its newest code; an item is a code and a name as lines have
/// them, and knows the product that it is today. `renamed` holds every older code with the newest that it
/// leads to: see [`crate::successors`].
/// `batches.has_offsets` tells whether the file wrote its times with an offset from UTC.
/// `order_hours` holds the measures of each order and hour, for questions without a product, and the
/// fee that a file states for the order; `product_months` those of each product and month that can be added up, for questions with one.
const TABLES: &str = "
CREATE TABLE batches (
    batch_id INTEGER PRIMARY KEY,
    hash VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    content VARCHAR NOT NULL,
    imported_at TIMESTAMP NOT NULL,
    has_offsets BOOLEAN NOT NULL,
    report VARCHAR NOT NULL
);
CREATE TABLE refused (
    batch_id INTEGER NOT NULL,
    source_row BIGINT NOT NULL,
    reason VARCHAR NOT NULL,
    column_name VARCHAR,
    value VARCHAR,
    row_text VARCHAR NOT NULL
);
CREATE TABLE currencies (currency_id UTINYINT, currency VARCHAR NOT NULL, minor_digits UTINYINT NOT NULL);
CREATE TABLE countries (country_id SMALLINT, country VARCHAR NOT NULL);
CREATE TABLE customers (customer_id INTEGER, customer VARCHAR NOT NULL);
CREATE TABLE products (
    product_id INTEGER,
    sku VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    role line_role NOT NULL,
    first_sold DATE,
    last_sold DATE
);
CREATE TABLE items (item_id INTEGER, product_id INTEGER, sku VARCHAR NOT NULL, title VARCHAR);
CREATE TABLE renamed (code VARCHAR NOT NULL, product VARCHAR NOT NULL);
CREATE TABLE order_hours (
    batch_id INTEGER NOT NULL,
    order_key INTEGER NOT NULL,
    local_date DATE NOT NULL,
    local_hour UTINYINT NOT NULL,
    country_id SMALLINT,
    currency_id UTINYINT NOT NULL,
    net_sales BIGINT NOT NULL,
    orders INTEGER NOT NULL,
    units DECIMAL(18,3) NOT NULL,
    taken_back BIGINT NOT NULL,
    shipping BIGINT NOT NULL,
    discounts BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    tips BIGINT NOT NULL,
    vouchers BIGINT NOT NULL,
    all_lines BIGINT NOT NULL,
    cost_of_goods BIGINT NOT NULL,
    costed_sales BIGINT NOT NULL,
    paid BIGINT NOT NULL,
    fee BIGINT
);
CREATE TABLE product_months (
    local_month DATE NOT NULL,
    product_id INTEGER NOT NULL,
    country_id SMALLINT,
    currency_id UTINYINT NOT NULL,
    kind line_kind NOT NULL,
    net_sales BIGINT NOT NULL,
    units DECIMAL(18,3) NOT NULL,
    taken_back BIGINT NOT NULL,
    shipping BIGINT NOT NULL,
    discounts BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    tips BIGINT NOT NULL,
    vouchers BIGINT NOT NULL,
    all_lines BIGINT NOT NULL,
    cost_of_goods BIGINT NOT NULL,
    costed_sales BIGINT NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL
);
CREATE TABLE people (
    batch_id INTEGER NOT NULL,
    customer VARCHAR NOT NULL,
    first_name VARCHAR,
    last_name VARCHAR,
    email VARCHAR,
    phone VARCHAR,
    address VARCHAR,
    city VARCHAR,
    zip VARCHAR,
    country VARCHAR
);
";

/// Tables that exist twice, see [`VERSIONED`]; `{}` stands for the prefix of the name.
const VERSIONED_TABLES: &str = "
CREATE TABLE {}orders (
    batch_id INTEGER NOT NULL,
    order_key INTEGER NOT NULL,
    order_id VARCHAR NOT NULL,
    local_date DATE NOT NULL,
    first_row INTEGER NOT NULL,
    customer_id INTEGER,
    country_id SMALLINT,
    status VARCHAR,
    channel VARCHAR,
    location VARCHAR
);
CREATE TABLE {}order_amounts (
    batch_id INTEGER NOT NULL,
    order_key INTEGER NOT NULL,
    currency_id UTINYINT NOT NULL,
    subtotal BIGINT,
    discount BIGINT,
    shipping BIGINT,
    tax BIGINT,
    tax_on_top BOOLEAN NOT NULL,
    tip BIGINT,
    total BIGINT,
    refunded BIGINT,
    undated BIGINT,
    fee DECIMAL(18,6),
    agrees BOOLEAN
);
CREATE TABLE {}lines (
    batch_id INTEGER NOT NULL,
    order_key INTEGER NOT NULL,
    kind line_kind NOT NULL,
    role line_role NOT NULL,
    item_id INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    country_id SMALLINT,
    currency_id UTINYINT NOT NULL,
    quantity DECIMAL(18,3) NOT NULL,
    unit_price DECIMAL(18,6) NOT NULL,
    amount_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    local_time TIMESTAMP NOT NULL,
    utc_offset INTEGER NOT NULL,
    local_date DATE NOT NULL,
    source_row INTEGER NOT NULL,
    cost_minor BIGINT
);
";

/// Contents that have a table of their rows, `<name>_rows`: all but order lines.
pub fn contents_with_rows() -> impl Iterator<Item = Content> {
    Content::ALL.into_iter().filter(|content| *content != Content::Orders)
}

/// The table of a content's rows.
pub fn rows_table(content: Content) -> String {
    format!("{}_rows", content.name())
}

/// The fields that a content's table has. What tells who a person is goes to `people`.
pub fn stored_fields(content: Content) -> impl Iterator<Item = Field> {
    let is_personal = move |field: &Field| content == Content::Customers && field.is_personal();
    content.fields().iter().copied().filter(move |field| !is_personal(field))
}

fn rows_tables() -> String {
    let table = |content: Content| {
        let columns: String = stored_fields(content)
            .map(|field| {
                let kind = match field.holds() {
                    Holds::Text => "VARCHAR",
                    Holds::Number => "DECIMAL(18,6)",
                    Holds::Moment => "TIMESTAMP",
                };
                format!(", {} {kind}", field.name())
            })
            .collect();
        format!(
            "CREATE TABLE {} (batch_id INTEGER NOT NULL, source_row INTEGER NOT NULL{columns});\n",
            rows_table(content)
        )
    };
    contents_with_rows().map(table).collect()
}

/// What a warehouse's file is to this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// As this version makes it.
    Current,
    /// Made by an older version: to be rebuilt.
    Older,
}

/// Makes the tables in an empty file, or tells whether a file's are those of this version.
///
/// # Errors
/// [`WarehouseError::Newer`], [`WarehouseError::Damaged`] and what DuckDB fails with.
pub fn prepare(connection: &Connection) -> Result<Age> {
    let has_meta: bool = connection.query_row(
        "SELECT count(*) > 0 FROM duckdb_tables() WHERE table_name = 'meta'",
        [],
        |row| row.get(0),
    )?;
    if !has_meta {
        return make(connection).map(|()| Age::Current);
    }
    let found: i32 = connection
        .query_row("SELECT version FROM meta", [], |row| row.get(0))
        .map_err(|error| WarehouseError::Damaged(error.to_string()))?;
    match found {
        VERSION => Ok(Age::Current),
        older if older < VERSION => Ok(Age::Older),
        newer => {
            Err(WarehouseError::Newer(format!("tables {newer}, this version knows {VERSION}")))
        }
    }
}

fn make(connection: &Connection) -> Result<()> {
    let quoted = |names: &[&str]| {
        names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")
    };
    connection.execute_batch(&format!(
        "BEGIN;
         CREATE TABLE meta (version INTEGER NOT NULL, last_batch INTEGER NOT NULL);
         INSERT INTO meta VALUES ({VERSION}, 0);
         CREATE TYPE line_kind AS ENUM ({});
         CREATE TYPE line_role AS ENUM ({});
         {TABLES}{}{}{}{}{}{}{}
         COMMIT;",
        quoted(&LineKind::ALL.map(LineKind::name)),
        quoted(&ROLES),
        VERSIONED_TABLES.replace("{}", ""),
        VERSIONED_TABLES.replace("{}", "replaced_"),
        rows_tables(),
        costs::TABLE,
        order_lines_views(2),
        *crate::catalogue::VIEWS,
        costs::fees_view(),
    ))?;
    Ok(())
}

/// The views of order lines as people know them: `order_lines` of what counts, and
/// `order_lines_by_batch` with the versions that newer files replaced. `digits` is the largest
/// number of minor digits of any currency in the data, so that amounts are shown with as many
/// decimals and no more.
pub fn order_lines_views(digits: u8) -> String {
    let amount = |column: &str| {
        format!(
            "CAST(l.{column} AS DECIMAL(18,0)) * CASE c.minor_digits
                WHEN 0 THEN 1.000 WHEN 3 THEN 0.001 ELSE 0.010 END::DECIMAL(4,{digits})"
        )
    };
    let columns = |prefix: &str, replaced: &str| {
        format!(
            "SELECT o.order_id,
                CASE WHEN l.source_row > 0 THEN l.source_row - o.first_row + 1 END AS line_no,
                l.kind,
                l.role,
                trim(i.sku) AS sku,
                trim(p.sku) AS product,
                i.title,
                l.quantity,
                l.unit_price,
                {amount} AS amount,
                {discount} AS discount,
                {tax} AS tax_in_amount,
                c.currency,
                l.local_time - to_seconds(l.utc_offset) AS ordered_at_utc,
                l.local_time,
                l.local_date,
                cu.customer,
                co.country,
                o.status,
                o.channel,
                o.location,
                l.batch_id,
                l.source_row,
                {cost} AS cost{replaced}
         FROM {prefix}lines l
         JOIN {prefix}orders o USING (order_key)
         JOIN products p USING (product_id)
         JOIN items i USING (item_id)
         JOIN currencies c USING (currency_id)
         LEFT JOIN customers cu USING (customer_id)
         LEFT JOIN countries co ON co.country_id = l.country_id",
            amount = amount("amount_minor"),
            discount = amount("discount_minor"),
            tax = amount("tax_minor"),
            cost = amount("cost_minor"),
        )
    };
    format!(
        "CREATE OR REPLACE VIEW order_lines AS {};
         CREATE OR REPLACE VIEW order_lines_by_batch AS {} UNION ALL {};",
        columns("", ""),
        columns("", ", false AS replaced"),
        columns("replaced_", ", true AS replaced"),
    )
}
