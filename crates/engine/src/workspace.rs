//! Workspaces: a shop's folder, made, opened, repaired, backed up, moved and removed.
//!
//! ```text
//! warehouse.duckdb   facts; can be rebuilt from imports/
//! ledger.sqlite      decisions, settings, the workspace's key
//! imports/           the original files, compressed and encrypted
//! exports/           files made for the person, for a day
//! staging/           what an import works on; emptied on opening
//! ```

use crate::{
    Engine, Handle, backup, clock,
    error::{self, Failure, Result},
    history,
    jobs::Context,
    lock::{self, WorkspaceLock},
    vault::Vault,
};
use kontor_api::{
    Code, Command,
    export::ExportedFile,
    import::{Plan, Source},
    records::Record,
    settings::Settings,
    workspace::{
        Backup, BackupMade, Close, Create, Delete, Forget, GetStatus, Open, OpenSample, Rebuild,
        Recent, Restore, Sample, Status,
    },
};
use kontor_ledger::{Ledger, Original, WorkspaceKey};
use kontor_warehouse::{Facts, Limits, Warehouse, WarehouseError};
use serde::{Deserialize, Serialize};
use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock, TryLockError,
        atomic::{AtomicU64, Ordering},
    },
};

const LEDGER: &str = "ledger.sqlite";
const WAREHOUSE: &str = "warehouse.duckdb";
/// What is being made anew, until it is complete.
const DRAFT: &str = "warehouse.rebuilding.duckdb";
/// What a damaged warehouse is called once it was made anew.
const DAMAGED: &str = "warehouse.damaged.duckdb";
/// What DuckDB may use: an import of ten million lines stays below 1.5 GiB in all.
const MEMORY_BYTES: u64 = 1300 << 20;
/// What the key of pseudonyms is derived for: with another purpose, another key.
const PSEUDONYMS: &str = "Kontor 2026-11 pseudonyms of people";

/// An open workspace.
pub struct Workspace {
    /// Its folder.
    pub folder: PathBuf,
    /// Facts.
    pub warehouse: Warehouse,
    /// Original files.
    pub vault: Vault,
    /// What pseudonyms of people are made with.
    pub person_key: String,
    /// The training whose forecasts are shown.
    pub forecast: crate::forecast::Cache,
    /// The reorder plan that was made last.
    pub reorder: crate::reorder::Cache,
    /// Prices, with what is known of them and suggested.
    pub prices: crate::price::Cache,
    ledger: Mutex<Ledger>,
    settings: RwLock<Settings>,
    facts: RwLock<Option<Facts>>,
    changes: AtomicU64,
    changing: Mutex<()>,
    repairs: RwLock<Vec<[String; 2]>>,
    _lock: WorkspaceLock,
}

impl Workspace {
    /// The ledger, one user at a time.
    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The settings.
    pub fn settings(&self) -> Settings {
        self.settings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps other settings.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn put_settings(&self, settings: &Settings) -> Result<()> {
        self.ledger().put_settings(settings)?;
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = settings.clone();
        self.facts_changed();
        Ok(())
    }

    /// Keeps what was entered by hand, in place of all that was before.
    ///
    /// # Errors
    /// When the ledger or the warehouse cannot be written.
    pub fn put_by_hand(&self, records: &[Record]) -> Result<()> {
        self.ledger().put_hand_rows(records)?;
        kontor_warehouse::put_by_hand(&self.warehouse, records, self.settings().currency)?;
        self.changes.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// What the warehouse holds in short, counted once after each change.
    ///
    /// # Errors
    /// When the warehouse cannot be read.
    pub fn facts(&self) -> Result<Facts> {
        if let Some(facts) = self.facts.read().unwrap_or_else(PoisonError::into_inner).clone() {
            return Ok(facts);
        }
        let facts = kontor_warehouse::facts(&self.warehouse, self.settings().currency)?;
        *self.facts.write().unwrap_or_else(PoisonError::into_inner) = Some(facts.clone());
        Ok(facts)
    }

    /// Facts or settings have changed if this number has.
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::Relaxed)
    }

