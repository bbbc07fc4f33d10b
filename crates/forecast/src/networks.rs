//! Networks that learn from all series at once: what they share. Each network is a file below.
//!
//! A network sees a window of the past in units of the recent step, as the boosted trees do, and
//! for each period to be forecast how things went a season ago and what is known of it: prices,
//! promotions, how far ahead it is. Products and categories have embeddings. It answers all periods
//! of the horizon together, in the same units, and is trained for the absolute error.

mod lstm;
mod tide;

pub use lstm::Lstm;
pub use tide::Tide;

use crate::{
    Direction, Fitted, Model, Panel, Run, Series, Stopped,
    boosted::{Anchor, Track, cycles},
    numbers::{at, mean, median},
    random::Random,
};
use kontor_nn::{Device, Embedding, NnError, Schedule, Tensor, Weights, train};
use std::collections::BTreeMap;

/// Series that are forecast at once.
const CHUNK: usize = 512;
/// Values that a series must have before a window ends.
const FIRST: usize = 4;
/// Values further from the anchor than so many steps look the same.
const FARTHEST: f64 = 30.0;
/// What the window is divided by, so that networks see numbers of about 1.
const CALM: f64 = 5.0;
/// Numbers of an embedding.
pub(crate) const EMBEDDED: usize = 4;
/// Facts of a window as a whole.
pub(crate) const FACTS: usize = 3;

/// What a network's shape depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Periods of the window.
    pub window: usize,
    /// Periods to forecast.
    pub horizon: usize,
    /// Numbers of a period of the window: its value and inputs.
    pub past: usize,
    /// Numbers of a period to be forecast.
    pub ahead: usize,
    /// How many there are of each embedded kind: series, then categories; 0 for none.
    pub kinds: Vec<usize>,
    /// Cycles that are looked back to.
    pub cycles: Vec<usize>,
}

/// Windows as a network gets them.
pub struct Batch {
    /// (batch, window, past)
    pub past: Tensor,
    /// (batch, horizon, ahead)
    pub ahead: Tensor,
    /// (batch, facts)
    pub facts: Tensor,
    /// For each embedded kind, which one.
    pub kinds: Vec<Tensor>,
}

/// A network.
pub trait Network: Sized + Send {
    /// Its name in reports.
    const NAME: &'static str;
    /// How it is trained.
    const SCHEDULE: Schedule;
    /// Windows of a step of training.
    const BATCH: usize;

    /// A network of this shape with these weights, or new ones.
    ///
    /// # Errors
    /// When the weights are those of another shape.
    fn new(weights: &mut Weights, shape: &Shape) -> kontor_nn::Result<Self>;

    /// What it forecasts: (batch, horizon), in steps from the anchor.
    ///
    /// # Errors
    /// Those of tensors.
    fn forward(&self, batch: &Batch) -> kontor_nn::Result<Tensor>;
}

/// A kind of network as a model.
pub struct Neural<N> {
    /// How it is trained.
    pub schedule: Schedule,
    network: std::marker::PhantomData<fn() -> N>,
}

impl<N: Network> Default for Neural<N> {
    fn default() -> Self {
        Neural { schedule: N::SCHEDULE, network: std::marker::PhantomData }
    }
}

/// A network that has learnt.
pub struct Learnt<N> {
    weights: Weights,
    network: N,
    shape: Shape,
    scales: Vec<Scale>,
    /// The loss of each step.
    pub losses: Vec<f64>,
}

/// How an input is read: its logarithm or itself, less its mean, in spreads.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Scale {
    is_log: bool,
    mean: f64,
    spread: f64,
}

impl Scale {
    fn of(panel: &Panel, input: usize) -> Scale {
        let values = || panel.series.iter().filter_map(|series| series.inputs.get(input)).flatten();
        let is_price = panel.inputs.get(input).is_some_and(|i| i.direction == Direction::Down);
        let is_log = is_price && values().all(|value| value.is_nan() || *value > 0.0);
        let read = |value: &f64| if is_log { value.ln() } else { *value };
        let level = mean(values().map(read));
        let spread = mean(values().map(|value| (read(value) - level).powi(2))).sqrt();
        Scale {
            is_log,
            mean: if level.is_nan() { 0.0 } else { level },
            spread: if spread > 0.0 { spread } else { 1.0 },
        }
    }

