//! Importing: from a file somewhere to a batch in the warehouse, an original in the vault and an
//! operation in the ledger.
//!
//! ```text
//! sniff      the first megabyte says how to read the file, unless the person said it
//! staging    a UTF-8 copy that nobody changes while DuckDB reads it
//! vault      beside it, on a thread: hash, compress, encrypt
//! warehouse  one transaction; with its commit the import has happened
//! ledger     the original's entry, the remembered mapping, the operation
//! ```
//! A process that ends in between leaves nothing half: see [`crate::history::repair`].

mod bring_in;
mod container;
mod foresee;
mod many;
mod report;
mod row_sql;

use crate::{
    Engine, Handle, clock,
    error::{Failure, Result},
    history,
    jobs::Context,
    workspace::Workspace,
};
pub use bring_in::{Arrival, copy_original};
pub use container::table_file;
use kontor_api::{
    Code, Command,
    import::{
        Batch, Batches, Content, Detect, GetRefused, GetReport, GetWatched, List, Outcomes, Plan,
        Preview, RefusedRows, Report, Run, RunMany, UndoImport, Watched,
    },
    settings::Settings,
};
use kontor_ingest::Sniffed;
use kontor_ledger::Original;
use kontor_warehouse::Warehouse;
use serde_json::json;
use std::{
    io,
    path::{Path, PathBuf},
};

impl Handle<Detect> for Engine {
    fn handle(&self, request: Detect, context: &Context) -> Result<Preview> {
        let (path, name) = self.source_path(&request.source)?;
        let workspace = self.workspace().ok();
        let settings =
            workspace.as_ref().map_or_else(|| self.guess(), |workspace| workspace.settings());
        let bytes = readable(&path)?.metadata()?.len();
        let table = table_file(&path, &name, &self.copies(), &context.cancel)?;
        let (sniffed, remembered) = match request.content {
            Some(content) => {
                let sample = kontor_ingest::read_sample(readable(&table.path)?)?;
                let plan = request.plan.as_ref();
                let said = kontor_ingest::sniff_as(
                    content,
                    &name,
                    &sample,
                    plan,
                    &settings,
                    context.language,
                )?;
                (said, false)
            }
            None => sniff(
                &table.path,
                &name,
                request.plan.as_ref(),
                &settings,
                workspace.as_deref(),
                context,
            )?,
        };
        let imported_before = match &workspace {
            Some(workspace) => same_file(workspace, &path, bytes)?.map(|report| report.batch_id),
            None => None,
        };
        let foreseen = foresee::foresee(&table.path, &sniffed);
        Ok(Preview {
            name,
            bytes,
            platform: sniffed.platform.map(str::to_owned),
            kind: sniffed.plan.content,
            variant: sniffed.variant.map(str::to_owned),
            header: sniffed.header,
            sample: sniffed.rows,
            plan: sniffed.plan,
            remembered,
            questions: sniffed.questions,
            obstacle: sniffed.obstacle,
            foreseen,
            imported_before,
        })
    }
}

impl Handle<Run> for Engine {
    fn handle(&self, request: Run, context: &Context) -> Result<Report> {
        let (path, name) = self.source_path(&request.source)?;
        let report = self.import((&path, &name), request.plan, Command::ImportRun, context)?;
        self.discard(&request.source)?;
        Ok(report)
    }
}

impl Handle<RunMany> for Engine {
    fn handle(&self, request: RunMany, context: &Context) -> Result<Outcomes> {
        many::import_many(self, &request.sources, context)
    }
}

impl Handle<GetWatched> for Engine {
    fn handle(&self, _: GetWatched, context: &Context) -> Result<Watched> {
        many::watched(self, context)
    }
}

impl Handle<List> for Engine {
    fn handle(&self, _: List, _: &Context) -> Result<Batches> {
        self.batches(&*self.workspace()?)
    }
}

impl Handle<GetReport> for Engine {
    fn handle(&self, request: GetReport, _: &Context) -> Result<Report> {
        read_report(&kontor_warehouse::report(&self.workspace()?.warehouse, request.batch_id)?)
    }
}

impl Handle<GetRefused> for Engine {
    fn handle(&self, request: GetRefused, _: &Context) -> Result<RefusedRows> {
        let workspace = self.workspace()?;
        let limit = u64::from(request.limit.clamp(1, 1_000));
        let (total, rows) = kontor_warehouse::refused(
            &workspace.warehouse,
            request.batch_id,
            request.offset,
            limit,
        )?;
        Ok(RefusedRows { total, rows })
    }
}

