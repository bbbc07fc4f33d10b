//! Ending the program without cutting off work.

use crate::{commands::shell, dialogs::confirm};
use kontor_api::domain::Language;
use std::sync::atomic::Ordering;
use tauri::AppHandle;

/// Ends the program once jobs are done with: while one runs, the person decides. Asked twice, it
/// ends once.
pub fn leave(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let Some(shell) = shell(&app) else { return app.exit(1) };
        if shell.leaving.swap(true, Ordering::Relaxed) {
            return;
        }
        if shell.engine.is_busy() && !confirms(&app, shell.language).await {
            shell.leaving.store(false, Ordering::Relaxed);
            return;
        }
        // Cancels what runs, waits until data is as before, and closes the workspace.
        shell.engine.shutdown().await;
        app.exit(0);
    });
}

async fn confirms(app: &AppHandle, language: Language) -> bool {
    let (question, act, stay) = match language {
        Language::En => (
            "Kontor is still at work. If you close it now, the work is cancelled and your data stays as it was before.",
            "Cancel and close",
            "Keep working",
        ),
        Language::De => (
            "Kontor arbeitet noch. Wenn Sie jetzt schließen, wird die Arbeit abgebrochen, und Ihre Daten bleiben wie zuvor.",
            "Abbrechen und schließen",
            "Weiterarbeiten",
        ),
    };
    confirm(app, question, act, stay).await
}
