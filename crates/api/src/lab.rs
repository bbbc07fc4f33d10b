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
