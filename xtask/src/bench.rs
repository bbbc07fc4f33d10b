//! Measures. What is measured stands in the `bench` program of the tests; here it is built and
//! started with the folders and the screen it needs.

use std::process::Command;

use anyhow::Result;

use crate::places::Places;
use crate::plan::Purpose;
use crate::screen::Screen;
use crate::setup::{self, Consent};
use crate::{shell, test, ui};

/// Builds and runs the measurements; `arguments` are for the program that measures.
pub fn bench(places: &Places, full: bool, arguments: &[String], consent: Consent) -> Result<()> {
    places.announce();
    setup::install(&[Purpose::Run, Purpose::Test], consent)?;
    let wasm = setup::for_wasm(places, consent)?;
    ui::build(places, wasm)?;
    places.build("Building the measurements", &["bench", "kontor", "kontor-desktop"])?;
    let screen = Screen::start()?;
    let mut command = Command::new(places.program("bench"));
    command
        .current_dir(&places.root)
        .envs(test::folders(places))
        .args(full.then_some("--full"))
        .args(arguments);
    if let Some(screen) = &screen {
        screen.show(&mut command);
    }
    shell::run("Measuring", &mut command)
}
