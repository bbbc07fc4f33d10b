//! Square's transactions: a row for each payment, without its articles, with what they cost. Fees
//! and discounts are written as negative amounts.

use kontor_api::import::{Content, Field};

use crate::dialect::{Dialect, Rows};
use crate::draft::{Aside, Draft, Line};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "square_transactions",
    platform: "Square",
    content: Content::OrderTotals,
    signatures: &[&["Total Collected", "Gross Sales", "Card Entry Methods", "Transaction ID"]],
    columns: &[
        ("Transaction ID", Field::OrderId),
        ("Date", Field::OrderedAt),
        ("Time", Field::OrderedTime),
        ("Gross Sales", Field::OrderSubtotal),
        ("Discounts", Field::OrderDiscount),
        ("Tax", Field::OrderTax),
        ("Tip", Field::OrderTip),
        ("Total Collected", Field::OrderTotal),
        ("Fees", Field::OrderFee),
        ("Partial Refunds", Field::OrderRefunded),
        ("Transaction Status", Field::Status),
        ("Event Type", Field::Status),
        ("Customer ID", Field::Customer),
    ],
    variant: |header| Some(if header.has("Deposit ID") { "55 columns" } else { "2018" }),
    rows: Rows {
        adds: &[Field::OrderRefunded],
        each: Some(each),
        zone: Some("Time Zone"),
        ..Rows::PLAIN
    },
};

fn each(line: &Line<'_>, mut draft: Draft) -> Result<Vec<Draft>, Aside> {
    draft.negate(Field::OrderDiscount)?;
    // What others keep is a fee too.
    draft.add(Field::OrderFee, line.number("Third Party Fees")?)?;
    draft.negate(Field::OrderFee)?;
    // Goods after discounts, with what is charged for service.
    let discount = draft.number(Field::OrderDiscount)?.unwrap_or(0);
    draft.add(Field::OrderSubtotal, Some(-discount))?;
    draft.add(Field::OrderSubtotal, line.number("Service Charges")?)?;
    let refunded = draft.number(Field::OrderRefunded)?.unwrap_or(0).abs();
    draft.put_number(Field::OrderRefunded, Some(refunded));
    Ok(vec![draft])
}
