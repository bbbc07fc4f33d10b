//! From the facts of a shop to the panel that models learn from.

use crate::{Engine, clock, error::Result, jobs::Context, workspace::Workspace};
use kontor_api::forecast::{Forecastable, TrainForecast};
use kontor_features::{
    Calendar, Mark, Promotion, Sales, Silence, Standing, Weekly, calendar, day_number, known_until,
    weekly,
};
use kontor_forecast::{Direction, Input, Panel, Series, panel::carry};
use kontor_warehouse::{Article, Demand};
use std::collections::BTreeMap;

/// Weeks of a year, for seasons.
const YEAR: usize = 52;
/// What a promotion is taken to lower the price by, where nobody said.
const USUAL_DISCOUNT: f64 = 0.1;
/// A promotion that gives nearly all away tells nothing of the regular price.
const DEEPEST: f64 = 0.9;

/// Products as models see them.
pub struct Made {
    /// What they learn from.
    pub panel: Panel,
    /// The article of each series, and what is to be known of its weeks.
    pub products: Vec<(Article, Vec<Mark>)>,
    /// Articles that are not forecast, why, and for how many weeks they have been sold.
    pub others: Vec<(Article, Forecastable, usize)>,
    /// The number of the newest complete week.
    pub last: i64,
    /// Whose holidays are known.
    pub country: Option<&'static str>,
}

impl Engine {
    /// Reads the shop's sales as a panel with inputs for the weeks that are asked for; `None` without
    /// a complete week of sales.
    pub(super) fn panel(
        &self,
        workspace: &Workspace,
        request: &TrainForecast,
        context: &Context,
    ) -> Result<Option<Made>> {
        let horizon = usize::from(request.horizon);
        let settings = workspace.settings();
        // What is dated after today is a mistake.
        let today = clock::now().date();
        let mut demand = kontor_warehouse::demand(
            &workspace.warehouse,
            settings.currency,
            today,
            &context.cancel,
        )?;
        let Some(until) = known_until(&demand.day) else { return Ok(None) };
        context.cancel.check()?;
        if request.keep_stock_outs {
            demand.out_of_stock.clear();
        }
        let Weekly { last: Some(last), series, .. } = weeks(&demand, until, horizon)? else {
            return Ok(None);
        };
        let country = calendar::country_of(&settings.time_zone);
        let first = series.iter().map(|series| series.start).min().unwrap_or(last);
        let to = last + horizon as i64;
        let calendar = Calendar::new(country, &demand.own_days, first, to)?;
        let mut by_number: BTreeMap<u32, Article> =
            demand.articles.into_iter().map(|article| (article.number, article)).collect();
        let categories = codes(by_number.values());
        let has_promotions =
            series.iter().any(|series| series.promotion.iter().any(|share| *share > 0.0));
        let mut made = Made {
            panel: Panel {
                series: Vec::new(),
                season: 1,
                inputs: inputs(has_promotions),
                has_calendar: true,
                is_non_negative: true,
            },
            products: Vec::new(),
            others: Vec::new(),
            last,
            country,
        };
        for series in series {
            let Some(article) = by_number.remove(&series.article) else { continue };
            let why = match series.standing {
                _ if article.is_archived => Forecastable::Archived,
                Standing::Ended => Forecastable::Ended,
                Standing::New => Forecastable::TooNew,
                Standing::Sold => Forecastable::Yes,
            };
            if why != Forecastable::Yes {
                made.others.push((article, why, series.units.len()));
                continue;
            }
            let code = article.category.as_ref().and_then(|category| categories.get(category));
            made.panel.series.push(Series {
                id: article.sku.clone(),
                start: series.start,
                inputs: known_inputs(&series, &calendar, horizon, has_promotions),
                categories: vec![code.copied().unwrap_or_default()],
                values: series.units,
            });
            made.products.push((article, series.marks));
        }
        // Of less than two years nobody tells a season from a trend.
        let lengths = made.panel.series.iter().map(|series| series.values.len());
        if 2 * lengths.filter(|weeks| *weeks >= 2 * YEAR).count() >= made.panel.series.len() {
            made.panel.season = YEAR;
        }
        // What was first sold in the week that is not over.
        made.others.extend(by_number.into_values().map(|article| {
            let why =
                if article.is_archived { Forecastable::Archived } else { Forecastable::TooNew };
            (article, why, 0)
        }));
        Ok(Some(made))
    }
}

