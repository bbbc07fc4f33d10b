//! What is to be known of a price beside what it does: guards, others' prices, products that pull
//! on it, and what it was.

use super::product_address;
use crate::{
    locales::{Texts, locale, texts},
    pages::approvals,
};
use kontor_api::price::{CompetitorPrice, Price, PriceEvent, PriceWeek, Rival};
use kontor_domain::{Money, Quantity};
use leptos::prelude::*;
use std::sync::Arc;

/// All of it.
#[component]
pub fn Facts(
    /// What is known.
    reply: Arc<Price>,
) -> impl IntoView {
    let t = texts();
    let was = reply.was.map(|was| t.was_price(locale().money(was)));
    let guards: Vec<String> = reply.guards.iter().cloned().chain(was).collect();
    view! {
        {(!guards.is_empty()).then(|| view! {
            <section aria-labelledby="guards-head">
                <h2 id="guards-head">{t.guards()}</h2>
                <ul class="notes">{guards.into_iter().map(|guard| view! { <li>{guard}</li> }).collect_view()}</ul>
            </section>
        })}
        <div class="pair">
            {(!reply.competitors.is_empty()).then(|| competitors(t, &reply.competitors))}
            {(!reply.rivals.is_empty()).then(|| rivals(t, &reply.rivals))}
        </div>
        {history(t, &reply.calendar, &reply.history)}
        <p class="note under">{reply.definition.clone()}</p>
    }
}

fn competitors(t: Texts, of: &[CompetitorPrice]) -> impl IntoView + use<> {
    let locale = locale();
    let row = |one: &CompetitorPrice| {
        let day = one.day.map_or_else(|| "–".to_owned(), |day| locale.date(day));
        view! {
            <tr>
                <th scope="row">{one.name.clone()}</th>
                <td class="num">{locale.money(one.price)}</td>
                <td class="when">{day}</td>
            </tr>
        }
    };
    view! {
        <section aria-labelledby="competitors-head">
            <h2 id="competitors-head">{t.competitors()}</h2>
            <div class="scroll-x" tabindex="0" role="group" aria-label=t.competitors()><table>
                <caption class="sr-only">{t.competitors()}</caption>
                <thead><tr>
                    <th scope="col">{t.competitor()}</th>
                    <th scope="col" class="num">{t.price()}</th>
                    <th scope="col">{t.as_of()}</th>
                </tr></thead>
                <tbody>{of.iter().map(row).collect_view()}</tbody>
            </table></div>
        </section>
    }
}

fn rivals(t: Texts, of: &[Rival]) -> impl IntoView + use<> {
    let number = |value: f64| {
        let text = locale().number(value, 2);
        if value > 0.0 { format!("+{text}\u{a0}%") } else { format!("{text}\u{a0}%") }
    };
    let row = |one: &Rival| {
        let title = if one.title.is_empty() { one.sku.clone() } else { one.title.clone() };
        let pulls = if one.is_substitute { t.bought_instead() } else { t.bought_with() };
        view! {
            <tr>
                <th scope="row" class="wraps"><a href=product_address(&one.sku)>{title}</a></th>
                <td>{pulls}</td>
                <td class="num">{number(one.elasticity)}<span class="note">{t.from_to(number(one.low), number(one.high))}</span></td>
            </tr>
        }
    };
    view! {
        <section aria-labelledby="rivals-head" class="rivals">
            <h2 id="rivals-head">{t.rivals()}</h2>
            <p class="note">{t.rivals_say()}</p>
            <div class="scroll-x" tabindex="0" role="group" aria-label=t.rivals()><table>
                <caption class="sr-only">{t.rivals()}</caption>
                <thead><tr>
                    <th scope="col">{t.product()}</th>
                    <td></td>
                    <th scope="col" class="num">{t.effect_of_one()}</th>
                </tr></thead>
                <tbody>{of.iter().map(row).collect_view()}</tbody>
            </table></div>
        </section>
    }
}

fn history(t: Texts, events: &[PriceEvent], weeks: &[PriceWeek]) -> impl IntoView + use<> {
    let rows = events.iter().map(|event| view! { <tr>{event_cells(event)}</tr> }).collect_view();
    let changes = match events.is_empty() {
        true => view! { <p class="note">{t.no_price_changes()}</p> }.into_any(),
        false => view! {
            <div class="scroll-x" tabindex="0" role="group" aria-label=t.price_history()><table class="narrow">
                <caption class="sr-only">{t.price_history()}</caption>
                <thead><tr>
                    <th scope="col">{t.day()}</th>
                    {event_heads(t)}
                </tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        }
        .into_any(),
    };
    view! {
        <section aria-labelledby="history-head">
            <h2 id="history-head">{t.price_history()}</h2>
            {changes}
            {(!weeks.is_empty()).then(|| past_weeks(t, weeks))}
        </section>
    }
}

/// The past weeks, as a table that unfolds.
fn past_weeks(t: Texts, weeks: &[PriceWeek]) -> impl IntoView + use<> {
    let locale = locale();
    let row = |week: &PriceWeek| {
        let units = Quantity { milli: (week.units * 1000.0).round() as i64 };
        view! {
            <tr>
                <th scope="row">{locale.date(week.week)}</th>
                <td class="num">{locale.money(week.price)}</td>
                <td class="num">{locale.quantity(units)}</td>
            </tr>
        }
    };
    view! {
        <details class="fold">
            <summary>{t.weeks_of_the_year()}</summary>
            <div class="scroll" tabindex="0" role="group" aria-label=t.weeks_of_the_year()>
                <table class="narrow">
                    <caption class="sr-only">{t.weeks_of_the_year()}</caption>
                    <thead><tr>
                        <th scope="col">{t.week_of()}</th>
                        <th scope="col" class="num">{t.price()}</th>
                        <th scope="col" class="num">{t.units_sold()}</th>
                    </tr></thead>
                    <tbody>{weeks.iter().rev().map(row).collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
}

/// The headings of [`event_cells`] after the day.
pub fn event_heads(t: Texts) -> impl IntoView {
    view! {
        <th scope="col" class="num">{t.price_before()}</th>
        <th scope="col" class="num">{t.price_then()}</th>
        <th scope="col" class="num">{t.price_change()}</th>
        <td></td>
    }
}

/// Day, prices before and after, the change, and the proposal behind it.
pub fn event_cells(event: &PriceEvent) -> impl IntoView + use<> {
    let day = locale().date(event.day);
    view! { <th scope="row">{day}</th>{price_cells(event)} }
}

/// The same without the day.
pub fn price_cells(event: &PriceEvent) -> impl IntoView + use<> {
    let (t, locale) = (texts(), locale());
    let dash = || "–".to_owned();
    let change = event.old.filter(|old| old.minor > 0).map(|old| moved(old, event.new));
    let change = change.map_or_else(dash, |change| locale.change(change));
    let link = event.proposal.map(|id| {
        view! { <a href=approvals::address_of(id)>{t.from_proposal()}" "{id}</a> }
    });
    view! {
        <td class="num">{event.old.map_or_else(dash, |old| locale.money(old))}</td>
        <td class="num">{locale.money(event.new)}</td>
        <td class="num">{change}</td>
        <td>{link}</td>
    }
}

fn moved(old: Money, new: Money) -> f64 {
    new.minor as f64 / old.minor as f64 - 1.0
}
