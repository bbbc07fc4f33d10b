//! Several files at once: what each was recognised as, one button, and what became of each.

use super::import::adopted;
use crate::{
    app::use_status,
    files,
    kit::{Busy, ErrorState},
    locales::{locale, texts},
    pages::PageHead,
    paint::painted,
    query::{self, use_query},
};
use kontor_api::{
    Command, Words as _,
    import::{Content, Detect, Outcome, Outcomes, Preview, Report, Source},
};
use leptos::prelude::*;
use std::{collections::HashMap, sync::Arc};

/// What is known of each file, by its name and place.
type Previews = RwSignal<HashMap<String, Arc<Preview>>>;

/// Files that were chosen together.
#[component]
pub fn Several(chosen: ArcRwSignal<Vec<Source>>) -> impl IntoView {
    let t = texts();
    let status = use_status();
    let add = files::use_import();
    let import = files::use_import_many();
    // The files may have been changed since they were looked at last.
    query::forget(Command::ImportDetect);
    let previews: Previews = RwSignal::new(HashMap::new());
    let count = {
        let chosen = chosen.clone();
        Memo::new(move |_| chosen.with(Vec::len) as i64)
    };
    let run = {
        let chosen = chosen.clone();
        move |()| {
            let sources = chosen.get_untracked();
            // A shop without lines takes its currency and zone from its orders.
            let empty = status.value.with_untracked(|status| {
                let shop = status.as_ref()?.open.as_ref()?;
                (shop.lines == 0).then(|| shop.settings.clone())
            });
            let orders = previews.with_untracked(|previews| {
                previews
                    .values()
                    .find(|preview| preview.kind == Content::Orders && preview.obstacle.is_none())
                    .cloned()
            });
            let settings = empty.zip(orders).map(|(shop, orders)| adopted(shop, "", &orders.plan));
            import.run((sources, settings));
        }
    };
    let rows = {
        let chosen = chosen.clone();
        move || chosen.get()
    };
    painted();
    view! {
        <PageHead title=Signal::stored(t.import_title().to_owned())
            says=Signal::derive(move || t.files_chosen(count.get()))>
            <button type="button" on:click=move |_| add.run(None)>{t.other_files()}</button>
            <Busy busy=Signal::stored(false) class="primary" press=run>{move || t.import_files_counted(count.get())}</Busy>
        </PageHead>
        <p class="note">{t.several_says()}</p>
        <div class="scroll-x">
            <table class="files">
                <caption class="sr-only">{move || t.files_chosen(count.get())}</caption>
                <thead><tr>
                    <th scope="col">{t.file()}</th>
                    <th scope="col">{t.recognised_as()}</th>
                    <td></td>
                </tr></thead>
                <tbody>
                    <For each=rows key=key_of children=move |source| view! {
                        <FileRow source chosen=chosen.clone() previews/>
                    }/>
                </tbody>
            </table>
        </div>
    }
}

/// What tells a file from the others.
fn key_of(source: &Source) -> String {
    match source {
        Source::Path { path } => path.clone(),
        Source::Upload { token, .. } => token.clone(),
    }
}

#[component]
fn FileRow(source: Source, chosen: ArcRwSignal<Vec<Source>>, previews: Previews) -> impl IntoView {
    let t = texts();
    let archive = files::is_archive(&source);
    let name = files::name_of(&source).to_owned();
    let (asked, key) = (source.clone(), key_of(&source));
    let preview = use_query(move || {
        (!archive).then(|| Detect { source: asked.clone(), plan: None, content: None })
    });
    Effect::new(move |_| {
        if let Some(found) = preview.value.get() {
            previews.update(|previews| drop(previews.insert(key.clone(), found)));
        }
    });
    let said = move || {
        if archive {
            return view! { <span>{t.archive_says()}</span> }.into_any();
        }
        if let Some(error) = preview.error.get() {
            return view! { <span class="loss">{error.to_string()}</span> }.into_any();
        }
        let Some(found) = preview.value.get() else {
            return view! { <span class="note">{t.looking()}</span> }.into_any();
        };
        let before = found.imported_before.map(|batch| t.in_already(batch));
        let refused = found.foreseen.as_ref().and_then(|foreseen| {
            let rows: u64 = foreseen.refused.iter().map(|refused| refused.rows).sum();
            let first = foreseen.refused.first().filter(|_| found.imported_before.is_none())?;
            let says = t.would_be_refused(rows as i64, locale().count(foreseen.rows as i64));
            let more = if foreseen.refused.len() > 1 { "; …" } else { "" };
            Some(format!("{says} {}{more}", first.reason.title(t.0)))
        });
        view! {
            <span>{in_words(&found)}</span>
            {found.obstacle.clone().map(|text| view! { <p class="loss">{text}</p> })}
            {refused.map(|text| view! { <p class="warn">{text}</p> })}
            {before.map(|text| view! { <p class="note">{text}</p> })}
        }
        .into_any()
    };
    let leave_out = move |_| chosen.update(|chosen| chosen.retain(|other| *other != source));
    let of = format!(": {name}");
    view! {
        <tr>
            <th scope="row" class="file">{name}</th>
            <td aria-live="polite">{said}</td>
            <td class="num">
                <button type="button" class="quiet" on:click=leave_out>{t.leave_out()}<span class="sr-only">{of}</span></button>
            </td>
        </tr>
    }
}

