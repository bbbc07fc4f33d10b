//! Browsers to click in: Chromium through chromedriver, and the real window through
//! WebKitWebDriver.

use crate::places;
use anyhow::{Context as _, Result, bail};
use serde_json::json;
use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use thirtyfour::{Capabilities, WebDriver};

/// What helps when a program for the tests is missing.
const INSTALL: &str = "`cargo xtask test` installs it";
/// How long a driver, a browser or a page may take on a slow machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A driver's process, gone when this is dropped with every browser that it started.
pub struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts Chromium's driver.
    ///
    /// # Errors
    /// When it is not installed or does not answer.
    pub async fn chromium() -> Result<Driver> {
        let mut command = Command::new("chromedriver");
        // The page speaks the browser's language until a shop says another.
        command.env("LANG", "en_GB.UTF-8").env("LANGUAGE", "en_GB");
        Driver::start(command).await
    }

    /// Starts the driver of the desktop window. `home` is where the program keeps its state.
    ///
    /// # Errors
    /// When it is not installed or does not answer, or there is no display.
    pub async fn window(home: &Path) -> Result<Driver> {
        if std::env::var_os("DISPLAY").is_none() {
            bail!("there is no display for the window: `cargo xtask test` starts one with Xvfb");
        }
        let mut command = Command::new("WebKitWebDriver");
        command
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("LANG", "en_GB.UTF-8")
            .env("LANGUAGE", "en_GB")
            .env("XDG_DATA_HOME", home)
            .env("KONTOR_RESOURCES", places::root());
        Driver::start(command).await
    }

    async fn start(mut command: Command) -> Result<Driver> {
        // Asked for and given back: neither driver tells which port it took by itself.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let name = command.get_program().to_string_lossy().into_owned();
        command.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let process =
            command.spawn().with_context(|| format!("{name} does not start: {INSTALL}"))?;
        let driver = Driver { process, port };
        let started = Instant::now();
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            if started.elapsed() > PATIENCE {
                bail!("{name} does not answer on port {port}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(driver)
    }

    /// Opens a browser without a window; its files lie under `profile`.
    ///
    /// # Errors
    /// When Chromium is not installed or does not start.
    pub async fn open_browser(&self, profile: &Path) -> Result<WebDriver> {
        let arguments = [
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--lang=en-GB".to_owned(),
            "--force-prefers-reduced-motion".to_owned(),
            format!("--user-data-dir={}", profile.display()),
        ];
        let mut wanted = Capabilities::new();
        wanted.set("browserName".to_owned(), json!("chrome"))?;
        wanted.set("goog:chromeOptions".to_owned(), json!({ "args": arguments }))?;
        wanted.set("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }))?;
        self.open(wanted).await.with_context(|| format!("Chromium does not start: {INSTALL}"))
    }

    /// Opens the desktop program's window.
    ///
    /// # Errors
    /// When the program is not built or does not start.
    pub async fn open_window(&self) -> Result<WebDriver> {
        let program = places::desktop();
        if !program.is_file() {
            bail!("{} is not there: `cargo xtask test` builds it", program.display());
        }
        let mut wanted = Capabilities::new();
        wanted
            .set("webkitgtk:browserOptions".to_owned(), json!({ "binary": program, "args": [] }))?;
        self.open(wanted).await.context("the window does not open")
    }

    async fn open(&self, wanted: Capabilities) -> Result<WebDriver> {
        let browser = WebDriver::new(format!("http://127.0.0.1:{}", self.port), wanted).await?;
        browser.set_script_timeout(PATIENCE).await?;
        Ok(browser)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // A test that failed left its browser open; it is of the driver's group.
        #[cfg(unix)]
        Command::new("kill")
            .args(["-KILL", "--", &format!("-{}", self.process.id())])
            .status()
            .ok();
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
