//! New files in the watched folder, and one button that imports them.

use crate::{
    app::use_status,
    files,
    locales::texts,
    query::{self, use_query},
};
use kontor_api::{
    Command, Words as _,
    import::{GetWatched, Source, WatchedFile},
};
use leptos::prelude::*;

/// Names told before the rest is only counted.
const NAMED: usize = 3;

/// The note; nothing where no file is new.
#[component]
pub fn WatchedNote() -> impl IntoView {
    let t = texts();
    let import = files::use_import_many();
    // Nobody tells when a file appears: whoever comes to the page looks.
    query::forget(Command::ImportsWatched);
    // Where no shop is open any more there is no folder to look at.
    let status = use_status();
    let watched = use_query(move || {
        let is_open = status.value.with(|status| status.as_ref().is_some_and(|s| s.open.is_some()));
        is_open.then_some(GetWatched {})
    });
    let new = Memo::new(move |_| {
        watched.value.with(|watched| {
            let files = watched.iter().flat_map(|watched| &watched.files);
            files.filter(|file| file.content.is_some()).cloned().collect::<Vec<WatchedFile>>()
        })
    });
    let run = move |_| {
        let files = new.get_untracked().into_iter();
        import.run((files.map(|file| Source::Path { path: file.path }).collect(), None));
    };
    move || {
        let new = new.get();
        let count = new.len() as i64;
        let first = new.iter().take(NAMED).map(|file| {
            let content = file.content.map(|content| content.title(t.0)).unwrap_or_default();
            match &file.platform {
                Some(platform) => format!("{} ({platform} · {content})", file.name),
                None => format!("{} ({content})", file.name),
            }
        });
        let mut names = first.collect::<Vec<_>>().join(", ");
        if new.len() > NAMED {
            names.push_str(" …");
        }
        (count > 0).then(|| {
            view! {
                <section class="watched" aria-labelledby="watched-head">
                    <div>
                        <h2 id="watched-head">{t.new_in_folder(count)}</h2>
                        <p class="note">{names}</p>
                        <p class="note">{t.newer_counts()}</p>
                    </div>
                    <button type="button" class="primary" on:click=run>{t.import_files_counted(count)}</button>
                </section>
            }
        })
    }
}
