//! Quantities of goods, exact to a thousandth: pieces, metres, kilograms.

use serde::{Deserialize, Serialize};

/// A quantity in thousandths of its unit, so that 1.250 kg is exact.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Quantity {
    /// Thousandths of the unit.
    pub milli: i64,
}

impl Quantity {
    /// A whole number of units.
    pub fn whole(units: i64) -> Self {
        Quantity { milli: units.saturating_mul(1000) }
    }

    /// The quantity as a floating number of units, for ratios and charts.
    pub fn units(self) -> f64 {
        self.milli as f64 / 1000.0
    }
}
