//! The exports that Kontor knows: one file for each, with what it is told by, what its columns mean
//! and what is special about its rows.
//!
//! To add one: a file here, a line below, and a folder in `tests/dialects`.

mod elsewhere;
mod shopify_customers;
mod shopify_inventory;
mod shopify_orders;
mod shopify_products;
mod squarespace_orders;

pub(crate) use elsewhere::ELSEWHERE;

use crate::dialect::Dialect;

/// Every dialect. Where two fit a header the first counts.
pub(crate) const DIALECTS: &[&Dialect] = &[
    &shopify_orders::DIALECT,
    &shopify_products::DIALECT,
    &shopify_inventory::DIALECT,
    &shopify_customers::DIALECT,
    &squarespace_orders::DIALECT,
];

/// A variant in words: `Size: M / Colour: Red`, or `M / Red` where the options have no names;
/// `None` for what stands in exports where a product has no variants.
pub(crate) fn variant_text<'a>(
    options: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Option<String> {
    let options: Vec<(&str, &str)> = options
        .into_iter()
        .map(|(name, value)| (name.trim(), value.trim()))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    if let [("Title" | "title" | "", "Default Title" | "Default")] = options.as_slice() {
        return None;
    }
    let text = |(name, value): &(&str, &str)| match *name {
        "" => (*value).to_owned(),
        name => format!("{name}: {value}"),
    };
    let texts: Vec<String> = options.iter().map(text).collect();
    Some(texts.join(" / ")).filter(|text| !text.is_empty())
}
