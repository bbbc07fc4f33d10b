//! Methods for products that sell now and then. All forecast a mean for each period that is the
//! same over the horizon, and none needs more than a pass over the series for each smoothing tried.

use crate::{
    Fitted, Model, Panel, Run, Stopped,
    naive::each_series,
    numbers::{at, mean},
};

/// Smoothing parameters that are tried; more would follow noise (Petropoulos and Kourentzes, 2015).
const SMOOTHING: [f64; 5] = [0.1, 0.15, 0.2, 0.25, 0.3];

/// The methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intermittent {
    /// Sizes and intervals smoothed apart at each sale (Croston, 1972). Too high by nature.
    Croston,
    /// Croston's, corrected for that (Syntetos and Boylan, 2005).
    Sba,
    /// Sizes at each sale, and the probability of one each period, so that a product that no
    /// longer sells falls to 0 (Teunter, Syntetos and Babai, 2011).
    Tsb,
    /// Sums over the mean interval are smoothed and spread evenly (Nikolopoulos et al., 2011).
    Adida,
    /// The mean of [`Intermittent::Adida`] over all intervals up to the mean one (Petropoulos and
    /// Kourentzes, 2015).
    Imapa,
    /// Simple exponential smoothing of the periods as they are.
    Ses,
}

impl Intermittent {
    /// The mean of a period after these values, without gaps.
    pub fn forecast(self, values: &[f64]) -> f64 {
        let sold = values.iter().filter(|value| **value != 0.0).count();
        if sold == 0 {
            return 0.0;
        }
        match self {
            Intermittent::Croston => croston(values),
            Intermittent::Sba => 0.95 * croston(values),
            Intermittent::Tsb => tsb(values),
            Intermittent::Adida => aggregated(values, mean_interval(values)),
            Intermittent::Imapa => {
                mean((1..=mean_interval(values)).map(|length| aggregated(values, length)))
            }
            Intermittent::Ses => smoothed(values),
        }
    }
}

/// Exponential smoothing, with the parameter that would have forecast the next value best.
fn smoothed(values: &[f64]) -> f64 {
    let of = |alpha: f64| {
        let (mut level, mut squared) = (at(values, 0), 0.0);
        for value in values.iter().skip(1) {
            let error = value - level;
            squared += error * error;
            level += alpha * error;
        }
        (squared, level)
    };
    SMOOTHING
        .iter()
        .map(|alpha| of(*alpha))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map_or(0.0, |best| best.1)
}

fn croston(values: &[f64]) -> f64 {
    let (mut sizes, mut intervals, mut since) = (Vec::new(), Vec::new(), 0.0);
    for value in values {
        since += 1.0;
        if *value != 0.0 {
            sizes.push(*value);
            intervals.push(since);
            since = 0.0;
        }
    }
    smoothed(&sizes) / smoothed(&intervals).max(1.0)
}

fn tsb(values: &[f64]) -> f64 {
    let of = |of_size: f64, of_sale: f64| {
        let mut size = values.iter().copied().find(|value| *value != 0.0).unwrap_or_default();
        let mut sale = mean(values.iter().take(12).map(|value| f64::from(u8::from(*value != 0.0))));
        let mut squared = 0.0;
        for value in values {
            let error = value - sale * size;
            squared += error * error;
            if *value == 0.0 {
                sale -= of_sale * sale;
            } else {
                size += of_size * (value - size);
                sale += of_sale * (1.0 - sale);
            }
        }
        (squared, sale * size)
    };
    let pairs = [0.02, 0.1, 0.2]
        .iter()
        .flat_map(|of_size| [0.02, 0.05, 0.1, 0.2].iter().map(move |of_sale| (*of_size, *of_sale)));
    pairs
        .map(|(size, sale)| of(size, sale))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map_or(0.0, |best| best.1)
}

/// The mean number of periods from one sale to the next, rounded.
fn mean_interval(values: &[f64]) -> usize {
    let last_sale = values.iter().rposition(|value| *value != 0.0).map_or(1, |place| place + 1);
    let sold = values.iter().filter(|value| **value != 0.0).count().max(1);
    ((last_sale as f64 / sold as f64).round() as usize).max(1)
}

/// Smoothed sums of `length` periods each (the oldest left out where they do not fill one), for one
/// period.
fn aggregated(values: &[f64], length: usize) -> f64 {
    let whole = values.get(values.len() % length.max(1)..).unwrap_or_default();
    let sums: Vec<f64> = whole.chunks(length.max(1)).map(|chunk| chunk.iter().sum()).collect();
    smoothed(&sums) / length as f64
}

impl Model for Intermittent {
    fn name(&self) -> &'static str {
        match self {
            Intermittent::Croston => "croston",
            Intermittent::Sba => "sba",
            Intermittent::Tsb => "tsb",
            Intermittent::Adida => "adida",
            Intermittent::Imapa => "imapa",
            Intermittent::Ses => "ses",
        }
    }

    fn fit(
        &self,
        panel: &Panel,
        horizon: usize,
        run: &Run<'_>,
    ) -> Result<Box<dyn Fitted>, Stopped> {
        let forecast = |values: &[f64]| vec![self.forecast(values); horizon];
        each_series(panel, run, forecast, "a mean rate of sale for each series")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Intermittent; 6] = [
        Intermittent::Croston,
        Intermittent::Sba,
        Intermittent::Tsb,
        Intermittent::Adida,
        Intermittent::Imapa,
        Intermittent::Ses,
    ];

    #[test]
    fn an_even_rhythm_is_its_mean_rate() {
        let values: Vec<f64> = (0..120).map(|t| if t % 4 == 3 { 8.0 } else { 0.0 }).collect();
        assert_eq!(Intermittent::Croston.forecast(&values), 2.0);
        assert_eq!(Intermittent::Sba.forecast(&values), 1.9);
        assert_eq!(Intermittent::Adida.forecast(&values), 2.0);
        for method in ALL {
            let rate = method.forecast(&values);
            assert!((1.4..2.9).contains(&rate), "{method:?} says {rate}");
        }
    }

    #[test]
    fn what_no_longer_sells_falls_and_what_never_sold_is_0() {
        let mut values = vec![3.0; 20];
        values.extend([0.0; 60]);
        assert!(Intermittent::Tsb.forecast(&values) < 0.05);
        for method in ALL {
            assert_eq!(method.forecast(&[0.0; 5]), 0.0);
            assert_eq!(method.forecast(&[]), 0.0);
            assert!(method.forecast(&[0.0, 5.0]) > 0.0);
        }
    }
}
