//! Privacy: who is known, and forgetting somebody for good.

use super::DataTabs;
use crate::{
    jobs,
    kit::{Busy, Dialog, Empty, ErrorState, RunningJob, Skeleton, loaded},
    locales::{locale, texts},
    pages::PageHead,
    paint::painted,
    query::use_query,
};
use kontor_api::{
    ApiError, Command,
    privacy::{Forget, Forgotten, GetPeople, People, Person},
};
use leptos::{html, prelude::*, task::spawn_local};
use std::sync::Arc;

/// People shown at once; who is not among them is searched for more closely.
const SHOWN: u32 = 100;

/// The page.
#[component]
pub fn PrivacyPage() -> impl IntoView {
    let t = texts();
    let search = RwSignal::new(String::new());
    // Nobody is shown before somebody is looked for.
    let people = use_query(move || {
        let search = search.with(|search| search.trim().to_owned());
        (!search.is_empty()).then_some(GetPeople { search, limit: SHOWN })
    });
    let asked = Memo::new(move |_| search.with(|search| !search.trim().is_empty()));
    let chosen = RwSignal::new(None::<Person>);
    let open = RwSignal::new(false);
    let removed = RwSignal::new(None::<(String, Forgotten)>);
    let pick = Callback::new(move |person| {
        chosen.set(Some(person));
        open.set(true);
    });
    let spoken = Signal::derive(move || {
        let found = people.value.with(|people| people.as_ref().map(|people| people.total));
        found.map(|total| t.people_counted(total as i64)).unwrap_or_default()
    });
    painted();
    view! {
        <PageHead title=Signal::stored(t.data().to_owned()) says=Signal::stored(t.privacy_says().to_owned())/>
        <DataTabs/>
        <RunningJob job=jobs::running(Command::PrivacyForget)/>
        {move || removed.get().map(|(name, removed)| view! { <Removed name removed/> })}
        <form class="filters people-search" role="search" on:submit=move |event| event.prevent_default()>
            <input type="search" aria-label=t.search_people() placeholder=t.search_people() autocomplete="off"
                prop:value=search on:input=move |event| search.set(event_target_value(&event))/>
            <p class="note" role="status">{spoken}</p>
        </form>
        {move || if asked.get() {
            loaded(
                people,
                || view! { <Skeleton lines=4/> }.into_any(),
                move |people| table(&people, pick),
            ).into_any()
        } else {
            view! { <Empty title=t.whom_to_find() text=t.whom_to_find_text()/> }.into_any()
        }}
        <Dialog open title=t.forget_person()>
            {move || chosen.get().map(|person| view! { <Confirm person open removed/> })}
        </Dialog>
    }
}

fn table(people: &Arc<People>, pick: Callback<Person>) -> AnyView {
    let t = texts();
    if people.people.is_empty() {
        return view! { <Empty title=t.nobody_found() text=t.nobody_found_text()/> }.into_any();
    }
    let more = people.total > people.people.len() as u64;
    let row = move |person: &Person| {
        let chosen = person.clone();
        let of = format!(": {}", named(person));
        view! {
            <tr>
                <th scope="row">{person.name.clone().unwrap_or_else(|| "–".to_owned())}</th>
                <td>{person.email.clone()}</td>
                <td>{person.city.clone()}</td>
                <td>{person.customer.clone()}</td>
                <td class="num">{locale().count(person.orders as i64)}</td>
                <td class="num">
                    <button type="button" class="danger" on:click=move |_| pick.run(chosen.clone())>
                        {t.forget_this()}<span class="sr-only">{of}</span>
                    </button>
                </td>
            </tr>
        }
    };
    view! {
        <div class="scroll-x people">
            <table>
                <caption class="sr-only">{t.people()}</caption>
                <thead><tr>
                    <th scope="col">{t.name()}</th>
                    <th scope="col">{t.email()}</th>
                    <th scope="col">{t.town()}</th>
                    <th scope="col">{t.customer()}</th>
                    <th scope="col" class="num">{t.orders()}</th>
                    <td></td>
                </tr></thead>
                <tbody>{people.people.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {more.then(|| view! { <p class="note">{t.more_people(SHOWN)}</p> })}
    }
    .into_any()
}

/// What a person is called here.
fn named(person: &Person) -> String {
    let known = person.name.clone().or_else(|| person.email.clone());
    known.unwrap_or_else(|| person.customer.clone())
}

/// What forgetting removed.
#[component]
fn Removed(name: String, removed: Forgotten) -> impl IntoView {
    let t = texts();
    let parts = [
        t.rows_removed(removed.rows as i64),
        t.orders_of_nobody(removed.orders as i64),
        t.originals_rewritten(removed.originals as i64),
    ];
    view! {
        <div class="done" role="status">
            <p class="what">{t.forgotten(name)}</p>
            <p>{parts.join(" · ")}</p>
        </div>
    }
}

#[component]
fn Confirm(
    person: Person,
    open: RwSignal<bool>,
    removed: RwSignal<Option<(String, Forgotten)>>,
) -> impl IntoView {
    let t = texts();
    let name = named(&person);
    let failed = RwSignal::new(None::<ApiError>);
    let at_work = RwSignal::new(false);
    let forget = {
        let (customer, name) = (person.customer.clone(), name.clone());
        move |()| {
            let (request, name) = (Forget { customer: customer.clone() }, name.clone());
            at_work.set(true);
            spawn_local(async move {
                match jobs::run(&request).await {
                    Ok(done) => {
                        removed.try_set(Some((name, done)));
                        open.try_set(false);
                    }
                    Err(error) => {
                        failed.try_set(Some(error));
                    }
                }
                at_work.try_set(false);
            });
        }
    };
    // The harmless button has the focus.
    let cancel = NodeRef::<html::Button>::new();
    Effect::new(move |_| {
        if let Some(cancel) = cancel.get() {
            // After the dialog is shown, which takes the focus first.
            request_animation_frame(move || {
                let _ = cancel.focus();
            });
        }
    });
    let who = [person.name, person.email, person.city, Some(person.customer)];
    let who = who.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <p><b>{who}</b></p>
        <p>{t.forgetting_means()}</p>
        {(person.orders > 0).then(|| view! { <p>{t.orders_stay(person.orders as i64)}</p> })}
        {move || failed.get().map(|error| view! { <ErrorState error/> })}
        <div class="acts end">
            <button type="button" node_ref=cancel on:click=move |_| open.set(false)>{t.cancel()}</button>
            <Busy busy=at_work class="danger" press=forget>{t.forget_named(name)}</Busy>
        </div>
    }
}
