//! The statement behind a number.

use crate::{kit::states::copy, locales::texts};
use js_sys::encode_uri_component;
use leptos::prelude::*;

/// Unfolds the statement that a number came from.
#[component]
pub fn ShowSql(
    /// The statement.
    #[prop(into)]
    sql: Signal<String>,
) -> impl IntoView {
    let t = texts();
    let address =
        move || format!("/data/sql?sql={}", String::from(encode_uri_component(&sql.get())));
    view! {
        <details class="sql">
            <summary>{t.show_sql()}</summary>
            <pre tabindex="0"><code>{sql}</code></pre>
            <div class="acts">
                <button type="button" class="quiet" on:click=move |_| copy(sql.get_untracked())>{t.copy_sql()}</button>
                <a href=address>{t.open_in_sql()}</a>
            </div>
        </details>
    }
}
