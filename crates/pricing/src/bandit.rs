//! Thompson sampling with inventory: a policy that knows prices, stock and time, and learns how
//! likely a sale is at each price while it sells (Ferreira, Simchi-Levi and Wang, *Online Network
//! Revenue Management Using Thompson Sampling*, Operations Research 66, 2018).
//!
//! Again and again it draws what demand may be from what it has seen, and solves for each draw what a unit
//! in stock is worth over the time that is left (the dual price of the fluid program, [`crate::fluid`]).
//! The price is asked whose sales bring most above that worth.
//!
//! Three things go beyond the paper. Demand does not rise with the price, and nothing else is assumed
//! of it: the prior is uniform over all falling probabilities, so that a price says something about its
//! neighbours. Several draws are averaged, which explores less than a single one: enough, as stock and time
//! move the price anyway. And the stock that will be left at a draw's demand is itself uncertain by the
//! chance of the sales to come, which keeps prices changing smoothly towards the end.

use crate::{Random, fluid::unit_worth, largest, policy::Policy};

/// Cells that a probability may lie in.
const CELLS: usize = 256;
/// Draws that are averaged.
const DRAWS: u32 = 32;
/// A price stands for this share of the periods that were seen or are left, whichever are fewer.
const STANDS: f64 = 0.02;

/// The policy.
#[derive(Debug, Clone)]
pub struct Thompson {
    prices: Vec<f64>,
    sees_stock: bool,
    seed: u64,
    luck: Random,
    posterior: Posterior,
    /// For each draw, by how many standard deviations chance sells more or less.
    chances: Vec<f64>,
    periods: u32,
    /// The place of the price that stands, and for how many more periods.
    stands: (usize, u32),
    draw: Vec<f64>,
    scores: Vec<f64>,
}

impl Thompson {
    /// Over these prices in minor units, rising.
    pub fn new(prices: &[i64], seed: u64) -> Thompson {
        let count = f64::from(DRAWS);
        Thompson {
            prices: prices.iter().map(|price| *price as f64).collect(),
            sees_stock: true,
            seed,
            luck: Random::new(seed, 0),
            posterior: Posterior::new(prices.len(), true),
            chances: (0..DRAWS).map(|n| normal_quantile((f64::from(n) + 0.5) / count)).collect(),
            periods: 0,
            stands: (0, 0),
            draw: vec![0.0; prices.len()],
            scores: vec![0.0; prices.len()],
        }
    }

    /// Plain Thompson sampling, as if stock had no end and prices were unrelated: what looking at the
    /// stock is worth.
    pub fn without_inventory(prices: &[i64], seed: u64) -> Thompson {
        Thompson {
            sees_stock: false,
            chances: vec![0.0],
            posterior: Posterior::new(prices.len(), false),
            ..Thompson::new(prices, seed)
        }
    }

    /// The place of the price whose sales bring most above what the units are worth.
    fn choose(&mut self, left: f64, stock: f64) -> usize {
        self.posterior.refresh();
        let rate = stock / left;
        // Units that are wanted in the time that is left, about as many as are there, spread so far.
        let spread = (rate.min(1.0) * (1.0 - rate.min(1.0)) / left).sqrt();
        self.scores.fill(0.0);
        // Each draw of demand has another chance from time to time.
        let turn = self.luck.below(self.chances.len());
        for chance in self.chances.iter().cycle().skip(turn).take(self.chances.len()) {
            self.posterior.draw(&mut self.luck, &mut self.draw);
            let worth = match self.sees_stock {
                true => unit_worth(&self.prices, &self.draw, rate + spread * chance),
                false => 0.0,
            };
            let prices = self.prices.iter().zip(&self.draw);
            for (score, (price, probability)) in self.scores.iter_mut().zip(prices) {
                *score += probability * (price - worth);
            }
        }
        largest(&self.scores)
    }
}

impl Policy for Thompson {
    fn restart(&mut self, path: u64, periods: u32, _: u32) {
        self.luck = Random::new(self.seed, path);
        self.posterior.forget();
        self.periods = periods;
        self.stands = (0, 0);
    }

    fn price(&mut self, period: u32, stock: u32) -> usize {
        let (mut price, mut more) = self.stands;
        if more == 0 {
            let left = self.periods.saturating_sub(period).max(1);
            price = self.choose(f64::from(left), f64::from(stock));
            more = ((f64::from(period.min(left)) * STANDS) as u32).max(1);
        }
        self.stands = (price, more - 1);
        price
    }

    fn observe(&mut self, _: u32, price: usize, is_sold: bool) {
        self.posterior.observe(price, is_sold);
    }
}

/// Where a probability may lie.
#[derive(Debug, Clone, Copy)]
struct Cell {
    low: f64,
    width: f64,
    /// Of its middle.
    ln_sold: f64,
    ln_kept: f64,
}

