//! Noordkant, outdoor clothing in Utrecht: sizes and colours, strong seasons, returns, a warehouse
//! and a shop, euros and pounds.

use super::{
    CATALOGUE_STREAM, Settings, Store, activity, day_of, empty_market, holiday, shelf, years,
};
use crate::{
    Random, at,
    calendar::{Clock, HolidayRule, SummerTime},
    market::{Campaign, Channel, Country, Location, Merchant, Season, Segment, Supplier},
};
use kontor_domain::Date;

const COLOURS: [(&str, &str); 10] = [
    ("Black", "BLK"),
    ("Storm Blue", "STB"),
    ("Lichen", "LCH"),
    ("Ember", "EMB"),
    ("Sand", "SND"),
    ("Heather", "HTH"),
    ("Glacier", "GLC"),
    ("Bark", "BRK"),
    ("Dusk", "DSK"),
    ("Saffron", "SAF"),
];

/// Sizes with the share of each.
const SIZES: &[(&str, f64)] = &[("XS", 0.08), ("S", 0.22), ("M", 0.3), ("L", 0.26), ("XL", 0.14)];
const SHOES: &[(&str, f64)] = &[
    ("38", 0.1),
    ("39", 0.13),
    ("40", 0.14),
    ("41", 0.14),
    ("42", 0.17),
    ("43", 0.16),
    ("44", 0.16),
];
const GLOVES: &[(&str, f64)] = &[("S", 0.3), ("M", 0.4), ("L", 0.3)];
const ONE_SIZE: &[(&str, f64)] = &[("One size", 1.0)];

/// Title, code, category, price in cents, grams, supplier, season, weight, returns in thousandths, colours, sizes.
type Garment = (
    &'static str,
    &'static str,
    &'static str,
    i64,
    u32,
    usize,
    usize,
    f64,
    u32,
    usize,
    &'static [(&'static str, f64)],
);

