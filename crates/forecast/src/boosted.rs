//! One model for all series: boosted trees over what a series did lately, a season ago, and what is
//! known of the period to be forecast.
//!
//! All features and targets are differences from an anchor (the last value, or the level where
//! single values are noise), in units of the recent step, so that products of every size teach each
//! other. [`Reach::Direct`] learns each period ahead from the same place; [`Reach::Recursive`]
//! learns one step and takes it again and again. Which is better differs by data: both stand
//! for themselves in the stack.

use crate::{
    Direction, Fitted, Model, Panel, Run, Series, Stopped,
    numbers::{at, back, mean, median},
    random::Random,
    seasonal::autocorrelations,
    trees::{Forest, Growth, Loss, Rows, grow},
};

/// At most so many rows are learnt from.
const MOST_ROWS: usize = 250_000;
/// Values that a series must have before a row is made of it.
const FIRST: usize = 4;
/// Values before the anchor, as features.
const LAGS: [usize; 12] = [0, 1, 2, 3, 4, 5, 7, 8, 12, 13, 26, 52];
/// Means of the last values, as features.
const WINDOWS: [usize; 5] = [4, 8, 13, 26, 52];
/// Smoothing of the levels that are features.
const SMOOTHING: [f64; 3] = [0.5, 0.2, 0.05];
/// How many values the step is taken from.
const STEP_WINDOW: usize = 52;

/// How a model reaches past the next period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Each period is forecast from what is known now.
    Direct,
    /// Each period is forecast from the forecasts before it.
    Recursive,
}

/// What differences are taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The last value.
    Last,
    /// The smoothed level.
    Level,
    /// Nothing: shares of the level are learnt, for demand that is often nothing.
    Zero,
}

/// A boosted model.
#[derive(Debug, Clone)]
pub struct Boosted {
    /// Its name.
    pub name: &'static str,
    /// How it reaches ahead.
    pub reach: Reach,
    /// What it takes differences from.
    pub anchor: Anchor,
    /// How its trees are grown.
    pub growth: Growth,
}

impl Boosted {
    /// Learns each period ahead, for the median.
    pub fn direct() -> Boosted {
        let growth = Growth {
            loss: Loss::Absolute,
            trees: 300,
            leaves: 31,
            leaf_rows: 40.0,
            rate: 0.06,
            rows: 0.5,
            features: 0.6,
            ..Growth::default()
        };
        Boosted { name: "boosted_direct", reach: Reach::Direct, anchor: Anchor::Last, growth }
    }

    /// Learns the next period, for the median.
    pub fn recursive() -> Boosted {
        Boosted { name: "boosted_recursive", reach: Reach::Recursive, ..Boosted::direct() }
    }

    /// Learns each period ahead from the level, for the mean: where known inputs make the noise.
    pub fn mean() -> Boosted {
        let growth = Growth { loss: Loss::Squared, ..Boosted::direct().growth };
        Boosted { name: "boosted_mean", anchor: Anchor::Level, growth, ..Boosted::direct() }
    }

    /// Learns each period ahead as a share of the level, for the mean of demand that is often
    /// nothing.
    pub fn tweedie() -> Boosted {
        let growth = Growth {
            loss: Loss::Tweedie(1.3),
            trees: 150,
            leaves: 15,
            leaf_rows: 200.0,
            rate: 0.05,
            ..Boosted::direct().growth
        };
        Boosted { name: "boosted_tweedie", anchor: Anchor::Zero, growth, ..Boosted::direct() }
    }
}

/// Cycles that may be in the data, in periods: the panel's season, its multiples that are seasons
/// of their own, and those that the series' own steps show.
pub fn cycles(panel: &Panel) -> Vec<usize> {
    let lengths: Vec<f64> = panel.series.iter().map(|series| series.values.len() as f64).collect();
    let typical = median(lengths);
    let mut cycles = Vec::new();
    for cycle in [panel.season, 4, 7, 12, 13, 24, 52, 168, 365] {
        let fits = cycle > 1 && typical >= 2.5 * cycle as f64 && !cycles.contains(&cycle);
        if fits && (cycle == panel.season || shows(panel, cycle)) {
            cycles.push(cycle);
        }
    }
    cycles.sort_unstable();
    cycles
}

