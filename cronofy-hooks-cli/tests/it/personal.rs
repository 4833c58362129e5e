//! What `sandbox` prints has no personal data.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::sandbox::{SandboxProcess, get};
use crate::support::run;

/// A receiver that repeats what it got, in its body and in a header.
async fn echo() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
    let url = format!("http://{}/cronofy", listener.local_addr().expect("it listens"));
    let echo = post(async |body: String| {
        let body: Value = serde_json::from_str(&body).expect("it is JSON");
        let summary = body["event"]["summary"].as_str().unwrap_or_default().to_owned();
        let status = if summary.starts_with("Dinner") { StatusCode::FOUND } else { StatusCode::INTERNAL_SERVER_ERROR };
        (status, [("location", format!("/login?for={summary}"))], format!("no room for {summary}"))
    });
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/cronofy", echo)).await });
    url
}

#[tokio::test]
async fn no_personal_value_is_printed() {
    let receiver = echo().await;
    for as_json in [&["--json"][..], &[]] {
        let start = [&["--port", "0", "--clock", "paused", "--start", "2026-03-02"], as_json].concat();
        let mut sandbox = SandboxProcess::start(&start);
        let mut url = String::new();
        while url.is_empty() {
            let line = sandbox.line().await;
            let found = line.split('"').chain(line.split(' ')).find(|it| it.starts_with("http://127.0.0.1:"));
            url = found.unwrap_or_default().trim_end_matches('/').to_owned();
        }
        let read = "/v1/smart_invites?smart_invite_id=1&recipient_email=zaphod%40example.com";
        get(&url, read, "CRN_sandbox_secret").await;
        for summary in ["Lunch with Zaphod", "Dinner with Zaphod"] {
            let body = json!({
                "notification": { "type": "event_subscription", "transitions": [{ "type": "event_start" }] },
                "event": { "event_id": "meal", "summary": summary, "attendees": [{ "email": "zaphod@example.com" }] },
            });
            let step = json!({ "trigger": { "to": receiver, "body": body } }).to_string();
            let sent = run(&["sandbox", "step", &step, "--sandbox", &url], b"").await;
            assert_eq!(sent.code, 0, "{sent:?}");
        }
        let mut printed = String::new();
        while !(printed.contains("no room for") && printed.contains("/login?for=")) {
            printed += &sandbox.line().await;
        }
        assert!(printed.contains("no room for (personal)") && printed.contains("/login?for=(personal)"), "{printed}");
        assert!(printed.contains("/v1/smart_invites"), "{printed}");
        assert!(!printed.to_lowercase().contains("zaphod"), "{printed}");
        let path = "/sandbox/deliveries?q=Lunch";
        let found = get(&url, path, "").await;
        assert!(found.contains("\"summary\":\"Lunch with Zaphod\""), "a test compares what was sent: {found}");
        let found = get(&url, &format!("{path}&personal=hidden"), "").await;
        assert!(found.contains("\"event_id\":\"meal\"") && !found.contains("Zaphod"), "{found}");
        assert_eq!(sandbox.terminate().await.0, Some(0));
    }
}
