//! What is shown of a plan: rows, what is ordered of each supplier, what is to be paid, what is to be
//! moved first.

use super::{
    gather::{Gathered, Item, days_between, is_open},
    is_in,
    make::{Made, Minimum, PATHS, Plan, Planned, supplier_of},
    words,
};
use crate::jobs::Context;
use kontor_api::{
    domain::{Currency, Date, Locale, Money, Quantity},
    reorder::{
        CashWeek, GetReorder, Reorder, ReorderBasis, ReorderRow, ReorderSort, ReorderTerms,
        SupplierOrder, Transfer, Urgency,
    },
};
use kontor_features::{date_of, day_number, monday, week_of};
use kontor_planning::order::Refusal;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

/// Days of sales beyond its need from which a product has too much.
const MUCH_DAYS: f64 = 91.0;
/// Sales a day below which a product does not sell to speak of: one in a quarter.
const DEAD_A_DAY: f64 = 1.0 / 91.0;
/// Decimals of a cost.
const COST_DIGITS: u32 = 6;

/// What one request asks for.
pub fn reorder(
    plan: &Plan,
    terms: &ReorderTerms,
    request: &GetReorder,
    definition: String,
    context: &Context,
) -> Reorder {
    let home = plan.made.gathered.home;
    let says = Says::new(plan, context);
    let mut counts = vec![0; Urgency::ALL.len()];
    let (mut at_stake, mut still_lost, mut overstock) = (0.0, 0.0, 0.0);
    let mut places = Vec::new();
    let search = request.search.as_deref().map(str::trim).unwrap_or_default().to_lowercase();
    for (place, item, planned) in plan.each() {
        let urgency = urgency(item, planned, &plan.made);
        let of_urgency = Urgency::ALL.iter().position(|each| *each == urgency);
        if let Some(count) = of_urgency.and_then(|place| counts.get_mut(place)) {
            *count += 1;
        }
        let orders = planned.order.milli > 0;
        if let Some(margin) = item.margin().filter(|_| orders) {
            at_stake += margin * planned.line.missing_without;
            still_lost += margin * planned.outcome.missing;
        }
        overstock += planned.line.overstock.units() * item.cost.unwrap_or_default();
        let supplier = supplier_of(item, planned).unwrap_or_default();
        let found = |text: &str| text.to_lowercase().contains(&search);
        let is_asked = is_in(request.part, urgency, orders || planned.is_edited)
            && request.supplier.as_deref().is_none_or(|asked| asked == supplier)
            && (search.is_empty()
                || found(&item.product.sku)
                || found(&item.product.title)
                || found(supplier));
        if is_asked {
            places.push(place);
        }
    }
    let suppliers = says.suppliers();
    sort(&mut places, plan, &suppliers, request.sort);
    let total = places.len() as u64;
    let offset = usize::try_from(request.offset).unwrap_or(usize::MAX);
    let asked = places.into_iter().skip(offset).take(request.limit as usize);
    let rows = asked.filter_map(|place| says.row(place)).collect();
    let mut cost = Vec::new();
    for order in &suppliers {
        add(&mut cost, order.cost);
    }
    let money = |minor: f64| Money::new(minor.round() as i64, home);
    Reorder {
        basis: Some(says.basis(terms)),
        cost,
        at_stake: money(at_stake),
        still_lost: money(still_lost),
        counts,
        overstock: money(overstock),
        cash: says.cash(),
        transfers: says.transfers(),
        suppliers,
        total,
        rows,
        definition,
    }
}

/// How urgent a product is.
fn urgency(item: &Item, planned: &Planned, made: &Made) -> Urgency {
    let line = &planned.line;
    let has_stock = item.product.on_hand.is_some_and(|stock| stock.milli > 0);
    match line.refused {
        // Nothing is forecast of what nobody bought for a year.
        Some(Refusal::NoForecast) if has_stock && is_over(item, made) => return Urgency::Dead,
        Some(_) => return Urgency::NotPlanned,
        None => {}
    }
    let review = i64::from(made.settings.review_days.max(1));
    let a_day = line.a_day;
    let overstock = line.overstock.units();
    match line.latest_order_day {
        _ if planned.order.milli > 0 && is_late(item, planned) => Urgency::Late,
        _ if planned.order.milli > 0 => Urgency::Now,
        _ if has_stock && a_day < DEAD_A_DAY => Urgency::Dead,
        _ if overstock > a_day * MUCH_DAYS => Urgency::Overstock,
        Some(day) if day <= i64::from(line.order_day) + 2 * review => Urgency::Soon,
        _ => Urgency::Enough,
    }
}

