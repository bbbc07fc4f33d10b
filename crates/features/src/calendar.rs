//! Holidays and the days that people buy for, of a country: `assets/holidays` and what the
//! merchant added.

use crate::{FeaturesError, date_of, day_number, monday, week_of};
use jiff::civil::{Date, Weekday};
use kontor_domain::easter;
use std::collections::BTreeMap;

const HOLIDAYS: &str = include_str!("../../../assets/holidays/holidays.csv");
const ZONES: &str = include_str!("../../../assets/holidays/zones.csv");

/// The country whose holidays a shop in this IANA time zone has; `None` if there is no list.
pub fn country_of(time_zone: &str) -> Option<&'static str> {
    let lines = ZONES.lines().filter_map(|line| line.split_once(','));
    lines.filter(|(zone, _)| *zone == time_zone).map(|(_, country)| country).next()
}

/// What kind of day it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Most shops are closed.
    Public,
    /// People buy for it.
    Event,
}

/// Which day of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// A month and a day.
    Fixed(i8, i8),
    /// So many days after Easter Sunday.
    Easter(i32),
    /// The first such weekday on or after a month and day, and so many days later.
    Weekday(Weekday, i8, i8, i32),
}

impl Rule {
    /// Reads `12-25`, `easter-2`, `thu 11-22 +1`.
    fn parse(text: &str) -> Option<Rule> {
        let day = |text: &str| {
            let (month, day) = text.split_once('-')?;
            let (month, day) = (month.parse().ok()?, day.parse().ok()?);
            // Any leap year has every day.
            Date::new(2024, month, day).ok().map(|_| (month, day))
        };
        if let Some(days) = text.strip_prefix("easter") {
            return Some(Rule::Easter(days.parse().ok()?));
        }
        let mut words = text.split_whitespace();
        let first = words.next()?;
        let weekday = match first {
            "mon" => Weekday::Monday,
            "tue" => Weekday::Tuesday,
            "wed" => Weekday::Wednesday,
            "thu" => Weekday::Thursday,
            "fri" => Weekday::Friday,
            "sat" => Weekday::Saturday,
            "sun" => Weekday::Sunday,
            _ => return day(text).map(|(month, day)| Rule::Fixed(month, day)),
        };
        let (month, on) = day(words.next()?)?;
        let later = words.next().map_or(Some(0), |later| later.parse().ok())?;
        words.next().is_none().then_some(Rule::Weekday(weekday, month, on, later))
    }

    /// The day in a year, as a number.
    fn day(self, year: i16) -> Option<i32> {
        match self {
            // February 29 is in leap years only.
            Rule::Fixed(month, day) => Date::new(year, month, day).ok().map(day_number),
            Rule::Easter(days) => Some(day_number(easter(year)?) + days),
            Rule::Weekday(weekday, month, day, later) => {
                let from = Date::new(year, month, day).ok()?;
                let ahead = i32::from(weekday.since(from.weekday()));
                Some(day_number(from) + ahead + later)
            }
        }
    }
}

/// A line of the list: country, kind and rule.
type Line<'a> = (&'a str, Kind, Rule);

/// The lines of a list of holidays; those that begin with `#` are remarks.
fn lines(text: &str) -> impl Iterator<Item = Result<Line<'_>, FeaturesError>> {
    let lines = text.lines().enumerate().skip(1);
    let lines = lines.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    lines.map(|(number, line)| {
        let bad = || FeaturesError::Holiday { line: number + 1, text: line.to_owned() };
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        let [country, kind, _, rule] = cells.as_slice() else { return Err(bad()) };
        let kind = match *kind {
            "public" => Kind::Public,
            "event" => Kind::Event,
            _ => return Err(bad()),
        };
        Ok((*country, kind, Rule::parse(rule).ok_or_else(bad)?))
    })
}

/// How many holidays and events each week has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    weeks: BTreeMap<i64, (u8, u8)>,
}

/// A week as the calendar knows it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Week {
    /// Public holidays in it.
    pub holidays: f64,
    /// Days in it that people buy for.
    pub events: f64,
    /// Holidays and events of the week after it, for which people buy now.
    pub ahead: f64,
    /// Holidays and events of the week before it, after which they do not.
    pub behind: f64,
}

impl Calendar {
    /// The holidays of a country in the weeks `from` to `to`; of no country those that hold
    /// everywhere. `own` are the merchant's own days, from and to, which count as events.
    ///
    /// # Errors
    /// [`FeaturesError::Holiday`] for a line of the list that cannot be read.
    pub fn new(
        country: Option<&str>,
        own: &[(Date, Date)],
        from: i64,
        to: i64,
    ) -> Result<Calendar, FeaturesError> {
        Calendar::of_list(HOLIDAYS, country, own, from, to)
    }

