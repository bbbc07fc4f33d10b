//! Price tests of a shop: a new price and the usual one take turns by blocks of weeks, at random.
//!
//! All customers of a week see the same price, so nobody pays more than a neighbour, and what a week
//! does to sales is the same for every product in it: it is the week that is drawn, and the week that
//! is counted, however many products are tested. The design is the switchback of Bojinov,
//! Simchi-Levi and Zhao (2023); blocks are drawn in pairs, one of each price, so that a season or a
//! trend hardly favours one.

use crate::{
    Random,
    linear::{Factor, absorb},
    numbers::dot,
    student::t_quantile,
};
use libm::{erfc, exp, lgamma, log, pow, sqrt};
use std::{collections::BTreeMap, f64::consts::SQRT_2};

/// A test that needs more weeks is none that a shop would wait for.
pub const MOST_WEEKS: usize = 52;
/// Fewer weeks tell nothing: two of each price.
pub const FEWEST_WEEKS: usize = 4;
/// How often a test may find an effect where there is none.
const FALSE_ALARMS: f64 = 0.05;
/// Points at which the distribution of an estimated standard deviation is summed, and how many of its
/// own standard deviations above its mean that ends.
const POINTS: u32 = 300;
const REACH: f64 = 8.0;
/// How sure the measured interval is.
const SURE: f64 = 0.9;
/// The share of the assigned change that prices must have followed.
const LEAST_FOLLOWED: f64 = 1e-6;

/// How a test is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Weeks of the test.
    pub weeks: usize,
    /// Weeks in which a price stays.
    pub block_weeks: usize,
}

impl Plan {
    /// Which weeks have the new price: see [`schedule`].
    pub fn schedule(&self, seed: u64) -> Vec<bool> {
        schedule(self.weeks, self.block_weeks, seed)
    }

    /// What to give [`power`] as `serial` for this plan, of weeks that are alike by so much. Prices that
    /// take turns cancel what weeks in a row have in common, and blocks of a week or two are told apart
    /// as if weeks were not alike: the variance grows by 1 + 2 Σ rᵏ ρ(k) (Bartlett, 1946), where ρ is the
    /// correlation of the plan with itself k weeks later. It is never taken to shrink, since the t-test
    /// does not know of that.
    pub fn serial(&self, serial: f64) -> f64 {
        let block = self.block_weeks.max(1) as i64;
        let side = |week: i64| if week < block { 1.0 } else { -1.0 };
        let alike = |lag: i64| (0..2 * block - lag).map(|week| side(week) * side(week + lag)).sum();
        let lags = (1..2 * block).map(|lag: i64| {
            let alike: f64 = alike(lag);
            pow(serial.clamp(0.0, 0.95), lag as f64) * alike / (2 * block) as f64
        });
        let grows = (1.0 + 2.0 * lags.sum::<f64>()).max(1.0);
        (grows - 1.0) / (grows + 1.0)
    }
}

/// Which weeks have the new price: blocks of weeks in pairs, of which one at random has it. The numbers
/// of weeks with each price differ by a block at most. The same seed gives the same weeks.
pub fn schedule(weeks: usize, block_weeks: usize, seed: u64) -> Vec<bool> {
    let mut luck = Random::new(seed, 0);
    let mut is_new = false;
    let mut plan = Vec::with_capacity(weeks);
    for block in 0..weeks.div_ceil(block_weeks.max(1)) {
        is_new = if block % 2 == 0 { luck.uniform() < 0.5 } else { !is_new };
        let left = weeks - plan.len();
        plan.extend(std::iter::repeat_n(is_new, block_weeks.max(1).min(left)));
    }
    plan
}

