//! From a panel to distributions: backtest, weights, the final fit, ranges.

use crate::{
    Fitted, Model, Panel, Run, Stopped,
    accuracy::Tested,
    backtest::{Origin, Window, forecast_from, near_origins, origins},
    bias::Bias,
    boosted::Boosted,
    choice::{Choice, NamedWeights, choose},
    class::DemandClass,
    conformal::{Conformal, Seen},
    decomposition::Decomposition,
    ets::BestEts,
    intermittent::Intermittent,
    metrics::Distribution,
    naive::{MovingAverage, Naive2, SHORT, SeasonalNaive},
    networks::{Lstm, Neural, Tide},
    stack::Stack,
    theta::OptimisedTheta,
    top_down::TopDown,
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
    /// The models, those first that may not be missing where time is short.
    pub models: Vec<Box<dyn Model>>,
    /// Seconds that all of it may take; models that do not fit in are left out.
    pub budget: Option<f64>,
    /// The weights used so far, by names of models: new ones must be better to replace them.
    pub champion: Option<NamedWeights>,
    /// Whether it is the products of a shop that are forecast: their forecasts must be right in sum,
    /// and a short history is tested nearer to its end than a horizon.
    pub is_shop: bool,
}

/// The share of the budget that models may take; the rest is for weights and ranges.
const FOR_MODELS: f64 = 0.75;

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The forecast of each series.
    pub distributions: Vec<Distribution>,
    /// What the best baseline of its class says of each series.
    pub baseline: Vec<Vec<f64>>,
    /// The class of each series.
    pub classes: Vec<DemandClass>,
    /// What each model did.
    pub models: Vec<ModelOutcome>,
    /// Models that were left out for lack of time.
    pub left_out: Vec<&'static str>,
    /// The weights that were used, and how they came to be.
    pub choice: Choice,
    /// By what weighted forecasts are scaled; nothing where it is no shop.
    pub bias: Bias,
    /// How far what happens lies from them.
    pub ranges: Conformal,
    /// The backtest: what each origin's forecast would have been, and what happened.
    pub tested: Vec<Tested>,
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
    /// Its weights, the bytes of a safetensors file, if it has any.
    pub weights: Option<Vec<u8>>,
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

/// The models for the products of a shop: those of [`models_for`] with the mean of four weeks that
/// merchants reckon with, the quick ones and those that learn from all products first.
pub fn models_for_shop(panel: &Panel) -> Vec<Box<dyn Model>> {
    let mut models = models_for(panel);
    models.insert(2, Box::new(MovingAverage(SHORT)));
    models.push(Box::new(TopDown));
    let rank = |name: &str| match name {
        "boosted_mean" | "boosted_tweedie" | "decomposition" => 1,
        "ets" => 2,
        "boosted_direct" => 3,
        "boosted_recursive" => 4,
        "tide" => 5,
        "lstm_attention" => 6,
        _ => 0,
    };
    models.sort_by_key(|model| rank(model.name()));
    models
}

/// What a model forecast: from each origin, and last.
struct Tried {
    backtest: Vec<Vec<Vec<f64>>>,
    fitted: Box<dyn Fitted>,
    forecast: Vec<Vec<f64>>,
    seconds: [f64; 2],
}

