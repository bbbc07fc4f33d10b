//! Which column means what: by its heading, by what it holds, each meaning at most once.

use kontor_api::import::{DecimalMark, Field, Holds};
use kontor_domain::Currency;

use crate::decimal::parse_decimal;
use crate::heading;
use crate::table::Table;
use crate::timestamp::{guess_dates, is_clock};

/// Cells of a column that are looked at.
const CELLS: usize = 200;

/// A guess at the columns of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mapping {
    /// What each column means.
    pub(crate) columns: Vec<Option<Field>>,
    /// Whether some meaning was told by contents alone.
    pub(crate) by_content: bool,
    /// The heading of the only column of dates, where none says that it is the order's.
    pub(crate) only_date: Option<String>,
    /// The heading of a column that may hold line totals or totals of whole orders.
    pub(crate) unclear_total: Option<String>,
    /// Whether a discount was left out, which a line total seems to have taken off already.
    pub(crate) discount_left_out: bool,
}

impl Mapping {
    pub(crate) fn new(columns: Vec<Option<Field>>) -> Mapping {
        Mapping {
            columns,
            by_content: false,
            only_date: None,
            unclear_total: None,
            discount_left_out: false,
        }
    }

    fn column(&self, field: Field) -> Option<usize> {
        position(&self.columns, field)
    }

    fn drop(&mut self, field: Field) {
        for column in self.columns.iter_mut().filter(|column| **column == Some(field)) {
            *column = None;
        }
    }
}

/// The column of a field.
pub(crate) fn position(columns: &[Option<Field>], field: Field) -> Option<usize> {
    columns.iter().position(|column| *column == Some(field))
}

/// Guesses what the columns of an order table mean.
pub(crate) fn guess_mapping(table: &Table) -> Mapping {
    let known = table.header.iter().filter(|heading| heading::is_known(heading)).count();
    // With headings in a language that is not known, contents must tell.
    let by_content = !table.has_header || known < 2;
    let mut candidates = Vec::new();
    for (index, heading) in table.header.iter().enumerate() {
        let mut meanings: Vec<(Field, u8)> = heading::meanings(heading).collect();
        if meanings.is_empty() && !by_content {
            continue;
        }
        let profile = Profile::of(table, index);
        meanings.retain(|(field, _)| profile.fits(*field));
        if by_content && meanings.is_empty() {
            meanings = profile.meanings();
        }
        // A column that holds nothing stands back behind one that does.
        let part = if profile.filled == 0 { 2 } else { 1 };
        candidates.extend(meanings.into_iter().map(|(field, sure)| (sure / part, index, field)));
    }
    // The surest first; among equals the first column, so that of two columns with the same
    // heading the second is left out.
    candidates.sort_by_key(|(sureness, index, _)| (std::cmp::Reverse(*sureness), *index));
    let mut mapping = Mapping::new(vec![None; table.header.len()]);
    mapping.by_content = by_content && !candidates.is_empty();
    for (_, index, field) in candidates {
        let is_taken = mapping.column(field).is_some();
        if let Some(column @ None) = mapping.columns.get_mut(index).filter(|_| !is_taken) {
            *column = Some(field);
        }
    }
    settle_date(table, &mut mapping);
    settle_title(table, &mut mapping);
    settle_amounts(table, &mut mapping);
    settle_time(table, &mut mapping);
    mapping
}

/// What the cells of a column look like, as shares of those that are not empty, 0 to 1.
#[derive(Default)]
struct Profile {
    filled: usize,
    of: usize,
    number: f64,
    whole: f64,
    fraction: f64,
    small: f64,
    letters: f64,
    spaces: f64,
    email: f64,
    currency: f64,
    country: f64,
    clock: f64,
    /// Cells that repeat the one above.
    repeated: f64,
    is_date: bool,
    distinct: usize,
    length: f64,
}

