//! The table of products.

use crate::{
    costs,
    error::Result,
    measures::{COST_OF_GOODS, COSTED_SALES, From, NET_SALES, UNITS},
    money::currency_index,
    open::{Cancel, Warehouse},
    sales::{Scope, grouped, share},
    sql,
};
use jiff::civil::Date;
use kontor_api::products::{GetProducts, ProductRow, Products, SortBy};
use kontor_domain::{Currency, Money, Period, Quantity};

/// Products with their sales in `period`, and in `previous` where the data reaches that far.
///
/// # Errors
/// What DuckDB fails with.
pub fn products(
    warehouse: &Warehouse,
    home: Currency,
    request: &GetProducts,
    period: Period,
    previous: Option<Period>,
    cancel: &Cancel,
) -> Result<Products> {
    warehouse.with_cancel(cancel, None, |connection| {
        let filter = &request.filter;
        // A search or a code picks rows of the table, not lines: products it finds are shown even
        // if nothing was sold. A country, a kind or an order picks lines.
        let mut by_line = filter.clone();
        by_line.search = None;
        by_line.sku = None;
        // Hours know no products.
        let scope = Scope { from: From::Lines, ..Scope::of(connection, home, &by_line)? };
        let shows_unsold =
            filter.country.is_none() && filter.kind.is_none() && filter.order.is_none();
        let mut conditions = Vec::new();
        if let Some(sku) = &filter.sku {
            conditions.push(format!("p.product_id IN ({})", with_code(sku)));
        }
        if let Some(search) = filter.search.as_deref().map(str::trim).filter(|search| !search.is_empty()) {
            let pattern = sql::contains(search);
            conditions.push(format!("p.product_id IN ({})", like(&pattern)));
        }
        let wherein = if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
        // Where no cost is known, none is looked up.
        let has_costs = costs::is_any(connection)?;
        let bases = [NET_SALES, UNITS, COST_OF_GOODS, COSTED_SALES];
        let sums = grouped(
            &scope,
            ("product_id", "product_id"),
            (if has_costs { &bases } else { &[NET_SALES, UNITS] }, period),
            previous.map(|days| ([NET_SALES].as_slice(), days)),
        );
        let direction = if request.ascending { "ASC" } else { "DESC" };
        let key = match request.sort {
            SortBy::NetSales => "net_sales",
            SortBy::Units => "units",
            SortBy::Change => "net_sales - coalesce(net_sales_before, 0)",
            SortBy::Sku => "sku",
            SortBy::Title => "lower(title)",
            SortBy::LastSold => "last_sold",
            SortBy::AveragePrice => "net_sales / nullif(units, 0)",
            SortBy::CostOfGoods => "cost_of_goods",
            SortBy::GrossProfit => "gross_profit",
            SortBy::GrossMargin => "gross_profit / nullif(costed_sales, 0)",
        };
        const NONE: &str = "NULL::BIGINT";
        // What names no article costs nothing, and what it takes off counts whole.
        const IS_COSTED: &str =
            "k.costed_id IS NOT NULL OR p.role = 'discount' OR p.sku = ' refund'";
        let (cost, profit, costed, all_cost, all_costed) = match has_costs {
            true => (
                format!("CASE WHEN {IS_COSTED} THEN coalesce(s.cost_of_goods, 0) END"),
                format!(
                    "CASE WHEN {IS_COSTED} THEN coalesce(s.costed_sales - s.cost_of_goods, 0) END"
                ),
                "coalesce(s.costed_sales, 0)",
                "CAST(sum(coalesce(s.cost_of_goods, 0)) OVER () AS BIGINT)",
                "CAST(sum(coalesce(s.costed_sales, 0)) OVER () AS BIGINT)",
            ),
            false => (NONE.to_owned(), NONE.to_owned(), NONE, NONE, NONE),
        };
        let statement = format!(
            "SELECT p.sku, p.title, coalesce(s.net_sales, 0) AS net_sales, coalesce(s.units, 0) AS units,
       {before_column} AS net_sales_before, CAST(p.first_sold AS VARCHAR) AS first_sold, CAST(p.last_sold AS VARCHAR) AS last_sold,
       count(*) OVER () AS products, CAST(sum(coalesce(s.net_sales, 0)) OVER () AS BIGINT) AS all_net_sales,
       CAST(sum(coalesce(s.units, 0)) OVER () AS BIGINT) AS all_units,
       {cost} AS cost_of_goods, {profit} AS gross_profit, {all_cost} AS all_cost_of_goods, {all_costed} AS all_costed_sales, {costed} AS costed_sales
FROM products p {join} JOIN ({sums}) s USING (product_id)
LEFT JOIN (SELECT DISTINCT product_id AS costed_id FROM unit_costs WHERE currency_id = {home_id}) k ON k.costed_id = p.product_id
{wherein}
ORDER BY {key} {direction} NULLS LAST, sku LIMIT {limit} OFFSET {offset}",
            before_column = if previous.is_some() { "coalesce(s.net_sales_before, 0)" } else { "CAST(NULL AS BIGINT)" },
            join = if shows_unsold { "LEFT" } else { "INNER" },
            home_id = currency_index(home),
            limit = request.limit,
            offset = request.offset,
        );
        let mut prepared = connection.prepare(&statement)?;
        let mut found = prepared.query([])?;
        let mut result = Products {
            period: Some(period),
            total: 0,
            net_sales: Money::new(0, home),
            units: Quantity::default(),
            cost_of_goods: None,
            gross_profit: None,
            gross_margin: None,
            conversion: None,
            rows: Vec::new(),
            sql: statement.clone(),
        };
        while let Some(row) = found.next()? {
            let (net, units): (i64, i64) = (row.get(2)?, row.get(3)?);
            let day = |text: Option<String>| text.and_then(|text| text.parse::<Date>().ok());
            result.total = row.get::<_, i64>(7)?.max(0) as u64;
            result.net_sales = Money::new(row.get(8)?, home);
            result.units = Quantity { milli: row.get(9)? };
            let money = |minor: i64| Money::new(minor, home);
            let (cost, profit): (Option<i64>, Option<i64>) = (row.get(10)?, row.get(11)?);
            let (all_cost, all_costed): (Option<i64>, Option<i64>) = (row.get(12)?, row.get(13)?);
            let all_profit = all_costed.zip(all_cost).map(|(sales, cost)| sales - cost);
            result.cost_of_goods = all_cost.map(money);
            result.gross_profit = all_profit.map(money);
            result.gross_margin = all_profit.zip(all_costed).and_then(|(profit, sales)| share(profit, sales));
            result.rows.push(ProductRow {
                sku: row.get(0)?,
                title: row.get(1)?,
                net_sales: Money::new(net, home),
                units: Quantity { milli: units },
                previous: row.get::<_, Option<i64>>(4)?.map(|minor| Money::new(minor, home)),
                average_price: average(net, units).map(|minor| Money::new(minor, home)),
                cost_of_goods: cost.map(money),
                gross_profit: profit.map(money),
                gross_margin: profit.zip(row.get(14)?).and_then(|(profit, sales)| share(profit, sales)),
                first_sold: day(row.get(5)?),
                last_sold: day(row.get(6)?),
            });
        }
        Ok(result)
    })
}

