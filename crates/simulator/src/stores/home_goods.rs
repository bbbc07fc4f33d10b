//! Thistle & Tarn, home goods in York: many products, three years, promotions, gifts before
//! Christmas.

use super::{
    CATALOGUE_STREAM, Settings, Store, activity, day_of, empty_market, holiday, shelf, years,
};
use crate::{
    Random, at,
    calendar::{Clock, HolidayRule, SummerTime},
    market::{Campaign, Channel, Country, Location, Merchant, Season, Segment, Supplier},
};
use kontor_domain::Date;

/// How many codes it has.
const CODES: usize = 600;

const COLLECTIONS: [&str; 10] = [
    "Saltmarsh",
    "Harrow",
    "Fernley",
    "Longshore",
    "Merrin",
    "Ashby",
    "Copperfield",
    "Wren",
    "Tamsin",
    "Orford",
];

const COLOURS: [(&str, &str); 12] = [
    ("Chalk", "CHK"),
    ("Oat", "OAT"),
    ("Moss", "MOS"),
    ("Rust", "RST"),
    ("Ink", "INK"),
    ("Plum", "PLM"),
    ("Sky", "SKY"),
    ("Ochre", "OCH"),
    ("Slate", "SLT"),
    ("Blush", "BLS"),
    ("Pine", "PIN"),
    ("Natural", "NAT"),
];

/// Name, code, category, price in pence, grams, supplier, season, sizes with their price as a percentage.
type Item = (
    &'static str,
    &'static str,
    &'static str,
    i64,
    u32,
    usize,
    usize,
    &'static [(&'static str, &'static str, i64)],
);

const ONE_SIZE: &[(&str, &str, i64)] = &[("", "", 100)];
const CUSHIONS: &[(&str, &str, i64)] = &[("45 cm", "45", 100), ("60 cm", "60", 135)];
const CLOTHS: &[(&str, &str, i64)] = &[("150 × 180 cm", "180", 100), ("150 × 250 cm", "250", 138)];
const BEDS: &[(&str, &str, i64)] =
    &[("Single", "S", 100), ("Double", "D", 130), ("King", "K", 150)];
const CANDLES: &[(&str, &str, i64)] = &[("Small", "SM", 100), ("Large", "LG", 175)];
const RUGS: &[(&str, &str, i64)] = &[("60 × 90 cm", "90", 100), ("120 × 180 cm", "180", 290)];

