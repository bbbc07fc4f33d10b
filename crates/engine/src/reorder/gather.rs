//! From the facts of a shop to products that can be planned: stock, what is on order, demand, offers
//! and targets, in days from the day that the plan is as of and in the shop's currency.

use super::{
    show::{plain, scaled},
    words,
};
use crate::{error::Result, forecast::Outlook, jobs::Context};
use kontor_api::{
    domain::{Currency, Date, Quantity},
    settings::{Aim, ReorderSettings},
};
use kontor_features::day_number;
use kontor_planning::{
    bundle::{Circular, add_demand, parts},
    class::{Abc, Xyz, abc, xyz},
    demand::{Demand, PROBABILITIES},
    lead_time::{LeadTime, Received},
    level::Target,
    order::{Incoming, Product, Stock},
    supplier::Offer,
};
use kontor_warehouse::{Buying, BuyingProduct, Ordered, SupplierTerms};
use std::collections::{HashMap, HashSet};

/// Receipts of a product of its own from which its lead time is learnt, instead of its supplier's.
const OWN_RECEIPTS: usize = 5;
/// Days after which an overdue order is not expected any more, at least; or twice what its supplier
/// takes.
const GIVEN_UP_DAYS: f64 = 30.0;
/// Days ahead for which a supplier's order days are listed.
const ORDER_DAYS: u32 = 370;
/// Days of a year.
const YEAR: f64 = 365.0;
/// The service of products that are ordered by cost, where that is not known.
const USUAL_SERVICE: f64 = 0.95;

/// What a plan is made of.
pub struct Gathered {
    /// The day that everything is counted from.
    pub as_of: Date,
    /// The shop's currency.
    pub home: Currency,
    /// Every product.
    pub items: Vec<Item>,
    /// The facts behind them.
    pub buying: Buying,
    /// Each supplier's lead time.
    pub leads: HashMap<String, LeadTime>,
    places: HashMap<String, usize>,
}

/// A product, ready to be planned.
#[derive(Debug, Clone)]
pub struct Item {
    /// What the warehouse knows of it.
    pub product: BuyingProduct,
    /// What may be wanted; `None` without a forecast.
    pub expected: Option<Expected>,
    /// Why there is no forecast, in words.
    pub remark: Option<String>,
    /// Who sells it.
    pub offers: Vec<ItemOffer>,
    /// What is on order.
    pub incoming: Vec<Incoming>,
    /// Orders that are overdue for so long that nothing of them is expected any more, with the day on
    /// which they were.
    pub given_up: Vec<(String, Date)>,
    /// What an order is to reach.
    pub target: Target,
    /// Its class, such as `AX`.
    pub class: String,
    /// What one costs, in minor units of the shop's currency.
    pub cost: Option<f64>,
}

/// By product the orders that nothing is expected of any more, with the day on which it was.
type GivenUp = HashMap<String, Vec<(String, Date)>>;

/// What may be wanted of a product.
#[derive(Debug, Clone)]
pub struct Expected {
    days_gone: u32,
    mean: Vec<f32>,
    quantiles: [Vec<f32>; PROBABILITIES.len()],
    is_whole: bool,
}

/// Who sells a product, and how.
#[derive(Debug, Clone)]
pub struct ItemOffer {
    /// The supplier.
    pub supplier: String,
    /// The supplier's code.
    pub supplier_sku: Option<String>,
    /// What one costs, exact.
    pub cost: Option<String>,
    /// The currency of that.
    pub currency: Currency,
    /// The same in minor units of the shop's currency; `None` without a rate, too.
    pub home_cost: Option<f64>,
    lead: Option<LeadTime>,
    /// From which quantity on one costs less, exact.
    broken: Vec<(Quantity, String)>,
    /// The same in minor units of the shop's currency.
    breaks: Vec<(Quantity, f64)>,
    minimum: Quantity,
    pack: Quantity,
    multiple: Quantity,
    maximum: Option<Quantity>,
    order_days: Vec<u32>,
}