/// Whether steps a cycle apart go together in a typical series.
fn shows(panel: &Panel, cycle: usize) -> bool {
    let every = (panel.series.len() / 200).max(1);
    let correlations = panel.series.iter().step_by(every).map(|series| {
        let values = series.filled();
        if values.len() < 2 * cycle + 4 {
            return f64::NAN;
        }
        let steps: Vec<f64> =
            values.iter().zip(values.iter().skip(1)).map(|(a, b)| b - a).collect();
        let steps = crate::numbers::last(&steps, 6 * cycle);
        autocorrelations(steps, cycle).last().copied().unwrap_or(f64::NAN)
    });
    let share = mean(correlations.filter(|r| !r.is_nan()).map(|r| f64::from(u8::from(r > 0.2))));
    share > 0.15
}

/// A series with the sums that features need, up to each of its values.
pub(crate) struct Track<'a> {
    pub(crate) series: &'a Series,
    /// Where its values begin among the series', gaps at its beginning left out.
    pub(crate) from: usize,
    pub(crate) values: Vec<f64>,
    sums: Vec<f64>,
    steps: Vec<f64>,
    levels: [Vec<f64>; 3],
}

impl<'a> Track<'a> {
    pub(crate) fn of(series: &'a Series) -> Track<'a> {
        let values = series.filled();
        let from = series.values.len() - values.len();
        let mut track = Track {
            series,
            from,
            values: Vec::with_capacity(values.len() + 64),
            sums: vec![0.0],
            steps: vec![0.0],
            levels: [Vec::new(), Vec::new(), Vec::new()],
        };
        for value in values {
            track.push(value);
        }
        track
    }

    fn push(&mut self, value: f64) {
        let step = self.values.last().map_or(0.0, |before| (value - before).abs());
        let sum = self.sums.last().copied().unwrap_or_default();
        self.sums.push(sum + value);
        let sum = self.steps.last().copied().unwrap_or_default();
        self.steps.push(sum + step);
        for (levels, alpha) in self.levels.iter_mut().zip(SMOOTHING) {
            let before = levels.last().copied().unwrap_or(value);
            // A true mean as long as there are few values.
            let alpha = alpha.max(1.0 / (levels.len() as f64 + 1.0));
            levels.push(before + alpha * (value - before));
        }
        self.values.push(value);
    }

    /// The mean of the last `count` values up to `time`.
    pub(crate) fn mean(&self, time: usize, count: usize) -> f64 {
        let count = count.min(time + 1);
        (at(&self.sums, time + 1) - at(&self.sums, time + 1 - count)) / count as f64
    }

    /// The mean absolute step of the last `count` up to `time`.
    pub(crate) fn step(&self, time: usize, count: usize) -> f64 {
        let count = count.min(time).max(1);
        (at(&self.steps, time + 1) - at(&self.steps, (time + 1).saturating_sub(count)))
            / count as f64
    }

    /// What differences from this anchor are measured in at `time`.
    pub(crate) fn unit(&self, time: usize, anchor: Anchor) -> f64 {
        if anchor == Anchor::Zero {
            let [.., level] = &self.levels;
            return (0.5 * at(level, time) + 0.5 * self.mean(time, time + 1)).max(1e-9);
        }
        let step = 0.8 * self.step(time, STEP_WINDOW) + 0.2 * self.step(time, time);
        let level = self.mean(time, STEP_WINDOW).abs();
        step.max(1e-3 * level).max(1e-9)
    }

    pub(crate) fn anchor(&self, time: usize, anchor: Anchor) -> f64 {
        match anchor {
            Anchor::Last => at(&self.values, time),
            Anchor::Level => {
                let [.., level] = &self.levels;
                at(level, time)
            }
            Anchor::Zero => 0.0,
        }
    }

    /// How it went on `past` periods before from `now` to `ahead` of it, single values smoothed out.
    pub(crate) fn went(&self, now: usize, ahead: usize, past: usize) -> f64 {
        let times = (now + ahead).checked_sub(past).zip(now.checked_sub(past));
        times.map_or(f64::NAN, |(there, then)| self.around(there, now) - self.around(then, now))
    }

    /// A value around a time in the past, with its neighbours that are known at `now`.
    fn around(&self, time: usize, now: usize) -> f64 {
        let to = (time + 1).min(now);
        let from = time.saturating_sub(1);
        (at(&self.sums, to + 1) - at(&self.sums, from)) / (to + 1 - from) as f64
    }
}

/// What rows are made of.
struct Recipe {
    anchor: Anchor,
    cycles: Vec<usize>,
    inputs: usize,
    has_calendar: bool,
    categories: usize,
    is_direct: bool,
}

impl Recipe {
    /// The features of the period `ahead` of `now`.
    fn features(&self, track: &Track<'_>, now: usize, ahead: usize, to: &mut Vec<f32>) {
        let unit = track.unit(now, self.anchor);
        let anchor = track.anchor(now, self.anchor);
        let mut put = |value: f64| to.push(value as f32);
        let mut differ = |value: f64| put((value - anchor) / unit);
        for lag in LAGS {
            differ(back(&track.values, now, lag));
        }
        for window in WINDOWS {
            differ(if window <= now + 1 { track.mean(now, window) } else { f64::NAN });
        }
        for levels in &track.levels {
            differ(at(levels, now));
        }
        let target = now + ahead;
        for cycle in &self.cycles {
            for more in 0..2 {
                let past = (ahead.div_ceil(*cycle).max(1) + more) * cycle;
                let (there, then) = (target.checked_sub(past), now.checked_sub(past));
                let value = there.map_or(f64::NAN, |time| at(&track.values, time));
                put((value - anchor) / unit);
                put(track.went(now, ahead, past) / unit);
                // How the level changed since.
                let since =
                    then.map_or(f64::NAN, |then| track.around(now, now) - track.around(then, now));
                put(since / unit);
            }
            if self.has_calendar {
                let period = track.series.start + (track.from + target) as i64;
                put(period.rem_euclid(*cycle as i64) as f64);
            }
        }
        put((track.step(now, 8) / unit).ln().max(-5.0));
        put((unit / track.mean(now, STEP_WINDOW).abs().max(1e-9)).ln().clamp(-12.0, 12.0));
        put((now as f64 + 1.0).ln());
        if self.is_direct {
            put(ahead as f64);
        }
        for input in 0..self.inputs {
            let values = track.series.inputs.get(input).map(Vec::as_slice).unwrap_or_default();
            let time = track.from + now;
            let there = values.get(track.from + target).copied().unwrap_or(f64::NAN);
            let past = values.get(time.saturating_sub(12)..=time).unwrap_or_default();
            put(there);
            put(there - mean(past.iter().copied()));
            put(there - values.get(time).copied().unwrap_or(f64::NAN));
        }
        for category in 0..self.categories {
            put(f64::from(at(&track.series.categories, category)));
        }
    }

