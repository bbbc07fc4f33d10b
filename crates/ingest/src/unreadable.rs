//! Files that are no table: what they are, and what to do instead.

use kontor_domain::Language;

/// The longest line that is read, in bytes. Longer ones are no line of a table.
pub const LONGEST_LINE: usize = 16 << 20;

/// Why nothing can be read from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// The file has no bytes, or only blank lines.
    Empty,
    /// The file is of another kind than a table of text.
    Kind(FileKind),
    /// No line end within [`LONGEST_LINE`].
    LineTooLong,
    /// The plan names an encoding that does not exist.
    UnknownEncoding(String),
    /// The compressed file ends early or is corrupt.
    DamagedGzip,
    /// The archive or workbook ends early or is corrupt.
    DamagedZip,
    /// The archive or workbook unpacks to more than any export holds.
    TooLarge,
    /// The archive or workbook is locked with a password.
    Locked,
    /// Nothing in the archive or workbook is a table.
    NoTable,
}

/// Kinds of file that are often mistaken for a CSV, by their first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// An Excel or OpenDocument workbook.
    Spreadsheet,
    /// A PDF document.
    Pdf,
    /// A picture.
    Picture,
    /// An archive that must be unpacked first.
    Archive,
    /// A Parquet file or a database.
    Database,
    /// A program.
    Program,
    /// A web page or XML: often a login page that was saved instead of the download.
    WebPage,
    /// JSON.
    Json,
    /// Bytes that are no text.
    Binary,
}

/// Files that hold tables, to be taken out before they are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// A zip archive; see [`Archive`](crate::Archive).
    Zip,
    /// An Excel workbook since 2007; see [`workbook_text`](crate::workbook_text).
    Workbook,
}

/// Whether a file holds tables, by its first bytes; `None` if it is one itself, or something else.
/// A gzip file is none: it is read as if it were not compressed.
pub fn container(head: &[u8]) -> Option<Container> {
    let start = head.get(..4096).unwrap_or(head);
    let holds = |name: &[u8]| start.windows(name.len()).any(|window| window == name);
    match file_kind(head)? {
        FileKind::Archive if head.starts_with(b"PK") => Some(Container::Zip),
        FileKind::Spreadsheet if head.starts_with(b"PK") && !holds(b"opendocument") => {
            Some(Container::Workbook)
        }
        _ => None,
    }
}

/// Tells the kind of a file by its first bytes; `None` if it may be text.
pub fn file_kind(head: &[u8]) -> Option<FileKind> {
    const MAGIC: &[(&[u8], FileKind)] = &[
        (b"%PDF-", FileKind::Pdf),
        (b"\x89PNG", FileKind::Picture),
        (b"\xff\xd8\xff", FileKind::Picture),
        (b"GIF8", FileKind::Picture),
        (b"II*\0", FileKind::Picture),
        (b"MM\0*", FileKind::Picture),
        // The container of Excel's workbooks before 2007.
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind::Spreadsheet),
        (b"7z\xbc\xaf\x27\x1c", FileKind::Archive),
        (b"Rar!\x1a\x07", FileKind::Archive),
        (b"BZh", FileKind::Archive),
        (b"\xfd7zXZ\0", FileKind::Archive),
        (b"\x28\xb5\x2f\xfd", FileKind::Archive),
        (b"PAR1", FileKind::Database),
        (b"SQLite format 3\0", FileKind::Database),
        (b"\x7fELF", FileKind::Program),
    ];
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Some(zip_kind(head));
    }
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(*kind);
    }
    if head.get(257..262) == Some(b"ustar") {
        return Some(FileKind::Archive);
    }
    if head.get(8..12) == Some(b"WEBP") && head.starts_with(b"RIFF") {
        return Some(FileKind::Picture);
    }
    text_kind(head)
}

/// A workbook is a zip archive whose first entries have well-known names.
fn zip_kind(head: &[u8]) -> FileKind {
    let names: [&[u8]; 3] = [b"[Content_Types].xml", b"xl/", b"opendocument.spreadsheet"];
    let start = head.get(..4096).unwrap_or(head);
    let holds = |name: &[u8]| start.windows(name.len()).any(|window| window == name);
    if names.into_iter().any(holds) { FileKind::Spreadsheet } else { FileKind::Archive }
}

