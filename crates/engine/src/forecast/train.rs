//! Training: a job that reads, learns, tests on the past, and keeps what came of it.

use super::{
    drift,
    panel::Made,
    store::{self, Numbers, Product, Trained},
    words,
};
use crate::{
    Engine, Handle, clock,
    error::{Failure, Result},
    history,
    jobs::Context,
    workspace::Workspace,
};
use kontor_api::{
    Code, Command,
    domain::Period,
    forecast::{
        Accuracy, DemandKind, Duel, Forecastable, KindAccuracy, LONGEST, ModelCard, ModelShare,
        SHORTEST_BUDGET, TrainForecast,
    },
};
use kontor_features::{date_of, monday};
use kontor_forecast::{
    Run, Stopped,
    accuracy::Errors,
    class::DemandClass,
    decomposition::{driver_names, drivers},
    pipeline::{Outcome, Settings, forecast, models_for_shop},
};
use serde_json::json;
use std::{collections::BTreeMap, ops::ControlFlow, sync::Arc, time::Duration};

/// The same sales give the same forecast.
const SEED: u64 = 1;
/// Moments of the past from which forecasts are tested.
const WINDOWS: usize = 3;
/// How long a training waits for another change to end before it keeps its forecast.
const PATIENCE: u32 = 600;
const A_MOMENT: Duration = Duration::from_millis(100);

impl Handle<TrainForecast> for Engine {
    fn handle(&self, request: TrainForecast, context: &Context) -> Result<ModelCard> {
        check(&request)?;
        let workspace = self.workspace()?;
        context.stage("Reading sales", "Verkäufe werden gelesen", 0.0, 0.05);
        let horizon = usize::from(request.horizon);
        let made = self.panel(&workspace, &request, context)?.ok_or_else(no_sales)?;
        if made.panel.series.is_empty() {
            return Err(no_series(&made));
        }
        // Weights are measured against those used so far; a damaged file has none to keep.
        let before = workspace.trained().ok().flatten();
        let spent = context.seconds();
        let settings = Settings {
            horizon,
            windows: WINDOWS,
            models: models_for_shop(&made.panel),
            budget: Some((f64::from(request.budget_secs) - spent).max(1.0)),
            is_shop: true,
            champion: before.as_ref().map(|trained| trained.card.weights.clone()),
        };
        let run = Run {
            threads: self.threads(),
            seed: SEED,
            watch: &|progress| {
                if let Some(progress) = progress {
                    let (is_test, name) = match progress.stage.strip_prefix("backtest: ") {
                        Some(name) => (true, name),
                        None => (false, progress.stage.as_str()),
                    };
                    let (en, de) = words::model(name);
                    let (en, de) = match is_test {
                        true => (format!("Testing: {en}"), format!("Test: {de}")),
                        false => (format!("Learning: {en}"), format!("Lernen: {de}")),
                    };
                    context.stage(&en, &de, 0.05 + 0.9 * progress.done, 0.0);
                }
                match context.cancel.check() {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()),
                }
            },
            now: &|| context.seconds(),
        };
        let outcome = forecast(&made.panel, &settings, &run).map_err(stopped)?;
        let moves = drivers(&made.panel, horizon, &run).map_err(stopped)?;
        context.stage("Keeping the forecast", "Prognose wird gespeichert", 0.95, 0.05);
        let (mut trained, networks) =
            put_together(&workspace, &request, &made, outcome, &moves, before.as_deref(), context)?;
        context.cancel.check()?;
        store::save(&workspace.models(), &mut trained, networks)?;
        keep(&workspace, &trained, context)?;
        Ok(trained.card)
    }
}

fn check(request: &TrainForecast) -> Result<()> {
    if !(1..=LONGEST).contains(&request.horizon) {
        return Err(Failure::new(
            Code::BadRequest,
            format!("A forecast is of 1 to {LONGEST} weeks."),
            format!("Eine Prognose umfasst 1 bis {LONGEST} Wochen."),
        )
        .field("horizon"));
    }
    if request.budget_secs < SHORTEST_BUDGET {
        return Err(Failure::new(
            Code::BadRequest,
            format!("A training needs {SHORTEST_BUDGET} seconds at least."),
            format!("Ein Training braucht mindestens {SHORTEST_BUDGET} Sekunden."),
        )
        .field("budget_secs"));
    }
    Ok(())
}

