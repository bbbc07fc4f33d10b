//! The same models on public benchmark files, so that their figures can be held against published
//! ones. Texts come in, figures go out; opening files is the caller's.
//!
//! Protocols: the M4 competition's for `wide`; for `columns` an empty cell is a period without a
//! sale; for `long` a period that a series lacks is not known, and the last periods are cut off by
//! the common calendar. Weights and ranges come from a backtest within the training part; the test
//! part is only scored.

use crate::{
    Direction, Input, Panel, Run, Series, Stopped,
    metrics::{Distribution, Score, score, score_ranges},
    naive::naive2,
    pipeline::{Outcome, Settings, forecast, models_for},
};
use kontor_api::lab::{Figures, LabForecast, LabForecastReport, LabModel, Layout, LongColumns};
use std::collections::{BTreeMap, BTreeSet};

/// Origins of the backtest.
const WINDOWS: usize = 3;

/// Why a file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    /// No such column: its name, and those that there are.
    NoColumn(String, Vec<String>),
    /// A cell that should be a number: its line from 1, its column, its text.
    NoNumber(usize, String, String),
    /// There is no series in it, or none with as many periods as wanted.
    NoSeries,
    /// A series of the training part that the test part does not have.
    NotInTest(String),
    /// The person stopped the run.
    Stopped,
    /// A model failed: what happened.
    Failed(String),
}

impl From<Stopped> for Unusable {
    fn from(stopped: Stopped) -> Unusable {
        match stopped {
            Stopped::ByPerson => Unusable::Stopped,
            Stopped::Failed(why) => Unusable::Failed(why),
        }
    }
}

/// A number of a cell; `None` if it is empty or says that nothing is known.
fn number(cell: &str, line: usize, column: &str) -> Result<Option<f64>, Unusable> {
    let cell = cell.trim();
    if cell.is_empty() || matches!(cell, "NA" | "NaN" | "nan" | "null") {
        return Ok(None);
    }
    match cell.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Some(value)),
        _ => Err(Unusable::NoNumber(line, column.to_owned(), cell.to_owned())),
    }
}

/// The cells of each line that is not empty. Benchmark files quote names, never separators.
fn lines(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(number, line)| {
        (number + 1, line.split(',').map(|cell| cell.trim().trim_matches('"')).collect())
    })
}

/// Reads a file's series.
///
/// # Errors
/// Where it does not hold what the layout says.
pub fn read(text: &str, plan: &LabForecast) -> Result<Panel, Unusable> {
    let mut panel = match plan.layout {
        Layout::Wide => wide(text)?,
        Layout::Columns => columns(text)?,
        Layout::Long => long(text, &plan.columns.clone().unwrap_or_default())?,
    };
    panel.season = plan.season.max(1) as usize;
    panel.is_non_negative =
        !plan.is_log && !panel.series.iter().flat_map(|s| &s.values).any(|value| *value < 0.0);
    if panel.series.is_empty() { Err(Unusable::NoSeries) } else { Ok(panel) }
}

fn wide(text: &str) -> Result<Panel, Unusable> {
    let mut series = Vec::new();
    for (line, cells) in lines(text) {
        let Some((id, cells)) = cells.split_first() else { continue };
        // A heading has no number where the first value would be.
        if line == 1 && cells.first().is_none_or(|cell| cell.parse::<f64>().is_err()) {
            continue;
        }
        let mut values = Vec::with_capacity(cells.len());
        for (place, cell) in cells.iter().enumerate() {
            values.push(number(cell, line, &format!("{}", place + 2))?.unwrap_or(f64::NAN));
        }
        while values.last().is_some_and(|value| value.is_nan()) {
            values.pop();
        }
        series.push(Series { id: (*id).to_owned(), values, ..Series::default() });
    }
    Ok(Panel { series, ..Panel::default() })
}

