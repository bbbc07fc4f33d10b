//! # kontor-planning: what to order
//!
//! [`textbook`]: the policies that a plan is compared with.

pub mod distribution;
pub mod textbook;
