//! What another price would do to a product: to its units, its money and its stock, over futures
//! that are drawn from the forecast.
//!
//! A future is a number of units wanted in each week at today's price, and an elasticity. At another
//! price demand in it is `wanted × (price / today's)^elasticity`, the curve of constant elasticity that
//! [`elasticity`](crate::elasticity) estimates. What is wanted in a week is wanted evenly over its days,
//! deliveries come on their day, and what cannot be served is lost. Every price is tried on the same
//! futures, so that what differs between two prices is not luck.

use libm::{exp, log, sqrt};

/// Days of a week.
pub(crate) const WEEK: f64 = 7.0;
/// A lower price sells at most so many times as much, however far below those seen it lies.
const MOST_WANTED: f64 = 10.0;
/// The elasticity nearest to zero that a future may have: a higher price never sells more.
const LEAST_ELASTIC: f64 = -0.05;
/// So far beyond the prices seen, as a logarithm, an elasticity is known √2 times worse: a fifth.
const REACH: f64 = 0.2;
/// The curve is followed down to this share of today's price; at 0 it has no end.
const LOWEST_RATIO: f64 = 0.01;
/// The golden ratio less one.
const GOLDEN: f64 = 0.618_033_988_749_894_9;
/// Halvings of a range of prices: more than the digits of a number tell apart.
const HALVINGS: usize = 60;

/// A product as a what-if sees it. Amounts are minor units of the shop's currency.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// Asked now, as customers see it.
    pub price: f64,
    /// Tax within a price, as a share of the net amount (0.2 is 20 %): net is price / (1 + tax).
    pub tax: f64,
    /// What a unit costs.
    pub cost: f64,
    /// What the payment service keeps, as a share of what the customer pays.
    pub fee_share: f64,
    /// What a unit sold costs besides: its share of an order's fixed fees, packing, shipping.
    pub unit_fees: f64,
    /// Units that can be sold now; `None` where no limit is known.
    pub stock: Option<f64>,
    /// What will be delivered: day from now and units, by day.
    pub arrivals: Vec<(f64, f64)>,
    /// What is bought along with a unit leaves so much margin, which a unit that is not sold takes with it.
    pub along: f64,
    /// A unit that is sold more takes so much margin at most from goods that would be bought instead.
    pub instead: f64,
    /// The stock and the deliveries by variant; empty where they are of one kind. A size that is sold out
    /// is not made good by another.
    pub variants: Vec<Variant>,
}

/// A variant of a product: a size, a colour.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// What is wanted of it, as a share of the product.
    pub share: f64,
    /// Units that can be sold now.
    pub stock: f64,
    /// What will be delivered: day from now and units, by day.
    pub arrivals: Vec<(f64, f64)>,
}

impl Product {
    /// What of a price is the shop's: without tax.
    pub fn net(&self, price: f64) -> f64 {
        price / (1.0 + self.tax)
    }

    /// What a unit sold at a price leaves: net price less cost and fees.
    pub fn leaves(&self, price: f64) -> f64 {
        self.net(price) - self.cost - self.fee_share * price - self.unit_fees
    }

    /// What a price multiplies demand by.
    pub(crate) fn response(&self, price: f64, elasticity: f64) -> f64 {
        let ratio = price / self.price;
        if ratio.is_finite() && self.price > 0.0 {
            // Faster than a power of any number.
            exp(hold(elasticity) * log(ratio.max(LOWEST_RATIO))).min(MOST_WANTED)
        } else {
            1.0
        }
    }
}

/// One drawn future.
#[derive(Debug, Clone, PartialEq)]
pub struct Future {
    /// Units wanted in each week from now on at today's price.
    pub wanted: Vec<f32>,
    /// The elasticity that holds in it.
    pub elasticity: f64,
}

