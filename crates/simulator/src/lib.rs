//! # kontor-simulator: shops whose truth is known
//!
//! A [`market::Market`] says what is sold, who buys and what moves demand. It runs at two speeds:
//! [`shop::run`] draws every customer, order, delivery and return, day by day;
//! [`daily::DailyMarket`] draws units by variant and day alone, millions a second, for policies
//! that must try many futures. On them stand
//!
//! - the sample [`stores`]: four markets, written as a platform would [`export`] them, with their
//!   [`truth`] beside them for tests, which the program never reads;
//! - [`replay`]: a shop stepped day by day under a policy that knows only the past, over a market or
//!   over a real shop's past;
//! - [`regression`]: elasticities estimated from simulated data, held against the truth.
//!
//! It must not open a file, print, know a clock, or ask for randomness: a seed, a last day and
//! parameters come in; rows go out through writers that the caller opens. The same seed gives the
//! same bytes on every platform: random numbers come from ChaCha ([`Random`]), functions beyond
//! the four operations and the square root from `libm`, and nothing depends on the order of a hash
//! table or the width of `usize`. A change of what a store holds changes the hash that
//! `tests/stores.rs` keeps: then make the committed stores anew with
//! `cargo run -p kontor-simulator --example make_stores`.
//!
//! Start reading at [`market`], whose head has the formula of demand; then [`shop`], which lets the
//! market happen.

pub mod calendar;
pub mod daily;
pub mod demand;
pub mod export;
pub mod market;
mod people;
mod random;
pub mod regression;
pub mod replay;
pub mod response;
pub mod shop;
pub mod stores;
pub mod truth;

pub use random::{Random, count_quantile, normal_quantile};

/// The value at a place; nothing (0) where there is none.
fn at<T: Copy + Default>(values: &[T], place: usize) -> T {
    values.get(place).copied().unwrap_or_default()
}
