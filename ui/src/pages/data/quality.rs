//! Quality: what is doubtful, by the money that depends on it, the things behind each doubt, and
//! the fix.

use super::{DataTabs, amounts, records};
use crate::{
    app::use_status,
    files,
    kit::{Empty, ExportMenu, PAGE, ShowSql, Skeleton, VirtualTable, loaded, toast},
    locales::{Texts, language, locale, texts},
    pages::{
        PageHead,
        selection::{Selection, address},
    },
    paint::painted,
    query::{self, use_query},
};
use kontor_api::{
    Words as _,
    export::{Exportable, Format},
    import::{Content, Field},
    quality::{
        Check, Fact, Finding, FindingRow, FindingRows, GetFinding, GetQuality, Holding, Known,
        Thing,
    },
    records::{PutRecords, Record},
    sales::Filter,
};
use kontor_domain::{Date, Money, Period, PeriodChoice};
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
            <td class="num">{or_nothing(&money)}</td>
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
        Check::Refused => {
            let all = Exportable::Finding(GetFinding { check, offset: 0, limit: 0 });
            let download = move |_| files::export(all.clone(), Format::Csv);
            view! { <button type="button" on:click=download>{t.download_refused()}</button> }
                .into_any()
        }
        Check::NoCost => go(address_of(Check::NoCost), t.enter_costs()),
        Check::Gap => view! {
            <button type="button" on:click=move |_| import.run(None)>{t.import_missing_days()}</button>
        }
        .into_any(),
        Check::NegativeStock | Check::ProbableStockOut => {
            go(records::address_of(Content::Stock, None), t.enter_counts())
        }
        Check::NoSku | Check::DuplicateSku | Check::AmbiguousTitle => {
            go(records::address_of(Content::Products, None), t.open_products())
        }
        Check::RenamedInCircle => {
            go(records::address_of(Content::Successors, None), t.see_renamed())
        }
        Check::MixedCurrencies => {
            go(records::address_of(Content::Rates, None), t.enter_rates())
        }
        Check::OrdersOff => go("/data/reconciliation?period=all".to_owned(), t.reconcile()),
        // The orders themselves are what there is to look at.
        Check::Outlier | Check::UndatedRefunds | Check::ProbablyRenamed => ().into_any(),
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
        let money = found.with(|found| found.as_ref().map(|found| amounts(&found.money)));
        let money = money.filter(|money| !money.is_empty());
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
            {(!matches!(check, Check::NoCost | Check::Refused)).then(|| view! { <Fix check/> })}
            <ExportMenu what=move || Exportable::Finding(request(0))/>
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
            Some(_) => {
                let facts = head.value.with_untracked(|reply| {
                    reply.as_ref().map(|reply| reply.facts.clone()).unwrap_or_default()
                });
                let columns = facts.len() + 3;
                let facts = StoredValue::new(facts);
                view! {
                    <div class="things" class:fixable=matches!(check, Check::NoCost | Check::ProbablyRenamed)>
                        <VirtualTable label=title.get_untracked() head request=move |offset| Some(request(offset))
                            rows=rows headings=move || facts.with_value(|facts| headings(t, check, facts)) columns
                            cells=move |row| facts.with_value(|facts| cells(row, facts, check, first_day))/>
                    </div>
                }.into_any()
            }
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

fn headings(t: Texts, check: Check, facts: &[Fact]) -> AnyView {
    let of_facts = facts.iter().map(|fact| {
        let (is_number, is_day) = (fact.is_number(), fact.column().1 == Holding::Day);
        view! { <th scope="col" class:num=is_number class:day=is_day>{fact.title(t.0)}</th> }
    });
    view! {
        <th scope="col">{t.what()}</th>
        {of_facts.collect_view()}
        <th scope="col" class="num">{t.money_at_stake()}</th>
        {if check == Check::NoCost {
            view! { <th scope="col" class="num">{t.unit_cost()}</th> }.into_any()
        } else {
            view! { <td></td> }.into_any()
        }}
    }
    .into_any()
}

