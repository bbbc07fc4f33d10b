//! A table of any length, of which only the rows in sight are in the page.

use crate::{
    kit::states::ErrorState,
    locales::{locale, texts},
    query::{self, Query},
};
use kontor_api::{ApiError, Call};
use leptos::{ev, html, prelude::*, task::spawn_local};
use std::{
    collections::{HashMap, HashSet},
    marker::PhantomData,
    ops::Range,
    sync::Arc,
};

/// Rows asked for at once.
pub const PAGE: u32 = 100;

/// The height of a row in CSS pixels: `--row` in `styles/tokens.css`.
const ROW: f64 = 34.0;
/// Rows beyond the edges, so that a scrolled row is there before it is seen.
const BEYOND: u64 = 12;
/// Rows that can be scrolled to: browsers limit how high an element may be. Beyond them one
/// filters, or exports.
const REACHABLE: u64 = 250_000;

/// A table over a query that answers in pages of [`PAGE`] rows.
///
/// `head` is the query of the first page, which the caller also shows totals of; whenever it is
/// read anew, so are the other pages, and the rows in sight stay until they are replaced.
#[component]
pub fn VirtualTable<C, T>(
    /// What it shows, for a screen reader.
    #[prop(into)]
    label: String,
    /// The first page.
    head: Query<C::Reply>,
    /// The request for the page that starts at an offset.
    request: impl Fn(u64) -> Option<C> + Send + Sync + 'static,
    /// How many rows there are in all, and those that the reply holds.
    rows: fn(&C::Reply) -> (u64, &[T]),
    /// The headings: cells of a `tr`.
    #[prop(into)]
    headings: ViewFn,
    /// How many columns there are.
    columns: usize,
    /// The cells of a row.
    cells: fn(&T) -> AnyView,
    #[prop(optional)] _marker: PhantomData<fn() -> C>,
) -> impl IntoView
where
    C: Call,
    C::Reply: Send + Sync,
    T: 'static,
{
    let (t, locale) = (texts(), locale());
    let container = NodeRef::<html::Div>::new();
    let pages = RwSignal::new(Pages::<C::Reply>::default());
    let total = Memo::new(move |_| {
        head.value.with(|value| value.as_deref().map_or(0, |reply| rows(reply).0))
    });
    let reachable = Memo::new(move |_| total.get().min(REACHABLE));
    let (top, height) = (RwSignal::new(0.0_f64), RwSignal::new(600.0_f64));
    let in_sight = Memo::new(move |_| in_sight(top.get(), height.get(), reachable.get()));

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

    // A new first page starts a new generation of pages.
    Effect::new(move |_| {
        if let Some(first) = head.value.get() {
            pages.update(|pages| pages.restart(first));
        }
    });
    let request = StoredValue::new(request);
    Effect::new(move |_| {
        let generation = pages.with(|pages| pages.generation);
        for page in wanted(in_sight.get()) {
            let missing = pages.try_update_untracked(|pages| pages.claim(page)).unwrap_or(false);
            let ask = request.with_value(|request| request(page * u64::from(PAGE)));
            let (true, Some(ask)) = (missing, ask) else { continue };
            spawn_local(async move {
                let reply = query::read(&ask).await;
                pages.try_update(|pages| pages.arrive(generation, page, reply));
            });
        }
    });

    let row = move |index: u64| {
        let (page, place) = (index / u64::from(PAGE), (index % u64::from(PAGE)) as usize);
        let content = move || {
            pages.with(|pages| {
                let reply = pages.replies.get(&page)?;
                rows(reply).1.get(place).map(cells)
            })
        };
        view! {
            <tr aria-rowindex=(index + 2).to_string()>
                {move || content().unwrap_or_else(|| view! {
                    <td colspan=columns.to_string() class="waiting"></td>
                }.into_any())}
            </tr>
        }
    };
    let spacer = move |rows: u64| {
        let height = format!("{}px", rows as f64 * ROW);
        (rows > 0).then(|| view! {
            <tr class="spacer" aria-hidden="true"><td colspan=columns.to_string() style:height=height></td></tr>
        })
    };
    let cut =
        move || {
            (total.get() > REACHABLE).then(|| view! {
        <p class="note">
            {t.rows_cut(locale.count(REACHABLE as i64), locale.count(total.get() as i64))}
        </p>
    })
        };
    let caption = label.clone();
    view! {
        {move || pages.with(|pages| pages.error.clone()).map(|error| view! { <ErrorState error/> })}
        {cut}
        <div class="virtual" node_ref=container tabindex="0" role="region" aria-label=label
            on:scroll=move |_| measure()>
            <table aria-rowcount=move || (total.get() + 1).to_string()>
                <caption class="sr-only">{caption}</caption>
                <thead><tr aria-rowindex="1">{headings.run()}</tr></thead>
                <tbody>
                    {move || spacer(in_sight.get().start)}
                    <For each=move || in_sight.get() key=|index| *index children=row/>
                    {move || spacer(reachable.get().saturating_sub(in_sight.get().end))}
                </tbody>
            </table>
        </div>
    }
}

