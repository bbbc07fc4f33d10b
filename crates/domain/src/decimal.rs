//! Numbers with a few decimals that a person types: percents, amounts in the shop's currency.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A number with at most four decimals, exact, in JSON and on the command line as a text: `2.9`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Decimal {
    /// Ten-thousandths: 29,000 is 2.9.
    pub ten_thousandths: i64,
}

/// The text is no such number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a number with at most four decimals, such as 2.9")]
pub struct NoDecimal(pub String);

const DIGITS: usize = 4;
const ONE: i64 = 10_000;

impl Decimal {
    /// The amount in minor units of a currency with so many minor digits, rounded half away from
    /// zero.
    pub fn minor(self, minor_digits: u8) -> i64 {
        let scaled = i128::from(self.ten_thousandths) * 10_i128.pow(u32::from(minor_digits));
        let half = i128::from(ONE / 2) * scaled.signum();
        // At most 19 figures times a thousand, of which four are taken off again.
        i64::try_from((scaled + half) / i128::from(ONE)).unwrap_or(i64::MAX)
    }
}

impl FromStr for Decimal {
    type Err = NoDecimal;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NoDecimal(text.to_owned());
        let trimmed = text.trim();
        let (sign, digits) = match trimmed.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, trimmed),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || decimals.len() > DIGITS || !is_number(whole) || !is_number(decimals)
        {
            return Err(wrong());
        }
        let decimals: i64 = format!("{decimals:0<DIGITS$}").parse().map_err(|_| wrong())?;
        let whole: i64 = whole.parse().map_err(|_| wrong())?;
        let size = whole.checked_mul(ONE).and_then(|whole| whole.checked_add(decimals));
        Ok(Decimal { ten_thousandths: sign * size.ok_or_else(wrong)? })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minus = if self.ten_thousandths < 0 { "-" } else { "" };
        let size = self.ten_thousandths.unsigned_abs();
        let (whole, rest) = (size / ONE.unsigned_abs(), size % ONE.unsigned_abs());
        let decimals = format!("{rest:0DIGITS$}");
        match decimals.trim_end_matches('0') {
            "" => write!(f, "{minus}{whole}"),
            decimals => write!(f, "{minus}{whole}.{decimals}"),
        }
    }
}

impl TryFrom<String> for Decimal {
    type Error = NoDecimal;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Decimal> for String {
    fn from(decimal: Decimal) -> Self {
        decimal.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_without_needless_zeros() {
        for (text, shown) in
            [("2.9", "2.9"), ("0", "0"), ("0.30", "0.3"), ("-1.05", "-1.05"), (" 12 ", "12")]
        {
            assert_eq!(text.parse::<Decimal>().unwrap().to_string(), shown);
        }
        for text in ["", "2,9", "2.12345", "1e3", "--1", ".5", "99999999999999999999"] {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
    }

    #[test]
    fn amounts_are_rounded_half_away_from_zero() {
        let minor = |text: &str, digits| text.parse::<Decimal>().unwrap().minor(digits);
        assert_eq!(minor("0.35", 2), 35);
        assert_eq!(minor("0.355", 2), 36);
        assert_eq!(minor("-0.355", 2), -36);
        assert_eq!(minor("120.5", 0), 121);
        assert_eq!(minor("1.2345", 3), 1235);
    }
}
