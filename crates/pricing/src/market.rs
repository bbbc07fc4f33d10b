//! What is fitted of a product's market, and what it earns at a single price.

use crate::{fluid::Fluid, largest};

/// The middle of each fifth of a standard normal.
const CHANCES: [f64; 5] = [-1.2816, -0.5244, 0.0, 0.5244, 1.2816];

/// The facts of a market. Amounts are minor units of one currency.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// The prices that may be asked, rising.
    pub prices: Vec<i64>,
    /// How likely a unit sells in a period at each price, where the season is 1.
    pub probabilities: Vec<f64>,
    /// What each period multiplies those probabilities by; periods beyond the end have 1.
    pub season: Vec<f64>,
    /// Periods in which the stock can be sold.
    pub periods: u32,
    /// Units in stock at the start; nothing is refilled.
    pub stock: u32,
    /// What a unit costs.
    pub cost: i64,
    /// What it costs to lower the price once, such as new labels.
    pub markdown_cost: i64,
    /// What a competitor asks, where that is known. The probabilities have it in them already.
    pub competitor: Option<i64>,
}

/// A market, with what follows from its facts.
#[derive(Debug, Clone, PartialEq)]
pub struct Market {
    facts: Facts,
    /// Price less cost, for each price.
    profits: Vec<f64>,
    fluid: Fluid,
    /// For each period, the sum of the season from it on; one more for the end.
    seasons_left: Vec<f64>,
}

/// Why facts are no market.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// There is no price, or not a probability for each.
    #[error("a market needs prices, and a probability of a sale for each")]
    NoPrices,
    /// Prices must be above 0 and rise.
    #[error("prices must be above 0 and rise")]
    Prices,
    /// A probability is none, or rises with the price.
    #[error("probabilities must lie between 0 and 1 and must not rise with the price")]
    Probabilities,
    /// A multiplier of the season is negative or no number.
    #[error("the season must not be negative")]
    Season,
}

impl Market {
    /// Of these facts.
    ///
    /// # Errors
    /// When they do not describe a market.
    pub fn new(facts: Facts) -> Result<Market, Unfit> {
        if facts.prices.is_empty() || facts.prices.len() != facts.probabilities.len() {
            return Err(Unfit::NoPrices);
        }
        let rises = facts.prices.iter().zip(facts.prices.iter().skip(1)).all(|(a, b)| a < b);
        if !rises || facts.prices.iter().any(|price| *price <= 0) {
            return Err(Unfit::Prices);
        }
        let probabilities = || facts.probabilities.iter();
        let falls = probabilities().zip(probabilities().skip(1)).all(|(a, b)| a >= b);
        if !falls || !probabilities().all(|each| (0.0..=1.0).contains(each)) {
            return Err(Unfit::Probabilities);
        }
        if !facts.season.iter().all(|each| each.is_finite() && *each >= 0.0) {
            return Err(Unfit::Season);
        }
        Ok(Market::of(facts))
    }

    /// Of facts that are known to describe a market.
    pub(crate) fn of(facts: Facts) -> Market {
        let profits: Vec<f64> =
            facts.prices.iter().map(|price| (price - facts.cost) as f64).collect();
        let fluid = Fluid::new(&profits, &facts.probabilities);
        let season = |period: u32| facts.season.get(period as usize).copied().unwrap_or(1.0);
        let mut left = 0.0;
        let mut seasons_left = vec![0.0];
        seasons_left.extend((0..facts.periods).rev().map(|period| {
            left += season(period);
            left
        }));
        seasons_left.reverse();
        Market { profits, fluid, seasons_left, facts }
    }

    /// What was given.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// How many prices there are.
    pub fn count(&self) -> usize {
        self.facts.prices.len()
    }

    /// The price at a place, in minor units.
    pub fn price(&self, place: usize) -> i64 {
        self.facts.prices.get(place).copied().unwrap_or_default()
    }

    /// What a sale at that price leaves after the unit's cost, in minor units.
    pub fn profit(&self, place: usize) -> f64 {
        self.profits.get(place).copied().unwrap_or_default()
    }

    /// The highest profit of a unit, and at least a minor unit: what amounts are measured in.
    pub(crate) fn top(&self) -> f64 {
        self.profits.last().copied().unwrap_or_default().max(1.0)
    }

    /// What a period multiplies probabilities by.
    pub fn season(&self, period: u32) -> f64 {
        self.facts.season.get(period as usize).copied().unwrap_or(1.0)
    }

    /// The sum of the season from a period on: the time that is left, in periods of a season of 1.
    pub fn season_left(&self, period: u32) -> f64 {
        self.seasons_left.get(period as usize).copied().unwrap_or_default()
    }

    /// How likely a unit sells at a price in a period.
    pub fn probability(&self, period: u32, place: usize) -> f64 {
        let base = self.facts.probabilities.get(place).copied().unwrap_or_default();
        (base * self.season(period)).min(1.0)
    }

    /// The fluid bound of what is earned from a period on.
    #[cfg(test)]
    pub(crate) fn bound(&self, period: u32, stock: u32) -> f64 {
        self.fluid.profit(f64::from(stock), self.season_left(period))
    }

    /// About what is earned from a period on: the fluid bound with the stock more or less by what chance
    /// sells, as far as it is spread where about the whole stock is sold. Where the bound has a
    /// corner, this is round, as the truth is.
    pub(crate) fn estimate(&self, period: u32, stock: u32) -> f64 {
        let (time, stocks) = self.chances(period, stock);
        stocks.map(|stock| self.fluid.profit(stock, time)).iter().sum::<f64>()
            / CHANCES.len() as f64
    }

