//! A file's bytes as clean UTF-8 lines, streamed.

use encoding_rs::{Decoder, DecoderResult, Encoding};
use flate2::read::MultiGzDecoder;
use kontor_api::import::Plan;
use memchr::{memchr2, memchr3, memrchr};
use std::io::{self, BufReader, Chain, Cursor, ErrorKind, Read};

use crate::archive::is_too_dense;
use crate::unreadable::{LONGEST_LINE, Unreadable};

/// How much is read and decoded at a time.
const CHUNK: usize = 256 << 10;

/// A file whose first bytes were looked at, decompressed where they say gzip.
pub(crate) enum Bytes<R: Read> {
    Plain(Whole<R>),
    Gzip(Box<Gunzip<R>>),
}

/// A file that is decompressed as it is read.
pub(crate) struct Gunzip<R: Read> {
    unpacked: MultiGzDecoder<BufReader<Counted<Whole<R>>>>,
    done: u64,
}

impl<R: Read> Read for Gunzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.unpacked.read(buffer).map_err(|error| match error.kind() {
            ErrorKind::InvalidInput | ErrorKind::InvalidData | ErrorKind::UnexpectedEof => {
                Unreadable::DamagedGzip.into()
            }
            _ => error,
        })?;
        self.done += count as u64;
        match is_too_dense(self.done, self.unpacked.get_ref().get_ref().count) {
            true => Err(Unreadable::TooLarge.into()),
            false => Ok(count),
        }
    }
}

/// A reader that knows how much was read.
pub(crate) struct Counted<R: Read> {
    inner: R,
    count: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.count += count as u64;
        Ok(count)
    }
}

/// The bytes that were looked at, and the rest.
type Whole<R> = Chain<Cursor<Vec<u8>>, R>;

impl<R: Read> Bytes<R> {
    pub(crate) fn new(mut file: R) -> io::Result<Self> {
        let mut start = Vec::new();
        file.by_ref().take(3).read_to_end(&mut start)?;
        let is_gzip = start == [0x1f, 0x8b, 8];
        let whole = Cursor::new(start).chain(file);
        Ok(match is_gzip {
            true => {
                let packed = BufReader::new(Counted { inner: whole, count: 0 });
                Bytes::Gzip(Box::new(Gunzip { unpacked: MultiGzDecoder::new(packed), done: 0 }))
            }
            false => Bytes::Plain(whole),
        })
    }
}

impl<R: Read> Read for Bytes<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Bytes::Plain(bytes) => bytes.read(buffer),
            Bytes::Gzip(bytes) => bytes.read(buffer),
        }
    }
}

/// The encoding of a WHATWG label.
///
/// # Errors
/// [`Unreadable::UnknownEncoding`] for any other text.
pub(crate) fn encoding_of(label: &str) -> Result<&'static Encoding, Unreadable> {
    Encoding::for_label_no_replacement(label.as_bytes())
        .ok_or_else(|| Unreadable::UnknownEncoding(label.to_owned()))
}

/// Streams `file` as UTF-8, from the header on: gzip undone, byte order mark and the lines that
/// the plan skips left out, every line end a `\n`, also after the last line.
///
/// Bytes that the encoding does not have, and NUL, become U+FFFD and are counted, so that only the
/// rows that hold them are refused.
///
/// # Errors
/// When the first bytes cannot be read, or the plan names no known encoding. Reading on gives
/// [`Unreadable`] within the [`io::Error`] for a damaged gzip file, one that unpacks to far more than
/// can be meant, and a line without end; see [`unreadable`](crate::unreadable).
pub fn to_utf8<R: Read>(file: R, plan: &Plan) -> io::Result<Utf8<R>> {
    let encoding = encoding_of(&plan.encoding)?;
    Ok(Utf8 {
        bytes: Bytes::new(file)?,
        decoder: encoding.new_decoder_with_bom_removal(),
        input: vec![0; CHUNK],
        decoded: String::with_capacity(4 * CHUNK),
        ready: Vec::with_capacity(4 * CHUNK),
        given: 0,
        lines: Lines { skip: plan.skip_lines, in_table: false, after_return: false, length: 0 },
        replaced: 0,
        ended: false,
    })
}

