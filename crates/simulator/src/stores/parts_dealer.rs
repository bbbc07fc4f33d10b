//! Harzer Teilekontor, parts for machines in Goslar: 8,000 articles of which most sell now and
//! then, companies that buy in bulk, long lead times.

use super::{
    CATALOGUE_STREAM, Settings, Store, activity, day_of, empty_market, holiday, shelf, years,
};
use crate::{
    Random, at,
    calendar::{Clock, HolidayRule, SummerTime},
    market::{Campaign, Channel, Country, Location, Merchant, Season, Segment, Supplier},
};
use kontor_domain::Date;

/// How many articles it has.
const CODES: usize = 8000;

/// A family of articles: every combination of its dimensions is one.
struct Family {
    /// The name, with `%` where a dimension stands.
    name: &'static str,
    group: &'static str,
    /// The first part of the article number.
    number: u32,
    vendor: &'static str,
    supplier: usize,
    /// Price in cents of the first combination.
    price: f64,
    /// How many times as dear the last of each dimension is as the first.
    dearer: [f64; 3],
    grams: u32,
    /// The smallest quantity sold, and the supplier's pack.
    sold_in: u32,
    pack: u32,
    dimensions: [&'static [&'static str]; 3],
}

const NONE: &[&str] = &[""];
const BORES: &[&str] = &[
    "00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15",
    "16", "17", "18", "20", "22", "24",
];
const SHAFTS: &[&str] = &[
    "8", "10", "12", "14", "15", "16", "17", "18", "20", "22", "24", "25", "28", "30", "32", "35",
    "38", "40", "42", "45", "48", "50", "55", "60", "65", "70", "75", "80", "85", "90", "95",
    "100", "110", "120",
];
const HOUSINGS: &[&str] = &["1", "2", "3", "4", "5"];
const RINGS: &[&str] = &[
    "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19",
    "20", "22", "24", "25", "26", "28", "30", "32", "34", "35", "36", "38", "40", "42", "44", "45",
    "48", "50", "52", "55", "58", "60", "63", "65", "68", "70", "75", "80", "85", "90", "95",
    "100", "105", "110", "115", "120", "125", "130", "140", "150", "160", "180", "200",
];
const CORDS: &[&str] = &["1,5", "2", "2,5", "3", "3,5", "4", "5", "6"];
const BELTS: &[&str] = &[
    "630", "670", "710", "750", "800", "850", "900", "950", "1000", "1060", "1120", "1180", "1250",
    "1320", "1400", "1500", "1600", "1700", "1800", "1900", "2000", "2120", "2240", "2360", "2500",
    "2650", "2800", "3000", "3150", "3350", "3550", "3750", "4000", "4250", "4500", "5000",
];
const THREADS: &[&str] = &["M4", "M5", "M6", "M8", "M10", "M12", "M16", "M20"];
const LENGTHS: &[&str] = &[
    "10", "12", "16", "20", "25", "30", "35", "40", "45", "50", "60", "70", "80", "90", "100",
    "120",
];
const STEELS: &[&str] = &["8.8 verzinkt", "A2", "A4", "10.9"];
const RUBBERS: &[&str] = &["NBR 70", "FKM 75", "EPDM 70"];
const TEETH: &[&str] = &[
    "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24", "25",
    "26", "28", "30", "32", "35", "38", "40", "45",
];
const CHAINS: &[&str] = &["06B", "08B", "10B", "12B", "16B", "20B"];
const KEYS: &[&str] =
    &["4x4", "5x5", "6x6", "8x7", "10x8", "12x8", "14x9", "16x10", "18x11", "20x12"];
const BARS: &[&str] = &["DN6", "DN8", "DN10", "DN12", "DN16", "DN20", "DN25"];
const METRES: &[&str] = &[
    "300", "400", "500", "600", "700", "800", "900", "1000", "1200", "1400", "1600", "1800",
    "2000", "2500",
];
const ENDS: &[&str] = &["DKOL", "DKOS", "BSP", "JIC"];
const POWERS: &[&str] = &[
    "0,12", "0,18", "0,25", "0,37", "0,55", "0,75", "1,1", "1,5", "2,2", "3,0", "4,0", "5,5",
    "7,5", "11", "15",
];
const TUBES: &[&str] = &["4", "6", "8", "10", "12", "14", "16"];
const SIZES: &[&str] = &["G1/8", "G1/4", "G3/8", "G1/2", "G3/4", "G1"];

