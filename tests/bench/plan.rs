//! How long a reorder plan takes: fifty thousand products with a thousand drawn paths each, and what a
//! person waits for who changes a line of a plan.

use crate::numbers::{Show, percentile, say};
use anyhow::{Context as _, Result, ensure};
use kontor_api::{
    Call,
    domain::Quantity,
    forecast::TrainForecast,
    reorder::{GetReorder, GetReorderWhy, Reorder, ReorderEdit, ReorderPart, ReorderTerms},
    workspace::OpenSample,
};
use kontor_engine::Engine;
use kontor_planning::{
    demand::{Demand, Luck},
    lead_time::LeadTime,
    level::Target,
    order::{Planner, Product, Rules, Stock},
    supplier::Offer,
};
use kontor_simulator::Random;
use kontor_tests::shop::{self, ENGLISH};
use serde::Serialize;
use std::{
    thread,
    time::{Duration, Instant},
};

/// Products, drawn paths of each, and seconds that they may take on two cores.
const PRODUCTS: usize = 50_000;
const PATHS: usize = 1000;
const MOST_SECONDS: f64 = 15.0;
/// Weeks of a forecast.
const WEEKS: usize = 13;
/// Milliseconds that a changed line may take.
const MOST_MILLIS: f64 = 50.0;
/// The store whose lines are changed, and how many of them.
const STORE: &str = "outdoor-clothing";
const CHANGED: usize = 200;
/// Normal scores of the nine quantiles.
const SCORES: [f32; 9] = [-1.96, -1.645, -1.282, -0.674, 0.0, 0.674, 1.282, 1.645, 1.96];

#[derive(Serialize)]
struct Figures {
    products: usize,
    paths: usize,
    threads: usize,
    seconds: f64,
    ordered: usize,
    store: &'static str,
    store_products: u64,
    first_plan_millis: f64,
    line_median_millis: f64,
    line_p95_millis: f64,
    page_p95_millis: f64,
}

/// Measures, and fails beyond what is promised.
pub async fn measure(show: Show) -> Result<()> {
    say("Planning 50,000 products");
    let threads = thread::available_parallelism()?.get();
    let (took, ordered) = fifty_thousand(threads);
    say("Opening and training a sample store");
    let home = tempfile::tempdir()?;
    let engine = shop::engine(home.path(), Some(threads))?;
    let ask = async |terms, limit| -> Result<Reorder> {
        let request = GetReorder { terms, part: ReorderPart::All, limit, ..GetReorder::default() };
        Ok(engine.call(request, ENGLISH).await?)
    };
    engine.call(OpenSample { id: STORE.to_owned(), folder: None }, ENGLISH).await?;
    let train = TrainForecast { budget_secs: 30, ..TrainForecast::default() };
    engine.call(train, ENGLISH).await?;
    let (first, plan) = timed(ask(ReorderTerms::default(), u32::MAX)).await;
    let plan = plan?;
    let orders: Vec<_> = plan.rows.iter().filter(|row| row.order.milli > 0).collect();
    ensure!(!orders.is_empty(), "the store orders nothing");
    let (mut line, mut page) = (Vec::new(), Vec::new());
    for row in orders.iter().cycle().take(CHANGED) {
        let quantity = Some(Quantity { milli: row.order.milli + row.step.milli });
        let edit = ReorderEdit { sku: row.sku.clone(), quantity, ..ReorderEdit::default() };
        let terms = ReorderTerms { edits: vec![edit], ..ReorderTerms::default() };
        let why = GetReorderWhy { sku: row.sku.clone(), terms: terms.clone() };
        line.push(millis(&engine, why).await?);
        let (took, shown) = timed(ask(terms, 50)).await;
        ensure!(shown?.total == plan.total, "a changed line changes the number of rows");
        page.push(took.as_secs_f64() * 1000.0);
    }
    engine.shutdown().await;
    let figures = Figures {
        products: PRODUCTS,
        paths: PATHS,
        threads,
        seconds: took.as_secs_f64(),
        ordered,
        store: STORE,
        store_products: plan.total,
        first_plan_millis: first.as_secs_f64() * 1000.0,
        line_median_millis: percentile(&mut line, 0.5),
        line_p95_millis: percentile(&mut line, 0.95),
        page_p95_millis: percentile(&mut page, 0.95),
    };
    show.print(&figures, table)?;
    ensure!(figures.seconds <= MOST_SECONDS, "{:.1} s of {MOST_SECONDS}", figures.seconds);
    ensure!(
        figures.line_p95_millis <= MOST_MILLIS,
        "a line takes {:.1} ms",
        figures.line_p95_millis
    );
    ensure!(
        figures.page_p95_millis <= MOST_MILLIS,
        "a page takes {:.1} ms",
        figures.page_p95_millis
    );
    Ok(())
}

