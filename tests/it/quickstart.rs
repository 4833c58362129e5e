//! The example as its users run it: a process, an address, real HTTP.

use cronofy_hooks::Secrets;
use cronofy_hooks::testing::TestRequest;
use cronofy_hooks_tests::{OTHER_SECRET, Quickstart, SECRET, quickstart};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const CHANGE: &str =
    r#"{"notification":{"type":"change","changes_since":"2026-01-17T09:24:16Z"},"channel":{"channel_id":"chn_6f1a"}}"#;

fn secrets(secrets: &[&str]) -> Secrets {
    Secrets::new(secrets.iter().copied()).unwrap()
}

/// A line with these fields, and null for all others.
fn line(fields: &Value) -> Value {
    let keys =
        ["handler", "route", "type", "subtype", "notification_id", "attempt", "user_id", "event_id", "channel_id"];
    let mut line: Value = keys.iter().map(|key| ((*key).to_owned(), Value::Null)).collect();
    for (key, value) in fields.as_object().unwrap() {
        line[key] = value.clone();
    }
    line
}

#[tokio::test]
async fn each_handler_prints_a_line() {
    // The same id is sent several times, which an inbox would handle once.
    let mut example = Quickstart::start(&format!("{SECRET},{OTHER_SECRET}"), "memory:").await;
    assert!(example.url.starts_with("http://127.0.0.1:") && example.url.ends_with("/cronofy"), "{}", example.url);

    let failing = r#"{"notification":{"type":"event_subscription","interactions":[{"type":"conferencing_failing","subtype":"profile_missing"}]},"event":{"event_id":"evt_1"}}"#;
    let unknown = r#"{"notification":{"type":"event_subscription","interactions":[{"type":"conferencing_failing","subtype":"brand_new"}]},"event":{}}"#;
    let change = line(
        &json!({ "handler": "change", "route": r#"notification "change""#, "type": "change", "channel_id": "chn_6f1a" }),
    );
    let mut with_user = change.clone();
    with_user["user_id"] = json!("42");
    let cases = [
        (TestRequest::body(CHANGE), "", change),
        (TestRequest::body(CHANGE), "/42", with_user.clone()),
        (TestRequest::body(CHANGE), "?user_id=42", with_user),
        (
            TestRequest::sample("event-triggers/event_start").unwrap().notification_id("60c210faf5aa93093b000022"),
            "/a%20b?user_id=42",
            line(&json!({
                "handler": "event_start", "route": r#"transition "event_start""#, "type": "event_start",
                "notification_id": "60c210faf5aa93093b000022", "attempt": 1, "user_id": "a b",
                "event_id": "qTtZdczOccgaPncGJaCiLg",
            })),
        ),
        (
            TestRequest::body(failing),
            "",
            line(&json!({
                "handler": "conferencing_failing_profile_missing",
                "route": r#"interaction "conferencing_failing", subtype "profile_missing""#,
                "type": "conferencing_failing", "subtype": "profile_missing", "event_id": "evt_1",
            })),
        ),
        (
            TestRequest::body(unknown),
            "",
            line(&json!({
                "handler": "conferencing_failing",
                "route": r#"interaction "conferencing_failing", subtype "brand_new""#,
                "type": "conferencing_failing", "subtype": "brand_new",
            })),
        ),
        (
            TestRequest::body(r#"{"notification":{"type":"brand_new"}}"#).notification_id("60c2").attempt(2),
            "?other=1",
            line(&json!({
                "handler": "fallback", "route": r#"notification "brand_new""#, "type": "brand_new",
                "notification_id": "60c2", "attempt": 2,
            })),
        ),
        (TestRequest::body("{}"), "", line(&json!({ "handler": "fallback", "route": "a body without a name" }))),
    ];
    for (request, target, expected) in cases {
        let url = format!("{}{target}", example.url);
        for signed in [&[SECRET][..], &[OTHER_SECRET], &["CRN_old", OTHER_SECRET]] {
            let answer = request.clone().signed_with(&secrets(signed)).post_to(&url).await.unwrap();
            assert_eq!(answer.status, 204, "{url}: {}", answer.text);
            assert_eq!(example.line().await, expected, "{url}");
        }
        for refused in [request.clone(), request.clone().signed_with(&secrets(&["CRN_old"]))] {
            // It prints nothing: the next line is that of the next request.
            assert_eq!(refused.post_to(&url).await.unwrap().status, 401, "{url}");
        }
    }
    example.terminate().await;
    assert_eq!(example.end().await, (Some(0), vec![]));
}

#[tokio::test]
async fn sigterm_lets_a_request_finish_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let example = Quickstart::start(SECRET, &inbox_in(&folder)).await;
    let signature = secrets(&[SECRET]).sign(CHANGE.as_bytes());
    let head = format!(
        "POST /cronofy/42 HTTP/1.1\r\nHost: example.com\r\nContent-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\nCronofy-HMAC-SHA256: {}\r\n\r\n",
        CHANGE.len(),
        signature.to_str().unwrap()
    );
    let mut stream = TcpStream::connect(example.address()).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    // The server asks for the body: the request is under way.
    let mut asked = vec![0; b"HTTP/1.1 100 Continue\r\n\r\n".len()];
    stream.read_exact(&mut asked).await.unwrap();
    assert_eq!(asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(&CHANGE.as_bytes()[..20]).await.unwrap();

    example.terminate().await;
    // It has seen the signal when it takes no connections any more.
    while TcpStream::connect(example.address()).await.is_ok() {
        tokio::task::yield_now().await;
    }
    stream.write_all(&CHANGE.as_bytes()[20..]).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    // It was accepted: if there was no time left to handle it, it is handled after the next start.
    let (code, mut lines) = example.end().await;
    assert_eq!(code, Some(0));
    if lines.is_empty() {
        let mut next = Quickstart::start(SECRET, &inbox_in(&folder)).await;
        lines.push(next.line().await.to_string());
        next.terminate().await;
        assert_eq!(next.end().await, (Some(0), vec![]));
    }
    let lines: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), &lines[0]["user_id"]), (1, &json!("42")));
}

