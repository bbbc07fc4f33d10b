//! One product: what another price would do, at once for each that is tried.

use super::{
    asked::Asked,
    elasticity_words,
    facts::Facts,
    figures::Figures,
    kept::{Keep, Kept},
    name_of,
    propose::{Made, Proposing},
    setter::Setter,
    terms::{self, TermsFields},
    tray::Tray,
    trial::Trial,
    variants,
};
use crate::{
    kit::{ChartView, Choices, Empty, ErrorState, Skeleton},
    locales::{Texts, locale, texts},
    pages::{PageHead, forecast, selection::address},
    paint::painted,
};
use kontor_api::price::{Knowledge, PriceRow, PriceTerms};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map, use_query_map},
};

/// The page; another product is another page.
#[component]
pub fn PriceProductPage() -> impl IntoView {
    let (path, query) = (use_params_map(), use_query_map());
    let sku = Memo::new(move |_| {
        let named = query.with(|query| query.get("code"));
        named.or_else(|| path.with(|path| path.get("sku"))).unwrap_or_default()
    });
    move || view! { <Product sku=sku.get()/> }
}

#[component]
fn Product(sku: String) -> impl IntoView {
    let t = texts();
    let params = use_query_map();
    let terms = Memo::new(move |_| params.with(|params| terms::read(&|key| params.get(key))));
    let named = params.with_untracked(|params| params.get("price"));
    let trial = Trial::new(sku, terms, named);
    let proposing = Proposing::new();
    let found = trial.found;
    let navigate = StoredValue::new_local(use_navigate());
    let judge = move |terms: PriceTerms| {
        let mut params = vec![("code", trial.sku.get_value())];
        params.extend(terms::params(&terms));
        let stay = NavigateOptions { scroll: false, replace: true, ..NavigateOptions::default() };
        navigate.with_value(|go| go(&address("/prices/product", params), stay));
    };
    let row =
        Memo::new(move |_| found.value.with(|reply| reply.as_ref().map(|reply| reply.row.clone())));
    Effect::new(move |_| {
        if row.with(Option::is_some) {
            painted();
        }
    });
    let title = Signal::derive(move || {
        row.with(|row| row.as_ref().map(name_of)).unwrap_or_else(|| trial.sku.get_value())
    });
    let says = Signal::derive(move || {
        row.with(|row| row.as_ref().map(|row| says(row, t))).unwrap_or_default()
    });
    // Where the elasticity is known, its verdict stands beside it.
    let verdict = move || {
        row.with(|row| {
            let of = row.as_ref()?.elasticity.as_ref()?;
            (of.verdict == Knowledge::NotIdentifiable).then(|| of.says.clone())
        })
    };
    let forecast = trial.sku.with_value(|sku| forecast::product_address(sku));
    let is_there = Memo::new(move |_| row.with(Option::is_some));
    view! {
        <PageHead title says>
            <a class="button" href=forecast>{t.look_at_forecast()}</a>
            <a class="button" href="/prices">{t.all_prices()}</a>
        </PageHead>
        <p class="note verdict">{verdict}</p>
        <div class="filters price-terms">
            <TermsFields terms choose=judge/>
        </div>
        {move || found.error.get().map(|error| view! {
            <ErrorState error retry=Callback::new(move |()| found.retry())/>
        })}
        {move || match is_there.get() {
            true => view! { <WhatIf trial proposing row/> }.into_any(),
            false if found.error.with(Option::is_some) => ().into_any(),
            false => view! {
                <Skeleton lines=5 shape="figures"/>
                <Skeleton lines=1 shape="chart"/>
            }.into_any(),
        }}
    }
}

