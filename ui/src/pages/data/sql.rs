//! The SQL console: one SELECT over the shop's facts, and what it returns.

use super::{DataTabs, statements};
use crate::{
    jobs,
    kit::{ErrorState, ExportMenu, Menu, Progress, RowWindow, Skeleton, loaded, toast},
    locales::{locale, texts},
    pages::PageHead,
    paint::painted,
    query::use_query,
};
use kontor_api::{
    ApiError, Command,
    export::Exportable,
    sql::{GetSchema, RunSql, SqlResult, SqlTable},
};
use leptos::{html, prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;
use std::sync::Arc;

/// Rows asked for; the others are exported.
const ROWS: u32 = 10_000;
/// Rows that tell how wide a column should be.
const MEASURED: usize = 100;

const FIRST: &str = "\
SELECT country, count(*) AS lines, sum(amount) AS amount
FROM order_lines
GROUP BY country
ORDER BY amount DESC";

/// What a statement came to, and the statement, which may be edited meanwhile.
#[derive(Clone)]
struct Ran {
    sql: String,
    outcome: Result<Arc<SqlResult>, ApiError>,
}

/// The page.
#[component]
pub fn Sql() -> impl IntoView {
    let t = texts();
    let named = use_query_map().with_untracked(|params| params.get("sql"));
    let first = named.clone().or_else(|| statements::recent().into_iter().next());
    let sql = RwSignal::new(first.unwrap_or_else(|| FIRST.to_owned()));
    let (ran, running) = (RwSignal::new(None::<Ran>), RwSignal::new(false));
    // Not through the cache of queries: a statement runs when the person says so.
    let run = move || {
        let statement = sql.get_untracked();
        if running.get_untracked() || statement.trim().is_empty() {
            return;
        }
        running.set(true);
        spawn_local(async move {
            let outcome = jobs::run(&RunSql { sql: statement.clone(), limit: ROWS }).await;
            if outcome.is_ok() {
                statements::remember(&statement);
            }
            // The page may be gone.
            ran.try_set(Some(Ran { sql: statement, outcome: outcome.map(Arc::new) }));
            running.try_set(false);
        });
    };
    let job = jobs::running(Command::SqlRun);
    let stop = move || {
        let Some(job) = job.get_untracked() else { return };
        spawn_local(async move {
            if let Err(error) = jobs::cancel(job.id).await {
                toast::fail(error);
            }
        });
    };
    // A statement that came with the address, from “Show SQL”, was asked for.
    if named.is_some() {
        run();
    }
    painted();
    let area = NodeRef::<html::Textarea>::new();
    let insert = Callback::new(move |name: String| insert(area, sql, &name));
    view! {
        <PageHead title=Signal::stored(t.data().to_owned()) says=Signal::stored(t.sql_says().to_owned())/>
        <DataTabs/>
        <div class="console">
            <div>
                <label class="sr-only" for="statement">{t.statement()}</label>
                <textarea id="statement" node_ref=area spellcheck="false" autocomplete="off" rows="8"
                    aria-describedby="statement-note" prop:value=sql
                    on:input=move |event| sql.set(event_target_value(&event))
                    on:keydown=move |event| {
                        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                            event.prevent_default();
                            run();
                        }
                    }></textarea>
                <div class="acts">
                    <button type="button" class="primary" aria-disabled=move || running.get().to_string()
                        on:click=move |_| run()>{t.run()}</button>
                    <Recent sql ran/>
                    <p class="note" id="statement-note">{t.run_keys()}</p>
                </div>
                {move || running.get().then(|| view! {
                    <Progress label=t.running() fraction=Signal::stored(None)/>
                    <button type="button" on:click=move |_| stop()>{t.cancel()}</button>
                })}
                <Outcome ran/>
            </div>
            <Schema insert/>
        </div>
    }
}

/// Statements to take up again.
#[component]
fn Recent(sql: RwSignal<String>, ran: RwSignal<Option<Ran>>) -> impl IntoView {
    let t = texts();
    move || {
        ran.track();
        let recent = statements::recent();
        let button = move |statement: String| {
            let words = statement.split_whitespace().collect::<Vec<_>>().join(" ");
            view! { <button type="button" title=statement.clone() on:click=move |_| sql.set(statement.clone())>{words}</button> }
        };
        (!recent.is_empty()).then(|| {
            view! {
                <div class="recent">
                    <Menu label=t.recent_statements()>{recent.into_iter().map(button).collect_view()}</Menu>
                </div>
            }
        })
    }
}

#[component]
fn Outcome(ran: RwSignal<Option<Ran>>) -> impl IntoView {
    let spoken =
        move || ran.with(|ran| ran.as_ref()?.outcome.as_ref().ok().map(|result| summary(result)));
    let shown = move || {
        ran.get().map(|ran| match ran.outcome {
            Err(error) => view! { <ErrorState error/> }.into_any(),
            Ok(result) => {
                let sql = StoredValue::new(ran.sql);
                view! {
                    <section>
                        <div class="block-head">
                            <h2>{summary(&result)}</h2>
                            <ExportMenu what=move || Exportable::Sql { sql: sql.get_value() }/>
                        </div>
                        <ResultTable result/>
                    </section>
                }
                .into_any()
            }
        })
    };
    view! {
        <p class="sr-only" role="status">{spoken}</p>
        {shown}
    }
}

