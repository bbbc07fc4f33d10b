//! Shopify's customers, in all their forms since 2012.

use kontor_api::import::{Content, Field};

use crate::dialect::{Dialect, Rows};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "shopify_customers",
    platform: "Shopify",
    content: Content::Customers,
    signatures: &[
        &["First Name", "Last Name", "Email", "Total Spent", "Total Orders"],
        &["First Name", "Last Name", "Email", "Tax Exempt", "Total Spent"],
        &["First Name", "Last Name", "Email", "Accepts Email Marketing"],
    ],
    columns: &[
        ("Customer ID", Field::Customer),
        ("Email", Field::Email),
        ("First Name", Field::FirstName),
        ("Last Name", Field::LastName),
        ("Phone", Field::Phone),
        ("Default Address Phone", Field::Phone),
        ("Default Address Address1", Field::Address),
        ("Address1", Field::Address),
        ("Default Address City", Field::City),
        ("City", Field::City),
        ("Default Address Zip", Field::Zip),
        ("Zip", Field::Zip),
        ("Default Address Country Code", Field::Country),
        ("Country Code", Field::Country),
        ("Country", Field::Country),
        ("Accepts Email Marketing", Field::AcceptsMarketing),
        ("Accepts Marketing", Field::AcceptsMarketing),
        ("Total Spent", Field::TotalSpent),
        ("Total Orders", Field::TotalOrders),
        ("Tags", Field::Tags),
    ],
    variant: |header| {
        Some(match (header.has("Default Address City"), header.has("Customer ID")) {
            (true, _) => "current",
            (_, true) => "with numbers",
            _ => "classic",
        })
    },
    rows: Rows::PLAIN,
};
