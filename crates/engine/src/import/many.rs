//! Several files at once, and the folder where new ones are looked for.

use super::{
    container::{TableFile, table_file, table_files},
    same_file, sniff,
};
use crate::{
    Engine,
    error::{Failure, Result},
    jobs::Context,
};
use kontor_api::{
    Code, Command,
    domain::DateTime,
    import::{Content, Outcome, Outcomes, Source, Watched, WatchedFile},
};
use std::path::{Path, PathBuf};

/// Files that a watched folder may hold before only the newest are looked at.
const MOST_WATCHED: usize = 200;

/// A table to import, and when to.
struct Table {
    /// The table: the file itself, or a copy of it out of an archive.
    file: TableFile,
    /// Orders first, as they tell the shop's currency and zone; then the rest in its order.
    content: Option<Content>,
    /// Of several files with the same order, the one that reaches furthest counts.
    newest: Option<DateTime>,
}

/// Imports several files. What cannot be imported is told, the rest is brought in.
///
/// # Errors
/// When cancelled: what was brought in until then stays, each as an operation of its own.
pub fn import_many(engine: &Engine, sources: &[Source], context: &Context) -> Result<Outcomes> {
    let mut outcomes = Vec::new();
    let mut tables = Vec::new();
    for source in sources {
        match tables_of(engine, source, context) {
            Ok(found) => tables.extend(found),
            Err(failure) => outcomes.push(Outcome {
                name: engine.source_path(source).map(|(_, name)| name).unwrap_or_default(),
                content: None,
                report: None,
                error: Some(failure.into_api(context.language, crate::jobs::trace_id())),
            }),
        }
    }
    tables.sort_by_key(|table| (table.content, table.newest));
    let mut stopped = None;
    for (number, table) in tables.iter().enumerate() {
        context.part(number, tables.len());
        if let Err(cancelled) = context.cancel.check() {
            stopped = Some(cancelled);
            break;
        }
        let done =
            engine.import((&table.file.path, &table.file.name), None, Command::ImportMany, context);
        let (report, error) = match done {
            Ok(report) => (Some(report), None),
            Err(failure) => {
                (None, Some(failure.into_api(context.language, crate::jobs::trace_id())))
            }
        };
        outcomes.push(Outcome {
            name: table.file.name.clone(),
            content: table.content,
            report,
            error,
        });
    }
    let came_in = outcomes.iter().filter(|file| file.report.is_some()).count();
    match stopped {
        Some(cancelled) if came_in == 0 => Err(cancelled.into()),
        Some(_) => Err(Failure::new(
            Code::Cancelled,
            format!("Cancelled. Files that had come in by then stay: {came_in}."),
            format!("Abgebrochen. Bis dahin importierte Dateien bleiben: {came_in}."),
        )
        .hint(
            "Each of them can be taken back by itself, under Data.",
            "Jede lässt sich einzeln zurücknehmen, unter Daten.",
        )),
        None => {
            for source in sources {
                engine.discard(source)?;
            }
            Ok(Outcomes { files: outcomes })
        }
    }
}

/// The tables of a file: itself, or those in the archive that it is.
fn tables_of(engine: &Engine, source: &Source, context: &Context) -> Result<Vec<Table>> {
    let (path, name) = engine.source_path(source)?;
    let workspace = engine.workspace()?;
    let staging = workspace.warehouse.staging();
    table_files(&path, &name, staging, &context.cancel)?
        .into_iter()
        .map(|file| {
            let text = table_file(&file.path, &file.name, staging, &context.cancel)?;
            let (sniffed, _) = sniff(
                &text.path,
                &file.name,
                None,
                &workspace.settings(),
                Some(&workspace),
                context,
            )?;
            let (content, newest) = (Some(sniffed.plan.content), sniffed.newest);
            Ok(Table { file, content, newest })
        })
        .collect()
}

/// What lies in the watched folder and was not imported.
///
/// # Errors
/// When the folder cannot be read.
pub fn watched(engine: &Engine, context: &Context) -> Result<Watched> {
    let nothing = Watched { folder: None, files: Vec::new() };
    // A shop may have been closed a moment before: then there is nothing to watch either.
    let Ok(workspace) = engine.workspace() else { return Ok(nothing) };
    let settings = workspace.settings();
    let Some(folder) = settings.watched_folder.clone() else { return Ok(nothing) };
    let mut found: Vec<(std::time::SystemTime, PathBuf)> = fs_err::read_dir(&folder)?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| is_table_name(path))
        .filter_map(|path| {
            let metadata = fs_err::metadata(&path).ok().filter(std::fs::Metadata::is_file)?;
            Some((metadata.modified().ok()?, path))
        })
        .collect();
    found.sort();
    let skip = found.len().saturating_sub(MOST_WATCHED);
    let mut files = Vec::new();
    for (_, path) in found.into_iter().skip(skip) {
        context.cancel.check()?;
        let name =
            path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let bytes = fs_err::metadata(&path)?.len();
        if same_file(&workspace, &path, bytes)?.is_some() {
            continue;
        }
        let sniffed = table_file(&path, &name, workspace.warehouse.staging(), &context.cancel)
            .and_then(|table| sniff(&table.path, &name, None, &settings, Some(&workspace), context))
            .ok()
            .map(|(sniffed, _)| sniffed)
            .filter(|sniffed| sniffed.obstacle.is_none());
        files.push(WatchedFile {
            path: path.display().to_string(),
            name,
            content: sniffed.as_ref().map(|sniffed| sniffed.plan.content),
            platform: sniffed.and_then(|sniffed| sniffed.platform.map(str::to_owned)),
        });
    }
    Ok(Watched { folder: Some(folder), files })
}

fn is_table_name(path: &Path) -> bool {
    let name =
        path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    [".csv", ".csv.gz", ".tsv", ".txt", ".xlsx", ".zip"].iter().any(|end| name.ends_with(end))
}
