//! The import itself: a copy that nobody changes, the original into the vault, the rows into the
//! warehouse, the entry into the ledger.

use super::{
    read_report, readable,
    report::{self, Seen},
    row_sql::row_sql,
};
use crate::{
    Engine, clock,
    error::{Failure, Result},
    jobs::Context,
    vault::{self, VaultError},
    workspace::Workspace,
};
use kontor_api::{
    Code,
    domain::DateTime,
    import::{Content, RefusedRow, Report, Skip, SkippedCount},
};
use kontor_ingest::{CleanCheck, Reading, Sniffed, Value};
use kontor_ledger::Original;
use kontor_warehouse::{Cancel, Identity, Imported, RowsImport, Stage, Warehouse, WarehouseError};
use std::{
    cell::RefCell,
    io::{self, BufReader, Read, Write},
    path::Path,
    time::SystemTime,
};

/// Bytes copied between two looks at whether to stop.
const CHUNK: usize = 1 << 20;

/// A file on its way in.
pub struct Arrival<'a> {
    /// The file as it came, for the vault.
    pub path: &'a Path,
    /// The table in it, which is the file itself unless that is a workbook or an archive.
    pub table: &'a Path,
    /// What it is called.
    pub name: &'a str,
    /// What it holds and how to read it.
    pub sniffed: &'a Sniffed,
    /// The number and time that its batch had before, where it comes back.
    pub before: Option<(u32, DateTime)>,
    /// The warehouse that takes it in.
    pub warehouse: &'a Warehouse,
}

/// What was met beside the rows that are kept or refused.
#[derive(Default)]
struct Beside {
    /// Rows that are no data.
    skipped: Vec<SkippedCount>,
    /// What a spreadsheet did to cells.
    damage: Seen,
}

/// The table in the staging folder, ready for the warehouse.
struct Staged {
    /// How many times bytes were no text.
    replaced: u64,
    /// What was made of the rows on the way, where the table does not stand one row for each line.
    reshaped: Option<kontor_ingest::Reshaped>,
}

impl Engine {
    /// Brings a file in.
    ///
    /// # Errors
    /// When it holds nothing to import, changes while it is read, or cannot be kept; everything is
    /// then as before.
    pub(crate) fn bring_in(
        &self,
        workspace: &Workspace,
        arrival: &Arrival<'_>,
        context: &Context,
    ) -> Result<Report> {
        if let Some(obstacle) = &arrival.sniffed.obstacle {
            return Err(Failure::new(Code::Unreadable, obstacle.clone(), obstacle.clone()).hint(
                "Correct how the columns are read, or export another report.",
                "Korrigieren Sie die Zuordnung der Spalten, oder exportieren Sie einen anderen Bericht.",
            ));
        }
        let Arrival { path, warehouse, .. } = *arrival;
        let staged = warehouse.staging().join(format!("{}.csv", clock::random_name()?));
        // Stops the thread that keeps the original; whoever asked for the import stops that, too.
        let (cancel, failed) = (&context.cancel, Cancel::default());
        let stamp = Stamp::of(path)?;
        let plan = &arrival.sniffed.plan;
        let result = std::thread::scope(|scope| {
            let stored = scope.spawn(|| -> Result<Kept> {
                let source = Stoppable { source: readable(path)?, cancel };
                let source = Stoppable { source, cancel: &failed };
                let mut source = Checked { source, check: CleanCheck::new(plan)? };
                let stored = workspace.vault.store(&mut source)?;
                Ok(Kept { stored, was_clean: source.check.was_clean() })
            });
            let mut stored = Some(stored);
            let mut kept = None;
            let mut original = || -> Result<Kept> {
                if let Some(thread) = stored.take() {
                    kept = Some(thread.join().map_err(|_| {
                        Failure::new(
                            Code::Internal,
                            "The original could not be kept.",
                            "Das Original konnte nicht aufbewahrt werden.",
                        )
                    })??);
                    // Whoever asks for the original has read the table: both read the same bytes.
                    stamp.holds(path)?;
                }
                kept.ok_or_else(|| WarehouseError::Cancelled.into())
            };
            let imported = self.import_table(workspace, arrival, &staged, context, &mut original);
            if imported.is_err() {
                // The thread that keeps the original has no reason to go on.
                failed.cancel();
                // A file whose import failed is of no use, unless it was in before.
                if let Ok(Kept { stored, .. }) = original()
                    && kontor_warehouse::batch_by_hash(warehouse, stored.hash.to_hex().as_str())?
                        .is_none()
                    && arrival.before.is_none()
                {
                    workspace.vault.remove(stored.hash)?;
                }
            }
            imported
        });
        fs_err::remove_file(&staged).ok();
        workspace.facts_changed();
        result
    }

