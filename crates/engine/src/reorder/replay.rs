//! What Kontor's orders would have come to in the shop's own past, beside what the merchant did and
//! two rules of thumb.

use super::gather::{days_between, lead_times, percent};
use crate::{
    Engine, Handle,
    error::{Failure, Result},
    jobs::Context,
    replay::{
        Terms,
        figures::Judged,
        forecasts::{ReplayError, Trained, Training},
        judge,
        past::{Booked, Past, PastProduct},
        policies::{Aim, BySales, Planned},
    },
};
use kontor_api::{
    Code,
    domain::{Date, Quantity},
    reorder::{Replay, ReplayFigure, ReplayPolicy, ReplayReorder, ReplayRow},
    settings::{Aim as Wanted, ReorderSettings},
};
use kontor_features::day_number;
use kontor_simulator::replay::{Range, past::Known};
use kontor_warehouse::{Buying, BuyingProduct, Demand};
use std::collections::{HashMap, HashSet};

/// Days at the beginning that do not count.
const WARM_UP: u32 = 28;
/// The least days before the replay from which forecasts are made.
const BEFORE: u32 = 84;
/// Weeks ahead, from one fit to the next, and from one backtest to the next.
const HORIZON: usize = 13;
const FIT_EVERY: usize = 4;
const LEARN_EVERY: usize = 13;
/// What random numbers start from.
const SEED: u64 = 1;

impl Handle<ReplayReorder> for Engine {
    fn handle(&self, request: ReplayReorder, context: &Context) -> Result<Replay> {
        let workspace = self.workspace()?;
        let settings = workspace.settings();
        let home = settings.currency;
        context.stage("Reading the past", "Vergangenheit wird gelesen", 0.0, 0.1);
        let data = workspace.facts()?.data.ok_or_else(|| too_little(0))?;
        let last = data.to;
        let all = u32::try_from(days_between(data.from, last) + 1).unwrap_or_default();
        let judged = request.days.clamp(28, 364).min(all.saturating_sub(BEFORE + WARM_UP));
        if judged < 28 {
            return Err(too_little(all));
        }
        let days = judged + WARM_UP;
        let warehouse = &workspace.warehouse;
        let as_of = last.tomorrow().unwrap_or(last);
        let buying = kontor_warehouse::buying(warehouse, home, as_of, &context.cancel)?;
        let demand = kontor_warehouse::demand(warehouse, home, last, &context.cancel)?;
        let (past, left_out) = past(&buying, &demand, &settings.reorder, (as_of, all, days));
        if past.products.is_empty() {
            return Err(no_receipts());
        }
        let (situation, mut source) = past.replay(days, WARM_UP);
        let aim = match settings.reorder.aim {
            Wanted::FillRate => Aim::FillRate(percent(settings.reorder.service_percent)),
            Wanted::CycleService => Aim::CycleService(percent(settings.reorder.service_percent)),
            Wanted::Cost => Aim::Cost,
        };
        let paths = request.paths.clamp(2, 50);
        context.cancel.check()?;
        context.stage("What you did", "Was Sie getan haben", 0.1, 0.1);
        let merchant = past.merchant(&situation, &mut source, paths, SEED);
        context.cancel.check()?;
        context.stage("Rules of thumb", "Faustregeln", 0.2, 0.1);
        let mut point = BySales::reorder_point(&situation, aim);
        let point = judge(&situation, &mut source, &mut point, paths, SEED);
        let mut naive = BySales::naive(&situation);
        let naive = judge(&situation, &mut source, &mut naive, paths, SEED);
        context.cancel.check()?;
        context.stage("Kontor's orders", "Kontors Bestellungen", 0.3, 0.7);
        let training = Training {
            horizon: HORIZON,
            fit_every: FIT_EVERY,
            learn_every: LEARN_EVERY,
            threads: self.threads(),
        };
        let trained = Trained::new(&situation, training).map_err(|error| failed(&error))?;
        let mut planned = Planned::new(&situation, trained, aim, SEED);
        let own = judge(&situation, &mut source, &mut planned, paths, SEED);
        if let Some(error) = planned.forecasts.failure() {
            return Err(failed(&error));
        }
        let row = |policy, judged: &Judged| ReplayRow {
            policy,
            stock_outs: figure(judged.stock_outs),
            fill_rate: figure(judged.fill_rate),
            capital: figure(judged.capital),
            overstock: figure(judged.overstock),
            cost: figure(judged.cost),
            profit: figure(judged.profit),
        };
        Ok(Replay {
            from: as_of.saturating_sub(jiff::Span::new().days(i64::from(judged))),
            to: last,
            products: past.products.len() as u64,
            left_out,
            paths,
            currency: home,
            rows: vec![
                row(ReplayPolicy::Kontor, &own),
                row(ReplayPolicy::Merchant, &merchant),
                row(ReplayPolicy::ReorderPoint, &point),
                row(ReplayPolicy::Naive, &naive),
            ],
            definition: definition(context).to_owned(),
        })
    }
}

