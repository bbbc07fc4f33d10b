//! Opening the warehouse: limits, connections, cancelling.

use crate::{
    error::{Result, WarehouseError},
    first_seen::FirstSeen,
    schema, sql,
};
use duckdb::{Config, Connection, InterruptHandle, ProgressHandle};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::Duration,
};

/// What DuckDB may use.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Threads.
    pub threads: usize,
    /// Bytes of memory, beyond which intermediate results go to the staging folder.
    pub memory_bytes: u64,
}

/// A warehouse file, open in this process.
///
/// Connections are made as needed and reused; readers see the last committed state and are never
/// blocked by an import.
pub struct Warehouse {
    root: Mutex<Connection>,
    idle: Mutex<Vec<Connection>>,
    staging: PathBuf,
    pub(crate) first_seen: FirstSeen,
}

/// Asks work to stop. Clones stop the same work.
#[derive(Clone, Default)]
pub struct Cancel(Arc<CancelState>);

#[derive(Default)]
struct CancelState {
    asked: AtomicBool,
    running: Mutex<Option<(Arc<InterruptHandle>, ProgressHandle)>>,
}

impl Cancel {
    /// Stops the work soon.
    pub fn cancel(&self) {
        self.0.asked.store(true, Ordering::SeqCst);
        let running = self.0.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((handle, _)) = running.as_ref() {
            handle.interrupt();
        }
    }

    /// Whether the work was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.asked.load(Ordering::SeqCst)
    }

    /// # Errors
    /// [`WarehouseError::Cancelled`] once asked to stop.
    pub fn check(&self) -> Result<()> {
        if self.is_cancelled() { Err(WarehouseError::Cancelled) } else { Ok(()) }
    }

    /// DuckDB's estimate of how much of the statement at work is done, 0 to 100.
    pub fn percentage(&self) -> Option<f64> {
        let running = self.0.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.as_ref().and_then(|(_, progress)| progress.query_progress().percentage())
    }

    fn watch(&self, handle: Option<(Arc<InterruptHandle>, ProgressHandle)>) {
        *self.0.running.lock().unwrap_or_else(PoisonError::into_inner) = handle;
    }
}

impl Warehouse {
    /// Opens the file, making it if it is missing, and brings its tables up to date. `staging` is
    /// the only folder that statements can read; it must exist.
    ///
    /// # Errors
    /// [`WarehouseError::Busy`], [`WarehouseError::Newer`], [`WarehouseError::Damaged`] and what
    /// the operating system refuses.
    pub fn open(file: &Path, staging: &Path, limits: &Limits) -> Result<Warehouse> {
        let staging_text = staging.to_string_lossy().into_owned();
        let config = Config::default()
            .threads(limits.threads.max(1) as i64)?
            .max_memory(&format!("{}B", limits.memory_bytes))?
            .enable_autoload_extension(false)?
            .with("autoinstall_known_extensions", "false")?
            .with("temp_directory", staging_text.as_str())?;
        let root = Connection::open_with_flags(file, config)?;
        // Order matters: the folder is allowed while that can still be said, then the doors shut.
        // The bundled library comes with extension downloads on and file access open. Where it takes a
        // large side of an ASOF join for a small one, it compares every row with every other.
        root.execute_batch(&format!(
            "SET GLOBAL asof_loop_join_threshold = 0;
             SET allowed_directories = [{}];
             SET enable_external_access = false;
             SET allowed_configs = ['enable_progress_bar', 'enable_progress_bar_print'];
             SET lock_configuration = true;",
            sql::text(&staging_text)
        ))?;
        let age = schema::prepare(&root)?;
        if age == schema::Age::Older {
            return Err(WarehouseError::Older);
        }
        Ok(Warehouse {
            first_seen: FirstSeen::register(&root)?,
            root: Mutex::new(root),
            idle: Mutex::new(Vec::new()),
            staging: staging.to_owned(),
        })
    }

    /// The folder that statements can read.
    pub fn staging(&self) -> &Path {
        &self.staging
    }

    /// Runs `work` on a connection of its own.
    ///
    /// # Errors
    /// What `work` fails with.
    pub fn with<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let connection = self.take()?;
        let result = work(&connection);
        self.give(connection);
        result
    }

    /// Runs `work` so that `cancel` and the time limit interrupt the statement at work.
    ///
    /// # Errors
    /// [`WarehouseError::Cancelled`], [`WarehouseError::TimeLimit`] and what `work` fails with.
    pub fn with_cancel<T>(
        &self,
        cancel: &Cancel,
        limit: Option<Duration>,
        work: impl FnOnce(&Connection) -> Result<T>,
    ) -> Result<T> {
        cancel.check()?;
        let connection = self.take()?;
        let handle = connection.interrupt_handle();
        connection.set_query_progress_tracking(true)?;
        cancel.watch(Some((handle.clone(), connection.progress_handle())));
        let timed_out = Arc::new(AtomicBool::new(false));
        let (done, wait) = mpsc::sync_channel::<()>(1);
        let watchdog = limit.map(|limit| {
            let timed_out = timed_out.clone();
            std::thread::Builder::new().name("sql-time-limit".into()).spawn(move || {
                if wait.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout) {
                    timed_out.store(true, Ordering::SeqCst);
                    handle.interrupt();
                }
            })
        });
        let result = work(&connection);
        drop(done);
        if let Some(Ok(thread)) = watchdog {
            // The thread ends as soon as the channel closes; it cannot panic.
            thread.join().ok();
        }
        cancel.watch(None);
        match result {
            Err(error) => {
                // An open transaction would otherwise stay with the connection. Fails where none
                // is open, which is as good.
                connection.execute_batch("ROLLBACK").ok();
                self.give(connection);
                match error {
                    WarehouseError::Cancelled if timed_out.load(Ordering::SeqCst) => {
                        Err(WarehouseError::TimeLimit)
                    }
                    other => Err(other),
                }
            }
            Ok(value) => {
                self.give(connection);
                Ok(value)
            }
        }
    }

    /// Moves what is in the write-ahead log into the file, so that the file alone is complete.
    ///
    /// # Errors
    /// What DuckDB fails with.
    pub fn checkpoint(&self) -> Result<()> {
        self.with(|connection| Ok(connection.execute_batch("CHECKPOINT")?))
    }

    /// Copies everything committed into the new file `into`, which lies in the staging folder.
    ///
    /// Nobody else may read the open file itself: Windows refuses, and on Linux closing it again
    /// would drop DuckDB's own lock on it.
    ///
    /// # Errors
    /// [`WarehouseError::Cancelled`] and what DuckDB fails with; a part may lie in `into` then.
    pub fn copy(&self, into: &Path, cancel: &Cancel) -> Result<()> {
        self.with_cancel(cancel, None, |connection| {
            let this: String =
                connection.query_row("SELECT current_database()", [], |row| row.get(0))?;
            connection.execute_batch(&format!(
                "ATTACH {} AS kontor_copy",
                sql::text(&into.to_string_lossy())
            ))?;
            let copied = connection.execute_batch(&format!(
                "COPY FROM DATABASE {} TO kontor_copy; CHECKPOINT kontor_copy;",
                sql::name(&this)
            ));
            // Also where it failed: whoever made the folder of `into` wants to remove it.
            let detached = connection.execute_batch("DETACH kontor_copy");
            copied?;
            Ok(detached?)
        })
    }

    fn take(&self) -> Result<Connection> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(connection) => Ok(connection),
            None => Ok(self.root.lock().unwrap_or_else(PoisonError::into_inner).try_clone()?),
        }
    }

    fn give(&self, connection: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}
