//! What is doubtful in the data: a statement for each check, of the things that it finds, the most
//! money first.

use crate::{
    error::{Result, WarehouseError},
    import::reason_of,
    money::currency_index,
    open::{Cancel, Warehouse},
};
use duckdb::Row;
use kontor_api::quality::{Check, Fact, FindingRow, FindingRows, Holding, Known, Thing};
use kontor_domain::{Currency, Money, Quantity};

/// How many things a check finds, and the money that depends on them.
pub struct Found {
    /// Things.
    pub count: u64,
    /// Money, where it can be said: a sum for each currency, the shop's first.
    pub money: Vec<Money>,
}

/// Runs a check.
///
/// # Errors
/// What DuckDB fails with, and [`crate::WarehouseError::Cancelled`].
pub fn check(
    warehouse: &Warehouse,
    home: Currency,
    check: Check,
    cancel: &Cancel,
) -> Result<Found> {
    let (_, things) = statement(check, home);
    let statement = format!(
        "WITH things AS MATERIALIZED ({things})
SELECT NULL AS currency_id, count(*) AS sum FROM things
UNION ALL
SELECT amount.currency_id, CAST(sum(amount.minor) AS BIGINT) FROM (SELECT unnest(money) AS amount FROM things) GROUP BY ALL
ORDER BY currency_id <> {} NULLS FIRST, currency_id",
        currency_index(home)
    );
    warehouse.with_cancel(cancel, None, |connection| {
        let mut prepared = connection.prepare(&statement)?;
        let mut rows = prepared.query([])?;
        let mut found = Found { count: 0, money: Vec::new() };
        while let Some(row) = rows.next()? {
            let sum: i64 = row.get(1)?;
            match row.get::<_, Option<u8>>(0)? {
                Some(id) => found.money.push(Money::new(sum, currency_of(usize::from(id))?)),
                None => found.count = sum.max(0) as u64,
            }
        }
        Ok(found)
    })
}

/// The things that a check finds.
///
/// # Errors
/// What DuckDB fails with, and [`crate::WarehouseError::Cancelled`].
pub fn found(
    warehouse: &Warehouse,
    home: Currency,
    check: Check,
    offset: u64,
    limit: u32,
    cancel: &Cancel,
) -> Result<FindingRows> {
    let (facts, things) = statement(check, home);
    let columns: Vec<String> = facts
        .iter()
        .map(|fact| match fact.column() {
            (name, Holding::Day) => format!("CAST({name} AS VARCHAR) AS {name}"),
            (name, Holding::Quantity) => {
                format!("CAST(round(CAST({name} AS DOUBLE) * 1000) AS BIGINT) AS {name}")
            }
            (name, _) => name.to_owned(),
        })
        .collect();
    let statement = format!(
        "SELECT thing, CAST(place AS VARCHAR) AS place, array_to_string(list_transform(money, lambda amount: amount.currency_id || ':' || amount.minor), ' ') AS money,
       count(*) OVER () AS things{}
FROM ({things})
ORDER BY list_sum(list_transform(list_filter(money, lambda amount: amount.currency_id = {}), lambda amount: amount.minor)) DESC NULLS LAST, thing, place
LIMIT {limit} OFFSET {offset}",
        columns.iter().map(|column| format!(", {column}")).collect::<String>(),
        currency_index(home),
    );
    warehouse.with_cancel(cancel, None, |connection| {
        let mut prepared = connection.prepare(&statement)?;
        let mut rows = prepared.query([])?;
        let mut found = FindingRows {
            total: 0,
            facts: facts.to_vec(),
            rows: Vec::new(),
            sql: statement.clone(),
        };
        while let Some(row) = rows.next()? {
            found.total = row.get::<_, i64>(3)?.max(0) as u64;
            let money = amounts(&row.get::<_, Option<String>>(2)?.unwrap_or_default())?;
            let currency = money.first().map_or(home, |money| money.currency);
            let known = facts
                .iter()
                .enumerate()
                .map(|(index, fact)| known(row, 4 + index, fact.column().1, currency))
                .collect::<Result<_>>()?;
            let (thing, place): (Option<String>, Option<String>) = (row.get(0)?, row.get(1)?);
            found.rows.push(FindingRow {
                thing: thing_of(check, thing.unwrap_or_default(), place)?,
                facts: known,
                money,
            });
        }
        Ok(found)
    })
}

