//! How long a price what-if takes: a shop of fifty thousand products, in the real window, with a forecast
//! that trains beside it. A request leaves the page as the interface's own do, and its answer is read
//! there.

use crate::numbers::{Show, percentile, say};
use anyhow::{Context as _, Result, bail, ensure};
use kontor_api::{
    Call, JobGet, JobStarted, JobState, JobView,
    domain::Decimal,
    forecast::TrainForecast,
    price::{GetPrices, PriceMove, PricePart, PriceScenario, PriceTerms, WhatIf},
    workspace::Open,
};
use kontor_simulator::Random;
use kontor_tests::{
    driver::Driver,
    page::Page,
    shop::{self, ENGLISH},
};
use serde::Serialize;
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// Products, and weeks of their sales.
const PRODUCTS: usize = 50_000;
const WEEKS: i64 = 30;
/// Categories that they lie in.
const CATEGORIES: usize = 500;
/// Seconds of the training before.
const BUDGET: u32 = 60;
/// Seconds of the training beside it.
const LONG_BUDGET: u32 = 600;
/// What-ifs that are asked.
const ASKED: usize = 400;
/// Milliseconds that one may take.
const MOST_MILLIS: f64 = 50.0;
/// What the first answer may take, for which the shop is read.
const OPENING: Duration = Duration::from_secs(600);
/// How the interface asks (`ui/src/transport/desktop.rs`): the reply is JSON in bytes.
const ASK: &str = "const ask = async request => {
    const reply = await window.__TAURI_INTERNALS__.invoke('rpc', request);
    return JSON.parse(typeof reply === 'string' ? reply : new TextDecoder().decode(reply));
};";

#[derive(Serialize)]
struct Figures {
    products: u64,
    told: u64,
    trained_seconds: f64,
    first_list_seconds: f64,
    list_p95_millis: f64,
    alone_median_millis: f64,
    alone_p95_millis: f64,
    beside_median_millis: f64,
    beside_p95_millis: f64,
}

/// Measures, and fails beyond what is promised.
pub async fn measure(folder: &Path, show: Show) -> Result<()> {
    let home = tempfile::tempdir_in(folder)?;
    let engine = shop::engine(home.path(), None)?;
    shop::create(&engine, &home.path().join("shop")).await?;
    for file in files(folder)? {
        shop::import(&engine, &file).await?;
    }
    say("imported; training");
    let request = TrainForecast { budget_secs: BUDGET, ..TrainForecast::default() };
    let started = Instant::now();
    engine.call(request, ENGLISH).await?;
    let trained = started.elapsed();
    let started = Instant::now();
    let all = GetPrices { part: PricePart::All, limit: 2000, ..GetPrices::default() };
    let prices = engine.call(all.clone(), ENGLISH).await?;
    let first = started.elapsed();
    let basis = prices.basis.context("nothing is forecast")?;
    let mut list = Vec::new();
    for _ in 0..20 {
        let started = Instant::now();
        engine.call(GetPrices { limit: 50, ..all.clone() }, ENGLISH).await?;
        list.push(millis(started.elapsed()));
    }
    let priced = |row: &kontor_api::price::PriceRow| row.price.is_some() && row.cost.is_some();
    let told: Vec<String> = prices
        .rows
        .iter()
        .filter(|row| priced(row) && row.kept.as_deref().is_none_or(|kept| kept.contains("guards")))
        .map(|row| row.sku.clone())
        .collect();
    ensure!(!told.is_empty(), "of no product it can be told what a price does");
    engine.shutdown().await;
    drop(engine);
    say("opening the window");
    let driver = Driver::window(home.path()).await?;
    let page = Page { browser: driver.open_window().await? };
    let asked = in_window(&page, &home.path().join("shop"), &told).await;
    page.browser.quit().await?;
    let [mut alone, mut beside] = asked?;
    let figures = Figures {
        products: prices.total,
        told: basis.known + basis.pooled,
        trained_seconds: trained.as_secs_f64(),
        first_list_seconds: first.as_secs_f64(),
        list_p95_millis: percentile(&mut list, 0.95),
        alone_median_millis: percentile(&mut alone, 0.5),
        alone_p95_millis: percentile(&mut alone, 0.95),
        beside_median_millis: percentile(&mut beside, 0.5),
        beside_p95_millis: percentile(&mut beside, 0.95),
    };
    show.print(&figures, table)?;
    ensure!(
        figures.beside_p95_millis <= MOST_MILLIS,
        "a what-if takes {:.1} ms beside a training",
        figures.beside_p95_millis
    );
    Ok(())
}

fn table(figures: &Figures) -> String {
    format!(
        "{} products, of {} it is told what a price does; trained in {:.0} s\n\
         first list {:.1} s, another {:.1} ms p95\n\
         a what-if in the window {:.1} ms in the middle, {:.1} ms p95; beside a training {:.1} ms, {:.1} ms p95 ({MOST_MILLIS:.0})",
        figures.products,
        figures.told,
        figures.trained_seconds,
        figures.first_list_seconds,
        figures.list_p95_millis,
        figures.alone_median_millis,
        figures.alone_p95_millis,
        figures.beside_median_millis,
        figures.beside_p95_millis,
    )
}

fn millis(took: Duration) -> f64 {
    took.as_secs_f64() * 1000.0
}

