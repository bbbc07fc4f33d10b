//! What has run out although it sold: the part of Home that says what to decide, and all of it as
//! a table.

use crate::{
    files,
    kit::{
        Choices, Empty, ErrorState, ExportMenu, PAGE, ShowSql, Skeleton, Tip, VirtualTable, loaded,
    },
    locales::{Texts, locale, texts},
    pages::{
        PageHead,
        reorder::ReorderTabs,
        sales::lines_address,
        selection::{Selection, address},
    },
    paint::painted,
    query::use_query,
};
use kontor_api::{
    Words,
    export::Exportable,
    run_out::{GetRunOut, RunOut as Reply, RunOutRow, Shortage},
    sales::{Filter, Measure},
};
use kontor_domain::{Locale, Money, PeriodChoice};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use std::sync::Arc;

/// Rows that Home shows.
const ON_HOME: u32 = 5;

/// Columns of the table.
const COLUMNS: usize = 10;

/// The address of the table.
pub fn address_of(only: Option<Shortage>) -> String {
    let only = only.map(|only| ("only", only.name().to_owned()));
    address("/reorder/run-out", only.into_iter().collect())
}

/// Home's part: how much has run out, what it is worth, and the rows worth most.
#[component]
pub fn RunOutSection() -> impl IntoView {
    let request = || GetRunOut { limit: ON_HOME, ..GetRunOut::default() };
    let found = use_query(move || Some(request()));
    view! {
        <section aria-labelledby="run-out-head" class="run-out">
            {loaded(found, || view! { <Skeleton lines=6/> }.into_any(), |reply| view! { <Summary reply/> }.into_any())}
        </section>
    }
}

#[component]
fn Summary(reply: Arc<Reply>) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    if reply.stock.is_none() {
        return view! { <NoStock/> }.into_any();
    }
    let says = facts(&reply, t, locale).join(" · ");
    if reply.total == 0 {
        let known = reply.stock.map_or(0, |stock| stock.products) as i64;
        return view! {
            <h2 id="run-out-head">{t.nothing_run_out()}</h2>
            <p>{t.nothing_run_out_text(known)}</p>
            <p class="note">{says}</p>
        }
        .into_any();
    }
    let headline = match reply.run_out {
        0 => t.nothing_run_out().to_owned(),
        some => t.have_run_out(some as i64),
    };
    let worth = (!reply.per_week.is_empty())
        .then(|| t.worth_a_week(amounts(&reply.per_week, locale, Locale::money_whole)));
    let soon = (reply.soon > 0).then(|| t.run_out_soon(reply.soon as i64));
    let under = [worth, soon].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let definition = Signal::stored(reply.definition.clone());
    let days = reply.period.map_or(0, |days| days.days());
    let rows = reply.rows.iter().map(|row| view! { <Decision row=row.clone() days/> });
    view! {
        <div class="block-head">
            <h2 id="run-out-head">{headline}</h2>
            <div class="acts">
                <a class="button" href=address_of(None)>{t.see_all_short(reply.total as i64)}</a>
                <ExportMenu what=|| Exportable::RunOut(GetRunOut::default())/>
            </div>
        </div>
        <p class="sub">{under}</p>
        <div class="scroll-x">
            <table class="decisions">
                <caption class="sr-only">{t.run_out_title()}</caption>
                <thead><tr>
                    <th scope="col">{t.shortage()}</th>
                    <th scope="col">{t.what()}</th>
                    <th scope="col" class="num"><Tip text=definition><span tabindex="0">{t.a_week()}</span></Tip></th>
                    <td></td>
                </tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        <p class="note">{says}</p>
        <ShowSql sql=reply.sql.clone()/>
    }
    .into_any()
}

/// No file says how much there is.
#[component]
fn NoStock() -> impl IntoView {
    let t = texts();
    let import = files::use_import();
    view! {
        <h2 id="run-out-head">{t.run_out_title()}</h2>
        <ul class="rows"><li>
            <div><b>{t.no_stock()}</b><p>{t.no_stock_text()}</p></div>
            <button type="button" on:click=move |_| import.run(None)>{t.import_stock()}</button>
        </li></ul>
    }
}

/// A product, with what there is to know for deciding about it.
#[component]
fn Decision(row: RunOutRow, days: i64) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let product = selection_of(&row, PeriodChoice::default());
    let pace = selection_of(&row, PeriodChoice::Custom(row.selling));
    let mut says = vec![row.sku.clone(), t.sold_in_days(days, locale.quantity(row.units))];
    says.push(match row.days_since {
        0 => t.sold_last_day().to_owned(),
        some => t.days_without_sale(i64::from(some)),
    });
    says.extend(terms(&row, t));
    says.extend(on_the_way(&row, t, locale));
    let name = name_of(&row);
    let of = format!(": {name}");
    view! {
        <tr>
            <td>{state(&row, t)}</td>
            <th scope="row"><a href=product.address("/sales")>{name}</a><p class="advice">{says.join(" · ")}</p></th>
            <td class="num"><a href=lines_address(&pace, Measure::NetSales, None)>{amounts(&row.per_week, locale, Locale::money)}</a></td>
            <td class="num"><a class="button" href=product.address("/sales")>{t.look()}<span class="sr-only">{of}</span></a></td>
        </tr>
    }
}

