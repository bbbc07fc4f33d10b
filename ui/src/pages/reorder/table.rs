//! The rows of the plan: lines to order, by supplier or by urgency; what there is too much of, and
//! what could not be planned, with what to do about it.

use super::{
    Draft, View, chance,
    line::{Line, name_of},
    plan::facts,
    whole,
};
use crate::{
    kit::Tip,
    locales::{Texts, locale, texts},
    query::Query,
};
use kontor_api::{
    Words as _,
    reorder::{Reorder, ReorderPart, ReorderRow, ReorderSort, SupplierOrder},
};
use leptos::prelude::*;
use std::sync::Arc;

/// Columns of the lines to order.
const COLUMNS: usize = 9;

/// A row of the page: the heading of a supplier, with the first code under it, or a line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Entry {
    Supplier(String, String),
    Line(String),
}

/// The table of the part that is shown.
#[component]
pub fn Table(
    /// The plan.
    found: Query<Reorder>,
    /// What is shown of it.
    view: Memo<View>,
    /// Shows something else.
    show: Callback<View>,
    /// What a person changed.
    draft: Draft,
    /// Asks for more rows.
    #[prop(into)]
    more: Callback<()>,
) -> impl IntoView {
    let t = texts();
    let part = Memo::new(move |_| view.with(|view| view.part));
    let says = move || {
        found.value.with(|reply| {
            reply.as_ref().map(|reply| facts(reply, t).join(" · ")).unwrap_or_default()
        })
    };
    let has_more = Memo::new(move |_| {
        found.value.with(|reply| {
            reply.as_ref().is_some_and(|reply| (reply.rows.len() as u64) < reply.total)
        })
    });
    view! {
        <p class="note">{says}</p>
        {move || match part.get() {
            ReorderPart::Order | ReorderPart::All => view! { <Lines found view show draft/> }.into_any(),
            ReorderPart::TooMuch => view! { <Advice found heads=too_much_heads cells=too_much_cells/> }.into_any(),
            ReorderPart::NotPlanned => view! { <Advice found heads=not_planned_heads cells=not_planned_cells/> }.into_any(),
        }}
        {move || has_more.get().then(|| view! {
            <p class="acts under"><button type="button" on:click=move |_| more.run(())>{t.show_more()}</button></p>
        })}
    }
}

/// Lines to order. Each is made once and follows the replies, so that the focus stays in it.
#[component]
fn Lines(
    found: Query<Reorder>,
    view: Memo<View>,
    show: Callback<View>,
    draft: Draft,
) -> impl IntoView {
    let t = texts();
    let by_supplier = Memo::new(move |_| view.with(|view| view.sort == ReorderSort::Supplier));
    let entries = Memo::new(move |_| {
        let by_supplier = by_supplier.get();
        found.value.with(|reply| {
            reply.as_ref().map(|reply| entries(&reply.rows, by_supplier)).unwrap_or_default()
        })
    });
    let entry = move |entry: Entry| match entry {
        Entry::Supplier(supplier, _) => view! { <Supplier supplier found/> }.into_any(),
        Entry::Line(sku) => view! { <Line sku found view show draft/> }.into_any(),
    };
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label=t.reorder_plan()>
            <table class="grid" class:by-urgency=move || !by_supplier.get()>
                <caption class="sr-only">{t.reorder_plan()}</caption>
                <thead><tr>
                    <td></td>
                    <th scope="col">{t.product()}</th>
                    <th scope="col" class="num">{t.on_hand()}</th>
                    <th scope="col" class="num">{t.incoming()}</th>
                    <th scope="col" class="num">{t.cover_days()}</th>
                    <th scope="col" class="num">{t.runs_out()}</th>
                    <th scope="col" class="num"><Tip text=Signal::stored(t.risk_says().to_owned())><span tabindex="0">{t.runs_out_risk()}</span></Tip></th>
                    <th scope="col" class="num">{t.to_order()}</th>
                    <th scope="col" class="num">{t.cost()}</th>
                </tr></thead>
                <tbody><For each=move || entries.get() key=Entry::clone children=entry/></tbody>
            </table>
        </div>
    }
}

/// Lines with the heading of their supplier before them, where they stand by supplier.
fn entries(rows: &[ReorderRow], by_supplier: bool) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut last = None;
    for row in rows {
        let supplier = row.supplier.clone().unwrap_or_default();
        if by_supplier && last.as_ref() != Some(&supplier) {
            entries.push(Entry::Supplier(supplier.clone(), row.sku.clone()));
        }
        last = Some(supplier);
        entries.push(Entry::Line(row.sku.clone()));
    }
    entries
}