impl Profile {
    fn of(table: &Table, index: usize) -> Profile {
        let cells: Vec<&str> = table.column(index).take(CELLS).collect();
        if cells.is_empty() {
            return Profile { of: table.rows.len(), ..Profile::default() };
        }
        let share = |is: &dyn Fn(&str) -> bool| {
            cells.iter().filter(|cell| is(cell)).count() as f64 / cells.len() as f64
        };
        let read = |cell: &&str| {
            parse_decimal(cell, DecimalMark::Point, 2)
                .or_else(|| parse_decimal(cell, DecimalMark::Comma, 2))
        };
        let hundredths: Vec<Option<i128>> = cells.iter().map(read).collect();
        let share_of_numbers = |is: &dyn Fn(&str, i128) -> bool| {
            let numbers = cells.iter().zip(&hundredths);
            let fits = numbers.filter(|(cell, read)| read.is_some_and(|number| is(cell, number)));
            fits.count() as f64 / cells.len() as f64
        };
        let repeats = cells.windows(2).filter(|pair| pair.first() == pair.last()).count();
        let distinct: std::collections::HashSet<&&str> = cells.iter().collect();
        let letters = |cell: &str| cell.chars().any(char::is_alphabetic);
        Profile {
            filled: cells.len(),
            of: table.rows.len().min(CELLS),
            number: share_of_numbers(&|_, _| true),
            whole: share_of_numbers(&|_, hundredths| hundredths % 100 == 0),
            fraction: share_of_numbers(&|cell, _| cell.contains(['.', ','])),
            small: share_of_numbers(&|_, hundredths| hundredths.abs() < 100_000),
            letters: share(&letters),
            spaces: share(&|cell| letters(cell) && cell.contains(' ')),
            email: share(&|cell| cell.contains('@') && cell.contains('.') && !cell.contains(' ')),
            currency: share(&|cell| cell.len() == 3 && cell.parse::<Currency>().is_ok()),
            country: share(&|cell| crate::place::country(cell).is_some()),
            clock: share(&is_clock),
            repeated: repeats as f64 / cells.len() as f64,
            is_date: guess_dates(cells.iter().copied(), false).is_some(),
            distinct: distinct.len(),
            length: cells.iter().map(|cell| cell.chars().count()).sum::<usize>() as f64
                / cells.len() as f64,
        }
    }

    /// Whether a column may mean what its heading says. An empty column may mean anything.
    fn fits(&self, field: Field) -> bool {
        if self.filled == 0 {
            return true;
        }
        match field {
            Field::OrderedTime => self.clock >= 0.5,
            Field::Currency => self.currency >= 0.5,
            Field::Title => self.letters >= 0.3,
            Field::Sku => self.spaces < 0.6,
            Field::Country | Field::Status => self.letters >= 0.5,
            Field::OrderId | Field::LastName => self.email < 0.5,
            Field::Email => self.email >= 0.5,
            other => match other.holds() {
                Holds::Moment => self.is_date,
                Holds::Number => self.number >= 0.5,
                Holds::Text => true,
            },
        }
    }

    /// What a column may mean by its contents alone, all of it less sure than any heading.
    fn meanings(&self) -> Vec<(Field, u8)> {
        if self.filled * 10 < self.of * 5 || self.filled < 3 {
            return Vec::new();
        }
        let is_code =
            self.spaces < 0.2 && self.length <= 24.0 && self.fraction < 0.1 && !self.is_date;
        let is_full = self.filled * 100 >= self.of * 98;
        let is_plain_number = self.number > 0.95 && !self.is_date;
        let guesses = [
            (self.is_date, Field::OrderedAt, 30),
            (self.currency > 0.95, Field::Currency, 29),
            (self.email > 0.8, Field::Customer, 29),
            (self.country > 0.8, Field::Country, 28),
            (
                is_code
                    && is_full
                    && self.repeated > 0.2
                    && self.distinct > 2
                    && self.length >= 3.0
                    && self.small < 0.5,
                Field::OrderId,
                27,
            ),
            (self.spaces > 0.5 && self.length >= 6.0, Field::Title, 26),
            (is_plain_number && self.fraction > 0.3, Field::UnitPrice, 25),
            (
                is_plain_number && self.whole > 0.95 && self.small > 0.9 && self.length < 4.0,
                Field::Quantity,
                24,
            ),
            (
                is_code
                    && is_full
                    && self.repeated < 0.5
                    && self.distinct > 2
                    && self.length >= 3.0,
                Field::Sku,
                23,
            ),
        ];
        guesses
            .into_iter()
            .filter(|guess| guess.0)
            .map(|(_, field, sureness)| (field, sureness))
            .collect()
    }
}

/// Amounts of a row, in millionths; `None` where a cell is empty or no number.
struct Amounts {
    quantity: Option<i128>,
    unit_price: Option<i128>,
    line_total: Option<i128>,
    discount: Option<i128>,
}

