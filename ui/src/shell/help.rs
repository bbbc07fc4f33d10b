//! Help: what every number means, and the keys.

use crate::{
    kit::{Dialog, Skeleton, loaded},
    locales::texts,
    query::use_query,
    shell::keys,
};
use kontor_api::sales::{GetMeasures, Measures};
use leptos::prelude::*;
use std::sync::Arc;

/// The help dialog.
#[component]
pub fn Help(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let t = texts();
    view! {
        <Dialog open title=t.help() class="wide">
            <Contents/>
        </Dialog>
    }
}

#[component]
fn Contents() -> impl IntoView {
    let t = texts();
    let measures = use_query(|| Some(GetMeasures {}));
    view! {
        <h3>{t.measures()}</h3>
        {loaded(measures, || view! { <Skeleton lines=7/> }.into_any(), definitions)}
        <h3>{t.keys()}</h3>
        <dl class="keys">
            {keys::shortcuts(t).into_iter().map(|(keys, act)| view! {
                <dt><kbd>{keys}</kbd></dt><dd>{act}</dd>
            }).collect_view()}
        </dl>
    }
}

fn definitions(measures: Arc<Measures>) -> AnyView {
    let one = |measure: &kontor_api::sales::MeasureInfo| {
        view! {
            <dt>{measure.title.clone()}<span>{measure.unit.clone()}</span></dt>
            <dd>{measure.definition.clone()}<code>{measure.sql.clone()}</code></dd>
        }
    };
    view! { <dl class="measures">{measures.measures.iter().map(one).collect_view()}</dl> }
        .into_any()
}
