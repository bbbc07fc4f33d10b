//! Prices: what another price would do, which to ask, and why.
//!
//! Amounts are in the shop's currency. Products that a platform sells in several variants at one price
//! have one price here: the row of the first code stands for all.

use crate::chart::Chart;
use kontor_domain::{Currency, Date, Decimal, Money, Quantity};
use serde::{Deserialize, Serialize};

/// What a price is to reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceGoal {
    /// The most margin.
    #[default]
    Profit,
    /// The most net sales.
    Revenue,
    /// Everything sold by a day, at the most margin.
    SellThrough,
}

impl PriceGoal {
    /// All of them.
    pub const ALL: [PriceGoal; 3] = [PriceGoal::Profit, PriceGoal::Revenue, PriceGoal::SellThrough];
}

/// What prices are judged for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PriceTerms {
    /// Weeks ahead that are judged, 1 to 13.
    pub weeks: u16,
    /// What is to be reached.
    pub goal: PriceGoal,
    /// Of [`PriceGoal::SellThrough`] the day; the end of the weeks if none is given.
    pub by: Option<Date>,
}

impl Default for PriceTerms {
    fn default() -> Self {
        PriceTerms { weeks: 4, goal: PriceGoal::Profit, by: None }
    }
}

/// Which products of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PricePart {
    /// Those with another price to suggest.
    #[default]
    Suggested,
    /// Those whose price is best kept.
    Kept,
    /// Those of which nobody can tell what a price does.
    Unknown,
    /// All.
    All,
}

impl PricePart {
    /// All of them.
    pub const ALL: [PricePart; 4] =
        [PricePart::Suggested, PricePart::Kept, PricePart::Unknown, PricePart::All];
}

/// The order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceSort {
    /// The most to gain first, then the largest margin.
    #[default]
    Gain,
    /// By name.
    Title,
    /// The most elastic first.
    Elasticity,
    /// By code.
    Sku,
}

impl PriceSort {
    /// All of them.
    pub const ALL: [PriceSort; 4] =
        [PriceSort::Gain, PriceSort::Title, PriceSort::Elasticity, PriceSort::Sku];
}

/// Asks for the products with their prices and what is suggested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GetPrices {
    /// What they are judged for.
    pub terms: PriceTerms,
    /// Which.
    pub part: PricePart,
    /// Only products whose code, name or category holds this.
    pub search: Option<String>,
    /// Only of this category.
    pub category: Option<String>,
    /// Order.
    pub sort: PriceSort,
    /// Skip so many.
    pub offset: u64,
    /// At most so many.
    pub limit: u32,
}

impl Default for GetPrices {
    fn default() -> Self {
        GetPrices {
            terms: PriceTerms::default(),
            part: PricePart::default(),
            search: None,
            category: None,
            sort: PriceSort::default(),
            offset: 0,
            limit: 50,
        }
    }
}

/// An amount that is not certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyRange {
    /// Expected.
    pub mean: Money,
    /// The lower end of the 80 % range.
    pub low: Money,
    /// Its upper end.
    pub high: Money,
    /// The lower end of the 95 % range.
    pub low95: Money,
    /// Its upper end.
    pub high95: Money,
}

/// A number that is not certain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct NumberRange {
    /// Expected.
    pub mean: f64,
    /// The lower end of the 80 % range.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// The lower end of the 95 % range.
    pub low95: f64,
    /// Its upper end.
    pub high95: f64,
}

/// The list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prices {
    /// What it rests on; `None` while there is no forecast.
    pub basis: Option<PriceBasis>,
    /// What all suggestions together are expected to gain over the weeks.
    pub gain: MoneyRange,
    /// How many products there are of each part, in the order of [`PricePart::ALL`].
    pub counts: Vec<u64>,
    /// The categories that there are.
    pub categories: Vec<String>,
    /// How many rows there are of those asked for.
    pub total: u64,
    /// Those asked for.
    pub rows: Vec<PriceRow>,
    /// What the words and numbers mean.
    pub definition: String,
}

