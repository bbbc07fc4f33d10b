//! What a file holds, and how to read it.

use encoding_rs::Encoding;
use kontor_api::{
    import::{Content as FileContent, DateOrder, Field, Plan, Question},
    settings::Settings,
};
use kontor_domain::Language;

use crate::csv::{Dialect, guess_dialect};
use crate::decimal::{guess_mark, parse_decimal};
use crate::encoding::guess_encoding;
use crate::heading::plain;
use crate::home::{Because, guess_currency, guess_tax, guess_time_zone};
use crate::mapping::{Mapping, guess_mapping, position};
use crate::platform::{Content, Platform, recognise};
use crate::sample::Sample;
use crate::table::Table;
use crate::timestamp::{DateGuess, guess_dates, parse_timestamp, timestamp_formats};
use crate::unreadable::{FileKind, LONGEST_LINE, Unreadable, file_kind};
use crate::utf8::encoding_of;
use crate::words;

/// Rows given for a preview.
const PREVIEW: usize = 20;
/// Cells of a column that tell the decimal mark.
const NUMBERS: usize = 2000;
/// Cells of a column that a plan is held against.
const CHECKED: usize = 500;

/// What a file holds and how to read it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sniffed {
    /// How to read it.
    pub plan: Plan,
    /// The names of its columns, made up where it has none; as many as `plan.columns`.
    pub header: Vec<String>,
    /// Whether the first line after `plan.skip_lines` names the columns.
    pub has_header: bool,
    /// What encloses cells that hold a delimiter; `None` where quotes are ordinary characters.
    pub quote: Option<char>,
    /// The first rows, as they stand.
    pub rows: Vec<Vec<String>>,
    /// Formats of its dates, for [`timestamp_sql`](crate::timestamp_sql).
    pub timestamps: Vec<String>,
    /// Files with the same have the same columns, so that one's plan fits the other. `None` without
    /// a header.
    pub fingerprint: Option<String>,
    /// What a person should know or decide before the import.
    pub questions: Vec<Question>,
    /// Why the file cannot be imported by this plan.
    pub obstacle: Option<String>,
}

/// Tells what a file holds and how to read it, from a sample of its bytes and its name.
///
/// A plan that is `given` is taken as it is, and held against the file: what does not fit becomes
/// the obstacle. Only where its encoding, delimiter and lines to skip give another number of
/// columns than it maps, was it made for another table: then columns, decimal mark, dates,
/// currency, zone and tax are guessed anew under those three. What the file does not tell is taken
/// from the `shop`.
///
/// # Errors
/// [`Unreadable`] where there is no table to look at: an empty file, one of another kind, a line
/// without end, an unknown encoding.
pub fn sniff(
    name: &str,
    sample: &Sample,
    given: Option<&Plan>,
    shop: &Settings,
    language: Language,
) -> Result<Sniffed, Unreadable> {
    let encoding = match given {
        Some(plan) => encoding_of(&plan.encoding)?,
        None => text_encoding(sample)?,
    };
    let (head, later) = texts(sample, encoding)?;
    let dialect = guess_dialect(&head, given.map(|plan| plan.delimiter));
    let table = Table::find(&head, &later, dialect, given.map(|plan| plan.skip_lines));
    if table.header.is_empty() {
        return Err(Unreadable::Empty);
    }
    let fitting = given.filter(|plan| plan.columns.len() == table.header.len());
    let platform = if table.has_header { recognise(&table.header) } else { None };
    let (plan, mut questions) = match fitting {
        Some(plan) => (plan.clone(), Vec::new()),
        None => Guess { name, table: &table, platform, shop, language }.plan(encoding, dialect),
    };
    let obstacle = obstacle(&table, &plan, platform.filter(|_| fitting.is_none()), language);
    if obstacle.is_some() {
        // First things first: the rest may change with the columns.
        questions.retain(|question| question.field == "columns");
    }
    let dates = dates_of(&table, &plan.columns);
    let some = dates.iter().step_by(dates.len() / CHECKED + 1);
    let timestamps = timestamp_formats(some.map(String::as_str), plan.dates);
    let fingerprint = table.has_header.then(|| fingerprint(&table.header));
    Ok(Sniffed {
        plan,
        has_header: table.has_header,
        quote: dialect.quote,
        rows: table.rows.iter().take(table.head_rows.min(PREVIEW)).cloned().collect(),
        header: table.header,
        timestamps,
        fingerprint,
        questions,
        obstacle,
    })
}

