//! # kontor-ui: the window
//!
//! What a person sees, as a Leptos program in WebAssembly, the same in the desktop window and in a
//! browser. It knows the contract (`kontor-api`) and nothing behind it: every number comes from a
//! command, every text from `locales`, every colour from `styles/tokens.css`.
//!
//! It must not compute a measure, draw a chart or keep data: it asks, shows, and asks again when
//! the engine says that something changed.
//!
//! Start reading at [`app`], which lists the pages; then a page, such as [`pages::home`]. A page
//! reads through [`query::use_query`], changes through [`query::change`], runs long work through
//! [`jobs::run`], and is made of the parts in [`kit`]. How the bytes travel stands in
//! [`transport`].
//!
//! A page is shown anew when the language, the currency or the shop changes, so inside a page
//! [`locales::texts`] and [`locales::locale`] are plain values, asked for once at its top.

mod app;
mod files;
mod jobs;
mod kit;
mod locales;
mod pages;
mod paint;
mod preferences;
mod query;
mod shell;
mod theme;
mod transport;

fn main() {
    let system = leptos::prelude::window().navigator().language();
    locales::speak(kontor_domain::Language::from_tag(&system.unwrap_or_default()));
    leptos::mount::mount_to_body(app::App);
}
