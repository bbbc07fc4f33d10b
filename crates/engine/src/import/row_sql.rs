//! The plan of a file of order lines as SQL.

use kontor_api::import::{Field, Plan, Refusal};
use kontor_ingest::LineSql;
use kontor_warehouse::RowSql;

/// What an order says as a whole, on one of its rows.
const OF_ORDER: [Field; 8] = [
    Field::OrderSubtotal,
    Field::OrderDiscount,
    Field::OrderShipping,
    Field::OrderTax,
    Field::OrderTip,
    Field::OrderFee,
    Field::OrderTotal,
    Field::OrderRefunded,
];

/// The plan as SQL.
///
/// `timestamps` are the formats of the file's dates, `replaced` how many times bytes were no text.
pub fn row_sql(
    plan: &Plan,
    header: &[String],
    timestamps: &[String],
    time_zone: &str,
    replaced: u64,
    person_key: String,
    forgotten: Vec<String>,
) -> RowSql {
    let column = |field: Field| {
        plan.columns
            .iter()
            .position(|each| *each == Some(field))
            .map(kontor_warehouse::Source::column)
    };
    let decimal = |field| {
        column(field).map(|column: String| kontor_ingest::decimal_sql(&column, plan.decimal))
    };
    let null = |kind: &str| format!("CAST(NULL AS {kind})");
    let time = column(Field::OrderedTime);
    let placed = column(Field::OrderedAt).map(|date: String| {
        kontor_ingest::timestamp_sql(&date, time.as_deref(), plan.dates, timestamps)
    });
    let (local, utc) = match placed {
        Some(placed) => (placed.local, placed.utc),
        None => (null("TIMESTAMP"), null("TIMESTAMP")),
    };
    // Not in the formats of the orders' dates: it may be written as a day alone.
    let refunded = column(Field::RefundedAt)
        .map(|date: String| kontor_ingest::timestamp_sql(&date, None, plan.dates, &[]));
    let shown = [
        (Refusal::NoOrder, Field::OrderId),
        (Refusal::BadDate, Field::OrderedAt),
        (Refusal::BadQuantity, Field::Quantity),
        (Refusal::BadAmount, Field::UnitPrice),
        (Refusal::BadAmount, Field::LineTotal),
        (Refusal::BadCurrency, Field::Currency),
        (Refusal::NoProduct, Field::Sku),
    ]
    .into_iter()
    .filter_map(|(refusal, field)| {
        let index = plan.columns.iter().position(|each| *each == Some(field))?;
        Some((refusal, header.get(index)?.clone(), kontor_warehouse::Source::column(index)))
    })
    .collect();
    RowSql {
        order_id: column(Field::OrderId).unwrap_or_else(|| null("VARCHAR")),
        local,
        utc,
        sku: column(Field::Sku),
        title: column(Field::Title),
        quantity: decimal(Field::Quantity),
        unit_price: decimal(Field::UnitPrice),
        line_total: decimal(Field::LineTotal),
        discount: decimal(Field::Discount),
        line_tax: decimal(Field::LineTax),
        of_order: OF_ORDER.into_iter().filter_map(|field| Some((field, decimal(field)?))).collect(),
        currency: column(Field::Currency).map(|column: String| kontor_ingest::text_sql(&column)),
        customer: column(Field::Customer),
        personal: Field::ALL
            .into_iter()
            .filter(|field| field.is_personal())
            .filter_map(|field| Some((field, column(field)?)))
            .collect(),
        person_key,
        forgotten,
        country: column(Field::Country),
        status: column(Field::Status),
        refunded_at: refunded.map(|at| (at.local, at.utc)),
        cancelled_at: column(Field::CancelledAt),
        payment_method: column(Field::PaymentMethod),
        channel: column(Field::Channel),
        location: column(Field::Location),
        clean_id: kontor_ingest::id_sql,
        clean_text: kontor_ingest::text_sql,
        role: kontor_ingest::role_sql("sku", "title"),
        kind: kontor_ingest::kind_sql(&LineSql {
            order_id: "o.order_id",
            status: column(Field::Status).map(|_| "s.status"),
            states_refund: "states_refund",
            role: "role_index",
            quantity: "s.quantity",
            amount: "s.amount_minor",
        }),
        home: plan.currency,
        prices_include_tax: plan.prices_include_tax,
        // Times that name no zone are read in the plan's; dates are counted in the shop's.
        time_zone: time_zone.to_owned(),
        file_zone: plan.is_abroad.then(|| plan.time_zone.clone()),
        has_replacements: replaced > 0,
        shown,
    }
}
