//! Products' rows without their levels, what controls do to them, and how far rows err together.

use super::{
    FEWEST_UNITS, FEWEST_WEEKS, LEAST_OWN, LEAST_PRICE_SD, MOST_EMPTY, Reason, Series, counts::Rows,
};
use crate::{
    linear::{Factor, Inverse, fit},
    moderated::{Variance, moderate},
    numbers::{at, centred, dot},
};
use libm::{exp, sqrt};
use std::collections::BTreeSet;

/// The products of a parent have at most so much of a week's error in common.
const MOST_SHARED: f64 = 0.95;

/// The variance of what a control does to products is at most so large.
const MOST_APART: f64 = 10.0;

/// The weeks that any product knows, and their places in every parent.
pub(super) struct Calendar {
    weeks: Vec<i64>,
    parents: usize,
}

impl Calendar {
    pub(super) fn new(series: &[Series], parents: usize) -> Calendar {
        let weeks: BTreeSet<i64> =
            series.iter().flat_map(|series| series.week.iter().copied()).collect();
        Calendar { weeks: weeks.into_iter().collect(), parents }
    }

    /// The place of a parent's week among all of them.
    pub(super) fn cell(&self, parent: usize, week: i64) -> usize {
        parent * self.weeks.len() + self.weeks.binary_search(&week).unwrap_or_default()
    }

    /// Sums of values that rows of each parent's weeks have, by parent.
    pub(super) fn sums<'a>(
        &self,
        rows: impl Iterator<Item = (&'a Within, Vec<f64>)>,
    ) -> Vec<Vec<f64>> {
        let mut sums = vec![0.0; self.parents * self.weeks.len()];
        for (product, values) in rows {
            for (cell, value) in product.cells.iter().zip(values) {
                if let Some(sum) = sums.get_mut(*cell) {
                    *sum += value;
                }
            }
        }
        sums.chunks(self.weeks.len().max(1)).map(<[f64]>::to_vec).collect()
    }
}

/// Why a product's weeks tell no elasticity, whatever was sold in them.
pub(super) fn refusal(series: &Series) -> Option<Reason> {
    let weeks = series.weeks();
    let all = (weeks + series.empty) as f64;
    let has_sold = match &series.counts {
        Some(counts) => counts.iter().any(|lots| *lots > 0.0),
        None => {
            let units = series.log_units.iter().map(|units| exp(*units)).sum::<f64>();
            units / all >= FEWEST_UNITS && series.empty as f64 <= MOST_EMPTY * all
        }
    };
    if weeks < FEWEST_WEEKS || !has_sold {
        return Some(Reason::TooFewSales);
    }
    let price = centred(&series.log_price);
    if sqrt(dot(&price, &price) / (weeks - 1) as f64) < LEAST_PRICE_SD {
        return Some(Reason::PriceHardlyMoved);
    }
    let controls: Vec<&[f64]> = series.controls.iter().map(Vec::as_slice).collect();
    match fit(&price, &controls, &[&Factor::constant(weeks)]).variance {
        None => Some(Reason::TooFewSales),
        Some(left) if left * (weeks - 1) as f64 <= LEAST_OWN * dot(&price, &price) => {
            Some(Reason::OnlyWithControls)
        }
        Some(_) => None,
    }
}

/// A product's rows less their means, each by its weight.
pub(super) struct Within {
    pub(super) parent: usize,
    /// Of each row, the place of its parent's week among all of them.
    pub(super) cells: Vec<usize>,
    pub(super) units: Vec<f64>,
    pub(super) price: Vec<f64>,
    pub(super) controls: Vec<Vec<f64>>,
    /// The numbers of the weeks.
    time: Vec<f64>,
    /// Sum of squares of the price.
    pub(super) squares: f64,
    pub(super) refused: Option<Reason>,
}

