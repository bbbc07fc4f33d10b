//! Jobs: work on a thread of its own, seen by everybody, stopped by anybody.

use crate::{clock, error::Failure};
use kontor_api::{ApiError, Code, Command, Event, JobId, JobState, JobView, domain::Language};
use kontor_warehouse::Cancel;
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::{broadcast, watch};

/// Finished jobs that are kept in sight.
const FINISHED_KEPT: usize = 20;
/// How often progress is told.
const TICK: Duration = Duration::from_millis(200);

/// Every job of this process.
pub struct Jobs {
    next: AtomicU64,
    all: Mutex<BTreeMap<JobId, Arc<Job>>>,
    events: broadcast::Sender<Event>,
}

/// A job at work or ended.
pub struct Job {
    /// Stops it.
    pub cancel: Cancel,
    started: Instant,
    view: watch::Sender<JobView>,
    plan: Mutex<Plan>,
}

/// Which part of the whole the present stage is.
#[derive(Clone, Copy)]
struct Plan {
    done: f64,
    share: f64,
}

impl Jobs {
    /// No jobs yet; what happens is told to `events`.
    pub fn new(events: broadcast::Sender<Event>) -> Self {
        Jobs { next: AtomicU64::new(1), all: Mutex::new(BTreeMap::new()), events }
    }

    /// Enters a job.
    pub fn begin(&self, command: Command, subject: String) -> Arc<Job> {
        let id = JobId(self.next.fetch_add(1, Ordering::Relaxed));
        let view = JobView {
            id,
            command: command.info().name.to_owned(),
            subject,
            state: JobState::Running,
            stage: String::new(),
            fraction: None,
            remaining_secs: None,
            result: None,
            error: None,
        };
        let job = Arc::new(Job {
            cancel: Cancel::default(),
            started: clock::start(),
            view: watch::Sender::new(view),
            plan: Mutex::new(Plan { done: 0.0, share: 0.0 }),
        });
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(id, job.clone());
        let ended: Vec<JobId> = all
            .iter()
            .filter(|(_, job)| job.view.borrow().state != JobState::Running)
            .map(|(id, _)| *id)
            .collect();
        for id in ended.iter().take(ended.len().saturating_sub(FINISHED_KEPT)) {
            all.remove(id);
        }
        drop(all);
        self.tell(&job);
        job
    }

    /// Tells how far the job is, until it has ended. DuckDB's own estimate moves the present stage.
    pub async fn watch(&self, job: &Job) {
        let mut tick = tokio::time::interval(TICK);
        let mut view = job.view.subscribe();
        while view.borrow_and_update().state == JobState::Running {
            tokio::select! {
                _ = tick.tick() => {
                    job.estimate();
                    self.tell(job);
                }
                changed = view.changed() => if changed.is_err() { break },
            }
        }
    }

    /// Ends the job.
    pub fn end(&self, job: &Job, outcome: Result<serde_json::Value, ApiError>) {
        job.view.send_modify(|view| {
            view.remaining_secs = None;
            match outcome {
                Ok(result) => {
                    view.state = JobState::Done;
                    view.fraction = Some(1.0);
                    view.result = Some(result);
                }
                Err(error) => {
                    view.state = if error.code == Code::Cancelled {
                        JobState::Cancelled
                    } else {
                        JobState::Failed
                    };
                    view.error = Some(error);
                }
            }
        });
        self.tell(job);
    }

    /// One job.
    pub fn get(&self, id: JobId) -> Result<Arc<Job>, Failure> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&id).cloned().ok_or_else(|| {
            Failure::new(
                Code::NotFound,
                format!("There is no job {} (any more).", id.0),
                format!("Es gibt keinen Vorgang {} (mehr).", id.0),
            )
        })
    }

    /// Every job, the newest first.
    pub fn list(&self) -> Vec<JobView> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.values().rev().map(|job| job.view()).collect()
    }

    /// Stops every job.
    pub fn cancel_all(&self) {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        for job in all.values().filter(|job| job.view.borrow().state == JobState::Running) {
            job.cancel.cancel();
        }
    }

    /// Whether any job is at work.
    pub fn is_busy(&self) -> bool {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.values().any(|job| job.view.borrow().state == JobState::Running)
    }

    fn tell(&self, job: &Job) {
        // Nobody may be listening, which is no fault.
        self.events.send(Event::Job { job: Box::new(job.view()) }).ok();
    }
}

