//! What stands below the plan: what to move before buying, what is to be paid, and what the words
//! mean.

use super::whole;
use crate::{
    locales::{locale, texts},
    query::Query,
};
use kontor_api::reorder::{CashWeek, Reorder, Transfer};
use leptos::prelude::*;

/// Transfers, cash by week, definition.
#[component]
pub fn Below(
    /// The plan.
    found: Query<Reorder>,
) -> impl IntoView {
    let of_reply =
        move |part: fn(&Reorder) -> AnyView| move || found.value.get().map(|reply| part(&reply));
    let transfers = Memo::new(move |_| {
        found.value.with(|reply| reply.as_ref().map(|reply| reply.transfers.clone()))
    });
    let cash = Memo::new(move |_| {
        found.value.with(|reply| reply.as_ref().map(|reply| reply.cash.clone()))
    });
    view! {
        {move || transfers.get().filter(|moves| !moves.is_empty()).map(|moves| view! { <Transfers moves/> })}
        {move || cash.get().filter(|weeks| !weeks.is_empty()).map(|weeks| view! { <Cash weeks/> })}
        {of_reply(|reply| view! { <p class="note under">{reply.definition.clone()}</p> }.into_any())}
    }
}

#[component]
fn Transfers(moves: Vec<Transfer>) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let line = |one: Transfer| {
        let name = if one.title.is_empty() { one.sku } else { one.title };
        let what = t.transfer(locale.quantity(one.quantity), name, one.from, one.to);
        view! { <li><div><b>{what}</b><p>{one.says}</p></div></li> }
    };
    view! {
        <section aria-labelledby="transfers-head">
            <h2 id="transfers-head">{t.transfers()}</h2>
            <ul class="rows">{moves.into_iter().map(line).collect_view()}</ul>
        </section>
    }
}

#[component]
fn Cash(weeks: Vec<CashWeek>) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let row = |week: CashWeek| {
        view! {
            <tr>
                <th scope="row">{locale.date(week.week)}</th>
                <td class="num">{whole(&week.planned)}</td>
                <td class="num">{whole(&week.under_way)}</td>
            </tr>
        }
    };
    view! {
        <section aria-labelledby="cash-head">
            <h2 id="cash-head">{t.cash()}</h2>
            <table class="narrow">
                <caption class="sr-only">{t.cash()}</caption>
                <thead><tr>
                    <th scope="col">{t.week_of()}</th>
                    <th scope="col" class="num">{t.these_orders()}</th>
                    <th scope="col" class="num">{t.under_way()}</th>
                </tr></thead>
                <tbody>{weeks.into_iter().map(row).collect_view()}</tbody>
            </table>
        </section>
    }
}