/// The encoding of a file that may be a table.
fn text_encoding(sample: &Sample) -> Result<&'static Encoding, Unreadable> {
    if let Some(kind) = file_kind(&sample.head) {
        return Err(Unreadable::Kind(kind));
    }
    let encoding = guess_encoding(sample);
    let (text, _, _) = encoding.decode(&sample.head);
    let is_odd = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a);
    let odd = text.bytes().filter(is_odd).count();
    if odd > 3 && odd * 50 > text.len() {
        return Err(Unreadable::Kind(FileKind::Binary));
    }
    Ok(encoding)
}

/// The head of the file as text, to its last whole line, and the later pieces.
fn texts(
    sample: &Sample,
    encoding: &'static Encoding,
) -> Result<(String, Vec<String>), Unreadable> {
    let (head, _, _) = encoding.decode(&sample.head);
    let mut head = head.into_owned();
    if !sample.is_whole {
        match head.rfind(['\n', '\r']) {
            Some(end) => head.truncate(end),
            None => return Err(Unreadable::LineTooLong),
        }
    }
    if !head.contains(['\n', '\r']) && head.len() > LONGEST_LINE {
        return Err(Unreadable::LineTooLong);
    }
    if head.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    let piece = |bytes: &Vec<u8>| encoding.decode_without_bom_handling(bytes).0.into_owned();
    Ok((head, sample.later.iter().map(piece).collect()))
}

/// The headings, so that files with the same columns are known again.
fn fingerprint(header: &[String]) -> String {
    let headings: Vec<String> = header.iter().map(|heading| plain(heading)).collect();
    headings.join("|")
}

/// The dates of the orders, with the times of day that stand in a column of their own; one after
/// the other only where it differs.
fn dates_of(table: &Table, columns: &[Option<Field>]) -> Vec<String> {
    let Some(date) = position(columns, Field::OrderedAt) else { return Vec::new() };
    let time = position(columns, Field::OrderedTime);
    let cell = |row: &Vec<String>, index: usize| {
        row.get(index).map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).map(str::to_owned)
    };
    let of_row = |row: &Vec<String>| {
        let date = cell(row, date)?;
        Some(match time.and_then(|time| cell(row, time)) {
            Some(time) => format!("{date} {time}"),
            None => date,
        })
    };
    let mut dates: Vec<String> = table.rows.iter().filter_map(of_row).collect();
    // The lines of an order have the same.
    dates.dedup();
    dates
}

/// What a plan is guessed from.
struct Guess<'a> {
    name: &'a str,
    table: &'a Table,
    platform: Option<&'a Platform>,
    shop: &'a Settings,
    language: Language,
}

impl Guess<'_> {
    fn plan(&self, encoding: &'static Encoding, dialect: Dialect) -> (Plan, Vec<Question>) {
        let mapping = guess_mapping(self.table, self.platform);
        let columns = &mapping.columns;
        let (currency, because) =
            guess_currency(self.name, self.table, columns, self.shop.currency);
        let numbers: Vec<&str> = AMOUNTS
            .into_iter()
            .filter_map(|field| position(columns, field))
            .flat_map(|index| self.table.column(index).take(NUMBERS))
            .collect();
        let mark = guess_mark(numbers.iter().copied());
        let texts = dates_of(self.table, columns);
        let texts = || texts.iter().map(String::as_str);
        let dates = guess_dates(texts(), currency.code() == "USD");
        let zone = guess_time_zone(self.table, columns).filter(|_| !has_offsets(texts(), dates));
        let plan = Plan {
            content: FileContent::Orders,
            dialect: None,
            has_header: self.table.has_header,
            encoding: encoding.name().to_ascii_lowercase(),
            delimiter: dialect.delimiter,
            skip_lines: self.table.skip_lines,
            columns: columns.clone(),
            decimal: mark.mark,
            dates: dates.map_or(DateOrder::YearMonthDay, |guess| guess.dates),
            currency,
            time_zone: zone.unwrap_or(&self.shop.time_zone).to_owned(),
            prices_include_tax: guess_tax(self.table, columns)
                .unwrap_or(self.shop.prices_include_tax),
        };
        let mut questions = self.about_columns(&mapping);
        let mut ask = |field: &str, text: Option<String>| {
            questions.extend(text.map(|text| Question { field: field.to_owned(), text }));
        };
        ask("dates", dates.and_then(|guess| self.about_dates(guess, texts())));
        ask("decimal", self.about_decimals(mark.doubtful, &numbers));
        if because != Because::File {
            ask("currency", Some(words::which_currency(currency, because, self.language)));
        }
        if plan.time_zone != self.shop.time_zone {
            let text = words::which_zone(&plan.time_zone, &self.shop.time_zone, self.language);
            ask("time_zone", Some(text));
        }
        (plan, questions)
    }

    fn about_columns(&self, mapping: &Mapping) -> Vec<Question> {
        let language = self.language;
        let quantity = position(&mapping.columns, Field::Quantity);
        let texts = [
            mapping.by_content.then(|| words::check_columns(self.table.has_header, language)),
            mapping.only_date.as_ref().map(|heading| words::only_date(heading, language)),
            mapping.unclear_total.as_ref().map(|heading| words::unclear_total(heading, language)),
            mapping.discount_left_out.then(|| words::discount_left_out(language)),
            quantity.is_none().then(|| words::no_quantity(language)),
        ];
        let question = |text| Question { field: "columns".to_owned(), text };
        texts.into_iter().flatten().map(question).collect()
    }

    fn about_dates<'t>(
        &self,
        guess: DateGuess,
        mut texts: impl Iterator<Item = &'t str>,
    ) -> Option<String> {
        let other = guess.doubtful?;
        let read = |text, dates| parse_timestamp(text, dates).map(|read| read.written.date());
        texts.find_map(|text| {
            let (taken, other) = (read(text, guess.dates)?, read(text, other)?);
            (taken != other).then(|| words::which_day(text, taken, other, self.language))
        })
    }

    fn about_decimals(&self, is_doubtful: bool, numbers: &[&str]) -> Option<String> {
        let number = numbers.iter().find(|number| number.contains(',')).filter(|_| is_doubtful)?;
        Some(words::which_number(number, self.language))
    }
}

