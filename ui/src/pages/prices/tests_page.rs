//! Price tests: one to plan, and those that there are with what they found.

use super::{PriceTabs, plan_test::PlanTest};
use crate::{
    kit::{Skeleton, loaded},
    locales::{locale, texts},
    pages::{PageHead, approvals, data::here},
    paint::painted,
    query::use_query,
};
use kontor_api::{
    Words as _,
    price::{GetPriceTest, PriceTestFound},
    proposals::{GetProposals, PRICE_TEST, Proposal, ProposalState, Proposals},
};
use leptos::prelude::*;
use std::sync::Arc;

/// The page.
#[component]
pub fn TestsPage() -> impl IntoView {
    let t = texts();
    let found = use_query(|| Some(GetProposals::default()));
    Effect::new(move |_| {
        if found.value.with(Option::is_some) {
            painted();
        }
    });
    view! {
        <PageHead title=Signal::stored(t.price_tests_title().to_owned()) says=Signal::stored(t.tests_say().to_owned())/>
        <PriceTabs/>
        <PlanTest/>
        <section aria-labelledby="tests-head">
            <h2 id="tests-head">{t.tests_made()}</h2>
            {loaded(found, || view! { <Skeleton lines=3/> }.into_any(), |reply| view! { <List reply/> }.into_any())}
        </section>
    }
}

#[component]
fn List(reply: Arc<Proposals>) -> impl IntoView {
    let t = texts();
    let tests: Vec<Proposal> =
        reply.rows.iter().filter(|one| one.kind == PRICE_TEST).cloned().collect();
    if tests.is_empty() {
        return view! { <p class="note">{t.no_tests()}</p> }.into_any();
    }
    view! {
        <ul class="rows">{tests.into_iter().map(|test| view! { <Test test/> }).collect_view()}</ul>
    }
    .into_any()
}

/// A test; once it is approved, with what it found.
#[component]
fn Test(test: Proposal) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let id = test.id;
    let runs = matches!(test.state, ProposalState::Approved | ProposalState::Exported);
    let found = use_query(move || runs.then_some(GetPriceTest { proposal: id }));
    let says = [
        test.state.title(t.0).to_owned(),
        t.made_on(locale.date_time(here(test.made_at))),
        test.basis.clone(),
    ];
    let says: Vec<String> = says.into_iter().filter(|part| !part.is_empty()).collect();
    let of = format!(": {}", test.title);
    view! {
        <li>
            <div>
                <b>{test.title}</b>
                <p>{says.join(" · ")}</p>
                {move || found.value.get().map(|found| learnt(&found))}
                {move || found.error.get().map(|error| view! { <p class="loss">{error.message}</p> })}
            </div>
            <a class="button" href=approvals::address_of(id)>{t.look()}<span class="sr-only">{of}</span></a>
        </li>
    }
}

fn learnt(found: &PriceTestFound) -> impl IntoView + use<> {
    let (t, locale) = (texts(), locale());
    let number = |value: f64| locale.number(value, 1);
    let range = found.elasticity.zip(found.low).zip(found.high);
    let range = range.map(|((mean, low), high)| {
        format!(" · {}", t.found_elasticity(number(mean), number(low), number(high)))
    });
    view! { <p>{t.what_it_found()}": "{found.says.clone()}{range}</p> }
}
