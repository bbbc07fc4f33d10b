//! The agent: trained on drawn markets, then on those of the shop's own products, and tried against the
//! rules on each of these.

use super::{
    gather::{Priced, Product},
    no_forecast,
};
use crate::{
    Engine, Handle, clock,
    error::{Failure, Result},
    jobs::Context,
    reorder::say,
    workspace::Workspace,
};
use kontor_api::{
    Code,
    domain::{Locale, Money},
    price::{PriceAgent, PriceAgentRow, PriceSource, TrainPrices},
};
use kontor_pricing::{
    NnError,
    agent::{Actions, Agent, AgentPolicy, MOVES, Settings, markets},
    bandit::Thompson,
    gate::prove,
    guards::candidates,
    market::{Facts, Market},
    policy::Policy as _,
};
use std::{ops::ControlFlow, path::PathBuf, sync::Arc};

/// The agent that comes with the program; `models/price-agent.md` says how it was made.
const SHIPPED: &[u8] = include_bytes!("../../../../models/price-agent.safetensors");
/// Prices of a market.
const PRICES: usize = 11;
/// Weeks in which a product is to be sold.
const WEEKS: usize = 8;
/// Periods of a market at most; where more is sold, several units count as one.
const PERIODS: f64 = 400.0;
/// The probability of a sale in a period at the lowest price.
const BUSY: f64 = 0.6;
/// Products that it is trained and tried on, those with most capital in stock.
const PRODUCTS: usize = 12;
/// What is left over at the end brings in this share of its cost.
const SALVAGE: f64 = 0.5;
/// Weeks whose sales Thompson sampling knows when it begins, and what it draws with.
const REMEMBERED: i64 = 26;
const SEED: u64 = 1;
/// Steps on the shop's own markets, as a share of those before.
const OWN_SHARE: usize = 4;

impl Workspace {
    /// Where the agent lies.
    fn agent(&self) -> PathBuf {
        self.folder.join("models").join("price-agent.json")
    }
}

impl Handle<TrainPrices> for Engine {
    fn handle(&self, request: TrainPrices, context: &Context) -> Result<PriceAgent> {
        let workspace = self.workspace()?;
        if !(20..=2000).contains(&request.paths) {
            return Err(super::bad(
                "paths",
                "The gate draws 20 to 2,000 paths.",
                "Die Prüfung zieht 20 bis 2.000 Verläufe.",
            ));
        }
        context.stage("Gathering prices", "Preise werden zusammengestellt", 0.0, 0.1);
        let priced = self.priced(&workspace, context)?.ok_or_else(no_forecast)?;
        let own = own_markets(&priced);
        let started = clock::start();
        let settings = Settings { seed: request.seed, ..Settings::default() };
        let mut agent = if request.anew {
            context.stage("Training on drawn markets", "Training auf gezogenen Märkten", 0.1, 0.5);
            let mut agent =
                Agent::new(Actions::Moves(MOVES.to_vec()), request.seed).map_err(failed)?;
            let draw = |number| markets::draw(PRICES, request.seed, number);
            learn(&mut agent, &settings, draw, context)?;
            agent
        } else {
            Agent::from_bytes(SHIPPED).map_err(failed)?
        };
        if !own.is_empty() {
            context.stage("Training on your products", "Training auf Ihren Artikeln", 0.6, 0.2);
            let settings = Settings { steps: settings.steps / OWN_SHARE, ..settings };
            let draw = |number: u64| {
                let place = (number % own.len() as u64) as usize;
                own.get(place).map_or_else(
                    || markets::draw(PRICES, request.seed, number),
                    |(_, market)| market.clone(),
                )
            };
            learn(&mut agent, &settings, draw, context)?;
        }
        let seconds = started.elapsed().as_secs_f64();
        context.stage("Trying it against the rules", "Probe gegen die Regeln", 0.8, 0.2);
        let home = priced.made.gathered.home;
        let agent = Arc::new(agent);
        let mut rows = Vec::new();
        for (number, (place, market)) in own.iter().enumerate() {
            super::go_on(context)?;
            context.progress(number as f64 / own.len() as f64);
            let Some(product) = priced.products.get(*place) else { continue };
            let begins = begins(product, market);
            let mut policy = AgentPolicy::new(Arc::clone(&agent), market.clone(), begins);
            let verdict = prove(market, &mut policy, request.paths, request.seed);
            let scale = lot(product, market) * product.shelf.as_ref().map_or(1.0, slope);
            let money = |minor: f64| Money::new((minor * scale).round() as i64, home);
            rows.push(PriceAgentRow {
                sku: product.sku.clone(),
                title: product.title.clone(),
                agent: money(verdict.candidate.mean),
                rule: money(verdict.candidate.mean - verdict.gain.mean),
                error: money(verdict.gain.standard_error),
                is_passed: verdict.is_passed,
            });
        }
        let passed = rows.iter().filter(|row| row.is_passed).count() as u64;
        let locale = Locale { language: context.language, home: Some(home) };
        let (tried, took) = (rows.len(), locale.number(seconds, 0));
        let says = say!(
            context,
            "Trained in {took} s; it beat every rule on {passed} of {tried} products that it was tried on, and may suggest prices there.",
            "In {took} s trainiert; auf {passed} von {tried} Artikeln, an denen er geprüft wurde, hat er jede Regel geschlagen und darf dort Preise vorschlagen."
        );
        let report = PriceAgent {
            seed: request.seed,
            seconds,
            rows,
            passed,
            forecast: priced.made.outlook.card().id.clone(),
            says,
            currency: home,
        };
        keep(&workspace, &agent, &report)?;
        Ok(report)
    }
}

