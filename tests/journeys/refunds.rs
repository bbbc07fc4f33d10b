//! What was paid back, with a day of its own and without.

use crate::{Shop, browser::in_browser};
use kontor_api::{
    domain::{Money, PeriodChoice},
    import::Field,
    quality::GetReconciliation,
    sales::{Filter, GetSummary, Measure, Value},
};
use std::fs;

/// An order of which half came back in April, and one of which something came back, nobody says when.
const ORDERS: &str =
    "Order,Date,SKU,Product,Quantity,Unit price,Order total,Refunded amount,Refunded at
1,2026-03-01 10:00,MUG,Mug,2,10.00,20.00,10.00,2026-04-02 09:30
2,2026-03-02 11:00,MUG,Mug,1,10.00,10.00,4.00,
3,2026-04-20 12:00,MUG,Mug,1,10.00,10.00,,
";

#[tokio::test]
async fn money_comes_back_on_the_day_that_the_file_says() {
    let shop = Shop::new().await;
    let report = shop.import(&shop.file("orders.csv", ORDERS)).await.unwrap();
    assert!(report.plan.columns.contains(&Some(Field::RefundedAt)), "{:?}", report.plan.columns);
    let note = "£4.00 was paid back without a date";
    assert!(report.notes.iter().any(|told| told.starts_with(note)), "{:?}", report.notes);

    let gbp = |minor| Money::new(minor, "GBP".parse().unwrap());
    let april: PeriodChoice = "2026-04-01..2026-04-30".parse().unwrap();
    let request = GetSummary { period: april, filter: Filter::default() };
    let summary = shop.ask(request).await.unwrap();
    let of = |measure: Measure| {
        let figure = summary.figures.iter().find(|figure| figure.measure == measure).unwrap();
        figure.value
    };
    assert_eq!(of(Measure::TakenBack), Value::Money(gbp(1000)));
    assert_eq!(
        (of(Measure::Orders), of(Measure::NetSales)),
        (Value::Count(1), Value::Money(gbp(0)))
    );

    let request = GetReconciliation { period: PeriodChoice::All, filter: Filter::default() };
    let sums = shop.ask(request).await.unwrap();
    assert_eq!((sums.refunded, sums.refunded_undated), (gbp(1400), gbp(400)));
}

#[tokio::test]
async fn an_order_that_came_back_whole_was_sold_on_its_day_and_returned_on_another() {
    let shop = Shop::new().await;
    let orders =
        "Order,Date,SKU,Product,Quantity,Unit price,Order total,Status,Refunded amount,Refunded at
1,2026-03-01 10:00,MUG,Mug,2,10.00,20.00,refunded,20.00,2026-04-02 09:30
2,2026-03-02 11:00,MUG,Mug,1,10.00,10.00,refunded,,
3,2026-03-03 12:00,MUG,Mug,1,10.00,10.00,paid,,
";
    shop.import(&shop.file("orders.csv", orders)).await.unwrap();
    let net_sales = async |period: &str| {
        let request = GetSummary { period: period.parse().unwrap(), filter: Filter::default() };
        let summary = shop.ask(request).await.unwrap();
        let figure = |measure| summary.figures.iter().find(|f| f.measure == measure).unwrap().value;
        (figure(Measure::Orders), figure(Measure::NetSales))
    };
    let gbp = |minor| Value::Money(Money::new(minor, "GBP".parse().unwrap()));
    // Nobody says what came back of the second: it is taken off its day.
    assert_eq!(net_sales("2026-03-01..2026-03-31").await, (Value::Count(2), gbp(3000)));
    assert_eq!(net_sales("2026-04-01..2026-04-30").await, (Value::Count(0), gbp(-2000)));
}

#[tokio::test]
async fn refunds_without_a_date_are_named_as_a_cause() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("orders.csv");
    fs::write(&file, ORDERS).unwrap();
    in_browser(Some(&file), async |office| {
        office.go("/data/reconciliation?period=all").await;
        let told = office.read("main", "Refunds without a date").await;
        assert!(told.contains("£10.00") && told.contains("£4.00"), "{told}");
        office.press("£4.00").await;
        office.address_holds("check=undated_refunds").await;
        office.read(".things tbody", "£4.00").await;
        // The order of March with what came back in April.
        office.go("/sales/lines?order=1&period=2026-03-01..2026-03-01").await;
        office.read("main tbody", "2 Apr 2026").await;
    })
    .await;
}
