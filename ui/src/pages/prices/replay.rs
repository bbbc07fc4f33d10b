//! Ways to ask prices, lived through in the shop's fitted market again and again.

use super::{between, chance, signed, told};
use crate::{
    kit::{JobSection, RangeBar},
    locales::{locale, texts},
};
use kontor_api::{
    Words as _,
    price::{PriceReplay, PriceReplayRow, PriceTerms, ReplayPrices},
};
use leptos::prelude::*;

/// A button, and what came of it.
#[component]
pub fn PastPrices(
    /// What prices are judged for.
    terms: Signal<PriceTerms>,
) -> impl IntoView {
    let t = texts();
    let request = move || ReplayPrices { terms: terms.get_untracked(), ..ReplayPrices::default() };
    view! {
        <JobSection title=t.price_replay() says=t.price_replay_says() act=t.price_replay_now() request
            answer=|replay| view! { <Compared replay/> }.into_any()/>
    }
}

#[component]
fn Compared(replay: PriceReplay) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let says = t.price_replayed(replay.products as i64, locale.count(i64::from(replay.paths)));
    let (least, most) = replay.rows.iter().fold((0.0_f64, 0.0_f64), |(least, most), row| {
        (least.min(row.gain.low.major()), most.max(row.gain.high.major()))
    });
    let rows = replay.rows.into_iter().map(|row| line(row, least, most));
    view! {
        <p role="status" class="under">{says}</p>
        <div class="scroll-x" tabindex="0" role="group" aria-label=t.price_replay()>
            <table class="grid plain">
                <caption class="sr-only">{t.price_replay()}</caption>
                <thead><tr>
                    <th scope="col">{t.who_asks()}</th>
                    <th scope="col" class="num">{t.changed_prices()}</th>
                    <th scope="col" class="num">{t.margin()}</th>
                    <th scope="col" class="num">{t.gain()}</th>
                    <th scope="col">{t.range_80()}</th>
                    <th scope="col" class="num">{t.better_than_now()}</th>
                </tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        <p class="note under">{replay.definition}</p>
    }
}

fn line(row: PriceReplayRow, least: f64, most: f64) -> impl IntoView {
    let gain = row.gain;
    let is_same = row.changed == 0;
    let better = if is_same { "–".to_owned() } else { chance(row.better) };
    let (low, high) = (gain.low.major(), gain.high.major());
    view! {
        <tr>
            <th scope="row">{row.source.title(texts().0)}</th>
            <td class="num">{locale().count(row.changed as i64)}</td>
            <td class="num">{told(row.margin.mean)}</td>
            <td class="num">{signed(gain.mean, gain.mean)}<span>{between((gain.low, gain.high))}</span></td>
            <td><RangeBar value=gain.mean.major() low high least most mark=0.0/></td>
            <td class="num">{better}</td>
        </tr>
    }
}
