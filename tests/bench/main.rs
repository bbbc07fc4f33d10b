//! # bench: how fast Kontor is on this machine
//!
//! `cargo xtask bench` builds and starts it. Each measurement runs the product's own code, prints
//! a table, or with `--json` one JSON object, and says what it is held to.
//!
//! ```text
//! import    a file through the engine, against DuckDB's bare CREATE TABLE AS; and once more
//! shopify   the same for Shopify's order export in its 79 columns
//! kills     imports that are killed at random points, and what they leave
//! queries   every query behind the first screens, over ten million lines
//! start     from the start of the program to the first number on the screen
//! scroll    ten seconds through a table of a hundred thousand products
//! simulator days and orders that the simulator draws in a second
//! plan      reorder plans of fifty thousand products, and what a changed line takes
//! forecast  forecasts of the sample stores against what is true of them, and of a large shop
//! what-if   what a person waits for who moves a price of fifty thousand
//! price     prices of the sample stores: elasticities and suggestions against what is true
//! agent     price agents of many training seeds, against the best fixed price
//! reorder   orders of the sample stores, replayed over markets whose demand is known
//! ```

mod agent;
mod forecast;
mod import;
mod kills;
mod numbers;
mod plan;
mod price;
mod queries;
mod reorder;
mod scored;
mod scroll;
mod shopify;
mod simulator;
mod start;
mod ten_million;
mod what_if;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};
use import::By;
use kontor_tests::places;
use shopify::Dated;
use std::{
    env,
    path::{Path, PathBuf},
};
use ten_million::Order;

