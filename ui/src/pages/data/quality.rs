//! Quality: what is doubtful, by the money that depends on it, the things behind each doubt, and
//! the fix.

use super::{DataTabs, records};
use crate::{
    app::use_status,
    files,
    kit::{Empty, PAGE, ShowSql, Skeleton, VirtualTable, loaded, toast},
    locales::{Texts, language, locale, texts},
    pages::{
        PageHead,
        selection::{Selection, address},
    },
    paint::painted,
    query::{self, use_query},
};
use kontor_api::{
    import::{Content, Field},
    quality::{Check, Finding, FindingRow, FindingRows, GetFinding, GetQuality},
    records::{PutRecords, Record},
};
use kontor_domain::Date;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;

/// The page: every finding, or with `?check=` one with the things behind it.
#[component]
pub fn QualityPage() -> impl IntoView {
    let params = use_query_map();
    let check = Memo::new(move |_| {
        let name = params.with(|params| params.get("check"))?;
        Check::ALL.into_iter().find(|check| check.name() == name)
    });
    move || match check.get() {
        Some(check) => view! { <FindingPage check/> }.into_any(),
        None => view! { <Findings/> }.into_any(),
    }
}

/// The address of a finding.
pub fn address_of(check: Check) -> String {
    address("/data/quality", vec![("check", check.name().to_owned())])
}

#[component]
fn Findings() -> impl IntoView {
    let t = texts();
    let quality = use_query(|| Some(GetQuality {}));
    view! {
        <PageHead title=Signal::stored(t.data().to_owned()) says=Signal::stored(t.quality_says().to_owned())/>
        <DataTabs/>
        {loaded(
            quality,
            || view! { <Skeleton lines=8/> }.into_any(),
            move |reply| {
                painted();
                if reply.findings.is_empty() {
                    return view! { <Empty title=t.nothing_doubtful() text=t.nothing_doubtful_text()/> }.into_any();
                }
                view! {
                    <div class="scroll-x">
                        <table class="findings">
                            <caption class="sr-only">{t.quality()}</caption>
                            <thead><tr>
                                <th scope="col">{t.what()}</th>
                                <th scope="col" class="num">{t.how_many()}</th>
                                <th scope="col" class="num">{t.money_at_stake()}</th>
                                <td></td>
                            </tr></thead>
                            <tbody>{reply.findings.iter().map(|finding| view! { <FindingLine finding=finding.clone()/> }).collect_view()}</tbody>
                        </table>
                    </div>
                }.into_any()
            },
        )}
    }
}

#[component]
fn FindingLine(finding: Finding) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let Finding { check, title, advice, count, money } = finding;
    let rows = address_of(check);
    let of = format!(": {title}");
    view! {
        <tr>
            <th scope="row"><a href=rows.clone()>{title}</a><p class="advice">{advice}</p></th>
            <td class="num"><a href=rows.clone()>{locale.count(count as i64)}</a></td>
            <td class="num">{money.map_or_else(|| "–".to_owned(), |money| locale.money_whole(money))}</td>
            <td class="num">
                <div class="acts">
                    <Fix check/>
                    <a class="button" href=rows>{t.look_at_them()}<span class="sr-only">{of}</span></a>
                </div>
            </td>
        </tr>
    }
}

/// The way out of a doubt that one click leads to; nothing where only the shop itself can be
/// corrected.
#[component]
fn Fix(check: Check) -> impl IntoView {
    let t = texts();
    let import = files::use_import();
    let go = |address: String, words: &'static str| {
        view! { <a class="button" href=address>{words}</a> }.into_any()
    };
    match check {
        Check::Refused => go("/data".to_owned(), t.look_at_imports()),
        Check::NoCost => go(address_of(Check::NoCost), t.enter_costs()),
        Check::Gap => view! {
            <button type="button" on:click=move |_| import.run(None)>{t.import_missing_days()}</button>
        }
        .into_any(),
        Check::NegativeStock => go(records::address_of(Content::Stock, None), t.enter_counts()),
        Check::MixedCurrencies => {
            go(records::address_of(Content::Rates, None), t.enter_rates())
        }
        Check::OrdersOff => go("/data/reconciliation?period=all".to_owned(), t.reconcile()),
        _ => ().into_any(),
    }
}

