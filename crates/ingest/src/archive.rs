//! Zip archives: the tables in them, one after the other, never more of it than can be meant.

use std::io::{self, Read, Seek};
use zip::{ZipArchive, result::ZipError};

use crate::unreadable::Unreadable;

/// The most that one file in an archive unpacks to, in bytes.
const LARGEST_FILE: u64 = 8 << 30;
/// The most that all of them unpack to together.
const LARGEST_SUM: u64 = 16 << 30;
/// What unpacks to more than this is measured against what it takes in the archive.
const SMALL: u64 = 64 << 20;
/// Text of a table gets at most so many times smaller; a bomb gets a thousand times smaller.
const HIGHEST_RATIO: u64 = 250;
/// The most files in an archive.
const MOST_FILES: usize = 10_000;

/// An archive whose list of files was read.
pub struct Archive<R: Read + Seek> {
    zip: ZipArchive<R>,
    entries: Vec<Entry>,
    left_out: Vec<String>,
    /// Bytes unpacked so far.
    unpacked: u64,
}

/// A file in an archive that may hold a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name with its folders.
    pub name: String,
    /// Its size unpacked, as the archive says.
    pub bytes: u64,
    index: usize,
}

impl<R: Read + Seek> Archive<R> {
    /// Reads the list of files in an archive.
    ///
    /// # Errors
    /// When reading fails; with [`Unreadable`] inside for a damaged or locked archive, one that
    /// holds no table, or far too many files.
    pub fn open(file: R) -> io::Result<Archive<R>> {
        let mut zip = ZipArchive::new(file).map_err(unreadable_zip)?;
        if zip.len() > MOST_FILES {
            return Err(Unreadable::TooLarge.into());
        }
        let (mut entries, mut left_out) = (Vec::new(), Vec::new());
        for index in 0..zip.len() {
            let file = zip.by_index_raw(index).map_err(unreadable_zip)?;
            let name = String::from_utf8_lossy(file.name_raw()).into_owned();
            if file.is_dir() || is_clutter(&name) {
                continue;
            }
            match may_be_table(&name) {
                true => entries.push(Entry { name, bytes: file.size(), index }),
                false => left_out.push(name),
            }
        }
        if entries.is_empty() {
            return Err(Unreadable::NoTable.into());
        }
        Ok(Archive { zip, entries, left_out, unpacked: 0 })
    }

    /// The files that may hold tables, in the order of the archive. Workbooks and gzip files are
    /// among them; archives within the archive are not.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Names of files that are no tables.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// Unpacks a file as it is read.
    ///
    /// # Errors
    /// As for [`Archive::open`]; reading on gives [`Unreadable::TooLarge`] where the file unpacks to
    /// more than can be meant, whatever size the archive gives for it.
    pub fn read(&mut self, entry: &Entry) -> io::Result<impl Read> {
        let file = self.zip.by_index(entry.index).map_err(unreadable_zip)?;
        let packed = file.compressed_size();
        Ok(Unpacked { file, packed, done: 0, sum: &mut self.unpacked })
    }
}

/// A file that is unpacked as it is read.
struct Unpacked<'a, F: Read> {
    file: F,
    packed: u64,
    done: u64,
    sum: &'a mut u64,
}

impl<F: Read> Read for Unpacked<'_, F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::UnexpectedEof => Unreadable::DamagedZip.into(),
            _ => error,
        })?;
        self.done += count as u64;
        *self.sum += count as u64;
        let is_dense = is_too_dense(self.done, self.packed);
        if is_dense || self.done > LARGEST_FILE || *self.sum > LARGEST_SUM {
            return Err(Unreadable::TooLarge.into());
        }
        Ok(count)
    }
}

/// Whether so many bytes are more than can be meant by those they were unpacked from.
pub(crate) fn is_too_dense(unpacked: u64, packed: u64) -> bool {
    unpacked > SMALL && unpacked / HIGHEST_RATIO > packed
}

/// Unpacks a whole archive into nothing, so that what reads it next can trust its size.
///
/// # Errors
/// With [`Unreadable::TooLarge`] where it unpacks to more than `most` bytes, or far too well.
pub(crate) fn measure<R: Read + Seek>(file: R, most: u64) -> io::Result<()> {
    let mut zip = ZipArchive::new(file).map_err(unreadable_zip)?;
    if zip.len() > MOST_FILES {
        return Err(Unreadable::TooLarge.into());
    }
    let mut sum = 0;
    for index in 0..zip.len() {
        let file = zip.by_index(index).map_err(unreadable_zip)?;
        let packed = file.compressed_size();
        let left = most.saturating_sub(sum);
        let unpacked = Unpacked { file, packed, done: 0, sum: &mut sum };
        io::copy(&mut unpacked.take(left + 1), &mut io::sink())?;
        if sum > most {
            return Err(Unreadable::TooLarge.into());
        }
    }
    Ok(())
}

/// What operating systems leave in archives.
fn is_clutter(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    name.starts_with("__MACOSX/") || file.starts_with('.') || file.eq_ignore_ascii_case("thumbs.db")
}

fn may_be_table(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    match file.rsplit_once('.') {
        None => true,
        Some((_, ending)) => ["csv", "tsv", "txt", "tab", "gz", "xlsx", "xlsm"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known)),
    }
}

fn unreadable_zip(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            Unreadable::DamagedZip.into()
        }
        ZipError::Io(error) => error,
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Unreadable::Locked.into(),
        _ => Unreadable::DamagedZip.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unreadable::unreadable;
    use std::io::{Cursor, Write};
    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, bytes) in files {
            zip.start_file(*name, options).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn tables_come_out_one_after_the_other() {
        let bytes = zip(&[
            ("export/orders.csv", b"a,b\n1,2\n"),
            ("__MACOSX/export/._orders.csv", b"clutter"),
            ("read me.pdf", b"%PDF"),
            ("inner.zip", b"PK"),
            ("products.csv", b"c,d\n3,4\n"),
        ]);
        let mut archive = Archive::open(Cursor::new(bytes)).unwrap();
        let entries = archive.entries().to_vec();
        let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["export/orders.csv", "products.csv"]);
        assert_eq!(archive.left_out(), ["read me.pdf", "inner.zip"]);
        let mut all = String::new();
        for entry in &entries {
            archive.read(entry).unwrap().read_to_string(&mut all).unwrap();
        }
        assert_eq!(all, "a,b\n1,2\nc,d\n3,4\n");
    }

    #[test]
    fn what_is_no_archive_or_holds_no_table_is_named() {
        let reason = |bytes: Vec<u8>| {
            let error = Archive::open(Cursor::new(bytes)).err().unwrap();
            unreadable(&error).cloned()
        };
        let whole = zip(&[("orders.csv", b"a,b\n1,2\n")]);
        assert_eq!(reason(whole[..whole.len() / 2].to_vec()), Some(Unreadable::DamagedZip));
        assert_eq!(reason(zip(&[("a.pdf", b"x")])), Some(Unreadable::NoTable));
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let bytes = zip(&[("orders.csv", &vec![b'0'; 80 << 20])]);
        assert!(bytes.len() < 1 << 20);
        let mut archive = Archive::open(Cursor::new(bytes.clone())).unwrap();
        let entry = archive.entries()[0].clone();
        let error = io::copy(&mut archive.read(&entry).unwrap(), &mut io::sink()).unwrap_err();
        assert_eq!(unreadable(&error), Some(&Unreadable::TooLarge));
        let error = measure(Cursor::new(bytes), 1 << 20).unwrap_err();
        assert_eq!(unreadable(&error), Some(&Unreadable::TooLarge));
    }
}