    /// Says that facts must be counted anew.
    pub fn facts_changed(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
        *self.facts.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Keeps every other change out while one is made.
    ///
    /// # Errors
    /// [`Code::Conflict`] while another change is being made.
    pub fn alone(&self) -> Result<MutexGuard<'_, ()>> {
        match self.changing.try_lock() {
            Ok(guard) => Ok(guard),
            Err(TryLockError::Poisoned(poisoned)) => Ok(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => Err(Failure::new(
                Code::Conflict,
                "Another import or change is still at work in this shop.",
                "In diesem Laden läuft noch ein Import oder eine Änderung.",
            )
            .hint(
                "Wait until it is done, or cancel it in the list of jobs.",
                "Warten Sie, bis er fertig ist, oder brechen Sie ihn in der Liste der Vorgänge ab.",
            )
            .retry()),
        }
    }

    /// The folder for files made for the person.
    pub fn exports(&self) -> PathBuf {
        self.folder.join("exports")
    }
}

impl Engine {
    fn limits(&self) -> Limits {
        let memory_bytes = self.inner.config.memory_bytes.unwrap_or(MEMORY_BYTES);
        Limits { threads: self.threads(), memory_bytes }
    }

    /// Threads that work may use.
    pub(crate) fn threads(&self) -> usize {
        let all = || std::thread::available_parallelism().map_or(2, usize::from);
        self.inner.config.threads.unwrap_or_else(all)
    }

    fn make(&self, folder: &Path, settings: &Settings) -> Result<()> {
        let is_free =
            !folder.exists() || (folder.is_dir() && fs_err::read_dir(folder)?.next().is_none());
        if !is_free {
            return Err(error::folder_taken(folder));
        }
        fs_err::create_dir_all(folder)?;
        let ledger = Ledger::create(&folder.join(LEDGER), &WorkspaceKey::new(clock::random()?))?;
        ledger.put_settings(settings)?;
        Ok(())
    }

    fn open_folder(&self, folder: &Path) -> Result<Arc<Workspace>> {
        if !folder.join(LEDGER).is_file() {
            return Err(Failure::new(
                Code::NotFound,
                format!("There is no shop in {}.", folder.display()),
                format!("In {} ist kein Laden.", folder.display()),
            )
            .hint(
                "Choose the folder that holds ledger.sqlite, or restore the shop from a backup.",
                "Wählen Sie den Ordner mit ledger.sqlite, oder stellen Sie den Laden aus einer Sicherung wieder her.",
            )
            .field("folder"));
        }
        let folder = fs_err::canonicalize(folder)?;
        let before = self.workspace().ok();
        if let Some(open) = before.as_ref().filter(|open| open.folder == folder) {
            return Ok(open.clone());
        }
        // Where this one cannot be opened, the shop at hand stays open; and work in it is not cut off.
        let _alone = match &before {
            Some(open) => Some(open.alone()?),
            None => None,
        };
        let lock = lock::lock(&folder, "Kontor")?;
        let ledger = Ledger::open(&folder.join(LEDGER))?;
        let settings = ledger.settings()?.unwrap_or_else(|| self.guess());
        let staging = folder.join("staging");
        if staging.exists() {
            fs_err::remove_dir_all(&staging)?;
        }
        fs_err::create_dir_all(&staging)?;
        let key = ledger.key()?;
        let vault = Vault::open(&folder.join("imports"), &key)?;
        let mut damaged = None;
        let found = match Warehouse::open(&folder.join(WAREHOUSE), &staging, &self.limits()) {
            // Facts of an older version, lost or damaged ones, are made anew from the originals.
            Err(WarehouseError::Older) => None,
            Err(WarehouseError::Damaged(detail)) => {
                damaged = Some(detail);
                None
            }
            other => {
                let found = other?;
                (!is_lost(&found, &ledger)?).then_some(found)
            }
        };
        let is_made_anew = found.is_none();
        let warehouse = match found {
            Some(found) => found,
            None => self.empty_draft(&folder, &staging)?,
        };
        let mut workspace = Workspace {
            warehouse,
            vault,
            person_key: blake3::derive_key(PSEUDONYMS, key.bytes())
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
            forecast: crate::forecast::Cache::default(),
            reorder: crate::reorder::Cache::default(),
            prices: crate::price::Cache::default(),
            ledger: Mutex::new(ledger),
            settings: RwLock::new(settings),
            facts: RwLock::new(None),
            changes: AtomicU64::new(0),
            changing: Mutex::new(()),
            repairs: RwLock::new(Vec::new()),
            _lock: lock,
            folder,
        };
        if is_made_anew {
            let context = Context::of(self.preferences().language);
            workspace =
                self.rebuild(workspace, damaged.is_some(), &context).map_err(|failure| {
                    // What stands in its way says less than what is wrong.
                    damaged.as_deref().map_or(failure, Failure::damaged)
                })?;
        }
        let mut repairs = history::repair(&workspace)?;
        if damaged.is_some() {
            repairs.insert(0, [
                format!("The file of figures was damaged. They were made anew from the imported files; the damaged file lies in the shop's folder as {DAMAGED}."),
                format!("Die Datei mit den Zahlen war beschädigt. Sie wurden aus den importierten Dateien neu gebildet; die beschädigte Datei liegt im Ordner des Ladens als {DAMAGED}."),
            ]);
        }
        *workspace.repairs.write().unwrap_or_else(PoisonError::into_inner) = repairs;
        let workspace = Arc::new(workspace);
        self.put_open(Some(workspace.clone()));
        self.remember(&workspace.folder, &workspace.settings().name)?;
        Ok(workspace)
    }

