//! Every query behind the first screens, over every choice of period and filter, as the engine
//! answers it to a window: request, SQL, chart and JSON.

use crate::numbers::{Show, percentile, say};
use anyhow::{Context as _, Result};
use kontor_api::{
    Call,
    domain::{Grain, PeriodChoice},
    products::{GetProducts, SortBy},
    sales::{By, Filter, GetBreakdown, GetFilterOptions, GetLines, GetSeries, GetSummary, Measure},
    sql::RunSql,
};
use kontor_engine::Engine;
use kontor_tests::shop::{self, ENGLISH};
use serde::Serialize;
use std::{fmt::Write as _, path::Path, time::Instant};

/// What every query is held to, in milliseconds.
const LIMIT: f64 = 100.0;
/// Rows of a table that a window asks for at once.
const PAGE: u32 = 100;
const SORTS: [SortBy; 10] = [
    SortBy::NetSales,
    SortBy::Units,
    SortBy::Change,
    SortBy::Sku,
    SortBy::Title,
    SortBy::LastSold,
    SortBy::AveragePrice,
    SortBy::CostOfGoods,
    SortBy::GrossProfit,
    SortBy::GrossMargin,
];

/// A request, ready to be sent over and over.
struct Request {
    query: String,
    period: String,
    filter: &'static str,
    command: &'static str,
    body: Vec<u8>,
}

/// What a query took, in milliseconds.
#[derive(Serialize)]
struct Timing {
    query: String,
    period: String,
    filter: &'static str,
    /// The quickest run: what the query takes while the machine does nothing else.
    min: f64,
    p50: f64,
    p95: f64,
    max: f64,
}

#[derive(Serialize)]
struct Timings {
    lines: u64,
    runs: usize,
    /// `SELECT sum(amount_minor) FROM lines`: reading one column of every line, the median.
    bound: f64,
    /// Over every run of every query.
    p95: f64,
    /// Combinations whose own 95th percentile is beyond the limit.
    beyond: usize,
    queries: Vec<Timing>,
}

/// Runs every query and prints what it took.
pub async fn measure(workspace: &Path, runs: usize, home: &Path, show: Show) -> Result<()> {
    let engine = shop::engine(home, None)?;
    let status = shop::open(&engine, workspace).await?;
    let lines = status.open.context("the workspace is not open")?.lines;
    let requests = requests(&engine).await?;
    say(&format!("{} requests over {lines} lines, {runs} runs each", requests.len()));
    let mut everything = Vec::new();
    let mut queries = Vec::new();
    for request in requests {
        let mut times = time(&engine, request.command, &request.body, runs).await?;
        everything.extend_from_slice(&times);
        queries.push(Timing {
            min: percentile(&mut times, 0.0),
            p50: percentile(&mut times, 0.50),
            p95: percentile(&mut times, 0.95),
            max: percentile(&mut times, 1.0),
            query: request.query,
            period: request.period,
            filter: request.filter,
        });
    }
    let mut bound = Vec::with_capacity(runs);
    for _ in 0..runs {
        let bare = RunSql { sql: "SELECT sum(amount_minor) FROM lines".to_owned(), limit: 1 };
        bound.push(engine.call(bare, ENGLISH).await?.millis);
    }
    engine.shutdown().await;
    let timings = Timings {
        lines,
        runs,
        bound: percentile(&mut bound, 0.5),
        p95: percentile(&mut everything, 0.95),
        beyond: queries.iter().filter(|timing| timing.p95 > LIMIT).count(),
        queries,
    };
    show.print(&timings, table)
}

