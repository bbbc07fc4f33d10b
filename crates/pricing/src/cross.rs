//! What rivals' prices do to a product's demand: substitutes gain from them, complements lose.
//!
//! A category has many pairs and few weeks, so that most of what least squares says about pairs is
//! chance. Each product's rivals are estimated together, every effect a draw around zero whose
//! spread the restricted likelihood weighs (ridge regression as a random-effects model: Robinson,
//! 1991): what chance could have done stays near zero. The product's level, own price and controls
//! are taken out before.

use crate::{
    elasticity::{CLEAR_T, LEAST_PRICE_SD, Series},
    hierarchy::Posterior,
    linear::{Factor, Inverse, fit},
    numbers::{at, dot},
};
use libm::{exp, log, sqrt};

/// Points of the grid for the spread of effects.
const POINTS: usize = 60;

/// What a rival is to a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Its higher price clearly sells more.
    Substitute,
    /// Its higher price clearly sells less.
    Complement,
    /// Chance could have done it.
    Unclear,
    /// Its price hardly moved by itself.
    NotIdentifiable,
}

/// What a rival's price does to a product's demand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cross {
    /// By what percentage demand changes when that price rises by 1 %; around zero where nothing is
    /// known.
    pub posterior: Posterior,
    /// What it is.
    pub kind: Kind,
}

/// What each of a product's rivals does, by the logarithm of its price in the product's known weeks.
/// `None` with too few weeks for a residual.
pub fn cross(series: &Series, rivals: &[Vec<f64>]) -> Option<Vec<Cross>> {
    let weeks = series.weeks();
    let one = Factor::constant(weeks);
    let known: Vec<&[f64]> = std::iter::once(series.log_price.as_slice())
        .chain(series.controls.iter().map(Vec::as_slice))
        .collect();
    let own = fit(&series.log_units, &known, &[&one]);
    if own.freedom < 2 {
        return None;
    }
    let freedom = own.freedom as f64;
    let cleaned: Vec<Vec<f64>> =
        rivals.iter().map(|rival| fit(rival, &known, &[&one]).residuals).collect();
    let is_moving: Vec<bool> =
        cleaned.iter().map(|rival| sqrt(dot(rival, rival) / freedom) >= LEAST_PRICE_SD).collect();
    let moving: Vec<&Vec<f64>> = cleaned
        .iter()
        .zip(&is_moving)
        .filter(|(_, moves)| **moves)
        .map(|(rival, _)| rival)
        .collect();
    let products: Vec<Vec<f64>> =
        moving.iter().map(|a| moving.iter().map(|b| dot(a, b)).collect()).collect();
    let right: Vec<f64> = moving.iter().map(|rival| dot(rival, &own.residuals)).collect();
    let squares = dot(&own.residuals, &own.residuals);

    // The spread of effects, in residual standard deviations, from a hundredth to a hundred. Its prior
    // is a half-normal of scale 1, which is none as easily; points lie even in the logarithm, so that
    // each is as wide as it is far.
    let points = (0..POINTS).map(|point| {
        let ratio = exp(log(1e4) * (point as f64 + 0.5) / POINTS as f64) / 100.0;
        let mut point = ridge(&products, &right, squares, freedom, 1.0 / (ratio * ratio));
        point.likelihood += log(ratio) - 0.5 * point.spread;
        point
    });
    let points: Vec<Point> = points.collect();
    let most = points.iter().map(|point| point.likelihood).fold(f64::NEG_INFINITY, f64::max);
    let mut weights: Vec<f64> = points.iter().map(|point| exp(point.likelihood - most)).collect();
    let total: f64 = weights.iter().sum();
    for weight in &mut weights {
        *weight /= total;
    }
    let mut found = (0..moving.len()).map(|place| {
        let mean: f64 = points
            .iter()
            .zip(&weights)
            .map(|(point, weight)| weight * at(&point.means, place))
            .sum();
        let spread = points.iter().zip(&weights).map(|(point, weight)| {
            weight * (at(&point.variances, place) + (at(&point.means, place) - mean).powi(2))
        });
        Posterior { mean, sd: sqrt(spread.sum::<f64>()), freedom }
    });
    // What is not told is like any other rival: around zero, as far as those are.
    let spread: f64 =
        points.iter().zip(&weights).map(|(point, weight)| weight * point.spread).sum();
    let unknown = Posterior { mean: 0.0, sd: sqrt(spread), freedom };
    let each = is_moving.iter().map(|is_moving| {
        let told = if *is_moving { found.next() } else { None };
        let kind = match told {
            None => Kind::NotIdentifiable,
            Some(posterior) if posterior.t() >= CLEAR_T => Kind::Substitute,
            Some(posterior) if posterior.t() <= -CLEAR_T => Kind::Complement,
            Some(_) => Kind::Unclear,
        };
        Cross { posterior: told.unwrap_or(unknown), kind }
    });
    Some(each.collect())
}

