//! What a file holds, and how to read it.

use encoding_rs::Encoding;
use kontor_api::{
    import::{Content, DateOrder, DecimalMark, Field, Holds, Plan, Question},
    settings::Settings,
};
use kontor_domain::{DateTime, Language};

use crate::cell::freed;
use crate::csv::{Cut, guess_cut};
use crate::damage::Damage;
use crate::decimal::{MarkGuess, guess_mark, parse_decimal};
use crate::dialect::{self, Dialect, Elsewhere};
use crate::draft::{Header, stands_for_nothing};
use crate::encoding::guess_encoding;
use crate::heading::plain;
use crate::home::{Because, guess_currency, guess_tax, guess_time_zone, zone_in_words};
use crate::mapping::{Mapping, guess_mapping, position};
use crate::row::{is_uncounted, number_or_sum};
use crate::sample::Sample;
use crate::table::{Said, Table};
use crate::timestamp::{DateGuess, guess_dates, is_recent, parse_timestamp, timestamp_formats};
use crate::unreadable::{FileKind, LONGEST_LINE, Unreadable, file_kind};
use crate::utf8::encoding_of;
use crate::vocabulary::{columns_of, guess_content};
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
    /// The platform whose export it is, such as `Shopify`; `None` for any other table.
    pub platform: Option<&'static str>,
    /// Which of the platform's forms of this export, such as `2025 template`.
    pub variant: Option<&'static str>,
    /// Whether the orders do not stand one row per line, so that [`reshape`](crate::reshape) must
    /// write them anew before DuckDB reads them. Only for `Content::Orders`; everything else is
    /// read by [`rows`](crate::rows).
    pub needs_reshape: bool,
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
    /// The latest date of what was looked at: of several files with the same order the one that
    /// reaches furthest counts.
    pub newest: Option<DateTime>,
    /// What a spreadsheet did to the cells that were looked at.
    pub damage: Damage,
    /// Whether all of the file was looked at.
    pub is_whole: bool,
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
    look(name, sample, given, None, shop, language)
}

/// Like [`sniff`], where a person says what the rows are. Of a plan that is `given` only encoding,
/// delimiter, lines to skip and header hold: the rest is guessed anew for that content, even if the
/// table looks like something else.
///
/// # Errors
/// As [`sniff`].
pub fn sniff_as(
    content: Content,
    name: &str,
    sample: &Sample,
    given: Option<&Plan>,
    shop: &Settings,
    language: Language,
) -> Result<Sniffed, Unreadable> {
    look(name, sample, given, Some(content), shop, language)
}

fn look(
    name: &str,
    sample: &Sample,
    given: Option<&Plan>,
    content: Option<Content>,
    shop: &Settings,
    language: Language,
) -> Result<Sniffed, Unreadable> {
    let encoding = match given {
        Some(plan) => encoding_of(&plan.encoding)?,
        None => text_encoding(sample)?,
    };
    let (head, later) = texts(sample, encoding)?;
    let cut = guess_cut(&head, given.map(|plan| plan.delimiter));
    let said = given.map(|plan| Said { skip_lines: plan.skip_lines, has_header: plan.has_header });
    let table = Table::find(&head, &later, cut, said);
    if table.header.is_empty() {
        return Err(Unreadable::Empty);
    }
    let header = Header::new(&table.header);
    let fits = |plan: &&Plan| content.is_none() && plan.columns.len() == table.header.len();
    let fitting = given.filter(fits);
    let (dialect, elsewhere) = match fitting {
        Some(plan) => (plan.dialect.as_deref().and_then(dialect::by_id), None),
        None if table.has_header => (dialect::recognise(&header), dialect::elsewhere(&header)),
        None => (None, None),
    };
    let said = fitting.map(|plan| plan.content).or(content);
    let dialect = dialect.filter(|known| said.is_none_or(|said| said == known.content));
    let elsewhere = elsewhere.filter(|_| dialect.is_none() && content.is_none());
    let (plan, mut questions) = match fitting {
        Some(plan) => (Plan { has_header: table.has_header, ..plan.clone() }, Vec::new()),
        None => Guess {
            name,
            table: &table,
            header: &header,
            said: content,
            dialect,
            elsewhere,
            shop,
            language,
        }
        .plan(encoding, cut),
    };
    let obstacle = obstacle(&table, &plan, dialect, elsewhere, language);
    if obstacle.is_some() {
        // First things first: the rest may change with the columns.
        questions.retain(|question| question.field == "columns");
    }
    let dates = dates_of(&table, &plan.columns, plan.content);
    let some = dates.iter().step_by(dates.len() / CHECKED + 1);
    let timestamps = timestamp_formats(some.map(String::as_str), plan.dates);
    let fingerprint = table.has_header.then(|| fingerprint(&table.header));
    let newest = newest(&dates, plan.dates);
    let damage = damage(&table, &plan);
    Ok(Sniffed {
        platform: dialect.map(|known| known.platform).or(elsewhere.map(|known| known.platform)),
        variant: dialect.and_then(|known| (known.variant)(&header)),
        needs_reshape: needs_reshape(&table, &plan, dialect, damage),
        damage,
        is_whole: sample.is_whole,
        plan,
        has_header: table.has_header,
        quote: cut.quote,
        rows: table.rows.iter().take(table.head_rows.min(PREVIEW)).cloned().collect(),
        header: table.header,
        newest,
        timestamps,
        fingerprint,
        questions,
        obstacle,
    })
}

