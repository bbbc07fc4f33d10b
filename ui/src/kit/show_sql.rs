//! The statement behind a number.

use crate::{kit::states::copy, locales::texts};
use leptos::prelude::*;

/// Unfolds the statement that a number came from.
#[component]
pub fn ShowSql(
    /// The statement.
    #[prop(into)]
    sql: String,
) -> impl IntoView {
    let t = texts();
    let address = format!("/data/sql?sql={}", String::from(js_sys::encode_uri_component(&sql)));
    let copied = sql.clone();
    view! {
        <details class="sql">
            <summary>{t.show_sql()}</summary>
            <pre tabindex="0"><code>{sql}</code></pre>
            <div class="acts">
                <button type="button" class="quiet" on:click=move |_| copy(copied.clone())>{t.copy_sql()}</button>
                <a href=address>{t.open_in_sql()}</a>
            </div>
        </details>
    }
}
