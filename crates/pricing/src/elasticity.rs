//! By what percentage demand changes when a price rises by 1 %, for each product.
//!
//! A product's weeks say `log units = level + elasticity × log price + effects × controls + noise`.
//! Few units are taken as counts, weeks without a sale among them. The level and the elasticity
//! are a product's own; what controls do (promotions, season, a rival's price) is common to its
//! parent's products and leans to what they do everywhere, since eight weeks of one product cannot
//! tell it, but products depart from it, each by its own growth, season and promotions: as a random
//! effect, whose spread is found from the weeks. By generalised least squares: the controls' effects
//! from what each product's own level and price leave of its rows (Frisch and Waugh), then each
//! product's elasticity. Its error takes the residual variance [`moderated`](crate::moderated) by all
//! products, grows where both errors and prices are like those of the week before (Bartlett, 1946),
//! and is split into its own and what a week does to all products of its parent: however many
//! products saw a week, it is one week. [`hierarchy`](crate::hierarchy) shrinks the estimates to the
//! parents' means and those to the mean of all.
//!
//! What cannot be told is refused with its reason, however sure the arithmetic looks.

mod counts;
mod within;

use crate::{
    Random,
    hierarchy::{Estimate, Group, Hierarchy, Posterior, Usual, shrink},
    linear::{Factor, Fit, Inverse, fit},
    moderated::{Variance, moderate},
    numbers::{at, dot, mean},
};
use counts::{Rows, spread};
use libm::{cos, log, sin, sqrt};
use std::ops::Range;
use within::{
    Calendar, Effects, Own, Within, departures, designs, lag, refusal, serial, shared_weeks,
};

/// Fewer known weeks tell nothing.
pub const FEWEST_WEEKS: usize = 6;
/// Units sold in a mean week, below which their logarithm is mostly chance.
pub const FEWEST_UNITS: f64 = 3.0;
/// Units, or lots of them, sold in a mean week, below which the weeks without a sale count, too: see
/// [`Series::of_counts`].
pub const FEW_UNITS: f64 = 20.0;
/// A silence before the first sale or after the last one is no part of a product's life if it had a smaller
/// chance among so many sales.
const ENDED: f64 = 0.05;
/// Weeks without a sale in which a product would have sold so many at its usual pace were no weeks of
/// selling it, whatever its price.
const NOT_OFFERED: f64 = 15.0;
/// The share of weeks without a sale above which what remains is no fair picture: it lacks the weeks
/// in which the price was too high.
pub const MOST_EMPTY: f64 = 0.1;
/// A week in a smaller share of which a product was in stock tells nothing.
pub const LEAST_IN_STOCK: f64 = 0.5;
/// A price whose logarithm has a smaller standard deviation hardly moved: by less than 1 %.
pub const LEAST_PRICE_SD: f64 = 0.01;
/// A price of whose variance promotions, season and growth leave a smaller share moved only with them.
pub const LEAST_OWN: f64 = 0.02;
/// From this t on an estimate is told apart from zero.
pub const CLEAR_T: f64 = 2.0;
/// What is pooled must be negative in nine of ten draws: own weeks that say otherwise than the parent's
/// products leave it unclear.
pub const POOLED_T: f64 = 1.28;
/// An estimate with a larger standard error says nothing: hardly anything of the price is left where growth
/// and season are a product's own.
const VAGUEST: f64 = 30.0;
/// Errors of a week that are more like those of the week before are taken to be so much.
const MOST_SERIAL: f64 = 0.9;
/// The standard deviation of what all elasticities of a shop are taken to err together by what no file says:
/// goods that sell out while they are cheap, rivals that move with the shop. Over thirty drawn stores of 200
/// products, whose mean their weeks tell to about .05, means missed the truth by .13.
const UNSEEN: f64 = 0.12;
/// How demand falls with the price elsewhere, in the mean of a shop: between the means of two collections
/// of what was found, −1.76 (Tellis, 1988) and −2.62 (Bijmolt, van Heerde and Pieters, 2005), whose findings
/// differ by about 2 with their own errors. It speaks where a shop's weeks say little.
pub const USUAL: Usual = Usual { mean: -2.0, sd: 1.5 };
/// What all parents say of the controls' effects counts as so many rows of a parent's own: promotions
/// do much the same everywhere, and a parent has few of them.
const ROWS_OF_ALL: f64 = 200.0;
/// Rounds of expecting the units of weeks, where they are counts; fewer where the variance beyond chance
/// changes by less than this share.
const ROUNDS: usize = 6;
const AGREED: f64 = 0.01;
/// By so much elasticities of a parent's products may differ, where only weights depend on it.
const LIKELY_SPREAD: f64 = 0.5;

