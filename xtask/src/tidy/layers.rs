//! Which crate may use which: one heavy dependency, one crate, and arrows point down only.

use std::path::Path;

use anyhow::Result;
use serde_json::Value;

use super::{Violation, list, shown, text};
use crate::places::Places;
use crate::shell;

/// What each crate of ours may use of the others. A crate that is not here is not in the design.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("api", &["domain"]),
    ("warehouse", &["api", "domain"]),
    ("ledger", &["api", "domain"]),
    ("nn", &["api", "domain"]),
    ("ingest", &["api", "domain"]),
    ("features", &["api", "domain", "warehouse"]),
    ("charts", &["api", "domain"]),
    ("reports", &["api", "charts", "domain"]),
    ("connect", &["api", "domain"]),
    ("forecast", SCIENCE),
    ("recommend", SCIENCE),
    ("pricing", SCIENCE),
    ("customers", SCIENCE),
    ("planning", SCIENCE),
    ("simulator", SCIENCE),
    (
        "engine",
        &[
            "api",
            "charts",
            "connect",
            "customers",
            "domain",
            "features",
            "forecast",
            "ingest",
            "ledger",
            "nn",
            "planning",
            "pricing",
            "recommend",
            "reports",
            "simulator",
            "warehouse",
        ],
    ),
    ("host", &["api", "domain", "engine"]),
    ("server", &["api", "domain", "engine", "host"]),
    ("cli", &["api", "domain", "engine", "host", "server"]),
    ("desktop", &["api", "domain", "engine", "host"]),
    ("ui", &["api", "domain"]),
];

/// The sciences know no database, no file, no clock, and not each other.
const SCIENCE: &[&str] = &["api", "domain", "nn"];

/// A heavy dependency, by the beginning of its name, and the one crate that may have it.
const HEAVY: &[(&str, &str)] = &[
    ("tauri", "desktop"),
    ("duckdb", "warehouse"),
    ("libduckdb-sys", "warehouse"),
    ("rusqlite", "ledger"),
    ("polars", "features"),
    ("candle-", "nn"),
    ("axum", "server"),
    ("krilla", "reports"),
    ("reqwest", "connect"),
    ("plotters", "charts"),
    ("leptos", "ui"),
];

/// What has no place in a page: crates that do I/O, keep time or start threads.
const NOT_IN_A_PAGE: &[&str] = &[
    "async-std",
    "axum",
    "chrono",
    "duckdb",
    "fs-err",
    "fs4",
    "getrandom",
    "hyper",
    "libduckdb-sys",
    "libsqlite3-sys",
    "mio",
    "polars",
    "rand",
    "rayon",
    "reqwest",
    "rusqlite",
    "rustls",
    "socket2",
    "tauri",
    "tempfile",
    "tokio",
    "ureq",
    "zstd",
];

/// Checks the dependencies of every package of ours, development ones too.
pub fn check(places: &Places) -> Result<Vec<Violation>> {
    let packages = super::packages(places)?;
    Ok(packages
        .iter()
        .flat_map(|package| {
            let manifest = shown(&places.root, Path::new(text(package, "manifest_path")));
            check_package(package, &manifest)
        })
        .collect())
}

fn check_package(package: &Value, manifest: &str) -> Vec<Violation> {
    let name = text(package, "name");
    let short = name.strip_prefix("kontor-").unwrap_or(name);
    let is_free = short == "tests";
    let may_use = match MAY_USE.iter().find(|(known, _)| *known == short) {
        Some((_, may_use)) => *may_use,
        None if is_free || short == "xtask" => &[],
        None => {
            return vec![Violation::new(
                manifest,
                "arrows point down",
                format!("`{name}` has no place among the layers (xtask/src/tidy/layers.rs)"),
            )];
        }
    };
    let mut violations = Vec::new();
    for dependency in list(package, "dependencies") {
        let dependency = text(dependency, "name");
        if let Some(ours) = dependency.strip_prefix("kontor-") {
            if !is_free && !may_use.contains(&ours) {
                violations.push(Violation::new(
                    manifest,
                    "arrows point down",
                    format!("`{short}` may use {may_use:?}, not `{ours}`"),
                ));
            }
        } else if let Some((heavy, home)) = HEAVY.iter().find(|(heavy, _)| is(dependency, heavy))
            && *home != short
        {
            violations.push(Violation::new(
                manifest,
                "one heavy dependency, one crate",
                format!("`{dependency}` belongs to `{home}` alone ({heavy})"),
            ));
        }
    }
    violations
}