fn currency_of(id: usize) -> Result<Currency> {
    Currency::all().nth(id).ok_or_else(|| WarehouseError::Defect(format!("the currency {id}")))
}

/// Amounts from their text: `7:1234 9:500`.
fn amounts(text: &str) -> Result<Vec<Money>> {
    let amount = |text: &str| {
        let (id, minor) = text.split_once(':')?;
        Some((id.parse().ok()?, minor.parse().ok()?))
    };
    text.split_whitespace()
        .map(|text| {
            let (id, minor) =
                amount(text).ok_or_else(|| WarehouseError::Defect(format!("an amount {text}")))?;
            Ok(Money::new(minor, currency_of(id)?))
        })
        .collect()
}

/// A fact of a row.
fn known(
    row: &Row<'_>,
    column: usize,
    holding: Holding,
    currency: Currency,
) -> Result<Option<Known>> {
    let number = || row.get::<_, Option<i64>>(column);
    let text = || row.get::<_, Option<String>>(column);
    Ok(match holding {
        Holding::Text => text()?.filter(|text| !text.is_empty()).map(Known::Text),
        Holding::Reason => text()?.map(|name| Known::Reason(reason_of(&name))),
        Holding::Day => text()?.and_then(|day| day.parse().ok()).map(Known::Day),
        Holding::Money => number()?.map(|minor| Known::Money(Money::new(minor, currency))),
        Holding::Count => number()?.map(Known::Count),
        Holding::Quantity => number()?.map(|milli| Known::Quantity(Quantity { milli })),
    })
}

/// What a check's `thing` and `place` are.
fn thing_of(check: Check, thing: String, place: Option<String>) -> Result<Thing> {
    let defect = |text: &str| WarehouseError::Defect(format!("a finding of {text}"));
    let day = |text: &str| text.parse().map_err(|_| defect(text));
    Ok(match check {
        Check::Refused => Thing::Row {
            batch_id: thing.parse().map_err(|_| defect(&thing))?,
            row: place.and_then(|row| row.parse().ok()).ok_or_else(|| defect(&thing))?,
        },
        Check::OrdersOff | Check::Outlier | Check::UndatedRefunds => {
            Thing::Order { order_id: thing, day: day(&place.unwrap_or_default())? }
        }
        Check::NoCost
        | Check::NoSku
        | Check::DuplicateSku
        | Check::ProbableStockOut
        | Check::ProbablyRenamed
        | Check::RenamedInCircle => Thing::Product { sku: thing },
        Check::AmbiguousTitle => Thing::Name { name: thing },
        Check::Gap => Thing::Day { day: day(&thing)? },
        Check::NegativeStock => Thing::Stock { sku: thing, location: place },
        Check::MixedCurrencies => {
            Thing::Currency { currency: thing.parse().map_err(|_| defect(&thing))? }
        }
    })
}

