//! The plan: every product planned once and kept, then what a person asks of it: edits, a budget,
//! suppliers' minimum order values.

use super::gather::{Gathered, Item, percent};
use crate::{Engine, clock, error::Result, forecast::Outlook, jobs::Context, workspace::Workspace};
use kontor_api::{
    domain::{Date, Quantity},
    reorder::{ReorderEdit, ReorderTerms},
    settings::ReorderSettings,
};
use kontor_planning::{
    demand::Luck,
    order::{Line, Outcome, Planner, Rules},
    plan::{fill_up, within_budget},
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

/// Drawn paths of demand.
pub const PATHS: usize = 1000;
/// How strongly the luck of a week hangs together with that of the next.
const CORRELATION: f64 = 0.2;
/// Days for which is told when a product runs out.
const HORIZON: u32 = 91;

/// The plan that was made last.
#[derive(Default)]
pub struct Cache(Mutex<Option<(String, Arc<Made>)>>);

/// A plan of every product, before a person changes anything.
pub struct Made {
    /// What it is made of.
    pub gathered: Gathered,
    /// The plan of each product.
    pub planned: Vec<Planned>,
    /// What it rests on.
    pub outlook: Outlook,
    /// What it is made for.
    pub settings: ReorderSettings,
    luck: Luck,
}

/// A planned product.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The line; its steps are empty, but for a line that was asked for.
    pub line: Line,
    /// How much to order: as planned, or as a person, a budget or a minimum made it.
    pub order: Quantity,
    /// What happens with that.
    pub outcome: Outcome,
    /// Whether a person changed it.
    pub is_edited: bool,
}

/// A plan as a person asks for it.
pub struct Plan {
    /// What it is made of.
    pub made: Arc<Made>,
    /// Each product as it is in `made`, or changed.
    pub changed: HashMap<usize, (Item, Planned)>,
    /// What each supplier's minimum did, in the shop's currency: what was ordered more, or what is
    /// missing.
    pub minimums: BTreeMap<String, Minimum>,
}

/// What became of a supplier's minimum order value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Minimum {
    /// Ordered for so many minor units more to reach it.
    FilledUp(i64),
    /// So many minor units are missing.
    Missing(i64),
}

impl Workspace {
    /// Whatever a plan is made from has changed if this has.
    fn plan_key(&self, outlook: &Outlook, settings: &ReorderSettings) -> String {
        format!("{} {} {settings:?}", self.changes(), outlook.key())
    }
}

impl Engine {
    /// The plan of every product; `None` without a forecast or without sales.
    pub(crate) fn made(
        &self,
        workspace: &Workspace,
        terms: &ReorderTerms,
        context: &Context,
    ) -> Result<Option<Arc<Made>>> {
        let Some(last) = workspace.facts()?.data.map(|period| period.to) else { return Ok(None) };
        let Some(outlook) = Outlook::of(workspace)? else { return Ok(None) };
        let mut settings = workspace.settings().reorder;
        if let Some(service) = terms.service_percent {
            settings.service_percent = service;
            settings.class_percent.clear();
        }
        settings.review_days = terms.review_days.unwrap_or(settings.review_days);
        // Why something is not planned is said in a language.
        let key = format!("{:?} {}", context.language, workspace.plan_key(&outlook, &settings));
        // Who asks meanwhile waits for the same plan.
        let mut cache = workspace.reorder.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, made)) = cache.as_ref()
            && *known == key
        {
            return Ok(Some(made.clone()));
        }
        let started = clock::start();
        let (home, as_of) = (workspace.settings().currency, last.tomorrow().unwrap_or(last));
        let buying = kontor_warehouse::buying(&workspace.warehouse, home, as_of, &context.cancel)?;
        let gathered = Gathered::new(buying, &outlook, &settings, (as_of, home), context)?;
        let luck = Luck::new(outlook.card().seed, PATHS, CORRELATION);
        let planned = plan_all(&gathered, &luck, &settings, self.threads(), context)?;
        tracing::info!(
            products = planned.len(),
            seconds = started.elapsed().as_secs_f64(),
            "planned"
        );
        let made = Arc::new(Made { gathered, planned, outlook, settings, luck });
        *cache = Some((key, made.clone()));
        Ok(Some(made))
    }

    /// The plan as a person asks for it.
    pub(super) fn plan(
        &self,
        workspace: &Workspace,
        terms: &ReorderTerms,
        context: &Context,
    ) -> Result<Option<Plan>> {
        let Some(made) = self.made(workspace, terms, context)? else { return Ok(None) };
        let mut plan = Plan { made, changed: HashMap::new(), minimums: BTreeMap::new() };
        for edit in &terms.edits {
            plan.edit(edit);
        }
        let home = plan.made.gathered.home;
        match terms.budget {
            Some(budget) => plan.hold_to(budget.minor(home.minor_digits())),
            None => plan.reach_minimums(),
        }
        Ok(Some(plan))
    }
}

