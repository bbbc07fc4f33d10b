//! Where one can go. Only what exists is shown.

use crate::{app::use_status, locales::texts};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

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
    view! {
        <nav class="rail" aria-label=t.navigation()>
            <a class="mark" href="/" tabindex="-1" aria-hidden="true">"Kontor"</a>
            <Place address="/" words=t.home()/>
            <Place address="/sales" words=t.sales()/>
            <Place address="/products" words=t.products()/>
            <Place address="/reorder" words=t.reorder()/>
            <Place address="/prices" words=t.prices()/>
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

#[component]
fn Place(address: &'static str, words: &'static str) -> impl IntoView {
    let path = use_location().pathname;
    let current = move || path.with(|path| is_under(path, address)).then_some("page");
    view! { <a href=address aria-current=current>{words}</a> }
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
