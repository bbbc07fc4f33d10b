//! What the numbers of a chart are, and how they are written.

use kontor_domain::{Currency, Locale, Money, Quantity};

/// The unit of a chart's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Major units of a currency.
    Money(Currency),
    /// Whole things: orders, lines.
    Count,
    /// Units of goods, to a thousandth.
    Quantity,
    /// Parts of one, written as percentages.
    Share,
}

impl Unit {
    /// The exact value, for marks and tables.
    pub(crate) fn exact(self, locale: Locale, value: f64) -> String {
        match self {
            Unit::Money(currency) => locale.money(money(value, currency)),
            Unit::Count => locale.count(value.round() as i64),
            Unit::Quantity => locale.quantity(Quantity { milli: (value * 1000.0).round() as i64 }),
            Unit::Share => locale.percent(value),
        }
    }

    /// The value as it is read out: large amounts without pence.
    pub(crate) fn spoken(self, locale: Locale, value: f64) -> String {
        match self {
            Unit::Money(currency) if value.abs() >= 1000.0 || value == 0.0 => {
                locale.money_whole(money(value, currency))
            }
            unit => unit.exact(locale, value),
        }
    }

    /// The value in a few figures, for an axis.
    pub(crate) fn short(self, locale: Locale, value: f64) -> String {
        match self {
            Unit::Money(currency) => locale.money_short(value, currency),
            Unit::Count | Unit::Quantity => locale.short(value),
            Unit::Share => locale.percent(value),
        }
    }

    /// The change in words; `None` where there is nothing to compare with.
    pub(crate) fn change(
        self,
        locale: Locale,
        previous: Option<f64>,
        value: f64,
    ) -> Option<String> {
        let previous = previous?;
        match self {
            Unit::Share => Some(locale.points(value - previous)),
            _ if previous == 0.0 => None,
            _ => Some(locale.change((value - previous) / previous.abs())),
        }
    }

    /// The smallest step that an axis of this unit makes sense in.
    pub(crate) fn smallest_step(self) -> f64 {
        match self {
            Unit::Count => 1.0,
            // What `Locale::short` can still tell apart.
            Unit::Money(_) | Unit::Quantity => 0.1,
            Unit::Share => 0.001,
        }
    }
}

pub fn money(major: f64, currency: Currency) -> Money {
    Money::new((major * currency.minor_per_major() as f64).round() as i64, currency)
}
