//! The list of imports; with `?batch=` the report of one.

use super::{DataTabs, WatchedNote, amounts, here, report::ReportPage};
use crate::{
    files, jobs,
    kit::{Busy, Empty, Skeleton, loaded, toast},
    locales::{Texts, language, locale, texts},
    pages::PageHead,
    paint::painted,
    query::use_query,
};
use kontor_api::{
    Words as _,
    import::{Batch, List, UndoImport},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn Data() -> impl IntoView {
    let params = use_query_map();
    let batch = Memo::new(move |_| {
        params.with(|params| params.get_str("batch").and_then(|batch| batch.parse().ok()))
    });
    move || match batch.get() {
        Some(batch_id) => view! { <ReportPage batch_id/> }.into_any(),
        None => view! { <Imports/> }.into_any(),
    }
}

#[component]
fn Imports() -> impl IntoView {
    let t = texts();
    let import = files::use_import();
    let batches = use_query(|| Some(List {}));
    let taking = RwSignal::new(false);
    let says = Signal::derive(move || {
        batches.value.with(|reply| {
            reply
                .as_ref()
                .map(|reply| t.imports_counted(reply.batches.len() as i64))
                .unwrap_or_default()
        })
    });
    let table = move |batches: &[Batch]| {
        view! {
            <div class="scroll-x">
                <table>
                    <caption class="sr-only">{t.imports()}</caption>
                    <thead><tr>
                        <th scope="col">{t.file()}</th>
                        <th scope="col">{t.what_it_was()}</th>
                        <th scope="col">{t.imported()}</th>
                        <th scope="col">{t.days_it_covers()}</th>
                        <th scope="col" class="num">{t.kept()}</th>
                        <th scope="col" class="num">{t.refused()}</th>
                        <th scope="col" class="num">{t.total()}</th>
                        <td></td>
                    </tr></thead>
                    <tbody>{batches.iter().map(|batch| row(batch, taking)).collect_view()}</tbody>
                </table>
            </div>
        }
    };
    view! {
        <PageHead title=Signal::stored(t.data().to_owned()) says>
            <button type="button" class="primary" on:click=move |_| import.run(None)>{t.import_files()}</button>
        </PageHead>
        <DataTabs/>
        <WatchedNote/>
        {loaded(
            batches,
            || view! { <Skeleton lines=5/> }.into_any(),
            move |reply| {
                painted();
                if reply.batches.is_empty() {
                    view! {
                        <Empty title=t.no_imports() text=t.no_imports_text()>
                            <button type="button" class="primary" on:click=move |_| import.run(None)>{t.import_files()}</button>
                        </Empty>
                    }.into_any()
                } else {
                    table(&reply.batches).into_any()
                }
            },
        )}
    }
}

fn row(batch: &Batch, taking: RwSignal<bool>) -> impl IntoView + use<> {
    let (t, locale) = (texts(), locale());
    let report = format!("/data?batch={}", batch.batch_id);
    let (batch_id, name) = (batch.batch_id, batch.name.clone());
    let label = t.take_back_of(&name);
    view! {
        <tr>
            <th scope="row" class="file"><a href=report.clone()>{batch.name.clone()}</a></th>
            <td>{batch.content.title(t.0)}</td>
            <td>{locale.date_time(here(batch.imported_at))}</td>
            <td>{batch.period.map_or_else(|| "–".to_owned(), |days| locale.period(days))}</td>
            <td class="num">{locale.count(batch.rows_kept as i64)}</td>
            <td class="num">
                {if batch.rows_refused > 0 {
                    view! { <a href=report>{locale.count(batch.rows_refused as i64)}</a> }.into_any()
                } else {
                    "0".into_any()
                }}
            </td>
            <td class="num sums">{amounts(&batch.totals)}</td>
            <td class="num">
                <Busy busy=taking class="quiet" press=move |()| take_back(batch_id, name.clone(), taking)>
                    {t.take_back()}<span class="sr-only">{label}</span>
                </Busy>
            </td>
        </tr>
    }
}

/// Takes an import back, which can itself be undone.
pub fn take_back(batch_id: u32, name: String, busy: RwSignal<bool>) {
    spawn_local(async move {
        busy.set(true);
        match jobs::run(&UndoImport { batch_id }).await {
            Ok(_) => toast::say_with_undo(Texts(language()).taken_back(name)),
            Err(error) => toast::fail(error),
        }
        // The page may be gone.
        busy.try_set(false);
    });
}
