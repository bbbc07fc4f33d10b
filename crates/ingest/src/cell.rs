//! Text and numbers of orders, products and customers, freed from what spreadsheets do to them.

/// The text of a cell without spaces and tabs around it; `None` if nothing is left.
pub fn clean_text(text: &str) -> Option<&str> {
    Some(text.trim_matches([' ', '\t'])).filter(|text| !text.is_empty())
}

/// An order number, product code or customer, as the shop knows it: `17850.0` is `17850` (a number
/// that went through a spreadsheet), `'75008` and `="75008"` are `75008` (one that was protected
/// from it). Upper and lower case stay: codes differ by them.
pub fn clean_id(text: &str) -> Option<&str> {
    let text = clean_text(text)?;
    let formula = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let text = clean_text(formula.unwrap_or(text.strip_prefix('\'').unwrap_or(text)))?;
    match text.strip_suffix(".0") {
        Some(whole) if is_number(whole) => Some(whole),
        _ => Some(text),
    }
}

/// A cell without what protects it from a spreadsheet: blanks around it, `="…"`, an apostrophe.
pub(crate) fn freed(cell: &str) -> &str {
    let text = cell.trim();
    let formula = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let protected = text.strip_prefix('\'').filter(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '=' | '@'))
    });
    formula.or(protected).unwrap_or(text).trim()
}

/// Whether a code went through a spreadsheet that took it for a large number and kept six of its
/// figures: `4.00638E+12`. Spreadsheets write numbers of twelve figures and more like that; `9e+05`
/// says all it ever said.
pub(crate) fn is_worn_code(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once("E+").or_else(|| text.split_once("e+")) else {
        return false;
    };
    let is_mantissa = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    mantissa.starts_with(|c: char| c.is_ascii_digit())
        && mantissa.chars().all(is_mantissa)
        && exponent.parse().is_ok_and(|exponent: u32| exponent >= 11)
}

/// A name without HTML: tags left out, the usual entities read, blanks drawn together.
pub(crate) fn without_markup(text: &str) -> String {
    let is_odd = |letter: char| letter != ' ' && letter.is_whitespace();
    let is_bare = !text.contains(['<', '&']) && !text.contains("  ") && !text.contains(is_odd);
    if is_bare {
        return text.trim().to_owned();
    }
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        bare.push_str(before);
        let is_tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        match after.split_once('>').filter(|_| is_tag) {
            Some((_, behind)) => {
                bare.push(' ');
                rest = behind;
            }
            None => {
                bare.push('<');
                rest = after;
            }
        }
    }
    bare.push_str(rest);
    if bare.contains('&') {
        for (entity, letter) in [
            ("&nbsp;", " "),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#34;", "\""),
            ("&#39;", "'"),
            ("&#039;", "'"),
            ("&apos;", "'"),
            ("&amp;", "&"),
        ] {
            bare = bare.replace(entity, letter);
        }
    }
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// SQL for [`clean_text`].
pub fn text_sql(column: &str) -> String {
    // Most cells have nothing to trim, and copying each costs more than looking.
    format!(
        "CASE WHEN {column} < '!' OR {column} LIKE '% ' OR {column} LIKE '%\t' \
         THEN nullif(trim({column}, ' \t'), '') ELSE {column} END"
    )
}

/// SQL for [`clean_id`].
pub fn id_sql(column: &str) -> String {
    let trimmed = format!("trim({column}, ' \t')");
    let bare = format!(
        r#"trim(regexp_replace({trimmed}, '^(?:="(.*)"|''(.*))$', '\1\2', 's'), ' {}')"#,
        '\t'
    );
    format!(
        "CASE WHEN {column} < '!' OR {column} LIKE '''%' OR {column} LIKE '=%' \
         OR {column} LIKE '% ' OR {column} LIKE '%\t' \
         THEN nullif(regexp_replace({bare}, '^([0-9]+)\\.0$', '\\1'), '') \
         WHEN {column} LIKE '%.0' AND regexp_full_match({column}, '[0-9]+\\.0') \
         THEN left({column}, -2) ELSE {column} END"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_as_the_shop_knows_them() {
        for (text, _, expected) in crate::cases::read(include_str!("../tests/cases/ids.tsv")) {
            assert_eq!(clean_id(&text).unwrap_or("-"), expected, "{text}");
        }
    }
}
