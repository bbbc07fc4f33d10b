//! A real shop's past as a source of demand. Sales of days with stock are what was wanted; what was
//! wanted on days when stock ran out is drawn from a model that is fitted on earlier days only, and
//! never read as zero.

use super::DemandSource;
use crate::{Random, at, random::count_quantile};
use kontor_domain::Date;

/// Days by which the weight of a past day falls to a half.
const HALF_LIFE: f64 = 42.0;

/// Days of the shop's usual sales that stand for a product of which nothing is known yet.
const PRIOR_DAYS: f64 = 7.0;

/// What a shop knows of one day of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Units sold.
    pub sold: u32,
    /// Whether it was in stock all day. If not, at least `sold` was wanted.
    pub in_stock: bool,
    /// The price that it was, or would have been, sold at; minor units.
    pub price: i64,
}

/// A shop's past, `[product][day]`, as a source of demand.
#[derive(Debug, Clone)]
pub struct PastDemand {
    past: Vec<Vec<Known>>,
    /// Elasticity by which demand answers to another price than the past's.
    elasticity: Vec<f64>,
    /// Mean and size of the negative binomial that stands for each day, by earlier days only.
    models: Vec<Vec<(f64, f64)>>,
}

impl PastDemand {
    /// Fits the model of each product and day. `start` is the first day's date; `elasticity`, by
    /// product, answers to a policy that asks other prices than the past's, and counts as 0 where it
    /// is missing.
    pub fn new(start: Date, past: Vec<Vec<Known>>, elasticity: Vec<f64>) -> PastDemand {
        let first = crate::calendar::weekday(start);
        let models = past.iter().map(|days| fit(days, first)).collect();
        PastDemand { past, elasticity, models }
    }

    /// What the model expects of a product on a day, from the days before it: mean and size of a
    /// negative binomial.
    pub fn model(&self, product: usize, day: u32) -> Option<(f64, f64)> {
        self.models.get(product).and_then(|days| days.get(day as usize)).copied()
    }

    /// Units wanted, all in all, on days without stock: what the past's sales do not show. The mean
    /// of the model, and the central 90 % of what is drawn from it.
    pub fn unseen(&self, paths: u32, seed: u64) -> super::Range {
        let totals = (0..paths).map(|path| {
            let mut luck = Random::new(seed, 2 * u64::from(path));
            let mut demand = Vec::new();
            let mut unseen = 0.0;
            for day in 0..self.days() {
                self.draw(day, None, &mut luck, &mut demand);
                for (days, wanted) in self.past.iter().zip(&demand) {
                    if let Some(known) = days.get(day as usize).filter(|known| !known.in_stock) {
                        unseen += f64::from(wanted.saturating_sub(known.sold));
                    }
                }
            }
            unseen
        });
        super::Range::of(totals.collect())
    }

    fn draw(&self, day: u32, prices: Option<&[i64]>, luck: &mut Random, demand: &mut Vec<u32>) {
        demand.clear();
        for (product, days) in self.past.iter().enumerate() {
            let u = luck.uniform();
            let Some(known) = days.get(day as usize) else {
                demand.push(0);
                continue;
            };
            let price =
                prices.and_then(|prices| prices.get(product)).copied().unwrap_or(known.price);
            let ratio = match price > 0 && known.price > 0 {
                true => price as f64 / known.price as f64,
                false => 1.0,
            };
            let answer = match ratio == 1.0 {
                true => 1.0,
                false => libm::exp(at(&self.elasticity, product) * libm::log(ratio)),
            };
            demand.push(match known.in_stock {
                // What was sold was wanted; at another price in proportion, rounded by luck.
                true => (f64::from(known.sold) * answer + u).floor() as u32,
                false => {
                    let (mean, size) = self.model(product, day).unwrap_or((0.0, 1.0));
                    count_above(u, mean * answer, size, f64::from(known.sold) * answer)
                }
            });
        }
    }
}

impl DemandSource for PastDemand {
    fn days(&self) -> u32 {
        self.past.iter().map(Vec::len).max().unwrap_or(0) as u32
    }

    fn demand(&mut self, day: u32, prices: &[i64], luck: &mut Random, demand: &mut Vec<u32>) {
        self.draw(day, Some(prices), luck, demand);
    }
}

/// A count that is at least `least`: the model given that so much was wanted.
fn count_above(u: f64, mean: f64, size: f64, least: f64) -> u32 {
    let least = least.round().max(0.0) as u32;
    if least == 0 {
        return count_quantile(u, mean, size);
    }
    // The probability of less is found by the quantile itself.
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        match count_quantile(middle, mean, size) < least {
            true => low = middle,
            false => high = middle,
        }
    }
    // Beyond what the model thinks possible, the sale itself is the best guess.
    count_quantile((low + (1.0 - low) * u).min(1.0 - 1e-12), mean, size).max(least)
}