/// One week of a product.
#[derive(Debug, Clone, PartialEq)]
pub struct Week {
    /// Units sold.
    pub units: f64,
    /// The price that a customer paid, in any unit that stays the same.
    pub price: f64,
    /// The share of it in which it was in stock: what was sold is what was wanted in that part.
    pub in_stock: f64,
    /// What else moved demand: a promotion (0 or 1), the [`season`], a logarithm of a rival's price. The
    /// same ones, in the same order, for every product.
    pub controls: Vec<f64>,
}

impl Week {
    fn is_in_stock(&self) -> bool {
        self.in_stock >= LEAST_IN_STOCK
    }
}

/// The known weeks of a product.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Series {
    /// Its category or brand, by number from 0.
    pub parent: usize,
    /// The number of each week, the same for every product.
    pub week: Vec<i64>,
    /// Logarithm of the units of each week, had it been in stock in all of it; of none it is that of half a
    /// unit.
    pub log_units: Vec<f64>,
    /// The share of each week in which it was in stock.
    pub in_stock: Vec<f64>,
    /// The units sold in each week, where they are few: their logarithms say less. In lots of
    /// [`Self::log_lot`].
    pub counts: Option<Vec<f64>>,
    /// The logarithm of the units that are usually sold at once, where those of weeks are counted.
    pub log_lot: f64,
    /// Logarithm of the price of each week.
    pub log_price: Vec<f64>,
    /// Each control, by week.
    pub controls: Vec<Vec<f64>>,
    /// Weeks left out because nothing was sold.
    pub empty: usize,
    /// Weeks left out because it was out of stock for most of them.
    pub out_of_stock: usize,
    /// Weeks left out because the price was zero, below or not a number.
    pub unpriced: usize,
}

impl Series {
    /// The weeks of a product of this parent that can be used; the others are counted. They follow
    /// each other from the week of this number on.
    pub fn new(parent: usize, first: i64, weeks: &[Week]) -> Series {
        let controls = weeks.first().map_or(0, |week| week.controls.len());
        let mut series =
            Series { parent, controls: vec![Vec::new(); controls], ..Series::default() };
        for (number, week) in (first..).zip(weeks) {
            if !week.is_in_stock() {
                series.out_of_stock += 1;
            } else if !(week.price > 0.0 && week.price.is_finite()) {
                series.unpriced += 1;
            } else if !(week.units > 0.0 && week.units.is_finite()) {
                series.empty += 1;
            } else {
                series.week.push(number);
                series.log_units.push(log(week.units / week.in_stock));
                series.in_stock.push(week.in_stock);
                series.log_price.push(log(week.price));
                for (control, value) in series.controls.iter_mut().zip(&week.controls) {
                    control.push(*value);
                }
            }
        }
        series
    }