fn columns(text: &str) -> Result<Panel, Unusable> {
    let mut lines = lines(text);
    let Some((_, heading)) = lines.next() else { return Err(Unusable::NoSeries) };
    let mut series: Vec<Series> = heading
        .iter()
        .skip(1)
        .map(|id| Series { id: (*id).to_owned(), ..Series::default() })
        .collect();
    for (line, cells) in lines {
        let mut cells = cells.into_iter().skip(1);
        for series in &mut series {
            let value = number(cells.next().unwrap_or_default(), line, &series.id)?;
            series.values.push(value.unwrap_or(0.0));
        }
    }
    Ok(Panel { series, has_calendar: true, ..Panel::default() })
}

/// How a known input's column is found.
enum Column {
    /// It has one.
    At(usize),
    /// Each series has its own: what stands before and after the series' part of that number.
    Own(String, usize, String),
}

impl Column {
    /// What a name means for series of these names.
    fn of(
        name: &str,
        ids: &[String],
        keys: &BTreeSet<Vec<String>>,
        heading: &[&str],
    ) -> Option<Column> {
        if let Some(place) = heading.iter().position(|column| *column == name) {
            return Some(Column::At(place));
        }
        let templates = ids.iter().enumerate().map(|(part, id)| {
            let (before, after) = name.split_once(&format!("{{{id}}}")).unwrap_or((name, ""));
            Column::Own(before.to_owned(), part, after.to_owned())
        });
        // Only one that names a column for every series can be meant.
        let mut fitting =
            templates.filter(|column| keys.iter().all(|key| column.place(key, heading).is_some()));
        fitting.next()
    }

    fn place(&self, key: &[String], heading: &[&str]) -> Option<usize> {
        match self {
            Column::At(place) => Some(*place),
            Column::Own(before, part, after) => {
                let name = format!("{before}{}{after}", key.get(*part)?);
                heading.iter().position(|column| *column == name)
            }
        }
    }
}

fn long(text: &str, long: &LongColumns) -> Result<Panel, Unusable> {
    let mut lines = lines(text);
    let Some((_, heading)) = lines.next() else { return Err(Unusable::NoSeries) };
    let missing = |name: &str| {
        Unusable::NoColumn(name.to_owned(), heading.iter().map(|c| (*c).to_owned()).collect())
    };
    let place = |name: &str| heading.iter().position(|c| *c == name).ok_or_else(|| missing(name));
    let ids = long.id.iter().map(|name| place(name)).collect::<Result<Vec<_>, _>>()?;
    let (time, value) = (place(&long.time)?, place(&long.value)?);
    let key_of = |cells: &[&str]| -> Vec<String> {
        ids.iter().map(|place| cells.get(*place).copied().unwrap_or_default().to_owned()).collect()
    };
    let lines: Vec<(usize, Vec<&str>)> = lines.collect();
    let keys: BTreeSet<Vec<String>> = lines.iter().map(|(_, cells)| key_of(cells)).collect();
    let future = long
        .future
        .iter()
        .map(|name| Column::of(name, &long.id, &keys, &heading).ok_or_else(|| missing(name)));
    let future = future.collect::<Result<Vec<_>, _>>()?;
    // For each series, the value and the inputs of each period.
    type Periods = BTreeMap<i64, (f64, Vec<f64>)>;
    let mut found = BTreeMap::<Vec<String>, Periods>::new();
    for (line, cells) in lines {
        let cell = |place: usize| cells.get(place).copied().unwrap_or_default();
        let key = key_of(&cells);
        let period = number(cell(time), line, &long.time)?;
        let Some(period) = period else { continue };
        let mut inputs = Vec::with_capacity(future.len());
        for (column, name) in future.iter().zip(&long.future) {
            let text = column.place(&key, &heading).map(cell).unwrap_or_default();
            inputs.push(number(text, line, name)?.unwrap_or(f64::NAN));
        }
        let value = number(cell(value), line, &long.value)?.unwrap_or(f64::NAN);
        found.entry(key).or_default().insert(period as i64, (value, inputs));
    }
    let last = found.values().filter_map(|periods| periods.keys().next_back()).max().copied();
    let Some(last) = last else { return Err(Unusable::NoSeries) };
    // Each part of a name by number, in the order of names.
    let codes: Vec<BTreeMap<&String, u32>> = (0..long.id.len())
        .map(|part| {
            let mut codes: BTreeMap<&String, u32> =
                found.keys().filter_map(|key| key.get(part)).map(|name| (name, 0)).collect();
            for (number, code) in codes.values_mut().enumerate() {
                *code = number as u32;
            }
            codes
        })
        .collect();
    let series = found.iter().filter_map(|(key, periods)| {
        let start = *periods.keys().next()?;
        let all = start..=last;
        let of = |period: i64| periods.get(&period);
        Some(Series {
            id: key.join("/"),
            start,
            values: all
                .clone()
                .map(|period| of(period).map_or(f64::NAN, |(value, _)| *value))
                .collect(),
            inputs: (0..long.future.len())
                .map(|input| {
                    let value =
                        |period| of(period).and_then(|(_, inputs)| inputs.get(input)).copied();
                    all.clone().map(|period| value(period).unwrap_or(f64::NAN)).collect()
                })
                .collect(),
            categories: key
                .iter()
                .zip(&codes)
                .filter_map(|(name, codes)| codes.get(name))
                .copied()
                .collect(),
        })
    });
    let inputs = long.future.iter().map(|name| Input {
        name: name.clone(),
        direction: if name.starts_with("price") { Direction::Down } else { Direction::Either },
        is_carried: false,
    });
    Ok(Panel {
        series: series.collect(),
        inputs: inputs.collect(),
        has_calendar: true,
        ..Panel::default()
    })
}

