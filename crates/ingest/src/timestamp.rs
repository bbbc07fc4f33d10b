//! Dates and times as files write them: `2011-12-09 12:50:00`, `9.12.11`, `Sep 4, 2026 1:05:07 AM
//! PDT`, a spreadsheet's serial number.
//!
//! [`parse_timestamp`] is the reference; [`timestamp_sql`] does the same in DuckDB. A date that can
//! be read in one way only (year first with four figures, or the month as a word) is read so
//! whatever order the plan names; the order settles the rest.

use jiff::civil::{Date, DateTime, Time, date};
use kontor_api::import::{DateOrder, DecimalMark};

use crate::decimal::parse_decimal;

/// A point in time as a file writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timestamp {
    /// The time as it is written.
    pub written: DateTime,
    /// Minutes east of UTC, where the file says so; otherwise the time is local to the shop.
    pub offset: Option<i16>,
}

/// First and last year that an order can be of; what lies outside is no date.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;
/// Seconds from 1970 to the end of [`YEARS`].
const UNIX_END: i128 = 7_258_118_400;
/// Unix times from here on are milliseconds.
const UNIX_MILLISECONDS: i128 = 100_000_000_000;

/// The words for the twelve months in English, German, French, Spanish, Italian and Dutch.
const MONTHS: [&str; 12] = [
    "jan january januar jän jänner janvier janv enero ene gennaio gen januari",
    "feb february februar feber février fevrier févr fevr fév febrero febbraio februari",
    "mar march märz maerz mär mrz mars marzo maart mrt",
    "apr april avril avr abril abr aprile",
    "may mai mayo maggio mag mei",
    "jun june juni juin junio giugno giu",
    "jul july juli juillet juil julio luglio lug",
    "aug august août aout agosto ago augustus",
    "sep september sept septembre septiembre settembre set",
    "oct october oktober okt octobre octubre ottobre ott",
    "nov november novembre noviembre",
    "dec december dezember dez décembre decembre déc diciembre dic dicembre",
];

