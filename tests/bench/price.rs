//! Prices of the sample stores, of which the simulator knows what is true: what prices do, and what
//! suggestions earn.
//!
//! A store of a seed is exported, opened and trained as a person would. Its elasticities are held
//! against the true ones. Then the four weeks after its end are played in its market, on the same luck:
//! with all prices kept; with every suggestion approved; and with the price of each product of which
//! nobody can tell set to the best within the guards' largest move, as if somebody knew. Each time the
//! shop has the stock of its last day, and what is on order or is ordered now by its plan comes.

use crate::{
    forecast::open_store,
    numbers::{Show, say},
    scored::{Figure, Scored},
};
use anyhow::{Context as _, Result};
use kontor_api::{
    domain::Quantity,
    forecast::TrainForecast,
    price::{GetPrices, Knowledge, PricePart, PriceRow, Prices},
    reorder::{GetReorder, Reorder, ReorderPart, ReorderRow},
};
use kontor_simulator::{
    Random,
    market::Market,
    replay::{Decision, DemandSource, MarketDemand, Morning, Shop, difference, replay},
    stores::{Settings, Store},
};
use kontor_tests::shop::ENGLISH;
use std::{collections::BTreeMap, path::Path};

/// The last day of the stores.
const LAST_DAY: &str = "2026-10-31";
/// Days that are played.
const DAYS: u32 = 28;
/// In stock where nobody counted it: more than can be sold.
const PLENTY: u32 = 100_000;
/// A merchant in a hurry approves so many.
const FIRSTS: usize = 3;
/// Percent of the largest move that the guards allow at first.
const LARGEST_MOVE: i32 = 10;
/// Seconds of a training.
const BUDGET: u32 = 20;
/// The seeds of the stores that come with the program, and of what was looked at while this was made,
/// are lower.
const FIRST_SEED: u64 = 511;

/// What to measure.
#[derive(Debug)]
pub struct Wanted {
    /// Only this store.
    pub store: Option<String>,
    /// Stores drawn of each.
    pub seeds: u64,
    /// Paths that each is played on.
    pub paths: u32,
}

/// Sums of a store over its seeds.
#[derive(Debug, Default)]
struct Sums {
    seeds: f64,
    /// Stores with a suggestion, and those of them on which suggestions earned more.
    asked: f64,
    better: f64,
    /// Those on which the first ones of the list alone earned more.
    first_better: f64,
    /// Profit with prices kept, and how much more with suggestions, and with the refused products at
    /// their best prices.
    kept: f64,
    gain: f64,
    /// What suggestions said that they would gain, and on how many stores their 95 % range is above 0.
    promised: f64,
    surely: f64,
    forgone: f64,
    /// The part of it of products that never sold or whose price never moved, and what the refused products
    /// would gain at the best prices by what one like them would have.
    unknowable: f64,
    guessed: f64,
    told: f64,
    covered: f64,
    refused: f64,
    suggested: f64,
    squares: f64,
    mean: f64,
}

/// Plays the stores and says which bounds were missed.
pub async fn measure(wanted: &Wanted, folder: &Path, show: Show) -> Result<()> {
    let is_wanted = |store: &Store| wanted.store.as_deref().is_none_or(|id| store.id() == id);
    let mut missed = 0;
    for store in Store::ALL.into_iter().filter(is_wanted) {
        let mut sums = Sums::default();
        for seed in FIRST_SEED..FIRST_SEED + wanted.seeds {
            let settings = store.settings(LAST_DAY.parse()?, 1.0, seed);
            let days = settings.market.days;
            let request = TrainForecast { budget_secs: BUDGET, ..TrainForecast::default() };
            let (prices, plan) = decided(&settings, days, request, folder).await?;
            judge(&settings, &prices, &plan, wanted.paths, seed, &mut sums)?;
            say(&format!("{} {seed}: {sums:?}", store.id()));
        }
        let scored = scored(store.id(), &sums);
        missed += scored.figures.iter().filter(|figure| !figure.is_met()).count();
        show.print(&scored, Scored::table)?;
    }
    anyhow::ensure!(missed == 0, "{missed} figures miss what they are held to");
    Ok(())
}

