//! One level for one span of demand: what is too much costs something, what is too little more.

use crate::distribution::{Counts, normal_density, normal_quantile};
use libm::sqrt;

/// A level and what it costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Newsvendor {
    /// Units to have at the beginning.
    pub level: f64,
    /// Expected cost of the units left and missing at the end.
    pub cost: f64,
}

/// The cycle service that costs least: the share of spans in which nothing is missing (Arrow, Harris
/// and Marschak, 1951). The best level for any distribution is its quantile at this probability.
/// `holding` is paid for each unit left over, `shortage` for each unit missing.
pub fn critical_ratio(holding: f64, shortage: f64) -> f64 {
    shortage / (shortage + holding)
}

/// The best level for normal demand of `mean` and `sd` per period, which has to last for
/// `lead_time` periods and the one after.
pub fn newsvendor_normal(
    holding: f64,
    shortage: f64,
    mean: f64,
    sd: f64,
    lead_time: f64,
) -> Newsvendor {
    let z = normal_quantile(critical_ratio(holding, shortage));
    let (mean, sd) = (mean * (lead_time + 1.0), sd * sqrt(lead_time + 1.0));
    Newsvendor { level: mean + z * sd, cost: (holding + shortage) * normal_density(z) * sd }
}

/// The best base stock for demand in whole units over lead time and the period after: the smallest
/// level whose probability of sufficing reaches the critical ratio.
pub fn base_stock(holding: f64, shortage: f64, demand: &Counts) -> Newsvendor {
    let level = demand.quantile(critical_ratio(holding, shortage));
    Newsvendor { level: level as f64, cost: demand.cost(level, holding, shortage) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_textbooks_values_are_met() {
        let now = newsvendor_normal(0.18, 0.70, 50.0, 8.0, 0.0);
        assert!((now.level - 56.6039559274).abs() < 1e-6);
        assert!((now.cost - 1.9976051932).abs() < 1e-6);
        let later = newsvendor_normal(0.18, 0.70, 50.0, 8.0, 4.0);
        assert!((later.level - 264.7668943742).abs() < 1e-6);
        assert!((later.cost - 4.4667810041).abs() < 1e-6);
        let poisson = base_stock(1.0, 4.0, &Counts::poisson(6.0));
        assert_eq!(poisson.level, 8.0);
        assert!((poisson.cost - 3.5701069458).abs() < 1e-6);
    }

    #[test]
    fn no_other_level_costs_less() {
        let demand = Counts::new(vec![0.6, 0.0, 0.1, 0.0, 0.0, 0.2, 0.1]);
        let best = base_stock(1.0, 7.0, &demand);
        assert!((0..8).all(|level| demand.cost(level, 1.0, 7.0) >= best.cost));
    }
}
