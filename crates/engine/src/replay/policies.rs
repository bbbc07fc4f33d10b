//! Policies of ordering: Kontor's planner on given forecasts, and those that it is compared with.

use super::Situation;
use kontor_api::domain::Quantity;
use kontor_planning::{
    demand::{Demand, Luck},
    lead_time::LeadTime,
    level::Target,
    order::{Incoming, Planner, Product, Rules, Stock},
    supplier::Offer,
    textbook::reorder_point,
};
use kontor_simulator::replay::{Decision, Morning, Policy};

/// Days of a year.
const YEAR: f64 = 365.0;
/// Days over which the textbook's policy takes mean and spread of sales.
const WINDOW: usize = 91;
/// Days of the naive rule.
const NAIVE_DAYS: f64 = 30.0;
/// For how many days ahead a planner is told order days.
const ORDER_DAYS: u32 = 63;

/// Demand paths of a plan, and of a target of cost, whose quantiles lie further out.
const PATHS: usize = 500;

/// What orders are to reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Aim {
    /// This share of cycles without anything missing.
    CycleService(f64),
    /// This share of units sold at once.
    FillRate(f64),
    /// The least cost of holding and of lost margin.
    Cost,
}

impl Aim {
    /// The target of a product.
    pub fn target(self, situation: &Situation, product: usize, price: i64) -> Target {
        let shop = &situation.shop;
        let cost = shop.costs.get(product).copied().unwrap_or_default() as f64;
        let review = situation.terms.get(product).map_or(1, super::Terms::review);
        match self {
            Aim::CycleService(share) => Target::CycleService(share),
            Aim::FillRate(share) => Target::FillRate(share),
            // What is left over is held until the next order comes.
            Aim::Cost => Target::Cost {
                over: cost * shop.capital_rate * f64::from(review) / YEAR,
                under: price as f64 - cost,
            },
        }
    }
}

/// Forecasts as days pass.
pub trait Forecasts {
    /// Begins another path.
    fn restart(&mut self);

    /// Gets ready for a morning on which orders may be placed.
    fn begin(&mut self, morning: &Morning);

    /// The correlation of a week's luck with the next one's ([`Luck::new`]).
    fn correlation(&self) -> f64;

    /// The forecast of a product; `None` where there is none.
    fn demand(&self, product: usize, morning: &Morning) -> Option<Demand<'_>>;
}

/// Kontor's planner on forecasts.
pub struct Planned<'a, F> {
    situation: &'a Situation,
    /// Where its forecasts come from.
    pub forecasts: F,
    aim: Aim,
    seed: u64,
    /// The luck of the correlation that forecasts had last.
    luck: Option<(f64, Luck)>,
    /// Whether each order is one pack smaller than planned: to see whether that would have missed
    /// the target.
    is_smaller: bool,
}

impl<'a, F: Forecasts> Planned<'a, F> {
    /// With these forecasts, whose demand is drawn from this seed.
    pub fn new(situation: &'a Situation, forecasts: F, aim: Aim, seed: u64) -> Planned<'a, F> {
        Planned { situation, forecasts, aim, seed, luck: None, is_smaller: false }
    }

    /// The same with each order one pack smaller.
    pub fn one_pack_smaller(self) -> Planned<'a, F> {
        Planned { is_smaller: true, ..self }
    }
}

impl<F: Forecasts> Policy for Planned<'_, F> {
    fn restart(&mut self) {
        self.forecasts.restart();
    }

    fn decide(&mut self, morning: &Morning) -> Decision {
        let due: Vec<usize> = order_products(self.situation, morning.day).collect();
        if due.is_empty() {
            return Decision::default();
        }
        self.forecasts.begin(morning);
        let mut incoming = vec![Vec::new(); morning.stock.len()];
        for order in morning.open_orders {
            if let Some(of_product) = incoming.get_mut(order.product) {
                of_product.push(Incoming {
                    day: order.due as i32 - morning.day as i32,
                    quantity: Quantity::whole(i64::from(order.quantity)),
                });
            }
        }
        let rules = Rules { capital_rate: self.situation.shop.capital_rate, ..Rules::default() };
        let correlation = self.forecasts.correlation();
        let (_, luck) = match self.luck.take() {
            Some((of, luck)) if of == correlation => self.luck.insert((of, luck)),
            _ => self.luck.insert((correlation, Luck::new(self.seed, PATHS, correlation))),
        };
        let mut planner = Planner::new(luck, rules);
        let order = |product: usize| {
            let terms = self.situation.terms.get(product)?;
            let days = order_days(self.situation, product, morning.day);
            let incoming = incoming.get(product).map(Vec::as_slice).unwrap_or_default();
            let (mean, sd) = self.situation.shop.lead_times.get(product).copied()?;
            let price = morning.prices.get(product).copied()?;
            let on_hand = Quantity::whole(i64::from(morning.stock.get(product).copied()?));
            let offer = Offer {
                lead_time: Some(LeadTime { sd, ..LeadTime::fixed(mean) }),
                unit_cost: morning.costs.get(product).map(|cost| *cost as f64),
                minimum: Quantity::whole(i64::from(terms.minimum)),
                pack: Quantity::whole(i64::from(terms.pack)),
                order_days: &days,
                ..Offer::default()
            };
            let line = planner.plan(&Product {
                stock: Some(Stock { on_hand, committed: Quantity::default() }),
                incoming,
                demand: self.forecasts.demand(product, morning),
                offers: &[offer],
                target: self.aim.target(self.situation, product, price),
                review: 1,
                waits: false,
                shelf_life: None,
                smallest: Quantity::whole(i64::from(terms.smallest)),
                price: Some(price as f64),
            });
            let less = if self.is_smaller { terms.pack.max(terms.smallest).max(1) } else { 0 };
            let units = u32::try_from(line.order.milli / 1000).unwrap_or_default();
            Some((product, units.saturating_sub(less)))
        };
        Decision { orders: due.into_iter().filter_map(order).collect(), prices: Vec::new() }
    }
}