fn table(figures: &Figures) -> String {
    format!(
        "{} products x {} paths on {} threads: {:.1} s ({MOST_SECONDS:.0}), {} of them ordered\n\
         {}, {} products: first plan {:.0} ms; a changed line {:.1} ms in the middle, {:.1} ms p95 \
         ({MOST_MILLIS:.0}); its page {:.1} ms p95",
        figures.products,
        figures.paths,
        figures.threads,
        figures.seconds,
        figures.ordered,
        figures.store,
        figures.store_products,
        figures.first_plan_millis,
        figures.line_median_millis,
        figures.line_p95_millis,
        figures.page_p95_millis,
    )
}

async fn timed<T>(work: impl Future<Output = T>) -> (Duration, T) {
    let started = Instant::now();
    let done = work.await;
    (started.elapsed(), done)
}

async fn millis<C: Call>(engine: &Engine, request: C) -> Result<f64> {
    let (took, reply) = timed(engine.call(request, ENGLISH)).await;
    reply.context("the line")?;
    Ok(took.as_secs_f64() * 1000.0)
}

/// Products that sell from one in ten weeks to a hundred a week, with lead times up to six weeks.
fn fifty_thousand(threads: usize) -> (Duration, usize) {
    let started = Instant::now();
    let luck = Luck::new(1, PATHS, 0.2);
    let share = PRODUCTS.div_ceil(threads);
    let ordered = thread::scope(|scope| {
        let of = |from: usize| {
            let luck = &luck;
            scope.spawn(move || {
                let mut planner = Planner::new(luck, Rules::default());
                (from..(from + share).min(PRODUCTS))
                    .filter(|number| is_ordered(&mut planner, *number))
                    .count()
            })
        };
        let work: Vec<_> = (0..threads).map(|thread| of(thread * share)).collect();
        work.into_iter().map(|thread| thread.join().unwrap_or_default()).sum()
    });
    (started.elapsed(), ordered)
}

fn is_ordered(planner: &mut Planner, number: usize) -> bool {
    let mut random = Random::new(7, number as u64);
    let week = (0.1 * 1000_f64.powf(random.uniform())) as f32;
    let spread = (week * (1.0 + 0.3 * week)).sqrt();
    let mean = [week; WEEKS];
    let quantiles = SCORES.map(|score| [(week + score * spread).max(0.0); WEEKS]);
    let demand = Demand {
        days_gone: (number % 7) as u32,
        mean: &mean,
        quantiles: quantiles.each_ref().map(<[f32; WEEKS]>::as_slice),
        is_whole: true,
    };
    let days = 3.0 + 39.0 * random.uniform();
    let lead = LeadTime { sd: days / 5.0, receipts: 12, ..LeadTime::fixed(days) };
    let offers = [Offer {
        lead_time: Some(lead),
        unit_cost: Some(450.0),
        minimum: Quantity::whole(6),
        pack: Quantity::whole(3),
        ..Offer::default()
    }];
    let on_hand = Quantity::whole((f64::from(week) * 8.0 * random.uniform()) as i64);
    let line = planner.plan(&Product {
        stock: Some(Stock { on_hand, committed: Quantity::default() }),
        incoming: &[],
        demand: Some(demand),
        offers: &offers,
        target: Target::CycleService(0.95),
        review: 7,
        waits: false,
        shelf_life: None,
        smallest: Quantity::whole(1),
        price: Some(990.0),
    });
    line.order.milli > 0
}
