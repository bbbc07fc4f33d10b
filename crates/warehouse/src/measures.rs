//! Every measure, defined once.
//!
//! A measure is an expression over lines. `order_hours` stores the same expressions for each order
//! and hour, so that they only need adding up: its columns are written by these definitions and
//! read by [`Basis::sql`], and a test holds both against each other for every breakdown.

use crate::terms::Terms;
use kontor_api::sales::Measure;

// A cancellation is written in two ways. Some files keep the sale and add a line that takes it
// back, with a negative quantity: both count. Others mark the order itself, whose quantities stay
// positive: it never was a sale, so it counts in nothing but what was taken back.
//
// `tax_minor` is the tax that an amount holds, where the file says how much. What the shop earns is
// without it; tax on top of prices stands as a line of its own.
//
// `cost_minor` is what a line's units cost on its day; NULL where nobody knows, see `costs`.

/// A stored or summed number; every measure is one of them, or a quotient of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Basis {
    /// Column of `order_hours`, and name in every statement.
    pub name: &'static str,
    /// Over `lines`, and (with `amount` for `amount_minor`) over `order_lines`. What only whole
    /// orders have is nothing here.
    over_lines: &'static str,
    /// Over a row of `order_hours`, where it is no column of it. What is in braces is one of
    /// [`Terms`].
    over_hours: Option<&'static str>,
}

/// Goods less discounts, cancellations and returns; no shipping, fees, vouchers or corrections.
pub const NET_SALES: Basis = Basis::of_lines(
    "net_sales",
    "sum(amount_minor - tax_minor) FILTER (role IN ('goods', 'discount') AND kind NOT IN ('adjustment', 'test') AND (kind <> 'cancelled' OR quantity < 0))",
);
/// Orders with goods sold on at least one line.
pub const ORDERS: Basis =
    Basis::of_lines("orders", "count(DISTINCT order_key) FILTER (kind = 'sale')");
/// Pieces sold less those cancelled and returned.
pub const UNITS: Basis = Basis::of_lines(
    "units",
    "sum(quantity) FILTER (role = 'goods' AND (kind IN ('sale', 'returned') OR (kind = 'cancelled' AND quantity < 0)))",
);
/// What was cancelled and returned, positive.
pub const TAKEN_BACK: Basis = Basis::of_lines(
    "taken_back",
    "sum(abs(amount_minor - tax_minor)) FILTER (role IN ('goods', 'discount') AND kind IN ('cancelled', 'returned'))",
);
/// Postage charged less postage cancelled.
pub const SHIPPING: Basis = Basis::of_lines(
    "shipping",
    "sum(amount_minor - tax_minor) FILTER (role = 'shipping' AND kind <> 'test' AND (kind <> 'cancelled' OR quantity < 0))",
);
/// What was taken off prices, by line and by order.
pub const DISCOUNTS: Basis = Basis::of_lines(
    "discounts",
    "sum(CASE WHEN role = 'discount' THEN -amount_minor ELSE discount_minor END) FILTER (role IN ('goods', 'discount') AND kind NOT IN ('adjustment', 'test') AND (kind <> 'cancelled' OR quantity < 0))",
);
/// Tax in prices and on top of them.
pub const TAX: Basis = Basis::of_lines(
    "tax",
    "sum(CASE WHEN role = 'tax' THEN amount_minor ELSE tax_minor END) FILTER (kind <> 'test' AND (kind <> 'cancelled' OR quantity < 0))",
);
/// Tips.
pub const TIPS: Basis = Basis::of_lines("tips", "sum(amount_minor) FILTER (kind = 'tip')");
/// Gift vouchers sold.
pub const VOUCHERS: Basis =
    Basis::of_lines("vouchers", "sum(amount_minor) FILTER (kind = 'voucher')");
/// Every line of every kind.
pub const ALL_LINES: Basis = Basis::of_lines("all_lines", "sum(amount_minor)");

