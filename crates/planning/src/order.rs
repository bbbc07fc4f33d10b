//! The order for one product: what there is, what there should be, what becomes of the difference
//! under the supplier's terms, and what happens without it.
//!
//! An order placed on the next order day has to last until the order after it can come. On each
//! drawn path the [`Planner`] follows the stock until the order arrives (what is wanted meanwhile and
//! not there is lost, unless customers wait) and notes how much the order would have to hold so that
//! nothing is missing until the next one arrives. Open purchase orders count from the day on which
//! they are due. The order is the smallest that meets the [`Target`] on these paths. Days are counted
//! from today, which is 0.

use crate::{
    demand::{Demand, LAST_DAY, Luck, Path, Paths},
    lead_time::LeadTime,
    level::{Needs, Target},
    supplier::{Offer, value},
    why::{Source, Step, Unit, What},
};
use kontor_domain::Quantity;
use serde::{Deserialize, Serialize};

/// Days until something comes that is overdue by more than its supplier ever is.
const OVERDUE_DAYS: u32 = 7;
/// The longest lead time that can be planned with, in days.
pub const LONGEST_LEAD_TIME: f64 = 270.0;
/// Quantities up to the order, and beyond it, among which a budget or a minimum order value chooses.
const CHOICES: i64 = 12;
/// How far beyond the order they go, in days of sales.
const CHOICE_DAYS: f64 = 60.0;
/// Days of a year.
const YEAR: f64 = 365.0;

/// What is in the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stock {
    /// Counted.
    pub on_hand: Quantity,
    /// Sold and not yet sent.
    pub committed: Quantity,
}

/// What is on order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Incoming {
    /// When it is due; below zero if it should have come.
    pub day: i32,
    /// How much of it has not come yet.
    pub quantity: Quantity,
}

/// What is known of a product.
#[derive(Debug, Clone, Copy)]
pub struct Product<'a> {
    /// Its stock; `None` where it is not stocked or nobody knows.
    pub stock: Option<Stock>,
    /// Open purchase orders.
    pub incoming: &'a [Incoming],
    /// Its forecast; `None` where there is none.
    pub demand: Option<Demand<'a>>,
    /// Who sells it.
    pub offers: &'a [Offer<'a>],
    /// What an order is to reach.
    pub target: Target,
    /// Days from one order to the next.
    pub review: u32,
    /// Whether customers wait for what is not there; else the sale is lost.
    pub waits: bool,
    /// Days for which it can be sold after it came.
    pub shelf_life: Option<u32>,
    /// The smallest quantity that it is sold in: one piece, a tenth of a metre.
    pub smallest: Quantity,
    /// What a sold unit brings in, without tax, in minor units of the shop's currency.
    pub price: Option<f64>,
}

/// What holds for every product.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    /// Days that a supplier is taken to need where nothing says how many.
    pub usual_lead_time: f64,
    /// What a year of holding stock costs, as a share of its value.
    pub capital_rate: f64,
    /// Days for which is told when a product runs out.
    pub horizon: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Rules { usual_lead_time: 14.0, capital_rate: 0.2, horizon: 91 }
    }
}

/// Why there is no order to speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// It is not stocked, or nobody knows how much there is.
    NotStocked,
    /// There is no forecast.
    NoForecast,
    /// The least that can be ordered is more than the most, from every supplier.
    MinimumAboveMaximum,
    /// Every supplier needs longer than [`LONGEST_LEAD_TIME`].
    LeadTimeTooLong,
}

/// What was assumed as nobody says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assumption {
    /// Nobody supplies it: planned as if somebody did within the usual lead time.
    Supplier,
    /// The usual lead time.
    LeadTime,
    /// Less than nothing was counted: taken for nothing.
    NegativeStock,
    /// What is overdue comes after as many days as late deliveries of the supplier still take, or in
    /// a week where it was never so late.
    Overdue,
    /// The cost is not known: the order has no value, and no budget can hold it.
    Cost,
    /// The price is not known: taken for twice the cost.
    Price,
}

/// When the product runs out if nothing is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct RunOut {
    /// The probability of running out within the horizon.
    pub probability: f64,
    /// The day on which it does, the middle one of the paths on which it does.
    pub day: Option<u32>,
    /// The probability of running out before an order can come.
    pub before_arrival: f64,
}

/// A quantity that could be ordered.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// Units.
    pub quantity: Quantity,
    /// What they cost, in minor units.
    pub value: i64,
    /// What they earn until the next order comes, holding taken off, in minor units; against ordering
    /// nothing.
    pub profit: f64,
}

