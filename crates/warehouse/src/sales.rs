//! Questions about sales. Values come back as exact integers (minor units, orders, thousandths of
//! a unit); words, pictures and comparisons are made above.

use crate::{
    costs,
    error::{Result, WarehouseError},
    measures::{self, Basis, From},
    money::currency_index,
    open::{Cancel, Warehouse},
    products::{like, with_code},
    rates, sql,
    terms::Terms,
};
use duckdb::{Connection, OptionalExt as _};
use jiff::civil::{Date, DateTime};
use kontor_api::{
    import::LineKind,
    sales::{By, Filter, GetLines, Line, Measure, Value, WithoutCost},
};
use kontor_domain::{Currency, Money, Period, Quantity};
use std::collections::BTreeMap;

/// What the warehouse holds, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Order lines.
    pub lines: u64,
    /// First and last day that have lines.
    pub data: Option<Period>,
    /// Local time of the last line.
    pub last_sale: Option<DateTime>,
    /// When the last import was made, UTC.
    pub last_import: Option<DateTime>,
    /// Lines in other currencies than the shop's, which its sums leave out.
    pub foreign_lines: u64,
}

/// Counts what there is. `home` is the shop's currency.
///
/// # Errors
/// What DuckDB fails with.
pub fn facts(warehouse: &Warehouse, home: Currency) -> Result<Facts> {
    warehouse.with(|connection| {
        let home = currency_index(home);
        let (lines, foreign, from, to, last_sale): (i64, i64, Option<String>, Option<String>, Option<String>) =
            connection.query_row(
                &format!(
                    "SELECT count(*), count(*) FILTER (currency_id <> {home}), CAST(min(local_date) AS VARCHAR),
                            CAST(max(local_date) AS VARCHAR), CAST(max(local_time) AS VARCHAR) FROM lines"
                ),
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
            )?;
        let last_import: Option<String> =
            connection.query_row("SELECT CAST(max(imported_at) AS VARCHAR) FROM batches", [], |row| row.get(0))?;
        let data = from.zip(to).and_then(|(from, to)| Period::new(from.parse().ok()?, to.parse().ok()?).ok());
        let time = |text: Option<String>| text.and_then(|text| text.parse().ok());
        Ok(Facts {
            lines: lines as u64,
            data,
            last_sale: time(last_sale),
            last_import: time(last_import),
            foreign_lines: foreign as u64,
        })
    })
}

/// What to count, as SQL.
pub(crate) struct Scope {
    /// The table.
    pub from: From,
    /// Conditions other than the period and the currency, each for a WHERE.
    pub conditions: Vec<String>,
    /// The number of the currency whose amounts are added up; `None` for a list in every currency.
    pub currency_id: Option<usize>,
    /// What orders cost.
    pub terms: Terms,
    /// Whether amounts of every currency become the shop's.
    pub converted: bool,
    /// Whether one order is meant, which sums of months do not tell apart.
    pub is_of_order: bool,
}

impl Scope {
    /// Looks up the keys of what a filter names.
    pub fn of(connection: &Connection, terms: impl Into<Terms>, filter: &Filter) -> Result<Scope> {
        let terms: Terms = terms.into();
        let is_plain = filter.sku.is_none() && filter.search.is_none() && filter.kind.is_none();
        let mut conditions = Vec::new();
        if let Some(country) = &filter.country {
            let id: Option<i64> = connection
                .query_row("SELECT country_id FROM countries WHERE country = ?", [country], |row| {
                    row.get(0)
                })
                .optional()?;
            conditions.push(format!("country_id = {}", id.unwrap_or(-1)));
        }
        if let Some(sku) = &filter.sku {
            let id: Option<i64> =
                connection.query_row(&with_code(sku), [], |row| row.get(0)).optional()?;
            conditions.push(format!("product_id = {}", id.unwrap_or(-1)));
        }
        if let Some(search) =
            filter.search.as_deref().map(str::trim).filter(|search| !search.is_empty())
        {
            let pattern = sql::contains(search);
            conditions.push(format!("product_id IN ({})", like(&pattern)));
        }
        if let Some(kind) = filter.kind {
            conditions.push(format!("kind = '{}'", kind.name()));
        }
        if let Some(order) = &filter.order {
            conditions.push(format!(
                "order_key IN (SELECT order_key FROM orders WHERE order_id = {})",
                sql::text(order)
            ));
        }
        let converted = filter.converted;
        // Amounts are converted line by line.
        let from = if is_plain && !converted { From::Hours } else { From::Lines };
        let currency_id = (!converted).then(|| currency_index(terms.currency));
        let is_of_order = filter.order.is_some();
        Ok(Scope { from, conditions, currency_id, terms, converted, is_of_order })
    }

