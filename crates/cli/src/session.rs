//! One run of the program: the engine, what was said about output, and what runs now.

use crate::{args::Cli, is_watched, progress::Progress, verbs::verb};
use kontor_api::{
    ApiError, Call, Code, Command, JobId, JobView, Undo,
    domain::{Language, Locale},
};
use kontor_engine::Engine;
use serde::Serialize;
use std::{
    io::{self, IsTerminal as _, Write as _},
    path::{Path, absolute},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Why a run ends before its end.
#[derive(Debug)]
pub enum Stop {
    /// The command failed.
    Error(ApiError),
    /// Standard output failed.
    Output(io::Error),
}

impl From<ApiError> for Stop {
    fn from(error: ApiError) -> Self {
        Stop::Error(error)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Output(error)
    }
}

/// The engine with the person's wishes about output.
pub struct Session {
    /// The engine.
    pub engine: Engine,
    /// The language to speak.
    pub language: Language,
    json: bool,
    quiet: bool,
    /// The job that runs now.
    running: Mutex<Option<Running>>,
}

#[derive(Default)]
struct Running {
    /// Its number, once the engine has told it.
    job: Option<JobId>,
    /// Whether the person asked to cancel it.
    cancelled: bool,
}

impl Session {
    /// A session as the global flags want it.
    pub fn new(engine: Engine, cli: &Cli, language: Language) -> Session {
        Session { engine, language, json: cli.json, quiet: cli.quiet, running: Mutex::default() }
    }

    /// Asks a query, or does a mutation.
    pub async fn call<C: Call>(&self, request: C) -> Result<C::Reply, ApiError> {
        self.engine.call(request, self.language).await
    }

    /// Does a job, showing how it goes, until it is done, failed, or cancelled by [`Session::stop`].
    pub async fn run<C: Call>(&self, request: C) -> Result<C::Reply, ApiError> {
        let progress = Progress::new(!self.quiet && is_watched());
        *self.running() = Some(Running::default());
        let watch = |job: &JobView| {
            progress.show(job, self.language);
            if let Some(running) = self.running().as_mut() {
                running.job = Some(job.id);
                if running.cancelled {
                    self.engine.cancel(job.id);
                }
            }
        };
        let outcome = self.engine.run(request, self.language, watch).await;
        *self.running() = None;
        progress.clear();
        outcome
    }

    /// Asks the job that runs to end, leaving data as before; false if none runs.
    pub fn stop(&self) -> bool {
        let mut running = self.running();
        let Some(running) = running.as_mut() else { return false };
        running.cancelled = true;
        if let Some(job) = running.job {
            self.engine.cancel(job);
        }
        self.remark(self.pick(
            "Cancelling; data will be as before …",
            "Wird abgebrochen; die Daten bleiben wie zuvor …",
        ));
        true
    }

    fn running(&self) -> MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Prints a reply: as JSON, or as `show` tells it to a person.
    pub fn print<R: Serialize>(
        &self,
        reply: &R,
        show: impl FnOnce(&R) -> String,
    ) -> Result<(), Stop> {
        let text = if self.json {
            serde_json::to_string(reply).map_err(io::Error::other)?
        } else {
            show(reply)
        };
        let mut out = io::stdout().lock();
        writeln!(out, "{}", text.trim_end())?;
        Ok(out.flush()?)
    }

    /// Tells the person something that is no data.
    pub fn remark(&self, text: impl AsRef<str>) {
        if !self.quiet {
            // Nobody reads standard error: then nobody misses it.
            writeln!(io::stderr(), "{}", text.as_ref()).ok();
        }
    }

    /// Tells how what a command has done is taken back.
    pub fn remark_undo(&self, command: Command) {
        let back = match command.info().undo {
            Undo::Operation => Some(Command::UndoLast),
            Undo::By(name) => Command::from_name(name),
            Undo::Nothing | Undo::Never(_) => None,
        };
        if let Some(back) = back {
            let back = verb(back);
            self.remark(self.pick(
                format!("To take it back: kontor {back}"),
                format!("Rückgängig machen: kontor {back}"),
            ));
        }
    }

    /// Asks before what cannot be undone. Who is not at a terminal says `--yes` beforehand.
    ///
    /// # Errors
    /// Unless the answer is yes.
    pub fn confirm(&self, question: &str) -> Result<(), Stop> {
        if !io::stdin().is_terminal() {
            return Err(self
                .error(
                    Code::BadRequest,
                    self.pick(
                        "This cannot be undone, and nobody is here to be asked. Nothing was changed.",
                        "Das lässt sich nicht rückgängig machen, und niemand ist da, der gefragt werden kann. Nichts wurde geändert.",
                    ),
                    self.pick("Say --yes to do it.", "Mit --yes wird es getan."),
                )
                .into());
        }
        write!(io::stderr(), "{question} [{}] ", self.pick("y/N", "j/N"))?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        if matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "j" | "ja") {
            return Ok(());
        }
        let message = self.pick("Nothing was changed.", "Nichts wurde geändert.");
        Err(self.engine.error(Code::Cancelled, message, None).into())
    }

    /// Writes numbers and dates for the shop's currency, if one is known.
    pub fn locale(&self, home: Option<kontor_api::domain::Currency>) -> Locale {
        Locale { language: self.language, home }
    }

    /// The text of the session's language.
    pub fn pick<T>(&self, en: T, de: T) -> T {
        pick(self.language, en, de)
    }

    /// An error of the command line's own.
    pub fn error(
        &self,
        code: Code,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> ApiError {
        self.engine.error(code, message, Some(hint.into()))
    }

    /// A path as the contract has it: absolute, as the engine knows no current folder, and text.
    pub fn path(&self, path: &Path) -> Result<String, ApiError> {
        let absolute =
            absolute(path).map_err(|error| self.engine.io_error(error, self.language))?;
        absolute.into_os_string().into_string().map_err(|path| {
            let path = path.to_string_lossy();
            self.error(
                Code::BadRequest,
                self.pick(
                    format!("The name of “{path}” holds bytes that are no text."),
                    format!("Der Name von „{path}“ enthält Bytes, die kein Text sind."),
                ),
                self.pick(
                    "Rename it, and try again.",
                    "Benennen Sie es um, und versuchen Sie es erneut.",
                ),
            )
        })
    }
}

/// The text of a language.
pub fn pick<T>(language: Language, en: T, de: T) -> T {
    match language {
        Language::En => en,
        Language::De => de,
    }
}
