//! Clearing a stock: the path of falling prices that leaves most by a week.
//!
//! A path begins at today's price or below it and lowers it at most twice, each time at the beginning
//! of a week, and a lower price stands for as long as prices must. What is left at the end is worth its salvage. Every path is tried on every future, and
//! the one of the most expected margin is taken: no rule of thumb can do better on these futures, and
//! all paths have the same luck. What paths have in common is sold once, and a stretch of weeks
//! without a delivery sells the lesser of what is wanted in it and what is there.

use crate::what_if::{Future, Product, Range, WEEK, range};

/// A gain below this share is the noise of sums.
const NOISE: f64 = 1e-9;

/// A price from a week on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The week from now on, from 0.
    pub week: usize,
    /// The price, as customers see it, in minor units.
    pub price: i64,
}

/// A path of prices, and what it comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// The price of week 0, which may be today's, then at most two lower ones.
    pub steps: Vec<Step>,
    /// What is sold leaves, and what the rest is worth less its cost.
    pub margin: Range,
    /// Units left at the end; zeros where no stock is known.
    pub left: Range,
    /// The share of futures in which nothing is left.
    pub sold_out: f64,
}

/// A price that a path may ask.
#[derive(Clone, Copy)]
struct Price {
    price: f64,
    leaves: f64,
}

/// What is there at a moment, and what was earned until then.
#[derive(Clone, Copy)]
struct State {
    stock: f64,
    earned: f64,
}

/// One future of a product, as far as paths need it.
struct Course<'a> {
    /// What each price multiplies demand by.
    responses: Vec<f64>,
    /// Units wanted at today's price before each week, and before the end.
    before: Vec<f64>,
    /// Units wanted at today's price before each delivery, and the units that it brings.
    arrivals: Vec<(f64, f64)>,
    /// How many deliveries come before each week, and before the end.
    came: &'a [usize],
}

