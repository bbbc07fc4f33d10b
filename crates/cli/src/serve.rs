//! `kontor serve`: the interface in a browser.

use crate::{
    args::Serve,
    session::{Session, Stop},
};
use kontor_api::{ApiError, Code};
use kontor_host::Folders;
use kontor_server::Options;
use serde::Serialize;
use std::{io, path::PathBuf};

/// Tried first, so that the address is the same each day.
const PORT: u16 = 8421;

/// What `--json` prints: the address to open.
#[derive(Serialize)]
struct Serving {
    url: String,
}

/// Serves until the process is told to end.
pub async fn serve(session: &Session, folders: &Folders, args: &Serve) -> Result<(), Stop> {
    let io_error = |error: io::Error| session.engine.io_error(error, session.language);
    let ui = interface(session, folders, args)?;
    let listener = match args.port {
        Some(port) => kontor_server::listen(port).await,
        None => match kontor_server::listen(PORT).await {
            Ok(listener) => Ok(listener),
            Err(_) => kontor_server::listen(0).await,
        },
    }
    .map_err(io_error)?;
    let token = kontor_server::new_token().map_err(io_error)?;
    let url = kontor_server::address(&listener, &token).map_err(io_error)?;
    session.print(&Serving { url: url.clone() }, |serving| serving.url.clone())?;
    session.remark(session.pick(
        "Open this address in a browser on this computer, and tell nobody: it opens your shop. Ctrl+C ends it.",
        "Öffnen Sie diese Adresse in einem Browser auf diesem Computer, und geben Sie sie nicht weiter: Sie öffnet Ihren Laden. Strg+C beendet.",
    ));
    if args.open
        && let Err(error) = open::that_detached(&url)
    {
        session.remark(session.pick(
            format!("No browser could be opened: {error}"),
            format!("Kein Browser ließ sich öffnen: {error}"),
        ));
    }
    let options = Options { ui, token };
    let engine = session.engine.clone();
    tokio::spawn(async move { engine.train_nightly().await });
    kontor_server::serve(session.engine.clone(), listener, options, told_to_end())
        .await
        .map_err(io_error)?;
    Ok(())
}

/// The folder of the built interface.
fn interface(session: &Session, folders: &Folders, args: &Serve) -> Result<PathBuf, ApiError> {
    let folder = args.ui.clone().or_else(|| folders.resource("ui/dist"));
    folder.filter(|folder| folder.join("index.html").is_file()).ok_or_else(|| {
        session.error(
            Code::NotFound,
            session.pick(
                "The interface is not here, so there is nothing to serve.",
                "Die Oberfläche ist nicht hier; es gibt nichts anzubieten.",
            ),
            session.pick(
                "Name its folder with --ui; in the repository, `cargo xtask ui` builds it as ui/dist.",
                "Nennen Sie ihren Ordner mit --ui; im Repository baut `cargo xtask ui` ihn als ui/dist.",
            ),
        )
    })
}

/// Waits for Ctrl-C, or for the system to end the process. Where neither can be heard, for ever.
pub async fn told_to_end() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        };
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
