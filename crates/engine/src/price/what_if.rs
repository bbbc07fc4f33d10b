//! What other prices would do: of one product, of several together, at which price a stock lasts.

use super::{
    check, curve,
    gather::{FUTURES, Priced, Product, WEEKS},
    no_forecast, no_product,
    show::{money_range, number_range},
    words,
};
use crate::{Engine, Handle, error::Result, jobs::Context, reorder::say};
use kontor_api::{
    domain::{Locale, Money, Quantity},
    price::{
        GetPriceFor, NextOrder, PriceFor, PriceMove, PriceScenario, PriceTerms, RunsOut, WhatIf,
        WhatIfAnswer, WhatIfFigures, WhatIfProduct,
    },
};
use kontor_pricing::{
    Random,
    cross::Kind,
    guards::{at_least, at_most, broken, with_ending},
    what_if::{Outcome, at_price, gains, price_that_clears, price_that_lasts, range},
};
use std::collections::{BTreeMap, BTreeSet};

/// Scenarios that can be asked for at once.
const SCENARIOS: usize = 4;
/// Products that are listed of a scenario.
const LISTED: usize = 100;
/// A price that the guards allow stands for one that does what is asked where it is no farther from it.
const NEAR: f64 = 0.1;
/// Products whose next orders are worked out at once, to tell what cash they take.
const ORDERED: usize = 50;
/// A price is moved to between a tenth of it and ten times as much.
const FARTHEST: f64 = 10.0;

impl Handle<WhatIf> for Engine {
    fn handle(&self, request: WhatIf, context: &Context) -> Result<WhatIfAnswer> {
        let workspace = self.workspace()?;
        let terms = check(request.terms)?;
        if request.scenarios.is_empty() || request.scenarios.len() > SCENARIOS {
            return Err(super::bad(
                "scenarios",
                "One to four scenarios can be compared.",
                "Verglichen werden ein bis vier Szenarien.",
            ));
        }
        let priced = self.priced(&workspace, context)?.ok_or_else(no_forecast)?;
        let terms = priced.judge(terms)?;
        let says = Says { priced: &priced, terms: &terms, context };
        let scenarios: Vec<Scenario> = request
            .scenarios
            .iter()
            .map(|scenario| says.scenario(scenario))
            .collect::<Result<_>>()?;
        // The products of the first one, left as they are.
        let kept = scenarios.first().map(Scenario::kept).unwrap_or_default();
        let alone = scenarios.first().and_then(Scenario::alone);
        let chart = match alone {
            Some((place, price)) => curve::chart(&priced, place, Some(price), &terms, context)?,
            None => None,
        };
        Ok(WhatIfAnswer {
            as_of: priced.made.gathered.as_of,
            weeks: terms.weeks,
            now: says.figures(&kept),
            scenarios: scenarios.iter().map(|scenario| says.figures(scenario)).collect(),
            chart,
        })
    }
}