fn inbox_in(folder: &tempfile::TempDir) -> String {
    format!("sqlite:{}", folder.path().join("inbox.sqlite").display())
}

#[tokio::test]
async fn an_inbox_remembers_what_was_handled() {
    let folder = tempfile::tempdir().unwrap();
    let sent = |id: &str| TestRequest::body(CHANGE).notification_id(id).signed_with(&secrets(&[SECRET]));
    for id in ["60c2", "60c3"] {
        let mut example = Quickstart::start(SECRET, &inbox_in(&folder)).await;
        // What an earlier process handled is acknowledged, and not handled again.
        for id in ["60c2", id, id] {
            let answer = sent(id).post_to(&example.url).await.unwrap();
            assert_eq!(answer.status, 204, "{}", answer.text);
        }
        assert_eq!(example.line().await["notification_id"], id);
        // It says so before its inbox does.
        example.handles_everything().await;
        example.kill().await;
    }
    let mut example = Quickstart::start(SECRET, &inbox_in(&folder)).await;
    assert_eq!(sent("60c4").post_to(&example.url).await.unwrap().status, 204);
    assert_eq!(example.line().await["notification_id"], "60c4", "nothing else is left to do");
    example.terminate().await;
    assert_eq!(example.end().await, (Some(0), vec![]));
}

#[tokio::test]
async fn what_is_missing_is_named() {
    type Case = (&'static [&'static str], &'static [(&'static str, &'static str)], &'static str);
    let cases: [Case; 7] = [
        (&[], &[], "CRONOFY_CLIENT_SECRET is not set"),
        (&[], &[("CRONOFY_CLIENT_SECRET", "")], "CRONOFY_CLIENT_SECRET: client secret number 1 is empty"),
        (&[], &[("CRONOFY_CLIENT_SECRET", "CRN_a, CRN_b")], "CRONOFY_CLIENT_SECRET: client secret number 2 begins"),
        (&[], &[("CRONOFY_CLIENT_SECRET", "CRN_a"), ("ADDR", "nowhere")], "ADDR"),
        (
            &[],
            &[("CRONOFY_CLIENT_SECRET", "CRN_a"), ("ADDR", "127.0.0.1:0"), ("INBOX_URL", "inbox.sqlite")],
            "INBOX_URL",
        ),
        (
            &[],
            &[("CRONOFY_CLIENT_SECRET", "CRN_a"), ("ADDR", "127.0.0.1:0"), ("INBOX_URL", "sqlite:/nowhere/at/all")],
            "INBOX_URL",
        ),
        (&["--sample"], &[("CRONOFY_CLIENT_SECRET", "CRN_a")], "--samples"),
    ];
    for (arguments, environment, words) in cases {
        let output = quickstart(arguments, environment).await;
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{environment:?}");
        assert!(said.contains(words), "{environment:?}: {said}");
        assert!(!said.contains("CRN_"), "{environment:?}: {said}");
        assert_eq!(output.stdout, b"", "{environment:?}");
    }
}

/// The message of an inbox says what to do; the message of the system has to be there as well.
#[tokio::test]
async fn why_the_inbox_does_not_open_is_printed() {
    let environment =
        [("CRONOFY_CLIENT_SECRET", "CRN_a"), ("ADDR", "127.0.0.1:0"), ("INBOX_URL", "sqlite:/proc/inbox.sqlite")];
    let output = quickstart(&[], &environment).await;
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("error: INBOX_URL: "), "{said}");
    // SQLite's own words, or those of the operating system.
    assert!(said.contains("(code: ") || said.contains("(os error "), "{said}");
}

#[tokio::test]
async fn every_sample_reaches_its_handler() {
    for environment in [&[][..], &[("CRONOFY_CLIENT_SECRET", "CRN_a,CRN_b")]] {
        let output = quickstart(&["--samples"], environment).await;
        let (said, complained) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!(output.status.code(), Some(0), "{said}\n{complained}");
        let lines = said.lines().filter(|line| serde_json::from_str::<Value>(line).is_ok()).count();
        assert_eq!(lines, cronofy_hooks::testing::samples().len(), "a line for each sample:\n{said}");
        assert!(said.contains("every sample reached its handler"), "{said}");
    }
}
