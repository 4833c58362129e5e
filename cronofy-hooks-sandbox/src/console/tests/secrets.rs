//! What an application sends in paths and URLs and keeps to itself: the token of a participant, and the password of a
//! callback URL.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use http::StatusCode;
use serde_json::{Value, json};
use tracing::field::{Field, Visit};
use tracing::instrument::WithSubscriber as _;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::calls::LoggedSandbox;
use super::client::HOST;
use crate::world::rules::{ACCESS_TOKEN, ACCOUNT_ID, WORK};

/// Everything that is logged, as text.
#[derive(Clone, Debug, Default)]
struct CapturedLog(Arc<Mutex<String>>);

impl Subscriber for CapturedLog {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        struct Fields<'l>(&'l mut String);
        impl Visit for Fields<'_> {
            fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
                let _ = write!(self.0, "{field}={value:?} ");
            }
        }
        let mut log = self.0.lock().expect("no panic");
        event.record(&mut Fields(&mut log));
        log.push('\n');
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Everything that shows API calls: pages, files, the control API and the state file.
async fn shown(sandbox: &LoggedSandbox, calls: u64) -> String {
    let mut shown = sandbox.console.get("/calls").await.1 + &sandbox.control("/sandbox/calls").await.to_string();
    for number in 1..=calls {
        for file in ["", "/body.txt", "/answer.txt", "/curl.txt"] {
            shown += &sandbox.console.get(&format!("/calls/{number}{file}")).await.1;
        }
    }
    shown + &sandbox.console.shared.read(|world| json!(world)["calls"].to_string())
}

#[tokio::test]
async fn the_token_of_a_participant_is_neither_logged_nor_shown() {
    let sandbox = LoggedSandbox::new();
    // While there is one subscriber, `tracing` asks the thread that comes to a line first whether it is on, and that may be
    // one of another test. With two it asks both.
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let log = CapturedLog::default();
    let calls = async {
        let asked = json!({
            "participants": [{ "participant_id": "@ada", "sub": ACCOUNT_ID }, { "participant_id": "@karl" }],
            "subject": "Review",
            "required_duration": { "minutes": 60 },
            "available_periods": [{ "start": "2026-01-20T10:00:00Z", "end": "2026-01-20T14:30:00Z" }],
        });
        let (_, started) = sandbox.call("POST /v1/scheduling_conversations", ACCESS_TOKEN, &asked).await;
        let karl = &started["scheduling_conversation"]["participants"][1]["possible_actions"]["slots_list"]["url"];
        let path = karl.as_str().and_then(|url| url.split_once(HOST)).expect("a URL").1.to_owned();
        let (status, _) = sandbox.call(&format!("GET {path}"), ACCESS_TOKEN, &Value::Null).await;
        assert_eq!(status, StatusCode::OK);
        // One of the service, by mistake.
        let foreign = "GET /v1/scheduling_conversations/scv_1/participants/sct-of-production/slots";
        assert_eq!(sandbox.call(foreign, ACCESS_TOKEN, &Value::Null).await.0, StatusCode::NOT_FOUND);
        path
    };
    let path = calls.with_subscriber(log.clone()).await;
    let token = path.split('/').nth(5).expect("a token");
    assert!(token.starts_with("sct_"), "{path}");
    let logged = log.0.lock().expect("no panic").clone();
    assert!(logged.contains("/participants/***/slots") && logged.contains("status=404"), "{logged}");
    let shown = shown(&sandbox, 3).await;
    assert!(shown.contains("/participants/***/slots"), "{shown}");
    for text in [logged, shown] {
        assert!(!text.contains(token) && !text.contains("sct-of-production"), "{text}");
    }
}

#[tokio::test]
async fn a_callback_url_that_names_a_user_is_refused_and_not_shown() {
    let sandbox = LoggedSandbox::new();
    let url = "http://user:s3cret@127.0.0.1:9/";
    let event = json!({
        "event_id": "1", "summary": "Lunch", "start": "2026-01-20T12:00:00Z", "end": "2026-01-20T13:00:00Z",
        "subscriptions": [{ "type": "webhook", "uri": url, "interactions": [{ "type": "conferencing_assigned" }] }],
    });
    let events = format!("/v1/calendars/{WORK}/events");
    let channel = json!({ "callback_url": url });
    for (request, body, field) in
        [("POST /v1/channels", &channel, "callback_url"), (&format!("POST {events}"), &event, "subscriptions.0.uri")]
    {
        let (status, answer) = sandbox.call(request, ACCESS_TOKEN, body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{request}");
        let description = answer["errors"][field][0]["description"].as_str().unwrap_or_default();
        assert!(description.contains("must not name a user or a password"), "{answer}");
    }
    // Of a batch, the entry alone is refused.
    let entry = |body: &Value| json!({ "method": "POST", "relative_url": events, "data": body });
    let good = json!({ "event_id": "2", "summary": "Tea", "start": event["start"], "end": event["end"] });
    let batch = json!({ "batch": [entry(&event), entry(&good)] });
    let (_, answer) = sandbox.call("POST /v1/batch", ACCESS_TOKEN, &batch).await;
    assert_eq!([&answer["batch"][0]["status"], &answer["batch"][1]["status"]], [422, 202], "{answer}");
    let shown = shown(&sandbox, 3).await;
    assert!(shown.contains("http://***@127.0.0.1:9/") && !shown.contains("s3cret"), "{shown}");

    let handle = sandbox.console.sandbox();
    for error in [handle.trigger(url, json!({})).err(), handle.create_channel(ACCOUNT_ID, channel).err()] {
        let error = format!("{:#}", error.expect("it is refused"));
        assert!(error.contains("a user or a password") && !error.contains("s3cret"), "{error}");
    }
    for (path, field) in [("/channels", "callback_url"), ("/trigger", "url")] {
        let fields = [(field, url), ("account", ACCOUNT_ID), ("body", "{}")];
        let (_, _, page) = sandbox.console.post(path, &fields).await;
        assert!(page.contains("The URL names a user or a password"), "{path}: {page}");
    }
    let scenario = json!({ "application": url, "steps": [{ "create_channel": { "callback_url": "{application}" } }] });
    let scenario: crate::Scenario = serde_json::from_value(scenario).expect("a scenario");
    let error = scenario.steps().expect_err("it is refused").to_string();
    assert!(error.contains("create_channel.callback_url") && !error.contains("s3cret"), "{error}");
    let state = sandbox.console.shared.read(|world| json!(world).to_string());
    assert!(!state.contains("s3cret"), "the state file has none");
}
