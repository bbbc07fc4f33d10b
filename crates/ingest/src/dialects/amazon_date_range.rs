//! Amazon's date range report: notes, then a row for each article sold or refunded, each fee and
//! each transfer.

use kontor_api::import::{Content, Field, Refusal, Skip};

use crate::dialect::{Dialect, Rows};
use crate::draft::{Aside, Draft, Fault, Line};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "amazon_date_range",
    platform: "Amazon",
    content: Content::Orders,
    signatures: &[&[
        "date/time",
        "settlement id",
        "type",
        "order id",
        "product sales",
        "selling fees",
    ]],
    columns: &[
        ("order id", Field::OrderId),
        ("date/time", Field::OrderedAt),
        ("sku", Field::Sku),
        ("description", Field::Title),
        ("quantity", Field::Quantity),
        ("product sales", Field::LineTotal),
        ("product sales tax", Field::LineTax),
        ("type", Field::LineEvent),
        ("marketplace", Field::Channel),
        ("fulfillment", Field::Location),
    ],
    variant: |_| None,
    rows: Rows {
        key: Some(Field::OrderId),
        adds: &[
            Field::Discount,
            Field::OrderShipping,
            Field::OrderTax,
            Field::OrderFee,
            Field::OrderTotal,
        ],
        each: Some(each),
        group: Some(group),
        ..Rows::PLAIN
    },
};

fn each(line: &Line<'_>, mut draft: Draft) -> Result<Vec<Draft>, Aside> {
    let kind = line.text("type").unwrap_or_default().to_ascii_lowercase();
    if kind == "transfer" {
        return Err(Aside::Skip(Skip::Totals));
    }
    if draft.lacks(&[Field::OrderId]) {
        let column = Some("order id".to_owned());
        return Err(Aside::Refuse(Fault { reason: Refusal::NoOrder, column, value: None }));
    }
    if draft.lacks(&[Field::Quantity]) {
        draft.put_text(Field::Quantity, Some("1"));
    }
    let is_refund = kind.contains("refund");
    if is_refund {
        let quantity = draft.number(Field::Quantity)?;
        draft.put_number(Field::Quantity, quantity.map(|quantity| -quantity.abs()));
    }
    let rebates = line.number("promotional rebates")?;
    draft.put_number(Field::Discount, rebates.map(|amount| -amount));
    for (field, sign, headings) in [
        (Field::OrderShipping, 1, &["shipping credits", "gift wrap credits"][..]),
        (
            Field::OrderTax,
            1,
            &["product sales tax", "shipping credits tax", "giftwrap credits tax"][..],
        ),
        (Field::OrderFee, -1, &["selling fees", "fba fees", "other transaction fees"][..]),
    ] {
        for heading in headings {
            let amount = line.number(heading)?;
            draft.add(field, amount.map(|amount| amount * sign))?;
        }
    }
    let paid = [
        "product sales",
        "product sales tax",
        "shipping credits",
        "shipping credits tax",
        "gift wrap credits",
        "giftwrap credits tax",
        "promotional rebates",
        "promotional rebates tax",
    ];
    for heading in paid {
        draft.add(Field::OrderTotal, line.number(heading)?)?;
    }
    Ok(vec![draft])
}

/// Amounts of the rows make those of the order.
fn group(drafts: &mut [Draft]) {
    for field in [Field::OrderShipping, Field::OrderTax, Field::OrderFee, Field::OrderTotal] {
        let amounts = drafts.iter().filter_map(|draft| draft.number(field).ok().flatten());
        let sum = amounts.reduce(i128::saturating_add);
        for (at, draft) in drafts.iter_mut().enumerate() {
            draft.put_number(field, sum.filter(|_| at == 0));
        }
    }
}
