//! WooCommerce's orders as the common export plugin writes them: an order in a row, its items
//! sideways, each packed in a cell (`line_item_1`) and spread over columns (`Product Item 1 Name`).

use kontor_api::import::{Content, Field, Refusal, Skip};

use crate::dialect::{Dialect, Rows};
use crate::draft::{Aside, Draft, Fault, Line, number};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "woocommerce_orders",
    platform: "WooCommerce",
    content: Content::Orders,
    signatures: &[
        &["order_id", "order_date", "line_item_1"],
        &["order_number", "order_date", "line_item_1"],
        &["order_id", "order_date", "Product Item 1 Name"],
    ],
    columns: &[
        ("order_number", Field::OrderId),
        ("order_id", Field::OrderId),
        ("order_date", Field::OrderedAt),
        ("status", Field::Status),
        ("order_currency", Field::Currency),
        ("customer_id", Field::Customer),
        ("billing_email", Field::Email),
        ("customer_email", Field::Email),
        ("billing_last_name", Field::LastName),
        ("shipping_country", Field::Country),
        ("billing_country", Field::Country),
        ("payment_method_title", Field::PaymentMethod),
        ("payment_method", Field::PaymentMethod),
        ("order_subtotal", Field::OrderSubtotal),
        ("shipping_total", Field::OrderShipping),
        ("tax_total", Field::OrderTax),
        ("order_total", Field::OrderTotal),
    ],
    variant: |header| {
        Some(if header.has("line_item_1") { "items sideways" } else { "items in columns" })
    },
    rows: Rows {
        adds: &[
            Field::Sku,
            Field::Title,
            Field::Quantity,
            Field::LineTotal,
            Field::Discount,
            Field::LineTax,
            Field::OrderRefunded,
            Field::RefundedAt,
            Field::Customer,
        ],
        each: Some(each),
        // Items are written without tax, whatever the shop shows.
        with_tax: Some(false),
        ..Rows::PLAIN
    },
};

/// An item of an order.
#[derive(Default)]
struct Item<'a> {
    name: Option<&'a str>,
    sku: Option<&'a str>,
    quantity: Option<&'a str>,
    /// After discounts.
    total: Option<&'a str>,
    /// Before discounts.
    subtotal: Option<&'a str>,
    tax: Option<&'a str>,
}

fn each(line: &Line<'_>, mut order: Draft) -> Result<Vec<Draft>, Aside> {
    // A guest's number is 0; then the e-mail tells who it is.
    if order.text(Field::Customer).is_none_or(|id| id == "0") {
        let email = order.text(Field::Email).map(str::to_owned);
        order.put_text(Field::Customer, email.as_deref());
    }
    let items = items(line);
    if items.is_empty() {
        let is_empty =
            order.lacks(&[Field::OrderTotal]) || order.number(Field::OrderTotal)? == Some(0);
        if is_empty && order.lacks(&[Field::OrderId]) {
            return Err(Aside::Skip(Skip::Blank));
        }
        let column = Some("line_item_1".to_owned());
        return Err(Aside::Refuse(Fault { reason: Refusal::NoProduct, column, value: None }));
    }
    let mut refunds = refunds(line)?;
    // A line holds one. What does not find one goes with the last that does.
    while refunds.len() > items.len()
        && let (Some((more, _)), Some((amount, _))) = (refunds.pop(), refunds.last_mut())
    {
        *amount = amount.saturating_add(more);
    }
    let mut lines = Vec::new();
    for (at, item) in items.into_iter().enumerate() {
        let mut draft = order.clone();
        if at > 0 {
            for field in OF_THE_ORDER {
                draft.put_number(*field, None);
            }
        }
        let amount = |text: Option<&str>| {
            let read = |text| number(text, line.decimal, Refusal::BadAmount, "line_item");
            text.map(read).transpose()
        };
        let (total, subtotal) = (amount(item.total)?, amount(item.subtotal)?);
        if let Some((amount, day)) = refunds.get(at) {
            draft.put_number(Field::OrderRefunded, Some(*amount));
            draft.put_text(Field::RefundedAt, *day);
        }
        draft.put_text(Field::Title, item.name);
        draft.put_text(Field::Sku, item.sku);
        draft.put_text(Field::Quantity, item.quantity.or(Some("1")));
        draft.put_number(Field::LineTotal, subtotal.or(total));
        draft
            .put_number(Field::Discount, subtotal.zip(total).map(|(before, after)| before - after));
        draft.put_number(Field::LineTax, amount(item.tax)?);
        lines.push(draft);
    }
    Ok(lines)
}