impl Handle<GetPriceFor> for Engine {
    fn handle(&self, request: GetPriceFor, context: &Context) -> Result<PriceFor> {
        let workspace = self.workspace()?;
        let priced = self.priced(&workspace, context)?.ok_or_else(no_forecast)?;
        let place = priced.place(&request.sku).ok_or_else(|| no_product(&request.sku))?;
        let locale = Locale { language: context.language, home: Some(priced.made.gathered.home) };
        let day = locale.date(request.day);
        let none = |says: String| PriceFor { price: None, says };
        let days = priced.ahead("day", request.day)?;
        let Some((product, shelf)) =
            priced.products.get(place).and_then(|product| Some((product, product.shelf.as_ref()?)))
        else {
            return Ok(none(words::not_told(&priced, place, context)));
        };
        let Some(futures) = priced.futures(place, shelf.price, WEEKS) else {
            return Ok(none(words::not_told(&priced, place, context)));
        };
        if shelf.stock.is_none() {
            let says = context.say("Nobody knows its stock.", "Der Bestand ist nicht bekannt.");
            return Ok(none(says.to_owned()));
        }
        // The question is about what there is, of all variants together: what only the plan would order
        // does not count.
        let shelf = &kontor_pricing::what_if::Product {
            arrivals: product.under_way.clone(),
            variants: Vec::new(),
            ..shelf.clone()
        };
        let (low, high) = (shelf.price / 4.0, shelf.price * 4.0);
        let found = match request.clear {
            true => price_that_clears(shelf, &futures, days, low, high),
            false => price_that_lasts(shelf, &futures, days, low, high),
        };
        let Some(price) = found else {
            let percent = "25–400";
            return Ok(none(match request.clear {
                true => say!(
                    context,
                    "At no price from {percent} % of today's is it sold by {day} in half of the futures.",
                    "Zu keinem Preis von {percent} % des heutigen ist in der Hälfte der Zukünfte bis {day} alles verkauft."
                ),
                false => say!(
                    context,
                    "At no price from {percent} % of today's does it last until {day} in half of the futures.",
                    "Zu keinem Preis von {percent} % des heutigen reicht der Bestand in der Hälfte der Zukünfte bis {day}."
                ),
            }));
        };
        // The nearest price with the ending that does it, if the guards allow one.
        let beside = if request.clear { at_most } else { at_least };
        let standing = product.standing.as_ref();
        let allowed = standing.and_then(|standing| beside(price, standing, &product.guards));
        let is_near = |allowed: &i64| (*allowed as f64 / price - 1.0).abs() < NEAR;
        let allowed = allowed.filter(is_near);
        let exact = if request.clear { price.floor() } else { price.ceil() } as i64;
        let minor = allowed.unwrap_or(exact);
        let written = locale.money(Money::new(minor, priced.made.gathered.home));
        let is_allowed = allowed.is_some();
        let guards = match is_allowed {
            true => "",
            false => context.say(
                " Your guards do not allow it at once.",
                " Ihre Leitplanken lassen das nicht auf einmal zu.",
            ),
        };
        let says = match request.clear {
            true => say!(
                context,
                "At {written} it is sold by {day} in half of the futures.{guards}",
                "Bei {written} ist es in der Hälfte der Zukünfte bis {day} verkauft.{guards}"
            ),
            false => say!(
                context,
                "At {written} it lasts until {day} in half of the futures.{guards}",
                "Bei {written} reicht es in der Hälfte der Zukünfte bis {day}.{guards}"
            ),
        };
        Ok(PriceFor { price: Some(Money::new(minor, priced.made.gathered.home)), says })
    }
}

/// Prices of several products, by their places.
#[derive(Default)]
pub(super) struct Scenario {
    name: String,
    prices: BTreeMap<usize, i64>,
    left_out: u64,
}

impl Scenario {
    /// Of prices by the products' places.
    pub(super) fn of(name: &str, prices: &BTreeMap<usize, i64>) -> Scenario {
        Scenario { name: name.to_owned(), prices: prices.clone(), left_out: 0 }
    }

    /// The same products at their prices of now.
    fn kept(&self) -> Scenario {
        let prices = self.prices.keys().map(|place| (*place, 0)).collect();
        Scenario { name: String::new(), prices, left_out: self.left_out }
    }

    /// The product and its price, where there is only one.
    fn alone(&self) -> Option<(usize, i64)> {
        let mut each = self.prices.iter().map(|(place, price)| (*place, *price));
        each.next().filter(|_| self.prices.len() == 1)
    }
}

/// What moves come to.
#[derive(Default)]
pub(super) struct Moved {
    /// Prices by the products' places.
    pub prices: BTreeMap<usize, i64>,
    /// The places of those that were not named, but belong to a category.
    pub by_category: BTreeSet<usize>,
    /// Products left out because nobody knows their price.
    pub left_out: u64,
}

