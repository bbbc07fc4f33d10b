//! # kontor-engine: every command, implemented once
//!
//! The composition root: it opens workspaces, asks the warehouse, the ledger and the sciences, and
//! answers every command of `kontor-api`. Windows, servers and the command line call it and do
//! nothing else.
//!
//! It must not know a transport, print, or read the environment: folders and the system's language
//! come in with [`Config`]. Start reading at [`Engine`], then `dispatch` below, where the
//! contract's list becomes code: a command without a [`Handle`] does not compile.
//!
//! A mutation of a workspace runs alone ([`workspace::Workspace::alone`]); queries never wait.

mod backup;
mod clock;
mod console;
mod disk;
mod error;
mod export;
mod forecast;
mod history;
mod import;
mod jobs;
mod lab;
mod lock;
mod order_file;
mod preferences;
mod price;
mod privacy;
mod product;
mod products;
mod proposals;
mod purchase_orders;
mod quality;
mod records;
mod reorder;
pub mod replay;
mod run_out;
mod sales;
mod samples;
mod settings;
mod vault;
mod workspace;

pub use forecast::Due;

use error::{Failure, Result};
use jobs::{CancelOnDrop, Context, Jobs};
use kontor_api::{
    ApiError, Call, Code, Command, Event, JobCancel, JobGet, JobId, JobStarted, JobState, JobView,
    JobsList, Kind, domain::Language, export::ExportedFile, with_commands,
};
use std::{
    collections::HashMap,
    fs::File,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, RwLock},
};
use tokio::sync::broadcast;
use workspace::Workspace;

/// Where things are and what the system is like; the hosts find it out.
#[derive(Debug, Clone)]
pub struct Config {
    /// For what belongs to the program and not to a shop: the list of recent workspaces, and what
    /// the person prefers.
    pub state_dir: PathBuf,
    /// Where new workspaces are put.
    pub default_folder: PathBuf,
    /// The sample shops that came with the program.
    pub samples: Option<PathBuf>,
    /// Threads to use; `None` takes all cores.
    pub threads: Option<usize>,
    /// Memory for DuckDB; `None` takes 1.3 GiB.
    pub memory_bytes: Option<u64>,
    /// The system's language, for who has chosen none.
    pub language: Language,
    /// The system's IANA time zone.
    pub time_zone: Option<String>,
    /// Who the system says sits at the computer, for who has given no other name; may be empty.
    pub person: String,
}

/// The running program. Clones are the same one.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    open: RwLock<Option<Arc<Workspace>>>,
    jobs: Jobs,
    events: broadcast::Sender<Event>,
    files: Mutex<Files>,
}

/// Files that wait for a host: uploads to be imported, exports to be fetched.
#[derive(Default)]
struct Files {
    uploads: HashMap<String, PathBuf>,
    exports: HashMap<String, ExportedFile>,
}

/// Answers one command.
trait Handle<C: Call> {
    fn handle(&self, request: C, context: &Context) -> Result<C::Reply>;
}

impl Engine {
    /// Starts without an open workspace.
    ///
    /// # Errors
    /// When the folder for the program's state cannot be made.
    pub fn start(config: Config) -> std::result::Result<Engine, ApiError> {
        let language = config.language;
        let start = || -> Result<Engine> {
            fs_err::create_dir_all(&config.state_dir)?;
            // What a browser sent to a program that has ended is nobody's any more, and may name people.
            let uploads = config.state_dir.join("uploads");
            if uploads.exists() {
                fs_err::remove_dir_all(uploads)?;
            }
            let (events, _) = broadcast::channel(256);
            Ok(Engine {
                inner: Arc::new(Inner {
                    jobs: Jobs::new(events.clone()),
                    events,
                    open: RwLock::new(None),
                    files: Mutex::default(),
                    config,
                }),
            })
        };
        start().map_err(|failure| failure.into_api(language, jobs::trace_id()))
    }

    /// Runs a command by its name: the request as JSON in, the reply as JSON out. A job answers
    /// [`JobStarted`] at once.
    ///
    /// # Errors
    /// Whatever the command ends with, and [`Code::BadRequest`] for an unknown name or a request
    /// that does not fit.
    pub async fn rpc(
        &self,
        name: &str,
        body: &[u8],
        language: Language,
    ) -> std::result::Result<Vec<u8>, ApiError> {
        let Some(command) = Command::from_name(name) else {
            let failure = Failure::new(
                Code::BadRequest,
                format!("There is no command “{name}”."),
                format!("Es gibt keinen Befehl „{name}“."),
            );
            return Err(failure.into_api(language, jobs::trace_id()));
        };
        dispatch(self, command, body, language).await
    }

    /// Runs a command and waits for its reply, or a job's outcome.
    ///
    /// # Errors
    /// Whatever the command ends with.
    pub async fn call<C: Call>(
        &self,
        request: C,
        language: Language,
    ) -> std::result::Result<C::Reply, ApiError> {
        if C::COMMAND.info().kind == Kind::Job {
            return self.run(request, language, |_| {}).await;
        }
        let body = write(&request, language)?;
        let reply = dispatch(self, C::COMMAND, &body, language).await?;
        serde_json::from_slice(&reply).map_err(|error| defect(&error, language))
    }

