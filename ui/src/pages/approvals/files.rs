//! The files of what was approved: of an order, of prices. The first of them cannot be called back, so it asks before.

use crate::{
    files,
    kit::{Dialog, Menu, toast},
    locales::{Texts, texts},
    query::{self, use_query},
};
use kontor_api::proposals::{ExportProposal, GetProposal, OrderFormat, ProposalState};
use leptos::{html, prelude::*, task::spawn_local};

/// What of a kind of proposal is handed on, in words.
struct Kind {
    formats: &'static [OrderFormat],
    words: fn(Texts, OrderFormat) -> &'static str,
    get: fn(Texts) -> &'static str,
    title: fn(Texts) -> &'static str,
    says: fn(Texts) -> &'static str,
}

const ORDER: Kind = Kind {
    formats: &OrderFormat::ALL,
    words: Texts::order_format,
    get: Texts::order_files,
    title: Texts::hand_on_title,
    says: Texts::hand_on_says,
};

const PRICES: Kind = Kind {
    formats: &[OrderFormat::Csv, OrderFormat::Xlsx, OrderFormat::Json],
    words: Texts::price_format,
    get: Texts::price_files,
    title: Texts::hand_on_prices_title,
    says: Texts::hand_on_prices_says,
};

/// The files of an order.
#[component]
pub fn OrderFiles(
    /// The proposal that the order came from.
    id: i64,
) -> impl IntoView {
    view! { <Files id kind=&ORDER/> }
}

/// The files of new prices.
#[component]
pub fn PriceFiles(
    /// The proposal that the prices stand in.
    id: i64,
) -> impl IntoView {
    view! { <Files id kind=&PRICES/> }
}

/// A button that unfolds the formats.
#[component]
fn Files(id: i64, kind: &'static Kind) -> impl IntoView {
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
    let words = move || asked.get().map(|format| t.hand_on_as((kind.words)(t, format)));
    view! {
        <Menu label=(kind.get)(t)>
            {kind.formats.iter().map(|format| view! {
                <button type="button" on:click=move |_| choose(*format)>{(kind.words)(t, *format)}</button>
            }).collect_view()}
        </Menu>
        <Dialog open=asking title=(kind.title)(t)>
            <p>{(kind.says)(t)}</p>
            <div class="acts end">
                <button type="button" node_ref=wait on:click=move |_| asking.set(false)>{t.not_yet()}</button>
                <button type="button" class="primary" on:click=hand_on>{words}</button>
            </div>
        </Dialog>
    }
}

/// Writes it to a file and hands that over.
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
