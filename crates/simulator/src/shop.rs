//! The full log: every customer, visit, order, delivery and return of a shop, day by day.
//!
//! ```text
//! deliveries and returns come in -> prices of the day -> who visits, in the order of the clock
//!   -> what each wants -> what stock allows -> the merchant reorders in the evening
//! ```
//! [`run`] gives each [`Day`] to the caller and forgets it, so that memory holds the customers and
//! the stock, never the orders.

use crate::{
    Random, at,
    demand::{self, Demand},
    market::Market,
    response::Response,
};
use kontor_domain::Date;
use std::{collections::BTreeMap, io};

/// Streams of random numbers.
mod stream {
    pub const VISITS: u64 = 1;
    pub const BASKETS: u64 = 2;
    pub const NOISE: u64 = 3;
    pub const MERCHANT: u64 = 4;
    pub const AFTER: u64 = 5;
}

/// The number of the first order.
const FIRST_ORDER: u64 = 1001;

/// Hours of the day by how often a web shop is visited in them.
const WEB_HOURS: [f64; 24] = [
    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 5.0, 5.0, 5.0, 4.0, 4.0, 5.0, 6.0, 7.0,
    9.0, 9.0, 8.0, 4.0, 2.0,
];

/// Hours of the day by how often a till rings in them.
const TILL_HOURS: [f64; 24] = [
    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 2.0, 4.0, 6.0, 7.0, 6.0, 5.0, 6.0, 7.0, 5.0, 0.0,
    0.0, 0.0, 0.0, 0.0, 0.0,
];

/// Hours of the day by how often companies order in them.
const OFFICE_HOURS: [f64; 24] = [
    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 2.0, 6.0, 9.0, 10.0, 10.0, 9.0, 5.0, 8.0, 9.0, 8.0, 6.0, 3.0,
    1.0, 0.0, 0.0, 0.0, 0.0, 0.0,
];

/// A customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Customer {
    /// His segment.
    pub segment: u16,
    /// His activity, a place in the segment's list.
    pub activity: u16,
    /// The channel that brought him.
    pub channel: u16,
    /// Orders that he placed and did not cancel.
    pub orders: u32,
    /// The day of the first of them.
    pub first_order: u32,
    /// The day of the last of them.
    pub last_order: u32,
    /// What he spent, with shipping and before refunds, in minor units of the shop's currency.
    pub spent: i64,
    /// Whether he may still come back.
    pub is_active: bool,
}

/// An order.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// Its number.
    pub number: u64,
    /// Who placed it.
    pub customer: u32,
    /// His segment.
    pub segment: usize,
    /// The channel of the visit.
    pub channel: usize,
    /// The second of the shop's local day.
    pub second: u32,
    /// Whether he ordered before.
    pub is_repeat: bool,
    /// Whether it is his first visit since the log began.
    pub is_first_visit: bool,
    /// Lines of goods, no variant twice.
    pub lines: Vec<Line>,
    /// Discount of a code on the goods, in percent; 0 without a code.
    pub code_percent: u32,
    /// Shipping, in minor units of the shop's currency.
    pub shipping: i64,
    /// Whether it was cancelled at once, and placed again in another order.
    pub is_cancelled: bool,
}

impl Order {
    /// Sum of its lines, in minor units of the shop's currency.
    pub fn goods(&self) -> i64 {
        self.lines.iter().map(|line| line.price * i64::from(line.quantity)).sum()
    }

    /// What the code takes off.
    pub fn discount(&self) -> i64 {
        (self.goods() * i64::from(self.code_percent) + 50) / 100
    }
}

/// A line of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// What.
    pub variant: usize,
    /// How much was wanted.
    pub wanted: u32,
    /// How much was sold; less where stock did not allow it.
    pub quantity: u32,
    /// Selling price.
    pub price: i64,
    /// Regular price.
    pub regular: i64,
    /// From where.
    pub location: usize,
    /// The day on which all of it comes back, if it does; it may lie after the last day.
    pub returned_on: Option<u32>,
}

