//! How good the forecasts of the backtest were, for each series and for any group of them.

use crate::{
    Panel,
    metrics::{Distribution, PROBABILITIES, pinball},
    numbers::at,
};

/// Below this mean a period a percentage of what was sold says nothing.
pub const HIGH_VOLUME: f64 = 20.0;

/// What the forecast from one origin would have been, and what happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Tested {
    /// How many periods before the end the origin is.
    pub back: usize,
    /// What happened: of each series, each period; NaN where nobody knows.
    pub actual: Vec<Vec<f64>>,
    /// What the best baseline said.
    pub baseline: Vec<Vec<f64>>,
    /// What was forecast.
    pub distributions: Vec<Distribution>,
}

/// Sums of errors: those of series add up to those of a group.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Errors {
    /// Periods.
    count: f64,
    /// What happened.
    actual: f64,
    absolute: f64,
    signed: f64,
    of_baseline: f64,
    /// Errors in units of the step, and of how many periods.
    scaled: (f64, f64),
    /// Pinball losses over all quantiles, as twice their mean, which for a median alone would be
    /// the absolute error.
    pinball: f64,
    inside: f64,
    /// Absolute percentages and their number, of series that sell much.
    percentage: (f64, f64),
}

/// Figures of errors; `None` where there is nothing to say.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Accuracy {
    /// Periods that were forecast and of which is known what happened.
    pub periods: u64,
    /// Sum of absolute errors as a share of what happened.
    pub wape: Option<f64>,
    /// The same of the best baseline.
    pub baseline_wape: Option<f64>,
    /// Mean absolute error in units of the step from season to season.
    pub mase: Option<f64>,
    /// Sum of forecasts less what happened, as a share of it.
    pub bias: Option<f64>,
    /// Twice the mean pinball loss over all quantiles, as a share of what happened.
    pub pinball: Option<f64>,
    /// The share of periods within the 95 % range.
    pub coverage: Option<f64>,
    /// Mean absolute percentage error, of series of at least [`HIGH_VOLUME`] a period.
    pub mape: Option<f64>,
}

impl Errors {
    /// The errors of each series over all origins.
    pub fn of_series(panel: &Panel, tested: &[Tested]) -> Vec<Errors> {
        let of = |(number, series): (usize, &crate::Series)| {
            let step = series.step(panel.season);
            let known = series.values.iter().filter(|value| !value.is_nan());
            let is_high = crate::numbers::mean(known.copied()) >= HIGH_VOLUME;
            let mut errors = Errors::default();
            for tested in tested {
                let parts = (tested.actual.get(number), tested.distributions.get(number));
                let (Some(actual), Some(said)) = parts else { continue };
                let baseline = tested.baseline.get(number).map(Vec::as_slice).unwrap_or_default();
                for (ahead, actual) in actual.iter().enumerate().filter(|(_, a)| a.is_finite()) {
                    errors.add(*actual, said, at(baseline, ahead), ahead, step, is_high);
                }
            }
            errors
        };
        panel.series.iter().enumerate().map(of).collect()
    }

    fn add(
        &mut self,
        actual: f64,
        said: &Distribution,
        baseline: f64,
        ahead: usize,
        step: f64,
        is_high: bool,
    ) {
        let error = at(&said.point, ahead) - actual;
        self.count += 1.0;
        self.actual += actual;
        self.absolute += error.abs();
        self.signed += error;
        self.of_baseline += (baseline - actual).abs();
        if step.is_finite() {
            self.scaled.0 += error.abs() / step;
            self.scaled.1 += 1.0;
        }
        let losses = PROBABILITIES.iter().zip(&said.quantiles);
        let losses = losses.map(|(probability, q)| pinball(actual, at(q, ahead), *probability));
        self.pinball += 2.0 * losses.sum::<f64>() / PROBABILITIES.len() as f64;
        let range = (said.quantiles.first(), said.quantiles.last());
        if let (Some(low), Some(high)) = range {
            let is_inside = at(low, ahead) <= actual && actual <= at(high, ahead);
            self.inside += f64::from(u8::from(is_inside));
        }
        if is_high && actual > 0.0 {
            self.percentage.0 += error.abs() / actual;
            self.percentage.1 += 1.0;
        }
    }

    /// Errors of both.
    pub fn plus(self, other: Errors) -> Errors {
        let both = |a: (f64, f64), b: (f64, f64)| (a.0 + b.0, a.1 + b.1);
        Errors {
            count: self.count + other.count,
            actual: self.actual + other.actual,
            absolute: self.absolute + other.absolute,
            signed: self.signed + other.signed,
            of_baseline: self.of_baseline + other.of_baseline,
            scaled: both(self.scaled, other.scaled),
            pinball: self.pinball + other.pinball,
            inside: self.inside + other.inside,
            percentage: both(self.percentage, other.percentage),
        }
    }

    /// The figures.
    pub fn accuracy(&self) -> Accuracy {
        let share = |over: f64, under: f64| (under > 0.0).then(|| over / under);
        Accuracy {
            periods: self.count as u64,
            wape: share(self.absolute, self.actual),
            baseline_wape: share(self.of_baseline, self.actual),
            mase: share(self.scaled.0, self.scaled.1),
            bias: share(self.signed, self.actual),
            pinball: share(self.pinball, self.actual),
            coverage: share(self.inside, self.count),
            mape: share(self.percentage.0, self.percentage.1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Series;

    #[test]
    fn figures_are_those_worked_out_by_hand_and_add_up() {
        let series = |values: &[f64]| Series { values: values.to_vec(), ..Series::default() };
        let panel = Panel {
            series: vec![series(&[30.0, 40.0, 30.0]), series(&[1.0, 1.0, f64::NAN])],
            season: 1,
            ..Panel::default()
        };
        let said = |point: f64, low: f64, high: f64| Distribution {
            point: vec![point; 2],
            quantiles: (0..9).map(|q| vec![low + (high - low) * f64::from(q) / 8.0; 2]).collect(),
        };
        let tested = Tested {
            back: 2,
            actual: vec![vec![40.0, 20.0], vec![1.0, f64::NAN]],
            baseline: vec![vec![50.0; 2], vec![1.0; 2]],
            distributions: vec![said(30.0, 25.0, 50.0), said(2.0, 0.0, 4.0)],
        };
        let errors = Errors::of_series(&panel, &[tested]);
        let one = errors[0].accuracy();
        assert_eq!((one.periods, one.wape, one.bias), (2, Some(20.0 / 60.0), Some(0.0)));
        assert_eq!((one.mase, one.coverage), (Some(1.0), Some(0.5)));
        assert_eq!((one.mape, one.baseline_wape), (Some(0.375), Some(40.0 / 60.0)));
        assert!(one.pinball.unwrap() > 0.0);
        let other = errors[1].accuracy();
        assert_eq!((other.periods, other.mase, other.mape), (1, None, None));
        let all = errors[0].plus(errors[1]).accuracy();
        assert_eq!((all.periods, all.wape), (3, Some(21.0 / 61.0)));
        assert_eq!(Errors::default().accuracy(), Accuracy::default());
    }
}
