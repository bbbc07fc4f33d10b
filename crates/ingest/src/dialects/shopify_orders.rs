//! Shopify's orders: a row for each line, what belongs to the order on its first row only.

use kontor_api::import::{Content, Field};

use crate::dialect::{Dialect, Rows};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "shopify_orders",
    platform: "Shopify",
    content: Content::Orders,
    signatures: &[&["Name", "Financial Status", "Lineitem name", "Lineitem price"]],
    columns: &[
        ("Name", Field::OrderId),
        ("Created at", Field::OrderedAt),
        ("Lineitem sku", Field::Sku),
        ("Lineitem name", Field::Title),
        ("Lineitem quantity", Field::Quantity),
        ("Lineitem price", Field::UnitPrice),
        ("Lineitem discount", Field::Discount),
        ("Currency", Field::Currency),
        // The file has no customer's number.
        ("Email", Field::Customer),
        ("Billing Name", Field::LastName),
        ("Shipping Name", Field::LastName),
        ("Shipping Country", Field::Country),
        ("Billing Country", Field::Country),
        ("Financial Status", Field::Status),
        ("Cancelled at", Field::CancelledAt),
        ("Payment Method", Field::PaymentMethod),
        ("Source", Field::Channel),
        ("Location", Field::Location),
        ("Subtotal", Field::OrderSubtotal),
        ("Discount Amount", Field::OrderDiscount),
        ("Shipping", Field::OrderShipping),
        ("Taxes", Field::OrderTax),
        ("Total", Field::OrderTotal),
        ("Refunded Amount", Field::OrderRefunded),
        ("Vendor", Field::Vendor),
    ],
    variant: |header| {
        Some(match (header.has("Payment References"), header.has("Refunded Amount")) {
            (true, _) => "79 columns",
            (_, true) => "2021",
            _ => "2012",
        })
    },
    rows: Rows { straight: true, key: Some(Field::OrderId), carry: OF_THE_ORDER, ..Rows::PLAIN },
};

/// What continuation rows leave empty; sums of the order are not among it, they count once.
pub(super) const OF_THE_ORDER: &[Field] = &[
    Field::OrderedAt,
    Field::Currency,
    Field::Customer,
    Field::Email,
    Field::LastName,
    Field::Country,
    Field::Status,
    Field::CancelledAt,
    Field::PaymentMethod,
    Field::Channel,
    Field::Location,
];
