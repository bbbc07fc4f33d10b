//! Imports that are killed at random points: after each the shop opens, and holds all or nothing.

use crate::numbers::{Show, say};
use anyhow::Result;
use kontor_tests::kills::kill_imports;
use serde::Serialize;
use std::path::Path;

/// Lines of the file: an import takes long enough to be hit in each of its stages.
const LINES: usize = 60_000;

#[derive(Serialize)]
struct Killed {
    lines: usize,
    /// How many imports were killed; each left all or nothing, or the measurement fails.
    kills: u32,
    /// How many of them had come in as a whole.
    whole: u32,
    /// Seconds that an import takes which nobody kills.
    undisturbed_seconds: f64,
}

/// Kills so many imports and prints what they left.
pub async fn measure(kills: u32, folder: &Path, show: Show) -> Result<()> {
    let home = tempfile::tempdir_in(folder)?;
    let done = kill_imports(home.path(), LINES, kills, |done| {
        if done % 20 == 0 {
            say(&format!("{done} of {kills} imports killed"));
        }
    })
    .await?;
    let killed = Killed {
        lines: LINES,
        kills: done.kills,
        whole: done.whole,
        undisturbed_seconds: done.undisturbed.as_secs_f64(),
    };
    show.print(&killed, |killed| {
        format!(
            "\nImports of {} lines, killed at random points of {:.2} s: {}\n\
             every shop opened; {} held all of the file, {} nothing, none a part",
            killed.lines,
            killed.undisturbed_seconds,
            killed.kills,
            killed.whole,
            killed.kills - killed.whole
        )
    })
}
