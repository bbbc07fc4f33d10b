//! What an order costs the shop besides its goods: profit is less by it, from the next question on.

use super::{
    fields::settings_of,
    number::{Number, number_fields, percent},
};
use crate::{
    locales::{Texts, texts},
    pages::numbers::{read, typed},
};
use kontor_api::workspace::Workspace;
use kontor_domain::{Decimal, Locale};
use leptos::prelude::*;

const COSTS: [Number; 4] = [
    Number {
        label: |t| t.payment_fee_percent().to_owned(),
        hint: Texts::payment_fee_says,
        shown: |locale, of| typed(locale, of.payment_fee_percent),
        read: |locale, text, of| {
            of.payment_fee_percent = percent(locale, text, (0, 100))?;
            Ok(())
        },
    },
    Number {
        label: |t| t.payment_fee_fixed().to_owned(),
        hint: Texts::payment_fee_fixed_says,
        shown: |locale, of| typed(locale, of.payment_fee_fixed),
        read: |locale, text, of| {
            of.payment_fee_fixed = cost(locale, text)?;
            Ok(())
        },
    },
    Number {
        label: |t| t.fulfilment_cost().to_owned(),
        hint: Texts::fulfilment_cost_says,
        shown: |locale, of| typed(locale, of.fulfilment_cost),
        read: |locale, text, of| {
            of.fulfilment_cost = cost(locale, text)?;
            Ok(())
        },
    },
    Number {
        label: |t| t.shipping_cost().to_owned(),
        hint: Texts::shipping_cost_says,
        shown: |locale, of| typed(locale, of.shipping_cost),
        read: |locale, text, of| {
            of.shipping_cost = cost(locale, text)?;
            Ok(())
        },
    },
];

/// Payment fees, packing and sending.
#[component]
pub fn OrderCosts(
    /// The open shop.
    shop: Memo<Option<Workspace>>,
) -> impl IntoView {
    view! {
        <p class="note">{texts().order_costs_say()}</p>
        {number_fields(settings_of(shop), &COSTS)}
    }
}

fn cost(locale: Locale, text: &str) -> Result<Decimal, String> {
    read(locale, text).ok_or_else(|| Texts(locale.language).not_a_cost().to_owned())
}
