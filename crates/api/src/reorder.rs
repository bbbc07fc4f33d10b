//! Reorder plans: what to buy, how much, by when, from whom, and why.
//!
//! A plan is as of the day after the newest sale, so that the same data gives the same plan. Dates
//! and amounts come finished; amounts of several currencies never add up.

use crate::proposals::OrderFormat;
use kontor_domain::{Currency, Date, Decimal, Money, Quantity};
use serde::{Deserialize, Serialize};

/// How urgent a product is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// An order comes too late: the risk of running out before is twice what the target allows.
    Late,
    /// To be ordered on the next order day.
    #[default]
    Now,
    /// An order is not needed yet, but will be by the order after the next.
    Soon,
    /// There is enough.
    Enough,
    /// There is more than what is needed for the target and a further quarter.
    Overstock,
    /// It has stock and no sales to speak of.
    Dead,
    /// It could not be planned; the row says why.
    NotPlanned,
}

impl Urgency {
    /// All of them, the most urgent first.
    pub const ALL: [Urgency; 7] = [
        Urgency::Late,
        Urgency::Now,
        Urgency::Soon,
        Urgency::Enough,
        Urgency::Overstock,
        Urgency::Dead,
        Urgency::NotPlanned,
    ];

    /// The name in JSON and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Urgency::Late => "late",
            Urgency::Now => "now",
            Urgency::Soon => "soon",
            Urgency::Enough => "enough",
            Urgency::Overstock => "overstock",
            Urgency::Dead => "dead",
            Urgency::NotPlanned => "not_planned",
        }
    }
}

/// Which rows of a plan are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReorderPart {
    /// What is to be ordered.
    #[default]
    Order,
    /// What has more than it needs, or lies dead.
    TooMuch,
    /// What could not be planned.
    NotPlanned,
    /// Every product.
    All,
}

impl ReorderPart {
    /// All of them.
    pub const ALL: [ReorderPart; 4] =
        [ReorderPart::Order, ReorderPart::TooMuch, ReorderPart::NotPlanned, ReorderPart::All];

    /// The name in JSON and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            ReorderPart::Order => "order",
            ReorderPart::TooMuch => "too_much",
            ReorderPart::NotPlanned => "not_planned",
            ReorderPart::All => "all",
        }
    }
}

/// What rows of a plan are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReorderSort {
    /// By supplier, the one with most at stake first, and within it the most urgent first.
    #[default]
    Supplier,
    /// The most urgent first, then by what is at stake.
    Urgency,
    /// The code.
    Sku,
}

impl ReorderSort {
    /// All of them.
    pub const ALL: [ReorderSort; 3] =
        [ReorderSort::Supplier, ReorderSort::Urgency, ReorderSort::Sku];

    /// The name in JSON and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            ReorderSort::Supplier => "supplier",
            ReorderSort::Urgency => "urgency",
            ReorderSort::Sku => "sku",
        }
    }
}

/// What a person changed of a line; what is `None` stays as planned.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ReorderEdit {
    /// The product's code.
    pub sku: String,
    /// How much to order; 0 leaves the product out.
    pub quantity: Option<Quantity>,
    /// From whom.
    pub supplier: Option<String>,
    /// The day to order on.
    pub order_on: Option<Date>,
}

/// What a plan is made for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ReorderTerms {
    /// The most that all orders together may cost, in the shop's currency.
    pub budget: Option<Decimal>,
    /// The service to reach for every product, in percent, instead of the settings'.
    pub service_percent: Option<Decimal>,
    /// Days from one order to the next, instead of the settings'.
    pub review_days: Option<u16>,
    /// What a person changed.
    pub edits: Vec<ReorderEdit>,
}

/// Asks for the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GetReorder {
    /// What it is made for.
    pub terms: ReorderTerms,
    /// Which rows.
    pub part: ReorderPart,
    /// Only products whose code, name or supplier holds this.
    pub search: Option<String>,
    /// Only of this supplier; an empty text is nobody.
    pub supplier: Option<String>,
    /// Order.
    pub sort: ReorderSort,
    /// Skip so many.
    pub offset: u64,
    /// At most so many.
    pub limit: u32,
}

