//! Random rows under the headings of known exports do no harm and none is lost; a random table is
//! read back as it was meant, however it is written.

use crate::dialects::fixtures;
use crate::everything::{everything, table};
use encoding_rs::WINDOWS_1252;
use kontor_api::import::Content;
use kontor_ingest::{Reading, Value, rows, to_utf8};
use proptest::prelude::*;

/// The header of each fixture, its delimiter and how many columns it has.
fn headers() -> Vec<(String, char, usize)> {
    let header = |bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).ok()?;
        let text = text.trim_start_matches('\u{feff}');
        let count = |line: &str, c: char| line.matches(c).count();
        let most = |line: &str| [',', ';', '\t'].into_iter().max_by_key(|c| count(line, *c));
        // Notes before a header have fewer of them.
        let line = text.lines().find(|line| most(line).is_some_and(|c| count(line, c) >= 3))?;
        let delimiter = most(line)?;
        Some((line.to_owned(), delimiter, count(line, delimiter) + 1))
    };
    fixtures().iter().filter_map(|(_, _, bytes, _)| header(bytes)).collect()
}

const CELLS: [&str; 32] = [
    "",
    "",
    "",
    "1001",
    "#1001",
    "1002",
    "Mug",
    "MUG-B",
    "12.50",
    "-3",
    "1",
    "2",
    "EUR",
    "2026-03-01",
    "2026-03-01 10:00:00 +0100",
    "01/02/26",
    "$1,234.56",
    "12,50",
    "N/A",
    "not stocked",
    "=1+1",
    "=\"00123\"",
    "'75008",
    "4.00638E+12",
    "Total",
    "Seller ID : x",
    "cancelled",
    "45384.3478",
    "name:Mug|sku:M|quantity:2|total:9.00|sub_total:10.00",
    "Product ID: 1, Product Qty: 2, Product SKU: A, Product Name: B, Product Unit Price: 1, Product Total Price: 2",
    "<b>x</b> &amp;",
    "\u{fffd}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_row_is_lost_under_known_headings(
        at in any::<prop::sample::Index>(),
        cells in proptest::collection::vec(
            proptest::collection::vec(proptest::sample::select(CELLS.to_vec()), 1..80),
            1..12,
        ),
        exact in any::<bool>(),
    ) {
        let headers = headers();
        let (header, delimiter, width) = &headers[at.index(headers.len())];
        let mut text = header.clone() + "\n";
        let mut count = 0;
        for row in &cells {
            let width = if exact { *width } else { row.len().min(*width + 1) };
            let row: Vec<String> = row.iter().cycle().take(width).map(|cell| {
                format!("\"{}\"", cell.replace('"', "\"\""))
            }).collect();
            // A line of one empty cell is no row.
            count += u64::from(row.iter().any(|cell| cell != "\"\"") || width > 1);
            text += &row.join(&delimiter.to_string());
            text += "\n";
        }
        if let Some((sniffed, read)) = table(text.as_bytes())
            && sniffed.has_header
            && sniffed.plan.skip_lines == 0
            && sniffed.quote.is_some()
            && sniffed.plan.delimiter == *delimiter
        {
            prop_assert_eq!(read.kept + read.refused + read.skipped, count);
        }
    }

    #[test]
    fn no_bytes_do_harm(bytes in proptest::collection::vec(any::<u8>(), 0..300), magic in 0..4_u8) {
        let start: &[u8] = match magic {
            0 => b"PK\x03\x04\x14\0\x06\0\x08\0[Content_Types].xml",
            1 => b"PK\x03\x04",
            2 => b"\x1f\x8b\x08",
            _ => b"",
        };
        everything(&[start, &bytes].concat());
    }

    #[test]
    fn a_table_is_read_back_however_it_is_written(
        products in proptest::collection::vec(
            ("[A-Z]{2}-[0-9]{3}", "[A-Za-zäöüß][A-Za-zäöüß ,;\"|\n]{0,12}[a-z]", 0_i64..10_000_000, 1_i64..500),
            1..20,
        ),
        delimiter in proptest::sample::select(vec![',', ';', '\t', '|']),
        comma in any::<bool>(),
        quotes_all in any::<bool>(),
        end in proptest::sample::select(vec!["\n", "\r\n", "\r"]),
        encoding in 0..4_u8,
    ) {
        // Something must tell the decimal mark.
        prop_assume!(products.iter().any(|(_, _, cents, _)| cents % 100 != 0));
        let quoted = |cell: &str| {
            let is_special = |c| c == delimiter || matches!(c, '"' | '\n' | '\r');
            match quotes_all || cell.contains(is_special) {
                true => format!("\"{}\"", cell.replace('"', "\"\"")),
                false => cell.to_owned(),
            }
        };
        let headings = ["Supplier", "SKU", "Title", "Unit cost", "Minimum quantity"];
        let mut text = headings.map(&quoted).join(&delimiter.to_string()) + end;
        for (sku, title, cents, least) in &products {
            let point = if comma { ',' } else { '.' };
            let cost = format!("{}{point}{:02}", cents / 100, cents % 100);
            let cells = ["Größe & Söhne".to_owned(), sku.clone(), title.clone(), cost, least.to_string()];
            text += &cells.map(|cell| quoted(&cell)).join(&delimiter.to_string());
            text += end;
        }
        let bytes = match encoding {
            0 => text.clone().into_bytes(),
            1 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            2 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            _ => WINDOWS_1252.encode(&text).0.into_owned(),
        };
        let (sniffed, _) = table(&bytes).unwrap();
        prop_assert_eq!(sniffed.plan.content, Content::SupplierProducts);
        prop_assert_eq!(sniffed.plan.delimiter, delimiter);
        let mut read = Vec::new();
        for reading in rows(to_utf8(bytes.as_slice(), &sniffed.plan).unwrap(), &sniffed) {
            let Reading::Row(row) = reading.unwrap() else { panic!("a row was not read") };
            let text = |at: usize| match &row.values[at] {
                Some(Value::Text(text)) => text.clone(),
                _ => String::new(),
            };
            let number = |at: usize| match &row.values[at] {
                Some(Value::Number(number)) => *number,
                _ => -1,
            };
            // In the order of the content's fields.
            read.push((text(1), text(3), number(4) / 10_000, number(6) / 1_000_000));
        }
        let expected: Vec<(String, String, i128, i128)> = products
            .iter()
            .map(|(sku, title, cents, least)| {
                let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
                (sku.clone(), title, i128::from(*cents), i128::from(*least))
            })
            .collect();
        prop_assert_eq!(read, expected);
    }
}