/// The prices that moves come to. Those of a category end as the shop's prices do.
pub(super) fn moved(priced: &Priced, moves: &[PriceMove]) -> Result<Moved> {
    let mut all = Moved::default();
    for each in moves {
        let places: Vec<usize> = match (&each.sku, &each.category) {
            (Some(sku), None) => vec![priced.place(sku).ok_or_else(|| no_product(sku))?],
            (None, Some(category)) => {
                let of = priced.categories.iter().position(|name| name == category);
                let of = of.ok_or_else(|| {
                    super::bad(
                        "category",
                        format!("There is no category “{category}”."),
                        format!("Es gibt keine Warengruppe „{category}“."),
                    )
                })?;
                let all = priced.products.iter().enumerate();
                all.filter(|(_, product)| product.category == of).map(|(place, _)| place).collect()
            }
            _ => {
                return Err(super::bad(
                    "changes",
                    "Name either a product or a category for each change.",
                    "Nennen Sie je Änderung entweder einen Artikel oder eine Warengruppe.",
                ));
            }
        };
        for place in places {
            let product = priced.products.get(place);
            let Some((product, now)) = product.and_then(|product| Some((product, product.price?)))
            else {
                all.left_out += 1;
                continue;
            };
            let standing = product.standing.as_ref().filter(|_| each.category.is_some());
            let price = match (each.price, each.percent) {
                (Some(price), None) => price.minor(priced.made.gathered.home.minor_digits()),
                (None, Some(percent)) => {
                    let exact = now as f64 * (1.0 + percent.ten_thousandths as f64 / 1e6);
                    let ending = standing.map(|at| with_ending(exact, at, &product.guards));
                    // Cheap things would move too far for the sake of an ending.
                    let is_near = |price: &i64| (*price as f64 / exact - 1.0).abs() < NEAR;
                    ending.filter(is_near).unwrap_or(exact.round() as i64)
                }
                _ => {
                    return Err(super::bad(
                        "price",
                        "Give either a price or by how many percent it moves.",
                        "Geben Sie entweder einen Preis an oder um wie viel Prozent er sich ändert.",
                    ));
                }
            };
            let farthest = now as f64 * FARTHEST;
            if price <= 0 || price as f64 > farthest || (price as f64) * FARTHEST < now as f64 {
                return Err(super::bad(
                    "price",
                    "A price is tried from a tenth of the one asked now to ten times as much.",
                    "Ausprobiert werden Preise von einem Zehntel des heutigen bis zum Zehnfachen.",
                ));
            }
            all.prices.insert(place, price);
            // Who names a product means it, whatever its category does.
            match each.category.is_some() {
                true => all.by_category.insert(place),
                false => all.by_category.remove(&place),
            };
        }
    }
    Ok(all)
}

/// What is reckoned for one request.
pub(super) struct Says<'a> {
    pub priced: &'a Priced,
    pub terms: &'a PriceTerms,
    pub context: &'a Context,
}

/// Sums over products, for each future.
#[derive(Clone)]
struct Sums {
    units: Vec<f64>,
    revenue: Vec<f64>,
    margin: Vec<f64>,
    gain: Vec<f64>,
    others: Vec<f64>,
    /// What comes in for goods that are paid already.
    cash: f64,
}

