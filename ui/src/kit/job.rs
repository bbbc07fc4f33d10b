//! Long work on the page that started it: the stage, how far, how long, a way to stop it, and what
//! came of it.

use crate::{
    jobs,
    kit::{
        form::unique_id,
        states::{Busy, ErrorState, Progress},
        toast,
    },
    locales::texts,
};
use kontor_api::{ApiError, Call, JobView};
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

/// A question that takes a while to answer: a button that asks it, and what came of it.
#[component]
pub fn JobSection<C>(
    /// The heading.
    title: &'static str,
    /// What is asked.
    says: &'static str,
    /// The words of the button.
    act: &'static str,
    /// The question.
    request: impl Fn() -> C + Send + Sync + 'static,
    /// Shows the answer.
    answer: fn(C::Reply) -> AnyView,
) -> impl IntoView
where
    C: Call,
    C::Reply: Clone + Send + Sync,
{
    let id = unique_id();
    let labelled = id.clone();
    let found = RwSignal::new(None::<Result<C::Reply, ApiError>>);
    let running = jobs::running(C::COMMAND);
    let busy = Signal::derive(move || running.with(Option::is_some));
    let run = move |()| {
        let request = request();
        spawn_local(async move {
            let outcome = jobs::run(&request).await;
            // Whoever cancelled keeps what was there; the page may be gone.
            if !outcome.as_ref().is_err_and(jobs::is_cancelled) {
                found.try_set(Some(outcome));
            }
        });
    };
    view! {
        <section aria-labelledby=labelled>
            <h2 id=id>{title}</h2>
            <p class="note">{says}</p>
            <div class="acts under"><Busy busy press=run>{act}</Busy></div>
            <RunningJob job=running/>
            {move || found.get().map(|outcome| match outcome {
                Ok(reply) => answer(reply),
                Err(error) => view! { <ErrorState error/> }.into_any(),
            })}
        </section>
    }
}
