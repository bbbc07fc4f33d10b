//! One purchase order: its lines, and what becomes of it: sent, expected, received, closed, called
//! off.

use super::orders::address_of;
use crate::{
    app::use_status,
    kit::{Busy, Dialog, Empty, Field, Skeleton, loaded, toast},
    locales::{Texts, language, locale, texts},
    pages::{
        PageHead,
        approvals::OrderFiles,
        data::amounts,
        numbers::{read_quantity, typed_quantity},
    },
    paint::painted,
    query::{self, use_query},
};
use kontor_api::{
    Words as _,
    purchase_orders::{
        ChangePurchaseOrder, GetPurchaseOrders, OrderChange, OrderState, OrderedLine,
        PurchaseOrder, ReceivedLine,
    },
};
use kontor_domain::{Date, Locale, Quantity};
use leptos::{html, prelude::*, task::spawn_local};
use std::collections::BTreeMap;

/// The page of an order.
#[component]
pub fn OrderPage(
    /// Its number.
    number: String,
) -> impl IntoView {
    let t = texts();
    let asked = number.clone();
    let found = use_query(move || {
        let number = Some(asked.clone());
        Some(GetPurchaseOrders { closed: true, number, ..GetPurchaseOrders::default() })
    });
    let order = Memo::new(move |_| {
        found.value.with(|reply| reply.as_ref().and_then(|reply| reply.rows.first().cloned()))
    });
    Effect::new(move |_| {
        if found.value.with(Option::is_some) {
            painted();
        }
    });
    let says = Signal::derive(move || {
        order.with(|order| order.as_ref().map(|o| says(o, t))).unwrap_or_default()
    });
    view! {
        <PageHead title=Signal::stored(t.purchase_order(&number)) says>
            {move || order.get().map(|order| view! { <Acts order/> })}
            <a class="button" href=address_of(None)>{t.to_the_orders()}</a>
        </PageHead>
        <p class="sr-only" role="status">{says}</p>
        {loaded(found, || view! { <Skeleton lines=8/> }.into_any(), move |reply| match reply.rows.first() {
            Some(order) => view! { <Order order=order.clone()/> }.into_any(),
            None => view! { <Empty title=t.no_such_order() text=t.no_such_order_text()/> }.into_any(),
        })}
    }
}

fn says(order: &PurchaseOrder, t: Texts) -> String {
    let locale = locale();
    let mut says: Vec<String> = order.supplier.clone().into_iter().collect();
    says.push(order.state.title(t.0).to_owned());
    says.extend(order.ordered.map(|day| t.ordered_on(locale.date(day))));
    says.extend(order.expected.map(|day| t.expected_on(locale.date(day))));
    says.extend(order.is_overdue.then(|| t.overdue().to_owned()));
    if !order.cost.is_empty() {
        says.push(amounts(&order.cost));
    }
    says.join(" · ")
}

/// Changes an order, and says so in these words.
fn change(number: &str, change: OrderChange, says: fn(Texts, String) -> String) {
    let request = ChangePurchaseOrder { number: number.to_owned(), change };
    spawn_local(async move {
        match query::change(&request).await {
            Ok(_) => toast::say_with_undo(says(Texts(language()), request.number)),
            Err(error) => toast::fail(error),
        }
    });
}

/// Sending, closing, calling off, and the files.
#[component]
fn Acts(order: PurchaseOrder) -> impl IntoView {
    let t = texts();
    let number = StoredValue::new(order.number.clone());
    let is_draft = order.state == OrderState::Draft;
    let is_coming = matches!(order.state, OrderState::Sent | OrderState::PartlyReceived);
    let cancelling = RwSignal::new(false);
    let act = move |to: OrderChange, says: fn(Texts, String) -> String| {
        number.with_value(|number| change(number, to, says));
    };
    let cancel = move |_| {
        cancelling.set(false);
        act(OrderChange::Cancel, Texts::order_cancelled);
    };
    // The harmless button has the focus.
    let keep = NodeRef::<html::Button>::new();
    Effect::new(move |_| {
        if let Some(keep) = keep.get() {
            // After the dialog is shown, which takes the focus first.
            request_animation_frame(move || {
                let _ = keep.focus();
            });
        }
    });
    view! {
        {is_draft.then(|| view! {
            <button type="button" class="primary" on:click=move |_| act(OrderChange::Send, Texts::order_sent)>
                {t.send_order()}
            </button>
        })}
        {order.proposal.map(|id| view! { <OrderFiles id/> })}
        {is_coming.then(|| view! {
            <button type="button" title=t.close_says() on:click=move |_| act(OrderChange::Close, Texts::order_closed)>
                {t.close_order()}
            </button>
        })}
        // Once goods came it can only be closed.
        {(is_draft || order.state == OrderState::Sent).then(|| view! {
            <button type="button" class="danger" on:click=move |_| cancelling.set(true)>{t.cancel_order()}</button>
        })}
        <Dialog open=cancelling title=number.with_value(|number| t.cancel_order_title(number))>
            <p>{t.cancel_order_says()}</p>
            <div class="acts end">
                <button type="button" node_ref=keep on:click=move |_| cancelling.set(false)>{t.keep_order()}</button>
                <button type="button" class="danger" on:click=cancel>{t.cancel_this_order()}</button>
            </div>
        </Dialog>
    }
}

