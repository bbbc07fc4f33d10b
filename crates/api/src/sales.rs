//! Sales: key figures, series, breakdowns, and the lines behind every number.

use crate::{chart::Chart, import::LineKind};
use kontor_domain::{Currency, Date, DateTime, Grain, Money, Period, PeriodChoice, Quantity};
use serde::{Deserialize, Serialize};

/// A number that is defined once: its SQL, its words and its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Goods sold less discounts, cancellations and returns, without shipping.
    NetSales,
    /// Orders with at least one line that stands.
    Orders,
    /// Units sold less those cancelled and returned.
    Units,
    /// Net sales by orders.
    AverageOrder,
    /// Amount of cancelled and returned goods, as a positive number.
    TakenBack,
    /// Shipping charged to customers.
    Shipping,
    /// What was taken off prices.
    Discounts,
    /// Tax in prices and on top of them.
    Tax,
    /// Tips.
    Tips,
    /// Gift vouchers sold.
    Vouchers,
    /// The sum over all lines of every kind: what the files add up to.
    AllLines,
    /// What the units sold cost, at the cost of the day of their sale; only where a cost is known.
    CostOfGoods,
    /// Net sales with a known cost, less the cost of goods.
    GrossProfit,
    /// Gross profit by the net sales that it is of.
    GrossMargin,
    /// What payment services keep: as a file states it, otherwise as the settings say.
    PaymentFees,
    /// Packing and sending, for each order as the settings say.
    Fulfilment,
    /// Gross profit and shipping charged, less payment fees and fulfilment.
    Contribution,
}

impl Measure {
    /// Every measure, in the order of the screens.
    pub const ALL: [Measure; 17] = [
        Measure::NetSales,
        Measure::Orders,
        Measure::Units,
        Measure::AverageOrder,
        Measure::TakenBack,
        Measure::Shipping,
        Measure::Discounts,
        Measure::Tax,
        Measure::Tips,
        Measure::Vouchers,
        Measure::AllLines,
        Measure::CostOfGoods,
        Measure::GrossProfit,
        Measure::GrossMargin,
        Measure::PaymentFees,
        Measure::Fulfilment,
        Measure::Contribution,
    ];

    /// Those that say something only where costs are known.
    pub const OF_PROFIT: [Measure; 6] = [
        Measure::CostOfGoods,
        Measure::GrossProfit,
        Measure::GrossMargin,
        Measure::PaymentFees,
        Measure::Fulfilment,
        Measure::Contribution,
    ];

    /// The name in JSON and in URLs.
    pub fn name(self) -> &'static str {
        match self {
            Measure::NetSales => "net_sales",
            Measure::Orders => "orders",
            Measure::Units => "units",
            Measure::AverageOrder => "average_order",
            Measure::TakenBack => "taken_back",
            Measure::Shipping => "shipping",
            Measure::Discounts => "discounts",
            Measure::Tax => "tax",
            Measure::Tips => "tips",
            Measure::Vouchers => "vouchers",
            Measure::AllLines => "all_lines",
            Measure::CostOfGoods => "cost_of_goods",
            Measure::GrossProfit => "gross_profit",
            Measure::GrossMargin => "gross_margin",
            Measure::PaymentFees => "payment_fees",
            Measure::Fulfilment => "fulfilment",
            Measure::Contribution => "contribution",
        }
    }

    /// The measure of a name.
    pub fn from_name(name: &str) -> Option<Measure> {
        Measure::ALL.into_iter().find(|measure| measure.name() == name)
    }

    /// Whether more is worse.
    pub fn less_is_better(self) -> bool {
        matches!(
            self,
            Measure::TakenBack
                | Measure::Discounts
                | Measure::CostOfGoods
                | Measure::PaymentFees
                | Measure::Fulfilment
        )
    }

    /// Whether parts of a breakdown add up to the whole. Orders do so over days and countries, but
    /// not over products, kinds or hours, as one order holds several.
    pub fn adds_up(self, by: By) -> bool {
        match self {
            Measure::AverageOrder | Measure::GrossMargin => false,
            Measure::Orders => by == By::Country,
            _ => true,
        }
    }

    /// Whether it is broken down so at all. An order holds several products, so a number of orders
    /// for each product would say something else than it seems to.
    pub fn is_broken_down(self, by: By) -> bool {
        let is_of_orders =
            self.is_of_whole_orders() || matches!(self, Measure::Orders | Measure::AverageOrder);
        !(is_of_orders && matches!(by, By::Product | By::Kind))
    }

    /// Whether it can be told for what the filter leaves. What an order costs as a whole has no
    /// share in one of its products, and is not converted.
    pub fn is_told_within(self, filter: &Filter) -> bool {
        !self.is_of_whole_orders()
            || (filter.sku.is_none()
                && filter.search.is_none()
                && filter.kind.is_none()
                && !filter.converted)
    }

    fn is_of_whole_orders(self) -> bool {
        matches!(self, Measure::PaymentFees | Measure::Fulfilment | Measure::Contribution)
    }
}

