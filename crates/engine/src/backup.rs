//! A workspace in one file, and back: for safe keeping, and to move to another computer.
//!
//! The file is an ordinary zip archive. It holds what makes the workspace (`warehouse.duckdb`,
//! `ledger.sqlite`, `imports/`, `models/`) and, as its last entry, `manifest.json`: the format, who
//! made it and when, and the size and BLAKE3 of every other entry. It holds the workspace's key
//! too: whoever has the file has the shop's data.

use crate::disk::sync_name;
use blake3::{Hash, Hasher};
use fs_err::File;
use kontor_domain::DateTime;
use kontor_ledger::LedgerError;
use serde::{Deserialize, Serialize};
use std::{
    collections::HashSet,
    io::{self, BufReader, BufWriter, Read, Seek, Write},
    mem::ManuallyDrop,
    ops::ControlFlow,
    path::{Path, PathBuf},
};
use zip::{
    CompressionMethod, ZipArchive, ZipWriter, read::ZipFile, result::ZipError,
    write::SimpleFileOptions,
};

/// The format that this program writes, and the newest it reads.
const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";
const WAREHOUSE: &str = "warehouse.duckdb";
const LEDGER: &str = "ledger.sqlite";
/// Folders of a workspace that go with it; all else is made anew.
const FOLDERS: [&str; 2] = ["imports", "models"];
/// A manifest names some thousand files in a few hundred kibibytes; more than this is none.
const MANIFEST_LIMIT: u64 = 64 << 20;

/// Told the bytes done and the bytes in all, after each mebibyte; `Break` cancels.
pub type Watch<'a> = &'a mut dyn FnMut(u64, u64) -> ControlFlow<()>;

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The format, from 1; a program refuses newer ones than its own.
    pub format: u32,
    /// The version of the Kontor that made it.
    pub app_version: String,
    /// When it was made, UTC.
    pub created_at: DateTime,
    /// Every entry but the manifest.
    pub files: Vec<Entry>,
}

/// A file in a backup.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its path in the workspace, with `/` between folders.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// BLAKE3 of its bytes, in hexadecimal digits.
    pub blake3: String,
}

/// Why a backup could not be made or restored. A failed or cancelled one leaves nothing behind.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The folder to restore to holds something.
    #[error("the folder {} is not empty; nothing was changed. Choose a new or an empty folder", .0.display())]
    Occupied(PathBuf),
    /// The file is no backup, or only a part of one.
    #[error(
        "this file is not a complete Kontor backup ({detail}); nothing was restored. If it was just copied or downloaded, do that again, or use an earlier backup"
    )]
    Damaged {
        /// What is wrong with it.
        detail: String,
    },
    /// The backup was made by a newer program.
    #[error(
        "this backup was made by a newer Kontor ({app_version}); nothing was restored. Update Kontor and try again"
    )]
    Newer {
        /// The program's version.
        app_version: String,
    },
    /// The person cancelled.
    #[error("cancelled; nothing was left behind")]
    Cancelled,
    /// There is no room.
    #[error("the disk is full; nothing was left behind. Make room, or choose another disk")]
    DiskFull,
    /// The ledger could not be copied.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The operating system refused.
    #[error(
        "a file cannot be read or written ({0}); nothing was left behind. Check that the folder is there and may be written to"
    )]
    Io(#[source] io::Error),
}

impl From<io::Error> for BackupError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull => BackupError::DiskFull,
            _ => BackupError::Io(error),
        }
    }
}

impl From<ZipError> for BackupError {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::Io(error) => error.into(),
            other => BackupError::Io(io::Error::other(other)),
        }
    }
}

