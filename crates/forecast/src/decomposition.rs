//! A sum of what a merchant would name: level, trend, season, and what prices, promotions and
//! holidays do (after Taylor and Letham, *Forecasting at Scale*, 2018).
//!
//! Of positive series the logarithm is decomposed, so that parts are percentages. What an input
//! does is first learnt from all series together; each series then departs from that as far as its
//! own history says (ridge regression around the common effects), so that a product with a dozen
//! weeks of history has the category's elasticity and one with years its own.

use crate::{
    Direction, Fitted, Model, Panel, Run, Series, Stopped,
    model::Ready,
    numbers::{at, mean, put, solve},
};
use std::f64::consts::TAU;

/// Where the trend may bend, as shares of the history.
const KNOTS: [f64; 3] = [0.4, 0.6, 0.8];
/// Waves of a season.
const WAVES: usize = 3;
/// How many observations the common effect of an input counts as.
const COMMON: f64 = 10.0;
/// How many observations say that a trend does not bend, and that there is no season.
const STRAIGHT: f64 = 30.0;
/// What was seen so many periods ago counts half.
const HALF_LIFE: f64 = 60.0;

/// An input that varied by less says nothing: a price that only arithmetic moved.
const STILL: f64 = 1e-6;

/// The decomposition, of each series.
pub struct Decomposition;

/// A series as rows of a regression.
#[derive(Clone)]
struct Design {
    is_log: bool,
    /// The part of a row that is not inputs.
    shape: usize,
    /// Of each input, whether its logarithm is taken (a price: what it does is an elasticity), and
    /// its mean and spread.
    scales: Vec<(bool, f64, f64)>,
    start: usize,
}

impl Design {
    fn of(series: &Series, panel: &Panel) -> Design {
        let known = || series.values.iter().filter(|value| !value.is_nan());
        let start = series.values.iter().position(|value| !value.is_nan()).unwrap_or_default();
        let scales = (0..panel.inputs.len()).map(|input| {
            let values = series.inputs.get(input).map(Vec::as_slice).unwrap_or_default();
            let is_price = panel.inputs.get(input).is_some_and(|i| i.direction == Direction::Down);
            let is_log = is_price && values.iter().all(|value| value.is_nan() || *value > 0.0);
            let read = |value: &f64| if is_log { value.ln() } else { *value };
            let values: Vec<f64> =
                crate::numbers::first(values, series.values.len()).iter().map(read).collect();
            let level = mean(values.iter().copied());
            let spread = mean(values.iter().map(|value| (value - level).powi(2))).sqrt();
            let known = |value: f64| if value.is_nan() { 0.0 } else { value };
            (is_log, known(level), known(spread))
        });
        Design {
            is_log: panel.is_non_negative && known().all(|value| *value > 0.0),
            shape: 2 + KNOTS.len() + if panel.season > 1 { 2 * WAVES } else { 0 },
            scales: scales.collect(),
            start,
        }
    }

    /// The row of a period: level, trend, bends, waves, inputs.
    fn row(&self, series: &Series, panel: &Panel, time: usize) -> Vec<f64> {
        let length = (series.values.len() - self.start).max(1) as f64;
        let place = (time as f64 - self.start as f64) / length;
        let mut row = vec![1.0, place - 0.5];
        row.extend(KNOTS.iter().map(|knot| (place - knot).max(0.0)));
        if panel.season > 1 {
            let period = (series.start + time as i64) as f64 / panel.season as f64;
            for wave in 1..=WAVES {
                let angle = TAU * wave as f64 * period;
                row.extend([angle.sin(), angle.cos()]);
            }
        }
        for (input, (is_log, level, spread)) in self.scales.iter().enumerate() {
            let value = series
                .inputs
                .get(input)
                .map_or(f64::NAN, |values| values.get(time).copied().unwrap_or(f64::NAN));
            let value = if *is_log { value.ln() } else { value };
            // What is not known is as always.
            row.push(if value.is_nan() || *spread < STILL { 0.0 } else { value - level });
        }
        row
    }

    fn target(&self, value: f64) -> f64 {
        if self.is_log { value.ln() } else { value }
    }
}

/// Sums of products of rows, and of rows and targets.
#[derive(Clone)]
struct Sums {
    size: usize,
    matrix: Vec<f64>,
    right: Vec<f64>,
}

impl Sums {
    fn new(size: usize) -> Sums {
        Sums { size, matrix: vec![0.0; size * size], right: vec![0.0; size] }
    }

    fn add(&mut self, row: &[f64], target: f64, weight: f64) {
        for (i, a) in row.iter().enumerate() {
            let sum = at(&self.right, i) + weight * a * target;
            put(&mut self.right, i, sum);
            for (j, b) in row.iter().enumerate() {
                let sum = at(&self.matrix, i * self.size + j) + weight * a * b;
                put(&mut self.matrix, i * self.size + j, sum);
            }
        }
    }

    /// Holds a coefficient to a value, as much as `strength` says.
    fn hold(&mut self, place: usize, to: f64, strength: f64) {
        let diagonal = at(&self.matrix, place * self.size + place) + strength;
        put(&mut self.matrix, place * self.size + place, diagonal);
        let sum = at(&self.right, place) + strength * to;
        put(&mut self.right, place, sum);
    }

