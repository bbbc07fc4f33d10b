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

use crate::{
    Engine, Handle, clock,
    error::{Failure, Result},
    history,
    jobs::Context,
    vault::{self, VaultError},
    workspace::Workspace,
};
use kontor_api::{
    Code, Command, Words as _,
    domain::Money,
    import::{
        Batch, Batches, Detect, Field, GetRefused, GetReport, List, Plan, Preview, Refusal,
        RefusedRows, Report, Run, Source, UndoImport,
    },
    settings::Settings,
};
use kontor_ingest::{LineSql, Sniffed};
use kontor_ledger::Original;
use kontor_warehouse::{Cancel, Identity, Imported, RowSql, Stage};
use serde_json::json;
use std::{
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

/// Bytes copied between two looks at whether to stop.
const CHUNK: usize = 1 << 20;

impl Handle<Detect> for Engine {
    fn handle(&self, request: Detect, context: &Context) -> Result<Preview> {
        let (path, name) = self.source_path(&request.source)?;
        let workspace = self.workspace().ok();
        let settings =
            workspace.as_ref().map_or_else(|| self.guess(), |workspace| workspace.settings());
        let bytes = readable(&path)?.metadata()?.len();
        let (sniffed, remembered) =
            sniff(&path, &name, request.plan.as_ref(), &settings, workspace.as_deref(), context)?;
        let imported_before = match &workspace {
            Some(workspace) => same_file(workspace, &path, bytes)?.map(|report| report.batch_id),
            None => None,
        };
        Ok(Preview {
            name,
            bytes,
            header: sniffed.header,
            sample: sniffed.rows,
            plan: sniffed.plan,
            remembered,
            questions: sniffed.questions,
            obstacle: sniffed.obstacle,
            imported_before,
        })
    }
}

impl Handle<Run> for Engine {
    fn handle(&self, request: Run, context: &Context) -> Result<Report> {
        self.import(&request.source, request.plan, Command::ImportRun, context)
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
        kontor_warehouse::undo_batch(&workspace.warehouse, request.batch_id, &context.cancel)?;
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

    /// Imports a file as an operation that can be undone.
    pub(crate) fn import(
        &self,
        source: &Source,
        plan: Option<Plan>,
        command: Command,
        context: &Context,
    ) -> Result<Report> {
        let workspace = self.workspace()?;
        let _alone = workspace.alone()?;
        let (path, name) = self.source_path(source)?;
        let before = history::state(&workspace)?;
        let bytes = readable(&path)?.metadata()?.len();
        if let Some(mut report) = same_file(&workspace, &path, bytes)? {
            report.already_imported = true;
            return Ok(report);
        }
        let (sniffed, _) =
            sniff(&path, &name, plan.as_ref(), &workspace.settings(), Some(&workspace), context)?;
        let settings = workspace.settings();
        if before.is_empty() {
            // The first file tells what the shop counts in, and where its clocks stand.
            workspace.put_settings(&Settings {
                currency: sniffed.plan.currency,
                time_zone: sniffed.plan.time_zone.clone(),
                prices_include_tax: sniffed.plan.prices_include_tax,
                ..settings.clone()
            })?;
        }
        let report = match self.bring_in(&workspace, &path, &name, &sniffed, context) {
            Ok(report) => report,
            Err(failure) => {
                workspace.put_settings(&settings)?;
                return Err(failure);
            }
        };
        if !report.already_imported {
            if let Some(fingerprint) = &sniffed.fingerprint {
                workspace.ledger().remember_mapping(fingerprint, &sniffed.plan, clock::now())?;
            }
            history::record(&workspace, command, "import_run", json!({ "name": name }), &before)?;
        }
        if let Source::Upload { token, .. } = source {
            self.files().uploads.remove(token);
            fs_err::remove_file(&path)?;
        }
        Ok(report)
    }

    /// Imports an original that was taken back, for redo.
    pub(crate) fn import_again(
        &self,
        workspace: &Workspace,
        hash: &str,
        name: &str,
        plan: &Plan,
        context: &Context,
    ) -> Result<()> {
        let hash = blake3::Hash::from_hex(hash).map_err(io::Error::other)?;
        let copy = workspace.warehouse.staging().join(clock::random_name()?);
        let done = (|| {
            let mut original = workspace.vault.read(hash)?;
            let mut file = fs_err::File::create(&copy)?;
            copy_bytes(&mut original, &mut file, &context.cancel, |_| {})
                .map_err(VaultError::from)?;
            let (sniffed, _) =
                sniff(&copy, name, Some(plan), &workspace.settings(), Some(workspace), context)?;
            self.bring_in(workspace, &copy, name, &sniffed, context)
        })();
        fs_err::remove_file(&copy).ok();
        done.map(|_| ())
    }

    /// The import itself.
    fn bring_in(
        &self,
        workspace: &Workspace,
        path: &Path,
        name: &str,
        sniffed: &Sniffed,
        context: &Context,
    ) -> Result<Report> {
        if let Some(obstacle) = &sniffed.obstacle {
            return Err(Failure::new(Code::Unreadable, obstacle.clone(), obstacle.clone()).hint(
                "Correct how the columns are read, or export another report.",
                "Korrigieren Sie die Zuordnung der Spalten, oder exportieren Sie einen anderen Bericht.",
            ));
        }
        let staged = workspace.warehouse.staging().join(format!("{}.csv", clock::random_name()?));
        let cancel = &context.cancel;
        let result = std::thread::scope(|scope| {
            let stored = scope.spawn(|| -> Result<vault::Stored> {
                Ok(workspace.vault.store(Stoppable { source: readable(path)?, cancel })?)
            });
            let imported = (|| {
                context.stage("Reading the file", "Datei wird gelesen", 0.0, 0.15);
                let replaced = stage_copy(path, &staged, sniffed, context)?;
                let mut stored = Some(stored);
                let mut hash = None;
                let result = self.fill_warehouse(
                    workspace,
                    &staged,
                    name,
                    sniffed,
                    replaced,
                    context,
                    || {
                        let stored = stored
                            .take()
                            .and_then(|thread| thread.join().ok())
                            .ok_or_else(|| {
                                Failure::new(
                                    Code::Internal,
                                    "The original could not be kept.",
                                    "Das Original konnte nicht aufbewahrt werden.",
                                )
                            })??;
                        hash = Some(stored.hash);
                        Ok(stored)
                    },
                );
                // A file whose import failed is of no use, unless it was in before.
                if result.is_err()
                    && let Some(hash) = hash
                    && kontor_warehouse::batch_by_hash(
                        &workspace.warehouse,
                        hash.to_hex().as_str(),
                    )?
                    .is_none()
                {
                    workspace.vault.remove(hash)?;
                }
                result
            })();
            if imported.is_err() {
                // The thread that keeps the original has no reason to go on.
                cancel.cancel();
            }
            imported
        });
        fs_err::remove_file(&staged).ok();
        workspace.facts_changed();
        result
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one call, made in one place, split off to be read"
    )]
    fn fill_warehouse(
        &self,
        workspace: &Workspace,
        staged: &Path,
        name: &str,
        sniffed: &Sniffed,
        replaced: u64,
        context: &Context,
        original: impl FnOnce() -> Result<vault::Stored>,
    ) -> Result<Report> {
        let settings = workspace.settings();
        let source = kontor_warehouse::Source {
            file: staged.to_owned(),
            delimiter: sniffed.plan.delimiter,
            quote: sniffed.quote,
            has_header: sniffed.has_header,
            header: sniffed.header.clone(),
        };
        let rows = row_sql(sniffed, &settings.time_zone, replaced);
        let mut bytes = 0;
        let mut already = None;
        let mut failure = None;
        let identify = |defect: &mut Option<Failure>| -> kontor_warehouse::Result<Identity> {
            let stored = original().map_err(|error| {
                *defect = Some(error);
                kontor_warehouse::WarehouseError::Cancelled
            })?;
            bytes = stored.bytes;
            Ok(Identity {
                hash: stored.hash.to_hex().to_string(),
                name: name.to_owned(),
                imported_at: clock::now(),
            })
        };
        let mut report = None;
        let imported = kontor_warehouse::import(
            &workspace.warehouse,
            &source,
            &rows,
            || identify(&mut failure),
            &context.cancel,
            |stage| match stage {
                Stage::Reading => {
                    context.stage("Understanding the rows", "Zeilen werden verstanden", 0.15, 0.40)
                }
                Stage::Sorting => context.stage(
                    "Telling orders and products apart",
                    "Bestellungen und Artikel werden erkannt",
                    0.55,
                    0.10,
                ),
                Stage::Writing => context.stage(
                    "Writing order lines",
                    "Bestellzeilen werden geschrieben",
                    0.65,
                    0.25,
                ),
                Stage::Summing => context.stage("Adding up", "Summen werden gebildet", 0.90, 0.10),
            },
            |known| already = Some(known.report.clone()),
            |imported, identity| {
                let made =
                    make_report(imported, name, sniffed, replaced, identity.imported_at, context);
                let text = serde_json::to_string(&made)
                    .map_err(|error| kontor_warehouse::WarehouseError::Defect(error.to_string()));
                report = Some((made, identity.hash.clone()));
                text
            },
        );
        if let Some(failure) = failure {
            return Err(failure);
        }
        if let Some(text) = already {
            return Ok(Report { already_imported: true, ..read_report(&text)? });
        }
        imported?;
        let Some((report, hash)) = report else {
            return Err(kontor_warehouse::WarehouseError::Defect(
                "an import without a report".to_owned(),
            )
            .into());
        };
        workspace.ledger().put_original(&Original {
            batch_id: report.batch_id,
            hash,
            name: name.to_owned(),
            bytes,
            added_at: report.imported_at,
        })?;
        Ok(report)
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
    let sniffed = kontor_ingest::sniff(name, &sample, plan, settings, context.language)?;
    if plan.is_some() {
        return Ok((sniffed, false));
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
                ..plan
            };
            let again =
                kontor_ingest::sniff(name, &sample, Some(&plan), settings, context.language)?;
            Ok(if again.obstacle.is_none() { (again, true) } else { (sniffed, false) })
        }
        None => Ok((sniffed, false)),
    }
}