    /// An empty warehouse beside the one that a workspace has.
    fn empty_draft(&self, folder: &Path, staging: &Path) -> Result<Warehouse> {
        let file = folder.join(DRAFT);
        for name in [file.clone(), folder.join(format!("{DRAFT}.wal"))] {
            if name.exists() {
                fs_err::remove_file(name)?;
            }
        }
        Ok(Warehouse::open(&file, staging, &self.limits())?)
    }

    /// Makes the warehouse of a workspace anew, and closes it.
    fn rebuild_open(&self, workspace: Workspace, context: &Context) -> Result<()> {
        let staging = workspace.warehouse.staging().to_owned();
        drop(workspace.warehouse);
        let warehouse = self.empty_draft(&workspace.folder, &staging)?;
        self.rebuild(Workspace { warehouse, ..workspace }, false, context).map(drop)
    }

    /// Fills the empty draft that is a workspace's warehouse from the originals, row for row, and
    /// puts it in the place of the old file. Until it is complete the old file stays as it was; one
    /// that `is_damaged` is kept under another name.
    fn rebuild(
        &self,
        workspace: Workspace,
        is_damaged: bool,
        context: &Context,
    ) -> Result<Workspace> {
        let draft = &workspace.warehouse;
        let originals = workspace.ledger().originals()?;
        for (number, original) in originals.iter().enumerate() {
            context.part(number, originals.len());
            let plan = plan_of(&workspace, original)?;
            self.import_again(&workspace, draft, original, &plan, context)?;
        }
        let home = workspace.settings().currency;
        kontor_warehouse::put_by_hand(draft, &workspace.ledger().hand_rows()?, home)?;
        draft.checkpoint()?;
        let (staging, file) = (draft.staging().to_owned(), workspace.folder.join(WAREHOUSE));
        // No open file can be renamed everywhere.
        drop(workspace.warehouse);
        let log = workspace.folder.join(format!("{WAREHOUSE}.wal"));
        if log.exists() {
            fs_err::remove_file(log)?;
        }
        if is_damaged {
            fs_err::rename(&file, workspace.folder.join(DAMAGED))?;
        }
        fs_err::rename(workspace.folder.join(DRAFT), &file)?;
        let warehouse = Warehouse::open(&file, &staging, &self.limits())?;
        let workspace = Workspace { warehouse, ..workspace };
        workspace.facts_changed();
        Ok(workspace)
    }