/// Effects for one spread.
struct Point {
    means: Vec<f64>,
    variances: Vec<f64>,
    /// The variance of effects.
    spread: f64,
    likelihood: f64,
}

/// Ridge regression with this penalty (the residual variance over that of effects), and its
/// restricted log-likelihood with the residual variance at its best.
fn ridge(products: &[Vec<f64>], right: &[f64], squares: f64, freedom: f64, penalty: f64) -> Point {
    let mut penalised = products.to_vec();
    for (place, row) in penalised.iter_mut().enumerate() {
        if let Some(cell) = row.get_mut(place) {
            *cell += penalty;
        }
    }
    let inverse = Inverse::of(&penalised, &vec![0.0; right.len()]);
    let means = inverse.times(right);
    let residual = (squares - dot(&means, right)).max(1e-12 * squares).max(f64::MIN_POSITIVE);
    let variance = residual / freedom;
    let variances =
        inverse.matrix.iter().enumerate().map(|(place, row)| variance * at(row, place)).collect();
    let determinant = inverse.log_determinant - right.len() as f64 * log(penalty);
    Point {
        means,
        variances,
        spread: variance / penalty,
        likelihood: -0.5 * (freedom * log(variance) + determinant),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Random;

    /// A product with a substitute, a complement, four strangers, and one whose price stands still.
    fn category(random: &mut Random, weeks: usize) -> (Series, Vec<Vec<f64>>) {
        let mut rivals: Vec<Vec<f64>> =
            (0..6).map(|_| (0..weeks).map(|_| 0.1 * random.normal()).collect()).collect();
        rivals.push(vec![0.7; weeks]);
        let log_price: Vec<f64> = (0..weeks).map(|_| 0.1 * random.normal()).collect();
        let log_units = (0..weeks)
            .map(|week| {
                4.0 - 2.0 * log_price[week] + 1.5 * rivals[0][week] - rivals[1][week]
                    + 0.2 * random.normal()
            })
            .collect();
        (Series { log_units, log_price, ..Series::default() }, rivals)
    }

    #[test]
    fn substitutes_and_complements_are_told_from_strangers() {
        let (series, rivals) = category(&mut Random::new(1, 1), 104);
        let found = cross(&series, &rivals).unwrap();
        assert_eq!(found[0].kind, Kind::Substitute, "{found:?}");
        assert_eq!(found[1].kind, Kind::Complement, "{found:?}");
        assert_eq!(found[6].kind, Kind::NotIdentifiable, "{found:?}");
        assert!((found[0].posterior.mean - 1.5).abs() < 0.5, "{found:?}");
        assert!(found[2..6].iter().all(|cross| cross.posterior.mean.abs() < 0.5), "{found:?}");
        assert_eq!(found[6].posterior.mean, 0.0);
    }

    /// Over many short histories: nearer to the truth than least squares, and rarely sure of nothing.
    #[test]
    fn chance_is_shrunk_to_zero() {
        let truth = [1.5, -1.0, 0.0, 0.0, 0.0, 0.0];
        let (mut shrunk, mut plain, mut covering, mut alarms) = (0.0, 0.0, 0, 0);
        for seed in 0..200 {
            let (series, rivals) = category(&mut Random::new(seed, 2), 20);
            let found = cross(&series, &rivals).unwrap();
            let mut columns = vec![series.log_price.as_slice()];
            columns.extend(rivals[..6].iter().map(Vec::as_slice));
            let own = fit(&series.log_units, &columns, &[&Factor::constant(20)]);
            for (place, truth) in truth.iter().enumerate() {
                shrunk += (found[place].posterior.mean - truth).powi(2);
                plain += (own.coefficients[place + 1] - truth).powi(2);
                let (low, high) = found[place].posterior.interval(0.9);
                covering += usize::from((low..=high).contains(truth));
                let is_sure = matches!(found[place].kind, Kind::Substitute | Kind::Complement);
                alarms += usize::from(is_sure && *truth == 0.0);
            }
        }
        println!("squared errors {shrunk:.1} and {plain:.1}, {covering} of 1200, {alarms} alarms");
        assert!(shrunk < 0.85 * plain, "{shrunk} {plain}");
        assert!((0.86..=0.96).contains(&(covering as f64 / 1200.0)), "{covering}");
        assert!(alarms < 40, "{alarms}");
    }

    #[test]
    fn too_few_weeks_say_nothing() {
        let (series, rivals) = category(&mut Random::new(1, 1), 3);
        assert_eq!(cross(&series, &rivals), None);
        let (series, _) = category(&mut Random::new(1, 1), 20);
        assert_eq!(cross(&series, &[]), Some(Vec::new()));
    }
}
