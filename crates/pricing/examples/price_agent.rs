//! Trains the agent that comes with Kontor, on drawn markets alone, and writes its weights:
//!
//! ```text
//! cargo run -p kontor-pricing --example price_agent -- models/price-agent.safetensors
//! ```

use kontor_pricing::{
    Random,
    agent::{Actions, Agent, AgentPolicy, Settings, markets},
    gate::prove,
};
use std::{env, error::Error, fs, ops::ControlFlow, sync::Arc, time::Instant};

/// Its seed; that of the markets on which it is tried is another.
const SEED: u64 = 1;
const TRIED_SEED: u64 = 99;
/// Prices of a market, and markets on which it is tried.
const PRICES: usize = 11;
const TRIED: u64 = 40;

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("name the file to write")?;
    let started = Instant::now();
    let settings = Settings { seed: SEED, ..Settings::default() };
    let mut agent = Agent::new(Actions::Moves(kontor_pricing::agent::MOVES.to_vec()), SEED)?;
    agent.learn(
        &settings,
        |number| markets::draw(PRICES, SEED, number),
        |_, _| ControlFlow::Continue(()),
    )?;
    println!("trained {} steps in {:.0} s", settings.steps, started.elapsed().as_secs_f64());
    let agent = Arc::new(agent);
    let mut begins = Random::new(TRIED_SEED, 0);
    let (mut passed, mut share, mut optimal) = (0, 0.0, 0.0);
    for number in 0..TRIED {
        let market = markets::draw(PRICES, TRIED_SEED, number);
        let begins = Some(begins.below(PRICES));
        let mut policy = AgentPolicy::new(Arc::clone(&agent), market.clone(), begins);
        let verdict = prove(&market, &mut policy, 200, TRIED_SEED);
        passed += u32::from(verdict.is_passed);
        let rule = verdict.candidate.mean - verdict.gain.mean;
        share += verdict.candidate.mean / rule.max(1.0);
        optimal += verdict.candidate.mean / market.optimum().max(1.0);
    }
    let of = |sum: f64| 100.0 * sum / TRIED as f64;
    println!(
        "on {TRIED} other drawn markets: {:.1} % of the best rule's, {:.1} % of the exact optimum without costs of moving; the gate passes {passed}",
        of(share),
        of(optimal)
    );
    fs::write(path, agent.to_bytes()?)?;
    Ok(())
}