/// Finds out, while the bytes of a file pass, whether [`to_utf8`] would give these very bytes, so that
/// the file can be read as it stands: only the end of its last line may be missing.
pub struct CleanCheck {
    is_clean: bool,
    /// The first bytes of a character that was cut in two.
    cut: Vec<u8>,
    /// Bytes of the current line.
    line: usize,
    is_start: bool,
}

impl CleanCheck {
    /// Before the first byte.
    ///
    /// # Errors
    /// When the plan names no known encoding.
    pub fn new(plan: &Plan) -> io::Result<Self> {
        let is_clean = plan.skip_lines == 0 && encoding_of(&plan.encoding)? == encoding_rs::UTF_8;
        Ok(Self { is_clean, cut: Vec::new(), line: 0, is_start: true })
    }

    /// Takes the next bytes in.
    pub fn add(&mut self, mut bytes: &[u8]) {
        while !self.cut.is_empty()
            && let Some((next, rest)) = bytes.split_first()
        {
            self.cut.push(*next);
            bytes = rest;
            if std::str::from_utf8(&self.cut).is_ok() {
                let character = std::mem::take(&mut self.cut);
                self.add_text(&character);
            } else if self.cut.len() == 4 {
                self.is_clean = false;
                self.cut.clear();
            }
        }
        if !self.is_clean {
            return;
        }
        match std::str::from_utf8(bytes) {
            Ok(_) => self.add_text(bytes),
            Err(error) => {
                let (text, cut) = bytes.split_at(error.valid_up_to());
                self.is_clean &= error.error_len().is_none();
                self.add_text(text);
                self.cut.extend_from_slice(cut);
            }
        }
    }

    fn add_text(&mut self, text: &[u8]) {
        let is_changed = memchr2(b'\r', 0, text).is_some()
            || (self.is_start
                && (text.starts_with(b"\n") || text.starts_with("\u{feff}".as_bytes())));
        self.line = memrchr(b'\n', text).map_or(self.line + text.len(), |at| text.len() - at - 1);
        self.is_clean &= !is_changed && self.line <= LONGEST_LINE;
        self.is_start &= text.is_empty();
    }

    /// Whether all is clean so far; the last character may be cut in two.
    pub fn is_clean(&self) -> bool {
        self.is_clean
    }

    /// Whether a file that ends here is clean.
    pub fn was_clean(&self) -> bool {
        self.is_clean && self.cut.is_empty()
    }
}

/// A file as UTF-8; see [`to_utf8`].
pub struct Utf8<R: Read> {
    bytes: Bytes<R>,
    decoder: Decoder,
    input: Vec<u8>,
    decoded: String,
    /// Clean lines, of which the first `given` bytes were handed out.
    ready: Vec<u8>,
    given: usize,
    lines: Lines,
    replaced: u64,
    ended: bool,
}

impl<R: Read> Utf8<R> {
    /// How many times bytes became U+FFFD so far.
    pub fn replaced(&self) -> u64 {
        self.replaced
    }

    /// Decodes the next piece of the file into `ready`.
    fn advance(&mut self) -> io::Result<()> {
        let count = self.bytes.read(&mut self.input)?;
        self.ended = count == 0;
        self.ready.clear();
        self.given = 0;
        let mut input = self.input.get(..count).unwrap_or_default();
        loop {
            self.decoded.clear();
            let (result, read) = self.decoder.decode_to_string_without_replacement(
                input,
                &mut self.decoded,
                self.ended,
            );
            input = input.get(read..).unwrap_or_default();
            if matches!(result, DecoderResult::Malformed(..)) {
                self.decoded.push(char::REPLACEMENT_CHARACTER);
                self.replaced += 1;
            }
            self.replaced += self.lines.clean(&self.decoded, &mut self.ready);
            if result == DecoderResult::InputEmpty {
                break;
            }
        }
        if self.lines.length > LONGEST_LINE {
            return Err(Unreadable::LineTooLong.into());
        }
        if self.ended && self.lines.length > 0 {
            self.ready.push(b'\n');
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            if self.ended {
                return Ok(0);
            }
            self.advance()?;
        }
        let left = self.ready.get(self.given..).unwrap_or_default();
        let count = left.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), left.get(..count)) {
            to.copy_from_slice(from);
        }
        self.given += count;
        Ok(count)
    }
}

