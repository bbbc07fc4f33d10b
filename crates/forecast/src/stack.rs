//! How much each model's forecast counts: weights that are at least 0 and add up to 1, for each
//! class of demand, chosen so that the weighted forecast would have been best in the backtest
//! (Breiman, *Stacked Regressions*, 1996).
//!
//! For smooth demand the absolute error counts; for intermittent demand the squared one, as the
//! absolute error of a product that sells now and then is least for a forecast of nothing.

use crate::{
    Panel,
    backtest::Window,
    class::DemandClass,
    numbers::{at, mean, median, put},
};
use std::collections::BTreeMap;

/// A class with fewer values in the backtest takes the weights of all.
const FEWEST: usize = 400;
/// How much all classes together count in each: as so many values.
const SHRINKAGE: f64 = 200.0;

/// More values than so many of a class tell no more; every so many are taken.
const MOST: usize = 30_000;

/// Weights of models, for each class of demand.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stack {
    /// For each class that there is, the weight of each model.
    pub weights: BTreeMap<DemandClass, Vec<f64>>,
}

/// A period of a window: what each model said, what happened, how much it counts.
struct Point {
    said: Vec<f64>,
    happened: f64,
    weight: f64,
}

/// How much an error in each series counts: in units of its step, and relative to its level.
pub fn error_weights(panel: &Panel) -> Vec<f64> {
    let units = |series: &crate::Series| {
        let step = series.step(panel.season);
        let level = mean(crate::numbers::last(&series.values, 52).iter().map(|value| value.abs()));
        (1.0 / step, 1.0 / level)
    };
    let units: Vec<(f64, f64)> = panel.series.iter().map(units).collect();
    // Both count alike in a typical series.
    let ratio = median(units.iter().map(|(of_step, of_level)| of_step / of_level));
    let ratio = if ratio.is_finite() { ratio } else { 1.0 };
    let weight = |(of_step, of_level): &(f64, f64)| {
        let parts = [*of_step, of_level * ratio];
        let weight = mean(parts.into_iter().filter(|part| part.is_finite()));
        if weight.is_finite() { weight } else { 0.0 }
    };
    units.iter().map(weight).collect()
}

impl Stack {
    /// The weights that would have been best in these windows.
    /// `is_median` says of each model whether it forecasts the median.
    pub fn fit(
        panel: &Panel,
        classes: &[DemandClass],
        windows: &[Window],
        is_median: &[bool],
    ) -> Stack {
        let weights = error_weights(panel);
        let mut points = BTreeMap::<DemandClass, Vec<Point>>::new();
        for window in windows {
            for (number, happened) in window.actual.iter().enumerate() {
                let class = classes.get(number).copied().unwrap_or(DemandClass::Rare);
                for (ahead, happened) in happened.iter().enumerate() {
                    let said: Vec<f64> = window
                        .forecasts
                        .iter()
                        .map(|of_model| of_model.get(number).map_or(f64::NAN, |f| at(f, ahead)))
                        .collect();
                    let weight = at(&weights, number);
                    let is_known = said.iter().chain([happened, &weight]).all(|x| x.is_finite());
                    if is_known && weight > 0.0 {
                        points.entry(class).or_default().push(Point {
                            said,
                            happened: *happened,
                            weight,
                        });
                    }
                }
            }
        }
        let mut stack = Stack::default();
        // Classes whose errors are measured alike help each other.
        for is_intermittent in [false, true] {
            let alike =
                || points.iter().filter(|(class, _)| class.is_intermittent() == is_intermittent);
            let is_out = |median: &bool| is_intermittent && *median;
            let count = is_median.iter().filter(|median| !is_out(median)).count().max(1);
            let share = |median| if is_out(median) { 0.0 } else { 1.0 / count as f64 };
            let even: Vec<f64> = is_median.iter().map(share).collect();
            let all: Vec<&Point> = alike().flat_map(|(_, points)| points).collect();
            let of_all = best(&all, &even, is_intermittent);
            for (class, own) in alike() {
                let own: Vec<&Point> = own.iter().collect();
                let weights = if own.len() < FEWEST || own.len() == all.len() {
                    of_all.clone()
                } else {
                    let share = own.len() as f64 / (own.len() as f64 + SHRINKAGE);
                    let of_own = best(&own, &even, is_intermittent);
                    of_own
                        .iter()
                        .zip(&of_all)
                        .map(|(own, all)| share * own + (1.0 - share) * all)
                        .collect()
                };
                stack.weights.insert(*class, weights);
            }
            for class in DemandClass::ALL.iter().filter(|c| c.is_intermittent() == is_intermittent)
            {
                stack.weights.entry(*class).or_insert_with(|| of_all.clone());
            }
        }
        stack
    }

    /// The weighted forecasts: of each model, each series, each period.
    pub fn combine(&self, classes: &[DemandClass], forecasts: &[Vec<Vec<f64>>]) -> Vec<Vec<f64>> {
        let combine = |(number, class): (usize, &DemandClass)| {
            let weights = self.weights.get(class).map(Vec::as_slice).unwrap_or_default();
            let mut sum: Vec<f64> = Vec::new();
            for (of_model, weight) in forecasts.iter().zip(weights) {
                let Some(forecast) = of_model.get(number) else { continue };
                sum.resize(forecast.len(), 0.0);
                for (sum, value) in sum.iter_mut().zip(forecast) {
                    // What is no number counts only if it must.
                    *sum += if *weight == 0.0 { 0.0 } else { weight * value };
                }
            }
            sum
        };
        classes.iter().enumerate().map(combine).collect()
    }
}

