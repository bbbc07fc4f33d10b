//! One product: what was sold, what is forecast and why, how good that was, and corrections.

use super::{figure_heads, figures};
use crate::{
    kit::{Busy, ChartView, Field, Skeleton, live, toast, use_width},
    locales::{Texts, language, locale, texts},
    pages::{PageHead, selection::Selection},
    paint::painted,
    query::{self, use_query},
};
use kontor_api::sales::Filter;
use kontor_api::{
    Words,
    forecast::{
        Change, CorrectForecast, ForecastWeek, Forecastable, GetForecast, ProductForecast,
        ScoredCorrection,
    },
};
use kontor_domain::{Date, PeriodChoice, Quantity};
use leptos::{html, prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;
use std::sync::Arc;

/// Height of the picture in CSS pixels.
const HEIGHT: u32 = 280;
/// Drivers that move a week by less are not told.
const TOLD: f64 = 0.005;

/// The page.
#[component]
pub fn ForecastProductPage() -> impl IntoView {
    let t = texts();
    let params = use_query_map();
    let sku = Memo::new(move |_| params.with(|params| params.get("code").unwrap_or_default()));
    let place = NodeRef::<html::Div>::new();
    let width = use_width(place);
    let found = use_query(move || {
        let width = width.get();
        (width > 0).then(|| GetForecast { sku: sku.get(), width, height: HEIGHT })
    });
    let title = Signal::derive(move || {
        let title = found.value.with(|reply| reply.as_ref().map(|reply| reply.row.title.clone()));
        title.filter(|title| !title.is_empty()).unwrap_or_else(|| sku.get())
    });
    let says = Signal::derive(move || {
        found.value.with(|reply| reply.as_ref().map(|reply| says(reply, t))).unwrap_or_default()
    });
    Effect::new(move |_| {
        if found.value.with(Option::is_some) {
            painted();
        }
    });
    let sales = move || {
        let filter = Filter { sku: Some(sku.get()), ..Filter::default() };
        Selection { period: PeriodChoice::default(), filter }.address("/sales")
    };
    view! {
        <PageHead title says>
            <a class="button" href=sales>{t.sales()}</a>
            <a class="button" href="/reorder/forecast">{t.all_forecasts()}</a>
        </PageHead>
        <div node_ref=place>
            {live(found, || view! { <Skeleton lines=1 shape="chart"/> }.into_any(), move |reply| view! { <Product reply sku/> }.into_any())}
        </div>
    }
}

fn says(reply: &ProductForecast, t: Texts) -> String {
    let row = &reply.row;
    match &row.remark {
        Some(remark) => format!("{} · {remark}", row.sku),
        None => format!("{} · {}", row.sku, row.kind.title(t.0)),
    }
}

#[component]
fn Product(reply: Signal<Arc<ProductForecast>>, sku: Memo<String>) -> impl IntoView {
    let t = texts();
    let is_forecast =
        Memo::new(move |_| reply.with(|reply| reply.row.forecastable == Forecastable::Yes));
    let weeks = move || {
        reply.with(|reply| {
            let names = reply.drivers.clone();
            reply
                .weeks
                .iter()
                .map(|week| view! { <Week week=week.clone() names=names.clone() sku/> })
                .collect_view()
        })
    };
    let past = move || {
        reply.with(|reply| {
            let past = reply.past_corrections.clone();
            (!past.is_empty()).then(|| view! { <Past past/> })
        })
    };
    move || {
        match is_forecast.get() {
        false => ().into_any(),
        true => view! {
            <section aria-labelledby="course-head">
                <div class="block-head"><h2 id="course-head">{t.sold_and_forecast()}</h2></div>
                <ChartView chart=Signal::derive(move || reply.with(|reply| reply.chart.clone()))
                    label=Signal::stored(t.sold_and_forecast().to_owned())/>
            </section>
            <section aria-labelledby="weeks-head">
                <h2 id="weeks-head">{t.weeks_ahead()}</h2>
                <div class="scroll-x" tabindex="0" role="group" aria-label=t.weeks_ahead()>
                    <table class="weeks">
                        <caption class="sr-only">{t.weeks_ahead()}</caption>
                        <thead><tr>
                            <th scope="col">{t.week_of()}</th>
                            <th scope="col" class="num">{t.forecast()}</th>
                            <th scope="col" class="num">{t.range_95()}</th>
                            <th scope="col" class="num">{t.simple_rule()}</th>
                            <th scope="col">{t.drivers()}</th>
                            <th scope="col">{t.correction()}</th>
                        </tr></thead>
                        <tbody>{weeks}</tbody>
                    </table>
                </div>
            </section>
            <Correct reply sku/>
            {past}
            <section aria-labelledby="accuracy-head">
                <h2 id="accuracy-head">{t.accuracy()}</h2>
                <p class="sub">{t.accuracy_text()}</p>
                <div class="scroll-x" tabindex="0" role="group" aria-label=t.accuracy()>
                    <table>
                        <caption class="sr-only">{t.accuracy()}</caption>
                        <thead><tr>{figure_heads(t)}</tr></thead>
                        <tbody><tr>{move || reply.with(|reply| figures(&reply.row.accuracy))}</tr></tbody>
                    </table>
                </div>
                <p class="note">{move || reply.with(|reply| reply.definition.clone())}</p>
            </section>
        }
        .into_any(),
    }
    }
}

#[component]
fn Week(week: ForecastWeek, names: Vec<String>, sku: Memo<String>) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let end = |quantile: Option<&Quantity>| {
        quantile.map_or_else(|| "–".to_owned(), |quantile| locale.expected(*quantile))
    };
    let drivers = week.drivers.iter().zip(&names).filter(|(share, _)| share.abs() >= TOLD);
    let drivers: Vec<String> =
        drivers.map(|(share, name)| format!("{name} {}", locale.change(*share))).collect();
    let day = week.week;
    let correction = week.correction.clone().map(|correction| {
        let change = match correction.change {
            Change::Units(units) => locale.quantity(units),
            Change::Percent(percent) => locale.change(f64::from(percent) / 100.0),
        };
        let said = [change, correction.note, t.models_say(locale.expected(week.model))];
        let said: Vec<String> = said.into_iter().filter(|part| !part.is_empty()).collect();
        let of = format!(": {}", locale.date(day));
        view! {
            <span>{said.join(" · ")}</span>" "
            <button type="button" class="quiet" on:click=move |_| correct(sku.get_untracked(), day, None, String::new())>
                {t.take_correction_back()}<span class="sr-only">{of}</span>
            </button>
        }
    });
    view! {
        <tr>
            <th scope="row">{locale.date(week.week)}</th>
            <td class="num"><b>{locale.expected(week.units)}</b></td>
            <td class="num">{format!("{} – {}", end(week.quantiles.first()), end(week.quantiles.last()))}</td>
            <td class="num">{locale.expected(week.baseline)}</td>
            <td>{drivers.join(", ")}</td>
            <td>{correction}</td>
        </tr>
    }
}