/// What the units of [`UNITS`] cost.
pub const COST_OF_GOODS: Basis = Basis::of_lines(
    "cost_of_goods",
    "sum(cost_minor) FILTER (role = 'goods' AND (kind IN ('sale', 'returned') OR (kind = 'cancelled' AND quantity < 0)) AND cost_minor IS NOT NULL)",
);
/// The part of [`NET_SALES`] whose cost is known.
pub const COSTED_SALES: Basis = Basis::of_lines(
    "costed_sales",
    "sum(amount_minor - tax_minor) FILTER (role IN ('goods', 'discount') AND kind NOT IN ('adjustment', 'test') AND (kind <> 'cancelled' OR quantity < 0) AND cost_minor IS NOT NULL)",
);
/// What customers paid, before anything was paid back: payment services keep their fee then.
pub const PAID: Basis = Basis::of_lines(
    "paid",
    "sum(amount_minor) FILTER (kind NOT IN ('test', 'cancelled', 'returned', 'adjustment', 'fee'))",
);
/// [`COSTED_SALES`] less [`COST_OF_GOODS`].
pub const GROSS_PROFIT: Basis = Basis {
    name: "gross_profit",
    over_lines: "sum(amount_minor - tax_minor - CASE WHEN role = 'goods' AND (kind IN ('sale', 'returned') OR (kind = 'cancelled' AND quantity < 0)) THEN cost_minor ELSE 0 END) FILTER (role IN ('goods', 'discount') AND kind NOT IN ('adjustment', 'test') AND (kind <> 'cancelled' OR quantity < 0) AND cost_minor IS NOT NULL)",
    over_hours: Some("costed_sales - cost_of_goods"),
};
/// The fee that a file states for the order, otherwise a part of what was paid and a fixed amount.
/// Rounded for each order, as it is charged.
pub const PAYMENT_FEES: Basis =
    Basis { name: "payment_fees", over_lines: "", over_hours: Some(FEES) };
/// A fixed amount for each order.
pub const FULFILMENT: Basis =
    Basis { name: "fulfilment", over_lines: "", over_hours: Some("orders * {fulfilment}::BIGINT") };
/// What is left of orders to pay for everything else.
pub const CONTRIBUTION: Basis =
    Basis { name: "contribution", over_lines: "", over_hours: Some(CONTRIBUTED) };

macro_rules! fees {
    () => {
        "coalesce(fee, CAST(round(CAST(paid AS DOUBLE) * {fee_rate} / 1000000) AS BIGINT) + orders * {fee_fixed}::BIGINT)"
    };
}
const FEES: &str = fees!();
const CONTRIBUTED: &str = concat!(
    "costed_sales - cost_of_goods + shipping - ",
    fees!(),
    " - orders * {fulfilment}::BIGINT"
);

/// Those that `order_hours` has as columns, in their order. `product_months` has those
/// [`of_products`].
pub const COLUMNS: [Basis; 13] = [
    NET_SALES,
    ORDERS,
    UNITS,
    TAKEN_BACK,
    SHIPPING,
    DISCOUNTS,
    TAX,
    TIPS,
    VOUCHERS,
    ALL_LINES,
    COST_OF_GOODS,
    COSTED_SALES,
    PAID,
];

/// All of them.
pub const ALL: [Basis; 17] = [
    NET_SALES,
    ORDERS,
    UNITS,
    TAKEN_BACK,
    SHIPPING,
    DISCOUNTS,
    TAX,
    TIPS,
    VOUCHERS,
    ALL_LINES,
    COST_OF_GOODS,
    COSTED_SALES,
    PAID,
    GROSS_PROFIT,
    PAYMENT_FEES,
    FULFILMENT,
    CONTRIBUTION,
];

/// The columns of `product_months`: what adds up over products.
pub fn of_products() -> impl Iterator<Item = Basis> {
    COLUMNS.into_iter().filter(|basis| ![ORDERS, PAID].contains(basis))
}

/// Which table a statement reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// `order_hours`: no product, no kind.
    Hours,
    /// `product_months`: no orders, no days.
    Months,
    /// `lines`.
    Lines,
}

