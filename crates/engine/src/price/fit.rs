//! What a shop's weeks say of its prices: each product's elasticity, with promotions, season, growth,
//! holidays and weeks without stock taken out.

mod asked;
mod silence;
mod together;

use crate::error::Result;
pub use asked::last_asked;
use asked::{as_asked, median};
use kontor_features::{Calendar, Weekly, date_of, monday, week_of};
use kontor_pricing::elasticity::{Elasticities, LEAST_IN_STOCK, Series, Week, estimate, season};
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

/// Variants that have one price.
#[derive(Debug, Clone)]
pub struct Group {
    /// Numbers of their articles.
    pub articles: Vec<u32>,
    /// The number of what they lean to, from 0.
    pub parent: usize,
    /// The day on which they were first received, since 1970-01-01; nothing where no file says.
    pub received: Option<i32>,
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
    /// Units sold, had it been in stock all week.
    pub units: f64,
}

/// What the weeks say.
pub struct Fit {
    /// Each group's known weeks.
    pub series: Vec<Series>,
    /// Each group's weeks with a known price, those without a sale among them where it was asked.
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
            past: Vec::with_capacity(groups.len()),
            changes: Vec::with_capacity(groups.len()),
            elasticities: None,
        };
        // The weeks of all products at once would take much memory: they are put together twice.
        let known_of = |group: &Group| Known::new(group, &by_article, first, last);
        let scales: Vec<f64> = groups.iter().filter_map(|group| known_of(group).scale).collect();
        let usual = (!scales.is_empty()).then(|| median(scales));
        let mut counts = Vec::with_capacity(groups.len());
        for group in groups {
            let mut known = known_of(group);
            if known.scale.is_none() {
                known.ask(&group.asked, usual);
            }
            let Known { start, weeks, scale, before, .. } = known.listed();
            let weeks: Vec<Week> = (start..)
                .zip(weeks)
                .map(|(week, mut known)| {
                    let shared = usize::try_from(week - first).ok().and_then(|of| controls.get(of));
                    known.controls.extend(shared.into_iter().flatten());
                    known
                })
                .collect();
            // What a week without a sale would have cost is known where prices are those that were asked.
            let is_told = |week: &Week| week.units > 0.0 || scale.is_some();
            let past = (start..).zip(&weeks).filter(|(_, week)| {
                is_told(week) && week.price > 0.0 && week.in_stock >= LEAST_IN_STOCK
            });
            let past = past.map(|(week, known)| Past {
                week,
                price: known.price,
                units: known.units / known.in_stock,
            });
            fit.past.push(past.collect());
            // From its first sale on.
            let sold = weeks.get(before..).unwrap_or_default();
            let series = Series::new(group.parent, start + before as i64, sold);
            // What is new is known some weeks after that.
            let skipped = match unknown(sold.len(), start + before as i64, first) {
                0 => 0,
                unknown => before + unknown,
            };
            let known = weeks.get(skipped..).unwrap_or_default();
            let start = start + skipped as i64;
            let counted = Series::of_counts(group.parent, start, known, scale.is_some());
            fit.changes.push(changes(&counted.log_price));
            counts.push(counted);
            fit.series.push(series);
        }
        fit.elasticities = estimate(&counts, parents);
        Ok(fit)
    }
}

/// The weeks of a group.
struct Known {
    /// The number of the first one.
    start: i64,
    weeks: Vec<Week>,
    /// By which share promotions lower the price in each.
    cuts: Vec<f64>,
    /// Weeks before the first sale.
    before: usize,
    /// What was paid over what was asked, as a logarithm; `None` where prices are those that were paid.
    scale: Option<f64>,
}

impl Known {
    /// From when on its price is known, or its first sale.
    fn new(
        group: &Group,
        by_article: &HashMap<u32, &kontor_features::Series>,
        first: i64,
        last: i64,
    ) -> Known {
        let parts: Vec<kontor_features::Series> = group
            .articles
            .iter()
            .filter_map(|article| by_article.get(article).copied())
            .map(|part| doubted(part, &group.asked))
            .collect();
        let parts: Vec<&kontor_features::Series> = parts.iter().collect();
        let sold = parts.iter().map(|part| part.start).min().unwrap_or(first);
        // Since when the first price of a catalogue held nobody knows.
        let listed = group.asked.first().map(|(day, _)| *day).filter(|day| *day > 0);
        // What is listed may still have to be delivered. What was sold before its first receipt was there.
        let received = group.received.map(week_of).filter(|week| *week <= sold).unwrap_or(first);
        let start =
            listed.map_or(sold, |day| week_of(day).max(received).clamp(first.min(sold), sold));
        let mut known = Known {
            start,
            weeks: together(&parts, start, last),
            cuts: cuts(&parts, start, last),
            before: (sold - start) as usize,
            scale: None,
        };
        known.ask(&group.asked, None);
        known
    }

    fn ask(&mut self, asked: &[(i32, f64)], usual: Option<f64>) {
        self.scale = as_asked(&mut self.weeks, self.start, asked, &self.cuts, usual);
    }

    /// With the weeks before the first sale as ones without a sale where prices are those that were asked,
    /// or without them.
    fn listed(mut self) -> Known {
        match self.scale {
            Some(_) => {
                let before = self.weeks.iter_mut().take(self.before);
                before.for_each(|week| week.in_stock = 1.0);
                self
            }
            None => {
                self.weeks.drain(..self.before.min(self.weeks.len()));
                Known { start: self.start + self.before as i64, before: 0, ..self }
            }
        }
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
            out: units.iter().map(|units| if units.is_nan() { 7.0 } else { 0.0 }).collect(),
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

    /// Sold in week 20 first; listed since week 5.
    #[test]
    fn what_is_listed_is_known_from_when_it_was_there() {
        let part = part(20, &[3.0, 2.0], 10.0);
        let by_article = HashMap::from([(0, &part)]);
        let before = |received: Option<i64>| {
            let group = Group {
                articles: vec![0],
                parent: 0,
                received: received.map(monday),
                asked: vec![(monday(5), 10.0)],
            };
            Known::new(&group, &by_article, 0, 30).before
        };
        assert_eq!((before(None), before(Some(12)), before(Some(2))), (15, 8, 15));
        // What was sold before its first receipt was there without one.
        assert_eq!(before(Some(25)), 15);
    }

    #[test]
    fn a_price_moved_if_it_moved_by_a_percent() {
        assert_eq!(changes(&[0.0, 0.005, 0.1, 0.1, 0.0]), 2);
        assert_eq!(changes(&[]), 0);
    }
}
