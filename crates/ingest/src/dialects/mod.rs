//! The exports that Kontor knows: one file for each, with what it is told by, what its columns mean
//! and what is special about its rows.
//!
//! To add one: a file here, two lines below, and a folder in `tests/dialects` with a made-up export of at
//! least thirty awkward rows and a function in `totals.py` that works out its sums without looking at
//! the importer. An export of no use gets a sentence in `elsewhere.rs`.

mod amazon_date_range;
mod amazon_orders;
mod amazon_settlement;
mod bigcommerce_orders;
mod ebay_orders;
mod elsewhere;
mod etsy_items;
mod etsy_orders;
mod gumroad_sales;
mod magento2_orders;
mod magento2_products;
mod prestashop_orders;
mod prestashop_products;
mod shopify_customers;
mod shopify_inventory;
mod shopify_orders;
mod shopify_products;
mod square_items;
mod square_transactions;
mod squarespace_orders;
mod stocky_purchase_orders;
mod woocommerce_lines;
mod woocommerce_orders;
mod woocommerce_products;
mod woocommerce_stock;

pub(crate) use elsewhere::ELSEWHERE;

use crate::dialect::Dialect;

/// Every dialect. Where two fit a header the first counts: Shopify's inventory, which has hardly
/// headings of its own, comes last.
pub(crate) const DIALECTS: &[&Dialect] = &[
    &amazon_date_range::DIALECT,
    &amazon_orders::DIALECT,
    &amazon_settlement::DIALECT,
    &bigcommerce_orders::DIALECT,
    &ebay_orders::DIALECT,
    &etsy_items::DIALECT,
    &etsy_orders::DIALECT,
    &gumroad_sales::DIALECT,
    &magento2_orders::DIALECT,
    &magento2_products::DIALECT,
    &prestashop_orders::DIALECT,
    &prestashop_products::DIALECT,
    &shopify_customers::DIALECT,
    &shopify_orders::DIALECT,
    &shopify_products::DIALECT,
    &square_items::DIALECT,
    &square_transactions::DIALECT,
    &squarespace_orders::DIALECT,
    &stocky_purchase_orders::DIALECT,
    &woocommerce_lines::DIALECT,
    &woocommerce_orders::DIALECT,
    &woocommerce_products::DIALECT,
    &woocommerce_stock::DIALECT,
    &shopify_inventory::DIALECT,
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

/// The options of a variant as a platform wrote them, names and values, from what [`variant_text`] made of
/// them; `None` where its words do not tell names.
pub fn variant_options(text: Option<&str>) -> Option<Vec<(&str, &str)>> {
    let Some(text) = text else { return Some(vec![("Title", "Default Title")]) };
    let options: Option<Vec<(&str, &str)>> =
        text.split(" / ").map(|option| option.split_once(": ")).collect();
    options.filter(|options| options.len() <= 3)
}