fn cells(row: &FindingRow, facts: &[Fact], check: Check, first_day: Option<Date>) -> AnyView {
    let locale = locale();
    let thing = row.thing.text(locale);
    let money = or_nothing(&row.money);
    let last = match (&row.thing, first_day) {
        (Thing::Product { sku }, Some(day)) if check == Check::NoCost => {
            view! { <EnterCost sku=sku.clone() day/> }.into_any()
        }
        (Thing::Product { sku }, _) if check == Check::ProbablyRenamed => {
            let fact = |wanted: Fact| {
                let place = facts.iter().position(|fact| *fact == wanted)?;
                row.facts.get(place)?.clone()
            };
            match (fact(Fact::Becomes), fact(Fact::FirstSold)) {
                (Some(Known::Text(new)), Some(Known::Day(since))) => {
                    view! { <SameProduct sku=sku.clone() new since/> }.into_any()
                }
                _ => look_at(&row.thing, check),
            }
        }
        _ => look_at(&row.thing, check),
    };
    let known = row.facts.iter().zip(facts).map(|(known, fact)| {
        let text = known.as_ref().map(|known| known.text(locale));
        let is_number = fact.is_number();
        view! { <td class:num=is_number title=text.clone()>{text.clone()}</td> }
    });
    view! {
        <th scope="row" title=thing.clone()>{thing.clone()}</th>
        {known.collect_view()}
        <td class="num" title=money.clone()>{money.clone()}</td>
        <td class="num">{last}</td>
    }
    .into_any()
}

/// Amounts, or a dash where none is known.
fn or_nothing(money: &[Money]) -> String {
    if money.is_empty() { "–".to_owned() } else { amounts(money) }
}

/// Where the thing itself is seen, or settled.
fn look_at(thing: &Thing, check: Check) -> AnyView {
    let t = texts();
    let (address, words) = match thing {
        Thing::Row { batch_id, .. } => (format!("/data?batch={batch_id}"), t.see_report()),
        Thing::Order { order_id, day } => {
            (Selection::of_order(order_id, Some(*day)).address("/sales/lines"), t.see_order())
        }
        Thing::Product { sku } if check == Check::ProbableStockOut => {
            (Selection::of_product(sku).address("/sales"), t.see_sales())
        }
        Thing::Product { sku } if check == Check::RenamedInCircle => {
            (records::address_of(Content::Successors, Some(sku)), t.see_renamed())
        }
        Thing::Product { sku } => {
            (records::address_of(Content::Products, Some(sku)), t.see_product())
        }
        Thing::Name { name } => {
            // A name, perhaps with its variant: the name is what to look for.
            let name = name.split(" - ").next().unwrap_or(name);
            (records::address_of(Content::Products, Some(name)), t.see_product())
        }
        Thing::Day { day } => match around(*day) {
            Some(days) => (days.address("/sales"), t.see_sales()),
            None => return ().into_any(),
        },
        Thing::Stock { sku, .. } => {
            (records::address_of(Content::Stock, Some(sku)), t.enter_count())
        }
        Thing::Currency { currency } => {
            let code = currency.code();
            (records::address_to_add(Content::Rates, Field::Currency, code), t.enter_rate())
        }
    };
    let of = format!(": {}", thing.text(locale()));
    view! { <a href=address>{words}<span class="sr-only">{of}</span></a> }.into_any()
}

/// The week before and after a day.
fn around(day: Date) -> Option<Selection> {
    let from = (0..7).try_fold(day, |day, _| day.yesterday()).ok()?;
    let to = (0..7).try_fold(day, |day, _| day.tomorrow()).ok()?;
    let period = PeriodChoice::Custom(Period { from, to });
    Some(Selection { period, filter: Filter::default() })
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

/// Says that two codes are one product, by a click that can be taken back.
#[component]
fn SameProduct(sku: String, new: String, since: Date) -> impl IntoView {
    let t = texts();
    let at_work = RwSignal::new(false);
    let of = format!(": {sku}, {new}");
    let enter = move |_| {
        if at_work.get_untracked() {
            return;
        }
        let values = vec![
            (Field::Sku, sku.clone()),
            (Field::Successor, new.clone()),
            (Field::ValidFrom, since.to_string()),
        ];
        let records = vec![Record { content: Content::Successors, values }];
        let said = Texts(language()).now_goes_by(&sku, &new);
        at_work.set(true);
        spawn_local(async move {
            match query::change(&PutRecords { records }).await {
                Ok(_) => toast::say_with_undo(said),
                Err(error) => toast::fail(error),
            }
            at_work.try_set(false);
        });
    };
    view! {
        <button type="button" aria-disabled=move || at_work.get().to_string() on:click=enter>
            {t.same_product()}<span class="sr-only">{of}</span>
        </button>
    }
}
