//! The stores' files: the same bytes each time, the committed ones among them; totals that add up;
//! nothing wrong in them but what was planted.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use flate2::read::GzDecoder;
use kontor_simulator::stores::{Clicks, Extent, Settings, Store, StoreCard, write_store};
use kontor_simulator::truth::Truth;
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    rc::Rc,
};

/// The hash of everything that the four stores hold at scale 1. A store that is changed on purpose
/// changes it: then make the committed stores anew (the crate's head says how).
const HASH: &str = "cd1113b28e11763bdded69bd07eaf86d311459f1316f97b0adde6b92866af11e";

/// A file in memory.
#[derive(Clone, Default)]
struct Memory(Rc<RefCell<Vec<u8>>>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Written {
    files: BTreeMap<String, Vec<u8>>,
    card: StoreCard,
    truth: Truth,
}

fn settings(store: Store, scale: f64) -> Settings {
    store.settings("2026-10-31".parse().unwrap(), scale, 1)
}

fn write(settings: &Settings) -> Written {
    write_extent(settings, Extent { clicks: Clicks::LastDays(3), full_truth: false, days: None })
}

fn write_extent(settings: &Settings, extent: Extent) -> Written {
    let mut files: BTreeMap<String, Memory> = BTreeMap::new();
    let (card, truth) = write_store(
        settings,
        extent,
        &mut |name| Ok(Box::new(files.entry(name.to_owned()).or_default().clone())),
        &mut |_| Ok(()),
    )
    .unwrap();
    let files = files.into_iter().map(|(name, file)| (name, file.0.take())).collect();
    Written { files, card, truth }
}

fn folder(store: Store) -> PathBuf {
    // Tests run in the folder of their crate.
    Path::new("../../sample-stores").join(store.id())
}

#[test]
fn the_same_seed_makes_the_same_bytes_everywhere() {
    let mut hasher = blake3::Hasher::new();
    for store in Store::ALL {
        let written = write(&settings(store, 1.0));
        for (name, bytes) in &written.files {
            hasher.update(name.as_bytes());
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
            let kept = [name.clone(), format!("{name}.gz")].map(|name| folder(store).join(name));
            let committed = match fs::read(&kept[0]) {
                Ok(bytes) => bytes,
                Err(_) => {
                    let mut plain = Vec::new();
                    let file = fs::File::open(&kept[1]).unwrap();
                    GzDecoder::new(file).read_to_end(&mut plain).unwrap();
                    plain
                }
            };
            assert!(committed == *bytes, "{} of {} is not what is made now", name, store.id());
        }
    }
    assert_eq!(hasher.finalize().to_hex().as_str(), HASH);
}

#[test]
fn two_runs_agree_and_seeds_differ() {
    let one = write(&settings(Store::CoffeeRoaster, 0.5));
    let two = write(&settings(Store::CoffeeRoaster, 0.5));
    assert!(one.files == two.files);
    assert_eq!(one.card, two.card);
    let other = Store::CoffeeRoaster.settings("2026-10-31".parse().unwrap(), 0.5, 2);
    assert!(write(&other).files["orders.csv"] != one.files["orders.csv"]);
}

/// A CSV file by columns.
struct Table {
    header: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

impl Table {
    fn of(bytes: &[u8], is_german: bool) -> Table {
        let text: String = match is_german {
            true => bytes.iter().map(|byte| char::from(*byte)).collect(),
            false => String::from_utf8(bytes.to_vec()).unwrap(),
        };
        let delimiter = if is_german { b';' } else { b',' };
        let text = text.trim_start_matches('\u{feff}');
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
        Table { header, rows: reader.records().map(Result::unwrap).collect() }
    }

    fn get<'r>(&self, row: &'r csv::StringRecord, column: &str) -> &'r str {
        let place = self.header.iter().position(|name| name == column).unwrap();
        row.get(place).unwrap()
    }
}

/// Minor units of an amount with a decimal point or comma.
fn minor(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once(['.', ','])?;
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    Some(whole.parse::<i64>().ok()? * 100 + sign * part.parse::<i64>().ok()?)
}

