//! The pages and their addresses, and what stands around them.

use crate::{
    files, jobs,
    kit::{ErrorState, toast},
    locales,
    pages::{
        approvals, data, forecast, home, lines, no_shop::NoShop, prices, products, reorder,
        run_out, sales, settings,
    },
    query::{self, Query, use_query},
    shell::Shell,
    theme, transport,
};
use kontor_api::workspace::{GetStatus, Status};
use kontor_domain::{Language, Locale};
use leptos::{context::Provider, prelude::*};
use leptos_router::{
    components::{ParentRoute, Redirect, Route, Router, Routes},
    path,
};

/// What is open. Every page may ask; the engine is asked once.
pub fn use_status() -> Query<Status> {
    use_context().unwrap_or_else(|| use_query(|| Some(GetStatus {})))
}

/// What makes the window another one when it changes: then every page is shown anew.
#[derive(Clone, PartialEq)]
struct Identity {
    locale: Locale,
    folder: Option<String>,
}

/// The window.
#[component]
pub fn App() -> impl IntoView {
    jobs::listen();
    let status = use_query(|| Some(GetStatus {}));
    provide_context(status);

    let identity = Memo::new(move |_| status.value.with(|status| status.as_deref().map(identity)));
    let error = Memo::new(move |_| status.error.get());
    let theme =
        Memo::new(move |_| status.value.with(|status| Some(status.as_ref()?.preferences.theme)));
    Effect::new(move |_| {
        if let Some(theme) = theme.get() {
            theme::show(theme);
        }
    });
    // The page comes with the window's layout, which stands until there is something in it.
    Effect::new(move |_| {
        if identity.with(Option::is_none) && error.with(Option::is_none) {
            return;
        }
        if let Some(placeholder) = document().get_element_by_id("start") {
            placeholder.remove();
        }
    });
    view! {
        <Router>
            <Drops/>
            {move || match identity.get() {
                Some(identity) => {
                    speak(identity.locale.language);
                    view! {
                        <Provider value=identity.locale><Provider value=reorder::Draft::default()>
                            <Shell><Pages/></Shell>
                        </Provider></Provider>
                    }.into_any()
                }
                None => match error.get() {
                    Some(error) => view! {
                        <main><ErrorState error retry=Callback::new(move |()| status.retry())/></main>
                    }.into_any(),
                    None => ().into_any(),
                },
            }}
        </Router>
    }
}

fn identity(status: &Status) -> Identity {
    let shop = status.open.as_ref();
    Identity {
        locale: Locale {
            language: status.preferences.language,
            home: shop.map(|shop| shop.settings.currency),
        },
        folder: shop.map(|shop| shop.folder.clone()),
    }
}

/// Makes a language the window's. Replies hold words, so those in another language are stale.
fn speak(language: Language) {
    if locales::language() != language {
        locales::speak(language);
        query::invalidate_all();
    }
}

/// Takes files that are dropped anywhere to the import page.
#[component]
fn Drops() -> impl IntoView {
    let bring = files::use_import();
    transport::on_drop(move |dropped| match dropped {
        Ok(sources) => bring.run(Some(sources)),
        Err(error) => toast::fail(error),
    });
}

/// Every page. All but Home and Settings need a shop.
#[component]
fn Pages() -> impl IntoView {
    view! {
        <Routes fallback=home::NotFound>
            <Route path=path!("/") view=home::Home/>
            <Route path=path!("/settings") view=settings::Settings/>
            <ParentRoute path=path!("") view=NoShop>
                <Route path=path!("/sales") view=sales::Sales/>
                <Route path=path!("/sales/lines") view=lines::LinesPage/>
                <Route path=path!("/products") view=products::Products/>
                <Route path=path!("/products/run-out") view=|| view! { <Redirect path="/reorder/run-out"/> }/>
                <Route path=path!("/reorder") view=reorder::PlanPage/>
                <Route path=path!("/reorder/forecast") view=forecast::ForecastPage/>
                <Route path=path!("/reorder/orders") view=reorder::OrdersPage/>
                <Route path=path!("/reorder/suppliers") view=reorder::SuppliersPage/>
                <Route path=path!("/reorder/run-out") view=run_out::RunOutPage/>
                <Route path=path!("/reorder/product") view=forecast::ForecastProductPage/>
                <Route path=path!("/reorder/models") view=forecast::ModelsPage/>
                <Route path=path!("/prices") view=prices::ListPage/>
                <Route path=path!("/prices/calendar") view=prices::CalendarPage/>
                <Route path=path!("/prices/tests") view=prices::TestsPage/>
                <Route path=path!("/prices/together") view=prices::TogetherPage/>
                <Route path=path!("/prices/product") view=prices::PriceProductPage/>
                <Route path=path!("/prices/:sku") view=prices::PriceProductPage/>
                <Route path=path!("/approvals") view=approvals::ApprovalsPage/>
                <Route path=path!("/data") view=data::Data/>
                <Route path=path!("/data/import") view=data::Import/>
                <Route path=path!("/data/records") view=data::RecordsPage/>
                <Route path=path!("/data/quality") view=data::QualityPage/>
                <Route path=path!("/data/reconciliation") view=data::ReconciliationPage/>
                <Route path=path!("/data/measures") view=data::MeasuresPage/>
                <Route path=path!("/data/privacy") view=data::PrivacyPage/>
                <Route path=path!("/data/sql") view=data::Sql/>
                <Route path=path!("/data/history") view=data::HistoryPage/>
            </ParentRoute>
        </Routes>
    }
}
