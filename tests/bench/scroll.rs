//! Scrolling through the table of products: the longest frame, and how many rows are in the page.

use crate::numbers::Show;
use anyhow::Result;
use kontor_tests::{cli, driver::Driver, page::Page, server::Server, shop};
use serde::Serialize;

const PRODUCTS: usize = 100_000;
const SECONDS: u32 = 10;

#[derive(Serialize)]
struct Scrolled {
    products: usize,
    seconds: u32,
    /// Milliseconds.
    longest_frame: f64,
    most_rows: f64,
}

/// Scrolls once and prints what it took.
pub async fn measure(show: Show) -> Result<()> {
    let home = tempfile::tempdir()?;
    let (workspace, file) = (home.path().join("shop"), home.path().join("many-products.csv"));
    fs_err::write(&file, shop::many_products(PRODUCTS))?;
    cli::run(
        home.path(),
        ["workspace", "create", &workspace.display().to_string(), "--set", "name=Many products"],
    )?;
    cli::run(home.path(), ["import", &file.display().to_string()])?;
    let driver = Driver::chromium().await?;
    let page = Page { browser: driver.open_browser(&home.path().join("profile")).await? };
    let server = Server::start(home.path(), Some(&workspace))?;
    page.resize(1280, 800).await?;
    page.go(&server.url).await?;
    page.go(&server.page("/products?period=all")).await?;
    page.see(".virtual tbody td").await?;
    page.settle().await?;
    let [longest_frame, most_rows] = page.scroll(".virtual", SECONDS).await?;
    page.browser.quit().await?;
    let scrolled = Scrolled { products: PRODUCTS, seconds: SECONDS, longest_frame, most_rows };
    show.print(&scrolled, |scrolled| {
        format!(
            "\nScrolling {SECONDS} s through {PRODUCTS} products\n\
             longest frame {:.0} ms (at most 50), at most {} rows in the page (at most 200)",
            scrolled.longest_frame, scrolled.most_rows
        )
    })
}
