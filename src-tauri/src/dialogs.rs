//! The system's own dialogs.

use tauri::{AppHandle, Manager as _, WebviewWindow};
use tauri_plugin_dialog::{
    DialogExt as _, FileDialogBuilder, FilePath, MessageDialogBuilder, MessageDialogButtons,
    MessageDialogKind,
};
use tokio::sync::oneshot;

/// What can be read: exports of shops, and Kontor's own backups.
const READABLE: [&str; 7] = ["csv", "tsv", "txt", "gz", "zip", "xlsx", "kontor"];

/// A file to read.
pub async fn pick_file(app: &AppHandle) -> Option<String> {
    let (chosen, choice) = oneshot::channel();
    over_window(app, app.dialog().file())
        .add_filter("CSV, Kontor", &READABLE)
        .add_filter("*", &["*"])
        .pick_file(|path| {
            chosen.send(path).ok();
        });
    to_text(choice.await.ok().flatten())
}

/// Files to read.
pub async fn pick_files(app: &AppHandle) -> Vec<String> {
    let (chosen, choice) = oneshot::channel();
    over_window(app, app.dialog().file())
        .add_filter("CSV, Kontor", &READABLE)
        .add_filter("*", &["*"])
        .pick_files(|paths| {
            chosen.send(paths).ok();
        });
    let paths = choice.await.ok().flatten().unwrap_or_default();
    paths.into_iter().filter_map(|path| to_text(Some(path))).collect()
}

/// A folder.
pub async fn pick_folder(app: &AppHandle) -> Option<String> {
    let (chosen, choice) = oneshot::channel();
    over_window(app, app.dialog().file()).pick_folder(|path| {
        chosen.send(path).ok();
    });
    to_text(choice.await.ok().flatten())
}

/// A place for a new file.
pub async fn save_file(app: &AppHandle, name: &str) -> Option<String> {
    let (chosen, choice) = oneshot::channel();
    over_window(app, app.dialog().file()).set_file_name(name).save_file(|path| {
        chosen.send(path).ok();
    });
    to_text(choice.await.ok().flatten())
}

/// Whether the person wants `act`, the name of its button; the other one is `leave`.
pub async fn confirm(app: &AppHandle, question: &str, act: &str, leave: &str) -> bool {
    let (chosen, choice) = oneshot::channel();
    message(app, question)
        .kind(MessageDialogKind::Warning)
        .buttons(MessageDialogButtons::OkCancelCustom(act.to_owned(), leave.to_owned()))
        .show(|yes| {
            chosen.send(yes).ok();
        });
    choice.await.unwrap_or(false)
}

/// Tells of something that went wrong.
pub fn tell(app: &AppHandle, problem: &str) {
    message(app, problem).kind(MessageDialogKind::Error).show(|_| {});
}

/// Tells why the program cannot go on, and ends it.
pub fn end_with(app: &AppHandle, problem: String) {
    let end = app.clone();
    message(app, &problem).kind(MessageDialogKind::Error).show(move |_| end.exit(1));
}

fn message(app: &AppHandle, text: &str) -> MessageDialogBuilder<tauri::Wry> {
    let dialog = app.dialog().message(text).title("Kontor");
    match window(app) {
        Some(window) => dialog.parent(&window),
        None => dialog,
    }
}

fn over_window(
    app: &AppHandle,
    dialog: FileDialogBuilder<tauri::Wry>,
) -> FileDialogBuilder<tauri::Wry> {
    match window(app) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}

fn window(app: &AppHandle) -> Option<WebviewWindow> {
    app.webview_windows().into_values().next()
}

fn to_text(path: Option<FilePath>) -> Option<String> {
    let path = path?.into_path().ok()?;
    Some(path.to_string_lossy().into_owned())
}
