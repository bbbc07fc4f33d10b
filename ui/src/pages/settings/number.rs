//! Numbers among the settings: their words, how they are written, and what may be typed.

use super::fields::edit_at;
use crate::{
    kit::TextField,
    locales::{Texts, locale, texts},
    pages::numbers::read_signed,
};
use kontor_api::settings::Settings;
use kontor_domain::{Decimal, Locale};
use leptos::prelude::*;

/// A line of text that holds a number.
pub struct Number {
    /// What it is.
    pub label: fn(Texts) -> String,
    /// What a person should know to set it.
    pub hint: fn(Texts) -> &'static str,
    /// How it is written.
    pub shown: fn(Locale, &Settings) -> String,
    /// Takes what was typed, or says what is wrong with it.
    pub read: fn(Locale, &str, &mut Settings) -> Result<(), String>,
}

/// The fields of some of them.
pub fn number_fields(
    settings: Memo<Option<Settings>>,
    numbers: &'static [Number],
) -> impl IntoView {
    numbers.iter().map(|number| number_field(settings, number)).collect_view()
}

fn number_field(settings: Memo<Option<Settings>>, number: &'static Number) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let error = RwSignal::new(None::<String>);
    let edit = edit_at(settings, error);
    let value = Signal::derive(move || {
        settings
            .with(|settings| settings.as_ref().map(|of| (number.shown)(locale, of)))
            .unwrap_or_default()
    });
    let choose = move |text: String| {
        let Some(mut after) = settings.get_untracked() else { return };
        match (number.read)(locale, &text, &mut after) {
            Ok(()) => {
                error.set(None);
                edit(&|settings| settings.clone_from(&after));
            }
            Err(why) => error.set(Some(why)),
        }
    };
    view! { <TextField label=(number.label)(t) hint=(number.hint)(t) error value choose keys="decimal"/> }
}

/// A percentage between two whole ones, which are what the engine takes; nothing is 0.
pub fn percent(locale: Locale, text: &str, (low, high): (i64, i64)) -> Result<Decimal, String> {
    let whole = |percent: i64| Decimal { ten_thousandths: percent * 10_000 };
    let text = if text.trim().is_empty() { "0" } else { text };
    let read = read_signed(locale, text);
    read.filter(|percent| (whole(low)..=whole(high)).contains(percent))
        .ok_or_else(|| Texts(locale.language).number_between(locale.count(low), locale.count(high)))
}

/// Whole days between two numbers of them.
pub fn days(locale: Locale, text: &str, (low, high): (u16, u16)) -> Result<u16, String> {
    let read = text.trim().parse().ok();
    read.filter(|days| (low..=high).contains(days))
        .ok_or_else(|| Texts(locale.language).days_between(low, high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_domain::Language;

    #[test]
    fn what_lies_beyond_its_ends_is_not_taken_and_they_are_told() {
        let german = Locale::of(Language::De);
        let read = |text: &str| percent(german, text, (-90, 1000)).map(|read| read.to_string());
        assert_eq!(read("−90").as_deref(), Ok("-90"));
        assert_eq!(read("12,5 %").as_deref(), Ok("12.5"));
        assert_eq!(read("").as_deref(), Ok("0"));
        for bad in ["-90,5", "1000,5", "viel"] {
            assert!(read(bad).is_err_and(|why| why.contains("−90 bis 1.000")), "{bad}");
        }
        assert!(percent(german, "", (1, 50)).is_err());
    }

    #[test]
    fn days_are_whole() {
        let english = Locale::of(Language::En);
        assert_eq!((days(english, " 7 ", (0, 366)), days(english, "0", (0, 366))), (Ok(7), Ok(0)));
        for bad in ["", "-1", "367", "1.5"] {
            assert!(days(english, bad, (0, 366)).is_err(), "{bad}");
        }
    }
}
