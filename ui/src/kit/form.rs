//! Labelled controls.

use leptos::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering};

/// An id that no other element has.
pub fn unique_id() -> String {
    static LAST: AtomicU32 = AtomicU32::new(0);
    format!("k{}", LAST.fetch_add(1, Ordering::Relaxed))
}

/// A control with its label, a hint, and what is wrong with it. The control takes the id that it
/// is given, and names `{id}-note` in `aria-describedby`.
#[component]
pub fn Field<V: IntoView>(
    /// Its label.
    #[prop(into)]
    label: String,
    /// What a person should know to fill it in.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The control, given its id.
    control: impl FnOnce(String) -> V,
) -> impl IntoView {
    let id = unique_id();
    let note = format!("{id}-note");
    view! {
        <div class="field" class:bad=move || error.with(Option::is_some)>
            <label for=id.clone()>{label}</label>
            {control(id)}
            <p class="note" id=note aria-live="polite">
                {move || error.get().unwrap_or_else(|| hint.clone())}
            </p>
        </div>
    }
}

/// A choice from a list. The label is read, but not shown, where `quiet`.
#[component]
pub fn Select(
    /// Its label.
    #[prop(into)]
    label: String,
    /// Whether the label is for screen readers only.
    #[prop(optional)]
    quiet: bool,
    /// Values with their words.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// The value chosen.
    #[prop(into)]
    value: Signal<String>,
    /// Chooses another.
    #[prop(into)]
    choose: Callback<String>,
) -> impl IntoView {
    let id = unique_id();
    view! {
        <div class="field">
            <label for=id.clone() class:sr-only=quiet>{label}</label>
            <select id=id on:change=move |event| choose.run(event_target_value(&event))>
                {move || {
                    let chosen = value.get();
                    options.get().into_iter().map(|(value, words)| {
                        let selected = value == chosen;
                        view! { <option value=value selected=selected prop:selected=selected>{words}</option> }
                    }).collect_view()
                }}
            </select>
        </div>
    }
}
