//! Etsy's sold orders: a row for each order, without its articles, with shipping, tax and fees.

use kontor_api::import::{Content, DateOrder, Field};

use crate::dialect::{Dialect, Rows};
use crate::draft::{Aside, Draft, Line};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "etsy_orders",
    platform: "Etsy",
    content: Content::OrderTotals,
    signatures: &[&["Sale Date", "Order ID", "Number of Items", "Order Value", "Order Net"]],
    columns: &[
        ("Order ID", Field::OrderId),
        ("Sale Date", Field::OrderedAt),
        ("Currency", Field::Currency),
        ("Order Value", Field::OrderSubtotal),
        ("Discount Amount", Field::OrderDiscount),
        ("Shipping", Field::OrderShipping),
        ("Sales Tax", Field::OrderTax),
        ("Card Processing Fees", Field::OrderFee),
        ("Order Total", Field::OrderTotal),
        ("Status", Field::Status),
        ("Buyer User ID", Field::Customer),
        ("Ship Country", Field::Country),
    ],
    variant: |_| None,
    rows: Rows {
        adds: &[Field::OrderRefunded],
        each: Some(each),
        dates: Some(DateOrder::MonthDayYear),
        ..Rows::PLAIN
    },
};

fn each(line: &Line<'_>, mut draft: Draft) -> Result<Vec<Draft>, Aside> {
    let discount = draft.number(Field::OrderDiscount)?.map(i128::abs);
    draft.put_number(Field::OrderDiscount, discount);
    draft.add(Field::OrderSubtotal, discount.map(|amount| -amount))?;
    let less = line.number("Shipping Discount")?;
    draft.add(Field::OrderShipping, less.map(|amount| -amount.abs()))?;
    // An order that was refunded in part has a total beside that of the sale.
    let (total, adjusted) =
        (draft.number(Field::OrderTotal)?, line.number("Adjusted Order Total")?);
    if let (Some(total), Some(adjusted)) = (total, adjusted.filter(|adjusted| *adjusted != 0)) {
        draft.put_number(Field::OrderRefunded, Some(total - adjusted).filter(|more| *more > 0));
    }
    if let Some(fees) = line.number("Adjusted Card Processing Fees")?.filter(|fees| *fees != 0) {
        draft.put_number(Field::OrderFee, Some(fees));
    }
    Ok(vec![draft])
}
