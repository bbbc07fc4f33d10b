//! Random tables, written in random ways, are recognised; random bytes do no harm.

use crate::{fields, look, shop, whole};
use encoding_rs::WINDOWS_1252;
use kontor_api::import::{DateOrder, DecimalMark, Field};
use kontor_domain::Language;
use kontor_ingest::{sniff, to_utf8};
use proptest::prelude::*;
use std::io::Read;

/// A table of order lines and the way it is written.
#[derive(Debug, Clone)]
struct Written {
    rows: Vec<Row>,
    delimiter: char,
    comma: bool,
    dates: DateOrder,
    line_end: &'static str,
    encoding: &'static str,
    header: [&'static str; 6],
    quotes_all: bool,
    notes: usize,
}

#[derive(Debug, Clone)]
struct Row {
    order: u32,
    day: i8,
    title: String,
    quantity: i32,
    cents: i32,
}

fn row() -> impl Strategy<Value = Row> {
    let words =
        ["Becher", "größer", "Café", "fenêtre", "a \"b\"", "x;y", "p,q", "two\nlines", "5 | 6"];
    let title = proptest::collection::vec(proptest::sample::select(words.to_vec()), 1..4);
    (1000_u32..9999, 1_i8..=28, title, -5_i32..50, 1_i32..500_000).prop_map(
        |(order, day, title, quantity, cents)| Row {
            order,
            day,
            title: title.join(" "),
            quantity,
            cents,
        },
    )
}

fn written() -> impl Strategy<Value = Written> {
    let headers = [
        ["Order ID", "Date", "Product name", "Quantity", "Unit price", "SKU"],
        ["Bestellnummer", "Bestelldatum", "Artikelname", "Menge", "Einzelpreis", "Artikel-Nr."],
        [
            "N° commande",
            "Date de commande",
            "Désignation",
            "Quantité",
            "Prix unitaire",
            "Référence",
        ],
    ];
    (
        proptest::collection::vec(row(), 30..60),
        proptest::sample::select(vec![',', ';', '\t', '|']),
        any::<bool>(),
        proptest::sample::select(vec![
            DateOrder::YearMonthDay,
            DateOrder::DayMonthYear,
            DateOrder::MonthDayYear,
        ]),
        proptest::sample::select(vec!["\n", "\r\n", "\r"]),
        proptest::sample::select(vec!["utf-8", "bom", "utf-16le", "utf-16be", "windows-1252"]),
        proptest::sample::select(headers.to_vec()),
        any::<bool>(),
        0_usize..3,
    )
        .prop_map(
            |(rows, delimiter, comma, dates, line_end, encoding, header, quotes_all, notes)| {
                Written {
                    rows,
                    delimiter,
                    comma,
                    dates,
                    line_end,
                    encoding,
                    header,
                    quotes_all,
                    notes,
                }
            },
        )
}

impl Written {
    fn cells(&self) -> Vec<Vec<String>> {
        let point = if self.comma { ',' } else { '.' };
        let cells = |row: &Row| {
            let day = row.day;
            let date = match self.dates {
                DateOrder::YearMonthDay => format!("2026-03-{day:02} 10:00"),
                DateOrder::DayMonthYear => format!("{day:02}/03/2026 10:00"),
                _ => format!("03/{day:02}/2026 10:00"),
            };
            let price = format!("{}{point}{:02}", row.cents / 100, row.cents % 100);
            let sku = format!("A{}", row.order % 17);
            vec![
                row.order.to_string(),
                date,
                row.title.clone(),
                row.quantity.to_string(),
                price,
                sku,
            ]
        };
        self.rows.iter().map(cells).collect()
    }

    fn text(&self) -> String {
        let quoted = |cell: &str| {
            let special = |c| c == self.delimiter || matches!(c, '"' | '\n' | '\r');
            match self.quotes_all || cell.contains(special) {
                true => format!("\"{}\"", cell.replace('"', "\"\"")),
                false => cell.to_owned(),
            }
        };
        let delimiter = self.delimiter.to_string();
        let mut text = format!("Report of sales{}", self.line_end).repeat(self.notes);
        let header = self.header.map(str::to_owned).to_vec();
        for cells in std::iter::once(header).chain(self.cells()) {
            let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
            text += &cells.join(&delimiter);
            text += self.line_end;
        }
        text
    }

    fn bytes(&self) -> Vec<u8> {
        let text = self.text();
        match self.encoding {
            "bom" => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            "windows-1252" => WINDOWS_1252.encode(&text).0.into_owned(),
            _ => text.into_bytes(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_table_is_recognised_however_it_is_written(written in written()) {
        prop_assume!(written.rows.iter().any(|row| row.day > 12));
        prop_assume!(written.rows.iter().any(|row| row.cents % 100 != 0));
        let bytes = written.bytes();
        let sniffed = look("orders.csv", &bytes).unwrap();
        prop_assert_eq!(sniffed.obstacle.as_ref(), None);
        prop_assert_eq!(sniffed.plan.delimiter, written.delimiter);
        prop_assert_eq!(&sniffed.header, &written.header);
        prop_assert_eq!(sniffed.plan.skip_lines as usize, written.notes);
        let expected = [
            Field::OrderId,
            Field::OrderedAt,
            Field::Title,
            Field::Quantity,
            Field::UnitPrice,
            Field::Sku,
        ];
        prop_assert_eq!(fields(&sniffed), expected.map(Some));
        let mark = if written.comma { DecimalMark::Comma } else { DecimalMark::Point };
        prop_assert_eq!(sniffed.plan.decimal, mark);
        prop_assert_eq!(sniffed.plan.dates, written.dates);
        let cells: Vec<Vec<String>> = written.cells().into_iter().take(sniffed.rows.len()).collect();
        prop_assert_eq!(&sniffed.rows, &cells);

        let mut clean = String::new();
        let mut stream = to_utf8(bytes.as_slice(), &sniffed.plan).unwrap();
        stream.read_to_string(&mut clean).unwrap();
        prop_assert_eq!(stream.replaced(), 0);
        let text = written.text().replace("\r\n", "\n").replace('\r', "\n");
        let table: Vec<&str> = text.split_inclusive('\n').skip(written.notes).collect();
        prop_assert_eq!(clean, table.concat());
    }

    #[test]
    fn no_bytes_are_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        look("x.csv", &bytes).ok();
    }

    #[test]
    fn no_text_is_too_strange(text in "(?s)([-0-9.,;|\t\"\r\n a-zA-Z€ü]|.){0,300}", cut in any::<bool>()) {
        let mut sample = whole(text.as_bytes());
        sample.is_whole = !cut;
        sample.later = vec![text.clone().into_bytes()];
        if let Ok(sniffed) = sniff("x.csv", &sample, None, &shop(), Language::De) {
            prop_assert_eq!(sniffed.plan.columns.len(), sniffed.header.len());
            // What was guessed is a plan that can be given back.
            let again = sniff("x.csv", &sample, Some(&sniffed.plan), &shop(), Language::De).unwrap();
            prop_assert_eq!(again.plan, sniffed.plan);
            prop_assert_eq!(again.header, sniffed.header);
        }
    }
}