/// Markup and JSON, which are text but no table.
fn text_kind(head: &[u8]) -> Option<FileKind> {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let start = text.get(..200).unwrap_or(text).to_ascii_lowercase();
    let opens = |tags: &[&[u8]]| tags.iter().any(|tag| start.starts_with(tag));
    if opens(&[b"<!doctype", b"<html", b"<?xml", b"<head", b"<body"]) {
        return Some(FileKind::WebPage);
    }
    let mut marks = start.iter().filter(|byte| !byte.is_ascii_whitespace());
    match (marks.next(), marks.next()) {
        (Some(b'{'), Some(b'"' | b'}')) | (Some(b'['), Some(b'{' | b'[')) => Some(FileKind::Json),
        _ => None,
    }
}

impl Unreadable {
    /// What happened, and what it means.
    pub fn message(&self, language: Language) -> String {
        let (en, de) = match self {
            Unreadable::Empty => ("The file is empty.", "Die Datei ist leer."),
            Unreadable::Kind(kind) => kind.message(),
            Unreadable::LineTooLong => (
                "The file has no line end within 16 MB, so it is no table of orders.",
                "Die Datei hat auf 16 MB kein Zeilenende, sie ist also keine Tabelle von Bestellungen.",
            ),
            Unreadable::UnknownEncoding(label) => {
                return match language {
                    Language::En => format!("There is no text encoding called “{label}”."),
                    Language::De => format!("Eine Zeichenkodierung „{label}“ gibt es nicht."),
                };
            }
            Unreadable::DamagedGzip => (
                "The compressed file ends early or is damaged; nothing was read from it.",
                "Die komprimierte Datei bricht ab oder ist beschädigt; es wurde nichts gelesen.",
            ),
            Unreadable::DamagedZip => (
                "The archive or workbook ends early or is damaged; nothing was read from it.",
                "Das Archiv oder die Arbeitsmappe bricht ab oder ist beschädigt; es wurde nichts gelesen.",
            ),
            Unreadable::TooLarge => (
                "The file unpacks to far more than an export holds, so it was not unpacked.",
                "Die Datei entpackt sich zu weit mehr, als ein Export enthält, und wurde nicht entpackt.",
            ),
            Unreadable::Locked => (
                "The file is locked with a password.",
                "Die Datei ist mit einem Kennwort gesperrt.",
            ),
            Unreadable::NoTable => {
                ("There is no table in the file.", "In der Datei ist keine Tabelle.")
            }
        };
        pick(language, en, de)
    }

    /// What to do next.
    pub fn hint(&self, language: Language) -> String {
        let (en, de) = match self {
            Unreadable::Empty => (
                "Export the orders again and check that the export holds a period with sales.",
                "Exportieren Sie die Bestellungen noch einmal und prüfen Sie, ob der Zeitraum Verkäufe enthält.",
            ),
            Unreadable::Kind(kind) => kind.hint(),
            Unreadable::LineTooLong => (
                "Export the orders as CSV, one line for each article of an order.",
                "Exportieren Sie die Bestellungen als CSV, eine Zeile je Artikel einer Bestellung.",
            ),
            Unreadable::UnknownEncoding(_) => (
                "Choose one such as utf-8, windows-1252 or utf-16le.",
                "Wählen Sie eine wie utf-8, windows-1252 oder utf-16le.",
            ),
            Unreadable::DamagedGzip | Unreadable::DamagedZip => (
                "Download or copy the file again.",
                "Laden oder kopieren Sie die Datei noch einmal.",
            ),
            Unreadable::TooLarge => (
                "If it is an export, unpack it yourself and import the files one by one.",
                "Ist es ein Export, entpacken Sie ihn selbst und importieren Sie die Dateien einzeln.",
            ),
            Unreadable::Locked => (
                "Open it with its password, save it without one, and import that file.",
                "Öffnen Sie sie mit dem Kennwort, speichern Sie sie ohne und importieren Sie diese Datei.",
            ),
            Unreadable::NoTable => (
                "Export the orders as CSV and import that file.",
                "Exportieren Sie die Bestellungen als CSV und importieren Sie diese Datei.",
            ),
        };
        pick(language, en, de)
    }
}

