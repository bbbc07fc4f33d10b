//! What was asked when: past changes of prices, and what is decided of them.

use super::{
    PriceTabs,
    facts::{event_heads, price_cells},
    product_address,
};
use crate::{
    kit::{Empty, Field, RowWindow, Skeleton, loaded},
    locales::{locale, texts},
    pages::{PageHead, selection::address},
    paint::painted,
    query::use_query,
};
use kontor_api::price::{GetPriceCalendar, PriceCalendar, PriceEvent};
use kontor_domain::Date;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use std::sync::Arc;

/// Product, day, prices before and after, the change, and its proposal.
const COLUMNS: usize = 6;

/// The page.
#[component]
pub fn CalendarPage() -> impl IntoView {
    let t = texts();
    let params = use_query_map();
    let from = Memo::new(move |_| {
        params.with(|params| params.get("from")).and_then(|text| text.parse::<Date>().ok())
    });
    let found = use_query(move || Some(GetPriceCalendar { from: from.get() }));
    Effect::new(move |_| {
        if found.value.with(Option::is_some) {
            painted();
        }
    });
    let navigate = StoredValue::new_local(use_navigate());
    let choose = move |event| {
        let day = event_target_value(&event);
        let params = (!day.is_empty()).then(|| ("from", day)).into_iter().collect();
        let stay = NavigateOptions { scroll: false, ..NavigateOptions::default() };
        navigate.with_value(|go| go(&address("/prices/calendar", params), stay));
    };
    let control = move |id: String| {
        view! {
            <input type="date" id=id.clone() aria-describedby=format!("{id}-note")
                prop:value=move || from.get().map(|day| day.to_string()).unwrap_or_default() on:change=choose/>
        }
    };
    view! {
        <PageHead title=Signal::stored(t.price_calendar_title().to_owned()) says=Signal::stored(t.calendar_says().to_owned())/>
        <PriceTabs/>
        <div class="filters price-terms"><Field label=t.calendar_from() control/></div>
        {loaded(found, || view! { <Skeleton lines=10/> }.into_any(), |reply| view! { <Table reply/> }.into_any())}
    }
}

#[component]
fn Table(reply: Arc<PriceCalendar>) -> impl IntoView {
    let t = texts();
    if reply.rows.is_empty() {
        return view! { <Empty title=t.no_calendar() text=t.no_calendar_text()/> }.into_any();
    }
    let total = reply.rows.len() as u64;
    let headings = move || {
        view! {
            <th scope="col">{t.product()}</th>
            <th scope="col">{t.day()}</th>
            {event_heads(t)}
        }
    };
    let row = move |index: u64| {
        let reply = reply.clone();
        move || reply.rows.get(index as usize).map(cells)
    };
    view! {
        <div class="price-calendar">
            <RowWindow label=t.price_calendar_title() total=Signal::stored(total) in_page=RwSignal::new(0..0)
                headings=ViewFn::from(headings) totals=None columns=COLUMNS row/>
        </div>
    }
    .into_any()
}

fn cells(event: &PriceEvent) -> AnyView {
    let title = if event.title.is_empty() { event.sku.clone() } else { event.title.clone() };
    let named = format!("{title} · {}", event.sku);
    view! {
        <th scope="row"><a href=product_address(&event.sku) title=named>{title}</a></th>
        <td class="when">{locale().date(event.day)}</td>
        {price_cells(event)}
    }
    .into_any()
}
