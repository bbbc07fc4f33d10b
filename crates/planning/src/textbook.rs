//! The textbook's policies: what a plan is compared with, and what it is taught by.
//!
//! All are of Snyder and Shen, *Fundamentals of Supply Chain Theory* (2nd edition, Wiley, 2019);
//! each file names the paper behind it. They hold for the demand that they assume (constant, normal,
//! Poisson); a plan uses the forecast's own distribution ([`crate::demand`]). Costs are in any one
//! money, per unit and period where they are of holding or of being short. Without a solution (no
//! holding cost, no demand) figures are NaN or infinite, as the formula has it.

mod eoq;
mod lot_sizing;
mod newsvendor;
mod r_q;
mod s_s;
mod safety_stock;

pub use eoq::{Eoq, eoq, eoq_with_backorders};
pub use lot_sizing::{Lots, wagner_whitin};
pub use newsvendor::{Newsvendor, base_stock, critical_ratio, newsvendor_normal};
pub use r_q::{ReorderPoint, r_q};
pub use s_s::{MinMax, s_s};
pub use safety_stock::{reorder_point, safety_stock};
