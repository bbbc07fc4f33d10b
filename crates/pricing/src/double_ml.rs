//! The elasticity of all products together by another road, as a check of the regressions: double
//! machine learning (Chernozhukov et al., 2018).
//!
//! What else is known of a week predicts its units and, apart, its price, by a learner that has not
//! seen the week (cross-fitting); the elasticity is the slope of what is left of units on what is
//! left of price. Unlike a regression it needs no shape for what controls do. The learner here is a
//! ridge regression on dummies, then boosted trees of two levels on what it leaves.

use crate::{
    Random,
    linear::{Factor, fit},
    numbers::{at, mean},
};
use std::cmp::Ordering;

/// Rows' worth of a level's effect being zero.
const RIDGE: f64 = 2.0;
/// Turns of the ridge regression over the factors.
const TURNS: usize = 10;
/// Trees, and the share of each that counts.
const TREES: usize = 60;
const RATE: f64 = 0.15;
/// Parts that a column is cut into, with as many rows each.
const BINS: usize = 32;
/// Fewest rows on either side of a cut.
const FEWEST: f64 = 20.0;

/// An effect and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// The elasticity.
    pub estimate: f64,
    /// Its standard error, where the rows of a cluster may err together.
    pub standard_error: f64,
}

/// What is known of each row.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// Logarithm of units.
    pub log_units: &'a [f64],
    /// Logarithm of the price.
    pub log_price: &'a [f64],
    /// Columns of numbers: promotions, season, week, rivals' prices.
    pub numbers: &'a [&'a [f64]],
    /// What rows belong to: store, brand.
    pub factors: &'a [&'a Factor],
    /// Rows that err together.
    pub clusters: &'a Factor,
}

/// The elasticity, with so many folds drawn from a seed. `None` where nothing is left of the price.
pub fn double_ml(rows: &Rows<'_>, folds: usize, seed: u64) -> Option<Effect> {
    let count = rows.log_units.len();
    let mut random = Random::new(seed, 1);
    let fold_of: Vec<usize> = (0..count).map(|_| random.below(folds.max(2))).collect();
    let columns: Vec<Vec<u8>> = rows.numbers.iter().map(|column| binned(column)).collect();
    let left = |target: &[f64]| -> Vec<f64> {
        let mut left = target.to_vec();
        for fold in 0..folds.max(2) {
            let is_seen: Vec<bool> = fold_of.iter().map(|own| *own != fold).collect();
            let learnt = learn(target, rows.factors, &columns, &is_seen);
            for ((left, learnt), is_seen) in left.iter_mut().zip(&learnt).zip(&is_seen) {
                if !is_seen {
                    *left -= learnt;
                }
            }
        }
        left
    };
    let (units, price) = (left(rows.log_units), left(rows.log_price));
    let slope = fit(&units, &[&price], &[]);
    Some(Effect {
        estimate: slope.coefficients.first().copied().filter(|_| slope.variance.is_some())?,
        standard_error: slope.cluster_error(0, rows.clusters)?,
    })
}

/// The part of each row's value among all, so that trees compare small numbers.
fn binned(column: &[f64]) -> Vec<u8> {
    let mut sorted = column.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut cuts: Vec<f64> =
        (1..BINS).filter_map(|bin| sorted.get(bin * sorted.len() / BINS).copied()).collect();
    // A promotion has two values: the cut between them is wanted even where one is rare.
    cuts.extend(sorted.last().copied());
    cuts.dedup();
    let bin = |value: &f64| cuts.partition_point(|cut| cut.total_cmp(value) != Ordering::Greater);
    column.iter().map(|value| bin(value) as u8).collect()
}

/// What a learner that sees only some rows expects of each row.
fn learn(target: &[f64], factors: &[&Factor], columns: &[Vec<u8>], is_seen: &[bool]) -> Vec<f64> {
    let seen: Vec<f64> =
        target.iter().zip(is_seen).filter(|(_, seen)| **seen).map(|(value, _)| *value).collect();
    let mut expected = vec![mean(&seen); target.len()];
    // Ridge regression on the dummies, a factor at a time.
    let mut effects: Vec<Vec<f64>> = factors.iter().map(|f| vec![0.0; f.levels()]).collect();
    for _ in 0..TURNS {
        for (factor, effects) in factors.iter().zip(&mut effects) {
            let mut sums = vec![(0.0, 0.0); factor.levels()];
            let rows = factor.of().iter().zip(target).zip(&expected).zip(is_seen);
            for (((level, value), expected), _) in rows.filter(|(_, seen)| **seen) {
                if let Some((sum, count)) = sums.get_mut(*level) {
                    *sum += value - expected + at(effects, *level);
                    *count += 1.0;
                }
            }
            let found: Vec<f64> = sums.iter().map(|(sum, count)| sum / (count + RIDGE)).collect();
            for (expected, level) in expected.iter_mut().zip(factor.of()) {
                *expected += at(&found, *level) - at(effects, *level);
            }
            *effects = found;
        }
    }
    for _ in 0..TREES {
        let left: Vec<f64> = target.iter().zip(&expected).map(|(value, own)| value - own).collect();
        let Some(root) = Cut::best(columns, &left, is_seen) else { break };
        let side = |is_above: bool| -> Vec<bool> {
            let rows = root.sides(columns).zip(is_seen);
            rows.map(|(above, seen)| *seen && above == is_above).collect()
        };
        let leaves = [false, true].map(|is_above| Cut::best(columns, &left, &side(is_above)));
        let above: Vec<bool> = root.sides(columns).collect();
        for (is_above, leaf) in [false, true].into_iter().zip(&leaves) {
            let mean = if is_above { root.above } else { root.below };
            let within: Vec<bool> = match leaf {
                Some(cut) => cut.sides(columns).collect(),
                None => vec![false; left.len()],
            };
            let rows = expected.iter_mut().zip(&above).zip(&within);
            for ((expected, _), within) in rows.filter(|((_, above), _)| **above == is_above) {
                *expected += RATE
                    * match leaf {
                        Some(cut) if *within => cut.above,
                        Some(cut) => cut.below,
                        None => mean,
                    };
            }
        }
    }
    expected
}

