//! What goes along with what: few enough orders to be counted by hand.

use super::{Shop, gbp, import, profit::cost, shop};
use kontor_warehouse::Cancel;
use std::fmt::Write as _;

/// The margin that goes along with a unit, in pence.
fn along(shop: &Shop, sku: &str) -> f64 {
    let day = "2026-03-31".parse().unwrap();
    let facts = kontor_warehouse::prices(&shop.warehouse, gbp(), day, &Cancel::default()).unwrap();
    facts.products[sku].along
}

/// Of a thousand orders 250 have a tray, and 100 of those a napkin, too; 50 have a napkin alone, and 700
/// something else. Two lines stand together in 100 orders: dealt out among 1,100 lines, a tray and a napkin
/// would do so in 200 × 250 × 150 / 1,100² = 6.198.
#[test]
fn what_is_bought_together_more_often_than_by_chance_goes_along() {
    let shop = shop();
    let mut body = String::new();
    for order in 0..1000 {
        let mut line = |sku: &str, units: u32, price: u32| {
            let day = 1 + order % 28;
            writeln!(
                body,
                "{order},2026-03-{day:02} 10:00:00,{sku},{sku} named,{units},{price},,,"
            )
            .unwrap();
        };
        match order % 20 {
            0..5 => {
                line("TRAY", 2, 20);
                if order % 5 < 2 {
                    line("NAPKIN", 1, 5);
                }
            }
            5 => line("NAPKIN", 1, 5),
            _ => line("OTHER", 1, 9),
        }
    }
    import(&shop, "sales.csv", &body);
    assert_eq!(along(&shop, "TRAY"), 0.0, "no cost is known");
    cost(&shop, &[("TRAY", "", "8"), ("NAPKIN", "", "2"), ("OTHER", "", "3")]);
    let more = 100.0 - 200.0 * 250.0 * 150.0 / (1100.0 * 1100.0);
    // A napkin leaves 3.00, a tray order 2 × 12.00; who has more orders has the larger share.
    let tray = more * (250.0 / 400.0) * 300.0 / 500.0;
    let napkin = more * (150.0 / 400.0) * 2400.0 / 150.0;
    assert!((along(&shop, "TRAY") - tray).abs() < 1e-6, "{} is not {tray}", along(&shop, "TRAY"));
    assert!((along(&shop, "NAPKIN") - napkin).abs() < 1e-6);
    assert_eq!(along(&shop, "OTHER"), 0.0);
}
