//! A row on its way from the file's columns to fields: texts as they stand, and what was computed.

use kontor_api::import::{DecimalMark, Field, Refusal, Skip};
use std::{cell::RefCell, collections::HashMap};

use crate::cell::freed;
use crate::decimal::parse_decimal;

/// What is wrong with a row: why it is refused, the column and the value at fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) reason: Refusal,
    pub(crate) column: Option<String>,
    pub(crate) value: Option<String>,
}

/// Why a row does not become rows of fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Aside {
    /// It is no row of data.
    Skip(Skip),
    /// It is a row of data that cannot be read.
    Refuse(Fault),
}

impl From<Fault> for Aside {
    fn from(fault: Fault) -> Aside {
        Aside::Refuse(fault)
    }
}

/// The headings of a file, found by what they say rather than by where they stand.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    keys: Vec<String>,
    found: RefCell<HashMap<String, Option<usize>>>,
}

impl Header {
    pub(crate) fn new(headings: &[String]) -> Header {
        let keys = headings.iter().map(|heading| key(heading)).collect();
        Header { keys, found: RefCell::default() }
    }

    /// The column of a heading: its letters and figures count, not case, blanks or punctuation.
    pub(crate) fn position(&self, heading: &str) -> Option<usize> {
        if let Some(known) = self.found.borrow().get(heading) {
            return *known;
        }
        let key = key(heading);
        let index = self.keys.iter().position(|known| *known == key);
        self.found.borrow_mut().insert(heading.to_owned(), index);
        index
    }

    pub(crate) fn has(&self, heading: &str) -> bool {
        self.position(heading).is_some()
    }

    /// How many columns there are.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }
}

/// The letters and figures of a heading, small.
pub(crate) fn key(heading: &str) -> String {
    heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A row of the file, by its headings.
pub(crate) struct Line<'a> {
    pub(crate) headings: &'a [String],
    pub(crate) header: &'a Header,
    pub(crate) cells: &'a [String],
    pub(crate) decimal: DecimalMark,
}

impl<'a> Line<'a> {
    /// The text under a heading; `None` if there is none, or one that stands for nothing.
    pub(crate) fn text(&self, heading: &str) -> Option<&'a str> {
        let cell = self.cells.get(self.header.position(heading)?)?;
        Some(freed(cell)).filter(|text| !stands_for_nothing(text))
    }

    /// The number under a heading, in millionths; `None` if there is none.
    ///
    /// # Errors
    /// With [`Refusal::BadAmount`] for a text that is no number.
    pub(crate) fn number(&self, heading: &str) -> Result<Option<i128>, Fault> {
        let Some(text) = self.text(heading) else { return Ok(None) };
        number(text, self.decimal, Refusal::BadAmount, heading).map(Some)
    }
}

/// Whether a text is a sign for "nothing here", as exports write it.
pub(crate) fn stands_for_nothing(text: &str) -> bool {
    const WORDS: [&str; 9] = ["-", "--", "—", "n/a", "#n/a", "#ref!", "#value!", "null", "none"];
    text.is_empty() || WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// A number in millionths.
pub(crate) fn number(
    text: &str,
    decimal: DecimalMark,
    reason: Refusal,
    column: &str,
) -> Result<i128, Fault> {
    let value = parse_decimal(text, decimal, 6);
    value.ok_or_else(|| Fault {
        reason,
        column: Some(column.to_owned()),
        value: Some(text.to_owned()),
    })
}

/// What a row holds for a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Holding {
    /// A text of the file.
    Text(String),
    /// A number that was computed, in millionths.
    Number(i128),
}

/// A row by its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    values: Vec<(Field, Holding)>,
    decimal: DecimalMark,
    /// Set where it turns out, beside the rows around it, to be none.
    pub(crate) skip: Option<Skip>,
}

impl Draft {
    pub(crate) fn new(decimal: DecimalMark) -> Draft {
        Draft { values: Vec::new(), decimal, skip: None }
    }

