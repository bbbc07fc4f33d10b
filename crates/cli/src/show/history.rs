//! What was done, and what runs.

use super::NOTHING;
use crate::{
    names::name_of,
    session::pick,
    table::{self, number, text},
};
use kontor_api::{JobView, chart::TextTable, domain::Locale, history::History};

/// Operations, the newest first.
pub fn history(history: &History, locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    let rows = history.operations.iter().map(|operation| {
        let state =
            if operation.undone { say("taken back", "zurückgenommen") } else { String::new() };
        vec![
            operation.id.to_string(),
            locale.date_time(operation.at),
            operation.title.clone(),
            state,
        ]
    });
    table::render(&TextTable {
        columns: vec![
            number(say("No.", "Nr.")),
            text(say("When (UTC)", "Wann (UTC)")),
            text(say("What", "Was")),
            text(""),
        ],
        rows: rows.collect(),
    })
}

/// Jobs, the newest first.
pub fn jobs(jobs: &[JobView], locale: Locale) -> String {
    let say = |en: &str, de: &str| pick(locale.language, en, de).to_owned();
    let rows = jobs.iter().map(|job| {
        vec![
            job.id.0.to_string(),
            job.command.clone(),
            job.subject.clone(),
            name_of(&job.state),
            job.fraction.map_or_else(|| NOTHING.to_owned(), |share| locale.percent(share)),
        ]
    });
    table::render(&TextTable {
        columns: vec![
            number(say("Job", "Auftrag")),
            text(say("Command", "Befehl")),
            text(say("Of", "Für")),
            text(say("State", "Stand")),
            number(say("Done", "Fertig")),
        ],
        rows: rows.collect(),
    })
}
