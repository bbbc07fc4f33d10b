//! PrestaShop's list of orders: a row for each, without its articles.

use kontor_api::import::{Content, Field};

use crate::dialect::{Dialect, Rows};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "prestashop_orders",
    platform: "PrestaShop",
    content: Content::OrderTotals,
    signatures: &[
        &["ID", "Reference", "New client", "Customer", "Total", "Payment", "Status", "Date"],
        &["ID", "Reference", "Delivery", "Customer", "Total", "Payment", "Status", "Date"],
    ],
    columns: &[
        ("Reference", Field::OrderId),
        ("Date", Field::OrderedAt),
        ("Total", Field::OrderTotal),
        ("Status", Field::Status),
        ("Customer", Field::Customer),
        ("Delivery", Field::Country),
    ],
    variant: |_| None,
    rows: Rows::PLAIN,
};
