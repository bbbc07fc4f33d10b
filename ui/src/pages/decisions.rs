//! What there is to decide, by the money at stake: the part of Home that it is for.

use crate::{
    kit::{Skeleton, loaded, toast},
    locales::{Texts, language, locale, texts},
    pages::{
        approvals::{self, decide, most_of, outlook},
        forecast::{Train, Training},
        prices,
        reorder::View,
        run_out::RunOutSection,
    },
    query::{self, use_query},
};
use kontor_api::{
    price::ProposePrices,
    proposals::{Effect as Outlook, PRICE, PRICE_TEST, REORDER, Verdict},
    reorder::{Decision, Decisions, GetDecisions, ProposeReorder},
};
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

/// The decisions; while no plan can be made, what has run out, and how to come to a plan.
#[component]
pub fn DecisionsSection() -> impl IntoView {
    let t = texts();
    let found = use_query(|| Some(GetDecisions {}));
    let needs_forecast = Memo::new(move |_| {
        found.value.with(|reply| reply.as_ref().is_some_and(|reply| reply.needs_forecast))
    });
    // Without an answer Home still says what has run out.
    let failed =
        Memo::new(move |_| found.error.with(Option::is_some) && found.value.with(Option::is_none));
    view! {
        <section aria-label=t.to_decide() class="to-decide">
            {loaded(found, || view! { <Skeleton lines=6/> }.into_any(), |reply| {
                let needs_forecast = reply.needs_forecast;
                // What waits in the ledger is decided without a forecast, too.
                let has_table = !needs_forecast || !reply.rows.is_empty();
                view! {
                    {needs_forecast.then(|| view! { <NeedsForecast/> })}
                    {has_table.then(|| view! { <Table reply/> })}
                }.into_any()
            })}
        </section>
        {move || (needs_forecast.get() || failed.get()).then(|| view! { <RunOutSection/> })}
    }
}

/// No forecast to plan with.
#[component]
fn NeedsForecast() -> impl IntoView {
    let t = texts();
    view! {
        <div class="watched">
            <div>
                <h2>{t.needs_forecast()}</h2>
                <p class="note">{t.needs_forecast_text()}</p>
            </div>
            <Train words=t.train_now()/>
        </div>
        <Training/>
    }
}

#[component]
fn Table(reply: Arc<Decisions>) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    if reply.rows.is_empty() {
        return view! {
            <h2>{t.no_decisions()}</h2>
            <p class="sub">{t.no_decisions_text()}</p>
        }
        .into_any();
    }
    let worth = locale.money_whole(reply.worth);
    let most = most_of(reply.rows.iter().map(outlook_of));
    let rows = reply.rows.iter().map(|decision| row(decision.clone(), most));
    view! {
        <h2 id="decisions-head">{t.decisions_worth(reply.rows.len() as i64, worth)}</h2>
        <p class="sub">{t.decisions_say()}</p>
        <div class="scroll-x" tabindex="0" role="group" aria-labelledby="decisions-head">
            <table class="decisions">
                <caption class="sr-only">{t.decisions_say()}</caption>
                <thead><tr>
                    <th scope="col">{t.decision_kind()}</th>
                    <th scope="col">{t.what()}</th>
                    <th scope="col" class="num">{t.effect_heading()}</th>
                    <th scope="col">{t.range_80()}</th>
                    <th scope="col">{t.decide_by()}</th>
                    <td></td>
                </tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn outlook_of(decision: &Decision) -> Outlook {
    Outlook { margin: decision.effect, low: decision.low, high: decision.high }
}

fn row(decision: Decision, most: f64) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let address = address_of(&decision);
    let of = format!(": {}", decision.title);
    let named = of.clone();
    let kind = kind_words(t, &decision.kind);
    let by = match (decision.is_late, decision.decide_by) {
        (true, _) => view! { <b class="loss">{t.at_once()}</b> }.into_any(),
        (false, Some(day)) => locale.day(day).into_any(),
        (false, None) => t.any_time().into_any(),
    };
    let effect = outlook(Some(outlook_of(&decision)), most);
    let (title, says) = (decision.title.clone(), decision.says.clone());
    view! {
        <tr>
            <td class="kind">{kind}</td>
            <th scope="row"><a href=address.clone()>{title}</a><p class="advice">{says}</p></th>
            {effect}
            <td class="when">{by}</td>
            <td class="act">
                <button type="button" class="primary" on:click=move |_| approve(&decision)>
                    {t.approve()}<span class="sr-only">{named}</span>
                </button>
                <a class="button" href=address>{t.look()}<span class="sr-only">{of}</span></a>
            </td>
        </tr>
    }
}

/// What a kind of decision is called.
fn kind_words(t: Texts, kind: &str) -> String {
    match kind {
        REORDER => t.reorder().to_owned(),
        PRICE => t.price().to_owned(),
        PRICE_TEST => t.price_test().to_owned(),
        other => other.to_owned(),
    }
}

/// Where all of a decision stands.
fn address_of(decision: &Decision) -> String {
    match decision.proposal {
        Some(id) => approvals::address_of(id),
        None if decision.kind == PRICE => prices::product_address(&decision.subject),
        None => View { supplier: Some(decision.subject.clone()), ..View::default() }.address(),
    }
}

/// Approves what is proposed, or proposes and approves it.
fn approve(decision: &Decision) {
    if let Some(id) = decision.proposal {
        return decide(id, Verdict::Approve, String::new());
    }
    let subject = vec![decision.subject.clone()];
    let title = decision.title.clone();
    let is_price = decision.kind == PRICE;
    spawn_local(async move {
        let made = match is_price {
            true => query::change(&price_of(subject)).await,
            false => query::change(&order_of(subject)).await,
        };
        match made {
            Ok(_) => toast::say_with_undo(Texts(language()).approved_what(title)),
            Err(error) => toast::fail(error),
        }
    });
}

/// Approves what is suggested for these products.
fn price_of(skus: Vec<String>) -> ProposePrices {
    ProposePrices { skus, approve: true, ..ProposePrices::default() }
}

/// Approves what is planned of these suppliers.
fn order_of(suppliers: Vec<String>) -> ProposeReorder {
    ProposeReorder { suppliers, approve: true, ..ProposeReorder::default() }
}
