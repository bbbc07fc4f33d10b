//! Excel workbooks: the first sheet with a table, as the text of a table.

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};
use jiff::civil::{Date, Time};
use std::io::{self, BufReader, Read, Seek, Write};

use crate::archive::measure;
use crate::unreadable::Unreadable;

/// The most that a workbook unpacks to, in bytes: its texts are held in memory.
const LARGEST: u64 = 1 << 30;
/// The most text that is written, in bytes: a text that many cells share stands in the workbook
/// once, and a row may have its cells far apart.
const LARGEST_TEXT: u64 = 4 << 30;
/// Rows that are looked at to find the sheet with the table.
const LOOKED_AT: u32 = 50;
/// The most columns of a table; Excel has no more.
const WIDEST: u32 = 16_384;

/// The sheets of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheets {
    /// The sheet that was written.
    pub taken: String,
    /// The names of the others.
    pub others: Vec<String>,
}

/// Writes the first sheet that holds a table, two rows of two cells, as UTF-8 with commas between
/// cells and `\n` behind each row. Dates are told by the format of their cell and written with the
/// year first; numbers have as many figures as Excel shows. Rows without any cell are left out.
///
/// What is written is read as any other file: [`read_sample`](crate::read_sample) and so on.
///
/// # Errors
/// When reading or writing fails; with [`Unreadable`] inside for a damaged or locked workbook, one
/// without a table, or one that unpacks to more than can be meant.
pub fn workbook_text<R: Read + Seek>(file: R, out: impl Write) -> io::Result<Sheets> {
    text_of(file, Limited { out, left: LARGEST_TEXT })
}

fn text_of<R: Read + Seek>(mut file: R, out: Limited<impl Write>) -> io::Result<Sheets> {
    measure(&mut file, LARGEST)?;
    file.rewind()?;
    let mut workbook: Xlsx<_> = Xlsx::new(BufReader::new(file)).map_err(unreadable_workbook)?;
    let names = workbook.sheet_names();
    for name in &names {
        let Some(shape) = shape(&mut workbook, name)? else { continue };
        write_sheet(&mut workbook, name, shape, out)?;
        let others = names.iter().filter(|other| *other != name).cloned().collect();
        return Ok(Sheets { taken: name.clone(), others });
    }
    Err(Unreadable::NoTable.into())
}

/// A writer that takes so many bytes and no more.
struct Limited<W: Write> {
    out: W,
    left: u64,
}

impl<W: Write> Write for Limited<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.left = self.left.checked_sub(count as u64).ok_or(Unreadable::TooLarge)?;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The first and the last column of a sheet's first rows.
type Shape = (u32, u32);

/// Where the table of a sheet stands; `None` if it has none.
fn shape<R: Read + Seek>(workbook: &mut Xlsx<R>, name: &str) -> io::Result<Option<Shape>> {
    // A sheet of charts has no cells to read.
    let Ok(mut cells) = workbook.worksheet_cells_reader(name) else { return Ok(None) };
    let (mut columns, mut rows): (Option<Shape>, Vec<(u32, u32)>) = (None, Vec::new());
    while let Some(cell) = cells.next_cell().map_err(unreadable_workbook)? {
        let (row, column) = cell.get_position();
        if text(cell.get_value()).is_empty() || column >= WIDEST {
            continue;
        }
        if rows.len() as u32 >= LOOKED_AT && rows.last().is_some_and(|last| last.0 != row) {
            break;
        }
        let (first, last) = columns.unwrap_or((column, column));
        columns = Some((first.min(column), last.max(column)));
        match rows.last_mut().filter(|last| last.0 == row) {
            Some((_, count)) => *count += 1,
            None => rows.push((row, 1)),
        }
    }
    let is_table = rows.iter().filter(|(_, count)| *count >= 2).count() >= 2;
    Ok(columns.filter(|_| is_table))
}

fn write_sheet<R: Read + Seek>(
    workbook: &mut Xlsx<R>,
    name: &str,
    (first, last): Shape,
    out: impl Write,
) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    let mut cells = workbook.worksheet_cells_reader(name).map_err(unreadable_workbook)?;
    // The row that is being written, and the column that comes next.
    let mut at: Option<(u32, u32)> = None;
    let end = |out: &mut io::BufWriter<_>, next: u32| -> io::Result<()> {
        for _ in next..=last {
            out.write_all(if next > first { b"," } else { b"" })?;
        }
        out.write_all(b"\n")
    };
    while let Some(cell) = cells.next_cell().map_err(unreadable_workbook)? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.is_empty() || !(first..WIDEST).contains(&column) {
            continue;
        }
        let next = match at {
            Some((current, next)) if current == row => next,
            Some((_, next)) => {
                end(&mut out, next)?;
                first
            }
            None => first,
        };
        // A damaged sheet may go back; what stands twice counts once.
        if column < next {
            continue;
        }
        for between in next..=column {
            if between > first {
                out.write_all(b",")?;
            }
        }
        out.write_all(quoted(&text).as_bytes())?;
        at = Some((row, column + 1));
    }
    if let Some((_, next)) = at {
        end(&mut out, next)?;
    }
    out.flush()
}