/// What to order of a product, and why.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Line {
    /// Why it could not be planned; then nothing else is told.
    pub refused: Option<Refusal>,
    /// What was assumed.
    pub assumed: Vec<Assumption>,
    /// The chosen one of the product's offers.
    pub offer: Option<usize>,
    /// How much to order; nothing where there is enough.
    pub order: Quantity,
    /// What it costs, in minor units, if costs are known.
    pub value: Option<i64>,
    /// The day to order on.
    pub order_day: u32,
    /// The day on which it is expected.
    pub arrival_day: u32,
    /// The last day on which an order still comes in time for the target; below zero if it is over,
    /// `None` if stock lasts for as long as can be seen.
    pub latest_order_day: Option<i64>,
    /// When it runs out without an order.
    pub run_out: RunOut,
    /// Units that will be missing until the next order comes, expected, if nothing is ordered.
    pub missing_without: f64,
    /// The 80 % range of that.
    pub missing_range: (f64, f64),
    /// The same with this order, expected.
    pub missing_with: f64,
    /// Days that what is in the house lasts for, expected; `None` beyond what can be seen.
    pub cover_days: Option<u32>,
    /// Units expected to be wanted a day.
    pub a_day: f64,
    /// Units above what there should be.
    pub overstock: Quantity,
    /// Quantities among which a budget or a minimum order value may choose, ascending, the order
    /// among them. Empty without a cost.
    pub choices: Vec<Choice>,
    /// The arithmetic.
    pub steps: Vec<Step>,
}

/// Plans one product after the other; its memory is used again.
#[derive(Debug)]
pub struct Planner<'a> {
    luck: &'a Luck,
    rules: Rules,
    paths: Paths<'a>,
    needs: Needs,
    lead_times: Vec<u32>,
    run_outs: Vec<u32>,
    receipts: Vec<(u32, f64)>,
    /// Units missing on each path if nothing is ordered.
    shortfalls: Vec<f64>,
    /// Units lost before the order can come, on average.
    lost: f64,
}

/// What happens with an order until the next one comes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Outcome {
    /// The probability that anything is missing between the arrival of this order and of the next.
    pub risk: f64,
    /// Units expected to be missing until the next order comes.
    pub missing: f64,
}

/// The chosen offer with its days.
struct Chosen<'o> {
    place: Option<usize>,
    offer: Offer<'o>,
    lead: LeadTime,
    first: u32,
    next: u32,
}

impl Chosen<'_> {
    fn arrival(&self) -> u32 {
        self.first.saturating_add(self.lead.mean.round() as u32)
    }

    fn end(&self) -> u32 {
        self.next.saturating_add(self.lead.mean.round() as u32)
    }
}

