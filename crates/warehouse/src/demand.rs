//! What forecasts are made of: what was sold of each article and day, when it was probably out of
//! stock, promotions and days of the merchant's own.

use crate::{
    error::{Result, WarehouseError},
    money::currency_index,
    open::{Cancel, Warehouse},
    quality, sql,
};
use duckdb::{
    Connection,
    arrow::{
        array::{Array as _, AsArray as _},
        datatypes::{ArrowPrimitiveType, Float64Type, Int32Type},
    },
};
use jiff::civil::Date;
use kontor_domain::Currency;

/// An article that was sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Its number in the other lists.
    pub number: u32,
    /// Its code.
    pub sku: String,
    /// Its title.
    pub title: String,
    /// Its category.
    pub category: Option<String>,
    /// Whether the shop has taken it out of its catalogue.
    pub is_archived: bool,
}

/// Days on which an article was probably out of stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfStock {
    /// The article's number.
    pub article: u32,
    /// The first day, since 1970-01-01.
    pub from: i32,
    /// The last day.
    pub to: i32,
    /// Whether books of the stock say so, and not only the silence.
    pub is_booked: bool,
}

/// A promotion of an article.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Promoted {
    /// The article's number.
    pub article: u32,
    /// The first day, since 1970-01-01.
    pub from: i32,
    /// The last day.
    pub to: i32,
    /// What is taken off the price, in percent; `None` if nobody said.
    pub percent: Option<f64>,
}

/// Demand as it can be seen. The columns have a row for each article and day, and another for what
/// was paid in other currencies.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Demand {
    /// Every article that was sold, in the order of numbers.
    pub articles: Vec<Article>,
    /// The article's number.
    pub article: Vec<u32>,
    /// Days since 1970-01-01.
    pub day: Vec<i32>,
    /// Pieces ordered less those cancelled: what came back was wanted, too.
    pub units: Vec<f64>,
    /// Pieces beyond what is usual, on lines that are far larger than the article's others.
    pub bulk: Vec<f64>,
    /// Pieces sold for something in the shop's currency.
    pub paid_units: Vec<f64>,
    /// What was paid for them, net, in minor units of it.
    pub paid: Vec<f64>,
    /// What would have been without discounts.
    pub asked: Vec<f64>,
    /// Those of them that were sold at a discount.
    pub reduced_units: Vec<f64>,
    /// When articles were probably out of stock.
    pub out_of_stock: Vec<OutOfStock>,
    /// Promotions of articles.
    pub promotions: Vec<Promoted>,
    /// Days of the merchant's own on which sales are other than usual, from and to.
    pub own_days: Vec<(Date, Date)>,
}

/// Reads what forecasts are made of, up to `until`; `home` is the shop's currency.
///
/// # Errors
/// What DuckDB fails with, and [`WarehouseError::Cancelled`].
pub fn demand(
    warehouse: &Warehouse,
    home: Currency,
    until: Date,
    cancel: &Cancel,
) -> Result<Demand> {
    warehouse.with_cancel(cancel, None, |connection| {
        let mut demand = Demand { articles: articles(connection)?, ..Demand::default() };
        sold(connection, home, until, &mut demand)?;
        demand.out_of_stock = out_of_stock(connection, home)?;
        demand.promotions = promotions(connection)?;
        demand.own_days = own_days(connection)?;
        Ok(demand)
    })
}

/// What was returned and never sold, or stands for an amount of an order, is no article.
const ARTICLES: &str = "products p WHERE p.role = 'goods' AND p.sku NOT LIKE ' %'";

/// Pieces ordered less those cancelled.
const WANTED: &str =
    "coalesce(sum(quantity) FILTER (kind = 'sale' OR (kind = 'cancelled' AND quantity < 0)), 0)";

/// Lines that tell a price.
const PAID: &str = "kind = 'sale' AND quantity > 0 AND amount_minor > 0";

fn articles(connection: &Connection) -> Result<Vec<Article>> {
    let mut prepared = connection.prepare(&format!(
        "SELECT p.product_id, p.sku, p.title, coalesce(c.category, whole.category), coalesce(lower(c.status) = 'archived', false)
         FROM (SELECT * FROM {ARTICLES}) p LEFT JOIN catalogue c ON c.product = p.sku
         -- Some platforms say of the whole product what holds for its variants.
         LEFT JOIN (SELECT sku, any_value(category) AS category FROM catalogue GROUP BY sku) whole ON whole.sku = c.parent
         ORDER BY p.product_id"
    ))?;
    let mut rows = prepared.query([])?;
    let mut articles = Vec::new();
    while let Some(row) = rows.next()? {
        articles.push(Article {
            number: row.get::<_, i32>(0)?.max(0) as u32,
            sku: row.get(1)?,
            title: row.get(2)?,
            category: row.get(3)?,
            is_archived: row.get(4)?,
        });
    }
    Ok(articles)
}

