//! The map of the house is short and names every room.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::{Violation, text};
use crate::places::Places;

const MAP: &str = "ARCHITECTURE.md";
const MOST_LINES: usize = 200;

/// Checks the map.
pub fn check(places: &Places) -> Result<Vec<Violation>> {
    let Ok(map) = fs::read_to_string(places.root.join(MAP)) else {
        return Ok(vec![Violation::new(MAP, "the house has a map", "there is none")]);
    };
    let mut rooms = Vec::new();
    for package in super::packages(places)? {
        let folder = Path::new(text(&package, "manifest_path"))
            .parent()
            .context("a package without a folder")?;
        // The desktop shell's manifest stands at the root, its sources do not.
        let room = if folder == places.root {
            Some("src-tauri")
        } else {
            folder.file_name().and_then(|name| name.to_str())
        };
        rooms.push(room.context("a folder whose name is not UTF-8")?.to_owned());
    }
    Ok(check_map(&map, &rooms))
}

fn check_map(map: &str, rooms: &[String]) -> Vec<Violation> {
    let lines = map.lines().count();
    let too_long = (lines >= MOST_LINES).then(|| {
        Violation::new(
            format!("{MAP}:{MOST_LINES}"),
            "the map is short",
            format!("{lines} lines, and it is to stay under {MOST_LINES}"),
        )
    });
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let words: Vec<&str> = map
        .split(|c: char| !is_part(c) && c != '-')
        .map(|word| word.strip_prefix("kontor-").unwrap_or(word))
        .collect();
    let unnamed = rooms.iter().filter(|room| !words.contains(&room.as_str())).map(|room| {
        Violation::new(MAP, "the map names every crate", format!("`{room}` is not on it"))
    });
    too_long.into_iter().chain(unnamed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_that_is_not_on_the_map_is_found() {
        let rooms = ["api", "src-tauri", "ui"].map(str::to_owned);
        let found = check_map("`crates/api/` and src-tauri, with quite a few words.", &rooms);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].reason, "`ui` is not on it");
    }

    #[test]
    fn a_map_that_is_too_long_is_found() {
        let found = check_map(&"ui\n".repeat(MOST_LINES), &["ui".to_owned()]);
        assert_eq!(found[0].rule, "the map is short");
        assert_eq!(check_map(&"ui\n".repeat(MOST_LINES - 1), &["ui".to_owned()]), []);
    }
}
