//! Importing a file, against DuckDB's bare `CREATE TABLE AS SELECT * FROM read_csv(…)`: both into
//! a file, two threads each, until it is complete on disk.

use crate::numbers::{Show, median, say};
use anyhow::{Context as _, Result, ensure};
use kontor_tests::shop;
use kontor_warehouse::BareTypes;
use serde::{Deserialize, Serialize};
use std::{env, path::Path, process::Command, time::Instant};

/// Threads of each side.
const THREADS: usize = 2;

/// Who imports.
#[derive(Clone, Copy, clap::ValueEnum)]
pub enum By {
    /// The engine: understood, checked, kept with its original.
    Kontor,
    /// DuckDB alone.
    Duckdb,
    /// DuckDB alone, every column as text: where its guess from the first rows does not hold.
    DuckdbTexts,
}

impl By {
    fn name(self) -> &'static str {
        match self {
            By::Kontor => "kontor",
            By::Duckdb => "duckdb",
            By::DuckdbTexts => "duckdb-texts",
        }
    }
}

/// One run.
#[derive(Serialize, Deserialize)]
struct Once {
    seconds: f64,
    /// Seconds of importing the same file once more, which changes nothing.
    again_seconds: Option<f64>,
    /// Seconds of all cores together, which other work on the machine does not lengthen; `None`
    /// where the system does not tell.
    cpu_seconds: Option<f64>,
    rows: u64,
    /// The most memory that the process had at once, in bytes; `None` where the system does not
    /// tell.
    peak_bytes: Option<u64>,
}

#[derive(Serialize)]
struct Comparison {
    file: String,
    rows: u64,
    kontor_seconds: Vec<f64>,
    duckdb_seconds: Vec<f64>,
    kontor_median: f64,
    duckdb_median: f64,
    /// Kontor's median by DuckDB's.
    ratio: f64,
    /// What that ratio may be.
    most: f64,
    /// Kontor's median of importing the unchanged file once more.
    again_median: f64,
    /// That median by the one of the first import.
    again_ratio: f64,
    kontor_cpu_median: Option<f64>,
    duckdb_cpu_median: Option<f64>,
    kontor_peak_bytes: Option<u64>,
    duckdb_peak_bytes: Option<u64>,
}

/// Runs Kontor and its peer in turns and prints their medians; `most` is what their ratio may be.
pub fn compare(
    file: &Path,
    peer: By,
    most: f64,
    runs: usize,
    folder: &Path,
    show: Show,
) -> Result<()> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (mut kontor, mut duckdb) = (Vec::new(), Vec::new());
    for run in 1..=runs.max(1) {
        for (by, done) in [(peer, &mut duckdb), (By::Kontor, &mut kontor)] {
            let once = in_own_process(by, file, folder)?;
            say(&format!("{name}, run {run} of {runs}: {} {:.2} s", by.name(), once.seconds));
            done.push(once);
        }
    }
    let seconds = |runs: &[Once]| runs.iter().map(|run| run.seconds).collect::<Vec<_>>();
    let cpu = |runs: &[Once]| {
        let mut seconds: Vec<f64> = runs.iter().filter_map(|run| run.cpu_seconds).collect();
        (!seconds.is_empty()).then(|| median(&mut seconds))
    };
    let peak = |runs: &[Once]| runs.iter().filter_map(|run| run.peak_bytes).max();
    let (kontor_median, duckdb_median) =
        (median(&mut seconds(&kontor)), median(&mut seconds(&duckdb)));
    let mut again: Vec<f64> = kontor.iter().filter_map(|run| run.again_seconds).collect();
    let again_median = median(&mut again);
    let comparison = Comparison {
        file: name,
        rows: kontor.first().map_or(0, |run| run.rows),
        kontor_seconds: seconds(&kontor),
        duckdb_seconds: seconds(&duckdb),
        kontor_median,
        duckdb_median,
        ratio: kontor_median / duckdb_median,
        most,
        again_median,
        again_ratio: again_median / kontor_median,
        kontor_cpu_median: cpu(&kontor),
        duckdb_cpu_median: cpu(&duckdb),
        kontor_peak_bytes: peak(&kontor),
        duckdb_peak_bytes: peak(&duckdb),
    };
    show.print(&comparison, table)
}