/// How short it is, in colour and words.
fn state(row: &RunOutRow, t: Texts) -> impl IntoView + use<> {
    let (class, words) = match row.shortage {
        Shortage::RunOut => ("loss", Shortage::RunOut.title(t.0).to_owned()),
        Shortage::Soon => ("even", t.lasts_days(i64::from(row.cover_days))),
    };
    view! { <b class=class>{words}</b> }
}

fn name_of(row: &RunOutRow) -> String {
    if row.title.is_empty() { row.sku.clone() } else { row.title.clone() }
}

fn selection_of(row: &RunOutRow, period: PeriodChoice) -> Selection {
    Selection { period, filter: Filter { sku: Some(row.sku.clone()), ..Filter::default() } }
}

fn terms(row: &RunOutRow, t: Texts) -> Option<String> {
    let supplier = row.supplier.as_ref()?;
    Some(match row.lead_time_days {
        Some(days) => t.supplier_needs(i64::from(days), supplier),
        None => t.supplied_by(supplier),
    })
}

fn on_the_way(row: &RunOutRow, t: Texts, locale: Locale) -> Option<String> {
    let units = row.incoming?;
    Some(match row.expected {
        _ if units.milli <= 0 => t.nothing_on_the_way().to_owned(),
        Some(day) => t.on_the_way_for(locale.quantity(units), locale.date(day)),
        None => t.on_the_way(locale.quantity(units)),
    })
}

/// Amounts of several currencies, which never add up.
fn amounts(amounts: &[Money], locale: Locale, write: fn(Locale, Money) -> String) -> String {
    match amounts {
        [] => "–".to_owned(),
        some => some.iter().map(|money| write(locale, *money)).collect::<Vec<_>>().join(" + "),
    }
}

/// How old sales and stock are, and what is left out.
fn facts(reply: &Reply, t: Texts, locale: Locale) -> Vec<String> {
    let last_day = reply.period.map(|days| days.to);
    let mut facts: Vec<String> =
        last_day.map(|day| t.sales_until(locale.date(day))).into_iter().collect();
    if let Some(stock) = reply.stock {
        facts.push(match (stock.counted, stock.imported) {
            (Some(day), _) => t.stock_counted(locale.date(day)),
            (None, Some(time)) => t.stock_imported(locale.date(time.date())),
            (None, None) => t.stock_by_hand().to_owned(),
        });
        let older = stock.counted.zip(last_day).map(|(count, sale)| (sale - count).get_days());
        facts.extend(older.filter(|days| *days > 0).map(|days| t.stock_is_older(i64::from(days))));
    }
    if reply.unknown > 0 {
        facts.push(t.stock_unknown_of(reply.unknown as i64));
    }
    facts
}

