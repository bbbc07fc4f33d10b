//! Magento 2's grid of orders: a row for each, without its articles.

use kontor_api::import::{Content, Field};

use crate::dialect::{Dialect, Rows};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "magento2_orders",
    platform: "Magento 2",
    content: Content::OrderTotals,
    signatures: &[&["ID", "Purchase Point", "Purchase Date", "Grand Total (Purchased)"]],
    columns: &[
        ("ID", Field::OrderId),
        ("Purchase Date", Field::OrderedAt),
        ("Status", Field::Status),
        ("Customer Email", Field::Customer),
        ("Subtotal", Field::OrderSubtotal),
        ("Shipping and Handling", Field::OrderShipping),
        ("Tax Amount", Field::OrderTax),
        ("Discount Amount", Field::OrderDiscount),
        ("Grand Total (Purchased)", Field::OrderTotal),
        ("Total Refunded", Field::OrderRefunded),
    ],
    variant: |_| None,
    rows: Rows::PLAIN,
};
