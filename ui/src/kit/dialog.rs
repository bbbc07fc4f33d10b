//! A modal dialog on the native element, which keeps the focus, closes with Esc and gives the
//! focus back.

use crate::locales::texts;
use leptos::{html, prelude::*};

/// A dialog, shown while `open`.
#[component]
pub fn Dialog(
    /// Whether it is shown.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: String,
    /// Its class, for its width.
    #[prop(default = "")]
    class: &'static str,
    /// What is in it, made anew each time it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let t = texts();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), dialog.open()) {
            // It fails only for an element that is not in the page.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let heading = title.clone();
    view! {
        <dialog node_ref=dialog class=class aria-label=title on:close=move |_| open.set(false)
            on:click=move |event| {
                // A click beside it lands on the element itself.
                if dialog.get_untracked().is_some_and(|dialog| event.target().as_ref() == Some(dialog.as_ref())) {
                    open.set(false);
                }
            }>
            {move || open.get().then(|| view! {
                <div class="panel">
                    <header>
                        <h2>{heading.clone()}</h2>
                        <button type="button" class="quiet close" aria-label=t.close()
                            on:click=move |_| open.set(false)>"×"</button>
                    </header>
                    {children()}
                </div>
            })}
        </dialog>
    }
}
