//! Axes that end on round numbers and always show zero.

/// A scale of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// The lowest value, at most zero.
    pub low: f64,
    /// The highest value, at least zero, above `low`.
    pub high: f64,
    /// Where lines and labels stand.
    pub ticks: Vec<f64>,
}

impl Scale {
    /// A scale around `values` and zero, in at most about `steps` steps of 1, 2 or 5 times a power
    /// of ten, none smaller than `smallest`.
    pub fn around(values: impl IntoIterator<Item = f64>, steps: f64, smallest: f64) -> Scale {
        let (low, high) = values
            .into_iter()
            .fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        if low == high {
            return Scale { low: 0.0, high: 1.0, ticks: vec![0.0] };
        }
        let step = round_step((high - low) / steps.max(1.0)).max(smallest);
        let (first, last) = ((low / step).floor() as i64, (high / step).ceil() as i64);
        // Multiplied, not added up: sums of 0.1 drift.
        let ticks = (first..=last).map(|count| count as f64 * step).collect();
        Scale { low: first as f64 * step, high: last as f64 * step, ticks }
    }
}

/// The least of 1, 2, 5 times a power of ten that is not below `raw`.
pub fn round_step(raw: f64) -> f64 {
    let power = 10_f64.powf(raw.log10().floor());
    [1.0, 2.0, 5.0]
        .map(|factor| factor * power)
        .into_iter()
        .find(|step| *step >= raw)
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_domain::{Language, Locale};
    use proptest::prelude::*;

    #[test]
    fn ticks_are_round_and_hold_zero() {
        assert_eq!(Scale::around([3.0, 48.0], 4.0, 1.0).ticks, [0.0, 20.0, 40.0, 60.0]);
        assert_eq!(
            Scale::around([-120.0, 340.0], 5.0, 1.0).ticks,
            [-200.0, -100.0, 0.0, 100.0, 200.0, 300.0, 400.0]
        );
        assert_eq!(Scale::around([2.0], 5.0, 1.0).ticks, [0.0, 1.0, 2.0]);
        assert_eq!(Scale::around([0.0, 0.0], 5.0, 1.0).ticks, [0.0]);
        assert_eq!(Scale::around([], 5.0, 1.0).ticks, [0.0]);
    }

    proptest! {
        #[test]
        fn every_value_lies_on_the_scale_and_labels_differ(
            values in proptest::collection::vec(-1e13_f64..1e13, 0..20),
            shrink in 0_i32..15,
            steps in 1.0_f64..8.0,
        ) {
            let values: Vec<f64> = values.iter().map(|value| value / 10_f64.powi(shrink)).collect();
            let scale = Scale::around(values.clone(), steps, 0.1);
            prop_assert!(scale.low < scale.high && scale.ticks.len() <= 11, "{:?}", scale);
            prop_assert!(values.iter().all(|value| scale.low <= *value && *value <= scale.high));
            let mut labels: Vec<String> =
                scale.ticks.iter().map(|tick| Locale::of(Language::En).short(*tick)).collect();
            let count = labels.len();
            labels.sort();
            labels.dedup();
            prop_assert_eq!(labels.len(), count);
        }
    }
}
