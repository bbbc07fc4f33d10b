//! The rows of the list.

use super::{
    between, bulk::Picked, chance, elasticity_words, name_of, percent, terms, told, variants,
    view::View,
};
use crate::{
    kit::{Direction, RangeBar, SortHeader, Tip},
    locales::{locale, texts},
    pages::selection::address,
    query::Query,
};
use kontor_api::{
    Words as _,
    price::{MoneyRange, PriceRow, PriceSort, PriceTerms, Prices},
};
use leptos::prelude::*;

/// The table.
#[component]
pub fn Table(
    /// The list.
    found: Query<Prices>,
    /// What is shown of it.
    view: Memo<View>,
    /// Shows something else.
    show: Callback<View>,
    /// The rows that are chosen.
    picked: Picked,
    /// Asks for more rows.
    #[prop(into)]
    more: Callback<()>,
) -> impl IntoView {
    let t = texts();
    let codes = Memo::new(move |_| {
        found.value.with(|reply| {
            let rows = reply.as_ref().map(|reply| reply.rows.as_slice()).unwrap_or_default();
            rows.iter().map(|row| row.sku.clone()).collect::<Vec<_>>()
        })
    });
    // All ranges lie on one scale.
    let scale = Memo::new(move |_| {
        found.value.with(|reply| {
            let rows = reply.as_ref().map(|reply| reply.rows.as_slice()).unwrap_or_default();
            scale_of(rows.iter().filter_map(|row| Some(row.suggestion.as_ref()?.gain)))
        })
    });
    let has_more = Memo::new(move |_| {
        found.value.with(|reply| {
            reply.as_ref().is_some_and(|reply| (reply.rows.len() as u64) < reply.total)
        })
    });
    // By itself, so that a heading that is pressed keeps the focus.
    let weeks = Memo::new(move |_| view.with(|view| i64::from(view.terms.weeks)));
    let all_picked =
        move || codes.with(|codes| !codes.is_empty() && codes.iter().all(|sku| picked.has(sku)));
    let pick_all = move |event| {
        let is_picked = event_target_checked(&event);
        found.value.with_untracked(|reply| {
            for row in reply.iter().flat_map(|reply| &reply.rows) {
                picked.set(&row.sku, row.suggestion.is_some(), is_picked);
            }
        });
    };
    // Each order has one direction: by name from A, else what counts most first.
    let header = move |title: &str, sort: PriceSort, says: Option<&'static str>| {
        let direction = match sort {
            PriceSort::Title | PriceSort::Sku => Direction::Ascending,
            PriceSort::Gain | PriceSort::Elasticity => Direction::Descending,
        };
        let sorted =
            Signal::derive(move || view.with(|view| (view.sort == sort).then_some(direction)));
        let press = move |()| show.run(View { sort, ..view.get_untracked() });
        view! { <SortHeader title numeric=sort != PriceSort::Title says sorted sort=press/> }
    };
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label=t.prices()>
            <table class="grid">
                <caption class="sr-only">{t.prices()}</caption>
                <thead><tr>
                    <td class="pick"><input type="checkbox" aria-label=t.pick_all_prices() prop:checked=all_picked on:change=pick_all/></td>
                    {header(t.product(), PriceSort::Title, None)}
                    <th scope="col" class="num">{t.price_now()}</th>
                    <th scope="col" class="num">{t.suggested()}</th>
                    {move || header(&t.gain_over(t.weeks_long(weeks.get())), PriceSort::Gain, None)}
                    <th scope="col">{t.range_80()}</th>
                    <th scope="col" class="num"><Tip text=Signal::stored(t.better_says().to_owned())><span tabindex="0">{t.better_than_now()}</span></Tip></th>
                    {header(t.elasticity(), PriceSort::Elasticity, Some(t.elasticity_says()))}
                    <th scope="col">{t.price_source()}</th>
                </tr></thead>
                <tbody><For each=move || codes.get() key=String::clone let:sku>
                    <Line sku found view picked scale/>
                </For></tbody>
            </table>
        </div>
        {move || has_more.get().then(|| view! {
            <p class="acts under"><button type="button" on:click=move |_| more.run(())>{t.show_more()}</button></p>
        })}
    }
}

