//! XLSX, as a person reads it: a heading that stays in view, totals first, numbers as numbers.

use crate::{Cell, Column, Kind, ReportError, Table, check, decimal};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use std::{
    io::{self, ErrorKind, Write},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::Path,
};

/// Rows of a sheet.
const MOST_ROWS: u32 = 1_048_576;
/// UTF-16 units of a cell's text.
const MOST_TEXT: usize = 32_767;
/// A spreadsheet keeps 15 figures of a number.
pub(crate) const MOST_EXACT: u64 = 999_999_999_999_999;

/// Writes a table as a spreadsheet and tells how many rows it has: title and notes on top, the
/// heading in bold and always in view, then the totals, then the rows. A table that is longer than
/// a sheet goes on in further sheets. While it is written, its rows lie in nameless files in
/// `scratch`.
///
/// A number of more than 15 figures is written as text, which keeps all of them; a text of more
/// than 32,767 characters ends in an ellipsis, as no cell holds more.
///
/// # Errors
/// [`ReportError`], when a row cannot be had or has not a cell for each column, or `scratch` or
/// `out` fails.
pub fn xlsx<E>(
    table: Table<impl IntoIterator<Item = Result<Vec<Cell>, E>>>,
    scratch: &Path,
    out: impl Write + Send,
) -> Result<u64, ReportError<E>> {
    // A scratch file that cannot be written to, rust_xlsxwriter reports by a panic only.
    catch_unwind(AssertUnwindSafe(|| write(table, scratch, out, MOST_ROWS))).unwrap_or_else(
        |panic| match panic.downcast_ref::<String>() {
            Some(text) if text.starts_with("Couldn't write to xml file") => {
                let is_full = text.contains("StorageFull");
                let kind = if is_full { ErrorKind::StorageFull } else { ErrorKind::Other };
                let message = format!("{} takes no more data", scratch.display());
                Err(ReportError::Io(io::Error::new(kind, message)))
            }
            _ => resume_unwind(panic),
        },
    )
}

fn write<E>(
    table: Table<impl IntoIterator<Item = Result<Vec<Cell>, E>>>,
    scratch: &Path,
    out: impl Write + Send,
    most_rows: u32,
) -> Result<u64, ReportError<E>> {
    let Table { title, notes, columns, totals, rows } = table;
    let mut book = Workbook::new();
    book.set_tempdir(scratch)?;
    let mut rows = rows.into_iter().peekable();
    let mut count = 0;
    for part in 1.. {
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_name(sheet_name(&title, part))?;
        let mut sheet = Sheet::new(sheet, &columns);
        if part == 1 {
            sheet.preamble(&title, &notes)?;
        }
        sheet.heading(&columns)?;
        if let (1, Some(totals)) = (part, &totals) {
            check(0, totals, &columns)?;
            sheet.row(totals, |style| &style.total)?;
        }
        sheet.freeze()?;
        while sheet.next < most_rows
            && let Some(row) = rows.next()
        {
            let row = row.map_err(ReportError::Rows)?;
            count += 1;
            check(count, &row, &columns)?;
            sheet.row(&row, |style| &style.cell)?;
        }
        sheet.finish()?;
        if rows.peek().is_none() {
            break;
        }
    }
    book.save_to_writer(out)?;
    Ok(count)
}

/// How a column's cells look, and how wide they are.
struct Style {
    heading: Format,
    total: Format,
    cell: Format,
    characters: usize,
}

impl Style {
    fn of(column: &Column) -> Style {
        let cell = match column.kind {
            Kind::Text => Format::new(),
            Kind::Number { decimals: 0 } => Format::new().set_num_format("#,##0"),
            Kind::Number { decimals } => {
                Format::new().set_num_format(format!("#,##0.{}", "0".repeat(usize::from(decimals))))
            }
            Kind::Percent => Format::new().set_num_format("0.0%"),
            Kind::Date => Format::new().set_num_format("yyyy-mm-dd"),
            Kind::DateTime => Format::new().set_num_format("yyyy-mm-dd hh:mm"),
        };
        let align = match column.kind {
            Kind::Text => FormatAlign::Left,
            _ => FormatAlign::Right,
        };
        let cell = cell.set_align(align);
        let heading =
            Format::new().set_bold().set_align(align).set_border_bottom(FormatBorder::Thin);
        Style {
            heading,
            total: cell.clone().set_bold(),
            cell,
            characters: column.title.chars().count(),
        }
    }
}

