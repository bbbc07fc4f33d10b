//! # kontor-desktop: Kontor in a window of its own
//!
//! The shell around the interface: the window with its menu and tray icon, the dialogs of the
//! system, and one command, `rpc`, that carries the contract's bytes to the engine.
//!
//! It must not know what a command means. Start reading at [`main`], then `commands.rs`.
//!
//! `kontor-desktop [--workspace DIR] [FILE…]` opens that workspace, or the one that was open last, and
//! offers to import the files.

// A release on Windows opens no console beside the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod commands;
mod dialogs;
mod leave;
mod menu;
mod open;
mod tray;

use kontor_api::domain::Language;
use kontor_engine::Engine;
use kontor_host::{Folders, engine_config, next_event, start_log, system_language};
use std::{
    env,
    path::{Path, PathBuf},
    sync::{Mutex, atomic::AtomicBool},
};
use tauri::{
    App, AppHandle, DragDropEvent, Emitter as _, Manager as _, RunEvent, WebviewWindowBuilder,
    WindowEvent,
};
use tokio::sync::watch;

/// What the shell keeps while it runs.
struct Shell {
    engine: Engine,
    /// The system's language, for menus and dialogs; the interface has the shop's.
    language: Language,
    /// Whether the workspace that was asked for is open, or could not be.
    ready: watch::Receiver<bool>,
    /// Files that the program was started with, until the interface asks for them.
    waiting: Mutex<Vec<PathBuf>>,
    /// How large the interface is drawn; 1 is as designed.
    zoom: Mutex<f64>,
    /// Whether the program is about to end.
    leaving: AtomicBool,
}

fn main() -> tauri::Result<()> {
    let app = tauri::Builder::default()
        // First, so that a second start ends before it does anything.
        .plugin(tauri_plugin_single_instance::init(|app, arguments, folder| {
            show_window(app);
            let files = open::files_of(&arguments, Path::new(&folder));
            if !files.is_empty() {
                commands::offer(app, &files);
            }
            if let Some(workspace) = open::workspace_of(&arguments) {
                open::in_background(app, PathBuf::from(folder).join(workspace));
            }
        }))
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(tauri::generate_handler![
            commands::rpc,
            commands::pick_file,
            commands::pick_files,
            commands::waiting_files,
            commands::save_file
        ])
        .on_menu_event(|app, event| menu::act(app, event.id().as_ref()))
        .on_window_event(|window, event| match event {
            WindowEvent::CloseRequested { api, .. } => {
                api.prevent_close();
                leave::leave(window.app_handle());
            }
            WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) => {
                commands::offer(window.app_handle(), paths);
            }
            _ => {}
        })
        .setup(|app| {
            // Without an engine there is nothing to show but why.
            if let Err(problem) = set_up(app) {
                dialogs::end_with(app.handle(), problem.to_string());
            }
            Ok(())
        })
        .build(context())?;
    app.run(|app, event| {
        // Without a code a person asked, or the system that shuts down.
        if let RunEvent::ExitRequested { code: None, api, .. } = event {
            api.prevent_exit();
            leave::leave(app);
        }
    });
    Ok(())
}

/// The configuration, the icons and the interface, as they were when the program was built.
#[expect(clippy::exit, reason = "Tauri's own, where what was built in cannot be read back")]
fn context() -> tauri::Context {
    tauri::generate_context!()
}

fn set_up(app: &mut App) -> Result<(), Box<dyn std::error::Error>> {
    let folders = Folders::of_this_user()?;
    // Without a log everything works but the search for a defect.
    start_log(&folders.logs).ok();
    let engine = Engine::start(engine_config(&folders))?;
    let language = system_language();
    let (is_ready, ready) = watch::channel(false);
    app.manage(Shell {
        engine: engine.clone(),
        language,
        ready,
        waiting: Mutex::new(open::files_of(
            &env::args().collect::<Vec<_>>(),
            &env::current_dir().unwrap_or_default(),
        )),
        zoom: Mutex::new(1.0),
        leaving: AtomicBool::new(false),
    });
    let handle = app.handle().clone();
    tauri::async_runtime::spawn(tell(handle.clone(), engine.clone()));
    tauri::async_runtime::spawn(async move { engine.train_nightly().await });
    tauri::async_runtime::spawn(async move {
        open::at_start(&handle).await;
        is_ready.send_replace(true);
    });
    app.set_menu(menu::build(app.handle(), language)?)?;
    if let Err(problem) = tray::build(app, language) {
        // Desktops without a tray work as well.
        tracing::warn!(%problem, "no tray icon");
    }
    build_window(app)?;
    Ok(())
}

/// The window of the configuration, which names it as the page in it is named, and never leaves
/// the interface for another page.
fn build_window(app: &App) -> tauri::Result<()> {
    let Some(config) = app.config().app.windows.first() else { return Ok(()) };
    WebviewWindowBuilder::from_config(app, config)?
        .on_document_title_changed(|window, title| {
            window.set_title(&title).ok();
        })
        .on_navigation(|url| url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost"))
        .build()?;
    Ok(())
}

/// Passes on what the engine tells, for as long as it does.
async fn tell(app: AppHandle, engine: Engine) {
    let mut events = engine.events();
    while let Some(event) = next_event(&mut events).await {
        app.emit("kontor", event).ok();
    }
}

fn show_window(app: &AppHandle) {
    for window in app.webview_windows().values() {
        // What a window manager refuses, it refuses.
        window.unminimize().ok();
        window.show().ok();
        window.set_focus().ok();
    }
}
