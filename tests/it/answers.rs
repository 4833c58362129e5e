//! The status of every answer, as the crate's page lists them.

use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use cronofy_hooks::payload::Change;
use cronofy_hooks::testing::TestRequest;
use cronofy_hooks::{Hooks, Outcome, Query, SIGNATURE_HEADER, State, Unhandled, cronofy_handler, handlers};
use cronofy_hooks_tests::{Chunks, End, Log, Recorder, secrets};
use http::header::{ALLOW, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderValue, Method, Request, Response};
use http_body_util::BodyExt as _;
use serde::Deserialize;
use tower::ServiceExt as _;

const CHANGE: &str =
    r#"{"notification":{"type":"change","changes_since":"2026-01-17T09:24:16Z"},"channel":{"channel_id":"chn_6f1a"}}"#;

#[derive(Deserialize)]
struct BehaviourQuery {
    then: String,
}

/// Does what the query says.
#[cronofy_handler(notification = "change")]
async fn obey(
    _change: Change,
    behaviour: Option<Query<BehaviourQuery>>,
    recorder: Recorder,
) -> Result<Outcome, String> {
    recorder.ran("obey");
    match behaviour.as_ref().map(|Query(behaviour)| behaviour.then.as_str()) {
        None | Some("done") => Ok(Outcome::Done),
        Some("fail") => Err("the database is away".to_owned()),
        Some("retry") => Ok(Outcome::Retry("the database is away".into())),
        Some("discard") => Ok(Outcome::Discard("a stranger".into())),
        Some("panic") => panic!("a mistake in the handler"),
        Some("hang") => std::future::pending().await,
        Some("panic without a message") => std::panic::panic_any(7),
        Some(other) => Err(format!("what is {other}?")),
    }
}

#[cronofy_handler(interaction = "conferencing_assigned")]
async fn succeed(recorder: Recorder) {
    recorder.ran("succeed");
}

#[cronofy_handler(interaction = "conferencing_failing")]
async fn fail(recorder: Recorder) -> Result<(), std::fmt::Error> {
    recorder.ran("fail");
    Err(std::fmt::Error)
}

#[cronofy_handler(interaction = "meeting_agent_activated")]
async fn panic(recorder: Recorder) {
    recorder.ran("panic");
    panic!("a mistake in the handler");
}

#[cronofy_handler(fallback)]
async fn fallback(_unhandled: Unhandled, State(log): State<Log>, recorder: Recorder) {
    let _ = log;
    recorder.ran("fallback");
}

const LIMIT: usize = 4096;

fn app() -> (Router, Log) {
    let log = Log::default();
    let hooks = Hooks::new(secrets()).handlers(handlers![obey, succeed, fail, panic, fallback]).body_limit(LIMIT);
    (hooks.state(log.clone()).into_router().unwrap(), log)
}

/// A request as it comes from the network.
#[derive(Clone)]
struct RawRequest {
    method: Method,
    content_type: Option<&'static [u8]>,
    signed: bool,
    body: Bytes,
}

impl RawRequest {
    fn good() -> Self {
        Self {
            method: Method::POST,
            content_type: Some(b"application/json; charset=utf-8"),
            signed: true,
            body: Bytes::from_static(CHANGE.as_bytes()),
        }
    }

    fn method(method: Method) -> Self {
        Self { method, ..Self::good() }
    }

    fn content_type(content_type: &'static str) -> Self {
        Self { content_type: Some(content_type.as_bytes()), ..Self::good() }
    }

    fn body(body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..Self::good() }
    }

    fn unsigned(self) -> Self {
        Self { signed: false, ..self }
    }

    fn request(&self, body: Body) -> Request<Body> {
        let mut request = Request::new(body);
        *request.method_mut() = self.method.clone();
        if let Some(content_type) = self.content_type {
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_bytes(content_type).unwrap());
        }
        if self.signed {
            request.headers_mut().insert(SIGNATURE_HEADER, secrets().sign(&self.body));
        }
        request
    }

    /// The two ways a case is sent: with a length, and in pieces without one.
    fn requests(&self) -> [Request<Body>; 2] {
        [self.request(Body::from(self.body.clone())), self.request(Body::new(Chunks::new(&self.body, End::Whole)))]
    }
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

/// A change of exactly this many bytes.
fn change_of(len: usize) -> String {
    format!("{CHANGE}{}", " ".repeat(len - CHANGE.len()))
}

