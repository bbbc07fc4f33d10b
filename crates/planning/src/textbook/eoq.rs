//! Economic order quantities.

use libm::sqrt;

/// How much to order at a time when demand is even.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Eoq {
    /// Units of each order.
    pub quantity: f64,
    /// The share of demand that waits.
    pub waiting: f64,
    /// Cost of ordering, holding and waiting, per period.
    pub cost: f64,
}

/// The quantity at which ordering costs as much as holding (Harris, 1913). `order_cost` is paid for
/// each order, `holding` for each unit and period; `demand` is units per period.
pub fn eoq(order_cost: f64, holding: f64, demand: f64) -> Eoq {
    Eoq {
        quantity: sqrt(2.0 * order_cost * demand / holding),
        waiting: 0.0,
        cost: sqrt(2.0 * order_cost * demand * holding),
    }
}

/// The same where customers wait, at the cost of `shortage` for each unit and period (Zipkin, 2000).
pub fn eoq_with_backorders(order_cost: f64, holding: f64, shortage: f64, demand: f64) -> Eoq {
    let without = eoq(order_cost, holding, demand);
    let ratio = shortage / (shortage + holding);
    Eoq {
        quantity: without.quantity / sqrt(ratio),
        waiting: 1.0 - ratio,
        cost: without.cost * sqrt(ratio),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_textbooks_values_are_met() {
        let plain = eoq(8.0, 0.225, 1300.0);
        assert!((plain.quantity - 304.0467800264).abs() < 1e-6);
        assert!((plain.cost - 68.4105255059).abs() < 1e-6);
        let waiting = eoq_with_backorders(8.0, 0.225, 5.0, 1300.0);
        assert!((waiting.quantity - 310.8125551590).abs() < 1e-6);
        assert!((waiting.cost - 66.9213635510).abs() < 1e-6);
        assert!((waiting.waiting - 0.225 / 5.225).abs() < 1e-12);
    }
}
