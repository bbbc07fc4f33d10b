//! # kontor-forecast: what will be sold, and how sure that is
//!
//! Numbers in, distributions out: a [`Panel`] of series comes in, quantiles for each series and
//! period come out. It opens no file, knows no clock and draws no randomness but from a seed: the
//! same panel and seed give the same forecast.
//!
//! Every model is one file behind one trait, [`Model`]: the simple ones ([`naive`]), exponential
//! smoothing ([`ets`]), the Theta method ([`theta`]), the methods for intermittent demand
//! ([`intermittent`]) look at one series at a time; [`boosted`] and the [`networks`] learn from all of them at once,
//! and [`top_down`] shares out what they have in common.
//! None is believed: [`backtest`] lets each forecast parts of the past that it has not seen,
//! [`stack`] weighs them by how well they did, [`choice`] keeps a baseline or the weights used so far
//! where those did better, [`bias`] scales what was too low or too high on the whole, and [`conformal`] makes the range from the errors
//! that the weighted forecast made there. [`pipeline`] puts these steps together, and [`lab`] runs
//! it over public benchmark files.
//!
//! Start reading at [`panel`], then [`pipeline`].

pub mod accuracy;
pub mod backtest;
pub mod bias;
pub mod boosted;
pub mod choice;
pub mod class;
pub mod conformal;
mod counts;
pub mod decomposition;
pub mod ets;
pub mod intermittent;
pub mod lab;
pub mod metrics;
pub mod model;
pub mod naive;
mod nelder_mead;
pub mod networks;
mod numbers;
pub mod panel;
mod parallel;
pub mod pipeline;
mod random;
pub mod seasonal;
pub mod stack;
pub mod theta;
pub mod top_down;
pub mod trees;

pub use model::{Fitted, Model, Progress, Run, Stopped};
pub use panel::{Direction, Input, Panel, Series};
