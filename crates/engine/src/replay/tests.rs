use super::{
    Situation, Terms,
    figures::{Figures, Judged},
    forecasts::{Trained, Training},
    judge,
    past::{Booked, Past, PastProduct},
    policies::{Aim, BySales, Planned},
    truth::{Extent, Knowing, Truth},
};
use kontor_api::domain::Date;
use kontor_simulator::{
    Random,
    replay::{DemandSource, Morning, Policy, past::Known},
    stores::Store,
};

const AIM: Aim = Aim::CycleService(0.95);
const TRAINING: Training = Training { horizon: 10, fit_every: 4, learn_every: 4, threads: 1 };
const SEED: u64 = 3;

/// The roaster's last months, of some of its products.
fn roaster(products: usize) -> (Situation, Truth) {
    let settings = Store::CoffeeRoaster.settings(Date::constant(2026, 10, 31), 1.0, 1);
    Truth::of_store(&settings, Extent { back: 90, days: 90, warm_up: 35, products, seed: SEED })
}

fn knowing(situation: &Situation, truth: &Truth, paths: u32) -> Judged {
    let mut policy = Planned::new(situation, Knowing::new(situation, truth, 10), AIM, SEED);
    judge(situation, &mut truth.clone(), &mut policy, paths, SEED)
}

#[test]
fn who_knows_the_truth_reaches_the_target_and_hardly_more() {
    let (mut situation, truth) = roaster(40);
    // By the piece and on time, so that neither packs nor suppliers are in the way.
    for terms in &mut situation.terms {
        *terms = Terms { minimum: 1, pack: 1, smallest: 1, ..terms.clone() };
    }
    for lead in &mut situation.shop.lead_times {
        *lead = (lead.0.round(), 0.0);
    }
    let judged = knowing(&situation, &truth, 4);
    let error = 3.0 * judged.stock_outs.standard_error;
    assert!(judged.stock_outs.mean < 0.05 + error, "{:?}", judged.stock_outs);
    assert!(judged.stock_outs.mean > 0.02 - error, "{:?}", judged.stock_outs);
}

#[test]
fn own_orders_cost_less_than_those_of_the_textbook_and_bind_less_than_a_months_sales() {
    let (situation, truth) = roaster(40);
    let trained = Trained::new(&situation, TRAINING).unwrap();
    let mut planned = Planned::new(&situation, trained, AIM, SEED);
    let own = judge(&situation, &mut truth.clone(), &mut planned, 2, SEED);
    assert!(planned.forecasts.failure().is_none());
    let by = |policy: &mut dyn Policy| judge(&situation, &mut truth.clone(), policy, 2, SEED);
    let textbook = by(&mut BySales::reorder_point(&situation, AIM));
    let naive = by(&mut BySales::naive(&situation));
    assert!(own.over(&textbook, Figures::cost).high < 1.0, "{own:?} {textbook:?}");
    assert!(own.over(&naive, |path| path.overstock).high < 0.85, "{own:?} {naive:?}");
    assert!(own.stock_outs.mean < 0.05, "{own:?}");
}

/// Two futures that part on a day are met by the same orders until then.
#[test]
fn nothing_of_the_future_is_used() {
    struct Turned<'a>(&'a mut Truth, u32);
    impl DemandSource for Turned<'_> {
        fn days(&self) -> u32 {
            60
        }
        fn demand(&mut self, day: u32, prices: &[i64], luck: &mut Random, demand: &mut Vec<u32>) {
            self.0.demand(day, prices, luck, demand);
            if day >= self.1 {
                demand.iter_mut().for_each(|units| *units *= 9);
            }
        }
    }
    let (situation, mut truth) = roaster(6);
    let mut orders = |turn: u32| {
        let trained = Trained::new(&situation, TRAINING).unwrap();
        let mut planned = Planned::new(&situation, trained, AIM, SEED);
        let mut placed = Vec::new();
        let mut noted = |morning: &Morning| {
            let decision = planned.decide(morning);
            placed.push(decision.orders.clone());
            decision
        };
        judge(&situation, &mut Turned(&mut truth, turn), &mut noted, 1, SEED);
        placed
    };
    let (one, other) = (orders(40), orders(1000));
    assert_eq!(one[..=40], other[..=40]);
    assert_ne!(one, other);
}

/// A shop of one product that sells five a day and is sold out each Sunday.
fn past() -> Past {
    let mut random = Random::new(SEED, 1);
    let day = |day: u32| {
        let in_stock = day % 7 != 6;
        let sold = if in_stock { random.poisson(5.0) } else { 0 };
        let known = Known { sold, in_stock, price: 10_00 };
        let stock = if in_stock { 60 } else { 0 };
        Booked { known, stock, ordered: if day.is_multiple_of(7) { 30 } else { 0 } }
    };
    Past {
        end: Date::constant(2026, 6, 1),
        products: vec![PastProduct {
            days: (0..280).map(day).collect(),
            incoming: Vec::new(),
            terms: Terms { minimum: 1, pack: 1, smallest: 1, ..Terms::default() },
            lead_time: (3.0, 0.0),
            cost: 4_00,
            elasticity: 0.0,
        }],
        country: None,
        promotions: Vec::new(),
        order_cost: 0,
        capital_rate: 0.2,
    }
}

#[test]
fn a_merchant_is_judged_by_his_own_books() {
    let past = past();
    let (situation, mut days) = past.replay(84, 14);
    assert_eq!((situation.start, situation.before[0].len()), (Date::constant(2026, 3, 9), 196));
    let merchant = past.merchant(&situation, &mut days, 20, SEED);
    // What was wanted on Sundays is not known, but it was not nothing.
    assert!((merchant.fill_rate.mean - 6.0 / 7.0).abs() < 0.03, "{:?}", merchant.fill_rate);
    assert_eq!(merchant.capital.mean, 6.0 / 7.0 * 60.0 * 4_00.0);
    let trained = Trained::new(&situation, TRAINING).unwrap();
    let mut planned = Planned::new(&situation, trained, AIM, SEED);
    let own = judge(&situation, &mut days, &mut planned, 2, SEED);
    assert!(own.fill_rate.mean > 0.98 && own.profit.mean > merchant.profit.mean, "{own:?}");
    assert!(own.capital.mean < merchant.capital.mean, "{own:?}");
}
