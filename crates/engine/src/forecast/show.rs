//! What is shown of a training: the list of products, one product's page.

use super::{
    last_week, no_product, not_trained, panel, quantity,
    store::{Product, Trained},
    words,
};
use crate::{Engine, Handle, error::Result, jobs::Context};
use kontor_api::{
    domain::{Date, Locale, Period, Quantity},
    forecast::{
        Correction, ForecastRow, ForecastSort, ForecastWeek, Forecastable, Forecasts, GetForecast,
        GetForecasts, ProductForecast, ScoredCorrection, SoldWeek,
    },
};
use kontor_charts::{Band, BandStep, band};
use kontor_features::{date_of, day_number, monday, week_of};
use kontor_forecast::metrics::PROBABILITIES;
use std::collections::HashMap;

/// Weeks of the sums in lists.
const FEW: usize = 4;
/// Weeks of history in a picture.
const SHOWN: usize = 104;
const BULK: u8 = 2;

/// A training with the corrections of its weeks.
pub(super) struct Corrected<'a> {
    trained: &'a Trained,
    /// The number of the first week that is forecast.
    first: i64,
    by_sku: HashMap<&'a str, Vec<&'a Correction>>,
}

impl<'a> Corrected<'a> {
    pub(super) fn new(trained: &'a Trained, corrections: &'a [Correction]) -> Corrected<'a> {
        let mut by_sku = HashMap::<&str, Vec<&Correction>>::new();
        for correction in corrections {
            by_sku.entry(&correction.sku).or_default().push(correction);
        }
        Corrected { trained, first: last_week(&trained.card) + 1, by_sku }
    }

    /// The correction of a product's week.
    fn of(&self, sku: &str, ahead: usize) -> Option<&'a Correction> {
        let of_product = self.by_sku.get(sku)?;
        let week = date_of(monday(self.first + ahead as i64));
        of_product.iter().find(|correction| correction.week == week).copied()
    }

    /// Units of a product's week, corrected.
    fn units(&self, place: usize, sku: &str, ahead: usize) -> Quantity {
        let model = quantity(self.trained.point(place).get(ahead).copied().unwrap_or_default());
        self.of(sku, ahead).map_or(model, |correction| correction.applied(model))
    }

    pub(super) fn week(&self, place: usize, sku: &str, ahead: usize) -> ForecastWeek {
        let trained = self.trained;
        let at = |values: &[f32]| values.get(ahead).copied().unwrap_or_default();
        let model = quantity(at(trained.point(place)));
        let correction = self.of(sku, ahead);
        let units = correction.map_or(model, |correction| correction.applied(model));
        // The range moves with the forecast: in proportion, or to the corrected number where the
        // models said nothing.
        let moved = |quantile: Quantity| match correction {
            None => quantile,
            Some(_) if model.milli == 0 => units,
            Some(_) => {
                let milli = i128::from(quantile.milli) * i128::from(units.milli);
                let milli = milli / i128::from(model.milli);
                Quantity { milli: i64::try_from(milli).unwrap_or(i64::MAX) }
            }
        };
        let quantile = |number| moved(quantity(at(trained.quantile(place, number))));
        ForecastWeek {
            week: date_of(monday(self.first + ahead as i64)),
            units,
            model,
            quantiles: (0..PROBABILITIES.len()).map(quantile).collect(),
            baseline: quantity(at(trained.baseline(place))),
            drivers: (0..trained.drivers.len())
                .map(|driver| f64::from(at(trained.driver(place, driver))))
                .collect(),
            correction: correction.cloned(),
        }
    }

    fn row(&self, place: usize, product: &Product, context: &Context) -> ForecastRow {
        let trained = self.trained;
        let remark = words::remark(product.forecastable, product.weeks, context);
        let empty = ForecastRow {
            sku: product.sku.clone(),
            title: product.title.clone(),
            forecastable: product.forecastable,
            kind: product.kind,
            weeks: u32::try_from(product.weeks).unwrap_or(u32::MAX),
            last_four: Quantity::default(),
            next_four: Quantity::default(),
            baseline_four: Quantity::default(),
            next: Quantity::default(),
            low: Quantity::default(),
            high: Quantity::default(),
            is_corrected: false,
            accuracy: product.accuracy,
            remark,
        };
        if product.forecastable != Forecastable::Yes {
            return empty;
        }
        let few = 0..FEW.min(trained.horizon());
        let mut units = few.clone().map(|ahead| self.units(place, &product.sku, ahead));
        let baseline = trained.baseline(place).get(few).unwrap_or_default();
        let sum = |units: &mut dyn Iterator<Item = Quantity>| Quantity {
            milli: units.map(|units| units.milli).sum(),
        };
        // Lists are of thousands: only of the next week is everything put together.
        let next = self.week(place, &product.sku, 0);
        let (history, _) = trained.history(place);
        let lately = history.iter().rev().take(FEW).filter(|units| !units.is_nan());
        let end = |end: Option<&Quantity>| end.copied().unwrap_or_default();
        ForecastRow {
            last_four: quantity(lately.sum()),
            next_four: sum(&mut units),
            baseline_four: sum(&mut baseline.iter().map(|units| quantity(*units))),
            next: next.units,
            low: end(next.quantiles.first()),
            high: end(next.quantiles.last()),
            is_corrected: (0..trained.horizon())
                .any(|ahead| self.of(&product.sku, ahead).is_some()),
            ..empty
        }
    }
}