/// The probability that a test of so many weeks, half of them with the new price, tells the effect of a
/// price change apart from zero at 5 %, two-sided.
///
/// `sd` is the standard deviation of what is not known of a week's logarithm of units, `serial` how
/// alike it is to that of the week before, `products` are tested in the same weeks and share the part
/// `shared` of its variance, `ratio` is the new price over the usual one. The variance of a mean grows
/// by (1 + r) / (1 − r) (Bartlett, 1946), as if a price stayed for a long time; with short blocks a test
/// tells more, which [`Plan::serial`] allows for. The power is that of a t-test with two weeks less of freedom than there are.
pub fn power(
    sd: f64,
    serial: f64,
    shared: f64,
    products: usize,
    weeks: usize,
    elasticity: f64,
    ratio: f64,
) -> f64 {
    if weeks < FEWEST_WEEKS || products == 0 {
        return 0.0;
    }
    let (weeks, products) = (weeks as f64, products as f64);
    let freedom = weeks - 2.0;
    let (serial, shared) = (serial.clamp(-0.95, 0.95), shared.clamp(0.0, 1.0));
    let of_week = sd * sd * (shared + (1.0 - shared) / products);
    let error = sqrt(4.0 * of_week / weeks * (1.0 + serial) / (1.0 - serial));
    let effect = (elasticity * log(ratio)).abs();
    // How many standard errors the effect is; without noise any effect is found.
    let told = if effect.is_finite() && effect > 0.0 { effect / error } else { 0.0 };
    beyond(t_quantile(1.0 - 0.5 * FALSE_ALARMS, freedom), freedom, told)
}

/// The probability that a noncentral t lies beyond a bound on either side: what a normal does, over the
/// distribution of the standard deviation that a test estimates (the root of χ²/ν), by Simpson's
/// rule. A normal approximation promises too much to tests of few weeks.
fn beyond(bound: f64, freedom: f64, told: f64) -> f64 {
    let width = (1.0 + REACH / sqrt(2.0 * freedom)) / f64::from(POINTS);
    let front = 0.5 * freedom * log(0.5 * freedom) - lgamma(0.5 * freedom);
    let each = (1..POINTS).map(|point| {
        let sd = f64::from(point) * width;
        let density = exp(front + (freedom - 1.0) * log(sd) - 0.5 * freedom * sd * sd);
        let weight = if point % 2 == 1 { 4.0 } else { 2.0 };
        weight * density * (normal(told - bound * sd) + normal(-told - bound * sd))
    });
    // The root of a variance has twice its density times the root; at both ends that is 0.
    (2.0 * width / 3.0 * each.sum::<f64>()).min(1.0)
}

/// The probability that a standard normal is at most this.
fn normal(z: f64) -> f64 {
    0.5 * erfc(-z / SQRT_2)
}

/// The fewest weeks in which a test has a [`power`] of `target`, such as 0.8; `None` where 52 are too
/// few.
pub fn weeks_for(
    sd: f64,
    serial: f64,
    shared: f64,
    products: usize,
    elasticity: f64,
    ratio: f64,
    target: f64,
) -> Option<usize> {
    (FEWEST_WEEKS..=MOST_WEEKS)
        .find(|weeks| power(sd, serial, shared, products, *weeks, elasticity, ratio) >= target)
}

/// A week of a product in a test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TestWeek {
    /// The product, by any number.
    pub product: usize,
    /// The number of the week, the same for every product.
    pub week: i64,
    /// Whether the new price was to be asked.
    pub is_new: bool,
    /// Logarithm of the units.
    pub log_units: f64,
    /// Logarithm of the price that customers paid.
    pub log_price: f64,
}

/// What a test measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// The elasticity.
    pub elasticity: f64,
    /// The lower end of its 90 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// By what share units changed at the new price: −0.1 is 10 % fewer.
    pub units_change: f64,
    /// Weeks that it comes from.
    pub weeks: usize,
}

/// An estimate of the elasticity with its error.
struct Estimate {
    value: f64,
    error: f64,
    freedom: f64,
    log_change: f64,
    weeks: usize,
}

/// The effect that the weeks of a test show; `None` with fewer than [`FEWEST_WEEKS`] weeks, or where the
/// price did not follow the plan.
///
/// Products' levels are absorbed. The plan is the instrument of the price (Wald, 1940), since a coupon or
/// a late change of price may have come because of the sales, but the plan was drawn. Errors of a week
/// may go together, and the interval is Student's with as many degrees of freedom as there are weeks,
/// less two for a level and an effect.
pub fn measure(weeks: &[TestWeek]) -> Option<Effect> {
    let found = estimate(weeks)?;
    let reach = t_quantile(0.5 + 0.5 * SURE, found.freedom) * found.error;
    Some(Effect {
        elasticity: found.value,
        low: found.value - reach,
        high: found.value + reach,
        units_change: exp(found.log_change) - 1.0,
        weeks: found.weeks,
    })
}