#[rustfmt::skip]
const FAMILIES: [Family; 40] = [
    family("Rillenkugellager 60%-%", "Wälzlager", 1010, "Norvika", 0, 320.0, [14.0, 1.3, 1.0], 180, 1, 10, [BORES, &["2RS", "ZZ", "2RS C3"], NONE]),
    family("Rillenkugellager 62%-%", "Wälzlager", 1020, "Norvika", 0, 360.0, [15.0, 1.3, 1.0], 230, 1, 10, [BORES, &["2RS", "ZZ", "2RS C3"], NONE]),
    family("Rillenkugellager 63%-%", "Wälzlager", 1030, "Norvika", 0, 480.0, [16.0, 1.3, 1.0], 380, 1, 5, [BORES, &["2RS", "ZZ", "C3"], NONE]),
    family("Kegelrollenlager 302%%", "Wälzlager", 1040, "Norvika", 0, 780.0, [11.0, 1.4, 1.0], 500, 1, 5, [BORES, &["", " X"], NONE]),
    family("Stehlager UCP 2%", "Wälzlager", 1050, "Tessmar", 0, 1150.0, [9.0, 1.0, 1.0], 900, 1, 2, [BORES, NONE, NONE]),
    family("Flanschlager UCF 2%", "Wälzlager", 1060, "Tessmar", 0, 1250.0, [9.0, 1.0, 1.0], 950, 1, 2, [BORES, NONE, NONE]),
    family("Wellendichtring %x%x7 %", "Dichtungen", 2010, "Halversen", 1, 180.0, [8.0, 1.3, 2.4], 40, 1, 10, [SHAFTS, HOUSINGS, &["NBR", "FKM"]]),
    family("Wellendichtring %x%x10 %", "Dichtungen", 2020, "Halversen", 1, 210.0, [8.0, 1.3, 2.4], 55, 1, 10, [SHAFTS, HOUSINGS, &["NBR", "FKM"]]),
    family("Wellendichtring %x%x8 %", "Dichtungen", 2012, "Halversen", 1, 190.0, [8.0, 1.3, 2.4], 45, 1, 10, [SHAFTS, HOUSINGS, &["NBR", "FKM"]]),
    family("Wellendichtring %x%x12 %", "Dichtungen", 2022, "Halversen", 1, 240.0, [8.0, 1.3, 2.4], 65, 1, 10, [SHAFTS, HOUSINGS, &["NBR", "FKM"]]),
    family("Nutring %x% PU", "Dichtungen", 2040, "Halversen", 1, 160.0, [9.0, 1.8, 1.0], 20, 1, 10, [RINGS, CORDS, NONE]),
    family("O-Ring %x% %", "Dichtungen", 2030, "Halversen", 1, 12.0, [9.0, 2.2, 4.0], 4, 10, 100, [RINGS, CORDS, RUBBERS]),
    family("Sicherungsring DIN 471 % mm%", "Normteile", 3010, "Brunkel", 2, 6.0, [26.0, 2.0, 1.0], 6, 25, 100, [SHAFTS, &["", " A2"], NONE]),
    family("Sicherungsring DIN 472 % mm%", "Normteile", 3020, "Brunkel", 2, 7.0, [26.0, 2.0, 1.0], 7, 25, 100, [SHAFTS, &["", " A2"], NONE]),
    family("Sechskantschraube DIN 933 %x% %", "Normteile", 3030, "Brunkel", 2, 5.0, [16.0, 4.0, 2.4], 22, 50, 200, [THREADS, LENGTHS, STEELS]),
    family("Zylinderschraube DIN 912 %x% %", "Normteile", 3040, "Brunkel", 2, 7.0, [16.0, 4.0, 2.2], 24, 50, 200, [THREADS, LENGTHS, STEELS]),
    family("Senkschraube DIN 7991 %x% %", "Normteile", 3050, "Brunkel", 2, 8.0, [14.0, 4.0, 2.2], 20, 50, 200, [THREADS, LENGTHS, STEELS]),
    family("Gewindestift DIN 913 %x% %", "Normteile", 3052, "Brunkel", 2, 4.0, [16.0, 4.0, 2.4], 9, 50, 200, [THREADS, LENGTHS, STEELS]),
    family("Linsenkopfschraube ISO 7380 %x% %", "Normteile", 3054, "Brunkel", 2, 7.0, [15.0, 4.0, 2.2], 19, 50, 200, [THREADS, LENGTHS, STEELS]),
    family("Sechskantmutter DIN 934 % %", "Normteile", 3060, "Brunkel", 2, 2.0, [20.0, 2.4, 1.0], 10, 100, 500, [THREADS, STEELS, NONE]),
    family("Passfeder DIN 6885 %x%", "Normteile", 3070, "Brunkel", 2, 45.0, [9.0, 3.0, 1.0], 30, 5, 50, [KEYS, LENGTHS, NONE]),
    family("Schmalkeilriemen SPZ %", "Riementriebe", 4010, "Ostrava Antriebe", 3, 620.0, [5.0, 1.0, 1.0], 130, 1, 5, [BELTS, NONE, NONE]),
    family("Schmalkeilriemen SPA %", "Riementriebe", 4020, "Ostrava Antriebe", 3, 760.0, [5.0, 1.0, 1.0], 190, 1, 5, [BELTS, NONE, NONE]),
    family("Schmalkeilriemen SPB %", "Riementriebe", 4030, "Ostrava Antriebe", 3, 1100.0, [5.0, 1.0, 1.0], 310, 1, 5, [BELTS, NONE, NONE]),
    family("Zahnriemen T10 % mm, % breit", "Riementriebe", 4040, "Ostrava Antriebe", 3, 950.0, [5.0, 3.0, 1.0], 160, 1, 2, [BELTS, &["16 mm", "25 mm", "32 mm", "50 mm"], NONE]),
    family("Schmalkeilriemen XPZ %", "Riementriebe", 4012, "Ostrava Antriebe", 3, 820.0, [5.0, 1.0, 1.0], 130, 1, 5, [BELTS, NONE, NONE]),
    family("Schmalkeilriemen XPA %", "Riementriebe", 4022, "Ostrava Antriebe", 3, 990.0, [5.0, 1.0, 1.0], 190, 1, 5, [BELTS, NONE, NONE]),
    family("Schmalkeilriemen XPB %", "Riementriebe", 4032, "Ostrava Antriebe", 3, 1400.0, [5.0, 1.0, 1.0], 310, 1, 5, [BELTS, NONE, NONE]),
    family("Zahnriemen HTD 5M %, % breit", "Riementriebe", 4042, "Ostrava Antriebe", 3, 890.0, [5.0, 3.0, 1.0], 120, 1, 2, [BELTS, &["9 mm", "15 mm", "25 mm"], NONE]),
    family("Zahnriemen HTD 8M %, % breit", "Riementriebe", 4044, "Ostrava Antriebe", 3, 1290.0, [5.0, 3.0, 1.0], 240, 1, 2, [BELTS, &["20 mm", "30 mm", "50 mm", "85 mm"], NONE]),
    family("Rollenkette %-%, 5 m", "Kettentriebe", 4510, "Ostrava Antriebe", 3, 2900.0, [6.0, 1.9, 1.0], 4000, 1, 1, [CHAINS, &["1", "2"], NONE]),
    family("Kettenrad % z=%, %", "Kettentriebe", 4520, "Ostrava Antriebe", 3, 690.0, [5.0, 3.0, 1.6], 700, 1, 1, [CHAINS, TEETH, &["vorgebohrt", "Taper"]]),
    family("Hydraulikschlauch % x % mm, %", "Hydraulik", 5010, "Quellmann", 4, 1400.0, [3.4, 2.6, 1.2], 900, 1, 1, [BARS, METRES, ENDS]),
    family("Hydraulikverschraubung % %", "Hydraulik", 5020, "Quellmann", 4, 260.0, [6.0, 1.4, 1.0], 120, 2, 10, [BARS, &["gerade", "Winkel", "T-Stück", "L-Stück", "Reduzierung"], NONE]),
    family("Hydraulik-Filterelement HF %-%", "Filter", 5510, "Quellmann", 4, 1900.0, [4.0, 1.8, 1.0], 450, 1, 2, [BELTS, &["10 µm", "25 µm"], NONE]),
    family("Kugelhahn %, %", "Armaturen", 6010, "Luvenia", 5, 780.0, [7.0, 2.4, 1.0], 350, 1, 5, [SIZES, &["Messing", "Edelstahl", "Stahl"], NONE]),
    family("Steckverschraubung % mm %, %", "Pneumatik", 6510, "Luvenia", 5, 140.0, [2.6, 3.0, 1.3], 25, 5, 10, [TUBES, SIZES, &["gerade", "Winkel", "Drossel"]]),
    family("Pneumatikzylinder Ø% mm, Hub %", "Pneumatik", 6520, "Luvenia", 5, 3400.0, [3.2, 1.8, 1.0], 800, 1, 1, [&["16", "20", "25", "32", "40", "50", "63", "80"], LENGTHS, NONE]),
    family("Drehstrommotor % kW, %-polig, %", "Antriebe", 7010, "Gernholz", 6, 9800.0, [9.0, 1.3, 1.1], 14_000, 1, 1, [POWERS, &["2", "4", "6"], &["B3", "B5", "B14"]]),
    family("Klauenkupplung Größe %, %", "Antriebe", 7020, "Gernholz", 6, 1600.0, [7.0, 1.2, 1.0], 1200, 1, 1, [&["14", "19", "24", "28", "38", "42", "48", "55", "65", "75"], &["92 Shore", "98 Shore", "64 Shore D"], NONE]),
];