fn table(comparison: &Comparison) -> String {
    let row = |name: &str, median: f64, cpu: Option<f64>, peak: Option<u64>| {
        let cpu = cpu.map_or_else(|| "not told".to_owned(), |seconds| format!("{seconds:.2} s"));
        let peak = peak.map_or_else(
            || "not told".to_owned(),
            |bytes| format!("{:.2} GiB", bytes as f64 / f64::from(1 << 30)),
        );
        format!("{name:<10}{:>12}{cpu:>12}{peak:>12}\n", format!("{median:.2} s"))
    };
    let c = comparison;
    format!(
        "\nImport of {}, {} rows, median of {} runs in turns, {THREADS} threads\n\
         {:<10}{:>12}{:>12}{:>12}\n{}{}\
         ratio {:.2} (at most {:.2}), peak memory at most 1.50 GiB\n\
         the same file again: {:.2} s, {:.1} % of the first import (at most 10)",
        c.file,
        c.rows,
        c.kontor_seconds.len(),
        "",
        "time",
        "all cores",
        "peak",
        row("kontor", c.kontor_median, c.kontor_cpu_median, c.kontor_peak_bytes),
        row("duckdb", c.duckdb_median, c.duckdb_cpu_median, c.duckdb_peak_bytes),
        c.ratio,
        c.most,
        c.again_median,
        c.again_ratio * 100.0,
    )
}

fn in_own_process(by: By, file: &Path, folder: &Path) -> Result<Once> {
    let into = tempfile::tempdir_in(folder)?;
    let output = Command::new(env::current_exe()?)
        .args(["once", "--by", by.name()])
        .arg(file)
        .arg(into.path())
        .output()
        .context("the measured process does not start")?;
    ensure!(
        output.status.success(),
        "the measured process failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Runs one import and prints what it took: the measured process.
pub async fn once(by: By, file: &Path, into: &Path) -> Result<()> {
    let once = match by {
        By::Kontor => {
            let engine = shop::engine(into, Some(THREADS))?;
            let folder = into.join("shop");
            shop::create(&engine, &folder).await?;
            let start = Instant::now();
            let report = shop::import(&engine, file).await?;
            // Closing writes what is still in the write-ahead log, as CHECKPOINT does.
            engine.shutdown().await;
            let (seconds, cpu_seconds) = (start.elapsed().as_secs_f64(), cpu_time());
            shop::open(&engine, &folder).await?;
            let start = Instant::now();
            let again = shop::import(&engine, file).await?;
            ensure!(again.already_imported, "the unchanged file came in a second time");
            let again_seconds = Some(start.elapsed().as_secs_f64());
            engine.shutdown().await;
            let (rows, peak_bytes) = (report.rows_read, peak_memory());
            Once { seconds, again_seconds, cpu_seconds, rows, peak_bytes }
        }
        By::Duckdb | By::DuckdbTexts => {
            let types = match by {
                By::DuckdbTexts => BareTypes::Texts,
                _ => BareTypes::Guessed,
            };
            let start = Instant::now();
            let rows =
                kontor_warehouse::bare_import(file, &into.join("bare.duckdb"), types, THREADS)?;
            let (seconds, cpu_seconds) = (start.elapsed().as_secs_f64(), cpu_time());
            Once { seconds, again_seconds: None, cpu_seconds, rows, peak_bytes: peak_memory() }
        }
    };
    Show { json: true }.print(&once, |_| String::new())
}

/// The most memory that this process had at once, as Linux counts it.
pub fn peak_memory() -> Option<u64> {
    let status = fs_err::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

/// What this process used of all cores together, as Linux counts it: in hundredths of a second.
fn cpu_time() -> Option<f64> {
    let stat = fs_err::read_to_string("/proc/self/stat").ok()?;
    // The name before the bracket may hold spaces; user and system time are the 12th and 13th
    // field after it.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) / 100.0)
}
