//! Data: what was imported, what is known and what is doubtful of it, and what was done.

mod history;
mod import;
mod imports;
mod mapping;
mod measures;
mod privacy;
mod quality;
mod reconciliation;
pub mod records;
mod report;
mod several;
mod sql;
mod statements;
mod watched;

pub use history::HistoryPage;
pub use import::Import;
pub use imports::Data;
pub use measures::MeasuresPage;
pub use privacy::PrivacyPage;
pub use quality::{QualityPage, address_of as finding};
pub use reconciliation::ReconciliationPage;
pub use records::RecordsPage;
pub use sql::Sql;
pub use watched::WatchedNote;

use crate::{
    kit::Tabs,
    locales::{locale, texts},
};
use kontor_api::import::Content;
use kontor_domain::{DateTime, Money};
use leptos::prelude::*;

/// The address of what is known of a content.
pub fn records_of(content: Content) -> String {
    records::address_of(content, None)
}

/// The views of Data.
#[component]
fn DataTabs() -> impl IntoView {
    let t = texts();
    let tabs = vec![
        ("/data", t.imports().to_owned()),
        ("/data/records", t.records().to_owned()),
        ("/data/quality", t.quality().to_owned()),
        ("/data/reconciliation", t.reconciliation().to_owned()),
        ("/data/measures", t.measures_tab().to_owned()),
        ("/data/privacy", t.privacy().to_owned()),
        ("/data/sql", t.sql_console().to_owned()),
        ("/data/history", t.history().to_owned()),
    ];
    view! { <Tabs label=t.data() tabs/> }
}

/// A UTC time as this computer's clock showed it.
pub fn here(utc: DateTime) -> DateTime {
    let then = js_sys::Date::new(&format!("{utc}Z").into());
    let part = |number: u32| i8::try_from(number).ok();
    let local = || {
        DateTime::new(
            i16::try_from(then.get_full_year()).ok()?,
            part(then.get_month() + 1)?,
            part(then.get_date())?,
            part(then.get_hours())?,
            part(then.get_minutes())?,
            part(then.get_seconds())?,
            0,
        )
        .ok()
    };
    local().unwrap_or(utc)
}

/// Amounts of several currencies, which are never added.
pub fn amounts(totals: &[Money]) -> String {
    let written: Vec<String> = totals.iter().map(|total| locale().money(*total)).collect();
    written.join(" · ")
}
