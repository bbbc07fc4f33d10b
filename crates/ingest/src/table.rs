//! The table in a text: what stands before it, its header, its rows.

use crate::csv::{Cut, Record, records, usual_width};
use crate::heading;
use crate::timestamp::parse_timestamp;
use kontor_api::import::{DateOrder, DecimalMark};

use crate::decimal::parse_decimal;

/// Rows looked at in the head of a file. More would not tell more about what a column means.
const HEAD_ROWS: usize = 4000;

/// So many records tell where the table starts and how wide it is.
const FIRST: usize = 50;

/// What is said of a table beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Said {
    /// Lines before its first record.
    pub(crate) skip_lines: u32,
    /// Whether its first record may name the columns. A header that is said to be there is still
    /// looked at, as plans from before it could be said have it so.
    pub(crate) has_header: bool,
}

/// A sample of the file's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    /// Lines before the header.
    pub(crate) skip_lines: u32,
    /// Whether the first record names the columns.
    pub(crate) has_header: bool,
    /// The names of the columns, made up where the file has none.
    pub(crate) header: Vec<String>,
    /// The first rows after the header, as many cells as they have.
    pub(crate) rows: Vec<Vec<String>>,
    /// What stands before the header.
    pub(crate) notes: String,
    /// Where in `rows` the later pieces of the file start.
    pub(crate) head_rows: usize,
}

/// Lines that stand before the table.
fn lines_before(head: &str, cut: Cut) -> u32 {
    let first: Vec<Record> = records(head, cut).take(FIRST).collect();
    let start = first_of_table(&first, usual_width(&first));
    first.get(start).map_or(0, |record| record.line)
}

impl Table {
    /// Finds the table in the head of a file. What is `said` of it is taken so: the first record
    /// after those lines is the table's first.
    pub(crate) fn find(head: &str, later: &[String], cut: Cut, said: Option<Said>) -> Table {
        let skip_lines = match said {
            Some(said) => said.skip_lines,
            None => lines_before(head, cut),
        };
        let mut all =
            records(head, cut).skip_while(|record| record.line < skip_lines).take(HEAD_ROWS);
        let first: Vec<Record> = all.by_ref().take(FIRST).collect();
        // Of the table alone, so that it is the same for whoever is told where the table starts.
        let width = usual_width(&first);
        let mut rows = first.into_iter().chain(all);
        let Some(top) = rows.next() else {
            return Table {
                skip_lines: 0,
                has_header: true,
                header: Vec::new(),
                rows: Vec::new(),
                notes: String::new(),
                head_rows: 0,
            };
        };
        let mut rows: Vec<Vec<String>> = rows.map(texts).collect();
        let head_rows = rows.len();
        let skip_lines = said.map_or(top.line, |said| said.skip_lines);
        let top = texts(top);
        let has_header = said.is_none_or(|said| said.has_header) && is_header(&top, &rows);
        let width = top.len().max(width);
        let header = match has_header {
            true => named(&top, width),
            false => named(&[], width),
        };
        if !has_header {
            rows.insert(0, top);
        }
        for piece in later {
            rows.extend(whole_rows(piece, cut, width));
        }
        let head_rows = head_rows + usize::from(!has_header);
        let notes: Vec<&str> = head.lines().take(skip_lines as usize).collect();
        Table { skip_lines, has_header, header, rows, notes: notes.join("\n"), head_rows }
    }

    /// The cells of a column that are not empty, trimmed, with the rows of later pieces.
    pub(crate) fn column(&self, index: usize) -> impl Iterator<Item = &str> {
        self.rows
            .iter()
            .filter_map(move |row| row.get(index))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
    }
}

