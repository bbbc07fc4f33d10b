//! What a supplier offers, and what becomes of a need under its terms.

use crate::lead_time::LeadTime;
use kontor_domain::Quantity;
use serde::{Deserialize, Serialize};

/// Days of a year.
const YEAR: f64 = 365.0;

/// A supplier's offer of a product.
#[derive(Debug, Clone, Copy, Default)]
pub struct Offer<'a> {
    /// Which supplier, by the caller's number.
    pub supplier: usize,
    /// From ordering to receiving; `None` where nobody says.
    pub lead_time: Option<LeadTime>,
    /// The landed cost of one unit: price, freight and duty, in minor units of the shop's currency;
    /// `None` where it, or a rate for its currency, is not known.
    pub unit_cost: Option<f64>,
    /// From which quantity on every unit costs less; ascending.
    pub breaks: &'a [(Quantity, f64)],
    /// The least that can be ordered.
    pub minimum: Quantity,
    /// Units of a pack: orders are whole packs. Nothing: any quantity.
    pub pack: Quantity,
    /// Orders are also whole multiples of it (a layer, a pallet).
    pub multiple: Quantity,
    /// The most that can be ordered.
    pub maximum: Option<Quantity>,
    /// The next days on which it takes orders, ascending, from today (0) on: weekdays less the weeks
    /// in which it is closed. Empty: any day.
    pub order_days: &'a [u32],
}

/// A need under a supplier's terms, after each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rounded {
    /// Up to whole packs and multiples.
    pub packs: Quantity,
    /// Not below the least.
    pub minimum: Quantity,
    /// Not above the most: what to order.
    pub order: Quantity,
}

impl Offer<'_> {
    /// What orders are multiples of: the least common multiple of pack, multiple and the smallest
    /// quantity that the product is sold in.
    pub fn step(&self, smallest: Quantity) -> i64 {
        let steps = [smallest.milli, self.pack.milli, self.multiple.milli];
        steps.into_iter().filter(|step| *step > 0).fold(1, common_multiple)
    }

    /// The least that can be ordered: whole packs.
    pub fn least(&self, smallest: Quantity) -> i64 {
        let step = self.step(smallest);
        round_up(self.minimum.milli.max(step), step)
    }

    /// The most that can be ordered: whole packs.
    pub fn most(&self, smallest: Quantity) -> Option<i64> {
        let step = self.step(smallest);
        self.maximum.map(|maximum| maximum.milli.max(0) / step * step)
    }

    /// A need rounded up to whole packs, then raised to the least, then lowered to the most. No need
    /// is no order: the least is no stock to hold.
    pub fn round(&self, need: Quantity, smallest: Quantity) -> Rounded {
        if need.milli <= 0 {
            return Rounded::default();
        }
        let packs = round_up(need.milli, self.step(smallest));
        let minimum = packs.max(self.least(smallest));
        let order = self.most(smallest).map_or(minimum, |most| minimum.min(most));
        let [packs, minimum, order] = [packs, minimum, order].map(|milli| Quantity { milli });
        Rounded { packs, minimum, order }
    }

    /// The landed cost of one of so many units.
    pub fn cost_of(&self, quantity: Quantity) -> Option<f64> {
        let broken = self.breaks.iter().rev().find(|(from, _)| *from <= quantity);
        broken.map(|(_, cost)| *cost).or(self.unit_cost)
    }

    /// A larger order that costs less than it saves: the units are bought at the lower cost, and
    /// those not needed yet are held until they sell. The same quantity where there is none.
    ///
    /// `a_day`: units sold a day; `capital_rate`: what a year of holding costs, as a share of value.
    pub fn at_price_break(
        &self,
        order: Quantity,
        smallest: Quantity,
        a_day: f64,
        capital_rate: f64,
    ) -> Quantity {
        let Some(base) = self.cost_of(order).filter(|_| order.milli > 0 && a_day > 0.0) else {
            return order;
        };
        let step = self.step(smallest);
        let larger = self.breaks.iter().filter(|(from, _)| *from > order).map(|(from, cost)| {
            let quantity = Quantity { milli: round_up(from.milli, step) };
            let more = quantity.units() - order.units();
            // Bought now instead of after the order is sold, then sold one by one.
            let days = (order.units() + more / 2.0) / a_day;
            let holding = more * cost * capital_rate * days / YEAR;
            (quantity.units() * (cost - base) + holding, quantity)
        });
        let allowed = self.most(smallest).unwrap_or(i64::MAX);
        larger
            .filter(|(extra, quantity)| *extra < 0.0 && quantity.milli <= allowed)
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map_or(order, |(_, quantity)| quantity)
    }

    /// The days of this order and of the next one, at least `review` days later.
    pub fn order_days(&self, review: u32) -> (u32, u32) {
        let from = |day: u32| self.order_days.iter().copied().find(|open| *open >= day);
        // Beyond the days that are listed, any day.
        let first = from(0).unwrap_or(0);
        let next = first.saturating_add(review.max(1));
        (first, from(next).unwrap_or(next))
    }
}