/// What the list rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceBasis {
    /// The day that it is as of: the one after the newest sale.
    pub as_of: Date,
    /// The training.
    pub forecast: String,
    /// Products whose own weeks tell what a price does.
    pub known: u64,
    /// Products of which their category tells.
    pub pooled: u64,
    /// Products of which nobody can tell.
    pub unknown: u64,
    /// The same in a sentence.
    pub says: String,
}

/// A product with its price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PriceRow {
    /// Its code; of several variants the first.
    pub sku: String,
    /// All codes that are sold at this price.
    pub skus: Vec<String>,
    /// Its name.
    pub title: String,
    /// Its category.
    pub category: Option<String>,
    /// What is asked now, as customers see it; `None` where nobody knows.
    pub price: Option<Money>,
    /// What the shop gets of it: less tax and usual discounts.
    pub net: Option<Money>,
    /// What one costs.
    pub cost: Option<Money>,
    /// In the house; `None` where nobody knows.
    pub on_hand: Option<Quantity>,
    /// What a price does to its demand; `None` without weeks to tell from.
    pub elasticity: Option<Elasticity>,
    /// What is suggested; `None` where the price is best kept.
    pub suggestion: Option<PriceChoice>,
    /// Why nothing is suggested, in a sentence.
    pub kept: Option<String>,
}

/// By what percentage demand changes when the price rises by 1 %.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Elasticity {
    /// Expected.
    pub mean: f64,
    /// The lower end of the 90 % range.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// What its own weeks say, before others are heard.
    pub own: Option<f64>,
    /// How far it can be trusted.
    pub verdict: Knowledge,
    /// Weeks that tell.
    pub weeks: u32,
    /// How often the price moved by more than 1 %.
    pub changes: u32,
    /// Verdict and reason in a sentence.
    pub says: String,
}

/// How far an elasticity can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Knowledge {
    /// The product's own weeks tell.
    Known,
    /// Products of its category tell.
    Pooled,
    /// Nobody can tell.
    NotIdentifiable,
}

/// What made a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceSource {
    /// The price as it is.
    Keep,
    /// The category's usual markup on the cost.
    CostPlus,
    /// What past weeks earned at their prices.
    Margins,
    /// The forecast and the elasticity: the best price over all drawn futures.
    Fitted,
    /// Lower prices until all is sold.
    Markdown,
    /// A week at a lower price.
    FlashSale,
    /// Thompson sampling with inventory.
    Thompson,
    /// The agent: a network that proved itself against the rules.
    Agent,
}

impl PriceSource {
    /// All of them.
    pub const ALL: [PriceSource; 8] = [
        PriceSource::Keep,
        PriceSource::CostPlus,
        PriceSource::Margins,
        PriceSource::Fitted,
        PriceSource::Markdown,
        PriceSource::FlashSale,
        PriceSource::Thompson,
        PriceSource::Agent,
    ];
}

/// A price that may be asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PriceChoice {
    /// What made it.
    pub source: PriceSource,
    /// The price; of a path of prices the first.
    pub price: Money,
    /// The change, in percent.
    pub percent: f64,
    /// Margin over the weeks.
    pub margin: MoneyRange,
    /// Margin more than with the price kept.
    pub gain: MoneyRange,
    /// Units over the weeks.
    pub units: NumberRange,
    /// The probability that it earns more than the price as it is.
    pub better: f64,
    /// Later prices, from a day on, where it is a path.
    pub later: Vec<PriceStep>,
    /// Why, in a sentence.
    pub says: String,
}

/// A price from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceStep {
    /// The first day.
    pub from: Date,
    /// The price.
    pub price: Money,
}

/// Asks for all about a product's price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetPrice {
    /// One of its codes.
    pub sku: String,
    /// What it is judged for.
    #[serde(default)]
    pub terms: PriceTerms,
}

