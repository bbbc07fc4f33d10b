//! Whole files: what platforms export, what tests make up, what is no table at all.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod corpus;
mod dialects;
mod everything;
mod headers;
mod made_up;
mod read_back;
mod values;
mod workbook;

use kontor_api::{
    import::{Content, DateOrder, DecimalMark, Field, Plan},
    settings::{PriceSettings, ReorderSettings, Settings},
};
use kontor_domain::{Language, Weekday};
use kontor_ingest::{FileKind, Sample, Sniffed, Unreadable, sniff};

fn shop() -> Settings {
    Settings {
        name: "Hearth & Linen".to_owned(),
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
    }
}

fn whole(bytes: &[u8]) -> Sample {
    Sample { head: bytes.to_vec(), later: Vec::new(), is_whole: true }
}

fn look(name: &str, bytes: &[u8]) -> Result<Sniffed, Unreadable> {
    sniff(name, &whole(bytes), None, &shop(), Language::En)
}

fn fields(sniffed: &Sniffed) -> Vec<Option<Field>> {
    sniffed.plan.columns.clone()
}

#[test]
fn what_is_no_table_is_named() {
    let cases: [(&[u8], Unreadable); 7] = [
        (b"", Unreadable::Empty),
        (b"\xef\xbb\xbf \r\n\r\n", Unreadable::Empty),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Unreadable::Kind(FileKind::Picture)),
        (b"%PDF-1.7 \xe2\xe3", Unreadable::Kind(FileKind::Pdf)),
        (b"PK\x03\x04....xl/workbook.xml", Unreadable::Kind(FileKind::Spreadsheet)),
        (b"\x01\x02\x03\x04\0\0\x05,\x06\n\x07\x08\x0e\x0f", Unreadable::Kind(FileKind::Binary)),
        (b"<!DOCTYPE html><title>Sign in</title>", Unreadable::Kind(FileKind::WebPage)),
    ];
    for (bytes, expected) in cases {
        let error = look("orders.csv", bytes).unwrap_err();
        assert_eq!(error, expected);
        for language in Language::ALL {
            assert!(!error.message(language).is_empty() && !error.hint(language).is_empty());
        }
    }
    let endless = Sample { head: vec![b'x'; 17 << 20], later: Vec::new(), is_whole: false };
    let error = sniff("x.csv", &endless, None, &shop(), Language::En).unwrap_err();
    assert_eq!(error, Unreadable::LineTooLong);
}

#[test]
fn a_german_export() {
    let text = "sep=;\nBestell-Nr.;Bestelldatum;Artikelnummer;Bezeichnung;Menge;Einzelpreis (€);Land\n\
                1001;31.03.2026 18:42;A-7;Becher, grün;2;1.012,50;Deutschland\n\
                1001;31.03.2026 18:42;A-8;Teller;1;9,90;Deutschland\n\
                1002;01.04.2026 09:05;A-7;Becher, grün;-1;12,50;Deutschland\n";
    let bytes = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let sniffed = look("Bestellungen.csv", &bytes).unwrap();
    assert_eq!(sniffed.obstacle, None);
    assert_eq!(sniffed.questions, []);
    let expected = Plan {
        content: kontor_api::import::Content::Orders,
        dialect: None,
        has_header: true,
        encoding: "windows-1252".to_owned(),
        delimiter: ';',
        skip_lines: 1,
        columns: vec![
            Some(Field::OrderId),
            Some(Field::OrderedAt),
            Some(Field::Sku),
            Some(Field::Title),
            Some(Field::Quantity),
            Some(Field::UnitPrice),
            Some(Field::Country),
        ],
        decimal: DecimalMark::Comma,
        dates: DateOrder::DayMonthYear,
        currency: "EUR".parse().unwrap(),
        time_zone: "Europe/Berlin".to_owned(),
        is_abroad: false,
        prices_include_tax: true,
    };
    assert_eq!(sniffed.plan, expected);
    assert_eq!(sniffed.timestamps, ["%d.%m.%Y %H:%M"]);
    assert_eq!(sniffed.rows[0][3], "Becher, grün");
}

#[test]
fn doubts_are_asked_about() {
    let text = "order,date,product,qty,price,country\n\
                1,01/12/2025,Mug,1,5.00,United Kingdom\n\
                2,02/12/2025,Cup,1,6.00,United Kingdom\n";
    let sniffed = look("orders.csv", text.as_bytes()).unwrap();
    let asked: Vec<&str> = sniffed.questions.iter().map(|each| each.field.as_str()).collect();
    assert_eq!(asked, ["dates", "currency", "time_zone"]);
    assert_eq!(
        sniffed.questions[0].text,
        "Is 01/12/2025 the 1 Dec 2025 or the 12 Jan 2025? Kontor takes it for the 1 Dec 2025."
    );
    assert_eq!(sniffed.plan.currency.code(), "GBP");
    let german = sniff("orders.csv", &whole(text.as_bytes()), None, &shop(), Language::De).unwrap();
    assert!(german.questions[0].text.starts_with("Ist 01/12/2025 der 1. Dez. 2025"));
}

