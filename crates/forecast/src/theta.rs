//! The Theta method: half a straight line, half a curve that follows the level.
//!
//! [`fit`] is the dynamic optimised Theta model (DOTM) of Fiorucci, Pellegrini, Louzada, Petropoulos
//! and Koehler (IJF 32, 2016): the line is learnt anew with each value, and the smoothing α, the
//! first level and θ are those of least squared error. With a fixed θ of 2 it is the dynamic
//! standard one, close to the method that won the M3 competition (Assimakopoulos and Nikolopoulos,
//! 2000). A season is taken out before and put back after, if the series has one.

use crate::{
    Fitted, Model, Panel, Run, Stopped,
    naive::each_series,
    nelder_mead::{Limits, minimise},
    numbers::{at, first, mean},
    seasonal::Season,
};

/// A Theta model fitted to a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Theta {
    /// How fast the level follows.
    pub alpha: f64,
    /// How much the curve is stretched; 1 leaves only the level, infinity only half the line.
    pub theta: f64,
    /// The level before the first value.
    pub level: f64,
    /// Sum of squared one-step errors from the third value on.
    pub squared_error: f64,
}

/// Where the recursion stands.
#[derive(Clone, Copy)]
struct State {
    level: f64,
    mean: f64,
    intercept: f64,
    slope: f64,
    /// (1 − α)^t
    fading: f64,
    time: f64,
}

impl State {
    fn expected(&self, alpha: f64, theta: f64) -> f64 {
        let faded = self.fading * (1.0 - alpha);
        let line = self.fading * self.intercept + (1.0 - faded) / alpha * self.slope;
        self.level + (1.0 - 1.0 / theta) * line
    }

    fn step(&mut self, alpha: f64, value: f64) {
        self.time += 1.0;
        let t = self.time;
        self.level = alpha * value + (1.0 - alpha) * self.level;
        self.fading *= 1.0 - alpha;
        self.slope = ((t - 2.0) * self.slope + 6.0 / t * (value - self.mean)) / (t + 1.0);
        self.mean = ((t - 1.0) * self.mean + value) / t;
        self.intercept = self.mean - (t + 1.0) / 2.0 * self.slope;
    }
}

/// Runs through the values: the sum of squared errors from the third on, and the end's state.
fn filter(values: &[f64], alpha: f64, theta: f64, level: f64) -> (f64, State) {
    let mut state = State { level, mean: 0.0, intercept: 0.0, slope: 0.0, fading: 1.0, time: 0.0 };
    let mut sum = 0.0;
    for value in values {
        // Nothing is known of the line before two values.
        if state.time >= 2.0 {
            let error = value - state.expected(alpha, theta);
            sum += error * error;
        }
        let is_first = state.time == 0.0;
        state.step(alpha, *value);
        if is_first {
            (state.slope, state.intercept) = (0.0, *value);
        }
    }
    (sum, state)
}

/// Fits to values without gaps or season; `None` of fewer than four. A given `theta` is kept.
pub fn fit(values: &[f64], theta: Option<f64>) -> Option<Theta> {
    if values.len() < 4 {
        return None;
    }
    let unit = mean(values.iter().map(|value| value.abs())).max(1e-12);
    let scaled: Vec<f64> = values.iter().map(|value| value / unit).collect();
    let opening = at(&scaled, 0);
    let read = |place: &[f64]| {
        let alpha = 0.01 + 0.98 / (1.0 + (-at(place, 0)).exp());
        // θ from 1 to many.
        let theta = theta.unwrap_or_else(|| 1.0 + at(place, 2).min(6.0).exp());
        (alpha, theta, at(place, 1))
    };
    let value_of = |place: &[f64]| {
        let (alpha, theta, level) = read(place);
        filter(&scaled, alpha, theta, level).0
    };
    let mut grid: Vec<(Vec<f64>, f64)> = Vec::new();
    for alpha in [-1.5, 0.5, 3.0] {
        for stretch in [0.0, 3.0] {
            let place = vec![alpha, opening, stretch];
            let value = value_of(&place);
            grid.push((place, value));
        }
    }
    grid.sort_by(|a, b| a.1.total_cmp(&b.1));
    let size = if theta.is_some() { 2 } else { 3 };
    let steps = [0.7, 0.05 * opening.abs().max(0.1), 0.7];
    let limits = Limits { evaluations: 250, tolerance: 1e-9 };
    let found = first(&grid, 2)
        .iter()
        .map(|(place, _)| minimise(value_of, first(place, size), first(&steps, size), limits))
        .min_by(|a, b| a.1.total_cmp(&b.1))?;
    let (alpha, theta, level) = read(&found.0);
    let squared_error = found.1 * unit * unit;
    Some(Theta { alpha, theta, level: level * unit, squared_error })
}

impl Theta {
    /// Forecasts the periods after the values that it was fitted to.
    pub fn forecast(&self, values: &[f64], horizon: usize) -> Vec<f64> {
        let (_, mut state) = filter(values, self.alpha, self.theta, self.level);
        let step = |_| {
            let expected = state.expected(self.alpha, self.theta);
            state.step(self.alpha, expected);
            expected
        };
        (0..horizon).map(step).collect()
    }
}

/// The dynamic optimised Theta model, of each series.
pub struct OptimisedTheta;

/// Its forecast of one series without gaps.
pub fn optimised_theta(values: &[f64], season: usize, horizon: usize) -> Vec<f64> {
    let figure = Season::tested(values, season);
    let adjusted = figure.without(values);
    match fit(&adjusted, None) {
        Some(theta) => figure.with(&theta.forecast(&adjusted, horizon), values.len()),
        None => crate::naive::naive2(values, season, horizon),
    }
}

impl Model for OptimisedTheta {
    fn name(&self) -> &'static str {
        "theta"
    }

    fn fit(
        &self,
        panel: &Panel,
        horizon: usize,
        run: &Run<'_>,
    ) -> Result<Box<dyn Fitted>, Stopped> {
        let forecast = |values: &[f64]| optimised_theta(values, panel.season, horizon);
        each_series(panel, run, forecast, "dynamic optimised Theta")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_on_and_a_level_stays() {
        let line: Vec<f64> = (0..60).map(|t| 10.0 + f64::from(t)).collect();
        let theta = fit(&line, None).unwrap();
        let ahead = theta.forecast(&line, 3);
        assert!((ahead[2] - 72.0).abs() < 1.0, "{theta:?} {ahead:?}");
        let level = [5.0; 12];
        let ahead = fit(&level, Some(2.0)).unwrap().forecast(&level, 2);
        assert!((ahead[1] - 5.0).abs() < 1e-6, "{ahead:?}");
        assert_eq!(fit(&[1.0, 2.0, 3.0], None), None);
        assert_eq!(optimised_theta(&[1.0, 2.0, 3.0], 1, 2), [3.0, 3.0]);
    }
}