impl Within {
    pub(super) fn new(
        series: &Series,
        calendar: &Calendar,
        rows: &Rows,
        refused: Option<Reason>,
    ) -> Within {
        let squares: f64 = dot(&rows.weight, &rows.weight).max(f64::MIN_POSITIVE);
        let column = |values: &[f64]| -> Vec<f64> {
            let weighted = values.iter().zip(&rows.weight).map(|(value, w)| value * w * w);
            let mean = weighted.sum::<f64>() / squares;
            values.iter().zip(&rows.weight).map(|(value, weight)| weight * (value - mean)).collect()
        };
        let price = column(&series.log_price);
        Within {
            parent: series.parent,
            cells: series.week.iter().map(|week| calendar.cell(series.parent, *week)).collect(),
            units: column(&rows.response),
            squares: dot(&price, &price),
            price,
            controls: series.controls.iter().map(|control| column(control)).collect(),
            time: column(&series.week.iter().map(|week| *week as f64).collect::<Vec<f64>>()),
            refused,
        }
    }

    /// A control; past the last one, the number of the week.
    fn column(&self, control: usize) -> &[f64] {
        self.controls.get(control).unwrap_or(&self.time)
    }

    /// The same with so much of its own effect of a control taken out of every column, from 0 to 1: as
    /// generalised least squares do where effects differ by chance (Baltagi, Econometric Analysis of Panel
    /// Data, section 2.3, of levels).
    fn less(&self, control: usize, share: f64) -> Within {
        let own = self.column(control);
        let share = share / dot(own, own).max(f64::MIN_POSITIVE);
        let less = |column: &[f64]| -> Vec<f64> {
            let slope = share * dot(own, column);
            column.iter().zip(own).map(|(value, own)| value - slope * own).collect()
        };
        let price = less(&self.price);
        Within {
            parent: self.parent,
            cells: self.cells.clone(),
            units: less(&self.units),
            squares: dot(&price, &price),
            price,
            controls: self.controls.iter().map(|control| less(control)).collect(),
            time: less(&self.time),
            refused: self.refused,
        }
    }

    /// By how much a column changes with the price.
    pub(super) fn slope(&self, column: &[f64]) -> f64 {
        if self.squares > 0.0 { dot(&self.price, column) / self.squares } else { 0.0 }
    }

    /// What the price leaves of a column.
    pub(super) fn less_price(&self, column: &[f64]) -> Vec<f64> {
        let slope = self.slope(column);
        column.iter().zip(&self.price).map(|(value, price)| value - slope * price).collect()
    }

    /// Slopes of the controls with the price: by so much an error in a control's effect moves the
    /// elasticity.
    pub(super) fn slopes(&self) -> Vec<f64> {
        self.controls.iter().map(|control| self.slope(control)).collect()
    }
}

/// The effects of controls in one parent, or in all.
#[derive(Clone)]
pub(super) struct Effects {
    pub(super) products: Vec<Vec<f64>>,
    pub(super) right: Vec<f64>,
    pub(super) rows: f64,
}

impl Effects {
    pub(super) fn none(controls: usize) -> Effects {
        Effects {
            products: vec![vec![0.0; controls]; controls],
            right: vec![0.0; controls],
            rows: 0.0,
        }
    }

