//! Whether a series has a season, and the figure of that season.

use crate::numbers::{at, mean};

/// The share by which each place of a season lies above the level.
#[derive(Debug, Clone, PartialEq)]
pub struct Season {
    /// Factors (mean 1), or summands (mean 0), by the place of the first value on.
    pub figure: Vec<f64>,
    /// Whether they are factors.
    pub is_factor: bool,
}

/// Autocorrelations at lags 1 to `lags`.
pub fn autocorrelations(values: &[f64], lags: usize) -> Vec<f64> {
    let level = mean(values.iter().copied());
    let variance: f64 = values.iter().map(|value| (value - level) * (value - level)).sum();
    let at_lag = |lag: usize| {
        let pairs = values.iter().zip(values.iter().skip(lag));
        pairs.map(|(before, after)| (before - level) * (after - level)).sum::<f64>() / variance
    };
    (1..=lags).map(at_lag).collect()
}

/// The seasonality test of the M4 competition: the autocorrelation at the season's lag lies outside
/// Bartlett's 90 % limits. Needs three seasons.
pub fn is_seasonal(values: &[f64], season: usize) -> bool {
    if season < 2 || values.len() < 3 * season {
        return false;
    }
    let correlations = autocorrelations(values, season);
    let Some((at_season, before)) = correlations.split_last() else { return false };
    let spread = 1.0 + 2.0 * before.iter().map(|r| r * r).sum::<f64>();
    at_season.abs() > 1.645 * (spread / values.len() as f64).sqrt()
}

impl Season {
    /// The classical decomposition: the mean share (or difference, where not everything is
    /// positive) of a centred moving average, by place in the season.
    pub fn of(values: &[f64], season: usize) -> Season {
        let is_factor = values.iter().all(|value| *value > 0.0);
        let neutral = if is_factor { 1.0 } else { 0.0 };
        let half = season / 2;
        let mut sums = vec![(0.0, 0.0); season];
        for middle in half..values.len().saturating_sub(half) {
            let around = values.get(middle - half..=middle + half).unwrap_or_default();
            let mut total: f64 = around.iter().sum();
            if season.is_multiple_of(2) {
                total -= (at(around, 0) + at(around, season)) / 2.0;
            }
            let level = total / season as f64;
            let share =
                if is_factor { at(values, middle) / level } else { at(values, middle) - level };
            if let Some((sum, count)) = sums.get_mut(middle % season) {
                *sum += share;
                *count += 1.0;
            }
        }
        let mut figure: Vec<f64> = sums
            .iter()
            .map(|(sum, count)| if *count > 0.0 { sum / count } else { neutral })
            .collect();
        let centre = mean(figure.iter().copied());
        for share in &mut figure {
            *share = if is_factor { *share / centre } else { *share - centre };
        }
        Season { figure, is_factor }
    }

    /// None: the values as they are.
    pub fn none() -> Season {
        Season { figure: vec![0.0], is_factor: false }
    }

    /// The figure if the series is seasonal, none if not.
    pub fn tested(values: &[f64], season: usize) -> Season {
        if is_seasonal(values, season) { Season::of(values, season) } else { Season::none() }
    }

    /// The share at a place, counted from the first value.
    pub fn share(&self, place: usize) -> f64 {
        at(&self.figure, place % self.figure.len().max(1))
    }

    /// Values without their season.
    pub fn without(&self, values: &[f64]) -> Vec<f64> {
        let adjust = |(place, value): (usize, &f64)| match self.is_factor {
            true => value / self.share(place),
            false => value - self.share(place),
        };
        values.iter().enumerate().map(adjust).collect()
    }

    /// Values with their season again; the first of them is at `place`.
    pub fn with(&self, values: &[f64], place: usize) -> Vec<f64> {
        let adjust = |(number, value): (usize, &f64)| match self.is_factor {
            true => value * self.share(place + number),
            false => value + self.share(place + number),
        };
        values.iter().enumerate().map(adjust).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_season_is_found_taken_out_and_put_back() {
        let values: Vec<f64> = (0..60)
            .map(|t| (100.0 + f64::from(t)) * [0.5, 1.0, 1.5, 1.0][t as usize % 4])
            .collect();
        assert!(is_seasonal(&values, 4));
        assert!(!is_seasonal(&values, 1));
        let season = Season::of(&values, 4);
        assert!(season.is_factor && (season.figure[0] - 0.5).abs() < 0.01, "{:?}", season.figure);
        let back = season.with(&season.without(&values)[3..], 3);
        assert!(back.iter().zip(&values[3..]).all(|(a, b)| (a - b).abs() < 1e-9));
    }

    #[test]
    fn a_season_with_zeros_is_added() {
        let values: Vec<f64> = (0..40).map(|t| f64::from(t % 4)).collect();
        let season = Season::tested(&values, 4);
        assert!(!season.is_factor && (season.figure[0] + 1.5).abs() < 1e-9, "{:?}", season.figure);
        assert_eq!(Season::tested(&[1.0, 2.0], 4), Season::none());
    }
}
