//! What an import did: what was kept, what was refused and why, and how the file was read.

use super::{amounts, here, imports::take_back, mapping::in_words};
use crate::{
    files,
    kit::{Busy, Skeleton, VirtualTable, loaded},
    locales::{Texts, locale, texts},
    pages::{PageHead, selection::Selection},
    paint::painted,
    query::{Query, use_query},
};
use kontor_api::{
    Words,
    export::{Exportable, Format},
    import::{Content, GetRefused, GetReport, RefusedRow, RefusedRows, Report},
};
use kontor_domain::PeriodChoice;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::sync::Arc;

/// The page.
#[component]
pub fn ReportPage(batch_id: u32) -> impl IntoView {
    let t = texts();
    let report = use_query(move || Some(GetReport { batch_id }));
    let title = Signal::derive(move || {
        report.value.with(|report| {
            report.as_ref().map_or_else(|| t.import_number(batch_id), |report| report.name.clone())
        })
    });
    let says = Signal::derive(move || {
        report.value.with(|report| {
            report
                .as_ref()
                .map(|report| t.imported_on(locale().date_time(here(report.imported_at))))
                .unwrap_or_default()
        })
    });
    let taking = RwSignal::new(false);
    let navigate = StoredValue::new_local(use_navigate());
    let take = move |()| {
        take_back(batch_id, title.get_untracked(), taking);
        navigate.with_value(|navigate| navigate("/data", NavigateOptions::default()));
    };
    let sales = move || {
        let days = report.value.with(|report| {
            let report = report.as_ref()?;
            report.period.filter(|_| report.plan.content == Content::Orders)
        })?;
        let all = Selection { period: PeriodChoice::Custom(days), ..Selection::default() };
        Some(view! { <a class="button primary" href=all.address("/sales")>{t.see_sales()}</a> })
    };
    view! {
        <PageHead title says>
            <a class="button" href="/data">{t.all_imports()}</a>
            <Busy busy=taking press=take>{t.take_back()}</Busy>
            {sales}
        </PageHead>
        {loaded(
            report,
            || view! { <Skeleton lines=4 shape="figures"/> }.into_any(),
            |report| {
                painted();
                view! { <ReportView report/> }.into_any()
            },
        )}
    }
}

