//! Through Tauri's bridge. The window has no permission but these few commands and events.

use super::{Heard, defect, refusal};
use crate::locales::language;
use js_sys::{Object, Reflect};
use kontor_api::{ApiError, export::ExportedFile, import::Source};
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["window", "__TAURI_INTERNALS__"], catch)]
    async fn invoke(command: &str, arguments: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["window", "__TAURI_INTERNALS__"], js_name = transformCallback)]
    fn transform_callback(callback: &Closure<dyn Fn(JsValue)>) -> f64;
}

pub(super) async fn send(name: &str, body: &str) -> Result<String, ApiError> {
    let arguments = object([
        ("name", name.into()),
        ("body", body.into()),
        ("language", language().tag().into()),
    ]);
    ask("rpc", &arguments).await
}

pub(super) fn listen(handler: impl Fn(Heard) + 'static) {
    spawn_local(async move {
        let handler = std::rc::Rc::new(handler);
        let hear = {
            let handler = handler.clone();
            move |payload: JsValue| match parse(&payload) {
                Ok(event) => handler(Heard::Event(event)),
                Err(error) => leptos::logging::error!("an event of another version: {error}"),
            }
        };
        subscribe("kontor", hear).await;
        handler(Heard::Connected);
    });
}

pub(super) async fn pick_file() -> Result<Option<Source>, ApiError> {
    let chosen: Option<String> =
        serde_json::from_str(&ask("pick_file", &object([])).await?).map_err(defect)?;
    Ok(chosen.map(|path| Source::Path { path }))
}

pub(super) async fn pick_files() -> Result<Vec<Source>, ApiError> {
    let chosen: Vec<String> =
        serde_json::from_str(&ask("pick_files", &object([])).await?).map_err(defect)?;
    Ok(sources(chosen))
}

pub(super) fn on_drop(handler: impl Fn(Result<Vec<Source>, ApiError>) + 'static) {
    spawn_local(async move {
        let handler = std::rc::Rc::new(handler);
        let hear = handler.clone();
        subscribe("dropped", move |payload| {
            hear(parse::<Vec<String>>(&payload).map(sources));
        })
        .await;
        // Those that the program was opened with.
        let waiting = ask("waiting_files", &object([])).await;
        let waiting: Result<Vec<String>, _> =
            waiting.and_then(|text| serde_json::from_str(&text).map_err(defect));
        match waiting.map(sources) {
            Ok(files) if files.is_empty() => {}
            files => handler(files),
        }
    });
}

fn sources(paths: Vec<String>) -> Vec<Source> {
    paths.into_iter().map(|path| Source::Path { path }).collect()
}

pub(super) async fn save_file(file: &ExportedFile) -> Result<bool, ApiError> {
    let arguments =
        object([("path", file.path.as_str().into()), ("name", file.name.as_str().into())]);
    serde_json::from_str(&ask("save_file", &arguments).await?).map_err(defect)
}

/// Calls one of the shell's commands; the answer is JSON.
async fn ask(command: &str, arguments: &JsValue) -> Result<String, ApiError> {
    match invoke(command, arguments).await {
        Ok(answer) => Ok(json(&answer)),
        Err(error) => Err(refusal(&json(&error))),
    }
}

/// Calls `handler` with the payload of every event of that name. Tauri's own script for this would
/// be one more file to ship; what it does is one command.
async fn subscribe(event: &str, handler: impl Fn(JsValue) + 'static) {
    let callback = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        handler(Reflect::get(&event, &"payload".into()).unwrap_or(JsValue::NULL));
    });
    let arguments = object([
        ("event", event.into()),
        ("target", object([("kind", "Any".into())])),
        ("handler", transform_callback(&callback).into()),
    ]);
    callback.forget();
    if let Err(error) = invoke("plugin:event|listen", &arguments).await {
        leptos::logging::error!("cannot hear the event {event}: {error:?}");
    }
}

fn parse<T: DeserializeOwned>(payload: &JsValue) -> Result<T, ApiError> {
    serde_json::from_str(&json(payload)).map_err(defect)
}

/// The JSON text of an answer: bytes and texts hold it as they are, other values are written out.
fn json(value: &JsValue) -> String {
    if let Some(text) = value.as_string() {
        // A reply travels as text; so does an error that is a text and nothing more.
        return text;
    }
    if let Some(buffer) = value.dyn_ref::<js_sys::ArrayBuffer>() {
        let bytes = js_sys::Uint8Array::new(buffer).to_vec();
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    js_sys::JSON::stringify(value).map(String::from).unwrap_or_default()
}

fn object<const N: usize>(entries: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (key, value) in entries {
        // A plain object takes every property.
        let _ = Reflect::set(&object, &key.into(), &value);
    }
    object.into()
}
