//! A purchase order as PDF: A4, real text in subsets of its fonts, the same bytes each time.

mod fonts;
mod layout;
mod sheet;
mod text;

pub use fonts::{Fonts, missing_glyphs};

use crate::{OrderError, PurchaseOrder};
use krilla::{
    Document,
    color::rgb,
    geom::{PathBuilder, Point},
    metadata::Metadata,
    page::PageSettings,
    paint::{Fill, Stroke},
    surface::Surface,
};
use sheet::{HEIGHT, Ink, Mark, WIDTH};
use std::io::Write;

/// Writes an order as a PDF that can be sent: letterhead, addresses, the lines with their heading
/// on every page, the total, terms and notes. A page never ends within a line of text, and within
/// an ordered line only where that is longer than a page.
///
/// Characters that none of the fonts has are boxes: ask [`missing_glyphs`] before.
///
/// # Errors
/// [`OrderError`], when the lines do not add up to the total, a font cannot be embedded, or `out`
/// fails.
pub fn pdf(order: &PurchaseOrder, fonts: &Fonts, mut out: impl Write) -> Result<(), OrderError> {
    order.check()?;
    let mut document = Document::new();
    // Without a date, as there is no clock here.
    let metadata = Metadata::new()
        .title(order.title())
        .authors(vec![order.shop.name.clone()])
        .creator("Kontor".to_owned())
        .language(order.language.tag().to_owned());
    document.set_metadata(metadata);
    for marks in layout::pages(order, fonts) {
        let size = PageSettings::from_wh(WIDTH, HEIGHT)
            .ok_or_else(|| OrderError::Pdf("a page has no size".to_owned()))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for mark in marks {
            draw(&mut surface, fonts, mark);
        }
    }
    let bytes = document.finish().map_err(|error| OrderError::Pdf(error.to_string()))?;
    out.write_all(&bytes)?;
    out.flush()?;
    Ok(())
}

fn draw(surface: &mut Surface<'_>, fonts: &Fonts, mark: Mark) {
    match mark {
        Mark::Text { line, x, baseline, ink } => {
            surface.set_stroke(None);
            surface.set_fill(Some(Fill { paint: color(ink).into(), ..Fill::default() }));
            let mut x = x;
            for run in line.runs {
                if let Some(face) = fonts.face(run.family, line.style.weight) {
                    let start = Point::from_xy(x, baseline);
                    let font = face.font.clone();
                    surface.draw_glyphs(
                        start,
                        &run.glyphs,
                        font,
                        &run.text,
                        line.style.size,
                        false,
                    );
                }
                x += run.width;
            }
        }
        Mark::Rule { from, to, y, weight, ink } => {
            let mut path = PathBuilder::new();
            path.move_to(from, y);
            path.line_to(to, y);
            if let Some(path) = path.finish() {
                surface.set_fill(None);
                let paint = color(ink).into();
                surface.set_stroke(Some(Stroke { paint, width: weight, ..Stroke::default() }));
                surface.draw_path(&path);
            }
        }
    }
}

/// As in the light theme of the program.
fn color(ink: Ink) -> rgb::Color {
    match ink {
        Ink::Text => rgb::Color::new(0x1d, 0x1c, 0x1a),
        Ink::Quiet => rgb::Color::new(0x66, 0x62, 0x5a),
        Ink::Hairline => rgb::Color::new(0xd8, 0xd4, 0xcb),
        Ink::Accent => rgb::Color::new(0x17, 0x62, 0x4d),
    }
}
