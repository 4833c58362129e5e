//! `sandbox`: what a refusal may mean, and how to find out.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use serde_json::json;
use tokio::net::TcpListener;

use crate::sandbox::{SECRET, SandboxProcess, get, post_form};
use crate::support::{TempFolder, run};

#[tokio::test]
async fn failures_are_explained_and_a_request_is_saved_for_verify() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
    let url = format!("http://{}/cronofy", listener.local_addr().expect("it listens"));
    let refuse = post(async || (StatusCode::UNAUTHORIZED, "no"));
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/cronofy", refuse)).await });
    let meaning = "refused: probably another client secret, or one of 4 other causes";
    let mut sandbox = SandboxProcess::start(&["--port", "0", "--json", "--forward-to", &url]);
    let banner = sandbox.json().await;
    let attempt = sandbox.json().await;
    assert_eq!((&attempt["status"], &attempt["meaning"]), (&json!(401), &json!(meaning)));
    let help = attempt["help"].as_str().expect("there is something to do");
    assert!(help.ends_with("CRONOFY_CLIENT_SECRET=CRN_sandbox_secret"), "{help}");
    let others = attempt["other_causes"].as_array().expect("there are others");
    assert!(
        others.len() == 4 && others.iter().all(|it| it["cause"].is_string() && it["help"].is_string()),
        "{attempt}"
    );

    let path = format!("/deliveries/{}/attempts/1/request.http?personal=shown", attempt["delivery"]);
    let saved = get(banner["url"].as_str().expect("a URL"), &path, "").await;
    let (_, request) = saved.split_once("\r\n\r\n").expect("a head and a body");
    let folder = TempFolder::new();
    let secret = folder.file("secret", "CRN_sandbox_secret");
    let verified = run(&["verify", "-", "--secret-file", &secret], request.as_bytes()).await;
    assert_eq!(verified.code, 0, "{verified:?}");

    // A secret of the user's own is not printed.
    let mut sandbox = SandboxProcess::start(&["--port", "0", "--secret-env", "SANDBOX_SECRET", "--forward-to", &url]);
    while sandbox.line().await != "Ctrl-C stops it. API calls and attempts:" {}
    let (line, explanation) = (sandbox.line().await, sandbox.line().await);
    assert!(line.contains("401 Unauthorized in "), "{line}");
    assert!(
        explanation.starts_with(&format!("    {meaning}. Start the receiver with the client secret")),
        "{explanation}"
    );
    assert!(!explanation.contains(SECRET), "{explanation}");
    // The other causes follow once; a retry fails for the same ones.
    for _ in others {
        let line = sandbox.line().await;
        assert!(line.starts_with("    Or "), "{line}");
    }
    let line = sandbox.line().await;
    assert!(line.starts_with("    Find out which: http://127.0.0.1:") && line.contains("/verify?delivery="), "{line}");
    let (_, page) = line.split_once("which: ").expect("a URL");
    let (console, _) = page.split_once("/verify").expect("a page of the console");
    assert!(post_form(console, "/connect", &[("url", &url)]).await.contains("303"), "it is sent");
    assert!(sandbox.line().await.contains("401 Unauthorized"));
    assert!(sandbox.line().await.starts_with(&format!("    {meaning}.")));
    assert_eq!(sandbox.terminate().await.0, Some(0));
}