/// Writes the workspace in `folder` to the new file `out`, or over an old one, once it is complete.
///
/// `warehouse` is a copy of the workspace's, which nobody has open. The ledger may be in use.
///
/// # Errors
/// [`BackupError::Cancelled`], [`BackupError::DiskFull`], [`BackupError::Ledger`] and
/// [`BackupError::Io`]; `out` is then as before.
pub fn backup(
    folder: &Path,
    warehouse: &Path,
    out: &Path,
    app_version: &str,
    created_at: DateTime,
    watch: Watch<'_>,
) -> Result<Manifest, BackupError> {
    let drafts = draft_folder(parent(out))?;
    let ledger = drafts.path().join(LEDGER);
    kontor_ledger::copy(&folder.join(LEDGER), &ledger)?;

    let mut files = vec![(WAREHOUSE.to_owned(), warehouse.to_owned()), (LEDGER.to_owned(), ledger)];
    for name in FOLDERS {
        collect(&folder.join(name), name, &mut files)?;
    }
    let draft = drafts.path().join("backup");
    let mut file = File::create(&draft)?;
    let manifest = write(&files, &mut file, app_version, created_at, watch)?;
    file.sync_all()?;
    drop(file);
    fs_err::rename(&draft, out)?;
    sync_name(out)?;
    Ok(manifest)
}

/// Makes the workspace of the backup `file` in `folder`, which must be missing or empty, and
/// returns what the backup says of itself. Every byte is checked before the folder appears.
///
/// # Errors
/// [`BackupError::Occupied`], [`BackupError::Damaged`], [`BackupError::Newer`],
/// [`BackupError::Cancelled`], [`BackupError::DiskFull`], [`BackupError::Io`].
pub fn restore(file: &Path, folder: &Path, watch: Watch<'_>) -> Result<Manifest, BackupError> {
    if is_occupied(folder)? {
        return Err(BackupError::Occupied(folder.to_owned()));
    }
    let damaged = |detail: String| BackupError::Damaged { detail };
    let broken = |error: ZipError| match error {
        ZipError::Io(error) if !is_content(&error) => error.into(),
        other => damaged(other.to_string()),
    };
    let mut archive = ZipArchive::new(BufReader::new(File::open(file)?)).map_err(broken)?;
    let manifest = read_manifest(archive.by_name(MANIFEST).map_err(broken)?, &damaged)?;

    // Folders that are missing on the way are made at the end, when nothing else can fail.
    let folder = std::path::absolute(folder)?;
    let ground = folder.ancestors().skip(1).find(|path| path.is_dir()).unwrap_or(&folder);
    let drafts = draft_folder(ground)?;
    let draft = drafts.path().join("workspace");
    let total = manifest.files.iter().fold(0, |sum: u64, entry| sum.saturating_add(entry.bytes));
    let mut done = 0;
    for entry in &manifest.files {
        let target = draft.join(&entry.name);
        fs_err::create_dir_all(parent(&target))?;
        // One byte more than it should have tells that it is too long, and never fills the disk.
        let source = archive.by_name(&entry.name).map_err(broken)?;
        let mut source = source.take(entry.bytes.saturating_add(1));
        let mut target = File::create(target)?;
        let copied = copy(&mut source, &mut target, |bytes| watch(done + bytes, total));
        let (bytes, hash) = copied.map_err(|error| match error {
            BackupError::Io(error) if is_content(&error) => damaged(error.to_string()),
            other => other,
        })?;
        if (bytes, hash.to_hex().as_str()) != (entry.bytes, entry.blake3.as_str()) {
            return Err(damaged(format!("{} is not as the manifest says", entry.name)));
        }
        target.sync_all()?;
        done += bytes;
    }
    fs_err::create_dir_all(parent(&folder))?;
    if folder.try_exists()? {
        fs_err::remove_dir(&folder)?; // It is empty. Windows renames over nothing.
    }
    fs_err::rename(&draft, &folder)?;
    sync_name(&folder)?;
    Ok(manifest)
}