/// The best weights for these points, from `start`; what has none there gets none.
fn best(points: &[&Point], start: &[f64], is_squared: bool) -> Vec<f64> {
    let size = start.len();
    if points.is_empty() || size == 0 {
        return start.to_vec();
    }
    let every = points.len().div_ceil(MOST);
    let points: Vec<&Point> = points.iter().step_by(every).copied().collect();
    let mut weights = start.to_vec();
    // Absolute errors are squared ones divided by themselves (Schlossmacher, 1973).
    for _ in 0..if is_squared { 1 } else { 40 } {
        let mut gram = vec![0.0; size * size];
        for point in &points {
            let said: f64 =
                point.said.iter().zip(&weights).map(|(said, weight)| said * weight).sum();
            let error = (point.happened - said).abs() * point.weight;
            let weight =
                point.weight * point.weight / if is_squared { 1.0 } else { error.max(0.02) };
            // As differences from what happened: weights add up to 1, so that this is the error.
            let errors: Vec<f64> = point.said.iter().map(|said| said - point.happened).collect();
            for (row, a) in errors.iter().enumerate() {
                for (column, b) in errors.iter().enumerate() {
                    let place = row * size + column;
                    let sum = at(&gram, place) + weight * a * b;
                    put(&mut gram, place, sum);
                }
            }
        }
        weights = on_simplex(&gram, weights, start);
    }
    // A share so small says nothing.
    for weight in &mut weights {
        *weight = if *weight < 0.005 { 0.0 } else { *weight };
    }
    let total: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / total).collect()
}

/// The weights at least 0 and of sum 1 for which `w'Gw` is least, by projected gradient steps.
fn on_simplex(gram: &[f64], start: Vec<f64>, allowed: &[f64]) -> Vec<f64> {
    let size = start.len();
    let largest = (0..size)
        .map(|row| gram.iter().skip(row * size).take(size).map(|value| value.abs()).sum::<f64>())
        .fold(1e-300, f64::max);
    // A little towards where it starts, where models say the same.
    let pull = 1e-4 * largest;
    let mut weights = start.clone();
    for _ in 0..3000 {
        let next: Vec<f64> = (0..size)
            .map(|row| {
                let slope: f64 =
                    gram.iter().skip(row * size).take(size).zip(&weights).map(|(g, w)| g * w).sum();
                let slope = slope + pull * (at(&weights, row) - at(&start, row));
                if at(allowed, row) == 0.0 {
                    return f64::NEG_INFINITY;
                }
                at(&weights, row) - slope / (largest + pull)
            })
            .collect();
        let next = project(&next);
        let moved: f64 = next.iter().zip(&weights).map(|(a, b)| (a - b).abs()).sum();
        weights = next;
        if moved < 1e-9 {
            break;
        }
    }
    weights
}

/// The nearest place at least 0 and of sum 1 (Held, Wolfe and Crowder, 1974).
fn project(place: &[f64]) -> Vec<f64> {
    let mut sorted = place.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let (mut sum, mut shift) = (0.0, 0.0);
    for (count, value) in sorted.iter().enumerate() {
        sum += value;
        let candidate = (sum - 1.0) / (count as f64 + 1.0);
        if value - candidate > 0.0 {
            shift = candidate;
        }
    }
    place.iter().map(|value| (value - shift).max(0.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Series, random::Random};

    #[test]
    fn the_nearest_weights_are_found() {
        assert_eq!(project(&[0.5, 0.5]), [0.5, 0.5]);
        assert_eq!(project(&[2.0, 0.0]), [1.0, 0.0]);
        let thirds = project(&[1.0, 1.0, 1.0]);
        assert!(thirds.iter().all(|weight| (weight - 1.0 / 3.0).abs() < 1e-12));
    }

    #[test]
    fn what_was_right_counts_and_what_was_wrong_does_not() {
        let mut random = Random::new(1, 1);
        let values =
            |random: &mut Random| (0..60).map(|_| 10.0 + random.uniform()).collect::<Vec<_>>();
        let series: Vec<Series> =
            (0..50).map(|_| Series { values: values(&mut random), ..Series::default() }).collect();
        let panel = Panel { series, season: 1, ..Panel::default() };
        let classes = vec![DemandClass::Smooth; 50];
        let actual: Vec<Vec<f64>> = (0..50).map(|_| values(&mut random)[..10].to_vec()).collect();
        let off = |by: f64, noise: f64, random: &mut Random| -> Vec<Vec<f64>> {
            let one = |actual: &Vec<f64>, random: &mut Random| {
                actual.iter().map(|a| a + by + noise * (random.uniform() - 0.5)).collect()
            };
            actual.iter().map(|actual| one(actual, random)).collect()
        };
        // Two that err apart, one that is far off, one that is no number.
        let forecasts = vec![
            off(0.0, 1.0, &mut random),
            off(0.0, 1.0, &mut random),
            off(9.0, 0.1, &mut random),
        ];
        let window = Window { back: 10, forecasts: forecasts.clone(), actual: actual.clone() };
        let stack = Stack::fit(&panel, &classes, &[window], &[false; 3]);
        let weights = &stack.weights[&DemandClass::Smooth];
        assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{weights:?}");
        assert!(weights[2] < 0.02 && (weights[0] - 0.5).abs() < 0.15, "{weights:?}");
        let combined = stack.combine(&classes, &forecasts);
        let error = |forecast: &[Vec<f64>]| {
            mean(actual.iter().zip(forecast).map(|(a, f)| crate::metrics::mae(a, f)))
        };
        assert!(error(&combined) < 0.9 * error(&forecasts[0]));
        assert_eq!(
            stack.weights.len(),
            5,
            "a class that the backtest did not have has weights, too"
        );
    }
}
