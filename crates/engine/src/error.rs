//! The one place where whatever goes wrong becomes an [`ApiError`]: what happened, what it means,
//! what to do, in the caller's language.

use crate::{backup::BackupError, lock::LockError, vault::VaultError};
use kontor_api::{ApiError, Code, domain::Language};
use kontor_ingest::Unreadable;
use kontor_ledger::LedgerError;
use kontor_warehouse::WarehouseError;
use std::io;

/// Result within the engine.
pub type Result<T> = std::result::Result<T, Failure>;

/// Why a command failed, in every language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The kind.
    pub code: Code,
    message: [String; 2],
    hint: Option<[String; 2]>,
    field: Option<&'static str>,
    retry: bool,
}

impl Failure {
    /// A failure, said in English and German.
    pub fn new(code: Code, en: impl Into<String>, de: impl Into<String>) -> Self {
        Failure { code, message: [en.into(), de.into()], hint: None, field: None, retry: false }
    }

    /// What to do about it.
    pub fn hint(mut self, en: impl Into<String>, de: impl Into<String>) -> Self {
        self.hint = Some([en.into(), de.into()]);
        self
    }

    /// The part of the request at fault.
    pub fn field(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    /// The same request may succeed later.
    pub fn retry(mut self) -> Self {
        self.retry = true;
        self
    }

    /// No workspace is open.
    pub fn no_workspace() -> Self {
        Failure::new(Code::NoWorkspace, "No shop is open.", "Kein Laden ist geöffnet.").hint(
            "Import a file of sales, open a sample store, or open a shop you had before.",
            "Importieren Sie eine Verkaufsdatei, öffnen Sie einen Beispielladen oder einen früheren Laden.",
        )
    }

    /// The person asked to stop.
    pub fn cancelled() -> Self {
        Failure::new(
            Code::Cancelled,
            "Cancelled; everything is as before.",
            "Abgebrochen; alles ist wie zuvor.",
        )
    }

    /// The failure in one language; `trace_id` finds it in the log.
    pub fn into_api(self, language: Language, trace_id: String) -> ApiError {
        let pick = |texts: [String; 2]| {
            let [en, de] = texts;
            match language {
                Language::En => en,
                Language::De => de,
            }
        };
        ApiError {
            code: self.code,
            message: pick(self.message),
            hint: self.hint.map(pick),
            field: self.field.map(str::to_owned),
            retry: self.retry,
            trace_id,
        }
    }

    fn disk_full() -> Self {
        Failure::new(
            Code::DiskFull,
            "The disk is full, so nothing was changed.",
            "Die Festplatte ist voll, daher wurde nichts geändert.",
        )
        .hint(
            "Make room on the disk and try again.",
            "Schaffen Sie Platz und versuchen Sie es erneut.",
        )
        .retry()
    }

    pub(crate) fn damaged(detail: &str) -> Self {
        Failure::new(
            Code::WorkspaceDamaged,
            format!("The shop's files are damaged: {detail}"),
            format!("Die Dateien des Ladens sind beschädigt: {detail}"),
        )
        .hint(
            "Restore the shop from a backup; the damaged folder is left as it is.",
            "Stellen Sie den Laden aus einer Sicherung wieder her; der beschädigte Ordner bleibt, wie er ist.",
        )
    }

    fn newer(detail: &str) -> Self {
        Failure::new(
            Code::WorkspaceNewer,
            format!("This shop was last used by a newer Kontor ({detail}). Nothing was changed."),
            format!("Dieser Laden wurde zuletzt mit einem neueren Kontor benutzt ({detail}). Nichts wurde geändert."),
        )
        .hint("Update Kontor and open it again.", "Aktualisieren Sie Kontor und öffnen Sie ihn erneut.")
    }

    fn defect(detail: &str) -> Self {
        Failure::new(
            Code::Internal,
            format!("Kontor made a mistake: {detail}. Your data is as before."),
            format!("Kontor hat einen Fehler gemacht: {detail}. Ihre Daten sind wie zuvor."),
        )
        .hint(
            "Please copy the details and report them.",
            "Bitte kopieren Sie die Details und melden Sie sie.",
        )
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull => Failure::disk_full(),
            io::ErrorKind::NotFound => Failure::new(
                Code::Io,
                format!("A file is not there (any more): {error}."),
                format!("Eine Datei ist nicht (mehr) da: {error}."),
            )
            .hint("Check the name and the place, and try again.", "Prüfen Sie Name und Ort und versuchen Sie es erneut.")
            .retry(),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Failure::new(
                Code::Io,
                format!("The operating system does not allow it: {error}."),
                format!("Das Betriebssystem erlaubt es nicht: {error}."),
            )
            .hint(
                "Choose a folder that you may write to, or change its permissions.",
                "Wählen Sie einen Ordner, in den Sie schreiben dürfen, oder ändern Sie seine Rechte.",
            ),
            _ => {
                // What went wrong on this side of a reader or writer comes through it unchanged.
                let inner = error.get_ref();
                if let Some(unreadable) = inner.and_then(|inner| inner.downcast_ref::<Unreadable>())
                {
                    return unreadable.into();
                }
                if let Some(WarehouseError::Cancelled) = inner.and_then(|i| i.downcast_ref()) {
                    return Failure::cancelled();
                }
                Failure::new(
                    Code::Io,
                    format!("A file could not be read or written: {error}."),
                    format!("Eine Datei konnte nicht gelesen oder geschrieben werden: {error}."),
                )
                .hint(
                    "Check the name and the place, and try again.",
                    "Prüfen Sie Name und Ort und versuchen Sie es erneut.",
                )
                .retry()
            }
        }
    }
}