/// All about a product's price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Price {
    /// The product.
    pub row: PriceRow,
    /// What each rule and model would ask, the best first; the price as it is among them.
    pub choices: Vec<PriceChoice>,
    /// The lowest price that the guards allow.
    pub lowest: Option<Money>,
    /// The highest one.
    pub highest: Option<Money>,
    /// The guards, each in a sentence.
    pub guards: Vec<String>,
    /// The highest price that may stand beside a discount that begins now: the lowest of the last 30
    /// days.
    pub was: Option<Money>,
    /// What others ask, the lowest first.
    pub competitors: Vec<CompetitorPrice>,
    /// Products of the category whose price moves its demand, or whose demand its price moves.
    pub rivals: Vec<Rival>,
    /// What its price was, and what is decided of it.
    pub calendar: Vec<PriceEvent>,
    /// Weeks of the last year.
    pub history: Vec<PriceWeek>,
    /// Units a week by price; `None` where nobody can tell.
    pub chart: Option<Chart>,
    /// What the words and numbers mean.
    pub definition: String,
}

/// What a competitor asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CompetitorPrice {
    /// Its name.
    pub name: String,
    /// Its price.
    pub price: Money,
    /// As of when.
    pub day: Option<Date>,
}

/// What another product's price does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rival {
    /// Its code.
    pub sku: String,
    /// Its name.
    pub title: String,
    /// By what percentage this product's demand changes when that price rises by 1 %.
    pub elasticity: f64,
    /// The lower end of the 90 % range.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// Whether a higher price there sells more here.
    pub is_substitute: bool,
}

/// A change of a price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PriceEvent {
    /// The day.
    pub day: Date,
    /// The code, where several products are listed.
    pub sku: String,
    /// Its name.
    pub title: String,
    /// The price before.
    pub old: Option<Money>,
    /// The price from then on.
    pub new: Money,
    /// The proposal behind it.
    pub proposal: Option<i64>,
}

/// A past week of a product.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PriceWeek {
    /// Its Monday.
    pub week: Date,
    /// What a unit brought in, as customers see prices.
    pub price: Money,
    /// Units sold.
    pub units: f64,
}

/// Asks for changes of prices: past ones by files, decided ones by proposals.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GetPriceCalendar {
    /// The first day; a quarter ago if none is given.
    pub from: Option<Date>,
}

/// Changes of prices, the newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PriceCalendar {
    /// Each.
    pub rows: Vec<PriceEvent>,
}

/// Asks what other prices would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatIf {
    /// What they are judged for.
    #[serde(default)]
    pub terms: PriceTerms,
    /// Up to four.
    pub scenarios: Vec<PriceScenario>,
}

/// Prices that are tried together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceScenario {
    /// What the person calls it.
    #[serde(default)]
    pub name: String,
    /// What is changed; of several changes of a product the last counts.
    pub changes: Vec<PriceMove>,
}

/// A change of one product or of a category.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PriceMove {
    /// The product's code.
    pub sku: Option<String>,
    /// Or all products of a category.
    pub category: Option<String>,
    /// The price to ask, in the shop's currency.
    pub price: Option<Decimal>,
    /// Or by how many percent it is moved.
    pub percent: Option<Decimal>,
}

/// What other prices would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WhatIfAnswer {
    /// The day that it is as of.
    pub as_of: Date,
    /// Weeks that are judged.
    pub weeks: u16,
    /// With the products of the first scenario at their prices of now.
    pub now: WhatIfFigures,
    /// Each scenario, in the order asked.
    pub scenarios: Vec<WhatIfFigures>,
    /// Of a scenario of one product: units a week by price, with the first scenario marked.
    pub chart: Option<Chart>,
}

