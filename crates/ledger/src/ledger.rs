//! The file: made, opened, brought up to date, copied.

use crate::{
    LedgerError, WorkspaceKey,
    schema::{APPLICATION_ID, MIGRATIONS, VERSION},
};
use rusqlite::{Connection, OpenFlags, Params, Row, Transaction, TransactionBehavior};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// How long a statement waits for another connection, such as that of [`copy`].
const PATIENCE: Duration = Duration::from_secs(5);

/// An open ledger. It can be sent to another thread, and used by one at a time.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) conn: Connection,
}

impl Ledger {
    /// Makes the ledger of a new workspace. `key` are 32 bytes from the operating system's random
    /// source. The file appears complete or not at all.
    ///
    /// # Errors
    /// [`LedgerError::Exists`] rather than replace a file; [`LedgerError::DiskFull`] or
    /// [`LedgerError::Io`] where it cannot be written.
    pub fn create(file: &Path, key: &WorkspaceKey) -> Result<Ledger, LedgerError> {
        if file.try_exists()? {
            return Err(LedgerError::Exists(file.to_owned()));
        }
        let draft = file.with_extension("draft");
        remove_if_there(&draft)?;
        let mut conn = Connection::open(&draft)?;
        conn.pragma_update(None, "application_id", APPLICATION_ID)?;
        MIGRATIONS.to_latest(&mut conn)?;
        let ledger = Ledger { conn };
        ledger.put_key(key)?;
        ledger.conn.close().map_err(|(_, error)| error)?;
        fs::rename(&draft, file)?;
        Ledger::open(file)
    }

    /// Opens a workspace's ledger and brings it up to date; before that, an older file is copied to
    /// `ledger-version-N.sqlite` beside it.
    ///
    /// # Errors
    /// [`LedgerError::Missing`], [`LedgerError::Damaged`], or [`LedgerError::Newer`] for a file that
    /// this program had better not touch. When an update fails the file is as before.
    pub fn open(file: &Path) -> Result<Ledger, LedgerError> {
        let mut conn = connect(file)?;
        let found = check(&conn)?;
        if found < VERSION {
            back_up(&conn, &version_copy(file, found))?;
            MIGRATIONS.to_latest(&mut conn)?;
        }
        let ledger = Ledger { conn };
        ledger.key()?;
        Ok(ledger)
    }

    /// Does several things as one: all of `work` is kept, or nothing. Within another call it is a
    /// part of that one, so that an error must be handed on to it.
    ///
    /// # Errors
    /// Those of `work`, and of writing.
    pub fn atomically<T, E: From<LedgerError>>(
        &self,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        if !self.conn.is_autocommit() {
            return work();
        }
        let transaction = Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate)
            .map_err(LedgerError::from)?;
        let done = work()?; // An error drops the transaction, which takes everything back.
        transaction.commit().map_err(LedgerError::from)?;
        Ok(done)
    }

    /// The rows of a query, each read by `read`.
    pub(crate) fn rows<T>(
        &self,
        select: &str,
        params: impl Params,
        read: impl Fn(&Row<'_>) -> Result<T, LedgerError>,
    ) -> Result<Vec<T>, LedgerError> {
        let mut statement = self.conn.prepare_cached(select)?;
        let mut rows = statement.query(params)?;
        let mut list = Vec::new();
        while let Some(row) = rows.next()? {
            list.push(read(row)?);
        }
        Ok(list)
    }

    /// An empty ledger in memory, without a key.
    #[cfg(test)]
    pub(crate) fn scratch() -> Ledger {
        let mut conn = Connection::open_in_memory().unwrap();
        MIGRATIONS.to_latest(&mut conn).unwrap();
        Ledger { conn }
    }
}

/// Copies the ledger `from` to the new file `to`, as it stands at one moment, while others read and
/// write it: a plain copy of the file would lack what SQLite keeps beside it.
///
/// # Errors
/// As [`Ledger::open`], except that an older or newer ledger is copied as it is;
/// [`LedgerError::Exists`] rather than replace a file. A failed copy leaves no file.
pub fn copy(from: &Path, to: &Path) -> Result<(), LedgerError> {
    if to.try_exists()? {
        return Err(LedgerError::Exists(to.to_owned()));
    }
    let conn = connect(from)?;
    back_up(&conn, to)
}

/// A connection to an existing file, with the settings that last for a connection.
fn connect(file: &Path) -> Result<Connection, LedgerError> {
    if !file.try_exists()? {
        return Err(LedgerError::Missing(file.to_owned()));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(file, flags)?;
    conn.busy_timeout(PATIENCE)?;
    if pragma(&conn, "application_id")? != APPLICATION_ID {
        return Err(LedgerError::damaged("the file is empty, or not one of Kontor's"));
    }
    conn.pragma_update(None, "foreign_keys", true)?;
    // Decisions cannot be computed anew: a commit waits until the disk has it.
    conn.pragma_update(None, "synchronous", "full")?;
    Ok(conn)
}

/// The version of a ledger that is sound, not newer than this program, and now in WAL mode.
fn check(conn: &Connection) -> Result<i64, LedgerError> {
    let found = pragma(conn, "user_version")?;
    if found > VERSION {
        return Err(LedgerError::Newer { found, known: VERSION });
    }
    let verdict: String = conn.pragma_query_value(None, "quick_check", |row| row.get(0))?;
    if verdict != "ok" {
        return Err(LedgerError::damaged(verdict));
    }
    // Readers, such as a backup, do not hold up the writer. The mode stays with the file.
    conn.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    Ok(found)
}

fn pragma(conn: &Connection, name: &str) -> Result<i64, LedgerError> {
    Ok(conn.pragma_query_value(None, name, |row| row.get(0))?)
}

/// Copies by SQLite's own backup, under another name first, so that `to` is never half a copy.
fn back_up(conn: &Connection, to: &Path) -> Result<(), LedgerError> {
    let draft = to.with_extension("draft");
    remove_if_there(&draft)?;
    let made = conn.backup("main", &draft, None).map_err(LedgerError::from);
    let named = made.and_then(|()| Ok(fs::rename(&draft, to)?));
    if named.is_err() {
        remove_if_there(&draft)?;
    }
    named
}

/// Where a ledger is kept before it is brought up from `version`.
fn version_copy(file: &Path, version: i64) -> PathBuf {
    file.with_file_name(format!("ledger-version-{version}.sqlite"))
}

fn remove_if_there(file: &Path) -> Result<(), LedgerError> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
