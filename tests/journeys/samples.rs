//! The sample stores, opened as a person opens them: every file comes in but for the rows that were
//! planted to be refused, and sums agree with what the files state.

use crate::{Shop, browser::ONE_BROWSER};
use kontor_api::{
    domain::PeriodChoice,
    import::{Content, GetRefused, List},
    quality::GetReconciliation,
    records::GetRecords,
    run_out::{GetRunOut, RunOut, Shortage},
    sql::RunSql,
    workspace::{CreateSample, OpenSample},
};
use kontor_tests::places;
use serde_json::Value;
use std::{collections::BTreeSet, fs};

/// File, row and reason of each row that was planted.
fn planted(card: &Value) -> BTreeSet<(String, u64, String)> {
    let text = |value: &Value, key: &str| value[key].as_str().unwrap().to_owned();
    card["planted"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (text(row, "file"), row["row"].as_u64().unwrap(), text(row, "reason")))
        .collect()
}

async fn opens(id: &str) {
    let card = fs::read(places::samples().join(id).join("store.json")).unwrap();
    let card: Value = serde_json::from_slice(&card).unwrap();
    let shop = Shop::new().await;
    let folder = Some(shop.home.path().join(id).display().to_string());
    // A merchant's machine has not a browser's journey beside it.
    let alone = ONE_BROWSER.lock().await;
    let begun = std::time::Instant::now();
    shop.ask(OpenSample { id: id.to_owned(), folder }).await.unwrap();
    let short = shop.ask(GetRunOut { limit: 10_000, ..GetRunOut::default() }).await.unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    drop(alone);
    println!(
        "{id} opened in {seconds:.1} s: {} run out, {} run out soon",
        short.run_out, short.soon
    );
    assert!(seconds <= 10.0, "{id}: {seconds:.1} s until there is something to decide");
    something_is_to_decide(id, &shop, &short).await;

    let batches = shop.ask(List {}).await.unwrap().batches;
    let used = card["files"].as_array().unwrap().iter().filter(|file| file["used"] == true);
    assert_eq!(batches.len(), used.count(), "{id}: every file came in");
    let mut refused = BTreeSet::new();
    for batch in &batches {
        let request = GetRefused { batch_id: batch.batch_id, offset: 0, limit: 1000 };
        for row in shop.ask(request).await.unwrap().rows {
            let reason = serde_json::to_value(row.reason).unwrap();
            refused.insert((batch.name.clone(), row.row, reason.as_str().unwrap().to_owned()));
        }
    }
    assert_eq!(refused, planted(&card), "{id}: refused are the planted rows and no others");

    let all = GetReconciliation { period: PeriodChoice::All, ..GetReconciliation::default() };
    let sums = shop.ask(all).await.unwrap();
    let [whole, parts @ ..] = sums.steps.as_slice() else { panic!("{id}: no steps") };
    let (net, between) = parts.split_last().unwrap();
    let taken_off: i64 = between.iter().map(|step| step.amount.minor).sum();
    assert_eq!(whole.amount.minor + taken_off, net.amount.minor, "{id}: the steps add up");
    assert!(net.amount.minor > 0);
    println!(
        "{id}: {} orders state a total, {} of them another than their lines",
        sums.orders_with_total, sums.orders_off
    );
    assert_eq!(sums.orders_off, 0, "{id}: totals are what lines add up to");
    assert_eq!(sums.stated, sums.counted, "{id}");
    for content in [Content::Products, Content::Stock, Content::Suppliers, Content::PurchaseOrders]
    {
        let request = GetRecords { content, search: None, offset: 0, limit: 1 };
        assert!(shop.ask(request).await.unwrap().total > 0, "{id}: no {content:?}");
    }
}

