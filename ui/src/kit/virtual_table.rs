//! A table of any length over a query, read page by page as its rows come into sight.

use crate::{
    kit::{row_window::RowWindow, states::ErrorState},
    query::{self, Query},
};
use kontor_api::{ApiError, Call};
use leptos::{prelude::*, task::spawn_local};
use std::{
    collections::{HashMap, HashSet},
    marker::PhantomData,
    ops::Range,
    sync::Arc,
};

/// Rows asked for at once.
pub const PAGE: u32 = 200;
/// Rows before and after those in the page that are read ahead.
const AHEAD: u64 = 100;
/// Pages on their way at once. Whoever scrolls past a thousand pages waits for these and for the
/// page where he stops, not for all between.
const IN_FLIGHT: usize = 2;

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
    /// The cells of a row of totals.
    #[prop(optional)]
    totals: Option<ViewFn>,
    /// How many columns there are.
    columns: usize,
    /// The cells of a row.
    cells: impl Fn(&T) -> AnyView + Copy + Send + Sync + 'static,
    #[prop(optional)] _marker: PhantomData<fn() -> C>,
) -> impl IntoView
where
    C: Call,
    C::Reply: Send + Sync,
    T: 'static,
{
    let pages = RwSignal::new(Pages::<C::Reply>::default());
    let in_page = RwSignal::new(0..0);
    let total = Memo::new(move |_| {
        head.value.with(|value| value.as_deref().map_or(0, |reply| rows(reply).0))
    });
    // A new first page starts a new generation of pages.
    Effect::new(move |_| {
        if let Some(first) = head.value.get() {
            pages.update(|pages| pages.restart(first));
        }
    });
    let request = StoredValue::new(request);
    Effect::new(move |_| {
        let generation = pages.with(|pages| pages.generation);
        for page in wanted(in_page.get(), total.get()) {
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
        // Of all pages that arrive only its own makes a row anew.
        let own = Memo::new_with_compare(
            move |_| pages.with(|pages| pages.replies.get(&page).cloned()),
            |before, now| !same(before, now),
        );
        move || own.with(|reply| rows(reply.as_ref()?).1.get(place).map(cells))
    };
    view! {
        {move || pages.with(|pages| pages.error.clone()).map(|error| view! {
            <ErrorState error retry=Callback::new(move |()| head.retry())/>
        })}
        <RowWindow label total in_page headings totals columns row/>
    }
}

/// Whether a memo's values are one and the same reply.
fn same<R>(before: Option<&Option<Arc<R>>>, now: Option<&Option<Arc<R>>>) -> bool {
    match (before, now) {
        (Some(Some(before)), Some(Some(now))) => Arc::ptr_eq(before, now),
        (Some(None), Some(None)) => true,
        _ => false,
    }
}

/// The pages that were read.
struct Pages<R> {
    /// Rises with every new first page.
    generation: u64,
    replies: HashMap<u64, Arc<R>>,
    /// Pages of this generation that were asked for.
    claimed: HashSet<u64>,
    in_flight: usize,
    error: Option<ApiError>,
}

impl<R> Default for Pages<R> {
    fn default() -> Self {
        Pages {
            generation: 0,
            replies: HashMap::new(),
            claimed: HashSet::new(),
            in_flight: 0,
            error: None,
        }
    }
}

impl<R> Pages<R> {
    fn restart(&mut self, first: Arc<R>) {
        self.generation += 1;
        self.replies.insert(0, first);
        self.claimed = HashSet::from([0]);
        self.in_flight = 0;
        self.error = None;
    }

    /// Whether the page must be asked for now; it then counts as on its way.
    fn claim(&mut self, page: u64) -> bool {
        let claimed =
            self.generation > 0 && self.in_flight < IN_FLIGHT && self.claimed.insert(page);
        self.in_flight += usize::from(claimed);
        claimed
    }

    fn arrive(&mut self, generation: u64, page: u64, reply: Result<Arc<R>, ApiError>) {
        if generation != self.generation {
            return;
        }
        self.in_flight = self.in_flight.saturating_sub(1);
        match reply {
            Ok(reply) => {
                self.replies.insert(page, reply);
                // What an earlier generation left behind is of no use beyond what is in sight.
                self.replies.retain(|page, _| self.claimed.contains(page));
            }
            // It stays claimed: the person tries again, not the program, over and over.
            Err(error) => self.error = Some(error),
        }
    }
}

/// The pages that hold these rows and those near them.
fn wanted(rows: Range<u64>, total: u64) -> Range<u64> {
    if rows.is_empty() {
        return 0..0;
    }
    let (first, end) = (rows.start.saturating_sub(AHEAD), (rows.end + AHEAD).min(total.max(1)));
    first / u64::from(PAGE)..(end - 1) / u64::from(PAGE) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_near_the_rows_are_wanted() {
        assert_eq!(wanted(0..40, 100_000), 0..1);
        assert_eq!(wanted(80..120, 100_000), 0..2);
        assert_eq!(wanted(360..400, 400), 1..2);
        assert_eq!(wanted(0..0, 0), 0..0);
    }

    #[test]
    fn a_page_is_asked_for_once_and_few_at_a_time() {
        let mut pages = Pages::<u8>::default();
        assert!(!pages.claim(1), "nothing is known before the first page");
        pages.restart(Arc::new(0));
        assert!(pages.claim(1) && !pages.claim(1) && !pages.claim(0));
        assert!(pages.claim(2) && !pages.claim(3), "two are on their way");
        pages.arrive(1, 1, Ok(Arc::new(1)));
        assert!(pages.claim(3));
        pages.restart(Arc::new(1));
        pages.arrive(1, 2, Ok(Arc::new(9)));
        assert!(!pages.replies.contains_key(&2), "it came too late");
    }
}
