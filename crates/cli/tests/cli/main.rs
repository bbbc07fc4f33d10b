//! The command line as a person or a script uses it: each test is a run or several of the real
//! program, on files of its own, with an environment that is the same everywhere.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod environment;

mod errors;
mod importing;
mod office;
mod output;
mod serving;
mod shop;
