//! # kontor-pricing: what a price does to demand, how sure that is, and which price to ask
//!
//! Two halves. Weeks of sales in, distributions out: [`elasticity`] estimates a product's elasticity
//! from its own weeks ([`linear`]: least squares with dummies absorbed) and lets [`hierarchy`] shrink
//! it to its category's and to all, with a verdict whether it is known; [`cross`] asks what rivals'
//! prices do, [`double_ml`] checks the mean by another road, [`lab`] runs it over benchmark files.
//!
//! And a market in, prices out: a [`market::Market`] holds what is fitted of a product, a
//! [`policy::Policy`] asks a price each period while the stock lasts, [`policy::replay`] plays it on
//! drawn paths, the same for every policy. [`rules`] are those that a merchant knows, [`bandit`] learns
//! demand while it sells (Thompson sampling with inventory), [`agent`] is a network trained on many
//! drawn markets, and [`gate`] lets a policy set prices only where it beats the rules by replay. Money
//! is in minor units of one currency; a period is so short that at most one unit sells in it.
//!
//! Between the two stands what a person decides with: [`what_if`] tells what a price would do over
//! futures drawn from the forecast, [`guards`] what every new price must keep to, [`suggest`] which to
//! ask, [`clearance`] how to lower it until a stock is gone, and [`switchback`] how to test it.
//!
//! It opens no file, knows no clock and draws no randomness but from a seed: the same weeks, market and
//! seed give the same answer. Start reading at [`elasticity`] or [`market`].

pub mod agent;
pub mod bandit;
pub mod clearance;
pub mod cross;
pub mod double_ml;
pub mod elasticity;
mod fluid;
pub mod gate;
pub mod guards;
pub mod hierarchy;
pub mod lab;
pub mod linear;
pub mod market;
pub mod moderated;
mod numbers;
pub mod policy;
mod random;
pub mod rules;
pub mod student;
pub mod suggest;
pub mod switchback;
pub mod what_if;

pub use kontor_nn::NnError;
pub use random::Random;

/// The place of the largest value; of equals the last, which is the highest price.
fn largest(values: &[f64]) -> usize {
    let best = values.iter().copied().enumerate();
    best.reduce(|best, each| if each.1 >= best.1 { each } else { best }).map_or(0, |best| best.0)
}
