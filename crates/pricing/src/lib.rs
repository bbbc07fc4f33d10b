//! # kontor-pricing: what a price does to demand, and how sure that is
//!
//! Weeks of sales in, distributions out: products with their weeks come in, a Student's t of each
//! product's elasticity comes out, with a verdict whether it is known. It opens no file, knows no
//! clock and draws no randomness but from a seed: the same weeks and seed give the same answer.
//!
//! [`linear`] is least squares with dummies absorbed; [`elasticity`] estimates a product's
//! elasticity from its own weeks and lets [`hierarchy`] shrink it to its category's and to all;
//! [`cross`] asks what rivals' prices do, [`double_ml`] checks the mean by another road, and [`lab`]
//! runs it over public benchmark files.
//!
//! Start reading at [`elasticity`].

pub mod cross;
pub mod double_ml;
pub mod elasticity;
pub mod hierarchy;
pub mod lab;
pub mod linear;
pub mod moderated;
mod numbers;
mod random;
pub mod student;

pub use random::Random;