/// What is told of a check's things, and a SELECT of `thing`, `place` (what else tells it from
/// others, a text), `money` (a list of amounts in minor units) and a column for each fact.
fn statement(check: Check, home: Currency) -> (&'static [Fact], String) {
    let home_id = currency_index(home);
    // Net sales of a product, of all its days.
    let sold = format!(
        "SELECT product_id, list({{'currency_id': currency_id, 'minor': minor}} ORDER BY currency_id <> {home_id}, currency_id) AS money, max(last) AS last_sold
             FROM (SELECT product_id, currency_id, CAST(sum(amount_minor - tax_minor) AS BIGINT) AS minor, max(local_date) AS last
                   FROM lines WHERE role = 'goods' AND kind = 'sale' GROUP BY ALL)
             GROUP BY product_id"
    );
    match check {
        Check::Refused => (
            &[Fact::File, Fact::Reason, Fact::AtColumn, Fact::AtValue],
            "SELECT CAST(r.batch_id AS VARCHAR) AS thing, CAST(r.source_row AS VARCHAR) AS place, NULL::STRUCT(currency_id UTINYINT, minor BIGINT)[] AS money,
       b.name AS file, r.reason, r.column_name AS at_column, r.value AS at_value
FROM refused r JOIN batches b USING (batch_id)"
                .to_owned(),
        ),
        Check::OrdersOff => (
            &[Fact::OrderedOn, Fact::Stated, Fact::Counted],
            "SELECT o.order_id AS thing, CAST(o.local_date AS VARCHAR) AS place, [{'currency_id': a.currency_id, 'minor': abs(a.total - l.counted)}] AS money,
       o.local_date AS ordered_on, a.total AS stated, l.counted
FROM order_amounts a JOIN orders o USING (order_key)
JOIN (SELECT order_key, CAST(sum(amount_minor) AS BIGINT) AS counted FROM lines WHERE NOT (source_row = 0 AND role = 'goods') GROUP BY order_key) l USING (order_key)
WHERE NOT a.agrees"
                .to_owned(),
        ),
        Check::NoCost => (
            &[Fact::Title, Fact::LastSold],
            format!(
                "SELECT p.sku AS thing, NULL AS place, s.money, p.title, s.last_sold
FROM ({sold}) s JOIN products p USING (product_id)
WHERE p.sku NOT LIKE ' %' AND p.sku NOT IN (SELECT product FROM cost_history WHERE product IS NOT NULL)"
            ),
        ),
        Check::NoSku => (
            &[Fact::LastSold],
            format!(
                "SELECT c.product AS thing, NULL AS place, s.money, s.last_sold
FROM catalogue c LEFT JOIN products p ON p.sku = c.product LEFT JOIN ({sold}) s USING (product_id)
WHERE c.sku IS NULL"
            ),
        ),
        Check::DuplicateSku => (
            &[Fact::Titles, Fact::LastSold],
            format!(
                "SELECT r.sku AS thing, NULL AS place, any_value(s.money) AS money,
       string_agg(DISTINCT concat_ws(' - ', r.title, r.variant), ' | ') AS titles, any_value(s.last_sold) AS last_sold
FROM products_rows r LEFT JOIN products p ON p.sku = r.sku LEFT JOIN ({sold}) s USING (product_id)
WHERE r.batch_id = (SELECT max(batch_id) FROM products_rows) AND r.sku IS NOT NULL
GROUP BY r.sku HAVING count(*) > 1"
            ),
        ),
        // What was sold by the name alone is whose sales cannot be told apart.
        Check::AmbiguousTitle => (
            &[Fact::Skus, Fact::LastSold],
            format!(
                "SELECT c.name AS thing, NULL AS place, s.money, c.skus, s.last_sold
FROM (SELECT concat_ws(' - ', title, variant) AS name, string_agg(DISTINCT sku, ', ') AS skus
      FROM catalogue WHERE title IS NOT NULL GROUP BY name HAVING count(DISTINCT sku) > 1) c
LEFT JOIN products p ON p.sku = c.name LEFT JOIN ({sold}) s USING (product_id)"
            ),
        ),
        // A weekday on which the shop usually sells, without an order.
        Check::Gap => (
            &[Fact::UsualOrders],
            format!(
                "WITH sums AS (SELECT local_date AS day, currency_id, sum(net_sales) AS minor, sum(orders) AS orders FROM order_hours GROUP BY ALL),
     sold AS (SELECT day, sum(orders) AS orders FROM sums GROUP BY day HAVING sum(orders) > 0),
     days AS (SELECT CAST(unnest(generate_series((SELECT min(day) FROM sold), (SELECT max(day) FROM sold), INTERVAL 1 DAY)) AS DATE) AS day),
     usual AS (SELECT isodow(d.day) AS weekday, count(s.day) AS sold_days, count(s.day) / count(*) AS share, sum(s.orders) AS orders
               FROM days d LEFT JOIN sold s USING (day) GROUP BY weekday),
     amounts AS (SELECT weekday, list({{'currency_id': currency_id, 'minor': CAST(minor / sold_days AS BIGINT)}} ORDER BY currency_id <> {home_id}, currency_id) AS money
                 FROM (SELECT isodow(day) AS weekday, currency_id, sum(minor) AS minor FROM sums GROUP BY ALL) JOIN usual USING (weekday) WHERE sold_days > 0 GROUP BY weekday)
SELECT CAST(d.day AS VARCHAR) AS thing, NULL AS place, a.money, CAST(round(u.orders / u.sold_days) AS BIGINT) AS usual_orders
FROM days d ANTI JOIN sold USING (day) JOIN usual u ON u.weekday = isodow(d.day) JOIN amounts a ON a.weekday = u.weekday
WHERE u.share >= 0.6"
            ),
        ),
        // Far beyond what the product's lines usually are.
        Check::Outlier => (
            &[Fact::OrderedOn, Fact::Sku, Fact::Title, Fact::Units, Fact::UsualUnits],
            "WITH usual AS (SELECT product_id, quantile_cont(CAST(quantity AS DOUBLE), 0.95) AS high FROM lines
               WHERE kind = 'sale' AND role = 'goods' GROUP BY product_id HAVING count(*) >= 20)
SELECT o.order_id AS thing, CAST(o.local_date AS VARCHAR) AS place, [{'currency_id': l.currency_id, 'minor': abs(l.amount_minor)}] AS money,
       o.local_date AS ordered_on, p.sku, p.title, l.quantity AS units, u.high AS usual_units
FROM lines l JOIN usual u USING (product_id) JOIN products p USING (product_id) JOIN orders o USING (order_key)
WHERE l.kind = 'sale' AND l.quantity > 10 * u.high"
                .to_owned(),
        ),
        Check::ProbableStockOut => (
            &[Fact::Title, Fact::Since, Fact::QuietDays, Fact::SoldDays, Fact::StockLeft],
            stock_outs(home_id),
        ),
        // What is missing, at what it costs.
        Check::NegativeStock => (
            &[Fact::Location, Fact::Units, Fact::CountedOn],
            format!(
                "SELECT s.product AS thing, s.location AS place,
       CASE WHEN c.cost IS NOT NULL THEN [{{'currency_id': {home_id}, 'minor': CAST(round(-coalesce(s.on_hand, s.available) * c.cost * {scale}) AS BIGINT)}}] END AS money,
       s.location, coalesce(s.on_hand, s.available) AS units, CAST(s.counted_at AS DATE) AS counted_on
FROM stock s LEFT JOIN (SELECT product, CAST(arg_max(cost, valid_from) AS DOUBLE) AS cost FROM cost_history
                        WHERE coalesce(currency, '{code}') = '{code}' GROUP BY product) c USING (product)
WHERE coalesce(s.on_hand, s.available) < 0",
                scale = home.minor_per_major(),
                code = home.code(),
            ),
        ),
        Check::MixedCurrencies => (
            &[Fact::Lines, Fact::LastSold],
            format!(
                "SELECT c.currency AS thing, NULL AS place, [{{'currency_id': any_value(l.currency_id), 'minor': CAST(sum(l.amount_minor) AS BIGINT)}}] AS money,
       count(*) AS lines, max(l.local_date) AS last_sold
FROM lines l JOIN currencies c USING (currency_id)
WHERE l.currency_id <> {home_id} AND c.currency NOT IN (SELECT currency FROM rates WHERE currency IS NOT NULL)
GROUP BY c.currency"
            ),
        ),
        Check::UndatedRefunds => (
            &[Fact::OrderedOn],
            "SELECT o.order_id AS thing, CAST(o.local_date AS VARCHAR) AS place, [{'currency_id': a.currency_id, 'minor': a.undated}] AS money, o.local_date AS ordered_on
FROM order_amounts a JOIN orders o USING (order_key) WHERE a.undated > 0"
                .to_owned(),
        ),
        Check::ProbablyRenamed => (
            &[Fact::Title, Fact::LastSold, Fact::Becomes, Fact::FirstSold],
            renamed(&sold),
        ),
        Check::RenamedInCircle => (
            &[Fact::Becomes],
            "SELECT s.sku AS thing, s.successor AS place, NULL::STRUCT(currency_id UTINYINT, minor BIGINT)[] AS money, s.successor AS becomes
FROM successors s ANTI JOIN renamed ON code = s.sku WHERE s.successor IS NOT NULL"
                .to_owned(),
        ),
    }
}