fn estimate(weeks: &[TestWeek]) -> Option<Estimate> {
    let is_known = |row: &&TestWeek| row.log_units.is_finite() && row.log_price.is_finite();
    let rows: Vec<&TestWeek> = weeks.iter().filter(is_known).collect();
    let places = |key: &dyn Fn(&TestWeek) -> i64| {
        let mut numbers: BTreeMap<i64, usize> = rows.iter().map(|row| (key(row), 0)).collect();
        for (place, number) in numbers.values_mut().enumerate() {
            *number = place;
        }
        Factor::new(rows.iter().filter_map(|row| numbers.get(&key(row)).copied()).collect())
    };
    let products = places(&|row| row.product as i64);
    let of_week = places(&|row| row.week);
    let count = of_week.levels();
    if count < FEWEST_WEEKS {
        return None;
    }
    let within = |value: &dyn Fn(&TestWeek) -> f64| {
        let mut column: Vec<f64> = rows.iter().map(|row| value(row)).collect();
        absorb(&mut column, &[&products]);
        column
    };
    let plan = within(&|row| f64::from(u8::from(row.is_new)));
    let price = within(&|row| row.log_price);
    let units = within(&|row| row.log_units);
    let (assigned, followed) = (dot(&plan, &plan), dot(&plan, &price));
    if assigned <= 0.0 || followed.abs() <= LEAST_FOLLOWED * assigned {
        return None;
    }
    let value = dot(&plan, &units) / followed;
    let mut scores = vec![0.0; count];
    let errors = units.iter().zip(&price).map(|(units, price)| units - value * price);
    for ((error, plan), week) in errors.zip(&plan).zip(of_week.of()) {
        if let Some(score) = scores.get_mut(*week) {
            *score += plan * error;
        }
    }
    let freedom = count as f64 - 2.0;
    let error = sqrt(dot(&scores, &scores) * count as f64 / freedom) / followed.abs();
    let log_change = dot(&plan, &units) / assigned;
    Some(Estimate { value, error, freedom, log_change, weeks: count })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A test that is drawn: noise of a standard deviation, alike from week to week, partly shared.
    #[derive(Clone, Copy)]
    struct Drawn {
        sd: f64,
        serial: f64,
        shared: f64,
        products: usize,
        plan: Plan,
        elasticity: f64,
        ratio: f64,
    }

    impl Drawn {
        fn weeks(&self, seed: u64) -> Vec<TestWeek> {
            let mut luck = Random::new(seed, 1);
            let plan = self.plan.schedule(seed);
            let mut noise = |sd: f64| -> Vec<f64> {
                let mut before = luck.normal();
                let moves = sqrt(1.0 - self.serial * self.serial);
                (0..plan.len())
                    .map(|_| {
                        before = self.serial * before + moves * luck.normal();
                        sd * before
                    })
                    .collect()
            };
            let shared = noise(self.sd * sqrt(self.shared));
            let mut rows = Vec::new();
            for product in 0..self.products {
                let own = noise(self.sd * sqrt(1.0 - self.shared));
                for (week, is_new) in plan.iter().enumerate() {
                    let log_price = 2.0 + if *is_new { log(self.ratio) } else { 0.0 };
                    let log_units = 3.0
                        + product as f64
                        + self.elasticity * log_price
                        + shared[week]
                        + own[week];
                    rows.push(TestWeek {
                        product,
                        week: week as i64,
                        is_new: *is_new,
                        log_units,
                        log_price,
                    });
                }
            }
            rows
        }

        /// The share of so many tests that tell the effect apart from zero.
        fn found(&self, tests: u64) -> f64 {
            let is_found = |seed: &u64| {
                let found = estimate(&self.weeks(*seed)).unwrap();
                let bound = t_quantile(0.975, found.freedom);
                (found.value / found.error).abs() > bound
            };
            (0..tests).filter(is_found).count() as f64 / tests as f64
        }

        /// The share of so many tests whose interval holds the truth.
        fn covered(&self, tests: u64) -> f64 {
            let holds = |seed: &u64| {
                let found = measure(&self.weeks(*seed)).unwrap();
                (found.low..=found.high).contains(&self.elasticity)
            };
            (0..tests).filter(holds).count() as f64 / tests as f64
        }

        fn power(&self) -> f64 {
            let Drawn { sd, serial, shared, products, plan, elasticity, ratio } = *self;
            power(sd, serial, shared, products, plan.weeks, elasticity, ratio)
        }
    }

    const TEST: Drawn = Drawn {
        sd: 0.35,
        serial: 0.0,
        shared: 0.3,
        products: 5,
        plan: Plan { weeks: 12, block_weeks: 1 },
        elasticity: -2.0,
        ratio: 0.85,
    };

    #[test]
    fn power_is_the_share_of_tests_that_find_the_effect() {
        let plan = |weeks, block_weeks| Plan { weeks, block_weeks };
        for test in [
            TEST,
            Drawn { plan: plan(6, 1), sd: 0.2, ..TEST },
            Drawn { plan: plan(26, 2), elasticity: -1.0, ..TEST },
            Drawn { products: 1, shared: 0.0, ..TEST },
            Drawn { products: 20, shared: 0.8, ratio: 1.15, ..TEST },
            Drawn { elasticity: 0.0, ..TEST },
        ] {
            let (told, found) = (test.power(), test.found(2000));
            assert!((told - found).abs() < 0.04, "{found}, not {told}");
        }
        // Where weeks are alike, short blocks find what they would if weeks were not, and more.
        for block_weeks in [1, 2] {
            let test = Drawn { serial: 0.4, plan: plan(16, block_weeks), ..TEST };
            let found = test.found(2000);
            assert!(found > test.power() + 0.1, "{found} of {}", test.power());
            let told = Drawn { serial: test.plan.serial(0.4), ..test }.power();
            assert!((told - 0.04..told + 0.1).contains(&found), "{found}, not {told}");
        }
    }

    #[test]
    fn the_interval_holds_the_truth_in_nine_of_ten_tests() {
        let plan = |weeks, block_weeks| Plan { weeks, block_weeks };
        for test in [
            TEST,
            Drawn { plan: plan(8, 2), ..TEST },
            Drawn { plan: plan(26, 2), products: 20, shared: 0.8, ..TEST },
            Drawn { products: 1, ..TEST },
            Drawn { serial: 0.3, plan: plan(16, 2), ..TEST },
        ] {
            let covered = test.covered(1000);
            assert!((0.86..=0.94).contains(&covered), "{covered}");
        }
    }

    #[test]
    fn the_noncentral_t_is_exact() {
        // Without an effect a test finds one as often as it may, with any freedom.
        for freedom in [2.0, 3.0, 10.0, 50.0] {
            let found = beyond(t_quantile(0.975, freedom), freedom, 0.0);
            assert!((found - 0.05).abs() < 1e-6, "{found} with {freedom}");
        }
        // Two groups of 17 that differ by a standard deviation: .807 (Cohen, 1988: 17 for .8).
        let found = beyond(t_quantile(0.975, 32.0), 32.0, sqrt(8.5));
        assert!((found - 0.807).abs() < 1e-3, "{found}");
    }

    #[test]
    fn prices_that_take_turns_cancel_what_weeks_share() {
        let of = |block_weeks| Plan { weeks: 26, block_weeks }.serial(0.4);
        // With blocks of two weeks: 1 + 2 × (0.4 / 4 − 0.16 / 2 − 0.064 / 4) = 1.008.
        assert_eq!(of(1), 0.0);
        assert!((of(2) - 0.008 / 2.008).abs() < 1e-12);
        assert!(of(3) > of(2) && of(9) > of(3) && of(9) < 0.4 && of(200) > 0.39);
    }

    #[test]
    fn weeks_are_the_fewest_with_the_power() {
        let of = |elasticity| weeks_for(0.35, 0.2, 0.3, 5, elasticity, 0.85, 0.8);
        let weeks = of(-2.0).unwrap();
        assert!(power(0.35, 0.2, 0.3, 5, weeks, -2.0, 0.85) >= 0.8);
        assert!(power(0.35, 0.2, 0.3, 5, weeks - 1, -2.0, 0.85) < 0.8);
        assert_eq!(of(-0.2), None);
        assert_eq!(weeks_for(0.0, 0.0, 0.0, 1, -1.0, 0.9, 0.8), Some(FEWEST_WEEKS));
        assert_eq!(
            (power(0.3, 0.0, 0.0, 0, 9, -2.0, 0.9), power(0.3, 0.0, 0.0, 1, 3, -2.0, 0.9)),
            (0.0, 0.0)
        );
    }

    #[test]
    fn one_product_is_measured_as_by_the_t_test() {
        // Two samples: means 3 and 2, pooled variance 1/2 (Student, 1908).
        let units = [2.5, 1.5, 3.5, 2.5, 1.5, 3.5, 2.5, 2.0, 3.0, 2.0];
        let rows: Vec<TestWeek> = units
            .iter()
            .enumerate()
            .map(|(week, units)| {
                let is_new = week % 2 == 1;
                let log_price = if is_new { 1.0 } else { 0.0 };
                TestWeek { product: 7, week: week as i64, is_new, log_units: *units, log_price }
            })
            .collect();
        let arm = |is_new: bool| -> Vec<f64> {
            rows.iter().filter(|row| row.is_new == is_new).map(|row| row.log_units).collect()
        };
        let (new, usual) = (arm(true), arm(false));
        let mean = crate::numbers::mean;
        let pooled = 0.5 * (crate::numbers::sd(&new).powi(2) + crate::numbers::sd(&usual).powi(2));
        let found = estimate(&rows).unwrap();
        assert!((found.value - (mean(&new) - mean(&usual))).abs() < 1e-12);
        assert!((found.error - sqrt(pooled * 2.0 / 5.0)).abs() < 1e-12);
        assert_eq!((found.freedom, found.weeks), (8.0, 10));
        let effect = measure(&rows).unwrap();
        assert!((effect.units_change - (exp(found.value) - 1.0)).abs() < 1e-12);
        assert!((effect.high - found.value - 1.859_548_037_53 * found.error).abs() < 1e-9);
    }

    #[test]
    fn what_is_no_test_is_not_measured() {
        let rows = TEST.weeks(1);
        let few: Vec<TestWeek> = rows.iter().filter(|row| row.week < 3).copied().collect();
        assert_eq!(measure(&few), None);
        let same: Vec<TestWeek> =
            rows.iter().map(|row| TestWeek { log_price: 2.0, ..*row }).collect();
        assert_eq!(measure(&same), None);
        let usual: Vec<TestWeek> = rows.iter().filter(|row| !row.is_new).copied().collect();
        assert_eq!(measure(&usual), None);
        assert_eq!(measure(&[]), None);
    }

    proptest! {
        #[test]
        fn schedules_are_balanced(weeks in 0_usize..60, block in 0_usize..6, seed: u64) {
            let plan = schedule(weeks, block, seed);
            prop_assert_eq!(&plan, &schedule(weeks, block, seed));
            prop_assert_eq!(plan.len(), weeks);
            let new = plan.iter().filter(|is_new| **is_new).count() as i64;
            prop_assert!((2 * new - weeks as i64).abs() <= block.max(1) as i64);
            // A price stays for whole blocks.
            for (week, pair) in plan.windows(2).enumerate() {
                prop_assert!(pair[0] == pair[1] || (week + 1) % block.max(1) == 0);
            }
        }

        #[test]
        fn more_weeks_tell_more(
            sd in 0.05..1.0, serial in 0.0..0.8, shared in 0.0..1.0, products in 1_usize..30,
            weeks in 4_usize..51, elasticity in -4.0..-0.1, ratio in 0.6..0.98,
        ) {
            let of = |weeks| power(sd, serial, shared, products, weeks, elasticity, ratio);
            prop_assert!((0.0..=1.0).contains(&of(weeks)) && of(weeks + 1) >= of(weeks) - 1e-6);
            let many = power(sd, serial, shared, products + 1, weeks, elasticity, ratio);
            prop_assert!(many >= of(weeks) - 1e-6);
        }
    }

    #[test]
    fn both_prices_come_first_alike() {
        let first = (0..1000).filter(|seed| schedule(8, 1, *seed)[0]).count();
        assert!((440..=560).contains(&first), "{first}");
    }
}