/// The lines, and below them what can be entered while something is still to come.
#[component]
fn Order(order: PurchaseOrder) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let is_coming = matches!(order.state, OrderState::Sent | OrderState::PartlyReceived);
    let may_wait = is_coming || order.state == OrderState::Draft;
    // What comes now, as far as it was changed, as typed.
    let comes = RwSignal::new(BTreeMap::<String, String>::new());
    let lines = StoredValue::new(order.lines.clone());
    let number = StoredValue::new(order.number.clone());
    let head = is_coming.then(|| view! { <th scope="col" class="num">{t.comes_now()}</th> });
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label=t.lines_of_order()>
            <table class="grid plain">
                <caption class="sr-only">{t.lines_of_order()}</caption>
                <thead><tr>
                    <th scope="col">{t.product()}</th>
                    <th scope="col" class="num">{t.ordered()}</th>
                    <th scope="col" class="num">{t.received()}</th>
                    <th scope="col" class="num">{t.each_costs()}</th>
                    <th scope="col" class="num">{t.cost()}</th>
                    {head}
                </tr></thead>
                <tbody>{order.lines.iter().map(|each| line(each, is_coming.then_some(comes))).collect_view()}</tbody>
            </table>
        </div>
        {is_coming.then(|| view! { <Receive number lines comes/> })}
        {may_wait.then(|| {
            let day = order.expected.map(|day| day.to_string()).unwrap_or_default();
            view! {
                <section aria-labelledby="expect-head">
                    <h2 id="expect-head">{t.expect_title()}</h2>
                    <Day label=t.expect_on() day words=t.change_day() choose=move |day| {
                        number.with_value(|number| change(number, OrderChange::Expect { on: day }, Texts::day_changed));
                    }/>
                </section>
            }
        })}
        {(order.state == OrderState::Closed).then(|| order.lines.iter().filter_map(|line| line.received_on).max()).flatten().map(|day| view! {
            <p class="note under">{t.last_received(locale.date(day))}</p>
        })}
    }
}

/// What one costs, with as many decimals as it has and at least two.
fn unit_cost(locale: Locale, cost: &str) -> String {
    let decimals = cost.split_once('.').map_or("", |(_, decimals)| decimals.trim_end_matches('0'));
    let digits = (decimals.len() as u32).max(2);
    cost.parse().map_or_else(|_| cost.to_owned(), |number| locale.number(number, digits))
}

/// What of a line has not come yet.
fn missing(line: &OrderedLine) -> Quantity {
    Quantity { milli: (line.ordered.milli - line.received.milli).max(0) }
}

fn line(
    line: &OrderedLine,
    comes: Option<RwSignal<BTreeMap<String, String>>>,
) -> impl IntoView + use<> {
    let (t, locale) = (texts(), locale());
    let name = if line.title.is_empty() { line.sku.clone() } else { line.title.clone() };
    let dash = || "–".to_owned();
    let (sku, label) = (line.sku.clone(), t.comes_now_of(&name));
    let value = typed_quantity(locale, missing(line));
    let entry = comes.map(|comes| {
        view! {
            <td class="qty">
                <input type="text" inputmode="decimal" autocomplete="off" aria-label=label value=value
                    on:input=move |event| comes.update(|comes| drop(comes.insert(sku.clone(), event_target_value(&event))))/>
            </td>
        }
    });
    let last = line.received_on.map(|day| view! { <span>{locale.date(day)}</span> });
    let each = line.unit_cost.as_deref().map_or_else(dash, |cost| unit_cost(locale, cost));
    view! {
        <tr>
            <th scope="row">{name}<p class="advice">{line.sku.clone()}</p></th>
            <td class="num">{locale.quantity(line.ordered)}</td>
            <td class="num">{locale.quantity(line.received)}{last}</td>
            <td class="num">{each}</td>
            <td class="num">{line.cost.map_or_else(dash, |cost| locale.money(cost))}</td>
            {entry}
        </tr>
    }
}

