//! Scenarios side by side: the price that is tried, those kept for comparison, and what rules and
//! models would ask.

use super::{
    between, chance, money_ends, percent,
    propose::Proposing,
    told,
    trial::{MOST, Trial},
};
use crate::{
    kit::Busy,
    locales::{Texts, locale, texts},
};
use kontor_api::{
    Words as _,
    price::{MoneyRange, PriceChoice, ProposePrices},
};
use kontor_domain::Money;
use leptos::prelude::*;

/// A row of the tray.
#[derive(Debug, Clone, PartialEq)]
struct Scenario {
    name: String,
    says: String,
    price: Money,
    figures: Option<(MoneyRange, f64)>,
}

/// The tray.
#[component]
pub fn Tray(
    /// What is tried.
    trial: Trial,
    /// Where it is proposed from.
    proposing: Proposing,
) -> impl IntoView {
    let t = texts();
    let this = Memo::new(move |_| {
        let price = trial.price.get()?;
        let figures = trial.of_answer(|_, then| (then.total, then.better));
        Some(Scenario { name: t.this_one().to_owned(), says: String::new(), price, figures })
    });
    let beside = Memo::new(move |_| {
        let scenario = |price: Money| Scenario {
            name: locale().money(price),
            says: String::new(),
            price,
            figures: trial.of_beside(price).map(|then| (then.total, then.better)),
        };
        trial.beside.get().into_iter().map(scenario).collect::<Vec<_>>()
    });
    let choices = Memo::new(move |_| {
        trial
            .found
            .value
            .with(|reply| reply.as_ref().map(|reply| reply.choices.clone()).unwrap_or_default())
    });
    // Four at a glance; the others are folded.
    let in_sight = Memo::new(move |_| MOST.saturating_sub(1 + beside.with(Vec::len)).max(1));
    let folded = Memo::new(move |_| choices.with(Vec::len).saturating_sub(in_sight.get()) as i64);
    let first = move || {
        let rows = choices.get().into_iter().take(in_sight.get());
        rows.map(|choice| choice_row(trial, proposing, choice)).collect_view()
    };
    let rest = move || {
        let rows = choices.get().into_iter().skip(in_sight.get());
        rows.map(|choice| choice_row(trial, proposing, choice)).collect_view()
    };
    let besides =
        move || beside.get().into_iter().map(|scenario| beside_row(trial, scenario)).collect_view();
    view! {
        <section aria-labelledby="scenarios-head">
            <h2 id="scenarios-head">{t.scenarios()}</h2>
            <div class="scroll-x" tabindex="0" role="group" aria-label=t.scenarios()>
                <table class="grid plain tray">
                    <caption class="sr-only">{t.scenarios()}</caption>
                    {heads(t, trial)}
                    <tbody>
                        <tr class="sel">
                            {move || this.get().map(|scenario| cells(&scenario, trial.is_wide.get()))}
                            <td class="act"><This trial proposing/></td>
                        </tr>
                        {besides}
                        {first}
                    </tbody>
                </table>
            </div>
            {move || (folded.get() > 0).then(|| view! {
                <details class="fold">
                    <summary>{move || t.other_rules(folded.get())}</summary>
                    <div class="scroll-x" tabindex="0" role="group" aria-label=move || t.other_rules(folded.get())>
                        <table class="grid plain tray">
                            <caption class="sr-only">{move || t.other_rules(folded.get())}</caption>
                            {heads(t, trial)}
                            <tbody>{rest}</tbody>
                        </table>
                    </div>
                </details>
            })}
        </section>
    }
}

fn heads(t: Texts, trial: Trial) -> impl IntoView {
    let weeks =
        move || t.margin_over(t.weeks_long(i64::from(trial.terms.with(|terms| terms.weeks))));
    let range = move || if trial.is_wide.get() { t.range_95() } else { t.range_80() };
    view! {
        <thead><tr>
            <th scope="col">{t.scenario()}</th>
            <th scope="col" class="num">{t.price()}</th>
            <th scope="col" class="num">{weeks}</th>
            <th scope="col" class="num">{range}</th>
            <th scope="col" class="num">{t.better_than_now()}</th>
            <td></td>
        </tr></thead>
    }
}