    /// The table to read, or what stands in its place.
    pub fn table(&self, from: From) -> String {
        match self.converted {
            true => rates::converted_lines(self.terms.currency),
            false => from.table().to_owned(),
        }
    }

    /// A sum and its name.
    fn sum(&self, basis: Basis, from: From) -> String {
        self.terms.filled(&basis.sql(from))
    }

    /// The WHERE clause for the days of `period`.
    pub fn wherein(&self, period: Period) -> String {
        self.between("local_date", period)
    }

    /// Where sums by `group` over `days` are read: whole months from their sums, the days beside
    /// them from lines. Orders cannot be added up over products or months.
    fn sources(&self, group: &str, bases: &[Basis], days: Period) -> Vec<(From, String)> {
        let adds_up = self.from == From::Lines
            && !self.is_of_order
            && !self.converted
            && ["product_id", "country_id", "kind"].contains(&group)
            && !bases.contains(&measures::ORDERS);
        let Some(months) = whole_months(days).filter(|_| adds_up) else {
            return vec![(self.from, self.wherein(days))];
        };
        let before = months.from.yesterday().ok().map(|to| Period { from: days.from, to });
        let after = months.to.tomorrow().ok().map(|from| Period { from, to: days.to });
        [before, after]
            .into_iter()
            .flatten()
            .filter(|edge| edge.from <= edge.to)
            .map(|edge| (From::Lines, self.wherein(edge)))
            .chain([(From::Months, self.between("local_month", months))])
            .collect()
    }

    fn between(&self, day: &str, period: Period) -> String {
        let days = format!("{day} BETWEEN {} AND {}", sql::date(period.from), sql::date(period.to));
        let currency = self.currency_id.map(|id| format!("currency_id = {id}"));
        let mut all = vec![days];
        all.extend(currency.iter().chain(&self.conditions).cloned());
        format!("WHERE {}", all.join(" AND "))
    }
}

/// The whole months in a period, from the first day of the first to the last day of the last.
fn whole_months(days: Period) -> Option<Period> {
    let from = match days.from.first_of_month() {
        first if first == days.from => first,
        _ => days.from.last_of_month().tomorrow().ok()?,
    };
    let to = match days.to.last_of_month() {
        last if last == days.to => last,
        _ => days.to.first_of_month().yesterday().ok()?,
    };
    (from < to).then_some(Period { from, to })
}

/// The smallest period that holds all of these.
fn around(periods: &[Option<Period>]) -> Option<Period> {
    let all = || periods.iter().flatten();
    Some(Period { from: all().map(|p| p.from).min()?, to: all().map(|p| p.to).max()? })
}

/// Sums of a span of days: minor units, orders, thousandths of a unit, in the order of the bases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Day {
    sums: [i64; measures::ALL.len()],
}

impl Day {
    /// Adds another span; orders add up, as an order belongs to one day.
    pub fn add(&mut self, other: &Day) {
        for (sum, more) in self.sums.iter_mut().zip(other.sums) {
            *sum = sum.saturating_add(more);
        }
    }

    /// The value of a measure.
    pub fn value(&self, measure: Measure, home: Currency) -> Value {
        let of = |basis: Basis| {
            let index = measures::ALL.iter().position(|each| *each == basis);
            index.and_then(|index| self.sums.get(index)).copied().unwrap_or_default()
        };
        let (over, under) = measures::parts(measure);
        measured(measure, of(over), under.map(of), home)
    }
}