    /// A folder for a new workspace called `name`, under the default one, not taken yet.
    fn free_folder(&self, name: &str) -> PathBuf {
        let plain: String = name
            .chars()
            .map(
                |c| if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '&') { c } else { '-' },
            )
            .collect();
        let plain = if plain.trim().is_empty() { "Shop" } else { plain.trim() };
        let base = &self.inner.config.default_folder;
        std::iter::once(base.join(plain))
            .chain((2..1000).map(|number| base.join(format!("{plain} {number}"))))
            .find(|folder| !folder.exists())
            .unwrap_or_else(|| base.join(plain))
    }

    fn status(&self, context: &Context) -> Result<Status> {
        let open = match self.workspace() {
            Err(_) => None,
            Ok(workspace) => {
                let facts = workspace.facts()?;
                let repairs = workspace.repairs.read().unwrap_or_else(PoisonError::into_inner);
                Some(kontor_api::workspace::Workspace {
                    folder: workspace.folder.display().to_string(),
                    settings: workspace.settings(),
                    data: facts.data,
                    lines: facts.lines,
                    last_sale: facts.last_sale,
                    last_import: facts.last_import,
                    repairs: repairs
                        .iter()
                        .map(|[en, de]| context.say(en, de).to_owned())
                        .collect(),
                })
            }
        };
        Ok(Status {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            open,
            recent: self.recent()?,
            samples: self.samples(context),
            default_folder: self.inner.config.default_folder.display().to_string(),
            preferences: self.preferences(),
        })
    }

    fn recent_file(&self) -> PathBuf {
        self.inner.config.state_dir.join("recent.json")
    }

    fn recent(&self) -> Result<Vec<Recent>> {
        let file = self.recent_file();
        if !file.exists() {
            return Ok(Vec::new());
        }
        // A list that cannot be read is begun anew: it holds nothing that a folder does not.
        let mut recent: Vec<Recent> =
            serde_json::from_slice(&fs_err::read(file)?).unwrap_or_default();
        for entry in &mut recent {
            entry.exists = Path::new(&entry.folder).join(LEDGER).is_file();
        }
        Ok(recent)
    }

    fn put_recent(&self, recent: &[Recent]) -> Result<()> {
        let text = serde_json::to_vec_pretty(recent).unwrap_or_default();
        let draft = self.recent_file().with_extension("draft");
        fs_err::write(&draft, text)?;
        fs_err::rename(draft, self.recent_file())?;
        Ok(())
    }

    fn remember(&self, folder: &Path, name: &str) -> Result<()> {
        let folder = folder.display().to_string();
        let mut recent = self.recent()?;
        recent.retain(|entry| entry.folder != folder);
        let opened_at = Some(clock::now());
        recent.insert(0, Recent { folder, name: name.to_owned(), exists: true, opened_at });
        recent.truncate(20);
        self.put_recent(&recent)
    }

    fn forget(&self, folder: &str) -> Result<()> {
        let mut recent = self.recent()?;
        recent.retain(|entry| entry.folder != folder);
        self.put_recent(&recent)
    }

    /// The shop's name in the list of recent ones.
    pub(crate) fn renamed(&self, workspace: &Workspace) -> Result<()> {
        self.remember(&workspace.folder, &workspace.settings().name)
    }

    fn samples(&self, context: &Context) -> Vec<Sample> {
        let Some(folder) = &self.inner.config.samples else { return Vec::new() };
        let Ok(entries) = fs_err::read_dir(folder) else { return Vec::new() };
        let mut samples: Vec<Sample> = entries
            .flatten()
            .filter_map(|entry| {
                let card = SampleCard::read(&entry.path()).ok()?;
                let about = context.say(&card.about.en, &card.about.de).to_owned();
                Some(Sample {
                    id: entry.file_name().to_string_lossy().into_owned(),
                    name: card.name,
                    about,
                })
            })
            .collect();
        samples.sort_by(|a, b| a.id.cmp(&b.id));
        samples
    }
}

