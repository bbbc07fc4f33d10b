//! Amounts of several currencies as one, where a person asks for that: at the rate of the day of each
//! line, the newest of that day or before. What has no rate is left out, and told.

use crate::{
    error::{Result, WarehouseError},
    measures::{From, NET_SALES},
    money::{currency_id_sql, currency_index, minor_per_major},
    open::{Cancel, Warehouse},
    sales::Scope,
    sql::one,
};
use kontor_api::sales::{Conversion, Filter, LeftOut, RateUsed};
use kontor_domain::{Currency, Money, Period};

/// For each other currency and day that has lines: what one unit of it is worth in the shop's
/// currency (`rate`), and the same for minor units (`factor`). Rates are entered in either direction.
pub fn day_rates(home: Currency) -> String {
    let (code, per_major) = (home.code(), home.minor_per_major());
    format!(
        "(SELECT d.currency_id, d.local_date, k.rate, k.rate * {per_major} / {other} AS factor
          FROM (SELECT DISTINCT currency_id, local_date FROM order_hours WHERE currency_id <> {id}) d
          ASOF JOIN (
              SELECT * FROM (
                  SELECT {from} AS currency_id, CAST(valid_from AS DATE) AS day, CAST(rate AS DOUBLE) AS rate, batch_id
                  FROM rates WHERE rate > 0 AND upper(coalesce(to_currency, '{code}')) = '{code}'
                  UNION ALL
                  SELECT {to}, CAST(valid_from AS DATE), 1 / CAST(rate AS DOUBLE), batch_id
                  FROM rates WHERE rate > 0 AND upper(currency) = '{code}' AND to_currency IS NOT NULL)
              WHERE currency_id IS NOT NULL AND day IS NOT NULL
              QUALIFY row_number() OVER (PARTITION BY currency_id, day ORDER BY batch_id <> 0, batch_id DESC, rate) = 1) k
          ON k.currency_id = d.currency_id AND k.day <= d.local_date)",
        id = currency_index(home),
        other = minor_per_major("d.currency_id"),
        from = currency_id_sql("currency"),
        to = currency_id_sql("to_currency"),
    )
}

/// `lines` with every amount in the shop's currency, rounded for each line; those without a rate are
/// left out.
pub fn converted_lines(home: Currency) -> String {
    let id = currency_index(home);
    let amount = |name: &str| {
        format!(
            "CASE WHEN l.currency_id = {id} THEN l.{name} ELSE CAST(round(l.{name} * r.factor) AS BIGINT) END AS {name}"
        )
    };
    format!(
        "(SELECT l.* REPLACE ({}, {}, {}, {})
          FROM lines l LEFT JOIN {} r ON r.currency_id = l.currency_id AND r.local_date = l.local_date
          WHERE l.currency_id = {id} OR r.factor IS NOT NULL)",
        amount("amount_minor"),
        amount("discount_minor"),
        amount("tax_minor"),
        amount("cost_minor"),
        day_rates(home),
    )
}

/// The rates that amounts of a period were converted at, and what has none; `None` where nothing
/// was to be converted.
///
/// # Errors
/// What DuckDB fails with, and [`WarehouseError::Cancelled`].
pub fn conversion(
    warehouse: &Warehouse,
    home: Currency,
    filter: &Filter,
    period: Period,
    cancel: &Cancel,
) -> Result<Option<Conversion>> {
    if !filter.converted {
        return Ok(None);
    }
    warehouse.with_cancel(cancel, None, |connection| {
        let scope = Scope::of(connection, home, filter)?;
        let statement = format!(
            "SELECT currency_id, min(rate), max(rate), count(*) FILTER (rate IS NULL), {net_sales}
             FROM (SELECT l.*, r.rate FROM lines l LEFT JOIN {rates} r ON r.currency_id = l.currency_id AND r.local_date = l.local_date)
             {wherein} AND currency_id <> {id}
             GROUP BY currency_id, rate IS NULL ORDER BY currency_id",
            net_sales = NET_SALES.sql(From::Lines),
            rates = day_rates(home),
            wherein = scope.wherein(period),
            id = currency_index(home),
        );
        let mut conversion = Conversion { rates: Vec::new(), left_out: Vec::new() };
        let mut prepared = connection.prepare(&statement)?;
        let mut rows = prepared.query([])?;
        while let Some(row) = rows.next()? {
            let currency = currency_of(row.get(0)?)?;
            let (lowest, highest): (Option<f64>, Option<f64>) = (row.get(1)?, row.get(2)?);
            match lowest.zip(highest) {
                Some((lowest, highest)) => {
                    conversion.rates.push(RateUsed { currency, lowest, highest });
                }
                None => conversion.left_out.push(LeftOut {
                    lines: row.get::<_, i64>(3)?.max(0) as u64,
                    net_sales: Money::new(row.get(4)?, currency),
                }),
            }
        }
        Ok(Some(conversion))
    })
}

/// What was sold in a period in currencies other than the shop's, which sums leave out; nothing where
/// they are converted.
///
/// # Errors
/// What DuckDB fails with, and [`WarehouseError::Cancelled`].
pub fn other_currencies(
    warehouse: &Warehouse,
    home: Currency,
    filter: &Filter,
    period: Period,
    cancel: &Cancel,
) -> Result<Vec<LeftOut>> {
    if filter.converted {
        return Ok(Vec::new());
    }
    warehouse.with_cancel(cancel, None, |connection| {
        let id = currency_index(home);
        let is_any: bool = one(
            connection,
            &format!("SELECT count(*) > 0 FROM currencies WHERE currency_id <> {id}"),
        )?;
        if !is_any {
            return Ok(Vec::new());
        }
        // Lines of every currency, as they stand.
        let scope = Scope::of(connection, home, &Filter { converted: true, ..filter.clone() })?;
        let mut prepared = connection.prepare(&format!(
            "SELECT currency_id, count(*), {net_sales} FROM lines {wherein} AND currency_id <> {id}
             GROUP BY currency_id ORDER BY currency_id",
            net_sales = NET_SALES.sql(From::Lines),
            wherein = scope.wherein(period),
        ))?;
        let mut rows = prepared.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(LeftOut {
                lines: row.get::<_, i64>(1)?.max(0) as u64,
                net_sales: Money::new(row.get(2)?, currency_of(row.get(0)?)?),
            });
        }
        Ok(found)
    })
}

fn currency_of(id: u8) -> Result<Currency> {
    Currency::all()
        .nth(usize::from(id))
        .ok_or_else(|| WarehouseError::Defect(format!("the currency {id}")))
}