impl<'a> Planner<'a> {
    /// With this luck and these rules.
    pub fn new(luck: &'a Luck, rules: Rules) -> Planner<'a> {
        Planner {
            luck,
            rules,
            paths: Paths::new(luck),
            needs: Needs::default(),
            lead_times: Vec::new(),
            run_outs: Vec::new(),
            receipts: Vec::new(),
            shortfalls: Vec::new(),
            lost: 0.0,
        }
    }

    /// What happens if so many units are ordered of the product that was planned last.
    pub fn outcome(&self, order: Quantity) -> Outcome {
        let paths = self.needs.quantities.len().max(1) as f64;
        // What is missing by less than a thousandth is what adding up numbers leaves.
        Outcome {
            risk: self.needs.share_above(order.units() + 1e-3),
            missing: self.needs.missing(order.units()) / paths + self.lost,
        }
    }

    /// Plans a product. A refused one says why.
    pub fn plan(&mut self, product: &Product) -> Line {
        match self.try_plan(product) {
            Ok(line) => line,
            Err(refusal) => Line { refused: Some(refusal), ..Line::default() },
        }
    }

    fn try_plan(&mut self, product: &Product) -> Result<Line, Refusal> {
        let stock = product.stock.ok_or(Refusal::NotStocked)?;
        let demand = product.demand.ok_or(Refusal::NoForecast)?;
        let mut assumed = Vec::new();
        let offers = self.offers(product, &mut assumed)?;
        if stock.on_hand.milli < 0 {
            assumed.push(Assumption::NegativeStock);
        }
        let on_hand = stock.on_hand.milli.max(0);
        let net = (on_hand - stock.committed.milli) as f64 / 1000.0;
        self.take_receipts(product, offers.first().map(|one| one.lead), &mut assumed);

        let longest = |one: &Chosen| one.next + one.lead.days_at(3.5);
        let days = offers.iter().map(longest).max().unwrap_or(0).max(self.rules.horizon);
        self.paths.draw_lots(&demand, product.smallest.units(), days);
        let need_by = self.find_run_outs(net, days.min(LAST_DAY), product.target);
        let chosen = choose(offers, product, need_by, |end| self.paths.mean_until(end) - net)
            .ok_or(Refusal::MinimumAboveMaximum)?;
        if chosen.offer.lead_time.is_none() && chosen.place.is_some() {
            assumed.push(Assumption::LeadTime);
        }
        let a_day =
            self.paths.mean_until(self.rules.horizon) / f64::from(self.rules.horizon.max(1));
        // Orders follow each other by reviews, or by as long as the least that can be ordered lasts.
        let least = chosen.offer.least(product.smallest) as f64 / 1000.0;
        let between = f64::from(chosen.next - chosen.first).max(least / a_day.max(1e-9));
        let lead = chosen.lead.overtaken(between);
        self.luck.lead_times(|score| lead.days_at(score), &mut self.lead_times);
        let (lost, before_arrival) = self.find_needs(net, product.waits, &chosen);
        self.lost = lost;

        let (arrival, end) = (chosen.arrival(), chosen.end());
        let received = |is_counted: fn(u32, u32) -> bool| -> f64 {
            self.receipts
                .iter()
                .filter(|(day, _)| is_counted(*day, end))
                .map(|(_, units)| units)
                .sum()
        };
        let incoming = received(|day, end| day < end);
        let position = net + incoming;
        let smallest = product.smallest.milli.max(1);
        // The hundredth of a thousandth is what adding up numbers leaves.
        let whole = |units: f64| (units * 1000.0 / smallest as f64 - 1e-5).ceil() as i64 * smallest;
        let target_level = position + whole(self.needs.quantity(product.target)) as f64 / 1000.0;
        let sold_in_time = product.shelf_life.map(|life| self.paths.mean_until(arrival + life));
        let level = sold_in_time.map_or(target_level, |most| target_level.min(most));
        let need = Quantity { milli: whole((level - position).max(0.0)) };
        let rounded = chosen.offer.round(need, product.smallest);
        let rate = self.rules.capital_rate;
        let mut order = chosen.offer.at_price_break(rounded.order, product.smallest, a_day, rate);
        // What would grow too old is not bought for a lower price.
        if sold_in_time.is_some_and(|most| position + order.units() > most) {
            order = rounded.order;
        }
        let unit_cost = chosen.offer.cost_of(order);
        if unit_cost.is_none() {
            assumed.push(Assumption::Cost);
        } else if product.price.is_none() {
            assumed.push(Assumption::Price);
        }
        let value = unit_cost.map(|cost| value(order, cost));
        let paths = self.luck.paths() as f64;
        let run_out = self.run_out(before_arrival);
        let latest = need_by.map(|day| chosen.latest_order_day(day));

        let lead_from = match (chosen.lead.receipts, chosen.offer.lead_time) {
            (_, None) => Source::Assumption,
            (0, Some(_)) => Source::Supplier,
            _ => Source::Receipts,
        };
        let review = f64::from(chosen.next - chosen.first);
        let expected = self.paths.mean_until(end);
        let mut why = Why::default();
        why.units(What::OnHand, on_hand as f64 / 1000.0, Source::Stock);
        why.units(What::Committed, stock.committed.units(), Source::Stock);
        why.units(What::Incoming, incoming, Source::PurchaseOrders);
        why.units(What::IncomingTooLate, received(|day, end| day >= end), Source::PurchaseOrders);
        why.units(What::Position, position, Source::Steps);
        why.days(What::OrderDay, f64::from(chosen.first), Source::Supplier);
        why.days(What::LeadTime, f64::from(end - chosen.next), lead_from);
        why.days(What::Review, review, Source::Supplier);
        why.days(What::Protection, f64::from(end), Source::Steps);
        why.units(What::ExpectedDemand, expected, Source::Forecast);
        why.units(What::LostBefore, lost, Source::Forecast);
        why.units(What::SafetyStock, target_level - expected + lost, Source::Target);
        why.units(What::Level, target_level, Source::Steps);
        if let Some(most) = sold_in_time {
            why.units(What::ShelfLife, most, Source::Product);
        }
        why.units(What::Need, need.units(), Source::Steps);
        if need.milli > 0 {
            why.units(What::Rounded, rounded.packs.units(), Source::Supplier);
            why.units(What::Minimum, rounded.minimum.units(), Source::Supplier);
            why.units(What::Maximum, rounded.order.units(), Source::Supplier);
            why.units(What::PriceBreak, order.units(), Source::Supplier);
        }
        why.units(What::Order, order.units(), Source::Steps);
        if let (Some(cost), Some(value)) = (unit_cost, value) {
            why.money(What::UnitCost, cost, Source::Supplier);
            why.money(What::Value, value as f64, Source::Steps);
        }
        Ok(Line {
            refused: None,
            assumed,
            offer: chosen.place,
            order,
            value,
            order_day: chosen.first,
            arrival_day: arrival,
            latest_order_day: latest,
            run_out,
            missing_without: self.needs.missing(0.0) / paths + lost,
            missing_range: (
                quantile(&mut self.shortfalls, 0.1),
                quantile(&mut self.shortfalls, 0.9),
            ),
            missing_with: self.needs.missing(order.units()) / paths + lost,
            cover_days: self.cover_days(net, days.min(LAST_DAY)),
            a_day,
            overstock: Quantity { milli: ((position - level).max(0.0) * 1000.0).round() as i64 },
            choices: self.choices(product, &chosen, order, a_day),
            steps: why.0,
        })
    }

    /// The offers that can be planned with.
    fn offers<'o>(
        &self,
        product: &Product<'o>,
        assumed: &mut Vec<Assumption>,
    ) -> Result<Vec<Chosen<'o>>, Refusal> {
        let usual = LeadTime::fixed(self.rules.usual_lead_time);
        let of = |(place, offer): (Option<usize>, &Offer<'o>)| {
            let (first, next) = offer.order_days(product.review);
            let next = next.min(LAST_DAY);
            let lead = offer.lead_time.unwrap_or(usual);
            Chosen { place, offer: *offer, lead, first: first.min(next), next }
        };
        if product.offers.is_empty() {
            assumed.push(Assumption::Supplier);
            return Ok(vec![of((None, &Offer::default()))]);
        }
        let smallest = product.smallest;
        let can_be = |one: &Chosen| {
            one.offer.most(smallest).is_none_or(|most| one.offer.least(smallest) <= most)
        };
        let mut offers: Vec<Chosen> = product
            .offers
            .iter()
            .enumerate()
            .map(|(place, offer)| of((Some(place), offer)))
            .collect();
        offers.retain(can_be);
        if offers.is_empty() {
            return Err(Refusal::MinimumAboveMaximum);
        }
        offers.retain(|one| (0.0..=LONGEST_LEAD_TIME).contains(&one.lead.mean));
        if offers.is_empty() { Err(Refusal::LeadTimeTooLong) } else { Ok(offers) }
    }

    /// Notes open purchase orders; `lead` is the lead time of whom overdue ones are taken to be from.
    fn take_receipts(
        &mut self,
        product: &Product,
        lead: Option<LeadTime>,
        assumed: &mut Vec<Assumption>,
    ) {
        self.receipts.clear();
        let open = product.incoming.iter().filter(|receipt| receipt.quantity.milli > 0);
        for receipt in open {
            let day = u32::try_from(receipt.day).unwrap_or_else(|_| {
                let still = lead.and_then(|lead| lead.still_takes(receipt.day.unsigned_abs()));
                still.map_or(OVERDUE_DAYS, |days| days.round() as u32)
            });
            if receipt.day < 0 && !assumed.contains(&Assumption::Overdue) {
                assumed.push(Assumption::Overdue);
            }
            self.receipts.push((day, receipt.quantity.units()));
        }
        self.receipts.sort_by_key(|(day, _)| *day);
    }

    /// Notes for each path the first day on which something is missing if nothing is ordered, and
    /// tells by when an order must be here so that no more paths than the target allows are short.
    fn find_run_outs(&mut self, net: f64, days: u32, target: Target) -> Option<u32> {
        self.run_outs.clear();
        let receipts = &self.receipts;
        self.run_outs.extend(self.paths.each().map(|path| run_out_day(&path, net, receipts, days)));
        self.run_outs.sort_unstable();
        let allowed = (1.0 - target.service()) * self.run_outs.len() as f64;
        self.run_outs.get(allowed as usize).copied().filter(|day| *day < days)
    }

    fn run_out(&self, before_arrival: f64) -> RunOut {
        let within = self.run_outs.partition_point(|day| *day < self.rules.horizon);
        RunOut {
            probability: within as f64 / self.run_outs.len().max(1) as f64,
            day: (within > 0).then(|| self.run_outs.get(within / 2).copied()).flatten(),
            before_arrival,
        }
    }

    /// Notes what each path needs of the order. Gives the units lost before it comes, and the share
    /// of paths on which any are.
    fn find_needs(&mut self, net: f64, waits: bool, chosen: &Chosen) -> (f64, f64) {
        let needs = &mut self.needs;
        needs.quantities.clear();
        needs.waiting.clear();
        needs.wanted = 0.0;
        self.shortfalls.clear();
        let (mut lost, mut short) = (0.0, 0.0);
        for (path, lead) in self.paths.each().zip(&self.lead_times) {
            let (arrival, end) = (chosen.first + lead, chosen.next + lead);
            let at_arrival = path.until(arrival);
            // What is on order comes as early or late as the order itself would.
            let early = chosen.arrival().saturating_sub(arrival);
            let late = arrival.saturating_sub(chosen.arrival());
            let on_path = |day: u32| day.saturating_sub(early) + late;
            // Stock less demand, as if nothing were lost; then what was lost is put back.
            let (mut stock, mut lost_here, mut until) = (net, 0.0, 0.0);
            let come = self.receipts.partition_point(|(day, _)| on_path(*day) <= arrival);
            let (before, after) = self.receipts.split_at(come);
            let before = before.iter().map(|(day, units)| (on_path(*day), *units));
            for (day, units) in before.chain([(arrival, 0.0)]) {
                let wanted = path.until(day) - until;
                until += wanted;
                let missing = (wanted - stock.max(0.0)).max(0.0);
                lost_here += missing;
                stock += units - if waits { wanted } else { wanted - missing };
            }
            if lost_here > 0.0 {
                short += 1.0;
            }
            lost += if waits { 0.0 } else { lost_here };
            let wanted = path.until(end) - at_arrival;
            needs.wanted += wanted;
            // The most that is missing at any time: before each receipt and at the end.
            let (mut need, mut more) = (f64::NEG_INFINITY, 0.0);
            let after = after.iter().map(|(day, units)| (on_path(*day), *units));
            for (day, units) in after.take_while(|(day, _)| *day < end) {
                need = need.max(path.until(day) - at_arrival - stock - more);
                more += units;
            }
            let need = need.max(wanted - stock - more);
            needs.quantities.push(need);
            if waits {
                needs.waiting.push(-stock);
            }
            let waited = if waits { stock.min(0.0) } else { lost_here };
            self.shortfalls.push((need.max(0.0) + waited).max(0.0));
        }
        needs.sort();
        let paths = needs.quantities.len().max(1) as f64;
        (lost / paths, short / paths)
    }

    fn cover_days(&self, net: f64, days: u32) -> Option<u32> {
        let lasts = |day: u32| self.paths.mean_until(day) <= net;
        (!lasts(days)).then(|| first_day(0, days, |day| !lasts(day)).saturating_sub(1))
    }

    /// Quantities around the order with what they cost and earn.
    fn choices(
        &self,
        product: &Product,
        chosen: &Chosen,
        order: Quantity,
        a_day: f64,
    ) -> Vec<Choice> {
        let Some(base) = chosen.offer.unit_cost else { return Vec::new() };
        let price = product.price.unwrap_or(2.0 * base);
        let (step, least) =
            (chosen.offer.step(product.smallest), chosen.offer.least(product.smallest));
        let most = chosen.offer.most(product.smallest).unwrap_or(i64::MAX);
        // Steps of equal size up to the order, and as many beyond it.
        let spread = |from: i64, to: i64| {
            let steps = ((to - from) / step).max(0);
            let count = steps.min(CHOICES);
            (0..=count).map(move |part| from + steps * part / count.max(1) * step)
        };
        let beyond = order.milli.max(least) + (CHOICE_DAYS * a_day * 1000.0) as i64;
        let mut quantities: Vec<i64> = spread(least, order.milli.max(least))
            .chain(spread(order.milli.max(least), beyond.min(most)))
            .collect();
        quantities.dedup();
        let paths = self.needs.quantities.len().max(1) as f64;
        let mean_need = self.needs.mean();
        let (mut had, mut profit) = (0.0, 0.0);
        let mut missing = self.needs.missing(0.0) / paths;
        let choice = |milli: i64| {
            let quantity = Quantity { milli };
            let cost = chosen.offer.cost_of(quantity).unwrap_or(base);
            let still = self.needs.missing(quantity.units()) / paths;
            let (sold, more) = (missing - still, quantity.units() - had);
            // What is left waits at least for half a review, and longer the more there is.
            let surplus = (had + more / 2.0 - mean_need).max(0.0);
            let days = f64::from(product.review) / 2.0 + surplus / a_day.max(1e-9);
            let held = (more - sold).max(0.0) * cost * self.rules.capital_rate * days / YEAR;
            profit += sold * (price - cost) - held;
            (had, missing) = (quantity.units(), still);
            Choice { quantity, value: value(quantity, cost), profit }
        };
        quantities.into_iter().map(choice).collect()
    }
}

