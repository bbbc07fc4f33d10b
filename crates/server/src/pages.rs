//! The interface: one page for every address, and the files it is made of.

use crate::{
    Shared, Site,
    failure::{Failure, Speaks},
    guard::{is_token, query_token, text},
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{Html, IntoResponse as _, Redirect, Response},
};
use std::io::ErrorKind;
use tower_http::services::ServeDir;

/// What the page holds for the token, and what it is replaced with.
const EMPTY_TOKEN: &str = r#"<meta name="kontor-token" content="">"#;

/// Whatever is not the API: a file of the interface, or its page, which finds out by itself which
/// screen the address means.
pub(crate) async fn serve(
    State(site): State<Shared>,
    language: Speaks,
    request: Request,
) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return Failure::no_such_address(&site, language).in_words();
    }
    let name = request.uri().path().rsplit('/').next().unwrap_or_default();
    if name.contains('.') && name != "index.html" {
        let cache = cache_control(name);
        file(&site, language, cache, request).await
    } else {
        page(&site, language, request.uri(), request.headers()).await
    }
}

async fn file(site: &Site, language: Speaks, cache: &'static str, request: Request) -> Response {
    let mut folder = ServeDir::new(&site.ui).precompressed_br().precompressed_gzip();
    match folder.try_call(request).await {
        Ok(answer) if answer.status() != StatusCode::NOT_FOUND => {
            let mut response = answer.into_response();
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
            response
        }
        _ => Failure::no_such_address(site, language).in_words(),
    }
}

/// A file whose name changes with its content never changes; any other is asked for anew, and
/// answered "not modified".
fn cache_control(name: &str) -> &'static str {
    let is_hash = |part: &str| part.len() >= 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    if name.split(['-', '.', '_']).any(is_hash) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

/// The page. It holds the token, so it is given only to who knows it.
async fn page(site: &Site, language: Speaks, uri: &Uri, headers: &HeaderMap) -> Response {
    let cookie = format!("kontor-{}", site.port);
    if query_token(uri).is_some_and(|token| is_token(site, token)) {
        // On to the same address without the token, so that it stays neither in the address bar
        // nor in the history. `Lax`, as the address may be clicked in another page, such as a
        // mail; the cookie opens nothing but this page.
        let set = format!("{cookie}={}; Path=/; HttpOnly; SameSite=Lax", site.token);
        return ([(header::SET_COOKIE, set)], Redirect::to(&without_token(uri))).into_response();
    }
    if !cookie_value(headers, &cookie).is_some_and(|token| is_token(site, token)) {
        return Failure::forbidden(site, language).in_words();
    }
    match tokio::fs::read_to_string(site.ui.join("index.html")).await {
        Ok(html) => {
            let filled = EMPTY_TOKEN.replace("\"\"", &format!("\"{}\"", site.token));
            let html = html.replacen(EMPTY_TOKEN, &filled, 1);
            ([(header::CACHE_CONTROL, "no-store")], Html(html)).into_response()
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Failure::no_such_address(site, language).in_words()
        }
        Err(error) => Failure::from(site.engine.io_error(error, language.0)).in_words(),
    }
}

fn without_token(uri: &Uri) -> String {
    let rest: Vec<_> = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("token="))
        .collect();
    // One slash only: two would make the first part of the path another server's name.
    let path = format!("/{}", uri.path().trim_start_matches('/'));
    if rest.is_empty() { path } else { format!("{path}?{}", rest.join("&")) }
}

fn cookie_value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    text(headers, header::COOKIE)?
        .split("; ")
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_leaves_the_address_and_the_rest_stays() {
        let cases = [
            ("/?token=x", "/"),
            ("/sales?period=28d&token=x&q=a", "/sales?period=28d&q=a"),
            ("//elsewhere.example/?token=x", "/elsewhere.example/"),
        ];
        for (uri, expected) in cases {
            assert_eq!(without_token(&uri.parse().unwrap()), expected);
        }
    }

    #[test]
    fn only_files_named_after_their_content_are_kept_for_good() {
        assert!(cache_control("app-1a2b3c4d5e6f_bg.wasm").contains("immutable"));
        assert_eq!(cache_control("app_bg.wasm"), "no-cache");
        assert_eq!(cache_control("default.css"), "no-cache");
    }
}
