//! What kind of demand a series has, by how often and how evenly it sells
//! (Syntetos, Boylan and Croston, JORS 56, 2005).

use crate::numbers::mean;

/// Above this mean interval between sales, in periods, demand is intermittent.
const INTERVAL: f64 = 1.32;
/// Above this squared coefficient of variation of the sizes of sales, demand is erratic.
const VARIATION: f64 = 0.49;

/// The kind of a series' demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DemandClass {
    /// Sells nearly each period, evenly.
    Smooth,
    /// Sells nearly each period, unevenly.
    Erratic,
    /// Sells now and then, evenly.
    Intermittent,
    /// Sells now and then, unevenly.
    Lumpy,
    /// Never sold more than once.
    Rare,
}

impl DemandClass {
    /// Every class.
    pub const ALL: [DemandClass; 5] = [
        DemandClass::Smooth,
        DemandClass::Erratic,
        DemandClass::Intermittent,
        DemandClass::Lumpy,
        DemandClass::Rare,
    ];

    /// The class of these values; NaN ones do not count.
    pub fn of(values: &[f64]) -> DemandClass {
        let known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        let sizes: Vec<f64> = known.iter().copied().filter(|value| *value != 0.0).collect();
        if sizes.len() < 2 {
            return DemandClass::Rare;
        }
        let interval = known.len() as f64 / sizes.len() as f64;
        let size = mean(sizes.iter().copied());
        let variance = mean(sizes.iter().map(|value| (value - size) * (value - size)));
        match (interval > INTERVAL, variance / (size * size) > VARIATION) {
            (false, false) => DemandClass::Smooth,
            (false, true) => DemandClass::Erratic,
            (true, false) => DemandClass::Intermittent,
            (true, true) => DemandClass::Lumpy,
        }
    }

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            DemandClass::Smooth => "smooth",
            DemandClass::Erratic => "erratic",
            DemandClass::Intermittent => "intermittent",
            DemandClass::Lumpy => "lumpy",
            DemandClass::Rare => "rare",
        }
    }

    /// Whether most periods sell nothing, so that the median says nothing and the mean counts.
    pub fn is_intermittent(self) -> bool {
        matches!(self, DemandClass::Intermittent | DemandClass::Lumpy | DemandClass::Rare)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn demand_is_classed_by_intervals_and_sizes() {
        assert_eq!(DemandClass::of(&[5.0, 6.0, 5.0, 4.0]), DemandClass::Smooth);
        assert_eq!(DemandClass::of(&[1.0, 30.0, 2.0, 1.0]), DemandClass::Erratic);
        assert_eq!(DemandClass::of(&[0.0, 2.0, 0.0, 2.0]), DemandClass::Intermittent);
        assert_eq!(DemandClass::of(&[0.0, 1.0, 0.0, 30.0, 1.0, 0.0, 0.0]), DemandClass::Lumpy);
        assert_eq!(DemandClass::of(&[0.0, 0.0, 7.0]), DemandClass::Rare);
        assert_eq!(DemandClass::of(&[f64::NAN]), DemandClass::Rare);
    }
}
