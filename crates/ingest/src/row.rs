//! Rows of a table as values of fields.

use kontor_api::import::{
    Content, DateOrder, DecimalMark, Field, Holds, Refusal, RefusedRow, Skip,
};
use std::collections::VecDeque;
use std::io::{self, Read};

use crate::cell::{clean_id, freed, is_worn_code, without_markup};
use crate::csv::Cut;
use crate::damage::Damage;
use crate::decimal::{parse_decimal, written};
use crate::dialect::{Dialect, by_id};
use crate::draft::{Aside, Draft, Fault, Header, Holding, Line, refusal_of, stands_for_nothing};
use crate::mapping::position;
use crate::sniff::Sniffed;
use crate::stream::{Cells, Stream};
use crate::timestamp::{Timestamp, is_recent, parse_timestamp};

/// What a row of the file became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// Values. A row of the file may become several, with the same `source_row`.
    Row(Row),
    /// A row that cannot be read.
    Refused(RefusedRow),
    /// A row that is no data.
    Skipped(Skip),
}

/// The values of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The row's number after the header, from 1, blank lines not counted.
    pub source_row: u64,
    /// One for each of the content's fields, in their order.
    pub values: Vec<Option<Value>>,
    /// What a spreadsheet did to the row's cells, on the first of the values that a row of the file
    /// became. A code that it wore down has no value.
    pub damage: Damage,
}

/// A value, of the kind that its field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Words, codes, names.
    Text(String),
    /// A number in millionths.
    Number(i128),
    /// A day, or a day with a time.
    Moment(Timestamp),
}

/// The largest number, in millionths, that is meant: it fits `DECIMAL(18,6)`.
const LARGEST: i128 = 999_999_999_999_999_999;
/// So many rows of one order or product are held in memory together.
const LARGEST_GROUP: usize = 10_000;
/// How much of a refused row is kept, in characters.
const KEPT_TEXT: usize = 4_000;

/// Reads a table of any content but order lines that stand straight, as [`Sniffed`] says: what
/// [`to_utf8`](crate::to_utf8) gives goes in, values of `plan.content.fields()` come out.
///
/// Every row of the file that is no blank line is read once: it becomes one or more rows of values,
/// or it is refused, or skipped.
pub fn rows<R: Read>(text: R, sniffed: &Sniffed) -> impl Iterator<Item = io::Result<Reading>> {
    Readings::new(text, sniffed)
}

/// See [`rows`].
pub(crate) struct Readings<R: Read> {
    stream: Stream<R>,
    /// The row of the file that is being read.
    record: Cells,
    headings: Vec<String>,
    header: Header,
    /// The column of each field of the content that has one.
    columns: Vec<(Field, usize)>,
    content: Content,
    dialect: Option<&'static Dialect>,
    decimal: DecimalMark,
    dates: DateOrder,
    has_header: bool,
    /// Rows of the file so far.
    read: u64,
    /// Rows that belong together, as far as they were read, where something is done to them.
    group: Vec<(Source, String)>,
    /// What the next row may leave to the last row of data.
    last: Option<Draft>,
    ready: VecDeque<Reading>,
    ended: bool,
}

/// A row of the file with what it became so far; its text stands beside it.
struct Source {
    row: u64,
    drafts: Vec<Draft>,
    damage: Damage,
    aside: Option<Aside>,
}

impl<R: Read> Readings<R> {
    pub(crate) fn new(text: R, sniffed: &Sniffed) -> Readings<R> {
        let plan = &sniffed.plan;
        let of_field = |field: &Field| Some((*field, position(&plan.columns, *field)?));
        let dialect = plan.dialect.as_deref().and_then(by_id);
        Readings {
            stream: Stream::new(text, Cut { delimiter: plan.delimiter, quote: sniffed.quote }),
            record: Cells::default(),
            headings: sniffed.header.clone(),
            header: Header::new(&sniffed.header),
            columns: Field::ALL.iter().filter_map(of_field).collect(),
            content: plan.content,
            dialect: dialect.filter(|dialect| dialect.content == plan.content),
            decimal: plan.decimal,
            dates: plan.dates,
            has_header: plan.has_header,
            read: 0,
            group: Vec::new(),
            last: None,
            ready: VecDeque::new(),
            ended: false,
        }
    }

