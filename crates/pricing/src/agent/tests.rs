use super::*;
use crate::{
    gate::prove,
    market::tests::facts,
    policy::{mean_and_error, replay},
};
use kontor_nn::untrained;
use std::ops::ControlFlow;

fn trained(actions: Actions, steps: usize, seed: u64) -> Agent {
    let mut agent = Agent::new(actions, seed).unwrap();
    let settings = Settings { steps, batch: 64, seed, ..Settings::default() };
    let draw = |number| markets::draw(4, seed, number);
    agent.learn(&settings, draw, |_, _| ControlFlow::Continue(())).unwrap();
    agent
}

/// States of drawn markets.
fn batch() -> Vec<(Arc<Market>, State)> {
    let state = |number| {
        let market = Arc::new(markets::draw(4, 9, number));
        let state = State {
            period: market.facts().periods / 2,
            stock: market.facts().stock,
            stands: Some(number as usize % 4),
        };
        (market, state)
    };
    (0..32).map(state).collect()
}

#[test]
fn every_weight_gets_a_gradient_and_moves() {
    let agent = Agent::new(Actions::Prices, 1).unwrap();
    let mut other = Weights::new(2, Device::Cpu);
    let target = Network::new(&mut other).unwrap();
    let batch = batch();
    let loss = agent.loss(&batch.iter().collect::<Vec<_>>(), &target, 0.99).unwrap();
    assert_eq!(untrained(&agent.weights, &loss).unwrap(), [""; 0]);
    let moved = trained(Actions::Prices, 2, 1);
    for ((name, before), (_, after)) in agent.weights.vars().zip(moved.weights.vars()) {
        let difference = (before.as_tensor() - after.as_tensor()).unwrap().abs().unwrap();
        assert!(difference.max_all().unwrap().to_scalar::<f32>().unwrap() > 0.0, "{name} stays");
    }
}

#[test]
fn the_same_seed_gives_the_same_agent_and_a_saved_one_asks_the_same_prices() {
    let agent = trained(Actions::Prices, 20, 1);
    let bytes = agent.to_bytes().unwrap();
    assert!(bytes == trained(Actions::Prices, 20, 1).to_bytes().unwrap());
    assert!(bytes != trained(Actions::Prices, 20, 2).to_bytes().unwrap());
    let back = Agent::from_bytes(&bytes).unwrap();
    assert_eq!(back.card(), agent.card());
    let market = Market::new(facts(60, 20)).unwrap();
    let prices = |agent| {
        let mut policy = AgentPolicy::new(Arc::new(agent), market.clone(), None);
        (0..60)
            .flat_map(|period| (1..=20).map(move |stock| (period, stock)))
            .map(|(period, stock)| policy.price(period, stock))
            .collect::<Vec<_>>()
    };
    assert_eq!(prices(back), prices(agent));
    assert!(matches!(Agent::from_bytes(&bytes[..99]), Err(NnError::Damaged(_))));
    let other = Weights::new(1, Device::Cpu).to_bytes(&BTreeMap::new()).unwrap();
    assert!(matches!(Agent::from_bytes(&other), Err(NnError::Other(_))));
}

#[test]
fn it_learns_and_its_gate_lets_it_beat_the_rules() {
    let agent = trained(Actions::Prices, 300, 1);
    // What it says of a period agrees better with what it says of the next.
    let batch = batch();
    let error = |agent: &Agent| {
        let batch: Vec<_> = batch.iter().collect();
        agent.loss(&batch, &agent.network, 0.97).unwrap().to_scalar::<f32>().unwrap()
    };
    let (before, after) = (error(&Agent::new(Actions::Prices, 1).unwrap()), error(&agent));
    assert!(after < 0.8 * before, "{before} to {after}");
    let agent = Arc::new(agent);
    let market = Market::new(facts(100, 35)).unwrap();
    let mut policy = AgentPolicy::new(Arc::clone(&agent), market.clone(), None);
    let verdict = prove(&market, &mut policy, 1000, 5);
    assert!(verdict.is_passed, "{verdict:?}");
    let (mean, error) = mean_and_error(&replay(&market, &mut policy, 2000, 6));
    let (share, error) = (mean / market.optimum(), error / market.optimum());
    assert!(share > 0.985, "{share} ± {error}");
    // Season is in the state.
    let mut seasonal = facts(100, 35);
    seasonal.season = (0..100).map(|period| 1.0 + 0.3 * (f64::from(period) / 8.0).sin()).collect();
    let market = Market::new(seasonal).unwrap();
    let mut policy = AgentPolicy::new(agent, market.clone(), None);
    let (mean, _) = mean_and_error(&replay(&market, &mut policy, 2000, 6));
    assert!(mean / market.optimum() > 0.985, "{}", mean / market.optimum());
}

#[test]
fn moves_go_along_the_prices_and_never_beyond_them() {
    let market = Market::new(facts(10, 5)).unwrap();
    let moves = Actions::Moves(vec![-2, -1, 0, 1, 2]);
    assert_eq!(moves.places(&market, Some(0)), [0, 0, 0, 1, 2]);
    assert_eq!(moves.places(&market, Some(3)), [1, 2, 3, 3, 3]);
    for actions in [Actions::Prices, moves.clone()] {
        assert_eq!(Actions::of_text(&actions.to_text()), Some(actions));
    }
    assert_eq!(Actions::of_text("up"), None);
    let agent = Arc::new(trained(moves, 20, 1));
    let mut policy = AgentPolicy::new(agent, market, Some(1));
    policy.restart(0, 10, 5);
    let mut stands = 1_usize;
    for period in 0..10 {
        let price = policy.price(period, 5);
        assert!(price < 4 && price.abs_diff(stands) <= 2);
        stands = price;
    }
}

#[test]
fn lowering_the_price_is_dearer_where_it_costs() {
    let lowered = |cost: i64| {
        let mut facts = facts(200, 60);
        facts.markdown_cost = cost;
        let market = Market::new(facts).unwrap();
        let mut seen = Seen::default();
        seen.push(&market, &Actions::Prices, State { period: 0, stock: 60, stands: Some(3) });
        seen.rewards
    };
    let (free, dear) = (lowered(0), lowered(100));
    for place in 0..3 {
        assert!((free[place] - dear[place] - 100.0 / 1300.0).abs() < 1e-9);
    }
    assert_eq!(free[3], dear[3]);
}
