//! Which workspace the window shows.

use crate::{Shell, commands::shell, dialogs};
use kontor_api::{
    ApiError,
    workspace::{GetStatus, Open},
};
use kontor_host::latest_workspace;
use std::{
    env,
    path::{Path, PathBuf, absolute},
};
use tauri::AppHandle;

/// Opens the workspace of the command line, or the one that was open last. What stands in the way
/// is told; the interface then offers others.
pub async fn at_start(app: &AppHandle) {
    let Some(shell) = shell(app) else { return };
    let arguments: Vec<_> = env::args().collect();
    let outcome = match workspace_of(&arguments) {
        Some(folder) => open(&shell, &folder).await,
        None => open_latest(&shell).await,
    };
    if let Err(error) = outcome {
        dialogs::tell(app, &error.to_string());
    }
}

/// Opens another workspace while the window is there.
pub fn in_background(app: &AppHandle, folder: PathBuf) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let Some(shell) = shell(&app) else { return };
        if let Err(error) = open(&shell, &folder).await {
            dialogs::tell(&app, &error.to_string());
        }
    });
}

async fn open_latest(shell: &Shell) -> Result<(), ApiError> {
    let status = shell.engine.call(GetStatus {}, shell.language).await?;
    match latest_workspace(&status) {
        Some(folder) => open(shell, Path::new(&folder)).await,
        None => Ok(()),
    }
}

async fn open(shell: &Shell, folder: &Path) -> Result<(), ApiError> {
    let folder = absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let folder = folder.to_string_lossy().into_owned();
    shell.engine.call(Open { folder }, shell.language).await.map(drop)
}

/// The folder of `--workspace DIR` or `--workspace=DIR`.
pub fn workspace_of(arguments: &[String]) -> Option<PathBuf> {
    let mut arguments = arguments.iter();
    let name = arguments.find_map(|argument| argument.strip_prefix("--workspace"))?;
    match name.strip_prefix('=') {
        Some(folder) => Some(folder.into()),
        None if name.is_empty() => arguments.next().map(PathBuf::from),
        None => None,
    }
}

/// The files among the arguments, which whoever opens a file with Kontor names, from `folder`.
pub fn files_of(arguments: &[String], folder: &Path) -> Vec<PathBuf> {
    let mut arguments = arguments.iter().skip(1);
    let mut files = Vec::new();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--workspace" => drop(arguments.next()),
            option if option.starts_with("--") => {}
            file => files.push(folder.join(file)),
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::{files_of, workspace_of};
    use std::path::Path;

    fn check(arguments: &[&str], expected: Option<&str>) {
        let arguments: Vec<_> = arguments.iter().map(|&a| a.to_owned()).collect();
        assert_eq!(workspace_of(&arguments), expected.map(Into::into));
    }

    #[test]
    fn the_workspace_is_read_from_the_arguments() {
        check(&["kontor-desktop", "--workspace", "shop"], Some("shop"));
        check(&["kontor-desktop", "--workspace=my shop"], Some("my shop"));
        check(&["kontor-desktop", "--workspace"], None);
        check(&["kontor-desktop"], None);
    }

    #[test]
    fn files_stand_beside_the_options() {
        let arguments = ["kontor-desktop", "a.csv", "--workspace", "shop", "/b.csv", "--flag"];
        let files = files_of(&arguments.map(str::to_owned), Path::new("/desk"));
        assert_eq!(files, [Path::new("/desk/a.csv"), Path::new("/b.csv")]);
    }
}
