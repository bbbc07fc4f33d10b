//! Ranges that keep their word: quantiles of the errors that the weighted forecast made in the
//! backtest, for each period ahead (split conformal prediction; Papadopoulos et al., 2002; Vovk,
//! Gammerman and Shafer, 2005).
//!
//! Errors are divided by a scale that is itself learnt from the backtest: how large an error to
//! expect of this series now, by its steps lately and ever, how much models disagree, its level and
//! how far ahead (locally weighted, as in Lei et al., 2018). Demand that is often nothing has ranges
//! of another kind (`counts.rs`). Quantiles never cross, and are never
//! negative where the panel is not.

use crate::{
    Panel, Series,
    class::DemandClass,
    counts::{Counts, sale_size},
    metrics::{Distribution, PROBABILITIES},
    numbers::{at, last, mean, put, quantile_of_sorted, solve},
};

/// Errors wanted for the quantiles of a period; with fewer, periods near it help.
const WANTED: usize = 600;

/// What forecasts looked like at one origin.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// The panel as it was.
    pub panel: &'a Panel,
    /// The class of each series.
    pub classes: &'a [DemandClass],
    /// For each model, each series, each period.
    pub forecasts: &'a [Vec<Vec<f64>>],
    /// The weighted forecast of each series.
    pub point: &'a [Vec<f64>],
}

/// Errors of the backtest, as ranges need them.
#[derive(Debug, Clone, PartialEq)]
pub struct Conformal {
    /// How each fact moves the logarithm of the expected error.
    effects: Vec<f64>,
    /// For each period ahead, errors in units of the expected one, sorted.
    errors: Vec<Vec<f64>>,
    /// For demand that is often nothing: what happened, by what was forecast.
    counts: Counts,
}

/// What the size of an error is guessed from.
const FACTS: usize = 8;

/// The facts of a series at an origin, for each period ahead.
fn facts(
    series: &Series,
    models: &[&[f64]],
    point: &[f64],
    season: usize,
    smallest: f64,
) -> Vec<[f64; FACTS]> {
    let values = series.filled();
    // What is far below its mean step says nothing; of a series without one, the panel's smallest.
    let step = series.step(1);
    let floor = 0.02 * if step.is_nan() { smallest } else { step };
    let level = mean(last(&values, 52).iter().map(|value| value.abs())).max(floor);
    // The mean absolute change over so many periods, lately.
    let change = |values: &[f64], over: usize| {
        let changes = values.iter().zip(values.iter().skip(over)).map(|(a, b)| (b - a).abs());
        let change = mean(changes);
        if change.is_nan() { floor } else { change.max(floor) }
    };
    let ever = change(&values, season.max(1));
    let step_lately = change(last(&values, 27), 1);
    let facts = point.iter().enumerate().map(|(ahead, point)| {
        let over = (ahead + 1).min(values.len() / 2).max(1);
        let lately = change(last(&values, 52 + over), over);
        let apart = mean(models.iter().map(|model| (at(model, ahead) - point).abs()));
        [
            1.0,
            lately.ln(),
            ever.ln(),
            step_lately.ln(),
            apart.max(floor).ln(),
            level.ln(),
            point.abs().max(floor).ln(),
            (ahead as f64 + 1.0).ln(),
        ]
    });
    facts.collect()
}

fn all_facts(seen: &Seen<'_>) -> Vec<Vec<[f64; FACTS]>> {
    let steps = seen.panel.series.iter().map(|series| series.step(1));
    let smallest = steps.fold(f64::INFINITY, f64::min);
    let smallest = if smallest.is_finite() { smallest } else { 1.0 };
    let of_series = |(number, series): (usize, &Series)| {
        let models: Vec<&[f64]> = seen
            .forecasts
            .iter()
            .map(|model| model.get(number).map(Vec::as_slice).unwrap_or_default())
            .collect();
        let point = seen.point.get(number).map(Vec::as_slice).unwrap_or_default();
        facts(series, &models, point, seen.panel.season, smallest)
    };
    seen.panel.series.iter().enumerate().map(of_series).collect()
}

