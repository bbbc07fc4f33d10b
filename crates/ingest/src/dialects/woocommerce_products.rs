//! WooCommerce's products: a row for each product and each variation; a variation names its parent
//! by its number (`SKU`) or as `id:12`.

use kontor_api::import::{Content, Field};

use super::variant_text;
use crate::dialect::{Dialect, Rows};
use crate::draft::{Aside, Draft, Line};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "woocommerce_products",
    platform: "WooCommerce",
    content: Content::Products,
    signatures: &[&["Type", "SKU", "Name", "Regular price", "Sale price"]],
    columns: &[
        ("SKU", Field::Sku),
        ("Name", Field::Title),
        ("ID", Field::Handle),
        ("Parent", Field::Parent),
        ("Brands", Field::Vendor),
        ("Categories", Field::Category),
        ("Tags", Field::Tags),
        ("Regular price", Field::UnitPrice),
        ("meta:_wc_cog_cost", Field::Cost),
        ("Cost of goods", Field::Cost),
        ("GTIN, UPC, EAN, or ISBN", Field::Barcode),
        ("Published", Field::Status),
        ("Stock", Field::OnHand),
    ],
    variant: |_| None,
    rows: Rows { adds: &[Field::Variant, Field::CompareAtPrice], each: Some(each), ..Rows::PLAIN },
};

fn each(line: &Line<'_>, mut draft: Draft) -> Result<Vec<Draft>, Aside> {
    let kind = line.text("Type").unwrap_or_default().to_ascii_lowercase();
    if kind.split(',').any(|word| word.trim() == "variation") {
        let attribute = |number: u8, what: &str| line.text(&format!("Attribute {number} {what}"));
        let attributes = [1, 2, 3, 4].map(|n| {
            let value = attribute(n, "value(s)").unwrap_or_default();
            (attribute(n, "name").unwrap_or_default(), value)
        });
        draft.put_text(Field::Variant, variant_text(attributes).as_deref());
    } else {
        draft.put_text(Field::Parent, None);
    }
    if let Some(sale) = line.number("Sale price")? {
        // What is paid now is the price; the regular one is what it is compared with.
        let regular = draft.number(Field::UnitPrice)?;
        draft.put_number(Field::CompareAtPrice, regular);
        draft.put_number(Field::UnitPrice, Some(sale));
    }
    Ok(vec![draft])
}