impl Default for GetReorder {
    fn default() -> Self {
        GetReorder {
            terms: ReorderTerms::default(),
            part: ReorderPart::default(),
            search: None,
            supplier: None,
            sort: ReorderSort::default(),
            offset: 0,
            limit: 50,
        }
    }
}

/// The plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reorder {
    /// What it rests on; `None` while there is no forecast to plan with.
    pub basis: Option<ReorderBasis>,
    /// What would be ordered of whom, most at stake first; also suppliers of whom nothing is.
    pub suppliers: Vec<SupplierOrder>,
    /// What all orders cost, by currency.
    pub cost: Vec<Money>,
    /// What is expected to be lost in margin until the orders after the next without them, in the
    /// shop's currency.
    pub at_stake: Money,
    /// Margin still lost with them.
    pub still_lost: Money,
    /// How many products there are of each urgency, in the order of [`Urgency::ALL`].
    pub counts: Vec<u64>,
    /// What lies in the house beyond its need, at cost, in the shop's currency.
    pub overstock: Money,
    /// What is to be paid, week by week, for these orders and for those under way.
    pub cash: Vec<CashWeek>,
    /// Goods to move between locations before anything is bought.
    pub transfers: Vec<Transfer>,
    /// How many rows there are of those asked for.
    pub total: u64,
    /// Those asked for.
    pub rows: Vec<ReorderRow>,
    /// What the words and numbers mean.
    pub definition: String,
}

/// What a plan rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReorderBasis {
    /// The day that it is as of: the one after the newest sale.
    pub as_of: Date,
    /// The training.
    pub forecast: String,
    /// Complete weeks of sales that it has not seen.
    pub newer_weeks: u32,
    /// When stock was last counted; `None` where no file says.
    pub counted: Option<Date>,
    /// The service that is asked for, in percent, if it is the same for all.
    pub service_percent: Option<Decimal>,
    /// Days from one order to the next.
    pub review_days: u16,
    /// Drawn paths of demand.
    pub paths: u32,
    /// The same in a sentence.
    pub says: String,
}

/// What would be ordered of a supplier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SupplierOrder {
    /// Its name; empty for products that nobody supplies.
    pub supplier: String,
    /// How many products are ordered.
    pub lines: u64,
    /// What they cost, as far as costs are known, in the supplier's currency.
    pub cost: Option<Money>,
    /// Lines whose cost is not known.
    pub without_cost: u64,
    /// Lead time, minimum, free freight, in a line of words.
    pub terms: String,
    /// What is ordered more to reach its minimum or free freight, in words.
    pub filled_up: Option<String>,
    /// Why it cannot be ordered like this: the minimum is not reached.
    pub obstacle: Option<String>,
    /// Margin that is expected to be lost without the order, in the shop's currency.
    pub at_stake: Money,
    /// The 80 % range of it.
    pub low: Money,
    /// Its upper end.
    pub high: Money,
    /// The first day on which one of its products must be ordered to come in time.
    pub decide_by: Option<Date>,
    /// Whether one of them is late already.
    pub is_late: bool,
    /// The day on which the order is expected.
    pub arrives: Option<Date>,
    /// What moves it most, in a sentence.
    pub says: String,
}

/// What is to be paid in a week.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CashWeek {
    /// Its Monday.
    pub week: Date,
    /// For these orders, by currency.
    pub planned: Vec<Money>,
    /// For orders that are under way, by currency.
    pub under_way: Vec<Money>,
}

/// Goods to move from one location to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transfer {
    /// The product's code.
    pub sku: String,
    /// Its name.
    pub title: String,
    /// From where.
    pub from: String,
    /// To where.
    pub to: String,
    /// How much.
    pub quantity: Quantity,
    /// Why, in a sentence.
    pub says: String,
}

