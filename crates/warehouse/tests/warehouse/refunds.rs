//! What was paid back: on its own day where the file says when, on the order's otherwise.

use super::{Shop, all_days, gbp, rows, shop, sql};
use kontor_api::{
    import::Field,
    quality::Check,
    sales::{Filter, GetLines, Measure, Value},
};
use kontor_domain::{Date, Money, Period};
use kontor_warehouse::{Cancel, Identity, Imported, RowSql, Source};
use std::fs;

const HEADER: &str =
    "order,time,sku,title,quantity,price,customer,country,status,total,refunded,refunded_at";

fn import(shop: &Shop, body: &str) -> Imported {
    let decimal = |index: usize| format!("TRY_CAST(nullif(trim(c{index}), '') AS DECIMAL(18,6))");
    let rows = RowSql {
        of_order: vec![(Field::OrderTotal, decimal(9)), (Field::OrderRefunded, decimal(10))],
        refunded_at: Some((
            "TRY_CAST(nullif(trim(c11), '') AS TIMESTAMP)".to_owned(),
            "CAST(NULL AS TIMESTAMP)".to_owned(),
        )),
        ..rows(false)
    };
    let file = shop.warehouse.staging().join("orders.csv");
    fs::write(&file, format!("{HEADER}\n{body}")).unwrap();
    let source = Source {
        file,
        delimiter: ',',
        quote: Some('"'),
        has_header: true,
        header: HEADER.split(',').map(str::to_owned).collect(),
        has_row_numbers: false,
    };
    let identity = || {
        Ok(Identity {
            hash: body.to_owned(),
            name: "orders.csv".to_owned(),
            imported_at: "2026-01-01T00:00:00".parse().unwrap(),
            batch_id: None,
        })
    };
    let report = |_: &Imported, _: &Identity| Ok("{}".to_owned());
    let cancel = Cancel::default();
    kontor_warehouse::import(
        &shop.warehouse,
        &source,
        &rows,
        &[],
        identity,
        &cancel,
        |_| {},
        |_| {},
        report,
    )
    .unwrap()
    .unwrap()
}

/// Order, day and amount of what was paid back.
fn paid_back(shop: &Shop) -> String {
    sql(
        shop,
        "SELECT string_agg(order_id || ' ' || local_date || ' ' || amount, ', ' ORDER BY order_id, local_date, amount)
         FROM order_lines WHERE sku = 'refund'",
    )
}

fn day(text: &str) -> Period {
    let day: Date = text.parse().unwrap();
    Period { from: day, to: day }
}

fn measured(shop: &Shop, measure: Measure, period: Period) -> Value {
    let found = kontor_warehouse::days(
        &shop.warehouse,
        gbp(),
        &Filter::default(),
        &[measure],
        &[Some(period)],
        &Cancel::default(),
    )
    .unwrap();
    found.sum(period).value(measure, gbp())
}

fn pounds(minor: i64) -> Value {
    Value::Money(Money::new(minor, gbp()))
}

const THREE: &str = "1,2026-03-01 10:00:00,A,A,2,10,,,,20,5,2026-04-02 09:30:00\n\
    1,2026-03-01 10:00:00,B,B,1,0,,,,,5,2026-04-02 09:30:00\n\
    2,2026-03-02 10:00:00,A,A,1,10,,,,10,4,\n\
    3,2026-03-03 10:00:00,A,A,3,10,,,,30,6,2026-03-05\n\
    3,2026-03-03 10:00:00,B,B,1,0,,,,,3,2026-03-09\n\
    4,2026-03-04 10:00:00,A,A,1,10,,,,10,1,soon\n";

#[test]
fn a_refund_stands_on_its_day_and_is_no_order_of_its_own() {
    let shop = shop();
    let imported = import(&shop, THREE);
    assert_eq!((imported.rows_kept, imported.orders, imported.orders_off), (6, 4, 0));
    assert_eq!(imported.undated_refunds, [Money::new(500, gbp())]);
    assert_eq!(
        paid_back(&shop),
        "1 2026-04-02 -5.00, 2 2026-03-02 -4.00, 3 2026-03-05 -6.00, 3 2026-03-09 -3.00, 4 2026-03-04 -1.00"
    );
    let of = |measure, text: &str| measured(&shop, measure, day(text));
    assert_eq!(of(Measure::TakenBack, "2026-04-02"), pounds(500));
    assert_eq!(of(Measure::NetSales, "2026-04-02"), pounds(-500));
    assert_eq!(of(Measure::Orders, "2026-04-02"), Value::Count(0));
    assert_eq!(of(Measure::NetSales, "2026-03-01"), pounds(2000));
    let all = all_days(&shop);
    assert_eq!(measured(&shop, Measure::Orders, all), Value::Count(4));
    assert_eq!(measured(&shop, Measure::NetSales, all), pounds(7000 - 1900));

    let undated = kontor_warehouse::found(
        &shop.warehouse,
        gbp(),
        Check::UndatedRefunds,
        0,
        10,
        &Cancel::default(),
    )
    .unwrap();
    let money: Vec<i64> = undated.rows.iter().map(|row| row.money[0].minor).collect();
    assert_eq!(money, [400, 100]);
    let sums = kontor_warehouse::reconciliation(
        &shop.warehouse,
        gbp(),
        &Filter::default(),
        all,
        &Cancel::default(),
    )
    .unwrap();
    assert_eq!((sums.refunded, sums.refunded_undated), (1900, 500));
    assert_eq!((sums.stated, sums.counted), (7000, 7000));
    // In a month without its order a refund is what came back then.
    let april = Period { from: "2026-04-01".parse().unwrap(), to: "2026-04-30".parse().unwrap() };
    let sums = kontor_warehouse::reconciliation(
        &shop.warehouse,
        gbp(),
        &Filter::default(),
        april,
        &Cancel::default(),
    )
    .unwrap();
    assert_eq!((sums.refunded, sums.refunded_undated, sums.orders_with_total), (500, 0, 0));
}

#[test]
fn whoever_looks_at_an_order_sees_what_came_back_later() {
    let shop = shop();
    import(&shop, THREE);
    let filter = Filter { order: Some("1".to_owned()), ..Filter::default() };
    let request = GetLines { filter, limit: 10, ..GetLines::default() };
    let (total, lines, _) = kontor_warehouse::lines(
        &shop.warehouse,
        gbp(),
        &request,
        day("2026-03-01"),
        &Cancel::default(),
    )
    .unwrap();
    assert_eq!((total, lines.len()), (3, 3));
    assert_eq!(lines[0].local_time, "2026-04-02T09:30:00".parse().unwrap());
}

#[test]
fn another_zone_a_newer_file_and_undo_keep_a_refund_on_its_day() {
    let shop = shop();
    let first = import(&shop, THREE);
    let before = paid_back(&shop);
    kontor_warehouse::change_zone(&shop.warehouse, "America/New_York", &Cancel::default()).unwrap();
    assert_eq!(paid_back(&shop), before);
    let second = import(&shop, "1,2026-03-01 10:00:00,A,A,2,10,,,,20,5,2026-04-03\n");
    assert!(paid_back(&shop).starts_with("1 2026-04-03 -5.00, 2 "));
    kontor_warehouse::undo_batch(
        &shop.warehouse,
        second.batch_id,
        super::gbp(),
        &Cancel::default(),
    )
    .unwrap();
    assert_eq!(paid_back(&shop), before);
    kontor_warehouse::undo_batch(&shop.warehouse, first.batch_id, super::gbp(), &Cancel::default())
        .unwrap();
    assert_eq!(sql(&shop, "SELECT count(*) FROM lines"), "0");
}
