//! What stands above the list: which products, in which order, judged for what.

use super::{key, terms::TermsFields, view::View};
use crate::{
    kit::{Chips, Choices, SearchField, Select},
    locales::texts,
    query::Query,
};
use kontor_api::{
    Words as _,
    price::{PricePart, PriceSort, Prices},
};
use leptos::prelude::*;

/// The filters.
#[component]
pub fn Filters(
    /// The list, which knows the categories.
    found: Query<Prices>,
    /// What is shown.
    view: Memo<View>,
    /// Shows something else.
    show: Callback<View>,
) -> impl IntoView {
    let t = texts();
    let parts = PricePart::ALL.map(|part| (part, part.title(t.0).to_owned())).to_vec();
    let part = Signal::derive(move || Some(view.with(|view| view.part)));
    let change = move |change: &dyn Fn(&mut View)| {
        let mut view = view.get_untracked();
        change(&mut view);
        show.run(view);
    };
    let search = move |search: Option<String>| change(&|view| view.search.clone_from(&search));
    let sorts = PriceSort::ALL.map(|sort| (key(&sort), sort.title(t.0).to_owned())).to_vec();
    let sort = Signal::derive(move || view.with(|view| key(&view.sort)));
    let choose_sort = move |name: String| {
        let sort = PriceSort::ALL.into_iter().find(|each| key(each) == name).unwrap_or_default();
        change(&|view| view.sort = sort);
    };
    let categories = Memo::new(move |_| {
        found
            .value
            .with(|reply| reply.as_ref().map(|reply| reply.categories.clone()).unwrap_or_default())
    });
    let category =
        Signal::derive(move || view.with(|view| view.category.clone().unwrap_or_default()));
    let options = Signal::derive(move || {
        let all = (String::new(), t.all_categories().to_owned());
        let known = categories.get().into_iter().map(|name| (name.clone(), name));
        std::iter::once(all).chain(known).collect::<Vec<_>>()
    });
    let choose_category = move |name: String| {
        let category = Some(name).filter(|name| !name.is_empty());
        change(&|view| view.category.clone_from(&category));
    };
    let has_categories = Memo::new(move |_| categories.with(|all| !all.is_empty()));
    view! {
        <div class="filters price-filters">
            <Choices label=t.which_are_shown() choices=parts value=part
                choose=move |part| change(&|view| view.part = part)/>
            <SearchField label=t.search_prices() value=Signal::derive(move || view.with(|view| view.search.clone()))
                search/>
            {move || has_categories.get().then(|| view! {
                <Select label=t.category() quiet=true options value=category choose=choose_category/>
            })}
            <Select label=t.order_of_rows() quiet=true options=Signal::stored(sorts) value=sort choose=choose_sort/>
        </div>
        <div class="filters price-terms">
            <TermsFields terms=Signal::derive(move || view.with(|view| view.terms.clone()))
                choose=move |terms| change(&|view| view.terms.clone_from(&terms))/>
        </div>
        <Chips chips=Signal::derive(move || view.with(|view| view.chips(t, show)))
            clear=move |()| show.run(view.get_untracked().cleared())/>
    }
}