/// Pairs of products of one name or barcode of which the older ends as the newer begins: within two
/// weeks before its last sale, or a quarter after it. Only where there is one such pair of each, and
/// few products have the name: else the name tells nothing.
fn renamed(sold: &str) -> String {
    format!(
        "WITH named AS (SELECT product_id, lower(trim(title)) AS name FROM items WHERE title IS NOT NULL GROUP BY product_id, lower(trim(title)) QUALIFY count(*) OVER (PARTITION BY lower(trim(title))) <= 4),
     coded AS (SELECT p.product_id, r.barcode AS name FROM products_rows r LEFT JOIN renamed n ON n.code = r.sku JOIN products p ON p.sku = coalesce(n.product, r.sku)
               WHERE r.barcode IS NOT NULL GROUP BY p.product_id, r.barcode QUALIFY count(*) OVER (PARTITION BY r.barcode) <= 4),
     alike AS (SELECT a.product_id AS old_id, b.product_id AS new_id FROM named a JOIN named b USING (name) WHERE a.product_id <> b.product_id
               UNION SELECT a.product_id, b.product_id FROM coded a JOIN coded b USING (name) WHERE a.product_id <> b.product_id),
     pairs AS (SELECT o.product_id, o.sku, o.title, o.last_sold, n.sku AS becomes, n.first_sold
               FROM alike JOIN products o ON o.product_id = old_id JOIN products n ON n.product_id = new_id
               WHERE o.role = 'goods' AND n.role = 'goods' AND o.sku NOT LIKE ' %' AND n.sku NOT LIKE ' %'
                 AND o.last_sold >= o.first_sold + 7 AND n.last_sold > o.last_sold
                 AND n.first_sold > o.first_sold AND n.first_sold BETWEEN o.last_sold - 14 AND o.last_sold + 90
               QUALIFY count(*) OVER (PARTITION BY old_id) = 1 AND count(*) OVER (PARTITION BY new_id) = 1)
SELECT p.sku AS thing, p.becomes AS place, s.money, p.title, p.last_sold, p.becomes, p.first_sold
FROM pairs p LEFT JOIN ({sold}) s USING (product_id)"
    )
}

