//! By what percentage demand changes when a price rises by 1 %, for each product.
//!
//! A product's weeks say `log units = level + elasticity × log price + effects × controls + noise`.
//! The level and the elasticity are its own; what controls do (promotions, season, a rival's price)
//! is common to its parent's products and leans to what they do everywhere, since eight weeks of one
//! product cannot tell it. By least squares: the controls' effects from what each product's own level
//! and price leave of its rows (Frisch and Waugh), then each product's elasticity. Its error takes
//! the residual variance [`moderated`](crate::moderated) by all products, grows where both errors and
//! prices are like those of the week before (Bartlett, 1946), and is split into its own and what a
//! week does to all products of its parent: however many products saw a week, it is one week.
//! [`hierarchy`](crate::hierarchy) shrinks the estimates to the parents' means and those to the mean
//! of all.
//!
//! What cannot be told is refused with its reason, however sure the arithmetic looks.

use crate::{
    Random,
    hierarchy::{Estimate, Group, Posterior, shrink},
    linear::{Factor, Fit, Inverse, fit},
    moderated::{Variance, moderate},
    numbers::{at, centred, dot, mean},
};
use libm::{cos, exp, log, sin, sqrt};

/// Fewer known weeks tell nothing.
pub const FEWEST_WEEKS: usize = 6;
/// Units sold in a mean week, below which their logarithm is mostly chance.
pub const FEWEST_UNITS: f64 = 3.0;
/// The share of weeks without a sale above which what remains is no fair picture: it lacks the weeks
/// in which the price was too high.
pub const MOST_EMPTY: f64 = 0.1;
/// A price whose logarithm has a smaller standard deviation hardly moved: by less than 1 %.
pub const LEAST_PRICE_SD: f64 = 0.01;
/// From this t on an estimate is told apart from zero.
pub const CLEAR_T: f64 = 2.0;
/// Errors of a week that are more like those of the week before are taken to be so much.
const MOST_SERIAL: f64 = 0.9;
/// What all parents say of the controls' effects counts as so many rows of a parent's own: promotions
/// do much the same everywhere, and a parent has few of them.
const ROWS_OF_ALL: f64 = 200.0;
/// The products of a parent have at most so much of a week's error in common.
const MOST_SHARED: f64 = 0.95;
/// By so much elasticities of a parent's products may differ, where only weights depend on it.
const LIKELY_SPREAD: f64 = 0.5;

/// One week of a product.
#[derive(Debug, Clone, PartialEq)]
pub struct Week {
    /// Units sold.
    pub units: f64,
    /// The price that a customer paid, in any unit that stays the same.
    pub price: f64,
    /// Whether it was out of stock at some time: what was sold is then not what was wanted.
    pub was_out_of_stock: bool,
    /// What else moved demand: a promotion (0 or 1), the [`season`], a logarithm of a rival's price. The
    /// same ones, in the same order, for every product.
    pub controls: Vec<f64>,
}

