//! The sample stores, opened as a person opens them: every file comes in but for the rows that were
//! planted to be refused, and sums agree with what the files state.

use crate::Shop;
use kontor_api::{
    domain::PeriodChoice,
    import::{Content, GetRefused, List},
    quality::GetReconciliation,
    records::GetRecords,
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
    let begun = std::time::Instant::now();
    shop.ask(OpenSample { id: id.to_owned(), folder }).await.unwrap();
    println!("{id} opened in {:.1} s", begun.elapsed().as_secs_f64());

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
