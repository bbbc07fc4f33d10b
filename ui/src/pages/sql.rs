//! The page Sql.

use crate::{locales::texts, pages::PageHead};
use leptos::prelude::*;

/// The page.
#[component]
pub fn Sql() -> impl IntoView {
    let t = texts();
    view! { <PageHead title=Signal::stored(t.sql_console().to_owned())/> }
}
