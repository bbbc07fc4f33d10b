//! What was done in this shop, and taking it back.

use super::{DataTabs, here};
use crate::{
    jobs,
    kit::{Busy, Empty, Skeleton, loaded, toast},
    locales::{locale, texts},
    pages::PageHead,
    paint::painted,
    query::use_query,
};
use kontor_api::history::{GetHistory, History, Operation, RedoLast, UndoLast};
use leptos::{prelude::*, task::spawn_local};

/// The page.
#[component]
pub fn HistoryPage() -> impl IntoView {
    let t = texts();
    let history = use_query(|| Some(GetHistory {}));
    let busy = RwSignal::new(false);
    view! {
        <PageHead title=Signal::stored(t.data().to_owned()) says=Signal::stored(t.history_says().to_owned())/>
        <DataTabs/>
        {loaded(
            history,
            || view! { <Skeleton lines=6/> }.into_any(),
            move |history| {
                painted();
                if history.operations.is_empty() {
                    return view! { <Empty title=t.no_history() text=t.no_history_text()/> }.into_any();
                }
                let rows = history.operations.iter().map(|operation| row(operation, &history, busy));
                view! {
                    <div class="scroll-x">
                        <table>
                            <caption class="sr-only">{t.history()}</caption>
                            <thead><tr>
                                <th scope="col">{t.when()}</th>
                                <th scope="col">{t.what()}</th>
                                <th scope="col">{t.standing()}</th>
                                <td></td>
                            </tr></thead>
                            <tbody>{rows.collect_view()}</tbody>
                        </table>
                    </div>
                }.into_any()
            },
        )}
    }
}

fn row(operation: &Operation, history: &History, busy: RwSignal<bool>) -> impl IntoView + use<> {
    let t = texts();
    let id = Some(operation.id);
    let act = if history.can_undo == id {
        Some((t.undo(), Act::Undo))
    } else if history.can_redo == id {
        Some((t.redo(), Act::Redo))
    } else {
        None
    };
    let title = operation.title.clone();
    view! {
        <tr class:undone=operation.undone>
            <td class="when">{locale().date_time(here(operation.at))}</td>
            <th scope="row">{operation.title.clone()}</th>
            <td>{if operation.undone { t.was_undone() } else { t.stands() }}</td>
            <td class="num">
                {act.map(|(words, act)| view! {
                    <Busy busy press=move |()| run(act, busy)>{words}<span class="sr-only">": "{title}</span></Busy>
                })}
            </td>
        </tr>
    }
}

#[derive(Clone, Copy)]
enum Act {
    Undo,
    Redo,
}

fn run(act: Act, busy: RwSignal<bool>) {
    spawn_local(async move {
        busy.set(true);
        let done = match act {
            Act::Undo => jobs::run(&UndoLast {}).await,
            Act::Redo => jobs::run(&RedoLast {}).await,
        };
        // The list itself shows what was done.
        if let Err(error) = done {
            toast::fail(error);
        }
        busy.try_set(false);
    });
}
