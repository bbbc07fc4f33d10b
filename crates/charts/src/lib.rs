//! # kontor-charts: numbers as pictures, sentences and tables
//!
//! [`time_series`], [`band`], [`curve`], [`bars`] and [`heat_map`] each take a plain struct of numbers
//! with their finished words and give a [`Chart`]: an SVG, the marks that a pointer or the arrow keys
//! stop at, a summary to read out, and the same numbers as a table. Charts are drawn natively, so
//! that the window, a report and the command line show the same picture.
//!
//! It must not read, fetch or sum up data: what it draws is what it was given. Colours, fonts and
//! line widths belong to whoever shows the SVG, which holds classes only: `grid` with
//! `zero`, `axis` (text), `line-current`, `line-previous`,
//! `line-forecast`, `area`, `band`, `band-wide`, `dot`, `dot-past`, `rule-now`, `rule-chosen`,
//! `bar-current`, `bar-previous` and `heat-0` to `heat-8`, in an `svg.chart`. Text is laid out for
//! 11 px.
//!
//! Start reading at [`time_series`]. plotters does the geometry; `canvas` turns its drawing into
//! SVG with classes.

mod band;
mod bars;
mod canvas;
mod curve;
mod frame;
mod heat_map;
mod scale;
mod summary;
mod text;
mod thin;
mod time_series;
mod unit;
mod words;

pub use band::{Band, BandStep, band};
pub use bars::{Bar, Bars, MOST_BARS, bars};
pub use curve::{Curve, CurvePoint, curve};
pub use heat_map::{HeatMap, heat_map};
pub use kontor_api::chart::Chart;
pub use time_series::{Step, TimeSeries, time_series};
pub use unit::Unit;

/// Why a chart could not be drawn.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ChartError {
    /// A value is infinite, no number at all, or beyond [`MOST`].
    #[error(
        "“{title}” cannot be drawn: its value for {mark} is {value}, which no axis can hold. \
         Look at the lines behind it: one of them has a number that cannot be meant"
    )]
    Value {
        /// What the chart shows.
        title: String,
        /// Which of its values.
        mark: String,
        /// The value.
        value: f64,
    },
    /// plotters could not draw.
    #[error("the chart could not be drawn: {0}. Its numbers are in the table")]
    Drawing(String),
}

/// The largest magnitude that a chart shows; beyond it `f64` would lose pence.
pub const MOST: f64 = 1e13;

/// Lets a value through that can be drawn.
fn check(title: &str, mark: impl FnOnce() -> String, value: f64) -> Result<(), ChartError> {
    if value.abs() <= MOST {
        return Ok(());
    }
    Err(ChartError::Value { title: title.to_owned(), mark: mark(), value })
}

#[cfg(test)]
mod tests;
