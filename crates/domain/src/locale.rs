//! How numbers, amounts and dates are written for a person, after CLDR for English and German.

use crate::{Currency, Grain, Money, Period, Quantity};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// A language that Kontor speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Language {
    /// English, dates as in Britain.
    #[default]
    #[serde(rename = "en")]
    En,
    /// German.
    #[serde(rename = "de")]
    De,
}

impl Language {
    /// Every language, in the order they are offered.
    pub const ALL: [Language; 2] = [Language::En, Language::De];

    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::De => "de",
        }
    }

    /// The language of a BCP 47 tag or an `Accept-Language` value; English where it is not spoken.
    pub fn from_tag(tag: &str) -> Language {
        if tag.trim().to_ascii_lowercase().starts_with("de") { Language::De } else { Language::En }
    }
}

/// Writes values in a language; `home` is the shop's currency, whose amounts are written short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Locale {
    /// The language to write in.
    pub language: Language,
    /// The shop's currency, if a workspace is open.
    pub home: Option<Currency>,
}

const EN_MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DE_MONTHS: [&str; 12] = [
    "Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.",
];
const EN_WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const DE_WEEKDAYS: [&str; 7] = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"];
/// A minus as wide as a figure, so that columns line up.
const MINUS: char = '−';
const NO_BREAK: char = '\u{a0}';

impl Locale {
    /// A locale without a shop.
    pub fn of(language: Language) -> Self {
        Locale { language, home: None }
    }

    fn separators(self) -> (char, char) {
        match self.language {
            Language::En => (',', '.'),
            Language::De => ('.', ','),
        }
    }

