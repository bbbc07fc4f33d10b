//! What Kontor needs from each system, and the commands that install it. Data and words only:
//! `setup` does what this says, and `cargo xtask setup --plan` prints it.

use anyhow::{Context as _, Result};
use clap::ValueEnum;

use crate::shell;

/// A system whose package manager we can ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Os {
    /// Debian 12 and later
    Debian,
    /// Ubuntu 24.04 and later
    Ubuntu,
    /// Fedora 41 and later
    Fedora,
    /// Arch Linux
    Arch,
    /// macOS 13 and later, with Homebrew
    Macos,
    /// Windows 10 and later, with winget
    Windows,
}

/// What a package is needed for. Whoever only runs Kontor does not install browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Building the program and opening its window.
    Run,
    /// The browser and window journeys.
    Test,
    /// Looking into the packages that were made.
    Bundle,
    /// Pictures of the screens.
    Pictures,
}

impl Purpose {
    /// Every purpose there is.
    pub fn all() -> &'static [Purpose] {
        &[Purpose::Run, Purpose::Test, Purpose::Bundle, Purpose::Pictures]
    }

    fn title(self) -> &'static str {
        match self {
            Purpose::Run => "To build and run",
            Purpose::Test => "To test as well",
            Purpose::Bundle => "To look into packages as well",
            Purpose::Pictures => "To take pictures of the screens as well",
        }
    }
}

impl Os {
    /// The system we are on.
    pub fn detect() -> Result<Self> {
        if cfg!(target_os = "macos") {
            return Ok(Os::Macos);
        }
        if cfg!(windows) {
            return Ok(Os::Windows);
        }
        let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
        Self::from_release(&release).context(
            "this Linux is neither Debian, Ubuntu, Fedora, Arch nor akin to one of them\n\
             `cargo xtask setup --plan --os debian` prints what is needed; install the like and try again",
        )
    }

    fn from_release(release: &str) -> Option<Self> {
        let value = |key: &str| {
            release
                .lines()
                .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
                .map_or("", |value| value.trim_matches('"'))
        };
        let id = value("ID");
        std::iter::once(id).chain(value("ID_LIKE").split_whitespace()).find_map(|id| match id {
            "debian" => Some(Os::Debian),
            "ubuntu" => Some(Os::Ubuntu),
            "fedora" => Some(Os::Fedora),
            "arch" => Some(Os::Arch),
            _ => None,
        })
    }

    /// Whether we have seen these commands work.
    fn is_tried(self) -> bool {
        self == Os::Debian
    }

    /// Whether installing is for the administrator.
    pub fn needs_admin(self) -> bool {
        !matches!(self, Os::Macos | Os::Windows)
    }