impl Handle<GetForecasts> for Engine {
    fn handle(&self, request: GetForecasts, context: &Context) -> Result<Forecasts> {
        let workspace = self.workspace()?;
        let definition = words::definition(context);
        let Some(trained) = workspace.trained()? else {
            let (card, rows) = (None, Vec::new());
            return Ok(Forecasts { card, newer_weeks: 0, total: 0, rows, definition });
        };
        let corrections = workspace.ledger().corrections()?;
        let corrected = Corrected::new(&trained, &corrections);
        let search = request.search.as_deref().map(str::trim).unwrap_or_default().to_lowercase();
        let is_asked = |product: &Product| {
            let found = |text: &str| text.to_lowercase().contains(&search);
            let is_found = search.is_empty() || found(&product.sku) || found(&product.title);
            let is_kind = request.kind.is_none_or(|kind| {
                product.forecastable == Forecastable::Yes && product.kind == kind
            });
            is_found && is_kind
        };
        let products = trained.products.iter().enumerate();
        let mut rows: Vec<ForecastRow> = products
            .filter(|(_, product)| is_asked(product))
            .map(|(place, product)| corrected.row(place, product, context))
            .collect();
        sort(&mut rows, request.sort, request.ascending);
        let total = rows.len() as u64;
        let offset = usize::try_from(request.offset).unwrap_or(usize::MAX);
        let rows = rows.into_iter().skip(offset).take(request.limit as usize).collect();
        let newer_weeks = panel::newer_weeks(&workspace, last_week(&trained.card))?;
        Ok(Forecasts { card: Some(trained.card.clone()), newer_weeks, total, rows, definition })
    }
}

impl Engine {
    /// Every week of the products that are asked for, and the days that they cover.
    pub(crate) fn forecast_weeks(
        &self,
        request: GetForecasts,
        context: &Context,
    ) -> Result<(Period, Vec<(ForecastRow, ForecastWeek)>)> {
        let workspace = self.workspace()?;
        let trained = workspace.trained()?.ok_or_else(not_trained)?;
        let corrections = workspace.ledger().corrections()?;
        let corrected = Corrected::new(&trained, &corrections);
        let (first, horizon) = (corrected.first, trained.horizon());
        let last = date_of(monday(first + horizon as i64) - 1);
        let mut weeks = Vec::new();
        for row in self.handle(request, context)?.rows {
            let is_forecast = row.forecastable == Forecastable::Yes;
            let Some(place) = trained.place(&row.sku).filter(|_| is_forecast) else { continue };
            for ahead in 0..horizon {
                weeks.push((row.clone(), corrected.week(place, &row.sku, ahead)));
            }
        }
        Ok((Period { from: date_of(monday(first)), to: last }, weeks))
    }
}

