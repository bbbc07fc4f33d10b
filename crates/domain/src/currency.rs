//! ISO 4217 currencies: code, minor digits and the sign used for short amounts.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A currency by its ISO 4217 code, such as `GBP`.
///
/// Only codes of the table are accepted, so that the number of minor digits is always known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(u8);

/// The text is no ISO 4217 code that Kontor knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a currency code; codes have three letters, such as EUR, GBP or USD")]
pub struct UnknownCurrency(pub String);

/// Code, minor digits, and the sign where one is in common use for exactly this currency.
const TABLE: &[(&str, u8, &str)] = &[
    ("AED", 2, ""),
    ("ALL", 2, ""),
    ("AMD", 2, ""),
    ("ARS", 2, ""),
    ("AUD", 2, ""),
    ("AZN", 2, ""),
    ("BAM", 2, ""),
    ("BDT", 2, ""),
    ("BGN", 2, ""),
    ("BHD", 3, ""),
    ("BOB", 2, ""),
    ("BRL", 2, "R$"),
    ("BWP", 2, ""),
    ("CAD", 2, ""),
    ("CHF", 2, ""),
    ("CLP", 0, ""),
    ("CNY", 2, ""),
    ("COP", 2, ""),
    ("CRC", 2, ""),
    ("CZK", 2, ""),
    ("DKK", 2, ""),
    ("DOP", 2, ""),
    ("DZD", 2, ""),
    ("EGP", 2, ""),
    ("ETB", 2, ""),
    ("EUR", 2, "€"),
    ("GBP", 2, "£"),
    ("GEL", 2, ""),
    ("GHS", 2, ""),
    ("GTQ", 2, ""),
    ("HKD", 2, ""),
    ("HNL", 2, ""),
    ("HUF", 2, ""),
    ("IDR", 2, ""),
    ("ILS", 2, "₪"),
    ("INR", 2, "₹"),
    ("IQD", 3, ""),
    ("ISK", 0, ""),
    ("JMD", 2, ""),
    ("JOD", 3, ""),
    ("JPY", 0, "¥"),
    ("KES", 2, ""),
    ("KHR", 2, ""),
    ("KRW", 0, "₩"),
    ("KWD", 3, ""),
    ("KZT", 2, ""),
    ("LBP", 2, ""),
    ("LKR", 2, ""),
    ("MAD", 2, ""),
    ("MDL", 2, ""),
    ("MKD", 2, ""),
    ("MUR", 2, ""),
    ("MXN", 2, ""),
    ("MYR", 2, ""),
    ("NGN", 2, "₦"),
    ("NIO", 2, ""),
    ("NOK", 2, ""),
    ("NPR", 2, ""),
    ("NZD", 2, ""),
    ("OMR", 3, ""),
    ("PAB", 2, ""),
    ("PEN", 2, ""),
    ("PHP", 2, "₱"),
    ("PKR", 2, ""),
    ("PLN", 2, "zł"),
    ("PYG", 0, ""),
    ("QAR", 2, ""),
    ("RON", 2, ""),
    ("RSD", 2, ""),
    ("SAR", 2, ""),
    ("SEK", 2, ""),
    ("SGD", 2, ""),
    ("THB", 2, "฿"),
    ("TND", 3, ""),
    ("TRY", 2, "₺"),
    ("TWD", 2, ""),
    ("TZS", 2, ""),
    ("UAH", 2, "₴"),
    ("UGX", 0, ""),
    ("USD", 2, "$"),
    ("UYU", 2, ""),
    ("UZS", 2, ""),
    ("VND", 0, "₫"),
    ("XAF", 0, ""),
    ("XOF", 0, ""),
    ("ZAR", 2, ""),
    ("ZMW", 2, ""),
];

impl Currency {
    /// The euro.
    pub const EUR: Currency = Currency(25);

    /// Every known currency, in the order of its code.
    pub fn all() -> impl Iterator<Item = Currency> {
        (0..TABLE.len() as u8).map(Currency)
    }

    fn row(self) -> (&'static str, u8, &'static str) {
        // The index was checked when the value was made.
        TABLE.get(usize::from(self.0)).copied().unwrap_or(("XXX", 2, ""))
    }

    /// The ISO 4217 code.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// Decimal places of the minor unit: 2 for the euro, 0 for the yen, 3 for the dinar.
    pub fn minor_digits(self) -> u8 {
        self.row().1
    }

    /// Minor units in one major unit: 100 for the euro, 1 for the yen.
    pub fn minor_per_major(self) -> i64 {
        10_i64.pow(u32::from(self.minor_digits()))
    }

    /// The sign used in short amounts, or the code where no sign is unmistakable.
    pub fn sign(self) -> &'static str {
        match self.row().2 {
            "" => self.code(),
            sign => sign,
        }
    }

    /// Whether [`Currency::sign`] is a sign and not the code.
    pub fn has_sign(self) -> bool {
        !self.row().2.is_empty()
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = text.trim().to_ascii_uppercase();
        TABLE
            .iter()
            .position(|row| row.0 == code)
            .map(|index| Currency(index as u8))
            .ok_or_else(|| UnknownCurrency(text.to_owned()))
    }
}

impl TryFrom<String> for Currency {
    type Error = UnknownCurrency;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_codes_are_read_in_any_case() {
        assert!(TABLE.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!("gbp".parse::<Currency>().unwrap().code(), "GBP");
        assert_eq!("JPY".parse::<Currency>().unwrap().minor_per_major(), 1);
        assert!("pounds".parse::<Currency>().is_err());
        assert_eq!(Currency::EUR.code(), "EUR");
    }
}
