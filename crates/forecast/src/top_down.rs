//! What all products of a category have in common, forecast once and shared out.
//!
//! Of a product that sells two a week nobody sees a season, a trend or a holiday; of all products
//! together everybody does (top-down forecasting: Gross and Sohl, J. Forecasting 9, 1990). A product
//! is taken to sell its rate times an index of its category, and both are found in turns, as in a
//! Poisson regression with two factors: an index is what its products sold over their rates, a rate
//! what a product sold over the index, both of weeks that are known. A category with few sales keeps
//! near the shop's index, a rate with few sales near what it was. The index itself is forecast by
//! exponential smoothing and by the decomposition, half each, which sees holidays.

use crate::{
    Fitted, Input, Model, Panel, Run, Series, Stopped,
    decomposition::Decomposition,
    ets::BestEts,
    model::Ready,
    numbers::{at, put},
};
use std::collections::BTreeMap;

/// Turns until rates and indices hardly move.
const TURNS: usize = 4;
/// Pieces a period that the shop's index counts as in a category's.
const COMMON: f64 = 30.0;
/// What was seen so many periods ago counts half for a rate.
const HALF_LIFE: f64 = 13.0;

/// Weeks of a year.
const YEAR: usize = 52;

/// Rates of products, indices of categories.
pub struct TopDown;

/// The index of a category, or of the shop: for each period from the panel's first.
type Index = Vec<f64>;

/// Where series lie on the panel's calendar.
struct Calendar {
    first: i64,
    periods: usize,
}

impl Calendar {
    fn of(panel: &Panel) -> Calendar {
        let first = panel.series.iter().map(|series| series.start).min().unwrap_or_default();
        let end = |series: &Series| series.start + series.values.len() as i64;
        let end = panel.series.iter().map(end).max().unwrap_or(first);
        Calendar { first, periods: usize::try_from(end - first).unwrap_or_default() }
    }

    /// The known values of a series with their places.
    fn known<'a>(&self, series: &'a Series) -> impl Iterator<Item = (usize, f64)> + 'a {
        let offset = usize::try_from(series.start - self.first).unwrap_or_default();
        let values = series.values.iter().enumerate().filter(|(_, value)| !value.is_nan());
        values.map(move |(place, value)| (offset + place, *value))
    }
}

/// The rate of a series against an index, the newest periods first of all.
fn rate(series: &Series, index: &Index, calendar: &Calendar) -> f64 {
    let (mut sold, mut exposed) = (0.0, 1e-9);
    for (place, value) in calendar.known(series) {
        let age = (calendar.periods - place) as f64;
        let weight = 0.5_f64.powf(age / HALF_LIFE);
        sold += weight * value;
        exposed += weight * at(index, place);
    }
    sold / exposed
}

/// What these series sold over their rates in each period, held to `common`.
fn index<'a>(
    series: impl Iterator<Item = (&'a Series, f64)>,
    common: &Index,
    calendar: &Calendar,
) -> Index {
    let mut sold: Vec<f64> = common.iter().map(|value| COMMON * value).collect();
    let mut expected = vec![COMMON; common.len()];
    for (series, rate) in series {
        for (place, value) in calendar.known(series) {
            let (sum, rates) = (at(&sold, place) + value, at(&expected, place) + rate);
            put(&mut sold, place, sum);
            put(&mut expected, place, rates);
        }
    }
    sold.iter().zip(expected).map(|(sold, expected)| (sold / expected).max(1e-3)).collect()
}

fn category(series: &Series) -> u32 {
    at(&series.categories, 0)
}

/// Indices by category, the first of them, as series with the inputs that all products share.
fn as_panel(indices: &[Index], panel: &Panel, calendar: &Calendar) -> Panel {
    // The longest series has the calendar's inputs from its first period on.
    let longest = panel.series.iter().find(|series| series.start == calendar.first);
    // A price, or a promotion of some, is no day of the calendar.
    let is_shared = |number: usize| {
        let theirs = longest.and_then(|series| series.inputs.get(number));
        let theirs = theirs.map(Vec::as_slice).unwrap_or_default();
        let alike = |series: &Series| {
            let own = series.inputs.get(number).map(Vec::as_slice).unwrap_or_default();
            own.iter().rev().zip(theirs.iter().rev()).all(|(own, other)| own == other)
        };
        panel.series.iter().all(alike)
            && panel.inputs.get(number).is_some_and(|input| !input.is_carried)
    };
    let shared: Vec<usize> = (0..panel.inputs.len()).filter(|number| is_shared(*number)).collect();
    let inputs: Vec<Input> =
        shared.iter().filter_map(|number| panel.inputs.get(*number).cloned()).collect();
    let values: Vec<Vec<f64>> = shared
        .iter()
        .filter_map(|number| longest.and_then(|series| series.inputs.get(*number)).cloned())
        .collect();
    let series = indices.iter().map(|index| Series {
        start: calendar.first,
        values: index.clone(),
        inputs: values.clone(),
        ..Series::default()
    });
    // What is too short to show a season in a product shows it in all of them.
    let is_long = panel.has_calendar && calendar.periods >= 2 * YEAR;
    let season = if is_long { YEAR } else { panel.season };
    Panel { series: series.collect(), inputs, season, ..*panel }
}

