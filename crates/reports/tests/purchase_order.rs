//! Purchase orders as their receivers read them: the files are opened again by other programs'
//! readers, and say what the order says.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use calamine::{Data, Reader, Xlsx};
use kontor_domain::{Date, Language, Quantity};
use kontor_reports::{
    FontFile, Fonts, OrderError, OrderLine, PurchaseOrder, Shop, Supplier, SupplierColumn,
    UnitCost, missing_glyphs, pdf, supplier_csv, system_fonts, workbook,
};
use lopdf::{Document, Object, ObjectId, content::Content};
use proptest::prelude::*;
use std::{
    collections::BTreeMap,
    io::{Cursor, Write},
    process::{Command, Stdio},
    sync::LazyLock,
};

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::bundled().unwrap());

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn line(sku: &str, title: &str, units: i64, cost: (i64, u8), amount: i64) -> OrderLine {
    OrderLine {
        sku: sku.to_owned(),
        supplier_sku: None,
        title: title.to_owned(),
        pack: None,
        quantity: Quantity::whole(units),
        unit_cost: UnitCost { scaled: cost.0, decimals: cost.1 },
        amount,
    }
}

fn order(language: Language, lines: Vec<OrderLine>) -> PurchaseOrder {
    PurchaseOrder {
        language,
        number: "PO-2026-0042".to_owned(),
        date: day("2026-11-26"),
        shop: Shop {
            name: "Hearth & Linen".to_owned(),
            address: vec!["12 Mill Lane".to_owned(), "Bath BA1 5LY".to_owned()],
            email: Some("orders@hearthandlinen.example".to_owned()),
            phone: Some("+44 1225 555 010".to_owned()),
            tax_id: Some("GB 123 4567 89".to_owned()),
        },
        supplier: Supplier {
            name: "Tischlerei Grünwald GmbH".to_owned(),
            address: vec!["Lindenstraße 4".to_owned(), "87509 Immenstadt".to_owned()],
            email: Some("verkauf@gruenwald.example".to_owned()),
        },
        ship_to: vec!["Hearth & Linen, Warehouse 2".to_owned(), "Bristol BS2 0XJ".to_owned()],
        currency: "EUR".parse().unwrap(),
        expected: Some(day("2026-12-17")),
        terms: Some("30 days net, 2 % within 10 days.".to_owned()),
        notes: Some("Please pack trays upright.\nOne delivery note for each box.".to_owned()),
        total: lines.iter().map(|line| line.amount).sum(),
        lines,
    }
}

/// An order of so many lines, with a cost of four decimals here and there.
fn long(language: Language, count: i64) -> PurchaseOrder {
    let lines = (1..=count).map(|n| {
        // Four decimals, so hundredths of a cent, rounded half away from zero.
        let (units, cost) = (n * 7 % 300 + 1, 10_000 + n * 37 % 90_000);
        let title = match n % 5 {
            0 => "Serving tray, solid oak, oiled, with two handles of brass and felt below",
            _ => "Linen napkin",
        };
        OrderLine {
            supplier_sku: Some(format!("G{:06}", n * 131)),
            pack: (n % 3 == 0).then(|| Quantity::whole(6)),
            ..line(&format!("SKU-{n:04}"), title, units, (cost, 4), (units * cost + 50) / 100)
        }
    });
    order(language, lines.collect())
}

fn bytes(order: &PurchaseOrder) -> Vec<u8> {
    let mut out = Vec::new();
    pdf(order, &FONTS, &mut out).unwrap();
    out
}

/// The text of each page in the order in which it was written, one space for any space.
fn pages(pdf: &[u8]) -> Vec<String> {
    let document = Document::load_mem(pdf).unwrap();
    document.get_pages().into_values().map(|page| plain(&page_text(&document, page))).collect()
}