impl Handle<UndoImport> for Engine {
    fn handle(&self, request: UndoImport, context: &Context) -> Result<Batches> {
        let workspace = self.workspace()?;
        let _alone = workspace.alone()?;
        context.stage("Taking the import back", "Import wird zurückgenommen", 0.0, 1.0);
        let report =
            read_report(&kontor_warehouse::report(&workspace.warehouse, request.batch_id)?)?;
        let before = history::state(&workspace)?;
        kontor_warehouse::undo_batch(
            &workspace.warehouse,
            request.batch_id,
            workspace.settings().currency,
            &context.cancel,
        )?;
        workspace.facts_changed();
        let ledger = workspace.ledger();
        ledger.remove_original(request.batch_id)?;
        drop(ledger);
        history::record(
            &workspace,
            Command::ImportUndo,
            "import_undo",
            json!({ "name": report.name }),
            &before,
        )?;
        self.batches(&workspace)
    }
}

impl Engine {
    fn batches(&self, workspace: &Workspace) -> Result<Batches> {
        let batches = kontor_warehouse::batches(&workspace.warehouse)?
            .iter()
            .map(|batch| {
                let report = read_report(&batch.report)?;
                Ok(Batch {
                    batch_id: report.batch_id,
                    name: report.name,
                    content: report.plan.content,
                    imported_at: report.imported_at,
                    rows_kept: report.rows_kept,
                    rows_refused: report.rows_refused,
                    period: report.period,
                    totals: report.totals,
                })
            })
            .collect::<Result<_>>()?;
        Ok(Batches { batches })
    }

    /// A folder for copies that live as long as one request.
    fn copies(&self) -> PathBuf {
        self.inner.config.state_dir.join("uploads")
    }

    /// Imports a file as an operation that can be undone.
    pub(crate) fn import(
        &self,
        (path, name): (&Path, &str),
        plan: Option<Plan>,
        command: Command,
        context: &Context,
    ) -> Result<Report> {
        let workspace = self.workspace()?;
        let _alone = workspace.alone()?;
        let before = history::state(&workspace)?;
        let bytes = readable(path)?.metadata()?.len();
        if let Some(mut report) = same_file(&workspace, path, bytes)? {
            report.already_imported = true;
            return Ok(report);
        }
        let table = table_file(path, name, workspace.warehouse.staging(), &context.cancel)?;
        let (mut sniffed, _) = sniff(
            &table.path,
            name,
            plan.as_ref(),
            &workspace.settings(),
            Some(&workspace),
            context,
        )?;
        let settings = workspace.settings();
        let begins = before.is_empty() && sniffed.plan.content == Content::Orders;
        sniffed.plan.is_abroad = !begins && sniffed.plan.time_zone != settings.time_zone;
        if begins {
            // The first file tells what the shop counts in, and where its clocks stand.
            workspace.ledger().put_unfinished(Some(&settings))?;
            workspace.put_settings(&Settings {
                currency: sniffed.plan.currency,
                time_zone: sniffed.plan.time_zone.clone(),
                prices_include_tax: sniffed.plan.prices_include_tax,
                ..settings.clone()
            })?;
        }
        let arrival = Arrival {
            path,
            table: &table.path,
            name,
            sniffed: &sniffed,
            before: None,
            warehouse: &workspace.warehouse,
        };
        let report = match self.bring_in(&workspace, &arrival, context) {
            Ok(report) => report,
            Err(failure) => {
                workspace.put_settings(&settings)?;
                workspace.ledger().put_unfinished(None)?;
                return Err(failure);
            }
        };
        if !report.already_imported {
            if let Some(fingerprint) = &sniffed.fingerprint {
                workspace.ledger().remember_mapping(fingerprint, &sniffed.plan, clock::now())?;
            }
            history::record(&workspace, command, "import_run", json!({ "name": name }), &before)?;
        }
        workspace.ledger().put_unfinished(None)?;
        Ok(report)
    }

