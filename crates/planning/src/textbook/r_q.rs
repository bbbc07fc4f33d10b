//! The best (R, Q) policy: at `R`, order `Q`.

use crate::distribution::Counts;

/// When to order, and how much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReorderPoint {
    /// Order when stock and what is on order fall to so much.
    pub reorder_at: i64,
    /// Order so much.
    pub quantity: i64,
    /// Expected cost per period.
    pub cost: f64,
}

/// The exact best policy (Federgruen and Zheng, 1992) where units are wanted one at a time, `demand`
/// a period on average and `over_lead_time` as distributed. `order_cost` is paid for each order,
/// `holding` and `shortage` for each unit and period. `None` where a cost or the demand is not above
/// zero.
pub fn r_q(
    order_cost: f64,
    holding: f64,
    shortage: f64,
    demand: f64,
    over_lead_time: &Counts,
) -> Option<ReorderPoint> {
    let is_solvable = order_cost >= 0.0 && holding > 0.0 && shortage > 0.0 && demand > 0.0;
    if !is_solvable {
        return None;
    }
    let at_level = |level: i64| over_lead_time.cost(level, holding, shortage);
    // Levels that stock and orders take are those above R up to R + Q: the cheapest ones, taken one
    // by one while they cost less than what there is on average.
    let first = over_lead_time.quantile(shortage / (shortage + holding));
    let (mut low, mut high) = (first, first);
    let mut sum = order_cost * demand + at_level(first);
    loop {
        let quantity = high - low + 1;
        let cost = sum / quantity as f64;
        let (below, above) = (at_level(low - 1), at_level(high + 1));
        if below.min(above) >= cost {
            return Some(ReorderPoint { reorder_at: low - 1, quantity, cost });
        }
        if below < above {
            low -= 1;
        } else {
            high += 1;
        }
        sum += below.min(above);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Example 5.8 of the textbook: 1.5 a period, lead time 2.
    #[test]
    fn the_textbooks_values_are_met() {
        let best = r_q(100.0, 20.0, 150.0, 1.5, &Counts::poisson(3.0)).unwrap();
        assert_eq!((best.reorder_at, best.quantity), (3, 5));
        assert!((best.cost - 107.92358063314975).abs() < 1e-6);
        assert_eq!(r_q(100.0, 0.0, 150.0, 1.5, &Counts::poisson(3.0)), None);
    }
}
