//! From a fresh clone to a merchant's numbers: in the window, or headless where there is none.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context as _, Result, anyhow};

use crate::places::Places;
use crate::plan::Purpose;
use crate::setup::{self, Consent, Wasm};
use crate::{shell, ui};

/// Sets up, builds, opens a sample store on the first run, and shows the window on it.
pub fn run(
    places: &Places,
    workspace: Option<PathBuf>,
    headless: bool,
    consent: Consent,
) -> Result<()> {
    places.announce();
    setup::install(&[Purpose::Run], consent)?;
    let window = !headless && has_display();
    if window {
        let wasm = setup::for_wasm(places, consent)?;
        build_all(places, wasm)?;
    } else {
        shell::say("No window: doing the main job headless");
        places.build("Building the program", &["kontor"])?;
    }

    let store = sample_store(&places.root)?;
    // A sample store that was cut off is completed; a person's own shop is left alone.
    let is_sample = workspace.is_none();
    let workspace = match workspace {
        Some(folder) => env::current_dir()?.join(folder),
        None => places.data.join(store.file_name().unwrap_or_default()),
    };
    let kontor = Kontor { places, workspace };
    if is_sample || !kontor.workspace.exists() {
        let parent = kontor.workspace.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(parent)
            .with_context(|| format!("cannot create {}", parent.display()))?;
        kontor.open_sample(&store)?;
    }
    shell::say(&format!("The workspace is {}", kontor.workspace.display()));

    if window {
        return shell::run("Opening the window", &mut kontor.program("kontor-desktop"));
    }
    let results = places.data.join("results");
    fs::create_dir_all(&results).with_context(|| format!("cannot create {}", results.display()))?;
    kontor.summary()?;
    for format in ["csv", "xlsx"] {
        kontor.export("products", "Exporting the products", format, &results)?;
    }
    kontor.plan(&results.join("reorder"))?;
    for format in ["csv", "xlsx"] {
        kontor.export("prices", "Exporting price suggestions", format, &results)?;
    }
    shell::say(&format!("The results are in {}", results.display()));
    Ok(())
}

/// Builds the interface, the command line and the window. The interface ends in minutes on a single
/// core: what does not hold it is built beside it.
pub fn build_all(places: &Places, wasm: Wasm) -> Result<()> {
    thread::scope(|scope| {
        let interface = scope.spawn(|| ui::build(places, wasm));
        let program = places.build("Building the program", &["kontor"]);
        interface.join().map_err(|_| anyhow!("building the interface broke off"))??;
        program
    })?;
    places.build("Building the window", &["kontor-desktop"])
}

/// The programs, as far as we use them.
struct Kontor<'a> {
    places: &'a Places,
    workspace: PathBuf,
}

impl Kontor<'_> {
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.places.program(name));
        // In the target folder there are no sample stores beside the program.
        command.env("KONTOR_RESOURCES", &self.places.root);
        command.arg("--workspace").arg(&self.workspace);
        command
    }

    fn verb(&self, verb: &str) -> Command {
        let mut command = self.program("kontor");
        command.arg(verb);
        command
    }

    /// Makes the workspace, with the store's orders in it.
    fn open_sample(&self, store: &Path) -> Result<()> {
        let id = store.file_name().unwrap_or_default();
        shell::run("Opening the sample store", self.verb("sample").arg("open").arg(id))
    }

    fn summary(&self) -> Result<()> {
        shell::run("Summing up", &mut self.verb("summary"))
    }

    /// Trains a forecast if there is none, then plans what to order of whom.
    fn plan(&self, folder: &Path) -> Result<()> {
        let mut command = self.verb("reorder");
        command.args(["plan", "--out"]).arg(folder);
        shell::run("Forecasting, and planning what to order", &mut command)
    }

    /// Writes a table to a file of its name in a folder.
    fn export(&self, table: &str, what: &str, format: &str, folder: &Path) -> Result<()> {
        let mut command = self.verb("export");
        let file = folder.join(format!("{table}.{format}"));
        command.args([table, "--format", format, "--out"]).arg(file);
        shell::run(what, &mut command)
    }
}

/// The first of the sample stores, by name.
fn sample_store(root: &Path) -> Result<PathBuf> {
    let folder = root.join("sample-stores");
    let mut stores: Vec<PathBuf> = fs::read_dir(&folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|store| store.join("store.json").is_file())
        .collect();
    stores.sort();
    stores
        .into_iter()
        .next()
        .with_context(|| format!("there is no sample store in {}", folder.display()))
}

fn has_display() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_store_by_name_is_the_sample() {
        let root = tempfile::tempdir().unwrap();
        for store in ["c", "b", "a"] {
            fs::create_dir_all(root.path().join("sample-stores").join(store)).unwrap();
        }
        assert!(sample_store(root.path()).unwrap_err().to_string().contains("no sample store"));
        for store in ["c", "b"] {
            fs::write(root.path().join("sample-stores").join(store).join("store.json"), "")
                .unwrap();
        }
        assert!(sample_store(root.path()).unwrap().ends_with("sample-stores/b"));
    }
}