fn write(
    files: &[(String, PathBuf)],
    out: impl Write + Seek,
    app_version: &str,
    created_at: DateTime,
    watch: Watch<'_>,
) -> Result<Manifest, BackupError> {
    let mut total = 0;
    for (_, path) in files {
        total += fs_err::metadata(path)?.len();
    }
    // Not dropped when something fails: that would still try to finish it, and print if it cannot.
    let mut archive = ManuallyDrop::new(ZipWriter::new(BufWriter::new(out)));
    let mut done = 0;
    let mut manifest =
        Manifest { format: FORMAT, app_version: app_version.to_owned(), created_at, files: vec![] };
    for (name, path) in files {
        archive.start_file(name, options(name))?;
        let (bytes, hash) =
            copy(&mut File::open(path)?, &mut *archive, |bytes| watch(done + bytes, total))?;
        done += bytes;
        let blake3 = hash.to_hex().to_string();
        manifest.files.push(Entry { name: name.clone(), bytes, blake3 });
    }
    archive.start_file(MANIFEST, options(MANIFEST))?;
    serde_json::to_writer_pretty(&mut *archive, &manifest).map_err(io::Error::from)?;
    ManuallyDrop::into_inner(archive).finish()?.flush()?;
    Ok(manifest)
}

/// Originals and models do not get smaller; any file may be larger than 4 GiB.
fn options(name: &str) -> SimpleFileOptions {
    let options = SimpleFileOptions::default().large_file(true);
    match name.contains('/') {
        true => options.compression_method(CompressionMethod::Stored),
        false => options.compression_method(CompressionMethod::Deflated).compression_level(Some(1)),
    }
}

/// The files under `folder`, each with its name in the backup; none where there is no folder. What
/// a person laid there under a name that not every system takes is no part of the workspace.
fn collect(folder: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    if !folder.try_exists()? {
        return Ok(());
    }
    for entry in fs_err::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        match entry.file_type()?.is_dir() {
            true => collect(&entry.path(), &name, files)?,
            false if stays_inside(&name) => files.push((name, entry.path())),
            false => {}
        }
    }
    Ok(())
}

/// Reads and checks the manifest: a format this program knows, names that stay in the folder.
fn read_manifest(
    file: ZipFile<'_, impl Read>,
    damaged: &impl Fn(String) -> BackupError,
) -> Result<Manifest, BackupError> {
    /// What every format has, so that a newer one is recognised.
    #[derive(Deserialize)]
    struct Any {
        format: u32,
        app_version: String,
    }
    let mut json = Vec::new();
    file.take(MANIFEST_LIMIT).read_to_end(&mut json).map_err(|error| damaged(error.to_string()))?;
    let any: Any = serde_json::from_slice(&json).map_err(|error| damaged(error.to_string()))?;
    if any.format > FORMAT {
        return Err(BackupError::Newer { app_version: any.app_version });
    }
    let manifest: Manifest =
        serde_json::from_slice(&json).map_err(|error| damaged(error.to_string()))?;
    let mut names = HashSet::new();
    for entry in &manifest.files {
        if !stays_inside(&entry.name) || !names.insert(entry.name.as_str()) {
            return Err(damaged(format!("it would write to “{}”", entry.name)));
        }
    }
    match [WAREHOUSE, LEDGER].into_iter().find(|name| !names.contains(name)) {
        Some(missing) => Err(damaged(format!("{missing} is not in it"))),
        None => Ok(manifest),
    }
}

/// Whether a name can only mean a file of a workspace, on every system: no way up, no root, no
/// drive, no second meaning of `\`.
fn stays_inside(name: &str) -> bool {
    let known = match name.split_once('/') {
        Some((folder, _)) => FOLDERS.contains(&folder),
        None => name == WAREHOUSE || name == LEDGER,
    };
    known
        && !name.contains(['\\', ':', '\0'])
        && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// Copies all of `from`, telling `watch` the bytes so far after each mebibyte and at the end.
fn copy(
    from: &mut impl Read,
    to: &mut impl Write,
    mut watch: impl FnMut(u64) -> ControlFlow<()>,
) -> Result<(u64, Hash), BackupError> {
    let mut hasher = Hasher::new();
    let mut chunk = Vec::with_capacity(1 << 20);
    loop {
        chunk.clear();
        let length = from.take(1 << 20).read_to_end(&mut chunk)?;
        hasher.update(&chunk);
        to.write_all(&chunk)?;
        if watch(hasher.count()).is_break() {
            return Err(BackupError::Cancelled);
        }
        if length == 0 {
            return Ok((hasher.count(), hasher.finalize()));
        }
    }
}

/// Whether reading an archive failed by what is in it, not by the system.
fn is_content(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof)
}

