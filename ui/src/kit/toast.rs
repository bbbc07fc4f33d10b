//! Short words about what just happened, in the corner of the window.

use crate::{
    jobs,
    kit::states::copy_details,
    locales::{Texts, language, texts},
};
use kontor_api::{ApiError, history::UndoLast};
use leptos::{prelude::*, task::spawn_local};
use std::{cell::Cell, time::Duration};

/// How long good news stay. Errors stay until they are closed.
const STAY: Duration = Duration::from_secs(8);

#[derive(Clone)]
struct Toast {
    id: u64,
    text: String,
    undo: ArcRwSignal<bool>,
    error: Option<ApiError>,
}

thread_local! {
    static TOASTS: ArcRwSignal<Vec<Toast>> = ArcRwSignal::default();
    static LAST_ID: Cell<u64> = const { Cell::new(0) };
}

/// Says that something is done.
pub fn say(text: impl Into<String>) {
    push(text.into(), false, None);
}

/// Says that something is done, and offers to take it back.
pub fn say_with_undo(text: impl Into<String>) {
    push(text.into(), true, None);
}

/// Says that something failed. That the person cancelled is no failure.
pub fn fail(error: ApiError) {
    if jobs::is_cancelled(&error) {
        say(Texts(language()).cancelled());
    } else {
        push(error.to_string(), false, Some(error));
    }
}

/// Takes back the last operation, and says so.
pub fn undo_last() {
    spawn_local(async {
        match jobs::run(&UndoLast {}).await {
            Ok(history) => {
                let t = Texts(language());
                let undone =
                    history.operations.into_iter().find(|done| Some(done.id) == history.can_redo);
                say(undone
                    .map_or_else(|| t.undone_something().to_owned(), |done| t.undone(done.title)));
            }
            Err(error) => fail(error),
        }
    });
}

fn push(text: String, undo: bool, error: Option<ApiError>) {
    let id = LAST_ID.get() + 1;
    LAST_ID.set(id);
    let stays = error.is_some();
    TOASTS.with(|toasts| {
        toasts.update(|toasts| {
            // Undo takes back what was done last: an older toast no longer offers it.
            if undo {
                toasts.iter().for_each(|toast| toast.undo.set(false));
            }
            toasts.push(Toast { id, text, undo: ArcRwSignal::new(undo), error });
        });
    });
    if !stays {
        set_timeout(move || close(id), STAY);
    }
}

fn close(id: u64) {
    TOASTS.with(|toasts| toasts.update(|toasts| toasts.retain(|toast| toast.id != id)));
}

/// Where the words appear. Stands once, in the shell.
#[component]
pub fn Toaster() -> impl IntoView {
    let toasts = TOASTS.with(Clone::clone);
    view! {
        <div class="toaster" role="status" aria-live="polite">
            <For each=move || toasts.get() key=|toast| toast.id let:toast>
                <ToastView toast/>
            </For>
        </div>
    }
}

#[component]
fn ToastView(toast: Toast) -> impl IntoView {
    let t = texts();
    let id = toast.id;
    let bad = toast.error.is_some();
    view! {
        <div class="toast" class:bad=bad>
            <p>{toast.text}</p>
            {move || toast.undo.get().then(|| view! {
                <button type="button" on:click=move |_| { close(id); undo_last(); }>{t.undo()}</button>
            })}
            {toast.error.map(|error| view! {
                <button type="button" class="quiet" on:click=move |_| copy_details(&error)>{t.copy_details()}</button>
            })}
            <button type="button" class="quiet close" aria-label=t.close() on:click=move |_| close(id)>"×"</button>
        </div>
    }
}