    fn of_list(
        list: &str,
        country: Option<&str>,
        own: &[(Date, Date)],
        from: i64,
        to: i64,
    ) -> Result<Calendar, FeaturesError> {
        // The weeks beside the first and the last are looked at, too.
        let weeks = from - 1..=to + 1;
        let years = date_of(monday(from - 1)).year()..=date_of(monday(to + 2)).year();
        let mut calendar = Calendar::default();
        let mut add = |day: i32, kind: Kind| {
            let week = week_of(day);
            if !weeks.contains(&week) {
                return;
            }
            let (holidays, events) = calendar.weeks.entry(week).or_default();
            match kind {
                Kind::Public => *holidays = holidays.saturating_add(1),
                Kind::Event => *events = events.saturating_add(1),
            }
        };
        for line in lines(list) {
            let (of, kind, rule) = line?;
            if of != "*" && Some(of) != country {
                continue;
            }
            for day in years.clone().filter_map(|year| rule.day(year)) {
                add(day, kind);
            }
        }
        for (begin, end) in own {
            let (begin, end) = (day_number(*begin), day_number(*end));
            let (begin, end) = (begin.max(monday(from - 1)), end.min(monday(to + 2)));
            for day in begin..=end {
                add(day, Kind::Event);
            }
        }
        Ok(calendar)
    }

    /// What the calendar knows of a week.
    pub fn week(&self, week: i64) -> Week {
        let of = |week: i64| self.weeks.get(&week).copied().unwrap_or_default();
        let all = |(holidays, events): (u8, u8)| f64::from(holidays) + f64::from(events);
        let (holidays, events) = of(week);
        Week {
            holidays: f64::from(holidays),
            events: f64::from(events),
            ahead: all(of(week + 1)),
            behind: all(of(week - 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn week(calendar: &Calendar, day: Date) -> Week {
        calendar.week(week_of(day_number(day)))
    }

    fn calendar(country: Option<&str>, own: &[(Date, Date)]) -> Calendar {
        let week = |day| week_of(day_number(day));
        Calendar::new(country, own, week(date(2023, 1, 1)), week(date(2027, 1, 10))).unwrap()
    }

    #[test]
    fn moving_feasts_are_where_the_calendar_has_them() {
        let day = |rule: &str, year| date_of(Rule::parse(rule).unwrap().day(year).unwrap());
        assert_eq!(day("thu 11-22 +1", 2025), date(2025, 11, 28));
        assert_eq!(day("mon 05-25", 2026), date(2026, 5, 25));
        assert_eq!(day("sun 05-08", 2026), date(2026, 5, 10));
        assert_eq!(day("easter+39", 2026), date(2026, 5, 14));
        assert_eq!(Rule::parse("02-29").unwrap().day(2025), None);
    }

    #[test]
    fn every_line_can_be_read_and_every_zone_has_a_list() {
        let countries: Vec<&str> = lines(HOLIDAYS).map(|line| line.unwrap().0).collect();
        for zone in ZONES.lines().skip(1) {
            let (_, country) = zone.split_once(',').unwrap();
            assert!(countries.contains(&country), "{zone}");
        }
        assert_eq!(country_of("Europe/Berlin"), Some("DE"));
        assert_eq!(country_of("Africa/Lagos"), None);
    }

    #[test]
    fn a_week_knows_its_holidays_and_those_beside_it() {
        let german = calendar(Some("DE"), &[]);
        // Good Friday 2026 is on April 3, Easter Monday in the week after.
        let good_friday = week(&german, date(2026, 4, 3));
        assert_eq!((good_friday.holidays, good_friday.ahead), (1.0, 1.0));
        assert_eq!(week(&german, date(2026, 4, 6)).behind, 1.0);
        assert_eq!(week(&german, date(2026, 11, 27)).events, 1.0);
        // New Year of the next year is in the week of the last days of December.
        assert_eq!(week(&german, date(2025, 12, 30)).holidays, 1.0);
        let none = calendar(None, &[]);
        assert_eq!(week(&none, date(2026, 4, 3)), Week::default());
        assert_eq!(week(&none, date(2026, 12, 25)).holidays, 1.0);
    }

    #[test]
    fn own_days_count_and_endless_ones_do_no_harm() {
        let own = [
            (date(2026, 6, 1), date(2026, 6, 3)),
            (date(2026, 7, 2), date(2026, 7, 1)),
            (date(2026, 12, 31), Date::MAX),
        ];
        let calendar = calendar(None, &own);
        assert_eq!(week(&calendar, date(2026, 6, 7)).events, 3.0);
        assert_eq!(week(&calendar, date(2026, 7, 1)).events, 0.0);
    }

    #[test]
    fn a_line_with_an_error_is_named() {
        for line in
            ["DE,public,No rule", "DE,public,X,13-40", "DE,shut,X,01-01", "DE,event,X,easter"]
        {
            let list = format!("country,kind,name,rule\n# a remark\n{line}\n");
            let error = Calendar::of_list(&list, None, &[], 0, 10).unwrap_err();
            assert!(
                error.to_string().contains("line 3") && error.to_string().contains(line),
                "{error}"
            );
        }
    }
}