impl From<&Unreadable> for Failure {
    fn from(error: &Unreadable) -> Self {
        let both = |say: fn(&Unreadable, Language) -> String| {
            [say(error, Language::En), say(error, Language::De)]
        };
        let [en, de] = both(Unreadable::message);
        let [hint_en, hint_de] = both(Unreadable::hint);
        Failure::new(Code::Unreadable, en, de).hint(hint_en, hint_de)
    }
}

impl From<Unreadable> for Failure {
    fn from(error: Unreadable) -> Self {
        (&error).into()
    }
}

impl From<WarehouseError> for Failure {
    fn from(error: WarehouseError) -> Self {
        match error {
            WarehouseError::Cancelled => Failure::cancelled(),
            WarehouseError::DiskFull => Failure::disk_full(),
            WarehouseError::Damaged(detail) => Failure::damaged(&detail),
            WarehouseError::Older => Failure::defect("an older warehouse was not rebuilt"),
            WarehouseError::Newer(detail) => Failure::newer(&detail),
            WarehouseError::Busy => busy(None),
            WarehouseError::TimeLimit => Failure::new(
                Code::Timeout,
                "The statement took longer than a minute and was stopped.",
                "Die Abfrage dauerte länger als eine Minute und wurde angehalten.",
            )
            .hint(
                "Ask for fewer days or fewer columns.",
                "Fragen Sie nach weniger Tagen oder weniger Spalten.",
            ),
            WarehouseError::NotOneSelect => Failure::new(
                Code::Sql,
                "Only one SELECT can be run here. Nothing was changed.",
                "Hier läuft nur ein SELECT. Nichts wurde geändert.",
            )
            .hint(
                "The console only reads. Start the statement with SELECT, FROM, WITH or DESCRIBE.",
                "Die Konsole liest nur. Beginnen Sie mit SELECT, FROM, WITH oder DESCRIBE.",
            )
            .field("sql"),
            WarehouseError::Statement(text) => Failure::new(
                Code::Sql,
                format!("The statement cannot be run: {text}"),
                format!("Die Abfrage kann nicht ausgeführt werden: {text}"),
            )
            .hint(
                "The tables and columns are listed beside the console, and by kontor schema.",
                "Tabellen und Spalten stehen neben der Konsole; kontor schema nennt sie auch.",
            )
            .field("sql"),
            WarehouseError::Memory(text) => Failure::new(
                Code::Conflict,
                format!("There was not enough memory for this: {text}"),
                format!("Dafür reichte der Speicher nicht: {text}"),
            )
            .hint(
                "Nothing was changed. Close other programs, or choose a shorter period, and try again.",
                "Nichts wurde geändert. Schließen Sie andere Programme, oder wählen Sie einen kürzeren Zeitraum, und versuchen Sie es erneut.",
            )
            .retry(),
            WarehouseError::Io(text) => io::Error::other(text).into(),
            WarehouseError::NotFound(text) => Failure::new(
                Code::NotFound,
                format!("Not found: {text}."),
                format!("Nicht gefunden: {text}."),
            ),
            WarehouseError::Defect(text) => Failure::defect(&text),
        }
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Newer { found, known } => Failure::newer(&format!("ledger {found}, known {known}")),
            LedgerError::Damaged { detail } => Failure::damaged(&detail),
            LedgerError::DiskFull => Failure::disk_full(),
            LedgerError::Busy => busy(None),
            LedgerError::Missing(path) => Failure::new(
                Code::NotFound,
                format!("There is no shop in {}.", path.parent().unwrap_or(&path).display()),
                format!("In {} ist kein Laden.", path.parent().unwrap_or(&path).display()),
            )
            .hint("Choose another folder, or restore the shop from a backup.", "Wählen Sie einen anderen Ordner oder stellen Sie den Laden aus einer Sicherung wieder her."),
            LedgerError::Exists(path) => folder_taken(path.parent().unwrap_or(&path)),
            LedgerError::NotNext { .. } => Failure::new(
                Code::Conflict,
                "Something else was done meanwhile, so this is no longer the next step to take back.",
                "Inzwischen ist etwas anderes geschehen; dies ist nicht mehr der nächste Schritt.",
            )
            .retry(),
            LedgerError::Io(error) => error.into(),
            LedgerError::Unreadable { .. } | LedgerError::Statement(_) => Failure::defect(&error.to_string()),
        }
    }
}

