//! Light, dark, or as the system. The person's preferences hold the choice; the browser's storage
//! holds a copy, from which `boot.js` paints the first pixel.

use kontor_api::preferences::Theme;
use leptos::prelude::window;

/// Shows a theme, and remembers it for the next start.
pub fn show(theme: Theme) {
    // Without storage (a private window) the theme is the system's.
    let Ok(Some(storage)) = window().local_storage() else { return };
    let stored = match theme {
        Theme::System => storage.remove_item("theme"),
        Theme::Light => storage.set_item("theme", "light"),
        Theme::Dark => storage.set_item("theme", "dark"),
    };
    if stored.is_ok()
        && let Ok(event) = web_sys::Event::new("storage")
    {
        // `boot.js` hears it, as it hears the storage event of another window.
        let _ = window().dispatch_event(&event);
    }
}
