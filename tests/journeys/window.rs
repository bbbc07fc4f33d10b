//! The real desktop program: it opens on the first screen, and one press later there are numbers.

use kontor_tests::{driver::Driver, page::Page};
use std::time::Instant;

/// The button of the second sample store on the first screen.
const HEARTH_AND_LINEN: &str = ".rows li:nth-child(2) button";

#[tokio::test]
async fn the_window_opens_and_shows_the_sample_shop() {
    let home = tempfile::tempdir().unwrap();
    let driver = Driver::window(home.path()).await.unwrap();
    let started = Instant::now();
    let page = Page { browser: driver.open_window().await.unwrap() };
    let journey = {
        let page = page.clone();
        tokio::spawn(async move {
            page.see(HEARTH_AND_LINEN).await.unwrap().click().await.unwrap();
            let figures = page.read("main", "Net sales").await.unwrap();
            assert!(figures.contains('£'), "no amount on Home: {figures}");
            page.press("Sales").await.unwrap();
            page.see("main svg").await.unwrap();
            let title = page.browser.title().await.unwrap();
            assert!(title.contains("Hearth & Linen"), "the window is called {title}");
        })
        .await
    };
    println!("from nothing to the sample shop's sales in {:.1} s", started.elapsed().as_secs_f64());
    page.browser.quit().await.unwrap();
    journey.unwrap();
}
