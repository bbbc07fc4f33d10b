//! `kontor serve`, for a browser.

use crate::{cli, places};
use anyhow::{Context as _, Result};
use serde::Deserialize;
use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Stdio},
};

/// The server's process, gone when this is dropped.
pub struct Server {
    process: Child,
    /// The address to open, with its token.
    pub url: String,
}

/// What the server prints when it is ready.
#[derive(Deserialize)]
struct Serving {
    url: String,
}

impl Server {
    /// Serves with its state under `home`, on a free port; with a workspace open, if one is named.
    ///
    /// # Errors
    /// When the program or the interface is not built.
    pub fn start(home: &Path, workspace: Option<&Path>) -> Result<Server> {
        let mut command = cli::kontor(home);
        if let Some(workspace) = workspace {
            command.arg("--workspace").arg(workspace);
        }
        command.args(["serve", "--port", "0", "--ui"]).arg(places::ui());
        let mut process = command.stdout(Stdio::piped()).spawn().with_context(cli::not_built)?;
        let output = process.stdout.take();
        // From here on the process goes with it.
        let mut server = Server { process, url: String::new() };
        let mut line = String::new();
        BufReader::new(output.context("the server has no output")?).read_line(&mut line)?;
        let serving: Serving = serde_json::from_str(&line).context(
            "the server did not start; `cargo xtask ui` builds the interface that it serves",
        )?;
        server.url = serving.url;
        Ok(server)
    }

    /// The address of a page, such as `/sales`.
    pub fn page(&self, path: &str) -> String {
        let origin = self.url.split_once("/?").map_or(self.url.as_str(), |(origin, _)| origin);
        format!("{origin}{path}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
