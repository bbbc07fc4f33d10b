//! Plays a policy on an instance, on several threads whose number changes nothing.

use kontor_api::lab::PricingPolicy;
use kontor_pricing::{
    NnError,
    agent::{Actions, Agent, AgentPolicy, Settings, markets},
    bandit::Thompson,
    gate::prove,
    market::{Facts, Market, Unfit},
    policy::Policy,
    rules::{EpsilonGreedy, Fixed, Rule},
};
use kontor_simulator::replay::lab::{Instance, PRICES, PricePolicy};
use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

/// The paths of the scores; the gate has others.
const SEED: u64 = 1;
/// The paths of the gate.
const SEED_OF_GATE: u64 = 2;
const PATHS_OF_GATE: u32 = 1000;
/// How often epsilon-greedy takes any price.
const EPSILON: f64 = 0.1;
/// Paths that a thread takes at once.
const SOME: u32 = 20;

/// Why there is no score.
pub enum Stopped {
    /// The person stopped it.
    ByPerson,
    /// Training failed.
    Failed(String),
}

impl From<NnError> for Stopped {
    fn from(why: NnError) -> Stopped {
        Stopped::Failed(why.to_string())
    }
}

impl From<Unfit> for Stopped {
    fn from(why: Unfit) -> Stopped {
        Stopped::Failed(why.to_string())
    }
}

/// Hears how much is done, and may stop.
pub type Watch<'a> = &'a (dyn Fn(f64) -> ControlFlow<()> + Sync);

/// Trains the agent on drawn markets.
pub fn train(watch: Watch<'_>) -> Result<Arc<Agent>, Stopped> {
    let settings = Settings::default();
    let mut agent = Agent::new(Actions::Prices, settings.seed)?;
    let trained = agent.learn(
        &settings,
        |number| markets::draw(PRICES.len(), settings.seed, number),
        |step, _| watch(step as f64 / settings.steps as f64),
    )?;
    if trained.is_stopped { Err(Stopped::ByPerson) } else { Ok(Arc::new(agent)) }
}

/// Who sets prices, ready to be played on any thread.
#[derive(Clone)]
pub enum Pricer {
    /// A policy that needs no preparation.
    Plain(PricingPolicy),
    /// The agent, or the rule that its gate fell back to.
    Gated(Result<Arc<Agent>, Rule>),
}

impl Pricer {
    /// The agent, behind its gate.
    pub fn gated(agent: Arc<Agent>, instance: Instance) -> Result<Pricer, Stopped> {
        let market = fitted(instance)?;
        let mut candidate = AgentPolicy::new(Arc::clone(&agent), market.clone(), None);
        let verdict = prove(&market, &mut candidate, PATHS_OF_GATE, SEED_OF_GATE);
        Ok(Pricer::Gated(if verdict.is_passed { Ok(agent) } else { Err(verdict.best_rule) }))
    }

    fn policy(&self, market: &Market, product: u64) -> Box<dyn Policy> {
        let of = |policy: PricingPolicy| -> Box<dyn Policy> {
            match policy {
                PricingPolicy::Thompson => Box::new(Thompson::new(&PRICES, product)),
                PricingPolicy::ThompsonWithoutInventory => {
                    Box::new(Thompson::without_inventory(&PRICES, product))
                }
                PricingPolicy::EpsilonGreedy => {
                    Box::new(EpsilonGreedy::new(&PRICES, EPSILON, product))
                }
                PricingPolicy::All | PricingPolicy::Fixed | PricingPolicy::Dqn => {
                    Box::new(Fixed::best(market))
                }
            }
        };
        match self {
            Pricer::Plain(policy) => of(*policy),
            Pricer::Gated(Ok(agent)) => {
                Box::new(AgentPolicy::new(Arc::clone(agent), market.clone(), None))
            }
            Pricer::Gated(Err(rule)) => rule.policy(market),
        }
    }
}

/// One product of an instance as a shop would have it fitted: the true demand.
fn fitted(instance: Instance) -> Result<Market, Unfit> {
    // The season begins at 1, and no cap touches the highest price.
    let last = PRICES.len() - 1;
    let season = |period| instance.probability(period, last) / instance.probability(0, last);
    Market::new(Facts {
        prices: PRICES.to_vec(),
        probabilities: (0..PRICES.len()).map(|price| instance.probability(0, price)).collect(),
        season: (0..instance.periods).map(season).collect(),
        periods: instance.periods,
        stock: instance.stock(),
        cost: 0,
        markdown_cost: 0,
        competitor: None,
    })
}

/// A policy for each product of an instance.
struct Player {
    policies: Vec<Box<dyn Policy>>,
    path: u64,
}

impl PricePolicy for Player {
    fn restart(&mut self, instance: Instance, stock: u32) {
        for policy in &mut self.policies {
            policy.restart(self.path, instance.periods, stock);
        }
    }

    fn price(&mut self, product: u32, period: u32, stock: u32) -> usize {
        let policy = self.policies.get_mut(product as usize);
        policy.map_or(0, |policy| policy.price(period, stock))
    }

    fn observe(&mut self, product: u32, period: u32, price: usize, is_sold: bool) {
        if let Some(policy) = self.policies.get_mut(product as usize) {
            policy.observe(period, price, is_sold);
        }
    }
}

/// Plays `paths` paths: what each earned, in minor units.
pub fn score(
    instance: Instance,
    pricer: &Pricer,
    paths: u32,
    threads: usize,
    watch: Watch<'_>,
) -> Result<Vec<f64>, Stopped> {
    let market = fitted(instance)?;
    let next = AtomicU32::new(0);
    let some = || -> Result<Vec<(u32, f64)>, Stopped> {
        let policies = (0..u64::from(instance.products)).map(|n| pricer.policy(&market, n));
        let mut player = Player { policies: policies.collect(), path: 0 };
        let mut done = Vec::new();
        loop {
            let first = next.fetch_add(SOME, Ordering::Relaxed);
            if first >= paths {
                return Ok(done);
            }
            if watch(f64::from(first) / f64::from(paths)).is_break() {
                return Err(Stopped::ByPerson);
            }
            for path in first..paths.min(first + SOME) {
                player.path = u64::from(path);
                done.push((path, instance.play(&mut player, SEED, u64::from(path)) as f64));
            }
        }
    };
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..threads.max(1)).map(|_| scope.spawn(some)).collect();
        let mut done = some()?;
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more?),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok::<_, Stopped>(done)
    })?;
    done.sort_by_key(|(path, _)| *path);
    Ok(done.into_iter().map(|(_, earned)| earned).collect())
}