/// What one future comes to at a price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Units that customers want.
    pub wanted: f64,
    /// Units sold: what is wanted while there is stock.
    pub units: f64,
    /// Net revenue.
    pub revenue: f64,
    /// Net revenue less cost and fees of what is sold.
    pub margin: f64,
    /// Stock at the end; `None` where no limit is known.
    pub left: Option<f64>,
    /// The day from now on which stock is first 0, if it is within the weeks.
    pub runs_out: Option<f64>,
}

/// The mean of figures and the ranges in which the middle 80 % and 95 % of them lie.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Range {
    /// The mean.
    pub mean: f64,
    /// Half of the figures lie below.
    pub median: f64,
    /// 10 % lie below.
    pub low80: f64,
    /// 10 % lie above.
    pub high80: f64,
    /// 2.5 % lie below.
    pub low95: f64,
    /// 2.5 % lie above.
    pub high95: f64,
}

/// A product's stock while days pass.
#[derive(Debug, Clone)]
pub(crate) struct Shelf<'a> {
    first: Place<'a>,
    /// Of further variants.
    more: Vec<Place<'a>>,
    day: f64,
}

/// A variant's place on the shelf.
#[derive(Debug, Clone)]
struct Place<'a> {
    share: f64,
    stock: Option<f64>,
    arrivals: &'a [(f64, f64)],
    runs_out: Option<f64>,
}

impl<'a> Shelf<'a> {
    pub(crate) fn new(product: &'a Product) -> Shelf<'a> {
        let of = |share, stock: Option<f64>, arrivals| {
            let stock = stock.map(|stock| stock.max(0.0));
            Place { share, stock, arrivals, runs_out: None }
        };
        let variants = product.variants.iter();
        let mut variants =
            variants.map(|variant| of(variant.share, Some(variant.stock), &variant.arrivals));
        let first = variants.next().unwrap_or_else(|| of(1.0, product.stock, &product.arrivals));
        Shelf { first, more: variants.collect(), day: 0.0 }
    }

    fn places(&self) -> impl Iterator<Item = &Place<'a>> {
        std::iter::once(&self.first).chain(&self.more)
    }

    /// The day on which nothing of it was left first.
    pub(crate) fn runs_out(&self) -> Option<f64> {
        self.places().map(|place| place.runs_out).reduce(|a, b| Some(a?.max(b?))).flatten()
    }

    /// Stock on the day that it has come to.
    pub(crate) fn left(&self) -> Option<f64> {
        self.places().map(|place| place.stock).sum()
    }

    /// Lets days pass until one, over which so many units are wanted evenly; gives how many sell. What
    /// is delivered on the last day comes after it.
    pub(crate) fn sell(&mut self, until: f64, wanted: f64) -> f64 {
        if until <= self.day {
            return 0.0;
        }
        let mut sold = self.first.sell(self.day, until, wanted * self.first.share);
        for place in &mut self.more {
            sold += place.sell(self.day, until, wanted * place.share);
        }
        self.day = until;
        sold
    }
}

impl Place<'_> {
    fn sell(&mut self, mut day: f64, until: f64, wanted: f64) -> f64 {
        let Some(mut stock) = self.stock else { return wanted };
        let rate = wanted / (until - day);
        let mut sold = 0.0;
        while day < until {
            while let Some(((comes, units), later)) = self.arrivals.split_first()
                && *comes <= day
            {
                stock += units.max(0.0);
                self.arrivals = later;
            }
            let next = self.arrivals.first().map_or(until, |(comes, _)| comes.min(until));
            let now = rate * (next - day);
            if now >= stock {
                let lasts = if stock > 0.0 { stock / rate } else { 0.0 };
                self.runs_out = self.runs_out.or(Some((day + lasts).min(next)));
                sold += stock;
                stock = 0.0;
            } else {
                sold += now;
                stock -= now;
            }
            day = next;
        }
        self.stock = Some(stock);
        sold
    }
}

/// An elasticity as a future may have it: at most −0.05, so that a higher price never sells more,
/// whatever the data seem to say.
pub fn hold(elasticity: f64) -> f64 {
    // A number that is none is held too.
    elasticity.min(LEAST_ELASTIC)
}

