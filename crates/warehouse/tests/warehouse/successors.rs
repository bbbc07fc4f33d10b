//! Renamed and merged codes: one product under the newest, whatever the order in which it is said.

use super::{Shop, all_days, gbp, import, records, shop, sql};
use kontor_api::{
    import::{Content, Field, Refusal},
    products::{GetProducts, SortBy},
    quality::{Check, Known, Thing},
    records::Record,
    sales::{By, Filter, GetLines, Measure, Value},
};
use kontor_domain::{Money, PeriodChoice};
use kontor_warehouse::Cancel;
use proptest::{collection::vec, prelude::*};
use std::collections::HashMap;

fn link(code: &str, successor: &str, since: Option<&str>) -> Record {
    let mut values = vec![(Field::Sku, code.to_owned()), (Field::Successor, successor.to_owned())];
    values.extend(since.map(|day| (Field::ValidFrom, day.to_owned())));
    Record { content: Content::Successors, values }
}

fn enter(shop: &Shop, links: &[Record]) {
    kontor_warehouse::put_by_hand(&shop.warehouse, links, super::gbp()).unwrap();
}

/// A row of the file: an order of one piece at £10 for each code and day.
fn sold(order: u32, day: &str, sku: &str, title: &str) -> String {
    format!("{order},{day} 10:00:00,{sku},{title},1,10,,,\n")
}

/// Codes and net sales of the table of products.
fn table(shop: &Shop) -> Vec<(String, i64)> {
    let request = GetProducts {
        period: PeriodChoice::All,
        sort: SortBy::Sku,
        ascending: true,
        limit: 100,
        ..GetProducts::default()
    };
    let found = kontor_warehouse::products(
        &shop.warehouse,
        gbp(),
        &request,
        all_days(shop),
        None,
        &Cancel::default(),
    )
    .unwrap();
    found.rows.into_iter().map(|row| (row.sku, row.net_sales.minor)).collect()
}

/// Everything that follows from the lines, each table by its hash.
fn state(shop: &Shop) -> Vec<String> {
    ["order_lines", "order_hours", "renamed"]
        .map(|table| {
            sql(
                shop,
                &format!("SELECT count(*) || ' ' || coalesce(bit_xor(hash(t)), 0) FROM {table} t"),
            )
        })
        .to_vec()
}

#[test]
fn a_renamed_product_has_its_whole_history_under_the_newest_code() {
    let shop = shop();
    import(
        &shop,
        "a.csv",
        &[
            sold(1, "2025-01-01", "OLD-1", "Mug"),
            sold(2, "2025-02-01", "OLD-1", "Mug"),
            sold(3, "2025-03-05", "MUG-1", "Mug"),
            sold(4, "2025-03-06", "CUP", "Cup"),
        ]
        .concat(),
    );
    let before = state(&shop);
    enter(&shop, &[link("OLD-1", "MUG-1", Some("2025-03-04"))]);
    assert_eq!(table(&shop), [("CUP".to_owned(), 1000), ("MUG-1".to_owned(), 3000)]);
    // Lines keep the code as it was, and are found by either.
    assert_eq!(
        sql(
            &shop,
            "SELECT string_agg(sku || ' ' || product, ', ' ORDER BY source_row) FROM order_lines"
        ),
        "OLD-1 MUG-1, OLD-1 MUG-1, MUG-1 MUG-1, CUP CUP"
    );
    for code in ["OLD-1", "MUG-1"] {
        let filter = Filter { sku: Some(code.to_owned()), ..Filter::default() };
        let request = GetLines { filter, limit: 10, ..GetLines::default() };
        let (total, lines, _) = kontor_warehouse::lines(
            &shop.warehouse,
            gbp(),
            &request,
            all_days(&shop),
            &Cancel::default(),
        )
        .unwrap();
        assert_eq!((total, lines[0].sku.as_str(), lines[2].sku.as_str()), (3, "MUG-1", "OLD-1"));
    }
    let by_product = kontor_warehouse::breakdown(
        &shop.warehouse,
        gbp(),
        Measure::NetSales,
        By::Product,
        &Filter { search: Some("old-1".to_owned()), ..Filter::default() },
        all_days(&shop),
        None,
        10,
        &Cancel::default(),
    )
    .unwrap();
    assert_eq!(by_product.parts.len(), 1);
    assert_eq!(by_product.parts[0].2, Value::Money(Money::new(3000, gbp())));

    let product = kontor_warehouse::product(&shop.warehouse, "OLD-1").unwrap();
    assert_eq!((product.sku.as_str(), product.title.as_str()), ("MUG-1", "Mug"));
    assert_eq!(product.first_sold, "2025-01-01".parse().ok());
    assert_eq!(product.earlier[0].sku, "OLD-1");
    assert_eq!(product.earlier[0].until, "2025-03-03".parse().ok());

    // Taken back, everything is as before.
    enter(&shop, &[]);
    assert_eq!(state(&shop), before);
    assert_eq!(table(&shop).len(), 3);
}

