//! The price that is tried: typed, stepped, or slid between the lowest and the highest one.

use super::{
    read_price,
    stepper::{Stepper, steps_of},
    trial::Trial,
};
use crate::locales::{locale, texts};
use kontor_api::price::Price;
use kontor_domain::Money;
use leptos::prelude::*;

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

    /// So many steps from a price; by the smallest coin where they are to be fine.
    fn moved(self, price: i64, steps: i64, is_fine: bool) -> i64 {
        price + steps * if is_fine { 1 } else { self.step }
    }

    /// Where a key leads on the slider, which has two ends.
    fn by_key(self, key: &str, is_fine: bool, price: i64) -> Option<i64> {
        let to = match key {
            "Home" => self.low,
            "End" => self.high,
            "ArrowRight" => self.moved(price, 1, is_fine),
            "ArrowLeft" => self.moved(price, -1, is_fine),
            _ => self.moved(price, steps_of(key)?, is_fine),
        };
        Some(to.clamp(self.low, self.high))
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
    let minor = move || trial.price.get().map_or(0, |price| price.minor);
    let shown = Signal::derive(move || {
        trial.price.get().map(|price| locale.money(price)).unwrap_or_default()
    });
    let set = move |to: &dyn Fn(Ladder, i64) -> i64| {
        let (Some(ladder), Some(price)) = (ladder.get_untracked(), trial.price.get_untracked())
        else {
            return;
        };
        let minor = to(ladder, price.minor).max(1);
        trial.price.set(Some(Money::new(minor, price.currency)));
    };
    let step = move |steps: i64, is_fine: bool| set(&|of, price| of.moved(price, steps, is_fine));
    let take = move |text: &str| {
        let before = trial.price.get_untracked();
        let read = before.and_then(|before| read_price(locale, text, before));
        if let Some(read) = read {
            set(&|_, _| read.minor);
        }
        read.is_some()
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let (key, is_fine) = (event.key(), event.shift_key());
        let is_known = ladder.with_untracked(|ladder| {
            ladder.is_some_and(|of| of.by_key(&key, is_fine, 0).is_some())
        });
        if is_known {
            event.prevent_default();
            set(&|of, price| of.by_key(&key, is_fine, price).unwrap_or(price));
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
    view! {
        <Stepper label=t.price_tried() keys=t.price_keys() lower=t.price_lower() higher=t.price_higher() wrong=t.price_bad() shown step take>
            <input type="range" aria-label=t.price_slider() aria-valuetext=shown step="1"
                min=move || ladder.get().map_or(0, |of| of.low).to_string()
                max=move || ladder.get().map_or(1, |of| of.high).to_string()
                prop:value=move || { ladder.track(); minor().to_string() }
                on:input=slide on:keydown=on_key/>
            <div class="ends"><span>{end(|of| of.low)}</span><span>{now}</span><span>{end(|of| of.high)}</span></div>
        </Stepper>
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
        assert_eq!((ladder.by_key("PageUp", false, 3390), at("a", false)), (Some(3400), None));
    }
}