/// Order lines as they stand in the files: order, code, quantity, amount before discounts, and
/// whether the order stands; without planted rows.
fn lines(written: &Written) -> Vec<(String, String, i64, i64, bool)> {
    let mut lines = Vec::new();
    for file in written.card.files.iter().filter(|file| file.kind == "orders") {
        let is_german = written.card.id == "parts-dealer";
        let table = Table::of(&written.files[&file.file], is_german);
        let planted: BTreeSet<u64> = written
            .card
            .planted
            .iter()
            .filter(|row| row.file == file.file)
            .map(|row| row.row)
            .collect();
        let mut status = String::new();
        for (row, number) in table.rows.iter().zip(1..) {
            if planted.contains(&number) {
                continue;
            }
            let cell = |column| table.get(row, column);
            match written.card.id.as_str() {
                "parts-dealer" => {
                    let quantity: i64 = cell("Menge").parse().unwrap();
                    let amount = minor(cell("Positionsbetrag")).unwrap();
                    assert_eq!(minor(cell("Einzelpreis")).unwrap() * quantity, amount);
                    let stands = cell("Status") != "storniert";
                    let (order, code) =
                        (cell("Belegnummer").to_owned(), cell("Artikelnummer").to_owned());
                    lines.push((order, code, quantity, amount, stands));
                }
                "home-goods" => {
                    let stands = cell("status") != "cancelled";
                    let mut of_order = 0;
                    for slot in 1..=24 {
                        let column = format!("line_item_{slot}");
                        let packed = table.get(row, &column);
                        if packed.is_empty() {
                            continue;
                        }
                        let part = |key: &str| {
                            packed
                                .split('|')
                                .find_map(|part| part.strip_prefix(key))
                                .unwrap()
                                .to_owned()
                        };
                        let quantity = part("quantity:").parse().unwrap();
                        let amount = minor(&part("sub_total:")).unwrap();
                        of_order += minor(&part("total:")).unwrap();
                        lines.push((
                            cell("order_id").to_owned(),
                            part("sku:"),
                            quantity,
                            amount,
                            stands,
                        ));
                    }
                    let shipping = minor(cell("shipping_total")).unwrap();
                    assert_eq!(of_order + shipping, minor(cell("order_total")).unwrap());
                }
                _ => {
                    if !cell("Financial Status").is_empty() {
                        status = cell("Financial Status").to_owned();
                    }
                    let quantity: i64 = cell("Lineitem quantity").parse().unwrap();
                    let amount = minor(cell("Lineitem price")).unwrap() * quantity;
                    let (order, code) = (cell("Name").to_owned(), cell("Lineitem sku").to_owned());
                    lines.push((order, code, quantity, amount, status != "voided"));
                }
            }
        }
    }
    lines
}

#[test]
fn totals_reconcile_with_the_truth() {
    for store in Store::ALL {
        let written = write(&settings(store, 0.5));
        let truth = &written.truth;
        let lines = lines(&written);
        let sales: Vec<_> = lines.iter().filter(|line| line.2 > 0).collect();
        assert_eq!(sales.len() as u64, truth.exported.lines, "{}", store.id());
        let orders: BTreeSet<&String> = sales.iter().map(|line| &line.0).collect();
        assert_eq!(orders.len() as u64, truth.exported.orders);
        let mut by_code: BTreeMap<&String, u64> = BTreeMap::new();
        let mut goods = 0;
        for (_, code, quantity, amount, stands) in &sales {
            if *stands {
                *by_code.entry(code).or_default() += *quantity as u64;
                goods += amount;
            }
        }
        for variant in &truth.variants {
            let found = by_code.remove(&variant.sku).unwrap_or(0);
            assert_eq!(found, variant.sold, "{} {}", store.id(), variant.sku);
        }
        assert!(by_code.is_empty(), "codes that no catalogue has: {by_code:?}");
        // Two currencies do not add up; elsewhere money does.
        if store != Store::OutdoorClothing {
            assert_eq!(goods, truth.exported.goods, "{}", store.id());
        }
        let credits = lines.iter().filter(|line| line.2 < 0).count() as u64;
        if store == Store::PartsDealer {
            assert_eq!(credits, truth.exported.returned_lines);
        }
    }
}

#[test]
fn shopify_orders_add_up_by_order() {
    let written = write(&settings(Store::OutdoorClothing, 0.5));
    let table = Table::of(&written.files["orders.csv"], false);
    let planted: BTreeSet<u64> = written.card.planted.iter().map(|row| row.row).collect();
    let mut sums: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    let mut statuses = BTreeSet::new();
    let mut currencies = BTreeSet::new();
    for (row, number) in table.rows.iter().zip(1..) {
        if planted.contains(&number) {
            continue;
        }
        let cell = |column| table.get(row, column);
        let sum = sums.entry(cell("Name").to_owned()).or_default();
        sum.0 += minor(cell("Lineitem price")).unwrap()
            * cell("Lineitem quantity").parse::<i64>().unwrap();
        if cell("Total").is_empty() {
            continue;
        }
        let amount = |column| minor(cell(column)).unwrap();
        sum.1 += amount("Subtotal") + amount("Discount Amount");
        assert_eq!(amount("Subtotal") + amount("Shipping"), amount("Total"));
        assert!(amount("Refunded Amount") <= amount("Subtotal"));
        statuses.insert(cell("Financial Status").to_owned());
        currencies.insert(cell("Currency").to_owned());
    }
    assert!(sums.values().all(|(lines, order)| lines == order));
    for status in ["paid", "partially_refunded", "refunded", "voided"] {
        assert!(statuses.contains(status), "{status}");
    }
    assert_eq!(currencies.into_iter().collect::<Vec<_>>(), ["EUR", "GBP"]);
}

