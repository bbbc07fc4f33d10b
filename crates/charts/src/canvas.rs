//! plotters draws on this: SVG that holds classes instead of colours, fonts and styles.

use crate::ChartError;
use crate::text::escape;
use plotters::{
    coord::Shift,
    prelude::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea, IntoFont, TextStyle},
    style::{
        Color,
        text_anchor::{HPos, Pos, VPos},
    },
};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use std::fmt::{self, Write};

/// plotters counts whole pixels; tenths of them keep lines smooth.
const UNITS: f64 = 10.0;

/// Pixels as plotters is to count them.
pub fn units(pixels: f64) -> i32 {
    (pixels * UNITS).round() as i32
}

/// The pixels that plotters counted.
pub fn pixels(units: i32) -> f64 {
    f64::from(units) / UNITS
}

/// What something is drawn with. plotters carries it as a colour: its index in `INKS`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ink(u8);

/// The class of each ink, and attributes that a style sheet may override.
const INKS: [(&str, &str); 24] = [
    ("grid", r#"fill="none" stroke="currentColor" shape-rendering="crispEdges""#),
    ("zero", r#"fill="none" stroke="currentColor" shape-rendering="crispEdges""#),
    ("axis", r#"fill="currentColor""#),
    ("area", r#"fill="currentColor""#),
    ("line-current", LINE),
    ("line-previous", LINE),
    ("dot", r#"fill="currentColor""#),
    ("bar-current", r#"fill="currentColor""#),
    ("bar-previous", r#"fill="currentColor""#),
    ("heat-0", r#"fill="currentColor""#),
    ("heat-1", r#"fill="currentColor""#),
    ("heat-2", r#"fill="currentColor""#),
    ("heat-3", r#"fill="currentColor""#),
    ("heat-4", r#"fill="currentColor""#),
    ("heat-5", r#"fill="currentColor""#),
    ("heat-6", r#"fill="currentColor""#),
    ("heat-7", r#"fill="currentColor""#),
    ("heat-8", r#"fill="currentColor""#),
    ("band", r#"fill="currentColor""#),
    ("line-forecast", LINE),
    ("band-wide", r#"fill="currentColor""#),
    ("rule-now", r#"fill="none" stroke="currentColor""#),
    ("rule-chosen", r#"fill="none" stroke="currentColor""#),
    ("dot-past", r#"fill="currentColor""#),
];
/// Round caps let a line of a single point show as a dot.
const LINE: &str =
    r#"fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round""#;

impl Ink {
    pub const GRID: Ink = Ink(0);
    pub const ZERO: Ink = Ink(1);
    pub const AXIS: Ink = Ink(2);
    pub const AREA: Ink = Ink(3);
    pub const LINE: Ink = Ink(4);
    pub const LINE_PREVIOUS: Ink = Ink(5);
    pub const DOT: Ink = Ink(6);
    pub const BAR: Ink = Ink(7);
    pub const BAR_PREVIOUS: Ink = Ink(8);
    pub const BAND: Ink = Ink(18);
    pub const LINE_FORECAST: Ink = Ink(19);
    pub const BAND_WIDE: Ink = Ink(20);
    pub const RULE_NOW: Ink = Ink(21);
    pub const RULE_CHOSEN: Ink = Ink(22);
    pub const DOT_PAST: Ink = Ink(23);

    /// The ink of a level of heat, 0 to 8.
    pub fn heat(level: u8) -> Ink {
        Ink(9 + level.min(8))
    }

    /// The ink as a style of text at an anchor.
    pub fn text(self, h: HPos, v: VPos) -> TextStyle<'static> {
        // The canvas ignores font and size, which belong to the style sheet.
        "".into_font().color(&self).pos(Pos::new(h, v))
    }
}

impl Color for Ink {
    fn to_backend_color(&self) -> BackendColor {
        BackendColor { alpha: 1.0, rgb: (0, 0, self.0) }
    }
}

/// Class and attributes of what plotters draws in a colour; `None` for what is transparent.
fn ink(color: BackendColor) -> Option<String> {
    let (class, attributes) = INKS.get(usize::from(color.rgb.2))?;
    (color.alpha > 0.0).then(|| format!(r#"class="{class}" {attributes}"#))
}

/// What charts are drawn on.
pub type Area<'a> = DrawingArea<Canvas<'a>, Shift>;

/// A picture while it is drawn.
pub struct Canvas<'a> {
    svg: &'a mut String,
    width: u32,
    height: u32,
}

/// Draws a picture of a size in pixels: its SVG, and what `draw` gives.
pub fn picture<T>(
    width: u32,
    height: u32,
    draw: impl FnOnce(&Area) -> Result<T, ChartError>,
) -> Result<(String, T), ChartError> {
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {width} {height}" aria-hidden="true">"#
    );
    let result = draw(&Canvas { svg: &mut svg, width, height }.into_drawing_area())?;
    svg.push_str("</svg>");
    Ok((svg, result))
}

impl From<DrawingAreaErrorKind<fmt::Error>> for ChartError {
    fn from(error: DrawingAreaErrorKind<fmt::Error>) -> Self {
        ChartError::Drawing(error.to_string())
    }
}

type Drawn = Result<(), DrawingErrorKind<fmt::Error>>;

impl Canvas<'_> {
    /// Writes an element's shape, in the ink of a colour.
    fn element(&mut self, shape: fmt::Arguments, color: BackendColor, end: &str) -> Drawn {
        let Some(ink) = ink(color) else { return Ok(()) };
        write!(self.svg, "<{shape} {ink}{end}").map_err(DrawingErrorKind::DrawingError)
    }

    fn path(
        &mut self,
        points: impl IntoIterator<Item = BackendCoord>,
        close: &str,
        color: BackendColor,
    ) -> Drawn {
        let mut data = String::new();
        let mut command = 'M';
        for (x, y) in points {
            write!(data, "{command}{},{}", pixels(x), pixels(y))
                .map_err(DrawingErrorKind::DrawingError)?;
            command = 'L';
        }
        if data.is_empty() {
            return Ok(());
        }
        self.element(format_args!(r#"path d="{data}{close}""#), color, "/>")
    }
}

impl DrawingBackend for Canvas<'_> {
    type ErrorType = fmt::Error;

    fn get_size(&self) -> (u32, u32) {
        (units(f64::from(self.width)) as u32, units(f64::from(self.height)) as u32)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        self.draw_circle(point, 5, &color, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.path([from, to], "", style.color())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        let (x, width) = (pixels(left.min(right)), pixels((right - left).abs()));
        let (y, height) = (pixels(top.min(bottom)), pixels((bottom - top).abs()));
        self.element(
            format_args!(r#"rect x="{x}" y="{y}" width="{width}" height="{height}""#),
            style.color(),
            "/>",
        )
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.path(path, "", style.color())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        let (x, y, radius) = (pixels(x), pixels(y), f64::from(radius) / UNITS);
        self.element(format_args!(r#"circle cx="{x}" cy="{y}" r="{radius}""#), style.color(), "/>")
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &S,
    ) -> Drawn {
        self.path(points, "Z", style.color())
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        (x, y): BackendCoord,
    ) -> Drawn {
        let anchor = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        // From the anchor down to the baseline, for text of 11 px.
        let down = units(match style.anchor().v_pos {
            VPos::Top => 9.0,
            VPos::Center => 4.0,
            VPos::Bottom => -2.0,
        });
        let (x, y) = (pixels(x), pixels(y + down));
        self.element(
            format_args!(r#"text x="{x}" y="{y}" text-anchor="{anchor}""#),
            style.color(),
            &format!(">{}</text>", escape(text)),
        )
    }
}
