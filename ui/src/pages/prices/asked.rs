//! The other way round: at which price the stock lasts until a day, or is sold by it.

use super::trial::Trial;
use crate::{
    kit::{Busy, Field, Select, toast},
    locales::texts,
    query,
};
use kontor_api::price::GetPriceFor;
use kontor_domain::Date;
use leptos::{prelude::*, task::spawn_local};

/// The value of “be sold by” in the list.
const CLEAR: &str = "clear";

/// How far ahead a day may lie, and what is proposed at first.
const MOST_DAYS: usize = 91;
const FIRST_DAYS: usize = 28;

/// A day so many days on.
fn days_on(day: Date, days: usize) -> Option<Date> {
    (0..days).try_fold(day, |day, _| day.tomorrow().ok())
}

/// The question; its answer is tried at once.
#[component]
pub fn Asked(
    /// What is tried.
    trial: Trial,
) -> impl IntoView {
    let t = texts();
    let (clear, day) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (says, error) = (RwSignal::new(None::<String>), RwSignal::new(None::<String>));
    let at_work = RwSignal::new(false);
    // Days are counted from the one that the answers are as of.
    let as_of = Memo::new(move |_| trial.answer.value.with(|reply| Some(reply.as_ref()?.as_of)));
    let on = move |days: usize| {
        as_of
            .get()
            .and_then(|day| days_on(day, days))
            .map(|day| day.to_string())
            .unwrap_or_default()
    };
    Effect::new(move |_| {
        let first = on(FIRST_DAYS);
        if day.with_untracked(String::is_empty) {
            day.set(first);
        }
    });
    let options = vec![
        (String::new(), t.last_until().to_owned()),
        (CLEAR.to_owned(), t.be_sold_by().to_owned()),
    ];
    let ask = move |()| {
        let Ok(day) = day.with_untracked(|day| day.parse::<Date>()) else {
            return error.set(Some(t.needs_a_day().to_owned()));
        };
        error.set(None);
        at_work.set(true);
        let clear = clear.with_untracked(|clear| clear == CLEAR);
        let request = GetPriceFor { sku: trial.sku.get_value(), day, clear };
        spawn_local(async move {
            match query::read(&request).await {
                Ok(reply) => {
                    if let Some(price) = reply.price {
                        trial.price.try_set(Some(price));
                    }
                    says.try_set(Some(reply.says.clone()));
                }
                Err(wrong) if wrong.field.is_some() => {
                    error.try_set(Some(wrong.to_string()));
                }
                Err(wrong) => toast::fail(wrong),
            }
            // The page may be gone.
            at_work.try_set(false);
        });
    };
    let control = move |id: String| {
        view! {
            <input type="date" id=id.clone() aria-describedby=format!("{id}-note")
                min=move || on(1) max=move || on(MOST_DAYS)
                aria-invalid=move || error.with(Option::is_some).to_string()
                prop:value=day on:change=move |event| day.set(event_target_value(&event))/>
        }
    };
    view! {
        <section aria-labelledby="asked-head">
            <h2 id="asked-head">{t.ask_price()}</h2>
            <p class="sub">{t.ask_price_says()}</p>
            <div class="day-act">
                <Select label=t.stock_is_to() options=Signal::stored(options) value=clear
                    choose=move |value: String| clear.set(value)/>
                <Field label=t.day() error control/>
                <Busy busy=at_work press=ask>{t.find_price()}</Busy>
            </div>
            <p class="under" role="status">{says}</p>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_the_ends_of_months() {
        let day = "2026-11-27".parse().unwrap();
        assert_eq!(days_on(day, 28).map(|day| day.to_string()).as_deref(), Some("2026-12-25"));
        assert_eq!(days_on(day, 0), Some(day));
    }
}
