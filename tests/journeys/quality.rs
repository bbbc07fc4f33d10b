//! What is doubtful, to the amount and its currency, and as files.

use crate::{Shop, all_lines};
use kontor_api::{
    domain::{Currency, Money, PeriodChoice, Quantity},
    export::{Export, Exportable, Format},
    import::{Content, Detect, Field, Plan, Refusal, Run},
    quality::{Check, Fact, FindingRows, GetFinding, GetQuality, GetReconciliation, Known, Thing},
    records::{GetRecords, PutRecords, Record},
    sales::{By, Filter, GetBreakdown, GetLines, Measure, Value},
};
use kontor_tests::shop;

/// Sales in two currencies, two orders with another total than their lines make, and a bad row.
const ORDERS: &str = "Order,Date,SKU,Product,Quantity,Unit price,Currency,Order total
A1,2025-03-03,MUG,Mug,2,5.00,GBP,10.00
A2,2025-03-04,MUG,Mug,1,5.00,EUR,5.00
A3,2025-03-05,BOWL,Bowl,1,8.00,GBP,9.00
A4,2025-03-06,BOWL,Bowl,1,8.00,EUR,10.00
A5,nonsense,BOWL,Bowl,1,8.00,GBP,8.00
";

const COLUMNS: [Field; 8] = [
    Field::OrderId,
    Field::OrderedAt,
    Field::Sku,
    Field::Title,
    Field::Quantity,
    Field::UnitPrice,
    Field::Currency,
    Field::OrderTotal,
];

