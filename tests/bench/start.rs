//! From the start of the program to the first number on the screen, with the sample shop.

use crate::numbers::{Show, median, say};
use anyhow::{Context as _, Result};
use kontor_tests::{cli, driver::Driver, page::Page, server::Server};
use serde::Serialize;
use std::{
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

#[derive(Serialize)]
struct Starts {
    /// Milliseconds of each start of the desktop program.
    window: Vec<f64>,
    window_median: f64,
    /// Milliseconds of each start of the server, with a browser that is open already.
    browser: Vec<f64>,
    browser_median: f64,
}

/// Starts both over and over and prints how long it took.
pub async fn measure(runs: usize, show: Show) -> Result<()> {
    let home = tempfile::tempdir()?;
    let shop = home.path().join("shop");
    // The shop that was open last is the one that opens.
    cli::run(
        home.path(),
        ["workspace", "create", &shop.display().to_string(), "--set", "name=Hearth & Linen"],
    )?;
    cli::run(home.path(), ["import", &kontor_tests::shop::sample_orders().display().to_string()])?;
    let (mut window, mut browser) = (Vec::new(), Vec::new());
    // One more of each, to have everything read from the disk once.
    for run in 0..=runs {
        let (in_window, in_browser) =
            (in_window(home.path()).await?, in_browser(home.path(), &shop).await?);
        say(&format!(
            "start {run} of {runs}: window {in_window:.0} ms, browser {in_browser:.0} ms"
        ));
        if run > 0 {
            window.push(in_window);
            browser.push(in_browser);
        }
    }
    let (window_median, browser_median) =
        (median(&mut window.clone()), median(&mut browser.clone()));
    show.print(&Starts { window, window_median, browser, browser_median }, |starts| {
        format!(
            "\nFrom start to the first number, median of {runs} (at most 2000 ms)\nwindow  {:>8.0} ms\nbrowser {:>8.0} ms",
            starts.window_median, starts.browser_median
        )
    })
}

async fn in_window(home: &Path) -> Result<f64> {
    let driver = Driver::window(home).await?;
    let start = now()?;
    let page = Page { browser: driver.open_window().await? };
    let shown = first_number(&page).await?;
    page.browser.quit().await?;
    Ok(shown - start)
}

async fn in_browser(home: &Path, shop: &Path) -> Result<f64> {
    let driver = Driver::chromium().await?;
    let profile = tempfile::tempdir()?;
    let page = Page { browser: driver.open_browser(profile.path()).await? };
    let start = now()?;
    let server = Server::start(home, Some(shop))?;
    page.browser.goto(&server.url).await?;
    let shown = first_number(&page).await?;
    page.browser.quit().await?;
    Ok(shown - start)
}

/// When the page painted its first number, in milliseconds since 1970.
async fn first_number(page: &Page) -> Result<f64> {
    page.until("the first number", "performance.getEntriesByName('first-kpi').length").await?;
    page.ask(
        "return performance.timeOrigin + performance.getEntriesByName('first-kpi')[0].startTime",
    )
    .await
}

fn now() -> Result<f64> {
    let now =
        SystemTime::now().duration_since(UNIX_EPOCH).context("the clock stands before 1970")?;
    Ok(now.as_secs_f64() * 1000.0)
}