/// One finding, with the things behind it.
#[component]
fn FindingPage(check: Check) -> impl IntoView {
    let t = texts();
    let quality = use_query(|| Some(GetQuality {}));
    let request = move |offset| GetFinding { check, offset, limit: PAGE };
    let head = use_query(move || Some(request(0)));
    let found = Memo::new(move |_| {
        quality.value.with(|quality| {
            let findings = &quality.as_ref()?.findings;
            findings.iter().find(|finding| finding.check == check).cloned()
        })
    });
    let title = Signal::derive(move || {
        found.with(|found| found.as_ref().map(|found| found.title.clone())).unwrap_or_default()
    });
    // Its words come with what was found: once nothing is, the page says so.
    let title = Signal::derive(move || match title.get() {
        title if title.is_empty() => t.quality().to_owned(),
        title => title,
    });
    let says = Signal::derive(move || {
        found.with(|found| found.as_ref().map(|found| found.advice.clone())).unwrap_or_default()
    });
    let total =
        Memo::new(move |_| head.value.with(|reply| reply.as_ref().map(|reply| reply.total)));
    let spoken = Signal::derive(move || {
        let count = total.get().map(|total| t.things(total as i64));
        let money = found.with(|found| found.as_ref()?.money).map(|money| locale().money(money));
        [count, money].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    Effect::new(move |_| {
        if total.get().is_some() {
            painted();
        }
    });
    let first_day = first_day();
    view! {
        <PageHead title says>
            <a class="button" href="/data/quality">{t.all_findings()}</a>
            {(check != Check::NoCost).then(|| view! { <Fix check/> })}
        </PageHead>
        {(check == Check::NoCost).then(|| view! {
            <p class="note">{t.costs_hold_from(first_day.map(|day| locale().date(day)).unwrap_or_default())}</p>
        })}
        <p class="note" role="status">{spoken}</p>
        {move || match total.get() {
            Some(0) => view! {
                <Empty title=t.nothing_left() text=t.nothing_left_text()>
                    <a class="button primary" href="/data/quality">{t.all_findings()}</a>
                </Empty>
            }.into_any(),
            Some(_) => view! {
                <div class="things" class:fixable=check == Check::NoCost>
                    <VirtualTable label=title.get_untracked() head request=move |offset| Some(request(offset))
                        rows=rows headings=move || headings(t, check) columns=5
                        cells=move |row| cells(row, check, first_day)/>
                </div>
            }.into_any(),
            None => view! { <Skeleton lines=10/> }.into_any(),
        }}
        {loaded(
            head,
            || ().into_any(),
            |reply| view! { <ShowSql sql=reply.sql.clone()/> }.into_any(),
        )}
    }
}

fn rows(found: &FindingRows) -> (u64, &[FindingRow]) {
    (found.total, &found.rows)
}

fn headings(t: Texts, check: Check) -> impl IntoView {
    view! {
        <th scope="col">{t.what()}</th>
        <th scope="col">{t.about_it()}</th>
        <th scope="col" class="num">{t.day()}</th>
        <th scope="col" class="num">{t.money_at_stake()}</th>
        {if check == Check::NoCost {
            view! { <th scope="col" class="num">{t.unit_cost()}</th> }.into_any()
        } else {
            view! { <td></td> }.into_any()
        }}
    }
}

fn cells(row: &FindingRow, check: Check, first_day: Option<Date>) -> AnyView {
    let locale = locale();
    let key = row.key.clone();
    // A day that is the thing itself is written as days are.
    let thing = key.parse::<Date>().map_or_else(|_| key.clone(), |day| locale.date(day));
    let last = match (check, first_day) {
        (Check::NoCost, Some(day)) => view! { <EnterCost sku=key.clone() day/> }.into_any(),
        _ => look_at(&key, check),
    };
    view! {
        <th scope="row" title=thing.clone()>{thing.clone()}</th>
        <td title=row.about.clone()>{row.about.clone()}</td>
        <td class="num">{row.day.map(|day| locale.date(day))}</td>
        <td class="num">{row.money.map_or_else(|| "–".to_owned(), |money| locale.money(money))}</td>
        <td class="num">{last}</td>
    }
    .into_any()
}

/// Where the thing itself is seen.
fn look_at(key: &str, check: Check) -> AnyView {
    let t = texts();
    let of_order = || {
        let sql =
            format!("SELECT * FROM order_lines WHERE order_id = '{}'", key.replace('\'', "''"));
        (address("/data/sql", vec![("sql", sql)]), t.see_order())
    };
    let in_catalogue = || (records::address_of(Content::Products, Some(key)), t.see_product());
    let (address, words) = match check {
        Check::OrdersOff | Check::Outlier | Check::UndatedRefunds => of_order(),
        Check::NoSku | Check::DuplicateSku => in_catalogue(),
        Check::AmbiguousTitle => {
            // A name, perhaps with its variant: the name is what to look for.
            let name = key.split(" - ").next().unwrap_or(key);
            (records::address_of(Content::Products, Some(name)), t.see_product())
        }
        Check::ProbableStockOut => (Selection::of_product(key).address("/sales"), t.see_sales()),
        Check::NegativeStock => (records::address_of(Content::Stock, Some(key)), t.enter_count()),
        Check::MixedCurrencies => {
            (records::address_to_add(Content::Rates, Field::Currency, key), t.enter_rate())
        }
        Check::Refused | Check::NoCost | Check::Gap => return ().into_any(),
    };
    let of = format!(": {key}");
    view! { <a href=address>{words}<span class="sr-only">{of}</span></a> }.into_any()
}

/// The first day of sales, from which a cost entered here holds.
fn first_day() -> Option<Date> {
    use_status().value.with_untracked(|status| Some(status.as_ref()?.open.as_ref()?.data?.from))
}

/// A field for the cost of a product, entered with Enter.
#[component]
fn EnterCost(sku: String, day: Date) -> impl IntoView {
    let t = texts();
    let locale = locale();
    let text = RwSignal::new(String::new());
    let at_work = RwSignal::new(false);
    let label = t.cost_of(&sku);
    let enter = move || {
        let cost = records::written(locale, &text.get_untracked());
        if cost.is_empty() || at_work.get_untracked() {
            return;
        }
        let mut values = vec![
            (Field::Sku, sku.clone()),
            (Field::ValidFrom, day.to_string()),
            (Field::Cost, cost),
        ];
        values.extend(locale.home.map(|home| (Field::Currency, home.code().to_owned())));
        let records = vec![Record { content: Content::Costs, values }];
        let sku = sku.clone();
        at_work.set(true);
        spawn_local(async move {
            match query::change(&PutRecords { records }).await {
                Ok(_) => toast::say_with_undo(Texts(language()).cost_entered(sku)),
                Err(error) => toast::fail(error),
            }
            at_work.try_set(false);
        });
    };
    view! {
        <form class="inline" on:submit=move |event| { event.prevent_default(); enter(); }>
            <input type="text" inputmode="decimal" autocomplete="off" aria-label=label
                prop:value=text on:input=move |event| text.set(event_target_value(&event))/>
            <button type="submit" aria-disabled=move || at_work.get().to_string()>{t.enter()}</button>
        </form>
    }
}
