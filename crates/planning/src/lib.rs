//! # kontor-planning: what to order
//!
//! [`textbook`]: the policies that a plan is compared with.

pub mod demand;
pub mod distribution;
pub mod lead_time;
pub mod level;
mod random;
pub mod textbook;