    /// Starts a job and waits for its outcome, telling `progress` how it goes. It is stopped by
    /// [`Engine::cancel`].
    ///
    /// # Errors
    /// Whatever the job ends with.
    pub async fn run<C: Call>(
        &self,
        request: C,
        language: Language,
        mut progress: impl FnMut(&JobView) + Send,
    ) -> std::result::Result<C::Reply, ApiError> {
        let body = write(&request, language)?;
        let started = dispatch(self, C::COMMAND, &body, language).await?;
        let started: JobStarted =
            serde_json::from_slice(&started).map_err(|error| defect(&error, language))?;
        let job = self
            .inner
            .jobs
            .get(started.job)
            .map_err(|failure| failure.into_api(language, jobs::trace_id()))?;
        let mut views = job.subscribe();
        loop {
            let view = views.borrow_and_update().clone();
            progress(&view);
            if view.state != JobState::Running {
                return match (view.error, view.result) {
                    (Some(error), _) => Err(error),
                    (None, result) => serde_json::from_value(result.unwrap_or_default())
                        .map_err(|error| defect(&error, language)),
                };
            }
            if views.changed().await.is_err() {
                return Err(Failure::cancelled().into_api(language, jobs::trace_id()));
            }
        }
    }

    /// Stops a job; it ends soon, with data as before it.
    pub fn cancel(&self, job: JobId) {
        if let Ok(job) = self.inner.jobs.get(job) {
            job.cancel.cancel();
        }
    }

    /// What happens from now on.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.inner.events.subscribe()
    }

    /// Whether a job is at work, so that closing would cut it off.
    pub fn is_busy(&self) -> bool {
        self.inner.jobs.is_busy()
    }

    /// A place for bytes that a browser sends: write them to the file, then name the token as
    /// [`kontor_api::import::Source::Upload`].
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn new_upload(&self, language: Language) -> std::result::Result<(String, File), ApiError> {
        let make = || -> Result<(String, File)> {
            let folder = self.inner.config.state_dir.join("uploads");
            fs_err::create_dir_all(&folder)?;
            let token = clock::random_name()?;
            let path = folder.join(&token);
            let file = fs_err::File::create(&path)?.into_file();
            self.files().uploads.insert(token.clone(), path);
            Ok((token, file))
        };
        make().map_err(|failure| failure.into_api(language, jobs::trace_id()))
    }

    /// A file that was exported, by its token.
    ///
    /// # Errors
    /// [`Code::NotFound`] for a token that was not given out.
    pub fn exported_file(
        &self,
        token: &str,
        language: Language,
    ) -> std::result::Result<ExportedFile, ApiError> {
        self.files().exports.get(token).cloned().ok_or_else(|| {
            let failure = Failure::new(
                Code::NotFound,
                "This file is no longer there.",
                "Diese Datei ist nicht mehr da.",
            )
            .hint("Export it again.", "Exportieren Sie sie erneut.");
            failure.into_api(language, jobs::trace_id())
        })
    }

    /// Stops the jobs and closes the workspace.
    pub async fn shutdown(&self) {
        self.inner.jobs.cancel_all();
        while self.inner.jobs.is_busy() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let engine = self.clone();
        tokio::task::spawn_blocking(move || engine.put_open(None)).await.ok();
    }

    /// An error that a host itself found, in the same form as all others.
    pub fn error(&self, code: Code, message: impl Into<String>, hint: Option<String>) -> ApiError {
        ApiError {
            code,
            message: message.into(),
            hint,
            field: None,
            retry: false,
            trace_id: jobs::trace_id(),
        }
    }

    /// Answers a command, then tells everybody what is stale.
    fn answer<C: Call>(
        &self,
        request: C,
        context: &Context,
    ) -> std::result::Result<C::Reply, ApiError>
    where
        Self: Handle<C>,
    {
        let info = C::COMMAND.info();
        match self.handle(request, context) {
            Ok(reply) => {
                tracing::info!(command = info.name, seconds = context.seconds(), "done");
                if !info.invalidates.is_empty() {
                    // Nobody may be listening, which is no fault.
                    self.inner.events.send(Event::Changed { tags: info.invalidates.to_vec() }).ok();
                }
                Ok(reply)
            }
            Err(failure) => {
                let trace_id = jobs::trace_id();
                // No message: it may name a file or a person.
                tracing::warn!(command = info.name, code = ?failure.code, trace_id, "failed");
                Err(failure.into_api(context.language, trace_id))
            }
        }
    }

    async fn answer_now<C: Call>(
        &self,
        body: &[u8],
        language: Language,
    ) -> std::result::Result<Vec<u8>, ApiError>
    where
        Self: Handle<C>,
    {
        let request: C = read(body, language)?;
        let engine = self.clone();
        let context = Context::of(language);
        // An answer that nobody waits for any more is not worth its work. A mutation is done to
        // its end.
        let is_query = C::COMMAND.info().kind == Kind::Query;
        let _asker = is_query.then(|| CancelOnDrop(context.cancel.clone()));
        in_background(move || write(&engine.answer(request, &context)?, language)).await
    }

    /// What an error of the system means, for a host that met it with a file of its own.
    pub fn io_error(&self, error: std::io::Error, language: Language) -> ApiError {
        Failure::from(error).into_api(language, jobs::trace_id())
    }

    fn start_job<C: Call>(
        &self,
        body: &[u8],
        language: Language,
    ) -> std::result::Result<Vec<u8>, ApiError>
    where
        Self: Handle<C>,
    {
        let request: C = read(body, language)?;
        let job = self.inner.jobs.begin(C::COMMAND, subject(&request));
        let started = JobStarted { job: job.view().id };
        let engine = self.clone();
        tokio::spawn(async move {
            let working = {
                let (engine, job) = (engine.clone(), job.clone());
                in_background(move || {
                    let reply = engine.answer(request, &Context::of_job(language, job))?;
                    serde_json::to_value(reply).map_err(|error| defect(&error, language))
                })
            };
            let telling = engine.inner.jobs.watch(&job);
            let ending = async {
                let outcome = working.await;
                engine.inner.jobs.end(&job, outcome);
            };
            tokio::join!(telling, ending);
        });
        write(&started, language)
    }

    fn files(&self) -> std::sync::MutexGuard<'_, Files> {
        self.inner.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn workspace(&self) -> Result<Arc<Workspace>> {
        let open = self.inner.open.read().unwrap_or_else(PoisonError::into_inner);
        open.clone().ok_or_else(Failure::no_workspace)
    }

    fn put_open(&self, workspace: Option<Arc<Workspace>>) {
        *self.inner.open.write().unwrap_or_else(PoisonError::into_inner) = workspace;
    }
}

