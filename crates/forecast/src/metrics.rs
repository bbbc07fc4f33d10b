//! How good a forecast was. Periods whose actual value is not known (NaN) do not count; a figure
//! of nothing is NaN.
//!
//! Sources: Makridakis, Spiliotis and Assimakopoulos, *The M4 Competition* (IJF 36, 2020) for
//! sMAPE, MASE, OWA and MSIS; the same, *The M5 accuracy competition* (IJF 38, 2022) for RMSSE,
//! here over the whole series, as in the utilities of Nixtla;
//! Kolassa and Schütz (2007) for WAPE; Koenker and Bassett (1978) for the pinball loss.

use crate::{numbers::mean, panel::Panel};

/// The probabilities at which distributions are given.
pub const PROBABILITIES: [f64; 9] = [0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975];

/// A forecast of one series.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Distribution {
    /// The most likely value of each period.
    pub point: Vec<f64>,
    /// For each of [`PROBABILITIES`] its quantile of each period.
    pub quantiles: Vec<Vec<f64>>,
}

/// The figures of a forecast of many series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Symmetric mean absolute percentage error, in percent; mean over series.
    pub smape: f64,
    /// Mean absolute error in units of the in-sample seasonal step; mean over series.
    pub mase: f64,
    /// sMAPE and MASE, each as a share of Naive2's, averaged.
    pub owa: f64,
    /// Sum of absolute errors as a share of the sum of actual values.
    pub wape: f64,
    /// Sum of forecasts less actual values as a share of the sum of actual values.
    pub bias: f64,
    /// Root mean squared error in units of the in-sample root mean squared step; mean over series.
    pub rmsse: f64,
    /// Root mean squared error over everything, in the values' own unit.
    pub rmse: f64,
}

/// The figures of ranges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RangeScore {
    /// Mean scaled interval score of the 95 % range; mean over series.
    pub msis: f64,
    /// Pinball loss over [`PROBABILITIES`], in units of the in-sample step; mean over series.
    pub pinball: f64,
    /// The share of actual values within the 95 % range.
    pub coverage_95: f64,
}

/// Symmetric absolute percentage error of one series, in percent.
pub fn smape(actual: &[f64], forecast: &[f64]) -> f64 {
    mean(actual.iter().zip(forecast).map(|(a, f)| {
        let (error, size) = ((a - f).abs(), a.abs() + f.abs());
        // Nothing forecast and nothing sold is no error.
        if error == 0.0 { 0.0 } else { 200.0 * error / size }
    }))
}

/// Mean absolute error of one series.
pub fn mae(actual: &[f64], forecast: &[f64]) -> f64 {
    mean(actual.iter().zip(forecast).map(|(a, f)| (a - f).abs()))
}

/// Mean squared error of one series.
pub fn mse(actual: &[f64], forecast: &[f64]) -> f64 {
    mean(actual.iter().zip(forecast).map(|(a, f)| (a - f) * (a - f)))
}

/// The pinball loss of a quantile: what is paid for each unit above and below.
pub fn pinball(actual: f64, quantile: f64, probability: f64) -> f64 {
    let error = actual - quantile;
    if error >= 0.0 { probability * error } else { (probability - 1.0) * error }
}

/// The interval score of a central range that leaves out the share `alpha` (Gneiting and Raftery,
/// 2007): its width, and `2 / alpha` for each unit by which it missed.
pub fn interval_score(actual: f64, low: f64, high: f64, alpha: f64) -> f64 {
    (high - low) + 2.0 / alpha * ((low - actual).max(0.0) + (actual - high).max(0.0))
}

/// The mean squared step of one series. NaN where nothing ever changed.
pub fn squared_step(values: &[f64]) -> f64 {
    let steps = values.iter().zip(values.iter().skip(1));
    let step = mean(steps.map(|(before, after)| (after - before) * (after - before)));
    if step > 0.0 { step } else { f64::NAN }
}

/// A figure of one series: its number, what happened, what was forecast.
type Figure<'a> = dyn Fn(usize, &[f64], &[f64]) -> f64 + 'a;

