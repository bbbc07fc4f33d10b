//! Purchase orders: what was ordered of suppliers, and what of it came.

use kontor_domain::{Date, Money, Quantity};
use serde::{Deserialize, Serialize};

/// Where a purchase order stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Not sent yet. It counts as incoming once it is approved; an imported draft does not.
    #[default]
    Draft,
    /// Sent to the supplier.
    Sent,
    /// A part of it came.
    PartlyReceived,
    /// All of it came, or no more is expected.
    Closed,
    /// It was called off.
    Cancelled,
}

impl OrderState {
    /// All of them.
    pub const ALL: [OrderState; 5] = [
        OrderState::Draft,
        OrderState::Sent,
        OrderState::PartlyReceived,
        OrderState::Closed,
        OrderState::Cancelled,
    ];

    /// The name in JSON, and as the status of its rows.
    pub fn name(self) -> &'static str {
        match self {
            OrderState::Draft => "draft",
            OrderState::Sent => "sent",
            OrderState::PartlyReceived => "partly_received",
            OrderState::Closed => "closed",
            OrderState::Cancelled => "cancelled",
        }
    }
}

/// Asks for purchase orders.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GetPurchaseOrders {
    /// Also those that are closed or cancelled.
    pub closed: bool,
    /// Only of this supplier.
    pub supplier: Option<String>,
    /// Only the one with this number, with its lines.
    pub number: Option<String>,
}

/// Purchase orders.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PurchaseOrders {
    /// Each, the one expected first first.
    pub rows: Vec<PurchaseOrder>,
}

/// A purchase order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PurchaseOrder {
    /// Its number.
    pub number: String,
    /// Of whom.
    pub supplier: Option<String>,
    /// Where it stands.
    pub state: OrderState,
    /// When it was ordered.
    pub ordered: Option<Date>,
    /// When it is expected.
    pub expected: Option<Date>,
    /// Whether that day is over and something is missing.
    pub is_overdue: bool,
    /// What it costs, by currency, as far as costs are known.
    pub cost: Vec<Money>,
    /// Its lines.
    pub lines: Vec<OrderedLine>,
    /// The proposal that it came from.
    pub proposal: Option<i64>,
}

/// A line of a purchase order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderedLine {
    /// The product's code.
    pub sku: String,
    /// Its name.
    pub title: String,
    /// Ordered.
    pub ordered: Quantity,
    /// Received so far.
    pub received: Quantity,
    /// When the last of it came.
    pub received_on: Option<Date>,
    /// What one costs, as a text with a decimal point.
    pub unit_cost: Option<String>,
    /// What the line costs.
    pub cost: Option<Money>,
}

/// Changes a purchase order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePurchaseOrder {
    /// Its number.
    pub number: String,
    /// The change.
    pub change: OrderChange,
}

/// A change of a purchase order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum OrderChange {
    /// It was sent.
    Send,
    /// Goods came.
    Receive {
        /// When; the day after the newest sale if nobody says.
        #[serde(default)]
        on: Option<Date>,
        /// What came; none is all that is missing.
        #[serde(default)]
        lines: Vec<ReceivedLine>,
    },
    /// It is expected on another day.
    Expect {
        /// When.
        on: Date,
    },
    /// No more of it is expected.
    Close,
    /// It is called off.
    Cancel,
}

/// What came of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedLine {
    /// The product's code.
    pub sku: String,
    /// How much.
    pub quantity: Quantity,
}