fn gbp(minor: i64) -> Money {
    Money::new(minor, "GBP".parse().unwrap())
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

async fn shop_with_doubts() -> Shop {
    let shop = Shop::new().await;
    let source = shop::file(&shop.file("orders.csv", ORDERS));
    let look = Detect { source: source.clone(), plan: None, content: Some(Content::Orders) };
    let plan = Plan { columns: COLUMNS.map(Some).to_vec(), ..shop.ask(look).await.unwrap().plan };
    let plan = Plan { currency: "GBP".parse().unwrap(), ..plan };
    shop.ask(Run { source, plan: Some(plan) }).await.unwrap();
    shop
}

async fn found(shop: &Shop, check: Check) -> FindingRows {
    shop.ask(GetFinding { check, offset: 0, limit: 10 }).await.unwrap()
}

/// The text of an export as CSV.
async fn csv(shop: &Shop, what: Exportable) -> String {
    let file = shop.ask(Export { what, format: Format::Csv }).await.unwrap();
    std::fs::read_to_string(file.path).unwrap().trim_start_matches('\u{feff}').replace('\r', "")
}

#[tokio::test]
async fn every_doubt_has_its_count_and_amounts_of_each_currency_by_themselves() {
    let shop = shop_with_doubts().await;
    let quality = shop.ask(GetQuality {}).await.unwrap();
    let of = |check: Check| {
        let finding = quality.findings.iter().find(|finding| finding.check == check);
        finding.map(|finding| (finding.count, finding.money.clone()))
    };
    assert_eq!(of(Check::NoCost), Some((2, vec![gbp(1800), eur(1300)])));
    assert_eq!(of(Check::OrdersOff), Some((2, vec![gbp(100), eur(200)])));
    assert_eq!(of(Check::MixedCurrencies), Some((1, vec![eur(1300)])));
    assert_eq!(of(Check::Refused), Some((1, vec![])));
    assert_eq!(of(Check::NegativeStock), None);

    let refused = found(&shop, Check::Refused).await;
    let row = &refused.rows[0];
    assert_eq!(row.thing, Thing::Row { batch_id: 1, row: 5 });
    let text = |text: &str| Some(Known::Text(text.to_owned()));
    let reason = Some(Known::Reason(Refusal::BadDate));
    assert_eq!(refused.facts, [Fact::File, Fact::Reason, Fact::AtColumn, Fact::AtValue]);
    assert_eq!(row.facts, [text("orders.csv"), reason, text("Date"), text("nonsense")]);

    let off = found(&shop, Check::OrdersOff).await;
    // What is at stake in the shop's currency comes first.
    let day = "2025-03-06".parse().unwrap();
    assert_eq!(off.rows[1].thing, Thing::Order { order_id: "A4".to_owned(), day });
    let known = [Known::Day(day), Known::Money(eur(1000)), Known::Money(eur(800))];
    assert_eq!(off.rows[1].facts, known.map(Some));
    assert_eq!((&off.rows[0].money, &off.rows[1].money), (&vec![gbp(100)], &vec![eur(200)]));

    let cost = |sku: &str, cost: &str| Record {
        content: Content::Costs,
        values: vec![(Field::Sku, sku.to_owned()), (Field::Cost, cost.to_owned())],
    };
    let records = vec![cost("MUG", "1.25")];
    shop.ask(PutRecords { records }).await.unwrap();
    let left = found(&shop, Check::NoCost).await;
    assert_eq!((left.total, &left.rows[0].money), (1, &vec![gbp(800), eur(800)]));
    assert_eq!(left.rows[0].thing, Thing::Product { sku: "BOWL".to_owned() });
}

#[tokio::test]
async fn a_weekday_on_which_nothing_stood_is_no_usual_day() {
    let shop = Shop::new().await;
    let orders = "Order,Date,SKU,Product,Quantity,Unit price,Status\n\
        A1,2025-03-03,MUG,Mug,1,5.00,paid\nA2,2025-03-04,MUG,Mug,1,5.00,cancelled\n\
        A3,2025-03-10,MUG,Mug,1,5.00,paid\n";
    shop.import(&shop.file("orders.csv", orders)).await.unwrap();
    let quality = shop.ask(GetQuality {}).await.unwrap();
    assert!(quality.findings.iter().all(|finding| finding.check != Check::Gap));
}

#[tokio::test]
async fn stock_below_zero_is_told_with_its_place_and_what_it_costs() {
    let shop = shop_with_doubts().await;
    let record = |content, values: &[(Field, &str)]| Record {
        content,
        values: values.iter().map(|(field, text)| (*field, (*text).to_owned())).collect(),
    };
    let records = vec![
        record(
            Content::Stock,
            &[
                (Field::Sku, "MUG"),
                (Field::Location, "Cellar"),
                (Field::OnHand, "-3"),
                (Field::CountedAt, "2025-03-05"),
            ],
        ),
        record(Content::Costs, &[(Field::Sku, "MUG"), (Field::Cost, "1.25")]),
    ];
    shop.ask(PutRecords { records }).await.unwrap();
    let found = found(&shop, Check::NegativeStock).await;
    let row = &found.rows[0];
    let (sku, location) = ("MUG".to_owned(), Some("Cellar".to_owned()));
    assert_eq!(row.thing, Thing::Stock { sku, location });
    assert_eq!(row.money, [gbp(375)]);
    assert_eq!(
        row.facts,
        [
            Known::Text("Cellar".to_owned()),
            Known::Quantity(Quantity { milli: -3000 }),
            Known::Day("2025-03-05".parse().unwrap()),
        ]
        .map(Some)
    );
}

/// A shop that sells a mug and a bowl on each of its days, but for what is left out.
fn steady(sells: impl Fn(&str, i32) -> bool) -> String {
    let mut text = "Order,Date,SKU,Product,Quantity,Unit price\n".to_owned();
    for day in 0..90 {
        for sku in ["MUG", "BOWL", "JUG"] {
            // Closed on every seventh day.
            if day % 7 != 6 && sells(sku, day) {
                let (month, date) = (1 + day / 28, 1 + day % 28);
                text += &format!("{sku}-{day},2025-{month:02}-{date:02},{sku},{sku},2,5.00\n");
            }
        }
    }
    text
}

#[tokio::test]
async fn days_out_of_stock_are_told_by_chance_and_by_the_books() {
    let shop = Shop::new().await;
    let text = steady(|sku, day| match sku {
        // Sold every day, and not for two weeks.
        "MUG" => !(50..64).contains(&day),
        // Used up by the books on day 40, and not there on the shop's next day.
        "BOWL" => day != 42,
        // Quiet for a day as well, with pieces left.
        _ => day != 45,
    });
    shop.import(&shop.file("orders.csv", text)).await.unwrap();
    let counted = |sku: &str, pieces: &str| Record {
        content: Content::Stock,
        values: [
            (Field::Sku, sku),
            (Field::Location, "Shop"),
            (Field::OnHand, pieces),
            (Field::CountedAt, "2025-01-01"),
        ]
        .map(|(field, text)| (field, text.to_owned()))
        .to_vec(),
    };
    // After the day of the count, days 1 to 40 without five closed ones: 35 days of two pieces.
    let records = vec![counted("BOWL", "70"), counted("JUG", "500")];
    shop.ask(PutRecords { records }).await.unwrap();
    let found = found(&shop, Check::ProbableStockOut).await;
    let told = found.rows.iter().map(|row| (row.thing.clone(), row.facts.clone(), &row.money));
    let told: Vec<_> = told.collect();
    let product = |sku: &str| Thing::Product { sku: sku.to_owned() };
    assert_eq!(found.total, 2, "{told:#?}");
    assert_eq!(told[0].0, product("MUG"));
    // Two of the fourteen days the shop was closed.
    assert_eq!(told[0].1[2], Some(Known::Count(12)));
    assert_eq!((&told[0].1[4], told[0].2), (&None, &vec![gbp(12_000)]));
    assert_eq!(told[1].0, product("BOWL"));
    assert_eq!(told[1].1[2], Some(Known::Count(1)));
    assert_eq!(told[1].1[4], Some(Known::Quantity(Quantity { milli: 0 })));
}

#[tokio::test]
async fn one_order_is_seen_whole_and_counted_by_itself() {
    let shop = shop_with_doubts().await;
    let filter = |order: &str| Filter { order: Some(order.to_owned()), ..Filter::default() };
    let lines = async |order: &str| {
        let request = GetLines {
            period: PeriodChoice::All,
            filter: filter(order),
            limit: 10,
            ..GetLines::default()
        };
        let lines = all_lines(&shop.engine, request).await;
        lines.into_iter().map(|line| (line.order_id, line.amount)).collect::<Vec<_>>()
    };
    assert_eq!(lines("A1").await, [("A1".to_owned(), gbp(1000))]);
    assert_eq!(lines("A4").await, [("A4".to_owned(), eur(800))]);
    assert_eq!(lines("A9").await, []);
    for by in [By::Product, By::Country, By::WeekdayHour, By::Kind] {
        let request = GetBreakdown {
            measure: Measure::NetSales,
            by,
            period: PeriodChoice::All,
            filter: filter("A1"),
            limit: 200,
            width: 0,
        };
        assert_eq!(shop.ask(request).await.unwrap().total, Value::Money(gbp(1000)), "{by:?}");
    }
    let request = GetReconciliation { period: PeriodChoice::All, filter: filter("A3") };
    let sums = shop.ask(request).await.unwrap();
    assert_eq!((sums.orders_with_total, sums.orders_off), (1, 1));
    assert_eq!((sums.stated, sums.counted), (gbp(900), gbp(800)));
}

#[tokio::test]
async fn rows_behind_a_doubt_and_records_are_exported_as_they_are_shown() {
    let shop = shop_with_doubts().await;
    let finding = |check| Exportable::Finding(GetFinding { check, offset: 0, limit: 1 });
    assert_eq!(
        csv(&shop, finding(Check::OrdersOff)).await,
        "What,Ordered,Stated,Counted,Money (GBP),Money (EUR)\n\
         A3,2025-03-05,9.00,8.00,1.00,\n\
         A4,2025-03-06,10.00,8.00,,2.00\n"
    );
    assert_eq!(
        csv(&shop, finding(Check::Refused)).await,
        "Import,Row,File,Reason,Column,Value\n\
         1,5,orders.csv,\"No date, or one that cannot be read\",Date,nonsense\n"
    );
    let supplier = |name: &str, days: &str| Record {
        content: Content::Suppliers,
        values: vec![(Field::Supplier, name.to_owned()), (Field::LeadTimeDays, days.to_owned())],
    };
    let records = vec![supplier("Loom", "14"), supplier("Atelier", "7.5")];
    shop.ask(PutRecords { records }).await.unwrap();
    let query = GetRecords { content: Content::Suppliers, search: None, offset: 1, limit: 1 };
    let all = Exportable::Records { query: query.clone(), fields: Vec::new() };
    assert_eq!(
        csv(&shop, all).await,
        "Supplier,Lead time in days,Came from\nAtelier,7.5,by hand\nLoom,14,by hand\n"
    );
    let query = GetRecords { search: Some("loo".to_owned()), ..query };
    let some = Exportable::Records { query, fields: vec![Field::LeadTimeDays, Field::Supplier] };
    assert_eq!(
        csv(&shop, some.clone()).await,
        "Lead time in days,Supplier,Came from\n14,Loom,by hand\n"
    );
    let book = shop.ask(Export { what: some, format: Format::Xlsx }).await.unwrap();
    assert!(book.name.ends_with("suppliers.xlsx"), "{}", book.name);
    assert!(std::fs::read(book.path).unwrap().starts_with(b"PK"));
}

#[tokio::test]
async fn what_a_spreadsheet_did_to_a_file_is_told_with_what_to_do() {
    let shop = Shop::new().await;
    let products = "SKU,Product,Price,Barcode\n'75008,Tray,5.00,4.00638E+12\n75009,Cup,2.00,36000291452\n75010,Mug,4.00,036000291452\n";
    let report = shop.import(&shop.file("products.csv", products)).await.unwrap();
    assert_eq!((report.rows_kept, report.rows_refused), (3, 0));
    let told = |start: &str| report.notes.iter().any(|note| note.starts_with(start));
    assert!(told("1 code was worn down by a spreadsheet"), "{:?}", report.notes);
    assert!(told("1 barcode has lost the zero"), "{:?}", report.notes);
    assert!(told("1 code stood behind an apostrophe"), "{:?}", report.notes);

    // A day number among written dates is that day.
    let orders = "Order,Date,SKU,Product,Quantity,Unit price\n1,2025-12-08,75009,Cup,1,2.00\n2,46000,75009,Cup,1,2.00\n3,2025-12-10,75009,Cup,1,2.00\n";
    let report = shop.import(&shop.file("orders.csv", orders)).await.unwrap();
    assert_eq!((report.rows_kept, report.rows_refused), (3, 0));
    let note = "1 date stood as a spreadsheet's day number";
    assert!(report.notes.iter().any(|told| told.starts_with(note)), "{:?}", report.notes);
    let day = "SELECT local_date FROM order_lines WHERE order_id = '2'";
    assert_eq!(crate::cell(&shop.engine, day).await.as_deref(), Some("2025-12-09"));
}

#[tokio::test]
async fn a_newer_export_tells_what_changed_since_last_time() {
    let shop = Shop::new().await;
    let header = "Order,Date,SKU,Product,Quantity,Unit price,Status\n";
    let first = "1,2025-12-08,A,Cup,1,2.00,paid\n2,2025-12-08,A,Cup,1,2.00,paid\n3,2025-12-09,A,Cup,3,2.00,paid\n";
    shop.import(&shop.file("first.csv", format!("{header}{first}"))).await.unwrap();
    let second = "1,2025-12-08,A,Cup,1,2.00,paid\n2,2025-12-08,A,Cup,1,2.00,cancelled\n3,2025-12-09,A,Cup,2,2.00,paid\n4,2025-12-10,A,Cup,1,2.00,paid\n";
    let report = shop.import(&shop.file("second.csv", format!("{header}{second}"))).await.unwrap();
    let changes = &report.changes;
    assert_eq!((changes.new, changes.updated, changes.unchanged), (1, 2, 1));
    assert_eq!((changes.cancelled, changes.returned), (1, 0));
    let note = "What changed since last time: of 2 updated orders, 1 is cancelled now; together they went from £8.00 to £4.00.";
    assert!(report.notes.iter().any(|told| told == note), "{:?}", report.notes);
}
