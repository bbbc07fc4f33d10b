//! Percentages side by side.

use super::{
    between, chance, expected, propose::Proposing, signed, together::words, together_view::View,
    told, tray::beside_acts, trial::put_beside,
};
use crate::{kit::Busy, locales::texts, query::Query};
use kontor_api::price::{ProposePrices, WhatIfAnswer, WhatIfFigures};
use kontor_domain::Decimal;
use leptos::prelude::*;

/// The table: the percentage that is tried, and up to three beside it.
#[component]
pub fn Compare(
    /// What is moved.
    view: Memo<View>,
    /// The percentage that is tried.
    percent: RwSignal<Decimal>,
    /// Those beside it.
    beside: RwSignal<Vec<Decimal>>,
    /// What they do.
    answer: Query<WhatIfAnswer>,
    /// Where it is proposed from.
    proposing: Proposing,
) -> impl IntoView {
    let t = texts();
    let weeks = move || t.weeks_long(i64::from(view.with(|view| view.terms.weeks)));
    let first =
        Memo::new(move |_| answer.value.with(|reply| reply.as_ref()?.scenarios.first().cloned()));
    // By its name: while an answer is waited for, the last one has others beside it.
    let figures = move |percent: Decimal| {
        let name = percent.to_string();
        answer.value.with(|reply| {
            reply.as_ref()?.scenarios.iter().find(|scenario| scenario.name == name).cloned()
        })
    };
    let others = move || {
        let row = |other: Decimal| {
            let leave = move || beside.update(|beside| beside.retain(|one| *one != other));
            view! {
                <tr>
                    <th scope="row">{words(other)}</th>
                    {cells(figures(other).as_ref())}
                    {beside_acts(words(other), leave, move || percent.set(other))}
                </tr>
            }
        };
        beside.get().into_iter().map(row).collect_view()
    };
    let keep = move |_| {
        let tried = percent.get_untracked();
        beside.update(|beside| put_beside(beside, tried));
    };
    let busy =
        Signal::derive(move || proposing.at_work.get() || percent.get() == Decimal::default());
    let propose = move |()| {
        let (terms, changes) =
            view.with_untracked(|view| (view.terms.clone(), view.changes(percent.get_untracked())));
        proposing.send(ProposePrices { terms, changes, ..ProposePrices::default() }, || ());
    };
    view! {
        <section aria-labelledby="compare-head">
            <h2 id="compare-head">{t.scenarios()}</h2>
            <div class="scroll-x" tabindex="0" role="group" aria-label=t.scenarios()>
                <table class="grid plain tray">
                    <caption class="sr-only">{t.scenarios()}</caption>
                    <thead><tr>
                        <th scope="col">{t.scenario()}</th>
                        <th scope="col" class="num">{t.units_a_week()}</th>
                        <th scope="col" class="num">{move || t.margin_over(weeks())}</th>
                        <th scope="col" class="num">{move || t.gain_over(weeks())}</th>
                        <th scope="col" class="num">{t.range_80()}</th>
                        <th scope="col" class="num">{t.better_than_now()}</th>
                        <td></td>
                    </tr></thead>
                    <tbody>
                        <tr class="sel">
                            <th scope="row">{move || words(percent.get())}<p class="advice">{t.this_one()}</p></th>
                            {move || cells(first.get().as_ref())}
                            <td class="act">
                                <button type="button" on:click=keep>{t.keep_for_comparison()}</button>
                                <Busy busy class="primary" press=propose>{t.propose()}</Busy>
                            </td>
                        </tr>
                        {others}
                    </tbody>
                </table>
            </div>
        </section>
    }
}

fn cells(of: Option<&WhatIfFigures>) -> impl IntoView + use<> {
    let cells = match of {
        None => ["–"; 5].map(str::to_owned),
        Some(of) => [
            expected(of.units.mean),
            told(of.total.mean),
            signed(of.gain.mean, of.gain.mean),
            between((of.gain.low, of.gain.high)),
            chance(of.better),
        ],
    };
    cells.map(|cell| view! { <td class="num">{cell}</td> }).collect_view()
}
