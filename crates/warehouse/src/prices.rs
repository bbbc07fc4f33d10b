//! What prices are made of: what is asked for each product and what was paid, tax within, what others
//! ask.

use crate::{
    baskets,
    error::{Result, WarehouseError},
    money::currency_index,
    open::{Cancel, Warehouse},
    sql,
};
use duckdb::Connection;
use jiff::civil::Date;
use kontor_domain::Currency;
use std::collections::HashMap;

/// Days over which is told what was paid.
const PAID_DAYS: i64 = 91;
/// Days whose lowest price may stand beside a discount (Directive 98/6/EC, article 6a).
const LOWEST_DAYS: i64 = 30;

/// What prices are made of. Amounts are minor units of the shop's currency, as customers see them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PriceFacts {
    /// By code.
    pub products: HashMap<String, PriceFact>,
    /// Units of an order, in the mean of the last 91 days; at least 1.
    pub units_per_order: f64,
    /// Codes that competitors' prices are of and no product is.
    pub unknown: Vec<String>,
    /// Competitors' prices in other currencies, which count for nothing.
    pub foreign: u64,
}

/// What is known of a product's price.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PriceFact {
    /// Its name.
    pub title: String,
    /// Its category.
    pub category: Option<String>,
    /// Its maker.
    pub vendor: Option<String>,
    /// What the platform knows the product by: variants of one product have the same.
    pub handle: Option<String>,
    /// What is asked now, by the newest file that says.
    pub asked: Option<f64>,
    /// The higher price that stands beside it now, by the newest catalogue.
    pub compare_at: Option<f64>,
    /// Days from which on a price was asked, the oldest first.
    pub history: Vec<(Date, f64)>,
    /// The day on which the first catalogue with a price was imported, if no other file said one before.
    pub catalogued: Option<Date>,
    /// The day on which it was first received, as far as purchase orders say.
    pub received: Option<Date>,
    /// What a unit was paid with in the last 91 days, tax and discounts within.
    pub paid: Option<f64>,
    /// What was paid for all units of these days.
    pub turnover: f64,
    /// What was paid over what was asked on the days of the sales; `None` where nobody knows that.
    pub realised: Option<f64>,
    /// Tax within what was paid, as a share of the rest; of what did not sell lately the shop's usual one.
    pub tax: f64,
    /// The lowest mean of a day within the last 30.
    pub lowest: Option<f64>,
    /// What is bought along with a unit leaves so much margin.
    pub along: f64,
    /// What others ask in the shop's currency: their name, their price, and as of when; the newest of each.
    pub competitors: Vec<(String, f64, Option<Date>)>,
}

/// Reads what prices are made of as of a day; `home` is the shop's currency, and amounts in others are
/// left out.
///
/// # Errors
/// What DuckDB fails with, and [`WarehouseError::Cancelled`].
pub fn prices(
    warehouse: &Warehouse,
    home: Currency,
    as_of: Date,
    cancel: &Cancel,
) -> Result<PriceFacts> {
    warehouse.with_cancel(cancel, None, |connection| {
        let mut facts = PriceFacts { units_per_order: 1.0, ..PriceFacts::default() };
        catalogue(connection, home, &mut facts)?;
        history(connection, home, as_of, &mut facts)?;
        paid(connection, home, as_of, &mut facts)?;
        received(connection, &mut facts)?;
        competitors(connection, home, as_of, &mut facts)?;
        baskets::along(connection, home, as_of, &mut facts)?;
        usual_tax(&mut facts);
        Ok(facts)
    })
}

fn catalogue(connection: &Connection, home: Currency, facts: &mut PriceFacts) -> Result<()> {
    let mut prepared = connection.prepare(&format!(
        "SELECT c.product, coalesce(c.category, whole.category), coalesce(c.vendor, whole.vendor), coalesce(c.parent, c.handle, s.handle), coalesce(p.title, concat_ws(' - ', c.title, c.variant), ''),
                CASE WHEN {} THEN CAST(c.compare_at_price AS DOUBLE) END
         FROM catalogue c LEFT JOIN products p ON p.sku = c.product
         -- Some platforms say of the whole product what holds for its variants.
         LEFT JOIN (SELECT sku, any_value(category) AS category, any_value(vendor) AS vendor FROM catalogue GROUP BY sku) whole ON whole.sku = c.parent
         LEFT JOIN (SELECT product, min(handle) AS handle FROM stock GROUP BY product) s USING (product)
         WHERE c.product IS NOT NULL",
        is_home(home).replace("currency", "c.currency"),
    ))?;
    let scale = home.minor_per_major() as f64;
    let mut rows = prepared.query([])?;
    while let Some(row) = rows.next()? {
        let fact = facts.products.entry(row.get(0)?).or_default();
        (fact.category, fact.vendor, fact.handle) = (row.get(1)?, row.get(2)?, row.get(3)?);
        fact.title = row.get(4)?;
        fact.compare_at = row.get::<_, Option<f64>>(5)?.map(|price| price * scale);
    }
    Ok(())
}

