//! Numbers as people write them: `1.234,56 €`, `(12.50)`, `1'234.50-`.
//!
//! [`parse_decimal`] is the reference; [`decimal_sql`] does the same in DuckDB. Groups of figures
//! must have the right length: with a decimal comma `1.234` is a thousand and more, and `12.50` is
//! no number, rather than twelve hundred and fifty.

use kontor_api::import::DecimalMark;

/// Signs that stand for a currency, alone or behind letters as in `US$`.
const SIGNS: &str = "€£$¥₹₺₴₩₪₫฿₱₦₽";
/// Short names of currencies that are not three capitals; some end with a point.
const NAMES: [&str; 12] =
    ["kr", "kr.", "zł", "Kč", "Ft", "Fr", "Fr.", "lei", "Rs", "Rs.", "лв", "лв."];
/// What parts thousands, besides the comma or point that is not the decimal mark.
const GROUPS: &str = " _'’\u{a0}\u{202f}\u{2009}";

/// The decimal mark, and the other mark, which then parts thousands.
fn marks(mark: DecimalMark) -> (char, char) {
    match mark {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    }
}

/// Reads a number exactly, as units of `10^-scale`, rounded half away from zero.
///
/// Grouped thousands, a currency before or after, a minus before or after (also `−`), and
/// parentheses for negative amounts are understood. `None` if the text is no number, or too large
/// for 128 bits.
pub fn parse_decimal(text: &str, mark: DecimalMark, scale: u32) -> Option<i128> {
    parse_plain(text, mark, scale).or_else(|| parse_any(text, mark, scale))
}

/// [`parse_any`] for what most cells hold, and fast: figures with no more behind the decimal mark
/// than fit the scale, and a minus before them. `None` for anything else.
fn parse_plain(text: &str, mark: DecimalMark, scale: u32) -> Option<i128> {
    let point = if mark == DecimalMark::Point { b'.' } else { b',' };
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    // So many figures fit 64 bits.
    if unsigned.is_empty() || unsigned.len() > 18 {
        return None;
    }
    let (mut number, mut figures, mut behind) = (0_i64, 0_u32, None);
    for byte in unsigned.bytes() {
        match byte {
            b'0'..=b'9' => {
                number = number * 10 + i64::from(byte - b'0');
                figures += 1;
                behind = behind.map(|count: u32| count + 1);
            }
            _ if byte == point && behind.is_none() => behind = Some(0),
            _ => return None,
        }
    }
    let zeros = scale.checked_sub(behind.unwrap_or(0)).filter(|_| figures > 0)?;
    let size = i128::from(number).checked_mul(10_i128.checked_pow(zeros)?)?;
    Some(if unsigned.len() < text.len() { -size } else { size })
}

fn parse_any(text: &str, mark: DecimalMark, scale: u32) -> Option<i128> {
    let (point, group) = marks(mark);
    let (before, number, after) = split(text.trim(), point)?;
    let negative = is_negative(before, after)?;
    let (mantissa, exponent) = split_exponent(number, point)?;
    let (whole, fraction) = mantissa.split_once(point).unwrap_or((mantissa, ""));
    // `12.-` is twelve, as prices are written in Switzerland and the Netherlands; a minus behind
    // would say nothing.
    let is_open = number.contains(['e', 'E']) || number.ends_with(|c: char| !c.is_ascii_digit());
    if is_open && after.contains(['-', '−']) {
        return None;
    }
    let fraction = if is_dash(fraction) { "" } else { fraction };
    if whole.is_empty() && fraction.is_empty() || !is_figures(fraction) {
        return None;
    }
    let whole = ungrouped(whole, group)?;
    let magnitude = scaled(&whole, fraction, exponent + i64::from(scale))?;
    Some(if negative { -magnitude } else { magnitude })
}

