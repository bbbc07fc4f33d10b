//! Demand forecasts: trained on the shop's own sales, held against a baseline, corrected by hand.

use crate::chart::Chart;
use kontor_domain::{Date, DateTime, Period, Quantity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Weeks that a training forecasts, at most.
pub const LONGEST: u16 = 52;
/// Seconds that a training may be given, at least: the baselines need some.
pub const SHORTEST_BUDGET: u32 = 5;

/// Trains a forecast of every product on all complete weeks, tests it on the past, and makes it the
/// one that is shown. New weights of models replace those used so far only where they are better on
/// the newest weeks.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct TrainForecast {
    /// Weeks to forecast, from 1 to [`LONGEST`].
    pub horizon: u16,
    /// Seconds that it may take; models that do not fit in are left out and named.
    pub budget_secs: u32,
    /// Counts weeks that were probably without stock as they sold, instead of as not known: for
    /// shops whose silences are none.
    pub keep_stock_outs: bool,
}

impl Default for TrainForecast {
    fn default() -> Self {
        TrainForecast { horizon: 13, budget_secs: 120, keep_stock_outs: false }
    }
}

/// How a product sells, by how often and how evenly (Syntetos, Boylan and Croston, 2005).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum DemandKind {
    /// Nearly each week, evenly.
    Smooth,
    /// Nearly each week, unevenly.
    Erratic,
    /// Now and then, evenly.
    Intermittent,
    /// Now and then, unevenly.
    Lumpy,
    /// At most once.
    #[default]
    Rare,
}

impl DemandKind {
    /// Every kind.
    pub const ALL: [DemandKind; 5] = [
        DemandKind::Smooth,
        DemandKind::Erratic,
        DemandKind::Intermittent,
        DemandKind::Lumpy,
        DemandKind::Rare,
    ];

    /// The name in JSON and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            DemandKind::Smooth => "smooth",
            DemandKind::Erratic => "erratic",
            DemandKind::Intermittent => "intermittent",
            DemandKind::Lumpy => "lumpy",
            DemandKind::Rare => "rare",
        }
    }
}

/// Whether a product is forecast, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forecastable {
    /// It is.
    #[default]
    Yes,
    /// It has been sold for too few weeks to say.
    TooNew,
    /// It has not been sold for a year.
    Ended,
    /// The catalogue says that it is no longer sold.
    Archived,
}

/// How good the forecasts of the backtest were: made from moments of the past without what came
/// after. Shares, 1 for 100 %; what cannot be told is missing.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Accuracy {
    /// Weeks that were forecast and of which is known what happened.
    pub weeks: u64,
    /// Sum of absolute errors as a share of what was sold.
    pub wape: Option<f64>,
    /// The same of the best baseline.
    pub baseline_wape: Option<f64>,
    /// Mean absolute error in units of the step from one year to the next, or from week to week.
    pub mase: Option<f64>,
    /// Forecast less sold, as a share of what was sold.
    pub bias: Option<f64>,
    /// Twice the mean pinball loss over nine quantiles, as a share of what was sold.
    pub pinball: Option<f64>,
    /// The share of weeks within the 95 % range.
    pub coverage: Option<f64>,
    /// Mean absolute percentage error, of products of at least 20 a week only.
    pub mape: Option<f64>,
}

/// Accuracy of the products that sell alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KindAccuracy {
    /// How they sell.
    pub kind: DemandKind,
    /// How many.
    pub products: u64,
    /// The baseline that did best, in words.
    pub baseline: String,
    /// Whether nothing beat it, so that it is their forecast.
    pub is_baseline_kept: bool,
    /// The figures.
    pub accuracy: Accuracy,
}

/// A model's part in a forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelShare {
    /// Its name, as in `weights`.
    pub id: String,
    /// Its name in words.
    pub name: String,
    /// What it learnt, in a line.
    pub description: String,
    /// Its share of the forecast, averaged over products.
    pub share: f64,
    /// Seconds of its last fit and forecast.
    pub seconds: f64,
}

/// How new weights did against those used so far, on the newest weeks, which the new ones had not
/// seen: errors as shares of the baseline's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Duel {
    /// The training that the weights used so far are of.
    pub against: String,
    /// Their errors.
    pub champion: f64,
    /// The new ones' errors.
    pub challenger: f64,
    /// Whether the new ones are used.
    pub is_won: bool,
}