/// Puts exact sums into a measure's unit; a quotient is rounded half away from zero, and by
/// nothing is nothing.
pub fn measured(measure: Measure, over: i64, under: Option<i64>, home: Currency) -> Value {
    match (measure, under) {
        (Measure::Orders, _) => Value::Count(over),
        (Measure::Units, _) => Value::Quantity(Quantity { milli: over }),
        (Measure::GrossMargin, under) => {
            Value::Share(share(over, under.unwrap_or_default()).unwrap_or_default())
        }
        (_, None) => Value::Money(Money::new(over, home)),
        (_, Some(0)) => Value::Money(Money::new(0, home)),
        (_, Some(under)) => {
            let half = under.abs() / 2;
            let rounded = (over.saturating_add(half * over.signum())) / under;
            Value::Money(Money::new(rounded, home))
        }
    }
}

/// A part of a whole; `None` of nothing.
pub fn share(part: i64, whole: i64) -> Option<f64> {
    (whole != 0).then(|| part as f64 / whole as f64)
}

/// Every day's sums, days without lines left out.
pub struct Days {
    /// Sums by day.
    pub days: BTreeMap<Date, Day>,
    /// The statement.
    pub sql: String,
    /// The statement for the sums of the first period.
    pub sum_sql: String,
}

impl Days {
    /// The sums of a period.
    pub fn sum(&self, period: Period) -> Day {
        let mut total = Day::default();
        for day in self.days.range(period.from..=period.to).map(|(_, day)| day) {
            total.add(day);
        }
        total
    }
}

/// Sums of some measures by day over the span around `periods`: key figures, their comparisons and
/// every time series are sums of these. Measures that were not asked for are 0.
///
/// # Errors
/// What DuckDB fails with.
pub fn days(
    warehouse: &Warehouse,
    terms: impl Into<Terms>,
    filter: &Filter,
    measures: &[Measure],
    periods: &[Option<Period>],
    cancel: &Cancel,
) -> Result<Days> {
    let Some(span) = around(periods) else {
        return Ok(Days { days: BTreeMap::new(), sql: String::new(), sum_sql: String::new() });
    };
    warehouse.with_cancel(cancel, None, |connection| {
        let scope = Scope::of(connection, terms, filter)?;
        // Counting orders among lines costs more than all the rest: only what is asked for.
        let asked = |basis: &Basis| {
            measures.iter().map(|measure| measures::parts(*measure)).any(|(over, under)| over == *basis || under == Some(*basis))
        };
        let bases: Vec<(usize, Basis)> = measures::ALL.into_iter().enumerate().filter(|(_, basis)| asked(basis)).collect();
        let columns: Vec<String> =
            bases.iter().map(|(_, basis)| scope.sum(*basis, scope.from)).collect();
        let (columns, table) = (columns.join(",\n       "), scope.table(scope.from));
        let statement = format!(
            "SELECT CAST(local_date AS VARCHAR) AS day,\n       {columns}\nFROM {table} {}\nGROUP BY local_date ORDER BY local_date",
            scope.wherein(span)
        );
        let shown = periods.iter().flatten().next().copied().unwrap_or(span);
        let sum_sql = format!(
            "-- Amounts are whole minor units, such as cents.\nSELECT {columns}\nFROM {table} {}",
            scope.wherein(shown)
        );
        let mut prepared = connection.prepare(&statement)?;
        let rows = prepared.query_map([], |row| {
            let mut day = Day::default();
            for (column, (place, _)) in bases.iter().enumerate() {
                if let Some(sum) = day.sums.get_mut(*place) {
                    *sum = row.get(column + 1)?;
                }
            }
            Ok((row.get::<_, String>(0)?, day))
        })?;
        let mut days = BTreeMap::new();
        for row in rows {
            let (date, day) = row?;
            let date = date.parse().map_err(|_| WarehouseError::Defect(format!("a day {date}")))?;
            days.insert(date, day);
        }
        Ok(Days { days, sql: statement, sum_sql })
    })
}

