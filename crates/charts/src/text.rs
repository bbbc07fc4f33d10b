//! How wide a text is without a font at hand, and how it stands in XML.

/// Size of a chart's text in pixels.
const SIZE: f64 = 11.0;

/// About the width of a text in pixels: never less than in the wide fonts of Linux desktops, so
/// that labels laid out by it do not touch in any.
pub fn width(text: &str) -> f64 {
    text.chars().map(advance).sum::<f64>() * SIZE
}

/// The width of a character in parts of the font's size, after DejaVu Sans.
fn advance(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' | '\u{a0}' => 0.34,
        'f' | 'r' | 't' | '(' | ')' | '/' | '-' | 'J' | '!' => 0.42,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '—' | '…' => 1.0,
        'A'..='Z' | 'Ä' | 'Ö' | 'Ü' | '−' | '–' | '+' | '=' | '&' => 0.8,
        character if character as u32 >= 0x1100 => 1.1,
        _ => 0.65,
    }
}

/// A text cut to a width in pixels, with an ellipsis where something is missing.
pub fn fit(text: &str, most: f64) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut left = most - width("…");
    let kept: String = text
        .chars()
        .take_while(|character| {
            left -= advance(*character) * SIZE;
            left >= 0.0
        })
        .collect();
    format!("{}…", kept.trim_end())
}

/// A text as it stands in XML; control characters, which XML cannot hold, are left out.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            character if character.is_control() => {}
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_with_an_ellipsis_and_a_short_one_is_not() {
        assert_eq!(fit("France", 100.0), "France");
        let cut = fit("Linen napkins, sage, set of 4", 100.0);
        assert!(cut.ends_with('…') && width(&cut) <= 100.0, "{cut}");
        assert_eq!(fit("France", 0.0), "…");
    }

    #[test]
    fn text_cannot_break_out_of_the_picture() {
        assert_eq!(escape("<b a=\"x\">&\u{0}\u{7}"), "&lt;b a=&quot;x&quot;&gt;&amp;");
    }
}
