use super::*;
use crate::{demand::Normal, distribution::Counts};
use proptest::prelude::*;

const PIECE: Quantity = Quantity { milli: 1000 };

fn whole(units: i64) -> Quantity {
    Quantity::whole(units)
}

fn offer(days: f64, cost: f64) -> Offer<'static> {
    Offer { lead_time: Some(LeadTime::fixed(days)), unit_cost: Some(cost), ..Offer::default() }
}

/// Sells ten a day, and ten days of that are in the house; customers do not wait.
fn product<'a>(forecast: &'a Normal, offers: &'a [Offer<'a>]) -> Product<'a> {
    Product {
        stock: Some(Stock { on_hand: whole(100), committed: whole(0) }),
        incoming: &[],
        demand: Some(forecast.demand()),
        offers,
        target: Target::CycleService(0.95),
        review: 7,
        waits: false,
        shelf_life: None,
        smallest: PIECE,
        price: Some(20_00.0),
    }
}

fn plan(product: &Product) -> Line {
    plan_with(0.2, product)
}

fn plan_with(correlation: f64, product: &Product) -> Line {
    let luck = Luck::new(1, 1000, correlation);
    Planner::new(&luck, Rules::default()).plan(product)
}

fn step(line: &Line, what: What) -> f64 {
    line.steps.iter().find(|step| step.what == what).unwrap().value
}

fn order(product: &Product) -> i64 {
    plan(product).order.milli / 1000
}

#[test]
fn an_order_lasts_until_the_next_one_comes() {
    let (forecast, offers) = (Normal::new(70.0, 14.0), [offer(7.0, 10_00.0)]);
    let line = plan(&product(&forecast, &offers));
    // Two weeks of 140 expected; 100 are there.
    assert!((50..=100).contains(&(line.order.milli / 1000)), "{line:?}");
    assert_eq!((line.order_day, line.arrival_day), (0, 7));
    assert_eq!(line.value, Some(line.order.milli));
    assert_eq!(line.cover_days, Some(10));
    assert!(line.missing_with < 1.5 && line.missing_without > 35.0, "{line:?}");
    assert!(line.run_out.probability == 1.0 && line.run_out.before_arrival < 0.05);
    assert!((8..=12).contains(&line.run_out.day.unwrap()), "{line:?}");
    // It has to come while one path in twenty is short.
    assert!((-1..=3).contains(&line.latest_order_day.unwrap()), "{line:?}");
}

#[test]
fn the_order_counts_what_is_already_on_order() {
    let (forecast, offers) = (Normal::new(70.0, 14.0), [offer(7.0, 10_00.0)]);
    let bare = product(&forecast, &offers);
    let coming = [Incoming { day: 2, quantity: whole(30) }];
    assert_eq!(order(&Product { incoming: &coming, ..bare }), order(&bare) - 30);
    let all = [Incoming { day: 2, quantity: whole(500) }];
    let line = plan(&Product { incoming: &all, ..bare });
    assert_eq!(line.order, whole(0));
    assert!(line.overstock > whole(350), "{line:?}");
}

#[test]
fn a_far_away_receipt_is_no_cover() {
    let (forecast, offers) = (Normal::new(70.0, 14.0), [offer(7.0, 10_00.0)]);
    let bare = product(&forecast, &offers);
    let coming = [Incoming { day: 60, quantity: whole(500) }];
    let line = plan(&Product { incoming: &coming, ..bare });
    assert_eq!(line.order, plan(&bare).order);
    assert_eq!(step(&line, What::IncomingTooLate), 500.0);
    assert_eq!(step(&line, What::Incoming), 0.0);
}

#[test]
fn a_receipt_after_the_arrival_does_not_cover_what_sells_before_it() {
    let (forecast, offers) = (Normal::new(70.0, 14.0), [offer(2.0, 10_00.0)]);
    let bare = Product { stock: Some(Stock::default()), ..product(&forecast, &offers) };
    let coming = [Incoming { day: 8, quantity: whole(500) }];
    // From the second day to the eighth it sells sixty.
    let line = plan(&Product { incoming: &coming, ..bare });
    assert!((55..=100).contains(&(line.order.milli / 1000)), "{line:?}");
}

