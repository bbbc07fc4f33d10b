//! The agent: a dueling double deep Q-network (Wang et al., 2016; van Hasselt, Guez and Silver,
//! 2016) that asks prices by stock, time left, season and fitted demand.
//!
//! It is trained on many drawn markets ([`markets`]), so that it plays one that it never saw, and
//! may then be trained on with a shop's own. How a Q-network of a few thousand weights comes so near
//! the optimum:
//!
//! - Its potential (reward shaping; Ng, Harada and Russell, 1999) is the fluid bound of what is still
//!   to earn, rounded by the chance of sales. The network has to learn only what is missing from it,
//!   a few units' worth, and not an amount that grows with the stock. A network of zeros already
//!   prices well, as it follows the potential; training closes most of the gap that is left.
//!   All amounts are shares of the highest profit of a unit.
//! - The fitted demand is known, so a target is the expectation over "sells" and "does not sell" and
//!   is made for every action, not only for the one that was taken.
//! - Each action is judged by the same weights from its own features, so that the number of actions is
//!   a matter of the market and not of the network.

mod learn;
pub mod markets;
mod network;

pub use learn::Settings;

use crate::{NnError, largest, market::Market, policy::Policy};
use kontor_nn::{Device, Tensor, Weights};
use network::Network;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// Facts of a state.
const OF_STATE: usize = 9;
/// Facts of an action in a state.
const OF_ACTION: usize = 6;
/// What the network sees of each action: facts of the state, then its own.
const FEATURES: usize = OF_STATE + OF_ACTION;
/// Stocks that the network is asked for at once.
const BLOCK: u32 = 64;

/// Places along a market's prices by which the agent that comes with Kontor moves: with eleven prices
/// between the lowest and the highest that a shop's guards allow, from −10 % to +10 % under the usual ones.
pub const MOVES: [i32; 7] = [-5, -3, -1, 0, 1, 3, 5];

/// What the agent may do in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actions {
    /// Ask any price of the market.
    Prices,
    /// Move so many places along the market's prices from the one that stands, and no farther than
    /// its first and last: where prices are a fine ladder, these are the moves from −10 % to +10 %.
    Moves(Vec<i32>),
}

impl Actions {
    /// The places of the prices that may be asked where this one stands, an entry for each action.
    fn places(&self, market: &Market, stands: Option<usize>) -> Vec<usize> {
        let last = market.count().saturating_sub(1);
        match self {
            Actions::Prices => (0..=last).collect(),
            Actions::Moves(moves) => {
                let from = stands.unwrap_or(last).min(last);
                let to = |by: &i32| from.saturating_add_signed(*by as isize).min(last);
                moves.iter().map(to).collect()
            }
        }
    }

    /// Whether it matters to the agent which price stands.
    fn sees_price(&self, market: &Market) -> bool {
        matches!(self, Actions::Moves(_)) || market.facts().markdown_cost > 0
    }

    /// As it stands in a card.
    fn to_text(&self) -> String {
        match self {
            Actions::Prices => "prices".to_owned(),
            Actions::Moves(moves) => moves.iter().map(i32::to_string).collect::<Vec<_>>().join(","),
        }
    }

    fn of_text(text: &str) -> Option<Actions> {
        if text == "prices" {
            return Some(Actions::Prices);
        }
        let moves = text.split(',').map(|each| each.parse().ok()).collect::<Option<Vec<i32>>>()?;
        (!moves.is_empty()).then_some(Actions::Moves(moves))
    }
}

/// Where a path stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    /// From 0.
    period: u32,
    /// Units left.
    stock: u32,
    /// The place of the price that stands; `None` before the first.
    stands: Option<usize>,
}

impl State {
    /// Whether nothing can be sold any more.
    fn is_over(&self, market: &Market) -> bool {
        self.stock == 0 || self.period >= market.facts().periods
    }

    /// A period later, at this price.
    fn after(&self, price: usize, is_sold: bool) -> State {
        State {
            period: self.period + 1,
            stock: self.stock - u32::from(is_sold),
            stands: Some(price),
        }
    }
}

