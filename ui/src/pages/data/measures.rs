//! Every measure: what it means, its unit, and the SQL that computes it.

use super::DataTabs;
use crate::{
    kit::{Skeleton, loaded},
    locales::texts,
    pages::{PageHead, selection::address},
    paint::painted,
    query::use_query,
};
use kontor_api::sales::{GetMeasures, MeasureInfo};
use leptos::prelude::*;

/// The page.
#[component]
pub fn MeasuresPage() -> impl IntoView {
    let t = texts();
    let measures = use_query(|| Some(GetMeasures {}));
    view! {
        <PageHead title=Signal::stored(t.data().to_owned()) says=Signal::stored(t.measures_says().to_owned())/>
        <DataTabs/>
        {loaded(
            measures,
            || view! { <Skeleton lines=10/> }.into_any(),
            move |reply| {
                painted();
                view! {
                    <ul class="definitions">
                        {reply.measures.iter().map(|info| view! { <Definition info=info.clone()/> }).collect_view()}
                    </ul>
                }.into_any()
            },
        )}
    }
}

#[component]
fn Definition(info: MeasureInfo) -> impl IntoView {
    let t = texts();
    let sales = address("/sales", vec![("measure", info.measure.name().to_owned())]);
    let of = format!(": {}", info.title);
    view! {
        <li>
            <div class="block-head">
                <h2>{info.title}<span>{info.unit}</span></h2>
                <a href=sales>{t.see_sales()}<span class="sr-only">{of}</span></a>
            </div>
            <p>{info.definition}</p>
            <pre tabindex="0"><code>{info.sql}</code></pre>
        </li>
    }
}