fn is_occupied(folder: &Path) -> io::Result<bool> {
    match folder.try_exists()? {
        true => Ok(fs_err::read_dir(folder)?.next().is_some()),
        false => Ok(false),
    }
}

/// A folder beside what is to be made, on the same disk, so that the last step is a rename. It goes
/// away with all that is left in it.
fn draft_folder(beside: &Path) -> io::Result<tempfile::TempDir> {
    tempfile::Builder::new().prefix(".kontor-").tempdir_in(beside)
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_ledger::{Ledger, WorkspaceKey};
    use std::io::{Cursor, SeekFrom};

    /// The entries of a backup: names and bytes.
    type Entries = Vec<(String, Vec<u8>)>;

    fn at() -> DateTime {
        "2026-03-01T09:30:00".parse().unwrap()
    }

    fn go(_: u64, _: u64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    /// A workspace with something of every kind, and its open ledger.
    fn workspace(folder: &Path) -> Ledger {
        fs_err::create_dir_all(folder.join("imports")).unwrap();
        fs_err::create_dir_all(folder.join("models/demand")).unwrap();
        let mut facts = vec![0; 3 << 20];
        Hasher::new().finalize_xof().fill(&mut facts);
        fs_err::write(folder.join("warehouse.duckdb"), facts).unwrap();
        fs_err::write(folder.join("imports/0a.zst.enc"), [1, 2, 3]).unwrap();
        fs_err::write(folder.join("models/demand/card.json"), "{}").unwrap();
        fs_err::write(folder.join("kontor.lock"), "1 kontor").unwrap();
        if cfg!(unix) {
            fs_err::write(folder.join("imports/a note: mine"), "").unwrap();
        }
        Ledger::create(&folder.join("ledger.sqlite"), &WorkspaceKey::new([5; 32])).unwrap()
    }

    /// A folder with a workspace `shop` and its backup `shop.kontor`.
    fn backed_up() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let shop = folder.path().join("shop");
        let _open = workspace(&shop);
        let file = folder.path().join("shop.kontor");
        backup(&shop, &shop.join("warehouse.duckdb"), &file, "1.2.3", at(), &mut go).unwrap();
        (folder, file)
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs_err::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn entries(file: &Path) -> Entries {
        let mut archive = ZipArchive::new(File::open(file).unwrap()).unwrap();
        (0..archive.len())
            .map(|index| {
                let mut entry = archive.by_index(index).unwrap();
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes).unwrap();
                (entry.name().unwrap().into_owned(), bytes)
            })
            .collect()
    }

    /// A backup of these entries.
    fn forge(file: &Path, entries: &[(String, Vec<u8>)]) {
        let mut archive = ZipWriter::new(File::create(file).unwrap());
        for (name, bytes) in entries {
            archive.start_file(name, SimpleFileOptions::default()).unwrap();
            archive.write_all(bytes).unwrap();
        }
        archive.finish().unwrap();
    }

    #[test]
    fn a_workspace_comes_back_with_all_that_makes_it() {
        let (folder, file) = backed_up();
        let copy = folder.path().join("new/place/shop");
        let mut seen = Vec::new();
        let manifest = restore(&file, &copy, &mut |done, total| {
            seen.push((done, total));
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!((manifest.app_version.as_str(), manifest.created_at), ("1.2.3", at()));
        assert!(seen.is_sorted() && seen.last().is_some_and(|(done, total)| done == total));

        assert_eq!(names(&copy), ["imports", "ledger.sqlite", "models", "warehouse.duckdb"]);
        for name in ["warehouse.duckdb", "imports/0a.zst.enc", "models/demand/card.json"] {
            let original = fs_err::read(folder.path().join("shop").join(name)).unwrap();
            assert_eq!(fs_err::read(copy.join(name)).unwrap(), original, "{name}");
        }
        let ledger = Ledger::open(&copy.join("ledger.sqlite")).unwrap();
        assert_eq!(ledger.key().unwrap(), WorkspaceKey::new([5; 32]));
        assert_eq!(names(folder.path()), ["new", "shop", "shop.kontor"]);
    }

    #[test]
    fn a_cancelled_backup_leaves_the_one_before() {
        let (folder, file) = backed_up();
        let before = fs_err::read(&file).unwrap();
        let shop = folder.path().join("shop");
        let warehouse = shop.join("warehouse.duckdb");
        let stop = &mut |_, _| ControlFlow::Break(());
        let cancelled = backup(&shop, &warehouse, &file, "1.2.3", at(), stop);
        assert!(matches!(cancelled, Err(BackupError::Cancelled)));
        assert_eq!(fs_err::read(&file).unwrap(), before);
        assert_eq!(names(folder.path()), ["shop", "shop.kontor"]);
    }

    #[test]
    fn a_cancelled_restore_leaves_nothing() {
        let (folder, file) = backed_up();
        let cancelled = restore(&file, &folder.path().join("new/copy"), &mut |done, total| {
            if done < total / 2 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        assert!(matches!(cancelled, Err(BackupError::Cancelled)));
        assert_eq!(names(folder.path()), ["shop", "shop.kontor"]);
    }

    #[test]
    fn a_folder_with_something_in_it_is_not_restored_to() {
        let (folder, file) = backed_up();
        let shop = folder.path().join("shop");
        assert!(matches!(restore(&file, &shop, &mut go), Err(BackupError::Occupied(_))));
        assert!(matches!(restore(&file, &file, &mut go), Err(BackupError::Io(_))));
        let empty = folder.path().join("empty");
        fs_err::create_dir(&empty).unwrap();
        restore(&file, &empty, &mut go).unwrap();
        assert!(empty.join("warehouse.duckdb").exists());
    }

    #[test]
    fn a_part_of_a_backup_or_a_changed_one_leaves_nothing() {
        let (folder, file) = backed_up();
        let sound = fs_err::read(&file).unwrap();
        let target = folder.path().join("copy");
        let mut broken = vec![b"order,sku\n".to_vec(), vec![]];
        broken.extend([1, 30, 60, 99].map(|part| sound[..sound.len() * part / 100].to_vec()));
        for at in [200, sound.len() / 3] {
            let mut changed = sound.clone();
            changed[at] ^= 0x10;
            broken.push(changed);
        }
        for bytes in broken {
            fs_err::write(&file, &bytes).unwrap();
            let error = restore(&file, &target, &mut go).unwrap_err();
            assert!(matches!(error, BackupError::Damaged { .. }), "{error:?}");
            assert_eq!(names(folder.path()), ["shop", "shop.kontor"]);
        }
    }

    #[test]
    fn entries_are_held_against_the_manifest() {
        let (folder, file) = backed_up();
        let sound = entries(&file);
        let target = folder.path().join("copy");
        let refuse = |change: &dyn Fn(&mut Entries), because: &str| {
            let mut changed = sound.clone();
            change(&mut changed);
            forge(&file, &changed);
            let error = restore(&file, &target, &mut go).unwrap_err();
            assert!(error.to_string().contains(because), "{error}");
            assert_eq!(names(folder.path()), ["shop", "shop.kontor"]);
        };
        refuse(&|entries| entries[0].1[5] = 0, "warehouse.duckdb is not as the manifest says");
        refuse(&|entries| entries[1].1.push(0), "ledger.sqlite is not as the manifest says");
        refuse(&|entries| drop(entries.remove(2)), "not a complete Kontor backup");
        refuse(&|entries| drop(entries.pop()), "not a complete Kontor backup");
        let rename = |from: &'static str, to: &'static str| {
            move |entries: &mut Entries| {
                for (name, bytes) in entries {
                    *name = name.replace(from, to);
                    if name == MANIFEST {
                        *bytes = String::from_utf8_lossy(bytes).replace(from, to).into_bytes();
                    }
                }
            }
        };
        refuse(&rename("imports/0a.zst.enc", "imports/../../evil"), "it would write to");
        refuse(&rename("imports/0a.zst.enc", "/tmp/evil"), "it would write to");
        refuse(&rename("imports/0a.zst.enc", "evil"), "it would write to");
        refuse(&rename("ledger.sqlite", "imports/ledger"), "ledger.sqlite is not in it");
    }

    #[test]
    fn no_name_leads_out_of_the_workspace() {
        for name in ["warehouse.duckdb", "ledger.sqlite", "imports/a", "models/a/b.json"] {
            assert!(stays_inside(name), "{name}");
        }
        let bad = [
            "",
            "/",
            "..",
            "../imports/a",
            "imports",
            "imports/",
            "imports//a",
            "imports/../a",
            "imports/./a",
            "imports/..",
            "/imports/a",
            "C:/imports/a",
            "imports/C:a",
            "imports\\a",
            "imports/..\\..\\a",
            "imports/a\0",
            "models/../../a",
            "kontor.lock",
        ];
        for name in bad {
            assert!(!stays_inside(name), "{name}");
        }
    }

    #[test]
    fn a_newer_backup_is_refused_kindly() {
        let (folder, file) = backed_up();
        let newer = r#"{"format":2,"app_version":"9.0","parts":[]}"#;
        forge(&file, &[(MANIFEST.to_owned(), newer.into())]);
        let error = restore(&file, &folder.path().join("copy"), &mut go).unwrap_err();
        assert!(error.to_string().contains("made by a newer Kontor (9.0)"), "{error}");
        assert_eq!(names(folder.path()), ["shop", "shop.kontor"]);
    }

    #[test]
    fn a_place_that_cannot_be_written_to_leaves_nothing() {
        let (folder, file) = backed_up();
        let shop = folder.path().join("shop");
        let under_a_file = file.join("copy");
        let refused = restore(&file, &under_a_file, &mut go);
        assert!(matches!(refused, Err(BackupError::Io(_))), "{refused:?}");
        let warehouse = shop.join("warehouse.duckdb");
        let refused = backup(&shop, &warehouse, &under_a_file, "1.2.3", at(), &mut go);
        assert!(matches!(refused, Err(BackupError::Io(_))), "{refused:?}");
        let missing = folder.path().join("none.kontor");
        assert!(matches!(restore(&missing, &shop.join("a"), &mut go), Err(BackupError::Io(_))));
        assert_eq!(names(folder.path()), ["shop", "shop.kontor"]);
    }

    #[test]
    fn a_full_disk_is_named_as_such() {
        struct Disk(Cursor<Vec<u8>>);
        impl Write for Disk {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                match self.0.position() > 4096 {
                    true => Err(io::ErrorKind::StorageFull.into()),
                    false => self.0.write(bytes),
                }
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        impl Seek for Disk {
            fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
                self.0.seek(to)
            }
        }
        let (folder, _) = backed_up();
        let files = [(WAREHOUSE.to_owned(), folder.path().join("shop/warehouse.duckdb"))];
        let full = write(&files, Disk(Cursor::new(vec![])), "1.2.3", at(), &mut go);
        assert!(matches!(full, Err(BackupError::DiskFull)), "{full:?}");
    }
}
