//! Deliveries with many occurrences: how much work they cause, and which deliveries wait for it.

use std::time::Duration;

use cronofy_hooks_tests::cost::nameless;
use serde_json::json;

use super::app::{HandlerAction, WorkerApp, settings, start_of};

const NAMELESS: &str = "a body without a name";
const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn many_occurrences_do_not_keep_a_later_delivery_waiting() {
    let app = WorkerApp::with(settings().concurrency(1));
    app.script.plan(NAMELESS, vec![HandlerAction::Work(SECOND); 64]);
    app.accept(&nameless(40_000)).await;
    app.pass(Duration::from_millis(10)).await;
    app.accept(&start_of("later")).await;
    app.pass(200 * SECOND).await;
    let starts: Vec<_> = app.script.calls().into_iter().filter(|call| !call.ends_with("worked")).collect();
    assert_eq!(starts.len(), 66, "64 one by one, their rest, and the later delivery");
    let later = starts.iter().position(|call| call == "later starts").unwrap();
    assert!(later <= 8, "{later} of the earlier delivery ran before the later one, with one handler at a time");
    let jobs = app.jobs().await;
    assert_eq!(jobs.len(), 66);
    assert_eq!(jobs[64], "1.64 the rest of a long list done after 1");
}

#[tokio::test(start_paused = true)]
async fn the_order_of_a_key_does_not_depend_on_when_each_is_due() {
    let app = WorkerApp::with(settings().concurrency(1));
    let starts = vec![json!({ "type": "event_start" }); 64];
    let many = json!({ "notification": { "type": "event_subscription", "transitions": starts }, "event": { "event_id": "evt" } });
    let later = json!({ "notification": { "type": "event_subscription", "interactions": [{ "type": "later" }] }, "event": { "event_id": "evt" } });
    app.script.plan("evt", [HandlerAction::Work(SECOND)]);
    app.accept(&many.to_string()).await;
    // All of its jobs are due before the last jobs of the first delivery.
    app.accept(&later.to_string()).await;
    app.pass(10 * SECOND).await;
    let calls = app.script.calls();
    assert_eq!(calls.last().map(String::as_str), Some(r#"interaction "later""#), "{calls:?}");
    assert_eq!(calls.iter().filter(|call| *call == "evt starts").count(), 64);
}