    fn solve(self) -> Vec<f64> {
        solve(self.matrix, self.right)
    }
}

/// The sums of one series; its shape held straight.
fn sums(series: &Series, panel: &Panel, design: &Design) -> Sums {
    let mut sums = Sums::new(design.shape + panel.inputs.len());
    let last = series.values.len() as f64;
    for (time, value) in series.values.iter().enumerate().filter(|(_, value)| !value.is_nan()) {
        let weight = 0.5_f64.powf((last - time as f64) / HALF_LIFE);
        sums.add(&design.row(series, panel, time), design.target(*value), weight);
    }
    sums.hold(0, 0.0, 1e-6);
    for place in 1..design.shape {
        sums.hold(place, 0.0, STRAIGHT * if place < 2 + KNOTS.len() { 0.3 } else { 0.05 });
    }
    sums
}

/// What inputs do in all series together: the mean of what they do in each, by how much each knows.
fn common(panel: &Panel, designs: &[Design], all: &[Sums]) -> Vec<f64> {
    let count = panel.inputs.len();
    let mut pooled = Sums::new(count);
    for (design, sums) in designs.iter().zip(all) {
        // Each series' own level, trend and season are taken out: what is left of its inputs.
        let shape = design.shape;
        let size = sums.size;
        let block: Vec<f64> = (0..shape)
            .flat_map(|i| (0..shape).map(move |j| (i, j)))
            .map(|(i, j)| at(&sums.matrix, i * size + j))
            .collect();
        let explained = |column: &dyn Fn(usize) -> f64| -> Vec<f64> {
            solve(block.clone(), (0..shape).map(column).collect())
        };
        let of_target = explained(&|i| at(&sums.right, i));
        let of_inputs: Vec<Vec<f64>> = (0..count)
            .map(|input| explained(&|i| at(&sums.matrix, i * size + shape + input)))
            .collect();
        let dot = |input: usize, by: &[f64]| -> f64 {
            (0..shape).map(|i| at(&sums.matrix, (shape + input) * size + i) * at(by, i)).sum()
        };
        for a in 0..count {
            let sum = at(&pooled.right, a) + at(&sums.right, shape + a) - dot(a, &of_target);
            put(&mut pooled.right, a, sum);
            for (b, of_input) in of_inputs.iter().enumerate() {
                let own = at(&sums.matrix, (shape + a) * size + shape + b) - dot(a, of_input);
                let sum = at(&pooled.matrix, a * count + b) + own;
                put(&mut pooled.matrix, a * count + b, sum);
            }
        }
    }
    pooled.solve()
}

/// What was learnt: of each series its parts, and what inputs do in common, among logarithms and
/// among units.
struct Learnt {
    designs: Vec<Design>,
    /// Nothing for a series with too little history.
    effects: Vec<Vec<f64>>,
    of_logs: Vec<f64>,
    of_units: Vec<f64>,
}

impl Learnt {
    fn from(panel: &Panel, run: &Run<'_>) -> Result<Learnt, Stopped> {
        let designs: Vec<Design> = panel.series.iter().map(|s| Design::of(s, panel)).collect();
        let all = crate::parallel::map(run, panel.series.len(), |number| {
            let pair = panel.series.get(number).zip(designs.get(number));
            pair.map_or_else(|| Sums::new(0), |(series, design)| sums(series, panel, design))
        })?;
        // Logarithms and units do not mix: what inputs do is common among each.
        let common_of = |is_log: bool| {
            let alike = || designs.iter().zip(&all).filter(|(design, _)| design.is_log == is_log);
            let sums: Vec<Sums> = alike().map(|(_, sums)| sums.clone()).collect();
            let designs: Vec<Design> = alike().map(|(design, _)| design.clone()).collect();
            common(panel, &designs, &sums)
        };
        let (of_logs, of_units) = (common_of(true), common_of(false));
        let effects = crate::parallel::map(run, panel.series.len(), |number| {
            let Some((series, design)) = panel.series.get(number).zip(designs.get(number)) else {
                return Vec::new();
            };
            if series.known() < 3 {
                return Vec::new();
            }
            let mut sums = all.get(number).cloned().unwrap_or_else(|| Sums::new(0));
            let common = if design.is_log { &of_logs } else { &of_units };
            for (input, (_, _, spread)) in design.scales.iter().enumerate() {
                let strength = COMMON * spread * spread + 1e-9;
                sums.hold(design.shape + input, at(common, input), strength);
            }
            sums.solve()
        })?;
        Ok(Learnt { designs, effects, of_logs, of_units })
    }
}

/// The names of what [`drivers`] tells of.
pub fn driver_names(panel: &Panel) -> Vec<String> {
    let fixed = ["trend".to_owned(), "season".to_owned()];
    fixed.into_iter().chain(panel.inputs.iter().map(|input| input.name.clone())).collect()
}

