//! Currency, time zone and tax of a file, as far as it shows them; otherwise the shop's.

use kontor_api::import::Field;
use kontor_domain::Currency;

use crate::decimal::{guess_mark, parse_decimal};
use crate::heading;
use crate::mapping::position;
use crate::place::{Country, country};
use crate::table::Table;

/// Cells of a column that are looked at.
const CELLS: usize = 1000;

/// Why a currency was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Because {
    /// The file says so.
    File,
    /// Most orders go to a country where it is used.
    Country,
    /// Nothing tells, so it is the shop's.
    Shop,
}

/// The currency of lines that name none.
pub(crate) fn guess_currency(
    name: &str,
    table: &Table,
    columns: &[Option<Field>],
    shop: Currency,
) -> (Currency, Because) {
    let by_file = currency_column(table, columns)
        .or_else(|| currency_sign(table, columns, shop))
        .or_else(|| currency_in_names(name, table));
    if let Some(currency) = by_file {
        return (currency, Because::File);
    }
    match main_country(table, columns).and_then(Country::currency) {
        Some(currency) => (currency, Because::Country),
        None => (shop, Because::Shop),
    }
}

/// The shop's time zone as the orders' country tells it, where it has only one.
pub(crate) fn guess_time_zone(table: &Table, columns: &[Option<Field>]) -> Option<&'static str> {
    main_country(table, columns)?.time_zone
}

/// Whether tax is in the prices, as the orders' sums or the heading of the price say it; `None` if
/// they do not.
pub(crate) fn guess_tax(table: &Table, columns: &[Option<Field>]) -> Option<bool> {
    if let Some(by_sums) = tax_by_sums(table, columns) {
        return Some(by_sums);
    }
    let price = position(columns, Field::LineTotal).or(position(columns, Field::UnitPrice))?;
    let heading = table.header.get(price)?.to_lowercase();
    let words: Vec<&str> = heading.split(|c: char| !c.is_alphanumeric()).collect();
    let says = |known: &[&str]| words.iter().any(|word| known.contains(word));
    if says(&[
        "netto",
        "nettopreis",
        "net",
        "excl",
        "exvat",
        "exkl",
        "excluding",
        "excluded",
        "ht",
        "ex",
    ]) {
        return Some(false);
    }
    says(&[
        "brutto",
        "bruttopreis",
        "gross",
        "incl",
        "incvat",
        "inkl",
        "including",
        "included",
        "ttc",
        "inc",
    ])
    .then_some(true)
}

/// Whether the orders' totals come out without their tax, which is then in the prices, or with it.
fn tax_by_sums(table: &Table, columns: &[Option<Field>]) -> Option<bool> {
    let place = |field| position(columns, field);
    let (goods, tax) = (place(Field::OrderSubtotal)?, place(Field::OrderTax)?);
    let (shipping, total) = (place(Field::OrderShipping), place(Field::OrderTotal)?);
    let tip = place(Field::OrderTip);
    let all = [Some(goods), Some(tax), Some(total), shipping, tip];
    let cells = all.into_iter().flatten().flat_map(|index| table.column(index).take(CELLS));
    let mark = guess_mark(cells).mark;
    let read = |row: &Vec<String>, index: usize| parse_decimal(row.get(index)?, mark, 6);
    let (mut within, mut on_top) = (0_usize, 0_usize);
    for row in &table.rows {
        let amounts = (read(row, goods), read(row, tax), read(row, total));
        let (Some(goods), Some(tax), Some(total)) = amounts else { continue };
        if tax == 0 {
            continue;
        }
        let more = |place: Option<usize>| place.and_then(|index| read(row, index)).unwrap_or(0);
        let sum = goods.saturating_add(more(shipping)).saturating_add(more(tip));
        let is_near = |other: i128| total.saturating_sub(other).abs() <= 10_000;
        within += usize::from(is_near(sum));
        on_top += usize::from(is_near(sum.saturating_add(tax)));
    }
    (within != on_top).then_some(within > on_top)
}

/// The time zone that a till's export names in words, `Pacific Time (US & Canada)`, or by its
/// proper name.
pub(crate) fn zone_in_words(text: &str) -> Option<&'static str> {
    const ZONES: [(&str, &str); 26] = [
        ("Eastern Time (US & Canada)", "America/New_York"),
        ("Central Time (US & Canada)", "America/Chicago"),
        ("Mountain Time (US & Canada)", "America/Denver"),
        ("Pacific Time (US & Canada)", "America/Los_Angeles"),
        ("Arizona", "America/Phoenix"),
        ("Alaska", "America/Anchorage"),
        ("Hawaii", "Pacific/Honolulu"),
        ("Atlantic Time (Canada)", "America/Halifax"),
        ("Saskatchewan", "America/Regina"),
        ("Newfoundland", "America/St_Johns"),
        ("London", "Europe/London"),
        ("Edinburgh", "Europe/London"),
        ("Dublin", "Europe/Dublin"),
        ("Paris", "Europe/Paris"),
        ("Madrid", "Europe/Madrid"),
        ("Berlin", "Europe/Berlin"),
        ("Tokyo", "Asia/Tokyo"),
        ("Osaka", "Asia/Tokyo"),
        ("Sydney", "Australia/Sydney"),
        ("Melbourne", "Australia/Melbourne"),
        ("Brisbane", "Australia/Brisbane"),
        ("Adelaide", "Australia/Adelaide"),
        ("Perth", "Australia/Perth"),
        ("Hobart", "Australia/Hobart"),
        ("Darwin", "Australia/Darwin"),
        ("UTC", "UTC"),
    ];
    let text = text.trim();
    let is_it = |(words, name): &&(&str, &str)| {
        text.eq_ignore_ascii_case(words) || text.eq_ignore_ascii_case(name)
    };
    ZONES.iter().find(is_it).map(|(_, name)| *name)
}