/// The pages that were read.
struct Pages<R> {
    /// Rises with every new first page.
    generation: u64,
    replies: HashMap<u64, Arc<R>>,
    /// Pages of this generation that are here or on their way.
    claimed: HashSet<u64>,
    error: Option<ApiError>,
}

impl<R> Default for Pages<R> {
    fn default() -> Self {
        Pages { generation: 0, replies: HashMap::new(), claimed: HashSet::new(), error: None }
    }
}

impl<R> Pages<R> {
    fn restart(&mut self, first: Arc<R>) {
        self.generation += 1;
        self.replies.insert(0, first);
        self.claimed = HashSet::from([0]);
        self.error = None;
    }

    /// Whether the page must be asked for; it then counts as on its way.
    fn claim(&mut self, page: u64) -> bool {
        self.generation > 0 && self.claimed.insert(page)
    }

    fn arrive(&mut self, generation: u64, page: u64, reply: Result<Arc<R>, ApiError>) {
        if generation != self.generation {
            return;
        }
        match reply {
            Ok(reply) => {
                self.replies.insert(page, reply);
                // What an earlier generation left behind is of no use beyond what is in sight.
                self.replies.retain(|page, _| self.claimed.contains(page));
            }
            Err(error) => {
                self.claimed.remove(&page);
                self.error = Some(error);
            }
        }
    }
}

fn in_sight(top: f64, height: f64, total: u64) -> Range<u64> {
    let first = ((top / ROW).max(0.0) as u64).saturating_sub(BEYOND);
    let count = (height / ROW).ceil() as u64 + 2 * BEYOND;
    first.min(total)..(first + count).min(total)
}

fn wanted(rows: Range<u64>) -> Range<u64> {
    if rows.is_empty() {
        return 0..0;
    }
    rows.start / u64::from(PAGE)..(rows.end - 1) / u64::from(PAGE) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_rows_are_in_sight_however_long_the_table() {
        assert_eq!(in_sight(0.0, 680.0, 100_000), 0..44);
        assert_eq!(in_sight(34.0 * 50_000.0, 680.0, 100_000), 49_988..50_032);
        assert_eq!(in_sight(0.0, 680.0, 3), 0..3);
        // Scrolled down when the table became shorter.
        assert_eq!(in_sight(34_000.0, 680.0, 3), 3..3);
    }

    #[test]
    fn pages_are_asked_for_once_in_a_generation() {
        assert_eq!(wanted(95..140), 0..2);
        assert_eq!(wanted(0..0), 0..0);
        let mut pages = Pages::<u8>::default();
        assert!(!pages.claim(1), "nothing is known before the first page");
        pages.restart(Arc::new(0));
        assert!(pages.claim(1) && !pages.claim(1) && !pages.claim(0));
        pages.restart(Arc::new(1));
        pages.arrive(1, 1, Ok(Arc::new(9)));
        assert!(!pages.replies.contains_key(&1), "it came too late");
    }
}
