//! Any bytes through everything that is done with a file.
//!
//! With the stable compiler, from this folder; the corpus that grows is kept apart from the small one
//! that is committed:
//! ```text
//! RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
//!   -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
//!   -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1" \
//!   cargo run --release --target x86_64-unknown-linux-gnu --bin everything -- \
//!   corpus/new corpus/everything -dict=headings.dict -max_len=65536 -max_total_time=3600
//! ```
//! What it finds goes to `corpus/everything`, which an ordinary test replays.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/ingest/everything.rs"]
mod everything;

fuzz_target!(|bytes: &[u8]| everything::everything(bytes));