    /// Which way each feature may move the forecast.
    fn directions(&self, panel: &Panel, width: usize) -> Vec<Direction> {
        // Without a row there is no feature either.
        let before = width.checked_sub(3 * self.inputs + self.categories);
        let Some(before) = before
            .filter(|_| panel.inputs.iter().any(|input| input.direction != Direction::Either))
        else {
            return Vec::new();
        };
        let of_inputs = panel.inputs.iter().flat_map(|input| [input.direction; 3]);
        std::iter::repeat_n(Direction::Either, before).chain(of_inputs).collect()
    }
}

struct Grown {
    model: Boosted,
    recipe: Recipe,
    forest: Forest,
    horizon: usize,
    rows: usize,
}

impl Model for Boosted {
    fn name(&self) -> &'static str {
        self.name
    }

    fn is_median(&self) -> bool {
        matches!(self.growth.loss, Loss::Absolute)
    }

    fn fit(
        &self,
        panel: &Panel,
        horizon: usize,
        run: &Run<'_>,
    ) -> Result<Box<dyn Fitted>, Stopped> {
        let is_direct = self.reach == Reach::Direct;
        let recipe = Recipe {
            anchor: self.anchor,
            cycles: cycles(panel),
            inputs: panel.inputs.len(),
            has_calendar: panel.has_calendar,
            categories: panel.series.first().map_or(0, |series| series.categories.len()),
            is_direct,
        };
        let reach = if is_direct { horizon } else { 1 };
        let rows = self.rows(panel, &recipe, reach, run)?;
        let growth =
            Growth { directions: recipe.directions(panel, rows.width), ..self.growth.clone() };
        let forest = grow(&rows, &growth, run.seed, run)?;
        let rows = rows.targets.len();
        Ok(Box::new(Grown { model: self.clone(), recipe, forest, horizon, rows }))
    }
}