/// A cell as text.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_text(*number),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(is) => (if *is { "TRUE" } else { "FALSE" }).to_owned(),
        DataRef::DateTime(time) => time_text(*time),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// A number with the fifteen figures that Excel shows: `0.3` for what is stored as
/// 0.30000000000000004.
fn number_text(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse().unwrap_or(number);
    if rounded == 0.0 { "0".to_owned() } else { format!("{rounded}") }
}

fn time_text(time: ExcelDateTime) -> String {
    let serial = time.as_f64();
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let clock = || {
        let (hour, minute, second) =
            (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?);
        Time::new(hour, minute, second, 0).ok()
    };
    let date = || {
        let (year, month, day) =
            (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Date::new(year, month, day).ok()
    };
    if time.is_duration() || (0.0..1.0).contains(&serial) {
        let seconds = (serial * 86_400.0).round();
        return match clock().filter(|_| (0.0..86_400.0).contains(&seconds)) {
            Some(clock) => clock.to_string(),
            None => number_text(serial),
        };
    }
    let (Some(date), Some(clock)) = (date(), clock()) else { return number_text(serial) };
    let rounded = jiff::Span::new().seconds(i64::from(milli >= 500));
    match date.to_datetime(clock).checked_add(rounded) {
        Ok(moment) if moment.time() == Time::midnight() => moment.date().to_string(),
        Ok(moment) => moment.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        Err(_) => number_text(serial),
    }
}

fn quoted(text: &str) -> String {
    match text.contains([',', '"', '\n', '\r']) || text.starts_with(' ') {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

fn unreadable_workbook(error: XlsxError) -> io::Error {
    match error {
        XlsxError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => error,
        XlsxError::Password => Unreadable::Locked.into(),
        _ => Unreadable::DamagedZip.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unreadable::unreadable;
    use rust_xlsxwriter::{Format, Workbook};
    use std::io::Cursor;

    fn read(bytes: Vec<u8>) -> io::Result<(Sheets, String)> {
        let mut out = Vec::new();
        let sheets = workbook_text(Cursor::new(bytes), &mut out)?;
        Ok((sheets, String::from_utf8(out).unwrap()))
    }

    #[test]
    fn a_sheet_is_written_as_a_table() {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().set_name("Cover").unwrap().write(0, 0, "Export").unwrap();
        let sheet = workbook.add_worksheet().set_name("Orders").unwrap();
        let day = Format::new().set_num_format("dd.mm.yyyy");
        let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        let clock = Format::new().set_num_format("hh:mm");
        for (column, heading) in ["Order", "Date", "Time", "Title", "Price"].iter().enumerate() {
            sheet.write(1, 1 + column as u16, *heading).unwrap();
        }
        sheet.write(2, 1, "00123").unwrap();
        sheet.write_with_format(2, 2, 45_384.0, &day).unwrap();
        sheet.write_with_format(2, 3, 0.5, &clock).unwrap();
        sheet.write(2, 4, "Mug, \"blue\"\nlarge").unwrap();
        sheet.write(2, 5, 0.1 + 0.2).unwrap();
        sheet.write(4, 1, 1002).unwrap();
        sheet.write_with_format(4, 2, 45_384.347_8, &moment).unwrap();
        sheet.write(4, 4, "Cup").unwrap();
        let bytes = workbook.save_to_buffer().unwrap();
        let (sheets, text) = read(bytes.clone()).unwrap();
        assert_eq!(sheets, Sheets { taken: "Orders".to_owned(), others: vec!["Cover".to_owned()] });
        assert_eq!(
            text,
            "Order,Date,Time,Title,Price\n\
             00123,2024-04-02,12:00:00,\"Mug, \"\"blue\"\"\nlarge\",0.3\n\
             1002,2024-04-02 08:20:50,,Cup,\n"
        );
        assert_eq!(crate::container(&bytes), Some(crate::Container::Workbook));
        let error = read(bytes[..bytes.len() / 2].to_vec()).unwrap_err();
        assert_eq!(unreadable(&error), Some(&Unreadable::DamagedZip));
    }

    #[test]
    fn a_workbook_that_writes_more_than_can_be_meant_is_given_up() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for row in 0..200 {
            sheet.write(row, 0, "a").unwrap();
            sheet.write(row, 16_000, "b").unwrap();
        }
        let bytes = workbook.save_to_buffer().unwrap();
        let read = |left| text_of(Cursor::new(&bytes), Limited { out: io::sink(), left });
        assert!(read(4_000_000).is_ok());
        assert_eq!(unreadable(&read(1_000_000).unwrap_err()), Some(&Unreadable::TooLarge));
    }

    #[test]
    fn a_workbook_without_a_table_is_named() {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().write(3, 3, "nothing here").unwrap();
        let error = read(workbook.save_to_buffer().unwrap()).unwrap_err();
        assert_eq!(unreadable(&error), Some(&Unreadable::NoTable));
    }
}