/// Whether it is more likely than the target allows, and by as much again, that a product runs out
/// before an order can come; never below one in ten.
fn is_late(item: &Item, planned: &Planned) -> bool {
    let allowed = 1.0 - item.target.service();
    planned.line.run_out.before_arrival > (2.0 * allowed).max(0.1)
}

/// Whether a product has not been sold for half a year, or is no longer sold.
fn is_over(item: &Item, made: &Made) -> bool {
    let last = item.product.last_sold;
    item.product.is_archived || last.is_none_or(|day| days_between(day, made.gathered.as_of) > 182)
}

fn sort(places: &mut [usize], plan: &Plan, suppliers: &[SupplierOrder], by: ReorderSort) {
    let rank: HashMap<&str, usize> =
        suppliers.iter().enumerate().map(|(rank, order)| (order.supplier.as_str(), rank)).collect();
    places.sort_by_cached_key(|place| {
        let (item, planned) = plan.get(*place)?;
        // A line keeps its place while a person changes how much of it is ordered.
        let made = &plan.made;
        let (whole, before) = made.gathered.items.get(*place).zip(made.planned.get(*place))?;
        let supplier = match by {
            ReorderSort::Supplier => {
                rank.get(supplier_of(item, planned).unwrap_or_default()).copied()
            }
            ReorderSort::Urgency | ReorderSort::Sku => None,
        };
        let stake = whole.margin().unwrap_or_default() * before.line.missing_without;
        let urgency = urgency(whole, before, made);
        let urgent = (by != ReorderSort::Sku).then_some((urgency, Reverse(stake.round() as i64)));
        Some((supplier, urgent, item.product.sku.clone()))
    });
}

/// Says things of a plan in a language.
pub struct Says<'a> {
    plan: &'a Plan,
    context: &'a Context,
    locale: Locale,
}

