//! What was sold week by week, and what is forecast: a line with the range around it.

use crate::{
    ChartError, Unit,
    canvas::{Ink, picture, units},
    check,
    frame::{Axis, Plot, frame, mark, place},
    scale::Scale,
    text,
    time_series::{GRID_STEP, Step, TimeSeries, step_labels},
};
use kontor_api::chart::{Chart, Mark, TextColumn, TextTable};
use kontor_domain::{Date, Grain, Language, Locale, Quantity};
use plotters::{
    element::{Circle, PathElement, Polygon},
    series::LineSeries,
    style::Color,
};

/// What a forecast's chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// What the values measure: `Units a week`.
    pub title: String,
    /// Every week, the earliest first.
    pub steps: Vec<BandStep>,
    /// Writes numbers, dates and sentences.
    pub locale: Locale,
    /// Width of the picture in pixels.
    pub width: u32,
    /// Height of the picture in pixels.
    pub height: u32,
}

/// A week of a [`Band`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BandStep {
    /// Its Monday.
    pub start: Date,
    /// What was sold; `None` where nobody knows.
    pub sold: Option<f64>,
    /// What is forecast.
    pub forecast: Option<f64>,
    /// The range in which it will probably lie.
    pub range: Option<(f64, f64)>,
    /// What a simple rule says.
    pub baseline: Option<f64>,
}

impl Default for BandStep {
    fn default() -> Self {
        BandStep { start: Date::ZERO, sold: None, forecast: None, range: None, baseline: None }
    }
}

/// The words of a picture.
struct Words {
    sold: &'static str,
    forecast: &'static str,
    range: &'static str,
    baseline: &'static str,
    week: &'static str,
}

impl Words {
    fn of(language: Language) -> Words {
        match language {
            Language::En => Words {
                sold: "Sold",
                forecast: "Forecast",
                range: "95 % range",
                baseline: "Simple rule",
                week: "Week",
            },
            Language::De => Words {
                sold: "Verkauft",
                forecast: "Prognose",
                range: "95-%-Spanne",
                baseline: "Einfache Regel",
                week: "Woche",
            },
        }
    }
}

/// Draws a forecast. A mark's key is the Monday of its week.
///
/// # Errors
/// [`ChartError::Value`] for a value that no axis can hold.
pub fn band(spec: &Band) -> Result<Chart, ChartError> {
    let values = |step: &BandStep| {
        let (low, high) = step.range.unzip();
        [step.sold, step.forecast, low, high, step.baseline].into_iter().flatten()
    };
    for step in &spec.steps {
        for value in values(step) {
            check(&spec.title, || spec.locale.step(step.start, Grain::Week), value)?;
        }
    }
    let (width, height) = (spec.width.clamp(200, 8000), spec.height.clamp(100, 4000));
    let unit = Unit::Quantity;
    let scale = Scale::around(
        spec.steps.iter().flat_map(values),
        f64::from(height) / GRID_STEP,
        unit.smallest_step(),
    );
    let y_labels: Vec<_> =
        scale.ticks.iter().map(|tick| (*tick, unit.short(spec.locale, *tick))).collect();
    let y_room = y_labels.iter().map(|label| text::width(&label.1)).fold(0.0, f64::max) + 8.0;
    let right = 8.0;
    let plot_width = f64::from(width) - y_room - right;
    let count = spec.steps.len();
    let x = Axis {
        range: 0.0..count.max(1) as f64,
        labels: step_labels(&weeks(spec), y_room, plot_width, right),
        room: 20.0,
    };
    let y = Axis { range: scale.low..scale.high, labels: y_labels, room: y_room };
    let (svg, marks) = picture(width, height, |area| {
        let mut plot = frame(area, (8.0, right), x, y, true)?;
        draw(&mut plot, spec, &scale)?;
        Ok(marks(&plot, spec, &scale))
    })?;
    Ok(Chart { svg, width, height, marks, summary: summary(spec), table: table(spec) })
}

/// The weeks alone, for their labels.
fn weeks(spec: &Band) -> TimeSeries {
    let step = |step: &BandStep| Step { start: step.start, value: 0.0, previous: None };
    TimeSeries {
        title: spec.title.clone(),
        unit: Unit::Quantity,
        grain: Grain::Week,
        steps: spec.steps.iter().map(step).collect(),
        total: None,
        previous_total: None,
        locale: spec.locale,
        width: spec.width,
        height: spec.height,
    }
}

