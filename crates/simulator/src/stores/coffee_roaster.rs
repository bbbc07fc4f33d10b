//! Larkspur Lane Coffee, a roaster in Portland: few products, customers who come back every other
//! week.

use super::{
    CATALOGUE_STREAM, Settings, Store, activity, day_of, empty_market, holiday, shelf, years,
};
use crate::{
    Random,
    calendar::{Clock, HolidayRule, SummerTime},
    market::{Campaign, Channel, Country, Location, Merchant, Season, Segment, Supplier},
};
use kontor_domain::Date;

/// Title, category, weight, supplier, return rate in thousandths, and its variants: option, code, price in
/// cents, share, grams.
type Coffee = (
    &'static str,
    &'static str,
    f64,
    usize,
    u32,
    &'static [(&'static str, &'static str, i64, f64, u32)],
);

#[rustfmt::skip]
const CATALOGUE: [Coffee; 22] = [
    ("Foundry House Blend", "Coffee", 16.0, 0, 4, &[("12 oz", "FND-12", 1800, 5.0, 360), ("2 lb", "FND-32", 4300, 2.5, 930), ("5 lb", "FND-80", 9900, 0.8, 2300)]),
    ("Night Ferry Espresso", "Coffee", 14.0, 0, 4, &[("12 oz", "NFE-12", 1850, 4.0, 360), ("2 lb", "NFE-32", 4450, 3.0, 930), ("5 lb", "NFE-80", 10200, 1.2, 2300)]),
    ("Porchlight Decaf", "Coffee", 4.5, 0, 5, &[("12 oz", "PCH-12", 1900, 4.0, 360), ("2 lb", "PCH-32", 4600, 1.2, 930)]),
    ("Slow Sunday Blend", "Coffee", 5.0, 0, 4, &[("12 oz", "SUN-12", 1750, 4.0, 360), ("2 lb", "SUN-32", 4200, 1.5, 930)]),
    ("Ethiopia Guji Natural", "Coffee", 4.0, 1, 4, &[("12 oz", "ETH-GUJ-12", 2200, 1.0, 360)]),
    ("Colombia Huila Washed", "Coffee", 4.2, 1, 4, &[("12 oz", "COL-HUI-12", 1950, 4.0, 360), ("2 lb", "COL-HUI-32", 4700, 1.3, 930)]),
    ("Guatemala Huehuetenango", "Coffee", 3.0, 1, 4, &[("12 oz", "GUA-HUE-12", 2000, 1.0, 360)]),
    ("Kenya Nyeri AA", "Coffee", 2.2, 1, 4, &[("12 oz", "KEN-NYE-12", 2350, 1.0, 360)]),
    ("Sumatra Lintong", "Coffee", 2.6, 1, 5, &[("12 oz", "SUM-LIN-12", 1950, 3.0, 360), ("2 lb", "SUM-LIN-32", 4700, 1.0, 930)]),
    ("Brazil Cerrado", "Coffee", 3.8, 1, 4, &[("12 oz", "BRA-CER-12", 1700, 3.0, 360), ("2 lb", "BRA-CER-32", 4050, 1.5, 930), ("5 lb", "BRA-CER-80", 9400, 0.5, 2300)]),
    ("Costa Rica Tarrazú Honey", "Coffee", 2.0, 1, 4, &[("12 oz", "CRI-TAR-12", 2250, 1.0, 360)]),
    ("Peru Cajamarca Organic", "Coffee", 2.4, 1, 4, &[("12 oz", "PER-CAJ-12", 1900, 3.0, 360), ("2 lb", "PER-CAJ-32", 4550, 1.0, 930)]),
    ("Orchard Summer Blend", "Coffee", 3.2, 0, 4, &[("12 oz", "ORC-12", 1850, 1.0, 360)]),
    ("Cold Brew Pouches", "Ready to drink", 3.6, 2, 6, &[("Box of 4", "CBP-4", 1600, 3.0, 420), ("Box of 12", "CBP-12", 4200, 1.5, 1250)]),
    ("Masala Chai Concentrate", "Ready to drink", 1.8, 2, 8, &[("32 fl oz", "CHAI-32", 1500, 1.0, 1050)]),
    ("Ceramic Pour-Over Dripper", "Brewing", 1.1, 3, 30, &[("White", "DRP-WHT", 2800, 2.0, 450), ("Ink", "DRP-INK", 2800, 1.2, 450)]),
    ("Paper Filters No. 2", "Brewing", 2.8, 3, 2, &[("100 sheets", "FLT-100", 750, 3.0, 140), ("400 sheets", "FLT-400", 2400, 1.0, 560)]),
    ("Hand Burr Grinder", "Brewing", 0.7, 4, 45, &[("Steel", "GRD-STL", 8900, 1.0, 620)]),
    ("Gooseneck Kettle 0.9 L", "Brewing", 0.6, 4, 40, &[("Matte black", "KTL-BLK", 7400, 2.0, 1100), ("Brushed", "KTL-BRS", 7400, 1.0, 1100)]),
    ("Enamel Camp Mug", "Mugs", 1.3, 3, 15, &[("Cream", "MUG-CRM", 1600, 1.5, 260), ("Forest", "MUG-FOR", 1600, 1.2, 260), ("Rust", "MUG-RST", 1600, 0.8, 260)]),
    ("Airtight Bean Canister", "Brewing", 0.8, 4, 20, &[("500 g", "CAN-500", 3200, 2.0, 540), ("1 kg", "CAN-1000", 4100, 1.0, 720)]),
    ("Barista Milk Pitcher", "Brewing", 0.6, 4, 20, &[("12 oz", "PIT-12", 2400, 1.0, 300)]),
];

