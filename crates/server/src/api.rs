//! Commands: JSON in, JSON out, by name.

use crate::{
    Shared,
    failure::{Failure, Speaks},
};
use axum::{
    body::Bytes,
    extract::{Path, State, rejection::BytesRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// `POST /api/{name}`: one command of the contract.
pub(crate) async fn rpc(
    State(site): State<Shared>,
    Path(name): Path<String>,
    language: Speaks,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Failure> {
    let body = body.map_err(|rejection| match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => Failure::too_large(&site, language, "1 MB"),
        _ => Failure::cut_off(&site, language),
    })?;
    let reply = site.engine.rpc(&name, &body, language.0).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], reply).into_response())
}

/// Whatever else is asked for under `/api/`.
pub(crate) async fn unknown(State(site): State<Shared>, language: Speaks) -> Failure {
    Failure::no_such_address(&site, language)
}