fn scored(id: &str, sums: &Sums) -> Scored {
    let told = sums.told;
    let facts = BTreeMap::from([
        ("stores drawn", sums.seeds),
        ("products whose elasticity is told", told / sums.seeds),
        ("products of which nobody can tell", sums.refused / sums.seeds),
        ("suggestions", sums.suggested / sums.seeds),
        ("gain over the profit with prices kept, %", 100.0 * sums.gain / sums.kept),
        ("gain that was promised, %", 100.0 * sums.promised / sums.kept),
        ("forgone of what never sold or moved, %", 100.0 * sums.unknowable / sums.kept),
        ("gain of the refused by a guess, %", 100.0 * sums.guessed / sums.kept),
        ("stores that were promised a gain in 39 of 40 futures", sums.surely),
        (
            "share of stores on which the first three alone earn more",
            sums.first_better / sums.asked,
        ),
        ("root mean squared error of an elasticity", (sums.squares / told).sqrt()),
        ("mean error of an elasticity", sums.mean / told),
    ]);
    let figures = vec![
        Figure::new(
            "share of stores with suggestions that earn more",
            sums.better / sums.asked,
            0.95,
            1.0,
        ),
        Figure::new("true elasticities within the 90 % range", sums.covered / told, 0.87, 0.93),
        Figure::new(
            "share of the profit forgone where nobody can tell",
            sums.forgone / sums.kept,
            f64::NEG_INFINITY,
            0.01,
        ),
    ];
    Scored { name: id.to_owned(), facts, figures }
}

/// What is suggested of prices, and the plan of orders.
async fn decided(
    settings: &Settings,
    days: u32,
    request: TrainForecast,
    folder: &Path,
) -> Result<(Prices, Reorder)> {
    let (engine, home) = open_store(settings, days, folder).await?;
    engine.call(request, ENGLISH).await?;
    let all = GetPrices { part: PricePart::All, limit: u32::MAX, ..GetPrices::default() };
    let prices = engine.call(all, ENGLISH).await?;
    let all = GetReorder { part: ReorderPart::All, limit: u32::MAX, ..GetReorder::default() };
    let plan = engine.call(all, ENGLISH).await?;
    engine.shutdown().await;
    drop(home);
    Ok((prices, plan))
}

/// Gives a shop its stock of now, and what comes.
fn supply(shop: &mut Shop, market: &Market, plan: &Reorder) -> Result<()> {
    let as_of = plan.basis.as_ref().context("nothing is planned")?.as_of;
    let rows: BTreeMap<&str, &ReorderRow> =
        plan.rows.iter().map(|row| (row.sku.as_str(), row)).collect();
    for (place, variant) in market.variants.iter().enumerate() {
        let row = rows.get(variant.sku.as_str());
        let units = |quantity: Quantity| quantity.units().max(0.0) as u32;
        let stock = row.and_then(|row| {
            Some(units(row.on_hand?) - units(row.committed).min(units(row.on_hand?)))
        });
        if let Some(slot) = shop.stock.get_mut(place) {
            *slot = stock.unwrap_or(PLENTY);
        }
        let Some(row) = row else { continue };
        // When what is under way is due does not stand in the plan: half of the time that it takes.
        let half = shop.lead_times.get(place).map_or(0.0, |(days, _)| 0.5 * days);
        let arrives = as_of.until(row.arrives).map_or(0, |span| span.get_days().max(1));
        for (day, quantity) in [(half as u32, row.incoming), (arrives.unsigned_abs(), row.order)] {
            if units(quantity) > 0 {
                shop.incoming.push((place, day, units(quantity)));
            }
        }
    }
    Ok(())
}

/// The price within the largest move with the most profit, for whoever knows the elasticity.
fn best(price: f64, cost: f64, elasticity: f64) -> i64 {
    let profit = |price: &f64, to: f64| (to - cost) * (to / price).powf(elasticity);
    let prices = (-LARGEST_MOVE..=LARGEST_MOVE).map(|by| price * (1.0 + f64::from(by) / 100.0));
    let best = prices.max_by(|a, b| profit(&price, *a).total_cmp(&profit(&price, *b)));
    best.unwrap_or(price).round() as i64
}

/// A market from a day on.
struct Later<'a> {
    demand: MarketDemand<'a>,
    from: u32,
}

impl DemandSource for Later<'_> {
    fn days(&self) -> u32 {
        DAYS
    }

    fn demand(&mut self, day: u32, prices: &[i64], luck: &mut Random, demand: &mut Vec<u32>) {
        self.demand.demand(self.from + day, prices, luck, demand);
    }
}