/// Whether originals were imported and the warehouse knows none of them: its file was lost.
fn is_lost(warehouse: &Warehouse, ledger: &Ledger) -> Result<bool> {
    Ok(kontor_warehouse::batches(warehouse)?.is_empty() && !ledger.originals()?.is_empty())
}

/// How an original was read: as the ledger notes it, or the history of a version that did not.
fn plan_of(workspace: &Workspace, original: &Original) -> Result<Plan> {
    if let Some(plan) = &original.plan {
        return Ok(plan.clone());
    }
    let operations = workspace.ledger().operations(u32::MAX)?;
    operations
        .iter()
        .find_map(|operation| history::plan_in(&operation.after, &original.hash))
        .ok_or_else(|| {
            Failure::new(
                Code::WorkspaceDamaged,
                format!("How {} was read is not known any more, so its rows cannot be made anew.", original.name),
                format!("Wie {} gelesen wurde, ist nicht mehr bekannt; die Zeilen lassen sich nicht neu aufbauen.", original.name),
            )
            .hint(
                "Restore the shop from a backup, or import the file into a new shop.",
                "Stellen Sie den Laden aus einer Sicherung wieder her, oder importieren Sie die Datei in einen neuen.",
            )
        })
}

/// `store.json` of a sample shop.
#[derive(Serialize, Deserialize)]
struct SampleCard {
    name: String,
    about: InLanguages,
    currency: kontor_api::domain::Currency,
    time_zone: String,
    /// Its exports, in the order in which they come in.
    files: Vec<SampleFile>,
}

#[derive(Serialize, Deserialize)]
struct SampleFile {
    file: String,
    /// Whether Kontor reads such files yet; others lie there for later.
    used: bool,
}

#[derive(Serialize, Deserialize)]
struct InLanguages {
    en: String,
    de: String,
}

impl SampleCard {
    fn read(folder: &Path) -> Result<SampleCard> {
        let text = fs_err::read(folder.join("store.json"))?;
        serde_json::from_slice(&text).map_err(|error| std::io::Error::other(error).into())
    }
}

impl Handle<GetStatus> for Engine {
    fn handle(&self, _: GetStatus, context: &Context) -> Result<Status> {
        self.status(context)
    }
}

impl Handle<Create> for Engine {
    fn handle(&self, request: Create, context: &Context) -> Result<Status> {
        crate::settings::check(&request.settings)?;
        let folder = match request.folder {
            Some(folder) => PathBuf::from(folder),
            None => self.free_folder(&request.settings.name),
        };
        self.make(&folder, &request.settings)?;
        self.open_folder(&folder)?;
        self.status(context)
    }
}

impl Handle<Open> for Engine {
    fn handle(&self, request: Open, context: &Context) -> Result<Status> {
        self.open_folder(Path::new(&request.folder))?;
        self.status(context)
    }
}

impl Handle<Close> for Engine {
    fn handle(&self, _: Close, context: &Context) -> Result<Status> {
        if let Ok(workspace) = self.workspace() {
            let _alone = workspace.alone()?;
            self.put_open(None);
        }
        self.status(context)
    }
}

impl Handle<Forget> for Engine {
    fn handle(&self, request: Forget, context: &Context) -> Result<Status> {
        self.forget(&request.folder)?;
        self.status(context)
    }
}

impl Handle<Delete> for Engine {
    fn handle(&self, request: Delete, context: &Context) -> Result<Status> {
        let folder = Path::new(&request.folder);
        let workspace = self.open_folder(folder)?;
        if workspace.settings().name != request.name {
            return Err(Failure::new(
                Code::BadRequest,
                format!(
                    "The shop is called “{}”, not “{}”. Nothing was removed.",
                    workspace.settings().name,
                    request.name
                ),
                format!(
                    "Der Laden heißt „{}“, nicht „{}“. Nichts wurde gelöscht.",
                    workspace.settings().name,
                    request.name
                ),
            )
            .field("name"));
        }
        let folder = workspace.folder.clone();
        let alone = workspace.alone()?;
        self.put_open(None);
        drop(alone);
        drop(workspace);
        // Only what Kontor made goes: the folder may hold something else by now.
        for part in ["imports", "exports", "staging", "models"] {
            let part = folder.join(part);
            if part.exists() {
                fs_err::remove_dir_all(part)?;
            }
        }
        for entry in fs_err::read_dir(&folder)? {
            let path = entry?.path();
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            if path.is_file() && is_ours(&name) {
                fs_err::remove_file(path)?;
            }
        }
        if fs_err::read_dir(&folder)?.next().is_none() {
            fs_err::remove_dir(&folder)?;
        }
        self.forget(&request.folder)?;
        self.forget(&folder.display().to_string())?;
        self.status(context)
    }
}

