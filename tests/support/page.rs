//! A page in a browser, as a person uses it: by the words on it.

use crate::driver::PATIENCE;
use anyhow::{Context as _, Result, bail};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use thirtyfour::{
    By, WebDriver, WebElement,
    error::{WebDriverError, WebDriverErrorInner, WebDriverResult},
    extensions::query::ElementQueryable as _,
};

/// axe-core, by Deque Systems, under the Mozilla Public License: `tests/axe/LICENSE`.
const AXE: &str = include_str!("../axe/axe.min.js");
/// How often is looked whether something is there.
const LOOK: Duration = Duration::from_millis(50);

/// The colours of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    /// Ink on paper.
    Light,
    /// Paper on ink.
    Dark,
}

impl Colours {
    /// The name in the page.
    pub fn name(self) -> &'static str {
        match self {
            Colours::Light => "light",
            Colours::Dark => "dark",
        }
    }
}

/// Whether an element was drawn anew since it was found.
fn is_stale(error: &WebDriverError) -> bool {
    matches!(**error, WebDriverErrorInner::StaleElementReference(..))
}

/// A page.
#[derive(Clone)]
pub struct Page {
    /// The browser, for what this does not do.
    pub browser: WebDriver,
}

impl Page {
    /// Goes to an address and waits for the page's heading.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn go(&self, address: &str) -> Result<()> {
        self.browser.goto(address).await?;
        self.see("h1").await.with_context(|| format!("the page {address}"))?;
        Ok(())
    }

    /// The first element that a CSS selector finds, once it is there and in sight.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn see(&self, selector: &str) -> Result<WebElement> {
        let found = self.displayed(By::Css(selector)).await;
        found.with_context(|| format!("“{selector}” does not come into sight"))
    }

    /// The button, link or fold with exactly these words.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn named(&self, words: &str) -> Result<WebElement> {
        let path = format!(
            "//*[(self::button or self::a or self::summary or @role='option') \
             and (normalize-space(.)=\"{words}\" or @aria-label=\"{words}\")]"
        );
        let found = self.displayed(By::XPath(path.as_str())).await;
        found.with_context(|| format!("there is nothing to press that is called “{words}”"))
    }

    /// The first element in sight. What the page draws anew while it is looked at is looked for again.
    async fn displayed(&self, by: By) -> WebDriverResult<WebElement> {
        let started = Instant::now();
        loop {
            let query = self.browser.query(by.clone()).wait(PATIENCE, LOOK);
            match query.and_displayed().first().await {
                Err(error) if is_stale(&error) && started.elapsed() < PATIENCE => {}
                found => return found,
            }
        }
    }

    /// Presses the button, link or fold with exactly these words.
    ///
    /// # Errors
    /// When it does not come or something lies over it.
    pub async fn press(&self, words: &str) -> Result<()> {
        let element = self.named(words).await?;
        element.scroll_into_view().await?;
        element.click().await.with_context(|| format!("“{words}” cannot be pressed"))
    }

    /// Waits until the text of an element holds these words, and returns all of it.
    ///
    /// # Errors
    /// With the text as it is, when they do not come.
    pub async fn read(&self, selector: &str, words: &str) -> Result<String> {
        let script = format!(
            "return [...document.querySelectorAll({})].map(e => e.innerText).join('\\n')",
            json!(selector)
        );
        let started = Instant::now();
        loop {
            let text: String = self.ask(&script).await?;
            if text.contains(words) {
                return Ok(text);
            }
            if started.elapsed() > PATIENCE {
                bail!("“{words}” does not appear in “{selector}”, which says: {text}");
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits until a script's answer is true.
    ///
    /// # Errors
    /// When it does not become so.
    pub async fn until(&self, what: &str, script: &str) -> Result<()> {
        let started = Instant::now();
        while !self.ask::<bool>(&format!("return Boolean({script})")).await? {
            if started.elapsed() > PATIENCE {
                bail!("{what}: it does not come to that");
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// What a script returns.
    ///
    /// # Errors
    /// When it throws, or returns something else.
    pub async fn ask<T: DeserializeOwned>(&self, script: &str) -> Result<T> {
        Ok(self.browser.execute(script, Vec::<Value>::new()).await?.convert()?)
    }

    /// What a script gives to `done`, when it does.
    ///
    /// # Errors
    /// When it throws, or gives something else.
    pub async fn wait_for<T: DeserializeOwned>(&self, script: &str) -> Result<T> {
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        Ok(self.browser.execute_async(script, Vec::<Value>::new()).await?.convert()?)
    }

    /// Scrolls a box from its top, 50 pixels a frame; the longest frame in milliseconds, and the
    /// most rows that were in the page at once.
    ///
    /// # Errors
    /// When there is no such box.
    pub async fn scroll(&self, selector: &str, seconds: u32) -> Result<[f64; 2]> {
        let script = "
            box.scrollTop = 0;
            let start, last, worst = 0, rows = 0;
            function frame(now) {
                start ??= now;
                if (last !== undefined) worst = Math.max(worst, now - last);
                last = now;
                rows = Math.max(rows, box.querySelectorAll('tbody tr').length);
                box.scrollTop += 50;
                if (now - start < limit) requestAnimationFrame(frame); else done([worst, rows]);
            }
            requestAnimationFrame(frame);";
        let limit = u64::from(seconds) * 1000;
        let of = json!(selector);
        self.wait_for(&format!(
            "const box = document.querySelector({of}), limit = {limit}; {script}"
        ))
        .await
    }

    /// Shows the page in light or dark colours, whatever the system has.
    ///
    /// # Errors
    /// When the page does not follow.
    pub async fn show_in(&self, colours: Colours) -> Result<()> {
        let name = colours.name();
        self.ask::<()>(&format!(
            "localStorage.setItem('theme', '{name}'); dispatchEvent(new Event('storage'))"
        ))
        .await?;
        self.until(
            "the colours change",
            &format!("document.documentElement.dataset.theme === '{name}'"),
        )
        .await
    }

    /// Waits until nothing on the page is still being read or drawn.
    ///
    /// # Errors
    /// When something never ends.
    pub async fn settle(&self) -> Result<()> {
        let script = "!document.querySelector('.skeleton, [aria-busy=true], td.waiting') \
                      && document.getAnimations().every(a => a.playState !== 'running')";
        self.until("the page is complete", script).await
    }

    /// What axe-core calls serious or critical on the page, each with the elements at fault.
    ///
    /// # Errors
    /// When axe-core cannot run.
    pub async fn barriers(&self) -> Result<Vec<String>> {
        self.browser.execute(AXE, Vec::<Value>::new()).await?;
        self.wait_for(
            "axe.run(document, { resultTypes: ['violations'] }).then(
                found => done(found.violations
                    .filter(each => ['serious', 'critical'].includes(each.impact))
                    .map(each => each.id + ': ' + each.help + ' ' + each.nodes.slice(0, 5).map(n => n.target.join(' ')).join(' | '))),
                error => done(['axe-core failed: ' + error]))",
        )
        .await
    }

    /// Errors that the browser has logged since it was last asked.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub async fn logged_errors(&self) -> Result<Vec<String>> {
        let log = self.browser.get_log("browser").await?;
        let errors =
            log.into_iter().map(|entry| json!(entry)).filter(|entry| entry["level"] == "SEVERE");
        Ok(errors.filter_map(|entry| Some(entry.get("message")?.to_string())).collect())
    }

    /// Lays the page out as in a window of this width, which no real window need have.
    ///
    /// # Errors
    /// When the browser does not follow.
    pub async fn narrow(&self, width: u32) -> Result<()> {
        let metrics =
            json!({ "width": width, "height": 720, "deviceScaleFactor": 1, "mobile": false });
        self.browser.cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await?;
        self.until("the page has its width", &format!("innerWidth === {width}")).await
    }

    /// What is wider than the page, where the page must be scrolled sideways.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub async fn too_wide(&self) -> Result<Vec<String>> {
        self.ask(
            "const page = document.documentElement, edge = page.clientWidth;
            if (page.scrollWidth <= edge) return [];
            return [...document.querySelectorAll('body *')]
                .filter(e => e.getBoundingClientRect().right > edge + 1 && !e.closest('.scroll, .scroll-x, .virtual, .sr-only'))
                .slice(0, 5).map(e => e.tagName + '.' + e.className + ' ends at ' + Math.round(e.getBoundingClientRect().right))
                .concat('the page is ' + page.scrollWidth + ' wide');",
        )
        .await
    }

    /// Gives the page exactly this size, in CSS pixels.
    ///
    /// # Errors
    /// When the browser does not follow.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.browser.set_window_rect(0, 0, width, height).await?;
        let [wide, high]: [u32; 2] = self.ask("return [innerWidth, innerHeight]").await?;
        // The browser's own edges are part of the window.
        let (wide, high) = (width.saturating_sub(wide), height.saturating_sub(high));
        self.browser.set_window_rect(0, 0, width + wide, height + high).await?;
        self.until(
            "the page has its size",
            &format!("innerWidth === {width} && innerHeight === {height}"),
        )
        .await
    }
}