/// Where in the lines of the file the stream is.
struct Lines {
    /// Lines still to leave out.
    skip: u32,
    /// Whether a line that is not blank came after them.
    in_table: bool,
    /// Whether the last character was a `\r`, so that a `\n` now belongs to it.
    after_return: bool,
    /// Bytes since the last line end.
    length: usize,
}

impl Lines {
    /// Appends `text` to `out` with clean line ends; returns how many NULs it replaced.
    fn clean(&mut self, text: &str, out: &mut Vec<u8>) -> u64 {
        let mut replaced = 0;
        let mut rest = text.as_bytes();
        // Most files need no more than this.
        let is_inside = self.in_table && !self.after_return;
        if is_inside && memchr2(b'\r', 0, rest).is_none() {
            let last_end = memrchr(b'\n', rest);
            self.length = last_end.map_or(self.length + rest.len(), |at| rest.len() - at - 1);
            out.extend_from_slice(rest);
            return 0;
        }
        while !rest.is_empty() {
            let plain = memchr3(b'\r', b'\n', 0, rest).unwrap_or(rest.len());
            let (line, after) = rest.split_at_checked(plain).unwrap_or((rest, b""));
            self.text(line, out);
            let Some((special, after)) = after.split_first() else { break };
            match special {
                b'\n' if self.after_return => {}
                0 => {
                    self.text("\u{fffd}".as_bytes(), out);
                    replaced += 1;
                }
                _ => self.line_end(out),
            }
            self.after_return = *special == b'\r';
            rest = after;
        }
        replaced
    }

    fn text(&mut self, text: &[u8], out: &mut Vec<u8>) {
        if text.is_empty() {
            return;
        }
        self.after_return = false;
        self.length += text.len();
        if self.skip == 0 {
            self.in_table = true;
            out.extend_from_slice(text);
        }
    }

