//! The trainings: what each learnt from, how good it was, which one is in use.

use super::{Train, Training, figure_heads, figures};
use crate::{
    kit::{Empty, Skeleton, loaded, toast},
    locales::{Texts, language, locale, texts},
    pages::{PageHead, data::here, prices::PriceAgentSection, reorder::ReorderTabs},
    paint::painted,
    query::{self, use_query},
};
use kontor_api::{
    Words,
    forecast::{GetModels, ModelCard, Models as Reply, UseModel},
};
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

/// The page.
#[component]
pub fn ModelsPage() -> impl IntoView {
    let t = texts();
    let found = use_query(|| Some(GetModels {}));
    Effect::new(move |_| {
        if found.value.with(Option::is_some) {
            painted();
        }
    });
    let says = Signal::derive(move || {
        let newer = found.value.with(|reply| reply.as_ref().map_or(0, |reply| reply.newer_weeks));
        if newer > 0 { t.newer_weeks(i64::from(newer)) } else { String::new() }
    });
    let has_some = Memo::new(move |_| {
        found.value.with(|reply| reply.as_ref().is_some_and(|reply| !reply.cards.is_empty()))
    });
    view! {
        <PageHead title=Signal::stored(t.models().to_owned()) says>
            {move || has_some.get().then(|| view! { <Train primary=true words=t.retrain_now()/> })}
        </PageHead>
        <ReorderTabs/>
        <Training/>
        {loaded(found, || view! { <Skeleton lines=12/> }.into_any(), |reply| view! { <Cards reply/> }.into_any())}
        {move || has_some.get().then(|| view! { <PriceAgentSection/> })}
    }
}

#[component]
fn Cards(reply: Arc<Reply>) -> impl IntoView {
    let t = texts();
    if reply.cards.is_empty() {
        return view! {
            <Empty title=t.no_forecast() text=t.no_forecast_text()>
                <Train primary=true words=t.train_now()/>
            </Empty>
        }
        .into_any();
    }
    let damaged =
        reply.damaged.iter().map(|id| view! { <p class="note">{t.damaged_training(id)}</p> });
    let cards = reply.cards.iter().map(|card| {
        let in_use = reply.in_use.as_ref() == Some(&card.id);
        view! { <Card card=card.clone() in_use/> }
    });
    view! {
        {damaged.collect_view()}
        {cards.collect_view()}
    }
    .into_any()
}