fn page_text(document: &Document, page: ObjectId) -> String {
    let fonts = document.get_page_fonts(page).unwrap();
    let encodings: BTreeMap<_, _> = fonts
        .iter()
        .map(|(name, font)| (name.as_slice(), font.get_font_encoding(document).unwrap()))
        .collect();
    let content = Content::decode(&document.get_page_content(page)).unwrap();
    let mut text = String::new();
    let mut encoding = None;
    for operation in &content.operations {
        match operation.operator.as_str() {
            "Tf" => encoding = encodings.get(operation.operands[0].as_name().unwrap()),
            "Tj" | "TJ" => {
                let shown = operation.operands.iter().flat_map(|operand| match operand {
                    Object::Array(parts) => parts.iter().collect(),
                    part => vec![part],
                });
                for bytes in shown.filter_map(|part| part.as_str().ok()) {
                    text += &Document::decode_text(encoding.unwrap(), bytes).unwrap();
                }
            }
            "ET" => text.push(' '),
            _ => {}
        }
    }
    text
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What `pdftotext` of poppler reads, as people do who search and copy.
fn read_by_poppler(pdf: &[u8]) -> Option<String> {
    let started = Command::new("pdftotext")
        .args(["-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut reader) = started else {
        println!("SKIPPED pdftotext is not here (Debian: poppler-utils)");
        return None;
    };
    reader.stdin.take().unwrap().write_all(pdf).unwrap();
    Some(String::from_utf8(reader.wait_with_output().unwrap().stdout).unwrap())
}

/// Asserts that the text says all of this, one after the other.
fn assert_says<'a>(text: &str, words: impl IntoIterator<Item = &'a str>) {
    let mut rest = text;
    for word in words {
        let Some((_, after)) = rest.split_once(word) else {
            panic!("no “{word}” in “{rest}”")
        };
        rest = after;
    }
}

/// A thousandth's whole units, as English and German write them below a million.
fn grouped(number: i64, group: char) -> String {
    match (number / 1000, number % 1000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands}{group}{rest:03}"),
    }
}

#[test]
fn the_pdf_says_what_the_order_says() {
    let trays = line("TRAY-40", "Serving tray, oak", 48, (1295, 2), 62_160);
    let screws = line("SCREW-4x30", "Screws", 2_500, (425, 4), 10_625);
    let order = order(Language::En, vec![trays, screws]);
    let pages = pages(&bytes(&order));
    assert_eq!(pages.len(), 1);
    assert_says(
        &pages[0],
        [
            "Hearth & Linen",
            "12 Mill Lane",
            "Tel. +44 1225 555 010",
            "Tax ID GB 123 4567 89",
            "Purchase order",
            "Tischlerei Grünwald GmbH",
            "87509 Immenstadt",
            "Deliver to",
            "Bristol BS2 0XJ",
            "Order number PO-2026-0042 Date 26 Nov 2026 Expected 17 Dec 2026 Currency EUR",
            "Unit cost",
            "1 TRAY-40 Serving tray, oak 48 12.9500 621.60",
            "2 SCREW-4x30 Screws 2,500 0.0425 106.25",
            "Total EUR 727.85",
            "Payment terms",
            "2 % within 10 days.",
            "Notes",
            "One delivery note for each box.",
            "Page 1 of 1",
        ],
    );
}

#[test]
fn long_orders_have_every_line_once_and_a_heading_on_every_page() {
    let order = long(Language::De, 400);
    let pages = pages(&bytes(&order));
    assert!(pages.len() > 10, "{}", pages.len());
    for (number, page) in (1..).zip(&pages) {
        assert!(page.contains("Einzelpreis"), "{page}");
        assert!(page.ends_with(&format!("Seite {number} von {}", pages.len())), "{page}");
    }
    for page in &pages[1..] {
        assert!(page.starts_with("Hearth & Linen Bestellung PO-2026-0042 Pos."), "{page}");
    }
    let text = pages.join(" ");
    let mut words = Vec::new();
    for (number, line) in (1..).zip(&order.lines) {
        let units = line.quantity.milli / 1000;
        let cost = line.unit_cost.scaled;
        words.push(format!("{number} {}", line.supplier_sku.as_ref().unwrap()));
        words.push(format!("Unsere Artikelnr. {}", line.sku));
        words.push(format!(
            " {units} {},{:04} {},{:02} ",
            cost / 10_000,
            cost % 10_000,
            grouped(line.amount / 100, '.'),
            line.amount % 100
        ));
        assert_eq!(text.matches(&format!("Unsere Artikelnr. {} ", line.sku)).count(), 1);
    }
    assert_says(&text, words.iter().map(String::as_str));
    let total = format!("{},{:02}", grouped(order.total / 100, '.'), order.total % 100);
    assert_says(&text, ["Gesamtbetrag EUR", &total]);
    if let Some(read) = read_by_poppler(&bytes(&order)) {
        assert_says(&read, order.lines.iter().map(|line| line.sku.as_str()));
    }
}