/// A sheet that is filled from top to bottom.
struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    styles: Vec<Style>,
    /// The next row to write.
    next: u32,
}

impl<'a> Sheet<'a> {
    fn new(sheet: &'a mut Worksheet, columns: &[Column]) -> Self {
        Sheet { sheet, styles: columns.iter().map(Style::of).collect(), next: 0 }
    }

    fn preamble(&mut self, title: &str, notes: &[String]) -> Result<(), XlsxError> {
        if title.is_empty() && notes.is_empty() {
            return Ok(());
        }
        let bold = Format::new().set_bold().set_font_size(14);
        self.sheet.write_string_with_format(self.next, 0, fit(title), &bold)?;
        self.next += 1;
        for note in notes {
            self.sheet.write_string(self.next, 0, fit(note))?;
            self.next += 1;
        }
        self.next += 1;
        Ok(())
    }

    fn heading(&mut self, columns: &[Column]) -> Result<(), XlsxError> {
        for (index, (column, style)) in (0..).zip(columns.iter().zip(&self.styles)) {
            self.sheet.write_string_with_format(
                self.next,
                index,
                fit(&column.title),
                &style.heading,
            )?;
        }
        // On paper the heading stands on every page, and the columns fit across it.
        self.sheet.set_repeat_rows(self.next, self.next)?;
        self.sheet.set_landscape().set_print_fit_to_pages(1, 0);
        self.next += 1;
        Ok(())
    }

    /// Keeps what is written so far in view.
    fn freeze(&mut self) -> Result<(), XlsxError> {
        self.sheet.set_freeze_panes(self.next, 0)?;
        Ok(())
    }

    fn row(&mut self, cells: &[Cell], format: impl Fn(&Style) -> &Format) -> Result<(), XlsxError> {
        for (index, (cell, style)) in (0..).zip(cells.iter().zip(&mut self.styles)) {
            style.characters = style.characters.max(characters(cell));
            write_cell(self.sheet, (self.next, index), cell, format(style))?;
        }
        self.next += 1;
        Ok(())
    }

    /// Makes the columns as wide as what they hold, within reason.
    fn finish(self) -> Result<(), XlsxError> {
        for (index, style) in (0..).zip(self.styles) {
            self.sheet.set_column_width(index, (style.characters + 2).clamp(8, 60) as f64)?;
        }
        Ok(())
    }
}

pub(crate) fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    format: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => sheet.write_string_with_format(row, column, fit(text), format)?,
        Cell::Number(number) if number.is_finite() => {
            sheet.write_number_with_format(row, column, *number, format)?
        }
        Cell::Number(_) => return Ok(()),
        Cell::Decimal { scaled, decimals } if scaled.unsigned_abs() <= MOST_EXACT => {
            let number = *scaled as f64 / 10_f64.powi(i32::from(*decimals));
            sheet.write_number_with_format(row, column, number, format)?
        }
        Cell::Decimal { scaled, decimals } => {
            sheet.write_string_with_format(row, column, decimal(*scaled, *decimals), format)?
        }
        // The calendar of spreadsheets starts in 1900.
        Cell::Date(date) if date.year() >= 1900 => {
            sheet.write_datetime_with_format(row, column, *date, format)?
        }
        Cell::Date(date) => {
            sheet.write_string_with_format(row, column, date.to_string(), format)?
        }
        Cell::DateTime(time) if time.year() >= 1900 => {
            sheet.write_datetime_with_format(row, column, *time, format)?
        }
        Cell::DateTime(time) => {
            let text = time.strftime("%Y-%m-%d %H:%M:%S").to_string();
            sheet.write_string_with_format(row, column, text, format)?
        }
    };
    Ok(())
}

/// About how many characters a cell takes.
pub(crate) fn characters(cell: &Cell) -> usize {
    match cell {
        Cell::Empty => 0,
        Cell::Text(text) => text.chars().count(),
        Cell::Number(_) => 10,
        Cell::Decimal { scaled, decimals } => {
            let figures = scaled.unsigned_abs().checked_ilog10().unwrap_or(0) as usize + 1;
            // With sign, point and what separates thousands.
            figures.max(usize::from(*decimals) + 1) + figures / 3 + 2
        }
        Cell::Date(_) => 10,
        Cell::DateTime(_) => 16,
    }
}