    /// The packages for one purpose.
    pub fn packages(self, purpose: Purpose) -> &'static [&'static str] {
        match (self, purpose) {
            (Os::Debian | Os::Ubuntu, Purpose::Run) => &[
                "build-essential",
                "clang",
                "pkg-config",
                "libwebkit2gtk-4.1-dev",
                "libxdo-dev",
                "libayatana-appindicator3-dev",
                "librsvg2-dev",
                "libssl-dev",
            ],
            (Os::Debian, Purpose::Test) => {
                &["xvfb", "webkit2gtk-driver", "chromium", "chromium-driver", "poppler-utils"]
            }
            (Os::Ubuntu, Purpose::Test) => &[
                "xvfb",
                "webkit2gtk-driver",
                "chromium-browser",
                "chromium-chromedriver",
                "poppler-utils",
            ],
            (Os::Debian | Os::Ubuntu, Purpose::Bundle) => &["rpm"],
            (Os::Debian | Os::Ubuntu | Os::Fedora | Os::Arch, Purpose::Pictures) => &["pngquant"],
            (Os::Fedora, Purpose::Run) => &[
                "gcc-c++",
                "clang",
                "make",
                "pkgconf-pkg-config",
                "webkit2gtk4.1-devel",
                "libxdo-devel",
                "libayatana-appindicator-gtk3-devel",
                "librsvg2-devel",
                "openssl-devel",
            ],
            (Os::Fedora, Purpose::Test) => &[
                "xorg-x11-server-Xvfb",
                "webkit2gtk4.1",
                "chromium",
                "chromedriver",
                "poppler-utils",
            ],
            (Os::Fedora, Purpose::Bundle) => &["rpm-build", "dpkg"],
            (Os::Arch, Purpose::Run) => &[
                "base-devel",
                "clang",
                "pkgconf",
                "webkit2gtk-4.1",
                "xdotool",
                "libayatana-appindicator",
                "librsvg",
                "openssl",
            ],
            (Os::Arch, Purpose::Test) => &["xorg-server-xvfb", "chromium", "poppler"],
            (Os::Arch, Purpose::Bundle) => &["rpm-tools", "dpkg"],
            // The compiler came with Rust: without one, this program could not have been built.
            (Os::Macos, Purpose::Test) => &["chromium", "chromedriver"],
            (Os::Windows, Purpose::Run) => &["Microsoft.EdgeWebView2Runtime"],
            (Os::Windows, Purpose::Test) => &["Google.Chrome", "Chromium.ChromeDriver"],
            (Os::Macos, Purpose::Run | Purpose::Bundle | Purpose::Pictures)
            | (Os::Windows, Purpose::Bundle | Purpose::Pictures) => &[],
        }
    }

    /// A compiler for WebAssembly in the system's own packages, for where `rustup` cannot
    /// download one.
    pub fn wasm_packages(self) -> &'static [&'static str] {
        match self {
            Os::Debian => &["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"],
            Os::Fedora => &["rust-std-static-wasm32-unknown-unknown"],
            Os::Arch => &["rust-wasm"],
            Os::Ubuntu | Os::Macos | Os::Windows => &[],
        }
    }

    /// The question whether one package is there; its answer is the exit status.
    pub fn probe(self, package: &str) -> Vec<String> {
        let words: &[&str] = match self {
            Os::Debian | Os::Ubuntu => &["dpkg-query", "--show", package],
            Os::Fedora => &["rpm", "--query", "--whatprovides", package],
            Os::Arch => &["pacman", "--query", package],
            Os::Macos => &["brew", "list", "--versions", package],
            Os::Windows => &["winget", "list", "--exact", "--id", package],
        };
        owned(words)
    }

    /// The commands that install these packages, in order.
    pub fn install(self, packages: &[&str]) -> Vec<Vec<String>> {
        let one = |words: &[&str]| {
            let mut command = owned(words);
            command.extend(packages.iter().map(|p| (*p).to_owned()));
            command
        };
        match self {
            Os::Debian | Os::Ubuntu => vec![
                owned(&["apt-get", "update"]),
                one(&[
                    "env",
                    "DEBIAN_FRONTEND=noninteractive",
                    "apt-get",
                    "install",
                    "--yes",
                    "--no-install-recommends",
                ]),
            ],
            Os::Fedora => vec![one(&["dnf", "install", "--assumeyes"])],
            Os::Arch => vec![one(&["pacman", "--sync", "--refresh", "--needed", "--noconfirm"])],
            Os::Macos => vec![one(&["brew", "install", "--cask"])],
            Os::Windows => packages
                .iter()
                .map(|package| {
                    owned(&[
                        "winget",
                        "install",
                        "--exact",
                        "--accept-package-agreements",
                        "--accept-source-agreements",
                        "--id",
                        package,
                    ])
                })
                .collect(),
        }
    }
}

/// Adds WebAssembly to the Rust that `rustup` manages: the normal way, tried first.
pub const RUSTUP_ADD: [&str; 4] = ["rustup", "target", "add", "wasm32-unknown-unknown"];

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// A command line with `sudo` in front where the administrator must give it.
pub fn as_typed(os: Os, words: &[String]) -> String {
    let mut command = std::process::Command::new(if os.needs_admin() { "sudo" } else { "" });
    if os.needs_admin() {
        command.args(words);
        shell::by_hand(&command)
    } else {
        words.join(" ")
    }
}

/// All commands for a system, as a person would type them.
pub fn describe(os: Os) -> String {
    let tried = if os.is_tried() { "tried" } else { "not tried here" };
    let name = os
        .to_possible_value()
        .and_then(|value| value.get_help().map(ToString::to_string))
        .unwrap_or_default();
    let mut text = format!("# {name}: {tried}\n");
    for purpose in Purpose::all() {
        let packages = os.packages(*purpose);
        if !packages.is_empty() {
            text += &format!("\n# {}\n", purpose.title());
            for command in os.install(packages) {
                text += &format!("{}\n", as_typed(os, &command));
            }
        }
    }
    text += &format!("\n# WebAssembly, for the interface\n{}\n", RUSTUP_ADD.join(" "));
    if !os.wasm_packages().is_empty() {
        text += "# where that cannot download\n";
        for command in os.install(os.wasm_packages()) {
            text += &format!("{}\n", as_typed(os, &command));
        }
    }
    if os == Os::Debian {
        text += "# and the linker that /usr/bin/rust-lld points to, if it is missing: lld-22 or the like\n";
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plan_of_every_system() {
        let plans: Vec<String> = Os::value_variants().iter().map(|os| describe(*os)).collect();
        insta::assert_snapshot!(plans.join("\n\n"));
    }

    #[test]
    fn a_system_is_known_by_its_own_name_or_by_its_kin() {
        let from = Os::from_release;
        assert_eq!(from("PRETTY_NAME=x\nID=debian\n"), Some(Os::Debian));
        assert_eq!(from("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"), Some(Os::Ubuntu));
        assert_eq!(from("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n"), Some(Os::Fedora));
        assert_eq!(from("ID=nixos\n"), None);
        assert_eq!(from(""), None);
    }

    #[test]
    fn whoever_only_runs_kontor_installs_no_browser() {
        for os in Os::value_variants() {
            let packages = os.packages(Purpose::Run);
            assert!(!packages.iter().any(|p| p.contains("chrom") || p.contains("vfb")));
        }
    }
}