    fn line_end(&mut self, out: &mut Vec<u8>) {
        self.length = 0;
        if self.in_table {
            out.push(b'\n');
        }
        self.skip = self.skip.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unreadable::unreadable;
    use kontor_api::import::{DateOrder, DecimalMark};
    use proptest::prelude::*;
    use std::io::Write;

    fn plan(encoding: &str, skip_lines: u32) -> Plan {
        Plan {
            content: kontor_api::import::Content::Orders,
            dialect: None,
            has_header: true,
            encoding: encoding.to_owned(),
            delimiter: ',',
            skip_lines,
            columns: Vec::new(),
            decimal: DecimalMark::Point,
            dates: DateOrder::YearMonthDay,
            currency: "EUR".parse().unwrap(),
            time_zone: "Europe/Berlin".to_owned(),
            is_abroad: false,
            prices_include_tax: true,
        }
    }

    /// Gives a few bytes at a time, which cuts characters and line ends in two.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(buffer.len());
            (&mut self.0).take(count as u64).read(buffer)
        }
    }

    fn read(bytes: &[u8], encoding: &str, skip_lines: u32) -> (String, u64) {
        let mut stream = to_utf8(bytes, &plan(encoding, skip_lines)).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        (text, stream.replaced())
    }

    #[test]
    fn lines_come_out_clean() {
        let utf16: Vec<u8> =
            "\u{feff}a,ü\r\n1,2".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let cases: [(&[u8], &str, u32, &str, u64); 9] = [
            (b"\xef\xbb\xbfa,b\r\n1,2\r3,4\n", "utf-8", 0, "a,b\n1,2\n3,4\n", 0),
            (b"a,\xfc\n", "windows-1252", 0, "a,ü\n", 0),
            (b"a,\xfc\n", "utf-8", 0, "a,\u{fffd}\n", 1),
            (b"a,\0\n", "utf-8", 0, "a,\u{fffd}\n", 1),
            (b"sep=;\n\n\na;b\n\n1;2", "utf-8", 1, "a;b\n\n1;2\n", 0),
            (b"note\r\nnote\r\na,b", "utf-8", 2, "a,b\n", 0),
            (&utf16, "utf-16be", 0, "a,ü\n1,2\n", 0),
            (b"", "utf-8", 0, "", 0),
            (b"only a note", "utf-8", 3, "\n", 0),
        ];
        for (bytes, encoding, skip, expected, replaced) in cases {
            assert_eq!(read(bytes, encoding, skip), (expected.to_owned(), replaced));
        }
    }

    #[test]
    fn gzip_is_undone_and_a_damaged_file_named_as_such() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"a,b\n1,2\n").unwrap();
        let bytes = gzip.finish().unwrap();
        assert_eq!(read(&bytes, "utf-8", 0).0, "a,b\n1,2\n");
        let cut = &bytes[..bytes.len() - 6];
        let error = io::copy(&mut to_utf8(cut, &plan("utf-8", 0)).unwrap(), &mut io::sink());
        assert_eq!(unreadable(&error.unwrap_err()), Some(&Unreadable::DamagedGzip));
    }

    #[test]
    fn a_gzip_bomb_is_not_unpacked() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        io::copy(&mut io::repeat(b'\n').take(80 << 20), &mut gzip).unwrap();
        let bytes = gzip.finish().unwrap();
        let mut stream = to_utf8(bytes.as_slice(), &plan("utf-8", 0)).unwrap();
        let error = io::copy(&mut stream, &mut io::sink()).unwrap_err();
        assert_eq!(unreadable(&error), Some(&Unreadable::TooLarge));
    }

    #[test]
    fn a_line_without_end_is_given_up_at_16_megabytes() {
        let endless = io::repeat(b'x').take(2 << 30);
        let mut stream = to_utf8(endless, &plan("utf-8", 0)).unwrap();
        let mut out = Vec::new();
        let error = stream.read_to_end(&mut out).unwrap_err();
        assert_eq!(unreadable(&error), Some(&Unreadable::LineTooLong));
        assert!(out.len() <= LONGEST_LINE + CHUNK);
    }

    proptest! {
        #[test]
        fn a_file_is_clean_exactly_where_its_text_is_its_bytes(
            bytes in prop_oneof![
                "(?s).{0,12}".prop_map(String::into_bytes),
                "[a,\n\r\0\u{feff}ü€]{0,6}".prop_map(String::into_bytes),
                proptest::collection::vec(any::<u8>(), 0..6),
            ],
            chunk in 1_usize..4,
        ) {
            let (text, replaced) = read(&bytes, "utf-8", 0);
            let mut ended = bytes.clone();
            if !bytes.is_empty() && !bytes.ends_with(b"\n") {
                ended.push(b'\n');
            }
            let mut check = CleanCheck::new(&plan("utf-8", 0)).unwrap();
            bytes.chunks(chunk).for_each(|piece| check.add(piece));
            prop_assert_eq!(check.was_clean(), text.into_bytes() == ended && replaced == 0);
        }

        #[test]
        fn what_is_valid_stays_as_it_is(text in "(?s).{0,200}", chunk in 1_usize..7) {
            let text = text.replace(['\0', '\u{feff}'], "");
            let mut out = String::new();
            let mut stream = to_utf8(Slow(text.as_bytes(), chunk), &plan("utf-8", 0)).unwrap();
            stream.read_to_string(&mut out).unwrap();
            let clean = text.replace("\r\n", "\n").replace('\r', "\n");
            let clean = clean.trim_start_matches('\n');
            prop_assert_eq!(out.trim_end_matches('\n'), clean.trim_end_matches('\n'));
            prop_assert_eq!(stream.replaced(), 0);
        }
    }
}