impl Gathered {
    /// Puts facts, forecast and settings together.
    pub fn new(
        buying: Buying,
        outlook: &Outlook,
        settings: &ReorderSettings,
        (as_of, home): (Date, Currency),
        context: &Context,
    ) -> Result<Gathered> {
        let leads = lead_times(&buying);
        let mut gathered = Gathered {
            as_of,
            home,
            items: Vec::with_capacity(buying.products.len()),
            places: HashMap::new(),
            buying,
            leads,
        };
        let buying = &gathered.buying;
        let mut offers = gathered.offers();
        let (mut incoming, mut given_up) = incoming(buying, as_of, &gathered.leads, settings);
        let revenue: Vec<f64> = buying.products.iter().map(|product| product.revenue).collect();
        let days = f64::from(settings.review_days.max(1));
        let capital = percent(settings.capital_percent);
        for (product, abc) in buying.products.iter().zip(abc(&revenue)) {
            context.cancel.check()?;
            let sku = &product.sku;
            let offers = offers.remove(sku).unwrap_or_default();
            let history = outlook.history(sku);
            let xyz = xyz(&history.iter().rev().take(52).copied().collect::<Vec<_>>());
            let class = format!("{}{}", abc_name(abc), xyz_name(xyz));
            let own_cost = product.cost.zip(product.cost_currency).and_then(|(cost, currency)| {
                gathered.at_home(cost / currency.minor_per_major() as f64, currency)
            });
            let cost = offers.iter().find_map(|offer| offer.home_cost).or(own_cost);
            let target = target(settings, &class, cost, product.price, capital * days / YEAR);
            let kept = match settings.returns_are_resold {
                true => 1.0 - product.returned,
                false => 1.0,
            };
            let is_whole = history.iter().all(|units| units.is_nan() || units.fract() == 0.0);
            let expected = outlook.weeks(sku, as_of).map(|(days_gone, mean, quantiles)| {
                let scaled = |weeks: Vec<f32>| -> Vec<f32> {
                    weeks.into_iter().map(|units| units * kept as f32).collect()
                };
                let quantiles = quantiles.map(scaled);
                Expected { days_gone, mean: scaled(mean), quantiles, is_whole }
            });
            gathered.items.push(Item {
                remark: expected.is_none().then(|| words::without_forecast(outlook, sku, context)),
                expected,
                offers: with_own_cost(offers, product, own_cost),
                incoming: incoming.remove(sku).unwrap_or_default(),
                given_up: given_up.remove(sku).unwrap_or_default(),
                target,
                class,
                cost,
                product: product.clone(),
            });
        }
        let places = gathered.items.iter().enumerate();
        gathered.places = places.map(|(place, item)| (item.product.sku.clone(), place)).collect();
        gathered.explode_bundles(context);
        Ok(gathered)
    }

    /// What a bundle sells is needed of its parts; the bundle itself is not ordered.
    fn explode_bundles(&mut self, context: &Context) {
        let mut recipes = vec![Vec::new(); self.items.len()];
        for (bundle, part, each) in &self.buying.bundles {
            let (Some(bundle), Some(part)) = (self.place(bundle), self.place(part)) else {
                continue;
            };
            if let Some(recipe) = recipes.get_mut(bundle) {
                recipe.push((part, *each));
            }
        }
        let bundles: Vec<usize> = (0..recipes.len())
            .filter(|place| recipes.get(*place).is_some_and(|r| !r.is_empty()))
            .collect();
        for bundle in bundles {
            let parts = parts(&recipes, bundle);
            let Some(item) = self.items.get_mut(bundle) else { continue };
            let expected = item.expected.take();
            match parts {
                Err(Circular(circle)) => {
                    let codes = circle
                        .iter()
                        .filter_map(|place| Some(self.items.get(*place)?.product.sku.clone()));
                    let codes = codes.collect::<Vec<_>>().join(" → ");
                    let remark = words::circular(&codes, context);
                    if let Some(item) = self.items.get_mut(bundle) {
                        item.remark = Some(remark);
                    }
                }
                Ok(parts) => {
                    item.remark = Some(words::bundle(context));
                    for (part, each) in parts {
                        let own = self.items.get_mut(part);
                        if let Some((own, bundle)) = own.zip(expected.as_ref()) {
                            own.add(bundle, each);
                        }
                    }
                }
            }
        }
    }

