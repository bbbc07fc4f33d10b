//! Fonts of this computer, for scripts that the bundled ones do not have.

use skrifa::{FontRef, MetadataProvider, raw::TableProvider};
use std::collections::BTreeSet;

/// A font's file and which of its faces is meant: a collection (`.ttc`) has several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontFile {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// Which face of it, from 0.
    pub index: u32,
}

/// Fonts of this computer that have as many of these characters as any do, as few fonts as
/// possible: what [`missing_glyphs`](crate::missing_glyphs) names goes in, and what comes out goes
/// into [`Fonts::add`](crate::Fonts::add). Chinese, Japanese and Korean are written this way, as a
/// font of them is larger than the rest of the program.
///
/// It looks through the system's folders of fonts and reads every file there: ask only for
/// characters that are missing, and not on a thread that draws a window. Fonts whose maker forbids
/// to embed them are passed over.
pub fn system_fonts(missing: &[char]) -> Vec<FontFile> {
    let mut missing: BTreeSet<char> = missing.iter().copied().collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let mut fonts = fontdb::Database::new();
    fonts.load_system_fonts();
    // Regular faces first, then by name: the same computer always answers the same.
    let mut faces: Vec<&fontdb::FaceInfo> = fonts.faces().collect();
    faces.sort_by_key(|face| {
        let is_plain = face.style == fontdb::Style::Normal && !face.monospaced;
        (!is_plain, face.weight.0.abs_diff(400), face.post_script_name.clone(), face.index)
    });
    let covered_by = |id| fonts.with_face_data(id, |bytes, index| covered(bytes, index, &missing));
    let mut candidates: Vec<(fontdb::ID, BTreeSet<char>)> = faces
        .into_iter()
        .filter_map(|face| Some((face.id, covered_by(face.id)??)))
        .filter(|(_, covered)| !covered.is_empty())
        .collect();
    let mut chosen = Vec::new();
    while !missing.is_empty() {
        candidates.retain_mut(|(_, covered)| {
            covered.retain(|character| missing.contains(character));
            !covered.is_empty()
        });
        // The first of the largest.
        let best = candidates.iter().rev().max_by_key(|(_, covered)| covered.len());
        let Some((id, covered)) = best else { break };
        missing.retain(|character| !covered.contains(character));
        let file = |bytes: &[u8], index| FontFile { bytes: bytes.to_owned(), index };
        chosen.extend(fonts.with_face_data(*id, file));
    }
    chosen
}

/// Which of the characters a face has, if a PDF may and can hold it.
fn covered(bytes: &[u8], index: u32, missing: &BTreeSet<char>) -> Option<BTreeSet<char>> {
    const RESTRICTED: u16 = 2;
    let font = FontRef::from_index(bytes, index).ok()?;
    let has_outlines = font.glyf().is_ok() || font.cff().is_ok();
    let is_restricted = font.os2().is_ok_and(|os2| os2.fs_type() & 0xF == RESTRICTED);
    if !has_outlines || is_restricted {
        return None;
    }
    let glyphs = font.charmap();
    Some(missing.iter().copied().filter(|character| glyphs.map(*character).is_some()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_looked_for_where_nothing_is_missing() {
        assert_eq!(system_fonts(&[]), []);
    }

    #[test]
    fn what_is_found_has_what_was_missing() {
        let missing = ['漢', '한', '→', '✓', '\u{10FFFD}'];
        let found = system_fonts(&missing);
        if found.is_empty() {
            println!("SKIPPED no font of this computer has {missing:?}");
        }
        let wanted: BTreeSet<char> = missing.into();
        for FontFile { bytes, index } in found {
            assert!(!covered(&bytes, index, &wanted).unwrap().is_empty());
        }
    }
}
