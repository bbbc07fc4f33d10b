//! An order to a supplier, as its files show it.

mod words;

pub(crate) use words::Words;

use crate::decimal;
use kontor_domain::{Currency, Date, Language, Locale, Quantity};
use std::io;

/// What a shop orders from a supplier. Amounts come in finished; what the lines say adds up to
/// the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseOrder {
    /// The language that headings, numbers and dates are written in.
    pub language: Language,
    /// The order's number, by which both sides know it.
    pub number: String,
    /// The day it was made.
    pub date: Date,
    /// Who orders: the letterhead.
    pub shop: Shop,
    /// Who is asked to deliver.
    pub supplier: Supplier,
    /// Where to deliver to, a line each; none where the letterhead says it.
    pub ship_to: Vec<String>,
    /// The currency of every cost and amount.
    pub currency: Currency,
    /// The day on which the goods are expected.
    pub expected: Option<Date>,
    /// When and how it is paid.
    pub terms: Option<String>,
    /// What else the supplier needs to know.
    pub notes: Option<String>,
    /// What is ordered.
    pub lines: Vec<OrderLine>,
    /// The sum of the lines' amounts, in minor units.
    pub total: i64,
}

/// The shop that orders.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shop {
    /// Its name.
    pub name: String,
    /// Its address, a line each.
    pub address: Vec<String>,
    /// Its e-mail address.
    pub email: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// The number that the tax office knows it by.
    pub tax_id: Option<String>,
}

/// The supplier that is asked to deliver.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Supplier {
    /// Its name.
    pub name: String,
    /// Its address, a line each.
    pub address: Vec<String>,
    /// Its e-mail address.
    pub email: Option<String>,
}

/// A line of a [`PurchaseOrder`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLine {
    /// The shop's own code of the article.
    pub sku: String,
    /// The supplier's code of it.
    pub supplier_sku: Option<String>,
    /// What it is.
    pub title: String,
    /// How many units the supplier packs together.
    pub pack: Option<Quantity>,
    /// How many units are ordered.
    pub quantity: Quantity,
    /// What a unit costs.
    pub unit_cost: UnitCost,
    /// What the line costs, in minor units.
    pub amount: i64,
}

/// What a unit costs, exactly: `scaled` divided by ten to the power of `decimals`. A screw may
/// cost 0.0425 euros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitCost {
    /// The cost without its decimal point.
    pub scaled: i64,
    /// How many of its figures are decimals, at most [`UnitCost::MOST_DECIMALS`].
    pub decimals: u8,
}

impl UnitCost {
    /// How many decimals a cost may have.
    pub const MOST_DECIMALS: u8 = 6;

    /// The cost with as few decimals as hold it.
    fn shortest(self) -> UnitCost {
        let UnitCost { mut scaled, mut decimals } = self;
        while decimals > 0 && scaled % 10 == 0 {
            scaled /= 10;
            decimals -= 1;
        }
        UnitCost { scaled, decimals }
    }
}

/// Why a purchase order could not be written.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// The lines do not add up to the total.
    #[error(
        "the lines add up to {lines} {currency} and the order says {total} {currency}, so it was \
         not written: work the order out anew"
    )]
    Total {
        /// What the lines add up to.
        lines: String,
        /// What the order says.
        total: String,
        /// The currency of both.
        currency: Currency,
    },
    /// A unit cost has more decimals than are written.
    #[error("the unit cost in line {line} has {decimals} decimals; at most 6 can be written")]
    Decimals {
        /// Which line, from 1.
        line: usize,
        /// Its decimals.
        decimals: u8,
    },
    /// A column of packs is asked for, and a line is not a whole number of them.
    #[error(
        "line {line} orders {quantity} units, which is no whole number of packs of {pack}: order \
         whole packs, or leave the column of packs out"
    )]
    Packs {
        /// Which line, from 1.
        line: usize,
        /// How many units it orders.
        quantity: String,
        /// How many are in a pack.
        pack: String,
    },
    /// A file that was given as a font is none.
    #[error("this is no font that a PDF can hold: choose a TrueType or OpenType file")]
    Font,
    /// The PDF could not be made.
    #[error("the PDF could not be made: {0}. Choose XLSX or CSV instead")]
    Pdf(String),
    /// The spreadsheet cannot hold the order.
    #[error("the spreadsheet cannot hold this order: {0}. Choose PDF or CSV instead")]
    Spreadsheet(String),
    /// The file could not be written: the disk is full, the folder is gone.
    #[error("the file could not be written: {0}. What was written of it is of no use")]
    Io(#[from] io::Error),
}