impl Boosted {
    /// What is learnt from: for each series and time some of the periods ahead.
    fn rows(
        &self,
        panel: &Panel,
        recipe: &Recipe,
        reach: usize,
        run: &Run<'_>,
    ) -> Result<Rows, Stopped> {
        let possible: usize = panel
            .series
            .iter()
            .map(|series| series.values.len().saturating_sub(FIRST) * reach)
            .sum();
        let share = MOST_ROWS as f64 / possible.max(1) as f64;
        // A relative error and one in steps count alike in a typical series.
        let typical =
            median(panel.series.iter().map(|series| {
                series.step(1) / mean(series.values.iter().map(|value| value.abs()))
            }));
        let parts = crate::parallel::map(run, panel.series.len(), |number| {
            let mut random = Random::new(run.seed, number as u64);
            let mut rows = Rows::default();
            let Some(series) = panel.series.get(number) else { return rows };
            let track = Track::of(series);
            let step = series.step(panel.season);
            for now in FIRST..track.values.len() {
                for ahead in 1..=reach {
                    let target = series.values.get(track.from + now + ahead);
                    let Some(target) = target.filter(|target| !target.is_nan()) else { continue };
                    if share < 1.0 && !random.chance(share) {
                        continue;
                    }
                    let unit = track.unit(now, self.anchor);
                    let relative = typical * unit / track.mean(now, STEP_WINDOW).abs();
                    let weight = match self.growth.loss {
                        // Squared errors count in the unit that they are measured in.
                        Loss::Squared if panel.is_non_negative => (unit / step).powi(2),
                        Loss::Squared => unit * unit,
                        Loss::Tweedie(_) => unit / step,
                        Loss::Absolute | Loss::Quantile(_) => mean([unit / step, relative]),
                    };
                    recipe.features(&track, now, ahead, &mut rows.features);
                    let scaled = (target - track.anchor(now, self.anchor)) / unit;
                    let least = if self.anchor == Anchor::Zero { 0.0 } else { -50.0 };
                    rows.targets.push(scaled.clamp(least, 50.0));
                    rows.weights.push(weight);
                }
            }
            rows
        })?;
        let mut all = Rows::default();
        for part in parts {
            all.features.extend(part.features);
            all.targets.extend(part.targets);
            all.weights.extend(part.weights);
        }
        // Counted in typical rows, none of which counts for hundreds or not at all.
        let typical = median(all.weights.iter().copied().filter(|weight| weight.is_finite()));
        for weight in &mut all.weights {
            let share = *weight / typical;
            *weight = if share.is_finite() { share.clamp(0.05, 5.0) } else { 1.0 };
        }
        all.width = all.features.len().checked_div(all.targets.len()).unwrap_or_default();
        Ok(all)
    }
}

