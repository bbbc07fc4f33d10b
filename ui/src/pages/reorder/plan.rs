//! The plan: what to order, line by line, what it costs and what it is worth, and its approval.

use super::{
    Draft, ReorderTabs, View, below::Below, filters::Filters, order_address, replay::PastOrders,
    table::Table, whole, why::Why,
};
use crate::{
    files,
    kit::{Busy, Empty, ErrorState, ExportMenu, Skeleton, toast},
    locales::{Texts, language, locale, texts},
    pages::{
        PageHead,
        approvals::MadeHere,
        forecast::{Train, Training},
    },
    paint::painted,
    query::{self, Query, use_query},
};
use kontor_api::{
    export::Exportable,
    proposals::ProposalState,
    reorder::{ProposeReorder, Reorder, ReorderPart, Urgency},
};
use leptos::{ev, html, prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use wasm_bindgen::JsCast;

/// Rows asked for at first, and as many more each time somebody wants more.
const ROWS: u32 = 100;

/// The page.
#[component]
pub fn PlanPage() -> impl IntoView {
    let t = texts();
    let params = use_query_map();
    let view = Memo::new(move |_| params.with(|params| View::read(&|key| params.get(key))));
    let navigate = StoredValue::new_local(use_navigate());
    let show = Callback::new(move |next: View| {
        // Going from one “why” to the next leaves no trail to go back along.
        let replace = view.with_untracked(|now| now.asks_the_same(&next));
        let stay = NavigateOptions { scroll: false, replace, ..NavigateOptions::default() };
        navigate.with_value(|navigate| navigate(&next.address(), stay));
    });
    let draft = Draft::of_shop();
    let limit = RwSignal::new(ROWS);
    let found = use_query(move || Some(view.with(|view| view.request(draft.edits(), limit.get()))));
    // Whether there is a plan, whether anything could be planned, and how many rows there are.
    let state = Memo::new(move |_| {
        found.value.with(|reply| {
            let reply = reply.as_ref()?;
            Some((reply.basis.is_some(), some_planned(reply), reply.total))
        })
    });
    let is_planned = Memo::new(move |_| state.get().is_some_and(|(is_planned, ..)| is_planned));
    let says = Signal::derive(move || {
        found
            .value
            .with(|reply| reply.as_ref().and_then(|reply| says(reply, t)))
            .unwrap_or_default()
    });
    Effect::new(move |_| {
        if state.with(Option::is_some) {
            painted();
        }
    });
    let approved = RwSignal::new(Vec::new());
    let why = Memo::new(move |_| is_planned.get().then(|| view.with(|view| view.why.clone()))?);
    let plan = NodeRef::<html::Div>::new();
    let close = Callback::new(move |()| {
        // The focus goes back to the row that it came from.
        let row =
            plan.get_untracked().and_then(|plan| plan.query_selector("tr.sel th button").ok()?);
        if let Some(row) = row.and_then(|row| row.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = row.focus();
        }
        show.run(View { why: None, ..view.get_untracked() });
    });
    // Wherever the focus is: after a click on a row it is on none of them.
    let keys = window_event_listener(ev::keydown, move |event| {
        let is_free = || document().query_selector("dialog[open]").is_ok_and(|open| open.is_none());
        if event.key() == "Escape" && why.with_untracked(Option::is_some) && is_free() {
            close.run(());
        }
    });
    on_cleanup(move || keys.remove());
    view! {
        <PageHead title=Signal::stored(t.reorder().to_owned()) says>
            {move || is_planned.get().then(|| view! {
                <ExportMenu what=move || Exportable::Reorder(view.with_untracked(|view| view.request(untrack(|| draft.edits()), limit.get_untracked())))/>
                <Approve found view draft approved/>
            })}
        </PageHead>
        <ReorderTabs/>
        <Training/>
        {move || is_planned.get().then(|| view! { <Filters view show/> })}
        <p class="sr-only" role="status">{says}</p>
        <MadeHere ids=approved title=t.approved_now() words=|proposal| texts().get_the_order(&proposal.subject)
            states=&[ProposalState::Approved, ProposalState::Exported]>
            <a href=order_address(None)>{t.to_the_orders()}</a>
        </MadeHere>
        <div class="plan" class:with-why=move || why.with(Option::is_some) node_ref=plan>
            <section aria-label=t.reorder_plan() aria-busy=move || found.loading.get().to_string()>
                {move || found.error.get().map(|error| view! {
                    <ErrorState error retry=Callback::new(move |()| found.retry())/>
                })}
                {move || match state.get() {
                    None if found.error.with(Option::is_some) => ().into_any(),
                    None => view! { <Skeleton lines=12/> }.into_any(),
                    Some((false, ..)) => view! {
                        <Empty title=t.no_plan_yet() text=t.no_plan_text()>
                            <Train primary=true words=t.train_now()/>
                        </Empty>
                    }.into_any(),
                    Some((true, some_planned, total)) => view! {
                        {(!some_planned).then(|| view! { <NoStock/> })}
                        {match total {
                            0 => view! { <Nothing view show draft/> }.into_any(),
                            _ => view! { <Table found view show draft more=move |()| limit.update(|limit| *limit += ROWS)/> }.into_any(),
                        }}
                        <Below found/>
                        <PastOrders/>
                    }.into_any(),
                }}
            </section>
            {move || why.get().map(|sku| view! { <Why sku view draft close/> })}
        </div>
    }
}

/// Whether any product could be planned; there may be none at all.
fn some_planned(reply: &Reorder) -> bool {
    let of = Urgency::ALL.iter().zip(&reply.counts);
    let planned: u64 =
        of.filter(|(urgency, _)| **urgency != Urgency::NotPlanned).map(|(_, count)| count).sum();
    planned > 0 || reply.counts.iter().sum::<u64>() == 0
}

/// Lines, suppliers, cost by currency, and what the plan rests on.
fn says(reply: &Reorder, t: Texts) -> Option<String> {
    let basis = reply.basis.as_ref()?;
    let lines: u64 = reply.suppliers.iter().map(|of| of.lines).sum();
    let suppliers = reply.suppliers.iter().filter(|of| of.lines > 0).count();
    let orders = match lines {
        0 => t.nothing_to_order_short().to_owned(),
        lines => {
            let cost =
                reply.cost.iter().map(|cost| locale().money_whole(*cost)).collect::<Vec<_>>();
            let mut says =
                format!("{} {}", t.plan_lines(lines as i64), t.of_suppliers(suppliers as i64));
            if !cost.is_empty() {
                says.push_str(&format!(", {}", cost.join(&format!(" {} ", t.and()))));
            }
            says
        }
    };
    Some(format!("{orders}. {}", basis.says))
}

/// What a press of the button approves.
#[derive(Clone, PartialEq, Default)]
struct Chosen {
    lines: u64,
    suppliers: Vec<String>,
    skus: Vec<String>,
}

/// All that is ordered, or, where rows are searched for, exactly those that are found.
fn chosen(reply: &Reorder, view: &View) -> Chosen {
    if view.search.is_some() {
        let ordered = reply.rows.iter().filter(|row| row.order.milli > 0);
        let skus: Vec<String> = ordered.map(|row| row.sku.clone()).collect();
        return Chosen { lines: skus.len() as u64, suppliers: Vec::new(), skus };
    }
    let is_meant = |of: &String| view.supplier.as_ref().is_none_or(|only| only == of);
    let meant = reply.suppliers.iter().filter(|of| is_meant(&of.supplier));
    Chosen {
        lines: meant.map(|of| of.lines).sum(),
        suppliers: view.supplier.clone().into_iter().collect(),
        skus: Vec::new(),
    }
}

#[component]
fn Approve(
    found: Query<Reorder>,
    view: Memo<View>,
    draft: Draft,
    approved: RwSignal<Vec<i64>>,
) -> impl IntoView {
    let t = texts();
    let chosen = Memo::new(move |_| {
        let chosen = |reply: &Reorder| view.with(|view| chosen(reply, view));
        found.value.with(|reply| reply.as_deref().map(chosen).unwrap_or_default())
    });
    let at_work = RwSignal::new(false);
    let busy = Signal::derive(move || {
        at_work.get() || found.loading.get() || chosen.with(|chosen| chosen.lines == 0)
    });
    let press = move |()| {
        let Chosen { suppliers, skus, .. } = chosen.get_untracked();
        let terms = untrack(|| view.with(|view| view.terms(draft.edits())));
        let request = ProposeReorder { terms, suppliers, skus, approve: true };
        at_work.set(true);
        spawn_local(async move {
            match query::change(&request).await {
                Ok(made) => {
                    let orders = made.rows.len() as i64;
                    toast::say_with_undo(Texts(language()).approved_orders(orders));
                    let of = |sku: &str| {
                        let mut rows = made.rows.iter().flat_map(|proposal| &proposal.rows);
                        rows.any(|row| row.key == sku)
                    };
                    draft.forget(|edit| of(&edit.sku));
                    approved.try_set(made.rows.iter().map(|proposal| proposal.id).collect());
                }
                Err(error) => toast::fail(error),
            }
            at_work.try_set(false);
        });
    };
    // There is nothing to approve among what is not to be ordered.
    let is_offered = move || {
        chosen.with(|chosen| chosen.lines > 0)
            && view.with(|view| matches!(view.part, ReorderPart::Order | ReorderPart::All))
    };
    view! {
        <div class:hidden=move || !is_offered()>
        <Busy busy class="primary" press>{move || t.approve_lines(chosen.with(|chosen| chosen.lines) as i64)}</Busy>
        </div>
    }
}

/// No file says how much there is.
#[component]
fn NoStock() -> impl IntoView {
    let t = texts();
    let import = files::use_import();
    view! {
        <div class="warn with-act">
            <p>{t.stock_unknown_plan()}</p>
            <button type="button" on:click=move |_| import.run(None)>{t.import_stock()}</button>
        </div>
    }
}

/// There is a plan, and no row of it to show.
#[component]
fn Nothing(view: Memo<View>, show: Callback<View>, draft: Draft) -> impl IntoView {
    let t = texts();
    let all_enough = move || {
        view.with(|view| view.part == ReorderPart::Order && view.search.is_none())
            && draft.is_empty()
    };
    move || {
        match all_enough() {
        true => view! {
            <Empty title=t.nothing_to_order() text=t.nothing_to_order_text()>
                <button type="button" on:click=move |_| show.run(View { part: ReorderPart::All, ..View::default() })>
                    {t.all_products()}
                </button>
            </Empty>
        }
        .into_any(),
        false => view! {
            <Empty title=t.nothing_like_this() text=t.nothing_like_this_text()>
                <button type="button" on:click=move |_| show.run(view.get_untracked().cleared())>{t.clear_filters()}</button>
            </Empty>
        }
        .into_any(),
    }
    }
}

/// Facts of the plan that stand above its table.
pub fn facts(reply: &Reorder, t: Texts) -> Vec<String> {
    let locale = locale();
    let mut facts = vec![t.of_products(reply.total as i64, locale.count(reply.rows.len() as i64))];
    if reply.at_stake.minor > 0 {
        facts.push(t.at_stake_without(
            locale.money_whole(reply.at_stake),
            locale.money_whole(reply.still_lost),
        ));
    }
    if reply.overstock.minor > 0 {
        facts.push(t.lies_beyond(whole(&[reply.overstock])));
    }
    let unknown: u64 = reply.suppliers.iter().map(|of| of.without_cost).sum();
    if unknown > 0 {
        facts.push(t.without_cost(unknown as i64));
    }
    facts
}
