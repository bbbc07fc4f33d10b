//! Amazon's settlement report: a row for each amount of an order, fee or refund. The first row of
//! data adds up the others.

use kontor_api::import::{Content, Field, Refusal, Skip};

use crate::dialect::{Dialect, Rows};
use crate::draft::{Aside, Draft, Fault, Line};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "amazon_settlement",
    platform: "Amazon",
    content: Content::OrderTotals,
    signatures: &[&["settlement-id", "transaction-type", "amount-type", "amount-description"]],
    columns: &[
        ("order-id", Field::OrderId),
        ("posted-date-time", Field::OrderedAt),
        ("posted-date", Field::OrderedAt),
        // On the first row only; the plan's currency holds for the others.
        ("currency", Field::Currency),
        ("transaction-type", Field::Status),
        // What it is an amount of, `each` tells.
        ("amount", Field::OrderTotal),
    ],
    variant: |_| Some("V2"),
    rows: Rows {
        adds: &[
            Field::OrderSubtotal,
            Field::OrderDiscount,
            Field::OrderShipping,
            Field::OrderTax,
            Field::OrderFee,
            Field::OrderRefunded,
        ],
        each: Some(each),
        ..Rows::PLAIN
    },
};

fn each(line: &Line<'_>, mut draft: Draft) -> Result<Vec<Draft>, Aside> {
    if line.text("transaction-type").is_none() && line.text("total-amount").is_some() {
        return Err(Aside::Skip(Skip::Totals));
    }
    let amount = draft.number(Field::OrderTotal)?.ok_or_else(|| Fault {
        reason: Refusal::BadAmount,
        column: Some("amount".to_owned()),
        value: None,
    })?;
    draft.put_number(Field::OrderTotal, None);
    let what = line.text("amount-description").unwrap_or_default().to_ascii_lowercase();
    let kind = line.text("amount-type").unwrap_or_default().to_ascii_lowercase();
    let is_refund = draft.text(Field::Status).is_some_and(|kind| {
        let kind = kind.to_ascii_lowercase();
        kind.contains("refund") || kind.contains("chargeback") || kind.contains("a-to-z")
    });
    // The status is that of the payment, not of the order.
    draft.put_text(Field::Status, None);
    let is_price = kind == "itemprice" || kind.starts_with("promotion");
    if kind.contains("fee") || !is_price {
        draft.put_number(Field::OrderFee, Some(-amount));
        return Ok(vec![draft]);
    }
    if is_refund {
        draft.put_number(Field::OrderRefunded, Some(-amount));
        return Ok(vec![draft]);
    }
    draft.put_number(Field::OrderTotal, Some(amount));
    if what.contains("tax") {
        draft.put_number(Field::OrderTax, Some(amount));
    } else if what.contains("shipping") || what.contains("giftwrap") {
        draft.put_number(Field::OrderShipping, Some(amount));
    } else if kind.starts_with("promotion") {
        draft.put_number(Field::OrderDiscount, Some(-amount));
    } else {
        draft.put_number(Field::OrderSubtotal, Some(amount));
    }
    Ok(vec![draft])
}