    /// Imports an original again into `warehouse`, as the batch it was: for redo, and to rebuild.
    pub(crate) fn import_again(
        &self,
        workspace: &Workspace,
        warehouse: &Warehouse,
        original: &Original,
        plan: &Plan,
        context: &Context,
    ) -> Result<()> {
        let hash = blake3::Hash::from_hex(&original.hash).map_err(io::Error::other)?;
        let copy = warehouse.staging().join(clock::random_name()?);
        let done = (|| {
            copy_original(workspace, hash, &copy, context)?;
            let table = table_file(&copy, &original.name, warehouse.staging(), &context.cancel)?;
            let (sniffed, _) = sniff(
                &table.path,
                &original.name,
                Some(plan),
                &workspace.settings(),
                Some(workspace),
                context,
            )?;
            let arrival = Arrival {
                path: &copy,
                table: &table.path,
                name: &original.name,
                sniffed: &sniffed,
                before: Some((original.batch_id, original.added_at)),
                warehouse,
            };
            self.bring_in(workspace, &arrival, context)
        })();
        fs_err::remove_file(&copy).ok();
        done.map(|_| ())
    }
}

fn read_report(text: &str) -> Result<Report> {
    serde_json::from_str(text).map_err(|error| io::Error::other(error).into())
}

fn readable(path: &Path) -> Result<fs_err::File> {
    if path.is_dir() {
        return Err(Failure::new(
            Code::Unreadable,
            format!("{} is a folder.", path.display()),
            format!("{} ist ein Ordner.", path.display()),
        )
        .hint("Choose a CSV file in it.", "Wählen Sie eine CSV-Datei darin.")
        .field("source"));
    }
    Ok(fs_err::File::open(path)?)
}

/// The import of exactly these bytes, if there is one. The file is only hashed when an import of
/// the same size is in.
fn same_file(workspace: &Workspace, path: &Path, bytes: u64) -> Result<Option<Report>> {
    let candidates: Vec<Original> = workspace
        .ledger()
        .originals()?
        .into_iter()
        .filter(|original| original.bytes == bytes || original.bytes == 0)
        .collect();
    if candidates.is_empty() {
        return Ok(None);
    }
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(readable(path)?)?;
    let hash = hasher.finalize().to_hex().to_string();
    if !candidates.iter().any(|original| original.hash == hash) {
        return Ok(None);
    }
    kontor_warehouse::batch_by_hash(&workspace.warehouse, &hash)?
        .map(|batch| read_report(&batch.report))
        .transpose()
}

/// How to read the file: as the person said, as a file with the same header was read before, or
/// as it looks. Also tells whether it was remembered.
fn sniff(
    path: &Path,
    name: &str,
    plan: Option<&Plan>,
    settings: &Settings,
    workspace: Option<&Workspace>,
    context: &Context,
) -> Result<(Sniffed, bool)> {
    let sample = kontor_ingest::read_sample(readable(path)?)?;
    let mut sniffed = kontor_ingest::sniff(name, &sample, plan, settings, context.language)?;
    if plan.is_some() {
        return Ok((sniffed, false));
    }
    // Where customers live says where a shop's clocks stand only as long as nothing else does.
    if workspace.is_some_and(|shop| shop.facts().is_ok_and(|facts| facts.lines > 0)) {
        let guessed = sniffed.questions.iter().position(|question| question.field == "time_zone");
        if let Some(question) = guessed {
            sniffed.questions.remove(question);
            sniffed.plan.time_zone.clone_from(&settings.time_zone);
        }
    }
    let remembered = match (&sniffed.fingerprint, workspace) {
        (Some(fingerprint), Some(workspace)) => workspace.ledger().mapping(fingerprint)?,
        _ => None,
    };
    match remembered.filter(|plan| plan.columns.len() == sniffed.header.len()) {
        Some(plan) => {
            // How this file's bytes are cut into cells is its own; the rest was said once.
            let plan = Plan {
                encoding: sniffed.plan.encoding.clone(),
                delimiter: sniffed.plan.delimiter,
                skip_lines: sniffed.plan.skip_lines,
                time_zone: match plan.is_abroad {
                    true => plan.time_zone,
                    false => settings.time_zone.clone(),
                },
                ..plan
            };
            let again =
                kontor_ingest::sniff(name, &sample, Some(&plan), settings, context.language)?;
            Ok(if again.obstacle.is_none() { (again, true) } else { (sniffed, false) })
        }
        None => Ok((sniffed, false)),
    }
}