    /// The place of a product.
    pub fn place(&self, sku: &str) -> Option<usize> {
        self.places.get(sku).copied()
    }

    /// A supplier's terms.
    pub fn terms(&self, supplier: &str) -> Option<&SupplierTerms> {
        self.buying.suppliers.iter().find(|terms| terms.supplier == supplier)
    }

    /// Minor units of the shop's currency for so many major units of another; `None` without a rate.
    pub fn at_home(&self, major: f64, currency: Currency) -> Option<f64> {
        let rate = self.buying.rates.get(&currency)?;
        Some(major * rate * self.home.minor_per_major() as f64)
    }

    /// Days from the plan's day.
    pub fn days_to(&self, day: Date) -> i32 {
        days_between(self.as_of, day)
    }

    fn offers(&self) -> HashMap<String, Vec<ItemOffer>> {
        let mut own = HashMap::<(&str, &str), Vec<Received>>::new();
        for line in &self.buying.ordered {
            let Some(supplier) = &line.supplier else { continue };
            own.entry((&line.sku, supplier)).or_default().extend(received(line));
        }
        let mut days = HashMap::<&str, Vec<u32>>::new();
        for terms in &self.buying.suppliers {
            let open = order_days(self.as_of, terms.weekdays.as_deref().unwrap_or_default());
            let closed = closed_days(terms.closed.as_deref().unwrap_or_default());
            let open = without_closed(self.as_of, open, &closed);
            days.insert(&terms.supplier, open);
        }
        let mut offers = HashMap::<String, Vec<ItemOffer>>::new();
        for offer in &self.buying.offers {
            let terms = self.terms(&offer.supplier);
            let own = own.get(&(offer.sku.as_str(), offer.supplier.as_str()));
            let own = own.filter(|own| own.len() >= OWN_RECEIPTS);
            let promise = offer.lead_days.or(terms.and_then(|terms| terms.lead_days));
            let of_supplier = || self.leads.get(&offer.supplier).copied();
            let lead = match own {
                Some(own) => LeadTime::learn(promise, own),
                // What it promises of this product moves what its other deliveries took.
                None => match (of_supplier(), promise) {
                    (Some(lead), Some(promise)) => {
                        let usual = lead.promise.unwrap_or(promise);
                        let mean = (lead.mean + promise - usual).max(0.0);
                        Some(LeadTime { mean, promise: Some(promise), ..lead })
                    }
                    (lead, promise) => lead.or_else(|| LeadTime::learn(promise, &[])),
                },
            };
            let cost = offer.cost.as_deref().and_then(|cost| cost.parse::<f64>().ok());
            let broken = price_breaks(offer.breaks.as_deref().unwrap_or_default());
            offers.entry(offer.sku.clone()).or_default().push(ItemOffer {
                supplier: offer.supplier.clone(),
                supplier_sku: offer.supplier_sku.clone(),
                cost: offer.cost.clone(),
                currency: offer.currency,
                home_cost: cost.and_then(|cost| self.at_home(cost, offer.currency)),
                lead,
                breaks: broken
                    .iter()
                    .filter_map(|(from, cost)| {
                        Some((*from, self.at_home(cost.parse().ok()?, offer.currency)?))
                    })
                    .collect(),
                broken,
                minimum: offer.minimum,
                pack: offer.pack,
                multiple: offer.multiple,
                maximum: offer.maximum,
                order_days: days.get(offer.supplier.as_str()).cloned().unwrap_or_default(),
            });
        }
        offers
    }
}

