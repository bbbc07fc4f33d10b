//! Imports by the command line program that are killed in the middle, and what they leave.

use crate::{
    cli,
    shop::{self, State},
};
use anyhow::{Result, ensure};
use std::{
    path::{Path, PathBuf},
    process::{Child, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// What became of the imports.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kills {
    /// Imports that were killed, or had ended a moment before.
    pub kills: u32,
    /// How many of them were there as a whole when the shop was opened again.
    pub whole: u32,
    /// How long one takes that nobody kills.
    pub undisturbed: Duration,
}

/// A shop before an import, how it looks then, and after it.
struct Begin {
    folder: PathBuf,
    before: State,
    after: State,
}

/// Kills so many imports of a file with `lines` order lines, at random points that are spread over
/// the whole run, each in a shop of its own: with the sample's order lines, and every second one
/// empty, where the first import also says what the shop counts in. After each the shop is
/// opened, held against how it was before and how it is after a whole import, and gets the file
/// again.
///
/// # Errors
/// When a shop holds anything but all or nothing of the killed import, or does not open.
pub async fn kill_imports(
    home: &Path,
    lines: usize,
    kills: u32,
    mut done: impl FnMut(u32),
) -> Result<Kills> {
    let file = home.join("many.csv");
    fs_err::write(&file, shop::many_lines(lines))?;
    let engine = shop::engine(home, Some(2))?;
    let mut begins = Vec::new();
    let mut undisturbed = Duration::ZERO;
    for name in ["sample", "empty"] {
        let (folder, kept) = (home.join(name), home.join(format!("{name}-kept")));
        shop::create(&engine, &folder).await?;
        if name == "sample" {
            shop::import(&engine, &shop::sample_orders()).await?;
        }
        let before = shop::state(&engine).await?;
        engine.shutdown().await;
        copy(&folder, &kept)?;
        // Let one through, to know how long it takes here and how the shop looks then.
        let started = Instant::now();
        ensure!(start(home, &folder, &file)?.wait()?.success(), "the undisturbed import failed");
        undisturbed = started.elapsed();
        shop::open(&engine, &folder).await?;
        let after = shop::state(&engine).await?;
        ensure!(after.lines == before.lines + lines as u64, "the import brought in {after:?}");
        engine.shutdown().await;
        begins.push(Begin { folder: kept, before, after });
    }

    let mut random = 0x9e37_79b9_u32;
    let mut whole = 0;
    for (kill, begin) in (0..kills).zip(begins.iter().cycle()) {
        let folder = home.join(format!("killed-{kill}"));
        copy(&begin.folder, &folder)?;
        // Spread over the whole run, each somewhere in its own part of it.
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let share = (f64::from(kill) + f64::from(random >> 16) / 65536.0) / f64::from(kills);
        let mut child = start(home, &folder, &file)?;
        sleep(undisturbed.mul_f64(share));
        // It may have ended by itself a moment before.
        child.kill().ok();
        child.wait()?;
        let is_whole = is_whole(&home.join("after"), &folder, &file, begin).await;
        whole +=
            u32::from(is_whole.map_err(|error| error.context(format!("killed at {share:.3}")))?);
        fs_err::remove_dir_all(folder)?;
        done(kill + 1);
    }
    Ok(Kills { kills, whole, undisturbed })
}

/// Whether a shop holds all of the file; if it holds neither all nor nothing, or differs after the
/// file was imported again, an error.
async fn is_whole(
    home: &Path,
    folder: &Path,
    file: &Path,
    Begin { before, after, .. }: &Begin,
) -> Result<bool> {
    let engine = shop::engine(home, Some(2))?;
    let status = shop::open(&engine, folder).await?;
    let found = shop::state(&engine).await?;
    let repaired = status.open;
    ensure!(found == *before || found == *after, "found {found:?}, repaired {repaired:?}");
    let is_whole = found == *after;
    let report = shop::import(&engine, file).await?;
    ensure!(report.already_imported == is_whole, "imported before: {}", report.already_imported);
    let found = shop::state(&engine).await?;
    ensure!(found == *after, "found {found:?} after it was imported again");
    engine.shutdown().await;
    Ok(is_whole)
}

/// Starts the command line program on an import.
fn start(home: &Path, workspace: &Path, file: &Path) -> Result<Child> {
    let mut command = cli::kontor(home);
    command.arg("--workspace").arg(workspace).arg("import").arg(file);
    let started = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    started.map_err(|error| anyhow::Error::new(error).context(cli::not_built()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs_err::create_dir_all(to)?;
    for entry in fs_err::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs_err::copy(&path, &target)?;
        }
    }
    Ok(())
}