/// A measured value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "unit", content = "value", rename_all = "snake_case")]
pub enum Value {
    /// An amount.
    Money(Money),
    /// A number of things.
    Count(i64),
    /// Units of goods.
    Quantity(Quantity),
    /// A part of a whole, such as 0.4 for 40 %.
    Share(f64),
}

impl Value {
    /// The value as a floating number in its own unit, for ratios and charts.
    pub fn as_f64(self) -> f64 {
        match self {
            Value::Money(money) => money.major(),
            Value::Count(count) => count as f64,
            Value::Quantity(quantity) => quantity.units(),
            Value::Share(share) => share,
        }
    }
}

/// What to count. Empty fields count everything.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// One country, as it stands in the data.
    pub country: Option<String>,
    /// One product, by its code.
    pub sku: Option<String>,
    /// Products whose code or name holds this text, in any case.
    pub search: Option<String>,
    /// Lines of one kind.
    pub kind: Option<LineKind>,
    /// One order, by its number. A till that starts its numbers anew each morning has several.
    pub order: Option<String>,
    /// Amounts of every currency, converted into the shop's at the rate of their day; otherwise only
    /// those in the shop's.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub converted: bool,
}

/// Asks for the definitions of all measures.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct GetMeasures {}

/// The definitions of all measures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measures {
    /// One for each measure.
    pub measures: Vec<MeasureInfo>,
}

/// The definition of a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureInfo {
    /// The measure.
    pub measure: Measure,
    /// Its name for a person.
    pub title: String,
    /// Its definition in words.
    pub definition: String,
    /// Its unit in words.
    pub unit: String,
    /// Its expression over `order_lines`, exactly as it is computed.
    pub sql: String,
}

/// Asks for the key figures.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GetSummary {
    /// The period.
    pub period: PeriodChoice,
    /// What to count.
    pub filter: Filter,
}

/// Key figures of a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The days counted; `None` when there is no data.
    pub period: Option<Period>,
    /// The days compared with: as many, just before.
    pub previous: Option<Period>,
    /// The same weekdays a year before.
    pub year_before: Option<Period>,
    /// The figures; those of profit only where costs are known.
    pub figures: Vec<Figure>,
    /// What was sold of products whose cost is not known, which profit leaves out; `None` if all
    /// costs are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without_cost: Option<WithoutCost>,
    /// How amounts were converted, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversion: Option<Conversion>,
    /// What was sold in other currencies and is not counted, where it was not converted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_currencies: Vec<LeftOut>,
    /// The statement behind them.
    pub sql: String,
}

/// Sales of products whose cost is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithoutCost {
    /// How many products.
    pub products: u64,
    /// Their net sales.
    pub net_sales: Money,
}

/// How amounts of other currencies became amounts of the shop's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conversion {
    /// The rates used, by currency.
    pub rates: Vec<RateUsed>,
    /// What has no rate on its day or before, and is not counted, by currency.
    pub left_out: Vec<LeftOut>,
}

/// What one unit of a currency was worth in the shop's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RateUsed {
    /// The other currency.
    pub currency: Currency,
    /// The lowest rate of all lines.
    pub lowest: f64,
    /// The highest.
    pub highest: f64,
}

/// Sales that are not in the sums: in a currency that is not the shop's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// How many lines.
    pub lines: u64,
    /// Their net sales.
    pub net_sales: Money,
}

/// A key figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The measure.
    pub measure: Measure,
    /// Its value.
    pub value: Value,
    /// Its value in the period before; `None` if the data does not reach that far.
    pub previous: Option<Value>,
    /// Its value a year before; `None` if the data does not reach that far.
    pub year_before: Option<Value>,
    /// The course of the period in at most 30 points, for a small line.
    pub course: Vec<f64>,
}

