//! Values of tables other than order lines, with what spreadsheets do to them.

use crate::{look, shop, whole};
use kontor_api::import::{Content, Field, Plan, Refusal, Skip};
use kontor_domain::Language;
use kontor_ingest::{Reading, Row, Sniffed, Value, rows, sniff, to_utf8};

fn read(text: &str, sniffed: &Sniffed) -> Vec<Reading> {
    let text = to_utf8(text.as_bytes(), &sniffed.plan).unwrap();
    rows(text, sniffed).map(|reading| reading.unwrap()).collect()
}

/// What a row has, as text.
fn values(content: Content, row: &Row) -> Vec<(Field, String)> {
    let text = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => format!("{}", *number as f64 / 1e6),
        Value::Moment(moment) => moment.canonical(),
    };
    let fields = content.fields().iter().zip(&row.values);
    fields.filter_map(|(field, value)| Some((*field, text(value.as_ref()?)))).collect()
}

fn rows_of(content: Content, text: &str) -> Vec<Vec<(Field, String)>> {
    let sniffed = look("table.csv", text.as_bytes()).unwrap();
    assert_eq!((sniffed.obstacle.as_ref(), sniffed.plan.content), (None, content));
    let only_rows = |reading: Reading| match reading {
        Reading::Row(row) => values(content, &row),
        other => panic!("{other:?}"),
    };
    read(text, &sniffed).into_iter().map(only_rows).collect()
}

#[test]
fn a_spreadsheets_damage_is_undone_or_owned_up_to() {
    let text = "SKU,Title,Price,Cost,EAN,Stock\n\
                A-1,Jug,1,1,4006381333931,1\n\
                \"=\"\"00123\"\"\",<b>Mug</b> &amp; cup,=1+1,=\"2.50\",4.00638E+12,parent\n\
                '75008,Cup,2.00,,'4006381333931,--\n\
                17850.0,Pot,3.00,N/A,,-4\n";
    let sniffed = look("products.csv", text.as_bytes()).unwrap();
    assert_eq!(sniffed.plan.content, Content::Products);
    let readings = read(text, &sniffed);
    let Reading::Row(second) = &readings[1] else { panic!("{readings:?}") };
    assert_eq!(second.damage.codes, 1);
    assert_eq!(
        values(Content::Products, second),
        [
            (Field::Sku, "00123".to_owned()),
            (Field::Title, "Mug & cup".to_owned()),
            (Field::UnitPrice, "2".to_owned()),
            (Field::Cost, "2.5".to_owned()),
        ]
    );
    let sku = |at: usize| {
        let Reading::Row(row) = &readings[at] else { panic!("{readings:?}") };
        values(Content::Products, row)[0].1.clone()
    };
    assert_eq!((sku(2), sku(3)), ("75008".to_owned(), "17850".to_owned()));
}

#[test]
fn dates_are_read_in_the_files_order_or_by_a_spreadsheets_count() {
    let text = "SKU,Valid from,Price,Cost,Currency\n\
                A,31.01.2026,9.90,4.10,eur\nA,46054,9.90,4.20,EUR\nA,2026-02-02,9.90,4.30,EUR\n";
    let rows = rows_of(Content::Costs, text);
    let dates: Vec<&str> = rows.iter().map(|row| row[1].1.as_str()).collect();
    assert_eq!(dates, ["2026-01-31 00:00:00", "2026-02-01 00:00:00", "2026-02-02 00:00:00"]);
    assert_eq!(rows[0][4], (Field::Currency, "EUR".to_owned()));
}

#[test]
fn what_is_no_row_or_cannot_be_read_is_told() {
    let text = "Date,Channel,Campaign,Spend,Currency\n\
                2026-03-01,Search,Spring,12.50,EUR\n,,,,\n2026-03-02,Search,Spring,much,EUR\n\
                2026-03-03,Search,Spring,1.00,Taler\n2026-13-01,Search,Spring,1.00,EUR\n\
                2026-03-04,Search,Spring,,EUR\nshort,row\nTotal,,,14.50,\n";
    let sniffed = look("spend.csv", text.as_bytes()).unwrap();
    assert_eq!(sniffed.plan.content, Content::Spend);
    let told: Vec<String> = read(text, &sniffed)
        .iter()
        .map(|reading| match reading {
            Reading::Row(row) => format!("{} kept", row.source_row),
            Reading::Refused(row) => format!(
                "{} {:?} {} {}",
                row.row,
                row.reason,
                row.column.clone().unwrap_or_default(),
                row.value.clone().unwrap_or_default()
            ),
            Reading::Skipped(skip) => format!("{skip:?}"),
        })
        .collect();
    assert_eq!(
        told,
        [
            "1 kept".to_owned(),
            format!("{:?}", Skip::Blank),
            format!("3 {:?} Spend much", Refusal::BadNumber),
            format!("4 {:?} Currency Taler", Refusal::BadCurrency),
            format!("5 {:?} Date 2026-13-01", Refusal::BadDate),
            format!("6 {:?} Spend ", Refusal::Missing),
            format!("7 {:?}  ", Refusal::Ragged),
            format!("{:?}", Skip::Totals),
        ]
    );
}

#[test]
fn who_says_that_there_is_no_header_is_believed() {
    let text = "Mug,Cup,Pot\nA,B,C\nD,E,F\n";
    let guess = look("table.csv", text.as_bytes()).unwrap();
    assert!(guess.has_header);
    let said = Plan {
        content: Content::Products,
        has_header: false,
        columns: vec![Some(Field::Sku), Some(Field::Title), Some(Field::Vendor)],
        ..guess.plan
    };
    let sniffed = sniff("table.csv", &whole(text.as_bytes()), Some(&said), &shop(), Language::En);
    let sniffed = sniffed.unwrap();
    assert!(!sniffed.has_header && !sniffed.plan.has_header);
    assert_eq!((sniffed.obstacle.as_ref(), sniffed.header[0].as_str()), (None, "Column 1"));
    assert_eq!(read(text, &sniffed).len(), 3);
}

#[test]
fn a_note_of_forty_thousand_characters_is_a_cell() {
    let note = "Bitte \"vorsichtig\",\nzerbrechlich\n".repeat(1200).replace('"', "\"\"");
    let text = format!("Supplier,Email,Notes,Lead time days\nLoom,a@example.org,\"{note}\",14\n");
    let rows = rows_of(Content::Suppliers, &text);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].last().unwrap().1, "14");
}

#[test]
fn a_till_counts_in_its_own_currency_and_zone() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/dialects");
    let bytes = std::fs::read(format!("{folder}/square_transactions/transactions-2026.csv"));
    let sniffed = look("transactions.csv", &bytes.unwrap()).unwrap();
    assert_eq!(sniffed.plan.currency.code(), "USD");
    assert_eq!(sniffed.plan.time_zone, "America/New_York");
    assert_eq!(sniffed.platform, Some("Square"));
}
