//! Orders of the sample stores, replayed over markets whose demand is known: Kontor's planner on its
//! own forecasts, the same planner knowing the market, the textbook's z·σ·√L, and a month's sales.
//!
//! A store's past until then is drawn from its market, and so is each path. Every policy aims at the
//! same: 95 % of cycles, of units, or the least cost, the textbook's by the service at which it lies;
//! but for the naive rule, which aims at nothing.

use crate::{
    numbers::{Show, say},
    scored::Figure,
};
use anyhow::{Context as _, Result, ensure};
use kontor_engine::replay::{
    Situation,
    figures::{Figures, Judged},
    forecasts::{Trained, Training},
    judge,
    policies::{Aim, BySales, Planned},
    truth::{Extent, Knowing, Truth},
};
use kontor_simulator::{replay::Policy, stores::Store};
use serde::Serialize;
use std::{fmt::Write as _, time::Instant};

/// The last day of the stores.
const LAST_DAY: &str = "2026-10-31";
/// The seed of the stores; that of their paths is another.
const STORE_SEED: u64 = 1;
/// The share of cycles, or of units, that orders aim at.
const TARGET: f64 = 0.95;
/// Products of a store, evenly chosen, without `--full`.
const PRODUCTS: usize = 200;
/// Weeks that are forecast beyond the longest lead time.
const WEEKS_AFTER: f64 = 4.0;
/// Weeks from one fit of the models to the next, and from one backtest to the next.
const FIT_EVERY: usize = 4;
const LEARN_EVERY: usize = 8;

/// What to measure.
#[derive(Debug)]
pub struct Wanted {
    /// All products.
    pub full: bool,
    /// Only this store.
    pub store: Option<String>,
    /// Paths of each policy.
    pub paths: Option<u32>,
    /// What the past and the paths are drawn from.
    pub seed: u64,
}

/// Who orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Own,
    /// Each order one pack smaller: whether that would have missed.
    OwnSmaller,
    Knowing,
    Textbook,
    Naive,
}

/// Every replay.
const REPLAYS: [(&str, Aim, Who); 10] = [
    ("own, 95 % of cycles", Aim::CycleService(TARGET), Who::Own),
    ("own, 95 % of units", Aim::FillRate(TARGET), Who::Own),
    ("own, 95 % of units, a pack less", Aim::FillRate(TARGET), Who::OwnSmaller),
    ("own, least cost", Aim::Cost, Who::Own),
    ("knowing, 95 % of cycles", Aim::CycleService(TARGET), Who::Knowing),
    ("knowing, 95 % of units", Aim::FillRate(TARGET), Who::Knowing),
    ("knowing, least cost", Aim::Cost, Who::Knowing),
    ("z·σ·√L, 95 % of cycles", Aim::CycleService(TARGET), Who::Textbook),
    ("z·σ·√L, least cost", Aim::Cost, Who::Textbook),
    ("30 days", Aim::Cost, Who::Naive),
];

/// What one policy came to.
#[derive(Debug, Serialize)]
struct Replayed {
    policy: &'static str,
    seconds: f64,
    #[serde(flatten)]
    judged: Judged,
}

/// What came of a store.
#[derive(Debug, Serialize)]
struct Replays {
    name: String,
    products: usize,
    paths: u32,
    policies: Vec<Replayed>,
    figures: Vec<Figure>,
}

impl Replays {
    fn judged(&self, policy: &str) -> Result<&Judged> {
        let found = self.policies.iter().find(|replayed| replayed.policy == policy);
        found.map(|replayed| &replayed.judged).with_context(|| format!("{policy} was not replayed"))
    }

    /// The mean of a figure over paths, as a multiple of the other policy's.
    fn over(&self, own: &str, other: &str, figure: fn(&Figures) -> f64) -> Result<f64> {
        Ok(self.judged(own)?.over(self.judged(other)?, figure).mean)
    }

