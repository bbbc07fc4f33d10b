//! Plans 50,000 products on 1,000 demand paths each and prints the seconds:
//! `cargo run -p kontor-planning --example fifty_thousand`.

use kontor_domain::Quantity;
use kontor_planning::{
    demand::{Demand, Luck, PROBABILITIES},
    distribution::normal_quantile,
    lead_time::LeadTime,
    level::Target,
    order::{Planner, Product, Rules, Stock},
    supplier::Offer,
};
use std::time::Instant;

const PRODUCTS: usize = 50_000;
const THREADS: usize = 2;
const WEEKS: usize = 13;

fn main() {
    let start = Instant::now();
    let luck = Luck::new(7, 1000, 0.2);
    let part = |thread: usize| {
        let mut planner = Planner::new(&luck, Rules::default());
        (thread..PRODUCTS).step_by(THREADS).map(|number| plan(&mut planner, number)).sum::<f64>()
    };
    let units: f64 = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..THREADS).map(|thread| scope.spawn(move || part(thread))).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).sum()
    });
    let seconds = start.elapsed().as_secs_f64();
    println!("{PRODUCTS} products, 1000 paths, {THREADS} threads: {seconds:.2} s; {units} units");
}

/// Plans a product made up from its number: from one a year to some hundred a week.
fn plan(planner: &mut Planner, number: usize) -> f64 {
    let mean = 0.02 * 1.01_f64.powi((number % 1000) as i32);
    let week = |week: usize| mean * (1.0 + 0.2 * ((week + number) as f64).sin());
    let of = |figure: &dyn Fn(f64) -> f64| (0..WEEKS).map(|n| figure(week(n)) as f32).collect();
    let means: Vec<f32> = of(&|mean| mean);
    let quantiles: Vec<Vec<f32>> = PROBABILITIES
        .iter()
        .map(|p| of(&|mean| (mean + normal_quantile(*p) * 1.3 * mean.sqrt()).max(0.0).round()))
        .collect();
    let lead_time = LeadTime { sd: 4.0, ..LeadTime::fixed(10.0 + (number % 30) as f64) };
    let offers = [Offer {
        lead_time: Some(lead_time),
        unit_cost: Some(700.0),
        pack: Quantity::whole(6),
        ..Offer::default()
    }];
    let on_hand = Quantity::whole((mean * (number % 9) as f64) as i64);
    let line = planner.plan(&Product {
        stock: Some(Stock { on_hand, committed: Quantity::whole(0) }),
        incoming: &[],
        demand: Some(Demand {
            days_gone: (number % 7) as u32,
            mean: &means,
            quantiles: std::array::from_fn(|q| quantiles.get(q).map_or(&[][..], Vec::as_slice)),
            is_whole: true,
        }),
        offers: &offers,
        target: Target::CycleService(0.95),
        review: 7,
        waits: false,
        shelf_life: None,
        smallest: Quantity::whole(1),
        price: Some(1500.0),
    });
    line.order.units()
}
