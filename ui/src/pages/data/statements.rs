//! The statements that were run last, kept in this window's storage and nowhere else.

use leptos::prelude::window;

const KEY: &str = "statements";
/// Statements kept.
const KEPT: usize = 20;

/// The statements, the latest first.
pub fn recent() -> Vec<String> {
    let stored =
        window().local_storage().ok().flatten().and_then(|storage| storage.get_item(KEY).ok()?);
    stored.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Keeps a statement as the latest.
pub fn remember(sql: &str) {
    let statements = with_latest(recent(), sql);
    // Without storage (a private window) they are forgotten with it.
    if let (Ok(Some(storage)), Ok(text)) =
        (window().local_storage(), serde_json::to_string(&statements))
    {
        let _ = storage.set_item(KEY, &text);
    }
}

fn with_latest(mut statements: Vec<String>, sql: &str) -> Vec<String> {
    statements.retain(|other| other != sql);
    statements.insert(0, sql.to_owned());
    statements.truncate(KEPT);
    statements
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_kept_once_and_the_oldest_goes() {
        let many: Vec<String> = (0..KEPT).map(|n| format!("SELECT {n}")).collect();
        let kept = with_latest(many, "SELECT 3");
        assert_eq!(
            (kept.len(), kept[0].as_str(), kept[3].as_str()),
            (KEPT, "SELECT 3", "SELECT 2")
        );
        let kept = with_latest(kept, "SELECT 99");
        assert_eq!((kept.len(), kept[1].as_str()), (KEPT, "SELECT 3"));
    }
}
