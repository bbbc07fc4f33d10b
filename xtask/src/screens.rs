//! Takes the pictures of every screen: a journey that `test` skips.

use anyhow::Result;

use crate::places::{Places, SELECTION};
use crate::plan::Purpose;
use crate::setup::{self, Consent};
use crate::{shell, test, ui};

/// Builds, and has the journey write its pictures into `docs/screens`.
pub fn screens(places: &Places, consent: Consent) -> Result<()> {
    places.announce();
    setup::install(&[Purpose::Run, Purpose::Test, Purpose::Pictures], consent)?;
    let wasm = setup::for_wasm(places, consent)?;
    ui::build(places, wasm)?;
    places.build("Building the program", &["kontor"])?;
    let mut command = places.cargo("test");
    command
        .args(SELECTION)
        .args(["--test", "journeys", "--", "--exact", "browser::screens_as_pictures"])
        .envs(test::folders(places))
        .env("KONTOR_SCREENS", "1");
    shell::run("Taking pictures of every screen", &mut command)
}