/// How a forecast did in the weeks since it was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Since {
    /// The training whose forecast it was.
    pub of: String,
    /// Complete weeks since.
    pub weeks: u32,
    /// Sum of absolute errors as a share of what was sold.
    pub wape: Option<f64>,
    /// The errors that its own ranges promised, as a share of the same.
    pub promised_wape: Option<f64>,
    /// The share of products' weeks within the 95 % range.
    pub coverage: Option<f64>,
    /// Whether it was further off than chance explains: demand has changed.
    pub is_drift: bool,
}

/// A trained forecast's card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelCard {
    /// Its name.
    pub id: String,
    /// When it was made, UTC.
    pub made_at: DateTime,
    /// The weeks it learnt from, whole.
    pub data: Period,
    /// Weeks it forecasts.
    pub horizon: u16,
    /// What its random numbers started from: the same data and seed give the same forecast.
    pub seed: u64,
    /// Moments of the past from which it was tested.
    pub windows: u8,
    /// Seconds that it took.
    pub seconds: f64,
    /// Seconds that it might have taken.
    pub budget_secs: u32,
    /// Products it forecasts.
    pub products: u64,
    /// Products with too few weeks.
    pub too_new: u64,
    /// Products not sold for a year, or no longer in the catalogue.
    pub ended: u64,
    /// Weeks of products that were left out as probably without stock.
    pub masked_weeks: u64,
    /// Whose holidays it knows; `None` only those that hold everywhere.
    pub country: Option<String>,
    /// The models, the largest share first.
    pub models: Vec<ModelShare>,
    /// Models that were left out for lack of time, in words.
    pub left_out: Vec<String>,
    /// Accuracy over all products.
    pub accuracy: Accuracy,
    /// Accuracy by how products sell.
    pub kinds: Vec<KindAccuracy>,
    /// The training that the weights are of: its own, or that of those used before.
    pub weights_of: String,
    /// For each kind of demand the weight of each model.
    pub weights: BTreeMap<String, BTreeMap<String, f64>>,
    /// New weights against old ones; `None` if there were no old ones.
    pub duel: Option<Duel>,
    /// How the forecast before it did in the weeks that were new; `None` if there were none.
    #[serde(default)]
    pub since: Option<Since>,
    /// Files of it by name, with the BLAKE3 hash of each.
    pub files: BTreeMap<String, String>,
}

/// Asks for the trained forecasts.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct GetModels {}

/// The trained forecasts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Models {
    /// The one that is shown.
    pub in_use: Option<String>,
    /// Complete weeks of sales that it has not seen.
    pub newer_weeks: u32,
    /// Why no more trainings can be read than are listed, if some cannot.
    pub damaged: Vec<String>,
    /// Their cards, the newest first.
    pub cards: Vec<ModelCard>,
}

/// Shows an earlier training's forecast again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UseModel {
    /// Its name.
    pub id: String,
}

/// What a list of forecasts is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForecastSort {
    /// Units of the next four weeks.
    #[default]
    Units,
    /// Against the last four weeks.
    Change,
    /// Error of the backtest.
    Error,
    /// Code.
    Sku,
    /// Name.
    Title,
}

/// Asks for products with their forecasts.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct GetForecasts {
    /// Only products whose code or name holds this.
    pub search: Option<String>,
    /// Only products that sell like this.
    pub kind: Option<DemandKind>,
    /// Order.
    pub sort: ForecastSort,
    /// The smallest first.
    pub ascending: bool,
    /// Skip so many.
    pub offset: u64,
    /// At most so many.
    pub limit: u32,
}

impl Default for GetForecasts {
    fn default() -> Self {
        GetForecasts {
            search: None,
            kind: None,
            sort: ForecastSort::Units,
            ascending: false,
            offset: 0,
            limit: 50,
        }
    }
}

/// Products with their forecasts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Forecasts {
    /// The training; `None` if there is none yet.
    pub card: Option<ModelCard>,
    /// Complete weeks of sales that it has not seen.
    pub newer_weeks: u32,
    /// How many products there are of those asked for.
    pub total: u64,
    /// Those asked for.
    pub rows: Vec<ForecastRow>,
    /// What the numbers mean, in words.
    pub definition: String,
}

/// A product with its forecast in short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForecastRow {
    /// Its code.
    pub sku: String,
    /// Its latest name.
    pub title: String,
    /// Whether it is forecast.
    pub forecastable: Forecastable,
    /// How it sells.
    pub kind: DemandKind,
    /// Weeks since its first sale.
    pub weeks: u32,
    /// Units of the last four weeks, as far as they are known.
    pub last_four: Quantity,
    /// Units of the next four weeks, corrections included.
    pub next_four: Quantity,
    /// What the baseline says of them.
    pub baseline_four: Quantity,
    /// Units of the next week, corrections included.
    pub next: Quantity,
    /// The 95 % range of the next week.
    pub low: Quantity,
    /// Its upper end.
    pub high: Quantity,
    /// Whether a person corrected any week.
    pub is_corrected: bool,
    /// How good the backtest was.
    pub accuracy: Accuracy,
    /// Why there is no forecast, in words.
    pub remark: Option<String>,
}

