//! The best (s, S) policy: at `s` or below, order up to `S`.

use crate::distribution::Counts;

/// When to order, and up to where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MinMax {
    /// Order when stock and what is on order come to so much or less.
    pub reorder_at: i64,
    /// Order up to so much.
    pub order_up_to: i64,
    /// Expected cost per period.
    pub cost: f64,
}

/// The exact best policy (Zheng and Federgruen, 1991) for demand in whole units per period, the
/// order arriving at once. `order_cost` is paid for each order, `holding` for each unit left at the
/// end of a period, `shortage` for each unit missing. `None` where there is no demand or a cost is
/// not above zero.
pub fn s_s(order_cost: f64, holding: f64, shortage: f64, demand: &Counts) -> Option<MinMax> {
    let is_solvable = order_cost >= 0.0 && holding > 0.0 && shortage > 0.0 && demand.mean() > 0.0;
    if !is_solvable {
        return None;
    }
    let one_period = |level: i64| demand.cost(level, holding, shortage);
    let mut renewals = Renewals::new(demand);
    let mut cost = |reorder_at: i64, order_up_to: i64| {
        let span = usize::try_from(order_up_to - reorder_at).unwrap_or_default();
        let visits = renewals.up_to(span);
        let periods: f64 = visits.iter().sum();
        let costs: f64 =
            (0..).zip(visits).map(|(below, visits)| visits * one_period(order_up_to - below)).sum();
        (order_cost + costs) / periods
    };
    let mut order_up_to = demand.quantile(shortage / (shortage + holding));
    let mut reorder_at = order_up_to - 1;
    while cost(reorder_at, order_up_to) > one_period(reorder_at) {
        reorder_at -= 1;
    }
    let mut best = cost(reorder_at, order_up_to);
    let mut next = order_up_to + 1;
    while one_period(next) <= best {
        if cost(reorder_at, next) < best {
            order_up_to = next;
            while cost(reorder_at, order_up_to) <= one_period(reorder_at + 1) {
                reorder_at += 1;
            }
            best = cost(reorder_at, order_up_to);
        }
        next += 1;
    }
    Some(MinMax { reorder_at, order_up_to, cost: best })
}

/// How often stock is found so many units below the level that it was filled up to.
struct Renewals<'a> {
    demand: &'a [f64],
    visits: Vec<f64>,
}

impl<'a> Renewals<'a> {
    fn new(demand: &'a Counts) -> Renewals<'a> {
        Renewals { demand: demand.probabilities(), visits: Vec::new() }
    }

    /// Expected visits to 0, 1, … units below, as many as `count`.
    fn up_to(&mut self, count: usize) -> &[f64] {
        let none = self.demand.first().copied().unwrap_or_default();
        while self.visits.len() < count {
            let from_above: f64 = self
                .demand
                .iter()
                .skip(1)
                .zip(self.visits.iter().rev())
                .map(|(probability, visits)| probability * visits)
                .sum();
            let entered = if self.visits.is_empty() { 1.0 } else { from_above };
            self.visits.push(entered / (1.0 - none));
        }
        self.visits.get(..count).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_textbooks_values_are_met() {
        let best = s_s(5.0, 1.0, 4.0, &Counts::poisson(6.0)).unwrap();
        assert_eq!((best.reorder_at, best.order_up_to), (4, 10));
        assert!((best.cost - 8.0341115615).abs() < 1e-6);
    }

    #[test]
    fn without_a_cost_of_ordering_it_is_a_base_stock() {
        let demand = Counts::poisson(6.0);
        let best = s_s(0.0, 1.0, 4.0, &demand).unwrap();
        assert_eq!(best.order_up_to, 8);
        assert!((best.cost - demand.cost(8, 1.0, 4.0)).abs() < 1e-9);
    }

    #[test]
    fn without_demand_or_holding_cost_there_is_none() {
        assert_eq!(s_s(5.0, 1.0, 4.0, &Counts::poisson(0.0)), None);
        assert_eq!(s_s(5.0, 0.0, 4.0, &Counts::poisson(6.0)), None);
    }
}
