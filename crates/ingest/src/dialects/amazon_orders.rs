//! Amazon's report of all orders: a row for each article, with its price for all units, and its part
//! of shipping, tax and promotions. Cancelled articles have neither a price nor a quantity.

use kontor_api::import::{Content, Field, Skip};

use crate::dialect::{Dialect, Rows};
use crate::draft::{Aside, Draft, Line};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "amazon_orders",
    platform: "Amazon",
    content: Content::Orders,
    signatures: &[&["amazon-order-id", "purchase-date", "item-price", "sku"]],
    columns: &[
        ("amazon-order-id", Field::OrderId),
        ("purchase-date", Field::OrderedAt),
        ("sku", Field::Sku),
        ("product-name", Field::Title),
        ("quantity", Field::Quantity),
        ("item-price", Field::LineTotal),
        ("item-promotion-discount", Field::Discount),
        ("item-tax", Field::LineTax),
        ("currency", Field::Currency),
        ("ship-country", Field::Country),
        ("order-status", Field::Status),
        ("sales-channel", Field::Channel),
        ("fulfillment-channel", Field::Location),
        ("shipping-price", Field::OrderShipping),
    ],
    variant: |_| None,
    rows: Rows {
        key: Some(Field::OrderId),
        adds: &[Field::OrderShipping, Field::OrderTax],
        each: Some(each),
        group: Some(group),
        ..Rows::PLAIN
    },
};

fn each(line: &Line<'_>, mut draft: Draft) -> Result<Vec<Draft>, Aside> {
    let is_cancelled =
        [line.text("item-status"), line.text("order-status")].iter().flatten().any(|status| {
            status.eq_ignore_ascii_case("cancelled") || status.eq_ignore_ascii_case("canceled")
        });
    if is_cancelled {
        draft.put_text(Field::Status, Some("Cancelled"));
        if draft.lacks(&[Field::LineTotal]) {
            draft.put_number(Field::LineTotal, Some(0));
        }
    }
    if draft.lacks(&[Field::OrderId, Field::Sku, Field::Title]) {
        return Err(Aside::Skip(Skip::Blank));
    }
    draft.add(Field::OrderShipping, line.number("gift-wrap-price")?)?;
    let less = line.number("ship-promotion-discount")?;
    draft.add(Field::OrderShipping, less.map(|amount| -amount.abs()))?;
    draft.put_number(Field::OrderTax, None);
    for heading in ["item-tax", "shipping-tax", "gift-wrap-tax"] {
        draft.add(Field::OrderTax, line.number(heading)?)?;
    }
    Ok(vec![draft])
}

/// Shipping and tax of the rows make those of the order.
fn group(drafts: &mut [Draft]) {
    for field in [Field::OrderShipping, Field::OrderTax] {
        let amounts = drafts.iter().filter_map(|draft| draft.number(field).ok().flatten());
        let sum = amounts.reduce(i128::saturating_add);
        for (at, draft) in drafts.iter_mut().enumerate() {
            draft.put_number(field, sum.filter(|_| at == 0));
        }
    }
}
