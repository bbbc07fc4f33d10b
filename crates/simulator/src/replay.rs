//! Steps a shop day by day under a policy that knows only the past, over many drawn demand paths.
//!
//! ```text
//! Shop          what is known at the start: stock, prices, costs, lead times
//! DemandSource  what would be wanted on a day at a price: a market ([`MarketDemand`]) or a real
//!               shop's past ([`past::PastDemand`])
//! Policy        each morning: the past in, orders and prices out
//! replay(...)   -> an Outcome with its range
//! ```
//! Paths use common random numbers: the luck of a path, a day and a product is the same whatever a
//! policy does, so that two policies differ by what they decide and not by luck. [`lab`] has the
//! two instances of pricing whose optimum is known exactly.

pub mod lab;
pub mod past;

use crate::{Random, at, daily::DailyMarket, market::Market};
use serde::Serialize;

/// A shop as the replay begins, by product code. Amounts are minor units of one currency.
#[derive(Debug, Clone)]
pub struct Shop {
    /// Units in stock.
    pub stock: Vec<u32>,
    /// Units on order: product, day of arrival, quantity.
    pub incoming: Vec<(usize, u32, u32)>,
    /// Selling prices.
    pub prices: Vec<i64>,
    /// Unit costs.
    pub costs: Vec<i64>,
    /// Mean and standard deviation of the days that each product takes to come.
    pub lead_times: Vec<(f64, f64)>,
    /// What each order of a product costs, beside its goods.
    pub order_cost: i64,
    /// What a year of capital in stock costs, as a share of it.
    pub capital_rate: f64,
}

impl Shop {
    /// A market's shop with so many days of expected sales in stock.
    pub fn of_market(market: &Market, cover_days: f64) -> Shop {
        let mut daily = DailyMarket::new(market);
        let mut expected = Vec::new();
        daily.expected(0, &mut expected);
        let lead = |variant: &crate::market::Variant| {
            let supplier = market.suppliers.get(variant.supplier);
            supplier.map_or((7.0, 2.0), |supplier| (supplier.lead_days, supplier.lead_sd))
        };
        Shop {
            stock: expected.iter().map(|units| (units * cover_days).ceil() as u32).collect(),
            incoming: Vec::new(),
            prices: market.variants.iter().map(|variant| variant.price).collect(),
            costs: market.variants.iter().map(|variant| variant.cost).collect(),
            lead_times: market.variants.iter().map(lead).collect(),
            order_cost: 0,
            capital_rate: 0.1,
        }
    }
}

/// Where demand comes from.
pub trait DemandSource {
    /// How many days there are.
    fn days(&self) -> u32;

    /// Units wanted of each product on a day at these prices. `luck` draws the same numbers for a
    /// path and a day whatever the prices are; each product must take its own from it, in order.
    fn demand(&mut self, day: u32, prices: &[i64], luck: &mut Random, demand: &mut Vec<u32>);
}

/// A market's demand.
pub struct MarketDemand<'a> {
    daily: DailyMarket<'a>,
    expected: Vec<f64>,
}

impl<'a> MarketDemand<'a> {
    /// Of a market. Prices are the policy's; the market's own plan of prices and promotions is left
    /// out, but for the lift of being promoted.
    pub fn new(market: &'a Market) -> MarketDemand<'a> {
        MarketDemand { daily: DailyMarket::new(market), expected: Vec::new() }
    }
}

impl DemandSource for MarketDemand<'_> {
    fn days(&self) -> u32 {
        self.daily.market().days
    }

    fn demand(&mut self, day: u32, prices: &[i64], luck: &mut Random, demand: &mut Vec<u32>) {
        for (variant, price) in prices.iter().enumerate() {
            self.daily.set_price(variant, *price);
        }
        self.daily.expected(day, &mut self.expected);
        self.daily.draw(&self.expected, luck, demand);
    }
}

/// An order that has not come yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenOrder {
    /// Of what.
    pub product: usize,
    /// The day on which it is due: the product's mean lead time after it was ordered. It may come
    /// earlier, and be overdue.
    pub due: u32,
    /// Units.
    pub quantity: u32,
}

/// What a policy sees in the morning: today's state and the past, nothing of the future.
#[derive(Debug)]
pub struct Morning<'a> {
    /// Days since the start.
    pub day: u32,
    /// Units in stock, what came in today among them.
    pub stock: &'a [u32],
    /// Units on order.
    pub on_order: &'a [u32],
    /// The orders that these are of, in the order of being placed.
    pub open_orders: &'a [OpenOrder],
    /// Selling prices.
    pub prices: &'a [i64],
    /// Unit costs.
    pub costs: &'a [i64],
    /// Past days, the latest last.
    pub past: &'a [PastDay],
}

