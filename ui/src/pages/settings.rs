//! The page Settings.

use crate::{locales::texts, pages::PageHead};
use leptos::prelude::*;

/// The page.
#[component]
pub fn Settings() -> impl IntoView {
    let t = texts();
    view! { <PageHead title=Signal::stored(t.settings().to_owned())/> }
}
