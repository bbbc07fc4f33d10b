//! Long work: started at once, watched while it runs, cancelled on request.

use crate::{ApiError, Tag};
use serde::{Deserialize, Serialize};

/// A job of this process; ids start at 1 and are not reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(pub u64);

/// What a job command answers at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobStarted {
    /// The job to watch.
    pub job: JobId,
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// At work.
    Running,
    /// Done; `result` holds the outcome.
    Done,
    /// Ended by an error; data is as before.
    Failed,
    /// Ended by the person; data is as before.
    Cancelled,
}

/// A job as a person sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobView {
    /// The job.
    pub id: JobId,
    /// The command's name on the wire, such as `import_run`.
    pub command: String,
    /// What it works on, such as a file's name.
    pub subject: String,
    /// Where it stands.
    pub state: JobState,
    /// What it does now, in the caller's language.
    pub stage: String,
    /// Share done, 0 to 1; `None` where it cannot be told.
    pub fraction: Option<f64>,
    /// Estimated seconds left; `None` where it cannot be told.
    pub remaining_secs: Option<f64>,
    /// The outcome, as the command's reply in JSON, once done.
    pub result: Option<serde_json::Value>,
    /// Why it ended, if it failed or was cancelled.
    pub error: Option<ApiError>,
}

/// Lists the jobs of this process, the newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct JobsList {}

/// Reply of [`JobsList`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Jobs {
    /// Running jobs and the last finished ones, the newest first.
    pub jobs: Vec<JobView>,
}

/// Asks for one job.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JobGet {
    /// The job.
    pub job: JobId,
}

/// Cancels a job: it stops soon, and leaves data as before it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JobCancel {
    /// The job.
    pub job: JobId,
}

/// What the engine tells every host as it happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A job moved on or ended.
    Job {
        /// The job as it stands now.
        job: Box<JobView>,
    },
    /// What these tags show has changed.
    Changed {
        /// The tags that are stale.
        tags: Vec<Tag>,
    },
}
