//! A screen for windows that nobody looks at.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::shell;

/// A virtual screen, gone when this is dropped.
pub struct Screen {
    server: Child,
    display: String,
}

impl Screen {
    /// Starts one where there is such a thing: on Linux.
    pub fn start() -> Result<Option<Self>> {
        if !cfg!(target_os = "linux") {
            return Ok(None);
        }
        let mut command = Command::new("Xvfb");
        // The server itself chooses a free number and writes it to its standard output.
        command
            .args(["-displayfd", "1", "-screen", "0", "1920x1080x24"])
            .args(["-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut server = command
            .spawn()
            .with_context(|| format!("no virtual screen: {}", shell::by_hand(&command)))?;
        let output = server.stdout.take().context("Xvfb has no output")?;
        let mut number = String::new();
        BufReader::new(output).read_line(&mut number)?;
        let number = number.trim();
        if number.is_empty() {
            server.kill()?;
            server.wait()?;
            bail!(
                "the virtual screen does not start\nTo try it by hand: {}",
                shell::by_hand(&command)
            );
        }
        shell::say(&format!("Windows open on the virtual screen :{number}"));
        Ok(Some(Self { display: format!(":{number}"), server }))
    }

    /// Lets a command's windows appear on this screen.
    pub fn show(&self, command: &mut Command) {
        command
            .env("DISPLAY", &self.display)
            .env("GDK_BACKEND", "x11")
            // A window of Wayland would appear on the person's own screen.
            .env_remove("WAYLAND_DISPLAY");
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to end.
        self.server.kill().ok();
        self.server.wait().ok();
    }
}
