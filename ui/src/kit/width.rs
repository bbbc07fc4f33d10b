//! How wide a chart's place is, so that the chart is drawn for it.

use leptos::{html, prelude::*};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{ResizeObserver, ResizeObserverEntry};

/// The width of an element in CSS pixels, rounded down to 20 so that a resized window does not
/// ask for a chart at every pixel; 0 until it is known.
pub fn use_width(element: NodeRef<html::Div>) -> Signal<u32> {
    let width = RwSignal::new(0_u32);
    Effect::new(move |_| {
        let Some(element) = element.get() else { return };
        let measure = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let entry = entries.get(0).unchecked_into::<ResizeObserverEntry>();
            let rounded = (entry.content_rect().width() as u32) / 20 * 20;
            if width.try_get_untracked().is_some_and(|before| before != rounded) {
                width.set(rounded);
            }
        });
        if let Ok(observer) = ResizeObserver::new(measure.as_ref().unchecked_ref()) {
            observer.observe(&element);
            let held = SendWrapper::new((observer, measure));
            on_cleanup(move || held.0.disconnect());
        }
    });
    width.into()
}
