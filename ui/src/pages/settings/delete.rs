//! Deleting a shop: the one act that cannot be undone, so it asks for the shop's name.

use crate::{
    kit::{Busy, Dialog, ErrorState, Field, toast},
    locales::{Texts, language, texts},
    query,
};
use kontor_api::{
    ApiError,
    workspace::{Delete, GetStatus, Workspace},
};
use leptos::{html, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The button, and the dialog that it opens.
#[component]
pub fn DeleteShop(
    /// The open shop.
    shop: Memo<Option<Workspace>>,
) -> impl IntoView {
    let t = texts();
    let open = RwSignal::new(false);
    view! {
        <p class="note">{t.delete_says()}</p>
        <button type="button" class="danger" on:click=move |_| open.set(true)>{t.delete_this_shop()}</button>
        <Dialog open title=t.delete_shop()>
            {move || shop.get().map(|shop| view! { <Confirm shop open/> })}
        </Dialog>
    }
}

#[component]
fn Confirm(shop: Workspace, open: RwSignal<bool>) -> impl IntoView {
    let t = texts();
    let name = shop.settings.name.clone();
    let typed = RwSignal::new(String::new());
    let failed = RwSignal::new(None::<ApiError>);
    let at_work = RwSignal::new(false);
    let matches = {
        let name = name.clone();
        Memo::new(move |_| typed.with(|typed| typed.trim() == name))
    };
    let blocked = Signal::derive(move || at_work.get() || !matches.get());
    let navigate = use_navigate();
    let delete = {
        let (folder, name) = (shop.folder.clone(), name.clone());
        move |()| {
            let request = Delete { folder: folder.clone(), name: name.clone() };
            let navigate = navigate.clone();
            at_work.set(true);
            spawn_local(async move {
                match query::change(&request).await {
                    Ok(_) => {
                        // What is shown next must know that no shop is open; if it cannot be told,
                        // it will find out by itself.
                        let _ = query::read(&GetStatus {}).await;
                        toast::say(Texts(language()).shop_deleted(&request.name));
                        navigate("/", NavigateOptions::default());
                    }
                    Err(error) => {
                        failed.try_set(Some(error));
                    }
                }
                at_work.try_set(false);
            });
        }
    };
    // The harmless button has the focus.
    let cancel = NodeRef::<html::Button>::new();
    Effect::new(move |_| {
        if let Some(cancel) = cancel.get() {
            // After the dialog is shown, which takes the focus first.
            request_animation_frame(move || {
                let _ = cancel.focus();
            });
        }
    });
    let control = move |id: String| {
        view! {
            <input type="text" id=id.clone() aria-describedby=format!("{id}-note") autocomplete="off" spellcheck="false"
                prop:value=typed on:input=move |event| typed.set(event_target_value(&event))/>
        }
    };
    let lines = t.lines(shop.lines as i64);
    view! {
        <p>{t.delete_means(lines)}</p>
        <p><code class="path">{shop.folder}</code></p>
        {move || failed.get().map(|error| view! { <ErrorState error/> })}
        <Field label=t.type_the_name(&name) control/>
        <div class="acts end">
            <button type="button" node_ref=cancel on:click=move |_| open.set(false)>{t.cancel()}</button>
            <Busy busy=blocked class="danger" press=delete>{t.delete_named(&name)}</Busy>
        </div>
    }
}