/// What a spreadsheet did to the cells of a table.
fn damage(table: &Table, plan: &Plan) -> Damage {
    let mut damage = Damage::default();
    for row in &table.rows {
        for (column, cell) in plan.columns.iter().zip(row) {
            if let Some(field) = column {
                damage.note(*field, cell, plan.dates);
            }
        }
    }
    damage
}

/// Whether an order table is one that DuckDB cannot read as it stands: one whose dialect says so,
/// whose rows leave to the row above what every line needs, or with day numbers among its dates.
fn needs_reshape(table: &Table, plan: &Plan, dialect: Option<&Dialect>, damage: Damage) -> bool {
    if plan.content == Content::Orders && damage.day_numbers > 0 {
        return true;
    }
    let Some(dialect) = dialect.filter(|_| plan.content == Content::Orders) else { return false };
    if !dialect.rows.straight {
        return true;
    }
    let columns = [Field::OrderId, Field::OrderedAt].map(|field| position(&plan.columns, field));
    let is_empty =
        |row: &Vec<String>, index: usize| row.get(index).is_some_and(|cell| cell.trim().is_empty());
    // A row without anything lacks it too: it is no row of data, which only `reshape` tells.
    let lacks = |row: &Vec<String>| columns.iter().flatten().any(|index| is_empty(row, *index));
    table.rows.iter().filter(|row| row.len() == table.header.len()).any(lacks)
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

fn newest(dates: &[String], order: DateOrder) -> Option<DateTime> {
    dates.iter().filter_map(|text| parse_timestamp(text, order)).map(|read| read.written).max()
}

/// The headings, so that files with the same columns are known again.
fn fingerprint(header: &[String]) -> String {
    let headings: Vec<String> = header.iter().map(|heading| plain(heading)).collect();
    headings.join("|")
}

/// The dates of the table, one after the other only where it differs: those of the orders with the
/// times of day that stand in a column of their own, or, in other tables, all that there are.
fn dates_of(table: &Table, columns: &[Option<Field>], content: Content) -> Vec<String> {
    let fields: &[Field] = match content {
        Content::Orders | Content::OrderTotals => &[Field::OrderedAt],
        other => other.fields(),
    };
    let time = position(columns, Field::OrderedTime);
    let cell = |row: &Vec<String>, index: usize| {
        row.get(index)
            .map(|cell| freed(cell))
            .filter(|cell| !stands_for_nothing(cell))
            .map(str::to_owned)
    };
    let mut dates = Vec::new();
    for field in fields.iter().filter(|field| field.holds() == Holds::Moment) {
        let Some(date) = position(columns, *field) else { continue };
        let of_row = |row: &Vec<String>| {
            let date = cell(row, date)?;
            Some(match time.and_then(|time| cell(row, time)) {
                Some(time) => format!("{date} {time}"),
                None => date,
            })
        };
        dates.extend(table.rows.iter().filter_map(of_row));
    }
    // The lines of an order have the same.
    dates.dedup();
    dates
}

/// What a plan is guessed from.
struct Guess<'a> {
    name: &'a str,
    table: &'a Table,
    header: &'a Header,
    /// What the rows are, where a person says so.
    said: Option<Content>,
    dialect: Option<&'static Dialect>,
    elsewhere: Option<&'static Elsewhere>,
    shop: &'a Settings,
    language: Language,
}