fn paid(
    connection: &Connection,
    home: Currency,
    as_of: Date,
    facts: &mut PriceFacts,
) -> Result<()> {
    let sales = format!(
        "FROM lines WHERE role = 'goods' AND kind = 'sale' AND quantity > 0 AND currency_id = {home} AND local_date <= {day} AND local_date > {day} - {PAID_DAYS}",
        home = currency_index(home),
        day = sql::date(as_of),
    );
    let mut prepared = connection.prepare(&format!(
        "SELECT p.sku, CAST(local_date AS VARCHAR), local_date >= {day} - {LOWEST_DAYS}, CAST(sum(amount_minor) AS DOUBLE), CAST(sum(tax_minor) AS DOUBLE), CAST(sum(quantity) AS DOUBLE)
         FROM (SELECT product_id, local_date, amount_minor, tax_minor, quantity {sales}) JOIN products p USING (product_id)
         WHERE p.role = 'goods' AND p.sku NOT LIKE ' %' GROUP BY ALL ORDER BY 1, 2",
        day = sql::date(as_of),
    ))?;
    let mut rows = prepared.query([])?;
    let mut sums = HashMap::<String, Sold>::new();
    while let Some(row) = rows.next()? {
        let sku: String = row.get(0)?;
        let day: Date = day_of(&row.get::<_, String>(1)?)?;
        let is_late: bool = row.get(2)?;
        let (amount, tax, units): (f64, f64, f64) = (row.get(3)?, row.get(4)?, row.get(5)?);
        let asked = facts.products.get(&sku).and_then(|fact| fact.asked_on(day));
        let sold = sums.entry(sku).or_default();
        (sold.amount, sold.tax, sold.units) =
            (sold.amount + amount, sold.tax + tax, sold.units + units);
        if let Some(asked) = asked {
            (sold.told, sold.asked) = (sold.told + amount, sold.asked + asked * units);
        }
        if is_late && amount > 0.0 {
            let mean = amount / units;
            sold.lowest = Some(sold.lowest.map_or(mean, |lowest| lowest.min(mean)));
        }
    }
    for (sku, sold) in sums.into_iter().filter(|(_, sold)| sold.amount > 0.0) {
        let fact = facts.products.entry(sku).or_default();
        fact.paid = Some(sold.amount / sold.units);
        fact.turnover = sold.amount;
        fact.realised = (sold.asked > 0.0).then(|| sold.told / sold.asked);
        let net = sold.amount - sold.tax;
        fact.tax = if net > 0.0 { (sold.tax / net).clamp(0.0, 1.0) } else { 0.0 };
        fact.lowest = sold.lowest;
    }
    let per_order: Option<f64> = sql::one(
        connection,
        &format!(
            "SELECT CAST(sum(quantity) AS DOUBLE) / nullif(count(DISTINCT order_key), 0) {sales}"
        ),
    )?;
    facts.units_per_order = per_order.unwrap_or(1.0).max(1.0);
    Ok(())
}

/// Sums of the sales of a product.
#[derive(Debug, Default)]
struct Sold {
    amount: f64,
    tax: f64,
    units: f64,
    /// What was paid on days of which is known what was asked, and what that comes to.
    told: f64,
    asked: f64,
    lowest: Option<f64>,
}

impl PriceFact {
    /// What was asked on a day, as far as that is known.
    fn asked_on(&self, day: Date) -> Option<f64> {
        if self.history.is_empty() {
            return self.asked;
        }
        let known = self.history.partition_point(|(from, _)| *from <= day);
        Some(self.history.get(known.checked_sub(1)?)?.1)
    }
}

fn day_of(text: &str) -> Result<Date> {
    text.parse().map_err(|_| WarehouseError::Defect(format!("a day {text}")))
}

/// What did not sell lately is taxed as most of what did: without tax its floor would be too low.
fn usual_tax(facts: &mut PriceFacts) {
    let sold = facts.products.values().filter(|fact| fact.paid.is_some());
    let mut taxes: Vec<f64> = sold.map(|fact| fact.tax).collect();
    taxes.sort_by(f64::total_cmp);
    let usual = taxes.get(taxes.len() / 2).copied().unwrap_or_default();
    for fact in facts.products.values_mut().filter(|fact| fact.paid.is_none()) {
        fact.tax = usual;
    }
}

/// That an amount is in the shop's currency: what names none is.
fn is_home(home: Currency) -> String {
    format!("coalesce(upper(trim(currency)), {code}) = {code}", code = sql::text(home.code()))
}