#[tokio::test]
async fn every_request_has_its_status() {
    let cases = [
        ("good", RawRequest::good(), 204),
        ("GET", RawRequest::method(Method::GET), 405),
        ("HEAD", RawRequest::method(Method::HEAD), 405),
        ("PUT", RawRequest::method(Method::PUT), 405),
        ("DELETE", RawRequest::method(Method::DELETE), 405),
        ("OPTIONS", RawRequest::method(Method::OPTIONS), 405),
        ("unsigned GET", RawRequest::method(Method::GET).unsigned(), 405),
        ("JSON", RawRequest::content_type("application/json"), 204),
        ("JSON, shouted", RawRequest::content_type("APPLICATION/JSON; Charset=UTF-8"), 204),
        ("JSON, spaced", RawRequest::content_type("application/json ; charset=utf-8"), 204),
        ("some other JSON", RawRequest::content_type("application/vnd.cronofy+json"), 204),
        ("no content type", RawRequest { content_type: None, ..RawRequest::good() }, 204),
        ("text", RawRequest::content_type("text/plain"), 415),
        ("text that is JSON", RawRequest::content_type("text/json"), 415),
        ("a form", RawRequest::content_type("application/x-www-form-urlencoded"), 415),
        ("nearly JSON", RawRequest::content_type("application/jsonp"), 415),
        ("a suffix alone", RawRequest::content_type("application/+json"), 415),
        ("an empty content type", RawRequest::content_type(""), 415),
        ("half a content type", RawRequest::content_type("json"), 415),
        (
            "a content type of other bytes",
            RawRequest { content_type: Some(b"application/json\xff"), ..RawRequest::good() },
            415,
        ),
        ("unsigned text", RawRequest::content_type("text/plain").unsigned(), 415),
        ("unsigned", RawRequest::good().unsigned(), 401),
        ("unsigned and no JSON", RawRequest::body("no JSON").unsigned(), 401),
        ("unsigned and empty", RawRequest::body("").unsigned(), 401),
        ("empty", RawRequest::body(""), 400),
        ("no JSON", RawRequest::body("no JSON"), 400),
        ("half of it", RawRequest::body(&CHANGE.as_bytes()[..40]), 400),
        ("more than one", RawRequest::body(format!("{CHANGE}{CHANGE}")), 400),
        ("not UTF-8", RawRequest::body(&b"{\"notification\":{\"type\":\"\xff\"}}"[..]), 400),
        ("an empty object", RawRequest::body("{}"), 204),
        ("a list", RawRequest::body("[]"), 204),
        ("null", RawRequest::body("null"), 204),
        ("a number", RawRequest::body("17"), 204),
        ("a body at the limit", RawRequest::body(change_of(LIMIT)), 204),
        ("a body over the limit", RawRequest::body(change_of(LIMIT + 1)), 413),
        ("unsigned and over the limit", RawRequest::body(change_of(LIMIT + 1)).unsigned(), 413),
        ("a body far over the limit", RawRequest::body(change_of(LIMIT * 10)), 413),
    ];
    let (router, log) = app();
    for (name, raw, status) in cases {
        for request in raw.requests() {
            let response = router.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), status, "{name}");
            assert_eq!(log.handlers().len(), usize::from(status == 204), "{name}: how many handlers ran");
            let allow = (status == 405).then(|| HeaderValue::from_static("POST"));
            assert_eq!(response.headers().get(ALLOW), allow.as_ref(), "{name}");
            let challenge = (status == 401).then(|| HeaderValue::from_static("Cronofy-HMAC-SHA256"));
            assert_eq!(response.headers().get(WWW_AUTHENTICATE), challenge.as_ref(), "{name}");
            let text = text(response).await;
            assert_eq!(text.is_empty(), status == 204, "{name}: {text:?}");
        }
    }
}

