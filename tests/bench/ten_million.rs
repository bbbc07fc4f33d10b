//! Ten million order lines, made from the lab's file: copies of it, each 28 days after the one
//! before, with order numbers of its own. All of it sorted by time, as a shop exports it; or one
//! copy after the other, so that each day stands in a dozen places of the file.

use crate::numbers::say;
use anyhow::{Context as _, Result};
use flate2::read::GzDecoder;
use jiff::{SignedDuration, civil::DateTime};
use kontor_tests::{places, shop};
use std::{
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

/// The lab's file.
pub const SOURCE: &str = "online_retail.csv.gz";
/// What is missing without it.
pub const NO_LAB: &str =
    "the measurements need online_retail.csv.gz: name the folder that holds it in KONTOR_LAB";
const LINES: usize = 10_000_000;
const DAYS_APART: i64 = 28;

/// A line of the lab's file.
struct Line {
    order: String,
    /// Code, name and quantity, as they stand in the file.
    before: String,
    at: DateTime,
    /// Price, customer and country, as they stand in the file.
    after: String,
}

/// How the lines stand in the file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The oldest first.
    ByTime,
    /// Copy after copy.
    ByCopy,
}

/// The file, made on the first time.
pub fn file(folder: &Path, order: Order) -> Result<PathBuf> {
    let file = folder.join(match order {
        Order::ByTime => "ten-million.csv",
        Order::ByCopy => "ten-million-by-copy.csv",
    });
    if file.is_file() {
        return Ok(file);
    }
    say("Making ten million lines");
    let draft = folder.join("ten-million.draft");
    write(&read(&places::lab(SOURCE).context(NO_LAB)?)?, order, &draft)?;
    fs_err::rename(draft, &file)?;
    Ok(file)
}

/// A workspace that holds it, made on the first time.
pub async fn workspace(folder: &Path) -> Result<PathBuf> {
    let workspace = folder.join("ten-million");
    if workspace.is_dir() {
        return Ok(workspace);
    }
    let file = file(folder, Order::ByTime)?;
    say("Importing ten million lines");
    let draft = folder.join("ten-million-draft");
    if draft.exists() {
        fs_err::remove_dir_all(&draft)?;
    }
    let engine = shop::engine(folder, None)?;
    shop::create(&engine, &draft).await?;
    shop::import(&engine, &file).await?;
    engine.shutdown().await;
    drop(engine);
    fs_err::rename(draft, &workspace)?;
    Ok(workspace)
}

fn read(source: &Path) -> Result<Vec<Line>> {
    let mut reader = csv::Reader::from_reader(GzDecoder::new(fs_err::File::open(source)?));
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record?;
        let cell = |index| record.get(index).unwrap_or_default();
        lines.push(Line {
            order: cell(0).to_owned(),
            before: format!("{},{},{}", quoted(cell(1)), quoted(cell(2)), cell(3)),
            at: cell(4).parse().with_context(|| format!("a date in {}", source.display()))?,
            after: format!("{},{},{}", cell(5), cell(6), quoted(cell(7))),
        });
    }
    Ok(lines)
}

fn write(lines: &[Line], by: Order, file: &Path) -> Result<()> {
    let start = DateTime::constant(2000, 1, 1, 0, 0, 0, 0);
    let copies = LINES.div_ceil(lines.len().max(1));
    // Seconds, copy and place in the file: sorted by time, and within it as in the file.
    let mut order: Vec<(i64, usize, usize)> = (0..copies)
        .flat_map(|copy| lines.iter().enumerate().map(move |(place, line)| (copy, place, line)))
        .take(LINES)
        .map(|(copy, place, line)| {
            let days = copy as i64 * DAYS_APART;
            (line.at.duration_since(start).as_secs() + days * 86_400, copy, place)
        })
        .collect();
    if by == Order::ByTime {
        order.sort_unstable();
    }
    let mut out = BufWriter::with_capacity(1 << 20, fs_err::File::create(file)?);
    writeln!(
        out,
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
    )?;
    let (mut last, mut at) = (i64::MIN, start);
    for (seconds, copy, place) in order {
        let Some(line) = lines.get(place) else { continue };
        if seconds != last {
            (last, at) = (seconds, start.checked_add(SignedDuration::from_secs(seconds))?);
        }
        // The letter of a cancelled order stays in front.
        let digits = line.order.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let letters = line.order.strip_suffix(digits).unwrap_or_default();
        writeln!(
            out,
            "{letters}{:02}{digits},{},{} {},{}",
            copy + 10,
            line.before,
            at.date(),
            at.time(),
            line.after
        )?;
    }
    out.flush()?;
    Ok(())
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
