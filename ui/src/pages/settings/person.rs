//! What the person sets for themselves, whatever shop is open, and also where none is.

use crate::{
    app::use_status,
    kit::{Choices, TextField},
    locales::texts,
    preferences::prefer,
};
use kontor_api::preferences::{Preferences, Theme};
use kontor_domain::Language;
use leptos::prelude::*;

/// Language, colours, name.
#[component]
pub fn PersonFields() -> impl IntoView {
    let t = texts();
    let status = use_status();
    let chosen = Memo::new(move |_| {
        status.value.with(|status| status.as_ref().map(|status| status.preferences.clone()))
    });
    let language = Signal::derive(move || chosen.with(|chosen| Some(chosen.as_ref()?.language)));
    let colours = Signal::derive(move || chosen.with(|chosen| Some(chosen.as_ref()?.theme)));
    let person = Signal::derive(move || {
        chosen
            .with(|chosen| chosen.as_ref().map(|chosen| chosen.person.clone()))
            .unwrap_or_default()
    });
    let languages =
        Language::ALL.map(|language| (language, language_name(language).to_owned())).into();
    let themes = vec![
        (Theme::System, t.as_the_system().to_owned()),
        (Theme::Light, t.light().to_owned()),
        (Theme::Dark, t.dark().to_owned()),
    ];
    let name = move |name: String| {
        let person = name.trim().to_owned();
        prefer(status, |preferences: &mut Preferences| preferences.person = person);
    };
    view! {
        <div class="field">
            <p class="label">{t.language()}</p>
            <Choices label=t.language() choices=languages value=language
                choose=move |language| prefer(status, |preferences| preferences.language = language)/>
        </div>
        <div class="field">
            <p class="label">{t.colours()}</p>
            <Choices label=t.colours() choices=themes value=colours
                choose=move |theme| prefer(status, |preferences| preferences.theme = theme)/>
        </div>
        <TextField label=t.your_name() hint=t.your_name_says() value=person choose=name autocomplete="name"/>
    }
}

/// A language by its own name.
fn language_name(language: Language) -> &'static str {
    match language {
        Language::En => "English",
        Language::De => "Deutsch",
    }
}
