//! What the fuzz target found or started from, and every fixture, whole and cut off.

use crate::dialects::fixtures;
use crate::{everything::everything, workbook::zipped};
use std::path::Path;

/// The files that are committed for a fuzz target.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect()
}

#[test]
fn the_corpus_does_no_harm() {
    let files = corpus("everything");
    assert!(files.len() > 20);
    files.iter().for_each(|bytes| everything(bytes));
}

#[test]
fn the_corpus_of_workbooks_does_no_harm() {
    let files = corpus("workbook");
    assert!(!files.is_empty());
    files.iter().for_each(|parts| everything(&zipped(parts)));
}

#[test]
fn a_fixture_that_breaks_off_does_no_harm() {
    for (_, _, bytes, _) in fixtures() {
        for part in 1..8 {
            everything(&bytes[..bytes.len() * part / 8]);
        }
    }
}
