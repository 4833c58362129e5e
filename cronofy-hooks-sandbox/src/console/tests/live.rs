//! Pages learn of changes without being reloaded.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use http::{Request, header};
use http_body_util::BodyExt as _;
use tokio::time::{Instant, timeout};

use super::asked::{Asked, HOST};

async fn stream(console: &Asked) -> Response {
    let request = Request::get("/live").header(header::HOST, HOST).body(Body::empty()).expect("a request");
    console.ask(request).await
}

async fn event(response: &mut Response) -> String {
    let frame = response.body_mut().frame().await.expect("it goes on").expect("no error");
    String::from_utf8(frame.into_data().expect("data").into()).expect("UTF-8")
}

#[tokio::test(start_paused = true)]
async fn changes_are_told_and_those_that_are_close_together_once() {
    let console = Asked::new();
    let mut response = stream(&console).await;
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
    assert!(event(&mut response).await.starts_with("event: changed"), "what it is when the page opens");
    let begun = Instant::now();
    for _ in 0..100 {
        console.shared.change(|world| world.faults.seed += 1);
    }
    assert_eq!(event(&mut response).await, "event: changed\ndata: 100\n\n");
    assert!(begun.elapsed() >= Duration::from_millis(250), "at most four in a second");
    // Nothing more, until something changes again; what comes meanwhile keeps the connection.
    let more = timeout(Duration::from_secs(10), event(&mut response)).await;
    assert!(more.is_err(), "{more:?}");
    console.shared.change(|world| world.faults.seed += 1);
    assert_eq!(event(&mut response).await, "event: changed\ndata: 101\n\n");
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_runs_is_looked_at_again() {
    let console = Asked::new();
    console.shared.set_clock_mode(crate::ClockMode::Running(60.0));
    let mut response = stream(&console).await;
    for _ in 0..3 {
        assert_eq!(event(&mut response).await, "event: changed\ndata: 1\n\n");
    }
}

#[tokio::test(start_paused = true)]
async fn pages_stop_listening_with_the_server() {
    let console = Asked::new();
    let mut response = stream(&console).await;
    event(&mut response).await;
    drop(console.open);
    assert!(response.body_mut().frame().await.is_none());
}