    fn table(&self) -> String {
        let mut text =
            format!("\n{}: {} products, {} paths\n", self.name, self.products, self.paths);
        let heads = ["stock-outs", "fill rate", "overstock", "capital", "cost", "holding", "lost"];
        // Writing to a text cannot fail.
        write!(text, "  {:<32}", "").ok();
        for head in heads {
            write!(text, "{head:>12}").ok();
        }
        text.push('\n');
        for Replayed { policy, judged, .. } in &self.policies {
            write!(text, "  {policy:<32}").ok();
            for share in [judged.stock_outs, judged.fill_rate] {
                write!(text, "{:>10.2} %", 100.0 * share.mean).ok();
            }
            for amount in
                [judged.overstock, judged.capital, judged.cost, judged.holding, judged.lost_margin]
            {
                write!(text, "{:>12.0}", amount.mean / 100.0).ok();
            }
            text.push('\n');
        }
        self.figures.iter().for_each(|figure| text += &figure.line());
        text
    }
}

/// Sums over all stores.
#[derive(Debug, Serialize)]
struct Together {
    figures: Vec<Figure>,
}

/// Replays the stores and says which bounds were missed.
pub fn measure(wanted: &Wanted, show: Show) -> Result<()> {
    let none = f64::NEG_INFINITY;
    let is_wanted = |store: &Store| wanted.store.as_deref().is_none_or(|id| store.id() == id);
    let (mut missed, mut own, mut textbook) = (0, 0.0, 0.0);
    for store in Store::ALL.into_iter().filter(is_wanted) {
        let mut replays = replay(store, wanted)?;
        let service = replays.judged("own, 95 % of cycles")?.stock_outs.mean;
        let fill = replays.judged("own, 95 % of units")?.fill_rate.mean;
        let less = replays.judged("own, 95 % of units, a pack less")?.fill_rate.mean;
        let cost = |own, other| replays.over(own, other, Figures::cost);
        replays.figures = vec![
            Figure::new("stock-outs at the target of 95 %", service, none, 1.0 - TARGET),
            Figure::new("fill rate at the target of 95 %", fill, TARGET - 0.01, 1.0),
            Figure::new("fill rate with a pack less in each order", less, none, TARGET),
            Figure::new(
                "cost over that of who knows, 95 % of cycles",
                cost("own, 95 % of cycles", "knowing, 95 % of cycles")?,
                none,
                1.05,
            ),
            Figure::new(
                "cost over that of z·σ·√L, 95 % of cycles",
                cost("own, 95 % of cycles", "z·σ·√L, 95 % of cycles")?,
                none,
                1.0,
            ),
            Figure::new(
                "cost over that of who knows, least cost",
                cost("own, least cost", "knowing, least cost")?,
                none,
                1.05,
            ),
            Figure::new(
                "cost over that of z·σ·√L, least cost",
                cost("own, least cost", "z·σ·√L, least cost")?,
                none,
                1.0,
            ),
            Figure::new(
                "overstock over that of 30 days, 95 % of cycles",
                replays.over("own, 95 % of cycles", "30 days", |path| path.overstock)?,
                none,
                0.85,
            ),
        ];
        own += replays.judged("own, 95 % of cycles")?.cost.mean;
        textbook += replays.judged("z·σ·√L, 95 % of cycles")?.cost.mean;
        missed += replays.figures.iter().filter(|figure| !figure.is_met()).count();
        show.print(&replays, Replays::table)?;
    }
    if wanted.store.is_none() {
        let name = "cost of all stores over that of z·σ·√L, 95 % of cycles";
        let together = Together { figures: vec![Figure::new(name, own / textbook, none, 0.9)] };
        missed += together.figures.iter().filter(|figure| !figure.is_met()).count();
        show.print(&together, |together| together.figures.iter().map(Figure::line).collect())?;
    }
    ensure!(missed == 0, "{missed} figures miss what they are held to");
    Ok(())
}