/// The known weeks of a product.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Series {
    /// Its category or brand, by number from 0.
    pub parent: usize,
    /// The number of each week, the same for every product.
    pub week: Vec<i64>,
    /// Logarithm of the units of each week.
    pub log_units: Vec<f64>,
    /// Logarithm of the price of each week.
    pub log_price: Vec<f64>,
    /// Each control, by week.
    pub controls: Vec<Vec<f64>>,
    /// Weeks left out because nothing was sold.
    pub empty: usize,
    /// Weeks left out because it was out of stock.
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
            if week.was_out_of_stock {
                series.out_of_stock += 1;
            } else if !(week.price > 0.0 && week.price.is_finite()) {
                series.unpriced += 1;
            } else if !(week.units > 0.0 && week.units.is_finite()) {
                series.empty += 1;
            } else {
                series.week.push(number);
                series.log_units.push(log(week.units));
                series.log_price.push(log(week.price));
                for (control, value) in series.controls.iter_mut().zip(&week.controls) {
                    control.push(*value);
                }
            }
        }
        series
    }

    /// Known weeks.
    pub fn weeks(&self) -> usize {
        self.log_units.len()
    }
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
    /// Fewer than [`FEWEST_WEEKS`] weeks or [`FEWEST_UNITS`] units a week, more than [`MOST_EMPTY`]
    /// of the weeks without a sale, or no more weeks than the controls need.
    TooFewSales,
    /// The price hardly moved: see [`LEAST_PRICE_SD`].
    PriceHardlyMoved,
    /// The price moved only together with promotions or other controls.
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
    /// What its own weeks say; `None` where the price did not move at all, or in too few weeks.
    pub own: Option<Estimate>,
    /// What they say together with all others. Of a product that is not identifiable: what one of its
    /// parent would have.
    pub posterior: Posterior,
    /// What of the scale comes from not knowing the parent's mean, as a standard deviation.
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
    /// not known, so that a sum over a category has its whole range.
    pub fn draw(&self, random: &mut Random) -> Vec<f64> {
        let parents: Vec<f64> = self.parents.iter().map(|_| random.normal()).collect();
        let each = self.products.iter().zip(&self.parent_of).map(|(product, parent)| {
            let posterior = product.posterior;
            let own = posterior.sd * posterior.sd - product.from_parent * product.from_parent;
            posterior.mean
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

/// The weeks of each parent, by number from 0.
struct Calendar {
    first: i64,
    weeks: usize,
    parents: usize,
}

impl Calendar {
    fn new(series: &[Series], parents: usize) -> Calendar {
        let weeks = || series.iter().flat_map(|series| series.week.iter().copied());
        let (first, last) = (weeks().min().unwrap_or_default(), weeks().max().unwrap_or_default());
        let weeks = usize::try_from(last - first).unwrap_or_default() + 1;
        Calendar { first, weeks, parents }
    }

    fn cell(&self, parent: usize, week: i64) -> usize {
        parent * self.weeks + usize::try_from(week - self.first).unwrap_or_default()
    }

    /// Sums of values that rows of each parent's weeks have, by parent.
    fn sums<'a>(&self, rows: impl Iterator<Item = (&'a Within, Vec<f64>)>) -> Vec<Vec<f64>> {
        let mut sums = vec![0.0; self.parents * self.weeks];
        for (product, values) in rows {
            for (cell, value) in product.cells.iter().zip(values) {
                if let Some(sum) = sums.get_mut(*cell) {
                    *sum += value;
                }
            }
        }
        sums.chunks(self.weeks).map(<[f64]>::to_vec).collect()
    }
}

/// A product's rows less their means.
struct Within {
    parent: usize,
    /// Of each row, the place of its parent's week among all of them.
    cells: Vec<usize>,
    units: Vec<f64>,
    price: Vec<f64>,
    controls: Vec<Vec<f64>>,
    /// Sum of squares of the price.
    squares: f64,
    refused: Option<Reason>,
}

impl Within {
    fn new(series: &Series, calendar: &Calendar) -> Within {
        let price = centred(&series.log_price);
        let mut within = Within {
            parent: series.parent,
            cells: series.week.iter().map(|week| calendar.cell(series.parent, *week)).collect(),
            units: centred(&series.log_units),
            squares: dot(&price, &price),
            price,
            controls: series.controls.iter().map(|control| centred(control)).collect(),
            refused: None,
        };
        within.refused = within.refusal(series);
        within
    }

    fn refusal(&self, series: &Series) -> Option<Reason> {
        let weeks = series.weeks();
        let units = series.log_units.iter().map(|units| exp(*units)).sum::<f64>();
        let all = (weeks + series.empty) as f64;
        if weeks < FEWEST_WEEKS
            || units / all < FEWEST_UNITS
            || series.empty as f64 > MOST_EMPTY * all
        {
            return Some(Reason::TooFewSales);
        }
        if sqrt(self.squares / (weeks - 1) as f64) < LEAST_PRICE_SD {
            return Some(Reason::PriceHardlyMoved);
        }
        let controls: Vec<&[f64]> = self.controls.iter().map(Vec::as_slice).collect();
        match fit(&self.price, &controls, &[&Factor::constant(weeks)]).variance {
            None => Some(Reason::TooFewSales),
            Some(left) if sqrt(left) < LEAST_PRICE_SD => Some(Reason::OnlyWithControls),
            Some(_) => None,
        }
    }

    /// By how much a column changes with the price.
    fn slope(&self, column: &[f64]) -> f64 {
        if self.squares > 0.0 { dot(&self.price, column) / self.squares } else { 0.0 }
    }

    /// What the price leaves of a column.
    fn less_price(&self, column: &[f64]) -> Vec<f64> {
        let slope = self.slope(column);
        column.iter().zip(&self.price).map(|(value, price)| value - slope * price).collect()
    }

    /// Slopes of the controls with the price: by so much an error in a control's effect moves the
    /// elasticity.
    fn slopes(&self) -> Vec<f64> {
        self.controls.iter().map(|control| self.slope(control)).collect()
    }
}

/// The effects of controls in one parent, or in all.
#[derive(Clone)]
struct Effects {
    products: Vec<Vec<f64>>,
    right: Vec<f64>,
    rows: f64,
}

impl Effects {
    fn none(controls: usize) -> Effects {
        Effects {
            products: vec![vec![0.0; controls]; controls],
            right: vec![0.0; controls],
            rows: 0.0,
        }
    }

    fn add(&mut self, within: &Within) {
        let units = within.less_price(&within.units);
        let controls: Vec<Vec<f64>> =
            within.controls.iter().map(|control| within.less_price(control)).collect();
        let sums = self.products.iter_mut().zip(&mut self.right).zip(&controls);
        for ((row, right), control) in sums {
            *right += dot(control, &units);
            for (cell, other) in row.iter_mut().zip(&controls) {
                *cell += dot(control, other);
            }
        }
        self.rows += units.len() as f64;
    }

    fn diagonal(&self) -> Vec<f64> {
        self.products.iter().enumerate().map(|(place, row)| at(row, place)).collect()
    }

    /// Effects that lean to others by so much of each control's sum of squares, and their variance
    /// over that of the residuals. A row counts as one over `design`,
    /// since rows of a week err together (the design effect: Kish, 1965).
    fn solve(&self, others: &[f64], lean: &[f64], design: f64) -> (Vec<f64>, Inverse) {
        let mut products = self.products.clone();
        for cell in products.iter_mut().flatten() {
            *cell /= design;
        }
        let mut right: Vec<f64> = self.right.iter().map(|sum| sum / design).collect();
        for (place, (row, sum)) in products.iter_mut().zip(&mut right).enumerate() {
            *sum += at(lean, place) * at(others, place);
            if let Some(cell) = row.get_mut(place) {
                *cell += at(lean, place);
            }
        }
        let floors: Vec<f64> = products
            .iter()
            .enumerate()
            .map(|(place, row)| (1e-10 * at(row, place)).max(1e-12))
            .collect();
        let inverse = Inverse::of(&products, &floors);
        (inverse.times(&right), inverse)
    }
}

/// What a product's own weeks say, given the controls' effects.
struct Own {
    value: f64,
    residuals: Vec<f64>,
    variance: Variance,
}

impl Own {
    fn new(product: &Within, parent: Option<&Effects>, effects: &[f64]) -> Own {
        let mut left = product.units.clone();
        for (effect, control) in effects.iter().zip(&product.controls) {
            for (value, cell) in left.iter_mut().zip(control) {
                *value -= effect * cell;
            }
        }
        let residuals = product.less_price(&left);
        let rows = residuals.len() as f64;
        // Its part of the freedom that the controls' effects took.
        let taken = parent.map_or(0.0, |parent| effects.len() as f64 * rows / parent.rows.max(1.0));
        let freedom = match product.refused {
            Some(Reason::TooFewSales) => 0.0,
            _ => (rows - 2.0 - taken).max(0.0),
        };
        let value = dot(&residuals, &residuals) / freedom.max(f64::MIN_POSITIVE);
        Own { value: product.slope(&left), residuals, variance: Variance { value, freedom } }
    }

    /// Residuals in units of their standard deviation; none where that is not known.
    fn standardised(&self) -> Vec<f64> {
        let is_known = self.variance.freedom > 0.0 && self.variance.value > 0.0;
        let sd = if is_known { sqrt(self.variance.value) } else { f64::INFINITY };
        self.residuals.iter().map(|residual| residual / sd).collect()
    }
}

/// The share of the residual variance that the products of a parent have in common in a week, and
/// how much larger errors are than residuals: what the controls' effects took away of so few weeks
/// was of that share.
fn shared_weeks(calendar: &Calendar, within: &[Within], own: &[Own], controls: f64) -> (f64, f64) {
    let sums = |of: fn(f64) -> f64| {
        let rows = within.iter().zip(own);
        calendar.sums(
            rows.map(|(product, own)| (product, own.standardised().into_iter().map(of).collect())),
        )
    };
    let (residuals, squares, counts) = (
        sums(|value| value),
        sums(|value| value * value),
        sums(|value| if value == 0.0 { 0.0 } else { 1.0 }),
    );
    let (mut alike, mut all, mut weeks, mut parents) = (0.0, 0.0, 0.0, 0.0);
    for ((residuals, squares), counts) in residuals.iter().zip(&squares).zip(&counts) {
        let mut used = 0.0;
        for ((sum, squares), count) in residuals.iter().zip(squares).zip(counts) {
            if *count > 1.0 {
                alike += sum * sum - squares;
                all += (count - 1.0) * squares;
                used += 1.0;
            }
        }
        if used > 0.0 {
            weeks += used;
            parents += 1.0;
        }
    }
    if all <= 0.0 {
        return (0.0, 1.0);
    }
    let found = (alike / all).clamp(0.0, MOST_SHARED);
    let weeks: f64 = weeks / parents - 2.0;
    let shared = found * weeks.max(1.0) / (weeks - controls).max(1.0);
    let larger = 1.0 - found + shared;
    ((shared / larger).min(MOST_SHARED), larger)
}

/// By how much fewer rows a parent's rows count for its controls' effects, as those of a week err
/// together.
fn designs(calendar: &Calendar, within: &[Within], parents: &[Effects], shared: f64) -> Vec<f64> {
    let controls = parents.first().map_or(0, |parent| parent.right.len());
    let mut designs = vec![1.0; parents.len()];
    for place in 0..controls {
        let rows = within.iter().filter(|product| product.refused != Some(Reason::TooFewSales));
        let sums = calendar.sums(rows.map(|product| {
            let control = product.controls.get(place).map(Vec::as_slice).unwrap_or_default();
            (product, product.less_price(control))
        }));
        for ((design, parent), sums) in designs.iter_mut().zip(parents).zip(&sums) {
            let own = at(&parent.diagonal(), place);
            if own > 1e-12 {
                *design += shared * (dot(sums, sums) / own - 1.0).max(0.0) / controls as f64;
            }
        }
    }
    designs
}

/// Estimates the elasticities of products with so many parents. `None` where no price moved.
pub fn estimate(series: &[Series], parents: usize) -> Option<Elasticities> {
    let calendar = Calendar::new(series, parents);
    let within: Vec<Within> = series.iter().map(|series| Within::new(series, &calendar)).collect();
    let count = series.first().map_or(0, |series| series.controls.len());
    let mut all = Effects::none(count);
    let mut of_parents = vec![Effects::none(count); parents];
    for product in &within {
        if product.refused != Some(Reason::TooFewSales)
            && let Some(parent) = of_parents.get_mut(product.parent)
        {
            all.add(product);
            parent.add(product);
        }
    }
    let none = vec![0.0; count];
    let (common, _) = all.solve(&none, &none, 1.0);
    let own_of = |effects: &dyn Fn(usize) -> Option<Vec<f64>>| -> Vec<Own> {
        let each = within.iter().map(|product| {
            let effects = effects(product.parent).unwrap_or_default();
            Own::new(product, of_parents.get(product.parent), &effects)
        });
        each.collect()
    };
    // First as if controls did the same everywhere: the residuals tell how far rows err together.
    let first = own_of(&|_| Some(common.clone()));
    let controls = count as f64 / parents.max(1) as f64;
    let (shared, larger) = shared_weeks(&calendar, &within, &first, controls);
    let known = first.iter().map(|own| own.variance).filter(|v| v.freedom > 0.0);
    let level = larger * mean(&known.map(|v| v.value).collect::<Vec<f64>>());
    let designs = designs(&calendar, &within, &of_parents, shared);
    let lean: Vec<f64> =
        all.diagonal().iter().map(|sum| ROWS_OF_ALL * sum / all.rows.max(1.0)).collect();
    let solved: Vec<(Vec<f64>, Inverse)> = of_parents
        .iter()
        .zip(&designs)
        .map(|(parent, design)| parent.solve(&common, &lean, *design))
        .collect();
    let found = own_of(&|parent| solved.get(parent).map(|(effects, _)| effects.clone()));
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
            product.refused.is_none() && product.squares > 0.0 && variance.value.is_finite()
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
        own: own.filter(|own| t(own) < CLEAR_T),
    });
    let found = shrink(&groups.collect::<Vec<Group>>(), &shared_of)?;
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
            .map(|series| {
                let controls = series.controls.iter().map(|control| mean(control)).collect();
                (mean(&series.log_units), mean(&series.log_price), controls)
            })
            .collect(),
        parent_of: series.iter().map(|series| series.parent).collect(),
        parents: found.parents,
    })
}

