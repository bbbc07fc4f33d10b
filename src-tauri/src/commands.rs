//! What the interface can ask of the shell.

use crate::{Shell, dialogs};
use kontor_api::{ApiError, domain::Language};
use std::{
    path::{Path, PathBuf},
    sync::PoisonError,
};
use tauri::{AppHandle, Emitter as _, Manager as _, State, ipc::Response};

/// One command of the contract: its name, its request as JSON, and the language of the answer,
/// which is the reply's JSON in bytes.
#[tauri::command]
pub async fn rpc(
    shell: State<'_, Shell>,
    name: String,
    body: String,
    language: Language,
) -> Result<Response, ApiError> {
    // The first question is what is open: it waits until that is known.
    shell.ready.clone().wait_for(|ready| *ready).await.ok();
    shell.engine.rpc(&name, body.as_bytes(), language).await.map(Response::new)
}

/// Lets the person choose a file to read; its path as JSON, or null.
#[tauri::command]
pub async fn pick_file(app: AppHandle) -> Response {
    let path = dialogs::pick_file(&app).await;
    Response::new(serde_json::json!(path).to_string().into_bytes())
}

/// Lets the person choose any number of files.
#[tauri::command]
pub async fn pick_files(app: AppHandle) -> Response {
    let paths = dialogs::pick_files(&app).await;
    Response::new(serde_json::json!(paths).to_string().into_bytes())
}

/// The files that the program was started with, and nothing when asked again; their paths as JSON.
#[tauri::command]
pub fn waiting_files(shell: State<'_, Shell>) -> Response {
    let mut waiting = shell.waiting.lock().unwrap_or_else(PoisonError::into_inner);
    let paths: Vec<_> = waiting.drain(..).map(|path| path.to_string_lossy().into_owned()).collect();
    Response::new(serde_json::json!(paths).to_string().into_bytes())
}

/// Lets the person choose where the finished file `path` goes, and copies it there. False if they
/// chose nowhere.
#[tauri::command]
pub async fn save_file(
    app: AppHandle,
    shell: State<'_, Shell>,
    path: PathBuf,
    name: String,
) -> Result<bool, ApiError> {
    let Some(target) = dialogs::save_file(&app, &name).await else { return Ok(false) };
    match tokio::fs::copy(path, target).await {
        Ok(_) => Ok(true),
        Err(error) => Err(shell.engine.io_error(error, shell.language)),
    }
}

/// Gives files to the interface as if they had been dropped on the window.
pub fn offer(app: &AppHandle, files: &[impl AsRef<Path>]) {
    let paths: Vec<_> = files.iter().map(|file| file.as_ref().to_string_lossy()).collect();
    app.emit("dropped", paths).ok();
}

/// The shell of the running program; `None` if it could not be set up.
pub fn shell(app: &AppHandle) -> Option<State<'_, Shell>> {
    app.try_state::<Shell>()
}