    /// Writes `scaled / 10^digits`, grouped by thousands.
    fn fixed(self, scaled: i128, digits: u32) -> String {
        let (group, point) = self.separators();
        let scale = 10_u128.pow(digits);
        let magnitude = scaled.unsigned_abs();
        let whole = (magnitude / scale).to_string();
        let mut text = String::new();
        if scaled < 0 {
            text.push(MINUS);
        }
        for (index, figure) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                text.push(group);
            }
            text.push(figure);
        }
        if digits > 0 {
            text.push(point);
            text.push_str(&format!("{:0width$}", magnitude % scale, width = digits as usize));
        }
        text
    }

    /// A whole number: `12,431`.
    pub fn count(self, count: i64) -> String {
        self.fixed(i128::from(count), 0)
    }

    /// An exact number, `scaled` divided by ten to the power of `decimals` (at most 38): `0.0425`.
    pub fn exact(self, scaled: i128, decimals: u8) -> String {
        self.fixed(scaled, u32::from(decimals.min(38)))
    }

    /// A number with a fixed number of decimals (at most 9), rounded half away from zero.
    pub fn number(self, value: f64, digits: u32) -> String {
        let digits = digits.min(9);
        if !value.is_finite() {
            return "–".to_owned();
        }
        self.fixed((value * 10_f64.powi(digits as i32)).round() as i128, digits)
    }

    /// A quantity with as many decimals as it has: `3,904` or `1.25`.
    pub fn quantity(self, quantity: Quantity) -> String {
        let mut scaled = i128::from(quantity.milli);
        let mut digits = 3;
        while digits > 0 && scaled % 10 == 0 {
            scaled /= 10;
            digits -= 1;
        }
        self.fixed(scaled, digits)
    }

    /// A quantity that is expected, not counted: whole, below ten with one decimal.
    pub fn expected(self, quantity: Quantity) -> String {
        let step = if quantity.milli.abs() < 10_000 { 100 } else { 1000 };
        let half = quantity.milli.signum() * step / 2;
        self.quantity(Quantity { milli: quantity.milli.saturating_add(half) / step * step })
    }

    /// A share as a percentage with one decimal: `41.8 %`.
    pub fn percent(self, ratio: f64) -> String {
        format!("{}{NO_BREAK}%", self.number(ratio * 100.0, 1))
    }

    /// A change as a percentage with its sign: `+6.4 %`.
    pub fn change(self, ratio: f64) -> String {
        let plus = if ratio > 0.0 { "+" } else { "" };
        format!("{plus}{}", self.percent(ratio))
    }

    /// The change of a percentage, which is no percentage of it: `+1.5 points`.
    pub fn points(self, difference: f64) -> String {
        let plus = if difference > 0.0 { "+" } else { "" };
        let word = match self.language {
            Language::En => "points",
            Language::De => "Punkte",
        };
        format!("{plus}{}{NO_BREAK}{word}", self.number(difference * 100.0, 1))
    }

    fn with_currency(self, number: String, currency: Currency) -> String {
        let is_home = self.home == Some(currency);
        match self.language {
            // The currency of the shop is written short, every other one with its code.
            Language::En => {
                let (minus, magnitude) = match number.strip_prefix(MINUS) {
                    Some(rest) => ("−", rest.to_owned()),
                    None => ("", number),
                };
                let short = if currency.has_sign() {
                    format!("{minus}{}{magnitude}", currency.sign())
                } else {
                    return format!("{minus}{magnitude}{NO_BREAK}{}", currency.code());
                };
                if is_home { short } else { format!("{short}{NO_BREAK}{}", currency.code()) }
            }
            Language::De => {
                let sign = if is_home { currency.sign() } else { currency.code() };
                format!("{number}{NO_BREAK}{sign}")
            }
        }
    }

    /// An exact amount: `£1,234.56`, in German `1.234,56 £`; another currency than the shop's
    /// with its code.
    pub fn money(self, money: Money) -> String {
        let digits = u32::from(money.currency.minor_digits());
        self.with_currency(self.fixed(i128::from(money.minor), digits), money.currency)
    }

    /// An amount in whole major units, for headlines: `£48,210`.
    pub fn money_whole(self, money: Money) -> String {
        self.with_currency(self.number(money.major(), 0), money.currency)
    }

    /// A number in at most three figures and one decimal, with its magnitude: `1.2M`, `340k`; in
    /// German `1,2 Mio.`, `340 Tsd.` For axes, where the exact value stands elsewhere.
    pub fn short(self, value: f64) -> String {
        let (scaled, suffix) = match value.abs() {
            v if v >= 999_500_000.0 => (value / 1e9, ["bn", "\u{a0}Mrd."]),
            v if v >= 999_500.0 => (value / 1e6, ["M", "\u{a0}Mio."]),
            v if v >= 9_995.0 => (value / 1e3, ["k", "\u{a0}Tsd."]),
            _ => (value, ["", ""]),
        };
        let tenths = (scaled * 10.0).round() / 10.0;
        let digits = if tenths.fract() == 0.0 || scaled.abs() >= 99.95 { 0 } else { 1 };
        let index = usize::from(self.language == Language::De);
        format!("{}{}", self.number(scaled, digits), suffix.get(index).unwrap_or(&""))
    }

    /// A short amount for axes: `£340k`.
    pub fn money_short(self, major: f64, currency: Currency) -> String {
        self.with_currency(self.short(major), currency)
    }

    fn month(self, date: Date) -> &'static str {
        let names = match self.language {
            Language::En => EN_MONTHS,
            Language::De => DE_MONTHS,
        };
        names.get((date.month() - 1) as usize).copied().unwrap_or("")
    }

    /// The short name of a weekday, 0 being Monday.
    pub fn weekday(self, from_monday: u8) -> &'static str {
        let names = match self.language {
            Language::En => EN_WEEKDAYS,
            Language::De => DE_WEEKDAYS,
        };
        names.get(usize::from(from_monday % 7)).copied().unwrap_or("")
    }

    /// A day with its year: `3 Dec 2025`, `3. Dez. 2025`.
    pub fn date(self, date: Date) -> String {
        format!("{} {}", self.day(date), date.year())
    }

    /// A day without its year: `3 Dec`.
    pub fn day(self, date: Date) -> String {
        let dot = if self.language == Language::De { "." } else { "" };
        format!("{}{dot} {}", date.day(), self.month(date))
    }

    /// A local time: `3 Dec 2025, 18:42`.
    pub fn date_time(self, time: DateTime) -> String {
        format!("{}, {:02}:{:02}", self.date(time.date()), time.hour(), time.minute())
    }

    /// A period: `4 – 31 Mar 2026`, repeating only what differs.
    pub fn period(self, period: Period) -> String {
        let (from, to) = (period.from, period.to);
        if from == to {
            return self.date(from);
        }
        let start = if from.year() != to.year() {
            self.date(from)
        } else if from.month() != to.month() {
            self.day(from)
        } else if self.language == Language::De {
            format!("{}.", from.day())
        } else {
            from.day().to_string()
        };
        format!("{start} – {}", self.date(to))
    }

    /// The step of a series that starts on `start`: a day, the week's first day, or the month.
    pub fn step(self, start: Date, grain: Grain) -> String {
        match grain {
            Grain::Day => format!(
                "{} {}",
                self.weekday(start.weekday().to_monday_zero_offset() as u8),
                self.date(start)
            ),
            Grain::Week => match self.language {
                Language::En => format!("week of {}", self.date(start)),
                Language::De => format!("Woche ab {}", self.date(start)),
            },
            Grain::Month => format!("{} {}", self.month(start), start.year()),
        }
    }

    /// A size in bytes: `7.6 MB`.
    pub fn bytes(self, bytes: u64) -> String {
        let (value, unit) = match bytes {
            0..=999 => return format!("{bytes} B"),
            1_000..=999_999 => (bytes as f64 / 1e3, "kB"),
            1_000_000..=999_999_999 => (bytes as f64 / 1e6, "MB"),
            _ => (bytes as f64 / 1e9, "GB"),
        };
        format!("{}{NO_BREAK}{unit}", self.number(value, 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn locale(language: Language) -> Locale {
        Locale { language, home: Some("GBP".parse().unwrap()) }
    }

    #[test]
    fn amounts_are_written_as_people_write_them() {
        let cases = [
            (Language::En, 974_774_793, "GBP", "£9,747,747.93"),
            (Language::En, -420, "GBP", "−£4.20"),
            (Language::En, 1250, "CAD", "12.50\u{a0}CAD"),
            (Language::En, 1250, "USD", "$12.50\u{a0}USD"),
            (Language::En, 1234, "JPY", "¥1,234\u{a0}JPY"),
            (Language::De, 974_774_793, "GBP", "9.747.747,93\u{a0}£"),
            (Language::De, -5, "EUR", "−0,05\u{a0}EUR"),
        ];
        for (language, minor, code, expected) in cases {
            assert_eq!(locale(language).money(Money::new(minor, code.parse().unwrap())), expected);
        }
    }

    #[test]
    fn numbers_dates_and_periods() {
        let (en, de) = (locale(Language::En), locale(Language::De));
        assert_eq!(en.count(12_431), "12,431");
        assert_eq!(de.quantity(Quantity { milli: 1_250 }), "1,25");
        assert_eq!(en.exact(-12_340_425, 4), "−1,234.0425");
        assert_eq!(de.exact(0, 2), "0,00");
        assert_eq!(en.quantity(Quantity::whole(3_904)), "3,904");
        for (milli, shown) in
            [(78_266, "78"), (9_475, "9,5"), (10_500, "11"), (67, "0,1"), (0, "0")]
        {
            assert_eq!(de.expected(Quantity { milli }), shown);
        }
        assert_eq!(en.change(0.0641), "+6.4\u{a0}%");
        assert_eq!(en.points(0.0149), "+1.5\u{a0}points");
        assert_eq!(en.number(f64::NAN, 1), "–");
        assert_eq!(en.short(1_234_567.0), "1.2M");
        assert_eq!(en.short(340_000.0), "340k");
        assert_eq!(de.short(12_300.0), "12,3\u{a0}Tsd.");
        assert_eq!(en.short(999_600.0), "1M");
        assert_eq!(de.date(date(2025, 12, 3)), "3. Dez. 2025");
        let march = Period::new(date(2026, 3, 4), date(2026, 3, 31)).unwrap();
        assert_eq!(en.period(march), "4 – 31 Mar 2026");
        assert_eq!(de.period(march), "4. – 31. März 2026");
        assert_eq!(en.step(date(2026, 3, 4), Grain::Day), "Wed 4 Mar 2026");
    }
}
