//! What an order costs the shop besides its goods: profit is less by it, from the next question on.

use super::fields::{Edit, editing};
use crate::{
    kit::Field,
    locales::{Texts, language, texts},
};
use kontor_api::{settings::Settings, workspace::Workspace};
use kontor_domain::{Decimal, Language};
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
            settings.get().map(|mut settings| typed(*(cost.of)(&mut settings))).unwrap_or_default()
        });
        let control = move |id: String| {
            view! {
                <input type="text" inputmode="decimal" id=id.clone() aria-describedby=format!("{id}-note") autocomplete="off"
                    prop:value=value
                    on:change=move |event| match read(&event_target_value(&event)) {
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

/// A number as a person of this language types it.
fn typed(amount: Decimal) -> String {
    match language() {
        Language::En => amount.to_string(),
        Language::De => amount.to_string().replace('.', ","),
    }
}

/// A number that somebody typed; nothing is 0.
fn read(text: &str) -> Option<Decimal> {
    let text = text.trim().replace(',', ".");
    let amount: Decimal = if text.is_empty() { Decimal::default() } else { text.parse().ok()? };
    (amount >= Decimal::default()).then_some(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        assert_eq!(read("2,9").map(|amount| amount.to_string()).as_deref(), Some("2.9"));
        assert_eq!(read(" 0.30 ").map(|amount| amount.to_string()).as_deref(), Some("0.3"));
        assert_eq!(read(""), Some(Decimal::default()));
        assert_eq!(read("-1"), None);
        assert_eq!(read("much"), None);
    }
}
