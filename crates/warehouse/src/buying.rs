//! What orders to suppliers are made of: products with stock, price and cost, who sells them on which
//! terms, and what was ordered.

use crate::{
    error::{Result, WarehouseError},
    measures::{From, NET_SALES, UNITS},
    money::currency_index,
    open::{Cancel, Warehouse},
    sql,
    stock::{COMMITTED, LEVEL},
};
use duckdb::{Connection, Row};
use jiff::civil::Date;
use kontor_domain::{Currency, Quantity};
use std::collections::HashMap;

/// Days over which prices are averaged.
const PRICE_DAYS: i64 = 91;
/// Days over which it is told what a product brings in, and how much of it comes back.
const YEAR_DAYS: i64 = 364;

/// What orders are made of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Buying {
    /// Products that were sold, are in the catalogue, in stock or on offer, by code.
    pub products: Vec<BuyingProduct>,
    /// Who sells what.
    pub offers: Vec<SupplierOffer>,
    /// Whom the shop buys from.
    pub suppliers: Vec<SupplierTerms>,
    /// What was ordered, of every purchase order.
    pub ordered: Vec<Ordered>,
    /// What one unit of another currency is worth in the shop's.
    pub rates: HashMap<Currency, f64>,
    /// Bundles: the bundle, a part of it, and how many of that one takes.
    pub bundles: Vec<(String, String, f64)>,
    /// What is where and sells there, of products that are in several places.
    pub places: Vec<Place>,
}

/// A product as a buyer sees it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BuyingProduct {
    /// Its code.
    pub sku: String,
    /// Its name.
    pub title: String,
    /// Whether the catalogue says that it is no longer sold.
    pub is_archived: bool,
    /// In the house: as counted, with what was sold and received since; `None` where it is not stocked
    /// or nobody knows.
    pub on_hand: Option<Quantity>,
    /// Sold and not yet sent, or not for sale.
    pub committed: Quantity,
    /// On its way in, as the count says; orders say it better where there are any.
    pub incoming: Quantity,
    /// The day that `on_hand` was last counted.
    pub counted: Option<Date>,
    /// What a unit brought in lately, without tax, in minor units of the shop's currency.
    pub price: Option<f64>,
    /// What a unit costs, in minor units of `cost_currency`.
    pub cost: Option<f64>,
    /// The currency of that.
    pub cost_currency: Option<Currency>,
    /// What it brought in over a year, without tax, in minor units of the shop's currency.
    pub revenue: f64,
    /// The share of the units sold that came back.
    pub returned: f64,
    /// The last day it sold.
    pub last_sold: Option<Date>,
    /// What a platform knows the product by, and the variant of it.
    pub handle: Option<String>,
    /// Size, colour and the like.
    pub variant: Option<String>,
    /// Its name and its code as the platform has them; a product may have none.
    pub listed_as: Option<String>,
    /// See `listed_as`.
    pub code: Option<String>,
    /// Days for which it can be sold after it came.
    pub shelf_life: Option<u32>,
}

/// What a supplier sells, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct SupplierOffer {
    /// The product's code.
    pub sku: String,
    /// The supplier's name.
    pub supplier: String,
    /// The supplier's code.
    pub supplier_sku: Option<String>,
    /// What one costs, exact, in `currency`.
    pub cost: Option<String>,
    /// The currency of that; the supplier's, or else the shop's.
    pub currency: Currency,
    /// The least that can be ordered.
    pub minimum: Quantity,
    /// Units of a pack; nothing is any quantity.
    pub pack: Quantity,
    /// Orders are also multiples of it; nothing is any.
    pub multiple: Quantity,
    /// The most that can be ordered.
    pub maximum: Option<Quantity>,
    /// From which quantity on one costs less, as written.
    pub breaks: Option<String>,
    /// Days that it takes, where it is said of the product.
    pub lead_days: Option<f64>,
}