fn is_figures(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_dash(text: &str) -> bool {
    matches!(text, "-" | "--" | "–" | "—")
}

/// Splits a text into what stands before its number, the number, and what stands after it.
fn split(text: &str, point: char) -> Option<(&str, &str, &str)> {
    let first = text.find(|c: char| c.is_ascii_digit())?;
    let (before, rest) = text.split_at_checked(first)?;
    // In `Rs.500` the point belongs to the name, in `.5` to the number.
    let bare = before.strip_suffix(point).filter(|bare| !bare.ends_with(char::is_alphabetic));
    let start = bare.unwrap_or(before).len();
    let last = rest.rfind(|c: char| c.is_ascii_digit())? + 1;
    let after = rest.get(last..)?;
    let tail = after.strip_prefix(point).map_or(0, |rest| {
        let dash = rest.len() - rest.trim_start_matches(['-', '–', '—']).len();
        let dash = if rest.get(..dash).is_some_and(is_dash) { dash } else { 0 };
        point.len_utf8() + dash
    });
    let end = first + last + tail;
    Some((text.get(..start)?, text.get(start..end)?, text.get(end..)?))
}

/// Reads the sign off what surrounds a number: at most one minus, or parentheses, and at most one
/// currency. `None` if anything else stands there.
fn is_negative(before: &str, after: &str) -> Option<bool> {
    let (before, after) = (before.trim(), after.trim());
    if let Some(before) = before.strip_prefix('(') {
        let after = after.strip_suffix(')')?;
        return is_currency(before, after).then_some(true);
    }
    let is_minus = |c| matches!(c, '-' | '−');
    let leading = |c| is_minus(c) || c == '+';
    let unsigned = before.strip_prefix(leading).or_else(|| before.strip_suffix(leading));
    if let Some(name) = unsigned {
        return is_currency(name, after).then(|| before.contains(is_minus));
    }
    let unsigned = after.strip_prefix(is_minus).or_else(|| after.strip_suffix(is_minus));
    is_currency(before, unsigned.unwrap_or(after)).then_some(unsigned.is_some())
}

/// Whether one of the two names a currency and the other nothing, or both nothing.
fn is_currency(before: &str, after: &str) -> bool {
    let name = match (before.trim(), after.trim()) {
        (name, "") | ("", name) => name,
        _ => return false,
    };
    let is_capitals = |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase());
    let letters = name.strip_suffix(|c| SIGNS.contains(c));
    name.is_empty()
        || NAMES.contains(&name)
        || name.len() == 3 && is_capitals(name)
        || letters.is_some_and(|letters| letters.len() <= 3 && is_capitals(letters))
}

/// Splits `1.5E-3` at the exponent; spreadsheets write very large and small numbers so.
fn split_exponent(number: &str, point: char) -> Option<(&str, i64)> {
    let Some((mantissa, exponent)) = number.split_once(['e', 'E']) else {
        return Some((number, 0));
    };
    let figures = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let is_plain = mantissa.chars().all(|c| c.is_ascii_digit() || c == point);
    let fits = is_plain && (1..=6).contains(&figures.len()) && is_figures(figures);
    fits.then(|| exponent.parse().ok().map(|exponent| (mantissa, exponent)))?
}

/// Takes the separators out of a whole number: one to three figures first, then two (as in India)
/// or three, and three at last.
fn ungrouped(whole: &str, group: char) -> Option<String> {
    if is_figures(whole) {
        return Some(whole.to_owned());
    }
    let groups: Vec<&str> = whole.split(|c| c == group || GROUPS.contains(c)).collect();
    let (last, rest) = groups.split_last()?;
    let (first, middle) = rest.split_first()?;
    let fits = (1..=3).contains(&first.len())
        && middle.iter().all(|text| (2..=3).contains(&text.len()))
        && last.len() == 3;
    let whole = groups.concat();
    (fits && is_figures(&whole)).then_some(whole)
}

/// `whole.fraction * 10^shift`, rounded half up.
fn scaled(whole: &str, fraction: &str, shift: i64) -> Option<i128> {
    let point = i64::try_from(whole.len()).ok()? + shift;
    let mut value: i128 = 0;
    let mut place = 0;
    for figure in whole.bytes().chain(fraction.bytes()).map(|byte| i128::from(byte - b'0')) {
        if place < point {
            value = value.checked_mul(10)?.checked_add(figure)?;
        } else if place == point {
            value += i128::from(figure >= 5);
        }
        place += 1;
    }
    let zeros = u32::try_from(point.saturating_sub(place).max(0)).ok()?;
    if value == 0 { Some(0) } else { value.checked_mul(10_i128.checked_pow(zeros)?) }
}