/// What a job works on, in a word: a file's name, a folder's.
fn subject(request: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(request).unwrap_or_default();
    let text =
        |pointer: &str| value.pointer(pointer).and_then(|text| text.as_str()).map(str::to_owned);
    let named = ["/source/name", "/source/path", "/file", "/folder", "/id", "/time_zone"]
        .iter()
        .find_map(|at| text(at));
    named.and_then(|name| name.rsplit(['/', '\\']).next().map(str::to_owned)).unwrap_or_default()
}

/// Runs blocking work away from the threads that answer, so that screens stay quick.
async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> std::result::Result<T, ApiError> + Send + 'static,
) -> std::result::Result<T, ApiError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(defect(&error, Language::En)),
    }
}

fn defect(error: &dyn std::error::Error, language: Language) -> ApiError {
    Failure::from(kontor_warehouse::WarehouseError::Defect(error.to_string()))
        .into_api(language, jobs::trace_id())
}

macro_rules! answer {
    (job $engine:ident $request:ty, $body:expr, $language:expr) => {
        $engine.start_job::<$request>($body, $language)
    };
    ($kind:ident $engine:ident $request:ty, $body:expr, $language:expr) => {
        $engine.answer_now::<$request>($body, $language).await
    };
}

macro_rules! define_dispatch {
    ($($kind:ident $variant:ident $name:literal $request:ty => $reply:ty, $tags:ident $list:tt $(, undo $undo:ident $(($text:literal))?)?;)*) => {
        /// The contract's list as code: reads the request, runs the command, writes the reply.
        async fn dispatch(
            engine: &Engine,
            command: Command,
            body: &[u8],
            language: Language,
        ) -> std::result::Result<Vec<u8>, ApiError> {
            match command {
                $(Command::$variant => answer!($kind engine $request, body, language),)*
            }
        }
    };
}
with_commands!(define_dispatch);

fn read<C: Call>(body: &[u8], language: Language) -> std::result::Result<C, ApiError> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| {
        Failure::new(
            Code::BadRequest,
            format!("The request does not fit the command: {error}."),
            format!("Die Anfrage passt nicht zum Befehl: {error}."),
        )
        .into_api(language, jobs::trace_id())
    })
}

fn write(
    reply: &impl serde::Serialize,
    language: Language,
) -> std::result::Result<Vec<u8>, ApiError> {
    serde_json::to_vec(reply).map_err(|error| defect(&error, language))
}

impl Handle<JobsList> for Engine {
    fn handle(&self, _: JobsList, _: &Context) -> Result<kontor_api::Jobs> {
        Ok(kontor_api::Jobs { jobs: self.inner.jobs.list() })
    }
}

impl Handle<JobGet> for Engine {
    fn handle(&self, request: JobGet, _: &Context) -> Result<JobView> {
        Ok(self.inner.jobs.get(request.job)?.view())
    }
}

impl Handle<JobCancel> for Engine {
    fn handle(&self, request: JobCancel, _: &Context) -> Result<JobView> {
        let job = self.inner.jobs.get(request.job)?;
        job.cancel.cancel();
        Ok(job.view())
    }
}