/// Copies the file as UTF-8 into the staging folder; returns how many bytes were no text.
fn stage_copy(path: &Path, staged: &Path, sniffed: &Sniffed, context: &Context) -> Result<u64> {
    let mut file = readable(path)?;
    let before = file.metadata()?;
    file.seek(SeekFrom::Start(0))?;
    let total = before.len().max(1) as f64;
    let mut text = kontor_ingest::to_utf8(file, &sniffed.plan)?;
    let mut out = fs_err::File::create(staged)?;
    copy_bytes(&mut text, &mut out, &context.cancel, |done| context.progress(done as f64 / total))?;
    let after = fs_err::metadata(path)?;
    if after.len() != before.len() || after.modified().ok() != before.modified().ok() {
        return Err(Failure::new(
            Code::Conflict,
            "The file changed while it was read, so nothing was imported.",
            "Die Datei änderte sich beim Lesen, daher wurde nichts importiert.",
        )
        .hint(
            "Wait until it is complete and import it again.",
            "Warten Sie, bis sie vollständig ist, und importieren Sie sie erneut.",
        )
        .retry());
    }
    Ok(text.replaced())
}

fn copy_bytes(
    from: &mut impl Read,
    to: &mut impl Write,
    cancel: &Cancel,
    mut progress: impl FnMut(u64),
) -> io::Result<()> {
    let mut buffer = vec![0; CHUNK];
    let mut done = 0;
    loop {
        cancel.check().map_err(io::Error::other)?;
        let count = match from.read(&mut buffer) {
            Ok(0) => return to.flush(),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        to.write_all(buffer.get(..count).unwrap_or_default())?;
        done += count as u64;
        progress(done);
    }
}

/// A reader that fails once the work is cancelled.
struct Stoppable<'a, R> {
    source: R,
    cancel: &'a Cancel,
}

