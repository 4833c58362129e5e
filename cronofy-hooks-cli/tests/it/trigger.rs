//! `trigger`: the request, and the explanation of the answer.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use cronofy_hooks::Secrets;
use cronofy_hooks::testing::TestRequest;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::{TempFolder, run};

const SECRET: &str = "CRN_only_for_this_test";

/// The requests that a receiver received.
type Received = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// Starts a receiver with this answer. Returns its URL, and what it receives.
async fn receiver(status: StatusCode, text: &'static str) -> (String, Received) {
    let received = Received::default();
    let requests = Arc::clone(&received);
    let take = move |headers: HeaderMap, body: Bytes| async move {
        requests.lock().expect("no thread panics").push((headers, body));
        (status, text)
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
    let url = format!("http://{}/cronofy/42?a=b", listener.local_addr().expect("it listens"));
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/cronofy/42", post(take))).await });
    (url, received)
}

#[tokio::test]
async fn a_url_that_names_a_user_is_refused_and_not_shown() {
    let folder = TempFolder::new();
    let secret = folder.file("secret", SECRET);
    for before in ["http://user:s3cret@", "http://s3cret@", "https://s3cret:s3cret@", "user:s3cret@"] {
        let url = format!("{before}127.0.0.1:9/cronofy");
        let sandbox = format!("--via-sandbox={url}");
        let secret = ["--secret-file", &secret];
        for args in [
            [&["trigger", "change", "--to", &url], &secret[..]].concat(),
            [&["trigger", "change", "--dry-run", "--json", "--to", &url], &secret[..]].concat(),
            vec!["trigger", "change", "--to", "3000", &sandbox],
            [&["conform", &url], &secret[..]].concat(),
            [&["conform", "3000", "--observe", &url], &secret[..]].concat(),
        ] {
            let ran = run(&args, b"").await;
            assert_eq!((ran.code, &*ran.out), (2, ""), "{args:?}: {ran:?}");
            assert!(ran.err.contains("the URL names a user or a password"), "{args:?}: {ran:?}");
            assert!(!ran.err.contains("s3cret"), "{args:?}: {ran:?}");
        }
    }
}

#[tokio::test]
async fn a_signed_notification_arrives() {
    let folder = TempFolder::new();
    let secret = folder.file("secret", SECRET);
    let (url, received) = receiver(StatusCode::NO_CONTENT, "").await;
    let args = [
        "trigger",
        "event_start",
        "--to",
        &url,
        "--secret-file",
        &secret,
        "--json",
        "--set",
        "event.summary=Lunch",
        "--set",
        "/event/attendees/0={\"email\":\"ada@example.com\"}",
        "--header",
        "X-Trace: 7",
        "--attempt",
        "3",
    ];
    let ran = run(&args, b"").await;
    assert_eq!((ran.code, &*ran.err), (0, ""), "{ran:?}");
    let record: Value = serde_json::from_str(&ran.out).expect("it is JSON");
    assert_eq!((&record["name"], &record["status"]), (&json!("event-triggers/event_start"), &json!(204)));
    assert_eq!((&record["accepted"], &record["attempt"]), (&json!(true), &json!(3)));

    let received = received.lock().expect("no thread panics");
    let [(headers, body)] = &**received else { panic!("not one: {received:?}") };
    Secrets::new([SECRET]).expect("it is a secret").verify(headers, body).expect("it is signed");
    let sent: Value = serde_json::from_slice(body).expect("it is JSON");
    assert_eq!(sent["event"]["summary"], "Lunch");
    assert_eq!(sent["event"]["attendees"], json!([{ "email": "ada@example.com" }]));
    // The other fields keep their order, on one line.
    let begin = br#"{"notification":{"type":"event_subscription","transitions":[{"type":"event_start"}]},"event":{"calendar_id":"#;
    assert!(body.starts_with(begin), "{body:?}");
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    assert_eq!(header("x-trace").as_deref(), Some("7"));
    assert_eq!(header("cronofy-notification-attempt").as_deref(), Some("3"));
    assert_eq!(header("cronofy-notification-id"), record["id"].as_str().map(str::to_owned));
    assert_eq!(header("content-type").as_deref(), Some("application/json; charset=utf-8"));
}

/// As the service's: an application may look up the account by it.
#[tokio::test]
async fn a_channel_has_the_url_to_which_its_notification_is_sent() {
    let folder = TempFolder::new();
    let secret = folder.file("secret", SECRET);
    let (url, received) = receiver(StatusCode::NO_CONTENT, "").await;
    let sent = ["trigger", "change", "--to", &url, "--secret-file", &secret];
    for args in [&sent[..], &[&sent[..], &["--set", "channel.callback_url=https://example.com/7"]].concat()] {
        assert_eq!(run(args, b"").await.code, 0);
    }
    let received = received.lock().expect("no thread panics");
    let url_of =
        |body: &Bytes| serde_json::from_slice::<Value>(body).expect("it is JSON")["channel"]["callback_url"].take();
    let urls: Vec<_> = received.iter().map(|(_, body)| url_of(body)).collect();
    assert_eq!(urls, [json!(url), json!("https://example.com/7")]);
}

#[tokio::test]
async fn the_host_can_be_an_ipv6_address() {
    let folder = TempFolder::new();
    let secret = folder.file("secret", SECRET);
    let listener = TcpListener::bind("[::1]:0").await.expect("the machine has a loopback address of IPv6");
    let url = format!("http://{}/cronofy", listener.local_addr().expect("it listens"));
    assert!(url.starts_with("http://[::1]:"), "{url}");
    let take = || async { StatusCode::NO_CONTENT };
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/cronofy", post(take))).await });
    let ran = run(&["trigger", "change", "--to", &url, "--secret-file", &secret], b"").await;
    assert_eq!((ran.code, &*ran.err), (0, ""), "{ran:?}");
}

/// What a test of an application sends, and what the command sends.
#[tokio::test]
async fn every_sample_has_the_headers_that_it_has_in_tests() {
    let folder = TempFolder::new();
    let secret = folder.file("secret", SECRET);
    for sample in cronofy_hooks::testing::samples() {
        let ran = run(&["trigger", sample.name, "--dry-run", "--json", "--secret-file", &secret], b"").await;
        let shown: Value = serde_json::from_str(&ran.out).expect("it is JSON");
        let shown = shown["headers"].as_array().expect("a list").iter().filter_map(|header| header["name"].as_str());
        let (head, _) = TestRequest::sample(sample.name).expect("a sample").into_request().into_parts();
        for name in ["content-type", "cronofy-notification-id", "cronofy-notification-attempt"] {
            assert_eq!(shown.clone().any(|it| it == name), head.headers.contains_key(name), "{}: {name}", sample.name);
        }
    }
}

#[tokio::test]
async fn elements_of_lists_are_set() {
    let folder = TempFolder::new();
    let secret = folder.file("secret", SECRET);
    let edits = ["event.attendees[0].email=ada@example.com", "event.attendees[1]={}", "event.brand_new.summary=x"];
    let mut args = vec!["trigger", "event_start", "--dry-run", "--json", "--secret-file", &secret];
    args.extend(edits.iter().flat_map(|edit| ["--set", *edit]));
    let ran = run(&args, b"").await;
    assert_eq!(ran.code, 0, "{ran:?}");
    let shown: Value = serde_json::from_str(&ran.out).expect("it is JSON");
    let event = &shown["body"]["event"];
    assert_eq!(event["attendees"][0]["email"], "ada@example.com");
    assert_eq!(event["attendees"][1], json!({}));
    assert!(event.get("attendees[0]").is_none(), "{event}");
    let note: Value = serde_json::from_str(&ran.err).expect("it is JSON");
    let note = note["message"].as_str().unwrap_or_default();
    assert!(note.starts_with("note: `event` has no field `brand_new`; it can have `"), "{ran:?}");
    assert!(note.ends_with("; it is sent all the same"), "{ran:?}");
}

#[tokio::test]
async fn a_field_without_a_schema_is_sent_with_a_note() {
    let folder = TempFolder::new();
    let secret = folder.file("secret", SECRET);
    for (name, edit, note) in [
        ("event_start", "event.sumary=x", "note: `event` has no field `sumary`; did you mean `summary`?\n"),
        ("event_start", "event.summary=x", ""),
        ("event_start", "event.location.description=x", ""),
        // A field of another place.
        ("event_start", "event.email=x", "note: `event` has no field `email`; it can have `attendees`, "),
        // A callback has no name in its body.
        ("real_time_scheduling", "user.emial=x", "note: `user` has no field `emial`; "),
        ("real_time_scheduling", "event.summary=x", ""),
    ] {
        let ran = run(&["trigger", name, "--dry-run", "--secret-file", &secret, "--set", edit], b"").await;
        let is_expected =
            if note.ends_with('\n') || note.is_empty() { ran.err == note } else { ran.err.starts_with(note) };
        assert!(ran.code == 0 && is_expected, "{edit}: {ran:?}");
    }
}

#[tokio::test]
async fn a_secret_with_surrounding_characters_is_refused() {
    let folder = TempFolder::new();
    for (text, expected) in [
        (format!("\"{SECRET}\"\n"), "begins or ends with a quotation mark"),
        (format!("’{SECRET}‘"), "begins or ends with a quotation mark"),
        (format!("\u{feff}{SECRET}\n"), "holds a byte order mark"),
        (format!("{SECRET}\u{200b}"), "holds an invisible character (U+200B)"),
        (format!("{SECRET} "), "begins or ends with white space"),
    ] {
        let secret = folder.file("secret", &text);
        let ran = run(&["trigger", "change", "--dry-run", "--secret-file", &secret], b"").await;
        assert_eq!((ran.code, &*ran.out), (1, ""), "{ran:?}");
        assert!(ran.err.contains(expected) && !ran.err.contains("CRN_"), "{ran:?}");
    }
}

#[tokio::test]
async fn a_dry_run_shows_the_headers_that_are_sent() {
    let folder = TempFolder::new();
    let secret = folder.file("secret", SECRET);
    let (url, received) = receiver(StatusCode::NO_CONTENT, "").await;
    let more = ["X-Trace: 7", "Content-Type: application/json", "x-trace: 8", "Cronofy-Notification-Attempt: 5"];
    let mut args = vec!["trigger", "event_start", "--to", &url, "--secret-file", &secret, "--id", "1", "--json"];
    args.extend(more.iter().flat_map(|header| ["--header", *header]));
    let ran = run(&args, b"").await;
    assert_eq!((ran.code, &*ran.err), (0, ""), "{ran:?}");
    args.push("--dry-run");
    let ran = run(&args, b"").await;
    assert_eq!((ran.code, &*ran.err), (0, ""), "{ran:?}");

    let shown: Value = serde_json::from_str(&ran.out).expect("it is JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let shown = shown["headers"].as_array().into_iter().flatten();
    let mut shown: Vec<_> = shown.map(|header| (text(&header["name"]), text(&header["value"]))).collect();
    let received = received.lock().expect("no thread panics");
    let [(headers, _)] = &**received else { panic!("not one: {received:?}") };
    let text = |value: &axum::http::HeaderValue| value.to_str().expect("it is text").to_owned();
    let mut sent: Vec<_> = headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    shown.sort();
    sent.sort();
    assert_eq!(shown, sent);
    let of = |name: &str| headers.get_all(name).iter().map(text).collect::<Vec<_>>();
    assert_eq!(of("x-trace"), ["7", "8"]);
    assert_eq!(of("content-type"), ["application/json"]);
    assert_eq!(of("cronofy-notification-attempt"), ["5"]);
}

#[tokio::test]
async fn answers_are_explained() {
    let folder = TempFolder::new();
    let secret = folder.file("secret", SECRET);
    for (status, text, code, expected) in [
        (StatusCode::OK, "OK", 0, "accepted: the service counts it as delivered\n  OK\n"),
        (
            StatusCode::UNAUTHORIZED,
            "no signature matches",
            4,
            // It came as far as the signature, so no login is in the way.
            "refused: probably another client secret, or one of 3 other causes\nhelp      Start the receiver with the client \
             secret that signs here.\nor        the receiver signs JSON that was parsed and written again. How to tell",
        ),
        (StatusCode::UNAUTHORIZED, "Log in", 4, "comes before the signature: its answer says `log in`\nhelp"),
        (
            StatusCode::INTERNAL_SERVER_ERROR,
            "",
            4,
            "a handler failed: the service sends it again\nhelp      Read the log",
        ),
        (StatusCode::FOUND, "", 4, "a redirect"),
    ] {
        let (url, _) = receiver(status, text).await;
        let ran = run(&["trigger", "change", "--to", &url, "--secret-file", &secret], b"").await;
        assert_eq!((ran.code, &*ran.err), (code, ""), "{ran:?}");
        assert!(ran.out.starts_with("sent      push-notifications/change, ") && ran.out.contains(expected), "{ran:?}");
        assert!(ran.out.contains(&format!("answered  {} in ", status.as_u16())), "{ran:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_deadline_is_that_of_the_service() {
    let folder = TempFolder::new();
    let secret = folder.file("secret", SECRET);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
    let url = format!("http://{}", listener.local_addr().expect("it listens"));
    for (name, seconds) in [("change", 5), ("event_end", 7)] {
        let ran = run(&["trigger", name, "--to", &url, "--secret-file", &secret], b"").await;
        assert_eq!(ran.code, 4, "{ran:?}");
        assert!(ran.out.contains(&format!("no answer within {seconds} seconds: the service")), "{ran:?}");
    }
}

#[tokio::test]
async fn verify_accepts_the_request_of_a_dry_run() {
    let folder = TempFolder::new();
    let secret = folder.file("secret", SECRET);
    let with = |name| ["trigger", name, "--dry-run", "--secret-file", &secret];
    for name in ["change", "conferencing_failing:missing_meeting_url", "meeting-agent-callbacks/meeting_agent_failed"] {
        let shown = run(&with(name), b"").await;
        assert_eq!((shown.code, &*shown.err), (0, ""), "{shown:?}");
        assert!(shown.out.starts_with("POST /cronofy HTTP/1.1\nhost: 127.0.0.1:3000\n"), "{shown:?}");
        let verified = run(&["verify", "-", "--secret-file", &secret], shown.out.as_bytes()).await;
        assert_eq!(verified.code, 0, "{verified:?}");
    }
}

#[tokio::test]
async fn an_unknown_name_gets_suggestions() {
    for (name, expected) in [
        ("chagne", "error: there is no notification `chagne`; did you mean `change`"),
        ("conferencing_failing:profile_mising", "`conferencing_failing:profile_missing`"),
        ("event_strat", "did you mean `event_start`"),
        ("zzzz", "error: there is no notification `zzzz`; `trigger --list` lists them"),
    ] {
        let ran = run(&["trigger", name, "--dry-run"], b"").await;
        assert_eq!((ran.code, &*ran.out), (3, ""), "{ran:?}");
        assert!(ran.err.contains(expected), "{ran:?}");
    }
}

#[tokio::test]
async fn wrong_usage_and_a_missing_receiver_are_errors() {
    let folder = TempFolder::new();
    let secret = folder.file("secret", SECRET);
    // No program listens on this port, and the system never assigns it.
    let closed = "http://127.0.0.1:9";
    for (more, code, expected) in [
        (vec!["--to", closed], 1, "error: no answer from http://127.0.0.1:"),
        (vec!["--to", "https://example.com"], 2, "only plain HTTP is supported; write http://"),
        (vec!["--to", "https://example.com", "--dry-run"], 2, "only plain HTTP is supported; write http://"),
        (vec!["--to", "localhost:port"], 2, "write one such as http://127.0.0.1:3000/cronofy"),
        (vec!["--to", "localhost:port", "--dry-run"], 2, "write one such as http://127.0.0.1:3000/cronofy"),
        (vec!["--dry-run", "--header", "Host: example.com"], 2, "error: `--header` cannot set host"),
        (vec!["--dry-run", "--set", "notification.type.x=1"], 2, "error: `--set`: `notification.type` has no fields"),
        (vec!["--dry-run", "--set", "x"], 2, "write a path, `=` and a value"),
        (vec!["--dry-run", "--header", "x"], 2, "error: `--header` takes a name"),
        (vec!["--dry-run", "--id", "é"], 2, "error: a header value must be printable ASCII"),
        (vec![], 2, "--to <URL>"),
    ] {
        let args: Vec<_> = ["trigger", "change", "--secret-file", &secret].into_iter().chain(more).collect();
        let ran = run(&args, b"").await;
        assert_eq!((ran.code, &*ran.out), (code, ""), "{args:?}: {ran:?}");
        assert!(ran.err.contains(expected), "{args:?}: {ran:?}");
    }
}

#[tokio::test]
async fn every_listed_name_can_be_sent() {
    let folder = TempFolder::new();
    let secret = folder.file("secret", SECRET);
    let ran = run(&["trigger", "--list", "--json"], b"").await;
    let names: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    assert!(names.iter().any(|it| it["name"] == "meeting_agent_failed:join_timeout"), "{names:?}");
    for listed in names {
        let name = listed["name"].as_str().expect("it has a name");
        let ran = run(&["trigger", name, "--dry-run", "--json", "--secret-file", &secret], b"").await;
        assert_eq!(ran.code, 0, "{name}: {ran:?}");
        let request: Value = serde_json::from_str(&ran.out).expect("it is JSON");
        assert_eq!(request["method"], "POST");
    }
}

#[tokio::test]
async fn fields_are_taken_out() {
    let folder = TempFolder::new();
    let secret = folder.file("secret", SECRET);
    let args = ["trigger", "event_start", "--dry-run", "--json", "--secret-file", &secret];
    let without = ["--set", "event.attendees=[1,2]", "--unset", "event.summary", "--unset", "event.attendees[0]"];
    let ran = run(&[&args[..], &without].concat(), b"").await;
    assert_eq!((ran.code, &*ran.err), (0, ""), "{ran:?}");
    let shown: Value = serde_json::from_str(&ran.out).expect("it is JSON");
    let event = &shown["body"]["event"];
    assert_eq!((event.get("summary"), &event["attendees"]), (None, &json!([2])));
    assert!(ran.out.contains(r#""event":{"calendar_id":"#), "the others keep their order: {ran:?}");
    let ran = run(&[&args[..], &["--unset", "event.nothing.at_all"]].concat(), b"").await;
    assert!(ran.code == 2 && ran.err.contains("the body has no `event.nothing`"), "{ran:?}");
}

#[tokio::test]
async fn a_body_is_sent_from_a_file() {
    let folder = TempFolder::new();
    let secret = folder.file("secret", SECRET);
    let trigger =
        r#"{ "notification": {"type":"event_subscription","transitions":[{"type":"event_start"}]}, "event":{} }"#;
    for (bytes, edits, sent, is_trigger) in [
        (&b"{\"a\": 1.50}\n"[..], &[][..], &b"{\"a\": 1.50}\n"[..], false),
        (b"\xff no JSON", &[], b"\xff no JSON", false),
        (trigger.as_bytes(), &[], trigger.as_bytes(), true),
        (b"{\"a\": 1.50}", &["a=2"], b"{\"a\":2}", false),
    ] {
        let (url, received) = receiver(StatusCode::NO_CONTENT, "").await;
        let file = folder.file("body.json", bytes);
        let args = ["trigger", "--to", &url, "--secret-file", &secret, "--json", "--body"];
        let edits: Vec<_> = edits.iter().flat_map(|edit| ["--set", *edit]).collect();
        for (name, input) in [(&*file, &b""[..]), ("-", bytes)] {
            let ran = run(&[&args[..], &[name], &edits].concat(), input).await;
            assert_eq!((ran.code, &*ran.err), (0, ""), "{ran:?}");
            let report: Value = serde_json::from_str(&ran.out).expect("it is JSON");
            assert_eq!((&report["name"], report["id"].is_string()), (&json!(name), is_trigger), "{ran:?}");
        }
        let received = received.lock().expect("no thread panics");
        assert_eq!(received.len(), 2);
        for (headers, body) in &**received {
            assert_eq!(&**body, sent);
            Secrets::new([SECRET]).expect("it is a secret").verify(headers, body).expect("it is signed");
        }
    }
    let file = folder.file("body.json", "no JSON");
    for (more, code, expected) in [
        (vec!["change"], 2, "cannot be used with"),
        (vec!["--set", "a=1"], 2, "body.json is not JSON; correct it"),
        (vec!["--via-sandbox"], 1, "a sandbox sends JSON only"),
    ] {
        let ran =
            run(&[&["trigger", "--to", "3000", "--body", &*file, "--secret-file", &secret][..], &more].concat(), b"")
                .await;
        assert!(ran.code == code && ran.err.contains(expected), "{more:?}: {ran:?}");
    }
}
