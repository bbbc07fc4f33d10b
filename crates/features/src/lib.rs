//! # kontor-features: from what was sold to what models learn from
//!
//! Rows of days come in, series of weeks come out: gaps filled, what was taken back netted, bulk
//! orders taken out, days without stock marked as not known, the price paid, promotions, and the
//! holidays of the shop's country. The only crate that links polars.
//!
//! It must not read a file, know a clock or a database: rows and days are given. Start reading at
//! [`weekly`], then [`calendar`].

pub mod calendar;
pub mod weekly;

pub use calendar::Calendar;
pub use weekly::{Mark, Promotion, Sales, Series, Silence, Standing, Weekly, known_until, weekly};

use jiff::civil::Date;

/// Why series could not be made.
#[derive(Debug, thiserror::Error)]
pub enum FeaturesError {
    /// A line of a list of holidays that cannot be read.
    #[error("line {line} of the holidays: {text}")]
    Holiday {
        /// The line, from 1.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// Columns of different lengths, or a table that could not be summed: a defect.
    #[error("sales could not be summed: {0}")]
    Sums(#[from] polars::error::PolarsError),
}

/// Days since 1970-01-01.
pub fn day_number(date: Date) -> i32 {
    date.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days())
}

/// The day of a number of days since 1970-01-01.
pub fn date_of(day: i32) -> Date {
    let since = jiff::Span::new().try_days(day);
    since.and_then(|span| Date::constant(1970, 1, 1).checked_add(span)).unwrap_or(Date::MAX)
}

/// The number of the week, from Monday to Sunday, of a day: weeks since that of 1970-01-01.
pub fn week_of(day: i32) -> i64 {
    // 1970-01-01 was a Thursday.
    (i64::from(day) + 3).div_euclid(7)
}

/// The number of a week's Monday.
pub fn monday(week: i64) -> i32 {
    i32::try_from(week * 7 - 3).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weeks_begin_on_mondays() {
        for day in [date(1969, 12, 29), date(2026, 11, 23), date(2024, 2, 26)] {
            let number = day_number(day);
            assert_eq!(date_of(number), day);
            assert_eq!(monday(week_of(number)), number);
            assert_eq!(week_of(number - 1), week_of(number) - 1);
            assert_eq!(week_of(number + 6), week_of(number));
        }
    }
}