/// A day that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastDay {
    /// Units sold.
    pub sold: Vec<u32>,
    /// Whether a product was sold out in the evening; its demand may have been more than what it
    /// sold.
    pub sold_out: Vec<bool>,
    /// Selling prices.
    pub prices: Vec<i64>,
}

/// What a policy decides: orders as product and quantity, new prices as product and price.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decision {
    /// To the suppliers.
    pub orders: Vec<(usize, u32)>,
    /// From today on.
    pub prices: Vec<(usize, i64)>,
}

/// Decides each morning. A closure will do.
pub trait Policy {
    /// Forgets a path and begins another.
    fn restart(&mut self) {}

    /// The decision of a morning.
    fn decide(&mut self, morning: &Morning) -> Decision;
}

impl<F: FnMut(&Morning) -> Decision> Policy for F {
    fn decide(&mut self, morning: &Morning) -> Decision {
        self(morning)
    }
}

/// A day of a path as it went, for whoever measures more than a [`PathResult`] has.
#[derive(Debug, Clone, Copy)]
pub struct Evening<'a> {
    /// Which path, from 0.
    pub path: u32,
    /// Days since the start.
    pub day: u32,
    /// Units wanted.
    pub wanted: &'a [u32],
    /// Units sold.
    pub sold: &'a [u32],
    /// Units left.
    pub stock: &'a [u32],
    /// What was ordered in the morning: product and quantity.
    pub orders: &'a [(usize, u32)],
}

/// What one path came to.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PathResult {
    /// Sales less the costs of what was sold, of ordering and of capital, in minor units.
    pub profit: f64,
    /// Value of sales, in minor units.
    pub sales: f64,
    /// Units wanted.
    pub demand: f64,
    /// Units sold.
    pub sold: f64,
    /// Days of a product on which something was wanted that was not there, as a share of all its
    /// days.
    pub stock_out_share: f64,
    /// Capital in stock on an average evening, in minor units at cost.
    pub capital: f64,
}

impl PathResult {
    /// Share of the units wanted that were sold; 1 where nothing was wanted.
    pub fn fill_rate(&self) -> f64 {
        if self.demand > 0.0 { self.sold / self.demand } else { 1.0 }
    }
}

/// A figure over all paths.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Range {
    /// The mean.
    pub mean: f64,
    /// The mean's standard error.
    pub standard_error: f64,
    /// The figure that one path in twenty stays below.
    pub low: f64,
    /// The figure that one path in twenty exceeds.
    pub high: f64,
}

impl Range {
    /// Of the figures of paths.
    pub fn of(mut figures: Vec<f64>) -> Range {
        figures.sort_by(f64::total_cmp);
        let count = figures.len().max(1) as f64;
        let mean = figures.iter().sum::<f64>() / count;
        let squares: f64 = figures.iter().map(|figure| (figure - mean) * (figure - mean)).sum();
        let last = figures.len().saturating_sub(1) as f64;
        Range {
            mean,
            standard_error: libm::sqrt(squares / (count - 1.0).max(1.0) / count),
            low: at(&figures, (last * 0.05).round() as usize),
            high: at(&figures, (last * 0.95).round() as usize),
        }
    }
}

/// What a policy came to over all paths.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Each path, for comparison with another policy on the same luck.
    pub paths: Vec<PathResult>,
    /// Profit in minor units.
    pub profit: Range,
    /// Share of the units wanted that were sold.
    pub fill_rate: Range,
    /// Share of days with something missing.
    pub stock_out_share: Range,
    /// Capital in stock, minor units.
    pub capital: Range,
}

/// The profit that a policy makes more than another on the same luck, path by path.
pub fn difference(one: &Outcome, other: &Outcome) -> Range {
    Range::of(one.paths.iter().zip(&other.paths).map(|(a, b)| a.profit - b.profit).collect())
}

/// Replays a shop on `paths` drawn demand paths.
pub fn replay(
    shop: &Shop,
    source: &mut dyn DemandSource,
    policy: &mut dyn Policy,
    paths: u32,
    seed: u64,
) -> Outcome {
    replay_watched(shop, source, policy, paths, seed, &mut |_| {})
}

/// The same; `watch` is told each day of each path, in order.
pub fn replay_watched(
    shop: &Shop,
    source: &mut dyn DemandSource,
    policy: &mut dyn Policy,
    paths: u32,
    seed: u64,
    watch: &mut dyn FnMut(&Evening),
) -> Outcome {
    let results: Vec<PathResult> = (0..paths)
        .map(|path| {
            policy.restart();
            replay_path(shop, source, policy, path, seed, watch)
        })
        .collect();
    let range = |figure: fn(&PathResult) -> f64| Range::of(results.iter().map(figure).collect());
    Outcome {
        profit: range(|path| path.profit),
        fill_rate: range(PathResult::fill_rate),
        stock_out_share: range(|path| path.stock_out_share),
        capital: range(|path| path.capital),
        paths: results,
    }
}