/// What is known of one price's probability.
#[derive(Debug, Clone)]
struct Row {
    sold: f64,
    kept: f64,
    /// For each cell, how well it fits what was seen, times its width.
    fits: Vec<f64>,
    /// For each cell, how likely the probability lies in it or above, given what was seen of this
    /// price and of all cheaper ones.
    above: Vec<f64>,
    is_stale: bool,
}

/// What is known of the probabilities of a sale: exact but for the width of cells.
///
/// The prior is uniform over all falling probabilities. That makes them a chain, each knowing only its
/// neighbours, so that one pass from the cheapest price to the dearest sums over everything that
/// is possible, and one pass back draws from it.
#[derive(Debug, Clone)]
struct Posterior {
    cells: Vec<Cell>,
    rows: Vec<Row>,
    is_falling: bool,
}

impl Posterior {
    fn new(prices: usize, is_falling: bool) -> Posterior {
        // Cells are as wide as what a number of periods tells is spread there: even in the arcsine of
        // the root.
        let edge =
            |number: f64| (std::f64::consts::FRAC_PI_2 * number / CELLS as f64).sin().powi(2);
        let cell = |number: usize| {
            let (low, middle) = (edge(number as f64), edge(number as f64 + 0.5));
            Cell {
                low,
                width: edge(number as f64 + 1.0) - low,
                ln_sold: middle.ln(),
                ln_kept: (1.0 - middle).ln(),
            }
        };
        let cells: Vec<Cell> = (0..CELLS).map(cell).collect();
        let row = Row {
            sold: 0.0,
            kept: 0.0,
            fits: vec![0.0; CELLS],
            above: vec![0.0; CELLS],
            is_stale: true,
        };
        Posterior { cells, rows: vec![row; prices], is_falling }
    }

    fn forget(&mut self) {
        for row in &mut self.rows {
            (row.sold, row.kept, row.is_stale) = (0.0, 0.0, true);
        }
    }

    fn observe(&mut self, price: usize, is_sold: bool) {
        if let Some(row) = self.rows.get_mut(price) {
            *(if is_sold { &mut row.sold } else { &mut row.kept }) += 1.0;
            row.is_stale = true;
        }
    }

    /// Takes in what was seen since the last time.
    fn refresh(&mut self) {
        let mut cheaper: Option<&[f64]> = None;
        let mut is_stale = false;
        for row in &mut self.rows {
            if row.is_stale {
                let Row { sold, kept, .. } = *row;
                let share = sold / (sold + kept).max(1.0);
                let most = x_ln_y(sold, share) + x_ln_y(kept, 1.0 - share);
                for (fits, cell) in row.fits.iter_mut().zip(&self.cells) {
                    let ln = sold * cell.ln_sold + kept * cell.ln_kept - most;
                    // Nothing is impossible, lest prices that contradict each other leave nothing.
                    *fits = cell.width * ln.exp().max(1e-30);
                }
                row.is_stale = false;
                is_stale = true;
            }
            // What changed changes all dearer prices.
            if is_stale {
                let mut sum = 0.0;
                let cells = row.above.iter_mut().zip(&row.fits);
                match cheaper.filter(|_| self.is_falling) {
                    Some(cheaper) => {
                        for ((above, fits), cheaper) in cells.zip(cheaper).rev() {
                            sum += fits * cheaper;
                            *above = sum;
                        }
                    }
                    None => {
                        for (above, fits) in cells.rev() {
                            sum += fits;
                            *above = sum;
                        }
                    }
                }
                for above in &mut row.above {
                    *above /= sum;
                }
            }
            cheaper = Some(&row.above);
        }
    }

    /// Draws a probability for each price.
    fn draw(&self, luck: &mut Random, into: &mut [f64]) {
        // The cell and probability of the dearer price, below which no cheaper one lies.
        let (mut from, mut least) = (0, 0.0_f64);
        for (row, into) in self.rows.iter().zip(into).rev() {
            let possible = row.above.get(from..).unwrap_or_default();
            let level = luck.uniform() * possible.first().copied().unwrap_or_default();
            let cell = from + possible.partition_point(|above| *above >= level).saturating_sub(1);
            let Some(Cell { low, width, .. }) = self.cells.get(cell) else { continue };
            *into = (low + width * luck.uniform()).max(least);
            if self.is_falling {
                (from, least) = (cell, *into);
            }
        }
    }
}

/// `x · ln y`, and 0 where `x` is.
fn x_ln_y(x: f64, y: f64) -> f64 {
    if x > 0.0 { x * y.ln() } else { 0.0 }
}