/// Measures Kontor on this machine; without a verb everything.
#[derive(Parser)]
struct Bench {
    /// Print one JSON object for each measurement
    #[arg(long, global = true)]
    json: bool,
    /// More runs, for figures that are to be published
    #[arg(long, global = true)]
    full: bool,
    /// Where big files are made and kept for the next time
    #[arg(long, global = true, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// What to measure.
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Import a file, against DuckDB's bare CREATE TABLE AS
    Import {
        /// The file; without one, ten million lines made from the lab's file, once sorted by time
        /// and once not
        file: Option<PathBuf>,
        /// Runs of each, in turns
        #[arg(long, default_value_t = 5)]
        runs: usize,
    },
    /// Import Shopify's order export in its 79 columns, against DuckDB's bare CREATE TABLE AS
    Shopify {
        /// About how many lines it has
        #[arg(long, default_value_t = MILLION)]
        lines: usize,
        /// Runs of each, in turns
        #[arg(long, default_value_t = 3)]
        runs: usize,
    },
    /// Kill imports at random points, and look at what they leave
    Kills {
        /// How many
        #[arg(long, default_value_t = 200)]
        kills: u32,
    },
    /// Run every query behind the first screens
    Queries {
        /// A workspace; without one, ten million lines made from the lab's file
        workspace: Option<PathBuf>,
        /// Runs of each query, after one that warms up
        #[arg(long, default_value_t = 50)]
        runs: usize,
    },
    /// Start the program and the server, until a number stands on the screen
    Start {
        /// Starts of each, after one that warms up
        #[arg(long, default_value_t = 5)]
        runs: usize,
    },
    /// Scroll through a hundred thousand products in a browser
    Scroll,
    /// Draw demand and write stores, as fast as the simulator can
    Simulator,
    /// Plan what to order of fifty thousand products, and change lines of a store's plan
    Plan,
    /// Forecast the sample stores from moments of their past, and score that with what is true
    Forecast {
        /// Only this store
        #[arg(long)]
        store: Option<String>,
        /// Moments to forecast from, four weeks apart
        #[arg(long)]
        moments: Option<u32>,
        /// Only the large shop
        #[arg(long)]
        large: bool,
    },
    /// Ask what-ifs of a shop of fifty thousand products, alone and beside a training
    WhatIf,
    /// Hold elasticities of drawn stores against the true ones, and play suggestions in their markets
    Price {
        /// Only this store
        #[arg(long)]
        store: Option<String>,
        /// Stores drawn of each
        #[arg(long, default_value_t = 20)]
        seeds: u64,
        /// Paths that each is played on
        #[arg(long, default_value_t = 50)]
        paths: u32,
    },
    /// Train price agents with many seeds, and hold them against the best fixed price
    Agent {
        /// Training seeds
        #[arg(long, default_value_t = 20)]
        seeds: u64,
    },
    /// Replay orders of the sample stores over markets whose demand is known
    Reorder {
        /// Only this store
        #[arg(long)]
        store: Option<String>,
        /// Paths that each policy is replayed on
        #[arg(long)]
        paths: Option<u32>,
        /// What the past and the paths are drawn from
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// One run of an import, in a process of its own so that its memory can be told
    #[command(hide = true)]
    Once {
        /// Who imports
        #[arg(long, value_enum)]
        by: By,
        /// The file
        file: PathBuf,
        /// The folder to import into
        into: PathBuf,
    },
}

const MILLION: usize = 1_000_000;
/// What an import may take, in times of DuckDB's bare CREATE TABLE AS: a table that stands one row
/// for each line, and Shopify's.
const MOST: f64 = 2.0;
const MOST_SHOPIFY: f64 = 3.0;

#[tokio::main]
async fn main() -> Result<()> {
    let bench = Bench::parse();
    let folder = bench.folder.unwrap_or_else(|| env::temp_dir().join("kontor-bench"));
    fs_err::create_dir_all(&folder)?;
    let show = numbers::Show { json: bench.json };
    match bench.verb {
        Some(Verb::Once { by, file, into }) => import::once(by, &file, &into).await,
        Some(Verb::Import { file, runs }) => {
            let files = match file {
                Some(file) => vec![file],
                None => ten_million_lines(&folder)?,
            };
            files
                .iter()
                .try_for_each(|file| import::compare(file, By::Duckdb, MOST, runs, &folder, show))
        }
        Some(Verb::Shopify { lines, runs }) => shopify(lines, runs, &folder, show),
        Some(Verb::Kills { kills }) => kills::measure(kills, &folder, show).await,
        Some(Verb::Queries { workspace, runs }) => {
            let workspace = match workspace {
                Some(workspace) => workspace,
                None => ten_million::workspace(&folder).await?,
            };
            queries::measure(&workspace, runs, &folder, show).await
        }
        Some(Verb::Start { runs }) => start::measure(runs, show).await,
        Some(Verb::Scroll) => scroll::measure(show).await,
        Some(Verb::Simulator) => simulator::measure(bench.full, show),
        Some(Verb::Plan) => plan::measure(show).await,
        Some(Verb::Forecast { store, moments, large }) => {
            let wanted = forecast::Wanted { full: bench.full, store, moments, large };
            forecast::measure(wanted, &folder, show).await
        }
        Some(Verb::WhatIf) => what_if::measure(&folder, show).await,
        Some(Verb::Price { store, seeds, paths }) => {
            price::measure(&price::Wanted { store, seeds, paths }, &folder, show).await
        }
        Some(Verb::Agent { seeds }) => agent::measure(seeds, show),
        Some(Verb::Reorder { store, paths, seed }) => {
            reorder::measure(&reorder::Wanted { store, paths, seed }, show)
        }
        None => {
            let retail = places::lab(ten_million::SOURCE).context(ten_million::NO_LAB)?;
            import::compare(&retail, By::Duckdb, MOST, 5, &folder, show)?;
            for file in ten_million_lines(&folder)? {
                import::compare(&file, By::Duckdb, MOST, 5, &folder, show)?;
            }
            shopify(MILLION, 3, &folder, show)?;
            if bench.full {
                shopify(10 * MILLION, 3, &folder, show)?;
                kills::measure(200, &folder, show).await?;
            }
            let runs = if bench.full { 50 } else { 5 };
            queries::measure(&ten_million::workspace(&folder).await?, runs, &folder, show).await?;
            start::measure(5, show).await?;
            scroll::measure(show).await?;
            simulator::measure(bench.full, show)?;
            plan::measure(show).await?;
            what_if::measure(&folder, show).await?;
            let wanted =
                forecast::Wanted { full: bench.full, store: None, moments: None, large: false };
            forecast::measure(wanted, &folder, show).await?;
            let seeds = if bench.full { 20 } else { 1 };
            let wanted = price::Wanted { store: None, seeds, paths: 50 };
            price::measure(&wanted, &folder, show).await?;
            agent::measure(seeds, show)?;
            let wanted = reorder::Wanted { store: None, paths: None, seed: 1 };
            reorder::measure(&wanted, show)
        }
    }
}

/// Shopify's export as it comes, and in the form that leaves the most to the first row of an order.
fn shopify(lines: usize, runs: usize, folder: &Path, show: numbers::Show) -> Result<()> {
    for dated in [Dated::EveryRow, Dated::FirstRow] {
        let file = shopify::file(folder, lines, dated)?;
        // Quantities are numbers in the rows that DuckDB guesses from, and one further down is not.
        import::compare(&file, By::DuckdbTexts, MOST_SHOPIFY, runs, folder, show)?;
    }
    Ok(())
}

/// The file sorted by time, and the one that is not.
fn ten_million_lines(folder: &Path) -> Result<Vec<PathBuf>> {
    [Order::ByTime, Order::ByCopy]
        .map(|order| ten_million::file(folder, order))
        .into_iter()
        .collect()
}
