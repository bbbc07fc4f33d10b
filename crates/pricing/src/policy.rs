//! What a policy is, and how it is played.

use crate::{Random, market::Market};

/// Asks a price each period.
pub trait Policy {
    /// Forgets a path and begins the one of this number, with so many periods and units. What a policy
    /// draws at random depends on its seed and that number alone.
    fn restart(&mut self, path: u64, periods: u32, stock: u32);

    /// The place of the price to ask in a period, from 0, with so many units left; at least one is.
    fn price(&mut self, period: u32, stock: u32) -> usize;

    /// Hears whether a unit sold at that price.
    fn observe(&mut self, _period: u32, _price: usize, _is_sold: bool) {}
}

/// Plays a path and gives what it earned after costs, in minor units. Paths of one number have the
/// same luck for every policy: a period's buyer has a uniform number and buys at prices whose
/// probability is above it.
pub fn play(market: &Market, policy: &mut dyn Policy, seed: u64, path: u64) -> f64 {
    let facts = market.facts();
    let mut luck = Random::new(seed, path);
    policy.restart(path, facts.periods, facts.stock);
    let mut stock = facts.stock;
    let (mut earned, mut before) = (0.0, None);
    for period in 0..facts.periods {
        let buyer = luck.uniform();
        if stock == 0 {
            break;
        }
        let price = policy.price(period, stock).min(market.count() - 1);
        if before.is_some_and(|before| price < before) {
            earned -= facts.markdown_cost as f64;
        }
        before = Some(price);
        let is_sold = buyer < market.probability(period, price);
        if is_sold {
            stock -= 1;
            earned += market.profit(price);
        }
        policy.observe(period, price, is_sold);
    }
    earned
}

/// Plays `paths` paths: what each earned, in minor units.
pub fn replay(market: &Market, policy: &mut dyn Policy, paths: u32, seed: u64) -> Vec<f64> {
    (0..u64::from(paths)).map(|path| play(market, policy, seed, path)).collect()
}

/// The mean of figures, and its standard error.
pub fn mean_and_error(figures: &[f64]) -> (f64, f64) {
    let count = figures.len().max(1) as f64;
    let mean = figures.iter().sum::<f64>() / count;
    let squares: f64 = figures.iter().map(|figure| (figure - mean) * (figure - mean)).sum();
    (mean, (squares / (count - 1.0).max(1.0) / count).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{bandit::Thompson, market::tests::facts, rules::Rule};

    /// Watches another policy.
    struct Watched<'a> {
        policy: &'a mut dyn Policy,
        sold: Vec<usize>,
    }

    impl Policy for Watched<'_> {
        fn restart(&mut self, path: u64, periods: u32, stock: u32) {
            self.sold.clear();
            self.policy.restart(path, periods, stock);
        }

        fn price(&mut self, period: u32, stock: u32) -> usize {
            assert!(stock > 0, "nothing is left in period {period}");
            self.policy.price(period, stock)
        }

        fn observe(&mut self, period: u32, price: usize, is_sold: bool) {
            self.sold.extend(is_sold.then_some(price));
            self.policy.observe(period, price, is_sold);
        }
    }

    #[test]
    fn nobody_is_asked_without_stock_and_every_sale_is_at_a_price_of_the_set() {
        let market = Market::new(facts(80, 12)).unwrap();
        let mut thompson = Thompson::new(&market.facts().prices, 1);
        let mut markdown = Rule::Markdown.policy(&market);
        for policy in [&mut thompson as &mut dyn Policy, markdown.as_mut()] {
            let mut watched = Watched { policy, sold: Vec::new() };
            for path in 0..50 {
                let earned = play(&market, &mut watched, 3, path);
                assert!(watched.sold.len() <= 12 && watched.sold.iter().all(|price| *price < 4));
                let sum: f64 = watched.sold.iter().map(|price| market.profit(*price)).sum();
                assert!((sum - earned).abs() < 1e-6);
                assert_eq!(earned, play(&market, &mut watched, 3, path));
            }
        }
    }
}