#[expect(clippy::too_many_arguments, reason = "a row of a table")]
const fn family(
    name: &'static str,
    group: &'static str,
    number: u32,
    vendor: &'static str,
    supplier: usize,
    price: f64,
    dearer: [f64; 3],
    grams: u32,
    sold_in: u32,
    pack: u32,
    dimensions: [&'static [&'static str]; 3],
) -> Family {
    Family {
        name,
        group,
        number,
        vendor,
        supplier,
        price,
        dearer,
        grams,
        sold_in,
        pack,
        dimensions,
    }
}

fn ending(cents: f64) -> i64 {
    (cents.round() as i64).max(1)
}

/// The settings.
pub fn parts_dealer(last_day: Date, scale: f64, seed: u64) -> Settings {
    let random = &mut Random::new(seed, CATALOGUE_STREAM);
    let mut market = empty_market(last_day, 1096);
    market.weekday = [1.55, 1.4, 1.35, 1.3, 1.1, 0.2, 0.1];
    market.holidays = vec![
        holiday("Neujahr", HolidayRule::Fixed(1, 1), 0, 0, 0.2),
        holiday("Ostern", HolidayRule::Easter(0), 2, 1, 0.35),
        holiday("Tag der Arbeit", HolidayRule::Fixed(5, 1), 0, 0, 0.25),
        holiday("Himmelfahrt", HolidayRule::Easter(39), 0, 1, 0.5),
        holiday("Pfingstmontag", HolidayRule::Easter(50), 0, 0, 0.3),
        holiday("Betriebsferien", HolidayRule::Fixed(8, 8), 7, 7, 0.8),
        holiday("Tag der Deutschen Einheit", HolidayRule::Fixed(10, 3), 0, 0, 0.3),
        holiday("Weihnachten", HolidayRule::Fixed(12, 26), 3, 5, 0.3),
    ];
    market.seasons = vec![
        Season::new("ganzjährig", 0.05, 0.02, 290.0),
        Season::new("Ernte", 0.45, 0.1, 200.0),
        Season::new("Winter", 0.3, 0.0, 15.0),
    ];
    let segment =
        |name: &str, share, days: f64, churn: f64, lines, taste, multiple_share, multiple_more| {
            Segment {
                name: name.to_owned(),
                share,
                visits_per_day: 1.0 / days,
                activity: activity(),
                churn_per_day: 1.0 / churn,
                lines_per_visit: lines,
                taste,
                multiple_share,
                multiple_more,
                return_factor: 1.0,
                code_share: 0.0,
                is_business: true,
            }
        };
    market.segments = vec![
        segment("Werkstätten", 0.45, 30.0, 900.0, 2.2, [0.1, 0.0, 0.2, 0.0], 0.35, 1.8),
        segment("Industriebetriebe", 0.25, 21.0, 1500.0, 3.2, [-0.2, 0.1, 0.3, 0.1], 0.6, 6.0),
        segment("Landwirte", 0.3, 60.0, 1000.0, 1.7, [0.3, -0.1, 0.1, -0.1], 0.25, 1.4),
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
        channel("Telefon und Direkt", 0.5, 0.5, 0.1),
        channel("Webshop", 0.35, 3.0, 0.4),
        channel("Messe und Vertreter", 0.15, 0.2, 0.0),
    ];
    for year in years(&market) {
        for (name, channel, (month, day), days, spend_per_day, effect) in [
            ("Frühjahrsmesse", 2, (3, 3), 14, 9000, 0.012),
            ("Suchanzeigen", 1, (9, 1), 60, 2500, 0.012),
        ] {
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
            free_freight: minimum_order * 3,
            order_weekdays: vec![1],
            payment_days: 30,
        }
    };
    market.suppliers = vec![
        supplier(
            "Norvika Lagertechnik AB",
            "order@norvika.example.com",
            "EUR",
            1.0,
            28,
            33.0,
            8.0,
            50_000,
        ),
        supplier(
            "Halversen Dichtungswerk",
            "vertrieb@halversen.example.com",
            "EUR",
            1.0,
            21,
            23.0,
            5.0,
            30_000,
        ),
        supplier(
            "Brunkel Normteile GmbH",
            "bestellung@brunkel.example.com",
            "EUR",
            1.0,
            7,
            8.0,
            2.0,
            15_000,
        ),
        supplier(
            "Ostrava Antriebe s.r.o.",
            "sales@ostravaantriebe.example.com",
            "CZK",
            25.2,
            35,
            42.0,
            10.0,
            40_000,
        ),
        supplier(
            "Quellmann Fluidtechnik",
            "auftrag@quellmann.example.com",
            "EUR",
            1.0,
            18,
            20.0,
            4.0,
            40_000,
        ),
        supplier(
            "Luvenia Pneumatica S.r.l.",
            "ordini@luvenia.example.com",
            "EUR",
            1.0,
            42,
            50.0,
            12.0,
            60_000,
        ),
        supplier(
            "Gernholz Elektromotoren",
            "versand@gernholz.example.com",
            "EUR",
            1.0,
            60,
            70.0,
            16.0,
            80_000,
        ),
    ];
    market.locations = vec![Location { name: "Goslar".to_owned(), share: 1.0 }];
    let country = |code: &str, share| Country {
        code: code.to_owned(),
        share,
        currency: "EUR".to_owned(),
        rate: 1.0,
    };
    market.countries = vec![country("DE", 0.92), country("AT", 0.08)];
    market.arrivals_per_day = 0.3 * scale;
    market.growth_per_year = 0.04;
    market.customers_at_start = (255.0 * scale) as u32;
    market.merchant = Merchant {
        cover_days: 90.0,
        safety_days: 45.0,
        habit: 0.4,
        memory_days: 120.0,
        shelf_lots: 6,
    };
    market.shipping = (890, 15_000);
    let drafts = drafts(random);
    let habits = shelf::Habits {
        elasticity: (-1.3, 0.3),
        steadiness: (6.0, 30.0),
        launched: 0.06,
        ended: 0.06,
        price_changes_per_year: -0.3,
        inflation: 0.04,
        ending,
    };
    shelf::stock(&mut market, drafts, &habits, random);
    shelf::promote(
        &mut market,
        &[("Frühjahrsaktion", 10), ("Sommeraktion", 12), ("Herbstaktion", 15)],
        75.0,
        0.03,
        random,
    );
    shelf::compete(&mut market, &["Rhön Industriebedarf", "Technikhof24"], 0.02, random);
    shelf::accompany_some(&mut market, 40, random);
    Settings {
        store: Store::PartsDealer,
        name: "Harzer Teilekontor",
        about: [
            "A dealer in machine parts in Goslar: 8,000 articles of which most sell now and then, companies that buy in bulk, long lead times.",
            "Ein Händler für Maschinenteile in Goslar: 8.000 Artikel, von denen die meisten nur ab und zu gehen, Firmen mit großen Mengen, lange Lieferzeiten.",
        ],
        currency: "EUR",
        time_zone: "Europe/Berlin",
        clock: Clock { winter_hours: 1, summer: SummerTime::European },
        market,
        seed,
    }
}

