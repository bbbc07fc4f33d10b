//! Shopify's inventory: a row for each product and location, or, in the old form and in exports of
//! available stock only, a column for each location.

use kontor_api::import::{Content, Field};

use super::variant_text;
use crate::dialect::{Dialect, Rows};
use crate::draft::{Aside, Draft, Line, key};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "shopify_inventory",
    platform: "Shopify",
    content: Content::Stock,
    signatures: &[
        &["Handle", "Title", "Location", "On hand"],
        &["Handle", "Title", "Location", "On hand (current)"],
        &["Handle", "Title", "Location", "Available (not editable)"],
        &["Handle", "Title", "Location", "Available"],
        // No column says what it is; that it has options and neither price nor picture does.
        &["Handle", "Title", "Option1 Name", "Option1 Value"],
    ],
    columns: &[
        ("SKU", Field::Sku),
        ("Title", Field::Title),
        ("Handle", Field::Handle),
        ("Location", Field::Location),
        // "On hand (new)" is what somebody means to upload; it is not so yet.
        ("On hand (current)", Field::OnHand),
        ("On hand", Field::OnHand),
        ("Available (not editable)", Field::Available),
        ("Available", Field::Available),
        ("Committed (not editable)", Field::Committed),
        ("Committed", Field::Committed),
        ("Incoming (not editable)", Field::Incoming),
        ("Incoming", Field::Incoming),
    ],
    variant: |header| {
        Some(match (header.has("On hand (current)"), header.has("Location")) {
            (true, _) => "current",
            (_, true) => "2023",
            _ => "a column for each location",
        })
    },
    rows: Rows {
        adds: &[Field::Variant, Field::Location, Field::Available],
        each: Some(each),
        ..Rows::PLAIN
    },
};

/// Columns that are no location, as [`key`] makes them.
const NO_LOCATIONS: [&str; 6] = ["handle", "title", "sku", "hscode", "coo", "barcode"];

fn each(line: &Line<'_>, mut draft: Draft) -> Result<Vec<Draft>, Aside> {
    let option = |number: u8, what: &str| line.text(&format!("Option{number} {what}"));
    let options = [1, 2, 3]
        .map(|n| (option(n, "name").unwrap_or_default(), option(n, "value").unwrap_or_default()));
    draft.put_text(Field::Variant, variant_text(options).as_deref());
    if line.header.has("Location") {
        return Ok(vec![draft]);
    }
    let mut drafts = Vec::new();
    for heading in line.headings {
        let name = key(heading);
        if NO_LOCATIONS.contains(&name.as_str()) || name.starts_with("option") {
            continue;
        }
        let mut at = draft.clone();
        at.put_text(Field::Location, Some(heading));
        at.put_text(Field::Available, line.text(heading));
        drafts.push(at);
    }
    Ok(drafts)
}