    /// Puts the table into the staging folder and brings it into the warehouse: under a second name as
    /// it stands where it seems to be clean, and as a copy if it turns out that it was not.
    fn import_table(
        &self,
        workspace: &Workspace,
        arrival: &Arrival<'_>,
        staged: &Path,
        context: &Context,
        original: &mut impl FnMut() -> Result<Kept>,
    ) -> Result<Report> {
        context.stage("Reading the file", "Datei wird gelesen", 0.0, 0.15);
        if links(arrival, staged)? {
            let table = Staged { replaced: 0, reshaped: None };
            let clean = || match original()? {
                Kept { stored, was_clean: true } => Ok(stored),
                Kept { .. } => Err(WarehouseError::Cancelled.into()),
            };
            let done = self.fill_warehouse(workspace, arrival, staged, &table, context, clean);
            if done.is_ok()
                || context.cancel.check().is_err()
                || !matches!(original(), Ok(Kept { was_clean: false, .. }))
            {
                return done;
            }
            fs_err::remove_file(staged)?;
            context.stage("Reading the file", "Datei wird gelesen", 0.0, 0.15);
        }
        let table = stage(arrival, staged, context)?;
        self.fill_warehouse(workspace, arrival, staged, &table, context, || Ok(original()?.stored))
    }

    fn fill_warehouse(
        &self,
        workspace: &Workspace,
        arrival: &Arrival<'_>,
        staged: &Path,
        copy: &Staged,
        context: &Context,
        original: impl FnOnce() -> Result<vault::Stored>,
    ) -> Result<Report> {
        let mut bytes = 0;
        let mut failure = None;
        let mut already = None;
        let mut made: Option<(Report, String)> = None;
        let identify = || -> kontor_warehouse::Result<Identity> {
            let stored = original().map_err(|error| {
                failure = Some(error);
                WarehouseError::Cancelled
            })?;
            bytes = stored.bytes;
            let (batch_id, imported_at) = match arrival.before {
                Some((batch_id, at)) => (Some(batch_id), at),
                None => (None, clock::now()),
            };
            Ok(Identity {
                hash: stored.hash.to_hex().to_string(),
                name: arrival.name.to_owned(),
                imported_at,
                batch_id,
            })
        };
        let report = |imported: &Imported,
                      identity: &Identity,
                      Beside { skipped, damage }: Beside|
         -> kontor_warehouse::Result<String> {
            let reading = report::Reading {
                name: arrival.name,
                sniffed: arrival.sniffed,
                replaced: copy.replaced,
                damage,
                skipped,
                rows_read: copy.reshaped.as_ref().map(|reshaped| reshaped.rows_read),
            };
            let report = report::make(imported, &reading, identity.imported_at, context);
            let text = serde_json::to_string(&report)
                .map_err(|error| WarehouseError::Defect(error.to_string()));
            made = Some((report, identity.hash.clone()));
            text
        };
        let imported = match arrival.sniffed.plan.content {
            Content::Orders => self.import_orders(
                workspace,
                arrival,
                staged,
                copy,
                context,
                identify,
                |known| already = Some(known),
                report,
            ),
            content => import_records(
                workspace,
                arrival,
                staged,
                content,
                context,
                identify,
                |known| already = Some(known),
                report,
            ),
        };
        if let Some(failure) = failure {
            return Err(failure);
        }
        if let Some(text) = already {
            return Ok(Report { already_imported: true, ..read_report(&text)? });
        }
        imported?;
        let Some((report, hash)) = made else {
            return Err(WarehouseError::Defect("an import without a report".to_owned()).into());
        };
        workspace.ledger().put_original(&Original {
            batch_id: report.batch_id,
            hash,
            name: arrival.name.to_owned(),
            bytes,
            added_at: report.imported_at,
            plan: Some(arrival.sniffed.plan.clone()),
        })?;
        Ok(report)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one call, made in one place, split off to be read"
    )]
    fn import_orders(
        &self,
        workspace: &Workspace,
        arrival: &Arrival<'_>,
        staged: &Path,
        copy: &Staged,
        context: &Context,
        identify: impl FnOnce() -> kontor_warehouse::Result<Identity>,
        known: impl FnOnce(String),
        report: impl FnOnce(&Imported, &Identity, Beside) -> kontor_warehouse::Result<String>,
    ) -> Result<()> {
        let sniffed = arrival.sniffed;
        let reshaped = copy.reshaped.as_ref();
        let plan = reshaped.map_or(&sniffed.plan, |reshaped| &reshaped.plan);
        let source = kontor_warehouse::Source {
            file: staged.to_owned(),
            delimiter: plan.delimiter,
            quote: if reshaped.is_some() { Some('"') } else { sniffed.quote },
            has_header: plan.has_header,
            header: reshaped
                .map_or_else(|| sniffed.header.clone(), |reshaped| reshaped.header.clone()),
            has_row_numbers: reshaped.is_some(),
        };
        let rows = row_sql(
            plan,
            &source.header,
            reshaped.map_or(&sniffed.timestamps, |reshaped| &reshaped.timestamps),
            &workspace.settings().time_zone,
            copy.replaced,
            workspace.person_key.clone(),
            workspace.ledger().forgotten()?,
        );
        let beside = Beside {
            skipped: reshaped.map(|reshaped| reshaped.skipped.clone()).unwrap_or_default(),
            // A table that DuckDB reads as it stands was looked at in part.
            damage: reshaped
                .map_or(Seen { damage: sniffed.damage, is_all: sniffed.is_whole }, |reshaped| {
                    Seen { damage: reshaped.damage, is_all: true }
                }),
        };
        let refused: &[RefusedRow] = reshaped.map_or(&[], |reshaped| &reshaped.refused);
        kontor_warehouse::import(
            arrival.warehouse,
            &source,
            &rows,
            refused,
            identify,
            &context.cancel,
            |stage| tell(stage, context),
            |batch| known(batch.report.clone()),
            |imported, identity| report(imported, identity, beside),
        )?;
        Ok(())
    }
}

