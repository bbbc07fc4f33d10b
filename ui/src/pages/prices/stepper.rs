//! A value in a field between two buttons: typed, or moved in steps.

use leptos::{html, prelude::*};

/// The steps that a key moves by.
pub fn steps_of(key: &str) -> Option<i64> {
    Some(match key {
        "ArrowUp" => 1,
        "ArrowDown" => -1,
        "PageUp" => 5,
        "PageDown" => -5,
        _ => return None,
    })
}

/// The field with its two steps.
#[component]
pub fn Stepper(
    /// What it sets.
    label: &'static str,
    /// What its keys do, for whoever points at it.
    #[prop(optional)]
    keys: Option<&'static str>,
    /// The name of the step down.
    lower: &'static str,
    /// The name of the step up.
    higher: &'static str,
    /// What is wrong with what cannot be taken.
    #[prop(into)]
    wrong: String,
    /// The value, written out.
    #[prop(into)]
    shown: Signal<String>,
    /// Moves by so many steps, by the finest ones where told so.
    step: impl Fn(i64, bool) + Copy + 'static,
    /// Takes what was typed, if it can be.
    take: impl Fn(&str) -> bool + 'static,
    /// What stands below.
    children: Children,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let is_bad = RwSignal::new(false);
    // Whatever moves the value, it is right again.
    Effect::new(move |_| {
        shown.track();
        is_bad.set(false);
    });
    let on_change = move |event: web_sys::Event| {
        is_bad.set(!take(&event_target_value(&event)));
        // What was no value goes away; what was one is written as all are.
        if let Some(input) = input.get_untracked() {
            input.set_value(&shown.get_untracked());
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let is_command = event.ctrl_key() || event.alt_key() || event.meta_key();
        if let Some(steps) = steps_of(&event.key()).filter(|_| !is_command) {
            event.prevent_default();
            step(steps, event.shift_key());
        }
    };
    // What is typed takes the place of what stands there.
    let select = move || {
        if let Some(input) = input.get_untracked() {
            input.select();
        }
    };
    view! {
        <div class="stepper" role="group" aria-label=label>
            <button type="button" aria-label=lower on:click=move |event| step(-1, event.shift_key())>"−"</button>
            <input type="text" inputmode="decimal" autocomplete="off" aria-label=label title=keys node_ref=input
                aria-invalid=move || is_bad.get().to_string()
                prop:value=shown on:change=on_change on:keydown=on_key on:focus=move |_| select()/>
            <button type="button" aria-label=higher on:click=move |event| step(1, event.shift_key())>"+"</button>
            {children()}
            <p class="loss" role="status">{move || is_bad.get().then(|| wrong.clone())}</p>
        </div>
    }
}
