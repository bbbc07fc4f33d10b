//! The menu bar, and what its entries do. What the interface can do itself, it does.

use crate::{commands, dialogs, leave, open, show_window};
use kontor_api::domain::Language;
use std::sync::PoisonError;
use tauri::{
    AppHandle, Manager as _, Wry,
    menu::{AboutMetadata, Menu, MenuBuilder, MenuItem, MenuItemBuilder, SubmenuBuilder},
};

/// Shows the window.
pub const SHOW: &str = "show";
/// Ends the program.
pub const QUIT: &str = "quit";
const IMPORT: &str = "import";
const OPEN: &str = "open";
const CLOSE: &str = "close";
const ZOOM_IN: &str = "zoom-in";
const ZOOM_OUT: &str = "zoom-out";
const ZOOM_RESET: &str = "zoom-reset";
const FULL_SCREEN: &str = "full-screen";

const ZOOM_STEP: f64 = 1.1;
/// Twice as large is what people with low vision need; half still fits a small screen.
const ZOOM_RANGE: (f64, f64) = (0.5, 3.0);

/// The menu in a language.
pub fn build(app: &AppHandle, language: Language) -> tauri::Result<Menu<Wry>> {
    let pick = |en: &'static str, de: &'static str| match language {
        Language::En => en,
        Language::De => de,
    };
    let entry = |id: &str, title: &str, keys: &str| -> tauri::Result<MenuItem<Wry>> {
        MenuItemBuilder::with_id(id, title).accelerator(keys).build(app)
    };
    let about = AboutMetadata {
        name: Some("Kontor".into()),
        version: Some(app.package_info().version.to_string()),
        ..AboutMetadata::default()
    };
    let file = SubmenuBuilder::new(app, pick("&File", "&Datei"))
        .item(&entry(IMPORT, pick("&Import sales…", "Verkäufe &importieren…"), "CmdOrCtrl+O")?)
        .item(&entry(OPEN, pick("&Open shop…", "Laden ö&ffnen…"), "CmdOrCtrl+Shift+O")?)
        .separator()
        .item(&entry(CLOSE, pick("&Close window", "Fenster &schließen"), "CmdOrCtrl+W")?)
        .item(&entry(QUIT, pick("&Quit", "&Beenden"), "CmdOrCtrl+Q")?)
        .build()?;
    let view = SubmenuBuilder::new(app, pick("&View", "&Ansicht"))
        .item(&entry(ZOOM_IN, pick("Zoom &in", "Ver&größern"), "CmdOrCtrl+=")?)
        .item(&entry(ZOOM_OUT, pick("Zoom &out", "Ver&kleinern"), "CmdOrCtrl+-")?)
        .item(&entry(ZOOM_RESET, pick("Actual &size", "&Originalgröße"), "CmdOrCtrl+0")?)
        .separator()
        .item(&entry(FULL_SCREEN, pick("&Full screen", "&Vollbild"), "F11")?)
        .build()?;
    let help = SubmenuBuilder::new(app, pick("&Help", "&Hilfe"))
        .about_with_text(pick("&About Kontor", "&Über Kontor"), Some(about))
        .build()?;
    let menu = MenuBuilder::new(app).item(&file);
    // On macOS copying and pasting work only through the menu; elsewhere the page does it itself.
    #[cfg(target_os = "macos")]
    let menu = menu.item(
        &SubmenuBuilder::new(app, pick("Edit", "Bearbeiten"))
            .undo()
            .redo()
            .separator()
            .cut()
            .copy()
            .paste()
            .select_all()
            .build()?,
    );
    menu.items(&[&view, &help]).build()
}

/// Does what an entry says.
pub fn act(app: &AppHandle, id: &str) {
    match id {
        SHOW => show_window(app),
        QUIT | CLOSE => leave::leave(app),
        IMPORT => {
            let app = app.clone();
            tauri::async_runtime::spawn(async move {
                let files = dialogs::pick_files(&app).await;
                if !files.is_empty() {
                    commands::offer(&app, &files);
                }
            });
        }
        OPEN => {
            let app = app.clone();
            tauri::async_runtime::spawn(async move {
                if let Some(folder) = dialogs::pick_folder(&app).await {
                    open::in_background(&app, folder.into());
                }
            });
        }
        ZOOM_IN => zoom(app, |factor| factor * ZOOM_STEP),
        ZOOM_OUT => zoom(app, |factor| factor / ZOOM_STEP),
        ZOOM_RESET => zoom(app, |_| 1.0),
        FULL_SCREEN => {
            for window in app.webview_windows().values() {
                let is_full = window.is_fullscreen().unwrap_or(false);
                window.set_fullscreen(!is_full).ok();
            }
        }
        _ => {}
    }
}

fn zoom(app: &AppHandle, change: impl Fn(f64) -> f64) {
    let Some(shell) = commands::shell(app) else { return };
    let mut factor = shell.zoom.lock().unwrap_or_else(PoisonError::into_inner);
    *factor = change(*factor).clamp(ZOOM_RANGE.0, ZOOM_RANGE.1);
    for window in app.webview_windows().values() {
        window.set_zoom(*factor).ok();
    }
}
