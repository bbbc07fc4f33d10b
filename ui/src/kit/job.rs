//! Long work on the page that started it: the stage, how far, how long, and a way to stop it.

use crate::{
    jobs,
    kit::{states::Progress, toast},
    locales::texts,
};
use kontor_api::JobView;
use leptos::{prelude::*, task::spawn_local};

/// A job at work; nothing where there is none.
#[component]
pub fn RunningJob(
    /// The job.
    job: Memo<Option<JobView>>,
) -> impl IntoView {
    let t = texts();
    let id = Memo::new(move |_| job.with(|job| job.as_ref().map(|job| job.id)));
    let part = move |part: fn(&JobView) -> String| {
        move || job.with(|job| job.as_ref().map(part).unwrap_or_default())
    };
    let left = move || {
        job.with(|job| job.as_ref()?.remaining_secs)
            .map(|seconds| format!(" · {}", t.time_left(seconds)))
    };
    let fraction = Signal::derive(move || job.with(|job| job.as_ref()?.fraction));
    let cancel = move |id| {
        spawn_local(async move {
            if let Err(error) = jobs::cancel(id).await {
                toast::fail(error);
            }
        });
    };
    move || {
        id.get().map(|id| {
            view! {
                <div class="job">
                    <p><b>{part(|job| job.subject.clone())}</b></p>
                    <Progress label=t.jobs() fraction/>
                    <p class="note"><span aria-live="polite">{part(|job| job.stage.clone())}</span>{left}</p>
                    <button type="button" on:click=move |_| cancel(id)>{t.cancel()}</button>
                </div>
            }
        })
    }
}