fn figure(range: Range) -> ReplayFigure {
    ReplayFigure { mean: range.mean, low: range.low, high: range.high }
}

/// The past of products of which stock and receipts are known, and how many others sold.
fn past(
    buying: &Buying,
    demand: &Demand,
    settings: &ReorderSettings,
    (as_of, all, days): (Date, u32, u32),
) -> (Past, u64) {
    let leads = lead_times(buying);
    let received: HashSet<&str> = buying
        .ordered
        .iter()
        .filter(|line| line.received_on.is_some())
        .map(|line| line.sku.as_str())
        .collect();
    let by_sku: HashMap<&str, &BuyingProduct> =
        buying.products.iter().map(|product| (product.sku.as_str(), product)).collect();
    let first = day_number(as_of) - i32::try_from(all).unwrap_or_default();
    let mut sold = vec![Vec::<(u32, f64, f64)>::new(); demand.articles.len()];
    let rows = demand.article.iter().zip(&demand.day).zip(&demand.units);
    let paid = demand.paid.iter().zip(&demand.paid_units);
    let numbers: HashMap<u32, usize> = demand
        .articles
        .iter()
        .enumerate()
        .map(|(place, article)| (article.number, place))
        .collect();
    for (((article, day), units), (paid, paid_units)) in rows.zip(paid) {
        let place = numbers.get(article).and_then(|place| sold.get_mut(*place));
        if let (Some(sold), Ok(day)) = (place, u32::try_from(day - first)) {
            let price = if *paid_units > 0.0 { paid / paid_units } else { 0.0 };
            sold.push((day, *units, price));
        }
    }
    let mut products = Vec::new();
    let mut left_out = 0;
    for (article, sold) in demand.articles.iter().zip(&sold) {
        let product = by_sku.get(article.sku.as_str());
        let is_known = received.contains(article.sku.as_str());
        let known = product.filter(|product| is_known && product.on_hand.is_some());
        let Some(product) = known.filter(|product| product.price.is_some() && !article.is_archived)
        else {
            left_out += u64::from(!sold.is_empty());
            continue;
        };
        let out: Vec<(i32, i32)> = demand
            .out_of_stock
            .iter()
            .filter(|span| span.article == article.number)
            .map(|span| (span.from - first, span.to - first))
            .collect();
        let one = OneProduct { product, sold, out: &out, as_of, all, days };
        products.extend(one.past(buying, &leads, settings));
    }
    let past = Past {
        end: as_of,
        products,
        country: None,
        promotions: Vec::new(),
        order_cost: 0,
        capital_rate: percent(settings.capital_percent),
    };
    (past, left_out)
}

/// What is known of one product.
struct OneProduct<'a> {
    product: &'a BuyingProduct,
    /// Day from the first, units, price.
    sold: &'a [(u32, f64, f64)],
    /// Days without stock.
    out: &'a [(i32, i32)],
    as_of: Date,
    /// Days of the shop, and of the replay.
    all: u32,
    days: u32,
}