/// Corrects a week, and says so.
fn correct(sku: String, week: Date, change: Option<Change>, note: String) {
    spawn_local(async move {
        let t = Texts(language());
        let is_taken_back = change.is_none();
        match query::change(&CorrectForecast { sku, week, change, note }).await {
            Ok(_) if is_taken_back => toast::say(t.correction_taken_back()),
            Ok(_) => toast::say_with_undo(t.correction_kept()),
            Err(error) => toast::fail(error),
        }
    });
}

/// What a person wrote: units, or a change in percent. A comma may be the decimal mark.
fn read_change(text: &str) -> Option<Change> {
    let text = text.trim().replace(['\u{2212}', '–'], "-").replace(',', ".");
    if let Some(percent) = text.strip_suffix('%') {
        let percent: i32 = percent.trim().parse().ok()?;
        return (-100..=10_000).contains(&percent).then_some(Change::Percent(percent));
    }
    let units: f64 = text.parse().ok()?;
    (0.0..1e9)
        .contains(&units)
        .then(|| Change::Units(Quantity { milli: (units * 1000.0).round() as i64 }))
}

#[component]
fn Correct(reply: Signal<Arc<ProductForecast>>, sku: Memo<String>) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let week = RwSignal::new(String::new());
    let (to, note) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let error = RwSignal::new(None::<String>);
    let options = move || {
        reply.with(|reply| {
            let days = reply.weeks.iter().map(|week| week.week);
            days.map(|day| view! { <option value=day.to_string()>{locale.date(day)}</option> })
                .collect_view()
        })
    };
    let press = move |()| {
        let first = reply.with_untracked(|reply| reply.weeks.first().map(|week| week.week));
        let Some(day) = week.get_untracked().parse().ok().or(first) else { return };
        let Some(change) = read_change(&to.get_untracked()) else {
            error.set(Some(t.correct_bad().to_owned()));
            return;
        };
        error.set(None);
        correct(sku.get_untracked(), day, Some(change), note.get_untracked());
        to.set(String::new());
        note.set(String::new());
    };
    view! {
        <section aria-labelledby="correct-head">
            <h2 id="correct-head">{t.correct_title()}</h2>
            <p class="sub">{t.correct_text()}</p>
            <div class="correct">
                <Field label=t.week_of() control=move |id| view! {
                    <select id=id on:change=move |event| week.set(event_target_value(&event))>{options}</select>
                }/>
                <Field label=t.correct_to() hint=t.correct_hint() error control=move |id| {
                    let described = format!("{id}-note");
                    view! {
                        <input id=id aria-describedby=described prop:value=to
                            aria-invalid=move || error.with(Option::is_some).to_string()
                            on:input=move |event| to.set(event_target_value(&event))/>
                    }
                }/>
                <Field label=t.note() hint=t.note_hint() control=move |id| {
                    let described = format!("{id}-note");
                    view! {
                        <input id=id aria-describedby=described prop:value=note
                            on:input=move |event| note.set(event_target_value(&event))/>
                    }
                }/>
                <Busy busy=Signal::stored(false) class="primary" press>{t.correct()}</Busy>
            </div>
        </section>
    }
}