    /// About what one more unit is worth.
    pub(crate) fn unit_worth(&self, period: u32, stock: u32) -> f64 {
        let (time, stocks) = self.chances(period, stock);
        let worth = |stock: f64| self.fluid.unit_worth(stock / time.max(1e-9));
        stocks.map(worth).iter().sum::<f64>() / CHANCES.len() as f64
    }

    /// The time that is left and the stock, more or less.
    fn chances(&self, period: u32, stock: u32) -> (f64, [f64; CHANCES.len()]) {
        let (time, stock) = (self.season_left(period), f64::from(stock));
        let rate = (stock / time.max(1e-9)).min(1.0);
        let spread = (time * rate * (1.0 - rate)).sqrt();
        (time, CHANCES.map(|chance| (stock + spread * chance).max(0.0)))
    }

    /// What a single price earns, expected: the distribution of units sold, period by period.
    pub fn fixed(&self, place: usize) -> f64 {
        let stock = self.facts.stock as usize;
        // The last place holds "all".
        let mut sold = vec![0.0; stock + 1];
        if let Some(none) = sold.first_mut() {
            *none = 1.0;
        }
        for period in 0..self.facts.periods {
            let probability = self.probability(period, place);
            let mut moved = 0.0;
            for (units, share) in sold.iter_mut().enumerate() {
                let leaves = if units < stock { *share * probability } else { 0.0 };
                *share += moved - leaves;
                moved = leaves;
            }
        }
        let units: f64 = (0_u32..).zip(&sold).map(|(units, share)| f64::from(units) * share).sum();
        units * self.profit(place)
    }

    /// The single price that earns most, expected; of equals the highest.
    pub fn best_fixed(&self) -> usize {
        let earned: Vec<f64> = (0..self.count()).map(|place| self.fixed(place)).collect();
        largest(&earned)
    }

    /// What the best policy earns that knows these facts, expected: the exact dynamic program over
    /// periods and stock. Only where lowering the price costs nothing.
    pub fn optimum(&self) -> f64 {
        let mut next = vec![0.0; self.facts.stock as usize + 1];
        for period in (0..self.facts.periods).rev() {
            let odds: Vec<(f64, f64)> = (0..self.count())
                .map(|place| (self.profit(place), self.probability(period, place)))
                .collect();
            let mut less = None;
            for value in &mut next {
                let with_all: f64 = *value;
                if let Some(less) = less {
                    *value += odds
                        .iter()
                        .map(|(profit, probability)| probability * (profit + less - with_all))
                        .fold(0.0, f64::max);
                }
                less = Some(with_all);
            }
        }
        next.last().copied().unwrap_or_default()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Four prices, demand that falls faster and faster.
    pub(crate) fn facts(periods: u32, stock: u32) -> Facts {
        Facts {
            prices: vec![1000, 1200, 1400, 1600],
            probabilities: vec![0.7, 0.5, 0.35, 0.15],
            season: Vec::new(),
            periods,
            stock,
            cost: 300,
            markdown_cost: 0,
            competitor: None,
        }
    }

    #[test]
    fn what_is_no_market_is_refused() {
        let with = |change: fn(&mut Facts)| {
            let mut facts = facts(10, 3);
            change(&mut facts);
            Market::new(facts).err()
        };
        assert_eq!(with(|_| ()), None);
        assert_eq!(with(|facts| facts.prices.clear()), Some(Unfit::NoPrices));
        assert_eq!(with(|facts| facts.probabilities.truncate(2)), Some(Unfit::NoPrices));
        assert_eq!(with(|facts| facts.prices[0] = 0), Some(Unfit::Prices));
        assert_eq!(with(|facts| facts.prices[1] = 1000), Some(Unfit::Prices));
        assert_eq!(with(|facts| facts.probabilities[0] = 1.2), Some(Unfit::Probabilities));
        assert_eq!(with(|facts| facts.probabilities[3] = 0.4), Some(Unfit::Probabilities));
        assert_eq!(with(|facts| facts.probabilities[3] = f64::NAN), Some(Unfit::Probabilities));
        assert_eq!(with(|facts| facts.season = vec![-1.0]), Some(Unfit::Season));
    }

    #[test]
    fn fixed_prices_earn_less_than_the_optimum_and_that_less_than_the_bound() {
        for (periods, stock) in [(1, 1), (40, 10), (40, 40), (300, 90)] {
            let mut facts = facts(periods, stock);
            facts.season = (0..periods).map(|period| f64::from(period % 3)).collect();
            let market = Market::new(facts).unwrap();
            let (fixed, optimum) = (market.fixed(market.best_fixed()), market.optimum());
            let bound = market.bound(0, stock);
            assert!(
                fixed <= optimum + 1e-9 && optimum <= bound + 1e-9,
                "{fixed} {optimum} {bound}"
            );
        }
        // Stock for everybody: the price with the most profit a period, and nothing to gain by changing.
        let plenty = Market::new(facts(50, 50)).unwrap();
        let best = (0..4).map(|p| plenty.profit(p) * plenty.probability(0, p)).fold(0.0, f64::max);
        assert!((plenty.fixed(plenty.best_fixed()) - 50.0 * best).abs() < 1e-6);
        assert!((plenty.optimum() - 50.0 * best).abs() < 1e-6);
    }

    #[test]
    fn the_season_that_is_left_adds_up() {
        let mut facts = facts(3, 2);
        facts.season = vec![0.5, 1.5];
        let market = Market::new(facts).unwrap();
        let left: Vec<f64> = (0..5).map(|period| market.season_left(period)).collect();
        assert_eq!(left, [3.0, 2.5, 1.0, 0.0, 0.0]);
        assert!((market.probability(1, 0) - 1.0).abs() < 1e-12);
    }
}
