//! Student's t, the normal distribution, and the derivatives of the logarithm of the gamma function.

use libm::{erfc, exp, lgamma, log, log1p, sqrt};
use std::f64::consts::{PI, SQRT_2};

/// From so many degrees of freedom on Cornish and Fisher's expansion is exact to nine digits.
const MANY: f64 = 100.0;

/// The standard normal quantile: Acklam's rational approximation (2003), then one step of Halley's
/// method on `erfc`.
pub fn normal_quantile(probability: f64) -> f64 {
    if probability > 0.5 {
        // The tail where `erfc` keeps its digits.
        return -normal_quantile(1.0 - probability);
    }
    if probability <= 0.0 || probability.is_nan() {
        return if probability == 0.0 { f64::NEG_INFINITY } else { f64::NAN };
    }
    let near = if probability < 0.02425 {
        let q = sqrt(-2.0 * log(probability));
        let above = polynomial(
            q,
            &[
                -7.784_894_002_430_293e-3,
                -3.223_964_580_411_365e-1,
                -2.400_758_277_161_838,
                -2.549_732_539_343_734,
                4.374_664_141_464_968,
                2.938_163_982_698_783,
            ],
        );
        let below = polynomial(
            q,
            &[
                7.784_695_709_041_462e-3,
                3.224_671_290_700_398e-1,
                2.445_134_137_142_996,
                3.754_408_661_907_416,
                1.0,
            ],
        );
        above / below
    } else {
        let q = probability - 0.5;
        let r = q * q;
        let above = polynomial(
            r,
            &[
                -3.969_683_028_665_376e1,
                2.209_460_984_245_205e2,
                -2.759_285_104_469_687e2,
                1.383_577_518_672_69e2,
                -3.066_479_806_614_716e1,
                2.506_628_277_459_239,
            ],
        );
        let below = polynomial(
            r,
            &[
                -5.447_609_879_822_406e1,
                1.615_858_368_580_409e2,
                -1.556_989_798_598_866e2,
                6.680_131_188_771_972e1,
                -1.328_068_155_288_572e1,
                1.0,
            ],
        );
        q * above / below
    };
    let miss = 0.5 * erfc(-near / SQRT_2) - probability;
    let step = miss * sqrt(2.0 * PI) * exp(near * near / 2.0);
    near - step / (1.0 + near * step / 2.0)
}

/// A polynomial by Horner's rule, the highest power first.
fn polynomial(x: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

/// The probability that Student's t is at most `t`, for up to [`MANY`] degrees of freedom.
fn t_probability(t: f64, freedom: f64) -> f64 {
    let tail = 0.5 * incomplete_beta(freedom / (freedom + t * t), 0.5 * freedom, 0.5);
    if t > 0.0 { 1.0 - tail } else { tail }
}

/// The quantile of Student's t.
pub fn t_quantile(probability: f64, freedom: f64) -> f64 {
    if probability < 0.5 {
        return -t_quantile(1.0 - probability, freedom);
    }
    let z = normal_quantile(probability);
    if freedom > 1e9 || z == 0.0 {
        return z;
    }
    if freedom >= MANY {
        let square = z * z;
        let first = (square + 1.0) * z / 4.0;
        let second = ((5.0 * square + 16.0) * square + 3.0) * z / 96.0;
        let third = (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) * z / 384.0;
        let fourth =
            ((((79.0 * square + 776.0) * square + 1482.0) * square - 1920.0) * square - 945.0) * z
                / 92_160.0;
        let rest = second + (third + fourth / freedom) / freedom;
        return z + (first + rest / freedom) / freedom;
    }
    // It lies above the normal's; doubling finds a bound, halving the quantile.
    let (mut low, mut high) = (z, 2.0 * z + 1.0);
    while t_probability(high, freedom) < probability && high < 1e12 {
        high *= 2.0;
    }
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        match t_probability(middle, freedom) < probability {
            true => low = middle,
            false => high = middle,
        }
    }
    0.5 * (low + high)
}

/// The regularised incomplete beta function by its continued fraction (Abramowitz and Stegun,
/// 26.5.8), evaluated by Lentz's method.
fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        // Where the fraction converges slowly, that of the other tail does not.
        return 1.0 - incomplete_beta(1.0 - x, b, a);
    }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a;
    let tiny = 1e-300;
    let away = |value: f64| if value.abs() < tiny { tiny } else { value };
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let (mut c, mut fraction) = (1.0, d);
    for step in 1..500 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / away(1.0 + term * d);
            c = away(1.0 + term / c);
            change = c * d;
            fraction *= change;
        }
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    front * fraction
}

/// The first derivative of the logarithm of the gamma function: recurrence, then its asymptotic
/// series (Abramowitz and Stegun, 6.3.18). For positive numbers.
pub fn digamma(x: f64) -> f64 {
    let (mut x, mut sum) = (x, 0.0);
    while x < 10.0 {
        sum -= 1.0 / x;
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series =
        polynomial(square, &[1.0 / 240.0, -1.0 / 252.0, 1.0 / 120.0, -1.0 / 12.0]) * square;
    sum + log(x) - 0.5 / x + series
}

/// The second derivative of the logarithm of the gamma function (Abramowitz and Stegun, 6.4.12).
/// For positive numbers.
pub fn trigamma(x: f64) -> f64 {
    let (mut x, mut sum) = (x, 0.0);
    while x < 10.0 {
        sum += 1.0 / (x * x);
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series =
        polynomial(square, &[-1.0 / 30.0, 1.0 / 42.0, -1.0 / 30.0, 1.0 / 6.0]) * square / x;
    sum + 1.0 / x + 0.5 * square + series
}

/// Where [`trigamma`] has this positive value.
pub fn trigamma_inverse(value: f64) -> f64 {
    let (mut low, mut high) = (-20.0_f64, 20.0_f64);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        match trigamma(exp(middle)) > value {
            true => low = middle,
            false => high = middle,
        }
    }
    exp(0.5 * (low + high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (probability, freedom, t) in [
            (0.95, 1.0, 6.313_751_514_675),
            (0.975, 2.0, 4.302_652_729_749),
            (0.95, 5.0, 2.015_048_372_669),
            (0.975, 10.0, 2.228_138_851_986),
            (0.95, 30.0, 1.697_260_886_593),
            (0.975, 120.0, 1.979_930_405_082),
            (0.95, 1e12, 1.644_853_626_951),
        ] {
            let own = t_quantile(probability, freedom);
            assert!((own - t).abs() < 1e-9, "{own}, not {t} with {freedom}");
            assert!((t_quantile(1.0 - probability, freedom) + t).abs() < 1e-8);
            if freedom < MANY {
                assert!((t_probability(own, freedom) - probability).abs() < 1e-12);
            }
        }
        assert_eq!(t_quantile(0.5, 7.0), 0.0);
    }

    #[test]
    fn derivatives_of_the_gamma_function_are_exact() {
        // −γ, and π²/6.
        assert!((digamma(1.0) + 0.577_215_664_901_532_9).abs() < 1e-11);
        assert!((trigamma(1.0) - PI * PI / 6.0).abs() < 1e-11);
        assert!((trigamma(0.5) - PI * PI / 2.0).abs() < 1e-11);
        for x in [0.01, 0.7, 3.0, 250.0] {
            assert!((trigamma_inverse(trigamma(x)) / x - 1.0).abs() < 1e-9, "{x}");
        }
    }
}
