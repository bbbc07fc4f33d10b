//! `cargo xtask`: everything a person does with this repository besides writing in it.
//!
//! `run` and `test` need nothing done by hand before them: they find out what the machine
//! lacks, install it, build and go. Each step says what it does while it does it.

mod bench;
mod bundle;
mod places;
mod plan;
mod run;
mod screen;
mod screens;
mod setup;
mod shell;
mod test;
mod tidy;
mod ui;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::places::Places;
use crate::plan::{Os, Purpose};
use crate::setup::Consent;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Set up, run, test and package Kontor")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Set up, build, create a sample workspace and open the window on it
    ///
    /// Without a display the main job is done headless instead: import, summary and exports, into
    /// a folder that is named at the end.
    Run {
        /// The workspace to open or create [default: in your data folder]
        #[arg(long, value_name = "DIR")]
        workspace: Option<PathBuf>,
        /// Do without the window even where there is a display
        #[arg(long)]
        headless: bool,
        #[command(flatten)]
        consent: Consent,
    },
    /// Set up, build and run all tests; the last line is the count of tests
    ///
    /// Tidy, unit and integration tests, the browser journeys, and the window journeys under a
    /// virtual display. Tests that need data which is not here say SKIPPED and are counted.
    Test {
        /// Run only the tests whose name contains this
        #[arg(value_name = "NAME")]
        filter: Option<String>,
        #[command(flatten)]
        consent: Consent,
    },
    /// Build the interface to WebAssembly, into ui/dist
    Ui {
        #[command(flatten)]
        consent: Consent,
    },
    /// Make the packages of this system: .deb and .rpm, .dmg, or NSIS and MSI
    Bundle {
        /// Compile for release (compiles DuckDB again: half an hour on two cores)
        #[arg(long)]
        release: bool,
        #[command(flatten)]
        consent: Consent,
    },
    /// Measure: import speed, query times, start
    Bench {
        /// The large versions, which take hours
        #[arg(long)]
        full: bool,
        /// What to measure, and how: `bench -- --help` lists it [default: everything]
        #[arg(last = true, value_name = "ARGUMENT")]
        arguments: Vec<String>,
        #[command(flatten)]
        consent: Consent,
    },
    /// Take the pictures of every screen, light and dark, into docs/screens
    ///
    /// They show the lab's online_retail.csv.gz where it is at hand, else the sample store.
    Screens {
        #[command(flatten)]
        consent: Consent,
    },
    /// Check the rules of the house: layers, sources, styles, documents
    Tidy,
    /// Install what the machine lacks, or only say what that would be
    Setup {
        /// Print the commands and do nothing
        #[arg(long)]
        plan: bool,
        /// The system to plan for [default: this one]
        #[arg(long, value_enum, requires = "plan")]
        os: Option<Os>,
        #[command(flatten)]
        consent: Consent,
    },
}

fn main() -> ExitCode {
    match perform(Arguments::parse().verb) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nStopped: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(verb: Verb) -> Result<ExitCode> {
    let places = Places::find()?;
    match verb {
        Verb::Run { workspace, headless, consent } => {
            run::run(&places, workspace, headless, consent)?;
        }
        Verb::Test { filter, consent } => return test::test(&places, filter.as_deref(), consent),
        Verb::Ui { consent } => {
            let wasm = setup::for_wasm(&places, consent)?;
            ui::build(&places, wasm)?;
        }
        Verb::Bundle { release, consent } => bundle::bundle(&places, release, consent)?,
        Verb::Bench { full, arguments, consent } => {
            bench::bench(&places, full, &arguments, consent)?;
        }
        Verb::Screens { consent } => screens::screens(&places, consent)?,
        Verb::Tidy => tidy::tidy(&places)?,
        Verb::Setup { plan: true, os, .. } => {
            let os = os.map_or_else(Os::detect, Ok)?;
            print!("{}", plan::describe(os));
        }
        Verb::Setup { consent, .. } => {
            setup::install(Purpose::all(), consent)?;
            setup::for_wasm(&places, consent)?;
            shell::say("All that is needed is here");
        }
    }
    Ok(ExitCode::SUCCESS)
}
