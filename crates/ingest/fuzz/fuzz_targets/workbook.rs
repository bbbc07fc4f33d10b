//! Any XML in the archive of a workbook through everything that is done with one. Started as the
//! target `everything`, whose head says how; its findings go to `corpus/workbook`.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/ingest/everything.rs"]
mod everything;
#[path = "../../tests/ingest/workbook.rs"]
mod workbook;

fuzz_target!(|parts: &[u8]| everything::everything(&workbook::zipped(parts)));
