//! The quick models on real benchmark data, where the lab's files are at hand: figures that the
//! best free tools reach on the same data, by the same protocol.

#![expect(clippy::unwrap_used, reason = "tests")]

use flate2::read::GzDecoder;
use kontor_api::lab::{LabForecast, LabForecastReport, Layout, LongColumns};
use kontor_forecast::{
    Model, Run,
    decomposition::Decomposition,
    ets::{Form, fit},
    intermittent::Intermittent,
    lab::{cut_last, read, report},
    naive::{MovingAverage, Naive2},
    pipeline::{Settings, forecast},
};
use std::{fs::File, io::Read as _, path::PathBuf, time::Instant};

/// A text of the lab's folder: `KONTOR_LAB`, or `../shared/data` beside the checkout.
fn lab(file: &str) -> Option<String> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let path = std::env::var_os("KONTOR_LAB").map_or_else(beside, PathBuf::from).join(file);
    let Ok(file) = File::open(&path) else {
        println!("SKIPPED: {} is not in the lab", path.display());
        return None;
    };
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    Some(text)
}

fn plan(layout: Layout, horizon: u32) -> LabForecast {
    LabForecast {
        train: String::new(),
        test: None,
        horizon,
        season: 1,
        layout,
        columns: None,
        is_log: false,
    }
}

fn forecast_last(text: &str, plan: &LabForecast, models: Vec<Box<dyn Model>>) -> LabForecastReport {
    let horizon = plan.horizon as usize;
    let (train, actual) = cut_last(&read(text, plan).unwrap(), horizon).unwrap();
    let begun = Instant::now();
    let run = Run { now: &|| begun.elapsed().as_secs_f64(), ..Run::unwatched(1) };
    let outcome = forecast(
        &train,
        &Settings { horizon, windows: 3, models, budget: None, champion: None, is_shop: false },
        &run,
    )
    .unwrap();
    report(&train, &actual, plan, &outcome)
}

#[test]
fn spare_parts_are_forecast_as_well_as_by_the_best_free_tools() {
    let Some(text) = lab("forecasting/carparts.csv.gz") else { return };
    use Intermittent::{Adida, Croston, Imapa, Sba, Ses, Tsb};
    let mut models: Vec<Box<dyn Model>> = vec![Box::new(Naive2), Box::new(MovingAverage(8))];
    models.extend([Croston, Sba, Tsb, Adida, Imapa, Ses].map(|m| Box::new(m) as Box<dyn Model>));
    let report = forecast_last(&text, &plan(Layout::Columns, 12), models);
    let rmsse = |name: &str| {
        let model = report.models.iter().find(|model| model.name == name).unwrap();
        assert!(model.ms_per_series < 5.0, "{name} took {} ms a series", model.ms_per_series);
        model.figures.rmsse.unwrap()
    };
    // statsforecast: IMAPA .668, ADIDA .673, TSB .673, SES .685, Croston .779.
    for (name, reference) in
        [("imapa", 0.668), ("adida", 0.673), ("ses", 0.685), ("croston", 0.779)]
    {
        let own = rmsse(name);
        assert!(own <= reference + 0.005, "{name} {own}, not {reference}");
    }
    // With the boosted trees, which take longer, it is .662.
    let rmsse = report.figures.rmsse.unwrap();
    assert!(rmsse <= 0.67, "the weighted forecast: {rmsse}");
    let coverage = report.coverage_95.unwrap();
    assert!((0.93..0.99).contains(&coverage), "{coverage}");
}

#[test]
fn known_prices_and_promotions_are_used() {
    let Some(text) = lab("pricing/orange_juice.csv.gz") else { return };
    let columns = LongColumns {
        id: vec!["store".into(), "brand".into()],
        time: "week".into(),
        value: "logmove".into(),
        future: vec!["price".into(), "deal".into(), "feat".into()],
    };
    let plan = LabForecast { columns: Some(columns), is_log: true, ..plan(Layout::Long, 24) };
    let models: Vec<Box<dyn Model>> = vec![Box::new(Naive2), Box::new(Decomposition)];
    let report = forecast_last(&text, &plan, models);
    assert_eq!(report.series, 913);
    // Least squares for each series, with the same inputs: .579.
    let log_rmse = report.models[1].figures.log_rmse.unwrap();
    assert!(log_rmse <= 0.55, "{log_rmse}");
}

/// Log-likelihoods of statsforecast 2.1.1 for M4 weekly series, by form.
const LIKELIHOODS: [(&str, &str, f64); 24] = [
    ("W1", "ANN", -20258.309),
    ("W1", "AAN", -20248.865),
    ("W1", "AAdN", -20248.102),
    ("W1", "MNN", -17249.560),
    ("W1", "MAN", -17202.017),
    ("W1", "MAdN", -17194.226),
    ("W120", "ANN", -1913.423),
    ("W120", "AAN", -1913.393),
    ("W120", "AAdN", -1913.023),
    ("W120", "MNN", -1891.743),
    ("W120", "MAN", -1891.737),
    ("W120", "MAdN", -1891.702),
    ("W250", "ANN", -16460.589),
    ("W250", "AAN", -16390.985),
    ("W250", "AAdN", -16401.989),
    ("W250", "MNN", -15099.405),
    ("W250", "MAN", -15068.371),
    ("W250", "MAdN", -15082.428),
    ("W359", "ANN", -673.318),
    ("W359", "AAN", -673.290),
    ("W359", "AAdN", -672.332),
    ("W359", "MNN", -671.641),
    ("W359", "MAN", -671.582),
    ("W359", "MAdN", -670.967),
];

#[test]
fn exponential_smoothing_fits_as_well_as_statsforecast() {
    let Some(text) = lab("forecasting/m4_weekly_train.csv.gz") else { return };
    let panel = read(&text, &plan(Layout::Wide, 13)).unwrap();
    for (id, form, reference) in LIKELIHOODS {
        let series = panel.series.iter().find(|series| series.id == id).unwrap();
        let form = Form::from_name(form).unwrap();
        let own = fit(&series.filled(), 1, form).unwrap().log_likelihood;
        let room = 1e-3 * reference.abs();
        assert!(own >= reference - room, "{id} {}: {own}, not {reference}", form.name());
    }
}