#[test]
fn a_file_without_headings_is_told_by_its_contents() {
    let row = |n: usize| {
        let (order, day) = (536_365 + n / 3, 1 + n / 40);
        let price = 2 + n % 7;
        format!(
            "{order},{}A,WHITE HANGING HEART {n},{},2010-12-{day:02} 08:26:00,{price}.55,{}.0,United Kingdom\n",
            85_000 + n % 50,
            1 + n % 12,
            17_850 + n / 3,
        )
    };
    let text: String = (0..200).map(row).collect();
    let sniffed = look("sales.csv", text.as_bytes()).unwrap();
    assert!(!sniffed.has_header);
    assert_eq!(sniffed.fingerprint, None);
    assert_eq!(sniffed.header[0], "Column 1");
    let expected = [
        Some(Field::OrderId),
        Some(Field::Sku),
        Some(Field::Title),
        Some(Field::Quantity),
        Some(Field::OrderedAt),
        Some(Field::UnitPrice),
        None,
        Some(Field::Country),
    ];
    assert_eq!(fields(&sniffed), expected);
    assert_eq!(sniffed.obstacle, None);
    assert_eq!(sniffed.questions[0].field, "columns");
}

#[test]
fn the_only_column_of_dates_is_asked_about() {
    let text = "order,sku,qty,price,handed over\n1,a,1,5.00,2026-03-31\n2,b,1,6.00,2026-04-01\n";
    let sniffed = look("orders.csv", text.as_bytes()).unwrap();
    assert_eq!(fields(&sniffed)[4], Some(Field::OrderedAt));
    assert_eq!(sniffed.obstacle, None);
    assert!(sniffed.questions[0].text.contains("“handed over”"));
    let two = text.replace("qty", "sent").replace(",1,", ",2026-04-02,");
    assert!(look("orders.csv", two.as_bytes()).unwrap().obstacle.is_some());
}

#[test]
fn totals_are_the_lines_or_left_out() {
    let head = "order,date,sku,qty,price,total\n";
    let gross = format!("{head}1,2026-01-01,a,2,5.00,10.00\n1,2026-01-01,b,1,4.00,4.00\n");
    let total = |text: &str| {
        let sniffed = look("orders.csv", text.as_bytes()).unwrap();
        let index = sniffed.header.iter().position(|heading| heading == "total").unwrap();
        fields(&sniffed)[index]
    };
    assert_eq!(total(&gross), Some(Field::LineTotal));
    let order = format!("{head}1,2026-01-01,a,2,5.00,14.00\n1,2026-01-01,b,1,4.00,14.00\n");
    assert_eq!(total(&order), None);

    let mut alone = "order,date,sku,qty,total\n".to_owned();
    for line in 0..12 {
        alone += &format!("{},2026-01-01,sku{line},1,{}.00\n", line / 3, 10 + line / 3);
    }
    assert_eq!(total(&alone), None);
    let sniffed = look("orders.csv", alone.as_bytes()).unwrap();
    assert!(sniffed.questions.iter().any(|each| each.text.contains("“total”")));
    assert!(sniffed.obstacle.unwrap().contains("no column with a price"));
}

#[test]
fn a_discount_is_taken_off_once() {
    let columns = |rows: &str| {
        let text = format!("order,date,sku,qty,price,discount,line total\n{rows}");
        let sniffed = look("orders.csv", text.as_bytes()).unwrap();
        (fields(&sniffed)[5], fields(&sniffed)[6])
    };
    let total = Some(Field::LineTotal);
    assert_eq!(columns("1,2026-01-01,a,2,5.00,1.00,9.00\n"), (None, total));
    assert_eq!(columns("1,2026-01-01,a,2,5.00,1.00,10.00\n"), (Some(Field::Discount), total));
}