/// Milliseconds of each run after one that warms up.
async fn time(engine: &Engine, command: &str, body: &[u8], runs: usize) -> Result<Vec<f64>> {
    engine.rpc(command, body, ENGLISH).await?;
    let mut times = Vec::with_capacity(runs);
    for _ in 0..runs {
        let start = Instant::now();
        engine.rpc(command, body, ENGLISH).await?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(times)
}

/// Every query with every period and filter.
async fn requests(engine: &Engine) -> Result<Vec<Request>> {
    let filters = filters(engine).await?;
    let periods = [PeriodChoice::LastDays(28), PeriodChoice::LastDays(365), PeriodChoice::All];
    let (command, body) = wire(&GetFilterOptions {})?;
    let mut requests = vec![Request {
        query: "filter options".to_owned(),
        period: "all".to_owned(),
        filter: "none",
        command,
        body,
    }];
    for period in periods {
        for (name, filter) in &filters {
            requests.extend(of_choice(period, name, filter)?);
        }
    }
    Ok(requests)
}

/// The biggest country, the best-selling product, and a word of its name.
async fn filters(engine: &Engine) -> Result<[(&'static str, Filter); 4]> {
    let options = engine.call(GetFilterOptions {}, ENGLISH).await?;
    let best = GetProducts {
        period: PeriodChoice::All,
        sort: SortBy::Units,
        limit: 1,
        ..GetProducts::default()
    };
    let best =
        engine.call(best, ENGLISH).await?.rows.pop().context("the workspace has no products")?;
    let word = best.title.split(' ').max_by_key(|word| word.len()).map(str::to_lowercase);
    Ok([
        ("none", Filter::default()),
        ("country", Filter { country: options.countries.first().cloned(), ..Filter::default() }),
        ("product", Filter { sku: Some(best.sku), ..Filter::default() }),
        ("search", Filter { search: word, ..Filter::default() }),
    ])
}

/// Every query of one choice.
fn of_choice(period: PeriodChoice, name: &'static str, filter: &Filter) -> Result<Vec<Request>> {
    let filter = || filter.clone();
    let make = |query: String, (command, body)| Request {
        query,
        period: period.to_string(),
        filter: name,
        command,
        body,
    };
    let mut requests = vec![
        make("summary".to_owned(), wire(&GetSummary { period, filter: filter() })?),
        make(
            "lines".to_owned(),
            wire(&GetLines { period, filter: filter(), limit: PAGE, ..GetLines::default() })?,
        ),
    ];
    for measure in Measure::ALL.into_iter().filter(|measure| measure.is_told_within(&filter())) {
        for grain in [Grain::Day, Grain::Week, Grain::Month] {
            let series = GetSeries {
                measure,
                period,
                filter: filter(),
                grain: Some(grain),
                width: 960,
                height: 320,
            };
            requests.push(make(
                format!("{} by {grain:?}", measure.name()).to_lowercase(),
                wire(&series)?,
            ));
        }
        for by in [By::Product, By::Country, By::WeekdayHour, By::Kind] {
            if measure.is_broken_down(by) {
                let parts =
                    GetBreakdown { measure, by, period, filter: filter(), limit: 20, width: 480 };
                requests.push(make(
                    format!("{} by {by:?}", measure.name()).to_lowercase(),
                    wire(&parts)?,
                ));
            }
        }
    }
    for sort in SORTS {
        let products = GetProducts {
            period,
            filter: filter(),
            sort,
            ascending: false,
            offset: 0,
            limit: PAGE,
        };
        requests
            .push(make(format!("products sorted by {sort:?}").to_lowercase(), wire(&products)?));
    }
    Ok(requests)
}

/// A call as it goes over the wire.
fn wire<C: Call>(call: &C) -> Result<(&'static str, Vec<u8>)> {
    Ok((C::COMMAND.info().name, serde_json::to_vec(call)?))
}

/// A line for each query with the combination that took longest, the slowest first.
fn table(timings: &Timings) -> String {
    let mut slowest: Vec<&Timing> = Vec::new();
    for timing in &timings.queries {
        match slowest.iter_mut().find(|other| other.query == timing.query) {
            Some(other) if other.p95 < timing.p95 => *other = timing,
            Some(_) => {}
            None => slowest.push(timing),
        }
    }
    slowest.sort_by(|a, b| b.p95.total_cmp(&a.p95));
    let mut text = format!(
        "\nQueries over {} lines, {} runs each, warm: milliseconds of the slowest period and filter\n{:<32}{:<8}{:<10}{:>9}{:>9}{:>9}{:>9}\n",
        timings.lines, timings.runs, "", "period", "filter", "quickest", "p50", "p95", "max"
    );
    for timing in slowest {
        // Writing to a string does not fail.
        writeln!(
            text,
            "{:<32}{:<8}{:<10}{:>9.1}{:>9.1}{:>9.1}{:>9.1}",
            timing.query,
            timing.period,
            timing.filter,
            timing.min,
            timing.p50,
            timing.p95,
            timing.max
        )
        .ok();
    }
    write!(
        text,
        "p95 over all {:.1} ms; {} of {} combinations beyond {LIMIT:.0} ms; \
         SELECT sum(amount_minor) FROM lines takes {:.1} ms",
        timings.p95,
        timings.beyond,
        timings.queries.len(),
        timings.bound
    )
    .ok();
    text
}