fn texts(record: Record) -> Vec<String> {
    record.cells.into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// Rows of a piece that starts and ends within lines: those of the table's width, but for the
/// first and the last.
fn whole_rows(piece: &str, cut: Cut, width: usize) -> Vec<Vec<String>> {
    let Some((_, from_line)) = piece.split_once(['\n', '\r']) else { return Vec::new() };
    let mut rows: Vec<Record> = records(from_line, cut).collect();
    rows.pop();
    let is_whole = |row: &Record| row.cells.len() == width && !row.is_torn;
    rows.into_iter().filter(is_whole).map(texts).collect()
}

/// The place of the table's first record among `records`: the first of the usual width that is
/// mostly filled, or one a little shorter before it that names columns.
fn first_of_table(records: &[Record], width: usize) -> usize {
    let filled =
        |record: &Record| record.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let fits = |record: &Record| record.cells.len() == width && filled(record) * 5 >= width * 3;
    let Some(first) = records.iter().position(fits) else { return 0 };
    let names_columns = |record: &Record| {
        let known = record.cells.iter().filter(|cell| heading::is_known(cell)).count();
        record.cells.len() + 2 >= width && known >= 2
    };
    let above = first.checked_sub(1).filter(|at| records.get(*at).is_some_and(names_columns));
    above.unwrap_or(first)
}

/// Whether the first record names columns: two of its cells are known headings, or no cell is a
/// number or a date where the rows below hold numbers or dates.
fn is_header(top: &[String], rows: &[Vec<String>]) -> bool {
    if top.iter().filter(|cell| heading::is_known(cell)).count() >= 2 {
        return true;
    }
    let is_value = |cell: &str| {
        let dates = [DateOrder::DayMonthYear, DateOrder::MonthDayYear];
        let marks = [DecimalMark::Point, DecimalMark::Comma];
        dates.into_iter().any(|dates| parse_timestamp(cell, dates).is_some())
            || marks.into_iter().any(|mark| parse_decimal(cell, mark, 0).is_some())
    };
    let below = |index: usize| {
        let cells = || rows.iter().take(50).filter_map(move |row| row.get(index));
        cells().count() > 0 && cells().all(|cell| is_value(cell))
    };
    !top.iter().enumerate().any(|(index, cell)| is_value(cell) && (rows.is_empty() || below(index)))
}

/// Names for `width` columns: the headings that there are, "Column 7" where there is none.
fn named(headings: &[String], width: usize) -> Vec<String> {
    (0..width)
        .map(|index| match headings.get(index).map(|heading| heading.trim()) {
            Some(heading) if !heading.is_empty() => heading.to_owned(),
            _ => format!("Column {}", index + 1),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str) -> Table {
        Table::find(text, &[], Cut { delimiter: ',', quote: Some('"') }, None)
    }

    #[test]
    fn notes_before_the_header_are_skipped() {
        let notes = "Report of sales\nfrom 1 to 31 March\n\n";
        let table = find(&format!("{notes}Order ID,Date,Total\n1,2026-03-01,5\n2,2026-03-02,6\n"));
        assert_eq!((table.skip_lines, table.has_header), (3, true));
        assert_eq!(table.header, ["Order ID", "Date", "Total"]);
        assert_eq!(table.rows.len(), 2);

        let padded = find("Sales 2026,,,\nOrder ID,Date,Total,\n1,2026-03-01,5,x\n");
        assert_eq!((padded.skip_lines, padded.header.len()), (1, 4));
        assert_eq!(padded.header[3], "Column 4");
    }

    #[test]
    fn a_file_without_a_header_gets_names() {
        let table = find("1001,2026-03-01,Mug,2\n1002,2026-03-02,Cup,1\n");
        assert!(!table.has_header);
        assert_eq!(table.header, ["Column 1", "Column 2", "Column 3", "Column 4"]);
        assert_eq!(table.rows.len(), 2);
        assert!(find("colour,size\nred,9\nblue,8\n").has_header);
    }

    #[test]
    fn a_header_alone_and_nothing_at_all() {
        let alone = find("note\nnote\nOrder ID,Date,Total\n");
        assert_eq!((alone.skip_lines, alone.header.len(), alone.rows.len()), (2, 3, 0));
        assert!(find("").header.is_empty());
    }

    #[test]
    fn later_pieces_give_their_whole_rows() {
        let cut = Cut { delimiter: ',', quote: Some('"') };
        let later = ["9\n3,x\n4,y\nbroken\n5,z\n6".to_owned()];
        let table = Table::find("a,b\n1,w\n", &later, cut, None);
        assert_eq!(table.rows, [["1", "w"], ["3", "x"], ["4", "y"], ["5", "z"]]);
        assert_eq!(table.head_rows, 1);
    }
}
