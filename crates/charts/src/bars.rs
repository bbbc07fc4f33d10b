//! Categories side by side: a bar each, its name to the left and its value to the right.

use crate::{
    ChartError, Unit,
    canvas::{Ink, picture, units},
    check,
    frame::{Axis, frame, mark, place},
    summary, text, words,
};
use kontor_api::chart::{Chart, Mark};
use kontor_domain::Locale;
use plotters::{
    element::{PathElement, Rectangle},
    style::{
        Color,
        text_anchor::{HPos, VPos},
    },
};

/// What a chart of bars shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// What the values measure: `Net sales`.
    pub title: String,
    /// What a bar is, as a heading: `Country`.
    pub heading: String,
    /// The unit of the values.
    pub unit: Unit,
    /// The bars, in the order to draw them.
    pub bars: Vec<Bar>,
    /// How many more parts there are than bars, and their value together.
    pub rest: Option<(u64, f64)>,
    /// The whole, where the bars add up to it, to tell their shares.
    pub total: Option<f64>,
    /// Writes numbers and sentences.
    pub locale: Locale,
    /// Width of the picture in pixels; its height follows from the number of bars.
    pub width: u32,
}

/// A bar of [`Bars`].
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The key of its mark.
    pub key: String,
    /// Its name.
    pub title: String,
    /// Its value.
    pub value: f64,
    /// Its value in the period before; `None` if the data does not reach there.
    pub previous: Option<f64>,
}

/// So many bars can be compared at a glance; those beyond are in the table only.
pub const MOST_BARS: usize = 6;
/// Height of a bar with the space around it, in pixels.
const ROW: f64 = 28.0;

/// Draws the first [`MOST_BARS`] bars; the table holds all of them, and the rest in one row.
///
/// # Errors
/// [`ChartError::Value`] for a value that no axis can hold.
pub fn bars(spec: &Bars) -> Result<Chart, ChartError> {
    for bar in &spec.bars {
        for value in [Some(bar.value), bar.previous].into_iter().flatten() {
            check(&spec.title, || bar.title.clone(), value)?;
        }
    }
    let rest = spec.rest.map(|(parts, value)| (words::others(spec.locale, parts), value, None));
    if let Some((title, value, _)) = &rest {
        check(&spec.title, || title.clone(), *value)?;
    }
    let drawn: Vec<&Bar> = spec.bars.iter().take(MOST_BARS).collect();
    let width = spec.width.clamp(200, 8000);
    let height = (ROW * drawn.len().max(1) as f64) as u32;
    let row = |index: usize| index as f64 + 0.5;

    let most = f64::from(width) * 0.4;
    let names: Vec<_> = drawn
        .iter()
        .enumerate()
        .map(|(index, bar)| (row(index), text::fit(&bar.title, most)))
        .collect();
    let amounts: Vec<String> =
        drawn.iter().map(|bar| spec.unit.short(spec.locale, bar.value)).collect();
    let widest = |texts: &mut dyn Iterator<Item = &String>| {
        texts.map(|t| text::width(t)).fold(0.0, f64::max)
    };
    let room = widest(&mut names.iter().map(|name| &name.1)) + 10.0;
    let right = widest(&mut amounts.iter()) + 12.0;
    let values = drawn.iter().flat_map(|bar| [Some(bar.value), bar.previous]).flatten();
    let (low, high) = values.fold((0.0_f64, 0.0_f64), |(low, high), v| (low.min(v), high.max(v)));
    let high = if low == high { 1.0 } else { high };
    // Upside down, as the first bar stands on top.
    let y = Axis { range: drawn.len().max(1) as f64..0.0, labels: names, room };
    let x = Axis { range: low..high, labels: Vec::new(), room: 0.0 };

    let (svg, marks) = picture(width, height, |area| {
        let mut plot = frame(area, (0.0, right), x, y, false)?;
        let bar = |index: usize, value: f64, from: f64, to: f64, ink: Ink| {
            let (top, bottom) = (index as f64 + from, index as f64 + to);
            (value != 0.0).then(|| Rectangle::new([(0.0, top), (value, bottom)], ink.filled()))
        };
        let rows = || drawn.iter().enumerate();
        let compares = drawn.iter().any(|bar| bar.previous.is_some());
        let end = if compares { 0.64 } else { 0.76 };
        plot.draw_series(rows().filter_map(|(index, row)| {
            bar(index, row.previous.unwrap_or(0.0), 0.64, 0.80, Ink::BAR_PREVIOUS)
        }))?;
        plot.draw_series(
            rows().filter_map(|(index, row)| bar(index, row.value, 0.24, end, Ink::BAR)),
        )?;
        let base = vec![(0.0, 0.0), (0.0, drawn.len() as f64)];
        plot.draw_series([PathElement::new(base, Ink::ZERO)])?;
        let style = Ink::AXIS.text(HPos::Right, VPos::Center);
        for (index, amount) in amounts.iter().enumerate() {
            let middle = place(&plot, (0.0, row(index))).1;
            area.draw_text(amount, &style, (units(f64::from(width)), units(middle)))?;
        }
        Ok(rows()
            .map(|(index, bar)| {
                let top = index as f64;
                Mark {
                    x: 0.0,
                    width: f64::from(width),
                    point: Some(place(&plot, (bar.value, row(index)))),
                    title: bar.title.clone(),
                    values: words::values(
                        &spec.title,
                        bar.value,
                        bar.previous,
                        spec.unit,
                        spec.locale,
                    ),
                    key: bar.key.clone(),
                    ..mark(&plot, (low, top), (high, top + 1.0))
                }
            })
            .collect())
    })?;
    let rows = spec.bars.iter().map(|bar| (bar.title.clone(), bar.value, bar.previous)).chain(rest);
    let table = words::table(&spec.heading, &spec.title, rows, spec.unit, spec.locale);
    Ok(Chart { svg, width, height, marks, summary: summary::across(spec), table })
}
