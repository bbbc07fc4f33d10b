//! One product: what it is, which codes it had, and how much of it was there.

use crate::chart::Chart;
use kontor_domain::{Date, Quantity};
use serde::{Deserialize, Serialize};

/// Asks what is known of a product.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetProduct {
    /// Its code, or one that it had before.
    pub sku: String,
    /// Width of the picture of its stock in pixels; 0 for none.
    #[serde(default)]
    pub width: u32,
}

/// What is known of a product besides its sales.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Product {
    /// Its newest code.
    pub sku: String,
    /// Its name.
    pub title: String,
    /// First day it sold.
    pub first_sold: Option<Date>,
    /// Last day it sold.
    pub last_sold: Option<Date>,
    /// Codes that it had before, the latest first.
    pub earlier: Vec<EarlierCode>,
    /// How much was there over all places, on each day that it was counted, and, between counts and
    /// after them, on each day that it was sold or received; the earliest first. Empty if it was never
    /// counted.
    pub stock: Vec<StockPoint>,
    /// The same as a picture, since it was last not stocked.
    pub stock_chart: Option<Chart>,
    /// The statement behind the stock.
    pub stock_sql: String,
}

/// A code that a product had before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierCode {
    /// The code.
    pub sku: String,
    /// The last day of the code: the one before it was renamed, or else the last that it sold on.
    pub until: Option<Date>,
}

/// How much was there at the end of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockPoint {
    /// The day.
    pub day: Date,
    /// Units; `None` where the product is not stocked, which is not 0.
    pub level: Option<Quantity>,
    /// How it is known.
    pub source: StockSource,
}

/// How a [`StockPoint`] is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StockSource {
    /// A file or a person said so.
    Counted,
    /// The last count, less what was sold and with what was received since.
    Reckoned,
    /// The first count, with what was sold and less what was received until then: what came back and was sold
    /// again is not known, so there may have been less.
    ReckonedBack,
    /// A file says that the product is not kept in stock.
    NotStocked,
}

impl StockSource {
    /// Every source.
    pub const ALL: [StockSource; 4] = [
        StockSource::Counted,
        StockSource::Reckoned,
        StockSource::ReckonedBack,
        StockSource::NotStocked,
    ];

    /// The name in SQL and JSON.
    pub fn name(self) -> &'static str {
        match self {
            StockSource::Counted => "counted",
            StockSource::Reckoned => "reckoned",
            StockSource::ReckonedBack => "reckoned_back",
            StockSource::NotStocked => "not_stocked",
        }
    }
}
