//! What the fuzz target found or started from, and every fixture, whole and cut off.

use crate::dialects::fixtures;
use crate::everything::everything;

#[test]
fn the_corpus_does_no_harm() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus/everything");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        everything(&std::fs::read(entry.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count > 20);
}

#[test]
fn a_fixture_that_breaks_off_does_no_harm() {
    for (_, _, bytes, _) in fixtures() {
        for part in 1..8 {
            everything(&bytes[..bytes.len() * part / 8]);
        }
    }
}
