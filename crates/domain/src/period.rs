//! Spans of store-local days, and the choices a person makes among them.

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A span of store-local days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day, not before the first.
    pub to: Date,
}

/// A text is no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// The text is none of the known choices.
    #[error("“{0}” is no period; use 7d, 28d, 90d, 365d, all or 2026-01-01..2026-01-31")]
    Unknown(String),
    /// The last day lies before the first.
    #[error("the period ends ({to}) before it starts ({from})")]
    Reversed {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
}

impl Period {
    /// A period of both ends included.
    ///
    /// # Errors
    /// [`PeriodError::Reversed`] when `to` lies before `from`.
    pub fn new(from: Date, to: Date) -> Result<Self, PeriodError> {
        if to < from {
            return Err(PeriodError::Reversed { from, to });
        }
        Ok(Period { from, to })
    }

    /// The fiscal year that holds `day`, up to that day; `starts_in` is the month of its first day, 1 to
    /// 12.
    pub fn fiscal_year(day: Date, starts_in: u8) -> Self {
        let starts_in = i8::try_from(starts_in.clamp(1, 12)).unwrap_or(1);
        let year = if day.month() < starts_in { day.year() - 1 } else { day.year() };
        let from = Date::new(year, starts_in, 1).unwrap_or(day);
        Period { from: from.min(day), to: day }
    }

    /// Number of days, at least one.
    pub fn days(self) -> i64 {
        i64::from((self.to - self.from).get_days()) + 1
    }

    /// The same number of days moved `days` back. `None` beyond the calendar's range.
    pub fn back(self, days: i64) -> Option<Period> {
        let span = Span::new().try_days(days).ok()?;
        Some(Period {
            from: self.from.checked_sub(span).ok()?,
            to: self.to.checked_sub(span).ok()?,
        })
    }

    /// The period of equal length just before this one.
    pub fn previous(self) -> Option<Period> {
        self.back(self.days())
    }

    /// The same weekdays a year before: 52 weeks back.
    pub fn year_before(self) -> Option<Period> {
        self.back(364)
    }

    /// Whether `day` lies in the period.
    pub fn contains(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// The grain that keeps a time series readable: days up to a quarter, weeks up to two years,
    /// then months.
    pub fn readable_grain(self) -> Grain {
        match self.days() {
            0..=92 => Grain::Day,
            93..=740 => Grain::Week,
            _ => Grain::Month,
        }
    }
}

/// A choice of period; relative ones end with the last day that has data, never with today, so
/// that a shop opened a week after its last import still shows full periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PeriodChoice {
    /// The last so many days, the last day with data included.
    LastDays(u16),
    /// Everything there is.
    All,
    /// Two named days.
    Custom(Period),
}

impl Default for PeriodChoice {
    fn default() -> Self {
        PeriodChoice::LastDays(28)
    }
}

impl PeriodChoice {
    /// The days meant, given the first and last day that have data.
    pub fn resolve(self, data: Period) -> Period {
        match self {
            PeriodChoice::All => data,
            PeriodChoice::Custom(period) => period,
            PeriodChoice::LastDays(days) => {
                let back = Span::new().days(i64::from(days.max(1)) - 1);
                Period { from: data.to.saturating_sub(back), to: data.to }
            }
        }
    }
}

impl fmt::Display for PeriodChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PeriodChoice::LastDays(days) => write!(f, "{days}d"),
            PeriodChoice::All => f.write_str("all"),
            PeriodChoice::Custom(period) => write!(f, "{}..{}", period.from, period.to),
        }
    }
}

impl FromStr for PeriodChoice {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || PeriodError::Unknown(text.to_owned());
        let trimmed = text.trim();
        if trimmed == "all" {
            return Ok(PeriodChoice::All);
        }
        if let Some(days) = trimmed.strip_suffix('d') {
            let days: u16 = days.parse().map_err(|_| unknown())?;
            return if days == 0 { Err(unknown()) } else { Ok(PeriodChoice::LastDays(days)) };
        }
        let (from, to) = trimmed.split_once("..").ok_or_else(unknown)?;
        let from = from.parse().map_err(|_| unknown())?;
        let to = to.parse().map_err(|_| unknown())?;
        Ok(PeriodChoice::Custom(Period::new(from, to)?))
    }
}

impl TryFrom<String> for PeriodChoice {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PeriodChoice> for String {
    fn from(choice: PeriodChoice) -> Self {
        choice.to_string()
    }
}

/// The step of a time series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// Store-local days.
    Day,
    /// Weeks, starting on the workspace's first day of the week.
    Week,
    /// Calendar months.
    Month,
}

/// The day a week starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    /// Monday, as in most of Europe (ISO 8601).
    #[default]
    Monday,
    /// Sunday, as in North America.
    Sunday,
    /// Saturday, as in much of the Middle East.
    Saturday,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_fiscal_year_begins_in_its_month() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let from = |of: &str, month| Period::fiscal_year(day(of), month).from;
        assert_eq!(from("2026-03-31", 4), day("2025-04-01"));
        assert_eq!(from("2026-04-01", 4), day("2026-04-01"));
        assert_eq!(from("2026-12-31", 1), day("2026-01-01"));
    }

    #[test]
    fn choices_survive_a_round_trip_through_text() {
        for text in ["28d", "all", "2026-01-01..2026-01-31"] {
            assert_eq!(text.parse::<PeriodChoice>().unwrap().to_string(), text);
        }
        for text in ["", "0d", "d", "2026-02-30..2026-03-01", "2026-02-02..2026-02-01"] {
            assert!(text.parse::<PeriodChoice>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_previous_period_touches_and_has_the_same_length() {
        let data = Period::new(date(2025, 1, 1), date(2026, 3, 31)).unwrap();
        let month = PeriodChoice::LastDays(28).resolve(data);
        assert_eq!(month.from, date(2026, 3, 4));
        let before = month.previous().unwrap();
        assert_eq!((before.from, before.to), (date(2026, 2, 4), date(2026, 3, 3)));
        assert_eq!(month.year_before().unwrap().from.weekday(), month.from.weekday());
    }
}
