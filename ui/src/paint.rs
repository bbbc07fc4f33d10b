//! Tells from outside when the first number stands on the screen: the tests measure it.

use leptos::prelude::{document, request_animation_frame, window};

/// Call when a page shows what it is about: once it is painted, `data-ready` stands on the root
/// element, and the performance mark `first-kpi` in the browser's timeline.
pub fn painted() {
    let Some(root) = document().document_element() else { return };
    if root.has_attribute("data-ready") {
        return;
    }
    // The first frame paints, the second one starts after it.
    request_animation_frame(move || {
        request_animation_frame(move || {
            if root.has_attribute("data-ready") || root.set_attribute("data-ready", "true").is_err()
            {
                return;
            }
            if let Some(performance) = window().performance() {
                let _ = performance.mark("first-kpi");
            }
        });
    });
}