/// States as the network sees them, with what their actions earn at once.
#[derive(Debug, Default)]
struct Seen {
    /// [`FEATURES`] of each action of each state.
    features: Vec<f32>,
    /// For each action of each state, the expected profit of the period and the change of the
    /// potential, in shares of the market's highest profit of a unit.
    rewards: Vec<f64>,
    /// Actions of a state.
    actions: usize,
}

impl Seen {
    /// Adds a state.
    fn push(&mut self, market: &Market, actions: &Actions, state: State) {
        let facts = market.facts();
        let State { period, stock, stands } = state;
        let (top, time) = (market.top(), market.season_left(period));
        let highest = market.price(market.count() - 1) as f64;
        let worth = market.unit_worth(period, stock);
        let left = f64::from(facts.periods.saturating_sub(period));
        // A move that costs nothing need not be seen.
        let stands = stands.filter(|_| actions.sees_price(market));
        let standing = stands.map(|place| market.price(place) as f64);
        let competitor = facts.competitor.map_or(0.0, |price| (price as f64 / highest).ln());
        let of_state: [f64; OF_STATE] = [
            (f64::from(stock) / time.max(1e-9)).min(2.0),
            f64::from(stock).ln_1p() / 7.0,
            left.ln_1p() / 7.0,
            market.season(period) - 1.0,
            time / left.max(1.0) - 1.0,
            worth / top,
            facts.cost as f64 / highest,
            (10.0 * facts.markdown_cost as f64 / top).min(2.0),
            competitor.clamp(-1.0, 1.0),
        ];
        let estimate = |later: u32, sold: u32| market.estimate(period + later, stock - sold);
        let (now, kept, sold) = (estimate(0, 0), estimate(1, 0), estimate(1, 1));
        let places = actions.places(market, stands);
        self.actions = places.len();
        for place in places {
            let (profit, odds) = (market.profit(place), market.probability(period, place));
            let is_lower = stands.is_some_and(|stands| place < stands);
            let markdown = if is_lower { facts.markdown_cost as f64 } else { 0.0 };
            let reward = odds * (profit + sold) + (1.0 - odds) * kept - now - markdown;
            self.rewards.push(reward / top);
            // By how many standard deviations the stock is more than what this price would sell.
            let base = facts.probabilities.get(place).copied().unwrap_or_default();
            let sells = time * base;
            let spread = (sells * (1.0 - base) + 1.0).sqrt();
            let price = market.price(place) as f64;
            let of_action: [f64; OF_ACTION] = [
                price / highest,
                odds,
                profit / top,
                4.0 * odds * (profit - worth) / top,
                ((f64::from(stock) - sells) / spread / 4.0).tanh(),
                standing.map_or(0.0, |standing| (price - standing) / highest),
            ];
            self.features.extend(of_state.iter().chain(&of_action).map(|fact| *fact as f32));
        }
    }

    /// (states, actions, features)
    fn tensor(&self) -> kontor_nn::Result<Tensor> {
        let states = self.rewards.len() / self.actions.max(1);
        let shape = (states, self.actions, FEATURES);
        Ok(Tensor::from_slice(&self.features, shape, &Device::Cpu)?)
    }

    /// What the network says comes after each action, with what it earns at once: a row for each
    /// state.
    fn values(&self, network: &Network) -> kontor_nn::Result<Vec<Vec<f64>>> {
        if self.rewards.is_empty() {
            return Ok(Vec::new());
        }
        let later = network.forward(&self.tensor()?)?.to_vec2::<f32>()?;
        let rewards = self.rewards.chunks(self.actions.max(1));
        let both = later.iter().zip(rewards);
        Ok(both
            .map(|(later, now)| later.iter().zip(now).map(|(l, n)| f64::from(*l) + n).collect())
            .collect())
    }
}

/// The agent.
pub struct Agent {
    weights: Weights,
    network: Network,
    actions: Actions,
    card: BTreeMap<String, String>,
}

