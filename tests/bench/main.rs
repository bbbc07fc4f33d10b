//! # bench: how fast Kontor is on this machine
//!
//! `cargo xtask bench` builds and starts it. Each measurement runs the product's own code, prints
//! a table, or with `--json` one JSON object, and says what it is held to.
//!
//! ```text
//! import    a file through the engine, against DuckDB's bare CREATE TABLE AS
//! queries   every query behind the first screens, over ten million lines
//! start     from the start of the program to the first number on the screen
//! scroll    ten seconds through a table of a hundred thousand products
//! simulator days and orders that the simulator draws in a second
//! ```

mod import;
mod numbers;
mod queries;
mod scroll;
mod simulator;
mod start;
mod ten_million;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};
use kontor_tests::places;
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
    /// One run of an import, in a process of its own so that its memory can be told
    #[command(hide = true)]
    Once {
        /// Who imports
        #[arg(long, value_enum)]
        by: import::By,
        /// The file
        file: PathBuf,
        /// The folder to import into
        into: PathBuf,
    },
}

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
            files.iter().try_for_each(|file| import::compare(file, runs, &folder, show))
        }
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
        None => {
            let retail = places::lab(ten_million::SOURCE).context(ten_million::NO_LAB)?;
            import::compare(&retail, 5, &folder, show)?;
            for file in ten_million_lines(&folder)? {
                import::compare(&file, 5, &folder, show)?;
            }
            let runs = if bench.full { 50 } else { 5 };
            queries::measure(&ten_million::workspace(&folder).await?, runs, &folder, show).await?;
            start::measure(5, show).await?;
            scroll::measure(show).await?;
            simulator::measure(bench.full, show)
        }
    }
}

/// The file sorted by time, and the one that is not.
fn ten_million_lines(folder: &Path) -> Result<Vec<PathBuf>> {
    [Order::ByTime, Order::ByCopy]
        .map(|order| ten_million::file(folder, order))
        .into_iter()
        .collect()
}