fn replay_path(
    shop: &Shop,
    source: &mut dyn DemandSource,
    policy: &mut dyn Policy,
    path: u32,
    seed: u64,
    watch: &mut dyn FnMut(&Evening),
) -> PathResult {
    // Two streams a path: one for demand, one for lead times.
    let mut luck = Random::new(seed, 2 * u64::from(path));
    let mut lead_luck = Random::new(seed, 2 * u64::from(path) + 1);
    let (mut stock, mut prices) = (shop.stock.clone(), shop.prices.clone());
    // What is on its way, with the day on which it comes.
    let due = |(product, day, quantity): &(usize, u32, u32)| {
        (*day, OpenOrder { product: *product, due: *day, quantity: *quantity })
    };
    let mut incoming: Vec<(u32, OpenOrder)> = shop.incoming.iter().map(due).collect();
    let mut on_order = vec![0; stock.len()];
    for (_, order) in &incoming {
        raise(&mut on_order, order.product, order.quantity);
    }
    let mut open_orders: Vec<OpenOrder> = Vec::new();
    let mut past = Vec::new();
    let mut result = PathResult::default();
    let mut demand = Vec::new();
    let (mut short_days, mut capital) = (0_u64, 0.0);
    for day in 0..source.days() {
        for (_, OpenOrder { product, quantity, .. }) in
            incoming.extract_if(.., |(comes, _)| *comes <= day)
        {
            raise(&mut stock, product, quantity);
            if let Some(open) = on_order.get_mut(product) {
                *open = open.saturating_sub(quantity);
            }
        }
        open_orders.clear();
        open_orders.extend(incoming.iter().map(|(_, order)| *order));
        let decision = policy.decide(&Morning {
            day,
            stock: &stock,
            on_order: &on_order,
            open_orders: &open_orders,
            prices: &prices,
            costs: &shop.costs,
            past: &past,
        });
        for (product, price) in decision.prices {
            if let Some(slot) = prices.get_mut(product) {
                *slot = price.max(0);
            }
        }
        // One lead time a product and day is drawn whatever is ordered.
        let leads: Vec<u32> =
            shop.lead_times.iter().map(|lead| lead_days(*lead, &mut lead_luck)).collect();
        let mut orders = decision.orders;
        orders.retain(|(_, quantity)| *quantity > 0);
        for (product, quantity) in orders.iter().copied() {
            let (mean, _) = at(&shop.lead_times, product);
            let due = day + mean.round().max(1.0) as u32;
            let order = OpenOrder { product, due, quantity };
            incoming.push((day + at(&leads, product), order));
            raise(&mut on_order, product, quantity);
            result.profit -= shop.order_cost as f64;
        }
        source.demand(day, &prices, &mut luck, &mut demand);
        let mut sold_today = Vec::with_capacity(stock.len());
        let mut sold_out = Vec::with_capacity(stock.len());
        let products = stock.iter_mut().zip(&demand).zip(&prices).zip(&shop.costs);
        for (((stock, wanted), price), cost) in products {
            let sold = (*stock).min(*wanted);
            *stock -= sold;
            short_days += u64::from(sold < *wanted);
            result.demand += f64::from(*wanted);
            result.sold += f64::from(sold);
            result.sales += f64::from(sold) * *price as f64;
            result.profit += f64::from(sold) * (*price - *cost) as f64;
            capital += f64::from(*stock) * *cost as f64;
            sold_today.push(sold);
            sold_out.push(*stock == 0);
        }
        watch(&Evening {
            path,
            day,
            wanted: &demand,
            sold: &sold_today,
            stock: &stock,
            orders: &orders,
        });
        past.push(PastDay { sold: sold_today, sold_out, prices: prices.clone() });
    }
    let days = f64::from(source.days().max(1));
    result.capital = capital / days;
    result.profit -= result.capital * shop.capital_rate * days / 365.25;
    result.stock_out_share = short_days as f64 / (days * stock.len().max(1) as f64);
    result
}

fn raise(values: &mut [u32], place: usize, more: u32) {
    if let Some(value) = values.get_mut(place) {
        *value = value.saturating_add(more);
    }
}

