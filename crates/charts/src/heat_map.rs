//! The hours of a week, the darker the more.

use crate::{
    ChartError, Unit,
    canvas::{Area, Ink, picture, units},
    check,
    frame::{Axis, frame, mark, place},
    summary, text, words,
};
use kontor_api::chart::{Chart, Mark, TextColumn, TextTable};
use kontor_domain::{Locale, Weekday};
use plotters::{
    element::Rectangle,
    style::{
        Color,
        text_anchor::{HPos, VPos},
    },
};

/// What a heat map of the week shows.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatMap {
    /// What the values measure: `Net sales`.
    pub title: String,
    /// Their unit.
    pub unit: Unit,
    /// A value for each hour of each weekday, Monday first.
    pub values: [[f64; 24]; 7],
    /// The weekday on top.
    pub week_start: Weekday,
    /// Writes numbers, weekdays and sentences.
    pub locale: Locale,
    /// Width of the picture in pixels; its height is fixed.
    pub width: u32,
}

/// Shades above the empty one.
const LEVELS: u8 = 8;
/// Height of a weekday, and of the rows for hours and key below, in pixels.
const ROW: f64 = 26.0;

impl HeatMap {
    /// The weekdays from top to bottom, counted from Monday, with their values.
    pub(crate) fn days(&self) -> impl Iterator<Item = (u8, &[f64; 24])> {
        let first = match self.week_start {
            Weekday::Monday => 0,
            Weekday::Saturday => 5,
            Weekday::Sunday => 6,
        };
        (0..7).zip(&self.values).cycle().skip(first).take(7)
    }
}

/// Draws the hours of a week. A mark's key is weekday and hour, `1-13` being Monday 13:00 to 14:00.
///
/// # Errors
/// [`ChartError::Value`] for a value that no axis can hold.
pub fn heat_map(spec: &HeatMap) -> Result<Chart, ChartError> {
    for (day, hours) in spec.days() {
        for (hour, value) in (0_u8..).zip(hours) {
            check(&spec.title, || words::hour_of_week(spec.locale, day, hour), *value)?;
        }
    }
    let width = spec.width.clamp(200, 8000);
    let height = (ROW * 9.0) as u32;
    let top_shade = top_shade(spec);
    let days: Vec<_> = spec
        .days()
        .enumerate()
        .map(|(row, (day, _))| (row as f64 + 0.5, spec.locale.weekday(day).to_owned()))
        .collect();
    let room = days.iter().map(|day| text::width(&day.1)).fold(0.0, f64::max) + 10.0;
    let cell = (f64::from(width) - room) / 24.0;
    // Even steps that divide the day; the widest is taken where even that is tight.
    let every = [1, 2, 3, 4, 6, 12]
        .into_iter()
        .find(|every| f64::from(*every) * cell >= text::width("00:00") + 8.0)
        .unwrap_or(12);
    let hours = (0..24)
        .step_by(every as usize)
        .map(|hour| (f64::from(hour) + 0.5, words::hour(hour as u8)))
        .collect();
    let x = Axis {
        range: 0.0..24.0,
        labels: hours,
        // The row of hours, and the row of the key.
        room: 2.0 * ROW,
    };
    let y = Axis { range: 7.0..0.0, labels: days, room };

    let (svg, marks) = picture(width, height, |area| {
        let mut plot = frame(area, (0.0, 0.0), x, y, false)?;
        let mut marks = Vec::with_capacity(7 * 24);
        for (row, (day, hours)) in spec.days().enumerate() {
            for (hour, value) in (0_u8..).zip(hours) {
                let corner = (f64::from(hour), row as f64);
                let opposite = (corner.0 + 1.0, corner.1 + 1.0);
                let ink = Ink::heat(shade(*value, top_shade));
                let mut square = Rectangle::new([corner, opposite], ink.filled());
                let gap = units(1.0) as u32;
                square.set_margin(gap, gap, gap, gap);
                plot.draw_series([square])?;
                marks.push(Mark {
                    point: Some(place(&plot, (corner.0 + 0.5, corner.1 + 0.5))),
                    title: words::hour_of_week(spec.locale, day, hour),
                    values: words::values(&spec.title, *value, None, spec.unit, spec.locale),
                    key: format!("{}-{hour}", day + 1),
                    ..mark(&plot, corner, opposite)
                });
            }
        }
        if top_shade > 0.0 {
            let short = |value| spec.unit.short(spec.locale, value);
            key(
                area,
                (f64::from(width), ROW * 8.5),
                &short(0.0),
                &format!("≥ {}", short(top_shade)),
            )?;
        }
        Ok(marks)
    })?;
    Ok(Chart { svg, width, height, marks, summary: summary::over_week(spec), table: table(spec) })
}

/// The value from which on an hour has the darkest shade: the 95th percentile of those above zero,
/// so that one odd hour does not wash out all others. Zero if no hour is above zero.
fn top_shade(spec: &HeatMap) -> f64 {
    let mut above: Vec<f64> =
        spec.values.iter().flatten().copied().filter(|value| *value > 0.0).collect();
    above.sort_by(f64::total_cmp);
    above.get((above.len() * 95).div_ceil(100).saturating_sub(1)).copied().unwrap_or(0.0)
}

/// The shade of a value: 0 for nothing, then in even steps up to the darkest.
fn shade(value: f64, top: f64) -> u8 {
    if value <= 0.0 {
        return 0;
    }
    (value / top * f64::from(LEVELS)).ceil().clamp(1.0, f64::from(LEVELS)) as u8
}

/// The key to the shades, from `least` to `most`, ending at a place in pixels.
fn key(area: &Area, (end, middle): (f64, f64), least: &str, most: &str) -> Result<(), ChartError> {
    const SIDE: f64 = 12.0;
    let first = end - text::width(most) - 6.0 - SIDE * f64::from(LEVELS + 1);
    let at = |x: f64, y: f64| (units(x), units(y));
    area.draw_text(least, &Ink::AXIS.text(HPos::Right, VPos::Center), at(first - 6.0, middle))?;
    for level in 0..=LEVELS {
        let (left, top) = (first + SIDE * f64::from(level), middle - SIDE / 2.0);
        let corners = [at(left + 1.0, top + 1.0), at(left + SIDE - 1.0, top + SIDE - 1.0)];
        area.draw(&Rectangle::new(corners, Ink::heat(level).filled()))?;
    }
    area.draw_text(most, &Ink::AXIS.text(HPos::Right, VPos::Center), at(end, middle))?;
    Ok(())
}

/// Weekdays down, hours across.
fn table(spec: &HeatMap) -> TextTable {
    let heading = words::weekday(spec.locale.language).to_owned();
    let hours = (0..24).map(|hour| TextColumn { title: words::hour(hour), numeric: true });
    TextTable {
        columns: [TextColumn { title: heading, numeric: false }].into_iter().chain(hours).collect(),
        rows: spec
            .days()
            .map(|(day, hours)| {
                let values = hours.iter().map(|value| spec.unit.exact(spec.locale, *value));
                [spec.locale.weekday(day).to_owned()].into_iter().chain(values).collect()
            })
            .collect(),
    }
}
