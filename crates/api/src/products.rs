//! The table of products.

use crate::sales::{Conversion, Filter};
use kontor_domain::{Date, Money, Period, PeriodChoice, Quantity};
use serde::{Deserialize, Serialize};

/// What products are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// Net sales in the period.
    #[default]
    NetSales,
    /// Units in the period.
    Units,
    /// Change of net sales against the period before.
    Change,
    /// The code.
    Sku,
    /// The name.
    Title,
    /// The last day it sold.
    LastSold,
    /// Average price per unit in the period.
    AveragePrice,
    /// What the units sold cost.
    CostOfGoods,
    /// Gross profit.
    GrossProfit,
    /// Gross profit by net sales.
    GrossMargin,
}

/// Asks for products.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GetProducts {
    /// The period.
    pub period: PeriodChoice,
    /// What to count; products without a line that counts are shown with zero, unless a country
    /// or a kind is named.
    pub filter: Filter,
    /// Sort by.
    pub sort: SortBy,
    /// Smallest first.
    pub ascending: bool,
    /// Skip so many.
    pub offset: u64,
    /// At most so many.
    pub limit: u32,
}

/// Products.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Products {
    /// The days counted.
    pub period: Option<Period>,
    /// How many there are in all.
    pub total: u64,
    /// Net sales of all of them.
    pub net_sales: Money,
    /// Units of all of them.
    pub units: Quantity,
    /// What the units sold of all with a known cost cost; `None` if no cost is known.
    pub cost_of_goods: Option<Money>,
    /// Gross profit of all with a known cost; `None` if no cost is known.
    pub gross_profit: Option<Money>,
    /// Gross profit by the net sales that it is of; `None` where there are none.
    pub gross_margin: Option<f64>,
    /// How amounts were converted, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversion: Option<Conversion>,
    /// The products asked for.
    pub rows: Vec<ProductRow>,
    /// The statement behind them.
    pub sql: String,
}

/// A product in the table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProductRow {
    /// Its code.
    pub sku: String,
    /// Its latest name.
    pub title: String,
    /// Net sales in the period.
    pub net_sales: Money,
    /// Units in the period.
    pub units: Quantity,
    /// Net sales in the period before; `None` if the data does not reach that far.
    pub previous: Option<Money>,
    /// Net sales by units; `None` without units.
    pub average_price: Option<Money>,
    /// What the units sold cost; `None` where the cost is not known.
    pub cost_of_goods: Option<Money>,
    /// Net sales less the cost of goods; `None` where the cost is not known.
    pub gross_profit: Option<Money>,
    /// Gross profit by net sales; `None` without either.
    pub gross_margin: Option<f64>,
    /// First day it sold.
    pub first_sold: Option<Date>,
    /// Last day it sold.
    pub last_sold: Option<Date>,
}