fn summary(result: &SqlResult) -> String {
    let (t, locale) = (texts(), locale());
    let rows = result.rows.len() as i64;
    let count = if result.truncated { t.first_of_more(locale.count(rows)) } else { t.rows(rows) };
    format!("{count} · {} ms", locale.number(result.millis, 0))
}

#[component]
fn ResultTable(result: Arc<SqlResult>) -> impl IntoView {
    let t = texts();
    if result.rows.is_empty() {
        return view! { <p class="note">{t.no_rows_returned()}</p> }.into_any();
    }
    let columns = result.columns.len();
    let total = result.rows.len() as u64;
    let headings = {
        let result = result.clone();
        move || {
            let heading = |(index, column): (usize, &kontor_api::sql::SqlColumn)| {
                let width = format!("{}ch", width(&result, index));
                view! {
                    <th scope="col" class:num=column.numeric title=column.type_name.clone() style:width=width>
                        {column.name.clone()}
                    </th>
                }
            };
            result.columns.iter().enumerate().map(heading).collect_view()
        }
    };
    let row = move |index: u64| {
        let result = result.clone();
        move || {
            let cells = result.rows.get(index as usize)?.iter().zip(&result.columns);
            let cell = |(cell, column): (&Option<String>, &kontor_api::sql::SqlColumn)| match cell {
                Some(text) => view! {
                    <td class:num=column.numeric title=text.clone()>{text.clone()}</td>
                }
                .into_any(),
                None => view! { <td class:num=column.numeric><i class="null">"NULL"</i></td> }
                    .into_any(),
            };
            Some(cells.map(cell).collect_view().into_any())
        }
    };
    view! {
        <div class="result">
            <RowWindow label=t.result() total=Signal::stored(total) in_page=RwSignal::new(0..0)
                headings=ViewFn::from(headings) totals=None columns row/>
        </div>
    }
    .into_any()
}

/// A column's width in figures: what its heading and first cells need, within limits.
fn width(result: &SqlResult, index: usize) -> usize {
    let cells = result.rows.iter().take(MEASURED).filter_map(|row| row.get(index)?.as_deref());
    let heading = result.columns.get(index).map(|column| column.name.as_str());
    cells.chain(heading).map(|text| text.chars().count()).max().unwrap_or(0).clamp(6, 40) + 3
}

/// What can be selected from.
#[component]
fn Schema(insert: Callback<String>) -> impl IntoView {
    let t = texts();
    let schema = use_query(|| Some(GetSchema {}));
    view! {
        <aside aria-labelledby="schema-head" class="schema">
            <h2 id="schema-head">{t.tables()}</h2>
            <p class="note">{t.click_inserts()}</p>
            {loaded(
                schema,
                || view! { <Skeleton lines=8/> }.into_any(),
                move |schema| {
                    let first = schema.tables.first().map(|table| table.name.clone());
                    schema.tables.iter().map(|table| {
                        let open = first.as_ref() == Some(&table.name);
                        table_view(table, open, insert)
                    }).collect_view().into_any()
                },
            )}
        </aside>
    }
}

/// A type without what it lists: the values of an ENUM would leave no room for the name.
fn short(type_name: &str) -> &str {
    match type_name.split_once('(') {
        Some((name @ ("ENUM" | "STRUCT"), _)) => name,
        _ => type_name,
    }
}

fn table_view(table: &SqlTable, open: bool, insert: Callback<String>) -> impl IntoView + use<> {
    let name = |name: String, type_name: String| {
        let words = name.clone();
        view! {
            <li>
                <button type="button" class="quiet" on:click=move |_| insert.run(name.clone())>{words}</button>
                <span class="note" title=type_name.clone()>{short(&type_name).to_owned()}</span>
            </li>
        }
    };
    let columns =
        table.columns.iter().map(|column| name(column.name.clone(), column.type_name.clone()));
    view! {
        <details open=open>
            <summary>{table.name.clone()}</summary>
            <p class="note">{table.about.clone()}</p>
            <ul>
                {name(table.name.clone(), String::new())}
                {columns.collect_view()}
            </ul>
        </details>
    }
}

/// Puts a name where the cursor is.
fn insert(area: NodeRef<html::Textarea>, sql: RwSignal<String>, name: &str) {
    let Some(area) = area.get_untracked() else { return };
    // A name that SQL would read otherwise is quoted.
    let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let name = if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) };
    let inserted = area.set_range_text(&name).and_then(|()| {
        let end = area.selection_start()?.unwrap_or(0) + name.encode_utf16().count() as u32;
        area.set_selection_range(end, end)
    });
    if inserted.is_ok() {
        sql.set(area.value());
        // It fails only for an element that is not in the page.
        let _ = area.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_api::sql::SqlColumn;

    #[test]
    fn a_type_is_short() {
        assert_eq!(short("ENUM('sale', 'free')"), "ENUM");
        assert_eq!(short("DECIMAL(18,3)"), "DECIMAL(18,3)");
        assert_eq!(short("DATE"), "DATE");
    }

    #[test]
    fn a_column_is_as_wide_as_its_cells_within_limits() {
        let column = |name: &str| SqlColumn {
            name: name.to_owned(),
            type_name: "VARCHAR".to_owned(),
            numeric: false,
        };
        let result = SqlResult {
            columns: vec![column("n"), column("title")],
            rows: vec![vec![None, Some("x".repeat(500))]],
            truncated: false,
            millis: 1.0,
        };
        assert_eq!((width(&result, 0), width(&result, 1)), (9, 43));
    }
}
