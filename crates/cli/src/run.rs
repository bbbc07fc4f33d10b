//! What each verb does: a request, and the reply as it is printed.

use crate::{
    args::{self, Cli, Verb},
    export, import, records, reorder,
    serve::{serve, told_to_end},
    session::{Session, Stop},
    settings,
    show::{self, history, imports, sales, sql},
};
use kontor_api::{
    ApiError, Code, Command, JobCancel, JobGet, JobId, JobsList,
    domain::Currency,
    export::Exportable,
    history::{GetHistory, RedoLast, UndoLast},
    import::{GetRefused, GetReport, List, Source, UndoImport},
    lab::{LabElasticity, LabForecast, LabPricing, Layout, LongColumns},
    preferences::{ChangePreferences, GetPreferences},
    privacy::{self, GetPeople},
    product::GetProduct,
    products::GetProducts,
    quality::{GetFinding, GetQuality, GetReconciliation},
    run_out::GetRunOut,
    sales::{GetBreakdown, GetFilterOptions, GetLines, GetMeasures, GetSeries, GetSummary},
    settings::{Change, ChangeTimeZone, GetOptions, GetSettings, Settings},
    sql::{GetSchema, RunSql},
    workspace::{
        Backup, Close, Create, CreateSample, Delete, Forget, GetStatus, Open, OpenSample, Rebuild,
        Restore, Status,
    },
};
use kontor_host::{Folders, latest_workspace};
use serde::{Serialize, de::DeserializeOwned};
use std::path::Path;

/// Does what was typed. Ctrl-C cancels a job and waits until data is as before; where none runs,
/// it ends the program.
pub async fn run(session: &Session, folders: &Folders, cli: Cli) -> Result<(), Stop> {
    let ends_by_itself = matches!(cli.verb, Verb::Serve(_));
    let work = verb(session, folders, cli.workspace.as_deref(), cli.verb);
    if ends_by_itself {
        return work.await;
    }
    tokio::pin!(work);
    loop {
        tokio::select! {
            outcome = &mut work => return outcome,
            () = told_to_end() => if !session.stop() {
                let message = session.pick("Ended before it was done.", "Vor dem Ende abgebrochen.");
                return Err(session.engine.error(Code::Cancelled, message, None).into());
            },
        }
    }
}