/// Goods that came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Return {
    /// The order.
    pub order: u64,
    /// Who.
    pub customer: u32,
    /// The line.
    pub line: Line,
}

/// An order to a supplier, with all that will become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseOrder {
    /// Its number, from 1.
    pub number: u32,
    /// To whom.
    pub supplier: usize,
    /// The day of ordering.
    pub ordered_on: u32,
    /// The day that the supplier promised.
    pub expected_on: u32,
    /// The day on which the delivery comes.
    pub received_on: u32,
    /// Its lines.
    pub lines: Vec<PurchaseLine>,
}

/// A line of a [`PurchaseOrder`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseLine {
    /// What.
    pub variant: usize,
    /// For where.
    pub location: usize,
    /// How much.
    pub quantity: u32,
    /// Cost of a unit in the shop's currency, minor units.
    pub unit_cost: i64,
    /// Days and quantities of what comes: one, or two where a part is missing at first.
    pub receipts: Vec<(u32, u32)>,
}

/// A day of the shop.
#[derive(Debug)]
pub struct Day<'a> {
    /// The market.
    pub market: &'a Market,
    /// What its visits bring.
    pub demand_model: &'a Demand,
    /// Which day.
    pub day: u32,
    /// Its date.
    pub date: Date,
    /// What weekday and holidays do to visits.
    pub visit_factor: f64,
    /// Visits expected in the morning, by segment: of all, and of known customers alone.
    pub visits: &'a [f64],
    /// Of known customers.
    pub known_visits: &'a [f64],
    /// The multiplier of each variant, with the day's own ups and downs.
    pub response: &'a [f64],
    /// Units expected in the morning, by variant, before the day's own ups and downs.
    pub expected: &'a [f64],
    /// Units wanted, by variant.
    pub demand: &'a [u32],
    /// Units sold, by variant.
    pub sold: &'a [u32],
    /// Stock in the morning with what came in, `[location][variant]`.
    pub morning_stock: &'a [Vec<u32>],
    /// Selling prices, by variant.
    pub prices: &'a [i64],
    /// Regular prices, by variant.
    pub regular: &'a [i64],
    /// Orders in the order of the clock.
    pub orders: &'a [Order],
    /// What came back.
    pub returns: &'a [Return],
    /// What the merchant ordered.
    pub purchase_orders: &'a [PurchaseOrder],
}

/// What there is after the last day.
#[derive(Debug)]
pub struct Ending {
    /// Everyone who ever visited.
    pub customers: Vec<Customer>,
    /// Units free to sell, `[location][variant]`.
    pub stock: Vec<Vec<u32>>,
    /// Units sold on the last day and not sent yet, `[location][variant]`.
    pub committed: Vec<Vec<u32>>,
    /// Units on order, `[location][variant]`.
    pub incoming: Vec<Vec<u32>>,
    /// Selling prices.
    pub prices: Vec<i64>,
    /// Regular prices.
    pub regular: Vec<i64>,
    /// Orders, with the cancelled ones.
    pub orders: u64,
}

/// Customers of one segment and one activity, who are all alike: each visits, or is lost, as
/// likely as any other, so that nobody's next visit has to be remembered.
struct Group {
    segment: usize,
    activity: usize,
    visits_per_day: f64,
    members: Vec<u32>,
}

/// A visit that may buy.
struct Visit {
    second: u32,
    customer: u32,
    channel: usize,
    is_first: bool,
}

/// What comes in on a later day.
#[derive(Default)]
struct Arrivals {
    deliveries: Vec<(usize, usize, u32)>,
    returns: Vec<Return>,
}

struct Shop<'a> {
    market: &'a Market,
    demand_model: Demand,
    response: Response,
    regular: Vec<i64>,
    cost: Vec<i64>,
    groups: Vec<Group>,
    customers: Vec<Customer>,
    stock: Vec<Vec<u32>>,
    incoming: Vec<Vec<u32>>,
    committed: Vec<Vec<u32>>,
    /// Average units a day by the merchant's reckoning, `[location][variant]`.
    velocity: Vec<Vec<f64>>,
    /// By what factor he orders too much of a variant.
    habit: Vec<f64>,
    arrivals: BTreeMap<u32, Arrivals>,
    next_order: u64,
    next_purchase: u32,
    visits: Random,
    baskets: Random,
    noise: Random,
    merchant: Random,
    after: Random,
}