#[rustfmt::skip]
const CATALOGUE: [Garment; 44] = [
    ("Skarv Rain Jacket Women", "SKV-W", "Jackets", 17995, 420, 0, 1, 3.0, 220, 3, SIZES),
    ("Skarv Rain Jacket Men", "SKV-M", "Jackets", 17995, 460, 0, 1, 3.2, 190, 3, SIZES),
    ("Tarn Three-Layer Shell Women", "TRN-W", "Jackets", 32995, 480, 0, 1, 1.2, 240, 2, SIZES),
    ("Tarn Three-Layer Shell Men", "TRN-M", "Jackets", 32995, 520, 0, 1, 1.4, 220, 2, SIZES),
    ("Lavvu Down Jacket Women", "LVU-W", "Insulation", 24995, 390, 1, 0, 2.4, 230, 3, SIZES),
    ("Lavvu Down Jacket Men", "LVU-M", "Insulation", 24995, 420, 1, 0, 2.2, 210, 3, SIZES),
    ("Vinter Parka Women", "VNT-W", "Insulation", 34995, 1150, 1, 0, 1.3, 260, 2, SIZES),
    ("Vinter Parka Men", "VNT-M", "Insulation", 34995, 1250, 1, 0, 1.1, 240, 2, SIZES),
    ("Hegg Synthetic Vest", "HGG", "Insulation", 11995, 280, 1, 0, 1.4, 150, 2, SIZES),
    ("Rype Fleece Jacket Women", "RYP-W", "Fleece", 8995, 340, 1, 0, 3.0, 160, 3, SIZES),
    ("Rype Fleece Jacket Men", "RYP-M", "Fleece", 8995, 380, 1, 0, 3.1, 140, 3, SIZES),
    ("Lyng Half-Zip Fleece", "LYN", "Fleece", 6995, 290, 1, 0, 2.6, 130, 3, SIZES),
    ("Myr Merino Base Layer Top Women", "MYR-TW", "Base layers", 7995, 180, 2, 0, 2.8, 100, 2, SIZES),
    ("Myr Merino Base Layer Top Men", "MYR-TM", "Base layers", 7995, 200, 2, 0, 2.6, 90, 2, SIZES),
    ("Myr Merino Leggings", "MYR-L", "Base layers", 7495, 170, 2, 0, 2.0, 100, 2, SIZES),
    ("Sti Hiking Trousers Women", "STI-W", "Trousers", 10995, 360, 0, 2, 2.8, 260, 3, SIZES),
    ("Sti Hiking Trousers Men", "STI-M", "Trousers", 10995, 400, 0, 2, 3.0, 220, 3, SIZES),
    ("Sti Zip-Off Trousers", "STI-Z", "Trousers", 11995, 420, 0, 2, 1.8, 230, 2, SIZES),
    ("Bre Softshell Trousers", "BRE", "Trousers", 14995, 520, 0, 0, 1.3, 240, 2, SIZES),
    ("Kyst Shorts Women", "KYS-W", "Shorts", 6495, 180, 0, 2, 2.0, 180, 3, SIZES),
    ("Kyst Shorts Men", "KYS-M", "Shorts", 6495, 200, 0, 2, 2.4, 150, 3, SIZES),
    ("Vind Trail T-Shirt Women", "VND-W", "Shirts", 4495, 130, 2, 2, 13.0, 110, 3, SIZES),
    ("Vind Trail T-Shirt Men", "VND-M", "Shirts", 4495, 150, 2, 2, 13.0, 100, 3, SIZES),
    ("Sol Sun Hoodie", "SOL", "Shirts", 6995, 210, 2, 2, 2.0, 120, 3, SIZES),
    ("Bjork Flannel Shirt", "BJK", "Shirts", 8495, 320, 2, 0, 1.8, 150, 3, SIZES),
    ("Fjellsti Hiking Boot", "FJS", "Footwear", 21995, 1180, 3, 1, 2.2, 300, 2, SHOES),
    ("Rot Trail Shoe", "ROT", "Footwear", 13995, 620, 3, 2, 2.6, 280, 2, SHOES),
    ("Svaberg Approach Shoe", "SVB", "Footwear", 15995, 760, 3, 2, 1.3, 290, 2, SHOES),
    ("Hytte Slipper", "HYT", "Footwear", 5995, 300, 3, 0, 1.2, 120, 2, SHOES),
    ("Sokk Merino Hiking Socks", "SOK", "Accessories", 2195, 70, 2, 1, 30.0, 15, 3, GLOVES),
    ("Sokk Liner Socks, Pack of 2", "SOK-L", "Accessories", 1695, 60, 2, 1, 3.0, 12, 1, GLOVES),
    ("Knott Beanie", "KNT", "Accessories", 2995, 80, 2, 0, 3.8, 30, 4, ONE_SIZE),
    ("Skygge Cap", "SKG", "Accessories", 2795, 90, 2, 2, 2.4, 35, 4, ONE_SIZE),
    ("Hals Neck Tube", "HLS", "Accessories", 1995, 50, 2, 0, 3.2, 15, 4, ONE_SIZE),
    ("Grip Windproof Gloves", "GRP", "Accessories", 3995, 110, 2, 0, 2.4, 80, 2, GLOVES),
    ("Isbre Ski Gloves", "ISB", "Accessories", 7995, 190, 2, 0, 1.4, 110, 2, GLOVES),
    ("Dagstur Daypack 22 L", "DGT", "Packs", 9995, 780, 4, 2, 1.8, 60, 3, ONE_SIZE),
    ("Langtur Trekking Pack 55 L", "LGT", "Packs", 21995, 1750, 4, 2, 0.9, 90, 2, ONE_SIZE),
    ("Rain Cover", "RNC", "Packs", 2495, 110, 4, 1, 1.3, 20, 1, ONE_SIZE),
    ("Tørr Dry Bag Set", "TOR", "Packs", 3495, 190, 4, 2, 1.4, 20, 1, ONE_SIZE),
    ("Stav Trekking Poles", "STV", "Equipment", 8995, 520, 4, 2, 1.2, 50, 1, ONE_SIZE),
    ("Kaffe Insulated Bottle 0.7 L", "KAF", "Equipment", 3295, 340, 4, 1, 2.2, 15, 3, ONE_SIZE),
    ("Wash-In Reproofer 500 ml", "WSH", "Care", 1495, 540, 4, 1, 1.8, 5, 1, ONE_SIZE),
    ("Wool Wash 500 ml", "WWS", "Care", 1295, 540, 4, 0, 1.5, 5, 1, ONE_SIZE),
];

/// Ends in 95 cents, on a five above twenty euros.
fn ending(cents: f64) -> i64 {
    let step = if cents < 2000.0 { 100.0 } else { 500.0 };
    ((cents / step).round().max(1.0) * step) as i64 - 5
}