async fn verb(
    session: &Session,
    folders: &Folders,
    workspace: Option<&Path>,
    verb: Verb,
) -> Result<(), Stop> {
    let home = match &verb {
        // An import may be how a shop begins: it finds out by itself.
        Verb::Import(_)
        | Verb::Workspace(_)
        | Verb::Sample(_)
        | Verb::Lab(_)
        | Verb::Measures
        | Verb::Jobs { .. }
        | Verb::Preferences { .. }
        | Verb::Settings { options: true, .. } => None,
        // The interface helps who has no workspace yet to one.
        Verb::Serve(_) => match find(session, workspace).await? {
            Some(folder) => Some(open_folder(session, folder).await?),
            None => None,
        },
        _ => Some(open(session, workspace).await?),
    };
    let locale = session.locale(home);
    match verb {
        Verb::Import(args) => import::import(session, workspace, &args).await,
        Verb::Imports => {
            let list = session.call(List {}).await?;
            session.print(&list, |list| imports::batches(list, locale))
        }
        Verb::Report { batch } => {
            let report = session.call(GetReport { batch_id: batch }).await?;
            session.print(&report, |report| imports::report(report, locale))
        }
        Verb::Refused { batch, out: Some(out), .. } => {
            export::write(session, Exportable::Refused { batch_id: batch }, None, Some(out)).await
        }
        Verb::Refused { batch, out: None, page } => {
            let request = GetRefused { batch_id: batch, offset: page.offset, limit: page.limit };
            let rows = session.call(request).await?;
            session.print(&rows, |rows| imports::refused(rows, locale))
        }
        Verb::UndoImport { batch } => {
            let list = session.run(UndoImport { batch_id: batch }).await?;
            session.print(&list, |list| imports::batches(list, locale))?;
            session.remark_undo(Command::ImportUndo);
            Ok(())
        }
        Verb::Watch { import } => import::watch(session, import).await,
        Verb::Records(args) => records::records(session, args, locale).await,
        Verb::Quality { check: None, .. } => {
            let quality = session.call(GetQuality {}).await?;
            session.print(&quality, |quality| show::quality::quality(quality, locale))
        }
        Verb::Quality { check: Some(check), page } => {
            let request = GetFinding { check, offset: page.offset, limit: page.limit };
            let found = session.call(request).await?;
            session.print(&found, |found| show::quality::finding(found, locale))
        }
        Verb::Reconcile(scope) => {
            let request = GetReconciliation { period: scope.period(), filter: scope.filter() };
            let steps = session.call(request).await?;
            session.print(&steps, |steps| show::quality::reconciliation(steps, locale))
        }
        Verb::People { text, limit } => {
            let people = session.call(GetPeople { search: text, limit }).await?;
            session.print(&people, |people| show::records::people(people, locale))
        }
        Verb::Forget { customer, yes } => {
            if !yes {
                session.confirm(&session.pick(
                    format!("Remove who {customer} is for good, from the original files too?"),
                    format!(
                        "Endgültig entfernen, wer {customer} ist, auch aus den Originaldateien?"
                    ),
                ))?;
            }
            let forgotten = session.run(privacy::Forget { customer }).await?;
            session.print(&forgotten, |forgotten| show::records::forgotten(*forgotten, locale))
        }
        Verb::Rebuild => {
            let status = session.run(Rebuild {}).await?;
            session.print(&status, |status| show::workspace::status(status, session.language))
        }
        Verb::Sql { query, limit, format } => {
            let result = session.run(RunSql { sql: query, limit }).await?;
            session.print(&result, |result| sql::result(result, format))?;
            if result.truncated {
                session.remark(session.pick(
                    format!("There are more than {limit} rows; --limit shows more of them."),
                    format!("Es gibt mehr als {limit} Zeilen; --limit zeigt mehr davon."),
                ));
            }
            Ok(())
        }
        Verb::Schema => {
            let schema = session.call(GetSchema {}).await?;
            session.print(&schema, |schema| sql::schema(schema, locale.language))
        }
        Verb::Summary(scope) => {
            let request = GetSummary { period: scope.period(), filter: scope.filter() };
            let summary = session.call(request).await?;
            session.print(&summary, |summary| sales::summary(summary, locale))
        }
        Verb::Series(args) => {
            let series = session.call(get_series(&args)).await?;
            session.print(&series, sales::series)
        }
        Verb::Breakdown(args) => {
            let breakdown = session.call(get_breakdown(&args)).await?;
            session.print(&breakdown, |breakdown| sales::breakdown(breakdown, locale))
        }
        Verb::Products(args) => {
            let products = session.call(get_products(&args)).await?;
            session.print(&products, |products| sales::products(products, locale))
        }
        Verb::Product { sku } => {
            let product = session.call(GetProduct { sku, width: 0 }).await?;
            session.print(&product, |product| show::product::product(product, locale))
        }
        Verb::RunOut(args) => {
            let found = session.call(get_run_out(&args)).await?;
            session.print(&found, |found| show::run_out::run_out(found, locale))
        }
        Verb::Forecast(verb) => crate::forecast::forecast(session, verb, locale).await,
        Verb::Reorder(verb) => reorder::reorder(session, verb, locale).await,
        Verb::Price(verb) => crate::price::price(session, verb, locale).await,
        Verb::Proposals(verb) => reorder::proposals(session, verb, locale).await,
        Verb::Orders(verb) => reorder::orders(session, verb, locale).await,
        Verb::Suppliers => reorder::suppliers(session, locale).await,
        Verb::Lines(args) => {
            let lines = session.call(get_lines(&args)).await?;
            session.print(&lines, |lines| sales::lines(lines, locale))
        }
        Verb::Filters => {
            let options = session.call(GetFilterOptions {}).await?;
            session.print(&options, |options| sales::filters(options, locale))
        }
        Verb::Export(args) => export::export(session, args).await,
        Verb::Settings { options: true, .. } => {
            let options = session.call(GetOptions {}).await?;
            session.print(&options, |o| show::workspace::options(o, session.language))
        }
        Verb::Settings { changes, .. } => change_settings(session, &changes).await,
        Verb::Preferences { changes } => change_preferences(session, &changes).await,
        Verb::History => {
            let history = session.call(GetHistory {}).await?;
            session.print(&history, |list| history::history(list, locale))
        }
        Verb::Undo => {
            let list = session.run(UndoLast {}).await?;
            session.print(&list, |list| history::history(list, locale))?;
            session.remark_undo(Command::UndoLast);
            Ok(())
        }
        Verb::Redo => {
            let list = session.run(RedoLast {}).await?;
            session.print(&list, |list| history::history(list, locale))?;
            session.remark_undo(Command::RedoLast);
            Ok(())
        }
        Verb::Measures => {
            let measures = session.call(GetMeasures {}).await?;
            session.print(&measures, sales::measures)
        }
        Verb::Workspace(verb) => workspace_verb(session, workspace, verb).await,
        Verb::Sample(verb) => sample(session, workspace, verb).await,
        Verb::Lab(verb) => lab(session, verb).await,
        Verb::Jobs { job, cancel } => jobs(session, job.map(JobId), cancel).await,
        Verb::Serve(args) => serve(session, folders, &args).await,
    }
}

