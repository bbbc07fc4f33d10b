//! Random numbers from a seed (SplitMix64 of Steele, Lea and Flood, 2014): the same everywhere.

use crate::student::normal_quantile;

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The stream of a seed with this number.
    pub fn new(seed: u64, stream: u64) -> Random {
        Random(
            seed.wrapping_mul(0xD134_2543_DE82_EF95) ^ stream.wrapping_mul(0xA24B_AED4_963E_E407),
        )
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
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
    pub fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.bits()) * count as u128) >> 64) as usize
    }

    /// Standard normal.
    pub fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform())
    }

    /// Student's t with so many degrees of freedom (Bailey's polar method, 1994).
    pub fn student(&mut self, freedom: f64) -> f64 {
        if freedom > 1e6 {
            return self.normal();
        }
        loop {
            let (u, v) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let w = u * u + v * v;
            if w <= 1.0 && w > 0.0 {
                return u * libm::sqrt(freedom * (libm::pow(w, -2.0 / freedom) - 1.0) / w);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_have_the_moments_they_are_asked_for() {
        let mut random = Random::new(1, 2);
        let mut moments = |draw: &mut dyn FnMut(&mut Random) -> f64| {
            let draws: Vec<f64> = (0..40_000).map(|_| draw(&mut random)).collect();
            let mean = draws.iter().sum::<f64>() / 40_000.0;
            (mean, draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 40_000.0)
        };
        let (mean, variance) = moments(&mut Random::normal);
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
        // The variance of Student's t is ν / (ν − 2).
        let (mean, variance) = moments(&mut |random| random.student(10.0));
        assert!(mean.abs() < 0.03 && (variance - 1.25).abs() < 0.06, "{mean} {variance}");
        let (mean, _) = moments(&mut |random| random.below(11) as f64);
        assert!((mean - 5.0).abs() < 0.1, "{mean}");
    }
}