/// Fills the columns. Millions of rows come as arrow, which reads them by columns.
fn sold(connection: &Connection, home: Currency, until: Date, demand: &mut Demand) -> Result<()> {
    let statement = format!(
        "WITH usual AS (SELECT product_id, quantile_cont(CAST(quantity AS DOUBLE), 0.95) AS high FROM lines
               WHERE kind = 'sale' AND role = 'goods' GROUP BY product_id HAVING count(*) >= 20),
     days AS (SELECT l.product_id, local_date, currency_id = {home} AS is_home, CAST({WANTED} AS DOUBLE) AS units, 
                     coalesce(sum(quantity) FILTER ({PAID}), 0)::DOUBLE AS paid_units, coalesce(sum(amount_minor - tax_minor) FILTER ({PAID}), 0)::DOUBLE AS paid,
                     coalesce(sum((amount_minor + discount_minor)::DOUBLE * (amount_minor - tax_minor) / amount_minor) FILTER ({PAID}), 0) AS asked,
                     coalesce(sum(quantity) FILTER ({PAID} AND discount_minor > 0), 0)::DOUBLE AS reduced_units,
                     coalesce(sum(CAST(quantity AS DOUBLE) - high) FILTER (kind = 'sale' AND CAST(quantity AS DOUBLE) > 10 * high), 0) AS bulk
              FROM lines l LEFT JOIN usual USING (product_id)
              WHERE role = 'goods' AND product_id IN (SELECT product_id FROM {ARTICLES}) AND local_date <= {until}
              GROUP BY ALL)
SELECT product_id, CAST(local_date - DATE '1970-01-01' AS INTEGER) AS day, units, bulk,
       CASE WHEN is_home THEN paid_units ELSE 0 END, CASE WHEN is_home THEN paid ELSE 0 END,
       CASE WHEN is_home THEN asked ELSE 0 END, CASE WHEN is_home THEN reduced_units ELSE 0 END
FROM days ORDER BY product_id, day, is_home",
        home = currency_index(home),
        until = sql::date(until),
    );
    let mut prepared = connection.prepare(&statement)?;
    for batch in prepared.query_arrow([])? {
        let column = |place: usize| batch.columns().get(place).ok_or_else(missing);
        demand.article.extend(
            primitive::<Int32Type>(column(0)?)?.iter().map(|number| (*number).max(0) as u32),
        );
        demand.day.extend(primitive::<Int32Type>(column(1)?)?);
        demand.units.extend(primitive::<Float64Type>(column(2)?)?);
        demand.bulk.extend(primitive::<Float64Type>(column(3)?)?);
        demand.paid_units.extend(primitive::<Float64Type>(column(4)?)?);
        demand.paid.extend(primitive::<Float64Type>(column(5)?)?);
        demand.asked.extend(primitive::<Float64Type>(column(6)?)?);
        demand.reduced_units.extend(primitive::<Float64Type>(column(7)?)?);
    }
    Ok(())
}

fn missing() -> WarehouseError {
    WarehouseError::Defect("a column of the demand".to_owned())
}

/// The numbers of an arrow column without gaps.
fn primitive<T: ArrowPrimitiveType>(
    column: &std::sync::Arc<dyn duckdb::arrow::array::Array>,
) -> Result<&[T::Native]> {
    let numbers = column.as_primitive_opt::<T>().filter(|numbers| numbers.null_count() == 0);
    Ok(numbers.ok_or_else(missing)?.values())
}

fn out_of_stock(connection: &Connection, home: Currency) -> Result<Vec<OutOfStock>> {
    let mut prepared = connection.prepare(&format!(
        "SELECT product_id, CAST(since - DATE '1970-01-01' AS INTEGER), CAST(until - DATE '1970-01-01' AS INTEGER), is_booked
         FROM ({}) WHERE product_id IN (SELECT product_id FROM {ARTICLES}) ORDER BY ALL",
        quality::stock_outs(currency_index(home))
    ))?;
    let mut rows = prepared.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(OutOfStock {
            article: row.get::<_, i32>(0)?.max(0) as u32,
            from: row.get(1)?,
            to: row.get(2)?,
            is_booked: row.get(3)?,
        });
    }
    Ok(found)
}

/// A promotion names an article, a category, or neither, which means all.
fn promotions(connection: &Connection) -> Result<Vec<Promoted>> {
    let mut prepared = connection.prepare(&format!(
        "SELECT a.product_id, CAST(CAST(m.starts AS DATE) - DATE '1970-01-01' AS INTEGER),
                CAST(CAST(coalesce(m.ends, m.starts) AS DATE) - DATE '1970-01-01' AS INTEGER), CAST(m.discount_percent AS DOUBLE)
         FROM promotions m JOIN (SELECT p.product_id, p.sku, coalesce(c.category, whole.category) AS category
              FROM (SELECT * FROM {ARTICLES}) p LEFT JOIN catalogue c ON c.product = p.sku
              LEFT JOIN (SELECT sku, any_value(category) AS category FROM catalogue GROUP BY sku) whole ON whole.sku = c.parent) a
              ON (m.product = a.sku OR m.sku IS NULL AND (m.category = a.category OR m.category IS NULL))
         WHERE m.starts IS NOT NULL ORDER BY ALL"
    ))?;
    let mut rows = prepared.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Promoted {
            article: row.get::<_, i32>(0)?.max(0) as u32,
            from: row.get(1)?,
            to: row.get(2)?,
            percent: row.get(3)?,
        });
    }
    Ok(found)
}

fn own_days(connection: &Connection) -> Result<Vec<(Date, Date)>> {
    let mut prepared = connection.prepare(
        "SELECT CAST(CAST(starts AS DATE) AS VARCHAR), CAST(CAST(coalesce(ends, starts) AS DATE) AS VARCHAR)
         FROM holidays WHERE starts IS NOT NULL ORDER BY ALL",
    )?;
    let mut rows = prepared.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let day = |text: String| {
            text.parse::<Date>().map_err(|_| WarehouseError::Defect(format!("a day {text}")))
        };
        found.push((day(row.get(0)?)?, day(row.get(1)?)?));
    }
    Ok(found)
}
