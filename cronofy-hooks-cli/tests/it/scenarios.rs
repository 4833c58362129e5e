//! Scenarios that the console saves of a session with failures, played with an application that works.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use tokio::net::TcpListener;

use crate::sandbox::{SandboxProcess, get, post_form, receiver};
use crate::support::{CommandOutput, run};

const ACCOUNT: (&str, &str) = ("account", "acc_000000000000000000000001");
const DAY: &str = "86400";

/// A session of the console: forms that are posted one after the other.
struct ConsoleSession {
    sandbox: SandboxProcess,
    url: String,
}

impl ConsoleSession {
    async fn start() -> Self {
        let start = ["--port", "0", "--clock", "paused", "--start", "2026-03-02T08:00:00Z", "--json"];
        let mut sandbox = SandboxProcess::start(&start);
        let url = sandbox.json().await["url"].as_str().expect("a URL").to_owned();
        Self { sandbox, url }
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) {
        let answer = post_form(&self.url, path, fields).await;
        assert!(answer.starts_with("HTTP/1.1 303"), "{path}: {answer}");
    }

    /// An event that the user of the account writes.
    async fn event(&self) {
        let event = [("by", "user"), ("summary", "Lunch"), ("start", "2026-03-05T12:00"), ("minutes", "60")];
        self.post("/calendar/new", &[&event[..], &[("calendar", "cal_sandbox_private")]].concat()).await;
    }

    /// The saved file.
    async fn save(self) -> String {
        let file = get(&self.url, "/scenario/scenario.yaml", "").await;
        let (_, file) = file.split_once("\r\n\r\n").expect("a body");
        assert_eq!(self.sandbox.terminate().await.0, Some(0));
        file.to_owned()
    }
}

async fn play(file: &str, application: &[&str]) -> CommandOutput {
    run(&[&["sandbox", "play", "-", "--port", "0"][..], application].concat(), file.as_bytes()).await
}

/// A receiver that answers with the status that is set.
async fn moody_receiver() -> (String, Arc<AtomicU16>) {
    let status = Arc::new(AtomicU16::new(204));
    let answers = Arc::clone(&status);
    let answer = move || async move { StatusCode::from_u16(answers.load(Ordering::SeqCst)).expect("a status") };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
    let url = format!("http://{}/cronofy", listener.local_addr().expect("it listens"));
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/cronofy", post(answer))).await });
    (url, status)
}

/// The application fails for hours, and a fault is injected in between.
#[tokio::test]
async fn a_session_with_failures_plays_with_an_application_that_works() {
    let (receiver, status) = moody_receiver().await;
    let session = ConsoleSession::start().await;
    status.store(503, Ordering::SeqCst);
    session.post("/channels", &[("callback_url", &receiver), ACCOUNT]).await;
    session.post("/clock/move", &[("to", "60")]).await;
    session.event().await;
    session.post("/clock/move", &[("to", "3600")]).await;
    status.store(204, Ordering::SeqCst);
    session.post("/clock/move", &[("to", "7200")]).await;
    session.post("/faults", &[("fault", "cut"), ("rate", "100"), ("times", "2")]).await;
    session.event().await;
    session.post("/clock/move", &[("to", "20")]).await;
    session.post("/clock/move", &[("to", "7200")]).await;
    let file = session.save().await;
    let comments: Vec<_> = file.lines().filter(|it| it.contains('#')).collect();
    assert_eq!(comments.len(), 2, "{file}");
    for comment in comments {
        assert!(comment.starts_with("  # The recorded application failed 1 of these (503)."), "{file}");
    }
    assert!(file.contains("name:change is:failing status:lost") && !file.contains("status:503"), "{file}");
    let played = play(&file, &[]).await;
    assert_eq!(played.code, 0, "{file}\n{played:?}");
    // One that does not work is found.
    status.store(500, Ordering::SeqCst);
    assert_eq!(play(&file, &[]).await.code, 4);
}

/// Nothing listens for a day, so the service closes the channel. With an application it would not.
#[tokio::test]
async fn a_session_without_an_application_plays_with_one() {
    let session = ConsoleSession::start().await;
    session.post("/channels", &[("callback_url", "http://127.0.0.1:9/cronofy"), ACCOUNT]).await;
    session.post("/clock/move", &[("to", DAY)]).await;
    session.event().await;
    session.post("/clock/move", &[("to", DAY)]).await;
    let file = session.save().await;
    assert!(file.contains("was closed because your application failed for 24 hours"), "{file}");
    let (receiver, _received) = receiver().await;
    let played = play(&file, &["--application", &receiver]).await;
    assert_eq!(played.code, 0, "{file}\n{played:?}");
}

/// A fault closes the channel, with any application.
#[tokio::test]
async fn a_closed_channel_is_reproduced() {
    let (receiver, _received) = receiver().await;
    let session = ConsoleSession::start().await;
    session.post("/faults", &[("fault", "drop"), ("rate", "100")]).await;
    session.post("/channels", &[("callback_url", &receiver), ACCOUNT]).await;
    session.post("/clock/move", &[("to", DAY)]).await;
    session.post("/faults/clear", &[]).await;
    session.post("/channels", &[("callback_url", &receiver), ACCOUNT]).await;
    session.event().await;
    session.post("/clock/move", &[("to", "60")]).await;
    let file = session.save().await;
    assert!(file.contains("  - expect_channel:\n      channel_id: chn_") && !file.contains('#'), "{file}");
    let played = play(&file, &[]).await;
    assert_eq!(played.code, 0, "{file}\n{played:?}");
    // The end of the channel is checked, not only its deliveries.
    let (before, after) = file.split_once("  - expect:").expect("an expectation");
    let (_, after) = after.split_once("  - expect_channel:").expect("an expectation");
    let harmless = before.replace("fault: drop", "fault: duplicate");
    let played = play(&format!("{harmless}  - advance: 24h\n  - expect_channel:{after}"), &[]).await;
    assert_eq!(played.code, 4, "{file}\n{played:?}");
    assert!(played.out.contains("should be closed; it is open"), "{played:?}");
}

/// A file that has nothing but a gap can be read.
#[tokio::test]
async fn what_no_step_can_repeat_is_a_comment() {
    let mut sandbox = SandboxProcess::start(&["--port", "0", "--clock", "paused", "--start", "2026-03-02", "--json"]);
    let url = sandbox.json().await["url"].as_str().expect("a URL").to_owned();
    let page = [("summary", "Interview"), ("minutes", "60"), ("calendar", "cal_sandbox_work"), ("url", "http://h/")];
    let answer = post_form(&url, "/calendar/scheduling", &page).await;
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let file = get(&url, "/scenario/scenario.yaml", "").await;
    let (_, file) = file.split_once("\r\n\r\n").expect("a body");
    assert!(file.ends_with("something was done that no step can repeat.\n"), "{file}");
    assert_eq!(sandbox.terminate().await.0, Some(0));
    let played = run(&["sandbox", "play", "-", "--port", "0"], file.as_bytes()).await;
    assert_eq!(played.code, 0, "{file}\n{played:?}");
}
