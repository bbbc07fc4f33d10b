//! Approvals: what was proposed, who decided, and what came of it.

mod files;
mod made;
mod proposal;

pub use files::{OrderFiles, PriceFiles};
pub use made::MadeHere;

use crate::{
    kit::{Choices, Empty, RangeBar, Skeleton, loaded, toast},
    locales::{Texts, language, locale, texts},
    pages::{PageHead, data::here, selection::address},
    paint::painted,
    query::{self, use_query},
};
use kontor_api::{
    Words as _,
    proposals::{
        DecideProposal, Effect as Outlook, GetProposals, Proposal, ProposalState, Proposals,
        Verdict,
    },
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use proposal::ProposalPage;
use std::sync::Arc;

/// The address of a proposal.
pub fn address_of(id: i64) -> String {
    address("/approvals", vec![("id", id.to_string())])
}

/// Decides about a proposal, and says so.
pub fn decide(id: i64, decision: Verdict, note: String) {
    spawn_local(async move {
        match query::change(&DecideProposal { id, decision, note }).await {
            Ok(proposal) => {
                let t = Texts(language());
                toast::say_with_undo(match decision {
                    Verdict::Propose => t.proposed_what(proposal.title),
                    Verdict::Approve => t.approved_what(proposal.title),
                    Verdict::Refuse => t.refused_what(proposal.title),
                    Verdict::Undo => t.reopened_what(proposal.title),
                });
            }
            Err(error) => toast::fail(error),
        }
    });
}

/// The list, or one proposal where the address names it.
#[component]
pub fn ApprovalsPage() -> impl IntoView {
    let params = use_query_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<i64>().ok()));
    move || match id.get() {
        Some(id) => view! { <ProposalPage id/> }.into_any(),
        None => view! { <List/> }.into_any(),
    }
}

#[component]
fn List() -> impl IntoView {
    let t = texts();
    let params = use_query_map();
    let state = Memo::new(move |_| {
        let name = params.with(|params| params.get("state"))?;
        ProposalState::ALL.into_iter().find(|state| state.name() == name)
    });
    let found = use_query(move || Some(GetProposals { state: state.get() }));
    Effect::new(move |_| {
        if found.value.with(Option::is_some) {
            painted();
        }
    });
    let navigate = StoredValue::new_local(use_navigate());
    let choose = move |state: Option<ProposalState>| {
        let params = state.map(|state| ("state", state.name().to_owned())).into_iter().collect();
        let stay = NavigateOptions { scroll: false, ..NavigateOptions::default() };
        navigate.with_value(|go| go(&address("/approvals", params), stay));
    };
    let states = ProposalState::ALL.map(|state| (Some(state), state.title(t.0).to_owned()));
    let choices =
        std::iter::once((None, t.all_states().to_owned())).chain(states).collect::<Vec<_>>();
    view! {
        <PageHead title=Signal::stored(t.approvals().to_owned()) says=Signal::stored(t.approvals_say().to_owned())/>
        <div class="filters">
            <Choices label=t.which_proposals() choices value=Signal::derive(move || Some(state.get())) choose/>
        </div>
        {loaded(found, || view! { <Skeleton lines=8/> }.into_any(), |reply| view! { <Table reply/> }.into_any())}
    }
}

#[component]
fn Table(reply: Arc<Proposals>) -> impl IntoView {
    let t = texts();
    if reply.rows.is_empty() {
        return view! {
            <Empty title=t.no_proposals() text=t.no_proposals_text()>
                <a class="button primary" href="/reorder">{t.to_the_plan()}</a>
                <a class="button" href="/prices">{t.to_the_prices()}</a>
            </Empty>
        }
        .into_any();
    }
    let most = most_of(reply.rows.iter().filter_map(|proposal| proposal.effect));
    let rows = reply.rows.iter().map(|proposal| row(proposal, most));
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label=t.approvals()>
            <table class="decisions">
                <caption class="sr-only">{t.approvals()}</caption>
                <thead><tr>
                    <th scope="col">{t.proposal_state()}</th>
                    <th scope="col">{t.what()}</th>
                    <th scope="col" class="num">{t.effect_heading()}</th>
                    <th scope="col">{t.range_80()}</th>
                    <th scope="col">{t.made()}</th>
                    <th scope="col">{t.decided()}</th>
                    <td></td>
                </tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(proposal: &Proposal, most: f64) -> impl IntoView + use<> {
    let (t, locale) = (texts(), locale());
    let id = proposal.id;
    let decided = match (proposal.exported_at, proposal.decided_at) {
        (Some(time), _) => t.handed_on(locale.date_time(here(time))),
        (None, Some(time)) => locale.date_time(here(time)),
        (None, None) => t.no_decision_yet().to_owned(),
    };
    let of = format!(": {}", proposal.title);
    let named = of.clone();
    let approve = (proposal.state == ProposalState::Open).then(|| {
        view! {
            <button type="button" class="primary" on:click=move |_| decide(id, Verdict::Approve, String::new())>
                {t.approve()}<span class="sr-only">{named}</span>
            </button>
        }
    });
    view! {
        <tr>
            <td>{proposal.state.title(t.0)}</td>
            <th scope="row"><a href=address_of(id)>{proposal.title.clone()}</a><p class="advice">{proposal.basis.clone()}</p></th>
            {outlook(proposal.effect, most)}
            <td class="when">{locale.date_time(here(proposal.made_at))}</td>
            <td class="when">{decided}</td>
            <td class="act">{approve}<a class="button" href=address_of(id)>{t.look()}<span class="sr-only">{of}</span></a></td>
        </tr>
    }
}

/// What is expected of something, with its range, as two cells.
pub fn outlook(effect: Option<Outlook>, most: f64) -> impl IntoView {
    let locale = locale();
    let Some(Outlook { margin, low, high }) = effect else {
        return view! { <td class="num">"–"</td><td></td> }.into_any();
    };
    let range = format!("{} – {}", locale.money_whole(low), locale.money_whole(high));
    view! {
        <td class="num">{locale.money_whole(margin)}<span>{range}</span></td>
        <td><RangeBar value=margin.major() low=low.major() high=high.major() most/></td>
    }
    .into_any()
}

/// The end of the scale that all these effects fit on.
pub fn most_of(effects: impl Iterator<Item = Outlook>) -> f64 {
    effects.map(|effect| effect.high.major()).fold(0.0, f64::max)
}
