//! Several products at once, or a category: moved by a percentage, with what that does to all.

use super::{
    between,
    compare::Compare,
    figures::Figures,
    kept::{Keep, Kept},
    propose::{Made, Proposing},
    signed,
    stepper::Stepper,
    terms::TermsFields,
    together_view::{View, is_sensible, percent_bad, percent_words, read_percent, whole},
    trial::{MOST, rested},
};
use crate::{
    kit::{Empty, ErrorState, RangeBar, Select, Skeleton},
    locales::{Texts, locale, texts},
    pages::{PageHead, numbers::typed},
    paint::painted,
    query::use_query,
};
use kontor_api::price::{GetPrices, PricePart, WhatIf, WhatIfFigures, WhatIfProduct};
use kontor_domain::Decimal;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

/// Percentages that stand beside the one that is tried at first.
const BESIDE: [i64; 3] = [-10, 5, 10];

/// The page.
#[component]
pub fn TogetherPage() -> impl IntoView {
    let t = texts();
    let params = use_query_map();
    let view = Memo::new(move |_| params.with(|params| View::read(&|key| params.get(key))));
    let navigate = StoredValue::new_local(use_navigate());
    let show = Callback::new(move |next: View| {
        let stay = NavigateOptions { scroll: false, replace: true, ..NavigateOptions::default() };
        navigate.with_value(|navigate| navigate(&next.address(), stay));
    });
    let known =
        use_query(|| Some(GetPrices { part: PricePart::All, limit: 1, ..GetPrices::default() }));
    let category =
        Signal::derive(move || view.with(|view| view.category.clone().unwrap_or_default()));
    let categories = Signal::derive(move || {
        let names = known.value.get().map(|reply| reply.categories.clone()).unwrap_or_default();
        let none = (String::new(), t.no_category().to_owned());
        let named = names.into_iter().map(|name| (name.clone(), name));
        std::iter::once(none).chain(named).collect::<Vec<_>>()
    });
    let choose = move |name: String| {
        let category = Some(name).filter(|name| !name.is_empty());
        show.run(View { category, ..view.get_untracked() });
    };
    let says = Signal::derive(move || view.with(|view| says(view, t)));
    let is_empty = Memo::new(move |_| view.with(View::is_empty));
    painted();
    view! {
        <PageHead title=Signal::stored(t.together_title().to_owned()) says>
            <a class="button" href="/prices">{t.all_prices()}</a>
        </PageHead>
        <div class="filters price-terms">
            <TermsFields terms=Signal::derive(move || view.with(|view| view.terms.clone()))
                choose=move |terms| show.run(View { terms, ..view.get_untracked() })/>
            <Select label=t.category() options=categories value=category choose/>
        </div>
        {move || match is_empty.get() {
            true => view! {
                <Empty title=t.together_nothing() text=t.together_nothing_text()>
                    <a class="button primary" href="/prices">{t.all_prices()}</a>
                </Empty>
            }.into_any(),
            false => view! { <Together view/> }.into_any(),
        }}
    }
}

fn says(view: &View, t: Texts) -> String {
    match (&view.category, view.skus.len()) {
        (Some(name), _) => t.together_category(name),
        (None, 0) => String::new(),
        (None, count) => t.together_says(count as i64),
    }
}

