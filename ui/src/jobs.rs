//! Long work: started, watched while it runs, cancelled on request.

use crate::{
    query,
    transport::{self, Heard},
};
use futures_channel::oneshot;
use kontor_api::{
    ApiError, Call, Code, Command, Event, JobCancel, JobId, JobState, JobView, JobsList,
};
use leptos::{prelude::*, task::spawn_local};
use std::{cell::RefCell, collections::HashMap};

thread_local! {
    /// Jobs of the engine's process, the newest first.
    static JOBS: ArcRwSignal<Vec<JobView>> = ArcRwSignal::default();
    /// Those who wait for a job's end.
    static WAITING: RefCell<HashMap<JobId, oneshot::Sender<JobView>>> = RefCell::default();
}

/// Jobs of the engine's process, the newest first.
pub fn list() -> ArcRwSignal<Vec<JobView>> {
    JOBS.with(Clone::clone)
}

/// The job of a command that is at work, the newest if there are several.
pub fn running(command: Command) -> Memo<Option<JobView>> {
    let jobs = list();
    Memo::new(move |_| {
        jobs.with(|jobs| {
            let at_work = |job: &&JobView| {
                job.state == JobState::Running && job.command == command.info().name
            };
            jobs.iter().find(at_work).cloned()
        })
    })
}

/// Hears the engine from now on: jobs that move, and what others change.
pub fn listen() {
    transport::listen(|heard| match heard {
        Heard::Event(Event::Job { job }) => note(*job),
        Heard::Event(Event::Changed { tags }) => query::invalidate(&tags),
        Heard::Connected => {
            query::invalidate_all();
            spawn_local(async {
                // Without an answer the next connection asks again.
                if let Ok(reply) = transport::call(&JobsList {}).await {
                    reply.jobs.into_iter().rev().for_each(note);
                }
            });
        }
    });
}

/// Runs a job to its end. What it invalidates is stale by then.
///
/// # Errors
/// Why it did not start, failed, or was cancelled.
pub async fn run<C: Call>(request: &C) -> Result<C::Reply, ApiError> {
    let id = transport::start(request).await?;
    let ended = wait(id).await?;
    match (ended.result, ended.error) {
        (Some(result), _) => serde_json::from_value(result).map_err(transport::defect),
        (None, Some(error)) => Err(error),
        (None, None) => Err(transport::defect("a job that ended with nothing")),
    }
}

/// Asks a job to stop; it stops soon, and data is as before it.
///
/// # Errors
/// That it is not known or already over.
pub async fn cancel(job: JobId) -> Result<(), ApiError> {
    query::change(&JobCancel { job }).await.map(note)
}

/// Whether an error means only that the person cancelled.
pub fn is_cancelled(error: &ApiError) -> bool {
    error.code == Code::Cancelled
}

/// Takes note of where a job stands. A job that ended stays ended, whatever arrives late.
fn note(job: JobView) {
    let known = list().with_untracked(|jobs| {
        jobs.iter().find(|known| known.id == job.id).map(|known| known.state)
    });
    if known.is_some_and(|state| state != JobState::Running) {
        return;
    }
    list().update(|jobs| match jobs.iter_mut().find(|known| known.id == job.id) {
        Some(known) => *known = job.clone(),
        None => jobs.insert(0, job.clone()),
    });
    if job.state == JobState::Running {
        return;
    }
    if job.state == JobState::Done
        && let Some(command) = Command::from_name(&job.command)
    {
        query::invalidate(command.info().invalidates);
    }
    if let Some(waiting) = WAITING.with_borrow_mut(|waiting| waiting.remove(&job.id)) {
        // The page that waited may be gone.
        let _ = waiting.send(job);
    }
}

/// The job once it has ended.
async fn wait(id: JobId) -> Result<JobView, ApiError> {
    let ended = list().with_untracked(|jobs| {
        jobs.iter().find(|job| job.id == id && job.state != JobState::Running).cloned()
    });
    if let Some(job) = ended {
        return Ok(job);
    }
    let (sender, receiver) = oneshot::channel();
    WAITING.with_borrow_mut(|waiting| waiting.insert(id, sender));
    receiver.await.map_err(transport::defect)
}