/// A supplier's terms.
#[derive(Debug, Clone, PartialEq)]
pub struct SupplierTerms {
    /// Its name.
    pub supplier: String,
    /// Its e-mail address.
    pub email: Option<String>,
    /// The currency of its prices and of the amounts here.
    pub currency: Currency,
    /// Days that it promises.
    pub lead_days: Option<f64>,
    /// The least an order must be worth, in minor units.
    pub minimum: Option<i64>,
    /// The value from which freight is free, in minor units.
    pub free_freight: Option<i64>,
    /// The weekdays on which it takes orders, as written.
    pub weekdays: Option<String>,
    /// The days on which it takes none, as written.
    pub closed: Option<String>,
    /// Days until an invoice is due.
    pub payment_days: Option<u32>,
}

/// A line of a purchase order.
#[derive(Debug, Clone, PartialEq)]
pub struct Ordered {
    /// The order's number.
    pub number: String,
    /// Of whom.
    pub supplier: Option<String>,
    /// The product's newest code.
    pub sku: String,
    /// The name on the order, or else the product's.
    pub title: String,
    /// When.
    pub ordered: Option<Date>,
    /// When it is expected.
    pub expected: Option<Date>,
    /// When it came.
    pub received_on: Option<Date>,
    /// How much.
    pub quantity: Quantity,
    /// How much came.
    pub received: Quantity,
    /// What one costs, exact, in `currency`.
    pub cost: Option<String>,
    /// The currency of that; the supplier's, or else the shop's.
    pub currency: Currency,
    /// The status as written.
    pub status: Option<String>,
    /// Whether a person entered it, and not an import.
    pub is_by_hand: bool,
}

/// A product at one of several places.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The product's code.
    pub sku: String,
    /// The place.
    pub location: String,
    /// What can be sold there.
    pub available: Quantity,
    /// Units sold there lately, a day.
    pub a_day: f64,
}

/// Reads what orders are made of as of a day; `home` is the shop's currency.
///
/// # Errors
/// What DuckDB fails with, and [`WarehouseError::Cancelled`].
pub fn buying(
    warehouse: &Warehouse,
    home: Currency,
    as_of: Date,
    cancel: &Cancel,
) -> Result<Buying> {
    warehouse.with_cancel(cancel, None, |connection| {
        Ok(Buying {
            products: products(connection, home, as_of)?,
            offers: offers(connection, home)?,
            suppliers: terms(connection, home)?,
            ordered: ordered(connection, home)?,
            rates: rates(connection, home, as_of)?,
            bundles: bundles(connection)?,
            places: places(connection, as_of)?,
        })
    })
}

/// Every line of every purchase order.
///
/// # Errors
/// What DuckDB fails with.
pub fn purchase_orders(warehouse: &Warehouse, home: Currency) -> Result<Vec<Ordered>> {
    warehouse.with(|connection| ordered(connection, home))
}

/// Every supplier with its terms.
///
/// # Errors
/// What DuckDB fails with.
pub fn suppliers(warehouse: &Warehouse, home: Currency) -> Result<Vec<SupplierTerms>> {
    warehouse.with(|connection| terms(connection, home))
}

