//! Why this quantity: the arithmetic of an order, step by step, from which every text about it is
//! written.

use serde::{Deserialize, Serialize};

/// One number of the arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// What it is.
    pub what: What,
    /// Its value.
    pub value: f64,
    /// What it is measured in.
    pub unit: Unit,
    /// Where it comes from.
    pub from: Source,
}

/// What a step is; in the order of the arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// In the house.
    OnHand,
    /// Less: sold and not yet sent.
    Committed,
    /// Plus: on order and due before the next order would come.
    Incoming,
    /// On order and due later: does not count.
    IncomingTooLate,
    /// What there is for the span: the sum of these.
    Position,
    /// Days until the order can be placed.
    OrderDay,
    /// Days from then until it comes, on average.
    LeadTime,
    /// Days from this order to the next.
    Review,
    /// Days that stock has to last for: the sum of these three.
    Protection,
    /// Expected to be wanted in that span.
    ExpectedDemand,
    /// Less: wanted before anything can come, and lost, on average.
    LostBefore,
    /// Plus: held against what is not known, to reach the target.
    SafetyStock,
    /// What there should be: the sum of these.
    Level,
    /// What is expected to be sold before it is too old: the level is no higher.
    ShelfLife,
    /// Level less position, not below zero.
    Need,
    /// Need rounded up to whole packs.
    Rounded,
    /// Raised to the least that the supplier sells.
    Minimum,
    /// Lowered to the most that the supplier sells.
    Maximum,
    /// Raised to a quantity from which it is cheaper.
    PriceBreak,
    /// What to order.
    Order,
    /// The landed cost of one.
    UnitCost,
    /// The cost of the order.
    Value,
}

/// What a step is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Units of the product.
    Units,
    /// Days.
    Days,
    /// Minor units of the shop's currency.
    Minor,
}

/// Where a number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The count of stock and open sales orders.
    Stock,
    /// Open purchase orders.
    PurchaseOrders,
    /// Receipts of the past, and the supplier's promise.
    Receipts,
    /// The supplier's terms.
    Supplier,
    /// The forecast.
    Forecast,
    /// The target of service or cost.
    Target,
    /// The product itself.
    Product,
    /// The steps before.
    Steps,
    /// Nobody says: assumed.
    Assumption,
}
