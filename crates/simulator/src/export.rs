//! Writes what a shop's platform would export, and the files that platforms do not export.

mod clickstream;
mod erp;
mod plain;
mod shopify;
mod woocommerce;

use crate::{
    market::Country,
    shop::{Customer, Day, Ending, Order},
    stores::{Settings, Store},
};
use kontor_domain::Date;
use serde::{Deserialize, Serialize};
use std::{
    fmt::{Display, Write as _},
    io::{self, Write},
};

/// Opens a file of this name to write to.
pub type Open<'o> = dyn FnMut(&str) -> io::Result<Box<dyn Write>> + 'o;

/// A file of a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCard {
    /// Its name.
    pub file: String,
    /// What it holds: `orders`, `products`, `customers`, `inventory`, `suppliers`,
    /// `supplier_products`, `purchase_orders`, `promotions`, `ad_spend`, `price_history`,
    /// `competitor_prices` or `events`.
    pub kind: String,
    /// False where nothing reads it yet.
    pub used: bool,
}

/// A row that cannot be right, put there on purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planted {
    /// The file.
    pub file: String,
    /// The row's number after the header, from 1.
    pub row: u64,
    /// What is wrong with it: `bad_date`, `bad_quantity`, `bad_amount` or `bad_currency`.
    pub reason: String,
}

/// One or more files, written as days go by.
trait Export {
    fn day(&mut self, day: &Day, open: &mut Open) -> io::Result<()>;

    /// Writes what is known only at the end.
    fn finish(&mut self, ending: &Ending, open: &mut Open) -> io::Result<()>;

    /// The files, in the order in which they are imported.
    fn files(&self) -> Vec<FileCard>;

    /// What was planted in them.
    fn planted(&self) -> Vec<Planted> {
        Vec::new()
    }
}

/// All files of a store.
pub(crate) struct Exports<'s> {
    parts: Vec<Box<dyn Export + 's>>,
}

impl<'s> Exports<'s> {
    /// Opens the files that are written day by day. Clicks are written from `clicks_from` on.
    pub(crate) fn new(
        settings: &'s Settings,
        clicks_from: u32,
        open: &mut Open,
    ) -> io::Result<Exports<'s>> {
        let platform: Box<dyn Export + 's> = match settings.store {
            Store::CoffeeRoaster | Store::OutdoorClothing => {
                Box::new(shopify::Shopify::new(settings, open)?)
            }
            Store::HomeGoods => Box::new(woocommerce::WooCommerce::new(settings, open)?),
            Store::PartsDealer => Box::new(erp::Erp::new(settings, open)?),
        };
        let plain = Box::new(plain::Plain::new(settings, open)?);
        let clicks = Box::new(clickstream::Clickstream::new(settings, clicks_from, open)?);
        Ok(Exports { parts: vec![platform, plain, clicks] })
    }

    pub(crate) fn day(&mut self, day: &Day, open: &mut Open) -> io::Result<()> {
        self.parts.iter_mut().try_for_each(|part| part.day(day, open))
    }

    /// Writes what is left, and gives what there is and what was planted.
    pub(crate) fn finish(
        mut self,
        ending: &Ending,
        open: &mut Open,
    ) -> io::Result<(Vec<FileCard>, Vec<Planted>)> {
        for part in &mut self.parts {
            part.finish(ending, open)?;
        }
        let files = self.parts.iter().flat_map(|part| part.files()).collect();
        Ok((files, self.parts.iter().flat_map(|part| part.planted()).collect()))
    }
}

fn card(file: &str, kind: &str) -> FileCard {
    FileCard { file: file.to_owned(), kind: kind.to_owned(), used: true }
}

/// How a platform writes CSV.
#[derive(Clone, Copy)]
struct Dialect {
    delimiter: u8,
    crlf: bool,
    /// Whether the file begins with a byte order mark.
    mark: bool,
    /// Whether bytes are Windows-1252 instead of UTF-8.
    windows_1252: bool,
}

/// Commas, line feeds, UTF-8.
const COMMA: Dialect = Dialect { delimiter: b',', crlf: false, mark: false, windows_1252: false };

/// A CSV file whose cells are set by the column's name.
struct Sheet {
    writer: csv::Writer<Box<dyn Write>>,
    header: Vec<String>,
    row: Vec<String>,
    rows: u64,
}

impl Sheet {
    /// Begins a file with its header, which is given as a line with commas.
    fn new(mut out: Box<dyn Write>, header: &str, dialect: Dialect) -> io::Result<Sheet> {
        if dialect.mark {
            out.write_all("\u{feff}".as_bytes())?;
        }
        if dialect.windows_1252 {
            out = Box::new(Windows1252 { out, held: Vec::new() });
        }
        let terminator = match dialect.crlf {
            true => csv::Terminator::CRLF,
            false => csv::Terminator::Any(b'\n'),
        };
        let mut writer = csv::WriterBuilder::new()
            .delimiter(dialect.delimiter)
            .terminator(terminator)
            .from_writer(out);
        let header: Vec<String> = header.split(',').map(str::to_owned).collect();
        writer.write_record(&header)?;
        Ok(Sheet { writer, row: vec![String::new(); header.len()], header, rows: 0 })
    }

    /// Sets a cell of the row. A column that the file has not is left out.
    fn put(&mut self, column: &str, value: impl Display) {
        let place = self.header.iter().position(|name| name == column);
        debug_assert!(place.is_some(), "no column {column}");
        if let Some(cell) = place.and_then(|place| self.row.get_mut(place)) {
            cell.clear();
            write!(cell, "{value}").ok();
        }
    }