    /// A value as networks see it; 0, which is as always, where it is not known.
    fn read(&self, value: f64) -> f32 {
        let value = if self.is_log { value.ln() } else { value };
        let scaled = (value - self.mean) / self.spread;
        if scaled.is_finite() { scaled.clamp(-10.0, 10.0) as f32 } else { 0.0 }
    }
}

/// Series as windows are cut from them.
struct Windows<'a> {
    tracks: Vec<Track<'a>>,
    shape: &'a Shape,
    scales: &'a [Scale],
}

impl<'a> Windows<'a> {
    fn of(panel: &'a Panel, shape: &'a Shape, scales: &'a [Scale]) -> Windows<'a> {
        Windows { tracks: panel.series.iter().map(Track::of).collect(), shape, scales }
    }

    /// The windows that end at these places: (series, time).
    fn batch(&self, places: &[(usize, usize)], device: &Device) -> kontor_nn::Result<Batch> {
        let Shape { window, horizon, past, ahead, ref kinds, ref cycles } = *self.shape;
        let count = places.len();
        let mut of_past = Vec::with_capacity(count * window * past);
        let mut of_ahead = Vec::with_capacity(count * horizon * ahead);
        let mut facts = Vec::with_capacity(count * FACTS);
        let mut numbers = vec![Vec::with_capacity(count); kinds.len()];
        for (series, now) in places {
            let Some(track) = self.tracks.get(*series) else { continue };
            let now = *now;
            let (unit, anchor) = (track.unit(now, Anchor::Last), track.anchor(now, Anchor::Last));
            let scaled = |value: f64| ((value - anchor) / unit).clamp(-FARTHEST, FARTHEST) / CALM;
            let input = |input: usize, time: usize| {
                let values = track.series.inputs.get(input).map(Vec::as_slice).unwrap_or_default();
                let value = values.get(track.from + time).copied().unwrap_or(f64::NAN);
                self.scales.get(input).map_or(0.0, |scale| scale.read(value))
            };
            for place in (0..window).rev() {
                let time = now.checked_sub(place);
                // Before its beginning a series was as it began.
                let value = at(&track.values, time.unwrap_or_default());
                of_past.push(scaled(value) as f32);
                of_past.extend(
                    (0..self.scales.len()).map(|i| time.map_or(0.0, |time| input(i, time))),
                );
            }
            for step in 1..=horizon {
                of_ahead.push(step as f32 / horizon as f32);
                for cycle in cycles {
                    for more in 0..2 {
                        let went =
                            track.went(now, step, (step.div_ceil(*cycle).max(1) + more) * cycle);
                        let went = (went / unit).clamp(-FARTHEST, FARTHEST) / CALM;
                        of_ahead.push(if went.is_nan() { 0.0 } else { went as f32 });
                    }
                }
                of_ahead.extend((0..self.scales.len()).map(|i| input(i, now + step)));
            }
            facts.push((track.step(now, 8) / unit).ln().clamp(-4.0, 4.0) as f32);
            facts.push(
                ((unit / track.mean(now, 52).abs().max(1e-9)).ln().clamp(-10.0, 5.0) / 4.0) as f32,
            );
            facts.push(((now as f64 + 1.0).ln() / 5.0) as f32);
            for (kind, numbers) in numbers.iter_mut().enumerate() {
                numbers.push(match kind.checked_sub(1) {
                    None => *series as u32,
                    Some(category) => at(&track.series.categories, category),
                });
            }
        }
        let kinds = numbers.into_iter().map(|numbers| Tensor::new(numbers, device));
        Ok(Batch {
            past: Tensor::from_vec(of_past, (count, window, past), device)
                .map_err(NnError::from)?,
            ahead: Tensor::from_vec(of_ahead, (count, horizon, ahead), device)
                .map_err(NnError::from)?,
            facts: Tensor::from_vec(facts, (count, FACTS), device).map_err(NnError::from)?,
            kinds: kinds.collect::<Result<Vec<_>, _>>().map_err(NnError::from)?,
        })
    }

    /// What happened after these places, in steps from the anchor, and how much each counts.
    fn targets(
        &self,
        places: &[(usize, usize)],
        importance: &[(f64, f64)],
        device: &Device,
    ) -> kontor_nn::Result<(Tensor, Tensor)> {
        let horizon = self.shape.horizon;
        let (mut targets, mut weights) = (Vec::new(), Vec::new());
        for (series, now) in places {
            let Some(track) = self.tracks.get(*series) else { continue };
            let (unit, anchor) = (track.unit(*now, Anchor::Last), track.anchor(*now, Anchor::Last));
            let (step, typical) = at(importance, *series);
            let level = track.mean(*now, 52).abs();
            let weight = mean([unit / step, typical * unit / level]);
            let weight = if weight.is_finite() { weight.clamp(0.05, 5.0) } else { 1.0 };
            for ahead in 1..=horizon {
                let value = track.series.values.get(track.from + now + ahead).copied();
                let value = value.unwrap_or(f64::NAN);
                let scaled = ((value - anchor) / unit).clamp(-FARTHEST, FARTHEST);
                targets.push(if value.is_nan() { 0.0 } else { scaled as f32 });
                weights.push(if value.is_nan() { 0.0 } else { weight as f32 });
            }
        }
        let tensor = |values: Vec<f32>| Tensor::from_vec(values, (places.len(), horizon), device);
        Ok((tensor(targets)?, tensor(weights)?))
    }
}

impl<N: Network> Neural<N> {
    /// Learns. As [`Model::fit`], but the network itself comes back, to be saved.
    ///
    /// # Errors
    /// When the person stopped the run, or the arithmetic failed.
    pub fn learn(
        &self,
        panel: &Panel,
        horizon: usize,
        run: &Run<'_>,
    ) -> Result<Learnt<N>, Stopped> {
        let scales: Vec<Scale> = (0..panel.inputs.len()).map(|i| Scale::of(panel, i)).collect();
        let shape = Shape::of(panel, horizon);
        let mut weights = Weights::new(run.seed, Device::Cpu);
        let network = N::new(&mut weights, &shape)?;
        let windows = Windows::of(panel, &shape, &scales);
        let importance = importance(panel);
        // Long series are drawn more often than short ones, but not as much more as they are long.
        let draws: Vec<(usize, f64)> = windows
            .tracks
            .iter()
            .enumerate()
            .filter(|(_, track)| track.values.len() > FIRST + 1)
            .scan(0.0, |sum, (number, track)| {
                *sum += (track.values.len() as f64).sqrt();
                Some((number, *sum))
            })
            .collect();
        let total = draws.last().map_or(0.0, |(_, sum)| *sum);
        let mut random = Random::new(run.seed, 3);
        let loss = |_| {
            let places: Vec<(usize, usize)> = (0..N::BATCH)
                .map(|_| {
                    let wanted = random.uniform() * total;
                    let place = draws.partition_point(|(_, sum)| *sum < wanted);
                    let series = draws.get(place).or(draws.last()).map_or(0, |(series, _)| *series);
                    let length = windows.tracks.get(series).map_or(0, |track| track.values.len());
                    let room = (length - 1 - FIRST) as f64;
                    (series, FIRST + (random.uniform() * room) as usize)
                })
                .collect();
            let batch = windows.batch(&places, &Device::Cpu)?;
            let (targets, counts) = windows.targets(&places, &importance, &Device::Cpu)?;
            let errors = ((network.forward(&batch)? - targets)?.abs()? * counts)?;
            Ok(errors.mean_all()?)
        };
        // Nothing to learn from: it forecasts what it starts with, which is near the last value.
        let steps = if draws.is_empty() { 0 } else { self.schedule.steps };
        let watch = |_, _| match run.check() {
            Ok(()) => std::ops::ControlFlow::Continue(()),
            Err(_) => std::ops::ControlFlow::Break(()),
        };
        let trained = train(&weights, Schedule { steps, ..self.schedule }, loss, watch)?;
        if trained.is_stopped {
            return Err(Stopped::ByPerson);
        }
        drop(windows);
        Ok(Learnt { weights, network, shape, scales, losses: trained.losses })
    }
}

/// What an error of each series is measured in: its step, and the panel's typical relative one.
fn importance(panel: &Panel) -> Vec<(f64, f64)> {
    let relative =
        |series: &Series| series.step(1) / mean(series.values.iter().map(|value| value.abs()));
    let typical = median(panel.series.iter().map(relative));
    panel.series.iter().map(|series| (series.step(panel.season), typical)).collect()
}

impl Shape {
    fn of(panel: &Panel, horizon: usize) -> Shape {
        let cycles = cycles(panel);
        let longest = cycles.iter().copied().filter(|cycle| *cycle <= 64).max().unwrap_or_default();
        let categories = panel.series.first().map_or(0, |series| series.categories.len());
        let largest = |category: usize| {
            let numbers = panel.series.iter().map(|series| at(&series.categories, category));
            numbers.max().unwrap_or_default() as usize + 1
        };
        Shape {
            window: (2 * horizon).max(longest).clamp(12, 96),
            horizon,
            past: 1 + panel.inputs.len(),
            ahead: 1 + 2 * cycles.len() + panel.inputs.len(),
            kinds: std::iter::once(panel.series.len())
                .chain((0..categories).map(largest))
                .collect(),
            cycles,
        }
    }