    /// Fields that rows have values for.
    pub(crate) fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|(known, _)| *known == field)
            || self.dialect.is_some_and(|dialect| dialect.rows.adds.contains(&field))
    }

    /// Reads on until something is ready or the file ends.
    fn advance(&mut self) -> io::Result<()> {
        // Lent out, as the rest of `self` is needed beside it.
        let mut record = std::mem::take(&mut self.record);
        while self.ready.is_empty() && !self.ended {
            if !self.stream.next(&mut record)? {
                self.flush();
                self.ended = true;
            } else if self.has_header {
                self.has_header = false;
            } else {
                self.read += 1;
                self.take(&record);
            }
        }
        self.record = record;
        Ok(())
    }

    /// Reads a row, and puts it to those that it belongs to.
    fn take(&mut self, record: &Cells) {
        let mut source =
            Source { row: self.read, drafts: vec![], damage: self.damage(record), aside: None };
        match self.drafts(record) {
            Ok(drafts) => source.drafts = drafts,
            Err(aside) => source.aside = Some(aside),
        }
        let is_next = match self.dialect.map(|dialect| (dialect.rows.key, dialect.rows.carry)) {
            Some((Some(key), carry)) => self.carry(&mut source, key, carry),
            _ => false,
        };
        if self.dialect.is_none_or(|dialect| dialect.rows.group.is_none()) {
            return self.finish(source, &record.text);
        }
        if !is_next || self.group.len() >= LARGEST_GROUP {
            self.flush();
        }
        self.group.push((source, record.text.clone()));
    }

    /// Gives a row what it leaves to the row above; tells whether both belong together.
    fn carry(&mut self, source: &mut Source, key: Field, carry: &[Field]) -> bool {
        let Some(first) = source.drafts.first() else { return true };
        let Some(last) = &mut self.last else {
            let mut last = Draft::new(self.decimal);
            last.take_over(first, &[key]);
            last.take_over(first, carry);
            self.last = Some(last);
            return true;
        };
        // A row with an order's total is the first of one; without a number it is nobody's.
        let is_nameless = first.get(key).is_none() && first.get(Field::OrderTotal).is_none();
        let is_next = is_nameless || first.get(key).is_some() && first.get(key) == last.get(key);
        if is_next {
            for draft in &mut source.drafts {
                draft.fill(last, &[key]);
                draft.fill(last, carry);
            }
        }
        if let Some(first) = source.drafts.first() {
            last.take_over(first, &[key]);
            last.take_over(first, carry);
        }
        is_next
    }

    fn damage(&self, cells: &Cells) -> Damage {
        let mut damage = Damage::default();
        for (field, index) in &self.columns {
            if let Some(cell) = cells.cells.get(*index) {
                damage.note(*field, cell, self.dates);
            }
        }
        damage
    }

    /// What a row becomes by itself.
    fn drafts(&self, cells: &Cells) -> Result<Vec<Draft>, Aside> {
        if let Some(skip) = self.no_data(cells) {
            return Err(Aside::Skip(skip));
        }
        let refuse = |reason| Aside::Refuse(Fault { reason, column: None, value: None });
        let width = self.headings.len();
        let is_over = |cell: &String| !cell.trim().is_empty();
        if cells.is_torn || cells.cells.len() < width || cells.cells.iter().skip(width).any(is_over)
        {
            return Err(refuse(Refusal::Ragged));
        }
        let mut draft = Draft::new(self.decimal);
        for (field, index) in &self.columns {
            let Some(cell) = cells.cells.get(*index) else { continue };
            if cell.contains(char::REPLACEMENT_CHARACTER) {
                return Err(refuse(Refusal::Encoding));
            }
            let text = freed(cell);
            if !stands_for_nothing(text) {
                draft.put(*field, Holding::Text(text.to_owned()));
            }
        }
        let Some(each) = self.dialect.and_then(|dialect| dialect.rows.each) else {
            return Ok(vec![draft]);
        };
        let line = Line {
            headings: &self.headings,
            header: &self.header,
            cells: &cells.cells,
            decimal: self.decimal,
        };
        each(&line, draft)
    }

    /// Whether a row is none: blank, a note below the table, a sum.
    fn no_data(&self, cells: &Cells) -> Option<Skip> {
        let mut filled = cells.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let Some(first) = filled.next() else { return Some(Skip::Blank) };
        let second = filled.next().unwrap_or_default();
        if filled.take(3).count() < 3 {
            let note = format!("{first} {second}").to_lowercase();
            if FOOTERS.iter().any(|words| note.contains(words)) {
                return Some(Skip::Footer);
            }
        }
        let has_sums = !matches!(
            self.content,
            Content::Suppliers
                | Content::SupplierProducts
                | Content::Promotions
                | Content::Holidays
        );
        let word = cells.cells.first()?.trim().trim_end_matches(':');
        if !has_sums || !TOTALS.iter().any(|total| word.eq_ignore_ascii_case(total)) {
            return None;
        }
        // Something may be called "Total"; then what tells it apart stands beside.
        let tells = |(field, index): &&(Field, usize)| {
            let needed = self.content.needed().iter().any(|any| any.contains(field));
            needed && *index > 0 && field.holds() == Holds::Text
        };
        let is_told =
            self.columns.iter().filter(tells).any(|(_, index)| {
                cells.cells.get(*index).is_some_and(|cell| !cell.trim().is_empty())
            });
        (!is_told).then_some(Skip::Totals)
    }

    /// Makes values of the rows that belong together.
    fn flush(&mut self) {
        let mut sources = std::mem::take(&mut self.group);
        if let Some(group) = self.dialect.and_then(|dialect| dialect.rows.group) {
            let counts: Vec<usize> =
                sources.iter().map(|(source, _)| source.drafts.len()).collect();
            let all = sources.iter_mut();
            let mut drafts: Vec<Draft> =
                all.flat_map(|(source, _)| std::mem::take(&mut source.drafts)).collect();
            group(&mut drafts);
            let mut drafts = drafts.into_iter();
            for ((source, _), count) in sources.iter_mut().zip(counts) {
                source.drafts.extend(drafts.by_ref().take(count));
            }
        }
        for (source, text) in sources {
            self.finish(source, &text);
        }
    }

    fn finish(&mut self, source: Source, text: &str) {
        let refused = |fault: Fault| {
            Reading::Refused(RefusedRow {
                row: source.row,
                reason: fault.reason,
                column: fault.column,
                value: fault.value.map(|value| shortened(&value, 200)),
                text: shortened(text, KEPT_TEXT),
            })
        };
        match source.aside {
            Some(Aside::Skip(skip)) => return self.ready.push_back(Reading::Skipped(skip)),
            Some(Aside::Refuse(fault)) => {
                return self.ready.push_back(refused(fault));
            }
            None => {}
        }
        let mut rows = Vec::new();
        let mut skip = None;
        for draft in &source.drafts {
            if draft.skip.is_some() {
                skip = draft.skip;
                continue;
            }
            match self.values(source.row, draft) {
                Ok(row) if rows.is_empty() => rows.push(Row { damage: source.damage, ..row }),
                Ok(row) => rows.push(row),
                Err(fault) => return self.ready.push_back(refused(fault)),
            }
        }
        match (rows.is_empty(), skip) {
            (true, skip) => self.ready.push_back(Reading::Skipped(skip.unwrap_or(Skip::Blank))),
            _ => self.ready.extend(rows.into_iter().map(Reading::Row)),
        }
    }

    fn values(&self, source_row: u64, draft: &Draft) -> Result<Row, Fault> {
        let fields = self.content.fields();
        let values = Vec::with_capacity(fields.len());
        let mut row = Row { source_row, values, damage: Damage::default() };
        for field in fields {
            let value = match draft.get(*field) {
                None => None,
                Some(holding) => self.value(*field, holding, draft)?,
            };
            row.values.push(value);
        }
        let has = |field: &Field| {
            let index = fields.iter().position(|known| known == field);
            index.and_then(|index| row.values.get(index)).is_some_and(Option::is_some)
        };
        // What is not stocked, or not counted, is known to be so: it has no number.
        let is_count = |any: &&&[Field]| {
            self.content == Content::Stock && any.iter().all(|field| field.holds() == Holds::Number)
        };
        for any in self.content.needed().iter().filter(|any| !is_count(any)) {
            if let Some(first) = any.first().filter(|_| !any.iter().any(has)) {
                let reason = match first {
                    Field::OrderId => Refusal::NoOrder,
                    Field::Sku | Field::Title if any.len() > 1 => Refusal::NoProduct,
                    Field::OrderedAt => Refusal::BadDate,
                    Field::UnitPrice if self.content == Content::Orders => Refusal::BadAmount,
                    _ => Refusal::Missing,
                };
                return Err(Fault { reason, column: self.heading(*first), value: None });
            }
        }
        if self.content == Content::Orders && self.has(Field::Quantity) && !has(&Field::Quantity) {
            let column = self.heading(Field::Quantity);
            return Err(Fault { reason: Refusal::BadQuantity, column, value: None });
        }
        Ok(row)
    }

    fn heading(&self, field: Field) -> Option<String> {
        let (_, index) = self.columns.iter().find(|(known, _)| *known == field)?;
        self.headings.get(*index).cloned()
    }

    fn value(
        &self,
        field: Field,
        holding: &Holding,
        draft: &Draft,
    ) -> Result<Option<Value>, Fault> {
        let fault = |reason, text: &str| Fault {
            reason,
            column: self.heading(field).or_else(|| Some(field.name())),
            value: Some(text.to_owned()),
        };
        match (field.holds(), holding) {
            (Holds::Number, _) => {
                let number = match holding {
                    Holding::Number(number) => *number,
                    // A word where a number is expected, in a column that counts stock.
                    Holding::Text(text) if is_uncounted(field, text) => return Ok(None),
                    Holding::Text(text) => number_or_sum(text, self.decimal)
                        .ok_or_else(|| fault(refusal_of(field), text))?,
                };
                if number.abs() > LARGEST {
                    return Err(fault(Refusal::OutOfRange, &number.to_string()));
                }
                Ok(Some(Value::Number(number)))
            }
            (Holds::Moment, Holding::Text(text)) => {
                if is_no_day(text) {
                    return Ok(None);
                }
                let time = draft.text(Field::OrderedTime).filter(|_| field == Field::OrderedAt);
                let whole = match time {
                    Some(time) => format!("{text} {time}"),
                    None => text.clone(),
                };
                let moment = moment(&whole, self.dates);
                moment
                    .map(|moment| Some(Value::Moment(moment)))
                    .ok_or_else(|| fault(Refusal::BadDate, &whole))
            }
            (Holds::Moment, Holding::Number(_)) => Ok(None),
            (Holds::Text, Holding::Number(number)) => Ok(Some(Value::Text(written(*number)))),
            (Holds::Text, Holding::Text(text)) => {
                self.words(field, text).map_err(|text| fault(Refusal::BadCurrency, &text))
            }
        }
    }

    /// The text of a field; the text itself is the error where it is no currency.
    fn words(&self, field: Field, text: &str) -> Result<Option<Value>, String> {
        use Field::*;
        let text = match field {
            Currency | ToCurrency => {
                let currency: Result<kontor_domain::Currency, _> = text.to_uppercase().parse();
                return match currency {
                    Ok(currency) => Ok(Some(Value::Text(currency.code().to_owned()))),
                    Err(_) => Err(text.to_owned()),
                };
            }
            Barcode | Sku | SupplierSku if is_worn_code(text) => return Ok(None),
            OrderId | Sku | SupplierSku | Barcode | Customer | PurchaseOrder | Zip | Phone
            | Parent | Handle => clean_id(text).map(str::to_owned),
            Title | Category => Some(without_markup(text)).filter(|text| !text.is_empty()),
            _ => Some(text.to_owned()),
        };
        Ok(text.map(Value::Text))
    }
}

