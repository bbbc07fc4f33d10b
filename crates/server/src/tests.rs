//! The router, asked in this process: as a browser asks, and as an attacker does.

use super::*;
use axum::{
    body::{Body, Bytes},
    extract::ConnectInfo,
    http::{Request, Response, StatusCode, header, request::Builder},
};
use futures_util::{StreamExt as _, stream};
use http_body_util::BodyExt as _;
use kontor_api::{
    ApiError, Code, Command,
    domain::Language,
    export::{Export, Exportable, Format},
    settings::GetOptions,
    workspace::Create,
};
use kontor_engine::Config;
use serde_json::Value;
use std::io::Error;
use tempfile::TempDir;
use tower::ServiceExt as _;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const PORT: u16 = 8421;
const PAGE: &str = r#"<!doctype html><meta name="kontor-token" content=""><title>Kontor</title>"#;

struct Served {
    folder: TempDir,
    engine: Engine,
    router: Router,
    stop: watch::Sender<bool>,
}

fn serve_in_process() -> Served {
    let folder = tempfile::tempdir().unwrap();
    let ui = folder.path().join("ui");
    std::fs::create_dir_all(ui.join("styles")).unwrap();
    for (name, content) in [
        ("index.html", PAGE),
        ("app_bg.wasm", "\0asm"),
        ("app_bg.wasm.br", "compressed"),
        ("styles/base.css", "body {}"),
        ("logo-0a1b2c3d4e.svg", "<svg/>"),
    ] {
        std::fs::write(ui.join(name), content).unwrap();
    }
    let engine = Engine::start(Config {
        state_dir: folder.path().join("state"),
        default_folder: folder.path().join("workspaces"),
        samples: None,
        threads: Some(1),
        memory_bytes: None,
        language: Language::En,
        time_zone: None,
        person: "Ada".to_owned(),
    })
    .unwrap();
    let (stop, stopped) = watch::channel(false);
    let router = router(Site {
        engine: engine.clone(),
        ui,
        token: TOKEN.to_owned(),
        port: PORT,
        csp_reports: AtomicU64::new(0),
        stopped,
    });
    Served { folder, engine, router, stop }
}

