//! A sample store's market as a source of demand, and the forecasts of who knows it.

use super::{PriceFrom, Promoted, Situation, Terms, policies::Forecasts};
use kontor_planning::demand::{Demand, PROBABILITIES};
use kontor_simulator::{
    Random, count_quantile,
    daily::DailyMarket,
    demand::Demand as Lines,
    market::Market,
    replay::{DemandSource, Morning, Shop, past::Known},
    stores::Settings,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Days by which the market is known beyond the replay's end: planners look ahead.
const BEYOND: u32 = 200;
/// Weeks with sales that a product must have had.
const FEWEST_SALES: usize = 2;
/// Days of a week.
const WEEK: usize = 7;
/// What a year of capital in stock costs, as a share of it.
const CAPITAL_RATE: f64 = 0.2;
/// What placing an order of a product costs, in minor units.
const ORDER_COST: i64 = 50;
/// The stream that the past before the start is drawn from; those of paths have lower numbers.
const PAST_STREAM: u64 = u64::MAX;

/// A market's demand for some of its products: at its own prices, with its own noise.
#[derive(Debug, Clone)]
pub struct Truth {
    /// `[day]`: expected lots of each product, from the replay's first day on.
    expected: Arc<Vec<Vec<f64>>>,
    noise: Arc<Vec<Noise>>,
    days: u32,
}

/// How a product's demand scatters around its expectation.
#[derive(Debug, Clone, Copy)]
struct Noise {
    /// Units of a lot.
    sold_in: f64,
    /// The variance over the mean that lines of several lots bring.
    bulk: f64,
    /// One over the size of the negative binomial.
    unsteadiness: f64,
}

impl Noise {
    /// The size of the negative binomial of a day with this mean, in lots.
    fn size(&self, lots: f64) -> f64 {
        lots / (self.bulk - 1.0 + lots * self.unsteadiness)
    }
}

/// How a store is replayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// Days of the store's log that are left to the replay; it goes on beyond the log's end, where no
    /// promotions are planned any more.
    pub back: u32,
    /// Days of the replay.
    pub days: u32,
    /// Of them days that are not judged.
    pub warm_up: u32,
    /// At most so many products, evenly chosen.
    pub products: usize,
    /// The seed of its past.
    pub seed: u64,
}

impl Truth {
    /// A store from a day on, and its situation then. Products are those that are on sale from the
    /// middle of the past to the replay's end and were sold in two weeks or more, as of others there
    /// is no forecast. The store was never out of stock before, and begins with what it expects to
    /// sell in a lead time, a review and a week.
    pub fn of_store(settings: &Settings, extent: Extent) -> (Situation, Truth) {
        let start = settings.market.days.saturating_sub(extent.back);
        let end = start + extent.days;
        let market = Market { days: end + BEYOND, ..settings.market.clone() };
        let is_sold = |variant: &kontor_simulator::market::Variant| {
            market.products.get(variant.product).is_some_and(|product| {
                product.launch.is_none_or(|day| day < start / 2)
                    && product.end.is_none_or(|day| day >= end)
            })
        };
        let sold: Vec<usize> = (0..)
            .zip(&market.variants)
            .filter(|(_, each)| is_sold(each))
            .map(|(at, _)| at)
            .collect();
        let lines = Lines::new(&market);
        let noise: Vec<Noise> =
            sold.iter().filter_map(|place| noise(&market, &lines, *place)).collect();
        let mut daily = DailyMarket::new(&market);
        let mut random = Random::new(extent.seed, PAST_STREAM);
        let (mut all, mut ahead) = (Vec::new(), Vec::new());
        let mut before: Vec<Vec<Known>> = vec![Vec::new(); sold.len()];
        let mut prices = Vec::new();
        let mut asked: Vec<i64> = vec![0; sold.len()];
        for day in 0..market.days {
            daily.follow_plan(day);
            daily.expected(day, &mut all);
            let at = |place: &usize| all.get(*place).copied().unwrap_or_default();
            let lots: Vec<f64> = sold
                .iter()
                .map(at)
                .zip(&noise)
                .map(|(units, noise)| units / noise.sold_in)
                .collect();
            let now =
                sold.iter().map(|place| daily.prices().get(*place).copied().unwrap_or_default());
            let asks = now.zip(&mut asked).enumerate();
            if day < start {
                let drawn = draw(&lots, &noise, &mut random);
                for (product, (price, asked)) in asks {
                    *asked = price;
                    let sold = drawn.get(product).copied().unwrap_or_default();
                    if let Some(days) = before.get_mut(product) {
                        days.push(Known { sold, in_stock: true, price });
                    }
                }
                continue;
            }
            for (product, (price, asked)) in asks.filter(|(_, (price, asked))| *price != **asked) {
                *asked = price;
                prices.push(PriceFrom { day: day - start, product, price });
            }
            ahead.push(lots);
        }
        // Those that are judged, evenly chosen among those of which something is known.
        let is_known = |days: &Vec<Known>| {
            let weeks = days.chunks(WEEK).filter(|week| week.iter().any(|day| day.sold > 0));
            weeks.take(FEWEST_SALES).count() == FEWEST_SALES
        };
        let known = before.iter().enumerate().filter(|(_, days)| is_known(days));
        let known: Vec<usize> = known.map(|(product, _)| product).collect();
        let every = known.len().div_ceil(extent.products.max(1)).max(1);
        let kept: Vec<usize> = known.into_iter().step_by(every).collect();
        let truth = Truth {
            expected: Arc::new(ahead.iter().map(|lots| chosen(&kept, lots)).collect()),
            noise: Arc::new(chosen(&kept, &noise)),
            days: extent.days,
        };
        let price = |mut price: PriceFrom| {
            price.product = kept.binary_search(&price.product).ok()?;
            Some(price)
        };
        let prices = prices.into_iter().filter_map(price).collect();
        let before = chosen(&kept, &before);
        let kept = chosen(&kept, &sold);
        let situation = situation(settings, &kept, &truth, before, prices, extent, start);
        (situation, truth)
    }