fn products(connection: &Connection, home: Currency, as_of: Date) -> Result<Vec<BuyingProduct>> {
    let day = sql::date(as_of);
    rows(
        connection,
        &format!(
            "WITH sold AS (
                 SELECT product_id, {net_sales}, {units},
                        sum(amount_minor - tax_minor) FILTER (recent) AS lately, sum(quantity) FILTER (recent) AS lately_units,
                        sum(quantity) FILTER (kind = 'sale') AS bought, -sum(quantity) FILTER (kind = 'returned') AS returned
                 FROM (SELECT *, kind = 'sale' AND local_date >= {day} - {PRICE_DAYS} AS recent FROM lines
                       WHERE role = 'goods' AND currency_id = {home} AND local_date BETWEEN {day} - {YEAR_DAYS} AND {day})
                 GROUP BY product_id),
             {LEVEL},
             counts AS (
                 SELECT product, max(counted_at) AS counted_at,
                        {COMMITTED} AS committed, sum(incoming) AS incoming,
                        min(handle) AS handle, min(variant) AS variant, min(title) AS title, min(sku) AS sku
                 FROM stock WHERE product IS NOT NULL GROUP BY product),
             costs AS (
                 -- The newest up to the day, or else the first after it; one in a currency without a rate
                 -- says less than an older one that can be reckoned with.
                 SELECT product, cost, currency FROM cost_history
                 QUALIFY row_number() OVER (PARTITION BY product ORDER BY upper(trim(currency)) NOT IN (
                     SELECT {code} UNION SELECT upper(trim(currency)) FROM rates WHERE currency IS NOT NULL
                     UNION SELECT upper(trim(to_currency)) FROM rates WHERE to_currency IS NOT NULL) IS TRUE, valid_from > {day}, abs(valid_from - {day}), batch_id = 0 DESC, batch_id DESC) = 1),
             codes AS (
                 SELECT sku AS product FROM products WHERE role = 'goods' AND sku NOT LIKE ' %'
                 UNION SELECT product FROM catalogue WHERE product IS NOT NULL AND product <> ''
                 UNION SELECT product FROM level WHERE product <> ''
                 UNION SELECT product FROM supplier_products WHERE product <> '')
             SELECT product, coalesce(p.title, concat_ws(' - ', c.title, c.variant), ''), coalesce(lower(c.status) = 'archived', false),
                    CAST(round(level.level * 1000) AS BIGINT), CAST(round(coalesce(counts.committed, 0) * 1000) AS BIGINT),
                    CAST(CAST(counts.counted_at AS DATE) AS VARCHAR),
                    CASE WHEN s.lately_units > 0 THEN CAST(s.lately AS DOUBLE) / CAST(s.lately_units AS DOUBLE)
                         WHEN s.units > 0 THEN CAST(s.net_sales AS DOUBLE) / CAST(s.units AS DOUBLE) END,
                    CAST(costs.cost AS DOUBLE), costs.currency, CAST(coalesce(s.net_sales, 0) AS DOUBLE),
                    coalesce(CAST(s.returned AS DOUBLE) / nullif(CAST(s.bought AS DOUBLE), 0), 0), CAST(p.last_sold AS VARCHAR),
                    CAST(round(coalesce(counts.incoming, 0) * 1000) AS BIGINT),
                    coalesce(counts.handle, c.handle), coalesce(counts.variant, c.variant), CAST(round(c.shelf_life_days) AS BIGINT),
                    coalesce(c.title, counts.title), coalesce(c.sku, counts.sku)
             FROM codes LEFT JOIN products p ON p.sku = product AND p.role = 'goods'
             LEFT JOIN sold s USING (product_id)
             LEFT JOIN catalogue c USING (product) LEFT JOIN level USING (product) LEFT JOIN counts USING (product) LEFT JOIN costs USING (product)
             ORDER BY product",
            net_sales = NET_SALES.sql(From::Lines),
            units = UNITS.sql(From::Lines),
            home = currency_index(home),
            code = sql::text(home.code()),
        ),
        |row| {
            let currency = currency_of(row.get(8)?, home);
            let cost: Option<f64> = row.get(7)?;
            Ok(BuyingProduct {
                sku: row.get(0)?,
                title: row.get(1)?,
                is_archived: row.get(2)?,
                on_hand: row.get::<_, Option<i64>>(3)?.map(|milli| Quantity { milli }),
                committed: Quantity { milli: row.get::<_, i64>(4)?.max(0) },
                counted: day_of(row.get(5)?),
                price: row.get::<_, Option<f64>>(6)?.filter(|price| *price > 0.0),
                cost: cost.map(|cost| cost * currency.minor_per_major() as f64),
                cost_currency: cost.map(|_| currency),
                revenue: row.get(9)?,
                returned: row.get::<_, f64>(10)?.clamp(0.0, 1.0),
                last_sold: day_of(row.get(11)?),
                incoming: Quantity { milli: row.get::<_, i64>(12)?.max(0) },
                handle: row.get(13)?,
                variant: row.get(14)?,
                shelf_life: days_of(row.get(15)?),
                listed_as: row.get(16)?,
                code: row.get(17)?,
            })
        },
    )
}

