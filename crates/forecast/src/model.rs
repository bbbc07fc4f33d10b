//! What a model is, and how a person watches and stops it.

use crate::Panel;
use std::ops::ControlFlow;

/// A way to forecast.
pub trait Model: Sync {
    /// Its name, as it stands in reports: short, lower case.
    fn name(&self) -> &'static str;

    /// Whether it forecasts the median, which for products that sell now and then is nothing, so
    /// that it cannot be their forecast.
    fn is_median(&self) -> bool {
        false
    }

    /// Whether it is what others have to beat, and costs nothing.
    fn is_baseline(&self) -> bool {
        false
    }

    /// Learns from the panel's history to forecast `horizon` periods.
    ///
    /// # Errors
    /// When the person stopped the run.
    fn fit(&self, panel: &Panel, horizon: usize, run: &Run<'_>)
    -> Result<Box<dyn Fitted>, Stopped>;
}

/// A model that has learnt.
pub trait Fitted: Send {
    /// For each series of the panel it was fitted to, the most likely value of each of the
    /// `horizon` periods after its last one: the median, or for intermittent demand the mean.
    ///
    /// # Errors
    /// When the person stopped the run.
    fn predict(&self, panel: &Panel, run: &Run<'_>) -> Result<Vec<Vec<f64>>, Stopped>;

    /// What it has learnt, in a line: the form it chose, how large it is.
    fn describe(&self) -> String;

    /// What it has learnt as the bytes of a safetensors file, of models that have weights.
    ///
    /// # Errors
    /// When a tensor cannot be read back.
    fn weights(&self) -> Result<Option<Vec<u8>>, Stopped> {
        Ok(None)
    }
}

/// Why a run ended before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stopped {
    /// The person stopped it.
    ByPerson,
    /// A network's arithmetic failed: a defect, or no memory. What happened.
    Failed(String),
}

impl From<kontor_nn::NnError> for Stopped {
    fn from(error: kontor_nn::NnError) -> Stopped {
        Stopped::Failed(error.to_string())
    }
}

/// How far a run is.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// What is done now, such as a model's name.
    pub stage: String,
    /// The share of the whole that is done, 0 to 1.
    pub done: f64,
}

/// What a run may use, and who watches it.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// Threads to use, at least 1. The forecast does not depend on it.
    pub threads: usize,
    /// What random numbers start from.
    pub seed: u64,
    /// Hears how far the run is; `None` only asks whether to go on. Breaking stops the run.
    pub watch: &'a (dyn Fn(Option<Progress>) -> ControlFlow<()> + Sync),
    /// Seconds since some moment, by the caller's clock: only budgets and reports depend on it.
    pub now: &'a (dyn Fn() -> f64 + Sync),
}

impl Run<'_> {
    /// A run of one thread that nobody watches.
    pub fn unwatched(seed: u64) -> Run<'static> {
        Run { threads: 1, seed, watch: &|_| ControlFlow::Continue(()), now: &|| 0.0 }
    }

    /// Goes on, unless the person stopped the run.
    ///
    /// # Errors
    /// When the person stopped the run.
    pub fn check(&self) -> Result<(), Stopped> {
        stopped((self.watch)(None))
    }

    /// Tells what comes now and how much is done, and goes on.
    ///
    /// # Errors
    /// When the person stopped the run.
    pub fn tell(&self, stage: &str, done: f64) -> Result<(), Stopped> {
        stopped((self.watch)(Some(Progress { stage: stage.to_owned(), done })))
    }
}

fn stopped(flow: ControlFlow<()>) -> Result<(), Stopped> {
    match flow {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Stopped::ByPerson),
    }
}

/// Forecasts that were made while fitting: of models that look at one series at a time.
pub struct Ready {
    /// For each series, each period of the horizon.
    pub forecasts: Vec<Vec<f64>>,
    /// What was learnt, in a line.
    pub description: String,
}

impl Fitted for Ready {
    fn predict(&self, _: &Panel, _: &Run<'_>) -> Result<Vec<Vec<f64>>, Stopped> {
        Ok(self.forecasts.clone())
    }

    fn describe(&self) -> String {
        self.description.clone()
    }
}
