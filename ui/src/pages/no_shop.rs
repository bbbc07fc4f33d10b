//! Stands in front of every page that needs a shop.

use crate::{app::use_status, kit::Empty, locales::texts, pages::PageHead};
use leptos::prelude::*;
use leptos_router::components::Outlet;

/// The page, or a way to open a shop first.
#[component]
pub fn NoShop() -> impl IntoView {
    let t = texts();
    let status = use_status();
    let open = Memo::new(move |_| {
        status.value.with(|status| status.as_ref().is_some_and(|status| status.open.is_some()))
    });
    move || {
        if open.get() {
            view! { <Outlet/> }.into_any()
        } else {
            view! {
                <PageHead title=Signal::stored(t.no_shop().to_owned())/>
                <Empty title=t.no_shop_title() text=t.no_shop_text()>
                    <a class="button primary" href="/">{t.open_a_shop()}</a>
                </Empty>
            }
            .into_any()
        }
    }
}
