//! Reconciliation: from the sum of all lines of all files, step by step, to net sales.

use super::DataTabs;
use crate::{
    kit::{Empty, ShowSql, Skeleton, loaded},
    locales::{locale, texts},
    pages::{FilterBar, OtherCurrencies, PageHead, sales::lines_address, selection::Selection},
    paint::painted,
    query::use_query,
};
use kontor_api::{
    import::LineKind,
    quality::{Check, GetReconciliation, Reconciliation, Step},
    sales::Measure,
};
use kontor_domain::Money;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use std::sync::Arc;

/// The page.
#[component]
pub fn ReconciliationPage() -> impl IntoView {
    let t = texts();
    let params = use_query_map();
    let selection = Memo::new(move |_| params.with(Selection::from_params));
    let navigate = StoredValue::new_local(use_navigate());
    let choose = move |selection: Selection| {
        let stay = NavigateOptions { scroll: false, ..NavigateOptions::default() };
        navigate.with_value(|go| go(&selection.address("/data/reconciliation"), stay));
    };
    let steps = use_query(move || {
        let Selection { period, filter } = selection.get();
        Some(GetReconciliation { period, filter })
    });
    let days = Memo::new(move |_| steps.value.with(|reply| reply.as_ref()?.period));
    let spoken = Signal::derive(move || {
        let days = days.get().map(|days| locale().period(days)).unwrap_or_default();
        let net = steps.value.with(|reply| {
            reply
                .as_ref()?
                .steps
                .last()
                .map(|step| format!("{}: {} {}", days, step.title, locale().money(step.amount)))
        });
        net.unwrap_or_default()
    });
    view! {
        <PageHead title=Signal::stored(t.data().to_owned()) says=Signal::stored(t.reconciliation_says().to_owned())/>
        <DataTabs/>
        <FilterBar selection choose days/>
        <p class="sr-only" role="status">{spoken}</p>
        {loaded(
            steps,
            || view! { <Skeleton lines=9/> }.into_any(),
            move |reply| {
                painted();
                if reply.steps.is_empty() {
                    view! { <Empty title=t.no_sales() text=t.no_reconciliation_text()/> }.into_any()
                } else {
                    view! { <Waterfall reply selection=selection.get_untracked()/> }.into_any()
                }
            },
        )}
    }
}

#[component]
fn Waterfall(reply: Arc<Reconciliation>, selection: Selection) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let days = reply.period.map(|days| locale.period(days)).unwrap_or_default();
    let amounts: Vec<f64> = reply.steps.iter().map(|step| step.amount.major()).collect();
    let last = reply.steps.len().saturating_sub(1);
    let rows = reply.steps.iter().zip(spans(&amounts)).enumerate().map(|(index, (step, span))| {
        let is_sum = index == 0 || index == last;
        let percent = |share: f64| format!("{:.2}%", share * 100.0);
        let address = lines_of(step, &selection);
        let amount = locale.money(step.amount);
        let is_none = step.amount.minor == 0;
        let rises = !is_sum && step.amount.minor > 0;
        view! {
            <tr class:total=is_sum>
                <th scope="row">{step.title.clone()}</th>
                <td class="num">
                    {match address {
                        Some(address) => view! { <a href=address>{amount}</a> }.into_any(),
                        None => amount.into_any(),
                    }}
                </td>
                <td class="fall" aria-hidden="true">
                    <div class:sum=is_sum class:up=rises class:none=is_none
                        style:margin-left=percent(span.0) style:width=percent(span.1)></div>
                </td>
            </tr>
        }
    });
    let difference =
        Money::new(reply.counted.minor.saturating_sub(reply.stated.minor), reply.stated.currency);
    let off = reply.orders_off as i64;
    let undated = reply.refunded_undated;
    let dated = Money::new(reply.refunded.minor.saturating_sub(undated.minor), undated.currency);
    let refunds = (reply.refunded.minor != 0).then(|| view! {
        <section aria-labelledby="refunds-head">
            <h2 id="refunds-head">{t.paid_back()}</h2>
            <dl class="facts">
                <div><dt>{t.paid_back_on_its_day()}</dt><dd>{locale.money(dated)}</dd></div>
                <div>
                    <dt>{t.paid_back_without_date()}</dt>
                    <dd><a href=super::quality::address_of(Check::UndatedRefunds)>{locale.money(undated)}</a></dd>
                </div>
            </dl>
            <p class="under">{t.paid_back_says()}</p>
        </section>
    });
    view! {
        <section aria-labelledby="fall-head">
            <div class="block-head"><h2 id="fall-head">{t.from_lines_to_sales()}<span>{days}</span></h2></div>
            <table class="waterfall">
                <thead><tr>
                    <th scope="col">{t.step_taken()}</th>
                    <th scope="col" class="num">{t.amount()}</th>
                    <td></td>
                </tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            <OtherCurrencies left_out=reply.other_currencies.clone()/>
            <ShowSql sql=reply.sql.clone()/>
        </section>
        {refunds}
        <section aria-labelledby="stated-head">
            <h2 id="stated-head">{t.stated_against_counted()}</h2>
            {if reply.orders_with_total == 0 {
                view! { <p class="note">{t.no_totals_stated()}</p> }.into_any()
            } else {
                let facts = [
                    (t.orders_with_total(), locale.count(reply.orders_with_total as i64)),
                    (t.stated_by_files(), locale.money(reply.stated)),
                    (t.counted_by_us(), locale.money(reply.counted)),
                    (t.difference(), locale.money(difference)),
                ];
                view! {
                    <dl class="facts">
                        {facts.into_iter().map(|(name, value)| view! {
                            <div><dt>{name}</dt><dd>{value}</dd></div>
                        }).collect_view()}
                    </dl>
                }.into_any()
            }}
            <p class="under">
                {if reply.orders_with_total == 0 {
                    ().into_any()
                } else if off == 0 {
                    t.all_orders_agree().into_any()
                } else {
                    view! {
                        <a href=super::quality::address_of(Check::OrdersOff)>{t.orders_off(off)}</a>
                    }.into_any()
                }}
            </p>
        </section>
    }
}

