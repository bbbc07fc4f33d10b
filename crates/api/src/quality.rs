//! What is doubtful in a shop's data, and how its sums agree with the files they came from.

use crate::{
    import::Refusal,
    sales::{Filter, LeftOut},
};
use kontor_domain::{Currency, Date, Money, Period, PeriodChoice, Quantity};
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
    /// What was paid back without saying when.
    UndatedRefunds,
    /// Two codes that are probably one product: the same name or barcode, and one ends as the other
    /// begins.
    ProbablyRenamed,
    /// Renamed codes that do not count, as they lead back to where they start.
    RenamedInCircle,
}

impl Check {
    /// Every check, in the order of the page.
    pub const ALL: [Check; 14] = [
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
        Check::ProbablyRenamed,
        Check::RenamedInCircle,
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
            Check::ProbablyRenamed => "probably_renamed",
            Check::RenamedInCircle => "renamed_in_circle",
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
    /// Money that depends on them, a sum for each currency, the shop's first; none where it cannot
    /// be said.
    pub money: Vec<Money>,
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
    /// What is told of each, in the order of its facts.
    pub facts: Vec<Fact>,
    /// Those asked for, the most money in the shop's currency first.
    pub rows: Vec<FindingRow>,
    /// The statement behind them.
    pub sql: String,
}

/// A thing behind a finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingRow {
    /// What it is.
    pub thing: Thing,
    /// What is known of it, as many as [`FindingRows::facts`].
    pub facts: Vec<Option<Known>>,
    /// Money that depends on it, an amount for each currency, the shop's first.
    pub money: Vec<Money>,
}

/// What may be doubtful, by what tells it from others of its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Thing {
    /// A row of a file.
    Row {
        /// The import.
        batch_id: u32,
        /// Its number after the header, from 1.
        row: u64,
    },
    /// An order.
    Order {
        /// Its number.
        order_id: String,
        /// Its store-local day, as numbers may start anew each morning.
        day: Date,
    },
    /// A product.
    Product {
        /// Its code, or its name where it has none.
        sku: String,
    },
    /// A name of products.
    Name {
        /// The name.
        name: String,
    },
    /// A day.
    Day {
        /// The day.
        day: Date,
    },
    /// Stock of a product.
    Stock {
        /// The product's code, or its name where it has none.
        sku: String,
        /// Where; `None` where that is not said.
        location: Option<String>,
    },
    /// A currency.
    Currency {
        /// The currency.
        currency: Currency,
    },
}

/// What can be told of a thing. The serde names are columns of [`FindingRows::sql`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The file that it stands in.
    File,
    /// Why it was refused.
    Reason,
    /// The column at fault.
    AtColumn,
    /// The value at fault.
    AtValue,
    /// Its name.
    Title,
    /// The names that it has.
    Titles,
    /// A product's code.
    Sku,
    /// The codes that it has.
    Skus,
    /// The day of the order.
    OrderedOn,
    /// The last day it sold.
    LastSold,
    /// What the file states.
    Stated,
    /// What the lines add up to.
    Counted,
    /// Orders on such a day, as a rule.
    UsualOrders,
    /// Units.
    Units,
    /// Units that nineteen of twenty lines of the product do not exceed.
    UsualUnits,
    /// The first day of something that lasts.
    Since,
    /// Days without a sale.
    QuietDays,
    /// Days with a sale, of the ninety before.
    SoldDays,
    /// What counts, receipts and sales leave in stock.
    StockLeft,
    /// Where it is.
    Location,
    /// When it was counted.
    CountedOn,
    /// Order lines.
    Lines,
    /// The code that it goes by instead.
    Becomes,
    /// The first day that the new code sold.
    FirstSold,
}

impl Fact {
    /// The column of [`FindingRows::sql`], and what it holds.
    pub fn column(self) -> (&'static str, Holding) {
        match self {
            Fact::File => ("file", Holding::Text),
            Fact::Reason => ("reason", Holding::Reason),
            Fact::AtColumn => ("at_column", Holding::Text),
            Fact::AtValue => ("at_value", Holding::Text),
            Fact::Title => ("title", Holding::Text),
            Fact::Titles => ("titles", Holding::Text),
            Fact::Sku => ("sku", Holding::Text),
            Fact::Skus => ("skus", Holding::Text),
            Fact::OrderedOn => ("ordered_on", Holding::Day),
            Fact::LastSold => ("last_sold", Holding::Day),
            Fact::Stated => ("stated", Holding::Money),
            Fact::Counted => ("counted", Holding::Money),
            Fact::UsualOrders => ("usual_orders", Holding::Count),
            Fact::Units => ("units", Holding::Quantity),
            Fact::UsualUnits => ("usual_units", Holding::Quantity),
            Fact::Since => ("since", Holding::Day),
            Fact::QuietDays => ("quiet_days", Holding::Count),
            Fact::SoldDays => ("sold_days", Holding::Count),
            Fact::StockLeft => ("stock_left", Holding::Quantity),
            Fact::Location => ("location", Holding::Text),
            Fact::CountedOn => ("counted_on", Holding::Day),
            Fact::Lines => ("lines", Holding::Count),
            Fact::Becomes => ("becomes", Holding::Text),
            Fact::FirstSold => ("first_sold", Holding::Day),
        }
    }

    /// Whether its values are numbers, which stand on the right.
    pub fn is_number(self) -> bool {
        matches!(self.column().1, Holding::Money | Holding::Count | Holding::Quantity)
    }
}

/// What a [`Fact`] holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// Words.
    Text,
    /// Why a row was refused.
    Reason,
    /// A day.
    Day,
    /// An amount, of the currency of the thing's money.
    Money,
    /// A number of things.
    Count,
    /// Units of goods.
    Quantity,
}

/// The value of a [`Fact`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub enum Known {
    /// Words, as they stand in the data.
    Text(String),
    /// Why a row was refused.
    Reason(Refusal),
    /// A day.
    Day(Date),
    /// An amount.
    Money(Money),
    /// A number of things.
    Count(i64),
    /// Units of goods.
    Quantity(Quantity),
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
    /// What came back in these days, as the files say.
    pub refunded: Money,
    /// Of orders of these days, what came back without the files saying when.
    pub refunded_undated: Money,
    /// What was sold in other currencies and is in none of the sums.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_currencies: Vec<LeftOut>,
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
