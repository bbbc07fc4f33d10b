//! Writing sample stores, as large as wanted.

use crate::{
    Engine, Handle,
    error::{self, Failure, Result},
    jobs::Context,
};
use kontor_api::{
    Code,
    domain::Date,
    workspace::{CreateSample, SampleMade},
};
use kontor_simulator::stores::{Clicks, Extent, Store, write_store};
use std::{
    io::{self, BufWriter, Write},
    path::Path,
};

/// The last day of every sample store: with another one the same seed would give another store.
const LAST_DAY: Date = Date::constant(2026, 10, 31);
/// Days of which clicks are kept; they are many, and nothing reads them yet.
const CLICK_DAYS: u32 = 3;
/// The largest store has about ten million orders.
const LARGEST: f64 = 10_000.0;

impl Handle<CreateSample> for Engine {
    fn handle(&self, request: CreateSample, context: &Context) -> Result<SampleMade> {
        let Some(store) = Store::from_id(&request.id) else {
            let known: Vec<&str> = Store::ALL.iter().map(|store| store.id()).collect();
            return Err(Failure::new(
                Code::NotFound,
                format!("There is no sample store “{}” to write.", request.id),
                format!("Es gibt keinen Beispielladen „{}“.", request.id),
            )
            .hint(
                format!("There are: {}.", known.join(", ")),
                format!("Es gibt: {}.", known.join(", ")),
            )
            .field("id"));
        };
        if !(request.scale > 0.0 && request.scale <= LARGEST) {
            return Err(Failure::new(
                Code::BadRequest,
                format!("A store of {} times the size cannot be written.", request.scale),
                format!("Ein Laden von {}-facher Größe lässt sich nicht schreiben.", request.scale),
            )
            .hint(
                "Name a number between 0 and 10000.",
                "Nennen Sie eine Zahl zwischen 0 und 10000.",
            )
            .field("scale"));
        }
        let folder = Path::new(&request.folder);
        if folder.exists() && fs_err::read_dir(folder)?.next().is_some() {
            return Err(error::folder_taken(folder));
        }
        fs_err::create_dir_all(folder)?;
        let made = write(store, &request, folder, context);
        if made.is_err() {
            // What was begun is of no use.
            fs_err::remove_dir_all(folder)?;
        }
        made
    }
}

fn write(
    store: Store,
    request: &CreateSample,
    folder: &Path,
    context: &Context,
) -> Result<SampleMade> {
    context.stage("Writing the store", "Laden wird geschrieben", 0.0, 1.0);
    let settings = store.settings(LAST_DAY, request.scale, request.seed);
    let extent = Extent { clicks: Clicks::LastDays(CLICK_DAYS), full_truth: false, days: None };
    let mut files = Vec::new();
    let mut open = |name: &str| -> io::Result<Box<dyn Write>> {
        files.push(name.to_owned());
        Ok(Box::new(BufWriter::new(fs_err::File::create(folder.join(name))?)))
    };
    let mut watch = |done: f64| {
        context.progress(done);
        context.cancel.check().map_err(io::Error::other)
    };
    let written = write_store(&settings, extent, &mut open, &mut watch);
    context.cancel.check()?;
    let (card, _) = written?;
    let text = serde_json::to_string_pretty(&card).map_err(io::Error::other)?;
    fs_err::write(folder.join("store.json"), text + "\n")?;
    files.push("store.json".to_owned());
    files.sort();
    let bytes = files
        .iter()
        .map(|file| Ok(fs_err::metadata(folder.join(file))?.len()))
        .sum::<io::Result<u64>>()?;
    Ok(SampleMade { folder: folder.display().to_string(), files, bytes })
}
