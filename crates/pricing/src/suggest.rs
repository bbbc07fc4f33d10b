//! Which price to ask: by what is fitted, by the rules that a merchant knows, or none but today's.
//!
//! Every suggestion chooses among prices that the [`guards`](crate::guards) allow, and is measured
//! against today's price on the same drawn futures. A price is changed only for a gain that is larger
//! than chance: of prices whose expected goal cannot be told apart from the best one's the nearest to
//! today's is taken, and it must be better in more than [`SURE`] of the futures, for profit in more than
//! [`LIKELY`]. That revenue would rise with the price, at an elasticity above −1, never means that the
//! price should rise without end: there a suggestion goes [`INELASTIC_REACH`] of the way that the guards
//! allow.

use crate::{
    linear::{Factor, fit},
    numbers::mean,
    policy::mean_and_error,
    what_if::{
        Future, Outcome, Product, Range, Shelf, WEEK, at_price, gains, hold, range, share_above,
        shelf_on,
    },
};
use libm::{exp, log};

/// The share of futures in which a new price must be better than today's.
pub const SURE: f64 = 0.85;
/// The same for profit, of which all suggestions together are held to more: each may be wrong, and what many
/// gain is sure.
pub const LIKELY: f64 = 2.0 / 3.0;
/// How far a price may move where demand is inelastic, as a share of the way to the farthest price
/// that the guards allow.
pub const INELASTIC_REACH: f64 = 0.5;
/// Fewer past weeks tell no parabola.
pub const FEWEST_PAST_WEEKS: usize = 12;
/// The share of what a sale of a week sells more that customers would have bought in the weeks after
/// it (van Heerde, Leeflang and Wittink, 2004: about a third of a promotion's bump).
pub const PULLED_FORWARD: f64 = 1.0 / 3.0;
/// The weeks after a sale that lack those units.
const PULLED_WEEKS: usize = 4;
/// The largest share of what a lower price sells more that customers would have bought of other goods of the
/// category (van Heerde, Leeflang and Wittink, 2004: another third of a promotion's bump).
pub const SWITCHED: f64 = 1.0 / 3.0;

/// What a price is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Objective {
    /// The margin over the weeks.
    Profit,
    /// The net revenue over the weeks.
    Revenue,
    /// The stock is gone by a day, and what is delivered until then: the share of it that is sold.
    SellThrough {
        /// Days from now.
        day: f64,
    },
}

/// Where a suggestion comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// No price is surely better than today's.
    Keep,
    /// Cost and the category's usual markup.
    CostPlus,
    /// A parabola through the margins of past weeks.
    Margins,
    /// The fitted elasticity and the forecast.
    Fitted,
    /// A path of falling prices: see [`clearance`](crate::clearance).
    Markdown,
    /// A lower price for a week.
    FlashSale,
    /// Thompson sampling: see [`bandit`](crate::bandit).
    Thompson,
    /// The trained network: see [`agent`](crate::agent).
    Agent,
}

/// A suggested price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// Where it comes from.
    pub source: Source,
    /// The price, as customers see it, in minor units.
    pub price: i64,
    /// What the objective comes to: minor units, or a share of the stock.
    pub goal: Range,
    /// The margin over the weeks, in minor units.
    pub margin: Range,
    /// The share of futures in which the objective comes to more than at today's price; ties count
    /// half.
    pub better: f64,
}

/// What a way of pricing comes to in each future.
struct Tried {
    goals: Vec<f64>,
    margins: Vec<f64>,
}

impl Tried {
    /// A price over all weeks; `today` is what today's price comes to.
    fn at(
        product: &Product,
        futures: &[Future],
        price: f64,
        weeks: usize,
        objective: Objective,
        today: &[Outcome],
    ) -> Tried {
        let outcomes = at_price(product, futures, price, weeks, &[]);
        let goals = match objective {
            Objective::Profit => {
                let gains = gains(product, &outcomes, today);
                today.iter().zip(gains).map(|(today, gain)| today.margin + gain).collect()
            }
            Objective::Revenue => outcomes.iter().map(|outcome| outcome.revenue).collect(),
            Objective::SellThrough { day } => {
                let until = |future| shelf_on(product, future, day, price);
                futures.iter().map(|future| share_sold(product, &until(future), day)).collect()
            }
        };
        Tried { goals, margins: outcomes.iter().map(|outcome| outcome.margin).collect() }
    }