/// Runs of days on which others sold and a product did not: where its stock is known, after the last
/// piece went and until more came; elsewhere longer than chance makes of a thousand runs, given on how many
/// of the shop's ninety days before it the product sold.
///
/// What is known is `stock_history`; it is wrong where the product sold on without stock, and then
/// counts as not known. Before the first count there may have been less than it says, by what came back: so
/// much that nothing was there when a run began with the lowest level so far, ended with a receipt, and was
/// longer than chance makes of twenty.
pub(crate) fn stock_outs(home_id: usize) -> String {
    format!(
        "WITH shop AS (SELECT local_date AS day, row_number() OVER (ORDER BY local_date) AS number FROM lines WHERE kind = 'sale' AND role = 'goods' GROUP BY local_date),
     days AS (SELECT l.product_id, l.currency_id, s.day, s.number, sum(l.amount_minor - l.tax_minor) AS minor, sum(l.quantity) AS units
              FROM lines l JOIN shop s ON s.day = l.local_date WHERE l.kind = 'sale' AND l.role = 'goods' GROUP BY ALL),
     sold AS (SELECT product_id, day, number, sum(units) AS units FROM days GROUP BY ALL),
     runs AS (SELECT product_id, day, number, units,
                     coalesce(lead(number) OVER product, (SELECT max(number) FROM shop) + 1) - number - 1 AS quiet,
                     coalesce(lead(day) OVER product, (SELECT max(day) FROM shop) + 1) - 1 AS until,
                     count(*) OVER (product RANGE BETWEEN 89 PRECEDING AND CURRENT ROW) AS sold_days,
                     least(number - min(number) OVER product + 1, 90) AS known_days
              FROM sold WINDOW product AS (PARTITION BY product_id ORDER BY number)),
     history AS (SELECT p.product_id, h.day, h.level, h.source = 'reckoned_back' AS is_back FROM stock_history h JOIN products p ON p.sku = h.product WHERE h.location IS NULL),
     receipts AS (SELECT p.product_id, CAST(o.received_at AS DATE) AS day FROM purchase_orders o JOIN products p ON p.sku = o.product WHERE o.received_at IS NOT NULL GROUP BY ALL),
     -- A run ends where more comes. What came on the day of the last sale may have come after it.
     refilled AS (SELECT r.product_id, r.day, e.day AS refill FROM runs r ASOF JOIN receipts e ON e.product_id = r.product_id AND e.day > r.day WHERE e.day <= r.until + 1),
     short AS (SELECT f.product_id, f.day, f.refill, s.number FROM refilled f ASOF JOIN shop s ON s.day < f.refill),
     known AS (SELECT r.product_id, r.day, h.is_back, CASE WHEN h.level + r.units > 0 THEN h.level END AS stock_left,
                      min(h.level) FILTER (h.is_back) OVER (PARTITION BY r.product_id ORDER BY r.number) AS lowest
               FROM runs r ASOF JOIN history h ON h.product_id = r.product_id AND h.day <= r.day),
     judged AS (SELECT r.* REPLACE (CASE WHEN k.stock_left IS NULL THEN r.quiet ELSE coalesce(s.number - r.number, r.quiet) END AS quiet,
                                    CASE WHEN k.stock_left IS NULL THEN r.until ELSE coalesce(s.refill - 1, r.until) END AS until),
                       k.stock_left, k.is_back AND k.stock_left <= k.lowest AND s.refill IS NOT NULL AS is_lowest
                FROM runs r LEFT JOIN known k USING (product_id, day) LEFT JOIN short s USING (product_id, day)),
     found AS (SELECT *, quiet * ln(1 - sold_days / (known_days + 1)) AS log_chance FROM judged
               WHERE CASE WHEN stock_left <= 0 THEN quiet >= 1
                          WHEN known_days < 28 THEN false
                          WHEN stock_left > 0 THEN is_lowest AND quiet >= 1 AND log_chance < ln(0.05)
                          ELSE quiet >= 3 AND log_chance < ln(0.001) END),
     lost AS (SELECT f.product_id, f.day, d.currency_id, CAST(sum(d.minor) * any_value(f.quiet / greatest(f.known_days, 28)) AS BIGINT) AS minor
              FROM found f JOIN days d ON d.product_id = f.product_id AND d.number BETWEEN f.number - 89 AND f.number GROUP BY ALL),
     amounts AS (SELECT product_id, day, list({{'currency_id': currency_id, 'minor': minor}} ORDER BY currency_id <> {home_id}, currency_id) AS money FROM lost GROUP BY ALL)
SELECT p.sku AS thing, CAST(f.day + 1 AS VARCHAR) AS place, a.money, p.title, f.day + 1 AS since, f.quiet AS quiet_days, f.sold_days,
       CASE WHEN f.stock_left <= 0 THEN f.stock_left END AS stock_left, f.product_id, f.until, f.stock_left IS NOT NULL AS is_booked
FROM found f JOIN amounts a USING (product_id, day) JOIN products p USING (product_id)"
    )
}