/// Weeks of the demand, for whoever looks back.
///
/// # Errors
/// When columns are of different lengths, which is a defect.
pub fn weekly_of(demand: &Demand) -> Result<Weekly> {
    match known_until(&demand.day) {
        Some(until) => weeks(demand, until, 0),
        None => Ok(Weekly { last: None, series: Vec::new(), after: 0 }),
    }
}

/// Weeks of the demand.
fn weeks(demand: &Demand, until: i32, horizon: usize) -> Result<Weekly> {
    let sales = Sales {
        article: demand.article.clone(),
        day: demand.day.clone(),
        units: demand.units.clone(),
        bulk: demand.bulk.clone(),
        paid_units: demand.paid_units.clone(),
        paid: demand.paid.clone(),
        asked: demand.asked.clone(),
        reduced_units: demand.reduced_units.clone(),
    };
    let silence = |out: &kontor_warehouse::OutOfStock| Silence {
        article: out.article,
        from: out.from,
        to: out.to,
        is_booked: out.is_booked,
    };
    let silences: Vec<Silence> = demand.out_of_stock.iter().map(silence).collect();
    let promotion = |of: &kontor_warehouse::Promoted| Promotion {
        article: of.article,
        from: of.from,
        to: of.to,
        share: of.percent.map_or(USUAL_DISCOUNT, |percent| percent / 100.0),
    };
    let promotions: Vec<Promotion> = demand.promotions.iter().map(promotion).collect();
    Ok(weekly(&sales, &silences, &promotions, until, horizon)?)
}

/// A number for each category from 1 on; 0 is for articles without one.
fn codes<'a>(articles: impl Iterator<Item = &'a Article>) -> BTreeMap<String, u32> {
    let names = articles.filter_map(|article| article.category.clone());
    let mut codes: BTreeMap<String, u32> = names.map(|name| (name, 0)).collect();
    for (number, code) in codes.values_mut().enumerate() {
        *code = number as u32 + 1;
    }
    codes
}

/// The names of inputs; what people read is in `words`.
fn inputs(has_promotions: bool) -> Vec<Input> {
    let input =
        |name: &str, direction, is_carried| Input { name: name.to_owned(), direction, is_carried };
    let mut inputs = vec![input("price", Direction::Down, true)];
    if has_promotions {
        inputs.push(input("promotion", Direction::Up, false));
    }
    let days = ["holidays", "events", "before_holidays", "after_holidays"];
    inputs.extend(days.map(|name| input(name, Direction::Either, false)));
    inputs
}

/// The values of a series' inputs, the horizon's included.
fn known_inputs(
    series: &kontor_features::Series,
    calendar: &Calendar,
    horizon: usize,
    has_promotions: bool,
) -> Vec<Vec<f64>> {
    let length = series.units.len();
    // The price without the promotion, which is an input of its own.
    let regular = series.price.iter().zip(&series.promotion);
    let mut price: Vec<f64> =
        regular.map(|(price, share)| price / (1.0 - share.min(DEEPEST))).collect();
    price.resize(length + horizon, f64::NAN);
    carry(&mut price, length);
    let mut inputs = vec![price];
    if has_promotions {
        inputs.push(series.promotion.clone());
    }
    let weeks: Vec<calendar::Week> =
        (0..length + horizon).map(|week| calendar.week(series.start + week as i64)).collect();
    let days = [
        |week: &calendar::Week| week.holidays,
        |week: &calendar::Week| week.events,
        |week: &calendar::Week| week.ahead,
        |week: &calendar::Week| week.behind,
    ];
    inputs.extend(days.map(|of| weeks.iter().map(of).collect()));
    inputs
}

/// Complete weeks of sales after the week `last`, as far as today.
pub fn newer_weeks(workspace: &Workspace, last: i64) -> Result<u32> {
    let until = workspace.facts()?.data.map(|data| data.to.min(clock::now().date()));
    let newest = until.map_or(last, |day| kontor_features::week_of(day_number(day) + 1) - 1);
    Ok(u32::try_from(newest - last).unwrap_or_default())
}