/// As many of all combinations as there are articles, at random.
fn drafts(random: &mut Random) -> Vec<shelf::Draft> {
    let mut all: Vec<(u64, &Family, [usize; 3], u32)> = Vec::new();
    for family in &FAMILIES {
        let [first, second, third] = family.dimensions;
        let mut count = 0;
        for a in 0..first.len() {
            for b in 0..second.len() {
                for c in 0..third.len() {
                    count += 1;
                    all.push((random.bits(), family, [a, b, c], count));
                }
            }
        }
    }
    all.sort_by_key(|(order, ..)| *order);
    all.truncate(CODES);
    all.sort_by_key(|(_, family, _, count)| (family.number, *count));
    let weights = shelf::weights(all.len(), 0.8, random);
    all.iter()
        .zip(weights)
        .map(|((_, family, places, count), weight)| draft(random, family, *places, *count, weight))
        .collect()
}

fn draft(
    random: &mut Random,
    family: &Family,
    places: [usize; 3],
    count: u32,
    weight: f64,
) -> shelf::Draft {
    let mut title = String::new();
    let mut parts = family.name.split('%');
    title.push_str(parts.next().unwrap_or_default());
    let mut price = family.price * random.between(0.95, 1.05);
    for ((values, place), (part, dearer)) in
        family.dimensions.iter().zip(places).zip(parts.zip(family.dearer))
    {
        let value = at(values, place);
        let value = match is_housing(values) {
            // The outer diameter follows from the shaft's.
            true => {
                let shafts = family.dimensions.first().copied().unwrap_or_default();
                let shaft: usize =
                    at(shafts, places.first().copied().unwrap_or(0)).parse().unwrap_or(0);
                (shaft + 10 + 4 * place).to_string()
            }
            false => value.to_owned(),
        };
        title.push_str(&value);
        title.push_str(part);
        if values.len() > 1 {
            price *= libm::pow(dearer, place as f64 / (values.len() - 1) as f64);
        }
    }
    // Cheap things are bought more often.
    let weight = weight * libm::pow(1000.0 / (price * f64::from(family.sold_in)).max(100.0), 0.25);
    shelf::Draft {
        title: title.trim().to_owned(),
        category: family.group,
        vendor: family.vendor,
        season: match family.group {
            "Riementriebe" | "Kettentriebe" | "Filter" => 1,
            "Hydraulik" => 2,
            _ => 0,
        },
        weight,
        return_rate: 0.012,
        supplier: family.supplier,
        variants: vec![shelf::DraftVariant {
            sku: format!("{}-{count:05}", family.number),
            options: Vec::new(),
            share: 1.0,
            price: ending(price),
            cost_share: random.between(0.45, 0.65),
            grams: family.grams,
            sold_in: family.sold_in,
            minimum_quantity: family.pack,
            pack: family.pack,
        }],
    }
}

fn is_housing(values: &[&str]) -> bool {
    values == HOUSINGS
}
