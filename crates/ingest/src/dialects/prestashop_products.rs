//! PrestaShop's products: the list that the back office exports, and the form that its import takes.

use kontor_api::import::{Content, Field};

use crate::dialect::{Dialect, Rows};
use crate::draft::{Aside, Draft, Line};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "prestashop_products",
    platform: "PrestaShop",
    content: Content::Products,
    signatures: &[
        &["Product ID", "Active (0/1)", "Name *", "Reference #"],
        &["Product ID", "Image", "Name", "Reference", "Category", "Price (tax excl.)"],
    ],
    columns: &[
        ("Reference #", Field::Sku),
        ("Reference", Field::Sku),
        ("Name *", Field::Title),
        ("Name", Field::Title),
        ("Product ID", Field::Handle),
        ("Manufacturer", Field::Vendor),
        ("Categories (x,y,z...)", Field::Category),
        ("Category", Field::Category),
        ("Tags (x,y,z...)", Field::Tags),
        ("Price tax included", Field::UnitPrice),
        ("Price (tax incl.)", Field::UnitPrice),
        ("Price tax excluded", Field::UnitPrice),
        ("Price (tax excl.)", Field::UnitPrice),
        ("Wholesale price", Field::Cost),
        ("EAN13", Field::Barcode),
        ("UPC", Field::Barcode),
        ("Active (0/1)", Field::Status),
        ("Status", Field::Status),
        ("Quantity", Field::OnHand),
    ],
    variant: |header| Some(if header.has("Name *") { "import form" } else { "list" }),
    rows: Rows { each: Some(each), ..Rows::PLAIN },
};

/// Several categories stand in one cell with commas between them; the first is the main one.
fn each(_: &Line<'_>, mut draft: Draft) -> Result<Vec<Draft>, Aside> {
    let first = |text: &str| text.split(',').next().unwrap_or_default().trim().to_owned();
    let category = draft.text(Field::Category).map(first);
    draft.put_text(Field::Category, category.as_deref());
    Ok(vec![draft])
}
