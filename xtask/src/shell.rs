//! Running other programs, so that a person can follow and, where one fails, try it by hand.

use std::io::ErrorKind;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// Says what is being done.
pub fn say(text: &str) {
    println!("» {text}");
}

/// Runs a command, its output shown as it comes.
pub fn run(what: &str, command: &mut Command) -> Result<()> {
    say(&format!("{what}: {}", by_hand(command)));
    let status = command.status().map_err(|e| not_started(what, command, &e))?;
    if !status.success() {
        bail!("{what} failed ({status})\nTo try it by hand: {}", by_hand(command));
    }
    Ok(())
}

/// Runs a command quietly and gives what it printed.
pub fn output(what: &str, command: &mut Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).output().map_err(|e| not_started(what, command, &e))?;
    if !output.status.success() {
        bail!(
            "{what} failed ({})\n{}\nTo try it by hand: {}",
            output.status,
            String::from_utf8_lossy(&output.stderr).trim(),
            by_hand(command)
        );
    }
    String::from_utf8(output.stdout).with_context(|| format!("{what}: the answer is not UTF-8"))
}

/// Whether a command runs and succeeds; nothing is shown.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs a command and ends it after `limit`; the error says which of the two it was.
pub fn run_within(what: &str, command: &mut Command, limit: Duration) -> Result<()> {
    say(&format!("{what} (at most {} s): {}", limit.as_secs(), by_hand(command)));
    let mut child =
        command.stdin(Stdio::null()).spawn().map_err(|e| not_started(what, command, &e))?;
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            if status.success() {
                return Ok(());
            }
            bail!("{what} failed ({status})");
        }
        if start.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            bail!("{what} did not end within {} s", limit.as_secs());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Whether a program is on the PATH.
pub fn on_path(program: &str) -> bool {
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd"] } else { &[""] };
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| {
            endings.iter().any(|ending| folder.join(format!("{program}{ending}")).is_file())
        })
    })
}

fn not_started(what: &str, command: &Command, error: &std::io::Error) -> anyhow::Error {
    let program = command.get_program().to_string_lossy();
    let why = if error.kind() == ErrorKind::NotFound {
        format!("`{program}` is not on this machine, or not on the PATH")
    } else {
        format!("`{program}` does not start: {error}")
    };
    anyhow::anyhow!("{what} failed: {why}\nTo try it by hand: {}", by_hand(command))
}

/// The command as a person would type it, with the folder and the variables it is given.
pub fn by_hand(command: &Command) -> String {
    let mut words = Vec::new();
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            words.push(format!("{}={}", name.to_string_lossy(), quoted(&value.to_string_lossy())));
        }
    }
    words.push(quoted(&command.get_program().to_string_lossy()));
    words.extend(command.get_args().map(|a| quoted(&a.to_string_lossy())));
    words.join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%\\".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_reads_as_one_would_type_it() {
        let mut command = Command::new("cargo");
        command.args(["run", "it's here", ""]).env("A", "b c");
        assert_eq!(by_hand(&command), r"A='b c' cargo run 'it'\''s here' ''");
    }

    #[test]
    fn a_missing_program_is_named_with_what_to_try() {
        let error = run("Asking", Command::new("no-such-program-here").arg("x")).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("`no-such-program-here` is not on this machine"), "{text}");
        assert!(text.contains("by hand: no-such-program-here x"), "{text}");
    }

    #[cfg(unix)]
    #[test]
    fn a_command_that_hangs_is_ended() {
        let start = Instant::now();
        let limit = Duration::from_millis(200);
        let error = run_within("Waiting", Command::new("sleep").arg("60"), limit).unwrap_err();
        assert!(error.to_string().contains("did not end"), "{error}");
        assert!(start.elapsed() < Duration::from_secs(20));
    }
}
