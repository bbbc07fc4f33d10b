//! A try: the price that is tried, those beside it, and what the engine says that they do.

use super::decimal;
use crate::query::{Query, use_query};
use kontor_api::price::{
    GetPrice, Price, PriceMove, PriceScenario, PriceTerms, WhatIf, WhatIfAnswer, WhatIfFigures,
};
use kontor_domain::Money;
use leptos::prelude::*;
use std::time::Duration;

/// How long a value must rest before the engine is asked, so that a dragged slider asks for what
/// it comes to, not for all that it passes.
const REST: Duration = Duration::from_millis(60);

/// Scenarios that one question may hold.
pub const MOST: usize = 4;

/// A signal that follows another one once it rests.
pub fn rested<T>(of: Signal<T>) -> Signal<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let rested = RwSignal::new(of.get_untracked());
    Effect::new(move |timer: Option<Option<TimeoutHandle>>| {
        if let Some(timer) = timer.flatten() {
            timer.clear();
        }
        let value = of.get();
        if rested.with_untracked(|before| *before == value) {
            return None;
        }
        // The page may be gone by then.
        set_timeout_with_handle(move || drop(rested.try_set(value)), REST).ok()
    });
    rested.into()
}

/// A try of one product's price.
#[derive(Clone, Copy)]
pub struct Trial {
    /// The product's code.
    pub sku: StoredValue<String>,
    /// What prices are judged for.
    pub terms: Memo<PriceTerms>,
    /// All about the price as it is.
    pub found: Query<Price>,
    /// The price that is tried; `None` until the product is known.
    pub price: RwSignal<Option<Money>>,
    /// Prices beside it, for comparison.
    pub beside: RwSignal<Vec<Money>>,
    /// What they do.
    pub answer: Query<WhatIfAnswer>,
    /// Whether the 95 % range is shown instead of the 80 % one.
    pub is_wide: RwSignal<bool>,
}

impl Trial {
    /// Of a product, with the price that its page's address names.
    pub fn new(sku: String, terms: Memo<PriceTerms>, named: Option<String>) -> Trial {
        let sku = StoredValue::new(sku);
        let price = RwSignal::new(None::<Money>);
        let beside = RwSignal::new(Vec::<Money>::new());
        let found = use_query(move || Some(GetPrice { sku: sku.get_value(), terms: terms.get() }));
        // What is suggested is tried first; without it, the price as it is.
        Effect::new(move |_| {
            let first = found.value.with(|reply| {
                let row = &reply.as_ref()?.row;
                let named = named.as_ref().and_then(|text| named_price(text, row.price?));
                named.or(row.suggestion.as_ref().map(|choice| choice.price)).or(row.price)
            });
            if price.with_untracked(Option::is_none) && first.is_some() {
                price.set(first);
            }
        });
        let asked = rested(Signal::derive(move || (price.get(), beside.get())));
        let answer = use_query(move || {
            let (price, beside) = asked.get();
            let scenario = |price: Money| PriceScenario {
                name: decimal(price).to_string(),
                changes: vec![sku.with_value(|sku| to(sku, price))],
            };
            let scenarios = std::iter::once(price?).chain(beside).map(scenario).collect();
            Some(WhatIf { terms: terms.get(), scenarios })
        });
        Trial { sku, terms, found, price, beside, answer, is_wide: RwSignal::new(false) }
    }

    /// The price as it is.
    pub fn now(self) -> Option<Money> {
        self.found.value.with(|reply| reply.as_ref()?.row.price)
    }

    /// Whether the price that is tried is another than the one of now.
    pub fn is_change(self) -> bool {
        self.price.get().is_some_and(|price| self.now() != Some(price))
    }

    /// Whether the price breaks a guard: then it cannot be proposed.
    pub fn is_broken(self) -> bool {
        let is_broken =
            self.of_answer(|_, then| then.products.iter().any(|one| !one.broken.is_empty()));
        is_broken.unwrap_or_default()
    }

    /// A part of what the price does: given the figures of now and those of the price.
    pub fn of_answer<T>(self, part: impl Fn(&WhatIfFigures, &WhatIfFigures) -> T) -> Option<T> {
        self.answer.value.with(|reply| {
            let reply = reply.as_ref()?;
            Some(part(&reply.now, reply.scenarios.first()?))
        })
    }

    /// What a price beside it does. By its name: while an answer is waited for, the last one has
    /// others beside it.
    pub fn of_beside(self, price: Money) -> Option<WhatIfFigures> {
        let name = decimal(price).to_string();
        self.answer.value.with(|reply| {
            reply.as_ref()?.scenarios.iter().find(|scenario| scenario.name == name).cloned()
        })
    }

    /// The change of the price as a command takes it.
    pub fn change(self) -> Option<PriceMove> {
        let price = self.price.get_untracked()?;
        Some(self.sku.with_value(|sku| to(sku, price)))
    }

    /// Puts the price beside those that come, for comparison.
    pub fn keep_beside(self) {
        if let Some(price) = self.price.get_untracked() {
            self.beside.update(|beside| put_beside(beside, price));
        }
    }
}

/// Puts a value beside those that come, for comparison; the oldest makes room.
pub fn put_beside<T: PartialEq>(beside: &mut Vec<T>, tried: T) {
    beside.retain(|other| *other != tried);
    beside.push(tried);
    if beside.len() >= MOST {
        beside.remove(0);
    }
}

/// The change of a product to a price.
fn to(sku: &str, price: Money) -> PriceMove {
    PriceMove { sku: Some(sku.to_owned()), price: Some(decimal(price)), ..PriceMove::default() }
}

/// A price as an address names it: a plain number.
fn named_price(text: &str, like: Money) -> Option<Money> {
    let number: kontor_domain::Decimal = text.parse().ok()?;
    let minor = number.minor(like.currency.minor_digits());
    (minor > 0).then(|| Money::new(minor, like.currency))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_makes_room_and_nothing_stands_twice() {
        let mut beside = vec![1, 2];
        put_beside(&mut beside, 1);
        assert_eq!(beside, [2, 1]);
        put_beside(&mut beside, 3);
        put_beside(&mut beside, 4);
        assert_eq!(beside, [1, 3, 4]);
    }

    #[test]
    fn an_address_names_a_price() {
        let like = Money::new(1, "GBP".parse().unwrap());
        assert_eq!(named_price("29.5", like).map(|price| price.minor), Some(2950));
        for nonsense in ["", "0", "-3", "29,5"] {
            assert_eq!(named_price(nonsense, like), None, "{nonsense}");
        }
        let change = to("A-1", Money::new(2950, like.currency));
        assert_eq!(change.price.map(|price| price.to_string()).as_deref(), Some("29.5"));
        assert_eq!((change.sku.as_deref(), change.percent), (Some("A-1"), None));
    }
}