impl Item {
    /// As the planner takes it, with its offers.
    pub fn as_product<'a>(
        &'a self,
        offers: &'a [Offer<'a>],
        settings: &ReorderSettings,
    ) -> Product<'a> {
        let product = &self.product;
        let stock = product.on_hand.map(|on_hand| Stock { on_hand, committed: product.committed });
        Product {
            stock,
            incoming: &self.incoming,
            demand: self.expected.as_ref().map(Expected::as_demand),
            offers,
            target: self.target,
            review: u32::from(settings.review_days.max(1)),
            waits: settings.customers_wait,
            shelf_life: product.shelf_life,
            smallest: self.smallest(),
            price: product.price,
        }
    }

    /// The smallest quantity that it is sold in.
    pub fn smallest(&self) -> Quantity {
        let is_whole = self.expected.as_ref().is_none_or(|expected| expected.is_whole);
        if is_whole { Quantity::whole(1) } else { Quantity { milli: 1 } }
    }

    /// Its offers as the planner takes them.
    pub fn as_offers(&self) -> Vec<Offer<'_>> {
        let offers = self.offers.iter().enumerate();
        offers
            .map(|(supplier, offer)| Offer {
                supplier,
                lead_time: offer.lead,
                unit_cost: offer.home_cost,
                breaks: &offer.breaks,
                minimum: offer.minimum,
                pack: offer.pack,
                multiple: offer.multiple,
                maximum: offer.maximum,
                order_days: &offer.order_days,
            })
            .collect()
    }

    /// Adds what a bundle needs of it, `each` for one.
    fn add(&mut self, bundle: &Expected, each: f64) {
        let none = Expected {
            days_gone: bundle.days_gone,
            mean: vec![0.0; bundle.mean.len()],
            quantiles: std::array::from_fn(|_| vec![0.0; bundle.mean.len()]),
            is_whole: bundle.is_whole && each.fract() == 0.0,
        };
        self.remark = None;
        self.expected.get_or_insert(none).add(bundle, each);
    }

    /// What a person chose: one supplier of several, a day to order on.
    pub fn choose(&mut self, supplier: Option<&str>, day: Option<u32>) {
        if let Some(supplier) = supplier
            && self.offers.iter().any(|offer| offer.supplier == supplier)
        {
            self.offers.retain(|offer| offer.supplier == supplier);
        }
        if let Some(day) = day {
            for offer in &mut self.offers {
                let later = offer.order_days.iter().copied().filter(|open| *open > day);
                offer.order_days = [day].into_iter().chain(later).collect();
            }
        }
    }

    /// Margin of one, in minor units of the shop's currency.
    pub fn margin(&self) -> Option<f64> {
        let cost = self.cost?;
        Some((self.product.price.unwrap_or(2.0 * cost) - cost).max(0.0))
    }

    /// The lead time of an offer.
    pub fn lead(&self, offer: Option<usize>) -> Option<LeadTime> {
        self.offers.get(offer?)?.lead
    }
}

impl ItemOffer {
    /// What one of so many costs, exact.
    pub fn cost_of(&self, quantity: Quantity) -> Option<&str> {
        let broken = self.broken.iter().rev().find(|(from, _)| *from <= quantity);
        broken.map(|(_, cost)| cost.as_str()).or(self.cost.as_deref())
    }

    /// The same in minor units of the shop's currency; `None` without a rate, too.
    pub fn home_cost_of(&self, quantity: Quantity) -> Option<f64> {
        let broken = self.breaks.iter().rev().find(|(from, _)| *from <= quantity);
        broken.map(|(_, cost)| *cost).or(self.home_cost)
    }
}

impl Expected {
    /// Adds `each` times what is wanted of another.
    pub fn add(&mut self, other: &Expected, each: f64) {
        let weeks = self.mean.len().max(other.mean.len());
        let sums: Vec<(f64, [f64; PROBABILITIES.len()])> =
            (0..weeks).map(|week| add_demand(self.week(week), other.week(week), each)).collect();
        self.mean = sums.iter().map(|(mean, _)| *mean as f32).collect();
        for (place, quantile) in self.quantiles.iter_mut().enumerate() {
            let of = |(_, all): &(f64, [f64; PROBABILITIES.len()])| {
                all.get(place).copied().unwrap_or_default() as f32
            };
            *quantile = sums.iter().map(of).collect();
        }
        self.is_whole &= each.fract() == 0.0;
    }

    /// So many times as much.
    pub fn times(&self, factor: f64) -> Expected {
        let scaled = |weeks: &Vec<f32>| weeks.iter().map(|units| units * factor as f32).collect();
        Expected {
            days_gone: self.days_gone,
            mean: scaled(&self.mean),
            quantiles: self.quantiles.each_ref().map(scaled),
            is_whole: self.is_whole,
        }
    }

