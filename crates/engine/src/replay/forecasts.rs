//! Kontor's own forecasts within a replay: from weeks of the past, and nothing that happened later.
//!
//! What takes a backtest (weights, bias, ranges) is learnt before the replay, and anew every few
//! months; every few weeks the models are fitted to what came since. Models are those of a shop's
//! training that learn in seconds: [`models_for_shop`] without networks and boosted trees. Forecasts
//! are not scaled to what a shop sold in the backtest ([`Bias`]): so far ahead as lead times reach, it
//! had seen too little of the seasons.

use super::{Situation, policies::Forecasts};
use kontor_features::{Calendar, FeaturesError, calendar};
use kontor_forecast::{
    Direction, Input, Model, Panel, Run, Series, Stopped,
    accuracy::Tested,
    bias::Bias,
    panel::carry,
    pipeline::{Outcome, Settings, forecast, forecast_again, models_for_shop},
};
use kontor_planning::demand::Demand;
use kontor_simulator::replay::Morning;
use std::rc::Rc;

/// Models that are left out, by how their names begin: those that learn for minutes, and those that
/// repeat a single week, of which a backtest of a short past may think well by chance.
const LEFT_OUT: [&str; 5] = ["boosted", "tide", "lstm", "naive2", "seasonal_naive"];
/// Moments of the past from which forecasts are tested.
const WINDOWS: usize = 3;
/// Weeks that must be known of a product.
const FEWEST_WEEKS: usize = 8;
/// Weeks of a year.
const YEAR: usize = 52;
/// Weeks by whose mean a day without stock is filled in.
const USUAL: usize = 13;
/// Widths of a 90 % range beyond which an error counts no more.
const WILD: f64 = 2.0;
/// No correlation of errors is larger.
const MOST_CORRELATION: f64 = 0.9;
/// A promotion that gives nearly all away tells nothing of the regular price.
const DEEPEST: f64 = 0.9;

/// How forecasts are made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Training {
    /// Weeks ahead.
    pub horizon: usize,
    /// Weeks from one fit of the models to the next.
    pub fit_every: usize,
    /// Weeks from one backtest to the next.
    pub learn_every: usize,
    /// Threads; forecasts do not depend on it.
    pub threads: usize,
}

/// Why there are no forecasts.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The calendar cannot be read.
    #[error(transparent)]
    Features(#[from] FeaturesError),
    /// A model failed, or the person stopped it.
    #[error("training stopped: {0:?}")]
    Stopped(Stopped),
}

/// Forecasts of the past only.
pub struct Trained<'a> {
    situation: &'a Situation,
    training: Training,
    calendar: Calendar,
    /// The weeks before the start, and those of now, by product.
    before: Vec<Weeks>,
    now: Vec<Weeks>,
    /// Days of the replay that are in the weeks.
    days: usize,
    learnt: Option<Rc<Learnt>>,
    forecast: Option<Rc<Forecast>>,
    /// What was learnt and forecast before the start, where all paths are alike.
    first: Option<(Rc<Learnt>, Rc<Forecast>)>,
    failed: Option<ReplayError>,
}

/// What a backtest taught.
struct Learnt {
    /// The number of the week in which it was made.
    week: i64,
    /// The products that have a history.
    products: Vec<usize>,
    season: usize,
    models: Vec<Box<dyn Model>>,
    outcome: Outcome,
    /// How errors hang together from week to week.
    correlation: f64,
}

/// What the models say.
struct Forecast {
    /// The number of the first week that is forecast.
    from: i64,
    /// For each product mean and quantiles of each week; empty where there is no forecast.
    mean: Vec<Vec<f32>>,
    quantiles: Vec<[Vec<f32>; 9]>,
}