/// Sums of the order, which stand on its first line only.
const OF_THE_ORDER: &[Field] =
    &[Field::OrderSubtotal, Field::OrderShipping, Field::OrderTax, Field::OrderTotal];

/// The items: those packed in cells, or, where there are none, those in columns.
fn items<'a>(line: &Line<'a>) -> Vec<Item<'a>> {
    let mut items = Vec::new();
    for (index, heading) in line.headings.iter().enumerate() {
        let name = heading.trim().to_ascii_lowercase();
        let is_item = name
            .strip_prefix("line_item_")
            .is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
        let cell = line.cells.get(index).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        items.extend(cell.filter(|_| is_item).map(packed));
    }
    if !items.is_empty() {
        return items;
    }
    let mut number = 1;
    while line.header.has(&format!("Product Item {number} Name")) {
        let text = |what: &str| line.text(&format!("Product Item {number} {what}"));
        let item = Item {
            name: text("Name"),
            sku: text("SKU"),
            quantity: text("Quantity"),
            total: text("Total"),
            subtotal: text("Subtotal"),
            tax: None,
        };
        if item.name.is_some() || item.sku.is_some() {
            items.push(item);
        }
        number += 1;
    }
    items
}

/// `name:Mug, blue|product_id:12|sku:MUG-B|quantity:2|total:17.00|sub_total:20.00`. A name may hold
/// bars; a part without a known key belongs to the one before.
fn packed(cell: &str) -> Item<'_> {
    let mut item = Item::default();
    let mut name_end = 0;
    let mut start = 0;
    for part in cell.split('|') {
        let end = start + part.len();
        let (key, value) = part.split_once(':').unwrap_or(("", part));
        let value = Some(value.trim()).filter(|value| !value.is_empty());
        match key.trim() {
            "name" if start == 0 => name_end = end,
            "sku" => item.sku = value,
            "quantity" | "qty" => item.quantity = value,
            "total" => item.total = value,
            "sub_total" | "subtotal" => item.subtotal = value,
            "tax" | "total_tax" => item.tax = value,
            "product_id" | "variation_id" | "sub_total_tax" | "subtotal_tax" | "refunded"
            | "refunded_qty" | "_reduced_stock" | "meta" | "tax_data" | "tax_class" => {}
            _ if start == name_end + 1 => name_end = end,
            _ => {}
        }
        start = end + 1;
    }
    item.name =
        cell.get(..name_end).and_then(|name| name.split_once(':')).map(|(_, name)| name.trim());
    item
}

/// What was paid back, and when: `amount:5.00|reason:…|date:2026-03-20 10:00:00`, several with `;`
/// between them. What has no day is one sum.
fn refunds<'a>(line: &Line<'a>) -> Result<Vec<(i128, Option<&'a str>)>, Fault> {
    let mut refunds: Vec<(i128, Option<&str>)> = Vec::new();
    for part in line.text("refund_items").unwrap_or_default().split(['|', ';']) {
        let Some((key, value)) = part.split_once(':') else { continue };
        match (key.trim(), refunds.last_mut()) {
            ("amount", _) => {
                let amount =
                    number(value.trim(), line.decimal, Refusal::BadAmount, "refund_items")?;
                refunds.push((amount.abs(), None));
            }
            ("date", Some((_, day))) => *day = Some(value.trim()),
            _ => {}
        }
    }
    let undated = refunds.iter().filter(|(_, day)| day.is_none()).map(|(amount, _)| *amount);
    let undated = undated.reduce(i128::saturating_add);
    refunds.retain(|(_, day)| day.is_some());
    refunds.extend(undated.map(|amount| (amount, None)));
    Ok(refunds)
}
