//! Order tables that do not stand one row per line, written anew so that they do.

use kontor_api::import::{Content, DateOrder, DecimalMark, Field, Plan, RefusedRow, SkippedCount};
use std::{
    fmt::{self, Write as _},
    io::{self, Read, Write},
};

use crate::damage::Damage;
use crate::decimal::written;
use crate::row::{Reading, Readings, Value};
use crate::sniff::Sniffed;
use crate::timestamp::Timestamp;

/// A table of order lines that [`reshape`] wrote, and what did not go into it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reshaped {
    /// How to read what was written: UTF-8, commas, a header, a decimal point, dates with the year
    /// first. Its first column, `row`, is the source row's number and mapped to nothing.
    pub plan: Plan,
    /// The names of its columns.
    pub header: Vec<String>,
    /// Formats of its dates, for [`timestamp_sql`](crate::timestamp_sql).
    pub timestamps: Vec<String>,
    /// Rows of the file that are no data, by kind.
    pub skipped: Vec<SkippedCount>,
    /// Rows of the file that could not be read. What was written can all be read.
    pub refused: Vec<RefusedRow>,
    /// What a spreadsheet did to cells of it. Codes that it wore down were left out.
    pub damage: Damage,
    /// Rows of the file that are data: those that were written from, and the refused ones. Blank
    /// lines and what was skipped do not count.
    pub rows_read: u64,
}

/// Writes a table of order lines, one row for each, from what [`to_utf8`](crate::to_utf8) gives of
/// a file whose [`Sniffed::needs_reshape`] is set.
///
/// Amounts of the whole order (`order_shipping` and its like) stand on the first of its rows.
/// Several lines may come from one row of the file; then they have the same `row`.
///
/// # Errors
/// When reading or writing fails.
pub fn reshape(text: impl Read, sniffed: &Sniffed, out: impl Write) -> io::Result<Reshaped> {
    let readings = Readings::new(text, sniffed);
    let all = Content::Orders.fields();
    let fields: Vec<(usize, Field)> = all
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, field)| *field != Field::OrderedTime && readings.has(*field))
        .collect();
    let header: Vec<String> = std::iter::once("row".to_owned())
        .chain(fields.iter().map(|(_, field)| field.name()))
        .collect();
    let mut out = io::BufWriter::new(out);
    writeln!(out, "{}", header.join(","))?;
    let mut done = Reshaped {
        plan: Plan {
            content: Content::Orders,
            encoding: "utf-8".to_owned(),
            delimiter: ',',
            skip_lines: 0,
            has_header: true,
            columns: std::iter::once(None).chain(fields.iter().map(|(_, f)| Some(*f))).collect(),
            decimal: DecimalMark::Point,
            dates: DateOrder::YearMonthDay,
            ..sniffed.plan.clone()
        },
        header,
        timestamps: Vec::new(),
        skipped: Vec::new(),
        refused: Vec::new(),
        damage: Damage::default(),
        rows_read: 0,
    };
    let mut last_row = 0;
    let mut line = String::new();
    for reading in readings {
        match reading? {
            Reading::Skipped(skip) => {
                match done.skipped.iter_mut().find(|count| count.skip == skip) {
                    Some(count) => count.rows += 1,
                    None => done.skipped.push(SkippedCount { skip, rows: 1 }),
                }
            }
            Reading::Refused(row) => {
                done.rows_read += 1;
                done.refused.push(row);
            }
            Reading::Row(row) => {
                done.rows_read += u64::from(row.source_row != last_row);
                last_row = row.source_row;
                done.damage.add(row.damage);
                line.clear();
                push(&mut line, format_args!("{}", row.source_row));
                for (index, _) in &fields {
                    line.push(',');
                    match row.values.get(*index).and_then(Option::as_ref) {
                        None => {}
                        Some(Value::Text(text)) => push_quoted(&mut line, text),
                        Some(Value::Number(number)) => line.push_str(&written(*number)),
                        Some(Value::Moment(moment)) => {
                            note_format(&mut done.timestamps, moment);
                            line.push_str(&moment.canonical());
                        }
                    }
                }
                line.push('\n');
                out.write_all(line.as_bytes())?;
            }
        }
    }
    if done.timestamps.len() > 1 {
        // With and without offset; then the slow way reads both.
        done.timestamps.clear();
    }
    out.flush()?;
    Ok(done)
}

fn note_format(formats: &mut Vec<String>, moment: &Timestamp) {
    let format = match moment.offset {
        None => "%Y-%m-%d %H:%M:%S",
        Some(_) => "%Y-%m-%d %H:%M:%S%z",
    };
    if !formats.iter().any(|known| known == format) {
        formats.push(format.to_owned());
    }
}

/// A text as a cell; line ends in it become blanks, so that a row is a line.
fn push_quoted(line: &mut String, text: &str) {
    let needs_quotes = text.starts_with(' ') || text.contains([',', '"', '\r', '\n']);
    if !needs_quotes {
        return line.push_str(text);
    }
    line.push('"');
    for letter in text.chars() {
        match letter {
            '\r' | '\n' => line.push(' '),
            '"' => line.push_str("\"\""),
            other => line.push(other),
        }
    }
    line.push('"');
}

fn push(line: &mut String, text: fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    line.write_fmt(text).ok();
}
