//! Over HTTP, to the server that this page came from and to no other.

use super::{Heard, defect, refusal, unreachable};
use crate::locales::language;
use futures_channel::oneshot;
use js_sys::encode_uri_component;
use kontor_api::{ApiError, export::ExportedFile, import::Source};
use leptos::{
    ev,
    prelude::{document, window, window_event_listener},
    task::spawn_local,
};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    EventSource, File, FileList, HtmlAnchorElement, HtmlInputElement, MessageEvent, Request,
    RequestInit, Response,
};

pub(super) async fn send(name: &str, body: &str) -> Result<String, ApiError> {
    post(&format!("/api/{name}"), &body.into()).await
}

pub(super) fn listen(handler: impl Fn(Heard) + 'static) {
    // An event source takes no headers, so the token stands in the address.
    let Ok(source) = EventSource::new(&format!("/api/events?token={}", token())) else {
        leptos::logging::error!("this browser has no event source");
        return;
    };
    let handler = Rc::new(handler);
    let opened = {
        let handler = handler.clone();
        // Again after every break: the browser reconnects by itself.
        Closure::<dyn Fn()>::new(move || handler(Heard::Connected))
    };
    let told = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
        let text = message.data().as_string().unwrap_or_default();
        match serde_json::from_str(&text) {
            Ok(event) => handler(Heard::Event(event)),
            Err(error) => leptos::logging::error!("an event of another version: {error}"),
        }
    });
    source.set_onopen(Some(opened.as_ref().unchecked_ref()));
    source.set_onmessage(Some(told.as_ref().unchecked_ref()));
    opened.forget();
    told.forget();
}

pub(super) async fn pick_file() -> Result<Option<Source>, ApiError> {
    let Some(file) = choose(false).await.into_iter().next() else { return Ok(None) };
    upload(file).await.map(Some)
}

pub(super) async fn pick_files() -> Result<Vec<Source>, ApiError> {
    upload_all(choose(true).await).await
}

pub(super) fn on_drop(handler: impl Fn(Result<Vec<Source>, ApiError>) + Clone + 'static) {
    // Without this the browser would leave the page for the file.
    window_event_listener(ev::dragover, |event| event.prevent_default());
    window_event_listener(ev::drop, move |event| {
        event.prevent_default();
        let files = event.data_transfer().and_then(|data| data.files());
        let files = listed(files);
        if files.is_empty() {
            return;
        }
        let handler = handler.clone();
        spawn_local(async move { handler(upload_all(files).await) });
    });
}

async fn upload_all(files: Vec<File>) -> Result<Vec<Source>, ApiError> {
    let mut sources = Vec::new();
    for file in files {
        sources.push(upload(file).await?);
    }
    Ok(sources)
}

fn listed(files: Option<FileList>) -> Vec<File> {
    let files = files.as_ref();
    let count = files.map_or(0, FileList::length);
    (0..count).filter_map(|index| files?.get(index)).collect()
}

pub(super) fn save_file(file: &ExportedFile) -> Result<bool, ApiError> {
    let link = element("a")?.unchecked_into::<HtmlAnchorElement>();
    link.set_href(&format!("/api/file/{}?token={}", file.token, token()));
    link.set_download(&file.name);
    link.click();
    Ok(true)
}

async fn upload(file: File) -> Result<Source, ApiError> {
    let name = file.name();
    let address = format!("/api/upload?name={}", String::from(encode_uri_component(&name)));
    let answer = post(&address, &file).await?;
    let answer: serde_json::Value = serde_json::from_str(&answer).map_err(defect)?;
    match answer.get("token").and_then(serde_json::Value::as_str) {
        Some(token) => Ok(Source::Upload { token: token.to_owned(), name }),
        None => Err(defect("an upload without a token")),
    }
}

async fn post(address: &str, body: &JsValue) -> Result<String, ApiError> {
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_body(body);
    let request = Request::new_with_str_and_init(address, &options).map_err(js)?;
    for (name, value) in
        [("X-Kontor-Token", token()), ("Accept-Language", language().tag().to_owned())]
    {
        request.headers().set(name, &value).map_err(js)?;
    }
    let response: Response = JsFuture::from(window().fetch_with_request(&request))
        .await
        .map_err(|_| unreachable())?
        .unchecked_into();
    let text = JsFuture::from(response.text().map_err(js)?).await.map_err(|_| unreachable())?;
    let text = text.as_string().unwrap_or_default();
    if response.ok() { Ok(text) } else { Err(refusal(&text)) }
}

/// The browser's own file dialog, which only an input can open.
async fn choose(several: bool) -> Vec<File> {
    let Ok(input) = element("input") else { return Vec::new() };
    let input = input.unchecked_into::<HtmlInputElement>();
    input.set_type("file");
    input.set_multiple(several);
    input.set_accept(".csv,.tsv,.txt,.gz,.zip,.xlsx,.kontor");
    let (chosen, choice) = oneshot::channel();
    let chosen = Rc::new(RefCell::new(Some(chosen)));
    let answer = {
        let input = input.clone();
        Closure::<dyn Fn()>::new(move || {
            if let Some(chosen) = chosen.borrow_mut().take() {
                // Nobody waits any more when the page is gone.
                let _ = chosen.send(listed(input.files()));
            }
        })
    };
    for event in ["change", "cancel"] {
        // An input takes any listener.
        let _ = input.add_event_listener_with_callback(event, answer.as_ref().unchecked_ref());
    }
    input.click();
    choice.await.unwrap_or_default()
}

fn element(tag: &str) -> Result<web_sys::Element, ApiError> {
    document().create_element(tag).map_err(js)
}

/// The token that the server wrote into the page.
fn token() -> String {
    document()
        .query_selector("meta[name=kontor-token]")
        .ok()
        .flatten()
        .and_then(|meta| meta.get_attribute("content"))
        .unwrap_or_default()
}

fn js(error: JsValue) -> ApiError {
    defect(format!("{error:?}"))
}
