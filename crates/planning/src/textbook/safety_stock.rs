//! z·σ·√L: the formula of every spreadsheet. It takes demand for normal, and is optimistic where a
//! product sells now and then.

use crate::distribution::normal_quantile;
use libm::sqrt;

/// Units to hold beyond what is expected to be sold in lead time and review: z times the root of
/// (L + R)·σ² + d²·σ_L².
///
/// - `cycle_service`: the share of cycles in which nothing is missing; below one half none is needed.
/// - `mean`, `sd`: demand per period.
/// - `protection`: lead time and review, in periods; `lead_time_sd`: the spread of the first.
pub fn safety_stock(
    cycle_service: f64,
    mean: f64,
    sd: f64,
    protection: f64,
    lead_time_sd: f64,
) -> f64 {
    let variance = protection * sd * sd + mean * mean * lead_time_sd * lead_time_sd;
    normal_quantile(cycle_service).max(0.0) * sqrt(variance)
}

/// The level at which to order: what is expected to be sold in lead time and review, and the safety
/// stock.
pub fn reorder_point(
    cycle_service: f64,
    mean: f64,
    sd: f64,
    protection: f64,
    lead_time_sd: f64,
) -> f64 {
    mean * protection + safety_stock(cycle_service, mean, sd, protection, lead_time_sd)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_formula_is_worked_out() {
        // sqrt(4 * 25 + 100 * 0.25) = 11.18…
        let stock = safety_stock(0.95, 10.0, 5.0, 4.0, 0.5);
        assert!((stock - 1.6448536269514722 * 125.0_f64.sqrt()).abs() < 1e-9);
        assert!((reorder_point(0.95, 10.0, 5.0, 4.0, 0.5) - 40.0 - stock).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn more_lead_time_variance_or_service_never_lowers_safety_stock(
            service in 0.01..0.998_f64, mean in 0.0..1e4_f64, sd in 0.0..1e4_f64,
            protection in 0.0..60.0_f64, lead_sd in 0.0..10.0_f64, more in 0.0..10.0_f64,
        ) {
            let least = safety_stock(service, mean, sd, protection, lead_sd);
            prop_assert!(safety_stock(service, mean, sd, protection + more, lead_sd) >= least);
            prop_assert!(safety_stock(service, mean, sd + more, protection, lead_sd) >= least);
            prop_assert!(safety_stock(service, mean, sd, protection, lead_sd + more) >= least);
            let better = service + (0.999 - service) * more / 10.0;
            prop_assert!(safety_stock(better, mean, sd, protection, lead_sd) >= least);
        }
    }
}
