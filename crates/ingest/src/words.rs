//! What a person is asked and told about a file.

use jiff::civil::Date;
use kontor_api::{
    Words as _,
    import::{Content, DateOrder, DecimalMark, Field},
};
use kontor_domain::{Currency, Language, Locale};

use crate::home::Because;

fn pick(language: Language, en: String, de: String) -> String {
    match language {
        Language::En => en,
        Language::De => de,
    }
}

fn order_name(dates: DateOrder, language: Language) -> &'static str {
    match (dates, language) {
        (DateOrder::YearMonthDay, Language::En) => "year, month, day",
        (DateOrder::YearMonthDay, Language::De) => "Jahr, Monat, Tag",
        (DateOrder::DayMonthYear, Language::En) => "day, month, year",
        (DateOrder::DayMonthYear, Language::De) => "Tag, Monat, Jahr",
        (DateOrder::MonthDayYear, Language::En) => "month, day, year",
        (DateOrder::MonthDayYear, Language::De) => "Monat, Tag, Jahr",
        (DateOrder::Serial, Language::En) => "a spreadsheet's day numbers",
        (DateOrder::Serial, Language::De) => "Tageszahlen einer Tabellenkalkulation",
        (DateOrder::UnixSeconds, Language::En) => "seconds since 1970",
        (DateOrder::UnixSeconds, Language::De) => "Sekunden seit 1970",
    }
}

/// Which of two days a date means; `taken` is how Kontor reads it.
pub(crate) fn which_day(text: &str, taken: Date, other: Date, language: Language) -> String {
    let locale = Locale::of(language);
    let (taken, other) = (locale.date(taken), locale.date(other));
    pick(
        language,
        format!("Is {text} the {taken} or the {other}? Kontor takes it for the {taken}."),
        format!("Ist {text} der {taken} oder der {other}? Kontor liest den {taken}."),
    )
}

/// Which of two numbers a text means.
pub(crate) fn which_number(text: &str, mark: DecimalMark, language: Language) -> String {
    let decimals = match mark {
        DecimalMark::Point => pick(language, "the point".to_owned(), "den Punkt".to_owned()),
        DecimalMark::Comma => pick(language, "the comma".to_owned(), "das Komma".to_owned()),
    };
    pick(
        language,
        format!(
            "Does {text} have decimals or thousands? Kontor takes {decimals} for the sign before decimals."
        ),
        format!(
            "Hat {text} Nachkommastellen oder Tausender? Kontor liest {decimals} als Zeichen vor Nachkommastellen."
        ),
    )
}

/// Which currency the prices are in.
pub(crate) fn which_currency(currency: Currency, because: Because, language: Language) -> String {
    let code = currency.code();
    match because {
        Because::Country => pick(
            language,
            format!(
                "Are the prices in {code}? The file does not say; most orders go to where it is used."
            ),
            format!(
                "Sind die Preise in {code}? Die Datei sagt es nicht; die meisten Bestellungen gehen dorthin, wo es gilt."
            ),
        ),
        _ => pick(
            language,
            format!("Are the prices in {code}? The file does not say; it is the shop's currency."),
            format!(
                "Sind die Preise in {code}? Die Datei sagt es nicht; es ist die Währung des Ladens."
            ),
        ),
    }
}

/// Which zone the times are in.
pub(crate) fn which_zone(zone: &str, shop: &str, language: Language) -> String {
    pick(
        language,
        format!(
            "Are the times those of {zone}? Most orders go there, while the shop is set to {shop}."
        ),
        format!(
            "Sind die Zeiten die von {zone}? Die meisten Bestellungen gehen dorthin, der Laden steht auf {shop}."
        ),
    )
}

/// The columns were told by their contents.
pub(crate) fn check_columns(has_header: bool, language: Language) -> String {
    match has_header {
        true => pick(
            language,
            "Kontor does not know these headings and went by what the columns hold. Please check what each one means.".to_owned(),
            "Kontor kennt diese Überschriften nicht und ging nach dem Inhalt der Spalten. Bitte prüfen Sie, was jede bedeutet.".to_owned(),
        ),
        false => pick(
            language,
            "The file has no line with headings. Kontor went by what the columns hold; please check what each one means.".to_owned(),
            "Die Datei hat keine Zeile mit Überschriften. Kontor ging nach dem Inhalt der Spalten; bitte prüfen Sie, was jede bedeutet.".to_owned(),
        ),
    }
}

/// The date was taken from the only column that has dates.
pub(crate) fn only_date(heading: &str, language: Language) -> String {
    pick(
        language,
        format!("Is “{heading}” the day of the order? It is the only column with dates."),
        format!("Ist „{heading}“ der Tag der Bestellung? Nur diese Spalte enthält Datumsangaben."),
    )
}

/// A column has the same total on all lines of an order.
pub(crate) fn unclear_total(heading: &str, language: Language) -> String {
    pick(
        language,
        format!(
            "“{heading}” is the same on every line of an order, so it seems to be the order's total and not the line's. It was left out."
        ),
        format!(
            "„{heading}“ ist auf allen Zeilen einer Bestellung gleich und scheint deren Summe zu sein, nicht die der Zeile. Die Spalte bleibt weg."
        ),
    )
}