/// Cuts the last periods off, to be forecast.
///
/// # Errors
/// Where no series is longer than that.
pub fn cut_last(panel: &Panel, horizon: usize) -> Result<(Panel, Vec<Vec<f64>>), Unusable> {
    let kept: Vec<Series> =
        panel.series.iter().filter(|series| series.values.len() > horizon).cloned().collect();
    if kept.is_empty() {
        return Err(Unusable::NoSeries);
    }
    let panel = Panel { series: kept, inputs: panel.inputs.clone(), ..*panel };
    let train = panel.cut(horizon);
    let actual = panel.series.iter().map(|s| crate::numbers::last(&s.values, horizon).to_vec());
    let actual = actual.collect();
    Ok((train, actual))
}

/// The training part with what the test part knows of the horizon's inputs, and the test part's
/// values of each of its series. Periods with numbers are matched by number: a series whose test
/// part starts late misses the first ones.
///
/// # Errors
/// Where the test part lacks a series.
pub fn match_test(
    train: &Panel,
    test: &Panel,
    horizon: usize,
) -> Result<(Panel, Vec<Vec<f64>>), Unusable> {
    let by_id: BTreeMap<&str, &Series> = test.series.iter().map(|s| (s.id.as_str(), s)).collect();
    let (mut train, mut actual) = (train.clone(), Vec::with_capacity(train.series.len()));
    for series in &mut train.series {
        let test =
            by_id.get(series.id.as_str()).ok_or_else(|| Unusable::NotInTest(series.id.clone()))?;
        let length = series.values.len();
        // Where periods have no numbers, both parts start at 0.
        let late = usize::try_from(test.start - series.start - length as i64).unwrap_or_default();
        let ahead = |values: &[f64]| -> Vec<f64> {
            let late = std::iter::repeat_n(f64::NAN, late);
            let values = late.chain(values.iter().copied()).chain(std::iter::repeat(f64::NAN));
            values.take(horizon).collect()
        };
        for (values, of_test) in series.inputs.iter_mut().zip(&test.inputs) {
            values.truncate(length);
            values.extend(ahead(of_test));
        }
        actual.push(ahead(&test.values));
    }
    Ok((train, actual))
}