fn amounts(table: &Table, mapping: &Mapping) -> Vec<Amounts> {
    let fields = [Field::Quantity, Field::UnitPrice, Field::LineTotal, Field::Discount];
    let columns = fields.map(|field| mapping.column(field));
    let cells = columns.into_iter().flatten().flat_map(|index| table.column(index).take(CELLS));
    let mark = crate::decimal::guess_mark(cells).mark;
    let read = |row: &Vec<String>, index: Option<usize>| {
        index.and_then(|index| row.get(index)).and_then(|cell| parse_decimal(cell, mark, 6))
    };
    let [quantity, unit_price, line_total, discount] = columns;
    let of_row = |row| Amounts {
        quantity: read(row, quantity),
        unit_price: read(row, unit_price),
        line_total: read(row, line_total),
        discount: read(row, discount),
    };
    table.rows.iter().take(CELLS).map(of_row).collect()
}

/// Keeps a total only where it is one of the line, and a discount only where it is not taken off
/// yet. Beside a unit price, arithmetic tells; without one, a total that is the same on all lines
/// of an order is the order's.
fn settle_amounts(table: &Table, mapping: &mut Mapping) {
    let Some(total) = mapping.column(Field::LineTotal) else { return };
    let amounts = amounts(table, mapping);
    let (mut gross, mut net, mut seen) = (0, 0, 0);
    for row in &amounts {
        let (Some(price), Some(total)) = (row.unit_price, row.line_total) else { continue };
        let value = row.quantity.unwrap_or(1_000_000).saturating_mul(price) / 1_000_000;
        let discount = row.discount.unwrap_or(0).abs();
        let is_near = |expected: i128| (expected.abs() - total.abs()).abs() <= 10_000;
        seen += 1;
        gross += usize::from(is_near(value));
        net += usize::from(is_near(value.abs() - discount));
    }
    if mapping.column(Field::UnitPrice).is_some() {
        if seen == 0 || net.max(gross) * 10 < seen * 9 {
            // A total with shipping or tax in it, or of the order: the price of a unit is sure.
            mapping.drop(Field::LineTotal);
        } else if net > gross {
            mapping.drop(Field::Discount);
        }
        return;
    }
    if mapping.column(Field::Discount).is_some() {
        mapping.drop(Field::Discount);
        mapping.discount_left_out = true;
    }
    if is_of_order(table, mapping, total) {
        mapping.unclear_total = table.header.get(total).cloned();
        mapping.drop(Field::LineTotal);
    }
}

/// Whether a column holds one value for all lines of an order, in every order of several lines.
fn is_of_order(table: &Table, mapping: &Mapping, total: usize) -> bool {
    let Some(order) = mapping.column(Field::OrderId) else { return false };
    let cell = |row: &Vec<String>, index: usize| row.get(index).cloned().unwrap_or_default();
    let of_head = table.rows.iter().take(table.head_rows);
    let lines: Vec<(String, String)> =
        of_head.map(|row| (cell(row, order), cell(row, total))).collect();
    let (mut pairs, mut equal) = (0, 0);
    for pair in lines.windows(2) {
        if let [(order, total), (next_order, next_total)] = pair
            && order == next_order
        {
            pairs += 1;
            equal += usize::from(total == next_total);
        }
    }
    pairs >= 5 && equal == pairs
}

/// Takes the only column of dates for the order's, in a file that has order numbers.
fn settle_date(table: &Table, mapping: &mut Mapping) {
    let has = |field| mapping.column(field).is_some();
    if has(Field::OrderedAt) || !has(Field::OrderId) {
        return;
    }
    let is_date = |index: &usize| {
        mapping.columns.get(*index) == Some(&None) && Profile::of(table, *index).is_date
    };
    let mut dates = (0..table.header.len()).filter(is_date);
    if let (Some(index), None) = (dates.next(), dates.next())
        && let Some(column) = mapping.columns.get_mut(index)
    {
        *column = Some(Field::OrderedAt);
        mapping.only_date = table.header.get(index).cloned();
    }
}

/// Beside a product's code, "Name" is the product's; elsewhere it may be the customer's.
fn settle_title(table: &Table, mapping: &mut Mapping) {
    if mapping.column(Field::Sku).is_none() || mapping.column(Field::Title).is_some() {
        return;
    }
    let name = table.header.iter().position(|heading| heading::plain(heading) == "name");
    if let Some(column @ None) = name.and_then(|index| mapping.columns.get_mut(index)) {
        *column = Some(Field::Title);
    }
}

/// Keeps a column of times only beside one of dates.
fn settle_time(table: &Table, mapping: &mut Mapping) {
    let Some(date) = mapping.column(Field::OrderedAt) else {
        mapping.drop(Field::OrderedTime);
        return;
    };
    if table.column(date).take(CELLS).any(|cell| cell.contains(':')) {
        mapping.drop(Field::OrderedTime);
    }
}
