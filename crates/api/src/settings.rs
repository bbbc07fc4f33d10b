//! Settings of a workspace. What a person sets for themselves is in [`crate::preferences`].

use kontor_domain::{Currency, Decimal, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything a person sets once per shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The shop's name.
    pub name: String,
    /// The currency the shop counts in.
    pub currency: Currency,
    /// The shop's IANA time zone, such as `Europe/London`.
    pub time_zone: String,
    /// The day a week starts with.
    pub week_start: Weekday,
    /// The month a fiscal year starts with, 1 to 12.
    pub fiscal_year_start: u8,
    /// Whether imported prices hold tax.
    pub prices_include_tax: bool,
    /// The folder where new exports are looked for.
    #[serde(default)]
    pub watched_folder: Option<String>,
    /// What the payment service keeps of what a customer pays, in percent, where no file states it.
    #[serde(default)]
    pub payment_fee_percent: Decimal,
    /// What the payment service takes for each order besides, in the shop's currency.
    #[serde(default)]
    pub payment_fee_fixed: Decimal,
    /// What it costs to pick and pack an order, in the shop's currency.
    #[serde(default)]
    pub fulfilment_cost: Decimal,
    /// What it costs the shop to send an order, in its currency.
    #[serde(default)]
    pub shipping_cost: Decimal,
    /// Whether the forecast is trained anew by itself, at night, once there are newer weeks.
    #[serde(default = "yes")]
    pub train_nightly: bool,
    /// How goods are reordered.
    #[serde(default)]
    pub reorder: ReorderSettings,
    /// What new prices must keep to.
    #[serde(default)]
    pub price: PriceSettings,
}

/// What new prices must keep to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PriceSettings {
    /// What a price without tax must leave over the cost, in percent of the cost.
    pub floor_percent: Decimal,
    /// The largest move of a price at once, in percent.
    pub largest_move_percent: Decimal,
    /// Days that a price stands at least.
    pub least_days: u16,
    /// How prices end.
    pub ending: PriceEnding,
    /// How far a price may lie above the lowest competitor's, in percent; `None`: anywhere.
    pub above_competitor_percent: Option<Decimal>,
    /// The lowest price that a maker allows, by code.
    pub minimum: BTreeMap<String, Decimal>,
}

/// How prices end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceEnding {
    /// Anyhow.
    #[default]
    Any,
    /// On 9: 12.99.
    Nines,
    /// On 95: 12.95.
    NinetyFive,
    /// On halves: 12.50.
    Halves,
    /// On whole amounts.
    Whole,
}

impl PriceEnding {
    /// All of them.
    pub const ALL: [PriceEnding; 5] = [
        PriceEnding::Any,
        PriceEnding::Nines,
        PriceEnding::NinetyFive,
        PriceEnding::Halves,
        PriceEnding::Whole,
    ];
}

impl Default for PriceSettings {
    fn default() -> Self {
        let percent = |whole: i64| Decimal { ten_thousandths: whole * 10_000 };
        PriceSettings {
            floor_percent: percent(10),
            largest_move_percent: percent(10),
            least_days: 14,
            ending: PriceEnding::default(),
            above_competitor_percent: None,
            minimum: BTreeMap::new(),
        }
    }
}

/// How goods are reordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReorderSettings {
    /// What an order is to reach.
    pub aim: Aim,
    /// The service to reach, in percent.
    pub service_percent: Decimal,
    /// Another service for products of a class, by its name: `A` for all of those that bring in
    /// most, `AX` only for those of them that sell evenly.
    pub class_percent: BTreeMap<String, Decimal>,
    /// Days from one order to the next.
    pub review_days: u16,
    /// Days that a supplier is taken to need where nothing says how many.
    pub usual_lead_days: u16,
    /// What a year of holding stock costs, in percent of its value.
    pub capital_percent: Decimal,
    /// Whether customers wait for what is not there; else the sale is lost.
    pub customers_wait: bool,
    /// Whether what comes back is sold again, so that less is to be bought.
    pub returns_are_resold: bool,
    /// The shop's address on orders, a line each; the first is its name.
    pub letterhead: String,
    /// Where goods are to be sent, a line each; nothing is the shop's address.
    pub ship_to: String,
    /// What stands at the foot of orders.
    pub order_terms: String,
}

/// What an order is to reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// So many percent of order cycles without anything missing.
    #[default]
    CycleService,
    /// So many percent of the units wanted can be sold at once.
    FillRate,
    /// What costs least: margin lost against the cost of holding.
    Cost,
}

impl Aim {
    /// All of them.
    pub const ALL: [Aim; 3] = [Aim::CycleService, Aim::FillRate, Aim::Cost];
}

impl Default for ReorderSettings {
    fn default() -> Self {
        let percent = |whole: i64| Decimal { ten_thousandths: whole * 10_000 };
        ReorderSettings {
            aim: Aim::default(),
            service_percent: percent(95),
            class_percent: BTreeMap::new(),
            review_days: 7,
            usual_lead_days: 14,
            capital_percent: percent(20),
            customers_wait: false,
            returns_are_resold: false,
            letterhead: String::new(),
            ship_to: String::new(),
            order_terms: String::new(),
        }
    }
}

fn yes() -> bool {
    true
}

/// Asks for the open workspace's settings.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct GetSettings {}

/// Replaces the settings. The time zone must be as before: changing it is work over all lines, see
/// [`ChangeTimeZone`]. The currency may change only while there are no lines.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Change {
    /// The settings to have.
    pub settings: Settings,
}

/// Moves the shop to another time zone: local times and dates are computed anew for every line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangeTimeZone {
    /// The IANA time zone to have.
    pub time_zone: String,
}

/// Asks what can be chosen.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct GetOptions {}

/// What can be chosen in settings, and a guess from the system for a new workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Every IANA time zone that Kontor carries.
    pub time_zones: Vec<String>,
    /// Settings for a new workspace, guessed from the system's language and zone.
    pub guess: Settings,
}