#[expect(clippy::too_many_arguments, reason = "one call, made in one place, split off to be read")]
fn import_records(
    workspace: &Workspace,
    arrival: &Arrival<'_>,
    staged: &Path,
    content: Content,
    context: &Context,
    identify: impl FnOnce() -> kontor_warehouse::Result<Identity>,
    known: impl FnOnce(String),
    report: impl FnOnce(&Imported, &Identity, Beside) -> kontor_warehouse::Result<String>,
) -> Result<()> {
    context.stage("Understanding the rows", "Zeilen werden verstanden", 0.15, 0.65);
    let forgotten = workspace.ledger().forgotten()?;
    let import = RowsImport {
        content,
        identity: identify()?,
        home: workspace.settings().currency,
        person_key: &workspace.person_key,
        forgotten: &forgotten,
        cancel: &context.cancel,
    };
    let beside: RefCell<Beside> = RefCell::default();
    let mut broken: Option<io::Error> = None;
    let text = BufReader::new(fs_err::File::open(staged)?);
    let done = kontor_warehouse::import_rows(
        arrival.warehouse,
        &import,
        |incoming| {
            for reading in kontor_ingest::rows(text, arrival.sniffed) {
                match reading {
                    Ok(Reading::Row(row)) => {
                        let values: Vec<Option<String>> =
                            row.values.iter().map(|value| value.as_ref().map(text_of)).collect();
                        beside.borrow_mut().damage.damage.add(row.damage);
                        incoming.keep(row.source_row, &values)?;
                    }
                    Ok(Reading::Refused(row)) => incoming.refuse(row),
                    Ok(Reading::Skipped(skip)) => count(&mut beside.borrow_mut().skipped, skip),
                    Err(error) => {
                        broken = Some(error);
                        return Err(WarehouseError::Cancelled);
                    }
                }
            }
            context.stage("Writing", "Wird geschrieben", 0.80, 0.20);
            Ok(())
        },
        |batch| known(batch.report.clone()),
        |imported| report(imported, &import.identity, beside.take()),
    );
    if let Some(error) = broken {
        return Err(error.into());
    }
    done?;
    Ok(())
}

/// A value as the warehouse takes it.
fn text_of(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(millionths) => {
            let (sign, size) = (if *millionths < 0 { "-" } else { "" }, millionths.unsigned_abs());
            format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
        }
        Value::Moment(moment) => moment.written.strftime("%Y-%m-%d %H:%M:%S").to_string(),
    }
}

