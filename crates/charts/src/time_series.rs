//! A measure over time, beside the period before: columns, or lines where there are many steps.

use crate::{
    ChartError, Unit,
    canvas::{Ink, picture, units},
    check,
    frame::{Axis, Plot, frame, mark, place},
    scale::Scale,
    summary, text,
    thin::thin,
    words,
};
use kontor_api::chart::{Chart, Mark};
use kontor_domain::{Date, Grain, Locale};
use plotters::{
    element::{Circle, PathElement, Rectangle},
    series::{AreaSeries, LineSeries},
    style::Color,
};

/// What a chart over time shows.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeSeries {
    /// What the values measure: `Net sales`.
    pub title: String,
    /// Their unit.
    pub unit: Unit,
    /// How long a step is.
    pub grain: Grain,
    /// Every step of the period, the earliest first.
    pub steps: Vec<Step>,
    /// The measure over the whole period, where there is one to tell.
    pub total: Option<f64>,
    /// The measure over the whole period before.
    pub previous_total: Option<f64>,
    /// Writes numbers, dates and sentences.
    pub locale: Locale,
    /// Width of the picture in pixels.
    pub width: u32,
    /// Height of the picture in pixels.
    pub height: u32,
}

/// A step of a [`TimeSeries`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Its first day.
    pub start: Date,
    /// Its value.
    pub value: f64,
    /// The value as far into the period before; `None` if the data does not reach there.
    pub previous: Option<f64>,
}

impl TimeSeries {
    /// A step's name where space is short: without the year, unless the period goes around it.
    pub(crate) fn short_name(&self, start: Date) -> String {
        let days = match (self.steps.first(), self.steps.last()) {
            (Some(first), Some(last)) => (last.start - first.start).get_days(),
            _ => 0,
        };
        match self.grain {
            Grain::Month => self.locale.step(start, self.grain),
            _ if days < 365 => self.locale.day(start),
            _ => self.locale.date(start),
        }
    }
}

/// Up to so many steps stand as columns, a month of days; more are a line.
const MOST_COLUMNS: usize = 31;
/// Pixels between the middles of two lines of the grid, about.
pub(crate) const GRID_STEP: f64 = 46.0;

/// Draws a measure over time. A mark's key is the first day of its step.
///
/// # Errors
/// [`ChartError::Value`] for a value that no axis can hold.
pub fn time_series(spec: &TimeSeries) -> Result<Chart, ChartError> {
    let values = || spec.steps.iter().flat_map(|step| [Some(step.value), step.previous]).flatten();
    for step in &spec.steps {
        for value in [Some(step.value), step.previous].into_iter().flatten() {
            check(&spec.title, || spec.locale.step(step.start, spec.grain), value)?;
        }
    }
    let (width, height) = (spec.width.clamp(200, 8000), spec.height.clamp(100, 4000));
    let scale = Scale::around(values(), f64::from(height) / GRID_STEP, spec.unit.smallest_step());
    let y_labels: Vec<_> =
        scale.ticks.iter().map(|tick| (*tick, spec.unit.short(spec.locale, *tick))).collect();
    let y_room = y_labels.iter().map(|label| text::width(&label.1)).fold(0.0, f64::max) + 8.0;
    let right = 8.0;
    let plot_width = f64::from(width) - y_room - right;
    let count = spec.steps.len();
    let x = Axis {
        range: 0.0..count.max(1) as f64,
        labels: step_labels(spec, y_room, plot_width, right),
        room: 20.0,
    };
    let y = Axis { range: scale.low..scale.high, labels: y_labels, room: y_room };

    let (svg, marks) = picture(width, height, |area| {
        let mut plot = frame(area, (8.0, right), x, y, true)?;
        if count <= MOST_COLUMNS {
            columns(&mut plot, spec, plot_width / count.max(1) as f64)?;
        } else {
            lines(&mut plot, spec, plot_width)?;
        }
        if scale.low < 0.0 {
            let zero = vec![(0.0, 0.0), (count as f64, 0.0)];
            plot.draw_series([PathElement::new(zero, Ink::ZERO)])?;
        }
        Ok(marks(&plot, spec, &scale))
    })?;
    let name = |start| spec.locale.step(start, spec.grain);
    let rows = spec.steps.iter().map(|step| (name(step.start), step.value, step.previous));
    let heading = words::step(spec.locale.language, spec.grain);
    let table = words::table(heading, &spec.title, rows, spec.unit, spec.locale);
    Ok(Chart { svg, width, height, marks, summary: summary::over_time(spec), table })
}

