//! # kontor-server: Kontor in a browser
//!
//! Serves the interface and every command of the contract over HTTP, to browsers on this computer
//! only. `POST /api/{name}` carries a command's JSON there and its reply back; `GET /api/events`
//! tells what happens (server-sent events); `POST /api/upload` takes a file to import, and
//! `GET /api/file/{token}` hands over an exported one.
//!
//! It must not know what a command means, listen beyond the loopback interface, or answer a
//! request that [`guard`] has not let in. Start reading at [`router`], then `guard.rs`, which
//! explains who could attack a server on the merchant's own computer, and how.

mod api;
mod csp;
mod events;
mod failure;
mod files;
mod guard;
mod headers;
mod pages;
#[cfg(test)]
mod tests;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use kontor_engine::Engine;
use std::{
    future::Future,
    io,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, atomic::AtomicU64},
};
use tokio::{net::TcpListener, sync::watch};

/// A command's JSON is small; files come by `/api/upload`.
const MAX_BODY: usize = 1 << 20;

/// What is served.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of the built interface, with `index.html`.
    pub ui: PathBuf,
    /// The secret of this start, from [`new_token`].
    pub token: String,
}

/// What every handler may need.
struct Site {
    engine: Engine,
    ui: PathBuf,
    token: String,
    port: u16,
    csp_reports: AtomicU64,
    /// Turns true when the server is to end, so that streams of events do, too.
    stopped: watch::Receiver<bool>,
}

type Shared = Arc<Site>;

/// A new random token for one start of the server.
///
/// # Errors
/// When the system has no randomness to give.
pub fn new_token() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Listens on a port of the loopback interface; port 0 takes a free one.
///
/// # Errors
/// When the port is taken or may not be used.
pub async fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port))).await
}

/// The address to open in a browser. It holds the token: whoever opens it may do everything.
///
/// # Errors
/// When the listener has no address.
pub fn address(listener: &TcpListener, token: &str) -> io::Result<String> {
    Ok(format!("http://{}/?token={token}", listener.local_addr()?))
}

/// Serves until `shutdown` is done, then ends streams of events and finishes what is under way.
///
/// # Errors
/// When the listener listens beyond this computer, or fails.
pub async fn serve(
    engine: Engine,
    listener: TcpListener,
    options: Options,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        return Err(io::Error::other(format!("{address} can be reached from other computers")));
    }
    let (stop, stopped) = watch::channel(false);
    let app = router(Site {
        engine,
        ui: options.ui,
        token: options.token,
        port: address.port(),
        csp_reports: AtomicU64::new(0),
        stopped,
    });
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move {
            shutdown.await;
            stop.send_replace(true);
        })
        .await
}

fn router(site: Site) -> Router {
    let site = Arc::new(site);
    let commands = Router::new()
        .route("/{name}", post(api::rpc))
        .route("/events", get(events::stream))
        .route("/upload", post(files::upload).layer(DefaultBodyLimit::disable()))
        .route("/file/{token}", get(files::download))
        .fallback(api::unknown);
    let api = Router::new()
        .nest("/api", commands)
        .route("/api-internal", get(csp::count))
        .layer(from_fn(headers::never_cached))
        .layer(from_fn_with_state(site.clone(), guard::token));
    Router::new()
        .merge(api)
        .route("/csp-report", post(csp::report))
        .fallback(pages::serve)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn_with_state(site.clone(), guard::caller))
        .layer(from_fn(headers::security))
        .with_state(site)
}
