//! What may stand in source files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::{Violation, list, shown, text};
use crate::places::Places;
use crate::shell;

/// Crates that face a person or the system: they print, read the environment and know the time.
const HOSTS: &[&str] = &["cli", "server"];

/// What libraries leave to their hosts: what to look for, the rule, and what to do instead.
const NOT_IN_LIBRARIES: &[(&str, &str, &str)] = &[
    ("print!", NO_PRINT, RETURN_IT),
    ("println!", NO_PRINT, RETURN_IT),
    ("eprint!", NO_PRINT, RETURN_IT),
    ("eprintln!", NO_PRINT, RETURN_IT),
    ("dbg!", NO_PRINT, RETURN_IT),
    ("env::", "libraries read no environment", "let the host read it and pass it in"),
    ("SystemTime::now", NO_CLOCK, TAKE_IT),
    ("Instant::now", NO_CLOCK, TAKE_IT),
    ("Zoned::now", NO_CLOCK, TAKE_IT),
    ("Timestamp::now", NO_CLOCK, TAKE_IT),
];
const NO_PRINT: &str = "libraries do not print";
const RETURN_IT: &str = "return it, or log it with `tracing`";
const NO_CLOCK: &str = "libraries do not know the time";
const TAKE_IT: &str = "take it as an argument, or from the engine's clock";

/// The exceptions: where a path begins, what it may contain, and why.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("crates/engine/src/clock.rs", "::now", "the one clock of the house"),
    ("crates/host/", "env::", "tells the engine about this computer"),
];

/// Checks the libraries for what belongs to their hosts.
pub fn check_libraries(places: &Places) -> Result<Vec<Violation>> {
    let mut sources = Vec::new();
    for file in super::files(&places.root)? {
        if is_library_source(&file) {
            let source = read(&places.root.join(&file))?;
            sources.push((file, source));
        }
    }
    let only_tests: Vec<PathBuf> =
        sources.iter().flat_map(|(file, source)| test_modules(file, source)).collect();
    Ok(sources
        .iter()
        .filter(|(file, _)| {
            !only_tests
                .iter()
                .any(|tests| file.starts_with(tests.with_extension("")) || file == tests)
        })
        .flat_map(|(file, source)| check_library(&shown(&places.root, file), source))
        .collect())
}

/// The files of modules that are declared for tests only.
fn test_modules(file: &Path, source: &str) -> Vec<PathBuf> {
    let folder = match file.file_name().and_then(|name| name.to_str()) {
        Some("lib.rs" | "main.rs" | "mod.rs") => file.with_file_name(""),
        _ => file.with_extension(""),
    };
    let lines: Vec<&str> = source.lines().collect();
    lines
        .windows(2)
        .filter_map(|pair| match pair {
            ["#[cfg(test)]", module] => module.split("mod ").nth(1)?.strip_suffix(';'),
            _ => None,
        })
        .map(|module| folder.join(module).with_extension("rs"))
        .collect()
}

fn is_library_source(file: &Path) -> bool {
    let parts: Vec<&str> = file.iter().filter_map(|part| part.to_str()).collect();
    match parts.as_slice() {
        ["crates", name, "src", rest @ ..] => {
            !HOSTS.contains(name)
                && file.extension().is_some_and(|extension| extension == "rs")
                && !rest.iter().any(|part| *part == "tests" || *part == "tests.rs")
        }
        _ => false,
    }
}

fn check_library(file: &str, source: &str) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (number, line) in without_tests(source) {
        let code = code(line);
        for (pattern, rule, instead) in NOT_IN_LIBRARIES {
            let allowed = ALLOWED
                .iter()
                .any(|(path, what, _)| file.starts_with(path) && pattern.contains(what));
            if !allowed && has_word(&code, pattern) {
                violations.push(Violation::new(
                    format!("{file}:{number}"),
                    rule,
                    format!("`{pattern}`: {instead}"),
                ));
            }
        }
    }
    violations
}