    /// Mean and quantiles of a week; beyond the last as there.
    fn week(&self, week: usize) -> (f64, [f64; PROBABILITIES.len()]) {
        let at =
            |values: &Vec<f32>| values.get(week).or(values.last()).copied().map_or(0.0, f64::from);
        (at(&self.mean), self.quantiles.each_ref().map(at))
    }

    /// Units of all weeks, expected.
    pub fn units(&self) -> f64 {
        self.mean.iter().copied().map(f64::from).sum()
    }

    /// As it is drawn from.
    pub fn as_demand(&self) -> Demand<'_> {
        Demand {
            days_gone: self.days_gone,
            mean: &self.mean,
            quantiles: self.quantiles.each_ref().map(Vec::as_slice),
            is_whole: self.is_whole,
        }
    }
}

/// Where no offer says what a product costs, it costs what it did; also where nobody is known to offer
/// it, who then has no name.
fn with_own_cost(
    mut offers: Vec<ItemOffer>,
    product: &BuyingProduct,
    own_cost: Option<f64>,
) -> Vec<ItemOffer> {
    let (Some(cost), Some(currency)) = (product.cost, product.cost_currency) else { return offers };
    let text = plain(&format!("{:.6}", cost / currency.minor_per_major() as f64));
    for offer in offers.iter_mut().filter(|offer| offer.cost.is_none()) {
        (offer.cost, offer.currency, offer.home_cost) = (Some(text.clone()), currency, own_cost);
    }
    if offers.is_empty() {
        offers.push(ItemOffer {
            supplier: String::new(),
            supplier_sku: None,
            cost: Some(text),
            currency,
            home_cost: own_cost,
            lead: None,
            broken: Vec::new(),
            breaks: Vec::new(),
            minimum: Quantity::default(),
            pack: Quantity::default(),
            multiple: Quantity::default(),
            maximum: None,
            order_days: Vec::new(),
        });
    }
    offers
}

fn target(
    settings: &ReorderSettings,
    class: &str,
    cost: Option<f64>,
    price: Option<f64>,
    held: f64,
) -> Target {
    let of_class = settings.class_percent.get(class);
    let of_class = of_class.or_else(|| settings.class_percent.get(class.get(..1)?));
    let service = percent(*of_class.unwrap_or(&settings.service_percent));
    match (settings.aim, cost.zip(price)) {
        (Aim::FillRate, _) => Target::FillRate(service),
        (Aim::CycleService, _) => Target::CycleService(service),
        (Aim::Cost, Some((cost, price))) if price > cost => {
            Target::Cost { over: cost * held, under: price - cost }
        }
        (Aim::Cost, _) => Target::CycleService(USUAL_SERVICE),
    }
}

/// A percentage as a share.
pub fn percent(percent: kontor_api::domain::Decimal) -> f64 {
    percent.ten_thousandths as f64 / 1e6
}

fn abc_name(class: Abc) -> char {
    match class {
        Abc::A => 'A',
        Abc::B => 'B',
        Abc::C => 'C',
    }
}

fn xyz_name(class: Xyz) -> char {
    match class {
        Xyz::X => 'X',
        Xyz::Y => 'Y',
        Xyz::Z => 'Z',
    }
}

/// How long each supplier takes, over all that it delivered.
pub fn lead_times(buying: &Buying) -> HashMap<String, LeadTime> {
    let mut receipts = HashMap::<&str, Vec<Received>>::new();
    for line in &buying.ordered {
        if let Some(supplier) = &line.supplier {
            receipts.entry(supplier).or_default().extend(received(line));
        }
    }
    let promise = |supplier: &str| {
        let terms = buying.suppliers.iter().find(|terms| terms.supplier == supplier);
        terms.and_then(|terms| terms.lead_days)
    };
    let mut names: Vec<&str> = receipts.keys().copied().collect();
    names.extend(buying.suppliers.iter().map(|terms| terms.supplier.as_str()));
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .filter_map(|name| {
            let receipts = receipts.get(name).map(Vec::as_slice).unwrap_or_default();
            Some((name.to_owned(), LeadTime::learn(promise(name), receipts)?))
        })
        .collect()
}