impl<'a> Says<'a> {
    /// Of a plan.
    pub fn new(plan: &'a Plan, context: &'a Context) -> Says<'a> {
        let home = plan.made.gathered.home;
        Says { plan, context, locale: Locale { language: context.language, home: Some(home) } }
    }

    fn gathered(&self) -> &Gathered {
        &self.plan.made.gathered
    }

    /// A day so many days from the plan's.
    pub fn day(&self, days: i64) -> Date {
        let from = i64::from(day_number(self.gathered().as_of));
        date_of(i32::try_from(from + days).unwrap_or(i32::MAX))
    }

    fn home(&self, minor: f64) -> Money {
        Money::new(minor.round() as i64, self.gathered().home)
    }

    /// A product.
    pub fn row(&self, place: usize) -> Option<ReorderRow> {
        let (item, planned) = self.plan.get(place)?;
        let (product, line) = (&item.product, &planned.line);
        let offer = line.offer.and_then(|offer| item.offers.get(offer));
        let all = self.gathered().items.get(place).map_or(&item.offers, |item| &item.offers);
        let named = |name: &String| (!name.is_empty()).then(|| name.clone());
        let supplier = offer.and_then(|offer| named(&offer.supplier));
        let others = all.iter().map(|offer| &offer.supplier);
        let others = others.filter(|name| Some(*name) != supplier.as_ref()).cloned();
        let urgency = urgency(item, planned, &self.plan.made);
        let (unit_cost, cost) = cost(item, planned);
        let step = item
            .as_offers()
            .get(line.offer.unwrap_or_default())
            .map_or(item.smallest().milli, |offer| offer.step(item.smallest()));
        let incoming = item.incoming.iter().map(|some| some.quantity.milli).sum();
        let margin = item.margin();
        Some(ReorderRow {
            sku: product.sku.clone(),
            title: product.title.clone(),
            urgency,
            supplier_sku: offer.and_then(|offer| offer.supplier_sku.clone()),
            other_suppliers: others.collect(),
            supplier,
            on_hand: product.on_hand,
            committed: product.committed,
            incoming: Quantity { milli: incoming },
            cover_days: line.cover_days,
            runs_out: line.run_out.day.map(|day| self.day(i64::from(day))),
            risk: line.run_out.before_arrival,
            risk_with: planned.outcome.risk,
            order: planned.order,
            suggested: self.plan.made.planned.get(place).map_or(planned.order, |made| made.order),
            step: Quantity { milli: step },
            unit_cost,
            cost,
            order_on: self.day(i64::from(line.order_day)),
            decide_by: line.latest_order_day.map(|day| self.day(day)),
            arrives: self.day(i64::from(line.arrival_day)),
            missing_without: line.missing_without,
            missing_with: planned.outcome.missing,
            at_stake: margin.map(|margin| self.home(margin * line.missing_without)),
            overstock: line.overstock,
            overstock_cost: item.cost.map(|cost| self.home(cost * line.overstock.units())),
            class: item.class.clone(),
            service_percent: 100.0 * item.target.service(),
            is_edited: planned.is_edited,
            remarks: words::remarks(item, planned, urgency, self.locale, self.context),
        })
    }

    /// What is ordered of each supplier, most at stake first; nobody last.
    pub fn suppliers(&self) -> Vec<SupplierOrder> {
        let mut by_supplier = BTreeMap::<&str, Vec<usize>>::new();
        for terms in &self.gathered().buying.suppliers {
            by_supplier.entry(&terms.supplier).or_default();
        }
        let mut ordered = BTreeMap::<&str, Vec<(usize, &Item, &Planned)>>::new();
        for (place, item, planned) in
            self.plan.each().filter(|(_, _, planned)| planned.order.milli > 0)
        {
            let supplier = supplier_of(item, planned).unwrap_or_default();
            ordered.entry(supplier).or_default().push((place, item, planned));
        }
        for name in ordered.keys() {
            by_supplier.entry(name).or_default();
        }
        let none = Vec::new();
        let mut suppliers: Vec<SupplierOrder> = by_supplier
            .keys()
            .map(|name| self.supplier(name, ordered.get(name).unwrap_or(&none)))
            .collect();
        suppliers.sort_by(|a, b| {
            let key = |order: &SupplierOrder| {
                (order.lines == 0, order.supplier.is_empty(), Reverse(order.at_stake.minor))
            };
            key(a).cmp(&key(b)).then_with(|| a.supplier.cmp(&b.supplier))
        });
        suppliers
    }

    fn supplier(&self, name: &str, lines: &[(usize, &Item, &Planned)]) -> SupplierOrder {
        let terms = self.gathered().terms(name);
        let mut total: Option<Money> = None;
        let mut without_cost = 0;
        let (mut at_stake, mut below, mut above) = (0.0, 0.0, 0.0);
        let mut decide_by: Option<i64> = None;
        let mut arrives: Option<u32> = None;
        let mut is_late = false;
        for (_, item, planned) in lines {
            match cost(item, planned).1 {
                Some(cost) => match &mut total {
                    None => total = Some(cost),
                    Some(sum) if sum.currency == cost.currency => sum.minor += cost.minor,
                    // One supplier's products in two currencies: the second cannot be added.
                    Some(_) => without_cost += 1,
                },
                None => without_cost += 1,
            }
            let line = &planned.line;
            let margin = item.margin().unwrap_or_default();
            let (low, high) = line.missing_range;
            at_stake += margin * line.missing_without;
            // What is missing of one product says little of another.
            below += (margin * (line.missing_without - low)).powi(2);
            above += (margin * (high - line.missing_without)).powi(2);
            is_late |= self::is_late(item, planned);
            let day = line.latest_order_day.unwrap_or_else(|| i64::from(line.order_day));
            decide_by = Some(decide_by.map_or(day, |known| known.min(day)));
            arrives = Some(arrives.map_or(line.arrival_day, |known| known.max(line.arrival_day)));
        }
        // Not before the day on which somebody reads this.
        let decide_by = decide_by.map(|day| self.day(day.max(0)));
        let minimum = self.plan.minimums.get(name);
        SupplierOrder {
            supplier: name.to_owned(),
            lines: lines.len() as u64,
            cost: total,
            without_cost,
            terms: words::terms(terms, self.gathered().leads.get(name), self.locale, self.context),
            filled_up: minimum.and_then(|minimum| match minimum {
                Minimum::FilledUp(more) => {
                    Some(words::filled_up(self.home(*more as f64), self.locale, self.context))
                }
                Minimum::Missing(_) => None,
            }),
            obstacle: self.obstacle(name, total),
            at_stake: self.home(at_stake),
            low: self.home((at_stake - below.sqrt()).max(0.0)),
            high: self.home(at_stake + above.sqrt()),
            decide_by,
            is_late,
            arrives: arrives.map(|day| self.day(i64::from(day))),
            says: words::supplier_says(self, lines, self.locale, self.context),
        }
    }

    /// Why an order cannot be sent as it is.
    fn obstacle(&self, name: &str, total: Option<Money>) -> Option<String> {
        let minimum = Money::new(self.gathered().terms(name)?.minimum?, total?.currency);
        (total?.minor < minimum.minor && total?.minor > 0)
            .then(|| words::below_minimum(minimum, total?, self.locale, self.context))
            .flatten()
    }

    fn basis(&self, terms: &ReorderTerms) -> ReorderBasis {
        let made = &self.plan.made;
        let settings = &made.settings;
        let counted = self.gathered().items.iter().filter_map(|item| item.product.counted).max();
        let is_same = settings.class_percent.is_empty();
        let mut basis = ReorderBasis {
            as_of: self.gathered().as_of,
            forecast: made.outlook.card().id.clone(),
            newer_weeks: made.outlook.newer_weeks,
            counted,
            service_percent: is_same.then_some(settings.service_percent),
            review_days: settings.review_days,
            paths: PATHS as u32,
            says: String::new(),
        };
        basis.says = words::basis(&basis, terms, self.locale, self.context);
        basis
    }

    /// What is to be paid: with the invoice where the supplier gives time, else on ordering.
    fn cash(&self) -> Vec<CashWeek> {
        let mut weeks = BTreeMap::<i64, (Vec<Money>, Vec<Money>)>::new();
        let gathered = self.gathered();
        let pay = |supplier: &str, ordered: i64, arrives: i64| {
            let days = gathered.terms(supplier).and_then(|terms| terms.payment_days);
            days.map_or(ordered, |days| arrives + i64::from(days))
        };
        let week = |day: i64| week_of(day_number(self.day(day.max(0))));
        for (_, item, planned) in self.plan.each().filter(|(_, _, planned)| planned.order.milli > 0)
        {
            let line = &planned.line;
            let supplier = supplier_of(item, planned).unwrap_or_default();
            let day = pay(supplier, i64::from(line.order_day), i64::from(line.arrival_day));
            add(&mut weeks.entry(week(day)).or_default().0, cost(item, planned).1);
        }
        for line in gathered.buying.ordered.iter().filter(|line| is_open(line)) {
            let ordered = line.ordered.map_or(0, |day| i64::from(gathered.days_to(day)));
            let arrives = line.expected.map_or(0, |day| i64::from(gathered.days_to(day)));
            let day = pay(line.supplier.as_deref().unwrap_or_default(), ordered, arrives.max(0));
            // What was paid on ordering is paid.
            if day < 0 {
                continue;
            }
            let open = Quantity { milli: line.quantity.milli - line.received.milli };
            let amount = line.cost.as_deref().and_then(|cost| amount(open, cost, line.currency));
            add(&mut weeks.entry(week(day)).or_default().1, amount);
        }
        weeks
            .into_iter()
            .filter(|(_, (planned, under_way))| !planned.is_empty() || !under_way.is_empty())
            .map(|(week, (planned, under_way))| CashWeek {
                week: date_of(monday(week)),
                planned,
                under_way,
            })
            .collect()
    }

    /// Where one place has more than it sells until an order comes and another too little.
    fn transfers(&self) -> Vec<Transfer> {
        let mut by_product = BTreeMap::<&str, Vec<(&str, f64, f64)>>::new();
        for place in &self.gathered().buying.places {
            let all = by_product.entry(&place.sku).or_default();
            all.push((&place.location, place.available.units(), place.a_day));
        }
        let mut transfers = Vec::new();
        for (sku, places) in by_product {
            let found = self.gathered().place(sku).and_then(|place| self.plan.get(place));
            let Some((item, planned)) = found.filter(|(_, planned)| planned.line.refused.is_none())
            else {
                continue;
            };
            let days = f64::from(planned.line.arrival_day.max(1));
            let need = |(_, stock, a_day): &&(&str, f64, f64)| a_day * days - stock.max(0.0);
            let Some(to) = places.iter().max_by(|a, b| need(a).total_cmp(&need(b))) else {
                continue;
            };
            let Some(from) = places.iter().min_by(|a, b| need(a).total_cmp(&need(b))) else {
                continue;
            };
            let units = need(&to).min(-need(&from)).floor();
            if units < 1.0 || to.0 == from.0 {
                continue;
            }
            let quantity = Quantity::whole(units as i64);
            transfers.push(Transfer {
                sku: sku.to_owned(),
                title: item.product.title.clone(),
                from: from.0.to_owned(),
                to: to.0.to_owned(),
                quantity,
                says: words::transfer(*from, *to, days, self.locale, self.context),
            });
        }
        transfers
    }
}