/// Goods that came: all that is missing, or what was typed.
#[component]
fn Receive(
    number: StoredValue<String>,
    lines: StoredValue<Vec<OrderedLine>>,
    comes: RwSignal<BTreeMap<String, String>>,
) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let is_bad = RwSignal::new(false);
    let receive = move |on: Date| {
        let typed = comes.get_untracked();
        let came = |line: &OrderedLine| {
            let quantity = match typed.get(&line.sku) {
                Some(text) => read_quantity(locale, text)?,
                None => missing(line),
            };
            Some(ReceivedLine { sku: line.sku.clone(), quantity })
        };
        let came: Option<Vec<ReceivedLine>> =
            lines.with_value(|lines| lines.iter().map(came).collect());
        let came = came.map(|mut came| {
            came.retain(|line| line.quantity.milli > 0);
            came
        });
        match came {
            Some(came) if !came.is_empty() => {
                is_bad.set(false);
                // Untouched, all that is missing comes.
                let lines = if typed.is_empty() { Vec::new() } else { came };
                number.with_value(|number| {
                    let to = OrderChange::Receive { on: Some(on), lines };
                    change(number, to, Texts::goods_received);
                });
            }
            _ => is_bad.set(true),
        }
    };
    view! {
        <section aria-labelledby="receive-head">
            <h2 id="receive-head">{t.receive_title()}</h2>
            <p class="sub">{t.receive_says()}</p>
            <p class="loss" role="status">{move || is_bad.get().then(|| t.quantity_bad())}</p>
            <Day label=t.received_day() day=day_of_plan() words=t.receive() primary=true choose=receive/>
        </section>
    }
}

/// A day, and what is done with it.
#[component]
fn Day(
    label: &'static str,
    day: String,
    words: &'static str,
    #[prop(optional)] primary: bool,
    #[prop(into)] choose: Callback<Date>,
) -> impl IntoView {
    let day = RwSignal::new(day);
    let chosen = Memo::new(move |_| day.with(|day| day.parse::<Date>().ok()));
    let control = move |id: String| {
        view! {
            <input type="date" id=id prop:value=day on:change=move |event| day.set(event_target_value(&event))/>
        }
    };
    let press = move |()| {
        if let Some(day) = chosen.get_untracked() {
            choose.run(day);
        }
    };
    let class = if primary { "primary" } else { "" };
    view! {
        <div class="day-act">
            <Field label control/>
            <Busy busy=Signal::derive(move || chosen.with(Option::is_none)) class=class press>{words}</Busy>
        </div>
    }
}

/// The day that plans are as of, as a date's control has it: what comes then counts at once.
fn day_of_plan() -> String {
    let status = use_status().value.get_untracked();
    let last = status.and_then(|status| Some(status.open.as_ref()?.data?.to));
    last.and_then(|last| last.tomorrow().ok()).map(|day| day.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_has_the_decimals_that_it_has() {
        let english = Locale::of(kontor_domain::Language::En);
        let written = ["7.330000", "2.125", "4", "cheap"].map(|cost| unit_cost(english, cost));
        assert_eq!(written, ["7.33", "2.125", "4.00", "cheap"]);
    }

    #[test]
    fn what_is_missing_is_never_less_than_nothing() {
        let line = |ordered, received| OrderedLine {
            sku: String::new(),
            title: String::new(),
            ordered: Quantity::whole(ordered),
            received: Quantity::whole(received),
            received_on: None,
            unit_cost: None,
            cost: None,
        };
        assert_eq!(missing(&line(12, 5)), Quantity::whole(7));
        assert_eq!(missing(&line(12, 15)), Quantity::whole(0));
    }
}