impl Fitted for Grown {
    fn predict(&self, panel: &Panel, run: &Run<'_>) -> Result<Vec<Vec<f64>>, Stopped> {
        crate::parallel::map(run, panel.series.len(), |number| {
            let Some(series) = panel.series.get(number) else { return Vec::new() };
            let mut track = Track::of(series);
            let Some(mut now) = track.values.len().checked_sub(1) else {
                return vec![0.0; self.horizon];
            };
            let mut features = Vec::new();
            let mut forecast = |track: &Track<'_>, now: usize, ahead: usize| {
                features.clear();
                self.recipe.features(track, now, ahead, &mut features);
                track.anchor(now, self.model.anchor)
                    + track.unit(now, self.model.anchor) * self.forest.predict(&features)
            };
            match self.model.reach {
                Reach::Direct => {
                    (1..=self.horizon).map(|ahead| forecast(&track, now, ahead)).collect()
                }
                Reach::Recursive => (0..self.horizon)
                    .map(|_| {
                        let value = forecast(&track, now, 1);
                        track.push(value);
                        now += 1;
                        value
                    })
                    .collect(),
            }
        })
    }

    fn describe(&self) -> String {
        let cycles: Vec<String> = self.recipe.cycles.iter().map(ToString::to_string).collect();
        format!(
            "{} trees from {} rows; cycles of {}",
            self.forest.len(),
            self.rows,
            if cycles.is_empty() { "none".to_owned() } else { cycles.join(", ") }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel() -> Panel {
        let series = (0..20)
            .map(|number| {
                let mut random = Random::new(1, number);
                let size = 10.0 * (1.0 + number as f64);
                let values = (0..150).map(|t| {
                    let season = [1.0, 1.4, 0.7, 0.9, 1.1, 1.6, 0.3][t % 7];
                    size * season * (1.0 + 0.05 * (random.uniform() - 0.5))
                });
                Series { values: values.collect(), ..Series::default() }
            })
            .collect();
        Panel { series, season: 1, is_non_negative: true, ..Panel::default() }
    }

    #[test]
    fn a_weekly_rhythm_is_found_and_forecast_for_products_of_every_size() {
        let panel = panel();
        assert!(cycles(&panel).contains(&7), "{:?}", cycles(&panel));
        let run = Run::unwatched(1);
        for model in [Boosted::direct(), Boosted::recursive(), Boosted::mean(), Boosted::tweedie()]
        {
            let growth = Growth { trees: 100, leaves: 8, ..model.growth.clone() };
            let model = Boosted { growth, ..model };
            let forecast = model.fit(&panel, 7, &run).unwrap().predict(&panel, &run).unwrap();
            for number in [0, 19] {
                let size = 10.0 * (1.0 + number as f64);
                for (step, value) in forecast[number].iter().enumerate() {
                    let truth = size * [1.0, 1.4, 0.7, 0.9, 1.1, 1.6, 0.3][(150 + step) % 7];
                    assert!(
                        (value / truth - 1.0).abs() < 0.15,
                        "{}: {value} not {truth}",
                        model.name
                    );
                }
            }
        }
    }

    #[test]
    fn awkward_panels_get_numbers() {
        let run = Run::unwatched(1);
        let series = [
            vec![],
            vec![1.0],
            vec![0.0; 30],
            vec![f64::NAN; 9],
            vec![5.0, 0.0, 1e9, 0.0, 2.0, 3.0],
        ];
        let series = series.map(|values| Series { values, ..Series::default() }).to_vec();
        let price =
            crate::Input { name: "price".into(), direction: Direction::Down, is_carried: true };
        let panel = Panel { series, season: 7, inputs: vec![price], ..Panel::default() };
        let short = vec![Series { values: vec![2.0; 4], ..Series::default() }];
        let short = Panel { series: short, ..panel.clone() };
        for model in [Boosted::direct(), Boosted::recursive(), Boosted::mean(), Boosted::tweedie()]
        {
            let forecast = model.fit(&short, 3, &run).unwrap().predict(&short, &run).unwrap();
            assert!(forecast.iter().flatten().all(|value| value.is_finite()), "{forecast:?}");
            let forecast = model.fit(&panel, 3, &run).unwrap().predict(&panel, &run).unwrap();
            assert!(forecast.iter().flatten().all(|value| value.is_finite()), "{forecast:?}");
            assert!(forecast.iter().all(|values| values.len() == 3));
        }
    }
}
