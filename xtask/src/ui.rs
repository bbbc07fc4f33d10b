//! Builds the interface: Rust to WebAssembly, the glue beside it, and the files it comes with.
//! Nothing is downloaded: the glue is made by the same library that the command-line tool is.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use flate2::{Compression, write::GzEncoder};
use wasm_bindgen_cli_support::Bindgen;

use crate::places::Places;
use crate::setup::Wasm;
use crate::shell;

/// How large the program may be, compressed: it stands between the start and the first number.
const MOST_BYTES: usize = 1_500_000;

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Builds `ui/dist`, unless nothing it is made of has changed.
pub fn build(places: &Places, wasm: Wasm) -> Result<()> {
    let ui = places.root.join("ui");
    let dist = places.dist();
    let stamp = ui.join("dist.stamp");
    let inputs = format!("{:016x}", inputs(places, wasm)?);
    if dist.join("index.html").is_file() && fs::read_to_string(&stamp).is_ok_and(|s| s == inputs) {
        shell::say("The interface is as its sources are");
        return Ok(());
    }

    compile(places, wasm)?;
    let glue = places.ui_target.join("glue");
    bind(places, &glue)?;

    let mut files = BTreeMap::new();
    collect(&glue, Path::new(""), &mut files)?;
    collect(&ui.join("public"), Path::new(""), &mut files)?;
    collect(&ui.join("styles"), Path::new("styles"), &mut files)?;
    for (name, source) in [
        ("index.html", ui.join("index.html")),
        ("boot.js", ui.join("boot.js")),
        ("icon.svg", places.root.join("assets/icons/kontor.svg")),
    ] {
        files.insert(PathBuf::from(name), read(&source)?);
    }
    let size = check_size(files.get(Path::new("app_bg.wasm")).map_or(&[], Vec::as_slice))?;
    replace(&dist, &files)?;
    fs::write(&stamp, inputs)?;
    shell::say(&format!("The interface is in {}: {size}", dist.display()));
    Ok(())
}

/// A number that changes when anything changes that the interface is made of.
fn inputs(places: &Places, wasm: Wasm) -> Result<u64> {
    let mut files = BTreeMap::new();
    for source in [
        "ui/src",
        "ui/styles",
        "ui/public",
        "ui/locales",
        "ui/index.html",
        "ui/boot.js",
        "ui/Cargo.toml",
        "crates/domain",
        "crates/api",
        "assets/icons/kontor.svg",
        "xtask/src/ui.rs",
        ".cargo/config.toml",
        "Cargo.toml",
        "Cargo.lock",
    ] {
        collect(&places.root.join(source), Path::new(source), &mut files)?;
    }
    let mut hasher = DefaultHasher::new();
    (wasm == Wasm::Debian, files).hash(&mut hasher);
    Ok(hasher.finish())
}

fn compile(places: &Places, wasm: Wasm) -> Result<()> {
    let mut command = match wasm {
        Wasm::AtHand => Command::new("cargo"),
        Wasm::Debian => {
            let mut command = Command::new("/usr/bin/cargo");
            // Debian has no standard library for WebAssembly, but its source: Cargo builds it.
            command.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
            command
        }
    };
    command
        .current_dir(&places.root)
        .env("CARGO_TARGET_DIR", &places.ui_target)
        .args(["build", "--package", "kontor-ui", "--profile", "ui"])
        .args(["--target", WASM_TARGET])
        // Another build may show its progress meanwhile.
        .arg("--quiet");
    if wasm == Wasm::Debian {
        command.arg("-Zbuild-std=std,panic_abort");
    }
    shell::run("Compiling the interface to WebAssembly", &mut command)
}

/// Makes the JavaScript that stands between the browser and the program.
fn bind(places: &Places, glue: &Path) -> Result<()> {
    shell::say("Writing the glue between WebAssembly and the browser");
    if glue.exists() {
        fs::remove_dir_all(glue)?;
    }
    let program = places.ui_target.join(WASM_TARGET).join("ui").join("kontor-ui.wasm");
    Bindgen::new()
        .input_path(&program)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .out_name("app")
        .generate(glue)
        .with_context(|| format!("wasm-bindgen cannot read {}", program.display()))
}

fn check_size(program: &[u8]) -> Result<String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(program)?;
    let compressed = encoder.finish()?.len();
    let size = format!(
        "{} of WebAssembly, {} compressed",
        kilobytes(program.len()),
        kilobytes(compressed)
    );
    if compressed > MOST_BYTES {
        bail!(
            "the interface has grown to {size}; {} is the most\n\
             `cargo tree --package kontor-ui` shows what it is made of",
            kilobytes(MOST_BYTES)
        );
    }
    Ok(size)
}

fn kilobytes(bytes: usize) -> String {
    format!("{} kB", bytes.div_ceil(1000))
}

/// Reads a file, or a folder with all that is in it; what does not exist is nothing.
fn collect(from: &Path, to: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) -> Result<()> {
    if from.is_file() {
        files.insert(to.to_path_buf(), read(from)?);
    } else if from.is_dir() {
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            collect(&entry.path(), &to.join(entry.file_name()), files)?;
        }
    }
    Ok(())
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

/// Makes the folder hold exactly these files. What is the same already is not touched: the
/// desktop program is compiled again whenever one of them is newer.
fn replace(folder: &Path, files: &BTreeMap<PathBuf, Vec<u8>>) -> Result<()> {
    let mut there = BTreeMap::new();
    collect(folder, Path::new(""), &mut there)?;
    for name in there.keys().filter(|name| !files.contains_key(*name)) {
        fs::remove_file(folder.join(name))?;
    }
    for (name, bytes) in files {
        if there.get(name) != Some(bytes) {
            let file = folder.join(name);
            fs::create_dir_all(file.parent().unwrap_or(folder))?;
            fs::write(&file, bytes)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_made_to_hold_exactly_what_it_should() {
        let folder = tempfile::tempdir().unwrap();
        let dist = folder.path().join("dist");
        let first = BTreeMap::from([
            (PathBuf::from("a.js"), b"1".to_vec()),
            (PathBuf::from("styles/a.css"), b"2".to_vec()),
        ]);
        replace(&dist, &first).unwrap();
        let written = fs::metadata(dist.join("styles/a.css")).unwrap().modified().unwrap();

        let second = BTreeMap::from([(PathBuf::from("styles/a.css"), b"2".to_vec())]);
        replace(&dist, &second).unwrap();
        let mut there = BTreeMap::new();
        collect(&dist, Path::new(""), &mut there).unwrap();
        assert_eq!(there, second);
        let after = fs::metadata(dist.join("styles/a.css")).unwrap().modified().unwrap();
        assert_eq!(written, after, "the same file was written again");
    }

    #[test]
    fn a_program_that_grew_too_large_is_refused() {
        assert!(check_size(&[0; 1000]).unwrap().starts_with("1 kB of WebAssembly, 1 kB"));
        let mut state = 1_u64;
        let noise: Vec<u8> = (0..MOST_BYTES + 100_000)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                state.to_be_bytes()[0]
            })
            .collect();
        assert!(check_size(&noise).unwrap_err().to_string().contains("1500 kB is the most"));
    }
}