impl From {
    /// The table's name.
    pub fn table(self) -> &'static str {
        match self {
            From::Hours => "order_hours",
            From::Months => "product_months",
            From::Lines => "lines",
        }
    }
}

impl Basis {
    /// One that is a column of `order_hours`.
    const fn of_lines(name: &'static str, over_lines: &'static str) -> Basis {
        Basis { name, over_lines, over_hours: None }
    }

    /// The aggregate, as an exact integer: minor units, orders, or thousandths of a unit. Without
    /// rows it is 0. What is in braces is one of [`Terms`].
    pub fn sql(self, from: From) -> String {
        let aggregate = match from {
            From::Lines => self.over_lines.to_owned(),
            From::Hours | From::Months => match self.over_hours {
                Some(expression) => format!("sum({expression})"),
                None => format!("sum({})", self.name),
            },
        };
        let scale = if self == UNITS { " * 1000" } else { "" };
        format!("CAST(coalesce({aggregate}, 0){scale} AS BIGINT) AS {}", self.name)
    }

    /// The aggregate over `lines` as a bare expression, to fill the tables of sums.
    pub fn stored(self) -> String {
        format!("coalesce({}, 0)", self.over_lines)
    }
}

/// What a measure is computed from: one basis, or the first by the second.
pub fn parts(measure: Measure) -> (Basis, Option<Basis>) {
    match measure {
        Measure::NetSales => (NET_SALES, None),
        Measure::Orders => (ORDERS, None),
        Measure::Units => (UNITS, None),
        Measure::AverageOrder => (NET_SALES, Some(ORDERS)),
        Measure::TakenBack => (TAKEN_BACK, None),
        Measure::Shipping => (SHIPPING, None),
        Measure::Discounts => (DISCOUNTS, None),
        Measure::Tax => (TAX, None),
        Measure::Tips => (TIPS, None),
        Measure::Vouchers => (VOUCHERS, None),
        Measure::AllLines => (ALL_LINES, None),
        Measure::CostOfGoods => (COST_OF_GOODS, None),
        Measure::GrossProfit => (GROSS_PROFIT, None),
        Measure::GrossMargin => (GROSS_PROFIT, Some(COSTED_SALES)),
        Measure::PaymentFees => (PAYMENT_FEES, None),
        Measure::Fulfilment => (FULFILMENT, None),
        Measure::Contribution => (CONTRIBUTION, None),
    }
}

/// The measure as a person can run it: its expression, and the table that it is over. What orders
/// cost as a whole is over `order_hours`, in minor units.
pub fn definition(measure: Measure, terms: impl Into<Terms>) -> (String, &'static str) {
    let terms: Terms = terms.into();
    let shown = |basis: Basis| {
        basis
            .over_lines
            .replace("amount_minor", "amount")
            .replace("tax_minor", "tax_in_amount")
            .replace("discount_minor", "discount")
            .replace("cost_minor", "cost")
            .replace("DISTINCT order_key", "DISTINCT (order_id, local_date)")
            .replace("FILTER (", "FILTER (WHERE ")
    };
    match parts(measure) {
        (Basis { over_lines: "", over_hours, .. }, _) => {
            (format!("sum({})", terms.filled(over_hours.unwrap_or_default())), "order_hours")
        }
        (basis, None) => (shown(basis), "order_lines"),
        (over, Some(under)) => (format!("{} / {}", shown(over), shown(under)), "order_lines"),
    }
}

/// The condition that a line counts for the measure, to list the lines behind a number.
pub fn line_condition(measure: Measure) -> Option<String> {
    let basis = match measure {
        Measure::PaymentFees => PAID,
        Measure::Fulfilment => ORDERS,
        // What was charged for shipping stands beside the goods.
        Measure::Contribution => {
            let (goods, shipping) =
                (line_condition(Measure::GrossProfit)?, line_condition(Measure::Shipping)?);
            return Some(format!("(({goods}) OR ({shipping}))"));
        }
        other => parts(other).0,
    };
    let (_, condition) = basis.over_lines.split_once(" FILTER (")?;
    condition.strip_suffix(')').map(str::to_owned)
}
