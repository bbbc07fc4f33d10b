//! How the window reaches the engine: the same JSON over Tauri's bridge or over HTTP.
//!
//! [`call`] asks a query or a mutation, [`start`] starts a job, [`listen`] hears what the engine
//! tells. Pages do not call these: they go through [`crate::query`] and [`crate::jobs`], which
//! know what a command makes stale.

mod browser;
mod desktop;

use crate::locales::{Texts, language};
use kontor_api::{
    ApiError, Call, Code, Event, JobId, JobStarted, Kind, export::ExportedFile, import::Source,
};
use serde::de::DeserializeOwned;

/// Where the window runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// In Kontor's own window.
    Desktop,
    /// In a browser, served by `kontor serve`.
    Browser,
}

/// Where this window runs.
pub fn host() -> Host {
    let bridge = js_sys::Reflect::has(&js_sys::global(), &"__TAURI_INTERNALS__".into());
    if bridge == Ok(true) { Host::Desktop } else { Host::Browser }
}

/// Asks a query or a mutation. A job does not compile here: see [`start`].
///
/// # Errors
/// What the command ended with, or that the engine could not be reached.
pub async fn call<C: Call>(request: &C) -> Result<C::Reply, ApiError> {
    const { assert!(!matches!(C::COMMAND.info().kind, Kind::Job)) };
    exchange(C::COMMAND.info().name, request).await
}

/// Starts a job and answers with its id; it goes on by itself.
///
/// # Errors
/// Why it did not start, or that the engine could not be reached.
pub async fn start<C: Call>(request: &C) -> Result<JobId, ApiError> {
    const { assert!(matches!(C::COMMAND.info().kind, Kind::Job)) };
    let started: JobStarted = exchange(C::COMMAND.info().name, request).await?;
    Ok(started.job)
}

async fn exchange<R: DeserializeOwned>(
    name: &str,
    request: &impl serde::Serialize,
) -> Result<R, ApiError> {
    let body = serde_json::to_string(request).map_err(defect)?;
    let reply = match host() {
        Host::Desktop => desktop::send(name, &body).await?,
        Host::Browser => browser::send(name, &body).await?,
    };
    serde_json::from_str(&reply).map_err(defect)
}

/// What [`listen`] hears.
pub enum Heard {
    /// The line stands (again): whatever was told before may have been missed.
    Connected,
    /// The engine tells something.
    Event(Event),
}

/// Hears the engine for as long as the window lives.
pub fn listen(handler: impl Fn(Heard) + 'static) {
    match host() {
        Host::Desktop => desktop::listen(handler),
        Host::Browser => browser::listen(handler),
    }
}

/// Lets the person choose a file to read; `None` if they chose none.
///
/// # Errors
/// That the file could not be handed over.
pub async fn pick_file() -> Result<Option<Source>, ApiError> {
    match host() {
        Host::Desktop => desktop::pick_file().await,
        Host::Browser => browser::pick_file().await,
    }
}

/// Lets the person choose any number of files to read; empty if they chose none.
///
/// # Errors
/// That a file could not be handed over.
pub async fn pick_files() -> Result<Vec<Source>, ApiError> {
    match host() {
        Host::Desktop => desktop::pick_files().await,
        Host::Browser => browser::pick_files().await,
    }
}

/// Hears files dropped anywhere on the window, for as long as it lives: those dropped together as
/// things to read, or why one could not be handed over.
pub fn on_drop(handler: impl Fn(Result<Vec<Source>, ApiError>) + Clone + 'static) {
    match host() {
        Host::Desktop => desktop::on_drop(handler),
        Host::Browser => browser::on_drop(handler),
    }
}

/// Hands a finished file to the person: a save dialog on the desktop, a download in a browser.
/// Answers whether it was taken.
///
/// # Errors
/// That it could not be saved there.
pub async fn save_file(file: &ExportedFile) -> Result<bool, ApiError> {
    match host() {
        Host::Desktop => desktop::save_file(file).await,
        Host::Browser => browser::save_file(file),
    }
}

/// The error that a host answered with, from its JSON.
fn refusal(json: &str) -> ApiError {
    serde_json::from_str(json).unwrap_or_else(|_| defect(json))
}

/// The engine gave no answer at all.
fn unreachable() -> ApiError {
    let t = Texts(language());
    ApiError {
        code: Code::Io,
        message: t.unreachable().to_owned(),
        hint: Some(t.unreachable_hint().to_owned()),
        field: None,
        retry: true,
        trace_id: String::new(),
    }
}

/// The answer was not one: window and engine do not fit.
pub fn defect(why: impl std::fmt::Display) -> ApiError {
    let t = Texts(language());
    ApiError {
        code: Code::Internal,
        message: t.defect(why),
        hint: Some(t.defect_hint().to_owned()),
        field: None,
        retry: false,
        trace_id: String::new(),
    }
}