/// Runs a shop from its first day to its last.
///
/// # Errors
/// Whatever `each` fails with.
pub fn run(
    market: &Market,
    seed: u64,
    each: &mut dyn FnMut(&Day) -> io::Result<()>,
) -> io::Result<Ending> {
    run_days(market, market.days, seed, each)
}

/// Runs a shop for its first days only.
///
/// # Errors
/// Whatever `each` fails with.
pub fn run_days(
    market: &Market,
    days: u32,
    seed: u64,
    each: &mut dyn FnMut(&Day) -> io::Result<()>,
) -> io::Result<Ending> {
    let mut shop = Shop::new(market, seed);
    for day in 0..days {
        shop.day(day, each)?;
    }
    Ok(Ending {
        customers: shop.customers,
        stock: shop.stock,
        committed: shop.committed,
        incoming: shop.incoming,
        prices: shop.response.prices().to_vec(),
        regular: shop.regular,
        orders: shop.next_order - FIRST_ORDER,
    })
}

fn slot<T>(values: &mut [Vec<T>], outer: usize, inner: usize) -> Option<&mut T> {
    values.get_mut(outer).and_then(|values| values.get_mut(inner))
}

fn cell<T: Copy + Default>(values: &[Vec<T>], outer: usize, inner: usize) -> T {
    values.get(outer).map_or_else(T::default, |values| at(values, inner))
}

