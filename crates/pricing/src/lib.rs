//! # kontor-pricing: which price to ask
//!
//! Policies that set a product's price while its stock lasts. A [`market::Market`] holds what is
//! fitted of a product: the prices that may be asked, how likely a sale is at each, season, costs,
//! stock and time. A [`policy::Policy`] asks a price each period; [`policy::replay`] plays it on
//! drawn paths, which are the same for every policy.
//!
//! [`rules`] has the rules that a merchant knows, [`bandit`] learns demand while it sells (Thompson
//! sampling with inventory), [`agent`] is a network that was trained on many drawn markets, and
//! [`gate`] lets a policy set prices only where it beats the rules by replay.
//!
//! It opens no file, knows no clock and draws no randomness but from a seed. Money is in minor units
//! of one currency; a period is so short that at most one unit sells in it.
//!
//! Start reading at [`market`].

pub mod agent;
pub mod bandit;
mod fluid;
pub mod gate;
mod luck;
pub mod market;
pub mod policy;
pub mod rules;

pub use kontor_nn::NnError;

/// The place of the largest value; of equals the last, which is the highest price.
fn largest(values: &[f64]) -> usize {
    let best = values.iter().copied().enumerate();
    best.reduce(|best, each| if each.1 >= best.1 { each } else { best }).map_or(0, |best| best.0)
}
