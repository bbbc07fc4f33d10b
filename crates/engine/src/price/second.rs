//! A second opinion on what prices do: the elasticity of all products together by double machine learning,
//! which needs no shape for what season and promotions do. Of large shops by those products that bring in
//! most.

use super::gather::Priced;
use kontor_pricing::{
    double_ml::{Effect, Rows, double_ml},
    elasticity::{MOST_EMPTY, Series},
    linear::Factor,
};

/// A check with a larger standard error checks nothing.
const VAGUEST: f64 = 1.0;
/// Weeks of products that are taken at most, and what draws the folds.
const MOST_WEEKS: usize = 20_000;
const FOLDS: (usize, u64) = (5, 1);

/// What another method says.
#[derive(Debug, Clone, Copy)]
pub struct Opinion {
    /// The elasticity of these products together.
    pub effect: Effect,
    /// The mean of the elasticities that each of them is told to have.
    pub told: f64,
}

/// Of those products of which it can be told what a price does, and that sell in nearly every week: a week
/// without a sale has no logarithm, and without such weeks a high price would look better than it is.
pub fn opinion(priced: &Priced) -> Option<Opinion> {
    let told = (0..priced.products.len()).filter(|place| priced.is_told(*place));
    let mut places: Vec<usize> = told.collect();
    let revenue = |place: &usize| priced.products.get(*place).map_or(0.0, |one| one.revenue);
    places.sort_by(|a, b| revenue(b).total_cmp(&revenue(a)));
    let (mut rows, mut means) = (Vec::new(), Vec::new());
    for (number, place) in places.into_iter().enumerate() {
        let sells = |series: &&Series| {
            series.empty as f64 <= MOST_EMPTY * (series.weeks() + series.empty) as f64
        };
        let Some(series) = priced.fit.series.get(place).filter(sells) else { continue };
        means.extend(priced.elasticity(place).map(|known| known.posterior.mean));
        rows.extend((0..series.weeks()).map(|week| (number, series, week)));
        if rows.len() >= MOST_WEEKS {
            break;
        }
    }
    let effect = by_double_ml(&rows).filter(|found| found.standard_error <= VAGUEST)?;
    Some(Opinion { effect, told: means.iter().sum::<f64>() / means.len() as f64 })
}

/// The elasticity of rows: a product's number, its weeks, and which of them.
fn by_double_ml(rows: &[(usize, &Series, usize)]) -> Option<Effect> {
    let column = |of: fn(&Series) -> &[f64]| -> Vec<f64> {
        rows.iter().filter_map(|(_, series, week)| of(series).get(*week).copied()).collect()
    };
    let controls = rows.first()?.1.controls.len();
    let control = |number: usize| {
        let each = rows
            .iter()
            .filter_map(move |(_, series, week)| series.controls.get(number)?.get(*week).copied());
        each.collect::<Vec<f64>>()
    };
    let controls: Vec<Vec<f64>> = (0..controls).map(control).collect();
    let products = Factor::new(rows.iter().map(|(number, ..)| *number).collect());
    let first = rows.iter().filter_map(|(_, series, _)| series.week.first()).min()?;
    let week = |(_, series, week): &(usize, &Series, usize)| {
        series.week.get(*week).map_or(0, |week| (week - first) as usize)
    };
    double_ml(
        &Rows {
            log_units: &column(|series| &series.log_units),
            log_price: &column(|series| &series.log_price),
            numbers: &controls.iter().map(Vec::as_slice).collect::<Vec<_>>(),
            factors: &[&products],
            // What a week does it does to all products.
            clusters: &Factor::new(rows.iter().map(week).collect()),
        },
        FOLDS.0,
        FOLDS.1,
    )
}
