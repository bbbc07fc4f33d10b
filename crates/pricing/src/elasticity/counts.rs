//! What a week's units say of the logarithm of what was wanted, and how surely.
//!
//! Of many units that is their own logarithm. Of few, of which there may be none, it is the logarithm
//! that was expected and the share by which they missed it, again and again until both agree: a
//! generalised linear model by iteratively reweighted least squares (McCullagh and Nelder, Generalized
//! Linear Models, 2nd ed., section 2.5). Either way units vary by chance and by what nobody knows, as
//! with a negative binomial distribution: by `1/μ + φ` in the logarithm, around a mean of μ (Breslow,
//! 1984, who finds φ as here). In a part of a week a part of μ is wanted: a shelf is emptied by good luck,
//! but what was sold until then is right in the mean for so much time (Wald's identity).

use super::Series;
use crate::numbers::{centred, dot, mean};
use libm::{exp, log, sqrt};

/// φ before anything is known.
const LIKELY: f64 = 0.1;
/// φ lies between.
const LEAST: f64 = 1e-6;
const MOST: f64 = 10.0;
/// A week counts as at most so many standard deviations or lots more than expected: bulk orders and typing
/// errors.
const FARTHEST: f64 = 5.0;
/// What would sell less than once in so many weeks should not have sold: its price was typed wrong.
const RAREST: f64 = 300.0;

/// The weeks of a product.
pub(super) struct Rows {
    /// Logarithms of what was wanted.
    pub(super) response: Vec<f64>,
    /// Square roots of the weights: one over the standard deviation that is expected.
    pub(super) weight: Vec<f64>,
    /// Logarithms of the expected units of whole weeks.
    pub(super) expected: Vec<f64>,
    /// The share of each week in which it was in stock.
    in_stock: Vec<f64>,
}

impl Rows {
    /// Before anything is known of prices.
    pub(super) fn new(series: &Series) -> Rows {
        let units: Vec<f64> = match &series.counts {
            Some(counts) => {
                counts.iter().zip(&series.in_stock).map(|(units, part)| units / part).collect()
            }
            None => series.log_units.iter().map(|log| exp(*log)).collect(),
        };
        let usual = mean(&units).max(f64::MIN_POSITIVE);
        Rows {
            response: series.log_units.clone(),
            weight: vec![1.0 / sqrt(1.0 / usual + LIKELY); units.len()],
            expected: vec![log(usual); units.len()],
            in_stock: series.in_stock.clone(),
        }
    }

    /// With what prices and controls do; φ as it was found last.
    pub(super) fn expect(&mut self, series: &Series, slope: f64, effects: &[f64], spread: f64) {
        let mut moved: Vec<f64> =
            centred(&series.log_price).iter().map(|price| slope * price).collect();
        for (effect, control) in effects.iter().zip(&series.controls) {
            for (moved, control) in moved.iter_mut().zip(centred(control)) {
                *moved += effect * control;
            }
        }
        let level = match &series.counts {
            Some(counts) => {
                let wanted: f64 =
                    moved.iter().zip(&self.in_stock).map(|(moved, part)| part * exp(*moved)).sum();
                log(counts.iter().sum::<f64>() / wanted)
            }
            None => {
                let weights: Vec<f64> = self.weight.iter().map(|weight| weight * weight).collect();
                let left: Vec<f64> = series
                    .log_units
                    .iter()
                    .zip(&moved)
                    .map(|(units, moved)| units - moved)
                    .collect();
                dot(&weights, &left) / weights.iter().sum::<f64>()
            }
        };
        self.expected = moved.iter().map(|moved| level + moved).collect();
        if let Some(counts) = &series.counts {
            let miss = |((units, expected), part): ((&f64, &f64), &f64)| {
                let mean = part * exp(*expected);
                let farthest = FARTHEST * sqrt(1.0 / mean + spread).max((1.0 / mean).min(RAREST));
                expected + ((units - mean) / mean).min(farthest)
            };
            let expected = counts.iter().zip(&self.expected).zip(&self.in_stock);
            self.response = expected.map(miss).collect();
        }
    }

    /// The variance of each week's logarithm by chance alone: `1/μ`.
    fn chance(&self) -> impl Iterator<Item = f64> {
        self.expected.iter().zip(&self.in_stock).map(|(expected, part)| exp(-expected) / part)
    }

    /// Weighs weeks by φ.
    pub(super) fn weigh(&mut self, spread: f64) {
        self.weight = self.chance().map(|chance| 1.0 / sqrt(chance + spread)).collect();
    }
}

/// φ: by how much weeks of all products vary beyond chance, as the variance of a logarithm.
pub(super) fn spread(rows: &[Rows]) -> f64 {
    let known = || rows.iter().filter(|rows| rows.response.len() > 2);
    let freedom: f64 = known().map(|rows| rows.response.len() as f64 - 2.0).sum();
    let misses: Vec<(f64, f64)> = known()
        .flat_map(|rows| rows.response.iter().zip(&rows.expected).zip(rows.chance()))
        .map(|((response, expected), chance)| ((response - expected).powi(2), chance))
        .collect();
    let (mut low, mut high) = (log(LEAST), log(MOST));
    for _ in 0..20 {
        let middle = 0.5 * (low + high);
        let spread = exp(middle);
        let squares: f64 = misses.iter().map(|(miss, chance)| miss / (chance + spread)).sum();
        if squares > freedom { low = middle } else { high = middle }
    }
    exp(0.5 * (low + high))
}
