//! What an order costs the shop besides its goods: profit is less by it, from the next question on.

use super::fields::{Edit, editing};
use crate::{
    kit::Field,
    locales::{Texts, locale, texts},
    pages::numbers::{read, typed},
};
use kontor_api::{settings::Settings, workspace::Workspace};
use kontor_domain::Decimal;
use leptos::prelude::*;

/// One of the four.
struct Cost {
    label: fn(Texts) -> &'static str,
    hint: fn(Texts) -> &'static str,
    of: fn(&mut Settings) -> &mut Decimal,
}

const COSTS: [Cost; 4] = [
    Cost {
        label: Texts::payment_fee_percent,
        hint: Texts::payment_fee_says,
        of: |settings| &mut settings.payment_fee_percent,
    },
    Cost {
        label: Texts::payment_fee_fixed,
        hint: Texts::payment_fee_fixed_says,
        of: |settings| &mut settings.payment_fee_fixed,
    },
    Cost {
        label: Texts::fulfilment_cost,
        hint: Texts::fulfilment_cost_says,
        of: |settings| &mut settings.fulfilment_cost,
    },
    Cost {
        label: Texts::shipping_cost,
        hint: Texts::shipping_cost_says,
        of: |settings| &mut settings.shipping_cost,
    },
];

/// Payment fees, packing and sending.
#[component]
pub fn OrderCosts(
    /// The open shop.
    shop: Memo<Option<Workspace>>,
) -> impl IntoView {
    let t = texts();
    let (settings, edit) = editing(shop);
    let field = move |cost: &'static Cost| {
        let error = RwSignal::new(None::<String>);
        let value = Signal::derive(move || {
            settings
                .get()
                .map(|mut settings| typed(locale(), *(cost.of)(&mut settings)))
                .unwrap_or_default()
        });
        let control = move |id: String| {
            view! {
                <input type="text" inputmode="decimal" id=id.clone() aria-describedby=format!("{id}-note") autocomplete="off"
                    prop:value=value
                    on:change=move |event| match read(locale(), &event_target_value(&event)) {
                        Some(amount) => {
                            error.set(None);
                            let change: Edit = &|settings| *(cost.of)(settings) = amount;
                            edit(change);
                        }
                        None => error.set(Some(t.not_a_cost().to_owned())),
                    }/>
            }
        };
        view! { <Field label=(cost.label)(t) hint=(cost.hint)(t) error control/> }
    };
    view! {
        <p class="note">{t.order_costs_say()}</p>
        {COSTS.iter().map(field).collect_view()}
    }
}