/// Whether a dependency is the heavy one or of its family: `polars`, `polars-core`.
fn is(dependency: &str, heavy: &str) -> bool {
    dependency
        .strip_prefix(heavy)
        .is_some_and(|rest| rest.is_empty() || heavy.ends_with('-') || rest.starts_with(['-', '_']))
}

/// Checks that the contract and the words of a shop can go into a page, with all they bring.
pub fn check_wasm(places: &Places) -> Result<Vec<Violation>> {
    let tree = shell::output(
        "Asking Cargo what `domain` and `api` bring",
        places
            .cargo("tree")
            .args(["--package", "kontor-domain", "--package", "kontor-api"])
            .args(["--target", "wasm32-unknown-unknown", "--edges", "normal"])
            .args(["--prefix", "none", "--format", "{p}"]),
    )?;
    Ok(check_tree(&tree))
}

fn check_tree(tree: &str) -> Vec<Violation> {
    NOT_IN_A_PAGE
        .iter()
        .filter(|name| tree.lines().any(|line| line.split(' ').next() == Some(**name)))
        .map(|name| {
            Violation::new(
                "crates/api/Cargo.toml",
                "the contract does no I/O",
                format!(
                    "`domain` or `api` brings `{name}`: `cargo tree --target wasm32-unknown-unknown -p kontor-api -i {name}`"
                ),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn broken(name: &str, dependencies: &[&str]) -> Vec<String> {
        let dependencies: Vec<Value> = dependencies.iter().map(|d| json!({ "name": d })).collect();
        check_package(&json!({ "name": name, "dependencies": dependencies }), "Cargo.toml")
            .into_iter()
            .map(|violation| violation.reason)
            .collect()
    }

    #[test]
    fn arrows_up_or_sideways_are_found() {
        assert_eq!(broken("kontor-api", &["kontor-domain", "serde"]), [""; 0]);
        assert!(broken("kontor-domain", &["kontor-api"])[0].contains("not `api`"));
        assert!(broken("kontor-ledger", &["kontor-warehouse"])[0].contains("not `warehouse`"));
        assert!(broken("kontor-ui", &["kontor-engine"])[0].contains("not `engine`"));
        assert!(broken("kontor-desktop", &["kontor-warehouse"])[0].contains("not `warehouse`"));
        assert!(broken("kontor-new", &[])[0].contains("no place"));
        assert_eq!(broken("kontor-tests", &["kontor-engine", "kontor-cli"]), [""; 0]);
    }

    #[test]
    fn a_heavy_dependency_in_a_second_crate_is_found() {
        assert_eq!(broken("kontor-warehouse", &["duckdb"]), [""; 0]);
        assert!(broken("kontor-tests", &["duckdb"])[0].contains("belongs to `warehouse`"));
        assert!(broken("kontor-engine", &["polars-core"])[0].contains("belongs to `features`"));
        assert!(broken("kontor-forecast", &["candle-nn"])[0].contains("belongs to `nn`"));
        assert!(broken("kontor-cli", &["tauri-build"])[0].contains("belongs to `desktop`"));
    }

    #[test]
    fn io_in_the_contract_is_found() {
        assert_eq!(check_tree("kontor-api v0.1.0 (/x)\nserde v1.0.0\ntokio-lite v1.0.0\n"), []);
        assert!(check_tree("serde v1.0.0\ntokio v1.0.0 (*)\n")[0].reason.contains("`tokio`"));
    }
}
