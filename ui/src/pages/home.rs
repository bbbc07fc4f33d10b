//! Home: what there is, and what to do next. Without a shop: how to get one.

use crate::{
    app::use_status,
    files, jobs,
    kit::{Busy, Empty, ShowSql, Skeleton, loaded, toast},
    locales::{Texts, locale, texts},
    pages::{
        PageHead,
        data::{WatchedNote, here},
        decisions::DecisionsSection,
        figures::KeyFigures,
        selection::{Selection, address},
    },
    paint::painted,
    query::{self, use_query},
};
use kontor_api::{
    import::{Batches, List},
    sales::{GetSummary, Measure},
    workspace::{Open, OpenSample, Status, Workspace},
};
use kontor_domain::{Date, Locale};
use leptos::{prelude::*, task::spawn_local};

/// The measures that Home shows.
const FIGURES: [Measure; 4] =
    [Measure::NetSales, Measure::Orders, Measure::Units, Measure::AverageOrder];

/// Data this old is worth a newer export.
const OLD_DAYS: i64 = 3;

/// Beyond this nobody thinks in days.
const LONG_AGO_DAYS: i64 = 100;

/// The page.
#[component]
pub fn Home() -> impl IntoView {
    let status = use_status();
    move || {
        let status = status.value.get()?;
        Some(match &status.open {
            None => view! { <FirstUse status=(*status).clone()/> }.into_any(),
            Some(shop) if shop.data.is_none() => view! { <NoSales/> }.into_any(),
            Some(shop) => view! { <Overview shop=shop.clone()/> }.into_any(),
        })
    }
}

/// No shop is open.
#[component]
fn FirstUse(status: Status) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let import = files::use_import();
    let opening = RwSignal::new(false);
    painted();
    let open_sample = move |id: String| {
        spawn_local(async move {
            opening.set(true);
            if let Err(error) = jobs::run(&OpenSample { id, folder: None }).await {
                toast::fail(error);
            }
            // The page is gone once the shop is open.
            opening.try_set(false);
        });
    };
    let open = move |folder: String| {
        spawn_local(async move {
            if let Err(error) = query::change(&Open { folder }).await {
                toast::fail(error);
            }
        });
    };
    view! {
        <PageHead title=Signal::stored(t.welcome().to_owned()) says=Signal::stored(t.welcome_says().to_owned())/>
        <section class="first-use">
            <button type="button" class="primary large" on:click=move |_| import.run(None)>{t.import_sales()}</button>
            <p class="note">{t.import_says()}</p>
        </section>
        <section>
            <h2>{t.or_a_sample()}</h2>
            <ul class="rows">
                {status.samples.into_iter().map(|sample| {
                    let of = format!(": {}", sample.name);
                    view! {
                        <li>
                            <div><b>{sample.name}</b><p>{sample.about}</p></div>
                            <Busy busy=opening press=move |()| open_sample(sample.id.clone())>
                                {t.open_sample()}<span class="sr-only">{of}</span>
                            </Busy>
                        </li>
                    }
                }).collect_view()}
            </ul>
        </section>
        {(!status.recent.is_empty()).then(|| view! {
            <section>
                <h2>{t.recent_shops()}</h2>
                <ul class="rows">
                    {status.recent.into_iter().map(|recent| {
                        let folder = recent.folder.clone();
                        let of = format!(": {}", recent.name);
                        let opened = recent.opened_at.map(|at| t.last_opened(locale.date_time(here(at))));
                        view! {
                            <li>
                                <div>
                                    <b>{recent.name.clone()}</b>
                                    {opened.map(|opened| view! { <p>{opened}</p> })}
                                    <p>{recent.folder}</p>
                                </div>
                                {if recent.exists {
                                    view! {
                                        <button type="button" on:click=move |_| open(folder.clone())>
                                            {t.open()}<span class="sr-only">{of}</span>
                                        </button>
                                    }.into_any()
                                } else {
                                    view! { <span class="note">{t.folder_gone()}</span> }.into_any()
                                }}
                            </li>
                        }
                    }).collect_view()}
                </ul>
            </section>
        })}
    }
}

/// A shop without sales.
#[component]
fn NoSales() -> impl IntoView {
    let t = texts();
    let import = files::use_import();
    painted();
    view! {
        <PageHead title=Signal::stored(t.home().to_owned())/>
        <WatchedNote/>
        <Empty title=t.no_sales() text=t.no_sales_text()>
            <button type="button" class="primary" on:click=move |_| import.run(None)>{t.import_sales()}</button>
        </Empty>
    }
}

