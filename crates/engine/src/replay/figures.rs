//! What a policy came to.
//!
//! - A *cycle* of a product goes from the day on which an order is due (a mean lead time after its
//!   order day, whether anything was ordered or not) to the day on which the next one is. It fails if
//!   anything was wanted in it that was not there.
//! - The *fill rate* is the share of the units wanted that were sold.
//! - *Overstock* is what is left in the evening beyond what is wanted in the next lead time and
//!   review, valued at cost, on an average evening: whatever is sold by then could have been ordered
//!   later, the rest too much.
//! - *Costs* are those of a year's capital in stock for the days judged, the margin of sales that
//!   were lost, and what placing orders costs.
//!
//! Days of the warm-up do not count.

use super::Situation;
use kontor_simulator::replay::{Evening, Range};
use serde::Serialize;

/// Days of a year.
const YEAR: f64 = 365.0;

/// What one path came to; amounts in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Cycles of products.
    pub cycles: f64,
    /// Of them those in which something was missing.
    pub failed: f64,
    /// Units wanted.
    pub wanted: f64,
    /// Units sold.
    pub sold: f64,
    /// Value of stock at cost on an average evening.
    pub capital: f64,
    /// Overstock at cost on an average evening.
    pub overstock: f64,
    /// What holding stock cost.
    pub holding: f64,
    /// The margin of what was wanted and not there.
    pub lost_margin: f64,
    /// What placing orders cost.
    pub ordering: f64,
    /// The margin of what was sold, less holding and ordering.
    pub profit: f64,
}

impl Figures {
    /// The share of cycles in which something was missing; 0 of none.
    pub fn stock_outs(&self) -> f64 {
        self.failed / self.cycles.max(1.0)
    }

    /// The share of the units wanted that were sold; 1 where nothing was wanted.
    pub fn fill_rate(&self) -> f64 {
        if self.wanted > 0.0 { self.sold / self.wanted } else { 1.0 }
    }

    /// Holding, lost margin and ordering.
    pub fn cost(&self) -> f64 {
        self.holding + self.lost_margin + self.ordering
    }
}

/// What a policy came to over all paths; amounts in minor units.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    /// The share of cycles in which something was missing.
    pub stock_outs: Range,
    /// The share of units wanted that were sold.
    pub fill_rate: Range,
    /// Value of stock at cost.
    pub capital: Range,
    /// Overstock at cost.
    pub overstock: Range,
    /// What holding stock cost.
    pub holding: Range,
    /// The margin of what was wanted and not there.
    pub lost_margin: Range,
    /// What placing orders cost.
    pub ordering: Range,
    /// The sum of these three.
    pub cost: Range,
    /// The margin of what was sold, less holding and ordering.
    pub profit: Range,
    /// Each path, for comparison with another policy on the same luck.
    #[serde(skip)]
    pub paths: Vec<Figures>,
}

impl Judged {
    /// Of the figures of paths.
    pub fn of(paths: Vec<Figures>) -> Judged {
        let range = |figure: fn(&Figures) -> f64| Range::of(paths.iter().map(figure).collect());
        Judged {
            stock_outs: range(Figures::stock_outs),
            fill_rate: range(Figures::fill_rate),
            capital: range(|path| path.capital),
            overstock: range(|path| path.overstock),
            holding: range(|path| path.holding),
            lost_margin: range(|path| path.lost_margin),
            ordering: range(|path| path.ordering),
            cost: range(Figures::cost),
            profit: range(|path| path.profit),
            paths,
        }
    }

    /// A figure as a multiple of the other policy's, path by path on the same luck.
    pub fn over(&self, other: &Judged, figure: fn(&Figures) -> f64) -> Range {
        let paths = self.paths.iter().zip(&other.paths);
        Range::of(paths.map(|(own, other)| figure(own) / figure(other)).collect())
    }
}

/// Adds up evenings to figures.
pub struct Meter<'a> {
    situation: &'a Situation,
    days: u32,
    /// Of the path in progress, by day of the part that is judged and product.
    wanted: Vec<Vec<u32>>,
    stock: Vec<Vec<u32>>,
    /// Whether something was missing in the product's cycle in progress; none before the first.
    cycle: Vec<Option<bool>>,
    now: Figures,
    prices: Vec<i64>,
    /// What each path came to.
    pub paths: Vec<Figures>,
}