impl<'a> Trained<'a> {
    /// For a shop as it stands.
    ///
    /// # Errors
    /// When the list of holidays cannot be read.
    pub fn new(situation: &'a Situation, training: Training) -> Result<Trained<'a>, ReplayError> {
        let longest = situation.before.iter().map(Vec::len).max().unwrap_or(0);
        let first = situation.week(-i32::try_from(longest).unwrap_or(i32::MAX));
        let to = situation.week(366 * 5);
        let weeks = situation.before.iter().map(|days| {
            let mut weeks = Weeks::default();
            for (day, known) in (-(days.len() as i32)..).zip(days) {
                weeks.add(situation, day, known.sold, known.in_stock, known.price);
            }
            weeks
        });
        let before: Vec<Weeks> = weeks.collect();
        Ok(Trained {
            calendar: Calendar::new(situation.country, &[], first, to)?,
            now: before.clone(),
            situation,
            training,
            before,
            days: 0,
            learnt: None,
            forecast: None,
            first: None,
            failed: None,
        })
    }

    /// What went wrong, if anything did; no forecasts were made from then on.
    pub fn failure(&mut self) -> Option<ReplayError> {
        self.failed.take()
    }

    /// Learns and forecasts as far as it is time for it.
    fn update(&mut self) -> Result<(), ReplayError> {
        let week = self.situation.week(self.days as i32);
        let is_fresh = |since: i64, weeks: usize| week < since + weeks as i64;
        if self.learnt.as_ref().is_some_and(|one| is_fresh(one.week, self.training.learn_every))
            && self.forecast.as_ref().is_some_and(|one| is_fresh(one.from, self.training.fit_every))
        {
            return Ok(());
        }
        let run = Run { threads: self.training.threads, ..Run::unwatched(1) };
        let horizon = self.training.horizon;
        let old = self.learnt.take();
        let kept = old.filter(|one| is_fresh(one.week, self.training.learn_every));
        let learnt = match kept {
            Some(learnt) => learnt,
            None => Rc::new(self.learn(week, &run)?),
        };
        let panel = Panel { season: learnt.season, ..self.panel(week, &learnt.products) };
        let (outcome, models) = (&learnt.outcome, &learnt.models);
        let distributions =
            forecast_again(&panel, outcome, models, horizon, &run).map_err(ReplayError::Stopped)?;
        let mut forecast = Forecast {
            from: week,
            mean: vec![Vec::new(); self.now.len()],
            quantiles: vec![Default::default(); self.now.len()],
        };
        let floats = |values: &[f64]| values.iter().map(|value| *value as f32).collect();
        for (product, distribution) in learnt.products.iter().zip(distributions) {
            if let Some(slot) = forecast.mean.get_mut(*product) {
                *slot = floats(&distribution.point);
            }
            if let Some(slots) = forecast.quantiles.get_mut(*product) {
                for (slot, quantile) in slots.iter_mut().zip(&distribution.quantiles) {
                    *slot = floats(quantile);
                }
            }
        }
        (self.learnt, self.forecast) = (Some(learnt), Some(Rc::new(forecast)));
        Ok(())
    }

    fn learn(&self, week: i64, run: &Run<'_>) -> Result<Learnt, ReplayError> {
        let is_known = |weeks: &Weeks| weeks.since_first_sale().len() >= FEWEST_WEEKS;
        let products = self.now.iter().enumerate().filter(|(_, weeks)| is_known(weeks));
        let products: Vec<usize> = products.map(|(product, _)| product).collect();
        let panel = self.panel(week, &products);
        let mut models = models_for_shop(&panel);
        models.retain(|model| !LEFT_OUT.iter().any(|name| model.name().starts_with(name)));
        let settings = Settings {
            horizon: self.training.horizon,
            windows: WINDOWS,
            models,
            budget: None,
            champion: None,
            is_shop: true,
        };
        let mut outcome = forecast(&panel, &settings, run).map_err(ReplayError::Stopped)?;
        outcome.bias = Bias::default();
        Ok(Learnt {
            week,
            products,
            season: panel.season,
            models: settings.models,
            correlation: correlation(&outcome.tested),
            outcome,
        })
    }

    /// What models see of these products before the week `from`.
    fn panel(&self, from: i64, products: &[usize]) -> Panel {
        let horizon = self.training.horizon;
        let mut all = Vec::new();
        let promoted = !self.situation.promotions.is_empty();
        for product in products.iter().copied() {
            let Some(weeks) = self.now.get(product) else { continue };
            let values = weeks.since_first_sale().to_vec();
            let start = from - values.len() as i64;
            let of_weeks = start..from + horizon as i64;
            let promotion = self.promoted(product, of_weeks.clone());
            let before = weeks.price.len() - values.len();
            let prices = weeks.price.get(before..).unwrap_or_default();
            // The price without the promotion, which is an input of its own.
            let mut price: Vec<f64> = prices
                .iter()
                .zip(&promotion)
                .map(|(price, share)| price / (1.0 - share.min(DEEPEST)))
                .collect();
            price.resize(values.len() + horizon, f64::NAN);
            carry(&mut price, values.len());
            let mut inputs = vec![price];
            if promoted {
                inputs.push(promotion);
            }
            let days: Vec<_> = of_weeks.map(|week| self.calendar.week(week)).collect();
            let of_day = [
                |week: &calendar::Week| week.holidays,
                |week: &calendar::Week| week.events,
                |week: &calendar::Week| week.ahead,
                |week: &calendar::Week| week.behind,
            ];
            inputs.extend(of_day.map(|of| days.iter().map(of).collect()));
            let category = self.situation.terms.get(product).map_or(0, |terms| terms.category);
            let id = product.to_string();
            all.push(Series { id, start, values, inputs, categories: vec![category] });
        }
        let input = |name: &str, direction, is_carried| Input {
            name: name.to_owned(),
            direction,
            is_carried,
        };
        let mut inputs = vec![input("price", Direction::Down, true)];
        if promoted {
            inputs.push(input("promotion", Direction::Up, false));
        }
        let days = ["holidays", "events", "before_holidays", "after_holidays"];
        inputs.extend(days.map(|name| input(name, Direction::Either, false)));
        // Of less than two years nobody tells a season from a trend.
        let is_long = |series: &&Series| series.values.len() >= 2 * YEAR;
        let season = if 2 * all.iter().filter(is_long).count() >= all.len() { YEAR } else { 1 };
        Panel { series: all, season, inputs, has_calendar: true, is_non_negative: true }
    }

    /// The share of each week's price that promotions take off a product.
    fn promoted(&self, product: usize, weeks: std::ops::Range<i64>) -> Vec<f64> {
        let mut shares = vec![0.0; usize::try_from(weeks.end - weeks.start).unwrap_or_default()];
        for promotion in self.situation.promotions.iter().filter(|one| one.product == product) {
            for day in promotion.from..promotion.until {
                let place = usize::try_from(self.situation.week(day) - weeks.start).ok();
                if let Some(share) = place.and_then(|place| shares.get_mut(place)) {
                    *share = f64::min(*share + promotion.share / 7.0, 1.0);
                }
            }
        }
        shares
    }
}

impl Forecasts for Trained<'_> {
    fn restart(&mut self) {
        self.now.clone_from(&self.before);
        self.days = 0;
        (self.learnt, self.forecast) = (None, None);
        // Before the first day all paths are alike: it is learnt once.
        if let Some((learnt, forecast)) = self.first.clone() {
            (self.learnt, self.forecast) = (Some(learnt), Some(forecast));
        } else if self.failed.is_none() {
            self.failed = self.update().err();
            self.first = self.learnt.clone().zip(self.forecast.clone());
        }
    }