fn draw(plot: &mut Plot, spec: &Band, scale: &Scale) -> Result<(), ChartError> {
    let at = |index: usize, value: f64| (index as f64 + 0.5, value);
    let steps = || spec.steps.iter().enumerate();
    let range = || steps().filter_map(|(index, step)| Some((index, step.range?)));
    let upper = range().map(|(index, (_, high))| at(index, high));
    let lower: Vec<_> = range().map(|(index, (low, _))| at(index, low)).collect();
    let around: Vec<_> = upper.chain(lower.into_iter().rev()).collect();
    if !around.is_empty() {
        plot.draw_series([Polygon::new(around, Ink::BAND.filled())])?;
    }
    // Where the forecast begins.
    if let Some((first, _)) = range().next() {
        let line = vec![(first as f64, scale.low), (first as f64, scale.high)];
        plot.draw_series([PathElement::new(line, Ink::ZERO)])?;
    }
    let mut line = |of: &dyn Fn(&BandStep) -> Option<f64>, ink: Ink| -> Result<(), ChartError> {
        let points: Vec<_> =
            steps().map(|(index, step)| of(step).map(|value| at(index, value))).collect();
        for stretch in points.split(Option::is_none) {
            let mut stretch: Vec<_> = stretch.iter().flatten().copied().collect();
            // A line to itself shows as a dot.
            if let [only] = stretch[..] {
                stretch.push(only);
            }
            plot.draw_series(LineSeries::new(stretch, ink))?;
        }
        Ok(())
    };
    line(&|step| step.baseline, Ink::LINE_PREVIOUS)?;
    line(&|step| step.sold, Ink::LINE)?;
    line(&|step| step.forecast, Ink::LINE_FORECAST)?;
    let forecast = steps().filter_map(|(index, step)| Some(at(index, step.forecast?)));
    plot.draw_series(forecast.map(|at| Circle::new(at, units(2.2), Ink::DOT.filled())))?;
    Ok(())
}

/// One mark a week: all of its height reacts.
fn marks(plot: &Plot, spec: &Band, scale: &Scale) -> Vec<Mark> {
    let words = Words::of(spec.locale.language);
    let exact = |value: f64| Unit::Quantity.exact(spec.locale, value);
    spec.steps
        .iter()
        .enumerate()
        .map(|(index, step)| {
            let left = index as f64;
            let range = step.range.map(|(low, high)| format!("{} – {}", exact(low), exact(high)));
            let values = [
                (words.sold, step.sold.map(exact)),
                (words.forecast, step.forecast.map(exact)),
                (words.range, range),
                (words.baseline, step.baseline.map(exact)),
            ];
            let values =
                values.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?)));
            let point = step.forecast.or(step.sold);
            Mark {
                point: point.map(|value| place(plot, (left + 0.5, value))),
                title: spec.locale.step(step.start, Grain::Week),
                values: values.collect(),
                key: step.start.to_string(),
                ..mark(plot, (left, scale.high), (left + 1.0, scale.low))
            }
        })
        .collect()
}

/// A forecast in as many figures as it can claim.
pub fn expected(locale: Locale, value: f64) -> String {
    locale.expected(Quantity { milli: (value * 1000.0).round() as i64 })
}

/// What the picture says, in a sentence.
fn summary(spec: &Band) -> String {
    let locale = spec.locale;
    let forecast: Vec<&BandStep> =
        spec.steps.iter().filter(|step| step.forecast.is_some()).collect();
    let sum = expected(locale, forecast.iter().filter_map(|step| step.forecast).sum());
    let Some((first, (low, high))) = forecast
        .first()
        .and_then(|first| Some((first, first.range.unwrap_or((first.forecast?, first.forecast?)))))
    else {
        return match locale.language {
            Language::En => format!("{}: no forecast.", spec.title),
            Language::De => format!("{}: keine Prognose.", spec.title),
        };
    };
    let (day, weeks) = (locale.date(first.start), forecast.len());
    let next = expected(locale, first.forecast.unwrap_or_default());
    let (low, high) = (expected(locale, low), expected(locale, high));
    match locale.language {
        Language::En => format!(
            "{}: {next} in the week of {day}, probably between {low} and {high}; {sum} in {weeks} weeks.",
            spec.title
        ),
        Language::De => format!(
            "{}: {next} in der Woche ab {day}, wahrscheinlich zwischen {low} und {high}; {sum} in {weeks} Wochen.",
            spec.title
        ),
    }
}

fn table(spec: &Band) -> TextTable {
    let words = Words::of(spec.locale.language);
    let exact = |value: Option<f64>| {
        value.map_or_else(|| "–".to_owned(), |value| Unit::Quantity.exact(spec.locale, value))
    };
    let column = |title: &str, numeric| TextColumn { title: title.to_owned(), numeric };
    let rows = spec.steps.iter().map(|step| {
        let range =
            step.range.map(|(low, high)| format!("{} – {}", exact(Some(low)), exact(Some(high))));
        vec![
            spec.locale.step(step.start, Grain::Week),
            exact(step.sold),
            exact(step.forecast),
            range.unwrap_or_else(|| "–".to_owned()),
            exact(step.baseline),
        ]
    });
    TextTable {
        columns: vec![
            column(words.week, false),
            column(words.sold, true),
            column(words.forecast, true),
            column(words.range, true),
            column(words.baseline, true),
        ],
        rows: rows.collect(),
    }
}
