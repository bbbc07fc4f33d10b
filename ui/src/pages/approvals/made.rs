//! What was proposed or approved on a page, and the way to it.

use super::address_of;
use crate::query::use_query;
use kontor_api::proposals::{GetProposals, Proposal, ProposalState};
use leptos::prelude::*;

/// Proposals that were made on a page, for as long as they stand.
#[component]
pub fn MadeHere(
    /// Their numbers.
    ids: RwSignal<Vec<i64>>,
    /// The states in which they stand.
    states: &'static [ProposalState],
    /// What became of them.
    title: &'static str,
    /// The words of the way to one.
    words: fn(&Proposal) -> String,
    /// Another way on from here.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let proposals = use_query(move || ids.with(|ids| !ids.is_empty()).then(GetProposals::default));
    let standing = move || {
        let reply = proposals.value.get()?;
        let stands = |each: &&Proposal| {
            ids.with(|ids| ids.contains(&each.id)) && states.contains(&each.state)
        };
        let way = |each: &Proposal| (words(each), address_of(each.id));
        let ways: Vec<_> = reply.rows.iter().filter(stands).map(way).collect();
        (!ways.is_empty()).then_some(ways)
    };
    move || {
        standing().map(|ways| {
            view! {
                <div class="done">
                    <p class="what">{title}</p>
                    <div class="acts">
                        {ways.into_iter().map(|(words, address)| view! {
                            <a class="button" href=address>{words}</a>
                        }).collect_view()}
                        {children.as_ref().map(|children| children())}
                    </div>
                </div>
            }
        })
    }
}