/// How much a column is like itself a week before; 0 of one that does not move.
fn lag(centred: &[f64]) -> f64 {
    let squares = dot(centred, centred);
    if squares > 0.0 { dot(centred, centred.get(1..).unwrap_or_default()) / squares } else { 0.0 }
}

/// How much a residual is like that of the week before, in all products together: weeks left out
/// count as if there were none. The level and the slope that were taken out make residuals look less
/// alike than errors are, by what is added here.
fn serial(within: &[Within], own: &[Own]) -> f64 {
    let (mut alike, mut pairs) = (0.0, 0.0);
    for (product, Own { residuals, variance, .. }) in within.iter().zip(own) {
        if variance.freedom > 0.0 && variance.value > 0.0 && product.squares > 0.0 {
            let before = residuals.len() as f64 - 1.0;
            alike += dot(residuals, residuals.get(1..).unwrap_or_default()) / variance.value
                + before / (before + 1.0)
                + lag(&product.price);
            pairs += before;
        }
    }
    if pairs > 0.0 { alike / pairs } else { 0.0 }
}

/// An estimate in units of its standard error.
fn t(own: &Estimate) -> f64 {
    own.value / sqrt(own.variance)
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
    if t >= CLEAR_T || posterior.mean >= 0.0 {
        not(Reason::Positive)
    } else if t <= -CLEAR_T {
        Verdict::Known
    } else if is_clear_of_parent {
        Verdict::Pooled
    } else {
        not(Reason::Unclear)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(units: f64, price: f64, promotion: f64) -> Week {
        Week { units, price, was_out_of_stock: false, controls: vec![promotion] }
    }

    /// A shop whose truth is known.
    struct Shop {
        parents: usize,
        each: usize,
        weeks: usize,
    }

    const SMALL: Shop = Shop { parents: 3, each: 4, weeks: 16 };
    const MIDDLE: Shop = Shop { parents: 8, each: 12, weeks: 26 };
    const LARGE: Shop = Shop { parents: 20, each: 40, weeks: 52 };

    impl Shop {
        /// Draws its weeks: prices that move now and then, promotions with a lower price and a lift of
        /// their own, a season, and noise that differs by product. Gives the truths as well.
        fn draw(&self, random: &mut Random) -> (Vec<Series>, Vec<f64>) {
            let (mut series, mut truths) = (Vec::new(), Vec::new());
            for parent in 0..self.parents {
                let level = -2.2 + 0.5 * random.normal();
                let (lift, swing) = (0.3 + 0.1 * random.normal(), 0.2 * random.normal());
                for _ in 0..self.each {
                    let truth = level + 0.6 * random.normal();
                    let noise = 0.3 * exp(0.3 * random.normal());
                    let moves = 0.03 + 0.12 * random.uniform();
                    let (size, mut regular) = (4.0 + random.normal(), 0.0);
                    let weeks: Vec<Week> = (0..self.weeks)
                        .map(|week| {
                            if random.uniform() < 0.25 {
                                regular = moves * random.normal();
                            }
                            let promotion = f64::from(u8::from(random.uniform() < 0.15));
                            let price = regular - 0.1 * promotion * (0.5 + random.uniform());
                            let season = season(week as f64 / 52.0, 1);
                            let units = size
                                + truth * price
                                + lift * promotion
                                + swing * season[0]
                                + noise * random.normal();
                            Week {
                                units: exp(units),
                                price: exp(price),
                                was_out_of_stock: false,
                                controls: vec![promotion, season[0], season[1]],
                            }
                        })
                        .collect();
                    series.push(Series::new(parent, 0, &weeks));
                    truths.push(truth);
                }
            }
            (series, truths)
        }

        /// The share of 90 % intervals that hold the truth, over so many drawn shops, and the share
        /// for parents with few products where all were told apart.
        fn coverage(&self, shops: u64) -> (f64, usize) {
            let (mut covering, mut intervals) = (0, 0);
            for shop in 0..shops {
                let mut random = Random::new(shop, self.weeks as u64);
                let (series, truths) = self.draw(&mut random);
                let found = estimate(&series, self.parents).unwrap();
                for (product, truth) in found.products.iter().zip(&truths) {
                    if matches!(product.verdict, Verdict::NotIdentifiable { .. }) {
                        continue;
                    }
                    let (low, high) = product.posterior.interval(0.9);
                    covering += usize::from((low..=high).contains(truth));
                    intervals += 1;
                }
            }
            (covering as f64 / intervals as f64, intervals)
        }
    }

    /// Errors that last: prices that stay for weeks then look surer than they are.
    #[test]
    fn weeks_that_err_together_say_less() {
        let (mut covering, mut intervals) = (0, 0);
        for shop in 0..40 {
            let mut random = Random::new(shop, 12);
            let mut truths = Vec::new();
            let mut series = Vec::new();
            for _ in 0..10 {
                let truth = -2.0 + 0.5 * random.normal();
                let (mut error, mut price) = (0.0, 0.0);
                let weeks: Vec<Week> = (0..40)
                    .map(|_| {
                        error = 0.6 * error + 0.2 * random.normal();
                        if random.uniform() < 0.2 {
                            price = 0.1 * random.normal();
                        }
                        week(exp(4.0 + truth * price + error), exp(price), 0.0)
                    })
                    .collect();
                truths.push(truth);
                series.push(Series::new(0, 0, &weeks));
            }
            let found = estimate(&series, 1).unwrap();
            for (product, truth) in found.products.iter().zip(&truths) {
                let (low, high) = product.posterior.interval(0.9);
                covering += usize::from((low..=high).contains(truth));
                intervals += 1;
            }
        }
        let share = f64::from(covering as u32) / f64::from(intervals);
        println!("lasting errors: {share:.4} of {intervals}");
        assert!((0.85..=0.95).contains(&share), "{share}");
    }

    /// A chain's shops ask the same price, and what a week brings comes to all of them: twenty shops
    /// know little more than one.
    #[test]
    fn a_week_of_a_whole_chain_counts_once() {
        let (mut of_parents, mut of_products, mut alone_covers) = ((0, 0), (0, 0), 0);
        for chain in 0..40 {
            let mut random = Random::new(chain, 13);
            let (mut series, mut truths, mut levels) = (Vec::new(), Vec::new(), Vec::new());
            for parent in 0..8 {
                let level = -2.2 + 0.5 * random.normal();
                let mut draw =
                    |sd: f64| -> Vec<f64> { (0..16).map(|_| sd * random.normal()).collect() };
                let (prices, shocks) = (draw(0.12), draw(0.25));
                levels.push(level);
                for _ in 0..20 {
                    let truth = level + 0.4 * random.normal();
                    let weeks: Vec<Week> = prices
                        .iter()
                        .zip(&shocks)
                        .map(|(price, shock)| {
                            let units = 5.0 + truth * price + shock + 0.2 * random.normal();
                            week(exp(units), exp(*price), 0.0)
                        })
                        .collect();
                    series.push(Series::new(parent, 0, &weeks));
                    truths.push(truth);
                }
            }
            let found = estimate(&series, 8).unwrap();
            let holds = |posterior: &Posterior, truth: f64| {
                let (low, high) = posterior.interval(0.9);
                i32::from((low..=high).contains(&truth))
            };
            for (parent, level) in found.parents.iter().zip(&levels) {
                of_parents.0 += holds(parent, *level);
                of_parents.1 += 1;
                // As if shops erred alone.
                let sd = sqrt(0.16 + (0.25_f64.powi(2) + 0.04) / (15.0 * 0.0144)) / sqrt(20.0);
                alone_covers += holds(&Posterior { sd, ..*parent }, *level);
            }
            for (product, truth) in found.products.iter().zip(&truths) {
                of_products.0 += holds(&product.posterior, *truth);
                of_products.1 += 1;
            }
        }
        let share = |(covering, all): (i32, i32)| f64::from(covering) / f64::from(all);
        let alone = share((alone_covers, of_parents.1));
        let (parents, products) = (share(of_parents), share(of_products));
        println!("chains: parents {parents:.4}, products {products:.4}, as if alone {alone:.4}");
        assert!((0.85..=0.95).contains(&parents), "{parents}");
        assert!((0.85..=0.95).contains(&products), "{products}");
        assert!(alone < 0.75, "{alone}");
    }

    #[test]
    fn intervals_hold_the_truth_in_small_shops() {
        let (share, intervals) = SMALL.coverage(400);
        println!("small: {share:.4} of {intervals}");
        assert!((0.87..=0.93).contains(&share), "{share} of {intervals}");
    }

    #[test]
    fn intervals_hold_the_truth_in_middling_shops() {
        let (share, intervals) = MIDDLE.coverage(60);
        println!("middling: {share:.4} of {intervals}");
        assert!((0.87..=0.93).contains(&share), "{share} of {intervals}");
    }

    #[test]
    fn intervals_hold_the_truth_in_large_shops() {
        let (share, intervals) = LARGE.coverage(8);
        println!("large: {share:.4} of {intervals}");
        assert!((0.87..=0.93).contains(&share), "{share} of {intervals}");
    }

    /// Shrunk estimates are nearer to the truth than the products' own regressions and than their
    /// parents' means.
    #[test]
    fn shrunk_estimates_are_nearer_to_the_truth() {
        let (mut own, mut shrunk, mut pooled) = (0.0, 0.0, 0.0);
        for shop in 0..20 {
            let (series, truths) = MIDDLE.draw(&mut Random::new(shop, 9));
            let found = estimate(&series, MIDDLE.parents).unwrap();
            for ((product, series), truth) in found.products.iter().zip(&series).zip(&truths) {
                let square = |value: f64| (value - truth).powi(2);
                own += square(alone(series).coefficients[0]);
                shrunk += square(product.posterior.mean);
                pooled += square(found.parents[series.parent].mean);
            }
        }
        println!("squared errors: own {own:.1}, shrunk {shrunk:.1}, parents' means {pooled:.1}");
        assert!(shrunk < 0.5 * own && shrunk < 0.8 * pooled, "{own} {shrunk} {pooled}");
    }

    /// One parent whose products have an elasticity of −2, one of which is as told.
    fn with(odd: Vec<Week>) -> Elasticities {
        let mut random = Random::new(5, 5);
        let mut series = vec![Series::new(0, 0, &odd)];
        for _ in 0..12 {
            let mut weeks = Vec::new();
            for week_number in 0..30 {
                let promotion = f64::from(u8::from(week_number % 7 == 0));
                let price = exp(0.1 * random.normal());
                let units = 50.0 * price.powf(-2.0) * exp(0.4 * promotion + 0.2 * random.normal());
                weeks.push(week(units, price, promotion));
            }
            series.push(Series::new(0, 0, &weeks));
        }
        estimate(&series, 1).unwrap()
    }

    fn not(reason: Reason) -> Verdict {
        Verdict::NotIdentifiable { reason }
    }

    #[test]
    fn what_cannot_be_told_is_refused_with_its_reason() {
        let mut random = Random::new(3, 3);
        let mut noisy = |units: f64| units * exp(0.2 * random.normal());
        let same: Vec<Week> = (0..40).map(|_| week(noisy(20.0), 9.9, 0.0)).collect();
        // A tenth of a percent, as of rounding between currencies.
        let hardly: Vec<Week> =
            (0..40).map(|n| week(noisy(20.0), 10.0 + 0.01 * f64::from(n % 2), 0.0)).collect();
        let promoted: Vec<Week> = (0..40)
            .map(|n| f64::from(u8::from(n % 5 == 0)))
            .map(|promotion| {
                week(noisy(20.0 + 15.0 * promotion), 10.0 - 2.0 * promotion, promotion)
            })
            .collect();
        let moving = |n: i32| 10.0 + f64::from(n % 5);
        let tiny: Vec<Week> = (0..40).map(|n| week(f64::from(n % 3), moving(n), 0.0)).collect();
        let short: Vec<Week> = (0..5).map(|n| week(noisy(20.0), moving(n), 0.0)).collect();
        let rising: Vec<Week> =
            (0..40).map(|n| week(noisy(2.0 * moving(n).powi(2)), moving(n), 0.0)).collect();
        for (weeks, reason) in [
            (same, Reason::PriceHardlyMoved),
            (hardly, Reason::PriceHardlyMoved),
            (promoted, Reason::OnlyWithControls),
            (tiny, Reason::TooFewSales),
            (short, Reason::TooFewSales),
            (rising, Reason::Positive),
            (Vec::new(), Reason::TooFewSales),
        ] {
            let found = with(weeks);
            assert_eq!(found.products[0].verdict, not(reason));
            assert!(found.products[1..].iter().all(|product| product.verdict == Verdict::Known));
            assert!((found.overall.mean + 2.0).abs() < 0.4, "{:?}", found.overall);
        }
    }

    #[test]
    fn few_own_weeks_take_what_the_parent_says() {
        let mut random = Random::new(4, 4);
        let weeks: Vec<Week> = (0..12)
            .map(|n| {
                let price = 10.0 + 0.2 * f64::from(n % 3);
                week(500.0 * price.powf(-1.5) * exp(0.2 * random.normal()), price, 0.0)
            })
            .collect();
        let found = with(weeks);
        let product = &found.products[0];
        assert_eq!(product.verdict, Verdict::Pooled, "{product:?}");
        assert!((product.posterior.mean + 2.0).abs() < 0.4, "{product:?}");
        assert!(!product.is_inelastic());
    }

    /// Where prices do nothing, no product of the shop has an elasticity.
    #[test]
    fn prices_that_do_nothing_are_unclear() {
        let mut random = Random::new(6, 6);
        let series: Vec<Series> = (0..10)
            .map(|_| {
                let weeks: Vec<Week> = (0..12)
                    .map(|_| {
                        let price = exp(0.03 * random.normal());
                        week(30.0 * exp(0.5 * random.normal()), price, 0.0)
                    })
                    .collect();
                Series::new(0, 0, &weeks)
            })
            .collect();
        let found = estimate(&series, 1).unwrap();
        let told = found.products.iter().filter(|product| product.verdict == Verdict::Pooled);
        assert_eq!(told.count(), 0);
        let none = Series::new(0, 0, &vec![week(30.0, 9.0, 0.0); 20]);
        assert!(estimate(&[none], 1).is_none());
    }

    #[test]
    fn weeks_that_say_nothing_are_counted() {
        let mut weeks = vec![week(5.0, 10.0, 0.0), week(0.0, 10.0, 0.0), week(5.0, 0.0, 0.0)];
        weeks.push(Week { was_out_of_stock: true, ..week(5.0, 10.0, 0.0) });
        weeks.push(week(f64::NAN, 10.0, 0.0));
        let series = Series::new(0, 0, &weeks);
        assert_eq!((series.weeks(), series.controls[0].len()), (1, 1));
        assert_eq!((series.out_of_stock, series.empty, series.unpriced), (1, 2, 1));
    }

    /// A sum over a category has a wider range than if its products erred alone.
    #[test]
    fn products_of_a_parent_err_together() {
        let (series, _) = SMALL.draw(&mut Random::new(1, 1));
        let found = estimate(&series, SMALL.parents).unwrap();
        let mut random = Random::new(7, 7);
        let draws: Vec<Vec<f64>> = (0..20_000).map(|_| found.draw(&mut random)).collect();
        let sums: Vec<f64> = draws.iter().map(|draw| draw[..SMALL.each].iter().sum()).collect();
        let alone: f64 =
            found.products[..SMALL.each].iter().map(|product| product.posterior.sd.powi(2)).sum();
        assert!(crate::numbers::sd(&sums).powi(2) > 1.05 * alone);
        for (place, product) in found.products.iter().enumerate() {
            let own: Vec<f64> = draws.iter().map(|draw| draw[place]).collect();
            assert!((mean(&own) - product.posterior.mean).abs() < 0.05);
            let ratio = crate::numbers::sd(&own) / product.posterior.sd;
            assert!((0.95..1.25).contains(&ratio), "{ratio}");
        }
        assert_eq!(found.draw(&mut Random::new(7, 7)), draws[0]);
    }

    /// On rows without noise the truth comes out, and predictions are exact.
    #[test]
    fn rows_without_noise_are_found_exactly() {
        let series: Vec<Series> = (0..4)
            .map(|product| {
                let truth = -1.5 - 0.3 * f64::from(product);
                let weeks: Vec<Week> = (0..20)
                    .map(|n| {
                        let (price, promotion) =
                            (10.0 + f64::from((n * 7 + product) % 5), f64::from(n % 3 % 2));
                        week(1e4 * price.powf(truth) * exp(0.3 * promotion), price, promotion)
                    })
                    .collect();
                Series::new(0, 0, &weeks)
            })
            .collect();
        let found = estimate(&series, 1).unwrap();
        for (place, product) in found.products.iter().enumerate() {
            let truth = -1.5 - 0.3 * place as f64;
            assert!((product.posterior.mean - truth).abs() < 1e-3, "{product:?}");
            let log_units = found.predict(place, log(12.5), &[1.0]).unwrap();
            assert!((log_units - (log(1e4) + truth * log(12.5) + 0.3)).abs() < 1e-3);
        }
        assert_eq!(found.predict(99, 0.0, &[]), None);
    }
}
