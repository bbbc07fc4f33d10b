//! What a shop's weeks say of its prices: each product's elasticity, with promotions, season, growth,
//! holidays and weeks without stock taken out.

use crate::error::Result;
use kontor_features::{Calendar, Weekly, date_of, monday};
use kontor_pricing::elasticity::{Elasticities, Series, Week, estimate, season};
use std::collections::HashMap;

/// Days of a year.
const YEAR: f64 = 365.2425;
/// Waves of the season: a year and half of one.
const HARMONICS: u32 = 2;
/// Of what a product's variants sell, this share must be known in a week, or nobody knows what was
/// wanted of the product.
const LEAST_KNOWN: f64 = 0.5;
/// A silence that was taken for being out of stock is believed here if it had a chance of less than e to
/// the minus this at the price of its time: ten times less than elsewhere, since whoever takes the silence
/// of a high price for an empty shelf finds that prices do little.
const PROOF: f64 = 9.2;
/// How demand falls with the price, where no more is known of it than what is usual (Bijmolt, van Heerde
/// and Pieters, 2005).
const USUAL_ELASTICITY: f64 = -2.0;
/// What a promotion adds to demand beside its lower price, as a logarithm, where only little depends on it.
const USUAL_LIFT: f64 = 0.3;
/// The pace of sales before a silence is that of so many weeks.
const PACE_WEEKS: usize = 13;
/// What is new becomes known over so many weeks, in which it sells less than it will, whatever its price.
/// A product is new that came so many weeks after the shop's first one or later.
const UNKNOWN_WEEKS: usize = 8;
/// By so much a price has moved.
const MOVED: f64 = 0.01;
/// A record of prices is believed that is farther than this from what was paid in fewer than half of the
/// weeks with sales, as a logarithm; and there must be so many of them.
const AGREES: f64 = 0.01;
const FEWEST_SOLD: usize = 4;

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

/// The same with the silences that its price explains as weeks in which nothing was wanted.
fn doubted(part: &kontor_features::Series, asked: &[(i32, f64)]) -> kontor_features::Series {
    let mut part = part.clone();
    let guessed: Vec<bool> = part.guessed.iter().map(|days| *days > 0.0).collect();
    let mut from = 0;
    for run in guessed.chunk_by(|a, b| a == b) {
        let to = from + run.len();
        if run.first() == Some(&true) && !is_out_of_stock(&part, from, to, asked) {
            let sold = part.sold.get(from..to).unwrap_or_default();
            if let Some(units) = part.units.get_mut(from..to) {
                units.copy_from_slice(sold);
            }
        }
        from = to;
    }
    part
}

/// Whether a silence from one week to before another is too long for chance.
fn is_out_of_stock(
    part: &kontor_features::Series,
    from: usize,
    to: usize,
    asked: &[(i32, f64)],
) -> bool {
    let weeks = part.units.iter().zip(&part.price).take(from).rev();
    let before: Vec<(f64, f64)> = weeks
        .filter(|(units, price)| !units.is_nan() && **price > 0.0)
        .take(PACE_WEEKS)
        .map(|(units, price)| (*units, *price))
        .collect();
    let count = before.len() as f64;
    let pace = before.iter().map(|(units, _)| units).sum::<f64>() / count;
    let usual = before.iter().map(|(_, price)| price).sum::<f64>() / count;
    // The price of a silence shows in what was paid after it, or in what was asked.
    let paid = part.price.iter().skip(from).take(to - from + 1).copied().fold(f64::NAN, f64::max);
    let day = |place: usize| monday(part.start + place as i64);
    let at_end = last_asked(asked, day(to));
    let at_start = last_asked(asked, day(from.saturating_sub(PACE_WEEKS / 2)));
    let risen = at_end.zip(at_start).map_or(1.0, |(end, start)| end / start);
    let ratio = (paid / usual).max(risen);
    let days: f64 = part.guessed.iter().skip(from).take(to - from).sum();
    let expected = pace * days / 7.0 * libm::pow(ratio, USUAL_ELASTICITY);
    // Where nothing is known of what was before, the silence is believed.
    expected.is_nan() || expected > PROOF
}

/// What was asked on a day.
fn last_asked(asked: &[(i32, f64)], day: i32) -> Option<f64> {
    let known = asked.partition_point(|(from, _)| *from <= day);
    Some(asked.get(known.checked_sub(1)?)?.1)
}

