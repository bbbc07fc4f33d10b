//! The rules that a merchant knows, as policies. They are what everything that learns has to beat.

use crate::{Random, largest, market::Market, policy::Policy};

/// The share of the price that cost-plus leaves after the unit's cost.
const COST_PLUS_MARGIN: f64 = 0.5;

/// A rule that needs nothing but the fitted market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The single price that earns most under the fitted demand.
    Fixed,
    /// The lowest price that leaves half of it after the unit's cost.
    CostPlus,
    /// Lower for good whenever the stock will not be sold in time.
    Markdown,
}

impl Rule {
    /// The rule as a policy for a market.
    pub fn policy(self, market: &Market) -> Box<dyn Policy> {
        match self {
            Rule::Fixed => Box::new(Fixed::best(market)),
            Rule::CostPlus => Box::new(Fixed::cost_plus(market, COST_PLUS_MARGIN)),
            Rule::Markdown => Box::new(Markdown::new(market.clone())),
        }
    }
}

/// One price until the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fixed(pub usize);

impl Fixed {
    /// The price that earns most under the fitted demand.
    pub fn best(market: &Market) -> Fixed {
        Fixed(market.best_fixed())
    }

    /// Cost-plus: the lowest price that leaves this share of it after the unit's cost; the highest
    /// where none does.
    pub fn cost_plus(market: &Market, margin: f64) -> Fixed {
        let leaves = |place: &usize| market.profit(*place) >= margin * market.price(*place) as f64;
        Fixed((0..market.count()).find(leaves).unwrap_or(market.count() - 1))
    }
}

impl Policy for Fixed {
    fn restart(&mut self, _: u64, _: u32, _: u32) {}

    fn price(&mut self, _: u32, _: u32) -> usize {
        self.0
    }
}

/// Markdown by the stock that is left: begins at the highest price, and lowers it for good once the
/// stock will not be sold in time at the fitted demand of the price that stands; never below cost.
#[derive(Debug, Clone)]
pub struct Markdown {
    market: Market,
    stands: usize,
}

impl Markdown {
    /// For a market.
    pub fn new(market: Market) -> Markdown {
        Markdown { stands: market.count() - 1, market }
    }
}

impl Policy for Markdown {
    fn restart(&mut self, _: u64, _: u32, _: u32) {
        self.stands = self.market.count() - 1;
    }

    fn price(&mut self, period: u32, stock: u32) -> usize {
        let time = self.market.season_left(period);
        let probabilities = &self.market.facts().probabilities;
        let sells = |place: usize| probabilities.get(place).copied().unwrap_or_default() * time;
        while sells(self.stands) < f64::from(stock)
            && self.stands > 0
            && self.market.profit(self.stands - 1) > 0.0
        {
            self.stands -= 1;
        }
        self.stands
    }
}

/// Explores at random with this probability and else asks the price that earned most a period so
/// far, as if stock had no end: what pricing tests do that do not look at the stock.
#[derive(Debug, Clone)]
pub struct EpsilonGreedy {
    prices: Vec<f64>,
    epsilon: f64,
    /// Periods and sales of each price.
    seen: Vec<(f64, f64)>,
    seed: u64,
    luck: Random,
}

impl EpsilonGreedy {
    /// Over these prices in minor units.
    pub fn new(prices: &[i64], epsilon: f64, seed: u64) -> EpsilonGreedy {
        EpsilonGreedy {
            prices: prices.iter().map(|price| *price as f64).collect(),
            epsilon,
            seen: vec![(0.0, 0.0); prices.len()],
            seed,
            luck: Random::new(seed, 0),
        }
    }
}

impl Policy for EpsilonGreedy {
    fn restart(&mut self, path: u64, _: u32, _: u32) {
        self.luck = Random::new(self.seed, path);
        self.seen.fill((0.0, 0.0));
    }

    fn price(&mut self, _: u32, _: u32) -> usize {
        if self.luck.uniform() < self.epsilon {
            return self.luck.below(self.prices.len());
        }
        // A price that was never asked is taken for the best.
        let earns = |(price, (periods, sales)): (&f64, &(f64, f64))| {
            if *periods > 0.0 { price * sales / periods } else { f64::INFINITY }
        };
        let earned: Vec<f64> = self.prices.iter().zip(&self.seen).map(earns).collect();
        largest(&earned)
    }

    fn observe(&mut self, _: u32, price: usize, is_sold: bool) {
        if let Some((periods, sales)) = self.seen.get_mut(price) {
            *periods += 1.0;
            *sales += f64::from(u8::from(is_sold));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        market::tests::facts,
        policy::{mean_and_error, replay},
    };

    #[test]
    fn rules_earn_what_they_are_expected_to() {
        let market = Market::new(facts(120, 40)).unwrap();
        let best = Fixed::best(&market);
        let (mean, error) = mean_and_error(&replay(&market, &mut { best }, 4000, 1));
        assert!((mean - market.fixed(best.0)).abs() < 4.0 * error, "{mean} ± {error}");
        let optimum = market.optimum();
        let mut greedy = EpsilonGreedy::new(&market.facts().prices, 0.1, 1);
        for policy in [&mut Markdown::new(market.clone()) as &mut dyn Policy, &mut greedy] {
            let (mean, error) = mean_and_error(&replay(&market, policy, 2000, 1));
            assert!(mean < optimum + 4.0 * error && mean > 0.6 * optimum, "{mean} of {optimum}");
        }
    }

    #[test]
    fn cost_plus_is_the_lowest_price_with_its_margin() {
        let market = Market::new(facts(10, 5)).unwrap();
        assert_eq!(Fixed::cost_plus(&market, 0.7), Fixed(0));
        assert_eq!(Fixed::cost_plus(&market, 0.75), Fixed(1));
        assert_eq!(Fixed::cost_plus(&market, 0.99), Fixed(3));
    }

    #[test]
    fn a_markdown_never_goes_up_again_nor_below_cost() {
        let mut facts = facts(20, 20);
        facts.cost = 1300;
        let market = Market::new(facts).unwrap();
        let mut policy = Markdown::new(market);
        policy.restart(0, 20, 20);
        assert_eq!((policy.price(0, 20), policy.price(19, 1)), (2, 2));
        policy.restart(0, 20, 20);
        assert_eq!(policy.price(0, 1), 3);
    }
}