/// Price, cost, stock and elasticity, as far as they are known.
fn says(row: &PriceRow, t: Texts) -> String {
    let locale = locale();
    let elasticity = row.elasticity.as_ref().filter(|of| of.verdict != Knowledge::NotIdentifiable);
    let elasticity = elasticity
        .map(|of| format!("{} {}, {}", t.elasticity_word(), elasticity_words(Some(of)), of.says));
    let says = [
        Some(row.sku.clone()),
        variants(row),
        row.price.map(|price| t.sub_now(locale.money(price))),
        row.cost.map(|cost| t.sub_cost(locale.money(cost))),
        row.on_hand.map(|units| t.sub_on_hand(locale.quantity(units))),
        elasticity,
    ];
    says.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Everything below the head: made once, and follows the replies.
#[component]
fn WhatIf(trial: Trial, proposing: Proposing, row: Memo<Option<PriceRow>>) -> impl IntoView {
    let t = texts();
    let answer = trial.answer;
    let has_price =
        Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(|row| row.price.is_some())));
    // Where nobody can tell, the engine leaves the product out of its answer.
    let is_told = Memo::new(move |_| {
        trial.of_answer(|_, then| then.left_out == 0 || !then.products.is_empty()).unwrap_or(true)
    });
    let figures = Memo::new(move |_| trial.of_answer(|now, then| (now.clone(), then.clone())));
    let weeks = Signal::derive(move || trial.terms.with(|terms| terms.weeks));
    let open = Callback::new(move |price| trial.price.set(Some(price)));
    let sku = trial.sku.get_value();
    let test = StoredValue::new(address("/prices/tests", vec![("skus", super::joined(&[sku]))]));
    let keep = move |()| trial.change().into_iter().collect::<Vec<_>>();
    let tried = move || {
        has_price.get().then(|| {
            view! {
                <section class="whatif" aria-label=t.what_it_does()>
                    <Setter trial/>
                    {move || is_told.get().then(|| view! {
                        <Figures figures weeks is_wide=trial.is_wide of_one=true/>
                    })}
                </section>
                <Remarks trial/>
            }
        })
    };
    let can_tell = Memo::new(move |_| is_told.get() && has_price.get());
    view! {
        {tried}
        {move || answer.error.get().map(|error| view! {
            <ErrorState error retry=Callback::new(move |()| answer.retry())/>
        })}
        <Made proposing/>
        {move || match can_tell.get() {
            true => view! {
                <ByPrice trial/>
                <Tray trial proposing/>
                <section aria-labelledby="keep-head">
                    <h2 id="keep-head">{t.keep_scenario()}</h2>
                    <p class="sub">{t.keep_scenario_says()}</p>
                    <Keep changes=keep terms=trial.terms can_keep=Signal::derive(move || trial.is_change()) proposing/>
                    <Kept sku=Some(trial.sku.get_value()) like=trial.price open/>
                </section>
                <Asked trial/>
            }.into_any(),
            false => view! {
                <Empty title=t.nobody_can_tell() text=t.nobody_can_tell_text()>
                    <a class="button primary" href=test.get_value()>{t.plan_a_test()}</a>
                </Empty>
            }.into_any(),
        }}
        {move || trial.found.value.get().map(|reply| view! { <Facts reply/> })}
    }
}

/// What is to be known of the price that is tried, guards that it breaks first.
#[component]
fn Remarks(trial: Trial) -> impl IntoView {
    let t = texts();
    let said = Memo::new(move |_| {
        trial
            .of_answer(|_, then| {
                let broken: Vec<String> =
                    then.products.iter().flat_map(|product| product.broken.clone()).collect();
                let others = then.others.filter(|others| others.mean.minor != 0);
                let others =
                    others.map(|others| t.on_others(super::signed(others.mean, others.mean)));
                let known = then.remarks.iter().filter(|remark| !broken.contains(remark)).cloned();
                (broken.clone(), known.chain(others).collect::<Vec<_>>())
            })
            .unwrap_or_default()
    });
    let lines =
        |lines: Vec<String>| lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    move || {
        let (broken, known) = said.get();
        view! {
            <div class="remarks" role="status">
                {(!broken.is_empty()).then(|| view! {
                    <div class="warn"><b>{t.breaks_guards()}</b><ul>{lines(broken)}</ul></div>
                })}
                {(!known.is_empty()).then(|| view! { <ul class="notes">{lines(known)}</ul> })}
            </div>
        }
    }
}

/// The picture: units a week by price, with the price that is tried in it.
#[component]
fn ByPrice(trial: Trial) -> impl IntoView {
    let t = texts();
    let chart = Memo::new(move |_| {
        let tried = trial.answer.value.with(|reply| reply.as_ref()?.chart.clone());
        tried.or_else(|| trial.found.value.with(|reply| reply.as_ref()?.chart.clone()))
    });
    let is_drawn = Memo::new(move |_| chart.with(Option::is_some));
    let is_wide = trial.is_wide;
    let choices = vec![(false, "80\u{a0}%".to_owned()), (true, "95\u{a0}%".to_owned())];
    let band = move || if is_wide.get() { "95\u{a0}%" } else { "80\u{a0}%" };
    let pick = Callback::new(move |key: String| {
        let Some(before) = trial.price.get_untracked() else { return };
        if let Ok(number) = key.parse::<kontor_domain::Decimal>() {
            let minor = number.minor(before.currency.minor_digits());
            trial.price.set(Some(kontor_domain::Money::new(minor, before.currency)));
        }
    });
    let picture = move || {
        let first = chart.get_untracked()?;
        let last = RwSignal::new(first);
        Effect::new(move |_| {
            if let Some(chart) = chart.get() {
                last.set(chart);
            }
        });
        Some(view! {
            <ChartView chart=last label=Signal::stored(t.units_by_price().to_owned()) pick/>
        })
    };
    move || {
        is_drawn.get().then(|| view! {
            <section class="by-price" class:wide=is_wide aria-labelledby="by-price-head">
                <div class="block-head">
                    <h2 id="by-price-head">{t.units_by_price()}<span>{move || t.curve_legend(band())}</span></h2>
                    <Choices label=t.band_of_range() choices=choices.clone() value=Signal::derive(move || Some(is_wide.get()))
                        choose=move |wide| is_wide.set(wide)/>
                </div>
                {picture}
            </section>
        })
    }
}