/// The numbered lines before the tests, which stand at the end of a file.
fn without_tests(source: &str) -> Vec<(usize, &str)> {
    let lines: Vec<&str> = source.lines().collect();
    let end = lines
        .windows(2)
        .position(|pair| matches!(pair, ["#[cfg(test)]", next] if next.starts_with("mod ")))
        .unwrap_or(lines.len());
    (1..).zip(lines.into_iter().take(end)).collect()
}

/// A line without its comment and without what stands in quotation marks.
fn code(line: &str) -> String {
    let mut code = String::new();
    let mut characters = line.chars().peekable();
    let mut in_text = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' if in_text => {
                characters.next();
            }
            '"' => in_text = !in_text,
            '/' if !in_text && characters.peek() == Some(&'/') => break,
            // A quotation mark as a character.
            '\'' if !in_text && characters.peek() == Some(&'"') => {
                characters.next();
            }
            _ if in_text => {}
            other => code.push(other),
        }
    }
    code
}

/// Whether the pattern stands there as a word of its own: `print!` is not in `eprint!`.
fn has_word(code: &str, pattern: &str) -> bool {
    code.match_indices(pattern).any(|(at, _)| {
        !code
            .get(..at)
            .and_then(|before| before.chars().next_back())
            .is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

/// Checks that every crate says at its head what it is.
pub fn check_heads(places: &Places) -> Result<Vec<Violation>> {
    let mut heads = BTreeSet::new();
    for package in super::packages(places)? {
        for target in list(&package, "targets") {
            let kinds = list(target, "kind");
            if kinds.iter().any(|kind| kind == "lib" || kind == "bin") {
                heads.insert(PathBuf::from(text(target, "src_path")));
            }
        }
    }
    let mut violations = Vec::new();
    for head in heads {
        violations.extend(check_head(&shown(&places.root, &head), &read(&head)?));
    }
    Ok(violations)
}

fn check_head(file: &str, source: &str) -> Option<Violation> {
    let first = source.lines().find(|line| !line.trim().is_empty() && !line.starts_with("#!["));
    let words = first
        .and_then(|line| line.strip_prefix("//!"))
        .map_or(0, |words| words.split_whitespace().count());
    (words < 3).then(|| {
        Violation::new(
            format!("{file}:1"),
            "every crate has a head",
            "say in a `//!` sentence what this crate is and what it is not",
        )
    })
}

/// The beginnings of folders that exist on one machine only. Put together here, so that this
/// file does not break its own rule.
const MACHINE_PATHS: [&str; 5] = [
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/Us", "ers/"),
    concat!("\\Us", "ers\\"),
];

/// Checks that no file names a folder of the machine it was written on.
pub fn check_paths(places: &Places) -> Result<Vec<Violation>> {
    let mut violations = Vec::new();
    for file in super::files(&places.root)? {
        // What is not text holds no path that a person wrote.
        if let Ok(source) = fs::read_to_string(places.root.join(&file)) {
            violations.extend(check_machine_paths(&shown(&places.root, &file), &source));
        }
    }
    Ok(violations)
}

fn check_machine_paths(file: &str, source: &str) -> Vec<Violation> {
    (1..)
        .zip(source.lines())
        .filter_map(|(number, line)| {
            let path = MACHINE_PATHS.iter().find(|path| begins_a_path(line, path))?;
            Some(Violation::new(
                format!("{file}:{number}"),
                "no paths of one machine",
                format!("`{path}…` exists on one machine only: use a relative path"),
            ))
        })
        .collect()
}

/// Whether the folder stands at the beginning of a path, not within one or in an address.
fn begins_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + folder.len()..).and_then(|text| text.chars().next());
        let drive = folder.starts_with('\\') && before == Some(':');
        (drive || !before.is_some_and(|c| c.is_alphanumeric() || "~}.)-_/".contains(c)))
            && after.is_some_and(char::is_alphanumeric)
    })
}

