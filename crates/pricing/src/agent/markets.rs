//! Markets drawn at random, for the agent to learn on. None of them is any shop's, nor one of the
//! instances on which policies are scored.

use crate::{
    Random,
    market::{Facts, Market},
};

/// The most periods of a drawn market.
const LONGEST: f64 = 2000.0;

/// A market with so many prices, at least two; the same for the same seed and number.
///
/// The lowest price is between 10 and 100, the highest up to twice as much. Demand falls at random,
/// along a logistic curve or with a constant elasticity; half of the markets have a season, half a cost
/// of lowering the price.
pub fn draw(prices: usize, seed: u64, number: u64) -> Market {
    let mut luck = Random::new(seed, number);
    let steps = prices.max(2) as f64 - 1.0;
    let lowest = luck.between(1000.0, 10_000.0);
    let range = luck.between(1.1, 2.0);
    let share = |place: usize| place as f64 / steps;
    let asked: Vec<i64> = (0..prices.max(2))
        .map(|place| (lowest * (1.0 + (range - 1.0) * share(place))) as i64)
        .collect();
    let mut probabilities: Vec<f64> = match luck.below(3) {
        0 => asked.iter().map(|_| luck.between(0.01, 0.99)).collect(),
        1 => {
            let (middle, slope) = (luck.between(-0.3, 1.3), luck.between(0.5, 8.0));
            let at = |place| 1.0 / (1.0 + (slope * (share(place) - middle)).exp());
            (0..asked.len()).map(at).collect()
        }
        _ => {
            let (first, elasticity) = (luck.between(0.02, 0.95), luck.between(0.5, 6.0));
            asked.iter().map(|price| first * (*price as f64 / lowest).powf(-elasticity)).collect()
        }
    };
    probabilities.sort_by(|a, b| b.total_cmp(a));
    // As many short markets as long ones, on a logarithmic scale.
    let periods = luck.between(0.0, LONGEST.ln()).exp().ceil() as u32;
    let highest = probabilities.first().copied().unwrap_or_default();
    let stock = (f64::from(periods) * highest * luck.between(0.0, 1.1)).ceil().max(1.0) as u32;
    let season = match luck.below(2) {
        0 => Vec::new(),
        _ => {
            let (height, length) = (luck.between(0.0, 0.5), luck.between(10.0, 400.0));
            let begins = luck.uniform();
            let turn = |period: u32| std::f64::consts::TAU * (f64::from(period) / length + begins);
            (0..periods).map(|period| 1.0 + height * turn(period).sin()).collect()
        }
    };
    let cost = (lowest * luck.between(-0.3, 0.7)).max(0.0) as i64;
    let markdown_cost = (lowest * luck.between(-0.2, 0.2)).max(0.0) as i64;
    let competitor = (luck.below(2) == 1).then(|| (lowest * luck.between(0.7, 2.5)) as i64);
    Market::of(Facts {
        prices: asked,
        probabilities,
        season,
        periods,
        stock,
        cost,
        markdown_cost,
        competitor,
    })
}
