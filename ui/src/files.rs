//! Files that come in and go out.

use crate::{
    app::use_status,
    kit::toast,
    locales::{Texts, language},
    query, transport,
};
use kontor_api::{
    ApiError,
    export::{Export, Exportable, ExportedFile, Format},
    import::Source,
    settings::GetOptions,
    workspace::Create,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

thread_local! {
    static CHOSEN: ArcRwSignal<Option<Source>> = ArcRwSignal::default();
}

/// The file that the person chose or dropped last and that the import page has not taken yet.
pub fn chosen() -> ArcRwSignal<Option<Source>> {
    CHOSEN.with(Clone::clone)
}

/// Brings a file to the import page; with `None` the person chooses one first. Where no shop is
/// open, one is made for it, with settings guessed from the system.
pub fn use_import() -> Callback<Option<Source>> {
    let status = use_status();
    let navigate = StoredValue::new_local(use_navigate());
    Callback::new(move |source: Option<Source>| {
        spawn_local(async move {
            let needs_shop = status.value.with_untracked(|status| {
                status.as_ref().is_some_and(|status| status.open.is_none())
            });
            match bring(source, needs_shop).await {
                Ok(Some(source)) => {
                    chosen().set(Some(source));
                    navigate.with_value(|go| go("/data/import", NavigateOptions::default()));
                }
                Ok(None) => {}
                Err(error) => toast::fail(error),
            }
        });
    })
}

async fn bring(source: Option<Source>, needs_shop: bool) -> Result<Option<Source>, ApiError> {
    let source = match source {
        Some(source) => source,
        None => match transport::pick_file().await? {
            Some(source) => source,
            None => return Ok(None),
        },
    };
    if needs_shop {
        let options = query::read(&GetOptions {}).await?;
        query::change(&Create { folder: None, settings: options.guess.clone() }).await?;
    }
    Ok(Some(source))
}

/// Writes what `what` shows to a file and hands it over.
pub fn export(what: Exportable, format: Format) {
    spawn_local(async move {
        let handed = match transport::call(&Export { what, format }).await {
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