/// What a person works out in the SQL console, from order lines and stock as he sees them: products
/// that sold and have run out, and what they sold a week up to their last sale, by currency.
const BY_HAND: &str = "
    WITH counted AS (SELECT sku, sum(coalesce(available, on_hand)) AS units FROM stock GROUP BY sku),
    goods AS (SELECT * FROM order_lines WHERE role = 'goods'),
    sold AS (
        SELECT sku, max(local_date) AS last, min(local_date) AS first FROM goods WHERE kind = 'sale' GROUP BY sku
        HAVING last > (SELECT max(local_date) FROM order_lines) - 28),
    gone AS (
        SELECT sku, last, CAST(least(28, greatest(7, last - first + 1)) AS INTEGER) AS days
        FROM sold JOIN counted USING (sku) WHERE units <= 0)
    SELECT g.sku, l.currency, sum(l.amount - l.tax_in_amount) * 7 / any_value(g.days) AS a_week
    FROM gone g JOIN goods l ON l.sku = g.sku AND l.local_date BETWEEN g.last - g.days + 1 AND g.last
    WHERE l.kind NOT IN ('test', 'adjustment') AND NOT (l.kind = 'cancelled' AND l.quantity >= 0)
    GROUP BY g.sku, l.currency HAVING a_week > 0 ORDER BY g.sku, l.currency";

async fn something_is_to_decide(id: &str, shop: &Shop, short: &RunOut) {
    assert!(short.stock.is_some() && short.run_out > 0, "{id}: nothing has run out");
    assert_eq!(short.total, short.rows.len() as u64);
    let mut found = Vec::new();
    for row in &short.rows {
        assert!(!row.per_week.is_empty(), "{id}: {row:?}");
        assert!(row.supplier.is_some() && row.lead_time_days.is_some(), "{id}: {row:?}");
        match row.shortage {
            Shortage::RunOut => assert!(row.stock.milli <= 0, "{id}: {row:?}"),
            Shortage::Soon => {
                assert!(row.stock.milli > 0, "{id}: {row:?}");
                assert!(row.lead_time_days > Some(row.cover_days), "{id}: {row:?}");
            }
        }
        if row.shortage == Shortage::RunOut {
            for money in &row.per_week {
                found.push((row.sku.clone(), money.currency.code().to_owned(), money.major()));
            }
        }
    }
    found.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    let by_hand = shop.ask(RunSql { sql: BY_HAND.to_owned(), limit: 10_000 }).await.unwrap().rows;
    assert_eq!(found.len(), by_hand.len(), "{id}: {found:?} {by_hand:?}");
    for ((sku, currency, amount), cells) in found.iter().zip(&by_hand) {
        let [Some(other_sku), Some(other_currency), Some(other)] = cells.as_slice() else {
            panic!("{id}: {cells:?}")
        };
        assert_eq!((sku, currency), (other_sku, other_currency), "{id}");
        let other: f64 = other.parse().unwrap();
        assert!((amount - other).abs() < 0.006, "{id}: {sku} {amount} against {other}");
    }
}

#[tokio::test]
async fn the_coffee_roaster_opens() {
    opens("coffee-roaster").await;
}

#[tokio::test]
async fn the_home_goods_shop_opens() {
    opens("home-goods").await;
}

#[tokio::test]
async fn the_outdoor_shop_opens() {
    opens("outdoor-clothing").await;
}

#[tokio::test]
async fn the_parts_dealer_opens() {
    opens("parts-dealer").await;
}

#[tokio::test]
async fn a_store_is_written_anew_and_the_same_each_time() {
    let shop = Shop::new().await;
    let make = |folder: &str, seed| {
        let folder = shop.home.path().join(folder).display().to_string();
        CreateSample { id: "coffee-roaster".to_owned(), scale: 0.3, seed, folder }
    };
    let one = shop.ask(make("one", 7)).await.unwrap();
    let two = shop.ask(make("two", 7)).await.unwrap();
    let other = shop.ask(make("other", 8)).await.unwrap();
    assert_eq!((&one.files, one.bytes), (&two.files, two.bytes));
    assert!(one.files.iter().any(|file| file == "orders.csv") && one.bytes > 100_000);
    let read =
        |folder: &str, file: &str| fs::read(std::path::Path::new(folder).join(file)).unwrap();
    for file in &one.files {
        assert_eq!(read(&one.folder, file), read(&two.folder, file), "{file}");
    }
    assert_ne!(read(&one.folder, "orders.csv"), read(&other.folder, "orders.csv"));
    // A folder with something in it is left alone, and a store that nobody knows is none.
    assert!(shop.ask(make("one", 7)).await.is_err());
    let unknown = CreateSample { id: "bakery".to_owned(), ..make("bakery", 1) };
    assert!(shop.ask(unknown).await.is_err());
    assert!(!shop.home.path().join("bakery").exists());
}
