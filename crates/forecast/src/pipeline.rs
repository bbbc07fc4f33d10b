//! From a panel to distributions: backtest, weights, the final fit, ranges.

use crate::{
    Model, Panel, Run, Stopped,
    backtest::{Window, backtest, look_back},
    boosted::Boosted,
    class::DemandClass,
    conformal::{Conformal, Seen},
    decomposition::Decomposition,
    ets::BestEts,
    intermittent::Intermittent,
    metrics::Distribution,
    naive::{MovingAverage, Naive2, SeasonalNaive},
    networks::{Lstm, Neural, Tide},
    stack::Stack,
    theta::OptimisedTheta,
};

/// Known values below which a network has nothing to learn that the others do not know.
const NETWORK_VALUES: usize = 10_000;

/// One series of so many is a few.
const FEW: usize = 20;

/// What to forecast, and with what.
pub struct Settings {
    /// Periods ahead.
    pub horizon: usize,
    /// Origins of the backtest, at least 3.
    pub windows: usize,
    /// The models; the first is the baseline.
    pub models: Vec<Box<dyn Model>>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The forecast of each series.
    pub distributions: Vec<Distribution>,
    /// The class of each series.
    pub classes: Vec<DemandClass>,
    /// What each model did.
    pub models: Vec<ModelOutcome>,
    /// The weights.
    pub stack: Stack,
    /// Seconds of the backtest with weights and ranges.
    pub backtest_seconds: f64,
    /// Seconds of the last fit and forecast.
    pub fit_seconds: f64,
}

/// What one model did.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelOutcome {
    /// Its name.
    pub name: &'static str,
    /// What it learnt.
    pub description: String,
    /// Its own forecast of each series.
    pub forecast: Vec<Vec<f64>>,
    /// Seconds of its last fit and forecast.
    pub seconds: f64,
    /// Its share of all weighted forecasts.
    pub share: f64,
}

/// The models that suit a panel. Where most products sell now and then, their own methods join;
/// where none does, they would only cost time.
pub fn models_for(panel: &Panel) -> Vec<Box<dyn Model>> {
    let classes = classes(panel);
    let intermittent = classes.iter().filter(|class| class.is_intermittent()).count();
    let mut models: Vec<Box<dyn Model>> =
        vec![Box::new(Naive2), Box::new(SeasonalNaive), Box::new(MovingAverage(8))];
    if intermittent < classes.len() {
        models.push(Box::new(BestEts));
        models.push(Box::new(OptimisedTheta));
    }
    // What is learnt from all series is worth its time only where more than a few are of use to it.
    let regular = classes.len() - intermittent;
    if regular > 0 && regular >= classes.len() / FEW {
        models.push(Box::new(Boosted::direct()));
        models.push(Box::new(Boosted::recursive()));
        let values: usize = panel.series.iter().map(crate::Series::known).sum();
        if values >= NETWORK_VALUES {
            models.push(Box::new(Neural::<Tide>::default()));
            models.push(Box::new(Neural::<Lstm>::default()));
        }
    }
    if intermittent > 0 {
        use Intermittent::{Adida, Croston, Imapa, Sba, Ses, Tsb};
        models
            .extend([Croston, Sba, Tsb, Adida, Imapa, Ses].map(|m| Box::new(m) as Box<dyn Model>));
    }
    if intermittent > 0 {
        models.push(Box::new(Boosted::tweedie()));
    }
    if !panel.inputs.is_empty() {
        models.push(Box::new(Boosted::mean()));
        models.push(Box::new(Decomposition));
    }
    models
}

/// The class of each series.
pub fn classes(panel: &Panel) -> Vec<DemandClass> {
    let class = |series: &crate::Series| match panel.is_non_negative {
        true => DemandClass::of(&series.values),
        // Of logarithms and the like a 0 is a value as any other.
        false => DemandClass::Smooth,
    };
    panel.series.iter().map(class).collect()
}

/// Forecasts.
///
/// # Errors
/// When the person stopped the run.
pub fn forecast(panel: &Panel, settings: &Settings, run: &Run<'_>) -> Result<Outcome, Stopped> {
    let models: Vec<&dyn Model> = settings.models.iter().map(|model| &**model).collect();
    let classes = classes(panel);
    let fits = (models.len() * (settings.windows + 1)).max(1) as f64;
    let begun = (run.now)();
    let mut windows =
        backtest(panel, &models, settings.horizon, settings.windows, run, |model, done| {
            let name = models.get(model).map_or("", |model| model.name());
            run.tell(&format!("backtest: {name}"), done as f64 / fits)
        })?;
    for window in &mut windows {
        for forecasts in &mut window.forecasts {
            sober(panel, forecasts);
        }
    }
    let is_median: Vec<bool> = models.iter().map(|model| model.is_median()).collect();
    let stack = Stack::fit(panel, &classes, &windows, &is_median);
    let conformal = ranges(panel, &classes, &windows, &is_median, settings.horizon);
    let backtested = (run.now)();
    let mut outcomes = Vec::new();
    let mut forecasts = Vec::new();
    for (number, model) in models.iter().enumerate() {
        let done = models.len() * settings.windows + number;
        run.tell(model.name(), done as f64 / fits)?;
        let before = (run.now)();
        let fitted = model.fit(panel, settings.horizon, run)?;
        let mut forecast = fitted.predict(panel, run)?;
        sober(panel, &mut forecast);
        outcomes.push(ModelOutcome {
            name: model.name(),
            description: fitted.describe(),
            forecast: forecast.clone(),
            seconds: (run.now)() - before,
            share: share(&stack, &classes, number),
        });
        forecasts.push(forecast);
    }
    let point = stack.combine(&classes, &forecasts);
    let seen = Seen { panel, classes: &classes, forecasts: &forecasts, point: &point };
    let distributions = conformal.distributions(&seen);
    let ended = (run.now)();
    Ok(Outcome {
        distributions,
        classes,
        models: outcomes,
        stack,
        backtest_seconds: backtested - begun,
        fit_seconds: ended - backtested,
    })
}

