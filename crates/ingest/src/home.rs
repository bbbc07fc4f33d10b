//! Currency, time zone and tax of a file, as far as it shows them; otherwise the shop's.

use kontor_api::import::Field;
use kontor_domain::Currency;

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

/// Whether the heading of the price says that tax is in it; `None` if it does not say.
pub(crate) fn guess_tax(table: &Table, columns: &[Option<Field>]) -> Option<bool> {
    let price = position(columns, Field::LineTotal).or(position(columns, Field::UnitPrice))?;
    let heading = table.header.get(price)?.to_lowercase();
    let words: Vec<&str> = heading.split(|c: char| !c.is_alphanumeric()).collect();
    let says = |known: &[&str]| words.iter().any(|word| known.contains(word));
    if says(&["netto", "nettopreis", "net", "excl", "exvat", "exkl", "excluding", "ht", "ex"]) {
        return Some(false);
    }
    says(&["brutto", "bruttopreis", "gross", "incl", "incvat", "inkl", "including", "ttc", "inc"])
        .then_some(true)
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
    let prices = [Field::UnitPrice, Field::LineTotal];
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

/// A code or sign in a heading, as in "Price (GBP)", or in the file's name.
fn currency_in_names(name: &str, table: &Table) -> Option<Currency> {
    let is_price = |heading: &&String| {
        heading::meanings(heading)
            .any(|(field, _)| matches!(field, Field::UnitPrice | Field::LineTotal))
    };
    let usd = "USD".parse().ok()?;
    let headings = table.header.iter().filter(is_price);
    most(headings.chain(std::iter::once(&name.to_owned())).filter_map(|text| signed(text, usd)))
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
    use crate::csv::Dialect;

    fn currency(name: &str, text: &str, fields: &[Field]) -> (&'static str, Because) {
        let table = Table::find(text, &[], Dialect { delimiter: ';', quote: Some('"') }, None);
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