#[test]
fn minimum_order_quantity_is_not_minimum_stock() {
    let forecast = Normal::new(70.0, 14.0);
    let offers = [Offer { minimum: whole(5000), ..offer(7.0, 10_00.0) }];
    let enough = Stock { on_hand: whole(400), committed: whole(0) };
    let line = plan(&Product { stock: Some(enough), ..product(&forecast, &offers) });
    assert_eq!(line.order, whole(0));
    assert_eq!(order(&product(&forecast, &offers)), 5000);
}

#[test]
fn lead_time_is_used() {
    let forecast = Normal::new(70.0, 14.0);
    let at = |days: f64, sd: f64| {
        let offer = offer(days, 10_00.0);
        let lead = LeadTime { sd, ..LeadTime::fixed(days) };
        let offers = [Offer { lead_time: Some(lead), ..offer }];
        order(&Product { waits: true, ..product(&forecast, &offers) })
    };
    // Three weeks later are 210 more, and what they hold in doubt.
    assert!((210..=260).contains(&(at(28.0, 0.0) - at(7.0, 0.0))));
    assert!(at(28.0, 8.0) > at(28.0, 0.0) + 50);
}

#[test]
fn every_order_says_why_and_so_does_every_one_that_is_not_made() {
    let forecast = Normal::new(70.0, 14.0);
    let breaks = [(whole(120), 9_00.0)];
    let terms =
        Offer { pack: whole(12), minimum: whole(24), breaks: &breaks, ..offer(7.0, 10_00.0) };
    let offers = [terms];
    let coming = [Incoming { day: 2, quantity: whole(10) }];
    let stock = |units: i64| Some(Stock { on_hand: whole(units), committed: whole(5) });
    let bare = Product { incoming: &coming, ..product(&forecast, &offers) };
    for units in [0, 50, 90, 120, 900] {
        let line = plan(&Product { stock: stock(units), ..bare });
        let at = |what: What| step(&line, what);
        assert_eq!(at(What::OnHand) - at(What::Committed) + at(What::Incoming), at(What::Position));
        assert_eq!(
            at(What::OrderDay) + at(What::LeadTime) + at(What::Review),
            at(What::Protection)
        );
        let level = at(What::ExpectedDemand) - at(What::LostBefore) + at(What::SafetyStock);
        assert!((level - at(What::Level)).abs() < 1e-9);
        assert!((at(What::Need) - (level - at(What::Position)).max(0.0)).abs() < 1e-9);
        assert_eq!(at(What::Order), line.order.units());
        assert_eq!(at(What::Value), line.value.unwrap() as f64);
        if line.order.milli > 0 {
            assert_eq!(at(What::PriceBreak), at(What::Order));
            assert!(at(What::Rounded) >= at(What::Need) && at(What::Order) % 12.0 == 0.0);
        }
    }
}

#[test]
fn what_is_lost_before_anything_can_come_is_not_ordered() {
    let (forecast, offers) = (Normal::new(70.0, 14.0), [offer(28.0, 10_00.0)]);
    let empty = Product { stock: Some(Stock::default()), ..product(&forecast, &offers) };
    let lost = plan(&empty);
    let waiting = plan(&Product { waits: true, ..empty });
    assert!((step(&lost, What::LostBefore) - 280.0).abs() < 5.0, "{lost:?}");
    assert!((70..130).contains(&(lost.order.milli / 1000)), "{lost:?}");
    assert!(waiting.order.milli - lost.order.milli > 270_000);
}

