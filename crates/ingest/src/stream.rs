//! The records of a whole table, one after the other: what `csv` does for a sample, for a reader.

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
}

impl<R: Read> Stream<R> {
    pub(crate) fn new(text: R, cut: Cut) -> Stream<R> {
        Stream { input: BufReader::with_capacity(256 << 10, text), cut }
    }

    /// The next record; `None` at the end.
    ///
    /// # Errors
    /// When reading fails; with [`Unreadable::LineTooLong`] inside for a record that is too long.
    pub(crate) fn next(&mut self) -> io::Result<Option<Cells>> {
        loop {
            let mut cutter = Cutter::new(self.cut);
            let mut text = String::new();
            loop {
                let mut line = Vec::new();
                let most = (LONGEST_LINE + 1).saturating_sub(text.len()) as u64;
                self.input.by_ref().take(most).read_until(b'\n', &mut line)?;
                if line.is_empty() {
                    break;
                }
                let line = String::from_utf8_lossy(&line);
                cutter.take(&line);
                text.push_str(&line);
                if text.len() > LONGEST_LINE {
                    return Err(Unreadable::LineTooLong.into());
                }
                if !cutter.is_open() {
                    break;
                }
            }
            if text.is_empty() {
                return Ok(None);
            }
            let record = cutter.finish(text);
            if !matches!(record.cells.as_slice(), [cell] if cell.trim().is_empty()) {
                return Ok(Some(record));
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

struct Cutter {
    cut: Cut,
    place: Place,
    cell: String,
    cells: Vec<String>,
    is_torn: bool,
}

impl Cutter {
    fn new(cut: Cut) -> Cutter {
        let (cell, cells) = (String::new(), Vec::new());
        Cutter { cut, place: Place::Start, cell, cells, is_torn: false }
    }

    /// Whether a quoted cell goes on in the next line.
    fn is_open(&self) -> bool {
        self.place == Place::Quoted
    }

    fn take(&mut self, line: &str) {
        for letter in line.chars() {
            let is_quote = self.cut.quote == Some(letter);
            match self.place {
                Place::Start if is_quote => self.place = Place::Quoted,
                Place::Quoted if is_quote => self.place = Place::Closed,
                Place::Closed if is_quote => {
                    self.place = Place::Quoted;
                    self.cell.push(letter);
                }
                Place::Quoted => self.cell.push(letter),
                _ if letter == self.cut.delimiter => {
                    self.place = Place::Start;
                    self.cells.push(std::mem::take(&mut self.cell));
                }
                _ if letter == '\n' => {}
                Place::Closed | Place::After => {
                    self.is_torn |= !letter.is_whitespace();
                    self.place = Place::After;
                    self.cell.push(letter);
                }
                Place::Start | Place::Plain => {
                    self.place = Place::Plain;
                    self.cell.push(letter);
                }
            }
        }
    }

    fn finish(mut self, mut text: String) -> Cells {
        let is_torn = self.is_torn || self.is_open();
        self.cells.push(self.cell);
        text.truncate(text.trim_end_matches(['\n', '\r']).len());
        Cells { cells: self.cells, text, is_torn }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv::records;
    use proptest::prelude::*;

    fn all(text: &str, cut: Cut) -> Vec<(Vec<String>, bool)> {
        let mut stream = Stream::new(text.as_bytes(), cut);
        let mut all = Vec::new();
        while let Some(record) = stream.next().unwrap() {
            all.push((record.cells, record.is_torn));
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
