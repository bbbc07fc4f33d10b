//! Makes the packages that people install, with Tauri's own bundler.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::places::{Places, SELECTION};
use crate::plan::Purpose;
use crate::setup::{self, Consent};
use crate::{shell, ui};

/// The bundler's version: that of the `tauri` we build with.
const BUNDLER: &str = "2.12.5";

/// What each system is given. An AppImage would download its tools.
const KINDS: &str = if cfg!(target_os = "macos") {
    "app,dmg"
} else if cfg!(windows) {
    "nsis,msi"
} else {
    "deb,rpm"
};

/// The programs in a package: the window, and the command line beside it.
const PROGRAMS: [&str; 2] = ["kontor-desktop", "kontor"];

/// Builds the programs and packs them, with icon, models, sample stores, and the interface once
/// more, for `kontor serve`.
pub fn bundle(places: &Places, release: bool, consent: Consent) -> Result<()> {
    places.announce();
    setup::install(&[Purpose::Run, Purpose::Bundle], consent)?;
    let wasm = setup::for_wasm(places, consent)?;
    ui::build(places, wasm)?;
    // The profile of `run` and `test` by default: DuckDB is compiled already.
    let profile = if release { "release" } else { "debug" };
    if release {
        let mut command = places.cargo("build");
        command.args(SELECTION).arg("--release");
        for program in PROGRAMS {
            command.args(["--bin", program]);
        }
        shell::run("Building the programs for release", &mut command)?;
    } else {
        places.build("Building the programs", &PROGRAMS)?;
    }

    let mut command = bundler(places)?;
    command.current_dir(&places.root).env("CARGO_TARGET_DIR", &places.target).args([
        "bundle",
        "--ci",
        "--bundles",
        KINDS,
        "--config",
        &beside_the_window(places, profile)?,
    ]);
    if !release {
        command.arg("--debug");
    }
    shell::run("Packing", &mut command)?;
    list(places, profile)
}

/// Has the command line packed beside the window: /usr/bin on Linux, the application's own folder
/// elsewhere. It stands in no file, as every build of the window would want it made before.
fn beside_the_window(places: &Places, profile: &str) -> Result<String> {
    let version = shell::output("Asking Rust its system", Command::new("rustc").arg("-vV"))?;
    let system = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc does not name the system it compiles for")?;
    let folder = places.target.join("packed");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let suffix = std::env::consts::EXE_SUFFIX;
    let built = places.target.join(profile).join(format!("kontor{suffix}"));
    // The bundler wants the system in the file's name, and takes it off again.
    let named = folder.join("kontor");
    fs::copy(&built, folder.join(format!("kontor-{system}{suffix}")))
        .with_context(|| format!("cannot copy {}", built.display()))?;
    Ok(serde_json::json!({ "bundle": { "externalBin": [named] } }).to_string())
}

/// The bundler: prebuilt where there is Node, else compiled by Cargo once.
fn bundler(places: &Places) -> Result<Command> {
    if shell::on_path("npx") {
        let mut command = Command::new(if cfg!(windows) { "npx.cmd" } else { "npx" });
        command.args(["--yes", &format!("@tauri-apps/cli@{BUNDLER}")]);
        return Ok(command);
    }
    let tools = places.cache.join("tools");
    let program = tools.join("bin").join(format!("cargo-tauri{}", std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        shell::say("No Node here: compiling the bundler, once, in about a quarter of an hour");
        shell::run(
            "Compiling the bundler",
            places
                .cargo("install")
                .args(["tauri-cli", "--locked", "--version", BUNDLER, "--root"])
                .arg(&tools),
        )?;
    }
    Ok(Command::new(program))
}

/// Names the packages that were made.
fn list(places: &Places, profile: &str) -> Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    let mut found = false;
    for kind in KINDS.split(',') {
        // Tauri keeps the application for macOS in a folder of another name.
        let folder = places.target.join(profile).join("bundle").join(if kind == "app" {
            "macos"
        } else {
            kind
        });
        let entries =
            fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_package =
                kind == "app" || (name.contains(version) && name.ends_with(extension(kind)));
            if is_package {
                let megabytes = entry.metadata()?.len().div_ceil(1_000_000);
                shell::say(&format!("{} ({megabytes} MB)", entry.path().display()));
                found = true;
            }
        }
    }
    if !found {
        bail!("the bundler was content, but there is no package of version {version}");
    }
    Ok(())
}

fn extension(kind: &str) -> &str {
    match kind {
        "nsis" => "exe",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_command_line_is_packed_beside_the_window() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("target");
        let suffix = std::env::consts::EXE_SUFFIX;
        fs::create_dir_all(target.join("debug")).unwrap();
        fs::write(target.join(format!("debug/kontor{suffix}")), "the program").unwrap();
        let places = Places {
            root: root.path().to_owned(),
            ui_target: root.path().join("ui"),
            cache: root.path().to_owned(),
            data: root.path().to_owned(),
            target,
        };
        let config = beside_the_window(&places, "debug").unwrap();
        let config: serde_json::Value = serde_json::from_str(&config).unwrap();
        let named = config["bundle"]["externalBin"][0].as_str().unwrap();
        assert!(named.ends_with("kontor"), "{named}");
        let packed: Vec<_> = fs::read_dir(Path::new(named).parent().unwrap())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(packed.len(), 1);
        assert!(packed[0].starts_with("kontor-") && packed[0].ends_with(suffix), "{packed:?}");
    }

    #[test]
    fn a_package_holds_what_the_programs_look_for() {
        let config = include_str!("../../tauri.conf.json");
        let config: serde_json::Value = serde_json::from_str(config).unwrap();
        for folder in ["models/", "sample-stores/", "ui/dist/"] {
            let resources = config["bundle"]["resources"].as_array().unwrap();
            assert!(resources.iter().any(|each| each == folder), "{folder} is not packed");
        }
    }
}
