//! How much was there on which day.

use super::{Shop, gbp, import, records, shop, sql};
use jiff::{ToSpan, civil::Date};
use kontor_api::{
    import::{Content, Field},
    product::StockSource,
    quality::{Check, Known},
    records::Record,
};
use kontor_domain::Quantity;
use kontor_warehouse::{Cancel, OutOfStock};
use proptest::{collection::vec, prelude::*};

/// A day of months of 28 days.
fn date_of(day: u32) -> String {
    format!("2025-{:02}-{:02}", 1 + day / 28, 1 + day % 28)
}

fn sold(order: u32, day: &str, sku: &str, pieces: u32) -> String {
    format!("{order},{day} 10:00:00,{sku},{sku},{pieces},10,,,\n")
}

/// The cup sells every day of ninety, the others every day of sixty and then not for three weeks.
fn paused(others: &[&str]) -> String {
    let of_day = |day: u32| {
        let others = others.iter().filter(move |_| !(60..81).contains(&day));
        let skus = std::iter::once(&"CUP").chain(others);
        (0..).zip(skus).map(move |(place, sku)| sold(1000 * place + day, &date_of(day), sku, 1))
    };
    (0..90).flat_map(of_day).collect()
}

/// Counts as one file: place, day, and pieces where the place stocks it.
fn count(shop: &Shop, rows: &[(&str, &str, Option<&str>)]) {
    let rows: Vec<Vec<(Field, &str)>> = rows
        .iter()
        .map(|(place, day, pieces)| {
            let mut row =
                vec![(Field::Sku, "MUG"), (Field::Location, *place), (Field::CountedAt, *day)];
            row.extend(pieces.map(|pieces| (Field::OnHand, pieces)));
            row
        })
        .collect();
    let rows: Vec<&[(Field, &str)]> = rows.iter().map(Vec::as_slice).collect();
    records::import(shop, Content::Stock, &rows);
}

/// Day, level and how it is known, over all places.
fn history(shop: &Shop) -> Vec<(String, Option<i64>, StockSource)> {
    let (points, _) = kontor_warehouse::stock_history(&shop.warehouse, "MUG").unwrap();
    let told = |level: Quantity| level.milli / 1000;
    points.into_iter().map(|p| (p.day.to_string(), p.level.map(told), p.source)).collect()
}

#[test]
fn a_level_follows_from_the_last_count_with_sales_and_receipts() {
    let shop = shop();
    import(
        &shop,
        "a.csv",
        &[
            sold(1, "2024-12-30", "MUG", 1),
            sold(2, "2025-01-03", "MUG", 2),
            sold(3, "2025-01-05", "MUG", 4),
            sold(4, "2025-01-12", "MUG", 1),
            sold(5, "2025-01-25", "MUG", 1),
        ]
        .concat(),
    );
    assert!(history(&shop).is_empty());
    count(&shop, &[("Shop", "2025-01-01", Some("10")), ("Cellar", "2025-01-01", Some("5"))]);
    count(&shop, &[("Shop", "2025-01-10", Some("3"))]);
    count(&shop, &[("Shop", "2025-01-20", None), ("Cellar", "2025-01-20", None)]);
    use Field::{PurchaseOrder, QuantityReceived, ReceivedAt, Sku};
    let receipt: &[(Field, &str)] = &[
        (PurchaseOrder, "PO-1"),
        (Sku, "MUG"),
        (Field::Quantity, "20"),
        (QuantityReceived, "6"),
        (ReceivedAt, "2025-01-04"),
    ];
    records::import(&shop, Content::PurchaseOrders, &[receipt]);
    use StockSource::{Counted, NotStocked, Reckoned};
    let expected = [
        // Before the first count nothing is known.
        ("2025-01-01", Some(15), Counted),
        ("2025-01-03", Some(13), Reckoned),
        ("2025-01-04", Some(19), Reckoned),
        ("2025-01-05", Some(15), Reckoned),
        // One place was counted, the other has what it had.
        ("2025-01-10", Some(8), Counted),
        ("2025-01-12", Some(7), Reckoned),
        // Not stocked is not 0, and what sells then tells nothing.
        ("2025-01-20", None, NotStocked),
    ];
    let expected: Vec<_> =
        expected.map(|(day, level, source)| (day.to_owned(), level, source)).to_vec();
    assert_eq!(history(&shop), expected);
    let places = "SELECT string_agg(location || ' ' || day || ' ' || coalesce(CAST(CAST(level AS INTEGER) AS VARCHAR), '-'), ', ' ORDER BY location, day)
        FROM stock_history WHERE location IS NOT NULL";
    assert_eq!(
        sql(&shop, places),
        "Cellar 2025-01-01 5, Cellar 2025-01-20 -, Shop 2025-01-01 10, Shop 2025-01-10 3, Shop 2025-01-20 -"
    );
}

#[test]
fn a_renamed_product_has_one_history_and_files_without_a_day_have_that_of_their_import() {
    let shop = shop();
    import(
        &shop,
        "a.csv",
        &[sold(1, "2026-01-02", "OLD", 2), sold(2, "2026-01-03", "MUG", 1)].concat(),
    );
    records::import(&shop, Content::Stock, &[&[(Field::Sku, "OLD"), (Field::OnHand, "9")]]);
    let link = [(Field::Sku, "OLD"), (Field::Successor, "MUG")];
    let values = link.map(|(field, text)| (field, text.to_owned())).to_vec();
    kontor_warehouse::put_by_hand(
        &shop.warehouse,
        &[Record { content: Content::Successors, values }],
        super::gbp(),
    )
    .unwrap();
    let levels: Vec<_> = history(&shop).into_iter().map(|(day, level, _)| (day, level)).collect();
    let expected = [("2026-01-01", Some(9)), ("2026-01-02", Some(7)), ("2026-01-03", Some(6))];
    assert_eq!(levels, expected.map(|(day, level)| (day.to_owned(), level)));
}