/// Opens the workspace that is meant, and tells the currency it counts in.
async fn open(session: &Session, workspace: Option<&Path>) -> Result<Currency, ApiError> {
    let folder = find(session, workspace).await?.ok_or_else(|| no_workspace(session))?;
    open_folder(session, folder).await
}

/// The folder of the workspace that is meant: the one named, or the one that was open last.
pub async fn find(session: &Session, workspace: Option<&Path>) -> Result<Option<String>, ApiError> {
    match workspace {
        Some(folder) => session.path(folder).map(Some),
        None => Ok(latest_workspace(&session.call(GetStatus {}).await?)),
    }
}

/// Opens a workspace, and tells the currency it counts in.
pub async fn open_folder(session: &Session, folder: String) -> Result<Currency, ApiError> {
    let status = session.call(Open { folder }).await?;
    let workspace = status.open.ok_or_else(|| no_workspace(session))?;
    for repair in &workspace.repairs {
        session.remark(repair);
    }
    Ok(workspace.settings.currency)
}

fn no_workspace(session: &Session) -> ApiError {
    session.error(
        Code::NoWorkspace,
        session.pick(
            "No workspace was named, and none was open before.",
            "Kein Arbeitsbereich wurde genannt, und keiner war zuvor geöffnet.",
        ),
        session.pick(
            "Name its folder with --workspace, or begin with `kontor import FILE`.",
            "Nennen Sie seinen Ordner mit --workspace, oder beginnen Sie mit `kontor import DATEI`.",
        ),
    )
}