#[tokio::test]
async fn the_limit_is_one_mebibyte_unless_set() {
    let router: Router = Hooks::new(secrets()).handlers(handlers![..]).into_router().unwrap();
    for (len, status) in [(1 << 20, 204), ((1 << 20) + 1, 413)] {
        for request in RawRequest::body(change_of(len)).requests() {
            assert_eq!(router.clone().oneshot(request).await.unwrap().status(), status, "{len}");
        }
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_refused() {
    let (router, log) = app();
    let raw = RawRequest::good();
    let request = raw.request(Body::new(Chunks::new(&raw.body, End::Broken)));
    assert_eq!(router.oneshot(request).await.unwrap().status(), 400);
    assert_eq!(log.handlers(), Vec::<&str>::new());
}

#[tokio::test]
async fn outcomes_have_their_status_and_the_next_request_works() {
    let cases = [
        ("done", 204),
        ("fail", 500),
        ("retry", 500),
        ("discard", 204),
        ("panic", 500),
        ("panic%20without%20a%20message", 500),
    ];
    let (router, log) = app();
    for (then, status) in cases {
        let request = TestRequest::body(CHANGE).path(&format!("/?then={then}")).signed_with(&secrets());
        let answer = request.send_to(router.clone()).await;
        assert_eq!(answer.status, status, "{then}: {}", answer.text);
        assert_eq!(log.handlers(), ["obey"], "{then}");
        for word in ["database", "stranger", "mistake"] {
            assert!(!answer.text.contains(word), "{then}: the answer repeats {word:?}: {:?}", answer.text);
        }
        let next = TestRequest::body(CHANGE).signed_with(&secrets()).send_to(router.clone()).await;
        assert_eq!((next.status.as_u16(), log.handlers()), (204, vec!["obey"]), "after {then}");
    }
}

#[tokio::test]
async fn a_delivery_is_acknowledged_only_if_every_handler_succeeded() {
    let cases: [(&[&str], &[&str], u16); 7] = [
        (&["conferencing_assigned", "conferencing_assigned"], &["succeed", "succeed"], 204),
        (&["conferencing_assigned", "brand_new"], &["succeed", "fallback"], 204),
        (&["conferencing_assigned", "conferencing_failing"], &["succeed", "fail"], 500),
        (&["conferencing_failing", "conferencing_assigned"], &["fail", "succeed"], 500),
        (&["meeting_agent_activated", "conferencing_assigned"], &["panic", "succeed"], 500),
        (&["brand_new", "conferencing_failing", "conferencing_assigned"], &["fallback", "fail", "succeed"], 500),
        (&["brand_new", "newer"], &["fallback", "fallback"], 204),
    ];
    let (router, log) = app();
    for (names, handlers, status) in cases {
        let items: Vec<_> = names.iter().map(|name| serde_json::json!({ "type": name })).collect();
        let body = serde_json::json!({
            "notification": { "type": "event_subscription", "interactions": items },
            "event": { "event_id": "evt_1" },
        });
        let answer = TestRequest::body(body.to_string()).signed_with(&secrets()).send_to(router.clone()).await;
        assert_eq!(answer.status, status, "{names:?}: {}", answer.text);
        let seen = log.take();
        assert_eq!(seen.iter().map(|seen| seen.handler).collect::<Vec<_>>(), handlers, "{names:?}");
        for (index, (seen, name)) in seen.iter().zip(names).enumerate() {
            assert_eq!((seen.occurrence.index(), seen.occurrence.name()), (index, Some(*name)), "{names:?}");
        }
    }
}

#[tokio::test]
async fn each_answer_to_a_verified_delivery_is_reported() {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let reported = Arc::clone(&reports);
    let hooks = Hooks::new(secrets()).handlers(handlers![obey, ..]).state(Log::default()).on_answer(move |answered| {
        let (channel, status) = (answered.channel_id(), answered.status().map(|status| status.as_u16()));
        reported.lock().unwrap().push((channel, status, answered.is_success()));
        panic!("a mistake in the function");
    });
    let router = hooks.into_router().unwrap();
    let request = |body: &str, then: &str| TestRequest::body(body.to_owned()).path(&format!("/?then={then}"));
    let through = |channel: Option<&str>| channel.map(str::to_owned);
    for (body, then, expected) in [
        (CHANGE, "done", (through(Some("chn_6f1a")), Some(204), true)),
        (CHANGE, "fail", (through(Some("chn_6f1a")), Some(500), false)),
        (r#"{"event":{"event_id":"evt_1"}}"#, "done", (None, Some(204), true)),
        ("no JSON", "done", (None, Some(400), false)),
    ] {
        let status = request(body, then).signed_with(&secrets()).send_to(router.clone()).await.status.as_u16();
        assert_eq!(Some(status), expected.1, "a panic in the function changes no answer");
        assert_eq!(std::mem::take(&mut *reports.lock().unwrap()), [expected], "{body}");
    }
    // Anyone can send what is not signed.
    assert_eq!(request(CHANGE, "done").send_to(router.clone()).await.status, 401);
    assert_eq!(*reports.lock().unwrap(), []);
    // The server drops the future when the sender disconnects.
    let mut answering = Box::pin(router.oneshot(request(CHANGE, "hang").signed_with(&secrets()).into_request()));
    assert!(answering.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    drop(answering);
    assert_eq!(*reports.lock().unwrap(), [(through(Some("chn_6f1a")), None, false)]);
}
