//! The plot of a chart between its axes: grid and labels drawn, ready for the data.

use crate::{
    ChartError,
    canvas::{Area, Canvas, Ink, pixels, units},
};
use kontor_api::chart::Mark;
use plotters::{
    chart::{ChartBuilder, ChartContext, LabelAreaPosition},
    coord::{
        cartesian::Cartesian2d,
        ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter},
    },
    style::{
        TRANSPARENT,
        text_anchor::{HPos, VPos},
    },
};
use std::ops::Range;

/// An axis: a coordinate of plotters that knows its own labels.
pub struct Axis {
    /// The values at its two ends.
    pub range: Range<f64>,
    /// Where labels stand, and their texts.
    pub labels: Vec<(f64, String)>,
    /// Pixels kept for the labels.
    pub room: f64,
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (start, end): (i32, i32)) -> i32 {
        let part = (value - self.range.start) / (self.range.end - self.range.start);
        start + (part * f64::from(end - start)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() {
            return Vec::new();
        }
        self.labels.iter().map(|label| label.0).collect()
    }

    fn range(&self) -> Range<f64> {
        self.range.clone()
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, place: &f64) -> String {
        self.labels
            .iter()
            .find(|label| label.0 == *place)
            .map_or_else(String::new, |label| label.1.clone())
    }
}

/// A plot, drawn on in the values of its axes.
pub type Plot<'r, 's> = ChartContext<'r, Canvas<'s>, Cartesian2d<Axis, Axis>>;

/// Lays out a plot on `area`, `top` and `right` pixels from its edges, and writes the labels: those
/// of `x` below, those of `y` to the left, with a line across at each if there is to be a `grid`.
pub fn frame<'r, 's>(
    area: &'r Area<'s>,
    (top, right): (f64, f64),
    x: Axis,
    y: Axis,
    grid: bool,
) -> Result<Plot<'r, 's>, ChartError> {
    let mut plot = ChartBuilder::on(area)
        .margin_top(units(top))
        .margin_right(units(right))
        .set_label_area_size(LabelAreaPosition::Bottom, units(x.room))
        .set_label_area_size(LabelAreaPosition::Left, units(y.room))
        .build_cartesian_2d(x, y)?;
    let mut mesh = plot.configure_mesh();
    if !grid {
        mesh.disable_y_mesh();
    }
    mesh.disable_x_mesh()
        .bold_line_style(Ink::GRID)
        .axis_style(TRANSPARENT)
        .set_all_tick_mark_size(units(3.5))
        .label_style(Ink::AXIS.text(HPos::Left, VPos::Top))
        .draw()?;
    Ok(plot)
}

/// Where a point of the plot stands in the picture, in pixels.
pub fn place(plot: &Plot, point: (f64, f64)) -> (f64, f64) {
    let (x, y) = plot.backend_coord(&point);
    (pixels(x), pixels(y))
}

/// A mark that covers a part of the plot between two of its corners; its words are still missing.
pub fn mark(plot: &Plot, upper_left: (f64, f64), lower_right: (f64, f64)) -> Mark {
    let ((left, top), (right, bottom)) =
        (plot.backend_coord(&upper_left), plot.backend_coord(&lower_right));
    Mark {
        x: pixels(left),
        y: pixels(top),
        width: pixels(right - left),
        height: pixels(bottom - top),
        point: None,
        title: String::new(),
        values: Vec::new(),
        key: String::new(),
    }
}
