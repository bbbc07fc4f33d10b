//! Over all products: the plan that earns most for a given sum, and the cheapest way to reach a
//! supplier's minimum order value.
//!
//! Both go up each line's [`Choice`]s, always where the next money earns most (marginal allocation;
//! Fox, 1966): best of all plans that cost as much as theirs, up to the size of a pack.

use crate::order::{Choice, Line};
use kontor_domain::Quantity;
use std::{cmp::Ordering, collections::BinaryHeap};

/// How much of each line to order, in the lines' order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Allocation {
    /// The quantities.
    pub quantities: Vec<Quantity>,
    /// What they cost, in minor units.
    pub value: i64,
    /// What they earn more than the lines did before, in minor units.
    pub profit: f64,
}

/// The orders that earn most for at most `budget` minor units, none above what its line says. What
/// has no known cost is not bought.
pub fn within_budget(lines: &[Line], budget: i64) -> Allocation {
    let none = vec![Choice { quantity: Quantity::default(), value: 0, profit: 0.0 }; lines.len()];
    let allowed = |line: &Line, choice: &Choice| choice.quantity <= line.order;
    climb(lines, none, allowed, |spent, choice| {
        choice.profit > 0.0 && spent + choice.value <= budget
    })
}

/// Raises the orders of one supplier's lines until they are worth `minimum` minor units; also what
/// needs no order yet may be taken. `None` where that cannot be reached.
///
/// [`Allocation::profit`] is below zero by what it costs to hold more for longer: fill up for free
/// freight only where the freight costs more.
pub fn fill_up(lines: &[Line], minimum: i64) -> Option<Allocation> {
    let now = lines.iter().map(|line| {
        let ordered = line.choices.iter().find(|choice| choice.quantity == line.order);
        ordered.copied().unwrap_or(Choice {
            quantity: line.order,
            value: line.value.unwrap_or_default(),
            profit: 0.0,
        })
    });
    let filled = climb(lines, now.collect(), |_, _| true, |spent, _| spent < minimum);
    (filled.value >= minimum).then_some(filled)
}

/// A step up from a line's choice to a better one.
#[derive(PartialEq)]
struct Climb {
    /// Profit for each minor unit that it costs more.
    rate: f64,
    line: usize,
    to: Choice,
    more: Choice,
}

impl Eq for Climb {}

impl Ord for Climb {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rate.total_cmp(&other.rate).then(other.line.cmp(&self.line))
    }
}

impl PartialOrd for Climb {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Goes up from `now`, the best step first, as long as `may` says so of what is spent and what a
/// step adds.
fn climb(
    lines: &[Line],
    mut now: Vec<Choice>,
    allowed: impl Fn(&Line, &Choice) -> bool,
    may: impl Fn(i64, &Choice) -> bool,
) -> Allocation {
    let mut spent: i64 = now.iter().map(|choice| choice.value).sum();
    let mut profit = 0.0;
    // A step may jump over others: what the supplier sells at least may earn less than what follows.
    let best = |number: usize, from: &Choice, spent: i64| {
        let line = lines.get(number)?;
        let steps = line.choices.iter().filter(|to| to.quantity > from.quantity);
        let steps = steps.filter(|to| allowed(line, to)).map(|to| {
            let more = Choice {
                quantity: Quantity { milli: to.quantity.milli - from.quantity.milli },
                value: to.value - from.value,
                profit: to.profit - from.profit,
            };
            Climb { rate: more.profit / more.value.max(1) as f64, line: number, to: *to, more }
        });
        steps.filter(|step| may(spent, &step.more)).max()
    };
    let mut steps: BinaryHeap<Climb> =
        now.iter().enumerate().filter_map(|(line, from)| best(line, from, spent)).collect();
    while let Some(step) = steps.pop() {
        let Some(at) = now.get_mut(step.line) else { continue };
        if may(spent, &step.more) {
            *at = step.to;
            spent += step.more.value;
            profit += step.more.profit;
        }
        // The next step of the line, or a smaller one than did not fit.
        steps.extend(best(step.line, at, spent));
    }
    Allocation {
        quantities: now.iter().map(|choice| choice.quantity).collect(),
        value: spent,
        profit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A line whose units cost `cost` each and earn ever less, `order` of them wanted.
    fn line(order: i64, least: i64, cost: i64, earns: f64) -> Line {
        let choice = |units: i64| Choice {
            quantity: Quantity::whole(units),
            value: units * cost,
            profit: earns * units as f64 * (1.0 - 0.5 * units as f64 / order as f64),
        };
        Line {
            order: Quantity::whole(order),
            value: Some(order * cost),
            choices: (least..=2 * order).map(choice).collect(),
            ..Line::default()
        }
    }

    fn units(allocation: &Allocation) -> Vec<i64> {
        allocation.quantities.iter().map(|quantity| quantity.milli / 1000).collect()
    }

    #[test]
    fn money_goes_where_it_earns_most() {
        let lines = [line(10, 1, 100, 50.0), line(10, 1, 100, 200.0), Line::default()];
        assert_eq!(units(&within_budget(&lines, 500)), [0, 5, 0]);
        assert_eq!(units(&within_budget(&lines, 1_000_000)), [10, 10, 0]);
        // The ninth unit of the better line earns 30, the fourth of the other 32.5.
        assert_eq!(units(&within_budget(&lines, 1200)), [4, 8, 0]);
        assert_eq!(units(&within_budget(&lines, 99)), [0, 0, 0]);
    }

    #[test]
    fn a_budget_below_one_pack_buys_the_other_packs() {
        let lines = [line(40, 40, 100, 200.0), line(10, 2, 100, 50.0)];
        assert_eq!(units(&within_budget(&lines, 700)), [0, 7]);
        assert_eq!(within_budget(&lines, 150).value, 0);
    }

    #[test]
    fn a_minimum_order_value_is_filled_up_where_it_hurts_least() {
        let lines = [line(10, 1, 100, 50.0), line(10, 1, 100, 200.0)];
        let filled = fill_up(&lines, 2200).unwrap();
        assert!(filled.value >= 2200 && filled.value < 2400, "{filled:?}");
        assert!(filled.profit < 0.0 && filled.quantities[0] > filled.quantities[1], "{filled:?}");
        assert_eq!(fill_up(&lines, 1500).unwrap().profit, 0.0);
        assert_eq!(fill_up(&lines, 4001), None);
    }

    proptest! {
        #[test]
        fn the_budget_is_never_exceeded(
            of in prop::collection::vec((1_i64..60, 1_i64..20, 1_i64..5000, -10.0..500.0_f64), 0..12),
            budget in 0_i64..400_000,
        ) {
            let lines: Vec<Line> = of.iter()
                .map(|(order, least, cost, earns)| line(*order, *least, *cost, *earns)).collect();
            let bought = within_budget(&lines, budget);
            let value: i64 = units(&bought).iter().zip(&of).map(|(units, of)| units * of.2).sum();
            prop_assert_eq!(value, bought.value);
            prop_assert!(value <= budget);
            prop_assert!(bought.profit >= 0.0);
            prop_assert!(bought.quantities.iter().zip(&lines).all(|(q, line)| *q <= line.order));
            // More money never earns less, but for what a larger pack leaves over.
            let all = within_budget(&lines, i64::MAX / 2);
            prop_assert!(all.profit >= bought.profit - 1e-6);
        }
    }
}
