//! The top of every page: its name, what it says, and what can be done; and the window's title.

use crate::app::use_status;
use leptos::prelude::*;

/// The page's heading. Its name also goes into the window's title, with the shop's.
#[component]
pub fn PageHead(
    /// The page's name.
    #[prop(into)]
    title: Signal<String>,
    /// What it says, in a sentence.
    #[prop(optional, into)]
    says: Signal<String>,
    /// What can be done: buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let status = use_status();
    Effect::new(move |_| {
        let shop =
            status.value.with(|status| Some(status.as_ref()?.open.as_ref()?.settings.name.clone()));
        let parts = [Some(title.get()), shop, Some("Kontor".to_owned())];
        document().set_title(&parts.into_iter().flatten().collect::<Vec<_>>().join(" · "));
    });
    view! {
        <header class="page-head">
            <div><h1>{title}</h1><p class="sub">{says}</p></div>
            {children.map(|children| view! { <div class="acts">{children()}</div> })}
        </header>
    }
}