/// The value of so many units in minor units, rounded half away from zero.
pub fn value(quantity: Quantity, unit_cost: f64) -> i64 {
    (quantity.milli as f64 * unit_cost / 1000.0).round() as i64
}

fn round_up(milli: i64, step: i64) -> i64 {
    let over = milli.rem_euclid(step);
    if over == 0 { milli } else { milli.saturating_add(step - over) }
}

fn common_multiple(a: i64, b: i64) -> i64 {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    (a / x).saturating_mul(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PIECE: Quantity = Quantity { milli: 1000 };

    #[test]
    fn minimum_order_is_not_minimum_stock() {
        let offer = Offer { minimum: Quantity::whole(100), ..Offer::default() };
        assert_eq!(offer.round(Quantity::whole(0), PIECE).order, Quantity::whole(0));
        assert_eq!(offer.round(Quantity::whole(-5), PIECE).order, Quantity::whole(0));
        assert_eq!(offer.round(Quantity::whole(1), PIECE).order, Quantity::whole(100));
        assert_eq!(offer.round(Quantity::whole(120), PIECE).order, Quantity::whole(120));
    }

    #[test]
    fn price_breaks_are_taken_where_they_save_more_than_holding_costs() {
        let breaks = [(Quantity::whole(100), 90.0), (Quantity::whole(1000), 89.0)];
        let offer = Offer { unit_cost: Some(100.0), breaks: &breaks, ..Offer::default() };
        let at =
            |order: i64| offer.at_price_break(Quantity::whole(order), PIECE, 2.0, 0.2).milli / 1000;
        // 95 cost 9,500; 100 cost 9,000.
        assert_eq!(at(95), 100);
        // Of 30, the other 70 wait for five weeks: 70·90·0.2·32.5/365 = 112, and 100·10 is saved.
        assert_eq!(at(30), 100);
        // A thousand would last for more than a year.
        assert_eq!(at(150), 150);
        assert_eq!(at(0), 0);
        assert_eq!(offer.cost_of(Quantity::whole(99)), Some(100.0));
        assert_eq!(offer.cost_of(Quantity::whole(100)), Some(90.0));
    }

    #[test]
    fn orders_are_placed_on_the_suppliers_days() {
        let offer = Offer { order_days: &[3, 10, 17, 38], ..Offer::default() };
        assert_eq!(offer.order_days(7), (3, 10));
        // Closed after the 17th.
        assert_eq!(offer.order_days(20), (3, 38));
        assert_eq!(Offer::default().order_days(7), (0, 7));
    }

    proptest! {
        #[test]
        fn rounding_goes_as_stated(
            need in 1_i64..5_000_000, minimum in 0_i64..2_000_000, pack in 0_i64..40,
            multiple in 0_i64..40, maximum in 0_i64..4_000_000,
        ) {
            let offer = Offer {
                minimum: Quantity { milli: minimum },
                pack: Quantity::whole(pack),
                multiple: Quantity::whole(multiple),
                maximum: Some(Quantity { milli: maximum }),
                ..Offer::default()
            };
            let need = Quantity { milli: need };
            let step = offer.step(PIECE);
            let rounded = offer.round(need, PIECE);
            let is_whole = |milli: i64| milli % step == 0
                && milli % (pack.max(1) * 1000) == 0 && milli % (multiple.max(1) * 1000) == 0;
            prop_assert!(rounded.packs >= need && rounded.packs.milli - need.milli < step);
            prop_assert!(rounded.minimum >= rounded.packs && rounded.minimum.milli >= minimum);
            prop_assert!(rounded.order.milli <= maximum);
            prop_assert!([rounded.packs, rounded.minimum, rounded.order]
                .iter().all(|quantity| is_whole(quantity.milli)));
            // Lowered only where the most is below.
            prop_assert!(rounded.order == rounded.minimum || rounded.minimum.milli > maximum);
        }
    }
}
