//! Why this quantity: the arithmetic step by step, what happens otherwise, and what of the line can
//! be changed besides its quantity.

use super::{Draft, View, chance};
use crate::{
    kit::{Field, Select, Skeleton, live},
    locales::{locale, texts},
    pages::forecast::product_address,
    query::use_query,
};
use kontor_api::reorder::{GetReorderWhy, ReorderChoice, ReorderRow, ReorderStep, ReorderWhy};
use leptos::prelude::*;
use std::sync::Arc;

/// The pane beside the plan; on a narrow window it lies below.
#[component]
pub fn Why(
    /// The product's code.
    sku: String,
    /// What the plan is made for.
    view: Memo<View>,
    /// What a person changed.
    draft: Draft,
    /// Closes it.
    close: Callback<()>,
) -> impl IntoView {
    let t = texts();
    let found = use_query(move || {
        let terms = view.with(|view| view.terms(draft.edits()));
        Some(GetReorderWhy { sku: sku.clone(), terms })
    });
    let question = move || {
        let asked = found.value.with(|reply| reply.as_ref().map(|reply| reply.question.clone()));
        asked.unwrap_or_else(|| t.why_loading().to_owned())
    };
    view! {
        <aside id="why" class="why" aria-labelledby="why-head">
            <header>
                <h2 id="why-head">{question}</h2>
                <button type="button" class="quiet close" aria-label=t.close() on:click=move |_| close.run(())>"×"</button>
            </header>
            {live(found, || view! { <Skeleton lines=10/> }.into_any(), move |reply| view! { <Answer reply draft/> }.into_any())}
        </aside>
    }
}

#[component]
fn Answer(reply: Signal<Arc<ReorderWhy>>, draft: Draft) -> impl IntoView {
    let t = texts();
    let remarks = Memo::new(move |_| reply.with(|reply| reply.row.remarks.clone()));
    let otherwise = Memo::new(move |_| reply.with(|reply| reply.otherwise.clone()));
    let choices = Memo::new(move |_| reply.with(|reply| reply.choices.clone()));
    let steps = Memo::new(move |_| reply.with(|reply| reply.steps.clone()));
    let sku = reply.with_untracked(|reply| reply.row.sku.clone());
    let paragraphs =
        |texts: Vec<String>| texts.into_iter().map(|text| view! { <p>{text}</p> }).collect_view();
    view! {
        <ol class="sum">{move || steps.get().into_iter().map(step).collect_view()}</ol>
        {move || Some(otherwise.get()).filter(|said| !said.is_empty()).map(|said| view! {
            <h3>{t.otherwise()}</h3>{paragraphs(said)}
        })}
        {move || Some(choices.get()).filter(|choices| !choices.is_empty()).map(|choices| view! {
            <details class="fold"><summary>{t.other_quantities()}</summary>{table(choices, reply)}</details>
        })}
        {move || Some(remarks.get()).filter(|said| !said.is_empty()).map(|said| view! {
            <h3>{t.to_know()}</h3>{paragraphs(said)}
        })}
        <Changes reply draft/>
        <p class="under"><a href=product_address(&sku)>{t.look_at_forecast()}</a></p>
    }
}

/// A step; sums have a rule over them.
fn step(step: ReorderStep) -> impl IntoView {
    view! {
        <li class:is-sum=step.is_sum>
            {step.what}" "<b>{step.value}</b>
            {(!step.from.is_empty()).then(|| view! { <span>{step.from}</span> })}
        </li>
    }
}

/// What happens at other quantities; the one that is ordered is marked.
fn table(choices: Vec<ReorderChoice>, reply: Signal<Arc<ReorderWhy>>) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let row = move |choice: ReorderChoice| {
        let is_it = move || reply.with(|reply| reply.row.order == choice.quantity);
        let cost = choice.cost.map_or_else(|| "–".to_owned(), |cost| locale.money_whole(cost));
        view! {
            <tr class:sel=is_it aria-current=move || is_it().then_some("true")>
                <th scope="row" class="num">{locale.quantity(choice.quantity)}</th>
                <td class="num">{chance(choice.risk)}</td>
                <td class="num">{locale.number(choice.missing, 1)}</td>
                <td class="num">{cost}</td>
            </tr>
        }
    };
    view! {
        <table>
            <caption class="sr-only">{t.other_quantities()}</caption>
            <thead><tr>
                <th scope="col" class="num">{t.quantity()}</th>
                <th scope="col" class="num">{t.runs_out_risk()}</th>
                <th scope="col" class="num">{t.missing_units()}</th>
                <th scope="col" class="num">{t.cost()}</th>
            </tr></thead>
            <tbody>{choices.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}

/// Supplier and day of the line, and a way back to what was planned.
#[component]
fn Changes(reply: Signal<Arc<ReorderWhy>>, draft: Draft) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let of_row = move |part: fn(&ReorderRow) -> String| {
        Signal::derive(move || reply.with(|reply| part(&reply.row)))
    };
    let sku = StoredValue::new(reply.with_untracked(|reply| reply.row.sku.clone()));
    let is_ordered = Memo::new(move |_| reply.with(|reply| reply.row.order.milli > 0));
    let has_others = Memo::new(move |_| reply.with(|reply| !reply.row.other_suppliers.is_empty()));
    let suppliers = Signal::derive(move || {
        reply.with(|reply| {
            let mut all = reply.row.other_suppliers.clone();
            all.extend(reply.row.supplier.clone());
            all.sort();
            all.dedup();
            all.into_iter().map(|name| (name.clone(), name)).collect::<Vec<_>>()
        })
    });
    let supplier = of_row(|row| row.supplier.clone().unwrap_or_default());
    let day = of_row(|row| row.order_on.to_string());
    let arrives = move || reply.with(|reply| t.expected_on(locale.date(reply.row.arrives)));
    let planned = move || {
        reply.with(|reply| {
            reply.row.is_edited.then(|| t.as_planned(locale.quantity(reply.row.suggested)))
        })
    };
    let control = move |id: String| {
        view! {
            <input type="date" id=id.clone() aria-describedby=format!("{id}-note") prop:value=day
                on:change=move |event| {
                    // An empty or half-typed day is not a choice yet.
                    if let Ok(day) = event_target_value(&event).parse() {
                        draft.order_on(&sku.get_value(), day);
                    }
                }/>
        }
    };
    let forget = move |_| draft.forget(|edit| sku.with_value(|sku| edit.sku == *sku));
    view! {
        {move || has_others.get().then(|| view! {
            <Select label=t.supplier() options=suppliers value=supplier
                choose=move |name: String| draft.buy_from(&sku.get_value(), name)/>
        })}
        {move || is_ordered.get().then(|| view! {
            <Field label=t.order_on() control/>
            <p class="note">{arrives}</p>
        })}
        {move || planned().map(|words| view! {
            <p class="acts under"><button type="button" on:click=forget>{words}</button></p>
        })}
    }
}
