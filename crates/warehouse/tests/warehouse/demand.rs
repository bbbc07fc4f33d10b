//! What forecasts are made of: small enough to be counted by hand.

use super::{Shop, gbp, import_with, records::import, rows, shop};
use kontor_api::import::{Content, Field};
use kontor_domain::Date;
use kontor_warehouse::{Cancel, Demand, Promoted, RowSql};
use std::fmt::Write as _;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Days since 1970-01-01.
fn number(text: &str) -> i32 {
    day(text).since(day("1970-01-01")).unwrap().get_days()
}

fn demand(shop: &Shop, until: &str) -> Demand {
    kontor_warehouse::demand(&shop.warehouse, gbp(), day(until), &Cancel::default()).unwrap()
}

/// Lines of sale: day, product, units, price, currency.
fn sell(shop: &Shop, lines: &[(String, &str, i32, &str, &str)]) {
    let mut body = String::new();
    for (number, (day, sku, units, price, currency)) in lines.iter().enumerate() {
        writeln!(body, "{number},{day} 10:00:00,{sku},{sku} named,{units},{price},,,{currency}")
            .unwrap();
    }
    let rows = RowSql { currency: Some("c8".to_owned()), ..rows(false) };
    import_with(shop, "sales.csv", &body, &rows, &Cancel::default()).unwrap().unwrap();
}

/// The rows of an article: day, units, bulk, paid units, paid.
fn of(demand: &Demand, sku: &str) -> Vec<(i32, f64, f64, f64, f64)> {
    let article = demand.articles.iter().find(|article| article.sku == sku).unwrap().number;
    (0..demand.article.len())
        .filter(|row| demand.article[*row] == article)
        .map(|row| {
            let at = |column: &[f64]| column[row];
            let paid = (at(&demand.paid_units), at(&demand.paid));
            (demand.day[row], at(&demand.units), at(&demand.bulk), paid.0, paid.1)
        })
        .collect()
}

#[test]
fn what_came_back_was_wanted_and_other_currencies_pay_nothing() {
    let shop = shop();
    let line = |day: &str, sku, units, currency| (day.to_owned(), sku, units, "2.50", currency);
    sell(
        &shop,
        &[
            line("2026-03-02", "A", 4, "GBP"),
            line("2026-03-02", "A", -1, "GBP"),
            line("2026-03-03", "A", 2, "EUR"),
            line("2026-03-09", "B", 1, "GBP"),
        ],
    );
    let found = demand(&shop, "2026-03-08");
    assert_eq!(
        of(&found, "A"),
        [(number("2026-03-02"), 4.0, 0.0, 4.0, 1000.0), (number("2026-03-03"), 2.0, 0.0, 0.0, 0.0)]
    );
    assert_eq!(of(&found, "B"), [], "sold after the last day");
    assert_eq!(of(&demand(&shop, "2026-03-09"), "B").len(), 1);
    assert_eq!(found.own_days, []);
}

#[test]
fn bulk_orders_and_silences_are_told_apart_from_usual_days() {
    let shop = shop();
    let mut lines: Vec<_> = (1..=60_i64)
        .map(|later| {
            let day = day("2026-01-01").checked_add(jiff::Span::new().days(later)).unwrap();
            (day.to_string(), "STEADY", 2, "1.00", "GBP")
        })
        .collect();
    // Others keep the shop open while it is out of stock.
    lines.extend(lines.clone().into_iter().map(|line| (line.0, "OTHER", 1, "1.00", "GBP")));
    lines.retain(|line| line.1 == "OTHER" || !("2026-02-10".."2026-02-20").contains(&&*line.0));
    lines.push(("2026-02-05".to_owned(), "STEADY", 100, "1.00", "GBP"));
    sell(&shop, &lines);
    let found = demand(&shop, "2026-12-31");
    let steady = found.articles.iter().find(|article| article.sku == "STEADY").unwrap().number;
    let bulk: f64 = of(&found, "STEADY").iter().map(|row| row.2).sum();
    assert_eq!(bulk, 98.0);
    let silences: Vec<_> = found
        .out_of_stock
        .iter()
        .map(|out| (out.article, out.from, out.to, out.is_booked))
        .collect();
    assert_eq!(silences, [(steady, number("2026-02-10"), number("2026-02-19"), false)]);
}

#[test]
fn promotions_find_their_articles() {
    use Field::{Category, DiscountPercent, Ends, Name, Sku, Starts, Status};
    let shop = shop();
    let line = |sku| ("2026-03-02".to_owned(), sku, 1, "1.00", "GBP");
    sell(&shop, &[line("A"), line("B"), line("C")]);
    import(
        &shop,
        Content::Products,
        &[
            &[(Sku, "A"), (Category, "Tea")],
            &[(Sku, "B"), (Category, "Tea"), (Status, "Archived")],
            &[(Sku, "C"), (Category, "Cups")],
        ],
    );
    import(
        &shop,
        Content::Promotions,
        &[
            &[
                (Name, "one"),
                (Starts, "2026-04-01"),
                (Ends, "2026-04-03"),
                (Sku, "A"),
                (DiscountPercent, "20"),
            ],
            &[
                (Name, "tea"),
                (Starts, "2026-05-01"),
                (Ends, "2026-05-02"),
                (Category, "Tea"),
                (DiscountPercent, "10"),
            ],
            &[(Name, "all"), (Starts, "2026-06-01")],
        ],
    );
    import(
        &shop,
        Content::Holidays,
        &[&[(Name, "Fair"), (Starts, "2026-07-01"), (Ends, "2026-07-03")]],
    );
    let found = demand(&shop, "2026-03-31");
    let [a, b, c] = ["A", "B", "C"]
        .map(|sku| found.articles.iter().find(|article| article.sku == sku).unwrap().clone());
    assert_eq!((a.category.as_deref(), a.is_archived), (Some("Tea"), false));
    assert!(b.is_archived);
    let promoted = |article, from: &str, to: &str, percent| Promoted {
        article,
        from: number(from),
        to: number(to),
        percent,
    };
    let mut expected = vec![
        promoted(a.number, "2026-04-01", "2026-04-03", Some(20.0)),
        promoted(a.number, "2026-05-01", "2026-05-02", Some(10.0)),
        promoted(b.number, "2026-05-01", "2026-05-02", Some(10.0)),
    ];
    expected.extend([&a, &b, &c].map(|x| promoted(x.number, "2026-06-01", "2026-06-01", None)));
    expected.sort_by_key(|promoted| (promoted.article, promoted.from));
    assert_eq!(found.promotions, expected);
    assert_eq!(found.own_days, [(day("2026-07-01"), day("2026-07-03"))]);
}