/// Sorts; products without a forecast come last whatever the order.
fn sort(rows: &mut [ForecastRow], by: ForecastSort, ascending: bool) {
    let change = |row: &ForecastRow| row.next_four.milli - row.last_four.milli;
    let error = |row: &ForecastRow| row.accuracy.wape.unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|a, b| {
        let is_without = |row: &ForecastRow| row.forecastable != Forecastable::Yes;
        let order = match by {
            ForecastSort::Units => a.next_four.milli.cmp(&b.next_four.milli),
            ForecastSort::Change => change(a).cmp(&change(b)),
            ForecastSort::Error => error(a).total_cmp(&error(b)),
            ForecastSort::Sku => a.sku.cmp(&b.sku),
            ForecastSort::Title => a.title.to_lowercase().cmp(&b.title.to_lowercase()),
        };
        let order = if ascending { order } else { order.reverse() };
        is_without(a).cmp(&is_without(b)).then(order).then_with(|| a.sku.cmp(&b.sku))
    });
}

impl Handle<GetForecast> for Engine {
    fn handle(&self, request: GetForecast, context: &Context) -> Result<ProductForecast> {
        let workspace = self.workspace()?;
        let trained = workspace.trained()?.ok_or_else(not_trained)?;
        let corrections = workspace.ledger().corrections()?;
        let corrected = Corrected::new(&trained, &corrections);
        let place = trained.place(&request.sku).ok_or_else(|| no_product(&request.sku))?;
        let product = trained.products.get(place).ok_or_else(|| no_product(&request.sku))?;
        let is_forecast = product.forecastable == Forecastable::Yes;
        let ahead = 0..if is_forecast { trained.horizon() } else { 0 };
        let weeks: Vec<ForecastWeek> =
            ahead.map(|ahead| corrected.week(place, &product.sku, ahead)).collect();
        let history =
            if is_forecast { history(&trained, place, product.start) } else { Vec::new() };
        let home = workspace.settings().currency;
        let chart = band(&Band {
            title: context.say("Units a week", "Stück je Woche").to_owned(),
            steps: steps(&history, &weeks),
            locale: Locale { language: context.language, home: Some(home) },
            width: request.width,
            height: request.height,
        })?;
        let is_past =
            |correction: &&&Correction| !weeks.iter().any(|week| week.week == correction.week);
        let past = corrected.by_sku.get(product.sku.as_str()).into_iter().flatten();
        let past_corrections =
            past.filter(is_past).map(|correction| scored(correction, &history)).collect();
        Ok(ProductForecast {
            row: corrected.row(place, product, context),
            drivers: trained
                .drivers
                .iter()
                .map(|name| words::said(words::driver(name), context.language))
                .collect(),
            history,
            weeks,
            past_corrections,
            chart,
            definition: words::definition(context),
        })
    }
}

/// What was sold of a product, week by week.
fn history(trained: &Trained, place: usize, start: i64) -> Vec<SoldWeek> {
    let (units, marks) = trained.history(place);
    let weeks = units.iter().zip(marks).enumerate();
    weeks
        .map(|(number, (units, marks))| SoldWeek {
            week: date_of(monday(start + number as i64)),
            units: (!units.is_nan()).then(|| quantity(*units)),
            taken_back: marks & 1 > 0,
            bulk: marks & BULK > 0,
        })
        .collect()
}

fn steps(history: &[SoldWeek], weeks: &[ForecastWeek]) -> Vec<BandStep> {
    let sold = history.iter().skip(history.len().saturating_sub(SHOWN));
    let sold = sold.map(|sold| BandStep {
        start: sold.week,
        sold: sold.units.map(Quantity::units),
        ..BandStep::default()
    });
    let forecast = weeks.iter().map(|week| {
        let end = |quantile: Option<&Quantity>| quantile.copied().unwrap_or(week.units).units();
        BandStep {
            start: week.week,
            sold: None,
            forecast: Some(week.units.units()),
            range: Some((end(week.quantiles.first()), end(week.quantiles.last()))),
            baseline: Some(week.baseline.units()),
        }
    });
    sold.chain(forecast).collect()
}

/// Whether a correction helped.
fn scored(correction: &Correction, history: &[SoldWeek]) -> ScoredCorrection {
    let number = |day: Date| week_of(day_number(day));
    let week = history.iter().find(|sold| number(sold.week) == number(correction.week));
    let sold = week.and_then(|sold| sold.units);
    let said = correction.applied(correction.model);
    let miss = |of: Quantity| sold.map(|sold| sold.milli.abs_diff(of.milli));
    let helped = miss(said).zip(miss(correction.model)).map(|(said, model)| said < model);
    ScoredCorrection { correction: correction.clone(), said, sold, helped }
}