/// A number of millionths with a decimal point and no more figures than it needs: `-1234.5`.
pub(crate) fn written(millionths: i128) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let size = millionths.unsigned_abs();
    let mut text = format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000);
    text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    text
}

/// SQL for the number in `column` as `DECIMAL(18,6)`, NULL where there is none or it is too large.
///
/// Plain numbers are cast at once; only what the cast refuses is cleaned.
pub fn decimal_sql(column: &str, mark: DecimalMark) -> String {
    let cleaned = format!("TRY_CAST({} AS DECIMAL(18,6))", decimal_text_sql(column, mark));
    match mark {
        DecimalMark::Point => {
            format!("COALESCE(TRY_CAST({column} AS DECIMAL(18,6)), {cleaned})")
        }
        // With a point in it, `1.234` must not be taken for a plain number.
        DecimalMark::Comma => format!(
            "CASE WHEN contains({column}, '.') THEN {cleaned} \
             ELSE COALESCE(TRY_CAST(replace({column}, ',', '.') AS DECIMAL(18,6)), {cleaned}) END"
        ),
    }
}

/// SQL for the number in `column` as text that casts, `-1234.5`; NULL where there is none. It
/// tells a number too large for [`decimal_sql`] from a text that is no number.
pub fn decimal_text_sql(column: &str, mark: DecimalMark) -> String {
    let (point, group) = marks(mark);
    let names = NAMES.map(|name| name.replace('.', r"\.")).join("|");
    let currency = format!("(?:[A-Z]{{0,3}}[{SIGNS}]|[A-Z]{{3}}|{names})");
    let parts = format!("[{group}{GROUPS}]").replace('\'', "''");
    let whole = format!("(?:[0-9]+|[0-9]{{1,3}}(?:{parts}[0-9]{{2,3}})*{parts}[0-9]{{3}})");
    let number = format!(
        r"(?:{whole}(?:[{point}][0-9]*)?|[{point}][0-9]+|(?:[0-9]+[{point}]?[0-9]*|[{point}][0-9]+)[eE][+-]?[0-9]{{1,6}})"
    );
    let price = format!("(?:{number}|{whole}[{point}](?:--?|–|—))");
    let space = r"[\s\x{a0}\x{202f}]*";
    let closed = format!("(?:{whole}(?:[{point}][0-9]+)?|[{point}][0-9]+)");
    let forms = [
        format!("[-−+]?{space}{currency}?{space}{price}"),
        format!("{currency}{space}[-−+]{space}{price}"),
        format!("[-−+]?{space}{price}{space}{currency}"),
        format!("{currency}?{space}{closed}{space}[-−]"),
        format!("{closed}{space}(?:[-−]{space}{currency}|{currency}{space}[-−])"),
        format!(r"\({space}(?:{currency}?{space}{price}|{price}{space}{currency}){space}\)"),
    ];
    let forms = forms.join("|");
    let figures = format!("[{point}]?[0-9](?:[0-9{point}]|{parts})*(?:[eE][+-]?[0-9]+)?");
    format!(
        "CASE WHEN regexp_full_match({column}, '{space}(?:{forms}){space}') THEN \
         if(regexp_matches({column}, '^[^0-9]*[-−(]|[0-9]{space}{currency}?{space}[-−]'), '-', '') || \
         replace(regexp_replace(regexp_extract(regexp_replace({column}, '\\pL\\.', ''), '{figures}'), \
         '{parts}', '', 'g'), '{point}', '.') END"
    )
}

/// Which decimal mark the numbers of a file show, and whether they leave room for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarkGuess {
    /// The mark that reads the most.
    pub mark: DecimalMark,
    /// An amount that both marks read, to different values, where nothing decides between them.
    pub doubtful: bool,
}

