//! Text as lines of glyphs: which font, which direction, which shapes, where a line ends.

use super::fonts::{Fonts, Weight, is_invisible};
use harfrust::{BufferFlags, Direction, ShapeOptions, Tag, UnicodeBuffer};
use krilla::text::{GlyphId, KrillaGlyph};
use std::ops::Range;
use unicode_bidi::{Level, ParagraphBidiInfo};
use unicode_linebreak::linebreaks;
use unicode_script::{Script, UnicodeScript};

/// How text is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub weight: Weight,
    /// In points, as every length here.
    pub size: f32,
}

/// A line of text that stands.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// From left to right.
    pub runs: Vec<Run>,
    pub style: Style,
    pub width: f32,
}

/// Glyphs of one font and direction.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub family: usize,
    /// What the glyphs say, for whoever copies or searches the text.
    pub text: String,
    /// From left to right.
    pub glyphs: Vec<KrillaGlyph>,
    pub width: f32,
}

/// A part of a text that one font, script and direction write.
#[derive(Debug, Clone)]
struct Piece {
    range: Range<usize>,
    level: Level,
    family: usize,
    script: Script,
}

/// Breaks a text into lines no wider than `width`, at line ends, else where Unicode lets a line
/// break, else anywhere.
pub(super) fn wrap(fonts: &Fonts, text: &str, style: Style, width: f32) -> Vec<Line> {
    paragraphs(text)
        .iter()
        .flat_map(|text| Paragraph::new(fonts, text, style).lines(width))
        .collect()
}

/// A text on one line, however wide.
pub(super) fn single(fonts: &Fonts, text: &str, style: Style) -> Line {
    let text = paragraphs(text).join(" ");
    Paragraph::new(fonts, &text, style).line(0..text.len())
}

/// The lines that a text was written in, without what is no text.
fn paragraphs(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    let is_end = |character| matches!(character, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let kept = |line: &str| {
        line.chars()
            .map(|character| if character == '\t' { ' ' } else { character })
            .filter(|character| !character.is_control())
            .collect()
    };
    text.split(is_end).map(kept).collect()
}

/// A text without line ends, with what its line breaks depend on.
struct Paragraph<'a> {
    fonts: &'a Fonts,
    text: &'a str,
    style: Style,
    bidi: ParagraphBidiInfo<'a>,
    pieces: Vec<Piece>,
    /// For each byte, whether a cluster of glyphs starts there, and the width of all before it.
    clusters: Vec<(bool, f32)>,
}

impl<'a> Paragraph<'a> {
    fn new(fonts: &'a Fonts, text: &'a str, style: Style) -> Self {
        let bidi = ParagraphBidiInfo::new(text, None);
        let pieces = pieces(fonts, text, &bidi.levels);
        let mut paragraph = Paragraph { fonts, text, style, bidi, pieces, clusters: Vec::new() };
        let mut clusters = vec![(false, 0.0); text.len()];
        for piece in &paragraph.pieces {
            for glyph in paragraph.shape(piece, &piece.range).glyphs {
                let start = piece.range.start + glyph.text_range.start;
                if let Some((is_start, advance)) = clusters.get_mut(start) {
                    *is_start = true;
                    *advance += glyph.x_advance * style.size;
                }
            }
        }
        let mut before = 0.0;
        for (_, advance) in &mut clusters {
            before += std::mem::replace(advance, before);
        }
        clusters.push((true, before));
        paragraph.clusters = clusters;
        paragraph
    }

    /// The width of the text up to a byte.
    fn before(&self, end: usize) -> f32 {
        self.clusters.get(end).map_or(0.0, |(_, before)| *before)
    }