fn rules(settings: &ReorderSettings) -> Rules {
    Rules {
        usual_lead_time: f64::from(settings.usual_lead_days),
        capital_rate: percent(settings.capital_percent),
        horizon: HORIZON,
    }
}

/// Plans products on all threads, each its share of them.
fn plan_all(
    gathered: &Gathered,
    luck: &Luck,
    settings: &ReorderSettings,
    threads: usize,
    context: &Context,
) -> Result<Vec<Planned>> {
    let share = gathered.items.len().div_ceil(threads.max(1)).max(1);
    let of_share = |items: &[Item]| -> Result<Vec<Planned>> {
        let mut planner = Planner::new(luck, rules(settings));
        let mut planned = Vec::with_capacity(items.len());
        for item in items {
            context.cancel.check()?;
            let mut one = plan_one(&mut planner, item, settings, None);
            // The arithmetic of one line is worked out again when somebody asks for it.
            one.line.steps = Vec::new();
            planned.push(one);
        }
        Ok(planned)
    };
    let shares: Vec<Result<Vec<Planned>>> = std::thread::scope(|scope| {
        let work: Vec<_> = gathered
            .items
            .chunks(share)
            .map(|items| scope.spawn(move || of_share(items)))
            .collect();
        // A thread ends with a result; only a defect in it could panic, which goes on here.
        work.into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let mut all = Vec::with_capacity(gathered.items.len());
    for share in shares {
        all.extend(share?);
    }
    Ok(all)
}

/// Plans a product; `order` is how much a person, a budget or a minimum orders of it instead.
fn plan_one(
    planner: &mut Planner,
    item: &Item,
    settings: &ReorderSettings,
    order: Option<Quantity>,
) -> Planned {
    let offers = item.as_offers();
    let line = planner.plan(&item.as_product(&offers, settings));
    let order = order.unwrap_or(line.order);
    let outcome = match line.refused {
        Some(_) => Outcome::default(),
        None => planner.outcome(order),
    };
    Planned { line, order, outcome, is_edited: false }
}

impl Made {
    /// A product planned anew, with its arithmetic, and what happens at these quantities.
    pub fn in_full(
        &self,
        item: &Item,
        order: Option<Quantity>,
        at: impl FnOnce(&Planned) -> Vec<Quantity>,
    ) -> (Planned, Vec<(Quantity, Outcome)>) {
        let mut planner = Planner::new(&self.luck, rules(&self.settings));
        let planned = plan_one(&mut planner, item, &self.settings, order);
        if planned.line.refused.is_some() {
            return (planned, Vec::new());
        }
        let at = at(&planned).into_iter().map(|quantity| (quantity, planner.outcome(quantity)));
        let at = at.collect();
        (planned, at)
    }
}

impl Plan {
    /// A product with its plan.
    pub fn get(&self, place: usize) -> Option<(&Item, &Planned)> {
        if let Some((item, planned)) = self.changed.get(&place) {
            return Some((item, planned));
        }
        self.made.gathered.items.get(place).zip(self.made.planned.get(place))
    }

    /// Every product with its plan.
    pub fn each(&self) -> impl Iterator<Item = (usize, &Item, &Planned)> {
        (0..self.made.planned.len())
            .filter_map(|place| self.get(place).map(|(item, planned)| (place, item, planned)))
    }

    fn edit(&mut self, edit: &ReorderEdit) {
        let gathered = &self.made.gathered;
        let Some(place) = gathered.place(&edit.sku) else { return };
        let Some(mut item) = gathered.items.get(place).cloned() else { return };
        let day = edit.order_on.map(|day: Date| gathered.days_to(day).max(0).unsigned_abs());
        item.choose(edit.supplier.as_deref(), day);
        let order = edit.quantity.map(|quantity| Quantity { milli: quantity.milli.max(0) });
        let (mut planned, _) = self.made.in_full(&item, order, |_| Vec::new());
        planned.is_edited = true;
        self.changed.insert(place, (item, planned));
    }

    /// Orders another quantity of a product than planned.
    fn order(&mut self, place: usize, quantity: Quantity) {
        let Some((item, planned)) = self.get(place) else { return };
        if planned.order == quantity {
            return;
        }
        let item = item.clone();
        let (mut planned, _) = self.made.in_full(&item, Some(quantity), |_| Vec::new());
        planned.line.steps = Vec::new();
        self.changed.insert(place, (item, planned));
    }

    /// Keeps all orders within a sum, in minor units of the shop's currency: what a person entered
    /// goes first, then what earns most. What has no known cost is not bought.
    fn hold_to(&mut self, budget: i64) {
        let (mut left, mut places, mut lines) = (budget, Vec::new(), Vec::new());
        for (place, item, planned) in self.each() {
            if planned.is_edited {
                left -= home_value(item, planned).unwrap_or_default();
            } else if planned.order.milli > 0 {
                places.push(place);
                lines.push(planned.line.clone());
            }
        }
        let bought = within_budget(&lines, left.max(0));
        for (place, quantity) in places.into_iter().zip(bought.quantities) {
            self.order(place, quantity);
        }
    }

    /// Fills up each supplier's order to its minimum, where something is ordered of it.
    fn reach_minimums(&mut self) {
        let gathered = &self.made.gathered;
        let with_minimum: Vec<(String, i64)> = gathered
            .buying
            .suppliers
            .iter()
            .filter_map(|terms| {
                let major = terms.minimum? as f64 / terms.currency.minor_per_major() as f64;
                // Up, so that rounding never stays below.
                Some((
                    terms.supplier.clone(),
                    gathered.at_home(major, terms.currency)?.ceil() as i64,
                ))
            })
            .collect();
        for (supplier, minimum) in with_minimum {
            let (mut fixed, mut places, mut lines) = (0, Vec::new(), Vec::new());
            for (place, item, planned) in self.each() {
                if supplier_of(item, planned) != Some(supplier.as_str()) {
                    continue;
                }
                if planned.is_edited {
                    fixed += home_value(item, planned).unwrap_or_default();
                } else {
                    places.push(place);
                    lines.push(planned.line.clone());
                }
            }
            let value: i64 = lines.iter().filter_map(|line| line.value).sum::<i64>() + fixed;
            if value <= 0 || value >= minimum {
                continue;
            }
            let became = match fill_up(&lines, minimum - fixed) {
                None => Minimum::Missing(minimum - value),
                Some(filled) => {
                    for (place, quantity) in places.into_iter().zip(&filled.quantities) {
                        self.order(place, *quantity);
                    }
                    Minimum::FilledUp(filled.value + fixed - value)
                }
            };
            self.minimums.insert(supplier, became);
        }
    }
}

/// Whom a product is ordered of.
pub fn supplier_of<'a>(item: &'a Item, planned: &Planned) -> Option<&'a str> {
    item.offers.get(planned.line.offer?).map(|offer| offer.supplier.as_str())
}

/// What an order costs in minor units of the shop's currency.
pub fn home_value(item: &Item, planned: &Planned) -> Option<i64> {
    let cost = item.offers.get(planned.line.offer?)?.home_cost_of(planned.order)?;
    Some(kontor_planning::supplier::value(planned.order, cost))
}