fn history(
    connection: &Connection,
    home: Currency,
    as_of: Date,
    facts: &mut PriceFacts,
) -> Result<()> {
    // A price with a day says from when on it holds; a catalogue's is that of the day it was imported.
    let mut prepared = connection.prepare(&format!(
        "SELECT product, CAST(valid_from AS VARCHAR), CAST(price AS DOUBLE), source = 'catalogue' FROM price_history
         WHERE product IS NOT NULL AND price > 0 AND {} AND (source = 'catalogue' OR valid_from <= {}) ORDER BY product, valid_from, source",
        is_home(home),
        sql::date(as_of),
    ))?;
    let scale = home.minor_per_major() as f64;
    let mut rows = prepared.query([])?;
    let mut last = (String::new(), Date::ZERO);
    while let Some(row) = rows.next()? {
        let sku: String = row.get(0)?;
        let price = row.get::<_, f64>(2)? * scale;
        let day = day_of(&row.get::<_, String>(1)?)?;
        let is_same_day = last == (sku.clone(), day);
        last = (sku.clone(), day);
        let fact = facts.products.entry(sku).or_default();
        let before = fact.asked.replace(price);
        if row.get::<_, bool>(3)? {
            if fact.history.is_empty() {
                fact.catalogued.get_or_insert(day);
            }
            // When a price of a first catalogue began nobody knows, and one that has it twice moves none.
            let before = before.filter(|before| *before != price && !is_same_day);
            let Some(before) = before else { continue };
            if fact.history.is_empty() {
                fact.history.push((Date::constant(1970, 1, 1), before));
            }
        }
        match fact.history.last_mut() {
            Some(last) if last.0 == day => last.1 = price,
            // A file that says again what was said is no move.
            Some(last) if last.1 == price => {}
            _ => fact.history.push((day, price)),
        }
    }
    Ok(())
}

fn received(connection: &Connection, facts: &mut PriceFacts) -> Result<()> {
    let mut prepared = connection.prepare(
        "SELECT product, CAST(CAST(min(received_at) AS DATE) AS VARCHAR) FROM purchase_orders
         WHERE product IS NOT NULL AND received_at IS NOT NULL GROUP BY product",
    )?;
    let mut rows = prepared.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(fact) = facts.products.get_mut(&row.get::<_, String>(0)?) {
            fact.received = Some(day_of(&row.get::<_, String>(1)?)?);
        }
    }
    Ok(())
}

fn competitors(
    connection: &Connection,
    home: Currency,
    as_of: Date,
    facts: &mut PriceFacts,
) -> Result<()> {
    let mut prepared = connection.prepare(&format!(
        "SELECT product, name, CAST(unit_price AS DOUBLE), CAST(CAST(starts AS DATE) AS VARCHAR) FROM competitor_prices
         WHERE product IS NOT NULL AND unit_price > 0 AND {} AND (starts IS NULL OR CAST(starts AS DATE) <= {})
         QUALIFY row_number() OVER (PARTITION BY product, name ORDER BY starts DESC NULLS LAST) = 1
         ORDER BY product, unit_price, name",
        is_home(home),
        sql::date(as_of),
    ))?;
    let scale = home.minor_per_major() as f64;
    let mut rows = prepared.query([])?;
    while let Some(row) = rows.next()? {
        let sku: String = row.get(0)?;
        let Some(fact) = facts.products.get_mut(&sku) else {
            if facts.unknown.last() != Some(&sku) {
                facts.unknown.push(sku);
            }
            continue;
        };
        let day = row.get::<_, Option<String>>(3)?.and_then(|day| day.parse().ok());
        fact.competitors.push((row.get(1)?, row.get::<_, f64>(2)? * scale, day));
    }
    let foreign = format!(
        "SELECT count(*) FROM competitor_prices WHERE product IS NOT NULL AND unit_price > 0 AND NOT {}",
        is_home(home)
    );
    facts.foreign = sql::one::<i64>(connection, &foreign)?.unsigned_abs();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_did_not_sell_is_taxed_as_most_that_did() {
        let fact = |paid, tax| PriceFact { paid, tax, ..PriceFact::default() };
        let mut facts = PriceFacts::default();
        for (sku, paid, tax) in [
            ("A", Some(1.0), 0.2),
            ("B", Some(1.0), 0.2),
            ("C", Some(1.0), 0.0),
            ("NEW", None, 0.0),
        ] {
            facts.products.insert(sku.to_owned(), fact(paid, tax));
        }
        usual_tax(&mut facts);
        let tax = |sku: &str| facts.products.get(sku).map(|fact| fact.tax);
        assert_eq!((tax("NEW"), tax("C")), (Some(0.2), Some(0.0)));
    }
}