/// Asks for one product's forecast.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetForecast {
    /// Its code.
    pub sku: String,
    /// Width of the picture in CSS pixels.
    pub width: u32,
    /// Height of the picture in CSS pixels.
    pub height: u32,
}

/// One product's forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProductForecast {
    /// In short.
    pub row: ForecastRow,
    /// What was sold, each week from the first sale on.
    pub history: Vec<SoldWeek>,
    /// Each week of the forecast.
    pub weeks: Vec<ForecastWeek>,
    /// The names of what moves it, in the order of [`ForecastWeek::drivers`].
    pub drivers: Vec<String>,
    /// Corrections of weeks that are over or that another training does not forecast.
    pub past_corrections: Vec<ScoredCorrection>,
    /// The picture: the last two years, the forecast with its range, the baseline.
    pub chart: Chart,
    /// What the words and numbers mean.
    pub definition: String,
}

/// What was sold in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoldWeek {
    /// Its Monday.
    pub week: Date,
    /// Units; `None` where it was probably out of stock, so that nobody knows what was wanted.
    pub units: Option<Quantity>,
    /// Whether more came back than was sold.
    pub taken_back: bool,
    /// Whether a bulk order was taken out.
    pub bulk: bool,
}

/// A week of a forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForecastWeek {
    /// Its Monday.
    pub week: Date,
    /// Units, corrected.
    pub units: Quantity,
    /// Units as the models say.
    pub model: Quantity,
    /// Quantiles of what may be wanted, at the probabilities 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9,
    /// 0.95 and 0.975, corrected.
    pub quantiles: Vec<Quantity>,
    /// What the baseline says.
    pub baseline: Quantity,
    /// The share by which each driver lifts or lowers it.
    pub drivers: Vec<f64>,
    /// A person's correction.
    pub correction: Option<Correction>,
}

/// How a person corrects a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// To so many units.
    Units(Quantity),
    /// By so many percent.
    Percent(i32),
}

/// A correction of a product's week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The product's code.
    pub sku: String,
    /// The week's Monday.
    pub week: Date,
    /// The change.
    pub change: Change,
    /// Why.
    pub note: String,
    /// When it was made, UTC.
    pub made_at: DateTime,
    /// What the models said then.
    pub model: Quantity,
}

impl Correction {
    /// The units of a week for which the models say this.
    pub fn applied(&self, model: Quantity) -> Quantity {
        match self.change {
            Change::Units(units) => units,
            Change::Percent(percent) => {
                let milli = i128::from(model.milli) * (100 + i128::from(percent)) / 100;
                Quantity { milli: i64::try_from(milli).unwrap_or(i64::MAX).max(0) }
            }
        }
    }
}

/// A correction, and whether it helped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoredCorrection {
    /// The correction.
    pub correction: Correction,
    /// What it made of the week.
    pub said: Quantity,
    /// What was sold; `None` if that is not known.
    pub sold: Option<Quantity>,
    /// Whether it was nearer than what the models said.
    pub helped: Option<bool>,
}

/// Corrects a product's week, in place of an earlier correction; without a change takes it back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CorrectForecast {
    /// The product's code.
    pub sku: String,
    /// Any day of the week.
    pub week: Date,
    /// The change; `None` takes back what was there.
    pub change: Option<Change>,
    /// Why.
    #[serde(default)]
    pub note: String,
}

/// What was corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrections {
    /// Corrections that there are now.
    pub corrections: Vec<Correction>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_are_of_units_or_percent_and_never_negative() {
        let correction = |change| Correction {
            sku: "A".to_owned(),
            week: "2026-03-02".parse().unwrap(),
            change,
            note: String::new(),
            made_at: "2026-03-01T10:00".parse().unwrap(),
            model: Quantity::whole(10),
        };
        let ten = Quantity::whole(10);
        assert_eq!(correction(Change::Percent(25)).applied(ten), Quantity { milli: 12_500 });
        assert_eq!(correction(Change::Percent(-300)).applied(ten), Quantity::default());
        assert_eq!(correction(Change::Units(Quantity::whole(3))).applied(ten), Quantity::whole(3));
    }
}
