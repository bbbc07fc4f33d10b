//! Where one can go. Only what exists is shown.

use crate::{app::use_status, locales::texts, query::use_query};
use kontor_api::{
    proposals::{PRICE, PRICE_TEST, REORDER},
    reorder::{Decision, Decisions, GetDecisions},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::sync::Arc;

/// The rail on the left; on a narrow window the row on top.
#[component]
pub fn Rail() -> impl IntoView {
    let t = texts();
    let status = use_status();
    let shop = move || {
        let status = status.value.get()?;
        let settings = &status.open.as_ref()?.settings;
        Some((
            settings.name.clone(),
            format!("{} · {}", settings.currency, city(&settings.time_zone)),
        ))
    };
    let is_open = Memo::new(move |_| {
        status.value.with(|status| status.as_ref().is_some_and(|of| of.open.is_some()))
    });
    // While the status is read anew the shop may be gone, of which nothing can be asked.
    let decisions =
        use_query(move || (is_open.get() && !status.loading.get()).then_some(GetDecisions {}));
    let shown = Memo::new(move |before: Option<&Option<Arc<Decisions>>>| {
        let kept = || before.cloned().flatten().filter(|_| is_open.get());
        decisions.value.get().or_else(kept)
    });
    let count = move |is_of: fn(&Decision) -> bool| {
        Signal::derive(move || {
            let of = shown.get();
            of.map_or(0, |of| of.rows.iter().filter(|row| is_of(row)).count())
        })
    };
    view! {
        <nav class="rail" aria-label=t.navigation()>
            <a class="mark" href="/" tabindex="-1" aria-hidden="true">"Kontor"</a>
            <Place address="/" words=t.home() decisions=count(|_| true)/>
            <Place address="/sales" words=t.sales()/>
            <Place address="/products" words=t.products()/>
            <Place address="/reorder" words=t.reorder() decisions=count(|row| row.kind == REORDER)/>
            <Place address="/prices" words=t.prices() decisions=count(|row| [PRICE, PRICE_TEST].contains(&row.kind.as_str()))/>
            <div class="gap"></div>
            <Place address="/approvals" words=t.approvals()/>
            <Place address="/data" words=t.data()/>
            <Place address="/settings" words=t.settings()/>
            {move || shop().map(|(name, place)| view! {
                <div class="store">{name}<span>{place}</span></div>
            })}
        </nav>
    }
}

/// A page, with how many decisions wait there.
#[component]
fn Place(
    address: &'static str,
    words: &'static str,
    #[prop(optional, into)] decisions: Signal<usize>,
) -> impl IntoView {
    let t = texts();
    let path = use_location().pathname;
    let current = move || path.with(|path| is_under(path, address)).then_some("page");
    // Drawn by the style sheet, so that the link is still called by its words.
    let count =
        move || Some(decisions.get()).filter(|count| *count > 0).map(|count| count.to_string());
    let title = move || {
        Some(decisions.get()).filter(|count| *count > 0).map(|count| t.decisions_wait(count as i64))
    };
    view! { <a href=address aria-current=current data-count=count title=title>{words}</a> }
}

fn is_under(path: &str, address: &str) -> bool {
    match path.strip_prefix(address) {
        Some("") => true,
        Some(rest) => address != "/" && rest.starts_with('/'),
        None => false,
    }
}

/// The city of an IANA zone: `Europe/London` is London.
fn city(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_current_for_the_pages_under_it() {
        assert!(is_under("/", "/") && !is_under("/sales", "/"));
        assert!(is_under("/sales/lines", "/sales") && !is_under("/salesman", "/sales"));
    }

    #[test]
    fn a_zone_is_known_by_its_city() {
        assert_eq!(city("America/New_York"), "New York");
        assert_eq!(city("UTC"), "UTC");
    }
}