/// A product of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReorderRow {
    /// Its code.
    pub sku: String,
    /// Its name.
    pub title: String,
    /// How urgent it is.
    pub urgency: Urgency,
    /// Who supplies it.
    pub supplier: Option<String>,
    /// The supplier's code for it.
    pub supplier_sku: Option<String>,
    /// Others who supply it, too.
    pub other_suppliers: Vec<String>,
    /// In the house; `None` where nobody knows, which is not 0.
    pub on_hand: Option<Quantity>,
    /// Sold and not yet sent.
    pub committed: Quantity,
    /// On order, in time or not.
    pub incoming: Quantity,
    /// Days that what is in the house lasts for, expected.
    pub cover_days: Option<u32>,
    /// The day on which it is expected to run out if nothing is ordered.
    pub runs_out: Option<Date>,
    /// The probability of running out before an order can come.
    pub risk: f64,
    /// The same until the order after that, with what is ordered.
    pub risk_with: f64,
    /// How much to order, edited.
    pub order: Quantity,
    /// How much the plan says.
    pub suggested: Quantity,
    /// Orders are multiples of it.
    pub step: Quantity,
    /// What one costs, in the supplier's currency, as a text with a decimal point.
    pub unit_cost: Option<String>,
    /// What the order costs, in the supplier's currency.
    pub cost: Option<Money>,
    /// The day to order on.
    pub order_on: Date,
    /// The last day on which an order still comes in time; before [`ReorderBasis::as_of`] if it is
    /// over.
    pub decide_by: Option<Date>,
    /// The day on which it is expected.
    pub arrives: Date,
    /// Units expected to be missing until the next order comes, if nothing is ordered.
    pub missing_without: f64,
    /// The same with this order.
    pub missing_with: f64,
    /// Margin expected to be lost if nothing is ordered, in the shop's currency.
    pub at_stake: Option<Money>,
    /// Units beyond what there should be.
    pub overstock: Quantity,
    /// What that is worth at cost, in the shop's currency.
    pub overstock_cost: Option<Money>,
    /// How much it brings in and how evenly it sells, such as `AX`.
    pub class: String,
    /// The service that is asked for, in percent.
    pub service_percent: f64,
    /// Whether a person changed it.
    pub is_edited: bool,
    /// What was assumed, why it was not planned, what to do, in sentences.
    pub remarks: Vec<String>,
}

/// Asks why this quantity, also of a line that a person changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetReorderWhy {
    /// The product's code.
    pub sku: String,
    /// What the plan is made for, the product's own edit among it.
    #[serde(default)]
    pub terms: ReorderTerms,
}

/// Why this quantity: the whole arithmetic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReorderWhy {
    /// The line, edited.
    pub row: ReorderRow,
    /// “Why 144 linen napkins?”, or “Why nothing of …?”.
    pub question: String,
    /// Each step, in the order of the arithmetic.
    pub steps: Vec<ReorderStep>,
    /// What happens with less, with more, with nothing, in sentences.
    pub otherwise: Vec<String>,
    /// What happens at other quantities, ascending, for those who would rather look.
    pub choices: Vec<ReorderChoice>,
}

/// A step of the arithmetic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReorderStep {
    /// What it is.
    pub what: String,
    /// Its value with a sign where it is added or taken off, and its unit.
    pub value: String,
    /// Where it comes from, and what is to be known of it.
    pub from: String,
    /// Whether it is a sum of those before.
    pub is_sum: bool,
}

/// What happens at a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ReorderChoice {
    /// Units.
    pub quantity: Quantity,
    /// The probability that any are missing until the next order comes.
    pub risk: f64,
    /// Units expected to be missing.
    pub missing: f64,
    /// What it costs, in the supplier's currency.
    pub cost: Option<Money>,
}

/// Makes a proposal in the ledger for each supplier of whom the plan orders something.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProposeReorder {
    /// What the plan is made for.
    pub terms: ReorderTerms,
    /// Only of these suppliers; none takes all.
    pub suppliers: Vec<String>,
    /// Only these products; none takes all.
    pub skus: Vec<String>,
    /// Whether they are approved at once.
    pub approve: bool,
}

/// Writes what a plan orders of a supplier to a file, as a draft: nothing is decided by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftOrder {
    /// What the plan is made for.
    #[serde(default)]
    pub terms: ReorderTerms,
    /// Of whom; an empty text is nobody.
    pub supplier: String,
    /// As what.
    pub format: OrderFormat,
}