impl Served {
    async fn ask(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Opens a workspace, in which files can be exported.
    async fn open(&self) {
        let settings = self.engine.call(GetOptions {}, Language::En).await.unwrap().guess;
        let create = Create { folder: None, settings };
        self.engine.call(create, Language::En).await.unwrap();
    }
}

/// A request of our own page.
fn request(method: &str, path: &str) -> Builder {
    let peer = SocketAddr::from(([127, 0, 0, 1], 50_000));
    Request::builder()
        .method(method)
        .uri(path)
        .extension(ConnectInfo(peer))
        .header(header::HOST, format!("127.0.0.1:{PORT}"))
}

fn with_token(method: &str, path: &str) -> Builder {
    request(method, path).header(guard::TOKEN_HEADER, TOKEN)
}

fn empty(builder: Builder) -> Request<Body> {
    builder.body(Body::empty()).unwrap()
}

async fn bytes(response: Response<Body>) -> Bytes {
    response.into_body().collect().await.unwrap().to_bytes()
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(bytes(response).await.to_vec()).unwrap()
}

async fn error(response: Response<Body>) -> ApiError {
    serde_json::from_slice(&bytes(response).await).unwrap()
}

fn get_header(response: &Response<Body>, name: impl header::AsHeaderName) -> String {
    response.headers().get(name).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn a_command_answers_its_reply() {
    let served = serve_in_process();
    let response = served.ask(empty(with_token("POST", "/api/workspace_status"))).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(get_header(&response, header::CONTENT_TYPE), "application/json");
    assert_eq!(get_header(&response, header::CACHE_CONTROL), "no-store");
    let status: Value = serde_json::from_slice(&bytes(response).await).unwrap();
    assert_eq!(status["open"], Value::Null);
}

#[tokio::test]
async fn errors_bear_their_kind_and_speak_the_callers_language() {
    let served = serve_in_process();
    let german =
        with_token("POST", "/api/imports_list").header(header::ACCEPT_LANGUAGE, "de-AT,en;q=0.5");
    let response = served.ask(empty(german)).await;
    assert_eq!(response.status(), StatusCode::CONFLICT);
    let error = error(response).await;
    assert_eq!(error.code, Code::NoWorkspace);
    assert!(error.message.contains("Laden"), "{}", error.message);

    for (path, status) in [
        ("/api/fly_to_the_moon", StatusCode::BAD_REQUEST),
        ("/api/file/none", StatusCode::METHOD_NOT_ALLOWED),
        ("/api/a/b/c", StatusCode::NOT_FOUND),
    ] {
        let response = served.ask(empty(with_token("POST", path))).await;
        assert_eq!(response.status(), status, "{path}");
    }
}

#[tokio::test]
async fn whoever_is_not_our_page_is_refused() {
    let served = serve_in_process();
    let path = "/api/workspace_status";
    let host = |host: &str| {
        let mut request = empty(with_token("POST", path));
        request.headers_mut().insert(header::HOST, host.parse().unwrap());
        request
    };
    let origin = |origin: &str| empty(with_token("POST", path).header(header::ORIGIN, origin));
    let token = |token: &str| empty(request("POST", path).header(guard::TOKEN_HEADER, token));
    let peer = |address: [u8; 4]| {
        let peer = ConnectInfo(SocketAddr::from((address, 50_000)));
        let mut request = empty(with_token("POST", path));
        request.extensions_mut().insert(peer);
        request
    };
    let without = |what: header::HeaderName| {
        let mut request = empty(with_token("POST", path));
        request.headers_mut().remove(what);
        request
    };

    let refused = [
        // A page whose name was pointed at this computer after it was loaded.
        ("rebound host", host("evil.example:8421")),
        ("another port", host("127.0.0.1:80")),
        ("no host", without(header::HOST)),
        ("a host that begins like ours", host("localhost:8421.evil.example")),
        ("another page", origin("https://evil.example")),
        ("a page of another port", origin("http://127.0.0.1:3000")),
        ("another of our names", origin("http://localhost:8421")),
        ("a page without an origin", origin("null")),
        ("another computer", peer([192, 168, 0, 7])),
        ("a wrong token", token("0123456789abcdef0123456789abcdee")),
        ("a part of the token", token(TOKEN.split_at(31).0)),
        ("no token", empty(request("POST", path))),
        (
            "a token in the address of a change",
            empty(request("POST", &format!("{path}?token={TOKEN}"))),
        ),
    ];
    for (what, request) in refused {
        let response = served.ask(request).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{what}");
        let error = error(response).await;
        assert_eq!(error.code, Code::Forbidden, "{what}");
        assert!(error.hint.is_some(), "{what}");
    }

    let admitted =
        [host("localhost:8421"), host("[::1]:8421"), origin("http://127.0.0.1:8421"), token(TOKEN)];
    for request in admitted {
        assert_eq!(served.ask(request).await.status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn a_page_of_another_name_gets_nothing_at_all() {
    let served = serve_in_process();
    for path in ["/", "/app_bg.wasm", "/csp-report"] {
        let mut request = empty(request("GET", path));
        request.headers_mut().insert(header::HOST, "evil.example:8421".parse().unwrap());
        assert_eq!(served.ask(request).await.status(), StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_request_too_large_is_refused_with_words() {
    let served = serve_in_process();
    let body = Body::from(vec![b' '; MAX_BODY + 1]);
    let response = served.ask(with_token("POST", "/api/sql_run").body(body).unwrap()).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(error(response).await.message.contains("1 MB"));
}

#[tokio::test]
async fn the_page_is_given_to_who_knows_the_token_and_carries_it_on() {
    let served = serve_in_process();
    let response = served.ask(empty(request("GET", "/"))).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert!(text(response).await.contains("kontor serve"));

    let link = format!("/sales?period=28d&token={TOKEN}");
    let response = served.ask(empty(request("GET", &link))).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(get_header(&response, header::LOCATION), "/sales?period=28d");
    let cookie = get_header(&response, header::SET_COOKIE);
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap().to_owned();

    for path in ["/sales?period=28d", "/", "/index.html", "/data/import"] {
        let with_cookie = request("GET", path).header(header::COOKIE, format!("a=b; {cookie}"));
        let response = served.ask(empty(with_cookie)).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(get_header(&response, header::CACHE_CONTROL), "no-store");
        let policy = get_header(&response, header::CONTENT_SECURITY_POLICY);
        assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe-inline"));
        assert!(
            text(response).await.contains(&format!(r#"name="kontor-token" content="{TOKEN}""#))
        );
    }

    let wrong = request("GET", "/").header(header::COOKIE, format!("kontor-{PORT}=guessed"));
    assert_eq!(served.ask(empty(wrong)).await.status(), StatusCode::FORBIDDEN);
    let post = request("POST", "/").header(header::COOKIE, cookie);
    assert_eq!(served.ask(empty(post)).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn files_of_the_interface_bear_their_type_and_how_long_they_keep() {
    let served = serve_in_process();
    for (path, media_type, cache) in [
        ("/app_bg.wasm", "application/wasm", "no-cache"),
        ("/styles/base.css", "text/css", "no-cache"),
        ("/logo-0a1b2c3d4e.svg", "image/svg+xml", "public, max-age=31536000, immutable"),
    ] {
        let response = served.ask(empty(request("GET", path))).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(get_header(&response, header::CONTENT_TYPE), media_type);
        assert_eq!(get_header(&response, header::CACHE_CONTROL), cache);
        assert_eq!(get_header(&response, header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    }
    let compressed = request("GET", "/app_bg.wasm").header(header::ACCEPT_ENCODING, "br");
    let response = served.ask(empty(compressed)).await;
    assert_eq!(get_header(&response, header::CONTENT_ENCODING), "br");
    assert_eq!(get_header(&response, header::CONTENT_TYPE), "application/wasm");
    assert_eq!(text(response).await, "compressed");

    std::fs::write(served.folder.path().join("secret.txt"), "secret").unwrap();
    for path in
        ["/no-such.js", "/../secret.txt", "/%2e%2e/secret.txt", "/styles/..%2f..%2fsecret.txt"]
    {
        let response = served.ask(empty(request("GET", path))).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

/// What lies in the folder of uploads, in bytes.
fn uploaded(served: &Served) -> u64 {
    let uploads = served.folder.path().join("state/uploads");
    std::fs::read_dir(uploads).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len()).sum()
}

/// A file is written and removed beside the answer, which may come a moment before.
async fn settles(served: &Served, expected: u64) {
    for _ in 0..200 {
        if uploaded(served) == expected {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(uploaded(served), expected);
}

#[tokio::test]
async fn an_upload_is_written_as_it_comes_and_nothing_stays_of_a_broken_one() {
    let served = serve_in_process();
    let chunks: Vec<Result<_, Error>> =
        (0..3).map(|_| Ok(Bytes::from(vec![b'x'; MAX_BODY]))).collect();
    let body = Body::from_stream(stream::iter(chunks));
    let response =
        served.ask(with_token("POST", "/api/upload?name=a.csv").body(body).unwrap()).await;
    assert_eq!(response.status(), StatusCode::OK);
    let answer: Value = serde_json::from_slice(&bytes(response).await).unwrap();
    assert!(answer["token"].as_str().is_some_and(|token| !token.is_empty()));
    settles(&served, 3 * MAX_BODY as u64).await;

    let broken =
        stream::iter([Ok(Bytes::from("half")), Err(Error::other("the browser went away"))]);
    let body = Body::from_stream(broken);
    let response =
        served.ask(with_token("POST", "/api/upload?name=b.csv").body(body).unwrap()).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    settles(&served, 3 * MAX_BODY as u64).await;

    let announced =
        with_token("POST", "/api/upload?name=c.csv").header(header::CONTENT_LENGTH, "5000000000");
    let response = served.ask(empty(announced)).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn an_exported_file_is_handed_over_under_its_name() {
    let served = serve_in_process();
    served.open().await;
    let what = Exportable::Sql { sql: "SELECT 42 AS answer".into() };
    let export = Export { what, format: Format::Csv };
    let file = served.engine.call(export, Language::En).await.unwrap();

    let link = format!("/api/file/{}?token={TOKEN}", file.token);
    let response = served.ask(empty(request("GET", &link))).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(get_header(&response, header::CONTENT_TYPE), file.media_type);
    assert!(
        get_header(&response, header::CONTENT_DISPOSITION).starts_with("attachment; filename=")
    );
    let body = bytes(response).await;
    assert_eq!(body.len() as u64, file.bytes);
    assert!(String::from_utf8_lossy(&body).contains("42"));

    let response = served.ask(empty(with_token("GET", "/api/file/unknown"))).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn events_are_told_until_the_server_ends() {
    let served = serve_in_process();
    let link = format!("/api/events?token={TOKEN}");
    let response = served.ask(empty(request("GET", &link))).await;
    assert_eq!(get_header(&response, header::CONTENT_TYPE), "text/event-stream");
    let mut events = response.into_body().into_data_stream();
    served.open().await;
    let first = events.next().await.unwrap().unwrap();
    let first = String::from_utf8(first.to_vec()).unwrap();
    let data = first.trim().strip_prefix("data: ").unwrap();
    assert!(serde_json::from_str::<kontor_api::Event>(data).is_ok(), "{first}");

    served.stop.send_replace(true);
    while events.next().await.is_some() {}
}

#[tokio::test]
async fn violations_of_the_policy_are_counted() {
    let served = serve_in_process();
    let count = async || {
        let response = served.ask(empty(with_token("GET", "/api-internal"))).await;
        let counts: Value = serde_json::from_slice(&bytes(response).await).unwrap();
        counts["csp_reports"].as_u64().unwrap()
    };
    assert_eq!(count().await, 0);
    let report =
        r#"{"csp-report": {"violated-directive": "style-src-attr", "blocked-uri": "inline"}}"#;
    for body in [report, "nonsense"] {
        let request = request("POST", "/csp-report").body(Body::from(body)).unwrap();
        assert_eq!(served.ask(request).await.status(), StatusCode::NO_CONTENT);
    }
    assert_eq!(count().await, 2);
    let without_token = served.ask(empty(request("GET", "/api-internal"))).await;
    assert_eq!(without_token.status(), StatusCode::FORBIDDEN);
}

#[test]
fn no_command_is_hidden_by_an_address_of_the_servers_own() {
    for name in ["events", "upload", "file"] {
        assert_eq!(Command::from_name(name), None);
    }
}

#[tokio::test]
async fn the_server_ends_though_somebody_listens_and_serves_this_computer_only() {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
        sync::oneshot,
    };
    let served = serve_in_process();
    let options = || Options { ui: served.folder.path().join("ui"), token: TOKEN.to_owned() };
    let listener = listen(0).await.unwrap();
    let address = listener.local_addr().unwrap();
    assert!(super::address(&listener, TOKEN).unwrap().ends_with(TOKEN));
    let (end, ended) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(served.engine.clone(), listener, options(), async {
        ended.await.ok();
    }));
    let mut stream = TcpStream::connect(address).await.unwrap();
    let ask = format!("GET /api/events?token={TOKEN} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    stream.write_all(ask.as_bytes()).await.unwrap();
    let mut answer = [0; 15];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
    end.send(()).unwrap();
    server.await.unwrap().unwrap();

    let open_to_all = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let refusal = serve(served.engine.clone(), open_to_all, options(), async {}).await.unwrap_err();
    assert!(refusal.to_string().contains("other computers"));
}
