//! Every platform's export through the whole importer, held against sums that a script worked out
//! from the file alone (`crates/ingest/tests/dialects`, which `ingest` holds its own part against).

use crate::{Shop, cell};
use kontor_api::import::{Content, Report};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

fn folders() -> Vec<PathBuf> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/ingest/tests/dialects");
    let mut folders: Vec<PathBuf> = fs::read_dir(all)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

/// The fixture's file, and what it must come to.
fn fixture(folder: &Path) -> (PathBuf, Value) {
    let text = fs::read_to_string(folder.join("expected.json")).unwrap();
    let file = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().unwrap() != "expected.json")
        .unwrap();
    (file, serde_json::from_str(&text).unwrap())
}

fn name_of(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

fn counts(value: &Value) -> BTreeMap<String, u64> {
    value
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, count)| (name.clone(), count.as_u64().unwrap()))
        .collect()
}

fn rows_agree(name: &str, report: &Report, expected: &Value) {
    let number = |key: &str| expected[key].as_u64().unwrap();
    assert_eq!(report.rows_read, number("rows_read"), "{name}: rows read");
    assert_eq!(report.rows_kept, number("kept"), "{name}: rows kept");
    let refused: BTreeMap<String, u64> =
        report.refused.iter().map(|count| (name_of(&count.reason), count.rows)).collect();
    assert_eq!(refused, counts(&expected["refused"]), "{name}: refused");
    let skipped: BTreeMap<String, u64> =
        report.skipped.iter().map(|count| (name_of(&count.skip), count.rows)).collect();
    assert_eq!(skipped, counts(&expected["skipped"]), "{name}: skipped");
}

/// What the warehouse has of a currency, by the names of the script.
const SUMS: [(&str, &str); 7] = [
    ("gross", "sum(amount_minor + discount_minor) FILTER (l.source_row > 0)"),
    ("discounts", "sum(discount_minor)"),
    ("shipping", "sum(amount_minor) FILTER (p.sku = ' shipping')"),
    ("tips", "sum(amount_minor) FILTER (p.sku = ' tip')"),
    ("refunds", "-sum(amount_minor) FILTER (p.sku = ' refund')"),
    (
        "tax",
        "(SELECT sum(tax) FROM order_amounts a WHERE a.currency_id = any_value(l.currency_id))",
    ),
    (
        "totals",
        "(SELECT sum(total) FROM order_amounts a WHERE a.currency_id = any_value(l.currency_id))",
    ),
];

#[tokio::test]
async fn every_export_comes_to_what_a_script_worked_out() {
    let mut differences = Vec::new();
    for folder in folders() {
        let (file, expected) = fixture(&folder);
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let shop = Shop::new().await;
        let report = shop.import(&file).await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        rows_agree(&name, &report, &expected);
        if report.plan.content != Content::Orders {
            continue;
        }
        assert_eq!(report.orders, expected["orders"].as_u64().unwrap(), "{name}: orders");
        for (currency, sums) in expected["currencies"].as_object().unwrap() {
            // A file that names no currency is in the shop's.
            let is_named = report.totals.iter().any(|total| total.currency.code() == currency);
            let currency = if is_named { currency } else { report.plan.currency.code() };
            let of = |key: &str| sums.get(key).and_then(Value::as_i64).unwrap_or(0);
            for (key, sql) in SUMS {
                let wanted = match key {
                    "discounts" => of("line_discounts") + of("order_discounts"),
                    key => of(key),
                };
                let statement = format!(
                    "SELECT coalesce({sql}, 0) FROM lines l JOIN products p USING (product_id) JOIN currencies c USING (currency_id) WHERE c.currency = '{currency}'"
                );
                let found: i64 = cell(&shop.engine, &statement).await.unwrap().parse().unwrap();
                if found != wanted {
                    differences.push(format!("{name} {currency} {key}: {found}, not {wanted}"));
                }
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