/// Checks that the sources look as `rustfmt` writes them.
pub fn check_format(places: &Places) -> Result<Vec<Violation>> {
    if !shell::succeeds(places.cargo("fmt").arg("--version")) {
        println!("SKIPPED format: no rustfmt here (`rustup component add rustfmt`)");
        return Ok(Vec::new());
    }
    let output = places
        .cargo("fmt")
        .args(["--all", "--check", "--", "--files-with-diff"])
        .output()
        .context("cargo fmt does not start")?;
    let mut violations: Vec<Violation> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|file| {
            Violation::new(
                shown(&places.root, Path::new(file)),
                "sources are formatted",
                "run `cargo fmt --all`",
            )
        })
        .collect();
    if !output.status.success() && violations.is_empty() {
        violations.push(Violation::new(
            "Cargo.toml",
            "sources are formatted",
            String::from_utf8_lossy(&output.stderr).trim(),
        ));
    }
    Ok(violations)
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_hosts_is_found_in_libraries() {
        let source = "\
//! A head.
use std::env;
fn a() { println!(\"{}\", env::var(\"X\")); } // dbg!
fn b() { let text = \"println!\"; let at = Instant::now(); }
fn c() { let q = '\"'; eprintln!(); }
fn d() { let version = env!(\"CARGO_PKG_VERSION\"); my_println!(); }
#[cfg(test)]
mod tests {
    fn e() { println!(); }
}
";
        let found: Vec<String> = check_library("crates/x/src/lib.rs", source)
            .into_iter()
            .map(|v| format!("{} {}", v.at, v.rule))
            .collect();
        assert_eq!(
            found,
            [
                "crates/x/src/lib.rs:3 libraries do not print",
                "crates/x/src/lib.rs:3 libraries read no environment",
                "crates/x/src/lib.rs:4 libraries do not know the time",
                "crates/x/src/lib.rs:5 libraries do not print",
            ]
        );
        let clock = "fn now() -> Timestamp { Timestamp::now() }";
        assert_eq!(check_library("crates/engine/src/clock.rs", clock), []);
        assert_eq!(check_library("crates/engine/src/jobs.rs", clock).len(), 1);
    }

    #[test]
    fn a_module_for_tests_is_no_library() {
        let source = "#[cfg(test)]\npub(crate) mod lab;\nmod real;\n#[cfg(test)]\nmod tests {\n}\n";
        let found = test_modules(Path::new("crates/x/src/lib.rs"), source);
        assert_eq!(found, [Path::new("crates/x/src/lab.rs")]);
        let found = test_modules(Path::new("crates/x/src/a.rs"), source);
        assert_eq!(found, [Path::new("crates/x/src/a/lab.rs")]);
    }

    #[test]
    fn only_libraries_are_held_to_the_rules_for_libraries() {
        assert!(is_library_source(Path::new("crates/engine/src/jobs/mod.rs")));
        assert!(!is_library_source(Path::new("crates/engine/src/jobs/tests.rs")));
        assert!(!is_library_source(Path::new("crates/engine/tests/jobs.rs")));
        assert!(!is_library_source(Path::new("crates/cli/src/main.rs")));
        assert!(!is_library_source(Path::new("xtask/src/main.rs")));
    }

    #[test]
    fn a_crate_without_a_head_is_found() {
        assert_eq!(check_head("a.rs", "#![no_std]\n\n//! Says what it is.\n"), None);
        assert!(check_head("a.rs", "//! x\n").is_some());
        assert!(check_head("a.rs", "fn main() {}\n").is_some());
        assert!(check_head("a.rs", "").is_some());
    }

    #[test]
    fn a_path_of_one_machine_is_found() {
        let one = format!("let a = \"{}anna/x\";", MACHINE_PATHS[0]);
        let two = format!("C:{}Anna", MACHINE_PATHS[4]);
        let found = check_machine_paths("a.rs", &format!("{one}\n{two}\n"));
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[1].at, "a.rs:2");
        for fine in ["https://example.com/wo\u{72}k/x", "assets/ro\u{6f}t/x", "/wo\u{72}k/"] {
            assert_eq!(check_machine_paths("a.rs", fine), [], "{fine}");
        }
    }
}
