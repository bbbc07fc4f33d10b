//! Workspaces and their settings.

use super::{NOTHING, count, period};
use crate::{
    session::pick,
    settings,
    table::{self, text},
};
use kontor_api::{
    chart::TextTable,
    domain::{Language, Locale},
    settings::Options,
    workspace::{Sample, SampleMade, Status, Workspace},
};
use serde::Serialize;

/// The open workspace.
pub fn open(workspace: &Workspace, language: Language) -> String {
    let say = |en: &str, de: &str| pick(language, en, de).to_owned();
    let locale = Locale { language, home: Some(workspace.settings.currency) };
    let mut out = table::pairs(&[
        (say("Workspace", "Arbeitsbereich"), workspace.settings.name.clone()),
        (say("Folder", "Ordner"), workspace.folder.clone()),
        (say("Order lines", "Bestellzeilen"), count(workspace.lines, locale)),
        (say("Sales", "Verkäufe"), period(workspace.data, locale)),
    ]);
    for repair in &workspace.repairs {
        out.push_str(&format!("\n{repair}\n"));
    }
    out
}

/// What a command that opened a workspace left open.
pub fn status(status: &Status, language: Language) -> String {
    match &status.open {
        Some(workspace) => open(workspace, language),
        None => pick(language, "No workspace is open.\n", "Kein Arbeitsbereich ist geöffnet.\n")
            .to_owned(),
    }
}

/// Workspaces that were open.
pub fn recent(status: &Status, language: Language) -> String {
    let rows = status.recent.iter().map(|recent| {
        let missing = pick(language, "missing", "fehlt");
        let state = if recent.exists { "" } else { missing };
        vec![recent.name.clone(), recent.folder.clone(), state.to_owned()]
    });
    table::render(&TextTable {
        columns: vec![
            text(pick(language, "Workspace", "Arbeitsbereich")),
            text(pick(language, "Folder", "Ordner")),
            text(""),
        ],
        rows: rows.collect(),
    })
}

/// Sample shops that came with the program.
pub fn samples(samples: &[Sample], language: Language) -> String {
    let rows = samples.iter().map(|s| vec![s.id.clone(), s.name.clone(), s.about.clone()]);
    table::render(&TextTable {
        columns: vec![
            text(pick(language, "Sample", "Beispiel")),
            text(pick(language, "Name", "Name")),
            text(pick(language, "About", "Beschreibung")),
        ],
        rows: rows.collect(),
    })
}

/// A sample store that was written.
pub fn sample_made(made: &SampleMade, language: Language) -> String {
    let locale = kontor_api::domain::Locale::of(language);
    table::pairs(&[
        (pick(language, "Folder", "Ordner").to_owned(), made.folder.clone()),
        (pick(language, "Files", "Dateien").to_owned(), made.files.join(", ")),
        (pick(language, "Size", "Größe").to_owned(), locale.bytes(made.bytes)),
    ])
}

/// Settings or preferences, spelled as they are changed.
pub fn settings(settings: &impl Serialize) -> String {
    table::pairs(&settings::pairs(settings))
}

/// What can be chosen, and what would be guessed.
pub fn options(options: &Options, language: Language) -> String {
    let zones = pick(language, "Time zones", "Zeitzonen");
    let zone_list = match options.time_zones.as_slice() {
        [] => NOTHING.to_owned(),
        zones => zones.join("\n"),
    };
    format!("{}\n{zones}:\n{zone_list}\n", settings(&options.guess))
}