    /// The same of a product that may sell few units in a week, or none: below [`FEW_UNITS`] in the mean,
    /// weeks without a sale are known, too. They are left out where there are so many that the product was
    /// hardly on offer; and before the first sale and after the last one, unless it `is_listed` in all of these
    /// weeks, and the silence may be chance. What sells in lots of many is counted in lots.
    pub fn of_counts(parent: usize, first: i64, weeks: &[Week], is_listed: bool) -> Series {
        let is_known = |week: &Week| {
            week.is_in_stock()
                && week.price > 0.0
                && week.price.is_finite()
                && week.units.is_finite()
                && week.units >= 0.0
        };
        let has_sold = |week: &Week| is_known(week) && week.units > 0.0;
        let life = life(weeks, has_sold, is_listed);
        let from = life.start;
        let life = weeks.get(life).unwrap_or_default();
        let known: Vec<&Week> = life.iter().filter(|week| is_known(week)).collect();
        let lot = lot(&known);
        let units: f64 = known.iter().map(|week| week.units).sum();
        let a_week = units / lot / known.len().max(1) as f64;
        if a_week >= FEW_UNITS || units <= 0.0 {
            let sold = weeks.get(from..).unwrap_or_default();
            return Series::new(parent, first + from as i64, sold);
        }
        let controls = life.first().map_or(0, |week| week.controls.len());
        let mut series = Series {
            parent,
            log_lot: log(lot),
            controls: vec![Vec::new(); controls],
            ..Series::default()
        };
        let mut counts = Vec::new();
        let longest = NOT_OFFERED / a_week;
        let numbered: Vec<(i64, &Week)> = (first + from as i64..).zip(life).collect();
        for run in numbered.chunk_by(|(_, a), (_, b)| has_sold(a) == has_sold(b)) {
            let is_silent = run.first().is_some_and(|(_, week)| !has_sold(week));
            let silent = run.iter().filter(|(_, week)| is_known(week)).count() as f64;
            for (number, week) in run {
                if !week.is_in_stock() {
                    series.out_of_stock += 1;
                } else if !is_known(week) {
                    series.unpriced += 1;
                } else if is_silent && silent > longest {
                    series.empty += 1;
                } else {
                    let lots = week.units / lot;
                    series.week.push(*number);
                    series.log_units.push(log(lots.max(0.5) / week.in_stock));
                    series.in_stock.push(week.in_stock);
                    series.log_price.push(log(week.price));
                    counts.push(lots);
                    for (control, value) in series.controls.iter_mut().zip(&week.controls) {
                        control.push(*value);
                    }
                }
            }
        }
        series.counts = Some(counts);
        series
    }

    /// Known weeks.
    pub fn weeks(&self) -> usize {
        self.log_units.len()
    }
}

/// The weeks of a product's life: from its first sale to its last, and where it was listed in all of these
/// weeks what lies before and after, if that may be chance.
fn life(weeks: &[Week], has_sold: impl Fn(&Week) -> bool, is_listed: bool) -> Range<usize> {
    let first = weeks.iter().position(&has_sold).unwrap_or(0);
    let last = weeks.iter().rposition(&has_sold).map_or(0, |last| last + 1);
    let sales = weeks.iter().filter(|week| has_sold(week)).count() as f64;
    // The chance that of so many sales none falls into a part of the weeks.
    let may_be_chance = |silent: usize| {
        is_listed && libm::pow(1.0 - silent as f64 / weeks.len() as f64, sales) >= ENDED
    };
    let from = if may_be_chance(first) { 0 } else { first };
    let to = if may_be_chance(weeks.len() - last) { weeks.len() } else { last };
    from..to
}

/// The units that are sold at once: what one more unit comes with, as of a Poisson number of lots of this
/// size. What sells in more than half of its weeks varies more and more by what moves demand instead, and
/// what sells in all of them is counted by ones.
fn lot(weeks: &[&Week]) -> f64 {
    let sold = weeks.iter().filter(|week| week.units > 0.0);
    let units: f64 = sold.clone().map(|week| week.units).sum();
    if units <= 0.0 {
        return 1.0;
    }
    let all = weeks.len() as f64;
    let share = sold.clone().count() as f64 / all;
    let squares: f64 = sold.map(|week| week.units * week.units).sum();
    let moved = squares / units - units / all;
    1.0 + (2.0 * (1.0 - share)).min(1.0) * (moved - 1.0).max(0.0)
}

/// What a season adds to the controls of a week: cosine and sine of the year and its parts
/// (Fourier's series). `year` is the week's place in years, such as 2024.5.
pub fn season(year: f64, harmonics: u32) -> Vec<f64> {
    let angle = |harmonic: u32| 2.0 * std::f64::consts::PI * f64::from(harmonic) * year;
    (1..=harmonics).flat_map(|harmonic| [cos(angle(harmonic)), sin(angle(harmonic))]).collect()
}