impl Agent {
    /// An agent that has learnt nothing yet.
    ///
    /// # Errors
    /// Those of tensors.
    pub fn new(actions: Actions, seed: u64) -> Result<Agent, NnError> {
        let mut weights = Weights::new(seed, Device::Cpu);
        let network = Network::new(&mut weights)?;
        let card = BTreeMap::from([
            ("actions".to_owned(), actions.to_text()),
            ("seed".to_owned(), seed.to_string()),
        ]);
        Ok(Agent { weights, network, actions, card })
    }

    /// What it says of itself: its actions, and how it was trained.
    pub fn card(&self) -> &BTreeMap<String, String> {
        &self.card
    }

    /// The bytes of a safetensors file with its weights and card.
    ///
    /// # Errors
    /// When a tensor cannot be read back.
    pub fn to_bytes(&self) -> Result<Vec<u8>, NnError> {
        self.weights.to_bytes(&self.card)
    }

    /// An agent of such a file.
    ///
    /// # Errors
    /// When the file is damaged, or another network's.
    pub fn from_bytes(bytes: &[u8]) -> Result<Agent, NnError> {
        let (mut weights, card) = Weights::from_bytes(bytes, Device::Cpu)?;
        let actions = card.get("actions").and_then(|text| Actions::of_text(text));
        let actions =
            actions.ok_or_else(|| NnError::Other("its actions are not known".to_owned()))?;
        let network = Network::new(&mut weights)?;
        Ok(Agent { weights, network, actions, card })
    }

    /// For each state, the place among its actions of the one to take.
    fn choose(&self, seen: &Seen) -> kontor_nn::Result<Vec<usize>> {
        Ok(seen.values(&self.network)?.iter().map(|values| largest(values)).collect())
    }
}

/// The agent in a market.
pub struct AgentPolicy {
    agent: Arc<Agent>,
    market: Market,
    begins: Option<usize>,
    stands: Option<usize>,
    /// The places of the prices to ask, by period, price that stands and block of stocks: paths
    /// meet the same states again and again.
    known: HashMap<(u32, Option<usize>, u32), Vec<usize>>,
}

impl AgentPolicy {
    /// The agent in this market, where the price at this place stands at the start.
    pub fn new(agent: Arc<Agent>, market: Market, begins: Option<usize>) -> AgentPolicy {
        AgentPolicy { agent, market, begins, stands: begins, known: HashMap::new() }
    }

    /// The prices to ask for a block of stocks.
    fn block(&self, period: u32, stands: Option<usize>, block: u32) -> Vec<usize> {
        let (market, actions) = (&self.market, &self.agent.actions);
        let mut seen = Seen::default();
        for stock in (1..=BLOCK).map(|more| block * BLOCK + more) {
            seen.push(market, actions, State { period, stock, stands });
        }
        // Tensors fail only where memory does; then the potential alone decides.
        let chosen = self
            .agent
            .choose(&seen)
            .unwrap_or_else(|_| seen.rewards.chunks(seen.actions.max(1)).map(largest).collect());
        let places = actions.places(market, stands);
        chosen.iter().map(|action| places.get(*action).copied().unwrap_or_default()).collect()
    }
}

impl Policy for AgentPolicy {
    fn restart(&mut self, _: u64, _: u32, _: u32) {
        self.stands = self.begins;
    }

    fn price(&mut self, period: u32, stock: u32) -> usize {
        let stands = self.stands.filter(|_| self.agent.actions.sees_price(&self.market));
        let block = stock.saturating_sub(1) / BLOCK;
        let key = (period, stands, block);
        if !self.known.contains_key(&key) {
            let prices = self.block(period, stands, block);
            self.known.insert(key, prices);
        }
        let within = (stock.saturating_sub(1) % BLOCK) as usize;
        let price = self.known.get(&key).and_then(|prices| prices.get(within)).copied();
        let price = price.unwrap_or_default();
        self.stands = Some(price);
        price
    }
}

#[cfg(test)]
mod tests;