/// The statement for sums by group: an expression and its name. Where there are days `before`, their
/// sums stand beside the others as `…_before`. Each part reads its own days only: one pass over both
/// would hold every line's day against the limit for each sum.
pub(crate) fn grouped(
    scope: &Scope,
    (expression, group): (&str, &str),
    (bases, days): (&[Basis], Period),
    before: Option<(&[Basis], Period)>,
) -> String {
    let nothing = |bases: &[Basis], suffix: &str| -> Vec<String> {
        bases.iter().map(|basis| format!("0 AS {}{suffix}", basis.name)).collect()
    };
    let sums = |bases: &[Basis], from: From, suffix: &str| -> Vec<String> {
        bases.iter().map(|basis| format!("{}{suffix}", scope.sum(*basis, from))).collect()
    };
    let (bases_before, days_before) =
        before.map_or((&[][..], None), |(bases, days)| (bases, Some(days)));
    let part = |columns: Vec<String>, from: From, wherein: String| {
        format!(
            "SELECT {expression} AS {group}, {}\n      FROM {} {wherein} GROUP BY {group}",
            columns.join(", "),
            scope.table(from),
        )
    };
    let mut parts: Vec<String> = scope
        .sources(group, bases, days)
        .into_iter()
        .map(|(from, wherein)| {
            part([sums(bases, from, ""), nothing(bases_before, "_before")].concat(), from, wherein)
        })
        .collect();
    for (from, wherein) in
        days_before.map_or_else(Vec::new, |days| scope.sources(group, bases_before, days))
    {
        parts.push(part(
            [nothing(bases, ""), sums(bases_before, from, "_before")].concat(),
            from,
            wherein,
        ));
    }
    if let [only] = parts.as_slice() {
        return only.clone();
    }
    let all: Vec<String> = bases
        .iter()
        .map(|basis| basis.name.to_owned())
        .chain(bases_before.iter().map(|basis| format!("{}_before", basis.name)))
        .map(|name| format!("CAST(sum({name}) AS BIGINT) AS {name}"))
        .collect();
    format!(
        "SELECT {group}, {}\nFROM ({})\nGROUP BY {group}",
        all.join(", "),
        parts.join("\n      UNION ALL\n      ")
    )
}

