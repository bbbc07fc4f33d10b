//! Shopify's products: a row for each variant, with more rows for further pictures. What belongs to
//! the product stands on the first row of a handle.

use kontor_api::import::{Content, Field, Skip};

use super::variant_text;
use crate::dialect::{Dialect, Rows};
use crate::draft::{Aside, Draft, Holding, Line};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "shopify_products",
    platform: "Shopify",
    content: Content::Products,
    signatures: &[
        &["Handle", "Title", "Variant SKU"],
        &["Handle", "Title", "Variant Price"],
        &["URL handle", "Title", "SKU", "Price"],
        &["URL handle", "Title", "Variant SKU"],
        &["URL handle", "Title", "Variant Price"],
        &["Handle", "Title", "Option1 Name", "Body (HTML)"],
    ],
    columns: &[
        ("Variant SKU", Field::Sku),
        ("SKU", Field::Sku),
        ("Title", Field::Title),
        ("URL handle", Field::Handle),
        ("Handle", Field::Handle),
        ("Vendor", Field::Vendor),
        ("Type", Field::Category),
        ("Product category", Field::Category),
        ("Tags", Field::Tags),
        ("Variant Price", Field::UnitPrice),
        ("Price", Field::UnitPrice),
        ("Variant Compare At Price", Field::CompareAtPrice),
        ("Compare-at price", Field::CompareAtPrice),
        ("Cost per item", Field::Cost),
        ("Variant Barcode", Field::Barcode),
        ("Variant Barcodes", Field::Barcode),
        ("Barcode", Field::Barcode),
        ("Status", Field::Status),
        ("Published", Field::Status),
        ("Published on online store", Field::Status),
        ("Variant Inventory Qty", Field::OnHand),
        ("Inventory quantity", Field::OnHand),
    ],
    variant: |header| {
        Some(match (header.has("URL handle"), header.has("Variant SKU")) {
            (true, true) => "mixed",
            (true, false) => "2025 template",
            _ if header.has("Variant Price") && header.has("SKU") => "mixed",
            _ => "classic",
        })
    },
    rows: Rows {
        key: Some(Field::Handle),
        carry: &[
            Field::Title,
            Field::Vendor,
            Field::Category,
            Field::Tags,
            Field::Status,
            // The names of the options, until `group` puts them before their values.
            Field::Parent,
        ],
        adds: &[Field::Variant],
        each: Some(each),
        group: Some(group),
        ..Rows::PLAIN
    },
};

/// The options' values go to the variant, their names, which only the first row has, to the parent
/// for as long as the rows of the product are not together.
fn each(line: &Line<'_>, mut draft: Draft) -> Result<Vec<Draft>, Aside> {
    let of_variant = [
        Field::Sku,
        Field::UnitPrice,
        Field::CompareAtPrice,
        Field::Cost,
        Field::Barcode,
        Field::OnHand,
    ];
    let values = [1, 2, 3].map(|number| line.text(&format!("Option{number} value")));
    let names = [1, 2, 3].map(|number| line.text(&format!("Option{number} name")));
    if draft.lacks(&of_variant) && draft.lacks(&[Field::Title]) && values == [None; 3] {
        let pictures = ["Image Src", "Product image URL", "Variant Image", "Variant image URL"];
        let has_picture = pictures.iter().any(|heading| line.text(heading).is_some());
        return Err(Aside::Skip(if has_picture { Skip::ImageOnly } else { Skip::Blank }));
    }
    // Kept whole, as an empty one says which option the next belongs to.
    let list =
        |texts: [Option<&str>; 3]| Holding::Text(texts.map(Option::unwrap_or_default).join("\n"));
    if names != [None; 3] {
        draft.put(Field::Parent, list(names));
    }
    if values != [None; 3] {
        draft.put(Field::Variant, list(values));
    }
    Ok(vec![draft])
}

fn group(drafts: &mut [Draft]) {
    for draft in drafts {
        let names = draft.text(Field::Parent).unwrap_or_default().to_owned();
        let values = draft.text(Field::Variant).unwrap_or_default().to_owned();
        let variant = variant_text(names.split('\n').zip(values.split('\n')));
        draft.put_text(Field::Parent, None);
        draft.put_text(Field::Variant, variant.as_deref());
    }
}