impl<'a> Shop<'a> {
    fn new(market: &'a Market, seed: u64) -> Shop<'a> {
        let mut visits = Random::new(seed, stream::VISITS);
        let mut merchant = Random::new(seed, stream::MERCHANT);
        let mut groups = Vec::new();
        let mut customers = Vec::new();
        for (segment, each) in market.segments.iter().enumerate() {
            let here = f64::from(market.customers_at_start) * market.share_at_start(each);
            for (activity, (share, factor)) in each.activity.iter().enumerate() {
                let count = (here * share + 0.5) as u32;
                let first = customers.len() as u32;
                for _ in 0..count {
                    let shares = market.channels.iter().map(|channel| channel.share);
                    customers.push(Customer {
                        segment: segment as u16,
                        activity: activity as u16,
                        channel: visits.weighted(shares) as u16,
                        orders: 0,
                        first_order: 0,
                        last_order: 0,
                        spent: 0,
                        is_active: true,
                    });
                }
                groups.push(Group {
                    segment,
                    activity,
                    visits_per_day: each.visits_per_day * factor,
                    members: (first..first + count).collect(),
                });
            }
        }
        let demand_model = Demand::new(market);
        let mut shop = Shop {
            habit: market
                .variants
                .iter()
                .map(|_| libm::exp(market.merchant.habit * merchant.normal()))
                .collect(),
            response: Response::new(market),
            regular: market.variants.iter().map(|variant| variant.price).collect(),
            cost: market.variants.iter().map(|variant| variant.cost).collect(),
            stock: vec![vec![0; market.variants.len()]; market.locations.len()],
            incoming: vec![vec![0; market.variants.len()]; market.locations.len()],
            committed: vec![vec![0; market.variants.len()]; market.locations.len()],
            velocity: vec![vec![0.0; market.variants.len()]; market.locations.len()],
            demand_model,
            groups,
            customers,
            arrivals: BTreeMap::new(),
            next_order: FIRST_ORDER,
            next_purchase: 1,
            visits,
            baskets: Random::new(seed, stream::BASKETS),
            noise: Random::new(seed, stream::NOISE),
            merchant,
            after: Random::new(seed, stream::AFTER),
            market,
        };
        shop.stock_up();
        shop
    }

    /// First stock, by what the merchant thinks will sell: at the start, or days before a launch.
    fn stock_up(&mut self) {
        let market = self.market;
        let mut response = self.response.clone();
        response.set_day(market, 0);
        let mean_visits: Vec<f64> = market
            .expected_visits()
            .iter()
            .map(|days| days.iter().sum::<f64>() / days.len().max(1) as f64)
            .collect();
        let ones = vec![1.0; market.variants.len()];
        let mut usual = Vec::new();
        self.demand_model.expected(market, &ones, &mean_visits, &mut usual);
        for (variant, each) in market.variants.iter().enumerate() {
            let guess = at(&usual, variant) * libm::exp(0.2 * self.merchant.normal());
            let lead =
                market.suppliers.get(each.supplier).map_or(7, |supplier| supplier.promised_days);
            let days = f64::from(lead) + market.merchant.cover_days;
            let launch = market.products.get(each.product).and_then(|product| product.launch);
            let shelf = market.merchant.shelf_lots * each.sold_in;
            for (location, place) in market.locations.iter().enumerate() {
                let velocity = guess * place.share;
                if let Some(slot) = slot(&mut self.velocity, location, variant) {
                    *slot = velocity;
                }
                let quantity =
                    rounded(velocity * days * at(&self.habit, variant), each.pack, shelf);
                match launch {
                    None => add(&mut self.stock, location, variant, quantity),
                    Some(day) => {
                        add(&mut self.incoming, location, variant, quantity);
                        let arrivals = self.arrivals.entry(day.saturating_sub(4)).or_default();
                        arrivals.deliveries.push((location, variant, quantity));
                    }
                }
            }
        }
    }

    fn day(&mut self, day: u32, each: &mut dyn FnMut(&Day) -> io::Result<()>) -> io::Result<()> {
        let market = self.market;
        let date = market.date(day);
        let visit_factor = market.visit_factor(date);
        let returns = self.receive(day);
        for change in market.price_changes.iter().filter(|change| change.day == day) {
            if let Some(cost) = self.cost.get_mut(change.variant) {
                *cost = change.cost;
            }
        }
        self.response.follow_plan(market, &mut self.regular, day);
        self.response.set_day(market, day);
        let mut response: Vec<f64> = self.response.of_variants(market).collect();

        let arrivals: Vec<f64> = (0..market.channels.len())
            .map(|channel| market.arrivals(channel, day, visit_factor))
            .collect();
        let new: f64 = arrivals.iter().sum();
        self.lose_customers();
        let mut known_visits = vec![0.0; market.segments.len()];
        for group in &self.groups {
            if let Some(visits) = known_visits.get_mut(group.segment) {
                *visits += visit_factor * group.visits_per_day * group.members.len() as f64;
            }
        }
        let visits: Vec<f64> = known_visits
            .iter()
            .zip(&market.segments)
            .map(|(known, segment)| known + segment.share * new)
            .collect();
        let mut expected = Vec::new();
        self.demand_model.expected(market, &response, &visits, &mut expected);

        // The day's ups and downs, which make counts of a product negative binomial.
        let noise: Vec<f64> =
            market.products.iter().map(|product| self.noise.gamma(product.steadiness)).collect();
        for (response, variant) in response.iter_mut().zip(&market.variants) {
            *response *= at(&noise, variant.product);
        }

        let morning_stock = self.stock.clone();
        for committed in &mut self.committed {
            committed.fill(0);
        }
        let callers = self.callers(visit_factor, &arrivals);
        let mut demand = vec![0; market.variants.len()];
        let orders = self.serve(day, &callers, &response, &mut demand);
        let mut sold = vec![0; market.variants.len()];
        let mut sold_here = vec![vec![0; market.variants.len()]; market.locations.len()];
        for line in orders.iter().filter(|order| !order.is_cancelled).flat_map(|order| &order.lines)
        {
            if let Some(sold) = sold.get_mut(line.variant) {
                *sold += line.quantity;
            }
            add(&mut sold_here, line.location, line.variant, line.quantity);
        }
        self.committed.clone_from(&sold_here);
        let memory = 1.0 / market.merchant.memory_days;
        for (velocity, sold) in self.velocity.iter_mut().zip(&sold_here) {
            for (velocity, sold) in velocity.iter_mut().zip(sold) {
                *velocity += memory * (f64::from(*sold) - *velocity);
            }
        }
        let purchase_orders = self.reorder(day, date);
        each(&Day {
            market,
            demand_model: &self.demand_model,
            day,
            date,
            visit_factor,
            visits: &visits,
            known_visits: &known_visits,
            response: &response,
            expected: &expected,
            demand: &demand,
            sold: &sold,
            morning_stock: &morning_stock,
            prices: self.response.prices(),
            regular: &self.regular,
            orders: &orders,
            returns: &returns,
            purchase_orders: &purchase_orders,
        })
    }

    /// Puts deliveries and returns into stock.
    fn receive(&mut self, day: u32) -> Vec<Return> {
        let Some(arrivals) = self.arrivals.remove(&day) else { return Vec::new() };
        for (location, variant, quantity) in arrivals.deliveries {
            add(&mut self.stock, location, variant, quantity);
            if let Some(incoming) = slot(&mut self.incoming, location, variant) {
                *incoming = incoming.saturating_sub(quantity);
            }
        }
        for back in &arrivals.returns {
            add(&mut self.stock, back.line.location, back.line.variant, back.line.quantity);
        }
        arrivals.returns
    }

    fn lose_customers(&mut self) {
        for group in &mut self.groups {
            let churn = self
                .market
                .segments
                .get(group.segment)
                .map_or(0.0, |segment| segment.churn_per_day);
            for _ in 0..self.visits.binomial(group.members.len() as u32, churn) {
                let lost = self.visits.below(group.members.len() as u32) as usize;
                let customer = group.members.swap_remove(lost);
                if let Some(customer) = self.customers.get_mut(customer as usize) {
                    customer.is_active = false;
                }
            }
        }
    }

    /// Who visits, in the order of the clock.
    fn callers(&mut self, visit_factor: f64, arrivals: &[f64]) -> Vec<Visit> {
        let market = self.market;
        let mut callers = Vec::new();
        for group in &self.groups {
            let members = group.members.len() as u32;
            let is_business =
                market.segments.get(group.segment).is_some_and(|each| each.is_business);
            let mean = visit_factor * group.visits_per_day * f64::from(members);
            for _ in 0..self.visits.poisson(mean) {
                let customer = at(&group.members, self.visits.below(members) as usize);
                let own = self.customers.get(customer as usize).map_or(0, |each| each.channel);
                // Most who know the shop come by themselves; who came to the till comes again.
                let is_till =
                    market.channels.get(usize::from(own)).is_some_and(|each| each.is_till);
                let comes_by_itself = self.visits.chance(if is_till { 0.15 } else { 0.65 });
                let channel = if comes_by_itself { 0 } else { usize::from(own) };
                let second = clock(&mut self.visits, market, channel, is_business);
                callers.push(Visit { second, customer, channel, is_first: false });
            }
        }
        for (channel, mean) in arrivals.iter().enumerate() {
            for _ in 0..self.visits.poisson(*mean) {
                let segment = self.visits.weighted(market.segments.iter().map(|each| each.share));
                let Some(each) = market.segments.get(segment) else { continue };
                let activity = self.visits.weighted(each.activity.iter().map(|(share, _)| *share));
                let customer = self.customers.len() as u32;
                self.customers.push(Customer {
                    segment: segment as u16,
                    activity: activity as u16,
                    channel: channel as u16,
                    orders: 0,
                    first_order: 0,
                    last_order: 0,
                    spent: 0,
                    is_active: true,
                });
                let is_home =
                    |group: &&mut Group| group.segment == segment && group.activity == activity;
                if let Some(group) = self.groups.iter_mut().find(is_home) {
                    group.members.push(customer);
                }
                let second = clock(&mut self.visits, market, channel, each.is_business);
                callers.push(Visit { second, customer, channel, is_first: true });
            }
        }
        callers.sort_by_key(|visit| visit.second);
        callers
    }

    /// What each visit wants and gets.
    fn serve(
        &mut self,
        day: u32,
        callers: &[Visit],
        response: &[f64],
        demand: &mut [u32],
    ) -> Vec<Order> {
        let market = self.market;
        let cumulative: Vec<Vec<f64>> = self
            .demand_model
            .lines
            .iter()
            .map(|lines| {
                let mut sum = 0.0;
                let add = |(lines, response): (&f64, &f64)| {
                    sum += lines * response;
                    sum
                };
                lines.iter().zip(response).map(add).collect()
            })
            .collect();
        let brought: Vec<(usize, usize, f64)> = market
            .companions
            .iter()
            .map(|each| (each.hub, each.spoke, demand::brought_along(market, each, response)))
            .collect();
        let mut orders = Vec::new();
        for visit in callers {
            let Some(customer) = self.customers.get(visit.customer as usize).copied() else {
                continue;
            };
            let segment = usize::from(customer.segment);
            let Some(of) = market.segments.get(segment) else { continue };
            let Some(sums) = cumulative.get(segment) else { continue };
            let lines = self.baskets.poisson(sums.last().copied().unwrap_or(0.0));
            let mut wanted: Vec<(usize, u32)> = Vec::new();
            for _ in 0..lines {
                let aim = self.baskets.uniform() * sums.last().copied().unwrap_or(0.0);
                let variant = sums.partition_point(|sum| *sum <= aim);
                let Some(each) = market.variants.get(variant) else { continue };
                want(&mut wanted, variant, lots(&mut self.baskets, of) * each.sold_in);
                for (_, spoke, mean) in brought.iter().filter(|(hub, ..)| *hub == each.product) {
                    for _ in 0..self.baskets.poisson(*mean) {
                        let Some(product) = market.products.get(*spoke) else { continue };
                        let shares = product.variants().map(|variant| {
                            let share = market.variants.get(variant).map_or(0.0, |each| each.share);
                            share * at(response, variant)
                        });
                        let variant = product.first_variant + self.baskets.weighted(shares);
                        let sold_in = market.variants.get(variant).map_or(1, |each| each.sold_in);
                        want(&mut wanted, variant, lots(&mut self.baskets, of) * sold_in);
                    }
                }
            }
            let channel = market.channels.get(visit.channel);
            let lines: Vec<Line> = wanted
                .iter()
                .filter_map(|(variant, quantity)| {
                    if let Some(demand) = demand.get_mut(*variant) {
                        *demand += quantity;
                    }
                    let place = channel.map_or(0, |channel| channel.location);
                    let is_till = channel.is_some_and(|channel| channel.is_till);
                    let line = self.sell(*variant, *quantity, place, is_till)?;
                    Some(self.may_return(day, segment, line))
                })
                .collect();
            if lines.is_empty() {
                continue;
            }
            let order = self.place(day, visit, &customer, lines);
            orders.extend(order);
        }
        orders
    }

    /// Takes a line out of stock: from one location where that suffices, the given one first; a
    /// till sells only what lies beside it.
    fn sell(&mut self, variant: usize, wanted: u32, place: usize, is_till: bool) -> Option<Line> {
        let sold_in = self.market.variants.get(variant)?.sold_in.max(1);
        let have = |location: usize| cell(&self.stock, location, variant);
        let others = (0..self.stock.len()).filter(|location| *location != place && !is_till);
        let best = others
            .max_by_key(|location| have(*location))
            .filter(|other| have(place) < wanted && have(*other) > have(place));
        let location = best.unwrap_or(place);
        let quantity = wanted.min(have(location) / sold_in * sold_in);
        if quantity == 0 {
            return None;
        }
        if let Some(stock) = slot(&mut self.stock, location, variant) {
            *stock -= quantity;
        }
        Some(Line {
            variant,
            wanted,
            quantity,
            price: self.response.price(variant),
            regular: at(&self.regular, variant),
            location,
            returned_on: None,
        })
    }

    fn may_return(&mut self, day: u32, segment: usize, mut line: Line) -> Line {
        let product = self.market.variants.get(line.variant).map_or(0, |variant| variant.product);
        let rate = self.market.products.get(product).map_or(0.0, |product| product.return_rate);
        let factor = self.market.segments.get(segment).map_or(0.0, |segment| segment.return_factor);
        if self.after.chance(rate * factor) {
            line.returned_on = Some(day + 4 + self.after.poisson(8.0));
        }
        line
    }

    /// Enters an order, before it sometimes a cancelled one of the same goods.
    fn place(
        &mut self,
        day: u32,
        visit: &Visit,
        customer: &Customer,
        lines: Vec<Line>,
    ) -> Vec<Order> {
        let market = self.market;
        let segment = usize::from(customer.segment);
        let code_share = market.segments.get(segment).map_or(0.0, |each| each.code_share);
        let is_till = market.channels.get(visit.channel).is_some_and(|channel| channel.is_till);
        let mut order = Order {
            number: self.next_order,
            customer: visit.customer,
            segment,
            channel: visit.channel,
            second: visit.second,
            is_repeat: customer.orders > 0,
            is_first_visit: visit.is_first,
            lines,
            code_percent: if self.after.chance(code_share) && !is_till { 10 } else { 0 },
            shipping: 0,
            is_cancelled: false,
        };
        let (shipping, free_from) = market.shipping;
        if !is_till && order.goods() - order.discount() < free_from {
            order.shipping = shipping;
        }
        if let Some(customer) = self.customers.get_mut(visit.customer as usize) {
            if customer.orders == 0 {
                customer.first_order = day;
            }
            customer.last_order = day;
            customer.orders += 1;
            customer.spent += order.goods() - order.discount() + order.shipping;
        }
        let mut orders = Vec::new();
        if self.after.chance(market.cancelled_share) && !is_till {
            let mut twice = order.clone();
            twice.is_cancelled = true;
            twice.lines.iter_mut().for_each(|line| line.returned_on = None);
            order.second = (order.second + 240).min(86_399);
            order.number += 1;
            orders.push(twice);
        }
        self.next_order = order.number + 1;
        for line in &order.lines {
            if let Some(back) = line.returned_on {
                let back_in = self.arrivals.entry(back).or_default();
                back_in.returns.push(Return {
                    order: order.number,
                    customer: order.customer,
                    line: *line,
                });
            }
        }
        orders.push(order);
        orders
    }

    /// The merchant's evening.
    fn reorder(&mut self, day: u32, date: Date) -> Vec<PurchaseOrder> {
        let market = self.market;
        let weekday = crate::calendar::weekday(date);
        let mut placed = Vec::new();
        for (place, supplier) in market.suppliers.iter().enumerate() {
            if !supplier.order_weekdays.contains(&weekday) {
                continue;
            }
            let mut lines = Vec::new();
            let mut value = 0;
            for (variant, each) in
                market.variants.iter().enumerate().filter(|(_, v)| v.supplier == place)
            {
                for location in 0..market.locations.len() {
                    if let Some(quantity) = self.missing(day, variant, location) {
                        let unit_cost = at(&self.cost, variant);
                        value += unit_cost * i64::from(quantity);
                        let receipts = Vec::new();
                        lines.push((
                            each.pack,
                            PurchaseLine { variant, location, quantity, unit_cost, receipts },
                        ));
                    }
                }
            }
            if lines.is_empty() {
                continue;
            }
            if value < supplier.minimum_order {
                // A little more of each reaches the minimum, or it waits for next time.
                let more = supplier.minimum_order as f64 / value.max(1) as f64;
                if more > 2.5 {
                    continue;
                }
                for (pack, line) in &mut lines {
                    line.quantity = rounded(f64::from(line.quantity) * more, *pack, line.quantity);
                }
            }
            let lines = lines.into_iter().map(|(_, line)| line).collect();
            placed.push(self.order_from(day, place, lines));
        }
        placed
    }

    /// How much the merchant would order.
    fn missing(&self, day: u32, variant: usize, location: usize) -> Option<u32> {
        let market = self.market;
        let each = market.variants.get(variant)?;
        let product = market.products.get(each.product)?;
        let supplier = market.suppliers.get(each.supplier)?;
        let lead = f64::from(supplier.promised_days);
        let is_sold_out_soon =
            product.end.is_some_and(|end| f64::from(end) < f64::from(day) + lead + 45.0);
        if is_sold_out_soon || product.launch.is_some_and(|launch| day < launch) {
            return None;
        }
        let velocity = cell(&self.velocity, location, variant);
        let position =
            cell(&self.stock, location, variant) + cell(&self.incoming, location, variant);
        let shelf = f64::from(market.merchant.shelf_lots * each.sold_in);
        let point = (velocity * (lead + market.merchant.safety_days)).max(shelf);
        // What sells less than once in two years is not stocked again.
        if f64::from(position) > point || velocity < 1.0 / 700.0 {
            return None;
        }
        let target = (point + velocity * market.merchant.cover_days) * at(&self.habit, variant);
        let quantity = target - f64::from(position);
        Some(rounded(quantity, each.pack, each.minimum_quantity))
    }

    fn order_from(&mut self, day: u32, place: usize, lines: Vec<PurchaseLine>) -> PurchaseOrder {
        let supplier = self.market.suppliers.get(place);
        let (mean, sd) = supplier.map_or((7.0, 1.0), |each| (each.lead_days, each.lead_sd));
        let shape = (mean / sd) * (mean / sd);
        let lead = (mean * self.merchant.gamma(shape) + 0.5).max(1.0) as u32;
        let mut order = PurchaseOrder {
            number: self.next_purchase,
            supplier: place,
            ordered_on: day,
            expected_on: day + supplier.map_or(7, |each| each.promised_days),
            received_on: day + lead,
            lines,
        };
        self.next_purchase += 1;
        for line in &mut order.lines {
            let missing = match self.merchant.chance(0.06) && line.quantity > 1 {
                true => (f64::from(line.quantity) * self.merchant.between(0.1, 0.5)) as u32,
                false => 0,
            };
            line.receipts.push((order.received_on, line.quantity - missing));
            if missing > 0 {
                line.receipts.push((order.received_on + 3 + self.merchant.below(12), missing));
            }
            add(&mut self.incoming, line.location, line.variant, line.quantity);
            for (on, quantity) in &line.receipts {
                let arrivals = self.arrivals.entry(*on).or_default();
                arrivals.deliveries.push((line.location, line.variant, *quantity));
            }
        }
        order
    }
}

fn add(values: &mut [Vec<u32>], outer: usize, inner: usize, more: u32) {
    if let Some(value) = slot(values, outer, inner) {
        *value += more;
    }
}

/// A quantity rounded up to whole packs, and not below a minimum.
fn rounded(quantity: f64, pack: u32, minimum: u32) -> u32 {
    let quantity = (quantity.max(0.0).ceil() as u32).max(minimum);
    quantity.div_ceil(pack.max(1)) * pack.max(1)
}

fn want(wanted: &mut Vec<(usize, u32)>, variant: usize, quantity: u32) {
    match wanted.iter_mut().find(|(known, _)| *known == variant) {
        Some((_, sum)) => *sum += quantity,
        None => wanted.push((variant, quantity)),
    }
}

/// Units of a line in multiples of `sold_in`.
fn lots(random: &mut Random, segment: &crate::market::Segment) -> u32 {
    if !random.chance(segment.multiple_share) {
        return 1;
    }
    // Geometric from 1 on, with the mean `multiple_more`.
    let stop = 1.0 / segment.multiple_more;
    let more = match stop < 1.0 {
        true => 1 + (libm::log(random.uniform()) / libm::log1p(-stop)) as u32,
        false => 1,
    };
    1 + more
}

fn clock(random: &mut Random, market: &Market, channel: usize, is_business: bool) -> u32 {
    let is_till = market.channels.get(channel).is_some_and(|channel| channel.is_till);
    let hours = match (is_till, is_business) {
        (true, _) => &TILL_HOURS,
        (_, true) => &OFFICE_HOURS,
        _ => &WEB_HOURS,
    };
    random.weighted(hours.iter().copied()) as u32 * 3600 + random.below(3600)
}