impl Chosen<'_> {
    /// The last order day from which an order is expected by `need_by`.
    fn latest_order_day(&self, need_by: u32) -> i64 {
        let latest = i64::from(need_by) - self.lead.mean.ceil() as i64;
        let days = self.offer.order_days;
        match days.last() {
            // None of its days is that early: it is too late already.
            Some(last) if latest <= i64::from(*last) => {
                let mut latest_first = days.iter().rev().map(|day| i64::from(*day));
                latest_first.find(|day| *day <= latest).unwrap_or(latest.min(-1))
            }
            _ => latest,
        }
    }
}

/// Of several offers the one that costs least among those that come in time, or else the fastest.
/// `demand` tells how much is needed until a day.
fn choose<'o>(
    offers: Vec<Chosen<'o>>,
    product: &Product,
    need_by: Option<u32>,
    demand: impl Fn(u32) -> f64,
) -> Option<Chosen<'o>> {
    let landed = |one: &Chosen| {
        let need = Quantity { milli: (demand(one.end()) * 1000.0).max(1.0) as i64 };
        one.offer.cost_of(one.offer.round(need, product.smallest).order).unwrap_or(f64::INFINITY)
    };
    let late = |one: &Chosen| match need_by {
        Some(day) => one.arrival().saturating_sub(day),
        None => 0,
    };
    let key = |one: &Chosen| (late(one), landed(one), one.arrival());
    let mut offers: Vec<_> = offers.into_iter().map(|one| (key(&one), one)).collect();
    offers.sort_by(|((late, cost, days), _), ((other_late, other_cost, other_days), _)| {
        late.cmp(other_late).then(cost.total_cmp(other_cost)).then(days.cmp(other_days))
    });
    offers.into_iter().next().map(|(_, one)| one)
}