async fn workspace_verb(
    session: &Session,
    named: Option<&Path>,
    verb: args::Workspace,
) -> Result<(), Stop> {
    let opened = |status: &Status| show::workspace::status(status, session.language);
    match verb {
        args::Workspace::Create { folder, set } => {
            let folder = folder.as_deref().or(named);
            let mut guess = session.call(GetOptions {}).await?.guess;
            if let Some(name) = folder.and_then(Path::file_name) {
                guess.name = name.to_string_lossy().into_owned();
            }
            let settings = changed(session, &guess, &set)?;
            let folder = folder.map(|folder| session.path(folder)).transpose()?;
            let status = session.call(Create { folder, settings }).await?;
            session.print(&status, opened)
        }
        args::Workspace::Open { folder } => {
            let status = session.call(Open { folder: session.path(&folder)? }).await?;
            session.print(&status, opened)
        }
        args::Workspace::List => {
            let status = session.call(GetStatus {}).await?;
            session.print(&status, |status| show::workspace::recent(status, session.language))
        }
        args::Workspace::Close => {
            open(session, named).await?;
            let status = session.call(Close {}).await?;
            session.print(&status, opened)
        }
        args::Workspace::Backup { file } => {
            open(session, named).await?;
            let made = session.run(Backup { file: Some(session.path(&file)?) }).await?;
            session.print(&made, |made| made.file.path.clone())
        }
        args::Workspace::Restore { file, folder } => {
            let source = Source::Path { path: session.path(&file)? };
            let folder =
                folder.as_deref().or(named).map(|folder| session.path(folder)).transpose()?;
            let status = session.run(Restore { source, folder }).await?;
            session.print(&status, opened)
        }
        args::Workspace::Delete { folder, name } => {
            let status = session.call(Delete { folder: session.path(&folder)?, name }).await?;
            session.print(&status, |status| show::workspace::recent(status, session.language))
        }
        args::Workspace::Forget { folder } => {
            let status = session.call(Forget { folder: session.path(&folder)? }).await?;
            session.print(&status, |status| show::workspace::recent(status, session.language))
        }
    }
}

async fn sample(session: &Session, named: Option<&Path>, verb: args::Sample) -> Result<(), Stop> {
    match verb {
        args::Sample::List => {
            let status = session.call(GetStatus {}).await?;
            session.print(&status, |status| {
                show::workspace::samples(&status.samples, session.language)
            })
        }
        args::Sample::Open { store } => {
            let folder = named.map(|folder| session.path(folder)).transpose()?;
            let status = session.run(OpenSample { id: store, folder }).await?;
            session.print(&status, |status| show::workspace::status(status, session.language))
        }
        args::Sample::Create { store, scale, seed, out } => {
            let folder = session.path(&out)?;
            let made = session.run(CreateSample { id: store, scale, seed, folder }).await?;
            session.print(&made, |made| show::workspace::sample_made(made, session.language))
        }
    }
}

async fn lab(session: &Session, verb: args::Lab) -> Result<(), Stop> {
    match verb {
        args::Lab::Forecast(args) => lab_forecast(session, args).await,
        args::Lab::Elasticity(args) => {
            let request = LabElasticity {
                file: session.path(&args.file)?,
                units: args.units,
                is_log: args.log_units,
                price: args.price,
                group: args.group,
                controls: args.controls,
                condition: args.condition.unwrap_or_default(),
                history: args.history,
            };
            print_figures(session, &session.run(request).await?)
        }
        args::Lab::Pricing(args::LabPricing { instance, periods, policy, paths }) => {
            let request = LabPricing { instance, periods, policy, paths };
            print_figures(session, &session.run(request).await?)
        }
    }
}

/// Figures are for programs and for people who compare them: one form serves both.
fn print_figures(session: &Session, report: &impl serde::Serialize) -> Result<(), Stop> {
    session.print(report, |report| {
        serde_json::to_string_pretty(report).unwrap_or_else(|error| error.to_string())
    })
}

async fn lab_forecast(session: &Session, args: args::LabForecast) -> Result<(), Stop> {
    let is_long = args.layout == Layout::Long;
    let report = session
        .run(LabForecast {
            train: session.path(&args.train)?,
            test: args.test.as_deref().map(|test| session.path(test)).transpose()?,
            horizon: args.last.or(args.horizon).unwrap_or_default(),
            season: args.season,
            layout: args.layout,
            columns: is_long.then(|| LongColumns {
                id: args.id,
                time: args.time.unwrap_or_default(),
                value: args.value.unwrap_or_default(),
                future: args.future,
            }),
            is_log: args.log_value,
        })
        .await?;
    print_figures(session, &report)
}

