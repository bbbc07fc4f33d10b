//! Numbers that a person types: percents, amounts, quantities.

use crate::pages::data::records::written;
use kontor_domain::{Decimal, Language, Locale, Quantity};

/// A number as a person of this language types it.
pub fn typed(locale: Locale, number: Decimal) -> String {
    let text = number.to_string().replace('-', "\u{2212}");
    match locale.language {
        Language::En => text,
        Language::De => text.replace('.', ","),
    }
}

/// A number that somebody typed; nothing is 0.
pub fn read(locale: Locale, text: &str) -> Option<Decimal> {
    if text.trim().is_empty() {
        return Some(Decimal::default());
    }
    let number: Decimal = written(locale, text).parse().ok()?;
    (number >= Decimal::default()).then_some(number)
}

/// A number that somebody typed with or without its sign, or as a percentage: `−7.5 %`.
pub fn read_signed(locale: Locale, text: &str) -> Option<Decimal> {
    let text = text.trim().trim_end_matches('%').trim();
    let (sign, digits) = match text.strip_prefix(['-', '\u{2212}', '–']) {
        Some(rest) => (-1, rest),
        None => (1, text.trim_start_matches('+')),
    };
    if digits.trim().is_empty() {
        return None;
    }
    Some(Decimal { ten_thousandths: sign * read(locale, digits)?.ten_thousandths })
}

/// A quantity as a person types it, without groups.
pub fn typed_quantity(locale: Locale, quantity: Quantity) -> String {
    typed(locale, Decimal { ten_thousandths: quantity.milli.saturating_mul(10) })
}

/// A quantity that somebody typed, to a thousandth; nothing is 0.
pub fn read_quantity(locale: Locale, text: &str) -> Option<Quantity> {
    Some(Quantity { milli: read(locale, text)?.ten_thousandths / 10 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let english = Locale::of(Language::En);
        let read = |text: &str| read(english, text).map(|number| number.to_string());
        assert_eq!(read("2,9").as_deref(), Some("2.9"));
        assert_eq!(read(" 0.30 ").as_deref(), Some("0.3"));
        assert_eq!(read("1,200").as_deref(), Some("1200"));
        assert_eq!(read("").as_deref(), Some("0"));
        assert_eq!(read("-1"), None);
        assert_eq!(read("much"), None);
    }

    #[test]
    fn a_sign_survives_being_typed() {
        let german = Locale::of(Language::De);
        let read = |text: &str| read_signed(german, text);
        let number = read("-7,5 %");
        assert_eq!(number.map(|number| typed(german, number)).as_deref(), Some("−7,5"));
        assert_eq!((read("−7,5"), read("+5")), (number, read("5")));
        for nothing in ["", "-", "%", "viel", "--5"] {
            assert_eq!(read(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_quantity_survives_being_typed() {
        let german = Locale::of(Language::De);
        for milli in [0, 144_000, 1_250, 1_200_000] {
            let quantity = Quantity { milli };
            assert_eq!(read_quantity(german, &typed_quantity(german, quantity)), Some(quantity));
        }
    }
}