/// The settings.
pub fn outdoor_clothing(last_day: Date, scale: f64, seed: u64) -> Settings {
    let random = &mut Random::new(seed, CATALOGUE_STREAM);
    let mut market = empty_market(last_day, 822);
    market.weekday = [1.02, 0.95, 0.95, 0.97, 0.98, 1.08, 1.05];
    market.holidays = vec![
        holiday("King's Day", HolidayRule::Fixed(4, 27), 0, 0, 0.5),
        holiday("Ascension", HolidayRule::Easter(39), 6, 0, 1.2),
        holiday("Black Friday", HolidayRule::BlackFriday, 2, 3, 2.2),
        holiday("Saint Nicholas", HolidayRule::Fixed(12, 4), 10, 0, 1.3),
        holiday("Christmas", HolidayRule::Fixed(12, 25), 1, 1, 0.4),
        holiday("Winter sale", HolidayRule::Fixed(1, 4), 5, 10, 1.3),
    ];
    market.seasons = vec![
        Season::new("winter", 1.3, 0.1, 350.0),
        Season::new("wet months", 0.35, 0.2, 295.0),
        Season::new("summer", 1.1, 0.05, 165.0),
    ];
    let segment = |name: &str, share, days: f64, churn: f64, lines, taste, return_factor| Segment {
        name: name.to_owned(),
        share,
        visits_per_day: 1.0 / days,
        activity: activity(),
        churn_per_day: 1.0 / churn,
        lines_per_visit: lines,
        taste,
        multiple_share: 0.06,
        multiple_more: 1.2,
        return_factor,
        code_share: 0.1,
        is_business: false,
    };
    market.segments = vec![
        segment("Hikers", 0.4, 85.0, 500.0, 1.5, [0.1, -0.1, 0.35, 0.0], 0.8),
        segment("City wearers", 0.45, 120.0, 330.0, 1.25, [-0.1, 0.4, -0.2, 0.2], 1.3),
        segment("Alpinists", 0.15, 60.0, 700.0, 1.9, [-0.3, 0.0, 0.5, 0.3], 0.7),
    ];
    let channel = |name: &str, share, location, is_till, browsing, abandoning| Channel {
        name: name.to_owned(),
        share,
        location,
        is_till,
        browsing,
        abandoning,
    };
    market.channels = vec![
        channel("Direct", 0.2, 0, false, 4.0, 0.5),
        channel("Google Shopping", 0.3, 0, false, 10.0, 0.9),
        channel("Instagram", 0.15, 0, false, 15.0, 1.2),
        channel("Newsletter", 0.1, 0, false, 2.0, 0.4),
        channel("Shop Rotterdam", 0.25, 1, true, 0.0, 0.0),
    ];
    for year in years(&market) {
        let campaigns = [
            ("Spring trails", 2, (4, 1), 35, 4000, 0.02),
            ("Summer huts", 1, (6, 10), 42, 5000, 0.018),
            ("Autumn layers", 1, (9, 20), 45, 6000, 0.02),
            ("Deep winter", 2, (11, 25), 30, 6500, 0.018),
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
            order_weekdays: vec![1],
            payment_days: 45,
        }
    };
    market.suppliers = vec![
        supplier(
            "Porto Technical Textiles",
            "orders@portotechnical.example.com",
            "EUR",
            1.0,
            42,
            47.0,
            8.0,
            200_000,
        ),
        supplier(
            "Vistula Down & Fleece",
            "trade@vistuladown.example.com",
            "EUR",
            1.0,
            35,
            38.0,
            7.0,
            150_000,
        ),
        supplier(
            "Merrick Knitwear",
            "sales@merrickknit.example.com",
            "GBP",
            0.86,
            24,
            27.0,
            5.0,
            80_000,
        ),
        supplier(
            "Calzaturificio Valdombra",
            "ordini@valdombra.example.com",
            "EUR",
            1.0,
            30,
            36.0,
            9.0,
            150_000,
        ),
        supplier(
            "Delta Packs & Trail Goods",
            "hello@deltatrail.example.com",
            "USD",
            1.13,
            50,
            58.0,
            11.0,
            120_000,
        ),
    ];
    market.locations = vec![
        Location { name: "Utrecht Warehouse".to_owned(), share: 0.75 },
        Location { name: "Rotterdam Shop".to_owned(), share: 0.25 },
    ];
    let country = |code: &str, share, currency: &str, rate| Country {
        code: code.to_owned(),
        share,
        currency: currency.to_owned(),
        rate,
    };
    market.countries = vec![
        country("NL", 0.6, "EUR", 1.0),
        country("DE", 0.15, "EUR", 1.0),
        country("GB", 0.17, "GBP", 0.86),
        country("FR", 0.08, "EUR", 1.0),
    ];
    market.arrivals_per_day = 2.3 * scale;
    market.growth_per_year = 0.15;
    market.customers_at_start = (680.0 * scale) as u32;
    market.merchant = Merchant {
        cover_days: 45.0,
        safety_days: 18.0,
        habit: 0.35,
        memory_days: 28.0,
        shelf_lots: 1,
    };
    market.shipping = (595, 10_000);
    let drafts = drafts(random);
    let habits = shelf::Habits {
        elasticity: (-2.2, 0.5),
        steadiness: (8.0, 40.0),
        launched: 0.12,
        ended: 0.08,
        price_changes_per_year: 1.4,
        inflation: 0.03,
        ending,
    };
    shelf::stock(&mut market, drafts, &habits, random);
    let sales = [
        ("Spring start", 15),
        ("Mid-season sale", 25),
        ("Trail days", 15),
        ("Winter clearance", 35),
    ];
    shelf::promote(&mut market, &sales, 45.0, 0.25, random);
    shelf::compete(&mut market, &["Bergpas Outdoor", "Wandelhuis Online"], 0.5, random);
    shelf::accompany(
        &mut market,
        &[
            ("Fjellsti Hiking Boot", "Sokk Merino", 0.35),
            ("Rot Trail Shoe", "Sokk Liner", 0.15),
            ("Skarv Rain Jacket Men", "Wash-In Reproofer", 0.15),
            ("Tarn Three-Layer Shell Men", "Wash-In Reproofer", 0.25),
            ("Langtur Trekking Pack", "Rain Cover", 0.4),
            ("Myr Merino Base Layer Top Women", "Wool Wash", 0.15),
            ("Knott Beanie", "Hals Neck Tube", 0.2),
            ("Lavvu Down Jacket Women", "Grip Windproof Gloves", 0.12),
        ],
    );
    Settings {
        store: Store::OutdoorClothing,
        name: "Noordkant",
        about: [
            "Outdoor clothing from Utrecht: sizes and colours, strong seasons, returns, a warehouse and a shop, euros and pounds.",
            "Kleidung für draußen aus Utrecht: Größen und Farben, starke Saisons, Retouren, ein Lager und ein Laden, Euro und Pfund.",
        ],
        currency: "EUR",
        time_zone: "Europe/Amsterdam",
        clock: Clock { winter_hours: 1, summer: SummerTime::European },
        market,
        seed,
    }
}

