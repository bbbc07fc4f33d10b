//! Magento 2's catalogue: a row for each product and store view; rows of a view other than the
//! default have translations only.

use kontor_api::import::{Content, Field, Skip};

use super::variant_text;
use crate::dialect::{Dialect, Rows};
use crate::draft::{Aside, Draft, Line};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "magento2_products",
    platform: "Magento 2",
    content: Content::Products,
    signatures: &[&["sku", "attribute_set_code", "product_type", "additional_attributes"]],
    columns: &[
        ("sku", Field::Sku),
        ("name", Field::Title),
        ("url_key", Field::Handle),
        ("manufacturer", Field::Vendor),
        ("categories", Field::Category),
        ("price", Field::UnitPrice),
        ("cost", Field::Cost),
        ("product_online", Field::Status),
        ("qty", Field::OnHand),
    ],
    variant: |_| None,
    rows: Rows {
        adds: &[Field::Variant, Field::CompareAtPrice, Field::Vendor, Field::Cost, Field::Barcode],
        each: Some(each),
        ..Rows::PLAIN
    },
};

fn each(line: &Line<'_>, mut draft: Draft) -> Result<Vec<Draft>, Aside> {
    let is_translation = line.text("store_view_code").is_some_and(|view| view != "default");
    if is_translation && draft.lacks(&[Field::UnitPrice, Field::OnHand]) {
        return Err(Aside::Skip(Skip::Totals));
    }
    let attributes = line.text("additional_attributes").unwrap_or_default();
    for (key, field) in [
        ("manufacturer", Field::Vendor),
        ("cost", Field::Cost),
        ("ean", Field::Barcode),
        ("gtin", Field::Barcode),
    ] {
        if draft.lacks(&[field]) {
            draft.put_text(field, attribute(attributes, key));
        }
    }
    let options =
        ["color", "size"].map(|key| (key, attribute(attributes, key).unwrap_or_default()));
    draft.put_text(Field::Variant, variant_text(options).as_deref());
    if let Some(special) = line.number("special_price")? {
        let regular = draft.number(Field::UnitPrice)?;
        draft.put_number(Field::CompareAtPrice, regular);
        draft.put_number(Field::UnitPrice, Some(special));
    }
    Ok(vec![draft])
}

/// A value of `color=Red,size=M,material=Cotton|Wool`.
fn attribute<'a>(attributes: &'a str, key: &str) -> Option<&'a str> {
    let pairs = attributes.split(',').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (name.trim(), value.trim()))
        .find(|(name, _)| *name == key)
        .map(|(_, v)| v)
}