impl FileKind {
    fn message(self) -> (&'static str, &'static str) {
        match self {
            FileKind::Spreadsheet => (
                "This is a spreadsheet workbook, not a CSV file.",
                "Das ist eine Arbeitsmappe einer Tabellenkalkulation, keine CSV-Datei.",
            ),
            FileKind::Pdf => (
                "This is a PDF document, not a CSV file.",
                "Das ist ein PDF-Dokument, keine CSV-Datei.",
            ),
            FileKind::Picture => {
                ("This is a picture, not a CSV file.", "Das ist ein Bild, keine CSV-Datei.")
            }
            FileKind::Archive => (
                "This is an archive with files inside, not a CSV file.",
                "Das ist ein Archiv mit Dateien darin, keine CSV-Datei.",
            ),
            FileKind::Database => (
                "This is a database file, not a CSV file.",
                "Das ist eine Datenbankdatei, keine CSV-Datei.",
            ),
            FileKind::Program => {
                ("This is a program, not a CSV file.", "Das ist ein Programm, keine CSV-Datei.")
            }
            FileKind::WebPage => (
                "This is a web page or XML, not a CSV file; often a login page saved instead of the export.",
                "Das ist eine Webseite oder XML, keine CSV-Datei; oft die Anmeldeseite statt des Exports.",
            ),
            FileKind::Json => (
                "This is a JSON file, not a CSV file.",
                "Das ist eine JSON-Datei, keine CSV-Datei.",
            ),
            FileKind::Binary => (
                "The file holds bytes that are no text, so it is no CSV file.",
                "Die Datei enthält Bytes, die kein Text sind; sie ist keine CSV-Datei.",
            ),
        }
    }

    fn hint(self) -> (&'static str, &'static str) {
        match self {
            FileKind::Spreadsheet => (
                "Open it, choose “Save as”, and save the sheet with the orders as “CSV UTF-8”.",
                "Öffnen Sie sie, wählen Sie „Speichern unter“ und speichern Sie das Blatt mit den Bestellungen als „CSV UTF-8“.",
            ),
            FileKind::Archive => (
                "Unpack it and import the CSV file inside. A CSV compressed with gzip (.csv.gz) can be imported as it is.",
                "Entpacken Sie es und importieren Sie die CSV-Datei darin. Eine mit gzip komprimierte CSV (.csv.gz) kann so importiert werden.",
            ),
            FileKind::WebPage => (
                "Sign in to the shop again, export the orders as CSV and save that file.",
                "Melden Sie sich im Shop neu an, exportieren Sie die Bestellungen als CSV und speichern Sie diese Datei.",
            ),
            _ => (
                "In the shop, export the orders as CSV and import that file.",
                "Exportieren Sie im Shop die Bestellungen als CSV und importieren Sie diese Datei.",
            ),
        }
    }
}

fn pick(language: Language, en: &str, de: &str) -> String {
    match language {
        Language::En => en.to_owned(),
        Language::De => de.to_owned(),
    }
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.message(Language::En), self.hint(Language::En))
    }
}

impl std::error::Error for Unreadable {}

impl From<Unreadable> for std::io::Error {
    fn from(error: Unreadable) -> Self {
        std::io::Error::new(std::io::ErrorKind::InvalidData, error)
    }
}

/// The [`Unreadable`] inside an error that reading [`Utf8`](crate::Utf8) gave; `None` where the
/// file itself failed.
pub fn unreadable(error: &std::io::Error) -> Option<&Unreadable> {
    error.get_ref().and_then(|inner| inner.downcast_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_first_bytes() {
        let cases: &[(&[u8], Option<FileKind>)] = &[
            (b"%PDF-1.7\n", Some(FileKind::Pdf)),
            (b"\x89PNG\r\n\x1a\n", Some(FileKind::Picture)),
            (b"PK\x03\x04\x14\0\x06\0\x08\0[Content_Types].xml", Some(FileKind::Spreadsheet)),
            (b"PK\x03\x04\x14\0\0\0\x08\0orders.csv", Some(FileKind::Archive)),
            (b"\xef\xbb\xbf\n <!DOCTYPE html>", Some(FileKind::WebPage)),
            (b"[ {\"id\": 1}]", Some(FileKind::Json)),
            (b"[Report],,\nid,date,total\n", None),
            (b"id,date,total\n", None),
            (b"", None),
        ];
        for (bytes, expected) in cases {
            assert_eq!(file_kind(bytes), *expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn an_error_crosses_io_and_comes_back() {
        let error = std::io::Error::from(Unreadable::LineTooLong);
        assert_eq!(unreadable(&error), Some(&Unreadable::LineTooLong));
        assert_eq!(unreadable(&std::io::Error::other("disk")), None);
    }
}