/// Asks what is decided next, most money first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct GetDecisions {}

/// What there is to decide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decisions {
    /// The decisions, most at stake first.
    pub rows: Vec<Decision>,
    /// What they are worth together, in the shop's currency.
    pub worth: Money,
    /// Whether a forecast has to be trained before anything can be said.
    pub needs_forecast: bool,
}

/// Something to decide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The kind of proposal that it is or would become.
    pub kind: String,
    /// The proposal, if there is one in the ledger.
    pub proposal: Option<i64>,
    /// What it is about: of a reorder the supplier.
    pub subject: String,
    /// “Order 4 lines from Loom & Sons, £1,846”.
    pub title: String,
    /// Why, in a sentence.
    pub says: String,
    /// What it is worth in margin, in the shop's currency.
    pub effect: Money,
    /// The 80 % range of it.
    pub low: Money,
    /// Its upper end.
    pub high: Money,
    /// By when.
    pub decide_by: Option<Date>,
    /// Whether that day is over.
    pub is_late: bool,
}

/// Lives through the shop's last days again under several ways to order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct ReplayReorder {
    /// Days that are judged.
    pub days: u32,
    /// How often they are drawn.
    pub paths: u32,
}

impl Default for ReplayReorder {
    fn default() -> Self {
        ReplayReorder { days: 91, paths: 5 }
    }
}

/// What several ways to order would have come to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Replay {
    /// The first day that is judged.
    pub from: Date,
    /// The last one.
    pub to: Date,
    /// Products of which enough is known.
    pub products: u64,
    /// Products that sold and of which stock or receipts are not known.
    pub left_out: u64,
    /// How often the days were drawn.
    pub paths: u32,
    /// The currency of amounts, in minor units.
    pub currency: Currency,
    /// What each came to.
    pub rows: Vec<ReplayRow>,
    /// What the words and numbers mean.
    pub definition: String,
}

/// A way to order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplayPolicy {
    /// Kontor's plan.
    Kontor,
    /// What the merchant did.
    Merchant,
    /// Mean sales and z·σ·√L.
    ReorderPoint,
    /// Sales of a month.
    Naive,
}

/// What a way to order came to; amounts in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ReplayRow {
    /// Which.
    pub policy: ReplayPolicy,
    /// The share of order cycles in which something was missing.
    pub stock_outs: ReplayFigure,
    /// The share of units wanted that were sold.
    pub fill_rate: ReplayFigure,
    /// Stock at cost on an average evening.
    pub capital: ReplayFigure,
    /// What of it does not sell within lead time and review.
    pub overstock: ReplayFigure,
    /// Of holding stock and of lost margin.
    pub cost: ReplayFigure,
    /// Margin of what was sold, less holding.
    pub profit: ReplayFigure,
}

/// A figure with its 90 % range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ReplayFigure {
    /// The mean.
    pub mean: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Asks for whom the shop buys from.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct GetSuppliers {}

/// Whom the shop buys from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suppliers {
    /// Each, by name.
    pub rows: Vec<Supplier>,
    /// What the words and numbers mean.
    pub definition: String,
}

/// Whom the shop buys from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Supplier {
    /// Its name.
    pub supplier: String,
    /// Products that it is known to sell.
    pub products: u64,
    /// Days that it promises.
    pub promised_days: Option<f64>,
    /// Days that are planned with: what was received, with the promise as a start.
    pub lead_days: Option<f64>,
    /// Nine of ten orders come within so many.
    pub lead_days_high: Option<f64>,
    /// The share of receipts that came no later than promised.
    pub on_time: Option<f64>,
    /// Receipts that this was learnt from.
    pub receipts: u32,
    /// The least an order must be worth.
    pub minimum: Option<Money>,
    /// The order value from which freight is free.
    pub free_freight: Option<Money>,
    /// Days until an invoice is due.
    pub payment_days: Option<u32>,
    /// What is on order, by currency.
    pub on_order: Vec<Money>,
}