    /// Embeddings of each kind.
    pub(crate) fn embeddings(&self, weights: &mut Weights) -> kontor_nn::Result<Vec<Embedding>> {
        let embedding = |(number, count): (usize, &usize)| {
            Embedding::new(weights, &format!("kind_{number}"), (*count).max(1), EMBEDDED)
        };
        self.kinds.iter().enumerate().map(embedding).collect()
    }

    /// Numbers of what is known of a window as a whole: facts and embeddings.
    pub(crate) fn still(&self) -> usize {
        FACTS + EMBEDDED * self.kinds.len()
    }

    fn to_card(&self) -> BTreeMap<String, String> {
        let list = |numbers: &[usize]| {
            numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        let sizes = [self.window, self.horizon, self.past, self.ahead];
        BTreeMap::from([
            ("sizes".to_owned(), list(&sizes)),
            ("kinds".to_owned(), list(&self.kinds)),
            ("cycles".to_owned(), list(&self.cycles)),
        ])
    }

    fn from_card(card: &BTreeMap<String, String>) -> Option<Shape> {
        let list = |name: &str| -> Option<Vec<usize>> {
            card.get(name)?.split_whitespace().map(|number| number.parse().ok()).collect()
        };
        let [window, horizon, past, ahead] = list("sizes")?.try_into().ok()?;
        Some(Shape { window, horizon, past, ahead, kinds: list("kinds")?, cycles: list("cycles")? })
    }
}

impl Batch {
    /// What is known of windows as a whole: facts and embeddings, (batch, still).
    pub(crate) fn still(&self, embeddings: &[Embedding]) -> kontor_nn::Result<Tensor> {
        let mut parts = vec![self.facts.clone()];
        for (embedding, numbers) in embeddings.iter().zip(&self.kinds) {
            parts.push(embedding.forward(numbers)?);
        }
        Ok(Tensor::cat(&parts, 1)?)
    }
}

impl<N: Network> Learnt<N> {
    /// The bytes of a safetensors file with everything that [`Learnt::from_bytes`] needs.
    ///
    /// # Errors
    /// When a tensor cannot be read back.
    pub fn to_bytes(&self) -> kontor_nn::Result<Vec<u8>> {
        let mut card = self.shape.to_card();
        card.insert("network".to_owned(), N::NAME.to_owned());
        let scale = |scale: &Scale| {
            format!("{} {:?} {:?}", u8::from(scale.is_log), scale.mean, scale.spread)
        };
        card.insert(
            "scales".to_owned(),
            self.scales.iter().map(scale).collect::<Vec<_>>().join(";"),
        );
        self.weights.to_bytes(&card)
    }

