//! The icon in the tray, to find the window again.

use crate::menu::{QUIT, SHOW};
use kontor_api::domain::Language;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tauri::{App, menu::MenuBuilder, tray::TrayIconBuilder};

/// Puts the icon into the tray.
pub fn build(app: &App, language: Language) -> Result<(), Box<dyn std::error::Error>> {
    let (show, quit) = match language {
        Language::En => ("Show Kontor", "Quit"),
        Language::De => ("Kontor zeigen", "Beenden"),
    };
    let icon = app.default_window_icon().cloned().ok_or("the program has no icon")?;
    let menu = MenuBuilder::new(app).text(SHOW, show).text(QUIT, quit).build()?;
    let tray = TrayIconBuilder::with_id("kontor").icon(icon).tooltip("Kontor").menu(&menu);
    // On Linux the tray comes from a library that is looked for only now, and its binding panics
    // where it is not installed.
    match catch_unwind(AssertUnwindSafe(|| tray.build(app))) {
        Ok(built) => Ok(built.map(drop)?),
        Err(_) => Err("the library for tray icons is not installed".into()),
    }
}
