//! WooCommerce's report of stock: a row for each product or variation.

use kontor_api::import::{Content, Field};

use crate::dialect::{Dialect, Rows};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "woocommerce_stock",
    platform: "WooCommerce",
    content: Content::Stock,
    signatures: &[
        &["Product or variation", "SKU", "Status", "Stock"],
        &["Product / Variation", "SKU", "Status", "Stock"],
    ],
    columns: &[
        ("SKU", Field::Sku),
        ("Product or variation", Field::Title),
        ("Product / Variation", Field::Title),
        ("Stock", Field::OnHand),
    ],
    variant: |_| None,
    // "N/A" is a product whose stock is not counted.
    rows: Rows::PLAIN,
};
