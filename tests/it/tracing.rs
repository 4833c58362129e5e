//! What is logged of a delivery, and what never is.

pub(crate) mod capture;

use axum::Router;
use cronofy_hooks::payload::{Change, ConferencingFailing, EventStart};
use cronofy_hooks::testing::TestRequest;
use cronofy_hooks::{Hooks, Outcome, Query, SIGNATURE_HEADER, Secrets, Unhandled, cronofy_handler, handlers};
use cronofy_hooks_tests::{Log, OTHER_SECRET, Recorder, SECRET, SchemaSet, root, router, secrets, signed};
use serde_json::{Value, json};

use self::capture::{Capture, capture};

#[derive(serde::Deserialize)]
struct Minutes {
    minutes: u32,
}

#[cronofy_handler(notification = "change")]
async fn sync(_change: Change) -> Result<(), std::fmt::Error> {
    Err(std::fmt::Error)
}

#[cronofy_handler(transition = "event_start")]
async fn starts(_start: EventStart, query: Option<Query<Minutes>>) {
    let _ = query.map(|Query(minutes)| minutes.minutes);
}

#[cronofy_handler(interaction = "conferencing_failing")]
async fn failing(_failing: ConferencingFailing) -> Outcome {
    Outcome::Discard("not one of our events".into())
}

#[cronofy_handler(interaction = "meeting_agent_failed")]
async fn panics() {
    panic!("a mistake in the handler");
}

#[cronofy_handler(fallback)]
async fn rest(_unhandled: Unhandled) {}

fn app() -> Router {
    Hooks::new(secrets()).handlers(handlers![sync, starts, failing, panics, rest]).into_router().unwrap()
}

const CHANGE: &str =
    r#"{"notification":{"type":"change","changes_since":"2026-01-17T09:24:16Z"},"channel":{"channel_id":"chn_6f1a"}}"#;

/// What is captured while one request is answered.
async fn of(router: &Router, request: TestRequest) -> Capture {
    let (captured, _guard) = capture();
    let _ = request.send_to(router.clone()).await;
    captured
}