impl PurchaseOrder {
    /// Lets an order through whose lines add up to its total.
    pub(crate) fn check(&self) -> Result<(), OrderError> {
        for (line, OrderLine { unit_cost, .. }) in (1..).zip(&self.lines) {
            if unit_cost.decimals > UnitCost::MOST_DECIMALS {
                return Err(OrderError::Decimals { line, decimals: unit_cost.decimals });
            }
        }
        let sum: i128 = self.lines.iter().map(|line| i128::from(line.amount)).sum();
        if sum == i128::from(self.total) {
            return Ok(());
        }
        let digits = self.currency.minor_digits();
        Err(OrderError::Total {
            lines: decimal(sum, digits),
            total: decimal(self.total, digits),
            currency: self.currency,
        })
    }

    /// The words of the order's language.
    pub(crate) fn words(&self) -> &'static Words {
        Words::of(self.language)
    }

    pub(crate) fn locale(&self) -> Locale {
        Locale::of(self.language)
    }

    /// What the order is called: `Purchase order PO-2026-0042`.
    pub(crate) fn title(&self) -> String {
        format!("{} {}", self.words().title, self.number)
    }

    /// Whether a line has a code of the supplier's: only then is there a column of them.
    pub(crate) fn has_supplier_skus(&self) -> bool {
        self.lines.iter().any(|line| line.supplier_sku.is_some())
    }

    /// Whether a line has a pack size.
    pub(crate) fn has_packs(&self) -> bool {
        self.lines.iter().any(|line| line.pack.is_some())
    }

    /// The decimals that unit costs are written with: those of the currency, or as many as the
    /// most exact of them needs, so that they stand one below the other.
    pub(crate) fn cost_decimals(&self) -> u8 {
        let needed = self.lines.iter().map(|line| line.unit_cost.shortest().decimals).max();
        self.currency.minor_digits().max(needed.unwrap_or(0))
    }

    /// An amount as people write it, without its currency.
    pub(crate) fn amount(&self, minor: i64) -> String {
        self.locale().exact(minor.into(), self.currency.minor_digits())
    }

    /// A unit cost as people write it, without its currency.
    pub(crate) fn cost(&self, cost: UnitCost) -> String {
        let UnitCost { scaled, decimals } = cost.shortest();
        let shown = self.cost_decimals();
        let more = 10_i128.pow(u32::from(shown.saturating_sub(decimals)));
        self.locale().exact(i128::from(scaled) * more, shown)
    }

    /// The letterhead below the shop's name.
    pub(crate) fn contact(&self) -> Vec<String> {
        let Shop { address, email, phone, tax_id, .. } = &self.shop;
        let words = self.words();
        let labelled = |label: &str, value: &Option<String>| {
            value.as_ref().map(|value| format!("{label} {value}"))
        };
        let more = [email.clone(), labelled(words.phone, phone), labelled(words.tax_id, tax_id)];
        address.iter().cloned().chain(more.into_iter().flatten()).collect()
    }

    /// The supplier's name, address and e-mail.
    pub(crate) fn addressee(&self) -> Vec<String> {
        let Supplier { name, address, email } = &self.supplier;
        [name].into_iter().chain(address).chain(email).cloned().collect()
    }

    /// What the order is known by: its number, dates and currency, each with its label.
    pub(crate) fn facts(&self) -> Vec<(&'static str, String)> {
        let (words, locale) = (self.words(), self.locale());
        let mut facts = vec![
            (words.number, self.number.clone()),
            (words.date, locale.date(self.date)),
            (words.currency, self.currency.code().to_owned()),
        ];
        if let Some(expected) = self.expected {
            facts.insert(2, (words.expected, locale.date(expected)));
        }
        facts
    }
}

/// A quantity as an exact number with as few decimals as hold it.
pub(crate) fn shortest(quantity: Quantity) -> (i64, u8) {
    let UnitCost { scaled, decimals } = UnitCost { scaled: quantity.milli, decimals: 3 }.shortest();
    (scaled, decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_have_as_few_decimals_as_hold_them() {
        let cost = |scaled, decimals| UnitCost { scaled, decimals };
        assert_eq!(cost(42_500, 6).shortest(), cost(425, 4));
        assert_eq!(cost(300, 2).shortest(), cost(3, 0));
        assert_eq!(cost(0, 6).shortest(), cost(0, 0));
        assert_eq!(shortest(Quantity { milli: 1_250 }), (125, 2));
    }
}
