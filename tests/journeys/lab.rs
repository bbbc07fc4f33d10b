//! A real shop's file: a year of a British wholesaler of gifts, 541,909 lines.

use crate::{Shop, cell};
use kontor_api::import::LineKind;
use kontor_tests::places;

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
