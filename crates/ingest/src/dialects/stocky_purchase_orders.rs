//! Stocky's purchase orders, for shops that leave it: a row for each product of an order.

use kontor_api::import::{Content, Field};

use crate::dialect::{Dialect, Rows};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "stocky_purchase_orders",
    platform: "Stocky",
    content: Content::PurchaseOrders,
    signatures: &[
        &["Purchase Order", "Supplier", "SKU", "Quantity", "Cost Price", "Received"],
        &["PO Number", "Supplier", "SKU", "Quantity", "Cost Price", "Received"],
        &["Number", "Supplier Name", "SKU", "Quantity", "Cost Price", "Received Quantity"],
    ],
    columns: &[
        ("Purchase Order", Field::PurchaseOrder),
        ("PO Number", Field::PurchaseOrder),
        ("Number", Field::PurchaseOrder),
        ("Supplier", Field::Supplier),
        ("Supplier Name", Field::Supplier),
        ("Vendor", Field::Supplier),
        ("Ordered On", Field::OrderedAt),
        ("Order Date", Field::OrderedAt),
        ("Created At", Field::OrderedAt),
        ("Expected On", Field::ExpectedAt),
        ("Expected Date", Field::ExpectedAt),
        ("SKU", Field::Sku),
        ("Product", Field::Title),
        ("Product Title", Field::Title),
        ("Title", Field::Title),
        ("Quantity", Field::Quantity),
        ("Cost Price", Field::Cost),
        ("Currency", Field::Currency),
        ("Received On", Field::ReceivedAt),
        ("Received Date", Field::ReceivedAt),
        ("Received", Field::QuantityReceived),
        ("Received Quantity", Field::QuantityReceived),
        ("Location", Field::Location),
        ("Ship To", Field::Location),
        ("Status", Field::Status),
        ("State", Field::Status),
    ],
    variant: |_| None,
    rows: Rows {
        key: Some(Field::PurchaseOrder),
        carry: &[
            Field::Supplier,
            Field::OrderedAt,
            Field::ExpectedAt,
            Field::Currency,
            Field::Location,
            Field::Status,
        ],
        ..Rows::PLAIN
    },
};