    /// Mean and variance of a product's units in some days from one on.
    fn moments(&self, product: usize, from: usize, days: usize) -> (f64, f64) {
        let Some(noise) = self.noise.get(product) else { return (0.0, 0.0) };
        let of_day = |lots: &Vec<f64>| lots.get(product).copied().unwrap_or_default();
        let lots = self.expected.iter().skip(from).take(days).map(of_day);
        lots.fold((0.0, 0.0), |(mean, variance), lots| {
            (mean + lots, variance + lots * noise.bulk + lots * lots * noise.unsteadiness)
        })
    }

    /// Units of a product expected in some days from one on.
    pub fn expected(&self, product: usize, from: u32, days: u32) -> f64 {
        let lot = self.noise.get(product).map_or(1.0, |noise| noise.sold_in);
        self.moments(product, from as usize, days as usize).0 * lot
    }
}

/// The values at these places.
fn chosen<T: Clone>(places: &[usize], values: &[T]) -> Vec<T> {
    places.iter().filter_map(|place| values.get(*place).cloned()).collect()
}

fn noise(market: &Market, lines: &Lines, place: usize) -> Option<Noise> {
    let variant = market.variants.get(place)?;
    Some(Noise {
        sold_in: f64::from(variant.sold_in),
        bulk: lines.bulk.get(place).copied()?,
        unsteadiness: 1.0 / market.products.get(variant.product)?.steadiness,
    })
}

fn draw(lots: &[f64], noise: &[Noise], luck: &mut Random) -> Vec<u32> {
    let products = lots.iter().zip(noise);
    let units = products.map(|(lots, noise)| {
        count_quantile(luck.uniform(), *lots, noise.size(*lots)) * noise.sold_in as u32
    });
    units.collect()
}

impl DemandSource for Truth {
    fn days(&self) -> u32 {
        self.days
    }

    fn demand(&mut self, day: u32, _: &[i64], luck: &mut Random, demand: &mut Vec<u32>) {
        demand.clear();
        if let Some(lots) = self.expected.get(day as usize) {
            demand.extend(draw(lots, &self.noise, luck));
        }
    }
}