/// What one costs and what the order costs, in the supplier's currency.
pub fn cost(item: &Item, planned: &Planned) -> (Option<String>, Option<Money>) {
    let offer = planned.line.offer.and_then(|place| item.offers.get(place));
    let Some(offer) = offer else { return (None, None) };
    let Some(text) = offer.cost_of(planned.order) else { return (None, None) };
    (Some(plain(text)), amount(planned.order, text, offer.currency))
}

/// What so many units cost, exactly, rounded half away from zero once.
pub fn amount(quantity: Quantity, unit_cost: &str, currency: Currency) -> Option<Money> {
    let scaled = scaled(unit_cost)?;
    let product =
        i128::from(quantity.milli) * i128::from(scaled) * i128::from(currency.minor_per_major());
    let scale = 1000 * 10_i128.pow(COST_DIGITS);
    let minor = (product + scale / 2 * product.signum()) / scale;
    Some(Money::new(i64::try_from(minor).ok()?, currency))
}

/// A number with a decimal point, in millionths.
pub fn scaled(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let decimals = format!("{decimals:0<width$}", width = COST_DIGITS as usize);
    let decimals: i64 = decimals.get(..COST_DIGITS as usize)?.parse().ok()?;
    let whole: i64 = whole.parse().ok()?;
    Some(sign * whole.checked_mul(10_i64.pow(COST_DIGITS))?.checked_add(decimals)?)
}