/// What a scenario comes to, over all its products.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WhatIfFigures {
    /// What the person calls it.
    pub name: String,
    /// Units a week.
    pub units: NumberRange,
    /// Net sales a week.
    pub revenue: MoneyRange,
    /// Margin a week: net of tax, discounts, goods, payment and what an order costs.
    pub margin: MoneyRange,
    /// Margin over all weeks.
    pub total: MoneyRange,
    /// Margin over all weeks more than with the prices of now.
    pub gain: MoneyRange,
    /// The probability that it earns more.
    pub better: f64,
    /// When the stock is over, where one product is tried and its stock is known.
    pub runs_out: Option<RunsOut>,
    /// What is to be ordered next, where one product is tried.
    pub next_order: Option<NextOrder>,
    /// What of the gain is on other products of the category, where that is known.
    pub others: Option<MoneyRange>,
    /// Money in hand at the end of the weeks more than with the prices of now, after the next orders.
    pub cash: Option<Money>,
    /// What is to be known: guards that it breaks, prices beyond those seen, in sentences.
    pub remarks: Vec<String>,
    /// The products, most gain first; at most a hundred.
    pub products: Vec<WhatIfProduct>,
    /// How many products are moved.
    pub moved: u64,
    /// Products that are left out, as nobody can tell what a price does, or they have no price.
    pub left_out: u64,
}

/// When a stock is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunsOut {
    /// In half of the futures by this day; `None`: later than the weeks.
    pub day: Option<Date>,
    /// In a tenth of them.
    pub early: Option<Date>,
    /// In nine tenths.
    pub late: Option<Date>,
}

/// What is to be ordered next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextOrder {
    /// Units.
    pub quantity: Quantity,
    /// The day to order on.
    pub day: Date,
    /// What it costs.
    pub cost: Option<Money>,
}

/// A product of a scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WhatIfProduct {
    /// Its code; of several variants at one price the first.
    pub sku: String,
    /// How many codes have this price together.
    pub variants: u32,
    /// Its name.
    pub title: String,
    /// Its price now.
    pub old: Money,
    /// Its price there.
    pub new: Money,
    /// Units a week.
    pub units: NumberRange,
    /// Margin over all weeks more than now.
    pub gain: MoneyRange,
    /// Guards that it breaks, in sentences.
    pub broken: Vec<String>,
}

/// Asks at which price a stock lasts until a day, or is sold by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetPriceFor {
    /// The product's code.
    pub sku: String,
    /// The day.
    pub day: Date,
    /// Whether it is to be sold by then; else it is to last until then.
    #[serde(default)]
    pub clear: bool,
}

/// The price at which a stock lasts until a day, or is sold by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceFor {
    /// The price; `None` where no sensible one does it.
    pub price: Option<Money>,
    /// The same in a sentence, or why there is none.
    pub says: String,
}

/// Makes a proposal to change prices, or keeps a scenario.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProposePrices {
    /// What the person calls it; may be empty.
    pub name: String,
    /// What it is judged for.
    pub terms: PriceTerms,
    /// What is changed; none takes what is suggested.
    pub changes: Vec<PriceMove>,
    /// Of what is suggested only these products; none takes all.
    pub skus: Vec<String>,
    /// What this rule or model asks for `skus`, instead of what is suggested.
    pub source: Option<PriceSource>,
    /// Whether it is only kept as a scenario to come back to.
    pub keep: bool,
    /// Whether it is approved at once.
    pub approve: bool,
}

/// Lives through the shop's fitted market again and again: prices kept, and prices as suggested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReplayPrices {
    /// What prices are judged for.
    pub terms: PriceTerms,
    /// How often the weeks are drawn.
    pub paths: u32,
}

impl Default for ReplayPrices {
    fn default() -> Self {
        ReplayPrices { terms: PriceTerms::default(), paths: 200 }
    }
}