impl<'a> Course<'a> {
    fn new(product: &Product, future: &Future, prices: &[Price], came: &'a [usize]) -> Course<'a> {
        let weeks = came.len().saturating_sub(1);
        let wanted =
            |week: usize| f64::from(future.wanted.get(week).copied().unwrap_or(0.0).max(0.0));
        let mut before = vec![0.0];
        before.extend((0..weeks).scan(0.0, |sum, week| {
            *sum += wanted(week);
            Some(*sum)
        }));
        let arrivals = product.arrivals.iter().map(|(day, units)| {
            let week = (day.max(0.0) / WEEK) as usize;
            let whole = before.get(week).or(before.last()).copied().unwrap_or_default();
            (whole + wanted(week) * (day.max(0.0) / WEEK - week as f64), units.max(0.0))
        });
        Course {
            responses: prices
                .iter()
                .map(|each| product.response(each.price, future.elasticity))
                .collect(),
            arrivals: arrivals.collect(),
            before,
            came,
        }
    }

    /// Sells from the beginning of a week to that of another at the price of this place.
    fn sell(&self, state: State, price: (usize, &Price), from: usize, until: usize) -> State {
        let at = |week: usize| self.before.get(week).copied().unwrap_or_default();
        let came = |week: usize| self.came.get(week).copied().unwrap_or_default();
        let response = self.responses.get(price.0).copied().unwrap_or_default();
        let (mut stock, mut sold, mut reached) = (state.stock, 0.0, at(from));
        for (before, units) in self.arrivals.get(came(from)..came(until)).unwrap_or_default() {
            let now = (response * (before - reached)).min(stock);
            sold += now;
            stock += units - now;
            reached = *before;
        }
        let now = (response * (at(until) - reached)).min(stock);
        State { stock: stock - now, earned: state.earned + (sold + now) * price.1.leaves }
    }
}

/// The weeks and places of a path's two changes; places are of prices, from today's down. A change that
/// is none has the week of the end.
#[derive(Clone, Copy, PartialEq)]
struct Changes {
    first: (usize, usize),
    second: (usize, usize),
}

/// The path of prices that leaves most by the end of so many weeks, expected over the futures: prices are
/// today's and those candidates that are below it, a lower one stands for at least `stands` weeks, and
/// what is not sold is worth `salvage` a unit. Of equally good paths the one with fewer and later
/// changes. Where no stock is known nothing is left.
pub fn markdown(
    product: &Product,
    futures: &[Future],
    candidates: &[i64],
    (weeks, stands): (usize, usize),
    salvage: f64,
) -> Path {
    let longest = futures.iter().map(|future| future.wanted.len()).max().unwrap_or_default();
    let weeks = weeks.min(longest);
    let mut below: Vec<i64> = candidates.to_vec();
    below.retain(|price| *price > 0 && (*price as f64) < product.price);
    below.sort_unstable_by_key(|price| std::cmp::Reverse(*price));
    below.dedup();
    let prices: Vec<Price> = std::iter::once(product.price)
        .chain(below.iter().map(|price| *price as f64))
        .map(|price| Price { price, leaves: product.leaves(price) })
        .collect();
    // What is delivered on the first day of a week is there in it; before now, from now on.
    let came_before = |week: usize| {
        let day = week as f64 * WEEK;
        product.arrivals.iter().take_while(|(arrives, _)| week > 0 && *arrives < day).count()
    };
    let came: Vec<usize> = (0..=weeks).map(came_before).collect();
    let courses: Vec<Course> =
        futures.iter().map(|future| Course::new(product, future, &prices, &came)).collect();
    let market = Market { product, prices: &prices, weeks, stands: stands.max(1), salvage };

    let paths = market.paths();
    let mut earned = vec![0.0; paths.len()];
    for course in &courses {
        market.add(course, &mut earned);
    }
    let none = Changes { first: (weeks, 0), second: (weeks, 0) };
    let better = |best: (Changes, f64), each: (&Changes, &f64)| {
        let gain = each.1 - best.1;
        if gain > NOISE * best.1.abs() { (*each.0, *each.1) } else { best }
    };
    let mut each = paths.iter().zip(&earned);
    let start = each.next().map_or((none, 0.0), |(path, earned)| (*path, *earned));
    let (best, _) = each.fold(start, better);
    market.path(&courses, best, &below)
}

/// What paths are tried in.
struct Market<'a> {
    product: &'a Product,
    prices: &'a [Price],
    weeks: usize,
    stands: usize,
    salvage: f64,
}

