//! Finds what the machine lacks and installs it. Where nothing is missing, nothing is asked,
//! waited for or printed.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::places::Places;
use crate::plan::{self, Os, Purpose};
use crate::shell;

/// How far we may go without asking.
#[derive(Args, Clone, Copy)]
pub struct Consent {
    /// Install what is missing without asking
    #[arg(long, short)]
    pub yes: bool,
}

/// The compiler that makes WebAssembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wasm {
    /// The Rust at hand, with its own target for WebAssembly.
    AtHand,
    /// Debian's `rustc-web`, which has the standard library's source: for where `rustup` cannot
    /// download the target.
    Debian,
}

/// Installs the packages for these purposes, as far as they are missing.
pub fn install(purposes: &[Purpose], consent: Consent) -> Result<()> {
    let os = Os::detect()?;
    let wanted: Vec<&str> =
        purposes.iter().flat_map(|purpose| os.packages(*purpose)).copied().collect();
    install_packages(os, &wanted, consent)
}

fn install_packages(os: Os, wanted: &[&str], consent: Consent) -> Result<()> {
    let missing = missing(os, wanted);
    if missing.is_empty() {
        return Ok(());
    }
    shell::say(&format!("Not on this machine yet: {}", missing.join(", ")));
    let commands = os.install(&missing);
    let by_hand: Vec<String> = commands.iter().map(|words| plan::as_typed(os, words)).collect();
    let by_hand = by_hand.join(" && ");
    let sudo = os.needs_admin() && !is_root();
    if sudo && !consent.yes && !agreed(&by_hand)? {
        bail!("not allowed to install\nTo do it by hand: {by_hand}");
    }
    for words in commands {
        let (first, rest) = words.split_first().context("an empty command")?;
        let mut command = Command::new(if sudo { "sudo" } else { first });
        command.args(sudo.then_some(first)).args(rest);
        shell::run("Installing", &mut command)?;
    }
    let missing = self::missing(os, wanted);
    if !missing.is_empty() {
        bail!("installed, and yet not here: {}\nTo try it by hand: {by_hand}", missing.join(", "));
    }
    Ok(())
}

/// Which of the packages are not installed.
fn missing<'a>(os: Os, wanted: &[&'a str]) -> Vec<&'a str> {
    if matches!(os, Os::Debian | Os::Ubuntu) {
        // One question for all. It fails if one package is unknown, and still lists the others.
        let answer = Command::new("dpkg-query")
            .args(["--show", "--showformat=${Package} ${db:Status-Status}\n"])
            .args(wanted)
            .output()
            .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
            .unwrap_or_default();
        return not_listed(wanted, &answer);
    }
    wanted
        .iter()
        .copied()
        .filter(|package| {
            let words = os.probe(package);
            let Some((program, arguments)) = words.split_first() else {
                return true;
            };
            !shell::succeeds(Command::new(program).args(arguments))
        })
        .collect()
}

fn not_listed<'a>(wanted: &[&'a str], answer: &str) -> Vec<&'a str> {
    wanted
        .iter()
        .copied()
        .filter(|package| {
            !answer.lines().any(|line| line.strip_suffix(" installed") == Some(package))
        })
        .collect()
}

fn agreed(typed: &str) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        bail!(
            "this needs the administrator, and there is no terminal to ask on\n\
             To do it by hand: {typed}\nOr allow it with --yes"
        );
    }
    print!("Run `{typed}`? [Y/n] ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "" | "y" | "Y" | "yes"))
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Makes sure that something on this machine compiles WebAssembly, and says what.
pub fn for_wasm(places: &Places, consent: Consent) -> Result<Wasm> {
    if has_wasm_target()? {
        return Ok(Wasm::AtHand);
    }
    let os = Os::detect()?;
    // Without a network `rustup` does not refuse, it hangs. That it did so is remembered for
    // this version of Rust: whoever has installed Debian's packages does not wait again.
    let memory = places.cache.join("wasm-not-from-rustup");
    let version = shell::output("Asking Rust its version", Command::new("rustc").arg("-V"))?;
    let known = std::fs::read_to_string(&memory).is_ok_and(|text| text == version);
    if !known {
        match add_by_rustup(os) {
            Ok(()) if has_wasm_target()? => return Ok(Wasm::AtHand),
            Ok(()) => shell::say("rustup is content, yet this Rust has no WebAssembly target"),
            Err(error) => shell::say(&format!("{error:#}")),
        }
    }
    let packages = os.wasm_packages();
    if packages.is_empty() {
        bail!(
            "there is no compiler for WebAssembly\nTo try it by hand: {}",
            plan::RUSTUP_ADD.join(" ")
        );
    }
    install_packages(os, packages, consent)?;
    if os == Os::Debian {
        // `rust-web-llvm` brings the linker's name as a link to a package it does not depend on.
        if let Some(linker) = dangling_link(Path::new("/usr/bin/rust-lld")) {
            install_packages(os, &[&linker], consent)?;
        }
        std::fs::create_dir_all(&places.cache)?;
        std::fs::write(&memory, version)?;
        return Ok(Wasm::Debian);
    }
    if has_wasm_target()? {
        return Ok(Wasm::AtHand);
    }
    bail!(
        "{} installed, but the Rust on the PATH is another one\nTo try it by hand: {}",
        packages.join(", "),
        plan::RUSTUP_ADD.join(" ")
    )
}

fn has_wasm_target() -> Result<bool> {
    let folder = shell::output(
        "Asking Rust for its WebAssembly target",
        Command::new("rustc").args([
            "--print",
            "target-libdir",
            "--target",
            "wasm32-unknown-unknown",
        ]),
    )?;
    Ok(Path::new(folder.trim()).is_dir())
}

/// What a link points to, if that is not there.
fn dangling_link(link: &Path) -> Option<String> {
    let target = std::fs::read_link(link).ok()?;
    if link.exists() {
        return None;
    }
    Some(target.file_name()?.to_str()?.to_owned())
}

fn add_by_rustup(os: Os) -> Result<()> {
    if !shell::on_path("rustup") {
        bail!("Rust is not managed by rustup here");
    }
    // Patience is for where nothing else is left to try.
    let limit = if os.wasm_packages().is_empty() { 300 } else { 20 };
    let [program, arguments @ ..] = plan::RUSTUP_ADD;
    shell::run_within(
        "Adding WebAssembly to Rust",
        Command::new(program).args(arguments),
        Duration::from_secs(limit),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_dpkg_calls_installed_is_there() {
        let answer = "xvfb installed\nchromium config-files\nxvfb-run installed\n";
        let wanted = ["xvfb", "chromium", "rpm", "xvfb-ru"];
        assert_eq!(not_listed(&wanted, answer), ["chromium", "rpm", "xvfb-ru"]);
        assert_eq!(not_listed(&wanted, ""), wanted);
    }

    #[cfg(unix)]
    #[test]
    fn a_linker_that_is_only_a_name_is_the_package_to_install() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("rust-lld");
        assert_eq!(dangling_link(&link), None);
        std::os::unix::fs::symlink("lld-22", &link).unwrap();
        assert_eq!(dangling_link(&link).as_deref(), Some("lld-22"));
        std::fs::write(folder.path().join("lld-22"), "").unwrap();
        assert_eq!(dangling_link(&link), None);
    }

    #[test]
    fn on_a_bare_machine_everything_is_missing() {
        // A system whose package manager is not on this machine answers no question.
        if !shell::on_path("pacman") {
            assert_eq!(missing(Os::Arch, &["base-devel"]), ["base-devel"]);
        }
    }
}
