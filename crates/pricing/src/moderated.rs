//! Variances of many small samples, each moderated by all: with eight weeks a product's own residual
//! variance says little, and what products have in common says much.
//!
//! The variances are taken as draws of a scaled inverse χ² whose two numbers are found from all of
//! them by moments of their logarithms (Smyth, 2004, section 6.2: limma's `squeezeVar`).

use crate::{
    numbers::mean,
    student::{digamma, trigamma, trigamma_inverse},
};
use libm::{exp, log};

/// A variance of residuals, and of how many degrees of freedom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variance {
    /// The variance.
    pub value: f64,
    /// Its degrees of freedom; none: nothing is known.
    pub freedom: f64,
}

/// Each variance, moderated by what all have in common, with the freedom that it then has: never
/// more than that of all together.
pub fn moderate(variances: &[Variance]) -> Vec<Variance> {
    let known: Vec<&Variance> = variances.iter().filter(|v| v.freedom > 0.0).collect();
    let all: f64 = known.iter().map(|v| v.freedom).sum();
    if all <= 0.0 {
        return vec![Variance { value: f64::NAN, freedom: 0.0 }; variances.len()];
    }
    let pooled = known.iter().map(|v| v.freedom * v.value).sum::<f64>() / all;
    let (common, weight) = prior(&known, pooled);
    let moderated = variances.iter().map(|v| {
        let own = v.freedom.max(0.0);
        let value = match weight.is_finite() {
            true => (weight * common + own * v.value) / (weight + own),
            false => common,
        };
        Variance { value, freedom: (weight + own).min(all) }
    });
    moderated.collect()
}

/// What variances have in common, and for how many degrees of freedom it counts: infinitely many
/// where they differ no more than chance makes them.
fn prior(known: &[&Variance], pooled: f64) -> (f64, f64) {
    // A sample that a line happened to fit exactly would have the logarithm of nothing.
    let floor = (1e-6 * pooled).max(f64::MIN_POSITIVE);
    let logs: Vec<f64> = known
        .iter()
        .map(|v| {
            let half = 0.5 * v.freedom;
            log(v.value.max(floor)) - digamma(half) + log(half)
        })
        .collect();
    let level = mean(&logs);
    let spread = logs.iter().map(|log| (log - level) * (log - level)).sum::<f64>()
        / logs.len().saturating_sub(1).max(1) as f64;
    let chance = known.iter().map(|v| trigamma(0.5 * v.freedom)).sum::<f64>() / known.len() as f64;
    if spread <= chance {
        return (pooled, f64::INFINITY);
    }
    let half = trigamma_inverse(spread - chance);
    (exp(level + digamma(half) - log(half)), 2.0 * half)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Random;

    fn sample(random: &mut Random, sd: f64, freedom: u32) -> Variance {
        let squares: f64 = (0..freedom).map(|_| random.normal()).map(|x| x * x).sum();
        let freedom = f64::from(freedom);
        Variance { value: sd * sd * squares / freedom, freedom }
    }

    #[test]
    fn alike_variances_become_one() {
        let mut random = Random::new(1, 1);
        let own: Vec<Variance> = (0..400).map(|_| sample(&mut random, 0.5, 5)).collect();
        for v in moderate(&own) {
            assert!((v.value - 0.25).abs() < 0.05, "{v:?}");
            assert!(v.freedom > 40.0 && v.freedom <= 2000.0, "{v:?}");
        }
    }

    #[test]
    fn different_variances_stay_different_and_come_closer_to_the_truth() {
        let mut random = Random::new(2, 1);
        let truth: Vec<f64> = (0..400).map(|_| (0.4 * random.normal()).exp()).collect();
        let own: Vec<Variance> = truth.iter().map(|sd| sample(&mut random, *sd, 6)).collect();
        let error = |found: &[Variance]| -> f64 {
            let each = found.iter().zip(&truth).map(|(v, sd)| (v.value / (sd * sd)).ln());
            each.map(|x| x * x).sum()
        };
        let moderated = moderate(&own);
        assert!(error(&moderated) < 0.7 * error(&own), "{} {}", error(&moderated), error(&own));
        assert!(
            moderated.iter().all(|v| v.freedom > 8.0 && v.freedom < 30.0),
            "{:?}",
            moderated[0]
        );
    }

    #[test]
    fn nothing_known_is_said_to_be_unknown() {
        let none = moderate(&[Variance { value: 1.0, freedom: 0.0 }]);
        assert!(none[0].value.is_nan() && none[0].freedom == 0.0);
        let one = [Variance { value: 2.0, freedom: 3.0 }, Variance { value: 9.0, freedom: 0.0 }];
        let values: Vec<f64> = moderate(&one).iter().map(|v| v.value).collect();
        assert_eq!(values, [2.0, 2.0]);
    }
}
