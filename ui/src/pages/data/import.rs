//! Imports files: what they hold, how one is read, and one button.

use super::{
    mapping::Mapping,
    several::{Imported, Several, in_words},
};
use crate::{
    app::use_status,
    files, jobs,
    kit::{Busy, Empty, ErrorState, Field, RunningJob, Skeleton, toast},
    locales::{Texts, language, locale, texts},
    pages::PageHead,
    paint::painted,
    query::{self, use_query},
};
use kontor_api::{
    ApiError, Command, Words as _,
    history::UndoLast,
    import::{Content, Detect, Foreseen, Plan, Report, Run, Source},
    settings::{Change, Settings},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The page.
#[component]
pub fn Import() -> impl IntoView {
    let t = texts();
    let chosen = files::chosen();
    let outcomes = files::outcomes();
    let one = jobs::running(Command::ImportRun);
    let many = jobs::running(Command::ImportMany);
    let starting = files::many_at_work();
    let at_work = Memo::new(move |_| {
        starting.get() || one.with(Option::is_some) || many.with(Option::is_some)
    });
    // A memo, so that the wizard outlives the work: if it fails, every correction is still there.
    let step = {
        let (chosen, outcomes) = (chosen.clone(), outcomes.clone());
        Memo::new(move |_| {
            let done = outcomes.with(Option::is_some);
            match chosen.get().as_slice() {
                [source] if !files::is_archive(source) => Step::File,
                [_, ..] => Step::Files,
                [] if at_work.get() => Step::Work,
                [] if done => Step::Done,
                [] => Step::Choice,
            }
        })
    };
    move || match step.get() {
        Step::File => view! { <Wizard chosen=chosen.clone() at_work/> }.into_any(),
        Step::Files => view! { <Several chosen=chosen.clone()/> }.into_any(),
        Step::Work => view! {
            <PageHead title=Signal::stored(t.import_title().to_owned())/>
            <Importing/>
        }
        .into_any(),
        Step::Done => outcomes.get().map(|outcomes| view! { <Imported outcomes/> }).into_any(),
        Step::Choice => view! { <ChooseFile/> }.into_any(),
    }
}

/// What the page is about now.
#[derive(Clone, Copy, PartialEq)]
enum Step {
    /// Files must be chosen.
    Choice,
    /// A file is looked at.
    File,
    /// Several files are looked at.
    Files,
    /// An import that was started before is at work.
    Work,
    /// Several files were imported.
    Done,
}

/// The import that is at work.
#[component]
fn Importing() -> impl IntoView {
    view! {
        <RunningJob job=jobs::running(Command::ImportRun)/>
        <RunningJob job=jobs::running(Command::ImportMany)/>
        <p class="note">{texts().importing_text()}</p>
    }
}

/// No file yet.
#[component]
fn ChooseFile() -> impl IntoView {
    let t = texts();
    let import = files::use_import();
    painted();
    view! {
        <PageHead title=Signal::stored(t.import_title().to_owned())>
            <a class="button" href="/data">{t.all_imports()}</a>
        </PageHead>
        <div class="drop">
            <Empty title=t.drop_here() text=t.drop_says()>
                <button type="button" class="primary" on:click=move |_| import.run(None)>{t.choose_files()}</button>
            </Empty>
        </div>
    }
}

/// A file that was chosen.
#[component]
fn Wizard(chosen: ArcRwSignal<Vec<Source>>, at_work: Memo<bool>) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let status = use_status();
    let import = files::use_import();
    // What the person said about it: a plan that they corrected, or that the rows are something else.
    let said = RwSignal::new((None::<Plan>, None::<Content>));
    // The file may have been changed since it was looked at last.
    query::forget(Command::ImportDetect);
    let preview = {
        let chosen = chosen.clone();
        use_query(move || {
            let (plan, content) = said.get();
            Some(Detect { source: only(&chosen.get())?, plan, content })
        })
    };
    {
        // Another file, or the same one again.
        let chosen = chosen.clone();
        Effect::new(move |before: Option<()>| {
            chosen.track();
            if before.is_some() {
                query::forget(Command::ImportDetect);
                said.set((None, None));
                preview.retry();
            }
        });
    }
    let value = Signal::derive(move || preview.value.get());
    let failed = RwSignal::new(None::<ApiError>);
    let starting = RwSignal::new(false);
    // A shop without lines takes its name, currency and zone from its first file.
    let empty_shop = Memo::new(move |_| {
        status.value.with(|status| {
            let shop = status.as_ref()?.open.as_ref()?;
            (shop.lines == 0).then(|| shop.settings.clone())
        })
    });
    let name = RwSignal::new(empty_shop.get_untracked().map(|shop| shop.name).unwrap_or_default());

    let navigate = use_navigate();
    let run = {
        let chosen = chosen.clone();
        Callback::new(move |()| {
            let (Some(source), Some(preview)) =
                (only(&chosen.get_untracked()), value.get_untracked())
            else {
                return;
            };
            let settings = empty_shop.get_untracked().and_then(|shop| {
                let adopted = adopted(shop.clone(), &name.get_untracked(), &preview.plan);
                (adopted != shop).then_some(adopted)
            });
            let run = Run { source, plan: Some(preview.plan.clone()) };
            let (chosen, navigate) = (chosen.clone(), navigate.clone());
            starting.set(true);
            failed.set(None);
            spawn_local(async move {
                // The page may be gone, or made anew with the shop's currency, when this ends.
                match import_as(&run, settings).await {
                    Ok(report) => {
                        tell(&report);
                        if window().location().pathname().is_ok_and(|path| path == "/data/import") {
                            navigate(
                                &format!("/data?batch={}", report.batch_id),
                                NavigateOptions::default(),
                            );
                        }
                        chosen.set(Vec::new());
                    }
                    Err(error) if jobs::is_cancelled(&error) => toast::fail(error),
                    Err(error) => {
                        if let Some(Some(error)) = failed.try_set(Some(error)) {
                            toast::fail(error);
                        }
                    }
                }
                starting.try_set(false);
            });
        })
    };
    let obstacle = Memo::new(move |_| value.with(|preview| preview.as_ref()?.obstacle.clone()));
    let before = Memo::new(move |_| value.with(|preview| preview.as_ref()?.imported_before));
    let foreseen = Memo::new(move |_| {
        let foreseen = value.with(|preview| preview.as_ref()?.foreseen.clone())?;
        (before.get().is_none() && !foreseen.refused.is_empty()).then_some(foreseen)
    });
    let remembered = Memo::new(move |_| {
        value.with(|preview| preview.as_ref().is_some_and(|preview| preview.remembered))
    });
    let file = Memo::new(move |_| {
        value.with(|preview| preview.as_ref().map(|preview| (preview.name.clone(), preview.bytes)))
    });
    let busy = Signal::derive(move || {
        starting.get() || preview.loading.get() || obstacle.with(Option::is_some)
    });
    let title = Signal::derive(move || {
        file.get().map_or_else(|| t.import_title().to_owned(), |(name, _)| name)
    });
    let says = Signal::derive(move || {
        let recognised = value.with(|preview| preview.as_ref().map(|preview| in_words(preview)));
        let bytes = file.get().map(|(_, bytes)| locale.bytes(bytes));
        [recognised, bytes].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    let ready = Memo::new(move |_| value.with(Option::is_some));
    let unread = Memo::new(move |_| preview.error.with(Option::is_some));
    let acts = move || match (before.get(), ready.get() && !unread.get()) {
        (Some(batch), _) => view! {
            <a class="button primary" href=format!("/data?batch={batch}")>{t.see_that_import()}</a>
        }
        .into_any(),
        (None, true) => view! {
            <Busy busy class="primary" press=run>{move || t.import_file(title.get())}</Busy>
        }
        .into_any(),
        (None, false) => ().into_any(),
    };
    let look_again = Callback::new(move |()| {
        query::forget(Command::ImportDetect);
        preview.retry();
    });
    let remarks = move || {
        view! {
            {failed.get().map(|error| view! { <ErrorState error/> })}
            {preview.error.get().map(|error| view! { <ErrorState error retry=look_again/> })}
            {(unread.get() && said.with(|(plan, _)| plan.is_some())).then(|| view! {
                <button type="button" on:click=move |_| said.set((None, None))>{t.guess_again()}</button>
            })}
            {before.get().map(|batch| view! { <p class="warn">{t.imported_before(batch)}</p> })}
            {obstacle.get().map(|text| view! {
                <div class="error" role="alert"><p class="what">{text}</p><p>{t.obstacle_hint()}</p></div>
            })}
            {foreseen.get().map(|foreseen| view! { <WouldBeRefused foreseen/> })}
            {remembered.get().then(|| view! { <p class="note">{t.remembered()}</p> })}
        }
    };
    let content = move || match (ready.get(), unread.get()) {
        (true, false) => {
            painted();
            view! {
                {empty_shop.with_untracked(Option::is_some).then(|| view! { <NewShop name/> })}
                <div aria-busy=move || preview.loading.get().to_string()>
                    <Mapping preview=value
                        correct=Callback::new(move |plan| said.set((Some(plan), None)))
                        recast=Callback::new(move |(plan, content)| said.set((Some(plan), Some(content))))/>
                </div>
            }
            .into_any()
        }
        (false, false) => view! { <Skeleton lines=8/> }.into_any(),
        (_, true) => ().into_any(),
    };
    view! {
        <PageHead title says>
            <div class="acts" class:hidden=at_work>
                <button type="button" on:click=move |_| import.run(None)>{t.another_file()}</button>
                {acts}
            </div>
        </PageHead>
        {move || at_work.get().then(|| view! { <Importing/> })}
        <div class:hidden=at_work>{remarks}{content}</div>
    }
}

/// Rows that would be refused, as far as was looked, and why.
#[component]
fn WouldBeRefused(foreseen: Foreseen) -> impl IntoView {
    let (t, locale) = (texts(), locale());
    let refused: u64 = foreseen.refused.iter().map(|refused| refused.rows).sum();
    let of = locale.count(foreseen.rows as i64);
    let reasons = foreseen.refused.iter().map(|refused| {
        let rows = t.rows(refused.rows as i64);
        view! { <li><b>{rows}</b>" "{refused.reason.title(t.0)}</li> }
    });
    view! {
        <div role="status">
            <p class="warn">{t.would_be_refused(refused as i64, of)}</p>
            <ul class="notes">{reasons.collect_view()}</ul>
            <p class="note">{t.refused_after()}</p>
        </div>
    }
}

/// The one file.
fn only(chosen: &[Source]) -> Option<Source> {
    match chosen {
        [source] => Some(source.clone()),
        _ => None,
    }
}

/// The name of a shop that has no lines yet.
#[component]
fn NewShop(name: RwSignal<String>) -> impl IntoView {
    let t = texts();
    let control = move |id: String| {
        view! {
            <input type="text" id=id.clone() aria-describedby=format!("{id}-note") autocomplete="off"
                prop:value=name on:input=move |event| name.set(event_target_value(&event))/>
        }
    };
    view! {
        <section class="new-shop">
            <Field label=t.shop_name() hint=t.first_file_says() control/>
        </section>
    }
}

/// The settings of an empty shop, as its first file has them.
pub fn adopted(shop: Settings, name: &str, plan: &Plan) -> Settings {
    let name = name.trim();
    Settings {
        name: if name.is_empty() { shop.name } else { name.to_owned() },
        currency: plan.currency,
        time_zone: plan.time_zone.clone(),
        prices_include_tax: plan.prices_include_tax,
        ..shop
    }
}

/// Imports, after the shop has taken what the file says; if nothing comes in, the shop is as before.
async fn import_as(run: &Run, settings: Option<Settings>) -> Result<Report, ApiError> {
    let is_new = settings.is_some();
    if let Some(settings) = settings {
        query::change(&Change { settings }).await?;
    }
    let outcome = jobs::run(run).await;
    if is_new && outcome.is_err() {
        // What went wrong with the file is the news; the shop has no lines to be wrong about.
        jobs::run(&UndoLast {}).await.ok();
    }
    outcome
}

fn tell(report: &Report) {
    let t = Texts(language());
    if report.already_imported {
        toast::say(t.nothing_new(&report.name));
    } else if report.plan.content == Content::Orders {
        toast::say_with_undo(t.lines_imported(report.rows_kept as i64));
    } else {
        let what = report.plan.content.title(t.0);
        toast::say_with_undo(t.rows_imported(report.rows_kept as i64, what));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_api::{
        import::{DateOrder, DecimalMark},
        settings::{PriceSettings, ReorderSettings},
    };
    use kontor_domain::{Currency, Weekday};

    #[test]
    fn an_empty_shop_counts_as_its_first_file_does() {
        let shop = Settings {
            name: "My shop".to_owned(),
            currency: Currency::EUR,
            time_zone: "UTC".to_owned(),
            week_start: Weekday::Monday,
            fiscal_year_start: 4,
            prices_include_tax: true,
            watched_folder: None,
            payment_fee_percent: Default::default(),
            payment_fee_fixed: Default::default(),
            fulfilment_cost: Default::default(),
            shipping_cost: Default::default(),
            train_nightly: true,
            reorder: ReorderSettings::default(),
            price: PriceSettings::default(),
        };
        let plan = Plan {
            content: Content::Orders,
            dialect: None,
            has_header: true,
            encoding: "utf-8".to_owned(),
            delimiter: ',',
            skip_lines: 0,
            columns: Vec::new(),
            decimal: DecimalMark::Point,
            dates: DateOrder::YearMonthDay,
            currency: "GBP".parse().unwrap(),
            time_zone: "Europe/London".to_owned(),
            is_abroad: false,
            prices_include_tax: false,
        };
        let made = adopted(shop, "  ", &plan);
        assert_eq!((made.name.as_str(), made.currency.code()), ("My shop", "GBP"));
        assert_eq!((made.time_zone.as_str(), made.fiscal_year_start), ("Europe/London", 4));
    }
}
