//! `kontor import`: the files, and corrections of what is guessed about one.

use crate::{
    args::Import,
    run::{find, open_folder},
    session::{Session, Stop},
    show::imports,
};
use kontor_api::{
    ApiError, Code, Command,
    import::{Detect, Field, GetWatched, Plan, Preview, Run, RunMany, Source},
    settings::{GetOptions, GetSettings},
    workspace::Create,
};
use std::path::Path;

/// Shows how files would be read, or imports them. Where no workspace is there is made one: an
/// import is how a shop begins.
pub async fn import(
    session: &Session,
    workspace: Option<&Path>,
    args: &Import,
) -> Result<(), Stop> {
    let there = match workspace {
        Some(folder) if is_vacant(folder) => None,
        _ => find(session, workspace).await?,
    };
    let home = match &there {
        Some(folder) => Some(open_folder(session, folder.clone()).await?),
        None => None,
    };
    let mut sources = Vec::new();
    for file in &args.files {
        sources.push(Source::Path { path: session.path(file)? });
    }
    if args.detect {
        let locale = session.locale(home);
        for source in sources {
            let plan = plan(session, args, &source).await?;
            let preview = session.call(Detect { source, plan, content: None }).await?;
            session.print(&preview, |preview| imports::preview(preview, locale))?;
        }
        return Ok(());
    }
    let holds_several = match sources.as_slice() {
        [source] if !is_corrected(args) => holds_several(session, source).await,
        _ => false,
    };
    if holds_several {
        if there.is_none() {
            create(session, workspace).await?;
        }
        return many(session, sources).await;
    }
    match <[Source; 1]>::try_from(sources) {
        Ok([source]) => one(session, workspace, args, source, there.is_none()).await,
        Err(sources) if is_corrected(args) => Err(session
            .error(
                Code::BadRequest,
                session.pick(
                    "Corrections are for one file. Nothing was imported.",
                    "Berichtigungen gelten für eine Datei. Nichts wurde importiert.",
                ),
                session.pick(
                    format!(
                        "Import the one to correct by itself, and the other {} without.",
                        sources.len() - 1
                    ),
                    format!(
                        "Importieren Sie die eine für sich, die anderen {} ohne Berichtigung.",
                        sources.len() - 1
                    ),
                ),
            )
            .into()),
        Err(sources) => {
            if there.is_none() {
                begin(session, workspace, &sources).await?;
            }
            many(session, sources).await
        }
    }
}

/// Whether a file is an archive whose tables are imported together.
async fn holds_several(session: &Session, source: &Source) -> bool {
    let look = Detect { source: source.clone(), plan: None, content: None };
    matches!(session.call(look).await, Err(ApiError { code: Code::SeveralTables, .. }))
}

/// Imports a file.
async fn one(
    session: &Session,
    workspace: Option<&Path>,
    args: &Import,
    source: Source,
    begins: bool,
) -> Result<(), Stop> {
    let plan = plan(session, args, &source).await?;
    if begins {
        // A file that cannot be read begins no shop.
        let look = Detect { source: source.clone(), plan: plan.clone(), content: None };
        let preview = session.call(look).await?;
        if let Some(obstacle) = preview.obstacle {
            return Err(not_to_be_read(session, obstacle).into());
        }
        create(session, workspace).await?;
    }
    let report = session.run(Run { source, plan }).await?;
    // Only now: the first file tells what the shop counts in.
    let home = session.call(GetSettings {}).await?.currency;
    let locale = session.locale(Some(home));
    session.print(&report, |report| imports::report(report, locale))?;
    if !report.already_imported {
        session.remark_undo(Command::ImportRun);
    }
    Ok(())
}

/// Makes a workspace if one of the files can be read.
async fn begin(
    session: &Session,
    workspace: Option<&Path>,
    sources: &[Source],
) -> Result<(), ApiError> {
    let mut first = None;
    for source in sources {
        let look = Detect { source: source.clone(), plan: None, content: None };
        match session.call(look).await {
            Ok(Preview { obstacle: Some(obstacle), .. }) => {
                first = first.or(Some(not_to_be_read(session, obstacle)));
            }
            Ok(_) | Err(ApiError { code: Code::SeveralTables, .. }) => {
                return create(session, workspace).await;
            }
            Err(error) => first = first.or(Some(error)),
        }
    }
    first.map_or(Ok(()), Err)
}

