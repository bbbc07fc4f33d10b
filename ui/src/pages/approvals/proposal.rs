//! One proposal: what it changes, what it is expected to bring, and the decision.

use super::{OrderFiles, PriceFiles, decide};
use crate::{
    kit::{Field, RangeBar, Skeleton, loaded},
    locales::{Texts, locale, texts},
    pages::{PageHead, data::here, prices, reorder::order_address},
    paint::painted,
    query::use_query,
};
use kontor_api::{
    Words as _,
    proposals::{
        GetProposal, PRICE, PRICE_TEST, Proposal, ProposalState, ProposedChange, REORDER, Verdict,
    },
};
use leptos::prelude::*;
use std::sync::Arc;

/// The page of a proposal.
#[component]
pub fn ProposalPage(
    /// Its number.
    id: i64,
) -> impl IntoView {
    let t = texts();
    let found = use_query(move || Some(GetProposal { id }));
    Effect::new(move |_| {
        if found.value.with(Option::is_some) {
            painted();
        }
    });
    let title = Signal::derive(move || {
        let title = found.value.with(|reply| reply.as_ref().map(|reply| reply.title.clone()));
        title.unwrap_or_else(|| t.proposal_number(id))
    });
    let says = Signal::derive(move || {
        found.value.with(|reply| reply.as_ref().map(|reply| says(reply, t))).unwrap_or_default()
    });
    let is_order = Memo::new(move |_| {
        found.value.with(|reply| reply.as_ref().is_some_and(|reply| reply.kind == REORDER))
    });
    let is_price = Memo::new(move |_| {
        found.value.with(|reply| reply.as_ref().is_some_and(|reply| reply.kind == PRICE))
    });
    view! {
        <PageHead title says>
            {move || is_price.get().then(|| view! { <PriceFiles id/> })}
            {move || is_order.get().then(|| view! { <OrderFiles id/> })}
            <a class="button" href="/approvals">{t.all_proposals()}</a>
        </PageHead>
        <p class="sr-only" role="status">{says}</p>
        {loaded(found, || view! { <Skeleton lines=10/> }.into_any(), |reply| view! { <Contents reply/> }.into_any())}
    }
}

/// Where it stands, and who did what when.
fn says(of: &Proposal, t: Texts) -> String {
    let locale = locale();
    let time = |time| locale.date_time(here(time));
    let mut says = vec![of.state.title(t.0).to_owned()];
    // The system does not always say who sits there.
    says.push(match of.made_by.as_str() {
        "" => t.made_on(time(of.made_at)),
        who => t.made_by(who, time(of.made_at)),
    });
    says.extend(of.decided_at.map(|when| match of.decided_by.as_deref().unwrap_or_default() {
        "" => t.decided_on(time(when)),
        who => t.decided_by(who, time(when)),
    }));
    says.extend(of.exported_at.map(|when| t.handed_on(time(when))));
    says.join(" · ")
}

#[component]
fn Contents(reply: Arc<Proposal>) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let effect = reply.effect.map(|effect| {
        let money = |money| locale.money_whole(money);
        let words = t.effect_words(money(effect.margin), money(effect.low), money(effect.high));
        let (value, low, high) = (effect.margin.major(), effect.low.major(), effect.high.major());
        view! { <dt>{t.expected_effect()}</dt><dd>{words}<RangeBar value low high most=high/></dd> }
    });
    let fact = |name: &'static str, text: Option<String>| {
        let text = text.filter(|text| !text.is_empty())?;
        Some(view! { <dt>{name}</dt><dd>{text}</dd> })
    };
    let outcome = reply.outcome.clone().map(|outcome| {
        let link = (reply.kind == REORDER)
            .then(|| view! { " "<a href=order_address(Some(&outcome))>{t.to_its_order()}</a> });
        view! { <dt>{t.came_of_it()}</dt><dd>{outcome}{link}</dd> }
    });
    let is_price = matches!(reply.kind.as_str(), PRICE | PRICE_TEST);
    let rows = reply.rows.iter().map(|row| {
        let name = if row.title.is_empty() { row.key.clone() } else { row.title.clone() };
        let name = match is_price {
            true => view! { <a href=prices::product_address(&row.key)>{name}</a> }.into_any(),
            false => name.into_any(),
        };
        let changes = row.changes.iter().map(|each| change(each, t)).collect_view();
        view! {
            <tr>
                <th scope="row">{name}<p class="advice">{row.key.clone()}</p></th>
                <td class="says"><ul>{changes}</ul></td>
            </tr>
        }
    });
    view! {
        <dl class="pairs">
            {effect}
            {fact(t.value_of_it(), reply.value.map(|value| locale.money(value)))}
            {fact(t.decide_by(), reply.decide_by.map(|day| locale.date(day)))}
            {fact(t.proposal_basis(), Some(reply.basis.clone()))}
            {fact(t.proposal_note(), Some(reply.note.clone()))}
            {outcome}
        </dl>
        <Decide id=reply.id state=reply.state/>
        <section aria-labelledby="changes-head">
            <h2 id="changes-head">{t.what_changes()}</h2>
            <div class="scroll-x" tabindex="0" role="group" aria-label=t.what_changes()>
                <table class="grid plain">
                    <caption class="sr-only">{t.what_changes()}</caption>
                    <thead><tr>
                        <th scope="col">{t.product()}</th>
                        <th scope="col">{t.what_changes()}</th>
                    </tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

/// As it is, and as it becomes.
fn change(change: &ProposedChange, t: Texts) -> impl IntoView + use<> {
    let old = change.old.clone().map(|old| {
        view! {
            <span class="old">{old}</span>
            <span aria-hidden="true">" → "</span><span class="sr-only">" "{t.becomes()}" "</span>
        }
    });
    view! {
        <li>
            {change.what.clone()}": "{old}
            <b>{change.new.clone()}</b>
        </li>
    }
}

/// The decision, with a word on why; or taking it back, while that is still possible.
#[component]
fn Decide(id: i64, state: ProposalState) -> impl IntoView {
    let t = texts();
    let note = RwSignal::new(String::new());
    let press = move |verdict| decide(id, verdict, note.get_untracked());
    let control = move |id: String| {
        view! {
            <input type="text" id=id.clone() aria-describedby=format!("{id}-note") autocomplete="off"
                prop:value=note on:input=move |event| note.set(event_target_value(&event))/>
        }
    };
    match state {
        ProposalState::Kept => view! {
            <p class="acts under">
                <button type="button" class="primary" on:click=move |_| press(Verdict::Propose)>{t.propose()}</button>
                <button type="button" on:click=move |_| press(Verdict::Refuse)>{t.refuse()}</button>
            </p>
        }
        .into_any(),
        ProposalState::Open => view! {
            <div class="decide">
                <Field label=t.proposal_note() hint=t.why_decided() control/>
                <div class="acts">
                    <button type="button" class="primary" on:click=move |_| press(Verdict::Approve)>{t.approve()}</button>
                    <button type="button" on:click=move |_| press(Verdict::Refuse)>{t.refuse()}</button>
                </div>
            </div>
        }
        .into_any(),
        ProposalState::Approved | ProposalState::Refused => view! {
            <p class="acts under"><button type="button" on:click=move |_| press(Verdict::Undo)>{t.take_back_decision()}</button></p>
        }
        .into_any(),
        ProposalState::Exported => ().into_any(),
    }
}
