//! Forecasts of the past by models that had not seen it: the only evidence that is believed.
//!
//! The origin rolls back from the end (Tashman, 2000); at each, every model is fitted anew to what
//! was known then.

use crate::{
    Model, Panel, Run, Stopped,
    numbers::{first, median},
};

/// Values that a series must have before an origin, at least.
const FIRST: usize = 8;

/// The past seen from one origin.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Window {
    /// How many periods before the end the origin is.
    pub back: usize,
    /// For each model, each series, each period of the horizon.
    pub forecasts: Vec<Vec<Vec<f64>>>,
    /// What happened: for each series, each period; all NaN for a series too short for this origin.
    pub actual: Vec<Vec<f64>>,
}

/// How far apart origins are: a horizon, or less where that would leave less than half of a typical
/// series to learn from.
pub fn spacing(panel: &Panel, horizon: usize, windows: usize) -> usize {
    let typical = median(panel.series.iter().map(|series| series.values.len() as f64));
    let half = if typical.is_nan() { 0 } else { typical as usize / 2 };
    let room = half.saturating_sub(horizon) / windows.saturating_sub(1).max(1);
    room.clamp(1, horizon.max(1))
}

/// The panel as it was at an origin, and what happened then.
pub fn look_back(panel: &Panel, horizon: usize, back: usize) -> (Panel, Vec<Vec<f64>>) {
    let past = panel.cut(back);
    let happened = panel.series.iter().zip(&past.series).map(|(series, past)| {
        let length = past.values.len();
        if past.known() < FIRST {
            return vec![f64::NAN; horizon];
        }
        let mut happened = first(series.values.get(length..).unwrap_or_default(), horizon).to_vec();
        happened.resize(horizon, f64::NAN);
        happened
    });
    let happened = happened.collect();
    (past, happened)
}

/// A moment of the past that is forecast from.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// How many periods before the end it is.
    pub back: usize,
    /// What was known.
    pub past: Panel,
    /// What happened then, as in [`Window::actual`].
    pub actual: Vec<Vec<f64>>,
}

/// The moments to forecast from, the newest first.
pub fn origins(panel: &Panel, horizon: usize, windows: usize) -> Vec<Origin> {
    let spacing = spacing(panel, horizon, windows);
    (0..windows).map(|number| origin(panel, horizon, horizon + number * spacing)).collect()
}

/// Moments to forecast from, the newest first, as far apart as the newest is from the end: a
/// horizon, or less where that would leave less than half of a typical series to learn from. Of
/// the newest then only the first periods are known, but models see more than for whole horizons.
pub fn near_origins(panel: &Panel, horizon: usize, windows: usize) -> Vec<Origin> {
    let typical = median(panel.series.iter().map(|series| series.values.len() as f64));
    let half = if typical.is_nan() { 0 } else { typical as usize / 2 };
    let spacing = (half / windows.max(1)).clamp(1, horizon.max(1));
    (1..=windows).map(|number| origin(panel, horizon, number * spacing)).collect()
}

fn origin(panel: &Panel, horizon: usize, back: usize) -> Origin {
    let (past, actual) = look_back(panel, horizon, back);
    Origin { back, past, actual }
}

/// What a model forecasts from an origin.
///
/// # Errors
/// When the person stopped the run.
pub fn forecast_from(
    origin: &Origin,
    model: &dyn Model,
    horizon: usize,
    run: &Run<'_>,
) -> Result<Vec<Vec<f64>>, Stopped> {
    model.fit(&origin.past, horizon, run)?.predict(&origin.past, run)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Series, naive::SeasonalNaive};

    #[test]
    fn a_model_sees_only_what_was_before() {
        let series = |length: usize| Series {
            values: (0..length).map(|t| t as f64).collect(),
            ..Series::default()
        };
        let panel = Panel { series: vec![series(40), series(9)], season: 1, ..Panel::default() };
        let run = Run::unwatched(1);
        let origins = origins(&panel, 2, 3);
        assert_eq!(origins.len(), 3);
        let forecast = forecast_from(&origins[0], &SeasonalNaive, 2, &run).unwrap();
        assert_eq!(forecast[0], [37.0, 37.0]);
        assert_eq!(origins[0].actual[0], [38.0, 39.0]);
        assert_eq!(origins[1].back, 4);
        assert_eq!(origins[1].actual[0], [36.0, 37.0]);
        assert!(origins[0].actual[1].iter().all(|value| value.is_nan()), "too short");
        // A long history is tested by whole horizons, a short one nearer to its end.
        let backs = |horizon| near_origins(&panel, horizon, 3).iter().map(|o| o.back).collect();
        let (long, short): (Vec<usize>, Vec<usize>) = (backs(2), backs(13));
        assert_eq!(
            (long.as_slice(), short.as_slice()),
            ([2, 4, 6].as_slice(), [4, 8, 12].as_slice())
        );
        let near = &near_origins(&panel, 13, 3)[0].actual[0];
        assert!(near[..4] == [36.0, 37.0, 38.0, 39.0] && near[4..].iter().all(|v| v.is_nan()));
    }
}