    /// The share of futures in which this comes to more than another.
    fn better(&self, other: &Tried) -> f64 {
        share_above(self.goals.iter().copied(), other.goals.iter().copied())
    }

    fn choice(&self, source: Source, price: i64, now: &Tried) -> Choice {
        Choice {
            source,
            price,
            goal: range(self.goals.iter().copied()),
            margin: range(self.margins.iter().copied()),
            better: self.better(now),
        }
    }
}

/// The share of what could be sold by a day that is not left; 0 where no stock is known.
fn share_sold(product: &Product, shelf: &Shelf, day: f64) -> f64 {
    let came = product.arrivals.iter().filter(|(arrives, _)| *arrives < day);
    let came: f64 = came.map(|(_, units)| units.max(0.0)).sum();
    match (product.stock, shelf.left()) {
        (Some(_), Some(left)) if left <= 0.0 => 1.0,
        (Some(stock), Some(left)) => 1.0 - left / (stock.max(0.0) + came),
        _ => 0.0,
    }
}

/// Today's price in whole minor units.
fn today(product: &Product) -> i64 {
    libm::round(product.price) as i64
}

/// The candidates that may be suggested: where demand is inelastic, no farther than
/// [`INELASTIC_REACH`] of the way to the farthest on each side.
fn within_reach(product: &Product, futures: &[Future], candidates: &[i64]) -> Vec<i64> {
    let elasticities: Vec<f64> = futures.iter().map(|future| hold(future.elasticity)).collect();
    let share = if mean(&elasticities) > -1.0 { INELASTIC_REACH } else { 1.0 };
    let today = today(product);
    let move_to = |price: Option<&i64>| price.map_or(0.0, |price| share * (price - today) as f64);
    let lowest = move_to(candidates.iter().min()).min(0.0);
    let highest = move_to(candidates.iter().max()).max(0.0);
    let is_near = |price: &&i64| (lowest..=highest).contains(&((**price - today) as f64));
    candidates.iter().filter(is_near).copied().collect()
}

/// The price nearest to another, by their ratio; of equally near ones the first.
fn nearest(prices: &[i64], to: f64) -> Option<i64> {
    let distance = |price: i64| log(price as f64 / to).abs();
    prices.iter().copied().min_by(|a, b| distance(*a).total_cmp(&distance(*b)))
}

/// The price that is best for the objective, expected over the futures; today's, as [`Source::Keep`],
/// where none is surely better.
///
/// To sell through, that is the highest price at which the stock is sold by the day in at least half of
/// the futures, or else the one at which the largest share of it is.
pub fn fitted(
    product: &Product,
    futures: &[Future],
    candidates: &[i64],
    weeks: usize,
    objective: Objective,
) -> Choice {
    let outcomes = at_price(product, futures, product.price, weeks, &[]);
    let now = Tried::at(product, futures, product.price, weeks, objective, &outcomes);
    let tried: Vec<(i64, Tried)> = within_reach(product, futures, candidates)
        .into_iter()
        .map(|price| {
            (price, Tried::at(product, futures, price as f64, weeks, objective, &outcomes))
        })
        .collect();
    let found = match objective {
        Objective::SellThrough { .. } => clears(&tried).or_else(|| best(&tried, product.price)),
        _ => best(&tried, product.price),
    };
    let enough = enough(objective);
    match found.filter(|(price, _)| *price != today(product)) {
        Some((price, tried))
            if tried.better(&now) > enough && mean(&tried.goals) > mean(&now.goals) =>
        {
            tried.choice(Source::Fitted, *price, &now)
        }
        _ => now.choice(Source::Keep, today(product), &now),
    }
}

/// The share of futures in which a new price must be better.
fn enough(objective: Objective) -> f64 {
    if objective == Objective::Profit { LIKELY } else { SURE }
}

/// The highest price at which everything is sold in at least half of the futures.
fn clears(tried: &[(i64, Tried)]) -> Option<&(i64, Tried)> {
    let is_sold = |tried: &Tried| {
        2 * tried.goals.iter().filter(|share| **share >= 1.0).count() >= tried.goals.len()
    };
    tried.iter().filter(|(_, tried)| is_sold(tried)).max_by_key(|(price, _)| *price)
}