/// A drawn elasticity for prices beyond those seen: farther from the mean of the draws the farther
/// they lie, since the curve of constant elasticity is known only near the prices seen. The standard
/// deviation of draws grows by √(1 + (distance / 0.2)²), the distance being the logarithm of the price
/// over the nearest price seen; it is 0 among them. A future has one elasticity for all prices, or a
/// higher price might sell more in it: take the farthest price that will be tried.
pub fn spread(draw: f64, mean: f64, price: f64, lowest_seen: f64, highest_seen: f64) -> f64 {
    let (above, below) = (log(price / highest_seen) / REACH, log(lowest_seen / price) / REACH);
    let beyond = above.max(below).max(0.0);
    let wider = if beyond.is_finite() { sqrt(1.0 + beyond * beyond) } else { 1.0 };
    // Above the prices seen revenue does not rise without end: from that far on, not at all.
    let most = LEAST_ELASTIC + (-1.0 - LEAST_ELASTIC) * above.clamp(0.0, 1.0);
    hold(mean + (draw - mean) * wider).min(most)
}

/// What each future comes to at a price over the first `weeks` weeks, or as many as it has. `others` is
/// what other products' changed prices multiply the demand of each future by; empty: nothing.
pub fn at_price(
    product: &Product,
    futures: &[Future],
    price: f64,
    weeks: usize,
    others: &[f64],
) -> Vec<Outcome> {
    along(product, futures, &[(0.0, price)], weeks, others)
}

/// The same for prices that change on days from now on, ascending; the first from today.
pub fn at_prices(
    product: &Product,
    futures: &[Future],
    steps: &[(f64, f64)],
    weeks: usize,
) -> Vec<Outcome> {
    along(product, futures, steps, weeks, &[])
}

fn along(
    product: &Product,
    futures: &[Future],
    steps: &[(f64, f64)],
    weeks: usize,
    others: &[f64],
) -> Vec<Outcome> {
    let end = weeks as f64 * WEEK;
    let others = others.iter().copied().chain(std::iter::repeat(1.0));
    let each = futures.iter().zip(others).map(|(future, others)| {
        let mut shelf = Shelf::new(product);
        let mut sum = Outcome {
            wanted: 0.0,
            units: 0.0,
            revenue: 0.0,
            margin: 0.0,
            left: None,
            runs_out: None,
        };
        for (place, (from, price)) in steps.iter().enumerate() {
            let until = steps.get(place + 1).map_or(end, |(day, _)| day.min(end));
            let response = product.response(*price, future.elasticity) * others.max(0.0);
            let (net, leaves) = (product.net(*price), product.leaves(*price));
            for (week, at_today) in future.wanted.iter().take(weeks).enumerate() {
                let begins = (week as f64 * WEEK).max(*from);
                let ends = ((week as f64 + 1.0) * WEEK).min(until);
                if ends <= begins {
                    continue;
                }
                let wanted = f64::from(at_today.max(0.0)) * response * (ends - begins) / WEEK;
                let units = shelf.sell(ends, wanted);
                sum.wanted += wanted;
                sum.units += units;
                sum.revenue += units * net;
                sum.margin += units * leaves;
            }
        }
        Outcome { left: shelf.left(), runs_out: shelf.runs_out(), ..sum }
    });
    each.collect()
}

/// The range of figures; of none, zeros. A quantile is the one that spreadsheets give (type 7 of Hyndman
/// and Fan, 1996).
pub fn range(values: impl Iterator<Item = f64>) -> Range {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let quantile = |probability: f64| {
        let place = probability * sorted.len().saturating_sub(1) as f64;
        let below = sorted.get(place as usize).copied().unwrap_or_default();
        let above = sorted.get(place as usize + 1).copied().unwrap_or(below);
        below + (place - (place as usize) as f64) * (above - below)
    };
    Range {
        mean: crate::numbers::mean(&sorted),
        median: quantile(0.5),
        low80: quantile(0.1),
        high80: quantile(0.9),
        low95: quantile(0.025),
        high95: quantile(0.975),
    }
}

