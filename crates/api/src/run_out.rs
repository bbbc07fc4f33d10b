//! What has run out although it sold, and what runs out before more can come.
//!
//! No forecast: a product is worth what it sold a week while it could be bought.

use kontor_domain::{Date, DateTime, Money, Period, Quantity};
use serde::{Deserialize, Serialize};

/// How short of a product the shop is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Shortage {
    /// Nothing is left to sell.
    #[default]
    RunOut,
    /// What is left lasts for fewer days than its supplier needs, at the pace of its last sales.
    Soon,
}

impl Shortage {
    /// Both, the worse first.
    pub const ALL: [Shortage; 2] = [Shortage::RunOut, Shortage::Soon];

    /// The name in JSON and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Shortage::RunOut => "run_out",
            Shortage::Soon => "soon",
        }
    }
}

/// Days that a supplier is taken to need where nothing says how many.
pub const USUAL_LEAD_TIME_DAYS: u16 = 14;

/// Asks what has run out although it sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GetRunOut {
    /// The days that count, up to the last one with data; from a week to a year.
    pub days: u16,
    /// Only products that are so short.
    pub only: Option<Shortage>,
    /// Skip so many.
    pub offset: u64,
    /// At most so many.
    pub limit: u32,
}

impl Default for GetRunOut {
    fn default() -> Self {
        GetRunOut { days: 28, only: None, offset: 0, limit: 50 }
    }
}

/// Products that sold in the last days and are short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunOut {
    /// The days counted, up to the last one with data; `None` without any.
    pub period: Option<Period>,
    /// What is known of stock; `None` if nothing is.
    pub stock: Option<StockKnown>,
    /// Products that sold in these days and of whose stock nothing is known: they are left out.
    pub unknown: u64,
    /// How many have run out.
    pub run_out: u64,
    /// What those that have run out are worth a week, an amount for each currency.
    pub per_week: Vec<Money>,
    /// How many run out soon.
    pub soon: u64,
    /// How many there are of those asked for.
    pub total: u64,
    /// Those asked for: what has run out first, then by what a product is worth a week in the
    /// shop's currency, then in others.
    pub rows: Vec<RunOutRow>,
    /// What `per_week` and [`Shortage::Soon`] mean, in words.
    pub definition: String,
    /// The statement behind them.
    pub sql: String,
}

/// What is known of stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockKnown {
    /// Of so many products.
    pub products: u64,
    /// The newest day on which any of it was counted, where files say so.
    pub counted: Option<Date>,
    /// When the newest of it was imported, UTC; `None` where all was entered by hand.
    pub imported: Option<DateTime>,
}

/// A product that is short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunOutRow {
    /// Its code.
    pub sku: String,
    /// Its latest name.
    pub title: String,
    /// How short it is.
    pub shortage: Shortage,
    /// What can be sold, over all locations; below zero where more was sold than there was.
    pub stock: Quantity,
    /// Full days that the stock lasts at the pace of `selling`; 0 if it has run out.
    pub cover_days: u32,
    /// Units sold in the period, less those taken back.
    pub units: Quantity,
    /// Net sales in the period, an amount for each currency, the shop's first.
    pub net_sales: Vec<Money>,
    /// The days whose pace counts: as many as asked, up to its own last sale if it has run out,
    /// else up to the last day with data; from its first sale on, but at least a week.
    pub selling: Period,
    /// Net sales a week over `selling`, for each currency with any, the shop's first.
    pub per_week: Vec<Money>,
    /// The last day it sold.
    pub last_sold: Date,
    /// Days from then to the last day with data.
    pub days_since: u32,
    /// Who supplies it: of several the one that needs the fewest days.
    pub supplier: Option<String>,
    /// Days from ordering to receiving; `None` where neither the supplier nor its catalogue says.
    pub lead_time_days: Option<u32>,
    /// Units on their way: what the stock file says, else what open purchase orders hold.
    pub incoming: Option<Quantity>,
    /// When the first open purchase order is expected.
    pub expected: Option<Date>,
}
