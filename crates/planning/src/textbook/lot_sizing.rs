//! Orders for known demand that differs from period to period.

/// What to order at the beginning of each period.
#[derive(Debug, Clone, PartialEq)]
pub struct Lots {
    /// Units to order in each period.
    pub quantities: Vec<f64>,
    /// Cost of ordering and of holding what is left at the end of each period.
    pub cost: f64,
}

/// The cheapest orders for known demand of each period (Wagner and Whitin, 1958). `order_cost` is
/// paid for each order, `holding` for each unit and period.
pub fn wagner_whitin(order_cost: f64, holding: f64, demand: &[f64]) -> Lots {
    // From the last period back: (cost from there on, the period of the next order).
    let mut best: Vec<(f64, usize)> = vec![(0.0, demand.len())];
    for from in (0..demand.len()).rev() {
        let (mut cheapest, mut held) = ((f64::INFINITY, demand.len()), 0.0);
        let rest = demand.iter().skip(from).zip(best.iter().rev()).enumerate();
        for (periods, (wanted, (after, _))) in rest {
            held += holding * periods as f64 * wanted;
            let cost = order_cost + held + after;
            if cost < cheapest.0 {
                cheapest = (cost, from + periods + 1);
            }
        }
        best.push(cheapest);
    }
    best.reverse();
    let mut quantities = vec![0.0; demand.len()];
    let mut at = 0;
    while let (Some(quantity), Some((_, next))) = (quantities.get_mut(at), best.get(at)) {
        *quantity = demand.get(at..*next).unwrap_or_default().iter().sum();
        at = *next;
    }
    Lots { quantities, cost: best.first().map_or(0.0, |(cost, _)| *cost) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_textbooks_values_are_met() {
        let lots = wagner_whitin(500.0, 2.0, &[90.0, 120.0, 80.0, 70.0]);
        assert_eq!(lots.quantities, [210.0, 0.0, 150.0, 0.0]);
        assert!((lots.cost - 1380.0).abs() < 1e-6);
        assert_eq!(wagner_whitin(500.0, 2.0, &[]).cost, 0.0);
    }

    #[test]
    fn no_other_orders_cost_less() {
        let demand = [10.0, 60.0, 15.0, 150.0, 110.0, 0.0, 40.0];
        let best = wagner_whitin(100.0, 1.0, &demand);
        // Every choice of periods to order in; the first must be among them.
        for choice in (0..1_u32 << demand.len()).filter(|choice| choice & 1 == 1) {
            let (mut cost, mut age) = (0.0, 0.0);
            for (period, wanted) in demand.iter().enumerate() {
                let ordered = choice >> period & 1 == 1;
                age = if ordered { 0.0 } else { age + 1.0 };
                cost += f64::from(u8::from(ordered)) * 100.0 + age * wanted;
            }
            assert!(best.cost <= cost + 1e-9);
        }
    }
}