#[component]
fn ReportView(report: Arc<Report>) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let count = |number: u64| locale.count(number as i64);
    let is_orders = report.plan.content == Content::Orders;
    let some = |number: u64| (number > 0).then(|| count(number)).unwrap_or_default();
    let skipped = report.skipped.iter().map(|skipped| skipped.rows).sum();
    let changes = &report.changes;
    let of_orders = |text: String| if is_orders { text } else { String::new() };
    let facts = [
        (t.rows_read(), count(report.rows_read)),
        (t.kept(), count(report.rows_kept)),
        (t.refused(), count(report.rows_refused)),
        (t.skipped_rows(), some(skipped)),
        (if is_orders { t.new_orders() } else { t.new_rows() }, count(changes.new)),
        (if is_orders { t.updated_orders() } else { t.updated_rows() }, count(changes.updated)),
        (
            if is_orders { t.unchanged_orders() } else { t.unchanged_rows() },
            count(changes.unchanged),
        ),
        (t.partial_orders(), some(changes.partial)),
        (t.orders(), of_orders(count(report.orders))),
        (t.products(), of_orders(count(report.products))),
        (t.total(), of_orders(amounts(&report.totals))),
        (t.days_it_covers(), report.period.map(|days| locale.period(days)).unwrap_or_default()),
    ];
    let skips = report.skipped.iter().map(|skipped| {
        let why = skipped.skip.title(t.0);
        view! { <li>{t.skipped_why(skipped.rows as i64, why)}</li> }
    });
    let kinds = report.kinds.iter().map(|kind| {
        view! {
            <tr>
                <th scope="row">{kind.kind.title(t.0)}</th>
                <td class="num">{count(kind.lines)}</td>
                <td class="num">{amounts(&kind.totals)}</td>
            </tr>
        }
    });
    let notes = report.notes.iter().map(|note| view! { <li>{note.clone()}</li> });
    view! {
        <dl class="facts">
            {facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| view! {
                <div class:wide={value.chars().count() > 18}><dt>{name}</dt><dd>{value.clone()}</dd></div>
            }).collect_view()}
        </dl>
        {(!report.notes.is_empty() || skipped > 0).then(|| view! {
            <section aria-labelledby="notes-head">
                <h2 id="notes-head">{t.good_to_know()}</h2>
                <ul class="notes">{notes.collect_view()}{skips.collect_view()}</ul>
            </section>
        })}
        {(!report.kinds.is_empty()).then(|| view! { <section aria-labelledby="kinds-head">
            <h2 id="kinds-head">{t.by_kind()}</h2>
            <div class="scroll-x"><table class="narrow">
                <thead><tr>
                    <th scope="col">{t.kind()}</th>
                    <th scope="col" class="num">{t.all_lines()}</th>
                    <th scope="col" class="num">{t.amount()}</th>
                </tr></thead>
                <tbody>
                    <tr class="total">
                        <th scope="row">{t.total()}</th>
                        <td class="num">{count(report.rows_kept)}</td>
                        <td class="num">{amounts(&report.totals)}</td>
                    </tr>
                    {kinds.collect_view()}
                </tbody>
            </table></div>
        </section> })}
        {(report.rows_refused > 0).then(|| view! { <Refused report=report.clone()/> })}
        <section aria-labelledby="plan-head">
            <h2 id="plan-head">{t.how_it_was_read()}</h2>
            <dl class="facts small">
                {in_words(&report.plan, locale).into_iter().map(|(name, value)| view! {
                    <div><dt>{name}</dt><dd>{value}</dd></div>
                }).collect_view()}
            </dl>
        </section>
    }
}

/// Refused rows: how many for which reason, and each with its text.
#[component]
fn Refused(report: Arc<Report>) -> impl IntoView {
    let t = texts();
    let batch_id = report.batch_id;
    let request = move |offset| GetRefused { batch_id, offset, limit: crate::kit::PAGE };
    let head: Query<RefusedRows> = use_query(move || Some(request(0)));
    let reasons = report.refused.iter().map(|refused| {
        let rows = t.rows(refused.rows as i64);
        view! { <li><b>{rows}</b>" "{refused.reason.title(t.0)}</li> }
    });
    let download = move |_| files::export(Exportable::Refused { batch_id }, Format::Csv);
    view! {
        <section>
            <div class="block-head">
                <h2>{t.refused_rows()}</h2>
                <button type="button" on:click=download>{t.download_refused()}</button>
            </div>
            <p class="note">{t.refused_text(report.rows_kept as i64)}</p>
            <ul class="notes">{reasons.collect_view()}</ul>
            <div class="refused">
                <VirtualTable label=t.refused_rows() head request=move |offset| Some(request(offset)) rows=rows
                    headings=move || headings(t) columns=5 cells=cells/>
            </div>
        </section>
    }
}

fn rows(refused: &RefusedRows) -> (u64, &[RefusedRow]) {
    (refused.total, &refused.rows)
}

fn headings(t: Texts) -> impl IntoView {
    view! {
        <th scope="col" class="num">{t.file_row()}</th>
        <th scope="col">{t.reason()}</th>
        <th scope="col">{t.column()}</th>
        <th scope="col">{t.value()}</th>
        <th scope="col">{t.row_text()}</th>
    }
}

fn cells(row: &RefusedRow) -> AnyView {
    let (t, locale) = (texts(), locale());
    let reason = row.reason.title(t.0);
    view! {
        <td class="num">{locale.count(row.row as i64)}</td>
        <td title=reason>{reason}</td>
        <td>{row.column.clone()}</td>
        <td title=row.value.clone()>{row.value.clone()}</td>
        <td title=row.text.clone()><code>{row.text.clone()}</code></td>
    }
    .into_any()
}
