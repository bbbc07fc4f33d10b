//! Workspaces: a shop's folder, created, opened, backed up and moved.

use crate::{preferences::Preferences, settings::Settings};
use kontor_domain::Period;
use serde::{Deserialize, Serialize};

/// Asks which workspace is open and which were.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct GetStatus {}

/// What is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// Kontor's version.
    pub version: String,
    /// The open workspace.
    pub open: Option<Workspace>,
    /// Workspaces opened before, the latest first; the open one included.
    pub recent: Vec<Recent>,
    /// Sample shops that came with the program.
    pub samples: Vec<Sample>,
    /// Where new workspaces are put unless another folder is named.
    pub default_folder: String,
    /// What the person prefers, in every workspace.
    pub preferences: Preferences,
}

/// An open workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Workspace {
    /// Its folder.
    pub folder: String,
    /// Its settings, its name among them.
    pub settings: Settings,
    /// First and last day that have order lines; `None` before the first import.
    pub data: Option<Period>,
    /// Order lines kept.
    pub lines: u64,
    /// Local time of the last order line, `2025-12-09T12:50:00`.
    pub last_sale: Option<kontor_domain::DateTime>,
    /// When the last import was made, UTC, `2025-12-09T12:50:00`.
    pub last_import: Option<kontor_domain::DateTime>,
    /// What was repaired when it was opened, in words; empty when all was well.
    pub repairs: Vec<String>,
}

/// A workspace opened before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recent {
    /// Its folder.
    pub folder: String,
    /// Its name when it was last open.
    pub name: String,
    /// Whether the folder is still there.
    pub exists: bool,
    /// When it was last open, UTC; `None` where a version that did not note it opened it.
    #[serde(default)]
    pub opened_at: Option<kontor_domain::DateTime>,
}

/// A sample shop that came with the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// Its folder's name under `sample-stores/`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is, in a sentence.
    pub about: String,
}

/// Makes a workspace and opens it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Create {
    /// Its folder, which must be missing or empty; `None` puts it under the default folder.
    pub folder: Option<String>,
    /// Its settings.
    pub settings: Settings,
}

/// Opens a workspace; the one open before is closed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Open {
    /// Its folder.
    pub folder: String,
}

/// Closes the open workspace.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Close {}

/// Takes a workspace off the list of recent ones; its folder stays.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Forget {
    /// Its folder.
    pub folder: String,
}

/// Removes a workspace with everything in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Delete {
    /// Its folder.
    pub folder: String,
    /// Its name, typed by the person: nothing is removed unless it matches.
    pub name: String,
}

/// Writes the open workspace to one file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Backup {
    /// Where to; `None` makes a file that the host hands over, as an export.
    pub file: Option<String>,
}

/// What a backup made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupMade {
    /// The file.
    pub file: crate::export::ExportedFile,
}

/// Makes a workspace from a backup file and opens it; this is also how one moves to another
/// computer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Restore {
    /// The backup.
    pub source: crate::import::Source,
    /// The new workspace's folder, missing or empty; `None` puts it under the default folder.
    pub folder: Option<String>,
}

/// Makes a workspace from a sample shop and opens it; one made before is opened again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OpenSample {
    /// The sample's id.
    pub id: String,
    /// The workspace's folder; `None` puts it under the default folder.
    pub folder: Option<String>,
}

/// Writes the files of a sample store anew, as large as wanted: to try what a larger shop is like.
/// The same store, scale and seed give the same files.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CreateSample {
    /// The store's id.
    pub id: String,
    /// How many times the customers of the store that came with the program.
    pub scale: f64,
    /// What its random numbers start from.
    pub seed: u64,
    /// Where to write: a folder that is missing or empty.
    pub folder: String,
}

/// A sample store that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleMade {
    /// Its folder.
    pub folder: String,
    /// Its files.
    pub files: Vec<String>,
    /// Their bytes.
    pub bytes: u64,
}

/// Makes the facts anew from the original files, row for row.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Rebuild {}