fn cells(of: &Scenario, is_wide: bool) -> impl IntoView + use<> {
    let (margin, range, better) = match &of.figures {
        Some((total, better)) => {
            (told(total.mean), between(money_ends(total, is_wide)), chance(*better))
        }
        None => ("–".to_owned(), "–".to_owned(), "–".to_owned()),
    };
    let says = Some(of.says.clone()).filter(|says| !says.is_empty());
    view! {
        <th scope="row">{of.name.clone()}{says.map(|says| view! { <p class="advice">{says}</p> })}</th>
        <td class="num">{locale().money(of.price)}</td>
        <td class="num">{margin}</td>
        <td class="num">{range}</td>
        <td class="num">{better}</td>
    }
}

/// What can be done with the price that is tried.
#[component]
fn This(trial: Trial, proposing: Proposing) -> impl IntoView {
    let t = texts();
    let busy =
        Signal::derive(move || proposing.at_work.get() || !trial.is_change() || trial.is_broken());
    let propose = move |()| {
        let Some(change) = trial.change() else { return };
        let terms = trial.terms.get_untracked();
        proposing.send(
            ProposePrices { terms, changes: vec![change], ..ProposePrices::default() },
            || (),
        );
    };
    view! {
        <button type="button" on:click=move |_| trial.keep_beside()>{t.keep_for_comparison()}</button>
        <Busy busy class="primary" press=propose>{t.propose()}</Busy>
    }
}

/// A price that was kept for comparison.
fn beside_row(trial: Trial, scenario: Scenario) -> impl IntoView {
    let price = scenario.price;
    let leave = move || trial.beside.update(|beside| beside.retain(|other| *other != price));
    let again = move || trial.price.set(Some(price));
    view! {
        <tr>
            {cells(&scenario, trial.is_wide.get())}
            {beside_acts(scenario.name, leave, again)}
        </tr>
    }
}

/// What can be done with a row that was kept for comparison.
pub fn beside_acts(
    name: String,
    leave: impl Fn() + 'static,
    again: impl Fn() + 'static,
) -> impl IntoView {
    let (t, of) = (texts(), format!(": {name}"));
    view! {
        <td class="act">
            <button type="button" class="quiet" on:click=move |_| leave()>{t.leave_comparison()}<span class="sr-only">{of.clone()}</span></button>
            <button type="button" on:click=move |_| again()>{t.try_it()}<span class="sr-only">{of}</span></button>
        </td>
    }
}

/// What a rule or a model would ask, which may be proposed as it is: a path of prices has no single one.
fn choice_row(trial: Trial, proposing: Proposing, choice: PriceChoice) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let name = choice.source.title(t.0).to_owned();
    let later = choice
        .later
        .iter()
        .map(|step| t.from_day_price(locale.day(step.from), locale.money(step.price)));
    let says: Vec<String> = later.chain(std::iter::once(choice.says.clone())).collect();
    let scenario = Scenario {
        name: match choice.percent.abs() < 0.05 {
            true => name.clone(),
            false => format!("{name} · {}", percent(choice.percent)),
        },
        says: says.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
        price: choice.price,
        figures: Some((choice.margin, choice.better)),
    };
    let price = choice.price;
    let source = choice.source;
    let is_change = !choice.later.is_empty() || choice.percent != 0.0;
    let named = format!(": {name}");
    let of = named.clone();
    let busy = Signal::derive(move || proposing.at_work.get());
    let propose = move |()| {
        let skus = vec![trial.sku.get_value()];
        let terms = trial.terms.get_untracked();
        let request =
            ProposePrices { terms, skus, source: Some(source), ..ProposePrices::default() };
        proposing.send(request, || ());
    };
    view! {
        <tr>
            {cells(&scenario, trial.is_wide.get())}
            <td class="act">
                {is_change.then(|| view! {
                    <Busy busy press=propose>{t.propose()}<span class="sr-only">{named.clone()}</span></Busy>
                })}
                <button type="button" on:click=move |_| trial.price.set(Some(price))>{t.try_it()}<span class="sr-only">{of}</span></button>
            </td>
        </tr>
    }
}