impl<R: Read> Read for Stoppable<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.cancel.check().map_err(io::Error::other)?;
        self.source.read(buffer)
    }
}

/// The plan as SQL.
fn row_sql(sniffed: &Sniffed, time_zone: &str, replaced: u64) -> RowSql {
    let plan = &sniffed.plan;
    let column = |field: Field| {
        plan.columns
            .iter()
            .position(|each| *each == Some(field))
            .map(kontor_warehouse::Source::column)
    };
    let decimal = |field| {
        column(field).map(|column: String| kontor_ingest::decimal_sql(&column, plan.decimal))
    };
    let null = |kind: &str| format!("CAST(NULL AS {kind})");
    let time = column(Field::OrderedTime);
    let placed = column(Field::OrderedAt).map(|date: String| {
        kontor_ingest::timestamp_sql(&date, time.as_deref(), plan.dates, &sniffed.timestamps)
    });
    let (local, utc) = match placed {
        Some(placed) => (placed.local, placed.utc),
        None => (null("TIMESTAMP"), null("TIMESTAMP")),
    };
    let shown = [
        (Refusal::NoOrder, Field::OrderId),
        (Refusal::BadDate, Field::OrderedAt),
        (Refusal::BadQuantity, Field::Quantity),
        (Refusal::BadAmount, Field::UnitPrice),
        (Refusal::BadAmount, Field::LineTotal),
        (Refusal::BadCurrency, Field::Currency),
        (Refusal::NoProduct, Field::Sku),
    ]
    .into_iter()
    .filter_map(|(refusal, field)| {
        let index = plan.columns.iter().position(|each| *each == Some(field))?;
        Some((refusal, sniffed.header.get(index)?.clone(), kontor_warehouse::Source::column(index)))
    })
    .collect();
    RowSql {
        order_id: column(Field::OrderId).unwrap_or_else(|| null("VARCHAR")),
        local,
        utc,
        sku: column(Field::Sku),
        title: column(Field::Title),
        quantity: decimal(Field::Quantity),
        unit_price: decimal(Field::UnitPrice),
        line_total: decimal(Field::LineTotal),
        discount: decimal(Field::Discount),
        currency: column(Field::Currency).map(|column: String| kontor_ingest::text_sql(&column)),
        customer: column(Field::Customer),
        country: column(Field::Country),
        status: column(Field::Status),
        clean_id: kontor_ingest::id_sql,
        clean_text: kontor_ingest::text_sql,
        role: kontor_ingest::role_sql("sku", "title"),
        kind: kontor_ingest::kind_sql(&LineSql {
            order_id: "o.order_id",
            status: column(Field::Status).map(|_| "s.status"),
            role: "role_index",
            quantity: "s.quantity",
            amount: "s.amount_minor",
        }),
        home: plan.currency,
        // Times that name no zone are read in the plan's; dates are counted in the shop's.
        time_zone: time_zone.to_owned(),
        has_replacements: replaced > 0,
        shown,
    }
}