impl Timestamp {
    /// The time as [`timestamp_sql`] reads it fastest: `2026-03-31 18:42:00`, `+0200` behind it
    /// where the offset is known.
    pub fn canonical(&self) -> String {
        let (date, time) = (self.written.date(), self.written.time());
        let written = format!(
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
            date.year(),
            date.month(),
            date.day(),
            time.hour(),
            time.minute(),
            time.second()
        );
        match self.offset {
            None => written,
            Some(offset) => {
                let sign = if offset < 0 { '-' } else { '+' };
                let minutes = offset.unsigned_abs();
                format!("{written}{sign}{:02}{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

/// Short names of time zones in exports, with their minutes east of UTC. Where a name has several
/// meanings it is the American or British one, as in the exports that use them.
const ZONES: [(&str, i16); 31] = [
    ("Z", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("WET", 0),
    ("WEST", 60),
    ("BST", 60),
    ("CET", 60),
    ("MEZ", 60),
    ("CEST", 120),
    ("MESZ", 120),
    ("EET", 120),
    ("EEST", 180),
    ("EST", -300),
    ("EDT", -240),
    ("CST", -360),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("AKST", -540),
    ("AKDT", -480),
    ("HST", -600),
    ("JST", 540),
    ("KST", 540),
    ("SGT", 480),
    ("AWST", 480),
    ("AEST", 600),
    ("AEDT", 660),
    ("NZST", 720),
    ("NZDT", 780),
];

/// Reads a date, or a date and time. Fractions of a second are dropped. `None` if the text is no
/// date in this order, or one outside the years 1900 to 2199.
pub fn parse_timestamp(text: &str, dates: DateOrder) -> Option<Timestamp> {
    match dates {
        DateOrder::Serial => serial(text),
        DateOrder::UnixSeconds => unix(text),
        _ => iso(text).or_else(|| Some(calendar(text, dates)?.timestamp)),
    }
}

/// [`calendar`] for what most exports write, and fast: `2026-03-31 18:42:00`, a `T` for the blank,
/// and `+0200` behind it, with or without a blank. `None` for anything else.
fn iso(text: &str) -> Option<Timestamp> {
    let number = |from: usize, to: usize| -> Option<i16> {
        let figures = text.get(from..to).filter(|figures| is_figures(figures))?;
        figures.parse().ok()
    };
    let two = |from: usize| i8::try_from(number(from, from + 2)?).ok();
    let marks = [4, 7, 10, 13, 16].map(|at| text.as_bytes().get(at).copied());
    if !matches!(marks, [Some(b'-'), Some(b'-'), Some(b' ' | b'T'), Some(b':'), Some(b':')]) {
        return None;
    }
    let tail = text.get(19..)?;
    let offset = match tail.strip_prefix(' ').unwrap_or(tail) {
        "" if tail.is_empty() => None,
        zone if zone.len() == 5 && zone.starts_with(['+', '-']) => Some(offset_of(zone)?),
        _ => return None,
    };
    let date = Date::new(number(0, 4)?, two(5)?, two(8)?).ok()?;
    let time = Time::new(two(11)?, two(14)?, two(17)?, 0).ok()?;
    YEARS.contains(&date.year()).then(|| Timestamp { written: date.to_datetime(time), offset })
}

fn serial(text: &str) -> Option<Timestamp> {
    let billionths = plain_number(text, 9)?.checked_mul(86_400)?;
    let seconds = (billionths + 500_000_000) / 1_000_000_000;
    let written = after(date(1899, 12, 30), seconds)?;
    Some(Timestamp { written, offset: None })
}

fn unix(text: &str) -> Option<Timestamp> {
    let number = plain_number(text, 0)?;
    let seconds = if number < UNIX_MILLISECONDS { number } else { number / 1000 };
    let written = after(date(1970, 1, 1), seconds)?;
    Some(Timestamp { written, offset: Some(0) })
}

/// A number without sign or groups, in units of `10^-scale`.
fn plain_number(text: &str, scale: u32) -> Option<i128> {
    let text = text.trim().replace(',', ".");
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_plain { parse_decimal(&text, DecimalMark::Point, scale) } else { None }
}

fn after(epoch: Date, seconds: i128) -> Option<DateTime> {
    let span = jiff::Span::new().try_seconds(i64::try_from(seconds).ok()?).ok()?;
    let time = epoch.to_datetime(Time::midnight()).checked_add(span).ok()?;
    YEARS.contains(&time.year()).then_some(time)
}

/// A date written with year, month and day.
struct Calendar {
    timestamp: Timestamp,
    /// The order, where the text leaves no choice.
    order: Option<DateOrder>,
    /// The format by which DuckDB's `strptime` reads the same; `None` if there is none.
    format: Option<String>,
}

fn calendar(text: &str, dates: DateOrder) -> Option<Calendar> {
    let tokens = tokens(text.trim());
    let (day, rest) = match tokens.as_slice() {
        [figures, rest @ ..] if figures.len() == 8 && is_figures(figures) => {
            (compact_day(figures)?, rest)
        }
        [first, gap, second, other_gap, third, rest @ ..] => {
            let day = parted_day([first, second, third], [gap, other_gap], dates)?;
            (day, rest)
        }
        _ => return None,
    };
    let clock = if rest.is_empty() { Clock::midnight() } else { clock(rest)? };
    let written = day.date.to_datetime(clock.time);
    Some(Calendar {
        timestamp: Timestamp { written, offset: clock.offset },
        order: day.order,
        format: day.format.zip(clock.format).map(|(day, clock)| day + &clock),
    })
}

/// Parts a text into runs of figures, of letters and of anything else.
fn tokens(text: &str) -> Vec<&str> {
    let class = |c: char| (c.is_ascii_digit(), c.is_alphabetic());
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| class(c) != class(first)).unwrap_or(rest.len());
        let (token, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        tokens.push(token);
        rest = after;
    }
    tokens
}

fn is_figures(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit())
}

/// A day that was read, with what [`Calendar`] says of it.
struct Day {
    date: Date,
    order: Option<DateOrder>,
    format: Option<String>,
}

/// `20111209`
fn compact_day(figures: &str) -> Option<Day> {
    let date = day_of(figures.get(..4)?, figures.get(4..6)?.parse().ok()?, figures.get(6..)?)?;
    let order = Some(DateOrder::YearMonthDay);
    Some(Day { date, order, format: Some("%Y%m%d".to_owned()) })
}

/// `2011-12-09`, `9.12.11`, `Sep 4, 2026`
fn parted_day(parts: [&str; 3], gaps: [&str; 2], dates: DateOrder) -> Option<Day> {
    let is_gap = |gap: &&str| gap.len() <= 3 && gap.chars().all(|c| "-/., ".contains(c));
    if !gaps.iter().all(is_gap) {
        return None;
    }
    let [first, second, third] = parts;
    let order = match (is_figures(first), is_figures(second)) {
        (true, _) if first.len() == 4 => Some(DateOrder::YearMonthDay),
        (false, true) => Some(DateOrder::MonthDayYear),
        (true, false) => Some(DateOrder::DayMonthYear),
        (true, true) => None,
        (false, false) => return None,
    };
    let [year, month, day] = match order.unwrap_or(dates) {
        DateOrder::YearMonthDay => [first, second, third],
        DateOrder::MonthDayYear => [third, first, second],
        _ => [third, second, first],
    };
    let (number, month_format) = if is_figures(month) {
        (month.parse().ok().filter(|_| month.len() <= 2)?, Some("%m"))
    } else {
        (month_of(month)?, english_month(month))
    };
    let date = day_of(year, number, day)?;
    let year_format = if year.len() == 4 { "%Y" } else { "%y" };
    let [gap, other_gap] = gaps;
    let format = month_format.map(|month| match order.unwrap_or(dates) {
        DateOrder::YearMonthDay => format!("{year_format}{gap}{month}{other_gap}%d"),
        DateOrder::MonthDayYear => format!("{month}{gap}%d{other_gap}{year_format}"),
        _ => format!("%d{gap}{month}{other_gap}{year_format}"),
    });
    Some(Day { date, order, format })
}

fn day_of(year: &str, month: i8, day: &str) -> Option<Date> {
    let number = year.parse::<i16>().ok().filter(|_| is_figures(year) && is_figures(day))?;
    let year = match (year.len(), number) {
        (4, year) => year,
        // The pivot of POSIX: 69 is 1969, 68 is 2068.
        (2, 0..69) => number + 2000,
        (2, _) => number + 1900,
        _ => return None,
    };
    let day = day.parse().ok().filter(|_| day.len() <= 2)?;
    Date::new(year, month, day).ok().filter(|date| YEARS.contains(&date.year()))
}

fn month_of(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    let at = MONTHS.iter().position(|words| words.split(' ').any(|known| known == word))?;
    i8::try_from(at + 1).ok()
}

/// The specifier by which `strptime` reads an English month.
fn english_month(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    let is_nth = |n| MONTHS.iter().any(|words| words.split(' ').nth(n) == Some(&word));
    match (is_nth(0), is_nth(1)) {
        (true, _) => Some("%b"),
        (_, true) if word.len() > 3 => Some("%B"),
        _ => None,
    }
}

/// A time of day that was read.
struct Clock {
    time: Time,
    offset: Option<i16>,
    format: Option<String>,
}

impl Clock {
    /// Of a date that stands alone.
    fn midnight() -> Clock {
        Clock { time: Time::midnight(), offset: None, format: Some(String::new()) }
    }
}

/// ` 12:50:00`, `T12:50:00.000Z`, `, 1:05 PM PDT`
fn clock(tokens: &[&str]) -> Option<Clock> {
    let [gap, hour, colon, minute, rest @ ..] = tokens else { return None };
    let is_gap = *gap == "T" || gap.chars().all(|c| " ,;".contains(c));
    if !is_gap || !matches!(*colon, ":" | ".") || minute.len() != 2 {
        return None;
    }
    let (second, rest) = match rest {
        [":" | ".", second, rest @ ..] if is_figures(second) && second.len() == 2 => {
            (Some(*second), rest)
        }
        _ => (None, rest),
    };
    let (has_fraction, rest) = match (second, rest) {
        (Some(_), ["." | ",", fraction, rest @ ..]) if is_figures(fraction) => (true, rest),
        _ => (false, rest),
    };
    let tail = rest.concat();
    let (half, zone) = half_of_day(&tail);
    let offset = match zone.trim() {
        "" => None,
        zone => Some(offset_of(zone)?),
    };
    let hour = hour.parse::<i8>().ok().filter(|_| is_figures(hour) && hour.len() <= 2)?;
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    let second_number = second.map_or(Some(0), |second| second.parse().ok())?;
    let time = Time::new(hour, minute.parse().ok()?, second_number, 0).ok()?;
    let seconds = second.map(|_| ":%S").unwrap_or_default();
    let hours = if half.is_some() { "%I" } else { "%H" };
    let plain = !has_fraction && *colon == ":";
    let format =
        tail_format(&tail).filter(|_| plain).map(|tail| format!("{gap}{hours}:%M{seconds}{tail}"));
    Some(Clock { time, offset, format })
}

/// Whether a text is a time of day: `12:50`, `12:50:00`, `1:05 PM`.
pub(crate) fn is_clock(text: &str) -> bool {
    let mut with_gap = vec![" "];
    with_gap.extend(tokens(text.trim()));
    clock(&with_gap).is_some()
}

/// Splits `PM PDT` into the hours to add and the rest.
fn half_of_day(tail: &str) -> (Option<i8>, &str) {
    let tail = tail.trim_start();
    for (name, hours) in
        [("am", 0), ("a.m.", 0), ("a. m.", 0), ("pm", 12), ("p.m.", 12), ("p. m.", 12)]
    {
        if let Some((start, rest)) = tail.split_at_checked(name.len())
            && start.eq_ignore_ascii_case(name)
        {
            return (Some(hours), rest);
        }
    }
    (None, tail)
}

/// What stands behind the seconds, as `strptime` reads it.
fn tail_format(tail: &str) -> Option<String> {
    let gap = if tail.starts_with(' ') { " " } else { "" };
    let tail = tail.trim();
    let is_half = tail.eq_ignore_ascii_case("am") || tail.eq_ignore_ascii_case("pm");
    let is_offset = tail.len() >= 5 && tail.starts_with(['+', '-']);
    match tail {
        "" => Some(String::new()),
        "Z" => Some(format!("{gap}Z")),
        _ if is_half => Some(format!("{gap}%p")),
        _ if is_offset => Some(format!("{gap}%z")),
        _ => None,
    }
}

/// Minutes east of UTC of `PDT`, `+0200`, `+02:00`, `GMT+2`.
fn offset_of(zone: &str) -> Option<i16> {
    if let Some((_, minutes)) = ZONES.iter().find(|(name, _)| *name == zone) {
        return Some(*minutes);
    }
    let figures = zone.strip_prefix("UTC").or_else(|| zone.strip_prefix("GMT")).unwrap_or(zone);
    let sign = match figures.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let figures = figures.get(1..)?;
    let (hours, minutes) = match (figures.split_once(':'), figures.len()) {
        (Some(parts), _) => parts,
        (None, 1 | 2) => (figures, "00"),
        (None, 4) => figures.split_at_checked(2)?,
        _ => return None,
    };
    if !is_figures(hours) || !is_figures(minutes) || hours.len() > 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes) = (hours.parse::<i16>().ok()?, minutes.parse::<i16>().ok()?);
    (hours <= 15 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// The formats by which DuckDB's `strptime` reads these texts, the most frequent first, for
/// [`timestamp_sql`]; empty if it reads few of them. They are all of one kind: without an offset,
/// or ending with `%z`, or with `Z`.
pub fn timestamp_formats<'a>(
    texts: impl IntoIterator<Item = &'a str>,
    dates: DateOrder,
) -> Vec<String> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    let mut read = 0_usize;
    for found in texts.into_iter().filter_map(|text| calendar(text, dates)) {
        read += 1;
        let Some(format) = found.format else { continue };
        match counts.iter_mut().find(|(known, _)| *known == format) {
            Some((_, count)) => *count += 1,
            None => counts.push((format, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let Some(kind) = counts.first().map(|(format, _)| zone_of(format)) else {
        return Vec::new();
    };
    counts.retain(|(format, _)| zone_of(format) == kind);
    let by_format: usize = counts.iter().map(|(_, count)| count).sum();
    if by_format * 2 < read {
        return Vec::new();
    }
    counts.into_iter().map(|(format, _)| format).collect()
}

/// How a format says which zone a time is in.
fn zone_of(format: &str) -> &'static str {
    [" %z", "%z", "Z"].into_iter().find(|zone| format.ends_with(zone)).map_or("", str::trim_start)
}

/// A point in time as SQL; at most one of the two is not NULL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimestampSql {
    /// TIMESTAMP on the shop's clocks, where no offset is written.
    pub local: String,
    /// TIMESTAMP in UTC, where an offset is written.
    pub utc: String,
}

/// SQL for the date in `column`, and the time of day in `time`, where that is a column of its own.
///
/// `formats`, from [`timestamp_formats`], make it fast; without them it reads the same, ten times
/// slower. Where both expressions stand in one projection, DuckDB computes what they share once.
pub fn timestamp_sql(
    column: &str,
    time: Option<&str>,
    dates: DateOrder,
    formats: &[String],
) -> TimestampSql {
    let text = match time {
        Some(time) => format!("concat_ws(' ', {column}, nullif(trim({time}), ''))"),
        None => column.to_owned(),
    };
    let both = match dates {
        DateOrder::Serial => serial_sql(&text),
        DateOrder::UnixSeconds => unix_sql(&text),
        _ => calendar_sql(&text, dates, formats),
    };
    TimestampSql {
        local: format!("struct_extract({both}, 'local')"),
        utc: format!("struct_extract({both}, 'utc')"),
    }
}

/// The bounds of [`YEARS`].
const IN_RANGE: &str = "BETWEEN TIMESTAMP '1900-01-01' AND TIMESTAMP '2199-12-31 23:59:59.999999'";
const NO_TIME: &str = "CAST(NULL AS TIMESTAMP)";

fn serial_sql(text: &str) -> String {
    let days = number_sql(text, 9);
    let time =
        format!("TIMESTAMP '1899-12-30' + to_seconds(CAST(round({days} * 86400) AS BIGINT))");
    format!(
        "CASE WHEN {days} >= 2 AND {days} < 109575 THEN {{'local': {time}, 'utc': {NO_TIME}}} END"
    )
}

fn unix_sql(text: &str) -> String {
    let number = number_sql(text, 0);
    let seconds = format!(
        "CASE WHEN {number} < {UNIX_END} THEN {number} \
         WHEN {number} BETWEEN {UNIX_MILLISECONDS} AND {UNIX_END}000 THEN floor({number} / 1000) END"
    );
    let time = format!("TIMESTAMP '1970-01-01' + to_seconds(CAST({seconds} AS BIGINT))");
    format!("{{'local': {NO_TIME}, 'utc': {time}}}")
}

fn number_sql(text: &str, digits: u8) -> String {
    format!(
        "CASE WHEN regexp_full_match({text}, '\\s*[0-9]*[.,]?[0-9]*\\s*') \
         THEN TRY_CAST(replace({text}, ',', '.') AS DECIMAL(28,{digits})) END"
    )
}

fn calendar_sql(text: &str, dates: DateOrder, formats: &[String]) -> String {
    let careful = careful_sql(text, dates);
    let Some(kind) = formats.first().map(|format| zone_of(format)) else { return careful };
    let list: Vec<String> =
        formats.iter().map(|format| format!("'{}'", format.replace('\'', "''"))).collect();
    let parsed = format!("try_strptime({text}, [{}])", list.join(", "));
    let (local, utc) = match kind {
        "" => (parsed.clone(), NO_TIME.to_owned()),
        "Z" => (NO_TIME.to_owned(), parsed.clone()),
        // DuckDB knows what to do with a TIMESTAMPTZ only where its ICU extension is loaded.
        _ => (NO_TIME.to_owned(), format!("make_timestamp(epoch_us({parsed}))")),
    };
    let fast = if kind.is_empty() { &local } else { &utc };
    format!(
        "CASE WHEN {fast} {IN_RANGE} THEN {{'local': {local}, 'utc': {utc}}} ELSE {careful} END"
    )
}

/// Reads what [`calendar`] reads, by one regular expression. A lambda over a list of one is how
/// SQL gives a value a name.
fn careful_sql(text: &str, dates: DateOrder) -> String {
    let space = r"[\s\x{a0}\x{202f}]*";
    let gap = "[-/., ]{1,3}";
    let day = format!(
        r"(?:(\d{{8}})|(\d{{4}}|\d{{1,2}}|\pL+){gap}(\d{{1,2}}|\pL+){gap}(\d{{4}}|\d{{1,2}}))"
    );
    let half = r"([AaPp][Mm]|[AaPp]\.[Mm]\.|[AaPp]\. [Mm]\.)";
    let zone = r"([A-Z]{3,4}|Z|(?:UTC|GMT)?[-+](?:\d{1,2}(?::\d{2})?|\d{4}))";
    let seconds = r"(?:[:.](\d{2})(?:[.,]\d+)?)?";
    let clock =
        format!(r"(?:T|[ ,;]+)(\d{{1,2}})[:.](\d{{2}}){seconds}{space}{half}?{space}{zone}?");
    let parts = format!(
        "regexp_extract({text}, '^{space}{day}(?:{clock})?{space}$', \
         ['ymd', 'a', 'b', 'c', 'hour', 'minute', 'second', 'half', 'zone'])"
    );
    let (year, month, day) = match dates {
        DateOrder::YearMonthDay => ("p.a", "p.b", "p.c"),
        DateOrder::MonthDayYear => ("p.c", "p.a", "p.b"),
        _ => ("p.c", "p.b", "p.a"),
    };
    // Figures sort before letters, so `< 'A'` tells a number from a month's name.
    let parts = format!(
        "list_transform([{parts}], lambda p: CASE \
         WHEN p.ymd <> '' THEN {{'year': p.ymd[1:4], 'month': p.ymd[5:6], 'day': p.ymd[7:8], 'clock': p}} \
         WHEN length(p.a) = 4 AND p.a < 'A' THEN {{'year': p.a, 'month': p.b, 'day': p.c, 'clock': p}} \
         WHEN p.a >= 'A' THEN {{'year': p.c, 'month': p.a, 'day': p.b, 'clock': p}} \
         WHEN p.b >= 'A' THEN {{'year': p.c, 'month': p.b, 'day': p.a, 'clock': p}} \
         ELSE {{'year': {year}, 'month': {month}, 'day': {day}, 'clock': p}} END)"
    );
    let year = "CASE length(p.year) WHEN 4 THEN p.year \
                WHEN 2 THEN if(p.year < '69', '20', '19') || p.year END";
    let months: Vec<String> = MONTHS
        .iter()
        .enumerate()
        .map(|(at, words)| (words.replace(' ', "', '"), at + 1))
        .map(|(words, number)| format!("WHEN lower(p.month) IN ('{words}') THEN '{number}'"))
        .collect();
    let month = format!("CASE WHEN p.month < 'A' THEN p.month {} END", months.join(" "));
    let hour = "CASE WHEN p.clock.hour = '' THEN 0 \
                WHEN p.clock.half = '' THEN CAST(p.clock.hour AS INTEGER) \
                WHEN CAST(p.clock.hour AS INTEGER) BETWEEN 1 AND 12 \
                THEN CAST(p.clock.hour AS INTEGER) % 12 \
                + if(lower(p.clock.half[1]) = 'p', 12, 0) END";
    let or_zero = |part: &str| format!("if(p.clock.{part} = '', '0', p.clock.{part})");
    let (minute, second) = (or_zero("minute"), or_zero("second"));
    let written = format!(
        "list_transform({parts}, lambda p: {{\
         'time': TRY_CAST({year} || '-' || {month} || '-' || p.day || ' ' \
         || nullif(least({hour}, 24), 24) || ':' || {minute} || ':' || {second} AS TIMESTAMP), \
         'zone': p.clock.zone}})"
    );
    let names: Vec<String> =
        ZONES.iter().map(|(name, minutes)| format!("WHEN '{name}' THEN {minutes}")).collect();
    let figures = "regexp_replace(p.zone, '[^0-9]', '', 'g')";
    let number = format!(
        "TRY_CAST(nullif({figures}, '') || if(length({figures}) < 3, '00', '') AS INTEGER)"
    );
    let offset = format!(
        "CASE p.zone {} ELSE CASE WHEN {number} < 1600 AND {number} % 100 < 60 \
         THEN ({number} // 100 * 60 + {number} % 100) * if(contains(p.zone, '-'), -1, 1) END END",
        names.join(" ")
    );
    format!(
        "list_transform({written}, lambda p: CASE WHEN p.time {IN_RANGE} THEN {{\
         'local': if(p.zone = '', p.time, NULL), \
         'utc': if(p.zone <> '', p.time - to_minutes({offset}), NULL)}} END)[1]"
    )
}

/// How a file seems to write its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateGuess {
    /// The order that reads the most.
    pub dates: DateOrder,
    /// The other order, where it reads as much, to other days, and nothing is sure proof.
    pub doubtful: Option<DateOrder>,
}

/// Guesses how dates are written from texts in the order of the file; `None` if fewer than half of
/// them are dates.
///
/// One day after the twelfth tells day and month apart. Where there is none, points between them
/// mean that the day stands first; else the order in which the file goes through time by smaller
/// steps is taken, `month_first` where that does not tell either, and the guess is doubtful.
pub fn guess_dates<'a>(
    texts: impl IntoIterator<Item = &'a str>,
    month_first: bool,
) -> Option<DateGuess> {
    let texts: Vec<&str> = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
    let is_most = |count: usize| count * 2 >= texts.len() && count > 0;
    let sure = |dates| Some(DateGuess { dates, doubtful: None });
    for dates in [DateOrder::Serial, DateOrder::UnixSeconds] {
        if is_most(texts.iter().filter(|text| is_recent(text, dates)).count()) {
            return sure(dates);
        }
    }
    let evidence = Evidence::of(&texts);
    if !is_most(evidence.read) {
        return None;
    }
    if evidence.day_first != evidence.month_first {
        let day_first = evidence.day_first > evidence.month_first;
        return sure(if day_first { DateOrder::DayMonthYear } else { DateOrder::MonthDayYear });
    }
    if evidence.open.is_empty() {
        return sure(evidence.fixed.unwrap_or(DateOrder::YearMonthDay));
    }
    if texts.iter().any(|text| text.split('.').count() == 3) {
        return sure(DateOrder::DayMonthYear);
    }
    let (day_first, swapped) = steps(&evidence.open);
    let month_first = match (day_first * 2 < swapped, swapped * 2 < day_first) {
        (true, _) => false,
        (_, true) => true,
        _ => month_first,
    };
    let (dates, other) = if month_first {
        (DateOrder::MonthDayYear, DateOrder::DayMonthYear)
    } else {
        (DateOrder::DayMonthYear, DateOrder::MonthDayYear)
    };
    Some(DateGuess { dates, doubtful: Some(other) })
}

/// What the dates of a file say about their order.
#[derive(Default)]
struct Evidence {
    /// Texts that are dates in some order.
    read: usize,
    /// Texts that are dates only with the day first.
    day_first: usize,
    /// Texts that are dates only with the month first.
    month_first: usize,
    /// Days that are others with day and month swapped, as read with the day first.
    open: Vec<Date>,
    /// The order of the first date that leaves no choice.
    fixed: Option<DateOrder>,
}

impl Evidence {
    fn of(texts: &[&str]) -> Evidence {
        let mut evidence = Evidence::default();
        for text in texts {
            let by = |dates| calendar(text, dates).map(|found| (found, dates));
            let found = by(DateOrder::DayMonthYear)
                .or_else(|| by(DateOrder::MonthDayYear))
                .or_else(|| by(DateOrder::YearMonthDay));
            let Some((found, dates)) = found else { continue };
            let day = found.timestamp.written.date();
            evidence.read += 1;
            match (found.order, dates) {
                (Some(order), _) => evidence.fixed = evidence.fixed.or(Some(order)),
                (None, DateOrder::MonthDayYear) => evidence.month_first += 1,
                (None, DateOrder::DayMonthYear) if day.day() > 12 => evidence.day_first += 1,
                (None, DateOrder::DayMonthYear) if day.day() != day.month() => {
                    evidence.open.push(day);
                }
                (None, _) => {}
            }
        }
        evidence
    }
}

/// Whether a number is a date of the years 1990 to 2100, counted as `dates` says.
pub(crate) fn is_recent(text: &str, dates: DateOrder) -> bool {
    // Eight figures are a date without separators rather than a count of days or seconds.
    let figures = text.trim().split(['.', ',']).next().unwrap_or_default();
    let fits = match dates {
        DateOrder::Serial => figures.len() == 5,
        _ => matches!(figures.len(), 9 | 10 | 12 | 13),
    };
    let read = if fits { parse_timestamp(text, dates) } else { None };
    read.is_some_and(|timestamp| (1990..2100).contains(&timestamp.written.year()))
}

/// The days that a sequence walks over, forth and back, as it is and with day and month swapped.
fn steps(days: &[Date]) -> (i64, i64) {
    let walk = |days: &[Date]| -> i64 {
        let step = |pair: &[Date]| match pair {
            [from, to] => i64::from((*to - *from).get_days()).abs(),
            _ => 0,
        };
        days.windows(2).map(step).sum()
    };
    let swap = |day: &Date| Date::new(day.year(), day.day(), day.month()).unwrap_or(*day);
    let swapped: Vec<Date> = days.iter().map(swap).collect();
    (walk(days), walk(&swapped))
}

#[cfg(test)]
mod tests {
    use super::*;
    use DateOrder::{DayMonthYear, MonthDayYear, Serial, UnixSeconds, YearMonthDay};
    use proptest::prelude::*;

    #[test]
    fn dates_as_files_write_them() {
        for (text, order, expected) in crate::cases::read(include_str!("../tests/cases/dates.tsv"))
        {
            let dates = match order.as_str() {
                "year_month_day" => YearMonthDay,
                "day_month_year" => DayMonthYear,
                "month_day_year" => MonthDayYear,
                "serial" => Serial,
                "unix_seconds" => UnixSeconds,
                other => panic!("{other} is no order"),
            };
            let read = match parse_timestamp(&text, dates) {
                None => "-".to_owned(),
                Some(Timestamp { written, offset: None }) => written.to_string(),
                Some(Timestamp { written, offset: Some(minutes) }) => {
                    format!("{written} {minutes:+}")
                }
            };
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn the_order_is_told_by_what_only_it_can_read() {
        let sure = |dates| Some(DateGuess { dates, doubtful: None });
        let doubtful = |dates, other| Some(DateGuess { dates, doubtful: Some(other) });
        let cases: [(&[&str], Option<DateGuess>); 13] = [
            (&["2011-12-09", "2011-12-10"], sure(YearMonthDay)),
            (&["1/2/2011", "13/2/2011"], sure(DayMonthYear)),
            (&["1/2/2011", "2/13/2011", ""], sure(MonthDayYear)),
            (&["1.2.2011", "3.4.2011"], sure(DayMonthYear)),
            (&["Sep 4, 2026", "Sep 5, 2026"], sure(MonthDayYear)),
            (&["10-Dez-25"], sure(DayMonthYear)),
            (&["20111209"], sure(YearMonthDay)),
            (&["40886.5", "40887"], sure(Serial)),
            (&["1323435000"], sure(UnixSeconds)),
            // Three days in a row rather than three months.
            (&["01/12/2010", "02/12/2010", "03/12/2010"], doubtful(DayMonthYear, MonthDayYear)),
            (&["12/01/2010", "12/02/2010", "12/03/2010"], doubtful(MonthDayYear, DayMonthYear)),
            (&["1/2/2011"], doubtful(DayMonthYear, MonthDayYear)),
            (&["a", "b", "2011-12-09"], None),
        ];
        for (texts, expected) in cases {
            assert_eq!(guess_dates(texts.iter().copied(), false), expected, "{texts:?}");
        }
    }

    #[test]
    fn duckdb_gets_the_formats_it_reads() {
        let formats = |texts: &[&str], dates| timestamp_formats(texts.iter().copied(), dates);
        assert_eq!(
            formats(&["1/2/2011", "1/2/2011 8:26", "3/2/2011 9:00"], DayMonthYear),
            ["%d/%m/%Y %H:%M", "%d/%m/%Y"]
        );
        assert_eq!(formats(&["Sep 4, 2026 1:05:07 PM"], MonthDayYear), ["%b %d, %Y %I:%M:%S %p"]);
        assert_eq!(formats(&["September 4, 2026"], MonthDayYear), ["%B %d, %Y"]);
        assert_eq!(formats(&["2025-10-07 09:50:26 +0200"], YearMonthDay), ["%Y-%m-%d %H:%M:%S %z"]);
        assert_eq!(formats(&["2025-10-07T09:50:26Z"], YearMonthDay), ["%Y-%m-%dT%H:%M:%SZ"]);
        assert!(formats(&["10-Dez-25", "Sep 4, 2026 1:05 AM PDT"], DayMonthYear).is_empty());
    }

    proptest! {
        #[test]
        fn a_date_written_in_an_order_is_read_in_it(
            seconds in -2_208_988_800_i64..7_258_118_400,
            style in 0..5_u8,
        ) {
            let time = after(date(1970, 1, 1), i128::from(seconds)).unwrap();
            let (format, dates) = match style {
                0 => ("%Y-%m-%d %H:%M:%S", YearMonthDay),
                1 => ("%d.%m.%Y %H:%M:%S", DayMonthYear),
                2 => ("%-m/%-d/%Y %-I:%M:%S %p", MonthDayYear),
                3 => ("%B %-d, %Y %H:%M:%S", DayMonthYear),
                _ => ("%d-%b-%Y %H:%M:%S", MonthDayYear),
            };
            let text = time.strftime(format).to_string();
            let read = parse_timestamp(&text, dates);
            prop_assert_eq!(read, Some(Timestamp { written: time, offset: None }), "{}", text);
        }

        #[test]
        fn the_fast_way_reads_as_the_other(
            text in "[0-9]{4}-[01][0-9]-[0-3][0-9][ T][0-2][0-9]:[0-5][0-9]:[0-6][0-9]( ?[-+:0-9]{1,6})?",
        ) {
            if let Some(read) = iso(&text) {
                let other = calendar(&text, DayMonthYear).map(|read| read.timestamp);
                prop_assert_eq!(Some(read), other, "{}", text);
            }
        }

        #[test]
        fn no_text_is_too_strange(text in "[-0-9./:, TZaAmMpPSepDez+]{0,24}|.{0,12}") {
            for dates in [YearMonthDay, DayMonthYear, MonthDayYear, Serial, UnixSeconds] {
                parse_timestamp(&text, dates);
            }
            timestamp_formats([text.as_str()], DayMonthYear);
            guess_dates([text.as_str()], true);
        }
    }
}