impl Conformal {
    /// Learns from the backtest: what was seen at each origin, and what happened.
    pub fn fit(windows: &[(Seen<'_>, &[Vec<f64>])], horizon: usize) -> Conformal {
        let mut rows: Vec<(usize, [f64; FACTS], f64)> = Vec::new();
        let mut pairs = Vec::new();
        for (seen, actual) in windows {
            let facts = all_facts(seen);
            for (number, ((facts, actual), point)) in
                facts.iter().zip(*actual).zip(seen.point).enumerate()
            {
                if seen.is_intermittent(number) {
                    let size = seen.panel.series.get(number).map_or(1.0, sale_size);
                    let known =
                        point.iter().zip(actual).filter(|(_, happened)| happened.is_finite());
                    pairs.extend(known.map(|(point, happened)| (point / size, happened / size)));
                    continue;
                }
                for (ahead, facts) in facts.iter().enumerate() {
                    let error = at(actual, ahead) - at(point, ahead);
                    if error.is_finite() && ahead < actual.len() {
                        rows.push((ahead, *facts, error));
                    }
                }
            }
        }
        let effects = regress(&rows);
        let mut by_period: Vec<Vec<f64>> = vec![Vec::new(); horizon];
        for (ahead, facts, error) in &rows {
            if let Some(errors) = by_period.get_mut(*ahead) {
                errors.push(error / scale(&effects, facts));
            }
        }
        let errors = (0..horizon).map(|ahead| {
            // As many periods on each side as it takes.
            let pool = |reach: usize| -> Vec<f64> {
                let near = by_period.iter().skip(ahead.saturating_sub(reach));
                near.take(reach + 1 + reach.min(ahead)).flatten().copied().collect()
            };
            let mut errors = pool(0);
            for reach in 1..horizon {
                if errors.len() >= WANTED {
                    break;
                }
                errors = pool(reach);
            }
            errors.sort_by(f64::total_cmp);
            errors
        });
        Conformal { errors: errors.collect(), effects, counts: Counts::fit(pairs) }
    }

    /// The distributions of forecasts.
    pub fn distributions(&self, seen: &Seen<'_>) -> Vec<Distribution> {
        let facts = all_facts(seen);
        let of_series = |(number, (point, facts)): (usize, (&Vec<f64>, &Vec<[f64; FACTS]>))| {
            if seen.is_intermittent(number) {
                let size = seen.panel.series.get(number).map_or(1.0, sale_size);
                return self.of_counts(point, size);
            }
            let lowest = if seen.panel.is_non_negative { 0.0 } else { f64::NEG_INFINITY };
            let mut quantiles = vec![Vec::with_capacity(point.len()); PROBABILITIES.len()];
            for (ahead, (value, facts)) in point.iter().zip(facts).enumerate() {
                let errors = self.errors.get(ahead).map(Vec::as_slice).unwrap_or_default();
                let scale = scale(&self.effects, facts);
                let mut before = lowest;
                for (to, probability) in quantiles.iter_mut().zip(PROBABILITIES) {
                    let error = conformal_quantile(errors, probability);
                    before = (value + error * scale).max(before);
                    to.push(before);
                }
            }
            let point = point.iter().map(|value| value.max(lowest)).collect();
            Distribution { point, quantiles }
        };
        seen.point.iter().zip(&facts).enumerate().map(of_series).collect()
    }

    fn of_counts(&self, point: &[f64], size: f64) -> Distribution {
        let point: Vec<f64> = point.iter().map(|value| value.max(0.0)).collect();
        let mut quantiles = vec![Vec::with_capacity(point.len()); PROBABILITIES.len()];
        for value in &point {
            let found = self.counts.quantiles(value / size);
            for (to, quantile) in quantiles.iter_mut().zip(found) {
                to.push(quantile * size);
            }
        }
        Distribution { point, quantiles }
    }
}

impl Seen<'_> {
    fn is_intermittent(&self, series: usize) -> bool {
        self.classes.get(series).is_some_and(|class| class.is_intermittent())
    }
}

/// The quantile with the correction for a sample of this size that makes it cover at least its
/// share; 0 where nothing is known.
fn conformal_quantile(sorted: &[f64], probability: f64) -> f64 {
    if sorted.is_empty() {
        return 0.0;
    }
    let n = sorted.len() as f64;
    let share = 0.5 + (probability - 0.5) * (n + 1.0) / n;
    quantile_of_sorted(sorted, share)
}

fn scale(effects: &[f64], facts: &[f64; FACTS]) -> f64 {
    let sum: f64 = effects.iter().zip(facts).map(|(effect, fact)| effect * fact).sum();
    sum.clamp(-200.0, 200.0).exp()
}

/// Least squares of the logarithm of errors on facts, held a little towards the change lately.
fn regress(rows: &[(usize, [f64; FACTS], f64)]) -> Vec<f64> {
    let mut matrix = vec![0.0; FACTS * FACTS];
    let mut right = vec![0.0; FACTS];
    for (_, facts, error) in rows {
        let [_, lately, ..] = facts;
        // An error of nothing is a small one.
        let size = error.abs().max(0.02 * lately.exp()).ln();
        for (row, a) in facts.iter().enumerate() {
            let sum = at(&right, row) + a * (size - lately);
            put(&mut right, row, sum);
            for (column, b) in facts.iter().enumerate() {
                let place = row * FACTS + column;
                let sum = at(&matrix, place) + a * b;
                put(&mut matrix, place, sum);
            }
        }
    }
    for row in 1..FACTS {
        let place = row * FACTS + row;
        let sum = at(&matrix, place) + 10.0;
        put(&mut matrix, place, sum);
    }
    let mut effects = solve(matrix, right);
    let of_lately = at(&effects, 1) + 1.0;
    put(&mut effects, 1, of_lately);
    effects
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn ranges_cover_their_share_for_calm_and_wild_series() {
        let mut random = Random::new(4, 1);
        let walk = |size: f64, random: &mut Random| {
            let mut value = 1000.0;
            let steps = (0..120).map(|_| {
                value += size * (random.uniform() - 0.5);
                value
            });
            Series { values: steps.collect(), ..Series::default() }
        };
        let series: Vec<Series> =
            (0..300).map(|n| walk(if n % 2 == 0 { 1.0 } else { 30.0 }, &mut random)).collect();
        let panel = Panel { series, season: 1, is_non_negative: true, ..Panel::default() };
        let said = |panel: &Panel| -> Vec<Vec<f64>> {
            panel.series.iter().map(|s| vec![*s.values.last().unwrap(); 4]).collect()
        };
        let (past, actual) = crate::backtest::look_back(&panel.cut(4), 4, 4);
        let point = said(&past);
        let forecasts = [point.clone()];
        let seen = Seen { panel: &past, classes: &[], forecasts: &forecasts, point: &point };
        let conformal = Conformal::fit(&[(seen, &actual)], 4);
        let (past, actual) = crate::backtest::look_back(&panel, 4, 4);
        let point = said(&past);
        let forecasts = [point.clone()];
        let found = conformal.distributions(&Seen {
            panel: &past,
            classes: &[],
            forecasts: &forecasts,
            point: &point,
        });
        for rest in [0, 1] {
            let (mut inside, mut count) = (0.0, 0.0);
            for (distribution, actual) in found.iter().zip(&actual).skip(rest).step_by(2) {
                let (low, high) = (&distribution.quantiles[0], &distribution.quantiles[8]);
                for (a, (low, high)) in actual.iter().zip(low.iter().zip(high)) {
                    count += 1.0;
                    inside += if a >= low && a <= high { 1.0 } else { 0.0 };
                }
            }
            let coverage = inside / count;
            assert!((0.90..0.99).contains(&coverage), "{coverage}");
        }
        assert!(found.iter().all(|d| d.quantiles.is_sorted_by(|a, b| a[3] <= b[3] && a[0] >= 0.0)));
    }

    #[test]
    fn without_a_backtest_there_is_no_range() {
        let panel = Panel { series: vec![Series::default()], season: 1, ..Panel::default() };
        let conformal = Conformal::fit(&[], 2);
        let point = vec![vec![3.0, 3.0]];
        let seen = Seen { panel: &panel, classes: &[], forecasts: &[], point: &point };
        assert_eq!(conformal.distributions(&seen)[0].quantiles[8], [3.0, 3.0]);
    }
}
