//! What the file system is asked for beyond reading and writing.

use fs_err::File;
use std::{io, path::Path};

/// Waits until the disk knows the name of `path`, after it was made or renamed: then it also
/// survives a power cut. Windows sees to that by itself, and opens no folder as a file.
///
/// # Errors
/// Those of the operating system, naming the folder.
pub(crate) fn sync_name(path: &Path) -> io::Result<()> {
    if cfg!(windows) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
