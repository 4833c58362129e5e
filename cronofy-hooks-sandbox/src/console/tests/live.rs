//! Pages learn of changes without a reload.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use http::{Request, header};
use http_body_util::BodyExt as _;
use tokio::time::{Instant, timeout};

use super::client::{ConsoleClient, HOST};

async fn stream(console: &ConsoleClient) -> Response {
    let request = Request::get("/live").header(header::HOST, HOST).body(Body::empty()).expect("a request");
    console.send(request).await
}

async fn event(response: &mut Response) -> String {
    let frame = response.body_mut().frame().await.expect("another event").expect("no error");
    String::from_utf8(frame.into_data().expect("data").into()).expect("UTF-8")
}

#[tokio::test(start_paused = true)]
async fn changes_that_are_close_together_share_an_event() {
    let console = ConsoleClient::new();
    let mut response = stream(&console).await;
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
    assert!(event(&mut response).await.starts_with("event: changed"), "the first event comes at once");
    let begun = Instant::now();
    for _ in 0..100 {
        console.shared.change(|world| world.faults.seed += 1);
    }
    assert_eq!(event(&mut response).await, "event: changed\ndata: 100\n\n");
    assert!(begun.elapsed() >= Duration::from_millis(250), "at most four in a second");
    // No event until the next change; only keep-alive comments.
    let more = timeout(Duration::from_secs(10), event(&mut response)).await;
    assert!(more.is_err(), "{more:?}");
    console.shared.change(|world| world.faults.seed += 1);
    assert_eq!(event(&mut response).await, "event: changed\ndata: 101\n\n");
}

#[tokio::test(start_paused = true)]
async fn a_running_clock_is_refreshed() {
    let console = ConsoleClient::new();
    console.shared.set_clock_mode(crate::ClockMode::Running(60.0));
    let mut response = stream(&console).await;
    for _ in 0..3 {
        assert_eq!(event(&mut response).await, "event: changed\ndata: 1\n\n");
    }
}

#[tokio::test(start_paused = true)]
async fn pages_stop_listening_with_the_server() {
    let console = ConsoleClient::new();
    let mut response = stream(&console).await;
    event(&mut response).await;
    drop(console.open);
    assert!(response.body_mut().frame().await.is_none());
}
