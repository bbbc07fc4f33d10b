//! How the agent learns: episodes on drawn markets fill a memory of states, and batches of them are
//! drawn at random (Mnih et al., 2015).

use super::{Agent, Network, Seen, State};
use crate::{NnError, Random, largest, market::Market};
use kontor_nn::{Device, Schedule, Tensor, Trained, Weights, train};
use std::{ops::ControlFlow, sync::Arc};

/// How much more an error in what sets actions apart counts than one that all have in common: only the
/// former changes what is done, and it is far smaller.
const ADVANTAGE: f64 = 20.0;

/// How an agent is trained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Steps of the optimiser.
    pub steps: usize,
    /// States of a step.
    pub batch: usize,
    /// The highest learning rate.
    pub rate: f64,
    /// How much a period counts that comes one later: only what is missing from the potential is
    /// discounted, which keeps the errors of targets from adding up over a thousand periods.
    pub discount: f64,
    /// Steps between two copies of the network into the one that makes targets.
    pub copy_every: usize,
    /// How often an episode takes any action instead of the best.
    pub explore: f64,
    /// Episodes that run beside each other; each does a period in a step.
    pub episodes: usize,
    /// Periods after which an episode makes way for another market.
    pub longest: u32,
    /// States that are remembered.
    pub memory: usize,
    /// Same seed, same weights.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            steps: 2000,
            batch: 128,
            rate: 2e-3,
            discount: 0.97,
            copy_every: 50,
            explore: 0.2,
            episodes: 64,
            longest: 32,
            memory: 50_000,
            seed: 1,
        }
    }
}

/// A path under way.
struct Episode {
    market: Arc<Market>,
    state: State,
    ends: u32,
}

/// States that were met, the oldest replaced first.
struct Memory {
    states: Vec<(Arc<Market>, State)>,
    next: usize,
    size: usize,
}

impl Memory {
    fn push(&mut self, market: &Arc<Market>, state: State) {
        let met = (Arc::clone(market), state);
        match self.states.get_mut(self.next) {
            Some(slot) => *slot = met,
            None => self.states.push(met),
        }
        self.next = (self.next + 1) % self.size.max(1);
    }

    fn any(&self, luck: &mut Random) -> Option<&(Arc<Market>, State)> {
        self.states.get(luck.below(self.states.len()))
    }
}

impl Agent {
    /// Trains on the markets that `draw` makes of the numbers 0, 1, …; `watch` hears the loss of each
    /// step and may stop.
    ///
    /// All markets must leave the agent the same number of actions.
    ///
    /// # Errors
    /// Those of tensors.
    pub fn learn(
        &mut self,
        settings: &Settings,
        mut draw: impl FnMut(u64) -> Market,
        watch: impl FnMut(usize, f64) -> ControlFlow<()>,
    ) -> Result<Trained, NnError> {
        let mut luck = Random::new(settings.seed, 0);
        let mut first = Random::new(settings.seed, 1);
        let mut number = 0;
        let mut begin = || {
            let market = Arc::new(draw(number));
            number += 1;
            let (periods, stock) = (market.facts().periods, market.facts().stock);
            let ends = settings.longest.min(periods);
            let stands = Some(first.below(market.count()));
            Episode { market, state: State { period: 0, stock, stands }, ends }
        };
        let mut episodes: Vec<Episode> = (0..settings.episodes.max(1)).map(|_| begin()).collect();
        let mut memory = Memory { states: Vec::new(), next: 0, size: settings.memory };
        let mut target_weights = Weights::new(0, Device::Cpu);
        let target = Network::new(&mut target_weights)?;
        let schedule =
            Schedule { steps: settings.steps, rate: settings.rate, decay: 1e-4, longest: 1.0 };
        let trained = train(
            &self.weights,
            schedule,
            |step| {
                if step.is_multiple_of(settings.copy_every.max(1)) {
                    for ((_, to), (_, from)) in target_weights.vars().zip(self.weights.vars()) {
                        to.set(from.as_tensor())?;
                    }
                }
                self.play(&mut episodes, &mut begin, &mut memory, settings.explore, &mut luck)?;
                let batch: Vec<&(Arc<Market>, State)> =
                    (0..settings.batch).filter_map(|_| memory.any(&mut luck)).collect();
                self.loss(&batch, &target, settings.discount)
            },
            watch,
        )?;
        self.card.insert("steps".to_owned(), trained.losses.len().to_string());
        self.card.insert("training_seed".to_owned(), settings.seed.to_string());
        Ok(trained)
    }