/// Hebrew, Arabic, Devanagari, Greek, Cyrillic, and two directions in one line.
const SCRIPTS: [&str; 6] = [
    "מגש עץ אלון",
    "صينية خشب البلوط",
    "ओक की लकड़ी की ट्रे",
    "Δίσκος σερβιρίσματος",
    "Поднос из дуба, ёлочка",
    "Tray מגש 40 cm",
];

fn mixed() -> PurchaseOrder {
    let titles = SCRIPTS.iter().map(|title| line("T", title, 1, (100, 2), 100));
    order(Language::En, titles.collect())
}

#[test]
fn every_bundled_script_is_shaped_and_can_be_read_again() {
    let order = mixed();
    assert_eq!(missing_glyphs(&order, &FONTS), []);
    let bytes = bytes(&order);
    let text = pages(&bytes).join(" ");
    // Written as seen, from left to right.
    let hebrew: String = SCRIPTS[0].chars().rev().collect();
    for word in [&hebrew, SCRIPTS[3], SCRIPTS[4], "Tray", "40", "cm"] {
        assert!(text.contains(word), "no “{word}” in “{text}”");
    }
    if let Some(read) = read_by_poppler(&bytes) {
        let read = plain(&read);
        for title in SCRIPTS {
            for word in title.split(' ') {
                assert!(read.contains(word), "no “{word}” in “{read}”");
            }
        }
    }
}

#[test]
fn missing_glyphs_are_told_and_fonts_can_be_added() {
    let mut order = mixed();
    order.notes = Some("漢字 ✓ \u{200f}\u{ad}\u{fe0f}\tnew\r\nline 漢".to_owned());
    assert_eq!(missing_glyphs(&order, &FONTS), ['✓', '字', '漢']);
    // Boxes, but a file.
    assert!(pages(&bytes(&order))[0].contains("new line"));

    let mut fonts = Fonts::bundled().unwrap();
    let no_font = FontFile { bytes: b"no font".to_vec(), index: 0 };
    assert!(matches!(fonts.add(no_font), Err(OrderError::Font)));
    let found = system_fonts(&['✓']);
    if found.is_empty() {
        println!("SKIPPED no font of this computer has a check mark");
        return;
    }
    for font in found {
        fonts.add(font).unwrap();
    }
    assert!(!missing_glyphs(&order, &fonts).contains(&'✓'));
    let mut out = Vec::new();
    pdf(&order, &fonts, &mut out).unwrap();
    assert!(pages(&out)[0].contains('✓'));
}

#[test]
fn the_same_order_is_the_same_bytes() {
    let order = long(Language::De, 60);
    let mut again = Vec::new();
    pdf(&order, &Fonts::bundled().unwrap(), &mut again).unwrap();
    assert!(bytes(&order) == again);
    let book = || {
        let mut out = Vec::new();
        workbook(&order, &mut out).unwrap();
        out
    };
    let first = book();
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    assert!(first == book());
}

#[test]
fn the_pdf_has_a_title_a_language_and_fonts_in_it() {
    let document = Document::load_mem(&bytes(&mixed())).unwrap();
    let info = document.trailer.get(b"Info").unwrap().as_reference().unwrap();
    let info = document.get_dictionary(info).unwrap();
    let title = lopdf::decode_text_string(info.get(b"Title").unwrap()).unwrap();
    assert_eq!(title, "Purchase order PO-2026-0042");
    let language = document.catalog().unwrap().get(b"Lang").unwrap();
    assert_eq!(lopdf::decode_text_string(language).unwrap(), "en");
    let fonts = document.objects.values().filter_map(|object| object.as_dict().ok());
    let embedded = fonts.filter(|font| font.has(b"FontFile2")).count();
    assert_eq!(embedded, 4, "regular and semi-bold, Hebrew, Arabic");
}