    fn begin(&mut self, morning: &Morning) {
        for day in morning.past.iter().skip(self.days) {
            let sold = day.sold.iter().zip(&day.sold_out).zip(&day.prices);
            for (weeks, ((sold, sold_out), price)) in self.now.iter_mut().zip(sold) {
                weeks.add(self.situation, self.days as i32, *sold, !sold_out, *price);
            }
            self.days += 1;
        }
        if self.failed.is_none() {
            self.failed = self.update().err();
        }
    }

    fn correlation(&self) -> f64 {
        self.learnt.as_ref().map_or(0.0, |learnt| learnt.correlation)
    }

    fn demand(&self, product: usize, morning: &Morning) -> Option<Demand<'_>> {
        let forecast = self.forecast.as_ref()?;
        let (mean, quantiles) =
            (forecast.mean.get(product)?.as_slice(), forecast.quantiles.get(product)?);
        let gone = usize::try_from(self.situation.week(morning.day as i32) - forecast.from).ok()?;
        // Beyond the last week it goes on as there.
        let gone = gone.min(mean.len().checked_sub(1)?);
        let mut of_quantile = quantiles.iter();
        Some(Demand {
            days_gone: u32::from(self.situation.weekday(morning.day)),
            mean: mean.get(gone..).unwrap_or_default(),
            quantiles: std::array::from_fn(|_| {
                of_quantile.next().and_then(|values| values.get(gone..)).unwrap_or_default()
            }),
            is_whole: true,
        })
    }
}