/// Why a file is not imported, as the engine would say it.
fn not_to_be_read(session: &Session, obstacle: String) -> ApiError {
    session.error(
        Code::Unreadable,
        obstacle,
        session.pick(
            "Correct how the columns are read, or export another report.",
            "Korrigieren Sie die Zuordnung der Spalten, oder exportieren Sie einen anderen Bericht.",
        ),
    )
}

/// Imports several files. That one of them cannot be is no failure of the others; that none could
/// be is one.
pub async fn many(session: &Session, sources: Vec<Source>) -> Result<(), Stop> {
    let outcomes = session.run(RunMany { sources }).await?;
    let home = session.call(GetSettings {}).await?.currency;
    let locale = session.locale(Some(home));
    session.print(&outcomes, |outcomes| imports::outcomes(outcomes, locale))?;
    let mut reports = outcomes.files.iter().filter_map(|file| file.report.as_ref());
    if reports.any(|report| !report.already_imported) {
        session.remark_undo(Command::ImportMany);
    }
    let is_lost = outcomes.files.iter().all(|file| file.report.is_none());
    match outcomes.files.into_iter().find_map(|file| file.error) {
        Some(error) if is_lost => Err(error.into()),
        _ => Ok(()),
    }
}

/// Lists the new files of the watched folder, or imports them.
pub async fn watch(session: &Session, imports: bool) -> Result<(), Stop> {
    let watched = session.call(GetWatched {}).await?;
    if watched.folder.is_none() {
        session.remark(session.pick(
            "No folder is watched. To watch one: kontor settings watched-folder=DIR",
            "Kein Ordner wird beobachtet. So geht es: kontor settings watched-folder=ORDNER",
        ));
    }
    let can_be: Vec<Source> = watched
        .files
        .iter()
        .filter(|file| file.content.is_some())
        .map(|file| Source::Path { path: file.path.clone() })
        .collect();
    if imports && !can_be.is_empty() {
        return many(session, can_be).await;
    }
    let language = session.language;
    session.print(&watched, |watched| imports::watched(watched, language))
}