/// What each future gains with a new price: margin more than with the price kept, less what other goods
/// lose: those that are bought along where it sells less, those that would be bought instead where it sells
/// more. What others may win is not counted.
///
/// How much of what is sold more would be bought instead nobody knows: between nothing and
/// [`Product::instead`], in each future another share, and the same for all products of the shop.
pub fn gains(product: &Product, new: &[Outcome], now: &[Outcome]) -> Vec<f64> {
    let gain = |(future, (new, now)): (usize, (&Outcome, &Outcome))| {
        let more = new.units - now.units;
        // Even over 0 to 1 (Weyl, 1916), in an order that has nothing to do with the futures'.
        let share = (future as f64 * GOLDEN).fract();
        let along = product.along.max(0.0) * (-more).max(0.0);
        let instead = share * product.instead.max(0.0) * more.max(0.0);
        new.margin - now.margin - along - instead
    };
    new.iter().zip(now).enumerate().map(gain).collect()
}

/// The share of futures that gain; those that come to the same count half. One half where there are none.
pub fn better(gains: &[f64]) -> f64 {
    share_above(gains.iter().copied(), std::iter::repeat(0.0))
}

/// The share of pairs of which the first is larger; ties count half.
pub(crate) fn share_above(new: impl Iterator<Item = f64>, now: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for (new, now) in new.zip(now) {
        count += 1.0;
        sum += if new > now {
            1.0
        } else if new < now {
            0.0
        } else {
            0.5
        };
    }
    if count > 0.0 { sum / count } else { 0.5 }
}

/// Units that customers want in a mean week at each price, whatever the stock: the demand curve.
pub fn curve(product: &Product, futures: &[Future], prices: &[f64], weeks: usize) -> Vec<Range> {
    let at_today: Vec<f64> = futures
        .iter()
        .map(|future| {
            let weeks = future.wanted.iter().take(weeks);
            let count = weeks.len().max(1) as f64;
            weeks.map(|units| f64::from(units.max(0.0))).sum::<f64>() / count
        })
        .collect();
    let at = |price: &f64| {
        let each = futures.iter().zip(&at_today);
        range(each.map(|(future, units)| units * product.response(*price, future.elasticity)))
    };
    prices.iter().map(at).collect()
}

/// The lowest price between two at which the stock lasts until a day in at least half of the futures,
/// that is in the median one. `None` where no price does it, no stock is known, or the day lies
/// beyond what the futures tell.
pub fn price_that_lasts(
    product: &Product,
    futures: &[Future],
    day: f64,
    lowest: f64,
    highest: f64,
) -> Option<f64> {
    let lasts = |price| {
        in_most(product, futures, day, price, |shelf| shelf.runs_out().is_none_or(|out| out >= day))
    };
    is_told(product, futures, day).then_some(())?;
    turning(highest, lowest, lasts)
}

/// The highest price between two at which everything that is there or delivered before a day is sold by
/// it in at least half of the futures. `None` as for [`price_that_lasts`].
pub fn price_that_clears(
    product: &Product,
    futures: &[Future],
    day: f64,
    lowest: f64,
    highest: f64,
) -> Option<f64> {
    let clears = |price| {
        in_most(product, futures, day, price, |shelf| shelf.left().is_some_and(|left| left <= 0.0))
    };
    is_told(product, futures, day).then_some(())?;
    turning(lowest, highest, clears)
}

/// Whether a stock is known, and what is wanted until a day.
fn is_told(product: &Product, futures: &[Future], day: f64) -> bool {
    let reaches = |future: &Future| future.wanted.len() as f64 * WEEK >= day;
    product.stock.is_some() && day > 0.0 && !futures.is_empty() && futures.iter().all(reaches)
}

