//! Files that come in and go out.

use crate::{
    app::use_status,
    jobs,
    kit::toast,
    locales::{Texts, language},
    query, transport,
};
use kontor_api::{
    ApiError,
    export::{Export, Exportable, ExportedFile, Format},
    import::{Outcomes, RunMany, Source},
    settings::{Change, GetOptions, Settings},
    workspace::Create,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

thread_local! {
    static CHOSEN: ArcRwSignal<Vec<Source>> = ArcRwSignal::default();
    static OUTCOMES: ArcRwSignal<Option<Outcomes>> = ArcRwSignal::default();
    static MANY_AT_WORK: ArcRwSignal<bool> = ArcRwSignal::default();
}

/// The files that the person chose or dropped last and that were not imported yet.
pub fn chosen() -> ArcRwSignal<Vec<Source>> {
    CHOSEN.with(Clone::clone)
}

/// What became of the files that were imported together last, until others are chosen.
pub fn outcomes() -> ArcRwSignal<Option<Outcomes>> {
    OUTCOMES.with(Clone::clone)
}

/// Whether files are being imported together.
pub fn many_at_work() -> ArcRwSignal<bool> {
    MANY_AT_WORK.with(Clone::clone)
}

/// Brings files to the import page; with `None` the person chooses some first. Where no shop is
/// open, one is made for them, with settings guessed from the system.
pub fn use_import() -> Callback<Option<Vec<Source>>> {
    let status = use_status();
    let navigate = StoredValue::new_local(use_navigate());
    Callback::new(move |sources: Option<Vec<Source>>| {
        // The page that asked may be gone once a shop was made for the files.
        let go = navigate.with_value(Clone::clone);
        spawn_local(async move {
            let needs_shop = status.value.with_untracked(|status| {
                status.as_ref().is_some_and(|status| status.open.is_none())
            });
            match bring(sources, needs_shop).await {
                Ok(sources) if sources.is_empty() => {}
                Ok(sources) => {
                    outcomes().set(None);
                    chosen().set(sources);
                    go("/data/import", NavigateOptions::default());
                }
                Err(error) => toast::fail(error),
            }
        });
    })
}

async fn bring(sources: Option<Vec<Source>>, needs_shop: bool) -> Result<Vec<Source>, ApiError> {
    let sources = match sources {
        Some(sources) => sources,
        None => transport::pick_files().await?,
    };
    if needs_shop && !sources.is_empty() {
        let options = query::read(&GetOptions {}).await?;
        query::change(&Create { folder: None, settings: options.guess.clone() }).await?;
    }
    Ok(sources)
}

/// Imports several files as Kontor guesses them, and shows on the import page what became of each.
/// An empty shop first takes the settings that its files tell, if any are given.
pub fn use_import_many() -> Callback<(Vec<Source>, Option<Settings>)> {
    let navigate = StoredValue::new_local(use_navigate());
    Callback::new(move |(sources, settings): (Vec<Source>, Option<Settings>)| {
        many_at_work().set(true);
        outcomes().set(None);
        chosen().set(Vec::new());
        navigate.with_value(|go| go("/data/import", NavigateOptions::default()));
        spawn_local(async move {
            match import_many(&sources, settings).await {
                Ok(done) => outcomes().set(Some(done)),
                Err(error) => {
                    toast::fail(error);
                    // They are still there to be tried again.
                    chosen().set(sources);
                }
            }
            many_at_work().set(false);
        });
    })
}

async fn import_many(sources: &[Source], settings: Option<Settings>) -> Result<Outcomes, ApiError> {
    if let Some(settings) = settings {
        query::change(&Change { settings }).await?;
    }
    jobs::run(&RunMany { sources: sources.to_vec() }).await
}

/// A file's name.
pub fn name_of(source: &Source) -> &str {
    match source {
        Source::Path { path } => path.rsplit(['/', '\\']).next().unwrap_or(path),
        Source::Upload { name, .. } => name,
    }
}

/// Whether a file is an archive, of which every table is imported.
pub fn is_archive(source: &Source) -> bool {
    name_of(source).to_lowercase().ends_with(".zip")
}

/// Writes what `what` shows to a file and hands it over.
pub fn export(what: Exportable, format: Format) {
    spawn_local(async move {
        let handed = match jobs::run(&Export { what, format }).await {
            Ok(file) => hand_over(&file).await,
            Err(error) => Err(error),
        };
        if let Err(error) = handed {
            toast::fail(error);
        }
    });
}

/// Hands a finished file to the person, and says so unless they would not have it.
///
/// # Errors
/// That it could not be saved there.
pub async fn hand_over(file: &ExportedFile) -> Result<(), ApiError> {
    if transport::save_file(file).await? {
        toast::say(Texts(language()).saved(&file.name));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_the_end_of_its_path() {
        let path = |path: &str| Source::Path { path: path.to_owned() };
        assert_eq!(name_of(&path("exports/march/orders.csv")), "orders.csv");
        assert_eq!(name_of(&path(r"C:\shop\All.ZIP")), "All.ZIP");
        assert!(is_archive(&path("All.ZIP")) && !is_archive(&path("zip.csv")));
    }
}
