//! Several views of one thing, and several settings of one view.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Links to the views of a page: `(address, words)`. The one that is open is marked.
#[component]
pub fn Tabs(
    /// What the views are of.
    #[prop(into)]
    label: String,
    /// The views.
    tabs: Vec<(&'static str, String)>,
) -> impl IntoView {
    let path = use_location().pathname;
    view! {
        <nav class="tabs" aria-label=label>
            {tabs.into_iter().map(|(address, words)| view! {
                <a href=address aria-current=move || (path.get() == address).then_some("page")>{words}</a>
            }).collect_view()}
        </nav>
    }
}

/// A few buttons of which one is pressed: `(value, words)`.
#[component]
pub fn Choices<T>(
    /// What is chosen.
    #[prop(into)]
    label: String,
    /// The choices.
    choices: Vec<(T, String)>,
    /// The one chosen; none where it is another.
    #[prop(into)]
    value: Signal<Option<T>>,
    /// Chooses another.
    #[prop(into)]
    choose: Callback<T>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    view! {
        <div class="choices" role="group" aria-label=label>
            {choices.into_iter().map(|(choice, words)| view! {
                <button type="button" aria-pressed=move || (value.get() == Some(choice)).to_string()
                    on:click=move |_| choose.run(choice)>{words}</button>
            }).collect_view()}
        </div>
    }
}