/// A text that a cell can hold.
pub(crate) fn fit(text: &str) -> String {
    if text.len() <= MOST_TEXT || text.encode_utf16().count() <= MOST_TEXT {
        return text.to_owned();
    }
    first(text.chars(), MOST_TEXT - 1).chain(['…']).collect()
}

/// The first characters, up to so many UTF-16 units, by which spreadsheets count.
fn first(text: impl Iterator<Item = char>, units: usize) -> impl Iterator<Item = char> {
    let mut left = units;
    text.take_while(move |character| {
        let fits = character.len_utf16() <= left;
        left = left.saturating_sub(character.len_utf16());
        fits
    })
}

/// A name that a sheet can have: at most 31 characters, none of them reserved, no other's.
pub(crate) fn sheet_name(title: &str, part: u32) -> String {
    let end = if part == 1 { String::new() } else { format!(" ({part})") };
    let allowed = title
        .chars()
        .filter(|character| !"[]:*?/\\'".contains(*character) && !character.is_control());
    let start: String = first(allowed, 31 - end.len()).collect();
    // Excel keeps the name “History” for itself.
    match start.trim() {
        "" => format!("Kontor{end}"),
        name if name.eq_ignore_ascii_case("history") => format!("{name}_{end}"),
        name => format!("{name}{end}"),
    }
}

