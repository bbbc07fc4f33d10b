//! The normal distribution, and distributions of counts. Figures that do not exist are NaN.

use libm::{erfc, exp, lgamma, log, sqrt};
use std::f64::consts::{PI, SQRT_2};

/// Probability left out above the counts of a [`Counts::poisson`].
const TAIL: f64 = 1e-15;

/// The density of the standard normal distribution.
pub fn normal_density(z: f64) -> f64 {
    exp(-0.5 * z * z) / sqrt(2.0 * PI)
}

/// The probability that a standard normal variable is at most `z`.
pub fn normal_probability(z: f64) -> f64 {
    0.5 * erfc(-z / SQRT_2)
}

/// The standard normal quantile: Acklam's rational approximation (2003), then one step of Halley's
/// method, which makes it exact to the last digits.
pub fn normal_quantile(probability: f64) -> f64 {
    // The half where the error function keeps its digits.
    if probability > 0.5 {
        return -normal_quantile(1.0 - probability);
    }
    if probability <= 0.0 {
        return if probability == 0.0 { f64::NEG_INFINITY } else { f64::NAN };
    }
    let horner = |coefficients: &[f64], x: f64| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    let near = if probability < 0.02425 {
        let q = sqrt(-2.0 * log(probability));
        horner(&ACKLAM_TAIL, q) / horner(&ACKLAM_TAIL_BELOW, q)
    } else {
        let q = probability - 0.5;
        horner(&ACKLAM, q * q) * q / horner(&ACKLAM_BELOW, q * q)
    };
    let step = (normal_probability(near) - probability) / normal_density(near);
    near - step / (1.0 + 0.5 * near * step)
}

const ACKLAM: [f64; 6] = [
    -39.69683028665376,
    220.9460984245205,
    -275.9285104469687,
    138.357_751_867_269,
    -30.66479806614716,
    2.506628277459239,
];
const ACKLAM_BELOW: [f64; 6] = [
    -54.47609879822406,
    161.5858368580409,
    -155.6989798598866,
    66.80131188771972,
    -13.28068155288572,
    1.0,
];
const ACKLAM_TAIL: [f64; 6] = [
    -0.007784894002430293,
    -0.3223964580411365,
    -2.400758277161838,
    -2.549732539343734,
    4.374664141464968,
    2.938163982698783,
];
const ACKLAM_TAIL_BELOW: [f64; 5] =
    [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1.0];

/// The expected excess of a standard normal variable over `z`.
pub fn normal_loss(z: f64) -> f64 {
    normal_density(z) - z * normal_probability(-z)
}

/// A distribution of whole units: the probability of 0, 1, 2, …
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    probabilities: Vec<f64>,
}

impl Counts {
    /// From the probabilities of 0, 1, 2, … They are scaled to add up to 1; what is negative or not
    /// finite counts as 0.
    pub fn new(mut probabilities: Vec<f64>) -> Counts {
        for probability in &mut probabilities {
            *probability = if probability.is_finite() { probability.max(0.0) } else { 0.0 };
        }
        let sum: f64 = probabilities.iter().sum();
        for probability in &mut probabilities {
            *probability /= sum;
        }
        Counts { probabilities }
    }

    /// Poisson with this mean.
    pub fn poisson(mean: f64) -> Counts {
        if mean <= 0.0 {
            return Counts::new(vec![1.0]);
        }
        let of = |count: f64| exp(count * log(mean) - mean - lgamma(count + 1.0));
        let mut probabilities = Vec::new();
        let mut count = 0.0;
        loop {
            let probability = of(count);
            if count > mean && probability < TAIL {
                return Counts::new(probabilities);
            }
            probabilities.push(probability);
            count += 1.0;
        }
    }

    /// The probability of 0, 1, 2, …
    pub fn probabilities(&self) -> &[f64] {
        &self.probabilities
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.each().map(|(count, probability)| count * probability).sum()
    }

    /// The smallest count whose cumulative probability reaches `probability`.
    pub fn quantile(&self, probability: f64) -> i64 {
        let mut sum = 0.0;
        let reaches = |of: &f64| {
            sum += of;
            sum >= probability
        };
        let last = self.probabilities.len().saturating_sub(1);
        self.probabilities.iter().position(reaches).unwrap_or(last) as i64
    }

    /// The expected cost of a level: `holding` for each unit of it above the count, `shortage` for
    /// each unit below.
    pub fn cost(&self, level: i64, holding: f64, shortage: f64) -> f64 {
        let cost_of = |count: f64| {
            let over = level as f64 - count;
            if over >= 0.0 { holding * over } else { -shortage * over }
        };
        self.each().map(|(count, probability)| probability * cost_of(count)).sum()
    }

    fn each(&self) -> impl Iterator<Item = (f64, f64)> {
        self.probabilities.iter().enumerate().map(|(count, p)| (count as f64, *p))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_quantiles_are_exact() {
        for (probability, z) in [
            (0.5, 0.0),
            (0.95, 1.6448536269514722),
            (0.975, 1.959963984540054),
            (0.01, -2.3263478740408408),
            (1e-6, -4.753424308822899),
        ] {
            assert!((normal_quantile(probability) - z).abs() < 1e-12, "{probability}");
        }
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert!(normal_quantile(-0.1).is_nan() && normal_quantile(1.1).is_nan());
    }

    #[test]
    fn a_poisson_has_its_mean_and_quantiles() {
        let six = Counts::poisson(6.0);
        assert!((six.mean() - 6.0).abs() < 1e-9);
        assert_eq!(six.quantile(0.8), 8);
        assert!((six.probabilities()[0] - (-6.0_f64).exp()).abs() < 1e-15);
        assert_eq!(Counts::poisson(2000.0).quantile(0.5), 2000);
        assert_eq!(Counts::poisson(0.0).quantile(0.99), 0);
    }

    #[test]
    fn the_loss_is_the_expected_excess() {
        // From the textbook's table of the standard loss function.
        assert!((normal_loss(0.0) - 0.398_942_280).abs() < 1e-9);
        assert!((normal_loss(1.0) - 0.083_315_470).abs() < 1e-8);
        let counts = Counts::new(vec![0.5, 0.25, 0.25]);
        assert_eq!(counts.cost(1, 2.0, 8.0), 0.5 * 2.0 + 0.25 * 8.0);
    }
}
