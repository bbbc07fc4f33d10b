//! The bar on top: search, how fresh the numbers are, and what is at work.

use crate::{
    app::use_status,
    locales::{locale, texts},
    shell::{jobs_tray::JobsTray, keys},
};
use kontor_domain::{DateTime, Locale};
use leptos::prelude::*;

/// The bar; its button opens the palette.
#[component]
pub fn Bar(
    /// Whether the palette is open.
    palette: RwSignal<bool>,
) -> impl IntoView {
    let t = texts();
    let status = use_status();
    let fresh = move || {
        let status = status.value.get()?;
        let last = status.open.as_ref()?.last_sale?;
        Some(t.sales_to(day_and_time(locale(), last)))
    };
    let fresh = Memo::new(move |_| fresh());
    view! {
        <header class="bar">
            <button type="button" class="search" aria-haspopup="dialog" on:click=move |_| palette.set(true)>
                <span>{t.search_or_act()}</span><kbd>{keys::shortcut("K")}</kbd>
            </button>
            <span class="fresh">{fresh}</span>
            <JobsTray/>
        </header>
    }
}

/// A time near enough that its year goes without saying, or with its year.
fn day_and_time(locale: Locale, time: DateTime) -> String {
    let this_year = js_sys::Date::new_0().get_full_year();
    if u32::try_from(time.year()) == Ok(this_year) {
        format!("{} {:02}:{:02}", locale.day(time.date()), time.hour(), time.minute())
    } else {
        locale.date_time(time)
    }
}