/// Forecasts.
///
/// # Errors
/// When the person stopped the run.
pub fn forecast(panel: &Panel, settings: &Settings, run: &Run<'_>) -> Result<Outcome, Stopped> {
    let classes = classes(panel);
    let begun = (run.now)();
    let deadline = settings.budget.map(|budget| begun + FOR_MODELS * budget);
    let origins = match settings.is_shop {
        true => near_origins(panel, settings.horizon, settings.windows),
        false => origins(panel, settings.horizon, settings.windows),
    };
    let (mut models, mut tried, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    let count = settings.models.len().max(1) as f64;
    for (number, model) in settings.models.iter().enumerate() {
        let at = Stage { from: number as f64 / count, share: 1.0 / count };
        let until = deadline.filter(|_| !model.is_baseline());
        match try_model(&**model, panel, settings.horizon, &origins, at, until, run)? {
            Some(one) => {
                models.push(&**model);
                tried.push(one);
            }
            None => left_out.push(model.name()),
        }
    }
    let between = (run.now)();
    let mut windows: Vec<Window> = Vec::new();
    for (number, origin) in origins.iter().enumerate() {
        let forecasts = tried
            .iter_mut()
            .map(|tried| tried.backtest.get_mut(number).map(std::mem::take).unwrap_or_default());
        let forecasts = forecasts.collect();
        windows.push(Window { back: origin.back, forecasts, actual: origin.actual.clone() });
    }
    let (choice, mut points) =
        choose(panel, &classes, &windows, &models, settings.champion.as_ref());
    run.check()?;
    let forecasts: Vec<Vec<Vec<f64>>> = tried.iter().map(|tried| tried.forecast.clone()).collect();
    let mut point = choice.stack.combine(&classes, &forecasts);
    let bias = match settings.is_shop {
        true => correct(&classes, &windows, &mut points, &mut point),
        false => Bias::default(),
    };
    let baseline = choice.baseline.combine(&classes, &forecasts);
    let seen: Vec<(Seen<'_>, &[Vec<f64>])> = origins
        .iter()
        .zip(windows.iter().zip(&points))
        .map(|(origin, (window, point))| {
            let forecasts = &window.forecasts;
            let seen = Seen { panel: &origin.past, classes: &classes, forecasts, point };
            (seen, window.actual.as_slice())
        })
        .collect();
    let conformal = Conformal::fit(&seen, settings.horizon);
    run.check()?;
    let tested = test(&choice, &classes, &windows, &seen, settings.horizon, run)?;
    let seen = Seen { panel, classes: &classes, forecasts: &forecasts, point: &point };
    let distributions = conformal.distributions(&seen);
    let outcomes = models.iter().zip(tried).zip(forecasts).enumerate();
    let outcomes = outcomes.map(|(number, ((model, tried), forecast))| {
        Ok(ModelOutcome {
            name: model.name(),
            description: tried.fitted.describe(),
            forecast,
            seconds: tried.seconds[1],
            share: share(&choice.stack, &classes, number),
            weights: tried.fitted.weights()?,
        })
    });
    let ended = (run.now)();
    let models = outcomes.collect::<Result<Vec<_>, Stopped>>()?;
    let fit_seconds = models.iter().map(|model| model.seconds).sum();
    Ok(Outcome {
        distributions,
        baseline,
        classes,
        models,
        left_out,
        choice,
        bias,
        ranges: conformal,
        tested,
        backtest_seconds: (between - begun - fit_seconds) + (ended - between),
        fit_seconds,
    })
}

/// Forecasts with what a training learnt, as new periods came: the models are fitted anew, which must
/// be those of the training, and so must the panel's series; weights, bias and ranges stay.
///
/// # Errors
/// When the person stopped the run.
pub fn forecast_again(
    panel: &Panel,
    learnt: &Outcome,
    models: &[Box<dyn Model>],
    horizon: usize,
    run: &Run<'_>,
) -> Result<Vec<Distribution>, Stopped> {
    let forecast = |model: &dyn Model| {
        let mut forecast = model.fit(panel, horizon, run)?.predict(panel, run)?;
        sober(panel, &mut forecast);
        Ok(forecast)
    };
    let forecasts = models.iter().map(|model| forecast(model.as_ref()));
    let forecasts = forecasts.collect::<Result<Vec<_>, Stopped>>()?;
    let classes = &learnt.classes;
    let mut point = learnt.choice.stack.combine(classes, &forecasts);
    learnt.bias.correct(classes, &mut point);
    let seen = Seen { panel, classes, forecasts: &forecasts, point: &point };
    Ok(learnt.ranges.distributions(&seen))
}

/// Scales forecasts to what happened in the windows, and those of each window to the others'.
fn correct(
    classes: &[DemandClass],
    windows: &[Window],
    points: &mut [Vec<Vec<f64>>],
    point: &mut [Vec<f64>],
) -> Bias {
    let all: Vec<(&Window, &[Vec<f64>])> =
        windows.iter().zip(points.iter().map(Vec::as_slice)).collect();
    let without = |window: &Window| {
        let others = all.iter().filter(|(other, _)| other.back != window.back);
        Bias::fit(classes, &others.copied().collect::<Vec<_>>())
    };
    let unseen: Vec<Bias> = windows.iter().map(without).collect();
    let bias = Bias::fit(classes, &all);
    bias.correct(classes, point);
    for (bias, points) in unseen.iter().zip(points) {
        bias.correct(classes, points);
    }
    bias
}

/// Which part of the whole a model is.
#[derive(Clone, Copy)]
struct Stage {
    from: f64,
    share: f64,
}

/// Lets a model forecast the past and then the future; `None` if that would take longer than
/// `until`.
fn try_model(
    model: &dyn Model,
    panel: &Panel,
    horizon: usize,
    origins: &[Origin],
    stage: Stage,
    until: Option<f64>,
    run: &Run<'_>,
) -> Result<Option<Tried>, Stopped> {
    let is_late = || until.is_some_and(|until| (run.now)() >= until);
    let watch = |progress: Option<crate::Progress>| match is_late() {
        true => std::ops::ControlFlow::Break(()),
        false => (run.watch)(progress),
    };
    let watched = Run { watch: &watch, ..*run };
    // Whoever stops for lack of time is left out; whoever was stopped by a person stops all.
    let or_late = |stopped: Stopped| match stopped {
        Stopped::ByPerson if is_late() => run.check().map(|()| None),
        other => Err(other),
    };
    let fits = origins.len() as f64 + 1.0;
    let begun = (run.now)();
    let mut backtest = Vec::new();
    for (number, origin) in origins.iter().enumerate() {
        let done = stage.from + stage.share * number as f64 / fits;
        run.tell(&format!("backtest: {}", model.name()), done)?;
        if is_late() {
            return Ok(None);
        }
        match forecast_from(origin, model, horizon, &watched) {
            Ok(mut forecast) => {
                sober(&origin.past, &mut forecast);
                backtest.push(forecast);
            }
            Err(stopped) => return or_late(stopped),
        }
        // As long as this one took, each of the others will take.
        let (now, left) = ((run.now)(), fits - 1.0 - number as f64);
        let expected = now + (now - begun) / (number as f64 + 1.0) * left;
        if until.is_some_and(|until| expected > until) {
            return Ok(None);
        }
    }
    let between = (run.now)();
    run.tell(model.name(), stage.from + stage.share * (fits - 1.0) / fits)?;
    let last = model.fit(panel, horizon, &watched).and_then(|fitted| {
        let forecast = fitted.predict(panel, &watched)?;
        Ok((fitted, forecast))
    });
    match last {
        Ok((fitted, mut forecast)) => {
            sober(panel, &mut forecast);
            let seconds = [between - begun, (run.now)() - between];
            Ok(Some(Tried { backtest, fitted, forecast, seconds }))
        }
        Err(stopped) => or_late(stopped),
    }
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

/// What each origin's forecast would have been: its ranges from the errors at the other ones.
fn test(
    choice: &Choice,
    classes: &[DemandClass],
    windows: &[Window],
    seen: &[(Seen<'_>, &[Vec<f64>])],
    horizon: usize,
    run: &Run<'_>,
) -> Result<Vec<Tested>, Stopped> {
    let tested = windows.iter().zip(seen).enumerate().map(|(number, (window, (now, actual)))| {
        run.check()?;
        let others = seen.iter().enumerate();
        let others = others.filter(|(other, _)| *other != number || seen.len() == 1);
        let others: Vec<(Seen<'_>, &[Vec<f64>])> = others.map(|(_, seen)| *seen).collect();
        Ok(Tested {
            back: window.back,
            actual: actual.to_vec(),
            baseline: choice.baseline.combine(classes, &window.forecasts),
            distributions: Conformal::fit(&others, horizon).distributions(now),
        })
    });
    tested.collect()
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
        let settings = Settings {
            horizon: 3,
            windows: 3,
            models: models_for_shop(&panel),
            budget: None,
            champion: None,
            is_shop: true,
        };
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
        let run = Run { threads: 3, ..Run::unwatched(1) };
        let again = forecast(&panel, &settings, &run).unwrap();
        assert_eq!(again.distributions, outcome.distributions);
        // Where nothing is new, what was learnt says the same.
        let same = forecast_again(&panel, &outcome, &settings.models, 3, &run).unwrap();
        assert_eq!(same, outcome.distributions);
    }

    /// What takes long comes last, so that it is what a short budget leaves out.
    #[test]
    fn a_shops_slow_models_come_last() {
        let values = |n: usize| (0..200).map(|t| ((t * n) % 7) as f64 + 20.0).collect();
        let series: Vec<crate::Series> =
            (1..80).map(|n| Series { values: values(n), ..Series::default() }).collect();
        let panel = Panel { series, season: 1, ..Panel::default() };
        let models = models_for_shop(&panel);
        let names: Vec<&str> = models.iter().map(|model| model.name()).collect();
        let [.., tide, lstm] = names.as_slice() else { panic!("{names:?}") };
        assert_eq!((*tide, *lstm), ("tide", "lstm_attention"));
        assert!(
            names[..3].iter().all(|name| ["naive2", "seasonal_naive", "mean_of_4"].contains(name))
        );
    }

    /// Whoever takes too long is left out and named; baselines never are.
    #[test]
    fn a_budget_leaves_models_out() {
        let values = |n: usize| (0..60).map(|t| ((t * n) % 7) as f64 + 20.0).collect();
        let series: Vec<crate::Series> =
            (1..30).map(|n| Series { values: values(n), ..Series::default() }).collect();
        let panel = Panel { series, season: 1, is_non_negative: true, ..Panel::default() };
        let ticks = std::sync::atomic::AtomicU32::new(0);
        // A clock that goes a second each time it is looked at.
        let now = || f64::from(ticks.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        let settings = Settings {
            horizon: 4,
            windows: 3,
            models: models_for_shop(&panel),
            budget: Some(60.0),
            champion: None,
            is_shop: true,
        };
        let outcome = forecast(&panel, &settings, &Run { now: &now, ..Run::unwatched(1) }).unwrap();
        let names: Vec<&str> = outcome.models.iter().map(|model| model.name).collect();
        for baseline in ["naive2", "seasonal_naive", "mean_of_4"] {
            assert!(names.contains(&baseline), "{names:?}");
        }
        assert!(outcome.left_out.contains(&"boosted_direct"), "{:?}", outcome.left_out);
        assert_eq!(names.len() + outcome.left_out.len(), settings.models.len());
        assert!(outcome.distributions.iter().all(|d| d.point.iter().all(|p| p.is_finite())));
    }

    #[test]
    fn a_stop_is_heard() {
        let series = vec![Series { values: vec![1.0; 30], ..Series::default() }];
        let panel = Panel { series, season: 1, ..Panel::default() };
        let settings = Settings {
            horizon: 2,
            windows: 3,
            models: models_for(&panel),
            budget: None,
            champion: None,
            is_shop: true,
        };
        let run = Run { watch: &|_| std::ops::ControlFlow::Break(()), ..Run::unwatched(1) };
        assert_eq!(forecast(&panel, &settings, &run), Err(Stopped::ByPerson));
    }
}
