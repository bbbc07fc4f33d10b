//! Random numbers that are the same on every platform: ChaCha8 for the bits, `libm` for the
//! functions, and no width of `usize` anywhere.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng as _, SeedableRng as _},
};

/// Above this mean a count is drawn from the gamma of its mean and variance instead of by adding
/// up probabilities.
const LARGE_MEAN: f64 = 600.0;

/// A stream of random numbers. Streams of one seed are independent of each other, so that drawing
/// more of one thing changes nothing else.
#[derive(Debug, Clone)]
pub struct Random(ChaCha8Rng);

impl Random {
    /// The stream of a seed with this number.
    pub fn new(seed: u64, stream: u64) -> Random {
        let mut key = [0; 32];
        for (to, from) in key.iter_mut().zip(seed.to_le_bytes()) {
            *to = from;
        }
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(stream);
        Random(generator)
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform between 0 and 1, never either.
    pub fn uniform(&mut self) -> f64 {
        ((self.bits() >> 11) as f64 + 0.5) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Uniform between `low` and `high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// A whole number below `count`; 0 if `count` is 0.
    pub fn below(&mut self, count: u32) -> u32 {
        (((self.bits() >> 32) * u64::from(count)) >> 32) as u32
    }

    /// Whether something of this probability happens.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// One of `choices`, each as likely as the others.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len() as u32) as usize)
    }

    /// The place of one of `weights`, as likely as its weight; the last if rounding leaves none.
    pub fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let mut left = self.uniform() * weights.clone().sum::<f64>();
        let mut last = 0;
        for (at, weight) in weights.enumerate() {
            last = at;
            left -= weight;
            if left < 0.0 {
                break;
            }
        }
        last
    }

    /// Standard normal.
    pub fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform())
    }

    /// Exponential with this mean.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * libm::log(self.uniform())
    }

    /// Gamma with this shape and mean 1 (Marsaglia and Tsang, 2000).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        // Below a shape of 1 the method needs the boost of the authors' section 8.
        let (used, boost) = match shape < 1.0 {
            true => (shape + 1.0, libm::pow(self.uniform(), 1.0 / shape)),
            false => (shape, 1.0),
        };
        let d = used - 1.0 / 3.0;
        let c = 1.0 / libm::sqrt(9.0 * d);
        loop {
            let x = self.normal();
            let v = 1.0 + c * x;
            if v <= 0.0 {
                continue;
            }
            let v = v * v * v;
            let u = self.uniform();
            if libm::log(u) < 0.5 * x * x + d - d * v + d * libm::log(v) {
                return boost * d * v / shape;
            }
        }
    }

    /// Poisson with this mean.
    pub fn poisson(&mut self, mean: f64) -> u32 {
        count_quantile(self.uniform(), mean, f64::INFINITY)
    }

    /// Negative binomial with this mean and the variance mean + mean² / size.
    pub fn negative_binomial(&mut self, mean: f64, size: f64) -> u32 {
        count_quantile(self.uniform(), mean, size)
    }

    /// How many of `trials` happen, each with this probability; quick where few do.
    pub fn binomial(&mut self, trials: u32, probability: f64) -> u32 {
        if probability <= 0.0 {
            return 0;
        }
        if probability >= 1.0 {
            return trials;
        }
        // From one that happens to the next is a geometric step.
        let step = 1.0 / libm::log1p(-probability);
        let (mut happened, mut at) = (0, 0.0);
        loop {
            at += 1.0 + (libm::log(self.uniform()) * step).floor();
            if at > f64::from(trials) {
                return happened;
            }
            happened += 1;
        }
    }
}

/// The smallest count whose cumulative probability reaches `u`, for a negative binomial with this
/// mean and size (variance mean + mean² / size); an infinite size makes it a Poisson. For one `u`
/// it never falls when the mean rises (but by a unit in a hundred where the way of drawing changes),
/// which keeps two policies on the same luck comparable.
pub fn count_quantile(u: f64, mean: f64, size: f64) -> u32 {
    if mean <= 0.0 {
        return 0;
    }
    if mean > LARGE_MEAN {
        return large_count_quantile(u, mean, size);
    }
    let is_poisson = size > 1e9;
    let (mut probability, odds) = match is_poisson {
        true => (libm::exp(-mean), mean),
        false => (libm::exp(-size * libm::log1p(mean / size)), mean / (size + mean)),
    };
    let (mut count, mut sum) = (0.0, probability);
    // Past the mean a probability this small adds nothing to the sum any more.
    while sum < u && (count < mean || probability > 1e-18) {
        let ratio = if is_poisson { odds } else { (size + count) * odds };
        count += 1.0;
        probability *= ratio / count;
        sum += probability;
    }
    count as u32
}

/// By the gamma of the same mean and variance (Wilson and Hilferty, 1931).
fn large_count_quantile(u: f64, mean: f64, size: f64) -> u32 {
    let ninth = (1.0 / mean + 1.0 / size) / 9.0;
    let root = 1.0 - ninth + normal_quantile(u) * libm::sqrt(ninth);
    (mean * root.max(0.0) * root * root + 0.5) as u32
}

/// The standard normal quantile, to a relative error of 1e-9 (Acklam's rational approximation).
pub fn normal_quantile(u: f64) -> f64 {
    let tail = |u: f64| {
        let q = libm::sqrt(-2.0 * libm::log(u));
        let above =
            ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q
                - 2.549732539343734)
                * q
                + 4.374664141464968)
                * q
                + 2.938163982698783;
        let below = (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996)
            * q
            + 3.754408661907416)
            * q
            + 1.0;
        above / below
    };
    if u < 0.02425 {
        return tail(u);
    }
    if u > 1.0 - 0.02425 {
        return -tail(1.0 - u);
    }
    let q = u - 0.5;
    let r = q * q;
    let above = (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r
        - 2.759285104469687e+02)
        * r
        + 1.383_577_518_672_69e2)
        * r
        - 3.066479806614716e+01)
        * r
        + 2.506628277459239)
        * q;
    let below =
        ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r
            + 6.680131188771972e+01)
            * r
            - 1.328068155288572e+01)
            * r
            + 1.0;
    above / below
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and variance of draws, each held to five standard errors of the mean.
    fn moments(mut draw: impl FnMut(&mut Random) -> f64, mean: f64, variance: f64) {
        let mut random = Random::new(7, 1);
        let draws: Vec<f64> = (0..40_000).map(|_| draw(&mut random)).collect();
        let n = draws.len() as f64;
        let found = draws.iter().sum::<f64>() / n;
        let spread = draws.iter().map(|x| (x - found) * (x - found)).sum::<f64>() / n;
        assert!((found - mean).abs() < 5.0 * (variance / n).sqrt(), "mean {found}, not {mean}");
        assert!((spread / variance - 1.0).abs() < 0.1, "variance {spread}, not {variance}");
    }

    #[test]
    fn draws_have_the_moments_they_are_asked_for() {
        moments(Random::uniform, 0.5, 1.0 / 12.0);
        moments(Random::normal, 0.0, 1.0);
        moments(|random| random.exponential(3.0), 3.0, 9.0);
        moments(|random| random.gamma(4.0), 1.0, 0.25);
        moments(|random| random.gamma(0.5), 1.0, 2.0);
        moments(|random| f64::from(random.poisson(0.3)), 0.3, 0.3);
        moments(|random| f64::from(random.poisson(900.0)), 900.0, 900.0);
        moments(|random| f64::from(random.negative_binomial(5.0, 2.0)), 5.0, 17.5);
        moments(|random| f64::from(random.negative_binomial(2000.0, 10.0)), 2000.0, 402_000.0);
        moments(|random| f64::from(random.binomial(40, 0.1)), 4.0, 3.6);
        moments(|random| f64::from(random.below(10)), 4.5, 8.25);
    }

    #[test]
    fn streams_and_seeds_differ_and_repeat() {
        let first = |seed, stream| Random::new(seed, stream).bits();
        assert_eq!(first(1, 1), first(1, 1));
        assert_ne!(first(1, 1), first(1, 2));
        assert_ne!(first(1, 1), first(2, 1));
    }

    #[test]
    fn more_expected_demand_is_never_less_demand() {
        for step in 1..200 {
            let u = f64::from(step) / 200.0;
            let counts = |means: std::ops::RangeInclusive<u32>| -> Vec<u32> {
                means.map(|mean| count_quantile(u, f64::from(mean), 9.0)).collect()
            };
            assert!(counts(1..=600).is_sorted() && counts(601..=900).is_sorted(), "at {u}");
            let (exact, near) = (count_quantile(u, 600.0, 9.0), count_quantile(u, 600.1, 9.0));
            assert!(f64::from(exact.abs_diff(near)) < 0.02 * 600.0, "{exact} and {near} at {u}");
        }
    }
}
