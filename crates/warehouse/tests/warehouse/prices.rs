//! What prices are made of.

use super::{Shop, gbp, import, records, shop};
use kontor_api::import::{
    Content,
    Field::{self, *},
};
use kontor_warehouse::{Cancel, PriceFacts};

fn sold(order: u32, day: u32, price: &str) -> String {
    format!("{order},2025-03-{day:02} 10:00:00,MUG,MUG,1,{price},,,\n")
}

fn facts(shop: &Shop) -> PriceFacts {
    let as_of = "2025-03-28".parse().unwrap();
    kontor_warehouse::prices(&shop.warehouse, gbp(), as_of, &Cancel::default()).unwrap()
}

/// 10.00 until the twentieth, then 12.00; a discount of a tenth on one of ten days.
#[test]
fn a_price_that_rose_is_no_discount() {
    let shop = shop();
    let prices = ["10", "10", "10", "10", "10", "12", "12", "12", "12"];
    let body: String =
        (15..24).zip(prices).map(|(day, price)| sold(day, day, price)).collect::<String>()
            + &sold(99, 24, "10.80");
    import(&shop, "a.csv", &body);
    let realised = |shop: &Shop| facts(shop).products["MUG"].realised;
    assert_eq!(realised(&shop), None, "nobody knows what was asked");
    let asked: [&[(Field, &str)]; 2] = [
        &[(Sku, "MUG"), (ValidFrom, "2025-01-01"), (UnitPrice, "10")],
        &[(Sku, "MUG"), (ValidFrom, "2025-03-20"), (UnitPrice, "12")],
    ];
    records::import(&shop, Content::Costs, &asked);
    let share = (5.0 * 10.0 + 4.0 * 12.0 + 10.8) / (5.0 * 10.0 + 5.0 * 12.0);
    assert!((realised(&shop).unwrap() - share).abs() < 1e-12);
    let fact = facts(&shop).products["MUG"].clone();
    assert_eq!((fact.paid, fact.lowest), (Some(1088.0), Some(1000.0)));
}

#[test]
fn what_competitors_ask_in_another_currency_is_counted_and_left_out() {
    let shop = shop();
    import(&shop, "a.csv", &sold(1, 1, "10"));
    let asked: [&[(Field, &str)]; 2] = [
        &[(Name, "Ann"), (Sku, "MUG"), (Starts, "2025-03-01"), (UnitPrice, "9")],
        &[(Name, "Bob"), (Sku, "MUG"), (Starts, "2025-03-01"), (UnitPrice, "8"), (Currency, "EUR")],
    ];
    records::import(&shop, Content::CompetitorPrices, &asked);
    let facts = facts(&shop);
    let names: Vec<&str> =
        facts.products["MUG"].competitors.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!((names, facts.foreign), (vec!["Ann"], 1));
}