/// A shop with sales.
#[component]
fn Overview(shop: Workspace) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let summary = use_query(|| Some(GetSummary::default()));
    let batches = use_query(|| Some(List {}));
    let lines =
        |measure: Measure| address("/sales/lines", vec![("measure", measure.name().to_owned())]);
    let says = t.lines_of_days(
        shop.lines as i64,
        shop.data.map(|days| locale.period(days)).unwrap_or_default(),
    );
    let figures = loaded(
        summary,
        || view! { <Skeleton lines=4 shape="figures"/> }.into_any(),
        move |summary| {
            view! {
                <KeyFigures summary=summary.clone() measures=FIGURES lines/>
                <ShowSql sql=summary.sql.clone()/>
            }
            .into_any()
        },
    );
    let next = loaded(
        batches,
        || view! { <Skeleton lines=2/> }.into_any(),
        move |batches| {
            view! { <WhatNext shop=shop.clone() batches=(*batches).clone()/> }.into_any()
        },
    );
    view! {
        <PageHead title=Signal::stored(t.home().to_owned()) says=Signal::stored(says)>
            <a class="button" href=Selection::default().address("/sales")>{t.look_at_sales()}</a>
        </PageHead>
        <WatchedNote/>
        <DecisionsSection/>
        <section aria-labelledby="figures-head">
            <h2 id="figures-head">{t.last_28_days()}</h2>
            {figures}
        </section>
        <section aria-labelledby="next-head">
            <h2 id="next-head">{t.what_next()}</h2>
            {next}
        </section>
    }
}

/// Something that the facts call for.
#[derive(Debug, Clone, PartialEq)]
struct Step {
    title: String,
    why: String,
    act: Act,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
enum Act {
    /// Chooses a file to import.
    Import,
    /// Goes to an address, under these words.
    Go(String, &'static str),
}

/// What the facts call for; that all is well is a fact, too.
#[component]
fn WhatNext(shop: Workspace, batches: Batches) -> impl IntoView {
    let t = texts();
    let import = files::use_import();
    let steps = steps(t, locale(), &shop, &batches, today());
    if steps.is_empty() {
        return view! { <p class="note">{t.nothing_to_do()}</p> }.into_any();
    }
    let line = move |step: Step| {
        view! {
            <li>
                <div><b>{step.title}</b><p>{step.why}</p></div>
                {match step.act {
                    Act::Import => view! {
                        <button type="button" on:click=move |_| import.run(None)>{t.import_sales()}</button>
                    }.into_any(),
                    Act::Go(address, words) => view! { <a class="button" href=address>{words}</a> }.into_any(),
                }}
            </li>
        }
    };
    view! { <ul class="rows">{steps.into_iter().map(line).collect_view()}</ul> }.into_any()
}

fn steps(
    t: Texts,
    locale: Locale,
    shop: &Workspace,
    batches: &Batches,
    today: Option<Date>,
) -> Vec<Step> {
    let mut steps: Vec<Step> = shop
        .repairs
        .iter()
        .map(|repair| Step {
            title: t.was_repaired().to_owned(),
            why: repair.clone(),
            act: Act::Go("/data".to_owned(), t.look_at_imports()),
        })
        .collect();
    steps.extend(batches.batches.iter().filter(|batch| batch.rows_refused > 0).map(|batch| Step {
        title: t.rows_refused(batch.rows_refused as i64),
        why: t.refused_why(batch.rows_kept as i64, &batch.name),
        act: Act::Go(format!("/data?batch={}", batch.batch_id), t.look_at_rows()),
    }));
    let age = shop.data.zip(today).and_then(|(data, today)| {
        Some(i64::from((today - data.to).get_days())).filter(|days| *days >= OLD_DAYS)
    });
    if let Some(days) = age {
        let last = shop.data.map(|data| locale.date(data.to)).unwrap_or_default();
        steps.push(Step {
            title: if days < LONG_AGO_DAYS {
                t.days_old(days)
            } else {
                t.sales_are_old().to_owned()
            },
            why: t.days_old_why(last),
            act: Act::Import,
        });
    }
    steps
}

/// Today by this computer's clock.
fn today() -> Option<Date> {
    let now = js_sys::Date::new_0();
    let day = |number: u32| i8::try_from(number).ok();
    Date::new(
        i16::try_from(now.get_full_year()).ok()?,
        day(now.get_month() + 1)?,
        day(now.get_date())?,
    )
    .ok()
}

/// An address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    let t = texts();
    view! {
        <PageHead title=Signal::stored(t.not_found().to_owned())/>
        <Empty title=t.not_found() text=t.not_found_text()>
            <a class="button primary" href="/">{t.back_home()}</a>
        </Empty>
    }
}
