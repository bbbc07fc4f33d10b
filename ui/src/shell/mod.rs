//! What stands around every page: the rail, the bar, the palette, help, and what happened.

mod bar;
mod help;
mod jobs_tray;
mod keys;
mod palette;
mod rail;

use crate::{kit::toast::Toaster, locales::texts};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_location;

/// The window around a page.
#[component]
pub fn Shell(
    /// The page.
    children: Children,
) -> impl IntoView {
    let t = texts();
    let (palette, help) = (RwSignal::new(false), RwSignal::new(false));
    keys::listen(palette, help);

    // A new page starts at its top, for the eye and for the focus.
    let main = NodeRef::<html::Main>::new();
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now)
            && let Some(main) = main.get_untracked()
        {
            main.set_scroll_top(0);
            // It fails only for an element that is not in the page.
            let _ = main.focus();
        }
        now
    });
    view! {
        <a class="skip" href="#main" rel="external">{t.skip()}</a>
        <div class="shell">
            <rail::Rail/>
            <div class="office">
                <bar::Bar palette/>
                <main id="main" tabindex="-1" node_ref=main>{children()}</main>
            </div>
        </div>
        <palette::Palette open=palette help/>
        <help::Help open=help/>
        <Toaster/>
    }
}
