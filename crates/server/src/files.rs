//! Files on their way in and out.

use crate::{
    Shared,
    failure::{Failure, Speaks},
};
use axum::{
    Json,
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use futures_util::StreamExt as _;
use serde::Serialize;
use std::fs::File;
use tokio::io::AsyncWriteExt as _;
use tower_http::services::ServeFile;

/// The largest file that can be sent: more than any shop exports, less than a disk.
const MAX_UPLOAD: u64 = 4 << 30;

/// The reply of [`upload`].
#[derive(Serialize)]
pub(crate) struct Uploaded {
    /// Names the file in `Source::Upload`.
    token: String,
}

/// `POST /api/upload`: takes a file to import, writing it to disk as it comes. Its name travels
/// with the command that imports it.
pub(crate) async fn upload(
    State(site): State<Shared>,
    language: Speaks,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Uploaded>, Failure> {
    let too_large = || Failure::too_large(&site, language, "4 GB");
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if announced
        .and_then(|length| length.parse().ok())
        .is_some_and(|length: u64| length > MAX_UPLOAD)
    {
        return Err(too_large());
    }
    let (token, file) = site.engine.new_upload(language.0)?;
    let io_error = |error: std::io::Error| site.engine.io_error(error, language.0);
    let mut partial = Partial(Some(file.try_clone().map_err(io_error)?));
    let mut file = tokio::fs::File::from_std(file);
    let mut chunks = body.into_data_stream();
    let mut size = 0;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Failure::cut_off(&site, language))?;
        size += chunk.len() as u64;
        if size > MAX_UPLOAD {
            return Err(too_large());
        }
        file.write_all(&chunk).await.map_err(io_error)?;
        // A write still under way would come after the emptying of a broken upload.
        file.flush().await.map_err(io_error)?;
    }
    file.flush().await.map_err(io_error)?;
    partial.0 = None;
    Ok(Json(Uploaded { token }))
}

/// A file that is not whole yet. What was written of it gives its room back when the browser goes
/// away in the middle.
struct Partial(Option<File>);

impl Drop for Partial {
    fn drop(&mut self) {
        if let Some(file) = self.0.take() {
            file.set_len(0).ok();
        }
    }
}

/// `GET /api/file/{token}`: hands over an exported file, to be saved under its name.
pub(crate) async fn download(
    State(site): State<Shared>,
    Path(token): Path<String>,
    language: Speaks,
    request: Request,
) -> Result<Response, Failure> {
    let file = site.engine.exported_file(&token, language.0)?;
    let Ok(answer) = ServeFile::new(&file.path).try_call(request).await else {
        return Err(Failure::no_such_address(&site, language));
    };
    let mut response = answer.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, value(&file.media_type));
    headers.insert(header::CONTENT_DISPOSITION, value(&disposition(&file.name)));
    Ok(response)
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

/// `Content-Disposition` as in RFC 6266: a plain name for old programs, the exact one for all
/// others.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ' { c } else { '_' }
        })
        .collect();
    let exact: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn names_survive_as_far_as_the_program_can_read_them() {
        assert_eq!(
            disposition("Verkäufe \"März\".csv"),
            "attachment; filename=\"Verk_ufe _M_rz_.csv\"; \
             filename*=UTF-8''Verk%C3%A4ufe%20%22M%C3%A4rz%22.csv"
        );
    }
}
