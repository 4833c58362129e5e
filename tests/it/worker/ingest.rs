//! The answer to a delivery, and what its handler gets from the store.

use std::time::Duration;

use cronofy_hooks::inbox::{InboxError, InboxErrorKind, RequestHead};
use cronofy_hooks::testing::TestRequest;
use cronofy_hooks::{
    Attempt, Delivery, Hooks, Inbox as _, NotificationId, Path, Query, State, Unhandled, cronofy_handler, handlers,
};
use cronofy_hooks_tests::{Paused, secrets, signed};
use http::HeaderName;

use super::app::{WorkerApp, change_of};
use super::faulty::AcceptFault;

const SINCE: &str = "2026-01-17T09:24:16Z";

#[tokio::test(start_paused = true)]
async fn a_delivery_with_an_id_is_handled_once_however_often_it_is_sent() {
    let app = WorkerApp::new();
    let body = change_of("chn", SINCE);
    let with_id = |body: &str, id: &str| signed(body.to_owned()).notification_id(id).signed_with(&secrets());
    let other = change_of("chn", "2026-01-18T00:00:00Z");
    for request in [
        with_id(&body, "60c2"),
        with_id(&body, "60c2").attempt(2),
        // A repeat has the same id and the same body.
        with_id(&body, "60c3"),
        with_id(&other, "60c2"),
    ] {
        assert_eq!(request.send_to(app.router.clone()).await.status, 204);
        app.pass(Duration::from_secs(1)).await;
    }
    assert_eq!(app.script.calls().len(), 3);

    // Without an id, two equal deliveries are two deliveries.
    for _ in 0..2 {
        app.accept(r#"{"notification":{"type":"brand_new"}}"#).await;
        app.run_due_work().await;
    }
    assert_eq!(app.script.calls().len(), 2);
}

#[derive(serde::Deserialize)]
struct IngestQuery {
    minutes: u32,
}

#[derive(Clone, Default)]
struct RecordedLines(std::sync::Arc<std::sync::Mutex<Vec<String>>>);

/// Everything that extractors can take from a request.
#[cronofy_handler(notification = "change")]
async fn takes_everything(
    delivery: Delivery,
    Path((tenant, user)): Path<(String, u32)>,
    Query(trigger): Query<IngestQuery>,
    NotificationId(id): NotificationId,
    Attempt(attempt): Attempt,
    State(log): State<RecordedLines>,
) {
    log.0.lock().unwrap().push(format!(
        "{tenant} {user} {} {id} {attempt} {} {:?} {} {}",
        trigger.minutes,
        delivery.uri(),
        delivery.headers()["x-own"].as_bytes(),
        delivery.headers().contains_key("authorization"),
        delivery.received_at(),
    ));
    assert_eq!(delivery.body(), change_of("chn", SINCE).as_bytes());
}

#[tokio::test(start_paused = true)]
async fn a_stored_request_is_as_the_service_sent_it() {
    let log = RecordedLines::default();
    let inbox = cronofy_hooks::testing::MemoryInbox::new();
    let hooks = Hooks::new(secrets()).handlers(handlers![takes_everything, ..]).state(log.clone());
    let hooks = hooks.clock(|| "2026-02-03T04:05:06.000007Z".parse().unwrap()).path("/{tenant}/channel/{user}");
    let (router, worker) = hooks.inbox(inbox.clone()).into_router_and_worker().unwrap();
    let app = axum::Router::new().nest("/cronofy", router);
    let mut request = TestRequest::body(change_of("chn", SINCE))
        .path("/cronofy/a%20b/channel/42?minutes=5&x=%C3%BC")
        .notification_id("60c2")
        .attempt(2)
        .header(HeaderName::from_static("authorization"), "Bearer of-the-proxy")
        .signed_with(&secrets())
        .into_request();
    request.headers_mut().insert("x-own", http::HeaderValue::from_bytes(b"caf\xe9").unwrap());
    let answer = tower::ServiceExt::oneshot(app, request).await.unwrap();
    assert_eq!(answer.status(), 204);
    worker.idle().await;
    assert_eq!(
        *log.0.lock().unwrap(),
        [
            "a b 42 5 60c2 2 /cronofy/a%20b/channel/42?minutes=5&x=%C3%BC [99, 97, 102, 233] false 2026-02-03T04:05:06.000007Z"
        ]
    );
    let stored = inbox.show(1).await.unwrap().unwrap();
    assert_eq!(stored.body, change_of("chn", SINCE).as_bytes());
    let head = RequestHead::decode(&stored.head).unwrap();
    assert_eq!(head.params, [("tenant".to_owned(), "a b".to_owned()), ("user".to_owned(), "42".to_owned())]);
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_stored_path_that_is_no_text_is_not_one_without_parameters() {
    #[cronofy_handler(notification = "change")]
    async fn of_a_user(_user: Option<Path<String>>, State(log): State<RecordedLines>) {
        log.0.lock().unwrap().push("ran".to_owned());
    }
    #[cronofy_handler(fallback)]
    async fn keep(unhandled: Unhandled, State(log): State<RecordedLines>) {
        log.0.lock().unwrap().push(unhandled.reason().to_string());
    }
    let log = RecordedLines::default();
    let inbox = cronofy_hooks::testing::MemoryInbox::new();
    let hooks = Hooks::new(secrets()).handlers(handlers![of_a_user, keep]).state(log.clone());
    let (router, worker) = hooks.path("/channel/{user}").inbox(inbox).into_router_and_worker().unwrap();
    let request = TestRequest::body(change_of("chn", SINCE)).path("/channel/%FF").signed_with(&secrets());
    assert_eq!(request.send_to(router).await.status, 204);
    worker.idle().await;
    assert_eq!(
        *log.0.lock().unwrap(),
        ["the path of the request does not fit: a parameter is not UTF-8 when it is percent-decoded"]
    );
    worker.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn the_service_sends_again_what_could_not_be_stored() {
    let app = WorkerApp::new();
    let cases = [
        (InboxErrorKind::Full, "the disk is full"),
        (InboxErrorKind::Unavailable, "the server does not answer"),
        (InboxErrorKind::Corrupt, "the file is damaged"),
    ];
    for (kind, message) in cases {
        app.inbox.next_accept(AcceptFault::Error(InboxError::new(kind, message)));
        let answer = signed(change_of("chn", SINCE)).send_to(app.router.clone()).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text.as_str()),
            (503, "the delivery could not be stored; send this again\n")
        );
    }
    app.accept(&change_of("chn", SINCE)).await;
    assert_eq!(app.entries().await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_hangs_is_not_waited_for_longer_than_the_service_waits() {
    let app = WorkerApp::new();
    app.inbox.next_accept(AcceptFault::Hang);
    let started = tokio::time::Instant::now();
    let answer = signed(change_of("chn", SINCE)).send_to(app.router.clone()).await;
    assert_eq!(answer.status, 503);
    assert_eq!(started.elapsed().as_secs(), 4);
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_is_not_stored() {
    let app = WorkerApp::new();
    for (request, status) in [
        (TestRequest::body(change_of("chn", SINCE)), 401),
        (signed("not JSON"), 400),
        (signed("{\"notification\":"), 400),
    ] {
        assert_eq!(request.send_to(app.router.clone()).await.status.as_u16(), status);
    }
    assert!(app.entries().await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn health_reports_what_waits() {
    let app = WorkerApp::new();
    let ask = || async {
        let request = http::Request::get("/inbox/health").body(axum::body::Body::empty()).unwrap();
        let answer = tower::ServiceExt::oneshot(app.router.clone(), request).await.unwrap();
        let status = answer.status().as_u16();
        let body = http_body_util::BodyExt::collect(answer.into_body()).await.unwrap().to_bytes();
        (status, serde_json::from_slice::<serde_json::Value>(&body).unwrap())
    };
    let empty = serde_json::json!({"status":"ok","waiting":0,"running":0,"dead":0,"oldest_age_seconds":null});
    assert_eq!(ask().await, (200, empty));
    app.script.plan("chn", [super::app::HandlerAction::Fail("no")]);
    app.accept(&change_of("chn", SINCE)).await;
    app.run_due_work().await;
    let (status, report) = ask().await;
    assert_eq!((status, &report["waiting"]), (200, &serde_json::json!(1)), "{report}");
    assert!(report["oldest_age_seconds"].as_f64().is_some_and(|age| age < 1.0), "{report}");
    app.inbox.close().await.unwrap();
    let unavailable = serde_json::json!({ "status": "unavailable", "reason": "the store cannot be read" });
    assert_eq!(ask().await, (503, unavailable));
}

async fn health(app: &WorkerApp) -> (u16, String) {
    let request = http::Request::get("/inbox/health").body(axum::body::Body::empty()).unwrap();
    let answer = tower::ServiceExt::oneshot(app.router.clone(), request).await.unwrap();
    let status = answer.status().as_u16();
    let body = http_body_util::BodyExt::collect(answer.into_body()).await.unwrap().to_bytes();
    let report: serde_json::Value = serde_json::from_slice(&body).unwrap();
    (status, report["reason"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test(start_paused = true)]
async fn a_sender_that_pauses_within_its_body_is_no_failure_of_the_store() {
    let app = WorkerApp::new();
    for (pause, status) in [(4_400, 204), (9_900, 204), (10_100, 408)] {
        let (head, body) = signed(change_of("chn", SINCE)).into_request().into_parts();
        let body = http_body_util::BodyExt::collect(body).await.unwrap().to_bytes();
        let body = axum::body::Body::new(Paused::new(&body, Duration::from_millis(pause)));
        let request = http::Request::from_parts(head, body);
        let answer = tower::ServiceExt::oneshot(app.router.clone(), request).await.unwrap();
        assert_eq!(answer.status(), status, "{pause} ms");
        assert_eq!(health(&app).await, (200, String::new()), "{pause} ms");
    }
    assert_eq!(app.entries().await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_store_has_its_whole_time_after_a_slow_body() {
    let app = WorkerApp::new();
    app.inbox.next_accept(AcceptFault::Hang);
    let (head, body) = signed(change_of("chn", SINCE)).into_request().into_parts();
    let body = http_body_util::BodyExt::collect(body).await.unwrap().to_bytes();
    let request = http::Request::from_parts(head, axum::body::Body::new(Paused::new(&body, Duration::from_secs(3))));
    let started = tokio::time::Instant::now();
    let answer = tower::ServiceExt::oneshot(app.router.clone(), request).await.unwrap();
    assert_eq!((answer.status().as_u16(), started.elapsed().as_secs()), (503, 7));
    assert_eq!(health(&app).await, (503, "the last delivery could not be stored".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn health_notices_a_worker_that_has_ended_by_itself() {
    let app = WorkerApp::new();
    app.accept(&change_of("chn", SINCE)).await;
    app.run_due_work().await;
    assert_eq!(health(&app).await, (200, String::new()));
    app.inbox.panic_at_next_lease();
    // The worker leases again after this job.
    app.accept(&change_of("chn", SINCE)).await;
    app.run_due_work().await;
    assert!(!app.worker.is_running());
    let reason = "the worker has ended by itself, so no job is handled; restart the application";
    assert_eq!(health(&app).await, (503, reason.to_owned()));
    // Deliveries are still stored.
    app.accept(&change_of("chn", SINCE)).await;
    assert_eq!(health(&app).await.0, 503);
}

#[tokio::test(start_paused = true)]
async fn health_is_good_without_a_worker_in_the_same_process() {
    let hooks = Hooks::new(secrets()).handlers(handlers![..]).inbox(cronofy_hooks::testing::MemoryInbox::new());
    let router = hooks.worker_elsewhere().health("/inbox/health").into_router().unwrap();
    let request = http::Request::get("/inbox/health").body(axum::body::Body::empty()).unwrap();
    assert_eq!(tower::ServiceExt::oneshot(router, request).await.unwrap().status(), 200);
}
