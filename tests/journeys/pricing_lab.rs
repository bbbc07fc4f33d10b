//! Price policies through the lab's command: each is scored against the exact optimum on the same
//! demand paths.

use crate::Shop;
use kontor_api::{
    Code,
    lab::{LabPricing, PricingInstance, PricingPolicy},
};

fn request(policy: PricingPolicy) -> LabPricing {
    LabPricing { instance: PricingInstance::FourPrices, periods: 100, policy, paths: 1000 }
}

#[tokio::test]
async fn policies_are_scored_against_the_optimum() {
    let shop = Shop::new().await;
    let mut percents = Vec::new();
    for policy in [
        PricingPolicy::Fixed,
        PricingPolicy::Thompson,
        PricingPolicy::ThompsonWithoutInventory,
        PricingPolicy::EpsilonGreedy,
    ] {
        let report = shop.ask(request(policy)).await.unwrap();
        assert_eq!((report.periods, report.policies.len()), (100, 1));
        let scored = report.policies[0];
        assert_eq!(scored.policy, policy);
        assert!(scored.standard_error < 1.0 && scored.percent_of_optimum < 101.0, "{scored:?}");
        percents.push(scored.percent_of_optimum);
    }
    // The best single price is told the demand; Thompson sampling has to find out.
    assert!((percents[0] - 98.4).abs() < 1.0, "{percents:?}");
    assert!(percents[1] > 94.0 && percents[1] > percents[2] + 5.0, "{percents:?}");
    assert!(percents[1] > percents[3] + 5.0, "{percents:?}");
    // Whatever the number of threads, the same request gives the same figures.
    let again = shop.ask(request(PricingPolicy::Thompson)).await.unwrap().policies[0];
    assert_eq!(again.percent_of_optimum, percents[1]);
    let three =
        LabPricing { instance: PricingInstance::ThreeProducts, ..request(PricingPolicy::Fixed) };
    let three = shop.ask(three).await.unwrap();
    assert!(three.policies[0].percent_of_optimum > 90.0 && three.optimum > 250_000.0);
}

#[tokio::test]
async fn an_instance_without_stock_or_paths_is_refused() {
    let shop = Shop::new().await;
    let none = LabPricing { periods: 3, ..request(PricingPolicy::Fixed) };
    let error = shop.ask(none).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (Code::BadRequest, Some("periods")));
    let none = LabPricing { paths: 0, ..request(PricingPolicy::Fixed) };
    let error = shop.ask(none).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (Code::BadRequest, Some("paths")));
}
