//! By what forecasts are too low or too high on the whole.
//!
//! The best weights of models for absolute errors are those of a median, which for demand that now
//! and then is large lies below its mean; and models that smooth lag behind a shop that grows.
//! Neither shows in a single product's error, but a purchase is a sum. So all forecasts of a class
//! of demand are scaled by what happened in the backtest over what was forecast there, as far as
//! that ratio is more than chance: a difference `d` from 1 with the variance `v` counts
//! `d² / (d² + v)` (shrinkage after James and Stein, 1961).

use crate::{backtest::Window, class::DemandClass};
use std::collections::BTreeMap;

/// No correction is larger, either way.
const MOST: f64 = 1.5;

/// For each class of demand what its forecasts are multiplied by.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bias {
    factors: BTreeMap<DemandClass, f64>,
}

/// What was forecast, and what happened.
type Sums = (f64, f64);

impl Bias {
    /// Learns from what was forecast in these windows.
    pub fn fit(classes: &[DemandClass], windows: &[(&Window, &[Vec<f64>])]) -> Bias {
        let factor = |class: &DemandClass| {
            let mut by_window = vec![(0.0, 0.0); windows.len()];
            let mut by_series = vec![(0.0, 0.0); classes.len()];
            for ((window, points), of_window) in windows.iter().zip(&mut by_window) {
                let series = points.iter().zip(&window.actual).zip(classes).zip(&mut by_series);
                for (((said, happened), _), of_series) in series.filter(|((_, of), _)| *of == class)
                {
                    let (said, happened) = sums(said, happened);
                    *of_window = (of_window.0 + said, of_window.1 + happened);
                    *of_series = (of_series.0 + said, of_series.1 + happened);
                }
            }
            (*class, ratio(&by_window, &by_series))
        };
        Bias { factors: DemandClass::ALL.iter().map(factor).collect() }
    }

    /// Scales forecasts.
    pub fn correct(&self, classes: &[DemandClass], points: &mut [Vec<f64>]) {
        for (point, class) in points.iter_mut().zip(classes) {
            let factor = self.factors.get(class).copied().unwrap_or(1.0);
            point.iter_mut().for_each(|value| *value *= factor);
        }
    }
}

fn sums(said: &[f64], happened: &[f64]) -> Sums {
    let known = said.iter().zip(happened).filter(|(_, happened)| happened.is_finite());
    known.fold((0.0, 0.0), |sums, (said, happened)| (sums.0 + said, sums.1 + happened))
}

/// What happened over what was forecast, as far as it is more than chance: the variance of the ratio
/// is that among series, or among windows where that is larger.
fn ratio(by_window: &[Sums], by_series: &[Sums]) -> f64 {
    let all = by_window.iter().fold((0.0, 0.0), |all, sums| (all.0 + sums.0, all.1 + sums.1));
    if all.0 <= 0.0 || all.1 <= 0.0 || all.0 == all.1 {
        return 1.0;
    }
    let ratio = all.1 / all.0;
    let among = |sums: &[Sums]| -> f64 {
        let count = sums.iter().filter(|(said, _)| *said > 0.0).count() as f64;
        let squares = sums.iter().map(|(said, happened)| (happened - ratio * said).powi(2));
        squares.sum::<f64>() * count / (count - 1.0).max(1.0) / (all.0 * all.0)
    };
    let variance = among(by_series).max(among(by_window));
    let off = ratio - 1.0;
    (1.0 + off * off * off / (off * off + variance)).clamp(1.0 / MOST, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Forty series forecast at 10, with what happened in each of two windows.
    fn corrected(happened: impl Fn(usize, usize) -> f64) -> f64 {
        let windows: Vec<Window> = (0..2)
            .map(|number| Window {
                back: number,
                forecasts: Vec::new(),
                actual: (0..40).map(|series| vec![happened(number, series), f64::NAN]).collect(),
            })
            .collect();
        let mut points = vec![vec![10.0, 10.0]; 40];
        let seen: Vec<(&Window, &[Vec<f64>])> =
            windows.iter().map(|window| (window, points.as_slice())).collect();
        let classes = vec![DemandClass::Smooth; 40];
        Bias::fit(&classes, &seen).correct(&classes, &mut points);
        points[0][1]
    }

    #[test]
    fn what_is_too_low_in_all_windows_is_raised_and_chance_is_not() {
        assert_eq!(corrected(|_, _| 10.0), 10.0);
        assert!((corrected(|_, series| 12.0 + (series % 3) as f64 - 1.0) - 12.0).abs() < 0.1);
        // A fifth too low in one window, a tenth too high in the other.
        let by_chance = corrected(|window, _| if window == 0 { 12.0 } else { 9.0 });
        assert!((10.0..10.1).contains(&by_chance), "{by_chance}");
        assert_eq!(corrected(|_, _| 90.0), 15.0);
        assert_eq!(corrected(|_, _| 0.0), 10.0, "of nothing sold no ratio is known");
    }
}
