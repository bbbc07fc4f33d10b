//! One process per workspace: an exclusive lock on `kontor.lock` in its folder.
//!
//! The operating system holds the lock and releases it with the process, however that ends; the
//! file itself stays, and means nothing by itself. It says who holds the lock, for the message to
//! whoever comes second.

use std::{
    fmt,
    fs::{File, TryLockError},
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
};

const NAME: &str = "kontor.lock";

/// The lock on a workspace; dropping it lets the next process in.
#[derive(Debug)]
pub struct WorkspaceLock {
    // Never read: the lock lasts as long as the file is open.
    _file: File,
}

/// Who holds a workspace's lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The process's number.
    pub process: u32,
    /// The program's name, such as `kontor-desktop`.
    pub program: String,
}

/// Why a workspace could not be locked.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process has the workspace open. Who is unknown where the system lets nobody read a
    /// locked file (Windows).
    #[error("this workspace is open in another Kontor{}; nothing was changed. Work there, or close it and try again", in_brackets(.holder))]
    Busy {
        /// Who has it open.
        holder: Option<Holder>,
    },
    /// The lock's file could not be made, or the file system knows no locks.
    #[error(
        "the workspace in {} cannot be locked ({source}); a workspace needs a folder that may be written to, best on a local disk", .folder.display()
    )]
    Io {
        /// The workspace's folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Locks the workspace in `folder` for this process, which introduces itself as `program`. Does not
/// wait.
///
/// # Errors
/// [`LockError::Busy`] while another process (or another lock of this one) holds it.
pub fn lock(folder: &Path, program: &str) -> Result<WorkspaceLock, LockError> {
    let failed = |source| LockError::Io { folder: folder.to_owned(), source };
    let mut file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false) // It may be another's.
        .open(folder.join(NAME))
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(LockError::Busy { holder: holder(&mut file) }),
        Err(TryLockError::Error(source)) => return Err(failed(source)),
    }
    introduce(&mut file, program).map_err(failed)?;
    Ok(WorkspaceLock { _file: file })
}

fn introduce(file: &mut File, program: &str) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{} {program}", std::process::id())
}

fn holder(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    let (process, program) = text.trim_end().split_once(' ')?;
    Some(Holder { process: process.parse().ok()?, program: program.to_owned() })
}

fn in_brackets(holder: &Option<Holder>) -> String {
    holder.as_ref().map(|holder| format!(" ({holder})")).unwrap_or_default()
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, process {}", self.program, self.process)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io::{BufRead, BufReader},
        process::{Child, Command, Stdio},
    };

    const FOLDER: &str = "KONTOR_TEST_LOCK_FOLDER";

    /// Not a test by itself: the other process of the tests below.
    #[test]
    fn child_that_holds_the_lock() {
        let Some(folder) = std::env::var_os(FOLDER) else { return };
        let _lock = lock(Path::new(&folder), "kontor-desktop").unwrap();
        println!("\nlocked");
        let _ = io::stdin().read_line(&mut String::new());
    }

    fn another_process_locks(folder: &Path) -> Child {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "lock::tests::child_that_holds_the_lock", "--nocapture"])
            .env(FOLDER, folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.as_mut().unwrap()).lines();
        assert!(said.map_while(Result::ok).any(|line| line == "locked"));
        child
    }

    #[test]
    fn the_second_process_learns_who_the_first_is() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = another_process_locks(folder.path());
        let error = lock(folder.path(), "kontor").unwrap_err();
        if cfg!(unix) {
            let text = error.to_string();
            assert!(text.contains(&format!("(kontor-desktop, process {})", first.id())), "{text}");
        }
        assert!(matches!(error, LockError::Busy { .. }));
        drop(first.stdin.take());
        first.wait().unwrap();
        lock(folder.path(), "kontor").unwrap();
    }

    #[test]
    fn a_killed_process_leaves_no_lock() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = another_process_locks(folder.path());
        first.kill().unwrap();
        first.wait().unwrap();
        let _lock = lock(folder.path(), "kontor").unwrap();
    }

    #[test]
    fn a_process_locks_a_workspace_once() {
        let folder = tempfile::tempdir().unwrap();
        let first = lock(folder.path(), "a program with a rather long name").unwrap();
        assert!(matches!(lock(folder.path(), "kontor"), Err(LockError::Busy { .. })));
        drop(first);
        let _second = lock(folder.path(), "kontor").unwrap();
        if cfg!(unix) {
            let Err(LockError::Busy { holder }) = lock(folder.path(), "kontor") else { panic!() };
            let expected = Holder { process: std::process::id(), program: "kontor".into() };
            assert_eq!(holder, Some(expected));
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_to_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs_err::write(&file, "").unwrap();
        let error = lock(&file, "kontor").unwrap_err();
        assert!(error.to_string().contains(file.to_str().unwrap()), "{error}");
    }
}
