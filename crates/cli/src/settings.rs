//! Settings and preferences as `key=value`, spelled like the contract's fields with hyphens.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Every setting and its value, in the contract's order.
pub fn pairs(settings: &impl Serialize) -> Vec<(String, String)> {
    let Ok(Value::Object(fields)) = serde_json::to_value(settings) else { return Vec::new() };
    let said = |value: Value| match value {
        Value::String(text) => text,
        // What is not set is empty, and emptied by nothing after the =.
        Value::Null => String::new(),
        other => other.to_string(),
    };
    fields
        .into_iter()
        .flat_map(|(key, value)| match value {
            // What belongs together has a name before a point: reorder.review-days.
            Value::Object(inner) => {
                let inner = inner.into_iter();
                inner.map(|(name, value)| (format!("{key}.{name}"), said(value))).collect()
            }
            value => vec![(key, said(value))],
        })
        .map(|(key, value)| (key.replace('_', "-"), value))
        .collect()
}

/// Where a setting stands in the contract's JSON.
fn pointer(key: &str) -> String {
    format!("/{}", key.replace('-', "_").replace('.', "/"))
}

/// The settings with some of them changed.
///
/// # Errors
/// The key at fault and what is wrong with it.
pub fn with<T: Serialize + DeserializeOwned + Clone>(
    settings: &T,
    changes: &[(String, String)],
) -> Result<T, (String, String)> {
    let mut changed = settings.clone();
    for (key, text) in changes {
        changed = with_one(&changed, key, text).map_err(|problem| (key.clone(), problem))?;
    }
    Ok(changed)
}

fn with_one<T: Serialize + DeserializeOwned>(
    settings: &T,
    key: &str,
    text: &str,
) -> Result<T, String> {
    let mut fields = serde_json::to_value(settings).map_err(|error| error.to_string())?;
    let Some(slot) = fields.pointer_mut(&pointer(key)) else {
        let keys: Vec<_> = pairs(settings).into_iter().map(|(key, _)| key).collect();
        return Err(keys.join(", "));
    };
    *slot = match slot {
        Value::Null if text.is_empty() => Value::Null,
        Value::String(_) if text.is_empty() && is_optional(settings, key) => Value::Null,
        // Numbers and truth values are written as in JSON; all else is text.
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => {
            serde_json::from_str(text).map_err(|e| e.to_string())?
        }
        _ => Value::from(text),
    };
    serde_json::from_value(fields).map_err(|error| error.to_string())
}

/// Whether a setting can be left unset.
fn is_optional<T: Serialize + DeserializeOwned>(settings: &T, key: &str) -> bool {
    serde_json::to_value(settings).is_ok_and(|mut fields| {
        if let Some(slot) = fields.pointer_mut(&pointer(key)) {
            *slot = Value::Null;
        }
        serde_json::from_value::<T>(fields).is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_api::{domain::Weekday, settings::Settings};

    fn settings() -> Settings {
        Settings {
            name: "Shop".into(),
            currency: "GBP".parse().unwrap(),
            time_zone: "Europe/London".into(),
            week_start: Weekday::Monday,
            fiscal_year_start: 1,
            prices_include_tax: true,
            watched_folder: None,
            payment_fee_percent: kontor_api::domain::Decimal::default(),
            payment_fee_fixed: kontor_api::domain::Decimal::default(),
            fulfilment_cost: kontor_api::domain::Decimal::default(),
            shipping_cost: kontor_api::domain::Decimal::default(),
            train_nightly: true,
            reorder: kontor_api::settings::ReorderSettings::default(),
            price: kontor_api::settings::PriceSettings::default(),
        }
    }

    fn change(key: &str, value: &str) -> Result<Settings, (String, String)> {
        with(&settings(), &[(key.to_owned(), value.to_owned())])
    }

    #[test]
    fn every_setting_can_be_changed_by_its_name() {
        assert_eq!(change("name", "42").unwrap().name, "42");
        assert_eq!(change("currency", "eur").unwrap().currency.code(), "EUR");
        assert_eq!(change("week-start", "sunday").unwrap().week_start, Weekday::Sunday);
        assert_eq!(change("fiscal_year_start", "4").unwrap().fiscal_year_start, 4);
        assert!(!change("prices-include-tax", "false").unwrap().prices_include_tax);
        assert!(!change("train-nightly", "false").unwrap().train_nightly);
        let watched = change("watched-folder", "/exports").unwrap();
        assert_eq!(watched.watched_folder.as_deref(), Some("/exports"));
        let off = with(&watched, &[("watched-folder".to_owned(), String::new())]).unwrap();
        assert_eq!(off.watched_folder, None);
        let fee = change("payment-fee-percent", "2.90").unwrap().payment_fee_percent;
        assert_eq!(fee.to_string(), "2.9");
        assert!(change("shipping-cost", "four").unwrap_err().1.contains("such as 2.9"));
        for (key, value) in pairs(&settings()) {
            assert_eq!(change(&key, &value).unwrap(), settings(), "{key}");
        }
    }

    #[test]
    fn nonsense_names_the_key_and_what_would_do() {
        assert!(change("colour", "red").unwrap_err().1.contains("week-start"));
        assert!(change("week-start", "noday").unwrap_err().1.contains("saturday"));
        assert!(change("fiscal-year-start", "spring").is_err());
        assert!(change("currency", "pounds").unwrap_err().1.contains("EUR"));
    }
}
