//! # kontor-planning: what to order, how much, by when, from whom, and why
//!
//! Distributions, stock and terms in, orders out: a [`order::Product`] comes in, a [`order::Line`]
//! with its whole arithmetic ([`why`]) comes out. It opens no file, knows no clock and draws no
//! randomness but from a seed: days are counted from a day that the caller calls today, money is in
//! minor units of one currency, and the same seed gives the same plan.
//!
//! [`demand`] draws what may be wanted from a forecast's weekly quantiles, [`lead_time`] learns from
//! receipts how long suppliers take, [`level`] finds the quantity that meets a target of service or
//! cost ([`class`] tells whose), and [`supplier`] makes an order of it under a supplier's terms;
//! [`bundle`]s are ordered in parts. [`plan`] holds all orders to a budget or a minimum order value.
//! [`textbook`] has the policies that such a plan is compared with.
//!
//! Start reading at [`order`].

pub mod bundle;
pub mod class;
pub mod demand;
pub mod distribution;
pub mod lead_time;
pub mod level;
pub mod order;
pub mod plan;
mod random;
pub mod supplier;
pub mod textbook;
pub mod why;
