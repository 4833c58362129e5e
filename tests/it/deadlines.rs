//! How long handlers and bodies may take, on a paused clock.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use cronofy_hooks::testing::TestRequest;
use cronofy_hooks::{Deadlines, Hooks, Query, State, Unhandled, cronofy_handler, handlers};
use cronofy_hooks_tests::{Log, Paused, Recorder, secrets};
use http::Request;
use serde::Deserialize;
use tokio::time::{Instant, sleep};
use tower::ServiceExt as _;

const CHANGE: &str =
    r#"{"notification":{"type":"change","changes_since":"2026-01-17T09:24:16Z"},"channel":{"channel_id":"chn_6f1a"}}"#;
const START: &str =
    r#"{"notification":{"type":"event_subscription","transitions":[{"type":"event_start"}]},"event":{}}"#;
const STARTS: &str = r#"{"notification":{"type":"event_subscription","transitions":[{"type":"event_start"},{"type":"event_start"}]},"event":{}}"#;
const ASSIGNED: &str =
    r#"{"notification":{"type":"event_subscription","interactions":[{"type":"conferencing_assigned"}]},"event":{}}"#;
const MIXED: &str = r#"{"notification":{"type":"event_subscription","interactions":[{"type":"brand_new"}],"transitions":[{"type":"event_start"}]},"event":{}}"#;
const NEW: &str = r#"{"notification":{"type":"brand_new"}}"#;

#[derive(Deserialize)]
struct WorkQuery {
    ms: u64,
}

async fn work(Query(work): Query<WorkQuery>, recorder: Recorder) {
    sleep(Duration::from_millis(work.ms)).await;
    recorder.ran("done");
}

#[cronofy_handler(notification = "change")]
async fn change(time: Query<WorkQuery>, recorder: Recorder) {
    work(time, recorder).await;
}

#[cronofy_handler(interaction = "conferencing_assigned")]
async fn assigned(time: Query<WorkQuery>, recorder: Recorder) {
    work(time, recorder).await;
}

#[cronofy_handler(transition = "event_start")]
async fn start(time: Query<WorkQuery>, recorder: Recorder) {
    work(time, recorder).await;
}

#[cronofy_handler(fallback)]
async fn fallback(_unhandled: Unhandled, State(_log): State<Log>, time: Query<WorkQuery>, recorder: Recorder) {
    work(time, recorder).await;
}

fn app(deadlines: Deadlines) -> (Router, Log) {
    let log = Log::default();
    let hooks = Hooks::new(secrets()).handlers(handlers![change, assigned, start, fallback]).deadlines(deadlines);
    (hooks.state(log.clone()).into_router().unwrap(), log)
}

fn taking(body: &'static str, ms: u64) -> TestRequest {
    TestRequest::body(body).path(&format!("/?ms={ms}")).signed_with(&secrets())
}

#[tokio::test(start_paused = true)]
async fn handlers_have_the_deadline_of_their_kind() {
    // Body, milliseconds for each handler, status, handlers that returned.
    let cases = [
        (CHANGE, 0, 204, 1),
        (CHANGE, 4400, 204, 1),
        (CHANGE, 4600, 500, 0),
        (ASSIGNED, 4400, 204, 1),
        (ASSIGNED, 4600, 500, 0),
        (NEW, 4400, 204, 1),
        (NEW, 4600, 500, 0),
        (START, 4600, 204, 1),
        (START, 6400, 204, 1),
        (START, 6600, 500, 0),
        // Two handlers share the time of the delivery.
        (STARTS, 3200, 204, 2),
        (STARTS, 3400, 500, 1),
        // The shorter time applies to a delivery of both kinds.
        (MIXED, 2200, 204, 2),
        (MIXED, 2400, 500, 1),
    ];
    let (router, log) = app(Deadlines::default());
    for (body, ms, status, ended) in cases {
        let started = Instant::now();
        let answer = taking(body, ms).send_to(router.clone()).await;
        assert_eq!(answer.status, status, "{ms} ms for {body}: {}", answer.text);
        assert_eq!(log.handlers().len(), ended, "{ms} ms for {body}");
        // Below what the service waits: 5 s for channels, 7 s for event triggers.
        let limit = if body == START || body == STARTS { 7000 } else { 5000 };
        assert!(started.elapsed() < Duration::from_millis(limit), "{ms} ms for {body}: {:?}", started.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn deadlines_can_be_set() {
    let mut deadlines = Deadlines::default();
    deadlines.channel = Duration::from_millis(100);
    deadlines.trigger = Duration::from_millis(200);
    let (channel, trigger) = (Duration::from_millis(100), Duration::from_millis(200));
    assert_eq!(Deadlines::default().channel(channel).trigger(trigger), deadlines);
    let (router, _) = app(deadlines);
    for (body, ms, status) in [(CHANGE, 90, 204), (CHANGE, 110, 500), (START, 190, 204), (START, 210, 500)] {
        assert_eq!(taking(body, ms).send_to(router.clone()).await.status, status, "{ms} ms for {body}");
    }
}

/// A request whose sender pauses within the body.
fn paused(body: &'static str, pause: u64, ms: u64) -> Request<Body> {
    let (head, _) = taking(body, ms).into_request().into_parts();
    Request::from_parts(head, Body::new(Paused::new(body.as_bytes(), Duration::from_millis(pause))))
}

#[tokio::test(start_paused = true)]
async fn the_time_that_the_body_takes_is_not_taken_from_the_handlers() {
    // How long the sender pauses, milliseconds for the handler, status, handlers that returned.
    let cases = [(3000, 2000, 204, 1), (4400, 200, 204, 1), (9000, 4400, 204, 1), (3000, 4600, 500, 0)];
    let (router, log) = app(Deadlines::default());
    for (pause, ms, status, ended) in cases {
        let response = router.clone().oneshot(paused(CHANGE, pause, ms)).await.unwrap();
        assert_eq!(response.status(), status, "{ms} ms after {pause} ms");
        assert_eq!(log.handlers().len(), ended, "{ms} ms after {pause} ms");
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_has_a_time_of_its_own() {
    let hooks = || Hooks::new(secrets()).handlers(handlers![change, ..]).state(Log::default());
    let cases = [
        (hooks().into_router().unwrap(), 10, "10"),
        (hooks().body_timeout(Duration::from_millis(2500)).into_router().unwrap(), 2, "2.5"),
    ];
    for (router, seconds, shown) in cases {
        let started = Instant::now();
        let response = router.oneshot(paused(CHANGE, 60_000, 0)).await.unwrap();
        assert_eq!((response.status().as_u16(), started.elapsed().as_secs()), (408, seconds));
        assert_eq!(response.headers()[http::header::CONNECTION], "close");
        let text = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
        assert_eq!(text, format!("the body did not arrive within {shown} seconds\n"));
    }
}
