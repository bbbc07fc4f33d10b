//! What is forecast, as those see it who decide by it: the training that is shown, corrected, from a
//! day on.

use super::{last_week, panel, show::Corrected, store::Trained};
use crate::{error::Result, workspace::Workspace};
use kontor_api::{
    domain::Date,
    forecast::{Correction, Forecastable, ModelCard},
};
use kontor_features::{day_number, monday};
use std::sync::Arc;

/// Quantiles of a forecast.
const QUANTILES: usize = kontor_forecast::metrics::PROBABILITIES.len();
/// Days of a week.
const WEEK: i32 = 7;

/// The training that is shown, with its corrections.
pub struct Outlook {
    trained: Arc<Trained>,
    corrections: Vec<Correction>,
    /// Complete weeks of sales that it has not seen.
    pub newer_weeks: u32,
}

/// Days of the first week that are over, units expected in each week, and their quantiles.
pub type Weeks = (u32, Vec<f32>, [Vec<f32>; QUANTILES]);

impl Outlook {
    /// Of a workspace; `None` if nothing is trained.
    ///
    /// # Errors
    /// When ledger, warehouse or the training cannot be read.
    pub fn of(workspace: &Workspace) -> Result<Option<Outlook>> {
        let Some(trained) = workspace.trained()? else { return Ok(None) };
        let newer_weeks = panel::newer_weeks(workspace, last_week(&trained.card))?;
        let corrections = workspace.ledger().corrections()?;
        Ok(Some(Outlook { trained, corrections, newer_weeks }))
    }

    /// The training's card.
    pub fn card(&self) -> &ModelCard {
        &self.trained.card
    }

    /// What distinguishes this outlook from another of the same workspace.
    pub fn key(&self) -> String {
        format!("{} {:?}", self.card().id, self.corrections)
    }

    /// Whether a product is forecast, and if not, why; `None` if the training does not know it.
    pub fn forecastable(&self, sku: &str) -> Option<Forecastable> {
        let place = self.trained.place(sku)?;
        self.trained.products.get(place).map(|product| product.forecastable)
    }

    /// What was sold of a product in each week, NaN where nobody knows; empty without a forecast.
    pub fn history(&self, sku: &str) -> Vec<f64> {
        let Some(place) = self.place(sku) else { return Vec::new() };
        self.trained.history(place).0.iter().map(|units| f64::from(*units)).collect()
    }

    /// What may be wanted of a product from a day on; `None` without a forecast that reaches it.
    pub fn weeks(&self, sku: &str, from: Date) -> Option<Weeks> {
        let place = self.place(sku)?;
        let first = monday(last_week(self.card()) + 1);
        let gone = (day_number(from) - first).max(0);
        let over = usize::try_from(gone / WEEK).ok()?;
        let horizon = self.trained.horizon();
        if over >= horizon {
            return None;
        }
        let days_gone = u32::try_from(gone % WEEK).ok()?;
        if !self.corrections.iter().any(|correction| correction.sku == sku) {
            let from = |weeks: &[f32]| weeks.get(over..).unwrap_or_default().to_vec();
            let quantile = |number| from(self.trained.quantile(place, number));
            let quantiles = std::array::from_fn(quantile);
            return Some((days_gone, from(self.trained.point(place)), quantiles));
        }
        let corrected = Corrected::new(&self.trained, &self.corrections);
        let weeks: Vec<_> =
            (over..horizon).map(|ahead| corrected.week(place, sku, ahead)).collect();
        let quantile = |number: usize| -> Vec<f32> {
            let of = |week: &kontor_api::forecast::ForecastWeek| {
                week.quantiles.get(number).map_or(0.0, |units| units.units() as f32)
            };
            weeks.iter().map(of).collect()
        };
        let mean = weeks.iter().map(|week| week.units.units() as f32).collect();
        Some((days_gone, mean, std::array::from_fn(quantile)))
    }

    fn place(&self, sku: &str) -> Option<usize> {
        let place = self.trained.place(sku)?;
        let product = self.trained.products.get(place)?;
        (product.forecastable == Forecastable::Yes).then_some(place)
    }
}