    pub(super) fn add(&mut self, within: &Within) {
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

    pub(super) fn diagonal(&self) -> Vec<f64> {
        self.products.iter().enumerate().map(|(place, row)| at(row, place)).collect()
    }

    /// Effects that lean to others by so much of each control's sum of squares, and their variance
    /// over that of the residuals. A row counts as one over `design`,
    /// since rows of a week err together (the design effect: Kish, 1965).
    pub(super) fn solve(&self, others: &[f64], lean: &[f64], design: f64) -> (Vec<f64>, Inverse) {
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

/// Products without what a control does to each other than to its parent, or without their own growth
/// where there is no such control. All of it is taken out where products differ much for what a product's
/// weeks tell of it. By how much they differ within a parent is found from what residuals show of each
/// (Paule and Mandel, 1982). `None` where they differ no more than chance makes them.
pub(super) fn departures(within: &[Within], own: &[Own], control: usize) -> Option<Vec<Within>> {
    // The effect that residuals show, its variance, and the variance of what it leaves of them.
    let shown: Vec<Option<(f64, f64, Variance)>> = within
        .iter()
        .zip(own)
        .map(|(product, own)| {
            let freedom = own.variance.freedom - 1.0;
            let column = product.column(control);
            let left = product.less_price(column);
            let squares = dot(&left, &left);
            if freedom < 1.0 || squares <= 1e-6 * dot(column, column) {
                return None;
            }
            let effect = dot(&left, &own.residuals) / squares;
            let left = dot(&own.residuals, &own.residuals) - effect * effect * squares;
            let variance = Variance { value: left.max(0.0) / freedom, freedom };
            Some((effect, variance.value / squares, variance))
        })
        .collect();
    // Around the mean of its parent: what weeks bring to all is no effect on one product.
    let parents = within.iter().map(|product| product.parent + 1).max().unwrap_or(0);
    let beyond_chance = |spread: f64| -> f64 {
        let mut sums = vec![(0.0, 0.0, 0.0, 0.0); parents];
        for (product, shown) in within.iter().zip(&shown) {
            let Some((sum, (effect, variance, _))) = sums.get_mut(product.parent).zip(*shown)
            else {
                continue;
            };
            let weight = 1.0 / (variance + spread).max(f64::MIN_POSITIVE);
            sum.0 += 1.0;
            sum.1 += weight;
            sum.2 += weight * effect;
            sum.3 += weight * effect * effect;
        }
        let told = sums.iter().filter(|sum| sum.1 > 0.0);
        told.map(|(count, weights, sum, squares)| squares - sum * sum / weights - (count - 1.0))
            .sum()
    };
    if beyond_chance(0.0) <= 0.0 {
        return None;
    }
    let (mut low, mut high) = (0.0, MOST_APART);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if beyond_chance(middle) > 0.0 { low = middle } else { high = middle }
    }
    let unknown = Variance { value: 0.0, freedom: 0.0 };
    let variances: Vec<Variance> =
        shown.iter().map(|shown| shown.map_or(unknown, |(.., variance)| variance)).collect();
    let each = within.iter().zip(moderate(&variances)).map(|(product, residual)| {
        let told = low * dot(product.column(control), product.column(control));
        let is_known = told > 0.0 && residual.value.is_finite();
        let share =
            if is_known { 1.0 - sqrt(residual.value / (residual.value + told)) } else { 0.0 };
        product.less(control, share)
    });
    Some(each.collect())
}

/// What a product's own weeks say, given the controls' effects.
pub(super) struct Own {
    pub(super) value: f64,
    pub(super) residuals: Vec<f64>,
    pub(super) variance: Variance,
}

impl Own {
    pub(super) fn new(product: &Within, parent: Option<&Effects>, effects: &[f64]) -> Own {
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
    pub(super) fn standardised(&self) -> Vec<f64> {
        let is_known = self.variance.freedom > 0.0 && self.variance.value > 0.0;
        let sd = if is_known { sqrt(self.variance.value) } else { f64::INFINITY };
        self.residuals.iter().map(|residual| residual / sd).collect()
    }
}

/// The share of the residual variance that the products of a parent have in common in a week, and
/// how much larger errors are than residuals: what the controls' effects took away of so few weeks
/// was of that share.
pub(super) fn shared_weeks(
    calendar: &Calendar,
    within: &[Within],
    own: &[Own],
    controls: f64,
) -> (f64, f64) {
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
pub(super) fn designs(
    calendar: &Calendar,
    within: &[Within],
    parents: &[Effects],
    shared: f64,
) -> Vec<f64> {
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

/// How much a column is like itself a week before; 0 of one that does not move.
pub(super) fn lag(centred: &[f64]) -> f64 {
    let squares = dot(centred, centred);
    if squares > 0.0 { dot(centred, centred.get(1..).unwrap_or_default()) / squares } else { 0.0 }
}

/// How much a residual is like that of the week before, in all products together: weeks left out
/// count as if there were none. The level and the slope that were taken out make residuals look less
/// alike than errors are, by what is added here.
pub(super) fn serial(within: &[Within], own: &[Own]) -> f64 {
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