/// Why an elasticity cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Fewer than [`FEWEST_WEEKS`] weeks, no more of them than the controls need, or no sale; where weeks
    /// without a sale are not known, fewer than [`FEWEST_UNITS`] units a week or more than [`MOST_EMPTY`] of
    /// the weeks without one.
    TooFewSales,
    /// The price hardly moved: see [`LEAST_PRICE_SD`].
    PriceHardlyMoved,
    /// The price moved only together with promotions or other controls: see [`LEAST_OWN`].
    OnlyWithControls,
    /// Demand rose with the price: something that is not known moved both.
    Positive,
    /// Neither its own weeks nor its parent's products tell the elasticity apart from zero.
    Unclear,
}

/// How far an elasticity can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The product's own weeks tell it apart from zero.
    Known,
    /// Its own weeks do not, but those of its parent's products do.
    Pooled,
    /// Nobody can tell.
    NotIdentifiable {
        /// Why.
        reason: Reason,
    },
}

/// What is known of a product's elasticity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Elasticity {
    /// What its own weeks say; `None` where they say nothing.
    pub own: Option<Estimate>,
    /// What they say together with all others. Of a product that is not identifiable: what one of its
    /// parent would have.
    pub posterior: Posterior,
    /// What of the scale comes from not knowing the parent's mean, as a standard deviation; what no file
    /// says of the whole shop comes on top.
    pub from_parent: f64,
    /// Whether that can be trusted.
    pub verdict: Verdict,
}

impl Elasticity {
    /// Whether revenue would rise with the price: an elasticity above −1. It holds near the prices
    /// seen and never means that the price should rise without end.
    pub fn is_inelastic(&self) -> bool {
        self.posterior.mean > -1.0
    }
}

/// Products' elasticities, and what else their weeks say.
#[derive(Debug, Clone)]
pub struct Elasticities {
    /// Each product's.
    pub products: Vec<Elasticity>,
    /// Each parent's mean.
    pub parents: Vec<Posterior>,
    /// The mean of all.
    pub overall: Posterior,
    /// The spread of products within a parent.
    pub within: f64,
    /// The spread of parents.
    pub between: f64,
    /// What each control does to the logarithm of units, by parent.
    pub controls: Vec<Vec<f64>>,
    /// Mean logarithm of units, of price, and of each control, by product.
    means: Vec<(f64, f64, Vec<f64>)>,
    parent_of: Vec<usize>,
}

impl Elasticities {
    /// The logarithm of the units that a product is expected to sell at this price.
    pub fn predict(&self, product: usize, log_price: f64, controls: &[f64]) -> Option<f64> {
        let elasticity = self.products.get(product)?.posterior.mean;
        let (units, price, means) = self.means.get(product)?;
        let effects = self.controls.get(*self.parent_of.get(product)?)?;
        let moved: Vec<f64> = controls.iter().zip(means).map(|(now, mean)| now - mean).collect();
        Some(units + elasticity * (log_price - price) + dot(effects, &moved))
    }

    /// One draw of every product's elasticity. Products of a parent err together as far as its mean is
    /// not known, and all as far as no file says what moved them, so that sums have their whole range.
    pub fn draw(&self, random: &mut Random) -> Vec<f64> {
        let parents: Vec<f64> = self.parents.iter().map(|_| random.normal()).collect();
        let unseen = UNSEEN * random.normal();
        let each = self.products.iter().zip(&self.parent_of).map(|(product, parent)| {
            let posterior = product.posterior;
            let own = posterior.sd * posterior.sd
                - product.from_parent * product.from_parent
                - UNSEEN * UNSEEN;
            posterior.mean
                + unseen
                + product.from_parent * at(&parents, *parent)
                + sqrt(own.max(0.0)) * random.student(posterior.freedom)
        });
        each.collect()
    }
}