/// The heading of a supplier: its terms, what stands in the way, what its order costs.
#[component]
fn Supplier(supplier: String, found: Query<Reorder>) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let name = if supplier.is_empty() { t.nobody().to_owned() } else { supplier.clone() };
    let order = Memo::new(move |_| {
        found.value.with(|reply| {
            let of = |order: &&SupplierOrder| order.supplier == supplier;
            reply.as_ref()?.suppliers.iter().find(of).cloned()
        })
    });
    let says = move || {
        order.with(|order| {
            let order = order.as_ref()?;
            let decide = order.decide_by.map(|day| match order.is_late {
                true => t.decide_at_once().to_owned(),
                false => t.decide_by_day(locale.day(day)),
            });
            let says = [Some(order.terms.clone()), decide, order.filled_up.clone()];
            let says: Vec<String> =
                says.into_iter().flatten().filter(|part| !part.is_empty()).collect();
            Some(says.join(" · "))
        })
    };
    let obstacle = move || {
        let obstacle = order.with(|order| order.as_ref()?.obstacle.clone())?;
        Some(view! { <b class="loss">{obstacle}</b> })
    };
    let cost = move || {
        order.with(|order| {
            let cost = order.as_ref()?.cost?;
            Some(locale.money_whole(cost))
        })
    };
    view! {
        <tr class="group">
            <td></td>
            <th scope="rowgroup" colspan=COLUMNS - 2>{name}<span>{says}</span>{obstacle}</th>
            <td class="num">{cost}</td>
        </tr>
    }
}

/// A table that is read, not changed: every row with what is to be known of it.
#[component]
fn Advice(
    found: Query<Reorder>,
    heads: fn(Texts) -> AnyView,
    cells: fn(&ReorderRow) -> AnyView,
) -> impl IntoView {
    let t = texts();
    let rows = move || {
        let row = |row: &ReorderRow| {
            let name = name_of(row);
            view! {
                <tr>
                    <th scope="row">{name}<p class="advice">{row.sku.clone()}" · "{row.urgency.title(t.0)}</p></th>
                    {cells(row)}
                </tr>
            }
        };
        found.value.get().map(|reply: Arc<Reorder>| reply.rows.iter().map(row).collect_view())
    };
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label=t.reorder_plan()>
            <table class="grid plain">
                <caption class="sr-only">{t.reorder_plan()}</caption>
                <thead><tr><th scope="col">{t.product()}</th>{heads(t)}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn too_much_heads(t: Texts) -> AnyView {
    view! {
        <th scope="col" class="num">{t.on_hand()}</th>
        <th scope="col" class="num">{t.cover_days()}</th>
        <th scope="col" class="num">{t.beyond_need()}</th>
        <th scope="col" class="num">{t.worth_at_cost()}</th>
        <th scope="col">{t.advice()}</th>
    }
    .into_any()
}

fn too_much_cells(row: &ReorderRow) -> AnyView {
    let locale = locale();
    let dash = || "–".to_owned();
    view! {
        <td class="num">{row.on_hand.map_or_else(dash, |units| locale.quantity(units))}</td>
        <td class="num">{row.cover_days.map_or_else(dash, |days| locale.count(i64::from(days)))}</td>
        <td class="num">{locale.quantity(row.overstock)}</td>
        <td class="num">{row.overstock_cost.map_or_else(dash, |cost| whole(&[cost]))}</td>
        <td class="says">{row.remarks.join(" ")}</td>
    }
    .into_any()
}

fn not_planned_heads(t: Texts) -> AnyView {
    view! {
        <th scope="col" class="num">{t.on_hand()}</th>
        <th scope="col">{t.why_not()}</th>
    }
    .into_any()
}

fn not_planned_cells(row: &ReorderRow) -> AnyView {
    let on_hand = row.on_hand.map_or_else(|| "–".to_owned(), |units| locale().quantity(units));
    view! {
        <td class="num">{on_hand}</td>
        <td class="says">{row.remarks.join(" ")}</td>
    }
    .into_any()
}

/// The risk as it is, and as it becomes with what is ordered.
pub fn risks(row: &ReorderRow) -> (String, Option<String>) {
    let with = (row.order.milli > 0).then(|| chance(row.risk_with));
    (chance(row.risk), with)
}