/// Without needless zeros.
pub fn plain(text: &str) -> String {
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    }
}

/// Adds an amount to those of its currency.
pub fn add(sums: &mut Vec<Money>, amount: Option<Money>) {
    let Some(amount) = amount.filter(|amount| amount.minor != 0) else { return };
    match sums.iter_mut().find(|sum| sum.currency == amount.currency) {
        Some(sum) => sum.minor = sum.minor.saturating_add(amount.minor),
        None => sums.push(amount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_costs_its_units_at_the_exact_cost_rounded_once() {
        let eur: Currency = "EUR".parse().unwrap();
        let of = |milli, cost| amount(Quantity { milli }, cost, eur).unwrap().minor;
        assert_eq!(of(144_000, "4.80"), 69_120);
        assert_eq!(of(3_000, "0.333333"), 1_00);
        assert_eq!(of(1_500, "0.01"), 2);
        assert_eq!(of(1_000_000, "1234567.891234"), 123_456_789_123);
        assert_eq!(amount(Quantity::whole(1), "four", eur), None);
        let yen: Currency = "JPY".parse().unwrap();
        assert_eq!(amount(Quantity::whole(3), "99.5", yen), Some(Money::new(299, yen)));
    }

    #[test]
    fn costs_stand_without_needless_zeros() {
        assert_eq!(["4.800000", "12.000", "0.333333"].map(plain), ["4.8", "12", "0.333333"]);
        assert_eq!(plain("100"), "100");
    }
}