/// From when and how long a store is replayed, and on how many paths. It begins where its log ends,
/// all of which is its past; but for the roaster, whose seven months are followed by the first
/// Christmas that it sees, which nobody can forecast from its sales: it is replayed within its log.
fn extent(store: Store, wanted: &Wanted) -> (Extent, u32) {
    let (back, days, warm_up, paths) = match store {
        Store::CoffeeRoaster => (116, 116, 35, 8),
        Store::HomeGoods | Store::PartsDealer => (0, 280, 98, 2),
        Store::OutdoorClothing => (0, 280, 84, 2),
    };
    let products = match store {
        _ if wanted.full => usize::MAX,
        // Of products that seldom sell, more tell as much.
        Store::PartsDealer => 3 * PRODUCTS,
        _ => PRODUCTS,
    };
    let paths = wanted.paths.unwrap_or(paths);
    (Extent { back, days, warm_up, products, seed: wanted.seed }, paths)
}

fn replay(store: Store, wanted: &Wanted) -> Result<Replays> {
    let settings = store.settings(LAST_DAY.parse()?, 1.0, STORE_SEED);
    let (extent, paths) = extent(store, wanted);
    let (situation, truth) = Truth::of_store(&settings, extent);
    let seed = wanted.seed;
    let replayed = |policy: &'static str, judge: &mut dyn FnMut() -> Result<Judged>| {
        let begun = Instant::now();
        let judged = judge()?;
        let seconds = begun.elapsed().as_secs_f64();
        say(&format!("{} {policy}: {seconds:.0} s", store.id()));
        Ok(Replayed { policy, seconds, judged })
    };
    let of = |is_own: bool| {
        REPLAYS
            .iter()
            .copied()
            .filter(move |(_, _, who)| is_own == matches!(who, Who::Own | Who::OwnSmaller))
    };
    // Kontor's own replays share what is learnt before the first day.
    let own = || -> Result<Vec<Replayed>> {
        let mut trained = Trained::new(&situation, training(&situation))?;
        let mut all = Vec::new();
        for (policy, aim, who) in of(true) {
            let mut planned = Planned::new(&situation, trained, aim, seed);
            if who == Who::OwnSmaller {
                planned = planned.one_pack_smaller();
            }
            all.push(replayed(policy, &mut || {
                Ok(judge(&situation, &mut truth.clone(), &mut planned, paths, seed))
            })?);
            trained = planned.forecasts;
            if let Some(error) = trained.failure() {
                return Err(error.into());
            }
        }
        Ok(all)
    };
    let others = || -> Result<Vec<Replayed>> {
        let run =
            |policy: &mut dyn Policy| judge(&situation, &mut truth.clone(), policy, paths, seed);
        of(false)
            .map(|(policy, aim, who)| {
                replayed(policy, &mut || {
                    Ok(match who {
                        Who::Textbook => run(&mut BySales::reorder_point(&situation, aim)),
                        Who::Naive => run(&mut BySales::naive(&situation)),
                        _ => {
                            let horizon = training(&situation).horizon;
                            let knowing = Knowing::new(&situation, &truth, horizon);
                            run(&mut Planned::new(&situation, knowing, aim, seed))
                        }
                    })
                })
            })
            .collect()
    };
    let (own, others) = std::thread::scope(|scope| {
        let own = scope.spawn(own);
        let others = others();
        (own.join(), others)
    });
    let own = own.map_err(|_| anyhow::anyhow!("a replay broke off"))??;
    let policies = own.into_iter().chain(others?).collect();
    let products = situation.terms.len();
    Ok(Replays { name: store.id().to_owned(), products, paths, policies, figures: Vec::new() })
}

/// How forecasts are made: as far ahead as the longest lead time asks for.
fn training(situation: &Situation) -> Training {
    let longest = situation.shop.lead_times.iter().map(|(mean, sd)| mean + 2.0 * sd);
    let horizon = (longest.fold(0.0, f64::max) / 7.0 + WEEKS_AFTER).ceil() as usize;
    Training { horizon, fit_every: FIT_EVERY, learn_every: LEARN_EVERY, threads: 1 }
}
