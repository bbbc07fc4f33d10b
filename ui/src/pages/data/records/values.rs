//! Values of records between the contract's way of writing them and the person's.

use kontor_api::import::{Field, Holds};
use kontor_domain::{Date, DateTime, Locale};

/// A column's width in CSS pixels.
pub fn width(field: Field) -> u32 {
    match (field, field.holds()) {
        (Field::Title | Field::Address | Field::Email, _) => 240,
        (Field::Supplier | Field::Name | Field::Tags | Field::Category, _) => 180,
        (Field::Currency | Field::ToCurrency, _) => 86,
        (_, Holds::Text) => 140,
        (_, Holds::Number) => 128,
        (_, Holds::Moment) => 140,
    }
}

/// A value for a person to read.
pub fn shown(locale: Locale, field: Field, text: &str) -> String {
    match field.holds() {
        Holds::Text => text.to_owned(),
        Holds::Number => {
            let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len() as u32);
            text.parse().map_or_else(|_| text.to_owned(), |number| locale.number(number, decimals))
        }
        Holds::Moment => match (text.parse::<Date>(), moment(text)) {
            (Ok(day), _) if !text.contains(':') => locale.date(day),
            (_, Some(time)) => locale.date_time(time),
            _ => text.to_owned(),
        },
    }
}

/// A value for a person to change: numbers without groups, with the decimal mark they type.
pub fn editable(locale: Locale, field: Field, text: &str) -> String {
    match (field.holds(), locale.language) {
        (Holds::Number, kontor_domain::Language::De) => text.replace('.', ","),
        _ => text.to_owned(),
    }
}

/// What a person typed as a number, with a decimal point. What is no number stays as it is: the
/// engine says so.
pub fn written(locale: Locale, typed: &str) -> String {
    let typed = typed.trim().replace(['\u{a0}', '\u{202f}', ' '], "");
    let (group, mark) = match (typed.rfind(','), typed.rfind('.')) {
        // The later of the two is the decimal mark.
        (Some(comma), Some(point)) if comma > point => ('.', ','),
        (Some(_), Some(_)) => (',', '.'),
        // A single one is what the language has.
        (Some(_), None)
            if is_grouped(&typed, ',') && locale.language != kontor_domain::Language::De =>
        {
            (',', '.')
        }
        (Some(_), None) => ('.', ','),
        (None, Some(_))
            if is_grouped(&typed, '.') && locale.language == kontor_domain::Language::De =>
        {
            ('.', ',')
        }
        _ => (',', '.'),
    };
    typed.replace(group, "").replace(mark, ".")
}

/// Whether a mark parts thousands: `1,234`.
fn is_grouped(typed: &str, mark: char) -> bool {
    let mut groups = typed.trim_start_matches(['-', '−', '+']).split(mark);
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len()) && first != "0" && groups.all(|group| group.len() == 3)
}

/// What a person typed into a field, as the contract has it.
pub fn typed(locale: Locale, field: Field, text: &str) -> String {
    match field.holds() {
        Holds::Number => written(locale, text),
        Holds::Text | Holds::Moment => text.trim().to_owned(),
    }
}

/// The type of a field's control; times that a day's control could not hold are typed.
pub fn control(field: Field, text: &str) -> &'static str {
    match field.holds() {
        Holds::Moment if !text.contains(':') => "date",
        _ => "text",
    }
}

/// The keyboard that a field asks for.
pub fn keyboard(field: Field) -> &'static str {
    match field.holds() {
        Holds::Number => "decimal",
        _ => "text",
    }
}

fn moment(text: &str) -> Option<DateTime> {
    text.replacen(' ', "T", 1).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_domain::Language;

    #[test]
    fn numbers_are_read_as_the_language_writes_them() {
        let (en, de) = (Locale::of(Language::En), Locale::of(Language::De));
        assert_eq!(written(en, "1,234.50"), "1234.50");
        assert_eq!(written(de, "1.234,50"), "1234.50");
        assert_eq!(written(de, "2,40"), "2.40");
        assert_eq!(written(en, "2,40"), "2.40");
        assert_eq!(written(en, "1,234"), "1234");
        assert_eq!(written(de, "1.234"), "1234");
        assert_eq!(written(de, "0.125"), "0.125");
        assert_eq!(written(de, "1,234"), "1.234");
        assert_eq!(written(en, "cheap"), "cheap");
        assert_eq!(written(en, " "), "");
    }

    #[test]
    fn values_are_shown_as_the_language_writes_them() {
        let de = Locale::of(Language::De);
        assert_eq!(shown(de, Field::Cost, "1234.5"), "1.234,5");
        assert_eq!(shown(de, Field::Sku, "1234.5"), "1234.5");
        assert_eq!(editable(de, Field::Cost, "1234.5"), "1234,5");
        let en = Locale::of(Language::En);
        assert_eq!(shown(en, Field::ValidFrom, "2026-03-01"), en.date(Date::constant(2026, 3, 1)));
        assert_eq!(control(Field::CountedAt, "2026-03-01 10:00:00"), "text");
    }
}