/// All of it as a table.
#[component]
pub fn RunOutPage() -> impl IntoView {
    let t = texts();
    let params = use_query_map();
    let only = Memo::new(move |_| {
        let name = params.with(|params| params.get("only"))?;
        Shortage::ALL.into_iter().find(|shortage| shortage.name() == name)
    });
    let request = move |offset| {
        let only = only.get();
        GetRunOut { only, offset, limit: PAGE, ..GetRunOut::default() }
    };
    let head = use_query(move || Some(request(0)));
    let navigate = StoredValue::new_local(use_navigate());
    let choose = move |only: Option<Shortage>| {
        let stay = NavigateOptions { scroll: false, ..NavigateOptions::default() };
        navigate.with_value(|navigate| navigate(&address_of(only), stay));
    };
    let says = Signal::derive(move || {
        head.value
            .with(|reply| Some(facts(reply.as_ref()?, t, locale()).join(" · ")))
            .unwrap_or_default()
    });
    // Whether stock is known, and how many rows there are of how many products.
    let found = Memo::new(move |_| {
        head.value.with(|reply| {
            let reply = reply.as_ref()?;
            Some((reply.stock.map(|stock| stock.products), reply.total, reply.run_out + reply.soon))
        })
    });
    Effect::new(move |_| {
        if found.with(Option::is_some) {
            painted();
        }
    });
    let choices = vec![
        (None, t.all_short().to_owned()),
        (Some(Shortage::RunOut), Shortage::RunOut.title(t.0).to_owned()),
        (Some(Shortage::Soon), Shortage::Soon.title(t.0).to_owned()),
    ];
    view! {
        <PageHead title=Signal::stored(t.run_out_title().to_owned()) says>
            <a class="button" href="/products">{t.products()}</a>
            <ExportMenu what=move || Exportable::RunOut(GetRunOut { only: only.get_untracked(), ..GetRunOut::default() })/>
        </PageHead>
        <ReorderTabs/>
        <div class="filters">
            <Choices label=t.which_are_shown() choices value=Signal::derive(move || Some(only.get())) choose/>
        </div>
        <p class="note" role="status">
            {move || found.get().map(|(_, total, _)| t.products_counted(total as i64))}
        </p>
        {move || head.error.get().map(|error| view! {
            <ErrorState error retry=Callback::new(move |()| head.retry())/>
        })}
        <section aria-busy=move || head.loading.get().to_string()>
            {move || match found.get() {
                None if head.error.with(Option::is_some) => ().into_any(),
                None => view! { <Skeleton lines=12/> }.into_any(),
                Some((None, ..)) => view! { <NoStockPage/> }.into_any(),
                Some((Some(known), 0, 0)) => view! {
                    <Empty title=t.nothing_run_out() text=t.nothing_run_out_text(known as i64)/>
                }.into_any(),
                Some((_, 0, _)) => view! {
                    <Empty title=t.nothing_so_short() text=t.nothing_so_short_text()>
                        <a class="button primary" href=address_of(None)>{t.all_short()}</a>
                    </Empty>
                }.into_any(),
                Some(_) => view! {
                    <div class="short">
                        <VirtualTable label=t.run_out_title() head request=move |offset| Some(untrack(|| request(offset)))
                            rows=rows headings=move || headings(t) columns=COLUMNS cells=cells/>
                    </div>
                }.into_any(),
            }}
        </section>
        {loaded(head, || ().into_any(), |reply| {
            (!reply.sql.is_empty()).then(|| view! {
                <p class="note">{reply.definition.clone()}</p>
                <ShowSql sql=reply.sql.clone()/>
            }).into_any()
        })}
    }
}

#[component]
fn NoStockPage() -> impl IntoView {
    let t = texts();
    let import = files::use_import();
    view! {
        <Empty title=t.no_stock() text=t.no_stock_text()>
            <button type="button" class="primary" on:click=move |_| import.run(None)>{t.import_stock()}</button>
        </Empty>
    }
}

fn rows(reply: &Reply) -> (u64, &[RunOutRow]) {
    (reply.total, &reply.rows)
}

fn headings(t: Texts) -> impl IntoView {
    view! {
        <th scope="col">{t.product()}</th>
        <th scope="col">{t.product_code()}</th>
        <th scope="col">{t.shortage()}</th>
        <th scope="col" class="num">{t.stock_left()}</th>
        <th scope="col" class="num">{t.units_sold()}</th>
        <th scope="col" class="num">{Measure::NetSales.title(t.0)}</th>
        <th scope="col" class="num">{t.a_week()}</th>
        <th scope="col" class="num">{t.last_sold()}</th>
        <th scope="col">{t.supplier()}</th>
        <th scope="col" class="num">{t.incoming()}</th>
    }
}

fn cells(row: &RunOutRow) -> AnyView {
    let (t, locale) = (texts(), locale());
    let product = selection_of(row, PeriodChoice::default());
    let pace = selection_of(row, PeriodChoice::Custom(row.selling));
    let name = name_of(row);
    let supplier = match (&row.supplier, row.lead_time_days) {
        (Some(supplier), Some(days)) => format!("{supplier}, {}", t.days_short(i64::from(days))),
        (Some(supplier), None) => supplier.clone(),
        (None, _) => "–".to_owned(),
    };
    let incoming = row.incoming.map_or_else(
        || "–".to_owned(),
        |units| match row.expected {
            Some(day) if units.milli > 0 => {
                format!("{} · {}", locale.quantity(units), locale.day(day))
            }
            _ => locale.quantity(units),
        },
    );
    view! {
        <th scope="row" title=name.clone()><a href=product.address("/sales")>{name.clone()}</a></th>
        <td>{row.sku.clone()}</td>
        <td>{state(row, t)}</td>
        <td class="num">{locale.quantity(row.stock)}</td>
        <td class="num"><a href=lines_address(&product, Measure::Units, None)>{locale.quantity(row.units)}</a></td>
        <td class="num"><a href=lines_address(&product, Measure::NetSales, None)>{amounts(&row.net_sales, locale, Locale::money)}</a></td>
        <td class="num"><a href=lines_address(&pace, Measure::NetSales, None)>{amounts(&row.per_week, locale, Locale::money)}</a></td>
        <td class="num">{locale.date(row.last_sold)}</td>
        <td title=supplier.clone()>{supplier.clone()}</td>
        <td class="num">{incoming}</td>
    }
    .into_any()
}
