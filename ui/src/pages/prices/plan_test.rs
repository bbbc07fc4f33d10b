//! A test that is planned: which products, which other price, for how long; and what that tells.

use super::{
    joined, parted,
    planned::Planned,
    together_view::{percent_bad, read_percent, whole},
    trial::rested,
};
use crate::{
    kit::{ErrorState, Field, Select, Skeleton, TextField, toast},
    locales::{Texts, language, locale, texts},
    pages::{numbers::typed, selection::address},
    query::{self, use_query},
    transport,
};
use kontor_api::{
    ApiError,
    price::{GetPrices, PlanPriceTest, PricePart, PriceTest},
};
use kontor_domain::Decimal;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

/// Products that the list below the field holds.
const HELP: u32 = 200;
/// Weeks that a test may last.
const WEEKS: std::ops::RangeInclusive<u16> = 2..=52;

/// What is planned.
#[derive(Debug, Clone, PartialEq)]
struct Draft {
    percent: Decimal,
    weeks: Option<u16>,
    block_weeks: u16,
    seed: u64,
}

impl Draft {
    fn request(&self, skus: Vec<String>, propose: bool) -> PlanPriceTest {
        PlanPriceTest {
            skus,
            percent: self.percent,
            weeks: self.weeks,
            block_weeks: self.block_weeks,
            seed: self.seed,
            propose,
        }
    }
}

/// The form, and the plan that it comes to.
#[component]
pub fn PlanTest() -> impl IntoView {
    let t = texts();
    let params = use_query_map();
    let skus = Memo::new(move |_| {
        params.with(|params| params.get("skus")).map(|text| parted(&text)).unwrap_or_default()
    });
    let first = Draft { percent: whole(-10), weeks: None, block_weeks: 1, seed: 1 };
    let draft = RwSignal::new(first);
    let plan = RwSignal::new(None::<Result<PriceTest, ApiError>>);
    let (at_work, proposing) = (RwSignal::new(false), RwSignal::new(false));
    let asked = rested(Signal::derive(move || (skus.get(), draft.get())));
    let latest = StoredValue::new(0_u64);
    Effect::new(move |_| {
        let (skus, draft) = asked.get();
        latest.update_value(|run| *run += 1);
        let run = latest.get_value();
        if skus.is_empty() {
            at_work.set(false);
            return plan.set(None);
        }
        at_work.set(true);
        spawn_local(async move {
            // Only planned, it changes nothing that others would have to read again.
            let outcome = transport::call(&draft.request(skus, false)).await;
            // The page is gone, or has asked for something else since.
            if latest.try_get_value() == Some(run) {
                plan.set(Some(outcome));
                at_work.set(false);
            }
        });
    });
    let propose = move |()| {
        proposing.set(true);
        let request = draft.get_untracked().request(skus.get_untracked(), true);
        spawn_local(async move {
            match query::change(&request).await {
                Ok(test) => {
                    toast::say_with_undo(Texts(language()).test_proposed());
                    plan.try_set(Some(Ok(test)));
                }
                Err(error) => toast::fail(error),
            }
            // The page may be gone.
            proposing.try_set(false);
        });
    };
    let has_products = Memo::new(move |_| skus.with(|skus| !skus.is_empty()));
    let busy = Signal::derive(move || at_work.get() || proposing.get());
    view! {
        <section aria-labelledby="plan-head" aria-busy=move || at_work.get().to_string()>
            <h2 id="plan-head">{t.plan_test()}</h2>
            <Products skus/>
            <Terms draft/>
            {move || match plan.get() {
                Some(Ok(test)) => view! { <Planned test busy propose/> }.into_any(),
                Some(Err(error)) => view! { <ErrorState error/> }.into_any(),
                None if has_products.get() => view! { <Skeleton lines=6/> }.into_any(),
                None => view! { <p class="note under">{t.choose_products_first()}</p> }.into_any(),
            }}
        </section>
    }
}

