//! # kontor: every command, headless
//!
//! The command line of Kontor. It turns what is typed into requests of the contract, and replies
//! into tables, or with `--json` into exactly the API's JSON. Data goes to standard output and
//! everything else to standard error; the exit status is that of the error's kind.
//!
//! It must not compute anything: a number that it prints comes from the engine. Start reading at
//! [`args`], what can be typed, then `run.rs`, what each verb does.

mod args;
mod export;
mod forecast;
mod import;
mod names;
mod price;
mod progress;
mod records;
mod reorder;
mod run;
mod serve;
mod session;
mod settings;
mod show;
mod table;
mod verbs;

use args::Cli;
use clap::Parser as _;
use kontor_api::{ApiError, Code, domain::Language};
use kontor_engine::Engine;
use kontor_host::{Folders, engine_config, start_log, system_language};
use session::{Session, Stop};
use std::{
    io::{ErrorKind, IsTerminal as _, Write as _, stderr},
    process::ExitCode,
};

#[tokio::main]
async fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and the version are data, too: clap knows where each goes.
            error.print().ok();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let (json, language) = (cli.json, cli.lang.unwrap_or_else(system_language));
    match start(cli, language).await {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads our output has enough, as in `kontor lines | head`.
        Err(Stop::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Stop::Output(error)) => {
            writeln!(stderr(), "kontor: {error}").ok();
            ExitCode::from(Code::Io.exit_status())
        }
        Err(Stop::Error(error)) => {
            writeln!(stderr(), "{}", describe(&error, json, language)).ok();
            ExitCode::from(error.code.exit_status())
        }
    }
}

async fn start(cli: Cli, language: Language) -> Result<(), Stop> {
    let folders = Folders::of_this_user().map_err(std::io::Error::other)?;
    // Without a log everything works but the search for a defect.
    if let Err(error) = start_log(&folders.logs)
        && !cli.quiet
    {
        writeln!(stderr(), "kontor: no log in {}: {error}", folders.logs.display()).ok();
    }
    let engine = Engine::start(engine_config(&folders))?;
    let session = Session::new(engine.clone(), &cli, language);
    let outcome = run::run(&session, &folders, cli).await;
    engine.shutdown().await;
    outcome
}

/// An error as it is printed: what happened, what to do, and where the log has more of it.
fn describe(error: &ApiError, json: bool, language: Language) -> String {
    if json {
        return serde_json::to_string(error).unwrap_or_else(|_| error.to_string());
    }
    let (label, hint_label, trace_label) = match language {
        Language::En => ("error", "hint", "in the log"),
        Language::De => ("Fehler", "Rat", "im Protokoll"),
    };
    let mut text = format!("{label}: {}", error.message);
    if let Some(hint) = &error.hint {
        text.push_str(&format!("\n{hint_label}: {hint}"));
    }
    if error.code == Code::Internal {
        text.push_str(&format!("\n{trace_label}: {}", error.trace_id));
    }
    text
}

/// Whether a person watches.
fn is_watched() -> bool {
    stderr().is_terminal()
}