#[component]
fn Together(view: Memo<View>) -> impl IntoView {
    let t = texts();
    let percent = RwSignal::new(view.with_untracked(|view| view.percent));
    let others = BESIDE.map(whole).into_iter().filter(|other| *other != percent.get_untracked());
    let beside = RwSignal::new(others.collect::<Vec<_>>());
    let is_wide = RwSignal::new(false);
    let proposing = Proposing::new();
    let asked = rested(Signal::derive(move || (percent.get(), beside.get())));
    let answer = use_query(move || {
        let (percent, beside) = asked.get();
        Some(view.with(|view| {
            let tried = std::iter::once(percent).chain(beside).take(MOST);
            let scenarios = tried.map(|percent| view.scenario(percent)).collect();
            WhatIf { terms: view.terms.clone(), scenarios }
        }))
    });
    let figures = Memo::new(move |_| {
        answer.value.with(|reply| {
            let reply = reply.as_ref()?;
            Some((reply.now.clone(), reply.scenarios.first()?.clone()))
        })
    });
    let weeks = Signal::derive(move || view.with(|view| view.terms.weeks));
    let remarks =
        Memo::new(move |_| figures.with(|figures| Some(remarks(&figures.as_ref()?.1, t))));
    let can_keep = Signal::derive(move || percent.get() != Decimal::default());
    let keep = move |()| view.with_untracked(|view| view.changes(percent.get_untracked()));
    let like = Signal::derive(move || figures.with(|figures| Some(figures.as_ref()?.0.total.mean)));
    let is_there = Memo::new(move |_| figures.with(Option::is_some));
    view! {
        <section class="whatif" aria-label=t.what_it_does()>
            <Percent percent/>
            <Figures figures weeks is_wide/>
        </section>
        {move || answer.error.get().map(|error| view! {
            <ErrorState error retry=Callback::new(move |()| answer.retry())/>
        })}
        <div class="remarks" role="status">
            {move || remarks.get().map(|lines| view! {
                <ul class="notes">{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
            })}
        </div>
        <Made proposing/>
        {move || match is_there.get() {
            true => view! {
                <Compare view percent beside answer proposing/>
                {move || figures.get().map(|(_, then)| view! { <Products then/> })}
            }.into_any(),
            false if answer.error.with(Option::is_some) => ().into_any(),
            false => view! { <Skeleton lines=8/> }.into_any(),
        }}
        <section aria-labelledby="keep-head">
            <h2 id="keep-head">{t.keep_scenario()}</h2>
            <p class="sub">{t.keep_scenario_says()}</p>
            <Keep changes=keep terms=Signal::derive(move || view.with(|view| view.terms.clone())) can_keep proposing/>
            <Kept sku=None like/>
        </section>
    }
}

/// How many are moved, and what the engine has to say, of those left out, too.
fn remarks(then: &WhatIfFigures, t: Texts) -> Vec<String> {
    std::iter::once(t.moved_products(then.moved as i64))
        .chain(then.remarks.iter().cloned())
        .collect()
}

/// The percentage with its two steps.
#[component]
fn Percent(percent: RwSignal<Decimal>) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let shown = Signal::derive(move || typed(locale, percent.get()));
    let step = move |steps: i64, _| {
        let now = percent.get_untracked().ten_thousandths;
        let next = Decimal { ten_thousandths: now + whole(steps).ten_thousandths };
        if is_sensible(next) {
            percent.set(next);
        }
    };
    let take = move |text: &str| {
        let read = read_percent(locale, text);
        if let Some(read) = read {
            percent.set(read);
        }
        read.is_some()
    };
    view! {
        <Stepper label=t.percent_tried() lower=t.percent_lower() higher=t.percent_higher() wrong=percent_bad(locale) shown step take>
            <p class="ends"><span>{t.percent_tried()}</span></p>
        </Stepper>
    }
}

/// The products of the scenario that is tried, most gain first.
#[component]
fn Products(then: WhatIfFigures) -> impl IntoView {
    let t = texts();
    let (least, most) = then.products.iter().fold((0.0_f64, 0.0_f64), |(least, most), one| {
        (least.min(one.gain.low.major()), most.max(one.gain.high.major()))
    });
    let shown = then.products.len() as i64;
    let rows = then.products.into_iter().map(|one| row(one, least, most));
    view! {
        <section aria-labelledby="products-head">
            <h2 id="products-head">{t.products()}<span class="note">" "{t.first_products(shown)}</span></h2>
            <div class="scroll-x" tabindex="0" role="group" aria-label=t.products()>
                <table class="grid plain">
                    <caption class="sr-only">{t.products()}</caption>
                    <thead><tr>
                        <th scope="col">{t.product()}</th>
                        <th scope="col" class="num">{t.price_now()}</th>
                        <th scope="col" class="num">{t.new_price()}</th>
                        <th scope="col" class="num">{t.units_a_week()}</th>
                        <th scope="col" class="num">{t.gain()}</th>
                        <th scope="col">{t.range_80()}</th>
                    </tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

fn row(of: WhatIfProduct, least: f64, most: f64) -> impl IntoView {
    let locale = locale();
    let title = if of.title.is_empty() { of.sku.clone() } else { of.title.clone() };
    let gain = of.gain;
    let (low, high) = (gain.low.major(), gain.high.major());
    let broken = of.broken.into_iter().map(|says| view! { <p class="advice loss">{says}</p> });
    view! {
        <tr>
            <th scope="row">
                <a href=super::product_address(&of.sku)>{title}</a>
                <p class="advice">{of.sku.clone()}</p>
                {(of.variants > 1).then(|| view! {
                    <p class="advice">{texts().variants_of(i64::from(of.variants))}</p>
                })}
                {broken.collect_view()}
            </th>
            <td class="num">{locale.money(of.old)}</td>
            <td class="num">{locale.money(of.new)}</td>
            <td class="num">{super::expected(of.units.mean)}</td>
            <td class="num">{signed(gain.mean, gain.mean)}<span>{between((gain.low, gain.high))}</span></td>
            <td><RangeBar value=gain.mean.major() low high least most mark=0.0/></td>
        </tr>
    }
}

/// A percentage in words, for what stands beside.
pub fn words(percent: Decimal) -> String {
    percent_words(locale(), percent)
}
