//! Catalogues, stock, suppliers: what holds now, what was changed, what a person entered by hand.

use super::{Shop, gbp, shop, sql};
use kontor_api::{
    import::{Content, Field},
    records::{GetRecords, Record, Records},
};
use kontor_warehouse::{Cancel, Identity, Imported, RowsImport};

pub fn import(shop: &Shop, content: Content, rows: &[&[(Field, &str)]]) -> Imported {
    let cancel = Cancel::default();
    let import = RowsImport {
        content,
        identity: Identity {
            hash: format!("{content:?} {rows:?}"),
            name: "file.csv".to_owned(),
            imported_at: "2026-01-01T00:00:00".parse().unwrap(),
            batch_id: None,
        },
        home: gbp(),
        person_key: "key",
        forgotten: &[],
        cancel: &cancel,
    };
    let fill = |incoming: &mut kontor_warehouse::Incoming<'_>| {
        for (number, row) in rows.iter().enumerate() {
            let values: Vec<Option<String>> = content
                .fields()
                .iter()
                .map(|field| {
                    row.iter().find(|(each, _)| each == field).map(|(_, text)| (*text).to_owned())
                })
                .collect();
            incoming.keep(number as u64 + 1, &values)?;
        }
        Ok(())
    };
    kontor_warehouse::import_rows(&shop.warehouse, &import, fill, |_| {}, |_| Ok("{}".to_owned()))
        .unwrap()
        .unwrap()
}

fn ask(shop: &Shop, content: Content) -> Records {
    let request = GetRecords { content, search: None, offset: 0, limit: 100 };
    kontor_warehouse::records(&shop.warehouse, &request).unwrap()
}

fn cell(records: &Records, row: usize, field: Field) -> Option<&str> {
    let index = records.fields.iter().position(|each| *each == field).unwrap();
    records.rows[row].cells[index].as_deref()
}

#[test]
fn a_newer_row_replaces_the_older_and_comes_off_again() {
    let shop = shop();
    use Field::{Cost, Sku, Title};
    import(
        &shop,
        Content::Products,
        &[&[(Sku, "A"), (Title, "Mug"), (Cost, "2.500000")], &[(Sku, "B"), (Title, "Cup")]],
    );
    let second = import(
        &shop,
        Content::Products,
        &[
            &[(Sku, "A"), (Title, "Mug"), (Cost, "3.000000")],
            &[(Sku, "B"), (Title, "Cup")],
            &[(Sku, "C"), (Title, "Jug")],
        ],
    );
    let changes = second.changes;
    assert_eq!((changes.new, changes.updated, changes.unchanged), (1, 1, 1));
    let now = ask(&shop, Content::Products);
    assert_eq!((now.total, cell(&now, 0, Cost)), (3, Some("3")));
    kontor_warehouse::undo_batch(&shop.warehouse, second.batch_id, gbp(), &Cancel::default())
        .unwrap();
    let now = ask(&shop, Content::Products);
    assert_eq!((now.total, cell(&now, 0, Cost)), (2, Some("2.5")));
}

#[test]
fn what_was_entered_by_hand_wins_over_every_import() {
    let shop = shop();
    use Field::{LeadTimeDays, Supplier};
    import(&shop, Content::Suppliers, &[&[(Supplier, "North"), (LeadTimeDays, "10")]]);
    let by_hand = Record {
        content: Content::Suppliers,
        values: vec![(Supplier, "North".to_owned()), (LeadTimeDays, "14".to_owned())],
    };
    kontor_warehouse::put_by_hand(&shop.warehouse, std::slice::from_ref(&by_hand), gbp()).unwrap();
    import(&shop, Content::Suppliers, &[&[(Supplier, "North"), (LeadTimeDays, "12")]]);
    let now = ask(&shop, Content::Suppliers);
    assert_eq!(
        (now.total, cell(&now, 0, LeadTimeDays), now.rows[0].batch_id),
        (1, Some("14"), None)
    );
    kontor_warehouse::put_by_hand(&shop.warehouse, &[], gbp()).unwrap();
    assert_eq!(cell(&ask(&shop, Content::Suppliers), 0, LeadTimeDays), Some("12"));
}

#[test]
fn a_purchase_order_is_replaced_whole() {
    let shop = shop();
    use Field::{PurchaseOrder, Quantity, Sku};
    let line = |sku: &'static str| [(PurchaseOrder, "PO-1"), (Sku, sku), (Quantity, "5")];
    import(&shop, Content::PurchaseOrders, &[&line("A"), &line("B"), &line("B")]);
    assert_eq!(ask(&shop, Content::PurchaseOrders).total, 3);
    import(&shop, Content::PurchaseOrders, &[&line("A")]);
    assert_eq!(ask(&shop, Content::PurchaseOrders).total, 1);
}

#[test]
fn who_a_customer_is_stands_apart() {
    let shop = shop();
    use Field::{City, Email, FirstName, LastName, TotalOrders};
    import(
        &shop,
        Content::Customers,
        &[&[
            (Email, "Ada@Example.org"),
            (FirstName, "Ada"),
            (LastName, "Ash"),
            (City, "Ulm"),
            (TotalOrders, "3"),
        ]],
    );
    let facts = sql(&shop, "SELECT CAST(customer_facts AS VARCHAR) FROM customer_facts");
    assert!(facts.contains("p-") && facts.contains('3'), "{facts}");
    for word in ["Ada", "Ash", "Ulm", "example"] {
        assert!(!facts.contains(word), "{word} in {facts}");
    }
    let request = kontor_api::privacy::GetPeople { search: "ash".to_owned(), limit: 10 };
    let found = kontor_warehouse::people(&shop.warehouse, &request).unwrap();
    assert_eq!((found.total, found.people[0].name.as_deref()), (1, Some("Ada Ash")));
    let customer = found.people[0].customer.clone();
    let traces = kontor_warehouse::forget(&shop.warehouse, &customer, &Cancel::default()).unwrap();
    assert_eq!(traces.rows, 2);
    assert!(traces.known_as.contains(&"Ada@Example.org".to_owned()));
    assert_eq!(kontor_warehouse::people(&shop.warehouse, &request).unwrap().total, 0);
}