impl<'a> Meter<'a> {
    /// For so many days from the start of a situation.
    pub fn new(situation: &'a Situation, days: u32) -> Meter<'a> {
        Meter {
            situation,
            days,
            wanted: Vec::new(),
            stock: Vec::new(),
            cycle: Vec::new(),
            now: Figures::default(),
            prices: Vec::new(),
            paths: Vec::new(),
        }
    }

    /// Notes a day.
    pub fn note(&mut self, evening: &Evening) {
        let Situation { shop, prices, warm_up, .. } = self.situation;
        if evening.day == 0 {
            self.now = Figures::default();
            self.prices.clone_from(&shop.prices);
            self.cycle = vec![None; shop.costs.len()];
        }
        let from = prices.partition_point(|price| price.day < evening.day);
        for price in prices.iter().skip(from).take_while(|price| price.day == evening.day) {
            if let Some(slot) = self.prices.get_mut(price.product) {
                *slot = price.price;
            }
        }
        if evening.day >= *warm_up {
            self.count(evening);
            self.wanted.push(evening.wanted.to_vec());
            self.stock.push(evening.stock.to_vec());
        }
        if evening.day + 1 >= self.days {
            let figures = self.finish();
            self.paths.push(figures);
        }
    }

    fn count(&mut self, evening: &Evening) {
        let shop = &self.situation.shop;
        let now = &mut self.now;
        now.ordering += evening.orders.len() as f64 * shop.order_cost as f64;
        let units = evening.wanted.iter().zip(evening.sold).zip(evening.stock);
        let money = self.prices.iter().zip(&shop.costs);
        let products = units.zip(money).zip(&mut self.cycle).enumerate();
        for (product, ((((wanted, sold), stock), (price, cost)), cycle)) in products {
            let missing = wanted.saturating_sub(*sold);
            let margin = (price - cost) as f64;
            now.wanted += f64::from(*wanted);
            now.sold += f64::from(*sold);
            now.lost_margin += f64::from(missing) * margin;
            now.profit += f64::from(*sold) * margin;
            now.capital += f64::from(*stock) * *cost as f64;
            if self.situation.is_due_day(product, evening.day) {
                if let Some(failed) = cycle {
                    now.cycles += 1.0;
                    now.failed += f64::from(u8::from(*failed));
                }
                *cycle = Some(false);
            }
            if let Some(failed) = cycle {
                *failed |= missing > 0;
            }
        }
    }

    /// Overstock of the path that is over.
    fn overstock(&self) -> f64 {
        let mut sum = 0.0;
        for (product, cost) in self.situation.shop.costs.iter().enumerate() {
            let span = self.situation.protection(product).round() as usize;
            let at = |days: &Vec<u32>| days.get(product).copied().unwrap_or_default();
            // Evenings of which the whole span is known.
            let evenings = self.wanted.len().saturating_sub(span);
            let mut ahead: u32 = self.wanted.iter().skip(1).take(span).map(at).sum();
            let mut over = 0.0;
            for day in 0..evenings {
                let stock = self.stock.get(day).map_or(0, at);
                over += f64::from(stock.saturating_sub(ahead));
                let gone = self.wanted.get(day + 1).map_or(0, at);
                let comes = self.wanted.get(day + 1 + span).map_or(0, at);
                ahead = (ahead + comes).saturating_sub(gone);
            }
            sum += over * *cost as f64 / evenings.max(1) as f64;
        }
        sum
    }

    /// The figures of the path that is over.
    fn finish(&mut self) -> Figures {
        let shop = &self.situation.shop;
        let mut now = self.now;
        let days = self.wanted.len().max(1) as f64;
        now.holding = now.capital * shop.capital_rate / YEAR;
        now.capital /= days;
        now.profit -= now.holding + now.ordering;
        now.overstock = self.overstock();
        self.wanted.clear();
        self.stock.clear();
        now
    }
}