/// No forecast is negative where nothing can be, nor far beyond what was ever seen.
fn sober(panel: &Panel, forecasts: &mut [Vec<f64>]) {
    for (series, forecast) in panel.series.iter().zip(forecasts) {
        let known = || series.values.iter().copied().filter(|value| !value.is_nan());
        let (least, most) =
            (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
        if least > most {
            continue;
        }
        let room = 2.0 * (most - least);
        let lowest = if panel.is_non_negative { (least - room).max(0.0) } else { least - room };
        for value in forecast {
            let last = series.values.iter().rev().copied().find(|value| !value.is_nan());
            let sane = if value.is_nan() { last.unwrap_or_default() } else { *value };
            *value = sane.min(most + room).max(lowest);
        }
    }
}

fn share(stack: &Stack, classes: &[DemandClass], model: usize) -> f64 {
    let weights = classes.iter().map(|class| {
        stack.weights.get(class).and_then(|weights| weights.get(model)).copied().unwrap_or_default()
    });
    crate::numbers::mean(weights)
}

/// Errors of each window are those with the weights of the other ones: weights that had seen what
/// happened would make ranges too narrow.
fn ranges(
    panel: &Panel,
    classes: &[DemandClass],
    windows: &[Window],
    is_median: &[bool],
    horizon: usize,
) -> Conformal {
    let pasts: Vec<Panel> =
        windows.iter().map(|window| look_back(panel, horizon, window.back).0).collect();
    let unseen = |window: &Window| {
        let others = windows.iter().filter(|other| windows.len() == 1 || other.back != window.back);
        let others: Vec<Window> = others.cloned().collect();
        Stack::fit(panel, classes, &others, is_median)
    };
    let points: Vec<Vec<Vec<f64>>> =
        windows.iter().map(|window| unseen(window).combine(classes, &window.forecasts)).collect();
    let seen: Vec<(Seen<'_>, &[Vec<f64>])> = windows
        .iter()
        .zip(pasts.iter().zip(&points))
        .map(|(window, (panel, point))| {
            let seen = Seen { panel, classes, forecasts: &window.forecasts, point };
            (seen, window.actual.as_slice())
        })
        .collect();
    Conformal::fit(&seen, horizon)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Series;

    #[test]
    fn anything_gets_a_forecast_that_never_crosses_and_is_never_negative() {
        let long = |f: &dyn Fn(usize) -> f64| -> Vec<f64> { (0..80).map(f).collect() };
        let series = [
            vec![],
            vec![3.0],
            long(&|_| 0.0),
            long(&|t| (t % 5) as f64),
            long(&|t| if t % 9 == 0 { 4.0 } else { 0.0 }),
            long(&|t| if t == 40 { 1e9 } else { 2.0 }),
            long(&|t| if (20..60).contains(&t) { f64::NAN } else { t as f64 }),
            long(&|t| -(t as f64)),
        ];
        let series = series.map(|values| Series { values, ..Series::default() }).to_vec();
        let panel = Panel { series, season: 4, is_non_negative: true, ..Panel::default() };
        let settings = Settings { horizon: 3, windows: 3, models: models_for(&panel) };
        let outcome = forecast(&panel, &settings, &Run::unwatched(1)).unwrap();
        assert_eq!(outcome.distributions.len(), 8);
        for distribution in &outcome.distributions {
            assert_eq!(distribution.point.len(), 3);
            assert!(distribution.point.iter().all(|value| value.is_finite() && *value >= 0.0));
            for ahead in 0..3 {
                let along: Vec<f64> = distribution.quantiles.iter().map(|q| q[ahead]).collect();
                assert!(along.is_sorted() && along[0] >= 0.0 && along[8].is_finite(), "{along:?}");
            }
        }
        let total: f64 = outcome.models.iter().map(|model| model.share).sum();
        assert!((total - 1.0).abs() < 1e-9);
        let again = forecast(&panel, &settings, &Run { threads: 3, ..Run::unwatched(1) }).unwrap();
        assert_eq!(again.distributions, outcome.distributions);
    }

    #[test]
    fn a_stop_is_heard() {
        let series = vec![Series { values: vec![1.0; 30], ..Series::default() }];
        let panel = Panel { series, season: 1, ..Panel::default() };
        let settings = Settings { horizon: 2, windows: 3, models: models_for(&panel) };
        let run = Run { watch: &|_| std::ops::ControlFlow::Break(()), ..Run::unwatched(1) };
        assert_eq!(forecast(&panel, &settings, &run), Err(Stopped::ByPerson));
    }
}