#[test]
fn the_workbook_comes_back_to_the_cent_and_calculates() {
    let mut order = long(Language::En, 400);
    order.lines[0].title = "=HYPERLINK(\"http://example.org\")".to_owned();
    // Agreed otherwise than quantity times cost: no formula.
    order.lines[1].amount += 7;
    order.total += 7;
    let mut out = Vec::new();
    workbook(&order, &mut out).unwrap();
    let mut book = Xlsx::new(Cursor::new(out)).unwrap();
    let name = book.sheet_names()[0].clone();
    assert_eq!(name, "Purchase order PO-2026-0042");
    let values = book.worksheet_range(&name).unwrap();
    let formulas = book.worksheet_formula(&name).unwrap();
    let start = values.rows().position(|row| row[0] == Data::String("#".to_owned())).unwrap() + 1;
    let formula =
        |row: usize| formulas.get_value((row as u32, 7)).filter(|text| !text.is_empty()).cloned();
    let minor = |value: &Data| match value {
        Data::Float(number) => (number * 100.0).round() as i64,
        other => panic!("{other:?}"),
    };
    for (row, line) in (start..).zip(&order.lines) {
        let cells = &values.rows().nth(row).unwrap();
        assert_eq!(cells[2], Data::String(line.sku.clone()));
        assert_eq!(cells[3], Data::String(line.title.clone()));
        assert_eq!(cells[5], Data::Float((line.quantity.milli / 1000) as f64));
        assert_eq!(cells[6], Data::Float(line.unit_cost.scaled as f64 / 1e4));
        assert_eq!(minor(&cells[7]), line.amount);
        let number = row + 1;
        let expected = format!("ROUND(F{number}*G{number},2)");
        assert_eq!(formula(row), (row != start + 1).then_some(expected));
    }
    let end = start + order.lines.len();
    let cells = &values.rows().nth(end).unwrap();
    assert_eq!(cells[6], Data::String("Total EUR".to_owned()));
    assert_eq!(minor(&cells[7]), order.total);
    assert_eq!(formula(end), Some(format!("SUM(H{}:H{end})", start + 1)));
    assert!(values.rows().flatten().all(|cell| !matches!(cell, Data::Error(_))));
}

#[test]
fn the_suppliers_csv_has_his_columns() {
    let mut order = order(
        Language::De,
        vec![
            OrderLine {
                supplier_sku: Some("=cmd".to_owned()),
                pack: Some(Quantity::whole(12)),
                ..line("A,1", "Tablett", 48, (12_950, 3), 62_160)
            },
            line("B", "Schraube", 250, (425, 4), 1_063),
        ],
    );
    let columns = [
        ("Ihre Nr.", SupplierColumn::SupplierSku),
        ("@Nr", SupplierColumn::Sku),
        ("Text", SupplierColumn::Title),
        ("Menge", SupplierColumn::Quantity),
        ("VPE", SupplierColumn::Packs),
        ("Preis", SupplierColumn::UnitCost),
        ("Betrag", SupplierColumn::Amount),
        ("Währung", SupplierColumn::Currency),
        ("Bestellung", SupplierColumn::Number),
        ("Termin", SupplierColumn::Expected),
    ]
    .map(|(heading, column)| (heading.to_owned(), column));
    let written = |order: &PurchaseOrder| {
        let mut out = Vec::new();
        supplier_csv(order, &columns, &mut out).map(|()| String::from_utf8(out).unwrap())
    };
    assert_eq!(
        written(&order).unwrap(),
        "\u{feff}Ihre Nr.,'@Nr,Text,Menge,VPE,Preis,Betrag,Währung,Bestellung,Termin\r\n\
         '=cmd,\"A,1\",Tablett,48,4,12.950,621.60,EUR,PO-2026-0042,2026-12-17\r\n\
         ,B,Schraube,250,250,0.0425,10.63,EUR,PO-2026-0042,2026-12-17\r\n"
    );
    order.lines[0].pack = Some(Quantity::whole(36));
    let error = written(&order).unwrap_err();
    assert!(error.to_string().contains("line 1 orders 48 units"), "{error}");
    order.lines[0].pack = Some(Quantity::default());
    assert!(matches!(written(&order), Err(OrderError::Packs { line: 1, .. })));
}