/// Corrections of weeks that are over, and whether they helped.
#[component]
fn Past(past: Vec<ScoredCorrection>) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let rows = past.into_iter().map(|past| {
        let sold = past.sold.map_or_else(|| "–".to_owned(), |sold| locale.quantity(sold));
        let helped = match past.helped {
            Some(true) => t.it_helped(),
            Some(false) => t.it_did_not_help(),
            None => t.not_known_yet(),
        };
        let said = t.said_and_sold(locale.expected(past.said), sold);
        let note = past.correction.note;
        view! {
            <li><div>
                <b>{locale.date(past.correction.week)}" · "{helped}</b>
                <p>{[said, note].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ")}</p>
            </div></li>
        }
    });
    view! {
        <section aria-labelledby="past-head">
            <h2 id="past-head">{t.past_corrections()}</h2>
            <ul class="rows">{rows.collect_view()}</ul>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_writes_is_units_or_percent() {
        let units = |milli| Some(Change::Units(Quantity { milli }));
        assert_eq!(read_change(" 40 "), units(40_000));
        assert_eq!(read_change("2,5"), units(2_500));
        assert_eq!(read_change("+20 %"), Some(Change::Percent(20)));
        assert_eq!(read_change("−15%"), Some(Change::Percent(-15)));
        for bad in ["", "many", "-3", "-101%", "NaN"] {
            assert_eq!(read_change(bad), None, "{bad}");
        }
    }
}
