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

/// A line of text with its label, taken when the focus leaves it or at Enter.
#[component]
pub fn TextField(
    /// Its label.
    #[prop(into)]
    label: String,
    /// What a person should know to fill it in.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The text as it is.
    #[prop(into)]
    value: Signal<String>,
    /// Takes another.
    #[prop(into)]
    choose: Callback<String>,
    /// The keys that a screen without a keyboard offers: `text`, `decimal` or `numeric`.
    #[prop(default = "text")]
    keys: &'static str,
    /// What the browser may fill in by itself.
    #[prop(default = "off")]
    autocomplete: &'static str,
) -> impl IntoView {
    let control = move |id: String| {
        view! {
            <input type="text" id=id.clone() aria-describedby=format!("{id}-note") inputmode=keys
                autocomplete=autocomplete spellcheck="false"
                aria-invalid=move || error.with(Option::is_some).to_string()
                prop:value=value on:change=move |event| choose.run(event_target_value(&event))/>
        }
    };
    view! { <Field label hint error control/> }
}

/// A field to search with. It searches at Enter, when the focus leaves it, and at once when it is
/// emptied: its cross does that without a change.
#[component]
pub fn SearchField(
    /// What can be searched for.
    #[prop(into)]
    label: String,
    /// What is searched for.
    #[prop(into)]
    value: Signal<Option<String>>,
    /// Searches for something else.
    #[prop(into)]
    search: Callback<Option<String>>,
) -> impl IntoView {
    let look_for = move |event| {
        let text = event_target_value(&event).trim().to_owned();
        search.run(Some(text).filter(|text| !text.is_empty()));
    };
    view! {
        <input type="search" aria-label=label.clone() placeholder=label
            prop:value=move || value.get().unwrap_or_default()
            on:input=move |event| if event_target_value(&event).is_empty() { search.run(None) }
            on:change=look_for/>
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