impl OneProduct<'_> {
    fn past(
        &self,
        buying: &Buying,
        leads: &HashMap<String, kontor_planning::lead_time::LeadTime>,
        settings: &ReorderSettings,
    ) -> Option<PastProduct> {
        let first_sold = self.sold.iter().map(|(day, ..)| *day).min()?;
        let length = (self.all - first_sold) as usize;
        let mut units = vec![0.0; length];
        let mut prices = vec![0.0; length];
        for (day, sold, price) in self.sold {
            let place = (*day - first_sold) as usize;
            if let Some((units, paid)) = units.get_mut(place).zip(prices.get_mut(place)) {
                *units += sold;
                *paid = *price;
            }
        }
        let (mut ordered, mut received) = (vec![0.0; length], vec![0.0; length]);
        let start = i32::try_from(self.all).ok()? - i32::try_from(self.days).ok()?;
        let mut incoming = Vec::new();
        let place = |day: Date| {
            let from = i32::try_from(self.all).ok()? - days_between(day, self.as_of);
            usize::try_from(from - i32::try_from(first_sold).ok()?).ok()
        };
        let of = buying.ordered.iter().filter(|line| line.sku == self.product.sku);
        let mut supplier = None;
        for line in of {
            supplier = supplier.or(line.supplier.as_deref());
            if let Some(slot) = line.ordered.and_then(place).and_then(|at| ordered.get_mut(at)) {
                *slot += line.quantity.units();
            }
            let Some(day) = line.received_on else { continue };
            if let Some(slot) = place(day).and_then(|at| received.get_mut(at)) {
                *slot += line.received.units();
            }
            let arrives = i32::try_from(self.all).ok()? - days_between(day, self.as_of) - start;
            let was_ordered = line.ordered.map_or(i32::MIN, |ordered| {
                i32::try_from(self.all).unwrap_or_default() - days_between(ordered, self.as_of)
            });
            if arrives >= 0 && was_ordered < start {
                let units = line.received.units().round() as u32;
                incoming.push((arrives.unsigned_abs(), units));
            }
        }
        // What was there follows backwards from the last count.
        let mut stock = self.product.on_hand?.units().max(0.0);
        let mut evenings = vec![0.0; length];
        for (evening, (sold, came)) in evenings.iter_mut().zip(units.iter().zip(&received)).rev() {
            *evening = stock;
            stock = (stock + sold - came).max(0.0);
        }
        let usual = self.product.price?;
        let mut price = prices.iter().copied().find(|price| *price > 0.0).unwrap_or(usual);
        let days = (0..length).map(|place| {
            let at = |values: &[f64]| values.get(place).copied().unwrap_or_default();
            if at(&prices) > 0.0 {
                price = at(&prices);
            }
            let day = i32::try_from(place).unwrap_or_default() + first_sold as i32;
            let is_out = self.out.iter().any(|(from, to)| (*from..=*to).contains(&day));
            Booked {
                known: Known {
                    sold: at(&units).round().max(0.0) as u32,
                    in_stock: !is_out && at(&evenings) >= 0.5,
                    price: price.round() as i64,
                },
                stock: at(&evenings).round() as u32,
                ordered: at(&ordered).round() as u32,
            }
        });
        let days = days.collect();
        let offer = buying.offers.iter().find(|offer| {
            offer.sku == self.product.sku && supplier.is_none_or(|name| offer.supplier == name)
        });
        let lead = supplier.and_then(|name| leads.get(name));
        let lead =
            lead.map_or((f64::from(settings.usual_lead_days), 0.0), |lead| (lead.mean, lead.sd));
        let whole = |quantity: Quantity| (quantity.units().ceil() as u32).max(1);
        let cost =
            self.product.cost.zip(self.product.cost_currency).and_then(|(cost, currency)| {
                let rate = buying.rates.get(&currency)?;
                Some(cost * rate)
            });
        Some(PastProduct {
            days,
            incoming,
            terms: Terms {
                minimum: offer.map_or(1, |offer| whole(offer.minimum)),
                pack: offer.map_or(1, |offer| whole(offer.pack)),
                smallest: 1,
                order_weekdays: weekdays(settings.review_days),
                category: 0,
            },
            lead_time: lead,
            cost: cost?.round() as i64,
            elasticity: 0.0,
        })
    }
}

