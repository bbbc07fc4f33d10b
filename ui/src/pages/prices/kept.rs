//! Scenarios that are kept to come back to: one more of them, and those that there are.

use super::{propose::Proposing, read_price};
use crate::{
    kit::{Busy, Field},
    locales::{locale, texts},
    pages::{
        approvals::{self, decide},
        data::here,
    },
    query::use_query,
};
use kontor_api::{
    price::{PriceMove, PriceTerms, ProposePrices},
    proposals::{GetProposals, PRICE, Proposal, ProposalState, ProposedRow, Verdict},
};
use kontor_domain::Money;
use leptos::prelude::*;

/// Keeps what is tried under a name.
#[component]
pub fn Keep(
    /// What is tried; nothing to keep where it is empty.
    #[prop(into)]
    changes: Callback<(), Vec<PriceMove>>,
    /// What it is judged for.
    #[prop(into)]
    terms: Signal<PriceTerms>,
    /// Whether there is something to keep.
    #[prop(into)]
    can_keep: Signal<bool>,
    /// Where it is kept from.
    proposing: Proposing,
) -> impl IntoView {
    let t = texts();
    let name = RwSignal::new(String::new());
    let busy = Signal::derive(move || proposing.at_work.get() || !can_keep.get());
    let keep = move |()| {
        let request = ProposePrices {
            name: name.with_untracked(|name| name.trim().to_owned()),
            terms: terms.get_untracked(),
            changes: changes.run(()),
            keep: true,
            ..ProposePrices::default()
        };
        if !request.changes.is_empty() {
            proposing.send(request, move || drop(name.try_set(String::new())));
        }
    };
    let control = move |id: String| {
        view! {
            <input type="text" id=id.clone() aria-describedby=format!("{id}-note") autocomplete="off"
                prop:value=name on:input=move |event| name.set(event_target_value(&event))/>
        }
    };
    view! {
        <div class="day-act keep">
            <Field label=t.scenario_name() control/>
            <Busy busy press=keep>{t.keep_it()}</Busy>
        </div>
    }
}

/// Those that are kept: of a product, whose price can be tried again, or all.
#[component]
pub fn Kept(
    /// The product's code; every scenario where it is not said.
    #[prop(optional_no_strip)]
    sku: Option<String>,
    /// The currency's example: any price of the shop.
    #[prop(into)]
    like: Signal<Option<Money>>,
    /// Takes a kept price to try it again.
    #[prop(optional)]
    open: Option<Callback<Money>>,
) -> impl IntoView {
    let t = texts();
    let found = use_query(|| Some(GetProposals { state: Some(ProposalState::Kept) }));
    let sku = StoredValue::new(sku);
    let rows = move || {
        let reply = found.value.get()?;
        let is_of = |proposal: &&Proposal| {
            let is_it = |sku: &String| proposal.rows.iter().any(|row| row.key == *sku);
            proposal.kind == PRICE && sku.with_value(|sku| sku.as_ref().is_none_or(is_it))
        };
        let rows: Vec<Proposal> = reply.rows.iter().filter(is_of).cloned().collect();
        (!rows.is_empty()).then_some(rows)
    };
    let line = move |proposal: Proposal| {
        let price = sku.with_value(|sku| price_of(&proposal, sku.as_deref()?, like.get()?));
        view! { <Scenario proposal price open/> }
    };
    move || {
        rows().map(|rows| {
            view! {
                <h3>{t.kept_scenarios()}</h3>
                <ul class="rows">{rows.into_iter().map(line).collect_view()}</ul>
            }
        })
    }
}

/// The new price of a product in a proposal, as it is written there.
fn price_of(proposal: &Proposal, sku: &str, like: Money) -> Option<Money> {
    let row = proposal.rows.iter().find(|row| row.key == sku)?;
    // A scenario of several products is more than this price; variants of one have the same.
    let first = |row: &ProposedRow| row.changes.first().map(|change| change.new.clone());
    let price = first(row)?;
    let is_alone = proposal.rows.iter().all(|other| first(other).as_ref() == Some(&price));
    read_price(locale(), &price, like).filter(|_| is_alone)
}

#[component]
fn Scenario(
    proposal: Proposal,
    price: Option<Money>,
    open: Option<Callback<Money>>,
) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let id = proposal.id;
    let of = format!(": {}", proposal.title);
    let named = [of.clone(), of.clone(), of];
    let changes = proposal.rows.iter().filter_map(|row| row.changes.first());
    let mut says: Vec<String> = changes
        .take(3)
        .map(|change| match &change.old {
            Some(old) => format!("{old} → {}", change.new),
            None => change.new.clone(),
        })
        .collect();
    says.push(t.made_on(locale.date_time(here(proposal.made_at))));
    let [again, propose, refuse] = named;
    let act = match (price, open) {
        (Some(price), Some(open)) => view! {
            <button type="button" on:click=move |_| open.run(price)>{t.open_scenario()}<span class="sr-only">{again}</span></button>
        }
        .into_any(),
        _ => view! {
            <a class="button" href=approvals::address_of(id)>{t.look()}<span class="sr-only">{again}</span></a>
        }
        .into_any(),
    };
    view! {
        <li>
            <div><b>{proposal.title}</b><p>{says.join(" · ")}</p></div>
            <div class="acts">
                {act}
                <button type="button" on:click=move |_| decide(id, Verdict::Propose, String::new())>{t.propose()}<span class="sr-only">{propose}</span></button>
                <button type="button" class="quiet" on:click=move |_| decide(id, Verdict::Refuse, String::new())>{t.refuse()}<span class="sr-only">{refuse}</span></button>
            </div>
        </li>
    }
}