/// The products of the test: added by their code, each to be taken out again.
#[component]
fn Products(skus: Memo<Vec<String>>) -> impl IntoView {
    let t = texts();
    let navigate = StoredValue::new_local(use_navigate());
    let show = move |skus: Vec<String>| {
        let said = (!skus.is_empty()).then(|| ("skus", joined(&skus)));
        let stay = NavigateOptions { scroll: false, replace: true, ..NavigateOptions::default() };
        let address = address("/prices/tests", said.into_iter().collect());
        navigate.with_value(|go| go(&address, stay));
    };
    let known =
        use_query(|| Some(GetPrices { part: PricePart::All, limit: HELP, ..GetPrices::default() }));
    let (code, error) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let add = move || {
        let code_typed = code.with_untracked(|code| code.trim().to_owned());
        if code_typed.is_empty() {
            return error.set(Some(t.no_such_product().to_owned()));
        }
        error.set(None);
        code.set(String::new());
        let mut next = skus.get_untracked();
        if !next.contains(&code_typed) {
            next.push(code_typed);
            show(next);
        }
    };
    let title_of = move |sku: &str| {
        let title = known.value.with(|reply| {
            let row = reply.as_ref()?.rows.iter().find(|row| row.sku == sku)?;
            Some(row.title.clone())
        });
        match title.filter(|title| !title.is_empty()) {
            Some(title) => format!("{title} · {sku}"),
            None => sku.to_owned(),
        }
    };
    let options = move || {
        let reply = known.value.get()?;
        let option = |row: &kontor_api::price::PriceRow| {
            view! { <option value=row.sku.clone()>{row.title.clone()}</option> }
        };
        Some(reply.rows.iter().map(option).collect_view())
    };
    let control = move |id: String| {
        view! {
            <input type="text" id=id.clone() aria-describedby=format!("{id}-note") list="test-products" autocomplete="off"
                aria-invalid=move || error.with(Option::is_some).to_string()
                prop:value=code on:input=move |event| code.set(event_target_value(&event))/>
            <datalist id="test-products">{options}</datalist>
        }
    };
    let chips = move || {
        let chip = |sku: String| {
            let words = title_of(&sku);
            let label = t.take_out(&words);
            let take_out = move |_| {
                let mut next = skus.get_untracked();
                next.retain(|other| *other != sku);
                show(next);
            };
            view! {
                <button type="button" class="chip" aria-label=label on:click=take_out>
                    {words}" "<span aria-hidden="true">"×"</span>
                </button>
            }
        };
        skus.get().into_iter().map(chip).collect_view()
    };
    view! {
        <form class="day-act" on:submit=move |event| { event.prevent_default(); add(); }>
            <Field label=t.test_product() hint=t.test_product_hint() error control/>
            <button type="submit">{t.add_to_test()}</button>
        </form>
        <div class="chips">{chips}</div>
    }
}

/// Percentage, weeks, and how often the price may change.
#[component]
fn Terms(draft: RwSignal<Draft>) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let (percent_error, weeks_error) =
        (RwSignal::new(None::<String>), RwSignal::new(None::<String>));
    let percent = Signal::derive(move || draft.with(|draft| typed(locale, draft.percent)));
    let set_percent = move |text: String| {
        let read = read_percent(locale, &text).filter(|percent| *percent != Decimal::default());
        percent_error.set(read.is_none().then(|| percent_bad(locale)));
        if let Some(percent) = read {
            draft.update(|draft| draft.percent = percent);
        }
    };
    let weeks = Signal::derive(move || {
        draft.with(|draft| draft.weeks.map(|weeks| weeks.to_string()).unwrap_or_default())
    });
    let set_weeks = move |text: String| {
        let read = weeks_of(&text);
        weeks_error.set(read.is_none().then(|| t.test_weeks_bad().to_owned()));
        if let Some(weeks) = read {
            draft.update(|draft| draft.weeks = weeks);
        }
    };
    let blocks = [1_u16, 2, 3, 4].map(|weeks| (weeks.to_string(), t.weeks_long(i64::from(weeks))));
    let block = Signal::derive(move || draft.with(|draft| draft.block_weeks.to_string()));
    let set_block = move |text: String| {
        if let Ok(weeks) = text.parse() {
            draft.update(|draft| draft.block_weeks = weeks);
        }
    };
    view! {
        <div class="day-act">
            <TextField label=t.test_percent() hint=t.test_percent_hint() error=percent_error value=percent choose=set_percent keys="decimal"/>
            <TextField label=t.test_weeks() hint=t.test_weeks_hint() error=weeks_error value=weeks choose=set_weeks keys="numeric"/>
            <Select label=t.test_block() options=Signal::stored(blocks.to_vec()) value=block choose=set_block/>
            <button type="button" on:click=move |_| draft.update(|draft| draft.seed += 1)>{t.draw_again()}</button>
        </div>
    }
}

/// Weeks that somebody typed; nothing is as many as are needed.
fn weeks_of(text: &str) -> Option<Option<u16>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(None);
    }
    text.parse().ok().filter(|weeks| WEEKS.contains(weeks)).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_whole_and_few_or_as_many_as_needed() {
        assert_eq!((weeks_of(""), weeks_of(" 8 ")), (Some(None), Some(Some(8))));
        for bad in ["1", "53", "some", "-4", "2.5"] {
            assert_eq!(weeks_of(bad), None, "{bad}");
        }
    }
}
