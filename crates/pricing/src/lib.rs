//! # kontor-pricing: what a price does to demand, and how sure that is
//!
//! Weeks of sales in, distributions out. It opens no file, knows no clock and draws no randomness but
//! from a seed: the same weeks and seed give the same answer.

pub mod double_ml;
pub mod linear;
mod numbers;
mod random;
pub mod student;

pub use random::Random;
