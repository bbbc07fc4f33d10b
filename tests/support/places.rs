//! Where the programs under test and the lab's files are: as `cargo xtask test` says by environment
//! variables, or else where Cargo puts them.

use std::{
    env,
    path::{Path, PathBuf},
};

/// The root of the repository.
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_owned()
}

/// The command line program, `kontor`.
pub fn cli() -> PathBuf {
    named("KONTOR_CLI").unwrap_or_else(|| beside_us("kontor"))
}

/// The desktop program, `kontor-desktop`.
pub fn desktop() -> PathBuf {
    named("KONTOR_DESKTOP").unwrap_or_else(|| beside_us("kontor-desktop"))
}

/// The folder of the built interface.
pub fn ui() -> PathBuf {
    named("KONTOR_UI").unwrap_or_else(|| root().join("ui/dist"))
}

/// The sample shops.
pub fn samples() -> PathBuf {
    root().join("sample-stores")
}

/// A file of the lab's data, if it is on this machine.
pub fn lab(name: &str) -> Option<PathBuf> {
    let folder = named("KONTOR_LAB").unwrap_or_else(|| root().join("../shared/data"));
    Some(folder.join(name)).filter(|file| file.is_file())
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from)
}

/// Cargo puts programs in the folder that holds `deps`, and tests in that.
fn beside_us(program: &str) -> PathBuf {
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    let Ok(this) = env::current_exe() else { return name.into() };
    let folders = this.ancestors().skip(1).take(2);
    folders
        .map(|folder| folder.join(&name))
        .find(|file| file.is_file())
        .unwrap_or_else(|| name.into())
}
