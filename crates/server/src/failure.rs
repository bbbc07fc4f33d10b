//! Errors as HTTP answers: the status for programs, the [`ApiError`] as JSON for the interface.

use crate::{Site, guard::text};
use axum::{
    Json,
    extract::FromRequestParts,
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use kontor_api::{ApiError, Code, domain::Language};
use std::convert::Infallible;

/// The language of a request, from `Accept-Language`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Speaks(pub(crate) Language);

impl<S: Sync> FromRequestParts<S> for Speaks {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let tag = text(&parts.headers, header::ACCEPT_LANGUAGE).unwrap_or_default();
        Ok(Speaks(Language::from_tag(tag)))
    }
}

/// A request that came to nothing.
#[derive(Debug)]
pub(crate) struct Failure {
    status: StatusCode,
    error: Box<ApiError>,
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Failure { status: status(error.code), error: Box::new(error) }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.status, Json(self.error)).into_response()
    }
}

impl Failure {
    /// The answer for a person who looks at it in a browser: words only.
    pub(crate) fn in_words(self) -> Response {
        (self.status, self.error.to_string()).into_response()
    }

    /// The caller may not ask.
    pub(crate) fn forbidden(site: &Site, Speaks(language): Speaks) -> Failure {
        let (message, hint) = match language {
            Language::En => (
                "This request was refused: it does not come from a page that Kontor opened on this computer.",
                "Open the address that `kontor serve` has printed.",
            ),
            Language::De => (
                "Diese Anfrage wurde abgewiesen: Sie kommt nicht von einer Seite, die Kontor auf diesem Computer geöffnet hat.",
                "Öffnen Sie die Adresse, die `kontor serve` ausgegeben hat.",
            ),
        };
        site.engine.error(Code::Forbidden, message, Some(hint.to_owned())).into()
    }

    /// There is nothing under this address.
    pub(crate) fn no_such_address(site: &Site, Speaks(language): Speaks) -> Failure {
        let message = match language {
            Language::En => "Kontor has nothing under this address.",
            Language::De => "Unter dieser Adresse hat Kontor nichts.",
        };
        site.engine.error(Code::NotFound, message, None).into()
    }

    /// The request is larger than `limit`, a size in words.
    pub(crate) fn too_large(site: &Site, Speaks(language): Speaks, limit: &str) -> Failure {
        let message = match language {
            Language::En => format!("This is larger than {limit}. Nothing was changed."),
            Language::De => format!("Das ist größer als {limit}. Nichts wurde geändert."),
        };
        let error = site.engine.error(Code::BadRequest, message, None);
        Failure { status: StatusCode::PAYLOAD_TOO_LARGE, error: Box::new(error) }
    }

    /// The request ended before it was whole, or its body cannot be read.
    pub(crate) fn cut_off(site: &Site, Speaks(language): Speaks) -> Failure {
        let message = match language {
            Language::En => "The request ended before all of it had arrived. Nothing was changed.",
            Language::De => {
                "Die Anfrage endete, bevor alles angekommen war. Nichts wurde geändert."
            }
        };
        site.engine.error(Code::BadRequest, message, None).into()
    }
}

/// The HTTP status for a kind of error.
fn status(code: Code) -> StatusCode {
    match code {
        Code::BadRequest => StatusCode::BAD_REQUEST,
        Code::Forbidden => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::NoWorkspace | Code::WorkspaceNewer | Code::Conflict | Code::Cancelled => {
            StatusCode::CONFLICT
        }
        Code::Unreadable | Code::SeveralTables | Code::Sql => StatusCode::UNPROCESSABLE_ENTITY,
        Code::WorkspaceBusy => StatusCode::LOCKED,
        Code::WorkspaceDamaged | Code::Io | Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Code::Timeout => StatusCode::GATEWAY_TIMEOUT,
        Code::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
    }
}