fn count(skipped: &mut Vec<SkippedCount>, skip: Skip) {
    match skipped.iter_mut().find(|count| count.skip == skip) {
        Some(count) => count.rows += 1,
        None => skipped.push(SkippedCount { skip, rows: 1 }),
    }
}

fn tell(stage: Stage, context: &Context) {
    match stage {
        Stage::Reading => {
            context.stage("Understanding the rows", "Zeilen werden verstanden", 0.15, 0.40);
        }
        Stage::Sorting => context.stage(
            "Telling orders and products apart",
            "Bestellungen und Artikel werden erkannt",
            0.55,
            0.10,
        ),
        Stage::Writing => {
            context.stage("Writing order lines", "Bestellzeilen werden geschrieben", 0.65, 0.25);
        }
        Stage::Summing => context.stage("Adding up", "Summen werden gebildet", 0.90, 0.10),
    }
}

/// Copies the table as UTF-8 into the staging folder, one row for each line.
fn stage(arrival: &Arrival<'_>, staged: &Path, context: &Context) -> Result<Staged> {
    let Arrival { table, sniffed, .. } = *arrival;
    let file = readable(table)?;
    let cancel = &context.cancel;
    let total = file.metadata()?.len().max(1) as f64;
    let mut text = kontor_ingest::to_utf8(file, &sniffed.plan)?;
    let mut out = fs_err::File::create(staged)?;
    let reshaped = if reshapes(sniffed) {
        let stoppable = Stoppable { source: &mut text, cancel };
        Some(kontor_ingest::reshape(stoppable, sniffed, io::BufWriter::new(out))?)
    } else {
        copy_bytes(&mut text, &mut out, cancel, |done| context.progress(done as f64 / total))?;
        None
    };
    Ok(Staged { replaced: text.replaced(), reshaped })
}

/// Whether the table is written anew with a row for each line.
fn reshapes(sniffed: &Sniffed) -> bool {
    sniffed.plan.content == Content::Orders && sniffed.needs_reshape
}

/// Gives a file that begins as clean UTF-8 a second name in the staging folder, which takes no time
/// and no room; says whether that was possible.
fn links(arrival: &Arrival<'_>, link: &Path) -> Result<bool> {
    let Arrival { path, table, sniffed, .. } = *arrival;
    // Records are few, and what was taken out of an archive is not what the vault keeps.
    if sniffed.plan.content != Content::Orders || reshapes(sniffed) || table != path {
        return Ok(false);
    }
    let file = readable(path)?;
    // Windows would not remove a second name of a file that may not be written.
    if file.metadata()?.permissions().readonly() {
        return Ok(false);
    }
    let mut start = Vec::new();
    file.take(CHUNK as u64).read_to_end(&mut start)?;
    let mut check = CleanCheck::new(&sniffed.plan)?;
    check.add(&start);
    Ok(check.is_clean() && fs_err::hard_link(fs_err::canonicalize(path)?, link).is_ok())
}

/// An original in the vault.
#[derive(Clone, Copy)]
struct Kept {
    stored: vault::Stored,
    /// Whether its bytes can be read as they stand.
    was_clean: bool,
}

/// A reader that looks at what passes.
struct Checked<R> {
    source: R,
    check: CleanCheck,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.check.add(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// What tells whether somebody writes into a file while it is read.
#[derive(PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    fn of(path: &Path) -> Result<Stamp> {
        let metadata = fs_err::metadata(path)?;
        Ok(Stamp { bytes: metadata.len(), modified: metadata.modified().ok() })
    }

    /// # Errors
    /// When the file is not any more as it was.
    fn holds(&self, path: &Path) -> Result<()> {
        match Stamp::of(path)? == *self {
            true => Ok(()),
            false => Err(Failure::new(
                Code::Conflict,
                "The file changed while it was read, so nothing was imported.",
                "Die Datei änderte sich beim Lesen, daher wurde nichts importiert.",
            )
            .hint(
                "Wait until it is complete and import it again.",
                "Warten Sie, bis sie vollständig ist, und importieren Sie sie erneut.",
            )
            .retry()),
        }
    }
}

/// Copies an original out of the vault, so that it can be read again.
pub fn copy_original(
    workspace: &Workspace,
    hash: blake3::Hash,
    copy: &Path,
    context: &Context,
) -> Result<()> {
    let mut original = workspace.vault.read(hash)?;
    let mut file = fs_err::File::create(copy)?;
    copy_bytes(&mut original, &mut file, &context.cancel, |_| {}).map_err(VaultError::from)?;
    Ok(())
}

pub fn copy_bytes(
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
