//! The baselines that every other model has to beat: what was sold last, a season ago, or on
//! average lately. Naive2 is the benchmark of the M competitions.

use crate::{
    Fitted, Model, Panel, Run, Stopped,
    model::Ready,
    numbers::{at, last, mean},
    seasonal::Season,
};

/// The last value without its season, with the season put back (Makridakis et al., 2020).
pub struct Naive2;
/// The value a season ago; where the panel has none, the last value.
pub struct SeasonalNaive;
/// The mean of the last periods.
pub struct MovingAverage(
    /// How many periods.
    pub usize,
);

/// Periods of the short mean, which merchants reckon with.
pub const SHORT: usize = 4;

/// Naive2's forecast of one series without gaps.
pub fn naive2(values: &[f64], season: usize, horizon: usize) -> Vec<f64> {
    let figure = Season::tested(values, season);
    let level = figure.without(values).last().copied().unwrap_or_default();
    figure.with(&vec![level; horizon], values.len())
}

/// The seasonal naive forecast of one series without gaps.
pub fn seasonal_naive(values: &[f64], season: usize, horizon: usize) -> Vec<f64> {
    // Of a series shorter than a season, the last value is all there is.
    let season = if values.len() < season { 1 } else { season.max(1) };
    let cycle = last(values, season);
    (0..horizon).map(|step| at(cycle, step % season)).collect()
}

/// Fits one series after another.
pub(crate) fn each_series(
    panel: &Panel,
    run: &Run<'_>,
    forecast: impl Fn(&[f64]) -> Vec<f64> + Sync,
    description: &str,
) -> Result<Box<dyn Fitted>, Stopped> {
    let forecasts = crate::parallel::map(run, panel.series.len(), |number| {
        panel.series.get(number).map(|series| forecast(&series.filled())).unwrap_or_default()
    })?;
    Ok(Box::new(Ready { forecasts, description: description.to_owned() }))
}

impl Model for Naive2 {
    fn name(&self) -> &'static str {
        "naive2"
    }

    fn is_baseline(&self) -> bool {
        true
    }

    fn fit(
        &self,
        panel: &Panel,
        horizon: usize,
        run: &Run<'_>,
    ) -> Result<Box<dyn Fitted>, Stopped> {
        let forecast = |values: &[f64]| naive2(values, panel.season, horizon);
        each_series(panel, run, forecast, "the last value, seasonally adjusted")
    }
}

impl Model for SeasonalNaive {
    fn name(&self) -> &'static str {
        "seasonal_naive"
    }

    fn is_baseline(&self) -> bool {
        true
    }

    fn fit(
        &self,
        panel: &Panel,
        horizon: usize,
        run: &Run<'_>,
    ) -> Result<Box<dyn Fitted>, Stopped> {
        let forecast = |values: &[f64]| seasonal_naive(values, panel.season, horizon);
        each_series(panel, run, forecast, "the value a season ago")
    }
}

impl Model for MovingAverage {
    fn name(&self) -> &'static str {
        if self.0 == SHORT { "mean_of_4" } else { "moving_average" }
    }

    fn is_baseline(&self) -> bool {
        self.0 == SHORT
    }

    fn fit(
        &self,
        panel: &Panel,
        horizon: usize,
        run: &Run<'_>,
    ) -> Result<Box<dyn Fitted>, Stopped> {
        let forecast = |values: &[f64]| {
            let level = mean(last(values, self.0).iter().copied());
            vec![if level.is_nan() { 0.0 } else { level }; horizon]
        };
        each_series(panel, run, forecast, "the mean of the last periods")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Series;

    #[test]
    fn baselines_repeat_what_was() {
        assert_eq!(seasonal_naive(&[1.0, 2.0, 3.0, 4.0], 2, 3), [3.0, 4.0, 3.0]);
        assert_eq!(seasonal_naive(&[1.0], 2, 2), [1.0, 1.0]);
        assert_eq!(seasonal_naive(&[], 2, 2), [0.0, 0.0]);
        assert_eq!(naive2(&[1.0, 2.0, 3.0], 1, 2), [3.0, 3.0]);
        let season: Vec<f64> = (0..24).map(|t| [1.0, 2.0, 3.0, 2.0][t % 4]).collect();
        let forecast = naive2(&season, 4, 4);
        assert!(forecast.iter().zip([1.0, 2.0, 3.0, 2.0]).all(|(a, b)| (a - b).abs() < 1e-9));
    }

    #[test]
    fn a_series_without_history_is_forecast_as_nothing() {
        let series =
            vec![Series::default(), Series { values: vec![4.0, 2.0], ..Series::default() }];
        let panel = Panel { series, season: 1, ..Panel::default() };
        let run = Run::unwatched(1);
        let fitted = MovingAverage(4).fit(&panel, 2, &run).unwrap();
        assert_eq!(fitted.predict(&panel, &run).unwrap(), [vec![0.0, 0.0], vec![3.0, 3.0]]);
    }
}
