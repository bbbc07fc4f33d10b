//! Jobs that ended, kept for 90 days, so that a person can see what ran and why something failed.

use crate::{Ledger, LedgerError, text};
use kontor_api::{ApiError, JobState};
use kontor_domain::DateTime;
use rusqlite::Row;
use std::time::Duration;

pub(crate) const CREATE: &str = "
    CREATE TABLE jobs (
        id INTEGER PRIMARY KEY,
        command TEXT NOT NULL,
        subject TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('done', 'failed', 'cancelled')),
        error TEXT,
        started_at TEXT NOT NULL,
        finished_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX jobs_by_end ON jobs (finished_at);
";

const KEPT: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// A job that ended.
#[derive(Debug, Clone, PartialEq)]
pub struct FinishedJob {
    /// The command's name on the wire, such as `import_run`.
    pub command: String,
    /// What it worked on, such as a file's name.
    pub subject: String,
    /// How it ended; a running job is refused.
    pub state: JobState,
    /// Why, if it failed or was cancelled.
    pub error: Option<ApiError>,
    /// When it started, UTC.
    pub started_at: DateTime,
    /// When it ended, UTC.
    pub finished_at: DateTime,
}

impl Ledger {
    /// Notes a job that ended, and forgets those that ended more than 90 days before it.
    ///
    /// # Errors
    /// Those of writing: [`LedgerError::DiskFull`], [`LedgerError::Io`], [`LedgerError::Busy`].
    pub fn record_job(&self, job: &FinishedJob) -> Result<(), LedgerError> {
        let error = job.error.as_ref().map(text::to_json).transpose()?;
        let forget_before = job.finished_at.saturating_sub(KEPT);
        self.atomically(|| {
            self.conn.execute(
                "INSERT INTO jobs (command, subject, state, error, started_at, finished_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (
                    &job.command,
                    &job.subject,
                    text::to_word(&job.state)?,
                    error,
                    job.started_at.to_string(),
                    job.finished_at.to_string(),
                ),
            )?;
            let delete = "DELETE FROM jobs WHERE finished_at < ?1";
            self.conn.execute(delete, [forget_before.to_string()])?;
            Ok(())
        })
    }

    /// Jobs that ended, the latest first, at most `limit`.
    ///
    /// # Errors
    /// Those of reading: [`LedgerError::Io`], [`LedgerError::Damaged`].
    pub fn finished_jobs(&self, limit: u32) -> Result<Vec<FinishedJob>, LedgerError> {
        let select = "SELECT * FROM jobs ORDER BY finished_at DESC, id DESC LIMIT ?1";
        self.rows(select, [limit], read)
    }
}

fn read(row: &Row<'_>) -> Result<FinishedJob, LedgerError> {
    const WHAT: &str = "a finished job";
    let state: String = row.get("state")?;
    let error: Option<String> = row.get("error")?;
    let started_at: String = row.get("started_at")?;
    let finished_at: String = row.get("finished_at")?;
    Ok(FinishedJob {
        command: row.get("command")?,
        subject: row.get("subject")?,
        state: text::from_word(state, WHAT)?,
        error: error.map(|json| text::from_json(&json, WHAT)).transpose()?,
        started_at: text::to_moment(&started_at, WHAT)?,
        finished_at: text::to_moment(&finished_at, WHAT)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_api::Code;

    fn job(subject: &str, finished_at: &str) -> FinishedJob {
        FinishedJob {
            command: "import_run".into(),
            subject: subject.into(),
            state: JobState::Done,
            error: None,
            started_at: "2026-01-01T08:00:00".parse().unwrap(),
            finished_at: finished_at.parse().unwrap(),
        }
    }

    #[test]
    fn jobs_are_listed_latest_first_with_why_they_failed() {
        let ledger = Ledger::scratch();
        let done = job("a.csv", "2026-01-01T09:00:00");
        let failed = FinishedJob {
            state: JobState::Failed,
            error: Some(ApiError {
                code: Code::DiskFull,
                message: "The disk is full.".into(),
                hint: Some("Make room.".into()),
                field: None,
                retry: true,
                trace_id: "7".into(),
            }),
            ..job("b.csv", "2026-01-01T09:00:00.5")
        };
        ledger.record_job(&done).unwrap();
        ledger.record_job(&failed).unwrap();
        assert_eq!(ledger.finished_jobs(9).unwrap(), [failed.clone(), done]);
        assert_eq!(ledger.finished_jobs(1).unwrap(), [failed]);
        let running =
            FinishedJob { state: JobState::Running, ..job("c.csv", "2026-01-01T09:00:00") };
        assert!(ledger.record_job(&running).is_err());
    }

    #[test]
    fn a_job_is_kept_for_ninety_days() {
        let ledger = Ledger::scratch();
        let subjects = |ledger: &Ledger| -> Vec<String> {
            ledger.finished_jobs(9).unwrap().into_iter().map(|job| job.subject).collect()
        };
        ledger.record_job(&job("old", "2026-01-01T12:00:00")).unwrap();
        ledger.record_job(&job("on the day", "2026-04-01T12:00:00")).unwrap();
        assert_eq!(subjects(&ledger), ["on the day", "old"]);
        ledger.record_job(&job("a second later", "2026-04-01T12:00:01")).unwrap();
        assert_eq!(subjects(&ledger), ["a second later", "on the day"]);
    }
}