/// Where the lines of a step are, if it is made of whole lines.
fn lines_of(step: &Step, selection: &Selection) -> Option<String> {
    let measure = |measure| Some(lines_address(selection, measure, None));
    let kind = |kind: LineKind| {
        let mut of_kind = selection.clone();
        of_kind.filter.kind = Some(kind);
        Some(lines_address(&of_kind, Measure::AllLines, None))
    };
    match step.key.as_str() {
        "all_lines" => measure(Measure::AllLines),
        "net_sales" => measure(Measure::NetSales),
        "shipping" => measure(Measure::Shipping),
        "tax" => measure(Measure::Tax),
        "tips" => measure(Measure::Tips),
        "vouchers" => measure(Measure::Vouchers),
        "cancelled" => kind(LineKind::Cancelled),
        "test" => kind(LineKind::Test),
        "fees" => kind(LineKind::Fee),
        "adjustments" => kind(LineKind::Adjustment),
        _ => None,
    }
}

/// Where each step's bar starts and how long it is, as shares of the whole width. The first and
/// the last start from zero, the others where the one before ended.
fn spans(amounts: &[f64]) -> Vec<(f64, f64)> {
    let last = amounts.len().saturating_sub(1);
    let mut at = 0.0;
    let spans: Vec<(f64, f64)> = amounts
        .iter()
        .enumerate()
        .map(|(index, amount)| {
            let from = if index == 0 || index == last { 0.0 } else { at };
            at = from + amount;
            (f64::min(from, at), f64::max(from, at))
        })
        .collect();
    let low = spans.iter().fold(0.0, |low, span| f64::min(low, span.0));
    let high = spans.iter().fold(0.0, |high, span| f64::max(high, span.1));
    let whole = if high > low { high - low } else { 1.0 };
    spans.into_iter().map(|(from, to)| ((from - low) / whole, (to - from) / whole)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waterfall_falls_from_the_sum_to_what_is_left() {
        assert_eq!(
            spans(&[100.0, -25.0, 5.0, 80.0]),
            [(0.0, 1.0), (0.75, 0.25), (0.75, 0.05), (0.0, 0.8)]
                .map(|(from, length): (f64, f64)| (from, length))
        );
        assert_eq!(spans(&[0.0, 0.0]), [(0.0, 0.0), (0.0, 0.0)]);
        // What falls below zero has room on the left.
        assert_eq!(spans(&[50.0, -100.0, -50.0]), [(0.5, 0.5), (0.0, 1.0), (0.0, 0.5)]);
    }
}