/// Of the prices whose expected goal is less than a standard error of the paired difference from the
/// best one's, the nearest to today's.
fn best(tried: &[(i64, Tried)], today: f64) -> Option<&(i64, Tried)> {
    let top = tried.iter().max_by(|a, b| mean(&a.1.goals).total_cmp(&mean(&b.1.goals)))?;
    let is_as_good = |each: &&(i64, Tried)| {
        let pairs = top.1.goals.iter().zip(&each.1.goals);
        let (less, error) =
            mean_and_error(&pairs.map(|(top, each)| top - each).collect::<Vec<_>>());
        less < error || less <= 0.0
    };
    let distance = |price: i64| log(price as f64 / today).abs();
    let as_good = tried.iter().filter(is_as_good);
    as_good.min_by(|a, b| distance(a.0).total_cmp(&distance(b.0)))
}

/// Cost-plus: the candidate nearest to the cost with a markup, such as the median one of the category;
/// 0.5 is 50 % over the cost, before tax. Today's price where there is no candidate.
pub fn cost_plus(
    product: &Product,
    futures: &[Future],
    candidates: &[i64],
    weeks: usize,
    objective: Objective,
    markup: f64,
) -> Choice {
    let target = product.cost * (1.0 + markup) * (1.0 + product.tax);
    chosen(product, futures, candidates, weeks, objective, Source::CostPlus, target)
}

/// The candidate nearest to a price, measured against today's.
fn chosen(
    product: &Product,
    futures: &[Future],
    candidates: &[i64],
    weeks: usize,
    objective: Objective,
    source: Source,
    target: f64,
) -> Choice {
    let outcomes = at_price(product, futures, product.price, weeks, &[]);
    let now = Tried::at(product, futures, product.price, weeks, objective, &outcomes);
    match nearest(&within_reach(product, futures, candidates), target.max(1.0)) {
        Some(price) => {
            let tried = Tried::at(product, futures, price as f64, weeks, objective, &outcomes);
            tried.choice(source, price, &now)
        }
        None => now.choice(Source::Keep, today(product), &now),
    }
}

/// A parabola in the logarithm of the price through the margins of past weeks: the candidate nearest to
/// its top. A week is its price, its units and its season (1 in a usual week), by which the units are
/// divided; its margin is what such a unit leaves at today's cost. By least squares. `None` with fewer
/// than [`FEWEST_PAST_WEEKS`] weeks, or where the parabola does not open downwards.
pub fn margins(
    product: &Product,
    futures: &[Future],
    past: &[(f64, f64, f64)],
    candidates: &[i64],
    weeks: usize,
    objective: Objective,
) -> Option<Choice> {
    let is_known = |(price, units, season): &&(f64, f64, f64)| {
        *price > 0.0 && *season > 0.0 && price.is_finite() && units.is_finite()
    };
    let known: Vec<&(f64, f64, f64)> = past.iter().filter(is_known).collect();
    if known.len() < FEWEST_PAST_WEEKS || product.price <= 0.0 || candidates.is_empty() {
        return None;
    }
    // From today's price on, so that price and square are not nearly the same column.
    let x: Vec<f64> = known.iter().map(|(price, ..)| log(price / product.price)).collect();
    let square: Vec<f64> = x.iter().map(|x| x * x).collect();
    let left = |(price, units, season): &&(f64, f64, f64)| product.leaves(*price) * units / season;
    let left: Vec<f64> = known.iter().map(left).collect();
    let found = fit(&left, &[&x, &square], &[&Factor::constant(x.len())]);
    let &[slope, bend] = found.coefficients.as_slice() else { return None };
    (bend < 0.0).then_some(())?;
    let top = product.price * exp((-0.5 * slope / bend).clamp(-5.0, 5.0));
    Some(chosen(product, futures, candidates, weeks, objective, Source::Margins, top))
}

/// A flash sale: a candidate below today's price for a week, then today's price again. A third of what
/// it sells more is missing in the weeks after it: see [`PULLED_FORWARD`]. `None` where the stock is
/// not above what the weeks sell in the median future, or no such sale raises the goal surely.
pub fn flash_sale(
    product: &Product,
    futures: &[Future],
    candidates: &[i64],
    weeks: usize,
    objective: Objective,
) -> Option<Choice> {
    let outcomes = at_price(product, futures, product.price, weeks, &[]);
    let left = range(outcomes.iter().filter_map(|outcome| outcome.left));
    if left.median <= 0.0 {
        return None;
    }
    let now = Tried::at(product, futures, product.price, weeks, objective, &outcomes);
    let sale = |price: i64| {
        let each =
            futures.iter().map(|future| sold_at_a_sale(product, future, price, weeks, objective));
        let (goals, margins) = each.unzip();
        (price, Tried { goals, margins })
    };
    let below = within_reach(product, futures, candidates);
    let tried: Vec<(i64, Tried)> =
        below.into_iter().filter(|price| *price < today(product)).map(sale).collect();
    let (price, found) = best(&tried, product.price)?;
    let is_worth_it = found.better(&now) > SURE && mean(&found.goals) > mean(&now.goals);
    is_worth_it.then(|| found.choice(Source::FlashSale, *price, &now))
}

