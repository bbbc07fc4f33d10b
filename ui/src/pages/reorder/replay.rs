//! How this way of ordering would have done in the shop's own past, against what the merchant did
//! and against simple rules.

use crate::{
    kit::JobSection,
    locales::{locale, texts},
};
use kontor_api::{
    Words as _,
    reorder::{Replay, ReplayFigure, ReplayReorder, ReplayRow},
};
use kontor_domain::{Currency, Money};
use leptos::prelude::*;

/// A button, and what came of it.
#[component]
pub fn PastOrders() -> impl IntoView {
    let t = texts();
    view! {
        <JobSection title=t.replay() says=t.replay_says() act=t.replay_now()
            request=ReplayReorder::default answer=|replay| view! { <Compared replay/> }.into_any()/>
    }
}

#[component]
fn Compared(replay: Replay) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let Replay { from, to, products, left_out, currency, rows, definition, .. } = replay;
    let days = locale.period(kontor_domain::Period { from, to });
    let mut says = t.replayed(products as i64, days);
    if left_out > 0 {
        says.push_str(&format!(" {}", t.not_replayed(left_out as i64)));
    }
    let headings = [
        t.stock_outs(),
        t.fill_rate(),
        t.capital(),
        t.too_much(),
        t.replay_cost(),
        t.replay_profit(),
    ];
    view! {
        <p role="status" class="under">{says}</p>
        <div class="scroll-x">
            <table>
                <caption class="sr-only">{t.replay()}</caption>
                <thead><tr>
                    <th scope="col">{t.who_orders()}</th>
                    {headings.map(|heading| view! { <th scope="col" class="num">{heading}</th> }).collect_view()}
                </tr></thead>
                <tbody>{rows.into_iter().map(|row| line(row, currency)).collect_view()}</tbody>
            </table>
        </div>
        <p class="note under">{definition}</p>
    }
}

fn line(row: ReplayRow, currency: Currency) -> impl IntoView {
    let locale = locale();
    let share = move |value: f64| locale.percent(value);
    let money = move |minor: f64| locale.money_whole(Money::new(minor.round() as i64, currency));
    view! {
        <tr>
            <th scope="row">{row.policy.title(texts().0)}</th>
            {figure(row.stock_outs, share)}
            {figure(row.fill_rate, share)}
            {figure(row.capital, money)}
            {figure(row.overstock, money)}
            {figure(row.cost, money)}
            {figure(row.profit, money)}
        </tr>
    }
}

/// The mean with its range below.
fn figure(figure: ReplayFigure, write: impl Fn(f64) -> String) -> impl IntoView {
    view! {
        <td class="num">
            {write(figure.mean)}
            <p class="note">{format!("{} – {}", write(figure.low), write(figure.high))}</p>
        </td>
    }
}
