//! A code is renamed, or merged into another: said by hand, by a file, or by a click on the doubt.

use crate::{Shop, browser::in_browser, cell};
use kontor_api::{
    Code,
    domain::{Money, PeriodChoice},
    history::UndoLast,
    import::{Content, Field},
    product::GetProduct,
    products::GetProducts,
    quality::{Check, GetFinding},
    records::{PutRecords, Record},
    workspace::Rebuild,
};
use std::fs;

/// A mug that is sold under one code in January and under another in February, and a cup.
fn orders() -> String {
    let mut text = "Order,Date,SKU,Product,Quantity,Unit price\n".to_owned();
    for day in 1..=28 {
        for (month, sku, title) in [(1, "MUG-OLD", "Mug"), (2, "MUG", "Mug"), (2, "CUP", "Cup")] {
            text += &format!("{sku}-{day},2025-{month:02}-{day:02},{sku},{title},1,5.00\n");
        }
    }
    text
}

fn renamed(code: &str, successor: &str) -> PutRecords {
    let values = [(Field::Sku, code), (Field::Successor, successor)];
    let values = values.map(|(field, text)| (field, text.to_owned())).to_vec();
    PutRecords { records: vec![Record { content: Content::Successors, values }] }
}

async fn products(shop: &Shop) -> Vec<(String, Money)> {
    let request = GetProducts { period: PeriodChoice::All, limit: 10, ..GetProducts::default() };
    let rows = shop.ask(request).await.unwrap().rows;
    rows.into_iter().map(|row| (row.sku, row.net_sales)).collect()
}

#[tokio::test]
async fn a_renamed_product_is_one_through_import_undo_and_rebuild() {
    let shop = Shop::new().await;
    shop.import(&shop.file("orders.csv", orders())).await.unwrap();
    let gbp = |minor| Money::new(minor, "GBP".parse().unwrap());
    let all = "SELECT bit_xor(hash(l)) FROM order_lines l";
    let apart = cell(&shop.engine, all).await;
    assert_eq!(products(&shop).await.len(), 3);
    let doubts = GetFinding { check: Check::ProbablyRenamed, offset: 0, limit: 10 };
    assert_eq!(shop.ask(doubts.clone()).await.unwrap().total, 1);

    shop.ask(renamed("MUG-OLD", "MUG")).await.unwrap();
    let together = products(&shop).await;
    assert_eq!(together[0], ("MUG".to_owned(), gbp(28_000)));
    assert_eq!(together.len(), 2);
    assert_eq!(shop.ask(doubts).await.unwrap().total, 0);
    let product = shop.ask(GetProduct { sku: "MUG-OLD".to_owned(), width: 0 }).await.unwrap();
    assert_eq!((product.sku.as_str(), product.earlier[0].sku.as_str()), ("MUG", "MUG-OLD"));
    assert_eq!(product.earlier[0].until, "2025-01-28".parse().ok());

    // What would lead back is refused, with the way that it would take, and nothing changes.
    for (code, successor) in [("MUG", "MUG-OLD"), ("CUP", "CUP")] {
        let error = shop.ask(renamed(code, successor)).await.unwrap_err();
        assert_eq!(error.code, Code::BadRequest);
        assert!(error.message.contains(&format!("{code} → ")), "{}", error.message);
    }
    // A file says the rest of the chain, and the rebuilt shop is the same.
    let file = shop.file("renamed.csv", "Old SKU,New SKU,Since\nMUG,MUG-2026,2025-02-20\n");
    let report = shop.import(&file).await.unwrap();
    assert_eq!((report.plan.content, report.rows_kept), (Content::Successors, 1));
    assert_eq!(products(&shop).await[0], ("MUG-2026".to_owned(), gbp(28_000)));
    let before = cell(&shop.engine, all).await;
    shop.ask(Rebuild {}).await.unwrap();
    assert_eq!(cell(&shop.engine, all).await, before);
    assert_eq!(products(&shop).await[0], ("MUG-2026".to_owned(), gbp(28_000)));

    shop.ask(UndoLast {}).await.unwrap();
    assert_eq!(products(&shop).await[0].0, "MUG");
    shop.ask(UndoLast {}).await.unwrap();
    assert_eq!(cell(&shop.engine, all).await, apart);
    let error = shop.ask(GetProduct { sku: "NONE".to_owned(), width: 0 }).await.unwrap_err();
    assert_eq!(error.code, Code::NotFound);
}

#[tokio::test]
async fn two_codes_become_one_product_by_a_click() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("orders.csv");
    fs::write(&file, orders()).unwrap();
    in_browser(Some(&file), async |office| {
        office.go("/data/quality?check=probably_renamed").await;
        office.read(".things tbody", "MUG-OLD").await;
        office.press("Same product: MUG-OLD, MUG").await;
        office.read(".toaster", "MUG-OLD now goes by MUG").await;
        office.read("main", "Nothing of this is left").await;

        // The product's page knows both codes, and the table has one of them.
        office.go("/sales?sku=MUG-OLD&period=all").await;
        let note = office.read(".product-note", "as MUG-OLD").await;
        assert!(note.contains("until 31 Jan 2025"), "{note}");
        office.go("/products?period=all").await;
        let table = office.read(".products tbody", "MUG").await;
        assert!(!table.contains("MUG-OLD"), "{table}");

        // A circle is refused where it is entered.
        office.go("/sales?sku=MUG&period=all").await;
        office.press("Renamed or merged…").await;
        office.page.see("dialog form").await.unwrap();
        let id: String = office
            .page
            .ask("return [...document.querySelectorAll('dialog label')].find(label => label.innerText === 'New code').htmlFor")
            .await
            .unwrap();
        office.fill(&format!("#{id}"), "MUG-OLD").await;
        office.press("Add").await;
        office.read("dialog", "MUG → MUG-OLD → MUG").await;
        // The browser notes that the server refused; that is no error of the page.
        let noted = office.page.logged_errors().await.unwrap();
        assert!(noted.len() == 1 && noted[0].contains("/api/records_put"), "{noted:?}");
    })
    .await;
}
