//! What becomes of a try: a proposal, an approval, or a scenario to come back to.

use crate::{
    kit::toast,
    locales::{Texts, language, texts},
    pages::approvals::MadeHere,
    query,
};
use kontor_api::{
    price::ProposePrices,
    proposals::{ProposalState, Proposals},
};
use leptos::{prelude::*, task::spawn_local};

/// A place that proposes: what it made, and whether it is at work.
#[derive(Clone, Copy)]
pub struct Proposing {
    /// The numbers of what was made here.
    pub made: RwSignal<Vec<i64>>,
    /// Whether an answer is waited for.
    pub at_work: RwSignal<bool>,
}

impl Proposing {
    /// Of a page that has proposed nothing yet.
    pub fn new() -> Proposing {
        Proposing { made: RwSignal::new(Vec::new()), at_work: RwSignal::new(false) }
    }

    /// Proposes, approves or keeps, says so, and runs `done`.
    pub fn send(self, request: ProposePrices, done: impl FnOnce() + 'static) {
        if self.at_work.get_untracked() {
            return;
        }
        self.at_work.set(true);
        spawn_local(async move {
            match query::change(&request).await {
                Ok(reply) => {
                    toast::say_with_undo(says(&request, &reply));
                    if !request.keep {
                        self.made.try_set(reply.rows.iter().map(|each| each.id).collect());
                    }
                    done();
                }
                Err(error) => toast::fail(error),
            }
            // The page that asked may be gone.
            self.at_work.try_set(false);
        });
    }
}

fn says(request: &ProposePrices, reply: &Proposals) -> String {
    let t = Texts(language());
    let changes = reply.rows.iter().map(|proposal| proposal.rows.len() as i64).sum();
    match (request.keep, request.approve) {
        (true, _) => t.scenario_kept().to_owned(),
        (false, true) => t.changes_approved(changes),
        (false, false) => t.changes_proposed(changes),
    }
}

/// What was proposed here, and where it is, for as long as it stands.
#[component]
pub fn Made(
    /// The place that proposes.
    proposing: Proposing,
) -> impl IntoView {
    view! {
        <MadeHere ids=proposing.made title=texts().proposed_now() words=|proposal| proposal.title.clone()
            states=&[ProposalState::Open, ProposalState::Approved, ProposalState::Exported]/>
    }
}