/// The weeks of a product's variants together: what is not known of some is taken to be as the others.
fn together(parts: &[&kontor_features::Series], start: i64, last: i64) -> Vec<Week> {
    let usual: Vec<f64> = parts
        .iter()
        .map(|part| {
            let known = part.units.iter().filter(|units| !units.is_nan());
            known.clone().sum::<f64>() / known.count().max(1) as f64
        })
        .collect();
    let of_week = |week: i64| {
        let (mut units, mut known, mut all) = (0.0, 0.0, 0.0);
        let (mut paid, mut bought, mut prices, mut priced) = (0.0, 0.0, 0.0, 0.0);
        let mut promotion = 0.0_f64;
        for (part, usual) in parts.iter().zip(&usual) {
            let Ok(place) = usize::try_from(week - part.start) else { continue };
            let Some(sold) = part.units.get(place).copied() else { continue };
            all += usual;
            promotion = promotion.max(felt(part, place).0);
            let price = part.price.get(place).copied().unwrap_or(f64::NAN);
            if price > 0.0 {
                prices += price;
                priced += 1.0;
            }
            if sold.is_nan() {
                continue;
            }
            known += usual;
            units += sold;
            if price > 0.0 && sold > 0.0 {
                paid += price * sold;
                bought += sold;
            }
        }
        let price = if bought > 0.0 { paid / bought } else { prices / priced };
        Week {
            units: if known > 0.0 { units * (all / known).max(1.0) } else { 0.0 },
            price,
            was_out_of_stock: known < LEAST_KNOWN * all || all <= 0.0,
            controls: vec![promotion],
        }
    };
    (start..=last).map(of_week).collect()
}

/// The share of a week with a promotion, and that by which it lowers the week's price. A week's units are a
/// sum: half a week of three times the sales doubles them, which is more than half of what a whole week
/// does to their logarithm, and counts for so much more of the promotion and of its price.
fn felt(part: &kontor_features::Series, place: usize) -> (f64, f64) {
    let of = |values: &[f64]| values.get(place).copied().unwrap_or_default();
    let (days, lowered) = (of(&part.promoted), of(&part.promotion));
    if days <= 0.0 {
        return (0.0, lowered);
    }
    let log_price = libm::log1p(-(lowered / days).clamp(0.0, 0.95));
    let whole = USUAL_LIFT + USUAL_ELASTICITY * log_price;
    let share = libm::log1p(days * libm::expm1(whole)) / whole;
    (share, -libm::expm1(share * log_price))
}

/// By which share promotions lower the price in each week.
fn cuts(parts: &[&kontor_features::Series], start: i64, last: i64) -> Vec<f64> {
    let cut = |part: &kontor_features::Series, week: i64| {
        usize::try_from(week - part.start).map_or(0.0, |place| felt(part, place).1)
    };
    let of_week = |week| parts.iter().map(|part| cut(part, week)).fold(0.0, f64::max);
    (start..=last).map(of_week).collect()
}

/// How many first weeks of a product say nothing of its price, since it became known in them.
fn unknown(weeks: usize, start: i64, first: i64) -> usize {
    let is_new = start - first >= UNKNOWN_WEEKS as i64;
    if is_new && weeks >= 4 * UNKNOWN_WEEKS { UNKNOWN_WEEKS } else { 0 }
}

