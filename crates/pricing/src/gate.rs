//! The gate: a policy sets prices only where it beats the rules by replay of the fitted market.

use crate::{
    market::Market,
    policy::{Policy, mean_and_error, replay},
    rules::Rule,
};

/// A candidate must earn more than the best rule by so many standard errors of the difference.
const ERRORS: f64 = 2.0;

/// What a policy earned on the paths of the gate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Earned {
    /// The mean over paths, in minor units.
    pub mean: f64,
    /// The mean's standard error.
    pub standard_error: f64,
}

impl Earned {
    /// Of what each path earned.
    fn of(paths: &[f64]) -> Earned {
        let (mean, standard_error) = mean_and_error(paths);
        Earned { mean, standard_error }
    }
}

/// What the gate found.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// What each rule earned.
    pub rules: Vec<(Rule, Earned)>,
    /// The rule that earned most.
    pub best_rule: Rule,
    /// What the candidate earned.
    pub candidate: Earned,
    /// What it earned more than the best rule on the same luck.
    pub gain: Earned,
    /// Whether the candidate may set prices; where not, the best rule does.
    pub is_passed: bool,
}

/// Tries a candidate and the rules on the same `paths` drawn paths of the market.
pub fn prove(market: &Market, candidate: &mut dyn Policy, paths: u32, seed: u64) -> Verdict {
    let own = replay(market, candidate, paths, seed);
    let mut best = (Rule::Fixed, replay(market, Rule::Fixed.policy(market).as_mut(), paths, seed));
    let mut rules = vec![(Rule::Fixed, Earned::of(&best.1))];
    for rule in [Rule::CostPlus, Rule::Markdown] {
        let earned = replay(market, rule.policy(market).as_mut(), paths, seed);
        rules.push((rule, Earned::of(&earned)));
        if Earned::of(&earned).mean > Earned::of(&best.1).mean {
            best = (rule, earned);
        }
    }
    let (best_rule, of_rule) = best;
    let more: Vec<f64> = own.iter().zip(&of_rule).map(|(own, rule)| own - rule).collect();
    let gain = Earned::of(&more);
    let is_passed = gain.mean > ERRORS * gain.standard_error;
    Verdict { rules, best_rule, candidate: Earned::of(&own), gain, is_passed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{market::tests::facts, rules::Fixed};

    /// Above a quarter of stock for each period the best price changes, below it rises.
    struct ByStock(u32);

    impl Policy for ByStock {
        fn restart(&mut self, _: u64, periods: u32, _: u32) {
            self.0 = periods;
        }

        fn price(&mut self, period: u32, stock: u32) -> usize {
            if stock * 4 > self.0 - period { 2 } else { 3 }
        }
    }

    #[test]
    fn only_what_beats_the_best_rule_passes() {
        let market = Market::new(facts(200, 50)).unwrap();
        let verdict = prove(&market, &mut ByStock(0), 500, 1);
        assert!(verdict.is_passed, "{verdict:?}");
        let cheap = prove(&market, &mut Fixed(0), 500, 1);
        assert!(!cheap.is_passed && cheap.gain.mean < 0.0, "{cheap:?}");
        // The best rule itself is no better than the best rule.
        let same = prove(&market, cheap.best_rule.policy(&market).as_mut(), 500, 1);
        assert!(!same.is_passed && same.gain.mean == 0.0);
        assert_eq!(verdict.rules, cheap.rules);
        let most = cheap.rules.iter().map(|rule| rule.1.mean).fold(0.0, f64::max);
        assert!(
            cheap.rules.contains(&(cheap.best_rule, same.candidate)) && same.candidate.mean == most
        );
    }
}
