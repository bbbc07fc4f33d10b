//! Measures. What is measured stands in the `bench` program of the tests; here it is built and
//! started with the folders it needs.

use std::process::Command;

use anyhow::Result;

use crate::places::Places;
use crate::plan::Purpose;
use crate::setup::{self, Consent};
use crate::{shell, test};

/// Builds and runs the measurements.
pub fn bench(places: &Places, full: bool, consent: Consent) -> Result<()> {
    places.announce();
    setup::install(&[Purpose::Run], consent)?;
    places.build("Building the measurements", &["bench", "kontor"])?;
    let mut command = Command::new(places.program("bench"));
    command.current_dir(&places.root).envs(test::folders(places));
    if full {
        command.arg("--full");
    }
    shell::run("Measuring", &mut command)
}