    pub(crate) fn get(&self, field: Field) -> Option<&Holding> {
        self.values.iter().find(|(known, _)| *known == field).map(|(_, value)| value)
    }

    /// The text of a field, if it is one.
    pub(crate) fn text(&self, field: Field) -> Option<&str> {
        match self.get(field)? {
            Holding::Text(text) => Some(text),
            Holding::Number(_) => None,
        }
    }

    /// The number of a field, in millionths.
    ///
    /// # Errors
    /// With [`Refusal::BadAmount`] for a text that is no number.
    pub(crate) fn number(&self, field: Field) -> Result<Option<i128>, Fault> {
        match self.get(field) {
            None => Ok(None),
            Some(Holding::Number(number)) => Ok(Some(*number)),
            Some(Holding::Text(text)) => {
                number(text, self.decimal, refusal_of(field), &field.name()).map(Some)
            }
        }
    }

    pub(crate) fn put(&mut self, field: Field, value: Holding) {
        self.values.retain(|(known, _)| *known != field);
        self.values.push((field, value));
    }

    /// Puts a text, or takes the field away.
    pub(crate) fn put_text(&mut self, field: Field, text: Option<&str>) {
        self.values.retain(|(known, _)| *known != field);
        if let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) {
            self.values.push((field, Holding::Text(text.to_owned())));
        }
    }

    /// Puts a number, or takes the field away.
    pub(crate) fn put_number(&mut self, field: Field, number: Option<i128>) {
        self.values.retain(|(known, _)| *known != field);
        if let Some(number) = number {
            self.values.push((field, Holding::Number(number)));
        }
    }

    /// Turns the sign of a number around: discounts and fees are written as negative amounts.
    ///
    /// # Errors
    /// For a text that is no number.
    pub(crate) fn negate(&mut self, field: Field) -> Result<(), Fault> {
        let number = self.number(field)?;
        self.put_number(field, number.map(|number| -number));
        Ok(())
    }

    /// Adds to a number.
    ///
    /// # Errors
    /// For a text that is no number.
    pub(crate) fn add(&mut self, field: Field, more: Option<i128>) -> Result<(), Fault> {
        let sum = match (self.number(field)?, more) {
            (Some(number), more) => Some(number.saturating_add(more.unwrap_or(0))),
            (None, more) => more,
        };
        self.put_number(field, sum);
        Ok(())
    }

    /// Takes over what another row has and this one lacks.
    pub(crate) fn fill(&mut self, from: &Draft, fields: &[Field]) {
        for field in fields {
            if self.get(*field).is_none()
                && let Some(value) = from.get(*field)
            {
                self.put(*field, value.clone());
            }
        }
    }

    /// Takes over what another row has and this one lacks or has otherwise.
    pub(crate) fn take_over(&mut self, from: &Draft, fields: &[Field]) {
        for field in fields {
            let value = from.get(*field);
            if self.get(*field) == value {
                continue;
            }
            self.values.retain(|(known, _)| known != field);
            self.values.extend(value.map(|value| (*field, value.clone())));
        }
    }

    /// Whether it has none of these fields.
    pub(crate) fn lacks(&self, fields: &[Field]) -> bool {
        fields.iter().all(|field| self.get(*field).is_none())
    }
}

/// Why a row is refused whose field cannot be read.
pub(crate) fn refusal_of(field: Field) -> Refusal {
    use Field::*;
    match field {
        OrderId => Refusal::NoOrder,
        OrderedAt | OrderedTime => Refusal::BadDate,
        Quantity => Refusal::BadQuantity,
        UnitPrice | LineTotal | Discount | LineTax | OrderSubtotal | OrderDiscount
        | OrderShipping | OrderTax | OrderTip | OrderFee | OrderTotal | OrderRefunded => {
            Refusal::BadAmount
        }
        Currency | ToCurrency => Refusal::BadCurrency,
        _ => match field.holds() {
            kontor_api::import::Holds::Number => Refusal::BadNumber,
            kontor_api::import::Holds::Moment => Refusal::BadDate,
            kontor_api::import::Holds::Text => Refusal::Missing,
        },
    }
}