    /// The network of such a file.
    ///
    /// # Errors
    /// When the bytes are damaged, or those of another network.
    pub fn from_bytes(bytes: &[u8]) -> kontor_nn::Result<Learnt<N>> {
        let (mut weights, card) = Weights::from_bytes(bytes, Device::Cpu)?;
        let other = |what: &str| NnError::Other(format!("its card has no {what} of a {}", N::NAME));
        if card.get("network").map(String::as_str) != Some(N::NAME) {
            return Err(other("name"));
        }
        let shape = Shape::from_card(&card).ok_or_else(|| other("shape"))?;
        let read = |text: &str| {
            let mut parts = text.split(' ');
            Some(Scale {
                is_log: parts.next()? == "1",
                mean: parts.next()?.parse().ok()?,
                spread: parts.next()?.parse().ok()?,
            })
        };
        let scales = card.get("scales").map(String::as_str).unwrap_or_default();
        let scales: Option<Vec<Scale>> =
            scales.split(';').filter(|s| !s.is_empty()).map(read).collect();
        let scales = scales.ok_or_else(|| other("scales"))?;
        let network = N::new(&mut weights, &shape)?;
        Ok(Learnt { weights, network, shape, scales, losses: Vec::new() })
    }

    fn forecast(&self, panel: &Panel, run: &Run<'_>) -> Result<Vec<Vec<f64>>, Stopped> {
        let windows = Windows::of(panel, &self.shape, &self.scales);
        let mut forecasts = vec![vec![0.0; self.shape.horizon]; panel.series.len()];
        let places: Vec<(usize, usize)> = windows
            .tracks
            .iter()
            .enumerate()
            .filter_map(|(number, track)| Some((number, track.values.len().checked_sub(1)?)))
            .collect();
        for chunk in places.chunks(CHUNK) {
            run.check()?;
            let batch = windows.batch(chunk, &Device::Cpu)?;
            let said = self.network.forward(&batch)?.to_vec2::<f32>().map_err(NnError::from)?;
            for ((series, now), said) in chunk.iter().zip(said) {
                let Some((track, to)) = windows.tracks.get(*series).zip(forecasts.get_mut(*series))
                else {
                    continue;
                };
                let (unit, anchor) =
                    (track.unit(*now, Anchor::Last), track.anchor(*now, Anchor::Last));
                *to = said.iter().map(|said| anchor + unit * f64::from(*said)).collect();
            }
        }
        Ok(forecasts)
    }
}

impl<N: Network> Fitted for Learnt<N> {
    fn predict(&self, panel: &Panel, run: &Run<'_>) -> Result<Vec<Vec<f64>>, Stopped> {
        self.forecast(panel, run)
    }

    fn weights(&self) -> Result<Option<Vec<u8>>, Stopped> {
        Ok(Some(self.to_bytes()?))
    }

    fn describe(&self) -> String {
        let mean_of = |losses: &[f64]| mean(losses.iter().copied());
        let tenth = (self.losses.len() / 10).max(1);
        format!(
            "{} weights, a window of {} periods, {} steps, loss {:.3} to {:.3}",
            self.weights.count(),
            self.shape.window,
            self.losses.len(),
            mean_of(crate::numbers::first(&self.losses, tenth)),
            mean_of(crate::numbers::last(&self.losses, tenth)),
        )
    }
}

impl<N: Network + 'static> Model for Neural<N> {
    fn name(&self) -> &'static str {
        N::NAME
    }

    fn is_median(&self) -> bool {
        true
    }

    fn fit(
        &self,
        panel: &Panel,
        horizon: usize,
        run: &Run<'_>,
    ) -> Result<Box<dyn Fitted>, Stopped> {
        Ok(Box::new(self.learn(panel, horizon, run)?))
    }
}

#[cfg(test)]
mod tests;
