//! Days, holidays and clocks, by arithmetic alone.

use kontor_domain::{Date, easter};
use serde::{Deserialize, Serialize};

/// The day `days` after `start`.
pub fn day_after(start: Date, days: u32) -> Date {
    start.checked_add(jiff::Span::new().days(i64::from(days))).unwrap_or(Date::MAX)
}

/// Days from `start` to `end`; negative if `end` is earlier.
pub fn days_between(start: Date, end: Date) -> i32 {
    start.until(end).map_or(0, |span| span.get_days())
}

/// The place of a day's weekday, Monday 0.
pub fn weekday(date: Date) -> usize {
    date.weekday().to_monday_zero_offset().max(0) as usize
}

/// A holiday, and what it does to the visits of the days around it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Holiday {
    /// Its name.
    pub name: String,
    /// When it is.
    pub rule: HolidayRule,
    /// Days before it on which its factor counts too.
    pub days_before: u32,
    /// Days after it on which its factor counts too.
    pub days_after: u32,
    /// By what visits are multiplied on these days.
    pub factor: f64,
}

/// On which day of a year a holiday is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HolidayRule {
    /// The same month and day each year.
    Fixed(i8, i8),
    /// So many days after Easter Sunday, before it if negative.
    Easter(i32),
    /// The nth (from 1) weekday (Monday 0) of a month.
    Nth(i8, i8, i8),
    /// The day after the fourth Thursday of November.
    BlackFriday,
}

impl HolidayRule {
    /// The day in a year.
    pub fn date(self, year: i16) -> Option<Date> {
        match self {
            HolidayRule::Fixed(month, day) => Date::new(year, month, day).ok(),
            HolidayRule::Easter(days) => {
                easter(year)?.checked_add(jiff::Span::new().days(i64::from(days))).ok()
            }
            HolidayRule::Nth(month, weekday, nth) => {
                let first = Date::new(year, month, 1).ok()?;
                let ahead = (weekday - first.weekday().to_monday_zero_offset()).rem_euclid(7);
                Date::new(year, month, 1 + ahead + 7 * (nth - 1)).ok()
            }
            HolidayRule::BlackFriday => HolidayRule::Nth(11, 3, 4).date(year)?.tomorrow().ok(),
        }
    }
}

/// The product of the factors of the holidays around a day.
pub fn holiday_factor(holidays: &[Holiday], date: Date) -> f64 {
    let near = |holiday: &Holiday| {
        // The window of a holiday in January may begin in December.
        (-1..=1).any(|years| {
            let day = holiday.rule.date(date.year().saturating_add(years));
            day.is_some_and(|day| {
                let after = days_between(day, date);
                (-(holiday.days_before as i32)..=holiday.days_after as i32).contains(&after)
            })
        })
    };
    holidays.iter().filter(|holiday| near(holiday)).map(|holiday| holiday.factor).product()
}

/// A zone's clock, as far as the hours after dawn need it: clocks change before that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Hours ahead of UTC in winter.
    pub winter_hours: i8,
    /// Whose summer time it keeps.
    pub summer: SummerTime,
}

/// When clocks go forward and back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SummerTime {
    /// Last Sunday of March to last Sunday of October.
    European,
    /// Second Sunday of March to first Sunday of November.
    American,
}

impl Clock {
    /// Hours ahead of UTC on a day after the change of its morning.
    pub fn offset_hours(self, date: Date) -> i8 {
        let nth = |month, nth| HolidayRule::Nth(month, 6, nth).date(date.year());
        // A fifth Sunday is the last one where there is one.
        let last = |month| nth(month, 5).or_else(|| nth(month, 4));
        let (from, to) = match self.summer {
            SummerTime::European => (last(3), last(10)),
            SummerTime::American => (nth(3, 2), nth(11, 1)),
        };
        let is_summer = from.is_some_and(|from| date >= from) && to.is_some_and(|to| date < to);
        self.winter_hours + i8::from(is_summer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn moving_feasts_are_where_the_calendar_has_them() {
        assert_eq!(HolidayRule::Easter(-2).date(2026), Some(date(2026, 4, 3)));
        assert_eq!(HolidayRule::BlackFriday.date(2025), Some(date(2025, 11, 28)));
        assert_eq!(HolidayRule::Nth(5, 6, 2).date(2026), Some(date(2026, 5, 10)));
    }

    #[test]
    fn a_holiday_counts_on_the_days_around_it() {
        let holidays = [Holiday {
            name: "Christmas".to_owned(),
            rule: HolidayRule::Fixed(12, 25),
            days_before: 14,
            days_after: 0,
            factor: 2.0,
        }];
        let factor = |day| holiday_factor(&holidays, day);
        assert_eq!([factor(date(2025, 12, 10)), factor(date(2025, 12, 11))], [1.0, 2.0]);
        assert_eq!([factor(date(2025, 12, 25)), factor(date(2025, 12, 26))], [2.0, 1.0]);
    }

    #[test]
    fn clocks_change_on_their_sundays() {
        let berlin = Clock { winter_hours: 1, summer: SummerTime::European };
        assert_eq!(berlin.offset_hours(date(2026, 3, 28)), 1);
        assert_eq!(berlin.offset_hours(date(2026, 3, 29)), 2);
        assert_eq!(berlin.offset_hours(date(2026, 10, 25)), 1);
        let portland = Clock { winter_hours: -8, summer: SummerTime::American };
        assert_eq!(portland.offset_hours(date(2026, 3, 8)), -7);
        assert_eq!(portland.offset_hours(date(2026, 11, 1)), -8);
    }
}
