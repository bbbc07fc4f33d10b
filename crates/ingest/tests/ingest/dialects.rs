//! The fixtures in `tests/dialects`: what is read of each is what `totals.py`, which shares no code
//! with this crate, works out from the same file.

use crate::{look, shop, whole};
use kontor_api::import::{Content, Field, Refusal, Skip};
use kontor_domain::Language;
use kontor_ingest::{Reading, Sniffed, Value, parse_decimal, reshape, rows, sniff, to_utf8};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/dialects");

/// Every fixture: its name, its file's name, its bytes and what it must come to.
pub(crate) fn fixtures() -> Vec<(String, String, Vec<u8>, Json)> {
    let mut fixtures = Vec::new();
    for folder in std::fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path()) {
        if !folder.is_dir() {
            continue;
        }
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let expected = std::fs::read(folder.join("expected.json")).unwrap();
        let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let file = files.into_iter().find(|file| !file.ends_with("expected.json")).unwrap();
        let file_name = file.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(file).unwrap();
        fixtures.push((name, file_name, bytes, serde_json::from_slice(&expected).unwrap()));
    }
    fixtures.sort_by(|one, other| one.0.cmp(&other.0));
    fixtures
}

fn name_of<T: serde::Serialize>(value: T) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

fn count<T: serde::Serialize + Copy>(of: impl IntoIterator<Item = T>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for each in of {
        *counts.entry(name_of(each)).or_default() += 1;
    }
    counts
}

/// Half away from zero.
fn minor(millionths: i128, currency: &str) -> i64 {
    let unit: i128 = if matches!(currency, "JPY" | "CLP") { 1_000_000 } else { 10_000 };
    let rounded = (millionths.abs() + unit / 2) / unit * millionths.signum();
    i64::try_from(rounded).unwrap()
}