impl<R: Read> Iterator for Readings<R> {
    type Item = io::Result<Reading>;

    fn next(&mut self) -> Option<io::Result<Reading>> {
        if let Err(error) = self.advance() {
            self.ended = true;
            return Some(Err(error));
        }
        self.ready.pop_front().map(Ok)
    }
}

/// Notes that stand below a table.
const FOOTERS: [&str; 6] = [
    "record(s) downloaded",
    "records downloaded",
    "seller id",
    "verkäufer-id",
    "datensätze heruntergeladen",
    "datensätze) heruntergeladen",
];

/// First cells of rows that add up the others.
const TOTALS: [&str; 9] =
    ["total", "totals", "grand total", "sum", "summe", "gesamt", "gesamtsumme", "totale", "totaux"];

/// Whether a word in a column of stock says that it is not counted; that is not zero.
pub(crate) fn is_uncounted(field: Field, text: &str) -> bool {
    let counts =
        matches!(field, Field::OnHand | Field::Available | Field::Committed | Field::Incoming);
    let words = ["not stocked", "not tracked", "untracked", "parent", "unlimited", "nicht geführt"];
    counts && words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Databases write a date that is not there as the year 0.
fn is_no_day(text: &str) -> bool {
    text.starts_with("0000-00-00") || text.starts_with("00/00/0000")
}

/// A date in the file's order, or one that can be read in one way only: a spreadsheet may have
/// turned some of them into its day numbers.
fn moment(text: &str, dates: DateOrder) -> Option<Timestamp> {
    parse_timestamp(text, dates)
        .or_else(|| {
            is_recent(text, DateOrder::Serial).then(|| parse_timestamp(text, DateOrder::Serial))?
        })
        .or_else(|| parse_timestamp(text, DateOrder::YearMonthDay))
}

/// A number, also one behind `=`, or the sum that a formula such as `=12+5` adds up.
pub(crate) fn number_or_sum(text: &str, decimal: DecimalMark) -> Option<i128> {
    let Some(formula) = text.strip_prefix('=') else { return parse_decimal(text, decimal, 6) };
    let mut sum: i128 = 0;
    let mut rest = formula.trim();
    while !rest.is_empty() {
        let unsigned = rest.trim_start_matches(['+', '-']);
        let end = unsigned.find(['+', '-']).unwrap_or(unsigned.len());
        let (term, after) = unsigned.split_at_checked(end)?;
        let number = parse_decimal(term, decimal, 6)?;
        let is_minus = rest.starts_with('-');
        sum = sum.checked_add(if is_minus { -number } else { number })?;
        rest = after.trim_start();
    }
    Some(sum)
}

/// The first letters of a text.
fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