/// Asks for a measure over time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetSeries {
    /// The measure.
    pub measure: Measure,
    /// The period.
    #[serde(default)]
    pub period: PeriodChoice,
    /// What to count.
    #[serde(default)]
    pub filter: Filter,
    /// The step; `None` takes one that can be read.
    #[serde(default)]
    pub grain: Option<Grain>,
    /// Width of the picture in CSS pixels.
    pub width: u32,
    /// Height of the picture in CSS pixels.
    pub height: u32,
}

/// A measure over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The days counted.
    pub period: Option<Period>,
    /// The step.
    pub grain: Grain,
    /// The values, every step of the period, zero where nothing happened.
    pub points: Vec<Point>,
    /// The picture and its twins. A mark's key is the first day of its step.
    pub chart: Chart,
    /// The statement behind it.
    pub sql: String,
}

/// A step of a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// First day of the step.
    pub start: Date,
    /// Its value.
    pub value: Value,
    /// The value of the step as far into the period before; `None` without data.
    pub previous: Option<Value>,
}

/// What to break a measure down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// By product.
    Product,
    /// By country.
    Country,
    /// By weekday and hour of the store's local time; keys `1-13` are weekday (1 Monday) and hour.
    WeekdayHour,
    /// By kind of line.
    Kind,
}

/// Asks for a breakdown.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetBreakdown {
    /// The measure.
    pub measure: Measure,
    /// By what.
    pub by: By,
    /// The period.
    #[serde(default)]
    pub period: PeriodChoice,
    /// What to count.
    #[serde(default)]
    pub filter: Filter,
    /// At most so many parts; the rest is one part.
    pub limit: u32,
    /// Width of the picture in CSS pixels; 0 for none.
    #[serde(default)]
    pub width: u32,
}

/// A measure broken down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Breakdown {
    /// The days counted.
    pub period: Option<Period>,
    /// The parts, the largest first (by weekday and hour: in their order).
    pub parts: Vec<Part>,
    /// Everything beyond the limit.
    pub rest: Option<Rest>,
    /// The whole: the parts and the rest add up to it, where [`Measure::adds_up`].
    pub total: Value,
    /// The picture and its twins, where one was asked for. A mark's key is the part's.
    pub chart: Option<Chart>,
    /// The statement behind it.
    pub sql: String,
}

/// A part of a breakdown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The key to filter by: the code, the country as in the data, `1-13`.
    pub key: String,
    /// What it is for a person.
    pub title: String,
    /// Its value.
    pub value: Value,
    /// Its value in the period before; `None` without data.
    pub previous: Option<Value>,
    /// Its share of the total, where parts add up and the total is positive.
    pub share: Option<f64>,
}

/// The parts beyond the limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rest {
    /// How many parts.
    pub parts: u64,
    /// Their value.
    pub value: Value,
}

/// Asks for the order lines behind a number.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GetLines {
    /// The measure whose lines are meant; `None` takes every line.
    pub measure: Option<Measure>,
    /// The period.
    pub period: PeriodChoice,
    /// What to count.
    pub filter: Filter,
    /// Weekday (1 Monday) and hour, from a breakdown.
    pub weekday_hour: Option<(u8, u8)>,
    /// Skip so many.
    pub offset: u64,
    /// At most so many.
    pub limit: u32,
}

/// Order lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lines {
    /// The days counted.
    pub period: Option<Period>,
    /// How many there are in all.
    pub total: u64,
    /// The lines asked for, the newest first.
    pub lines: Vec<Line>,
    /// The statement behind them.
    pub sql: String,
}

/// An order line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The order's number.
    pub order_id: String,
    /// The line's place in the order, from 1.
    pub line_no: u32,
    /// What it is.
    pub kind: LineKind,
    /// The product's code.
    pub sku: String,
    /// The product's name on this line.
    pub title: String,
    /// Units.
    pub quantity: Quantity,
    /// Price of one unit as it stands in the data, at most six decimals.
    pub unit_price: String,
    /// Amount of the line.
    pub amount: Money,
    /// Store-local time.
    pub local_time: DateTime,
    /// Who bought.
    pub customer: Option<String>,
    /// Where it went.
    pub country: Option<String>,
    /// The import it came with.
    pub batch_id: u32,
    /// Its row in that file after the header, from 1.
    pub source_row: u64,
}

/// Asks what can be filtered by.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct GetFilterOptions {}

/// What can be filtered by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FilterOptions {
    /// Countries in the data, the largest first.
    pub countries: Vec<String>,
    /// Days that have data.
    pub data: Option<Period>,
    /// Currencies of sales other than the shop's.
    pub currencies: Vec<Currency>,
}