/// What moves each series in the periods to come: for each of [`driver_names`] and each period the
/// share by which it lifts or lowers sales, against how they were on average (trend), over the year
/// (season), with inputs as usual. Of a series with too little history, nothing.
///
/// # Errors
/// When the person stopped the run.
pub fn drivers(
    panel: &Panel,
    horizon: usize,
    run: &Run<'_>,
) -> Result<Vec<Vec<Vec<f64>>>, Stopped> {
    let learnt = Learnt::from(panel, run)?;
    crate::parallel::map(run, panel.series.len(), |number| {
        let parts = panel.series.get(number).zip(learnt.designs.get(number));
        let Some(((series, design), effects)) = parts.zip(learnt.effects.get(number)) else {
            return Vec::new();
        };
        if effects.is_empty() {
            return Vec::new();
        }
        let level = mean(series.values.iter().copied()).max(1e-9);
        let share = |sum: f64| match design.is_log {
            true => sum.clamp(-20.0, 20.0).exp() - 1.0,
            false => (sum / level).max(-1.0),
        };
        let season = 2 + KNOTS.len();
        let inputs = design.shape..design.shape + panel.inputs.len();
        let spans = [1..season, season..design.shape];
        let spans = spans.into_iter().chain(inputs.map(|place| place..place + 1));
        let rows: Vec<Vec<f64>> = (0..horizon)
            .map(|ahead| design.row(series, panel, series.values.len() + ahead))
            .collect();
        let of_span = |span: std::ops::Range<usize>| {
            let sum = |row: &Vec<f64>| -> f64 {
                span.clone().map(|place| at(row, place) * at(effects, place)).sum()
            };
            rows.iter().map(|row| share(sum(row))).collect()
        };
        spans.map(of_span).collect()
    })
}

impl Model for Decomposition {
    fn name(&self) -> &'static str {
        "decomposition"
    }

    fn fit(
        &self,
        panel: &Panel,
        horizon: usize,
        run: &Run<'_>,
    ) -> Result<Box<dyn Fitted>, Stopped> {
        let learnt = Learnt::from(panel, run)?;
        let forecasts = crate::parallel::map(run, panel.series.len(), |number| {
            let parts = panel.series.get(number).zip(learnt.designs.get(number));
            let Some(((series, design), effects)) = parts.zip(learnt.effects.get(number)) else {
                return Vec::new();
            };
            if effects.is_empty() {
                return crate::naive::naive2(&series.filled(), panel.season, horizon);
            }
            let forecast = |ahead: usize| {
                let row = design.row(series, panel, series.values.len() + ahead);
                let sum: f64 = row.iter().zip(effects).map(|(x, effect)| x * effect).sum();
                if design.is_log { sum.min(700.0).exp() } else { sum }
            };
            (0..horizon).map(forecast).collect()
        })?;
        let common = if panel.is_non_negative { &learnt.of_logs } else { &learnt.of_units };
        let effect =
            |(input, of): (usize, &crate::Input)| format!("{} {:+.3}", of.name, at(common, input));
        let effects: Vec<String> = panel.inputs.iter().enumerate().map(effect).collect();
        Ok(Box::new(Ready { forecasts, description: effects.join(", ") }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, random::Random};

    #[test]
    fn a_promotion_is_learnt_from_all_and_forecast_for_a_product_with_little_history() {
        let mut random = Random::new(2, 1);
        let series: Vec<Series> = (0..30)
            .map(|number| {
                let length = if number == 0 { 12 } else { 90 };
                let size = 20.0 + 10.0 * number as f64;
                let promotion: Vec<f64> = (0..length + 4)
                    .map(|t| f64::from(u8::from(t % 11 == 10 || t == length + 1)))
                    .collect();
                let values = promotion
                    .iter()
                    .take(length)
                    .map(|p| size * (0.7 * p + 0.05 * (random.uniform() - 0.5)).exp());
                Series {
                    values: values.collect(),
                    inputs: vec![promotion.clone()],
                    ..Series::default()
                }
            })
            .collect();
        let inputs = vec![Input {
            name: "promotion".into(),
            direction: Direction::Either,
            is_carried: false,
        }];
        let panel = Panel { series, inputs, season: 1, is_non_negative: true, ..Panel::default() };
        let run = Run::unwatched(1);
        let fitted = Decomposition.fit(&panel, 4, &run).unwrap();
        let forecast = fitted.predict(&panel, &run).unwrap();
        assert!(fitted.describe().starts_with("promotion +0."), "{}", fitted.describe());
        for number in [0, 29] {
            let lift = forecast[number][1] / forecast[number][0];
            assert!((lift / 0.7_f64.exp() - 1.0).abs() < 0.08, "{lift} for {number}");
        }
        assert_eq!(driver_names(&panel), ["trend", "season", "promotion"]);
        let drivers = drivers(&panel, 4, &run).unwrap();
        let [_, season, promotion] = drivers[29].as_slice() else { panic!("{drivers:?}") };
        assert!(season.iter().all(|share| *share == 0.0), "the panel has no season");
        let lift = (1.0 + promotion[1]) / (1.0 + promotion[0]);
        assert!((lift / 0.7_f64.exp() - 1.0).abs() < 0.08, "{promotion:?}");
    }
}
