//! Where things are: the repository, the target folders, the person's own folders.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::shell;

/// The folders that every verb works with.
pub struct Places {
    /// The root of the repository.
    pub root: PathBuf,
    /// Cargo's target folder for all that is native.
    pub target: PathBuf,
    /// The interface's own target folder: it may be built by another compiler, and the two
    /// would throw each other's work away.
    pub ui_target: PathBuf,
    /// What can be made again.
    pub cache: PathBuf,
    /// Where a person's workspaces lie.
    pub data: PathBuf,
}

impl Places {
    /// Finds the repository from where we were started, and the folders from the environment.
    pub fn find() -> Result<Self> {
        let home = env::home_dir().context("this machine has no home folder")?;
        let cache = cache_home(&home).join("kontor");
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => env::current_dir()?.join(folder),
            None => cache.join("target"),
        };
        Ok(Self {
            root: root()?,
            ui_target: beside(&target, "-ui"),
            target,
            data: data_home(&home).join("kontor"),
            cache,
        })
    }

    /// Says where the build's results go, which is not where Cargo puts them by itself.
    pub fn announce(&self) {
        shell::say(&format!(
            "Building into {} (CARGO_TARGET_DIR chooses another folder)",
            self.target.display()
        ));
    }

    /// Cargo in the repository, with the target folder that all builds share.
    pub fn cargo(&self, verb: &str) -> Command {
        let mut command = Command::new("cargo");
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target).arg(verb);
        command
    }

    /// Builds programs of the workspace. The selection of packages is that of the tests, whatever
    /// is built: Cargo unifies features over the selection, and another one would compile
    /// hundreds of crates a second time.
    pub fn build(&self, what: &str, programs: &[&str]) -> Result<()> {
        let mut command = self.cargo("build");
        command.args(SELECTION);
        for program in programs {
            command.args(["--bin", program]);
        }
        shell::run(what, &mut command)
    }

    /// A built program.
    pub fn program(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// The built interface.
    pub fn dist(&self) -> PathBuf {
        self.root.join("ui").join("dist")
    }
}

/// Everything but the interface, which is built for WebAssembly and by itself.
pub const SELECTION: [&str; 3] = ["--workspace", "--exclude", "kontor-ui"];

fn root() -> Result<PathBuf> {
    // Cargo names the package's folder to the programs and tests that it starts.
    let start = match env::var_os("CARGO_MANIFEST_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => env::current_dir()?,
    };
    start
        .ancestors()
        .find(|folder| folder.join("xtask").is_dir() && folder.join("Cargo.lock").is_file())
        .map(Path::to_path_buf)
        .context("not inside Kontor's repository: change into it and try again")
}

fn beside(folder: &Path, suffix: &str) -> PathBuf {
    let mut name = folder.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn cache_home(home: &Path) -> PathBuf {
    if cfg!(target_os = "macos") {
        home.join("Library/Caches")
    } else if cfg!(windows) {
        folder_from("LOCALAPPDATA").unwrap_or_else(|| home.join("AppData/Local"))
    } else {
        folder_from("XDG_CACHE_HOME").unwrap_or_else(|| home.join(".cache"))
    }
}

fn data_home(home: &Path) -> PathBuf {
    if cfg!(target_os = "macos") {
        home.join("Library/Application Support")
    } else if cfg!(windows) {
        folder_from("LOCALAPPDATA").unwrap_or_else(|| home.join("AppData/Local"))
    } else {
        folder_from("XDG_DATA_HOME").unwrap_or_else(|| home.join(".local/share"))
    }
}

fn folder_from(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|folder| folder.is_absolute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interface_is_built_beside_the_target_folder_not_inside() {
        let folder = beside(Path::new("cache/target"), "-ui");
        assert_eq!(folder, Path::new("cache/target-ui"));
    }

    #[test]
    fn the_repository_is_found_from_the_package() {
        assert!(root().unwrap().join("xtask/src/places.rs").is_file());
    }
}
