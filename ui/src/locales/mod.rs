//! Every text of the window, in every language it speaks.
//!
//! A text is a line of [`define_texts!`] in the file of its page: its name, then its words in English and
//! German. A text without one of them does not compile, nor does one whose words name a parameter
//! that it does not have. Words of the contract (measures, kinds) come from `kontor_api::Words`,
//! numbers and dates from [`kontor_domain::Locale`].

use kontor_domain::{Language, Locale};
use leptos::prelude::{document, use_context};

/// Every text, in one language: `texts().save()`.
#[derive(Debug, Clone, Copy)]
pub struct Texts(pub Language);

/// Writes a method for each text. A line is one of
///
/// `save: "Save", "Speichern";`
/// `saved(name): "Saved as {name}", "Gespeichert als {name}";`
/// `rows(n): "1 row", "{n} rows", "1 Zeile", "{n} Zeilen";` where `n` is a whole number.
macro_rules! define_texts {
    ($($name:ident $(($($parameter:ident),+))?: $($words:literal),+;)*) => {
        impl $crate::locales::Texts {
            $($crate::locales::define_text! { $name [$($($parameter)+)?] $($words),+ })*
        }
    };
}

macro_rules! define_text {
    ($name:ident [] $en:literal, $de:literal) => {
        #[doc = $en]
        pub fn $name(self) -> &'static str {
            match self.0 {
                kontor_domain::Language::En => $en,
                kontor_domain::Language::De => $de,
            }
        }
    };
    ($name:ident [$($parameter:ident)+] $en:literal, $de:literal) => {
        #[doc = $en]
        pub fn $name(self, $($parameter: impl std::fmt::Display),+) -> String {
            match self.0 {
                kontor_domain::Language::En => format!($en),
                kontor_domain::Language::De => format!($de),
            }
        }
    };
    ($name:ident [$n:ident $($parameter:ident)*]
        $en_one:literal, $en_many:literal, $de_one:literal, $de_many:literal) => {
        #[doc = $en_many]
        pub fn $name(self, $n: i64 $(, $parameter: impl std::fmt::Display)*) -> String {
            let one = $n == 1;
            let $n = kontor_domain::Locale::of(self.0).count($n);
            match (self.0, one) {
                (kontor_domain::Language::En, true) => format!($en_one),
                (kontor_domain::Language::En, false) => format!($en_many),
                (kontor_domain::Language::De, true) => format!($de_one),
                (kontor_domain::Language::De, false) => format!($de_many),
            }
        }
    };
}

use {define_text, define_texts};

mod approvals;
mod data;
mod forecast;
mod home;
mod kit;
mod orders;
mod prices;
mod privacy;
mod products;
mod quality;
mod records;
mod reorder;
mod run_out;
mod sales;
mod settings;
mod shell;

/// How this page writes numbers, amounts and dates: the shop's currency, the person's language.
pub fn locale() -> Locale {
    use_context().unwrap_or_else(|| Locale::of(language()))
}

/// The texts of this page's language.
pub fn texts() -> Texts {
    Texts(locale().language)
}

/// The window's language, which stands on the root element for everyone, screen readers included.
pub fn language() -> Language {
    let root = document().document_element();
    Language::from_tag(&root.and_then(|root| root.get_attribute("lang")).unwrap_or_default())
}

/// Makes a language the window's.
pub fn speak(language: Language) {
    if let Some(root) = document().document_element() {
        // The attribute's name is valid, so it cannot fail.
        let _ = root.set_attribute("lang", language.tag());
    }
}