fn stopped(why: Stopped) -> Failure {
    match why {
        Stopped::ByPerson => Failure::cancelled(),
        Stopped::Failed(why) => Failure::new(
            Code::Internal,
            format!("A model could not be trained ({why}); the forecast is as before."),
            format!("Ein Modell ließ sich nicht trainieren ({why}); die Prognose ist wie zuvor."),
        ),
    }
}

fn no_sales() -> Failure {
    Failure::new(
        Code::NotFound,
        "There is no complete week of sales to learn from.",
        "Es gibt keine vollständige Woche mit Verkäufen, aus der sich lernen ließe.",
    )
    .hint(
        "Import the orders of your shop, best of two years or more.",
        "Importieren Sie die Bestellungen Ihres Ladens, am besten aus zwei Jahren oder mehr.",
    )
}

fn no_series(made: &Made) -> Failure {
    let fewest = kontor_features::weekly::FEWEST_WEEKS;
    let longest = made.others.iter().map(|(_, _, weeks)| *weeks).max().unwrap_or_default();
    Failure::new(
        Code::NotFound,
        format!("No product has enough history: {fewest} weeks since its first sale are needed, and a sale within a year; the longest has {longest}."),
        format!("Kein Artikel hat genug Verlauf: Nötig sind {fewest} Wochen seit dem ersten Verkauf und ein Verkauf innerhalb eines Jahres; der längste hat {longest}."),
    )
    .hint(
        "Import earlier orders, or try again when there is more to learn from.",
        "Importieren Sie frühere Bestellungen, oder versuchen Sie es wieder, wenn es mehr zu lernen gibt.",
    )
}

/// Makes a training of what came of it.
fn put_together(
    workspace: &Workspace,
    request: &TrainForecast,
    made: &Made,
    outcome: Outcome,
    moves: &[Vec<Vec<f64>>],
    before: Option<&Trained>,
    context: &Context,
) -> Result<(Trained, BTreeMap<String, Vec<u8>>)> {
    let language = context.language;
    let errors = Errors::of_series(&made.panel, &outcome.tested);
    let id = store::next(&workspace.models())?;
    let first = made.panel.series.iter().map(|series| series.start).min().unwrap_or(made.last);
    let data = Period { from: date_of(monday(first)), to: date_of(monday(made.last) + 6) };
    let mut networks = BTreeMap::new();
    for model in &outcome.models {
        if let Some(weights) = &model.weights {
            networks.insert(format!("{}.safetensors", model.name), weights.clone());
        }
    }
    let duel = outcome.choice.duel.zip(before).map(|(duel, before)| Duel {
        against: before.card.weights_of.clone(),
        champion: duel.champion,
        challenger: duel.challenger,
        is_won: duel.is_won(),
    });
    let mut models: Vec<ModelShare> = outcome
        .models
        .iter()
        .map(|model| ModelShare {
            id: model.name.to_owned(),
            name: words::said(words::model(model.name), language),
            description: model.description.clone(),
            share: model.share,
            seconds: model.seconds,
        })
        .collect();
    models.sort_by(|a, b| b.share.total_cmp(&a.share));
    let marks = || made.products.iter().flat_map(|(_, marks)| marks);
    let is_new = |why: &Forecastable| *why == Forecastable::TooNew;
    let card = ModelCard {
        weights_of: match &duel {
            Some(duel) if !duel.is_won => duel.against.clone(),
            _ => id.clone(),
        },
        id,
        made_at: clock::now(),
        data,
        horizon: request.horizon,
        seed: SEED,
        windows: WINDOWS as u8,
        seconds: context.seconds(),
        budget_secs: request.budget_secs,
        products: made.products.len() as u64,
        too_new: made.others.iter().filter(|(_, why, _)| is_new(why)).count() as u64,
        ended: made.others.iter().filter(|(_, why, _)| !is_new(why)).count() as u64,
        masked_weeks: marks().filter(|mark| mark.out_of_stock).count() as u64,
        country: made.country.map(str::to_owned),
        models,
        left_out: outcome
            .left_out
            .iter()
            .map(|name| words::said(words::model(name), language))
            .collect(),
        accuracy: accuracy(errors.iter().copied().fold(Errors::default(), Errors::plus)),
        kinds: kinds(&outcome, &errors, context),
        weights: outcome.choice.named.clone(),
        duel,
        since: before.and_then(|before| drift::since(before, made)),
        files: BTreeMap::new(),
    };
    let products = products(made, &outcome, &errors);
    let floats =
        |values: &[f64]| -> Vec<f32> { values.iter().map(|value| *value as f32).collect() };
    let mut numbers = Numbers::default();
    let names = driver_names(&made.panel);
    for (place, (distribution, series)) in
        outcome.distributions.iter().zip(&made.panel.series).enumerate()
    {
        numbers.point.extend(floats(&distribution.point));
        for quantile in &distribution.quantiles {
            numbers.quantiles.extend(floats(quantile));
        }
        numbers.baseline.extend(outcome.baseline.get(place).map(|b| floats(b)).unwrap_or_default());
        for driver in 0..names.len() {
            let of = moves.get(place).and_then(|moves| moves.get(driver));
            let mut shares = of.map(|shares| floats(shares)).unwrap_or_default();
            shares.resize(usize::from(request.horizon), 0.0);
            numbers.drivers.extend(shares);
        }
        numbers.history.extend(floats(&series.values));
    }
    numbers.marks.extend(marks().map(|mark| u8::from(mark.taken_back) + 2 * u8::from(mark.bulk)));
    Ok((Trained::new(card, products, names, numbers), networks))
}