/// Forecasts the training part and scores the forecast on what happened.
///
/// # Errors
/// When the person stopped the run.
pub fn run(
    train: &Panel,
    actual: &[Vec<f64>],
    plan: &LabForecast,
    run: &Run<'_>,
) -> Result<LabForecastReport, Unusable> {
    let settings = Settings {
        horizon: plan.horizon as usize,
        windows: WINDOWS,
        models: models_for(train),
        budget: None,
        champion: None,
        is_shop: false,
    };
    let outcome = forecast(train, &settings, run)?;
    Ok(report(train, actual, plan, &outcome))
}

/// The figures of an outcome.
pub fn report(
    train: &Panel,
    actual: &[Vec<f64>],
    plan: &LabForecast,
    outcome: &Outcome,
) -> LabForecastReport {
    // Figures are of units, also where the models saw logarithms.
    let units = |values: &[f64]| -> Vec<f64> {
        if plan.is_log { values.iter().map(|value| value.exp()).collect() } else { values.to_vec() }
    };
    let all =
        |forecast: &[Vec<f64>]| -> Vec<Vec<f64>> { forecast.iter().map(|f| units(f)).collect() };
    let series = train.series.iter();
    let panel = Panel {
        series: series.map(|s| Series { values: units(&s.values), ..Series::default() }).collect(),
        season: train.season,
        ..Panel::default()
    };
    let happened = all(actual);
    let baseline: Vec<Vec<f64>> = panel
        .series
        .iter()
        .map(|series| naive2(&series.filled(), panel.season, plan.horizon as usize))
        .collect();
    let naive2 = score(&panel, &happened, &baseline, None);
    let figures = |forecast: &[Vec<f64>]| {
        let log_rmse = plan.is_log.then(|| score(train, actual, forecast, None).rmse);
        figures(
            score(&panel, &happened, &all(forecast), Some((naive2.smape, naive2.mase))),
            log_rmse,
        )
    };
    let point: Vec<Vec<f64>> = outcome.distributions.iter().map(|d| d.point.clone()).collect();
    let in_units = |d: &Distribution| Distribution {
        point: units(&d.point),
        quantiles: d.quantiles.iter().map(|quantile| units(quantile)).collect(),
    };
    let distributions: Vec<Distribution> = outcome.distributions.iter().map(in_units).collect();
    let ranges = score_ranges(&panel, &happened, &distributions);
    let mut classes = BTreeMap::<String, u64>::new();
    for class in &outcome.classes {
        *classes.entry(class.name().to_owned()).or_default() += 1;
    }
    let models = outcome.models.iter().map(|model| LabModel {
        name: model.name.to_owned(),
        description: model.description.clone(),
        share: model.share,
        figures: figures(&model.forecast),
        seconds: model.seconds,
        ms_per_series: 1000.0 * model.seconds / train.series.len().max(1) as f64,
    });
    LabForecastReport {
        series: train.series.len() as u64,
        figures: figures(&point),
        msis: known(ranges.msis),
        pinball: known(ranges.pinball),
        coverage_95: known(ranges.coverage_95),
        seconds: outcome.fit_seconds,
        seconds_with_backtest: outcome.backtest_seconds + outcome.fit_seconds,
        peak_mb: None,
        classes,
        models: models.collect(),
    }
}

fn figures(score: Score, log_rmse: Option<f64>) -> Figures {
    Figures {
        smape: known(score.smape),
        mase: known(score.mase),
        owa: known(score.owa),
        wape: known(score.wape),
        bias: known(score.bias),
        rmsse: known(score.rmsse),
        log_rmse: log_rmse.and_then(known),
    }
}