fn make_report(
    imported: &Imported,
    name: &str,
    sniffed: &Sniffed,
    replaced: u64,
    imported_at: kontor_api::domain::DateTime,
    context: &Context,
) -> Report {
    let refused: u64 = imported.refused.iter().map(|count| count.rows).sum();
    let mut totals: Vec<Money> = Vec::new();
    for amount in imported.kinds.iter().flat_map(|kind| &kind.totals) {
        match totals.iter_mut().find(|total| total.currency == amount.currency) {
            Some(total) => total.minor = total.minor.saturating_add(amount.minor),
            None => totals.push(*amount),
        }
    }
    let mut notes = Vec::new();
    if imported.orders_seen_before > 0 {
        let count = imported.orders_seen_before;
        notes.push(match context.language {
            kontor_api::domain::Language::En => format!(
                "{count} orders of this file are in an earlier import too and now count twice. Take the earlier import back if this file replaces it."
            ),
            kontor_api::domain::Language::De => format!(
                "{count} Bestellungen dieser Datei stehen auch in einem früheren Import und zählen nun doppelt. Nehmen Sie den früheren Import zurück, wenn diese Datei ihn ersetzt."
            ),
        });
    }
    if replaced > 0 {
        notes.push(match context.language {
            kontor_api::domain::Language::En => format!("{replaced} characters could not be read and show as �. The encoding may be another than {}.", sniffed.plan.encoding),
            kontor_api::domain::Language::De => format!("{replaced} Zeichen waren nicht lesbar und erscheinen als �. Die Kodierung ist vielleicht nicht {}.", sniffed.plan.encoding),
        });
    }
    for count in &imported.refused {
        let reason = count.reason.title(context.language);
        notes.push(match context.language {
            kontor_api::domain::Language::En => {
                let rows = if count.rows == 1 { "row was" } else { "rows were" };
                format!("{} {rows} refused: {}.", count.rows, lower_first(reason))
            }
            kontor_api::domain::Language::De => {
                let rows = if count.rows == 1 { "Zeile" } else { "Zeilen" };
                format!("{} {rows} abgelehnt: {reason}.", count.rows)
            }
        });
    }
    Report {
        batch_id: imported.batch_id,
        name: name.to_owned(),
        already_imported: false,
        rows_read: imported.rows_kept + refused,
        rows_kept: imported.rows_kept,
        rows_refused: refused,
        refused: imported.refused.clone(),
        kinds: imported.kinds.clone(),
        orders: imported.orders,
        products: imported.products,
        totals,
        period: imported.period,
        notes,
        plan: sniffed.plan.clone(),
        imported_at,
        seconds: context.seconds(),
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}
