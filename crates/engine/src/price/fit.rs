//! What a shop's weeks say of its prices: each product's elasticity, with promotions, season, growth,
//! holidays and weeks without stock taken out.

mod asked;
mod silence;
mod together;

use crate::error::Result;
use asked::as_asked;
use kontor_features::{Calendar, Weekly, date_of, monday};
use kontor_pricing::elasticity::{Elasticities, Series, Week, estimate, season};
use silence::doubted;
use std::collections::HashMap;
use together::{cuts, together};

/// Days of a year.
const YEAR: f64 = 365.2425;
/// Waves of the season: a year and half of one.
const HARMONICS: u32 = 2;
/// What is new becomes known over so many weeks, in which it sells less than it will, whatever its price.
/// A product is new that came so many weeks after the shop's first one or later.
const UNKNOWN_WEEKS: usize = 8;
/// By so much a price has moved.
const MOVED: f64 = 0.01;
/// How demand falls with the price, where no more is known of it than what is usual (Bijmolt, van Heerde
/// and Pieters, 2005).
const USUAL_ELASTICITY: f64 = -2.0;

/// Variants that have one price.
#[derive(Debug, Clone)]
pub struct Group {
    /// Numbers of their articles.
    pub articles: Vec<u32>,
    /// The number of what they lean to, from 0.
    pub parent: usize,
    /// What was asked, by the days since 1970-01-01 from which on it was, the oldest first; nothing where
    /// no file says.
    pub asked: Vec<(i32, f64)>,
}

/// A past week of a group.
#[derive(Debug, Clone, Copy)]
pub struct Past {
    /// Its number.
    pub week: i64,
    /// The price that customers saw, net, in minor units.
    pub price: f64,
    /// Units sold.
    pub units: f64,
}

/// What the weeks say.
pub struct Fit {
    /// Each group's known weeks.
    pub series: Vec<Series>,
    /// The same with weeks of slow sellers added up.
    pub periods: Vec<Series>,
    /// Each group's weeks with a sale.
    pub past: Vec<Vec<Past>>,
    /// How often each group's price moved.
    pub changes: Vec<u32>,
    /// Their elasticities; `None` where no price ever moved.
    pub elasticities: Option<Elasticities>,
}

impl Fit {
    /// Of groups of so many parents.
    ///
    /// # Errors
    /// When a week lies beyond what a calendar has.
    pub fn new(
        weekly: &Weekly,
        groups: &[Group],
        parents: usize,
        country: Option<&'static str>,
    ) -> Result<Fit> {
        let by_article: HashMap<u32, &kontor_features::Series> =
            weekly.series.iter().map(|series| (series.article, series)).collect();
        let last = weekly.last.unwrap_or_default();
        let first = weekly.series.iter().map(|series| series.start).min().unwrap_or(last);
        let calendar = Calendar::new(country, &[], first, last)?;
        let controls: Vec<Vec<f64>> = (first..=last).map(|week| shared(week, &calendar)).collect();
        let mut fit = Fit {
            series: Vec::with_capacity(groups.len()),
            periods: Vec::with_capacity(groups.len()),
            past: Vec::with_capacity(groups.len()),
            changes: Vec::with_capacity(groups.len()),
            elasticities: None,
        };
        let mut counts = Vec::with_capacity(groups.len());
        for group in groups {
            let parts: Vec<kontor_features::Series> = group
                .articles
                .iter()
                .filter_map(|article| by_article.get(article).copied())
                .map(|part| doubted(part, &group.asked))
                .collect();
            let parts: Vec<&kontor_features::Series> = parts.iter().collect();
            let start = parts.iter().map(|part| part.start).min().unwrap_or(first);
            let mut weeks = together(&parts, start, last);
            as_asked(&mut weeks, start, &group.asked, &cuts(&parts, start, last));
            let weeks: Vec<Week> = (start..)
                .zip(weeks)
                .map(|(week, mut known)| {
                    let shared = usize::try_from(week - first).ok().and_then(|of| controls.get(of));
                    known.controls.extend(shared.into_iter().flatten());
                    known
                })
                .collect();
            let past = (start..).zip(&weeks).filter(|(_, week)| week.units > 0.0);
            let past =
                past.map(|(week, known)| Past { week, price: known.price, units: known.units });
            fit.past.push(past.filter(|past| past.price > 0.0).collect());
            let series = Series::new(group.parent, start, &weeks);
            fit.periods.push(Series::of_periods(group.parent, start, &weeks));
            let unknown = unknown(weeks.len(), start, first);
            let known = weeks.get(unknown..).unwrap_or_default();
            counts.push(Series::of_counts(group.parent, start + unknown as i64, known));
            fit.changes.push(changes(&series.log_price));
            fit.series.push(series);
        }
        fit.elasticities = estimate(&counts, parents);
        Ok(fit)
    }
}

/// What a week does to every product: the season, growth, holidays.
fn shared(week: i64, calendar: &Calendar) -> Vec<f64> {
    let years = f64::from(monday(week)) / YEAR;
    let days = calendar.week(week);
    let mut shared = season(years, HARMONICS);
    shared.extend([years, days.holidays, days.events]);
    shared
}

/// How often a price moved.
fn changes(log_price: &[f64]) -> u32 {
    let moves = log_price.iter().zip(log_price.iter().skip(1));
    moves.filter(|(before, now)| (*now - *before).abs() > MOVED).count() as u32
}

/// How many first weeks of a product say nothing of its price, since it became known in them.
fn unknown(weeks: usize, start: i64, first: i64) -> usize {
    let is_new = start - first >= UNKNOWN_WEEKS as i64;
    if is_new && weeks >= 4 * UNKNOWN_WEEKS { UNKNOWN_WEEKS } else { 0 }
}

/// The Monday of a week.
pub fn monday_of(week: i64) -> kontor_api::domain::Date {
    date_of(monday(week))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_features::{Mark, Standing};

    pub fn part(start: i64, units: &[f64], price: f64) -> kontor_features::Series {
        kontor_features::Series {
            article: 0,
            start,
            units: units.to_vec(),
            sold: units.iter().map(|units| if units.is_nan() { 0.0 } else { *units }).collect(),
            guessed: units.iter().map(|units| if units.is_nan() { 7.0 } else { 0.0 }).collect(),
            price: vec![price; units.len()],
            promotion: vec![0.0; units.len()],
            promoted: vec![0.0; units.len()],
            marks: vec![Mark::default(); units.len()],
            standing: Standing::Sold,
        }
    }

    #[test]
    fn new_products_are_told_from_when_they_are_known() {
        assert_eq!((unknown(40, 108, 100), unknown(40, 107, 100)), (UNKNOWN_WEEKS, 0));
        assert_eq!(unknown(31, 120, 100), 0);
    }

    #[test]
    fn a_price_moved_if_it_moved_by_a_percent() {
        assert_eq!(changes(&[0.0, 0.005, 0.1, 0.1, 0.0]), 2);
        assert_eq!(changes(&[]), 0);
    }
}
