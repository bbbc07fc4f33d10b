//! Runs all tests and counts them.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::places::{Places, SELECTION};
use crate::plan::Purpose;
use crate::screen::Screen;
use crate::setup::{self, Consent};
use crate::{run, shell, tidy};

/// Sets up, builds and runs every test. The last line printed is the count.
pub fn test(places: &Places, filter: Option<&str>, consent: Consent) -> Result<ExitCode> {
    places.announce();
    setup::install(&[Purpose::Run, Purpose::Test], consent)?;
    let wasm = setup::for_wasm(places, consent)?;
    if let Err(error) = tidy::tidy(places) {
        // The same rules are also a test, which will be counted; the others may still say more.
        shell::say(&format!("{error:#}"));
    }
    run::build_all(places, wasm)?;

    let screen = Screen::start()?;
    let mut command = places.cargo("test");
    command.args(SELECTION).arg("--no-fail-fast");
    command.envs(folders(places));
    if let Some(screen) = &screen {
        screen.show(&mut command);
    }
    command.arg("--");
    command.args(filter);
    command.arg("--show-output");
    let (count, finished) = counted(&mut command)?;
    drop(screen);

    // Cargo fails without a single failed test when something does not compile.
    if !finished && count.failed == 0 {
        bail!(
            "the tests could not be built or did not end\nTo try it by hand: {}",
            shell::by_hand(&command)
        );
    }
    if count.passed + count.failed == 0 {
        bail!("no test ran");
    }
    println!("{}", count.line());
    // The count stays the last line: the failures stand above it.
    Ok(if finished && count.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What the journeys and the measurements must know, as environment variables.
pub fn folders(places: &Places) -> Vec<(&'static str, PathBuf)> {
    let lab = std::env::var_os("KONTOR_LAB")
        .map_or_else(|| places.root.join("../shared/data"), PathBuf::from);
    vec![
        ("KONTOR_CLI", places.program("kontor")),
        ("KONTOR_DESKTOP", places.program("kontor-desktop")),
        ("KONTOR_UI", places.dist()),
        ("KONTOR_LAB", lab),
    ]
}

/// Runs the tests, shows what they say as it comes, and counts.
fn counted(command: &mut Command) -> Result<(Count, bool)> {
    shell::say(&format!("Testing: {}", shell::by_hand(command)));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("cargo does not start")?;
    let output = child.stdout.take().context("cargo has no output")?;
    let mut count = Count::default();
    let mut reader = BufReader::new(output);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        if count.read(text.trim_end()) {
            print!("{text}");
        }
        line.clear();
    }
    Ok((count, child.wait()?.success()))
}

/// The sum over all test programs.
#[derive(Default)]
struct Count {
    passed: usize,
    failed: usize,
    skipped: usize,
    /// Inside the output of tests that passed, which is of interest only where one was skipped.
    in_passed_output: bool,
    /// The test whose output is being read.
    current: String,
    /// Tests of the current program that passed and said they were skipped.
    said_skipped: BTreeSet<String>,
}

impl Count {
    /// Takes in a line of the tests' output; false if it is not worth showing.
    fn read(&mut self, line: &str) -> bool {
        if let Some(name) = block(line) {
            self.current = name.to_owned();
        } else if line.starts_with("SKIPPED") {
            if self.in_passed_output {
                self.said_skipped.insert(self.current.clone());
            }
            return true;
        } else if line == "successes:" {
            self.in_passed_output = true;
        } else if line == "failures:" {
            self.in_passed_output = false;
        } else if let Some(numbers) = line.strip_prefix("test result: ") {
            let skipped = self.said_skipped.len();
            self.passed += number(numbers, "passed").saturating_sub(skipped);
            self.failed += number(numbers, "failed");
            self.skipped += number(numbers, "ignored") + skipped;
            self.said_skipped.clear();
            self.in_passed_output = false;
        }
        !self.in_passed_output
    }

    fn line(&self) -> String {
        format!("{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// The test's name in the head of its output: `---- name stdout ----`.
fn block(line: &str) -> Option<&str> {
    line.strip_prefix("---- ")?.strip_suffix(" stdout ----")
}

/// The number before a word in `ok. 3 passed; 0 failed; …`.
fn number(text: &str, word: &str) -> usize {
    let words: Vec<&str> = text.split([' ', ';']).collect();
    words
        .windows(2)
        .find_map(|pair| match pair {
            [number, name] if *name == word => number.parse().ok(),
            _ => None,
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "\
running 4 tests
test a ... ok
test b ... ok
test c ... ignored
test d ... FAILED

successes:

---- a stdout ----
chatter
SKIPPED a: no lab
SKIPPED a: no lab, again

---- b stdout ----
more chatter

successes:
    a
    b

failures:

---- d stdout ----
SKIPPED is a word that a failed test may use
thread 'd' panicked

failures:
    d

test result: FAILED. 2 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

running 1 test
test e ... ok

successes:

successes:
    e

test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 7 filtered out; finished in 0.00s
";

    #[test]
    fn the_count_is_the_sum_over_all_programs() {
        let mut count = Count::default();
        let shown: Vec<&str> = OUTPUT.lines().filter(|line| count.read(line)).collect();
        assert_eq!(count.line(), "2 passed, 1 failed, 2 skipped");
        assert!(!shown.contains(&"chatter"), "tests that passed are quiet");
        assert!(shown.contains(&"SKIPPED a: no lab"));
        assert!(shown.contains(&"thread 'd' panicked"));
    }

    #[test]
    fn a_line_of_another_kind_counts_nothing() {
        assert_eq!(number("ok. no numbers", "passed"), 0);
        assert_eq!(number("passed", "passed"), 0);
    }
}