impl Model for TopDown {
    fn name(&self) -> &'static str {
        "top_down"
    }

    fn fit(
        &self,
        panel: &Panel,
        horizon: usize,
        run: &Run<'_>,
    ) -> Result<Box<dyn Fitted>, Stopped> {
        let calendar = Calendar::of(panel);
        let even: Index = vec![1.0; calendar.periods];
        let mut shop = even.clone();
        let mut by_category: BTreeMap<u32, Index> =
            panel.series.iter().map(|series| (category(series), even.clone())).collect();
        let mut rates: Vec<f64> = Vec::new();
        for _ in 0..TURNS {
            run.check()?;
            let rate = |series: &Series| {
                let index = by_category.get(&category(series)).unwrap_or(&even);
                rate(series, index, &calendar)
            };
            rates = panel.series.iter().map(rate).collect();
            let all = || panel.series.iter().zip(rates.iter().copied());
            shop = index(all(), &shop, &calendar);
            for (number, of_category) in &mut by_category {
                let own = all().filter(|(series, _)| category(series) == *number);
                *of_category = index(own, &shop, &calendar);
            }
        }
        let indices: Vec<Index> = by_category.values().cloned().collect();
        let of_indices = as_panel(&indices, panel, &calendar);
        let smoothed = BestEts.fit(&of_indices, horizon, run)?.predict(&of_indices, run)?;
        let composed = Decomposition.fit(&of_indices, horizon, run)?.predict(&of_indices, run)?;
        let ahead: BTreeMap<u32, Vec<f64>> = by_category
            .keys()
            .copied()
            .zip(smoothed.iter().zip(&composed).map(|(smoothed, composed)| {
                smoothed.iter().zip(composed).map(|(a, b)| 0.5 * (a + b)).collect()
            }))
            .collect();
        let forecast = |(series, rate): (&Series, &f64)| {
            let index = ahead.get(&category(series)).map(Vec::as_slice).unwrap_or_default();
            (0..horizon).map(|ahead| rate * at(index, ahead)).collect()
        };
        let forecasts = panel.series.iter().zip(&rates).map(forecast).collect();
        let description = format!("indices of {} categories", indices.len());
        Ok(Box::new(Ready { forecasts, description }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn a_season_that_no_product_shows_is_found_in_all_of_them() {
        let mut random = Random::new(3, 1);
        let season = |t: usize| 1.0 + 0.6 * (std::f64::consts::TAU * t as f64 / 52.0).sin();
        // Each sells about one in two weeks, and some came late.
        let series: Vec<Series> = (0..300)
            .map(|number| {
                let start = if number % 3 == 0 { 60 } else { 0 };
                let sold = |t: usize, random: &mut Random| {
                    (0..10).filter(|_| random.chance(0.05 * season(t))).count() as f64
                };
                let values = (start..156).map(|t| sold(t, &mut random)).collect();
                Series { start: start as i64, values, ..Series::default() }
            })
            .collect();
        let panel = Panel {
            series,
            season: 52,
            has_calendar: true,
            is_non_negative: true,
            ..Panel::default()
        };
        let run = Run::unwatched(1);
        let forecast = TopDown.fit(&panel, 13, &run).unwrap().predict(&panel, &run).unwrap();
        for ahead in [0, 6, 12] {
            let sum: f64 = forecast.iter().map(|of| of[ahead]).sum();
            let truth = 300.0 * 0.5 * season(156 + ahead);
            assert!((sum / truth - 1.0).abs() < 0.12, "{sum} not {truth} at {ahead}");
        }
        let empty = Panel { series: vec![Series::default()], season: 1, ..Panel::default() };
        let none = TopDown.fit(&empty, 2, &run).unwrap().predict(&empty, &run).unwrap();
        assert!(none[0].iter().all(|value| *value == 0.0), "{none:?}");
    }
}
