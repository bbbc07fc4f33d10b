//! Words that explain a thing, shown while the pointer or the focus is on it.

use crate::kit::form::unique_id;
use leptos::prelude::*;

/// Explains its children, which should hold something that takes the focus. Esc hides the words,
/// and they can be pointed at.
#[component]
pub fn Tip(
    /// The words; nothing is shown while they are empty.
    #[prop(into)]
    text: Signal<String>,
    /// What is explained.
    children: Children,
) -> impl IntoView {
    let id = unique_id();
    let words = id.clone();
    let shown = RwSignal::new(false);
    view! {
        <span class="tip" class:shown=move || shown.get() && !text.with(String::is_empty) aria-describedby=id
            on:mouseenter=move |_| shown.set(true) on:mouseleave=move |_| shown.set(false)
            on:focusin=move |_| shown.set(true) on:focusout=move |_| shown.set(false)
            on:click=move |_| shown.set(false)
            on:keydown=move |event| if event.key() == "Escape" { shown.set(false) }>
            {children()}
            <span id=words role="tooltip">{text}</span>
        </span>
    }
}