fn offers(connection: &Connection, home: Currency) -> Result<Vec<SupplierOffer>> {
    rows(
        connection,
        "SELECT o.product, o.supplier, o.supplier_sku, CAST(o.cost AS VARCHAR), coalesce(o.currency, s.currency),
                CAST(round(coalesce(o.minimum_quantity, 0) * 1000) AS BIGINT), CAST(round(coalesce(o.pack_size, 0) * 1000) AS BIGINT),
                CAST(o.lead_time_days AS DOUBLE), CAST(round(coalesce(o.order_multiple, 0) * 1000) AS BIGINT),
                CAST(round(o.maximum_quantity * 1000) AS BIGINT), o.price_breaks
         FROM supplier_products o LEFT JOIN suppliers s USING (supplier)
         WHERE o.product <> '' AND o.supplier <> '' ORDER BY o.product, o.supplier",
        |row| {
            let quantity = |milli: i64| Quantity { milli: milli.max(0) };
            Ok(SupplierOffer {
                sku: row.get(0)?,
                supplier: row.get(1)?,
                supplier_sku: row.get(2)?,
                cost: row.get(3)?,
                currency: currency_of(row.get(4)?, home),
                minimum: quantity(row.get(5)?),
                pack: quantity(row.get(6)?),
                lead_days: row.get(7)?,
                multiple: quantity(row.get(8)?),
                maximum: row.get::<_, Option<i64>>(9)?.map(quantity),
                breaks: row.get(10)?,
            })
        },
    )
}

fn terms(connection: &Connection, home: Currency) -> Result<Vec<SupplierTerms>> {
    rows(
        connection,
        "SELECT supplier, email, currency, CAST(lead_time_days AS DOUBLE), CAST(minimum_order_value AS DOUBLE),
                CAST(free_freight_from AS DOUBLE), order_weekdays, CAST(round(payment_days) AS BIGINT), closed_days
         FROM suppliers WHERE supplier <> '' ORDER BY supplier",
        |row| {
            let currency = currency_of(row.get(2)?, home);
            let minor = |amount: Option<f64>| {
                let amount = amount.filter(|amount| *amount > 0.0)?;
                Some((amount * currency.minor_per_major() as f64).round() as i64)
            };
            let days: Option<i64> = row.get(7)?;
            Ok(SupplierTerms {
                supplier: row.get(0)?,
                email: row.get(1)?,
                currency,
                lead_days: row.get(3)?,
                minimum: minor(row.get(4)?),
                free_freight: minor(row.get(5)?),
                weekdays: row.get(6)?,
                closed: row.get(8)?,
                payment_days: days_of(days),
            })
        },
    )
}

fn ordered(connection: &Connection, home: Currency) -> Result<Vec<Ordered>> {
    rows(
        connection,
        // Received without a number is received whole.
        "SELECT o.purchase_order, o.supplier, coalesce(o.product, ''), coalesce(o.title, p.title, ''),
                CAST(CAST(o.ordered_at AS DATE) AS VARCHAR), CAST(CAST(o.expected_at AS DATE) AS VARCHAR), CAST(CAST(o.received_at AS DATE) AS VARCHAR),
                CAST(round(o.quantity * 1000) AS BIGINT),
                CAST(round(coalesce(o.quantity_received, CASE WHEN o.received_at IS NOT NULL THEN o.quantity ELSE 0 END) * 1000) AS BIGINT),
                CAST(o.cost AS VARCHAR), coalesce(o.currency, s.currency), o.status, o.batch_id = 0
         FROM purchase_orders o LEFT JOIN suppliers s USING (supplier)
         LEFT JOIN products p ON p.sku = o.product AND p.role = 'goods'
         ORDER BY o.purchase_order, o.source_row",
        |row| {
            let quantity = |milli: Option<i64>| Quantity { milli: milli.unwrap_or_default() };
            Ok(Ordered {
                number: row.get(0)?,
                supplier: row.get(1)?,
                sku: row.get(2)?,
                title: row.get(3)?,
                ordered: day_of(row.get(4)?),
                expected: day_of(row.get(5)?),
                received_on: day_of(row.get(6)?),
                quantity: quantity(row.get(7)?),
                received: quantity(row.get(8)?),
                cost: row.get(9)?,
                currency: currency_of(row.get(10)?, home),
                status: row.get(11)?,
                is_by_hand: row.get(12)?,
            })
        },
    )
}

