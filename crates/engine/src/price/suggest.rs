//! What rules and models would ask for each product.

use super::{
    gather::{Answered, FUTURES, Priced},
    go_on,
};
use crate::{Engine, error::Result, jobs::Context, workspace::Workspace};
use kontor_api::price::{PriceGoal, PriceSource, PriceTerms};
use kontor_pricing::{
    clearance::markdown,
    elasticity::{Reason, Verdict},
    guards::{Held, candidates},
    suggest::{
        Choice, LIKELY, Objective, Source, at_a_sale, cost_plus, fitted, flash_sale, margins,
    },
    what_if::{Future, Outcome, Range, at_price, at_prices, better, gains, range},
};
use std::sync::{Arc, PoisonError};

/// Prices that are tried for a product.
const CANDIDATES: usize = 21;
/// Prices that are tried for paths of markdowns.
const STEPS: usize = 8;
/// What is left over at the end brings in this share of its cost.
const SALVAGE: f64 = 0.5;
/// What a unit left over is taken to lose where all must go, as shares of its price, one after another.
const LOSSES: [f64; 3] = [0.5, 1.0, 3.0];
/// A stock counts as sold by a day where so many futures sell it.
const HALF: f64 = 0.5;
/// All suggestions together earn more in at least this share of futures, so that the 95 % range of their gain
/// lies above nothing: what is not known of a category, or of the whole shop, goes against all of them at once.
const TOGETHER: f64 = 0.975;

/// What a price comes to, in minor units over the weeks.
#[derive(Debug, Clone)]
pub struct Judged {
    /// What made it.
    pub source: PriceSource,
    /// The price.
    pub price: i64,
    /// Later prices, by days from now.
    pub later: Vec<(f64, i64)>,
    /// Net revenue, expected.
    pub revenue: f64,
    /// Margin.
    pub margin: Range,
    /// Margin more than with the price kept.
    pub gain: Range,
    /// Units.
    pub units: Range,
    /// The probability that it earns more.
    pub better: f64,
    /// The probability that nothing is left at the end of the weeks.
    pub sold_out: f64,
}

/// Why no other price is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Nothing is forecast.
    NoForecast,
    /// Nobody knows what is asked.
    NoPrice,
    /// Nobody knows what it costs.
    NoCost,
    /// Nobody knows how much of it is there to be sold.
    NoStock,
    /// Nobody can tell what a price does; the reason, where the product was looked at.
    NotKnown(Option<Reason>),
    /// A guard holds it.
    Held(Held),
    /// Another price would probably earn more, but with it all suggestions together were too unsure.
    Unsure,
    /// The price is the best of those allowed.
    Best,
}

/// Suggestions for every product.
pub struct Suggested {
    /// For each product the suggestion, or why there is none.
    pub of: Vec<One>,
    /// What all suggestions gain together.
    pub gain: Range,
}

impl Engine {
    /// Suggestions for every product, kept until something changes.
    pub(super) fn suggested(
        &self,
        workspace: &Workspace,
        priced: &Arc<Priced>,
        terms: &PriceTerms,
        context: &Context,
    ) -> Result<Arc<Suggested>> {
        let mut cache = workspace.prices.suggested.lock().unwrap_or_else(PoisonError::into_inner);
        let before =
            cache.as_ref().filter(|known| known.of.key == priced.key && known.terms == *terms);
        if let Some(before) = before.filter(|before| Arc::ptr_eq(&before.of, priced)) {
            return Ok(before.suggested.clone());
        }
        let suggested = Arc::new(suggest_all(priced, terms, before, self.threads(), context)?);
        *cache = Some(Answered {
            of: priced.clone(),
            terms: terms.clone(),
            suggested: suggested.clone(),
        });
        Ok(suggested)
    }
}

/// The share of futures in which nothing is left; 0 where no stock is known.
fn share_sold_out(outcomes: &[Outcome]) -> f64 {
    let is_out = |outcome: &&Outcome| outcome.left.is_some_and(|left| left <= 0.0);
    outcomes.iter().filter(is_out).count() as f64 / outcomes.len().max(1) as f64
}

/// A suggestion, or why there is none.
type One = std::result::Result<Judged, Why>;