/// Whole dollars, or half of one below ten.
fn ending(cents: f64) -> i64 {
    let step = if cents < 1000.0 { 25.0 } else { 50.0 };
    ((cents / step).round() * step) as i64
}

/// The settings.
pub fn coffee_roaster(last_day: Date, scale: f64, seed: u64) -> Settings {
    let random = &mut Random::new(seed, CATALOGUE_STREAM);
    let mut market = empty_market(last_day, 214);
    market.weekday = [1.15, 1.05, 1.0, 0.95, 0.9, 0.9, 1.05];
    market.holidays = vec![
        holiday("Mother's Day", HolidayRule::Nth(5, 6, 2), 6, 0, 1.25),
        holiday("Independence Day", HolidayRule::Fixed(7, 4), 0, 1, 0.6),
        holiday("Labor Day", HolidayRule::Nth(9, 0, 1), 2, 0, 0.8),
        holiday("Black Friday", HolidayRule::BlackFriday, 1, 3, 1.8),
        holiday("Christmas", HolidayRule::Fixed(12, 18), 12, 0, 1.5),
    ];
    market.seasons = vec![
        Season::new("hot coffee", 0.16, 0.0, 15.0),
        Season::new("cold drinks", 0.7, 0.1, 205.0),
        Season::new("equipment", 0.12, 0.1, 345.0),
    ];
    market.segments = vec![
        Segment {
            name: "Home regulars".to_owned(),
            share: 0.45,
            visits_per_day: 1.0 / 15.0,
            activity: activity(),
            churn_per_day: 1.0 / 240.0,
            lines_per_visit: 1.5,
            taste: [0.1, 0.1, 0.2, 0.0],
            multiple_share: 0.25,
            multiple_more: 1.3,
            return_factor: 0.8,
            code_share: 0.05,
            is_business: false,
        },
        Segment {
            name: "Curious".to_owned(),
            share: 0.45,
            visits_per_day: 1.0 / 45.0,
            activity: activity(),
            churn_per_day: 1.0 / 90.0,
            lines_per_visit: 1.9,
            taste: [-0.1, 0.3, 0.0, 0.3],
            multiple_share: 0.1,
            multiple_more: 1.2,
            return_factor: 1.6,
            code_share: 0.25,
            is_business: false,
        },
        Segment {
            name: "Offices and cafés".to_owned(),
            share: 0.1,
            visits_per_day: 1.0 / 9.0,
            activity: activity(),
            churn_per_day: 1.0 / 400.0,
            lines_per_visit: 1.8,
            taste: [0.5, -0.2, 0.2, -0.3],
            multiple_share: 0.6,
            multiple_more: 2.2,
            return_factor: 0.5,
            code_share: 0.0,
            is_business: true,
        },
    ];
    let channel = |name: &str, share, browsing, abandoning| Channel {
        name: name.to_owned(),
        share,
        location: 0,
        is_till: false,
        browsing,
        abandoning,
    };
    market.channels = vec![
        channel("Direct", 0.3, 2.0, 0.3),
        channel("Organic search", 0.35, 5.0, 0.6),
        channel("Instagram", 0.2, 9.0, 0.9),
        channel("Newsletter", 0.15, 1.5, 0.3),
    ];
    for year in years(&market) {
        let campaigns = [
            ("Spring origins", 2, (4, 20), 21, 900, 0.07),
            ("Iced season", 2, (6, 22), 28, 1200, 0.08),
            ("Search always on", 1, (4, 5), 150, 600, 0.06),
            ("Back to the desk", 2, (9, 8), 21, 1000, 0.07),
        ];
        for (name, channel, (month, day), days, spend_per_day, effect) in campaigns {
            if let Some(starts) = day_of(&market, year, month, day) {
                market.campaigns.push(Campaign {
                    name: format!("{name} {year}"),
                    channel,
                    starts,
                    ends: (starts + days).min(market.days),
                    spend_per_day,
                    effect: effect * scale,
                });
            }
        }
    }
    let supplier =
        |name: &str, email: &str, promised_days, lead_days, lead_sd, minimum_order| Supplier {
            name: name.to_owned(),
            email: email.to_owned(),
            currency: "USD".to_owned(),
            rate: 1.0,
            promised_days,
            lead_days,
            lead_sd,
            minimum_order,
            free_freight: minimum_order * 2,
            order_weekdays: vec![0, 3],
            payment_days: 30,
        };
    market.suppliers = vec![
        supplier("Larkspur Lane Roastery", "roastery@example.com", 3, 3.2, 0.8, 0),
        supplier("Tall Fern Green Coffee", "orders@tallfern.example.com", 6, 7.5, 1.8, 15_000),
        supplier("Kettle & Crate Bottling", "hello@kettlecrate.example.com", 8, 9.5, 2.2, 10_000),
        supplier("Ashgrove Ceramics", "studio@ashgrove.example.com", 21, 25.0, 5.0, 20_000),
        supplier("Ironbark Barware", "sales@ironbark.example.com", 14, 17.0, 4.0, 25_000),
    ];
    market.locations = vec![Location { name: "Portland Roastery".to_owned(), share: 1.0 }];
    market.countries =
        vec![Country { code: "US".to_owned(), share: 1.0, currency: "USD".to_owned(), rate: 1.0 }];
    market.arrivals_per_day = 0.57 * scale;
    market.growth_per_year = 0.1;
    market.customers_at_start = (150.0 * scale) as u32;
    market.merchant = Merchant {
        cover_days: 12.0,
        safety_days: 6.0,
        habit: 0.25,
        memory_days: 21.0,
        shelf_lots: 2,
    };
    market.shipping = (600, 4500);
    let drafts = CATALOGUE
        .iter()
        .map(|(title, category, weight, supplier, returned, variants)| shelf::Draft {
            title: (*title).to_owned(),
            category,
            vendor: if *supplier < 2 { "Larkspur Lane" } else { "Larkspur Pantry" },
            season: match *category {
                "Coffee" => 0,
                "Ready to drink" => 1,
                _ => 2,
            },
            weight: *weight,
            return_rate: f64::from(*returned) / 1000.0,
            supplier: *supplier,
            variants: variants
                .iter()
                .map(|(size, sku, price, share, grams)| shelf::DraftVariant {
                    sku: (*sku).to_owned(),
                    options: vec![(
                        if *category == "Coffee" { "Size" } else { "Style" }.to_owned(),
                        (*size).to_owned(),
                    )],
                    share: *share,
                    price: *price,
                    cost_share: random.between(0.36, 0.5),
                    grams: *grams,
                    sold_in: 1,
                    minimum_quantity: if *supplier < 2 { 6 } else { 4 },
                    pack: if *supplier < 2 { 6 } else { 2 },
                })
                .collect(),
        })
        .collect();
    let habits = shelf::Habits {
        elasticity: (-1.7, 0.4),
        steadiness: (15.0, 60.0),
        launched: 0.0,
        ended: 0.0,
        price_changes_per_year: 2.0,
        inflation: 0.04,
        ending,
    };
    shelf::stock(&mut market, drafts, &habits, random);
    let days = market.days;
    for product in &mut market.products {
        match product.title.as_str() {
            "Orchard Summer Blend" => product.launch = Some(35),
            "Kenya Nyeri AA" => product.end = Some(days.saturating_sub(60)),
            _ => {}
        }
    }
    shelf::promote(
        &mut market,
        &[("Spring tasting", 15), ("Fresh crop week", 10), ("Iced days", 20)],
        42.0,
        0.35,
        random,
    );
    shelf::compete(&mut market, &["Bluestem Coffee Works", "Hollow Oak Roasters"], 0.5, random);
    shelf::accompany(
        &mut market,
        &[
            ("Pour-Over Dripper", "Paper Filters", 0.55),
            ("Gooseneck Kettle", "Pour-Over Dripper", 0.25),
            ("Burr Grinder", "Bean Canister", 0.25),
            ("Night Ferry", "Milk Pitcher", 0.04),
            ("Ethiopia Guji", "Costa Rica", 0.2),
            ("Foundry House", "Paper Filters", 0.1),
        ],
    );
    Settings {
        store: Store::CoffeeRoaster,
        name: "Larkspur Lane Coffee",
        about: [
            "A coffee roaster in Portland, Oregon: 40 products, seven months, customers who come back every other week.",
            "Eine Kaffeerösterei in Portland, Oregon: 40 Artikel, sieben Monate, Kunden, die alle zwei Wochen wiederkommen.",
        ],
        currency: "USD",
        time_zone: "America/Los_Angeles",
        clock: Clock { winter_hours: -8, summer: SummerTime::American },
        market,
        seed,
    }
}