/// The newest rate of each currency up to a day, entered in either direction.
fn rates(connection: &Connection, home: Currency, as_of: Date) -> Result<HashMap<Currency, f64>> {
    let code = home.code();
    let found: Vec<(Option<String>, f64)> = rows(
        connection,
        &format!(
            "SELECT code, rate FROM (
                 SELECT upper(currency) AS code, CAST(rate AS DOUBLE) AS rate, CAST(valid_from AS DATE) AS day, batch_id
                 FROM rates WHERE rate > 0 AND upper(coalesce(to_currency, '{code}')) = '{code}'
                 UNION ALL
                 SELECT upper(to_currency), 1 / CAST(rate AS DOUBLE), CAST(valid_from AS DATE), batch_id
                 FROM rates WHERE rate > 0 AND upper(currency) = '{code}' AND to_currency IS NOT NULL)
             WHERE day <= {}
             QUALIFY row_number() OVER (PARTITION BY code ORDER BY day DESC, batch_id <> 0, batch_id DESC, rate) = 1",
            sql::date(as_of)
        ),
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let mut rates: HashMap<Currency, f64> =
        found.into_iter().filter_map(|(code, rate)| Some((code?.parse().ok()?, rate))).collect();
    rates.insert(home, 1.0);
    Ok(rates)
}

fn bundles(connection: &Connection) -> Result<Vec<(String, String, f64)>> {
    rows(
        connection,
        // Bundles and parts go by their newest codes.
        "SELECT b.product, coalesce(r.product, b.part), CAST(sum(b.quantity) AS DOUBLE)
         FROM bundles b LEFT JOIN renamed r ON r.code = b.part
         WHERE b.product <> '' AND b.part <> '' AND b.quantity > 0 GROUP BY ALL ORDER BY ALL",
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

fn places(connection: &Connection, as_of: Date) -> Result<Vec<Place>> {
    let day = sql::date(as_of);
    rows(
        connection,
        &format!(
            "WITH held AS (
                 SELECT product, coalesce(location, '') AS location, coalesce(available, on_hand - coalesce(committed, 0)) AS available
                 FROM stock WHERE product IS NOT NULL AND coalesce(available, on_hand) IS NOT NULL
                 QUALIFY count(*) OVER (PARTITION BY product) > 1),
             sold AS (
                 SELECT p.sku AS product, o.location, sum(l.quantity) AS units
                 FROM lines l JOIN products p USING (product_id) JOIN orders o USING (order_key)
                 WHERE l.kind = 'sale' AND l.role = 'goods' AND l.local_date BETWEEN {day} - {PRICE_DAYS} AND {day}
                   AND p.sku IN (SELECT product FROM held) AND o.location IS NOT NULL GROUP BY ALL)
             SELECT product, location, CAST(round(available * 1000) AS BIGINT), CAST(coalesce(units, 0) AS DOUBLE) / {PRICE_DAYS}
             FROM held LEFT JOIN sold USING (product, location) WHERE location <> '' ORDER BY product, location"
        ),
        |row| {
            Ok(Place {
                sku: row.get(0)?,
                location: row.get(1)?,
                available: Quantity { milli: row.get(2)? },
                a_day: row.get(3)?,
            })
        },
    )
}

fn rows<T>(
    connection: &Connection,
    statement: &str,
    read: impl Fn(&Row<'_>) -> std::result::Result<T, duckdb::Error>,
) -> Result<Vec<T>> {
    let mut prepared = connection.prepare(statement)?;
    let found = prepared.query_map([], |row| read(row))?;
    found.map(|row| row.map_err(WarehouseError::from)).collect()
}

fn currency_of(code: Option<String>, home: Currency) -> Currency {
    code.and_then(|code| code.trim().to_uppercase().parse().ok()).unwrap_or(home)
}

fn days_of(days: Option<i64>) -> Option<u32> {
    u32::try_from(days?).ok()
}

fn day_of(text: Option<String>) -> Option<Date> {
    text?.parse().ok()
}