    /// A period of each episode.
    fn play(
        &self,
        episodes: &mut [Episode],
        begin: &mut impl FnMut() -> Episode,
        memory: &mut Memory,
        explore: f64,
        luck: &mut Random,
    ) -> kontor_nn::Result<()> {
        let mut seen = Seen::default();
        for Episode { market, state, .. } in episodes.iter() {
            memory.push(market, *state);
            seen.push(market, &self.actions, *state);
        }
        let chosen = self.choose(&seen)?;
        for (episode, best) in episodes.iter_mut().zip(chosen) {
            let Episode { market, state, ends } = episode;
            let places = self.actions.places(market, state.stands);
            let action = if luck.uniform() < explore { luck.below(places.len()) } else { best };
            let price = places.get(action).copied().unwrap_or_default();
            let is_sold = luck.uniform() < market.probability(state.period, price);
            *state = state.after(price, is_sold);
            if state.is_over(market) || state.period >= *ends {
                *episode = begin();
            }
        }
        Ok(())
    }

    /// The squared error of what the network says comes after each action.
    pub(super) fn loss(
        &self,
        batch: &[&(Arc<Market>, State)],
        target: &Network,
        discount: f64,
    ) -> kontor_nn::Result<Tensor> {
        let mut seen = Seen::default();
        for (market, state) in batch {
            seen.push(market, &self.actions, *state);
        }
        let targets = self.targets(batch, target, discount)?;
        let shape = (batch.len(), seen.actions);
        let targets = Tensor::from_vec(targets, shape, &Device::Cpu)?;
        let error = (self.network.forward(&seen.tensor()?)? - targets)?;
        let common = error.mean_keepdim(1)?;
        let apart = error.broadcast_sub(&common)?;
        let apart = (apart.sqr()?.mean_all()? * ADVANTAGE)?;
        Ok((common.sqr()?.mean_all()? + apart)?)
    }

    /// What comes after each action of each state, by the expectation over the period's sale: the
    /// network says which action is taken then, the target network what that is worth.
    fn targets(
        &self,
        batch: &[&(Arc<Market>, State)],
        target: &Network,
        discount: f64,
    ) -> kontor_nn::Result<Vec<f32>> {
        let mut next = Seen::default();
        // For each action of each state, how likely a sale is and where the values of what follows
        // stand: without a sale, with one; `None` where nothing follows.
        let mut follows: Vec<(f64, [Option<usize>; 2])> = Vec::new();
        let mut count = 0;
        for (market, state) in batch {
            let stands = state.stands.filter(|_| self.actions.sees_price(market));
            let mut same: Option<[Option<usize>; 2]> = None;
            for place in self.actions.places(market, stands) {
                let later = same.unwrap_or_else(|| {
                    [false, true].map(|is_sold| {
                        let after = state.after(place, is_sold);
                        if after.is_over(market) {
                            return None;
                        }
                        next.push(market, &self.actions, after);
                        count += 1;
                        Some(count - 1)
                    })
                });
                follows.push((market.probability(state.period, place), later));
                // Every action leads to the same two states where it does not matter which price
                // stands.
                if !self.actions.sees_price(market) {
                    same = Some(later);
                }
            }
        }
        let values = next.values(target)?;
        let values: Vec<f64> = next
            .values(&self.network)?
            .iter()
            .zip(&values)
            .map(|(own, target)| target.get(largest(own)).copied().unwrap_or_default())
            .collect();
        let value = |place: Option<usize>| {
            place.and_then(|place| values.get(place)).copied().unwrap_or_default()
        };
        let expected = |(odds, [kept, sold]): &(f64, [Option<usize>; 2])| {
            (discount * (odds * value(*sold) + (1.0 - odds) * value(*kept))) as f32
        };
        Ok(follows.iter().map(expected).collect())
    }
}
