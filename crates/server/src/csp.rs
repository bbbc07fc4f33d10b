//! Reports of what the content security policy has stopped. There should be none.

use crate::Shared;
use axum::{Json, body::Bytes, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use std::sync::atomic::Ordering;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Report {
    csp_report: Violation,
}

/// The part of a report that is logged: the addresses in it may tell what somebody looked at.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Violation {
    violated_directive: String,
}

/// What the server has counted.
#[derive(Serialize)]
pub(crate) struct Counts {
    csp_reports: u64,
}

/// `POST /csp-report`: a browser tells of a violation.
pub(crate) async fn report(State(site): State<Shared>, body: Bytes) -> StatusCode {
    site.csp_reports.fetch_add(1, Ordering::Relaxed);
    let directive = serde_json::from_slice::<Report>(&body)
        .map_or_else(|_| "unknown".to_owned(), |report| report.csp_report.violated_directive);
    tracing::error!(directive, "the content security policy was violated");
    StatusCode::NO_CONTENT
}

/// `GET /api-internal`: how many reports there were, for tests.
pub(crate) async fn count(State(site): State<Shared>) -> Json<Counts> {
    Json(Counts { csp_reports: site.csp_reports.load(Ordering::Relaxed) })
}
