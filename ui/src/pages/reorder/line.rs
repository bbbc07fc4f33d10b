//! A line of the plan: what there is, when it runs out, and how much to order, which a person may
//! change.

use super::{Draft, View, table::risks};
use crate::{
    locales::{Texts, locale, texts},
    pages::numbers::{read_quantity, typed_quantity},
    query::Query,
};
use kontor_api::{
    Words as _,
    reorder::{Reorder, ReorderRow, Urgency},
};
use kontor_domain::{Locale, Quantity};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The line of a product.
#[component]
pub fn Line(
    /// Its code.
    sku: String,
    /// The plan.
    found: Query<Reorder>,
    /// What is shown of it.
    view: Memo<View>,
    /// Shows something else.
    show: Callback<View>,
    /// What a person changed.
    draft: Draft,
) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let sku = StoredValue::new(sku);
    let row = Memo::new(move |_| {
        found.value.with(|reply| {
            let is_it = |row: &&ReorderRow| sku.with_value(|sku| row.sku == *sku);
            reply.as_ref()?.rows.iter().find(is_it).cloned()
        })
    });
    let of_row = move |part: fn(&ReorderRow, Locale) -> String| {
        move || row.with(|row| row.as_ref().map(|row| part(row, locale)).unwrap_or_default())
    };
    let name = row.with_untracked(|row| row.as_ref().map(name_of).unwrap_or_default());
    let is_late = Memo::new(move |_| {
        row.with(|row| row.as_ref().is_some_and(|row| row.urgency == Urgency::Late))
    });
    let is_open = Memo::new(move |_| {
        view.with(|view| sku.with_value(|sku| view.why.as_deref() == Some(sku.as_str())))
    });
    let is_taken = move || row.with(|row| row.as_ref().is_some_and(|row| row.order.milli > 0));
    let turn = move |is_open: bool| {
        let why = is_open.then(|| sku.get_value());
        show.run(View { why, ..view.get_untracked() });
    };
    let take = move |event| {
        let is_taken = event_target_checked(&event);
        if let Some(row) = row.get_untracked() {
            draft.take(&row, is_taken);
        }
    };
    let with_order = move || {
        let with = row.with(|row| row.as_ref().and_then(|row| risks(row).1))?;
        Some(view! { <span>"→ "{with}<span class="sr-only">" "{t.with_order()}</span></span> })
    };
    view! {
        <tr class:sel=is_open class:left-out=move || !is_taken()
            // Anywhere beside its controls.
            on:click=move |event| if !is_control(&event) { turn(true) }>
            <td class="pick">
                <input type="checkbox" aria-label=t.take_in(&name) prop:checked=is_taken on:change=take/>
            </td>
            <th scope="row">
                <button type="button" class="name" aria-expanded=move || is_open.get().to_string()
                    aria-controls=move || is_open.get().then_some("why") on:click=move |_| turn(!is_open.get_untracked())>{name.clone()}</button>
                <p class="advice">{of_row(|row, _| row.sku.clone())}
                    <span class="of">{of_row(|row, _| row.supplier.as_ref().map(|of| format!(" · {of}")).unwrap_or_default())}</span>
                    " · "<span class:loss=is_late>{move || row.with(|row| row.as_ref().map(|row| urgency(row, t)))}</span>
                    {move || row.with(|row| row.as_ref().is_some_and(|row| row.is_edited)).then(|| view! { " · "<b>{t.changed_by_you()}</b> })}
                </p>
            </th>
            <td class="num">{of_row(|row, locale| quantity(row.on_hand, locale))}</td>
            <td class="num">{of_row(|row, locale| locale.quantity(row.incoming))}</td>
            <td class="num">{of_row(|row, locale| row.cover_days.map_or_else(dash, |days| locale.count(i64::from(days))))}</td>
            <td class="num" class:bad=is_late>{of_row(|row, locale| row.runs_out.map_or_else(dash, |day| locale.day(day)))}</td>
            <td class="num risk" class:bad=is_late>{of_row(|row, _| risks(row).0)}{with_order}</td>
            <td class="qty"><Amount name row draft found/></td>
            <td class="num">{of_row(|row, locale| row.cost.map_or_else(dash, |cost| locale.money_whole(cost)))}</td>
        </tr>
    }
}

/// The quantity with its two steps.
#[component]
fn Amount(
    name: String,
    row: Memo<Option<ReorderRow>>,
    draft: Draft,
    found: Query<Reorder>,
) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    // While the engine works out what follows, what was entered last; then what it made of that.
    let order = Memo::new(move |_| {
        row.with(|row| {
            let row = row.as_ref()?;
            let entered = draft.quantity(&row.sku).filter(|_| found.loading.get());
            Some(entered.unwrap_or(row.order))
        })
    });
    let input = NodeRef::<leptos::html::Input>::new();
    let shown = move || order.get().map(|order| typed_quantity(locale, order)).unwrap_or_default();
    let set = move |to: &dyn Fn(Quantity, Quantity) -> Quantity| {
        if let (Some(row), Some(order)) = (row.get_untracked(), order.get_untracked()) {
            draft.order(&row, to(order, row.step));
        }
    };
    let on_change = move |event: web_sys::Event| {
        match read_quantity(locale, &event_target_value(&event)) {
            Some(quantity) => set(&|_, _| quantity),
            // What was no number goes away.
            None => {
                if let Some(input) = input.get_untracked() {
                    input.set_value(&untrack(shown));
                }
            }
        }
    };
    let less = move || set(&|order, step| Quantity { milli: order.milli - step.milli });
    let more = move || set(&|order, step| Quantity { milli: order.milli + step.milli });
    // In the field the arrow keys do what the buttons do.
    let on_key = move |event: web_sys::KeyboardEvent| {
        match event.key().as_str() {
            "ArrowUp" => more(),
            "ArrowDown" => less(),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <button type="button" aria-label=t.less_of(&name) on:click=move |_| less()>"−"</button>
        <input type="text" inputmode="decimal" autocomplete="off" aria-label=t.quantity_of(&name) node_ref=input
            prop:value=shown on:change=on_change on:keydown=on_key/>
        <button type="button" aria-label=t.more_of(&name) on:click=move |_| more()>"+"</button>
    }
}

/// Whether a click was meant for a control, not for the row.
fn is_control(event: &web_sys::MouseEvent) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element
        .is_some_and(|element| element.closest("button, input, a").is_ok_and(|near| near.is_some()))
}

/// A product's name, or its code where it has none.
pub fn name_of(row: &ReorderRow) -> String {
    if row.title.is_empty() { row.sku.clone() } else { row.title.clone() }
}

fn urgency(row: &ReorderRow, t: Texts) -> &'static str {
    row.urgency.title(t.0)
}

fn quantity(quantity: Option<Quantity>, locale: Locale) -> String {
    quantity.map_or_else(dash, |quantity| locale.quantity(quantity))
}

fn dash() -> String {
    "–".to_owned()
}