#[test]
fn fixtures_come_to_what_was_worked_out() {
    let mut wrong = Vec::new();
    let fixtures = fixtures();
    assert!(fixtures.len() >= 28);
    for (name, file, bytes, expected) in fixtures {
        let sniffed = look(&file, &bytes).unwrap();
        assert_eq!(sniffed.obstacle, None, "{name}");
        let content = sniffed.plan.content;
        let found = match content {
            Content::Orders => orders(&bytes, &sniffed),
            _ => others(&bytes, &sniffed),
        };
        let mut expected = expected.as_object().unwrap().clone();
        if let Some(Json::Bool(is_included)) = expected.remove("tax_included") {
            assert_eq!(sniffed.plan.prices_include_tax, is_included, "{name}");
        }
        let found = Json::Object(found);
        let expected = Json::Object(expected);
        if found != expected {
            let (found, expected) = (format!("{found:#}"), format!("{expected:#}"));
            let lines: BTreeSet<&str> = expected.lines().collect();
            let more: Vec<&str> = found.lines().filter(|line| !lines.contains(line)).collect();
            let lines: BTreeSet<&str> = found.lines().collect();
            let less: Vec<&str> = expected.lines().filter(|line| !lines.contains(line)).collect();
            wrong.push(format!("{name}\n  found    {more:?}\n  expected {less:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn orders(bytes: &[u8], sniffed: &Sniffed) -> Map<String, Json> {
    let mut out = Vec::new();
    let text = to_utf8(bytes, &sniffed.plan).unwrap();
    let done = reshape(text, sniffed, &mut out).unwrap();
    // What was written is a table that can be read as the plan says.
    let again =
        sniff("reshaped.csv", &whole(&out), Some(&done.plan), &shop(), Language::En).unwrap();
    assert_eq!(again.obstacle, None);
    assert_eq!(again.header, done.header);
    if !done.timestamps.is_empty() {
        assert_eq!(again.timestamps, done.timestamps);
    }
    let text = String::from_utf8(out).unwrap();
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let records = csv_lines(&text);
    let (mut numbers, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let mut money: BTreeMap<String, BTreeMap<&str, i64>> = BTreeMap::new();
    let mut kept = BTreeSet::new();
    let sums = [
        (Field::OrderDiscount, "order_discounts"),
        (Field::OrderShipping, "shipping"),
        (Field::OrderTax, "tax"),
        (Field::OrderTip, "tips"),
        (Field::OrderFee, "fees"),
        (Field::OrderRefunded, "refunds"),
        (Field::OrderTotal, "totals"),
    ];
    for record in records.iter().skip(1) {
        let cell = |field: Field| {
            let index = header.iter().position(|heading| *heading == field.name())?;
            Some(record[index].clone()).filter(|cell| !cell.is_empty())
        };
        let number =
            |field| Some(parse_decimal(&cell(field)?, done.plan.decimal, 6).expect("a number"));
        kept.insert(record[0].clone());
        let order = cell(Field::OrderId).unwrap();
        let currency = cell(Field::Currency).unwrap_or(done.plan.currency.code().to_owned());
        let gross = number(Field::LineTotal).unwrap_or_else(|| {
            number(Field::Quantity).unwrap() * number(Field::UnitPrice).unwrap() / 1_000_000
        });
        let amounts = money.entry(currency.clone()).or_default();
        *amounts.entry("gross").or_default() += minor(gross, &currency);
        *amounts.entry("line_discounts").or_default() +=
            minor(number(Field::Discount).unwrap_or(0), &currency);
        for (field, kind) in sums {
            if let Some(amount) = number(field)
                && seen.insert((order.clone(), kind))
            {
                *amounts.entry(kind).or_default() += minor(amount, &currency);
            }
        }
        numbers.insert(order);
    }
    for amounts in money.values_mut() {
        amounts.retain(|_, amount| *amount != 0);
    }
    assert_eq!(done.rows_read, (kept.len() + done.refused.len()) as u64);
    let skipped: BTreeMap<String, u64> =
        done.skipped.iter().map(|count| (name_of(count.skip), count.rows)).collect();
    let found = json!({
        "dialect": sniffed.plan.dialect,
        "content": sniffed.plan.content,
        "rows_read": done.rows_read,
        "kept": kept.len(),
        "refused": count(done.refused.iter().map(|row| row.reason)),
        "skipped": skipped,
        "lines": records.len() - 1,
        "orders": numbers.len(),
        "currencies": money,
    });
    found.as_object().unwrap().clone()
}

/// The records of a table as `reshape` writes it: a line each.
fn csv_lines(text: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| {
        let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '"' if quoted && letters.peek() == Some(&'"') => {
                    letters.next();
                    cell.push('"');
                }
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(std::mem::take(&mut cell)),
                other => cell.push(other),
            }
        }
        cells.push(cell);
        cells
    };
    text.lines().map(cells).collect()
}

fn others(bytes: &[u8], sniffed: &Sniffed) -> Map<String, Json> {
    let fields = sniffed.plan.content.fields();
    let mut skipped: Vec<Skip> = Vec::new();
    let mut refused: Vec<Refusal> = Vec::new();
    let (mut kept, mut made) = (BTreeSet::new(), 0);
    let mut filled: BTreeMap<String, u64> = BTreeMap::new();
    let mut sums: BTreeMap<String, i128> = BTreeMap::new();
    for reading in rows(to_utf8(bytes, &sniffed.plan).unwrap(), sniffed) {
        match reading.unwrap() {
            Reading::Skipped(skip) => skipped.push(skip),
            Reading::Refused(row) => refused.push(row.reason),
            Reading::Row(row) => {
                kept.insert(row.source_row);
                made += 1;
                assert_eq!(row.values.len(), fields.len());
                for (field, value) in fields.iter().zip(&row.values) {
                    if let Some(value) = value {
                        *filled.entry(field.name()).or_default() += 1;
                        if let Value::Number(number) = value {
                            *sums.entry(field.name()).or_default() += number;
                        }
                    }
                }
            }
        }
    }
    // Only what was worked out is compared.
    let (_, _, _, expected) = fixtures()
        .into_iter()
        .find(|fixture| fixture.2 == bytes)
        .expect("the fixture that is looked at");
    filled.retain(|field, _| expected["filled"].get(field).is_some());
    sums.retain(|field, _| expected["sums"].get(field).is_some());
    let written = |millionths: &i128| {
        let sign = if *millionths < 0 { "-" } else { "" };
        let digits = format!(
            "{sign}{}.{:06}",
            millionths.unsigned_abs() / 1_000_000,
            millionths.unsigned_abs() % 1_000_000
        );
        digits.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let sums: BTreeMap<&String, String> =
        sums.iter().map(|(field, sum)| (field, written(sum))).collect();
    let found = json!({
        "dialect": sniffed.plan.dialect,
        "content": sniffed.plan.content,
        "rows_read": kept.len() + refused.len(),
        "kept": kept.len(),
        "refused": count(refused.iter().copied()),
        "skipped": count(skipped.iter().copied()),
        "rows": made,
        "filled": filled,
        "sums": sums,
    });
    found.as_object().unwrap().clone()
}

#[test]
fn only_tables_of_lines_stand_as_they_are() {
    for (name, file, bytes, _) in fixtures() {
        let sniffed = look(&file, &bytes).unwrap();
        let straight = ["shopify_orders", "gumroad_sales"].contains(&name.as_str());
        let is_orders = sniffed.plan.content == Content::Orders;
        assert_eq!(sniffed.needs_reshape, is_orders && !straight, "{name}");
    }
}