fn received(line: &Ordered) -> Option<Received> {
    let (ordered, came) = line.ordered.zip(line.received_on)?;
    let days = days_between(ordered, came);
    let promised = line.expected.map(|expected| f64::from(days_between(ordered, expected)));
    (days >= 0).then(|| Received { days: f64::from(days), promised })
}

/// Whether goods of a line are still to come.
pub fn is_open(line: &Ordered) -> bool {
    let status = line.status.as_deref().map(str::trim).unwrap_or_default().to_lowercase();
    let is_over =
        ["cancelled", "canceled", "closed", "draft", "storniert"].contains(&status.as_str());
    !is_over && line.quantity > line.received
}

fn incoming(
    buying: &Buying,
    as_of: Date,
    leads: &HashMap<String, LeadTime>,
    settings: &ReorderSettings,
) -> (HashMap<String, Vec<Incoming>>, GivenUp) {
    let mut incoming = HashMap::<String, Vec<Incoming>>::new();
    let mut given_up = GivenUp::new();
    for line in buying.ordered.iter().filter(|line| is_open(line)) {
        let lead = line.supplier.as_ref().and_then(|supplier| leads.get(supplier));
        let lead = lead.map_or(f64::from(settings.usual_lead_days), |lead| lead.mean);
        let day = match (line.expected, line.ordered) {
            (Some(expected), _) => days_between(as_of, expected),
            (None, Some(ordered)) => days_between(as_of, ordered) + lead.round() as i32,
            (None, None) => lead.round() as i32,
        };
        if let Some(expected) = line.expected
            && f64::from(-day) > GIVEN_UP_DAYS.max(2.0 * lead)
        {
            given_up.entry(line.sku.clone()).or_default().push((line.number.clone(), expected));
            continue;
        }
        let quantity = Quantity { milli: line.quantity.milli - line.received.milli };
        incoming.entry(line.sku.clone()).or_default().push(Incoming { day, quantity });
    }
    // Where no order says so, what the count says.
    let known: HashSet<&str> = buying.ordered.iter().map(|line| line.sku.as_str()).collect();
    for product in &buying.products {
        if product.incoming.milli > 0 && !known.contains(product.sku.as_str()) {
            let day = i32::from(settings.usual_lead_days);
            let some = Incoming { day, quantity: product.incoming };
            incoming.entry(product.sku.clone()).or_default().push(some);
        }
    }
    (incoming, given_up)
}

/// Days from one day to another.
pub fn days_between(from: Date, to: Date) -> i32 {
    day_number(to) - day_number(from)
}

/// The days from `as_of` on that fall on the weekdays of a text such as `Mon Thu` or `1, 4`, where
/// Monday is 1; none where no weekday is found, which is any day.
fn order_days(as_of: Date, weekdays: &str) -> Vec<u32> {
    let weekday = |word: &str| {
        let start: String = word.to_lowercase().chars().take(2).collect();
        match start.as_str() {
            "mo" | "1" => Some(1),
            "tu" | "di" | "2" => Some(2),
            "we" | "mi" | "3" => Some(3),
            "th" | "do" | "4" => Some(4),
            "fr" | "5" => Some(5),
            "sa" | "6" => Some(6),
            "su" | "so" | "7" => Some(7),
            _ => None,
        }
    };
    let words = weekdays.split(|c: char| !c.is_alphanumeric());
    let open: Vec<i8> = words.filter_map(weekday).collect();
    let first = as_of.weekday().to_monday_one_offset();
    let is_open = |day: &u32| {
        open.contains(&((i64::from(first) - 1 + i64::from(*day)).rem_euclid(7) as i8 + 1))
    };
    (0..if open.is_empty() { 0 } else { ORDER_DAYS }).filter(is_open).collect()
}

/// The spans of a text such as `2026-12-24..2027-01-06, 2027-05-01`; what is no day is passed over.
fn closed_days(text: &str) -> Vec<(Date, Date)> {
    let spans = text.split([',', ';']).map(str::trim);
    spans
        .filter_map(|span| {
            let (from, to) = span.split_once("..").unwrap_or((span, span));
            Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
        })
        .collect()
}

