//! Who may talk to the server. A port on the merchant's own computer is not a private place:
//!
//! - **Other computers** are kept out by listening on the loopback interface, and again by the
//!   peer's address.
//! - **Web pages** that he visits run in his browser, which reaches the port. What they send bears
//!   their `Origin`, which is not ours. A page that changes its own name's address to 127.0.0.1
//!   after it was loaded (*DNS rebinding*) counts as our origin for the browser; but its requests
//!   still bear its name in `Host`, and we answer to three names only.
//! - **Other users and programs** of the computer can connect and claim any `Host` and `Origin`.
//!   They do not know the token, which is new at each start and stands in the address that
//!   `kontor serve` tells the merchant. The page, which carries the token for the interface, is
//!   given only to who brings it already: in the address, and later in a cookie.

use crate::{
    Shared, Site,
    failure::{Failure, Speaks},
};
use axum::{
    extract::{ConnectInfo, FromRequestParts as _, Request, State},
    http::{HeaderMap, Method, Uri, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use std::net::SocketAddr;
use subtle::ConstantTimeEq as _;

/// The header that carries the token.
pub(crate) const TOKEN_HEADER: &str = "x-kontor-token";

/// Lets in who comes from this computer and, if a page sent it, from our own page.
pub(crate) async fn caller(State(site): State<Shared>, request: Request, next: Next) -> Response {
    match check_caller(&site, &request) {
        Ok(()) => next.run(request).await,
        Err(reason) => refuse(&site, request, reason).await,
    }
}

/// Lets in who knows the token.
pub(crate) async fn token(State(site): State<Shared>, request: Request, next: Next) -> Response {
    if knows_token(&site, &request) {
        next.run(request).await
    } else {
        refuse(&site, request, "token").await
    }
}

fn check_caller(site: &Site, request: &Request) -> Result<(), &'static str> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    if !peer.is_some_and(|peer| peer.0.ip().is_loopback()) {
        return Err("peer");
    }
    let host = text(request.headers(), header::HOST).ok_or("host")?;
    let ours = ["127.0.0.1", "localhost", "[::1]"];
    if !ours.iter().any(|name| host == format!("{name}:{}", site.port)) {
        return Err("host");
    }
    match request.headers().get(header::ORIGIN) {
        Some(origin) if origin.as_bytes() != format!("http://{host}").as_bytes() => Err("origin"),
        _ => Ok(()),
    }
}

fn knows_token(site: &Site, request: &Request) -> bool {
    let in_header = text(request.headers(), TOKEN_HEADER);
    // Neither an EventSource nor a link to a file can send a header.
    let in_query = || (request.method() == Method::GET).then(|| query_token(request.uri()))?;
    in_header.or_else(in_query).is_some_and(|token| is_token(site, token))
}

/// Whether this is the token, in a time that does not tell how much of it was right.
pub(crate) fn is_token(site: &Site, token: &str) -> bool {
    site.token.as_bytes().ct_eq(token.as_bytes()).into()
}

/// The token in an address. It is hexadecimal, so nothing of it is escaped.
pub(crate) fn query_token(uri: &Uri) -> Option<&str> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix("token="))
}

/// A header's value, if it is there and is text.
pub(crate) fn text(headers: &HeaderMap, name: impl header::AsHeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

async fn refuse(site: &Site, request: Request, reason: &'static str) -> Response {
    let (mut parts, _) = request.into_parts();
    tracing::warn!(reason, "refused a request");
    let Ok(language) = Speaks::from_request_parts(&mut parts, &()).await;
    Failure::forbidden(site, language).into_response()
}
