//! Settings: what a person sets for themselves, what they set once for a shop, and the shops.

mod costs;
mod delete;
mod fields;
mod number;
mod person;
mod pricing;
mod reorder;
mod shops;

use crate::{app::use_status, kit::Empty, locales::texts, pages::PageHead, paint::painted};
use costs::OrderCosts;
use delete::DeleteShop;
use fields::{Nightly, ShopFields, WatchedFolder};
use kontor_api::workspace::Workspace;
use leptos::prelude::*;
use person::PersonFields;
use pricing::Pricing;
use reorder::Reordering;
use shops::Shops;

/// The page. What is the person's own can be set without a shop.
#[component]
pub fn Settings() -> impl IntoView {
    let t = texts();
    let status = use_status();
    let shop = Memo::new(move |_| status.value.with(|status| status.as_ref()?.open.clone()));
    let has_shop = Memo::new(move |_| shop.with(Option::is_some));
    let version =
        move || status.value.with(|status| status.as_ref().map(|status| status.version.clone()));
    painted();
    view! {
        <PageHead title=Signal::stored(t.settings().to_owned()) says=Signal::stored(t.settings_says().to_owned())/>
        <div class="settings">
            <section aria-labelledby="person-head">
                <h2 id="person-head">{t.for_you()}</h2>
                <PersonFields/>
            </section>
            {move || match has_shop.get() {
                true => view! { <OfShop shop/> }.into_any(),
                false => view! {
                    <section>
                        <Empty title=t.no_shop_title() text=t.no_shop_settings()>
                            <a class="button primary" href="/">{t.open_a_shop()}</a>
                        </Empty>
                    </section>
                }
                .into_any(),
            }}
            <section aria-labelledby="about-head">
                <h2 id="about-head">{t.about()}</h2>
                <p>"Kontor "{version}</p>
                <p class="note">{t.about_text()}</p>
            </section>
        </div>
    }
}

/// The settings of the open shop, and the other shops.
#[component]
fn OfShop(shop: Memo<Option<Workspace>>) -> impl IntoView {
    let t = texts();
    view! {
        <section aria-labelledby="shop-head">
            <h2 id="shop-head">{t.this_shop()}</h2>
            <ShopFields shop/>
        </section>
        <section aria-labelledby="costs-head">
            <h2 id="costs-head">{t.order_costs()}</h2>
            <OrderCosts shop/>
        </section>
        <section aria-labelledby="reordering-head">
            <h2 id="reordering-head">{t.reordering()}</h2>
            <Reordering shop/>
        </section>
        <section aria-labelledby="pricing-head">
            <h2 id="pricing-head">{t.pricing()}</h2>
            <Pricing shop/>
        </section>
        <section aria-labelledby="watched-head">
            <h2 id="watched-head">{t.weekly_exports()}</h2>
            <WatchedFolder shop/>
        </section>
        <section aria-labelledby="forecast-head">
            <h2 id="forecast-head">{t.forecast()}</h2>
            <Nightly shop/>
        </section>
        <Shops shop/>
        <section aria-labelledby="delete-head">
            <h2 id="delete-head">{t.delete_shop()}</h2>
            <DeleteShop shop/>
        </section>
    }
}
