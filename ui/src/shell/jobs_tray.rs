//! What is at work, how far it is, and a way to stop it.

use crate::{
    jobs,
    kit::{Progress, toast},
    locales::{locale, texts},
};
use kontor_api::{Command, JobState, JobView};
use leptos::{prelude::*, task::spawn_local};

/// Finished jobs that the tray still shows.
const FINISHED: usize = 5;

/// The tray; nothing is shown while nothing was ever at work.
#[component]
pub fn JobsTray() -> impl IntoView {
    let t = texts();
    let jobs = jobs::list();
    let shown = {
        let jobs = jobs.clone();
        Memo::new(move |_| {
            jobs.with(|jobs| {
                // A statement is watched and stopped where it was written.
                let is_shown = |job: &&JobView| job.command != Command::SqlRun.info().name;
                let (running, finished): (Vec<_>, Vec<_>) =
                    jobs.iter().filter(is_shown).cloned().partition(is_running);
                running.into_iter().chain(finished.into_iter().take(FINISHED)).collect::<Vec<_>>()
            })
        })
    };
    let headline = move || {
        shown.with(|jobs| match jobs.first() {
            Some(job) if is_running(job) => match job.fraction {
                Some(share) => {
                    format!("{} {}\u{a0}%", t.job(&job.command), locale().number(share * 100.0, 0))
                }
                None => t.job(&job.command).to_owned(),
            },
            _ => t.jobs().to_owned(),
        })
    };
    let fraction = Signal::derive(move || {
        shown.with(|jobs| jobs.first().filter(|job| is_running(job)).and_then(|job| job.fraction))
    });
    let running = move || shown.with(|jobs| jobs.iter().any(is_running));
    view! {
        {move || shown.with(|jobs| !jobs.is_empty()).then(|| view! {
            <details class="menu jobs">
                <summary>{headline}{move || running().then(|| view! { <Progress label=t.jobs() fraction/> })}</summary>
                <ul class="panel">
                    <For each=move || shown.get() key=|job| (job.id, is_running(job)) let:job>
                        <JobLine job shown/>
                    </For>
                </ul>
            </details>
        })}
    }
}

/// A job. Its line stays while the job goes on, and with it the focus on its button.
#[component]
fn JobLine(job: JobView, shown: Memo<Vec<JobView>>) -> impl IntoView {
    let t = texts();
    let id = job.id;
    let first = job.clone();
    let now = Memo::new(move |_| {
        let found = shown.with(|jobs| jobs.iter().find(|job| job.id == id).cloned());
        found.unwrap_or_else(|| first.clone())
    });
    let cancel = move |_| {
        spawn_local(async move {
            if let Err(error) = jobs::cancel(id).await {
                toast::fail(error);
            }
        });
    };
    let fraction = Signal::derive(move || now.with(|job| job.fraction));
    let state = move || {
        now.with(|job| match job.state {
            JobState::Running => match job.remaining_secs {
                Some(seconds) => format!("{} · {}", job.stage, t.time_left(seconds)),
                None => job.stage.clone(),
            },
            JobState::Done => t.job_done().to_owned(),
            JobState::Cancelled => t.cancelled().to_owned(),
            JobState::Failed => {
                job.error.as_ref().map(|error| error.message.clone()).unwrap_or_default()
            }
        })
    };
    view! {
        <li>
            <p><b>{t.job(&job.command)}</b>" "{job.subject.clone()}</p>
            <p class="stage">{state}</p>
            {is_running(&job).then(|| view! {
                <Progress label=job.subject.clone() fraction/>
                <button type="button" class="quiet" on:click=cancel>{t.cancel()}</button>
            })}
        </li>
    }
}

fn is_running(job: &JobView) -> bool {
    job.state == JobState::Running
}
