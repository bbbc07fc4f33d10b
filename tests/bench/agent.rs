//! The price agent over many training seeds: how long a training takes, and what the gate lets through
//! earns against the best fixed price, on paths that the gate did not see.
//!
//! Each agent is trained as `kontor price train --anew` does first, on drawn markets alone, and held to
//! others. Where the gate refuses it the best rule sets prices, as in a shop.

use crate::{
    numbers::{Show, say},
    scored::{Figure, Scored},
};
use anyhow::Result;
use kontor_pricing::{
    Random,
    agent::{Actions, Agent, AgentPolicy, MOVES, Settings, markets},
    gate::prove,
    market::Market,
    policy::{Policy, mean_and_error, replay},
    rules::Rule,
};
use std::{collections::BTreeMap, ops::ControlFlow, sync::Arc, time::Instant};

/// Prices of a market.
const PRICES: usize = 11;
/// Markets on which each agent is tried, and what draws them.
const MARKETS: u64 = 10;
const MARKETS_SEED: u64 = 99;
/// Paths of the gate and, with another seed, of what is measured.
const GATE_PATHS: u32 = 200;
const PATHS: u32 = 1000;
const PATHS_SEED: u64 = 7;
/// A training takes at most so many seconds.
const MOST_SECONDS: f64 = 120.0;
/// What is less than the fixed price by fewer standard errors may be chance.
const ERRORS: f64 = 2.0;

/// Trains an agent with each of so many seeds, and says which bounds were missed.
pub fn measure(seeds: u64, show: Show) -> Result<()> {
    let markets: Vec<Market> =
        (0..MARKETS).map(|number| markets::draw(PRICES, MARKETS_SEED, number)).collect();
    let (mut slowest, mut passed, mut below) = (0.0_f64, 0, 0);
    let (mut least, mut sum) = (f64::INFINITY, 0.0);
    for seed in 1..=seeds {
        let started = Instant::now();
        let mut agent = Agent::new(Actions::Moves(MOVES.to_vec()), seed)?;
        let settings = Settings { seed, ..Settings::default() };
        let draw = |number| markets::draw(PRICES, seed, number);
        agent.learn(&settings, draw, |_, _| ControlFlow::Continue(()))?;
        let seconds = started.elapsed().as_secs_f64();
        slowest = slowest.max(seconds);
        let agent = Arc::new(agent);
        let mut luck = Random::new(MARKETS_SEED, seed);
        for market in &markets {
            let begins = Some(luck.below(PRICES));
            let mut policy = AgentPolicy::new(agent.clone(), market.clone(), begins);
            let verdict = prove(market, &mut policy, GATE_PATHS, seed);
            passed += u32::from(verdict.is_passed);
            let mut asks: Box<dyn Policy> = match verdict.is_passed {
                true => Box::new(policy),
                false => verdict.best_rule.policy(market),
            };
            let earned = replay(market, asks.as_mut(), PATHS, PATHS_SEED);
            let fixed = replay(market, Rule::Fixed.policy(market).as_mut(), PATHS, PATHS_SEED);
            let more: Vec<f64> =
                earned.iter().zip(&fixed).map(|(own, fixed)| own - fixed).collect();
            let (more, error) = mean_and_error(&more);
            let share = 1.0 + more / mean_and_error(&fixed).0.max(1.0);
            least = least.min(share);
            sum += share;
            below += u32::from(more < -ERRORS * error);
        }
        say(&format!("seed {seed}: {seconds:.0} s, gate passed {passed} so far, least {least:.4}"));
    }
    let tried = (seeds * MARKETS) as f64;
    let scored = Scored {
        name: format!("Price agents of {seeds} seeds on {MARKETS} markets each"),
        facts: BTreeMap::from([
            ("share of markets where the gate lets it through", f64::from(passed) / tried),
            ("earned over the best fixed price, mean", sum / tried),
            ("earned over the best fixed price, least", least),
        ]),
        figures: vec![
            Figure::new("seconds of the slowest training", slowest, 0.0, MOST_SECONDS),
            Figure::new("times below the best fixed price", f64::from(below), 0.0, 0.0),
        ],
    };
    let missed = scored.figures.iter().filter(|figure| !figure.is_met()).count();
    show.print(&scored, Scored::table)?;
    anyhow::ensure!(missed == 0, "{missed} figures miss what they are held to");
    Ok(())
}
