//! The files of an approved order. The first of them cannot be called back, so it asks before.

use crate::{
    files,
    kit::{Dialog, Menu, toast},
    locales::texts,
    query::{self, use_query},
};
use kontor_api::proposals::{ExportProposal, GetProposal, OrderFormat, ProposalState};
use leptos::{html, prelude::*, task::spawn_local};

/// A button that unfolds the formats.
#[component]
pub fn OrderFiles(
    /// The proposal that the order came from.
    id: i64,
) -> impl IntoView {
    let t = texts();
    let proposal = use_query(move || Some(GetProposal { id }));
    let state =
        Memo::new(move |_| proposal.value.with(|reply| reply.as_ref().map(|reply| reply.state)));
    // The format that waits for a yes.
    let asked = RwSignal::new(None::<OrderFormat>);
    let asking = RwSignal::new(false);
    let choose = move |format| match state.get_untracked() {
        Some(ProposalState::Approved) => {
            asked.set(Some(format));
            asking.set(true);
        }
        _ => export(id, format),
    };
    let hand_on = move |_| {
        asking.set(false);
        if let Some(format) = asked.get_untracked() {
            export(id, format);
        }
    };
    // The harmless button has the focus.
    let wait = NodeRef::<html::Button>::new();
    Effect::new(move |_| {
        if let Some(wait) = wait.get() {
            // After the dialog is shown, which takes the focus first.
            request_animation_frame(move || {
                let _ = wait.focus();
            });
        }
    });
    let words = move || asked.get().map(|format| t.hand_on_as(t.order_format(format)));
    view! {
        <Menu label=t.order_files()>
            {OrderFormat::ALL.map(|format| view! {
                <button type="button" on:click=move |_| choose(format)>{t.order_format(format)}</button>
            }).collect_view()}
        </Menu>
        <Dialog open=asking title=t.hand_on_title()>
            <p>{t.hand_on_says()}</p>
            <div class="acts end">
                <button type="button" node_ref=wait on:click=move |_| asking.set(false)>{t.not_yet()}</button>
                <button type="button" class="primary" on:click=hand_on>{words}</button>
            </div>
        </Dialog>
    }
}

/// Writes the order to a file and hands it over.
fn export(id: i64, format: OrderFormat) {
    spawn_local(async move {
        let handed = match query::change(&ExportProposal { id, format }).await {
            Ok(file) => files::hand_over(&file).await,
            Err(error) => Err(error),
        };
        if let Err(error) = handed {
            toast::fail(error);
        }
    });
}
