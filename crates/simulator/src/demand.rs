//! From visits and multipliers to expected lines and units, the same for the full log, the daily
//! market and the truth.

use crate::{
    at,
    market::{Companion, Market, Segment},
};

/// What a market's visits bring.
#[derive(Debug, Clone)]
pub struct Demand {
    /// Lines of a visit for each variant, when nothing moves demand: `[segment][variant]`.
    pub lines: Vec<Vec<f64>>,
    /// Units of a line in multiples of `sold_in`, by segment: mean.
    pub units: Vec<f64>,
    /// The variance of a variant's units over their mean, for a fixed rate, in multiples of
    /// `sold_in`: 1 where all lines are of one unit.
    pub bulk: Vec<f64>,
    companions: Vec<Companion>,
}

impl Demand {
    /// Of a market.
    pub fn new(market: &Market) -> Demand {
        let lines: Vec<Vec<f64>> =
            market.segments.iter().map(|segment| market.lines_of(segment)).collect();
        let moments: Vec<(f64, f64)> = market.segments.iter().map(Segment::units).collect();
        let shares: Vec<f64> =
            market.expected_visits().iter().map(|days| days.iter().sum::<f64>()).collect();
        let bulk = (0..market.variants.len())
            .map(|variant| {
                let mut of = (0.0, 0.0);
                for ((share, (mean, square)), lines) in shares.iter().zip(&moments).zip(&lines) {
                    let weight = share * at(lines, variant);
                    of = (of.0 + weight * mean, of.1 + weight * square);
                }
                of.1 / of.0
            })
            .collect();
        let units = moments.iter().map(|(mean, _)| *mean).collect();
        Demand { lines, units, bulk, companions: market.companions.clone() }
    }

    /// Expected units of each variant from the visits of each segment, with `response` the
    /// multiplier of each variant.
    pub fn expected(
        &self,
        market: &Market,
        response: &[f64],
        visits: &[f64],
        expected: &mut Vec<f64>,
    ) {
        expected.clear();
        expected.resize(response.len(), 0.0);
        for ((lines, units), visits) in self.lines.iter().zip(&self.units).zip(visits) {
            let weight = units * visits;
            for (expected, lines) in expected.iter_mut().zip(lines) {
                *expected += weight * lines;
            }
        }
        for companion in &self.companions {
            let brought: f64 = self
                .lines
                .iter()
                .zip(&self.units)
                .zip(visits)
                .map(|((lines, units), visits)| {
                    visits
                        * units
                        * companion.probability
                        * hub_lines(market, companion, lines, response)
                })
                .sum();
            let spokes =
                market.products.get(companion.spoke).map_or(0..0, super::market::Product::variants);
            for variant in spokes {
                let share = market.variants.get(variant).map_or(0.0, |variant| variant.share);
                if let Some(expected) = expected.get_mut(variant) {
                    *expected += brought * share;
                }
            }
        }
        for ((expected, response), variant) in
            expected.iter_mut().zip(response).zip(&market.variants)
        {
            *expected *= response * f64::from(variant.sold_in);
        }
    }
}

/// Lines of a visit for a companion's hub.
pub fn hub_lines(market: &Market, companion: &Companion, lines: &[f64], response: &[f64]) -> f64 {
    let hub = market.products.get(companion.hub).map_or(0..0, super::market::Product::variants);
    hub.map(|variant| at(lines, variant) * at(response, variant)).sum()
}

/// How many of a companion's spoke a line of its hub brings, expected.
pub fn brought_along(market: &Market, companion: &Companion, response: &[f64]) -> f64 {
    let spoke = market.products.get(companion.spoke).map_or(0..0, super::market::Product::variants);
    let share = |variant: usize| market.variants.get(variant).map_or(0.0, |variant| variant.share);
    companion.probability * spoke.map(|variant| share(variant) * at(response, variant)).sum::<f64>()
}
