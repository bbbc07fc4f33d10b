//! The rules of the house, as far as a program can check them. They also run as tests.

mod documents;
mod duckdb;
mod layers;
mod sources;
mod styles;

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::places::Places;
use crate::shell;

/// A place where a rule is broken.
#[derive(Debug, PartialEq, Eq)]
struct Violation {
    /// The file, with the line where there is one.
    at: String,
    rule: &'static str,
    reason: String,
}

impl Violation {
    fn new(at: impl Into<String>, rule: &'static str, reason: impl Into<String>) -> Self {
        Self { at: at.into(), rule, reason: reason.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { at, rule, reason } = self;
        write!(f, "{at}: {rule}: {reason}")
    }
}

/// A rule's subject, and the check.
type Check = (&'static str, fn(&Places) -> Result<Vec<Violation>>);

const CHECKS: [Check; 9] = [
    ("layers", layers::check),
    ("WebAssembly", layers::check_wasm),
    ("DuckDB", duckdb::check),
    ("format", sources::check_format),
    ("libraries", sources::check_libraries),
    ("heads", sources::check_heads),
    ("paths", sources::check_paths),
    ("styles", styles::check),
    ("documents", documents::check),
];

/// Checks all rules and names every place where one is broken.
pub fn tidy(places: &Places) -> Result<()> {
    let mut broken = 0;
    for (subject, check) in CHECKS {
        let violations = check(places).with_context(|| format!("cannot check {subject}"))?;
        shell::say(&format!(
            "Tidy, {subject}: {}",
            if violations.is_empty() { "good" } else { "broken" }
        ));
        for violation in &violations {
            println!("{violation}");
        }
        broken += violations.len();
    }
    if broken > 0 {
        bail!("{broken} breaches of the rules of the house");
    }
    Ok(())
}

/// The packages of the workspace, as Cargo knows them.
fn packages(places: &Places) -> Result<Vec<Value>> {
    let text = shell::output(
        "Asking Cargo for the packages",
        places.cargo("metadata").args(["--no-deps", "--format-version", "1"]),
    )?;
    let Value::Object(mut metadata) = serde_json::from_str(&text)? else {
        bail!("cargo metadata is not an object");
    };
    match metadata.remove("packages") {
        Some(Value::Array(packages)) => Ok(packages),
        _ => bail!("cargo metadata names no packages"),
    }
}

/// A text inside Cargo's answers; nothing where there is none.
fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A list inside Cargo's answers; nothing where there is none.
fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The files that git knows or would know, from the root, that still exist.
fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let names = shell::output(
        "Asking git for the files",
        Command::new("git").current_dir(root).args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]),
    )?;
    Ok(names.split('\0').map(PathBuf::from).filter(|name| root.join(name).is_file()).collect())
}

/// A path with forward slashes, relative to the root where it lies below.
fn shown(root: &Path, file: &Path) -> String {
    file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(subject: &str) {
        let (_, check) = CHECKS.iter().find(|(name, _)| *name == subject).unwrap();
        let violations = check(&Places::find().unwrap()).unwrap();
        let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "{}", lines.join("\n"));
    }

    #[test]
    fn layers_hold() {
        holds("layers");
        holds("WebAssembly");
    }

    #[test]
    fn duckdb_is_built_once() {
        holds("DuckDB");
    }

    #[test]
    fn sources_are_tidy() {
        holds("libraries");
        holds("heads");
        holds("paths");
    }

    #[test]
    fn sources_are_formatted() {
        holds("format");
    }

    #[test]
    fn styles_are_tidy() {
        holds("styles");
    }

    #[test]
    fn documents_are_tidy() {
        holds("documents");
    }
}
