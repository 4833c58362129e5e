//! What is counted.

use cronofy_hooks_client::RateLimits;
use metrics::Unit;
use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use serde_json::json;

use crate::support::{ACCOUNT, RecordingStore, Reply, START, ScriptedServer, TestEnvironment, client_at, tokens};

const README: &str = include_str!("../../README.md");

#[tokio::test]
async fn calls_retries_and_waits_are_counted() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _guard = metrics::set_default_local_recorder(&recorder);

    let server = ScriptedServer::start(|number, request| match (number, request.target.as_str()) {
        (0, _) => Reply::status(503),
        (_, "GET /v1/calendars") => Reply::json(200, json!({ "calendars": [] })),
        _ => Reply::status(404),
    })
    .await;
    let environment = TestEnvironment::at(START.parse().unwrap());
    let client = client_at(&server.url, &environment, RecordingStore::with(ACCOUNT, tokens("a", "r")));
    let client = client.rate_limits(RateLimits::new(2, 100)).build().unwrap();
    client.account(ACCOUNT).calendars().await.unwrap();
    client.account(ACCOUNT).close_channel("chn_1").await.unwrap_err();

    let mut seen: Vec<String> = Vec::new();
    for (key, unit, description, value) in snapshotter.snapshot().into_vec() {
        let name = key.key().name();
        let is_seconds = name.ends_with("_seconds");
        assert_eq!(unit, Some(if is_seconds { Unit::Seconds } else { Unit::Count }), "{name}");
        assert!(description.as_ref().is_some_and(|it| it.ends_with('.')), "{name}: {description:?}");
        let kind = if is_seconds { "histogram" } else { "counter" };
        assert!(README.contains(&format!("| `{name}` | {kind} |")), "the README does not have {name}");
        let labels: Vec<&str> = key.key().labels().map(|label| label.value()).collect();
        let value = match value {
            DebugValue::Counter(count) => count.to_string(),
            DebugValue::Histogram(times) => format!("{} times", times.len()),
            DebugValue::Gauge(_) => panic!("there is no gauge"),
        };
        seen.push(format!("{name} {}: {value}", labels.join(" ")));
    }
    seen.sort();
    assert_eq!(
        seen,
        [
            "cronofy_client_call_seconds DELETE /v1/channels/{channel_id}: 1 times",
            "cronofy_client_call_seconds GET /v1/calendars: 1 times",
            "cronofy_client_calls_total DELETE /v1/channels/{channel_id} 404: 1",
            "cronofy_client_calls_total GET /v1/calendars ok: 1",
            "cronofy_client_limit_wait_seconds : 1 times",
            "cronofy_client_retries_total 503: 1",
        ]
    );
}
