//! What is doubtful in a shop's data, and how its sums agree with the files they came from.

use crate::sales::Filter;
use kontor_domain::{Date, Money, Period, PeriodChoice};
use serde::{Deserialize, Serialize};

/// Something in the data that a person should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// Rows that were refused.
    Refused,
    /// Orders whose total is not what their lines add up to.
    OrdersOff,
    /// Products that are sold and have no cost.
    NoCost,
    /// Products of a catalogue that have no code.
    NoSku,
    /// Codes that several products of a catalogue have.
    DuplicateSku,
    /// Names that several products have, so that lines without a code cannot be told apart.
    AmbiguousTitle,
    /// Days without an order in the middle of the data.
    Gap,
    /// Lines of a quantity or an amount far beyond the product's others.
    Outlier,
    /// Products that sold steadily and then nothing for longer than chance explains: probably out
    /// of stock.
    ProbableStockOut,
    /// Stock below zero.
    NegativeStock,
    /// Lines in another currency than the shop's without a rate.
    MixedCurrencies,
    /// What was paid back without saying for which article or when.
    UndatedRefunds,
}

impl Check {
    /// Every check, in the order of the page.
    pub const ALL: [Check; 12] = [
        Check::Refused,
        Check::OrdersOff,
        Check::NoCost,
        Check::NoSku,
        Check::DuplicateSku,
        Check::AmbiguousTitle,
        Check::Gap,
        Check::Outlier,
        Check::ProbableStockOut,
        Check::NegativeStock,
        Check::MixedCurrencies,
        Check::UndatedRefunds,
    ];

    /// The name in JSON and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Check::Refused => "refused",
            Check::OrdersOff => "orders_off",
            Check::NoCost => "no_cost",
            Check::NoSku => "no_sku",
            Check::DuplicateSku => "duplicate_sku",
            Check::AmbiguousTitle => "ambiguous_title",
            Check::Gap => "gap",
            Check::Outlier => "outlier",
            Check::ProbableStockOut => "probable_stock_out",
            Check::NegativeStock => "negative_stock",
            Check::MixedCurrencies => "mixed_currencies",
            Check::UndatedRefunds => "undated_refunds",
        }
    }
}

/// Asks what is doubtful.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct GetQuality {}

/// What is doubtful, only what there is of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// What was found, the most money first.
    pub findings: Vec<Finding>,
}

/// One kind of doubt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is.
    pub check: Check,
    /// Its name.
    pub title: String,
    /// What it means and what to do, in a sentence or two.
    pub advice: String,
    /// How many things.
    pub count: u64,
    /// Money that depends on them; `None` where it cannot be said.
    pub money: Option<Money>,
}

/// Asks for the things behind a finding.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetFinding {
    /// Which.
    pub check: Check,
    /// Skip so many.
    #[serde(default)]
    pub offset: u64,
    /// At most so many.
    pub limit: u32,
}

/// The things behind a finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingRows {
    /// How many there are in all.
    pub total: u64,
    /// Those asked for, the most money first.
    pub rows: Vec<FindingRow>,
    /// The statement behind them.
    pub sql: String,
}

/// A thing behind a finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingRow {
    /// What: a product's code, an order's number, a day.
    pub key: String,
    /// Its name, or more about it.
    pub about: String,
    /// Since or on which day.
    pub day: Option<Date>,
    /// Money that depends on it.
    pub money: Option<Money>,
}

/// Asks how the sums agree with the files.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GetReconciliation {
    /// The period.
    pub period: PeriodChoice,
    /// What to count.
    pub filter: Filter,
}

/// From what the files add up to, step by step, to net sales.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reconciliation {
    /// The days counted.
    pub period: Option<Period>,
    /// The steps: the first is the sum over all lines, the last net sales; those between add up to
    /// the difference.
    pub steps: Vec<Step>,
    /// Orders whose files state a total.
    pub orders_with_total: u64,
    /// The sum of those totals.
    pub stated: Money,
    /// What our lines of the same orders add up to.
    pub counted: Money,
    /// Orders whose total is not what their lines, shipping, tax and tip add up to.
    pub orders_off: u64,
    /// The statement behind the steps.
    pub sql: String,
}

/// A step of a [`Reconciliation`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// What: `all_lines`, `shipping`, `tax`, `tips`, `vouchers`, `fees`, `cancelled`, `test`,
    /// `adjustments`, `net_sales`.
    pub key: String,
    /// In words.
    pub title: String,
    /// How much; negative where it lowers.
    pub amount: Money,
}