#[test]
fn the_full_truth_says_more_and_changes_nothing() {
    let settings = settings(Store::CoffeeRoaster, 0.5);
    let small = write(&settings);
    let extent = Extent { clicks: Clicks::All, full_truth: true, days: None };
    let full = write_extent(&settings, extent);
    assert!(full.files["events.jsonl"].len() > small.files["events.jsonl"].len());
    for (name, bytes) in small.files.iter().filter(|(name, _)| *name != "events.jsonl") {
        assert!(full.files[name] == *bytes, "{name}");
    }
    let daily = Table::of(&full.files["truth_daily.csv"], false);
    let sum = |column| -> f64 {
        daily.rows.iter().map(|row| daily.get(row, column).parse::<f64>().unwrap()).sum()
    };
    let sold: u64 = full.truth.variants.iter().map(|variant| variant.sold).sum();
    assert_eq!(sum("Sold"), sold as f64);
    let expected: f64 = full.truth.variants.iter().map(|variant| variant.expected).sum();
    assert!((sum("Expected") / expected - 1.0).abs() < 0.001);
    let customers = Table::of(&full.files["truth_customers.csv"], false);
    assert_eq!(customers.rows.len() as u64, full.truth.exported.customers);
    let exported = Table::of(&full.files["customers.csv"], false);
    let emails = |table: &Table| -> BTreeSet<String> {
        table.rows.iter().map(|row| table.get(row, "Email").to_owned()).collect()
    };
    assert_eq!(emails(&customers), emails(&exported));
}

#[test]
fn planted_rows_stand_where_the_card_says() {
    for store in Store::ALL {
        let written = write(&settings(store, 0.3));
        let card = &written.card;
        let reasons: Vec<&str> = card.planted.iter().map(|row| row.reason.as_str()).collect();
        assert_eq!(
            reasons,
            ["bad_date", "bad_quantity", "bad_amount", "bad_currency"],
            "{}",
            card.id
        );
        for planted in &card.planted {
            let table = Table::of(&written.files[&planted.file], store == Store::PartsDealer);
            let row = &table.rows[planted.row as usize - 1];
            let text: String = row.iter().collect::<Vec<_>>().join(" ");
            let sign = match planted.reason.as_str() {
                "bad_date" => ["-02-3", "31.02."],
                "bad_quantity" => ["two", "zwei"],
                "bad_amount" => ["see note", "siehe Notiz"],
                _ => ["EURO", "Taler"],
            };
            let is_wrong = sign.iter().any(|sign| text.contains(sign))
                || text.contains("a pair")
                || text.contains("Pounds");
            assert!(is_wrong, "{text}");
        }
        for file in &card.files {
            assert!(written.files.contains_key(&file.file), "{}", file.file);
        }
        assert!(card.files.iter().filter(|file| !file.used).all(|file| file.kind == "events"));
    }
}

#[test]
fn catalogues_have_the_promised_sizes_and_codes_of_their_own() {
    let sizes = [(Store::CoffeeRoaster, 40), (Store::HomeGoods, 600), (Store::PartsDealer, 8000)];
    for (store, size) in sizes {
        assert_eq!(settings(store, 1.0).market.variants.len(), size, "{}", store.id());
    }
    for store in Store::ALL {
        let market = settings(store, 1.0).market;
        let codes: BTreeSet<&String> = market.variants.iter().map(|variant| &variant.sku).collect();
        assert_eq!(codes.len(), market.variants.len(), "{}", store.id());
        let titles: BTreeSet<&String> =
            market.products.iter().map(|product| &product.title).collect();
        assert_eq!(titles.len(), market.products.len(), "{}", store.id());
        assert!(
            market.variants.iter().all(|variant| variant.price > variant.cost && variant.cost > 0)
        );
    }
}

#[test]
fn what_is_committed_is_small() {
    let mut together = 0;
    for store in Store::ALL {
        for entry in fs::read_dir(folder(store)).unwrap() {
            let size = entry.unwrap().metadata().unwrap().len();
            assert!(size <= 2_000_000);
            together += size;
        }
    }
    assert!(together <= 6_000_000, "{together} bytes");
}
