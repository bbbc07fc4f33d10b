//! BigCommerce's orders: an order in a row, its products packed in one cell.

use kontor_api::import::{Content, Field, Refusal};

use crate::dialect::{Dialect, Rows};
use crate::draft::{Aside, Draft, Fault, Line, number};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "bigcommerce_orders",
    platform: "BigCommerce",
    content: Content::Orders,
    signatures: &[&["Order ID", "Order Date", "Product Details", "Order Total (inc tax)"]],
    columns: &[
        ("Order ID", Field::OrderId),
        ("Order Date", Field::OrderedAt),
        ("Order Time", Field::OrderedTime),
        ("Order Status", Field::Status),
        ("Order Currency Code", Field::Currency),
        ("Customer ID", Field::Customer),
        ("Customer Email", Field::Email),
        ("Customer Name", Field::LastName),
        ("Shipping Country", Field::Country),
        ("Billing Country", Field::Country),
        ("Payment Method", Field::PaymentMethod),
        ("Channel Name", Field::Channel),
        // The unit prices of the products are those with tax, as the subtotal with tax shows.
        ("Subtotal (inc tax)", Field::OrderSubtotal),
        ("Shipping Cost (inc tax)", Field::OrderShipping),
        ("Tax Total", Field::OrderTax),
        ("Order Total (inc tax)", Field::OrderTotal),
        ("Refund Amount", Field::OrderRefunded),
    ],
    variant: |_| None,
    rows: Rows {
        adds: &[
            Field::Sku,
            Field::Title,
            Field::Variant,
            Field::Quantity,
            Field::UnitPrice,
            Field::LineTotal,
            Field::OrderDiscount,
            Field::Customer,
        ],
        each: Some(each),
        with_tax: Some(true),
        ..Rows::PLAIN
    },
};

/// Sums of the order, which stand on its first line only.
const OF_THE_ORDER: [Field; 6] = [
    Field::OrderSubtotal,
    Field::OrderDiscount,
    Field::OrderShipping,
    Field::OrderTax,
    Field::OrderTotal,
    Field::OrderRefunded,
];

fn each(line: &Line<'_>, mut order: Draft) -> Result<Vec<Draft>, Aside> {
    if order.text(Field::Customer).is_none_or(|id| id == "0") {
        let email = order.text(Field::Email).map(str::to_owned);
        order.put_text(Field::Customer, email.as_deref());
    }
    // Handling is carriage too.
    order.add(Field::OrderShipping, line.number("Handling Cost (inc tax)")?)?;
    let refused = |value: Option<&str>| {
        let column = Some("Product Details".to_owned());
        Aside::Refuse(Fault { reason: Refusal::NoProduct, column, value: value.map(str::to_owned) })
    };
    let details = line.text("Product Details").ok_or_else(|| refused(None))?;
    let mut lines = Vec::new();
    let mut goods: i128 = 0;
    for product in products(details) {
        let part = |key: &str| part(product, key);
        let mut draft = order.clone();
        if !lines.is_empty() {
            for field in OF_THE_ORDER {
                draft.put_number(field, None);
            }
        }
        let amount = |key: &str| {
            let read = |text| number(text, line.decimal, Refusal::BadAmount, "Product Details");
            part(key).map(read).transpose()
        };
        draft.put_text(Field::Sku, part("Product SKU"));
        draft.put_text(Field::Title, part("Product Name"));
        draft.put_text(Field::Variant, part("Product Variation Details"));
        draft.put_text(Field::Quantity, part("Product Qty"));
        draft.put_number(Field::UnitPrice, amount("Product Unit Price")?);
        let total = amount("Product Total Price")?;
        draft.put_number(Field::LineTotal, total);
        goods = goods.saturating_add(total.unwrap_or(0));
        if draft.lacks(&[Field::Sku, Field::Title]) {
            return Err(refused(Some(product)));
        }
        lines.push(draft);
    }
    let subtotal = order.number(Field::OrderSubtotal)?;
    if let (Some(first), Some(subtotal)) = (lines.first_mut(), subtotal) {
        // Coupons are taken off the subtotal, not off the products.
        let discount = Some(goods.saturating_sub(subtotal)).filter(|discount| *discount > 0);
        first.put_number(Field::OrderDiscount, discount);
    }
    if lines.is_empty() { Err(refused(Some(details))) } else { Ok(lines) }
}

/// The products of a cell, `|` between them; a bar within a name is none, as no product begins
/// behind it.
fn products(details: &str) -> Vec<&str> {
    let mut products = Vec::new();
    let mut start = 0;
    for (at, _) in details.match_indices('|') {
        let next = details.get(at + 1..).unwrap_or_default().trim_start();
        if next.starts_with("Product ID:") || next.is_empty() {
            products.push(details.get(start..at).unwrap_or_default());
            start = at + 1;
        }
    }
    products.push(details.get(start..).unwrap_or_default());
    products.retain(|product| !product.trim().is_empty());
    products
}

/// The keys within a product; a value ends where the next begins, as values hold commas.
const KEYS: [&str; 9] = [
    "Product ID",
    "Product Qty",
    "Product SKU",
    "Product Name",
    "Product Weight",
    "Product Variation Details",
    "Product Unit Price",
    "Product Total Price",
    "Product Options",
];

fn part<'a>(product: &'a str, key: &str) -> Option<&'a str> {
    let value = product.split_once(&format!("{key}:"))?.1;
    let next = KEYS.iter().filter_map(|other| value.find(&format!(", {other}:"))).min();
    let value = value.get(..next.unwrap_or(value.len()))?.trim();
    Some(value).filter(|value| !value.is_empty())
}