/// Start and end of a scale that all of these ranges fit on, and zero.
fn scale_of(ranges: impl Iterator<Item = MoneyRange>) -> (f64, f64) {
    ranges.fold((0.0_f64, 0.0_f64), |(least, most), range| {
        (least.min(range.low.major()), most.max(range.high.major()))
    })
}

/// The address of a product's page, judged for what the list is.
fn page_of(sku: &str, terms: &PriceTerms) -> String {
    let mut params = vec![("code", sku.to_owned())];
    params.extend(terms::params(terms));
    address("/prices/product", params)
}

/// A product. Its line is made once and follows the replies, so that the focus stays in it.
#[component]
fn Line(
    sku: String,
    found: Query<Prices>,
    view: Memo<View>,
    picked: Picked,
    scale: Memo<(f64, f64)>,
) -> impl IntoView {
    let t = texts();
    let sku = StoredValue::new(sku);
    let row = Memo::new(move |_| {
        found.value.with(|reply| {
            let is_it = |row: &&PriceRow| sku.with_value(|sku| row.sku == *sku);
            reply.as_ref()?.rows.iter().find(is_it).cloned()
        })
    });
    let name = row.with_untracked(|row| row.as_ref().map(name_of).unwrap_or_default());
    let is_picked = move || sku.with_value(|sku| picked.has(sku));
    let pick = move |event| {
        let is_suggested =
            row.with_untracked(|row| row.as_ref().is_some_and(|row| row.suggestion.is_some()));
        sku.with_value(|sku| picked.set(sku, is_suggested, event_target_checked(&event)));
    };
    let address = move || view.with(|view| sku.with_value(|sku| page_of(sku, &view.terms)));
    view! {
        <tr class:sel=is_picked>
            <td class="pick"><input type="checkbox" aria-label=t.pick_price(&name) prop:checked=is_picked on:change=pick/></td>
            <th scope="row">
                <a href=address>{name.clone()}</a>
                {move || row.get().map(|row| advice(&row))}
            </th>
            {move || row.get().map(|row| cells(&row, scale.get()))}
        </tr>
    }
}

/// Code, how many variants, and category, and why no other price is suggested; why one is stands on its page.
fn advice(row: &PriceRow) -> impl IntoView + use<> {
    let of = [Some(row.sku.clone()), variants(row), row.category.clone()];
    let of: Vec<String> = of.into_iter().flatten().collect();
    let kept = row.kept.clone().filter(|says| !says.is_empty());
    view! {
        <p class="advice">{of.join(" · ")}</p>
        {kept.map(|says| view! { <p class="advice">{says}</p> })}
    }
}

fn cells(row: &PriceRow, (least, most): (f64, f64)) -> AnyView {
    let (t, locale) = (texts(), locale());
    let dash = || "–".to_owned();
    let price = row.price.map_or_else(dash, |price| locale.money(price));
    let elasticity = elasticity_words(row.elasticity.as_ref());
    let verdict = row.elasticity.as_ref().map(|of| of.verdict.title(t.0));
    let suggestion = match &row.suggestion {
        None => view! {
            <td class="num">"–"</td><td class="num">"–"</td><td></td><td class="num">"–"</td>
        }
        .into_any(),
        Some(choice) => {
            let gain = choice.gain;
            let (low, high) = (gain.low.major(), gain.high.major());
            view! {
                <td class="num"><b>{locale.money(choice.price)}</b><span>{percent(choice.percent)}</span></td>
                <td class="num">{told(gain.mean)}<span>{between((gain.low, gain.high))}</span></td>
                <td><RangeBar value=gain.mean.major() low high least most mark=0.0/></td>
                <td class="num">{chance(choice.better)}</td>
            }
            .into_any()
        }
    };
    let source = row.suggestion.as_ref().map(|choice| choice.source.title(t.0));
    view! {
        <td class="num">{price}</td>
        {suggestion}
        <td class="num">{elasticity}<span>{verdict}</span></td>
        <td class="source">{source}</td>
    }
    .into_any()
}
