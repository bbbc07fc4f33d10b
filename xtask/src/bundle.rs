//! Makes the packages that people install, with Tauri's own bundler.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::places::Places;
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

/// Builds the program and packs it, with its icon, the models and the sample stores.
pub fn bundle(places: &Places, release: bool, consent: Consent) -> Result<()> {
    places.announce();
    setup::install(&[Purpose::Run, Purpose::Bundle], consent)?;
    let wasm = setup::for_wasm(places, consent)?;
    ui::build(places, wasm)?;
    // The profile of `run` and `test` by default: DuckDB is compiled already.
    if release {
        shell::run(
            "Building the program for release",
            places.cargo("build").args(["--release", "--package", "kontor-desktop"]),
        )?;
    } else {
        places.build("Building the program", &["kontor-desktop"])?;
    }

    let mut command = bundler(places)?;
    command.current_dir(&places.root).env("CARGO_TARGET_DIR", &places.target).args([
        "bundle",
        "--ci",
        "--bundles",
        KINDS,
    ]);
    if !release {
        command.arg("--debug");
    }
    shell::run("Packing", &mut command)?;
    list(places, if release { "release" } else { "debug" })
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
