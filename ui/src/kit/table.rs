//! Headings that sort, and small tables of finished text.

use crate::kit::tip::Tip;
use kontor_api::chart::TextTable;
use leptos::prelude::*;

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The smallest first.
    Ascending,
    /// The largest first.
    Descending,
}

/// A heading that sorts by its column.
#[component]
pub fn SortHeader(
    /// The heading.
    #[prop(into)]
    title: String,
    /// Whether its cells are numbers, which stand to the right.
    #[prop(optional)]
    numeric: bool,
    /// What the column means, where its heading does not say it.
    #[prop(optional_no_strip)]
    says: Option<&'static str>,
    /// How the table is sorted by it, if it is.
    #[prop(into)]
    sorted: Signal<Option<Direction>>,
    /// Sorts by it; by it already, turns the order around.
    #[prop(into)]
    sort: Callback<()>,
) -> impl IntoView {
    let aria = move || {
        sorted.get().map(|direction| match direction {
            Direction::Ascending => "ascending",
            Direction::Descending => "descending",
        })
    };
    let arrow = move || match sorted.get() {
        Some(Direction::Ascending) => "▲",
        Some(Direction::Descending) => "▼",
        None => "",
    };
    let button = view! {
        <button type="button" class="sort" on:click=move |_| sort.run(())>
            {title} <span aria-hidden="true">{arrow}</span>
        </button>
    };
    let heading = match says {
        None => button.into_any(),
        Some(says) => view! { <Tip text=Signal::stored(says.to_owned())>{button}</Tip> }.into_any(),
    };
    view! { <th scope="col" class:num=numeric aria-sort=aria>{heading}</th> }
}

/// A table of finished text: the twin of a chart, or what a statement returned.
#[component]
pub fn TextTableView(
    /// The table.
    table: TextTable,
    /// What it shows, for a screen reader.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let numeric: Vec<bool> = table.columns.iter().map(|column| column.numeric).collect();
    let row = |cells: Vec<String>| {
        let cells = cells.into_iter().zip(&numeric).map(|(cell, numeric)| {
            view! { <td class:num=*numeric>{cell}</td> }
        });
        view! { <tr>{cells.collect_view()}</tr> }
    };
    let caption = label.clone();
    view! {
        <div class="scroll" tabindex="0" role="group" aria-label=label>
            <table>
                <caption class="sr-only">{caption}</caption>
                <thead><tr>
                    {table.columns.iter().map(|column| view! {
                        <th scope="col" class:num=column.numeric>{column.title.clone()}</th>
                    }).collect_view()}
                </tr></thead>
                <tbody>{table.rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
