//! The fast market: demand by variant and day, without customers and orders, for policies that
//! must try many futures.

use crate::{
    Random, at, demand::Demand, market::Market, random::count_quantile, response::Response,
};

/// A market by days. Its expected demand is that of the full log with the customers expected on
/// the first day; its spread has the same variance.
#[derive(Debug, Clone)]
pub struct DailyMarket<'a> {
    market: &'a Market,
    demand: Demand,
    response: Response,
    /// Regular prices.
    regular: Vec<i64>,
    /// `[segment][day]`
    visits: Vec<Vec<f64>>,
    multipliers: Vec<f64>,
    spread: Vec<Spread>,
}

/// What the spread of a variant's demand follows from.
#[derive(Debug, Clone, Copy)]
struct Spread {
    sold_in: u32,
    /// Excess of the variance over the mean that lines of several units bring.
    bulk: f64,
    /// One over the product's steadiness.
    unsteadiness: f64,
}

impl<'a> DailyMarket<'a> {
    /// At base prices.
    pub fn new(market: &'a Market) -> DailyMarket<'a> {
        let demand = Demand::new(market);
        let spread = market
            .variants
            .iter()
            .zip(&demand.bulk)
            .map(|(variant, bulk)| Spread {
                sold_in: variant.sold_in,
                bulk: bulk - 1.0,
                unsteadiness: market
                    .products
                    .get(variant.product)
                    .map_or(1.0, |product| 1.0 / product.steadiness),
            })
            .collect();
        DailyMarket {
            market,
            demand,
            response: Response::new(market),
            regular: market.variants.iter().map(|variant| variant.price).collect(),
            visits: market.expected_visits(),
            multipliers: Vec::new(),
            spread,
        }
    }

    /// The market behind it.
    pub fn market(&self) -> &'a Market {
        self.market
    }

    /// The selling prices.
    pub fn prices(&self) -> &[i64] {
        self.response.prices()
    }

    /// Sets a selling price.
    pub fn set_price(&mut self, variant: usize, price: i64) {
        self.response.set_price(self.market, variant, price);
    }

    /// Sets the prices that the market's merchant planned for the day. To arrive at a day, follow
    /// the plan on each day before it.
    pub fn follow_plan(&mut self, day: u32) {
        self.response.follow_plan(self.market, &mut self.regular, day);
    }

    /// Expected units of each variant on a day, at the prices set.
    pub fn expected(&mut self, day: u32, expected: &mut Vec<f64>) {
        self.response.set_day(self.market, day);
        self.multipliers.clear();
        self.multipliers.extend(self.response.of_variants(self.market));
        let visits: Vec<f64> = self.visits.iter().map(|visits| at(visits, day as usize)).collect();
        self.demand.expected(self.market, &self.multipliers, &visits, expected);
    }

    /// Draws the day's demand from its expectation: one random number for each variant, in their
    /// order, whatever the prices are.
    pub fn draw(&self, expected: &[f64], random: &mut Random, demand: &mut Vec<u32>) {
        demand.clear();
        demand.extend(expected.iter().zip(&self.spread).map(|(expected, spread)| {
            let u = random.uniform();
            let lots = expected / f64::from(spread.sold_in);
            let size = lots / (spread.bulk + lots * spread.unsteadiness);
            count_quantile(u, lots, size) * spread.sold_in
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{shop, stores::Store};
    use kontor_domain::Date;

    #[test]
    fn the_daily_market_expects_what_the_full_log_does() {
        // More customers than the stores have, so that their number is near the expected one.
        for (store, scale) in
            [(Store::CoffeeRoaster, 40.0), (Store::HomeGoods, 4.0), (Store::OutdoorClothing, 4.0)]
        {
            let market = store.settings(Date::constant(2026, 10, 31), scale, 1).market;
            let mut daily = DailyMarket::new(&market);
            let (mut here, mut there, mut expected) = (0.0, 0.0, Vec::new());
            shop::run(&market, 1, &mut |day| {
                daily.follow_plan(day.day);
                daily.expected(day.day, &mut expected);
                assert_eq!(daily.prices(), day.prices);
                here += expected.iter().sum::<f64>();
                there += day.expected.iter().sum::<f64>();
                Ok(())
            })
            .unwrap();
            assert!((here / there - 1.0).abs() < 0.05, "{}: {here} and {there}", store.id());
        }
    }

    #[test]
    fn demand_is_drawn_with_the_mean_and_variance_of_the_log() {
        let mut market = Store::HomeGoods.settings(Date::constant(2026, 10, 31), 4.0, 1).market;
        market.days = 400;
        let mut daily = DailyMarket::new(&market);
        let (mut expected, mut demand) = (Vec::new(), Vec::new());
        let mut random = Random::new(1, 1);
        // Of the log and of the daily market: errors over their standard deviation, squared.
        let (mut log_squares, mut daily_squares) = (Vec::new(), Vec::new());
        shop::run(&market, 1, &mut |day| {
            daily.expected(day.day, &mut expected);
            daily.draw(&expected, &mut random, &mut demand);
            for (variant, each) in market.variants.iter().enumerate() {
                let steadiness = market.products[each.product].steadiness;
                let square = |found: u32, mean: f64| {
                    let variance = mean * daily.demand.bulk[variant] + mean * mean / steadiness;
                    let error = f64::from(found) - mean;
                    (mean > 0.2).then_some(error * error / variance)
                };
                log_squares.extend(square(day.demand[variant], day.expected[variant]));
                daily_squares.extend(square(demand[variant], expected[variant]));
            }
            Ok(())
        })
        .unwrap();
        for squares in [log_squares, daily_squares] {
            let range = crate::replay::Range::of(squares);
            assert!((range.mean - 1.0).abs() < 0.08, "{range:?}");
        }
    }
}
