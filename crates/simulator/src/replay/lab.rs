//! Two instances of dynamic pricing whose optimum is known, so that a policy can be scored as a
//! percentage of it.
//!
//! *Four prices*: one product, prices 29.90, 34.90, 39.90 and 44.90, at most one buyer a period
//! with probability .8, .6, .3 or .1, stock of a quarter of the periods, no refill. *Three products*:
//! three of them with their own stock, the probabilities times `1 + .3 sin(2πt / 50)`, at most 1.
//! A policy is told prices, periods and stock, never the probabilities.

use crate::Random;

/// Prices in minor units.
pub const PRICES: [i64; 4] = [2990, 3490, 3990, 4490];

/// The probability of a buyer in a period at each price.
const PROBABILITIES: [f64; 4] = [0.8, 0.6, 0.3, 0.1];

/// An instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instance {
    /// How many periods there are.
    pub periods: u32,
    /// How many products, each by itself.
    pub products: u32,
    is_seasonal: bool,
}

/// Sets prices, one product and period after another.
pub trait PricePolicy {
    /// Begins anew, with this stock of each product.
    fn restart(&mut self, instance: Instance, stock: u32);

    /// The place in [`PRICES`] of the price to ask.
    fn price(&mut self, product: u32, period: u32, stock: u32) -> usize;

    /// Hears whether someone bought at that price.
    fn observe(&mut self, product: u32, period: u32, price: usize, is_sold: bool);
}

impl Instance {
    /// The four-price instance.
    pub fn four_prices(periods: u32) -> Instance {
        Instance { periods, products: 1, is_seasonal: false }
    }

    /// The three-product seasonal variant.
    pub fn three_products(periods: u32) -> Instance {
        Instance { periods, products: 3, is_seasonal: true }
    }

    /// Stock of each product at the start.
    pub fn stock(&self) -> u32 {
        self.periods / 4
    }

    /// Probability of a buyer. For the market and for tests; a policy must not ask.
    pub fn probability(&self, period: u32, price: usize) -> f64 {
        let base = crate::at(&PROBABILITIES, price);
        if !self.is_seasonal {
            return base;
        }
        let angle = 2.0 * std::f64::consts::PI * f64::from(period) / 50.0;
        (base * (1.0 + 0.3 * libm::sin(angle))).min(1.0)
    }

    /// What the best policy earns that knows the probabilities, in minor units, expected: the exact
    /// dynamic program over periods and stock.
    pub fn optimum(&self) -> f64 {
        let stock = self.stock() as usize;
        // What is still to earn with so many units from the next period on.
        let mut next = vec![0.0; stock + 1];
        for period in (0..self.periods).rev() {
            let odds: [(f64, f64); 4] = std::array::from_fn(|price| {
                (crate::at(&PRICES, price) as f64, self.probability(period, price))
            });
            let mut less = 0.0;
            for (units, value) in next.iter_mut().enumerate() {
                let with_all = *value;
                if units > 0 {
                    let best = odds
                        .iter()
                        .map(|(price, probability)| probability * (price + less - with_all))
                        .fold(0.0, f64::max);
                    *value = with_all + best;
                }
                less = with_all;
            }
        }
        f64::from(self.products) * next.last().copied().unwrap_or(0.0)
    }

    /// What a single price earns, expected, in minor units.
    pub fn fixed(&self, price: usize) -> f64 {
        let stock = self.stock() as usize;
        // The distribution of units sold so far; the last place holds "all".
        let mut sold = vec![0.0; stock + 1];
        if let Some(none) = sold.first_mut() {
            *none = 1.0;
        }
        for period in 0..self.periods {
            let probability = self.probability(period, price);
            let mut moved = 0.0;
            for (units, share) in sold.iter_mut().enumerate() {
                let leaves = if units < stock { *share * probability } else { 0.0 };
                *share += moved - leaves;
                moved = leaves;
            }
        }
        let units: f64 = (0_u32..).zip(&sold).map(|(units, share)| f64::from(units) * share).sum();
        f64::from(self.products) * units * crate::at(&PRICES, price) as f64
    }

    /// The best single price: its place and what it earns, expected.
    pub fn best_fixed(&self) -> (usize, f64) {
        (0..PRICES.len())
            .map(|price| (price, self.fixed(price)))
            .fold((0, 0.0), |best, each| if each.1 > best.1 { each } else { best })
    }

    /// Plays one path, and gives what it earned in minor units. Paths of one number have the same
    /// luck for every policy: a buyer has a uniform number, and buys at prices whose probability is
    /// above it.
    pub fn play(&self, policy: &mut dyn PricePolicy, seed: u64, path: u64) -> i64 {
        let mut luck = Random::new(seed, path);
        policy.restart(*self, self.stock());
        let mut stock = vec![self.stock(); self.products as usize];
        let mut earned = 0;
        for period in 0..self.periods {
            for (product, stock) in (0..).zip(&mut stock) {
                let u = luck.uniform();
                if *stock == 0 {
                    continue;
                }
                let price = policy.price(product, period, *stock).min(PRICES.len() - 1);
                let is_sold = u < self.probability(period, price);
                if is_sold {
                    *stock -= 1;
                    earned += crate::at(&PRICES, price);
                }
                policy.observe(product, period, price, is_sold);
            }
        }
        earned
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_fixed_price_is_where_the_facts_have_it() {
        for (periods, percent) in [(100, 98.4), (1000, 98.8), (10_000, 98.8)] {
            let instance = Instance::four_prices(periods);
            let found = 100.0 * instance.best_fixed().1 / instance.optimum();
            assert!((found - percent).abs() < 0.05, "{found} at {periods}, not {percent}");
        }
    }

    struct Fixed(usize);

    impl PricePolicy for Fixed {
        fn restart(&mut self, _: Instance, _: u32) {}

        fn price(&mut self, _: u32, _: u32, _: u32) -> usize {
            self.0
        }

        fn observe(&mut self, _: u32, _: u32, _: usize, _: bool) {}
    }

    #[test]
    fn played_paths_earn_what_is_expected() {
        for instance in [Instance::four_prices(200), Instance::three_products(200)] {
            let (price, expected) = instance.best_fixed();
            let earned: Vec<f64> =
                (0..2000).map(|path| instance.play(&mut Fixed(price), 1, path) as f64).collect();
            let range = super::super::Range::of(earned);
            assert!(
                (range.mean - expected).abs() < 4.0 * range.standard_error,
                "{range:?} {expected}"
            );
            assert!(expected < instance.optimum());
        }
    }
}
