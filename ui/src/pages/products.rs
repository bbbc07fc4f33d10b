//! The page Products.

use crate::{locales::texts, pages::PageHead};
use leptos::prelude::*;

/// The page.
#[component]
pub fn Products() -> impl IntoView {
    let t = texts();
    view! { <PageHead title=Signal::stored(t.products().to_owned())/> }
}