#[test]
fn a_quiet_run_with_pieces_left_is_no_stock_out_where_stock_is_known() {
    let shop = shop();
    import(&shop, "a.csv", &paused(&["MUG"]));
    let found = || {
        kontor_warehouse::found(
            &shop.warehouse,
            gbp(),
            Check::ProbableStockOut,
            0,
            10,
            &Cancel::default(),
        )
        .unwrap()
    };
    // Improbable, as long as nothing is known.
    assert_eq!((found().total, &found().rows[0].facts[2]), (1, &Some(Known::Count(21))));
    // Plenty was there, so it was not for want of it.
    count(&shop, &[("Shop", "2025-01-01", Some("500"))]);
    assert_eq!(found().total, 0);
    // A better count of the same day: the last piece went on the sixtieth.
    count(&shop, &[("Shop", "2025-01-01", Some("59"))]);
    let told = found();
    assert_eq!(told.total, 1);
    assert_eq!(told.rows[0].facts[4], Some(Known::Quantity(Quantity { milli: 0 })));
}

/// Counted at the end alone: the books go back to the shop's first receipt, and tell an empty shelf from a
/// silence with pieces left.
#[test]
fn stock_is_reckoned_back_from_a_later_count() {
    let shop = shop();
    // The mug sells out on the sixtieth, the pot only pauses.
    import(&shop, "a.csv", &paused(&["MUG", "POT"]));
    for (sku, order, day) in [("MUG", "PO-1", 0), ("MUG", "PO-2", 81), ("POT", "PO-3", 0)] {
        let receipt: &[(Field, &str)] = &[
            (Field::PurchaseOrder, order),
            (Field::Sku, sku),
            (Field::Quantity, "50"),
            (Field::QuantityReceived, "50"),
            (Field::ReceivedAt, &date_of(day)),
        ];
        records::import(&shop, Content::PurchaseOrders, &[receipt]);
    }
    let counted = date_of(89);
    let stock = |sku: &'static str, pieces: &'static str| {
        records::import(
            &shop,
            Content::Stock,
            &[&[(Field::Sku, sku), (Field::OnHand, pieces), (Field::CountedAt, &counted)]],
        );
    };
    stock("MUG", "41");
    stock("POT", "30");
    let level_on = |day: u32| {
        let day = date_of(day);
        history(&shop)
            .into_iter()
            .find(|(on, ..)| *on == day)
            .map(|(_, level, source)| (level, source))
    };
    assert_eq!(level_on(0), Some((Some(59), StockSource::ReckonedBack)));
    assert_eq!(level_on(59), Some((Some(0), StockSource::ReckonedBack)));
    assert_eq!(level_on(81), Some((Some(49), StockSource::ReckonedBack)));
    assert_eq!(level_on(89), Some((Some(41), StockSource::Counted)));
    let out = || {
        let until = counted.parse().unwrap();
        let demand =
            kontor_warehouse::demand(&shop.warehouse, gbp(), until, &Cancel::default()).unwrap();
        let sku = |of: &OutOfStock| {
            demand.articles.iter().find(|article| article.number == of.article).unwrap().sku.clone()
        };
        let day = |day: i32| Date::new(1970, 1, 1).unwrap().saturating_add(day.days()).to_string();
        let found = demand.out_of_stock.iter();
        found.map(|of| (sku(of), day(of.from), day(of.to), of.is_booked)).collect::<Vec<_>>()
    };
    // The shelf was empty until the day before the delivery.
    let empty = [("MUG".to_owned(), date_of(60), "2025-03-25".to_owned(), true)];
    assert_eq!(out(), empty);
    // Two came back and were sold again: by the books two were left.
    stock("MUG", "43");
    assert_eq!(level_on(59).unwrap().0, Some(2));
    assert_eq!(out(), empty);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Any counts and sales in any order: each day's level is the last count's, less the sales since.
    #[test]
    fn levels_are_the_last_count_less_what_was_sold_since(
        counts in vec((1_u32..28, 0_i64..100), 1..5), sales in vec((1_u32..28, 1_u32..5), 0..12)
    ) {
        let shop = shop();
        let day = |day: u32| format!("2025-03-{day:02}");
        let body: String = sales.iter().enumerate()
            .map(|(order, (at, pieces))| sold(order as u32, &day(*at), "MUG", *pieces)).collect();
        if !body.is_empty() { import(&shop, "a.csv", &body); }
        for (number, (at, pieces)) in counts.iter().enumerate() {
            // Each file is another, also where it says the same.
            let (at, pieces) = (day(*at), (pieces * 10 + number as i64).to_string());
            count(&shop, &[("Shop", &at, Some(&pieces))]);
        }
        for (at, level, source) in history(&shop) {
            let at: u32 = at[8..].parse().unwrap();
            // Of several counts of a day the last file's counts.
            let (number, (counted, pieces)) = counts.iter().enumerate()
                .filter(|(_, (counted, _))| *counted <= at)
                .max_by_key(|(number, (counted, _))| (*counted, *number)).unwrap();
            let gone: i64 = sales.iter().filter(|(sold, _)| *sold > *counted && *sold <= at).map(|(_, pieces)| i64::from(*pieces)).sum();
            prop_assert_eq!(level, Some(pieces * 10 + number as i64 - gone));
            prop_assert_eq!(source == StockSource::Counted, *counted == at);
        }
    }
}
