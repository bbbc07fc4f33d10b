//! What a shop keeps whatever happens: numbers that can be made anew, and nobody who asked to be
//! forgotten.

use crate::{Shop, all_lines, answer, cell};
use kontor_api::{
    domain::PeriodChoice,
    history::{RedoLast, UndoLast},
    import::{Content, Field, UndoImport},
    privacy::{Forget, GetPeople},
    records::{GetRecords, PutRecords, Record},
    sales::{GetLines, Line},
    workspace::{Close, Open, Rebuild},
};
use std::path::{Path, PathBuf};

fn fixture(dialect: &str) -> PathBuf {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/ingest/tests/dialects").join(dialect);
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().unwrap() != "expected.json")
        .unwrap()
}

async fn lines(shop: &Shop) -> Vec<Line> {
    let request = GetLines { period: PeriodChoice::All, ..GetLines::default() };
    all_lines(&shop.engine, request).await
}

/// Everything that is known besides lines, in a number.
async fn print(shop: &Shop) -> Vec<Option<String>> {
    let mut prints = Vec::new();
    for table in [
        "catalogue",
        "stock",
        "customer_facts",
        "people",
        "order_hours",
        "order_amounts",
        "replaced_lines",
        "costs",
    ] {
        let sum = format!("SELECT count(*) || ' ' || coalesce(bit_xor(hash(t)), 0) FROM {table} t");
        prints.push(cell(&shop.engine, &sum).await);
    }
    prints
}

#[tokio::test]
async fn the_warehouse_is_made_anew_row_for_row() {
    let shop = Shop::new().await;
    for dialect in [
        "shopify_orders",
        "shopify_products",
        "shopify_inventory",
        "shopify_customers",
        "woocommerce_orders",
        "shopify_orders_resaved",
    ] {
        shop.import(&fixture(dialect)).await.unwrap();
    }
    let cost = Record {
        content: Content::Costs,
        values: vec![(Field::Sku, "WREATH".to_owned()), (Field::Cost, "12.50".to_owned())],
    };
    shop.ask(PutRecords { records: vec![cost] }).await.unwrap();
    let (before, print_before) = (lines(&shop).await, print(&shop).await);
    assert!(before.len() > 100);

    shop.ask(Rebuild {}).await.unwrap();
    assert_eq!(lines(&shop).await, before);
    assert_eq!(print(&shop).await, print_before);

    // The file itself may be lost: it is made again on opening.
    shop.ask(Close {}).await.unwrap();
    std::fs::remove_file(shop.folder.join("warehouse.duckdb")).unwrap();
    shop.ask(Open { folder: shop.folder.display().to_string() }).await.unwrap();
    assert_eq!(lines(&shop).await, before);
    assert_eq!(print(&shop).await, print_before);

    // And what was entered by hand is undone like anything else.
    answer(&shop.engine, UndoLast {}).await.unwrap();
    let costs = GetRecords { content: Content::Costs, search: None, offset: 0, limit: 10 };
    assert_eq!(shop.ask(costs).await.unwrap().total, 0);
}

#[tokio::test]
async fn whoever_is_forgotten_is_in_no_file_and_comes_back_with_none() {
    let shop = Shop::new().await;
    shop.import(&fixture("shopify_orders")).await.unwrap();
    let before = lines(&shop).await;
    let find = || GetPeople { search: "ada.jansen@example.org".to_owned(), limit: 10 };
    let found = shop.ask(find()).await.unwrap();
    let person = found.people.first().unwrap();
    assert!(person.customer.starts_with("p-") && person.orders > 0);

    let gone = shop.ask(Forget { customer: person.customer.clone() }).await.unwrap();
    assert!(gone.rows > 0 && gone.orders > 0 && gone.originals == 1, "{gone:?}");
    assert_eq!(shop.ask(find()).await.unwrap().total, 0);
    let file = std::fs::read(shop.folder.join("warehouse.duckdb")).unwrap().to_ascii_lowercase();
    assert!(!file.windows(20).any(|bytes| bytes == b"ada.jansen@example.o"), "it is in the file");

    // Numbers stay as they were, made anew from the rewritten original too.
    let amounts = |lines: &[Line]| -> Vec<_> {
        lines.iter().map(|line| (line.order_id.clone(), line.source_row, line.amount)).collect()
    };
    assert_eq!(amounts(&lines(&shop).await), amounts(&before));
    shop.ask(Rebuild {}).await.unwrap();
    assert_eq!(amounts(&lines(&shop).await), amounts(&before));
    assert_eq!(shop.ask(find()).await.unwrap().total, 0);

    // The file that the person still has, imported again.
    shop.import(&fixture("shopify_orders")).await.unwrap();
    assert_eq!(shop.ask(find()).await.unwrap().total, 0);
    assert_eq!(amounts(&lines(&shop).await), amounts(&before));
}

#[tokio::test]
async fn whoever_is_forgotten_is_not_in_files_that_were_taken_back_either() {
    let shop = Shop::new().await;
    shop.import(&fixture("shopify_orders")).await.unwrap();
    let before = lines(&shop).await;
    // The same orders from another export, taken back by number; then a file taken back by undo.
    let mut copy = std::fs::read(fixture("shopify_orders")).unwrap();
    copy.push(b'\n');
    let again = shop.import(&shop.file("again.csv", copy)).await.unwrap();
    shop.ask(UndoImport { batch_id: again.batch_id }).await.unwrap();
    let people = "Customer ID,First name,Last name,E-mail,City\n\
        ,Ada,Jansen,Ada.Jansen@example.org,Leeds\n,Bo,Beispiel,bo@example.com,Ulm\n";
    shop.import(&shop.file("customers.csv", people)).await.unwrap();
    shop.ask(UndoLast {}).await.unwrap();

    let find = || GetPeople { search: "ada.jansen@example.org".to_owned(), limit: 10 };
    let person = shop.ask(find()).await.unwrap().people.first().unwrap().customer.clone();
    let gone = shop.ask(Forget { customer: person }).await.unwrap();
    assert_eq!(gone.originals, 3, "{gone:?}");

    // Redo finds the file from which she was taken out, with whoever else is in it.
    shop.ask(RedoLast {}).await.unwrap();
    assert_eq!(shop.ask(find()).await.unwrap().total, 0);
    let other = GetPeople { search: "bo@example.com".to_owned(), limit: 10 };
    assert_eq!(shop.ask(other).await.unwrap().total, 1);
    assert_eq!(lines(&shop).await.len(), before.len());
    // Even without the memory that she is not to come back she would not be in it.
    let named = "SELECT count(*) FROM people WHERE last_name = 'Jansen'";
    assert_eq!(cell(&shop.engine, named).await.as_deref(), Some("0"));
    shop.ask(Rebuild {}).await.unwrap();
    assert_eq!(shop.ask(find()).await.unwrap().total, 0);
}
