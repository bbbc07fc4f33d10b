//! DuckDB is built once. Cargo compiles it again for every distinct set of features that its
//! crate, or anything its build script is made of, gets from a selection of packages; so every
//! selection that people build must give the same.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::{Violation, list, text};
use crate::places::{Places, SELECTION};
use crate::shell;

/// The selections that people and `xtask` build.
const SELECTIONS: [&[&str]; 5] = [
    &["--package", "kontor-warehouse"],
    &[],
    &["--tests"],
    &["--package", "kontor-desktop"],
    &[SELECTION[0], SELECTION[1], SELECTION[2], "--tests", "--bins"],
];

/// What makes two compilations the same: the unit, and its features.
type Units = BTreeMap<String, Vec<String>>;

/// Compares what DuckDB is made of in every selection with what it is in the first.
pub fn check(places: &Places) -> Result<Vec<Violation>> {
    let mut graphs = Vec::new();
    for selection in SELECTIONS {
        let text = shell::output(
            "Asking Cargo for the units",
            places
                .cargo("build")
                .args(selection)
                .args(["--quiet", "--unit-graph", "-Zunstable-options"])
                // The graph is behind this flag; nothing is compiled with it. A folder of its
                // own, so that a running build is not waited for.
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_TARGET_DIR", places.cache.join("unit-graph")),
        )?;
        let graph = serde_json::from_str(&text).context("the unit graph is not JSON")?;
        graphs.push((selection.join(" "), units_below_duckdb(&graph)));
    }
    Ok(differences(&graphs))
}

fn differences(graphs: &[(String, Units)]) -> Vec<Violation> {
    let Some(((first_name, first), others)) = graphs.split_first() else {
        return Vec::new();
    };
    let mut violations = Vec::new();
    for (name, units) in others {
        let all: BTreeSet<&String> = first.keys().chain(units.keys()).collect();
        for unit in all {
            let (here, there) = (first.get(unit), units.get(unit));
            if here != there {
                violations.push(Violation::new(
                    "crates/warehouse/Cargo.toml",
                    "DuckDB is built once",
                    format!(
                        "{unit} has the features {here:?} with `{first_name}`, but {there:?} with `{name}`: \
                         ask for the union in [build-dependencies], or drop a feature that nobody needs"
                    ),
                ));
            }
        }
    }
    violations
}

/// DuckDB's own units and all that they depend on.
fn units_below_duckdb(graph: &Value) -> Units {
    let units = list(graph, "units");
    let mut open: Vec<usize> = (0..units.len())
        .filter(|index| {
            units.get(*index).is_some_and(|unit| text(unit, "pkg_id").contains("libduckdb-sys"))
        })
        .collect();
    let mut seen: BTreeSet<usize> = open.iter().copied().collect();
    let mut found = Units::new();
    while let Some(unit) = open.pop().and_then(|index| units.get(index)) {
        for dependency in list(unit, "dependencies") {
            let index = dependency.get("index").and_then(Value::as_u64);
            if let Some(index) = index.and_then(|index| usize::try_from(index).ok())
                && seen.insert(index)
            {
                open.push(index);
            }
        }
        found.insert(name(unit), features(unit));
    }
    found
}

fn name(unit: &Value) -> String {
    let id = text(unit, "pkg_id");
    let package = id.rsplit('#').next().unwrap_or(id);
    let target = unit.get("target").unwrap_or(&Value::Null);
    let kind = list(target, "kind").first().and_then(Value::as_str);
    let profile = unit.get("profile").unwrap_or(&Value::Null);
    format!(
        "{package} ({} {}, level {})",
        text(unit, "mode"),
        kind.unwrap_or_default(),
        text(profile, "opt_level")
    )
}

fn features(unit: &Value) -> Vec<String> {
    let mut features: Vec<String> = list(unit, "features")
        .iter()
        .filter_map(|feature| feature.as_str().map(str::to_owned))
        .collect();
    features.sort();
    features
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn graph(features: &[&str]) -> Units {
        units_below_duckdb(&json!({ "units": [
            { "pkg_id": "x#serde@1.0.0", "mode": "build", "features": features,
              "target": { "kind": ["lib"] }, "profile": { "opt_level": "3" } },
            { "pkg_id": "x#libduckdb-sys@1.2.3", "mode": "build", "features": [],
              "target": { "kind": ["lib"] }, "profile": { "opt_level": "3" },
              "dependencies": [{ "index": 0 }] },
            { "pkg_id": "x#unrelated@1.0.0", "mode": "build", "features": features,
              "target": { "kind": ["lib"] }, "profile": { "opt_level": "3" } },
        ] }))
    }

    #[test]
    fn a_feature_that_only_one_selection_has_is_found() {
        let (a, b) = (graph(&["std"]), graph(&["derive", "std"]));
        assert_eq!(a.len(), 2, "{a:?}");
        let same = [("-p a".to_owned(), a.clone()), ("-p b".to_owned(), graph(&["std"]))];
        assert_eq!(differences(&same), []);
        let other = differences(&[("-p a".to_owned(), a), ("-p b".to_owned(), b)]);
        assert_eq!(other.len(), 1);
        assert!(other[0].reason.starts_with("serde@1.0.0 (build lib, level 3)"), "{other:?}");
        assert!(other[0].reason.contains("`-p b`"), "{other:?}");
    }
}
