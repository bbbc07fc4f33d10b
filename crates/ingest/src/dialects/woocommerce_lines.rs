//! WooCommerce's orders as the other common export plugin writes them: a row for each item, what
//! belongs to the order on its first row or on all.

use kontor_api::import::{Content, Field};

use super::shopify_orders::OF_THE_ORDER;
use crate::dialect::{Dialect, Rows};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "woocommerce_lines",
    platform: "WooCommerce",
    content: Content::Orders,
    signatures: &[&["Order Number", "Order Status", "Order Date", "Item Name", "Item Cost"]],
    columns: &[
        ("Order Number", Field::OrderId),
        ("Order Date", Field::OrderedAt),
        ("Order Status", Field::Status),
        ("SKU", Field::Sku),
        ("Item Name", Field::Title),
        ("Product Variation", Field::Variant),
        ("Quantity (- Refund)", Field::Quantity),
        ("Quantity", Field::Quantity),
        ("Item Cost", Field::UnitPrice),
        ("Order Currency", Field::Currency),
        ("Customer User ID", Field::Customer),
        ("Email (Billing)", Field::Customer),
        ("Last Name (Billing)", Field::LastName),
        ("Country Code (Shipping)", Field::Country),
        ("Country Code (Billing)", Field::Country),
        ("Payment Method Title", Field::PaymentMethod),
        ("Cart Discount Amount", Field::OrderDiscount),
        ("Order Shipping Amount", Field::OrderShipping),
        ("Order Total Tax Amount", Field::OrderTax),
        ("Order Total Amount", Field::OrderTotal),
        ("Order Refund Amount", Field::OrderRefunded),
    ],
    variant: |_| Some("a row for each item"),
    rows: Rows {
        straight: true,
        key: Some(Field::OrderId),
        carry: OF_THE_ORDER,
        with_tax: Some(false),
        ..Rows::PLAIN
    },
};
