//! The price that is tried: typed, stepped, or slid between the lowest and the highest one.

use super::{read_price, trial::Trial};
use crate::locales::{locale, texts};
use kontor_api::price::Price;
use kontor_domain::Money;
use leptos::{html, prelude::*};

/// The steps of a price, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ladder {
    low: i64,
    high: i64,
    /// About one percent.
    step: i64,
}

impl Ladder {
    /// From the lowest to the highest price that there is anything to say of, and those that the
    /// guards allow; a third around the price of now where nobody knows better.
    fn of(reply: &Price) -> Option<Ladder> {
        let now = reply.row.price?;
        let minor = |price: &Money| price.minor;
        let drawn = |text: &String| {
            let number: kontor_domain::Decimal = text.parse().ok()?;
            Some(number.minor(now.currency.minor_digits()))
        };
        let of_chart = reply.chart.iter().flat_map(|chart| &chart.marks);
        let mut known: Vec<i64> = of_chart.filter_map(|mark| drawn(&mark.key)).collect();
        known.extend(reply.lowest.as_ref().map(minor));
        known.extend(reply.highest.as_ref().map(minor));
        known.extend(reply.choices.iter().map(|choice| choice.price.minor));
        if known.len() < 2 {
            known.extend([now.minor - now.minor / 3, now.minor + now.minor / 3]);
        }
        known.push(now.minor);
        let low = known.iter().copied().min()?.max(1);
        let high = known.iter().copied().max()?.max(low + 1);
        Some(Ladder { low, high, step: step_of(now.minor) })
    }

    /// Where a key leads from a price.
    fn by_key(self, key: &str, is_fine: bool, price: i64) -> Option<i64> {
        let step = if is_fine { 1 } else { self.step };
        Some(match key {
            "ArrowUp" | "ArrowRight" => price + step,
            "ArrowDown" | "ArrowLeft" => price - step,
            "PageUp" => price + step * 5,
            "PageDown" => price - step * 5,
            "Home" => self.low,
            "End" => self.high,
            _ => return None,
        })
    }
}

/// About one percent of a price, as 1, 2 or 5 times a power of ten.
fn step_of(price: i64) -> i64 {
    let percent = price / 100;
    let mut step = 1;
    for next in (0..12).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_i64.pow(power))) {
        if next > percent {
            break;
        }
        step = next;
    }
    step
}

/// The field with its two steps, and the slider below.
#[component]
pub fn Setter(
    /// What is tried.
    trial: Trial,
) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let ladder = Memo::new(move |_| {
        trial.found.value.with(|reply| reply.as_ref().and_then(|reply| Ladder::of(reply)))
    });
    let input = NodeRef::<html::Input>::new();
    let is_bad = RwSignal::new(false);
    let minor = move || trial.price.get().map_or(0, |price| price.minor);
    let shown = move || trial.price.get().map(|price| locale.money(price)).unwrap_or_default();
    let set = move |to: &dyn Fn(Ladder, i64) -> i64| {
        let (Some(ladder), Some(price)) = (ladder.get_untracked(), trial.price.get_untracked())
        else {
            return;
        };
        is_bad.set(false);
        let minor = to(ladder, price.minor).max(1);
        trial.price.set(Some(Money::new(minor, price.currency)));
    };
    let less = move |is_fine: bool| set(&|of, price| price - if is_fine { 1 } else { of.step });
    let more = move |is_fine: bool| set(&|of, price| price + if is_fine { 1 } else { of.step });
    let on_change = move |event: web_sys::Event| {
        let Some(before) = trial.price.get_untracked() else { return };
        match read_price(locale, &event_target_value(&event), before) {
            Some(price) => set(&|_, _| price.minor),
            None => is_bad.set(true),
        }
        // What was no price goes away; what was one is written as all are.
        if let Some(input) = input.get_untracked() {
            input.set_value(&untrack(shown));
        }
    };
    // In the field and on the slider the keys do what the buttons do.
    let on_key = move |event: web_sys::KeyboardEvent, is_field: bool| {
        let key = event.key();
        // In a text they move within it.
        if is_field && !matches!(key.as_str(), "ArrowUp" | "ArrowDown" | "PageUp" | "PageDown") {
            return;
        }
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let is_known = ladder
            .with_untracked(|ladder| ladder.is_some_and(|of| of.by_key(&key, false, 0).is_some()));
        if is_known {
            event.prevent_default();
            set(&|of, price| {
                let to = of.by_key(&key, event.shift_key(), price).unwrap_or(price);
                // A slider has two ends; a field has none.
                if is_field { to } else { to.clamp(of.low, of.high) }
            });
        }
    };
    let slide = move |event| {
        if let Ok(to) = event_target_value(&event).parse::<i64>() {
            set(&|_, _| to);
        }
    };
    let end = move |of: fn(Ladder) -> i64| {
        move || {
            let currency = trial.price.get()?.currency;
            Some(locale.money(Money::new(of(ladder.get()?), currency)))
        }
    };
    let now = move || trial.now().map(|price| t.now_price(locale.money(price)));
    // What is typed takes the place of what stands there.
    let select = move || {
        if let Some(input) = input.get_untracked() {
            input.select();
        }
    };
    view! {
        <div class="stepper" role="group" aria-label=t.price_tried()>
            <button type="button" aria-label=t.price_lower() on:click=move |event| less(event.shift_key())>"−"</button>
            <input type="text" inputmode="decimal" autocomplete="off" aria-label=t.price_tried() title=t.price_keys() node_ref=input
                aria-invalid=move || is_bad.get().to_string()
                prop:value=shown on:change=on_change on:keydown=move |event| on_key(event, true)
                on:focus=move |_| select()/>
            <button type="button" aria-label=t.price_higher() on:click=move |event| more(event.shift_key())>"+"</button>
            <input type="range" aria-label=t.price_slider() aria-valuetext=shown step="1"
                min=move || ladder.get().map_or(0, |of| of.low).to_string()
                max=move || ladder.get().map_or(1, |of| of.high).to_string()
                prop:value=move || { ladder.track(); minor().to_string() }
                on:input=slide on:keydown=move |event| on_key(event, false)/>
            <div class="ends"><span>{end(|of| of.low)}</span><span>{now}</span><span>{end(|of| of.high)}</span></div>
            <p class="loss" role="status">{move || is_bad.get().then(|| t.price_bad())}</p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_about_one_percent_and_never_nothing() {
        for (price, step) in [(1, 1), (99, 1), (250, 2), (2800, 20), (5000, 50), (123_456, 1000)] {
            assert_eq!(step_of(price), step, "{price}");
        }
    }

    #[test]
    fn keys_move_by_steps_pages_and_coins() {
        let ladder = Ladder { low: 2400, high: 3400, step: 20 };
        let at = |key: &str, is_fine| ladder.by_key(key, is_fine, 2800);
        assert_eq!((at("ArrowUp", false), at("ArrowLeft", false)), (Some(2820), Some(2780)));
        assert_eq!((at("PageUp", false), at("ArrowDown", true)), (Some(2900), Some(2799)));
        assert_eq!((at("Home", false), at("End", true)), (Some(2400), Some(3400)));
        assert_eq!(at("a", false), None);
    }
}