#[test]
fn an_order_exported_again_under_the_new_code_is_the_same_order() {
    let shop = shop();
    import(&shop, "a.csv", &sold(1, "2025-01-01", "OLD", "Mug"));
    enter(&shop, &[link("OLD", "NEW", None)]);
    let again = import(&shop, "b.csv", &sold(1, "2025-01-01", "NEW", "Mug"));
    assert_eq!((again.changes.unchanged, again.changes.updated), (1, 0));
    // What comes under the old code after that is the same product as well.
    import(&shop, "c.csv", &sold(2, "2025-01-02", "OLD", "Mug"));
    assert_eq!(table(&shop), [("NEW".to_owned(), 2000)]);
    let product = kontor_warehouse::product(&shop.warehouse, "NEW").unwrap();
    assert_eq!(product.earlier[0].until, "2025-01-02".parse().ok());
}

#[test]
fn stock_costs_and_terms_under_an_older_code_are_those_of_the_product() {
    let shop = shop();
    import(&shop, "a.csv", &sold(1, "2025-01-01", "OLD", "Mug"));
    use Field::{Cost, Location, OnHand, Sku};
    let stock = |sku: &'static str, pieces: &'static str| {
        [(Sku, sku), (Location, "Shop"), (OnHand, pieces)]
    };
    records::import(
        &shop,
        Content::Stock,
        &[&stock("OLD", "3"), &stock("B", "4"), &stock("C", "5")],
    );
    records::import(&shop, Content::Costs, &[&[(Sku, "OLD"), (Cost, "2")]]);
    enter(&shop, &[link("OLD", "NEW", None), link("B", "C", None)]);
    let held = "SELECT string_agg(product || ' ' || CAST(units AS INTEGER), ', ' ORDER BY product)
        FROM (SELECT product, sum(on_hand) AS units FROM stock GROUP BY product)";
    assert_eq!(sql(&shop, held), "C 9, NEW 3");
    assert_eq!(sql(&shop, "SELECT product FROM cost_history"), "NEW");
    // A newer count under the new code is all there is; the older one was counted in it.
    records::import(&shop, Content::Stock, &[&stock("NEW", "7")]);
    assert_eq!(sql(&shop, held), "C 9, NEW 7");
}

#[test]
fn links_that_lead_back_to_themselves_are_refused_or_do_not_count() {
    let shop = shop();
    import(
        &shop,
        "a.csv",
        &[sold(1, "2025-01-01", "A", "a"), sold(2, "2025-01-02", "B", "b")].concat(),
    );
    use Field::{Sku, Successor};
    let file: [&[(Field, &str)]; 4] = [
        &[(Sku, "A"), (Successor, "A")],
        &[(Sku, "C"), (Successor, "D")],
        &[(Sku, "D"), (Successor, "C")],
        &[(Sku, "A"), (Successor, "B")],
    ];
    let imported = records::import(&shop, Content::Successors, &file);
    // The later row of a code counts, and of a circle the row that comes first in the file goes.
    assert_eq!((imported.rows_kept, imported.refused[0].rows), (3, 1));
    let (_, refused) =
        kontor_warehouse::refused(&shop.warehouse, imported.batch_id, 0, 10).unwrap();
    assert_eq!((refused[0].row, refused[0].reason), (2, Refusal::Circle));
    assert_eq!(table(&shop), [("B".to_owned(), 2000)]);

    // A second file turns it around: the newest counts, and the other is told.
    let second = records::import(&shop, Content::Successors, &[&[(Sku, "B"), (Successor, "A")]]);
    assert_eq!(table(&shop), [("A".to_owned(), 2000)]);
    let told = kontor_warehouse::found(
        &shop.warehouse,
        gbp(),
        Check::RenamedInCircle,
        0,
        10,
        &Cancel::default(),
    )
    .unwrap();
    assert_eq!(told.rows[0].thing, Thing::Product { sku: "A".to_owned() });
    assert_eq!(told.rows[0].facts, [Some(Known::Text("B".to_owned()))]);
    kontor_warehouse::undo_batch(
        &shop.warehouse,
        second.batch_id,
        super::gbp(),
        &Cancel::default(),
    )
    .unwrap();
    assert_eq!(table(&shop), [("B".to_owned(), 2000)]);

    let circle = |links: &[(&str, &str)]| kontor_warehouse::circle(&shop.warehouse, links).unwrap();
    assert_eq!(circle(&[("X", "X")]), Some(vec!["X".to_owned(), "X".to_owned()]));
    assert_eq!(circle(&[("B", "A")]).map(|codes| codes.join(" ")), Some("B A B".to_owned()));
    assert_eq!(circle(&[("B", "E"), ("X", "A")]), None);
}