impl Guess<'_> {
    fn plan(&self, encoding: &'static Encoding, cut: Cut) -> (Plan, Vec<Question>) {
        let (content, mapping) = self.mapping();
        let columns = &mapping.columns;
        let (currency, because) =
            guess_currency(self.name, self.table, columns, self.shop.currency);
        let numbers: Vec<&str> = columns
            .iter()
            .enumerate()
            .filter(|(_, field)| field.is_some_and(|field| field.holds() == Holds::Number))
            .flat_map(|(index, _)| self.table.column(index).take(NUMBERS))
            .collect();
        let mut mark = guess_mark(numbers.iter().copied());
        // Semicolons stand between cells where the comma stands within numbers.
        if mark.doubtful && cut.delimiter == ';' {
            mark.mark = DecimalMark::Comma;
        }
        let texts = dates_of(self.table, columns, content);
        let texts = || texts.iter().map(String::as_str);
        let mut dates = guess_dates(texts(), currency.code() == "USD");
        let known = self.dialect.and_then(|dialect| dialect.rows.dates);
        if let (Some(known), Some(guess)) = (known, dates.as_mut())
            && guess.doubtful.is_some()
        {
            *guess = DateGuess { dates: known, doubtful: None };
        }
        let in_words = self
            .dialect
            .and_then(|dialect| self.header.position(dialect.rows.zone?))
            .and_then(|index| self.table.column(index).find_map(zone_in_words));
        let zone = in_words
            .or_else(|| guess_time_zone(self.table, columns))
            .filter(|_| !has_offsets(texts(), dates));
        // A shop that writes no tax has prices as they are.
        let taxes = || {
            let index = position(columns, Field::OrderTax);
            let mut cells = index.into_iter().flat_map(|index| self.table.column(index));
            cells.any(|cell| number_or_sum(cell, mark.mark).is_some_and(|tax| tax != 0))
        };
        let plan = Plan {
            content,
            dialect: self.dialect.map(|dialect| dialect.id.to_owned()),
            has_header: self.table.has_header,
            encoding: encoding.name().to_ascii_lowercase(),
            delimiter: cut.delimiter,
            skip_lines: self.table.skip_lines,
            columns: columns.clone(),
            decimal: mark.mark,
            dates: dates.map_or(DateOrder::YearMonthDay, |guess| guess.dates),
            currency,
            time_zone: zone.unwrap_or(&self.shop.time_zone).to_owned(),
            is_abroad: false,
            prices_include_tax: guess_tax(self.table, columns)
                .or(self.dialect.and_then(|dialect| dialect.rows.with_tax).filter(|_| taxes()))
                .unwrap_or(self.shop.prices_include_tax),
        };
        let mut questions = self.about_columns(content, &mapping);
        let mut ask = |field: &str, text: Option<String>| {
            questions.extend(text.map(|text| Question { field: field.to_owned(), text }));
        };
        ask("dates", dates.and_then(|guess| self.about_dates(guess, texts())));
        ask("decimal", self.about_decimals(mark, &numbers));
        let has_amounts = content.fields().contains(&Field::Currency) && !numbers.is_empty();
        if because != Because::File && has_amounts {
            ask("currency", Some(words::which_currency(currency, because, self.language)));
        }
        if plan.time_zone != self.shop.time_zone && in_words.is_none() {
            let text = words::which_zone(&plan.time_zone, &self.shop.time_zone, self.language);
            ask("time_zone", Some(text));
        }
        (plan, questions)
    }

    /// What the rows are and what the columns mean: by the dialect, or by headings and contents.
    fn mapping(&self) -> (Content, Mapping) {
        if let Some(dialect) = self.dialect {
            return (dialect.content, Mapping::new(dialect.map(self.header, self.table)));
        }
        if let Some(content) = self.said.filter(|content| *content != Content::Orders) {
            return (content, Mapping::new(columns_of(self.table, content)));
        }
        let orders = guess_mapping(self.table);
        if self.said.is_some() {
            return (Content::Orders, orders);
        }
        if let Some(elsewhere) = self.elsewhere {
            return (elsewhere.content, orders);
        }
        if !self.table.has_header {
            return (Content::Orders, orders);
        }
        match guess_content(self.table, &orders.columns) {
            Some((content, columns)) => (content, Mapping::new(columns)),
            None => (Content::Orders, orders),
        }
    }

    fn about_columns(&self, content: Content, mapping: &Mapping) -> Vec<Question> {
        let language = self.language;
        if content != Content::Orders || self.dialect.is_some() {
            return Vec::new();
        }
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

    fn about_decimals(&self, guess: MarkGuess, numbers: &[&str]) -> Option<String> {
        let MarkGuess { mark, doubtful: is_doubtful } = guess;
        let read = |number: &str, mark| parse_decimal(number, mark, 6);
        let is_either = |number: &&&str| {
            let (point, comma) =
                (read(number, DecimalMark::Point), read(number, DecimalMark::Comma));
            point.is_some() && comma.is_some() && point != comma
        };
        let number = numbers.iter().find(is_either).filter(|_| is_doubtful)?;
        Some(words::which_number(number, mark, self.language))
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
    dialect: Option<&Dialect>,
    elsewhere: Option<&Elsewhere>,
    language: Language,
) -> Option<String> {
    if table.header.len() < 2 {
        return Some(words::one_column(plan.delimiter, language));
    }
    if let Some(elsewhere) = elsewhere {
        return Some(elsewhere.sentence(language).to_owned());
    }
    let count = |field: Field| plan.columns.iter().filter(|column| **column == Some(field)).count();
    if let Some(field) = Field::ALL.into_iter().find(|field| count(*field) > 1) {
        return Some(words::mapped_twice(field, language));
    }
    let adds = dialect.map(|dialect| dialect.rows.adds).unwrap_or_default();
    let has = |field: &Field| count(*field) > 0 || adds.contains(field);
    let missing: Vec<Field> = plan
        .content
        .needed()
        .iter()
        .filter(|any_of| !any_of.iter().any(has))
        .filter_map(|any_of| any_of.first().copied())
        .collect();
    if !missing.is_empty() {
        return Some(words::missing(&missing, plan.content, language));
    }
    if table.rows.is_empty() {
        return Some(words::no_rows(plan.content, language));
    }
    unreadable_values(table, plan, language)
}

/// Dates or numbers of which the plan reads fewer than half.
fn unreadable_values(table: &Table, plan: &Plan, language: Language) -> Option<String> {
    let dates = dates_of(table, &plan.columns, plan.content);
    let texts = || dates.iter().map(String::as_str).take(CHECKED);
    let is_date = |text: &str| {
        parse_timestamp(text, plan.dates).is_some() || is_recent(text, DateOrder::Serial)
    };
    if let Some(text) = mostly_refused(texts, is_date) {
        return Some(words::unreadable_dates(text, plan.dates, language));
    }
    let is_number = |text: &str| number_or_sum(text, plan.decimal).is_some();
    plan.columns.iter().enumerate().find_map(|(index, column)| {
        let field = column.filter(|field| field.holds() == Holds::Number)?;
        let is_meant = |text: &&str| !stands_for_nothing(text) && !is_uncounted(field, text);
        let cells = || table.column(index).take(CHECKED).map(freed).filter(is_meant);
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
