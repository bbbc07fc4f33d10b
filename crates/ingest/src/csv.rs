//! Cells and records of delimited text, for looking at a sample; DuckDB reads the whole file.

use std::borrow::Cow;

/// How text is cut into cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut {
    /// What separates cells.
    pub(crate) delimiter: char,
    /// What encloses cells that hold a delimiter, a line end or itself, doubled.
    pub(crate) quote: Option<char>,
}

/// Cells that belong together: usually a line, more where a quoted cell spans lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record<'a> {
    /// Lines before it.
    pub(crate) line: u32,
    /// Its cells, unquoted.
    pub(crate) cells: Vec<Cow<'a, str>>,
    /// Whether a quote closes within a cell or never.
    pub(crate) is_torn: bool,
}

/// The records of `text` that are not blank.
pub(crate) fn records(text: &str, cut: Cut) -> Records<'_> {
    Records { rest: text, line: 0, cut }
}

/// See [`records`].
pub(crate) struct Records<'a> {
    rest: &'a str,
    line: u32,
    cut: Cut,
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let record = self.record();
            let is_blank = matches!(record.cells.as_slice(), [cell] if cell.trim().is_empty());
            if !is_blank {
                return Some(record);
            }
        }
    }
}

impl<'a> Records<'a> {
    fn record(&mut self) -> Record<'a> {
        let mut record = Record { line: self.line, cells: Vec::new(), is_torn: false };
        loop {
            let cell = match self.cut.quote.and_then(|quote| self.rest.strip_prefix(quote)) {
                Some(quoted) => self.quoted(quoted, &mut record.is_torn),
                None => Cow::Borrowed(self.plain()),
            };
            record.cells.push(cell);
            if let Some(rest) = self.rest.strip_prefix(self.cut.delimiter) {
                self.rest = rest;
                continue;
            }
            self.rest = ["\r\n", "\n", "\r"]
                .iter()
                .find_map(|end| self.rest.strip_prefix(end))
                .unwrap_or_default();
            self.line += 1;
            return record;
        }
    }

    /// Takes what is left before the next delimiter or line end.
    fn plain(&mut self) -> &'a str {
        let end = self.rest.find([self.cut.delimiter, '\n', '\r']).unwrap_or(self.rest.len());
        let (cell, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        cell
    }

    /// Takes a quoted cell whose opening quote is taken already.
    fn quoted(&mut self, opened: &'a str, is_torn: &mut bool) -> Cow<'a, str> {
        let quote = self.cut.quote.unwrap_or('"');
        let mut cell = Cow::Borrowed("");
        let mut rest = opened;
        loop {
            let Some((text, after)) = rest.split_once(quote) else {
                *is_torn = true;
                self.line += line_ends(rest);
                self.rest = "";
                cell += rest;
                return cell;
            };
            self.line += line_ends(text);
            cell += text;
            if let Some(after) = after.strip_prefix(quote) {
                let mut buffer = [0; 4];
                cell.to_mut().push_str(quote.encode_utf8(&mut buffer));
                rest = after;
                continue;
            }
            self.rest = after;
            let tail = self.plain();
            *is_torn |= !tail.trim().is_empty();
            cell += tail;
            return cell;
        }
    }
}

