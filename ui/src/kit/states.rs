//! What a page shows when it has nothing, waits, or failed.

use crate::{
    kit::toast,
    locales::{Texts, language, texts},
    query::Query,
};
use kontor_api::ApiError;
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;
use wasm_bindgen_futures::JsFuture;

/// Shows a query: `skeleton` until the first reply, then `content` with the last one, and an error
/// above it or, without a reply, in its place. Every reply makes the content anew; where the focus
/// may be in it, or something unfolded, see [`live`].
pub fn loaded<T: Send + Sync + 'static>(
    query: Query<T>,
    skeleton: impl Fn() -> AnyView + Send + 'static,
    content: impl Fn(Arc<T>) -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    let content = Arc::new(content);
    live(query, skeleton, move |reply| {
        let content = content.clone();
        (move || content(reply.get())).into_any()
    })
}

/// Like [`loaded`], but the content is made once, and follows the replies by itself.
pub fn live<T: Send + Sync + 'static>(
    query: Query<T>,
    skeleton: impl Fn() -> AnyView + Send + 'static,
    content: impl Fn(Signal<Arc<T>>) -> AnyView + Send + 'static,
) -> impl IntoView {
    let error = Memo::new(move |_| query.error.get());
    let failed = move || {
        error
            .get()
            .map(|error| view! { <ErrorState error retry=Callback::new(move |()| query.retry())/> })
    };
    let answered = Memo::new(move |_| query.value.with(Option::is_some));
    // Asked first: what is not asked does not wake it.
    let shown = move || match (answered.get(), query.value.get_untracked()) {
        (true, Some(first)) => {
            let last = RwSignal::new(first);
            Effect::new(move |_| {
                if let Some(reply) = query.value.get() {
                    last.set(reply);
                }
            });
            content(last.into())
        }
        _ if error.with(Option::is_some) => ().into_any(),
        _ => skeleton(),
    };
    view! {
        <div class="loaded" aria-busy=move || query.loading.get().to_string()>
            {failed}
            {shown}
        </div>
    }
}

/// Grey lines in the place of what is being read: so many, of a height in rows.
#[component]
pub fn Skeleton(
    /// How many.
    lines: usize,
    /// How high each is: `line`, `figures` or `chart`.
    #[prop(default = "line")]
    shape: &'static str,
) -> impl IntoView {
    view! {
        <div class=format!("skeleton {shape}") aria-hidden="true">
            {(0..lines).map(|_| view! { <div></div> }).collect_view()}
        </div>
    }
}

/// A place that has nothing yet: what it will show, and the one thing to do about it.
#[component]
pub fn Empty(
    /// What is not there.
    #[prop(into)]
    title: String,
    /// What the place will show, and why that helps.
    #[prop(into)]
    text: String,
    /// The button or link.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| view! { <div class="acts">{children()}</div> })}
        </div>
    }
}

/// What failed, what it means, and what to do.
#[component]
pub fn ErrorState(
    /// The error.
    error: ApiError,
    /// Tries again, where that may help.
    #[prop(optional)]
    retry: Option<Callback<()>>,
) -> impl IntoView {
    let t = texts();
    let retry = retry.filter(|_| error.retry);
    let details = error.clone();
    view! {
        <div class="error" role="alert">
            <p class="what">{error.message}</p>
            {error.hint.map(|hint| view! { <p>{hint}</p> })}
            <div class="acts">
                {retry.map(|retry| view! {
                    <button type="button" on:click=move |_| retry.run(())>{t.try_again()}</button>
                })}
                <button type="button" class="quiet" on:click=move |_| copy_details(&details)>
                    {t.copy_details()}
                </button>
            </div>
        </div>
    }
}

/// How far something is, 0 to 1; without a share it only says that it goes on.
#[component]
pub fn Progress(
    /// What goes on, for a screen reader.
    #[prop(into)]
    label: String,
    /// The share done.
    #[prop(into)]
    fraction: Signal<Option<f64>>,
) -> impl IntoView {
    view! { <progress aria-label=label prop:value=move || fraction.get() max="1"></progress> }
}

/// A button for work that takes a moment: it cannot be pressed twice.
#[component]
pub fn Busy(
    /// Whether the work goes on.
    #[prop(into)]
    busy: Signal<bool>,
    /// Its class: `primary`, `quiet`, `danger`.
    #[prop(default = "")]
    class: &'static str,
    /// Starts the work.
    #[prop(into)]
    press: Callback<()>,
    /// The act by its name.
    children: Children,
) -> impl IntoView {
    view! {
        <button type="button" class=class aria-disabled=move || busy.get().to_string()
            on:click=move |_| if !busy.get_untracked() { press.run(()) }>
            {children()}
        </button>
    }
}

/// Puts what a person can send to someone who helps on the clipboard.
pub fn copy_details(error: &ApiError) {
    let details = format!(
        "Kontor {}\ncode: {:?}\ntrace: {}\nfield: {}\n{error}",
        env!("CARGO_PKG_VERSION"),
        error.code,
        error.trace_id,
        error.field.as_deref().unwrap_or("-"),
    );
    copy(details);
}

/// Puts a text on the clipboard, and says so.
pub fn copy(text: String) {
    spawn_local(async move {
        let t = Texts(language());
        match JsFuture::from(window().navigator().clipboard().write_text(&text)).await {
            Ok(_) => toast::say(t.copied()),
            Err(_) => toast::say(t.not_copied()),
        }
    });
}