/// A product's own regression: a constant, its price and its controls, as if there were no other.
pub fn alone(series: &Series) -> Fit {
    let columns: Vec<&[f64]> = std::iter::once(series.log_price.as_slice())
        .chain(series.controls.iter().map(Vec::as_slice))
        .collect();
    fit(&series.log_units, &columns, &[&Factor::constant(series.weeks())])
}

/// Estimates the elasticities of products with so many parents. `None` where no price moved.
pub fn estimate(series: &[Series], parents: usize) -> Option<Elasticities> {
    let calendar = Calendar::new(series, parents);
    let count = series.first().map_or(0, |series| series.controls.len());
    let refused: Vec<Option<Reason>> = series.iter().map(refusal).collect();
    let mut rows: Vec<Rows> = series.iter().map(Rows::new).collect();
    let within_of = |rows: &[Rows]| -> Vec<Within> {
        let each = series.iter().zip(rows).zip(&refused);
        each.map(|((series, rows), refused)| Within::new(series, &calendar, rows, *refused))
            .collect()
    };
    let rounds = if series.iter().any(|series| series.counts.is_some()) { ROUNDS } else { 1 };
    let mut beyond = 0.0;
    for _ in 0..rounds {
        let before = beyond;
        beyond = expect_anew(series, &within_of(&rows), parents, &mut rows, before);
        if (beyond - before).abs() < AGREED * beyond {
            break;
        }
    }
    let mut within = within_of(&rows);
    // First as if controls did the same everywhere: the residuals tell how much they do not, and how far
    // rows err together.
    let mut found = alike(&within, parents, count);
    for control in (0..=count).rev() {
        if let Some(apart) = departures(&within, &found.own, control) {
            within = apart;
            found = alike(&within, parents, count);
        }
    }
    let Alike { all, of_parents, common, own: first } = found;
    let controls = count as f64 / parents.max(1) as f64;
    let (shared, larger) = shared_weeks(&calendar, &within, &first, controls);
    let known = first.iter().map(|own| own.variance).filter(|v| v.freedom > 0.0);
    let level = larger * mean(&known.map(|v| v.value).collect::<Vec<f64>>());
    let designs = designs(&calendar, &within, &of_parents, shared);
    let lean = lean(&all);
    let solved: Vec<(Vec<f64>, Inverse)> = of_parents
        .iter()
        .zip(&designs)
        .map(|(parent, design)| parent.solve(&common, &lean, *design))
        .collect();
    let found =
        own_of(&within, &of_parents, |parent| solved.get(parent).map(|(effects, _)| effects));
    let serial = serial(&within, &found);
    let variances: Vec<Variance> = found
        .iter()
        .map(|own| Variance { value: larger * own.variance.value, ..own.variance })
        .collect();
    let variances = moderate(&variances);

    // The variance of each estimate by its own rows' errors, and by those of the controls' effects.
    let is_told: Vec<bool> = within
        .iter()
        .zip(&variances)
        .map(|(product, variance)| {
            product.refused.is_none()
                && variance.value.is_finite()
                && variance.value <= VAGUEST * VAGUEST * product.squares
        })
        .collect();
    let of_rows: Vec<f64> = within
        .iter()
        .zip(&variances)
        .map(|(product, variance)| {
            let alike = (serial * lag(&product.price)).clamp(0.0, MOST_SERIAL);
            variance.value / product.squares * (1.0 + alike) / (1.0 - alike)
        })
        .collect();
    let told = || {
        let rows = within.iter().zip(&of_rows).zip(&is_told);
        rows.filter(|(_, is_told)| **is_told).map(|(told, _)| told)
    };
    let weight = |of_rows: f64| 1.0 / (of_rows + LIKELY_SPREAD * LIKELY_SPREAD);
    let mut weights = vec![0.0; parents];
    let mut slopes = vec![vec![0.0; count]; parents];
    for (product, of_rows) in told() {
        let weight = weight(*of_rows);
        if let (Some(sum), Some(slopes)) =
            (weights.get_mut(product.parent), slopes.get_mut(product.parent))
        {
            *sum += weight;
            for (sum, slope) in slopes.iter_mut().zip(product.slopes()) {
                *sum += weight * slope;
            }
        }
    }
    // What a week does to a parent's products moves their mean.
    let moved = calendar.sums(told().map(|(product, of_rows)| {
        let scale = weight(*of_rows) * sqrt(of_rows / product.squares);
        (product, product.price.iter().map(|price| scale * price).collect())
    }));
    let shared_of: Vec<f64> = solved
        .iter()
        .zip(weights.iter().zip(&slopes).zip(&moved))
        .map(|((_, inverse), ((weight, slopes), moved))| match *weight > 0.0 {
            true => (shared * dot(moved, moved) + level * inverse.form(slopes)) / (weight * weight),
            false => 0.0,
        })
        .collect();

    let own = within.iter().zip(&found).zip(variances.iter().zip(&of_rows)).zip(&is_told).map(
        |(((product, own), (residual, of_rows)), is_told)| {
            let (of_effects, shared_of) = solved
                .get(product.parent)
                .zip(shared_of.get(product.parent))
                .map_or((0.0, 0.0), |((_, inverse), shared)| {
                    (residual.value * inverse.form(&product.slopes()), *shared)
                });
            let variance = of_rows + of_effects;
            let unshared = (variance - shared_of).max((1.0 - shared) * of_rows);
            is_told.then_some(Estimate {
                value: own.value,
                // A perfect fit, as of made-up rows, is not certain either.
                variance: variance.max(1e-12),
                unshared: unshared.max(1e-12),
                freedom: residual.freedom,
            })
        },
    );
    let own: Vec<Option<Estimate>> = own.collect();
    let groups = within.iter().zip(&own).map(|(product, own)| Group {
        parent: product.parent,
        // What moved both price and demand there says nothing about other products.
        own: own.filter(|own| !is_confounded(own)),
    });
    let found = unsure(shrink(&groups.collect::<Vec<Group>>(), &shared_of, Some(USUAL))?);
    let shrunk = found.groups.iter().zip(&found.from_parent);
    let products = within.iter().zip(own).zip(shrunk).map(|((product, own), shrunk)| Elasticity {
        own,
        posterior: *shrunk.0,
        from_parent: *shrunk.1,
        verdict: verdict(product.refused, own, shrunk.0, found.parents.get(product.parent)),
    });
    Some(Elasticities {
        products: products.collect(),
        overall: found.overall,
        within: found.within,
        between: found.between,
        controls: solved.into_iter().map(|(effects, _)| effects).collect(),
        means: series
            .iter()
            .zip(&rows)
            .map(|(series, rows)| {
                let controls = series.controls.iter().map(|control| mean(control)).collect();
                let log_units =
                    series.counts.as_ref().map_or(&series.log_units, |_| &rows.expected);
                (mean(log_units) + series.log_lot, mean(&series.log_price), controls)
            })
            .collect(),
        parent_of: series.iter().map(|series| series.parent).collect(),
        parents: found.parents,
    })
}

