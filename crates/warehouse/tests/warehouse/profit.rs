//! What units cost on which day, what orders cost, and what is left: cases small enough to be worked
//! out by hand.

use super::{Shop, all_days, gbp, import_with, records::import as import_rows, rows, shop, sql};
use kontor_api::{
    import::{Content, Field},
    products::{GetProducts, SortBy},
    records::Record,
    sales::{By, Filter, Measure, Value},
    settings::Settings,
};
use kontor_domain::{Money, Period};
use kontor_warehouse::{Cancel, Imported, RowSql, Terms};

/// What an order costs: percent and fixed fee, packing, sending.
pub fn terms(percent: &str, fixed: &str, fulfilment: &str, shipping: &str) -> Terms {
    let settings: Settings = serde_json::from_value(serde_json::json!({
        "name": "Shop", "currency": "GBP", "time_zone": "UTC", "week_start": "monday",
        "fiscal_year_start": 1, "prices_include_tax": true,
        "payment_fee_percent": percent, "payment_fee_fixed": fixed,
        "fulfilment_cost": fulfilment, "shipping_cost": shipping,
    }))
    .unwrap();
    Terms::from(&settings)
}

/// Imports costs: code, day (none for all days), cost.
pub fn cost(shop: &Shop, costs: &[(&str, &str, &str)]) -> Imported {
    use Field::{Cost, Sku, ValidFrom};
    let stamps: Vec<String> = costs.iter().map(|(_, day, _)| format!("{day} 00:00:00")).collect();
    let all: Vec<Vec<(Field, &str)>> = costs
        .iter()
        .zip(&stamps)
        .map(|((sku, day, cost), stamp)| {
            let mut row = vec![(Sku, *sku), (Cost, *cost)];
            row.extend((!day.is_empty()).then_some((ValidFrom, stamp.as_str())));
            row
        })
        .collect();
    let all: Vec<&[(Field, &str)]> = all.iter().map(Vec::as_slice).collect();
    import_rows(shop, Content::Costs, &all)
}

/// Imports order lines; the last column is the currency.
fn sell(shop: &Shop, body: &str) -> Imported {
    let rows = RowSql { currency: Some("c8".to_owned()), ..rows(false) };
    import_with(shop, "sales.csv", body, &rows, &Cancel::default()).unwrap().unwrap()
}

/// A measure of all days, in minor units, by the hours and by the lines of every product.
fn of(shop: &Shop, measure: Measure, terms: impl Into<Terms>) -> i64 {
    let period = all_days(shop);
    let terms: Terms = terms.into();
    let ask = |filter: &Filter| {
        let days = kontor_warehouse::days(
            &shop.warehouse,
            terms,
            filter,
            &[measure],
            &[Some(period)],
            &Cancel::default(),
        );
        match days.unwrap().sum(period).value(measure, gbp()) {
            Value::Money(money) => money.minor,
            Value::Share(share) => (share * 10_000.0).round() as i64,
            other => panic!("{other:?}"),
        }
    };
    let by_hours = ask(&Filter::default());
    let every_kind = Filter { search: Some("%".to_owned()), ..Filter::default() };
    if measure.is_told_within(&every_kind) {
        let found = kontor_warehouse::breakdown(
            &shop.warehouse,
            terms,
            measure,
            By::Kind,
            &Filter::default(),
            period,
            None,
            100,
            &Cancel::default(),
        );
        let total = match found.unwrap().total {
            Value::Money(money) => money.minor,
            other => (other.as_f64() * 10_000.0).round() as i64,
        };
        assert_eq!(by_hours, total, "{measure:?} by hours and by lines");
    }
    by_hours
}

fn missing(shop: &Shop) -> Option<(u64, i64)> {
    let found = kontor_warehouse::without_cost(
        &shop.warehouse,
        gbp(),
        &Filter::default(),
        all_days(shop),
        &Cancel::default(),
    );
    found.unwrap().1.map(|without| (without.products, without.net_sales.minor))
}