impl Job {
    /// The job as it stands.
    pub fn view(&self) -> JobView {
        self.view.borrow().clone()
    }

    /// Watches the job as it goes.
    pub fn subscribe(&self) -> watch::Receiver<JobView> {
        self.view.subscribe()
    }

    /// Enters a stage: its words, how much of the whole was done before it (0 to 1), and how much
    /// it is of the whole.
    pub fn stage(&self, words: impl Into<String>, done: f64, share: f64) {
        *self.plan.lock().unwrap_or_else(PoisonError::into_inner) = Plan { done, share };
        let words = words.into();
        self.view.send_modify(|view| view.stage = words);
        self.set(0.0);
    }

    /// How much of the present stage is done, 0 to 1.
    pub fn set(&self, of_stage: f64) {
        let Plan { done, share } = *self.plan.lock().unwrap_or_else(PoisonError::into_inner);
        let fraction = done + share * of_stage.clamp(0.0, 1.0);
        let elapsed = self.started.elapsed().as_secs_f64();
        self.view.send_modify(|view| {
            if view.state == JobState::Running
                && view.fraction.is_none_or(|before| before <= fraction)
            {
                view.fraction = Some(fraction);
                // Too early an estimate is worse than none.
                view.remaining_secs =
                    (fraction > 0.05).then(|| elapsed / fraction * (1.0 - fraction));
            }
        });
    }

    fn estimate(&self) {
        if let Some(percentage) = self.cancel.percentage() {
            self.set(percentage / 100.0);
        }
    }
}

/// Stops work that is waited for by whoever holds this.
pub struct CancelOnDrop(pub Cancel);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// What a command knows about its call: the language, and the job it runs as, if it does.
pub struct Context {
    /// The caller's language.
    pub language: Language,
    /// Stops the work.
    pub cancel: Cancel,
    /// The job.
    pub job: Option<Arc<Job>>,
    /// The part of the whole that the work is at now: stages are stages of it.
    span: Mutex<Plan>,
    started: Instant,
}

impl Context {
    /// For a call that is no job.
    pub fn of(language: Language) -> Self {
        Context {
            language,
            cancel: Cancel::default(),
            job: None,
            span: Mutex::new(Plan { done: 0.0, share: 1.0 }),
            started: clock::start(),
        }
    }

    /// For a job.
    pub fn of_job(language: Language, job: Arc<Job>) -> Self {
        Context { cancel: job.cancel.clone(), job: Some(job), ..Context::of(language) }
    }

    /// Enters one of several like parts of the work, such as one of several files: what comes now
    /// is counted within it.
    pub fn part(&self, number: usize, of: usize) {
        let share = 1.0 / of.max(1) as f64;
        *self.span.lock().unwrap_or_else(PoisonError::into_inner) =
            Plan { done: number as f64 * share, share };
    }

    /// Enters a stage of the work, said in English and German.
    pub fn stage(&self, en: &str, de: &str, done: f64, share: f64) {
        if let Some(job) = &self.job {
            let span = *self.span.lock().unwrap_or_else(PoisonError::into_inner);
            job.stage(self.say(en, de), span.done + span.share * done, span.share * share);
        }
    }

    /// Tells how much of the stage is done.
    pub fn progress(&self, of_stage: f64) {
        if let Some(job) = &self.job {
            job.set(of_stage);
        }
    }

    /// Picks the text in the caller's language.
    pub fn say<'a>(&self, en: &'a str, de: &'a str) -> &'a str {
        match self.language {
            Language::En => en,
            Language::De => de,
        }
    }

    /// Seconds since the work began.
    pub fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }
}

/// A name for one failure, to find it in the log.
pub fn trace_id() -> String {
    clock::random_name().unwrap_or_else(|_| "none".to_owned())
}
