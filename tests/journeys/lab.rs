//! Real shops' files: a year of a British wholesaler of gifts, and of an American grocer's panel.

use crate::{Shop, cell};
use kontor_api::{
    domain::PeriodChoice,
    import::{Content, Detect, Field, LineKind, Run},
    sales::{By, Filter, GetBreakdown, Measure, Value},
};
use kontor_tests::{places, shop};

#[tokio::test]
async fn online_retail_comes_in_to_the_penny() {
    let Some(file) = places::lab("online_retail.csv.gz") else {
        println!("SKIPPED online_retail.csv.gz is not here: name its folder in KONTOR_LAB");
        return;
    };
    let shop = Shop::new().await;
    let report = shop.import(&file).await.unwrap();
    assert_eq!(report.rows_read, 541_909);
    assert_eq!(report.rows_kept + report.rows_refused, report.rows_read);
    let cancelled = report.kinds.iter().find(|count| count.kind == LineKind::Cancelled).unwrap();
    assert_eq!(cancelled.lines, 9_288);

    let count = |sql: &'static str| cell(&shop.engine, sql);
    assert_eq!(count("SELECT sum(amount) FROM order_lines").await.as_deref(), Some("9747747.93"));
    assert_eq!(count("SELECT count(DISTINCT sku) FROM order_lines").await.as_deref(), Some("4070"));
    let cancelled = "SELECT count(*) FROM order_lines WHERE kind = 'cancelled'";
    assert_eq!(count(cancelled).await.as_deref(), Some("9288"));
    // Ids that a spreadsheet turned into numbers are ids again.
    let odd = "SELECT count(*) FROM order_lines WHERE customer LIKE '%.0'";
    assert_eq!(count(odd).await.as_deref(), Some("0"));

    let before = shop.state().await;
    let again = shop.import(&file).await.unwrap();
    assert!(again.already_imported);
    assert_eq!(again.batch_id, report.batch_id);
    assert_eq!(shop.state().await, before);
}

/// What each heading of the grocer's file means, as a person would say.
const GROCER: [(&str, Field); 7] = [
    ("household_id", Field::Customer),
    ("store_id", Field::Location),
    ("basket_id", Field::OrderId),
    ("product_id", Field::Sku),
    ("quantity", Field::Quantity),
    ("sales_value", Field::LineTotal),
    ("transaction_timestamp", Field::OrderedAt),
];

#[tokio::test]
async fn completejourney_comes_in_to_the_cent() {
    let files = ["transactions_sample.csv.gz", "products.csv.gz"]
        .map(|name| places::lab(&format!("completejourney/{name}")));
    let [Some(transactions), Some(products)] = files else {
        println!("SKIPPED completejourney is not here: name its folder in KONTOR_LAB");
        return;
    };
    let shop = Shop::new().await;
    let look = |source, content| Detect { source, plan: None, content: Some(content) };
    let source = shop::file(&transactions);
    let preview = shop.ask(look(source.clone(), Content::Orders)).await.unwrap();
    let mut plan = preview.plan;
    plan.columns = preview
        .header
        .iter()
        .map(|heading| GROCER.iter().find(|(known, _)| known == heading).map(|(_, field)| *field))
        .collect();
    plan.currency = "USD".parse().unwrap();
    plan.time_zone = "America/New_York".to_owned();
    let report = shop.ask(Run { source, plan: Some(plan) }).await.unwrap();
    assert_eq!((report.rows_read, report.rows_kept, report.rows_refused), (75_000, 75_000, 0));
    assert_eq!((report.orders, report.products), (47_243, 20_902));
    let free = report.kinds.iter().find(|count| count.kind == LineKind::Free).unwrap();
    // 528 lines of nothing, and one of less than half a cent.
    assert_eq!(free.lines, 529);

    let count = |sql: &'static str| cell(&shop.engine, sql);
    assert_eq!(count("SELECT sum(amount) FROM order_lines").await.as_deref(), Some("233935.24"));
    let orders = "SELECT count(DISTINCT order_id) FROM order_lines";
    assert_eq!(count(orders).await.as_deref(), Some("47243"));
    let households = "SELECT count(DISTINCT customer) FROM order_lines";
    assert_eq!(count(households).await.as_deref(), Some("2377"));
    for by in [By::Product, By::Kind, By::WeekdayHour, By::Country] {
        let request = GetBreakdown {
            measure: Measure::AllLines,
            by,
            period: PeriodChoice::All,
            filter: Filter::default(),
            limit: 200,
            width: 0,
        };
        let Value::Money(total) = shop.ask(request).await.unwrap().total else { panic!("{by:?}") };
        assert_eq!((total.minor, total.currency.code()), (23_393_524, "USD"), "{by:?}");
    }

    let source = shop::file(&products);
    let preview = shop.ask(look(source.clone(), Content::Products)).await.unwrap();
    let mut plan = preview.plan;
    if !plan.columns.contains(&Some(Field::Sku)) {
        plan.columns[0] = Some(Field::Sku);
    }
    let report = shop.ask(Run { source, plan: Some(plan) }).await.unwrap();
    assert_eq!((report.rows_read, report.rows_kept), (92_331, 92_331));
    assert_eq!(count("SELECT count(*) FROM catalogue").await.as_deref(), Some("92331"));
    // The grocer's catalogue itself lacks five articles that were bought.
    let unknown = "SELECT count(*) FROM (SELECT DISTINCT sku FROM order_lines) l ANTI JOIN catalogue c ON c.product = l.sku";
    assert_eq!(count(unknown).await.as_deref(), Some("5"));
}