/// Whether a workspace can be made there.
fn is_vacant(folder: &Path) -> bool {
    match folder.read_dir() {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

/// Makes a workspace, named after its folder if one is named.
async fn create(session: &Session, folder: Option<&Path>) -> Result<(), ApiError> {
    let mut settings = session.call(GetOptions {}).await?.guess;
    if let Some(name) = folder.and_then(Path::file_name) {
        settings.name = name.to_string_lossy().into_owned();
    }
    let folder = folder.map(|folder| session.path(folder)).transpose()?;
    let status = session.call(Create { folder, settings }).await?;
    if let Some(made) = status.open {
        session.remark(session.pick(
            format!("Made the workspace “{}” in {}", made.settings.name, made.folder),
            format!("Arbeitsbereich „{}“ angelegt in {}", made.settings.name, made.folder),
        ));
    }
    Ok(())
}

/// The guesses with the person's corrections; `None` without any, as the engine guesses itself.
async fn plan(session: &Session, args: &Import, source: &Source) -> Result<Option<Plan>, ApiError> {
    if !is_corrected(args) {
        return Ok(None);
    }
    let detect = |plan, content| session.call(Detect { source: source.clone(), plan, content });
    let mut preview = detect(None, None).await?;
    if splits_differently(args, &mut preview.plan) {
        // Other cells are other columns: what they mean is guessed anew.
        preview.plan.columns.clear();
        preview = detect(Some(preview.plan), None).await?;
    }
    if let Some(content) = args.content.filter(|content| *content != preview.plan.content) {
        preview = detect(Some(preview.plan), Some(content)).await?;
    }
    let mut plan = preview.plan;
    plan.decimal = args.decimal.unwrap_or(plan.decimal);
    plan.dates = args.dates.unwrap_or(plan.dates);
    plan.currency = args.currency.unwrap_or(plan.currency);
    plan.prices_include_tax = args.prices_include_tax.unwrap_or(plan.prices_include_tax);
    if let Some(zone) = &args.time_zone {
        plan.time_zone.clone_from(zone);
    }
    for (field, column) in &args.map {
        map(&mut plan.columns, &preview.header, *field, column).map_err(|column| {
            let headings = preview.header.join(", ");
            let mut error = session.error(
                Code::BadRequest,
                session.pick(
                    format!("The file has no column “{column}”. Nothing was imported."),
                    format!("Die Datei hat keine Spalte „{column}“. Nichts wurde importiert."),
                ),
                session.pick(
                    format!("Its columns are: {headings}. A number counts from 1."),
                    format!("Ihre Spalten sind: {headings}. Eine Zahl zählt ab 1."),
                ),
            );
            error.field = Some("columns".to_owned());
            error
        })?;
    }
    Ok(Some(plan))
}

fn is_corrected(args: &Import) -> bool {
    !args.map.is_empty()
        || args.content.is_some()
        || args.no_header
        || args.delimiter.is_some()
        || args.encoding.is_some()
        || args.skip_lines.is_some()
        || args.decimal.is_some()
        || args.dates.is_some()
        || args.currency.is_some()
        || args.time_zone.is_some()
        || args.prices_include_tax.is_some()
}

/// Applies the corrections that change which cells there are; whether there were any.
fn splits_differently(args: &Import, plan: &mut Plan) -> bool {
    let before = plan.clone();
    plan.has_header &= !args.no_header;
    plan.delimiter = args.delimiter.unwrap_or(plan.delimiter);
    plan.skip_lines = args.skip_lines.unwrap_or(plan.skip_lines);
    if let Some(encoding) = &args.encoding {
        plan.encoding.clone_from(encoding);
    }
    *plan != before
}

/// Gives `field` to one column and to no other. An empty `column` takes it from all.
///
/// # Errors
/// The column, if there is none of that heading or number.
fn map(
    columns: &mut Vec<Option<Field>>,
    header: &[String],
    field: Field,
    column: &str,
) -> Result<(), String> {
    let by_heading = || header.iter().position(|heading| heading == column);
    let in_any_case = || header.iter().position(|h| h.trim().eq_ignore_ascii_case(column.trim()));
    let by_number = || column.parse().ok().and_then(|number: usize| number.checked_sub(1));
    let target = match column {
        "" => None,
        _ => match by_heading().or_else(in_any_case).or_else(by_number) {
            Some(index) if index < header.len() => Some(index),
            _ => return Err(column.to_owned()),
        },
    };
    columns.resize(header.len(), None);
    for (index, meaning) in columns.iter_mut().enumerate() {
        if target == Some(index) {
            *meaning = Some(field);
        } else if *meaning == Some(field) {
            *meaning = None;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(column: &str, expected: Result<[Option<Field>; 3], &str>) {
        let header = ["No.", "When", "2"].map(str::to_owned);
        let mut columns = vec![Some(Field::OrderId), Some(Field::OrderedAt), None];
        let outcome = map(&mut columns, &header, Field::OrderId, column);
        match expected {
            Ok(expected) => assert_eq!(columns, expected, "{column}"),
            Err(column) => assert_eq!(outcome, Err(column.to_owned())),
        }
    }

    #[test]
    fn a_field_moves_to_the_column_that_is_named() {
        let (order, at) = (Some(Field::OrderId), Some(Field::OrderedAt));
        check("No.", Ok([order, at, None]));
        check("when", Ok([None, order, None]));
        // A heading that looks like a number is a heading.
        check("2", Ok([None, at, order]));
        check("1", Ok([order, at, None]));
        check("", Ok([None, at, None]));
        check("4", Err("4"));
        check("0", Err("0"));
        check("Total", Err("Total"));
    }
}
