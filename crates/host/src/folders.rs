//! Where things lie on this computer.

use std::env;
use std::path::{Path, PathBuf};

/// Names the folder that holds `sample-stores/` and `ui/dist/`, where the program does not lie
/// in its package: in the repository, and in tests.
const RESOURCES: &str = "KONTOR_RESOURCES";

/// Kontor's folders for one user of this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    /// What the program remembers besides workspaces: the recent list, the log.
    pub state: PathBuf,
    /// Where new workspaces are put.
    pub workspaces: PathBuf,
    /// Where the log files lie.
    pub logs: PathBuf,
    /// Folders that may hold what came with the program, the likeliest first.
    resources: Vec<PathBuf>,
}

/// The system does not say where this user's files belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoHome;

impl std::fmt::Display for NoHome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(
            "Kontor does not know where to keep its files: this user has no home folder. \
             Set HOME to a folder that you may write to.",
        )
    }
}

impl std::error::Error for NoHome {}

impl Folders {
    /// The folders that the platform provides for programs' data.
    ///
    /// Workspaces do not go to the documents folder: OneDrive and iCloud synchronise it, and a
    /// database that is copied while it is written is a damaged one.
    ///
    /// # Errors
    /// [`NoHome`] where the user has no home folder.
    pub fn of_this_user() -> Result<Folders, NoHome> {
        let state = dirs::data_local_dir().ok_or(NoHome)?.join("kontor");
        let resources = match env::var_os(RESOURCES) {
            Some(folder) => vec![PathBuf::from(folder)],
            None => env::current_exe()
                .ok()
                .and_then(|program| program.parent().map(beside))
                .unwrap_or_default(),
        };
        Ok(Folders {
            workspaces: state.join("workspaces"),
            logs: state.join("logs"),
            state,
            resources,
        })
    }

    /// A folder that came with the program, such as `sample-stores`; `None` if it did not.
    pub fn resource(&self, name: &str) -> Option<PathBuf> {
        self.resources.iter().map(|folder| folder.join(name)).find(|folder| folder.is_dir())
    }
}

/// Where the packages put resources, seen from the program's folder. Never the current folder:
/// the interface found there would run with the merchant's data.
fn beside(program: &Path) -> Vec<PathBuf> {
    vec![
        program.to_owned(),              // Windows
        program.join("../Resources"),    // macOS: Contents/MacOS and Contents/Resources
        program.join("../lib/Kontor"),   // Linux: /usr/bin and /usr/lib/Kontor
        program.join("../share/kontor"), // Linux, installed by hand
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_found_in_the_first_folder_that_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let bin = folder.path().join("bin");
        let samples = folder.path().join("lib/Kontor/sample-stores");
        std::fs::create_dir_all(&samples).unwrap();
        std::fs::create_dir_all(&bin).unwrap();
        let folders = Folders {
            state: PathBuf::new(),
            workspaces: PathBuf::new(),
            logs: PathBuf::new(),
            resources: beside(&bin),
        };
        let found = folders.resource("sample-stores").unwrap();
        assert_eq!(found.canonicalize().unwrap(), samples.canonicalize().unwrap());
        assert_eq!(folders.resource("ui/dist"), None);
    }

    #[test]
    fn everything_of_a_user_lies_in_one_folder() {
        let folders = Folders::of_this_user().unwrap();
        assert!(folders.workspaces.starts_with(&folders.state));
        assert!(folders.logs.starts_with(&folders.state));
    }
}