/// Three sales of A, one of B, a return of A.
const SALES: &str = "1,2025-01-10 10:00:00,A,Mug,2,10,,,GBP\n\
                     2,2025-02-10 10:00:00,A,Mug,1,10,,,GBP\n\
                     2,2025-02-10 10:00:00,B,Jug,1,30,,,GBP\n\
                     3,2025-03-10 10:00:00,A,Mug,3,10,,,GBP\n\
                     4,2025-03-11 10:00:00,A,Mug,-1,10,,,GBP\n";

#[test]
fn a_cost_holds_from_its_day_and_the_first_for_all_days_before() {
    let shop = shop();
    sell(&shop, SALES);
    assert_eq!(of(&shop, Measure::CostOfGoods, gbp()), 0);
    assert_eq!(missing(&shop), Some((2, 80_00)));
    let costs = cost(&shop, &[("A", "2025-02-01", "2.005"), ("A", "2025-03-01", "3")]);
    // January and February at 2.005, each line rounded: 4.01 + 2.01; March at 3, less the return.
    assert_eq!(of(&shop, Measure::CostOfGoods, gbp()), 4_01 + 2_01 + 9_00 - 3_00);
    assert_eq!(of(&shop, Measure::GrossProfit, gbp()), 50_00 - 12_02);
    assert_eq!(of(&shop, Measure::GrossMargin, gbp()), 75_96);
    assert_eq!(missing(&shop), Some((1, 30_00)), "B is not free, it is unknown");
    assert_eq!(sql(&shop, "SELECT sum(cost) FROM order_lines"), "12.02");

    // What a person enters wins, is not asked to be imported, and comes off again.
    let by_hand = |sku: &str, cost: &str| Record {
        content: Content::Costs,
        values: vec![(Field::Sku, sku.to_owned()), (Field::Cost, cost.to_owned())],
    };
    let records = [by_hand("B", "12.5")];
    kontor_warehouse::put_by_hand(&shop.warehouse, &records, gbp()).unwrap();
    assert_eq!(of(&shop, Measure::GrossProfit, gbp()), 50_00 - 12_02 + 17_50);
    assert_eq!(missing(&shop), None);
    kontor_warehouse::put_by_hand(&shop.warehouse, &[], gbp()).unwrap();
    assert_eq!(of(&shop, Measure::GrossProfit, gbp()), 50_00 - 12_02);
    kontor_warehouse::undo_batch(&shop.warehouse, costs.batch_id, gbp(), &Cancel::default())
        .unwrap();
    assert_eq!(of(&shop, Measure::GrossProfit, gbp()), 0);
}

#[test]
fn it_is_the_same_whether_costs_or_sales_come_first() {
    let costs = [("A", "2025-02-01", "2"), ("A", "2025-03-01", "3"), ("B", "", "4")];
    let sums = "SELECT count(*) || ' ' || bit_xor(hash(t)) FROM (SELECT * EXCLUDE batch_id FROM order_hours) t";
    let months = "SELECT count(*) || ' ' || bit_xor(hash(t)) FROM product_months t";
    let (sales_first, costs_first) = (shop(), shop());
    sell(&sales_first, SALES);
    cost(&sales_first, &costs);
    cost(&costs_first, &costs);
    sell(&costs_first, SALES);
    for statement in [sums, months] {
        assert_eq!(sql(&sales_first, statement), sql(&costs_first, statement));
    }
    // An export of today's catalogue says nothing new where costs have their days.
    import_rows(
        &sales_first,
        Content::Products,
        &[&[(Field::Sku, "A"), (Field::Title, "Mug"), (Field::Cost, "9")]],
    );
    assert_eq!(sql(&sales_first, sums), sql(&costs_first, sums));
}

#[test]
fn a_cost_in_another_currency_is_not_known_here() {
    use Field::{Cost, Currency, Sku};
    let shop = shop();
    sell(&shop, SALES);
    import_rows(&shop, Content::Costs, &[&[(Sku, "A"), (Cost, "2"), (Currency, "EUR")]]);
    assert_eq!(of(&shop, Measure::CostOfGoods, gbp()), 0);
    assert_eq!(missing(&shop), Some((2, 80_00)));
}