impl<E> From<XlsxError> for ReportError<E> {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::IoError(error) | XlsxError::TempFileError(_, error) => {
                ReportError::Io(error)
            }
            XlsxError::ZipError(error) => ReportError::Io(error.into()),
            error => ReportError::Spreadsheet(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use kontor_domain::Date;
    use std::{convert::Infallible, io::Cursor};

    fn table<R>(rows: R) -> Table<R> {
        let column = |title: &str, kind| Column { title: title.to_owned(), kind };
        Table {
            title: "Lines: sold [2026]".to_owned(),
            notes: vec!["Hearth & Linen".to_owned(), "1 – 28 Nov 2026".to_owned()],
            columns: vec![
                column("Product", Kind::Text),
                column("Net sales (GBP)", Kind::Number { decimals: 2 }),
                column("Share", Kind::Percent),
                column("Day", Kind::Date),
                column("Ordered", Kind::DateTime),
            ],
            totals: Some(vec![
                Cell::Text("Total".to_owned()),
                Cell::Decimal { scaled: 4_821_000, decimals: 2 },
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
            ]),
            rows,
        }
    }

    fn row(product: &str, scaled: i64) -> Result<Vec<Cell>, Infallible> {
        let day: Date = "2026-11-21".parse().unwrap();
        Ok(vec![
            Cell::Text(product.to_owned()),
            Cell::Decimal { scaled, decimals: 2 },
            Cell::Number(0.418),
            Cell::Date(day),
            Cell::DateTime(day.at(18, 42, 0, 0)),
        ])
    }

    fn written(
        table: Table<impl IntoIterator<Item = Result<Vec<Cell>, Infallible>>>,
        most_rows: u32,
    ) -> (u64, Xlsx<Cursor<Vec<u8>>>) {
        let mut out = Vec::new();
        let count = write(table, &std::env::temp_dir(), &mut out, most_rows).unwrap();
        (count, Xlsx::new(Cursor::new(out)).unwrap())
    }

    #[test]
    fn a_table_comes_back_with_its_totals_first_and_its_numbers_exact() {
        let rows = [row("=Tray, oak & <40 cm>", 2_950), row("Id", i64::MAX), row("Return", -5)];
        let (count, mut book) = written(table(rows), MOST_ROWS);
        assert_eq!(count, 3);
        assert_eq!(book.sheet_names(), ["Lines sold 2026"]);
        let sheet = book.worksheet_range("Lines sold 2026").unwrap();
        let text = |row, column| sheet.get_value((row, column)).map(ToString::to_string);
        assert_eq!(text(0, 0).unwrap(), "Lines: sold [2026]");
        assert_eq!(text(2, 0).unwrap(), "1 – 28 Nov 2026");
        assert_eq!(text(4, 1).unwrap(), "Net sales (GBP)");
        assert_eq!(sheet.get_value((5, 1)), Some(&Data::Float(48_210.0)));
        assert_eq!(text(6, 0).unwrap(), "=Tray, oak & <40 cm>");
        assert_eq!(sheet.get_value((6, 1)), Some(&Data::Float(29.5)));
        assert_eq!(sheet.get_value((6, 2)), Some(&Data::Float(0.418)));
        assert_eq!(sheet.get_value((7, 1)), Some(&Data::String("92233720368547758.07".to_owned())));
        assert_eq!(sheet.get_value((8, 1)), Some(&Data::Float(-0.05)));
        let time = sheet.get_value((8, 4)).and_then(|value| match value {
            Data::DateTime(time) => Some(time.as_f64()),
            _ => None,
        });
        // Days since 1899-12-30.
        assert!(
            (time.unwrap() - (46_347.0 + (18.0 * 60.0 + 42.0) / 1440.0)).abs() < 1e-6,
            "{time:?}"
        );
    }

    #[test]
    fn a_table_longer_than_a_sheet_goes_on_in_the_next() {
        let rows = (0..25).map(|index| row(&format!("p{index}"), index));
        let (count, mut book) = written(table(rows), 16);
        assert_eq!(count, 25);
        assert_eq!(book.sheet_names(), ["Lines sold 2026", "Lines sold 2026 (2)"]);
        let mut read = Vec::new();
        for (name, range) in book.worksheets() {
            let head = if name.ends_with(')') { 1 } else { 6 };
            assert!(range.height() <= 16);
            read.extend(range.rows().skip(head).map(|row| row[0].to_string()));
        }
        assert_eq!(read, (0..25).map(|index| format!("p{index}")).collect::<Vec<_>>());
    }

    #[test]
    fn no_rows_and_cells_that_no_sheet_holds() {
        let (count, mut book) = written(table(std::iter::empty()), MOST_ROWS);
        assert_eq!((count, book.worksheets()[0].1.height()), (0, 6));

        let long = "🌿".repeat(20_000);
        let old: Date = "1850-01-01".parse().unwrap();
        let cells = vec![
            Cell::Text(long),
            Cell::Number(f64::INFINITY),
            Cell::Empty,
            Cell::Date(old),
            Cell::DateTime(old.at(1, 2, 3, 0)),
        ];
        let (_, mut book) = written(table([Ok(cells)]), MOST_ROWS);
        let sheet = book.worksheets().remove(0).1;
        let kept = sheet.get_value((6, 0)).unwrap().to_string();
        assert!(kept.encode_utf16().count() <= MOST_TEXT && kept.ends_with("🌿…"));
        assert_eq!(sheet.get_value((6, 1)), Some(&Data::Empty));
        assert_eq!(sheet.get_value((6, 3)).unwrap().to_string(), "1850-01-01");
        assert_eq!(sheet.get_value((6, 4)).unwrap().to_string(), "1850-01-01 01:02:03");
    }

    #[test]
    fn sheets_have_names_that_spreadsheets_allow() {
        assert_eq!(sheet_name("Sales: by day / week", 1), "Sales by day  week");
        assert_eq!(sheet_name(&"long ".repeat(20), 12).chars().count(), 31);
        assert_eq!(sheet_name(&"🌿".repeat(20), 1), "🌿".repeat(15));
        assert_eq!(sheet_name("[]", 2), "Kontor (2)");
        assert_eq!(sheet_name("History", 1), "History_");
    }

    #[test]
    fn errors_name_what_failed() {
        let failing = [row("a", 1), row("b", 2)].into_iter().map(|row| match row {
            Ok(cells) if cells[0] == Cell::Text("b".to_owned()) => Err("the file is gone"),
            Ok(cells) => Ok(cells),
            Err(never) => match never {},
        });
        let error = xlsx(table(failing), &std::env::temp_dir(), Vec::new()).unwrap_err();
        assert!(matches!(error, ReportError::Rows("the file is gone")), "{error}");

        let mut full = [0_u8; 16];
        let error = xlsx(table([row("a", 1)]), &std::env::temp_dir(), &mut full[..]).unwrap_err();
        assert!(matches!(error, ReportError::Io(_)), "{error}");

        let nowhere = Path::new("/no/such/folder");
        let error = xlsx(table([row("a", 1)]), nowhere, Vec::new()).unwrap_err();
        assert!(matches!(error, ReportError::Io(_)), "{error}");
    }
}
