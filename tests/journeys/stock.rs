//! How much was there on which day: from counts that come in one after the other, to the picture on the
//! product's page.

use crate::{Shop, browser::in_browser, cell};
use kontor_api::{
    import::{Content, Field},
    product::{GetProduct, StockSource},
    records::{PutRecords, Record},
    workspace::Rebuild,
};
use std::fs;

/// Three mugs a day for forty days.
fn orders() -> String {
    let mut text = "Order,Date,SKU,Product,Quantity,Unit price\n".to_owned();
    for day in 0..40 {
        let (month, date) = (1 + day / 28, 1 + day % 28);
        text += &format!("{day},2025-{month:02}-{date:02},MUG,Mug,3,5.00\n");
    }
    text
}

fn counted(day: &str, pieces: &str) -> PutRecords {
    let values = [
        (Field::Sku, "MUG"),
        (Field::Location, "Shop"),
        (Field::OnHand, pieces),
        (Field::CountedAt, day),
    ];
    let values = values.map(|(field, text)| (field, text.to_owned())).to_vec();
    PutRecords { records: vec![Record { content: Content::Stock, values }] }
}

#[tokio::test]
async fn counts_one_after_the_other_are_a_history() {
    let shop = Shop::new().await;
    shop.import(&shop.file("orders.csv", orders())).await.unwrap();
    for (name, day, pieces) in [("one", "2025-01-10", 100), ("two", "2025-01-20", 60)] {
        let text = format!("SKU,On hand,Location,Counted at\nMUG,{pieces},Shop,{day}\n");
        shop.import(&shop.file(&format!("{name}.csv"), text)).await.unwrap();
    }
    let known =
        async |width: u32| shop.ask(GetProduct { sku: "MUG".to_owned(), width }).await.unwrap();
    let level = |product: &kontor_api::product::Product, day: &str| {
        let point = product.stock.iter().find(|point| point.day.to_string() == day).unwrap();
        (point.level.unwrap().milli / 1000, point.source)
    };
    let product = known(600).await;
    assert_eq!(level(&product, "2025-01-19"), (100 - 9 * 3, StockSource::Reckoned));
    assert_eq!(level(&product, "2025-01-20"), (60, StockSource::Counted));
    assert_eq!(level(&product, "2025-02-05"), (60 - 13 * 3, StockSource::Reckoned));
    assert_eq!(product.stock.len(), 31);
    let chart = product.stock_chart.clone().unwrap();
    assert_eq!((chart.marks.len(), chart.width), (34, 600));

    // What a person counted holds against the files of that day; older days stay.
    shop.ask(counted("2025-01-20", "70")).await.unwrap();
    assert_eq!(level(&known(0).await, "2025-01-20"), (70, StockSource::Counted));
    assert_eq!(level(&known(0).await, "2025-01-19"), (73, StockSource::Reckoned));
    let all = "SELECT bit_xor(hash(h)) FROM stock_history h";
    let before = cell(&shop.engine, all).await;
    shop.ask(Rebuild {}).await.unwrap();
    assert_eq!(cell(&shop.engine, all).await, before);
}

#[tokio::test]
async fn a_product_shows_how_much_of_it_was_there() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("orders.csv");
    fs::write(&file, orders()).unwrap();
    in_browser(Some(&file), async |office| {
        let stock = office.home.join("stock.csv");
        fs::write(&stock, "SKU,On hand,Location,Counted at\nMUG,100,Shop,2025-01-10\n").unwrap();
        office.go("/data/import").await;
        office.choose("Choose files…", &[&stock]).await;
        office.press("Import stock.csv").await;
        office.read("main dl", "Rows kept").await;
        office.go("/sales?sku=MUG&period=all").await;
        office.read(".product-note", "In stock").await;
        office.page.see(".product-note svg.chart").await.unwrap();
        office.read(".product-note", "As counted").await;
    })
    .await;
}
