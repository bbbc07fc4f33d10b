//! How values that are no numbers stand in the ledger: moments as ISO 8601, one of a few words as
//! that word, the rest as JSON.

use crate::LedgerError;
use kontor_domain::DateTime;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A value as JSON.
pub(crate) fn to_json(value: &impl Serialize) -> Result<String, LedgerError> {
    serde_json::to_string(value).map_err(|error| LedgerError::Statement(Box::new(error)))
}

/// The value of a JSON text; `what` names it in the error.
pub(crate) fn from_json<T: DeserializeOwned>(
    json: &str,
    what: &'static str,
) -> Result<T, LedgerError> {
    serde_json::from_str(json)
        .map_err(|error| LedgerError::Unreadable { what, source: Box::new(error) })
}

/// The word of a value that is one of a few, such as `done`.
pub(crate) fn to_word(value: &impl Serialize) -> Result<String, LedgerError> {
    serde_json::to_value(value)
        .and_then(serde_json::from_value)
        .map_err(|error| LedgerError::Statement(Box::new(error)))
}

/// The value of a word; `what` names it in the error.
pub(crate) fn from_word<T: DeserializeOwned>(
    word: String,
    what: &'static str,
) -> Result<T, LedgerError> {
    serde_json::from_value(Value::String(word))
        .map_err(|error| LedgerError::Unreadable { what, source: Box::new(error) })
}

/// The moment of a text such as `2026-03-01T09:30:00`; `what` names it in the error.
pub(crate) fn to_moment(text: &str, what: &'static str) -> Result<DateTime, LedgerError> {
    text.parse().map_err(|error| LedgerError::Unreadable { what, source: Box::<_>::from(error) })
}
