//! Time zones as SQL: the offset of a time as a search over the zone's transitions, so that ten
//! million times are converted without a call for each and without DuckDB's ICU.

use crate::error::{Result, WarehouseError};
use jiff::{
    Timestamp, ToSpan as _,
    civil::DateTime,
    tz::{Offset, TimeZone},
};

/// What a time is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Coordinated universal time.
    Utc,
    /// The zone's own clocks. A time that the clocks skip is read with the offset before the
    /// change, one that they show twice is the first: jiff's "compatible", as in RFC 5545.
    Local,
}

/// An SQL expression for the zone's offset from UTC in seconds at `column`, a TIMESTAMP in
/// `basis`; right for every time from `from` to `to`.
///
/// # Errors
/// [`WarehouseError::NotFound`] for a name that is no IANA time zone.
pub fn offset_sql(
    zone: &str,
    basis: Basis,
    column: &str,
    from: DateTime,
    to: DateTime,
) -> Result<String> {
    let tz = TimeZone::get(zone).map_err(|_| {
        WarehouseError::NotFound(format!("“{zone}” is not a time zone such as Europe/London"))
    })?;
    let day_before = from.checked_sub(2.days()).unwrap_or(DateTime::MIN);
    let day_after = to.checked_add(2.days()).unwrap_or(DateTime::MAX);
    let instant = |time: DateTime, or: Timestamp| Offset::UTC.to_timestamp(time).unwrap_or(or);
    let (start, end) = (instant(day_before, Timestamp::MIN), instant(day_after, Timestamp::MAX));

    let first = tz.to_offset(start);
    let mut steps: Vec<(DateTime, i32)> = Vec::new();
    let mut before = first;
    for transition in tz.following(start) {
        if transition.timestamp() > end {
            break;
        }
        let after = transition.offset();
        let turn = match basis {
            Basis::Utc => Offset::UTC,
            Basis::Local => before.max(after),
        };
        steps.push((turn.to_datetime(transition.timestamp()), after.seconds()));
        before = after;
    }
    Ok(search(column, first.seconds(), &steps))
}

/// A binary search written as nested CASEs: about four comparisons for ten years.
fn search(column: &str, before: i32, steps: &[(DateTime, i32)]) -> String {
    let middle = steps.len() / 2;
    let Some(((turn, after), (left, right))) =
        steps.get(middle).map(|step| (*step, (steps.get(..middle), steps.get(middle + 1..))))
    else {
        return before.to_string();
    };
    format!(
        "CASE WHEN {column} < TIMESTAMP '{}' THEN {} ELSE {} END",
        turn.strftime("%Y-%m-%d %H:%M:%S"),
        search(column, before, left.unwrap_or_default()),
        search(column, after, right.unwrap_or_default()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use duckdb::Connection;
    use jiff::civil::date;

    /// Every quarter of an hour over two years, in DuckDB and in jiff.
    #[test]
    fn the_expression_agrees_with_jiff() {
        let connection = Connection::open_in_memory().unwrap();
        let (from, to) = (date(2024, 12, 30).at(0, 0, 0, 0), date(2026, 12, 31).at(0, 0, 0, 0));
        for zone in
            ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]
        {
            let tz = TimeZone::get(zone).unwrap();
            for basis in [Basis::Utc, Basis::Local] {
                let sql = offset_sql(zone, basis, "t", from, to).unwrap();
                let mut statement = connection
                    .prepare(&format!(
                        "SELECT epoch(t)::BIGINT, {sql} FROM range(TIMESTAMP '2024-12-30', TIMESTAMP '2026-12-31', INTERVAL 15 MINUTE) r(t)"
                    ))
                    .unwrap();
                let rows = statement
                    .query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i32>(1)?)))
                    .unwrap();
                let mut checked = 0;
                for (seconds, offset) in rows.map(|row| row.unwrap()) {
                    let instant = Timestamp::from_second(seconds).unwrap();
                    let expected = match basis {
                        Basis::Utc => tz.to_offset(instant),
                        Basis::Local => {
                            let zoned = tz.to_ambiguous_zoned(Offset::UTC.to_datetime(instant));
                            match zoned.offset() {
                                jiff::tz::AmbiguousOffset::Unambiguous { offset } => offset,
                                jiff::tz::AmbiguousOffset::Gap { before, .. }
                                | jiff::tz::AmbiguousOffset::Fold { before, .. } => before,
                            }
                        }
                    };
                    assert_eq!(offset, expected.seconds(), "{zone} {basis:?} {instant}");
                    checked += 1;
                }
                assert_eq!(checked, 731 * 96);
            }
        }
        assert!(offset_sql("Europe/Atlantis", Basis::Utc, "t", from, to).is_err());
    }
}
