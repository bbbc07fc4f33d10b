//! The tables, and bringing an older file up to date.

use crate::error::{Result, WarehouseError};
use duckdb::Connection;
use kontor_api::import::LineKind;

/// What a product is for the shop's sums; stored beside each line, so that a cancelled postage
/// line does not count as goods.
pub const ROLES: [&str; 6] = ["goods", "shipping", "fee", "discount", "adjustment", "voucher"];

/// The version of these tables. A file with a higher one is not opened.
const VERSION: i32 = 1;

/// `lines` holds keys instead of texts, so that sums over ten million lines read little; the view
/// `order_lines` shows them as people know them.
///
/// An order is its number on one store-local day: tills start their numbers anew each morning.
/// `batches.has_offsets` tells whether the file wrote its times with an offset from UTC.
/// `order_hours` holds the measures of each order and hour, for questions without a product.
const TABLES: &str = "
CREATE TABLE batches (
    batch_id INTEGER PRIMARY KEY,
    hash VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
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
CREATE TABLE items (item_id INTEGER, product_id INTEGER, title VARCHAR);
CREATE TABLE orders (
    batch_id INTEGER NOT NULL,
    order_key INTEGER NOT NULL,
    order_id VARCHAR NOT NULL,
    local_date DATE NOT NULL,
    first_row INTEGER NOT NULL,
    customer_id INTEGER,
    country_id SMALLINT
);
CREATE TABLE lines (
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
    local_time TIMESTAMP NOT NULL,
    utc_offset INTEGER NOT NULL,
    local_date DATE NOT NULL,
    source_row INTEGER NOT NULL
);
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
    all_lines BIGINT NOT NULL
);
";

/// Makes the tables in an empty file, or brings an older file up to date, all or nothing.
pub fn migrate(connection: &Connection) -> Result<()> {
    let has_meta: bool = connection.query_row(
        "SELECT count(*) > 0 FROM duckdb_tables() WHERE table_name = 'meta'",
        [],
        |row| row.get(0),
    )?;
    let found: i32 = if has_meta {
        connection
            .query_row("SELECT version FROM meta", [], |row| row.get(0))
            .map_err(|error| WarehouseError::Damaged(error.to_string()))?
    } else {
        0
    };
    match found {
        0 => {
            let kinds: Vec<String> =
                LineKind::ALL.iter().map(|kind| format!("'{}'", kind.name())).collect();
            let roles: Vec<String> = ROLES.iter().map(|role| format!("'{role}'")).collect();
            connection.execute_batch(&format!(
                "BEGIN;
                 CREATE TABLE meta (version INTEGER NOT NULL, last_batch INTEGER NOT NULL);
                 INSERT INTO meta VALUES ({VERSION}, 0);
                 CREATE TYPE line_kind AS ENUM ({});
                 CREATE TYPE line_role AS ENUM ({});
                 {TABLES}
                 {}
                 COMMIT;",
                kinds.join(", "),
                roles.join(", "),
                order_lines_view(2),
            ))?;
            Ok(())
        }
        VERSION => Ok(()),
        newer => {
            Err(WarehouseError::Newer(format!("tables {newer}, this version knows {VERSION}")))
        }
    }
}

/// The view of order lines as people know them; `digits` is the largest number of minor digits of
/// any currency in the data, so that amounts are shown with as many decimals and no more.
pub fn order_lines_view(digits: u8) -> String {
    format!(
        "CREATE OR REPLACE VIEW order_lines AS
         SELECT o.order_id,
                l.source_row - o.first_row + 1 AS line_no,
                l.kind,
                l.role,
                p.sku,
                i.title,
                l.quantity,
                l.unit_price,
                CAST(l.amount_minor AS DECIMAL(18,0)) * CASE c.minor_digits
                    WHEN 0 THEN 1.000 WHEN 3 THEN 0.001 ELSE 0.010 END::DECIMAL(4,{digits}) AS amount,
                c.currency,
                l.local_time - to_seconds(l.utc_offset) AS ordered_at_utc,
                l.local_time,
                l.local_date,
                cu.customer,
                co.country,
                l.batch_id,
                l.source_row
         FROM lines l
         JOIN orders o USING (order_key)
         JOIN products p USING (product_id)
         JOIN items i USING (item_id)
         JOIN currencies c USING (currency_id)
         LEFT JOIN customers cu USING (customer_id)
         LEFT JOIN countries co ON co.country_id = l.country_id;"
    )
}