/// The goal and the margin of one future with a sale in its first week.
fn sold_at_a_sale(
    product: &Product,
    future: &Future,
    price: i64,
    weeks: usize,
    objective: Objective,
) -> (f64, f64) {
    let price = price as f64;
    let end = weeks.min(future.wanted.len()) as f64 * WEEK;
    let (outcome, _) = along_a_sale(product, future, price, end);
    let goal = match objective {
        Objective::Profit => outcome.margin,
        Objective::Revenue => outcome.revenue,
        Objective::SellThrough { day } => {
            share_sold(product, &along_a_sale(product, future, price, day).1, day)
        }
    };
    (goal, outcome.margin)
}

/// What each future comes to with a price for the first week and today's after it, less what the sale
/// takes from the weeks after it: see [`PULLED_FORWARD`].
pub fn at_a_sale(product: &Product, futures: &[Future], price: f64, weeks: usize) -> Vec<Outcome> {
    let end = |future: &Future| weeks.min(future.wanted.len()) as f64 * WEEK;
    futures.iter().map(|future| along_a_sale(product, future, price, end(future)).0).collect()
}

/// What a week of sale and the weeks after it come to until a day, and the shelf on that day.
fn along_a_sale<'a>(
    product: &'a Product,
    future: &Future,
    price: f64,
    day: f64,
) -> (Outcome, Shelf<'a>) {
    let mut shelf = Shelf::new(product);
    let (mut sale, mut after, mut all_wanted, mut missing) = (0.0, 0.0, 0.0, 0.0);
    for (week, at_today) in future.wanted.iter().enumerate() {
        let begins = week as f64 * WEEK;
        let until = day.min(begins + WEEK);
        if until <= begins {
            break;
        }
        let usual = f64::from(at_today.max(0.0));
        let share = (until - begins) / WEEK;
        if week == 0 {
            let wanted = usual * product.response(price, future.elasticity) * share;
            sale = shelf.sell(until, wanted);
            all_wanted += wanted;
            missing = PULLED_FORWARD * (sale - usual * share).max(0.0) / PULLED_WEEKS as f64;
        } else {
            let pulled = if week <= PULLED_WEEKS { missing } else { 0.0 };
            let wanted = (usual - pulled).max(0.0) * share;
            after += shelf.sell(until, wanted);
            all_wanted += wanted;
        }
    }
    let usual = product.price;
    let outcome = Outcome {
        wanted: all_wanted,
        units: sale + after,
        revenue: sale * product.net(price) + after * product.net(usual),
        margin: sale * product.leaves(price) + after * product.leaves(usual),
        left: shelf.left(),
        runs_out: shelf.runs_out(),
    };
    (outcome, shelf)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Random,
        what_if::{
            at_prices,
            tests::{futures, product},
        },
    };
    use proptest::{collection::vec, prelude::*};

    /// 11.90, with candidates from 8.00 to 16.00.
    fn candidates() -> Vec<i64> {
        let mut candidates: Vec<i64> = (8..=16).map(|price| 100 * price).collect();
        candidates.push(1190);
        candidates.sort_unstable();
        candidates
    }

    #[test]
    fn the_fitted_price_is_the_one_of_the_textbook() {
        // Without limits the price with the most margin is cost × e / (1 + e), net of the fee's share.
        let futures: Vec<Future> =
            (0..50).map(|_| Future { wanted: vec![20.0; 8], elasticity: -2.5 }).collect();
        let product = product(None);
        let share = 1.0 / 1.19 - 0.02;
        let told = (product.cost + product.unit_fees) / share * 2.5 / 1.5;
        let prices: Vec<i64> = (700..1500).collect();
        let found = fitted(&product, &futures, &prices, 8, Objective::Profit);
        assert_eq!(found.source, Source::Fitted);
        assert!((found.price as f64 - told).abs() <= 1.0, "{} is not {told}", found.price);
        assert_eq!(found.better, 1.0);
        assert_eq!(found.goal, found.margin);
        // More revenue is always at a lower price where demand is elastic.
        assert_eq!(fitted(&product, &futures, &prices, 8, Objective::Revenue).price, 700);
    }

    #[test]
    fn an_inelastic_product_goes_half_the_way() {
        let futures = futures(100, 8, 20.0, -0.4, 1);
        let prices: Vec<i64> = (990..=1390).step_by(10).collect();
        let found = fitted(&product(None), &futures, &prices, 8, Objective::Profit);
        assert_eq!((found.source, found.price), (Source::Fitted, 1290));
        let dear = cost_plus(&product(None), &futures, &prices, 8, Objective::Profit, 9.0);
        assert_eq!(dear.price, 1290);
        let cheap = cost_plus(&product(None), &futures, &prices, 8, Objective::Profit, 0.0);
        assert_eq!(cheap.price, 1090);
    }

    #[test]
    fn a_gain_that_may_be_chance_keeps_the_price() {
        // Today's price is about the best one, so what another gains is luck.
        let wide: Vec<Future> = futures(200, 8, 20.0, -2.5, 2)
            .into_iter()
            .zip(0..)
            .map(|(future, n)| {
                let luck = Random::new(9, n).normal();
                Future { elasticity: -2.0 + 1.2 * luck, ..future }
            })
            .collect();
        let found = fitted(&product(None), &wide, &candidates(), 8, Objective::Profit);
        assert_eq!((found.source, found.price, found.better), (Source::Keep, 1190, 0.5));
        let none = fitted(&product(None), &wide, &[], 8, Objective::Profit);
        assert_eq!((none.source, none.price), (Source::Keep, 1190));
    }

    #[test]
    fn stock_is_sold_through_at_the_highest_price_that_does_it() {
        let futures = futures(101, 8, 20.0, -2.5, 3);
        let stocked = product(Some(200.0));
        let objective = Objective::SellThrough { day: 49.0 };
        let found = fitted(&stocked, &futures, &candidates(), 8, objective);
        let clears =
            crate::what_if::price_that_clears(&stocked, &futures, 49.0, 800.0, 1600.0).unwrap();
        assert_eq!(found.price, clears as i64 / 100 * 100, "{clears}");
        assert!(found.source == Source::Fitted && found.better > LIKELY);
        assert!(found.goal.median >= 1.0 && found.goal.high95 <= 1.0);
        // Where no price does it, the one that sells most of it; without a stock there is nothing to do.
        let found = fitted(&product(Some(2000.0)), &futures, &candidates(), 8, objective);
        assert_eq!(found.price, 800);
        let found = fitted(&product(None), &futures, &candidates(), 8, objective);
        assert_eq!((found.source, found.goal.mean), (Source::Keep, 0.0));
    }

    #[test]
    fn cost_plus_puts_the_markup_on_the_cost() {
        let futures = futures(20, 4, 20.0, -2.0, 1);
        // 4.00 × 2.5 × 1.19 is 11.90.
        let of = |markup| {
            cost_plus(&product(None), &futures, &candidates(), 4, Objective::Profit, markup)
        };
        assert_eq!((of(1.5).price, of(1.5).source), (1190, Source::CostPlus));
        assert_eq!((of(1.0).price, of(9.0).price), (1000, 1600));
    }

    #[test]
    fn the_top_of_past_margins_is_found() {
        let futures = futures(50, 8, 20.0, -2.0, 1);
        let product = product(None);
        // Units such that the margin is 10000 − 30000 × (x − 0.1)², in weeks of a season.
        let week = |place: i32| {
            let x = f64::from(place % 9 - 4) * 0.08;
            let (price, season) = (1190.0 * exp(x), 1.0 + 0.5 * f64::from(place % 2));
            let margin = 10_000.0 - 30_000.0 * (x - 0.1) * (x - 0.1);
            (price, season * margin / product.leaves(price), season)
        };
        let past: Vec<(f64, f64, f64)> = (0..30).map(week).collect();
        let prices: Vec<i64> = (900..1600).collect();
        let of = |past: &[_]| margins(&product, &futures, past, &prices, 8, Objective::Profit);
        let found = of(&past).unwrap();
        assert_eq!((found.source, found.price), (Source::Margins, (1190.0 * exp(0.1)) as i64));
        assert_eq!(of(&past[..11]), None);
        let flipped: Vec<_> = past.iter().map(|(p, units, s)| (*p, 50.0 - units, *s)).collect();
        assert_eq!(of(&flipped), None);
        // Two prices make no parabola.
        let two: Vec<_> = past
            .iter()
            .map(|(p, u, s)| (if *p > 1190.0 { 1300.0 } else { 1100.0 }, *u, *s))
            .collect();
        assert_eq!(of(&two), None);
    }

    #[test]
    fn a_sale_takes_from_the_weeks_after_it() {
        let (product, futures) = (product(Some(1000.0)), futures(50, 8, 20.0, -3.0, 5));
        let sale = at_a_sale(&product, &futures, 900.0, 8);
        let steps = [(0.0, 900.0), (7.0, product.price)];
        let without = at_prices(&product, &futures, &steps, 8);
        let usual = at_price(&product, &futures, product.price, 8, &[]);
        for ((sale, without), usual) in sale.iter().zip(&without).zip(&usual) {
            let more = without.units - usual.units;
            assert!((without.units - sale.units - PULLED_FORWARD * more).abs() < 1e-9);
            assert!(sale.margin < without.margin && sale.units > usual.units);
        }
    }

    #[test]
    fn a_flash_sale_needs_stock_and_demand_that_answers() {
        let of = |stock, elasticity, objective| {
            let futures = futures(100, 8, 20.0, elasticity, 4);
            flash_sale(&product(stock), &futures, &candidates(), 8, objective)
        };
        let plenty = Some(1000.0);
        let found = of(plenty, -6.0, Objective::Profit).unwrap();
        assert!(found.source == Source::FlashSale && found.price < 1190 && found.better > SURE);
        assert_eq!(of(plenty, -1.5, Objective::Profit), None);
        assert_eq!(of(Some(100.0), -6.0, Objective::Profit), None);
        assert_eq!(of(None, -6.0, Objective::Profit), None);
        let found = of(Some(250.0), -3.0, Objective::SellThrough { day: 56.0 }).unwrap();
        assert!(found.goal.mean <= 1.0 && found.price < 1190);
    }

    proptest! {
        #[test]
        fn a_sale_at_todays_price_is_no_sale(
            stock in 0.0..500.0, arrival in (0.0..50.0, 0.0..90.0), seed in 0_u64..99,
        ) {
            let mut product = product(Some(stock));
            product.arrivals = vec![arrival];
            for objective in [Objective::Profit, Objective::Revenue, Objective::SellThrough { day: 31.0 }] {
                let futures = futures(5, 8, 20.0, -2.0, seed);
                let today = at_price(&product, &futures, 1190.0, 6, &[]);
                let now = Tried::at(&product, &futures, 1190.0, 6, objective, &today);
                for (place, future) in futures.iter().enumerate() {
                    let (goal, margin) = sold_at_a_sale(&product, future, 1190, 6, objective);
                    prop_assert!((goal - now.goals[place]).abs() < 1e-6 * goal.abs().max(1.0));
                    prop_assert!((margin - now.margins[place]).abs() < 1e-6 * margin.abs().max(1.0));
                }
            }
        }

        #[test]
        fn suggestions_are_candidates_or_todays_price(
            prices in vec(600_i64..2400, 1..12), elasticity in -4.0..0.0, seed in 0_u64..99,
            stock in proptest::option::of(0.0..600.0), day in 1.0..60.0,
        ) {
            let (product, futures) = (product(stock), futures(20, 8, 20.0, elasticity, seed));
            let objectives = [Objective::Profit, Objective::Revenue, Objective::SellThrough { day }];
            for objective in objectives {
                let today = at_price(&product, &futures, 1190.0, 8, &[]);
                let now = Tried::at(&product, &futures, 1190.0, 8, objective, &today);
                let found = fitted(&product, &futures, &prices, 8, objective);
                let is_fine = match found.source {
                    Source::Keep => found.price == 1190 && found.better == 0.5,
                    _ => prices.contains(&found.price) && found.better > enough(objective),
                };
                prop_assert!(is_fine);
                // Never worse than today's price.
                prop_assert!(found.goal.mean >= mean(&now.goals) - 1e-9);
                let plus = cost_plus(&product, &futures, &prices, 8, objective, 1.0);
                prop_assert!(prices.contains(&plus.price) || plus.source == Source::Keep);
                if let Some(sale) = flash_sale(&product, &futures, &prices, 8, objective) {
                    prop_assert!(prices.contains(&sale.price) && sale.price < 1190);
                    prop_assert!(sale.goal.mean > mean(&now.goals));
                }
            }
        }
    }
}
