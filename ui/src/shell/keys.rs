//! Keys that work everywhere.

use crate::{
    jobs,
    kit::toast,
    locales::{Texts, language},
};
use kontor_api::history::RedoLast;
use kontor_domain::Language;
use leptos::{ev, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// Every shortcut, with what it does: help lists them.
pub fn shortcuts(t: Texts) -> Vec<(String, &'static str)> {
    vec![
        (shortcut("K"), t.search_or_act()),
        (shortcut("Z"), t.undo()),
        (shortcut("Shift Z"), t.redo()),
        (shortcut(","), t.settings()),
        ("F1".to_owned(), t.help()),
        (shortcut("F"), t.search()),
        ("Esc".to_owned(), t.close()),
        ("← →".to_owned(), t.over_chart()),
    ]
}

/// A shortcut as this system writes it: `Ctrl K`, `Strg K`, `⌘ K`.
pub fn shortcut(key: &str) -> String {
    let modifier = match (is_mac(), language()) {
        (true, _) => "⌘",
        (false, Language::En) => "Ctrl",
        (false, Language::De) => "Strg",
    };
    format!("{modifier} {key}")
}

/// Hears the keys for as long as the shell stands.
pub fn listen(palette: RwSignal<bool>, help: RwSignal<bool>) {
    let navigate = use_navigate();
    let handle = window_event_listener(ev::keydown, move |event| {
        let with_modifier = if is_mac() { event.meta_key() } else { event.ctrl_key() };
        let act: &dyn Fn() = match (event.key().as_str(), with_modifier, event.shift_key()) {
            ("k" | "K", true, _) => &|| palette.update(|open| *open = !*open),
            ("F1", ..) => &|| help.set(true),
            // Where a page has nothing to search in, the browser's own search opens.
            ("f" | "F", true, false) if focus_search() => &|| (),
            (",", true, _) => &|| navigate("/settings", NavigateOptions::default()),
            // In a text they are the text's.
            _ if is_typing(&event) => return,
            ("z" | "Z", true, false) => &toast::undo_last,
            ("z" | "Z", true, true) | ("y", true, false) => &redo,
            _ => return,
        };
        event.prevent_default();
        act();
    });
    on_cleanup(move || handle.remove());
}

/// Moves to the page's own search; whether there is one.
fn focus_search() -> bool {
    let found = document().query_selector("main input[type=search]").ok().flatten();
    found
        .and_then(|found| found.dyn_into::<HtmlElement>().ok())
        .is_some_and(|field| field.focus().is_ok())
}

/// Does again what was taken back last, and says so.
pub fn redo() {
    spawn_local(async {
        match jobs::run(&RedoLast {}).await {
            Ok(history) => {
                let t = Texts(language());
                let redone =
                    history.operations.into_iter().find(|done| Some(done.id) == history.can_undo);
                toast::say_with_undo(
                    redone.map_or_else(
                        || t.redone_something().to_owned(),
                        |done| t.redone(done.title),
                    ),
                );
            }
            Err(error) => toast::fail(error),
        }
    });
}

fn is_mac() -> bool {
    window().navigator().platform().is_ok_and(|platform| platform.starts_with("Mac"))
}

fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok())
    else {
        return false;
    };
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
        || element.is_content_editable()
}
