//! The rows in sight of a table of any length: only they are in the page.

use crate::locales::{locale, texts};
use leptos::{ev, html, prelude::*};
use std::ops::Range;

/// The height of a row in CSS pixels: `--row` in `styles/tokens.css`.
const ROW: f64 = 34.0;
/// Rows beyond the edges, so that a scrolled row is there before it is seen, and so that Tab
/// always finds the next one.
const BEYOND: u64 = 12;
/// Rows that can be scrolled to: browsers limit how high an element may be. Beyond them one
/// filters, or exports.
const REACHABLE: u64 = 250_000;

/// A table whose rows are made when they come into sight.
#[component]
pub fn RowWindow<R>(
    /// What it shows, for a screen reader.
    #[prop(into)]
    label: String,
    /// How many rows there are.
    #[prop(into)]
    total: Signal<u64>,
    /// The rows that are in the page; kept up to date here.
    in_page: RwSignal<Range<u64>>,
    /// The headings: cells of a `tr`.
    headings: ViewFn,
    /// The cells of a row of totals, which stays under the headings.
    totals: Option<ViewFn>,
    /// How many columns there are.
    columns: usize,
    /// For the index of a row what shows its cells, `None` while they are being read.
    row: impl Fn(u64) -> R + Clone + Send + 'static,
) -> impl IntoView
where
    R: Fn() -> Option<AnyView> + Send + 'static,
{
    let (t, locale) = (texts(), locale());
    let container = NodeRef::<html::Div>::new();
    let reachable = Memo::new(move |_| total.get().min(REACHABLE));
    let (top, height) = (RwSignal::new(0.0_f64), RwSignal::new(600.0_f64));
    Effect::new(move |_| {
        let rows = near(top.get(), height.get(), reachable.get());
        if in_page.with_untracked(|before| *before != rows) {
            in_page.set(rows);
        }
    });
    let measure = move || {
        if let Some(container) = container.get_untracked() {
            top.set(f64::from(container.scroll_top()));
            height.set(f64::from(container.client_height()));
        }
    };
    Effect::new(move |_| {
        if container.get().is_some() {
            measure();
        }
    });
    let resized = window_event_listener(ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());

    // Rows are counted from 1, and the headings are the first.
    let above = if totals.is_some() { 3 } else { 2 };
    let row = move |index: u64| {
        let cells = row(index);
        view! {
            <tr aria-rowindex=(index + above).to_string()>
                {move || cells().unwrap_or_else(|| view! {
                    <td colspan=columns.to_string() class="waiting"></td>
                }.into_any())}
            </tr>
        }
    };
    let spacer = move |rows: u64| {
        let height = format!("{}px", rows as f64 * ROW);
        (rows > 0).then(|| {
            view! {
                <tr class="spacer" aria-hidden="true">
                    <td colspan=columns.to_string() style:height=height></td>
                </tr>
            }
        })
    };
    let cut = move || {
        let (shown, all) = (locale.count(REACHABLE as i64), locale.count(total.get() as i64));
        (total.get() > REACHABLE).then(|| view! { <p class="note">{t.rows_cut(shown, all)}</p> })
    };
    let caption = label.clone();
    view! {
        {cut}
        <div class="virtual" node_ref=container tabindex="0" role="region" aria-label=label
            on:scroll=move |_| measure()>
            <table aria-rowcount=move || (total.get() + above - 1).to_string()>
                <caption class="sr-only">{caption}</caption>
                <thead>
                    <tr aria-rowindex="1">{headings.run()}</tr>
                    {totals.map(|totals| view! { <tr class="total" aria-rowindex="2">{totals.run()}</tr> })}
                </thead>
                <tbody>
                    {move || spacer(in_page.get().start)}
                    <For each=move || in_page.get() key=|index| *index children=row/>
                    {move || spacer(reachable.get().saturating_sub(in_page.get().end))}
                </tbody>
            </table>
        </div>
    }
}

/// The rows in sight and some beyond, of a window `height` pixels high, scrolled down by `top`.
fn near(top: f64, height: f64, total: u64) -> Range<u64> {
    let first = ((top / ROW).max(0.0) as u64).saturating_sub(BEYOND);
    let count = (height / ROW).ceil() as u64 + 2 * BEYOND;
    first.min(total)..(first + count).min(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_rows_are_in_the_page_however_long_the_table() {
        assert_eq!(near(0.0, 680.0, 100_000), 0..44);
        assert_eq!(near(34.0 * 50_000.0, 680.0, 100_000), 49_988..50_032);
        assert_eq!(near(0.0, 680.0, 3), 0..3);
        // Scrolled down when the table became shorter.
        assert_eq!(near(34_000.0, 680.0, 3), 3..3);
    }
}
