//! What a person prefers, whatever shop is open.

use kontor_domain::Language;
use serde::{Deserialize, Serialize};

/// What a person prefers. It is the same in every shop, and no shop's history takes it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// Language of the window, and of work that nobody waits for.
    pub language: Language,
    /// Light, dark, or as the system.
    pub theme: Theme,
    /// Who sits at the computer, as decisions are signed; may be empty.
    pub person: String,
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

/// Asks what the person prefers. What they never chose is as the system has it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct GetPreferences {}

/// Replaces the preferences. An empty name stands for the one that the system knows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangePreferences {
    /// The preferences to have.
    pub preferences: Preferences,
}