#[test]
fn a_stated_fee_counts_and_settings_stand_in_for_others() {
    let shop = shop();
    sell(&shop, SALES);
    let costs = terms("2.9", "0.30", "1.20", "3.95");
    // 2.9 % of 20.00, 40.00 and 30.00, and 30 pence each; the return keeps its fee.
    let settings_only = 58 + 116 + 87 + 3 * 30;
    assert_eq!(of(&shop, Measure::PaymentFees, costs), settings_only);
    assert_eq!(of(&shop, Measure::Fulfilment, costs), 3 * 5_15);
    use Field::{OrderFee, OrderId, OrderedAt};
    let payments = import_rows(
        &shop,
        Content::OrderTotals,
        &[
            &[(OrderId, "1"), (OrderFee, "0.75")],
            &[(OrderId, "2"), (OrderFee, "-1.00"), (OrderedAt, "2025-02-12 00:00:00")],
            &[(OrderId, "2"), (OrderFee, "-0.50"), (OrderedAt, "2025-02-13 00:00:00")],
        ],
    );
    assert_eq!(of(&shop, Measure::PaymentFees, costs), 75 + 1_50 + 87 + 30);
    cost(&shop, &[("A", "", "2"), ("B", "", "10")]);
    let gross = 80_00 - 5 * 2_00 - 10_00;
    assert_eq!(of(&shop, Measure::Contribution, costs), gross - (75 + 1_50 + 87 + 30) - 3 * 5_15);
    assert_eq!(of(&shop, Measure::Contribution, gbp()), gross - 75 - 1_50);
    kontor_warehouse::undo_batch(&shop.warehouse, payments.batch_id, gbp(), &Cancel::default())
        .unwrap();
    assert_eq!(of(&shop, Measure::PaymentFees, costs), settings_only);
}

#[test]
fn a_fee_column_counts_once_for_its_order() {
    let shop = shop();
    let fee = "TRY_CAST(nullif(trim(c6), '') AS DECIMAL(18,6))".to_owned();
    let rows = RowSql { of_order: vec![(Field::OrderFee, fee)], customer: None, ..rows(false) };
    // The fee stands on the first row of an order whose lines lie in two hours.
    let body = "1,2025-01-10 10:59:00,A,Mug,1,10,0.59,,\n\
                1,2025-01-10 11:01:00,B,Jug,1,10,,,\n\
                2,2025-01-10 12:00:00,A,Mug,1,10,,,\n";
    import_with(&shop, "fees.csv", body, &rows, &Cancel::default()).unwrap().unwrap();
    let costs = terms("10", "0.05", "0", "0");
    assert_eq!(of(&shop, Measure::PaymentFees, costs), 59 + 1_00 + 5);
    let by_hour = kontor_warehouse::breakdown(
        &shop.warehouse,
        costs,
        Measure::PaymentFees,
        By::WeekdayHour,
        &Filter::default(),
        all_days(&shop),
        None,
        168,
        &Cancel::default(),
    );
    let parts: Vec<f64> = by_hour.unwrap().parts.iter().map(|part| part.2.as_f64()).collect();
    assert_eq!(parts, [0.59, 0.0, 1.05]);
}

#[test]
fn the_table_of_products_shows_what_is_known() {
    let shop = shop();
    sell(&shop, SALES);
    let ask = |sort: SortBy, period: Period| {
        let request = GetProducts { sort, limit: 10, ..GetProducts::default() };
        kontor_warehouse::products(
            &shop.warehouse,
            gbp(),
            &request,
            period,
            None,
            &Cancel::default(),
        )
        .unwrap()
    };
    let all = all_days(&shop);
    assert_eq!(ask(SortBy::NetSales, all).cost_of_goods, None);
    cost(&shop, &[("A", "2025-02-01", "2"), ("A", "2025-03-01", "3")]);
    let found = ask(SortBy::GrossMargin, all);
    let money = |minor| Some(Money::new(minor, gbp()));
    let rows: Vec<_> = found
        .rows
        .iter()
        .map(|row| (row.sku.as_str(), row.cost_of_goods, row.gross_profit))
        .collect();
    assert_eq!(rows, [("A", money(12_00), money(38_00)), ("B", None, None)]);
    assert_eq!(found.rows[0].gross_margin, Some(0.76));
    assert_eq!((found.cost_of_goods, found.gross_profit), (money(12_00), money(38_00)));
    assert_eq!(found.gross_margin, Some(0.76));
}