fn situation(
    settings: &Settings,
    kept: &[usize],
    truth: &Truth,
    before: Vec<Vec<Known>>,
    prices: Vec<PriceFrom>,
    extent: Extent,
    start: u32,
) -> Situation {
    let market = &settings.market;
    let mut costs: Vec<i64> = market.variants.iter().map(|variant| variant.cost).collect();
    for change in market.price_changes.iter().take_while(|change| change.day <= start) {
        if let Some(cost) = costs.get_mut(change.variant) {
            *cost = change.cost;
        }
    }
    let categories: BTreeSet<&str> =
        market.products.iter().map(|product| product.category.as_str()).collect();
    let categories: BTreeMap<&str, u32> = categories.into_iter().zip(1..).collect();
    let variants = || kept.iter().filter_map(|place| market.variants.get(*place));
    let supplier =
        |variant: &kontor_simulator::market::Variant| market.suppliers.get(variant.supplier);
    let terms: Vec<Terms> = variants()
        .map(|variant| {
            let category = market.products.get(variant.product).map(|product| &product.category);
            let days = supplier(variant).map(|supplier| &supplier.order_weekdays);
            Terms {
                minimum: variant.minimum_quantity,
                pack: variant.pack,
                smallest: variant.sold_in,
                order_weekdays: days.into_iter().flatten().map(|day| *day as u8).collect(),
                category: category
                    .and_then(|category| categories.get(category.as_str()))
                    .copied()
                    .unwrap_or_default(),
            }
        })
        .collect();
    let lead_times: Vec<(f64, f64)> = variants()
        .map(|variant| supplier(variant).map_or((7.0, 2.0), |each| (each.lead_days, each.lead_sd)))
        .collect();
    let stock = terms.iter().zip(&lead_times).enumerate().map(|(product, (terms, lead))| {
        let days = lead.0 as u32 + terms.review() + WEEK as u32;
        truth.expected(product, 0, days).ceil() as u32
    });
    let promotions = market.promotions.iter().flat_map(|promotion| {
        let promoted = variants().enumerate();
        promoted.filter(move |(_, variant)| promotion.products.contains(&variant.product)).map(
            move |(product, _)| Promoted {
                product,
                from: promotion.starts as i32 - start as i32,
                until: promotion.ends as i32 - start as i32,
                share: f64::from(promotion.discount_percent) / 100.0,
            },
        )
    });
    let last = |days: &Vec<Known>| days.last().map_or(0, |known| known.price);
    Situation {
        shop: Shop {
            stock: stock.collect(),
            incoming: Vec::new(),
            prices: before.iter().map(last).collect(),
            costs: kept
                .iter()
                .map(|place| costs.get(*place).copied().unwrap_or_default())
                .collect(),
            lead_times,
            order_cost: ORDER_COST,
            capital_rate: CAPITAL_RATE,
        },
        promotions: promotions.collect(),
        terms,
        start: market.date(start),
        country: kontor_features::calendar::country_of(settings.time_zone),
        before,
        prices,
        warm_up: extent.warm_up,
    }
}

/// The forecasts of who knows the market: each week's distribution is the negative binomial of its
/// true mean and variance. Weeks are counted from today.
pub struct Knowing<'a> {
    situation: &'a Situation,
    truth: &'a Truth,
    weeks: usize,
    /// `[day][product]`: worked out once, as all paths have the same.
    known: BTreeMap<u32, Vec<Option<Table>>>,
}

struct Table {
    mean: Vec<f32>,
    quantiles: [Vec<f32>; PROBABILITIES.len()],
}

impl<'a> Knowing<'a> {
    /// For so many weeks ahead.
    pub fn new(situation: &'a Situation, truth: &'a Truth, weeks: usize) -> Knowing<'a> {
        Knowing { situation, truth, weeks, known: BTreeMap::new() }
    }

    fn table(&self, product: usize, day: u32) -> Table {
        let lot = self.truth.noise.get(product).map_or(1.0, |noise| noise.sold_in);
        let mut table = Table { mean: Vec::new(), quantiles: Default::default() };
        for week in 0..self.weeks {
            let from = day as usize + WEEK * week;
            let (mean, variance) = self.truth.moments(product, from, WEEK);
            let size = mean * mean / (variance - mean).max(1e-9);
            table.mean.push((mean * lot) as f32);
            for (quantiles, probability) in table.quantiles.iter_mut().zip(PROBABILITIES) {
                let lots = count_quantile(probability, mean, size);
                quantiles.push((f64::from(lots) * lot) as f32);
            }
        }
        table
    }
}

impl Forecasts for Knowing<'_> {
    fn restart(&mut self) {}

    fn begin(&mut self, morning: &Morning) {
        if !self.known.contains_key(&morning.day) {
            let tables = (0..morning.stock.len()).map(|product| {
                let is_due = self.situation.is_order_day(product, morning.day);
                is_due.then(|| self.table(product, morning.day))
            });
            let tables = tables.collect();
            self.known.insert(morning.day, tables);
        }
    }

    /// A day's luck knows nothing of another's.
    fn correlation(&self) -> f64 {
        0.0
    }

    fn demand(&self, product: usize, morning: &Morning) -> Option<Demand<'_>> {
        let table = self.known.get(&morning.day)?.get(product)?.as_ref()?;
        let mut quantiles = table.quantiles.iter();
        Some(Demand {
            days_gone: 0,
            mean: &table.mean,
            quantiles: std::array::from_fn(|_| {
                quantiles.next().map(Vec::as_slice).unwrap_or_default()
            }),
            is_whole: true,
        })
    }
}
