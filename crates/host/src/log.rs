//! The log: one file a day, five days, without personal data.
//!
//! Commands are logged by name, code, trace id and duration, never with what they hold. That is
//! why only our own crates write to it: what others would say is not in our hand.

use std::path::Path;
use std::{env, io, panic};
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;

/// Changes what is logged: a level such as `debug`, or a filter as `tracing` reads it.
const FILTER: &str = "KONTOR_LOG";
const FILES: usize = 5;

/// Starts the log in `folder`, which is made if it is missing. Call it once, first of all.
///
/// # Errors
/// When the folder or the file cannot be written; the program works without a log, too.
pub fn start_log(folder: &Path) -> io::Result<()> {
    // The appender would make it too, but only after complaining on the terminal.
    std::fs::create_dir_all(folder)?;
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("kontor")
        .filename_suffix("log")
        .max_log_files(FILES)
        .build(folder)
        .map_err(io::Error::other)?;
    tracing_subscriber::fmt()
        .with_env_filter(filter(env::var(FILTER).ok().as_deref()))
        .with_ansi(false)
        .with_writer(file)
        .try_init()
        .map_err(io::Error::other)?;
    log_panics();
    Ok(())
}

/// The filter that a value of the variable asks for. All of our crates begin with `kontor`.
fn filter(value: Option<&str>) -> EnvFilter {
    let value = value.unwrap_or("info");
    let is_level = value.bytes().all(|byte| byte.is_ascii_alphabetic());
    let directives = if is_level { format!("kontor={value}") } else { value.to_owned() };
    EnvFilter::try_new(directives).unwrap_or_else(|_| EnvFilter::new("kontor=info"))
}

/// Notes where a defect ended a thread. Its message stays out: it may quote data.
fn log_panics() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a defect ended a thread");
        before(info);
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_one_of_our_own_crates_and_nonsense_is_the_usual() {
        assert_eq!(filter(None).to_string(), "kontor=info");
        assert_eq!(filter(Some("debug")).to_string(), "kontor=debug");
        assert_eq!(filter(Some("kontor_engine=trace")).to_string(), "kontor_engine=trace");
        assert_eq!(filter(Some("=/=")).to_string(), "kontor=info");
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(start_log(&file.path().join("logs")).is_err());
    }
}