/// Order days less those on which the supplier is closed; where it takes orders on any day, all
/// others are listed.
fn without_closed(as_of: Date, open: Vec<u32>, closed: &[(Date, Date)]) -> Vec<u32> {
    if closed.is_empty() {
        return open;
    }
    let is_closed = |day: &u32| {
        let day = i32::try_from(*day).unwrap_or(i32::MAX);
        closed.iter().any(|(from, to)| {
            (days_between(as_of, *from)..=days_between(as_of, *to)).contains(&day)
        })
    };
    let all = if open.is_empty() { (0..ORDER_DAYS).collect() } else { open };
    all.into_iter().filter(|day| !is_closed(day)).collect()
}

/// Quantities and costs of a text such as `100: 4.20; 500: 3.90`, ascending; what is none is passed
/// over.
fn price_breaks(text: &str) -> Vec<(Quantity, String)> {
    let mut breaks: Vec<(Quantity, String)> = text
        .split(';')
        .filter_map(|part| {
            let (from, cost) = part.split_once([':', '='])?;
            let (from, cost) = (scaled(from)?, cost.trim());
            let is_fine = from >= 0 && scaled(cost)? >= 0;
            is_fine.then(|| (Quantity { milli: from / 1000 }, cost.to_owned()))
        })
        .collect();
    breaks.sort_by_key(|(from, _)| *from);
    breaks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_days_are_those_of_the_weekdays_in_either_language() {
        // A Sunday.
        let as_of: Date = "2026-11-01".parse().unwrap();
        let few = |text: &str| order_days(as_of, text).into_iter().take(3).collect::<Vec<_>>();
        assert_eq!(few("Mon Thu"), [1, 4, 8]);
        assert_eq!(few("Montag; Donnerstag"), [1, 4, 8]);
        assert_eq!(few("1,4"), [1, 4, 8]);
        assert_eq!(few("So"), [0, 7, 14]);
        assert!(few("any day").is_empty() && few("").is_empty());
    }

    #[test]
    fn closed_days_are_no_order_days() {
        let as_of: Date = "2026-12-20".parse().unwrap();
        let closed = closed_days("2026-12-24..2027-01-06; 2027-01-08, nonsense");
        assert_eq!(closed.len(), 2);
        // Mondays and Thursdays: the 21st, then not before the 7th of January, the 8th being a Friday.
        let open = without_closed(as_of, order_days(as_of, "Mon Thu"), &closed);
        assert_eq!(open.iter().take(3).copied().collect::<Vec<_>>(), [1, 18, 22]);
        let any = without_closed(as_of, Vec::new(), &closed);
        assert!(any.contains(&3) && !any.contains(&4) && !any.contains(&17) && any.contains(&18));
        assert!(!any.contains(&19));
    }

    #[test]
    fn price_breaks_are_read_in_order() {
        let breaks = price_breaks("500: 3.90; 100=4.2; many: 1; 7");
        let of = |from, cost: &str| (Quantity::whole(from), cost.to_owned());
        assert_eq!(breaks, [of(100, "4.2"), of(500, "3.90")]);
        assert!(price_breaks("").is_empty());
    }

    #[test]
    fn a_class_has_its_own_service_and_else_that_of_all() {
        let percent = |text: &str| text.parse().unwrap();
        let mut settings = ReorderSettings::default();
        settings.class_percent.insert("A".to_owned(), percent("98"));
        settings.class_percent.insert("AX".to_owned(), percent("99.5"));
        let service = |class| target(&settings, class, None, None, 0.0).service();
        assert_eq!((service("AX"), service("AZ"), service("CZ")), (0.995, 0.98, 0.95));
        let by_cost = ReorderSettings { aim: Aim::Cost, ..ReorderSettings::default() };
        let of = target(&by_cost, "A", Some(100.0), Some(300.0), 0.01);
        assert_eq!(of, Target::Cost { over: 1.0, under: 200.0 });
        assert_eq!(target(&by_cost, "A", Some(100.0), Some(90.0), 0.01).service(), 0.95);
    }
}
