//! What is read of a file to tell what it holds.

use std::io::{self, Read, Seek, SeekFrom};

use crate::unreadable::LONGEST_LINE;
use crate::utf8::Bytes;

/// How much of the start is read, in bytes.
const HEAD: u64 = 1 << 20;
/// How much each later piece has, in bytes.
const PIECE: u64 = 64 << 10;
/// How many later pieces are read.
const PIECES: u64 = 15;
/// How far a compressed file is decompressed between two pieces.
const STRIDE: u64 = 3 << 20;

/// Parts of a file, decompressed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sample {
    /// Its first megabyte, or more where the first line is longer.
    pub head: Vec<u8>,
    /// Pieces of the rest, in the order of the file; each starts and ends anywhere in a line.
    pub later: Vec<Vec<u8>>,
    /// Whether the head is the whole file.
    pub is_whole: bool,
}

/// Reads the first megabyte of a file and pieces of the rest: a day after the twelfth may come
/// late. A gzip file is read to about 50 MB of its content.
///
/// # Errors
/// When reading fails; with [`Unreadable::DamagedGzip`](crate::Unreadable) inside where a gzip
/// file is damaged.
pub fn read_sample<R: Read + Seek>(mut file: R) -> io::Result<Sample> {
    let size = file.seek(SeekFrom::End(0))?;
    file.rewind()?;
    let mut bytes = Bytes::new(file.by_ref())?;
    let head = read_head(&mut bytes)?;
    let is_gzip = matches!(bytes, Bytes::Gzip(_));
    let later =
        if is_gzip { later_in_stream(bytes)? } else { later_in_file(&mut file, head.len(), size)? };
    let is_whole = later.is_empty();
    Ok(Sample { head, later, is_whole })
}

fn read_head(bytes: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    loop {
        let before = head.len();
        bytes.take(HEAD).read_to_end(&mut head)?;
        let is_end = head.len() - before < HEAD as usize;
        if is_end
            || head.len() > LONGEST_LINE
            || head.iter().any(|byte| matches!(byte, b'\n' | b'\r'))
        {
            return Ok(head);
        }
    }
}

fn later_in_stream(mut bytes: impl Read) -> io::Result<Vec<Vec<u8>>> {
    let mut later = Vec::new();
    while (later.len() as u64) < PIECES {
        let mut piece = Vec::new();
        bytes.by_ref().take(PIECE).read_to_end(&mut piece)?;
        if piece.is_empty() {
            break;
        }
        later.push(piece);
        io::copy(&mut bytes.by_ref().take(STRIDE), &mut io::sink())?;
    }
    Ok(later)
}

/// Pieces at even distances, the last one at the end of the file.
fn later_in_file(
    file: &mut (impl Read + Seek),
    read: usize,
    size: u64,
) -> io::Result<Vec<Vec<u8>>> {
    let start = read as u64;
    let rest = size.saturating_sub(start);
    let count = rest.div_ceil(PIECE).min(PIECES);
    let mut later = Vec::new();
    for number in 0..count {
        let way = rest.saturating_sub(PIECE) * number / count.saturating_sub(1).max(1);
        // At a multiple of four no character of UTF-16 is cut.
        file.seek(SeekFrom::Start((start + way) & !3))?;
        let mut piece = Vec::new();
        file.by_ref().take(PIECE + 4).read_to_end(&mut piece)?;
        later.push(piece);
    }
    Ok(later)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};

    #[test]
    fn small_files_are_read_whole() {
        let sample = read_sample(Cursor::new(b"a,b\n1,2\n".to_vec())).unwrap();
        assert_eq!(sample.head, b"a,b\n1,2\n");
        assert!(sample.is_whole && sample.later.is_empty());
        assert_eq!(read_sample(Cursor::new(Vec::new())).unwrap().head, b"");
    }

    #[test]
    fn large_files_are_read_to_their_end_in_pieces() {
        let line = |n: usize| format!("{n:06},x\n").into_bytes();
        let bytes: Vec<u8> = (0..600_000).flat_map(line).collect();
        let plain = read_sample(Cursor::new(bytes.clone())).unwrap();
        assert!(!plain.is_whole && plain.later.len() as u64 == PIECES);
        assert!(plain.later.last().unwrap().ends_with(&line(599_999)));

        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&bytes).unwrap();
        let gzip = read_sample(Cursor::new(gzip.finish().unwrap())).unwrap();
        assert_eq!(gzip.head, plain.head);
        assert!(gzip.later.len() > 1);
    }
}
