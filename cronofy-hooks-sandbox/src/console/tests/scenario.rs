//! The page that saves what was done.

use super::client::ConsoleClient;
use super::views::{URL, delivered};
use crate::world::model::AttemptOutcome;

#[tokio::test]
async fn the_page_has_a_command_that_works_beside_this_sandbox() {
    let console = ConsoleClient::new();
    assert!(console.get("/scenario").await.1.contains("Nothing was done yet"));
    console.post("/trigger", &[("url", URL), ("body", r#"{"notification":{"type":"change"}}"#)]).await;
    let (_, page) = console.get("/scenario").await;
    assert!(
        page.contains(">/opt/bin/cronofy-hooks sandbox play scenario.yaml --port 0</pre>"),
        "the port of this sandbox is taken: {page}"
    );
    assert!(!page.contains("your application failed") && !page.contains("message waiting"), "{page}");
    for (button, times) in [("Copy the file", 1), ("Copy the command", 1), ("--application URL</code>", 1)] {
        assert_eq!(page.matches(button).count(), times, "{button}: {page}");
    }
    console.sandbox().set_client_secrets(["CRN_other"]).expect("a secret");
    let (_, page) = console.get("/scenario").await;
    assert!(page.contains("--port 0 --secret-env CRONOFY_CLIENT_SECRET</pre>"), "{page}");
}

/// The page says that the file has no failures of the application, and how it gets failures.
#[tokio::test]
async fn failures_of_the_application_are_said() {
    let console = ConsoleClient::new();
    let body = r#"{"notification":{"type":"change"}}"#;
    for _ in 0..2 {
        console.post("/trigger", &[("url", URL), ("body", body)]).await;
    }
    console.shared.change(|world| {
        for request in world.run_due() {
            world.record_result(request.delivery, request.attempt, AttemptOutcome::Answered(500).into());
        }
    });
    let (_, page) = console.get("/scenario").await;
    assert!(page.contains("Your application failed 2 deliveries that no <a href=\"/faults\">fault rule</a>"), "{page}");
    assert_eq!(page.matches("# The recorded application failed 1 of these (500).").count(), 2, "{page}");
    // Two that were sent, and what is expected after each.
    assert!(page.contains("4 steps: 2 actions, 0 moves of the clock, 2 expectations"), "{page}");
    // What is no action of a person is none here either.
    delivered(&console, "change", &AttemptOutcome::Answered(204));
    assert!(console.get("/scenario").await.1.contains("no step can repeat"));
}
