//! The fluid bound of selling a stock by a day (Gallego and van Ryzin, 1994): sales flow at their
//! expected rate, and time is split between prices.
//!
//! With probability `d` of a sale in a period and profit `m` of one, a price is the point `(d, d·m)`;
//! splitting time makes every point between two of them, and not selling is (0, 0). So the profit of a
//! period at a rate of sale `r` is the upper hull of these points, and its slope there is what one
//! more unit in stock is worth. No policy earns more than the bound.

/// A corner of the hull: sales and profit of a period.
type Corner = (f64, f64);

/// The next corner of the hull after `from`: the point to the right of it that is reached by the
/// steepest climb, with the slope.
fn next_corner(points: impl Iterator<Item = Corner>, from: Corner) -> Option<(Corner, f64)> {
    points
        .filter(|point| point.0 > from.0)
        .map(|point| (point, (point.1 - from.1) / (point.0 - from.0)))
        .filter(|(_, slope)| *slope > 0.0)
        // Of equal slopes the farther, so that no corner lies within an edge.
        .reduce(|best, each| {
            let is_better = each.1 > best.1 || (each.1 == best.1 && each.0.0 > best.0.0);
            if is_better { each } else { best }
        })
}

/// What one more unit is worth where `rate` units a period are in stock, if prices with these
/// `profits` of a unit sell with these `probabilities`.
pub fn unit_worth(profits: &[f64], probabilities: &[f64], rate: f64) -> f64 {
    let points = || profits.iter().zip(probabilities).map(|(m, d)| (*d, d * m));
    let mut at = (0.0, 0.0);
    while let Some((corner, slope)) = next_corner(points(), at) {
        if corner.0 >= rate {
            return slope;
        }
        at = corner;
    }
    0.0
}

/// The hull, for many questions about the same market.
#[derive(Debug, Clone, PartialEq)]
pub struct Fluid {
    /// From (0, 0) to the most profitable rate, by rising rate.
    corners: Vec<Corner>,
}

impl Fluid {
    /// Of prices with these profits of a unit and probabilities of a sale.
    pub fn new(profits: &[f64], probabilities: &[f64]) -> Fluid {
        let points = || profits.iter().zip(probabilities).map(|(m, d)| (*d, d * m));
        let mut at = (0.0, 0.0);
        let mut corners = vec![at];
        while let Some((corner, _)) = next_corner(points(), at) {
            corners.push(corner);
            at = corner;
        }
        Fluid { corners }
    }

    /// The profit of so much stock within `time` periods.
    pub fn profit(&self, stock: f64, time: f64) -> f64 {
        if time <= 0.0 {
            return 0.0;
        }
        let rate = stock / time;
        for ((from, low), (to, high)) in self.edges() {
            if rate <= to {
                return time * (low + (high - low) * (rate - from) / (to - from));
            }
        }
        time * self.corners.last().map_or(0.0, |corner| corner.1)
    }

    /// What one more unit is worth where `rate` units a period are in stock.
    pub fn unit_worth(&self, rate: f64) -> f64 {
        self.edges()
            .find(|(_, (to, _))| rate <= *to)
            .map_or(0.0, |((from, low), (to, high))| (high - low) / (to - from))
    }

    fn edges(&self) -> impl Iterator<Item = (Corner, Corner)> + '_ {
        self.corners.iter().copied().zip(self.corners.iter().copied().skip(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROFITS: [f64; 4] = [2.0, 3.0, 4.0, 5.0];
    const PROBABILITIES: [f64; 4] = [0.8, 0.6, 0.3, 0.1];

    #[test]
    fn time_is_split_between_the_two_prices_around_the_stock() {
        let fluid = Fluid::new(&PROFITS, &PROBABILITIES);
        // A quarter of the periods in stock: three quarters of the time at 4, the rest at 5.
        assert!((fluid.profit(25.0, 100.0) - (75.0 * 1.2 + 25.0 * 0.5)).abs() < 1e-9);
        assert!((fluid.unit_worth(0.25) - 3.5).abs() < 1e-9);
        // Enough for everybody: the best price, and one more unit is worth nothing.
        assert!((fluid.profit(90.0, 100.0) - 180.0).abs() < 1e-9);
        assert_eq!(fluid.unit_worth(0.9), 0.0);
        assert_eq!(fluid.profit(5.0, 0.0), 0.0);
        assert_eq!(fluid.profit(0.0, 5.0), 0.0);
        for step in 0..100 {
            let rate = f64::from(step) / 100.0 + 0.001;
            let quick = unit_worth(&PROFITS, &PROBABILITIES, rate);
            assert!((fluid.unit_worth(rate) - quick).abs() < 1e-12, "{rate}");
        }
    }

    #[test]
    fn prices_that_lose_money_or_sell_nothing_are_no_corner() {
        let fluid = Fluid::new(&[-1.0, 0.0, 2.0], &[0.9, 0.5, 0.0]);
        assert_eq!((fluid.profit(5.0, 10.0), fluid.unit_worth(0.5)), (0.0, 0.0));
        assert_eq!(unit_worth(&[-1.0, 0.0, 2.0], &[0.9, 0.5, 0.0], 0.5), 0.0);
    }
}
