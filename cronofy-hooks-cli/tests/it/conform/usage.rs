//! Arguments, and what is sent where.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::header::LOCATION;
use axum::http::{StatusCode, Uri};
use axum::routing::any;
use serde_json::Value;

use super::receiver::{Fault, Receiver, SECRETS, serve};
use crate::support::{CommandOutput, TempFolder, run};

/// What a receiver got: each request with its target.
type Got = Arc<Mutex<Vec<(Uri, Bytes)>>>;

/// A receiver that answers everything with this status and location, and keeps what it got.
async fn recording(status: StatusCode, location: &str) -> (String, Got) {
    let got = Got::default();
    let (kept, location) = (Arc::clone(&got), location.to_owned());
    let receive = move |uri: Uri, body: Bytes| async move {
        kept.lock().expect("no test has failed").push((uri, body));
        (status, [(LOCATION, location)])
    };
    (serve(Router::new().fallback(any(receive))).await, got)
}

async fn conform(url: &str, more: &[&str]) -> CommandOutput {
    let folder = TempFolder::new();
    let secrets = folder.file("secrets", SECRETS[0]);
    run(&[&["conform", url, "--secret-file", &secrets], more].concat(), b"").await
}

fn outcome(ran: &CommandOutput, name: &str) -> Value {
    let report: Value = serde_json::from_str(&ran.out).expect("it is JSON");
    let checks = report["checks"].as_array().expect("a list");
    checks.iter().find(|check| check["name"] == name).expect("it is there").clone()
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_not_followed() {
    let (elsewhere, got) = recording(StatusCode::NO_CONTENT, "").await;
    let (url, _) = recording(StatusCode::TEMPORARY_REDIRECT, &format!("{elsewhere}/cronofy")).await;
    let ran = conform(&url, &[]).await;
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.out.contains(&format!(", to {elsewhere}/cronofy")), "{ran:?}");
    assert_eq!(*got.lock().expect("no test has failed"), []);
}

#[tokio::test(start_paused = true)]
async fn another_machine_needs_a_flag() {
    let (url, got) = recording(StatusCode::NOT_FOUND, "").await;
    // This reaches the receiver, and is no loopback address.
    let remote = url.replace("127.0.0.1", "0.0.0.0");
    for (url, more) in [(&remote, &[][..]), (&url, &["--observe", "http://example.com/handled"])] {
        let ran = conform(url, more).await;
        assert_eq!((ran.code, &*ran.out), (2, ""), "{ran:?}");
        assert!(ran.err.contains("is not on this machine; add `--allow-remote`"), "{ran:?}");
    }
    assert_eq!(*got.lock().expect("no test has failed"), []);
    let ran = conform(&remote, &["--allow-remote"]).await;
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(!got.lock().expect("no test has failed").is_empty());
}

#[tokio::test]
async fn a_url_without_a_receiver_is_an_error() {
    // No program listens on this port, and the system never assigns it.
    let ran = conform("http://127.0.0.1:9", &[]).await;
    assert_eq!((ran.code, &*ran.out), (1, ""), "{ran:?}");
    assert!(ran.err.starts_with("error: no answer from http://127.0.0.1:9: "), "{ran:?}");
    assert_eq!(ran.err.matches("no answer").count(), 1, "{ran:?}");
    assert!(ran.err.contains("start the receiver"), "{ran:?}");
}

#[tokio::test]
async fn wrong_usage() {
    for (more, code, expected) in [
        (&["--skip", "large-bodi"][..], 3, "there is no check `large-bodi`; did you mean `large-body`"),
        (&["--skip", "zzzz"], 3, "there is no check `zzzz`; `conform --list` lists them"),
        (&["--unknown-user-url", "http://127.0.0.1:8/0"], 2, "another host or port than that of the receiver"),
        (&["--observe", "https://127.0.0.1/"], 2, "only plain HTTP is supported"),
    ] {
        let ran = conform("http://127.0.0.1:9/cronofy", more).await;
        assert_eq!((ran.code, &*ran.out), (code, ""), "{ran:?}");
        assert!(ran.err.contains(expected), "{more:?}: {ran:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn notifications_come_from_the_channel_that_is_given() {
    let (url, got) = recording(StatusCode::NO_CONTENT, "").await;
    let unknown = format!("{url}/users/0");
    conform(&format!("{url}/users/1"), &["--channel", "chn_own", "--unknown-user-url", &unknown]).await;
    let got = got.lock().expect("no test has failed");
    let bodies = got.iter().filter_map(|(_, body)| serde_json::from_slice::<Value>(body).ok());
    let channels = bodies.filter_map(|body| body["channel"]["channel_id"].as_str().map(str::to_owned));
    assert_eq!(
        channels.collect::<BTreeSet<_>>(),
        BTreeSet::from(["chn_own", "chn_000000000000000000000000"].map(str::to_owned))
    );
    assert_eq!(got.iter().filter(|(uri, _)| uri == "/users/0").count(), 1);
    assert!(got.iter().all(|(uri, _)| uri == "/users/1" || uri == "/users/0"));
}

#[tokio::test(start_paused = true)]
async fn a_url_of_an_unknown_user_is_examined_if_given() {
    let url = Receiver::start(Fault::Nothing).await;
    let missing = format!("{url}/nowhere");
    let ran = conform(&format!("{url}/cronofy"), &["--json", "--unknown-user-url", &missing]).await;
    assert_eq!((ran.code, outcome(&ran, "unknown-user")["outcome"].as_str()), (4, Some("failed")));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_observed_is_no_pass() {
    let url = Receiver::start(Fault::HandlesTheFirstOccurrenceOnly).await;
    let (no_number, _) = recording(StatusCode::NO_CONTENT, "").await;
    let receiver = format!("{url}/cronofy");
    for (more, note) in [
        (&["--json"][..], "with `--observe`"),
        (&["--json", "--observe", &no_number], "its answer is not a number"),
        (&["--json", "--observe", "http://127.0.0.1:9"], "the URL of `--observe` fails"),
    ] {
        let ran = conform(&receiver, more).await;
        let check = outcome(&ran, "every-occurrence");
        assert_eq!((ran.code, &check["outcome"]), (0, &"not_observable".into()), "{check}");
        assert!(check["note"].as_str().is_some_and(|it| it.contains(note)), "{check}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_number_that_cannot_grow_is_a_failure() {
    let url = Receiver::start(Fault::Nothing).await;
    let largest = serve(Router::new().fallback(any(|| async { u64::MAX.to_string() }))).await;
    let ran = conform(&format!("{url}/cronofy"), &["--json", "--observe", &largest]).await;
    let check = outcome(&ran, "every-occurrence");
    assert_eq!(
        (&check["outcome"], &check["note"]),
        (&"failed".into(), &"0 were handled; expected 2".into()),
        "{check}"
    );
}
