//! A few acts behind one button.

use crate::{files, locales::texts};
use kontor_api::export::{Exportable, Format};
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

/// A button that unfolds the buttons in it. It folds when one is pressed, with Esc, and when the
/// focus goes elsewhere.
#[component]
pub fn Menu(
    /// The button's words.
    #[prop(into)]
    label: String,
    /// What is in it: buttons and links.
    children: Children,
) -> impl IntoView {
    let menu = NodeRef::<html::Details>::new();
    let fold = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    view! {
        <details class="menu" node_ref=menu
            on:focusout=move |event| {
                let target = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
                let stays = menu.get_untracked().is_some_and(|menu| menu.contains(target.as_ref()));
                if target.is_some() && !stays { fold(); }
            }
            on:keydown=move |event| if event.key() == "Escape" { fold() }>
            <summary>{label}</summary>
            <div class="panel" on:click=move |_| fold()>{children()}</div>
        </details>
    }
}

/// Exports what stands beside it.
#[component]
pub fn ExportMenu(
    /// What to export, asked when a format is chosen.
    what: impl Fn() -> Exportable + Copy + Send + 'static,
) -> impl IntoView {
    let t = texts();
    view! {
        <Menu label=t.export()>
            <button type="button" on:click=move |_| files::export(what(), Format::Xlsx)>{t.export_xlsx()}</button>
            <button type="button" on:click=move |_| files::export(what(), Format::Csv)>{t.export_csv()}</button>
        </Menu>
    }
}