#[test]
fn of_several_suppliers_the_cheapest_in_time_is_chosen() {
    let forecast = Normal::new(70.0, 14.0);
    let offers =
        [offer(60.0, 5_00.0), offer(6.0, 10_00.0), offer(3.0, 12_00.0), offer(5.0, 11_00.0)];
    let with = |units: i64| {
        let stock = Some(Stock { on_hand: whole(units), committed: whole(0) });
        plan(&Product { stock, ..product(&forecast, &offers) }).offer
    };
    assert_eq!(with(100), Some(1));
    assert_eq!(with(900), Some(0));
    // None comes in time: the fastest.
    assert_eq!(with(0), Some(2));
}

#[test]
fn no_more_is_ordered_than_sells_before_it_is_too_old() {
    let (forecast, offers) = (Normal::new(70.0, 40.0), [offer(2.0, 10_00.0)]);
    let bare = Product { stock: Some(Stock::default()), ..product(&forecast, &offers) };
    let fresh = plan(&Product { shelf_life: Some(3), ..bare });
    assert!(order(&bare) > 90);
    assert!((45..=51).contains(&(fresh.order.milli / 1000)), "{fresh:?}");
}

#[test]
fn bad_input_is_refused_or_assumed_line_by_line() {
    let (forecast, offers) = (Normal::new(70.0, 14.0), [offer(7.0, 10_00.0)]);
    let good = product(&forecast, &offers);
    let refused = |product: Product| plan(&product).refused;
    assert_eq!(refused(good), None);
    assert_eq!(refused(Product { stock: None, ..good }), Some(Refusal::NotStocked));
    assert_eq!(refused(Product { demand: None, ..good }), Some(Refusal::NoForecast));
    let narrow = [Offer { minimum: whole(50), maximum: Some(whole(40)), ..offers[0] }];
    assert_eq!(refused(Product { offers: &narrow, ..good }), Some(Refusal::MinimumAboveMaximum));
    let slow = [offer(400.0, 1.0)];
    assert_eq!(refused(Product { offers: &slow, ..good }), Some(Refusal::LeadTimeTooLong));

    let assumed = |product: Product| {
        let line = plan(&product);
        assert!(line.refused.is_none() && line.order.milli > 0);
        line.assumed
    };
    assert_eq!(assumed(good), []);
    let nobody = Product { offers: &[], ..good };
    assert_eq!(assumed(nobody), [Assumption::Supplier, Assumption::Cost]);
    let silent = [Offer { lead_time: None, unit_cost: None, ..offers[0] }];
    let silent = Product { offers: &silent, ..good };
    assert_eq!(assumed(silent), [Assumption::LeadTime, Assumption::Cost]);
    assert!(plan(&silent).choices.is_empty() && plan(&silent).value.is_none());
    let negative = Some(Stock { on_hand: whole(-9), committed: whole(0) });
    let negative = Product { stock: negative, ..good };
    assert_eq!(assumed(negative), [Assumption::NegativeStock]);
    let late = [Incoming { day: -20, quantity: whole(10) }];
    assert_eq!(assumed(Product { incoming: &late, ..good }), [Assumption::Overdue]);
    assert_eq!(assumed(Product { price: None, ..good }), [Assumption::Price]);
}

#[test]
fn a_product_that_nobody_wants_is_not_ordered() {
    let (forecast, offers) = (Normal::new(0.0, 0.0), [offer(7.0, 10_00.0)]);
    let line = plan(&product(&forecast, &offers));
    assert_eq!((line.order, line.cover_days, line.latest_order_day), (whole(0), None, None));
    assert_eq!((line.run_out.day, line.overstock), (None, whole(100)));
}

