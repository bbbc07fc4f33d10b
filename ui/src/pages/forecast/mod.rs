//! Forecasts: what will be wanted, product by product, and the models that say so.

mod list;
mod models;
mod product;

pub use list::{ForecastPage, product_address};
pub use models::ModelsPage;
pub use product::ForecastProductPage;

use crate::{
    jobs,
    kit::{Busy, RunningJob, toast},
    locales::{Texts, language, locale},
};
use kontor_api::{
    Command,
    forecast::{Accuracy, TrainForecast},
};
use leptos::{prelude::*, task::spawn_local};

/// The button that trains, for as long as no training is at work.
#[component]
pub fn Train(
    /// Whether it is the page's main act.
    #[prop(optional)]
    primary: bool,
    /// Its words.
    words: &'static str,
) -> impl IntoView {
    let job = jobs::running(Command::ForecastTrain);
    let starting = RwSignal::new(false);
    let busy = Signal::derive(move || starting.get() || job.with(Option::is_some));
    let press = move |()| {
        starting.set(true);
        spawn_local(async move {
            match jobs::run(&TrainForecast::default()).await {
                Ok(_) => toast::say(Texts(language()).forecast_trained()),
                Err(error) if jobs::is_cancelled(&error) => {}
                Err(error) => toast::fail(error),
            }
            // The page that asked may be gone.
            let _ = starting.try_set(false);
        });
    };
    let class = if primary { "primary" } else { "" };
    view! { <Busy busy class=class press>{words}</Busy> }
}

/// The training that is at work.
#[component]
pub fn Training() -> impl IntoView {
    view! { <RunningJob job=jobs::running(Command::ForecastTrain)/> }
}

/// A share in percent, or a dash.
fn share(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| locale().percent(share))
}

/// A change in percent, or a dash.
fn change(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| locale().change(share))
}

/// Headings of [`figures`].
fn figure_heads(t: Texts) -> impl IntoView {
    let heads = [
        t.weeks_tested(),
        t.forecast_error(),
        t.rule_error(),
        t.mase(),
        t.bias(),
        t.pinball(),
        t.in_range(),
        t.mape(),
    ];
    heads.map(|head| view! { <th scope="col" class="num">{head}</th> }).collect_view()
}

/// The figures of a backtest as cells.
fn figures(of: &Accuracy) -> impl IntoView + use<> {
    let locale = locale();
    let cells = [
        locale.count(of.weeks as i64),
        share(of.wape),
        share(of.baseline_wape),
        of.mase.map_or_else(|| "–".to_owned(), |mase| locale.number(mase, 2)),
        change(of.bias),
        share(of.pinball),
        share(of.coverage),
        share(of.mape),
    ];
    cells.map(|cell| view! { <td class="num">{cell}</td> }).collect_view()
}