/// Whether a file of a shop's folder is one that Kontor made: the ledger with its copies from before
/// a migration, the warehouse, their logs, and the lock.
fn is_ours(name: &str) -> bool {
    let base = ["-wal", "-shm", ".wal", ".tmp"]
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(name);
    let is_copy = base
        .strip_prefix("ledger-version-")
        .and_then(|rest| rest.strip_suffix(".sqlite"))
        .is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    is_copy || [LEDGER, WAREHOUSE, DRAFT, DAMAGED, "kontor.lock"].contains(&base)
}

/// Tells a job how far a backup is, and the backup when to stop.
fn watch(context: &Context) -> impl FnMut(u64, u64) -> ControlFlow<()> {
    |done, total| {
        context.progress(done as f64 / total.max(1) as f64);
        if context.cancel.is_cancelled() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

impl Handle<Backup> for Engine {
    fn handle(&self, request: Backup, context: &Context) -> Result<BackupMade> {
        let workspace = self.workspace()?;
        let _alone = workspace.alone()?;
        context.stage("Copying the figures", "Zahlen werden kopiert", 0.0, 0.4);
        let staging = tempfile::tempdir_in(workspace.warehouse.staging())?;
        let warehouse = staging.path().join(WAREHOUSE);
        workspace.warehouse.copy(&warehouse, &context.cancel)?;
        context.stage("Writing the backup", "Sicherung wird geschrieben", 0.4, 0.6);
        let name = format!(
            "{} {}.kontor",
            workspace.settings().name.replace(['/', '\\'], "-"),
            clock::now().date()
        );
        let target = match request.file {
            Some(file) => PathBuf::from(file),
            None => {
                fs_err::create_dir_all(workspace.exports())?;
                workspace.exports().join(clock::random_name()?)
            }
        };
        backup::backup(
            &workspace.folder,
            &warehouse,
            &target,
            env!("CARGO_PKG_VERSION"),
            clock::now(),
            &mut watch(context),
        )?;
        let name = target
            .file_name()
            .filter(|_| target.parent() != Some(&workspace.exports()))
            .map_or(name, |name| name.to_string_lossy().into_owned());
        Ok(BackupMade { file: self.offer(target, name, "application/zip")? })
    }
}

impl Handle<Restore> for Engine {
    fn handle(&self, request: Restore, context: &Context) -> Result<Status> {
        context.stage(
            "Checking and unpacking the backup",
            "Sicherung wird geprüft und entpackt",
            0.0,
            1.0,
        );
        let (file, name) = self.source_path(&request.source)?;
        let folder = match request.folder {
            Some(folder) => PathBuf::from(folder),
            None => self.free_folder(name.trim_end_matches(".kontor")),
        };
        if folder.exists() && fs_err::read_dir(&folder)?.next().is_some() {
            return Err(error::folder_taken(&folder));
        }
        backup::restore(&file, &folder, &mut watch(context))?;
        self.discard(&request.source)?;
        self.open_folder(&folder)?;
        self.status(context)
    }
}

impl Handle<Rebuild> for Engine {
    fn handle(&self, _: Rebuild, context: &Context) -> Result<Status> {
        let workspace = self.workspace()?;
        let folder = workspace.folder.clone();
        let alone = workspace.alone()?;
        // Nobody asks the old facts while the new ones take their place.
        self.put_open(None);
        drop(alone);
        match Arc::try_unwrap(workspace) {
            Ok(workspace) => {
                // Its lock goes with it, whether that worked or not.
                let result = self.rebuild_open(workspace, context);
                self.open_folder(&folder)?;
                result?;
            }
            Err(workspace) => {
                self.put_open(Some(workspace));
                return Err(Failure::new(
                    Code::Conflict,
                    "A question is still being answered, so nothing was rebuilt.",
                    "Eine Abfrage läuft noch, daher wurde nichts neu aufgebaut.",
                )
                .retry());
            }
        }
        self.status(context)
    }
}

impl Handle<OpenSample> for Engine {
    fn handle(&self, request: OpenSample, context: &Context) -> Result<Status> {
        let missing = || {
            Failure::new(
                Code::NotFound,
                format!("There is no sample store “{}”.", request.id),
                format!("Es gibt keinen Beispielladen „{}“.", request.id),
            )
            .field("id")
        };
        let is_plain = !request.id.is_empty() && !request.id.contains(['/', '\\', '.']);
        let folder = self
            .inner
            .config
            .samples
            .as_ref()
            .filter(|_| is_plain)
            .ok_or_else(missing)?
            .join(&request.id);
        let card = SampleCard::read(&folder).map_err(|_| missing())?;
        let target = match request.folder {
            Some(folder) => PathBuf::from(folder),
            None => self.inner.config.default_folder.join(&card.name),
        };
        let before = self.workspace().ok();
        let is_new = !target.join(LEDGER).is_file();
        if !is_new {
            // Files that are in already change nothing: what was cut off is completed.
            self.open_folder(&target)?;
        } else {
            let settings = Settings {
                name: card.name.clone(),
                currency: card.currency,
                time_zone: card.time_zone.clone(),
                ..self.guess()
            };
            self.make(&target, &settings)?;
            self.open_folder(&target)?;
        }
        let files: Vec<&SampleFile> = card.files.iter().filter(|file| file.used).collect();
        for (number, SampleFile { file, .. }) in files.iter().enumerate() {
            context.part(number, files.len());
            let path = folder.join(file);
            let done = self.import((&path, file), None, Command::SampleOpen, context);
            if let Err(failure) = done {
                // A shop that was made just now is nobody's yet: everything is as before.
                if is_new {
                    self.put_open(before);
                    fs_err::remove_dir_all(&target)?;
                }
                return Err(failure);
            }
        }
        self.status(context)
    }
}

impl Engine {
    /// Hands a finished file to whichever host asked for it.
    pub(crate) fn offer(
        &self,
        path: PathBuf,
        name: String,
        media_type: &str,
    ) -> Result<ExportedFile> {
        let file = ExportedFile {
            token: clock::random_name()?,
            name,
            media_type: media_type.to_owned(),
            bytes: fs_err::metadata(&path)?.len(),
            path: path.display().to_string(),
        };
        self.files().exports.insert(file.token.clone(), file.clone());
        Ok(file)
    }

    /// Removes a file that a browser sent and that is not needed any more.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub(crate) fn discard(&self, source: &Source) -> Result<()> {
        if let Source::Upload { token, .. } = source
            && let Some(path) = self.files().uploads.remove(token)
        {
            fs_err::remove_file(path)?;
        }
        Ok(())
    }

    /// The file and the name of a source.
    ///
    /// # Errors
    /// [`Code::NotFound`] for an upload that was not made.
    pub(crate) fn source_path(&self, source: &Source) -> Result<(PathBuf, String)> {
        match source {
            Source::Path { path } => {
                let path = PathBuf::from(path);
                let name = path
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned())
                    .unwrap_or_default();
                Ok((path, name))
            }
            Source::Upload { token, name } => {
                let path = self.files().uploads.get(token).cloned();
                path.map(|path| (path, name.clone())).ok_or_else(|| {
                    Failure::new(
                        Code::NotFound,
                        "The uploaded file is no longer there.",
                        "Die hochgeladene Datei ist nicht mehr da.",
                    )
                    .hint("Choose the file again.", "Wählen Sie die Datei erneut.")
                })
            }
        }
    }
}