/// Puts what was asked in the place of what was paid, on its scale, where both agree. A week without a
/// sale had a price, too: with the one of the last sale, a price at which nothing sells would look like
/// the one before it.
fn as_asked(weeks: &mut [Week], start: i64, asked: &[(i32, f64)], cuts: &[f64]) {
    let on = |day: i32| last_asked(asked, day);
    let of_week = |week: i64| -> Option<f64> {
        let days = (monday(week)..monday(week) + 7).map(on);
        Some(days.sum::<Option<f64>>()? / 7.0)
    };
    let told: Vec<Option<f64>> = (start..)
        .zip(cuts)
        .map(|(week, cut)| Some(of_week(week)? * (1.0 - cut)).filter(|price| *price > 0.0))
        .collect();
    let sold = weeks.iter().zip(&told).filter(|(week, _)| week.units > 0.0 && week.price > 0.0);
    let apart: Vec<f64> =
        sold.filter_map(|(week, told)| Some(libm::log(week.price / (*told)?))).collect();
    let scale = median(apart.clone());
    let error = median(apart.iter().map(|apart| (apart - scale).abs()).collect());
    if apart.len() < FEWEST_SOLD || error > AGREES {
        return;
    }
    for (week, told) in weeks.iter_mut().zip(told) {
        week.price = told.map_or(week.price, |told| told * libm::exp(scale));
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// The Monday of a week.
pub fn monday_of(week: i64) -> kontor_api::domain::Date {
    date_of(monday(week))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_features::{Mark, Standing};

    fn part(start: i64, units: &[f64], price: f64) -> kontor_features::Series {
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

    /// A variant that is out of stock is taken to want what it usually does; with most of the product
    /// out of stock nobody knows.
    #[test]
    fn variants_stand_in_for_each_other() {
        let (large, small) =
            (part(10, &[30.0, 30.0, f64::NAN], 100.0), part(11, &[10.0, f64::NAN], 120.0));
        let weeks = together(&[&large, &small], 10, 12);
        assert_eq!(weeks[0].units, 30.0);
        assert_eq!((weeks[1].units, weeks[1].price), (40.0, 105.0));
        assert!(weeks[2].was_out_of_stock && !weeks[1].was_out_of_stock);
        let halves = together(&[&large, &part(10, &[10.0, f64::NAN, 10.0], 100.0)], 10, 12);
        assert_eq!(halves[1].units, 40.0);
        assert!(halves[2].was_out_of_stock);
    }

    /// Sold at 10 until the price rose to 12, at which nothing sold for weeks.
    #[test]
    fn a_week_without_a_sale_has_the_price_that_was_asked() {
        let mut sold = part(10, &[3.0, 2.0, 4.0, 1.0, 0.0, 0.0, 0.0, 1.0], 10.0);
        sold.price[7] = 12.0;
        let weeks = together(&[&sold], 10, 17);
        let prices = |asked: &[(i32, f64)]| {
            let mut weeks = weeks.clone();
            as_asked(&mut weeks, 10, asked, &cuts(&[&sold], 10, 17));
            weeks.iter().map(|week| (week.price * 1000.0).round() / 1000.0).collect::<Vec<f64>>()
        };
        let of = |price: [f64; 8]| price.to_vec();
        // With 20 % of tax on top.
        let known = [(0, 12.0), (monday(14), 14.4)];
        assert_eq!(prices(&known), of([10.0, 10.0, 10.0, 10.0, 12.0, 12.0, 12.0, 12.0]));
        let later = [(monday(12), 12.0), (monday(14), 14.4)];
        assert_eq!(prices(&later), of([10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 12.0]), "too few");
        let wrong = [(0, 12.0), (monday(11), 20.0), (monday(12), 9.0), (monday(13), 31.0)];
        assert_eq!(prices(&wrong), prices(&[]));
        assert_eq!(prices(&[]), of([10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 12.0]));
    }

    /// A fifth off with a lift of 0.3 more than doubles sales at an elasticity of −2.
    #[test]
    fn half_a_week_of_a_promotion_is_more_than_half_of_it() {
        let mut part = part(10, &[5.0; 4], 10.0);
        part.promoted = vec![0.0, 1.0, 0.5, 0.5];
        part.promotion = vec![0.0, 0.2, 0.1, 0.0];
        assert_eq!(felt(&part, 0), (0.0, 0.0));
        let (whole, cut) = felt(&part, 1);
        assert!((whole - 1.0).abs() < 1e-12 && (cut - 0.2).abs() < 1e-12);
        let (half, cut) = felt(&part, 2);
        let times = |share: f64| libm::exp(share * 0.3) * libm::pow(0.8, -2.0 * share);
        assert!((times(half) - 0.5 * (1.0 + times(1.0))).abs() < 1e-12, "{half}");
        assert!((cut - (1.0 - libm::pow(0.8, half))).abs() < 1e-12 && half > 0.55);
        let (free, cut) = felt(&part, 3);
        assert!(cut == 0.0 && (0.5..0.6).contains(&free));
        assert_eq!(felt(&part, 9), (0.0, 0.0));
    }

    #[test]
    fn new_products_are_told_from_when_they_are_known() {
        assert_eq!((unknown(40, 108, 100), unknown(40, 107, 100)), (UNKNOWN_WEEKS, 0));
        assert_eq!(unknown(31, 120, 100), 0);
    }

    /// Nine days without a sale of what sells once a day are an empty shelf; at a price that is a third
    /// higher they may be chance.
    #[test]
    fn a_silence_at_a_high_price_may_be_chance() {
        let silent = |price: f64| {
            let mut part = part(10, &[7.0, 8.0, 6.0, f64::NAN, f64::NAN, 7.0], 10.0);
            (part.guessed[3], part.guessed[4], part.sold[4]) = (6.0, 4.0, 2.0);
            part.price[5] = price;
            part
        };
        let known = |price, asked: &[(i32, f64)]| doubted(&silent(price), asked).units;
        assert!(known(10.0, &[])[3].is_nan() && known(10.0, &[])[4].is_nan());
        assert_eq!(known(13.5, &[]), [7.0, 8.0, 6.0, 0.0, 2.0, 7.0]);
        let asked = [(0, 10.0), (monday(13), 13.5)];
        assert_eq!(known(10.0, &asked), [7.0, 8.0, 6.0, 0.0, 2.0, 7.0]);
        // Nobody knows what it sold before.
        let new = doubted(&part(10, &[f64::NAN, 3.0], 10.0), &[]);
        assert!(new.units[0].is_nan());
    }

    #[test]
    fn a_price_moved_if_it_moved_by_a_percent() {
        assert_eq!(changes(&[0.0, 0.005, 0.1, 0.1, 0.0]), 2);
        assert_eq!(changes(&[]), 0);
    }
}
