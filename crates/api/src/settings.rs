//! Settings of a workspace.

use kontor_domain::{Currency, Decimal, Language, Weekday};
use serde::{Deserialize, Serialize};

/// Everything a person sets once per shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The shop's name.
    pub name: String,
    /// Language of the window, of reports and of messages.
    pub language: Language,
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
    /// Light, dark, or as the system.
    pub theme: Theme,
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
}

fn yes() -> bool {
    true
}

/// Which colours the window has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Ink on paper.
    Light,
    /// Paper on ink.
    Dark,
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