    /// Writes the row and begins the next, whose cells are empty.
    fn end_row(&mut self) -> io::Result<()> {
        self.writer.write_record(&self.row)?;
        self.row.iter_mut().for_each(String::clear);
        self.rows += 1;
        Ok(())
    }

    /// Writes what is left.
    fn finish(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Turns UTF-8 into Windows-1252, whose letters of western Europe have the numbers of Unicode.
struct Windows1252 {
    out: Box<dyn Write>,
    /// The beginning of a letter whose end has not come yet.
    held: Vec<u8>,
}

impl Write for Windows1252 {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.held) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        let rest = self.held.split_off(whole);
        let text = String::from_utf8_lossy(&self.held);
        let narrow = |letter: char| u8::try_from(u32::from(letter)).unwrap_or(b'?');
        let narrowed: Vec<u8> = text.chars().map(narrow).collect();
        self.out.write_all(&narrowed)?;
        self.held = rest;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// An amount of minor units with a decimal point.
struct Amount(i64);

impl Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", size / 100, size % 100)
    }
}

/// An amount with a decimal comma.
struct GermanAmount(i64);

impl Display for GermanAmount {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        write!(f, "{sign}{},{:02}", size / 100, size % 100)
    }
}

/// A second of a day, as on a clock.
struct ClockTime(u32);

impl Display for ClockTime {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.0 / 3600, self.0 / 60 % 60, self.0 % 60)
    }
}

/// A local time with its offset from UTC, as Shopify writes it.
struct Stamp {
    date: Date,
    second: u32,
    offset_hours: i8,
}

impl Display for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let Stamp { date, second, offset_hours } = self;
        let sign = if *offset_hours < 0 { '-' } else { '+' };
        write!(f, "{date} {} {sign}{:02}00", ClockTime(*second), offset_hours.unsigned_abs())
    }
}

/// An amount of the shop's currency in another one.
fn converted(minor: i64, rate: f64) -> i64 {
    (minor as f64 * rate + 0.5).floor() as i64
}

/// A title as a part of an address on the web.
fn handle(title: &str) -> String {
    let mut handle = String::new();
    for letter in title.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => handle.push(letter),
            'á' | 'à' => handle.push('a'),
            'é' | 'è' => handle.push('e'),
            'ø' | 'ú' => handle.push('o'),
            _ if !handle.ends_with('-') => handle.push('-'),
            _ => {}
        }
    }
    handle.trim_matches('-').to_owned()
}

/// What an order's line and a product's variant are called together.
fn variant_title(settings: &Settings, variant: usize) -> String {
    let Some(each) = settings.market.variants.get(variant) else { return String::new() };
    let title = settings.market.products.get(each.product).map_or("", |product| &product.title);
    let options: Vec<&str> = each.options.iter().map(|(_, value)| value.as_str()).collect();
    match options.is_empty() {
        true => title.to_owned(),
        false => format!("{title} - {}", options.join(" / ")),
    }
}

/// The customers who ordered, with their places.
fn buyers(ending: &Ending) -> impl Iterator<Item = (u32, &Customer)> {
    (0..).zip(&ending.customers).filter(|(_, customer)| customer.orders > 0)
}

/// The last day of a log.
fn last_day(settings: &Settings) -> u32 {
    settings.market.days.saturating_sub(1)
}

/// Whether a planted row of this sort stands on this day: four of them, spread over the log.
fn planted_today(settings: &Settings, day: u32) -> Option<&'static str> {
    let days = settings.market.days;
    let sorts = ["bad_date", "bad_quantity", "bad_amount", "bad_currency"];
    let due = (1..).zip(sorts).find(|(fifth, _)| days * fifth / 5 == day);
    due.map(|(_, sort)| sort)
}

/// The country of a customer.
pub(crate) fn country_of(settings: &Settings, customer: u32) -> Option<&Country> {
    // The golden ratio spreads successive numbers evenly over the shares.
    let place = f64::from(customer.wrapping_mul(2_654_435_769)) / 4_294_967_296.0;
    let mut sum = 0.0;
    let reaches = |country: &&Country| {
        sum += country.share;
        place < sum
    };
    settings.market.countries.iter().find(reaches).or(settings.market.countries.last())
}

/// An order's amounts in the customer's currency.
struct OrderMoney {
    goods: i64,
    discount: i64,
    shipping: i64,
    refunded: i64,
    all_back: bool,
}

impl OrderMoney {
    fn of(order: &Order, rate: f64, last_day: u32) -> OrderMoney {
        let percent = i64::from(order.code_percent);
        let (mut goods, mut back, mut all_back) = (0, 0, !order.lines.is_empty());
        for line in &order.lines {
            let amount = converted(line.price, rate) * i64::from(line.quantity);
            goods += amount;
            match line.returned_on.is_some_and(|day| day <= last_day) {
                true => back += amount,
                false => all_back = false,
            }
        }
        let less = |amount: i64| (amount * percent + 50) / 100;
        let discount = less(goods);
        let refunded = if all_back { goods - discount } else { back - less(back) };
        OrderMoney {
            goods,
            discount,
            shipping: converted(order.shipping, rate),
            refunded,
            all_back,
        }
    }
}

/// What each variant costs at the end of the log, in the shop's currency.
fn costs_at_the_end(settings: &Settings) -> Vec<i64> {
    let mut costs: Vec<i64> = settings.market.variants.iter().map(|variant| variant.cost).collect();
    for change in &settings.market.price_changes {
        if let Some(cost) = costs.get_mut(change.variant) {
            *cost = change.cost;
        }
    }
    costs
}
