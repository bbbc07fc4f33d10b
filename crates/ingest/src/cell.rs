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