/// A lead time in days, at least one: a gamma by its quantile, one random number each.
fn lead_days((mean, sd): (f64, f64), luck: &mut Random) -> u32 {
    let u = luck.uniform();
    if mean <= 0.0 || sd <= 0.0 {
        return mean.round().max(1.0) as u32;
    }
    // Wilson and Hilferty's approximation.
    let ninth = (sd / mean) * (sd / mean) / 9.0;
    let root = 1.0 - ninth + crate::normal_quantile(u) * libm::sqrt(ninth);
    (mean * root.max(0.0) * root * root).round().max(1.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stores::Store;
    use kontor_domain::Date;

    fn market() -> Market {
        let mut market = Store::CoffeeRoaster.settings(Date::constant(2026, 10, 31), 1.0, 1).market;
        market.days = 120;
        market
    }

    /// Orders up to so many days of the average sales of the last four weeks.
    fn cover(days: f64) -> impl FnMut(&Morning) -> Decision {
        move |morning: &Morning| {
            let recent = morning.past.iter().rev().take(28);
            let count = recent.len().max(1) as f64;
            let mut sold = vec![0.0; morning.stock.len()];
            for day in recent {
                for (sum, sold) in sold.iter_mut().zip(&day.sold) {
                    *sum += f64::from(*sold);
                }
            }
            let order = |(product, sold): (usize, &f64)| {
                let position = f64::from(morning.stock[product] + morning.on_order[product]);
                (product, (sold / count * days - position).max(0.0).ceil() as u32)
            };
            Decision { orders: sold.iter().enumerate().map(order).collect(), prices: Vec::new() }
        }
    }

    #[test]
    fn more_stock_fills_more_and_binds_more() {
        let market = market();
        let shop = Shop::of_market(&market, 20.0);
        let mut source = MarketDemand::new(&market);
        let little = replay(&shop, &mut source, &mut cover(12.0), 20, 1);
        let much = replay(&shop, &mut source, &mut cover(60.0), 20, 1);
        let nothing = replay(&shop, &mut source, &mut |_: &Morning| Decision::default(), 20, 1);
        assert!(much.fill_rate.mean > little.fill_rate.mean + 0.02, "{little:?}");
        assert!(much.capital.mean > little.capital.mean);
        assert!(nothing.profit.high < little.profit.low);
        assert!(little.stock_out_share.mean > much.stock_out_share.mean);
        assert_eq!(little, replay(&shop, &mut source, &mut cover(12.0), 20, 1));
    }

    #[test]
    fn policies_meet_the_same_demand() {
        let market = market();
        let shop = Shop::of_market(&market, 20.0);
        let mut source = MarketDemand::new(&market);
        let one = replay(&shop, &mut source, &mut cover(20.0), 12, 1);
        let other = replay(&shop, &mut source, &mut cover(22.0), 12, 1);
        for (one, other) in one.paths.iter().zip(&other.paths) {
            assert_eq!(one.demand, other.demand);
        }
        // That is what makes a small difference visible.
        let paired = difference(&one, &other).standard_error;
        let apart = libm::hypot(one.profit.standard_error, other.profit.standard_error);
        assert!(paired < 0.6 * apart, "{paired} {apart}");
    }

    /// Mornings tell of open orders, and evenings add up to the outcome.
    #[test]
    fn each_day_is_told() {
        let market = market();
        let shop = Shop::of_market(&market, 20.0);
        let mut source = MarketDemand::new(&market);
        let mut up_to = cover(20.0);
        let mut policy = |morning: &Morning| {
            let mut open = vec![0; morning.on_order.len()];
            for order in morning.open_orders {
                open[order.product] += order.quantity;
            }
            assert_eq!(open, morning.on_order);
            up_to(morning)
        };
        let (mut wanted, mut sold) = (vec![0.0; 3], vec![0.0; 3]);
        let outcome = replay_watched(&shop, &mut source, &mut policy, 3, 1, &mut |evening| {
            let units = |of: &[u32]| of.iter().map(|units| f64::from(*units)).sum::<f64>();
            wanted[evening.path as usize] += units(evening.wanted);
            sold[evening.path as usize] += units(evening.sold);
        });
        assert_eq!(outcome, replay(&shop, &mut source, &mut cover(20.0), 3, 1));
        for (path, (wanted, sold)) in outcome.paths.iter().zip(wanted.iter().zip(&sold)) {
            assert_eq!((path.demand, path.sold), (*wanted, *sold));
        }
    }

    #[test]
    fn dearer_is_wanted_less() {
        let market = market();
        let shop = Shop::of_market(&market, 500.0);
        let mut source = MarketDemand::new(&market);
        let raise = |morning: &Morning| Decision {
            orders: Vec::new(),
            prices: match morning.day {
                0 => (0..)
                    .zip(morning.prices)
                    .map(|(product, price)| (product, price * 11 / 10))
                    .collect(),
                _ => Vec::new(),
            },
        };
        let dear = replay(&shop, &mut source, &mut { raise }, 5, 1);
        let usual = replay(&shop, &mut source, &mut |_: &Morning| Decision::default(), 5, 1);
        let ratio = dear.paths[0].demand / usual.paths[0].demand;
        // Elasticities lie around −1.7, and 1.1 to the power of −1.7 is .85.
        assert!((0.75..0.95).contains(&ratio), "{ratio}");
    }
}