#[rustfmt::skip]
const ITEMS: [Item; 36] = [
    ("Linen Cushion Cover", "LCC", "Cushions & Throws", 2800, 240, 0, 0, CUSHIONS),
    ("Velvet Cushion", "VCU", "Cushions & Throws", 3400, 620, 0, 3, CUSHIONS),
    ("Lambswool Throw", "LWT", "Cushions & Throws", 8900, 1100, 1, 3, ONE_SIZE),
    ("Cotton Waffle Throw", "CWT", "Cushions & Throws", 4900, 900, 0, 0, ONE_SIZE),
    ("Washed Linen Tablecloth", "WLT", "Table Linen", 6900, 800, 0, 1, CLOTHS),
    ("Linen Napkins, Set of 4", "LNP", "Table Linen", 3200, 260, 0, 1, ONE_SIZE),
    ("Table Runner", "TRN", "Table Linen", 3000, 300, 0, 1, ONE_SIZE),
    ("Tea Towels, Set of 2", "TTW", "Kitchen", 1800, 200, 0, 0, ONE_SIZE),
    ("Oven Mitt", "OVM", "Kitchen", 1600, 150, 0, 0, ONE_SIZE),
    ("Cook's Apron", "APR", "Kitchen", 3600, 350, 0, 1, ONE_SIZE),
    ("Stoneware Dinner Plate", "SDP", "Tableware", 1850, 720, 2, 1, ONE_SIZE),
    ("Stoneware Pasta Bowl", "SPB", "Tableware", 1750, 650, 2, 1, ONE_SIZE),
    ("Stoneware Mug", "SMG", "Tableware", 1450, 380, 2, 0, ONE_SIZE),
    ("Serving Platter", "SPL", "Tableware", 4200, 1400, 2, 1, ONE_SIZE),
    ("Salt Pig", "SPG", "Tableware", 2200, 520, 2, 0, ONE_SIZE),
    ("Tumblers, Set of 4", "TMB", "Glassware", 3200, 1200, 3, 2, ONE_SIZE),
    ("Carafe", "CRF", "Glassware", 2900, 800, 3, 2, ONE_SIZE),
    ("Bud Vase", "BVS", "Vases & Planters", 1500, 300, 3, 2, ONE_SIZE),
    ("Ribbed Vase", "RVS", "Vases & Planters", 3800, 1100, 2, 2, CANDLES),
    ("Terracotta Planter", "TPL", "Vases & Planters", 2600, 1900, 2, 2, CANDLES),
    ("Soy Wax Candle", "SWC", "Candles & Scent", 1700, 420, 4, 3, CANDLES),
    ("Dinner Candles, Set of 6", "DCN", "Candles & Scent", 1400, 350, 4, 3, ONE_SIZE),
    ("Reed Diffuser", "RDF", "Candles & Scent", 2600, 380, 4, 3, ONE_SIZE),
    ("Brass Candle Holder", "BCH", "Candles & Scent", 2200, 520, 5, 3, CANDLES),
    ("Oak Serving Board", "OSB", "Kitchen", 3900, 1300, 5, 1, CANDLES),
    ("Acacia Salad Servers", "ASS", "Kitchen", 2100, 180, 5, 2, ONE_SIZE),
    ("Seagrass Basket", "SGB", "Storage", 2900, 800, 6, 0, CANDLES),
    ("Laundry Hamper", "LHM", "Storage", 6500, 2200, 6, 0, ONE_SIZE),
    ("Wall Hooks, Set of 3", "WHK", "Storage", 2400, 420, 5, 0, ONE_SIZE),
    ("Washed Cotton Duvet Set", "WDS", "Bedroom", 7900, 1800, 0, 0, BEDS),
    ("Quilted Bedspread", "QBS", "Bedroom", 9800, 2100, 1, 3, BEDS),
    ("Cotton Bath Towel", "CBT", "Bathroom", 2200, 550, 0, 0, CUSHIONS),
    ("Bath Mat", "BTM", "Bathroom", 2600, 900, 0, 0, ONE_SIZE),
    ("Soap Dish", "SPD", "Bathroom", 1200, 220, 2, 0, ONE_SIZE),
    ("Handwoven Jute Rug", "JRG", "Rugs", 6800, 3200, 6, 0, RUGS),
    ("Table Lamp", "TLP", "Lighting", 8500, 2600, 5, 3, ONE_SIZE),
];

/// Whole pounds, or fifty pence below twenty.
fn ending(pence: f64) -> i64 {
    let step = if pence < 2000.0 { 50.0 } else { 100.0 };
    (((pence / step).round()).max(1.0) * step) as i64
}

