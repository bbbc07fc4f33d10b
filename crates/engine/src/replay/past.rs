//! A shop's own past: as a situation to replay, as a source of demand, and what the merchant himself
//! came to in it.
//!
//! What was wanted on days without stock nobody knows: it is drawn anew on each path, by what was
//! sold on earlier days ([`PastDemand`]), and is the same for the merchant and for every policy.

use super::{
    PriceFrom, Promoted, Situation, Terms,
    figures::{Judged, Meter},
};
use kontor_api::domain::Date;
use kontor_simulator::{
    Random,
    replay::{
        DemandSource, Evening, Shop,
        past::{Known, PastDemand},
    },
};

/// A day of a product as the merchant's books have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Booked {
    /// What was sold, whether it was there all day, and at what price.
    pub known: Known,
    /// Units in stock in the evening.
    pub stock: u32,
    /// Units ordered from suppliers.
    pub ordered: u32,
}

/// A product's past.
#[derive(Debug, Clone)]
pub struct PastProduct {
    /// Its days, the oldest first, the last of them the shop's last; a product that came later has
    /// fewer.
    pub days: Vec<Booked>,
    /// Units on the way on the first day that is replayed: day of arrival counted from it, quantity.
    pub incoming: Vec<(u32, u32)>,
    /// Its terms.
    pub terms: Terms,
    /// Mean and standard deviation of the days that it takes to come.
    pub lead_time: (f64, f64),
    /// The cost of a unit in minor units.
    pub cost: i64,
    /// By what percentage demand changes when the price rises by 1 %; prices stay as they were.
    pub elasticity: f64,
}

/// A shop's past.
#[derive(Debug, Clone)]
pub struct Past {
    /// The day after the last one.
    pub end: Date,
    /// The products.
    pub products: Vec<PastProduct>,
    /// The country whose holidays are known.
    pub country: Option<&'static str>,
    /// Promotions; days are counted from the first that is replayed.
    pub promotions: Vec<Promoted>,
    /// What placing an order of a product costs, in minor units.
    pub order_cost: i64,
    /// What a year of capital in stock costs, as a share of it.
    pub capital_rate: f64,
}

/// The days of a past that are replayed, as a source of demand.
#[derive(Debug, Clone)]
pub struct LastDays {
    past: PastDemand,
    /// Days before them.
    before: u32,
    days: u32,
}

impl DemandSource for LastDays {
    fn days(&self) -> u32 {
        self.days
    }

    fn demand(&mut self, day: u32, prices: &[i64], luck: &mut Random, demand: &mut Vec<u32>) {
        self.past.demand(self.before + day, prices, luck, demand);
    }
}

impl Past {
    /// The shop as it stood `days` days before its end, of which `warm_up` are not judged, and the
    /// demand of those days.
    pub fn replay(&self, days: u32, warm_up: u32) -> (Situation, LastDays) {
        let longest = self.products.iter().map(|product| product.days.len()).max().unwrap_or(0);
        let days = days.min(longest as u32);
        let before = longest as u32 - days;
        let start = self.end.saturating_sub(jiff::Span::new().days(i64::from(days)));
        let first = self.end.saturating_sub(jiff::Span::new().days(longest as i64));
        // A product that came later was not there before.
        let padded = |product: &PastProduct| -> Vec<Known> {
            let none = Known { sold: 0, in_stock: true, price: 0 };
            let missing = longest - product.days.len();
            let known = product.days.iter().map(|day| day.known);
            std::iter::repeat_n(none, missing).chain(known).collect()
        };
        let known = self.products.iter().map(padded).collect();
        let elasticity = self.products.iter().map(|product| product.elasticity).collect();
        let demand = PastDemand::new(first, known, elasticity);
        let split = |product: &PastProduct| product.days.len().saturating_sub(days as usize);
        let on_eve = |product: &PastProduct| {
            split(product).checked_sub(1).and_then(|eve| product.days.get(eve)).copied()
        };
        let mut prices = Vec::new();
        for (number, product) in self.products.iter().enumerate() {
            let mut asked = on_eve(product).map_or(0, |eve| eve.known.price);
            let late = days as usize - (product.days.len() - split(product));
            for (day, booked) in (late as u32..).zip(product.days.iter().skip(split(product))) {
                if booked.known.price != asked {
                    asked = booked.known.price;
                    prices.push(PriceFrom { day, product: number, price: asked });
                }
            }
        }
        prices.sort_by_key(|price| price.day);
        let incoming = self.products.iter().enumerate().flat_map(|(number, product)| {
            product.incoming.iter().map(move |(day, units)| (number, *day, *units))
        });
        let products = || self.products.iter();
        let known_before = |product: &PastProduct| {
            product.days.iter().take(split(product)).map(|day| day.known).collect()
        };
        let situation = Situation {
            shop: Shop {
                stock: products().map(|each| on_eve(each).map_or(0, |eve| eve.stock)).collect(),
                incoming: incoming.collect(),
                prices: products()
                    .map(|each| on_eve(each).map_or(0, |eve| eve.known.price))
                    .collect(),
                costs: products().map(|each| each.cost).collect(),
                lead_times: products().map(|each| each.lead_time).collect(),
                order_cost: self.order_cost,
                capital_rate: self.capital_rate,
            },
            terms: products().map(|each| each.terms.clone()).collect(),
            start,
            country: self.country,
            before: products().map(known_before).collect(),
            prices,
            promotions: self.promotions.clone(),
            warm_up,
        };
        (situation, LastDays { past: demand, before, days })
    }

    /// What the merchant came to on the days of `source`, on the luck that [`super::judge`] has with
    /// the same seed: his sales and his stock are as they were, what he missed is drawn.
    pub fn merchant(
        &self,
        situation: &Situation,
        source: &mut LastDays,
        paths: u32,
        seed: u64,
    ) -> Judged {
        let mut meter = Meter::new(situation, source.days());
        let booked = |product: &PastProduct, day: u32| {
            let back = (source.days - day) as usize;
            product.days.len().checked_sub(back).and_then(|place| product.days.get(place)).copied()
        };
        let days: Vec<Vec<Option<Booked>>> = (0..source.days)
            .map(|day| self.products.iter().map(|product| booked(product, day)).collect())
            .collect();
        for path in 0..paths {
            let mut luck = Random::new(seed, 2 * u64::from(path));
            let mut wanted = Vec::new();
            for (day, booked) in (0..).zip(&days) {
                let of = |figure: fn(&Booked) -> u32| -> Vec<u32> {
                    booked.iter().map(|day| day.as_ref().map_or(0, figure)).collect()
                };
                let prices: Vec<i64> =
                    booked.iter().map(|day| day.map_or(0, |day| day.known.price)).collect();
                source.demand(day, &prices, &mut luck, &mut wanted);
                let ordered = of(|day| day.ordered);
                let orders: Vec<(usize, u32)> =
                    ordered.into_iter().enumerate().filter(|(_, units)| *units > 0).collect();
                meter.note(&Evening {
                    path,
                    day,
                    wanted: &wanted,
                    sold: &of(|day| day.known.sold),
                    stock: &of(|day| day.stock),
                    orders: &orders,
                });
            }
        }
        Judged::of(meter.paths)
    }
}
