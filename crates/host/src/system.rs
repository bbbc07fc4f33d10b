//! The language and the time zone that this computer is set to, and who uses it.

use kontor_api::domain::Language;
use std::env;

/// The language the user reads, of those that Kontor speaks.
pub fn system_language() -> Language {
    sys_locale::get_locale().map_or(Language::En, |tag| Language::from_tag(&tag))
}

/// The IANA time zone of this computer; `None` where it cannot be told.
pub fn system_time_zone() -> Option<String> {
    env::var("TZ")
        .ok()
        .and_then(|value| zone_of(&value))
        .or_else(|| iana_time_zone::get_timezone().ok())
}

/// Who is logged in to this computer; empty where it cannot be told.
pub fn system_person() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .find_map(|name| env::var(name).ok().filter(|value| !value.trim().is_empty()))
        .unwrap_or_default()
}

/// The zone that a value of `TZ` names. POSIX rules such as `CET-1CEST` are none, nor are paths.
fn zone_of(value: &str) -> Option<String> {
    let name = value.strip_prefix(':').unwrap_or(value);
    let is_zone =
        name == "UTC" || (name.contains('/') && !name.contains(',') && !name.starts_with('/'));
    is_zone.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_read_from_tz_and_rules_are_not() {
        assert_eq!(zone_of(":Europe/London").as_deref(), Some("Europe/London"));
        assert_eq!(zone_of("UTC").as_deref(), Some("UTC"));
        for other in ["", "CET-1CEST,M3.5.0,M10.5.0/3", "/etc/localtime"] {
            assert_eq!(zone_of(other), None);
        }
    }
}
