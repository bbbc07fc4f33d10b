//! The list: every product with its price, what is suggested, and what that is worth.

use super::{
    PriceTabs,
    bulk::{Bulk, Picked},
    filters::Filters,
    propose::{Made, Proposing},
    replay::PastPrices,
    table::Table,
    told,
    view::View,
};
use crate::{
    kit::{Busy, Empty, ErrorState, ExportMenu, Skeleton},
    locales::{Texts, locale, texts},
    pages::{
        PageHead,
        forecast::{Train, Training},
    },
    paint::painted,
    query::{Query, use_query},
};
use kontor_api::{
    export::Exportable,
    price::{PricePart, Prices, ProposePrices},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

/// Rows asked for at first, and as many more each time somebody wants more.
const ROWS: u32 = 100;

/// The page.
#[component]
pub fn ListPage() -> impl IntoView {
    let t = texts();
    let params = use_query_map();
    let view = Memo::new(move |_| params.with(|params| View::read(&|key| params.get(key))));
    let navigate = StoredValue::new_local(use_navigate());
    let show = Callback::new(move |next: View| {
        let stay = NavigateOptions { scroll: false, ..NavigateOptions::default() };
        navigate.with_value(|navigate| navigate(&next.address(), stay));
    });
    let limit = RwSignal::new(ROWS);
    let found = use_query(move || Some(view.with(|view| view.request(limit.get()))));
    // Whether there is a forecast, and how many rows there are.
    let state = Memo::new(move |_| {
        found.value.with(|reply| reply.as_ref().map(|reply| (reply.basis.is_some(), reply.total)))
    });
    let is_known = Memo::new(move |_| state.get().is_some_and(|(is_known, _)| is_known));
    let says = Signal::derive(move || {
        let weeks = view.with(|view| view.terms.weeks);
        found
            .value
            .with(|reply| reply.as_ref().and_then(|reply| says(reply, weeks, t)))
            .unwrap_or_default()
    });
    Effect::new(move |_| {
        if state.with(Option::is_some) {
            painted();
        }
    });
    let picked = Picked::new();
    let proposing = Proposing::new();
    // Another part or goal has other rows.
    Effect::new(move |before: Option<View>| {
        let now = view.get();
        if before.is_some_and(|before| before != now) {
            picked.clear();
        }
        now
    });
    view! {
        <PageHead title=Signal::stored(t.prices().to_owned()) says>
            {move || is_known.get().then(|| view! {
                <ExportMenu what=move || Exportable::Prices(view.with_untracked(|view| view.request(limit.get_untracked())))/>
                <ProposeAll found view picked proposing/>
            })}
        </PageHead>
        <PriceTabs/>
        <Training/>
        {move || is_known.get().then(|| view! { <Filters found view show/> })}
        <p class="sr-only" role="status">{says}</p>
        <Made proposing/>
        <section class="prices" aria-label=t.prices() aria-busy=move || found.loading.get().to_string()>
            {move || found.error.get().map(|error| view! {
                <ErrorState error retry=Callback::new(move |()| found.retry())/>
            })}
            {move || match state.get() {
                None if found.error.with(Option::is_some) => ().into_any(),
                None => view! { <Skeleton lines=12/> }.into_any(),
                Some((false, _)) => view! {
                    <Empty title=t.no_prices_yet() text=t.no_prices_text()>
                        <Train primary=true words=t.train_now()/>
                    </Empty>
                }.into_any(),
                Some((true, 0)) => view! { <Nothing view show/> }.into_any(),
                Some((true, _)) => view! {
                    <p class="note">{move || found.value.get().map(|reply| counted(&reply, t))}</p>
                    <Bulk picked proposing view/>
                    <Table found view show picked more=move |()| limit.update(|limit| *limit += ROWS)/>
                }.into_any(),
            }}
        </section>
        {move || is_known.get().then(|| view! {
            <p class="note under">{move || found.value.get().map(|reply| reply.definition.clone())}</p>
            <PastPrices terms=Signal::derive(move || view.with(|view| view.terms.clone()))/>
        })}
    }
}

/// How many prices to change, what that is worth, and what it rests on.
fn says(reply: &Prices, weeks: u16, t: Texts) -> Option<String> {
    let basis = reply.basis.as_ref()?;
    let changes = match suggested(reply) {
        0 => t.no_price_to_change().to_owned(),
        count => {
            let gain = &reply.gain;
            let worth = t.worth_over(
                told(gain.mean),
                told(gain.low),
                told(gain.high),
                t.weeks_long(i64::from(weeks)),
            );
            format!("{}, {worth}", t.prices_to_change(count))
        }
    };
    Some(format!("{changes}. {}", basis.says))
}

fn count_of(reply: &Prices, part: PricePart) -> i64 {
    let mut counts = PricePart::ALL.into_iter().zip(&reply.counts);
    let count = counts.find(|(each, _)| *each == part).map_or(0, |(_, count)| *count);
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn suggested(reply: &Prices) -> i64 {
    count_of(reply, PricePart::Suggested)
}

fn counted(reply: &Prices, t: Texts) -> String {
    let parts = [PricePart::Suggested, PricePart::Kept, PricePart::Unknown];
    let [suggested, kept, unknown] = parts.map(|part| locale().count(count_of(reply, part)));
    let counted = t.parts_counted(suggested, kept, unknown);
    let shown = locale().count(reply.rows.len() as i64);
    match reply.rows.len() as u64 == reply.total {
        true => counted,
        false => {
            format!("{counted} · {}", t.of_products(reply.total as i64, shown))
        }
    }
}

/// All that is suggested at once, where nothing is chosen and nothing is filtered.
#[component]
fn ProposeAll(
    found: Query<Prices>,
    view: Memo<View>,
    picked: Picked,
    proposing: Proposing,
) -> impl IntoView {
    let t = texts();
    let count = Memo::new(move |_| {
        found.value.with(|reply| reply.as_ref().map_or(0, |reply| suggested(reply)))
    });
    let is_offered =
        move || count.get() > 0 && picked.is_empty() && view.with(|view| view.is_whole());
    let busy = Signal::derive(move || proposing.at_work.get() || found.loading.get());
    let press = move |()| {
        let terms = view.with_untracked(|view| view.terms.clone());
        let request = ProposePrices { terms, ..ProposePrices::default() };
        proposing.send(request, || ());
    };
    view! {
        <div class:hidden=move || !is_offered()>
            <Busy busy class="primary" press>{move || t.propose_all(count.get())}</Busy>
        </div>
    }
}

/// There is a forecast, and no row to show.
#[component]
fn Nothing(view: Memo<View>, show: Callback<View>) -> impl IntoView {
    let t = texts();
    let all_right = move || view.with(|view| view.part == PricePart::Suggested && view.is_whole());
    move || {
        match all_right() {
        true => view! {
            <Empty title=t.all_prices_right() text=t.all_prices_right_text()>
                <button type="button" on:click=move |_| show.run(View { part: PricePart::All, ..view.get_untracked() })>
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