/// The products that are ordered on a day.
fn order_products(situation: &Situation, day: u32) -> impl Iterator<Item = usize> {
    (0..situation.terms.len()).filter(move |product| situation.is_order_day(*product, day))
}

/// The next order days of a product, counted from today.
fn order_days(situation: &Situation, product: usize, today: u32) -> Vec<u32> {
    (0..ORDER_DAYS).filter(|day| situation.is_order_day(product, today + day)).collect()
}

/// Orders up to a level by what was sold lately: the textbook's z·σ·√L, or so many days.
pub struct BySales<'a> {
    situation: &'a Situation,
    rule: Rule,
}

enum Rule {
    /// Mean and spread of daily sales over lead time and review, for this aim.
    ReorderPoint(Aim),
    /// Average sales of a month for lead time and a month.
    Naive,
}

impl<'a> BySales<'a> {
    /// Mean sales and z·σ·√(L + R) of them ([`reorder_point`]), z being the normal quantile of the
    /// cycle service that is aimed at.
    pub fn reorder_point(situation: &'a Situation, aim: Aim) -> BySales<'a> {
        BySales { situation, rule: Rule::ReorderPoint(aim) }
    }

    /// Average sales of the last 30 days, for lead time and 30 days.
    pub fn naive(situation: &'a Situation) -> BySales<'a> {
        BySales { situation, rule: Rule::Naive }
    }

    fn level(&self, product: usize, morning: &Morning) -> f64 {
        let days = match self.rule {
            Rule::ReorderPoint(_) => WINDOW,
            Rule::Naive => NAIVE_DAYS as usize,
        };
        let (mean, sd) = self.sales(product, morning, days);
        let protection = self.situation.protection(product);
        match self.rule {
            Rule::ReorderPoint(aim) => {
                let price = morning.prices.get(product).copied().unwrap_or_default();
                let service = aim.target(self.situation, product, price).service();
                reorder_point(service, mean, sd, protection, 0.0)
            }
            Rule::Naive => {
                let lead = self.situation.shop.lead_times.get(product).map_or(0.0, |lead| lead.0);
                mean * (lead + NAIVE_DAYS)
            }
        }
    }

    /// Mean and standard deviation of a product's sales on the last days.
    fn sales(&self, product: usize, morning: &Morning, days: usize) -> (f64, f64) {
        let lately = morning.past.iter().rev().map(|day| day.sold.get(product).copied());
        let before = self.situation.before.get(product).into_iter().flatten().rev();
        let sold = lately.flatten().chain(before.map(|known| known.sold));
        let (mut count, mut sum, mut squares) = (0.0, 0.0, 0.0);
        for units in sold.take(days).map(f64::from) {
            count += 1.0;
            sum += units;
            squares += units * units;
        }
        let mean = sum / f64::max(count, 1.0);
        let variance = (squares - sum * mean) / f64::max(count - 1.0, 1.0);
        (mean, variance.max(0.0).sqrt())
    }
}

impl Policy for BySales<'_> {
    fn decide(&mut self, morning: &Morning) -> Decision {
        let order = |product: usize| {
            let terms = self.situation.terms.get(product)?;
            let stock = morning.stock.get(product)? + morning.on_order.get(product)?;
            let need = self.level(product, morning) - f64::from(stock);
            let offer = Offer {
                minimum: Quantity::whole(i64::from(terms.minimum)),
                pack: Quantity::whole(i64::from(terms.pack)),
                ..Offer::default()
            };
            let need = Quantity::whole((need - 1e-9).ceil().max(0.0) as i64);
            let order = offer.round(need, Quantity::whole(i64::from(terms.smallest))).order;
            Some((product, u32::try_from(order.milli / 1000).unwrap_or_default()))
        };
        let orders = order_products(self.situation, morning.day).filter_map(order).collect();
        Decision { orders, prices: Vec::new() }
    }
}