/// What several ways to ask prices would come to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PriceReplay {
    /// Products in it.
    pub products: u64,
    /// How often the weeks were drawn.
    pub paths: u32,
    /// Each way.
    pub rows: Vec<PriceReplayRow>,
    /// What the words and numbers mean.
    pub definition: String,
}

/// A way to ask prices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PriceReplayRow {
    /// What asks.
    pub source: PriceSource,
    /// Products whose price it would change.
    pub changed: u64,
    /// Margin over the weeks.
    pub margin: MoneyRange,
    /// Margin more than with all prices kept.
    pub gain: MoneyRange,
    /// The share of draws in which it earned more.
    pub better: f64,
}

/// Trains the agent that comes with the program on the shop's own products, as if each were to be sold
/// off, and tries it against the rules there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrainPrices {
    /// By which everything random is drawn.
    pub seed: u64,
    /// Drawn paths of the gate for each product.
    pub paths: u32,
    /// Whether it begins without having learnt anything, and learns on drawn markets first.
    pub anew: bool,
}

impl Default for TrainPrices {
    fn default() -> Self {
        TrainPrices { seed: 1, paths: 200, anew: false }
    }
}

/// A trained agent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PriceAgent {
    /// Its seed.
    pub seed: u64,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// What it was tried on, most stock first.
    pub rows: Vec<PriceAgentRow>,
    /// Products on which it beat every rule, so that it may suggest prices there.
    pub passed: u64,
    /// The forecast whose demand it was tried on: with another one it suggests nothing until it is tried anew.
    /// Nothing in reports of older versions.
    #[serde(default)]
    pub forecast: String,
    /// The same in a sentence.
    pub says: String,
    /// The currency of amounts.
    pub currency: Currency,
}

/// How the agent did on a product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PriceAgentRow {
    /// The product's code.
    pub sku: String,
    /// Its name.
    pub title: String,
    /// What it earned, in the mean of all paths.
    pub agent: Money,
    /// What the best rule earned.
    pub rule: Money,
    /// Its standard error of the difference.
    pub error: Money,
    /// Whether it may suggest prices there.
    pub is_passed: bool,
}

/// Plans a price test: weeks at the price of now and weeks at another, by lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanPriceTest {
    /// The products' codes.
    pub skus: Vec<String>,
    /// By how many percent the price is moved.
    pub percent: Decimal,
    /// Weeks of the test; as many as are needed if none are given.
    #[serde(default)]
    pub weeks: Option<u16>,
    /// Weeks after which the price may change.
    #[serde(default = "one")]
    pub block_weeks: u16,
    /// The seed of the lot.
    #[serde(default)]
    pub seed: u64,
    /// Whether it is proposed, and not only planned.
    #[serde(default)]
    pub propose: bool,
}

fn one() -> u16 {
    1
}

/// A planned price test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PriceTest {
    /// Its products, with the price of now and the other.
    pub products: Vec<PriceEvent>,
    /// The Monday of each week, and whether the other price is asked in it.
    pub weeks: Vec<PriceTestWeek>,
    /// The probability that it tells the expected effect apart from none.
    pub power: f64,
    /// Weeks for a probability of 80 %; `None`: more than a year.
    pub weeks_needed: Option<u16>,
    /// What it costs or brings while it lasts.
    pub gain: MoneyRange,
    /// The same in a sentence.
    pub says: String,
    /// The proposal, if it was made.
    pub proposal: Option<i64>,
}

/// A week of a price test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceTestWeek {
    /// Its Monday.
    pub week: Date,
    /// Whether the other price is asked.
    pub is_new: bool,
}

/// Asks what a price test found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetPriceTest {
    /// Its proposal's number.
    pub proposal: i64,
}

/// What a price test found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PriceTestFound {
    /// Weeks of it that are over and known.
    pub weeks: u32,
    /// The elasticity; `None` while too few weeks are over.
    pub elasticity: Option<f64>,
    /// The lower end of its 90 % range.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
    /// The same in a sentence.
    pub says: String,
}
