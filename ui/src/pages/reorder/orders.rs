//! Purchase orders: what was ordered of suppliers, the one expected first first.

use super::{ReorderTabs, order::OrderPage};
use crate::{
    kit::{Choices, Empty, Skeleton, loaded},
    locales::{Texts, locale, texts},
    pages::{PageHead, data::amounts, selection::address},
    paint::painted,
    query::use_query,
};
use kontor_api::{
    Words as _,
    purchase_orders::{GetPurchaseOrders, OrderState, PurchaseOrder, PurchaseOrders},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use std::sync::Arc;

/// The address of one order, or of all that are open.
pub fn address_of(number: Option<&str>) -> String {
    let number = number.map(|number| ("number", number.to_owned()));
    address("/reorder/orders", number.into_iter().collect())
}

/// The list, or one order where the address names it.
#[component]
pub fn OrdersPage() -> impl IntoView {
    let params = use_query_map();
    let number = Memo::new(move |_| params.with(|params| params.get("number")));
    move || match number.get() {
        Some(number) => view! { <OrderPage number/> }.into_any(),
        None => view! { <List/> }.into_any(),
    }
}

#[component]
fn List() -> impl IntoView {
    let t = texts();
    let params = use_query_map();
    let closed =
        Memo::new(move |_| params.with(|params| params.get("which").as_deref() == Some("all")));
    let found = use_query(move || {
        Some(GetPurchaseOrders { closed: closed.get(), ..GetPurchaseOrders::default() })
    });
    Effect::new(move |_| {
        if found.value.with(Option::is_some) {
            painted();
        }
    });
    let navigate = StoredValue::new_local(use_navigate());
    let choose = move |closed: bool| {
        let which = closed.then(|| ("which", "all".to_owned()));
        let stay = NavigateOptions { scroll: false, ..NavigateOptions::default() };
        navigate
            .with_value(|go| go(&address("/reorder/orders", which.into_iter().collect()), stay));
    };
    let says = Signal::derive(move || {
        found
            .value
            .with(|reply| {
                let reply = reply.as_ref()?;
                let open = reply.rows.iter().filter(|order| is_open(order.state)).count();
                Some(t.orders_say(open as i64))
            })
            .unwrap_or_default()
    });
    let choices = vec![(false, t.open_orders().to_owned()), (true, t.all_orders().to_owned())];
    view! {
        <PageHead title=Signal::stored(t.purchase_orders().to_owned()) says/>
        <ReorderTabs/>
        <div class="filters">
            <Choices label=t.which_orders() choices value=Signal::derive(move || Some(closed.get())) choose/>
        </div>
        <p class="sr-only" role="status">{says}</p>
        {loaded(found, || view! { <Skeleton lines=8/> }.into_any(), |reply| view! { <Table reply/> }.into_any())}
    }
}

/// Whether something may still come of it.
fn is_open(state: OrderState) -> bool {
    !matches!(state, OrderState::Closed | OrderState::Cancelled)
}

#[component]
fn Table(reply: Arc<PurchaseOrders>) -> impl IntoView {
    let t = texts();
    if reply.rows.is_empty() {
        return view! {
            <Empty title=t.no_orders() text=t.no_orders_text()>
                <a class="button primary" href="/reorder">{t.to_the_plan()}</a>
            </Empty>
        }
        .into_any();
    }
    // Open ones first, else as they come.
    let (open, over): (Vec<_>, Vec<_>) =
        reply.rows.iter().cloned().partition(|order| is_open(order.state));
    let rows = open.into_iter().chain(over).map(|order| row(&order, t));
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label=t.purchase_orders()>
            <table class="grid plain orders">
                <caption class="sr-only">{t.purchase_orders()}</caption>
                <thead><tr>
                    <th scope="col">{t.order_number()}</th>
                    <th scope="col">{t.supplier()}</th>
                    <th scope="col">{t.order_state()}</th>
                    <th scope="col" class="num">{t.ordered()}</th>
                    <th scope="col" class="num">{t.expected()}</th>
                    <th scope="col" class="num">{t.lines_of_order()}</th>
                    <th scope="col" class="num">{t.cost()}</th>
                </tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(order: &PurchaseOrder, t: Texts) -> impl IntoView + use<> {
    let locale = locale();
    let dash = || "–".to_owned();
    let overdue = order.is_overdue.then(|| view! { <span class="loss">{t.overdue()}</span> });
    view! {
        <tr>
            <th scope="row"><a href=address_of(Some(&order.number))>{order.number.clone()}</a></th>
            <td>{order.supplier.clone().unwrap_or_else(dash)}</td>
            <td>{order.state.title(t.0)}</td>
            <td class="num">{order.ordered.map_or_else(dash, |day| locale.date(day))}</td>
            <td class="num">{order.expected.map_or_else(dash, |day| locale.date(day))}{overdue}</td>
            <td class="num">{locale.count(order.lines.len() as i64)}</td>
            <td class="num">{if order.cost.is_empty() { dash() } else { amounts(&order.cost) }}</td>
        </tr>
    }
}
