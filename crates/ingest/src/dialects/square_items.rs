//! Square's items: a row for each article of a sale; refunds are rows with a negative quantity.
//! Discounts are written as negative amounts, the time zone in words in a column of its own.

use kontor_api::import::{Content, Field};

use crate::dialect::{Dialect, Rows};
use crate::draft::{Aside, Draft, Line};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "square_items",
    platform: "Square",
    content: Content::Orders,
    signatures: &[&["Item", "Qty", "Gross Sales", "Net Sales", "Transaction ID"]],
    columns: &[
        ("Transaction ID", Field::OrderId),
        ("Date", Field::OrderedAt),
        ("Time", Field::OrderedTime),
        ("SKU", Field::Sku),
        ("Item", Field::Title),
        ("Price Point Name", Field::Variant),
        ("Qty", Field::Quantity),
        ("Gross Sales", Field::LineTotal),
        ("Discounts", Field::Discount),
        ("Tax", Field::LineTax),
        ("Event Type", Field::LineEvent),
        ("Customer ID", Field::Customer),
        ("Customer Name", Field::LastName),
        ("Location", Field::Location),
        ("Channel", Field::Channel),
        ("Category", Field::Category),
    ],
    variant: |header| {
        Some(match (header.has("GTIN"), header.has("Unit")) {
            (true, _) => "35 columns",
            (_, true) => "32 columns",
            _ => "24 columns",
        })
    },
    rows: Rows { each: Some(each), zone: Some("Time Zone"), ..Rows::PLAIN },
};

fn each(_: &Line<'_>, mut draft: Draft) -> Result<Vec<Draft>, Aside> {
    draft.negate(Field::Discount)?;
    if draft.text(Field::Variant) == Some("Regular") {
        draft.put_text(Field::Variant, None);
    }
    Ok(vec![draft])
}