/// Of demand whose distribution is known, over three weeks of lead time and review.
#[test]
fn levels_cost_hardly_more_than_those_of_who_knows_the_truth() {
    // Negative binomial: each count from the one before.
    let overdispersed = |mean: f64, size: f64| {
        let odds = mean / (size + mean);
        let first = (size / (size + mean)).powf(size);
        let next = |(count, p): &(f64, f64)| {
            Some((count + 1.0, p * (size + count) / (count + 1.0) * odds))
        };
        let each = std::iter::successors(Some((0.0, first)), next);
        Counts::new(each.take(1500).map(|(_, p)| p).collect())
    };
    let lumpy =
        Counts::new((0..=12).map(|units| [0.9, 0.0, 0.1][units.min(1) + units / 12]).collect());
    let truths = [
        Counts::poisson(0.3),
        Counts::poisson(5.0),
        Counts::poisson(60.0),
        overdispersed(3.0, 0.5),
        overdispersed(20.0, 2.0),
        overdispersed(100.0, 4.0),
        lumpy,
    ];
    let (holding, shortage) = (1.0, 19.0);
    let mut total = [0.0; 2];
    for week in &truths {
        let once = week.probabilities();
        let mut weeks = vec![1.0];
        for _ in 0..3 {
            let mut sum = vec![0.0; weeks.len() + once.len()];
            for (at, p) in weeks.iter().enumerate() {
                for (more, q) in once.iter().enumerate() {
                    sum[at + more] += p * q;
                }
            }
            weeks = sum;
        }
        let truth = Counts::new(weeks);
        let (forecast, offers) = (Normal::of_counts(week), [offer(14.0, 100.0)]);
        let product = Product {
            stock: Some(Stock::default()),
            target: Target::Cost { over: holding, under: shortage },
            waits: true,
            ..product(&forecast, &offers)
        };
        let planned = plan_with(0.0, &product);
        let levels = [truth.quantile(0.95), step(&planned, What::Level) as i64];
        for (sum, level) in total.iter_mut().zip(levels) {
            // Each product weighs the same.
            *sum += truth.cost(level, holding, shortage) / truth.cost(levels[0], holding, shortage);
        }
    }
    let [best, planned] = total;
    assert!(planned <= 1.03 * best, "{planned} against {best}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_receipt_due_in_time_lowers_the_order_by_exactly_its_quantity(
        mean in 1.0..300.0_f64, spread in 0.0..0.6_f64, lead in 4_u32..40, day in 0_u32..40,
        units in 1_i64..200,
    ) {
        let forecast = Normal::new(mean, mean * spread);
        let offers = [offer(f64::from(lead), 100.0)];
        let bare = Product {
            stock: Some(Stock::default()), waits: true, ..product(&forecast, &offers)
        };
        let coming = [Incoming { day: day.min(lead) as i32, quantity: whole(units) }];
        let with = plan(&Product { incoming: &coming, ..bare });
        let need = step(&plan(&bare), What::Need);
        prop_assert_eq!(step(&with, What::Need), (need - units as f64).max(0.0));
        let late = [Incoming { day: (lead + 7 + day) as i32, quantity: whole(units) }];
        prop_assert_eq!(step(&plan(&Product { incoming: &late, ..bare }), What::Need), need);
    }

    #[test]
    fn more_lead_time_variance_or_service_never_lowers_the_level(
        mean in 5.0..300.0_f64, spread in 0.02..0.3_f64, lead in 1_u32..40, more in 1_u32..20,
        service in 0.8..0.98_f64,
    ) {
        let level = |spread: f64, lead: u32, service: f64, lead_sd: f64| {
            let forecast = Normal::new(mean, mean * spread);
            let days = f64::from(lead);
            let lead_time = Some(LeadTime { sd: lead_sd, ..LeadTime::fixed(days) });
            let offers = [Offer { lead_time, ..offer(days, 100.0) }];
            step(&plan(&Product {
                target: Target::CycleService(service),
                stock: Some(Stock::default()),
                waits: true,
                ..product(&forecast, &offers)
            }), What::Level)
        };
        let least = level(spread, lead, service, 0.0);
        prop_assert!(level(spread, lead + more, service, 0.0) >= least);
        prop_assert!(level(spread, lead, service + 0.019, 0.0) >= least);
        // Weeks are rounded to whole units, each by chance half a unit up.
        prop_assert!(level(spread + 0.05, lead, service, 0.0) >= least - 1.0);
        // The spread of lead times beyond their own rounding.
        prop_assert!(level(spread, lead, service, f64::from(lead) / 2.0) >= least - 1.0);
    }
}
