//! The hooks under servers without axum's router, and over real connections.

use axum::Router;
use bytes::Bytes;
use cronofy_hooks::testing::TestRequest;
use cronofy_hooks::{Hooks, HooksService, Path, SIGNATURE_HEADER, cronofy_handler, handlers};
use cronofy_hooks_tests::{Log, Recorder, everything, secrets, signed};
use http::{Method, Request};
use http_body_util::{Empty, Full};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt as _;

const CHANGE: &str =
    r#"{"notification":{"type":"change","changes_since":"2026-01-17T09:24:16Z"},"channel":{"channel_id":"chn_6f1a"}}"#;
const LIMIT: usize = 1000;

fn service() -> (HooksService, Log) {
    let log = Log::default();
    let hooks = Hooks::new(secrets()).handlers(everything()).state(log.clone()).body_limit(LIMIT);
    (hooks.into_service().unwrap(), log)
}

#[tokio::test]
async fn the_service_answers_any_path_and_takes_any_body() {
    let (service, log) = service();
    let signature = secrets().sign(CHANGE.as_bytes());
    for path in ["/", "/any/where?at=all", "*"] {
        let mut request = Request::new(Full::new(Bytes::from_static(CHANGE.as_bytes())));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = path.parse().unwrap();
        request.headers_mut().insert(SIGNATURE_HEADER, signature.clone());
        assert_eq!(service.clone().oneshot(request).await.unwrap().status(), 204, "{path}");
        assert_eq!(log.handlers(), ["change"], "{path}");
    }
    let empty = Request::post("/").body(Empty::new()).unwrap();
    assert_eq!(service.clone().oneshot(empty).await.unwrap().status(), 401);
    assert_eq!(signed(CHANGE).send_to(service).await.status, 204);
}

#[tokio::test]
async fn the_service_has_no_path_parameters_unless_a_router_calls_it() {
    #[cronofy_handler(notification = "change")]
    async fn whose(path: Option<Path<String>>, recorder: Recorder) {
        recorder.ran_with("whose", path.map_or_else(|| "no user".to_owned(), |Path(user)| user));
    }
    let log = Log::default();
    let service = Hooks::new(secrets()).handlers(handlers![whose, ..]).state(log.clone()).into_service().unwrap();
    let router: Router = Router::new().route_service("/channel/{user_id}", service.clone());
    assert_eq!(signed(CHANGE).path("/channel/42").send_to(service).await.status, 204);
    assert_eq!(log.notes(), [("whose", "no user".to_owned())]);
    assert_eq!(signed(CHANGE).path("/channel/42").send_to(router).await.status, 204);
    assert_eq!(log.notes(), [("whose", "42".to_owned())]);
}

/// Serves with hyper alone, until the test ends.
async fn serve(service: HooksService) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let connection =
                http1::Builder::new().serve_connection(TokioIo::new(stream), TowerToHyperService::new(service.clone()));
            tokio::spawn(connection);
        }
    });
    address.to_string()
}

/// Sends these bytes, and returns all that comes back until the server closes the connection.
async fn exchange(address: &str, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

fn head(body: &str, length: &str) -> String {
    let signature = secrets().sign(body.as_bytes());
    format!(
        "POST /cronofy HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\nCronofy-HMAC-SHA256: {}\r\n{length}\r\n\r\n",
        signature.to_str().unwrap()
    )
}

fn chunked(body: &str) -> Vec<u8> {
    let mut request = head(body, "Transfer-Encoding: chunked");
    for chunk in body.as_bytes().chunks(7) {
        request.push_str(&format!("{:x}\r\n{}\r\n", chunk.len(), std::str::from_utf8(chunk).unwrap()));
    }
    request.push_str("0\r\n\r\n");
    request.into_bytes()
}

#[tokio::test]
async fn hyper_serves_the_service() {
    let (service, log) = service();
    let address = serve(service).await;
    let answer = TestRequest::body(CHANGE).signed_with(&secrets()).post_to(&format!("http://{address}")).await.unwrap();
    assert_eq!(answer.status, 204);
    assert_eq!(log.handlers(), ["change"]);

    let long = format!("{CHANGE}{}", " ".repeat(LIMIT));
    let cases = [
        (
            "with a length",
            [head(CHANGE, &format!("Content-Length: {}", CHANGE.len())).as_bytes(), CHANGE.as_bytes()].concat(),
            "204",
        ),
        ("chunked", chunked(CHANGE), "204"),
        ("too long, with a length", head(&long, &format!("Content-Length: {}", long.len())).into_bytes(), "413"),
        ("too long, chunked", chunked(&long), "413"),
        ("GET", b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".to_vec(), "405"),
        ("HEAD", b"HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".to_vec(), "405"),
    ];
    for (name, request, status) in cases {
        let answer = exchange(&address, &request).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{name}: {answer}");
        let (head, text) = answer.split_once("\r\n\r\n").unwrap();
        assert_eq!(text.is_empty(), status == "204" || name == "HEAD", "{name}: {text:?}");
        assert_eq!(status == "405", head.to_lowercase().contains("\r\nallow: post"), "{name}: {head}");
        assert_eq!(log.handlers().len(), usize::from(status == "204"), "{name}");
    }
}

#[tokio::test]
async fn a_handler_that_panics_does_not_end_the_connection() {
    #[cronofy_handler(notification = "change")]
    async fn panics() {
        panic!("a mistake in the handler");
    }
    let address = serve(Hooks::new(secrets()).handlers(handlers![panics, ..]).into_service().unwrap()).await;
    let one =
        [head(CHANGE, &format!("Content-Length: {}", CHANGE.len())).replace("close", "keep-alive"), CHANGE.to_owned()]
            .concat();
    let other = "{}";
    let last = [head(other, "Content-Length: 2"), other.to_owned()].concat();
    let answer = exchange(&address, [one, last].concat().as_bytes()).await;
    let statuses: Vec<_> = answer.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
    assert_eq!(statuses, ["500", "204"], "{answer}");
}