async fn change_settings(session: &Session, changes: &[(String, String)]) -> Result<(), Stop> {
    let mut current = session.call(GetSettings {}).await?;
    let wanted = changed(session, &current, changes)?;
    let mut done = None;
    // What may be refused comes first: then nothing was changed.
    let zone = wanted.time_zone.clone();
    let others = Settings { time_zone: current.time_zone.clone(), ..wanted };
    if others != current {
        current = session.call(Change { settings: others }).await?;
        done = Some(Command::SettingsChange);
    }
    if zone != current.time_zone {
        current = session.run(ChangeTimeZone { time_zone: zone }).await?;
        done = Some(Command::TimeZoneChange);
    }
    session.print(&current, show::workspace::settings)?;
    if let Some(command) = done {
        session.remark_undo(command);
    }
    Ok(())
}

async fn change_preferences(session: &Session, changes: &[(String, String)]) -> Result<(), Stop> {
    let mut current = session.call(GetPreferences {}).await?;
    let wanted = changed(session, &current, changes)?;
    if wanted != current {
        current = session.call(ChangePreferences { preferences: wanted }).await?;
    }
    session.print(&current, show::workspace::settings)
}

fn changed<T: Serialize + DeserializeOwned + Clone>(
    session: &Session,
    current: &T,
    changes: &[(String, String)],
) -> Result<T, ApiError> {
    let mut changes = changes.to_vec();
    // The engine knows no current folder.
    for (key, text) in &mut changes {
        if key.replace('_', "-") == "watched-folder" && !text.is_empty() {
            *text = session.path(Path::new(text.as_str()))?;
        }
    }
    settings::with(current, &changes).map_err(|(key, problem)| {
        let mut error = session.error(
            Code::BadRequest,
            session.pick(
                format!("The setting “{key}” cannot be set so. Nothing was changed."),
                format!(
                    "Die Einstellung „{key}“ lässt sich so nicht setzen. Nichts wurde geändert."
                ),
            ),
            problem,
        );
        error.field = Some(key);
        error
    })
}

async fn jobs(session: &Session, job: Option<JobId>, cancel: bool) -> Result<(), Stop> {
    let locale = session.locale(None);
    match job {
        None => {
            let jobs = session.call(JobsList {}).await?;
            session.print(&jobs, |jobs| history::jobs(&jobs.jobs, locale))
        }
        Some(job) => {
            let view = if cancel {
                session.call(JobCancel { job }).await?
            } else {
                session.call(JobGet { job }).await?
            };
            session.print(&view, |view| history::jobs(std::slice::from_ref(view), locale))
        }
    }
}

/// A picture comes with every series: this size suits who asks for JSON to show it.
const CHART: (u32, u32) = (720, 240);

/// The request of `series`.
pub fn get_series(args: &args::Series) -> GetSeries {
    GetSeries {
        measure: args.measure,
        period: args.scope.period(),
        filter: args.scope.filter(),
        grain: args.grain,
        width: CHART.0,
        height: CHART.1,
    }
}

/// The request of `breakdown`.
pub fn get_breakdown(args: &args::Breakdown) -> GetBreakdown {
    GetBreakdown {
        measure: args.measure,
        by: args.by,
        period: args.scope.period(),
        filter: args.scope.filter(),
        limit: args.limit,
        width: 0,
    }
}

/// The request of `products`.
pub fn get_products(args: &args::Products) -> GetProducts {
    GetProducts {
        period: args.scope.period(),
        filter: args.scope.filter(),
        sort: args.sort,
        ascending: args.ascending,
        offset: args.page.offset,
        limit: args.page.limit,
    }
}

/// The request of `run-out`.
pub fn get_run_out(args: &args::RunOut) -> GetRunOut {
    GetRunOut { days: args.days, only: args.only, offset: args.page.offset, limit: args.page.limit }
}

/// The request of `lines`.
pub fn get_lines(args: &args::Lines) -> GetLines {
    GetLines {
        measure: args.measure,
        period: args.scope.period(),
        filter: args.scope.filter(),
        weekday_hour: None,
        offset: args.page.offset,
        limit: args.page.limit,
    }
}
