//! x
pub mod calendar;
mod random;
pub use random::Random;