fn learn(
    agent: &mut Agent,
    settings: &Settings,
    draw: impl FnMut(u64) -> Market,
    context: &Context,
) -> Result<()> {
    let steps = settings.steps.max(1) as f64;
    let watch = |step: usize, _: f64| {
        context.progress(step as f64 / steps);
        match context.cancel.check() {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    };
    agent.learn(settings, draw, watch).map_err(failed)?;
    super::go_on(context)
}

fn failed(why: NnError) -> Failure {
    Failure::new(
        Code::Internal,
        format!("The agent could not be trained ({why})."),
        format!("Der Agent ließ sich nicht trainieren ({why})."),
    )
}

/// Keeps the agent beside the forecasts; it can be trained anew at any time.
fn keep(workspace: &Workspace, agent: &Agent, report: &PriceAgent) -> Result<()> {
    let path = workspace.agent();
    if let Some(folder) = path.parent() {
        fs_err::create_dir_all(folder)?;
    }
    fs_err::write(path.with_extension("safetensors"), agent.to_bytes().map_err(failed)?)?;
    fs_err::write(&path, serde_json::to_vec_pretty(report).map_err(std::io::Error::other)?)?;
    Ok(())
}

/// The shop's agent, and where it may ask prices.
pub struct Proven {
    agent: Arc<Agent>,
    report: PriceAgent,
}

/// The agent as it was trained last; `None` where it never was, or what was kept of it is damaged: it can
/// be trained anew.
pub fn proven(workspace: &Workspace) -> Option<Proven> {
    let path = workspace.agent();
    if !path.exists() {
        return None;
    }
    let read = || -> Result<Proven> {
        let report =
            serde_json::from_slice(&fs_err::read(&path)?).map_err(std::io::Error::other)?;
        let bytes = fs_err::read(path.with_extension("safetensors"))?;
        Ok(Proven { agent: Arc::new(Agent::from_bytes(&bytes).map_err(failed)?), report })
    };
    read().inspect_err(|error| tracing::warn!(?error, "the price agent cannot be read")).ok()
}

/// What those ask for a product first that learn: Thompson sampling, and the agent where it beat every
/// rule.
pub fn learnt(priced: &Priced, place: usize, proven: Option<&Proven>) -> Vec<(PriceSource, i64)> {
    let Some((product, market)) = priced.products.get(place).zip(market(priced, place)) else {
        return Vec::new();
    };
    let (periods, stock) = (market.facts().periods, market.facts().stock);
    let mut thompson = Thompson::new(&market.facts().prices, SEED);
    thompson.restart(0, periods, stock);
    remember(&mut thompson, priced, place, &market);
    let mut asked = vec![(PriceSource::Thompson, market.price(thompson.price(0, stock)))];
    // It was tried on the demand that was forecast then.
    let is_passed = |proven: &&Proven| {
        proven.report.forecast == priced.made.outlook.card().id
            && proven.report.rows.iter().any(|row| row.sku == product.sku && row.is_passed)
    };
    if let Some(proven) = proven.filter(is_passed) {
        let begins = begins(product, &market);
        let mut policy = AgentPolicy::new(proven.agent.clone(), market.clone(), begins);
        policy.restart(0, periods, stock);
        asked.push((PriceSource::Agent, market.price(policy.price(0, stock))));
    }
    asked
}

/// Tells a policy what sold at which price in the last weeks.
fn remember(policy: &mut Thompson, priced: &Priced, place: usize, market: &Market) {
    let Some(product) = priced.products.get(place) else { return };
    let past = priced.fit.past.get(place).map_or(&[][..], Vec::as_slice);
    let lot = lot(product, market);
    let periods = (market.facts().periods as usize / WEEKS).max(1);
    let last = past.last().map_or(0, |past| past.week);
    for past in past.iter().filter(|past| past.week > last - REMEMBERED) {
        let price = product.as_seen(past.price);
        let away = |asked: &i64| (*asked as f64 - price).abs();
        let near = market.facts().prices.iter().enumerate();
        let Some((price, _)) = near.min_by(|a, b| away(a.1).total_cmp(&away(b.1))) else { return };
        let sold = (past.units / lot).round() as usize;
        for period in 0..periods {
            policy.observe(0, price, period < sold);
        }
    }
}

/// The markets of the products with most capital in stock of which it can be told what a price does, by
/// their places.
fn own_markets(priced: &Priced) -> Vec<(usize, Market)> {
    let worth = |product: &Product| {
        let shelf = product.shelf.as_ref()?;
        Some(shelf.stock? * shelf.cost)
    };
    let all = priced.products.iter().enumerate();
    let mut all: Vec<(usize, f64)> = all
        .filter(|(place, _)| priced.is_told(*place))
        .filter_map(|(place, product)| Some((place, worth(product)?)))
        .filter(|(_, worth)| *worth > 0.0)
        .collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    let markets = all.into_iter().filter_map(|(place, _)| Some((place, market(priced, place)?)));
    markets.take(PRODUCTS).collect()
}

/// A product's fitted market: its expected demand at each allowed price, with its stock and without any
/// more coming in.
pub fn market(priced: &Priced, place: usize) -> Option<Market> {
    let product = priced.products.get(place)?;
    let (shelf, standing) = (product.shelf.as_ref()?, product.standing.as_ref()?);
    let stock = shelf.stock.filter(|stock| *stock >= 1.0)?;
    let prices = candidates(standing, &product.guards, PRICES).ok()?;
    let lowest = prices.first()?;
    let futures = priced.futures(place, shelf.price, WEEKS)?;
    let mean = |week: usize| {
        let each = futures.iter().filter_map(|future| future.wanted.get(week));
        each.map(|units| f64::from(*units)).sum::<f64>() / futures.len() as f64
    };
    let weeks: Vec<f64> = (0..WEEKS).map(mean).collect();
    let elasticity = priced.elasticity(place)?.posterior.mean;
    let response = |price: i64| {
        libm::pow(price as f64 / shelf.price, kontor_pricing::what_if::hold(elasticity))
    };
    let wanted = weeks.iter().sum::<f64>() * response(*lowest);
    if prices.len() < 2 || wanted <= 0.0 {
        return None;
    }
    let lot = (wanted / (BUSY * PERIODS)).max(1.0);
    let periods = (wanted / lot / BUSY).ceil().max(WEEKS as f64);
    let usual = weeks.iter().sum::<f64>() / WEEKS as f64;
    let season = (0..periods as usize).map(|period| {
        let week = period * WEEKS / periods as usize;
        weeks.get(week).map_or(1.0, |units| units / usual)
    });
    let base = weeks.iter().sum::<f64>() / lot / periods;
    // What a unit leaves rises with its price by so much, less what it costs besides and what it would
    // bring in later.
    let slope = slope(shelf);
    let cost = (shelf.unit_fees + SALVAGE * shelf.cost) / slope.max(0.01);
    Market::new(Facts {
        probabilities: prices.iter().map(|price| (base * response(*price)).min(1.0)).collect(),
        prices,
        season: season.collect(),
        periods: periods as u32,
        stock: (stock / lot).round().max(1.0) as u32,
        cost: cost.round() as i64,
        markdown_cost: 0,
        competitor: None,
    })
    .ok()
}

/// By how much what a unit leaves rises with the price that customers see.
fn slope(shelf: &kontor_pricing::what_if::Product) -> f64 {
    1.0 / (1.0 + shelf.tax) - shelf.fee_share
}

/// Units that count as one in a product's market.
fn lot(product: &Product, market: &Market) -> f64 {
    let stock = product.shelf.as_ref().and_then(|shelf| shelf.stock).unwrap_or(1.0);
    (stock / f64::from(market.facts().stock.max(1))).max(1.0)
}

/// The place of today's price among a market's.
fn begins(product: &Product, market: &Market) -> Option<usize> {
    let now = product.price?;
    market.facts().prices.iter().rposition(|price| *price <= now)
}
