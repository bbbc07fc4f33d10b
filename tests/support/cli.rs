//! The command line program, with a state of its own.

use crate::places;
use anyhow::{Context as _, Result, ensure};
use std::{ffi::OsStr, path::Path, process::Command};

/// `kontor` in English, with everything that it remembers under `home`.
pub fn kontor(home: &Path) -> Command {
    let mut command = Command::new(places::cli());
    command
        .args(["--quiet", "--json", "--lang", "en"])
        .env("HOME", home)
        .env("XDG_DATA_HOME", home)
        .env("KONTOR_RESOURCES", places::root())
        .env("TZ", "Europe/London");
    command
}

/// Runs it and returns what it printed.
///
/// # Errors
/// When it is not built, and what it says when it fails.
pub fn run<A: AsRef<OsStr>>(home: &Path, arguments: impl IntoIterator<Item = A>) -> Result<String> {
    let output = kontor(home).args(arguments).output().with_context(not_built)?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "kontor ended with {}: {said}", output.status);
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What to say where the program does not start.
pub fn not_built() -> String {
    format!("{} does not start: `cargo xtask test` builds it", places::cli().display())
}
