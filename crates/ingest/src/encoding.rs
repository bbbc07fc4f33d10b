//! Which encoding a file's bytes are in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::sample::Sample;

/// Guesses the encoding from a byte order mark, the pattern of UTF-16, valid UTF-8, and otherwise
/// from which letters stand together.
pub(crate) fn guess_encoding(sample: &Sample) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(&sample.head) {
        return encoding;
    }
    if let Some(utf16) = utf16_by_zeros(&sample.head) {
        return utf16;
    }
    if is_mostly_utf8(sample) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&sample.head, false);
    for piece in &sample.later {
        detector.feed(piece, false);
    }
    detector.feed(b"", true);
    detector.guess(None, Utf8Detection::Deny)
}

/// In UTF-16 every other byte of western text is zero, which no other encoding of text has.
fn utf16_by_zeros(head: &[u8]) -> Option<&'static Encoding> {
    let start = head.get(..4096).unwrap_or(head);
    let zeros = |from: usize| start.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), start.len() / 2);
    if half < 2 {
        return None;
    }
    match (even * 5 > half * 2, odd * 5 > half * 2) {
        (true, false) if odd * 20 < half => Some(UTF_16BE),
        (false, true) if even * 20 < half => Some(UTF_16LE),
        _ => None,
    }
}

/// A few broken bytes among many valid characters are damage, not another encoding.
fn is_mostly_utf8(sample: &Sample) -> bool {
    let (mut characters, mut broken) = (0, 0);
    for bytes in std::iter::once(&sample.head).chain(&sample.later) {
        for chunk in bytes.utf8_chunks() {
            characters += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
            broken += usize::from(!chunk.invalid().is_empty());
        }
        // A piece that begins or ends within a character is not broken by that.
        broken = broken.saturating_sub(usize::from(!sample.is_whole) * 2);
    }
    broken == 0 || characters >= broken * 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        let text = "Bestellung;Artikel;Größe;Preis\n1001;Köln-Becher, grün;groß;12,50 €\n";
        let utf16 = |to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(to_bytes).collect()
        };
        let bom = |bytes: Vec<u8>| [b"\xff\xfe".to_vec(), bytes].concat();
        let mut damaged = text.repeat(5).into_bytes();
        damaged.push(0xfc);
        let cases: [(Vec<u8>, &str); 8] = [
            (b"a,b\n1,2\n".to_vec(), "UTF-8"),
            (text.as_bytes().to_vec(), "UTF-8"),
            (damaged, "UTF-8"),
            (encoding_rs::WINDOWS_1252.encode(text).0.into_owned(), "windows-1252"),
            (utf16(u16::to_le_bytes), "UTF-16LE"),
            (utf16(u16::to_be_bytes), "UTF-16BE"),
            (bom(utf16(u16::to_le_bytes)), "UTF-16LE"),
            (
                encoding_rs::SHIFT_JIS
                    .encode("注文番号,商品名\n1001,招き猫の置物\n")
                    .0
                    .into_owned(),
                "Shift_JIS",
            ),
        ];
        for (head, expected) in cases {
            let sample = Sample { head, later: Vec::new(), is_whole: true };
            assert_eq!(guess_encoding(&sample).name(), expected);
        }
    }
}