#[test]
fn what_a_person_says_stays() {
    let text = "a;b;c;d;e\n1;2/3/2026;Mug;2;1,50\n2;3/3/2026;Cup;1;2,50\n";
    let said = Plan {
        content: kontor_api::import::Content::Orders,
        dialect: None,
        has_header: true,
        encoding: "utf-8".to_owned(),
        delimiter: ';',
        skip_lines: 0,
        columns: vec![
            Some(Field::OrderId),
            Some(Field::OrderedAt),
            Some(Field::Title),
            Some(Field::Quantity),
            Some(Field::LineTotal),
        ],
        decimal: DecimalMark::Comma,
        dates: DateOrder::MonthDayYear,
        currency: "SEK".parse().unwrap(),
        time_zone: "Europe/Stockholm".to_owned(),
        is_abroad: false,
        prices_include_tax: false,
    };
    let look =
        |plan: &Plan| sniff("x.csv", &whole(text.as_bytes()), Some(plan), &shop(), Language::En);
    let sniffed = look(&said).unwrap();
    assert_eq!((&sniffed.plan, sniffed.obstacle), (&said, None));

    let told = |change: fn(&mut Plan)| {
        let mut plan = said.clone();
        change(&mut plan);
        look(&plan).unwrap().obstacle.unwrap()
    };
    assert!(told(|plan| plan.columns[2] = Some(Field::LineTotal)).contains("Two columns"));
    assert!(told(|plan| plan.columns[0] = None).contains("an order number"));
    assert!(told(|plan| plan.decimal = DecimalMark::Point).contains("“1,50”"));
    assert!(told(|plan| plan.dates = DateOrder::YearMonthDay).contains("“2/3/2026”"));
    assert!(told(|plan| plan.delimiter = '|').contains("one column"));

    let unknown = Plan { encoding: "klingon".to_owned(), ..said.clone() };
    assert_eq!(look(&unknown).unwrap_err(), Unreadable::UnknownEncoding("klingon".to_owned()));
    // Another delimiter makes another table, so what the columns meant no longer counts.
    let other = look(&Plan { delimiter: ',', ..said }).unwrap();
    assert_eq!(other.plan.columns.len(), other.header.len());
}

#[test]
fn the_same_headings_have_the_same_fingerprint() {
    let print = |text: &str| look("x.csv", text.as_bytes()).unwrap().fingerprint.unwrap();
    let first = print("Order ID,Date,SKU,Price\n1,2026-01-01,a,5\n");
    assert_eq!(first, print("order id;DATE;sku;price\n7;2026-02-01;b;9\n"));
    assert_ne!(first, print("Order ID,SKU,Date,Price\n1,a,2026-01-01,5\n"));
}

#[test]
fn duplicate_headings_count_once() {
    let text = "order,date,sku,sku,price\n1,2026-01-01,a,b,5\n";
    let sniffed = look("x.csv", text.as_bytes()).unwrap();
    assert_eq!(fields(&sniffed)[2..4], [Some(Field::Sku), None]);
}

/// A person does not notice what takes less than 50 ms.
#[test]
fn a_megabyte_is_looked_at_at_once() {
    let line = |n: usize| {
        let (order, day, minute) = (536_365 + n / 20, 1 + n / 700, n / 20 % 60);
        format!(
            "{order},{}A,HEART HOLDER {n},6,2010-12-{day:02} 08:{minute:02}:00,2.55,17850,UK\n",
            n % 4000
        )
    };
    let head =
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
    let lines: String = (0..15_000).map(line).collect();
    let mut sample = whole((head.to_owned() + &lines).as_bytes());
    sample.later = (0..15).map(|n| lines.as_bytes()[n * 1000..][..64 << 10].to_vec()).collect();
    sample.is_whole = false;
    let look = |_| {
        let start = std::time::Instant::now();
        sniff("x.csv", &sample, None, &shop(), Language::En).unwrap();
        start.elapsed()
    };
    let took = (0..20).map(look).min().unwrap();
    println!("{} bytes and 15 pieces looked at in {took:?}", sample.head.len());
    assert!(took.as_millis() < 250, "{took:?}");
}

#[test]
fn what_a_person_says_the_rows_are_is_what_columns_are_guessed_for() {
    let text = "SKU,Product,Price,Cost,Vendor,Stock,Location\nA1,Tray,5.00,2.10,Loom,7,Shop\n";
    let guess = sniff("x.csv", &whole(text.as_bytes()), None, &shop(), Language::En).unwrap();
    assert_eq!(guess.plan.content, Content::Products);
    let said = |content| {
        let bytes = whole(text.as_bytes());
        let plan = Some(&guess.plan);
        kontor_ingest::sniff_as(content, "x.csv", &bytes, plan, &shop(), Language::En).unwrap()
    };
    let stock = said(Content::Stock);
    assert_eq!((stock.plan.content, stock.obstacle.as_deref()), (Content::Stock, None));
    let columns = &stock.plan.columns;
    assert_eq!(
        (columns[0], columns[5], columns[6]),
        (Some(Field::Sku), Some(Field::OnHand), Some(Field::Location))
    );
    assert_eq!((columns[2], columns[4]), (None, None));
    // What a platform's export is taken for otherwise is no longer what it is.
    let orders = said(Content::Orders);
    assert_eq!(orders.plan.content, Content::Orders);
    assert!(orders.obstacle.is_some(), "there is neither a number nor a date");
}
