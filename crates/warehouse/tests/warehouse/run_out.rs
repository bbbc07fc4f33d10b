//! What has run out although it sold: a case small enough to be worked out by hand.

use super::{Shop, gbp, import_with, records::import, rows, shop};
use kontor_api::{
    import::{Content, Field},
    run_out::{RunOutRow, Shortage},
};
use kontor_domain::{Date, Money, Period};
use kontor_warehouse::{Cancel, RowSql, Short};
use std::fmt::Write as _;

/// The four weeks up to the newest sale.
fn march() -> Period {
    Period { from: day("2026-03-01"), to: day("2026-03-28") }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn ask(shop: &Shop) -> Short {
    kontor_warehouse::run_out(&shop.warehouse, gbp(), march(), &Cancel::default()).unwrap()
}

/// Lines of sale: day, product, units, price, currency.
fn sell(shop: &Shop, lines: &[(&str, &str, i32, &str, &str)]) {
    let mut body = String::new();
    for (number, (day, sku, units, price, currency)) in lines.iter().enumerate() {
        writeln!(body, "{number},{day} 10:00:00,{sku},{sku} named,{units},{price},,,{currency}")
            .unwrap();
    }
    let rows = RowSql { currency: Some("c8".to_owned()), ..rows(false) };
    import_with(shop, "sales.csv", &body, &rows, &Cancel::default()).unwrap().unwrap();
}

fn amounts(amounts: &[Money]) -> String {
    let each = amounts.iter().map(|money| format!("{} {}", money.minor, money.currency.code()));
    each.collect::<Vec<_>>().join(" + ")
}

fn named<'s>(found: &'s Short, sku: &str) -> &'s RunOutRow {
    found.rows.iter().find(|row| row.sku == sku).unwrap()
}

fn stocked() -> Shop {
    use Field::{
        Available, Committed, CountedAt, ExpectedAt, Incoming, LeadTimeDays, Location, OnHand,
        PurchaseOrder, Quantity, QuantityReceived, ReceivedAt, Sku, Status, Supplier,
    };
    let shop = shop();
    let (long_ago, counted) = ("2026-01-01", "2026-03-28 00:00:00");
    let mut lines: Vec<_> = ["GONE", "LOW", "UNKNOWN", "ABROAD", "PAST", "SLOW", "ENOUGH", "ENDED"]
        .map(|sku| (long_ago, sku, 1, "9.99", "GBP"))
        .to_vec();
    lines.extend([
        // Sold last on the tenth; a return after that counts in the period, not in its pace.
        ("2026-02-20", "GONE", 2, "10.00", "GBP"),
        ("2026-03-10", "GONE", 4, "10.00", "GBP"),
        ("2026-03-20", "GONE", -1, "10.00", "GBP"),
        ("2026-03-05", "LOW", 14, "2.00", "GBP"),
        ("2026-03-28", "LOW", 14, "2.00", "GBP"),
        ("2026-03-28", "UNKNOWN", 50, "100.00", "GBP"),
        ("2026-03-21", "ABROAD", 3, "28.00", "EUR"),
        ("2026-03-28", "ABROAD", 1, "7.00", "GBP"),
        ("2026-03-28", "SLOW", 28, "1.00", "GBP"),
        ("2026-03-28", "ENOUGH", 28, "1.00", "GBP"),
        ("2026-03-28", "ENDED", 28, "1.00", "GBP"),
        // Two days old.
        ("2026-03-26", "NEW", 6, "5.00", "GBP"),
    ]);
    sell(&shop, &lines);
    import(
        &shop,
        Content::Products,
        &[
            // Counted on the day of the import, before 28 of them were sold.
            &[(Sku, "ENOUGH"), (OnHand, "56")],
            &[(Sku, "ENDED"), (OnHand, "0"), (Status, "Archived")],
            &[(Sku, "PAST"), (OnHand, "0")],
        ],
    );
    import(
        &shop,
        Content::Stock,
        &[
            // More was sold in the shop than it had; the warehouse makes up for it.
            &[
                (Sku, "GONE"),
                (Location, "Shop"),
                (OnHand, "-2"),
                (CountedAt, "2026-03-28 00:00:00"),
            ],
            &[
                (Sku, "GONE"),
                (Location, "Warehouse"),
                (OnHand, "2"),
                (CountedAt, "2026-03-27 00:00:00"),
            ],
            // Fourteen were sold after the count; and what is promised cannot be sold.
            &[
                (Sku, "LOW"),
                (Location, "Shop"),
                (OnHand, "23"),
                (Committed, "4"),
                (CountedAt, "2026-03-20 00:00:00"),
            ],
            // Not stocked is not zero.
            &[(Sku, "LOW"), (Location, "Warehouse")],
            &[(Sku, "UNKNOWN"), (Location, "Shop")],
            &[
                (Sku, "ABROAD"),
                (OnHand, "3"),
                (Available, "0"),
                (Incoming, "12"),
                (CountedAt, counted),
            ],
            &[(Sku, "SLOW"), (OnHand, "20"), (CountedAt, counted)],
            &[(Sku, "NEW"), (OnHand, "0"), (CountedAt, counted)],
        ],
    );
    import(
        &shop,
        Content::Suppliers,
        &[
            &[(Supplier, "North"), (LeadTimeDays, "29.5")],
            &[(Supplier, "South"), (LeadTimeDays, "2")],
        ],
    );
    import(
        &shop,
        Content::SupplierProducts,
        &[
            &[(Supplier, "North"), (Sku, "SLOW")],
            &[(Supplier, "South"), (Sku, "SLOW"), (LeadTimeDays, "40")],
        ],
    );
    let order = |number, units| {
        vec![(PurchaseOrder, number), (Supplier, "East"), (Sku, "GONE"), (Quantity, units)]
    };
    let open =
        [order("1", "10"), vec![(QuantityReceived, "4"), (ExpectedAt, "2026-04-02 00:00:00")]]
            .concat();
    let received = [order("2", "10"), vec![(ReceivedAt, "2026-02-01 00:00:00")]].concat();
    let cancelled = [order("3", "10"), vec![(Status, "Cancelled")]].concat();
    import(&shop, Content::PurchaseOrders, &[&open, &received, &cancelled]);
    shop
}