/// What is a number.
fn known(figure: f64) -> Option<f64> {
    figure.is_finite().then_some(figure)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(layout: Layout) -> LabForecast {
        LabForecast {
            train: String::new(),
            test: None,
            horizon: 2,
            season: 1,
            layout,
            columns: None,
            is_log: false,
        }
    }

    #[test]
    fn the_three_layouts_are_read() {
        let wide = read(
            "\"V1\",\"V2\",\"V3\"\n\"W1\",\"1\",\"2.5\"\n\"W2\",\"3\",\n",
            &plan(Layout::Wide),
        )
        .unwrap();
        assert_eq!(wide.series[0].values, [1.0, 2.5]);
        assert_eq!((wide.series[1].id.as_str(), &wide.series[1].values[..]), ("W2", &[3.0][..]));
        let columns = read("month,A,B\n1998-01,1,\n1998-02,,2\n", &plan(Layout::Columns)).unwrap();
        assert_eq!(columns.series[0].values, [1.0, 0.0]);
        assert_eq!(columns.series[1].values, [0.0, 2.0]);
        let columns = LongColumns {
            id: vec!["store".into(), "brand".into()],
            time: "week".into(),
            value: "sold".into(),
            future: vec!["price".into(), "deal".into()],
        };
        let long = LabForecast { columns: Some(columns), ..plan(Layout::Long) };
        let text = "store,brand,week,sold,price1,price2,deal\n2,1,40,9,0.5,0.7,1\n2,1,42,8,0.6,0.7,0\n5,2,41,5,0.5,0.9,0\n";
        let panel = read(text, &long).unwrap();
        assert_eq!(panel.series[0].id, "2/1");
        assert!(panel.series[0].values[1].is_nan() && panel.series[0].values[2] == 8.0);
        assert_eq!(panel.series[0].inputs[0][0], 0.5);
        assert_eq!((panel.series[1].inputs[0][0], panel.series[1].start), (0.9, 41));
        assert_eq!(panel.series[1].categories, [1, 1]);
        assert_eq!(panel.inputs[0].direction, Direction::Down);
        let (train, actual) = cut_last(&panel, 1).unwrap();
        assert_eq!((train.series[1].values.len(), actual[1].len()), (1, 1));
        assert!(actual[1][0].is_nan(), "brand 2 was not recorded in the last week");
    }

    /// Of two files the second one knows the horizon's prices, and its periods are matched by number.
    #[test]
    fn the_test_part_tells_the_inputs_of_the_horizon() {
        let columns = LongColumns {
            id: vec!["store".into()],
            time: "week".into(),
            value: "sold".into(),
            future: vec!["price".into()],
        };
        let long = LabForecast { columns: Some(columns), ..plan(Layout::Long) };
        let train = "store,week,sold,price\n1,40,9,0.5\n1,42,8,0.6\n2,42,5,0.9\n";
        let test = "store,week,sold,price\n1,43,7,0.4\n1,45,6,0.3\n2,44,4,0.8\n";
        let (train, test) = (read(train, &long).unwrap(), read(test, &long).unwrap());
        let (train, actual) = match_test(&train, &test, 3).unwrap();
        let plain =
            |values: &[f64]| values.iter().map(f64::to_string).collect::<Vec<_>>().join(" ");
        let input = |series: usize| plain(&train.series[series].inputs[0]);
        assert_eq!(
            (input(0), input(1)),
            ("0.5 NaN 0.6 0.4 NaN 0.3".into(), "0.9 NaN 0.8 NaN".into())
        );
        assert_eq!((plain(&actual[0]), plain(&actual[1])), ("7 NaN 6".into(), "NaN 4 NaN".into()));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = read("a,b\nx,1,two\n", &plan(Layout::Wide)).unwrap_err();
        assert_eq!(error, Unusable::NoNumber(2, "3".into(), "two".into()));
        assert_eq!(read("", &plan(Layout::Columns)).unwrap_err(), Unusable::NoSeries);
        let columns = LongColumns { id: vec!["sku".into()], ..LongColumns::default() };
        let long = LabForecast { columns: Some(columns), ..plan(Layout::Long) };
        let error = read("a,b\n1,2\n", &long).unwrap_err();
        assert_eq!(error, Unusable::NoColumn("sku".into(), vec!["a".into(), "b".into()]));
        let train = read("A,1,2\n", &plan(Layout::Wide)).unwrap();
        let test = read("B,1,2\n", &plan(Layout::Wide)).unwrap();
        assert_eq!(match_test(&train, &test, 2), Err(Unusable::NotInTest("A".into())));
    }
}