impl Says<'_> {
    fn scenario(&self, scenario: &PriceScenario) -> Result<Scenario> {
        let Moved { prices, left_out, .. } = moved(self.priced, &scenario.changes)?;
        Ok(Scenario { name: scenario.name.clone(), prices, left_out })
    }

    /// What a scenario comes to; a price of 0 is the one of now.
    pub(super) fn figures(&self, scenario: &Scenario) -> WhatIfFigures {
        let (priced, weeks) = (self.priced, f64::from(self.terms.weeks));
        let home = priced.made.gathered.home;
        let mut sums = Sums {
            units: vec![0.0; FUTURES],
            revenue: vec![0.0; FUTURES],
            margin: vec![0.0; FUTURES],
            gain: vec![0.0; FUTURES],
            others: vec![0.0; FUTURES],
            cash: 0.0,
        };
        let (mut left_out, mut products) = (scenario.left_out, Vec::new());
        let mut remarks = Vec::new();
        let (mut runs_out, mut next_order) = (None, None);
        let is_alone = scenario.prices.len() == 1;
        let has_orders = scenario.prices.len() <= ORDERED;
        for (place, price) in &scenario.prices {
            let Some((product, one)) = self.one(scenario, *place, *price) else {
                left_out += 1;
                if is_alone {
                    remarks.push(words::not_told(priced, *place, self.context));
                }
                continue;
            };
            sums.add(&one);
            if has_orders {
                let cost = |response| {
                    let order = self.next_order(product, response)?;
                    Some(order.cost?.minor as f64)
                };
                sums.cash -= cost(one.response).unwrap_or(0.0) - cost(1.0).unwrap_or(0.0);
            }
            if is_alone {
                runs_out = product
                    .shelf
                    .as_ref()
                    .and_then(|shelf| shelf.stock)
                    .map(|_| self.runs_out(&one.new));
                next_order = self.next_order(product, one.response);
                remarks.extend(words::beyond_seen(priced, product, one.price, self.context));
                remarks.extend(words::others_lose(priced, product, one.price, self.context));
            }
            products.push(self.row(product, &one));
        }
        let has_others = self.others(scenario, &mut sums);
        let moved = products.len() as u64;
        products.sort_by_key(|row| std::cmp::Reverse(row.gain.mean.minor));
        products.truncate(LISTED);
        if left_out > 0 && !is_alone {
            remarks.push(words::left_out(left_out, self.context));
        }
        let a_week = |values: &[f64]| range(values.iter().map(|value| value / weeks));
        let all = |values: &[f64]| range(values.iter().copied());
        let share = |gains: &[f64]| {
            let above = gains.iter().filter(|gain| **gain > 0.0).count() as f64;
            let even = gains.iter().filter(|gain| **gain == 0.0).count() as f64;
            (above + 0.5 * even) / gains.len().max(1) as f64
        };
        let together: Vec<f64> =
            sums.gain.iter().zip(&sums.others).map(|(own, other)| own + other).collect();
        WhatIfFigures {
            name: scenario.name.clone(),
            units: number_range(&a_week(&sums.units)),
            revenue: money_range(&a_week(&sums.revenue), home),
            margin: money_range(&a_week(&sums.margin), home),
            total: money_range(&all(&sums.margin), home),
            gain: money_range(&all(&together), home),
            better: share(&together),
            runs_out,
            next_order,
            others: has_others.then(|| money_range(&all(&sums.others), home)),
            cash: (has_orders && moved > 0).then(|| Money::new(sums.cash.round() as i64, home)),
            remarks,
            products,
            moved,
            left_out,
        }
    }

    fn one(&self, scenario: &Scenario, place: usize, price: i64) -> Option<(&Product, One)> {
        let product = self.priced.products.get(place)?;
        let shelf = product.shelf.as_ref()?;
        let price = if price > 0 { price } else { product.price? };
        let weeks = usize::from(self.terms.weeks);
        let mut futures = self.priced.futures(place, shelf.price, weeks)?;
        let now = at_price(shelf, &futures, shelf.price, weeks, &[]);
        self.priced.respread(place, &mut futures, price as f64);
        let others = self.multipliers(place, scenario);
        let new = at_price(shelf, &futures, price as f64, weeks, &others);
        let wanted = |outcomes: &[Outcome]| outcomes.iter().map(|each| each.wanted).sum::<f64>();
        let response = wanted(&new) / wanted(&now).max(f64::MIN_POSITIVE);
        let gains = gains(shelf, &new, &now);
        let paid_for = shelf.cost;
        Some((product, One { price, now, new, gains, response, paid_for }))
    }

    /// What changed prices of others multiply a product's demand by, in each future; empty where they do
    /// nothing that is known.
    fn multipliers(&self, place: usize, scenario: &Scenario) -> Vec<f64> {
        let mut all = Vec::new();
        for (rival, cross) in self.priced.rivals(place).iter() {
            let is_clear = matches!(cross.kind, Kind::Substitute | Kind::Complement);
            let price = scenario.prices.get(rival).copied().filter(|price| *price > 0 && is_clear);
            let now = self.priced.products.get(*rival).and_then(|product| product.price);
            let Some((price, now)) = price.zip(now).filter(|(price, now)| price != now) else {
                continue;
            };
            let ratio = libm::log(price as f64 / now as f64);
            all.resize(FUTURES, 1.0);
            let mut random = Random::new(place as u64, *rival as u64);
            for multiplier in &mut all {
                *multiplier *= libm::exp(cross.posterior.draw(&mut random) * ratio);
            }
        }
        all
    }

    /// Adds what the prices do to other products of their categories; whether that is known of any.
    fn others(&self, scenario: &Scenario, sums: &mut Sums) -> bool {
        let mut affected = BTreeSet::new();
        for place in scenario.prices.keys() {
            let category = self.priced.products.get(*place).map(|product| product.category);
            let others = category.map(|category| self.priced.largest_of(category, *place));
            affected.extend(others.into_iter().flatten());
        }
        let mut has_any = false;
        for place in affected {
            if scenario.prices.contains_key(&place) {
                continue;
            }
            let multipliers = self.multipliers(place, scenario);
            let shelf = self.priced.products.get(place).and_then(|product| product.shelf.as_ref());
            let Some(shelf) = shelf.filter(|_| !multipliers.is_empty()) else { continue };
            let weeks = usize::from(self.terms.weeks);
            let Some(futures) = self.priced.futures(place, shelf.price, weeks) else { continue };
            let now = at_price(shelf, &futures, shelf.price, weeks, &[]);
            let new = at_price(shelf, &futures, shelf.price, weeks, &multipliers);
            for ((sum, now), new) in sums.others.iter_mut().zip(&now).zip(&new) {
                *sum += new.margin - now.margin;
            }
            has_any = true;
        }
        has_any
    }

    fn runs_out(&self, outcomes: &[Outcome]) -> RunsOut {
        let mut days: Vec<f64> =
            outcomes.iter().map(|outcome| outcome.runs_out.unwrap_or(f64::INFINITY)).collect();
        days.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let day = days.get((share * days.len() as f64) as usize).copied();
            day.filter(|day| day.is_finite()).map(|day| self.priced.day(day))
        };
        RunsOut { day: at(0.5), early: at(0.1), late: at(0.9) }
    }

    /// What is to be ordered next if so many times as much is wanted, which may be nothing; `None` where
    /// nothing is planned.
    fn next_order(&self, product: &Product, response: f64) -> Option<NextOrder> {
        let made = &self.priced.made;
        let (mut quantity, mut cost, mut day) = (0, Some(0), u32::MAX);
        let mut is_planned = false;
        for place in &product.items {
            let item = made.gathered.items.get(*place)?;
            let planned = match (response - 1.0).abs() < 1e-9 {
                true => made.planned.get(*place)?.clone(),
                false => {
                    let mut item = item.clone();
                    item.expected = item.expected.as_ref().map(|expected| expected.times(response));
                    made.in_full(&item, None, |_| Vec::new()).0
                }
            };
            if planned.line.refused.is_some() {
                continue;
            }
            is_planned = true;
            if planned.order.milli <= 0 {
                continue;
            }
            quantity += planned.order.milli;
            day = day.min(planned.line.order_day);
            cost = cost.zip(planned.line.value).map(|(sum, value)| sum + value);
        }
        let day = if quantity > 0 { f64::from(day) } else { 0.0 };
        is_planned.then(|| NextOrder {
            quantity: Quantity { milli: quantity },
            day: self.priced.day(day),
            cost: cost.map(|cost| Money::new(cost, made.gathered.home)),
        })
    }

    fn row(&self, product: &Product, one: &One) -> WhatIfProduct {
        let home = self.priced.made.gathered.home;
        let weeks = f64::from(self.terms.weeks);
        let broken =
            product.standing.as_ref().map(|standing| broken(one.price, standing, &product.guards));
        // The price of now may stand whatever the guards say.
        let broken = broken.filter(|_| Some(one.price) != product.price).unwrap_or_default();
        WhatIfProduct {
            sku: product.sku.clone(),
            variants: product.skus.len() as u32,
            title: product.title.clone(),
            old: Money::new(product.price.unwrap_or_default(), home),
            new: Money::new(one.price, home),
            units: number_range(&range(one.new.iter().map(|outcome| outcome.units / weeks))),
            gain: money_range(&range(one.gains.iter().copied()), home),
            broken: broken
                .into_iter()
                .map(|broken| words::broken(broken, product, home, self.context.language))
                .collect(),
        }
    }
}

/// A product at a price.
struct One {
    price: i64,
    now: Vec<Outcome>,
    new: Vec<Outcome>,
    /// What it gains in each future.
    gains: Vec<f64>,
    /// By how much demand changes, expected.
    response: f64,
    /// What a unit cost that is sold.
    paid_for: f64,
}

impl Sums {
    fn add(&mut self, one: &One) {
        let mut cash = 0.0;
        let futures = one.now.iter().zip(&one.new).zip(&one.gains);
        for (place, ((now, new), gain)) in futures.enumerate() {
            let put = |values: &mut Vec<f64>, value: f64| {
                if let Some(sum) = values.get_mut(place) {
                    *sum += value;
                }
            };
            put(&mut self.units, new.units);
            put(&mut self.revenue, new.revenue);
            put(&mut self.margin, new.margin);
            put(&mut self.gain, *gain);
            cash += gain + one.paid_for * (new.units - now.units);
        }
        self.cash += cash / one.now.len().max(1) as f64;
    }
}