#[test]
fn what_sold_and_has_run_out_comes_first_by_what_it_is_worth_a_week() {
    let found = ask(&stocked());
    let listed: Vec<_> = found
        .rows
        .iter()
        .map(|row| {
            (
                row.sku.as_str(),
                row.shortage,
                row.stock.milli,
                row.cover_days,
                amounts(&row.per_week),
            )
        })
        .collect();
    let (gone, soon) = (Shortage::RunOut, Shortage::Soon);
    assert_eq!(
        listed,
        [
            // £30 in its first two days are £30 a week, not £105.
            ("NEW", gone, 0, 0, "3000 GBP".to_owned()),
            // £60 in the four weeks up to its last sale.
            ("GONE", gone, 0, 0, "1500 GBP".to_owned()),
            // Pounds decide its place; euros stand beside them.
            ("ABROAD", gone, 0, 0, "175 GBP + 2100 EUR".to_owned()),
            ("LOW", soon, 5_000, 5, "1400 GBP".to_owned()),
            ("SLOW", soon, 20_000, 20, "700 GBP".to_owned()),
        ]
    );
    assert_eq!(found.unknown, 1, "one product sold whose stock is not known");
    let stock = found.stock.unwrap();
    // All but the one of which no location says anything.
    assert_eq!((stock.products, stock.counted), (8, Some(day("2026-03-28"))));
    assert_eq!(stock.imported.unwrap().date(), day("2026-01-01"));
    assert!(found.sql.contains("SELECT"));
}

#[test]
fn a_row_says_what_there_is_to_know_for_deciding() {
    let found = ask(&stocked());
    let row = named(&found, "GONE");
    assert_eq!(row.title, "GONE named");
    assert_eq!((row.units.milli, amounts(&row.net_sales)), (3_000, "3000 GBP".to_owned()));
    assert_eq!((row.last_sold, row.days_since), (day("2026-03-10"), 18));
    assert_eq!(row.selling, Period { from: day("2026-02-11"), to: day("2026-03-10") });
    // Who supplied it before, without a lead time; six of ten are still to come.
    assert_eq!((row.supplier.as_deref(), row.lead_time_days), (Some("East"), None));
    assert_eq!((row.incoming.unwrap().milli, row.expected), (6_000, Some(day("2026-04-02"))));

    let row = named(&found, "ABROAD");
    assert_eq!(
        (row.units.milli, amounts(&row.net_sales)),
        (4_000, "700 GBP + 8400 EUR".to_owned())
    );
    assert_eq!((row.supplier.as_deref(), row.incoming.unwrap().milli), (None, 12_000));

    // The quicker of two suppliers, whose own lead time holds where its catalogue names none.
    let row = named(&found, "SLOW");
    assert_eq!((row.supplier.as_deref(), row.lead_time_days), (Some("North"), Some(30)));
    assert_eq!((row.incoming, row.expected), (None, None));
    let row = named(&found, "NEW");
    assert_eq!(row.selling, Period { from: day("2026-03-20"), to: day("2026-03-26") });
}

#[test]
fn without_known_stock_nothing_is_said_to_have_run_out() {
    let shop = shop();
    sell(&shop, &[("2026-03-28", "A", 5, "3.00", "GBP")]);
    let found = ask(&shop);
    assert!(found.stock.is_none() && found.rows.is_empty());
    import(&shop, Content::Stock, &[&[(Field::Sku, "A"), (Field::OnHand, "500")]]);
    let found = ask(&shop);
    assert_eq!((found.stock.unwrap().products, found.unknown, found.rows.len()), (1, 0, 0));
}