#[tokio::test]
async fn each_request_has_one_span_with_all_its_fields() {
    let start = r#"{"notification":{"type":"event_subscription","transitions":[{"type":"event_start"}]},"event":{"event_id":"evt_1"}}"#;
    let item = |items: Value| {
        json!({ "notification": { "type": "event_subscription", "interactions": items }, "event": { "event_id": "evt_2" } })
            .to_string()
    };
    let discard = item(json!([{ "type": "conferencing_failing", "subtype": "profile_missing" }]));
    let several = item(json!([{ "type": "conferencing_failing" }, { "type": "new" }]));
    let panicking =
        r#"{"notification":{"type":"event_subscription","interactions":[{"type":"meeting_agent_failed"}]}}"#;
    let cases: [(TestRequest, &[(&str, &str)]); 8] = [
        (
            signed(start).path("/?minutes=5").notification_id("60c2").attempt(3),
            &[
                ("notification_id", "60c2"),
                ("attempt", "3"),
                ("event_id", "evt_1"),
                ("route", r#"transition "event_start""#),
                ("handler", "starts"),
                ("outcome", "done"),
                ("status", "204"),
            ],
        ),
        (
            signed(CHANGE),
            &[
                ("channel_id", "chn_6f1a"),
                ("route", r#"notification "change""#),
                ("handler", "sync"),
                ("outcome", "retry"),
                ("status", "500"),
            ],
        ),
        (
            signed(discard),
            &[
                ("event_id", "evt_2"),
                ("route", r#"interaction "conferencing_failing", subtype "profile_missing""#),
                ("handler", "failing"),
                ("outcome", "discard"),
                ("status", "204"),
            ],
        ),
        (
            signed(several),
            &[
                ("event_id", "evt_2"),
                ("route", r#"interaction "conferencing_failing"; interaction "new""#),
                ("handler", "failing; rest"),
                ("outcome", "discard; done"),
                ("status", "204"),
            ],
        ),
        (
            signed(panicking),
            &[
                ("route", r#"interaction "meeting_agent_failed""#),
                ("handler", "panics"),
                ("outcome", "panic"),
                ("status", "500"),
            ],
        ),
        (
            signed("{}"),
            &[("route", "a body without a name"), ("handler", "rest"), ("outcome", "done"), ("status", "204")],
        ),
        (signed("no JSON"), &[("status", "400")]),
        (TestRequest::body(CHANGE).notification_id("60c2"), &[("status", "401")]),
    ];
    let router = app();
    for (request, fields) in cases {
        let shown = format!("{request:?}");
        let captured = of(&router, request).await;
        let [span] = &captured.spans()[..] else { panic!("{shown}: one span") };
        assert_eq!(span.name, "delivery");
        let mut found = span.fields.clone();
        let duration = found.remove("duration_ms").unwrap_or_else(|| panic!("{shown}: no duration"));
        assert!(duration.parse::<f64>().is_ok_and(|ms| ms >= 0.0), "{duration}");
        let expected = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        assert_eq!(found, expected, "{shown}");
    }
}

#[tokio::test]
async fn a_handler_runs_inside_the_span() {
    #[cronofy_handler(notification = "change")]
    async fn logs() {
        tokio::task::yield_now().await;
        tracing::info!("from the handler");
    }
    let router: Router = Hooks::new(secrets()).handlers(handlers![logs, ..]).into_router().unwrap();
    let captured = of(&router, signed(CHANGE)).await;
    let events = captured.events();
    let said = events.iter().find(|event| event.text().contains("from the handler")).expect("the event was captured");
    assert_eq!(said.span.as_deref(), Some("delivery"));
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_exceeds_its_deadline_is_logged() {
    #[cronofy_handler(notification = "change")]
    async fn never() {
        std::future::pending::<()>().await;
    }
    let router: Router = Hooks::new(secrets()).handlers(handlers![never, ..]).into_router().unwrap();
    let captured = of(&router, signed(CHANGE)).await;
    let span = captured.spans().remove(0);
    assert_eq!((span.fields["outcome"].as_str(), span.fields["status"].as_str()), ("timeout", "500"));
    assert_eq!(span.fields["duration_ms"].parse::<f64>().unwrap().round(), 4500.0);
}

/// Puts a mark into a body that must not come out anywhere.
const MARK: &str = "Quarterly-layoffs";

#[tokio::test]
async fn texts_of_documented_bodies_are_never_logged() {
    let (everything, _) = router();
    let nothing: Router = Hooks::new(secrets()).handlers(handlers![..]).into_router().unwrap();
    let mut checked = 0;
    for sample in SchemaSet::samples("valid").into_iter().filter(|sample| sample.is_delivery()) {
        let texts = texts(&sample.content);
        for router in [&everything, &nothing, &app()] {
            let captured = of(router, signed(sample.content.to_string())).await.everything();
            for text in &texts {
                assert!(!captured.contains(text.as_str()), "{}: {text:?} is logged:\n{captured}", sample.name);
            }
            checked += texts.len();
        }
    }
    assert!(checked > 500, "{checked} texts");
}

/// All texts of a body but those that a span names, and single words, which names of handlers contain.
fn texts(body: &Value) -> Vec<String> {
    fn collect(value: &Value, key: &str, texts: &mut Vec<String>) {
        match value {
            Value::String(text) if !["type", "subtype", "event_id", "channel_id"].contains(&key) && !is_word(text) => {
                texts.push(text.clone());
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, key, texts)),
            Value::Object(fields) => fields.iter().for_each(|(key, value)| collect(value, key, texts)),
            _ => {}
        }
    }
    fn is_word(text: &str) -> bool {
        text.len() < 6 || text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    }
    let mut texts = Vec::new();
    collect(body, "", &mut texts);
    texts
}

#[tokio::test]
async fn texts_of_mismatches_are_never_logged() {
    let since = "2026-01-17T09:24:16Z";
    let start = |event: Value| json!({ "notification": { "type": "event_subscription", "transitions": [{ "type": "event_start" }] }, "event": event });
    let bodies = [
        json!(MARK),
        json!([MARK]),
        json!({ "something": MARK }),
        json!({ "notification": MARK }),
        json!({ "notification": { "type": [MARK], "text": MARK } }),
        json!({ "notification": { "type": "change", "changes_since": MARK }, "channel": { "channel_id": "c" } }),
        json!({ "notification": { "type": "change", "changes_since": since }, "channel": MARK }),
        json!({ "notification": { "type": "change", "changes_since": since }, "channel": { "channel_id": [MARK] } }),
        json!({ "notification": { "type": "change", "changes_since": since }, "channel": { "channel_id": "c", "filters": MARK } }),
        json!({ "notification": { "type": "event_subscription", "interactions": MARK } }),
        json!({ "notification": { "type": "event_subscription", "interactions": [{ "type": "conferencing_failing" }] }, "event": MARK }),
        start(json!(MARK)),
        start(json!({ "start": MARK })),
        start(json!({ "start": { "time": MARK, "tzid": "Etc/UTC" } })),
        start(json!({ "attendees": MARK })),
        start(json!({ "attendees": [{ "email": "a" }, MARK] })),
        start(json!({ "summary": [MARK] })),
        start(json!({ "options": MARK })),
        start(json!({ "created": MARK })),
        json!({ "authorization": MARK }),
        json!({ "event": MARK, "participants": MARK }),
    ];
    let mut logged = Vec::new();
    for body in bodies {
        // New ones for each body, because the last resort logs each name once.
        let (everything, _) = router();
        let nothing: Router = Hooks::new(secrets()).handlers(handlers![..]).into_router().unwrap();
        // Handlers that take the payload, in a list without a fallback: a mismatch ends at the last resort.
        let without_fallback: Router =
            Hooks::new(secrets()).handlers(handlers![sync, starts, failing, ..]).into_router().unwrap();
        for (name, router) in [("everything", everything), ("nothing", nothing), ("no fallback", without_fallback)] {
            let captured = of(&router, signed(body.to_string())).await.everything();
            assert!(!captured.is_empty());
            if captured.contains(MARK) {
                logged.push(format!("{name}: {body}\n{captured}"));
            }
        }
    }
    assert!(logged.is_empty(), "texts of {} deliveries are logged:\n{}", logged.len(), logged.join("\n"));
}

#[tokio::test]
async fn refused_requests_log_neither_text_nor_secret_nor_signature() {
    let body = CHANGE.replace("chn_6f1a", MARK);
    let good = secrets().sign(body.as_bytes());
    let good = good.to_str().unwrap();
    let wrong = Secrets::new([OTHER_SECRET]).unwrap().sign(body.as_bytes());
    let wrong = wrong.to_str().unwrap();
    let not_json = [
        format!("{{{MARK}"),
        MARK.to_owned(),
        format!("{{\"summary\":\"{MARK}\",}}"),
        format!("{{\"summary\":\"{MARK}\"}} {MARK}"),
        format!("{{\"summary\":\"\u{1}{MARK}\"}}"),
    ];
    let with = |header: &str| TestRequest::body(body.clone()).header(SIGNATURE_HEADER, header);
    let mut requests = vec![
        TestRequest::body(body.clone()),
        with(wrong),
        with(""),
        with(SECRET),
        with(&wrong[..20]),
        with(&format!("{wrong},").repeat(30)),
        with(good).header(http::header::CONTENT_TYPE, "text/plain"),
        signed(" ".repeat(2 << 20) + MARK),
    ];
    requests.extend(not_json.map(signed));
    let router = app();
    for request in requests {
        let (captured, guard) = capture();
        let answer = request.send_to(router.clone()).await;
        drop(guard);
        assert!(answer.status.is_client_error(), "{}", answer.status);
        let captured = captured.everything();
        assert!(captured.contains(answer.status.as_str()), "{captured}");
        for hidden in [MARK, SECRET, OTHER_SECRET, good, wrong, &wrong[..20], "CRN_"] {
            assert!(!captured.contains(hidden), "{hidden:?} is logged:\n{captured}");
            assert!(!answer.text.contains(hidden), "{hidden:?} is answered: {}", answer.text);
        }
    }
}

#[tokio::test]
async fn accepted_requests_log_neither_secret_nor_signature() {
    let good = secrets().sign(CHANGE.as_bytes());
    for router in [app(), router().0] {
        let captured = of(&router, signed(CHANGE)).await.everything();
        assert!(captured.contains("chn_6f1a"), "{captured}");
        for hidden in [SECRET, good.to_str().unwrap(), "CRN_"] {
            assert!(!captured.contains(hidden), "{hidden:?} is logged:\n{captured}");
        }
    }
}

#[tokio::test]
async fn the_last_resort_logs_each_name_once() {
    let router: Router = Hooks::new(secrets()).handlers(handlers![..]).into_router().unwrap();
    let (captured, _guard) = capture();
    for name in ["new", "newer", "new", "new", "newer"] {
        let body = json!({ "notification": { "type": name } }).to_string();
        assert_eq!(signed(body).send_to(router.clone()).await.status, 204);
    }
    let warnings: Vec<_> = captured.events().into_iter().filter(|event| event.level == tracing::Level::WARN).collect();
    let named: Vec<_> = warnings.iter().map(|event| event.fields["occurrence"].as_str()).collect();
    assert_eq!(named, [r#"notification "new""#, r#"notification "newer""#]);
    assert_eq!(captured.spans().len(), 5);
}

#[tokio::test]
async fn a_verification_needs_no_handler_and_no_line() {
    let body = r#"{"notification":{"type":"verification"},"channel":{"channel_id":"chn_6f1a"}}"#;
    let hooks = Hooks::new(secrets()).handlers(handlers![..]);
    let unhandled = hooks.unhandled();
    let captured = of(&hooks.into_router().unwrap(), signed(body)).await;
    assert!(captured.events().iter().all(|event| event.level > tracing::Level::INFO), "{}", captured.everything());
    assert_eq!(captured.spans()[0].fields["status"], "204");
    assert!(unhandled.counts().is_empty());

    // A fallback takes it as it takes everything.
    let span = of(&app(), signed(body)).await.spans().remove(0);
    assert_eq!((span.fields["handler"].as_str(), span.fields["outcome"].as_str()), ("rest", "done"));
}

/// The handlers that the log offers for what is documented, compiled as they are pasted.
#[allow(dead_code, unused_variables, reason = "they only have to compile")]
mod offered {
    include!("../fixtures/offered.rs");
}

#[tokio::test]
async fn the_last_resort_offers_handlers_that_compile() {
    let router: Router = Hooks::new(secrets()).handlers(handlers![..]).into_router().unwrap();
    let (captured, _guard) = capture();
    for sample in cronofy_hooks::testing::samples() {
        let request = TestRequest::sample(sample.name).unwrap().signed_with(&secrets());
        assert_eq!(request.send_to(router.clone()).await.status, 204);
    }
    let messages: Vec<_> = captured.events().into_iter().map(|event| event.fields["message"].clone()).collect();
    let mut offers: Vec<_> =
        messages.iter().filter_map(|message| message.split_once("a handler for it:\n\n")).collect();
    offers.sort_unstable();
    offers.dedup_by_key(|(_, offer)| *offer);
    let offered: String =
        offers.iter().map(|(_, offer)| format!("{}\n", offer.replace("    ", "").trim_end())).collect();

    let path = root().join("tests/fixtures/offered.rs");
    let fresh = format!("use cronofy_hooks::cronofy_handler;\n\n{offered}");
    if std::env::var_os("BLESS").is_some_and(|value| value == "1") {
        std::fs::write(&path, &fresh).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), fresh, "run with BLESS=1, and read the difference");
    assert_eq!(offered.matches("async fn").count(), 18, "one for each documented name but `verification`");
}

#[tokio::test]
async fn nothing_depends_on_a_subscriber() {
    let log = Log::default();
    #[cronofy_handler(notification = "change")]
    async fn quiet(recorder: Recorder) {
        recorder.ran("quiet");
    }
    let router: Router = Hooks::new(secrets()).handlers(handlers![quiet, ..]).state(log.clone()).into_router().unwrap();
    assert_eq!(signed(CHANGE).send_to(router).await.status, 204);
    assert_eq!(log.handlers(), ["quiet"]);
}

#[tokio::test]
async fn a_span_of_many_occurrences_stays_short() {
    let items: Vec<_> = (0..900).map(|number| json!({ "type": format!("n{number}{}", "n".repeat(1000)) })).collect();
    let body = json!({ "notification": { "type": "event_subscription", "interactions": items }, "event": { "event_id": "e".repeat(10_000) } });
    let captured = of(&app(), signed(body.to_string())).await;
    let [span] = &captured.spans()[..] else { panic!("one span") };
    for field in ["route", "handler", "outcome"] {
        let list = &span.fields[field];
        assert!(list.len() < 2048, "{field}: {} bytes", list.len());
    }
    assert!(span.fields["route"].ends_with("; …"));
    assert_eq!(span.fields["event_id"].len(), 256);
}

#[tokio::test(start_paused = true)]
async fn refusals_that_any_client_can_cause_are_a_line_a_minute() {
    let router = app();
    let (captured, _guard) = capture();
    let get = || http::Request::get("/").body(axum::body::Body::empty()).unwrap();
    let send = |request| tower::ServiceExt::oneshot(router.clone(), request);
    for _ in 0..100 {
        assert_eq!(send(get()).await.unwrap().status(), 405);
        assert_eq!(send(TestRequest::body(CHANGE).into_request()).await.unwrap().status(), 401);
    }
    tokio::time::advance(std::time::Duration::from_mins(1)).await;
    assert_eq!(send(get()).await.unwrap().status(), 405);
    let refused: Vec<_> = captured.events().into_iter().filter(|event| event.level == tracing::Level::WARN).collect();
    let lines: Vec<_> = refused.iter().map(|event| (&event.fields["reason"][..13], event.fields.get("more"))).collect();
    let ninety_nine = "99".to_owned();
    let expected = [("notifications", None), ("the header Cr", None), ("notifications", Some(&ninety_nine))];
    assert_eq!(lines, expected);
    assert_eq!(captured.spans().len(), 201, "a span for each request all the same");

    // The service itself sent what is signed: that is logged each time.
    for _ in 0..3 {
        assert_eq!(send(signed("no JSON").into_request()).await.unwrap().status(), 400);
    }
    let not_json = captured.events().into_iter().filter(|event| event.text().contains("JSON"));
    assert_eq!(not_json.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn the_time_of_a_slow_body_is_logged_apart() {
    let (captured, _guard) = capture();
    let (head, _) = signed(CHANGE).into_request().into_parts();
    let body = cronofy_hooks_tests::Paused::new(CHANGE.as_bytes(), std::time::Duration::from_secs(3));
    let request = http::Request::from_parts(head, axum::body::Body::new(body));
    assert_eq!(tower::ServiceExt::oneshot(app(), request).await.unwrap().status(), 500);
    let fields = captured.spans().remove(0).fields;
    let ms = |field: &str| fields[field].parse::<f64>().unwrap().round();
    assert_eq!((ms("body_ms"), ms("duration_ms")), (3000.0, 3000.0));
}
