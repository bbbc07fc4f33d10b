//! Rows of the list that a person chose, and what can be done with all of them.

use super::{joined, propose::Proposing, view::View};
use crate::{kit::Busy, locales::texts, pages::selection::address};
use kontor_api::price::ProposePrices;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The products that are chosen: their codes, and whether another price is suggested.
#[derive(Clone, Copy)]
pub struct Picked(RwSignal<BTreeMap<String, bool>>);

impl Picked {
    /// None.
    pub fn new() -> Picked {
        Picked(RwSignal::new(BTreeMap::new()))
    }

    /// Whether none is chosen.
    pub fn is_empty(self) -> bool {
        self.0.with(BTreeMap::is_empty)
    }

    /// Whether a product is chosen.
    pub fn has(self, sku: &str) -> bool {
        self.0.with(|chosen| chosen.contains_key(sku))
    }

    /// Chooses a product or leaves it.
    pub fn set(self, sku: &str, is_suggested: bool, is_picked: bool) {
        self.0.update(|chosen| {
            if is_picked {
                chosen.insert(sku.to_owned(), is_suggested);
            } else {
                chosen.remove(sku);
            }
        });
    }

    /// Chooses none.
    pub fn clear(self) {
        self.0.update(BTreeMap::clear);
    }

    /// The codes; only those with a suggestion if wanted.
    fn codes(self, only_suggested: bool) -> Vec<String> {
        self.0.with(|chosen| {
            let of = chosen.iter().filter(|(_, is_suggested)| **is_suggested || !only_suggested);
            of.map(|(sku, _)| sku.clone()).collect()
        })
    }
}

/// What can be done with the rows that are chosen.
#[component]
pub fn Bulk(
    /// They.
    picked: Picked,
    /// Where it is proposed from.
    proposing: Proposing,
    /// What they are judged for.
    view: Memo<View>,
) -> impl IntoView {
    let t = texts();
    let count = Memo::new(move |_| picked.codes(false).len() as i64);
    let changes = Memo::new(move |_| picked.codes(true).len() as i64);
    let send = move |approve: bool| {
        let terms = view.with_untracked(|view| view.terms.clone());
        let skus = untrack(|| picked.codes(true));
        let request = ProposePrices { terms, skus, approve, ..ProposePrices::default() };
        proposing.send(request, move || picked.clear());
    };
    let busy = Signal::derive(move || proposing.at_work.get());
    let codes = move || joined(&picked.codes(false));
    let together = move || address("/prices/together", vec![("skus", codes())]);
    let test = move || address("/prices/tests", vec![("skus", codes())]);
    let is_any = Memo::new(move |_| count.get() > 0);
    let is_change = Memo::new(move |_| changes.get() > 0);
    move || {
        is_any.get().then(|| view! {
            <div class="bulk">
                <b role="status">{move || t.picked(count.get())}</b>
                {move || is_change.get().then(|| view! {
                    <Busy busy class="primary" press=move |()| send(false)>{move || t.propose_changes(changes.get())}</Busy>
                    <Busy busy press=move |()| send(true)>{move || t.approve_changes(changes.get())}</Busy>
                })}
                <a class="button" href=together>{t.try_together()}</a>
                <a class="button" href=test>{t.test_these()}</a>
                <button type="button" class="quiet" on:click=move |_| picked.clear()>{t.clear_choice()}</button>
            </div>
        })
    }
}