/// The models of a product's days: a level that forgets, times the weekday's usual share, with the
/// spread that days in stock had around it.
fn fit(days: &[Known], first_weekday: usize) -> Vec<(f64, f64)> {
    let keep = libm::exp(-std::f64::consts::LN_2 / HALF_LIFE);
    // Decayed sums over days in stock: units, days; by weekday; squared error and mean for spread.
    let (mut units, mut weight): (f64, f64) = (0.0, 0.0);
    let mut by_weekday = [(0.0, 0.0); 7];
    let (mut excess, mut squares): (f64, f64) = (0.0, 0.0);
    let mut models = Vec::with_capacity(days.len());
    // Before anything was in stock, nothing is known, and nothing is made up.
    for (day, known) in days.iter().enumerate() {
        let weekday = (first_weekday + day) % 7;
        let level = if weight > 0.0 { units / weight } else { 0.0 };
        let (seen, expected) = by_weekday.get(weekday).copied().unwrap_or_default();
        // A weekday's share starts at 1 and is learnt.
        let share = (seen + PRIOR_DAYS * level) / (expected + PRIOR_DAYS * level).max(1e-9);
        let mean = if level > 0.0 { level * share } else { 0.0 };
        let size = if excess > 0.0 { (squares / excess).clamp(0.2, 1000.0) } else { 10.0 };
        models.push((mean, size));
        units *= keep;
        weight *= keep;
        if !known.in_stock {
            continue;
        }
        let sold = f64::from(known.sold);
        units += sold;
        weight += 1.0;
        if let Some((seen, expected)) = by_weekday.get_mut(weekday) {
            *seen += sold;
            *expected += level;
        }
        if mean > 0.0 {
            excess += (sold - mean) * (sold - mean) - mean;
            squares += mean * mean;
        }
    }
    models
}

#[cfg(test)]
mod tests {
    use super::*;

    fn monday() -> Date {
        Date::constant(2026, 1, 5)
    }

    /// A year of sales at a rate, in stock but for the days given.
    fn year(rate: f64, out: std::ops::Range<u32>) -> Vec<Known> {
        let mut random = Random::new(3, 1);
        let day = |day: u32| {
            let wanted = random.negative_binomial(rate, 8.0);
            let in_stock = !out.contains(&day);
            Known { sold: if in_stock { wanted } else { 0 }, in_stock, price: 1000 }
        };
        (0..365).map(day).collect()
    }

    #[test]
    fn days_without_stock_are_never_read_as_no_demand() {
        let past = PastDemand::new(monday(), vec![year(5.0, 200..230)], Vec::new());
        let unseen = past.unseen(200, 1);
        assert!((unseen.mean - 150.0).abs() < 30.0, "{unseen:?}");
        assert!(unseen.low < unseen.mean && unseen.mean < unseen.high, "{unseen:?}");
        // The model of a day in the gap is the one that stood before the gap.
        let (before, _) = past.model(0, 199).unwrap();
        let (inside, _) = past.model(0, 220).unwrap();
        assert!((before - inside).abs() < 0.3 * before, "{before} {inside}");
    }

    #[test]
    fn the_future_changes_nothing_before_it() {
        let mut other = year(5.0, 200..230);
        for known in other.iter_mut().skip(230) {
            known.sold *= 10;
        }
        let one = PastDemand::new(monday(), vec![year(5.0, 200..230)], Vec::new());
        let two = PastDemand::new(monday(), vec![other], Vec::new());
        for day in 0..=230 {
            assert_eq!(one.model(0, day), two.model(0, day));
        }
        assert_ne!(one.model(0, 300), two.model(0, 300));
    }

    #[test]
    fn a_day_that_sold_out_wanted_at_least_what_it_sold() {
        let mut days = year(5.0, 0..0);
        days.push(Known { sold: 9, in_stock: false, price: 1000 });
        let mut past = PastDemand::new(monday(), vec![days], vec![-2.0]);
        let mut demand = Vec::new();
        let mut more = 0;
        for path in 0..200 {
            past.demand(365, &[1000], &mut Random::new(path, 0), &mut demand);
            assert!(demand[0] >= 9);
            more += u32::from(demand[0] > 9);
        }
        assert!(more > 50, "{more}");
    }

    #[test]
    fn a_known_day_is_what_was_sold() {
        let days = year(5.0, 0..0);
        let mut past = PastDemand::new(monday(), vec![days.clone()], vec![-2.0]);
        let mut demand = Vec::new();
        past.demand(10, &[1000], &mut Random::new(1, 0), &mut demand);
        assert_eq!(demand, [days[10].sold]);
    }
}
