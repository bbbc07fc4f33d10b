//! Replay: what an ordering policy would have come to, day by day, over a market whose demand is
//! known or over the shop's own past.
//!
//! A [`Situation`] is the shop on the first day with all that was known by then. [`judge`] steps it
//! under a policy of [`policies`] through drawn days ([`kontor_simulator::replay`]) and gives
//! [`figures::Judged`]. Whatever the policy, it meets the same demand, lead times, prices, packs,
//! order days and stock. [`forecasts`] makes Kontor's own forecasts from the past only, [`truth`]
//! is a sample store's market and the forecasts of who knows it, [`past`] a shop's own past and what
//! the merchant himself did in it.

pub mod figures;
pub mod forecasts;
pub mod past;
pub mod policies;
pub mod truth;

use figures::{Judged, Meter};
use kontor_api::domain::Date;
use kontor_features::{day_number, week_of};
use kontor_simulator::replay::{
    Decision, DemandSource, Morning, Policy, Shop, past::Known, replay_watched,
};

/// Under which terms a product is bought and sold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Terms {
    /// Units of the least that can be ordered.
    pub minimum: u32,
    /// Units of a pack.
    pub pack: u32,
    /// Units of the least that is sold at a time.
    pub smallest: u32,
    /// The weekdays on which orders are placed, Monday 0; empty for every day.
    pub order_weekdays: Vec<u8>,
    /// A number of its category; 0 without one.
    pub category: u32,
}

impl Terms {
    /// Whether orders are placed on this weekday.
    pub fn is_open(&self, weekday: u8) -> bool {
        self.order_weekdays.is_empty() || self.order_weekdays.contains(&weekday)
    }

    /// Days from an order day to the next, at most.
    pub fn review(&self) -> u32 {
        let mut days = self.order_weekdays.clone();
        days.sort_unstable();
        days.dedup();
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return 1 };
        let around = 7 - u32::from(*last) + u32::from(*first);
        let gaps = days.iter().zip(days.iter().skip(1));
        gaps.map(|(one, next)| u32::from(next - one)).max().unwrap_or(0).max(around)
    }
}

/// A selling price from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceFrom {
    /// Days since the start.
    pub day: u32,
    /// Of what.
    pub product: usize,
    /// In minor units.
    pub price: i64,
}

/// A promotion that was planned ahead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Promoted {
    /// Of what.
    pub product: usize,
    /// The first day, counted from the start; below zero before it.
    pub from: i32,
    /// The first day after it.
    pub until: i32,
    /// What is taken off the price, as a share.
    pub share: f64,
}

/// A shop as its replay begins, with what was known by then. Lists go by product.
#[derive(Debug, Clone)]
pub struct Situation {
    /// Stock, prices, costs, lead times, and what ordering and capital cost.
    pub shop: Shop,
    /// Terms.
    pub terms: Vec<Terms>,
    /// The date of day 0.
    pub start: Date,
    /// The country whose holidays are known.
    pub country: Option<&'static str>,
    /// The days before the start, the last of them the day before it; a product that came later
    /// has fewer.
    pub before: Vec<Vec<Known>>,
    /// What the merchant asks, in the order of days; policies of ordering do not change prices.
    pub prices: Vec<PriceFrom>,
    /// Promotions of the past and those planned.
    pub promotions: Vec<Promoted>,
    /// Days at the beginning that do not count: until the first orders have come, all that happens
    /// is what the stock at the start makes happen.
    pub warm_up: u32,
}

impl Situation {
    /// The weekday of a day, Monday 0.
    pub fn weekday(&self, day: u32) -> u8 {
        (i64::from(day_number(self.start)) + i64::from(day) + 3).rem_euclid(7) as u8
    }

    /// The number of the week of a day (which may be before the start), as in [`kontor_features`].
    pub fn week(&self, day: i32) -> i64 {
        week_of(day_number(self.start).saturating_add(day))
    }

    /// Whether a product is ordered on a day.
    pub fn is_order_day(&self, product: usize, day: u32) -> bool {
        self.terms.get(product).is_some_and(|terms| terms.is_open(self.weekday(day)))
    }

    /// Whether an order of a product is due on a day: a mean lead time after an order day.
    pub fn is_due_day(&self, product: usize, day: u32) -> bool {
        let lead = self.shop.lead_times.get(product).map_or(1.0, |lead| lead.0);
        let ordered = day.checked_sub(lead.round().max(1.0) as u32);
        ordered.is_some_and(|ordered| self.is_order_day(product, ordered))
    }

    /// Days from ordering a product until the order after it has come: mean lead time and review.
    pub fn protection(&self, product: usize) -> f64 {
        let lead = self.shop.lead_times.get(product).map_or(0.0, |lead| lead.0);
        lead + f64::from(self.terms.get(product).map_or(1, Terms::review))
    }
}

/// What a policy comes to on `paths` paths of `source`, beginning with `situation`.
pub fn judge(
    situation: &Situation,
    source: &mut dyn DemandSource,
    policy: &mut dyn Policy,
    paths: u32,
    seed: u64,
) -> Judged {
    let mut meter = Meter::new(situation, source.days());
    let mut policy = AtPrices { situation, policy };
    replay_watched(&situation.shop, source, &mut policy, paths, seed, &mut |evening| {
        meter.note(evening);
    });
    Judged::of(meter.paths)
}

/// A policy in a shop whose prices the merchant sets.
struct AtPrices<'a> {
    situation: &'a Situation,
    policy: &'a mut dyn Policy,
}

impl Policy for AtPrices<'_> {
    fn restart(&mut self) {
        self.policy.restart();
    }

    fn decide(&mut self, morning: &Morning) -> Decision {
        let prices = &self.situation.prices;
        let from = prices.partition_point(|price| price.day < morning.day);
        let today = prices.iter().skip(from).take_while(|price| price.day == morning.day);
        Decision {
            prices: today.map(|price| (price.product, price.price)).collect(),
            orders: self.policy.decide(morning).orders,
        }
    }
}

#[cfg(test)]
mod tests;
