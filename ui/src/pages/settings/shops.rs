//! The shops: where this one lies, its backup, and others to open, make or restore.

use super::fields::FieldError;
use crate::{
    app::use_status,
    files, jobs,
    kit::{Busy, Field, RunningJob, toast},
    locales::{Texts, language, locale, texts},
    pages::data::here,
    query, transport,
};
use kontor_api::{
    ApiError, Command,
    settings::{GetOptions, Settings},
    workspace::{Backup, Create, Forget, Open, Rebuild, Recent, Restore, Workspace},
};
use leptos::{prelude::*, task::spawn_local};

/// Backup, and every other shop.
#[component]
pub fn Shops(
    /// The open shop.
    shop: Memo<Option<Workspace>>,
) -> impl IntoView {
    let t = texts();
    let status = use_status();
    let folder =
        Memo::new(move |_| shop.with(|shop| shop.as_ref().map(|shop| shop.folder.clone())));
    let others = Memo::new(move |_| {
        let here = folder.get();
        status.value.with(|status| {
            let recent = status.iter().flat_map(|status| &status.recent);
            recent.filter(|other| Some(&other.folder) != here.as_ref()).cloned().collect::<Vec<_>>()
        })
    });
    let busy = RwSignal::new(false);
    let back_up = move |()| {
        at_work(busy, async {
            let made = jobs::run(&Backup { file: None }).await?;
            files::hand_over(&made.file).await
        });
    };
    let restore = move |()| {
        at_work(busy, async {
            let Some(source) = transport::pick_file().await? else { return Ok(()) };
            let status = jobs::run(&Restore { source, folder: None }).await?;
            if let Some(shop) = status.open {
                toast::say(Texts(language()).restored(shop.settings.name));
            }
            Ok(())
        });
    };
    let rebuild = move |()| {
        at_work(busy, async {
            jobs::run(&Rebuild {}).await?;
            toast::say(Texts(language()).rebuilt());
            Ok(())
        });
    };
    view! {
        <section aria-labelledby="backup-head">
            <h2 id="backup-head">{t.backup()}</h2>
            <p>{t.lies_in()}" "<code class="path">{folder}</code></p>
            <p class="note">{t.backup_says()}</p>
            <div class="acts">
                <Busy busy press=back_up>{t.back_up()}</Busy>
                <Busy busy press=restore>{t.restore()}</Busy>
            </div>
            <RunningJob job=jobs::running(Command::WorkspaceBackup)/>
            <RunningJob job=jobs::running(Command::WorkspaceRestore)/>
        </section>
        <section aria-labelledby="rebuild-head">
            <h2 id="rebuild-head">{t.rebuild()}</h2>
            <p class="note">{t.rebuild_says()}</p>
            <div class="acts"><Busy busy press=rebuild>{t.rebuild_now()}</Busy></div>
            <RunningJob job=jobs::running(Command::WorkspaceRebuild)/>
        </section>
        <section aria-labelledby="shops-head">
            <h2 id="shops-head">{t.other_shops()}</h2>
            <ul class="rows">
                {move || others.get().into_iter().map(|other| view! { <Other other busy/> }).collect_view()}
            </ul>
            <OpenFolder busy/>
            <NewShop busy shop/>
        </section>
    }
}

/// A shop that was opened before.
#[component]
fn Other(other: Recent, busy: RwSignal<bool>) -> impl IntoView {
    let t = texts();
    let Recent { folder, name, exists, opened_at } = other;
    let opened = opened_at.map(|at| t.last_opened(locale().date_time(here(at))));
    let (open, forget, of) = (folder.clone(), folder.clone(), format!(" {name}"));
    let act = if exists {
        let open = move |()| open_folder(open.clone(), busy, None);
        view! { <Busy busy press=open>{t.open()}<span class="sr-only">{of}</span></Busy> }
            .into_any()
    } else {
        let forget = move |()| {
            let folder = forget.clone();
            at_work(busy, async { query::change(&Forget { folder }).await.map(drop) });
        };
        view! {
            <span class="note">{t.folder_gone()}</span>
            <Busy busy class="quiet" press=forget>{t.forget()}<span class="sr-only">{of}</span></Busy>
        }
        .into_any()
    };
    view! {
        <li>
            <div><b>{name}</b>{opened.map(|opened| view! { <p>{opened}</p> })}<p>{folder}</p></div>
            {act}
        </li>
    }
}

/// Opens a shop by its folder.
#[component]
fn OpenFolder(busy: RwSignal<bool>) -> impl IntoView {
    let t = texts();
    let folder = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let open = move || {
        let folder = folder.with_untracked(|folder| folder.trim().to_owned());
        error.set(folder.is_empty().then(|| t.needs_a_folder().to_owned()));
        if !folder.is_empty() {
            open_folder(folder, busy, Some(error));
        }
    };
    let control = move |id: String| {
        view! {
            <input type="text" id=id.clone() aria-describedby=format!("{id}-note") spellcheck="false" autocomplete="off"
                aria-invalid=move || error.with(Option::is_some).to_string()
                prop:value=folder on:input=move |event| folder.set(event_target_value(&event))/>
        }
    };
    view! {
        <form class="line" on:submit=move |event| { event.prevent_default(); open(); }>
            <Field label=t.folder() hint=t.folder_says() error control/>
            <button type="submit">{t.open_shop_there()}</button>
        </form>
    }
}

/// Makes a shop, with settings as the one open has them.
#[component]
fn NewShop(busy: RwSignal<bool>, shop: Memo<Option<Workspace>>) -> impl IntoView {
    let t = texts();
    let status = use_status();
    let name = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let make = move || {
        let name = name.with_untracked(|name| name.trim().to_owned());
        error.set(name.is_empty().then(|| t.needs_a_new_name().to_owned()));
        if name.is_empty() {
            return;
        }
        let here = shop.get_untracked().map(|shop| shop.settings);
        at_work(busy, async {
            let guess = query::read(&GetOptions {}).await?.guess.clone();
            let settings = Settings { name, ..here.unwrap_or(guess) };
            query::change(&Create { folder: None, settings }).await.map(drop)
        });
    };
    let under = status
        .value
        .with_untracked(|status| status.as_ref().map(|status| status.default_folder.clone()))
        .unwrap_or_default();
    let control = move |id: String| {
        view! {
            <input type="text" id=id.clone() aria-describedby=format!("{id}-note") autocomplete="off"
                aria-invalid=move || error.with(Option::is_some).to_string()
                prop:value=name on:input=move |event| name.set(event_target_value(&event))/>
        }
    };
    view! {
        <form class="line" on:submit=move |event| { event.prevent_default(); make(); }>
            <Field label=t.new_shop() hint=t.new_shop_says(under) error control/>
            <button type="submit">{t.create_shop()}</button>
        </form>
    }
}

/// Opens a shop. Where a person typed its folder, what is wrong with that is said at the field.
fn open_folder(folder: String, busy: RwSignal<bool>, field: Option<FieldError>) {
    at_work(busy, async move {
        match (query::change(&Open { folder }).await, field) {
            (Err(error), Some(field)) if error.field.as_deref() == Some("folder") => {
                // The page may be gone.
                let _ = field.try_set(Some(error.to_string()));
                Ok(())
            }
            (outcome, _) => outcome.map(drop),
        }
    });
}

/// Does one thing at a time, and says why it failed if it did.
fn at_work(busy: RwSignal<bool>, work: impl Future<Output = Result<(), ApiError>> + 'static) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    spawn_local(async move {
        if let Err(error) = work.await {
            toast::fail(error);
        }
        // With another shop the page is another one.
        busy.try_set(false);
    });
}
