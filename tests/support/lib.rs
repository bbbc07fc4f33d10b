//! # kontor-tests: the house from outside
//!
//! Journeys through the whole program, as a merchant makes them, and the measurements of
//! `cargo xtask bench`. This library holds what both need: where the programs and the lab's files
//! are, an engine of its own for each test, the server, and the browsers that journeys click in.
//!
//! It must not test what a single crate can test by itself, and nothing of the product may depend
//! on it. Start reading at `journeys/main.rs`, or `bench/main.rs`.

pub mod cli;
pub mod driver;
pub mod kills;
pub mod page;
pub mod places;
pub mod server;
pub mod shop;