/// The weekdays that a review of so many days falls on: Mondays, or more often where it is shorter.
fn weekdays(review: u16) -> Vec<u8> {
    match review {
        0 | 1 => Vec::new(),
        2 => vec![0, 2, 4],
        3 | 4 => vec![0, 3],
        _ => vec![0],
    }
}

fn definition(context: &Context) -> &'static str {
    context.say(
        "The days are lived through again with the same demand, lead times, packs and prices, ordering each week; what was wanted on days without stock is drawn from what sold before, the same for all. Kontor: its own plan, on forecasts of the past only. You: what was ordered and received. Reorder point: mean sales and z·σ·√(lead time + review). A month: sales of the last 30 days for lead time and 30 days. Stock-outs: share of order cycles in which something was missing. Fill rate: share of units wanted that were sold. Capital: stock at cost on an average evening; too much: what of it does not sell within lead time and review. Cost: a year's capital rate for those days and the margin of lost sales. Profit: margin of what was sold, less that rate. Stock of the past follows backwards from the last count. Ranges hold in nine of ten drawings.",
        "Die Tage werden noch einmal durchlebt, mit demselben Bedarf, denselben Lieferzeiten, Packungen und Preisen, und jede Woche wird bestellt; was an Tagen ohne Bestand gewollt war, wird aus dem gezogen, was zuvor verkauft wurde, für alle gleich. Kontor: der eigene Plan, auf Prognosen nur aus der Vergangenheit. Sie: was bestellt wurde und kam. Meldebestand: mittlerer Verkauf und z·σ·√(Lieferzeit + Zyklus). Ein Monat: Verkäufe der letzten 30 Tage für Lieferzeit und 30 Tage. Fehlbestand: Anteil der Bestellzyklen, in denen etwas fehlte. Lieferfähigkeit: Anteil der gewollten Stück, die verkauft wurden. Kapital: Bestand zu Kosten an einem mittleren Abend; zu viel: was davon nicht innerhalb von Lieferzeit und Zyklus verkauft wird. Kosten: Kapitalzins für diese Tage und Marge entgangener Verkäufe. Gewinn: Marge des Verkauften abzüglich dieses Zinses. Der Bestand von damals folgt rückwärts aus der letzten Zählung. Bereiche gelten in neun von zehn Ziehungen.",
    )
}

fn too_little(days: u32) -> Failure {
    let needed = BEFORE + WARM_UP + 28;
    Failure::new(
        Code::Conflict,
        format!("There are {days} days of sales; living through them again needs {needed}."),
        format!(
            "Es gibt {days} Tage mit Verkäufen; sie noch einmal zu durchleben braucht {needed}."
        ),
    )
    .hint("Import older sales.", "Importieren Sie ältere Verkäufe.")
}

fn no_receipts() -> Failure {
    Failure::new(
        Code::Conflict,
        "Of no product both a stock count and received purchase orders are known, so nobody knows what was done.",
        "Von keinem Artikel sind Bestand und Wareneingänge bekannt; so weiß niemand, was getan wurde.",
    )
    .hint(
        "Import purchase orders with the days on which goods came, and a stock count.",
        "Importieren Sie Bestellungen mit den Tagen der Wareneingänge, und einen Bestand.",
    )
}

fn failed(error: &ReplayError) -> Failure {
    match error {
        ReplayError::Features(error) => Failure::new(
            Code::Internal,
            format!("The calendar could not be read: {error}."),
            format!("Der Kalender ließ sich nicht lesen: {error}."),
        ),
        ReplayError::Stopped(_) => Failure::new(
            Code::Internal,
            "A forecast of the past failed, so there is nothing to compare.",
            "Eine Prognose der Vergangenheit ist gescheitert; es gibt nichts zu vergleichen.",
        ),
    }
}