/// The standard normal quantile, by halving (Abramowitz and Stegun, 26.2.17, to 1e-7).
fn normal_quantile(u: f64) -> f64 {
    let below = |x: f64| {
        let t = 1.0 / (1.0 + 0.231_641_9 * x.abs());
        let tail = [0.319_381_530, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
        let sum = tail.iter().rev().fold(0.0, |sum, each| t * (each + sum));
        let above = sum * (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt();
        if x > 0.0 { 1.0 - above } else { above }
    };
    let (mut low, mut high) = (-8.0, 8.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if below(middle) < u { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        market::{Market, tests::facts},
        policy::{mean_and_error, play, replay},
    };

    /// Percent of the optimum, and its standard error.
    fn percent(market: &Market, policy: &mut Thompson, paths: u32) -> (f64, f64) {
        let (mean, error) = mean_and_error(&replay(market, policy, paths, 1));
        (100.0 * mean / market.optimum(), 100.0 * error / market.optimum())
    }

    /// Prices whose sale leaves all of them: the policy knows no cost.
    fn market(periods: u32, stock: u32) -> Market {
        Market::new(crate::market::Facts { cost: 0, ..facts(periods, stock) }).unwrap()
    }

    #[test]
    fn it_learns_to_price_while_it_sells() {
        for (periods, stock, least, paths) in [(100, 30, 95.0, 1000), (1000, 300, 99.0, 100)] {
            let market = market(periods, stock);
            let mut policy = Thompson::new(&market.facts().prices, 1);
            let (mean, error) = percent(&market, &mut policy, paths);
            assert!(mean - 2.0 * error > least, "{mean} ± {error} of {periods} periods");
            let mut blind = Thompson::without_inventory(&market.facts().prices, 1);
            let (without, _) = percent(&market, &mut blind, paths / 5);
            assert!(without < mean - 3.0, "{without} without looking at stock, {mean} with");
        }
        // Where stock has no end in time, it finds the price that earns most a period.
        let plenty = market(1000, 1000);
        let (mean, _) = percent(&plenty, &mut Thompson::new(&plenty.facts().prices, 1), 50);
        assert!(mean > 96.0, "{mean}");
    }

    #[test]
    fn the_same_seed_and_path_ask_the_same_prices_and_only_those_of_the_set() {
        let market = market(200, 50);
        let prices = &market.facts().prices;
        let mut policy = Thompson::new(prices, 1);
        let first: Vec<f64> = (0..9).map(|path| play(&market, &mut policy, 1, path)).collect();
        // In any order.
        let again: Vec<f64> =
            (0..9).rev().map(|path| play(&market, &mut policy, 1, path)).collect();
        assert!(first.iter().eq(again.iter().rev()));
        for path in 0..20 {
            policy.restart(path, 200, 50);
            let mut stock = 50;
            for period in 0..200 {
                let price = policy.price(period, stock);
                assert!(price < prices.len());
                let is_sold = (period + price as u32).is_multiple_of(3) && stock > 1;
                stock -= u32::from(is_sold);
                policy.observe(period, price, is_sold);
            }
        }
    }

    #[test]
    fn draws_fall_with_the_price_and_are_spread_as_what_was_seen_tells() {
        let mut posterior = Posterior::new(3, true);
        let mut luck = Random::new(1, 0);
        let mut means = |posterior: &mut Posterior| {
            posterior.refresh();
            let (mut sums, mut draw) = ([0.0; 3], [0.0; 3]);
            for _ in 0..4000 {
                posterior.draw(&mut luck, &mut draw);
                assert!(draw[0] >= draw[1] && draw[1] >= draw[2] && draw[2] > 0.0, "{draw:?}");
                sums.iter_mut().zip(draw).for_each(|(sum, value)| *sum += value / 4000.0);
            }
            sums
        };
        // The order statistics of three uniform numbers.
        for (mean, expected) in means(&mut posterior).into_iter().zip([0.75, 0.5, 0.25]) {
            assert!((mean - expected).abs() < 0.015, "{mean}, not {expected}");
        }
        // 30 of 100 at the middle price: near .3 there, and its neighbours are pushed to either side.
        for number in 0..100 {
            posterior.observe(1, number < 30);
        }
        let [low, middle, high] = means(&mut posterior);
        assert!((middle - 0.3).abs() < 0.02 && (low - 0.65).abs() < 0.02, "{low} {middle}");
        assert!((high - 0.15).abs() < 0.02, "{high}");
        // Prices that contradict each other leave something possible.
        for number in 0..20_000 {
            posterior.observe(0, number % 10 == 0);
            posterior.observe(2, number % 10 != 0);
        }
        means(&mut posterior);
    }

    #[test]
    fn quantiles_are_those_of_the_normal() {
        for (u, z) in [(0.5, 0.0), (0.975, 1.959_964), (0.025, -1.959_964), (0.9, 1.281_552)] {
            assert!((normal_quantile(u) - z).abs() < 1e-5, "{u}");
        }
    }
}
