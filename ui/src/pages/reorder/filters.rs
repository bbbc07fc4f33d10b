//! What stands above the plan: which rows, in which order, for what budget and service.

use super::View;
use crate::{
    kit::{Chips, Choices, SearchField},
    locales::{locale, texts},
    pages::numbers::{read, typed},
};
use kontor_api::{
    Words as _,
    reorder::{ReorderPart, ReorderSort},
};
use kontor_domain::Decimal;
use leptos::prelude::*;

/// Rows can be sorted by these; by code is for other programs.
const SORTS: [ReorderSort; 2] = [ReorderSort::Supplier, ReorderSort::Urgency];

/// The filters.
#[component]
pub fn Filters(
    /// What is shown.
    view: Memo<View>,
    /// Shows something else.
    show: Callback<View>,
) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let parts = ReorderPart::ALL.map(|part| (part, part.title(t.0).to_owned())).to_vec();
    let sorts = SORTS.map(|sort| (sort, sort.title(t.0).to_owned())).to_vec();
    let part = Signal::derive(move || Some(view.with(|view| view.part)));
    let sort = Signal::derive(move || Some(view.with(|view| view.sort)));
    let change = move |change: &dyn Fn(&mut View)| {
        let mut view = view.get_untracked();
        change(&mut view);
        show.run(view);
    };
    let search = move |search: Option<String>| change(&|view| view.search.clone_from(&search));
    view! {
        <div class="filters plan-filters">
            <Choices label=t.which_are_shown() choices=parts value=part
                choose=move |part| change(&|view| { view.part = part; view.why = None; })/>
            <Choices label=t.order_of_rows() choices=sorts value=sort choose=move |sort| change(&|view| view.sort = sort)/>
            <SearchField label=t.search_plan() value=Signal::derive(move || view.with(|view| view.search.clone()))
                search/>
            <Amount label=t.budget() wrong=t.budget_bad() value=Signal::derive(move || view.with(|view| view.budget))
                is_right=|_| true choose=move |budget| change(&|view| view.budget = budget)/>
            <Amount label=t.service_percent() wrong=t.service_bad() value=Signal::derive(move || view.with(|view| view.service))
                is_right=is_service choose=move |service| change(&|view| view.service = service)/>
        </div>
        <Chips chips=Signal::derive(move || view.with(|view| view.chips(t, locale, show)))
            clear=move |()| show.run(view.get_untracked().cleared())/>
    }
}

/// Whether it is a service that can be asked for, in percent.
pub fn is_service(percent: Decimal) -> bool {
    (500_000..=999_000).contains(&percent.ten_thousandths)
}

/// A number that may be left empty.
#[component]
fn Amount(
    label: &'static str,
    wrong: &'static str,
    value: Signal<Option<Decimal>>,
    is_right: fn(Decimal) -> bool,
    #[prop(into)] choose: Callback<Option<Decimal>>,
) -> impl IntoView {
    let locale = locale();
    let is_bad = RwSignal::new(false);
    let on_change = move |event: web_sys::Event| {
        let text = event_target_value(&event);
        if text.trim().is_empty() {
            is_bad.set(false);
            return choose.run(None);
        }
        match read(locale, &text).filter(|number| is_right(*number)) {
            Some(number) => {
                is_bad.set(false);
                choose.run(Some(number));
            }
            None => is_bad.set(true),
        }
    };
    view! {
        <label class="amount">
            <span>{label}</span>
            <input type="text" inputmode="decimal" autocomplete="off" aria-invalid=move || is_bad.get().to_string()
                prop:value=move || value.get().map(|number| typed(locale, number)).unwrap_or_default()
                on:change=on_change/>
            <span class="loss" role="status">{move || is_bad.get().then_some(wrong)}</span>
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_lies_between_half_and_nearly_all() {
        let percent = |text: &str| is_service(text.parse().unwrap());
        assert!(percent("50") && percent("97.5") && percent("99.9"));
        assert!(!percent("49.9") && !percent("100") && !percent("0"));
    }
}