/// Whether a cost of anything is known, and what was sold in `period` of products without one.
///
/// # Errors
/// What DuckDB fails with, and [`WarehouseError::Cancelled`].
pub fn without_cost(
    warehouse: &Warehouse,
    home: Currency,
    filter: &Filter,
    period: Period,
    cancel: &Cancel,
) -> Result<(bool, Option<WithoutCost>)> {
    warehouse.with_cancel(cancel, None, |connection| {
        let has_costs = costs::is_any(connection)?;
        let scope = Scope { from: From::Lines, ..Scope::of(connection, home, filter)? };
        let bases = [measures::NET_SALES, measures::COSTED_SALES];
        let sums = grouped(&scope, ("product_id", "product_id"), (&bases, period), None);
        let (products, minor): (i64, i64) = connection.query_row(
            &format!(
                "SELECT count(*), CAST(coalesce(sum(net_sales - costed_sales), 0) AS BIGINT) FROM ({sums}) WHERE net_sales <> costed_sales"
            ),
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let without = WithoutCost {
            products: products.max(0) as u64,
            net_sales: Money::new(minor, home),
        };
        Ok((has_costs, (products > 0).then_some(without)))
    })
}

/// A measure's parts.
pub struct Breakdown {
    /// Key, title, value and value in the period before, the largest first, at most as many as
    /// wanted.
    pub parts: Vec<(String, String, Value, Option<Value>)>,
    /// Number of parts beyond, and their sum.
    pub rest: Option<(u64, Value)>,
    /// The whole.
    pub total: Value,
    /// The statement.
    pub sql: String,
}

/// Breaks a measure down. Callers ask only for what [`Measure::is_broken_down`].
///
/// # Errors
/// What DuckDB fails with.
#[expect(
    clippy::too_many_arguments,
    reason = "a question has these parts, and each is asked with all of them"
)]
pub fn breakdown(
    warehouse: &Warehouse,
    terms: impl Into<Terms>,
    measure: Measure,
    by: By,
    filter: &Filter,
    period: Period,
    previous: Option<Period>,
    limit: u32,
    cancel: &Cancel,
) -> Result<Breakdown> {
    let terms: Terms = terms.into();
    let home = terms.currency;
    warehouse.with_cancel(cancel, None, |connection| {
        let mut scope = Scope::of(connection, terms, filter)?;
        if matches!(by, By::Product | By::Kind) {
            scope.from = From::Lines;
        }
        let (over, under) = measures::parts(measure);
        let bases: Vec<Basis> = std::iter::once(over).chain(under).collect();
        let (group, key, title, join) = match by {
            By::Product => ("product_id", "p.sku", "p.title", "JOIN products p USING (product_id)"),
            By::Country => (
                "country_id",
                "coalesce(c.country, '')",
                "coalesce(c.country, '')",
                "LEFT JOIN countries c USING (country_id)",
            ),
            By::Kind => ("kind", "CAST(kind AS VARCHAR)", "CAST(kind AS VARCHAR)", ""),
            // A number for each line is quicker to group by than a text.
            By::WeekdayHour => ("slot", "(slot // 24 + 1) || '-' || (slot % 24)", "''", ""),
        };
        let expression = match (by, scope.from) {
            (By::WeekdayHour, From::Hours) => "(isodow(local_date) - 1) * 24 + local_hour",
            (By::WeekdayHour, From::Lines | From::Months) => {
                "(isodow(local_date) - 1) * 24 + hour(local_time)"
            }
            _ => group,
        };
        let rank = match by {
            By::WeekdayHour => "slot".to_owned(),
            _ if under.is_some() => format!(
                "{} / nullif({}, 0) DESC NULLS LAST, key",
                over.name,
                bases.last().unwrap_or(&over).name
            ),
            _ => format!("{} DESC, key", over.name),
        };
        let before = if previous.is_some() { bases.as_slice() } else { &[] };
        let names: Vec<String> = bases
            .iter()
            .map(|basis| basis.name.to_owned())
            .chain(before.iter().map(|basis| format!("{}_before", basis.name)))
            .collect();
        let statement = format!(
            "SELECT {key} AS key, {title} AS title, {}\nFROM ({}) {join}\nORDER BY {rank}",
            names.join(", "),
            grouped(
                &scope,
                (expression, group),
                (&bases, period),
                previous.map(|days| (before, days))
            ),
        );
        let mut prepared = connection.prepare(&statement)?;
        let width = bases.len();
        let mut rows = prepared.query([])?;
        let (mut parts, mut total, mut rest, mut beyond) =
            (Vec::new(), vec![0_i64; width], vec![0_i64; width], 0_u64);
        let value_of = |sums: &[i64]| {
            measured(
                measure,
                sums.first().copied().unwrap_or_default(),
                under.and(sums.get(1).copied()),
                home,
            )
        };
        while let Some(row) = rows.next()? {
            let read = |offset: usize| -> Result<Vec<i64>> {
                (0..width).map(|index| Ok(row.get(2 + offset + index)?)).collect()
            };
            let now = read(0)?;
            let before = previous.map(|_| read(width)).transpose()?;
            for (sum, more) in total.iter_mut().zip(&now) {
                *sum = sum.saturating_add(*more);
            }
            if parts.len() < limit as usize {
                parts.push((
                    row.get(0)?,
                    row.get(1)?,
                    value_of(&now),
                    before.map(|sums| value_of(&sums)),
                ));
            } else {
                beyond += 1;
                for (sum, more) in rest.iter_mut().zip(&now) {
                    *sum = sum.saturating_add(*more);
                }
            }
        }
        // Orders by hour do not add up to the whole; it is counted for itself.
        let total = if !bases.contains(&measures::ORDERS) || measure.adds_up(by) {
            value_of(&total)
        } else {
            let columns: Vec<String> =
                bases.iter().map(|basis| scope.sum(*basis, scope.from)).collect();
            let whole = format!(
                "SELECT {} FROM {} {}",
                columns.join(", "),
                scope.table(scope.from),
                scope.wherein(period)
            );
            let sums: Vec<i64> = connection
                .query_row(&whole, [], |row| (0..width).map(|index| row.get(index)).collect())?;
            value_of(&sums)
        };
        let rest = (beyond > 0).then(|| (beyond, value_of(&rest)));
        Ok(Breakdown { parts, rest, total, sql: statement })
    })
}

