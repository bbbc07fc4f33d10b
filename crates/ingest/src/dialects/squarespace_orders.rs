//! Squarespace's orders: Shopify's columns, but for the order's number, in American dates. Its subtotal is
//! before discounts, so it is left out.

use kontor_api::import::{Content, DateOrder, Field};

use super::shopify_orders::OF_THE_ORDER;
use crate::dialect::{Dialect, Rows};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "squarespace_orders",
    platform: "Squarespace",
    content: Content::Orders,
    signatures: &[&["Order ID", "Financial Status", "Lineitem name", "Lineitem price"]],
    columns: &[
        ("Order ID", Field::OrderId),
        ("Created at", Field::OrderedAt),
        ("Lineitem sku", Field::Sku),
        ("Lineitem name", Field::Title),
        ("Lineitem variant", Field::Variant),
        ("Lineitem quantity", Field::Quantity),
        ("Lineitem price", Field::UnitPrice),
        ("Currency", Field::Currency),
        ("Email", Field::Customer),
        ("Billing Name", Field::LastName),
        ("Shipping Name", Field::LastName),
        ("Shipping Country", Field::Country),
        ("Billing Country", Field::Country),
        ("Financial Status", Field::Status),
        ("Cancelled at", Field::CancelledAt),
        ("Payment Method", Field::PaymentMethod),
        ("Discount Amount", Field::OrderDiscount),
        ("Shipping", Field::OrderShipping),
        ("Taxes", Field::OrderTax),
        ("Total", Field::OrderTotal),
        ("Amount Refunded", Field::OrderRefunded),
    ],
    variant: |_| None,
    rows: Rows {
        straight: true,
        key: Some(Field::OrderId),
        carry: OF_THE_ORDER,
        dates: Some(DateOrder::MonthDayYear),
        ..Rows::PLAIN
    },
};