/// Whether something holds on a day in at least half of the futures.
fn in_most(
    product: &Product,
    futures: &[Future],
    day: f64,
    price: f64,
    holds: impl Fn(&Shelf) -> bool,
) -> bool {
    let count =
        futures.iter().filter(|future| holds(&shelf_on(product, future, day, price))).count();
    2 * count >= futures.len()
}

/// The shelf of one future on a day, at a price.
pub(crate) fn shelf_on<'a>(
    product: &'a Product,
    future: &Future,
    day: f64,
    price: f64,
) -> Shelf<'a> {
    let response = product.response(price, future.elasticity);
    let mut shelf = Shelf::new(product);
    for (week, at_today) in future.wanted.iter().enumerate() {
        let begins = week as f64 * WEEK;
        let until = day.min(begins + WEEK);
        if until <= begins {
            break;
        }
        let share = (until - begins) / WEEK;
        shelf.sell(until, f64::from(at_today.max(0.0)) * response * share);
    }
    shelf
}

/// The price farthest from `sure` towards `doubtful` at which something holds that, where it holds, holds
/// at every price nearer to `sure` as well. `None` where it does not hold there.
fn turning(sure: f64, doubtful: f64, holds: impl Fn(f64) -> bool) -> Option<f64> {
    if !holds(sure) {
        return None;
    }
    if holds(doubtful) {
        return Some(doubtful);
    }
    let (mut yes, mut no) = (sure, doubtful);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (yes + no);
        match holds(middle) {
            true => yes = middle,
            false => no = middle,
        }
    }
    Some(yes)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::Random;
    use proptest::{collection::vec, prelude::*};

    /// 11.90 with 19 % tax, so 10 net; 4 of cost, 2 % and 0.50 of fees.
    pub(crate) fn product(stock: Option<f64>) -> Product {
        Product {
            price: 1190.0,
            tax: 0.19,
            cost: 400.0,
            fee_share: 0.02,
            unit_fees: 50.0,
            stock,
            arrivals: Vec::new(),
            along: 0.0,
            instead: 0.0,
            variants: Vec::new(),
        }
    }

    /// Futures of so many units a week, more or less, and an elasticity, more or less.
    pub(crate) fn futures(
        count: u64,
        weeks: usize,
        units: f64,
        elasticity: f64,
        seed: u64,
    ) -> Vec<Future> {
        let draw = |stream| {
            let mut luck = Random::new(seed, stream);
            let level = units * libm::exp(0.2 * luck.normal());
            let wanted = (0..weeks).map(|_| (level * luck.between(0.5, 1.5)) as f32).collect();
            Future { wanted, elasticity: elasticity + 0.3 * luck.normal() }
        };
        (0..count).map(draw).collect()
    }

    #[test]
    fn a_week_is_sold_by_hand() {
        // 70 a week are 10 a day: 25 last 2.5 days, 30 come on day 4 and last until day 7.
        let mut product = product(Some(25.0));
        product.arrivals = vec![(4.0, 30.0), (14.0, 99.0)];
        let future = Future { wanted: vec![70.0, 70.0], elasticity: -2.0 };
        let found = at_price(&product, std::slice::from_ref(&future), 1190.0, 2, &[]);
        let outcome = found[0];
        assert_eq!((outcome.wanted, outcome.units), (140.0, 55.0));
        assert_eq!((outcome.left, outcome.runs_out), (Some(0.0), Some(2.5)));
        assert!((outcome.revenue - 55_000.0).abs() < 1e-6);
        assert!((outcome.margin - 55.0 * (1000.0 - 400.0 - 23.8 - 50.0)).abs() < 1e-6);
        // A quarter above today's price at elasticity −2: 0.64 of the demand; a friend doubles it.
        let dearer = at_price(&product, &[future], 1487.5, 1, &[2.0])[0];
        assert!((dearer.wanted - 70.0 * 1.28).abs() < 1e-6, "{dearer:?}");
    }

    #[test]
    fn quantiles_are_those_of_type_seven() {
        // As R gives them: quantile(c(1, 2, 4, 8, 16), c(.025, .1, .5, .9, .975)).
        let range = range([4.0, 1.0, 16.0, 2.0, 8.0].into_iter());
        assert!((range.mean - 6.2).abs() < 1e-12);
        for (found, told) in [
            (range.low95, 1.1),
            (range.low80, 1.4),
            (range.median, 4.0),
            (range.high80, 12.8),
            (range.high95, 15.2),
        ] {
            assert!((found - told).abs() < 1e-12, "{found}, not {told}");
        }
        assert_eq!(super::range(std::iter::empty()), Range::default());
    }

    #[test]
    fn elasticities_are_held_and_spread() {
        assert_eq!((hold(-2.0), hold(0.7), hold(f64::NAN)), (-2.0, -0.05, -0.05));
        // Among the prices seen nothing changes; a fifth beyond them, as a logarithm, draws lie √2 as far.
        assert_eq!(spread(-2.5, -2.0, 100.0, 90.0, 110.0), -2.5);
        let beyond = 110.0 * libm::exp(0.2);
        assert!((spread(-2.5, -2.0, beyond, 90.0, 110.0) + 2.0 + 0.5 * sqrt(2.0)).abs() < 1e-12);
        let below = 90.0 * libm::exp(-0.2);
        assert!((spread(-1.5, -2.0, below, 90.0, 110.0) + 2.0 - 0.5 * sqrt(2.0)).abs() < 1e-12);
        assert_eq!(spread(-0.3, -0.3, 400.0, 90.0, 110.0), -1.0);
        assert_eq!(spread(-0.3, -0.3, 110.0, 90.0, 110.0), -0.3);
        assert_eq!(product(None).response(1.0, -9.0), MOST_WANTED);
    }

    #[test]
    fn the_curve_is_what_is_wanted_whatever_the_stock() {
        let futures = futures(100, 8, 20.0, -2.0, 1);
        let prices = [900.0, 1190.0, 1500.0];
        let found = curve(&product(Some(1.0)), &futures, &prices, 4);
        for (price, found) in prices.iter().zip(&found) {
            let outcomes = at_price(&product(None), &futures, *price, 4, &[]);
            let told = range(outcomes.iter().map(|outcome| outcome.units / 4.0));
            assert!((found.mean - told.mean).abs() < 1e-9 && found.median > 0.0);
        }
        assert!(found[0].mean > found[1].mean && found[1].mean > found[2].mean);
    }

    #[test]
    fn a_day_that_nobody_knows_has_no_price() {
        let futures = futures(20, 4, 20.0, -2.0, 1);
        let stocked = product(Some(50.0));
        assert_eq!(price_that_lasts(&product(None), &futures, 20.0, 500.0, 5000.0), None);
        assert_eq!(price_that_lasts(&stocked, &futures, 29.0, 500.0, 5000.0), None);
        assert_eq!(price_that_lasts(&stocked, &[], 20.0, 500.0, 5000.0), None);
        assert_eq!(price_that_clears(&stocked, &futures, 1.0, 1100.0, 5000.0), None);
    }

    fn product_any() -> impl Strategy<Value = Product> {
        let stock = proptest::option::of(0.0..400.0);
        let arrivals = vec((0.0..60.0, 0.0..200.0), 0..4);
        (500.0..5000.0, 0.0..0.3, 0.0..3000.0, 0.0..0.05, stock, arrivals).prop_map(
            |(price, tax, cost, fee_share, stock, mut arrivals): (
                f64,
                f64,
                f64,
                f64,
                _,
                Vec<_>,
            )| {
                arrivals.sort_by(|a: &(f64, f64), b| a.0.total_cmp(&b.0));
                Product {
                    price,
                    tax,
                    cost,
                    fee_share,
                    unit_fees: 30.0,
                    stock,
                    arrivals,
                    along: 0.0,
                    instead: 0.0,
                    variants: Vec::new(),
                }
            },
        )
    }

    fn futures_any() -> impl Strategy<Value = Vec<Future>> {
        let one = (vec(0.0_f32..80.0, 8), -4.0..0.5)
            .prop_map(|(wanted, elasticity)| Future { wanted, elasticity });
        vec(one, 1..12)
    }

    #[test]
    fn what_other_goods_lose_is_taken_off_and_what_they_win_is_not_counted() {
        let product = Product { along: 70.0, instead: 150.0, ..product(None) };
        let futures = vec![Future { wanted: vec![100.0], elasticity: -2.0 }; 1000];
        let at = |price| at_price(&product, &futures, price, 1, &[]);
        let now = at(1190.0);
        // Half of what would be bought instead, in the mean.
        for (price, others) in [(1309.0, 70.0), (1071.0, 75.0)] {
            let new = at(price);
            let lost = others * (new[0].units - now[0].units).abs();
            let mean = crate::numbers::mean(&gains(&product, &new, &now));
            let told = new[0].margin - now[0].margin - lost;
            assert!((mean / told - 1.0).abs() < 0.01, "{mean} is not {told}");
        }
        assert_eq!(gains(&product, &now, &now), vec![0.0; 1000]);
    }

    #[test]
    fn a_size_that_is_sold_out_is_not_made_good_by_another() {
        let of = |share, stock| Variant { share, stock, arrivals: vec![(14.0, 10.0)] };
        let pooled = product(Some(50.0));
        let parted = Product { variants: vec![of(0.5, 10.0), of(0.5, 40.0)], ..pooled.clone() };
        let futures = [Future { wanted: vec![20.0; 3], elasticity: -2.0 }];
        let sold = |product| at_price(product, &futures, 1190.0, 3, &[])[0];
        // Ten of the one size in the first week, none in the second, ten in the third.
        let found = sold(&parted);
        assert_eq!((found.wanted, found.units, found.left), (60.0, 50.0, Some(20.0)));
        assert_eq!(found.runs_out, None);
        assert_eq!(sold(&pooled).left, Some(0.0));
        let mut short = parted.clone();
        short.variants[1].stock = 15.0;
        assert!((sold(&short).runs_out.unwrap() - 10.5).abs() < 1e-9, "{:?}", sold(&short));
    }

    proptest! {
        /// A price that is changed to itself is the same price, on whatever day; and what a change
        /// sells lies between its two prices.
        #[test]
        fn changed_prices_lie_between_their_prices(day in 1.0..28.0_f64, stock in 0.0..400.0_f64) {
            let (product, futures) = (product(Some(stock)), futures(20, 4, 40.0, -2.0, 3));
            let one = at_price(&product, &futures, 1000.0, 4, &[]);
            let two = at_price(&product, &futures, 900.0, 4, &[]);
            let same = at_prices(&product, &futures, &[(0.0, 1000.0), (day, 1000.0)], 4);
            let changed = at_prices(&product, &futures, &[(0.0, 1000.0), (day, 900.0)], 4);
            for (((one, two), same), changed) in one.iter().zip(&two).zip(&same).zip(&changed) {
                prop_assert!((one.units - same.units).abs() < 1e-6);
                prop_assert!((one.margin - same.margin).abs() < 1e-3);
                prop_assert!(one.units <= changed.units + 1e-6 && changed.units <= two.units + 1e-6);
            }
        }

        #[test]
        fn demand_falls_with_the_price(
            product in product_any(), futures in futures_any(), ratio in 0.5..2.0, step in 1.0..1.5,
        ) {
            let price = product.price * ratio;
            let cheap = at_price(&product, &futures, price, 8, &[]);
            let dear = at_price(&product, &futures, price * step, 8, &[]);
            for (cheap, dear) in cheap.iter().zip(&dear) {
                prop_assert!(dear.wanted <= cheap.wanted && dear.units <= cheap.units + 1e-9);
                prop_assert!(dear.runs_out.unwrap_or(99.0) >= cheap.runs_out.unwrap_or(99.0) - 1e-9);
            }
        }

        #[test]
        fn nothing_sells_that_is_not_there(
            product in product_any(), futures in futures_any(), ratio in 0.5..2.0, weeks in 1_usize..9,
        ) {
            let price = product.price * ratio;
            let end = weeks as f64 * WEEK;
            let came: f64 =
                product.arrivals.iter().filter(|(day, _)| *day < end).map(|(_, units)| units).sum();
            for outcome in at_price(&product, &futures, price, weeks, &[]) {
                prop_assert!(outcome.units <= outcome.wanted + 1e-9);
                prop_assert_eq!(outcome.left.is_some(), product.stock.is_some());
                if let (Some(stock), Some(left)) = (product.stock, outcome.left) {
                    prop_assert!((outcome.units + left - stock - came).abs() < 1e-9);
                    prop_assert!(left >= 0.0);
                    // What was lost was lost after the stock was out.
                    prop_assert!(outcome.runs_out.is_some() || outcome.units > outcome.wanted - 1e-9);
                } else {
                    prop_assert!(outcome.units == outcome.wanted && outcome.runs_out.is_none());
                }
                prop_assert!(outcome.runs_out.is_none_or(|day| (0.0..=end).contains(&day)));
                let net = price / (1.0 + product.tax);
                let fees = outcome.units * (product.fee_share * price + product.unit_fees);
                let margin = outcome.units * net - outcome.units * product.cost - fees;
                prop_assert!((outcome.revenue - outcome.units * net).abs() < 1e-6);
                prop_assert!((outcome.margin - margin).abs() < 1e-6);
            }
        }

        #[test]
        fn todays_price_changes_nothing(product in product_any(), futures in futures_any()) {
            let now = at_price(&product, &futures, product.price, 8, &[]);
            for (outcome, future) in now.iter().zip(&futures) {
                let wanted: f64 = future.wanted.iter().map(|units| f64::from(*units)).sum();
                prop_assert!((outcome.wanted - wanted).abs() < 1e-9);
            }
            prop_assert_eq!(better(&[0.0, -0.0]), 0.5);
            let others = vec![1.0; futures.len()];
            prop_assert_eq!(&now, &at_price(&product, &futures, product.price, 8, &others));
        }

        #[test]
        fn prices_for_a_day_agree_with_a_scan(
            product in product_any(), futures in futures_any(), day in 1.0..56.0,
        ) {
            let (lowest, highest) = (0.5 * product.price, 2.0 * product.price);
            let step = (highest - lowest) / 400.0;
            let prices: Vec<f64> = (0..=400).map(|place| lowest + step * f64::from(place)).collect();
            let most = |price: f64, holds: &dyn Fn(&Shelf) -> bool| {
                let count = futures
                    .iter()
                    .filter(|future| holds(&shelf_on(&product, future, day, price)))
                    .count();
                count as f64 >= futures.len() as f64 / 2.0
            };
            let lasts = |shelf: &Shelf| shelf.runs_out().is_none_or(|out| out >= day);
            let clears = |shelf: &Shelf| shelf.left() == Some(0.0);
            let is_known = product.stock.is_some();
            let told = prices.iter().copied().find(|price| is_known && most(*price, &lasts));
            let found = price_that_lasts(&product, &futures, day, lowest, highest);
            prop_assert_eq!(found.is_some(), told.is_some());
            if let (Some(found), Some(told)) = (found, told) {
                prop_assert!(found <= told + 1e-6 && found >= told - step - 1e-6, "{found} {told}");
            }
            let told = prices.iter().rev().copied().find(|price| most(*price, &clears));
            let found = price_that_clears(&product, &futures, day, lowest, highest);
            prop_assert_eq!(found.is_some(), told.is_some());
            if let (Some(found), Some(told)) = (found, told) {
                prop_assert!(found >= told - 1e-6 && found <= told + step + 1e-6, "{found} {told}");
            }
        }
    }
}