fn cells<'a>(
    table: &'a Table,
    columns: &[Option<Field>],
    field: Field,
) -> impl Iterator<Item = &'a str> {
    let index = position(columns, field);
    index.into_iter().flat_map(|index| table.column(index)).take(CELLS)
}

fn currency_column(table: &Table, columns: &[Option<Field>]) -> Option<Currency> {
    most(cells(table, columns, Field::Currency).filter_map(|cell| cell.parse().ok()))
}

/// The currency whose sign the prices bear. A dollar is the shop's, if it counts in dollars.
fn currency_sign(table: &Table, columns: &[Option<Field>], shop: Currency) -> Option<Currency> {
    let prices = [
        Field::UnitPrice,
        Field::LineTotal,
        Field::OrderTotal,
        Field::OrderSubtotal,
        Field::Cost,
        Field::Spend,
    ];
    let prices = prices.into_iter().flat_map(|field| cells(table, columns, field));
    most(prices.filter_map(|price| signed(price, shop)))
}

/// The currency of the sign or code in a text.
fn signed(text: &str, shop: Currency) -> Option<Currency> {
    if text.contains('$') && !text.contains("R$") {
        let is_dollar = ["AUD", "CAD", "HKD", "NZD", "SGD", "USD"].contains(&shop.code());
        return if is_dollar { Some(shop) } else { "USD".parse().ok() };
    }
    if let Some(currency) =
        Currency::all().find(|each| each.has_sign() && text.contains(each.sign()))
    {
        return Some(currency);
    }
    let words = text.split(|c: char| !c.is_ascii_alphabetic());
    words
        .filter(|word| word.len() == 3 && word.to_uppercase() == *word)
        .find_map(|word| word.parse().ok())
}

/// A code or sign in a heading, as in "Price (GBP)", in the notes before the table, or in the
/// file's name.
fn currency_in_names(name: &str, table: &Table) -> Option<Currency> {
    let is_price = |heading: &&String| {
        heading::meanings(heading).any(|(field, _)| {
            matches!(field, Field::UnitPrice | Field::LineTotal | Field::OrderTotal)
        })
    };
    let usd = "USD".parse().ok()?;
    let headings = table.header.iter().filter(is_price);
    let said = [table.notes.clone(), name.to_owned()];
    most(headings.chain(&said).filter_map(|text| signed(text, usd)))
}

/// The country of four in five orders or more.
fn main_country(table: &Table, columns: &[Option<Field>]) -> Option<&'static Country> {
    let all: Vec<&str> = cells(table, columns, Field::Country).collect();
    let (main, count) = tally(all.iter().filter_map(|cell| country(cell)))?;
    (count * 5 >= all.len() * 4).then_some(main)
}

/// What occurs most often.
fn most<T: PartialEq>(values: impl Iterator<Item = T>) -> Option<T> {
    tally(values).map(|(value, _)| value)
}

/// What occurs most often, and how often.
fn tally<T: PartialEq>(values: impl Iterator<Item = T>) -> Option<(T, usize)> {
    let mut counts: Vec<(T, usize)> = Vec::new();
    for value in values {
        match counts.iter_mut().find(|(known, _)| *known == value) {
            Some((_, count)) => *count += 1,
            None => counts.push((value, 1)),
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv::Cut;

    fn currency(name: &str, text: &str, fields: &[Field]) -> (&'static str, Because) {
        let table = Table::find(text, &[], Cut { delimiter: ';', quote: Some('"') }, None);
        let columns: Vec<Option<Field>> = fields.iter().copied().map(Some).collect();
        let (currency, because) = guess_currency(name, &table, &columns, "CHF".parse().unwrap());
        (currency.code(), because)
    }

    #[test]
    fn the_currency_is_the_files_then_the_countrys_then_the_shops() {
        use Field::{Country, Currency, UnitPrice};
        let cases: [(&str, &str, &[Field], &str, Because); 9] = [
            (
                "a.csv",
                "Price;Currency\n5;DKK\n6;EUR\n7;DKK\n",
                &[UnitPrice, Currency],
                "DKK",
                Because::File,
            ),
            ("a.csv", "Price;x\n£5;1\n", &[UnitPrice], "GBP", Because::File),
            ("a.csv", "Price;x\n$5.00;1\n", &[UnitPrice], "USD", Because::File),
            ("a.csv", "Price;x\n5 PLN;1\n", &[UnitPrice], "PLN", Because::File),
            ("a.csv", "Preis (€);x\n5;1\n", &[UnitPrice], "EUR", Because::File),
            ("sales_GBP_2026.csv", "Price;x\n5;1\n", &[UnitPrice], "GBP", Because::File),
            (
                "a.csv",
                "Price;Land\n5;Deutschland\n",
                &[UnitPrice, Country],
                "EUR",
                Because::Country,
            ),
            (
                "a.csv",
                "Price;Land\n5;Deutschland\n6;UK\n",
                &[UnitPrice, Country],
                "CHF",
                Because::Shop,
            ),
            ("all.csv", "Price;x\n5;1\n", &[UnitPrice], "CHF", Because::Shop),
        ];
        for (name, text, fields, code, because) in cases {
            assert_eq!(currency(name, text, fields), (code, because), "{name} {text}");
        }
    }
}