/// The settings.
pub fn home_goods(last_day: Date, scale: f64, seed: u64) -> Settings {
    let random = &mut Random::new(seed, CATALOGUE_STREAM);
    let mut market = empty_market(last_day, 1096);
    market.weekday = [1.0, 0.92, 0.9, 0.92, 0.96, 1.05, 1.25];
    market.holidays = vec![
        holiday("Mothering Sunday", HolidayRule::Easter(-21), 8, 0, 1.3),
        holiday("Easter", HolidayRule::Easter(0), 3, 1, 0.85),
        holiday("August bank holiday", HolidayRule::Nth(8, 0, 4), 1, 0, 0.9),
        holiday("Black Friday", HolidayRule::BlackFriday, 1, 3, 2.0),
        holiday("Christmas shopping", HolidayRule::Fixed(12, 18), 17, 0, 1.45),
        holiday("Christmas", HolidayRule::Fixed(12, 25), 1, 1, 0.4),
        holiday("January sale", HolidayRule::Fixed(1, 2), 4, 6, 1.15),
    ];
    market.seasons = vec![
        Season::new("all year", 0.08, 0.03, 320.0),
        Season::new("table", 0.25, 0.12, 345.0),
        Season::new("summer", 0.5, 0.05, 160.0),
        Season::new("winter", 0.65, 0.05, 340.0),
    ];
    let segment = |name: &str, share, days: f64, churn: f64, lines, taste, multiple| Segment {
        name: name.to_owned(),
        share,
        visits_per_day: 1.0 / days,
        activity: activity(),
        churn_per_day: 1.0 / churn,
        lines_per_visit: lines,
        taste,
        multiple_share: multiple,
        multiple_more: 1.4,
        return_factor: 1.0,
        code_share: 0.12,
        is_business: false,
    };
    market.segments = vec![
        segment("Nesters", 0.35, 75.0, 420.0, 1.5, [0.0, 0.3, 0.2, 0.1], 0.2),
        segment("Gift buyers", 0.5, 190.0, 300.0, 1.15, [0.2, 0.1, -0.2, 0.3], 0.1),
        Segment {
            is_business: true,
            code_share: 0.0,
            multiple_more: 4.0,
            ..segment("Interior designers", 0.15, 60.0, 600.0, 1.9, [-0.3, 0.4, 0.4, -0.1], 0.35)
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
        channel("Direct", 0.25, 3.0, 0.4),
        channel("Google organic", 0.4, 7.0, 0.7),
        channel("Pinterest", 0.15, 14.0, 1.1),
        channel("Facebook Ads", 0.1, 12.0, 1.2),
        channel("Newsletter", 0.1, 2.0, 0.3),
    ];
    for year in years(&market) {
        let campaigns = [
            ("Spring tables", 3, (3, 10), 28, 2500, 0.06),
            ("Garden suppers", 2, (5, 25), 35, 1800, 0.055),
            ("Cosy season", 3, (10, 1), 40, 3500, 0.06),
            ("Gift guide", 2, (11, 20), 28, 4500, 0.05),
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
    let supplier = |name: &str,
                    email: &str,
                    currency: &str,
                    rate,
                    promised_days,
                    lead_days,
                    lead_sd,
                    minimum_order| {
        Supplier {
            name: name.to_owned(),
            email: email.to_owned(),
            currency: currency.to_owned(),
            rate,
            promised_days,
            lead_days,
            lead_sd,
            minimum_order,
            free_freight: minimum_order * 2,
            order_weekdays: vec![0],
            payment_days: 30,
        }
    };
    market.suppliers = vec![
        supplier(
            "Baltija Flax Mill",
            "export@baltijaflax.example.com",
            "EUR",
            1.17,
            28,
            32.0,
            6.0,
            60_000,
        ),
        supplier("Dunmere Weavers", "sales@dunmere.example.com", "GBP", 1.0, 21, 22.0, 4.0, 40_000),
        supplier(
            "Olaria do Vale",
            "pedidos@olariadovale.example.com",
            "EUR",
            1.17,
            35,
            41.0,
            9.0,
            80_000,
        ),
        supplier("Hartglen Glass", "trade@hartglen.example.com", "GBP", 1.0, 14, 15.5, 3.0, 25_000),
        supplier(
            "Pell & Wick Chandlers",
            "orders@pellwick.example.com",
            "GBP",
            1.0,
            10,
            11.0,
            2.0,
            15_000,
        ),
        supplier(
            "Northbeck Joinery",
            "workshop@northbeck.example.com",
            "GBP",
            1.0,
            25,
            30.0,
            7.0,
            30_000,
        ),
        supplier(
            "Mekong Fibre Crafts",
            "hello@mekongfibre.example.com",
            "USD",
            1.31,
            60,
            68.0,
            12.0,
            120_000,
        ),
    ];
    market.locations = vec![Location { name: "York".to_owned(), share: 1.0 }];
    let country = |code: &str, share, currency: &str| Country {
        code: code.to_owned(),
        share,
        currency: currency.to_owned(),
        rate: 1.0,
    };
    market.countries = vec![country("GB", 0.95, "GBP"), country("IE", 0.05, "GBP")];
    market.arrivals_per_day = 5.5 * scale;
    market.growth_per_year = 0.12;
    market.customers_at_start = (1300.0 * scale) as u32;
    market.merchant = Merchant {
        cover_days: 40.0,
        safety_days: 22.0,
        habit: 0.3,
        memory_days: 28.0,
        shelf_lots: 2,
    };
    market.shipping = (450, 6000);
    let drafts = drafts(random);
    let habits = shelf::Habits {
        elasticity: (-2.0, 0.5),
        steadiness: (8.0, 40.0),
        launched: 0.12,
        ended: 0.1,
        price_changes_per_year: 1.2,
        inflation: 0.035,
        ending,
    };
    shelf::stock(&mut market, drafts, &habits, random);
    let sales = [
        ("Winter sale", 25),
        ("Spring refresh", 15),
        ("Midsummer offer", 20),
        ("Autumn edit", 15),
        ("Black Friday offer", 30),
    ];
    shelf::promote(&mut market, &sales, 36.0, 0.14, random);
    shelf::compete(
        &mut market,
        &["Hearthside & Moor", "Pebble Lane Home", "The Larder Loft"],
        0.35,
        random,
    );
    shelf::accompany(
        &mut market,
        &[
            ("Washed Linen Tablecloth", "Linen Napkins", 0.4),
            ("Dinner Candles", "Brass Candle Holder", 0.25),
            ("Tumblers", "Carafe", 0.25),
            ("Stoneware Dinner Plate", "Stoneware Pasta Bowl", 0.45),
            ("Cotton Bath Towel", "Bath Mat", 0.2),
            ("Oak Serving Board", "Salt Pig", 0.15),
        ],
    );
    shelf::accompany_some(&mut market, 12, random);
    Settings {
        store: Store::HomeGoods,
        name: "Thistle & Tarn",
        about: [
            "A home-goods shop in York: 600 products, three years, promotions and a long December.",
            "Ein Laden für Haus und Tisch in York: 600 Artikel, drei Jahre, Aktionen und ein langer Dezember.",
        ],
        currency: "GBP",
        time_zone: "Europe/London",
        clock: Clock { winter_hours: 0, summer: SummerTime::European },
        market,
        seed,
    }
}

/// Each item in some collections, each in some colours, until there are enough codes.
fn drafts(random: &mut Random) -> Vec<shelf::Draft> {
    let weights = shelf::weights(200, 0.85, random);
    let mut drafts: Vec<shelf::Draft> = Vec::new();
    let mut codes = 0;
    for round in 0..COLLECTIONS.len() {
        for (place, item) in ITEMS.iter().enumerate() {
            let (name, code, category, price, grams, supplier, season, sizes) = *item;
            let collection = at(&COLLECTIONS, (place * 3 + round * 7) % COLLECTIONS.len());
            let first_colour = random.below(COLOURS.len() as u32) as usize;
            let colours = 2 + random.below(if sizes.len() > 1 { 2 } else { 4 }) as usize;
            let level = random.between(0.9, 1.15);
            let mut variants = Vec::new();
            for colour in 0..colours {
                let (colour, short) = at(&COLOURS, (first_colour + colour * 5) % COLOURS.len());
                for (size, size_code, percent) in sizes {
                    if codes == CODES {
                        continue;
                    }
                    codes += 1;
                    let initial = collection.get(..3).unwrap_or_default().to_uppercase();
                    let mut sku = format!("{initial}-{code}-{short}");
                    let mut options = vec![("Colour".to_owned(), colour.to_owned())];
                    if !size.is_empty() {
                        sku = format!("{sku}-{size_code}");
                        options.push(("Size".to_owned(), (*size).to_owned()));
                    }
                    variants.push(shelf::DraftVariant {
                        sku,
                        options,
                        share: random.between(0.5, 1.5),
                        price: ending(price as f64 * level * *percent as f64 / 100.0),
                        cost_share: random.between(0.36, 0.5),
                        grams: grams * *percent as u32 / 100,
                        sold_in: 1,
                        minimum_quantity: 4,
                        pack: at(&[2, 4, 6], random.below(3) as usize),
                    });
                }
            }
            if variants.is_empty() {
                return drafts;
            }
            drafts.push(shelf::Draft {
                title: format!("{collection} {name}"),
                category,
                vendor: "Thistle & Tarn",
                season,
                weight: at(&weights, drafts.len()),
                return_rate: random.between(0.01, 0.06),
                supplier,
                variants,
            });
        }
    }
    drafts
}