/// A column for each step, `band` pixels apart, in front of a broader one for the period before:
/// both stand over the step's label.
fn columns(plot: &mut Plot, spec: &TimeSeries, band: f64) -> Result<(), ChartError> {
    // Parts of a step; a single column is not to be as wide as the picture.
    let broad = 0.76_f64.min(56.0 / band);
    let compares = spec.steps.iter().any(|step| step.previous.is_some());
    let narrow = if compares { broad * 0.55 } else { broad };
    let column = |index: usize, value: f64, part: f64, ink: Ink| {
        let middle = index as f64 + 0.5;
        let corners = [(middle - part / 2.0, value), (middle + part / 2.0, 0.0)];
        (value != 0.0).then(|| Rectangle::new(corners, ink.filled()))
    };
    let steps = || spec.steps.iter().enumerate();
    plot.draw_series(steps().filter_map(|(index, step)| {
        column(index, step.previous.unwrap_or(0.0), broad, Ink::BAR_PREVIOUS)
    }))?;
    plot.draw_series(
        steps().filter_map(|(index, step)| column(index, step.value, narrow, Ink::BAR)),
    )?;
    Ok(())
}

/// A line over an area, with a dot at its end; the period before as a line behind.
fn lines(plot: &mut Plot, spec: &TimeSeries, plot_width: f64) -> Result<(), ChartError> {
    let at = |index: usize, value: f64| (index as f64 + 0.5, value);
    let steps = || spec.steps.iter().enumerate();
    let buckets = plot_width as usize;
    let current: Vec<_> = steps().map(|(index, step)| at(index, step.value)).collect();
    let current = thin(&current, buckets);
    let previous: Vec<_> =
        steps().map(|(index, step)| step.previous.map(|value| at(index, value))).collect();

    plot.draw_series(AreaSeries::new(current.iter().copied(), 0.0, Ink::AREA.filled()))?;
    for stretch in previous.split(Option::is_none) {
        let mut stretch = thin(&stretch.iter().flatten().copied().collect::<Vec<_>>(), buckets);
        // A line to itself shows as a dot.
        if let [only] = stretch[..] {
            stretch.push(only);
        }
        plot.draw_series(LineSeries::new(stretch, Ink::LINE_PREVIOUS))?;
    }
    plot.draw_series(LineSeries::new(current.iter().copied(), Ink::LINE))?;
    plot.draw_series(current.last().map(|end| Circle::new(*end, units(3.0), Ink::DOT.filled())))?;
    Ok(())
}

/// Labels below the steps: every so many, as many as stand side by side without touching and
/// within the picture.
pub(crate) fn step_labels(
    spec: &TimeSeries,
    left: f64,
    plot_width: f64,
    right: f64,
) -> Vec<(f64, String)> {
    let count = spec.steps.len();
    let band = plot_width / count.max(1) as f64;
    let labels: Vec<String> = spec.steps.iter().map(|step| spec.short_name(step.start)).collect();
    let widest = labels.iter().map(|label| text::width(label)).fold(0.0, f64::max);
    let every = even_steps(spec.grain)
        .find(|every| *every as f64 * band >= widest + 12.0 || *every >= count)
        .unwrap_or(count.max(1));
    spec.steps
        .iter()
        .zip(labels)
        .enumerate()
        .filter(|(index, (step, _))| match spec.grain {
            // Counted from January, so that quarters and years start where they do.
            Grain::Month => months(step.start).is_multiple_of(every),
            _ => index.is_multiple_of(every),
        })
        .map(|(index, (_, label))| (index as f64 + 0.5, label))
        .filter(|(middle, label)| {
            let (middle, half) = (left + middle * band, text::width(label) / 2.0);
            middle >= half && middle + half <= left + plot_width + right
        })
        .collect()
}

/// How many steps lie between two labels: whole weeks of days, whole years of months.
fn even_steps(grain: Grain) -> impl Iterator<Item = usize> {
    let (steps, year): (&[usize], usize) = match grain {
        Grain::Day => (&[1, 2, 7, 14, 28, 56, 91, 182], 364),
        Grain::Week => (&[1, 2, 4, 8, 13, 26], 52),
        Grain::Month => (&[1, 2, 3, 6], 12),
    };
    steps.iter().copied().chain((1..).map(move |years| years * year))
}

fn months(date: Date) -> usize {
    usize::try_from(i32::from(date.year()) * 12 + i32::from(date.month()) - 1).unwrap_or(0)
}

/// One mark a step: all of its height reacts.
fn marks(plot: &Plot, spec: &TimeSeries, scale: &Scale) -> Vec<Mark> {
    spec.steps
        .iter()
        .enumerate()
        .map(|(index, step)| {
            let left = index as f64;
            Mark {
                point: Some(place(plot, (left + 0.5, step.value))),
                title: spec.locale.step(step.start, spec.grain),
                values: words::values(
                    &spec.title,
                    step.value,
                    step.previous,
                    spec.unit,
                    spec.locale,
                ),
                key: step.start.to_string(),
                ..mark(plot, (left, scale.high), (left + 1.0, scale.low))
            }
        })
        .collect()
}
