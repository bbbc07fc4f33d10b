//! Etsy's order items: a row for each article; shipping and tax of the order stand on every row,
//! its discount on the first.

use kontor_api::import::{Content, DateOrder, Field};

use super::variant_text;
use crate::dialect::{Dialect, Rows};
use crate::draft::{Aside, Draft, Line};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "etsy_items",
    platform: "Etsy",
    content: Content::Orders,
    signatures: &[&["Sale Date", "Item Name", "Item Total", "Transaction ID", "Listing ID"]],
    columns: &[
        ("Order ID", Field::OrderId),
        ("Sale Date", Field::OrderedAt),
        ("SKU", Field::Sku),
        ("Item Name", Field::Title),
        ("Variations", Field::Variant),
        ("Quantity", Field::Quantity),
        ("Price", Field::UnitPrice),
        ("Currency", Field::Currency),
        ("Buyer", Field::Customer),
        ("Ship Name", Field::LastName),
        ("Ship Country", Field::Country),
        ("Payment Type", Field::PaymentMethod),
        ("Discount Amount", Field::OrderDiscount),
        ("Order Shipping", Field::OrderShipping),
        ("Order Sales Tax", Field::OrderTax),
    ],
    variant: |_| None,
    rows: Rows {
        key: Some(Field::OrderId),
        each: Some(each),
        group: Some(group),
        dates: Some(DateOrder::MonthDayYear),
        ..Rows::PLAIN
    },
};

fn each(line: &Line<'_>, mut draft: Draft) -> Result<Vec<Draft>, Aside> {
    let discount = draft.number(Field::OrderDiscount)?.map(i128::abs);
    draft.put_number(Field::OrderDiscount, discount);
    let less = line.number("Shipping Discount")?;
    draft.add(Field::OrderShipping, less.map(|amount| -amount.abs()))?;
    // Checked here, as `group` takes the sums of the order from its rows.
    draft.number(Field::OrderTax)?;
    if let Some(variations) = draft.text(Field::Variant) {
        let pairs =
            variations.split([',', ';']).map(|part| part.split_once(':').unwrap_or(("", part)));
        let text = variant_text(pairs);
        draft.put_text(Field::Variant, text.as_deref());
    }
    Ok(vec![draft])
}

/// Shipping and tax of the order count once, its discounts together.
fn group(drafts: &mut [Draft]) {
    let amounts =
        drafts.iter().filter_map(|draft| draft.number(Field::OrderDiscount).ok().flatten());
    let discount = amounts.reduce(i128::saturating_add);
    for (at, draft) in drafts.iter_mut().enumerate() {
        draft.put_number(Field::OrderDiscount, discount.filter(|_| at == 0));
        if at > 0 {
            draft.put_number(Field::OrderShipping, None);
            draft.put_number(Field::OrderTax, None);
        }
    }
}
