//! The page Data.

use crate::{locales::texts, pages::PageHead};
use leptos::prelude::*;

/// The page.
#[component]
pub fn Data() -> impl IntoView {
    let t = texts();
    view! { <PageHead title=Signal::stored(t.data().to_owned())/> }
}

/// The page that imports a file.
#[component]
pub fn Import() -> impl IntoView {
    let t = texts();
    view! { <PageHead title=Signal::stored(t.import_sales().to_owned())/> }
}