#[component]
fn Card(card: ModelCard, in_use: bool) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let id = card.id.clone();
    let head = format!("{id}-head");
    let says = [
        t.trained_on(t.products_counted(card.products as i64), locale.period(card.data)),
        t.made_at(locale.date_time(here(card.made_at))),
        t.took_seconds(locale.number(card.seconds, 1)),
        match &card.country {
            Some(country) => t.holidays_of(country),
            None => t.holidays_unknown().to_owned(),
        },
    ];
    // The answer comes before the figures that only some know how to read.
    let answer = match (card.accuracy.wape, card.accuracy.baseline_wape) {
        (Some(error), Some(rule)) => {
            t.was_off_by(i64::from(card.windows), locale.percent(error), locale.percent(rule))
        }
        (Some(error), None) => t.was_off_by_alone(i64::from(card.windows), locale.percent(error)),
        _ => t.not_tested().to_owned(),
    };
    let duel = match &card.duel {
        None => t.first_training().to_owned(),
        Some(duel) => {
            let (new, old) = (locale.percent(duel.challenger), locale.percent(duel.champion));
            match duel.is_won {
                true => t.duel_won(new, old, &duel.against),
                false => t.duel_lost(new, old, &duel.against),
            }
        }
    };
    let mut notes = vec![
        duel,
        t.not_forecast(locale.count(card.too_new as i64), locale.count(card.ended as i64)),
    ];
    if let Some(since) = &card.since
        && let (Some(wape), Some(promised)) = (since.wape, since.promised_wape)
    {
        let (wape, promised) = (locale.percent(wape), locale.percent(promised));
        notes.push(t.since_then(i64::from(since.weeks), wape, promised));
    }
    if card.masked_weeks > 0 {
        notes.push(t.masked_weeks(card.masked_weeks as i64));
    }
    if !card.left_out.is_empty() {
        notes.push(t.models_left_out(card.left_out.join("; ")));
    }
    let state = match in_use {
        true => view! { <b class="gain">{t.in_use()}</b> }.into_any(),
        false => view! {
            <button type="button" on:click=move |_| use_again(id.clone())>
                {t.use_again()}<span class="sr-only">": "{id.clone()}</span>
            </button>
        }
        .into_any(),
    };
    let label = card.id.clone();
    let has_changed = card.since.as_ref().is_some_and(|since| since.is_drift);
    view! {
        <section class="model" aria-labelledby=head.clone()>
            <div class="block-head"><h2 id=head.clone()>{card.id.clone()}</h2>{state}</div>
            <p>{answer}</p>
            <p class="sub">{says.join(" · ")}</p>
            {has_changed.then(|| view! { <p class="note warn">{t.demand_changed()}</p> })}
            <ul class="notes">{notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}</ul>
            <details class="fold" open=in_use>
                <summary>{t.accuracy()}</summary>
                <div class="scroll-x" tabindex="0" role="group" aria-label=format!("{}: {label}", t.accuracy())>
                    <table>
                        <caption class="sr-only">{t.accuracy()}</caption>
                        <thead><tr>
                            <th scope="col">{t.sells()}</th>
                            <th scope="col" class="num">{t.products_of_kind()}</th>
                            <th scope="col">{t.best_rule()}</th>
                            {figure_heads(t)}
                        </tr></thead>
                        <tbody>{kinds(&card, t)}</tbody>
                    </table>
                </div>
            </details>
            <details class="fold">
                <summary>{t.models()}</summary>
                <div class="scroll-x" tabindex="0" role="group" aria-label=format!("{}: {label}", t.models())>
                    <table>
                        <caption class="sr-only">{t.models()}</caption>
                        <thead><tr>
                            <th scope="col">{t.model_name()}</th>
                            <th scope="col" class="num">{t.share_of_forecast()}</th>
                            <th scope="col">{t.learnt()}</th>
                        </tr></thead>
                        <tbody>{shares(&card)}</tbody>
                    </table>
                </div>
            </details>
        </section>
    }
}

fn kinds(card: &ModelCard, t: Texts) -> impl IntoView + use<> {
    let locale = locale();
    let kinds = card.kinds.iter().map(|of| {
        let rule = match of.is_baseline_kept {
            true => format!("{} ({})", of.baseline, t.rule_kept()),
            false => of.baseline.clone(),
        };
        view! {
            <tr>
                <th scope="row">{of.kind.title(t.0)}</th>
                <td class="num">{locale.count(of.products as i64)}</td>
                <td>{rule}</td>
                {figures(&of.accuracy)}
            </tr>
        }
    });
    view! {
        <tr>
            <th scope="row">{t.all_products()}</th>
            <td class="num">{locale.count(card.products as i64)}</td>
            <td></td>
            {figures(&card.accuracy)}
        </tr>
        {kinds.collect_view()}
    }
}

fn shares(card: &ModelCard) -> impl IntoView + use<> {
    let locale = locale();
    let rows = card.models.iter().map(|model| {
        view! {
            <tr>
                <th scope="row">{model.name.clone()}</th>
                <td class="num">{locale.percent(model.share)}</td>
                <td>{model.description.clone()}</td>
            </tr>
        }
    });
    rows.collect_view()
}

/// Shows an earlier training's forecast again, and says so.
fn use_again(id: String) {
    spawn_local(async move {
        match query::change(&UseModel { id }).await {
            Ok(card) => toast::say(Texts(language()).used_again(&card.id)),
            Err(error) => toast::fail(error),
        }
    });
}