/// With what no file says in every scale.
fn unsure(found: Hierarchy) -> Hierarchy {
    let wider = |sd: f64| sqrt(sd * sd + UNSEEN * UNSEEN);
    let posterior = |known: &Posterior| Posterior { sd: wider(known.sd), ..*known };
    Hierarchy {
        groups: found.groups.iter().map(posterior).collect(),
        parents: found.parents.iter().map(posterior).collect(),
        overall: posterior(&found.overall),
        ..found
    }
}

/// What products' weeks say as if controls did the same to all.
struct Alike {
    /// What controls do to all products together, and to those of each parent, as sums.
    all: Effects,
    of_parents: Vec<Effects>,
    /// The effects on all.
    common: Vec<f64>,
    /// What each product's weeks say with those.
    own: Vec<Own>,
}

fn alike(within: &[Within], parents: usize, count: usize) -> Alike {
    let mut all = Effects::none(count);
    let mut of_parents = vec![Effects::none(count); parents];
    for product in within {
        if product.refused != Some(Reason::TooFewSales)
            && let Some(parent) = of_parents.get_mut(product.parent)
        {
            all.add(product);
            parent.add(product);
        }
    }
    let none = vec![0.0; count];
    let (common, _) = all.solve(&none, &none, 1.0);
    let own = own_of(within, &of_parents, |_| Some(&common));
    Alike { all, of_parents, common, own }
}

