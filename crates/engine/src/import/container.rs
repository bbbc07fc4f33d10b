//! Archives and workbooks: the tables in them, as files that can be read like any other.

use super::{bring_in::copy_bytes, readable};
use crate::{
    clock,
    error::{Failure, Result},
};
use kontor_api::Code;
use kontor_ingest::Container;
use kontor_warehouse::Cancel;
use std::{
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

/// A table of text: the file itself, or a copy of what is in it that goes when this does.
pub struct TableFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is called.
    pub name: String,
    /// Sheets of the same workbook that were left out.
    pub other_sheets: Vec<String>,
    is_copy: bool,
}

impl Drop for TableFile {
    fn drop(&mut self) {
        if self.is_copy {
            // The folder for copies is emptied on opening, too.
            fs_err::remove_file(&self.path).ok();
        }
    }
}

/// What a file is, by its first bytes.
fn container(path: &Path) -> Result<Option<Container>> {
    let mut head = Vec::new();
    readable(path)?.take(1 << 16).read_to_end(&mut head)?;
    Ok(kontor_ingest::container(&head))
}

/// The table that a file is or holds; of a workbook the first sheet with one. Copies go to `folder`.
///
/// # Errors
/// [`Code::SeveralTables`] for an archive of several: they are imported together.
pub fn table_file(path: &Path, name: &str, folder: &Path, cancel: &Cancel) -> Result<TableFile> {
    let as_it_is = || TableFile {
        path: path.to_owned(),
        name: name.to_owned(),
        other_sheets: Vec::new(),
        is_copy: false,
    };
    match container(path)? {
        None => Ok(as_it_is()),
        Some(Container::Workbook) => {
            let mut copy = copy_in(folder, name)?;
            let out = fs_err::File::create(&copy.path)?;
            let sheets = kontor_ingest::workbook_text(readable(path)?, out)?;
            cancel.check()?;
            copy.other_sheets = sheets.others;
            Ok(copy)
        }
        Some(Container::Zip) => {
            let mut tables = tables_in(path, folder, cancel)?;
            match (tables.pop(), tables.is_empty()) {
                (Some(only), true) => Ok(only),
                _ => Err(Failure::new(
                    Code::SeveralTables,
                    "The archive holds several tables.",
                    "Das Archiv enthält mehrere Tabellen.",
                )
                .hint(
                    "Import it without corrections: then each of its tables is brought in. To correct one, unpack it first.",
                    "Importieren Sie es ohne Berichtigungen: dann kommt jede Tabelle einzeln herein. Um eine zu berichtigen, entpacken Sie sie zuerst.",
                )),
            }
        }
    }
}

/// Every table that a file is or holds.
///
/// # Errors
/// When it is damaged, locked, holds no table, or unpacks to more than can be meant.
pub fn table_files(
    path: &Path,
    name: &str,
    folder: &Path,
    cancel: &Cancel,
) -> Result<Vec<TableFile>> {
    match container(path)? {
        Some(Container::Zip) => tables_in(path, folder, cancel),
        _ => Ok(vec![TableFile {
            path: path.to_owned(),
            name: name.to_owned(),
            other_sheets: Vec::new(),
            is_copy: false,
        }]),
    }
}

fn tables_in(path: &Path, folder: &Path, cancel: &Cancel) -> Result<Vec<TableFile>> {
    let mut file = readable(path)?;
    file.seek(SeekFrom::Start(0))?;
    let mut archive = kontor_ingest::Archive::open(io::BufReader::new(file))?;
    let mut tables = Vec::new();
    for entry in archive.entries().to_vec() {
        let base = entry.name.rsplit(['/', '\\']).next().unwrap_or(&entry.name);
        let copy = copy_in(folder, base)?;
        let mut out = fs_err::File::create(&copy.path)?;
        copy_bytes(&mut archive.read(&entry)?, &mut out, cancel, |_| {})?;
        out.flush()?;
        tables.push(copy);
    }
    Ok(tables)
}

fn copy_in(folder: &Path, name: &str) -> Result<TableFile> {
    fs_err::create_dir_all(folder)?;
    Ok(TableFile {
        path: folder.join(clock::random_name()?),
        name: name.to_owned(),
        other_sheets: Vec::new(),
        is_copy: true,
    })
}
