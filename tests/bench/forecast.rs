//! Forecasts of the sample stores, of which the simulator knows what is true.
//!
//! A store is exported as it was some weeks before its end, opened and trained as a person would,
//! and the four weeks after are scored: against the demand that was *expected* by who knew the
//! market, and against what was *wanted* then, which is what was sold where there was stock. How
//! far what was wanted lies from what was expected is the bound: nobody forecasts better.

use crate::{
    import::peak_memory,
    numbers::{Show, percentile, say},
    scored::{Figure, Scored},
};
use anyhow::{Context as _, Result, ensure};
use kontor_api::{
    Call, JobGet, JobStarted, JobState,
    domain::Quantity,
    forecast::{Forecastable, Forecasts, GetForecast, GetForecasts, ModelCard, TrainForecast},
    workspace::OpenSample,
};
use kontor_engine::{Config, Engine};
use kontor_simulator::{
    Random, calendar,
    shop::run,
    stores::{Clicks, Extent, Settings, Store, write_store},
};
use kontor_tests::shop::{self, ENGLISH};
use std::{
    collections::BTreeMap,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// The last day and the seed of the stores that come with the program.
const LAST_DAY: &str = "2026-10-31";
const SEED: u64 = 1;
/// Weeks that are scored after each moment.
const AHEAD: usize = 4;
/// Units a week from which a product sells much.
const MUCH: f64 = 20.0;
/// Weeks of a year.
const YEAR: usize = 52;
/// Weeks before a moment in which a product that ran out counts as censored.
const LATELY: usize = 13;
/// The probabilities of the quantiles of a forecast.
const PROBABILITIES: [f64; 9] = [0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975];

/// The large shop: products, weeks, and what its training and its page are held to.
const PRODUCTS: usize = 5000;
const WEEKS: i64 = 156;
const BUDGET: u32 = 120;
const MOST_GIB: f64 = 3.0;
const MOST_MILLIS: f64 = 100.0;
/// Times that a page is opened.
const OPENED: usize = 50;
/// Seconds of a training before it is cancelled, and after.
const CANCELLED_AFTER: u64 = 30;
const MOST_CANCELLING: f64 = 1.0;

/// What to measure.
#[derive(Debug)]
pub struct Wanted {
    /// All stores from more moments, and the large shop.
    pub full: bool,
    /// Only this store.
    pub store: Option<String>,
    /// Moments to forecast from.
    pub moments: Option<u32>,
    /// Only the large shop.
    pub large: bool,
}

/// Scores forecasts and says which bounds were missed.
pub async fn measure(wanted: Wanted, folder: &Path, show: Show) -> Result<()> {
    let is_wanted = |store: &Store| match &wanted.store {
        Some(id) => store.id() == id,
        None => !wanted.large && (wanted.full || *store == Store::CoffeeRoaster),
    };
    let moments = wanted.moments.unwrap_or(if wanted.full { 3 } else { 1 });
    let mut missed = 0;
    for store in Store::ALL.into_iter().filter(is_wanted) {
        let scored = score(store, moments, folder).await?;
        missed += scored.figures.iter().filter(|figure| !figure.is_met()).count();
        show.print(&scored, Scored::table)?;
    }
    if wanted.large {
        let scored = large(folder).await?;
        missed += scored.figures.iter().filter(|figure| !figure.is_met()).count();
        show.print(&scored, Scored::table)?;
    } else if wanted.full && wanted.store.is_none() {
        // In a process of its own, so that its memory can be told.
        let mut command = std::process::Command::new(std::env::current_exe()?);
        command.args(["forecast", "--large", "--folder"]).arg(folder);
        if show.json {
            command.arg("--json");
        }
        missed += usize::from(!command.status()?.success());
    }
    ensure!(missed == 0, "{missed} figures miss what they are held to");
    Ok(())
}

/// Trains, shows and cancels the forecast of a large shop.
async fn large(folder: &Path) -> Result<Scored> {
    let home = tempfile::tempdir_in(folder)?;
    let engine = shop::engine(home.path(), None)?;
    shop::create(&engine, &home.path().join("shop")).await?;
    shop::import(&engine, &large_shop(folder)?).await?;
    say("imported");
    let request = TrainForecast { budget_secs: BUDGET, ..TrainForecast::default() };
    let begun = Instant::now();
    let card = engine.call(request.clone(), ENGLISH).await?;
    let seconds = begun.elapsed().as_secs_f64();
    let peak = peak_memory().map_or(f64::NAN, |bytes| bytes as f64 / f64::from(1 << 30));
    say(&format!("trained; left out for lack of time: {:?}", card.left_out));
    let list = GetForecasts::default();
    let rows = engine.call(list.clone(), ENGLISH).await?.rows;
    let sku = rows.first().context("nothing is forecast")?.sku.clone();
    let page = GetForecast { sku, width: 960, height: 320 };
    let mut of_list = opened(&engine, &list).await?;
    let mut of_page = opened(&engine, &page).await?;
    let job = engine.rpc("forecast_train", &serde_json::to_vec(&request)?, ENGLISH).await?;
    let JobStarted { job, .. } = serde_json::from_slice(&job)?;
    tokio::time::sleep(Duration::from_secs(CANCELLED_AFTER)).await;
    let asked = Instant::now();
    engine.cancel(job);
    while engine.call(JobGet { job }, ENGLISH).await?.state == JobState::Running {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let cancelling = asked.elapsed().as_secs_f64();
    engine.shutdown().await;
    let none = f64::NEG_INFINITY;
    let figures = vec![
        Figure::new("seconds to train, test and forecast", seconds, none, f64::from(BUDGET)),
        Figure::new("GiB at most", peak, none, MOST_GIB),
        Figure::new(
            "ms to list forecasts, 95th percentile",
            percentile(&mut of_list, 0.95),
            none,
            MOST_MILLIS,
        ),
        Figure::new(
            "ms to open a product, 95th percentile",
            percentile(&mut of_page, 0.95),
            none,
            MOST_MILLIS,
        ),
        Figure::new("seconds to cancel", cancelling, none, MOST_CANCELLING),
    ];
    let facts = BTreeMap::from([
        ("products", card.products as f64),
        ("models left out", card.left_out.len() as f64),
        ("own backtest: WAPE", card.accuracy.wape.unwrap_or(f64::NAN)),
        (
            "own backtest: WAPE of the best simple rule",
            card.accuracy.baseline_wape.unwrap_or(f64::NAN),
        ),
    ]);
    Ok(Scored { name: format!("{PRODUCTS} products, {WEEKS} weeks"), facts, figures })
}

/// Milliseconds of each answer after the first, which reads the files.
async fn opened<C: Call>(engine: &Engine, request: &C) -> Result<Vec<f64>> {
    let (command, body) = (C::COMMAND.info().name, serde_json::to_vec(request)?);
    engine.rpc(command, &body, ENGLISH).await?;
    let mut times = Vec::new();
    for _ in 0..OPENED {
        let begun = Instant::now();
        engine.rpc(command, &body, ENGLISH).await?;
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(times)
}

/// Three years of a shop whose products sell from one in ten weeks to two hundred a week, with a
/// season and a December.
fn large_shop(folder: &Path) -> Result<PathBuf> {
    let file = folder.join(format!("shop-{PRODUCTS}-{WEEKS}.csv"));
    if file.exists() {
        return Ok(file);
    }
    let mut random = Random::new(SEED, 1);
    let mut writer = csv::Writer::from_path(&file)?;
    writer.write_record([
        "Order",
        "Date",
        "SKU",
        "Product",
        "Quantity",
        "Unit price",
        "Country",
    ])?;
    let rates: Vec<f64> =
        (0..PRODUCTS).map(|_| (0.5 + 1.6 * random.normal()).exp().clamp(0.1, 200.0)).collect();
    let first: jiff::civil::Date = "2023-10-30".parse()?;
    let mut order = 0;
    for week in 0..WEEKS {
        let season = 1.0 + 0.3 * (std::f64::consts::TAU * week as f64 / YEAR as f64).cos();
        for (product, rate) in rates.iter().enumerate() {
            let units = random.negative_binomial(rate * season, 8.0);
            if units == 0 {
                continue;
            }
            order += 1;
            let day = first + jiff::Span::new().days(7 * week + i64::from(random.below(7)));
            let time = format!("{day} {:02}:00:00", 8 + random.below(12));
            writer.write_record([
                format!("G-{order}"),
                time,
                format!("K-{product:04}"),
                format!("Product {product}"),
                units.to_string(),
                format!("{}.50", 2 + product % 40),
                "France".to_owned(),
            ])?;
        }
    }
    writer.flush()?;
    Ok(file)
}

/// A week of a product as it truly was.
#[derive(Debug, Clone, Copy, Default)]
struct Week {
    expected: f64,
    wanted: f64,
    sold: f64,
}

/// Every week of each product by its code, Mondays counted from the store's first.
fn truth(settings: &Settings) -> Result<BTreeMap<String, Vec<Week>>> {
    let market = &settings.market;
    let offset = calendar::weekday(market.start) as u32;
    let weeks = (market.days + offset).div_ceil(7) as usize;
    let mut all = vec![vec![Week::default(); weeks]; market.variants.len()];
    run(market, settings.seed, &mut |day| {
        let week = ((day.day + offset) / 7) as usize;
        let days = day.expected.iter().zip(day.demand.iter().zip(day.sold));
        for (weeks, (expected, (wanted, sold))) in all.iter_mut().zip(days) {
            if let Some(week) = weeks.get_mut(week) {
                week.expected += expected;
                week.wanted += f64::from(*wanted);
                week.sold += f64::from(*sold);
            }
        }
        Ok(())
    })?;
    Ok(market.variants.iter().map(|variant| variant.sku.clone()).zip(all).collect())
}

/// A product's forecast, as the window shows it.
struct Forecast {
    /// The Monday of its first week.
    from: Option<jiff::civil::Date>,
    units: Vec<f64>,
    /// Of each week its quantiles.
    quantiles: Vec<Vec<f64>>,
}

/// Opens the store as it was after so many days, in a folder that goes when it is dropped.
pub async fn open_store(
    settings: &Settings,
    days: u32,
    folder: &Path,
) -> Result<(Engine, tempfile::TempDir)> {
    let home = tempfile::tempdir_in(folder)?;
    let samples = home.path().join("samples");
    let id = settings.store.id();
    let files = samples.join(id);
    fs_err::create_dir_all(&files)?;
    let extent = Extent { clicks: Clicks::LastDays(0), full_truth: false, days: Some(days) };
    let mut open = |name: &str| -> io::Result<Box<dyn Write>> {
        Ok(Box::new(BufWriter::new(fs_err::File::create(files.join(name))?)))
    };
    let (card, _) = write_store(settings, extent, &mut open, &mut |_| Ok(()))?;
    fs_err::write(files.join("store.json"), serde_json::to_vec(&card)?)?;
    let engine = Engine::start(Config {
        state_dir: home.path().join("state"),
        default_folder: home.path().join("workspaces"),
        samples: Some(samples),
        threads: None,
        memory_bytes: None,
        language: ENGLISH,
        time_zone: None,
        person: "Ada".to_owned(),
    })?;
    engine.call(OpenSample { id: id.to_owned(), folder: None }, ENGLISH).await?;
    Ok((engine, home))
}

/// Trains the store as it was after so many days.
async fn train(
    settings: &Settings,
    days: u32,
    request: TrainForecast,
    folder: &Path,
) -> Result<(ModelCard, BTreeMap<String, Forecast>)> {
    let (engine, _home) = open_store(settings, days, folder).await?;
    let card = engine.call(request, ENGLISH).await?;
    let forecasts = forecasts(&engine).await?;
    engine.shutdown().await;
    Ok((card, forecasts))
}

/// Every product's forecast.
async fn forecasts(engine: &Engine) -> Result<BTreeMap<String, Forecast>> {
    let all = GetForecasts { limit: u32::MAX, ..GetForecasts::default() };
    let Forecasts { rows, .. } = engine.call(all, ENGLISH).await?;
    let mut forecasts = BTreeMap::new();
    for row in rows.into_iter().filter(|row| row.forecastable == Forecastable::Yes) {
        let request = GetForecast { sku: row.sku.clone(), width: 320, height: 160 };
        let product = engine.call(request, ENGLISH).await?;
        let units = |of: &[Quantity]| of.iter().map(|quantity| quantity.units()).collect();
        let forecast = Forecast {
            from: product.weeks.first().map(|week| week.week),
            units: product.weeks.iter().map(|week| week.units.units()).collect(),
            quantiles: product.weeks.iter().map(|week| units(&week.quantiles)).collect(),
        };
        forecasts.insert(row.sku, forecast);
    }
    Ok(forecasts)
}

/// Sums of a store over all moments.
#[derive(Debug, Clone, Default)]
struct Sums {
    weeks: f64,
    expected: f64,
    wanted: f64,
    sold: f64,
    forecast: f64,
    /// Absolute misses of what was wanted: by the forecast, by who knows the truth, by naive, by
    /// the mean of 4 weeks, by seasonal naive.
    misses: [f64; 5],
    /// Absolute percentages of what was expected, where much sells, and how many.
    percentages: (f64, f64),
    /// Probability to lie within the 95 % range, and simply how often it did.
    inside: (f64, f64),
    /// Of censored products: expected, forecast, and forecast with stock-outs kept.
    censored: (f64, f64, f64),
    own_wape: f64,
    own_bias: f64,
    new: f64,
    seconds: f64,
}

async fn score(store: Store, moments: u32, folder: &Path) -> Result<Scored> {
    let settings = store.settings(LAST_DAY.parse()?, 1.0, SEED);
    let truth = truth(&settings)?;
    let lots: BTreeMap<&str, f64> = settings
        .market
        .variants
        .iter()
        .map(|variant| (variant.sku.as_str(), f64::from(variant.sold_in)))
        .collect();
    let offset = calendar::weekday(settings.market.start) as u32;
    // Whole weeks, up to the last Sunday.
    let weeks = (settings.market.days + offset) / 7;
    let mut sums = Sums::default();
    for moment in 1..=moments {
        let now = (weeks - moment * AHEAD as u32) as usize;
        let days = now as u32 * 7 - offset;
        let (card, forecasts) = train(&settings, days, TrainForecast::default(), folder).await?;
        let kept = TrainForecast { keep_stock_outs: true, ..TrainForecast::default() };
        let (_, kept) = train(&settings, days, kept, folder).await?;
        say(&format!(
            "{} {} weeks before its end: {:.0} s, {} products, {} weeks masked, own backtest {:?}, left out {:?}",
            store.id(),
            moment as usize * AHEAD,
            card.seconds,
            card.products,
            card.masked_weeks,
            card.accuracy,
            card.left_out,
        ));
        for model in card.models.iter().filter(|model| model.share > 0.0) {
            say(&format!(
                "  {:<18} {:.3}  {:.1} s  {}",
                model.id, model.share, model.seconds, model.description
            ));
        }
        let monday = settings.market.date(days);
        ensure!(
            forecasts.values().all(|forecast| forecast.from == Some(monday)),
            "the last complete week before {monday} was not learnt from"
        );
        let own = sums_of(&truth, &forecasts, &kept, &lots, now)?;
        say(&format!("{own:?}"));
        sums.own_wape += card.accuracy.wape.unwrap_or(f64::NAN) / f64::from(moments);
        sums.own_bias += card.accuracy.bias.unwrap_or(f64::NAN) / f64::from(moments);
        sums.seconds = f64::max(sums.seconds, card.seconds);
        sums.new += card.too_new as f64;
        sums.add(&own);
    }
    let is_yearly = weeks as usize >= 2 * YEAR;
    Ok(scored(store.id(), &sums, is_yearly))
}

/// What was forecast after `now` weeks, against what is true.
fn sums_of(
    truth: &BTreeMap<String, Vec<Week>>,
    forecasts: &BTreeMap<String, Forecast>,
    kept: &BTreeMap<String, Forecast>,
    lots: &BTreeMap<&str, f64>,
    now: usize,
) -> Result<Sums> {
    let mut sums = Sums::default();
    for (sku, forecast) in forecasts {
        let weeks = truth.get(sku).with_context(|| format!("{sku} is no product"))?;
        let (past, ahead) = weeks.split_at(now);
        let ahead = ahead.get(..AHEAD).unwrap_or_default();
        let lot = lots.get(sku.as_str()).copied().unwrap_or(1.0);
        let sold = |back: usize| {
            now.checked_sub(back).and_then(|week| past.get(week)).map_or(0.0, |w| w.sold)
        };
        let four = (1..=AHEAD).map(sold).sum::<f64>() / AHEAD as f64;
        let is_high = ahead.iter().map(|week| week.expected).sum::<f64>() >= MUCH * AHEAD as f64;
        let ran_out = past.iter().rev().take(LATELY).any(|week| week.sold < week.wanted);
        for (number, week) in ahead.iter().enumerate() {
            let said = forecast.units.get(number).copied().unwrap_or(f64::NAN);
            sums.weeks += 1.0;
            sums.expected += week.expected;
            sums.wanted += week.wanted;
            sums.sold += week.sold;
            sums.forecast += said;
            let guesses = [said, week.expected, sold(1), four, sold(YEAR - number)];
            for (miss, guess) in sums.misses.iter_mut().zip(guesses) {
                *miss += (guess - week.wanted).abs();
            }
            if is_high && week.expected > 0.0 {
                sums.percentages.0 += (said - week.expected).abs() / week.expected;
                sums.percentages.1 += 1.0;
            }
            let quantiles = forecast.quantiles.get(number).map(Vec::as_slice).unwrap_or_default();
            sums.inside.0 += Counted::new(said, quantiles, lot).within(week.wanted);
            if let [low, .., high] = quantiles {
                sums.inside.1 += f64::from(u8::from((*low..=*high).contains(&week.wanted)));
            }
            if ran_out {
                let other = kept.get(sku).and_then(|kept| kept.units.get(number));
                sums.censored.0 += week.expected;
                sums.censored.1 += said;
                sums.censored.2 += other.copied().unwrap_or(said);
            }
        }
    }
    Ok(sums)
}

impl Sums {
    fn add(&mut self, other: &Sums) {
        self.weeks += other.weeks;
        self.expected += other.expected;
        self.wanted += other.wanted;
        self.sold += other.sold;
        self.forecast += other.forecast;
        for (sum, miss) in self.misses.iter_mut().zip(other.misses) {
            *sum += miss;
        }
        let pairs = [(&mut self.percentages, other.percentages), (&mut self.inside, other.inside)];
        for (sum, more) in pairs {
            *sum = (sum.0 + more.0, sum.1 + more.1);
        }
        let (of, more) = (self.censored, other.censored);
        self.censored = (of.0 + more.0, of.1 + more.1, of.2 + more.2);
    }
}

fn scored(name: &str, sums: &Sums, is_yearly: bool) -> Scored {
    let [own, oracle, naive, four, seasonal] = sums.misses.map(|miss| miss / sums.wanted);
    let simple = naive.min(four).min(if is_yearly { seasonal } else { f64::INFINITY });
    let (expected, masked, kept) = sums.censored;
    let (masked, kept) = (masked / expected - 1.0, kept / expected - 1.0);
    let figures = vec![
        Figure::new(
            "MAPE against expected, from 20 a week",
            sums.percentages.0 / sums.percentages.1,
            f64::NEG_INFINITY,
            0.2,
        ),
        Figure::new("WAPE over that of who knows the truth", own / oracle, f64::NEG_INFINITY, 1.1),
        Figure::new(
            "WAPE over that of the best simple rule",
            own / simple,
            f64::NEG_INFINITY,
            0.85,
        ),
        Figure::new(
            "coverage of the 95 % range, randomised PIT",
            sums.inside.0 / sums.weeks,
            0.93,
            0.97,
        ),
        Figure::new("bias against expected", sums.forecast / sums.expected - 1.0, -0.03, 0.03),
        Figure::new(
            "bias where stock ran out, over that without masking",
            masked.abs() / kept.abs(),
            f64::NEG_INFINITY,
            0.5,
        ),
    ];
    let facts = BTreeMap::from([
        ("WAPE", own),
        ("WAPE of who knows the truth", oracle),
        ("WAPE of who knows the truth over the best rule's", oracle / simple),
        ("WAPE of naive", naive),
        ("WAPE of the mean of 4 weeks", four),
        ("WAPE of seasonal naive", seasonal),
        ("how often within the 95 % range", sums.inside.1 / sums.weeks),
        ("expected over wanted, less 1", sums.expected / sums.wanted - 1.0),
        ("sold over wanted, less 1", sums.sold / sums.wanted - 1.0),
        ("bias where stock ran out", masked),
        ("the same without masking", kept),
        ("weeks of products", sums.weeks),
        ("of them from 20 a week", sums.percentages.1),
        ("own backtest: WAPE", sums.own_wape),
        ("own backtest: bias", sums.own_bias),
        ("seconds of the longest training", sums.seconds),
    ]);
    Scored { name: name.to_owned(), facts, figures }
}

/// A forecast as a distribution over whole lots, which its quantiles alone do not say: the negative
/// binomial of its mean whose quantiles come nearest, held to them.
struct Counted<'a> {
    lot: f64,
    quantiles: &'a [f64],
    mean: f64,
    size: f64,
}

/// Sizes of negative binomials that are tried: from Poisson to far more spread. Of
/// those that fit the quantiles alike the first, the least spread, is taken.
const SIZES: [f64; 11] = [1e6, 1000.0, 25.0, 6.4, 3.2, 1.6, 0.8, 0.4, 0.2, 0.1, 0.05];

impl Counted<'_> {
    fn new(mean: f64, quantiles: &[f64], lot: f64) -> Counted<'_> {
        let of_size = |size: f64| Counted { lot, quantiles, mean: mean / lot, size };
        let off = |size: &f64| -> f64 {
            let counted = of_size(*size);
            let misses = PROBABILITIES.iter().zip(quantiles).map(|(probability, quantile)| {
                let (below, at) = (counted.free(quantile - lot), counted.free(*quantile));
                (below - probability).max(probability - at).max(0.0)
            });
            misses.sum()
        };
        let best = SIZES.iter().min_by(|a, b| off(a).total_cmp(&off(b)));
        of_size(best.copied().unwrap_or(1.0))
    }

    /// The negative binomial's probability of at most so much.
    fn free(&self, value: f64) -> f64 {
        let most = (value / self.lot + 1e-6).floor();
        if most < 0.0 {
            return 0.0;
        }
        let stop = self.size / (self.size + self.mean);
        let mut term = (self.size * stop.ln()).exp();
        let (mut sum, mut lots) = (term, 0.0);
        while lots < most {
            lots += 1.0;
            term *= (1.0 - stop) * (self.size + lots - 1.0) / lots;
            sum += term;
        }
        sum.min(1.0)
    }

    /// The probability of at most so much, held to the quantiles.
    fn at_most(&self, value: f64) -> f64 {
        if value < 0.0 {
            return 0.0;
        }
        let pairs = || PROBABILITIES.iter().zip(self.quantiles);
        let least = pairs().filter(|(_, q)| **q <= value).map(|(p, _)| *p).fold(0.0, f64::max);
        let most = pairs().filter(|(_, q)| **q > value).map(|(p, _)| *p).fold(1.0, f64::min);
        self.free(value).clamp(least, most)
    }

    /// The share of the randomised probability integral transform of what happened that lies in the
    /// 95 % range (Czado, Gneiting and Held, 2009).
    fn within(&self, happened: f64) -> f64 {
        let (low, high) = (self.at_most(happened - self.lot), self.at_most(happened));
        let inside = (high.min(0.975) - low.max(0.025)).max(0.0);
        match high > low {
            true => inside / (high - low),
            false => f64::from(u8::from((0.025..=0.975).contains(&low))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_simulator::Random;

    /// A forecast that is right covers 95 %, whatever the demand is like.
    #[test]
    fn the_randomised_range_of_the_true_distribution_covers_its_share() {
        let mut random = Random::new(1, 1);
        for rate in [0.05, 0.4, 3.0, 60.0] {
            let draws: Vec<f64> = (0..20_000).map(|_| f64::from(random.poisson(rate))).collect();
            let mut sorted = draws.clone();
            sorted.sort_by(f64::total_cmp);
            let quantiles = PROBABILITIES.map(|p| sorted[(p * sorted.len() as f64) as usize]);
            let counted = Counted::new(rate, &quantiles, 1.0);
            let inside: f64 = draws.iter().map(|draw| counted.within(*draw)).sum();
            let share = inside / draws.len() as f64;
            assert!((share - 0.95).abs() < 0.006, "{share} at {rate}");
        }
    }
}
