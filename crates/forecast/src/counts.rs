//! Ranges of demand that is often nothing: what happened in the backtest where as much was forecast.
//!
//! An error in units of an expected error means little where most periods sell nothing: the range
//! of a product that sells 0.2 a week is not a tenth of that of one that sells 2. So forecasts of
//! the backtest are sorted by size, and the range is that of what happened around the same place
//! (a conformal prediction conditional on the forecast; Boström et al., 2017). Sizes are in units of
//! a product's mean sale, so that products sold by the piece and by the hundred teach each other.

use crate::{
    Series,
    metrics::PROBABILITIES,
    numbers::{at, mean},
    random::Random,
};

/// Forecasts around a place that its range is taken from.
const AROUND: usize = 800;
/// Places whose ranges are kept; between them by a straight line.
const PLACES: usize = 60;

/// What happened, by what was forecast.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Counts {
    /// Forecasts, ascending, each with the quantiles of what happened around it.
    places: Vec<(f64, [f64; PROBABILITIES.len()])>,
}

/// The mean of what a series sold when it sold; 1 if it never did.
pub fn sale_size(series: &Series) -> f64 {
    let size = mean(series.values.iter().copied().filter(|value| *value > 0.0));
    if size.is_nan() { 1.0 } else { size }
}

impl Counts {
    /// Learns from pairs of what was forecast and what happened, in mean sales.
    pub fn fit(mut pairs: Vec<(f64, f64)>) -> Counts {
        // Where as much was forecast, in no order: least of all by what happened.
        let mut random = Random::new(0, pairs.len() as u64);
        let mut shuffled: Vec<(u64, (f64, f64))> =
            pairs.drain(..).map(|pair| (random.bits(), pair)).collect();
        shuffled.sort_by(|(a, pair), (b, other)| pair.0.total_cmp(&other.0).then(a.cmp(b)));
        pairs.extend(shuffled.into_iter().map(|(_, pair)| pair));
        let count = pairs.len();
        let around = AROUND.min(count);
        if around == 0 {
            return Counts::default();
        }
        let steps = PLACES.min(count.div_ceil(around / 2)).max(1);
        let place = |step: usize| {
            let from = (count - around) * step / steps.max(1);
            let window = pairs.get(from..from + around).unwrap_or_default();
            let forecast = mean(window.iter().map(|(forecast, _)| *forecast));
            let mut happened: Vec<f64> = window.iter().map(|(_, happened)| *happened).collect();
            happened.sort_by(f64::total_cmp);
            (forecast, PROBABILITIES.map(|probability| outer_quantile(&happened, probability)))
        };
        Counts { places: (0..=steps).map(place).collect() }
    }

    /// Quantiles of what will happen where so much is forecast, in mean sales.
    pub fn quantiles(&self, forecast: f64) -> [f64; PROBABILITIES.len()] {
        let above = self.places.partition_point(|(place, _)| *place < forecast);
        let below = above.checked_sub(1).and_then(|below| self.places.get(below));
        match (below, self.places.get(above)) {
            (Some((low, of_low)), Some((high, of_high))) if high > low => {
                let share = (forecast - low) / (high - low);
                std::array::from_fn(|place| {
                    at(of_low, place) * (1.0 - share) + at(of_high, place) * share
                })
            }
            (_, Some((_, quantiles))) => *quantiles,
            // Beyond the largest that was seen, the same shape.
            (Some((low, quantiles)), None) if *low > 0.0 => {
                quantiles.map(|quantile| quantile * forecast / low)
            }
            (Some((_, quantiles)), None) => *quantiles,
            (None, None) => [forecast; PROBABILITIES.len()],
        }
    }
}

/// The value of a sorted sample at a probability; between two the one further out.
fn outer_quantile(sorted: &[f64], probability: f64) -> f64 {
    let n = sorted.len() as f64;
    let place = 0.5 + (probability - 0.5) * (n + 1.0) / n;
    let place = place.clamp(0.0, 1.0) * (n - 1.0);
    at(sorted, if probability < 0.5 { place.floor() } else { place.ceil() } as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_follow_the_size_of_the_forecast() {
        let mut random = Random::new(1, 1);
        // Of ten customers each buys with a tenth of the rate.
        let draw = |rate: f64, random: &mut Random| {
            (0..10).filter(|_| random.chance(rate / 10.0)).count() as f64
        };
        let rates = [0.05, 0.2, 1.0, 3.0, 6.0];
        let pairs = (0..40_000).map(|n| (rates[n % 5], draw(rates[n % 5], &mut random))).collect();
        let counts = Counts::fit(pairs);
        for rate in rates {
            let quantiles = counts.quantiles(rate);
            let (mut inside, mut total) = (0.0, 0.0);
            for _ in 0..4000 {
                let value = draw(rate, &mut random);
                total += 1.0;
                inside += f64::from(u8::from(value >= quantiles[0] && value <= quantiles[8]));
            }
            let coverage = inside / total;
            assert!((0.93..=1.0).contains(&coverage), "{coverage} at {rate}: {quantiles:?}");
            assert!(quantiles.is_sorted() && quantiles[0] >= 0.0);
        }
        assert!(counts.quantiles(0.05)[8] <= 1.0 && counts.quantiles(6.0)[0] >= 2.0);
        assert_eq!(Counts::fit(Vec::new()).quantiles(2.0), [2.0; 9]);
    }
}