/// The correlation of a week's error with the next one's that makes sums of weeks as unsure as they
/// were in a backtest: with the correlation `r`, the variance of the sum of `n` errors of variance 1
/// is n + 2 Σ (n − k) rᵏ. Errors are measured in the width of their range, and none counts more than
/// [`WILD`] of it.
pub fn correlation(tested: &[Tested]) -> f64 {
    let (mut lengths, mut sums, mut squares) = (vec![0.0; 1], 0.0, 0.0);
    for window in tested {
        for (actual, said) in window.actual.iter().zip(&window.distributions) {
            let (mut sum, mut count) = (0.0, 0_usize);
            let (Some(low), Some(high)) = (said.quantiles.get(1), said.quantiles.get(7)) else {
                continue;
            };
            let ranges = low.iter().zip(high);
            for ((actual, point), (low, high)) in actual.iter().zip(&said.point).zip(ranges) {
                let error = (actual - point) / (high - low);
                if !error.is_finite() {
                    break;
                }
                let error = error.clamp(-WILD, WILD);
                (sum, count) = (sum + error, count + 1);
                squares += error * error;
            }
            sums += sum * sum;
            if lengths.len() <= count {
                lengths.resize(count + 1, 0.0);
            }
            if let Some(series) = lengths.get_mut(count) {
                *series += 1.0;
            }
        }
    }
    // The variance of sums over that of single weeks, for a correlation.
    let inflation = |r: f64| {
        let (mut of_sums, mut of_weeks) = (0.0, 0.0);
        for (weeks, series) in lengths.iter().enumerate() {
            let n = weeks as f64;
            let between: f64 = (1..weeks).map(|k| (n - k as f64) * r.powi(k as i32)).sum();
            of_sums += series * (n + 2.0 * between);
            of_weeks += series * n;
        }
        of_sums / of_weeks
    };
    let found = sums / squares;
    let (mut low, mut high) = (0.0, MOST_CORRELATION);
    for _ in 0..20 {
        let middle = 0.5 * (low + high);
        // Nothing found is no number, and no correlation.
        match inflation(middle) < found {
            true => low = middle,
            false => high = middle,
        }
    }
    low
}

/// A product week by week, from its first whole one on. A day without stock counts as a usual one:
/// what was wanted on it is not known, but it was not nothing.
#[derive(Debug, Clone, Default)]
struct Weeks {
    /// Units wanted; NaN of a week without any stock.
    units: Vec<f64>,
    /// Price of a unit.
    price: Vec<f64>,
    week: Option<i64>,
    wanted: f64,
    days: u32,
    /// Days with stock.
    seen: u32,
    paid: f64,
}

impl Weeks {
    fn add(&mut self, situation: &Situation, day: i32, sold: u32, in_stock: bool, price: i64) {
        let week = situation.week(day);
        if self.week != Some(week) {
            *self = Weeks {
                units: std::mem::take(&mut self.units),
                price: std::mem::take(&mut self.price),
                week: Some(week),
                ..Weeks::default()
            };
        }
        let sold = f64::from(sold);
        self.wanted += if in_stock { sold } else { sold.max(self.usual_day()) };
        self.days += 1;
        self.seen += u32::from(in_stock || sold > 0.0);
        self.paid += price as f64;
        if self.days == 7 {
            self.units.push(if self.seen > 0 { self.wanted } else { f64::NAN });
            self.price.push(self.paid / 7.0);
        }
    }

    /// Units wanted from the first week with a sale on.
    fn since_first_sale(&self) -> &[f64] {
        let first = self.units.iter().position(|units| *units > 0.0);
        self.units.get(first.unwrap_or(self.units.len())..).unwrap_or_default()
    }

    fn usual_day(&self) -> f64 {
        let known = self.units.iter().rev().filter(|units| !units.is_nan()).take(USUAL);
        let (sum, count) = known.fold((0.0, 0.0), |(sum, count), units| (sum + units, count + 1.0));
        sum / f64::max(count, 1.0) / 7.0
    }
}
