//! The lab: the program's own models on public benchmark files, so that anybody can hold their
//! figures against published ones.

use serde::{Deserialize, Serialize};

/// How series stand in a benchmark file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// A series a line: its name, then its values, as many as it has (the M4 competition's).
    Wide,
    /// A series a column, below its name; the first column names the period. An empty cell is 0.
    Columns,
    /// A value a line, with columns that name the series, the period and the value.
    Long,
}

impl Layout {
    /// Every layout.
    pub const ALL: [Layout; 3] = [Layout::Wide, Layout::Columns, Layout::Long];
}

/// Columns of a file with a value a line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LongColumns {
    /// The columns that name a series together.
    pub id: Vec<String>,
    /// The column of the period, a whole number.
    pub time: String,
    /// The column of the value.
    pub value: String,
    /// Columns whose future is known. `price{brand}` is the column `price` with the series' `brand`
    /// after it; a column that does not exist is taken as meant that way where it then does for
    /// every series. What begins with `price` never sells more when it rises.
    pub future: Vec<String>,
}

/// Forecasts a benchmark file and scores the forecast.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LabForecast {
    /// The file to learn from, `.csv` or `.csv.gz`.
    pub train: String,
    /// The file that says what happened, in the same layout; `None` takes the last periods of
    /// `train`.
    pub test: Option<String>,
    /// Periods to forecast.
    pub horizon: u32,
    /// Periods of a season; 1 for none.
    pub season: u32,
    /// How the files are laid out.
    pub layout: Layout,
    /// The columns, of [`Layout::Long`].
    pub columns: Option<LongColumns>,
    /// Whether values are logarithms of units.
    pub is_log: bool,
}

/// Figures of point forecasts; what cannot be told is missing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Symmetric mean absolute percentage error, in percent; mean over series.
    pub smape: Option<f64>,
    /// Mean absolute error in units of the in-sample seasonal step; mean over series.
    pub mase: Option<f64>,
    /// sMAPE and MASE, each as a share of Naive2's, averaged.
    pub owa: Option<f64>,
    /// Sum of absolute errors as a share of the sum of actual values.
    pub wape: Option<f64>,
    /// Sum of forecasts less actual values as a share of the sum of actual values.
    pub bias: Option<f64>,
    /// Root mean squared error in units of the in-sample root mean squared step; mean over series.
    pub rmsse: Option<f64>,
    /// Root mean squared error of logarithms, where values are such.
    pub log_rmse: Option<f64>,
}

/// What came of a forecast of a benchmark file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LabForecastReport {
    /// Series that were forecast.
    pub series: u64,
    /// Figures of the weighted forecast.
    #[serde(flatten)]
    pub figures: Figures,
    /// Mean scaled interval score of the 95 % range.
    pub msis: Option<f64>,
    /// Pinball loss over nine quantiles from 0.025 to 0.975, in units of the in-sample step.
    pub pinball: Option<f64>,
    /// The share of actual values within the 95 % range.
    pub coverage_95: Option<f64>,
    /// Seconds of the last fit and forecast.
    pub seconds: f64,
    /// Seconds with backtest, weights and ranges.
    pub seconds_with_backtest: f64,
    /// The most memory that the process had, in megabytes of 10⁶ bytes, where the system tells.
    pub peak_mb: Option<f64>,
    /// How many series have each kind of demand.
    pub classes: std::collections::BTreeMap<String, u64>,
    /// Each model alone, the baseline first.
    pub models: Vec<LabModel>,
}

/// A model alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LabModel {
    /// Its name.
    pub name: String,
    /// What it learnt, in a line.
    pub description: String,
    /// Its share of the weighted forecast.
    pub share: f64,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// Seconds of its last fit and forecast.
    pub seconds: f64,
    /// Milliseconds of those for a series.
    pub ms_per_series: f64,
}

/// Estimates price elasticities from a benchmark file and scores what they expect of rows kept back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LabElasticity {
    /// The file, `.csv` or `.csv.gz`, a product's week a line.
    pub file: String,
    /// The column of units.
    pub units: String,
    /// Whether those are logarithms already.
    pub is_log: bool,
    /// The column of the price. `price{brand}` is the column `price` with the row's `brand` after it.
    pub price: String,
    /// The columns that name a product's series together. A series' parent is its last one.
    pub group: Vec<String>,
    /// Columns that also move demand, such as promotions.
    pub controls: Vec<String>,
    /// Which rows to learn from, such as `week<=136`; the others are kept back. Empty: all.
    pub condition: String,
    /// Also with so many last weeks before the condition ends, each.
    pub history: Vec<u32>,
}

/// What came of the elasticities of a benchmark file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LabElasticityReport {
    /// Rows that were learnt from.
    pub rows: u64,
    /// Rows that were kept back.
    pub rows_kept_back: u64,
    /// Rows without a price or units, which were left out.
    pub rows_left_out: u64,
    /// One elasticity for all.
    pub pooled: PooledElasticity,
    /// One for each series by its own regression.
    pub by_group: ElasticityByGroup,
    /// One for each series, shrunk to its parent's and that to the mean of all.
    pub hierarchical: HierarchicalElasticity,
    /// One for all by double machine learning, as a check.
    pub double_ml: Option<ElasticityEstimate>,
    /// The errors on rows kept back after learning from a shorter past.
    pub history: Vec<ElasticityErrors>,
    /// Seconds of all this.
    pub seconds: f64,
}