/// Order lines behind a number, the newest first: how many there are, those asked for, and the
/// statement.
///
/// # Errors
/// What DuckDB fails with.
pub fn lines(
    warehouse: &Warehouse,
    home: Currency,
    request: &GetLines,
    period: Period,
    cancel: &Cancel,
) -> Result<(u64, Vec<Line>, String)> {
    warehouse.with_cancel(cancel, None, |connection| {
        let mut scope = Scope::of(connection, home, &request.filter)?;
        scope.conditions.extend(request.measure.and_then(measures::line_condition));
        let mut period = period;
        if scope.is_of_order {
            // Whoever looks at one order sees all of it, what was paid back later too.
            scope.currency_id = None;
            scope.conditions.push(format!(
                "order_key IN (SELECT order_key FROM orders WHERE local_date BETWEEN {} AND {})",
                sql::date(period.from),
                sql::date(period.to)
            ));
            period = Period { from: Date::constant(1970, 1, 1), to: Date::constant(2200, 1, 1) };
        } else if scope.converted {
            scope.conditions.push(format!(
                "(currency_id = {} OR (currency_id, local_date) IN (SELECT (currency_id, local_date) FROM {}))",
                currency_index(home),
                rates::day_rates(home)
            ));
        }
        if let Some((weekday, hour)) = request.weekday_hour {
            scope.conditions.push(format!("isodow(local_date) = {weekday} AND hour(local_time) = {hour}"));
        }
        let mut days = connection.prepare(&format!(
            "SELECT CAST(local_date AS VARCHAR), count(*) FROM lines {} GROUP BY local_date ORDER BY local_date DESC",
            scope.wherein(period)
        ))?;
        let days: Vec<(String, i64)> = days.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<std::result::Result<_, _>>()?;
        let days: Vec<(Date, u64)> = days.into_iter().filter_map(|(day, lines)| Some((day.parse().ok()?, lines as u64))).collect();
        let total = days.iter().map(|(_, lines)| lines).sum();
        // Only the page's own days are sorted, and names are looked up for its rows only.
        let (page, offset) = page_days(&days, request.offset, u64::from(request.limit)).unwrap_or((period, request.offset));
        let wherein = scope.wherein(page);
        let statement = format!(
            "SELECT o.order_id, l.source_row - o.first_row + 1 AS line_no, CAST(l.kind AS VARCHAR) AS kind, i.sku,
       coalesce(i.title, '') AS title, CAST(l.quantity * 1000 AS BIGINT) AS thousandths, CAST(l.unit_price AS VARCHAR) AS unit_price,
       l.amount_minor, c.currency, CAST(l.local_time AS VARCHAR) AS local_time, cu.customer, co.country, l.batch_id, l.source_row
FROM (SELECT * FROM lines {wherein}
      ORDER BY local_date DESC, local_time DESC, batch_id DESC, source_row DESC, item_id DESC LIMIT {} OFFSET {offset}) l
JOIN orders o USING (order_key) JOIN items i USING (item_id)
JOIN currencies c USING (currency_id) LEFT JOIN customers cu USING (customer_id) LEFT JOIN countries co ON co.country_id = l.country_id
ORDER BY l.local_date DESC, l.local_time DESC, l.batch_id DESC, l.source_row DESC, l.item_id DESC",
            request.limit
        );
        let mut prepared = connection.prepare(&statement)?;
        let mut rows = prepared.query([])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            let kind: String = row.get(2)?;
            let code: String = row.get(8)?;
            let time: String = row.get(9)?;
            let price: String = row.get(6)?;
            let defect = |what: &str| WarehouseError::Defect(format!("a line with {what}"));
            lines.push(Line {
                order_id: row.get(0)?,
                line_no: row.get::<_, i64>(1)?.max(0) as u32,
                kind: LineKind::ALL.into_iter().find(|each| each.name() == kind).ok_or_else(|| defect(&kind))?,
                sku: row.get(3)?,
                title: row.get(4)?,
                quantity: Quantity { milli: row.get(5)? },
                unit_price: trimmed(&price),
                amount: Money::new(row.get(7)?, code.parse().map_err(|_| defect(&code))?),
                local_time: time.parse().map_err(|_| defect(&time))?,
                customer: row.get(10)?,
                country: row.get(11)?,
                batch_id: row.get::<_, i64>(12)? as u32,
                source_row: row.get::<_, i64>(13)?.max(0) as u64,
            });
        }
        Ok((total, lines, statement))
    })
}