/// `before` is what was suggested before decisions, which change nothing but when a price moved last.
fn suggest_all(
    priced: &Priced,
    terms: &PriceTerms,
    before: Option<&Answered>,
    threads: usize,
    context: &Context,
) -> Result<Suggested> {
    let count = priced.products.len();
    let share = count.div_ceil(threads.max(1)).max(1);
    let of_share = |from: usize| -> Result<(Vec<One>, Vec<Gain>)> {
        let (mut of, mut gains) = (Vec::with_capacity(share), Vec::new());
        for place in from..(from + share).min(count) {
            go_on(context)?;
            let known = before.and_then(|before| known(priced, place, before));
            let (one, gain) = match known {
                Some(why) => (Err(why), Vec::new()),
                None => best_of(priced, place, terms),
            };
            if let Ok(judged) = &one {
                let each = gain.into_iter().map(|gain| gain as f32).collect();
                let now = priced.products.get(place).and_then(|product| product.price);
                let is_rise = now.is_some_and(|now| judged.price > now);
                gains.push(Gain { place, better: judged.better, is_rise, each });
            }
            of.push(one);
        }
        Ok((of, gains))
    };
    let shares: Vec<Result<_>> = std::thread::scope(|scope| {
        let work: Vec<_> =
            (0..count).step_by(share).map(|from| scope.spawn(move || of_share(from))).collect();
        // A thread ends with a result; only a defect in it could panic, which goes on here.
        work.into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let (mut of, mut gains) = (Vec::with_capacity(count), Vec::new());
    for share in shares {
        let (more, of_share) = share?;
        of.extend(more);
        gains.extend(of_share);
    }
    // What is left once some are approved stays.
    if terms.goal == PriceGoal::Profit && before.is_none() {
        let (sure, unsure) = sure_together(gains);
        for gain in unsure {
            if let Some(one) = of.get_mut(gain.place) {
                *one = Err(Why::Unsure);
            }
        }
        gains = sure;
    }
    let mut all = vec![0.0; FUTURES];
    gains.iter().for_each(|gain| gain.add_to(&mut all));
    Ok(Suggested { of, gain: range(all.into_iter()) })
}

/// What a suggestion gains.
#[derive(Debug, Clone, PartialEq)]
struct Gain {
    /// The product's.
    place: usize,
    /// The share of futures in which it gains.
    better: f64,
    /// Whether the price rises.
    is_rise: bool,
    /// In each future.
    each: Vec<f32>,
}

impl Gain {
    fn add_to(&self, sums: &mut [f64]) {
        sums.iter_mut().zip(&self.each).for_each(|(sum, gain)| *sum += f64::from(*gain));
    }
}

/// Those that together gain in enough futures, and the others: as many as do, then each that leaves it so.
/// The surest come first, and of rises and falls whichever makes all the surer: if demand falls more with
/// prices than it seems, in all of the shop, rises gain less and falls more, so that the one insures the
/// other.
fn sure_together(mut gains: Vec<Gain>) -> (Vec<Gain>, Vec<Gain>) {
    gains.sort_by(|a, b| b.better.total_cmp(&a.better).then(a.place.cmp(&b.place)));
    let (rises, falls): (Vec<Gain>, Vec<Gain>) = gains.into_iter().partition(|one| one.is_rise);
    let (mut rises, mut falls) = (rises.into_iter().peekable(), falls.into_iter().peekable());
    let (mut sums, mut together, mut first) = (vec![0.0; FUTURES], vec![0.0; FUTURES], 0);
    let mut all: Vec<Gain> = Vec::new();
    loop {
        let is_rise = match (rises.peek(), falls.peek()) {
            (Some(rise), Some(fall)) => surety(&sums, rise) >= surety(&sums, fall),
            (rise, _) => rise.is_some(),
        };
        let Some(next) = (if is_rise { rises.next() } else { falls.next() }) else { break };
        next.add_to(&mut sums);
        all.push(next);
        if is_sure(&sums) {
            (first, together) = (all.len(), sums.clone());
        }
    }
    let rest = all.split_off(first);
    let (mut sure, mut unsure) = (all, Vec::new());
    for gain in rest {
        let mut sums = together.clone();
        gain.add_to(&mut sums);
        if is_sure(&sums) {
            together = sums;
            sure.push(gain);
        } else {
            unsure.push(gain);
        }
    }
    (sure, unsure)
}

fn is_sure(sums: &[f64]) -> bool {
    let losing = sums.iter().filter(|sum| **sum < 0.0).count() as f64;
    losing <= (1.0 - TOGETHER) * sums.len() as f64
}

/// The mean of sums with another gain over their standard deviation.
fn surety(sums: &[f64], gain: &Gain) -> f64 {
    let count = sums.len() as f64;
    let with = || sums.iter().zip(&gain.each).map(|(sum, gain)| sum + f64::from(*gain));
    let mean = with().sum::<f64>() / count;
    let variance = with().map(|sum| (sum - mean).powi(2)).sum::<f64>() / count;
    mean / libm::sqrt(variance).max(f64::MIN_POSITIVE)
}

/// Why nothing was suggested for a product whose price has not moved since.
fn known(priced: &Priced, place: usize, before: &Answered) -> Option<Why> {
    let standing = |of: &Priced| of.products.get(place).map(|product| product.standing);
    let one = before.suggested.of.get(place);
    let one = one.filter(|_| standing(priced) == standing(&before.of));
    one?.as_ref().err().copied()
}

/// The best price of a product under its guards, with what it gains in each future.
fn best_of(priced: &Priced, place: usize, terms: &PriceTerms) -> (One, Vec<f64>) {
    let tried = match Tried::new(priced, place, terms) {
        Ok(tried) => tried,
        Err(why) => return (Err(why), Vec::new()),
    };
    let best = match terms.goal {
        PriceGoal::SellThrough => tried.markdown(),
        PriceGoal::Profit | PriceGoal::Revenue => tried.at(&tried.fitted()),
    };
    // Beyond the prices seen it is less sure than it was while prices were compared.
    let is_likely =
        terms.goal != PriceGoal::Profit || best.better >= LIKELY && best.gain.mean > 0.0;
    if best.price == tried.price() && best.later.is_empty() || !is_likely {
        return (Err(Why::Best), Vec::new());
    }
    let gains = tried.gains(&best);
    (Ok(best), gains)
}

/// What a suggestion gains in each future; `None` where nothing can be said any more.
pub fn gains_of(
    priced: &Priced,
    place: usize,
    terms: &PriceTerms,
    one: &Judged,
) -> Option<Vec<f64>> {
    Some(Tried::new(priced, place, terms).ok()?.gains(one))
}

/// What every rule and model would ask for a product, the best first; the price as it is among them.
/// `learnt` is what those ask that learnt it.
///
/// # Errors
/// Why nothing can be said.
pub fn choices(
    priced: &Priced,
    place: usize,
    terms: &PriceTerms,
    learnt: &[(PriceSource, i64)],
) -> std::result::Result<Vec<Judged>, Why> {
    let tried = Tried::new(priced, place, terms)?;
    let product = priced.products.get(place).ok_or(Why::NoPrice)?;
    let weeks = usize::from(terms.weeks);
    let (shelf, futures) = (&tried.shelf, &tried.futures);
    let (objective, candidates) = (tried.objective, &tried.candidates);
    let mut all = vec![tried.keep(), tried.at(&tried.fitted())];
    if let Some(Some(markup)) = priced.markups.get(product.category) {
        all.push(tried.at(&cost_plus(shelf, futures, candidates, weeks, objective, *markup)));
    }
    let past = tried.past();
    all.extend(
        margins(shelf, futures, &past, candidates, weeks, objective).map(|one| tried.at(&one)),
    );
    // A sale of a week is over before a price may move again where it must stand for longer.
    if tried.stands == 1 {
        let flash = flash_sale(shelf, futures, candidates, weeks, objective);
        all.extend(flash.map(|one| tried.flash_sale(one.price)));
    }
    if shelf.stock.is_some() {
        all.push(tried.markdown());
    }
    all.extend(learnt.iter().map(|(source, price)| tried.path(*source, *price, &[])));
    let goal = |one: &Judged| match terms.goal {
        PriceGoal::Revenue => (false, one.revenue),
        PriceGoal::Profit => (false, one.margin.mean),
        PriceGoal::SellThrough => (one.sold_out >= HALF, one.margin.mean),
    };
    all.sort_by(|a, b| {
        let (a, b) = (goal(a), goal(b));
        b.0.cmp(&a.0).then(b.1.total_cmp(&a.1))
    });
    Ok(all)
}

/// A product whose prices are tried.
struct Tried<'a> {
    priced: &'a Priced,
    place: usize,
    shelf: kontor_pricing::what_if::Product,
    /// Weeks that a price stands at least.
    stands: usize,
    futures: Vec<Future>,
    now: Vec<Outcome>,
    candidates: Vec<i64>,
    objective: Objective,
    weeks: usize,
}

impl<'a> Tried<'a> {
    fn new(
        priced: &'a Priced,
        place: usize,
        terms: &PriceTerms,
    ) -> std::result::Result<Tried<'a>, Why> {
        let product = priced.products.get(place).ok_or(Why::NoPrice)?;
        if product.price.is_none() {
            return Err(Why::NoPrice);
        }
        if product.expected.is_none() {
            return Err(Why::NoForecast);
        }
        let (Some(shelf), Some(standing)) = (&product.shelf, &product.standing) else {
            return Err(Why::NoCost);
        };
        if !priced.is_told(place) {
            let verdict = priced.elasticity(place).map(|known| known.verdict);
            return Err(Why::NotKnown(match verdict {
                Some(Verdict::NotIdentifiable { reason }) => Some(reason),
                _ => None,
            }));
        }
        let mut shelf = shelf.clone();
        if terms.goal == PriceGoal::SellThrough {
            shelf.stock.ok_or(Why::NoStock)?;
            // Nobody orders more of what is to go; the stock of all variants together is.
            shelf.arrivals.clone_from(&product.under_way);
            shelf.variants.clear();
        }
        let candidates = candidates(standing, &product.guards, CANDIDATES).map_err(Why::Held)?;
        let weeks = usize::from(terms.weeks);
        let futures = priced.futures(place, shelf.price, weeks).ok_or(Why::NotKnown(None))?;
        let now = at_price(&shelf, &futures, shelf.price, weeks, &[]);
        let stands = (product.guards.least_days as usize).div_ceil(7).max(1);
        let objective = match terms.goal {
            PriceGoal::Profit => Objective::Profit,
            PriceGoal::Revenue => Objective::Revenue,
            PriceGoal::SellThrough => Objective::SellThrough { day: priced.sold_by(terms) },
        };
        Ok(Tried { priced, place, shelf, stands, futures, now, candidates, objective, weeks })
    }

    fn price(&self) -> i64 {
        self.shelf.price.round() as i64
    }

    fn fitted(&self) -> Choice {
        fitted(&self.shelf, &self.futures, &self.candidates, self.weeks, self.objective)
    }

    fn keep(&self) -> Judged {
        self.path(PriceSource::Keep, self.price(), &[])
    }

    fn at(&self, choice: &Choice) -> Judged {
        let source = match choice.source {
            Source::Keep => PriceSource::Keep,
            Source::CostPlus => PriceSource::CostPlus,
            Source::Margins => PriceSource::Margins,
            Source::Fitted => PriceSource::Fitted,
            Source::Markdown => PriceSource::Markdown,
            Source::FlashSale => PriceSource::FlashSale,
            Source::Thompson => PriceSource::Thompson,
            Source::Agent => PriceSource::Agent,
        };
        self.path(source, choice.price, &[])
    }

    /// Prices that fall until the stock is sold. Where it is to be sold by a day, what is left counts for
    /// more and more until half of the futures sell it.
    fn markdown(&self) -> Judged {
        let lower = self.candidates.iter().copied().filter(|price| *price <= self.price());
        let lower: Vec<i64> = lower.collect();
        let step = lower.len().div_ceil(STEPS).max(1);
        let lower: Vec<i64> = lower.into_iter().rev().step_by(step).collect();
        let along = |salvage: f64| {
            let weeks = (self.weeks, self.stands);
            markdown(&self.shelf, &self.futures, &lower, weeks, salvage)
        };
        let mut path = along(SALVAGE * self.shelf.cost);
        if let Objective::SellThrough { .. } = self.objective {
            for loss in LOSSES {
                if path.sold_out >= HALF {
                    break;
                }
                path = along(self.shelf.cost - loss * self.shelf.price);
            }
        }
        let mut steps = path.steps.iter().map(|step| (step.week as f64 * 7.0, step.price));
        let first = steps.next().map_or(self.price(), |(_, price)| price);
        self.path(PriceSource::Markdown, first, &steps.collect::<Vec<_>>())
    }

    /// A week at a lower price, then as before, less what the sale takes from the weeks after it.
    fn flash_sale(&self, price: i64) -> Judged {
        let outcomes = self.at_a_sale(price);
        self.judged(PriceSource::FlashSale, price, &[(7.0, self.price())], &outcomes)
    }

    fn at_a_sale(&self, price: i64) -> Vec<Outcome> {
        at_a_sale(&self.shelf, &self.futures_at(price), price as f64, self.weeks)
    }

    /// What a price comes to, with later ones by days.
    fn path(&self, source: PriceSource, price: i64, later: &[(f64, i64)]) -> Judged {
        self.judged(source, price, later, &self.outcomes(price, later))
    }

    fn judged(
        &self,
        source: PriceSource,
        price: i64,
        later: &[(f64, i64)],
        outcomes: &[Outcome],
    ) -> Judged {
        let gains = gains(&self.shelf, outcomes, &self.now);
        Judged {
            source,
            price,
            later: later.to_vec(),
            revenue: outcomes.iter().map(|outcome| outcome.revenue).sum::<f64>()
                / outcomes.len().max(1) as f64,
            margin: range(outcomes.iter().map(|outcome| outcome.margin)),
            gain: range(gains.iter().copied()),
            units: range(outcomes.iter().map(|outcome| outcome.units)),
            better: better(&gains),
            sold_out: share_sold_out(outcomes),
        }
    }

    fn outcomes(&self, price: i64, later: &[(f64, i64)]) -> Vec<Outcome> {
        let mut steps = vec![(0.0, price as f64)];
        steps.extend(later.iter().map(|(day, price)| (*day, *price as f64)));
        at_prices(&self.shelf, &self.futures_at(price), &steps, self.weeks)
    }

    /// The futures, as sure as they are at a price.
    fn futures_at(&self, price: i64) -> Vec<Future> {
        let mut futures = self.futures.clone();
        self.priced.respread(self.place, &mut futures, price as f64);
        futures
    }

    fn gains(&self, one: &Judged) -> Vec<f64> {
        let outcomes = match one.source {
            PriceSource::FlashSale => self.at_a_sale(one.price),
            _ => self.outcomes(one.price, &one.later),
        };
        gains(&self.shelf, &outcomes, &self.now)
    }

    /// The past year's weeks as prices that customers saw, units, and how strong the season was: what
    /// its category sold over its usual week.
    fn past(&self) -> Vec<(f64, f64, f64)> {
        let Some(product) = self.priced.products.get(self.place) else { return Vec::new() };
        let past = self.priced.fit.past.get(self.place).map_or(&[][..], Vec::as_slice);
        let last = past.last().map_or(0, |past| past.week);
        let newest = past.partition_point(|past| past.week <= last - 52);
        let season = self.priced.seasons.get(product.category);
        let season = |week: i64| season.and_then(|of| of.get(&week)).copied().unwrap_or(1.0);
        let past = past.iter().skip(newest);
        past.map(|past| (product.as_seen(past.price), past.units, season(past.week))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A gain of 1, but for a loss in futures from one on, so many.
    fn gain(place: usize, better: f64, from: usize, losing: usize, loss: f32) -> Gain {
        let is_lost = |future: usize| (from..from + losing).contains(&future);
        let each = (0..FUTURES).map(|future| if is_lost(future) { -loss } else { 1.0 }).collect();
        Gain { place, better, is_rise: false, each }
    }

    fn places(gains: &[Gain]) -> Vec<usize> {
        gains.iter().map(|gain| gain.place).collect()
    }

    #[test]
    fn the_least_sure_are_left_out_until_all_together_are_sure() {
        assert_eq!(sure_together(Vec::new()), (Vec::new(), Vec::new()));
        let all = vec![
            // Each alone loses too often, in other futures than the other; together they do not.
            gain(0, 0.9, 0, 20, 0.5),
            gain(1, 0.9, 20, 20, 0.5),
            // Loses more than the others gain.
            gain(2, 0.88, 40, 30, 9.0),
            gain(3, 0.87, 40, 10, 2.0),
        ];
        let (sure, unsure) = sure_together(all);
        assert_eq!((places(&sure), places(&unsure)), (vec![0, 1, 3], vec![2]));
        let (sure, unsure) = sure_together(vec![gain(7, 0.9, 0, 20, 0.5)]);
        assert_eq!((places(&sure), places(&unsure)), (vec![], vec![7]));
    }

    /// Three rises lose in the same futures; a fall that gains in them makes them sure.
    #[test]
    fn falls_insure_rises() {
        let rise = |place, better| Gain { is_rise: true, ..gain(place, better, 0, 20, 2.0) };
        let rises = || vec![rise(0, 0.92), rise(1, 0.91), rise(2, 0.9)];
        assert_eq!(sure_together(rises()).0, Vec::new());
        let mut fall = gain(3, 0.8, 20, 40, 0.4);
        fall.each[..20].fill(7.0);
        let (sure, unsure) = sure_together([rises(), vec![fall]].concat());
        assert_eq!((sure.len(), unsure.len()), (4, 0));
    }
}
