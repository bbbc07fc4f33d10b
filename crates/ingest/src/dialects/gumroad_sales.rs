//! Gumroad's sales: a row for each, of one product.

use kontor_api::import::{Content, Field};

use crate::dialect::{Dialect, Rows};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "gumroad_sales",
    platform: "Gumroad",
    content: Content::Orders,
    signatures: &[&["Purchase ID", "Item Name", "Purchase Email", "Fully Refunded?"]],
    columns: &[
        ("Purchase ID", Field::OrderId),
        ("Purchase Date", Field::OrderedAt),
        ("Purchase Time (UTC timezone)", Field::OrderedTime),
        ("Item Name", Field::Title),
        ("Quantity", Field::Quantity),
        ("Subtotal ($)", Field::LineTotal),
        ("Purchase Email", Field::Customer),
        ("Buyer Name", Field::LastName),
        ("Country", Field::Country),
        ("Taxes ($)", Field::OrderTax),
        ("Shipping ($)", Field::OrderShipping),
        ("Sale Price ($)", Field::OrderTotal),
        ("Fees ($)", Field::OrderFee),
        ("Partial Refund ($)", Field::OrderRefunded),
    ],
    variant: |_| None,
    rows: Rows { straight: true, ..Rows::PLAIN },
};
