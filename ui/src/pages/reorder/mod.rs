//! Reorder: what to buy, how much, by when, from whom and why; what was ordered; of whom.

mod below;
mod draft;
mod filters;
mod line;
mod order;
mod orders;
mod plan;
mod replay;
mod suppliers;
mod table;
mod view;
mod why;

pub use draft::Draft;
pub use filters::is_service;
pub use orders::OrdersPage;
pub use orders::address_of as order_address;
pub use plan::PlanPage;
pub use suppliers::SuppliersPage;
pub use view::View;

use crate::{
    kit::Tabs,
    locales::{locale, texts},
};
use kontor_domain::Money;
use leptos::prelude::*;

/// The views of Reorder.
#[component]
pub fn ReorderTabs() -> impl IntoView {
    let t = texts();
    let tabs = vec![
        ("/reorder", t.reorder_plan().to_owned()),
        ("/reorder/forecast", t.forecast().to_owned()),
        ("/reorder/orders", t.purchase_orders().to_owned()),
        ("/reorder/suppliers", t.suppliers().to_owned()),
        ("/reorder/run-out", t.run_out().to_owned()),
        ("/reorder/models", t.models().to_owned()),
    ];
    view! { <Tabs label=t.reorder() tabs/> }
}

/// Amounts of several currencies side by side, in whole units; they are never added.
fn whole(amounts: &[Money]) -> String {
    let written: Vec<String> = amounts.iter().map(|amount| locale().money_whole(*amount)).collect();
    if written.is_empty() { "–".to_owned() } else { written.join(" · ") }
}

/// A probability in whole percent.
fn chance(probability: f64) -> String {
    format!("{}\u{a0}%", locale().number(probability * 100.0, 0))
}
