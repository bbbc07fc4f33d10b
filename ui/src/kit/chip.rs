//! Filters that are on, each removable by itself.

use crate::locales::texts;
use leptos::prelude::*;

/// A filter that is on.
#[derive(Clone)]
pub struct Chip {
    /// What it filters by: `Country: France`.
    pub label: String,
    /// Takes it off.
    pub remove: Callback<()>,
}

/// The filters that are on, and a button that takes all off.
#[component]
pub fn Chips(
    /// The filters.
    #[prop(into)]
    chips: Signal<Vec<Chip>>,
    /// Takes all off.
    #[prop(into)]
    clear: Callback<()>,
) -> impl IntoView {
    let t = texts();
    view! {
        <div class="chips">
            {move || chips.get().into_iter().map(|chip| (t.remove_filter(&chip.label), chip)).map(|(removal, chip)| view! {
                <button type="button" class="chip" aria-label=removal
                    on:click=move |_| chip.remove.run(())>
                    {chip.label} <span aria-hidden="true">"×"</span>
                </button>
            }).collect_view()}
            {move || (chips.with(Vec::len) > 1).then(|| view! {
                <button type="button" class="quiet" on:click=move |_| clear.run(())>{t.clear_all()}</button>
            })}
        </div>
    }
}