#[test]
fn a_code_that_ends_as_another_of_the_same_name_begins_is_told() {
    let shop = shop();
    let mut body = String::new();
    for day in 1..=28 {
        body += &sold(day, &format!("2025-01-{day:02}"), "OLD", "Mug");
        body += &sold(100 + day, &format!("2025-02-{day:02}"), "NEW", "mug");
        body += &sold(200 + day, &format!("2025-02-{day:02}"), "CUP", "Cup");
    }
    import(&shop, "a.csv", &body);
    let told = || {
        kontor_warehouse::found(
            &shop.warehouse,
            gbp(),
            Check::ProbablyRenamed,
            0,
            10,
            &Cancel::default(),
        )
        .unwrap()
    };
    let found = told();
    assert_eq!((found.total, &found.rows[0].thing), (1, &Thing::Product { sku: "OLD".to_owned() }));
    assert_eq!(found.rows[0].facts[2], Some(Known::Text("NEW".to_owned())));
    assert_eq!(found.rows[0].money, [Money::new(28_000, gbp())]);
    enter(&shop, &[link("OLD", "NEW", Some("2025-02-01"))]);
    assert_eq!(told().total, 0);
}

/// Where following links by hand ends: in the order in which they count, none that closes a circle.
fn followed(links: &[(usize, usize)]) -> HashMap<usize, usize> {
    let mut next: HashMap<usize, usize> = HashMap::new();
    let end = |next: &HashMap<usize, usize>, mut code: usize| {
        while let Some(after) = next.get(&code) {
            code = *after;
        }
        code
    };
    for (code, successor) in links {
        if !next.contains_key(code) && end(&next, *successor) != *code {
            next.insert(*code, *successor);
        }
    }
    next.keys().map(|code| (*code, end(&next, *code))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Whatever is linked to whatever, in any order and before or after the sales come in: every code
    /// leads to one end, nothing is lost, and what is taken back leaves no trace.
    #[test]
    fn chains_and_circles_of_any_shape_resolve(links in vec((0_usize..8, 0_usize..8), 1..12), cut in 0_usize..8) {
        let codes: Vec<String> = (0..8).map(|code| format!("S{code}")).collect();
        let body = |codes: &[String], from: usize| -> String {
            let rows = codes.iter().enumerate();
            rows.map(|(number, sku)| sold((from + number) as u32, "2025-01-01", sku, sku)).collect()
        };
        let shop = shop();
        let (first, second) = codes.split_at(cut);
        if !first.is_empty() { import(&shop, "a.csv", &body(first, 0)); }
        // Of several rows of one code the last holds, and later rows count over earlier ones.
        let mut held: Vec<(usize, usize)> = Vec::new();
        for (code, successor) in &links {
            held.retain(|(known, _)| known != code);
            held.insert(0, (*code, *successor));
        }
        let rows: Vec<Record> = held.iter().rev().map(|(code, successor)| link(&codes[*code], &codes[*successor], None)).collect();
        enter(&shop, &rows);
        import(&shop, "b.csv", &body(second, cut));
        let mut expected: HashMap<String, i64> = HashMap::new();
        let newest = followed(&held);
        for (number, code) in codes.iter().enumerate() {
            let product = newest.get(&number).map_or(code, |newest| &codes[*newest]);
            *expected.entry(product.clone()).or_default() += 1000;
        }
        prop_assert_eq!(table(&shop).into_iter().collect::<HashMap<_, _>>(), expected);
        prop_assert_eq!(sql(&shop, "SELECT count(DISTINCT sku) FROM order_lines"), "8");
        enter(&shop, &[]);
        prop_assert_eq!(table(&shop).len(), 8);
        prop_assert_eq!(sql(&shop, "SELECT count(*) FROM order_lines WHERE sku <> product"), "0");
    }
}

/// Renaming takes what units cost along, wherever the cost is known, and back.
#[test]
fn a_renamed_product_costs_what_its_newest_code_does() {
    for (costed, cost, before, after) in
        [("MUG-1", "4", "4.00", "12.00"), ("OLD-1", "3", "6.00", "9.00")]
    {
        let shop = shop();
        import(
            &shop,
            "a.csv",
            &[
                sold(1, "2025-01-01", "OLD-1", "Mug"),
                sold(2, "2025-02-01", "OLD-1", "Mug"),
                sold(3, "2025-03-05", "MUG-1", "Mug"),
            ]
            .concat(),
        );
        super::profit::cost(&shop, &[(costed, "2025-01-01", cost)]);
        let costs = || {
            let of_lines = sql(&shop, "SELECT sum(cost) FROM order_lines");
            let hours = sql(
                &shop,
                "SELECT CAST(sum(cost_of_goods) / 100 AS DECIMAL(18,2)) FROM order_hours",
            );
            assert_eq!(of_lines, hours, "{costed}");
            of_lines
        };
        assert_eq!(costs(), before, "{costed}");
        enter(&shop, &[link("OLD-1", "MUG-1", None)]);
        assert_eq!(costs(), after, "{costed}");
        enter(&shop, &[]);
        assert_eq!(costs(), before, "{costed}");
    }
}