/// What a file was recognised as: `Shopify · Order lines · 79 columns`.
pub fn in_words(preview: &Preview) -> String {
    let t = texts();
    let parts = [
        preview.platform.clone(),
        Some(preview.kind.title(t.0).to_owned()),
        preview.variant.clone(),
        Some(t.columns_counted(preview.header.len() as i64)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What became of files that were imported together.
#[component]
pub fn Imported(outcomes: Outcomes) -> impl IntoView {
    let t = texts();
    let import = files::use_import();
    let kept = outcomes.files.iter().filter(|file| file.report.is_some()).count() as i64;
    let failed = outcomes.files.len() as i64 - kept;
    let says = match failed {
        0 => t.files_imported(kept),
        _ => format!("{} · {}", t.files_imported(kept), t.files_not_imported(failed)),
    };
    let spoken = says.clone();
    // What was in already was told when it came in.
    let reports = outcomes.files.iter().filter_map(|file| file.report.as_ref());
    let notes: Vec<String> = reports
        .filter(|report| !report.already_imported)
        .flat_map(|report| report.notes.iter().map(|note| format!("{}: {note}", report.name)))
        .collect();
    painted();
    view! {
        <PageHead title=Signal::stored(t.import_title().to_owned()) says=Signal::stored(says)>
            <button type="button" on:click=move |_| import.run(None)>{t.other_files()}</button>
            <a class="button primary" href="/data">{t.all_imports()}</a>
        </PageHead>
        <p class="sr-only" role="status">{spoken}</p>
        <div class="scroll-x">
            <table class="files">
                <caption class="sr-only">{t.what_became()}</caption>
                <thead><tr>
                    <th scope="col">{t.file()}</th>
                    <th scope="col">{t.what_it_was()}</th>
                    <th scope="col" class="num">{t.kept()}</th>
                    <th scope="col" class="num">{t.refused()}</th>
                    <th scope="col" class="num">{t.new_rows()}</th>
                    <th scope="col" class="num">{t.updated_rows()}</th>
                    <th scope="col" class="num">{t.unchanged_rows()}</th>
                    <td></td>
                </tr></thead>
                <tbody>{outcomes.files.into_iter().map(|file| view! { <OutcomeRow file/> }).collect_view()}</tbody>
            </table>
        </div>
        {(!notes.is_empty()).then(|| view! {
            <section aria-labelledby="notes-head">
                <h2 id="notes-head">{t.good_to_know()}</h2>
                <ul class="notes">
                    {notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}
                </ul>
            </section>
        })}
        <p class="note under">{t.each_by_itself()}</p>
    }
}

#[component]
fn OutcomeRow(file: Outcome) -> impl IntoView {
    let t = texts();
    let Outcome { name, content, report, error } = file;
    if let Some(error) = error {
        return view! {
            <tr>
                <th scope="row" class="file">{name}</th>
                <td colspan="7"><ErrorState error/></td>
            </tr>
        }
        .into_any();
    }
    let number = |part: fn(&Report) -> u64| {
        report.as_ref().map(|report| locale().count(part(report) as i64))
    };
    let what = content.map(|content| content.title(t.0));
    let link = report.as_ref().map(|report| {
        let words = if report.already_imported { t.was_in_already() } else { t.see_report() };
        let of = format!(": {name}");
        view! {
            <a href=format!("/data?batch={}", report.batch_id)>{words}<span class="sr-only">{of}</span></a>
        }
    });
    view! {
        <tr>
            <th scope="row" class="file">{name.clone()}</th>
            <td>{what}</td>
            <td class="num">{number(|report| report.rows_kept)}</td>
            <td class="num">{number(|report| report.rows_refused)}</td>
            <td class="num">{number(|report| report.changes.new)}</td>
            <td class="num">{number(|report| report.changes.updated)}</td>
            <td class="num">{number(|report| report.changes.unchanged)}</td>
            <td class="num">{link}</td>
        </tr>
    }
    .into_any()
}