/// Milliseconds of what-ifs in the window, alone and beside a training.
async fn in_window(page: &Page, shop: &Path, skus: &[String]) -> Result<[Vec<f64>; 2]> {
    call(page, &Open { folder: shop.display().to_string() }).await?;
    // The first one reads the shop.
    ask(page, skus.get(..1).unwrap_or_default()).await?;
    let alone = ask(page, skus).await?;
    say("training beside it");
    let long = TrainForecast { budget_secs: LONG_BUDGET, ..TrainForecast::default() };
    let JobStarted { job, .. } = serde_json::from_value(call(page, &long).await?)?;
    tokio::time::sleep(Duration::from_secs(20)).await;
    let beside = ask(page, skus).await?;
    let training: JobView = serde_json::from_value(call(page, &JobGet { job }).await?)?;
    ensure!(training.state == JobState::Running, "the training was over before the what-ifs were");
    Ok([alone, beside])
}

/// What the page gets that sends a request over the window's bridge.
async fn call<C: Call>(page: &Page, request: &C) -> Result<Value> {
    let request = in_page(request)?;
    told(page, &format!("ask({request})")).await.with_context(|| format!("{request} is refused"))
}

/// What a promise in the page comes to. It is asked for again and again: a driver waits two minutes for one
/// answer, and a large shop is read for longer.
async fn told(page: &Page, promise: &str) -> Result<Value> {
    let keep = "told => window.told = { told }, error => window.told = { error: String(error) }";
    page.ask::<()>(&format!("window.told = null; {ASK} {promise}.then({keep})")).await?;
    let started = Instant::now();
    loop {
        let told: Value = page.ask("return window.told").await?;
        if let Some(error) = told.get("error") {
            bail!("{error}");
        }
        if let Some(told) = told.get("told") {
            return Ok(told.clone());
        }
        ensure!(started.elapsed() < OPENING, "no answer comes");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// A request as the page has it.
fn in_page<C: Call>(request: &C) -> Result<Value> {
    let body = serde_json::to_string(request)?;
    Ok(json!({ "name": C::COMMAND.info().name, "body": body, "language": ENGLISH }))
}

/// A price is moved step by step, as a person does who drags it, of one product after the other.
async fn ask(page: &Page, skus: &[String]) -> Result<Vec<f64>> {
    let mut requests = Vec::with_capacity(ASKED);
    for (number, sku) in skus.iter().cycle().take(ASKED).enumerate() {
        let percent = Decimal { ten_thousandths: (number as i64 % 21 - 10) * 10_000 };
        let change =
            PriceMove { sku: Some(sku.clone()), percent: Some(percent), ..PriceMove::default() };
        let scenarios = vec![PriceScenario { name: String::new(), changes: vec![change] }];
        requests.push(in_page(&WhatIf { terms: PriceTerms::default(), scenarios })?);
    }
    let requests = Value::from(requests);
    let script = "(async () => {
        const took = [];
        for (const request of REQUESTS) {
            const from = performance.now();
            const answer = await ask(request);
            took.push(performance.now() - from);
            if (answer.scenarios.length !== 1) throw new Error('no answer');
        }
        return took;
    })()";
    let script = script.replace("REQUESTS", &requests.to_string());
    Ok(serde_json::from_value(told(page, &script).await?)?)
}

/// Sales, products and stock of a shop whose prices move every six weeks.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let [sales, products, stock] = ["sales", "products", "stock"]
        .map(|what| folder.join(format!("prices-{what}-{PRODUCTS}-{WEEKS}.csv")));
    if stock.exists() {
        return Ok(vec![sales, products, stock]);
    }
    let mut random = Random::new(1, 1);
    let first: jiff::civil::Date = "2026-02-02".parse()?;
    let rates: Vec<f64> =
        (0..PRODUCTS).map(|_| (1.0 + 1.3 * random.normal()).exp().clamp(0.3, 200.0)).collect();
    let price = |product: usize, week: i64| {
        let step = (week / 6 + product as i64) % 4;
        (5 + product % 60) as f64 * (1.0 - 0.05 * step as f64)
    };
    let mut writer = csv::Writer::from_path(&sales)?;
    writer.write_record(["Order", "Date", "SKU", "Product", "Quantity", "Unit price"])?;
    let mut order = 0;
    for week in 0..WEEKS {
        for (product, rate) in rates.iter().enumerate() {
            let ratio = price(product, week) / (5 + product % 60) as f64;
            let units = random.negative_binomial(rate * ratio.powf(-2.0), 8.0);
            if units == 0 {
                continue;
            }
            order += 1;
            let day = first + jiff::Span::new().days(7 * week + i64::from(random.below(7)));
            writer.write_record([
                format!("W-{order}"),
                day.to_string(),
                format!("W{product:05}"),
                format!("Product {product}"),
                units.to_string(),
                format!("{:.2}", price(product, week)),
            ])?;
        }
    }
    writer.flush()?;
    let mut writer = csv::Writer::from_path(&products)?;
    writer.write_record(["SKU", "Title", "Category", "Price", "Cost"])?;
    for product in 0..PRODUCTS {
        writer.write_record([
            format!("W{product:05}"),
            format!("Product {product}"),
            format!("Category {}", product % CATEGORIES),
            format!("{:.2}", price(product, WEEKS - 1)),
            format!("{:.2}", 0.45 * (5 + product % 60) as f64),
        ])?;
    }
    writer.flush()?;
    let mut writer = csv::Writer::from_path(&stock)?;
    writer.write_record(["SKU", "On hand", "Counted at"])?;
    let last = first + jiff::Span::new().days(7 * WEEKS - 1);
    for (product, rate) in rates.iter().enumerate() {
        let units = (rate * 12.0 * random.uniform()).round();
        writer.write_record([format!("W{product:05}"), units.to_string(), last.to_string()])?;
    }
    writer.flush()?;
    Ok(vec![sales, products, stock])
}