/// Guesses the decimal mark from texts that are mostly numbers.
pub fn guess_mark<'a>(texts: impl IntoIterator<Item = &'a str>) -> MarkGuess {
    let (mut point_only, mut comma_only, mut both) = (0_usize, 0_usize, 0_usize);
    for text in texts {
        let point = parse_decimal(text, DecimalMark::Point, 6);
        let comma = parse_decimal(text, DecimalMark::Comma, 6);
        match (point, comma) {
            (Some(_), None) => point_only += 1,
            (None, Some(_)) => comma_only += 1,
            (Some(point), Some(comma)) if point != comma => both += 1,
            _ => {}
        }
    }
    let mark = if comma_only > point_only { DecimalMark::Comma } else { DecimalMark::Point };
    MarkGuess { mark, doubtful: both > 0 && point_only == comma_only }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_as_people_write_them() {
        for (text, mark, expected) in crate::cases::read(include_str!("../tests/cases/amounts.tsv"))
        {
            let mark = if mark == "comma" { DecimalMark::Comma } else { DecimalMark::Point };
            let value = parse_decimal(&text, mark, 2).map_or("-".to_owned(), |v| v.to_string());
            assert_eq!(value, expected, "{text} {mark:?}");
        }
    }

    #[test]
    fn the_mark_is_told_by_what_only_it_can_read() {
        let guess = |texts: &[&str]| guess_mark(texts.iter().copied());
        let sure = |mark| MarkGuess { mark, doubtful: false };
        assert_eq!(guess(&["1.50", "2", "1,234"]), sure(DecimalMark::Point));
        assert_eq!(guess(&["1,50", "2", "1.234"]), sure(DecimalMark::Comma));
        assert_eq!(guess(&["1", "2"]), sure(DecimalMark::Point));
        assert_eq!(guess(&["1,234"]), MarkGuess { mark: DecimalMark::Point, doubtful: true });
    }

    proptest! {
        #[test]
        fn every_way_to_write_a_number_gives_it_back(
            minor in -999_999_999_999_i64..999_999_999_999,
            comma in any::<bool>(),
            grouped in any::<bool>(),
            style in 0..4_u8,
        ) {
            let (mark, point, group) =
                if comma { (DecimalMark::Comma, ',', '.') } else { (DecimalMark::Point, '.', ',') };
            let digits = (minor.unsigned_abs() / 100).to_string();
            let mut text = String::new();
            for (index, digit) in digits.chars().enumerate() {
                if grouped && index > 0 && (digits.len() - index).is_multiple_of(3) {
                    text.push(group);
                }
                text.push(digit);
            }
            text.push_str(&format!("{point}{:02}", minor.unsigned_abs() % 100));
            let text = match (style, minor < 0) {
                (0, true) => format!("-{text}"),
                (1, true) => format!("{text}-"),
                (2, true) => format!("({text} €)"),
                (3, true) => format!("-£{text}"),
                (1, false) => format!("€ {text}"),
                _ => text,
            };
            prop_assert_eq!(parse_decimal(&text, mark, 2), Some(i128::from(minor)));
            let more = parse_decimal(&text, mark, 6);
            prop_assert_eq!(more, Some(i128::from(minor) * 10_000));
        }

        #[test]
        fn the_fast_way_reads_as_the_other(
            text in "-?[0-9]{0,9}[.,]?[0-9]{0,9}[.,]?",
            comma in any::<bool>(),
            scale in 0..7_u32,
        ) {
            let mark = if comma { DecimalMark::Comma } else { DecimalMark::Point };
            if let Some(read) = parse_plain(&text, mark, scale) {
                prop_assert_eq!(Some(read), parse_any(&text, mark, scale));
            }
        }

        #[test]
        fn rounding_is_half_away_from_zero(millionths in any::<i64>()) {
            let magnitude = millionths.unsigned_abs();
            let sign = if millionths < 0 { "-" } else { "" };
            let text = format!("{sign}{}.{:06}", magnitude / 1_000_000, magnitude % 1_000_000);
            let rounded = i128::from(magnitude.div_euclid(10_000))
                + i128::from(magnitude % 10_000 >= 5_000);
            let expected = if millionths < 0 { -rounded } else { rounded };
            prop_assert_eq!(parse_decimal(&text, DecimalMark::Point, 2), Some(expected));
        }

        #[test]
        fn no_text_is_too_strange(text in r"[-−+()0-9.,'eE€$ krCHF]{0,12}") {
            for mark in [DecimalMark::Point, DecimalMark::Comma] {
                parse_decimal(&text, mark, 6);
            }
        }
    }
}