/// A quantile of values, which it puts into another order.
fn quantile(values: &mut [f64], probability: f64) -> f64 {
    let Some(last) = values.len().checked_sub(1) else { return 0.0 };
    let place = (probability * last as f64).round() as usize;
    *values.select_nth_unstable_by(place, f64::total_cmp).1
}

/// The first day on which more is wanted than there is; `u32::MAX` if that does not happen.
fn run_out_day(path: &Path, net: f64, receipts: &[(u32, f64)], days: u32) -> u32 {
    let (mut from, mut there) = (0, net);
    for (day, units) in receipts.iter().copied().chain([(days, 0.0)]) {
        let day = day.min(days);
        if path.until(day) > there {
            // The demand of a day counts from its beginning.
            return first_day(from, day, |day| path.until(day) > there).saturating_sub(1);
        }
        (from, there) = (day, there + units);
    }
    u32::MAX
}

/// The first day after `from`, up to `to`, on which something holds that goes on holding.
fn first_day(mut from: u32, mut to: u32, holds: impl Fn(u32) -> bool) -> u32 {
    while to > from + 1 {
        let middle = from + (to - from) / 2;
        if holds(middle) {
            to = middle;
        } else {
            from = middle;
        }
    }
    to
}

#[derive(Default)]
struct Why(Vec<Step>);

impl Why {
    fn units(&mut self, what: What, value: f64, from: Source) {
        self.0.push(Step { what, value, unit: Unit::Units, from });
    }

    fn days(&mut self, what: What, value: f64, from: Source) {
        self.0.push(Step { what, value, unit: Unit::Days, from });
    }

    fn money(&mut self, what: What, value: f64, from: Source) {
        self.0.push(Step { what, value, unit: Unit::Minor, from });
    }
}

#[cfg(test)]
mod tests;