/// A discount beside a line total.
pub(crate) fn discount_left_out(language: Language) -> String {
    pick(
        language,
        "Is the discount taken off the line totals already? Kontor takes it that it is. If not, map the column to “Discount”.".to_owned(),
        "Ist der Rabatt in den Zeilensummen schon abgezogen? Kontor nimmt es an. Wenn nicht, ordnen Sie die Spalte „Rabatt“ zu.".to_owned(),
    )
}

/// There is no quantity.
pub(crate) fn no_quantity(language: Language) -> String {
    pick(
        language,
        "The file has no column with a quantity, so each line counts as one piece.".to_owned(),
        "Die Datei hat keine Spalte mit einer Menge, also zählt jede Zeile als ein Stück."
            .to_owned(),
    )
}

/// Fields that an import needs and the plan does not have.
pub(crate) fn missing(fields: &[Field], content: Content, language: Language) -> String {
    let name = |field: &Field| match (field, language) {
        (Field::OrderId, Language::En) => "an order number".to_owned(),
        (Field::OrderId, Language::De) => "einer Bestellnummer".to_owned(),
        (Field::OrderedAt, Language::En) => "the order's date".to_owned(),
        (Field::OrderedAt, Language::De) => "dem Bestelldatum".to_owned(),
        (Field::Sku, Language::En) => "a product".to_owned(),
        (Field::Sku, Language::De) => "einem Artikel".to_owned(),
        (Field::UnitPrice, Language::En) => "a price".to_owned(),
        (Field::UnitPrice, Language::De) => "einem Preis".to_owned(),
        (other, _) => other.title(language).to_owned(),
    };
    let names: Vec<String> = fields.iter().map(name).collect();
    let (or, none) = match language {
        Language::En => (" or ", "no column with"),
        Language::De => (" oder ", "keine Spalte mit"),
    };
    let list = match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{}{or}{last}", rest.join(", ")),
        _ => names.concat(),
    };
    let (en, de) = match content {
        Content::Orders => (
            "If there is one under another name, say which; otherwise export the orders with one line for each article.",
            "Gibt es sie unter anderem Namen, wählen Sie sie aus; sonst exportieren Sie die Bestellungen mit einer Zeile je Artikel.",
        ),
        _ => (
            "If there is one under another name, say which; otherwise it cannot be imported as this.",
            "Gibt es sie unter anderem Namen, wählen Sie sie aus; sonst kann sie so nicht importiert werden.",
        ),
    };
    pick(
        language,
        format!("The file has {none} {list}. {en}"),
        format!("Die Datei hat {none} {list}. {de}"),
    )
}

/// Only one column was found.
pub(crate) fn one_column(delimiter: char, language: Language) -> String {
    let delimiter = if delimiter == '\t' { "⇥".to_owned() } else { delimiter.to_string() };
    pick(
        language,
        format!(
            "With “{delimiter}” between cells the file has one column only. Choose another delimiter, or export the orders as CSV."
        ),
        format!(
            "Mit „{delimiter}“ zwischen den Zellen hat die Datei nur eine Spalte. Wählen Sie ein anderes Trennzeichen oder exportieren Sie die Bestellungen als CSV."
        ),
    )
}

/// There is a header and nothing below it.
pub(crate) fn no_rows(content: Content, language: Language) -> String {
    let (en, de) = match content {
        Content::Orders => (
            "The file has headings and no rows. Export the orders again for a period with sales.",
            "Die Datei hat Überschriften und keine Zeilen. Exportieren Sie die Bestellungen für einen Zeitraum mit Verkäufen.",
        ),
        _ => (
            "The file has headings and no rows. Export it again and check what was chosen.",
            "Die Datei hat Überschriften und keine Zeilen. Exportieren Sie sie noch einmal und prüfen Sie die Auswahl.",
        ),
    };
    pick(language, en.to_owned(), de.to_owned())
}

/// A plan maps two columns to one field.
pub(crate) fn mapped_twice(field: Field, language: Language) -> String {
    let field = field.title(language);
    pick(
        language,
        format!("Two columns are mapped to “{field}”. Choose one of them."),
        format!("Zwei Spalten sind „{field}“ zugeordnet. Wählen Sie eine davon."),
    )
}

/// The dates cannot be read as the plan says.
pub(crate) fn unreadable_dates(text: &str, dates: DateOrder, language: Language) -> String {
    let order = order_name(dates, language);
    pick(
        language,
        format!(
            "Dates such as “{text}” cannot be read as {order}. Choose another order of the date, or another column."
        ),
        format!(
            "Datumsangaben wie „{text}“ lassen sich nicht als {order} lesen. Wählen Sie eine andere Reihenfolge oder eine andere Spalte."
        ),
    )
}

/// The numbers of a column cannot be read as the plan says.
pub(crate) fn unreadable_numbers(
    text: &str,
    field: Field,
    decimal: DecimalMark,
    language: Language,
) -> String {
    let field = field.title(language);
    let mark = match (decimal, language) {
        (DecimalMark::Point, Language::En) => "a decimal point",
        (DecimalMark::Point, Language::De) => "Dezimalpunkt",
        (DecimalMark::Comma, Language::En) => "a decimal comma",
        (DecimalMark::Comma, Language::De) => "Dezimalkomma",
    };
    pick(
        language,
        format!(
            "“{text}” in “{field}” is no number with {mark}. Choose the other decimal mark, or another column."
        ),
        format!(
            "„{text}“ in „{field}“ ist keine Zahl mit {mark}. Wählen Sie das andere Dezimalzeichen oder eine andere Spalte."
        ),
    )
}