impl Market<'_> {
    fn begin(&self) -> State {
        State {
            stock: self.product.stock.map_or(f64::INFINITY, |stock| stock.max(0.0)),
            earned: 0.0,
        }
    }

    /// What is earned by the end, with what is left.
    fn worth(&self, end: State) -> f64 {
        let left = if end.stock.is_finite() { end.stock } else { 0.0 };
        end.earned + left * (self.salvage - self.product.cost)
    }

    /// Every path, in the order in which [`Market::add`] goes through them.
    fn paths(&self) -> Vec<Changes> {
        let (weeks, count) = (self.weeks, self.prices.len());
        let mut paths = vec![Changes { first: (weeks, 0), second: (weeks, 0) }];
        for first in 1..count {
            for week in (0..weeks).rev() {
                paths.push(Changes { first: (week, first), second: (weeks, first) });
                for later in week + self.stands..weeks {
                    let second = (first + 1..count).map(|second| (later, second));
                    paths.extend(second.map(|second| Changes { first: (week, first), second }));
                }
            }
        }
        paths
    }

    /// Adds what each path is worth in one future.
    fn add(&self, course: &Course, earned: &mut [f64]) {
        let weeks = self.weeks;
        let mut places = earned.iter_mut();
        let mut add = |worth: f64| {
            if let Some(place) = places.next() {
                *place += worth;
            }
        };
        let Some((today, _)) = self.prices.split_first() else { return };
        let mut until = vec![self.begin()];
        until.extend((0..weeks).scan(self.begin(), |state, week| {
            *state = course.sell(*state, (0, today), week, week + 1);
            Some(*state)
        }));
        add(self.worth(until.last().copied().unwrap_or_else(|| self.begin())));
        for first in self.prices.iter().enumerate().skip(1) {
            for (week, before) in until.iter().enumerate().take(weeks).rev() {
                add(self.worth(course.sell(*before, first, week, weeks)));
                let (mut state, mut reached) = (*before, week);
                for later in week + self.stands..weeks {
                    state = course.sell(state, first, reached, later);
                    reached = later;
                    for second in self.prices.iter().enumerate().skip(first.0 + 1) {
                        add(self.worth(course.sell(state, second, later, weeks)));
                    }
                }
            }
        }
    }

    /// What a path comes to.
    fn path(&self, courses: &[Course], changes: Changes, below: &[i64]) -> Path {
        let stretches = [
            (0, 0, changes.first.0),
            (changes.first.1, changes.first.0, changes.second.0),
            (changes.second.1, changes.second.0, self.weeks),
        ];
        let ends: Vec<State> = courses
            .iter()
            .map(|course| {
                stretches.iter().fold(self.begin(), |state, (place, from, until)| {
                    match self.prices.get(*place) {
                        Some(price) => course.sell(state, (*place, price), *from, *until),
                        None => state,
                    }
                })
            })
            .collect();
        let price = |place: usize| match place.checked_sub(1) {
            Some(place) => below.get(place).copied().unwrap_or_default(),
            None => libm::round(self.product.price) as i64,
        };
        let steps = stretches.iter().filter(|(_, from, until)| from < until);
        let left = ends.iter().map(|end| if end.stock.is_finite() { end.stock } else { 0.0 });
        let is_out = |end: &&State| end.stock <= 0.0;
        Path {
            steps: steps
                .map(|(place, week, _)| Step { week: *week, price: price(*place) })
                .collect(),
            margin: range(ends.iter().map(|end| self.worth(*end))),
            left: range(left),
            sold_out: ends.iter().filter(is_out).count() as f64 / ends.len().max(1) as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::what_if::{
        Shelf,
        tests::{futures, product},
    };
    use proptest::{collection::vec, prelude::*};

    /// The mean worth and the mean stock left of prices by week, without the code above.
    fn worth(product: &Product, futures: &[Future], prices: &[f64], salvage: f64) -> (f64, f64) {
        let (mut sum, mut rest) = (0.0, 0.0);
        for future in futures {
            let mut shelf = Shelf::new(product);
            for (week, price) in prices.iter().enumerate() {
                let response = product.response(*price, future.elasticity);
                let wanted = f64::from(future.wanted[week]) * response;
                let sold = shelf.sell((week + 1) as f64 * WEEK, wanted);
                sum += sold * product.leaves(*price);
            }
            let left = shelf.left().unwrap_or(0.0);
            sum += left * (salvage - product.cost);
            rest += left;
        }
        (sum / futures.len() as f64, rest / futures.len() as f64)
    }

    /// The prices of each week.
    fn by_week(steps: &[Step], weeks: usize) -> Vec<f64> {
        let at = |week| steps.iter().rfind(|step| step.week <= week).unwrap().price as f64;
        (0..weeks).map(at).collect()
    }

    #[test]
    fn steady_demand_is_cleared_at_one_price() {
        // 160 are wanted at 11.90; 250 at 0.8 of it, with an elasticity of −2.
        let futures = vec![Future { wanted: vec![20.0; 8], elasticity: -2.0 }; 3];
        let found = markdown(&product(Some(250.0)), &futures, &[1100, 952, 800, 1400], (8, 1), 0.0);
        assert_eq!(found.steps, [Step { week: 0, price: 952 }]);
        assert!(found.left.mean < 1e-9, "{found:?}");
        // What is scarce, or worth its price as it is, stays.
        let scarce = markdown(&product(Some(100.0)), &futures, &[1100, 952, 800], (8, 1), 0.0);
        assert_eq!(scarce.steps, [Step { week: 0, price: 1190 }]);
        assert_eq!((scarce.left.mean, scarce.sold_out), (0.0, 1.0));
        let kept = markdown(&product(Some(250.0)), &futures, &[1100, 952, 800], (8, 1), 900.0);
        assert_eq!(kept.steps, [Step { week: 0, price: 1190 }]);
        assert_eq!(kept.sold_out, 0.0);
        // Nothing to choose from, or nobody to sell to.
        assert_eq!(markdown(&product(Some(9.0)), &futures, &[], (8, 1), 0.0).steps.len(), 1);
        assert_eq!(markdown(&product(Some(9.0)), &[], &[900], (8, 1), 0.0).steps, []);
        let unknown = markdown(&product(None), &futures, &[800], (8, 1), 0.0);
        assert_eq!((unknown.left, unknown.sold_out), (Range::default(), 0.0));
    }

    #[test]
    fn a_late_delivery_is_sold_off_when_it_is_there() {
        // Five weeks sell 100 at 11.90; then 150 come, for three weeks that want 60 at that price.
        let futures = vec![Future { wanted: vec![20.0; 8], elasticity: -2.0 }; 3];
        let mut product = product(Some(100.0));
        product.arrivals = vec![(35.0, 150.0)];
        let found = markdown(&product, &futures, &[1100, 900, 752, 600], (8, 1), 0.0);
        let told = [Step { week: 0, price: 1190 }, Step { week: 5, price: 752 }];
        assert_eq!(found.steps, told);
        assert!(found.left.mean < 0.2, "{found:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
        #[test]
        fn no_path_of_prices_leaves_more(
            stock in 0.0..300.0, arrivals in vec((0.0..40.0, 0.0..60.0), 0..3),
            candidates in vec(500_i64..1300, 0..4), elasticity in -4.0..-0.5,
            salvage in 0.0..500.0, seed in 0_u64..99, weeks in 1_usize..5, stands in 1_usize..4,
        ) {
            let mut product = product(Some(stock));
            product.arrivals = arrivals;
            product.arrivals.sort_by(|a, b| a.0.total_cmp(&b.0));
            let futures = futures(5, 5, 20.0, elasticity, seed);
            let found = markdown(&product, &futures, &candidates, (weeks, stands), salvage);
            prop_assert!(found.steps.len() <= 3 && found.steps[0].week == 0);
            let falls = found.steps.iter().zip(&found.steps[1..]).all(|(a, b)| {
                let stood = a.price == 1190 || b.week - a.week >= stands;
                a.week < b.week && stood && a.price > b.price && candidates.contains(&b.price)
            });
            prop_assert!(falls && found.steps[0].price <= 1190);
            let (told, left) = worth(&product, &futures, &by_week(&found.steps, weeks), salvage);
            prop_assert!((found.margin.mean - told).abs() < 1e-6 * told.abs().max(1.0));
            prop_assert!((found.left.mean - left).abs() < 1e-6);
            // Every sequence of prices by week that falls with at most two changes from today's, each of
            // which stands.
            let mut prices = candidates.clone();
            prices.push(1190);
            for code in 0..prices.len().pow(weeks as u32) {
                let path: Vec<f64> = (0..weeks)
                    .map(|week| prices[code / prices.len().pow(week as u32) % prices.len()] as f64)
                    .collect();
                let before = || std::iter::once(1190.0).chain(path.iter().copied());
                let falls = before().zip(&path).all(|(a, b)| a >= *b);
                let changes: Vec<usize> = before()
                    .zip(&path)
                    .enumerate()
                    .filter(|(_, (a, b))| a != *b)
                    .map(|(week, _)| week)
                    .collect();
                let stand = changes.windows(2).all(|pair| pair[1] - pair[0] >= stands);
                if falls && stand && changes.len() <= 2 {
                    let (other, _) = worth(&product, &futures, &path, salvage);
                    prop_assert!(other <= told + 1e-6 * told.abs().max(1.0), "{path:?} {found:?}");
                }
            }
        }
    }
}