#[test]
fn an_order_that_does_not_add_up_is_not_written() {
    let mut order = order(Language::En, vec![line("A", "Tray", 1, (100, 2), 100)]);
    order.total = 101;
    let errors = [
        pdf(&order, &FONTS, Vec::new()).unwrap_err(),
        workbook(&order, Cursor::new(Vec::new())).unwrap_err(),
        supplier_csv(&order, &[], Vec::new()).unwrap_err(),
    ];
    for error in errors {
        assert!(error.to_string().contains("add up to 1.00 EUR and the order says 1.01 EUR"));
    }
    order.total = 100;
    order.lines[0].unit_cost.decimals = 7;
    let error = pdf(&order, &FONTS, Vec::new()).unwrap_err();
    assert!(matches!(error, OrderError::Decimals { line: 1, decimals: 7 }), "{error}");
    order.lines[0].unit_cost.decimals = 2;
    let mut full = [0_u8; 16];
    assert!(matches!(pdf(&order, &FONTS, &mut full[..]), Err(OrderError::Io(_))));
    assert!(matches!(workbook(&order, &mut full[..]), Err(OrderError::Io(_))));
}

#[test]
fn an_order_without_lines_or_with_a_title_longer_than_a_page_is_written() {
    let empty = order(Language::De, Vec::new());
    assert!(pages(&bytes(&empty))[0].contains("Gesamtbetrag EUR 0,00"));
    let endless = "Quadratur".repeat(2_000);
    let mut order = order(Language::De, vec![line("A", &endless, 1, (100, 2), 100)]);
    order.notes = Some("words ".repeat(5_000));
    order.shop.name = "Name ".repeat(500);
    order.supplier.address = vec!["Street".to_owned(); 200];
    let text = pages(&bytes(&order)).join(" ");
    assert_eq!(text.matches('Q').count(), 2_000);
    assert_eq!(text.matches("words").count(), 5_000);
    assert_eq!(text.matches("Street").count(), 200);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_text_makes_a_file(
        texts in proptest::collection::vec(
            // Anything; what the bundled fonts shape; what breaks lines and turns directions.
            prop_oneof![any::<String>(), "[א-ת؀-ۿऀ-ॿͰ-ϿЀ-ӿa-z0-9 ]{0,80}", "[\\pZ\\pC\\pMa-zא]{0,40}"],
            8,
        ),
        numbers in proptest::collection::vec(any::<i32>().prop_map(i64::from), 4),
        is_german: bool,
    ) {
        let language = if is_german { Language::De } else { Language::En };
        let mut order = order(language, vec![
            line(&texts[0], &texts[1], numbers[0], (numbers[1] << 20, 6), numbers[2]),
            OrderLine {
                supplier_sku: Some(texts[2].clone()),
                pack: Some(Quantity { milli: numbers[3] }),
                ..line("", "", i64::MAX, (i64::MIN, 0), 0)
            },
        ]);
        order.number.clone_from(&texts[3]);
        order.shop.name.clone_from(&texts[4]);
        order.supplier.address = vec![texts[5].clone()];
        order.notes = Some(texts[6].clone());
        order.ship_to = vec![texts[7].clone()];
        prop_assert!(Document::load_mem(&bytes(&order)).is_ok());
        let mut out = Vec::new();
        workbook(&order, &mut out).unwrap();
        prop_assert!(Xlsx::new(Cursor::new(out)).is_ok());
        missing_glyphs(&order, &FONTS);
    }
}