/// A SELECT of the product that a code names, be it the newest or one that it had before.
pub(crate) fn with_code(sku: &str) -> String {
    let sku = sql::text(sku);
    format!(
        "SELECT product_id FROM products WHERE sku = coalesce((SELECT product FROM renamed WHERE code = {sku}), {sku})"
    )
}

/// A SELECT of products whose name or code, also one that they had before, is like a pattern.
pub(crate) fn like(pattern: &str) -> String {
    format!(
        "SELECT product_id FROM products WHERE sku ILIKE {pattern} OR title ILIKE {pattern}
         UNION SELECT product_id FROM items WHERE sku ILIKE {pattern}"
    )
}

/// Minor units for one piece, rounded half away from zero; `None` without pieces.
fn average(net: i64, milli: i64) -> Option<i64> {
    if milli == 0 {
        return None;
    }
    let (over, under) = (i128::from(net) * 1000, i128::from(milli));
    let half = under.abs() / 2 * over.signum() * under.signum();
    i64::try_from((over + half * under.signum()) / under).ok()
}

#[cfg(test)]
mod tests {
    use super::average;

    #[test]
    fn averages_round_half_away_from_zero() {
        assert_eq!(average(100, 3_000), Some(33));
        assert_eq!(average(500, 3_000), Some(167));
        assert_eq!(average(-500, 3_000), Some(-167));
        assert_eq!(average(5, 2_000), Some(3));
        assert_eq!(average(5, 0), None);
    }
}