/// Whether the dates say which zone they are in.
fn has_offsets<'a>(mut texts: impl Iterator<Item = &'a str>, guess: Option<DateGuess>) -> bool {
    let Some(guess) = guess else { return false };
    texts
        .find_map(|text| parse_timestamp(text, guess.dates))
        .is_some_and(|read| read.offset.is_some())
}

/// Why a table cannot be imported by a plan.
fn obstacle(
    table: &Table,
    plan: &Plan,
    platform: Option<&Platform>,
    language: Language,
) -> Option<String> {
    if table.header.len() < 2 {
        return Some(words::one_column(plan.delimiter, language));
    }
    if let Some(Platform { content: Content::Other([en, de]), .. }) = platform {
        let text = match language {
            Language::En => en,
            Language::De => de,
        };
        return Some((*text).to_owned());
    }
    let count = |field: Field| plan.columns.iter().filter(|column| **column == Some(field)).count();
    if let Some(field) = Field::ALL.into_iter().find(|field| count(*field) > 1) {
        return Some(words::mapped_twice(field, language));
    }
    let needed: [&[Field]; 4] = [
        &[Field::OrderId],
        &[Field::OrderedAt],
        &[Field::Sku, Field::Title],
        &[Field::UnitPrice, Field::LineTotal],
    ];
    let missing: Vec<Field> = needed
        .iter()
        .filter(|any_of| any_of.iter().all(|field| count(*field) == 0))
        .filter_map(|any_of| any_of.first().copied())
        .collect();
    if !missing.is_empty() {
        return Some(words::missing(&missing, language));
    }
    if table.rows.is_empty() {
        return Some(words::no_rows(language));
    }
    unreadable_values(table, plan, language)
}

/// Dates or numbers of which the plan reads fewer than half.
fn unreadable_values(table: &Table, plan: &Plan, language: Language) -> Option<String> {
    let dates = dates_of(table, &plan.columns);
    let texts = || dates.iter().map(String::as_str).take(CHECKED);
    if let Some(text) = mostly_refused(texts, |text| parse_timestamp(text, plan.dates).is_some()) {
        return Some(words::unreadable_dates(text, plan.dates, language));
    }
    AMOUNTS.into_iter().find_map(|field| {
        let index = position(&plan.columns, field)?;
        let cells = || table.column(index).take(CHECKED);
        let is_number = |text: &str| parse_decimal(text, plan.decimal, 6).is_some();
        let text = mostly_refused(cells, is_number)?;
        Some(words::unreadable_numbers(text, field, plan.decimal, language))
    })
}

/// The first text that is refused, where more than half are.
fn mostly_refused<'a, T: Iterator<Item = &'a str>>(
    texts: impl Fn() -> T,
    reads: impl Fn(&str) -> bool,
) -> Option<&'a str> {
    let refused = texts().filter(|text| !reads(text)).count();
    if refused * 2 > texts().count() { texts().find(|text| !reads(text)) } else { None }
}

/// The fields that hold numbers.
const AMOUNTS: [Field; 4] = [Field::Quantity, Field::UnitPrice, Field::LineTotal, Field::Discount];
