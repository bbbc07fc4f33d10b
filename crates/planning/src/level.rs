//! How much there should be: the smallest quantity that meets a target on the drawn paths.

use crate::textbook::critical_ratio;
use serde::{Deserialize, Serialize};

/// What an order is to reach. Cycle service and fill rate are not the same: of a product that sells
/// 100 in a cycle, a cycle in which one unit was missing counts as failed, but 99 % was filled.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The share of order cycles in which nothing is missing.
    CycleService(f64),
    /// The share of the units wanted that can be sold at once.
    FillRate(f64),
    /// What costs least: for each unit that is left when the next order comes, and for each that was
    /// missing.
    Cost {
        /// Of a unit left over.
        over: f64,
        /// Of a unit missing.
        under: f64,
    },
}

impl Target {
    /// The cycle service that is asked for, or the share that serves as one.
    pub fn service(self) -> f64 {
        let service = match self {
            Target::CycleService(share) | Target::FillRate(share) => share,
            Target::Cost { over, under } => critical_ratio(over.max(0.0), under.max(0.0)),
        };
        if service.is_finite() { service.clamp(0.0, 0.9999) } else { 0.5 }
    }
}

/// What each path asks for between the arrival of this order and of the next.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    /// Units that the order must hold for nothing to be missing; below zero where some are left.
    pub quantities: Vec<f64>,
    /// Units that wait on the day on which the order arrives; none where customers do not wait.
    pub waiting: Vec<f64>,
    /// Units wanted in that time, over all paths.
    pub wanted: f64,
}

impl Needs {
    /// Puts quantities in order, as the rest here expects.
    pub fn sort(&mut self) {
        self.quantities.sort_unstable_by(f64::total_cmp);
    }

    /// Units left over or missing: the smallest order that meets the target, below zero where more
    /// is there than needed.
    pub fn quantity(&self, target: Target) -> f64 {
        let count = self.quantities.len();
        let at_service = || {
            let place = (target.service() * count as f64 - 1e-9).ceil().max(1.0) as usize - 1;
            self.quantities.get(place.min(count.saturating_sub(1))).copied().unwrap_or_default()
        };
        match target {
            Target::FillRate(_) => self.at_fill_rate(target.service()),
            _ => at_service(),
        }
    }

    /// Units missing over all paths with an order of so many.
    pub fn missing(&self, order: f64) -> f64 {
        let above = self.quantities.partition_point(|need| *need <= order);
        let short: f64 = self.quantities.iter().skip(above).map(|need| need - order).sum();
        // What waited when it came was missing before.
        let waited: f64 = self.waiting.iter().map(|waits| (waits - order).max(0.0)).sum();
        (short - waited).max(0.0)
    }

    /// The share of paths that need at least so much.
    pub fn share_above(&self, order: f64) -> f64 {
        let below = self.quantities.partition_point(|need| *need < order);
        (self.quantities.len() - below) as f64 / self.quantities.len().max(1) as f64
    }

    /// The mean of what paths need.
    pub fn mean(&self) -> f64 {
        self.quantities.iter().sum::<f64>() / self.quantities.len().max(1) as f64
    }

    fn at_fill_rate(&self, share: f64) -> f64 {
        let allowed = (1.0 - share) * self.wanted;
        let (Some(mut low), Some(mut high)) =
            (self.quantities.first().copied(), self.quantities.last().copied())
        else {
            return 0.0;
        };
        // With the most that any path needs nothing is missing; what is missing falls with the order.
        if self.missing(low) <= allowed {
            return low;
        }
        for _ in 0..50 {
            if high - low < 1e-4 {
                break;
            }
            let middle = 0.5 * (low + high);
            if self.missing(middle) <= allowed {
                high = middle;
            } else {
                low = middle;
            }
        }
        high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs() -> Needs {
        // Of ten paths one needs 50, the others up to 9.
        let mut quantities: Vec<f64> = (1..10).map(f64::from).collect();
        quantities.push(50.0);
        Needs { wanted: 200.0, quantities, ..Needs::default() }
    }

    #[test]
    fn cycle_service_and_fill_rate_are_told_apart() {
        let needs = needs();
        assert_eq!(needs.quantity(Target::CycleService(0.9)), 9.0);
        assert_eq!(needs.quantity(Target::CycleService(0.91)), 50.0);
        // 20 units of 200 may be missing: 50 - 30.
        assert!((needs.quantity(Target::FillRate(0.9)) - 30.0).abs() < 1e-3);
        assert_eq!(needs.missing(9.0), 41.0);
        assert_eq!(needs.share_above(9.0), 0.2);
    }

    #[test]
    fn by_cost_it_is_the_critical_ratio() {
        let needs = needs();
        let cost = Target::Cost { over: 1.0, under: 9.0 };
        assert_eq!(needs.quantity(cost), needs.quantity(Target::CycleService(0.9)));
        assert_eq!(needs.quantity(Target::Cost { over: 1.0, under: 0.0 }), 1.0);
        assert_eq!(Target::Cost { over: 0.0, under: 0.0 }.service(), 0.5);
    }

    #[test]
    fn what_waited_already_is_not_missed_twice() {
        let waiting = Needs { waiting: vec![6.0, 0.0], quantities: vec![2.0, 10.0], wanted: 8.0 };
        assert_eq!(waiting.missing(0.0), 12.0 - 6.0);
        assert_eq!(waiting.missing(6.0), 4.0);
    }
}