fn line_ends(text: &str) -> u32 {
    let is_end = |(at, byte): &(usize, u8)| match byte {
        b'\n' => true,
        b'\r' => text.as_bytes().get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    let count = text.bytes().enumerate().filter(is_end).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// What a sample says about its cut.
///
/// Every delimiter is tried, with and without quotes, on the first records; the winner cuts the
/// most of them into the same number of cells, and leaves no other delimiter inside cells without
/// quotes.
pub(crate) fn guess_cut(text: &str, delimiter: Option<char>) -> Cut {
    let start = text.lines().next().unwrap_or_default().trim();
    let declared = start
        .get(..4)
        .filter(|sep| sep.eq_ignore_ascii_case("sep="))
        .and_then(|_| start.chars().nth(4).or(Some('\t')));
    let delimiters = match delimiter.or(declared) {
        Some(known) => vec![known],
        None => vec![',', ';', '\t', '|'],
    };
    let quotes: &[Option<char>] =
        if text.contains('"') { &[Some('"'), None] } else { &[Some('"')] };
    let cuts = delimiters.iter().flat_map(|delimiter| {
        quotes.iter().map(|quote| Cut { delimiter: *delimiter, quote: *quote })
    });
    let mut best =
        (f64::MIN, Cut { delimiter: delimiters.first().copied().unwrap_or(','), quote: Some('"') });
    for cut in cuts {
        let score = fitness(text, cut);
        // The first of equals stays: quotes before none, the comma before the rest.
        if score > best.0 + 1e-9 {
            best = (score, cut);
        }
    }
    best.1
}

/// How many records are looked at to tell the cut.
const LOOKED_AT: usize = 200;

/// How well a cut cuts a text: the share of records of the usual width, times the share of
/// cells that look whole; zero where the usual record is one cell.
fn fitness(text: &str, cut: Cut) -> f64 {
    let records: Vec<Record> = records(text, cut).take(LOOKED_AT).collect();
    let width = usual_width(&records);
    if width < 2 {
        return 0.0;
    }
    let of_width: Vec<&Record> =
        records.iter().filter(|record| record.cells.len() == width && !record.is_torn).collect();
    let cells = || of_width.iter().flat_map(|record| &record.cells);
    let is_whole = |cell: &&Cow<str>| match cell {
        // A cell that needed quotes may hold anything.
        cell if cut.quote.is_some() && cell.contains(cut.delimiter) => true,
        cell => !cell.contains([';', '\t', '|']) && !cell.starts_with('"') && !cell.ends_with('"'),
    };
    let whole = cells().filter(is_whole).count() as f64 / cells().count().max(1) as f64;
    let usual = of_width.len() as f64 / records.len().max(1) as f64;
    // More cells are more unlikely to come out the same by chance.
    usual * whole * (1.0 - 0.5 / width as f64)
}

/// The number of cells that most records have, one-cell records (notes, titles) left aside.
pub(crate) fn usual_width(records: &[Record]) -> usize {
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for record in records.iter().filter(|record| record.cells.len() > 1) {
        match counts.iter_mut().find(|(width, _)| *width == record.cells.len()) {
            Some((_, count)) => *count += 1,
            None => counts.push((record.cells.len(), 1)),
        }
    }
    counts.into_iter().max_by_key(|(width, count)| (*count, *width)).map_or(1, |(width, _)| width)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str, delimiter: char, quote: Option<char>) -> Vec<Vec<String>> {
        records(text, Cut { delimiter, quote })
            .map(|record| record.cells.into_iter().map(Cow::into_owned).collect())
            .collect()
    }

    #[test]
    fn quotes_line_ends_and_blank_lines() {
        let text = "a,\"b \"\"c\"\"\"\r\n\r\n\"two\nlines\",\rlast,";
        assert_eq!(
            cells(text, ',', Some('"')),
            [["a", "b \"c\""], ["two\nlines", ""], ["last", ""]]
        );
        let lines: Vec<u32> = records(text, Cut { delimiter: ',', quote: Some('"') })
            .map(|record| record.line)
            .collect();
        assert_eq!(lines, [0, 2, 4]);
        assert_eq!(cells("5\" pan;\"x\" y", ';', None), [["5\" pan", "\"x\" y"]]);
        assert!(records("\"open", Cut { delimiter: ',', quote: Some('"') }).all(|r| r.is_torn));
    }

    #[test]
    fn the_delimiter_is_told_by_what_it_makes_of_the_lines() {
        let cases = [
            ("a,b,c\n1,2,3\n", ',', Some('"')),
            ("a;b;c\n1,5;2,5;3\n1,7;2,0;4\n", ';', Some('"')),
            ("a\tb\n1, 2 and 3\t4\n", '\t', Some('"')),
            ("a|b\n1|2\n", '|', Some('"')),
            ("sep=;\na;b\n1,2;3,4\n", ';', Some('"')),
            ("a;b\n\"1;2\";3\n\"4,5;6\";7\n", ';', Some('"')),
            ("a\tb\n\"Foo\" bar\t4\n\"x\" pan\t5\n", '\t', None),
            ("only one column\n1\n", ',', Some('"')),
            ("", ',', Some('"')),
        ];
        for (text, delimiter, quote) in cases {
            assert_eq!(guess_cut(text, None), Cut { delimiter, quote }, "{text}");
        }
    }
}
