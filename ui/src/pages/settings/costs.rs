//! What an order costs the shop besides its goods: profit is less by it, from the next question on.

use super::fields::{Edit, edit_at, settings_of};
use crate::{
    kit::Field,
    locales::{Texts, locale, texts},
    pages::numbers::{read, typed},
};
use kontor_api::{settings::Settings, workspace::Workspace};
use kontor_domain::Decimal;
use leptos::prelude::*;

/// A hundred percent.
const ALL: i64 = 100 * 10_000;

/// One of the four.
struct Cost {
    label: fn(Texts) -> &'static str,
    hint: fn(Texts) -> &'static str,
    of: fn(&mut Settings) -> &mut Decimal,
    /// Whether it is a share, of which there is no more than all.
    is_percent: bool,
}

const COSTS: [Cost; 4] = [
    Cost {
        label: Texts::payment_fee_percent,
        hint: Texts::payment_fee_says,
        of: |settings| &mut settings.payment_fee_percent,
        is_percent: true,
    },
    Cost {
        label: Texts::payment_fee_fixed,
        hint: Texts::payment_fee_fixed_says,
        of: |settings| &mut settings.payment_fee_fixed,
        is_percent: false,
    },
    Cost {
        label: Texts::fulfilment_cost,
        hint: Texts::fulfilment_cost_says,
        of: |settings| &mut settings.fulfilment_cost,
        is_percent: false,
    },
    Cost {
        label: Texts::shipping_cost,
        hint: Texts::shipping_cost_says,
        of: |settings| &mut settings.shipping_cost,
        is_percent: false,
    },
];

/// Payment fees, packing and sending.
#[component]
pub fn OrderCosts(
    /// The open shop.
    shop: Memo<Option<Workspace>>,
) -> impl IntoView {
    let t = texts();
    let settings = settings_of(shop);
    let field = move |cost: &'static Cost| {
        let error = RwSignal::new(None::<String>);
        let edit = edit_at(settings, error);
        let value = Signal::derive(move || {
            settings
                .get()
                .map(|mut settings| typed(locale(), *(cost.of)(&mut settings)))
                .unwrap_or_default()
        });
        let control = move |id: String| {
            view! {
                <input type="text" inputmode="decimal" id=id.clone() aria-describedby=format!("{id}-note") autocomplete="off"
                    aria-invalid=move || error.with(Option::is_some).to_string()
                    prop:value=value
                    on:change=move |event| match typed_cost(cost, &event_target_value(&event)) {
                        Ok(amount) => {
                            error.set(None);
                            let change: Edit = &|settings| *(cost.of)(settings) = amount;
                            edit(change);
                        }
                        Err(why) => error.set(Some(why(t).to_owned())),
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

/// A cost that somebody typed, or what is wrong with it.
fn typed_cost(cost: &Cost, text: &str) -> Result<Decimal, fn(Texts) -> &'static str> {
    let amount = read(locale(), text).ok_or(Texts::not_a_cost as fn(Texts) -> &'static str)?;
    match cost.is_percent && amount.ten_thousandths > ALL {
        true => Err(Texts::percent_bad),
        false => Ok(amount),
    }
}
