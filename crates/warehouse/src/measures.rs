//! Every measure, defined once.
//!
//! A measure is an expression over lines. `order_hours` stores the same expressions for each order
//! and hour, so that they only need adding up: its columns are written by these definitions and
//! read by [`Basis::sql`], and a test holds both against each other for every breakdown.

use kontor_api::sales::Measure;

// A cancellation is written in two ways. Some files keep the sale and add a line that takes it
// back, with a negative quantity: both count. Others mark the order itself, whose quantities stay
// positive: it never was a sale, so it counts in nothing but what was taken back.
//
// `tax_minor` is the tax that an amount holds, where the file says how much. What the shop earns is
// without it; tax on top of prices stands as a line of its own.

/// A stored or summed number; every measure is one of them, or a quotient of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Basis {
    /// Column of `order_hours`, and name in every statement.
    pub name: &'static str,
    /// Over `lines`, and (with `amount` for `amount_minor`) over `order_lines`.
    over_lines: &'static str,
}

/// Goods less discounts, cancellations and returns; no shipping, fees, vouchers or corrections.
pub const NET_SALES: Basis = Basis {
    name: "net_sales",
    over_lines: "sum(amount_minor - tax_minor) FILTER (role IN ('goods', 'discount') AND kind NOT IN ('adjustment', 'test') AND (kind <> 'cancelled' OR quantity < 0))",
};
/// Orders with goods sold on at least one line.
pub const ORDERS: Basis =
    Basis { name: "orders", over_lines: "count(DISTINCT order_key) FILTER (kind = 'sale')" };
/// Pieces sold less those cancelled and returned.
pub const UNITS: Basis = Basis {
    name: "units",
    over_lines: "sum(quantity) FILTER (role = 'goods' AND (kind IN ('sale', 'returned') OR (kind = 'cancelled' AND quantity < 0)))",
};
/// What was cancelled and returned, positive.
pub const TAKEN_BACK: Basis = Basis {
    name: "taken_back",
    over_lines: "sum(abs(amount_minor - tax_minor)) FILTER (role IN ('goods', 'discount') AND kind IN ('cancelled', 'returned'))",
};
/// Postage charged less postage cancelled.
pub const SHIPPING: Basis = Basis {
    name: "shipping",
    over_lines: "sum(amount_minor - tax_minor) FILTER (role = 'shipping' AND kind <> 'test' AND (kind <> 'cancelled' OR quantity < 0))",
};
/// What was taken off prices, by line and by order.
pub const DISCOUNTS: Basis = Basis {
    name: "discounts",
    over_lines: "sum(CASE WHEN role = 'discount' THEN -amount_minor ELSE discount_minor END) FILTER (role IN ('goods', 'discount') AND kind NOT IN ('adjustment', 'test') AND (kind <> 'cancelled' OR quantity < 0))",
};
/// Tax in prices and on top of them.
pub const TAX: Basis = Basis {
    name: "tax",
    over_lines: "sum(CASE WHEN role = 'tax' THEN amount_minor ELSE tax_minor END) FILTER (kind <> 'test' AND (kind <> 'cancelled' OR quantity < 0))",
};
/// Tips.
pub const TIPS: Basis =
    Basis { name: "tips", over_lines: "sum(amount_minor) FILTER (kind = 'tip')" };
/// Gift vouchers sold.
pub const VOUCHERS: Basis =
    Basis { name: "vouchers", over_lines: "sum(amount_minor) FILTER (kind = 'voucher')" };
/// Every line of every kind.
pub const ALL_LINES: Basis = Basis { name: "all_lines", over_lines: "sum(amount_minor)" };

/// All of them, in the order of `order_hours`' columns.
pub const ALL: [Basis; 10] =
    [NET_SALES, ORDERS, UNITS, TAKEN_BACK, SHIPPING, DISCOUNTS, TAX, TIPS, VOUCHERS, ALL_LINES];

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
    /// The aggregate, as an exact integer: minor units, orders, or thousandths of a unit. Without
    /// rows it is 0.
    pub fn sql(self, from: From) -> String {
        let aggregate = match from {
            From::Hours | From::Months => format!("sum({})", self.name),
            From::Lines => self.over_lines.to_owned(),
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
    }
}

/// The measure as a person can run it over `order_lines`.
pub fn definition(measure: Measure) -> String {
    let shown = |basis: Basis| {
        basis
            .over_lines
            .replace("amount_minor", "amount")
            .replace("tax_minor", "tax_in_amount")
            .replace("discount_minor", "discount")
            .replace("DISTINCT order_key", "DISTINCT (order_id, local_date)")
            .replace("FILTER (", "FILTER (WHERE ")
    };
    match parts(measure) {
        (basis, None) => shown(basis),
        (over, Some(under)) => format!("{} / {}", shown(over), shown(under)),
    }
}

/// The condition that a line counts for the measure, to list the lines behind a number.
pub fn line_condition(measure: Measure) -> Option<String> {
    let (basis, _) = parts(measure);
    let (_, condition) = basis.over_lines.split_once(" FILTER (")?;
    condition.strip_suffix(')').map(str::to_owned)
}