/// Where a column is cut in two, and the mean on either side.
struct Cut {
    column: usize,
    bin: u8,
    below: f64,
    above: f64,
}

impl Cut {
    /// The cut of the rows asked for that leaves the smallest sum of squares.
    fn best(columns: &[Vec<u8>], values: &[f64], is_asked: &[bool]) -> Option<Cut> {
        let mut best: Option<(f64, Cut)> = None;
        for (column, bins) in columns.iter().enumerate() {
            let mut sums = [(0.0, 0.0); BINS + 1];
            let rows = bins.iter().zip(values).zip(is_asked);
            for ((bin, value), _) in rows.filter(|(_, asked)| **asked) {
                if let Some((sum, count)) = sums.get_mut(usize::from(*bin)) {
                    *sum += value;
                    *count += 1.0;
                }
            }
            let total: f64 = sums.iter().map(|(sum, _)| sum).sum();
            let rows: f64 = sums.iter().map(|(_, count)| count).sum();
            let (mut sum, mut count) = (0.0, 0.0);
            for (bin, (own, own_count)) in sums.iter().enumerate() {
                sum += own;
                count += own_count;
                if *own_count == 0.0 || count < FEWEST || rows - count < FEWEST {
                    continue;
                }
                let (below, above) = (sum / count, (total - sum) / (rows - count));
                let gain = below * sum + above * (total - sum) - total * total / rows;
                if best.as_ref().is_none_or(|(most, _)| gain > *most) {
                    best = Some((gain, Cut { column, bin: bin as u8, below, above }));
                }
            }
        }
        best.map(|(_, cut)| cut)
    }

    /// Whether each row lies above the cut.
    fn sides<'a>(&self, columns: &'a [Vec<u8>]) -> impl Iterator<Item = bool> + use<'a> {
        let bin = self.bin;
        let column = columns.get(self.column).map(Vec::as_slice).unwrap_or_default();
        column.iter().map(move |own| *own > bin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A shop whose promotions and week do to demand and price what no straight line can say.
    #[test]
    fn an_elasticity_behind_crooked_controls_is_found() {
        let mut random = Random::new(1, 1);
        let (stores, weeks) = (20, 120);
        let (mut units, mut price) = (Vec::new(), Vec::new());
        let (mut week_of, mut promotion_of, mut store_of) = (Vec::new(), Vec::new(), Vec::new());
        for store in 0..stores {
            let level = random.normal();
            for week in 0..weeks {
                let promotion = f64::from(u8::from(random.uniform() < 0.2));
                let wave = (f64::from(week) / 8.0).sin();
                let log_price = 0.1 * level - 0.3 * wave.powi(2) - 0.2 * promotion * wave
                    + 0.1 * random.normal();
                units.push(
                    3.0 + level - 2.0 * log_price - 2.0 * wave.powi(2)
                        + 0.8 * promotion * wave
                        + 0.3 * random.normal(),
                );
                price.push(log_price);
                week_of.push(f64::from(week));
                promotion_of.push(promotion);
                store_of.push(store);
            }
        }
        let store = Factor::new(store_of);
        let plain = fit(&units, &[&price, &promotion_of, &week_of], &[&store]);
        let found = double_ml(
            &Rows {
                log_units: &units,
                log_price: &price,
                numbers: &[&promotion_of, &week_of],
                factors: &[&store],
                clusters: &store,
            },
            5,
            1,
        )
        .unwrap();
        println!("{found:?}, and by a plain regression {}", plain.coefficients[0]);
        assert!((found.estimate + 2.0).abs() < 0.2, "{found:?}");
        assert!((plain.coefficients[0] + 2.0).abs() > 0.5, "{}", plain.coefficients[0]);
        assert!((0.03..0.15).contains(&found.standard_error), "{found:?}");
    }

    #[test]
    fn a_price_that_stands_still_gives_nothing() {
        let rows = Rows {
            log_units: &[1.0, 2.0, 3.0, 4.0],
            log_price: &[2.0; 4],
            numbers: &[],
            factors: &[],
            clusters: &Factor::new(vec![0, 0, 1, 1]),
        };
        assert_eq!(double_ml(&rows, 2, 1), None);
    }

    #[test]
    fn rare_values_have_a_part_of_their_own() {
        let mut column = vec![0.0; 100];
        column[7] = 1.0;
        let bins = binned(&column);
        assert!(bins[7] > bins[6] && bins[6] == bins[8]);
    }
}
