//! The records of a whole table, one after the other: what `csv` does for a sample, for a reader.

use memchr::memchr2;
use std::io::{self, BufRead, BufReader, Read};

use crate::csv::Cut;
use crate::unreadable::{LONGEST_LINE, Unreadable};

/// Cells that belong together, with the text they stand in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Cells {
    /// The cells, unquoted.
    pub(crate) cells: Vec<String>,
    /// The record as it stands in the file, without its last line end.
    pub(crate) text: String,
    /// Whether a quote closes within a cell or never.
    pub(crate) is_torn: bool,
}

/// The records of a text that are not blank lines.
pub(crate) struct Stream<R: Read> {
    input: BufReader<R>,
    cut: Cut,
    line: Vec<u8>,
}

impl<R: Read> Stream<R> {
    pub(crate) fn new(text: R, cut: Cut) -> Stream<R> {
        Stream { input: BufReader::with_capacity(256 << 10, text), cut, line: Vec::new() }
    }

    /// Reads the next record into `record`, whose memory is used again; `false` at the end.
    ///
    /// # Errors
    /// When reading fails; with [`Unreadable::LineTooLong`] inside for a record that is too long.
    pub(crate) fn next(&mut self, record: &mut Cells) -> io::Result<bool> {
        loop {
            record.text.clear();
            let mut cutter = Cutter::new(self.cut, record);
            loop {
                self.line.clear();
                let most = (LONGEST_LINE + 1).saturating_sub(cutter.record.text.len()) as u64;
                self.input.by_ref().take(most).read_until(b'\n', &mut self.line)?;
                if self.line.is_empty() {
                    break;
                }
                let line = String::from_utf8_lossy(&self.line);
                cutter.take(&line);
                cutter.record.text.push_str(&line);
                if cutter.record.text.len() > LONGEST_LINE {
                    return Err(Unreadable::LineTooLong.into());
                }
                if !cutter.is_open() {
                    break;
                }
            }
            cutter.finish();
            if record.text.is_empty() {
                return Ok(false);
            }
            record.text.truncate(record.text.trim_end_matches(['\n', '\r']).len());
            if !matches!(record.cells.as_slice(), [cell] if cell.trim().is_empty()) {
                return Ok(true);
            }
        }
    }
}

/// Where within a record the next character stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Start,
    Plain,
    Quoted,
    /// Behind a quote within quotes: the end of the cell, or the first of two.
    Closed,
    /// Behind the end of a quoted cell, before the delimiter.
    After,
}

struct Cutter<'r> {
    cut: Cut,
    place: Place,
    record: &'r mut Cells,
    /// Cells that are whole; the one that is being filled comes next.
    done: usize,
}

impl Cutter<'_> {
    fn new(cut: Cut, record: &mut Cells) -> Cutter<'_> {
        record.is_torn = false;
        let mut cutter = Cutter { cut, place: Place::Start, record, done: 0 };
        cutter.start_cell();
        cutter
    }

    /// Whether a quoted cell goes on in the next line.
    fn is_open(&self) -> bool {
        self.place == Place::Quoted
    }

    fn start_cell(&mut self) {
        self.place = Place::Start;
        match self.record.cells.get_mut(self.done) {
            Some(cell) => cell.clear(),
            None => self.record.cells.push(String::new()),
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(cell) = self.record.cells.get_mut(self.done) {
            cell.push_str(text);
        }
    }

    /// Takes a line with the `\n` at its end.
    fn take(&mut self, line: &str) {
        let mut rest = line;
        while !rest.is_empty() {
            rest = match (self.place, self.cut.quote) {
                (Place::Quoted, Some(quote)) => self.quoted(rest, quote),
                (Place::Start, Some(quote)) if rest.starts_with(quote) => {
                    self.place = Place::Quoted;
                    rest.get(quote.len_utf8()..).unwrap_or_default()
                }
                (Place::Closed, Some(quote)) if rest.starts_with(quote) => {
                    self.place = Place::Quoted;
                    let (doubled, after) =
                        rest.split_at_checked(quote.len_utf8()).unwrap_or((rest, ""));
                    self.push(doubled);
                    after
                }
                _ => self.plain(rest),
            };
        }
    }

    /// Takes what is left before the next quote; gives what stands behind it.
    fn quoted<'l>(&mut self, rest: &'l str, quote: char) -> &'l str {
        let (text, after) = match rest.split_once(quote) {
            Some((text, after)) => {
                self.place = Place::Closed;
                (text, after)
            }
            None => (rest, ""),
        };
        self.push(text);
        after
    }

    /// Takes what is left before the next delimiter or the end of the line; gives what stands
    /// behind it.
    fn plain<'l>(&mut self, rest: &'l str) -> &'l str {
        let end = match u8::try_from(self.cut.delimiter) {
            Ok(byte) if byte.is_ascii() => memchr2(byte, b'\n', rest.as_bytes()),
            _ => rest.find([self.cut.delimiter, '\n']),
        };
        let (text, after) = rest.split_at_checked(end.unwrap_or(rest.len())).unwrap_or((rest, ""));
        if !text.is_empty() {
            self.place = match self.place {
                Place::Closed | Place::After => {
                    self.record.is_torn |= !text.trim().is_empty();
                    Place::After
                }
                _ => Place::Plain,
            };
            self.push(text);
        }
        match after.strip_prefix(self.cut.delimiter) {
            Some(after) => {
                self.done += 1;
                self.start_cell();
                after
            }
            None => after.strip_prefix('\n').unwrap_or_default(),
        }
    }

    fn finish(self) {
        self.record.is_torn |= self.place == Place::Quoted;
        self.record.cells.truncate(self.done + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv::records;
    use proptest::prelude::*;

    fn all(text: &str, cut: Cut) -> Vec<(Vec<String>, bool)> {
        let mut stream = Stream::new(text.as_bytes(), cut);
        let (mut all, mut record) = (Vec::new(), Cells::default());
        while stream.next(&mut record).unwrap() {
            all.push((record.cells.clone(), record.is_torn));
        }
        all
    }

    proptest! {
        #[test]
        fn a_reader_gives_what_a_sample_gives(
            text in "[a;\"\n ü]{0,40}",
            quote in proptest::option::of(Just('"')),
        ) {
            let cut = Cut { delimiter: ';', quote };
            let of_sample: Vec<(Vec<String>, bool)> = records(&text, cut)
                .map(|record| {
                    (record.cells.into_iter().map(std::borrow::Cow::into_owned).collect(), record.is_torn)
                })
                .collect();
            prop_assert_eq!(all(&text, cut), of_sample);
        }
    }
}
