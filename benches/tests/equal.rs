//! Both sides answer the same, and their handlers see the same.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use cronofy_hooks::Secrets;
use cronofy_hooks_benches::{App, AppSide, BODIES, PATH, SECRET};
use serde_json::Value;
use tower_service::Service as _;

const WORKING: [AppSide; 3] = [AppSide::ByHand, AppSide::Ours, AppSide::OursNested];

/// Sends a body to a side: the status, and what the handlers saw.
fn send(side: AppSide, signatures: &[&str], body: &str) -> (u16, Vec<(&'static str, Value)>) {
    let app = Arc::new(App::that_keeps());
    let mut router = side.router(Arc::clone(&app)).unwrap();
    let mut request = Request::post(PATH).header("content-type", "application/json; charset=utf-8");
    for signature in signatures {
        request = request.header("cronofy-hmac-sha256", *signature);
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let status = runtime.block_on(router.call(request)).unwrap().status().as_u16();
    (status, app.kept())
}

fn sign(body: &str) -> String {
    Secrets::new([SECRET]).unwrap().sign(body.as_bytes()).to_str().unwrap().to_owned()
}

fn without_notification(body: &str) -> Value {
    let mut body: Value = serde_json::from_str(body).unwrap();
    body.as_object_mut().unwrap().remove("notification");
    body
}

#[test]
fn handlers_see_what_was_sent() {
    let [assigned, complete] = BODIES;
    assert_eq!((assigned.json.len(), complete.json.len()), (362, 764));
    for side in WORKING {
        for body in BODIES {
            let (status, seen) = send(side, &[&body.signature().unwrap()], body.json);
            assert_eq!(status, 204, "{side}");
            let seen = seen.into_iter().map(|(what, value)| (what.to_owned(), value)).collect();
            assert_eq!(Value::Object(seen), without_notification(body.json), "{side}");
        }
    }
}

#[test]
fn every_field_is_read() {
    let whole = [
        include_str!("../../schemas/samples/valid/interaction/conferencing_assigned/full.json"),
        include_str!("../../schemas/samples/valid/interaction/meeting_agent_complete/full.json"),
    ];
    for body in whole {
        let [by_hand, ours, nested] = WORKING.map(|side| send(side, &[&sign(body)], body));
        assert_eq!(by_hand.0, 204);
        assert!(!by_hand.1.is_empty());
        assert_eq!(ours, nested);
        // The side written by hand does not distinguish `null` from a field that is left out.
        let written = |seen: &[(&str, Value)]| seen.iter().map(|(_, value)| without_null(value)).collect::<Vec<_>>();
        assert_eq!(written(&by_hand.1), written(&ours.1));
    }
}

fn without_null(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let kept = object.iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(key, value)| (key.clone(), without_null(value))).collect())
        }
        Value::Array(values) => Value::Array(values.iter().map(without_null).collect()),
        value => value.clone(),
    }
}

#[test]
fn notification_may_come_last() {
    for body in BODIES {
        let mut last = without_notification(body.json);
        let whole: Value = serde_json::from_str(body.json).unwrap();
        last["~"] = whole["notification"].clone();
        let last = last.to_string().replace("\"~\"", "\"notification\"");
        let [by_hand, ours, nested] = WORKING.map(|side| send(side, &[&sign(&last)], &last));
        assert_eq!(by_hand, send(AppSide::ByHand, &[&sign(body.json)], body.json));
        assert_eq!(by_hand, ours);
        assert_eq!(ours, nested);
    }
}

#[test]
fn signatures() {
    let [body, other] = BODIES;
    let (good, bad) = (body.signature().unwrap(), other.signature().unwrap());
    let both = format!("{bad}, {good}");
    let cases: [(&[&str], u16); 8] = [
        (&[&good], 204),
        (&[&both], 204),
        (&[&bad, &good], 204),
        (&["", &good], 204),
        (&[&bad], 401),
        (&["not base64"], 401),
        (&[&good[..40]], 401),
        (&[], 401),
    ];
    for (signatures, status) in cases {
        for side in WORKING {
            let (answered, seen) = send(side, signatures, body.json);
            assert_eq!(answered, status, "{side} {signatures:?}");
            assert_eq!(seen.is_empty(), status == 401, "{side} {signatures:?}");
        }
    }
}

#[test]
fn other_bodies() {
    let cases = [
        ("", 400),
        ("{", 400),
        ("no JSON", 400),
        (
            r#"{"notification":{"type":"event_subscription","interactions":[{"type":"conferencing_assigned"}]},"event":{"#,
            400,
        ),
        (r#"{"notification":{"type":"event_subscription","interactions":[{"type":"conferencing_assigned"}]}}"#, 204),
        (r#"{"notification":{"type":"event_subscription","interactions":[{"type":"new"}]},"event":{}}"#, 204),
        (r#"{"notification":{"type":"new"}}"#, 204),
        ("{}", 204),
    ];
    for (body, status) in cases {
        for side in WORKING {
            assert_eq!(send(side, &[&sign(body)], body), (status, Vec::new()), "{side} {body}");
        }
    }
}
