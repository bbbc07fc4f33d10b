//! Makes the sample stores anew: `cargo run -p kontor-simulator --example make_stores [FOLDER]`,
//! into `sample-stores` where no folder is given. The same bytes each time.

use flate2::{Compression, GzBuilder};
use kontor_simulator::stores::{Clicks, Extent, Store, StoreCard, write_store};
use std::{
    cell::RefCell,
    collections::BTreeMap,
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    rc::Rc,
};

/// The last day of the stores that are kept with the program.
const LAST_DAY: &str = "2026-10-31";

/// Their seed.
const SEED: u64 = 1;

/// Files from this size on are kept compressed.
const LARGE: usize = 64 * 1024;

/// A file in memory.
#[derive(Clone, Default)]
struct Memory(Rc<RefCell<Vec<u8>>>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).map_or_else(|| PathBuf::from("sample-stores"), PathBuf::from);
    let mut total = 0;
    for store in Store::ALL {
        let size = make(store, &folder.join(store.id()))?;
        println!("{}: {} KiB", store.id(), size / 1024);
        total += size;
    }
    println!("together: {} KiB", total / 1024);
    Ok(())
}

/// Makes one store, and gives the bytes that it takes.
fn make(store: Store, folder: &Path) -> io::Result<usize> {
    let settings = store.settings(LAST_DAY.parse().map_err(io::Error::other)?, 1.0, SEED);
    let mut files: BTreeMap<String, Memory> = BTreeMap::new();
    let extent = Extent { clicks: Clicks::LastDays(3), full_truth: false, days: None };
    let (mut card, _) = write_store(
        &settings,
        extent,
        &mut |name| Ok(Box::new(files.entry(name.to_owned()).or_default().clone())),
        &mut |_| Ok(()),
    )?;
    fs::create_dir_all(folder)?;
    let mut size = 0;
    for (name, file) in &files {
        let bytes = file.0.borrow();
        let (kept, bytes) = match bytes.len() >= LARGE {
            true => (format!("{name}.gz"), compressed(&bytes)?),
            false => (name.clone(), bytes.clone()),
        };
        rename(&mut card, name, &kept);
        size += bytes.len();
        fs::write(folder.join(&kept), &bytes)?;
    }
    let mut text = serde_json::to_string_pretty(&card)?;
    text.push('\n');
    fs::write(folder.join("store.json"), text)?;
    Ok(size)
}

fn compressed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    // No time and no system, so that the bytes are the same each time.
    let mut out =
        GzBuilder::new().mtime(0).operating_system(255).write(Vec::new(), Compression::best());
    out.write_all(bytes)?;
    out.finish()
}

fn rename(card: &mut StoreCard, from: &str, to: &str) {
    for file in card.files.iter_mut().filter(|file| file.file == from) {
        file.file = to.to_owned();
    }
    for row in card.planted.iter_mut().filter(|row| row.file == from) {
        row.file = to.to_owned();
    }
}