fn own_of<'a>(
    within: &[Within],
    of_parents: &[Effects],
    effects: impl Fn(usize) -> Option<&'a Vec<f64>>,
) -> Vec<Own> {
    let each = within.iter().map(|product| {
        let effects = effects(product.parent).map_or(&[][..], Vec::as_slice);
        Own::new(product, of_parents.get(product.parent), effects)
    });
    each.collect()
}

/// Expects the units of each week anew, by effects that lean to those on all products and by elasticities
/// that lean to the mean of all. Takes the variance beyond chance as it was found last, and gives it.
fn expect_anew(
    series: &[Series],
    within: &[Within],
    parents: usize,
    rows: &mut [Rows],
    beyond: f64,
) -> f64 {
    let count = series.first().map_or(0, |series| series.controls.len());
    let Alike { all, of_parents, common, .. } = alike(within, parents, count);
    let lean = lean(&all);
    let effects: Vec<Vec<f64>> =
        of_parents.iter().map(|parent| parent.solve(&common, &lean, 1.0).0).collect();
    let own = own_of(within, &of_parents, |parent| effects.get(parent));
    let spread_of = LIKELY_SPREAD * LIKELY_SPREAD;
    // By its own weeks, which vary by 1 over their weight; and how much that weighs.
    let told = |product: &Within, own: &Own| match product.refused {
        None => (own.value, product.squares / (1.0 + product.squares * spread_of)),
        Some(_) => (0.0, 0.0),
    };
    let weights: Vec<(f64, f64)> =
        within.iter().zip(&own).map(|(product, own)| told(product, own)).collect();
    let total: f64 = weights.iter().map(|(_, weight)| weight).sum();
    let level =
        weights.iter().map(|(value, weight)| weight * value).sum::<f64>() / total.max(1e-12);
    for ((series, rows), (value, weight)) in series.iter().zip(rows.iter_mut()).zip(weights) {
        let share = weight * spread_of;
        let slope = level + share * (value - level);
        let effects = effects.get(series.parent).map_or(&[][..], Vec::as_slice);
        rows.expect(series, slope, effects, beyond);
    }
    let beyond = spread(rows);
    for rows in rows {
        rows.weigh(beyond);
    }
    beyond
}

/// By how much a parent's effects of controls lean to those on all products.
fn lean(all: &Effects) -> Vec<f64> {
    all.diagonal().iter().map(|sum| ROWS_OF_ALL * sum / all.rows.max(1.0)).collect()
}

/// An estimate in units of its standard error.
fn t(own: &Estimate) -> f64 {
    own.value / sqrt(own.variance)
}

/// Whether demand rose with the price so clearly that something else must have moved both: as far from what
/// is usual as hardly any chance takes it. Of thousands of products that tell little many rise by luck, and
/// who left out only those would find all others too elastic.
fn is_confounded(own: &Estimate) -> bool {
    let beyond = (own.value - USUAL.mean) / sqrt(own.variance);
    t(own) >= CLEAR_T && beyond >= 2.0 * CLEAR_T
}

fn verdict(
    refused: Option<Reason>,
    own: Option<Estimate>,
    posterior: &Posterior,
    parent: Option<&Posterior>,
) -> Verdict {
    let not = |reason| Verdict::NotIdentifiable { reason };
    if let Some(reason) = refused {
        return not(reason);
    }
    let t = own.as_ref().map_or(0.0, t);
    let is_clear_of_parent = parent.is_some_and(|parent| parent.t() <= -CLEAR_T);
    let is_clear = is_clear_of_parent && posterior.t() <= -POOLED_T;
    if t >= CLEAR_T || posterior.mean >= 0.0 {
        not(Reason::Positive)
    } else if t <= -CLEAR_T {
        Verdict::Known
    } else if is_clear {
        Verdict::Pooled
    } else {
        not(Reason::Unclear)
    }
}

#[cfg(test)]
mod tests;