/// The days that hold the lines from `offset` on, at most `limit` of them, and how many lines of these
/// days come before. The days are the newest first; `None` if there are no such lines.
fn page_days(days: &[(Date, u64)], mut offset: u64, limit: u64) -> Option<(Period, u64)> {
    let mut days = days.iter();
    let (to, first) = days.by_ref().find(|(_, lines)| {
        let is_before = offset >= *lines;
        offset -= if is_before { *lines } else { 0 };
        !is_before
    })?;
    let (mut from, mut found) = (*to, first - offset);
    while found < limit {
        let Some((day, lines)) = days.next() else { break };
        (from, found) = (*day, found + lines);
    }
    Some((Period { from, to: *to }, offset))
}

/// A price with its zeros beyond two decimals taken off.
fn trimmed(price: &str) -> String {
    match price.split_once('.') {
        Some((whole, decimals)) => {
            let kept = decimals.trim_end_matches('0');
            format!("{whole}.{kept:0<2}")
        }
        None => price.to_owned(),
    }
}

/// Countries in the data, the one with the largest net sales first, and currencies other than the
/// shop's.
///
/// # Errors
/// What DuckDB fails with.
pub fn filter_options(
    warehouse: &Warehouse,
    home: Currency,
) -> Result<(Vec<String>, Vec<Currency>)> {
    warehouse.with(|connection| {
        let mut codes = connection.prepare("SELECT currency FROM currencies ORDER BY currency")?;
        let codes: Vec<String> =
            codes.query_map([], |row| row.get(0))?.collect::<std::result::Result<_, _>>()?;
        let known = codes.iter().filter_map(|code| code.parse::<Currency>().ok());
        let currencies = known.filter(|currency| *currency != home).collect();
        let mut statement = connection.prepare(
            "SELECT country FROM countries JOIN order_hours USING (country_id) GROUP BY country ORDER BY sum(net_sales) DESC, country",
        )?;
        let countries = statement.query_map([], |row| row.get(0))?.collect::<std::result::Result<_, _>>()?;
        Ok((countries, currencies))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn whole_months_leave_days_at_both_ends() {
        let months =
            |from, to| whole_months(Period { from, to }).map(|months| (months.from, months.to));
        let year = (date(2025, 1, 1), date(2025, 12, 31));
        assert_eq!(months(year.0, year.1), Some(year));
        assert_eq!(
            months(date(2024, 12, 2), date(2025, 3, 30)),
            Some((date(2025, 1, 1), date(2025, 2, 28)))
        );
        assert_eq!(months(date(2025, 1, 2), date(2025, 2, 27)), None);
        assert_eq!(months(date(2025, 1, 1), date(2025, 1, 30)), None);
    }

    #[test]
    fn a_page_lies_in_few_days() {
        let days = [(date(2025, 3, 9), 3), (date(2025, 3, 5), 2), (date(2025, 3, 1), 4)];
        let page = |offset, limit| {
            page_days(&days, offset, limit)
                .map(|(days, before)| (days.from.day(), days.to.day(), before))
        };
        assert_eq!(page(0, 2), Some((9, 9, 0)));
        assert_eq!(page(0, 3), Some((9, 9, 0)));
        assert_eq!(page(2, 2), Some((5, 9, 2)));
        assert_eq!(page(3, 2), Some((5, 5, 0)));
        assert_eq!(page(4, 100), Some((1, 5, 1)));
        assert_eq!(page(9, 1), None);
        assert_eq!(page_days(&[], 0, 1), None);
    }
}
