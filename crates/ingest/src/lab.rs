//! The whole of a real file through the reference parsers, where the lab's data is at hand.

use crate::csv::{Cut, records};
use crate::{LineFacts, Role, classify, clean_id, parse_decimal, parse_timestamp, role};
use crate::{read_sample, sniff, to_utf8};
use kontor_api::{
    import::{Field, LineKind},
    settings::{PriceSettings, ReorderSettings, Settings},
};
use kontor_domain::{Language, Weekday};
use std::{collections::HashMap, fs::File, io::Read, path::PathBuf};

/// The lab's folder: `KONTOR_LAB`, or `../shared/data` beside the checkout.
fn lab(file: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("KONTOR_LAB").map_or_else(beside, PathBuf::from);
    Some(folder.join(file)).filter(|path| path.exists())
}

#[test]
fn online_retail_adds_up() {
    let Some(path) = lab("online_retail.csv.gz") else {
        println!("SKIPPED: online_retail.csv.gz is not in the lab");
        return;
    };
    let shop = Settings {
        name: String::new(),
        currency: "EUR".parse().unwrap(),
        time_zone: "Europe/Berlin".to_owned(),
        week_start: Weekday::Monday,
        fiscal_year_start: 1,
        prices_include_tax: true,
        watched_folder: None,
        payment_fee_percent: Default::default(),
        payment_fee_fixed: Default::default(),
        fulfilment_cost: Default::default(),
        shipping_cost: Default::default(),
        train_nightly: true,
        reorder: ReorderSettings::default(),
        price: PriceSettings::default(),
    };
    let sample = read_sample(File::open(&path).unwrap()).unwrap();
    let sniffed = sniff("online_retail.csv.gz", &sample, None, &shop, Language::En).unwrap();
    assert_eq!(sniffed.obstacle, None);
    assert_eq!(sniffed.plan.currency.code(), "GBP");
    assert_eq!(sniffed.plan.time_zone, "Europe/London");
    assert_eq!(sniffed.timestamps, ["%Y-%m-%d %H:%M:%S"]);
    let plan = &sniffed.plan;
    let expected = [
        Field::OrderId,
        Field::Sku,
        Field::Title,
        Field::Quantity,
        Field::OrderedAt,
        Field::UnitPrice,
        Field::Customer,
        Field::Country,
    ];
    assert_eq!(plan.columns, expected.map(Some));

    let mut text = String::new();
    let mut stream = to_utf8(File::open(&path).unwrap(), plan).unwrap();
    stream.read_to_string(&mut text).unwrap();
    assert_eq!(stream.replaced(), 0);
    let cut = Cut { delimiter: plan.delimiter, quote: sniffed.quote };
    let (mut rows, mut total) = (0, 0);
    let mut kinds: HashMap<LineKind, usize> = HashMap::new();
    let mut roles: HashMap<(String, String), Role> = HashMap::new();
    for record in records(&text, cut).skip(1) {
        let cell = |field: Field| {
            let index = plan.columns.iter().position(|column| *column == Some(field)).unwrap();
            record.cells[index].as_ref()
        };
        let number = |field| parse_decimal(cell(field), plan.decimal, 3).unwrap();
        assert!(parse_timestamp(cell(Field::OrderedAt), plan.dates).is_some());
        let (quantity, price) = (number(Field::Quantity), number(Field::UnitPrice));
        // Thousandths times thousandths, rounded half away from zero to pence.
        let millionths = quantity * price;
        let pence = (millionths.abs() + 5_000) / 10_000 * millionths.signum();
        let product = (cell(Field::Sku).to_owned(), cell(Field::Title).to_owned());
        let facts = LineFacts {
            order_id: clean_id(cell(Field::OrderId)).unwrap(),
            status: None,
            states_refund: false,
            role: *roles.entry(product).or_insert_with_key(|(sku, title)| role(sku, title)),
            quantity: quantity as i64,
            amount: pence as i64,
        };
        rows += 1;
        total += pence;
        *kinds.entry(classify(&facts)).or_default() += 1;
        assert!(facts.role != Role::Goods || cell(Field::Sku) != "POST");
    }
    assert_eq!((rows, total), (541_909, 974_774_793));
    let expected = [
        (LineKind::Sale, 527_667),
        (LineKind::Cancelled, 9_288),
        (LineKind::Free, 2_501),
        (LineKind::Shipping, 2_060),
        (LineKind::Adjustment, 331),
        (LineKind::Voucher, 34),
        (LineKind::Fee, 28),
    ];
    assert_eq!(kinds, HashMap::from(expected));
}