/// An elasticity and its standard error.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct ElasticityEstimate {
    /// By what percentage demand changes when the price rises by 1 %.
    pub elasticity: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// One elasticity for all rows, by least squares with additive dummies of each group column.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PooledElasticity {
    /// The estimate; the standard error takes rows to err alike and alone.
    #[serde(flatten)]
    pub estimate: ElasticityEstimate,
    /// The standard error where the rows of a series may err together.
    pub clustered_error: Option<f64>,
    /// What each control does to the logarithm of units.
    pub controls: std::collections::BTreeMap<String, f64>,
    /// Root mean squared error of the logarithm of units on rows kept back.
    pub holdout_log_rmse: Option<f64>,
}

/// A regression for each series.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ElasticityByGroup {
    /// Series whose price moved.
    pub count: u64,
    /// Their mean elasticity.
    pub mean: Option<f64>,
    /// Its standard deviation over the series.
    pub sd: Option<f64>,
    /// Root mean squared error of the logarithm of units on rows kept back.
    pub holdout_log_rmse: Option<f64>,
}

/// Shrunk elasticities.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct HierarchicalElasticity {
    /// The mean of all.
    #[serde(flatten)]
    pub overall: ElasticityEstimate,
    /// The standard deviation of series within a parent.
    pub within: f64,
    /// The standard deviation of parents.
    pub between: f64,
    /// Each parent's mean.
    pub parents: Vec<ParentElasticity>,
    /// Series that their own weeks tell.
    pub known: u64,
    /// Series that only their parent's tell.
    pub pooled: u64,
    /// Series that nobody can tell.
    pub not_identifiable: u64,
    /// Root mean squared error of the logarithm of units on rows kept back.
    pub holdout_log_rmse: Option<f64>,
}

/// A parent's mean elasticity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ParentElasticity {
    /// Its name in the file.
    pub name: String,
    /// Its series.
    pub count: u64,
    /// Its mean.
    #[serde(flatten)]
    pub estimate: ElasticityEstimate,
}

/// Root mean squared errors of the logarithm of units, all on the same rows kept back: those of
/// series that have enough weeks for a regression of their own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ElasticityErrors {
    /// Weeks of history.
    pub weeks: u32,
    /// Rows learnt from.
    pub rows: u64,
    /// Rows judged.
    pub rows_judged: u64,
    /// One elasticity, additive dummies of each group column.
    pub pooled: Option<f64>,
    /// One elasticity, a level for each series.
    pub pooled_own_level: Option<f64>,
    /// A regression for each series.
    pub by_group: Option<f64>,
    /// Shrunk elasticities.
    pub hierarchical: Option<f64>,
}
/// An instance of dynamic pricing whose optimum is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PricingInstance {
    /// One product and four prices; at most one buyer a period, stock of a quarter of the periods.
    FourPrices,
    /// Three of them, each with its own stock, in a market with a season.
    ThreeProducts,
}

/// What sets prices in the lab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PricingPolicy {
    /// All of the others; only asked for.
    All,
    /// The single price that earns most under the true demand.
    Fixed,
    /// Thompson sampling that looks at stock and time; it learns demand while it sells.
    Thompson,
    /// Thompson sampling as if stock had no end.
    ThompsonWithoutInventory,
    /// The price that earned most so far, and any price in a tenth of the periods.
    EpsilonGreedy,
    /// The agent: a dueling double Q-network, trained on other markets, that knows the true demand.
    Dqn,
}

impl PricingPolicy {
    /// Every policy that can be played.
    pub const ALL: [PricingPolicy; 5] = [
        PricingPolicy::Fixed,
        PricingPolicy::Thompson,
        PricingPolicy::ThompsonWithoutInventory,
        PricingPolicy::EpsilonGreedy,
        PricingPolicy::Dqn,
    ];
}

/// Scores policies as a percentage of the optimum, on the same demand paths for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabPricing {
    /// The instance.
    pub instance: PricingInstance,
    /// How many periods it has.
    pub periods: u32,
    /// The policy to score, or all.
    pub policy: PricingPolicy,
    /// Demand paths that each policy is played on.
    pub paths: u32,
}

/// What came of policies on an instance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LabPricingReport {
    /// The instance.
    pub instance: PricingInstance,
    /// Its periods.
    pub periods: u32,
    /// What the best policy earns that knows the demand, expected, in minor units.
    pub optimum: f64,
    /// Each policy.
    pub policies: Vec<LabPolicy>,
}

/// What came of one policy.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LabPolicy {
    /// Which one.
    pub policy: PricingPolicy,
    /// The mean of what it earned on a path, in percent of the optimum.
    pub percent_of_optimum: f64,
    /// The mean's standard error, in percent of the optimum.
    pub standard_error: f64,
    /// Seconds that it took to train, if it is trained, and to play.
    pub seconds: f64,
}