fn judge(
    settings: &Settings,
    prices: &Prices,
    plan: &Reorder,
    paths: u32,
    seed: u64,
    sums: &mut Sums,
) -> Result<()> {
    let start = settings.market.days;
    let market = Market { days: start + DAYS + 1, ..settings.market.clone() };
    let rows: BTreeMap<&str, &PriceRow> = prices
        .rows
        .iter()
        .flat_map(|row| row.skus.iter().map(move |sku| (sku.as_str(), row)))
        .collect();
    let mut shop = Shop::of_market(&market, 0.0);
    // It has the costs of the first day.
    for change in market.price_changes.iter().filter(|change| change.day < start) {
        if let Some(slot) = shop.costs.get_mut(change.variant) {
            *slot = change.cost;
        }
    }
    supply(&mut shop, &market, plan)?;
    // What is asked on the last day. What the shop gets of a price is the same share of each, so costs
    // are raised by it instead, and profit is in prices as customers see them.
    let (mut changed, mut first, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    let firsts = prices.rows.iter().filter(|row| row.suggestion.is_some()).take(FIRSTS);
    let firsts: Vec<&str> = firsts.map(|row| row.sku.as_str()).collect();
    let (mut unknowable, mut guessed) = (Vec::new(), Vec::new());
    for (place, variant) in market.variants.iter().enumerate() {
        let Some(row) = rows.get(variant.sku.as_str()) else { continue };
        if let (Some(price), Some(slot)) = (row.price, shop.prices.get_mut(place)) {
            *slot = price.minor;
        }
        if let (Some(price), Some(net), Some(slot)) =
            (row.price, row.net, shop.costs.get_mut(place))
        {
            *slot = (*slot as f64 * price.minor as f64 / net.minor.max(1) as f64).round() as i64;
        }
        if let Some(choice) = &row.suggestion {
            changed.push((place, choice.price.minor));
            if firsts.contains(&row.sku.as_str()) {
                first.push((place, choice.price.minor));
            }
        }
        let known = row.elasticity.as_ref();
        if known.is_none_or(|known| known.verdict == Knowledge::NotIdentifiable)
            && let (Some(product), Some(price), Some(cost)) =
                (market.products.get(variant.product), row.price, shop.costs.get(place))
        {
            let best = |elasticity| best(price.minor as f64, *cost as f64, elasticity);
            refused.push((place, best(product.elasticity)));
            if known.is_none_or(|known| known.changes == 0 || known.weeks == 0) {
                unknowable.push((place, best(product.elasticity)));
            }
            guessed.extend(known.map(|known| (place, best(known.mean))));
        }
    }
    let play = |prices: Vec<(usize, i64)>| {
        let mut source = Later { demand: MarketDemand::new(&market), from: start };
        let mut policy = |morning: &Morning| Decision {
            orders: Vec::new(),
            prices: if morning.day == 0 { prices.clone() } else { Vec::new() },
        };
        replay(&shop, &mut source, &mut policy, paths, seed)
    };
    sums.asked += f64::from(u8::from(!changed.is_empty()));
    let (kept, tried, known) = (play(Vec::new()), play(changed), play(refused));
    sums.first_better += f64::from(u8::from(difference(&play(first), &kept).mean > 0.0));
    sums.unknowable += difference(&play(unknowable), &kept).mean;
    sums.guessed += difference(&play(guessed), &kept).mean;
    let gain = difference(&tried, &kept);
    sums.forgone += difference(&known, &kept).mean;
    sums.seeds += 1.0;
    sums.better += f64::from(u8::from(gain.mean > 0.0));
    sums.kept += kept.profit.mean;
    sums.gain += gain.mean;
    sums.promised += prices.gain.mean.minor as f64;
    sums.surely += f64::from(u8::from(prices.gain.low95.minor > 0));
    let of = |sku: &str| market.variants.iter().find(|variant| variant.sku == sku);
    for row in &prices.rows {
        let Some(known) = &row.elasticity else { continue };
        sums.suggested += f64::from(u8::from(row.suggestion.is_some()));
        if known.verdict == Knowledge::NotIdentifiable {
            sums.refused += 1.0;
            continue;
        }
        let variant = of(&row.sku).context("a product that is not in the market")?;
        let truth = market.products.get(variant.product).context("no product")?.elasticity;
        sums.told += 1.0;
        sums.covered += f64::from(u8::from((known.low..=known.high).contains(&truth)));
        sums.squares += (known.mean - truth).powi(2);
        sums.mean += known.mean - truth;
    }
    Ok(())
}