    /// The range without the spaces at its end, which hang over the edge.
    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let text = self.text.get(range.clone()).unwrap_or("");
        range.start..range.start + text.trim_end().len()
    }

    fn lines(&self, width: f32) -> Vec<Line> {
        let fits = |start, end| {
            let range = self.trimmed(start..end);
            self.before(range.end) - self.before(range.start) <= width
        };
        let mut lines = Vec::new();
        let mut start = 0;
        let mut fitting = None;
        for (end, _) in linebreaks(self.text) {
            while !fits(start, end) {
                let cut = fitting.take().unwrap_or_else(|| self.cut(start, end, width));
                lines.push(self.line(start..cut));
                start = cut;
            }
            fitting = Some(end).filter(|end| *end > start);
        }
        if start < self.text.len() || lines.is_empty() {
            lines.push(self.line(start..self.text.len()));
        }
        lines
    }

    /// The furthest end of a cluster before `end` up to which the text fits; at least one cluster.
    fn cut(&self, start: usize, end: usize, width: f32) -> usize {
        let limit = self.before(start) + width;
        let mut cut = None;
        for at in start + 1..end {
            match self.clusters.get(at) {
                Some((true, before)) if cut.is_some() && *before > limit => break,
                Some((true, before)) => {
                    cut = Some(at);
                    if *before > limit {
                        break;
                    }
                }
                _ => {}
            }
        }
        cut.unwrap_or(end)
    }

    /// The line that a range of the text makes, in the order in which it is seen.
    fn line(&self, range: Range<usize>) -> Line {
        let range = self.trimmed(range);
        let mut runs = Vec::new();
        if !range.is_empty() {
            let (levels, seen) = self.bidi.visual_runs(range);
            for run in seen {
                let level = levels.get(run.start).copied().unwrap_or(Level::ltr());
                let mut parts: Vec<Run> = self
                    .pieces
                    .iter()
                    .filter_map(|piece| {
                        let start = piece.range.start.max(run.start);
                        let end = piece.range.end.min(run.end);
                        (start < end)
                            .then(|| self.shape(&Piece { level, ..piece.clone() }, &(start..end)))
                    })
                    .collect();
                if level.is_rtl() {
                    parts.reverse();
                }
                runs.extend(parts);
            }
        }
        let width = runs.iter().map(|run| run.width).sum();
        Line { runs, style: self.style, width }
    }

    /// The glyphs of a range within a piece. What stands around it decides how Arabic letters
    /// join, even across the end of a line.
    fn shape(&self, piece: &Piece, range: &Range<usize>) -> Run {
        let part = |range| self.text.get(range).unwrap_or("");
        let text = part(range.clone());
        let mut run =
            Run { family: piece.family, text: text.to_owned(), glyphs: Vec::new(), width: 0.0 };
        let Some(face) = self.fonts.face(piece.family, self.style.weight) else { return run };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_pre_context(part(0..range.start));
        buffer.set_post_context(part(range.end..self.text.len()));
        let is_rtl = piece.level.is_rtl();
        buffer.set_direction(if is_rtl { Direction::RightToLeft } else { Direction::LeftToRight });
        if let Some(script) = tag(piece.script).and_then(harfrust::Script::from_iso15924_tag) {
            buffer.set_script(script);
        }
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        let Some((glyphs, scale)) = face.shaper(|shaper| {
            let shaped = shaper.shape(buffer, ShapeOptions::new());
            (shaped, shaper.units_per_em() as f32)
        }) else {
            return run;
        };
        let mut starts: Vec<usize> =
            glyphs.glyph_infos().iter().map(|glyph| glyph.cluster as usize).collect();
        starts.sort_unstable();
        starts.dedup();
        for (glyph, place) in glyphs.glyph_infos().iter().zip(glyphs.glyph_positions()) {
            let start = glyph.cluster as usize;
            let next = starts.partition_point(|other| *other <= start);
            let end = starts.get(next).copied().unwrap_or(text.len());
            let em = |units: i32| units as f32 / scale;
            run.width += em(place.x_advance) * self.style.size;
            run.glyphs.push(KrillaGlyph::new(
                GlyphId::new(glyph.glyph_id),
                em(place.x_advance),
                em(place.x_offset),
                em(place.y_offset),
                em(place.y_advance),
                start..end,
                None,
            ));
        }
        run
    }
}

fn tag(script: Script) -> Option<Tag> {
    Tag::new_checked(script.short_name().as_bytes()).ok()
}

/// Cuts a text where its font, script or direction changes.
fn pieces(fonts: &Fonts, text: &str, levels: &[Level]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (start, character) in text.char_indices() {
        let end = start + character.len_utf8();
        let level = levels.get(start).copied().unwrap_or(Level::ltr());
        let own = character.script();
        let is_shared = matches!(own, Script::Common | Script::Inherited | Script::Unknown);
        let last = pieces.last_mut();
        // Marks, spaces and what shows nothing stay with what they stand on.
        let stays = own == Script::Inherited || is_invisible(character);
        let family = last
            .as_ref()
            .map(|piece| piece.family)
            .filter(|family| stays && (is_invisible(character) || fonts.has(*family, character)))
            .or_else(|| fonts.family_of(character))
            // No font has it: the first one shows a box.
            .unwrap_or(0);
        if let Some(piece) = last
            && piece.level == level
            && piece.family == family
            && (is_shared || piece.script == own || piece.script == Script::Common)
        {
            piece.range.end = end;
            if !is_shared {
                piece.script = own;
            }
            continue;
        }
        let script = if is_shared { Script::Common } else { own };
        pieces.push(Piece { range: start..end, level, family, script });
    }
    pieces
}