impl From<LockError> for Failure {
    fn from(error: LockError) -> Self {
        match error {
            LockError::Busy { holder } => busy(holder.map(|holder| holder.process)),
            LockError::Io { folder, source } => Failure::new(
                Code::Io,
                format!("The shop in {} cannot be opened: {source}.", folder.display()),
                format!("Der Laden in {} lässt sich nicht öffnen: {source}.", folder.display()),
            )
            .hint(
                "A shop needs a folder that may be written to, best on a disk of this computer. Allow writing there, or copy the folder to such a place and open it from there.",
                "Ein Laden braucht einen Ordner, in den geschrieben werden darf, am besten auf einem Datenträger dieses Rechners. Erlauben Sie das Schreiben, oder kopieren Sie den Ordner an einen solchen Ort und öffnen Sie ihn von dort.",
            ),
        }
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::DiskFull => Failure::disk_full(),
            VaultError::Source(error) | VaultError::Io(error) => error.into(),
            VaultError::Damaged { detail, .. } => Failure::damaged(detail),
            VaultError::Missing(_) => Failure::new(
                Code::NotFound,
                "The original file is no longer in the shop's folder.",
                "Die Originaldatei ist nicht mehr im Ordner des Ladens.",
            )
            .hint("Import the file again.", "Importieren Sie die Datei erneut."),
        }
    }
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::Cancelled => Failure::cancelled(),
            BackupError::DiskFull => Failure::disk_full(),
            BackupError::Ledger(error) => error.into(),
            BackupError::Io(error) => error.into(),
            BackupError::Occupied(folder) => folder_taken(&folder),
            BackupError::Newer { app_version } => Failure::newer(&app_version),
            BackupError::Damaged { detail } => Failure::new(
                Code::Unreadable,
                format!("The file is not a complete backup of a shop ({detail}). Nothing was restored."),
                format!("Die Datei ist keine vollständige Sicherung eines Ladens ({detail}). Nichts wurde wiederhergestellt."),
            )
            .hint(
                "If it was just copied or downloaded, do that again, or use an earlier backup.",
                "Wurde sie gerade kopiert, tun Sie das erneut, oder nehmen Sie eine frühere Sicherung.",
            ),
        }
    }
}

/// The workspace is open elsewhere; `process` says in which.
pub fn busy(process: Option<u32>) -> Failure {
    let (en, de) = match process {
        Some(id) => (format!(" (process {id})"), format!(" (Prozess {id})")),
        None => Default::default(),
    };
    Failure::new(
        Code::WorkspaceBusy,
        format!("This shop is open in another Kontor{en}."),
        format!("Dieser Laden ist in einem anderen Kontor geöffnet{de}."),
    )
    .hint(
        "Use that window, or close it and try again.",
        "Benutzen Sie jenes Fenster, oder schließen Sie es und versuchen Sie es erneut.",
    )
    .retry()
}

/// A folder that should be new has something in it.
pub fn folder_taken(folder: &std::path::Path) -> Failure {
    Failure::new(
        Code::Conflict,
        format!("The folder {} is not empty.", folder.display()),
        format!("Der Ordner {} ist nicht leer.", folder.display()),
    )
    .hint(
        "Choose a folder that does not exist yet, or an empty one.",
        "Wählen Sie einen neuen oder leeren Ordner.",
    )
    .field("folder")
}
