//! CSV after RFC 4180, as spreadsheets and programs read it everywhere.

use crate::{Cell, ReportError, Table, check, decimal};
use std::io::{BufWriter, Write};

/// Writes a table as CSV and tells how many rows it has: UTF-8 with a byte order mark, commas,
/// a decimal point, lines ending in CR LF. The heading is the first line; title, notes and totals
/// are left out, as they would be read as rows.
///
/// Text that a spreadsheet would take for a formula is led by an apostrophe.
///
/// # Errors
/// [`ReportError`], when a row cannot be had or has not a cell for each column, or `out` fails.
pub fn csv<E>(
    table: Table<impl IntoIterator<Item = Result<Vec<Cell>, E>>>,
    out: impl Write,
) -> Result<u64, ReportError<E>> {
    let mut out = BufWriter::new(out);
    out.write_all("\u{feff}".as_bytes())?;
    line(&mut out, table.columns.iter().map(|column| quoted(&column.title)))?;
    let mut count = 0;
    for row in table.rows {
        let row = row.map_err(ReportError::Rows)?;
        count += 1;
        check(count, &row, &table.columns)?;
        line(&mut out, row.iter().map(field))?;
    }
    out.flush()?;
    Ok(count)
}

fn line(out: &mut impl Write, fields: impl Iterator<Item = String>) -> std::io::Result<()> {
    for (index, field) in fields.enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        out.write_all(field.as_bytes())?;
    }
    out.write_all(b"\r\n")
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => quoted(text),
        Cell::Number(number) if number.is_finite() => number.to_string(),
        Cell::Number(_) => String::new(),
        Cell::Decimal { scaled, decimals } => decimal(*scaled, *decimals),
        Cell::Date(date) => date.to_string(),
        Cell::DateTime(time) => time.strftime("%Y-%m-%d %H:%M:%S").to_string(),
    }
}

/// A text as a field that reads as the same text everywhere.
fn quoted(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    // A space at an end is quoted too: some readers trim it.
    let is_plain = !text.contains([',', '"', '\r', '\n']) && text.trim() == text;
    if is_plain { text } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Column, Kind};
    use kontor_domain::Date;
    use proptest::prelude::*;
    use std::convert::Infallible;

    fn table<R>(titles: &[&str], rows: R) -> Table<R> {
        let column = |title: &&str| Column { title: (*title).to_owned(), kind: Kind::Text };
        Table {
            title: "Lines".to_owned(),
            notes: vec!["Hearth & Linen".to_owned()],
            columns: titles.iter().map(column).collect(),
            totals: Some(vec![Cell::Empty; titles.len()]),
            rows,
        }
    }

    fn written(rows: Vec<Vec<Cell>>) -> String {
        let titles = ["a", "b", "c", "d"];
        let mut out = Vec::new();
        csv(table(&titles, rows.into_iter().map(Ok::<_, Infallible>)), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_stay_numbers_and_text_is_never_a_formula() {
        let day: Date = "2026-11-21".parse().unwrap();
        let text = written(vec![
            vec![
                Cell::Decimal { scaled: -420, decimals: 2 },
                Cell::Number(-0.5),
                Cell::Number(f64::NAN),
                Cell::Empty,
            ],
            vec![
                Cell::Text("=1+1".to_owned()),
                Cell::Text("-".to_owned()),
                Cell::Text("Tray, \"oak\"".to_owned()),
                Cell::Text(" kept ".to_owned()),
            ],
            vec![
                Cell::Date(day),
                Cell::DateTime(day.at(18, 42, 0, 0)),
                Cell::Text("two\nlines".to_owned()),
                Cell::Number(1e21),
            ],
        ]);
        assert_eq!(
            text,
            "\u{feff}a,b,c,d\r\n\
             -4.20,-0.5,,\r\n\
             '=1+1,'-,\"Tray, \"\"oak\"\"\",\" kept \"\r\n\
             2026-11-21,2026-11-21 18:42:00,\"two\nlines\",1000000000000000000000\r\n"
        );
    }

    #[test]
    fn a_failing_row_a_ragged_row_and_a_full_disk_end_the_writing() {
        let failing = [Ok(vec![Cell::Empty]), Err("the file is gone")];
        let error = csv(table(&["a"], failing), Vec::new()).unwrap_err();
        assert!(matches!(error, ReportError::Rows("the file is gone")), "{error}");

        let ragged = [Ok::<_, Infallible>(vec![Cell::Empty, Cell::Empty])];
        let error = csv(table(&["a"], ragged), Vec::new()).unwrap_err();
        assert!(matches!(error, ReportError::Ragged { row: 1, cells: 2, columns: 1 }), "{error}");

        let rows = [Ok::<_, Infallible>(vec![Cell::Text("much".repeat(100))])];
        let mut full = [0_u8; 16];
        let error = csv(table(&["a"], rows), &mut full[..]).unwrap_err();
        assert!(matches!(error, ReportError::Io(_)), "{error}");
    }

    proptest! {
        #[test]
        fn any_text_comes_back_as_it_was(rows in proptest::collection::vec(
            proptest::collection::vec("[ -~\r\n\täß€\u{a0}\u{1F33F}]{0,12}", 3),
            0..20,
        )) {
            let cells = rows.iter().map(|row| Ok::<_, Infallible>(row.iter().cloned().map(Cell::Text).collect()));
            let mut out = Vec::new();
            let count = csv(table(&["a", "b,\"c\"", "d"], cells), &mut out).unwrap();
            prop_assert_eq!(count as usize, rows.len());
            let mut reader = ::csv::Reader::from_reader(out.strip_prefix("\u{feff}".as_bytes()).unwrap());
            prop_assert_eq!(reader.headers().unwrap(), vec!["a", "b,\"c\"", "d"]);
            let read: Vec<Vec<String>> = reader
                .records()
                .map(|record| record.unwrap().iter().map(str::to_owned).collect())
                .collect();
            let expected: Vec<Vec<String>> = rows
                .iter()
                .map(|row| row.iter().map(|text| {
                    let neutral = !text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
                    if neutral { text.clone() } else { format!("'{text}") }
                }).collect())
                .collect();
            prop_assert_eq!(read, expected);
        }
    }
}