fn drafts(random: &mut Random) -> Vec<shelf::Draft> {
    let draft = |garment: &Garment| {
        let (
            title,
            code,
            category,
            price,
            grams,
            supplier,
            season,
            weight,
            returned,
            colours,
            sizes,
        ) = *garment;
        let first = random.below(COLOURS.len() as u32) as usize;
        let cost_share = random.between(0.38, 0.48);
        let mut variants = Vec::new();
        for colour in 0..colours {
            let (colour, short) = at(&COLOURS, (first + colour * 3) % COLOURS.len());
            let liked = random.between(0.6, 1.4);
            for (size, share) in sizes {
                // What comes in one colour and one size has no options.
                let mut options = Vec::new();
                let mut sku = format!("NK-{code}");
                if colours > 1 || sizes.len() > 1 {
                    options.push(("Colour".to_owned(), colour.to_owned()));
                    sku = format!("{sku}-{short}");
                }
                if sizes.len() > 1 {
                    options.push(("Size".to_owned(), (*size).to_owned()));
                    sku = format!("{sku}-{size}");
                }
                variants.push(shelf::DraftVariant {
                    sku,
                    options,
                    share: liked * share,
                    price,
                    cost_share,
                    grams,
                    sold_in: 1,
                    minimum_quantity: 3,
                    pack: 1,
                });
            }
        }
        shelf::Draft {
            title: title.to_owned(),
            category,
            vendor: "Noordkant",
            season,
            weight,
            return_rate: f64::from(returned) / 1000.0,
            supplier,
            variants,
        }
    };
    CATALOGUE.iter().map(draft).collect()
}