fn products(made: &Made, outcome: &Outcome, errors: &[Errors]) -> Vec<Product> {
    let forecast = made.products.iter().zip(&made.panel.series).enumerate();
    let forecast = forecast.map(|(place, ((article, _), series))| Product {
        sku: article.sku.clone(),
        title: article.title.clone(),
        forecastable: Forecastable::Yes,
        kind: outcome.classes.get(place).copied().map(kind).unwrap_or_default(),
        start: series.start,
        weeks: series.values.len(),
        accuracy: errors.get(place).copied().map(accuracy).unwrap_or_default(),
    });
    let others = made.others.iter().map(|(article, why, weeks)| Product {
        sku: article.sku.clone(),
        title: article.title.clone(),
        forecastable: *why,
        kind: DemandKind::Rare,
        start: 0,
        weeks: *weeks,
        accuracy: Accuracy::default(),
    });
    forecast.chain(others).collect()
}

fn kinds(outcome: &Outcome, errors: &[Errors], context: &Context) -> Vec<KindAccuracy> {
    let of_class = |class: DemandClass| {
        let of = outcome.classes.iter().zip(errors).filter(|(of, _)| **of == class);
        let products = of.clone().count() as u64;
        let name = outcome.choice.baselines.get(&class).copied().unwrap_or_default();
        (products > 0).then(|| KindAccuracy {
            kind: kind(class),
            products,
            baseline: words::said(words::model(name), context.language),
            is_baseline_kept: outcome.choice.kept.contains(&class),
            accuracy: accuracy(of.map(|(_, errors)| *errors).fold(Errors::default(), Errors::plus)),
        })
    };
    DemandClass::ALL.into_iter().filter_map(of_class).collect()
}

fn kind(class: DemandClass) -> DemandKind {
    match class {
        DemandClass::Smooth => DemandKind::Smooth,
        DemandClass::Erratic => DemandKind::Erratic,
        DemandClass::Intermittent => DemandKind::Intermittent,
        DemandClass::Lumpy => DemandKind::Lumpy,
        DemandClass::Rare => DemandKind::Rare,
    }
}

fn accuracy(errors: Errors) -> Accuracy {
    let of = errors.accuracy();
    Accuracy {
        weeks: of.periods,
        wape: of.wape,
        baseline_wape: of.baseline_wape,
        mase: of.mase,
        bias: of.bias,
        pinball: of.pinball,
        coverage: of.coverage,
        mape: of.mape,
    }
}

/// Shows the new training's forecast, as an operation that can be undone.
fn keep(workspace: &Workspace, trained: &Trained, context: &Context) -> Result<()> {
    let mut waited = 0;
    let _alone = loop {
        match workspace.alone() {
            Ok(guard) => break guard,
            Err(busy) if busy.code != Code::Conflict || waited >= PATIENCE => return Err(busy),
            Err(_) => std::thread::sleep(A_MOMENT),
        }
        context.cancel.check()?;
        waited += 1;
    };
    let before = history::state(workspace)?;
    let id = &trained.card.id;
    workspace.ledger().use_forecast(Some(id))?;
    history::record(
        workspace,
        Command::ForecastTrain,
        "forecast_train",
        json!({ "products": trained.card.products }),
        &before,
    )?;
    *workspace.forecast.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) =
        Some(Arc::new(trained.clone()));
    store::prune(&workspace.models(), Some(id))
}