/// The figures of point forecasts. `naive2` is what the sMAPE and MASE of [`Score::owa`] are held
/// against; without it OWA is NaN.
pub fn score(
    panel: &Panel,
    actual: &[Vec<f64>],
    forecast: &[Vec<f64>],
    naive2: Option<(f64, f64)>,
) -> Score {
    let pairs = || actual.iter().zip(forecast);
    let over_series = |figure: &Figure<'_>| {
        let figures = pairs().enumerate().map(|(number, (a, f))| figure(number, a, f));
        mean(figures.filter(|figure| figure.is_finite()))
    };
    let of_series = |number: usize, of: &dyn Fn(&crate::Series) -> f64| {
        panel.series.get(number).map_or(f64::NAN, of)
    };
    let smape = over_series(&|_, a, f| smape(a, f));
    let mase = over_series(&|number, a, f| {
        mae(a, f) / of_series(number, &|series| series.step(panel.season))
    });
    let rmsse = over_series(&|number, a, f| {
        (mse(a, f) / of_series(number, &|series| squared_step(&series.values))).sqrt()
    });
    let every = || {
        pairs()
            .flat_map(|(actual, forecast)| actual.iter().copied().zip(forecast.iter().copied()))
            .filter(|(a, _)| !a.is_nan())
    };
    let total: f64 = every().map(|(a, _)| a).sum();
    Score {
        smape,
        mase,
        owa: naive2
            .map_or(f64::NAN, |(by_smape, by_mase)| (smape / by_smape + mase / by_mase) / 2.0),
        wape: every().map(|(a, f)| (a - f).abs()).sum::<f64>() / total,
        bias: every().map(|(a, f)| f - a).sum::<f64>() / total,
        rmsse,
        rmse: mean(every().map(|(a, f)| (a - f) * (a - f))).sqrt(),
    }
}

/// The figures of ranges.
pub fn score_ranges(panel: &Panel, actual: &[Vec<f64>], forecast: &[Distribution]) -> RangeScore {
    let alpha = 0.05;
    let (mut msis, mut loss) = (Vec::new(), Vec::new());
    let (mut inside, mut count) = (0.0, 0.0);
    for ((series, actual), forecast) in panel.series.iter().zip(actual).zip(forecast) {
        let step = series.step(panel.season);
        let (Some(low), Some(high)) = (forecast.quantiles.first(), forecast.quantiles.last())
        else {
            continue;
        };
        let range = actual.iter().zip(low.iter().zip(high)).filter(|(a, _)| !a.is_nan());
        for (a, (low, high)) in range.clone() {
            count += 1.0;
            inside += if a >= low && a <= high { 1.0 } else { 0.0 };
        }
        msis.push(
            mean(range.map(|(a, (low, high))| interval_score(*a, *low, *high, alpha))) / step,
        );
        let losses =
            PROBABILITIES.iter().zip(&forecast.quantiles).map(|(probability, quantile)| {
                mean(actual.iter().zip(quantile).map(|(a, q)| pinball(*a, *q, *probability)))
            });
        loss.push(mean(losses) / step);
    }
    let finite = |figures: Vec<f64>| mean(figures.into_iter().filter(|figure| figure.is_finite()));
    RangeScore { msis: finite(msis), pinball: finite(loss), coverage_95: inside / count }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Series;

    #[test]
    fn figures_are_those_worked_out_by_hand() {
        let (actual, forecast) = ([100.0, 200.0, f64::NAN], [110.0, 180.0, 5.0]);
        assert!((smape(&actual, &forecast) - (2000.0 / 210.0 + 4000.0 / 380.0) / 2.0).abs() < 1e-9);
        assert_eq!(mae(&actual, &forecast), 15.0);
        assert_eq!(mse(&actual, &forecast), 250.0);
        assert_eq!(smape(&[0.0], &[0.0]), 0.0);
        assert_eq!(pinball(10.0, 8.0, 0.9), 1.8);
        assert!((pinball(8.0, 10.0, 0.9) - 0.2).abs() < 1e-12);
        assert_eq!(interval_score(10.0, 4.0, 8.0, 0.05), 4.0 + 80.0);
        assert_eq!(squared_step(&[0.0, 0.0, 1.0, 3.0, 3.0]), 1.25);
    }

    #[test]
    fn a_panel_is_scored_over_its_series() {
        let series = |values: &[f64]| Series { values: values.to_vec(), ..Series::default() };
        let panel = Panel {
            series: vec![series(&[1.0, 2.0, 3.0]), series(&[5.0, 5.0])],
            season: 1,
            ..Panel::default()
        };
        let actual = [vec![4.0, 6.0], vec![5.0, 5.0]];
        let forecast = [vec![3.0, 3.0], vec![5.0, 5.0]];
        let score = score(&panel, &actual, &forecast, Some((50.0, 4.0)));
        // A series that never changes has no MASE.
        assert_eq!(score.mase, 2.0);
        assert_eq!(score.wape, 4.0 / 20.0);
        assert_eq!(score.bias, -4.0 / 20.0);
        assert_eq!(score.owa, (score.smape / 50.0 + 0.5) / 2.0);
        let wide = |low: f64, high: f64| Distribution {
            point: vec![],
            quantiles: (0..9).map(|q| vec![low + (high - low) * f64::from(q) / 8.0; 2]).collect(),
        };
        let ranges = score_ranges(&panel, &actual, &[wide(3.0, 5.0), wide(5.0, 5.0)]);
        assert_eq!(ranges.coverage_95, 0.75);
        assert_eq!(ranges.msis, 2.0 + 20.0);
    }
}
